"""Softmax and the losses.

Letters: ``x, a, b`` operands, ``t`` the target, ``w`` weights, ``p`` the weight of positive targets, ``y`` result,
``g`` upstream gradient. `reduction` says whether a loss is the mean over its elements, their sum, or each of them.
"""

from math import prod

import numpy as np

from . import arrays
from .activation import log_logistic, logsigmoid
from .arithmetic import exp, log, maximum, no_derivative, sigmoid
from .dtypes import BY_NUMPY, legacy_name
from .errors import MissingError
from .op import op
from .reduce import norm_axes, sum_axes


def floats(x, kernel):
    """`x`, or PyTorch's error that its function of that name takes no integers."""
    if x.dtype.kind == "f":
        return x
    raise MissingError(f"\"{kernel}\" not implemented for '{legacy_name(BY_NUMPY[x.dtype])}'")


@op(r"\log\mathrm{{softmax}}({0})", [lambda g, y, x, dim: log_softmax_slope(g, y, dim=dim)],
    symbol="log softmax", node="LogSoftmaxBackward0")  # fmt: skip
def log_softmax_axis(x, *, dim):
    """Logarithm of `softmax_axis`, computed without overflow."""
    shifted = below_largest(x, dim, "log_softmax")
    if not x.size:
        return shifted
    shifted -= np.log(total(np.exp(shifted), dim))
    return shifted


@op(lambda g, y, dim: g - exp(y) * sum_axes(g, dim=dim, keepdim=True),
    [lambda u, y, g, x, dim: u - sum_axes(u * exp(x), dim=dim, keepdim=True),
     lambda u, y, g, x, dim: -u * exp(x) * sum_axes(g, dim=dim, keepdim=True)],
    level=1, node="LogSoftmaxBackwardDataBackward0")  # fmt: skip
def log_softmax_slope(g, y, *, dim):
    """The gradient through a `log_softmax_axis` that gave `y`."""
    powers = np.exp(y)
    powers *= -total(g, dim)
    powers += g
    return powers


@op(r"\mathrm{{softmax}}({0})", [lambda g, y, x, dim: softmax_slope(g, y, dim=dim)],
    symbol="softmax", node="SoftmaxBackward0")  # fmt: skip
def softmax_axis(x, *, dim):
    """Exponentials along the axes `dim` (one, or none of a single number), divided by their sum."""
    powers = below_largest(x, dim, "softmax")
    powers = np.exp(powers, out=powers if powers.ndim else None)
    powers /= total(powers, dim)
    return powers


@op(lambda g, y, dim: (g - sum_axes(g * y, dim=dim, keepdim=True)) * y,
    [lambda u, y, g, x, dim: softmax_slope(u, x, dim=dim),
     lambda u, y, g, x, dim: u * g - u * sum_axes(g * x, dim=dim, keepdim=True)
                             - g * sum_axes(u * x, dim=dim, keepdim=True)],
    level=2, node="SoftmaxBackwardDataBackward0")  # fmt: skip
def softmax_slope(g, y, *, dim):
    """The gradient through a `softmax_axis` that gave `y`."""
    sent = arrays.inner(g, y, dim) if dim == (y.ndim - 1,) else total(g * y, dim)
    out = g - sent
    out *= y
    return out


def below_largest(x, dim, name):
    """`x` less its largest element along `dim`, with its elements in memory in the order of its axes."""
    if not x.size:
        return x.copy()
    last = dim == (x.ndim - 1,) or not dim
    x = floats(x if x.flags.c_contiguous else x.copy(), f"{name}_{'lastdim_' if last else ''}kernel_impl")
    return x - (arrays.max_last(x) if dim == (x.ndim - 1,) else x.max(axis=dim, keepdims=True))


def total(x, dim):
    """The sum along the axes `dim`, kept with length 1."""
    return arrays.sum_last(x) if dim == (x.ndim - 1,) else np.sum(x, axis=dim, keepdims=True)


def reduced(x, reduction):
    """A mean, a sum, or the elements themselves."""
    if reduction == "none":
        return x
    return np.sum(x) if reduction == "sum" else np.sum(x) / x.dtype.type(x.size)


