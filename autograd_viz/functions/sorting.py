"""Orders, medians, what occurs how often, and what agrees."""

import math
import operator

import numpy as np

from ..ops import dtypes
from ..ops import sort as ops
from ..ops.arrays import together
from ..ops.errors import EngineError, MissingError, OperandError
from .arguments import (
    BESIDE_DIM,
    BOOL,
    INT,
    NUMBER,
    TENSOR,
    axis,
    computed,
    data_of,
    is_bool,
    is_number,
    is_tensor,
    legacy,
    takes,
)
from .reductions import KEEPDIM, described, is_floating, nonempty, pair
from .shapes import to

LAST = "dim : int\n    The axis to go along, by default the last; also called ``axis``."
PAIR = "(values, indices) : named tuple of Tensor"
Sort, Topk = pair("sort"), pair("topk")


@takes(dim=INT)
def sort(input, dim=-1, descending=False, *, stable=None):
    """The elements along an axis in order, and where each was. As ``torch.sort``.

    Parameters
    ----------
    input : Tensor
        NaN counts as larger than every number.
    dim : int
        The axis to go along, by default the last; also called ``axis``.
    descending : bool
    stable : bool, optional
        Equal elements keep their order in any case; to say so makes the node another, as in PyTorch.

    Returns
    -------
    (values, indices) : named tuple of Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> values, indices = av.sort(av.tensor([3.0, 1.0, 2.0]))
    >>> values, indices
    (tensor([1., 2., 3.]), tensor([1, 2, 0]))
    """
    op = ops.sort_axis if stable is None else ops.sort_stable
    return Sort(*op(input, dim=axis(dim, input.ndim), descending=bool(descending)))


@takes(dim=INT)
def argsort(input, dim=-1, descending=False, *, stable=False):
    """Where the elements along an axis are in order. As ``torch.argsort``.

    Parameters
    ----------
    input : Tensor
    dim : int
        The axis to go along, by default the last; also called ``axis``.
    descending : bool
    stable : bool
        Equal elements keep their order in any case.

    Returns
    -------
    Tensor of int64

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.argsort(av.tensor([3.0, 1.0, 2.0]))
    tensor([1, 2, 0])
    """
    return sort(input, dim, descending)[1]


@takes()
def msort(input):
    """The elements along the first axis in order. As ``torch.msort``.

    Parameters
    ----------
    input : Tensor

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.msort(av.tensor([3, 1, 2]))
    tensor([1, 2, 3])
    """
    return sort(input, 0)[0]


@takes(dim=INT)
def topk(input, k, dim=-1, largest=True, sorted=True):
    """The `k` largest or smallest elements along an axis, and where each was. As ``torch.topk``.

    Parameters
    ----------
    input : Tensor
    k : int
        At most the length of the axis.
    dim : int
        The axis to go along, by default the last; also called ``axis``.
    largest, sorted : bool
        They come in order whether or not that was asked for.

    Returns
    -------
    (values, indices) : named tuple of Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.topk(av.tensor([3.0, 1.0, 2.0]), 2).indices
    tensor([0, 2])
    """
    dim = axis(dim, input.ndim)
    if not 0 <= k <= (input.shape[dim] if input.ndim else 1):
        raise EngineError("selected index k out of range")
    if is_bool(input):
        raise EngineError("topk does not support bool dtypes on CPU")
    return Topk(*ops.topk_axis(input, k=operator.index(k), dim=dim, largest=bool(largest)))


Kthvalue = pair("kthvalue")


@takes(dim=INT)
def kthvalue(input, k, dim=-1, keepdim=False):
    """The `k`-th smallest element along an axis, and where it is. As ``torch.kthvalue``.

    Parameters
    ----------
    input : Tensor
    k : int
        From 1 to the length of the axis.
    dim : int
        The axis to go along, by default the last; also called ``axis``.
    keepdim : bool
        Whether the axis stays, with length 1; also called ``keepdims``.

    Returns
    -------
    (values, indices) : named tuple of Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.kthvalue(av.tensor([3.0, 1.0, 2.0]), 2).values
    tensor(2.)
    """
    dim = axis(dim, input.ndim)
    nonempty(input, (dim,), "kthvalue")
    if not 1 <= k <= (input.shape[dim] if input.ndim else 1):
        raise EngineError(f"kthvalue(): selected number k out of range for dimension {dim}")
    if is_bool(input):
        raise MissingError("\"kthvalue_cpu\" not implemented for 'Bool'")
    return Kthvalue(*ops.kthvalue_axis(input, k=operator.index(k), dim=dim, keepdim=keepdim))


