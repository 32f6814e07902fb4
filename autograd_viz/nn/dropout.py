"""Dropout as modules: active in training, the identity in evaluation."""

from ..autograd.errors import ArgumentError
from . import functional as F
from .module import Module


class DropoutModule(Module):
    """A dropout of `nn.functional` with its probability."""

    def __init__(self, p=0.5, inplace=False):
        super().__init__()
        if p < 0 or p > 1:
            raise ArgumentError(f"dropout probability has to be between 0 and 1, but got {p}")
        self.p, self.inplace = p, inplace

    def extra_repr(self):
        return f"p={self.p}, inplace={self.inplace}"


def module(name, function):
    """Define the module of a dropout."""
    shape = "2, 2, 1" if name == "Dropout1d" else "1, 2, 2, 1"
    summary = function.__doc__.partition(" As ``")[0]
    doc = f"""{summary} As ``torch.nn.{name}``.

    In evaluation (``module.eval()``) the input is passed on as it is.

    Parameters
    ----------
    p : float
        Probability of each to go, between 0 and 1.
    inplace : bool
        Write into the input.

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.ones({shape})
    >>> av.nn.{name}(1.0)(x).sum(), av.nn.{name}().eval()(x).sum()
    (tensor(0.), tensor(4.))
    """

    def forward(self, input):
        return function(input, self.p, self.training, self.inplace and "Alpha" not in name)  # as in PyTorch

    forward.__qualname__ = f"{name}.forward"
    return type(name, (DropoutModule,), {"forward": forward, "__doc__": doc, "__module__": __name__})


Dropout = module("Dropout", F.dropout)
Dropout1d = module("Dropout1d", F.dropout1d)
Dropout2d = module("Dropout2d", F.dropout2d)
Dropout3d = module("Dropout3d", F.dropout3d)
AlphaDropout = module("AlphaDropout", F.alpha_dropout)
FeatureAlphaDropout = module("FeatureAlphaDropout", F.feature_alpha_dropout)
