"""Check arguments as PyTorch does, in its words: axes, sizes, numbers, tensors."""

import builtins
import operator

import numpy as np

from ..ops.dtypes import BY_NUMPY, dtype, legacy_name
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
    return tuple(range(ndim)) if dim is None or dim == () or dim == [] else axes(dim, ndim)


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
    return type(x) in READERS or isinstance(x, np.ndarray)


def data_of(x):
    return getattr(x, "_data", x)


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
    if len(sizes) == 1 and isinstance(sizes[0], (tuple, list)):
        sizes = sizes[0]
    for n in sizes:
        if not hasattr(n, "__index__") or isinstance(n, bool):
            raise OperandError(f"argument '{name}' must be tuple of ints, not {type(n).__name__}")
    return tuple(operator.index(n) for n in sizes)


def listed(tensors, name):
    """A sequence of tensors as a tuple; TypeError in PyTorch's words for anything else."""
    if is_tensor(tensors):
        raise OperandError(f"{name}(): argument 'tensors' (position 1) must be tuple of Tensors, not Tensor")
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
        a, b = shapes
        for k in range(1, builtins.min(len(a), len(b)) + 1):
            if a[-k] != b[-k] and 1 not in (a[-k], b[-k]):
                at = builtins.max(len(a), len(b)) - k
                break
        raise EngineError(
            f"The size of tensor a ({a[-k]}) must match the size of tensor b ({b[-k]}) at non-singleton dimension {at}"
        ) from None


def is_contiguous(x):
    """Whether the elements of `x` lie in memory in the order of its axes."""
    array = data_of(x)
    return not isinstance(array, np.ndarray) or array.flags.c_contiguous
