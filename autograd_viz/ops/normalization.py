"""Normalise: to mean 0 and variance 1 over some axes, or to a sum of 1.

Letters: ``x`` operand, ``w, b`` weight and bias or None, ``m, v`` a mean and a variance, ``a`` a gradient, ``y``
result, ``g`` upstream gradient. ``rows`` is the shape in which ``x`` is normalised over the axes ``dims``; ``lead`` are
the axes along which weight and bias are the same, and ``along`` is their shape beside ``x``.
"""

import numpy as np

from .arithmetic import sqrt
from .arrays import inner, readable
from .op import op
from .reduce import count, mean_axes, packed, sum_axes, wider
from .shape import reshape_like, to_dtype, unsafe_view

FAR = 16  # to take so much from a number in single precision costs its exponential no more than 1e-6


def centred(x, rows, dims):
    """`x` in the shape `rows` without its mean, the mean, and the variance."""
    x = packed(wider(x)).reshape(rows)
    n = count(x, dims)
    mean = np.sum(x, axis=dims, keepdims=True) / n
    x = x - mean
    return x, mean, inner(x, x, dims) / n


def weighted(x, w, along):
    """`x` times a weight that may be missing."""
    return x if w is None else x * unsafe_view(w, shape=along)


def in_dtype_of(x, parameter):
    """`x` in the dtype of a parameter, which is wider where that of the operand is half precision."""
    kind = parameter.dtype
    return x if x.dtype == kind else to_dtype(x, dtype=getattr(kind, "numpy", kind))


def normalisation(name, node, described):
    """Define an op that normalises by the mean and variance of its operand and gives these as a second result."""

    def forward(x, w, b, *, rows, dims, lead, along, eps):
        out, mean, variance = centred(x, rows, dims)
        out *= 1 / np.sqrt(variance + eps)
        out = out.reshape(x.shape)
        if w is not None:
            out *= w.reshape(along)
        if b is not None:
            out += b.reshape(along)
        return out.astype(x.dtype, copy=False), np.stack((mean, variance))

    forward.__name__, forward.__doc__ = name, described
    rules = [
        lambda g, y, x, w, b, rows, dims, lead, along, eps: standard_slope(
            weighted(g, w, along), x, rows=rows, dims=dims, eps=eps
        ),
        lambda g, y, x, w, b, rows, dims, lead, along, eps: in_dtype_of(
            sum_axes(g * standard(x, rows=rows, dims=dims, eps=eps), dim=lead, keepdim=False), w
        ),
        lambda g, y, x, w, b, rows, dims, lead, along, eps: in_dtype_of(sum_axes(g, dim=lead, keepdim=False), b),
    ]
    tex = r"\frac{{{0} - \mu}}{{\sqrt{{\sigma^2 + \varepsilon}}}} \odot {1} + {2}"
    return op(tex, rules, symbol="norm", level=1, node=node, results=2)(forward)


layer_norm = normalisation(
    "layer_norm", "NativeLayerNormBackward0", "Each row normalised, the rows being the last axes."
)
group_norm = normalisation(
    "group_norm", "NativeGroupNormBackward0", "Each group of channels of each sample normalised."
)
batch_norm = normalisation("batch_norm", "NativeBatchNormBackward0", "Each channel normalised over the whole batch.")


@op(r"\frac{{{0} - {3}}}{{\sqrt{{{4} + \varepsilon}}}} \odot {1} + {2}",
    [lambda g, y, x, w, b, m, v, lead, along, eps: weighted(g, w, along) / deviation(v, along, eps),
     lambda g, y, x, w, b, m, v, lead, along, eps: sum_axes(
         g * (x - unsafe_view(m, shape=along)) / deviation(v, along, eps), dim=lead, keepdim=False
     ),
     lambda g, y, x, w, b, m, v, lead, along, eps: sum_axes(g, dim=lead, keepdim=False),
     None, None],
    symbol="norm", level=1, node="NativeBatchNormBackward0", slots=(0, 1, 2), broadcasts=True)  # fmt: skip
