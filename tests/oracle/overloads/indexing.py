"""Ways to pick elements."""

import numpy as np

from tests.oracle.overloads.drawing import overload

HELPERS = (  # ops that only rules call
    "put_index put_flat clear_flat cleared put_gathered gather_source kept zeros_met once tied_at put_selected "
    "distinct put_taken put_masked put_leading leading".split()
)


@overload("select_axis", "select")
def selected(d):
    x = d.with_axes()
    return f"{x}[{d.index(d.shape(x)[0], 1)[0]}]"


@overload("select_axis", "select along")
def selected_along(d):
    x = d.with_axes()
    k = d.axis(x)
    return f"{x}.select({k}, {d.index(d.shape(x)[k], 1)[0]})"


def a_slice(d, n):
    start, stop = sorted(d.random.integers(0, n + 1, 2).tolist())
    return d.choice([f"{start}:{stop}", f"{start}:", f":{stop}", "::2", ":", f"-{max(n - start, 1)}:"])


@overload("slice_axis", "slice")
def sliced(d):
    x = d.with_axes()
    return f"{x}[{d.choice([f'{start}:' for start in range(d.shape(x)[0])])}]"


@overload("slice_axis", "narrow")
def narrowed(d):
    x = d.with_axes()
    k = d.axis(x)
    start = int(d.random.integers(d.shape(x)[k]))
    return f"{x}.narrow({k}, {start}, {int(d.random.integers(1, d.shape(x)[k] - start + 1))})"


@overload("alias", "alias")
def whole(d):
    return f"{d.with_axes()}[...]"


def mask(d, *shape):
    found = d.random.random(shape) < 0.6
    return f"T.tensor({found.tolist()})"


@overload("slice_axis select_axis unsqueeze_axis", "mixed index")
def mixed_views(d):
    x = d.with_axes(2)
    keys = [d.choice([a_slice(d, n), str(d.index(n, 1)[0]), "0", "1:"]) for n in d.shape(x)]
    keys.insert(int(d.random.integers(len(keys) + 1)), "None")
    return f"{x}[{', '.join(keys)}]"


@overload("index", "index by lists")
def picked(d):
    x = d.with_axes()
    key = d.index(d.shape(x)[0], int(d.random.integers(1, 4)))
    return f"{x}[{key}]"


@overload("index", "index by arrays")
def picked_together(d):
    x = d.with_axes(2)
    m, n = d.shape(x)[:2]
    rows, columns = d.index(m, 3), d.index(n, 3)
    return d.choice([
        f"{x}[{rows}, {columns}]", f"{x}[:, {columns}]", f"{x}[T.tensor({rows})[:, None], {columns}]",
        f"{x}[None, {rows}]", f"{x}[{rows}, 1:]", f"{x}[{rows}, None]", f"{x}[0, {columns}]", f"{x}[{rows}, 0]",
        f"{x}[{rows}, ..., 0]", f"{x}[np.array({rows})]", f"{x}[T.tensor([{rows}, {rows}])]",
    ])  # fmt: skip


@overload("index", "index by masks")
def masked(d):
    x = d.with_axes()
    shape = d.shape(x)
    return f"{x}[{mask(d, *shape[: d.random.integers(1, len(shape) + 1)])}]"


def like_kind(d, x, *shape):
    """A tensor of the dtype of another."""
    name = d.shaped(shape)
    return name if d.names[name].dtype == d.names[x].dtype else f"{name}.to({x}.dtype)"


def places(d, x, repeats=True):
    """An axis, and an index with an entry for each element of a result: the index's text and shape."""
    k, shape = d.axis(x), list(d.shape(x))
    n = shape[k]
    shape[k] = int(d.random.integers(1, n + 1 + repeats))
    if repeats:
        index = d.random.integers(0, n, shape)
    else:
        index = np.argsort(d.random.random(d.shape(x)), k).take(range(shape[k]), k)
    return k, f"T.tensor({index.tolist()})", tuple(shape)


@overload("gather")
def gathered(d):
    x = d.with_axes()
    k, index, _ = places(d, x)
    return f"{x}.gather({k}, {index})"


@overload("gather expand_to", "take_along_dim")
def taken_along(d):
    x = d.with_axes(2, 2)
    return f"{x}.take_along_dim(T.tensor([{d.random.integers(0, d.shape(x)[0], 1).tolist()}]), 0)"


@overload("scatter")
def scattered(d):
    x = d.with_axes()
    k, index, shape = places(d, x, repeats=False)
    return f"{x}.scatter({k}, {index}, {like_kind(d, x, *shape)})"


@overload("scatter_number", "scatter of a number")
def number_scattered(d):
    x = d.with_axes()
    k, index, _ = places(d, x)
    return f"{x}.scatter({k}, {index}, 1.5)"


