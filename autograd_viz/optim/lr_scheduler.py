"""Change the learning rates of an optimiser as training goes on. As ``torch.optim.lr_scheduler``."""

import math
import types
import warnings
from bisect import bisect_right
from collections import Counter

from ..autograd.errors import ArgumentError, EngineError, OperandError
from ..autograd.tensor import Tensor
from .errors import OptionError
from .optimizer import Optimizer

SEE = "See more details at https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate"
OVERRIDDEN = (
    "Seems like `optimizer.step()` has been overridden after learning rate scheduler initialization. Please, make sure to "
    f"call `optimizer.step()` before `lr_scheduler.step()`. {SEE}"
)
EARLY = (
    "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and later, you should call them in "
    "the opposite order: `optimizer.step()` before `lr_scheduler.step()`.  Failure to do this will result in PyTorch "
    f"skipping the first value of the learning rate schedule. {SEE}"
)
EPOCH = (
    "The epoch parameter in `scheduler.step()` was not necessary and is being deprecated where possible. Please use "
    "`scheduler.step()` to step the scheduler. During the deprecation, if epoch is different from None, the closed form is "
    "used instead of the new chainable form, where available. Please open an issue if you are unable to replicate your use "
    "case: https://github.com/pytorch/pytorch/issues/new/choose."
)
RESUMED = (
    "param 'initial_lr' is not specified in param_groups[{}] when resuming scheduler with last_epoch >= 0.\n"
    "This typically happens when:\n1. You're trying to resume training from a checkpoint but haven't properly loaded the "
    "optimizer state\n2. You're using last_epoch >= 0 for a fresh training run (not recommended)"
)


def values_of(optimizer, key):
    """An option of each group; tensors copied."""
    return [copied(group[key]) for group in optimizer.param_groups]


def copied(value):
    return value.clone() if isinstance(value, Tensor) else value


def set_value(group, key, value):
    """Set an option of a group; the number in a tensor, if it is one."""
    if isinstance(group[key], Tensor):
        group[key].fill_(value)
    else:
        group[key] = value


def per_group(name, optimizer, value):
    """One value for each group, from one for all or a list of them."""
    groups = optimizer.param_groups
    if not isinstance(value, (list, tuple)):
        value = [value] * len(groups)
    if len(value) != len(groups):
        raise ArgumentError(
            f"{name} must have the same length as optimizer.param_groups. {name} has {len(value)} values, param_groups has "
            f"{len(groups)}."
        )
    return list(map(copied, value))


def check_optimizer(optimizer):
    if not isinstance(optimizer, Optimizer):
        raise OperandError(f"{type(optimizer).__name__} is not an Optimizer")


