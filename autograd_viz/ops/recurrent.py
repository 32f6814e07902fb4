"""What recurrent layers do to arrays beside multiplying matrices: gates split apart, axes exchanged in place.

Letters: ``x`` operand, ``y`` result, ``g`` upstream gradient.
"""

import numpy as np

from .op import op
from .shape import split_axis, transpose_axes


@op(r"\mathrm{{split}}({0})", split_axis.vjp, symbol="split", results=0, node="UnsafeSplitBackward0")
def unsafe_split(x, *, sizes, dim):
    """`split_axis` of a fresh array that nobody else has, whose parts so are no views."""
    return split_axis.forward(x, sizes=sizes, dim=dim)


@op(r"{0}^\top", [lambda g, y, x, dim0, dim1: transpose_axes(g, dim0=dim0, dim1=dim1)],
    symbol="ᵀ", level=8, node="TransposeBackward1")  # fmt: skip
def exchanged(x, *, dim0, dim1):
    """`transpose_axes` of a fresh array that nobody else has."""
    return np.swapaxes(x, dim0, dim1)
