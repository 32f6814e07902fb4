"""Arithmetic and comparisons, element by element with broadcasting.

Letters: ``a, b, x`` operands, ``y`` result, ``g`` upstream gradient, ``n`` a Python number.
"""

import numpy as np

from .errors import EngineError
from .op import op


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


@op(lambda a, b, alpha: a + alpha * b, [lambda g, y, a, b, alpha: g,
                                        lambda g, y, a, b, alpha: g * alpha],
    symbol="+", level=1, node="AddBackward0", dtypes="promote", elementwise=True)  # fmt: skip
def add_scaled(a, b, *, alpha):
    """Sum, the second operand first multiplied by a Python number."""
    return a + b * b.dtype.type(alpha)


@op(lambda a, b, alpha: a - alpha * b, [lambda g, y, a, b, alpha: g,
                                        lambda g, y, a, b, alpha: -g * alpha],
    symbol="−", level=1, node="SubBackward0", dtypes="promote", elementwise=True)  # fmt: skip
def sub_scaled(a, b, *, alpha):
    """Difference, the second operand first multiplied by a Python number."""
    return a - b * b.dtype.type(alpha)


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
    return np.power(x, n)


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
    return factor * np.power(x, n - order) if factor else np.zeros_like(x)


@op(r"{0}^{{{1}}}", [lambda g, y, a, b: g * (b * power_below(a, b)),
                     lambda g, y, a, b: g * times_log(y, a, b)],
    symbol="aᵇ", level=3, node="PowBackward1", dtypes="promote", elementwise=True, keeps_result=True)  # fmt: skip
def pow_tensor(a, b):
    """A tensor to the power of a tensor."""
    return power(a, b)


def power(a, b):
    """``a ** b``; an integer to a negative power is rounded towards 0 instead of refused."""
    if b.dtype.kind == "i" and a.dtype.kind in "iu" and np.any(b < 0):
        return np.trunc(np.power(a.astype(np.float64), b)).astype(np.result_type(a, b))
    return np.power(a, b)


@op(r"{0}^{{{1}}}", [None, lambda g, y, n, x: g * times_log(y, n, x)],
    symbol="nˣ", level=3, node="PowBackward2", dtypes="promote", elementwise=True, slots=(1,))  # fmt: skip
def pow_base(n, x):
    """A Python number to the power of a tensor."""
    return power(n, x)


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
    a = a if hasattr(a, "dtype") else r.dtype.type(a)
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
    return 1 / (1 + np.exp(-x))


@op(r"\mathrm{{relu}}({0})", [lambda g, y, x: gate(g, y)],
    elementwise=True)  # fmt: skip
def relu(x):
    """The larger of each element and 0."""
    return np.maximum(x, 0)


@op(lambda x, r: x * (r > 0), [lambda g, y, x, r: gate(g, r), None], level=2, elementwise=True)
def gate(x, r):
    """`x` where `r`, which is never negative, is not 0; else 0."""
    passed = x * (r != 0)  # several times faster than a choice, but infinity times 0 is not 0
    return passed if np.isfinite(np.vdot(passed, passed)) else np.where(r == 0, 0, x)


@op(r"\sin {0}", [lambda g, y, x: g * cos(x)],
    level=3, dtypes="float", elementwise=True)  # fmt: skip
def sin(x):
    """Sine of an angle in radians."""
    return np.sin(x)


@op(r"\cos {0}", [lambda g, y, x: -g * sin(x)],
    level=3, dtypes="float", elementwise=True)  # fmt: skip
def cos(x):
    """Cosine of an angle in radians."""
    return np.cos(x)


@op(r"|{0}|", [lambda g, y, x: g * sign(x)],
    symbol="|x|", elementwise=True)  # fmt: skip
def abs(x):
    """Absolute value; its slope at 0 is 0."""
    return np.abs(x)


@op(r"\mathrm{{sign}}({0})", [lambda g, y, x: zeros_like(g)],
    elementwise=True)  # fmt: skip
def sign(x):
    """−1, 0 or 1."""
    return np.sign(x)


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


@op(r"\mathbf{{1}}[{0} > {1}] + \tfrac{{1}}{{2}} \mathbf{{1}}[{0} = {1}]", [None, None], level=1)
def share(a, b):
    """1 where ``a`` is larger, 0 where ``b`` is, 1/2 where they are equal."""
    half = np.result_type(a, b).type(0.5)
    return np.where(a == b, half, np.where(a < b, 0 * half, 2 * half))  # NaN: all of it to both, as PyTorch


@op(r"\begin{{cases}} {1} & \text{{where }} {0} \\ {2} & \text{{else}} \end{{cases}}",
    [None,
     lambda g, y, c, a, b: where(c, g, 0),
     lambda g, y, c, a, b: where(c, 0, g)],
    symbol="where", level=0, slots=(1, 2), dtypes="promote", elementwise=True)  # fmt: skip
def where(c, a, b):
    """``a`` where the condition holds, else ``b``."""
    return np.where(c, a, b)


def comparison(name, tex, compare, described):
    """Define one comparison: boolean result, no gradient."""

    def forward(a, b):
        return compare(a, b)

    forward.__name__, forward.__doc__ = name, described
    return op(tex, [None, None], level=1, dtypes="promote", elementwise=True)(forward)


eq = comparison("eq", r"{0} = {1}", np.equal, "Whether two are equal.")
ne = comparison("ne", r"{0} \ne {1}", np.not_equal, "Whether two are not equal.")
lt = comparison("lt", r"{0} < {1}", np.less, "Whether the first is less.")
le = comparison("le", r"{0} \le {1}", np.less_equal, "Whether the first is less or equal.")
gt = comparison("gt", r"{0} > {1}", np.greater, "Whether the first is greater.")
ge = comparison("ge", r"{0} \ge {1}", np.greater_equal, "Whether the first is greater or equal.")
