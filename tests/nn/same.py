"""Run one program with PyTorch and with this package, and compare what they tell as plain data.

A program is a function of a module ``T`` (torch or autograd_viz) that returns numbers, text, None,
lists and dicts. What PyTorch told is recorded by ``python -m tests.nn.record``.
"""

import json
import math
import re
import warnings
from pathlib import Path

RECORDED = Path(__file__).parent / "recorded"
TOLERANCE = {"float64": 1e-9, "float32": 2e-5, "float16": 5e-3}


def numbers(tensor):
    """A tensor as plain data."""
    dtype = str(tensor.dtype).removeprefix("torch.")
    return {"dtype": dtype, "shape": list(tensor.shape), "numbers": tensor.detach().reshape(-1).tolist()}


def fill(T, module):
    """Give a module fixed numbers, different from place to place; returns it."""
    start = 0
    with T.no_grad():
        for parameter in module.parameters():
            count = math.prod(parameter.shape)
            values = [round(math.sin(1.7 * (start + i)) * 0.8, 6) for i in range(count)]
            parameter.copy_(T.tensor(values, dtype=parameter.dtype).reshape(tuple(parameter.shape)))
            start += count
    return module


def grid(T, *shape, dtype=None, requires_grad=False):
    """A tensor of fixed numbers."""
    values = [round(math.cos(0.9 * i + 0.3), 6) for i in range(math.prod(shape))]
    tensor = T.tensor(values, dtype=dtype or T.float64).reshape(shape)
    return tensor.requires_grad_() if requires_grad else tensor


def graph(tensor, named=()):
    """The graph behind a tensor as nested names, through ``next_functions``; a parameter by its name."""
    names = {id(parameter): name for name, parameter in named}
    seen = {}

    def text(node, index):
        if node is None:
            return "None"
        name = node.name().split("::")[-1]
        if name == "AccumulateGrad":
            return names.get(id(node.variable), "leaf")
        if node in seen:
            return f"^{seen[node]}"
        seen[node] = len(seen)
        inner = ", ".join(text(*edge) for edge in node.next_functions)
        return f"{name}({inner})" + (f"#{index}" if index else "")

    return None if tensor.grad_fn is None else text(tensor.grad_fn, tensor.output_nr)


def trained(T, module, loss):
    """The loss, its graph, and the gradient of every parameter after a backward pass."""
    parameters = list(module.named_parameters())
    told = {"loss": numbers(loss), "graph": graph(loss, parameters)}
    loss.backward()
    return told | {name: None if p.grad is None else numbers(p.grad) for name, p in parameters}


def raised(function):
    """The exception that a call raises: its builtin type and its words, free of either package's name."""
    try:
        function()
    except Exception as error:
        kind = next(c for c in type(error).__mro__ if c.__module__ == "builtins")
        return {"raises": kind.__name__, "says": plain(str(error))}
    return "nothing raised"


def plain(text):
    """Text in which the two packages' module names are one."""
    text = re.sub(r"autograd_viz\.nn\.|torch\.nn\.modules\.|torch\.nn\.", "nn.", text)
    return re.sub(r"nn\.\w+\.([A-Z])", r"nn.\1", text)


def tell(program, T):
    """What a program returns, with warnings kept out of sight."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return program(T)


def differences(ours, theirs, where="", tolerance=0.0):
    """Where two accounts differ, one line each."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        tolerance = TOLERANCE.get(theirs.get("dtype"), tolerance)
        if ours.keys() != theirs.keys():
            return [f"{where}: has {sorted(map(str, ours))}, PyTorch {sorted(map(str, theirs))}"]
        return [d for key in theirs for d in differences(ours[key], theirs[key], f"{where}.{key}", tolerance)]
    if isinstance(theirs, list) and isinstance(ours, list) and len(ours) == len(theirs):
        pairs = enumerate(zip(ours, theirs))
        return [d for i, (a, b) in pairs for d in differences(a, b, f"{where}[{i}]", tolerance)]
    if isinstance(theirs, float) and isinstance(ours, float):
        same = math.isclose(ours, theirs, rel_tol=tolerance, abs_tol=tolerance) or ours != ours and theirs != theirs
        return [] if same else [f"{where}: {ours!r}, PyTorch {theirs!r}"]
    if where.endswith(".says") and isinstance(ours, str):
        # Our messages go on with the user's line and a remedy.
        return [] if ours == theirs or ours.startswith(theirs + "\n") else [f"{where}: {ours!r}, PyTorch {theirs!r}"]
    return [] if ours == theirs and type(ours) is type(theirs) else [f"{where}: {ours!r}, PyTorch {theirs!r}"]


def recorded(topic):
    """What PyTorch told about the programs of a topic, by program."""
    return json.loads((RECORDED / f"{topic}.json").read_text(encoding="utf-8"))


def as_json(told):
    """An account as it comes back from a file: names of keys become text."""
    return json.loads(json.dumps(told))
