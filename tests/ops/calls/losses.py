"""Calls of the ops of losses."""

import numpy as np

from tests.ops.calls.numbers import LIKE, positive, real

CLASSES, PLACES = np.array([2, 0]), np.array([[[2, 0]], [[1, 1]]])
WEIGHTS = np.array([0.5, 1.5, 1.0])
REDUCTIONS = ("mean", "sum", "none")
SIGNS = np.array([[1, -1, 1], [-1, -1, 1]])


def within():
    """Probabilities."""
    return real(2, 3, low=0.1, high=0.9)


def reduced(*operands, **params):
    """One call for each reduction, each with operands of its own."""
    return [
        (tuple(make() if callable(make) else make for make in operands), params | {"reduction": r}) for r in REDUCTIONS
    ]


def grid():
    return real(2, 3)


KEPT = WEIGHTS.astype("float32")  # no float64, so that it is not differentiated
SLOPES = [((real(2, 3), within()), {"dim": (k,)}) for k in (0, 1)]

# name -> calls: (operands, params); operands that are float arrays are differentiated
CALLS = {
    **{name: [((real(2, 3),), {"dim": (k,)}) for k in (0, 1)] + [((real(),), {"dim": ()}), ((real(2, 40),), {"dim": (1,)})]
       for name in ("softmax_axis", "log_softmax_axis")},
    "softmax_slope": SLOPES, "log_softmax_slope": SLOPES,
    "nll": [((real(2, 3), CLASSES, weights), {"reduction": r, "ignore": ignore})
            for r in REDUCTIONS for weights, ignore in ((None, -100), (KEPT, 0))],
    "nll_2d": [((real(2, 3, 1, 2), PLACES, weights), {"reduction": r, "ignore": ignore})
               for r in REDUCTIONS for weights, ignore in ((None, None), (KEPT, 0))],
    "put_nll": [((real(), CLASSES, None), {"like": LIKE, "reduction": "mean", "ignore": -100}),
                ((real(2), CLASSES, None), {"like": LIKE, "reduction": "none", "ignore": 0})],
    "squared_error": reduced(grid, grid),
    "portion": [((real(2, 3),), {"like": LIKE, "reduction": r}) for r in ("mean", "sum")],
    "weighted": [((real(2, 3), KEPT), {}), ((real(2, 3), None), {})],
    "huber": reduced(grid, grid, delta=0.7),
    "smooth_l1": reduced(grid, grid, beta=0.7),
    "bounded": [((real(5),), {"limit": 0.9})],
    "inside": [((real(5),), {"limit": 0.9})],
    "bce": reduced(within, within, None) + reduced(within, within, KEPT),
    "bce_slope": [((within(), within()), {})],
    "bce_logits": reduced(grid, within, None) + reduced(grid, within, KEPT),
    "bce_logits_weighted": reduced(grid, within, None, KEPT) + reduced(grid, within, KEPT, KEPT),
    "soft_margin": reduced(grid, SIGNS),
    # differentiated once only, as by PyTorch: the programs of losses hold them
    **dict.fromkeys(("multi_margin", "multilabel_margin", "stand_out_slope"), []),
    "xlogy": [((positive(2, 3), positive(3)), {})],
    "xlogy_slope": [((real(3), positive(3), positive(3)), {})],
    "lowered": [((real(3),), {"n": 0.5})],
    "clone_above": [((real(3, low=1, high=2),), {"least": 0.5})],
    "distance_along": [((positive(2, 3),), {"dim": (1,), "ord": p, "keepdim": k, "dtype": None}) for p in (1, 2, 3) for k in (True, False)],
    "unsafe_split": [((real(2, 4),), {"sizes": (2, 2), "dim": 1})],
    "exchanged": [((real(2, 3),), {"dim0": 0, "dim1": 1})],
}  # fmt: skip
