"""Shapes and views: reshape, transpose, select, slice, expand, cat, stack, and their reverses.

Letters: ``x`` operand, ``y`` result, ``g`` upstream gradient. Parameters are already checked and
non-negative here (`functions` does that), so every forward is one NumPy call.
"""

from itertools import accumulate

import numpy as np

from .arithmetic import zeros_like
from .arrays import SCALARS, duplicate, moved, on, packed, strided, zeros
from .errors import EngineError
from .op import op
from .reduce import sum_axes


@op(r"\mathrm{{view}}({0})", [lambda g, y, x, shape: reshape_like(g, like=x)],
    symbol="view", like=(0,), view=True, node="ViewBackward0")  # fmt: skip
def view(x, *, shape):
    """The same elements in the same memory, in another shape."""
    out = x.reshape(shape)
    if out.size and type(x) not in SCALARS and not np.may_share_memory(out, x):
        raise EngineError(
            "view size is not compatible with input tensor's size and stride (at least one dimension spans "
            "across two contiguous subspaces). Use .reshape(...) instead."
        )
    return out


@op(r"\mathrm{{view}}({0})", [lambda g, y, x, shape: reshape_like(g, like=x)],
    symbol="view", like=(0,), node="UnsafeViewBackward0")  # fmt: skip
def unsafe_view(x, *, shape):
    """A fresh array in another shape."""
    return x.reshape(shape)


@op(r"\mathrm{{view}}({0})", [lambda g, y, x, shape: reshape_like(g, like=x)],
    symbol="view", like=(0,), view=True, node="ReshapeAliasBackward0")  # fmt: skip
def reshape_alias(x, *, shape):
    """`view` of an array that is not contiguous."""
    return x.reshape(shape)


@op(r"\mathrm{{reshape}}({0})", [lambda g, y, x, like: reshape_like(g, like=x)], like=(0,))
def reshape_like(x, *, like):
    """The elements of `x` in the shape of `like`."""
    return x.reshape(like.shape)


@op(r"{0}^\top", [lambda g, y, x: t(g)],
    symbol="ᵀ", level=8, view=True, node="TBackward0")  # fmt: skip
def t(x):
    """Transpose of a matrix; a vector or scalar stays as it is."""
    return x.T


@op(r"{0}^\top", [lambda g, y, x, dim0, dim1: transpose_axes(g, dim0=dim0, dim1=dim1)],
    symbol="ᵀ", level=8, view=True, node="TransposeBackward0")  # fmt: skip
def transpose_axes(x, *, dim0, dim1):
    """Two axes exchanged."""
    return x.swapaxes(dim0, dim1) if x.ndim else x


@op(r"\mathrm{{permute}}({0})", [lambda g, y, x, dims: permute_back(g, dims=dims)],
    symbol="permute", view=True, node="PermuteBackward0")  # fmt: skip
def permute_axes(x, *, dims):
    """Axes in the order `dims`."""
    return np.transpose(x, dims)


@op(r"\mathrm{{permute}}^{{-1}}({0})", [lambda g, y, x, dims: permute_axes(g, dims=dims)], view=True)
def permute_back(x, *, dims):
    """The inverse of `permute_axes`."""
    return put_back(x, dims)


def put_back(x, order):
    """Axes that were taken in some order, as they were."""
    return np.transpose(x, sorted(range(x.ndim), key=order.__getitem__))


@op(r"{0}", [lambda g, y, x, shape: shrink(g, like=x)],
    symbol="expand", like=(0,), view=True, node="ExpandBackward0")  # fmt: skip
def expand_to(x, *, shape):
    """Axes of length 1, and new leading axes, repeated without copying."""
    return writable(np.broadcast_to(x, shape), x)


def writable(view, x):
    """A view that NumPy made read-only, like any other of `x`: what may be written is checked when it is."""
    if isinstance(x, np.ndarray) and x.flags.writeable:
        view.flags.writeable = True
    return view


@op(
    r"{{\textstyle\sum_{{\text{{broadcast}}}}}} {0}",
    [lambda g, y, x, like: expand_to(g, shape=like_shape(x))],
    level=2,
    like=(0,),
)
def shrink(x, *, like):
    """Undo a broadcast: sum over the axes along which `like` was repeated."""
    return sum_broadcast(x, like.shape)


def like_shape(x):
    """The shape of an array, tensor or stand-in; a symbol has none and stands for itself."""
    return getattr(x, "shape", x)


