"""Ways to pick elements."""

from tests.oracle.overloads.drawing import overload

HELPERS = "put_index put_flat clear_flat".split()  # ops that only rules call


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
