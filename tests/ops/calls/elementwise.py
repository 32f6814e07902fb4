"""Calls of the ops of elementwise."""

from tests.ops.calls.numbers import positive, real

# name -> calls: (operands, params); operands that are float arrays are differentiated
CALLS = {
    **{name: [((real(2, 3), real(3)), {}), ((real(2, 1), real(1, 3)), {}), ((real(2), 2.5), {}), ((real(), real(2, 2)), {})]
       for name in ("add", "sub", "mul")},
    "div": [((real(2, 3), positive(3)), {}), ((real(2), 2.5), {}), ((2.5, positive(3)), {})],
    "rsub": [((3, real(2, 3)), {})],
    "add_scaled": [((real(2, 3), real(3)), {"alpha": 2.5})],
    "sub_scaled": [((real(3), real(2, 1)), {"alpha": -2})],
    "div_number": [((real(2, 3), 4), {})],
    **{name: [((real(2, 3),), {}), ((real(),), {})]
       for name in ("neg", "exp", "tanh", "sigmoid", "relu", "sin", "cos", "abs", "sign")},
    **{name: [((positive(2, 3),), {}), ((positive(),), {})] for name in ("log", "sqrt", "reciprocal")},
    "pow_number": [((positive(3), n), {}) for n in (2.5, -1, 0.5)] + [((real(3), n), {}) for n in (0, 1, 2, 3)],
    "power_slope": [((positive(3), n), {"order": k}) for n in (2.5, 2, -1) for k in (1, 2)],
    "pow_tensor": [((positive(2, 3), real(3)), {}), ((positive(), real(2)), {})],
    "pow_base": [((2.0, real(2, 3)), {})],
    "power_below": [((positive(2, 3), real(3)), {})],
    "times_log": [((real(2, 3), positive(3), real(3)), {}), ((real(2), 2.0, real(2)), {})],
    **{name: [((real(2, 3), real(3)), {}), ((real(2, 1), real(3)), {})] for name in ("maximum", "minimum")},
    "gate": [((real(2, 3), real(2, 3)), {})],
    "where": [((real(2, 3) > 0, real(2, 3), real(3)), {}), ((real(3) > 0, real(2, 1), real()), {})],
    **{name: [((real(2, 3), real(3)), {})] for name in ("eq", "ne", "lt", "le", "gt", "ge", "share")},
    "zeros_like": [((real(2, 3),), {})],
}  # fmt: skip