def broadcast_axes(shape, target):
    """The axes of `shape` along which an array of shape `target` was repeated to reach it."""
    new = len(shape) - len(target)
    return tuple(range(new)) + tuple(new + i for i, n in enumerate(target) if n == 1 and shape[new + i] != 1)


def sum_broadcast(x, target):
    """Sum `x` over its broadcast axes, down to shape `target`; the same code for arrays and tensors."""
    if x.shape == target:
        return x
    axes = broadcast_axes(x.shape, target)
    if axes:
        x = sum_axes(x, dim=axes, keepdim=True)
    return x if x.shape == target else unsafe_view(x, shape=target)


@op(r"{0}", [lambda g, y, x, dim: squeeze_axes(g, dim=(dim,))],
    symbol="unsqueeze", view=True, node="UnsqueezeBackward0")  # fmt: skip
def unsqueeze_axis(x, *, dim):
    """A new axis of length 1."""
    return x.reshape((*x.shape[:dim], 1, *x.shape[dim:]))


@op(r"{0}", [lambda g, y, x: reshape_like(g, like=x)],
    symbol="squeeze", like=(0,), view=True, node="SqueezeBackward0")  # fmt: skip
def squeeze_all(x):
    """Every axis of length 1 removed."""
    return x.squeeze()


@op(r"{0}", [lambda g, y, x, dim: reshape_like(g, like=x)],
    symbol="squeeze", like=(0,), view=True, node="SqueezeBackward1")  # fmt: skip
def squeeze_axis(x, *, dim):
    """The axis `dim` removed if its length is 1."""
    return x.squeeze(dim) if x.ndim and x.shape[dim] == 1 else x[...]


@op(r"{0}", [lambda g, y, x, dim: reshape_like(g, like=x)],
    symbol="squeeze", like=(0,), view=True, node="SqueezeBackward2")  # fmt: skip
def squeeze_axes(x, *, dim):
    """Those of the axes `dim` removed whose length is 1."""
    return x.squeeze(tuple(d for d in dim if x.shape[d] == 1)) if x.ndim else x[...]


@op(r"{0}", [lambda g, y, x, dim: reshape_like(g, like=x)],
    symbol="squeeze", like=(0,), node="SqueezeBackward4")  # fmt: skip
def squeeze_product(x, *, dim):
    """The axis that `matmul` added for a vector removed again."""
    return x.squeeze(dim)


@op(r"{0}[{place}]", [lambda g, y, x, dim, index: put_select(g, like=x, dim=dim, index=index)],
    symbol="[i]", level=8, like=(0,), view=True, node="SelectBackward0")  # fmt: skip
def select_axis(x, *, dim, index):
    """One position along one axis, which goes away."""
    return x[(slice(None),) * dim + (index, ...)]


@op(r"\mathrm{{put}}_{{{place}}}({0})", [lambda g, y, x, like, dim, index: select_axis(g, dim=dim, index=index)])
def put_select(x, *, like, dim, index):
    """Zeros in the shape of `like`, with `x` where `select_axis` took it from."""
    out = zeros(like.shape, x.dtype, like=x)
    out[(slice(None),) * dim + (index,)] = x
    return out


@op(r"{0}[{place}]", [lambda g, y, x, dim, start, stop, step: put_slice(g, like=x, dim=dim, start=start, stop=stop, step=step)],
    symbol="[i:j]", level=8, like=(0,), view=True, node="SliceBackward0")  # fmt: skip
def slice_axis(x, *, dim, start, stop, step):
    """A range of positions along one axis."""
    return x[(slice(None),) * dim + (slice(start, stop, step),)]


@op(
    r"\mathrm{{put}}_{{{place}}}({0})",
    [lambda g, y, x, like, dim, start, stop, step: slice_axis(g, dim=dim, start=start, stop=stop, step=step)],
)
def put_slice(x, *, like, dim, start, stop, step):
    """Zeros in the shape of `like`, with `x` where `slice_axis` took it from."""
    out = zeros(like.shape, x.dtype, like=x)
    out[(slice(None),) * dim + (slice(start, stop, step),)] = x
    return out


@op(r"{0}", [lambda g, y, x: g], symbol="alias", view=True, node="AliasBackward0")
def alias(x):
    """The whole tensor as a view of itself."""
    return x[...]


