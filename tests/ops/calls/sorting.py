"""Calls of the ops of orders, medians and counts."""

import numpy as np

from tests.ops.calls.numbers import real

RANKED = "median_axis nanmedian_axis mode_axis".split()
CALLS = {
    **{name: [((real(2, 3),), {"dim": dim, "descending": down}) for dim, down in ((0, True), (1, False))]
       for name in ("sort_axis", "sort_stable")},
    "topk_axis": [((real(2, 5),), {"k": 2, "dim": 1, "largest": True}), ((real(2, 3),), {"k": 1, "dim": 0, "largest": False})],
    "kthvalue_axis": [((real(2, 5),), {"k": 2, "dim": 1, "keepdim": False}), ((real(2, 5),), {"k": 5, "dim": 1, "keepdim": True})],
    **{name: [((real(2, 4),), {"dim": 1, "keepdim": keep}) for keep in (True, False)] for name in RANKED},
    **{name: [((real(2, 3),), {}), ((real(),), {})] for name in ("median_all", "nanmedian_all")},
    **{name: [((real(2, 3),), {"dim": 1}), ((real(2, 3),), {"dim": 0})] for name in ("cummax_axis", "cummin_axis")},
    "unique_elements": [((real(3),), {}), ((real(2, 3),), {"dim": 0})],
    "bincount_of": [((np.array([3, 1, 3]), None), {}), ((np.array([0, 1]), np.array([0.5, 0.25])), {"least": 3})],
    "histc_of": [((np.array([3.0, 1.0, 3.0]),), {"bins": 2, "low": 1.0, "high": 3.0})],
    "histogram_of": [
        ((np.array([3.0, 1.0, 3.0]), 2, None), {"low": 1.0, "high": 3.0, "density": True}),
        ((np.array([3.0, 1.0, 3.0]), np.array([0.0, 2.0, 4.0]), np.array([1.0, 2.0, 3.0])), {}),
    ],
    "is_in": [((np.array([3, 1]), np.array([1, 2])), {"invert": invert}) for invert in (False, True)],
    "is_close": [((real(2, 3), real(3)), {"rtol": 1e-5, "atol": 1e-8, "equal_nan": True})],
}  # fmt: skip
