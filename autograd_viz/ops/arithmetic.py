"""Arithmetic and comparisons, element by element with broadcasting.

Letters: ``a, b, x`` operands, ``y`` result, ``g`` upstream gradient, ``n`` a Python number.
"""

import builtins
import math

import numpy as np

from . import arrays, dtypes
from .errors import EngineError
from .op import fusible, op


def unary(name, tex, forward, rule, described, dtypes="float", **spec):
    """Define an op of one operand, element by element."""

    def function(x):
        return forward(x)

    function.__name__, function.__doc__ = name, described
    return op(tex, [rule], dtypes=dtypes, elementwise=True, **spec)(function)


def binary(name, tex, forward, rules, described, dtypes="promote", **spec):
    """Define an op of two operands, element by element with broadcasting."""

    def function(a, b):
        return forward(a, b)

    function.__name__, function.__doc__ = name, described
    return op(tex, rules, dtypes=dtypes, elementwise=True, **spec)(function)


def in_floats(compute, x):
    """``compute(x)``, for float16 in float32 on the way, as the steps between would be rounded otherwise."""
    return compute(x.astype(np.float32)).astype(x.dtype) if x.dtype == np.float16 else compute(x)


@op(r"{0} + {1}", [lambda g, y, a, b: g,
                   lambda g, y, a, b: g],
    symbol="+", level=1, node="AddBackward0", dtypes="promote", elementwise=True)  # fmt: skip
def add(a, b):
    """Sum."""
    return a + b


@op(r"{0} - {1}", [lambda g, y, a, b: g,
                   lambda g, y, a, b: -g],
    symbol="−", level=1, node="SubBackward0", dtypes="promote", elementwise=True)  # fmt: skip
def sub(a, b):
    """Difference."""
    return a - b


@op(r"{0} - {1}", [None,
                   lambda g, y, n, x: -g],
    symbol="−", level=1, node="RsubBackward1", dtypes="promote", elementwise=True, slots=(1,))  # fmt: skip
def rsub(n, x):
    """Difference with a Python number in front: ``10 - x``."""
    return n - x


def reversed_difference(name, node, slots, described):
    """Define the difference of two operands in reverse order, the first multiplied by a Python number."""

    def function(a, b, *, alpha):
        return b - scaled(a, alpha)

    function.__name__, function.__doc__ = name, described
    rules = [lambda g, y, a, b, alpha: -g * alpha, None if slots else lambda g, y, a, b, alpha: g]
    tex = lambda a, b, alpha: b - alpha * a
    return op(tex, rules, symbol="−", level=1, node=node, dtypes="promote", elementwise=True, slots=slots)(function)


rsub_tensor = reversed_difference("rsub_tensor", "RsubBackward0", None, "The second operand minus the first.")
rsub_number = reversed_difference("rsub_number", "RsubBackward1", (0,), "A Python number minus a tensor.")


@op(lambda a, b, alpha: a + alpha * b, [lambda g, y, a, b, alpha: g,
                                        lambda g, y, a, b, alpha: g * alpha],
    symbol="+", level=1, node="AddBackward0", dtypes="promote", elementwise=True)  # fmt: skip
def add_scaled(a, b, *, alpha):
    """Sum, the second operand first multiplied by a Python number."""
    return a + scaled(b, alpha)


@op(lambda a, b, alpha: a - alpha * b, [lambda g, y, a, b, alpha: g,
                                        lambda g, y, a, b, alpha: -g * alpha],
    symbol="−", level=1, node="SubBackward0", dtypes="promote", elementwise=True)  # fmt: skip
def sub_scaled(a, b, *, alpha):
    """Difference, the second operand first multiplied by a Python number."""
    return a - scaled(b, alpha)


@op(r"{0} \cdot {1}", [lambda g, y, a, b: g * b,
                       lambda g, y, a, b: g * a],
    symbol="×", level=2, node="MulBackward0", dtypes="promote", elementwise=True)  # fmt: skip
def mul(a, b):
    """Product."""
    return a * b


@op(r"\frac{{{0}}}{{{1}}}", [lambda g, y, a, b: g / b,
                             lambda g, y, a, b: -g * (a / b / b)],
    symbol="÷", level=8, node="DivBackward0", dtypes="float", elementwise=True)  # fmt: skip
def div(a, b):
    """Quotient; integers are divided as the default floating dtype."""
    return a / b


@op(r"\frac{{{0}}}{{{1}}}", [lambda g, y, x, n: g / n, None],
    symbol="÷", level=8, node="DivBackward1", dtypes="float", elementwise=True, slots=(0,))  # fmt: skip
def div_number(x, n):
    """Quotient by a Python number, where PyTorch itself divides (as in a loss)."""
    return x / n