@op(r"{0}", [lambda g, y, x, kept=False: g], symbol="clone", node="CloneBackward0")
def clone(x, *, kept=False):
    """A copy through which gradients flow, in the order of the axes unless that of memory is to be `kept`."""
    return fresh(x, x) if kept and x.ndim else x.copy(order="C")


@op(r"\mathrm{{cat}}({parts})", [lambda g, y, *xs, k, dim: piece(g, whole=xs, k=k, dim=dim)],
    symbol="cat", node="CatBackward0", dtypes="promote", broadcasts=True)  # fmt: skip
def concatenate(*xs, dim):
    """Arrays one after another along an existing axis; an empty vector fits between any others."""
    return packed(np.concatenate([x for x in xs if x.shape != (0,)] or xs, axis=dim))


@op(r"\mathrm{{part}}_{{{k}}}({0})", [lambda g, y, x, whole, k, dim: put_piece(g, whole=whole, k=k, dim=dim)])
def piece(x, *, whole, k, dim):
    """The part of `x` that part `k` of `whole` contributed by `concatenate`."""
    return x[where_piece(whole, k, dim)].reshape(whole[k].shape)


@op(r"\mathrm{{put}}_{{{k}}}({0})", [lambda g, y, x, whole, k, dim: piece(g, whole=whole, k=k, dim=dim)])
def put_piece(x, *, whole, k, dim):
    """Zeros in the shape of the concatenated `whole`, with `x` in the place of part `k`."""
    shape = list(next((part.shape for part in whole if part.shape != (0,)), (0,)))
    shape[dim] = sum(length(part, dim) for part in whole)
    out = zeros(shape, x.dtype, like=x)
    where = where_piece(whole, k, dim)
    out[where] = x.reshape(out[where].shape)
    return out


def where_piece(whole, k, dim):
    """Where part `k` lies in the concatenation."""
    start = sum(length(part, dim) for part in whole[:k])
    return (slice(None),) * dim + (slice(start, start + length(whole[k], dim)),)


def length(part, dim):
    """How much of the concatenation along `dim` a part is; an empty vector is nothing of it."""
    return 0 if part.shape == (0,) else part.shape[dim]


@op(r"\mathrm{{stack}}({parts})", [lambda g, y, *xs, k, dim: select_axis(g, dim=dim, index=k)],
    symbol="stack", node="StackBackward0", dtypes="promote", broadcasts=True)  # fmt: skip
def stack_axis(*xs, dim):
    """Arrays side by side along a new axis."""
    return packed(np.stack(xs, axis=dim))


@op(r"\mathrm{{unbind}}({0})", [lambda g, y, x, dim: stack_axis(*g, dim=dim)],
    symbol="unbind", view=True, results=0, node="UnbindBackward0")  # fmt: skip
def unbind_axis(x, *, dim):
    """One view for each position along `dim`."""
    return tuple(x[(slice(None),) * dim + (k, ...)] for k in range(x.shape[dim]))


@op(r"\mathrm{{split}}({0})", [lambda g, y, x, sizes, dim: concatenate(*g, dim=dim)],
    symbol="split", view=True, results=0, node="SplitBackward0")  # fmt: skip
def split_axis(x, *, sizes, dim):
    """Consecutive views of the given lengths along `dim`."""
    return tuple(x[(slice(None),) * dim + (slice(end - n, end),)] for n, end in zip(sizes, accumulate(sizes)))


@op(r"\mathrm{{split}}({0})", [lambda g, y, x, sizes, dim: concatenate(*g, dim=dim)],
    symbol="split", view=True, results=0, node="SplitWithSizesBackward0")  # fmt: skip
def split_sizes(x, *, sizes, dim):
    """`split_axis` where the lengths were given one by one, which PyTorch calls otherwise."""
    return split_axis.forward(x, sizes=sizes, dim=dim)


@op(r"{0}", [lambda g, y, x, dtype: cast_like(g, like=x)], symbol="cast", like=(0,), node="ToCopyBackward0")
def to_dtype(x, *, dtype):
    """The same numbers in another dtype."""
    return (laid_out(x, x) if 0 in x.strides else x).astype(dtype)


@op(r"{0}", [lambda g, y, x, like: cast_like(g, like=x)], like=(0,), node="ToCopyBackward0")
def cast_like(x, *, like):
    """The same numbers in the dtype of `like`."""
    return x.astype(like.dtype)