class LRScheduler:
    """Base class of schedulers. As ``torch.optim.lr_scheduler.LRScheduler``.

    A subclass defines ``get_lr()``: one learning rate for each group, at step `last_epoch`.

    Parameters
    ----------
    optimizer : Optimizer
    last_epoch : int
        The step to go on from; -1 starts anew.

    Raises
    ------
    TypeError
        For anything but an optimiser.
    KeyError
        For a `last_epoch` of an optimiser that no scheduler has seen.

    Examples
    --------
    >>> import autograd_viz as av
    >>> class Halving(av.optim.lr_scheduler.LRScheduler):
    ...     def get_lr(self):
    ...         return [base / 2**self.last_epoch for base in self.base_lrs]
    >>> optimizer = av.optim.SGD([av.zeros(1, requires_grad=True)], lr=0.4)
    >>> scheduler = Halving(optimizer)
    >>> optimizer.step()
    >>> scheduler.step()
    >>> scheduler.get_last_lr()
    [0.2]
    """

    _get_lr_called_within_step = _is_initial = False

    def __init__(self, optimizer, last_epoch=-1):
        check_optimizer(optimizer)
        self.optimizer = optimizer
        for i, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", copied(group["lr"]))
            elif "initial_lr" not in group:
                raise OptionError(RESUMED.format(i))
        self.base_lrs = values_of(optimizer, "initial_lr")
        self.last_epoch = last_epoch
        optimizer.__dict__.setdefault("_opt_called", False)
        self._initial_step()

    def _initial_step(self):
        self._step_count = 0
        self._is_initial = True
        try:
            self.step()
        finally:
            self._is_initial = False

    def get_last_lr(self):
        """The learning rate of each group, as the last step set it."""
        return self._last_lr

    def get_lr(self):
        """The learning rate of each group at the step `last_epoch`: what each kind of scheduler defines."""
        raise NotImplementedError

    def step(self, epoch=None):
        """Set the learning rates of the next step; to be called after the optimiser's ``step``.

        Parameters
        ----------
        epoch : int, optional
            Set those of this step instead, by the closed form; deprecated, as in PyTorch.
        """
        if self._step_count == 1:
            if "step" in self.optimizer.__dict__:
                warnings.warn(OVERRIDDEN, UserWarning, stacklevel=2)
            elif not self.optimizer._opt_called:
                warnings.warn(EARLY, UserWarning, stacklevel=2)
        self._step_count += 1
        if epoch is not None:
            warnings.warn(EPOCH, UserWarning, stacklevel=2)
        self._update_lr(epoch)

    def _update_lr(self, epoch=None):
        closed = getattr(self, "_get_closed_form_lr", None) if epoch is not None else None
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        self._set(closed or self.get_lr)

    def _set(self, get):
        """Write what ``get()`` says into the groups."""
        self._get_lr_called_within_step = True
        try:
            rates = get()
        finally:
            self._get_lr_called_within_step = False
        for group, rate in zip(self.optimizer.param_groups, rates, strict=True):
            set_value(group, "lr", rate)
        self._last_lr = values_of(self.optimizer, "lr")

    def state_dict(self):
        """Everything the scheduler holds but its optimiser, as a dict."""
        return {key: value for key, value in self.__dict__.items() if key != "optimizer"}

    def load_state_dict(self, state_dict):
        """Take over what `state_dict` gave."""
        self.__dict__.update(state_dict)


class Known(LRScheduler):
    """A scheduler whose rates are for its own step to ask for: others get a warning."""

    def get_lr(self):
        """The learning rate of each group at the step `last_epoch`; see `get_last_lr` for what is set."""
        if not self._get_lr_called_within_step:
            warnings.warn(
                "To get the last learning rate computed by the scheduler, please use `get_last_lr()`.", UserWarning,
                stacklevel=2,
            )  # fmt: skip
        return self.rates()


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


# -- schedules that change the momentum too --------------------------------------------------------


def start_momentum(scheduler, optimizer, base, largest, fresh):
    """Set the momentum, or the first beta, of each group to its largest value; returns both lists."""
    if "momentum" not in optimizer.defaults and "betas" not in optimizer.defaults:
        raise ArgumentError("optimizer must support momentum or beta1 with `cycle_momentum` option enabled")
    scheduler.use_beta1 = "betas" in optimizer.defaults
    largest, base = per_group("max_momentum", optimizer, largest), per_group("base_momentum", optimizer, base)
    if fresh:
        for high, low, group in zip(largest, base, optimizer.param_groups):
            set_momentum(scheduler, group, high)
            group["max_momentum"], group["base_momentum"] = high, low
    return base, largest


def set_momentum(scheduler, group, value):
    if scheduler.use_beta1:
        group["betas"] = (value, *group["betas"][1:])
    else:
        group["momentum"] = value


