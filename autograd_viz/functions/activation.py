"""Activations, and dropout in its kinds."""

import math

import numpy as np

from ..ops import activation, arithmetic
from ..ops.dtypes import FLOAT, INTEGER
from ..ops.dtypes import float32 as DRAWN
from ..ops.errors import ArgumentError, EngineError, OperandError
from ..ops.op import READERS
from . import elementwise, shapes
from .arguments import axis, is_bool, is_number, legacy, number, product
from .elementwise import NOTHING, as_number, check_kind, documented, operand, unary, values

PLACE = "nn.functional."


def scalar(x, name, argument, position, input):
    """A Python number; TypeError in PyTorch's words for anything else."""
    x = as_number(x)
    if is_number(x):
        return number(x)
    changes = hasattr(input, "tensor")
    method, at = f"{name}{'_' if changes else ''}", position
    raise OperandError(f"{method}(): argument '{argument}' (position {at}) must be Number, not {type(x).__name__}")


def in_place_or(plain, rewriting, input):
    """The op for an operand, and for one that asks to be written over."""
    return rewriting if hasattr(input, "tensor") else plain


# -- one operand alone -----------------------------------------------------------------------------

silu = unary(activation.silu, "[-1.0, 0.0, 1.0]", "[-0.2689,  0.0000,  0.7311]", "silu_cpu", FLOAT, PLACE)
mish = unary(activation.mish, "[-1.0, 0.0, 1.0]", "[-0.3034,  0.0000,  0.8651]", "mish_cpu", FLOAT, PLACE)
hardswish = unary(
    activation.hardswish, "[-1.0, 0.0, 1.0]", "[-0.3333,  0.0000,  0.6667]", "hardswish_cpu", FLOAT, PLACE
)
hardsigmoid = unary(
    activation.hardsigmoid, "[-1.0, 0.0, 1.0]", "[0.3333, 0.5000, 0.6667]", "hardsigmoid_cpu", FLOAT, PLACE
)
logsigmoid = unary(
    activation.logsigmoid, "[-1.0, 0.0, 1.0]", "[-1.3133, -0.6931, -0.3133]", "log_sigmoid_cpu", FLOAT, PLACE
)
__test__ = {"logsigmoid": logsigmoid.__doc__}  # for doctest to find, as it is defined by another file


def relu(input):
    """The larger of each element and 0. As ``torch.relu``.

    Parameters
    ----------
    input : Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.relu(av.tensor([-1.0, 0.0, 1.0]))
    tensor([0., 0., 1.])
    """
    reader = READERS.get(type(input))
    if reader is None:
        operand(input, "relu", "input", 1, False)
    if input._data.dtype.kind == "b":
        raise EngineError("Boolean inputs not supported for relu")
    return reader(arithmetic.relu, (input,), NOTHING)


def gelu(input, *, approximate="none"):
    """Each element times the normal distribution function of it. As ``torch.nn.functional.gelu``.

    Parameters
    ----------
    input : Tensor
    approximate : {"none", "tanh"}
        "tanh" for an approximation by a hyperbolic tangent.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.gelu(av.tensor([-1.0, 0.0, 1.0]))
    tensor([-0.1587,  0.0000,  0.8413])
    """
    operand(input, "gelu", "input", 1, False)
    if approximate not in ("none", "tanh"):
        if not isinstance(approximate, str):
            raise OperandError(f"gelu(): argument 'approximate' must be str, not {type(approximate).__name__}")
        raise EngineError("approximate argument must be either none or tanh.")
    check_kind("GeluKernelImpl", FLOAT, input)
    return (activation.gelu if approximate == "none" else activation.gelu_tanh)(input)


def softsign(input):
    """Each element divided by its absolute value plus 1. As ``torch.nn.functional.softsign``.

    Parameters
    ----------
    input : Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.softsign(av.tensor([-1.0, 0.0, 3.0]))
    tensor([-0.5000,  0.0000,  0.7500])
    """
    return elementwise.div(input, elementwise.add(elementwise.abs(input), 1))