@op(r"{0}", [lambda g, y, x, dtype, where: to_device_of(g, like=x)], symbol="to", like=(0,), node="ToCopyBackward0")
def to_device(x, *, dtype, where):
    """The same numbers on another device, in a dtype: cast on the side where they take less room."""
    if dtype.itemsize < x.itemsize:
        return moved(x.astype(dtype, copy=False), where)
    return on(where, moved(x, where).astype, dtype, copy=False)


@op(r"{0}", [lambda g, y, x, like: to_device_of(g, like=x)], symbol="to", like=(0,), node="ToCopyBackward0")
def to_device_of(x, *, like):
    """The same numbers on the device and in the dtype of `like`."""
    return to_device.forward(x, dtype=like.dtype, where=like.place)


@op(r"\mathrm{{repeat}}({0})", [lambda g, y, x, repeats: sum_repeats(g, like=x, repeats=repeats)],
    symbol="repeat", like=(0,), node="RepeatBackward0")  # fmt: skip
def repeat_axes(x, *, repeats):
    """Copies of the whole array side by side, so many along each axis."""
    return packed(np.tile(x, repeats))


@op(r"{{\textstyle\sum_{{\text{{repeats}}}}}} {0}", [lambda g, y, x, like, repeats: repeat_axes(g, repeats=repeats)],
    level=2)  # fmt: skip
def sum_repeats(x, *, like, repeats):
    """The sum of all copies that `repeat_axes` made."""
    sizes = (1,) * (len(repeats) - len(like.shape)) + tuple(like.shape)
    split = x.reshape([n for pair in zip(repeats, sizes) for n in pair])
    return split.sum(axis=tuple(range(0, 2 * len(repeats), 2))).reshape(like.shape)


@op(r"\mathrm{{flip}}({0})", [lambda g, y, x, dims: flip_axes(g, dims=dims)], symbol="flip", node="FlipBackward0")
def flip_axes(x, *, dims):
    """The order along the axes `dims` turned around."""
    return fresh(np.flip(x, dims), x)


def fresh(out, x):
    """A copy of `out` that lies in memory as `x` does, its axes in the same order."""
    return duplicate(out, "C") if type(x) in SCALARS or x.flags.c_contiguous else laid_out(out, x)


def laid_out(out, x):
    """A copy of `out` whose axes lie in memory in the order of those of `x`."""
    order = memory_order(x)
    return put_back(duplicate(np.transpose(out, order), "C"), order)


def memory_order(x):
    """The axes from the longest step in memory to the shortest; one without a step stays where it is, as in PyTorch."""
    order = list(range(x.ndim))[::-1]
    for at in range(1, x.ndim):
        for before in range(at - 1, -1, -1):
            d, e = order[before], order[at]
            steps, sizes = (x.strides[d], x.strides[e]), (x.shape[d], x.shape[e])
            if 0 in steps:
                continue
            if (steps[0], sizes[0]) > (steps[1], sizes[1]):
                order[before], order[at] = e, d
                at = before
            elif steps[0] < steps[1]:
                break
    return order[::-1]


@op(r"\mathrm{{roll}}({0})", [lambda g, y, x, shifts, dims: roll_back(g, shifts=shifts, dims=dims)],
    symbol="roll", node="RollBackward0")  # fmt: skip
def roll_axes(x, *, shifts, dims):
    """Elements moved on by `shifts` along `dims` (None: in the flattened array), around the end to the beginning."""
    return duplicate(np.roll(x, shifts, dims), "C")


@op(r"\mathrm{{roll}}^{{-1}}({0})", [lambda g, y, x, shifts, dims: roll_axes(g, shifts=shifts, dims=dims)])
def roll_back(x, *, shifts, dims):
    """The inverse of `roll_axes`."""
    return np.roll(x, tuple(-n for n in shifts), dims)


@op(r"\mathrm{{rot}}_{{90}}({0})", [lambda g, y, x, k, dims: rotated_back(g, k=k, dims=dims)],
    symbol="rot90", node="Rot90Backward0")  # fmt: skip
def rotated(x, *, k, dims):
    """A quarter turn in the plane of two axes, `k` times."""
    turned = (lambda v: np.swapaxes(v, *dims)) if k % 2 else (lambda v: v)  # PyTorch flips into a copy, then transposes
    return turned(fresh(turned(np.rot90(x, k, dims)), x)) if k else duplicate(x, "C")


