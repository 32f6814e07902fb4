"""Sums, means, extrema and norms over axes, and what runs along one axis.

Letters: ``x, a, b`` operands, ``y`` result, ``g`` upstream gradient. ``dim`` is a tuple of axes, or None
for all of them; of what runs along one axis, that axis, or None for all elements in a row.
"""

import math

import numpy as np

from .arithmetic import abs, exp, log, sign, where
from .arrays import Fused, accumulate, gpu, packed, zeros
from .op import op


@op(r"{{\textstyle\sum}} {0}", [lambda g, y, x, dim=None, keepdim=False: spread(g, like=x, dim=dim, keepdim=keepdim)],
    symbol="Σ", level=2, like=(0,), node="SumBackward0")  # fmt: skip
def sum_all(x, *, dim=None, keepdim=False):
    """Sum of all elements; integers and booleans are summed as int64."""
    return total(x, None, False)


@op(r"{{\textstyle\sum_{{{axes}}}}} {0}", [lambda g, y, x, dim, keepdim: spread(g, like=x, dim=dim, keepdim=keepdim)],
    symbol="Σ", level=2, like=(0,), node="SumBackward1")  # fmt: skip
def sum_axes(x, *, dim, keepdim=False):
    """Sum along the axes `dim`."""
    return packed(total(x, dim, keepdim))


def total(x, dim, keepdim):
    """The sum over axes: of integers and booleans as int64, of float16 through float32."""
    d = x.dtype
    if d.kind != "f":
        return x.sum(axis=dim, dtype=np.int64, keepdims=keepdim)
    if d.itemsize == 2:
        return x.sum(axis=dim, dtype=np.float32, keepdims=keepdim).astype(d)
    return x.sum(axis=dim, keepdims=keepdim)


def wider(x):
    """`x`, or for float16 a float32 copy: what is computed in several steps is rounded once."""
    return x.astype(np.float32) if x.dtype == np.float16 else x


def in_steps(name, function):
    """A function of several steps element by element, which on a GPU are one kernel."""
    kernel = Fused(function, name)
    return lambda *operands: (kernel if gpu.used else function)(*operands)


def narrowed(x, dtype):
    """`x` in a dtype."""
    return x if x.dtype == dtype else x.astype(dtype)


@op(r"\mathbf 1 \, {0}", [lambda g, y, x, like, dim, keepdim: sum_axes(g, dim=summed(like, dim), keepdim=keepdim)],
    level=2, node="ExpandBackward0")  # fmt: skip
def spread(x, *, like, dim, keepdim):
    """Give every summed element the gradient of its sum: undo the shape change of a reduction."""
    if dim is not None and not keepdim:
        x = x.reshape([1 if d in dim else n for d, n in enumerate(like.shape)])
    return np.broadcast_to(x, like.shape)


def summed(like, dim):
    """The axes a reduction over `dim` of `like` takes away."""
    return tuple(range(len(like.shape))) if dim is None else dim


@op(r"\mathrm{{mean}}({0})", [lambda g, y, x, dim=None, keepdim=False: spread_mean(g, like=x, dim=dim, keepdim=keepdim)],
    symbol="mean", like=(0,), node="MeanBackward0")  # fmt: skip
def mean_all(x, *, dim=None, keepdim=False):
    """Mean of all elements."""
    return average(x, None, False)


@op(r"\mathrm{{mean}}_{{{axes}}}({0})", [lambda g, y, x, dim, keepdim: spread_mean(g, like=x, dim=dim, keepdim=keepdim)],
    symbol="mean", like=(0,), node="MeanBackward1")  # fmt: skip
def mean_axes(x, *, dim, keepdim=False):
    """Mean along the axes `dim`."""
    return packed(average(x, dim, keepdim))


def average(x, dim, keepdim):
    """The mean over axes."""
    wide = wider(x)
    return narrowed(wide.sum(axis=dim, keepdims=keepdim) / wide.dtype.type(count(x, dim)), x.dtype)


