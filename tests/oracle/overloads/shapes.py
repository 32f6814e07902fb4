"""Ways to write shapes and views, joining and splitting."""

import numpy as np

from tests.oracle.overloads.drawing import LARGEST, overload

HELPERS = (  # ops that only rules call
    "reshape_like permute_back shrink put_select put_slice piece put_piece cast_like to_device to_device_of "
    "sum_repeats roll_back rotated_back put_diagonal fold block put_block".split()
)


@overload("view", "view")
def viewed(d):
    x = d.any()
    size = int(np.prod(d.shape(x)))
    shape = d.choice([(size,), (1, size), (size, 1), (-1,)]) if size else (0,)
    return f"{x}.contiguous().view({shape})"


@overload("view", "reshape")
def reshaped(d):
    x = d.any()
    size = int(np.prod(d.shape(x)))
    return f"{x}.reshape({(2, -1) if size and size % 2 == 0 else (size,)})"


@overload("permute_axes clone unsafe_view", "reshape of what is not contiguous")
def reshaped_copy(d):
    x = d.shaped((2, 3))
    return f"{x}.T.reshape(6)"


@overload("slice_axis reshape_alias", "reshape of a part")
def reshaped_part(d):
    x = d.shaped((2, 2, 3))
    return f"{x}[:, :, 1:].reshape(4, 2)"


@overload("t")
def transposed_matrix(d):
    return f"{d.with_axes(0, 2)}.t()"


@overload("transpose_axes")
def two_axes_exchanged(d):
    x = d.with_axes()
    return f"{x}.transpose({d.axis(x)}, {d.axis(x)})"


@overload("permute_axes")
def permuted(d):
    x = d.with_axes()
    return f"{x}.permute({tuple(d.random.permutation(len(d.shape(x))).tolist())})"


@overload("transpose_axes", "mT")
def matrix_transposed(d):
    return f"{d.with_axes(2)}.mT"


@overload("permute_axes", "movedim")
def moved(d):
    x = d.with_axes()
    return f"{x}.movedim({d.axis(x)}, {d.axis(x)})"


@overload("expand_to")
def expanded(d):
    x = d.any()
    shape = d.shape(x)
    wide = tuple(2 if n == 1 and d.chance(0.7) else n for n in shape)
    lead = (2,) if d.chance(0.5) else ()
    return f"{x}.expand({(*lead, *wide)})" if np.prod((*lead, *wide)) <= LARGEST else None


@overload("unsqueeze_axis")
def unsqueezed(d):
    x = d.with_axes(0)
    n = len(d.shape(x))
    return f"{x}.unsqueeze({int(d.random.integers(-n - 1, n + 1))})"


@overload("squeeze_all")
def squeezed(d):
    return f"{d.any()}.squeeze()"


@overload("squeeze_axis")
def one_axis_squeezed(d):
    x = d.with_axes()
    return f"{x}.squeeze({d.axis(x)})"


@overload("squeeze_axes")
def axes_squeezed(d):
    x = d.with_axes(2)
    return f"{x}.squeeze((0, -1))"


@overload("view clone unsafe_view", "flatten")
def flattened(d):
    return f"{d.with_axes(2)}.flatten()" if d.chance(0.5) else f"{d.with_axes(2)}.mT.flatten()"


@overload("concatenate", "cat")
def joined(d):
    x = d.with_axes()
    k = d.axis(x)
    y = d.shaped(d.shape(x))
    return f"T.cat([{x}, {y}, {x}], {k})" if np.prod(d.shape(x)) * 3 <= LARGEST else f"T.cat([{x}])"


@overload("stack_axis", "stack")
def stacked(d):
    x = d.any()
    n = len(d.shape(x))
    return f"T.stack([{x}, {d.shaped(d.shape(x))}], {int(d.random.integers(-n - 1, n + 1))})" if n < 3 else None


@overload("unbind_axis mul", "unbind")
def unbound(d):
    x = d.with_axes()
    k = d.axis(x)
    return f"(lambda parts: parts[0] * parts[-1])({x}.unbind({k}))"


@overload("unbind_axis", "iteration")
def iterated(d):
    return f"[v * 2 for v in {d.with_axes()}][-1]"


@overload("split_axis sum_all mul", "split")
def split(d):
    x = d.with_axes()
    return f"(lambda parts: parts[0] * parts[-1].sum())({x}.split({d.choice([1, 2])}, {d.axis(x)}))"


@overload("split_axis", "chunk")
def chunked(d):
    x = d.with_axes()
    return f"{x}.chunk(2, {d.axis(x)})[0]"


@overload("split_sizes", "split of given lengths")
def split_by_lengths(d):
    x = d.with_axes()
    k = d.axis(x)
    n = d.shape(x)[k]
    first = int(d.random.integers(0, n + 1))
    return f"{x}.split([{first}, {n - first}], {k})[{int(first < n)}]"


@overload("clone")
def cloned(d):
    return f"{d.any()}.clone()"


@overload("to_dtype", "another dtype")
def cast(d):
    return f"{d.any()}.float().double()"


@overload("view", "unflatten")
def unflattened(d):
    x = d.with_axes(1, 2)
    k = d.axis(x)
    return f"{x}.contiguous().unflatten({k}, {d.choice([(-1, 1), (1, d.shape(x)[k])])})"


