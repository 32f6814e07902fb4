"""Every shared name takes PyTorch's arguments, in its order and with its defaults."""

import importlib
import inspect

import pytest

import autograd_viz as av
from tests.docs.test_api import NAMES

pytestmark = pytest.mark.torch

LEFT_OUT = {  # arguments of PyTorch's that are not taken here; docs/differences.md says so in prose
    "out": "a result is a new tensor",
    "out_dtype": "of matrix products, for low precision on a GPU",
    "layout": "there is one layout",
    "memory_format": "of functions that lay nothing out anew, as here",
    "pin_memory": "of memory shared with a GPU",
    "device": "of functions that make no tensor out of nothing",
    "pickle_module": "nothing is pickled",
    "pickle_protocol": "nothing is pickled",
    "_use_new_zipfile_serialization": "nothing is pickled",
    "_disable_byteorder_record": "nothing is pickled",
    "pickle_load_args": "nothing is pickled",
    "map_location": "there is no device but the CPU",
    "weights_only": "nothing else can be in a file",
    "mmap": "a file is read whole",
    "implicit": "not for callers",
    "_stacklevel": "of warnings, not for callers",
    "_preallocate_and_copy": "of memory, not for callers",
    "check_batched_grad": "there is no vmap",
    "check_batched_forward_grad": "there is no vmap",
    "check_forward_ad": "there is no forward mode",
    "check_backward_ad": "there is no other mode",
    "fast_mode": "of gradcheck, whose slow mode is exact",
    "masked": "of sparse tensors",
}
OURS = {  # arguments of ours that PyTorch's of the name have not
    "autograd_viz.save.metadata": "what safetensors can hold beside",
    "autograd_viz.load.with_metadata": "the same",
    "autograd_viz.nn.functional.layer_norm.cudnn_enable": "the same function is `av.layer_norm`, which takes it",
}
ELSEWHERE = ("Dimname", "complex", "Generator", "Storage", "Stream", "Layout")  # in schemas of what is not here
BY_NAME = {"alpha"}  # what Python takes by name alone, whatever the schema says
ODD = {  # names whose arguments PyTorch's own schema does not tell
    "norm": "written in Python, over several operators",
    "isin": "the name of a number among the elements sought differs from that of a tensor",
    "tensor_split": "one argument has three names",
    "result_type": "schemas with and without numbers, of other names each",
    "einsum": "written in Python",
    "elu_": "scales are for selu alone",
    "to": "three functions of one name",
    "split": "one argument has three names, and the tensor another than everywhere else",
    "enable_grad": "the function that it decorates, which both take, shows in one signature alone",
    "no_grad": "the same",
    "dtype": "no user makes one",
    "memory_format": "no user makes one",
    "Size": "a tuple",
    "batch_norm": "statistics may be left out here",
    "adaptive_max_pool1d_with_indices": "`return_indices` has no effect in PyTorch",
    "reshape": "sizes in a row as well as in a tuple",
    "view": "the same",
    "expand": "the same",
    "copy_": "an operator for scripts has another name of the source",
}


def theirs(module, name):
    """What PyTorch has under the name, or None."""
    if module == "autograd_viz.viz":
        return None
    place = importlib.import_module("torch" if module == "autograd_viz" else module.replace("autograd_viz", "torch", 1))
    return getattr(place, name, None)


def parameters(thing):
    """Names and defaults, in order; None where they cannot be known."""
    try:
        found = inspect.signature(thing).parameters.values()
        if inspect.isclass(thing) and "__init__" in vars(thing) and not is_open(found):
            found = list(inspect.signature(thing.__init__).parameters.values())[1:]
    except (TypeError, ValueError):
        return None
    return [p for p in found if p.name not in LEFT_OUT]


def is_open(found):
    """Whether any argument is taken."""
    return any(p.kind in (p.VAR_KEYWORD, p.VAR_POSITIONAL) for p in found)


