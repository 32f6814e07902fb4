"""Orders along an axis: sorted, the largest few, the middle one, the largest so far; and what occurs.

Letters: ``x`` operand, ``y`` result, ``g`` upstream gradient. NaN counts as larger than every number.
"""

import numpy as np

from .arrays import accumulate, arange, elsewhere, full, occurrences, those
from .index import put_gathered
from .op import op
from .reduce import lined, nought, packed, put_along, tied, unlined


def ordered(x, dim, descending=False):
    """The stable order along an axis; of equal elements the first comes first, descending too."""
    if not descending:
        return np.argsort(x, axis=dim, kind="stable")
    return np.flip(x.shape[dim] - 1 - np.argsort(np.flip(x, dim), axis=dim, kind="stable"), dim)


def taken(x, order, dim):
    """The elements of `x` at the places `order` along an axis, and the places."""
    return np.take_along_axis(x, order, dim), packed(order)


def dense(x):
    """`x`, or if its elements share memory another array, which lies in memory as one like `x` would."""
    return np.logical_not(x) if 0 in x.strides else x


def laid_out_as(x, result):
    """`result` in memory in the order of the axes of `x`, as PyTorch leaves what it sorts."""
    if x.flags.c_contiguous:
        return result
    out = np.empty_like(dense(x), dtype=result.dtype)
    out[...] = result
    return out


def sorting(name, node):
    """Define a sort, which PyTorch gives two nodes: where its stability was spoken of, and where not."""

    def forward(x, *, dim, descending=False):
        if not x.ndim:
            return x.copy(), nought(x)
        return tuple(laid_out_as(x, part) for part in taken(x, ordered(x, dim, descending), dim))

    forward.__name__, forward.__doc__ = name, "The elements along an axis in order, and where each was."
    rule = lambda g, y, x, dim, descending: put_along(g, y[1], like=x, dim=dim, keepdim=True)  # noqa: E731
    return op(r"\mathrm{{sort}}({0})", [rule], symbol="sort", results=2, like=(0,), node=node)(forward)


sort_axis, sort_stable = sorting("sort_axis", "SortBackward0"), sorting("sort_stable", "SortBackward1")


@op(r"\mathrm{{top}}_{{{k}}}({0})", [lambda g, y, x, k, dim, largest: put_along(g, y[1], like=x, dim=dim, keepdim=True)],
    symbol="topk", results=2, like=(0,), node="TopkBackward0")  # fmt: skip
def topk_axis(x, *, k, dim, largest=True):
    """The `k` largest or smallest elements along an axis, in order, and where each was."""
    if not x.ndim:
        return x.copy(), nought(x)  # a result of its own, not a view
    if elsewhere(x):  # where all are sorted to find the largest few
        return taken(x, picked(ordered(x, dim, largest), slice(k), dim), dim)
    n = x.shape[dim]
    if 0 < k < n:
        places = np.argpartition(x, n - k if largest else k - 1, axis=dim)
        few = np.sort(picked(places, slice(n - k, n) if largest else slice(k), dim), axis=dim)
    else:
        few = picked(ordered(x, dim), slice(k), dim)
    order = ordered(np.take_along_axis(x, few, dim), dim, largest)
    return taken(x, np.take_along_axis(few, order, dim), dim)


def picked(x, part, dim):
    """A slice along an axis."""
    return x[(slice(None),) * dim + (part,)]


def at(place, x, dim, keepdim):
    """The elements at one place along an axis, and the places; of a single number, the number."""
    if not x.ndim:
        return x.copy(), nought(x)  # a result of its own, not a view
    values = np.take_along_axis(x, place, dim)
    return (values, place) if keepdim else (np.squeeze(values, dim)[()], np.squeeze(place, dim)[()])


@op(r"{0}_{{({k})}}", [lambda g, y, x, k, dim, keepdim: put_along(g, y[1], like=x, dim=dim, keepdim=keepdim)],
    symbol="kthvalue", results=2, like=(0,), node="KthvalueBackward0")  # fmt: skip
def kthvalue_axis(x, *, k, dim, keepdim):
    """The `k`-th smallest along an axis, and where it is; on a GPU all are sorted, CuPy's ``argpartition`` would wait."""
    if not x.ndim:
        return at(None, x, dim, keepdim)
    places = ordered(x, dim) if elsewhere(x) else np.argpartition(x, k - 1, axis=dim)
    return at(picked(places, slice(k - 1, k), dim), x, dim, keepdim)


def of_rank(name, node, rank):
    """Define the element of a rank along an axis, and where it is: ``rank(x, dim)`` gives its place."""
    word = name.split("_")[0]

    def forward(x, *, dim, keepdim):
        return at(rank(x, dim) if x.ndim else None, x, dim, keepdim)

    forward.__name__, forward.__doc__ = name, f"The {word} along an axis, and where it is."
    rule = lambda g, y, x, dim, keepdim: put_along(g, y[1], like=x, dim=dim, keepdim=keepdim)  # noqa: E731
    tex = rf"\mathrm{{{{{word}}}}}_{{{{{{axes}}}}}}({{0}})"
    return op(tex, [rule], symbol=word, results=2, like=(0,), node=node)(forward)


