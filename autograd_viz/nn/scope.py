"""Say inside which module an operation was recorded.

While a module's forward runs, ``autograd.mode.state.here.scope`` is that module's `Scope`, and every node
recorded meanwhile keeps it::

    node.scope                  # None outside of any module
    node.scope.path             # "layers.0"; "" for the outermost module
    node.scope.types            # {"": "Net", "layers": "ModuleList", "layers.0": "Linear"}
    node.scope.parameters()     # {"layers.0.weight": Parameter, ...}, those still alive
    node.scope.root()           # the outermost module, or None if it is gone

Scopes are made once per outermost module and again only after modules or parameters were put in
or taken out. They keep no module alive, and there is no cycle: module -> `Scopes` -> `Scope` -> a
weak reference to the module.
"""

import itertools
import weakref

from ..autograd.mode import state

next_change = itertools.count(1).__next__


class Members(dict):
    """The parameters or submodules of a module; counts every change, so that paths can be kept."""

    __slots__ = ()
    changes = 0  # of all modules together: the last value of `next_change`

    def __setitem__(self, name, value):
        dict.__setitem__(self, name, value)
        Members.changes = next_change()

    def __delitem__(self, name):
        dict.__delitem__(self, name)
        Members.changes = next_change()

    def pop(self, name, *default):
        value = dict.pop(self, name, *default)
        Members.changes = next_change()
        return value

    def clear(self):
        dict.clear(self)
        Members.changes = next_change()

    def update(self, *args, **kwargs):
        dict.update(self, *args, **kwargs)
        Members.changes = next_change()


class Scope:
    """Where a module is, seen from the outermost one that was called.

    Attributes
    ----------
    path : str
        Dotted names that lead to the module, ``""`` for the outermost one.
    root : weak reference
        Calling it gives the outermost module, or None if it is gone.
    types : dict of str to str
        Path to class name, of every module under the outermost one.

    Examples
    --------
    >>> import autograd_viz as av
    >>> net = av.nn.Sequential(av.nn.Linear(2, 3), av.nn.Tanh())
    >>> net(av.ones(2)).grad_fn.scope
    <Scope '1' of Sequential>
    """

    __slots__ = ("path", "root", "types", "named")

    def __init__(self, path, root, types, named):
        self.path, self.root, self.types, self.named = path, root, types, named

    def __repr__(self):
        return f"<Scope {self.path!r} of {self.types['']}>"

    def parameters(self):
        """Full name to parameter, for those still alive: a graph may outlive its modules."""
        found = {name: parameter() for name, parameter in self.named.items()}
        return {name: parameter for name, parameter in found.items() if parameter is not None}


class Scopes(dict):
    """The `Scope` of each module under a root, by the module's id; a shared module has its first path."""

    __slots__ = ("changes",)

    def __init__(self, root):
        self.changes = Members.changes
        modules = list(root.named_modules())
        types = {path: type(module).__name__ for path, module in modules}
        named = {name: weakref.ref(parameter) for name, parameter in root.named_parameters()}
        here = weakref.ref(root)
        for path, module in modules:
            self[id(module)] = Scope(path, here, types, named)


def enter(module):
    """Make `module` the scope of what is recorded from now on; returns the scope before.

    A module that belongs to no module leaves the scope of its caller as it is.
    """
    before = state.here.scope
    root = module if before is None else before.root()
    scopes = root.__dict__.get("_scopes")
    if scopes is None or scopes.changes != Members.changes:
        scopes = root.__dict__["_scopes"] = Scopes(root)
    state.here.scope = scopes.get(id(module), before)
    return before