def tanhshrink(input):
    """Each element minus its hyperbolic tangent. As ``torch.nn.functional.tanhshrink``.

    Parameters
    ----------
    input : Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.tanhshrink(av.tensor([-1.0, 0.0, 1.0]))
    tensor([-0.2384,  0.0000,  0.2384])
    """
    return elementwise.sub(input, elementwise.tanh(input))


# -- with numbers to shape them --------------------------------------------------------------------


def leaky_relu(input, negative_slope=0.01):
    """Each positive element, and the others times a number. As ``torch.nn.functional.leaky_relu``.

    Parameters
    ----------
    input : Tensor
    negative_slope : float

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.leaky_relu(av.tensor([-1.0, 0.0, 1.0]), 0.5)
    tensor([-0.5000,  0.0000,  1.0000])
    """
    operand(input, "leaky_relu", "input", 1, False)
    slope = scalar(negative_slope, "leaky_relu", "negative_slope", 2, input)
    check_kind("leaky_relu_cpu", FLOAT, input)
    return in_place_or(activation.leaky_relu, activation.leaky_relu_in_place, input)(input, slope=slope)


def exponential(name, pair):
    """A way to call the ops of `elu` and its like: ``(input, alpha, scale, rate)``."""

    def call(input, alpha, scale=1.0, rate=1.0):
        operand(input, name, "input", 1, False)
        check_kind("elu_cpu", FLOAT, input)
        return in_place_or(*pair, input)(input, alpha=alpha, scale=scale, rate=rate)

    return call


of_elu, of_celu = (
    exponential(name, (getattr(activation, name), getattr(activation, f"{name}_in_place"))) for name in ("elu", "celu")
)


def elu(input, alpha=1.0):
    """Each positive element, and of the others ``alpha * (exp(x) - 1)``. As ``torch.nn.functional.elu``.

    Parameters
    ----------
    input : Tensor
    alpha : float

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.elu(av.tensor([-1.0, 0.0, 1.0]))
    tensor([-0.6321,  0.0000,  1.0000])
    """
    operand(input, "elu", "input", 1, False)
    return of_elu(input, scalar(alpha, "elu", "alpha", 2, input))


def selu(input):
    """`elu`, scaled so that layers keep mean 0 and variance 1. As ``torch.selu``.

    Parameters
    ----------
    input : Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.selu(av.tensor([-1.0, 0.0, 1.0]))
    tensor([-1.1113,  0.0000,  1.0507])
    """
    return of_elu(input, 1.6732632423543772848170429916717, 1.0507009873554804934193349852946)


def celu(input, alpha=1.0):
    """Each positive element, and of the others ``alpha * (exp(x / alpha) - 1)``. As ``torch.celu``.

    Parameters
    ----------
    input : Tensor
    alpha : float

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.celu(av.tensor([-1.0, 0.0, 1.0]), 2.0)
    tensor([-0.7869,  0.0000,  1.0000])
    """
    operand(input, "celu", "input", 1, False)
    alpha = scalar(alpha, "celu", "alpha", 2, input)
    if alpha == 0:
        raise EngineError("ZeroDivisionError: alpha cannot be 0 for CELU")
    return of_celu(input, alpha, rate=1 / alpha)


def softplus(input, beta=1, threshold=20):
    """``log(1 + exp(beta * x)) / beta``: a smooth `relu`. As ``torch.nn.functional.softplus``.

    Parameters
    ----------
    input : Tensor
    beta : float
    threshold : float
        Where ``beta * x`` is larger, each element itself.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.softplus(av.tensor([-1.0, 0.0, 1.0]))
    tensor([0.3133, 0.6931, 1.3133])
    """
    operand(input, "softplus", "input", 1, False)
    beta = scalar(beta, "softplus", "beta", 2, input)
    threshold = scalar(threshold, "softplus", "threshold", 3, input)
    check_kind("softplus_cpu", FLOAT, input)
    return activation.softplus(input, beta=beta, threshold=threshold)


