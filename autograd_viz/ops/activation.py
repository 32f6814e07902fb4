"""Activations, element by element: each with its slope as a helper op where that has a formula of its own.

Letters: ``x`` operand, ``y`` result, ``g`` upstream gradient, ``s`` the logistic function, ``t`` a hyperbolic tangent.
"""

import math

import numpy as np

from . import arrays
from .arithmetic import (
    chosen,
    exp,
    in_floats,
    limited,
    log1p,
    logical_not,
    logistic,
    masked,
    sigmoid,
    tanh,
    unary,
    where,
    zeros_like,
)  # fmt: skip
from .errors import EngineError
from .op import fusible, op
from .shape import concatenate, slice_axis

PHI = math.sqrt(0.5)  # the bell curve: erf(x * PHI) and HEIGHT * exp(-x**2 / 2)
HEIGHT = 1 / math.sqrt(2 * math.pi)
INNER, CUBIC = math.sqrt(2 / math.pi), 0.044715  # of the approximation of gelu by tanh


def activation(name, forward, slope, curvature, described, written, tex=None, node=None):
    """Define an activation, and its slope: a helper op that computes in one go what `written` says in other ops.

    Parameters
    ----------
    forward, slope : callable
        Functions of an array; float16 reaches them as float32.
    curvature : callable
        Second derivative at `x`, in ops.
    written : callable
        First derivative at `x`, in ops.
    """
    sloped = unary(
        f"{name}_slope", written, lambda x: in_floats(slope, x), lambda g, y, x: g * curvature(x),
        f"Derivative of `{name}`.", "same", level=2,
    )  # fmt: skip
    tex = tex or rf"\mathrm{{{{{name}}}}}({{0}})"
    rule = lambda g, y, x: g * sloped(x)
    return unary(name, tex, lambda x: in_floats(forward, x), rule, described, "same", node=node), sloped


# -- smooth ones -----------------------------------------------------------------------------------


def bell(x):
    return HEIGHT * exp(-0.5 * x * x)


gelu, gelu_slope = activation(
    "gelu",
    lambda x: x * (0.5 + 0.5 * arrays.erf(x * PHI)),
    lambda x: 0.5 + 0.5 * arrays.erf(x * PHI) + x * (HEIGHT * np.exp(-0.5 * x * x)),
    lambda x: bell(x) * (2 - x * x),
    "Each element times the normal distribution function of it.",
    lambda x: gelu(x) / x + x * bell(x),
)


def tanh_inside(x):
    """The hyperbolic tangent in the approximation of gelu."""
    return tanh(INNER * (x + CUBIC * x**3))


def gelu_tanh_slope_of(x):
    t = np.tanh(INNER * (x + CUBIC * (x * x * x)))
    return 0.5 * (1 + t) + (0.5 * INNER) * x * (1 - t * t) * (1 + (3 * CUBIC) * (x * x))


def gelu_tanh_curvature(x):
    t, steep = tanh_inside(x), INNER * (1 + 3 * CUBIC * x**2)
    return (1 - t * t) * (steep + 0.5 * x * (6 * CUBIC * INNER * x - 2 * t * steep**2))


gelu_tanh, gelu_tanh_slope = activation(
    "gelu_tanh",
    lambda x: 0.5 * x * (1 + np.tanh(INNER * (x + CUBIC * (x * x * x)))),
    gelu_tanh_slope_of,
    gelu_tanh_curvature,
    "`gelu`, approximated by a hyperbolic tangent.",
    lambda x: 0.5 * (1 + tanh_inside(x)) + 0.5 * x * (1 - tanh_inside(x) ** 2) * INNER * (1 + 3 * CUBIC * x**2),
    tex=r"\mathrm{{gelu}}_{{\tanh}}({0})",
    node="GeluBackward0",
)


def silu_slope_of(x):
    s = logistic(x)
    return s * (1 + x * (1 - s))