@op(r"\frac{{1}}{{{0}}}", [lambda g, y, x: -g * (y * y)],
    symbol="1/x", level=8, node="ReciprocalBackward0", dtypes="float", elementwise=True)  # fmt: skip
def reciprocal(x):
    """One divided by each element."""
    return 1 / x


@op(r"-{0}", [lambda g, y, x: -g],
    symbol="−", level=1, node="NegBackward0", elementwise=True)  # fmt: skip
def neg(x):
    """Negative."""
    if x.dtype == bool:
        raise EngineError(
            "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, "
            "use the `~` or `logical_not()` operator instead."
        )
    return -x


@op(r"{0}^{{{1}}}", [lambda g, y, x, n: g * power_slope(x, n, order=1), None],
    symbol="xⁿ", level=3, node="PowBackward0", dtypes="promote", elementwise=True, slots=(0,))  # fmt: skip
def pow_number(x, n):
    """A tensor to the power of a Python number."""
    if n < 0 and x.dtype.kind in "iu":
        raise EngineError("Integers to negative integer powers are not allowed.")
    return raised(x, n) if x.dtype != bool else np.power(x, n).astype(bool)


def raised(x, n):
    """``x ** n``, for the small powers of which products and roots are many times faster."""
    found = (FUSED_POWERS if arrays.gpu.used else POWERS).get(n)
    return x**n if found is None or x.dtype.kind != "f" else found(x)


POWERS = {
    3: lambda x: x * x * x,
    4: lambda x: np.square(x * x),
    -2: lambda x: 1 / (x * x),
    -0.5: lambda x: 1 / np.sqrt(x),
}
FUSED_POWERS = {n: arrays.Fused(power, "power") for n, power in POWERS.items()}


def slope_text(x, n, order):
    """How `power_slope` is written: ``n (n - 1) x ** (n - 2)`` for the second derivative."""
    text = x ** (n - order)
    for k in reversed(range(order)):
        text = (n - k) * text
    return text


@op(slope_text, [lambda g, y, x, n, order: g * power_slope(x, n, order=order + 1), None],
    level=2, elementwise=True, slots=(0,))  # fmt: skip
def power_slope(x, n, *, order):
    """A derivative of ``x ** n`` by ``x``: where its factor is 0, it is 0 for every ``x``, even 0 and infinity."""
    factor = 1
    for k in range(order):
        factor *= n - k
    return factor * raised(x, n - order) if factor else np.zeros_like(x)


@op(r"{0}^{{{1}}}", [lambda g, y, a, b: g * (b * power_below(a, b)),
                     lambda g, y, a, b: g * times_log(y, a, b)],
    symbol="aᵇ", level=3, node="PowBackward1", dtypes="promote", elementwise=True, keeps_result=True)  # fmt: skip
def pow_tensor(a, b):
    """A tensor to the power of a tensor."""
    return power(a, b)


def power(a, b):
    """``a ** b``; an integer to a negative power is rounded towards 0, as CuPy does, instead of refused."""
    if b.dtype.kind == "i" and a.dtype.kind in "iu" and not arrays.elsewhere(a, b) and np.any(b < 0):
        below = np.where(a == -1, 1 - 2 * (b & 1), a == 1)
        return np.where(b < 0, below, np.power(a, np.maximum(b, 0))).astype(np.result_type(a, b))[()]
    return np.power(a, b)


@op(r"{0}^{{{1}}}", [None, lambda g, y, n, x: g * times_log(y, n, x)],
    symbol="nˣ", level=3, node="PowBackward2", dtypes="promote", elementwise=True, slots=(1,))  # fmt: skip
def pow_base(n, x):
    """A Python number to the power of a tensor."""
    return arrays.packed(power(n, x))


@op(lambda a, b: a ** (b - 1), [lambda g, y, a, b: g * ((b - 1) * power_below(a, b - 1)),
                                lambda g, y, a, b: g * times_log(y, a, b - 1)],
    level=3, elementwise=True)  # fmt: skip
def power_below(a, b):
    """``a ** (b - 1)``, and 0 where ``b`` is 0, so that ``x ** 0`` has slope 0 at 0 too."""
    return np.where(b == 0, 0, np.power(a, b - 1))


@op(lambda r, a, b: r * log(a), [lambda g, y, r, a, b: times_log(g, a, b),
                                 lambda g, y, r, a, b: g * (r / a),
                                 None],
    level=2, elementwise=True)  # fmt: skip
def times_log(r, a, b):
    """``r * log(a)``, and 0 where ``a`` is 0 and its power ``b`` is not negative."""
    a = a if hasattr(a, "dtype") and a.dtype.kind == "f" else dtypes.cast(a, r.dtype)
    return np.where((a == 0) & (b >= 0), 0, r * np.log(a))


