"""Losses as modules."""

from . import functional as F
from .module import Module


class Loss(Module):
    """A module of an input and a target, reduced to a mean, to a sum, or not at all."""

    def __init__(self, size_average=None, reduce=None, reduction="mean"):
        super().__init__()
        self.reduction = F.reduction_of(size_average, reduce, reduction)


class WeightedLoss(Loss):
    """A loss with a weight for each class."""

    def __init__(self, weight=None, size_average=None, reduce=None, reduction="mean"):
        super().__init__(size_average, reduce, reduction)
        self.register_buffer("weight", weight)


class MSELoss(Loss):
    """Squared differences of input and target. As ``torch.nn.MSELoss``.

    Parameters
    ----------
    reduction : {"mean", "sum", "none"}
    """

    def forward(self, input, target):
        return F.mse_loss(input, target, reduction=self.reduction)


class NLLLoss(WeightedLoss):
    """Negative log likelihood of the target classes. As ``torch.nn.NLLLoss``.

    Parameters
    ----------
    weight : Tensor, (classes,), optional
    ignore_index : int
        A class whose rows count for nothing.
    reduction : {"mean", "sum", "none"}
    """

    def __init__(self, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean"):
        super().__init__(weight, size_average, reduce, reduction)
        self.ignore_index = ignore_index

    def forward(self, input, target):
        return F.nll_loss(input, target, self.weight, ignore_index=self.ignore_index, reduction=self.reduction)


class CrossEntropyLoss(WeightedLoss):
    """`NLLLoss` of `LogSoftmax`: the loss of classification from raw scores. As ``torch.nn.CrossEntropyLoss``.

    Parameters
    ----------
    weight : Tensor, (classes,), optional
    ignore_index : int
        A class whose rows count for nothing.
    reduction : {"mean", "sum", "none"}
    label_smoothing : float
    """

    def __init__(
        self, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean", label_smoothing=0.0
    ):
        super().__init__(weight, size_average, reduce, reduction)
        self.ignore_index, self.label_smoothing = ignore_index, label_smoothing

    def forward(self, input, target):
        return F.cross_entropy(
            input, target, self.weight, ignore_index=self.ignore_index, reduction=self.reduction,
            label_smoothing=self.label_smoothing,
        )  # fmt: skip