@op(r"{share} {0}", [lambda g, y, x, like, reduction: portion(g, like=like, reduction=reduction)], level=2)
def portion(x, *, like, reduction):
    """What each element of `like` gets of the gradient of its `reduced` result."""
    return x / x.dtype.type(prod(like.shape)) if reduction == "mean" else x


@op(r"{1} \, {0}", [lambda g, y, x, w: weighted(g, w), None], level=2, slots=(0,))
def weighted(x, weight):
    """`x` times weights, if there are any."""
    return scaled(x, weight)


def scaled(x, weight):
    return x if weight is None else x * weight


# ---------------------------------------------------------------- of classes


def nll_rule(g, y, x, t, w, reduction, ignore):
    return put_nll(g, t, w, like=x, reduction=reduction, ignore=ignore)


@op(r"-{share} {{\textstyle\sum_n}} {0}_{{n, t_n}}", [nll_rule, None, None],
    symbol="nll", level=1, node="NllLossBackward0", slots=(0,))  # fmt: skip
def nll(x, t, weight, *, reduction, ignore):
    """Negative log likelihood of classes `t` under the log probabilities ``x``: (batch, classes) or (classes,)."""
    return likelihood(floats(x, "nll_loss_out_frame"), t, weight, reduction, ignore)


def likelihood(x, t, weight, reduction, ignore):
    """The negative log likelihood of classes, wherever they stand."""
    counted, kept, weights = nll_weights(x, t, weight, ignore)
    losses = -x[nll_places(kept)]
    if weights is not None:
        losses = np.where(counted, weights * losses, x.dtype.type(0))
    if reduction != "mean" or weights is None:
        return reduced(losses, reduction)
    return np.sum(losses) / np.sum(weights)


@op(r"-{share} {{\textstyle\sum_n}} {0}_{{n, t_n}}", [nll_rule, None, None],
    symbol="nll", level=1, node="NllLoss2DBackward0", slots=(0,))  # fmt: skip
def nll_2d(x, t, weight, *, reduction, ignore):
    """`nll` at every place of an image: (batch, classes, height, width)."""
    return likelihood(floats(x, "nll_loss2d_forward_out_frame"), t, weight, reduction, ignore)


@op(r"-{share} \mathrm{{put}}_{{t}}({0})",
    [lambda g, y, x, t, w, like, reduction, ignore: nll(g, t, w, reduction=reduction, ignore=ignore),
     None, None],
    level=1, slots=(0,))  # fmt: skip
def put_nll(x, t, weight, *, like, reduction, ignore):
    """The gradient of `nll` by the log probabilities: each row's share, at its class."""
    counted, kept, weights = nll_weights(x, t, weight, ignore)
    share = x.dtype.type(1) if weights is None else weights
    if reduction == "mean":
        share = share / (x.dtype.type(kept.size) if weights is None else np.sum(weights))
    out = arrays.zeros(like.shape, x.dtype, x)
    out[nll_places(kept)] = -share * x if weights is None else np.where(counted, -share * x, 0)
    return out


def nll_weights(x, t, weight, ignore):
    """Which rows count, the class of each, and its weight: 0 where it does not count, None if all count 1."""
    if ignore is None and weight is None:
        return None, t, None
    counted = (t == t) if ignore is None else (t != ignore)
    kept = np.where(counted, t, 0)
    return counted, kept, (counted if weight is None else np.where(counted, weight[kept], 0)).astype(x.dtype)


def nll_places(kept):
    """Index of the element of each row, or place of an image, that is its class."""
    if kept.ndim == 1:
        return arrays.arange(kept.size, kept), kept
    grid = [arrays.arange(n, kept).reshape(-1, *(1,) * (kept.ndim - d - 1)) for d, n in enumerate(kept.shape)]
    return (*grid[:1], kept, *grid[1:])


# ---------------------------------------------------------------- of numbers


@op(r"{share} \|{0} - {1}\|^2", [lambda g, y, a, b, reduction: portion(2 * g, like=a, reduction=reduction) * (a - b),
                                 lambda g, y, a, b, reduction: portion(2 * g, like=a, reduction=reduction) * (b - a)],
    symbol="mse", level=2, node="MseLossBackward0", dtypes="promote", broadcasts=True)  # fmt: skip
