"""Axes made longer: by numbers set around them, by numbers set between, by pixels taken from channels."""

import math
import warnings

import numpy as np

from ..ops import padding, resample
from ..ops.errors import ArgumentError, EngineError, MissingError, OperandError
from ..ops.shape import slice_axis
from .arguments import BOOL, INT, dtype_name, is_number, takes
from .convolution import floating
from .pooling import adaptive_avg_pool1d, adaptive_avg_pool2d, check_ints

SEQUENCE = ("tuple of ints", lambda x: isinstance(x, (tuple, list)))
SHAPES = {
    2: "2D or 3D input: padding size = 2 (pads last dimension)",
    4: "3D or 4D input: padding size = 4 (pads last 2 dimensions)",
    6: "4D or 5D input: padding size = 6 (pads last 3 dimensions)",
}


@takes(pad=SEQUENCE, mode=("str", lambda x: isinstance(x, str)), value=("float", is_number))
def pad(input, pad, mode="constant", value=None):
    """Set numbers before and after the last axes. As ``torch.nn.functional.pad``.

    Parameters
    ----------
    input : Tensor
    pad : tuple of int
        How many before and after the last axis, before and after the one in front of it, and so on; negative numbers
        cut off.
    mode : {"constant", "reflect", "replicate", "circular"}
        What is set: one number, the axis mirrored, its ends again, or its other end.
    value : float, optional
        The number, 0 if not given.

    Returns
    -------
    Tensor

    Raises
    ------
    RuntimeError, NotImplementedError
        If the axes are too short or too few.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.pad(av.tensor([[1.0, 2.0, 3.0]]), (2, 1), mode="reflect")
    tensor([[3., 2., 1., 2., 3., 2.]])
    """
    check_ints("pad", "pad", pad)
    if mode not in ("constant", "reflect", "replicate", "circular"):
        raise MissingError(f"Unrecognised padding mode {mode}")
    if len(pad) % 2:
        raise EngineError("Padding length must be divisible by 2")
    if len(pad) > 2 * input.ndim:
        raise EngineError(
            "Padding length should be less than or equal to two times the input dimension but got padding length "
            f"{len(pad)} and input of dimension {input.ndim}"
        )
    pairs = tuple(zip(pad[::2], pad[1::2]))[::-1]  # of the last axes, in their order
    if mode == "constant":
        return constant(input, pairs, 0 if value is None else value)
    if value:
        raise EngineError(f'Padding mode "{mode}" doesn\'t take in value argument')
    n = len(pairs)
    if n not in (1, 2, 3) or input.ndim not in (n + 1, n + 2):
        raise MissingError(
            f"Padding size {len(pad)} is not supported for {input.ndim}D input tensor.\nSupported combinations for "
            "non-constant padding:\n  - " + "\n  - ".join(SHAPES.values())
        )
    if mode == "circular":
        return circular(input, pairs)
    if 0 in input.shape[-n - 1 :]:
        raise EngineError(
            f"Expected {n + 1}D or {n + 2}D (batch mode) tensor with possibly 0 batch size and other non-zero "
            f"dimensions for input, but got: {list(input.shape)}"
        )
    if mode == "reflect":
        check_reflection(input, pairs)
    size = [length + a + b for length, (a, b) in zip(input.shape[-n:], pairs)]
    letters = "DHW"[3 - n :]
    if max(size) < 1:
        had = ", ".join(f"{letter}: {length}" for letter, length in zip(letters, input.shape[-n:]))
        would = " ".join(f"{letter}: {length}" for letter, length in zip(letters, size))
        raise EngineError(f"input ({had}) is too small. Calculated output {would}")
    if min(size) < 0:
        raise EngineError(f"Trying to create tensor with negative dimension {min(size)}: {[*input.shape[:-n], *size]}")
    kind, ops = {"reflect": ("reflected", resample.REFLECTION), "replicate": ("replicated", resample.REPLICATION)}[mode]
    if dtype_name(input) == "bool":
        raise MissingError(
            f"\"{'reflection' if mode == 'reflect' else 'replication'}_pad{n}d\" not implemented for 'Bool'"
        )
    return ops[n - 1](input, how=(tuple((kind, m, a) for m, (a, _) in zip(size, pairs)), None))


