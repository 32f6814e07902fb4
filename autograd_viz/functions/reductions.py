"""Sums, means, extrema and what else goes along axes."""

from ..ops import arithmetic, loss, reduce
from ..ops.errors import EngineError, PositionError
from .arguments import axes, axis, check_floating, every_axis, is_bool, is_number, product
from .shapes import to


def sum(input, dim=None, keepdim=False, *, dtype=None):
    """Sum of all elements, or along axes."""
    if dtype is not None:
        input = to(input, dtype)
    if dim is None and not keepdim:
        return reduce.sum_all(input)
    return reduce.sum_axes(input, dim=every_axis(dim, input.ndim), keepdim=keepdim)


def mean(input, dim=None, keepdim=False, *, dtype=None):
    """Mean of all elements, or along axes."""
    if dtype is not None:
        input = to(input, dtype)
    check_floating(input, "mean")
    if dim is None and not keepdim:
        return reduce.mean_all(input)
    return reduce.mean_axes(input, dim=every_axis(dim, input.ndim), keepdim=keepdim)


def extremum(whole, along, elementwise, name):
    """Define ``max`` or ``min``: of all elements, along an axis, or of two tensors."""

    def function(input, dim=None, keepdim=False):
        if dim is not None and not is_number(dim):
            return elementwise(input, dim)
        if dim is None:
            if not product(input.shape):
                raise EngineError(
                    f"{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction "
                    "dim with the 'dim' argument."
                )
            return whole(input)
        dim = axis(dim, input.ndim)
        if input.ndim and not input.shape[dim]:
            raise PositionError(f"{name}(): Expected reduction dim {dim} to have non-zero size.")
        return Extremum[name](*along(input, dim=dim, keepdim=keepdim))

    function.__name__ = name
    function.__doc__ = f"The {name} of all elements; along `dim`, a pair (values, indices); of two tensors, each."
    return function


def pair(name):
    """The named pair that ``max(dim)`` returns, printed as PyTorch prints it."""
    from collections import namedtuple

    base = namedtuple(name, "values indices")

    def text(self):
        return f"torch.return_types.{name}(\nvalues={self.values!r},\nindices={self.indices!r})"

    return type(name, (base,), {"__slots__": (), "__repr__": text})


Extremum = {"max": pair("max"), "min": pair("min")}


max = extremum(reduce.max_all, reduce.max_axis, arithmetic.maximum, "max")


min = extremum(reduce.min_all, reduce.min_axis, arithmetic.minimum, "min")


def arg_extremum(op, name, doc):
    """Define ``argmax`` or ``argmin``."""

    def function(input, dim=None, keepdim=False):
        if is_bool(input):
            raise EngineError(f"{name}(): does not support bool input")
        if dim is not None:
            dim = axis(dim, input.ndim)
            if input.ndim and not input.shape[dim]:
                raise PositionError(f"{name}(): Expected reduction dim {dim} to have non-zero size.")
        elif not product(input.shape):
            raise PositionError(f"{name}(): Expected reduction dim to be specified for input.numel() == 0.")
        return op(input, dim=dim if input.ndim else None, keepdim=keepdim)

    function.__name__, function.__doc__ = name, doc
    return function


argmax = arg_extremum(
    reduce.argmax_axis, "argmax", "Where the largest element is: in the flattened tensor, or along `dim`."
)


argmin = arg_extremum(
    reduce.argmin_axis, "argmin", "Where the smallest element is: in the flattened tensor, or along `dim`."
)


def softmax(input, dim, dtype=None):
    """Exponentials along `dim`, divided by their sum."""
    input = input if dtype is None else to(input, dtype)
    return loss.softmax_axis(input, dim=axes(dim, input.ndim))


def log_softmax(input, dim, dtype=None):
    """Logarithm of `softmax`, computed without overflow."""
    input = input if dtype is None else to(input, dtype)
    return loss.log_softmax_axis(input, dim=axes(dim, input.ndim))