def squared_error(a, b, *, reduction):
    """Squared differences."""
    difference = floats(a, "mse_cpu") - b
    difference *= difference
    return reduced(difference, reduction)


@op(r"{share} \mathrm{{huber}}_{{{delta}}}({0} - {1})",
    [lambda g, y, a, b, reduction, delta: portion(g, like=a, reduction=reduction) * bounded(a - b, limit=delta),
     lambda g, y, a, b, reduction, delta: portion(g, like=a, reduction=reduction) * bounded(b - a, limit=delta)],
    symbol="huber", level=2, node="HuberLossBackward0", dtypes="promote", broadcasts=True)  # fmt: skip
def huber(a, b, *, reduction, delta):
    """Half the squared difference up to `delta`; from there on a straight line."""
    return reduced(bend(np.abs(floats(a, "huber_cpu") - b), delta), reduction)


@op(r"{share} \tfrac{{1}}{{{beta}}} \mathrm{{huber}}_{{{beta}}}({0} - {1})",
    [lambda g, y, a, b, reduction, beta: portion(g, like=a, reduction=reduction) * (bounded(a - b, limit=beta) / beta),
     lambda g, y, a, b, reduction, beta: portion(g, like=a, reduction=reduction) * (bounded(b - a, limit=beta) / beta)],
    symbol="smooth L1", level=2, node="SmoothL1LossBackward0", dtypes="promote", broadcasts=True)  # fmt: skip
def smooth_l1(a, b, *, reduction, beta):
    """`huber` divided by where it becomes a straight line, which so has slope 1."""
    return reduced(bend(np.abs(floats(a, "smooth_l1_cpu") - b), beta) / beta, reduction)


def bend(size, limit):
    """The integral of `bounded`, from the size of its operand."""
    return np.where(size < limit, 0.5 * size * size, limit * (size - 0.5 * limit))


@op(r"\max(-{limit}, \min({0}, {limit}))", [lambda g, y, x, limit: g * inside(x, limit=limit)])
def bounded(x, *, limit):
    """`x` no further from 0 than `limit`."""
    return np.clip(x, -limit, limit)


@op(r"\mathbf{{1}}[|{0}| < {limit}]", [None])
def inside(x, *, limit):
    """1 where `bounded` leaves `x` as it is, else 0."""
    return (np.abs(x) < limit).astype(x.dtype)


# ---------------------------------------------------------------- of probabilities


@op(r"-{share} {{\textstyle\sum}} {2} \, ({1} \log {0} + (1 - {1}) \log(1 - {0}))",
    [lambda g, y, x, t, w, reduction: weighted(
        portion(g, like=x, reduction=reduction) * bce_slope(x, t), w),
     lambda g, y, x, t, w, reduction: weighted(
        portion(g, like=x, reduction=reduction) * (log(1 - x) - log(x)), w),
     None],
    symbol="bce", level=1, node="BinaryCrossEntropyBackward0", slots=(0, 1), broadcasts=True)  # fmt: skip
def bce(x, target, weight, *, reduction):
    """Cross entropy of probabilities `x` of yes, where `target` says how far it is; no logarithm is below -100."""
    losses = (target - 1) * np.maximum(np.log1p(-floats(x, "binary_cross_entropy")), -100) - target * np.maximum(
        np.log(x), -100
    )
    return weighed(losses, x, weight, reduction)


@op(lambda x, t: (x - t) / (x * (1 - x)),
    [lambda g, y, x, t: g * ((x * x - 2 * x * t + t) / ((x + 1e-12) * (1 - x + 1e-12)) ** 2),
     lambda g, y, x, t: -g / maximum(x * (1 - x), 1e-12)],
    level=8)  # fmt: skip
def bce_slope(x, t):
    """The derivative of `bce` by each probability."""
    return (x - t) / np.maximum(x * (1 - x), 1e-12)