def hardtanh(input, min_val=-1.0, max_val=1.0):
    """Each element, no smaller than one number and no larger than another. As ``torch.nn.functional.hardtanh``.

    Parameters
    ----------
    input : Tensor
    min_val, max_val : float

    Raises
    ------
    ValueError
        If `min_val` is greater than `max_val`.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.hardtanh(av.tensor([-2.0, 0.5, 2.0]))
    tensor([-1.0000,  0.5000,  1.0000])
    """
    if min_val > max_val:
        raise ArgumentError("min_val cannot be greater than max_val")
    if is_bool(operand(input, "hardtanh", "input", 1, False)):
        raise EngineError("Bool inputs not supported for hardtanh")
    if legacy(input) == "Byte" and (min_val < 0 or max_val < 0):
        raise EngineError("cannot do hardtanh on an unsigned type with negative limits")
    return activation.hardtanh(input, low=min_val, high=max_val)


def relu6(input):
    """Each element, no smaller than 0 and no larger than 6. As ``torch.nn.functional.relu6``.

    Parameters
    ----------
    input : Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.relu6(av.tensor([-1.0, 3.0, 9.0]))
    tensor([0., 3., 6.])
    """
    return hardtanh(input, 0, 6)


def threshold(input, threshold, value):
    """Each element above a threshold, and a number in place of the others. As ``torch.threshold``.

    Parameters
    ----------
    input : Tensor
    threshold, value : float

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.threshold(av.tensor([-1.0, 0.5, 2.0]), 1, -5)
    tensor([-5., -5.,  2.])
    """
    operand(input, "threshold", "input", 1, False)
    bound = scalar(threshold, "threshold", "threshold", 2, input)
    value = scalar(value, "threshold", "value", 3, input)
    check_kind("threshold_cpu", INTEGER, input)
    return in_place_or(activation.threshold, activation.threshold_in_place, input)(input, bound=bound, value=value)


def shrinking(op, answer, place, kernel):
    """Define softshrink or hardshrink."""
    name = op.name

    def function(input, lambd=0.5):
        operand(input, name, "input", 1, False)
        bound = scalar(lambd, name, "lambd", 2, input)
        check_kind(kernel, FLOAT, input)
        if name == "softshrink" and not bound >= 0:
            most = np.finfo(values(input)[0].dtype).max
            raise EngineError(
                f"lambda must be in range [0, {most:g}] for input dtype {legacy(input)}, but found {bound:g}"
            )
        return op(input, bound=bound)

    return documented(
        function, name, op.__doc__, "av.tensor([-1.0, 0.25, 2.0])", f"tensor({answer})",
        "input : Tensor\n    lambd : float\n        The bound.", place,
    )  # fmt: skip


softshrink = shrinking(activation.softshrink, "[-0.5000,  0.0000,  1.5000]", PLACE, "softshrink_check")
hardshrink = shrinking(activation.hardshrink, "[-1.,  0.,  2.]", "", "hardshrink_cpu")


def prelu(input, weight):
    """Each positive element, and the others times learned numbers. As ``torch.prelu``.

    Parameters
    ----------
    input : Tensor, (batch, channels, ...) or any shape
    weight : Tensor, (channels,), or of one element

    Raises
    ------
    RuntimeError
        If there are as many weights as channels in neither sense, or their dtypes differ.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.prelu(av.tensor([-1.0, 0.0, 1.0]), av.tensor([0.25]))
    tensor([-0.2500,  0.0000,  1.0000])
    """
    operand(input, "prelu", "input", 1, False)
    operand(weight, "prelu", "weight", 2, False)
    if legacy(input) != legacy(weight):
        raise EngineError(f"prelu: Type promoting not supported. Got {legacy(input)} and {legacy(weight)}")
    check_kind("prelu_cpu", FLOAT, input)
    count = product(weight.shape)
    if count != 1:
        if not input.ndim:
            raise EngineError("Not allow zero-dim input tensor.")
        channels = input.shape[1] if input.ndim > 1 else 1
        if channels != count:
            raise EngineError(
                f"Mismatch of parameter numbers and input channel size. Found parameter numbers = {count} and channel "
                f"size = {channels}."
            )
    if weight.ndim > 1:
        raise EngineError(f"prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = {weight.ndim}")
    if input.ndim != weight.ndim:
        weight = shapes.reshape(weight, tuple(count if k == 1 else 1 for k in range(input.ndim)))
    return activation.prelu(input, weight)


