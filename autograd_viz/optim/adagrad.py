"""Adagrad: steps divided by the size of all gradients so far."""

import numpy as np

from ..autograd.mode import state as mode
from ..autograd.tensor import storage_of, wrap
from ..ops.arrays import in_one_kernel
from .optimizer import Optimizer, advance, blocks, counter, options, rate, scratch


class Adagrad(Optimizer):
    r"""Gradients divided by the root of the sum of all their squares. As ``torch.optim.Adagrad``.

    From Duchi, Hazan and Singer (2011):

    .. math::
        s \leftarrow s + g^2 \qquad
        p \leftarrow p - \frac{\gamma}{1 + (t - 1) \eta} \frac{g}{\sqrt{s} + \epsilon}

    Parameters
    ----------
    params : iterable of Tensor, of (name, Tensor), or of dict
    lr : float or Tensor of one element
        Learning rate :math:`\gamma`.
    lr_decay : float
        The :math:`\eta` above.
    weight_decay : float
    initial_accumulator_value : float
        Where :math:`s` starts.
    eps : float
        Added to the denominator.
    maximize : bool
        Climb instead of descend.
    foreach, differentiable, fused : bool, optional
        Taken for PyTorch's sake.

    Examples
    --------
    >>> import autograd_viz as av
    >>> p = av.tensor([1.0, -2.0], requires_grad=True)
    >>> optimizer = av.optim.Adagrad([p], lr=0.1)
    >>> (p * p).sum().backward()
    >>> optimizer.step()
    >>> p
    tensor([ 0.9000, -1.9000], requires_grad=True)
    """

    def __init__(
        self, params, lr=1e-2, lr_decay=0, weight_decay=0, initial_accumulator_value=0, eps=1e-10, foreach=None, *,
        maximize=False, differentiable=False, fused=None,
    ):  # fmt: skip
        super().__init__(params, options(locals()))
        for group in self.param_groups:
            for param in group["params"]:
                storage_of(param)  # a 0-d parameter becomes an array, that its sum is one too
                self.state[param].update(mode.here.run(self.start, param._data, group))

    def start(self, p, group):
        return {"step": counter(p, group), "sum": wrap(np.full_like(p, self.defaults["initial_accumulator_value"]))}

    def descend(self, param, grad, kept, group):
        size = rate(group, param) / (1 + (advance(kept, param) - 1) * group["lr_decay"])
        for p, g, s in blocks(param, grad, kept["sum"]._data):
            adagrad(p, g, s, group["eps"], size, scratch(s))


@in_one_kernel
def adagrad(p, g, s, eps, size, w):
    """A step."""
    w = np.multiply(g, g, out=w)
    s += w
    np.sqrt(s, out=w)
    w += eps
    np.divide(g, w, out=w)
    w *= size
    p -= w
