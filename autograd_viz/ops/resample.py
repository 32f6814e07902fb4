"""Maps that take every output from a few inputs along the last axes: averages of windows, paddings, enlargements.

Such a map is linear and goes axis by axis. Its axis is told as ``(kind, size, *arguments)`` with the number of outputs
and one of the kinds below; `steps` breaks it into a few pieces "these outputs are these inputs", each slices where it
can be, which read backwards are the map's transpose. Where not, a product with the map's matrix is quicker.

Letters: ``x`` operand, ``y`` result, ``g`` upstream gradient.
"""

from functools import lru_cache, reduce
from math import prod

import numpy as np

from .arrays import constant, readable, zeros
from .convolution import arranged
from .op import op
from .reduce import packed, wider

LONGEST = 512  # inputs of an axis up to which a matrix product takes less time than picking them one by one

# -- kinds of axis: which of n inputs each of m outputs takes, (m, taps), and with which weights --------


def window(n, m, dtype, kernel, stride, padding, include_padding):
    """Windows of one length, `stride` apart."""
    return (np.arange(m) * stride - padding)[:, None] + np.arange(kernel), None


def adaptive(n, m, dtype):
    """As many windows as wanted, of lengths as equal as can be; what is outside of one is -1."""
    start, stop = np.arange(m) * n // m, -(-(np.arange(m) + 1) * n // m)
    source = start[:, None] + np.arange((stop - start).max(initial=1))
    return np.where(source < stop[:, None], source, -1), None


def reflected(n, m, dtype, before):
    """The axis mirrored at its first and last element, which are not repeated."""
    place = np.abs(np.arange(m) - before)
    return np.minimum(place, 2 * (n - 1) - place)[:, None], None


def replicated(n, m, dtype, before):
    """The first and last element repeated."""
    return np.clip(np.arange(m) - before, 0, n - 1)[:, None], None


def nearest(n, m, dtype, factor, offset):
    """The input that lies under each output, or (offset ½) under its middle."""
    scale = np.float32(1 / factor if factor else np.float32(n) / np.float32(m))
    return np.minimum(((np.arange(m, dtype=np.float32) + np.float32(offset)) * scale).astype(int), n - 1)[:, None], None


def between(n, m, dtype, factor, align):
    """Where each output lies among the inputs: how many come before it, and how far it is past the last of them."""
    place = np.arange(m, dtype=dtype)
    if align:
        return place * dtype.type((n - 1) / (m - 1) if m > 1 else 0)
    return (place + dtype.type(0.5)) * dtype.type(1 / factor if factor else n / m) - dtype.type(0.5)


def linear(n, m, dtype, factor, align):
    """The two inputs around each output, weighted by how near they are."""
    place = np.maximum(np.arange(m, dtype=dtype) if n == m else between(n, m, dtype, factor, align), 0)
    low = np.minimum(place.astype(int), n - 1)
    share = np.clip(place - low, 0, 1).astype(dtype)
    high = low if n == m else np.minimum(low + 1, n - 1)
    return np.stack([low, high], 1), np.stack([1 - share, share], 1)


def cubic(n, m, dtype, factor, align):
    """The four inputs around each output, weighted by Keys' kernel with a = -3/4."""
    place = between(n, m, dtype, factor, align)
    low, a = np.floor(place), -0.75
    far = np.abs((place - low)[:, None] - np.arange(-1, 3)).astype(dtype)
    near = ((a + 2) * far - (a + 3)) * far * far + 1
    weights = np.where(far <= 1, near, ((a * far - 5 * a) * far + 8 * a) * far - 4 * a)
    return np.clip(low[:, None].astype(int) + np.arange(-1, 3), 0, n - 1), weights.astype(dtype)


KINDS = {kind.__name__: kind for kind in (window, adaptive, reflected, replicated, nearest, linear, cubic)}


@lru_cache(256)
def steps(axis, n, dtype):
    """The pieces (outputs, inputs, weights or None) of the map of one axis; no place occurs twice in one piece."""
    kind, m, *arguments = axis
    sources, weights = KINDS[kind](n, m, np.dtype(dtype), *arguments)
    pieces = []
    for k in range(sources.shape[1]):
        taken = np.flatnonzero((sources[:, k] >= 0) & (sources[:, k] < n))
        order = np.argsort(sources[taken, k], kind="stable")
        source = sources[taken, k][order]
        rank = np.empty(len(taken), int)
        rank[order] = np.arange(len(taken)) - np.searchsorted(source, source)
        for r in range(rank.max(initial=-1) + 1):
            at = taken[rank == r]
            pieces.append((as_slice(at), as_slice(sources[at, k]), None if weights is None else weights[at, k]))
    return pieces


