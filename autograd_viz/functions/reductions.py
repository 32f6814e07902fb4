"""Sums, means, extrema, norms and what else goes along axes."""

import math
import warnings
from operator import itemgetter

from ..ops import arithmetic, loss, reduce, sort
from ..ops.dtypes import legacy_name
from ..ops.errors import EngineError, MissingError, OperandError, PositionError
from .arguments import (
    BESIDE_DIM,
    BOOL,
    INT,
    INTS,
    NUMBER,
    TENSOR,
    are_whole,
    as_dtype,
    axes,
    axis,
    check_floating,
    every_axis,
    is_bool,
    is_number,
    is_tensor,
    is_whole,
    legacy,
    product,
    takes,
)
from .shapes import to

AXES = "dim : int or tuple of int, optional\n    Axes to go along, all of them where left out; also called ``axis``."
KEEPDIM = "keepdim : bool\n    Whether the axes stay, with length 1; also called ``keepdims``."
ONE = "dim : int\n    The axis to go along; also called ``axis``."
DTYPE = "dtype : dtype, optional\n    What to compute in, of the input's own dtype where left out."


def described(function, name, kinds, summary, *parts, returns="Tensor", example=""):
    """Name one of a family of functions, and compose its docstring."""
    function.__name__ = function.__qualname__ = name
    given = "\n".join(["input : Tensor", *parts])
    function.__doc__ = (
        f"{summary} As ``torch.{name}``.\n\nParameters\n----------\n{given}\n\nReturns\n-------\n{returns}\n\n"
        f"Examples\n--------\n>>> import autograd_viz as av\n{example}\n"
    )
    return takes(**kinds)(function)


class Parts(tuple):
    """A tuple whose parts have names, printed as PyTorch prints it: quicker to define than a `namedtuple`."""

    __slots__ = ()
    _fields = ()

    def __new__(cls, *parts):
        return tuple.__new__(cls, parts)

    def __repr__(self):
        said = ",\n".join(f"{name}={part!r}" for name, part in zip(self._fields, self))
        return f"torch.return_types.{type(self).__name__}(\n{said})"


def pair(name, fields=("values", "indices")):
    """The type of what a function of several results returns."""
    named = {field: property(itemgetter(i)) for i, field in enumerate(fields)}
    return type(name, (Parts,), {"__slots__": (), "_fields": fields, **named})


def nonempty(input, dim, name):
    """Raise PyTorch's error for one of the axes without elements, of which there is no extremum."""
    for d in dim:
        if -input.ndim <= d < input.ndim and not input.shape[d]:
            raise PositionError(f"{name}(): Expected reduction dim {d} to have non-zero size.")


# -- sums and means --------------------------------------------------------------------------------


@takes(dim=INTS, keepdim=BESIDE_DIM)
def sum(input, dim=None, keepdim=False, *, dtype=None):
    """Sum of all elements, or along axes. As ``torch.sum``.

    Parameters
    ----------
    input : Tensor
        Integers and booleans are summed as int64.
    dim : int or tuple of int, optional
        Axes to go along, all of them where left out; also called ``axis``.
    keepdim : bool
        Whether the axes stay, with length 1; also called ``keepdims``.
    dtype : dtype, optional
        What to sum in.

    Returns
    -------
    Tensor

    Raises
    ------
    IndexError, RuntimeError
        For an axis that is not there, or is named twice.

    Examples
    --------
    >>> import autograd_viz as av
    >>> A = av.tensor([[1.0, 2.0], [3.0, 4.0]])
    >>> av.sum(A), A.sum(0)
    (tensor(10.), tensor([4., 6.]))
    """
    return reduced(input, dim, keepdim, dtype, reduce.sum_all, reduce.sum_axes, reduce.sum_all_in, reduce.sum_axes_in)


