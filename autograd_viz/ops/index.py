"""Pick elements by arrays of positions or masks, and put them back.

Letters: ``x, a`` operands, ``i`` positions along an axis, ``m`` a mask, ``n`` a number, ``y`` result, ``g`` upstream
gradient; ``index`` and ``at`` are arrays of positions too. All are checked and fit (`functions` does that).
"""

import numpy as np

from .arithmetic import eq, where, zeros_like
from .arrays import add_at, arange, combine_at, duplicate, packed, put_where, zeros
from .errors import EngineError
from .op import op
from .reduce import sum_all
from .shape import reshape_like, written


@op(r"{0}[i]", [lambda g, y, x, index: put_index(g, like=x, index=index)],
    symbol="[idx]", level=8, like=(0,), holds=True, node="IndexBackward0")  # fmt: skip
def index(x, *, index):
    """Elements picked by arrays of integers or booleans; `index` has a slice for every whole axis."""
    out = x[index]
    return out if turned_around(x, index) else packed(out)


def turned_around(x, index):
    """Whether the axes `index` leaves whole lie in memory in another order: then PyTorch keeps that order."""
    steps, d = [], 0
    for k in (*index, *[slice(None)] * x.ndim):
        if d >= x.ndim:
            break
        if isinstance(k, slice):
            if x.shape[d] > 1 and x.strides[d]:
                steps.append(x.strides[d])
            d += 1
        else:
            d += k.ndim if k.dtype == bool else 1
    return steps != sorted(steps, reverse=True)


@op(r"\mathrm{{put}}_{{i}}({0})", [lambda g, y, x, like, index: index_of(g, index=index)])
def put_index(x, *, like, index):
    """Zeros in the shape of `like` with `x` added at the picked elements, repeats and all."""
    out = zeros(like.shape, x.dtype, like=x)
    if all(isinstance(k, slice) or k.dtype == bool for k in index):
        out[index] = x
    else:
        add_at(out, index, x)
    return out


index_of = index  # `index` is also the name of its parameter


@op(r"{0}[\mathrm{{view}}]", [lambda g, y, x, at: put_flat(g, like=x, at=at)],
    symbol="view", level=8, like=(0,), node="AsStridedBackward0")  # fmt: skip
def take_flat(x, *, at):
    """The elements of `x` at the flat positions `at`, in the shape of `at`."""
    return x.reshape(-1)[at]


@op(r"\mathrm{{put}}({0})", [lambda g, y, x, like, at: take_flat(g, at=at)])
def put_flat(x, *, like, at):
    """Zeros in the shape of `like` with `x` added at the flat positions `at`."""
    out = zeros(like.shape, x.dtype, like=x)
    add_at(out.reshape(-1), at, x)
    return out


@op(r"\mathrm{{clear}}({0})", [lambda g, y, x, at: clear_flat(g, at=at)])
def clear_flat(x, *, at):
    """A copy of `x` with 0 at the flat positions `at`."""
    out = duplicate(x, "C")
    out.reshape(-1)[at] = 0
    return out


# -- at an index of any kind -----------------------------------------------------------------------


@op(r"{0}[i \leftarrow {1}]", [lambda g, y, x, a, index: cleared(g, index=index),
                               lambda g, y, x, a, index: index_of(g, index=index)],
    symbol="put", node="IndexPutBackward0", broadcasts=True, holds=True, brings=1)  # fmt: skip
def index_put(x, a, *, index):
    """A copy of `x` with the elements that `index` picks replaced by `a`, broadcast."""
    return written(x, index, a) if a.ndim else filled(x, index, a)


@op(r"{0}[i \leftarrow 0]", [lambda g, y, x, index: cleared(g, index=index)])
def cleared(x, *, index):
    """A copy of `x` with the elements that `index` picks set to 0."""
    return filled(x, index, x.dtype.type(0))