class CyclicLR(Known):
    """The learning rate goes up and down between two bounds (Smith 2017). As ``torch.optim.lr_scheduler.CyclicLR``.

    Parameters
    ----------
    optimizer : Optimizer
    base_lr, max_lr : float, or list of them
        The bounds; one for all groups or one for each.
    step_size_up, step_size_down : int
        Steps of the rising and the falling half; the latter as the former if not given.
    mode : {"triangular", "triangular2", "exp_range"}
        Keep the upper bound, halve the height every cycle, or multiply it by `gamma` at every step.
    gamma : float
    scale_fn : callable, optional
        A factor of the height, in place of `mode`.
    scale_mode : {"cycle", "iterations"}
        What `scale_fn` is a function of.
    cycle_momentum : bool
        Let the momentum go down as the rate goes up, between the two momentums.
    base_momentum, max_momentum : float, or list of them
    last_epoch : int
        The step to go on from; -1 starts anew.

    Examples
    --------
    >>> import autograd_viz as av
    >>> optimizer = av.optim.SGD([av.zeros(1, requires_grad=True)], lr=0.1, momentum=0.9)
    >>> scheduler = av.optim.lr_scheduler.CyclicLR(optimizer, 0.1, 0.5, step_size_up=2)
    >>> for _ in range(3):
    ...     optimizer.step()
    ...     scheduler.step()
    ...     print(round(scheduler.get_last_lr()[0], 6), round(optimizer.param_groups[0]["momentum"], 6))
    0.3 0.85
    0.5 0.8
    0.3 0.85
    """

    def __init__(
        self, optimizer, base_lr, max_lr, step_size_up=2000, step_size_down=None, mode="triangular", gamma=1.0,
        scale_fn=None, scale_mode="cycle", cycle_momentum=True, base_momentum=0.8, max_momentum=0.9, last_epoch=-1,
    ):  # fmt: skip
        check_optimizer(optimizer)
        self.optimizer = optimizer
        base_lrs = per_group("base_lr", optimizer, base_lr)
        if last_epoch == -1:
            for rate, group in zip(base_lrs, optimizer.param_groups):
                set_value(group, "lr", rate)
        self.max_lrs = per_group("max_lr", optimizer, max_lr)
        up = float(step_size_up)
        self.total_size = up + (up if step_size_down is None else float(step_size_down))
        self.step_ratio = up / self.total_size
        if mode not in ("triangular", "triangular2", "exp_range") and scale_fn is None:
            raise ArgumentError("mode is invalid and scale_fn is None")
        self.mode, self.gamma, self._scale_fn_custom = mode, gamma, scale_fn
        self.scale_mode = scale_mode if scale_fn is not None else "iterations" if mode == "exp_range" else "cycle"
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            self.base_momentums, self.max_momentums = start_momentum(
                self, optimizer, base_momentum, max_momentum, last_epoch == -1
            )
        super().__init__(optimizer, last_epoch)
        self.base_lrs = base_lrs

    def scale_fn(self, x):
        """The factor of the height in cycle `x`, or at step `x`."""
        if self._scale_fn_custom is not None:
            return self._scale_fn_custom(x)
        if self.mode == "exp_range":
            return self.gamma**x
        return 1.0 if self.mode == "triangular" else 1 / 2.0 ** (x - 1)

    def rates(self):
        cycle = math.floor(1 + self.last_epoch / self.total_size)
        x = 1.0 + self.last_epoch / self.total_size - cycle
        share = x / self.step_ratio if x <= self.step_ratio else (x - 1) / (self.step_ratio - 1)
        scale = self.scale_fn(cycle if self.scale_mode == "cycle" else self.last_epoch)
        if self.cycle_momentum:
            bounds = zip(self.base_momentums, self.max_momentums, self.optimizer.param_groups, strict=True)
            for low, high, group in bounds:
                set_momentum(self, group, high - (high - low) * share * scale)
        return [low + (high - low) * share * scale for low, high in zip(self.base_lrs, self.max_lrs, strict=True)]

    def state_dict(self):
        """Everything the scheduler holds but its optimiser; of a callable object as `scale_fn`, its attributes."""
        f = self._scale_fn_custom
        kept = None if f is None or isinstance(f, types.FunctionType) else f.__dict__.copy()
        return super().state_dict() | {"_scale_fn_custom": kept}

    def load_state_dict(self, state_dict):
        """Take over what `state_dict` gave."""
        own, kept = self._scale_fn_custom, state_dict["_scale_fn_custom"]
        super().load_state_dict(state_dict | {"_scale_fn_custom": own})
        if kept is not None:
            own.__dict__.update(kept)


