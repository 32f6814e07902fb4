"""Layers that multiply by a matrix, and those that pass their input on."""

import math

from ..autograd.creation import empty
from ..autograd.errors import ArgumentError
from ..functions import products, shapes
from . import init
from .module import Module
from .parameter import Parameter


class Linear(Module):
    """``input @ weight.T + bias``. As ``torch.nn.Linear``.

    Parameters
    ----------
    in_features, out_features : int
    bias : bool
        Whether there is a bias.
    device : device or str, optional
    dtype : dtype, optional

    Attributes
    ----------
    weight : Parameter, (out_features, in_features)
    bias : Parameter, (out_features,), or None
        Both start as uniform random numbers within ±1/√in_features.

    Examples
    --------
    >>> import autograd_viz as av
    >>> layer = av.nn.Linear(3, 2)
    >>> layer
    Linear(in_features=3, out_features=2, bias=True)
    >>> layer(av.ones(5, 3)).shape
    torch.Size([5, 2])
    """

    def __init__(self, in_features, out_features, bias=True, device=None, dtype=None):
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        self.weight = Parameter(empty(out_features, in_features, device=device, dtype=dtype))
        if bias:
            self.bias = Parameter(empty(out_features, device=device, dtype=dtype))
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self):
        """Draw the parameters anew."""
        # Kaiming's bound with a = √5 is 1/√in_features: PyTorch's historical default.
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            bound = 1 / math.sqrt(self.in_features) if self.in_features > 0 else 0
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input):
        return products.linear(input, self.weight, self.bias)

    def extra_repr(self):
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"


class NonDynamicallyQuantizableLinear(Linear):
    """`Linear` under the name that PyTorch's attention prints. As ``torch.nn.modules.linear``'s class of that name."""


class Bilinear(Module):
    """Each row of one input, times a matrix for each output, times the row of the other. As ``torch.nn.Bilinear``.

    Parameters
    ----------
    in1_features, in2_features, out_features : int
    bias : bool
        Whether there is a bias.
    device : device or str, optional
    dtype : dtype, optional

    Attributes
    ----------
    weight : Parameter, (out_features, in1_features, in2_features)
    bias : Parameter, (out_features,), or None
        Both start as uniform random numbers within ±1/√in1_features.

    Examples
    --------
    >>> import autograd_viz as av
    >>> layer = av.nn.Bilinear(3, 4, 2)
    >>> layer
    Bilinear(in1_features=3, in2_features=4, out_features=2, bias=True)
    >>> layer(av.ones(5, 3), av.ones(5, 4)).shape
    torch.Size([5, 2])
    """

    def __init__(self, in1_features, in2_features, out_features, bias=True, device=None, dtype=None):
        super().__init__()
        self.in1_features, self.in2_features, self.out_features = in1_features, in2_features, out_features
        self.weight = Parameter(empty(out_features, in1_features, in2_features, device=device, dtype=dtype))
        self.register_parameter("bias", Parameter(empty(out_features, device=device, dtype=dtype)) if bias else None)
        self.reset_parameters()

    def reset_parameters(self):
        """Draw the parameters anew."""
        if self.in1_features <= 0:
            raise ArgumentError(f"in1_features must be > 0, but got (in1_features={self.in1_features})")
        bound = 1 / math.sqrt(self.in1_features)
        init.uniform_(self.weight, -bound, bound)
        if self.bias is not None:
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input1, input2):
        return products.bilinear(input1, input2, self.weight, self.bias)

    def extra_repr(self):
        return (
            f"in1_features={self.in1_features}, in2_features={self.in2_features}, out_features={self.out_features}, "
            f"bias={self.bias is not None}"
        )


class Identity(Module):
    """Its input. Takes and ignores any arguments. As ``torch.nn.Identity``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.Identity()(av.tensor([1.0, 2.0]))
    tensor([1., 2.])
    """

    def __init__(self, *args, **kwargs):
        super().__init__()

    def forward(self, input):
        return input


class Flatten(Module):
    """Axes `start_dim` to `end_dim` made into one. As ``torch.nn.Flatten``.

    Parameters
    ----------
    start_dim, end_dim : int
        The first axis, the batch, stays by default.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.Flatten()(av.zeros(2, 3, 4)).shape
    torch.Size([2, 12])
    """

    def __init__(self, start_dim=1, end_dim=-1):
        super().__init__()
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, input):
        return shapes.flatten(input, self.start_dim, self.end_dim)

    def extra_repr(self):
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"
