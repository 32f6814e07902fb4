"""Check arguments as PyTorch does, in its words: axes, sizes, numbers, tensors."""

import builtins
import functools
import operator

import numpy as np

from ..ops.arrays import SCALARS, is_array, on, place
from ..ops.dtypes import BY_NAME, BY_NUMPY, dtype, legacy_name
from ..ops.errors import EngineError, OperandError, PositionError
from ..ops.op import READERS


def axis(dim, ndim):
    """A checked, non-negative axis; IndexError in PyTorch's words."""
    if not hasattr(dim, "__index__") or isinstance(dim, bool):
        raise OperandError(f"'dim' must be int, not {type(dim).__name__}")
    dim, span = operator.index(dim), builtins.max(ndim, 1)
    if not -span <= dim < span:
        raise PositionError(f"Dimension out of range (expected to be in range of [{-span}, {span - 1}], but got {dim})")
    return dim % span


def axes(dim, ndim):
    """A tuple of checked axes, each once."""
    dims = tuple(axis(d, ndim) for d in (dim if isinstance(dim, (tuple, list)) else (dim,)))
    for d in dims:
        if dims.count(d) > 1:
            raise EngineError(f"dim {d} appears multiple times in the list of dims")
    return dims if ndim else ()


def every_axis(dim, ndim):
    """`axes`, where None and an empty list stand for all of them."""
    return tuple(range(ndim)) if dim is None or (isinstance(dim, (tuple, list)) and not dim) else axes(dim, ndim)


def product(sizes):
    """The number of elements of a shape."""
    n = 1
    for length in sizes:
        n *= length
    return n


def is_number(x):
    """Whether `x` is a Python number (a NumPy scalar counts, as its Python value)."""
    return isinstance(x, (bool, int, float, np.generic))


def number(x):
    """A Python number from a Python or NumPy one."""
    return x.item() if isinstance(x, np.generic) else x


def as_operand(x, name, argument="other"):
    """A tensor, array or Python number; TypeError in PyTorch's words for anything else."""
    if is_tensor(x):
        return x
    if is_number(x):
        return number(x)
    position = {"input": 1, "other": 2, "exponent": 2}[argument]
    raise OperandError(f"{name}(): argument '{argument}' (position {position}) must be Tensor, not {type(x).__name__}")


def is_tensor(x):
    """Whether `x` is a tensor, or an array that counts as one."""
    return type(x) in READERS or is_array(x)


def data_of(x):
    return getattr(x, "_data", x)


def computed(function, *operands):
    """What a function of arrays gives for those of tensors, computed where they are."""
    arrays = [data_of(x) for x in operands]
    return on(place(arrays[0]), function, *arrays)


def is_bool(x):
    return not is_number(x) and str(x.dtype).endswith("bool")


def legacy(x):

    d = x.dtype
    return legacy_name(d if isinstance(d, dtype) else BY_NUMPY[d])


def dtype_name(x):
    """The name of a dtype: ``float32``."""
    return str(x.dtype).split(".")[-1]


def check_floating(input, name):
    if input.dtype.category != 2 if hasattr(input.dtype, "category") else input.dtype.kind != "f":
        raise EngineError(
            f"{name}(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. "
            f"Got: {legacy(input)}"
        )


def unpacked(sizes, name):
    """Integers from ``(2, 3)`` or ``((2, 3),)``."""
    whole = len(sizes) == 1 and isinstance(sizes[0], (tuple, list))
    sizes = sizes[0] if whole else sizes
    for at, n in enumerate(sizes):
        if not hasattr(n, "__index__") or isinstance(n, bool):
            said = f"but found element of type {type(n).__name__} at pos {at}" if whole else f"not {type(n).__name__}"
            raise OperandError(f"argument '{name}' must be tuple of ints, {said}")
    return tuple(operator.index(n) for n in sizes)


def listed(tensors, name):
    """A sequence of tensors as a tuple; TypeError in PyTorch's words for anything else."""
    if not isinstance(tensors, (tuple, list)):
        kind = type(tensors).__name__
        raise OperandError(f"{name}(): argument 'tensors' (position 1) must be tuple of Tensors, not {kind}")
    tensors = tuple(tensors)
    for i, x in enumerate(tensors):
        if not is_tensor(x):
            raise OperandError(f"expected Tensor as element {i} in argument 0, but got {type(x).__name__}")
    return tensors