def filled(x, index, a):
    """A copy of `x` with one number in the elements that `index` picks: how many a mask picks need not be known."""
    picked = [(d, k) for d, k in enumerate(index) if not isinstance(k, slice)]
    (d, mask), *others = picked
    if others or mask.dtype != bool:
        return written(x, index, a)
    out = duplicate(x)
    np.copyto(out, a, "unsafe", mask.reshape(mask.shape + (1,) * (x.ndim - d - mask.ndim)))
    return out


@op(r"{0}[i \mathrel{{+}}= {1}]", [lambda g, y, x, a, index: g,
                                  lambda g, y, x, a, index: index_of(g, index=index)],
    symbol="put", node="IndexPutBackward0", broadcasts=True, holds=True, brings=1)  # fmt: skip
def index_put_add(x, a, *, index):
    """A copy of `x` with `a` added to the elements that `index` picks, repeats and all."""
    return added(x, tuple(part for k in index for part in (k.nonzero() if k.dtype == bool else (k,))), a)


def added(x, where, a):
    """A copy of `x` with `a` added at `where`, repeats and all."""
    out = duplicate(x)
    add_at(out, where, a)
    return out


# -- along one axis, with an index for every element -----------------------------------------------


def vector(x):
    """`x` with an axis at least."""
    return x.reshape(1) if x.ndim == 0 else x


def along(i, dim, x):
    """The index that picks from `x`, for each entry of `i`, the place it names along `dim`."""
    i = vector(i)
    while i.size and i.ndim > dim + 1 and not i.strides[-1] and i.shape[-1] == x.shape[i.ndim - 1]:
        i = i[..., 0]  # expanded along the last axis: whole rows are meant
    places = [arange(n, like=i).reshape((-1,) + (1,) * (i.ndim - d - 1)) for d, n in enumerate(i.shape)]
    places[dim] = i
    return tuple(places)


def reached(a, i):
    """The part of a source for which `i` has entries."""
    return vector(a)[tuple(slice(n) for n in vector(i).shape)]


@op(r"{0}_{{{1}}}", [lambda g, y, x, i, dim: put_gathered(g, i, like=x, dim=dim), None],
    symbol="gather", level=8, slots=(0,), node="GatherBackward0")  # fmt: skip
def gather(x, i, *, dim):
    """The elements of `x` at the places that `i` names along `dim`, one for each of its entries."""
    return packed(vector(x)[along(i, dim, x)]).reshape(i.shape)


@op(r"\mathrm{{put}}_{{{1}}}({0})", [lambda g, y, x, i, like, dim: gather(g, i, dim=dim), None], slots=(0,))
def put_gathered(x, i, *, like, dim):
    """Zeros in the shape of `like` with `x` added where `gather` took it from."""
    out = zeros(like.shape, x.dtype, like=x)
    add_at(vector(out), along(i, dim, like), vector(x))
    return out


@op(r"{0}_{{{1}}}", [lambda g, y, x, i, like, dim, node: put_gathered(g, i, like=x, dim=dim), None],
    level=8, like=(0,), slots=(0,))  # fmt: skip
def gather_source(x, i, *, like, dim, node):
    """`gather`, for the gradient of a source: PyTorch has one only where the index has its shape."""
    if tuple(like.shape) != i.shape:
        raise EngineError(
            f"Function {node} returned an invalid gradient at index 1 - got {list(i.shape)} but expected shape compatible "
            f"with {list(like.shape)}"
        )
    return gather(x, i, dim=dim)


@op(r"{0}[{1} \leftarrow {2}]", [lambda g, y, x, i, a, dim: scatter_number(g, i, 0, dim=dim), None,
                                lambda g, y, x, i, a, dim: gather_source(g, i, like=a, dim=dim, node="ScatterBackward0")],
    symbol="scatter", like=(2,), slots=(0, 2), node="ScatterBackward0")  # fmt: skip
def scatter(x, i, a, *, dim):
    """A copy of `x` with elements of `a` written at the places that `i` names along `dim`."""
    return written(vector(packed(x)), along(i, dim, x), reached(a, i)).reshape(x.shape)