@takes(dim=INTS, keepdim=BESIDE_DIM)
def mean(input, dim=None, keepdim=False, *, dtype=None):
    """Mean of all elements, or along axes. As ``torch.mean``.

    Parameters
    ----------
    input : Tensor
        Floating, or made so by `dtype`.
    dim : int or tuple of int, optional
        Axes to go along, all of them where left out; also called ``axis``.
    keepdim : bool
        Whether the axes stay, with length 1; also called ``keepdims``.
    dtype : dtype, optional
        What to compute in.

    Returns
    -------
    Tensor

    Raises
    ------
    RuntimeError
        For integers, of which a mean is none.

    Examples
    --------
    >>> import autograd_viz as av
    >>> A = av.tensor([[1.0, 2.0], [3.0, 4.0]])
    >>> av.mean(A), A.mean(1, keepdim=True)
    (tensor(2.5000), tensor([[1.5000],
            [3.5000]]))
    """
    check_result_floating(input, dtype, "mean")
    return reduced(
        input, dim, keepdim, dtype, reduce.mean_all, reduce.mean_axes, reduce.mean_all_in, reduce.mean_axes_in
    )


def reduced(input, dim, keepdim, dtype, every, along, every_in, along_in):
    """Call the op of a sum or mean: of all elements or along axes, in the input's dtype or another."""
    whole = dim is None and not keepdim
    if dtype is None or (dtype is input.dtype and dtype.is_floating_point):
        return every(input) if whole else along(input, dim=every_axis(dim, input.ndim), keepdim=keepdim)
    dtype = as_dtype(dtype).numpy
    if whole:
        return every_in(input, dtype=dtype)
    return along_in(input, dtype=dtype, dim=every_axis(dim, input.ndim), keepdim=keepdim)


def check_result_floating(input, dtype, name):
    """Raise PyTorch's error for a mean that would be an integer."""
    if dtype is None:
        check_floating(input, name)
    elif not as_dtype(dtype).is_floating_point:
        raise EngineError(
            f"{name}(): could not infer output dtype. Optional dtype must be either a floating point or complex dtype. "
            f"Got: {legacy_name(as_dtype(dtype))}"
        )


@takes(dim=INTS)
def nansum(input, dim=None, keepdim=False, *, dtype=None):
    """Sum in which NaN counts as 0. As ``torch.nansum``.

    Parameters
    ----------
    input : Tensor
    dim : int or tuple of int, optional
        Axes to go along, all of them where left out; also called ``axis``.
    keepdim : bool
        Whether the axes stay, with length 1; also called ``keepdims``.
    dtype : dtype, optional
        What to sum in.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nansum(av.tensor([1.0, float("nan"), 2.0]))
    tensor(3.)
    """
    dtype = None if dtype is None else as_dtype(dtype).numpy
    return reduce.nansum_axes(input, dim=every_axis(dim, input.ndim), keepdim=keepdim, dtype=dtype)


@takes(dim=INTS)
def nanmean(input, dim=None, keepdim=False, *, dtype=None):
    """Mean of what is not NaN. As ``torch.nanmean``.

    Parameters
    ----------
    input : Tensor
    dim : int or tuple of int, optional
        Axes to go along, all of them where left out; also called ``axis``.
    keepdim : bool
        Whether the axes stay, with length 1; also called ``keepdims``.
    dtype : dtype, optional
        What to compute in.

    Returns
    -------
    Tensor

    Raises
    ------
    RuntimeError
        For integers, of which a mean is none.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nanmean(av.tensor([1.0, float("nan"), 2.0]))
    tensor(1.5000)
    """
    if not is_floating(input):
        raise EngineError(f"nanmean(): expected input to have floating point or complex dtype but got {legacy(input)}")
    check_result_floating(input, dtype, "nanmean")
    known = arithmetic.eq(input, input)
    return arithmetic.div(nansum(input, dim, keepdim, dtype=dtype), sum(known, dim, keepdim))


def is_floating(input):
    return getattr(input.dtype, "numpy", input.dtype).kind == "f"


# -- variance and standard deviation ---------------------------------------------------------------


