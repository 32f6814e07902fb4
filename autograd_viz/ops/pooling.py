"""The largest element of each window.

Letters: ``x`` operand (..., rows, columns), ``y`` its values and where they are, ``g`` upstream gradient; ``i`` are
positions in the flattened image.
"""

from itertools import product
from math import prod

import numpy as np

from .arrays import add_at, arange, array, full, zeros
from .convolution import arranged, taps
from .op import op
from .resample import adaptive


@op(r"\mathrm{{maxpool}}({0})",
    [lambda g, y, x, kernel, stride, padding, dilation, size: put_planes(g, y[1], like=x)],
    symbol="max", node="MaxPool2DWithIndicesBackward0", results=2)  # fmt: skip
def max_pool2d(x, *, kernel, stride, padding, dilation, size):
    """The largest elements of windows and where they are: the first of equal ones, the last of NaNs."""
    n, sizes = len(kernel), x.shape[x.ndim - len(kernel) :]
    kind = np.min_scalar_type(prod(kernel)).type  # the smallest integers that count the window's places
    windows, best, which = bordered(x, kernel, stride, padding, dilation, size), None, None
    parts = [windows[(..., *met)] for _, met in taps(kernel, stride, dilation, size)]
    for k, part in enumerate(parts):
        if k == 0:
            best, which = part.copy(order="C"), zeros(part.shape, kind, x)
            continue
        np.maximum(which, (part > best) * kind(k), out=which)
        np.maximum(best, part, out=best)
    if x.dtype.kind == "f" and best.size and np.isnan(np.max(best)):
        for k, part in enumerate(parts):
            which = np.where(np.isnan(part), kind(k), which)
    within, start, first = [], 0, 0
    for k, m, s, p, d, length in zip(kernel, size, stride, padding, dilation, sizes):
        place = arange(m, x) * s - p
        start = np.expand_dims(start, -1) * length + place if within else place
        first_inside = np.where(place < 0, place + -(place // d) * d, place)
        first = np.expand_dims(first, -1) * length + first_inside if within else first_inside
        within.append(np.arange(k) * d)
    offsets = [np.dot(offset, [prod(sizes[j + 1 :]) for j in range(n)]) for offset in product(*within)]
    index = array(np.array(offsets), x)[which] + start
    if any(padding):  # nothing was larger than what lies outside: the first place inside
        index = np.where(which == 0, first, index)
    return arranged(best, x), arranged(index, x)


def bordered(x, kernel, stride, padding, dilation, size):
    """`x` with the least of numbers around it, where windows reach outside."""
    n = len(kernel)
    sizes = x.shape[x.ndim - n :]
    reach = [(m - 1) * s + d * (k - 1) + 1 for k, s, d, m in zip(kernel, stride, dilation, size)]
    if not any(padding) and all(r <= length for r, length in zip(reach, sizes)):
        return x
    least = -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min
    whole = [max(r, p + length) for r, p, length in zip(reach, padding, sizes)]
    out = full((*x.shape[: x.ndim - n], *whole), least, x.dtype, x)
    out[(..., *[slice(p, p + length) for p, length in zip(padding, sizes)])] = x
    return out


@op(r"\mathrm{{maxpool}}({0})", [lambda g, y, x, size: put_planes(g, y[1], like=x)],
    symbol="max", node="AdaptiveMaxPool2DBackward0", results=2)  # fmt: skip
def adaptive_max_pool2d(x, *, size):
    """The largest elements of a wanted number of windows and where they are; windows may overlap."""
    windows = [np.maximum.accumulate(adaptive(n, m, None)[0], 1) for n, m in zip(x.shape[-2:], size)]
    kernel, (rows, cols) = [k.shape[1] for k in windows], [k.reshape(-1) for k in windows]
    at = array((rows[:, None] * x.shape[-1] + cols).reshape(-1), x)
    apart = x.reshape(*x.shape[:-2], prod(x.shape[-2:]))[..., at].reshape(*x.shape[:-2], len(rows), len(cols))
    values, index = max_pool2d.forward(apart, kernel=kernel, stride=kernel, padding=(0, 0), dilation=(1, 1), size=size)
    return arranged(values, x), arranged(at[index], x)


def in_planes(i, like):
    """Positions in each image as positions in all of them."""
    planes, area = prod(like.shape[:-2]), prod(like.shape[-2:])
    return (i.reshape(planes, prod(i.shape[-2:])) + arange(planes, i)[:, None] * area).reshape(-1)


@op(r"\mathrm{{put}}_{{{1}}}({0})", [lambda g, y, x, i, like: take_planes(g, i), None])
def put_planes(x, i, *, like):
    """Zeros in the shape of `like`, with `x` added at the positions `i` of each image."""
    out = zeros(like.shape, x.dtype, x)
    add_at(out.reshape(-1), in_planes(i, like), x.reshape(-1))
    return out


@op(r"{0}_{{{1}}}", [lambda g, y, x, i: put_planes(g, i, like=x), None], level=8, like=(0,))
def take_planes(x, i):
    """The elements of each image at the positions `i`."""
    return x.reshape(-1)[in_planes(i, x)].reshape(i.shape)
