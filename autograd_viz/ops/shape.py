"""Shapes and views: reshape, transpose, select, slice, expand, cat, stack, and their reverses.

Letters: ``x`` operand, ``y`` result, ``g`` upstream gradient. Parameters are already checked and
non-negative here (`functions` does that), so every forward is one NumPy call.
"""

import numpy as np

from .errors import EngineError
from .op import op
from .reduce import sum_axes


@op(r"\mathrm{{view}}({0})", [lambda g, y, x, shape: reshape_like(g, like=x)],
    symbol="view", like=(0,), view=True, node="ViewBackward0")  # fmt: skip
def view(x, *, shape):
    """The same elements in the same memory, in another shape."""
    out = x.reshape(shape)
    if out.size and isinstance(x, np.ndarray) and not np.may_share_memory(out, x):
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
    return np.swapaxes(x, dim0, dim1) if x.ndim else x


@op(r"\mathrm{{permute}}({0})", [lambda g, y, x, dims: permute_back(g, dims=dims)],
    symbol="permute", view=True, node="PermuteBackward0")  # fmt: skip
def permute_axes(x, *, dims):
    """Axes in the order `dims`."""
    return np.transpose(x, dims)


@op(r"\mathrm{{permute}}^{{-1}}({0})", [lambda g, y, x, dims: permute_axes(g, dims=dims)], view=True)
def permute_back(x, *, dims):
    """The inverse of `permute_axes`."""
    return np.transpose(x, np.argsort(dims))


@op(r"{0}", [lambda g, y, x, shape: shrink(g, like=x)],
    symbol="expand", like=(0,), view=True, node="ExpandBackward0")  # fmt: skip
def expand_to(x, *, shape):
    """Axes of length 1, and new leading axes, repeated without copying."""
    out = np.broadcast_to(x, shape)
    if isinstance(x, np.ndarray) and x.flags.writeable:
        out.flags.writeable = True  # a view like any other: what may be written is checked when it is
    return out


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
    return np.expand_dims(x, dim)


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
    out = np.zeros(like.shape, x.dtype)
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
    out = np.zeros(like.shape, x.dtype)
    out[(slice(None),) * dim + (slice(start, stop, step),)] = x
    return out


@op(r"{0}", [lambda g, y, x: g], symbol="alias", view=True, node="AliasBackward0")
def alias(x):
    """The whole tensor as a view of itself."""
    return x[...]


@op(r"{0}", [lambda g, y, x: g], symbol="clone", node="CloneBackward0")
def clone(x):
    """A copy through which gradients flow."""
    return np.array(x, order="C") if isinstance(x, np.ndarray) else x.copy()


@op(r"\mathrm{{cat}}({parts})", [lambda g, y, *xs, k, dim: piece(g, whole=xs, k=k, dim=dim)],
    symbol="cat", node="CatBackward0", dtypes="promote", broadcasts=True)  # fmt: skip
def concatenate(*xs, dim):
    """Arrays one after another along an existing axis; an empty vector fits between any others."""
    return np.ascontiguousarray(np.concatenate([x for x in xs if x.shape != (0,)] or xs, axis=dim))


@op(r"\mathrm{{part}}_{{{k}}}({0})", [lambda g, y, x, whole, k, dim: put_piece(g, whole=whole, k=k, dim=dim)])
def piece(x, *, whole, k, dim):
    """The part of `x` that part `k` of `whole` contributed by `concatenate`."""
    return x[where_piece(whole, k, dim)].reshape(whole[k].shape)


@op(r"\mathrm{{put}}_{{{k}}}({0})", [lambda g, y, x, whole, k, dim: piece(g, whole=whole, k=k, dim=dim)])
def put_piece(x, *, whole, k, dim):
    """Zeros in the shape of the concatenated `whole`, with `x` in the place of part `k`."""
    shape = list(next((part.shape for part in whole if part.shape != (0,)), (0,)))
    shape[dim] = sum(length(part, dim) for part in whole)
    out = np.zeros(shape, x.dtype)
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
    return np.ascontiguousarray(np.stack(xs, axis=dim))


@op(r"\mathrm{{unbind}}({0})", [lambda g, y, x, dim: stack_axis(*g, dim=dim)],
    symbol="unbind", view=True, results=0, node="UnbindBackward0")  # fmt: skip
def unbind_axis(x, *, dim):
    """One view for each position along `dim`."""
    return tuple(x[(slice(None),) * dim + (k, ...)] for k in range(x.shape[dim]))


@op(r"\mathrm{{split}}({0})", [lambda g, y, x, sizes, dim: concatenate(*g, dim=dim)],
    symbol="split", view=True, results=0, node="SplitBackward0")  # fmt: skip
def split_axis(x, *, sizes, dim):
    """Consecutive views of the given lengths along `dim`."""
    return tuple(np.split(x, np.cumsum(sizes[:-1]), axis=dim))


@op(r"\mathrm{{split}}({0})", [lambda g, y, x, sizes, dim: concatenate(*g, dim=dim)],
    symbol="split", view=True, results=0, node="SplitWithSizesBackward0")  # fmt: skip
def split_sizes(x, *, sizes, dim):
    """`split_axis` where the lengths were given one by one, which PyTorch calls otherwise."""
    return tuple(np.split(x, np.cumsum(sizes[:-1]), axis=dim))


@op(r"{0}", [lambda g, y, x, dtype: cast_like(g, like=x)], symbol="cast", like=(0,), node="ToCopyBackward0")
def to_dtype(x, *, dtype):
    """The same numbers in another dtype."""
    return x.astype(dtype)


@op(r"{0}", [lambda g, y, x, like: cast_like(g, like=x)], like=(0,), node="ToCopyBackward0")
def cast_like(x, *, like):
    """The same numbers in the dtype of `like`."""
    return x.astype(like.dtype)