def batch_norm_fixed(x, w, b, m, v, *, lead, along, eps):
    """Each channel normalised by a mean and a variance that are given."""
    out = (packed(x) - m.reshape(along)) / np.sqrt(v.reshape(along) + eps)
    if w is not None:
        out *= w.reshape(along)
    if b is not None:
        out += b.reshape(along)
    return out.astype(x.dtype, copy=False)


def deviation(v, along, eps):
    """The square root of a variance, never 0."""
    return sqrt(unsafe_view(v, shape=along) + eps)


@op(r"\hat{{{0}}}", [lambda g, y, x, rows, dims, eps: standard_slope(g, x, rows=rows, dims=dims, eps=eps)])
def standard(x, *, rows, dims, eps):
    """`x` with mean 0 and variance 1 over the axes `dims`."""
    out, _, variance = centred(x, rows, dims)
    out *= 1 / np.sqrt(variance + eps)
    return out.reshape(x.shape).astype(x.dtype, copy=False)


@op(r"\tfrac{{1}}{{\sigma}} \left({0} - \overline{{{0}}} - \overline{{{0} \odot \hat{{{1}}}}} \, \hat{{{1}}}\right)",
    [lambda g, y, a, x, rows, dims, eps: standard_slope(g, x, rows=rows, dims=dims, eps=eps),
     lambda g, y, a, x, rows, dims, eps: standard_curve(g, a, x, rows, dims, eps)],
    level=2)  # fmt: skip
def standard_slope(a, x, *, rows, dims, eps):
    """The gradient `a` of `standard` taken back to `x`: a symmetric matrix times it."""
    out, _, variance = centred(x, rows, dims)
    upstream, n = wider(a).reshape(rows), count(out, dims)
    variance += eps
    out *= inner(upstream, out, dims) / (-n * variance)
    out += upstream
    out -= np.sum(upstream, axis=dims, keepdims=True) / n
    out *= 1 / np.sqrt(variance)
    return out.reshape(x.shape).astype(x.dtype, copy=False)


def standard_curve(g, a, x, rows, dims, eps):
    """The rule of `standard_slope` by `x`, in ops that differentiate again."""

    def mean(x):
        return mean_axes(x, dim=dims, keepdim=True)

    z = unsafe_view(standard(x, rows=rows, dims=dims, eps=eps), shape=rows)
    g, a, v = unsafe_view(g, shape=rows), unsafe_view(a, shape=rows), unsafe_view(x, shape=rows)
    v = v - mean(v)
    gz, az = mean(g * z), mean(a * z)
    out = z * (3 * gz * az - mean((g - mean(g)) * a)) - (g - mean(g)) * az - (a - mean(a)) * gz
    return reshape_like(out / (mean(v * v) + eps), like=x)


@op(r"\mathrm{{softmax}}({0})", [lambda g, y, x, dim: (g - sum_axes(g * y, dim=dim, keepdim=True)) * y],
    symbol="softmax", node="SafeSoftmaxBackward0")  # fmt: skip
def safe_softmax(x, *, dim):
    """Softmax along the axes `dim`, and 0 where every element is minus infinity."""
    if not x.size:
        return x.copy()
    x = packed(x)
    highest = x.max() if readable(x) else None
    if (
        highest is None or not highest - x.min() < FAR
    ):  # then each row needs its own, which takes as long as all the rest
        highest = x.max(axis=dim, keepdims=True)
        highest = np.where(highest == -np.inf, 0, highest)
    out = x - highest
    np.exp(out, out=out)
    total = np.sum(out, axis=dim, keepdims=True)
    out /= np.where(total == 0, 1, total)
    return out


@op(r"{0} + {n}", [lambda g, y, x, n: g], symbol="+", level=1, node="AddBackward1", elementwise=True)  # fmt: skip
def shifted(x, *, n):
    """`x` plus a number, as PyTorch adds one inside its own functions."""
    return x + x.dtype.type(n)


@op(r"{n} \cdot {0}", [lambda g, y, x, n: g * n], symbol="×", level=2, node="MulBackward1", elementwise=True)  # fmt: skip
def scaled(x, *, n):
    """`x` times a number, as PyTorch multiplies by one inside its own functions."""
    return np.multiply(x, x.dtype.type(n), out=np.empty_like(x))  # in memory as the operand is