def cosine(start, end, share):
    return end + (start - end) / 2.0 * (math.cos(math.pi * share) + 1)


def line(start, end, share):
    return (end - start) * share + start


class OneCycleLR(Known):
    """One rise to `max_lr` and a long fall far below the start. As ``torch.optim.lr_scheduler.OneCycleLR``.

    From Smith and Topin 2018, arXiv:1708.07120.

    Parameters
    ----------
    optimizer : Optimizer
    max_lr : float, or list of them
        One for all groups or one for each.
    total_steps : int, optional
        Or `epochs` and `steps_per_epoch`.
    epochs, steps_per_epoch : int, optional
    pct_start : float
        The share of steps that rise.
    anneal_strategy : {"cos", "linear"}
    cycle_momentum : bool
        Let the momentum go down as the rate goes up, between the two momentums.
    base_momentum, max_momentum : float, or list of them
    div_factor : float
        The start is ``max_lr / div_factor``.
    final_div_factor : float
        The end is the start divided by this.
    three_phase : bool
        Fall to the start as fast as it rose, then further.
    last_epoch : int
        The step to go on from; -1 starts anew.

    Raises
    ------
    ValueError
        For steps, shares and names that make no schedule, and for a step after the last.

    Examples
    --------
    >>> import autograd_viz as av
    >>> optimizer = av.optim.SGD([av.zeros(1, requires_grad=True)], lr=0.1, momentum=0.9)
    >>> scheduler = av.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=1.0, total_steps=10)
    >>> for _ in range(4):
    ...     print(round(scheduler.get_last_lr()[0], 4), round(optimizer.param_groups[0]["momentum"], 4))
    ...     optimizer.step()
    ...     scheduler.step()
    0.04 0.95
    0.52 0.9
    1.0 0.85
    0.9505 0.855
    """

    def __init__(
        self, optimizer, max_lr, total_steps=None, epochs=None, steps_per_epoch=None, pct_start=0.3,
        anneal_strategy="cos", cycle_momentum=True, base_momentum=0.85, max_momentum=0.95, div_factor=25.0,
        final_div_factor=1e4, three_phase=False, last_epoch=-1,
    ):  # fmt: skip
        check_optimizer(optimizer)
        self.optimizer = optimizer
        counts = {"total_steps": total_steps}
        if total_steps is None:
            counts = {"epochs": epochs, "steps_per_epoch": steps_per_epoch}
            if None in counts.values():
                raise ArgumentError("You must define either total_steps OR (epochs AND steps_per_epoch)")
        for name, count in counts.items():
            if not isinstance(count, int) or count <= 0:
                raise ArgumentError(f"Expected positive integer {name}, but got {count}")
        self.total_steps = math.prod(counts.values())
        rise = float(pct_start * self.total_steps) - 1
        ends = [rise, float(2 * pct_start * self.total_steps) - 2] if three_phase else [rise]
        rates = ["initial_lr", "max_lr", "initial_lr", "min_lr"] if three_phase else ["initial_lr", "max_lr", "min_lr"]
        momentums = ["max_momentum", "base_momentum", "max_momentum", "max_momentum"]
        self._schedule_phases = [
            {"end_step": end, "start_lr": rates[i], "end_lr": rates[i + 1],
             "start_momentum": momentums[i], "end_momentum": momentums[i + 1]}
            for i, end in enumerate([*ends, self.total_steps - 1])
        ]  # fmt: skip
        if pct_start < 0 or pct_start > 1 or not isinstance(pct_start, float):
            raise ArgumentError(f"Expected float between 0 and 1 pct_start, but got {pct_start}")
        if anneal_strategy not in ("cos", "linear"):
            raise ArgumentError(f"anneal_strategy must be one of 'cos' or 'linear', instead got {anneal_strategy}")
        self._anneal_func_type = anneal_strategy
        largest = per_group("max_lr", optimizer, max_lr)
        if last_epoch == -1:
            for rate, group in zip(largest, optimizer.param_groups):
                group["initial_lr"], group["max_lr"] = rate / div_factor, rate
                group["min_lr"] = group["initial_lr"] / final_div_factor
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            start_momentum(self, optimizer, base_momentum, max_momentum, last_epoch == -1)
        super().__init__(optimizer, last_epoch)

    def rates(self):
        step, start, between = self.last_epoch, 0.0, cosine if self._anneal_func_type == "cos" else line
        if step > self.total_steps:
            raise ArgumentError(
                f"Tried to step {step} times. The specified number of total steps is {self.total_steps}"
            )
        for phase in self._schedule_phases:
            if step <= phase["end_step"]:
                break
            start = phase["end_step"] if phase is not self._schedule_phases[-1] else start
        share = (step - start) / (phase["end_step"] - start)
        rates = []
        for group in self.optimizer.param_groups:
            rates.append(between(group[phase["start_lr"]], group[phase["end_lr"]], share))
            if self.cycle_momentum:
                low, high = group[phase["start_momentum"]], group[phase["end_momentum"]]
                set_momentum(self, group, between(low, high, share))
        return rates


