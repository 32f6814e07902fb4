"""Run a program with PyTorch or with this package, and write down as plain data everything it shows.

A program is a function of one argument, the module ``T``. What it returns is written down with the
graph that leads to it, its gradients by every leaf it used, and their gradients again; an exception
as its type and message. Two such accounts are compared by `differences`.
"""

import ast
import builtins
import itertools
import math
import re
import warnings
from dataclasses import dataclass

import numpy as np

WEIGHTS = (0.75, -1.25, 0.5, 1.5, -0.25)  # upstream gradients, over and over
PLACES = {"float64": 1e-8, "float32": 2e-5, "float16": 4e-3}


@dataclass(frozen=True)
class Leaf:
    """How to make a leaf: its numbers (nested lists), dtype and whether it requires grad."""

    numbers: object
    dtype: str = "float64"
    requires_grad: bool = True

    def make(self, T):
        return T.tensor(self.numbers, dtype=getattr(T, self.dtype), requires_grad=self.requires_grad)


class Names(dict):
    """The names a program in text sees: leaves are made when first used, and remembered in order."""

    def __init__(self, T, leaves):
        super().__init__(T=T, np=np, F=T.nn.functional, nan=math.nan, inf=math.inf)
        self.known, self.leaves = leaves, {}

    def __missing__(self, name):
        if name not in self.known:
            raise KeyError(name)
        self.leaves[name] = self[name] = self.known[name].make(self["T"])
        return self[name]


@dataclass(frozen=True)
class Program:
    """A program with its name; `run` takes the module and a `Names`, and returns what is observed."""

    name: str
    run: object

    @classmethod
    def of_text(cls, text):
        """The program that runs `text` and returns its last expression, or else what ``y`` is."""
        tree = ast.parse(text)
        last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
        body = compile(tree, "<program>", "exec")
        result = compile(ast.Expression(last.value) if last else ast.parse("y", mode="eval"), "<program>", "eval")

        def run(T, names):
            exec(body, {}, names)
            return eval(result, names, names)

        return cls(text, run)

    @classmethod
    def of_function(cls, function):
        """The program that a function of the module is."""
        return cls(function.__name__, lambda T, names: function(T))


def observe(T, program, leaves):
    """Run `program` with the module `T`; returns its account as plain data (lists, dicts, numbers, text)."""
    names = Names(T, leaves)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore" if T.__name__ == "torch" else "error")
        warnings.filterwarnings("ignore", message="Using a target size")  # both warn of this alone
        try:
            returned = program.run(T, names)
            account = {"returned": written(T, returned, names.leaves)}
        except Exception as error:
            return raised(error)
        if derivatives_of := differentiable(T, returned):
            account.update(derivatives(T, derivatives_of, names.leaves))
    return account


def raised(error):
    """An exception as plain data: the builtin type it is, and its message without PyTorch's own stack and paths."""
    kind = next(c for c in type(error).__mro__ if c.__module__ == "builtins")
    return {"raises": kind.__name__, "message": str(error).split("\nException raised from ")[0]}


def written(T, value, leaves=()):
    """One returned value as plain data."""
    if isinstance(value, T.Tensor):
        return {
            "shape": list(value.shape),
            "dtype": str(value.dtype).removeprefix("torch."),
            "numbers": numbers(value),
            "requires_grad": value.requires_grad,
            "is_leaf": value.is_leaf,
            "graph": graph_text(value, leaves),
        }
    if isinstance(value, BaseException):
        return raised(value)
    if isinstance(value, dict):
        return {str(key): written(T, v, leaves) for key, v in value.items()}
    if isinstance(value, (tuple, list)):
        return [written(T, v, leaves) for v in value]
    if isinstance(value, np.ndarray):
        return {"array": value.tolist(), "dtype": str(value.dtype)}
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return number_text(value)
    return str(value).removeprefix("torch.")


def numbers(tensor):
    """All elements of a tensor, flat, as numbers JSON can hold."""
    if getattr(tensor, "_is_zerotensor", bool)():  # PyTorch's zeros without memory: reading them may crash
        return [0.0] * tensor.numel()
    return [number_text(v) for v in tensor.numpy(force=True).reshape(-1).tolist()]


