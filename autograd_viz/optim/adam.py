"""Adam and its relatives: steps scaled by running averages of the gradient and of its square."""

import numpy as np

from ..autograd.errors import ArgumentError
from ..autograd.tensor import Tensor, wrap
from ..ops.arrays import in_one_kernel
from .optimizer import Optimizer, add_square, advance, approach, blocks, counter, number, options, rate, scratch


class Adam(Optimizer):
    r"""Adaptive moment estimation (Kingma and Ba 2015, arXiv:1412.6980). As ``torch.optim.Adam``.

    With gradient :math:`g`, to which weight decay adds :math:`\lambda p`, step :math:`t` does

    .. math::
        m &\leftarrow \beta_1 m + (1 - \beta_1) g \qquad
        v \leftarrow \beta_2 v + (1 - \beta_2) g^2 \\
        p &\leftarrow p - \gamma \frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \epsilon}

    Parameters
    ----------
    params : iterable of Tensor, of (name, Tensor), or of dict
    lr : float or Tensor of one element
        Learning rate :math:`\gamma`.
    betas : tuple of two floats
        How much of the averages of gradient and square each step keeps.
    eps : float
        Added to the denominator.
    weight_decay : float
    amsgrad : bool
        Divide by the largest :math:`v` so far (Reddi et al. 2018).
    maximize : bool
        Climb instead of descend.
    decoupled_weight_decay : bool
        Shrink the parameters themselves instead of adding to the gradient, as `AdamW`.
    foreach, fused, capturable, differentiable : bool, optional
        Taken for PyTorch's sake; the last must be false, and `capturable` is for parameters on a GPU.

    Examples
    --------
    >>> import autograd_viz as av
    >>> p = av.tensor([1.0, -2.0], requires_grad=True)
    >>> optimizer = av.optim.Adam([p], lr=0.1)
    >>> (p * p).sum().backward()
    >>> optimizer.step()
    >>> p
    tensor([ 0.9000, -1.9000], requires_grad=True)
    """

    def __init__(
        self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, amsgrad=False, *,
        foreach=None, maximize=False, capturable=False, differentiable=False, fused=None, decoupled_weight_decay=False,
    ):  # fmt: skip
        super().__init__(params, self.checked(options(locals())))

    @staticmethod
    def checked(defaults):
        """Raise PyTorch's errors for learning rates and betas of the wrong types."""
        betas = defaults["betas"] = tuple(defaults["betas"])
        if not any(all(isinstance(beta, kind) for beta in betas[:2]) for kind in (float, Tensor)):
            raise ArgumentError("betas must be either both floats or both Tensors")
        for name, value in (("lr", defaults["lr"]), ("betas[0]", betas[0]), ("betas[1]", betas[1])):
            if isinstance(value, Tensor):
                if defaults["foreach"] and not defaults["capturable"]:
                    raise ArgumentError(f"{name} as a Tensor is not supported for capturable=False and foreach=True")
                if value.numel() != 1:
                    raise ArgumentError(f"Tensor {name} must be 1-element")
        return defaults

    def start(self, p, group):
        names = ["exp_avg", "exp_avg_sq"] + ["max_exp_avg_sq"] * group["amsgrad"]
        return {"step": counter(p, group)} | {name: wrap(np.zeros_like(p)) for name in names}

    def descend(self, param, grad, kept, group):
        t, (one, two) = advance(kept, param), map(float, group["betas"])
        root = (1 - two**t) ** 0.5  # its place in the formula spares dividing every element by it
        size, eps = rate(group, param) / (1 - one**t) * root, group["eps"] * root
        largest = [kept["max_exp_avg_sq"]._data] if group["amsgrad"] else []
        for p, g, m, v, *top in blocks(param, grad, kept["exp_avg"]._data, kept["exp_avg_sq"]._data, *largest):
            w = scratch(m)
            approach(m, g, 1 - one, w)
            adam(p, g, m, v, top[0] if top else None, two, 1 - two, eps, size, w)


@in_one_kernel
def adam(p, g, m, v, top, two, rest, eps, size, w):
    """What is left of a step once the average gradient `m` is known."""
    w = add_square(v, g, two, rest, w)
    if top is not None:
        np.maximum(top, v, out=top)
    np.sqrt(v if top is None else top, out=w)
    w += eps
    np.divide(m, w, out=w)
    w *= size
    p -= w


class AdamW(Adam):
    r"""`Adam` whose weight decay shrinks the parameters themselves. As ``torch.optim.AdamW``.

    Before the step of `Adam`, :math:`p \leftarrow p - \gamma \lambda p` (Loshchilov and Hutter 2019,
    arXiv:1711.05101).

    Parameters
    ----------
    params, lr, betas, eps, weight_decay, amsgrad, maximize, foreach, capturable, differentiable, fused
        As in `Adam`.

    Examples
    --------
    >>> import autograd_viz as av
    >>> p = av.tensor([1.0, -2.0], requires_grad=True)
    >>> optimizer = av.optim.AdamW([p], lr=0.1, weight_decay=0.5)
    >>> (p * p).sum().backward()
    >>> optimizer.step()
    >>> p
    tensor([ 0.8500, -1.8000], requires_grad=True)
    """

    def __init__(
        self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2, amsgrad=False, *,
        maximize=False, foreach=None, capturable=False, differentiable=False, fused=None,
    ):  # fmt: skip
        super().__init__(
            params, lr, betas, eps, weight_decay, amsgrad, maximize=maximize, foreach=foreach, capturable=capturable,
            differentiable=differentiable, fused=fused, decoupled_weight_decay=True,
        )  # fmt: skip

    def __setstate__(self, state):
        super().__setstate__(state)
        for group in self.param_groups:
            group["decoupled_weight_decay"] = True