@op(r"e^{{{0}}}", [lambda g, y, x: g * y],
    level=3, dtypes="float", elementwise=True)  # fmt: skip
def exp(x):
    """Exponential."""
    return np.exp(x)


@op(r"\log {0}", [lambda g, y, x: g / x],
    level=3, dtypes="float", elementwise=True)  # fmt: skip
def log(x):
    """Natural logarithm."""
    return np.log(x)


@op(r"\sqrt{{{0}}}", [lambda g, y, x: g / (2 * y)],
    symbol="√", level=8, dtypes="float", elementwise=True)  # fmt: skip
def sqrt(x):
    """Square root."""
    return np.sqrt(x)


@op(r"\tanh {0}", [lambda g, y, x: g * (1 - y * y)],
    level=3, dtypes="float", elementwise=True)  # fmt: skip
def tanh(x):
    """Hyperbolic tangent."""
    return np.tanh(x)


@op(r"\sigma({0})", [lambda g, y, x: g * (1 - y) * y],
    symbol="σ", dtypes="float", elementwise=True)  # fmt: skip
def sigmoid(x):
    """Logistic function, without overflow."""
    return in_floats(logistic, x)


def logistic(x):
    return 1 / (1 + np.exp(-x))


MANY = 4096  # elements from which on the faster loop of clip outweighs its slower call


@op(r"\mathrm{{relu}}({0})", [lambda g, y, x: gate(g, y)],
    elementwise=True)  # fmt: skip
def relu(x):
    """The larger of each element and 0."""
    return np.maximum(x, 0) if x.size < MANY or x.dtype.kind != "f" else np.clip(x, 0, np.inf)


def limited(x, low, high):
    """`x`, no smaller than `low` and no larger than `high`."""
    few = x.size < MANY or arrays.elsewhere(x)  # CuPy's clip takes a bound that is NaN for none
    return np.minimum(np.maximum(x, low), high) if few else np.clip(x, low, high)


@op(lambda x, r: x * (r > 0), [lambda g, y, x, r: gate(g, r), None], level=2, elementwise=True)
def gate(x, r):
    """`x` where `r`, which is never negative, is not 0; else 0."""
    return chosen(x, r != 0)


@op(lambda x, c: where(c, x, 0), [lambda g, y, x, c: masked(g, c), None], level=2, elementwise=True)
def masked(x, c):
    """`x` where the condition holds; else 0."""
    return chosen(x, c)


def chosen(x, c):
    """`x` where the condition holds; else 0."""
    if arrays.gpu.used and arrays.elsewhere(x):
        return np.where(c, x, 0)
    passed = x * c  # many times faster than a choice, but infinity times 0 is not 0
    return passed if np.isfinite(np.vdot(passed, passed)) else np.where(c, x, 0)


LN2, LN10 = math.log(2), math.log(10)

# fmt: off
log1p = unary("log1p", r"\log(1 + {0})", np.log1p, lambda g, y, x: g / (x + 1),
              "Logarithm of each element plus 1, exact near 0.", node="Log1PBackward0")
expm1 = unary("expm1", r"(e^{{{0}}} - 1)", np.expm1, lambda g, y, x: g * (y + 1), "Exponential minus 1, exact near 0.")
exp2 = unary("exp2", r"2^{{{0}}}", np.exp2, lambda g, y, x: g * y * LN2, "2 to the power of each element.", level=3)
log2 = unary("log2", r"\log_2 {0}", np.log2, lambda g, y, x: g / (x * LN2), "Logarithm to the base 2.", level=3)
log10 = unary("log10", r"\log_{{10}} {0}", np.log10, lambda g, y, x: g / (x * LN10),
              "Logarithm to the base 10.", level=3)
rsqrt = unary("rsqrt", r"\frac{{1}}{{\sqrt{{{0}}}}}", lambda x: 1 / np.sqrt(x), lambda g, y, x: -0.5 * g * y**3,
              "One divided by the square root.", symbol="1/√", level=8)
sin = unary("sin", r"\sin {0}", np.sin, lambda g, y, x: g * cos(x), "Sine of an angle in radians.", level=3)
cos = unary("cos", r"\cos {0}", np.cos, lambda g, y, x: -g * sin(x), "Cosine of an angle in radians.", level=3)
tan = unary("tan", r"\tan {0}", np.tan, lambda g, y, x: g * (1 + y * y), "Tangent of an angle in radians.", level=3)
asin = unary("asin", r"\arcsin {0}", np.arcsin, lambda g, y, x: g * rsqrt(1 - x * x),
             "Angle in radians whose sine is the element.", level=3)
