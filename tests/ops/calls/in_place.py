"""Calls of the ops of in place."""

from tests.ops.calls.numbers import real

# name -> calls: (operands, params); operands that are float arrays are differentiated
CALLS = {
    "zero": [((real(2, 3),), {}), ((real(),), {})],
    "fill_number": [((real(2, 3), 2.5), {})],
    "fill_tensor": [((real(2, 3), real()), {})],
    "replace": [((real(2, 3), real(3)), {})],
}  # fmt: skip
