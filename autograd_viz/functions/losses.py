"""Losses: one number for how far a prediction is from its target."""

import numpy as np

from ..ops import arithmetic, loss
from ..ops.errors import ArgumentError, EngineError, MissingError, PositionError
from .arguments import axis, broadcast_shapes, data_of, dtype_name, legacy, product
from .elementwise import mul
from .reductions import log_softmax, sum
from .shapes import expand

REDUCTIONS = ("none", "mean", "sum")


def check_reduction(reduction):
    if reduction not in REDUCTIONS:
        raise ArgumentError(f"{reduction} is not a valid value for reduction")


def nll_loss(input, target, weight=None, ignore_index=-100, reduction="mean"):
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
    check_reduction(reduction)
    if input.ndim == 0:
        raise ArgumentError("Expected 1 or more dimensions (got 0)")
    if input.ndim > 2:
        raise MissingError("nll_loss: inputs of more than two axes are not supported yet")
    if target.ndim > 1:
        raise EngineError("0D or 1D target tensor expected, multi-target not supported")
    if input.ndim == 2 and (target.ndim == 0 or input.shape[0] != target.shape[0]):
        batch = target.shape[0] if target.ndim else 1
        raise ArgumentError(f"Expected input batch_size ({input.shape[0]}) to match target batch_size ({batch}).")
    if dtype_name(target) not in ("int64", "uint8"):
        raise EngineError(f"expected target dtype to be Long or Byte, but got {legacy(target)}")
    ignores = check_classes(np.asarray(data_of(target)), input.shape[-1], ignore_index)
    if weight is not None:
        check_class_weights(weight, input)
    return loss.nll(input, target, weight, reduction=reduction, ignore=ignore_index if ignores else None)


def check_classes(classes, count, ignore_index):
    """Raise PyTorch's error for a class that there is not; whether some rows may be ignored."""
    highest = classes.view(np.uint64) if classes.dtype == np.int64 else classes  # negative is very high
    if not classes.size or highest.max() < count:
        return 0 <= ignore_index < count
    wrong = classes[((classes < 0) | (classes >= count)) & (classes != ignore_index)]
    if wrong.size:
        raise PositionError(f"Target {int(wrong.flat[0])} is out of bounds.")
    return True


def check_class_weights(weight, input):
    """Raise PyTorch's errors for class weights of another number or dtype."""
    if tuple(weight.shape) != (input.shape[-1],):
        raise EngineError(
            f"weight tensor should be defined either for all {input.shape[-1]} classes or no classes but got weight "
            f"tensor of shape: {list(weight.shape)}"
        )
    if weight.dtype != input.dtype:
        raise EngineError(f"expected scalar type {legacy(input)} but found {legacy(weight)}")


def cross_entropy(input, target, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
    """`nll_loss` of `log_softmax`: the loss of classification, from raw scores.

    Parameters
    ----------
    input : Tensor, (batch, classes) or (classes,)
    target : Tensor of int64 classes, (batch,) or no axes; or of probabilities, shaped as `input`
    """
    check_reduction(reduction)
    if label_smoothing:
        raise MissingError("cross_entropy: label_smoothing is not supported yet")
    classes = axis(1 if input.ndim > 1 else 0, input.ndim)
    if tuple(target.shape) != tuple(input.shape):
        return nll_loss(log_softmax(input, classes), target, weight, ignore_index, reduction)
    if not dtype_name(target).startswith("float"):
        raise EngineError(f"Expected floating point type for target with class probabilities, got {legacy(target)}")
    weighted = mul(log_softmax(input, classes), target)
    if weight is not None:
        weighted = mul(weighted, weight)
    if reduction == "none":
        return arithmetic.neg(sum(weighted, classes))
    total = arithmetic.neg(sum(weighted))
    if reduction == "sum":
        return total
    return arithmetic.div_number(total, product(input.shape) // input.shape[classes])


def mse_loss(input, target, reduction="mean"):
    """Squared differences: their mean, their sum, or each."""
    check_reduction(reduction)
    if tuple(input.shape) != tuple(target.shape):
        import warnings

        lead = broadcast_shapes(tuple(input.shape), tuple(target.shape))
        warnings.warn(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}). This will "
            "likely lead to incorrect results due to broadcasting. Please ensure they have the same size.",
            stacklevel=2,
        )
        input = input if tuple(input.shape) == lead else expand(input, *lead)
        target = target if tuple(target.shape) == lead else expand(target, *lead)
    return loss.squared_error(input, target, reduction=reduction)