def deviation(name, op, results, summary, returns, example):
    """Define ``var``, ``std``, ``var_mean`` or ``std_mean``."""
    subject = "std and var" if results == 1 else name

    def function(input, dim=None, unbiased=None, keepdim=False, *, correction=None):
        if isinstance(dim, bool):  # var(input, unbiased)
            dim, unbiased = None, dim
        if unbiased is not None and (correction is not None or (keepdim and dim is None)):
            raise OperandError(f"{name}(): 'unbiased' must be given with 'dim' or alone, and without 'correction'")
        if not is_floating(input):
            raise EngineError(f"{subject} only support floating point and complex dtypes")
        if correction is None:
            correction = 1 if unbiased is None else int(unbiased)
        dim = every_axis(dim, input.ndim)
        if reduce.count(input, dim) <= correction:
            warnings.warn(
                f"{name}(): degrees of freedom is <= 0. Correction should be strictly less than the reduction factor "
                "(input numel divided by output numel).",
                stacklevel=3,
            )
        return op(input, dim=dim, correction=correction, keepdim=keepdim)

    kinds = {
        "dim": ("tuple of ints", lambda x: are_whole(x) or isinstance(x, bool)), "correction": NUMBER, "unbiased": BOOL,
    }  # fmt: skip
    correction = (
        "correction : number\n    What the number of elements is lessened by before it divides: 1 where left out; "
        "`unbiased` says 1 or 0."
    )
    return described(
        function,
        name,
        kinds,
        summary,
        AXES,
        "unbiased : bool, optional",
        KEEPDIM,
        correction,
        returns=returns,
        example=example,
    )


EXAMPLE = ">>> x = av.tensor([1.0, 2.0, 4.0])\n"
var = deviation(
    "var", reduce.var_axes, 1, "Variance of all elements, or along axes.", "Tensor",
    EXAMPLE + ">>> av.var(x), x.var(correction=0)\n(tensor(2.3333), tensor(1.5556))",
)  # fmt: skip
std = deviation(
    "std", reduce.std_axes, 1, "Standard deviation of all elements, or along axes.", "Tensor",
    EXAMPLE + ">>> av.std(x), x.std(unbiased=False)\n(tensor(1.5275), tensor(1.2472))",
)  # fmt: skip
var_mean = deviation(
    "var_mean", reduce.var_mean_axes, 2, "Variance and mean of all elements, or along axes.", "tuple of Tensor",
    EXAMPLE + ">>> av.var_mean(x)\n(tensor(2.3333), tensor(2.3333))",
)  # fmt: skip
std_mean = deviation(
    "std_mean", reduce.std_mean_axes, 2, "Standard deviation and mean of all elements, or along axes.", "tuple of Tensor",
    EXAMPLE + ">>> av.std_mean(x)\n(tensor(1.5275), tensor(2.3333))",
)  # fmt: skip


# -- products and what runs along an axis ----------------------------------------------------------


@takes(dim=INT, keepdim=BESIDE_DIM)
def prod(input, dim=None, keepdim=False, *, dtype=None):
    """Product of all elements, or along one axis. As ``torch.prod``.

    Parameters
    ----------
    input : Tensor
        Integers and booleans are multiplied as int64.
    dim : int, optional
        The axis to go along; also called ``axis``.
    keepdim : bool
        Whether the axis stays, with length 1; also called ``keepdims``.
    dtype : dtype, optional
        What to multiply in.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor([2.0, 3.0, 0.0], requires_grad=True)
    >>> av.prod(x).backward()
    >>> x.grad
    tensor([0., 0., 6.])
    """
    dtype = None if dtype is None else as_dtype(dtype).numpy
    if dim is None:
        return reduce.prod_all(input, dtype=dtype)
    return reduce.prod_axis(input, dim=axes(dim, input.ndim), keepdim=keepdim, dtype=dtype)


def cumulative(name, op, summary, example):
    """Define ``cumsum`` or ``cumprod``."""

    def function(input, dim, *, dtype=None):
        dim, dtype = axis(dim, input.ndim), None if dtype is None else as_dtype(dtype).numpy
        if dtype is not None and dtype.kind == "b":
            raise MissingError(f"\"{name}_out_cpu\" not implemented for 'Bool'")
        return op(input, dim=dim, dtype=dtype)

    kinds = {"dim": INT}
    return described(function, name, kinds, summary, ONE, DTYPE, example=example)


cumsum = cumulative(
    "cumsum", reduce.cumsum_axis, "Sums of all elements up to each along an axis.",
    ">>> av.cumsum(av.tensor([1, 2, 3]), 0)\ntensor([1, 3, 6])",
)  # fmt: skip
cumprod = cumulative(
    "cumprod", reduce.cumprod_axis, "Products of all elements up to each along an axis.",
    ">>> av.cumprod(av.tensor([1, 2, 3]), 0)\ntensor([1, 2, 6])",
)  # fmt: skip