def constant(input, pairs, value):
    """A number around the last axes."""
    for n, (a, b) in zip(input.shape[input.ndim - len(pairs) :], pairs):
        if n + min(a, 0) < 0 or n + min(a, 0) + min(b, 0) < 0:
            raise EngineError("narrow(): length must be non-negative.")
    check_fits(value, input.dtype)
    value = int(value) if input.dtype.category == 1 else value
    return padding.constant_pad(input, pad=((0, 0),) * (input.ndim - len(pairs)) + pairs, value=value)


C_TYPES = {"uint8": "uint8_t", "int8": "int8_t", "int16": "int16_t", "int32": "int", "int64": "int64_t"}
C_TYPES |= {"float16": "c10::Half", "float32": "float"}


def check_fits(value, dtype):
    """Raise PyTorch's error for a number outside of what a dtype holds."""
    if dtype.category == 0 or not math.isfinite(value):
        return
    most = float(np.finfo(dtype.numpy).max) if dtype.is_floating_point else np.iinfo(dtype.numpy).max
    least = -most if dtype.is_floating_point or dtype.name == "uint8" else -most - 1
    if not least <= value <= most:
        raise EngineError(f"value cannot be converted to type {C_TYPES[dtype.name]} without overflow")


def check_reflection(input, pairs):
    """A mirror needs as much to show as it shows."""
    for k, (a, b) in enumerate(reversed(pairs)):
        d = input.ndim - 1 - k
        if max(a, b) >= input.shape[d]:
            raise EngineError(
                f"Argument #{4 + 2 * k}: Padding size should be less than the corresponding input dimension, but got: "
                f"padding ({a}, {b}) at dimension {d} of input {list(input.shape)}"
            )


def circular(input, pairs):
    """The last axes with their other ends before and after them, copied axis by axis."""
    first = input.ndim - len(pairs)
    shape = list(input.shape)
    for d, (a, b) in enumerate(pairs, first):
        shape[d] += a + b
        if shape[d] < 0:
            raise EngineError("Negative padding value is resulting in an empty dimension")
        if max(a, b, 0) > shape[d] - max(a, 0) - max(b, 0):  # of what is left; PyTorch may read what nobody wrote
            raise EngineError("Padding value causes wrapping around more than once.")
    out = input.new_empty(tuple(shape))
    to, taken = out, input
    for d, (a, b) in enumerate(pairs, first):
        to = part(to, d, max(a, 0), shape[d] - max(b, 0))
        taken = part(taken, d, max(-a, 0), input.shape[d] - max(-b, 0))
    to.copy_(taken)
    for d, (a, b) in enumerate(pairs, first):
        before, after = max(a, 0), max(b, 0)
        if a > 0:
            part(out, d, 0, a).copy_(part(out, d, shape[d] - a - after, shape[d] - after))
        if b > 0:
            part(out, d, shape[d] - b, shape[d]).copy_(part(out, d, before, before + b))
    return out


def part(x, dim, start, stop):
    return slice_axis(x, dim=dim, start=start, stop=stop, step=1)


@takes(upscale_factor=INT)
def pixel_shuffle(input, upscale_factor):
    """Channels rearranged into larger images. As ``torch.nn.functional.pixel_shuffle``.

    Parameters
    ----------
    input : Tensor, (..., channels · factor², height, width)
    upscale_factor : int

    Returns
    -------
    Tensor, (..., channels, height · factor, width · factor)

    Raises
    ------
    RuntimeError
        If the channels cannot be divided so.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.pixel_shuffle(av.arange(4.0).reshape(4, 1, 1), 2)
    tensor([[[0., 1.],
             [2., 3.]]])
    """
    check_shuffle("pixel_shuffle", input, "upscale_factor", upscale_factor)
    if input.shape[-3] % upscale_factor**2:
        raise EngineError(
            "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, "
            f"but input.size(-3)={input.shape[-3]} is not divisible by {upscale_factor**2}"
        )
    return padding.pixel_shuffle(input, factor=upscale_factor)


