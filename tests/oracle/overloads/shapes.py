"""Ways to write shapes and views, joining and splitting."""

import numpy as np

from tests.oracle.overloads.drawing import LARGEST, overload

HELPERS = (
    "reshape_like permute_back shrink put_select put_slice piece put_piece cast_like".split()
)  # ops that only rules call


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
