"""Numbers drawn at random in the place of others: constants, through which no gradient flows.

Letters: ``x, a, b`` operands, ``y`` result, ``g`` upstream gradient. What was drawn comes as the parameter `values`.
"""

from .arithmetic import zeros_like
from .op import op


def drawn(name, node, tex):
    """Define one such op of one operand."""

    def forward(x, *, values):
        return values

    forward.__name__, forward.__doc__ = name, "Numbers drawn at random in the shape of `x`."
    return op(tex, [lambda g, y, x, values: zeros_like(x)], node=node)(forward)


uniform_drawn = drawn("uniform_drawn", "UniformBackward0", r"\mathcal U")
normal_drawn = drawn("normal_drawn", "NormalBackward0", r"\mathcal N")
exponential_drawn = drawn("exponential_drawn", "ExponentialBackward0", r"\mathrm{{Exp}}")
integers_between = drawn("integers_between", "RandomBackward0", r"\mathcal U\{{m, \dots, n\}}")
integers_below = drawn("integers_below", "RandomBackward1", r"\mathcal U\{{0, \dots, n\}}")
integers_drawn = drawn("integers_drawn", "RandomBackward2", r"\mathcal U\{{0, 1, \dots\}}")
bernoulli_of = drawn("bernoulli_of", "BernoulliBackward0", r"\mathcal B({0})")
bernoulli_drawn = drawn("bernoulli_drawn", "BernoulliBackward2", r"\mathcal B")
normal_around = drawn("normal_around", "NormalBackward1", r"\mathcal N({0}, \sigma)")
normal_wide = drawn("normal_wide", "NormalBackward2", r"\mathcal N(\mu, {0})")


@op(r"\mathcal B({1})", [lambda g, y, a, b, values: zeros_like(a),
                         lambda g, y, a, b, values: zeros_like(b)], node="BernoulliBackward1")  # fmt: skip
def bernoulli_each(a, b, *, values):
    """Zeros and ones in the shape of `a`, ones with the probabilities `b`."""
    return values


@op(r"\mathcal N({0}, {1})", [lambda g, y, a, b, values: zeros_like(a),
                              lambda g, y, a, b, values: zeros_like(b)], node="NormalBackward3", broadcasts=True)  # fmt: skip
def normal_each(a, b, *, values):
    """Normal numbers around `a`, as wide as `b`."""
    return values


@op(r"\mathrm{{multinomial}}({0})", [None])
def multinomial_drawn(x, *, values):
    """Places drawn at random, each with the probability that stands there."""
    return values