@lru_cache(256)
def matrix(axis, n, dtype):
    """The map of one axis as a matrix (outputs, inputs), or None where slices do as well."""
    pieces = steps(axis, n, dtype)
    if n > LONGEST or in_slices(pieces):
        return None
    found = np.zeros((axis[1], n), dtype)
    for to, source, weights in pieces:
        found[np.arange(axis[1])[to], np.arange(n)[source]] += 1 if weights is None else weights
    return found


def in_slices(pieces):
    """Whether a map is made of slices alone."""
    return all(isinstance(to, slice) and isinstance(source, slice) for to, source, _ in pieces)


@lru_cache(256)
def table(axis, n, dtype, back):
    """The map of one axis, or with `back` its transpose: (outputs, most inputs of one) of inputs, of their weights (None
    for ones), and of whether there are so many (None if always)."""
    pieces = [(np.arange(axis[1])[to], np.arange(n)[source], weights) for to, source, weights in steps(axis, n, dtype)]
    to, source = (np.concatenate([piece[k] for piece in pieces] or [[]]).astype(int) for k in (back, not back))
    weights = np.concatenate([np.ones(len(to)) if w is None else w for to, _, w in pieces] or [[]])
    order = np.argsort(to, kind="stable")
    to, source, weights = to[order], source[order], weights[order]
    at = to, np.arange(len(to)) - np.searchsorted(to, to)
    shape = n if back else axis[1], at[1].max(initial=0) + 1
    sources, shares, there = np.zeros(shape, int), np.zeros(shape, dtype), np.zeros(shape, bool)
    sources[at], shares[at], there[at] = source, weights, True
    return sources, None if np.all(weights == 1) else shares, None if there.all() else there


def as_slice(places):
    """Evenly spaced rising places as a slice, others as they are."""
    step = int(places[1] - places[0]) if len(places) > 1 else 1
    if step < 1 or np.any(np.diff(places) != step):
        return places
    return slice(int(places[0]), int(places[-1]) + 1, step)


@lru_cache(256)
def divisors(axes, sizes):
    """By how much the sums over windows are divided: one number, or an array over the outputs."""
    counts = []
    for (kind, m, *arguments), n in zip(axes, sizes):
        if kind == "window" and arguments[-1]:
            kernel, stride, padding, _ = arguments
            start = np.arange(m) * stride - padding
            counts.append(np.minimum(start + kernel, n + padding) - start)
        else:
            sources, _ = KINDS[kind](n, m, None, *arguments)
            counts.append(((sources >= 0) & (sources < n)).sum(1))
    found = reduce(np.multiply.outer, counts)
    return int(found.flat[0]) if found.size and np.all(found == found.flat[0]) else found