def running(name, op, word, example):
    """Define ``cummax`` or ``cummin``."""
    Pair = pair(name)

    def function(input, dim):
        return Pair(*op(input, dim=axis(dim, input.ndim)))

    kinds = {"dim": INT}
    summary = f"The {word} of all elements up to each along an axis, and where it is."
    return described(
        function, name, kinds, summary, ONE, returns="(values, indices) : named tuple of Tensor", example=example
    )


cummax = running(
    "cummax", sort.cummax_axis, "largest",
    ">>> av.cummax(av.tensor([1, 3, 2]), 0).values\ntensor([1, 3, 3])",
)  # fmt: skip
cummin = running(
    "cummin", sort.cummin_axis, "smallest",
    ">>> av.cummin(av.tensor([3, 1, 2]), 0).indices\ntensor([0, 1, 1])",
)  # fmt: skip


@takes(dim=INT)
def logcumsumexp(input, dim):
    """Logarithms of the sums of all exponentials up to each along an axis. As ``torch.logcumsumexp``.

    Parameters
    ----------
    input : Tensor
    dim : int
        The axis to go along; also called ``axis``.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.logcumsumexp(av.tensor([0.0, 0.0, 1000.0]), 0)
    tensor([0.0000e+00, 6.9315e-01, 1.0000e+03])
    """
    dim = axis(dim, input.ndim)
    if not is_floating(input):
        raise MissingError(f"\"logcumsumexp_out_cpu\" not implemented for '{legacy(input)}'")
    return reduce.logcumsumexp_axis(input, dim=dim)


@takes(dim=INTS)
def logsumexp(input, dim, keepdim=False):
    """Logarithm of the sum of exponentials along axes, without overflow. As ``torch.logsumexp``.

    Parameters
    ----------
    input : Tensor
    dim : int or tuple of int
        Axes to go along; also called ``axis``.
    keepdim : bool
        Whether the axes stay, with length 1; also called ``keepdims``.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.logsumexp(av.tensor([1000.0, 0.0]), 0)
    tensor(1000.)
    """
    return reduce.logsumexp_axes(input, dim=every_axis(dim, input.ndim), keepdim=keepdim)


# -- extrema ---------------------------------------------------------------------------------------


def extremum(name, whole, along, elementwise, word, example):
    """Define ``max`` or ``min``: of all elements, along an axis, or of two tensors."""
    Pair = pair(name)

    def function(input, dim=None, keepdim=False, *, other=None):
        if other is not None or is_tensor(dim):
            return elementwise(input, dim if other is None else other)
        if dim is None:
            if not product(input.shape):
                raise EngineError(
                    f"{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction "
                    "dim with the 'dim' argument."
                )
            return whole(input)
        dim = axis(dim, input.ndim)
        nonempty(input, (dim,), name)
        return Pair(*along(input, dim=dim, keepdim=keepdim))

    kinds = {"dim": ("int", lambda x: is_whole(x) or is_tensor(x)), "keepdim": BESIDE_DIM}
    return described(
        function, name, kinds, f"The {word} of all elements; along an axis, with where it is; or of each two of two tensors.",
        "dim : int or Tensor, optional\n    The axis to go along, also called ``axis``; or the other of two tensors.",
        KEEPDIM, "other : Tensor, optional",
        returns="Tensor, or with an axis (values, indices), a named tuple of Tensor", example=example,
    )  # fmt: skip


max = extremum(
    "max", reduce.max_all, reduce.max_axis, arithmetic.maximum, "largest",
    ">>> A = av.tensor([[1, 5], [4, 2]])\n>>> av.max(A)\ntensor(5)\n>>> av.max(A, 1).indices\ntensor([1, 0])",
)  # fmt: skip
min = extremum(
    "min", reduce.min_all, reduce.min_axis, arithmetic.minimum, "smallest",
    ">>> A = av.tensor([[1, 5], [4, 2]])\n>>> av.min(A)\ntensor(1)\n>>> av.min(A, 1).indices\ntensor([0, 1])",
)  # fmt: skip


