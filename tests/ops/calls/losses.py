"""Calls of the ops of losses."""

import numpy as np

from tests.ops.calls.numbers import LIKE, real

CLASSES = np.array([2, 0])
WEIGHTS = np.array([0.5, 1.5, 1.0])

# name -> calls: (operands, params); operands that are float arrays are differentiated
CALLS = {
    **{name: [((real(2, 3),), {"dim": (k,)}) for k in (0, 1)] + [((real(),), {"dim": ()})]
       for name in ("softmax_axis", "log_softmax_axis")},
    "nll": [((real(2, 3), CLASSES, weights), {"reduction": r, "ignore": ignore})
            for r in ("mean", "sum", "none") for weights, ignore in ((None, -100), (WEIGHTS.astype("float32"), 0))],
    "put_nll": [((real(), CLASSES, None), {"like": LIKE, "reduction": "mean", "ignore": -100}),
                ((real(2), CLASSES, None), {"like": LIKE, "reduction": "none", "ignore": 0})],
    "squared_error": [((real(2, 3), real(2, 3)), {"reduction": r}) for r in ("mean", "sum", "none")],
    "twice": [((real(2, 3),), {"reduction": r}) for r in ("mean", "sum")],
}  # fmt: skip