acos = unary("acos", r"\arccos {0}", np.arccos, lambda g, y, x: -g * rsqrt(1 - x * x),
             "Angle in radians whose cosine is the element.", level=3)
atan = unary("atan", r"\arctan {0}", np.arctan, lambda g, y, x: g / (x * x + 1),
             "Angle in radians whose tangent is the element.", level=3)
sinh = unary("sinh", r"\sinh {0}", np.sinh, lambda g, y, x: g * cosh(x), "Hyperbolic sine.", level=3)
cosh = unary("cosh", r"\cosh {0}", np.cosh, lambda g, y, x: g * sinh(x), "Hyperbolic cosine.", level=3)
asinh = unary("asinh", r"\mathrm{{arsinh}} \, {0}", np.arcsinh, lambda g, y, x: g / sqrt(x * x + 1),
              "Number whose hyperbolic sine is the element.", level=3)
acosh = unary("acosh", r"\mathrm{{arcosh}} \, {0}", np.arccosh, lambda g, y, x: g / sqrt(x * x - 1),
              "Number whose hyperbolic cosine is the element.", level=3)
atanh = unary("atanh", r"\mathrm{{artanh}} \, {0}", np.arctanh, lambda g, y, x: g / (1 - x * x),
              "Number whose hyperbolic tangent is the element.", level=3)
erf = unary("erf", r"\mathrm{{erf}}({0})", arrays.erf, lambda g, y, x: g * (2 / math.sqrt(math.pi) * exp(-(x * x))),
            "Error function.")
erfc = unary("erfc", r"\mathrm{{erfc}}({0})", arrays.erfc, lambda g, y, x: -g * (2 / math.sqrt(math.pi) * exp(-(x * x))),
             "One minus the error function, exact where that is small.")
# fmt: on


@op(r"|{0}|", [lambda g, y, x: g * sign(x)],
    symbol="|x|", elementwise=True)  # fmt: skip
def abs(x):
    """Absolute value; its slope at 0 is 0."""
    return np.abs(x)


def step(name, tex, forward, described, **spec):
    """Define an op that is constant but for jumps: its slope is 0."""
    return unary(name, tex, forward, lambda g, y, x: zeros_like(g), described, "same", **spec)


def of_floats(forward):
    """A rounding that leaves integers as they are."""
    return lambda x: forward(x) if x.dtype.kind == "f" else x.copy()


def sign_of(x):
    """The sign of each element, of NaN too 0."""
    return x.copy() if x.dtype.kind == "b" else (x > 0).astype(x.dtype) - (x < 0)


sign = step("sign", r"\mathrm{{sign}}({0})", sign_of, "−1, 0 or 1.")
sgn = step("sgn", r"\mathrm{{sgn}}({0})", sign_of, "−1, 0 or 1, as `sign`.", keeps_result=True)
floor = step(
    "floor", r"\lfloor {0} \rfloor", of_floats(np.floor), "The largest integer that is not larger.", symbol="⌊x⌋"
)
ceil = step("ceil", r"\lceil {0} \rceil", of_floats(np.ceil), "The smallest integer that is not smaller.", symbol="⌈x⌉")
trunc = step("trunc", r"\mathrm{{trunc}}({0})", of_floats(np.trunc), "The integer part, towards 0.")
round = step("round", r"\mathrm{{round}}({0})", of_floats(np.rint), "The nearest integer, of two the even one.")
frac = unary(
    "frac", r"\mathrm{{frac}}({0})", lambda x: x - np.trunc(x), lambda g, y, x: g, "What `trunc` cuts off.", "same"
)


@op(
    r"\mathrm{{round}}_{{{decimals}}}({0})",
    [lambda g, y, x, decimals: zeros_like(g)],
    node="RoundBackward1",
    elementwise=True,
)
def round_decimals(x, *, decimals):
    """The nearest number of so many decimal places."""
    scale = x.dtype.type(10.0 ** builtins.abs(decimals))
    return np.rint(x * scale) / scale if decimals >= 0 else np.rint(x / scale) * scale


@op(r"\mathrm{{nan\_to\_num}}({0})", [lambda g, y, x, nan, posinf, neginf: masked(g, isfinite(x))], elementwise=True)
def nan_to_num(x, *, nan, posinf, neginf):
    """Finite numbers in place of NaN and the infinities."""
    if not arrays.elsewhere(x):
        return np.nan_to_num(x, nan=nan, posinf=posinf, neginf=neginf)
    if x.dtype.kind != "f":
        return x.copy()
    d = np.finfo(x.dtype)
    given = nan, d.max if posinf is None else posinf, d.min if neginf is None else neginf
    nan, most, least = map(x.dtype.type, given)
    return np.where(x != x, nan, np.where(x == np.inf, most, np.where(x == -np.inf, least, x)))


