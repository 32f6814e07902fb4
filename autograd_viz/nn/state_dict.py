"""Save the numbers of a module by name, and load them with PyTorch's report of what does not match."""

from collections import OrderedDict, namedtuple
from collections.abc import Mapping

from ..autograd.errors import EngineError, OperandError
from ..autograd.mode import no_grad
from ..autograd.tensor import Tensor
from .parameter import Parameter

EXTRA = "_extra_state"  # the name under which a module saves what is no tensor
UNREACHED = (
    "Reached a code path in Module.{}() that should never be called. Please file an issue at "
    "https://github.com/pytorch/pytorch/issues/new?template=bug-report.yml to report this bug."
)


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


def load(module, state_dict, strict, assign):
    """Load a state dict; see `Module.load_state_dict`."""
    if not isinstance(state_dict, Mapping):
        raise OperandError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
    keys, problems = _IncompatibleKeys([], []), []
    metadata = getattr(state_dict, "_metadata", None)
    state_dict = OrderedDict(state_dict)
    if metadata is not None:
        state_dict._metadata = metadata
    load_into(module, state_dict, "", metadata or {}, assign, keys, problems)
    if strict:
        for names, title in ((keys.unexpected_keys, "Unexpected"), (keys.missing_keys, "Missing")):
            if names:
                quoted = ", ".join(f'"{name}"' for name in names)
                problems.insert(0, f"{title} key(s) in state_dict: {quoted}. ")
    if problems:
        report = "\n\t".join(problems)
        raise EngineError(f"Error(s) in loading state_dict for {type(module).__name__}:\n\t{report}")
    return keys


def load_into(module, state_dict, prefix, metadata, assign, keys, problems):
    """Load what begins with `prefix` into `module` and what is inside it, collecting what does not match."""
    local = metadata.get(prefix[:-1], {})
    if assign:
        local = local | {"assign_to_params_buffers": True}
    module._load_from_state_dict(state_dict, prefix, local, True, keys.missing_keys, keys.unexpected_keys, problems)
    for name, child in module._modules.items():
        if child is not None:
            start = f"{prefix}{name}."
            part = {key: value for key, value in state_dict.items() if key.startswith(start)}
            load_into(child, part, start, metadata, assign, keys, problems)
    for hook in module._load_state_dict_post_hooks.values():
        if hook(module, keys) is not None:
            raise AssertionError(
                "Hooks registered with ``register_load_state_dict_post_hook`` are not expected to return new values, if "
                "incompatible_keys need to be modified, it should be done inplace."
            )


def load_own(
    module, takes_extra, state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs
):
    """Load what is a module's own, as PyTorch's ``Module._load_from_state_dict``."""
    members, assign = own(module), local_metadata.get("assign_to_params_buffers", False)
    for name, tensor in members.items():
        key = prefix + name
        if key in state_dict:
            problem = copy_in(module, name, tensor, state_dict[key], key, assign)
            error_msgs.extend([problem] if problem else [])
        elif strict:
            missing_keys.append(key)
    extra = prefix + EXTRA
    if takes_extra and extra in state_dict:
        module.set_extra_state(state_dict[extra])
    elif strict and takes_extra != (extra in state_dict):
        (missing_keys if takes_extra else unexpected_keys).append(extra)
    for key in state_dict if strict else ():
        if key.startswith(prefix) and key != extra:
            name, *rest = key[len(prefix) :].split(".", 1)
            if name not in (module._modules if rest else members):
                unexpected_keys.append(key)


def copy_in(module, name, tensor, given, key, assign):
    """Copy one tensor; returns what was wrong with it, or None."""
    if not isinstance(given, Tensor):
        return (
            f'While copying the parameter named "{key}", expected torch.Tensor or Tensor-like object from checkpoint but '
            f"received {type(given)}"
        )
    if tensor.ndim == 0 and given.shape == (1,):
        given = given[0]
    if given.shape != tensor.shape:
        return (
            f"size mismatch for {key}: copying a param with shape {given.shape} from checkpoint, the shape in current "
            f"model is {tensor.shape}."
        )
    try:
        with no_grad():
            if not assign:
                tensor.copy_(given)
            elif not isinstance(tensor, Parameter):
                setattr(module, name, given)
            elif isinstance(given, Parameter):
                setattr(module, name, given.requires_grad_(tensor.requires_grad))
            else:
                setattr(module, name, Parameter(given, tensor.requires_grad))
    except Exception as error:
        return (
            f'While copying the parameter named "{key}", whose dimensions in the model are {tensor.size()} and whose '
            f"dimensions in the checkpoint are {given.size()}, an exception occurred : {error.args}."
        )
    return None
