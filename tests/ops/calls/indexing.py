"""Calls of the ops of indexing."""

import numpy as np

from tests.ops.calls.numbers import LIKE, real

INDEX = (np.array([0, 1, 1]), np.array([2, 0, 0]))
AT = np.array([[0, 3], [5, 1]])
ALONG = np.array([[0, 2], [1, 1]])  # a place along axis 1 of (2, 3) for each of four elements
ROWS = np.array([1, 0, 1])
MASK = np.array([[True, False, True], [False, True, True]])
ZEROS = np.array([[0.0, 1.5], [0.0, 2.5]])

# name -> calls: (operands, params); operands that are float arrays are differentiated
CALLS = {
    "index": [((real(2, 3),), {"index": INDEX}), ((real(2, 3),), {"index": (real(2, 3) > 0,)}),
              ((real(2, 3),), {"index": (slice(None), np.array([0, 0]))})],
    "put_index": [((real(3),), {"like": LIKE, "index": INDEX}), ((real(2, 2),), {"like": LIKE, "index": (slice(None), np.array([0, 0]))})],
    "take_flat": [((real(2, 3),), {"at": AT})],
    "put_flat": [((real(2, 2),), {"like": LIKE, "at": AT})],
    "clear_flat": [((real(2, 3),), {"at": AT})],
    "index_put": [((real(2, 3), real(3)), {"index": (np.array([0, 1, 1]), np.array([2, 0, 1]))}),
                  ((real(2, 3), real()), {"index": (np.array([True, False]),)})],
    "index_put_add": [((real(2, 3), real(3)), {"index": INDEX}), ((real(2, 3), real()), {"index": (np.array([True, False]),)})],
    "cleared": [((real(2, 3),), {"index": (np.array([0, 1]), np.array([2, 0]))})],
    "gather": [((real(2, 3), ALONG), {"dim": 1}), ((real(), np.array([0, 0])), {"dim": 0})],
    "put_gathered": [((real(2, 2), ALONG), {"like": LIKE, "dim": 1})],
    "gather_source": [((real(2, 3), ALONG), {"like": np.empty((2, 2)), "dim": 1, "node": "ScatterBackward0"})],
    "scatter": [((real(2, 3), ALONG[:, ::-1][:1], real(1, 2)), {"dim": 1})],
    "scatter_number": [((real(2, 3), ALONG, 2.5), {"dim": 1})],
    "scatter_add": [((real(2, 3), ALONG, real(2, 2)), {"dim": 1})],
    "scatter_reduce": [((real(2, 3), ALONG, real(2, 2)), {"dim": 1, "reduce": how, "include_self": own})
                       for how in ("sum", "mean", "prod", "amax", "amin") for own in (True, False)],
    "kept": [((real(2, 3), ALONG), {"dim": 1, "include_self": own}) for own in (True, False)],
    "counted": [((LIKE.astype("float32"), ALONG), {"dim": 1, "include_self": True})],
    "zeros_met": [((ALONG, ZEROS.astype("float32")), {"like": LIKE, "dim": 1})],
    "once": [((real(2, 2), np.ones((2, 2), int)), {"again": again}) for again in (True, False)],
    "tied_at": [((ALONG, ZEROS.astype("float32"), ZEROS.astype("float32")), {"like": LIKE, "dim": 1})],
    "index_select": [((real(2, 3), ROWS), {"dim": 0}), ((real(), np.array([0])), {"dim": 0})],
    "put_selected": [((real(3, 3), ROWS), {"like": LIKE, "dim": 0})],
    "index_add": [((real(2, 3), ROWS, real(3, 3)), {"dim": 0, "alpha": alpha}) for alpha in (1, 2.5)],
    "index_fill_number": [((real(2, 3), ROWS, 2.5), {"dim": 1})],
    "index_fill_tensor": [((real(2, 3), ROWS, real()), {"dim": 1})],
    "distinct": [((ROWS,), {})],
    "index_copy": [((real(2, 3), ROWS[:2], real(2, 3)), {"dim": 0})],
    "take": [((real(2, 3), AT), {})],
    "put_taken": [((real(2, 2), AT), {"like": LIKE})],
    "put": [((real(2, 3), AT, real(2, 2)), {})],
    "put_add": [((real(2, 3), np.array([0, 0]), real(2)), {})],
    "masked_fill_number": [((real(2, 3), MASK, 2.5), {}), ((real(3), MASK, 2.5), {})],
    "masked_fill_tensor": [((real(2, 3), MASK, real()), {})],
    "masked_select": [((real(2, 3), MASK), {}), ((real(3), MASK), {})],
    "put_masked": [((real(4), MASK), {"like": LIKE})],
    "masked_scatter": [((real(3), MASK, real(5)), {})],
    "put_leading": [((real(4),), {"like": LIKE})],
    "leading": [((real(2, 3),), {"like": np.empty((2, 2))})],
    "nonzero": [((MASK,), {}), ((np.array(1),), {})],
    "interleaved": [((np.array([0, 2, 1]),), {})],
}  # fmt: skip