def in_dtype(plain):
    """Define a sum or mean that is taken in another dtype: one node, as PyTorch has it, not a cast before it."""
    rule = plain.vjp[0]

    def forward(x, *, dtype, dim=None, keepdim=False):
        return narrowed(plain.forward(x.astype(dtype), dim=dim, keepdim=keepdim), dtype)

    forward.__name__, forward.__doc__ = f"{plain.name}_in", f"{plain.__doc__[:-1]}, in another dtype."
    if plain.name.endswith("axes"):
        forward.__kwdefaults__ = None
    return op(plain.tex, [lambda g, y, x, dtype, dim=None, keepdim=False: rule(g, None, x, dim, keepdim)], symbol=plain.symbol,
              level=plain.level, like=(0,), node=plain.node, broadcasts=True)(forward)  # fmt: skip


sum_all_in, sum_axes_in, mean_all_in, mean_axes_in = map(in_dtype, (sum_all, sum_axes, mean_all, mean_axes))


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


@op(
    r"\mathrm{{nansum}}_{{{axes}}}({0})",
    [lambda g, y, x, dim, keepdim, dtype: spread(g, like=x, dim=dim, keepdim=keepdim) * present(x)],
    symbol="Σ", broadcasts=True, node="NansumBackward0")  # fmt: skip
def nansum_axes(x, *, dim, keepdim=False, dtype=None):
    """Sum along axes in which NaN counts as 0."""
    x = x if dtype is None else x.astype(dtype)
    known = np.where(np.isnan(x), x.dtype.type(0), x) if x.dtype.kind == "f" else x
    out = packed(total(known, dim, keepdim))
    return out if dtype is None else narrowed(out, dtype)


@op(r"\mathbf 1[{0} \ne \mathrm{{nan}}]", [None])
def present(x):
    """1 for each number, 0 for NaN."""
    return (~np.isnan(x)).astype(x.dtype)


squared_distance = in_steps("squared_distance", lambda x, mean: np.square(x - mean))


@op(r"\mathrm{{var}}_{{{axes}}}({0})",
    [lambda g, y, x, dim, correction, keepdim: spread(g, like=x, dim=dim, keepdim=keepdim) * deviation(x, dim=dim, correction=correction)],
    symbol="var", node="VarBackward0")  # fmt: skip
def var_axes(x, *, dim, correction=1, keepdim=False):
    """Variance along axes: squared deviations from the mean, divided by their number less `correction`."""
    wide = wider(x)
    squares = squared_distance(wide, average(wide, dim, True))
    share = wide.dtype.type(max(count(x, dim) - correction, 0))
    return packed(narrowed(squares.sum(axis=dim, keepdims=keepdim) / share, x.dtype))


@op(r"\tfrac{{2}}{{n - {correction}}} \, ({0} - \mathrm{{mean}}({0}))",
    [lambda g, y, x, dim, correction: deviation(g, dim=dim, correction=correction)], level=2)  # fmt: skip
def deviation(x, *, dim, correction):
    """Twice the deviations from the mean, divided by their number less `correction`: the slope of `var_axes`."""
    return scaled_distance(x, average(x, dim, True), x.dtype.type(np.float64(2) / (count(x, dim) - correction)))


scaled_distance = in_steps("scaled_distance", lambda x, mean, factor: (x - mean) * factor)


@op(r"\mathrm{{std}}_{{{axes}}}({0})",
    [lambda g, y, x, dim, correction, keepdim: std_slope(g, y, x, dim, correction, keepdim)],
    symbol="std", node="StdBackward0")  # fmt: skip
def std_axes(x, *, dim, correction=1, keepdim=False):
    """Standard deviation along axes: the root of `var_axes`."""
    return narrowed(np.sqrt(var_axes.forward(wider(x), dim=dim, correction=correction, keepdim=keepdim)), x.dtype)


def std_slope(g, y, x, dim, correction, keepdim):
    """The gradient of a standard deviation `y`, which is taken anew if None: 0 where it is 0."""
    y = std_axes(x, dim=dim, correction=correction, keepdim=keepdim) if y is None else y
    inner = unless_zero(g / (y * 2), y)
    return spread(inner, like=x, dim=dim, keepdim=keepdim) * deviation(x, dim=dim, correction=correction)


@op(lambda x, y: x, [lambda g, y, x, b: unless_zero(g, b), None])
def unless_zero(x, b):
    """`x`, but 0 where `b` is 0."""
    return np.where(b == 0, x.dtype.type(0), x)


