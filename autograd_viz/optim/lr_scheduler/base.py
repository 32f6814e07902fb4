"""What every schedule shares: it asks for a learning rate per group at each step, and writes it."""

import warnings

from ...autograd.errors import ArgumentError, OperandError
from ...autograd.tensor import Tensor
from ..errors import OptionError
from ..optimizer import Optimizer

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
