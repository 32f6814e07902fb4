"""Pick elements by arrays of positions or masks, and put them back.

Letters: ``x`` operand, ``y`` result, ``g`` upstream gradient; ``index`` and ``at`` are arrays of positions.
"""

import numpy as np

from .op import op


@op(r"{0}[i]", [lambda g, y, x, index: put_index(g, like=x, index=index)],
    symbol="[idx]", level=8, like=(0,), holds=True, node="IndexBackward0")  # fmt: skip
def index(x, *, index):
    """Elements picked by arrays of integers or booleans; `index` has a slice for every whole axis."""
    out = x[index]
    return out if turned_around(x, index) else np.ascontiguousarray(out)


def turned_around(x, index):
    """Whether the axes `index` leaves whole lie in memory in another order: then PyTorch keeps that order."""
    steps, d = [], 0
    for k in (*index, *[slice(None)] * x.ndim):
        if d >= x.ndim:
            break
        if isinstance(k, slice):
            if x.shape[d] > 1 and x.strides[d]:
                steps.append(x.strides[d])
            d += 1
        else:
            d += k.ndim if k.dtype == bool else 1
    return steps != sorted(steps, reverse=True)


@op(r"\mathrm{{put}}_{{i}}({0})", [lambda g, y, x, like, index: index_of(g, index=index)])
def put_index(x, *, like, index):
    """Zeros in the shape of `like` with `x` added at the picked elements, repeats and all."""
    out = np.zeros(like.shape, x.dtype)
    if all(isinstance(k, slice) or k.dtype == bool for k in index):
        out[index] = x
    else:
        np.add.at(out, index, x)
    return out


index_of = index  # `index` is also the name of its parameter


@op(r"{0}[\mathrm{{view}}]", [lambda g, y, x, at: put_flat(g, like=x, at=at)],
    symbol="view", level=8, like=(0,), node="AsStridedBackward0")  # fmt: skip
def take_flat(x, *, at):
    """The elements of `x` at the flat positions `at`, in the shape of `at`."""
    return x.reshape(-1)[at]


@op(r"\mathrm{{put}}({0})", [lambda g, y, x, like, at: take_flat(g, at=at)])
def put_flat(x, *, like, at):
    """Zeros in the shape of `like` with `x` added at the flat positions `at`."""
    out = np.zeros(like.shape, x.dtype)
    np.add.at(out.reshape(-1), at, x)
    return out


@op(r"\mathrm{{clear}}({0})", [lambda g, y, x, at: clear_flat(g, at=at)])
def clear_flat(x, *, at):
    """A copy of `x` with 0 at the flat positions `at`."""
    out = np.array(x, order="C")
    out.reshape(-1)[at] = 0
    return out
