"""Layers that set numbers around their input, enlarge it, or move pixels into channels and axes into more axes."""

from ..autograd.errors import ArgumentError, OperandError
from ..functions import padding
from ..functions.shapes import unflatten
from .convolution import each
from .module import Module


class Pad(Module):
    """`pad` of the last `axes` axes in one `mode`."""

    def __init__(self, padding):
        super().__init__()
        self.padding = each(padding, 2 * self.axes)

    def forward(self, input):
        if self.mode == "circular" and input.ndim not in (self.axes + 1, self.axes + 2):
            raise ArgumentError(f"expected {self.axes + 1}D or {self.axes + 2}D input (got {input.ndim}D input)")
        return padding.pad(input, self.padding, self.mode)

    def extra_repr(self):
        return f"{self.padding}"


class ConstantPad(Pad):
    """`pad` of the last `axes` axes with one number."""

    def __init__(self, padding, value):
        super().__init__(padding)
        self.value = value

    def forward(self, input):
        return padding.pad(input, self.padding, "constant", self.value)

    def extra_repr(self):
        return f"padding={self.padding}, value={self.value}"


class ZeroPad(ConstantPad):
    """`pad` of the last `axes` axes with zeros."""

    def __init__(self, padding):
        super().__init__(padding, 0.0)

    def extra_repr(self):
        return f"{self.padding}"


def layers(stem, base, mode, words, shown, value=""):
    """Define the layers of one way to pad, for one axis to three."""
    made = []
    for n in (1, 2, 3):
        name, sizes = f"{stem}{n}d", (2,) * (n - 1)
        argument = value and ", " + value.partition(" : ")[2].partition("\n")[0].replace("float", "9.0")
        row = shown if n == 1 else None
        example = (
            f">>> av.nn.{name}(1{argument})(av.tensor([[1.0, 2.0, 3.0]]))\n    tensor([[{row}]])"
            if row
            else f">>> av.nn.{name}(1{argument})(av.ones(1, 1, {', '.join(map(str, (*sizes, 2)))})).shape\n"
            f"    torch.Size([1, 1, {', '.join(['4'] * n)}])"
        )
        doc = f"""The last {"axis" if n == 1 else f"{n} axes"} with {words} before and after. As ``torch.nn.{name}``.

    Parameters
    ----------
    padding : int or tuple of int
        How many on every side; or before and after the last axis, the one in front of it, and so on.{value}

    Examples
    --------
    >>> import autograd_viz as av
    {example}
    """
        made.append(type(name, (base,), {"axes": n, "mode": mode, "__doc__": doc, "__module__": __name__}))
    return made


NUMBER = "\n    value : float\n        The number."
ZeroPad1d, ZeroPad2d, ZeroPad3d = layers("ZeroPad", ZeroPad, "constant", "zeros", "0., 1., 2., 3., 0.")
ConstantPad1d, ConstantPad2d, ConstantPad3d = layers(
    "ConstantPad", ConstantPad, "constant", "one number", "9., 1., 2., 3., 9.", NUMBER
)
ReflectionPad1d, ReflectionPad2d, ReflectionPad3d = layers(
    "ReflectionPad", Pad, "reflect", "its mirror image", "2., 1., 2., 3., 2."
)
ReplicationPad1d, ReplicationPad2d, ReplicationPad3d = layers(
    "ReplicationPad", Pad, "replicate", "its ends again", "1., 1., 2., 3., 3."
)
CircularPad1d, CircularPad2d, CircularPad3d = layers(
    "CircularPad", Pad, "circular", "its other end", "3., 1., 2., 3., 1."
)