@overload("scatter_add")
def scattered_and_added(d):
    x = d.with_axes()
    k, index, shape = places(d, x)
    return f"{x}.scatter_add({k}, {index}, {like_kind(d, x, *shape)})"


@overload("scatter_reduce counted", "scatter_reduce")
def scattered_and_combined(d):
    x = d.with_axes()
    k, index, shape = places(d, x)
    how = d.choice(["sum", "mean", "amax", "amin"])
    own = d.choice(["", ", include_self=False"])
    return f"{x}.scatter_reduce({k}, {index}, {like_kind(d, x, *shape)}, {how!r}{own})"


@overload("scatter_reduce", "scatter_reduce by products")
def scattered_and_multiplied(d):
    x = d.with_axes()
    k, index, shape = places(d, x)
    return f"{x}.scatter_reduce({k}, {index}, {like_kind(d, x, *shape)}, 'prod')"


def positions(d, x, k, repeats=True):
    """Positions along an axis: their text, and how many."""
    n = d.shape(x)[k]
    count = int(d.random.integers(1, n + 1))
    index = d.random.integers(0, n, count) if repeats else d.random.permutation(n)[:count]
    return f"T.tensor({index.tolist()})", count


def part(d, x, k, count):
    """The shape of so many slices of a tensor along an axis."""
    shape = list(d.shape(x))
    shape[k] = count
    return tuple(shape)


@overload("index_select")
def slices_selected(d):
    x = d.with_axes()
    k = d.axis(x)
    return f"{x}.index_select({k}, {positions(d, x, k)[0]})"


@overload("index_add")
def slices_added(d):
    x = d.with_axes()
    k = d.axis(x)
    index, count = positions(d, x, k)
    alpha = d.choice(["", ", alpha=2", ", alpha=-0.5"])
    return f"{x}.index_add({k}, {index}, {like_kind(d, x, *part(d, x, k, count))}{alpha})"


@overload("index_copy")
def slices_copied(d):
    x = d.with_axes()
    k = d.axis(x)
    index, count = positions(d, x, k, repeats=False)
    return f"{x}.index_copy({k}, {index}, {like_kind(d, x, *part(d, x, k, count))})"


@overload("index_fill_number", "index_fill")
def slices_filled(d):
    x = d.with_axes()
    k = d.axis(x)
    return f"{x}.index_fill({k}, {positions(d, x, k)[0]}, 2.5)"


@overload("index_fill_tensor", "index_fill with a tensor")
def slices_filled_with_a_tensor(d):
    x = d.with_axes()
    k = d.axis(x)
    return f"{x}.index_fill({k}, {positions(d, x, k)[0]}, {like_kind(d, x)})"


@overload("index_put index_put_add", "index_put of a copy")
def put_at_an_index(d):
    x = d.with_axes()
    adds = d.chance(0.5)
    index, count = positions(d, x, 0, repeats=adds)
    return f"{x}.index_put(({index},), {like_kind(d, x, *d.shape(x)[1:])}, {adds})"


@overload("take")
def taken(d):
    x = d.with_axes(0)
    return f"{x}.take(T.tensor({d.index(int(np.prod(d.shape(x))), 2, 2)}))"


@overload("put put_add", "put")
def put_flat(d):
    x = d.with_axes()
    size = int(np.prod(d.shape(x)))
    return f"{x}.put(T.tensor({d.random.permutation(size)[:2].tolist()}), {like_kind(d, x, min(size, 2))}, {d.chance(0.5)})"


def beside_mask(d, x):
    """A mask that broadcasts with a tensor."""
    shape = d.shape(x)
    return mask(d, *(n if d.chance(0.8) else 1 for n in shape[d.random.integers(len(shape) + 1) :]))


@overload("masked_fill_number masked_fill_tensor", "masked_fill")
def filled_under_a_mask(d):
    x = d.with_axes(0)
    return f"{x}.masked_fill({beside_mask(d, x)}, {d.choice(['-1.5', 'inf', like_kind(d, x)])})"


@overload("masked_select")
def selected_by_a_mask(d):
    x = d.with_axes(0)
    return f"{x}.masked_select({beside_mask(d, x)})"


@overload("masked_scatter")
def scattered_under_a_mask(d):
    x = d.with_axes(0)
    return f"{x}.masked_scatter({beside_mask(d, x)}, {like_kind(d, x, *d.shape(x))})"


@overload("nonzero index unbind_axis gt", "nonzero")
def picked_where_not_zero(d):
    x = d.with_axes()
    return f"{x}[T.nonzero({x} > 0, as_tuple=True)]"