def glu(input, dim=-1):
    """The first half along an axis, times the logistic function of the second. As ``torch.nn.functional.glu``.

    Parameters
    ----------
    input : Tensor
    dim : int
        An axis of even length.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.glu(av.tensor([1.0, 2.0, 0.0, 0.0]))
    tensor([0.5000, 1.0000])
    """
    operand(input, "glu", "input", 1, False)
    if not input.ndim:
        raise EngineError("glu does not support scalars because halving size must be even")
    dim = axis(dim, input.ndim)
    if input.shape[dim] % 2:
        raise EngineError(f"Halving dimension must be even, but dimension {dim} is size {input.shape[dim]}")
    check_kind("glu_cpu", FLOAT, input)
    return activation.glu(input, dim=dim, half=input.shape[dim] // 2)


# -- at random -------------------------------------------------------------------------------------


def uniform(input, shape, low=0.0, high=1.0):
    """Uniform random numbers of a tensor's dtype, from the default generator."""
    return input.new_empty(tuple(shape)).uniform_(low, high)


def rrelu(input, lower=1 / 8, upper=1 / 3, training=False):
    """Each positive element, and the others times a number between two: a random one in training. As ``torch.rrelu``.

    Parameters
    ----------
    input : Tensor
    lower, upper : float
    training : bool

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.rrelu(av.tensor([-1.0, 0.0, 1.0]), 0.25, 0.75)
    tensor([-0.5000,  0.0000,  1.0000])
    """
    operand(input, "rrelu", "input", 1, False)
    if lower > upper:
        raise EngineError("Lower bound should be less than or equal to the upper bound")
    check_kind("rrelu_with_noise_out_cpu" if training else "leaky_relu_cpu", FLOAT, input)
    slopes = uniform(input, input.shape, lower, upper) if training else (lower + upper) / 2
    factors = elementwise.where(input.detach() > 0, input.new_ones(()), slopes)
    return in_place_or(activation.rrelu, activation.rrelu_in_place, input)(input, factors)


SATURATION = 1.7580993408473766  # of selu: minus its limit for very negative numbers


def dropping(name, features=False, alpha=False):
    """Define a kind of dropout: of elements or whole features, to 0 or to where selu saturates."""

    def function(input, p, train):
        operand(input, name, "input", 1, False)
        if not 0 <= p <= 1:
            raise EngineError(f"dropout probability has to be between 0 and 1, but got {p:g}")
        tensor = getattr(input, "tensor", input)
        if not p or not train or not product(input.shape):
            return tensor
        if p == 1:
            return elementwise.mul(input, input.new_zeros(()))
        if features and input.ndim < 2:
            raise EngineError("Feature dropout requires at least 2 dimensions in the input")
        shape = [*input.shape[:2], *[1] * (input.ndim - 2)] if features else input.shape
        kept = shapes.to(elementwise.ge(tensor.new_empty(tuple(shape), dtype=DRAWN).uniform_(), p), input.dtype)
        if not alpha:
            return elementwise.mul(input, kept.div_(1 - p))
        a = 1 / math.sqrt((SATURATION**2 * p + 1) * (1 - p))
        b = (kept - 1) * (SATURATION * a) + SATURATION * a * p
        changed = elementwise.mul(input, kept * a)
        return elementwise.add(type(input)(changed) if tensor is not input else changed, b)

    what = "Whole features" if features else "Elements"
    where_to = "saturate as those of `selu` do, and the rest rescaled" if alpha else "set to 0, and the rest enlarged"
    return documented(
        function, name, f"{what} at random {where_to} so that the mean stays.",
        "av.ones(2, 2), 0.5, train=False", "tensor([[1., 1.],\n            [1., 1.]])",
        "input : Tensor\n    p : float\n        Probability of each to go.\n    train : bool\n        If false, the tensor itself.",
    )  # fmt: skip


dropout = dropping("dropout")
feature_dropout = dropping("feature_dropout", features=True)
alpha_dropout = dropping("alpha_dropout", alpha=True)
feature_alpha_dropout = dropping("feature_alpha_dropout", True, True)
