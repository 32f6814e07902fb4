"""Shapes and views, joining and splitting."""

import builtins
import functools
import operator
import warnings

import numpy as np

from ..ops import index as picking
from ..ops import shape
from ..ops.arrays import CPU, named, on
from ..ops.arrays import place as place_of
from ..ops.errors import ArgumentError, EngineError, MissingError, OperandError, PositionError
from .arguments import (
    axes,
    axis,
    data_of,
    is_contiguous,
    is_tensor,
    legacy,
    listed,
    product,
    unpacked,
)  # fmt: skip
from .arguments import broadcast_shapes as common


def whole(n, name, argument):
    """A checked integer; TypeError in PyTorch's words for anything else."""
    if not hasattr(n, "__index__") or isinstance(n, bool):
        raise OperandError(f"{name}(): argument '{argument}' must be int, not {type(n).__name__}")
    return operator.index(n)


def check_axes(input, dim=0):
    """Raise PyTorch's error for an axis of a tensor that has none."""
    if input.ndim == 0:
        raise PositionError(f"Dimension specified as {dim} but tensor has no dimensions")


def sized(argument):
    """Let a function of a tensor and integers take these one by one, in a sequence, or by name."""

    def define(function):
        @functools.wraps(function)
        def spread(input, *sizes, **named):
            if named and not sizes and set(named) == {argument}:
                sizes = (named[argument],)
            elif not sizes and not named:
                raise OperandError(
                    f'{function.__name__}() missing 1 required positional arguments: "{argument}"\nIt must be a tuple of ints.'
                )
            elif named:
                raise OperandError(f"{function.__name__}(): arguments must be {argument}, not {', '.join(named)}")
            return function(input, unpacked(sizes, argument))

        return spread

    return define


def same(name, tensors, least=0):
    """A sequence of tensors, given one by one or as one sequence, as a tuple."""
    one = len(tensors) == 1 and isinstance(tensors[0], (tuple, list))
    tensors = tuple(tensors[0] if one else tensors)
    for i, x in enumerate(tensors):
        if not is_tensor(x):
            raise OperandError(
                f"expected Tensor as element {i} in argument 0, but got {type(x).__name__}: arguments of {name}() must be "
                "tensors"
            )
    if len(tensors) < least:
        raise EngineError(f"{name} expects a non-empty TensorList")
    return tensors


# -- the same elements in another shape ------------------------------------------------------------


def wanted_shape(input, sizes):
    """A checked target shape with its -1 filled in."""
    size = product(input.shape)
    for i, n in enumerate(sizes):
        if n < -1:
            raise EngineError(f"invalid shape dimension {n} at index {i} of shape {list(sizes)}")
    known = product(n for n in sizes if n != -1)
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
    if is_contiguous(array) or not array.size:
        return True
    return on(place_of(array), lambda: np.may_share_memory(array.reshape(sizes), array))


@sized("size")
def view(input, sizes):
    """The same elements in another shape, in the same memory. As ``torch.Tensor.view``.

    Parameters
    ----------
    *size : int, or one tuple of them
        Lengths of the axes; one may be -1, and is then what is left.

    Raises
    ------
    RuntimeError
        If the elements do not fit, or cannot be had in that shape without a copy: `reshape` copies.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.arange(6).view(2, -1)
    tensor([[0, 1, 2],
            [3, 4, 5]])
    """
    return shape.view(input, shape=wanted_shape(input, sizes))


@sized("shape")
def reshape(input, sizes):
    """The same elements in another shape, in the same memory if that is possible. As ``torch.reshape``.

    Parameters
    ----------
    input : Tensor
    *shape : int, or one tuple of them
        Lengths of the axes; one may be -1, and is then what is left.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.reshape(av.arange(6), (3, -1))
    tensor([[0, 1],
            [2, 3],
            [4, 5]])
    """
    sizes, array = wanted_shape(input, sizes), data_of(input)
    if not can_view(array, sizes):
        return shape.unsafe_view(shape.clone(input), shape=sizes)
    if not is_contiguous(array):
        return shape.reshape_alias(input, shape=sizes)
    return shape.view(input, shape=sizes)


def like_other(function, name):
    """Define a method that calls `function` with the shape of another tensor."""

    def method(input, other):
        if not is_tensor(other):
            raise OperandError(f"{name}(): argument 'other' (position 1) must be Tensor, not {type(other).__name__}")
        return function(input, tuple(other.shape))

    method.__name__ = method.__qualname__ = name
    method.__doc__ = f"""`{function.__name__}` to the shape of another tensor. As ``torch.Tensor.{name}``.

    Parameters
    ----------
    other : Tensor
        The tensor that has the shape wanted.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.ones(1, 2).{name}(av.zeros(2 if "{name}" == "expand_as" else 1, 2)).shape[1]
    2
    """
    return method


view_as, reshape_as = like_other(view, "view_as"), like_other(reshape, "reshape_as")


def flatten(input, start_dim=0, end_dim=-1):
    """Axes `start_dim` to `end_dim` made into one. As ``torch.flatten``.

    Parameters
    ----------
    input : Tensor
    start_dim, end_dim : int
        First and last of the axes that become one.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.flatten(av.zeros(2, 3, 4), 1).shape
    torch.Size([2, 12])
    """
    ndim = input.ndim
    start, end = axis(start_dim, ndim), axis(end_dim, ndim)
    if start > end:
        raise EngineError("flatten() has invalid args: start_dim cannot come after end_dim")
    if ndim == 0:
        return reshape(input, (1,))
    if start == end:
        return input
    sizes = input.shape
    return reshape(input, (*sizes[:start], product(sizes[start : end + 1]), *sizes[end + 1 :]))


