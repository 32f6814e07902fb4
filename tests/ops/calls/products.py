"""Calls of the ops of products."""

from tests.ops.calls.numbers import real

FACTORS = ({"beta": 1, "alpha": 1}, {"beta": 0.5, "alpha": -2}, {"beta": 0, "alpha": 3})

# name -> calls: (operands, params); operands that are float arrays are differentiated
CALLS = {
    "dot": [((real(3), real(3)), {})],
    "mv": [((real(2, 3), real(3)), {})],
    "outer": [((real(2), real(3)), {})],
    "mm": [((real(2, 3), real(3, 2)), {})],
    "mm_turned": [((real(2, 3), real(2, 3).T), {})],
    "bmm": [((real(2, 2, 3), real(2, 3, 2)), {})],
    "addmm": [((real(2), real(3, 2), real(2, 2)), {}), ((real(), real(3, 2), real(2, 2)), {}), ((real(3, 1), real(3, 2), real(2, 2)), {})],
    "addmm_turned": [((real(2), real(3, 2), real(2, 2).T), {}), ((real(3, 1), real(3, 2), real(2, 2).T), {})],
    "vdot": [((real(3), real(3)), {})],
    "addmm_scaled": [((real(2), real(3, 2), real(2, 2)), n) for n in FACTORS],
    "baddbmm": [((c, real(2, 2, 3), real(2, 3, 2)), n) for c in (real(2), real(2, 2, 2), real()) for n in FACTORS],
    "addbmm": [((c, real(2, 2, 3), real(2, 3, 2)), n) for c in (real(2), real(2, 2)) for n in FACTORS],
    "addmv": [((c, real(2, 3), real(3)), n) for c in (real(2), real(1), real()) for n in FACTORS],
    "addr": [((c, real(2), real(3)), n) for c in (real(3), real(2, 3), real(2, 1)) for n in FACTORS],
    "trilinear": [((real(2, 3), real(4, 3, 2), real(2, 2)), {})],
}  # fmt: skip
