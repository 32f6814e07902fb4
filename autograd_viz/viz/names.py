"""Find the names of tensors by themselves: the variables of the user's code that hold them."""

from ..autograd.tensor import Tensor

MOST = 64  # entries of a list, tuple or dict that are looked at


def names_in(frame):
    """Names of the tensors that a frame can see, as {id of tensor: name}, and the modules it can see.

    A local variable wins over a global one, a variable over an entry of a list or dict, and of two
    variables the one bound first. Names that begin with an underscore are a notebook's or private,
    and count only where there is no other.

    Returns
    -------
    dict of int to str, dict of str to Module
    """
    scopes = [frame.f_locals] if frame.f_locals is frame.f_globals else [frame.f_locals, frame.f_globals]
    names, inner, private, modules = {}, {}, {}, {}
    for scope in scopes:
        for name, value in list(scope.items()):
            if isinstance(value, Tensor):
                (private if name.startswith("_") else names).setdefault(id(value), name)
            elif name.startswith("_"):
                continue
            elif hasattr(value, "named_parameters"):
                if not isinstance(value, type):
                    modules.setdefault(name, value)
            elif isinstance(value, (list, tuple, dict)) and len(value) <= MOST:
                entries = value.items() if isinstance(value, dict) else enumerate(value)
                for key, entry in entries:
                    if isinstance(entry, Tensor):
                        inner.setdefault(id(entry), f"{name}[{key!r}]")
    return {**private, **inner, **names}, modules


def parameter_names(modules, used):
    """Paths of the parameters in `used` (ids), as ``0.weight``; with the model's name where two models meet.

    Parameters
    ----------
    modules : dict of str to Module
    used : set of int
    """
    found = {}
    for name, module in modules.items():
        paths = {id(p): path for path, p in module.named_parameters() if id(p) in used}
        if paths and not any(set(paths) <= set(other) for _, other in found.values()):
            found[id(module)] = (name, paths)
    several = len(found) > 1
    return {
        key: f"{name}.{path}" if several and name else path
        for name, paths in found.values()
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