def unflatten(input, dim, sizes):
    """One axis made into several. As ``torch.unflatten``.

    Parameters
    ----------
    input : Tensor
    dim : int
    sizes : tuple of int
        Lengths of the new axes; one may be -1.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.unflatten(av.zeros(2, 6), 1, (3, -1)).shape
    torch.Size([2, 3, 2])
    """
    sizes = unpacked((sizes,), "sizes")
    if not sizes:
        raise EngineError("unflatten: sizes must be non-empty")
    dim = axis(dim, input.ndim)
    if input.ndim == 0:
        raise EngineError("unflatten got an unexpected error:\nDimension specified as 0 but tensor has no dimensions")
    have = input.shape[dim]
    known = product(n for n in sizes if n != -1)
    if sizes.count(-1) > 1 or builtins.min(sizes) < -1 or (-1 in sizes and not known):
        raise EngineError(f"unflatten got an unexpected error:\nthe sizes {list(sizes)} cannot be inferred")
    if have % known if -1 in sizes else known != have:
        raise EngineError(
            f"unflatten: Provided sizes {list(sizes)} don't multiply up to the size of dim {dim} ({have}) in the input tensor"
        )
    sizes = tuple(have // known if n == -1 else n for n in sizes)
    return view(input, (*input.shape[:dim], *sizes, *input.shape[dim + 1 :]))


def ravel(input):
    """The elements in one axis. As ``torch.ravel``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.ravel(av.tensor([[1, 2], [3, 4]]))
    tensor([1, 2, 3, 4])
    """
    return shape.view(contiguous(input), shape=(product(input.shape),))


# -- axes in another order -------------------------------------------------------------------------


def t(input):
    """The transpose of a matrix; a vector or number as it is. As ``torch.t``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.t(av.tensor([[1, 2], [3, 4]]))
    tensor([[1, 3],
            [2, 4]])
    """
    if input.ndim > 2:
        name = "t_()" if hasattr(input, "tensor") else "t()"
        raise EngineError(f"{name} expects a tensor with <= 2 dimensions, but self is {input.ndim}D")
    return shape.t(input)


def transpose(input, dim0, dim1):
    """Two axes exchanged. As ``torch.transpose``, ``torch.swapaxes`` and ``torch.swapdims``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.transpose(av.zeros(2, 3, 4), 0, -1).shape
    torch.Size([4, 3, 2])
    """
    return shape.transpose_axes(input, dim0=axis(dim0, input.ndim), dim1=axis(dim1, input.ndim))


def swapaxes(input, axis0, axis1):
    """`transpose` by the name that NumPy gives it. As ``torch.swapaxes``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.swapaxes(av.zeros(2, 3), 0, 1).shape
    torch.Size([3, 2])
    """
    return transpose(input, axis0, axis1)


swapdims = transpose


def matrices_transposed(said, stated=None, numbers=False):
    """Define a transpose of the last two axes, which tells vectors and numbers how it is called."""

    def function(input):
        if numbers and input.ndim == 0:
            return input
        if input.ndim < 2 or (stated and input.ndim > 2):
            more = ". For batches of matrices, consider using tensor.mH" if input.ndim > 2 else ""
            kind = stated or "matrices or batches of matrices"
            raise EngineError(f"tensor.{said} is only supported on {kind}. Got {input.ndim}-D tensor{more or '.'}")
        return shape.transpose_axes(input, dim0=input.ndim - 2, dim1=input.ndim - 1)

    name = said.removesuffix("()")
    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"""The transpose of {stated or "matrices: the last two axes exchanged"}. As ``torch.Tensor.{name}``.

    Raises
    ------
    RuntimeError
        For a tensor of another number of axes.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.zeros(2, 3).{said}.shape
    torch.Size([3, 2])
    """
    return function


mT = matrices_transposed("mT", numbers=True)
mH = matrices_transposed("mH", numbers=True)
H = matrices_transposed("H", "matrices (2-D tensors)", numbers=True)
adjoint = matrices_transposed("adjoint()", numbers=True)


@sized("dims")
def permute(input, dims):
    """Axes in another order. As ``torch.permute``.

    Parameters
    ----------
    input : Tensor
    *dims : int, or one tuple of them
        For each axis of the result, which of `input` it is.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.permute(av.zeros(2, 3, 4), (2, 0, 1)).shape
    torch.Size([4, 2, 3])
    """
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
    """Axes moved to new positions, the others in their order. As ``torch.movedim`` and ``torch.moveaxis``.

    Parameters
    ----------
    input : Tensor
    source, destination : int or tuple of int
        The axes to move, and where to.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.movedim(av.zeros(2, 3, 4), 0, -1).shape
    torch.Size([3, 4, 2])
    """
    if isinstance(source, (tuple, list)) != isinstance(destination, (tuple, list)):
        raise OperandError("movedim(): source and destination must be both int or both tuple of ints")
    lists = [list(d) if isinstance(d, (tuple, list)) else [d] for d in (source, destination)]
    if len(lists[0]) != len(lists[1]):
        raise EngineError(
            f"movedim: Invalid source or destination dims: source ({lists[0]} dims) should contain the same number of dims "
            f"as destination ({lists[1]} dims)"
        )
    checked = [[axis(d, input.ndim) for d in dims] for dims in lists]
    for name, dims, given in zip(("source", "destination"), checked, lists):
        if len(set(dims)) != len(dims):
            raise EngineError(f"movedim: repeated dim in `{name}` ({given})")
    if not input.ndim:
        return shape.alias(input)
    order = dict(zip(checked[1], checked[0]))
    rest = iter([d for d in range(input.ndim) if d not in checked[0]])
    return shape.permute_axes(input, dims=tuple(order[d] if d in order else next(rest) for d in range(input.ndim)))


moveaxis = movedim


def unsqueeze(input, dim):
    """A new axis of length 1. As ``torch.unsqueeze``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.unsqueeze(av.zeros(3), 0).shape
    torch.Size([1, 3])
    """
    return shape.unsqueeze_axis(input, dim=axis(dim, input.ndim + 1))


def squeeze(input, dim=None):
    """Axes of length 1 removed: all, or those named. As ``torch.squeeze``.

    Parameters
    ----------
    input : Tensor
    dim : int or tuple of int, optional
        Axes that go away if their length is 1.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.squeeze(av.zeros(1, 3, 1)).shape, av.squeeze(av.zeros(1, 3, 1), 0).shape
    (torch.Size([3]), torch.Size([3, 1]))
    """
    if dim is None:
        return shape.squeeze_all(input)
    if isinstance(dim, (tuple, list)):
        return shape.squeeze_axes(input, dim=axes(dim, input.ndim))
    return shape.squeeze_axis(input, dim=axis(dim, input.ndim))


# -- repeating -------------------------------------------------------------------------------------


@sized("size")
def expand(input, sizes):
    """Axes of length 1 repeated to the given lengths, without copying. As ``torch.Tensor.expand``.

    Parameters
    ----------
    *size : int, or one tuple of them
        Lengths of the axes; -1 keeps one. There may be more in front than the tensor has.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.tensor([[1], [2]]).expand(-1, 3)
    tensor([[1, 1, 1],
            [2, 2, 2]])
    """
    new = len(sizes) - input.ndim
    if new < 0:
        raise EngineError(
            f"expand(torch.{legacy(input)}Tensor{{{list(input.shape)}}}, size={list(sizes)}): the number of sizes "
            f"provided ({len(sizes)}) must be greater or equal to the number of dimensions in the tensor ({input.ndim})"
        )
    target = list(sizes)
    for i, n in reversed(list(enumerate(sizes))):
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
        if n < 0:
            raise EngineError(f"numel: integer multiplication overflow: a size must not be negative, got {list(sizes)}")
        target[i] = n
    return shape.expand_to(input, shape=tuple(target))


expand_as = like_other(expand, "expand_as")


def broadcast_to(input, size):
    """`expand` to a shape. As ``torch.broadcast_to``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.broadcast_to(av.tensor([1, 2]), (2, 2))
    tensor([[1, 2],
            [1, 2]])
    """
    return expand(input, size)


def broadcast_tensors(*tensors):
    """Tensors expanded to their common shape. As ``torch.broadcast_tensors``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> [x.shape for x in av.broadcast_tensors(av.zeros(2, 1), av.zeros(3))]
    [torch.Size([2, 3]), torch.Size([2, 3])]
    """
    tensors = same("broadcast_tensors", tensors)
    sizes = functools.reduce(common, [tuple(x.shape) for x in tensors], ())
    return tuple(x if tuple(x.shape) == sizes else expand(x, sizes) for x in tensors)


def broadcast_shapes(*shapes):
    """The shape to which all of these broadcast. As ``torch.broadcast_shapes``.

    Parameters
    ----------
    *shapes : tuple of int, or int

    Returns
    -------
    tuple of int

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.broadcast_shapes((2, 1), 3)
    (2, 3)
    """
    found = ()
    for k, sizes in enumerate(shapes):
        sizes = unpacked((sizes,), "shapes")
        for d in range(1, builtins.min(len(found), len(sizes)) + 1):
            if found[-d] != sizes[-d] and 1 not in (found[-d], sizes[-d]):
                raise EngineError(
                    f"Attempting to broadcast a dimension of length {sizes[-d]} at {-d}! Mismatching argument at index {k} had "
                    f"{sizes}; but expected shape should be broadcastable to {list(found)}"
                )
        found = np.broadcast_shapes(found, sizes)
    return found


@sized("repeats")
def repeat(input, repeats):
    """Copies of the whole tensor side by side, so many along each axis. As ``torch.Tensor.repeat``.

    Parameters
    ----------
    *repeats : int, or one tuple of them
        There may be more in front than the tensor has axes.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.tensor([1, 2]).repeat(2, 2)
    tensor([[1, 2, 1, 2],
            [1, 2, 1, 2]])
    """
    if len(repeats) < input.ndim:
        raise EngineError("Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor")
    sizes = [n * m for n, m in zip(repeats, (1,) * (len(repeats) - input.ndim) + tuple(input.shape))]
    for n in sizes:
        if n < 0:
            raise EngineError(f"Trying to create tensor with negative dimension {n}: {sizes}")
    return shape.repeat_axes(input, repeats=repeats)


@sized("dims")
def tile(input, dims):
    """`repeat`, where numbers for the first axes may be left out. As ``torch.tile``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.tile(av.tensor([[1, 2]]), (2,))
    tensor([[1, 2, 1, 2]])
    """
    return repeat(input, (1,) * (input.ndim - len(dims)) + dims)


def repeat_interleave(input, repeats=None, dim=None, *, output_size=None):
    """Each element, or slice along `dim`, so many times in a row. As ``torch.repeat_interleave``.

    Parameters
    ----------
    input : Tensor
        Flattened if `dim` is None. Alone, it is the `repeats` of the positions 0, 1, 2 ...
    repeats : int or Tensor of int
        One number, or one for each.
    dim : int, optional
    output_size : int, optional
        How long the result will be along `dim`.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.repeat_interleave(av.tensor([1, 2]), 2), av.repeat_interleave(av.tensor([1, 2]), av.tensor([0, 3]))
    (tensor([1, 1, 2, 2]), tensor([2, 2, 2]))
    """
    if repeats is None:
        return interleaved(input, output_size)
    if dim is None:
        input, dim = reshape(input, (-1,)) if input.ndim != 1 else input, 0
    if not is_tensor(repeats) and whole(repeats, "repeat_interleave", "repeats") < 0:
        raise EngineError("Repeats must be non-negative")
    dim = axis(dim, input.ndim)
    check_axes(input)
    length = input.shape[dim]
    if is_tensor(repeats):
        if repeats.ndim > 1:
            raise EngineError("repeats must be 0-dim or 1-dim tensor")
        if product(repeats.shape) == 1:
            repeats = expand(reshape(repeats, (1,)), (length,))
        elif repeats.shape[0] != length:
            raise EngineError(
                f"repeats must have the same size as input along dim, but got repeats.size(0) = {repeats.shape[0]} and "
                f"input.size({dim}) = {length}"
            )
        return picking.index_select(input, interleaved(repeats, output_size), dim=dim)
    repeats = operator.index(repeats)
    wide = shape.unsqueeze_axis(input, dim=dim + 1)
    sizes = list(wide.shape)
    sizes[dim + 1] = repeats
    many = shape.clone(shape.expand_to(wide, shape=tuple(sizes)))
    return shape.view(many, shape=(*input.shape[:dim], length * repeats, *input.shape[dim + 1 :]))


def interleaved(repeats, output_size):
    """Each position as often as `repeats` says."""
    if repeats.ndim != 1:
        raise EngineError("repeat_interleave only accept 1D vector as repeat")
    counts = data_of(repeats)
    if counts.dtype not in (np.int64, np.int32):
        raise MissingError(f"\"repeat_interleave_cpu\" not implemented for '{legacy(repeats)}'")
    if on(place_of(counts), lambda: bool((counts < 0).any())):
        raise EngineError("repeats can not be negative")
    if output_size is not None and output_size != on(place_of(counts), lambda: int(counts.sum())):
        raise EngineError("allocated size does not match required size")
    return picking.interleaved(repeats)


# -- parts -----------------------------------------------------------------------------------------


def narrow(input, dim, start, length):
    """`length` positions along `dim`, from `start`. As ``torch.narrow``.

    Parameters
    ----------
    input : Tensor
    dim : int
    start : int or Tensor
        A negative one counts from the end.
    length : int

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.narrow(av.arange(5), 0, 1, 3)
    tensor([1, 2, 3])
    """
    if is_tensor(start):
        if start.ndim or data_of(start).dtype.kind not in "iu":
            raise EngineError("start must be an 0-dim integral Tensor.")
        start = int(start)
    start, length = whole(start, "narrow", "start"), whole(length, "narrow", "length")
    if input.ndim == 0:
        raise EngineError("narrow() cannot be applied to a 0-dim tensor.")
    if length < 0:
        raise EngineError("narrow(): length must be non-negative.")
    dim = axis(dim, input.ndim)
    have = input.shape[dim]
    if not -have <= start <= have:
        raise PositionError(f"start out of range (expected to be in range of [{-have}, {have}], but got {start})")
    start = start % have if start < 0 else start
    if start + length > have:
        raise EngineError(f"start ({start}) + length ({length}) exceeds dimension size ({have}).")
    return shape.slice_axis(input, dim=dim, start=start, stop=start + length, step=1)


def select(input, dim, index):
    """One position along `dim`, which goes away. As ``torch.select``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.select(av.tensor([[1, 2], [3, 4]]), 1, 0)
    tensor([1, 3])
    """
    dim, index = place(input, dim, index)
    return shape.select_axis(input, dim=dim, index=index)


def place(input, dim, index):
    """A checked axis, and a checked, non-negative position along it."""
    index = whole(index, "select", "index")
    if input.ndim == 0:
        raise PositionError("select() cannot be applied to a 0-dim tensor.")
    dim = axis(dim, input.ndim)
    length = input.shape[dim]
    if not -length <= index < length:
        raise PositionError(
            f"select(): index {index} out of range for tensor of size {list(input.shape)} at dimension {dim}"
        )
    return dim, index % length


def unbind(input, dim=0):
    """One view for each position along `dim`. As ``torch.unbind``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.unbind(av.tensor([[1, 2], [3, 4]]))
    (tensor([1, 2]), tensor([3, 4]))
    """
    check_axes(input)
    dim = axis(dim, input.ndim)
    return shape.unbind_axis(input, dim=dim) if input.shape[dim] else ()


def split(input, split_size_or_sections=None, dim=0, *, split_size=None):
    """Consecutive views along `dim`: of one length, or of the lengths given. As ``torch.split``.

    Parameters
    ----------
    input : Tensor
    split_size_or_sections : int or sequence of int
        One length (what is left may be shorter), or as many as there are to be views.
    dim : int

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.split(av.arange(5), 2), av.split(av.arange(3), [1, 2])
    ((tensor([0, 1]), tensor([2, 3]), tensor([4])), (tensor([0]), tensor([1, 2])))
    """
    sizes = split_size_or_sections if split_size is None else split_size
    if hasattr(sizes, "__index__"):
        return parts(input, operator.index(sizes), axis(dim, input.ndim), "split")
    return split_with_sizes(input, sizes, dim)


def parts(input, step, dim, name):
    """Views of length `step` along a checked axis, the last maybe shorter."""
    if input.ndim == 0:
        raise EngineError(f"{name} expects at least a 1-dimensional tensor")
    length = input.shape[dim]
    if step < 0:
        raise EngineError(f"split expects split_size be non-negative, but got split_size={step}")
    if step == 0 and length:
        raise EngineError(f"split_size can only be 0 if dimension size is 0, but got dimension size of {length}")
    sizes = tuple(builtins.min(step, length - i) for i in range(0, length, step)) if length else (0,)
    return shape.split_axis(input, sizes=sizes, dim=dim)


def split_with_sizes(input, split_sizes, dim=0):
    """Consecutive views of the given lengths along `dim`. As ``torch.split_with_sizes``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.split_with_sizes(av.arange(3), [1, 2])
    (tensor([0]), tensor([1, 2]))
    """
    if not isinstance(split_sizes, (tuple, list)):
        raise OperandError(
            f"split_with_sizes(): argument 'split_sizes' (position 2) must be tuple of ints, not {type(split_sizes).__name__}"
        )
    sizes = unpacked((split_sizes,), "split_sizes")
    if input.ndim == 0:
        raise EngineError("split expects at least a 1-dimensional tensor")
    dim = axis(dim, input.ndim)
    length = input.shape[dim]
    if builtins.any(n < 0 for n in sizes):
        raise EngineError(
            f"split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes={list(sizes)}"
        )
    if builtins.sum(sizes) != length:
        raise EngineError(
            f"split_with_sizes expects split_sizes to sum exactly to {length} (input tensor's size at dimension {dim}), "
            f"but got split_sizes={list(sizes)}"
        )
    return shape.split_sizes(input, sizes=sizes, dim=dim) if sizes else ()


def chunk(input, chunks, dim=0):
    """At most `chunks` consecutive views of equal length (the last may be shorter) along `dim`. As ``torch.chunk``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.chunk(av.arange(5), 2)
    (tensor([0, 1, 2]), tensor([3, 4]))
    """
    chunks = whole(chunks, "chunk", "chunks")
    if input.ndim == 0:
        raise EngineError("chunk expects at least a 1-dimensional tensor")
    if chunks <= 0:
        raise EngineError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    dim = axis(dim, input.ndim)
    length = input.shape[dim]
    if not length:
        return shape.split_sizes(input, sizes=(0,) * chunks, dim=dim)
    return parts(input, -(-length // chunks), dim, "chunk")


def tensor_split(input, indices_or_sections=None, dim=0, *, indices=None, sections=None):
    """Consecutive views along `dim`: so many, or divided at the given positions. As ``torch.tensor_split``.

    Parameters
    ----------
    input : Tensor
    indices_or_sections : int, sequence of int, or Tensor of either
        How many views, of lengths as equal as may be; or where each but the first begins.
    dim : int

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.tensor_split(av.arange(5), 2), av.tensor_split(av.arange(5), (1, 4))[1]
    ((tensor([0, 1, 2]), tensor([3, 4])), tensor([1, 2, 3]))
    """
    where = next((k for k in (indices, sections) if k is not None), indices_or_sections)
    if is_tensor(where):
        if (at := place_of(data_of(where))) != CPU:
            raise EngineError(
                f"tensor_split expected tensor_indices_or_sections to be on cpu, but it's on {named(at)}\n"
                "Bring it there, which waits for the GPU: where.cpu()."
            )
        if data_of(where).dtype != np.int64:
            raise EngineError(
                f"tensor_split expected tensor_indices_or_sections to have dtype of long, but got {legacy(where)}"
            )
        if where.ndim > 1:
            raise EngineError(
                "tensor_split expected tensor_indices_or_sections to be a zero-dimensional or one-dimensional tensor, but "
                f"got a tensor with {where.ndim} dims"
            )
        where = where.tolist()
    if input.ndim == 0:
        raise EngineError("tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims")
    dim = axis(dim, input.ndim)
    length = input.shape[dim]
    if isinstance(where, (tuple, list)):
        where = unpacked((where,), "indices")
    else:
        sections = whole(where, "tensor_split", "sections")
        if sections <= 0:
            raise EngineError(f"number of sections must be larger than 0, got {sections}")
        short, more = divmod(length, sections)
        where = [k * short + builtins.min(k, more) for k in range(1, sections)]
    starts = [slice(a, b).indices(length)[:2] for a, b in zip((0, *where), (*where, length))]
    return tuple(shape.slice_axis(input, dim=dim, start=a, stop=builtins.max(a, b), step=1) for a, b in starts)


def split_along(name, least, along):
    """Define ``hsplit``, ``vsplit`` or ``dsplit``."""

    def function(input, indices_or_sections=None, *, indices=None, sections=None):
        where = next((k for k in (indices, sections) if k is not None), indices_or_sections)
        if input.ndim < least:
            raise EngineError(
                f"torch.{name} requires a tensor with at least {least} dimension, but got a tensor with {input.ndim} "
                "dimensions!"
            )
        dim = along if input.ndim > 1 else 0
        if isinstance(where, int) and (where == 0 or input.shape[dim] % where):
            raise EngineError(
                f"torch.{name} attempted to split along dimension {dim}, but the size of the dimension {input.shape[dim]} is "
                f"not divisible by the split_size {where}!"
            )
        return tensor_split(input, where, dim)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"""`tensor_split` along axis {along}, into parts of equal length or at positions. As ``torch.{name}``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> [part.shape[{along}] for part in av.{name}(av.zeros(4, 4, 4), 2)]
    [2, 2]
    """
    return function


hsplit, vsplit, dsplit = split_along("hsplit", 1, 1), split_along("vsplit", 2, 0), split_along("dsplit", 3, 2)


# -- joining ---------------------------------------------------------------------------------------


def cat(tensors, dim=0, *, axis=None):
    """Tensors one after another along an existing axis. As ``torch.cat``, ``torch.concat`` and ``torch.concatenate``.

    Parameters
    ----------
    tensors : sequence of Tensor
        Of one shape but for the length along `dim`; dtypes are promoted. An empty vector fits between any others.
    dim : int

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.cat([av.tensor([1, 2]), av.tensor([3])])
    tensor([1, 2, 3])
    """
    tensors, dim = listed(tensors, "cat"), whole(dim if axis is None else axis, "cat", "dim")
    if not tensors:
        raise ArgumentError("torch.cat(): expected a non-empty list of Tensors")
    for i, x in enumerate(tensors):
        if x.ndim == 0:
            raise EngineError(f"zero-dimensional tensor (at position {i}) cannot be concatenated")
    full = [(i, x) for i, x in enumerate(tensors) if tuple(x.shape) != (0,)] or [(0, tensors[0])]
    first = full[0][1].shape
    dim = checked_axis(dim, len(first))
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


checked_axis = axis  # `axis` is also the name that NumPy gives the parameter
concat = concatenate = cat


def stack(tensors, dim=0):
    """Tensors of one shape side by side along a new axis. As ``torch.stack``.

    Parameters
    ----------
    tensors : sequence of Tensor
    dim : int
        Where the new axis is, in the result.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.stack([av.tensor([1, 2]), av.tensor([3, 4])], 1)
    tensor([[1, 3],
            [2, 4]])
    """
    tensors = listed(tensors, "stack")
    if not tensors:
        raise EngineError("stack expects a non-empty TensorList")
    first = tensors[0].shape
    dim = axis(dim, len(first) + 1)
    for i, x in enumerate(tensors):
        if tuple(x.shape) != tuple(first):
            raise EngineError(
                f"stack expects each tensor to be equal size, but got {list(first)} at entry 0 and {list(x.shape)} at "
                f"entry {i}"
            )
    return shape.stack_axis(*tensors, dim=dim)


def at_least(axes, name, extend):
    """Define ``atleast_1d`` or its like: `extend` gives one tensor the axes it lacks."""

    def function(*tensors):
        if len(tensors) == 1 and is_tensor(tensors[0]):
            return extend(tensors[0])
        if len(tensors) == 1 and not isinstance(tensors[0], (tuple, list)):
            raise OperandError(
                f"{name}(): argument 'input' (position 1) must be Tensor, not {type(tensors[0]).__name__}"
            )
        return tuple(extend(x) for x in same(name, tensors))

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"""Tensors with {axes} {"axis" if axes == 1 else "axes"} at least, the others as they are. As ``torch.{name}``.

    Parameters
    ----------
    *tensors : Tensor, or one sequence of them

    Returns
    -------
    Tensor, or a tuple of them for several

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.{name}(av.tensor(1.0)).shape
    torch.Size({[1] * axes})
    """
    return function


def raised(axes, dims):
    """What gives a number `axes` axes of length 1, and more axes than none those new ones that `dims` names."""

    def extend(x):
        if x.ndim == 0:
            return shape.view(x, shape=(1,) * axes)
        for dim in dims[builtins.min(x.ndim, axes) - 1]:
            x = shape.unsqueeze_axis(x, dim=dim)
        return x

    return extend


as_row, as_slab = raised(2, ((0,), ())), raised(3, ((0, 2), (2,), ()))
atleast_1d = at_least(1, "atleast_1d", raised(1, ((),)))
atleast_2d = at_least(2, "atleast_2d", as_row)
atleast_3d = at_least(3, "atleast_3d", as_slab)


def joined(name, prepare, dim, doc, example):
    """Define ``hstack`` or its like: `cat` of the tensors with the axes they lack."""

    def function(tensors):
        tensors = listed(tensors, name)
        if not tensors:
            raise EngineError(f"{name} expects a non-empty TensorList")
        tensors = [prepare(x) for x in tensors]
        return cat(tensors, dim(tensors[0]))

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"""{doc} As ``torch.{name}``.

    Parameters
    ----------
    tensors : sequence of Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.{name}([av.tensor([1, 2]), av.tensor([3, 4])]).tolist()
    {example}
    """
    return function


def as_column(x):
    """A vector as a matrix of one column."""
    return shape.view(contiguous(x), shape=(product(x.shape), 1)) if x.ndim < 2 else x


hstack = joined("hstack", raised(1, ((),)), lambda x: int(x.ndim > 1),
                "Tensors side by side: along axis 1, vectors along axis 0.", [1, 2, 3, 4])  # fmt: skip
vstack = joined(
    "vstack", as_row, lambda x: 0, "Tensors one above the other: along axis 0, vectors as rows.", [[1, 2], [3, 4]]
)
row_stack = vstack
dstack = joined("dstack", as_slab, lambda x: 2, "Tensors one behind the other: along axis 2.", [[[1, 3], [2, 4]]])
column_stack = joined("column_stack", as_column, lambda x: 1,
                      "Tensors side by side: along axis 1, vectors as columns.", [[1, 3], [2, 4]])  # fmt: skip


def block_diag(*tensors):
    """Matrices one after another along the diagonal of zeros; vectors count as rows. As ``torch.block_diag``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.block_diag(av.tensor([[1, 2]]), av.tensor([[3], [4]]))
    tensor([[1, 2, 0],
            [0, 0, 3],
            [0, 0, 4]])
    """
    tensors = same("block_diag", tensors)
    for i, x in enumerate(tensors):
        if x.ndim > 2:
            raise EngineError(
                f"torch.block_diag: Input tensors must have 2 or fewer dimensions. Input {i} has {x.ndim} dimensions"
            )
    return shape.blocks_diagonal(*tensors)


def meshgrid(*tensors, indexing=None):
    """Vectors expanded along each other's axes: the coordinates of a grid. As ``torch.meshgrid``.

    Parameters
    ----------
    *tensors : Tensor, or one sequence of them
        Of one axis or none, and of one dtype.
    indexing : {"ij", "xy"}
        Whether axes come in the order of the vectors, or the first two exchanged, as in a picture. Not to say so
        is deprecated, and means "ij".

    Returns
    -------
    tuple of Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> rows, columns = av.meshgrid(av.tensor([1, 2]), av.tensor([3, 4]), indexing="ij")
    >>> columns
    tensor([[3, 4],
            [3, 4]])
    """
    if indexing is None:
        indexing = "ij"
        warnings.warn(
            "torch.meshgrid: in an upcoming release, it will be required to pass the indexing argument.", stacklevel=2
        )
    tensors = same("meshgrid", tensors, 1)
    for x in tensors:
        if x.ndim > 1:
            raise EngineError(f"torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: {x}")
        if x.dtype != tensors[0].dtype:
            raise EngineError("torch.meshgrid expects all tensors to have the same dtype")
        if place_of(data_of(x)) != place_of(data_of(tensors[0])):
            raise EngineError("meshgrid expects all tensors to have the same device")
    if indexing not in ("ij", "xy"):
        raise EngineError(f'torch.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing}')
    order = list(range(len(tensors)))
    if indexing == "xy" and len(tensors) > 1:
        order[:2] = 1, 0
    sizes = tuple(product(tensors[k].shape) for k in order)
    flat = [shape.view(contiguous(x), shape=tuple(n if order[d] == k else 1 for d, n in enumerate(sizes)))
            for k, x in enumerate(tensors)]  # fmt: skip
    return tuple(shape.expand_to(x, shape=sizes) for x in flat)


def cartesian_prod(*tensors):
    """Every choice of one element from each vector, as a row. As ``torch.cartesian_prod``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.cartesian_prod(av.tensor([1, 2]), av.tensor([3, 4])).tolist()
    [[1, 3], [1, 4], [2, 3], [2, 4]]
    """
    tensors = same("cartesian_prod", tensors, 1)
    for x in tensors:
        if x.ndim != 1:
            raise EngineError(f"Expect a 1D vector, but got shape {list(x.shape)}")
    if len(tensors) == 1:
        return tensors[0]
    return stack([flatten(x) for x in meshgrid(*tensors, indexing="ij")], 1)


# -- turning around --------------------------------------------------------------------------------


@sized("dims")
def flip(input, dims):
    """The order along axes turned around, in a copy. As ``torch.flip``.

    Parameters
    ----------
    input : Tensor
    *dims : int, or one tuple of them

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.flip(av.tensor([[1, 2], [3, 4]]), (1,))
    tensor([[2, 1],
            [4, 3]])
    """
    return shape.flip_axes(input, dims=axes(dims, input.ndim))


def flipped(name, dim):
    """Define ``fliplr`` or ``flipud``."""

    def function(input):
        if input.ndim <= dim:
            raise EngineError(f"Input must be >= {dim + 1}-d.")
        return shape.flip_axes(input, dims=(dim,))

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"""`flip` along axis {dim}. As ``torch.{name}``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.{name}(av.tensor([[1, 2], [3, 4]])).tolist()
    {[[2, 1], [4, 3]] if dim else [[3, 4], [1, 2]]}
    """
    return function


fliplr, flipud = flipped("fliplr", 1), flipped("flipud", 0)


def roll(input, shifts, dims=()):
    """Elements moved on along axes, those at the end to the beginning. As ``torch.roll``.

    Parameters
    ----------
    input : Tensor
    shifts : int or tuple of int
    dims : int or tuple of int, optional
        One axis per shift; without them the flattened tensor is rolled.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.roll(av.tensor([1, 2, 3]), 1)
    tensor([3, 1, 2])
    """
    shifts, dims = unpacked((shifts,), "shifts"), unpacked((dims,), "dims") if dims is not None else ()
    if not shifts:
        raise EngineError("`shifts` required")
    if len(shifts) != len(dims) and (dims or len(shifts) > 1):
        raise EngineError(f"shifts and dimensions must align. shifts: {len(shifts)}, dims:{len(dims)}")
    if not product(input.shape):
        dims = ()
    if dims:
        check_axes(input)
    return shape.roll_axes(input, shifts=shifts, dims=tuple(axis(d, input.ndim) for d in dims) or None)


def rot90(input, k=1, dims=(0, 1)):
    """`k` quarter turns in the plane of two axes, from the first towards the second. As ``torch.rot90``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.rot90(av.tensor([[1, 2], [3, 4]]))
    tensor([[2, 4],
            [1, 3]])
    """
    k, dims = whole(k, "rot90", "k"), unpacked((dims,), "dims")
    if len(dims) != 2:
        raise EngineError(f"expected total rotation dims == 2, but got dims = {len(dims)}")
    if input.ndim < 2:
        raise EngineError(f"expected total dims >= 2, but got total dims = {input.ndim}")
    checked = tuple(axis(d, input.ndim) for d in dims)
    if checked[0] == checked[1]:
        raise EngineError(f"expected rotation dims to be different, but got dim0 = {dims[0]} and dim1 = {dims[1]}")
    return shape.rotated(input, k=k % 4, dims=checked)


# -- diagonals and triangles -----------------------------------------------------------------------


def planes(dim1, dim2, ndim):
    """Two different checked axes."""
    checked = axis(dim1, ndim), axis(dim2, ndim)
    if checked[0] == checked[1]:
        raise EngineError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    return checked


def diagonal(input, offset=0, dim1=0, dim2=1):
    """The diagonals of the planes of two axes, along a last axis: a view. As ``torch.diagonal``.

    Parameters
    ----------
    input : Tensor
    offset : int
        Which diagonal: 0 the main one, more above it, less below.
    dim1, dim2 : int

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.diagonal(av.tensor([[1, 2], [3, 4]]))
    tensor([1, 4])
    """
    offset = whole(offset, "diagonal", "offset")
    dim1, dim2 = planes(dim1, dim2, input.ndim)
    return shape.diagonal_axes(input, offset=offset, dim1=dim1, dim2=dim2)


def diag_embed(input, offset=0, dim1=-2, dim2=-1):
    """Planes of zeros with the last axis of `input` on their diagonals. As ``torch.diag_embed``.

    Parameters
    ----------
    input : Tensor
    offset : int
    dim1, dim2 : int
        Axes of the planes, in the result.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.diag_embed(av.tensor([1, 2]))
    tensor([[1, 0],
            [0, 2]])
    """
    offset = whole(offset, "diag_embed", "offset")
    axis(-2 if input.ndim == 0 else 0, input.ndim)
    dim1, dim2 = planes(dim1, dim2, input.ndim + 1)
    return shape.diagonal_embedded(input, offset=offset, dim1=dim1, dim2=dim2)


def diag(input, diagonal=0):
    """A vector as the diagonal of a matrix; of a matrix, a copy of its diagonal. As ``torch.diag``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.diag(av.tensor([1, 2])).tolist(), av.diag(av.tensor([[1, 2], [3, 4]]))
    ([[1, 0], [0, 2]], tensor([1, 4]))
    """
    offset = whole(diagonal, "diag", "diagonal")
    if input.ndim not in (1, 2):
        raise EngineError(f"diag(): Supports 1D or 2D tensors. Got {input.ndim}D")
    return diag_embed(input, offset) if input.ndim == 1 else shape.diagonal_copy(input, offset=offset)


def diagflat(input, offset=0):
    """The elements as the diagonal of a matrix. As ``torch.diagflat``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.diagflat(av.tensor([[1], [2]])).tolist()
    [[1, 0], [0, 2]]
    """
    return diag_embed(shape.view(contiguous(input), shape=(product(input.shape),)), offset)


def triangle(op, described):
    """Define ``tril`` or ``triu``."""
    name = op.name

    def function(input, diagonal=0):
        k = whole(diagonal, name, "diagonal")
        if input.ndim < 2:
            raise EngineError(f"{name}: input tensor must have at least 2 dimensions")
        return op(input, k=k)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"""{described} triangle of matrices; the rest is 0. As ``torch.{name}``.

    Parameters
    ----------
    input : Tensor
    diagonal : int
        The last diagonal that is kept: 0 the main one, more above it, less below.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.{name}(av.ones(2, 2)).tolist()
    {[[1.0, 0.0], [1.0, 1.0]] if name == "tril" else [[1.0, 1.0], [0.0, 1.0]]}
    """
    return function


tril, triu = triangle(shape.tril, "The lower"), triangle(shape.triu, "The upper")


def trace(input):
    """The sum of the diagonal of a matrix. As ``torch.trace``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.trace(av.tensor([[1, 2], [3, 4]]))
    tensor(5)
    """
    if input.ndim != 2:
        raise EngineError(f"trace: expected a matrix, but got tensor with dim {input.ndim}")
    if data_of(input).dtype == bool:
        raise MissingError("\"trace\" not implemented for 'Bool'")
    return shape.trace(input)


def unfold(input, dimension, size, step):
    """Windows of `size` positions along one axis, every `step`: a view. As ``torch.Tensor.unfold``.

    Parameters
    ----------
    dimension, size, step : int

    Returns
    -------
    Tensor
        The windows along `dimension`, what is in them along a last axis.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.arange(4).unfold(0, 2, 1)
    tensor([[0, 1],
            [1, 2],
            [2, 3]])
    """
    dim = axis(dimension, input.ndim)
    size, step = whole(size, "unfold", "size"), whole(step, "unfold", "step")
    length = input.shape[dim] if input.ndim else 1
    if size < 0:
        raise EngineError(f"size is {size} but must be >= 0")
    if size > length:
        raise EngineError(f"maximum size for tensor at dimension {dim} is {length} but size is {size}")
    if step <= 0:
        raise EngineError(f"step is {step} but must be > 0")
    return shape.unfold_axis(input, dim=dim, size=size, step=step)


# -- with a part replaced --------------------------------------------------------------------------


def check_part(src, part):
    """Raise PyTorch's error for a source of another shape than the part it is to replace."""
    if tuple(src.shape) != tuple(part):
        raise EngineError(
            f"expected src to have a size equal to the slice of self. src size = {list(src.shape)}, slice size = "
            f"{list(part)}"
        )


def select_scatter(input, src, dim, index):
    """A copy of `input` with one position along `dim` replaced by `src`. As ``torch.select_scatter``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.select_scatter(av.zeros(2, 2), av.ones(2), 0, 1).tolist()
    [[0.0, 0.0], [1.0, 1.0]]
    """
    dim, index = place(input, dim, index)
    check_part(src, (*input.shape[:dim], *input.shape[dim + 1 :]))
    return shape.select_put(input, src, dim=dim, index=index)


def slice_scatter(input, src, dim=0, start=None, end=None, step=1):
    """A copy of `input` with a range of positions along `dim` replaced by `src`. As ``torch.slice_scatter``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.slice_scatter(av.zeros(4), av.ones(2), start=1, end=3)
    tensor([0., 1., 1., 0.])
    """
    dim = axis(dim, input.ndim)
    start, stop, step = slice(start, end, step).indices(input.shape[dim])
    check_part(src, (*input.shape[:dim], len(range(start, stop, step)), *input.shape[dim + 1 :]))
    return shape.slice_put(input, src, dim=dim, start=start, stop=builtins.max(start, stop), step=step)


def diagonal_scatter(input, src, offset=0, dim1=0, dim2=1):
    """A copy of `input` with diagonals replaced by `src`. As ``torch.diagonal_scatter``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.diagonal_scatter(av.zeros(2, 2), av.ones(2)).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    dim1, dim2 = planes(dim1, dim2, input.ndim)
    check_part(src, np.diagonal(np.broadcast_to(0, tuple(input.shape)), offset, dim1, dim2).shape)
    return shape.diagonal_put(input, src, offset=offset, dim1=dim1, dim2=dim2)


# -- copies ----------------------------------------------------------------------------------------


class memory_format:
    """How the elements of a copy lie in memory, as ``torch.memory_format``: `contiguous_format` or `preserve_format`.

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.zeros(2, 3).t()
    >>> x.clone().stride(), x.clone(memory_format=av.contiguous_format).stride()
    ((1, 3), (2, 1))
    """

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return f"torch.{self.name}"


contiguous_format, preserve_format = memory_format("contiguous_format"), memory_format("preserve_format")


def clone(input, *, memory_format=None):
    """A copy through which gradients flow. As ``torch.clone``.

    Parameters
    ----------
    input : Tensor
    memory_format : memory_format, optional
        `contiguous_format` lays the copy out in the order of the axes; else it keeps the order of memory.

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor([1.0, 2.0])
    >>> y = av.clone(x)
    >>> y[0] = 5
    >>> x
    tensor([1., 2.])
    """
    return shape.clone(input, kept=memory_format in (None, preserve_format))


def contiguous(input, *, memory_format=None):
    """This tensor, or a copy whose elements lie in memory in the order of the axes. As ``torch.Tensor.contiguous``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.zeros(2, 3).t().contiguous().stride()
    (2, 1)
    """
    return input if is_contiguous(input) else shape.clone(input)


def to(input, dtype, where=None):
    """The same numbers in another dtype, and at another place if one is given: the tensor itself if it is so already."""
    data, target = data_of(input), getattr(dtype, "numpy", dtype)
    if where is not None and where != place_of(data):
        return shape.to_device(input, dtype=target, where=where)
    return input if data.dtype == target else shape.to_dtype(input, dtype=target)