@op(r"(\mathrm{{var}}, \mathrm{{mean}})_{{{axes}}}({0})",
    [lambda g, y, x, dim, correction, keepdim: spread(g[0], like=x, dim=dim, keepdim=keepdim) * deviation(x, dim=dim, correction=correction)
                                               + spread_mean(g[1], like=x, dim=dim, keepdim=keepdim)],
    symbol="var", results=0, node="VarMeanBackward0")  # fmt: skip
def var_mean_axes(x, *, dim, correction=1, keepdim=False):
    """Variance and mean along axes."""
    variance = var_axes.forward(x, dim=dim, correction=correction, keepdim=keepdim)
    return variance, packed(average(x, dim, keepdim))


@op(r"(\mathrm{{std}}, \mathrm{{mean}})_{{{axes}}}({0})",
    [lambda g, y, x, dim, correction, keepdim: std_slope(g[0], None, x, dim, correction, keepdim)
                                               + spread_mean(g[1], like=x, dim=dim, keepdim=keepdim)],
    symbol="std", results=0, node="StdMeanBackward0")  # fmt: skip
def std_mean_axes(x, *, dim, correction=1, keepdim=False):
    """Standard deviation and mean along axes."""
    spread_out = std_axes.forward(x, dim=dim, correction=correction, keepdim=keepdim)
    return spread_out, packed(average(x, dim, keepdim))


@op(r"\max({0})", [lambda g, y, x: g * tied(x, y)], symbol="max", node="MaxBackward1")
def max_all(x):
    """The largest element; equal largest elements share the gradient evenly."""
    return x.max()


@op(r"\min({0})", [lambda g, y, x: g * tied(x, y)], symbol="min", node="MinBackward1")
def min_all(x):
    """The smallest element; equal smallest elements share the gradient evenly."""
    return x.min()


@op(r"\tfrac{{\mathbf 1[{0} = {1}]}}{{n}}", [None, None])
def tied(x, y):
    """An equal share for each element that equals the extremum `y`, 0 for the others."""
    mask = (x == y) | (np.isnan(x) & np.isnan(y))
    return mask / mask.sum(dtype=x.dtype)


@op(r"\max_{{{axes}}}({0})",
    [lambda g, y, x, dim, keepdim: share_out(g, x, y, dim, keepdim)], symbol="max", node="AmaxBackward0")  # fmt: skip
def amax_axes(x, *, dim, keepdim=False):
    """The largest elements along axes; equal largest elements share the gradient evenly."""
    return packed(x.max(axis=dim, keepdims=keepdim))


@op(r"\min_{{{axes}}}({0})",
    [lambda g, y, x, dim, keepdim: share_out(g, x, y, dim, keepdim)], symbol="min", node="AminBackward0")  # fmt: skip
def amin_axes(x, *, dim, keepdim=False):
    """The smallest elements along axes; equal smallest elements share the gradient evenly."""
    return packed(x.min(axis=dim, keepdims=keepdim))


def share_out(g, x, y, dim, keepdim):
    """The gradient of extrema `y` along axes: an equal share for each element that equals its extremum."""
    whole = {"like": x, "dim": dim, "keepdim": keepdim}
    return spread(g, **whole) * tied_axes(x, spread(y, **whole), dim=dim)


@op(r"\tfrac{{\mathbf 1[{0} = {1}]}}{{n}}", [None, None])
def tied_axes(x, y, *, dim):
    """`tied` along axes: where the extremum is NaN, so are the shares."""
    mask = x == y
    return mask / mask.sum(axis=dim, dtype=x.dtype, keepdims=True)


@op(r"(\min, \max)_{{{axes}}}({0})",
    [lambda g, y, x, dim, keepdim: share_out(g[0], x, amin_axes(x, dim=dim, keepdim=keepdim), dim, keepdim)
                                   + share_out(g[1], x, amax_axes(x, dim=dim, keepdim=keepdim), dim, keepdim)],
    symbol="min max", results=0, node="AminmaxBackward0")  # fmt: skip
def aminmax_axes(x, *, dim, keepdim=False):
    """The smallest and the largest elements along axes."""
    return packed(x.min(axis=dim, keepdims=keepdim)), packed(x.max(axis=dim, keepdims=keepdim))


