"""Calls of the ops of reductions."""

import numpy as np

from tests.ops.calls.numbers import LIKE, positive, real

ZEROS = np.array([[0.0, 1.5, -0.5], [2.0, 0.0, 0.0]])
BOTH = ({"dim": (0, 2), "keepdim": True}, {"dim": (0, 2), "keepdim": False})
ALONG = "sum_axes mean_axes amax_axes amin_axes aminmax_axes logsumexp_axes all_axes any_axes".split()
SPREADS = "var_axes std_axes var_mean_axes std_mean_axes".split()

# name -> calls: (operands, params); operands that are float arrays are differentiated
CALLS = {
    "tied": [((np.array([1.0, 3.0, 3.0]), np.float64(3.0)), {})],
    **{name: [((np.array([[1.0, 3.0, 3.0]]), np.array([[3.0, 3.0, 3.0]])), {"dim": (1,)})] for name in ("tied_axes", "tied_sizes")},
    **{name: [((real(2, 3),), {}), ((real(),), {})] for name in ("sum_all", "mean_all", "max_all", "min_all")},
    **{name: [((real(2, 3, 2),), params) for params in BOTH] for name in ALONG},
    **{name: [((real(2, 3, 2),), {"correction": 1, **params}) for params in BOTH] for name in SPREADS},
    "nansum_axes": [((real(2, 3, 2),), {"dtype": None, **params}) for params in BOTH],
    "count_nonzero_axes": [((real(2, 3),), {"dim": (0,)})],
    **{f"{name}_all_in": [((real(2, 3),), {"dtype": np.dtype("float64")})] for name in ("sum", "mean")},
    **{f"{name}_axes_in": [((real(2, 3, 2),), {"dtype": np.dtype("float64"), **params}) for params in BOTH] for name in ("sum", "mean")},
    **{name: [((real(2, 1),), {"like": LIKE, "dim": (1,), "keepdim": True}), ((real(2),), {"like": LIKE, "dim": (1,), "keepdim": False}),
              ((real(),), {"like": LIKE, "dim": None, "keepdim": False})] for name in ("spread", "spread_mean")},
    **{name: [((real(2, 3),), {"dim": 1, "keepdim": keep}) for keep in (True, False)]
       for name in ("max_axis", "min_axis", "argmax_axis", "argmin_axis")},
    "put_along": [((real(2), np.array([0, 2])), {"like": LIKE, "dim": 1, "keepdim": False}),
                  ((real(2, 1), np.array([[0], [2]])), {"like": LIKE, "dim": 1, "keepdim": True})],
    "take_along": [((real(2, 3), np.array([0, 2])), {"dim": 1, "keepdim": False}),
                   ((real(2, 3), np.array([[0], [2]])), {"dim": 1, "keepdim": True})],
    **{name: [((real(3),), {})] for name in ("present", "lowest")},
    "unless_zero": [((real(3), np.array([1, 0, 2])), {})],
    "deviation": [((real(2, 3),), {"dim": (1,), "correction": 1}), ((real(2, 3),), {"dim": (0, 1), "correction": 0})],
    "norm_axes": [((positive(2, 3),), {"dim": (1,), "ord": ord, "keepdim": False, "dtype": None})
                  for ord in (0.5, 1, 1.5, 2, 3, -1, np.inf, -np.inf)]
                 + [((real(2, 3),), {"dim": (0, 1), "ord": 2, "keepdim": True, "dtype": None})],
    "distance": [((real(2, 3), real(3)), {"p": p}) for p in (1, 2, 3, np.inf)],
    "cumsum_axis": [((real(2, 3),), {"dim": 1}), ((real(2, 3),), {"dim": 0, "back": True}), ((real(),), {"dim": 0})],
    "cumprod_axis": [((x,), {"dim": dim, "dtype": None}) for x in (real(2, 3), ZEROS) for dim in (0, 1)],
    "prod_all": [((x,), {"dtype": None}) for x in (real(2, 3), ZEROS, real())],
    "prod_axis": [((x,), {"dim": (1,), "keepdim": keep, "dtype": None}) for x in (real(2, 3), ZEROS) for keep in (True, False)]
                 + [((real(),), {"dim": (), "keepdim": False, "dtype": None})],
    **{name: [((ZEROS,), {"dim": dim}) for dim in (None, 0, 1)] for name in ("before", "after")},
    "shift": [((real(2, 3),), {"dim": dim, "by": by}) for dim in (None, 0, 1) for by in (1, -1)],
    "scan": [((real(2, 5), real(2, 5)), {"dim": dim, "by": by}) for dim in (None, 0, 1) for by in (1, -1)],
    "logcumsumexp_axis": [((real(2, 3),), {"dim": 1}), ((real(),), {"dim": 0})],
}  # fmt: skip