@op(r"{0}[{1} \leftarrow {2}]", [lambda g, y, x, i, n, dim: scatter_number(g, i, 0, dim=dim), None, None],
    symbol="scatter", slots=(0,), node="ScatterBackward1")  # fmt: skip
def scatter_number(x, i, n, *, dim):
    """A copy of `x` with one number written at the places that `i` names along `dim`."""
    return written(vector(packed(x)), along(i, dim, x), n).reshape(x.shape)


@op(r"{0}[{1} \mathrel{{+}}= {2}]", [lambda g, y, x, i, a, dim: g, None,
                                    lambda g, y, x, i, a, dim: gather_source(g, i, like=a, dim=dim, node="ScatterAddBackward0")],
    symbol="scatter", like=(2,), slots=(0, 2), node="ScatterAddBackward0")  # fmt: skip
def scatter_add(x, i, a, *, dim):
    """A copy of `x` with elements of `a` added at the places that `i` names along `dim`."""
    return added(vector(packed(x)), along(i, dim, x), reached(a, i)).reshape(x.shape)


def picked(g, i, a, dim):
    """What a source gets of the gradient of a reduction."""
    return gather_source(g, i, like=a, dim=dim, node="ScatterReduceBackward0")


@op(r"{0}", [lambda g, y, x, i, dim, include_self: kept(g, i, dim=dim, include_self=include_self), None], slots=(0,))
def kept(x, i, *, dim, include_self):
    """`x`, with 0 at the places that `i` names along `dim` unless `include_self`."""
    return x if include_self else scatter_number(x, i, 0, dim=dim)


@op(r"n", [None, None])
def counted(x, i, *, dim, include_self):
    """How many elements each result of a mean is made of, at least 1."""
    return np.maximum(scatter_add(np.full_like(x, include_self), i, np.ones_like(i, dtype=x.dtype), dim=dim), 1)


@op(r"n_0", [None, None])
def zeros_met(i, a, *, like, dim):
    """For each element of `a`, how many zeros `i` sends to its place."""
    zero = (reached(a, i) == 0).astype(np.int64)
    return gather(put_gathered(zero, i, like=like, dim=dim), i, dim=dim)


@op(r"{0}", [lambda g, y, x, n, again: once(g, n, again=True), None], slots=(0,))
def once(x, n, *, again):
    """`x`, of which a derivative may be taken only where no more than one zero meets."""
    if again and (n > 1).any():
        raise EngineError(
            "scatter_reduce(): Double backward is unsupported for src when >1 zeros in src are scattered to the same "
            "position in self"
        )
    return x


def product_to_self(g, y, x, i, a, dim, include_self):
    """Product of the others: PyTorch's ``g * y / x``, with a 0 of `x` left out."""
    ones = where(eq(x, 0), 1, x)
    return g * scatter_reduce(ones, i, a, dim=dim, reduce="prod", include_self=include_self) / ones


def product_to_source(g, y, x, i, a, dim, include_self):
    """Product of the others: ``g * y / a``, or where `a` is the only 0, the product without it."""
    met = zeros_met(i, a, like=x, dim=dim)
    lone = eq(a, 0) * eq(met, 1)
    others = scatter_reduce(x, i, where(lone, 1, a), dim=dim, reduce="prod", include_self=include_self)
    rest = picked(g * y, i, a, dim) / where(eq(a, 0), 1, a)
    return once(where(lone, picked(g * others, i, a, dim), rest), met, again=False)


def share(g, y, x, i, a, dim):
    """The gradient of an extremum, divided among the equal elements."""
    return g / (eq(x, y) + tied_at(i, a, gather(y, i, dim=dim), like=x, dim=dim))


@op(r"n", [None, None, None])
def tied_at(i, a, b, *, like, dim):
    """How many of the elements that `i` sends to a place are the extremum `b` there."""
    return put_gathered((reached(a, i) == b).astype(a.dtype), i, like=like, dim=dim)


