"""What every optimiser shares: groups of parameters with their options, and a state per parameter."""

import functools
import warnings
from collections import OrderedDict, defaultdict
from copy import deepcopy
from itertools import chain

import numpy as np

from ..autograd.errors import ArgumentError, EngineError, MissingError, OperandError
from ..autograd.mode import enable_grad, no_grad
from ..autograd.mode import state as mode
from ..autograd.node import RemovableHandle
from ..autograd.printing import type_name
from ..autograd.tensor import Tensor, storage_of, wrap
from ..ops import dtypes
from ..ops.arrays import CPU, HOST, full, in_one_kernel, place

BLOCK = 1 << 16  # elements: the few arrays that a step reads and writes stay in the cache together
NAMES = {"lr": "learning rate", "eps": "epsilon value"}  # what PyTorch's messages call an option
LATER = {  # options younger than some saved states, with what they were before
    "amsgrad": False, "centered": False, "nesterov": False, "maximize": False, "decoupled_weight_decay": False,
    "momentum": 0, "foreach": None, "fused": None, "capturable": False, "differentiable": False,
}  # fmt: skip


def hooked(step):
    """Let a ``step`` call the hooks registered for it, and remember that it was called."""

    @functools.wraps(step)
    def around(*args, **kwargs):
        self = args[0]
        if self.__dict__.get("_stepping"):  # a subclass whose step calls this one
            return step(*args, **kwargs)
        if "_opt_called" in self.__dict__:  # a scheduler wants to know
            self._opt_called = True
        for hook in list(self._hooks["step_pre"].values()):
            changed = hook(self, args, kwargs)
            if changed is not None:
                if not (isinstance(changed, tuple) and len(changed) == 2):
                    raise EngineError(
                        f"{step} must return None or a tuple of (new_args, new_kwargs), but got {changed}."
                    )
                args, kwargs = changed
        self._stepping = True
        try:
            result = step(*args, **kwargs)
        finally:
            self._stepping = False
        for hook in list(self._hooks["step_post"].values()):
            hook(self, args, kwargs)
        return result

    return around


def registrar(event, called, prepends=True):
    """Define the method that registers a hook for an event."""

    def register(self, hook, prepend=False):
        handle = RemovableHandle(self._hooks[event])
        self._hooks[event][handle.id] = hook
        if prepend:
            self._hooks[event].move_to_end(handle.id, last=False)
        return handle

    method = register if prepends else lambda self, hook: register(self, hook)
    method.__name__ = method.__qualname__ = f"register_{event}_hook"
    method.__doc__ = f"Call {called}.\n\nReturns a handle with ``remove()``."
    return method


def no_hooks():
    """An empty registry of hooks for each event."""
    events = (
        "step_pre",
        "step_post",
        "state_dict_pre",
        "state_dict_post",
        "load_state_dict_pre",
        "load_state_dict_post",
    )
    return {event: OrderedDict() for event in events}


def options(given):
    """The options of an optimiser, from the ``locals()`` of its ``__init__``, checked in PyTorch's words."""
    found = {name: value for name, value in given.items() if name not in ("self", "params", "__class__")}
    if isinstance(found["lr"], Tensor) and found["lr"].numel() != 1:
        raise ArgumentError("Tensor lr must be 1-element")
    for name, value in found.items():
        if name == "betas":
            for i in (0, 1):
                if not 0.0 <= value[i] < 1.0:
                    raise ArgumentError(f"Invalid beta parameter at index {i}: {value[i]}")
        elif name in NOT_NEGATIVE and not (value >= 0.0 and (name != "rho" or value <= 1.0)):
            raise ArgumentError(f"Invalid {NAMES.get(name, f'{name} value')}: {value}")
    if found["differentiable"]:
        raise MissingError("differentiable=True is not supported: write the update with tensors instead.")
    if found.get("fused") and found.get("foreach"):
        raise EngineError("`fused` and `foreach` cannot be `True` together.")
    return found


NOT_NEGATIVE = {
    "lr", "eps", "weight_decay", "momentum", "alpha", "rho", "lr_decay", "initial_accumulator_value", "momentum_decay",
}  # fmt: skip


def blocks(*arrays):
    """Arrays of one shape in matching pieces small enough for the cache; whole if not in order, or on a GPU."""
    first = arrays[0]
    if first.size <= 2 * BLOCK or place(first) != CPU or not all(x.flags.c_contiguous for x in arrays):
        return (arrays,)
    flat = [x.reshape(-1) for x in arrays]
    return ([x[start : start + BLOCK] for x in flat] for start in range(0, first.size, BLOCK))