# -- schedulers of schedulers ----------------------------------------------------------------------


class Several(LRScheduler):
    """What schedulers made of schedulers share."""

    def check(self, schedulers, optimizer):
        """Raise PyTorch's errors for what cannot be put together."""
        name = type(self).__name__
        for i, scheduler in enumerate(schedulers):
            if not hasattr(scheduler, "optimizer"):
                raise OperandError(f"{name} at index {i} should have `optimizer` as its attribute.")
            if isinstance(scheduler, ReduceLROnPlateau):
                raise ArgumentError(
                    f"{name} does not support `ReduceLROnPlateau` scheduler as it requires additional kwargs to be specified "
                    f"when calling `step`, but got one at index {i} in the given schedulers sequence."
                )
            if optimizer is not scheduler.optimizer:
                raise ArgumentError(
                    f"{name} expects all schedulers to belong to the same optimizer, but got scheduler "
                    f"{type(scheduler).__name__} at index {i} has {scheduler.optimizer}, which is different from "
                    f"{type(optimizer).__name__}."
                )

    def state_dict(self):
        """Everything the scheduler holds but its optimiser, with the state of each of its schedulers."""
        return super().state_dict() | {"_schedulers": [scheduler.state_dict() for scheduler in self._schedulers]}

    def load_state_dict(self, state_dict):
        """Take over what `state_dict` gave."""
        self.__dict__.update({key: value for key, value in state_dict.items() if key != "_schedulers"})
        for scheduler, state in zip(self._schedulers, state_dict["_schedulers"]):
            scheduler.load_state_dict(state)


