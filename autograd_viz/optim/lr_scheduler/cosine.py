"""Schedules along half cosines."""

import math

from ...autograd.errors import ArgumentError
from .base import Known, values_of


class CosineAnnealingLR(Known):
    r"""Half a cosine from the first learning rate to `eta_min`. As ``torch.optim.lr_scheduler.CosineAnnealingLR``.

    .. math:: \eta_t = \eta_{min} + (\eta_0 - \eta_{min}) \frac{1 + \cos(\pi t / T_{max})}{2}

    Parameters
    ----------
    optimizer : Optimizer
    T_max : int
        The number of steps of half a period; after them the rate rises again.
    eta_min : float
    last_epoch : int
        The step to go on from; -1 starts anew.

    Examples
    --------
    >>> import autograd_viz as av
    >>> optimizer = av.optim.SGD([av.zeros(1, requires_grad=True)], lr=1.0)
    >>> scheduler = av.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=4)
    >>> for _ in range(2):
    ...     optimizer.step()
    ...     scheduler.step()
    >>> round(scheduler.get_last_lr()[0], 6)
    0.5
    """

    def __init__(self, optimizer, T_max, eta_min=0.0, last_epoch=-1):
        self.T_max, self.eta_min = T_max, eta_min
        super().__init__(optimizer, last_epoch)

    def rates(self):
        last, low, pairs = (
            self.last_epoch,
            self.eta_min,
            list(zip(self.base_lrs, self.optimizer.param_groups, strict=True)),
        )
        if self._is_initial:
            return values_of(self.optimizer, "lr")
        if self._step_count == 1 and last > 0:
            return [low + (base - low) * (1 + math.cos(last * math.pi / self.T_max)) / 2 for base, _ in pairs]
        if (last - 1 - self.T_max) % (2 * self.T_max) == 0:
            return [group["lr"] + (base - low) * (1 - math.cos(math.pi / self.T_max)) / 2 for base, group in pairs]
        now, before = (1 + math.cos(math.pi * epoch / self.T_max) for epoch in (last, last - 1))
        return [now / before * (group["lr"] - low) + low for _, group in pairs]

    def _get_closed_form_lr(self):
        share = 1 + math.cos(math.pi * self.last_epoch / self.T_max)
        return [self.eta_min + (base - self.eta_min) * share / 2 for base in self.base_lrs]


class CosineAnnealingWarmRestarts(Known):
    r"""Half cosines that start anew, each `T_mult` times as long as the one before.

    As ``torch.optim.lr_scheduler.CosineAnnealingWarmRestarts`` (Loshchilov and Hutter 2017, arXiv:1608.03983).

    Parameters
    ----------
    optimizer : Optimizer
    T_0 : int
        The number of steps of the first one.
    T_mult : int
    eta_min : float
        Where each ends.
    last_epoch : int
        The step to go on from; -1 starts anew.

    Examples
    --------
    >>> import autograd_viz as av
    >>> optimizer = av.optim.SGD([av.zeros(1, requires_grad=True)], lr=1.0)
    >>> scheduler = av.optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer, T_0=2)
    >>> for _ in range(3):
    ...     optimizer.step()
    ...     scheduler.step()
    ...     print(round(scheduler.get_last_lr()[0], 6))
    0.5
    1.0
    0.5
    """

    def __init__(self, optimizer, T_0, T_mult=1, eta_min=0.0, last_epoch=-1):
        if T_0 <= 0 or not isinstance(T_0, int):
            raise ArgumentError(f"Expected positive integer T_0, but got {T_0}")
        if T_mult < 1 or not isinstance(T_mult, int):
            raise ArgumentError(f"Expected integer T_mult >= 1, but got {T_mult}")
        if not isinstance(eta_min, (float, int)):
            raise ArgumentError(f"Expected float or int eta_min, but got {eta_min} of type {type(eta_min)}")
        self.T_0 = self.T_i = T_0
        self.T_mult, self.eta_min, self.T_cur = T_mult, eta_min, last_epoch
        super().__init__(optimizer, last_epoch)

    def rates(self):
        share = 1 + math.cos(math.pi * self.T_cur / self.T_i)
        return [self.eta_min + (base - self.eta_min) * share / 2 for base in self.base_lrs]

    def step(self, epoch=None):
        """Set the learning rates of the next step, or of the step `epoch`, which may be a fraction."""
        if epoch is None and self.last_epoch >= 0:
            epoch = self.last_epoch + 1
            self.T_cur += 1
            if self.T_cur >= self.T_i:
                self.T_cur %= self.T_i
                self.T_i *= self.T_mult
        else:
            epoch = epoch or 0
            self.go_to(epoch)
        self.last_epoch = math.floor(epoch)
        self._set(self.get_lr)

    def go_to(self, epoch):
        """Find the half cosine in which `epoch` lies."""
        if epoch < 0:
            raise ArgumentError(f"Expected non-negative epoch, but got {epoch}")
        if epoch < self.T_0:
            self.T_i, self.T_cur = self.T_0, epoch
        elif self.T_mult == 1:
            self.T_cur = epoch % self.T_0
        else:
            n = int(math.log(epoch / self.T_0 * (self.T_mult - 1) + 1, self.T_mult))
            self.T_cur = epoch - self.T_0 * (self.T_mult**n - 1) / (self.T_mult - 1)
            self.T_i = self.T_0 * self.T_mult**n
