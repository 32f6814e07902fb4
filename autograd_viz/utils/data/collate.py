"""Put examples together into a batch, whatever they are nested in."""

import copy
from collections.abc import Mapping, MutableMapping, MutableSequence, Sequence

import numpy as np

from ...autograd.creation import as_tensor, tensor
from ...autograd.errors import EngineError, OperandError
from ...autograd.tensor import Tensor
from ...functions.shapes import stack
from ...ops.dtypes import float64

CANNOT = "default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found {}"


def default_collate(batch):
    """Put a list of examples together: each tensor of them gets an axis in front.

    As ``torch.utils.data.default_collate``.

    Parameters
    ----------
    batch : list
        Of tensors, arrays, numbers, text, or of mappings and sequences of these.

    Returns
    -------
    Tensor, or what the examples are, with tensors inside
        Numbers become tensors (floats float64), tuples lists; text stays a list.

    Raises
    ------
    TypeError
        For anything else in the examples.
    RuntimeError
        For sequences of different lengths.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.utils.data.default_collate([(av.tensor([1.0]), 3), (av.tensor([2.0]), 4)])
    [tensor([[1.],
            [2.]]), tensor([3, 4])]
    """
    first = batch[0]
    if isinstance(first, Tensor):
        return stack(list(batch), 0)
    if isinstance(first, np.ndarray):
        if first.dtype.kind in "SUO":
            raise OperandError(CANNOT.format(first.dtype))
        return default_collate([as_tensor(x) for x in batch])
    if isinstance(first, float) and not isinstance(first, np.generic):
        return tensor(batch, dtype=float64)
    if isinstance(first, (int, np.bool_, np.number)):
        return tensor(batch)
    if isinstance(first, (str, bytes)):
        return batch
    if isinstance(first, Mapping):
        return rebuilt(first, {key: default_collate([example[key] for example in batch]) for key in first})
    if isinstance(first, tuple) and hasattr(first, "_fields"):
        return type(first)(*(default_collate(parts) for parts in zip(*batch)))
    if isinstance(first, Sequence):
        if any(len(example) != len(first) for example in batch):
            raise EngineError("each element in list of batch should be of equal size")
        return rebuilt(first, [default_collate(parts) for parts in zip(*batch)])
    raise OperandError(CANNOT.format(type(first)))


def default_convert(data):
    """Turn the arrays in an example into tensors. As ``torch.utils.data.default_convert``.

    Parameters
    ----------
    data : anything

    Examples
    --------
    >>> import autograd_viz as av, numpy as np
    >>> av.utils.data.default_convert({"x": np.ones(2), "y": "text"})
    {'x': tensor([1., 1.], dtype=torch.float64), 'y': 'text'}
    """
    if isinstance(data, np.ndarray):
        return data if data.dtype.kind in "SUaO" else as_tensor(data)
    if isinstance(data, np.generic) and not isinstance(data, np.str_):
        return as_tensor(data)
    return data if isinstance(data, Tensor) else throughout(default_convert, data)


def pinned(data):
    """A batch with its tensors in memory from which a GPU copies without the processor."""
    return data.pin_memory() if hasattr(data, "pin_memory") else throughout(pinned, data)


def throughout(function, data):
    """`data` with a function called on everything directly inside."""
    if isinstance(data, (str, bytes)):
        return data
    if isinstance(data, Mapping):
        return rebuilt(data, {key: function(value) for key, value in data.items()})
    if isinstance(data, tuple) and hasattr(data, "_fields"):
        return type(data)(*map(function, data))
    if isinstance(data, Sequence):
        return rebuilt(data, [function(value) for value in data])
    return data


def rebuilt(like, parts):
    """`parts` in a container of the kind of `like`, as far as that can be made; a tuple becomes a list."""
    if isinstance(like, tuple):
        return parts
    try:
        if not isinstance(like, (MutableMapping, MutableSequence)):
            return type(like)(parts)
        made = copy.copy(like)
        for key, value in parts.items() if isinstance(parts, dict) else enumerate(parts):
            made[key] = value
        return made
    except TypeError:
        return parts
