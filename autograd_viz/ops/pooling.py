"""The largest element of each window.

Letters: ``x`` operand (..., rows, columns), ``y`` its values and where they are, ``g`` upstream gradient; ``i`` are
positions in the flattened image.
"""

from functools import lru_cache
from math import prod

import numpy as np

from .arrays import add_flat, arange, constant, full, readable, strided, zeros
from .convolution import arranged, taps
from .op import op
from .resample import adaptive


@op(r"\mathrm{{maxpool}}({0})",
    [lambda g, y, x, kernel, stride, padding, dilation, size: put_planes(g, y[1], like=x)],
    symbol="max", node="MaxPool2DWithIndicesBackward0", results=2)  # fmt: skip
def max_pool2d(x, *, kernel, stride, padding, dilation, size):
    """The largest elements of windows and where they are: the first of equal ones, the last of NaNs."""
    windows = bordered(x, kernel, stride, padding, dilation, size)
    best, which = (in_long_runs if readable(x) else at_once)(windows, kernel, stride, dilation, size)
    offsets, starts, inside = constant(positions, (kernel, stride, padding, dilation, size, x.shape[-1]), x)
    index = np.take(offsets, which)
    index += starts
    if any(padding):  # nothing was larger than what lies outside
        index = np.where(which == 0, inside, index)
    return arranged(best, x), arranged(index, x)


def in_long_runs(windows, kernel, stride, dilation, size):
    """The largest elements of windows and at which place in them: one place of all windows after the other."""
    kind = np.min_scalar_type(prod(kernel)).type  # the smallest integers that count the window's places
    parts = [windows[(..., *met)] for _, met in taps(kernel, stride, dilation, size)]
    best = parts[0].copy(order="C")
    which = np.zeros(best.shape, kind)
    for k, part in enumerate(parts[1:], 1):
        before, best = best, np.maximum(best, part)
        np.maximum(which, (best != before) * kind(k), out=which)
    if windows.dtype.kind == "f" and best.size and np.isnan(np.max(best)):
        for k, part in enumerate(parts):
            which = np.where(np.isnan(part), kind(k), which)
    return best, which


def at_once(windows, kernel, stride, dilation, size):
    """What `in_long_runs` finds, in a few kernels whatever the window's size and whether there are NaNs."""
    *lead, down, right = windows.strides
    steps = (down * stride[0], right * stride[1], down * dilation[0], right * dilation[1])
    windows = strided(windows, (*windows.shape[:-2], *size, *kernel), (*lead, *steps))
    best = np.max(windows, axis=(-2, -1))
    among_equals, among_nans, of_rank = constant(ranks, (kernel,), windows)
    rank = np.where(windows == best[..., None, None], among_equals, of_rank.dtype.type(0))
    if windows.dtype.kind == "f":
        rank = np.where(np.isnan(windows), among_nans, rank)
    return best, np.take(of_rank, np.max(rank, axis=(-2, -1)))


@lru_cache(256)
def ranks(kernel):
    """Numbers from 1 on for the places of a window, the highest for the first; above them others for NaNs; and back."""
    count = prod(kernel)
    kind = np.min_scalar_type(2 * count + 1)
    rank = np.arange(1, count + 1, dtype=kind)
    return (
        rank[::-1].reshape(kernel),
        (rank + kind.type(count)).reshape(kernel),
        np.r_[0, count - rank, rank - 1].astype(kind),
    )


@lru_cache(256)
@lru_cache(256)
def positions(kernel, stride, padding, dilation, size, width):
    """In a flattened image: of a window's places from its start, where windows start, and their first places inside."""
    rows, columns = (np.arange(m) * s - p for m, s, p in zip(size, stride, padding))
    down, right = (np.arange(k) * d for k, d in zip(kernel, dilation))
    first = [np.where(start < 0, start % d, start) for start, d in zip((rows, columns), dilation)]
    return [np.add.outer(y * width, x) for y, x in ((down, right), (rows, columns), first)]


def bordered(x, kernel, stride, padding, dilation, size):
    """`x` with the least of numbers around it, where windows reach outside."""
    sizes = x.shape[-2:]
    reach = [(m - 1) * s + d * (k - 1) + 1 for k, s, d, m in zip(kernel, stride, dilation, size)]
    if not any(padding) and all(r <= length for r, length in zip(reach, sizes)):
        return x
    least = -np.inf if x.dtype.kind == "f" else np.iinfo(x.dtype).min
    whole = [max(r, p + length) for r, p, length in zip(reach, padding, sizes)]
    out = full((*x.shape[:-2], *whole), least, x.dtype, x)
    out[(..., *[slice(p, p + length) for p, length in zip(padding, sizes)])] = x
    return out


@op(r"\mathrm{{maxpool}}({0})", [lambda g, y, x, size: put_planes(g, y[1], like=x)],
    symbol="max", node="AdaptiveMaxPool2DBackward0", results=2)  # fmt: skip
def adaptive_max_pool2d(x, *, size):
    """The largest elements of a wanted number of windows and where they are; windows may overlap."""
    kernel, sizes, at = constant(overlapping, (x.shape[-2:], tuple(size)), x)
    apart = x.reshape(*x.shape[:-2], prod(x.shape[-2:]))[..., at].reshape(*x.shape[:-2], *sizes)
    kernel = tuple(kernel)
    values, index = max_pool2d.forward(apart, kernel=kernel, stride=kernel, padding=(0, 0), dilation=(1, 1), size=size)
    return arranged(values, x), arranged(at[index], x)


@lru_cache(256)
def overlapping(sizes, wanted):
    """Of windows set side by side: the size of one, of all of them, and the places in a flattened image they show."""
    windows = [np.maximum.accumulate(adaptive(n, m, None)[0], 1) for n, m in zip(sizes, wanted)]
    rows, columns = (k.reshape(-1) for k in windows)
    return [k.shape[1] for k in windows], (len(rows), len(columns)), np.add.outer(rows * sizes[1], columns).reshape(-1)


def in_planes(i, like):
    """Positions in each image as positions in all of them."""
    planes, area = prod(like.shape[:-2]), prod(like.shape[-2:])
    return (i.reshape(planes, prod(i.shape[-2:])) + arange(planes, i)[:, None] * area).reshape(-1)


@op(r"\mathrm{{put}}_{{{1}}}({0})", [lambda g, y, x, i, like: take_planes(g, i), None])
def put_planes(x, i, *, like):
    """Zeros in the shape of `like`, with `x` added at the positions `i` of each image."""
    out = zeros(like.shape, x.dtype, x)
    add_flat(out.reshape(-1), in_planes(i, like), x.reshape(-1))
    return out


@op(r"{0}_{{{1}}}", [lambda g, y, x, i: put_planes(g, i, like=x), None], level=8, like=(0,))
def take_planes(x, i):
    """The elements of each image at the positions `i`."""
    return x.reshape(-1)[in_planes(i, x)].reshape(i.shape)
