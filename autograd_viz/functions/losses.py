"""Losses: one number for how far a prediction is from its target.

``size_average`` and ``reduce`` are older arguments that stand for a `reduction`.
"""

import builtins
import math
import warnings

import numpy as np

from ..ops import arithmetic, loss, reduce
from ..ops.arrays import expect, on, place, readable
from ..ops.dtypes import legacy_name, result_type
from ..ops.errors import ArgumentError, EngineError, OperandError, PositionError
from ..ops.normalization import scaled, shifted
from . import indexing
from .activation import logsigmoid
from .arguments import (
    INT,
    TENSOR,
    axis,
    broadcast_shapes,
    data_of,
    dtype_name,
    is_number,
    is_tensor,
    legacy,
    product,
    takes,
)
from .elementwise import add, div, mul, pow, rsub, sub
from .reductions import mean, sum
from .shapes import contiguous, expand, to, unsqueeze, view

# ---------------------------------------------------------------- reductions


def reduction_of(size_average, reduce, reduction, check=True, stacklevel=3):
    """The checked reduction, or the one that the two older arguments stand for, if either is given."""
    if size_average is not None or reduce is not None:
        whole = reduce is None or reduce
        reduction = "none" if not whole else "mean" if size_average is None or size_average else "sum"
        warnings.warn(
            f"size_average and reduce args will be deprecated, please use reduction='{reduction}' instead.",
            stacklevel=stacklevel,
        )
    elif check and reduction not in REDUCED:
        raise ArgumentError(f"{reduction} is not a valid value for reduction")
    return reduction


REDUCED = {"none": lambda x: x, "mean": mean, "sum": sum}


def reduced(losses, reduction, otherwise="{} is not valid"):
    """The mean of losses, their sum, or each."""
    if reduction not in REDUCED:
        raise ArgumentError(otherwise.format(reduction))
    return REDUCED[reduction](losses)


def plus(x, n):
    """`x` plus a number, as PyTorch adds one inside its own functions."""
    return shifted(x, n=n) if is_floating(x) else add(x, n)


def times(x, n):
    """`x` times a number, as PyTorch multiplies by one inside its own functions."""
    return scaled(x, n=n) if is_floating(x) else mul(x, n)


def is_floating(x):
    return dtype_name(x).startswith("float")


def alike(input, target):
    """Two tensors expanded to one shape, with PyTorch's warning where that is not theirs."""
    if tuple(input.shape) == tuple(target.shape):
        return input, target
    warnings.warn(
        f"Using a target size ({target.shape}) that is different to the input size ({input.shape}). This will "
        "likely lead to incorrect results due to broadcasting. Please ensure they have the same size.",
        stacklevel=3,
    )
    lead = broadcast_shapes(tuple(input.shape), tuple(target.shape))
    return tuple(x if tuple(x.shape) == lead else expand(x, lead) for x in (input, target))


KINDS = {
    **dict.fromkeys("target input1 input2 x1 x2 anchor positive negative weight pos_weight".split(), TENSOR),
    "ignore_index": INT, "label_smoothing": ("float", is_number),
}  # fmt: skip


def described(summary, shapes, example, called=None):
    """Give a loss its docstring: what it is, what its operands are, and what it says; errors may call it otherwise."""

    def describe(function):
        name = function.__name__
        function.__doc__ = f"""{summary} As ``torch.nn.functional.{name}``.

    Parameters
    ----------
    {shapes}
    size_average, reduce : bool, optional
        Older words for `reduction`, with a warning.
    reduction : {{"mean", "sum", "none"}}

    Returns
    -------
    Tensor
        Of no axes, unless `reduction` is ``"none"``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> F = av.nn.functional
    {example}
    """
        return takes(called, **KINDS)(function)

    return describe


PAIR = "input, target : Tensor, of one shape"
CLASSES = """input : Tensor, (batch, classes, ...) or (classes,)
    target : Tensor of int64 classes, (batch, ...) or no axes
    weight : Tensor, (classes,), optional
        How much each class counts.
    ignore_index : int
        A class that counts for nothing."""
PROBABILITIES = CLASSES.replace("or no axes", "or no axes; or of probabilities, shaped as `input`")

# ---------------------------------------------------------------- of classes


@described("Negative log likelihood of the classes `target` under log probabilities.", CLASSES,
           """>>> F.nll_loss(av.tensor([[-0.5, -1.0], [-2.0, -0.25]]), av.tensor([0, 1]))
    tensor(0.3750)""", "nll_loss_nd")  # fmt: skip
