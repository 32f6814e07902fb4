"""Ways to write matrix products."""

from tests.oracle.overloads.drawing import overload
from tests.oracle.overloads.normalization import of_float64

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


FACTORS = ["", ", beta=0.5, alpha=-2", ", beta=0", ", alpha=3"]


@overload("addmm_scaled", "addmm with factors")
def scaled_product(d):
    c = d.shaped(d.choice([(2,), (2, 2), (1, 2), ()]))
    return f"T.addmm({c}, {d.shaped((2, 3))}, {d.shaped((3, 2))}{d.choice(FACTORS[1:])})"


@overload("baddbmm")
def added_batches(d):
    c = d.shaped(d.choice([(2,), (2, 2), ()]))
    return f"T.baddbmm({c}, {d.shaped((2, 2, 3))}, {d.shaped((2, 3, 2))}{d.choice(FACTORS)})"


@overload("addbmm")
def added_sum_of_batches(d):
    c = d.shaped(d.choice([(2,), (2, 2), ()]))
    return f"T.addbmm({c}, {d.shaped((2, 2, 3))}, {d.shaped((2, 3, 2))}{d.choice(FACTORS)})"


@overload("addmv")
def added_vector(d):
    return f"T.addmv({d.shaped(d.choice([(2,), (1,), ()]))}, {d.shaped((2, 3))}, {d.shaped((3,))}{d.choice(FACTORS)})"


@overload("addr")
@of_float64
def added_outer(d):
    c = d.shaped(d.choice([(2, 3), (3,), ()]))
    return f"T.addr({c}, {d.shaped((2,))}, {d.shaped((3,))}{d.choice(FACTORS)})"


@overload("vdot")
def vdot(d):
    x = d.with_axes(1, 1)
    return f"T.vdot({x}, {d.shaped(d.shape(x))})"


@overload("permute_axes bmm mul", "einsum")
def einsum(d):
    equation, *shapes = d.choice([
        ("ij,jk->ik", (2, 3), (3, 2)), ("ij,jk->ki", (2, 3), (3, 2)), ("ij,ij->j", (2, 3), (2, 3)), ("i,j->ij", (3,), (2,)),
        ("bij,bjk->bik", (2, 2, 3), (2, 3, 2)), ("ij,j", (2, 3), (3,)), ("ij->ji", (2, 3)), ("ii->i", (3, 3)),
        ("ij,jk,ki->", (2, 3), (3, 2), (2, 2)), ("...i,...i->...", (2, 3), (2, 3)), ("i,ij,j->", (2,), (2, 3), (3,)),
        ("iij->j", (3, 3, 2)), ("i,i,i->i", (3,), (3,), (3,)), ("ij,kj->ik", (2, 3), (3, 3)),
    ])  # fmt: skip
    return f'T.einsum("{equation}", {", ".join(d.shaped(shape) for shape in shapes)})'


@overload("permute_axes mm view", "tensordot")
def tensordot(d):
    return d.choice([
        f"T.tensordot({d.shaped((2, 3))}, {d.shaped((3, 2))}, 1)", f"T.inner({d.shaped((2, 3))}, {d.shaped((3, 3))})",
        f"T.tensordot({d.shaped((2, 2, 3))}, {d.shaped((2, 3, 2))}, ([0, 2], [0, 1]))",
    ])  # fmt: skip


@overload("unsafe_view mul", "kron")
def kron(d):
    return f"T.kron({d.shaped((2, 1))}, {d.with_axes(1, 2)}.contiguous())"


@overload("trilinear view", "bilinear")
def bilinear(d):
    return f"F.bilinear({d.shaped((3, 2))}, {d.shaped((3, 3))}, {d.shaped((2, 2, 3))})"