def place_of_median(x, dim):
    """The lower of the two in the middle; the first NaN where there is one."""
    wrong, n = x != x, x.shape[dim]
    middle = picked(ordered(x, dim), slice((n - 1) // 2, (n - 1) // 2 + 1), dim)
    return np.where(np.any(wrong, axis=dim, keepdims=True), np.argmax(wrong, axis=dim, keepdims=True), middle)


def place_of_nanmedian(x, dim):
    """The lower of the two in the middle of what is not NaN."""
    known = np.sum(x == x, axis=dim, keepdims=True)
    return np.take_along_axis(ordered(x, dim), (np.maximum(known, 1) - 1) // 2, dim)


def place_of_mode(x, dim):
    """The last place of the element that occurs most often; of several, the smallest."""
    order = ordered(x, dim)
    line = np.moveaxis(np.take_along_axis(x, order, dim), dim, 0)
    first = np.concatenate([line[:1] == line[:1], line[1:] != line[:-1]])
    at = arange(len(line), line).reshape(-1, *[1] * (line.ndim - 1))
    length = at - accumulate(np.maximum, np.where(first, at, 0))
    return np.take_along_axis(order, np.moveaxis(np.argmax(length, axis=0)[None], 0, dim), dim)


median_axis = of_rank("median_axis", "MedianBackward1", place_of_median)
nanmedian_axis = of_rank("nanmedian_axis", "NanmedianBackward1", place_of_nanmedian)
mode_axis = of_rank("mode_axis", "ModeBackward0", place_of_mode)


def middle(name, node, place):
    """Define a median of all elements: equal ones share the gradient evenly."""

    def forward(x):
        flat = x.reshape(-1)
        if not flat.size:
            return full((), np.nan if x.dtype.kind == "f" else np.iinfo(x.dtype).min, x.dtype, x)[()]
        return flat[place(flat, 0)[0]]

    forward.__name__, forward.__doc__ = name, "The lower of the two elements in the middle of all."
    return op(rf"\mathrm{{{{{name[:-4]}}}}}({{0}})", [lambda g, y, x: g * tied(x, y)], symbol="median", node=node)(
        forward
    )


median_all = middle("median_all", "MedianBackward0", place_of_median)
nanmedian_all = middle("nanmedian_all", "NanmedianBackward0", place_of_nanmedian)


def running(name, tex, ufunc):
    """Define the running extremum: the last of equal ones, and the first NaN and all after it."""

    def forward(x, *, dim):
        line = lined(x, dim)
        values = accumulate(ufunc, line)
        place = arange(len(line), line).reshape(-1, *[1] * (line.ndim - 1))
        places = accumulate(np.maximum, np.where((line == values) | (line != line), place, 0))
        return unlined(values, dim, x.shape), unlined(places, dim, x.shape)

    forward.__name__, forward.__doc__ = (
        name,
        f"The {name[3:6]}imum of all elements up to each along an axis, and where.",
    )
    rule = lambda g, y, x, dim: put_gathered(g, y[1], like=x, dim=dim)  # noqa: E731
    return op(tex, [rule], symbol=name[:6], results=2, node=f"{name[:6].title()}Backward0")(forward)


cummax_axis = running("cummax_axis", r"\mathrm{{cummax}}({0})", np.maximum)
cummin_axis = running("cummin_axis", r"\mathrm{{cummin}}({0})", np.minimum)


@op(r"\mathrm{{unique}}({0})", [None], results=3)
def unique_elements(x, *, dim=None):
    """Each element, or slice along an axis, once and in order; for each of `x` which it is; how often each occurs."""
    values, inverse, counts = np.unique(x, axis=dim, return_inverse=True, return_counts=True, equal_nan=False)
    return values, inverse.reshape(x.shape if dim is None else -1), counts


@op(r"\mathrm{{bincount}}({0})", [None, None])
def bincount_of(x, weights, *, least=0):
    """How often each number occurs, or the weights of each added up."""
    return np.bincount(x, weights, least)


@op(r"\mathrm{{histc}}({0})", [None])
def histc_of(x, *, bins, low, high):
    """How many elements lie in each of `bins` of one width, from `low` to `high`."""
    x, inside = those(x, (x >= low) & (x <= high))
    low, high = x.dtype.type(low), x.dtype.type(high)
    place = ((x - low) * bins / (high - low)).astype(np.int64)
    return occurrences(np.minimum(place, bins - 1), inside, bins).astype(x.dtype)


@op(r"\mathrm{{histogram}}({0})", [None, None, None], results=2)
def histogram_of(x, bins, weights, *, low=0.0, high=1.0, density=False):
    """How many elements lie in each of `bins` from `low` to `high`, or between the edges that `bins` gives; the edges."""
    if isinstance(bins, int):
        low, high = x.dtype.type(low), x.dtype.type(high)
        k, step = arange(bins + 1, x), float((high - low) / x.dtype.type(bins))
        bins = np.where(k <= (bins - 1) // 2, low + step * k, high - step * (bins - k)).astype(x.dtype)
    with np.errstate(invalid="ignore"):
        return np.histogram(x, bins, weights=weights, density=density)[0].astype(x.dtype), bins


@op(r"{0} \in {1}", [None, None], level=1, dtypes="promote")
def is_in(a, b, *, invert=False):
    """Whether each element is among the others; CuPy's function takes no numbers."""
    if not a.ndim or not b.ndim:
        found = a == b if not b.ndim else (a == b).any()
        return ~found if invert else found
    return np.isin(a, b, invert=invert)


@op(r"{0} \approx {1}", [None, None], level=1, dtypes="promote", elementwise=True)
def is_close(a, b, *, rtol, atol, equal_nan):
    """Whether two agree within ``atol + rtol * |b|``."""
    near = a == b
    if a.dtype.kind == "f":
        near |= np.isfinite(a) & np.isfinite(b) & (np.abs(a - b) <= atol + np.abs(a.dtype.type(rtol) * b))
        return near | (np.isnan(a) & np.isnan(b)) if equal_nan else near
    return near | (np.abs(a.astype(np.float64) - b) <= atol + np.abs(rtol * b.astype(np.float64)))


is_close.fuses = "all"
