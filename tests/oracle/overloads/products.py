"""Ways to write matrix products."""

from tests.oracle.overloads.drawing import overload

HELPERS = "outer".split()  # ops that only rules call


@overload("dot")
def dotted(d):
    x = d.with_axes(1, 1)
    return f"{x} @ {d.shaped(d.shape(x))}"


@overload("mv")
def matrix_by_vector(d):
    x = d.with_axes(2, 2)
    return f"{x} @ {d.shaped(d.shape(x)[1:])}"


@overload("unsqueeze_axis mm squeeze_product", "vector by matrix")
def vector_by_matrix(d):
    x = d.with_axes(2, 2)
    return f"{d.shaped(d.shape(x)[:1])} @ {x}"


@overload("mm")
def matrix_by_matrix(d):
    x = d.with_axes(2, 2)
    return f"{x} @ {d.shaped((d.shape(x)[1], d.choice([1, 2, 3])))}"


@overload("t mm_turned", "matrix by transposed matrix")
def matrix_by_transposed(d):
    x = d.with_axes(2, 2)
    return f"{x} @ {d.shaped((d.choice([2, 3]), d.shape(x)[1]))}.t()"


@overload("bmm", "bmm")
def batch_by_batch(d):
    return f"T.bmm({d.shaped((2, 2, 3))}, {d.shaped((2, 3, 2))})"


@overload("bmm expand_to unsafe_view", "matmul of batches")
def batches(d):
    a, b = d.choice([((2, 2, 3), (2, 3, 2)), ((1, 2, 3), (2, 3, 2)), ((2, 1, 2, 3), (2, 3, 2)), ((2, 2, 3), (1, 3, 2))])
    return f"{d.shaped(a)} @ {d.shaped(b)}"


@overload("mm unsafe_view mv", "matmul of a batch and one")
def batch_by_one(d):
    a, b = d.choice([((2, 2, 3), (3, 2)), ((2, 2, 3), (3,)), ((2, 3), (2, 3, 2)), ((3,), (2, 3, 2))])
    return f"{d.shaped(a)} @ {d.shaped(b)}"


@overload("addmm")
def added_product(d):
    c = d.shaped(d.choice([(2,), (2, 2), (1, 2), ()]))
    return f"T.addmm({c}, {d.shaped((2, 3))}, {d.shaped((3, 2))})"


@overload("t addmm_turned view mm_turned", "linear")
def linear(d):
    x = d.shaped(d.choice([(2, 3), (3,), (2, 2, 3), (1, 2, 3)]))
    bias = d.choice(["", f", {d.shaped((4,))}"])
    return f"F.linear({x}, {d.shaped((4, 3))}{bias})"


@overload("view mul", "outer")
def outer(d):
    return f"T.outer({d.with_axes(1, 1)}, {d.with_axes(1, 1)})"