def divided(x, how, sizes):
    """Sums over windows as averages, where that is meant."""
    axes, divisor = how
    if divisor is None:
        return x
    by = constant(divisors, (axes, sizes), x) if divisor == "count" else divisor
    if x.dtype.kind != "f":
        return (np.abs(x) // by * np.sign(x) * np.sign(by)).astype(x.dtype)
    return x / (x.dtype.type(by) if isinstance(by, int) else by.astype(x.dtype))


def along(x, how, axis, n, back=False):
    """`x` with one axis mapped, or with `back` taken back to its `n` inputs."""
    pieces = steps(how, n, x.dtype.char)
    if not (readable(x) or in_slices(pieces)):
        return gathered(x, constant(table, (how, n, x.dtype.char, back), x), axis)
    by = matrix(how, n, x.dtype.char) if x.dtype.kind == "f" else None
    if by is not None and np.isfinite(np.sum(x)):  # else nought times infinity would spread
        by = by.T if back else by
        if axis == -1:
            return np.matmul(x, by.T)
        lead, rest = x.shape[:axis], x.shape[axis + 1 :]
        return np.matmul(by, x.reshape(*lead, x.shape[axis], prod(rest))).reshape(*lead, by.shape[0], *rest)
    pieces = constant(steps, (how, n, x.dtype.char), x)
    if back:
        return carried(x, n, [(source, to, weights) for to, source, weights in pieces], axis)
    return carried(x, how[1], pieces, axis)


def gathered(x, sources, axis):
    """`x` with one axis mapped by a `table`: in a few kernels, whatever the map."""
    sources, weights, there = sources
    after = (1,) * (-axis - 1)
    axis %= x.ndim
    if not x.size:
        return zeros((*x.shape[:axis], len(sources), *x.shape[axis + 1 :]), x.dtype, x)
    out = np.take(x, sources, axis=axis)
    if weights is not None:
        out = out * weights.reshape(*weights.shape, *after)
    if there is not None:  # nought times infinity would be no number
        out = np.where(there.reshape(*there.shape, *after), out, x.dtype.type(0))
    return (
        np.sum(out, axis=axis + 1, dtype=x.dtype) if sources.shape[1] > 1 else out[(slice(None),) * (axis + 1) + (0,)]
    )


def carried(x, m, pieces, axis):
    """`x` with one axis replaced by `m` places: the sum of pieces (to, from, weights)."""
    before, after = (slice(None),) * (axis % x.ndim), (1,) * (-axis - 1)
    shape = list(x.shape)
    shape[axis] = m
    out = None
    for to, source, weights in pieces:
        part = x[(*before, source)]
        if weights is not None:
            part = part * weights.reshape(-1, *after)
        if out is None and isinstance(to, slice) and part.shape[axis] == m:
            out = part.copy()
            continue
        out = zeros(shape, x.dtype, x) if out is None else out
        out[(*before, to)] += part
    return zeros(shape, x.dtype, x) if out is None else out


@op(r"A \, {0}", [lambda g, y, x, how: mapped_back(g, like=x, how=how)], level=2, like=(0,))
def mapped(x, *, how):
    """A linear map along the last axes, A; `how` names the map of each, and what is divided by at the end."""
    axes, sizes = how[0], x.shape[x.ndim - len(how[0]) :]
    out = wider(x)
    for k in range(len(axes), 0, -1):
        out = along(out, axes[-k], -k, sizes[-k])
    return arranged(packed(divided(out, how, sizes)).astype(x.dtype, copy=False), x)


@op(r"A^\top \, {0}", [lambda g, y, x, like, how: mapped(g, how=how)], level=2)
def mapped_back(x, *, like, how):
    """The transpose of `mapped`, onto the shape of `like`."""
    axes, sizes = how[0], like.shape[len(like.shape) - len(how[0]) :]
    out = divided(wider(x), how, sizes)
    for k in range(1, len(axes) + 1):
        out = along(out, axes[-k], -k, sizes[-k], back=True)
    return out.astype(x.dtype, copy=False)


mapping = mapped.forward


def named(name, node, tex, doc, like=()):
    """Define an op that is `mapped` under the name of PyTorch's node."""

    def forward(x, *, how):
        return mapping(x, how=how)

    forward.__name__, forward.__doc__ = name, doc
    rule = [lambda g, y, x, how: mapped_back(g, like=x, how=how)]
    return op(rf"\mathrm{{{{{tex}}}}}({{0}})", rule, symbol=tex, node=node, like=like)(forward)


avg_pool2d = named("avg_pool2d", "AvgPool2DBackward0", "avgpool", "The average of each window.")
adaptive_avg_pool2d = named(
    "adaptive_avg_pool2d", "AdaptiveAvgPool2DBackward0", "avgpool", "The average of each of a wanted number of windows."
)
REFLECTION, REPLICATION, NEAREST, EXACT = [
    [named(name.format(n), node.format(n), tex, doc, like) for n in (1, 2, 3)]
    for name, node, tex, doc, like in [
        ("reflection_pad{}d", "ReflectionPad{}DBackward0", "pad", "Axes mirrored at their ends.", ()),
        ("replication_pad{}d", "ReplicationPad{}DBackward0", "pad", "The ends of axes repeated.", ()),
        ("upsample_nearest{}d", "UpsampleNearest{}DBackward0", "up", "The input under each output.", (0,)),
        ("upsample_exact{}d", "UpsampleNearestExact{}DBackward0", "up", "The input under each middle.", (0,)),
    ]
]
LINEAR = [
    named(f"upsample_{kind.lower()}", f"Upsample{kind}Backward0", "up", "Sums of the inputs around each output.", (0,))
    for kind in ("Linear1D", "Bilinear2D", "Trilinear3D", "Bicubic2D")
]
