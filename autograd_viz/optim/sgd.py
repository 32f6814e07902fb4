"""Stochastic gradient descent, with momentum if wanted."""

import numpy as np

from ..autograd.errors import ArgumentError
from ..autograd.tensor import wrap
from ..ops.arrays import in_one_kernel
from .optimizer import Optimizer, blocks, options, rate


class SGD(Optimizer):
    r"""Stochastic gradient descent. As ``torch.optim.SGD``.

    With gradient :math:`g`, learning rate :math:`\gamma`, weight decay :math:`\lambda`, momentum
    :math:`\mu` and dampening :math:`\tau`, a step does

    .. math::
        d &\leftarrow g + \lambda p \\
        b &\leftarrow \mu b + (1 - \tau) d \quad\text{(at first } b = d\text{)} \\
        p &\leftarrow p - \gamma b \quad\text{or, Nesterov's,}\quad p - \gamma (d + \mu b)

    Parameters
    ----------
    params : iterable of Tensor, of (name, Tensor), or of dict
    lr : float or Tensor of one element
        Learning rate.
    momentum, dampening, weight_decay : float
    nesterov : bool
        Nesterov's momentum.
    maximize : bool
        Climb instead of descend.
    foreach, fused : bool, optional
        Taken for PyTorch's sake: there is one implementation, and it is the fast one.
    differentiable : bool
        Must be false.

    Examples
    --------
    >>> import autograd_viz as av
    >>> p = av.tensor([1.0, 2.0], requires_grad=True)
    >>> optimizer = av.optim.SGD([p], lr=0.1)
    >>> (p * p).sum().backward()
    >>> optimizer.step()
    >>> p
    tensor([0.8000, 1.6000], requires_grad=True)
    """

    def __init__(
        self, params, lr=1e-3, momentum=0, dampening=0, weight_decay=0, nesterov=False, *,
        maximize=False, foreach=None, differentiable=False, fused=None,
    ):  # fmt: skip
        defaults = options(locals())
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ArgumentError("Nesterov momentum requires a momentum and zero dampening")
        super().__init__(params, defaults)

    def start(self, p, group):
        return {"momentum_buffer": None} if group["momentum"] else {}

    def descend(self, param, grad, kept, group):
        lr = rate(group, param)
        if not group["momentum"]:
            for p, d in blocks(param, grad):
                step(p, d, lr)
            return
        momentum, fresh = float(group["momentum"]), 1 - group["dampening"]
        if kept.get("momentum_buffer") is None:
            kept["momentum_buffer"] = wrap(np.empty_like(param))
            kept["momentum_buffer"]._data[...] = grad
            fresh = None
        for p, d, b in blocks(param, grad, kept["momentum_buffer"]._data):
            if fresh is None:
                step(p, d + momentum * b if group["nesterov"] else b, lr)
            else:
                roll(p, d, b, momentum, None if fresh == 1 else fresh, momentum if group["nesterov"] else None, lr)


@in_one_kernel
def step(p, d, lr):
    """Go down a slope."""
    p -= lr * d


@in_one_kernel
def roll(p, d, b, momentum, fresh, ahead, lr):
    """Add a slope to those before, of which each step leaves a part, and go down their sum, or look ahead first."""
    b *= momentum
    b += d if fresh is None else fresh * d
    p -= lr * (b if ahead is None else d + ahead * b)
