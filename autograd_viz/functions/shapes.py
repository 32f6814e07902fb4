"""Shapes and views, joining and splitting."""

import builtins

import numpy as np

from ..ops import shape
from ..ops.errors import ArgumentError, EngineError, PositionError
from .arguments import axes, axis, data_of, is_contiguous, legacy, listed, product, unpacked


def wanted_shape(input, sizes):
    """A checked target shape with its -1 filled in, from ``(2, 3)`` or ``((2, 3),)``."""
    sizes = unpacked(sizes, "shape")
    size = product(input.shape)
    for i, n in enumerate(sizes):
        if n < -1:
            raise EngineError(f"invalid shape dimension {n} at index {i} of shape {list(sizes)}")
    known = 1
    for n in sizes:
        known *= n if n != -1 else 1
    if sizes.count(-1) > 1:
        raise EngineError("only one dimension can be inferred")
    if -1 in sizes:
        if known == 0:
            raise EngineError(
                f"cannot reshape tensor of 0 elements into shape {list(sizes)} because the unspecified dimension size "
                "-1 can be any value and is ambiguous"
            )
        if size % known:
            raise EngineError(f"shape '{list(sizes)}' is invalid for input of size {size}")
        sizes = tuple(size // known if n == -1 else n for n in sizes)
    elif known != size:
        raise EngineError(f"shape '{list(sizes)}' is invalid for input of size {size}")
    return sizes


def can_view(array, sizes):
    """Whether `array` can take shape `sizes` without copying."""
    if not isinstance(array, np.ndarray) or array.flags.c_contiguous or not array.size:
        return True
    return np.may_share_memory(array.reshape(sizes), array)


def view(input, *sizes):
    """The same elements in another shape, in the same memory."""
    sizes = wanted_shape(input, sizes)
    return shape.view(input, shape=sizes)


def reshape(input, *sizes):
    """The same elements in another shape, in the same memory if that is possible."""
    sizes = wanted_shape(input, sizes)
    array = data_of(input)
    if isinstance(array, np.ndarray) and not can_view(array, sizes):
        return shape.unsafe_view(shape.clone(input), shape=sizes)
    if isinstance(array, np.ndarray) and not array.flags.c_contiguous:
        return shape.reshape_alias(input, shape=sizes)
    return shape.view(input, shape=sizes)


def flatten(input, start_dim=0, end_dim=-1):
    """Axes `start_dim` to `end_dim` made into one."""
    ndim = input.ndim
    start, end = axis(start_dim, ndim), axis(end_dim, ndim)
    if start > end:
        raise EngineError("flatten() has invalid args: start_dim cannot come after end_dim")
    if ndim == 0:
        return reshape(input, (1,))
    if start == end:
        return input
    length = 1
    for n in input.shape[start : end + 1]:
        length *= n
    return reshape(input, (*input.shape[:start], length, *input.shape[end + 1 :]))


def t(input):
    """The transpose of a matrix; a vector as it is."""
    if input.ndim > 2:
        raise EngineError(f"t() expects a tensor with <= 2 dimensions, but self is {input.ndim}D")
    return shape.t(input)


def transpose(input, dim0, dim1):
    """Two axes exchanged."""
    return shape.transpose_axes(input, dim0=axis(dim0, input.ndim), dim1=axis(dim1, input.ndim))


def permute(input, *dims):
    """Axes in another order."""
    dims = unpacked(dims, "dims")
    if len(dims) != input.ndim:
        raise EngineError(
            "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired "
            f"ordering of dimensions i.e. input.dim() = {input.ndim} is not equal to len(dims) = {len(dims)}"
        )
    checked = tuple(axis(d, input.ndim) for d in dims)
    if len(set(checked)) != len(checked):
        raise EngineError("permute(): duplicate dims are not allowed.")
    return shape.permute_axes(input, dims=checked)


def movedim(input, source, destination):
    """Axes moved to new positions, the others in their order."""
    sources = axes(source, input.ndim)
    targets = axes(destination, input.ndim)
    rest = [d for d in range(input.ndim) if d not in sources]
    order = [None] * input.ndim
    for s, d in zip(sources, targets):
        order[d] = s
    for d in range(input.ndim):
        if order[d] is None:
            order[d] = rest.pop(0)
    return shape.permute_axes(input, dims=tuple(order))


def unsqueeze(input, dim):
    """A new axis of length 1."""
    return shape.unsqueeze_axis(input, dim=axis(dim, input.ndim + 1))


def squeeze(input, dim=None):
    """Axes of length 1 removed: all, or those named."""
    if dim is None:
        return shape.squeeze_all(input)
    if isinstance(dim, (tuple, list)):
        return shape.squeeze_axes(input, dim=axes(dim, input.ndim))
    return shape.squeeze_axis(input, dim=axis(dim, input.ndim))


def expand(input, *sizes):
    """Axes of length 1 repeated to the given lengths, without copying; -1 keeps an axis."""
    sizes = unpacked(sizes, "size")
    new = len(sizes) - input.ndim
    if new < 0:
        raise EngineError(
            f"expand(torch.{legacy(input)}Tensor{{{list(input.shape)}}}, size={list(sizes)}): the number of sizes "
            f"provided ({len(sizes)}) must be greater or equal to the number of dimensions in the tensor ({input.ndim})"
        )
    target = []
    for i, n in enumerate(sizes):
        have = input.shape[i - new] if i >= new else None
        if n == -1:
            if have is None:
                raise EngineError(
                    f"The expanded size of the tensor ({n}) isn't allowed in a leading, non-existing dimension {i}"
                )
            n = have
        if have is not None and have != n and have != 1:
            raise EngineError(
                f"The expanded size of the tensor ({n}) must match the existing size ({have}) at non-singleton "
                f"dimension {i}.  Target sizes: {list(sizes)}.  Tensor sizes: {list(input.shape)}"
            )
        target.append(n)
    return shape.expand_to(input, shape=tuple(target))


def expand_as(input, other):
    """`expand` to the shape of another tensor."""
    return expand(input, *other.shape)


def broadcast_to(input, size):
    """`expand` to a shape."""
    return expand(input, *size)


def narrow(input, dim, start, length):
    """`length` positions along `dim`, from `start`."""
    dim = axis(dim, input.ndim)
    have = input.shape[dim]
    if length < 0:
        raise EngineError("narrow(): length must be non-negative.")
    if not -have <= start <= have:
        raise PositionError(f"start out of range (expected to be in range of [{-have}, {have}], but got {start})")
    start = start % have if start < 0 else start
    if start + length > have:
        raise EngineError(f"start ({start}) + length ({length}) exceeds dimension size ({have}).")
    return shape.slice_axis(input, dim=dim, start=start, stop=start + length, step=1)


def select(input, dim, index):
    """One position along `dim`, which goes away."""
    if input.ndim == 0:
        raise PositionError("select() cannot be applied to a 0-dim tensor.")
    dim = axis(dim, input.ndim)
    length = input.shape[dim]
    if not -length <= index < length:
        raise PositionError(
            f"select(): index {index} out of range for tensor of size {list(input.shape)} at dimension {dim}"
        )
    return shape.select_axis(input, dim=dim, index=int(index) % length)


def unbind(input, dim=0):
    """One view for each position along `dim`."""
    if input.ndim == 0:
        raise PositionError("Dimension specified as 0 but tensor has no dimensions")
    return shape.unbind_axis(input, dim=axis(dim, input.ndim))


def split(input, split_size_or_sections, dim=0):
    """Consecutive views along `dim`: of one length, or of the lengths given."""
    dim = axis(dim, input.ndim)
    length = input.shape[dim]
    if not isinstance(split_size_or_sections, int):
        sizes = tuple(split_size_or_sections)
        if builtins.sum(sizes) != length:
            raise EngineError(
                f"split_with_sizes expects split_sizes to sum exactly to {length} (input tensor's size at dimension "
                f"{dim}), but got split_sizes={list(sizes)}"
            )
        return shape.split_sizes(input, sizes=sizes, dim=dim)
    step = split_size_or_sections
    if step < 0 or (step == 0 and length):
        raise EngineError(f"split expects split_size be non-negative, but got split_size={step}")
    sizes = tuple(builtins.min(step, length - i) for i in range(0, length, step)) if length else (0,)
    return shape.split_axis(input, sizes=sizes, dim=dim)


def chunk(input, chunks, dim=0):
    """At most `chunks` consecutive views of equal length (the last may be shorter) along `dim`."""
    if chunks <= 0:
        raise EngineError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    length = input.shape[axis(dim, input.ndim)]
    return split(input, -(-length // chunks) if length else 1, dim)


def cat(tensors, dim=0):
    """Tensors one after another along an existing axis."""
    tensors = listed(tensors, "cat")
    if not tensors:
        raise ArgumentError("torch.cat(): expected a non-empty list of Tensors")
    for i, x in enumerate(tensors):
        if x.ndim == 0:
            raise EngineError(f"zero-dimensional tensor (at position {i}) cannot be concatenated")
    full = [(i, x) for i, x in enumerate(tensors) if tuple(x.shape) != (0,)] or [(0, tensors[0])]
    first = full[0][1].shape
    dim = axis(dim, len(first))
    for i, x in full[1:]:
        if x.ndim != len(first):
            raise EngineError(f"Tensors must have same number of dimensions: got {len(first)} and {x.ndim}")
        for d in range(len(first)):
            if d != dim and x.shape[d] != first[d]:
                raise EngineError(
                    f"Sizes of tensors must match except in dimension {dim}. Expected size {first[d]} but got size "
                    f"{x.shape[d]} for tensor number {i} in the list."
                )
    return shape.concatenate(*tensors, dim=dim)


def stack(tensors, dim=0):
    """Tensors of one shape side by side along a new axis."""
    tensors = listed(tensors, "stack")
    if not tensors:
        raise EngineError("stack expects a non-empty TensorList")
    first = tensors[0].shape
    for i, x in enumerate(tensors):
        if tuple(x.shape) != tuple(first):
            raise EngineError(
                f"stack expects each tensor to be equal size, but got {list(first)} at entry 0 and {list(x.shape)} at "
                f"entry {i}"
            )
    return shape.stack_axis(*tensors, dim=axis(dim, len(first) + 1))


def clone(input):
    """A copy through which gradients flow."""
    return shape.clone(input)


def contiguous(input):
    """This tensor, or a copy whose elements lie in memory in the order of the axes."""
    return input if is_contiguous(input) else shape.clone(input)


def to(input, dtype):
    """The same numbers in another dtype: the tensor itself if it has it already."""
    target = getattr(dtype, "numpy", dtype)
    return input if data_of(input).dtype == target else shape.to_dtype(input, dtype=target)