def scratch(like):
    """Memory for what a formula finds on its way; a kernel on a GPU needs none."""
    return np.empty_like(like) if isinstance(like, np.ndarray) else None


def approach(average, x, weight, w):
    """Move a running average towards `x`, in place, by PyTorch's ``lerp``; `w` is scratch memory."""
    if weight < 0.5:
        leave(average, x, weight, w)
    else:
        arrive(average, x, 1 - weight, w)


@in_one_kernel
def leave(average, x, weight, w):
    """Take a share of the way to `x`."""
    w = np.subtract(x, average, out=w)
    w *= weight
    average += w


@in_one_kernel
def arrive(average, x, rest, w):
    """Leave over a share of the way to `x`: exact where there is no rest."""
    w = np.subtract(x, average, out=w)
    w *= rest
    np.subtract(x, w, out=average)


def add_square(average, x, beta, rest, w):
    """``average = beta * average + rest * x * x``, in place; returns the scratch memory."""
    w = np.multiply(x, x, out=w)
    w *= rest
    average *= beta
    average += w
    return w


def counter(p, group, value=0.0):
    """A number that an optimiser keeps as a tensor, as PyTorch does: on the CPU, or where the parameter `p` is."""
    fused = group.get("fused")
    double = dtypes.default is dtypes.float64 and not fused
    like = p if fused or group.get("capturable") else np.float32(0)
    return wrap(full((), value, np.float64 if double else np.float32, like))


def number(tensor, p):
    """The number of a counter, as exact as the parameter `p`; what a GPU holds stays there, so that nobody waits for it."""
    held = tensor._data
    return held.item() if isinstance(held, HOST) else held.astype(np.promote_types(held.dtype, p.dtype), copy=False)


def advance(kept, p):
    """Count a step, and say which it is."""
    kept["step"]._data += 1
    return number(kept["step"], p)


def rate(group, p):
    """The learning rate as a number; a tensor on the GPU of the parameter `p` stays there."""
    lr = group["lr"]
    if type(lr) is float:
        return lr
    return lr._data.reshape(()) if isinstance(lr, Tensor) and lr.is_cuda and place(p) != CPU else float(lr)