def nll_loss(input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean"):
    reduction = reduction_of(size_average, reduce, reduction)
    return nll_loss_of(input, target, weight, ignore_index, reduction)


def nll_loss_of(input, target, weight, ignore_index, reduction):
    """`nll_loss`, where everything but the two older arguments is checked."""
    shape, rows = data_of(input).shape, data_of(target).shape
    if not shape:
        raise ArgumentError("Expected 1 or more dimensions (got 0)")
    if len(shape) > 1 and rows[:1] != shape[:1]:
        batch = rows[0] if rows else 0
        raise ArgumentError(f"Expected input batch_size ({shape[0]}) to match target batch_size ({batch}).")
    if len(shape) > 2:
        return nll_loss_of_images(input, target, weight, ignore_index, reduction)
    if len(rows) > 1:
        raise EngineError("0D or 1D target tensor expected, multi-target not supported")
    if len(shape) == len(rows) == 1:
        if rows != (1,):
            raise ArgumentError(f"For 1D input, 1D target must have size 1, but got target size: {rows[0]}")
        target = view(target, ())
    ignores = checked_classes(input, target, weight, ignore_index, -1, f"for all {shape[-1]} classes")
    return loss.nll(input, target, weight, reduction=reduction, ignore=ignores)


def nll_loss_of_images(input, target, weight, ignore_index, reduction):
    """`nll_loss` with axes behind the classes, which PyTorch brings to two."""
    shape = (input.shape[0], *input.shape[2:])
    if tuple(target.shape) != shape:
        if input.ndim != 4:
            raise EngineError(f"Expected target size {list(shape)}, got {list(target.shape)}")
        if target.ndim != 3:
            raise EngineError(
                f"only batches of spatial targets supported (3D tensors) but got targets of dimension: {target.ndim}"
            )
        raise EngineError(f"size mismatch (got input: {list(input.shape)} , target: {list(target.shape)}")
    if dtype_name(target) == "uint8":
        raise EngineError("expected scalar type Long but found Byte")
    ignores = checked_classes(input, target, weight, ignore_index, 1, "for all")
    if input.ndim == 4:
        return loss.nll_2d(input, target, weight, reduction=reduction, ignore=ignores)
    rest = (1, product(shape[1:])) if product(input.shape) else (0, 0)
    rows = view(contiguous(input), (*input.shape[:2], *rest))
    targets = view(contiguous(target), (shape[0], *rest))
    losses = loss.nll_2d(rows, targets, weight, reduction=reduction, ignore=ignores)
    return view(losses, shape) if reduction == "none" else losses


def checked_classes(input, target, weight, ignore_index, dim, all):
    """The class to be ignored, or None if there is none of it, after PyTorch's checks."""
    classes, count = data_of(target), data_of(input).shape[dim]
    if classes.dtype not in (np.int64, np.uint8):
        raise EngineError(f"expected target dtype to be Long or Byte, but got {legacy(target)}")
    if weight is not None:
        if tuple(weight.shape) != (count,):
            raise EngineError(
                f"weight tensor should be defined either {all} or no classes"
                + (f" but got weight tensor of shape: {list(weight.shape)}" if dim < 0 else "")
            )
        if weight.dtype != input.dtype:
            raise EngineError(f"expected scalar type {legacy(input)} but found {legacy(weight)}")
    highest = classes.view(np.uint64) if classes.dtype == np.int64 else classes  # negative is very high
    if not classes.size or (readable(classes) and highest.max() < count):
        return ignore_index if 0 <= ignore_index < count else None
    if readable(classes):
        for wrong in classes[(highest >= count) & (classes != ignore_index)].flat:
            raise PositionError(f"Target {wrong} is out of bounds.")
    else:
        check_numbers(
            classes, lambda: (highest < count) | (classes == ignore_index), PositionError("A target is out of bounds.")
        )
    return ignore_index


def check_numbers(x, right, error):
    """Raise `error` where `right`, a question about the elements of an array `x`, does not hold.

    On a GPU it is raised when the host next waits for numbers, as PyTorch raises it.
    """
    words = f"CUDA error: device-side assert triggered\n{error}"
    expect(on(place(x), right), error if readable(x) else EngineError(words))


@described("`nll_loss` of `log_softmax`: the loss of classification, from raw scores.",
           PROBABILITIES + """
    label_smoothing : float
        How much of each target is spread over all classes, 0 to 1.""",
           """>>> F.cross_entropy(av.zeros(4, 2), av.tensor([0, 1, 1, 0]))
    tensor(0.6931)""", "cross_entropy_loss")  # fmt: skip
def cross_entropy(
    input, target, weight=None, size_average=None, ignore_index=-100, reduce=None, reduction="mean", label_smoothing=0.0
):
    reduction = reduction_of(size_average, reduce, reduction)
    of_probabilities = data_of(target).shape == data_of(input).shape
    if of_probabilities:
        if not is_floating(target):
            raise EngineError(f"Expected floating point type for target with class probabilities, got {legacy(target)}")
        if ignore_index >= 0:
            raise EngineError("ignore_index is not supported for floating point target")
    if label_smoothing > 1:
        raise EngineError(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing}")
    if not input.ndim:
        raise PositionError("Dimension specified as 1 but tensor has no dimensions")
    classes = 0 if input.ndim == 1 else 1
    scores = loss.log_softmax_axis(input, dim=(classes,))
    if of_probabilities:
        return distributions(scores, target, weight, reduction, max(label_smoothing, 0), classes)
    losses = nll_loss_of(scores, target, weight, ignore_index, reduction)
    if label_smoothing <= 0:
        return losses
    smooth = smooth_loss(scores, target, weight, ignore_index, reduction, classes)
    return add(times(losses, 1 - label_smoothing), times(smooth, label_smoothing / input.shape[classes]))


def distributions(scores, target, weight, reduction, smoothing, classes):
    """Cross entropy of probabilities."""
    count = scores.shape[classes]
    if weight is not None and tuple(weight.shape) != (count,):
        raise EngineError(
            f"cross_entropy: weight tensor should be defined either for all {count} classes or no classes but got "
            f"weight tensor of shape: {list(weight.shape)}"
        )
    if smoothing:
        target = plus(times(target, 1 - smoothing), n=smoothing / count if count else 0)
    losses = across(mul(scores, target), weight, classes)
    if reduction == "none":
        return arithmetic.neg(sum(losses, classes))
    whole = arithmetic.neg(sum(losses))
    if reduction == "sum":
        return whole
    return arithmetic.div_number(whole, product(scores.shape) // count if count else 0)


def across(x, weight, classes):
    """`x` times the weights of classes, if there are any."""
    if weight is None:
        return x
    return mul(x, view(weight, tuple(-1 if d == classes else 1 for d in range(x.ndim))))


def smooth_loss(scores, target, weight, ignore_index, reduction, classes):
    """Cross entropy of a uniform distribution, times the number of classes."""
    counted = arithmetic.ne(target, ignore_index)
    losses = arithmetic.neg(sum(across(scores, weight, classes), classes))
    losses = indexing.masked_fill(losses, arithmetic.eq(target, ignore_index), 0.0)
    if reduction == "none":
        return losses
    if reduction == "sum":
        return sum(losses)
    return div(sum(losses), sum(counted) if weight is None else sum(weight[target[counted]]))


# ---------------------------------------------------------------- of numbers


UNKNOWN = "Invalid reduction mode: {}. Expected one of 'none', 'mean', 'sum'."


def weigh(losses, weight, input, reduction, mean):
    """Losses times weights, reduced."""
    if tuple(weight.shape) != tuple(input.shape):
        raise ArgumentError("Weights and input must have the same size.")
    losses = mul(losses, weight)
    return mean(losses) if reduction == "mean" else reduced(losses, reduction, UNKNOWN)


WEIGHED = (
    PAIR
    + """
    weight : Tensor, of the same shape, optional"""
)


@described("Squared differences.", WEIGHED, """>>> F.mse_loss(av.tensor([1.0, 4.0]), av.tensor([1.0, 2.0]))
    tensor(2.)""")  # fmt: skip
def mse_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    a, b = alike(input, target)
    reduction = reduction_of(size_average, reduce, reduction, weight is None)
    if weight is None:
        return loss.squared_error(a, b, reduction=reduction)
    return weigh(pow(sub(a, b), 2), weight, input, reduction, lambda losses: div(sum(losses), sum(weight)))


@described("Absolute differences.", WEIGHED, """>>> F.l1_loss(av.tensor([1.0, 4.0]), av.tensor([1.0, 2.0]))
    tensor(1.)""")  # fmt: skip
def l1_loss(input, target, size_average=None, reduce=None, reduction="mean", weight=None):
    a, b = alike(input, target)
    reduction = reduction_of(size_average, reduce, reduction, weight is None)
    losses = arithmetic.abs(sub(a, b))
    if weight is None:
        return reduced(losses, reduction)
    return weigh(losses, weight, input, reduction, lambda losses: div(sum(losses), sum(weight)))


@described("Half the squared difference, divided by `beta`, and from `beta` on a line of slope 1.", PAIR + """
    beta : float""", """>>> F.smooth_l1_loss(av.tensor([0.5, 3.0]), av.zeros(2), reduction="none")
    tensor([0.1250, 2.5000])""")  # fmt: skip
def smooth_l1_loss(input, target, size_average=None, reduce=None, reduction="mean", beta=1.0):
    a, b = alike(input, target)
    reduction = reduction_of(size_average, reduce, reduction)
    if beta == 0:
        return reduced(arithmetic.abs(sub(a, b)), reduction)
    if beta < 0:
        raise EngineError("smooth_l1_loss does not support negative values for beta.")
    return loss.smooth_l1(a, b, reduction=reduction, beta=beta)


@described("Half the squared difference, and from `delta` on a line of slope `delta`.", PAIR + """
    delta : float
    weight : Tensor, of the same shape, optional""", """>>> F.huber_loss(av.tensor([0.5, 3.0]), av.zeros(2), delta=2.0)
    tensor(2.0625)""")  # fmt: skip
def huber_loss(input, target, reduction="mean", delta=1.0, weight=None):
    a, b = alike(input, target)
    reduction = reduction_of(None, None, reduction, weight is None)
    if delta <= 0:
        raise EngineError("huber_loss does not support non-positive values for delta.")
    if weight is None:
        return loss.huber(a, b, reduction=reduction, delta=delta)
    return weigh(loss.huber(a, b, reduction="none", delta=delta), weight, input, reduction, mean)


# ---------------------------------------------------------------- of probabilities


def check_output(output, *operands, promotes=False):
    """Raise PyTorch's errors for what has another shape, or wants another dtype, than it is to be written to."""
    for x in operands:
        if x is None:
            continue
        shape = broadcast_shapes(tuple(output.shape), tuple(x.shape))
        if shape != tuple(output.shape):
            raise EngineError(f"output with shape {list(output.shape)} doesn't match the broadcast shape {list(shape)}")
        if promotes and is_floating(x) and not is_floating(output):
            raise EngineError(f"result type {legacy(x)} can't be cast to the desired output type {legacy(output)}")


@described("Cross entropy of probabilities of yes.", """input, target : Tensor, of one shape, from 0 to 1
    weight : Tensor, optional""", """>>> F.binary_cross_entropy(av.tensor([0.5, 0.75]), av.tensor([1.0, 1.0]))
    tensor(0.4904)""")  # fmt: skip
def binary_cross_entropy(input, target, weight=None, size_average=None, reduce=None, reduction="mean"):
    reduction = reduction_of(size_average, reduce, reduction)
    if tuple(target.shape) != tuple(input.shape):
        raise ArgumentError(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}) is deprecated. "
            "Please ensure they have the same size."
        )
    if weight is not None:
        weight = expand(weight, broadcast_shapes(tuple(target.shape), tuple(weight.shape)))
    if target.dtype != input.dtype:
        raise EngineError(f"Found dtype {legacy(target)} but expected {legacy(input)}")
    check_output(input, target, weight)
    for name, x in (("input", input), ("target", target)):
        error = EngineError(f"all elements of {name} should be between 0 and 1")
        check_numbers(data_of(x), lambda x=data_of(x): (x >= 0) & (x <= 1), error)
    return loss.bce(input, target, weight, reduction=reduction)


