"""Calls of the ops of embeddings."""

import numpy as np

from tests.ops.calls.numbers import real

ROWS = np.array([[0, 2, 2], [3, 0, 2]])
PADDINGS = (-1, 2)
TABLE = np.empty((4, 2))

# name -> calls: (operands, params); operands that are float64 arrays are differentiated
CALLS = {
    "embedding": [
        ((real(4, 2), ROWS), {"padding": -1, "shared": False}),
        ((real(4, 2), np.array(1)), {"padding": -1, "shared": False}),
    ],
    "put_rows": [((real(2, 3, 2), ROWS), {"like": TABLE, "padding": n, "shared": False}) for n in PADDINGS],
    "kept_rows": [((real(4, 2), ROWS), {"padding": n}) for n in PADDINGS],
    "one_hot": [((ROWS,), {"classes": 4}), ((np.array(1),), {"classes": 2})],
}
