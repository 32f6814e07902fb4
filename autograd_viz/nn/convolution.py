"""Convolutions as layers, their transposes, and the columns behind them."""

import math

from ..autograd.creation import empty
from ..autograd.errors import ArgumentError
from ..functions import convolution
from ..functions.padding import pad
from . import init
from .module import Module
from .parameter import Parameter

MODES = {"zeros", "reflect", "replicate", "circular"}


def each(value, n):
    """One value for each of `n` axes."""
    return tuple(value) if isinstance(value, (tuple, list)) else (value,) * n


class Convolution(Module):
    """A convolution over `axes` axes with its weight and bias."""

    transposed = False

    def __init__(
        self, in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True,
        padding_mode="zeros", device=None, dtype=None,
    ):  # fmt: skip
        super().__init__()
        if groups <= 0:
            raise ArgumentError("groups must be a positive integer")
        for name, channels in (("in_channels", in_channels), ("out_channels", out_channels)):
            if channels % groups:
                raise ArgumentError(f"{name} must be divisible by groups")
        n = self.axes
        if isinstance(padding, str):
            if padding not in ("same", "valid"):
                raise ArgumentError(f"Invalid padding string {padding!r}, should be one of {{'same', 'valid'}}")
            if padding == "same" and any(s != 1 for s in each(stride, n)):
                raise ArgumentError("padding='same' is not supported for strided convolutions")
        if padding_mode not in MODES:
            raise ArgumentError(f"padding_mode must be one of {MODES}, but got padding_mode='{padding_mode}'")
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size, self.stride, self.dilation = each(kernel_size, n), each(stride, n), each(dilation, n)
        self.padding = padding if isinstance(padding, str) else each(padding, n)
        self.output_padding, self.groups, self.padding_mode = (0,) * n, groups, padding_mode
        first, second = (in_channels, out_channels) if self.transposed else (out_channels, in_channels)
        self.weight = Parameter(empty(first, second // groups, *self.kernel_size, device=device, dtype=dtype))
        if bias:
            self.bias = Parameter(empty(out_channels, device=device, dtype=dtype))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self):
        """Draw the parameters anew."""
        # Kaiming's bound with a = √5 is 1/√(inputs of one output): PyTorch's historical default.
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            inputs, _ = init._calculate_fan_in_and_fan_out(self.weight)
            bound = 1 / math.sqrt(inputs) if inputs > 0 else 0
            init.uniform_(self.bias, -bound, bound)

    def around(self):
        """What `pad` sets around the input, last axis first."""
        if self.padding == "valid":
            return (0,) * (2 * self.axes)
        if self.padding != "same":
            return tuple(p for p in reversed(self.padding) for _ in range(2))
        total = [d * (k - 1) for d, k in zip(self.dilation, self.kernel_size)]
        return tuple(p for t in reversed(total) for p in (t // 2, t - t // 2))

    def forward(self, input):
        padding = self.padding
        if self.padding_mode != "zeros":
            input, padding = pad(input, self.around(), mode=self.padding_mode), 0
        return self.function(input, self.weight, self.bias, self.stride, padding, self.dilation, self.groups)

    def extra_repr(self):
        said = [f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"]
        for name, usual in (("padding", 0), ("dilation", 1), ("output_padding", 0)):
            value = getattr(self, name)
            if value != (usual,) * len(value):
                said.append(f"{name}={value}")
        if self.groups != 1:
            said.append(f"groups={self.groups}")
        if self.bias is None:
            said.append("bias=False")
        if self.padding_mode != "zeros":
            said.append(f"padding_mode={self.padding_mode}")
        return ", ".join(said)


class Transpose(Convolution):
    """A transposed convolution over `axes` axes with its weight and bias."""

    transposed = True

    def __init__(
        self, in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True,
        dilation=1, padding_mode="zeros", device=None, dtype=None,
    ):  # fmt: skip
        if padding_mode != "zeros":
            raise ArgumentError(f'Only "zeros" padding mode is supported for {type(self).__name__}')
        super().__init__(
            in_channels, out_channels, kernel_size, stride, each(padding, self.axes), dilation, groups, bias,
            device=device, dtype=dtype,
        )  # fmt: skip
        self.output_padding = each(output_padding, self.axes)

    def forward(self, input, output_size=None):
        extra = self.output_padding if output_size is None else self.extra(input, output_size)
        return self.function(
            input, self.weight, self.bias, self.stride, self.padding, extra, self.groups, self.dilation
        )

    def extra(self, input, output_size):
        """The output padding that gives the wanted size."""
        n, given = self.axes, output_size
        first = 2 if input.ndim == n + 2 else 1
        if len(given) == first + n:
            given = given[first:]
        if len(given) != n:
            raise ArgumentError(
                f"ConvTranspose{n}D: for {input.ndim}D input, output_size must have {n} or {first + n} elements (got "
                f"{len(given)})"
            )
        options = zip(input.shape[first:], self.stride, self.padding, self.dilation, self.kernel_size)
        least = [(m - 1) * s - 2 * p + d * (k - 1) + 1 for m, s, p, d, k in options]
        most = [m + s - 1 for m, s in zip(least, self.stride)]
        if any(not low <= m <= high for low, m, high in zip(least, given, most)):
            raise ArgumentError(
                f"requested an output size of {given}, but valid sizes range from {least} to {most} (for an input of "
                f"{input.shape[2:]})"
            )
        return tuple(m - low for m, low in zip(given, least))


def layer(n, transposed):
    """Define ``Conv1d`` and its like, or ``ConvTranspose1d`` and its like."""
    name = f"Conv{'Transpose' * transposed}{n}d"
    things, axes, sizes = convolution.SIZES[n]
    function = getattr(convolution, f"conv{'_transpose' * transposed}{n}d")
    kept = "(in_channels, out_channels" if transposed else "(out_channels, in_channels"
    extra = (
        """
    output_padding : int or tuple of int
        By how much longer than need be the result is."""
        if transposed
        else ""
    )
    doc = f"""{"The transpose of a convolution" if transposed else "A convolution"} of {things}. As ``torch.nn.{name}``.

    Parameters
    ----------
    in_channels, out_channels : int
    kernel_size, stride, dilation : int or tuple of int
    padding : {"int or tuple of int" if transposed else 'int, tuple of int, ``"same"`` or ``"valid"``'}{extra}
    groups : int
        Into how many parts the channels are split, each with outputs of its own.
    bias : bool
        Whether there is a bias.
    padding_mode : {'{"zeros"}' if transposed else '{"zeros", "reflect", "replicate", "circular"}'}
    device : device or str, optional
    dtype : dtype, optional

    Attributes
    ----------
    weight : Parameter, {kept} / groups, and kernel_size)
    bias : Parameter, (out_channels,), or None
        Both start as uniform random numbers within ±1/√n, for the n inputs of one output.

    Raises
    ------
    ValueError
        If the channels cannot be split so, or a word is unknown.

    Examples
    --------
    >>> import autograd_viz as av
    >>> layer = av.nn.{name}(3, 8, kernel_size=3)
    >>> layer
    {name}(3, 8, kernel_size={(3,) * n}, stride={(1,) * n})
    >>> layer(av.ones(2, 3, {sizes})).shape
    torch.Size([2, 8, {sizes.replace("5", "7" if transposed else "3")}])
    """
    base = Transpose if transposed else Convolution
    body = {"axes": n, "function": staticmethod(function), "__doc__": doc, "__module__": __name__}
    return type(name, (base,), body)


Conv1d, Conv2d, Conv3d = (layer(n, False) for n in (1, 2, 3))
ConvTranspose1d, ConvTranspose2d, ConvTranspose3d = (layer(n, True) for n in (1, 2, 3))


class Unfold(Module):
    """The windows of images as columns. As ``torch.nn.Unfold``.

    Parameters
    ----------
    kernel_size, dilation, padding, stride : int or tuple of int

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.Unfold(2)(av.ones(1, 3, 4, 4)).shape
    torch.Size([1, 12, 9])
    """

    def __init__(self, kernel_size, dilation=1, padding=0, stride=1):
        super().__init__()
        self.kernel_size, self.dilation, self.padding, self.stride = kernel_size, dilation, padding, stride

    def forward(self, input):
        return convolution.unfold(input, self.kernel_size, self.dilation, self.padding, self.stride)

    def extra_repr(self):
        return f"kernel_size={self.kernel_size}, dilation={self.dilation}, padding={self.padding}, stride={self.stride}"


class Fold(Module):
    """Columns added into images where their windows lie. As ``torch.nn.Fold``.

    Parameters
    ----------
    output_size, kernel_size, dilation, padding, stride : int or tuple of int

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.Fold((4, 4), 2)(av.ones(1, 12, 9)).shape
    torch.Size([1, 3, 4, 4])
    """

    def __init__(self, output_size, kernel_size, dilation=1, padding=0, stride=1):
        super().__init__()
        self.output_size, self.kernel_size = output_size, kernel_size
        self.dilation, self.padding, self.stride = dilation, padding, stride

    def forward(self, input):
        return convolution.fold(input, self.output_size, self.kernel_size, self.dilation, self.padding, self.stride)

    def extra_repr(self):
        return (
            f"output_size={self.output_size}, kernel_size={self.kernel_size}, dilation={self.dilation}, "
            f"padding={self.padding}, stride={self.stride}"
        )