class Optimizer:
    """Base class of optimisers. As ``torch.optim.Optimizer``.

    A subclass defines ``step``, or ``descend``, which changes the numbers of one parameter.

    Parameters
    ----------
    params : iterable of Tensor, of (name, Tensor), or of dict
        A dict is a group: ``"params"`` and options that differ from the defaults.
    defaults : dict of str
        Options and their values.

    Attributes
    ----------
    param_groups : list of dict
        Each with ``"params"`` and every option.
    state : dict of Tensor to dict
        What the optimiser remembers of each parameter.

    Raises
    ------
    TypeError, ValueError
        As PyTorch: for what is no list of leaf tensors or of groups of them, and a parameter named twice.

    Examples
    --------
    >>> import autograd_viz as av
    >>> class Signs(av.optim.Optimizer):
    ...     def __init__(self, params, lr):
    ...         super().__init__(params, {"lr": lr})
    ...     @av.no_grad()
    ...     def step(self):
    ...         for group in self.param_groups:
    ...             for p in group["params"]:
    ...                 p -= group["lr"] * p.grad.sign()
    >>> p = av.tensor([1.0, -2.0], requires_grad=True)
    >>> optimizer = Signs([p], lr=0.5)
    >>> (p * p).sum().backward()
    >>> optimizer.step()
    >>> p
    tensor([ 0.5000, -1.5000], requires_grad=True)
    """

    writes = 1  # how often a step writes a parameter: what its version counter advances by

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        if "step" in cls.__dict__:
            cls.step = hooked(cls.step)

    def __init__(self, params, defaults):
        if isinstance(params, Tensor):
            raise OperandError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, but got "
                + type_name(params)
            )
        self.defaults, self._hooks = defaults, no_hooks()
        self.state = defaultdict(dict)
        self.param_groups = []
        groups = list(params)
        if not groups:
            raise ArgumentError("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        for group in groups:
            self.add_param_group(group)

    def add_param_group(self, param_group):
        """Add a group of parameters with options of its own.

        Parameters
        ----------
        param_group : dict
            ``"params"``, and options that differ from the defaults.

        Examples
        --------
        >>> import autograd_viz as av
        >>> backbone, head = av.nn.Linear(2, 2), av.nn.Linear(2, 1)
        >>> optimizer = av.optim.SGD(head.parameters(), lr=0.1)
        >>> optimizer.add_param_group({"params": backbone.parameters(), "lr": 0.001})
        >>> [group["lr"] for group in optimizer.param_groups]
        [0.1, 0.001]
        """
        if not isinstance(param_group, dict):
            raise OperandError(f"param_group must be a dict, but got {type(param_group)}")
        given = param_group["params"]
        if isinstance(given, set):
            raise OperandError(
                "optimizer parameters need to be organized in ordered collections, but the ordering of tensors in sets "
                "will change between runs. Please use a list instead."
            )
        given = [given] if isinstance(given, Tensor) else list(given)
        names = [entry[0] for entry in given if isinstance(entry, tuple)]
        params = [entry[1] if isinstance(entry, tuple) else entry for entry in given]
        param_group["params"] = params
        if names:
            if len(names) != len(params):
                raise ArgumentError("all optimizer params should be with/without names. Some param names are missing")
            param_group["param_names"] = names
        self.check(param_group)
        for name, default in self.defaults.items():
            param_group.setdefault(name, default)
        self.param_groups.append(param_group)

    def check(self, param_group):
        """Raise PyTorch's errors for parameters that cannot be optimised."""
        params = param_group["params"]
        for param in params:
            if not isinstance(param, Tensor):
                raise OperandError(f"optimizer can only optimize Tensors, but one of the params is {type_name(param)}")
            if not (param.is_leaf or param.retains_grad):
                raise ArgumentError("can't optimize a non-leaf Tensor")
        if len(params) != len(set(params)):
            warnings.warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this will cause an error; "
                "see github.com/pytorch/pytorch/issues/40967 for more information",
                stacklevel=4,
            )
        named = "param_names" in param_group
        for group in self.param_groups:
            if named != ("param_names" in group):
                raise ArgumentError(
                    "all optimizer param groups should be with/without names. cannot add param group "
                    f"{'with' if named else 'without'} names to the optimizer"
                )
        if not set(params).isdisjoint(chain.from_iterable(group["params"] for group in self.param_groups)):
            raise ArgumentError("some parameters appear in more than one parameter group")

    def zero_grad(self, set_to_none=True):
        """Reset the gradients of all parameters: to None, or to zeros."""
        for group in self.param_groups:
            for param in group["params"]:
                grad = param.grad
                if grad is None:
                    continue
                if set_to_none:
                    param.grad = None
                    continue
                if grad.grad_fn is not None:
                    grad.detach_()
                else:
                    grad.requires_grad_(False)
                grad.zero_()

    @hooked
    @no_grad
    def step(self, closure=None):
        """Change every parameter that has a gradient, once.

        Parameters
        ----------
        closure : callable, optional
            Computes the loss and its gradients anew; its result is returned.
        """
        if type(self).descend is Optimizer.descend:
            raise NotImplementedError
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        for group in self.param_groups:
            for param in group["params"]:
                if param.grad is not None:
                    storage_of(param)  # a 0-d parameter becomes an array
                    mode.here.run(self.change, param._data, param, group)
        return loss

    def change(self, p, param, group):
        """Change one parameter, which holds the numbers `p`, by its gradient, in place."""
        if group.get("capturable") and place(p) == CPU:
            raise AssertionError(
                "If capturable=True, params and state_steps must be on supported devices: ['cuda', 'xpu', 'hpu', "
                "'privateuseone', 'xla']."
            )
        storage, g, kept = param._storage, param.grad._data, self.state.get(param)
        if not kept and (kept := self.start(p, group)):
            self.state[param] = kept
        if group["maximize"]:
            g = -g
        decay = group["weight_decay"] and float(group["weight_decay"])
        if decay and group.get("decoupled_weight_decay"):
            p *= 1 - rate(group, p) * decay
            storage.version += 1
        elif decay:
            g = g + decay * p
        self.descend(p, g, kept, group)
        storage.version += self.writes

    def start(self, p, group):
        """What to remember of a parameter before its first step."""
        return {}

    def descend(self, param, grad, kept, group):
        """Change the numbers `param`, and what is `kept` of them, by the gradient `grad`, all in place."""

    # -- saving and loading ------------------------------------------------------------------------

    register_step_pre_hook = registrar("step_pre", "``hook(optimizer, args, kwargs)`` before each step", False)
    register_step_post_hook = registrar("step_post", "``hook(optimizer, args, kwargs)`` after each step", False)
    register_state_dict_pre_hook = registrar("state_dict_pre", "``hook(optimizer)`` before `state_dict`")
    register_state_dict_post_hook = registrar(
        "state_dict_post", "``hook(optimizer, state_dict)`` after `state_dict`; what it returns replaces the dict"
    )
    register_load_state_dict_pre_hook = registrar(
        "load_state_dict_pre", "``hook(optimizer, state_dict)`` before loading; what it returns is loaded instead"
    )
    register_load_state_dict_post_hook = registrar("load_state_dict_post", "``hook(optimizer)`` after loading")

    def state_dict(self):
        """The options and the state, with parameters numbered in order.

        Returns
        -------
        dict
            ``"state"``: number to what is remembered; ``"param_groups"``: options and numbers.

        Examples
        --------
        >>> import autograd_viz as av
        >>> p = av.ones(1, requires_grad=True)
        >>> optimizer = av.optim.SGD([p], lr=0.1, momentum=0.9)
        >>> p.sum().backward()
        >>> optimizer.step()
        >>> optimizer.state_dict()["state"]
        {0: {'momentum_buffer': tensor([1.])}}
        """
        for hook in list(self._hooks["state_dict_pre"].values()):
            hook(self)
        numbers, count = {}, 0
        for group in self.param_groups:
            numbers = {param: i for i, param in enumerate(group["params"], count)} | numbers
            count += len(group["params"])
        groups = [
            {k: v for k, v in group.items() if k != "params"} | {"params": [numbers[p] for p in group["params"]]}
            for group in self.param_groups
        ]
        state = {numbers[key] if isinstance(key, Tensor) else key: v for key, v in self.state.items()}
        result = {"state": state, "param_groups": groups}
        for hook in list(self._hooks["state_dict_post"].values()):
            changed = hook(self, result)
            result = result if changed is None else changed
        return result

    @no_grad
    def load_state_dict(self, state_dict):
        """Take over the options and the state of a `state_dict`, for the parameters in the same order.

        Raises
        ------
        ValueError
            For another number of groups, or of parameters in one.
        """
        state_dict = state_dict.copy()
        for hook in list(self._hooks["load_state_dict_pre"].values()):
            changed = hook(self, state_dict)
            state_dict = state_dict if changed is None else changed
        saved = deepcopy(state_dict["param_groups"])
        if len(saved) != len(self.param_groups):
            raise ArgumentError("loaded state dict has a different number of parameter groups")
        if any(len(new["params"]) != len(old["params"]) for new, old in zip(saved, self.param_groups)):
            raise ArgumentError(
                "loaded state dict contains a parameter group that doesn't match the size of optimizer's group"
            )
        numbered, groups = {}, {}
        for new, old in zip(saved, self.param_groups):
            groups |= dict.fromkeys(old["params"], new)
            numbered.update(zip(new["params"], old["params"]))
            new["params"] = old["params"]
            if "param_names" in old:
                new.setdefault("param_names", old["param_names"])
        state = defaultdict(dict)
        for key, value in state_dict["state"].items():
            param = numbered.get(key)
            state[key if param is None else param] = value if param is None else fitted(value, param, groups[param])
        self.__setstate__({"state": state, "param_groups": saved})
        for hook in list(self._hooks["load_state_dict_post"].values()):
            hook(self)

    def __getstate__(self):
        return {"defaults": self.defaults, "state": self.state, "param_groups": self.param_groups}

    def __setstate__(self, state):
        self.__dict__.update(state)
        self.__dict__.setdefault("_hooks", no_hooks())
        for group in self.param_groups:
            for name in LATER.keys() & self.defaults.keys():
                group.setdefault(name, LATER[name])

    def __repr__(self):
        groups = []
        for i, group in enumerate(self.param_groups):
            options = [f"    {key}: {group[key]}\n" for key in sorted(group) if key != "params"]
            groups.append(f"\nParameter Group {i}\n" + "".join(options))
        return f"{type(self).__name__} (" + "".join(groups) + ")"


def fitted(value, param, group, key=None):
    """Saved state in the dtype and on the device of its parameter, whatever it is nested in; shared where it fits already."""
    if isinstance(value, Tensor):
        if key != "step":
            return value.to(param.device, param.dtype if param.is_floating_point() else value.dtype)
        return value.to(param.device, dtypes.float32) if group.get("capturable") or group.get("fused") else value
    if isinstance(value, dict):
        return {k: fitted(v, param, group, k) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(fitted(v, param, group) for v in value)
    return value