def number_text(value):
    """A number, or its name where JSON has none."""
    if isinstance(value, float):
        return float(f"{value:.12g}") if math.isfinite(value) else str(value)
    return value


def graph_text(tensor, leaves):
    """The graph behind a tensor, walked from ``grad_fn`` through ``next_functions``.

    Names are nested; a node met before is written as its number, a leaf by its name, so that two
    graphs have one text if and only if they are the same.
    """
    variables = {id(leaf): name for name, leaf in dict(leaves).items()}
    seen = {}

    def text(node, index):
        if node is None:
            return "None"
        name = node.name().split("::")[-1]
        if name == "AccumulateGrad":
            return variables.get(id(node.variable), "leaf")
        if node in seen:
            return f"^{seen[node]}" + (f"#{index}" if index else "")
        seen[node] = len(seen)
        return (
            name + "(" + ", ".join(text(*edge) for edge in node.next_functions) + ")" + (f"#{index}" if index else "")
        )

    return "" if tensor.grad_fn is None else text(tensor.grad_fn, tensor.output_nr)


def differentiable(T, value):
    """Every tensor in a returned value that requires grad."""
    if isinstance(value, T.Tensor):
        return [value] if value.requires_grad else []
    if isinstance(value, dict):
        value = list(value.values())
    return [x for v in value for x in differentiable(T, v)] if isinstance(value, (tuple, list)) else []


def upstream(T, like):
    """A gradient to start from: fixed numbers, different from place to place."""
    flat = list(itertools.islice(itertools.cycle(WEIGHTS), math.prod(like.shape)))
    return T.tensor(flat, dtype=like.dtype).reshape(tuple(like.shape))


def derivatives(T, outputs, leaves):
    """First and second gradients of the outputs by every leaf that requires grad."""
    wanted = {name: leaf for name, leaf in leaves.items() if leaf.requires_grad and leaf.is_leaf}
    if not wanted:
        return {}
    try:
        first = T.autograd.grad(
            outputs, list(wanted.values()), [upstream(T, y) for y in outputs], create_graph=True, allow_unused=True
        )
        account = {"first": {name: gradient(g) for name, g in zip(wanted, first)}}
    except Exception as error:
        return {"first": raised(error)}
    again = [g for g in first if g is not None and g.requires_grad]
    if not again:
        return account
    try:
        second = T.autograd.grad(again, list(wanted.values()), [upstream(T, g) for g in again], allow_unused=True)
    except Exception as error:
        return account | {"second": raised(error)}
    return account | {"second": {name: gradient(g) for name, g in zip(wanted, second)}}


def gradient(g):
    """A gradient as plain data."""
    if g is None:
        return None
    return {"shape": list(g.shape), "dtype": str(g.dtype).removeprefix("torch."), "numbers": numbers(g)}


# -- comparing -------------------------------------------------------------------------------------


def differences(ours, theirs, places=None):
    """What differs between our account of a program and PyTorch's, as a list of sentences.

    Parameters
    ----------
    ours, theirs : dict
        As `observe` returns them.
    places : float, optional
        How close numbers must be; by default what their dtype has.
    """
    if "raises" in theirs or "raises" in ours:
        return error_differences(ours, theirs)
    found = []
    compare("returned", ours["returned"], theirs["returned"], found, places)
    for order in ("first", "second"):
        compare_gradients(order, ours.get(order), theirs.get(order), found, places)
    return found


def error_differences(ours, theirs):
    if "raises" not in ours:
        return [f"PyTorch raises {theirs['raises']}: {theirs['message']}\n  ours returns {str(ours)[:500]}"]
    if "raises" not in theirs:
        return [f"ours raises {ours['raises']}: {ours['message']}\n  PyTorch returns {str(theirs)[:500]}"]
    found = []
    if not issubclass(getattr(builtins, ours["raises"]), getattr(builtins, theirs["raises"])):
        found.append(
            f"ours raises {ours['raises']} ({ours['message']}), PyTorch {theirs['raises']} ({theirs['message']})"
        )
    expected = key_words(theirs["message"])
    if " ".join(expected.split()) not in " ".join(ours["message"].split()):
        found.append(f"our message\n    {ours['message']}\n  lacks PyTorch's key words\n    {expected}")
    return found


