"""Schedules that go up and down, and take the momentum the other way."""

import math
import types

from ...autograd.errors import ArgumentError
from .base import Known, check_optimizer, per_group, set_value


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