class SequentialLR(Several):
    """One scheduler after another. As ``torch.optim.lr_scheduler.SequentialLR``.

    Parameters
    ----------
    optimizer : Optimizer
    schedulers : list of LRScheduler
    milestones : list of int
        The steps at which the next one takes over: one fewer than schedulers.
    last_epoch : int

    Examples
    --------
    >>> import autograd_viz as av
    >>> schedulers = av.optim.lr_scheduler
    >>> optimizer = av.optim.SGD([av.zeros(1, requires_grad=True)], lr=1.0)
    >>> warm = schedulers.ConstantLR(optimizer, factor=0.5, total_iters=2)
    >>> fall = schedulers.ExponentialLR(optimizer, gamma=0.5)
    >>> scheduler = schedulers.SequentialLR(optimizer, [warm, fall], milestones=[2])
    >>> for _ in range(4):
    ...     print(scheduler.get_last_lr())
    ...     optimizer.step()
    ...     scheduler.step()
    [0.5]
    [0.5]
    [1.0]
    [0.5]
    """

    def __init__(self, optimizer, schedulers, milestones, last_epoch=-1):
        if len(schedulers) < 1:
            raise ArgumentError(f"{type(self).__name__} expects at least one scheduler, but got no scheduler.")
        self.check(schedulers, optimizer)
        if len(milestones) != len(schedulers) - 1:
            raise ArgumentError(
                "Sequential Schedulers expects number of schedulers provided to be one more than the number of milestone "
                f"points, but got number of schedulers {len(schedulers)} and the number of milestones to be equal to "
                f"{len(milestones)}"
            )
        self._schedulers, self._milestones, self.optimizer = schedulers, milestones, optimizer
        self.last_epoch = last_epoch + 1
        for group in optimizer.param_groups:
            set_value(group, "lr", group["initial_lr"])
        undo(self)
        first = schedulers[bisect_right(milestones, 0)]
        first._initial_step()
        self._last_lr = first.get_last_lr()

    def step(self):
        """Set the learning rates of the next step by the scheduler whose turn it is."""
        self.last_epoch += 1
        turn = bisect_right(self._milestones, self.last_epoch)
        scheduler = self._schedulers[turn]
        if turn > 0 and self._milestones[turn - 1] == self.last_epoch:
            scheduler._update_lr(0)
        else:
            scheduler.step()
        self._last_lr = scheduler.get_last_lr()


def undo(scheduler):
    """Take back the first step of every scheduler inside."""
    if hasattr(scheduler, "_schedulers"):
        for inner in scheduler._schedulers:
            undo(inner)
    elif hasattr(scheduler, "last_epoch"):
        scheduler.last_epoch -= 1


class ChainedScheduler(Several):
    """All schedulers at every step, one after another. As ``torch.optim.lr_scheduler.ChainedScheduler``.

    Parameters
    ----------
    schedulers : sequence of LRScheduler
    optimizer : Optimizer, optional

    Examples
    --------
    >>> import autograd_viz as av
    >>> schedulers = av.optim.lr_scheduler
    >>> optimizer = av.optim.SGD([av.zeros(1, requires_grad=True)], lr=1.0)
    >>> warm = schedulers.ConstantLR(optimizer, factor=0.5, total_iters=1)
    >>> fall = schedulers.ExponentialLR(optimizer, gamma=0.5)
    >>> scheduler = schedulers.ChainedScheduler([warm, fall])
    >>> optimizer.step()
    >>> scheduler.step()
    >>> scheduler.get_last_lr()
    [0.5]
    """

    def __init__(self, schedulers, optimizer=None):
        if len(schedulers) < 1:
            raise ArgumentError(
                f"{type(self).__name__} expects at least one scheduler to be chained, but got no scheduler."
            )
        optimizer = optimizer or schedulers[0].optimizer
        self.check(schedulers, optimizer)
        self._schedulers, self.optimizer = schedulers, optimizer
        self._last_lr = values_of(optimizer, "lr")

    def step(self):
        """Let each scheduler set the learning rates of the next step in turn."""
        for scheduler in self._schedulers:
            scheduler.step()
        self._last_lr = values_of(self.optimizer, "lr")


