"""Calls of the ops of what was drawn at random."""

import numpy as np

from tests.ops.calls.numbers import real

VALUES = {"values": np.array([0.25, 0.5, 1.0])}
CALLS = {
    **{name: [((real(3),), VALUES)] for name in (
        "uniform_drawn normal_drawn exponential_drawn integers_between integers_below integers_drawn bernoulli_of "
        "bernoulli_drawn normal_around normal_wide"
    ).split()},
    **{name: [((real(3), real(3)), VALUES)] for name in ("bernoulli_each", "normal_each")},
    "multinomial_drawn": [((real(3),), {"values": np.array([0, 2])})],
}  # fmt: skip