@takes(downscale_factor=INT)
def pixel_unshuffle(input, downscale_factor):
    """Images rearranged into more channels: `pixel_shuffle` backwards. As ``torch.nn.functional.pixel_unshuffle``.

    Parameters
    ----------
    input : Tensor, (..., channels, height · factor, width · factor)
    downscale_factor : int

    Returns
    -------
    Tensor, (..., channels · factor², height, width)

    Raises
    ------
    RuntimeError
        If the sizes cannot be divided so.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.pixel_unshuffle(av.arange(4.0).reshape(1, 2, 2), 2).shape
    torch.Size([4, 1, 1])
    """
    check_shuffle("pixel_unshuffle", input, "downscale_factor", downscale_factor)
    for side, d in (("height", -2), ("width", -1)):
        if input.shape[d] % downscale_factor:
            raise EngineError(
                f"pixel_unshuffle expects {side} to be divisible by downscale_factor, but input.size({d})="
                f"{input.shape[d]} is not divisible by {downscale_factor}"
            )
    return padding.pixel_unshuffle(input, factor=downscale_factor)


def check_shuffle(name, input, argument, factor):
    if input.ndim < 3:
        raise EngineError(
            f"{name} expects input to have at least 3 dimensions, but got input with {input.ndim} dimension(s)"
        )
    if factor < 1:
        raise EngineError(f"{name} expects a positive {argument}, but got {factor}")


MODES = "nearest | linear | bilinear | bicubic | trilinear | lanczos | area | nearest-exact"
SMOOTH = {"linear": 3, "bilinear": 4, "trilinear": 5, "bicubic": 4}


@takes(antialias=BOOL)
def interpolate(
    input,
    size=None,
    scale_factor=None,
    mode="nearest",
    align_corners=None,
    recompute_scale_factor=None,
    antialias=False,
):
    """Images made larger or smaller. As ``torch.nn.functional.interpolate``.

    Parameters
    ----------
    input : Tensor, (batch, channels, 1 to 3 axes)
    size : int or tuple of int, optional
        The wanted sizes.
    scale_factor : float or tuple of float, optional
        Or by how much sizes grow.
    mode : {"nearest", "nearest-exact", "linear", "bilinear", "trilinear", "bicubic", "area"}
    align_corners : bool, optional
        Whether the middles of the outermost pixels stay in place, else their outer edges do.
    recompute_scale_factor : bool, optional
        Whether places are computed from the sizes rather than from the given factor.
    antialias : bool
        Not supported.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError, RuntimeError, NotImplementedError
        For sizes and modes that do not go with the input.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.interpolate(av.tensor([[[1.0, 2.0]]]), scale_factor=2, mode="linear")
    tensor([[[1.0000, 1.2500, 1.7500, 2.0000]]])
    """
    if mode in ("nearest", "area", "nearest-exact") and align_corners is not None:
        raise ArgumentError(
            "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear"
        )
    size, factors = asked(input, size, scale_factor, recompute_scale_factor, mode)
    if antialias:
        if mode not in ("bilinear", "bicubic", "lanczos") or input.ndim != 4:
            raise ArgumentError(
                "Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires a 4-D tensor as "
                "input"
            )
        raise MissingError("interpolate: antialias is not supported")
    n = input.ndim - 2
    if n not in (1, 2, 3) or mode not in MODES.split(" | ") or (mode in ("bicubic", "lanczos") and n != 2):
        raise MissingError(
            f"Input Error: Only 3D, 4D and 5D input Tensors supported (got {input.ndim}D) for the modes: {MODES} "
            f"(got {mode})"
        )
    if mode == "area":
        if n == 3:
            raise MissingError("interpolate: mode 'area' is not supported for volumes")
        return (adaptive_avg_pool1d if n == 1 else adaptive_avg_pool2d)(input, size)
    if mode in SMOOTH and SMOOTH[mode] != input.ndim:
        raise MissingError(f"Got {input.ndim}D input, but {mode} mode needs {SMOOTH[mode]}D input")
    if mode == "lanczos":
        raise MissingError("interpolate: mode 'lanczos' is not supported")
    check_sizes(input, size)
    if mode in SMOOTH:
        floating(input, f"compute_indices_weights_{'cubic' if mode == 'bicubic' else 'linear'}")
        kind, op = ("cubic" if mode == "bicubic" else "linear"), resample.LINEAR[list(SMOOTH).index(mode)]
        ending = bool(align_corners)
    else:
        exact = mode == "nearest-exact"
        floating(input, f"upsample_nearest{n}d" + "_channels_last" * (n > 1), beside=("uint8",))
        kind, op, ending = "nearest", (resample.EXACT if exact else resample.NEAREST)[n - 1], 0.5 if exact else 0
        if n == 2 and not exact:  # of images, PyTorch takes the sizes where they are equal or doubled
            factors = [None if m in (length, 2 * length) else f for f, m, length in zip(factors, size, input.shape[2:])]
    return op(input, how=(tuple((kind, m, f, ending) for m, f in zip(size, factors)), None))