def arg_extremum(name, op, word, example):
    """Define ``argmax`` or ``argmin``."""

    def function(input, dim=None, keepdim=False):
        if is_bool(input):
            raise EngineError(f"{name}(): does not support bool input")
        if dim is not None:
            dim = axis(dim, input.ndim)
            nonempty(input, (dim,), name)
        elif not product(input.shape):
            raise PositionError(f"{name}(): Expected reduction dim to be specified for input.numel() == 0.")
        return op(input, dim=dim if input.ndim else None, keepdim=keepdim)

    kinds = {"dim": INT}
    return described(
        function, name, kinds, f"Where the {word} element is: in all elements in a row, or along an axis.",
        "dim : int, optional\n    The axis to go along; also called ``axis``.", KEEPDIM,
        returns="Tensor of int64", example=example,
    )  # fmt: skip


argmax = arg_extremum(
    "argmax", reduce.argmax_axis, "largest",
    ">>> A = av.tensor([[1, 5], [4, 2]])\n>>> av.argmax(A), A.argmax(0)\n(tensor(1), tensor([1, 0]))",
)  # fmt: skip
argmin = arg_extremum(
    "argmin", reduce.argmin_axis, "smallest",
    ">>> A = av.tensor([[1, 5], [4, 2]])\n>>> av.argmin(A), A.argmin(0)\n(tensor(0), tensor([0, 1]))",
)  # fmt: skip


def extrema(name, op, word, example):
    """Define ``amax`` or ``amin``."""

    def function(input, dim=(), keepdim=False):
        whole = isinstance(dim, (tuple, list)) and not dim
        if not product(input.shape):
            if whole:
                raise EngineError(
                    f"{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction "
                    "dim with the 'dim' argument."
                )
            nonempty(input, (dim,) if is_whole(dim) else dim, name)
        return op(input, dim=every_axis(dim, input.ndim), keepdim=keepdim)

    kinds = {"dim": INTS}
    summary = f"The {word} of all elements, or along axes; equal ones share the gradient evenly."
    return described(function, name, kinds, summary, AXES, KEEPDIM, example=example)


amax = extrema("amax", reduce.amax_axes, "largest", ">>> av.amax(av.tensor([[1, 5], [4, 2]]), 1)\ntensor([5, 4])")
amin = extrema("amin", reduce.amin_axes, "smallest", ">>> av.amin(av.tensor([[1, 5], [4, 2]]), 1)\ntensor([1, 2])")
Aminmax = pair("aminmax", ("min", "max"))


@takes(dim=INT)
def aminmax(input, *, dim=None, keepdim=False):
    """The smallest and the largest of all elements, or along an axis. As ``torch.aminmax``.

    Parameters
    ----------
    input : Tensor
    dim : int, optional
        The axis to go along; also called ``axis``.
    keepdim : bool
        Whether the axis stays, with length 1; also called ``keepdims``.

    Returns
    -------
    (min, max) : named tuple of Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.aminmax(av.tensor([3, 1, 2])).max
    tensor(3)
    """
    if dim is None and not product(input.shape):
        raise EngineError("aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity.")
    if dim is not None:
        dim = (axis(dim, input.ndim),)
        if input.ndim and not input.shape[dim[0]]:
            raise PositionError(f"aminmax: Expected reduction dim {dim[0]} to have non-zero size.")
    return Aminmax(
        *reduce.aminmax_axes(input, dim=dim if dim and input.ndim else every_axis(None, input.ndim), keepdim=keepdim)
    )


# -- truth and counts ------------------------------------------------------------------------------


def truth(name, op, word, example):
    """Define ``all`` or ``any``."""

    def function(input, dim=None, keepdim=False):
        if isinstance(dim, (tuple, list)) and not dim:  # along no axis: each element on its own
            out = arithmetic.ne(input, 0)
        else:
            out = op(input, dim=every_axis(dim, input.ndim), keepdim=keepdim)
        return to(out, input.dtype) if str(input.dtype).endswith("uint8") else out

    kinds = {"dim": INTS}
    returns = "Tensor of bool\n    Of uint8 if the input is."
    return described(
        function, name, kinds, f"Whether {word}, or along axes.", AXES, KEEPDIM, returns=returns, example=example
    )


