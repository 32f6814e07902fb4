"""Rows of a table by number, and gradients put back into the rows.

Letters: ``x`` the table or its gradient, ``i`` the numbers of the rows, ``y`` result, ``g`` upstream gradient.
``padding`` is a row that takes no gradient, -1 for none; with ``shared``, each row's gradient is divided by how often it
was taken.
"""

import numpy as np

from .arrays import add_at, arange, zeros
from .op import op


@op(r"{0}_{{{1}}}", [lambda g, y, x, i, padding, shared: put_rows(g, i, like=x, padding=padding, shared=shared), None],
    symbol="[rows]", level=8, like=(0,), slots=(0,), node="EmbeddingBackward0")  # fmt: skip
def embedding(x, i, *, padding, shared):
    """Rows of `x` by their numbers."""
    return x[i]


@op(r"\mathrm{{put}}_{{{1}}}({0})",
    [lambda g, y, x, i, like, padding, shared: kept_rows(g, i, padding=padding), None],
    slots=(0,))  # fmt: skip
def put_rows(x, i, *, like, padding, shared):
    """Zeros in the shape of `like`, with each row of `x` added to the row that `i` names."""
    out = zeros(like.shape, x.dtype, x)
    add_at(out, i, weighed(x, i, padding, like.shape[0] if shared else 0))
    return out


@op(r"{0}_{{{1}}}", [lambda g, y, x, i, padding: put_rows(g, i, like=x, padding=padding, shared=False), None],
    level=8, like=(0,), slots=(0,))  # fmt: skip
def kept_rows(x, i, *, padding):
    """Rows of `x` by their numbers, zeros for the row that takes no gradient: `put_rows` turned around.

    How often a row was taken counts once, not twice, as in PyTorch.
    """
    return weighed(x[i], i, padding, 0)


def weighed(x, i, padding, count):
    """The rows `x` by as much as each counts in the gradient: shared by those taken of one of `count` rows, if not 0."""
    if padding >= 0:
        x = x * (i != padding)[..., None]
    if count:
        taken = zeros(count, np.int64, like=i)
        add_at(taken, i, np.ones_like(i))
        x = x / taken[i][..., None].astype(x.dtype)
    return x


@op(r"\mathbf{{e}}_{{{0}}}", [None], level=8)
def one_hot(i, *, classes):
    """For each number a row of zeros with a one at its place."""
    return (i[..., None] == arange(classes, i)).astype(np.int64, order="C")
