"""Matrix products, as PyTorch splits them: dot, matrix by vector, by matrix, by batch, with a bias.

Letters: ``a, b`` factors, ``x`` a vector, ``y`` result, ``g`` upstream gradient.
"""

import numpy as np

from .op import op
from .shape import t, transpose_axes


@op(r"{0} \cdot {1}", [lambda g, y, a, b: g * b,
                       lambda g, y, a, b: g * a],
    symbol="·", level=2, node="DotBackward0")  # fmt: skip
def dot(a, b):
    """Inner product of two vectors."""
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
    return np.multiply.outer(a, b)


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
    symbol="@", level=2, node="BmmBackward0")  # fmt: skip
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


def turned(b):
    """Whether a matrix lies in memory column by column."""
    return isinstance(b, np.ndarray) and b.flags.f_contiguous and not b.flags.c_contiguous
