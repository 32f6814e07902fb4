"""Stochastic gradient descent, with momentum if wanted."""

import numpy as np

from ..autograd.errors import ArgumentError
from ..autograd.mode import state as mode
from ..autograd.tensor import Tensor, storage_of, wrap
from .optimizer import Optimizer


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
        if isinstance(lr, Tensor) and lr.numel() != 1:
            raise ArgumentError("Tensor lr must be 1-element")
        if lr < 0.0:
            raise ArgumentError(f"Invalid learning rate: {lr}")
        if momentum < 0.0:
            raise ArgumentError(f"Invalid momentum value: {momentum}")
        if weight_decay < 0.0:
            raise ArgumentError(f"Invalid weight_decay value: {weight_decay}")
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ArgumentError("Nesterov momentum requires a momentum and zero dampening")
        if differentiable:
            raise NotImplementedError(
                "SGD: differentiable=True is not supported: write the update with tensors instead"
            )
        defaults = {
            "lr": lr, "momentum": momentum, "dampening": dampening, "weight_decay": weight_decay, "nesterov": nesterov,
            "maximize": maximize, "foreach": foreach, "differentiable": differentiable, "fused": fused,
        }  # fmt: skip
        super().__init__(params, defaults)

    def update(self, group):
        """Descend with every parameter of one group that has a gradient."""
        lr, momentum, decay = float(group["lr"]), float(group["momentum"]), float(group["weight_decay"])
        for param in group["params"]:
            if param.grad is not None:
                direction = mode.here.run(self.direction, group, param, momentum, decay)
                storage = storage_of(param)
                mode.here.run(descend, param._data, direction, lr)
                storage.version += 1

    def direction(self, group, param, momentum, decay):
        """Against what to step: the gradient with decay and momentum. New memory, or read only."""
        d = -param.grad._data if group["maximize"] else param.grad._data
        if decay:
            d = d + decay * param._data
        if not momentum:
            return d
        kept = self.state[param]
        buffer = kept.get("momentum_buffer")
        if buffer is None:
            buffer = kept["momentum_buffer"] = wrap(np.array(d))
            b = buffer._data
        else:
            storage_of(buffer).version += 1
            b = buffer._data
            b *= momentum
            b += d if group["dampening"] == 0 else (1 - group["dampening"]) * d
        return d + momentum * b if group["nesterov"] else b


def descend(p, d, lr):
    """``p -= lr * d``, in place."""
    np.subtract(p, lr * d, out=p)
