"""Activations as modules."""

from . import functional as F
from .module import Module


class ReLU(Module):
    """The larger of each element and 0. As ``torch.nn.ReLU``.

    Parameters
    ----------
    inplace : bool
        Write into the input.
    """

    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace

    def forward(self, input):
        return F.relu(input, self.inplace)

    def extra_repr(self):
        return "inplace=True" if self.inplace else ""


class Tanh(Module):
    """Hyperbolic tangent of each element. As ``torch.nn.Tanh``."""

    def forward(self, input):
        return F.tanh(input)


class Sigmoid(Module):
    """Logistic function of each element. As ``torch.nn.Sigmoid``."""

    def forward(self, input):
        return F.sigmoid(input)


class Softmax(Module):
    """Exponentials along `dim`, divided by their sum. As ``torch.nn.Softmax``.

    Parameters
    ----------
    dim : int
    """

    function = staticmethod(F.softmax)

    def __init__(self, dim=None):
        super().__init__()
        self.dim = dim

    def forward(self, input):
        return self.function(input, self.dim, _stacklevel=5)

    def extra_repr(self):
        return f"dim={self.dim}"


class LogSoftmax(Softmax):
    """Logarithm of `Softmax`. As ``torch.nn.LogSoftmax``.

    Parameters
    ----------
    dim : int
    """

    function = staticmethod(F.log_softmax)