silu, silu_slope = activation(
    "silu",
    lambda x: x * logistic(x),
    silu_slope_of,
    lambda x: sigmoid(x) * (1 - sigmoid(x)) * (2 + x * (1 - 2 * sigmoid(x))),
    "Each element times its logistic function.",
    lambda x: sigmoid(x) * (1 + x * (1 - sigmoid(x))),
)


def mish_of(x):
    e = np.exp(np.minimum(x, 20))  # beyond, the hyperbolic tangent of the softplus is 1
    e *= e + 2
    return x * (e / (e + 2))


def mish_slope_of(x):
    e = np.exp(np.minimum(x, 20))
    t = e * (e + 2)
    t /= t + 2
    return t + x * (1 - t * t) * (e / (e + 1))


def mish_curvature(x):
    s, t = sigmoid(x), tanh(softplus(x, beta=1, threshold=20))
    return (1 - t * t) * s * (2 + x * ((1 - s) - 2 * t * s))


mish, mish_slope = activation(
    "mish",
    mish_of,
    mish_slope_of,
    mish_curvature,
    "Each element times the hyperbolic tangent of its `softplus`.",
    lambda x: mish(x) / x + x * (1 - (mish(x) / x) ** 2) * sigmoid(x),
)


@op(r"\log \sigma({0})", [lambda g, y, x: g * sigmoid(-x)],
    symbol="log σ", level=3, node="LogSigmoidBackward0", elementwise=True)  # fmt: skip
def logsigmoid(x):
    """Logarithm of the logistic function, without overflow."""
    return arrays.packed(log_logistic(x))


def log_logistic(x):
    return in_floats(lambda x: np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x))), x)


@op(lambda x, beta, threshold: log1p(exp(beta * x)) / beta,
    [lambda g, y, x, beta, threshold: g * softplus_slope(x, beta=beta, threshold=threshold)],
    level=2, elementwise=True)  # fmt: skip
def softplus(x, *, beta, threshold):
    """A smooth `relu`; beyond `threshold` each element itself."""
    return in_floats(lambda x: np.where(x * beta > threshold, x, np.log1p(np.exp(x * beta)) / beta), x)


@op(lambda x, beta, threshold: sigmoid(beta * x),
    [lambda g, y, x, beta, threshold: g * masked(beta * y * (1 - y), logical_not(x * beta >= threshold))],
    level=2, elementwise=True)  # fmt: skip
def softplus_slope(x, *, beta, threshold):
    """Derivative of `softplus`."""
    return in_floats(lambda x: np.where(x * beta > threshold, 1, logistic(x * beta)).astype(x.dtype), x)


# -- made of pieces --------------------------------------------------------------------------------


@op(lambda x, slope: where(x > 0, x, slope * x), [lambda g, y, x, slope: g * leak(x, slope=slope)],
    level=0, node="LeakyReluBackward0", elementwise=True)  # fmt: skip
def leaky_relu(x, *, slope):
    """Each positive element, and the others times `slope`."""
    return np.maximum(x, x * slope) if 0 < slope <= 1 else np.where(x > 0, x, x * slope)


@op(lambda x, slope: where(x > 0, x, slope * x), [lambda g, y, x, slope: g * leak(y, slope=never_negative(slope))],
    level=0, node="LeakyReluBackward1", elementwise=True)  # fmt: skip
def leaky_relu_in_place(x, *, slope):
    """`leaky_relu` whose derivative is read off the result, as its operand is written over."""
    return leaky_relu.forward(x, slope=slope)


def never_negative(slope, name="leakyReLu"):
    """The slope, if the sign of a result tells that of its operand."""
    if isinstance(slope, (int, float)) and slope < 0:
        raise EngineError(
            f"In-place {name} backward calculation is triggered with a negative slope which is not supported. This is "
            "caused by calling in-place forward function with a negative slope, please call out-of-place version instead."
        )
    return slope


