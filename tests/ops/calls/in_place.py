"""Calls of the ops of in place."""

import numpy as np

from tests.ops.calls.numbers import real

# name -> calls: (operands, params); operands that are float arrays are differentiated
CALLS = {
    "zero": [((real(2, 3),), {}), ((real(),), {})],
    "fill_number": [((real(2, 3), 2.5), {})],
    "fill_tensor": [((real(2, 3), real()), {})],
    "replace": [((real(2, 3), real(3)), {})],
    "index_put": [((real(2, 3), real(3)), {"index": (np.array([0, 1, 1]), np.array([2, 0, 1]))}),
                  ((real(2, 3), real()), {"index": (np.array([True, False]),)})],
    "cleared": [((real(2, 3),), {"index": (np.array([0, 1]), np.array([2, 0]))})],
}  # fmt: skip