SHARED = [pytest.param(m, n, id=f"{m}.{n}") for m, names in NAMES.items() for n in names]
METHODS = sorted(name for name in dir(av.Tensor) if not name.startswith("_"))


def written(parameter):
    """A parameter as a reader sees it, free of types and of either package's name."""
    default = parameter.default
    default = float(default) if type(default) is int else default
    text = "" if default is inspect.Parameter.empty else f"={getattr(default, '__name__', None) or repr(default)}"
    if "Generator object" in text or "Sequence" in text:
        text = "=None"
    star = "*" * (parameter.kind == parameter.VAR_POSITIONAL) + "**" * (parameter.kind == parameter.VAR_KEYWORD)
    return f"{star}{parameter.name}{text}"


@pytest.mark.parametrize(("module", "name"), SHARED)
def test_what_pytorch_writes_in_python_takes_the_same(module, name):
    other = theirs(module, name)
    wanted = parameters(other) if inspect.isclass(other) or inspect.isfunction(other) else None
    if wanted is None or is_open(wanted) or name in ODD:
        return
    found = parameters(NAMES[module][name])
    named = [
        p for p in found if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL) and f"{module}.{name}.{p.name}" not in OURS
    ]
    ours, theirs_ = [written(p) for p in named], [written(p) for p in wanted]
    assert ours == (theirs_ if len(named) == len(found) or not is_open(found) else [p for p in theirs_ if p in ours])


def schemas(name):
    """PyTorch's operators of a tensor of a name, but those that write into a result, or are for what is not here."""
    import torch

    for schema in torch._C._jit_get_schemas_for_operator(f"aten::{name}"):
        plain = (
            schema.arguments
            and str(schema.arguments[0].type) == "Tensor"
            and not any(a.is_out for a in schema.arguments)
        )
        if plain and not any(word in str(schema) for word in ELSEWHERE):
            yield schema


def check(schema, function):
    """A call with every argument by its place, as far as PyTorch takes them so, and one by their names, are taken alike."""
    signature, given = inspect.signature(function), [a for a in schema.arguments if a.name not in LEFT_OUT]
    if is_open(signature.parameters.values()):
        return
    by_place = [a for a in given if not a.kwarg_only and a.name not in BY_NAME]
    named = {a.name: a for a in given[1:]}
    signature.bind(*by_place, **{a.name: a for a in given if a not in by_place})
    signature.bind(None, **named)
    if len(list(schemas(schema.name.removeprefix("aten::")))) == 1:  # else one default stands for several
        for parameter in list(signature.parameters.values())[1:]:
            argument = named.get(parameter.name)
            if argument is not None and isinstance(argument.default_value, (int, float, str)):
                assert parameter.default == argument.default_value, f"{parameter.name}: {schema}"


def native(module, name):
    """The function here of an operator of PyTorch's, or None."""
    import torch

    other, ours = theirs(module, name), NAMES[module][name]
    plain = inspect.isbuiltin(other) and not inspect.isclass(ours) and name not in ODD
    return ours if plain and (module != "autograd_viz.linalg") and hasattr(torch.ops.aten, name) else None


@pytest.mark.parametrize(("module", "name"), SHARED)
def test_an_operator_takes_what_pytorchs_takes(module, name):
    ours = native(module, name)
    for schema in schemas(name) if ours is not None else ():
        if schema.arguments[0].name == "self":
            check(schema, ours)


@pytest.mark.parametrize("name", METHODS)
def test_a_method_takes_what_pytorchs_takes(name):
    import torch

    ours, other = inspect.getattr_static(av.Tensor, name), getattr(torch.Tensor, name, None)
    if not inspect.isfunction(ours) or name in ODD:
        return
    if inspect.isfunction(other):
        wanted = parameters(other)
        if not is_open(wanted):
            assert [written(p) for p in parameters(ours)[1:]] == [written(p) for p in wanted[1:]]
    elif other is not None:
        for schema in schemas(name):
            if schema.arguments and schema.arguments[0].name == "self":
                check(schema, ours)