@described("`binary_cross_entropy` of the sigmoid of scores, without overflow.", """input, target : Tensor, of one shape
    weight : Tensor, optional
    pos_weight : Tensor, optional
        How often each positive target counts.""", """>>> F.binary_cross_entropy_with_logits(av.zeros(2), av.ones(2))
    tensor(0.6931)""")  # fmt: skip
def binary_cross_entropy_with_logits(
    input, target, weight=None, size_average=None, reduce=None, reduction="mean", pos_weight=None
):
    reduction = reduction_of(size_average, reduce, reduction)
    if tuple(target.shape) != tuple(input.shape):
        raise ArgumentError(f"Target size ({target.shape}) must be the same as input size ({input.shape})")
    check_output(target, input, weight, promotes=True)
    if pos_weight is None:
        return loss.bce_logits(input, target, weight, reduction=reduction)
    broadcast_shapes(tuple(pos_weight.shape), tuple(target.shape))
    check_output(target, pos_weight)
    return loss.bce_logits_weighted(input, target, weight, pos_weight, reduction=reduction)


@described("How far the distribution `target` is from log probabilities.", """input : Tensor
        Log probabilities.
    target : Tensor
        Probabilities, or with `log_target` their logarithms.
    log_target : bool""", """>>> F.kl_div(av.tensor([[0.5, 0.5]]).log(), av.tensor([[0.25, 0.75]]), reduction="batchmean")
    tensor(0.1308)""")  # fmt: skip
