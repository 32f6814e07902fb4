"""Calls of the ops of indexing."""

import numpy as np

from tests.ops.calls.numbers import LIKE, real

INDEX = (np.array([0, 1, 1]), np.array([2, 0, 0]))
AT = np.array([[0, 3], [5, 1]])

# name -> calls: (operands, params); operands that are float arrays are differentiated
CALLS = {
    "index": [((real(2, 3),), {"index": INDEX}), ((real(2, 3),), {"index": (real(2, 3) > 0,)}),
              ((real(2, 3),), {"index": (slice(None), np.array([0, 0]))})],
    "put_index": [((real(3),), {"like": LIKE, "index": INDEX}), ((real(2, 2),), {"like": LIKE, "index": (slice(None), np.array([0, 0]))})],
    "take_flat": [((real(2, 3),), {"at": AT})],
    "put_flat": [((real(2, 2),), {"like": LIKE, "at": AT})],
    "clear_flat": [((real(2, 3),), {"at": AT})],
}  # fmt: skip