@op(r"0", [None])
def zeros_like(x):
    """A zero for each element."""
    return np.zeros_like(x)


@op(r"\max({0}, {1})", [lambda g, y, a, b: g * share(a, b),
                        lambda g, y, a, b: g * share(b, a)],
    symbol="max", dtypes="promote", elementwise=True)  # fmt: skip
def maximum(a, b):
    """The larger of two; where they are equal, each gets half the gradient."""
    return np.maximum(a, b)


@op(r"\min({0}, {1})", [lambda g, y, a, b: g * share(b, a),
                        lambda g, y, a, b: g * share(a, b)],
    symbol="min", dtypes="promote", elementwise=True)  # fmt: skip
def minimum(a, b):
    """The smaller of two; where they are equal, each gets half the gradient."""
    return np.minimum(a, b)


def agreed(a, b):
    """Two operands in their common dtype, which a rule's arrays, unlike an op's, may not have."""
    return (a, b) if getattr(a, "dtype", None) is getattr(b, "dtype", None) else dtypes.promoted((a, b))


@op(r"\mathbf{{1}}[{0} > {1}] + \tfrac{{1}}{{2}} \mathbf{{1}}[{0} = {1}]", [None, None], level=1)
def share(a, b):
    """1 where ``a`` is larger, 0 where ``b`` is, 1/2 where they are equal."""
    a, b = agreed(a, b)
    half = a.dtype.type(0.5)
    return np.where(a == b, half, np.where(a < b, 0 * half, 2 * half))  # NaN: all of it to both, as PyTorch


@op(r"\begin{{cases}} {1} & \text{{where }} {0} \\ {2} & \text{{else}} \end{{cases}}",
    [None,
     lambda g, y, c, a, b: where(c, g, 0),
     lambda g, y, c, a, b: where(c, 0, g)],
    symbol="where", level=0, slots=(1, 2), dtypes="promote", elementwise=True)  # fmt: skip
def where(c, a, b):
    """``a`` where the condition holds, else ``b``."""
    return np.where(c, a, b)


# -- of two operands -------------------------------------------------------------------------------

fmax = binary("fmax", r"\max({0}, {1})", np.fmax, [lambda g, y, a, b: masked(g, logical_or(a >= b, isnan(b))),
                                                  lambda g, y, a, b: masked(g, logical_not(logical_or(a >= b, isnan(b))))],
              "The larger of two, NaN only if both are.")  # fmt: skip
fmin = binary("fmin", r"\min({0}, {1})", np.fmin, [lambda g, y, a, b: masked(g, logical_or(a <= b, isnan(b))),
                                                  lambda g, y, a, b: masked(g, logical_not(logical_or(a <= b, isnan(b))))],
              "The smaller of two, NaN only if both are.")  # fmt: skip


def over_square(a, b):
    """One divided by the square of a distance, and 0 where that is 0."""
    return masked(reciprocal(a * a + b * b), ne(a * a + b * b, 0))


atan2 = binary("atan2", r"\mathrm{{atan2}}({0}, {1})", np.arctan2,
               [lambda g, y, a, b: g * (b * over_square(a, b)), lambda g, y, a, b: g * (-a * over_square(a, b))],
               "Angle in radians of the point whose height is the first and whose width is the second.", "float")  # fmt: skip
hypot = binary("hypot", r"\sqrt{{{0}^2 + {1}^2}}", np.hypot, [lambda g, y, a, b: g * (a / y), lambda g, y, a, b: g * (b / y)],
               "Length of the longest side of a right-angled triangle.", symbol="hypot", level=8)  # fmt: skip
logaddexp = binary("logaddexp", r"\log(e^{{{0}}} + e^{{{1}}})", np.logaddexp,
                   [lambda g, y, a, b: g / (1 + exp(b - a)), lambda g, y, a, b: g / (1 + exp(a - b))],
                   "Logarithm of the sum of two exponentials, without overflow.", level=3)  # fmt: skip
copysign = binary("copysign", r"|{0}| \, \mathrm{{sign}}({1})", np.copysign,
                  [lambda g, y, a, b: g * masked(y / a, ne(a, 0)), lambda g, y, a, b: zeros_like(g)],
                  "The first with the sign of the second.", "float", level=2)  # fmt: skip
copysign_number = binary("copysign_number", r"|{0}| \, \mathrm{{sign}}({1})", np.copysign,
                         [lambda g, y, a, b: g * masked(y / a, ne(a, 0)), None],
                         "A tensor with the sign of a Python number.", "float", level=2, slots=(0,), node="CopysignBackward1")  # fmt: skip