def kl_div(input, target, size_average=None, reduce=None, reduction="mean", log_target=False):
    if size_average is None and reduce is None and reduction == "mean":
        warnings.warn(
            "reduction: 'mean' divides the total loss by both the batch size and the support size."
            "'batchmean' divides only by the batch size, and aligns with the KL div math definition."
            "'mean' will be changed to behave the same as 'batchmean' in the next major release.",
            stacklevel=2,
        )
    reduction = reduction_of(size_average, reduce, reduction, reduction != "batchmean")
    if not is_floating(input) or not is_floating(target):
        raise EngineError("kl_div: Integral inputs not supported.")
    if log_target:
        losses = mul(arithmetic.exp(target), sub(target, input))
    else:
        losses = sub(loss.xlogy(target, target), mul(target, input))
    if reduction != "batchmean":
        return reduced(losses, reduction)
    return div(sum(losses), input.shape[0]) if input.ndim else sum(losses)


@described("Negative log likelihood of counts under a Poisson distribution.", """input : Tensor
        The expected count, or with `log_input` its logarithm.
    target : Tensor
    log_input : bool
    full : bool
        Add Stirling's approximation of the part that depends on `target` alone.
    eps : float
        What is added to the expected count before its logarithm is taken.""",
    """>>> F.poisson_nll_loss(av.zeros(2), av.tensor([1.0, 2.0]))
    tensor(1.)""")  # fmt: skip