@op(r"\max_{{{axes}}}({0})", [lambda g, y, x, dim, keepdim: put_along(g, y[1], like=x, dim=dim, keepdim=keepdim)],
    symbol="max", node="MaxBackward0", results=2, like=(0,))  # fmt: skip
def max_axis(x, *, dim, keepdim):
    """The largest elements along one axis, and where they are (the first of equal ones)."""
    return extremum(x, x.max, x.argmax, dim, keepdim)


@op(r"\min_{{{axes}}}({0})", [lambda g, y, x, dim, keepdim: put_along(g, y[1], like=x, dim=dim, keepdim=keepdim)],
    symbol="min", node="MinBackward0", results=2, like=(0,))  # fmt: skip
def min_axis(x, *, dim, keepdim):
    """The smallest elements along one axis, and where they are (the first of equal ones)."""
    return extremum(x, x.min, x.argmin, dim, keepdim)


def nought(x):
    """The place of the only element, where `x` is."""
    return zeros((), np.int64, x)[()]


def extremum(x, value, place, dim, keepdim):
    """The extrema of `x` along one axis, and where they are: in two passes, which take less time than to pick."""
    if not x.ndim:
        return x.copy(), nought(x)  # a result of its own, not a view
    return packed(value(axis=dim, keepdims=keepdim)), packed(place(axis=dim, keepdims=keepdim))


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
    out = zeros(like.shape, x.dtype, x)
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


@op(r"\forall_{{{axes}}}({0})", [None])
def all_axes(x, *, dim, keepdim=False):
    """Whether all elements along axes are not 0."""
    return packed(x.all(axis=dim, keepdims=keepdim))


@op(r"\exists_{{{axes}}}({0})", [None])
def any_axes(x, *, dim, keepdim=False):
    """Whether any element along axes is not 0."""
    return packed(x.any(axis=dim, keepdims=keepdim))


@op(r"\#_{{{axes}}}({0} \ne 0)", [None])
def count_nonzero_axes(x, *, dim):
    """How many elements along axes are not 0."""
    return packed((x != 0).sum(axis=dim, dtype=np.int64))


# -- norms, and the logarithm of a sum of exponentials ---------------------------------------------


@op(r"\|{0}\|_{{{ord}}}",
    [lambda g, y, x, dim, ord, keepdim, dtype: norm_slope(spread(g, like=x, dim=dim, keepdim=keepdim), x,
                                                          spread(y, like=x, dim=dim, keepdim=keepdim), ord, dim)],
    symbol="‖x‖", level=8, broadcasts=True, node="LinalgVectorNormBackward0")  # fmt: skip
def norm_axes(x, *, dim, ord=2, keepdim=False, dtype=None):
    """The norm along axes: the sum of the powers `ord` of the sizes, and its root; the largest size for infinity."""
    x = x if dtype is None else x.astype(dtype)
    return packed(narrowed(size_of(wider(x), dim, ord, keepdim), x.dtype))


def size_of(x, dim, ord, keepdim):
    """The norm of an array along axes."""
    along = {"axis": dim, "keepdims": keepdim}
    if ord == 2:
        return np.sqrt((x * x).sum(**along))
    if ord == 0:
        return (x != 0).sum(dtype=x.dtype, **along)
    sizes = np.abs(x)
    if ord == 1:
        return sizes.sum(**along)
    if math.isinf(ord):
        return (sizes.max if ord > 0 else sizes.min)(**along)
    return np.power(np.power(sizes, ord).sum(**along), 1 / ord)


def norm_slope(g, x, y, ord, dim):
    """The gradient of a norm `y` by each element of `x`, both in its shape; none of the number of elements not 0."""
    if ord == 0:
        return None
    if ord == 1:
        return g * sign(x)
    if ord == 2:
        return g * unless_zero(x / y, y)
    if math.isinf(ord):
        return g * (sign(x) * tied_sizes(abs(x), y, dim=dim))
    if ord < 1:
        return g * (sign(x) * unless_zero(abs(x) ** (ord - 1), x)) * y ** (1 - ord)
    powers = x * abs(x) ** (ord - 2) if ord > 2 else sign(x) * abs(x) ** (ord - 1)
    return powers * unless_zero(g / y ** (ord - 1), y)