def mean_share(g, x, i, dim, include_self):
    """The gradient of a mean, divided among its elements."""
    return g / counted(x, i, dim=dim, include_self=include_self)


def extreme(dtype, largest):
    """The smallest or largest number of a dtype."""
    if dtype.kind == "b":
        return bool(largest)
    ends = (-np.inf, np.inf) if dtype.kind == "f" else (np.iinfo(dtype).min, np.iinfo(dtype).max)
    return ends[largest]


EXTREMUM = (
    lambda g, y, x, i, a, dim, include_self: eq(x, y) * share(g, y, x, i, a, dim),
    lambda g, y, x, i, a, dim, include_self: (
        eq(a, gather(y, i, dim=dim)) * picked(share(g, y, x, i, a, dim), i, a, dim)
    ),
)
REDUCTIONS = {  # how it combines, what it starts from, and the gradients of both operands
    "sum": (np.add, lambda dtype: 0, lambda g, y, x, i, a, dim, include_self: g,
            lambda g, y, x, i, a, dim, include_self: picked(g, i, a, dim)),
    "mean": (np.add, lambda dtype: 0, lambda g, y, x, i, a, dim, include_self: mean_share(g, x, i, dim, include_self),
             lambda g, y, x, i, a, dim, include_self: picked(mean_share(g, x, i, dim, include_self), i, a, dim)),
    "prod": (np.multiply, lambda dtype: 1, product_to_self, product_to_source),
    "amax": (np.maximum, lambda dtype: extreme(dtype, 0), *EXTREMUM),
    "amin": (np.minimum, lambda dtype: extreme(dtype, 1), *EXTREMUM),
}  # fmt: skip


def reduction(name):
    """The row of a reduction; a stand-in for a name reads as the sum."""
    return REDUCTIONS.get(name, REDUCTIONS["sum"])


@op(r"{0}[{1} \leftarrow \mathrm{{{reduce}}} \, {2}]", [
        lambda g, y, x, i, a, dim, reduce, include_self: kept(
            reduction(reduce)[2](g, y, x, i, a, dim, include_self), i, dim=dim, include_self=include_self),
        None,
        lambda g, y, x, i, a, dim, reduce, include_self: reduction(reduce)[3](g, y, x, i, a, dim, include_self)],
    symbol="scatter", slots=(0, 2), node="ScatterReduceBackward0")  # fmt: skip
def scatter_reduce(x, i, a, *, dim, reduce, include_self):
    """The elements of `a` that `i` sends to one place along `dim` combined, with that of `x` there if `include_self`."""
    ufunc, start, *_ = REDUCTIONS[reduce]
    out, places = vector(duplicate(x, "C")), along(i, dim, x)
    if not include_self:
        out[places] = start(x.dtype)
    combine_at(ufunc, out, places, reached(a, i))
    out = out.reshape(x.shape)
    if reduce != "mean":
        return out
    n = counted(x, i, dim=dim, include_self=include_self)
    return out / n if x.dtype.kind == "f" else out // n


# -- along one axis, with an index for whole slices ------------------------------------------------


def at_axis(i, dim):
    """The index that picks positions `i` along `dim`."""
    return (slice(None),) * dim + (vector(i),)


@op(r"{0}_{{{1}}}", [lambda g, y, x, i, dim: put_selected(g, i, like=x, dim=dim), None],
    symbol="select", level=8, like=(0,), slots=(0,), node="IndexSelectBackward0")  # fmt: skip
def index_select(x, i, *, dim):
    """The slices of `x` at the positions `i` along `dim`."""
    return np.take(x, vector(i), axis=dim) if x.ndim else x.reshape(1)[i].reshape(())


@op(r"\mathrm{{put}}_{{{1}}}({0})", [lambda g, y, x, i, like, dim: index_select(g, i, dim=dim), None], slots=(0,))
def put_selected(x, i, *, like, dim):
    """Zeros in the shape of `like` with `x` added where `index_select` took it from."""
    out = zeros(like.shape, x.dtype, like=x)
    add_at(vector(out), at_axis(i, dim), vector(x))
    return out