def remainder_of(a, b):
    """``a - b * floor(a / b)``, of the sign of `b`."""
    check_divisor(a, b)
    return arrays.remainder(a, b)


def fmod_of(a, b):
    """``a - b * trunc(a / b)``, of the sign of `a`."""
    check_divisor(a, b)
    return arrays.fmod(a, b)


def check_divisor(a, b):
    """Raise PyTorch's error for integers divided by 0."""
    if a.dtype.kind in "iu" and a.size:
        arrays.expect(b != 0, EngineError("ZeroDivisionError"))


def quotient(a, b, mode):
    """``a / b``, rounded down or towards 0; integers stay integers."""
    check_divisor(a, b)
    if mode == "floor":
        return arrays.floor_quotient(a, b)
    cut = cut_quotient if a.dtype.kind == "f" else whole_quotient
    return FUSED_QUOTIENTS[cut](a, b) if arrays.gpu.used else cut(a, b)


def cut_quotient(a, b):
    return np.trunc(a / b)


def whole_quotient(a, b):
    return np.floor_divide(a, b) + ((np.remainder(a, b) != 0) & ((a < 0) != (b < 0)))


FUSED_QUOTIENTS = {cut: arrays.Fused(cut, cut.__name__) for cut in (cut_quotient, whole_quotient)}


remainder = binary("remainder", r"({0} \bmod {1})", remainder_of,
                   [lambda g, y, a, b: g, lambda g, y, a, b: -g * div_rounded(a, b, mode="floor")],
                   "What is left of the first after division by the second, of the second's sign.",
                   symbol="%", node="RemainderBackward1")  # fmt: skip
remainder_number = binary("remainder_number", r"({0} \bmod {1})", remainder_of, [lambda g, y, a, b: g, None],
                          "What is left after division by a Python number, of that number's sign.",
                          symbol="%", slots=(0,), node="RemainderBackward0")  # fmt: skip
fmod = binary("fmod", r"\mathrm{{fmod}}({0}, {1})", fmod_of,
              [lambda g, y, a, b: g, lambda g, y, a, b: -g * div_rounded(a, b, mode="trunc")],
              "What is left of the first after division by the second, of the first's sign.", node="FmodBackward1")  # fmt: skip
fmod_number = binary("fmod_number", r"\mathrm{{fmod}}({0}, {1})", fmod_of, [lambda g, y, a, b: g, None],
                     "What is left after division by a Python number, of the sign of what is divided.",
                     slots=(0,), node="FmodBackward0")  # fmt: skip


@op(r"\mathrm{{{mode}}}\left(\frac{{{0}}}{{{1}}}\right)", [lambda g, y, a, b, mode: zeros_like(g), lambda g, y, a, b, mode: zeros_like(g)],
    symbol="÷", node="DivBackward2", dtypes="promote", elementwise=True)  # fmt: skip
def div_rounded(a, b, *, mode):
    """Quotient, rounded down (mode "floor") or towards 0 ("trunc")."""
    return quotient(a, b, mode)


@op(r"\text{{(no derivative)}}", [None])
def no_derivative(g, *, of):
    """The error for a derivative that PyTorch does not have either."""
    raise EngineError(f"derivative for aten::{of} is not implemented")


def underivable(name, tex, forward, described, aten=None, **spec):
    """Define an op of two operands that records, but whose derivative PyTorch does not have."""
    rule = lambda g, y, a, b: no_derivative(g, of=aten or name)
    return binary(name, tex, forward, [rule, rule], described, node="NotImplemented", **spec)


def floor_division(name, slots, described):
    """Define the quotient rounded down, with the slots of the operands that require grad."""
    tex = r"\left\lfloor \frac{{{0}}}{{{1}}} \right\rfloor"
    return underivable(
        name, tex, lambda a, b: quotient(a, b, "floor"), described, "floor_divide", symbol="//", slots=slots
    )


floor_divide = floor_division("floor_divide", None, "Quotient, rounded down.")
floor_divide_first = floor_division("floor_divide_first", (0,), "Quotient by what requires no grad, rounded down.")
floor_divide_second = floor_division("floor_divide_second", (1,), "Quotient of what requires no grad, rounded down.")
number_remainder = underivable("number_remainder", r"({0} \bmod {1})", remainder_of,
                               "What is left of a Python number after division by each element.", "remainder",
                               symbol="%", slots=(1,))  # fmt: skip


def step_function(name, slots):
    """Define the step from 0 to 1, with the slots of the operands that require grad."""
    described = "0 for negative numbers, 1 for positive ones, for 0 the second operand."
    forward = lambda a, b: np.heaviside(a, b).astype(a.dtype)
    return underivable(name, r"\Theta({0})", forward, described, "heaviside", symbol="Θ", slots=slots)


