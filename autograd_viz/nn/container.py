"""Modules made of modules in a row."""

import operator
from collections import OrderedDict
from collections.abc import Iterable

from ..autograd.errors import ArgumentError, OperandError, PositionError
from .module import Module, indented, printed


class Row(Module):
    """What `Sequential` and `ModuleList` share: their modules are numbered, and can be indexed like a list."""

    def _key(self, index):
        """The name of the module at an index."""
        index = operator.index(index)
        if not -len(self) <= index < len(self):
            raise PositionError(f"index {index} is out of range")
        return list(self._modules)[index]

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(self._modules.values())

    def __setitem__(self, index, module):
        setattr(self, self._key(index), module)

    def __delitem__(self, index):
        for name in list(self._modules)[index] if isinstance(index, slice) else [self._key(index)]:
            delattr(self, name)
        rest = list(self._modules.values())
        self._modules.clear()
        self._modules.update({str(i): module for i, module in enumerate(rest)})

    def append(self, module):
        """Add a module at the end; returns the container."""
        self.add_module(str(len(self)), module)
        return self

    def extend(self, modules):
        """Add several modules at the end; returns the container."""
        for module in modules:
            self.append(module)
        return self

    def pop(self, key):
        """Take a module out and return it."""
        module = self[key]
        del self[key]
        return module

    def _make_room(self, index):
        for i in range(len(self), index, -1):
            self._modules[str(i)] = self._modules[str(i - 1)]


class Sequential(Row):
    """Modules called one after another, each on what the one before returned. As ``torch.nn.Sequential``.

    Parameters
    ----------
    *args : Module
        Or one ``OrderedDict`` of name to module.

    Examples
    --------
    >>> import autograd_viz as av
    >>> model = av.nn.Sequential(av.nn.Linear(2, 16), av.nn.ReLU(), av.nn.Linear(16, 2))
    >>> model
    Sequential(
      (0): Linear(in_features=2, out_features=16, bias=True)
      (1): ReLU()
      (2): Linear(in_features=16, out_features=2, bias=True)
    )
    >>> model[-1]
    Linear(in_features=16, out_features=2, bias=True)
    """

    def __init__(self, *args):
        super().__init__()
        named = args[0].items() if len(args) == 1 and isinstance(args[0], OrderedDict) else enumerate(args)
        for name, module in named:
            self.add_module(str(name) if isinstance(name, int) else name, module)

    def forward(self, input):
        for module in self._modules.values():
            input = module(input)
        return input

    def __getitem__(self, index):
        if isinstance(index, slice):
            return type(self)(OrderedDict(list(self._modules.items())[index]))
        return self._modules[self._key(index)]

    def insert(self, index, module):
        """Add a module before position `index`; returns the container."""
        if not isinstance(module, Module):
            raise AssertionError(f"module should be of type: {Module}")
        n = len(self)
        if not -n <= index <= n:
            raise PositionError(f"Index out of range: {index}")
        index += n if index < 0 else 0
        self._make_room(index)
        self._modules[str(index)] = module
        return self

    def __add__(self, other):
        check_sequential(other)
        return Sequential(*self, *other)

    def __iadd__(self, other):
        check_sequential(other)
        return self.extend(list(other))

    def __mul__(self, times):
        check_times(self, times)
        return Sequential(*list(self) * times)

    __rmul__ = __mul__

    def __imul__(self, times):
        check_times(self, times)
        return self.extend(list(self) * (times - 1))


def check_sequential(other):
    """Raise PyTorch's error for a sum with anything else."""
    if not isinstance(other, Sequential):
        raise ArgumentError(f"add operator supports only objects of Sequential class, but {type(other)} is given.")


def check_times(module, times):
    """Raise PyTorch's errors for a factor that is no positive integer."""
    if not isinstance(times, int):
        raise OperandError(f"unsupported operand type(s) for *: {type(module)} and {type(times)}")
    if times <= 0:
        raise ArgumentError(f"Non-positive multiplication factor {times} for {type(module)}")


class ModuleList(Row):
    """A list of modules that are registered but not called. As ``torch.nn.ModuleList``.

    Parameters
    ----------
    modules : iterable of Module, optional
    """

    def __init__(self, modules=None):
        super().__init__()
        if modules is not None:
            self.extend(modules)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return type(self)(list(self._modules.values())[index])
        return self._modules[self._key(index)]

    def insert(self, index, module):
        """Add a module before position `index`."""
        self._make_room(index)
        self._modules[str(index)] = module

    def extend(self, modules):
        """Add several modules at the end; returns the list."""
        if not isinstance(modules, Iterable):
            raise OperandError(f"ModuleList.extend should be called with an iterable, but got {type(modules).__name__}")
        return super().extend(list(modules))

    __iadd__ = extend

    def __add__(self, other):
        return ModuleList([*self, *other])

    def __repr__(self):
        """As PyTorch: like modules in a row are written once, with their count."""
        runs = []
        for i, text in enumerate(map(repr, self)):
            if runs and runs[-1][2] == text:
                runs[-1][1] = i
            else:
                runs.append([i, i, text])
        lines = [
            indented(f"({first}): {text}" if first == last else f"({first}-{last}): {last - first + 1} x {text}")
            for first, last, text in runs
        ]
        return printed(self._get_name(), lines)
