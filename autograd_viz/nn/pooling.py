"""The largest or average element of windows, as layers."""

from ..functions import pooling
from .convolution import each
from .module import Module

THINGS = {1: ("signals", "4"), 2: ("images", "4, 4")}


class MaxPool(Module):
    """The largest element of each window."""

    def __init__(self, kernel_size, stride=None, padding=0, dilation=1, return_indices=False, ceil_mode=False):
        super().__init__()
        self.kernel_size, self.stride = kernel_size, kernel_size if stride is None else stride
        self.padding, self.dilation = padding, dilation
        self.return_indices, self.ceil_mode = return_indices, ceil_mode

    def forward(self, input):
        return self.function(
            input, self.kernel_size, self.stride, self.padding, self.dilation, self.ceil_mode, self.return_indices
        )

    def extra_repr(self):
        return (
            f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}, dilation={self.dilation}, "
            f"ceil_mode={self.ceil_mode}"
        )


class AvgPool1d(Module):
    """The average of each window of signals. As ``torch.nn.AvgPool1d``.

    Parameters
    ----------
    kernel_size : int
    stride : int, optional
        How far windows are apart, by default the kernel size.
    padding : int
        How far windows may reach outside.
    ceil_mode : bool
        Whether a last window that reaches over the end counts.
    count_include_pad : bool
        Whether the zeros outside count as elements.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.AvgPool1d(2)(av.tensor([[1.0, 3.0, 5.0, 7.0]]))
    tensor([[2., 6.]])
    """

    def __init__(self, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
        super().__init__()
        self.kernel_size, self.stride = each(kernel_size, 1), each(kernel_size if stride is None else stride, 1)
        self.padding, self.ceil_mode, self.count_include_pad = each(padding, 1), ceil_mode, count_include_pad

    def forward(self, input):
        return pooling.avg_pool1d(
            input, self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad
        )

    def extra_repr(self):
        return f"kernel_size={self.kernel_size}, stride={self.stride}, padding={self.padding}"


class AvgPool2d(AvgPool1d):
    """The average of each window of images. As ``torch.nn.AvgPool2d``.

    Parameters
    ----------
    kernel_size : int or tuple of int
    stride : int or tuple of int, optional
        How far windows are apart, by default the kernel size.
    padding : int or tuple of int
        How far windows may reach outside.
    ceil_mode : bool
        Whether a last window that reaches over the end counts.
    count_include_pad : bool
        Whether the zeros outside count as elements.
    divisor_override : int, optional
        What sums are divided by, instead of the number of elements.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.AvgPool2d(2)(av.ones(1, 3, 4, 4)).shape
    torch.Size([1, 3, 2, 2])
    """

    def __init__(
        self, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None
    ):
        Module.__init__(self)
        self.kernel_size, self.stride = kernel_size, kernel_size if stride is None else stride
        self.padding, self.ceil_mode, self.count_include_pad = padding, ceil_mode, count_include_pad
        self.divisor_override = divisor_override

    def forward(self, input):
        return pooling.avg_pool2d(
            input, self.kernel_size, self.stride, self.padding, self.ceil_mode, self.count_include_pad,
            self.divisor_override,
        )  # fmt: skip


class AdaptiveAvgPool(Module):
    """The averages of as many windows as wanted."""

    def __init__(self, output_size):
        super().__init__()
        self.output_size = output_size

    def forward(self, input):
        return self.function(input, self.output_size)

    def extra_repr(self):
        return f"output_size={self.output_size}"


class AdaptiveMaxPool(AdaptiveAvgPool):
    """The largest elements of as many windows as wanted."""

    def __init__(self, output_size, return_indices=False):
        super().__init__(output_size)
        self.return_indices = return_indices

    def forward(self, input):
        return self.function(input, self.output_size, self.return_indices)


def layer(base, n, summary, parameters):
    """Define the layer of one kind of pooling for signals or images."""
    name, (things, sizes) = f"{base.__name__}{n}d", THINGS[n]
    doc = f"""{summary.format(things)} As ``torch.nn.{name}``.

    Parameters
    ----------
{parameters}

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.{name}(2)(av.ones(1, 3, {sizes})).shape
    torch.Size([1, 3, {sizes.replace("4", "2")}])
    """
    function = getattr(pooling, {"MaxPool": "max_pool", "AdaptiveAvgPool": "adaptive_avg_pool",
                                 "AdaptiveMaxPool": "adaptive_max_pool"}[base.__name__] + f"{n}d")  # fmt: skip
    return type(name, (base,), {"function": staticmethod(function), "__doc__": doc, "__module__": __name__})


MAX = """    kernel_size : int or tuple of int
    stride : int or tuple of int, optional
        How far windows are apart, by default the kernel size.
    padding : int or tuple of int
        How far windows may reach outside, at most half of the kernel size.
    dilation : int or tuple of int
        How far the places of a window are apart.
    return_indices : bool
        Whether positions are returned as well.
    ceil_mode : bool
        Whether a last window that reaches over the end counts."""
SIZE = "    output_size : int or tuple of int and None"
INDICES = SIZE + "\n    return_indices : bool\n        Whether positions are returned as well."
MaxPool1d, MaxPool2d = (layer(MaxPool, n, "The largest element of each window of {}.", MAX) for n in (1, 2))
AdaptiveAvgPool1d, AdaptiveAvgPool2d = (
    layer(AdaptiveAvgPool, n, "The averages of as many windows of {} as wanted.", SIZE) for n in (1, 2)
)
AdaptiveMaxPool1d, AdaptiveMaxPool2d = (
    layer(AdaptiveMaxPool, n, "The largest elements of as many windows of {} as wanted.", INDICES) for n in (1, 2)
)
