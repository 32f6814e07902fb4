"""Modules, and parameters, kept in rows and under names."""

import operator
from collections import OrderedDict
from collections.abc import Iterable, Mapping

from ..autograd.errors import ArgumentError, EngineError, OperandError, PositionError
from ..autograd.printing import type_name
from ..autograd.tensor import Tensor
from .module import Module, indented, printed
from .parameter import Parameter


def position(index, length):
    """A checked index, counted from the start."""
    index = operator.index(index)
    if not -length <= index < length:
        raise PositionError(f"index {index} is out of range")
    return index % length


class Row(Module):
    """What `Sequential` and `ModuleList` share: their modules are numbered, and can be indexed like a list."""

    def _key(self, index):
        """The name of the module at an index."""
        return list(self._modules)[position(index, len(self))]

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

    Examples
    --------
    >>> import autograd_viz as av
    >>> layers = av.nn.ModuleList(av.nn.Linear(2, 2) for _ in range(3))
    >>> layers
    ModuleList(
      (0-2): 3 x Linear(in_features=2, out_features=2, bias=True)
    )
    >>> len(layers[1:]), len(list(layers.parameters()))
    (2, 6)
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
        return super().extend(modules)

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


class Named:
    """What `ModuleDict` and `ParameterDict` share: they are filled and read like a dict."""

    def pop(self, key):
        """Take the entry of a name out and return it."""
        value = self[key]
        del self[key]
        return value

    def _pairs(self, given, called):
        """(name, value) of a mapping or of pairs; PyTorch's errors for anything else."""
        kind = type(self).__name__
        if not isinstance(given, Iterable):
            raise OperandError(
                f"{called}.update should be called with an iterable of key/value pairs, but got {type(given).__name__}"
            )
        if isinstance(given, (Named, Mapping)):
            return list(given.items())
        pairs = []
        for i, pair in enumerate(given):
            if not isinstance(pair, Iterable):
                raise OperandError(f"{kind} update sequence element #{i} should be Iterable; is{type(pair).__name__}")
            if len(pair) != 2:
                raise ArgumentError(f"{kind} update sequence element #{i} has length {len(pair)}; 2 is required")
            pairs.append((pair[0], pair[1]))
        return pairs


class ModuleDict(Named, Module):
    """A dict of modules that are registered but not called. As ``torch.nn.ModuleDict``.

    Parameters
    ----------
    modules : mapping of str to Module, or iterable of pairs, optional

    Examples
    --------
    >>> import autograd_viz as av
    >>> choices = av.nn.ModuleDict({"tanh": av.nn.Tanh(), "relu": av.nn.ReLU()})
    >>> choices["relu"](av.tensor([-1.0, 1.0]))
    tensor([0., 1.])
    >>> list(choices), "tanh" in choices
    (['tanh', 'relu'], True)
    """

    def __init__(self, modules=None):
        super().__init__()
        if modules is not None:
            self.update(modules)

    def __getitem__(self, key):
        return self._modules[key]

    def __setitem__(self, key, module):
        self.add_module(key, module)

    def __delitem__(self, key):
        del self._modules[key]

    def __len__(self):
        return len(self._modules)

    def __iter__(self):
        return iter(self._modules)

    def __contains__(self, key):
        return key in self._modules

    def clear(self):
        """Take all modules out."""
        self._modules.clear()

    def keys(self):
        """The names."""
        return self._modules.keys()

    def values(self):
        """The modules."""
        return self._modules.values()

    def items(self):
        """(name, module) pairs."""
        return self._modules.items()

    def update(self, modules):
        """Add the modules of a mapping, or of (name, module) pairs."""
        for name, module in self._pairs(modules, "ModuleDict"):
            self[name] = module


def as_parameter(value):
    """A tensor as a parameter; anything else as it is."""
    return Parameter(value) if isinstance(value, Tensor) and not isinstance(value, Parameter) else value


def described(entries, dtype_of):
    """One line for each entry of a `ParameterList` or `ParameterDict`, as PyTorch prints them."""
    lines = []
    for name, value in entries:
        told = f"Object of type: {type(value).__name__}"
        if isinstance(value, Tensor):
            kind = "Parameter" if isinstance(value, Parameter) else "Tensor"
            where = f" ({value.device})" if value.is_cuda else ""
            told = f"{kind} containing: [{dtype_of(value)} of size {'x'.join(map(str, value.shape))}{where}]"
        lines.append(f"  ({name}): {told}")
    return "\n".join(lines)


