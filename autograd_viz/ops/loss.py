"""Softmax and the losses.

Letters: ``x, a, b`` operands, ``t`` the target, ``w`` the class weights, ``y`` result, ``g``
upstream gradient.
"""

import numpy as np

from .arithmetic import exp
from .op import op
from .reduce import sum_axes


@op(r"\log\mathrm{{softmax}}({0})", [lambda g, y, x, dim: g - exp(y) * sum_axes(g, dim=dim, keepdim=True)],
    symbol="log softmax", node="LogSoftmaxBackward0", dtypes="float")  # fmt: skip
def log_softmax_axis(x, *, dim):
    """Logarithm of `softmax_axis`, computed without overflow."""
    x = np.asarray(x, order="C")
    shifted = x - x.max(axis=dim, keepdims=True) if x.size else x
    return shifted - np.log(np.sum(np.exp(shifted), axis=dim, keepdims=True))


@op(r"\mathrm{{softmax}}({0})", [lambda g, y, x, dim: (g - sum_axes(g * y, dim=dim, keepdim=True)) * y],
    symbol="softmax", node="SoftmaxBackward0", dtypes="float")  # fmt: skip
def softmax_axis(x, *, dim):
    """Exponentials along the axes `dim` (one, or none of a single number), divided by their sum."""
    x = np.asarray(x, order="C")
    powers = np.exp(x - x.max(axis=dim, keepdims=True)) if x.size else x
    return powers / np.sum(powers, axis=dim, keepdims=True)


@op(r"-{share} {{\textstyle\sum_n}} {0}_{{n, t_n}}",
    [lambda g, y, x, t, w, reduction, ignore: put_nll(g, t, w, like=x, reduction=reduction, ignore=ignore),
     None, None],
    symbol="nll", level=1, node="NllLossBackward0", slots=(0,))  # fmt: skip
def nll(x, t, weight, *, reduction, ignore):
    """Negative log likelihood of classes `t` under the log probabilities ``x``: (batch, classes) or (classes,)."""
    counted, kept, weights = nll_weights(x, t, weight, ignore)
    losses = -x[nll_places(kept)]
    if weights is not None:
        losses = np.where(counted, weights * losses, x.dtype.type(0))
    if reduction == "none":
        return losses
    if reduction == "sum":
        return np.sum(losses)
    return np.sum(losses) / (x.dtype.type(kept.size) if weights is None else np.sum(weights))


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
    out = np.zeros(like.shape, x.dtype)
    out[nll_places(kept)] = -share * x if weights is None else np.where(counted, -share * x, 0)
    return out


def nll_weights(x, t, weight, ignore):
    """Which rows count, the class of each, and its weight: 0 where it does not count, None if all count 1."""
    if ignore is None and weight is None:
        return None, np.asarray(t), None
    counted = np.ones(np.shape(t), bool) if ignore is None else np.asarray(t != ignore)
    kept = np.where(counted, t, 0)
    return counted, kept, (counted if weight is None else np.where(counted, weight[kept], 0)).astype(x.dtype)


def nll_places(kept):
    """Index of the element of each row that is its class."""
    return (np.arange(kept.size), kept) if kept.ndim else (kept,)


@op(r"{share} \|{0} - {1}\|^2", [lambda g, y, a, b, reduction: g * twice(a - b, reduction=reduction),
                                 lambda g, y, a, b, reduction: -g * twice(a - b, reduction=reduction)],
    symbol="mse", level=2, node="MseLossBackward0", dtypes="promote", broadcasts=True)  # fmt: skip
def squared_error(a, b, *, reduction):
    """Squared differences; their mean, their sum, or each."""
    squares = np.square(a - b)
    if reduction == "none":
        return squares
    return np.sum(squares) if reduction == "sum" else np.sum(squares) / squares.dtype.type(squares.size)


@op(r"{twice} \, ({0})", [lambda g, y, x, reduction: twice(g, reduction=reduction)], level=2)
def twice(x, *, reduction):
    """Twice each element, divided by their number when the result is a mean."""
    return x * x.dtype.type(2 / max(x.size, 1) if reduction == "mean" else 2)