@op(r"\tfrac{{\mathbf 1[{0} = {1}]}}{{n}}", [None, None])
def tied_sizes(x, y, *, dim):
    """`tied_axes` in which NaN is an extremum."""
    mask = (x == y) | np.isnan(x)
    return mask / mask.sum(axis=dim, dtype=x.dtype, keepdims=True)


@op(r"\|{0} - {1}\|_{{{p}}}", [lambda g, y, a, b, p: norm_slope(g, a - b, y, p, None),
                              lambda g, y, a, b, p: norm_slope(-g, a - b, y, p, None)],
    symbol="‖a−b‖", level=8, dtypes="promote", broadcasts=True, node="DistBackward0")  # fmt: skip
def distance(a, b, *, p=2):
    """The norm of the difference."""
    return narrowed(size_of(wider(a - b), None, p, False), a.dtype)


@op(r"\log {{\textstyle\sum_{{{axes}}}}} e^{{{0}}}",
    [lambda g, y, x, dim, keepdim: spread(g, like=x, dim=dim, keepdim=keepdim)
                                   * exp(x - spread(y, like=x, dim=dim, keepdim=keepdim))],
    symbol="logsumexp", level=3, dtypes="float", node="LogsumexpBackward0")  # fmt: skip
def logsumexp_axes(x, *, dim, keepdim=False):
    """Logarithm of the sum of exponentials along axes, without overflow."""
    wide = wider(x)
    top = (wide.max if count(x, dim) else wide.sum)(axis=dim, keepdims=True)  # of nothing there is no maximum
    top = unless_infinite(top)
    out = logarithm(np.sum(exponential(wide, top), axis=dim, keepdims=True), top)
    return packed(narrowed(out if keepdim else np.squeeze(out, dim), x.dtype))[()]


unless_infinite = in_steps("unless_infinite", lambda x: np.where(np.isinf(x), 0, x))
exponential = in_steps("exponential", lambda x, top: np.exp(x - top))
logarithm = in_steps("logarithm", lambda total, top: np.log(total) + top)


# -- along one axis --------------------------------------------------------------------------------


def lined(x, dim):
    """`x` with the axis `dim` in front, or all in a row, as a fresh array in which lines may be written."""
    return (x.reshape(-1) if dim is None or not x.ndim else np.moveaxis(x, dim, 0)).copy()


def unlined(x, dim, shape):
    """What `lined` did, undone."""
    return x.reshape(shape)[()] if dim is None or not shape else packed(np.moveaxis(x, 0, dim))


@op(r"\mathrm{{cumsum}}({0})", [lambda g, y, x, dim, back=False, dtype=None: cumsum_axis(g, dim=dim, back=not back)],
    symbol="cumsum", broadcasts=True, node="CumsumBackward0")  # fmt: skip
def cumsum_axis(x, *, dim, back=False, dtype=None):
    """Sums of all elements up to each along an axis, or with `back` from each."""
    line = lined(x, dim)[:: -1 if back else 1]
    line = np.cumsum(line, axis=0, dtype=(np.int64 if x.dtype.kind != "f" else x.dtype) if dtype is None else dtype)
    return unlined(line[:: -1 if back else 1], dim, x.shape)


@op(r"\mathrm{{cumprod}}({0})",
    [lambda g, y, x, dim, dtype: scan(g, shift(x, dim=dim, by=-1), dim=dim, by=-1) * before(x, dim=dim)],
    symbol="cumprod", broadcasts=True, node="CumprodBackward0", keeps_result=True)  # fmt: skip
def cumprod_axis(x, *, dim, dtype=None):
    """Products of all elements up to each along an axis."""
    kept = (np.int64 if x.dtype.kind != "f" else x.dtype) if dtype is None else dtype
    return unlined(np.cumprod(lined(x, dim), axis=0, dtype=kept), dim, x.shape)


@op(r"{{\textstyle\prod}} {0}", [lambda g, y, x, dtype: g * before(x, dim=None) * after(x, dim=None)],
    symbol="Π", level=2, broadcasts=True, node="ProdBackward0", keeps_result=True)  # fmt: skip
def prod_all(x, *, dtype=None):
    """Product of all elements; integers and booleans are multiplied as int64."""
    return multiplied(x, None, False, dtype)


