"""Convolution, its transpose, and the columns of which both are one matrix product.

Letters: ``x`` the input (batch, channels, *sizes), ``w`` the kernel (outputs, channels / groups, *kernel), ``b`` the
bias (outputs,), ``y`` the result (batch, outputs, *size), ``a`` an array shaped as that, ``g`` upstream gradient.

The three ops `conv`, `conv_transpose` and `conv_weight` are each other's derivatives, to any order. Inside, the batch
is the last axis: then the rows of the matrices are long runs of memory, however small an image is.
"""

from itertools import product
from math import prod

import numpy as np

from .arrays import block, strided, zeros
from .op import op
from .reduce import packed, wider


def arranged(out, x):
    """`out` with its channels last in memory if those of the images `x` are, as PyTorch leaves it."""
    return np.moveaxis(packed(np.moveaxis(out, 1, -1)), -1, 1) if channels_last(x) else out


def channels_last(x):
    """Whether a batch of images lies in memory pixel by pixel; what could be seen either way does not."""
    if x.ndim != 4 or 0 in x.shape or x.strides[1] == 0:
        return False
    least = 0
    for d in (1, 3, 2, 0):
        if x.strides[d] < least or (d == 0 and least == x.strides[1]):
            return False
        least = x.strides[d] * x.shape[d]
    return True


