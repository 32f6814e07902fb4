"""Schedules that multiply the learning rates by a number or a function of the step."""

import types
from bisect import bisect_right
from collections import Counter

from ...autograd.errors import ArgumentError, OperandError
from .base import Known, values_of


class Factor(Known):
    """A scheduler that multiplies all rates by one number: `change` of the last ones, `closed` of the first ones."""

    def rates(self):
        factor = self.change()
        if factor is None:
            return values_of(self.optimizer, "lr")
        return [group["lr"] * factor for group in self.optimizer.param_groups]

    def _get_closed_form_lr(self):
        factor = self.closed()
        return [base * factor for base in self.base_lrs]


class StepLR(Factor):
    """Multiply the learning rate by `gamma` every `step_size` steps. As ``torch.optim.lr_scheduler.StepLR``.

    Parameters
    ----------
    optimizer : Optimizer
    step_size : int
    gamma : float
    last_epoch : int
        The step to go on from; -1 starts anew.

    Examples
    --------
    >>> import autograd_viz as av
    >>> optimizer = av.optim.SGD([av.zeros(1, requires_grad=True)], lr=1.0)
    >>> scheduler = av.optim.lr_scheduler.StepLR(optimizer, step_size=2, gamma=0.5)
    >>> for _ in range(4):
    ...     optimizer.step()
    ...     scheduler.step()
    ...     print(scheduler.get_last_lr())
    [1.0]
    [0.5]
    [0.5]
    [0.25]
    """

    def __init__(self, optimizer, step_size, gamma=0.1, last_epoch=-1):
        self.step_size, self.gamma = step_size, gamma
        super().__init__(optimizer, last_epoch)

    def change(self):
        return self.gamma if self.last_epoch and self.last_epoch % self.step_size == 0 else None

    def closed(self):
        return self.gamma ** (self.last_epoch // self.step_size)


class MultiStepLR(Factor):
    """Multiply the learning rate by `gamma` at each of the `milestones`. As ``torch.optim.lr_scheduler.MultiStepLR``.

    Parameters
    ----------
    optimizer : Optimizer
    milestones : iterable of int
        Steps; one named twice counts twice.
    gamma : float
    last_epoch : int
        The step to go on from; -1 starts anew.

    Examples
    --------
    >>> import autograd_viz as av
    >>> optimizer = av.optim.SGD([av.zeros(1, requires_grad=True)], lr=1.0)
    >>> scheduler = av.optim.lr_scheduler.MultiStepLR(optimizer, milestones=[1, 3], gamma=0.5)
    >>> for _ in range(3):
    ...     optimizer.step()
    ...     scheduler.step()
    ...     print(scheduler.get_last_lr())
    [0.5]
    [0.5]
    [0.25]
    """

    def __init__(self, optimizer, milestones, gamma=0.1, last_epoch=-1):
        self.milestones, self.gamma = Counter(milestones), gamma
        super().__init__(optimizer, last_epoch)

    def change(self):
        count = self.milestones.get(self.last_epoch)
        return self.gamma**count if count else None

    def closed(self):
        return self.gamma ** bisect_right(sorted(self.milestones.elements()), self.last_epoch)


class ConstantLR(Factor):
    """Multiply the learning rate by `factor` for the first steps. As ``torch.optim.lr_scheduler.ConstantLR``.

    Parameters
    ----------
    optimizer : Optimizer
    factor : float
        0 to 1.
    total_iters : int
        For how many steps.
    last_epoch : int
        The step to go on from; -1 starts anew.

    Examples
    --------
    >>> import autograd_viz as av
    >>> optimizer = av.optim.SGD([av.zeros(1, requires_grad=True)], lr=1.0)
    >>> scheduler = av.optim.lr_scheduler.ConstantLR(optimizer, factor=0.5, total_iters=2)
    >>> for _ in range(2):
    ...     print(scheduler.get_last_lr())
    ...     optimizer.step()
    ...     scheduler.step()
    [0.5]
    [0.5]
    >>> scheduler.get_last_lr()
    [1.0]
    """

    def __init__(self, optimizer, factor=1.0 / 3, total_iters=5, last_epoch=-1):
        if factor > 1.0 or factor < 0:
            raise ArgumentError("Constant multiplicative factor expected to be between 0 and 1.")
        self.factor, self.total_iters = factor, total_iters
        super().__init__(optimizer, last_epoch)

    def change(self):
        if self.last_epoch == 0:
            return self.factor
        return 1.0 / self.factor if self.last_epoch == self.total_iters else None

    def closed(self):
        return self.factor + (self.last_epoch >= self.total_iters) * (1 - self.factor)


class LinearLR(Factor):
    """Change the factor of the learning rate from one number to another. As ``torch.optim.lr_scheduler.LinearLR``.

    Parameters
    ----------
    optimizer : Optimizer
    start_factor, end_factor : float
        0 to 1.
    total_iters : int
        In how many steps.
    last_epoch : int
        The step to go on from; -1 starts anew.

    Examples
    --------
    >>> import autograd_viz as av
    >>> optimizer = av.optim.SGD([av.zeros(1, requires_grad=True)], lr=1.0)
    >>> scheduler = av.optim.lr_scheduler.LinearLR(optimizer, start_factor=0.5, total_iters=2)
    >>> for _ in range(2):
    ...     print(scheduler.get_last_lr())
    ...     optimizer.step()
    ...     scheduler.step()
    [0.5]
    [0.75]
    >>> scheduler.get_last_lr()
    [1.0]
    """

    def __init__(self, optimizer, start_factor=1.0 / 3, end_factor=1.0, total_iters=5, last_epoch=-1):
        if start_factor > 1.0 or start_factor <= 0:
            raise ArgumentError("Starting multiplicative factor expected to be greater than 0 and less or equal to 1.")
        if end_factor > 1.0 or end_factor < 0:
            raise ArgumentError("Ending multiplicative factor expected to be between 0 and 1.")
        self.start_factor, self.end_factor, self.total_iters = start_factor, end_factor, total_iters
        super().__init__(optimizer, last_epoch)

    def change(self):
        if self.last_epoch == 0:
            return self.start_factor
        if self._is_initial or self.last_epoch > self.total_iters:
            return None
        slope = self.end_factor - self.start_factor
        return 1.0 + slope / (self.total_iters * self.start_factor + (self.last_epoch - 1) * slope)

    def closed(self):
        slope = self.end_factor - self.start_factor
        return self.start_factor + slope * min(self.total_iters, self.last_epoch) / self.total_iters


class ExponentialLR(Factor):
    """Multiply the learning rate by `gamma` at every step. As ``torch.optim.lr_scheduler.ExponentialLR``.

    Parameters
    ----------
    optimizer : Optimizer
    gamma : float
    last_epoch : int
        The step to go on from; -1 starts anew.

    Examples
    --------
    >>> import autograd_viz as av
    >>> optimizer = av.optim.SGD([av.zeros(1, requires_grad=True)], lr=1.0)
    >>> scheduler = av.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
    >>> for _ in range(2):
    ...     optimizer.step()
    ...     scheduler.step()
    >>> scheduler.get_last_lr()
    [0.25]
    """

    def __init__(self, optimizer, gamma, last_epoch=-1):
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def change(self):
        return None if self._is_initial else self.gamma

    def closed(self):
        return self.gamma**self.last_epoch


class PolynomialLR(Factor):
    r"""Let the learning rate fall to 0 as :math:`(1 - t / T)^{power}`. As ``torch.optim.lr_scheduler.PolynomialLR``.

    Parameters
    ----------
    optimizer : Optimizer
    total_iters : int
        The number of steps :math:`T`.
    power : float
    last_epoch : int
        The step to go on from; -1 starts anew.

    Examples
    --------
    >>> import autograd_viz as av
    >>> optimizer = av.optim.SGD([av.zeros(1, requires_grad=True)], lr=1.0)
    >>> scheduler = av.optim.lr_scheduler.PolynomialLR(optimizer, total_iters=4)
    >>> for _ in range(2):
    ...     optimizer.step()
    ...     scheduler.step()
    >>> scheduler.get_last_lr()
    [0.5]
    """

    def __init__(self, optimizer, total_iters=5, power=1.0, last_epoch=-1):
        self.total_iters, self.power = total_iters, power
        super().__init__(optimizer, last_epoch)

    def change(self):
        if self._is_initial or self.last_epoch > self.total_iters:
            return None
        now, before = (1.0 - epoch / self.total_iters for epoch in (self.last_epoch, self.last_epoch - 1))
        return (now / before) ** self.power

    def closed(self):
        return (1.0 - min(self.total_iters, self.last_epoch) / self.total_iters) ** self.power


class LambdaLR(Known):
    """The first learning rate times a function of the step. As ``torch.optim.lr_scheduler.LambdaLR``.

    Parameters
    ----------
    optimizer : Optimizer
    lr_lambda : callable, or list of them
        ``f(step)``, a factor; one for all groups or one for each.
    last_epoch : int
        The step to go on from; -1 starts anew.

    Examples
    --------
    >>> import autograd_viz as av
    >>> optimizer = av.optim.SGD([av.zeros(1, requires_grad=True)], lr=1.0)
    >>> scheduler = av.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 / (1 + step))
    >>> optimizer.step()
    >>> scheduler.step()
    >>> scheduler.get_last_lr()
    [0.5]
    """

    def __init__(self, optimizer, lr_lambda, last_epoch=-1):
        count = len(optimizer.param_groups)
        self.optimizer = optimizer
        self.lr_lambdas = list(lr_lambda) if isinstance(lr_lambda, (list, tuple)) else [lr_lambda] * count
        if len(self.lr_lambdas) != count:
            raise ArgumentError(f"Expected {count} lr_lambdas, but got {len(lr_lambda)}")
        self.check()
        super().__init__(optimizer, last_epoch)

    def check(self):
        """What a kind of this scheduler asks of its functions."""

    def rates(self):
        return [base * f(self.last_epoch) for f, base in zip(self.lr_lambdas, self.base_lrs, strict=True)]

    def state_dict(self):
        """Everything the scheduler holds but its optimiser and its functions; of callable objects, their attributes."""
        state = super().state_dict()
        plain = (types.FunctionType, types.BuiltinFunctionType)
        return state | {"lr_lambdas": [None if isinstance(f, plain) else f.__dict__.copy() for f in self.lr_lambdas]}

    def load_state_dict(self, state_dict):
        """Take over what `state_dict` gave."""
        self.__dict__.update({key: value for key, value in state_dict.items() if key != "lr_lambdas"})
        for f, attributes in zip(self.lr_lambdas, state_dict["lr_lambdas"]):
            if attributes is not None:
                f.__dict__.update(attributes)


class MultiplicativeLR(LambdaLR):
    """The last learning rate times a function of the step. As ``torch.optim.lr_scheduler.MultiplicativeLR``.

    Parameters
    ----------
    optimizer, lr_lambda, last_epoch
        As in `LambdaLR`.

    Examples
    --------
    >>> import autograd_viz as av
    >>> optimizer = av.optim.SGD([av.zeros(1, requires_grad=True)], lr=1.0)
    >>> scheduler = av.optim.lr_scheduler.MultiplicativeLR(optimizer, lambda step: 0.5)
    >>> for _ in range(2):
    ...     optimizer.step()
    ...     scheduler.step()
    >>> scheduler.get_last_lr()
    [0.25]
    """

    def check(self):
        for f in self.lr_lambdas:
            if not callable(f):
                raise OperandError(f"lr_lambda should be a function, but got {type(f).__name__}")

    def rates(self):
        if self._is_initial:
            return values_of(self.optimizer, "lr")
        groups = self.optimizer.param_groups
        return [group["lr"] * f(self.last_epoch) for f, group in zip(self.lr_lambdas, groups, strict=True)]