@op(r"{0}[{1} \mathrel{{+}}= {2}]", [lambda g, y, x, i, a, dim, alpha: g, None,
                                    lambda g, y, x, i, a, dim, alpha: reshape_like(index_select(g, i, dim=dim) * alpha, like=a)],
    symbol="put", slots=(0, 2), node="IndexAddBackward0")  # fmt: skip
def index_add(x, i, a, *, dim, alpha):
    """A copy of `x` with the slices of `a`, `alpha` times, added at the positions `i` along `dim`."""
    return added(vector(packed(x)), at_axis(i, dim), a if alpha == 1 else a * a.dtype.type(alpha)).reshape(x.shape)


@op(r"{0}[{1} \leftarrow {2}]", [lambda g, y, x, i, n, dim: index_fill_number(g, i, 0, dim=dim), None, None],
    symbol="fill", slots=(0,), node="IndexFillBackward0")  # fmt: skip
def index_fill_number(x, i, n, *, dim):
    """A copy of `x` with a number in the slices at the positions `i` along `dim`."""
    return written(vector(x), at_axis(i, dim), n).reshape(x.shape)


@op(r"{0}[{1} \leftarrow {2}]", [lambda g, y, x, i, a, dim: index_fill_number(g, i, 0, dim=dim), None,
                                lambda g, y, x, i, a, dim: sum_all(index_select(g, distinct(i), dim=dim))],
    symbol="fill", like=(2,), slots=(0, 2), node="IndexFillBackward1", brings=2)  # fmt: skip
def index_fill_tensor(x, i, a, *, dim):
    """A copy of `x` with a tensor of no axes in the slices at the positions `i` along `dim`."""
    return written(vector(x), at_axis(i, dim), a).reshape(x.shape)


@op(r"{0}", [None])
def distinct(i):
    """Positions, each once."""
    return np.unique(i)


@op(r"{0}[{1} \leftarrow {2}]", [lambda g, y, x, i, a, dim: index_fill_number(g, i, 0, dim=dim), None,
                                lambda g, y, x, i, a, dim: reshape_like(index_select(g, i, dim=dim), like=a)],
    symbol="put", slots=(0, 2), node="IndexCopyBackward0")  # fmt: skip
def index_copy(x, i, a, *, dim):
    """A copy of `x` with the slices at the positions `i` along `dim` replaced by those of `a`."""
    return written(vector(packed(x)), at_axis(i, dim), a).reshape(x.shape)


# -- in the flattened array ------------------------------------------------------------------------


@op(r"{0}_{{{1}}}", [lambda g, y, x, i: put_taken(g, i, like=x), None],
    symbol="take", level=8, slots=(0,), node="TakeBackward0")  # fmt: skip
def take(x, i):
    """The elements of `x` at the flat positions `i`."""
    return x.reshape(-1)[i]


@op(r"\mathrm{{put}}_{{{1}}}({0})", [lambda g, y, x, i, like: take(g, i), None], slots=(0,))
def put_taken(x, i, *, like):
    """Zeros in the shape of `like` with `x` added where `take` took it from."""
    out = zeros(like.shape, x.dtype, like=x)
    add_at(out.reshape(-1), i, x)
    return out


@op(r"{0}[{1} \leftarrow {2}]", [lambda g, y, x, i, a: put(g, i, zeros_like(take(g, i))), None,
                                lambda g, y, x, i, a: reshape_like(take(g, i), like=a)],
    symbol="put", slots=(0, 2), node="PutBackward0")  # fmt: skip
def put(x, i, a):
    """A copy of `x` with the elements at the flat positions `i` replaced by those of `a`."""
    return written(duplicate(x, "C").reshape(-1), i, a.reshape(i.shape)).reshape(x.shape)