def broadcast_shapes(*shapes):
    """The shape to which all of these broadcast."""
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        a, *others = shapes
        for b in others:
            for k in range(1, builtins.min(len(a), len(b)) + 1):
                if a[-k] != b[-k] and 1 not in (a[-k], b[-k]):
                    at = builtins.max(len(a), len(b)) - k
                    raise EngineError(
                        f"The size of tensor a ({a[-k]}) must match the size of tensor b ({b[-k]}) at non-singleton dimension "
                        f"{at}"
                    ) from None
            a = np.broadcast_shapes(a, b)


def is_contiguous(x):
    """Whether the elements of `x` lie in memory in the order of its axes."""
    array = data_of(x)
    return type(array) in SCALARS or array.flags.c_contiguous


# -- kinds of argument, by name --------------------------------------------------------------------


def is_whole(x):
    """Whether `x` is a Python integer, or counts as one."""
    return hasattr(x, "__index__") and not isinstance(x, bool) and getattr(x, "ndim", 0) == 0


def are_whole(x):
    """Whether `x` is an integer or a sequence of them."""
    return is_whole(x) or (isinstance(x, (tuple, list)) and builtins.all(map(is_whole, x)))


TENSOR = ("Tensor", is_tensor)
INT = ("int", is_whole)
INTS = ("tuple of ints", are_whole)
BOOL = ("bool", lambda x: isinstance(x, (bool, np.bool_)))
BESIDE_DIM = ("bool", BOOL[1])  # of an argument that only goes with `dim`
NUMBER = ("Number", is_number)
DTYPE = ("torch.dtype", lambda x: isinstance(x, dtype) or x in (float, int, bool))
KINDS = {
    "input": TENSOR, "other": TENSOR, "k": INT, "dtype": DTYPE, "p": NUMBER,
    **dict.fromkeys(("keepdim", "descending", "stable", "largest", "sorted", "unbiased"), BOOL),
}  # fmt: skip
NUMPY_NAMES = {"axis": "dim", "keepdims": "keepdim", "x": "input", "a": "input", "x1": "input", "x2": "other"}


def takes(called=None, /, **kinds):
    """Check a function's arguments by name as PyTorch's parser does, which also knows NumPy's names of some.

    Parameters
    ----------
    called : str, optional
        What errors call the function.
    **kinds
        What is meant to be said of an argument and a function that tells, where `KINDS` does not hold.
    """
    kinds = KINDS | kinds

    def define(function):
        code, name = function.__code__, called or function.__name__
        names = code.co_varnames[: code.co_argcount]
        known = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        required = code.co_argcount - len(function.__defaults__ or ())
        optional = dict(zip(names[required:], function.__defaults__ or ())) | (function.__kwdefaults__ or {})
        plan = [(at, n, *kinds[n]) for at, n in enumerate(names) if n in kinds]

        def check(value, argument, said, fits, at=None):
            if fits(value) or (value is None and optional.get(argument, 0) is None):
                return
            where = "" if at is None else f" (position {at + 1})"
            raise OperandError(f"{name}(): argument '{argument}'{where} must be {said}, not {type(value).__name__}")

        @functools.wraps(function)
        def checked(*args, **kwargs):
            given = len(args)
            for at, argument, said, fits in plan:
                if at >= given:
                    break
                if not fits(args[at]):
                    check(args[at], argument, said, fits, at)
            if kwargs:
                kwargs = {k if k in known else NUMPY_NAMES.get(k, k): v for k, v in kwargs.items()}
                for argument, value in kwargs.items():
                    if argument not in known and not code.co_flags & 0x08:
                        raise OperandError(
                            f"{name}() got an unexpected keyword argument '{argument}': it must be one of {', '.join(known)}"
                        )
                    if argument in kinds:
                        check(value, argument, *kinds[argument])
                if "keepdim" in kwargs and kinds["keepdim"] is BESIDE_DIM and "dim" not in kwargs and given < 2:
                    raise OperandError(
                        f'{name}() missing 1 required positional arguments: "dim", which must be given beside "keepdim"'
                    )
            for argument in names[given:required]:
                if argument not in kwargs:
                    raise OperandError(
                        f'{name}() missing 1 required positional arguments: "{argument}", which must be given'
                    )
            if given > len(names):
                many = f"{len(names)} positional argument{'s' if len(names) > 1 else ''}"
                raise OperandError(f"{name}() takes {many} but {given} were given: there must be no more")
            return function(*args, **kwargs)

        return checked

    return define


def as_dtype(d):
    """A dtype, or the one a Python type stands for."""
    return BY_NAME[{float: "float64", int: "int64", bool: "bool"}[d]] if isinstance(d, type) else d