@op(lambda x, slope: where(x > 0, 1, slope), [lambda g, y, x, slope: zeros_like(g)], level=2, elementwise=True)
def leak(x, *, slope):
    """1 for each positive element, `slope` for the others."""
    positive, one = x > 0, x.dtype.type(1)
    if 0 <= slope <= 1:
        return np.maximum(positive.astype(x.dtype), one * slope)  # many times faster than a choice
    return np.where(positive, one, one * slope)


def exponential_unit(name):
    """Define an op that bends negative elements to an exponential, and the same in place."""

    def forward(x, *, alpha, scale, rate):
        rising, bent = lambda x: limited(x, 0, np.inf), lambda x: np.expm1(rate * limited(x, -np.inf, 0))
        return in_floats(lambda x: scale * rising(x) + scale * alpha * bent(x), x)

    def define(suffix, node, rule, described):
        def function(x, *, alpha, scale, rate):
            return forward(x, alpha=alpha, scale=scale, rate=rate)

        function.__name__, function.__doc__ = name + suffix, described
        tex = lambda x, alpha, scale, rate: where(x > 0, scale * x, scale * alpha * (exp(rate * x) - 1))
        return op(tex, [rule], level=0, node=node, elementwise=True)(function)

    return define(
        "", f"{name.title()}Backward0",
        lambda g, y, x, alpha, scale, rate: g * exponential_slope(x, alpha=alpha, scale=scale, rate=rate),
        "Each positive element, and of the others the exponential minus 1; both with factors.",
    ), define(
        "_in_place", f"{name.title()}Backward1",
        lambda g, y, x, alpha, scale, rate: g * where(y <= 0, rate * (masked(y, y < 0) + never_negative(alpha, "elu") * scale), scale),
        f"`{name}` whose derivative is read off the result, as its operand is written over.",
    )  # fmt: skip


elu, elu_in_place = exponential_unit("elu")
celu, celu_in_place = exponential_unit("celu")


@op(lambda x, alpha, scale, rate: where(x > 0, scale, scale * alpha * rate * exp(rate * x)),
    [lambda g, y, x, alpha, scale, rate: g * masked(rate * y, x < 0)], level=2, elementwise=True)  # fmt: skip
def exponential_slope(x, *, alpha, scale, rate):
    """Derivative of `elu`."""
    k = alpha * rate
    return in_floats(lambda x: scale * (k * np.exp(rate * np.fmin(x, 0)) + (1 - k) * ~(x <= 0)).astype(x.dtype), x)


@op(r"{low} < {0} < {high}", [None], level=1)
def between(x, *, low, high, nan):
    """Whether each element lies between two numbers; `nan` is what counts for NaN."""
    return ~((x <= low) | (x >= high)) if nan else (x > low) & (x < high)


@op(r"|{0}| > {bound}", [None], level=1)
def outside(x, *, bound):
    """Whether each element is further than `bound` from 0, or NaN."""
    return ~((x >= -bound) & (x <= bound))


@op(r"\min(\max({0}, {low}), {high})", [lambda g, y, x, low, high: masked(g, between(x, low=low, high=high, nan=True))],
    elementwise=True)  # fmt: skip
def hardtanh(x, *, low, high):
    """Each element, no smaller than `low` and no larger than `high`."""
    return limited(x, x.dtype.type(low), x.dtype.type(high))


@op(r"\tfrac{{1}}{{6}} \min(\max({0} + 3, 0), 6)", [lambda g, y, x: masked(g, between(x, low=-3, high=3, nan=False)) / 6],
    symbol="hard σ", level=2, elementwise=True)  # fmt: skip
def hardsigmoid(x):
    """A `sigmoid` of three straight lines."""
    return in_floats(lambda x: limited(x + 3, 0, 6) / 6, x)


