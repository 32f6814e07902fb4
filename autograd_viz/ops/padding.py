"""Numbers set around an array, and pixels moved between channels and places.

Letters: ``x`` operand, ``y`` result, ``g`` upstream gradient.
"""

import numpy as np

from .arrays import full
from .convolution import arranged
from .op import op
from .reduce import packed


@op(r"\mathrm{{pad}}({0})", [lambda g, y, x, pad, value: unpad(g, pad=pad)],
    symbol="pad", node="ConstantPadNdBackward0")  # fmt: skip
def constant_pad(x, *, pad, value):
    """One number set before and after each axis as often as `pad` says; a negative length cuts off."""
    out = full([n + a + b for n, (a, b) in zip(x.shape, pad)], value, x.dtype, x)
    to = [slice(max(a, 0), m - max(b, 0)) for m, (a, b) in zip(out.shape, pad)]
    out[tuple(to)] = x[tuple([slice(max(-a, 0), n - max(-b, 0)) for n, (a, b) in zip(x.shape, pad)])]
    return arranged(out, x)


@op(r"\mathrm{{pad}}^\top({0})", [lambda g, y, x, pad: constant_pad(g, pad=pad, value=0)])
def unpad(x, *, pad):
    """What `constant_pad` set taken off again, what it cut off as zeros."""
    return constant_pad.forward(x, pad=[(-a, -b) for a, b in pad], value=0)


@op(r"\mathrm{{shuffle}}({0})", [lambda g, y, x, factor: pixel_unshuffle(g, factor=factor)],
    symbol="shuffle", node="PixelShuffleBackward0")  # fmt: skip
def pixel_shuffle(x, *, factor):
    """Each block of factor² channels as one channel of an image that is `factor` times as high and wide."""
    *batch, c, h, w = x.shape
    c //= factor**2
    return spread_out(x, (c, factor, factor, h, w), (0, 3, 1, 4, 2), (*batch, c, h * factor, w * factor))


@op(r"\mathrm{{unshuffle}}({0})", [lambda g, y, x, factor: pixel_shuffle(g, factor=factor)],
    symbol="unshuffle", node="PixelUnshuffleBackward0")  # fmt: skip
def pixel_unshuffle(x, *, factor):
    """The reverse of `pixel_shuffle`: each block of factor by factor pixels as channels of one pixel."""
    *batch, c, h, w = x.shape
    h, w = h // factor, w // factor
    return spread_out(x, (c, h, factor, w, factor), (0, 2, 4, 1, 3), (*batch, c * factor**2, h, w))


def spread_out(x, shape, order, result):
    """The last three axes of `x` split, put into another order and joined again."""
    lead = x.ndim - 3
    out = np.transpose(x.reshape(*x.shape[:lead], *shape), (*range(lead), *[lead + k for k in order]))
    return arranged(packed(out.reshape(result)), x)