@op(r"\mathrm{{rot}}_{{90}}^{{-1}}({0})", [lambda g, y, x, k, dims: rotated(g, k=k, dims=dims)])
def rotated_back(x, *, k, dims):
    """The inverse of `rotated`."""
    return np.rot90(x, -k, dims)


@op(r"\mathrm{{diag}}({0})", [lambda g, y, x, offset, dim1, dim2: put_diagonal(g, like=x, offset=offset, dim1=dim1, dim2=dim2)],
    symbol="diag", like=(0,), view=True, node="DiagonalBackward0")  # fmt: skip
def diagonal_axes(x, *, offset, dim1, dim2):
    """The diagonals of the planes of two axes, along a last axis."""
    return writable(np.diagonal(x, offset, dim1, dim2), x)


@op(r"\mathrm{{diag}}({0})", [lambda g, y, x, offset: put_diagonal(g, like=x, offset=offset, dim1=0, dim2=1)],
    symbol="diag", like=(0,), node="DiagonalBackward0_copy")  # fmt: skip
def diagonal_copy(x, *, offset):
    """A copy of a diagonal of a matrix."""
    return duplicate(np.diagonal(x, offset))


@op(r"\mathrm{{diag}}({0})", [lambda g, y, x, like, offset, dim1, dim2: diagonal_axes(g, offset=offset, dim1=dim1, dim2=dim2)],
    broadcasts=True)  # fmt: skip
def put_diagonal(x, *, like, offset, dim1, dim2):
    """Zeros in the shape of `like`, with `x` on the diagonals."""
    out = zeros(like.shape, x.dtype, like=x)
    writable(np.diagonal(out, offset, dim1, dim2), out)[...] = x
    return out


@op(r"\mathrm{{diag}}({0})", [lambda g, y, x, offset, dim1, dim2: diagonal_axes(g, offset=offset, dim1=dim1, dim2=dim2)],
    symbol="diag", node="DiagEmbedBackward0")  # fmt: skip
def diagonal_embedded(x, *, offset, dim1, dim2):
    """Planes of zeros with `x` on their diagonals; `dim1` and `dim2` are the axes of the planes."""
    shape = list(x.shape[:-1])
    for d in sorted((dim1, dim2)):
        shape.insert(d, x.shape[-1] + abs(offset))
    out = zeros(shape, x.dtype, like=x)
    writable(np.diagonal(out, offset, dim1, dim2), out)[...] = x
    return out


@op(r"\mathrm{{tr}}({0})", [lambda g, y, x: put_diagonal(g, like=x, offset=0, dim1=0, dim2=1)],
    symbol="tr", like=(0,), node="TraceBackward0")  # fmt: skip
def trace(x):
    """The sum of the diagonal of a matrix; of integers and booleans, as int64."""
    return np.trace(x, dtype=np.int64 if x.dtype.kind in "biu" else x.dtype)


@op(r"\mathrm{{tril}}({0})", [lambda g, y, x, k: tril(g, k=k)], symbol="tril", node="TrilBackward0")
def tril(x, *, k):
    """The lower triangle of matrices, up to the diagonal `k`; the rest is 0."""
    return packed(np.tril(x, k))


@op(r"\mathrm{{triu}}({0})", [lambda g, y, x, k: triu(g, k=k)], symbol="triu", node="TriuBackward0")
def triu(x, *, k):
    """The upper triangle of matrices, from the diagonal `k`; the rest is 0."""
    return packed(np.triu(x, k))


@op(r"\mathrm{{unfold}}({0})", [lambda g, y, x, dim, size, step: fold(g, like=x, dim=dim, size=size, step=step)],
    symbol="unfold", like=(0,), view=True, node="UnfoldBackward0")  # fmt: skip
def unfold_axis(x, *, dim, size, step):
    """Windows of `size` positions along one axis, every `step`, side by side along a last axis."""
    if not x.ndim:
        return strided(x, (size,), (x.itemsize,))
    shape, steps = list(x.shape), list(x.strides)
    shape[dim], steps[dim] = (shape[dim] - size) // step + 1, steps[dim] * step
    return strided(x, (*shape, size), (*steps, x.strides[dim]))