class Adamax(Optimizer):
    r"""`Adam` with the largest gradient so far in place of the root. As ``torch.optim.Adamax``.

    .. math::
        m \leftarrow \beta_1 m + (1 - \beta_1) g \qquad
        u \leftarrow \max(\beta_2 u, |g| + \epsilon) \qquad
        p \leftarrow p - \frac{\gamma}{1 - \beta_1^t} \frac{m}{u}

    Parameters
    ----------
    params, lr, betas, eps, weight_decay, maximize, foreach, capturable, differentiable
        As in `Adam`.

    Examples
    --------
    >>> import autograd_viz as av
    >>> p = av.tensor([1.0, -2.0], requires_grad=True)
    >>> optimizer = av.optim.Adamax([p], lr=0.1)
    >>> (p * p).sum().backward()
    >>> optimizer.step()
    >>> p
    tensor([ 0.9000, -1.9000], requires_grad=True)
    """

    def __init__(
        self, params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, foreach=None, *,
        maximize=False, differentiable=False, capturable=False,
    ):  # fmt: skip
        super().__init__(params, options(locals()))

    def start(self, p, group):
        return {"step": counter(p, group)} | {name: wrap(np.zeros_like(p)) for name in ("exp_avg", "exp_inf")}

    def descend(self, param, grad, kept, group):
        one, two = map(float, group["betas"])
        size = rate(group, param) / (1 - one ** advance(kept, param))
        for p, g, m, u in blocks(param, grad, kept["exp_avg"]._data, kept["exp_inf"]._data):
            w = scratch(m)
            approach(m, g, 1 - one, w)
            adamax(p, g, m, u, two, group["eps"], size, w)


@in_one_kernel
def adamax(p, g, m, u, two, eps, size, w):
    """What is left of a step once the average gradient `m` is known."""
    w = np.abs(g, out=w)
    w += eps
    u *= two
    np.maximum(u, w, out=u)
    np.divide(m, u, out=w)
    w *= size
    p -= w


class NAdam(Optimizer):
    r"""`Adam` with Nesterov's momentum (Dozat 2016). As ``torch.optim.NAdam``.

    With :math:`\mu_t = \beta_1 (1 - 0.5 \cdot 0.96^{t \psi})` and the averages of `Adam`,

    .. math::
        p \leftarrow p - \frac{\gamma}{\sqrt{v / (1 - \beta_2^t)} + \epsilon} \left(
        \frac{(1 - \mu_t) g}{1 - \prod_{i \le t} \mu_i} + \frac{\mu_{t+1} m}{1 - \prod_{i \le t+1} \mu_i} \right)

    Parameters
    ----------
    params, lr, betas, eps, weight_decay, decoupled_weight_decay, foreach, maximize, capturable, differentiable
        As in `Adam`.
    momentum_decay : float
        The :math:`\psi` above.

    Examples
    --------
    >>> import autograd_viz as av
    >>> p = av.tensor([1.0, -2.0], requires_grad=True)
    >>> optimizer = av.optim.NAdam([p], lr=0.1)
    >>> (p * p).sum().backward()
    >>> optimizer.step()
    >>> p
    tensor([ 0.8944, -1.8944], requires_grad=True)
    """

    writes = 2

    def __init__(
        self, params, lr=2e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0, momentum_decay=4e-3,
        decoupled_weight_decay=False, *, foreach=None, maximize=False, capturable=False, differentiable=False,
    ):  # fmt: skip
        super().__init__(params, options(locals()))

    def start(self, p, group):
        averages = {name: wrap(np.zeros_like(p)) for name in ("exp_avg", "exp_avg_sq")}
        return {"step": counter(p, group), "mu_product": counter(p, group, 1.0)} | averages

    def descend(self, param, grad, kept, group):
        t, (one, two), lr = advance(kept, param), map(float, group["betas"]), rate(group, param)
        mu, following = (one * (1.0 - 0.5 * 0.96 ** (k * group["momentum_decay"])) for k in (t, t + 1))
        kept["mu_product"]._data *= mu
        product = number(kept["mu_product"], param)
        of_g, of_m = lr * (1.0 - mu) / (1.0 - product), lr * following / (1.0 - product * following)
        for p, g, m, v in blocks(param, grad, kept["exp_avg"]._data, kept["exp_avg_sq"]._data):
            w = scratch(m)
            approach(m, g, 1 - one, w)
            nadam(p, g, m, v, two, 1 - two, 1 - two**t, group["eps"], of_g, of_m, w)


@in_one_kernel
def nadam(p, g, m, v, two, rest, bias, eps, of_g, of_m, w):
    """What is left of a step once the average gradient `m` is known."""
    w = add_square(v, g, two, rest, w)
    np.divide(v, bias, out=w)
    np.sqrt(w, out=w)
    w += eps
    p -= of_g * g / w
    np.divide(m, w, out=w)
    w *= of_m
    p -= w
