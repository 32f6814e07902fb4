"""Find the names of tensors by themselves: the variables of the user's code that hold them."""

from itertools import chain

from ..autograd.tensor import Tensor

MOST = 64  # entries of a list, tuple or dict that are looked at


def names_in(frame):
    """Names of the tensors that a frame can see, as {id of tensor: name}, and the modules it can see.

    A local variable wins over a global one and hides one of the same name, a variable wins over an
    entry of a list or dict, and of two variables the one bound first. Names that begin with an
    underscore are a notebook's or private, and count only where there is no other.

    Returns
    -------
    dict of int to str, dict of str to Module
    """
    names, inner, private, modules, hidden = {}, {}, {}, {}, set()
    for scope in (frame.f_locals, frame.f_globals):
        displayed = scope.get("_oh")  # IPython's Out: what cells happened to display
        for name, value in list(scope.items()):
            if name in hidden or value is displayed:
                continue
            hidden.add(name)
            if is_tensor(value):
                (private if name.startswith("_") else names).setdefault(id(value), name)
            elif name.startswith("_"):
                continue
            elif is_model(value):
                modules.setdefault(name, value)
            elif issubclass(type(value), (list, tuple, dict)) and len(value) <= MOST:
                entries = value.items() if isinstance(value, dict) else enumerate(value)
                for key, entry in entries:
                    if is_tensor(entry):
                        inner.setdefault(id(entry), f"{name}[{key!r}]")
    return {**private, **inner, **names}, modules


def is_tensor(value):
    """Whether a value of the user's is a tensor, without asking the value itself: it may be a stand-in that raises."""
    return issubclass(type(value), Tensor)


def is_model(value):
    """Whether a value of the user's has parameters with paths, without asking the value itself."""
    return all(callable(getattr(type(value), name, None)) for name in ("named_parameters", "named_modules"))


def parameter_names(modules, used):
    """Paths of the parameters and buffers in `used` (ids), as ``0.weight``; with the model's name where two models meet.

    A module that is part of another one in sight has its parameters named by the other.

    Parameters
    ----------
    modules : dict of str to Module
    used : set of int
    """
    found = {}
    for name, module in modules.items():
        held = chain(module.named_parameters(), getattr(module, "named_buffers", tuple)())
        paths = {id(tensor): path for path, tensor in held if id(tensor) in used}
        if not paths or any(set(paths) <= set(other) for other in found.values()):
            continue
        for part in [part for part, other in found.items() if set(other) < set(paths)]:
            del found[part]
        found[name] = paths
    return {
        key: f"{name}.{path}" if len(found) > 1 else path
        for name, paths in found.items()
        for key, path in paths.items()
    }


def given_names(names):
    """Names the user gave, as {tensor: name}, from ``{"a": tensor}`` or ``{tensor: "a"}``."""
    out = {}
    for key, value in (names or {}).items():
        tensor, name = (key, value) if isinstance(key, Tensor) else (value, key)
        if not isinstance(tensor, Tensor) or not isinstance(name, str):
            raise TypeError(
                "names maps names to tensors, such as names={'a': a}; "
                f"got {type(key).__name__} to {type(value).__name__}"
            )
        out[tensor] = name
    return out