class Upsample(Module):
    """Signals, images or volumes made larger or smaller. As ``torch.nn.Upsample``.

    Parameters
    ----------
    size : int or tuple of int, optional
        The wanted sizes.
    scale_factor : float or tuple of float, optional
        Or by how much sizes grow.
    mode : {"nearest", "linear", "bilinear", "trilinear", "bicubic"}
    align_corners : bool, optional
        Whether the middles of the outermost pixels stay in place, else their outer edges do.
    recompute_scale_factor : bool, optional

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.Upsample(scale_factor=2)(av.ones(1, 3, 4, 4)).shape
    torch.Size([1, 3, 8, 8])
    """

    def __init__(self, size=None, scale_factor=None, mode="nearest", align_corners=None, recompute_scale_factor=None):
        super().__init__()
        self.name, self.size = type(self).__name__, size
        if isinstance(scale_factor, tuple):
            self.scale_factor = tuple(float(factor) for factor in scale_factor)
        else:
            self.scale_factor = float(scale_factor) if scale_factor else None
        self.mode, self.align_corners, self.recompute_scale_factor = mode, align_corners, recompute_scale_factor

    def forward(self, input):
        return padding.interpolate(
            input, self.size, self.scale_factor, self.mode, self.align_corners, self.recompute_scale_factor
        )

    def extra_repr(self):
        size = f"size={self.size!r}" if self.scale_factor is None else f"scale_factor={self.scale_factor!r}"
        return f"{size}, mode={self.mode!r}"


class UpsamplingNearest2d(Upsample):
    """Images made larger, each output the input under it. As ``torch.nn.UpsamplingNearest2d``.

    Parameters
    ----------
    size, scale_factor
        As those of `Upsample`.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.UpsamplingNearest2d(scale_factor=2)
    UpsamplingNearest2d(scale_factor=2.0, mode='nearest')
    """

    def __init__(self, size=None, scale_factor=None):
        super().__init__(size, scale_factor, mode="nearest")


class UpsamplingBilinear2d(Upsample):
    """Images made larger, each output between the four inputs around it. As ``torch.nn.UpsamplingBilinear2d``.

    Parameters
    ----------
    size, scale_factor
        As those of `Upsample`.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.UpsamplingBilinear2d(scale_factor=2)
    UpsamplingBilinear2d(scale_factor=2.0, mode='bilinear')
    """

    def __init__(self, size=None, scale_factor=None):
        super().__init__(size, scale_factor, mode="bilinear", align_corners=True)


class PixelShuffle(Module):
    """Channels rearranged into larger images. As ``torch.nn.PixelShuffle``.

    Parameters
    ----------
    upscale_factor : int

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.PixelShuffle(2)(av.ones(1, 8, 3, 3)).shape
    torch.Size([1, 2, 6, 6])
    """

    def __init__(self, upscale_factor):
        super().__init__()
        self.upscale_factor = upscale_factor

    def forward(self, input):
        return padding.pixel_shuffle(input, self.upscale_factor)

    def extra_repr(self):
        return f"upscale_factor={self.upscale_factor}"


class PixelUnshuffle(Module):
    """Images rearranged into more channels. As ``torch.nn.PixelUnshuffle``.

    Parameters
    ----------
    downscale_factor : int

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.PixelUnshuffle(2)(av.ones(1, 2, 6, 6)).shape
    torch.Size([1, 8, 3, 3])
    """

    def __init__(self, downscale_factor):
        super().__init__()
        self.downscale_factor = downscale_factor

    def forward(self, input):
        return padding.pixel_unshuffle(input, self.downscale_factor)

    def extra_repr(self):
        return f"downscale_factor={self.downscale_factor}"


class Unflatten(Module):
    """One axis made into several. As ``torch.nn.Unflatten``.

    Parameters
    ----------
    dim : int
    unflattened_size : tuple of int
        The lengths, one of which may be -1.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.Unflatten(1, (2, 3))(av.ones(4, 6)).shape
    torch.Size([4, 2, 3])
    """

    def __init__(self, dim, unflattened_size):
        super().__init__()
        if not isinstance(unflattened_size, (tuple, list)):
            raise OperandError(
                f"unflattened_size must be a tuple of ints, but found type {type(unflattened_size).__name__}"
            )
        for k, n in enumerate(unflattened_size):
            if not isinstance(n, int):
                raise OperandError(
                    f"unflattened_size must be tuple of ints, but found element of type {type(n).__name__} at pos {k}"
                )
        self.dim, self.unflattened_size = dim, unflattened_size

    def forward(self, input):
        return unflatten(input, self.dim, self.unflattened_size)

    def extra_repr(self):
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"