@op(r"\mathrm{{fold}}({0})", [lambda g, y, x, like, dim, size, step: unfold_axis(g, dim=dim, size=size, step=step)])
def fold(x, *, like, dim, size, step):
    """Zeros in the shape of `like`, with every window of `x` added where `unfold_axis` took it from."""
    if not like.shape:
        return x.sum()
    out = zeros(like.shape, x.dtype, like=x)
    for k in range(size):  # each place in the window, for all windows at once
        out[(slice(None),) * dim + (slice(k, k + step * (x.shape[dim] - 1) + 1, step),)] += x[..., k]
    return out


@op(r"{0}[{place} \leftarrow {1}]", [
        lambda g, y, x, a, dim, index: select_put(g, zeros_like(select_axis(g, dim=dim, index=index)), dim=dim, index=index),
        lambda g, y, x, a, dim, index: select_axis(g, dim=dim, index=index)],
    symbol="put", node="SelectScatterBackward0", broadcasts=True)  # fmt: skip
def select_put(x, a, *, dim, index):
    """A copy of `x` with one position along `dim` replaced by `a`."""
    return written(x, (slice(None),) * dim + (index,), a)


def written(x, where, a):
    """A copy of `x` with `a` written at `where`."""
    out = duplicate(x)
    out[where] = a
    return out


@op(r"{0}[{place} \leftarrow {1}]", [
        lambda g, y, x, a, dim, start, stop, step: slice_put(
            g, zeros_like(slice_axis(g, dim=dim, start=start, stop=stop, step=step)), dim=dim, start=start, stop=stop, step=step),
        lambda g, y, x, a, dim, start, stop, step: slice_axis(g, dim=dim, start=start, stop=stop, step=step)],
    symbol="put", node="SliceScatterBackward0", broadcasts=True)  # fmt: skip
def slice_put(x, a, *, dim, start, stop, step):
    """A copy of `x` with a range of positions along `dim` replaced by `a`."""
    return written(x, (slice(None),) * dim + (slice(start, stop, step),), a)


@op(r"{0}[\mathrm{{diag}} \leftarrow {1}]", [
        lambda g, y, x, a, offset, dim1, dim2: diagonal_put(
            g, zeros_like(diagonal_axes(g, offset=offset, dim1=dim1, dim2=dim2)), offset=offset, dim1=dim1, dim2=dim2),
        lambda g, y, x, a, offset, dim1, dim2: diagonal_axes(g, offset=offset, dim1=dim1, dim2=dim2)],
    symbol="put", node="DiagonalScatterBackward0", broadcasts=True)  # fmt: skip
def diagonal_put(x, a, *, offset, dim1, dim2):
    """A copy of `x` with the diagonals replaced by `a`."""
    out = duplicate(x)
    writable(np.diagonal(out, offset, dim1, dim2), out)[...] = a
    return out


@op(r"\mathrm{{diag}}({parts})", [lambda g, y, *xs, k: block(g, whole=xs, k=k)],
    symbol="diag", node="BlockDiagBackward0", dtypes="promote", broadcasts=True)  # fmt: skip
def blocks_diagonal(*xs):
    """Matrices one after another along the diagonal of zeros."""
    shape = [sum(n) for n in zip(*(shape_2d(x) for x in xs))]
    out = zeros(shape, xs[0].dtype, like=xs[0])
    for k, x in enumerate(xs):
        out[where_block(xs, k)] = x
    return out


@op(r"\mathrm{{part}}_{{{k}}}({0})", [lambda g, y, x, whole, k: put_block(g, whole=whole, k=k)])
def block(x, *, whole, k):
    """The part of `x` that part `k` of `whole` contributed by `blocks_diagonal`."""
    return x[where_block(whole, k)].reshape(whole[k].shape)


@op(r"\mathrm{{put}}_{{{k}}}({0})", [lambda g, y, x, whole, k: block(g, whole=whole, k=k)])
def put_block(x, *, whole, k):
    """Zeros in the shape of the joined `whole`, with `x` in the place of part `k`."""
    sizes = [shape_2d(part) for part in whole]
    out = zeros([sum(n) for n in zip(*sizes)], x.dtype, like=x)
    out[where_block(whole, k)] = x
    return out


def shape_2d(x):
    """The shape of `x` as a matrix."""
    return (1,) * (2 - len(x.shape)) + tuple(x.shape)


def where_block(whole, k):
    """Where part `k` lies in the joined matrix."""
    sizes = [shape_2d(part) for part in whole]
    starts = [sum(n) for n in zip((0, 0), *sizes[:k])]
    return tuple(slice(start, start + n) for start, n in zip(starts, sizes[k]))