class ReduceLROnPlateau(LRScheduler):
    """Lower the learning rate when a metric has stopped improving. As ``torch.optim.lr_scheduler.ReduceLROnPlateau``.

    Parameters
    ----------
    optimizer : Optimizer
    mode : {"min", "max"}
        Whether the metric improves by falling or by rising.
    factor : float
        By what to multiply the rate, less than 1.
    patience : int
        How many steps without improvement to allow.
    threshold : float
        How much better counts as better.
    threshold_mode : {"rel", "abs"}
        Whether that is a share of the best, or a number.
    cooldown : int
        How many steps to wait after lowering the rate.
    min_lr : float, or list of them
        The lowest rate; one for all groups or one for each.
    eps : float
        A smaller change than this is not made.

    Examples
    --------
    >>> import autograd_viz as av
    >>> optimizer = av.optim.SGD([av.zeros(1, requires_grad=True)], lr=1.0)
    >>> scheduler = av.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=1)
    >>> for loss in (3.0, 2.0, 2.0, 2.0):
    ...     scheduler.step(loss)
    >>> scheduler.get_last_lr()
    [0.1]
    """

    def __init__(
        self, optimizer, mode="min", factor=0.1, patience=10, threshold=1e-4, threshold_mode="rel", cooldown=0, min_lr=0,
        eps=1e-8,
    ):  # fmt: skip
        if factor >= 1.0:
            raise ArgumentError("Factor should be < 1.0.")
        check_optimizer(optimizer)
        count = len(optimizer.param_groups)
        several = isinstance(min_lr, (list, tuple))
        if several and len(min_lr) != count:
            raise ArgumentError(f"expected {count} min_lrs, got {len(min_lr)}")
        self.factor, self.optimizer = factor, optimizer
        self.default_min_lr = None if several else min_lr
        self.min_lrs = list(min_lr) if several else [min_lr] * count
        self.patience, self.cooldown, self.eps, self.last_epoch = patience, cooldown, eps, 0
        self._last_lr = values_of(optimizer, "lr")
        self._init_is_better(mode, threshold, threshold_mode)
        self._reset()

    def _init_is_better(self, mode, threshold, threshold_mode):
        if mode not in ("min", "max"):
            raise ArgumentError(f"mode {mode} is unknown!")
        if threshold_mode not in ("rel", "abs"):
            raise ArgumentError(f"threshold mode {threshold_mode} is unknown!")
        self.mode_worse = math.inf if mode == "min" else -math.inf
        self.mode, self.threshold, self.threshold_mode = mode, threshold, threshold_mode

    def _reset(self):
        self.best, self.cooldown_counter, self.num_bad_epochs = self.mode_worse, 0, 0

    def step(self, metrics, epoch=None):
        """Lower the learning rates if `metrics`, a number, has not improved for too long."""
        current = float(metrics)
        if epoch is not None:
            warnings.warn(EPOCH, UserWarning, stacklevel=2)
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        if self._is_better(current, self.best):
            self.best, self.num_bad_epochs = current, 0
        else:
            self.num_bad_epochs += 1
        if self.in_cooldown:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        if self.num_bad_epochs > self.patience:
            self._reduce_lr(self.last_epoch)
            self.cooldown_counter, self.num_bad_epochs = self.cooldown, 0
        self._last_lr = values_of(self.optimizer, "lr")

    def _reduce_lr(self, epoch):
        groups = self.optimizer.param_groups
        if len(groups) != len(self.min_lrs):
            if self.default_min_lr is None:
                raise EngineError(
                    f"The number of param groups in the `optimizer` ({len(groups)}) differs from when `ReduceLROnPlateau` was "
                    f"initialized ({len(self.min_lrs)}), usually due to a new param group being added to the optimizer. "
                    "Please modify the `min_lrs` field to match the length of the `optimizer` param groups."
                )
            self.min_lrs = [self.default_min_lr] * len(groups)
        for group, lowest in zip(groups, self.min_lrs):
            old = float(group["lr"])
            new = max(old * self.factor, lowest)
            if old - new > self.eps:
                set_value(group, "lr", new)

    @property
    def in_cooldown(self):
        """Whether it waits after having lowered the rates."""
        return self.cooldown_counter > 0

    def _is_better(self, a, best):
        sign = -1 if self.mode == "min" else 1
        if self.threshold_mode == "rel":
            return sign * a > sign * (best * (1.0 + sign * self.threshold))
        return sign * a > sign * (best + sign * self.threshold)

    def load_state_dict(self, state_dict):
        """Take over what `state_dict` gave."""
        super().load_state_dict(state_dict)
        self._init_is_better(self.mode, self.threshold, self.threshold_mode)
