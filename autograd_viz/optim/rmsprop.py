"""RMSprop and Adadelta: steps divided by a running average of the gradient's size."""

import numpy as np

from ..autograd.tensor import wrap
from ..ops.arrays import in_one_kernel
from .optimizer import Optimizer, add_square, approach, blocks, counter, options, rate, scratch


class RMSprop(Optimizer):
    r"""Gradients divided by the root of the running average of their squares. As ``torch.optim.RMSprop``.

    .. math::
        v \leftarrow \alpha v + (1 - \alpha) g^2 \qquad
        b \leftarrow \mu b + \frac{g}{\sqrt{v} + \epsilon} \qquad
        p \leftarrow p - \gamma b

    Parameters
    ----------
    params : iterable of Tensor, of (name, Tensor), or of dict
    lr : float or Tensor of one element
        Learning rate :math:`\gamma`.
    alpha : float
        How much of the average each step keeps.
    eps : float
        Added to the denominator.
    weight_decay : float
    momentum : float
        The :math:`\mu` above.
    centered : bool
        Divide by an estimate of the standard deviation: subtract the squared average gradient from :math:`v`.
    maximize : bool
        Climb instead of descend.
    capturable, foreach, differentiable : bool, optional
        Taken for PyTorch's sake.

    Examples
    --------
    >>> import autograd_viz as av
    >>> p = av.tensor([1.0, -2.0], requires_grad=True)
    >>> optimizer = av.optim.RMSprop([p], lr=0.1, alpha=0.0)
    >>> (p * p).sum().backward()
    >>> optimizer.step()
    >>> p
    tensor([ 0.9000, -1.9000], requires_grad=True)
    """

    def __init__(
        self, params, lr=1e-2, alpha=0.99, eps=1e-8, weight_decay=0, momentum=0, centered=False, capturable=False,
        foreach=None, maximize=False, differentiable=False,
    ):  # fmt: skip
        super().__init__(params, options(locals()))

    def names(self, group):
        """What is kept of each parameter, beside the number of steps."""
        return ["square_avg"] + ["momentum_buffer"] * (group["momentum"] > 0) + ["grad_avg"] * bool(group["centered"])

    def start(self, p, group):
        return {"step": counter(p, group)} | {name: wrap(np.zeros_like(p)) for name in self.names(group)}

    def descend(self, param, grad, kept, group):
        kept["step"]._data += 1
        lr, alpha, momentum = rate(group, param), float(group["alpha"]), float(group["momentum"])
        for p, g, v, *more in blocks(param, grad, *(kept[name]._data for name in self.names(group))):
            w, b, average = scratch(v), more[0] if momentum > 0 else None, more[-1] if group["centered"] else None
            if average is not None:
                approach(average, g, 1 - alpha, w)
            rmsprop(p, g, v, b, average, alpha, 1 - alpha, group["eps"], momentum, lr, w)


@in_one_kernel
def rmsprop(p, g, v, b, average, alpha, rest, eps, momentum, lr, w):
    """A step, once the average gradient is known if it is wanted."""
    w = add_square(v, g, alpha, rest, w)
    if average is None:
        np.sqrt(v, out=w)
    else:
        np.multiply(average, average, out=w)
        np.subtract(v, w, out=w)
        np.sqrt(w, out=w)
    w += eps
    np.divide(g, w, out=w)
    if b is not None:
        b *= momentum
        b += w
    np.multiply(w if b is None else b, lr, out=w)
    p -= w


class Adadelta(Optimizer):
    r"""Steps in the unit of the parameter (Zeiler 2012, arXiv:1212.5701). As ``torch.optim.Adadelta``.

    .. math::
        v \leftarrow \rho v + (1 - \rho) g^2 \qquad
        d \leftarrow \frac{\sqrt{u + \epsilon}}{\sqrt{v + \epsilon}} g \qquad
        u \leftarrow \rho u + (1 - \rho) d^2 \qquad
        p \leftarrow p - \gamma d

    Parameters
    ----------
    params, lr, eps, weight_decay, foreach, capturable, maximize, differentiable
        As in `RMSprop`.
    rho : float
        How much of the averages each step keeps, 0 to 1.

    Examples
    --------
    >>> import autograd_viz as av
    >>> p = av.tensor([1.0, -2.0], requires_grad=True)
    >>> optimizer = av.optim.Adadelta([p], rho=0.0, eps=0.01)
    >>> (p * p).sum().backward()
    >>> optimizer.step()
    >>> p
    tensor([ 0.9001, -1.9000], requires_grad=True)
    """

    def __init__(
        self, params, lr=1.0, rho=0.9, eps=1e-6, weight_decay=0, foreach=None, *,
        capturable=False, maximize=False, differentiable=False,
    ):  # fmt: skip
        super().__init__(params, options(locals()))

    def start(self, p, group):
        return {"step": counter(p, group)} | {name: wrap(np.zeros_like(p)) for name in ("square_avg", "acc_delta")}

    def descend(self, param, grad, kept, group):
        kept["step"]._data += 1
        lr, rho, eps = rate(group, param), float(group["rho"]), group["eps"]
        for p, g, v, u in blocks(param, grad, kept["square_avg"]._data, kept["acc_delta"]._data):
            adadelta(p, g, v, u, rho, 1 - rho, eps, lr, scratch(v), scratch(v))


@in_one_kernel
def adadelta(p, g, v, u, rho, rest, eps, lr, w, d):
    """A step."""
    w = add_square(v, g, rho, rest, w)
    d = np.add(u, eps, out=d)
    np.sqrt(d, out=d)
    np.add(v, eps, out=w)
    np.sqrt(w, out=w)
    d /= w
    d *= g
    add_square(u, d, rho, rest, w)
    d *= lr
    p -= d
