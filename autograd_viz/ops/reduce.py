"""Sums, means and extrema over axes.

Letters: ``x`` operand, ``y`` result, ``g`` upstream gradient. ``dim`` is a tuple of axes, or None
for all of them.
"""

import numpy as np

from .op import op


@op(r"{{\textstyle\sum}} {0}", [lambda g, y, x, dim=None, keepdim=False: spread(g, like=x, dim=dim, keepdim=keepdim)],
    symbol="Σ", level=2, like=(0,), node="SumBackward0")  # fmt: skip
def sum_all(x, *, dim=None, keepdim=False):
    """Sum of all elements; integers and booleans are summed as int64."""
    return np.sum(x, dtype=total_dtype(x))


@op(r"{{\textstyle\sum_{{{axes}}}}} {0}", [lambda g, y, x, dim, keepdim: spread(g, like=x, dim=dim, keepdim=keepdim)],
    symbol="Σ", level=2, like=(0,), node="SumBackward1")  # fmt: skip
def sum_axes(x, *, dim, keepdim=False):
    """Sum along the axes `dim`."""
    return packed(np.sum(x, axis=dim, dtype=total_dtype(x), keepdims=keepdim))


def packed(x):
    """`x` with its elements in memory in the order of its axes, as PyTorch leaves what it reduces."""
    return x if not isinstance(x, np.ndarray) or x.flags.c_contiguous else np.ascontiguousarray(x)


def total_dtype(x):
    """The dtype a sum is taken in: int64 for integers and booleans, else the operand's."""
    return np.int64 if x.dtype.kind in "biu" else x.dtype


@op(r"\mathbf 1 \, {0}", [lambda g, y, x, like, dim, keepdim: sum_axes(g, dim=summed(like, dim), keepdim=keepdim)],
    level=2, node="ExpandBackward0")  # fmt: skip
def spread(x, *, like, dim, keepdim):
    """Give every summed element the gradient of its sum: undo the shape change of a reduction."""
    if dim is not None and not keepdim:
        x = np.expand_dims(x, dim)
    return np.broadcast_to(x, like.shape)


def summed(like, dim):
    """The axes a reduction over `dim` of `like` takes away."""
    return tuple(range(len(like.shape))) if dim is None else dim


@op(r"\mathrm{{mean}}({0})", [lambda g, y, x, dim=None, keepdim=False: spread_mean(g, like=x, dim=dim, keepdim=keepdim)],
    symbol="mean", like=(0,), node="MeanBackward0")  # fmt: skip
def mean_all(x, *, dim=None, keepdim=False):
    """Mean of all elements."""
    return np.sum(x) / x.dtype.type(x.size)


@op(r"\mathrm{{mean}}_{{{axes}}}({0})", [lambda g, y, x, dim, keepdim: spread_mean(g, like=x, dim=dim, keepdim=keepdim)],
    symbol="mean", like=(0,), node="MeanBackward1")  # fmt: skip
def mean_axes(x, *, dim, keepdim=False):
    """Mean along the axes `dim`."""
    return packed(np.sum(x, axis=dim, keepdims=keepdim) / x.dtype.type(count(x, dim)))


@op(r"\tfrac{{1}}{{n}} \, \mathbf 1 \, {0}", [lambda g, y, x, like, dim, keepdim: mean_axes(g, dim=summed(like, dim), keepdim=keepdim)],
    level=2)  # fmt: skip
def spread_mean(x, *, like, dim, keepdim):
    """Give every averaged element its share of the gradient."""
    return spread(x / x.dtype.type(count(like, dim)), like=like, dim=dim, keepdim=keepdim)


def count(x, dim):
    """How many elements one result of a reduction over `dim` is made of."""
    n = 1
    for axis in summed(x, dim):
        n *= x.shape[axis]
    return n


@op(r"\max({0})", [lambda g, y, x: g * tied(x, y)], symbol="max", node="MaxBackward1")
def max_all(x):
    """The largest element; equal largest elements share the gradient evenly."""
    return np.max(x)


@op(r"\min({0})", [lambda g, y, x: g * tied(x, y)], symbol="min", node="MinBackward1")
def min_all(x):
    """The smallest element; equal smallest elements share the gradient evenly."""
    return np.min(x)


@op(r"\tfrac{{\mathbf 1[{0} = {1}]}}{{n}}", [None, None])
def tied(x, y):
    """An equal share for each element that equals the extremum `y`, 0 for the others."""
    mask = (x == y) | (np.isnan(x) & np.isnan(y))
    return mask / np.sum(mask, dtype=x.dtype)


@op(r"\max_{{{axes}}}({0})", [lambda g, y, x, dim, keepdim: put_along(g, y[1], like=x, dim=dim, keepdim=keepdim)],
    symbol="max", node="MaxBackward0", results=2, like=(0,))  # fmt: skip
def max_axis(x, *, dim, keepdim):
    """The largest elements along one axis, and where they are (the first of equal ones)."""
    return extremum(x, np.argmax(x, axis=dim), dim, keepdim)


@op(r"\min_{{{axes}}}({0})", [lambda g, y, x, dim, keepdim: put_along(g, y[1], like=x, dim=dim, keepdim=keepdim)],
    symbol="min", node="MinBackward0", results=2, like=(0,))  # fmt: skip
def min_axis(x, *, dim, keepdim):
    """The smallest elements along one axis, and where they are (the first of equal ones)."""
    return extremum(x, np.argmin(x, axis=dim), dim, keepdim)


def extremum(x, index, dim, keepdim):
    """The elements of `x` at `index` along `dim`, with the index, as int64."""
    if x.ndim == 0:
        return x, np.int64(0)
    index = np.expand_dims(index, dim)
    values = np.take_along_axis(x, index, dim)
    return (values, index) if keepdim else (np.squeeze(values, dim), np.squeeze(index, dim))


@op(
    r"\mathrm{{put}}_{{{1}}}({0})",
    [lambda g, y, x, i, like, dim, keepdim: take_along(g, i, dim=dim, keepdim=keepdim), None],
)
def put_along(x, i, *, like, dim, keepdim):
    """Zeros of the shape of `like`, with `x` at the indices `i` along `dim`."""
    if not like.shape:
        return x
    if not keepdim:
        x, i = np.expand_dims(x, dim), np.expand_dims(i, dim)
    out = np.zeros(like.shape, x.dtype)
    np.put_along_axis(out, i, x, dim)
    return out


@op(r"{0}_{{{1}}}", [lambda g, y, x, i, dim, keepdim: put_along(g, i, like=x, dim=dim, keepdim=keepdim), None],
    level=8, like=(0,))  # fmt: skip
def take_along(x, i, *, dim, keepdim):
    """The elements of `x` at the indices `i` along `dim`."""
    if x.ndim == 0:
        return x
    if keepdim:
        return np.take_along_axis(x, i, dim)
    return np.squeeze(np.take_along_axis(x, np.expand_dims(i, dim), dim), dim)


@op(r"\mathrm{{argmax}}({0})", [None])
def argmax_axis(x, *, dim, keepdim):
    """Where the largest element is, along `dim` or in the flattened array."""
    return np.argmax(x, axis=dim, keepdims=keepdim)


@op(r"\mathrm{{argmin}}({0})", [None])
def argmin_axis(x, *, dim, keepdim):
    """Where the smallest element is, along `dim` or in the flattened array."""
    return np.argmin(x, axis=dim, keepdims=keepdim)