@op(r"{0}[{1} \mathrel{{+}}= {2}]", [lambda g, y, x, i, a: g, None,
                                    lambda g, y, x, i, a: reshape_like(take(g, i), like=a)],
    symbol="put", slots=(0, 2), node="PutBackward0")  # fmt: skip
def put_add(x, i, a):
    """A copy of `x` with the elements of `a` added at the flat positions `i`."""
    return added(duplicate(x, "C").reshape(-1), i, a.reshape(i.shape)).reshape(x.shape)


# -- by a mask -------------------------------------------------------------------------------------


@op(r"{0}[{1} \leftarrow {2}]", [lambda g, y, x, m, n: masked_fill_number(g, m, 0), None, None],
    symbol="fill", slots=(0,), elementwise=True, node="MaskedFillBackward0")  # fmt: skip
def masked_fill_number(x, m, n):
    """A copy of `x` with a number where the mask holds."""
    return packed(np.where(m, x.dtype.type(n), x))


@op(r"{0}[{1} \leftarrow {2}]", [lambda g, y, x, m, a: masked_fill_number(g, m, 0), None, lambda g, y, x, m, a: where(m, g, 0)],
    symbol="fill", slots=(0, 2), elementwise=True, node="MaskedFillBackward1")  # fmt: skip
def masked_fill_tensor(x, m, a):
    """A copy of `x` with a tensor of no axes where the mask holds."""
    return packed(np.where(m, a.astype(x.dtype), x))


@op(r"{0}[{1}]", [lambda g, y, x, m: put_masked(g, m, like=x), None],
    symbol="[m]", level=8, slots=(0,), broadcasts=True, node="MaskedSelectBackward0")  # fmt: skip
def masked_select(x, m):
    """The elements where the mask holds, one after another."""
    x, m = np.broadcast_arrays(x, m)
    return x[m]


@op(r"\mathrm{{put}}_{{{1}}}({0})", [lambda g, y, x, m, like: masked_select(g, m), None], slots=(0,))
def put_masked(x, m, *, like):
    """Zeros in the shape to which `like` and the mask broadcast, with `x` where the mask holds."""
    shape = np.broadcast_shapes(like.shape, m.shape)
    out = zeros(shape, x.dtype, like=x)
    put_where(out, np.broadcast_to(m, shape), x)
    return out


@op(r"{0}[{1} \leftarrow {2}]", [lambda g, y, x, m, a: masked_fill_number(g, m, 0), None,
                                lambda g, y, x, m, a: put_leading(masked_select(g, m), like=a)],
    symbol="put", like=(2,), slots=(0, 2), broadcasts=True, node="MaskedScatterBackward0")  # fmt: skip
def masked_scatter(x, m, a):
    """A copy of `x` with the elements where the mask holds replaced by those of `a`, one after another."""
    x, m = np.broadcast_arrays(x, m)
    out = duplicate(x, "C")
    put_where(out, m, a.reshape(-1))
    return out


@op(r"{0}", [lambda g, y, x, like: leading(g, like=x)], like=(0,))
def put_leading(x, *, like):
    """Zeros in the shape of `like` that begin with the elements of `x`."""
    out = zeros(like.shape, x.dtype, like=x)
    out.reshape(-1)[: x.size] = x.reshape(-1)
    return out


@op(r"{0}", [lambda g, y, x, like: put_leading(g, like=x)], like=(0,))
def leading(x, *, like):
    """As many of the first elements of `x` as `like` has."""
    return x.reshape(-1)[: like.size].reshape(like.shape)


@op(r"\mathrm{{nonzero}}({0})", [None])
def nonzero(x):
    """Where elements are not 0: one row of positions for each."""
    if x.ndim == 0:
        return zeros((int(x != 0), 0), np.int64, like=x)
    return np.stack(x.nonzero()).T


@op(r"\mathrm{{repeat}}({0})", [None])
def interleaved(n):
    """Each position `k`, ``n[k]`` times."""
    return np.repeat(arange(n.size, like=n), n)