@op(r"{{\textstyle\prod_{{{axes}}}}} {0}",
    [lambda g, y, x, dim, keepdim, dtype: spread(g, like=x, dim=dim, keepdim=keepdim)
                                          * before(x, dim=only(dim)) * after(x, dim=only(dim))],
    symbol="Π", level=2, broadcasts=True, node="ProdBackward1", keeps_result=True)  # fmt: skip
def prod_axis(x, *, dim, keepdim=False, dtype=None):
    """Product along one axis, in a tuple, which is empty for a single number."""
    return packed(multiplied(x, dim, keepdim, dtype))


def only(dim):
    """The one axis in a tuple, or None of none."""
    return (dim[0] if dim else None) if isinstance(dim, tuple) else dim


def multiplied(x, dim, keepdim, dtype):
    """The product over axes, in `dtype` or else as `total` is taken."""
    if dtype is None:
        dtype = x.dtype if x.dtype.kind == "f" else np.int64
    wide = np.float32 if dtype == np.float16 else dtype
    out = x.prod(axis=dim, dtype=wide, keepdims=keepdim)
    return out.astype(dtype) if wide is not dtype else out


def products(name, sign, by):
    """Define the product of all elements before each along an axis, or after each."""

    def forward(x, *, dim):
        line = lined(x, dim)[::by]
        line[1:], line[:1] = np.cumprod(line[:-1], axis=0), 1
        return unlined(line[::by], dim, x.shape)

    forward.__name__, forward.__doc__ = name, f"The product of all elements {name} each along an axis."
    rule = lambda g, y, x, dim: shift(scan(g, x, dim=dim, by=-by), dim=dim, by=-by) * y  # noqa: E731
    return op(rf"{{{{\textstyle\prod_{{{{j {sign} i}}}}}}}} {{0}}_j", [rule], level=2)(forward)


before, after = products("before", "<", 1), products("after", ">", -1)


@op(r"\mathrm{{shift}}({0})", [lambda g, y, x, dim, by: shift(g, dim=dim, by=-by)])
def shift(x, *, dim, by):
    """Each element moved one place along an axis, `by` 1 or -1; 0 comes in."""
    line = lined(x, dim)[::by]
    line[1:], line[:1] = line[:-1].copy(), 0
    return unlined(line[::by], dim, x.shape)


@op(r"\mathrm{{scan}}_{{{1}}}({0})", [lambda g, y, b, a, dim, by: scan(g, shift(a, dim=dim, by=-by), dim=dim, by=-by),
                                     lambda g, y, b, a, dim, by: scan(g, shift(a, dim=dim, by=-by), dim=dim, by=-by)
                                                                 * shift(y, dim=dim, by=by)],
    broadcasts=True)  # fmt: skip
def scan(b, a, *, dim, by):
    """The recurrence ``y[k] = b[k] + a[k] * y[k - by]`` along an axis, by doubling: no step for each element."""
    y, factors, step = lined(b, dim)[::by], lined(a, dim)[::by], 1
    while step < len(y):
        later, steps = y[step:], factors[step:]
        later += steps * y[:-step]
        steps *= factors[:-step].copy()
        step *= 2
    return unlined(y[::by], dim, b.shape)


@op(r"\log \mathrm{{cumsum}} \, e^{{{0}}}",
    [lambda g, y, x, dim, back=False: exp(gathered_logs(g, g > 0, y, dim, back) + x) - exp(gathered_logs(g, g < 0, y, dim, back) + x)],
    symbol="logcumsumexp", level=3, dtypes="float", node="LogcumsumexpBackward0")  # fmt: skip
def logcumsumexp_axis(x, *, dim, back=False):
    """Logarithms of the sums of all exponentials up to each along an axis, or with `back` from each, without overflow."""
    line = lined(x, dim)[:: -1 if back else 1]
    return unlined(accumulate(np.logaddexp, line)[:: -1 if back else 1], dim, x.shape)


def gathered_logs(g, some, y, dim, back):
    """The logarithms of sums of gradients of one sign, each divided by the exponential of its `y`: none overflows."""
    return logcumsumexp_axis(where(some, log(abs(g)), lowest(g)) - y, dim=dim, back=not back)


@op(r"-\infty", [None])
def lowest(x):
    """The logarithm of next to nothing, for each element: infinity itself would make differences NaN."""
    return np.full_like(x, np.finfo(x.dtype).min / 4)
