"""Softmax and the losses.

Letters: ``x, a, b`` operands, ``t`` the target, ``w`` the class weights, ``y`` result, ``g``
upstream gradient.
"""

import numpy as np

from .arithmetic import exp
from .op import op
from .reduce import sum_axes


@op(r"\log\mathrm{{softmax}}({0})", [lambda g, y, x, dim: g - exp(y) * sum_axes(g, dim=(dim,), keepdim=True)],
    symbol="log softmax", node="LogSoftmaxBackward0", dtypes="float")  # fmt: skip
def log_softmax_axis(x, *, dim):
    """Logarithm of `softmax_axis`, computed without overflow."""
    if x.ndim == 0:
        return np.zeros_like(x)
    shifted = x - x.max(axis=dim, keepdims=True) if x.size else x
    return shifted - np.log(np.sum(np.exp(shifted), axis=dim, keepdims=True))


@op(r"\mathrm{{softmax}}({0})", [lambda g, y, x, dim: (g - sum_axes(g * y, dim=(dim,), keepdim=True)) * y],
    symbol="softmax", node="SoftmaxBackward0", dtypes="float")  # fmt: skip
def softmax_axis(x, *, dim):
    """Exponentials along `dim`, divided by their sum."""
    if x.ndim == 0:
        return np.ones_like(x)
    powers = np.exp(x - x.max(axis=dim, keepdims=True)) if x.size else x
    return powers / np.sum(powers, axis=dim, keepdims=True)


@op(r"-{share} \textstyle\sum_n {0}_{{n, t_n}}",
    [lambda g, y, x, t, w, reduction, ignore: put_nll(g, t, w, like=x, reduction=reduction, ignore=ignore),
     None, None],
    symbol="nll", level=1, node="NllLossBackward0", like=(0,), slots=(0,))  # fmt: skip
def nll(x, t, w, *, reduction, ignore):
    """Negative log likelihood of classes `t` under the log probabilities ``x``, (batch, classes)."""
    kept, share = nll_shares(x, t, w, reduction, ignore)
    losses = -np.take_along_axis(x, kept[:, None], 1)[:, 0] * share
    losses = np.where(share == 0, np.zeros_like(losses), losses)
    return losses if reduction == "none" else np.sum(losses)


@op(r"-{share} \mathrm{{put}}_{{t}}({0})",
    [lambda g, y, x, t, w, like, reduction, ignore: nll(g, t, w, reduction=reduction, ignore=ignore),
     None, None],
    level=1, slots=(0,))  # fmt: skip
def put_nll(x, t, w, *, like, reduction, ignore):
    """The gradient of `nll` by the log probabilities: each row's share, at its class."""
    kept, share = nll_shares(like, t, w, reduction, ignore)
    out = np.zeros(like.shape, like.dtype)
    out[np.arange(len(kept)), kept] = -share * x
    return out


def nll_shares(x, t, w, reduction, ignore):
    """The class of each row (0 where it is ignored) and the weight its loss has in the result."""
    counted = t != ignore
    kept = np.where(counted, t, 0)
    share = counted.astype(x.dtype) if w is None else np.where(counted, w[kept], 0).astype(x.dtype)
    return kept, share / np.sum(share) if reduction == "mean" else share


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
    return x * x.dtype.type(2 / x.size if reduction == "mean" else 2)