@overload("repeat_axes", "repeat")
def repeated(d):
    x = d.any()
    times = [int(n) for n in d.random.integers(0 if d.chance(0.1) else 1, 3, len(d.shape(x)) + d.random.integers(2))]
    if np.prod(times) * np.prod(d.shape(x)) > LARGEST:
        return None
    return f"{x}.{d.choice(['repeat', 'tile'])}({tuple(times)})" if times else f"{x}.repeat(2)"


@overload("view clone expand_to unsqueeze_axis", "repeat_interleave")
def repeated_one_by_one(d):
    x = d.any()
    return f"{x}.repeat_interleave(2)" if np.prod(d.shape(x)) * 2 <= LARGEST else None


@overload("interleaved index_select", "repeat_interleave by a tensor")
def repeated_each(d):
    x = d.with_axes()
    k = d.axis(x)
    return f"{x}.repeat_interleave(T.tensor({d.random.integers(0, 3, d.shape(x)[k]).tolist()}), {k})"


@overload("flip_axes", "flip")
def flipped(d):
    x = d.with_axes()
    return f"{x}.flip({d.choice([(d.axis(x),), (), tuple(range(len(d.shape(x))))])})"


@overload("roll_axes", "roll")
def rolled(d):
    x = d.any()
    n = int(d.random.integers(-3, 4))
    return f"{x}.roll({n}, {d.axis(x)})" if d.shape(x) and d.chance(0.6) else f"{x}.roll({n})"


@overload("rotated", "rot90")
def turned(d):
    x = d.with_axes(2)
    return f"{x}.rot90({int(d.random.integers(-3, 5))}, {d.choice([(0, 1), (1, 0), (0, -1)])})"


@overload("diagonal_axes", "diagonal")
def diagonals(d):
    return f"{d.with_axes(2)}.diagonal({int(d.random.integers(-2, 3))}, {d.choice(['0, 1', '1, 0', '-1, 0'])})"


@overload("diagonal_embedded", "diag_embed")
def planes_of_diagonals(d):
    x = d.with_axes(1, 2)
    return f"{x}.diag_embed({int(d.random.integers(-1, 2))}, {d.choice(['0, 1', '-2, -1', '-1, 0'])})"


@overload("diagonal_copy diagonal_embedded", "diag")
def diagonal_of_a_matrix(d):
    return f"{d.with_axes(1, 2)}.diag({int(d.random.integers(-1, 2))})"


@overload("tril triu", "triangles")
def triangles(d):
    return f"{d.with_axes(2)}.{d.choice(['tril', 'triu'])}({int(d.random.integers(-2, 3))})"


@overload("trace")
def traced(d):
    return f"{d.with_axes(2, 2)}.trace()"


@overload("unfold_axis", "unfold")
def windows(d):
    x = d.with_axes(0)
    k = d.axis(x) if d.shape(x) else 0
    size = int(d.random.integers(1, (d.shape(x)[k] if d.shape(x) else 1) + 1))
    return f"{x}.unfold({k}, {size}, {int(d.random.integers(1, 3))})"


@overload("slice_axis", "tensor_split")
def split_at_positions(d):
    x = d.with_axes()
    return f"{x}.tensor_split({d.choice(['2', '(1,)', '(0, 1)', '3'])}, {d.axis(x)})[{d.choice([0, -1])}]"


@overload("concatenate unsqueeze_axis", "vstack and hstack")
def stacked_side_by_side(d):
    x = d.with_axes(1, 2)
    return f"T.{d.choice(['vstack', 'hstack', 'dstack', 'column_stack'])}([{x}, {d.shaped(d.shape(x))}])"


@overload("view unsqueeze_axis", "atleast")
def given_axes(d):
    return f"T.atleast_{d.choice([2, 3])}d({d.of(lambda s: len(s) < 2, [(), (3,)])})"


@overload("expand_to view mul", "meshgrid")
def gridded(d):
    x = d.with_axes(1, 1)
    y = d.with_axes(1, 1)
    if d.names[x].dtype != d.names[y].dtype or d.shape(x)[0] * d.shape(y)[0] > LARGEST:
        return None
    return f"(lambda a, b: a * b)(*T.meshgrid({x}, {y}, indexing={d.choice(['ij', 'xy'])!r}))"


@overload("blocks_diagonal", "block_diag")
def blocks(d):
    x, y = d.with_axes(0, 2), d.with_axes(0, 2)
    return (
        f"T.block_diag({x}, {y}).square()" if (np.sum(d.shape(x)) + np.sum(d.shape(y)) + 2) ** 2 < 2 * LARGEST else None
    )


@overload("select_put", "select_scatter")
def one_position_replaced(d):
    x = d.with_axes()
    k, shape = d.axis(x), d.shape(x)
    rest = list(shape)
    del rest[k]
    return f"{x}.select_scatter({d.shaped(tuple(rest))}, {k}, {d.index(shape[k], 1)[0]})"


@overload("slice_put", "slice_scatter")
def range_replaced(d):
    x = d.with_axes()
    k, part = d.axis(x), list(d.shape(x))
    part[k] = 1
    return f"{x}.slice_scatter({d.shaped(tuple(part))}, {k}, 0, 1)"


@overload("diagonal_put", "diagonal_scatter")
def diagonal_replaced(d):
    x = d.with_axes(2, 2)
    return f"{x}.diagonal_scatter({d.shaped((min(d.shape(x)),))})"