def middle(name, whole, along, word, example):
    """Define ``median`` or ``nanmedian``."""
    Pair = pair(name)

    def function(input, dim=None, keepdim=False):
        if dim is None:
            if is_bool(input):
                raise MissingError("\"median_cpu\" not implemented for 'Bool'")
            return whole(input)
        dim = axis(dim, input.ndim)
        nonempty(input, (dim,), "median")
        if is_bool(input):
            raise MissingError("\"median_out\" not implemented for 'Bool'")
        return Pair(*along(input, dim=dim, keepdim=keepdim))

    summary = f"The lower of the two elements in the middle {word}; along an axis, with where it is."
    return described(
        function, name, {"dim": INT, "keepdim": BESIDE_DIM}, summary,
        "dim : int, optional\n    The axis to go along; also called ``axis``.", KEEPDIM,
        returns="Tensor, or with an axis (values, indices), a named tuple of Tensor", example=example,
    )  # fmt: skip


median = middle(
    "median", ops.median_all, ops.median_axis, "of all",
    ">>> av.median(av.tensor([4.0, 1.0, 3.0, 2.0]))\ntensor(2.)",
)  # fmt: skip
nanmedian = middle(
    "nanmedian", ops.nanmedian_all, ops.nanmedian_axis, "of all that are not NaN",
    '>>> av.nanmedian(av.tensor([4.0, float("nan"), 3.0]))\ntensor(3.)',
)  # fmt: skip
Mode = pair("mode")


@takes(dim=INT)
def mode(input, dim=-1, keepdim=False):
    """The element that occurs most often along an axis, and where it is last. As ``torch.mode``.

    Parameters
    ----------
    input : Tensor
    dim : int
        The axis to go along, by default the last; also called ``axis``.
    keepdim : bool
        Whether the axis stays, with length 1; also called ``keepdims``.

    Returns
    -------
    (values, indices) : named tuple of Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.mode(av.tensor([1, 2, 2, 3])).values
    tensor(2)
    """
    dim = axis(dim, input.ndim)
    nonempty(input, (dim,), "mode")
    return Mode(*ops.mode_axis(input, dim=dim, keepdim=keepdim))


# -- what occurs -----------------------------------------------------------------------------------


@takes(dim=INT)
def unique(input, sorted=True, return_inverse=False, return_counts=False, dim=None):
    """The elements, or slices along an axis, each once and in order. As ``torch.unique``.

    Parameters
    ----------
    input : Tensor
    sorted : bool
        They come in order whether or not that was asked for.
    return_inverse : bool
        Whether to say of each element which of the unique ones it is.
    return_counts : bool
        Whether to say how often each occurs.
    dim : int, optional

    Returns
    -------
    Tensor, or tuple of Tensor
        No gradient flows through them.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.unique(av.tensor([3, 1, 3]), return_counts=True)
    (tensor([1, 3]), tensor([1, 2]))
    """
    if dim is not None:
        dim = axis(dim, input.ndim)
    values, inverse, counts = ops.unique_elements(input, dim=dim)
    found = (values, *([inverse] if return_inverse else []), *([counts] if return_counts else []))
    return found if len(found) > 1 else values


@takes(weights=TENSOR, minlength=INT)
def bincount(input, weights=None, minlength=0):
    """How often each number from 0 on occurs. As ``torch.bincount``.

    Parameters
    ----------
    input : Tensor of shape (n,)
        Integers, none of them negative.
    weights : Tensor of shape (n,), optional
        What each counts, instead of 1.
    minlength : int
        The least length of the result.

    Returns
    -------
    Tensor

    Raises
    ------
    RuntimeError
        For numbers below 0, or not in a row.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.bincount(av.tensor([0, 2, 2]))
    tensor([1, 0, 2])
    """
    if is_floating(input) or is_bool(input):
        raise MissingError(f"\"bincount_cpu\" not implemented for '{legacy(input)}'")
    if minlength < 0:
        raise EngineError("minlength should be >= 0")
    if input.ndim != 1 or (data_of(input).size and computed(lambda x: x.min() < 0, input)):
        raise EngineError("bincount only supports 1-d non-negative integral inputs.")
    if weights is None:
        return ops.bincount_of(input, None, least=minlength)
    if tuple(weights.shape) != tuple(input.shape):
        raise EngineError("weights should be 1-d and have the same length as input")
    counted = ops.bincount_of(input, data_of(weights), least=minlength)
    return to(counted, dtypes.float32) if weights.dtype is dtypes.float32 else counted


