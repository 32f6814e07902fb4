"""Calls of the ops of products."""

from tests.ops.calls.numbers import real

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
}  # fmt: skip
