"""Picking elements: by position, slice, list, mask, and along an axis."""

import builtins
import operator

import numpy as np

from ..ops import index as index_ops
from ..ops import shape
from ..ops.errors import ArgumentError, OperandError, PositionError
from ..ops.op import READERS
from .arguments import data_of, is_tensor


def getitem(input, key):
    """``input[key]``: the chain of views, and at most one pick by index arrays, that PyTorch makes."""
    if isinstance(key, slice) and input.ndim:
        return apply_slice(input, 0, key)
    view, picks = split_key(input, key)
    if any_pick(picks):
        return index_ops.index(view, index=picks)
    return shape.alias(view) if view is input else view


def any_pick(picks):
    """Whether an index picks by arrays, rather than taking everything."""
    return builtins.any(not isinstance(k, slice) for k in picks)


def split_key(x, key, assigned=False):
    """The views that the integers, slices and None of `key` take, and the index of arrays left to apply.

    A bool of its own adds an axis, and picks from it; where it is assigned to, True does no picking.
    """
    dim, consumed, picks = 0, 0, {}
    for k in unfolded(key, x):
        if k is None:
            x = shape.unsqueeze_axis(x, dim=dim)
            dim, consumed = dim + 1, consumed + 1
        elif isinstance(k, slice):
            if not whole(k, x.shape[dim]):
                x = apply_slice(x, dim, k)
            dim, consumed = dim + 1, consumed + 1
        elif isinstance(k, bool):
            x = shape.unsqueeze_axis(x, dim=dim)
            if not (assigned and k):
                picks[dim] = np.array([k])
            dim += 1
        elif isinstance(k, int):
            x, consumed = shape.select_axis(x, dim=dim, index=position(k, x.shape[dim], consumed)), consumed + 1
        else:
            picks[dim] = k
            dim, consumed = dim + axes_of(k), consumed + axes_of(k)
    index, d = [], 0
    while d < x.ndim and d <= builtins.max(picks, default=-1):
        k = picks.get(d, slice(None))
        if d in picks:
            check_pick(k, x.shape, d)
        index.append(k)
        d += axes_of(k) if d in picks else 1
    check_together(index)
    return x, tuple(index)


def axes_of(k):
    """How many axes an index array takes the place of."""
    return k.ndim if k.dtype == bool else 1


def whole(k, length):
    """Whether a slice, as it is written, takes everything."""
    return k.start in (None, 0) and k.step in (None, 1) and (k.stop is None or k.stop >= length)


def position(index, length, dim):
    """A checked, non-negative position along an axis."""
    if not -length <= index < length:
        raise PositionError(f"index {index} is out of bounds for dimension {dim} with size {length}")
    return int(index) % length


def check_pick(k, sizes, d):
    """Raise PyTorch's IndexError for an index array that does not fit."""
    if k.dtype == bool:
        for i, n in enumerate(k.shape):
            if sizes[d + i] != n:
                raise PositionError(
                    f"The shape of the mask {list(k.shape)} at index {i} does not match the shape of the indexed tensor "
                    f"{list(sizes)} at index {d + i}"
                )
        return
    n = sizes[d]
    wrong = k[(k >= n) | (k < -n)]
    if wrong.size:
        raise PositionError(f"index {int(wrong.flat[0])} is out of bounds for dimension {d} with size {n}")


def check_together(index):
    """Raise PyTorch's IndexError for index arrays that cannot be broadcast together."""
    shapes = []
    for k in index:
        if not isinstance(k, slice):
            shapes += [(int(k.sum()),)] * k.ndim if k.dtype == bool else [k.shape]
    try:
        np.broadcast_shapes(*shapes)
    except ValueError:
        raise PositionError(
            "shape mismatch: indexing tensors could not be broadcast together with shapes "
            + ", ".join(str(list(n)) for n in shapes)
        ) from None


def apply_slice(x, dim, k):
    """One slice along one axis, with PyTorch's errors."""
    if k.step is not None and k.step <= 0:
        raise ArgumentError("slice step cannot be zero" if k.step == 0 else "step must be greater than zero")
    start, stop, step = k.indices(x.shape[dim])
    return shape.slice_axis(x, dim=dim, start=start, stop=builtins.max(stop, start), step=step)


def unfolded(key, x):
    """The parts of an index: its ellipsis expanded; lists, arrays and tensors as index arrays, integers or bools."""
    out, used = [], 0
    for k in as_tuple(key):
        if isinstance(k, (list, tuple, range, np.ndarray, np.bool_)) or type(k) in READERS:
            k = index_array(k)
            if k.ndim == 0:
                k = bool(k) if k.dtype == bool else int(k)
        elif hasattr(k, "__index__") and not isinstance(k, (bool, int)):
            k = operator.index(k)
        elif isinstance(k, str):
            raise OperandError("new(): invalid data type 'str'")
        elif not (k is None or k is Ellipsis or isinstance(k, (slice, int))):
            raise PositionError(
                "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices "
                f"(got {type(k).__name__})"
            )
        out.append(k)
        if isinstance(k, np.ndarray):
            used += axes_of(k)
        elif isinstance(k, slice) or (isinstance(k, int) and not isinstance(k, bool)):
            used += 1
    if used > x.ndim:
        if x.ndim == 0 and isinstance(out[0], slice):
            raise PositionError("slice() cannot be applied to a 0-dim tensor.")
        if x.ndim == 0 and used == 1 and isinstance(out[0], int):
            raise PositionError(
                "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert "
                "a 0-dim tensor to a number"
            )
        raise PositionError(f"too many indices for tensor of dimension {x.ndim}")
    at = [i for i, k in enumerate(out) if k is Ellipsis]
    for i in reversed(at[1:]):
        del out[i]
    if at:
        out[at[0] : at[0] + 1] = [slice(None)] * (x.ndim - used)
    return out


def as_tuple(key):
    """An index as a tuple of parts: a list of more than numbers counts as a tuple, as in PyTorch."""
    if isinstance(key, tuple):
        return key
    if isinstance(key, list) and builtins.any(
        k is None or k is Ellipsis or isinstance(k, (slice, list, tuple)) or is_tensor(k) for k in key
    ):
        return tuple(key)
    return (key,)


def index_array(k):
    """An index as an array of integers or booleans."""
    array = np.asarray([data_of(v) for v in k] if isinstance(k, (list, tuple)) else data_of(k))
    if array.size == 0 and isinstance(k, (list, tuple)):
        array = array.astype(np.int64)
    if array.dtype == np.uint8:
        array = array.astype(bool)
    if array.dtype.kind in "US":
        raise OperandError(f"new(): invalid data type '{type(array.flat[0].item()).__name__}'")
    if array.dtype != bool and array.dtype.kind not in "iu":
        raise PositionError("tensors used as indices must be long, int, byte or bool tensors")
    return array