def limits(name, input, bins, low, high):
    """Where a histogram begins and ends, checked, and half a unit beyond where both are one number."""
    if bins <= 0:
        raise EngineError(f"torch.histogram(): bins must be > 0, but got {bins} for dimension 0")
    if not (math.isfinite(low) and math.isfinite(high)):
        where = "torch.histc:" if name == "histc" else "torch.histogramdd: dimension 0's"
        raise EngineError(f"{where} range of [{low:g}, {high:g}] is not finite".replace("'s range of", "'s range"))
    if low > high:
        wrong = "torch.histc: max must be larger than min"
        if name == "histogram":
            wrong = f"torch.histogramdd: min should not exceed max, but got min {low:g} max {high:g} for dimension 0"
        raise EngineError(wrong)
    if low == high:
        return (low - 0.5, high + 0.5)
    return low, high


def extent(input):
    """The least and the largest element."""
    return (float(computed(np.min, input)), float(computed(np.max, input))) if data_of(input).size else (0.0, 1.0)


@takes(bins=INT, min=NUMBER, max=NUMBER)
def histc(input, bins=100, min=0, max=0):
    """How many elements lie in each of some bins of one width. As ``torch.histc``.

    Parameters
    ----------
    input : Tensor
        Of floats, in any shape.
    bins : int
    min, max : number
        Where the first bin begins and the last ends: if they are equal, the least and the largest element.

    Returns
    -------
    Tensor of shape (bins,)
        Of the dtype of `input`. What lies outside is not counted.

    Raises
    ------
    RuntimeError
        For no bins, or bounds that are not finite or the wrong way round.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.histc(av.tensor([1.0, 2.0, 1.0]), bins=4, min=0, max=3)
    tensor([0., 2., 1., 0.])
    """
    if not is_floating(input):
        raise MissingError(f"\"histogram_cpu\" not implemented for '{legacy(input)}'")
    low, high = limits("histc", input, bins, *((float(min), float(max)) if min != max else extent(input)))
    return ops.histc_of(input, bins=operator.index(bins), low=low, high=high)


Histogram = pair("histogram", ("hist", "bin_edges"))
C_NAMES = {dtypes.float16: "c10::Half", dtypes.float32: "float", dtypes.float64: "double"}


def bins_of(value):
    return is_tensor(value) or INT[1](value)


@takes(bins=("int or Tensor", bins_of), weight=TENSOR, density=BOOL)
def histogram(input, bins=100, *, range=None, weight=None, density=False):
    """How many elements lie in each of some bins, and the edges of these. As ``torch.histogram``.

    Parameters
    ----------
    input : Tensor
        Of float32 or float64, in any shape.
    bins : int or Tensor of shape (n + 1,)
        How many bins of one width, or the edges of n bins in ascending order.
    range : (float, float), optional
        Where the first bin begins and the last ends, by default the least and the largest element.
    weight : Tensor, optional
        As many as `input` has elements: what each counts, instead of 1.
    density : bool
        Divide so that the area under the histogram is 1.

    Returns
    -------
    (hist, bin_edges) : named tuple of Tensor
        Without gradient. What lies outside of all bins is not counted.

    Raises
    ------
    RuntimeError
        For no bins, edges that are not in one row, or bounds that are not finite or the wrong way round.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.histogram(av.tensor([1.0, 2.0, 1.0]), bins=4, range=(0.0, 4.0))
    torch.return_types.histogram(
    hist=tensor([0., 2., 1., 0.]),
    bin_edges=tensor([0., 1., 2., 3., 4.]))
    """
    measured = range is None and not is_tensor(bins)
    if not is_floating(input) or (measured and input.dtype is dtypes.float16):
        raise MissingError(f"\"histogram{'dd' if measured else '_cpu'}\" not implemented for '{legacy(input)}'")
    if weight is not None and weight.dtype != input.dtype:
        raise EngineError(
            "torch.histogramdd: if weight tensor is provided, input tensor and weight tensor should have the same dtype, but "
            f"got input({C_NAMES[input.dtype]}), and weight({C_NAMES.get(weight.dtype, weight.dtype)})"
        )
    if weight is not None and weight.numel() != input.numel():
        raise EngineError(
            "torch.histogramdd: if weight tensor is provided it should have the same shape as the input tensor excluding its "
            f"innermost dimension, but got input with shape {[input.numel(), 1]} and weight with shape [{weight.numel()}]"
        )
    weights, density = None if weight is None else data_of(weight).reshape(tuple(input.shape)), bool(density)
    if not is_tensor(bins):
        low, high = limits("histogram", input, bins, *map(float, range or extent(input)))
        return Histogram(*ops.histogram_of(input, bins, weights, low=low, high=high, density=density))
    if range is not None:
        raise OperandError("histogram(): argument 'bins' must be int where a range is given, not Tensor")
    if bins.dtype != input.dtype:
        raise EngineError(
            "torch.histogramdd: input tensor and bins tensors should have the same dtype, but got input with dtype "
            f"{C_NAMES[input.dtype]} and bins for dimension 0 with dtype {C_NAMES.get(bins.dtype, bins.dtype)}"
        )
    if bins.ndim != 1:
        raise EngineError(
            f"torch.histogramdd: bins tensor should have one dimension, but got {bins.ndim} dimensions in the bins tensor for "
            "dimension 0"
        )
    if len(bins) < 2:
        raise EngineError("torch.histogram(): bins must be > 0, but got 0 for dimension 0")
    return Histogram(*ops.histogram_of(input, bins, weights, density=density))