@op(r"{share} {{\textstyle\sum}} {2} \, ((1 - {1}) \, {0} - \log \sigma({0}))",
    [lambda g, y, x, t, w, reduction: weighted(portion(g, like=x, reduction=reduction) * (sigmoid(x) - t), w),
     lambda g, y, x, t, w, reduction: weighted(-portion(g, like=x, reduction=reduction) * x, w),
     None],
    symbol="bce", level=2, node="BinaryCrossEntropyWithLogitsBackward0", slots=(0, 1), broadcasts=True)  # fmt: skip
def bce_logits(x, target, weight, *, reduction):
    """`bce` of the sigmoid of `x`, without overflow."""
    return weighed((1 - target) * x - log_logistic(floats(x, "log_sigmoid_cpu")), target, weight, reduction)


@op(r"{share} {{\textstyle\sum}} {2} \, ((1 - {1}) \, {0} - (1 + ({3} - 1) \, {1}) \log \sigma({0}))",
    [lambda g, y, x, t, w, p, reduction: weighted(
        portion(g, like=x, reduction=reduction) * ((1 - t + p * t) * sigmoid(x) - p * t), w),
     lambda g, y, x, t, w, p, reduction: weighted(
        -portion(g, like=x, reduction=reduction) * (x + (p - 1) * logsigmoid(x)), w),
     None, None],
    symbol="bce", level=2, node="BinaryCrossEntropyWithLogitsBackward0", slots=(0, 1), broadcasts=True)  # fmt: skip
def bce_logits_weighted(x, target, weight, pos_weight, *, reduction):
    """`bce_logits` where a yes counts `pos_weight` times."""
    losses = (1 - target) * x - ((pos_weight - 1) * target + 1) * log_logistic(floats(x, "log_sigmoid_cpu"))
    return weighed(losses, target, weight, reduction)


def weighed(losses, like, weight, reduction):
    """Weighted losses in the dtype of `like`, reduced."""
    return reduced(scaled(losses, weight).astype(like.dtype, copy=False), reduction)


@op(r"{share} {{\textstyle\sum}} \log(1 + e^{{-{1} \, {0}}})",
    [lambda g, y, x, t, reduction: -portion(g, like=x, reduction=reduction) * (t * (exp(-t * x) / (1 + exp(-t * x)))),
     None],
    symbol="soft margin", level=2, node="SoftMarginLossBackward0", slots=(0,), broadcasts=True)  # fmt: skip
def soft_margin(x, target, *, reduction):
    """Logistic loss of scores `x` for the targets -1 and 1."""
    return weighed(np.log1p(np.exp(-x * target)), x, None, reduction)


@op(r"{0} \log {1}", [lambda g, y, a, b: xlogy_slope(g, a, b),
                      lambda g, y, a, b: g * a / b],
    symbol="a log b", level=2, node="XlogyBackward0", dtypes="float", elementwise=True)  # fmt: skip
def xlogy(a, b):
    """``a * log(b)``, and 0 where ``a`` is 0."""
    return np.where((a == 0) & (b == b), 0, a * np.log(b))


@op(lambda g, a, b: g * log(b), [lambda u, y, g, a, b: xlogy_slope(u, a, b), None, lambda u, y, g, a, b: u * (g / b)],
    level=2, elementwise=True)  # fmt: skip
def xlogy_slope(g, a, b):
    """``g * log(b)``, and 0 where `xlogy` is 0 though the logarithm is not a number."""
    return np.where((a == 0) & (b <= 0), 0, xlogy.forward(g, b))


xlogy.fuses = xlogy_slope.fuses = "all"


# ---------------------------------------------------------------- what PyTorch's own losses are made of


@op(r"{0} - {n}", [lambda g, y, x, n: g], symbol="−", level=1, node="SubBackward1", elementwise=True)
def lowered(x, *, n):
    """`x` less a number, as PyTorch subtracts one inside its own functions."""
    return x - x.dtype.type(n)


@op(r"\max({0}, {least})", [lambda g, y, x, least: g], node="CloneBackward0")
def clone_above(x, *, least):
    """A copy whose elements below `least` are raised to it, of which the gradient knows nothing."""
    return np.maximum(x, least)