hardswish, hardswish_slope = activation(
    "hardswish",
    lambda x: x * limited(x + 3, 0, 6) / 6,
    lambda x: chosen(x / 3 + 0.5, np.abs(x) < 3) + ~(x < 3),
    lambda x: masked(1 / 3 + 0 * x, between(x, low=-3, high=3, nan=False)),
    "Each element times its `hardsigmoid`.",
    lambda x: where(x < 3, masked(x / 3 + 0.5, x > -3), 1),
    tex=r"{0} \cdot \tfrac{{1}}{{6}} \min(\max({0} + 3, 0), 6)",
)


def thresholded(name, node):
    """Define `threshold`, out of place or in place, which are two nodes of PyTorch's."""

    def function(x, *, bound, value):
        below = x <= bound
        kept = chosen(x, ~below)
        return kept + x.dtype.type(value) * below if value else kept

    function.__name__, function.__doc__ = name, "Each element above a bound, and a number in place of the others."
    tex = lambda x, bound, value: where(x > bound, x, value)
    rule = lambda g, y, x, bound, value: masked(g, logical_not(x <= bound))
    return op(tex, [rule], level=0, node=node, elementwise=True)(function)


threshold = thresholded("threshold", "ThresholdBackward0")
threshold_in_place = thresholded("threshold_in_place", "ThresholdBackward1")


@op(lambda x, bound: where(x > bound, x - bound, where(x < -bound, x + bound, 0)),
    [lambda g, y, x, bound: masked(g, outside(x, bound=bound))], level=0, elementwise=True)  # fmt: skip
def softshrink(x, *, bound):
    """Each element moved towards 0 by `bound`, but not across."""
    bound = x.dtype.type(bound)
    return x - limited(x, -bound, bound)


@op(lambda x, bound: masked(x, outside(x, bound=bound)),
    [lambda g, y, x, bound: masked(g, outside(x, bound=bound))], level=0, elementwise=True)  # fmt: skip
def hardshrink(x, *, bound):
    """Each element, but 0 for those no further than `bound` from it."""
    return np.where((x >= -bound) & (x <= bound), x.dtype.type(0), x)  # never -0, which a product with 0 would leave


@op(lambda x, a: where(x > 0, x, a * x), [lambda g, y, x, a: where(x > 0, g, a * g),
                                          lambda g, y, x, a: where(x > 0, 0, x * g)],
    level=0, node="PreluKernelBackward0", elementwise=True)  # fmt: skip
def prelu(x, a):
    """Each positive element, and the others times a learned number."""
    return np.where(x > 0, x, a * x)


def randomized(name, node):
    """Define a relu with a factor of its own for each negative element."""

    def function(x, factor):
        return x * factor

    function.__name__, function.__doc__ = name, "Each positive element, and the others times factors drawn at random."
    return op(
        r"{0} \cdot {1}", [lambda g, y, x, factor: g * factor, None], level=2, node=node, slots=(0,), elementwise=True
    )(function)


rrelu = randomized("rrelu", "RreluWithNoiseBackward0")
rrelu_in_place = randomized("rrelu_in_place", "RreluWithNoiseBackward1")


# -- of two halves ---------------------------------------------------------------------------------


def first(x, dim, half):
    return slice_axis(x, dim=dim, start=0, stop=half, step=1)


def second(x, dim, half):
    return slice_axis(x, dim=dim, start=half, stop=2 * half, step=1)


def spread_gate(g, a, s, dim):
    """The gradient of ``a * s`` by both halves, where ``s`` is the logistic function of the second."""
    return concatenate(g * s, g * a * (1 - s) * s, dim=dim)


@op(
    r"\mathrm{{glu}}({0})",
    [lambda g, y, x, dim, half: spread_gate(g, first(x, dim, half), sigmoid(second(x, dim, half)), dim)],
)
def glu(x, *, dim, half):
    """The first half along an axis, times the logistic function of the second."""
    a, b = np.split(x, [half], dim)
    return a * in_floats(logistic, b)


fusible(rules=())