class ParameterList(Module):
    """A list of parameters; tensors that are put in become parameters. As ``torch.nn.ParameterList``.

    Parameters
    ----------
    values : iterable, optional

    Examples
    --------
    >>> import autograd_viz as av
    >>> weights = av.nn.ParameterList([av.zeros(2, 3), av.zeros(3)])
    >>> weights
    ParameterList(
        (0): Parameter containing: [torch.float32 of size 2x3]
        (1): Parameter containing: [torch.float32 of size 3]
    )
    >>> [name for name, _ in weights.named_parameters()]
    ['0', '1']
    """

    def __init__(self, values=None):
        super().__init__()
        self._size = 0
        if values is not None:
            self += values

    def __getitem__(self, index):
        if isinstance(index, slice):
            return type(self)([self[i] for i in range(*index.indices(len(self)))])
        return getattr(self, str(position(index, len(self))))

    def __setitem__(self, index, value):
        setattr(self, str(position(index, len(self))), as_parameter(value))

    def __len__(self):
        return self._size

    def __iter__(self):
        return (self[i] for i in range(len(self)))

    def append(self, value):
        """Add a value at the end; returns the list."""
        self._size += 1
        self[self._size - 1] = value
        return self

    def extend(self, values):
        """Add several values at the end; returns the list."""
        if not isinstance(values, Iterable) or isinstance(values, Tensor):
            raise OperandError(
                f"ParameterList.extend should be called with an iterable, but got {type(values).__name__}"
            )
        for value in values:
            self.append(value)
        return self

    __iadd__ = extend

    def extra_repr(self):
        return described(enumerate(self), lambda value: value.dtype)

    def __call__(self, *args, **kwargs):
        raise EngineError("ParameterList should not be called.")


class ParameterDict(Named, Module):
    """A dict of parameters; tensors that are put in become parameters. As ``torch.nn.ParameterDict``.

    Parameters
    ----------
    parameters : mapping of str, or iterable of pairs, optional

    Examples
    --------
    >>> import autograd_viz as av
    >>> weights = av.nn.ParameterDict({"left": av.zeros(2), "right": av.zeros(2)})
    >>> sorted(weights), weights["left"].requires_grad
    (['left', 'right'], True)
    """

    def __init__(self, parameters=None):
        super().__init__()
        self._keys = {}
        if parameters is not None:
            self.update(parameters)

    def _attribute(self, key):
        if not isinstance(key, str):
            raise OperandError(
                "Index given to ParameterDict cannot be used as a key as it is not a string (type is "
                f"'{type(key).__name__}'). Open an issue on github if you need non-string keys."
            )
        return key

    def __getitem__(self, key):
        return getattr(self, self._attribute(key))

    def __setitem__(self, key, value):
        self._keys[key] = None
        setattr(self, self._attribute(key), as_parameter(value))

    def __delitem__(self, key):
        del self._keys[key]
        delattr(self, self._attribute(key))

    def __len__(self):
        return len(self._keys)

    def __iter__(self):
        return iter(self._keys)

    def __reversed__(self):
        return reversed(self._keys)

    def __contains__(self, key):
        return key in self._keys

    def copy(self):
        """Another dict with the same parameters."""
        return ParameterDict(OrderedDict(self.items()))

    def setdefault(self, key, default=None):
        """The entry of a name, which is `default` if there was none."""
        if key not in self:
            self[key] = default
        return self[key]

    def get(self, key, default=None):
        """The entry of a name, or `default`."""
        return self[key] if key in self else default  # noqa: SIM401

    def clear(self):
        """Take all entries out."""
        for key in list(self._keys):
            del self[key]

    def popitem(self):
        """Take the last entry out and return it with its name."""
        key, self._keys[key] = self._keys.popitem()
        return key, self.pop(key)

    def fromkeys(self, keys, default=None):
        """Another dict with the same entry under several names."""
        return ParameterDict((key, default) for key in keys)

    def keys(self):
        """The names."""
        return self._keys.keys()

    def values(self):
        """The entries."""
        return (self[key] for key in self._keys)

    def items(self):
        """(name, entry) pairs."""
        return ((key, self[key]) for key in self._keys)

    def update(self, parameters):
        """Add the entries of a mapping, or of (name, entry) pairs; those of a plain dict by name in order."""
        pairs = self._pairs(parameters, "ParametersDict")
        unordered = isinstance(parameters, Mapping) and not isinstance(parameters, OrderedDict)
        for key, value in sorted(pairs) if unordered else pairs:
            self[key] = value

    def extra_repr(self):
        return described(self.items(), type_name)

    def __call__(self, input):
        raise EngineError("ParameterDict should not be called.")

    def __or__(self, other):
        made = self.copy()
        made.update(other)
        return made

    def __ror__(self, other):
        made = other.copy()
        made.update(self)
        return made

    def __ior__(self, other):
        self.update(other)
        return self