@op(r"\|{0}\|_{{{ord}}}", norm_axes.vjp, symbol="‖x‖", level=8, broadcasts=True, node="NormBackward1")
def distance_along(x, *, dim, ord=2, keepdim=False, dtype=None):
    """`norm_axes`, as a distance is measured."""
    return norm_axes.forward(x, dim=dim, ord=ord, keepdim=keepdim)


# ---------------------------------------------------------------- of classes that should stand out


@op(r"{share} {{\textstyle\sum_{{j \ne t}}}} \max(0, {margin} - {0}_t + {0}_j)^{{{p}}}",
    [lambda g, y, x, t, w, p, margin, reduction: stand_out_slope(
        g, x, t, w, p=p, margin=margin, reduction=reduction, of="multi_margin_loss_backward"),
     None, None],
    symbol="margin", level=2, node="MultiMarginLossBackward0", slots=(0,))  # fmt: skip
def multi_margin(x, target, weight, *, p, margin, reduction):
    """By how much the other classes are not `margin` below the target's."""
    floats(x, "multi_margin_loss_cpu_kernel")
    return reduced(standing_out(x, target, weight, p, margin).reshape(target.shape), reduction)


@op(r"{share} {{\textstyle\sum_{{i \in t, j \notin t}}}} \max(0, 1 - {0}_i + {0}_j)",
    [lambda g, y, x, t, reduction: stand_out_slope(
        g, x, t, 1, p=1, margin=1, reduction=reduction, of="multilabel_margin_loss_backward"),
     None],
    symbol="margin", level=2, node="MultilabelMarginLossBackward0", slots=(0,))  # fmt: skip
def multilabel_margin(x, target, *, reduction):
    """By how much the other classes are not 1 below each of the targets', which are listed up to the first -1."""
    floats(x, "multilabel_margin_loss_forward_out_frame")
    return reduced(standing_out(x, target, None, 1, 1).reshape(x.shape[:-1]), reduction)


def standing_out(x, t, weight, p, margin):
    """What is lacking in each row."""
    gaps, kept = lacking(x, t, margin)
    losses = scaled(np.sum(gaps**p, axis=2), None if weight is None else weight[kept])
    return np.sum(losses, axis=1) / x.dtype.type(prod(x.shape[-1:]))


def lacking(x, t, margin):
    """What every class lacks of being `margin` below each target: (batch, targets, classes); and the targets."""
    count = prod(x.shape[-1:])
    x, t = x.reshape(-1, count), t.reshape(-1, count if t.shape == x.shape else 1)
    counted = np.cumsum(t < 0, axis=1) == 0
    kept = np.where(counted, t, 0)
    are_targets = np.any((kept[:, :, None] == arrays.arange(count, x)) & counted[:, :, None], axis=1)
    gaps = x.dtype.type(margin) - np.take_along_axis(x, kept, 1)[:, :, None] + x[:, None, :]
    return np.where(counted[:, :, None] & ~are_targets[:, None, :] & (gaps > 0), gaps, 0), kept


@op(r"\mathrm{{put}}_{{{2}}}({0})",
    [lambda u, y, g, x, t, w, p, margin, reduction, of: no_derivative(u, of=of),
     lambda u, y, g, x, t, w, p, margin, reduction, of: no_derivative(u, of=of),
     None, None],
    node="NotImplemented", slots=(0, 1))  # fmt: skip
def stand_out_slope(g, x, t, w, *, p, margin, reduction, of):
    """The gradient of a loss of classes that should stand out; PyTorch does not differentiate it again."""
    gaps, kept = lacking(x, t, margin)
    slopes = (
        p * gaps ** (p - 1) * (gaps > 0) * (g.reshape(-1, 1) * (w[kept] if getattr(w, "ndim", 0) else 1))[:, :, None]
    )
    slopes /= x.dtype.type(prod(x.shape[-1:]) * (len(kept) if reduction == "mean" else 1))
    out = np.sum(slopes, axis=1)
    arrays.add_at(out, (arrays.arange(len(kept), kept)[:, None], kept), -np.sum(slopes, axis=2))
    return out.reshape(x.shape)
