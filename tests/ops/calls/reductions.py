"""Calls of the ops of reductions."""

import numpy as np

from tests.ops.calls.numbers import LIKE, real

# name -> calls: (operands, params); operands that are float arrays are differentiated
CALLS = {
    "tied": [((np.array([1.0, 3.0, 3.0]), np.float64(3.0)), {})],
    **{name: [((real(2, 3),), {}), ((real(),), {})] for name in ("sum_all", "mean_all", "max_all", "min_all")},
    **{name: [((real(2, 3, 2),), {"dim": (0, 2), "keepdim": keep}) for keep in (True, False)] for name in ("sum_axes", "mean_axes")},
    **{name: [((real(2, 1),), {"like": LIKE, "dim": (1,), "keepdim": True}), ((real(2),), {"like": LIKE, "dim": (1,), "keepdim": False}),
              ((real(),), {"like": LIKE, "dim": None, "keepdim": False})] for name in ("spread", "spread_mean")},
    **{name: [((real(2, 3),), {"dim": 1, "keepdim": keep}) for keep in (True, False)]
       for name in ("max_axis", "min_axis", "argmax_axis", "argmin_axis")},
    "put_along": [((real(2), np.array([0, 2])), {"like": LIKE, "dim": 1, "keepdim": False}),
                  ((real(2, 1), np.array([[0], [2]])), {"like": LIKE, "dim": 1, "keepdim": True})],
    "take_along": [((real(2, 3), np.array([0, 2])), {"dim": 1, "keepdim": False}),
                   ((real(2, 3), np.array([[0], [2]])), {"dim": 1, "keepdim": True})],
}  # fmt: skip