def poisson_nll_loss(
    input, target, log_input=True, full=False, size_average=None, eps=1e-8, reduce=None, reduction="mean"
):
    reduction = reduction_of(size_average, reduce, reduction)
    if log_input:
        losses = sub(arithmetic.exp(input), mul(target, input))
    else:
        losses = sub(input, mul(target, arithmetic.log(plus(input, eps))))
    if full:
        most = sub(mul(target, arithmetic.log(target)), target)
        stirling = add(most, times(arithmetic.log(times(target, 2 * math.pi)), n=0.5))
        losses = add(losses, indexing.masked_fill(stirling, arithmetic.le(target, 1), 0))
    return reduced(losses, reduction)


C_NAMES = {
    "bool": "bool", "uint8": "unsigned char", "int8": "signed char", "int16": "short int", "int32": "int", "int64": "long int"
}  # fmt: skip


@described("Negative log likelihood under a normal distribution.", """input : Tensor
        The mean.
    target : Tensor
    var : Tensor or float
        The variance: shaped as `input`, or with 1 or nothing in the place of the last axis.
    full : bool
        Add the constant part.
    eps : float
        The least variance.""", """>>> F.gaussian_nll_loss(av.zeros(2), av.ones(2), av.ones(2))
    tensor(0.5000)""")  # fmt: skip
def gaussian_nll_loss(input, target, var, full=False, eps=1e-6, reduction="mean"):
    if isinstance(var, float):
        if var < 0:
            raise ArgumentError("var has negative entry/entries")
        var = add(arithmetic.zeros_like(input), var)
    elif not is_tensor(var):
        raise OperandError(f"any(): argument 'input' (position 1) must be Tensor, not {type(var < 0).__name__}")
    elif bool((var < 0).any()):
        raise ArgumentError("var has negative entry/entries")
    mine, its = tuple(input.shape), tuple(var.shape)
    if its != mine:
        if its == mine[:-1]:
            var = unsqueeze(var, -1)
        elif len(its) != len(mine) or builtins.sum(n for m, n in zip(mine, its) if m != n) != 1:
            raise ArgumentError("var is of incorrect size")
    if not is_floating(var):
        raise EngineError(f"result type Float can't be cast to the desired output type {C_NAMES[dtype_name(var)]}")
    var = loss.clone_above(var, least=eps)
    losses = mul(add(arithmetic.log(var), div(pow(sub(input, target), 2), var)), 0.5)
    return reduced(add(losses, 0.5 * math.log(2 * math.pi)) if full else losses, reduction)


