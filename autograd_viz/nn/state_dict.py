"""Save the numbers of a module by name, and load them with PyTorch's report of what does not match."""

from collections import OrderedDict, namedtuple
from collections.abc import Mapping

from ..autograd.errors import EngineError, OperandError
from ..autograd.mode import no_grad
from ..autograd.tensor import Tensor
from .parameter import Parameter


class _IncompatibleKeys(namedtuple("_IncompatibleKeys", "missing_keys unexpected_keys")):
    """The names that only one side has."""

    __slots__ = ()

    def __repr__(self):
        return super().__repr__() if self.missing_keys or self.unexpected_keys else "<All keys matched successfully>"

    __str__ = __repr__


def own(module):
    """The module's own parameters and persistent buffers by name, those that are not None."""
    lasting = {k: v for k, v in module._buffers.items() if k not in module._non_persistent_buffers_set}
    return {k: v for k, v in {**module._parameters, **lasting}.items() if v is not None}


def save(module, destination, prefix, keep_vars):
    """Put the state of `module` and of everything inside it into `destination`."""
    for name, tensor in own(module).items():
        destination[prefix + name] = tensor if keep_vars else tensor.detach()
    for name, child in module._modules.items():
        if child is not None:
            child.state_dict(destination=destination, prefix=f"{prefix}{name}.", keep_vars=keep_vars)


def load(module, state_dict, strict, assign):
    """Load a state dict; see `Module.load_state_dict`."""
    if not isinstance(state_dict, Mapping):
        raise OperandError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
    keys, problems = _IncompatibleKeys([], []), []
    load_into(module, OrderedDict(state_dict), "", assign, keys, problems)
    if strict:
        for names, title in ((keys.unexpected_keys, "Unexpected"), (keys.missing_keys, "Missing")):
            if names:
                quoted = ", ".join(f'"{name}"' for name in names)
                problems.insert(0, f"{title} key(s) in state_dict: {quoted}. ")
    if problems:
        report = "\n\t".join(problems)
        raise EngineError(f"Error(s) in loading state_dict for {type(module).__name__}:\n\t{report}")
    return keys


def load_into(module, state_dict, prefix, assign, keys, problems):
    """Load what begins with `prefix` into `module` and what is inside it, collecting what does not match."""
    members = own(module)
    for name, tensor in members.items():
        if prefix + name not in state_dict:
            keys.missing_keys.append(prefix + name)
            continue
        problem = copy_in(module, name, tensor, state_dict[prefix + name], prefix + name, assign)
        if problem:
            problems.append(problem)
    for key in state_dict:
        if key.startswith(prefix):
            name, *rest = key[len(prefix) :].split(".", 1)
            if name not in (module._modules if rest else members):
                keys.unexpected_keys.append(key)
    for name, child in module._modules.items():
        if child is not None:
            start = f"{prefix}{name}."
            part = {key: value for key, value in state_dict.items() if key.startswith(start)}
            load_into(child, part, start, assign, keys, problems)


def copy_in(module, name, tensor, given, key, assign):
    """Copy one tensor; returns what was wrong with it, or None."""
    if not isinstance(given, Tensor):
        return (
            f'While copying the parameter named "{key}", expected torch.Tensor or Tensor-like object from checkpoint but '
            f"received {type(given)}"
        )
    if given.shape != tensor.shape:
        if tensor.ndim == 0 and given.shape == (1,):
            given = given[0]
        else:
            return (
                f"size mismatch for {key}: copying a param with shape {given.shape} from checkpoint, the shape in current "
                f"model is {tensor.shape}."
            )
    with no_grad():
        if not assign:
            tensor.copy_(given)
        elif isinstance(tensor, Parameter):
            setattr(module, name, Parameter(given, tensor.requires_grad))
        else:
            setattr(module, name, given)
    return None