all = truth(
    "all", reduce.all_axes, "all elements are true, or not 0",
    ">>> av.all(av.tensor([[True, False], [True, True]]), 0)\ntensor([ True, False])",
)  # fmt: skip
any = truth(
    "any", reduce.any_axes, "any element is true, or not 0",
    ">>> av.any(av.tensor([[True, False], [False, False]]), 0)\ntensor([ True, False])",
)  # fmt: skip


@takes(dim=INTS)
def count_nonzero(input, dim=None):
    """How many elements are not 0, in all or along axes. As ``torch.count_nonzero``.

    Parameters
    ----------
    input : Tensor
    dim : int or tuple of int, optional
        Axes to go along, all of them where left out; also called ``axis``.

    Returns
    -------
    Tensor of int64

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.count_nonzero(av.tensor([0.0, 1.0, 2.0]))
    tensor(2)
    """
    return reduce.count_nonzero_axes(input, dim=every_axis(dim, input.ndim))


# -- norms and distances ---------------------------------------------------------------------------


@takes(p=("Number", lambda p: p is None or isinstance(p, str) or is_number(p)), dim=INTS)
def norm(input, p="fro", dim=None, keepdim=False, dtype=None):
    """Norm of all elements, or along axes. As ``torch.norm``.

    Parameters
    ----------
    input : Tensor
    p : number, infinity or "fro"
        The power of the sizes that is summed before its root is taken; 2 where left out.
    dim : int or tuple of int, optional
        Axes to go along, all of them where left out.
    keepdim : bool
        Whether the axes stay, with length 1.
    dtype : dtype, optional
        What to compute in.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor([3.0, -4.0])
    >>> av.norm(x), x.norm(1), x.norm(float("inf"))
    (tensor(5.), tensor(7.), tensor(4.))
    """
    from . import linalg

    if isinstance(p, str):
        if p == "fro" and (dim is None or is_whole(dim) or len(dim) <= 2):
            return linalg.vector_norm(input, 2, dim, keepdim, dtype=dtype)
        dim = tuple(range(input.ndim)) if dim is None else (dim,) if is_whole(dim) else dim
        return linalg.matrix_norm(input, p, dim, keepdim, dtype=dtype)
    return linalg.vector_norm(input, 2 if p is None else p, dim, keepdim, dtype=dtype)


@takes(other=TENSOR)
def dist(input, other, p=2):
    """Norm of the difference of two tensors. As ``torch.dist``.

    Parameters
    ----------
    input, other : Tensor
    p : number or infinity
        As in `norm`.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.dist(av.tensor([1.0, 1.0]), av.tensor([4.0, 5.0]))
    tensor(5.)
    """
    if not is_floating(input) and not is_floating(other):
        raise EngineError(
            f"norm(): input dtype should be either floating point or complex. Got {legacy(input)} instead."
        )
    return reduce.distance(input, other, p=math.inf if p == math.inf else p)


# -- softmax ---------------------------------------------------------------------------------------


def softening(name, op, summary, example):
    """Define ``softmax`` or ``log_softmax``."""

    def function(input, dim, dtype=None):
        if dtype is not None:
            input = to(input, as_dtype(dtype))
        dim = axes(dim, input.ndim)
        if not is_floating(input):
            kernel = "lastdim_kernel_impl" if dim in ((), (input.ndim - 1,)) else "kernel_impl"
            raise MissingError(f"\"{name}_{kernel}\" not implemented for '{legacy(input)}'")
        return op(input, dim=dim)

    kinds = {"dim": INT}
    return described(function, name, kinds, summary, ONE, DTYPE, example=example)


softmax = softening(
    "softmax", loss.softmax_axis, "Exponentials along an axis, divided by their sum.",
    ">>> av.softmax(av.tensor([0.0, 0.0]), 0)\ntensor([0.5000, 0.5000])",
)  # fmt: skip
log_softmax = softening(
    "log_softmax", loss.log_softmax_axis, "Logarithm of `softmax`, computed without overflow.",
    ">>> av.log_softmax(av.tensor([0.0, 0.0]), 0)\ntensor([-0.6931, -0.6931])",
)  # fmt: skip