# ---------------------------------------------------------------- of margins


def above_0(x):
    return arithmetic.clamp_min_number(x, 0)


@described("The input where the target is 1; where it is -1, what the input lacks of `margin`.", """input : Tensor
        A distance.
    target : Tensor
        1 or -1.
    margin : float""", """>>> F.hinge_embedding_loss(av.tensor([0.5, 0.25]), av.tensor([1, -1]))
    tensor(0.6250)""")  # fmt: skip
def hinge_embedding_loss(input, target, margin=1.0, size_average=None, reduce=None, reduction="mean"):
    reduction = reduction_of(size_average, reduce, reduction)
    if dtype_name(input) == "bool":
        raise EngineError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` "
            "operator instead."
        )
    lacking = arithmetic.where(
        arithmetic.ne(target, 1), above_0(arithmetic.sub(margin if is_floating(input) else int(margin), input)), 0
    )
    return reduced(add(lacking, arithmetic.where(arithmetic.ne(target, -1), input, 0)), reduction)


@described("What the larger of two, as the target says, lacks of being larger by `margin`.", """input1, input2 : Tensor
    target : Tensor
        1 where the first should be larger, -1 where the second should.
    margin : float""", """>>> F.margin_ranking_loss(av.tensor([1.0]), av.tensor([3.0]), av.tensor([1]))
    tensor(2.)""")  # fmt: skip
def margin_ranking_loss(input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"):
    reduction = reduction_of(size_average, reduce, reduction)
    if not input1.ndim == input2.ndim == target.ndim:
        raise EngineError(
            "margin_ranking_loss : All input tensors should have same dimension but got sizes: "
            f"input1: {input1.shape}, input2: {input2.shape}, target: {target.shape} "
        )
    losses = plus(mul(arithmetic.neg(target), sub(input1, input2)), margin)
    return reduced(above_0(losses), reduction)


@described("One less the cosine where the target is 1; where it is -1, what the cosine exceeds `margin` by.",
    """input1, input2 : Tensor, (batch, features) or (features,)
    target : Tensor, (batch,) or no axes
        1 or -1.
    margin : float""", """>>> F.cosine_embedding_loss(av.tensor([3.0, 4.0]), av.tensor([4.0, 3.0]), av.tensor(1))
    tensor(0.0400)""")  # fmt: skip
def cosine_embedding_loss(input1, input2, target, margin=0, size_average=None, reduce=None, reduction="mean"):
    reduction = reduction_of(size_average, reduce, reduction)
    if target.ndim > 1:
        raise EngineError("0D or 1D target tensor expected, multi-target not supported")
    if not input1.ndim == input2.ndim == target.ndim + 1:
        raise EngineError(
            f"{target.ndim}D target tensor expects {target.ndim + 1}D input tensors, but found inputs with sizes "
            f"{list(input1.shape)} and {list(input2.shape)}."
        )
    lengths = mul(*(plus(sum(mul(x, x), target.ndim), 1e-12) for x in (input1, input2)))
    cosine = div(sum(mul(input1, input2), target.ndim), arithmetic.sqrt(lengths))
    near = arithmetic.where(arithmetic.eq(target, 1), arithmetic.sub(1, cosine), 0)
    far = arithmetic.where(arithmetic.eq(target, -1), above_0(loss.lowered(cosine, n=margin)), 0)
    return reduced(add(near, far), reduction)


@takes(**KINDS)
def cosine_similarity(x1, x2, dim=1, eps=1e-8):
    """The cosine of the angle between vectors. As ``torch.nn.functional.cosine_similarity``.

    Parameters
    ----------
    x1, x2 : Tensor
        Of shapes that broadcast together.
    dim : int
        The axis along which the vectors lie.
    eps : float
        The least length a vector counts for.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.cosine_similarity(av.tensor([3.0, 4.0]), av.tensor([4.0, 3.0]), dim=0)
    tensor(0.9600)
    """
    common = result_type(data_of(x1), data_of(x2))
    if not common.is_floating_point:
        raise EngineError(f"expected common dtype to be floating point, yet common dtype is {legacy_name(common)}")
    shape = broadcast_shapes(tuple(x1.shape), tuple(x2.shape))
    pair = [x if is_floating(x) else to(x, common) for x in (x1, x2)]
    if tuple(x1.shape) != tuple(x2.shape):
        pair = [expand(x, shape) for x in pair]
    dim = axis(dim, len(shape))
    along = (dim,) if shape else ()
    lengths = [
        loss.clone_above(reduce.norm_axes(x, dim=along, ord=2, keepdim=True, dtype=None), least=eps) for x in pair
    ]
    return sum(mul(*(div(x, length) for x, length in zip(pair, lengths))), dim)


@takes(**KINDS)
def pairwise_distance(x1, x2, p=2.0, eps=1e-6, keepdim=False):
    """The norm of the difference of vectors along the last axis. As ``torch.nn.functional.pairwise_distance``.

    Parameters
    ----------
    x1, x2 : Tensor
        Of shapes that broadcast together.
    p : float
        Which norm.
    eps : float
        What is added to each difference.
    keepdim : bool
        Keep the last axis, with length 1.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.pairwise_distance(av.tensor([[3.0, 4.0]]), av.zeros(1, 2))
    tensor([5.0000])
    """
    difference = plus(sub(x1, x2), eps)
    last = (difference.ndim - 1,) if difference.ndim else ()
    return loss.distance_along(difference, dim=last, ord=p, keepdim=keepdim, dtype=None)


def triplets(distance, add_margin, swap, anchor, positive, negative, margin, reduction):
    """What the distance to `negative` lacks of being larger than that to `positive` by `margin`."""
    if margin <= 0:
        raise ArgumentError(f"margin must be greater than 0, got {margin}")
    if not anchor.ndim == positive.ndim == negative.ndim:
        raise EngineError(
            "The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: "
            f"anchor {anchor.ndim}D, positive {positive.ndim}D, and negative {negative.ndim}D inputs"
        )
    near, far = distance(anchor, positive), distance(anchor, negative)
    if swap:
        far = arithmetic.minimum(far, distance(positive, negative))
    return reduced(above_0(sub(add_margin(near, margin), far)), reduction)


TRIPLET = """anchor, positive, negative : Tensor, (batch, features) or (features,)
    margin : float{}
    swap : bool
        Take the distance from `positive` to `negative` where it is the smaller."""


@described("How far the anchor is from being nearer to `positive` than to `negative`, by `margin`.", TRIPLET.format("""
    p : float
        Which norm.
    eps : float
        What is added to each difference."""), """>>> F.triplet_margin_loss(av.zeros(1, 2), av.ones(1, 2), av.ones(1, 2))
    tensor(1.0000)""")  # fmt: skip
def triplet_margin_loss(
    anchor, positive, negative, margin=1.0, p=2, eps=1e-6, swap=False, size_average=None, reduce=None, reduction="mean"
):
    reduction = reduction_of(size_average, reduce, reduction)
    distance = lambda a, b: pairwise_distance(a, b, p, eps)
    return triplets(distance, plus, swap, anchor, positive, negative, margin, reduction)


@described("`triplet_margin_loss` with a distance of one's own.", TRIPLET.format("""
    distance_function : callable, optional
        By default `pairwise_distance`."""),
    """>>> far = lambda a, b: (a - b).abs().sum(-1)
    >>> F.triplet_margin_with_distance_loss(av.zeros(1, 2), av.ones(1, 2), av.ones(1, 2), distance_function=far)
    tensor(1.)""")  # fmt: skip
def triplet_margin_with_distance_loss(
    anchor, positive, negative, *, distance_function=None, margin=1.0, swap=False, reduction="mean"
):
    reduction = reduction_of(None, None, reduction)
    distance = pairwise_distance if distance_function is None else distance_function
    return triplets(distance, add, swap, anchor, positive, negative, margin, reduction)


@described("Logistic loss of scores.", """input : Tensor
    target : Tensor
        1 or -1.""", """>>> F.soft_margin_loss(av.zeros(2), av.tensor([1.0, -1.0]))
    tensor(0.6931)""")  # fmt: skip
def soft_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    reduction = reduction_of(size_average, reduce, reduction)
    check_output(input, target, promotes=True)
    if not is_floating(input):
        raise EngineError(f"result type Float can't be cast to the desired output type {legacy(input)}")
    return loss.soft_margin(input, target, reduction=reduction)


@described("Mean over the classes of `binary_cross_entropy_with_logits`.", """input, target : Tensor, (..., classes)
    weight : Tensor, (classes,), optional""", """>>> F.multilabel_soft_margin_loss(av.zeros(1, 2), av.tensor([[1, 0]]))
    tensor(0.6931)""")  # fmt: skip
def multilabel_soft_margin_loss(input, target, weight=None, size_average=None, reduce=None, reduction="mean"):
    reduction = reduction_of(size_average, reduce, reduction, False)
    yes, no = mul(target, logsigmoid(input)), mul(rsub(target, 1), logsigmoid(arithmetic.neg(input)))
    losses = arithmetic.neg(add(yes, no))
    if weight is not None:
        losses = mul(losses, weight)
    if not input.ndim:
        raise PositionError("Dimension specified as -1 but tensor has no dimensions")
    last = input.ndim - 1
    losses = div(sum(losses, last), input.shape[last])
    return reduced(losses, reduction)


def rows_of(input):
    """The number of rows and classes, after PyTorch's check that there are such."""
    shape = data_of(input).shape
    if len(shape) > 2 or not product(shape[1:]) or (len(shape) == 1 and not shape[0]):
        raise EngineError(f"Expected non-empty vector or matrix with optional 0-dim batch size, but got: {list(shape)}")
    return (1, *shape)[-2:] if shape else (1, 1)


@described("By how much the other classes' scores are not `margin` below the target's.", """input : Tensor, (batch, classes) or (classes,)
    target : Tensor of int64 classes, (batch,) or no axes
    p : {1, 2}
        The power to which each is taken.
    margin : float
    weight : Tensor, (classes,), optional""", """>>> F.multi_margin_loss(av.tensor([[0.5, 0.25], [0.0, 0.5]]), av.tensor([0, 1]))
    tensor(0.3125)""")  # fmt: skip
def multi_margin_loss(input, target, p=1, margin=1.0, weight=None, size_average=None, reduce=None, reduction="mean"):
    reduction = reduction_of(size_average, reduce, reduction)
    if p != 1 and p != 2:
        raise ArgumentError("only p == 1 and p == 2 supported")
    if weight is not None and weight.ndim != 1:
        raise ArgumentError("weight must be one-dimensional")
    rows, count = rows_of(input)
    if target.ndim > 1 or product(target.shape) != rows:
        raise EngineError(
            "multi_margin_loss: target tensor should be 1-D with size equal to the number of input samples (batch "
            f"size). Expected target size [{rows}], but got {list(target.shape)}. Input has shape {list(input.shape)}."
        )
    if weight is not None and weight.shape[0] != count:
        raise EngineError(f"inconsistent weight size, expected {count} but got {list(weight.shape)}")
    if weight is not None and weight.dtype != input.dtype:
        raise EngineError(f"expected scalar type {legacy(input)} but found {legacy(weight)}")
    check_listed(target, 0, count, "target out of range")
    return loss.multi_margin(input, target, weight, p=p, margin=margin, reduction=reduction)


def check_listed(target, least, count, words):
    """Raise PyTorch's errors for targets that are no classes."""
    classes = data_of(target)
    if dtype_name(target) != "int64":
        raise EngineError(f"expected scalar type Long but found {legacy(target)}")
    check_numbers(classes, lambda: (classes >= least) & (classes < count), EngineError(words))


@described("By how much the other classes' scores are not 1 below those of all targets.", """input : Tensor, (batch, classes) or (classes,)
    target : Tensor of int64, of the same shape
        The target classes of each row, up to the first -1.""",
    """>>> F.multilabel_margin_loss(av.tensor([[0.1, 0.2, 0.4, 0.8]]), av.tensor([[3, 0, -1, 1]]))
    tensor(0.8500)""")  # fmt: skip
def multilabel_margin_loss(input, target, size_average=None, reduce=None, reduction="mean"):
    reduction = reduction_of(size_average, reduce, reduction)
    _, count = rows_of(input)
    if tuple(target.shape) != tuple(input.shape):
        raise EngineError(f"inconsistent target size: {list(target.shape)} for input of size: {list(input.shape)}")
    check_listed(target, -1, count, "argument #2 'target' is out of range")
    return loss.multilabel_margin(input, target, reduction=reduction)