REWORDED = (  # where PyTorch's message names its C++ overloads or types we do not have: what of it must stay
    (r"Output \d+ of (.*)", r"\1"),
    (r"(.*) is at version \d+; expected version \d+ instead\..*", r"\1"),
    (r"(.*?) Hint: .*", r"\1"),
    (r"(Can't detach views in-place. Use detach\(\) instead\.).*", r"\1"),
    (r".* received an invalid combination of arguments.*", "must be"),
    (r".*argument '\w+' \(position \d+\) (must be .*)", r"\1"),
    (r".*(argument '\w+') failed to unpack.*", r"\1"),
    (r".*(argument 'dtype' must be torch.dtype, not \w+)", r"\1"),
    (r".*(device type at start of device string.*)", r"\1"),
    (r"The function '\w+' (is not differentiable with respect to argument .*)", r"\1"),
    (r"(can't convert np.ndarray of type .*?\.) The only supported types.*", r"\1"),
    (r"(attempting to assign a gradient with dtype .*?\.) .*", r"\1"),
)


def key_words(message):
    """The first line of a message, without what only PyTorch can say."""
    line = message.strip().split("\n")[0].replace("torch::autograd::", "")
    for pattern, kept in REWORDED:
        if match := re.fullmatch(pattern, line):
            return match.expand(kept)
    return line


def compare(where, ours, theirs, found, places=None):
    """Compare two pieces of plain data; numbers may differ in the last places."""
    if isinstance(theirs, dict) and "numbers" in theirs and isinstance(ours, dict) and "numbers" in ours:
        for key in theirs:
            if key == "numbers":
                if ours["shape"] == theirs["shape"] and not close(ours[key], theirs[key], theirs["dtype"], places):
                    found.append(f"{where}: numbers {ours[key]}, PyTorch {theirs[key]}")
            elif ours[key] != theirs[key]:
                found.append(f"{where}: {key} {ours[key]!r}\n  PyTorch {theirs[key]!r}")
    elif isinstance(theirs, dict) and "raises" in theirs and isinstance(ours, dict):
        found += [f"{where}: {text}" for text in error_differences(ours, theirs)]
    elif isinstance(theirs, dict) and isinstance(ours, dict) and theirs.keys() == ours.keys():
        for key in theirs:
            compare(f"{where}[{key!r}]", ours[key], theirs[key], found, places)
    elif isinstance(theirs, list) and isinstance(ours, list) and len(theirs) == len(ours):
        for k, (a, b) in enumerate(zip(ours, theirs)):
            compare(f"{where}[{k}]", a, b, found, places)
    elif isinstance(theirs, float) and isinstance(ours, float):
        if not close([ours], [theirs], "float32"):
            found.append(f"{where}: {ours!r}, PyTorch {theirs!r}")
    elif ours != theirs or type(ours) is not type(theirs):
        found.append(f"{where}: {ours!r}\n  PyTorch {theirs!r}")


def compare_gradients(order, ours, theirs, found, places=None):
    """Compare gradients by name; where one side has no path at second order, the other may have zeros."""
    for side in (ours, theirs):
        if side is not None and "raises" in side:
            found += [f"{order}: {text}" for text in error_differences(ours or {}, theirs or {})]
            return
    for name in {**(ours or {}), **(theirs or {})}:
        a, b = (ours or {}).get(name), (theirs or {}).get(name)
        if order == "second" and (a is None or b is None):
            if any(v not in (0, 0.0) for v in (a or b or {"numbers": []})["numbers"]):
                found.append(f"{order} gradient by {name}: {a}, PyTorch {b}")
        else:
            compare(f"{order} gradient by {name}", a, b, found, places)


def close(ours, theirs, dtype, places=None):
    """Whether two lists of numbers agree to the places their dtype has."""
    if dtype not in PLACES:
        return ours == theirs
    places = places or PLACES[dtype]
    a, b = (np.array([float(v) for v in side]) for side in (ours, theirs))
    scale = np.max(np.abs(b[np.isfinite(b)]), initial=1.0)
    return bool(np.allclose(a, b, rtol=places, atol=places * scale, equal_nan=True))
