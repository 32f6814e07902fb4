"""The functions behind the modules, with PyTorch's arguments. As ``torch.nn.functional``."""

import warnings

from ..functions import losses, reductions
from ..functions.products import linear
from ..ops import arithmetic

__all__ = [
    "cross_entropy", "linear", "log_softmax", "mse_loss", "nll_loss", "relu", "sigmoid", "softmax", "tanh",
]  # fmt: skip


def relu(input, inplace=False):
    """The larger of each element and 0."""
    return input.relu_() if inplace else arithmetic.relu(input)


def tanh(input):
    """Hyperbolic tangent of each element."""
    return arithmetic.tanh(input)


def sigmoid(input):
    """Logistic function of each element."""
    return arithmetic.sigmoid(input)


def softmax(input, dim=None, _stacklevel=3, dtype=None):
    """Exponentials along `dim`, divided by their sum."""
    return reductions.softmax(input, usual_dim("softmax", input, _stacklevel) if dim is None else dim, dtype)


def log_softmax(input, dim=None, _stacklevel=3, dtype=None):
    """Logarithm of `softmax`, computed without overflow."""
    return reductions.log_softmax(input, usual_dim("log_softmax", input, _stacklevel) if dim is None else dim, dtype)


def usual_dim(name, input, stacklevel):
    """The axis PyTorch takes where none is named, with its warning."""
    warnings.warn(
        f"Implicit dimension choice for {name} has been deprecated. Change the call to include dim=X as an argument.",
        stacklevel=stacklevel,
    )
    return 0 if input.ndim in (0, 1, 3) else 1


def reduction_of(size_average, reduce, reduction):
    """The reduction that the two older arguments stand for, if either is given."""
    if size_average is None and reduce is None:
        return reduction
    reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    warnings.warn(
        f"size_average and reduce args will be deprecated, please use reduction='{reduction}' instead.", stacklevel=4
    )
    return reduction


def mse_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    """Squared differences: their mean, their sum, or each.

    Parameters
    ----------
    input, target : Tensor, of one shape
    reduction : {"mean", "sum", "none"}
    """
    return losses.mse_loss(input, target, reduction_of(size_average, reduce, reduction))


def nll_loss(input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean"):
    """Negative log likelihood of the classes `target` under log probabilities.

    Parameters
    ----------
    input : Tensor, (batch, classes) or (classes,)
    target : Tensor of int64, (batch,) or no axes
    weight : Tensor, (classes,), optional
    ignore_index : int
        A class whose rows count for nothing.
    reduction : {"mean", "sum", "none"}
    """
    return losses.nll_loss(input, target, weight, ignore_index, reduction_of(size_average, reduce, reduction))


def cross_entropy(
    input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean", label_smoothing=0.0
):
    """`nll_loss` of `log_softmax`: the loss of classification, from raw scores.

    Parameters
    ----------
    input : Tensor, (batch, classes) or (classes,)
    target : Tensor of int64 classes, (batch,) or no axes; or of probabilities, shaped as `input`
    weight, ignore_index, reduction
        As `nll_loss`.
    label_smoothing : float

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.cross_entropy(av.zeros(4, 2), av.tensor([0, 1, 1, 0]))
    tensor(0.6931)
    """
    reduction = reduction_of(size_average, reduce, reduction)
    return losses.cross_entropy(input, target, weight, ignore_index, reduction, label_smoothing)