def batch_last(x, groups=1):
    """The batch as the last axis, in one matrix (rows, positions · batch) for each group of channels."""
    x = packed(np.moveaxis(wider(x), 0, -1))
    return x.reshape(groups, x.shape[0] // groups, prod(x.shape[1:]))


def blocks(x, columns):
    """The batch in parts of equal length, whose columns (so many numbers for each image) are best made at a time."""
    batch = x.shape[0]
    parts = max(-(-batch * columns // block(x)), 1)
    length = max(-(-batch // parts), 1)
    return [slice(i, i + length) for i in range(0, batch, length)]


def taps(kernel, stride, dilation, size):
    """For each position in the kernel, the slices of the padded input that it meets."""
    for offset in product(*map(range, kernel)):
        start = [d * o for d, o in zip(dilation, offset)]
        yield offset, tuple([slice(i, i + (m - 1) * s + 1, s) for i, m, s in zip(start, size, stride)])


def columns(x, *, kernel, stride, padding, dilation, size):
    """What each place of the kernel meets: a view (channels, *kernel, *size, batch) of a padded copy of `x`."""
    x = np.moveaxis(wider(x), 0, -1)
    if any(padding):
        inside, x = x, zeros((x.shape[0], *[m + 2 * p for m, p in zip(x.shape[1:], padding)], x.shape[-1]), x.dtype, x)
        x[cropped(inside.shape[1:-1], padding)] = inside
    x = packed(x)
    first, *steps, last = x.strides
    apart = [s * d for s, d in zip(steps, dilation)], [s * m for s, m in zip(steps, stride)]
    return strided(x, (x.shape[0], *kernel, *size, x.shape[-1]), (first, *apart[0], *apart[1], last))


def matrices(columns, groups):
    """Columns as one matrix for each group of channels."""
    n = columns.ndim // 2
    return columns.reshape(groups, columns.shape[0] // groups * prod(columns.shape[1:n]), prod(columns.shape[n:]))


def multiplied(a, b):
    """The products of matrices; of one pair as such, since of several CuPy copies what is transposed."""
    return np.matmul(a[0], b[0])[None] if len(a) == 1 else np.matmul(a, b)


def folded(columns, *, sizes, stride, padding, dilation):
    """The reverse of `columns`: every value added to the place of the input that it was taken from, batch last."""
    n = columns.ndim // 2
    kernel, size = columns.shape[1:n], columns.shape[n:-1]
    padded = [m + 2 * p for m, p in zip(sizes, padding)]
    out = zeros((columns.shape[0], *padded, columns.shape[-1]), columns.dtype, columns)
    for offset, met in taps(kernel, stride, dilation, size):
        part = out[(slice(None), *met)]
        part += columns[(slice(None), *offset)]
    return out[cropped(sizes, padding)]


def cropped(sizes, padding):
    """Where the input lies in its padded copy."""
    return (slice(None), *[slice(p, p + m) for m, p in zip(sizes, padding)])


@op(r"{0} \star {1} + {2}",
    [lambda g, y, x, w, b=None, *, size, stride, padding, dilation, groups: conv_transpose(
        g, w, size=x.shape[2:], stride=stride, padding=padding, dilation=dilation, groups=groups),
     lambda g, y, x, w, b=None, *, size, stride, padding, dilation, groups: conv_weight(
        g, x, kernel=w.shape[2:], stride=stride, padding=padding, dilation=dilation, groups=groups),
     lambda g, y, x, w, b=None, *, size, stride, padding, dilation, groups: channel_sum(g)],
    symbol="⋆", level=1, node="ConvolutionBackward0")  # fmt: skip
def conv(x, w, b=None, *, size, stride, padding, dilation, groups):
    """Each window of the input times the kernel, summed, plus the bias (or None)."""
    kernel, outputs = w.shape[2:], w.shape[0]
    kernels = wider(w).reshape(groups, outputs // groups, prod(w.shape[1:]))
    out = zeros((x.shape[0], outputs, *size), x.dtype, x)
    for part in blocks(x, x.shape[1] * prod(kernel) * prod(size)):
        met = columns(x[part], kernel=kernel, stride=stride, padding=padding, dilation=dilation, size=size)
        found = multiplied(kernels, matrices(met, groups)).reshape(outputs, *size, met.shape[-1])
        out[part] = np.moveaxis(with_bias(found, b), -1, 0)
    return arranged(out, x)


@op(r"{0} \ast {1} + {2}",
    [lambda g, y, x, w, b=None, *, size, stride, padding, dilation, groups: conv(
        g, w, size=x.shape[2:], stride=stride, padding=padding, dilation=dilation, groups=groups),
     lambda g, y, x, w, b=None, *, size, stride, padding, dilation, groups: conv_weight(
        x, g, kernel=w.shape[2:], stride=stride, padding=padding, dilation=dilation, groups=groups),
     lambda g, y, x, w, b=None, *, size, stride, padding, dilation, groups: channel_sum(g)],
    symbol="∗", level=1, node="ConvolutionBackward0")  # fmt: skip
def conv_transpose(x, w, b=None, *, size, stride, padding, dilation, groups):
    """Each element times the kernel, added into the window of the result it belongs to, plus the bias (or None)."""
    kernel, outputs = w.shape[2:], groups * w.shape[1]
    kernels = wider(w).reshape(groups, w.shape[0] // groups, prod(w.shape[1:])).swapaxes(1, 2)
    out = zeros((x.shape[0], outputs, *size), x.dtype, x)
    for part in blocks(x, outputs * prod(kernel) * prod(x.shape[2:])):
        met = multiplied(kernels, batch_last(x[part], groups)).reshape(outputs, *kernel, *x.shape[2:], -1)
        found = folded(met, sizes=size, stride=stride, padding=padding, dilation=dilation)
        out[part] = np.moveaxis(with_bias(found, b), -1, 0)
    return arranged(out, x)


def with_bias(out, b):
    """`out` (channels first) plus a number for each channel, if there is a bias."""
    if b is not None:
        out += b.reshape(-1, *[1] * (out.ndim - 1))
    return out


@op(r"{0} \star {1}",
    [lambda g, y, a, x, kernel, stride, padding, dilation, groups: conv(
        x, g, size=a.shape[2:], stride=stride, padding=padding, dilation=dilation, groups=groups),
     lambda g, y, a, x, kernel, stride, padding, dilation, groups: conv_transpose(
        a, g, size=x.shape[2:], stride=stride, padding=padding, dilation=dilation, groups=groups)],
    symbol="⋆", level=2)  # fmt: skip
def conv_weight(a, x, *, kernel, stride, padding, dilation, groups):
    """The derivative of a convolution by its kernel: windows of the input times `a`, summed over the batch."""
    size, depth = a.shape[2:], x.shape[1] // groups * prod(kernel)
    out = zeros((groups, a.shape[1] // groups, depth), wider(x[:0]).dtype, x)
    for part in blocks(x, groups * depth * prod(size)):
        met = columns(x[part], kernel=kernel, stride=stride, padding=padding, dilation=dilation, size=size)
        out += multiplied(batch_last(a[part], groups), matrices(met, groups).swapaxes(1, 2))
    return out.reshape(a.shape[1], x.shape[1] // groups, *kernel).astype(x.dtype, copy=False)


@op(r"{{\textstyle\sum_{{\text{{batch, places}}}}}} {0}", [lambda g, y, x: spread_channels(g, like=x)],
    symbol="Σ", level=2, like=(0,))  # fmt: skip
def channel_sum(x):
    """The sum over all axes but the second."""
    return np.sum(x, axis=(0, *range(2, x.ndim)))


@op(r"\mathbf 1 \, {0}", [lambda g, y, x, like: channel_sum(g)], level=2)
def spread_channels(x, *, like):
    """A number for each channel, at every place of the channel."""
    return np.broadcast_to(x.reshape(-1, *[1] * (len(like.shape) - 2)), like.shape)


@op(r"\mathrm{{columns}}({0})",
    [lambda g, y, x, kernel, stride, padding, dilation, size: col2im(
        g, sizes=x.shape[-2:], kernel=kernel, stride=stride, padding=padding, dilation=dilation, size=size)],
    symbol="im2col", like=(0,), node="Im2ColBackward0")  # fmt: skip
def im2col(x, *, kernel, stride, padding, dilation, size):
    """The windows of each image as columns of a matrix: (batch, channels · kernel, windows), with or without batch."""
    met = columns(
        x.reshape(-1, *x.shape[-3:]), kernel=kernel, stride=stride, padding=padding, dilation=dilation, size=size
    )
    out = np.moveaxis(met, -1, 0).astype(x.dtype, order="C")  # a copy: windows of one element would be the input itself
    return out.reshape(*x.shape[:-3], x.shape[-3] * prod(kernel), prod(size))


@op(r"\mathrm{{fold}}({0})",
    [lambda g, y, x, sizes, kernel, stride, padding, dilation, size: im2col(
        g, kernel=kernel, stride=stride, padding=padding, dilation=dilation, size=size)],
    symbol="col2im", node="Col2ImBackward0")  # fmt: skip
def col2im(x, *, sizes, kernel, stride, padding, dilation, size):
    """The reverse of `im2col`: columns added into images of the given sizes where the windows overlap."""
    batch, channels = x.shape[:-2], x.shape[-2] // prod(kernel)
    met = np.moveaxis(wider(x).reshape(prod(batch), channels, *kernel, *size), 0, -1)
    out = folded(met, sizes=sizes, stride=stride, padding=padding, dilation=dilation)
    return packed(np.moveaxis(out, -1, 0)).reshape(*batch, channels, *sizes).astype(x.dtype, copy=False)
