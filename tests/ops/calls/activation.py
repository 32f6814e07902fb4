"""Calls of the ops of activation."""

from tests.ops.calls.numbers import real

UNITS = [{"alpha": 1.0, "scale": 1.0, "rate": 1.0}, {"alpha": 1.7, "scale": 1.05, "rate": 0.5}]

CALLS = {
    **{name: [((real(2, 3, low=-4.0, high=4.0),), {}), ((real(),), {})]
       for name in "gelu gelu_slope gelu_tanh gelu_tanh_slope silu silu_slope mish mish_slope logsigmoid hardsigmoid hardswish "
                   "hardswish_slope".split()},
    **{name: [((real(2, 3),), {"beta": 1.5, "threshold": 20}), ((real(2, 3),), {"beta": 1, "threshold": 0.5})]
       for name in ("softplus", "softplus_slope")},
    **{name: [((real(2, 3),), {"slope": 0.1}), ((real(2, 3),), {"slope": 2.0})]
       for name in ("leaky_relu", "leaky_relu_in_place", "leak")},
    **{name: [((real(2, 3),), unit) for unit in UNITS]
       for name in ("elu", "elu_in_place", "celu", "celu_in_place", "exponential_slope")},
    "hardtanh": [((real(2, 3),), {"low": -1.0, "high": 0.5})],
    **{name: [((real(2, 3),), {"bound": 0.25, "value": -3.0})] for name in ("threshold", "threshold_in_place")},
    **{name: [((real(2, 3),), {"bound": 0.7})] for name in ("softshrink", "hardshrink", "outside")},
    "between": [((real(2, 3),), {"low": -1.0, "high": 0.5, "nan": nan}) for nan in (True, False)],
    "prelu": [((real(2, 3), real(1)), {}), ((real(2, 3, 2), real(1, 3, 1)), {})],
    **{name: [((real(2, 3), 0.5), {})] for name in ("rrelu", "rrelu_in_place")},
    "glu": [((real(2, 4),), {"dim": 1, "half": 2}), ((real(2, 3),), {"dim": 0, "half": 1})],
}  # fmt: skip