@takes(elements=("Tensor or Number", lambda x: is_tensor(x) or is_number(x)),
       test_elements=("Tensor or Number", lambda x: is_tensor(x) or is_number(x)))  # fmt: skip
def isin(elements, test_elements, *, assume_unique=False, invert=False):
    """Whether each element is among others. As ``torch.isin``.

    Parameters
    ----------
    elements, test_elements : Tensor or number
    assume_unique : bool
        Whether no element comes twice in either; it changes nothing.
    invert : bool
        Ask whether each is not among the others.

    Returns
    -------
    Tensor of bool

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.isin(av.tensor([1, 2, 3]), av.tensor([2, 3]))
    tensor([False,  True,  True])
    """
    if is_number(elements) and is_number(test_elements):
        raise OperandError("isin(): one of the arguments must be Tensor, not two numbers")
    for x in (elements, test_elements):
        if not is_number(x) and is_bool(x):
            raise EngineError("Unsupported input type encountered for isin(): Bool")
    return ops.is_in(elements, test_elements, invert=bool(invert))


# -- what agrees -----------------------------------------------------------------------------------


@takes(rtol=NUMBER, atol=NUMBER, equal_nan=BOOL)
def isclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    """Whether each two elements agree within ``atol + rtol * |other|``. As ``torch.isclose``.

    Parameters
    ----------
    input, other : Tensor
        Of one dtype.
    rtol, atol : float
    equal_nan : bool
        Whether NaN agrees with NaN.

    Returns
    -------
    Tensor of bool

    Raises
    ------
    RuntimeError
        For two dtypes, or tolerances below 0.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.isclose(av.tensor([1.0, 2.0]), av.tensor([1.0, 2.1]))
    tensor([ True, False])
    """
    if input.dtype != other.dtype:
        raise EngineError(f"{legacy(input)} did not match {legacy(other)}")
    for name, value in (("rtol", rtol), ("atol", atol)):
        if value < 0:
            raise EngineError(f"{name} must be greater than or equal to zero, but got {value}")
    return ops.is_close(input, other, rtol=rtol, atol=atol, equal_nan=equal_nan)


@takes(rtol=NUMBER, atol=NUMBER, equal_nan=BOOL)
def allclose(input, other, rtol=1e-05, atol=1e-08, equal_nan=False):
    """Whether all elements agree within ``atol + rtol * |other|``. As ``torch.allclose``.

    Parameters
    ----------
    input, other : Tensor
        Of one dtype.
    rtol, atol : float
    equal_nan : bool
        Whether NaN agrees with NaN.

    Returns
    -------
    bool

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.allclose(av.tensor([1.0, 2.0]), av.tensor([1.0, 2.0 + 1e-7]))
    True
    """
    return bool(computed(np.all, isclose(input, other, rtol, atol, equal_nan)))


@takes()
def equal(input, other):
    """Whether two tensors have the same shape and numbers. As ``torch.equal``.

    Parameters
    ----------
    input, other : Tensor

    Returns
    -------
    bool

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.equal(av.tensor([1, 2]), av.tensor([1, 2]))
    True
    """
    together("equal", [data_of(input), data_of(other)], False)
    return tuple(input.shape) == tuple(other.shape) and bool(computed(lambda a, b: (a == b).all(), input, other))
