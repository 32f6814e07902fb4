"""What every optimiser shares: groups of parameters with their options, and a state per parameter."""

import warnings
from collections import defaultdict
from copy import deepcopy
from itertools import chain

from ..autograd.errors import ArgumentError, OperandError
from ..autograd.mode import enable_grad, no_grad
from ..autograd.printing import type_name
from ..autograd.tensor import Tensor


class Optimizer:
    """Base class of optimisers. As ``torch.optim.Optimizer``.

    A subclass defines ``update(group)``, which changes the parameters of one group.

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
    """

    def __init__(self, params, defaults):
        if isinstance(params, Tensor):
            raise OperandError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, but got "
                + type_name(params)
            )
        self.defaults = defaults
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

    @no_grad
    def step(self, closure=None):
        """Change every parameter that has a gradient, once.

        Parameters
        ----------
        closure : callable, optional
            Computes the loss and its gradients anew; its result is returned.
        """
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        for group in self.param_groups:
            self.update(group)
        return loss

    def update(self, group):
        """Change the parameters of one group by their gradients, in place."""
        raise NotImplementedError

    # -- saving and loading ------------------------------------------------------------------------

    def state_dict(self):
        """The options and the state, with parameters numbered in order.

        Returns
        -------
        dict
            ``"state"``: number to what is remembered; ``"param_groups"``: options and numbers.
        """
        numbers = {}
        for group in self.param_groups:
            for param in group["params"]:
                numbers.setdefault(param, len(numbers))
        groups = [
            {k: v for k, v in group.items() if k != "params"} | {"params": [numbers[p] for p in group["params"]]}
            for group in self.param_groups
        ]
        state = {numbers.get(key, key) if isinstance(key, Tensor) else key: v for key, v in self.state.items()}
        return {"state": state, "param_groups": groups}

    def load_state_dict(self, state_dict):
        """Take over the options and the state of a `state_dict`, for the parameters in the same order."""
        saved = deepcopy(state_dict["param_groups"])
        if len(saved) != len(self.param_groups):
            raise ArgumentError("loaded state dict has a different number of parameter groups")
        if any(len(new["params"]) != len(old["params"]) for new, old in zip(saved, self.param_groups)):
            raise ArgumentError(
                "loaded state dict contains a parameter group that doesn't match the size of optimizer's group"
            )
        numbered = {}
        for new, old in zip(saved, self.param_groups):
            numbered.update(zip(new["params"], old["params"]))
            new["params"] = old["params"]
            if "param_names" in old:
                new.setdefault("param_names", old["param_names"])
        state = defaultdict(dict)
        for key, value in state_dict["state"].items():
            param = numbered.get(key)
            state[key if param is None else param] = value if param is None else fitted(value, param)
        self.__setstate__({"state": state, "param_groups": saved})

    def __getstate__(self):
        return {"defaults": self.defaults, "state": self.state, "param_groups": self.param_groups}

    def __setstate__(self, state):
        self.__dict__.update(state)

    def __repr__(self):
        groups = []
        for i, group in enumerate(self.param_groups):
            options = [f"    {key}: {group[key]}\n" for key in sorted(group) if key != "params"]
            groups.append(f"\nParameter Group {i}\n" + "".join(options))
        return f"{type(self).__name__} (" + "".join(groups) + ")"


def fitted(value, param):
    """Saved state in the dtype of its parameter, whatever it is nested in; shared where it fits already."""
    if isinstance(value, Tensor):
        return value.to(param.dtype) if param.is_floating_point() else value
    if isinstance(value, dict):
        return {k: fitted(v, param) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(fitted(v, param) for v in value)
    return value