def asked(input, size, scale_factor, recompute, mode):
    """The size of each axis, and the factor by which it grows if places are computed from that."""
    n = input.ndim - 2
    words = "Please provide input tensor in (N, C, d1, d2, ...,dK) format and"
    had = f"input with spatial dimensions of {list(input.shape[2:])} and"
    if size is not None and scale_factor is not None:
        raise ArgumentError("only one of size or scale_factor should be defined")
    if size is not None:
        if recompute:
            raise ArgumentError("recompute_scale_factor is not meaningful with an explicit size.")
        if isinstance(size, (tuple, list)) and len(size) != n:
            raise ArgumentError(
                f"Input and output must have the same number of spatial dimensions, but got {had} output size of {size}"
                f". {words} output size in (o1, o2, ...,oK) format."
            )
        sizes = tuple(size) if isinstance(size, (tuple, list)) else (size,) * n
        if not all(map(INT[1], sizes)):
            raise OperandError(
                "expected size to be one of int or Tuple[int] or Tuple[int, int] or Tuple[int, int, int], but got size "
                f"with types {[type(m) for m in sizes]}; each must be int"
            )
        return sizes, (None,) * n
    if scale_factor is None:
        raise ArgumentError("either size or scale_factor should be defined")
    if isinstance(scale_factor, (tuple, list)) and len(scale_factor) != n:
        raise ArgumentError(
            f"Input and scale_factor must have the same number of spatial dimensions, but got {had} scale_factor of "
            f"shape {scale_factor}. {words} scale_factor in (s1, s2, ...,sK) format."
        )
    factors = tuple(scale_factor) if isinstance(scale_factor, (tuple, list)) else (scale_factor,) * n
    if not all(map(is_number, factors)):
        raise OperandError(f"interpolate(): argument 'scale_factor' must be float, not {type(factors[0]).__name__}")
    sizes = tuple(int(length * f) for length, f in zip(input.shape[2:], factors))
    return sizes, (None,) * n if recompute or mode == "area" else factors


def check_sizes(input, size):
    """Raise PyTorch's errors for axes without length."""
    n = len(size)
    if min(*input.shape[2:], *size) < 1:
        had, would = (
            ", ".join(f"{letter}: {length}" for letter, length in zip("DHW"[3 - n :], lengths))
            for lengths in (input.shape[2:], size)
        )
        raise EngineError(
            f"Input and output sizes should be greater than 0, but got input ({had}) {'and ' * (n == 1)}output "
            f"({would})"
        )
    if 0 in input.shape[1:]:
        raise EngineError(f"Non-empty {n + 2}D data tensor expected but got a tensor with sizes {list(input.shape)}")


def upsample(input, size=None, scale_factor=None, mode="nearest", align_corners=None):
    """The older name of `interpolate`, with a warning. As ``torch.nn.functional.upsample``.

    Parameters
    ----------
    input, size, scale_factor, mode, align_corners
        As those of `interpolate`.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> import warnings; warnings.simplefilter("ignore")
    >>> av.nn.functional.upsample(av.ones(1, 1, 2), scale_factor=2).shape
    torch.Size([1, 1, 4])
    """
    warnings.warn("`nn.functional.upsample` is deprecated. Use `nn.functional.interpolate` instead.", stacklevel=2)
    return interpolate(input, size, scale_factor, mode, align_corners)
