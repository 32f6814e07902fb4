"""Matrix products, as PyTorch splits them: dot, matrix by vector, by matrix, by batch, with something added.

Letters: ``a, b`` factors, ``x`` a vector, ``c`` what is added, ``w`` a weight, ``y`` result, ``g`` upstream gradient;
``beta`` and ``alpha`` are the Python numbers by which what is added and the product are multiplied.
"""

import numpy as np

from .arrays import packed
from .op import op
from .reduce import sum_axes
from .shape import permute_axes, t, transpose_axes, unsqueeze_axis


def times(x, n):
    """`x` times a Python number, itself for 1."""
    return x if n == 1 else x * n


def plus(c, product, beta, alpha):
    """``beta * c + alpha * product``; a `beta` of 0 leaves `c` out, whatever it holds."""
    product = times(product, alpha)
    return product if beta == 0 else product + times(c, beta)


@op(r"{0} \cdot {1}", [lambda g, y, a, b: g * b,
                       lambda g, y, a, b: g * a],
    symbol="·", level=2, node="DotBackward0")  # fmt: skip
def dot(a, b):
    """Inner product of two vectors."""
    return np.dot(a, b)


@op(r"{0} \cdot {1}", [lambda g, y, a, b: g * b,
                       lambda g, y, a, b: g * a],
    symbol="·", level=2, node="VdotBackward0")  # fmt: skip
def vdot(a, b):
    """`dot` under another name, for there are no complex numbers here."""
    return np.dot(a, b)


@op(r"{0} \, {1}", [lambda g, y, a, x: outer(g, x),
                    lambda g, y, a, x: mv(t(a), g)],
    symbol="@", level=2, node="MvBackward0")  # fmt: skip
def mv(a, x):
    """Matrix times vector."""
    return np.matmul(a, x)


@op(r"{0} \, {1}^\top", [lambda g, y, a, b: mv(g, b),
                         lambda g, y, a, b: mv(t(g), a)],
    symbol="⊗", level=2, node="MulBackward0")  # fmt: skip
def outer(a, b):
    """Outer product of two vectors."""
    return a[:, None] * b


@op(r"{0} \, {1}", [lambda g, y, a, b: mm(g, t(b)),
                    lambda g, y, a, b: mm(t(a), g)],
    symbol="@", level=2, node="MmBackward0")  # fmt: skip
def mm(a, b):
    """Matrix times matrix."""
    return np.matmul(a, b)


@op(r"{0} \, {1}", [lambda g, y, a, b: mm(g, t(b)),
                    lambda g, y, a, b: t(mm(t(g), a))],
    symbol="@", level=2, node="MmBackward0")  # fmt: skip
def mm_turned(a, b):
    """`mm` where `b` lies in memory as a transposed matrix: so then does its gradient, as in PyTorch."""
    return np.matmul(a, b)


@op(r"{0} \, {1}", [lambda g, y, a, b: bmm(g, transpose_axes(b, dim0=1, dim1=2)),
                    lambda g, y, a, b: bmm(transpose_axes(a, dim0=1, dim1=2), g)],
    symbol="@", level=2, node="BmmBackward0", broadcasts=True)  # fmt: skip
def bmm(a, b):
    """Matrix times matrix, for each of a batch."""
    return np.matmul(a, b)


@op(r"{1} \, {2} + {0}", [lambda g, y, c, a, b: g,
                          lambda g, y, c, a, b: mm(g, t(b)),
                          lambda g, y, c, a, b: mm(t(a), g)],
    symbol="@+", level=1, node="AddmmBackward0", broadcasts=True)  # fmt: skip
def addmm(c, a, b):
    """Matrix times matrix plus `c`, which is broadcast."""
    product = np.matmul(a, b)
    product += c
    return product


@op(r"{1} \, {2} + {0}", [lambda g, y, c, a, b: g,
                          lambda g, y, c, a, b: mm(g, t(b)),
                          lambda g, y, c, a, b: t(mm(t(g), a))],
    symbol="@+", level=1, node="AddmmBackward0", broadcasts=True)  # fmt: skip
def addmm_turned(c, a, b):
    """`addmm` where `b` lies in memory as a transposed matrix, such as a linear layer's weight."""
    product = np.matmul(a, b)
    product += c
    return product


def added(name, node, tex, product, rules, dtypes="same"):
    """Define a product with something added to it, both multiplied by Python numbers."""

    def forward(c, a, b, *, beta, alpha):
        return plus(c, product(a, b), beta, alpha)

    forward.__name__ = name
    forward.__doc__ = f"``beta * c + alpha * {name.removeprefix('add').removesuffix('_scaled')}(a, b)``."
    left, right = rules
    return op(
        lambda c, a, b, beta, alpha: beta * c + alpha * tex(a, b),
        [lambda g, y, c, a, b, beta, alpha: times(g, beta),
         lambda g, y, c, a, b, beta, alpha: times(left(g, b), alpha),
         lambda g, y, c, a, b, beta, alpha: times(right(g, a), alpha)],
        symbol="@+", level=1, node=node, like=(0,), dtypes=dtypes, broadcasts=True,
    )(forward)  # fmt: skip


addmm_scaled = added(
    "addmm_scaled", "AddmmBackward0", mm, np.matmul,
    (lambda g, b: mm(g, t(b)), lambda g, a: mm(t(a), g)),
)  # fmt: skip
baddbmm = added(
    "baddbmm", "BaddbmmBackward0", bmm, np.matmul,
    (lambda g, b: bmm(g, transpose_axes(b, dim0=1, dim1=2)), lambda g, a: bmm(transpose_axes(a, dim0=1, dim1=2), g)),
)  # fmt: skip
addmv = added(
    "addmv", "AddmvBackward0", mv, np.matmul, (lambda g, x: outer(g, x), lambda g, a: mv(t(a), g))
)  # fmt: skip
addr = added(
    "addr", "AddrBackward0", outer, lambda a, b: a[:, None] * b, (lambda g, b: mv(g, b), lambda g, a: mv(t(g), a)),
    "promote",
)  # fmt: skip
addbmm = added(
    "addbmm", "AddbmmBackward0", lambda a, b: sum_axes(bmm(a, b), dim=(0,)), lambda a, b: np.matmul(a, b).sum(axis=0),
    (lambda g, b: bmm(unsqueeze_axis(g, dim=0), transpose_axes(b, dim0=1, dim1=2)),
     lambda g, a: bmm(transpose_axes(a, dim0=1, dim1=2), unsqueeze_axis(g, dim=0))),
)  # fmt: skip


@op(r"{0}^\top {1} \, {2}", [lambda g, y, a, w, b: trilinear(g, permute_axes(w, dims=(1, 0, 2)), b),
                            lambda g, y, a, w, b: bmm(unsqueeze_axis(t(g), dim=1) * unsqueeze_axis(t(a), dim=0), unsqueeze_axis(b, dim=0)),
                            lambda g, y, a, w, b: trilinear(g, permute_axes(w, dims=(2, 0, 1)), a)],
    level=2, node="TrilinearBackward0")  # fmt: skip
def trilinear(a, w, b):
    """For each row of `a` and of `b`, and each matrix of `w`, the row times the matrix times the row."""
    return packed(np.einsum("obj,bj->bo", np.matmul(a, w), b))


def turned(b):
    """Whether a matrix lies in memory column by column."""
    return hasattr(b, "flags") and b.flags.f_contiguous and not b.flags.c_contiguous