heaviside, heaviside_first = step_function("heaviside", None), step_function("heaviside_first", (0,))


@op(r"{0} + {weight} ({1} - {0})", [lambda g, y, a, b, weight: g * (1 - weight), lambda g, y, a, b, weight: g * weight],
    level=1, node="LerpBackward0", elementwise=True)  # fmt: skip
def lerp(a, b, *, weight):
    """The number so far on the way from the first to the second."""
    return blend(a, b, weight)


@op(r"{0} + {2} ({1} - {0})", [lambda g, y, a, b, w: g * (1 - w), lambda g, y, a, b, w: g * w, lambda g, y, a, b, w: g * (b - a)],
    symbol="lerp", level=1, node="LerpBackward1", elementwise=True)  # fmt: skip
def lerp_tensor(a, b, w):
    """The number so far on the way from the first to the second, for each element its own way."""
    w = w.astype(a.dtype)
    return np.where(np.abs(w) < 0.5, a + w * (b - a), b - (b - a) * (1 - w))


def blend(a, b, weight):
    """From the end that is nearer, so that each end is met exactly."""
    if not isinstance(weight, (int, float)):
        return np.where(np.abs(weight) < 0.5, a + (b - a) * weight, b - (b - a) * (1 - weight))
    return a + (b - a) * weight if builtins.abs(weight) < 0.5 else b - (b - a) * (1 - weight)


@op(lambda x, a, b, value: x + value * a * b,
    [lambda g, y, x, a, b, value: g, lambda g, y, x, a, b, value: g * (b * value), lambda g, y, x, a, b, value: g * (a * value)],
    level=1, dtypes="promote", elementwise=True)  # fmt: skip
def addcmul(x, a, b, *, value):
    """The first plus the product of the others times a Python number."""
    return x + scaled(a, value) * b


@op(lambda x, a, b, value: x + value * a / b,
    [lambda g, y, x, a, b, value: g, lambda g, y, x, a, b, value: g * (value / b),
     lambda g, y, x, a, b, value: -g * (value * a / (b * b))],
    level=1, dtypes="promote", elementwise=True)  # fmt: skip
def addcdiv(x, a, b, *, value):
    """The first plus the quotient of the others times a Python number."""
    return x + scaled(a, value) / b


def scaled(x, value):
    """`x` times a number; a Python number takes its dtype."""
    if not isinstance(value, (int, float)):
        return x * value
    return x if value == 1 else x * x.dtype.type(value)


# -- clamping --------------------------------------------------------------------------------------


@op(r"{1} \le {0} \le {2}", [None, None, None], level=1)
def within(x, low, high):
    """Whether each element is no smaller than `low` and no larger than `high`; None is no bound."""
    above = True if low is None else np.greater_equal(*agreed(x, low))
    return above & (True if high is None else np.less_equal(*agreed(x, high)))


def bounded(x, low, high):
    """`x`, no smaller than `low` and no larger than `high`; NaN in any gives NaN; None is no bound."""
    x, *given = dtypes.promoted([x, *(bound for bound in (low, high) if bound is not None)])
    if low is None or high is None:
        return np.minimum(x, *given) if low is None else np.maximum(x, *given)
    return limited(x, *given)


CLAMPED = r"\min(\max({0}, {1}), {2})"


@op(CLAMPED, [lambda g, y, x, low, high: masked(g, within(x, low, high)), None, None],
    symbol="clamp", node="ClampBackward1", slots=(0,), elementwise=True)  # fmt: skip
def clamp_number(x, low, high):
    """Each element, no smaller than one Python number and no larger than the other."""
    return bounded(x, low, high)


@op(CLAMPED, [lambda g, y, x, low, high: masked(g, within(x, low, high)),
              lambda g, y, x, low, high: masked(g, under(x, low, high)),
              lambda g, y, x, low, high: masked(g, beyond(x, low, high))],
    symbol="clamp", node="ClampBackward0", elementwise=True)  # fmt: skip
def clamp_tensor(x, low, high):
    """Each element, no smaller than that of the second and no larger than that of the third."""
    return bounded(x, low, high)


@op(r"{0} < {1} \le {2}", [None, None, None], level=1)
def under(x, low, high):
    """Where the result of a clamp is its lower bound."""
    below = np.less(*agreed(x, low))
    return below if high is None else below & np.less(*agreed(low, high))


@op(r"{0} > {2}", [None, None, None], level=1)
def beyond(x, low, high):
    """Where the result of a clamp is its upper bound."""
    over = np.greater(*agreed(x, high))
    return over if low is None else over | np.less(*agreed(high, low))


def one_bound(name, tex, forward, node, inside, outside):
    """Define a clamp from one side: by a Python number, and by a tensor."""
    kept, cut = lambda g, y, a, b: masked(g, inside(a, b)), lambda g, y, a, b: masked(g, outside(a, b))
    return (
        binary(
            f"{name}_number",
            tex,
            forward,
            [kept, None],
            "Each element, bounded by a Python number.",
            node=f"{node}0",
            slots=(0,),
        ),
        binary(
            f"{name}_tensor", tex, forward, [kept, cut], "Each element, bounded by that of a tensor.", node=f"{node}1"
        ),
    )


# -- comparisons and logic -------------------------------------------------------------------------


def comparison(name, tex, compare, described, **spec):
    """Define an op of two operands without gradient."""
    return binary(name, tex, lambda a, b: compare(*agreed(a, b)), [None, None], described, level=1, **spec)


def question(name, tex, forward, described):
    """Define a question about each element: boolean result, no gradient."""
    return unary(name, tex, forward, None, described, "same")


eq = comparison("eq", r"{0} = {1}", np.equal, "Whether two are equal.")
ne = comparison("ne", r"{0} \ne {1}", np.not_equal, "Whether two are not equal.")
lt = comparison("lt", r"{0} < {1}", np.less, "Whether the first is less.")
le = comparison("le", r"{0} \le {1}", np.less_equal, "Whether the first is less or equal.")
gt = comparison("gt", r"{0} > {1}", np.greater, "Whether the first is greater.")
ge = comparison("ge", r"{0} \ge {1}", np.greater_equal, "Whether the first is greater or equal.")
# fmt: off
logical_and = comparison("logical_and", r"{0} \land {1}", np.logical_and, "Whether both are true, or not 0.")
logical_or = comparison("logical_or", r"{0} \lor {1}", np.logical_or, "Whether one of two is true, or not 0.")
logical_xor = comparison("logical_xor", r"{0} \oplus {1}", np.logical_xor, "Whether just one of two is true, or not 0.")
logical_not = question("logical_not", r"\lnot {0}", np.logical_not, "Whether each element is false, or 0.")
isnan = question("isnan", r"\mathrm{{isnan}}({0})", np.isnan, "Whether each element is NaN.")
isinf = question("isinf", r"|{0}| = \infty", np.isinf, "Whether each element is infinite.")
isposinf = question("isposinf", r"{0} = \infty", lambda x: x == np.inf, "Whether each element is plus infinity.")
isneginf = question("isneginf", r"{0} = -\infty", lambda x: x == -np.inf, "Whether each element is minus infinity.")
isfinite = question("isfinite", r"|{0}| < \infty", np.isfinite, "Whether each element is neither infinite nor NaN.")
signbit = question("signbit", r"\mathrm{{signbit}}({0})", lambda x: np.signbit(x) if x.dtype.kind == "f" else x < 0,
                   "Whether each element has a minus sign.")
bitwise_and = comparison("bitwise_and", r"{0} \mathbin{{\&}} {1}", np.bitwise_and, "Bits that both have.", symbol="&")
bitwise_or = comparison("bitwise_or", r"{0} \mathbin{{|}} {1}", np.bitwise_or, "Bits that one of two has.", symbol="|")
bitwise_xor = comparison("bitwise_xor", r"{0} \oplus {1}", np.bitwise_xor, "Bits that just one of two has.", symbol="^")
bitwise_left_shift = comparison("bitwise_left_shift", r"{0} \ll {1}", arrays.left_shift, "Bits moved up.", symbol="<<")
bitwise_right_shift = comparison("bitwise_right_shift", r"{0} \gg {1}", arrays.right_shift, "Bits moved down.", symbol=">>")
bitwise_not = unary("bitwise_not", r"\sim {0}", np.invert, None, "Every bit turned over.", "same", symbol="~")
# fmt: on

clamp_min_number, clamp_min_tensor = one_bound("clamp_min", r"\max({0}, {1})", np.maximum, "ClampMinBackward", ge, lt)
clamp_max_number, clamp_max_tensor = one_bound("clamp_max", r"\min({0}, {1})", np.minimum, "ClampMaxBackward", le, gt)

fusible(
    # which look for divisors of 0 or choose by the number, and are fused by themselves
    rules="remainder remainder_number fmod fmod_number number_remainder div_rounded floor_divide floor_divide_first "
    "floor_divide_second bitwise_left_shift bitwise_right_shift pow_number".split(),
    numbers={"add_scaled": "alpha", "sub_scaled": "alpha", "rsub_tensor": "alpha", "rsub_number": "alpha"}
    | {"addcmul": "value", "addcdiv": "value", "lerp": "weight"},
)
