"""Calls of the ops of normalisations."""

from tests.ops.calls.numbers import positive, real

EPS = 0.1
ROWS = {"rows": (2, 2, 3), "dims": (1, 2), "lead": (0,), "along": (2, 3), "eps": EPS}
GROUPS = {"rows": (2, 2, 6), "dims": (2,), "lead": (0, 2), "along": (1, 4, 1), "eps": EPS}
BATCH = {"rows": (3, 2, 2), "dims": (0, 2), "lead": (0, 2), "along": (1, 2, 1), "eps": EPS}
FIXED = {"lead": (0, 2), "along": (1, 2, 1), "eps": EPS}


def parts(*shape):
    """Weight and bias, both, one or none."""
    return [(real(*shape), real(*shape)), (real(*shape), None), (None, real(*shape)), (None, None)]


SHAPES = [{"rows": (2, 2, 3), "dims": (1, 2), "eps": EPS}, {"rows": (2, 2, 3), "dims": (0,), "eps": EPS},
          {"rows": (4, 3), "dims": (1,), "eps": EPS}]  # fmt: skip
MEAN, VARIANCE = real(2).astype("float32"), positive(2).astype("float32")

# name -> calls: (operands, params); operands that are float64 arrays are differentiated
CALLS = {
    "layer_norm": [((real(2, 2, 3), w, b), ROWS) for w, b in parts(2, 3)],
    "group_norm": [((real(2, 4, 3), w, b), GROUPS) for w, b in parts(4)],
    "batch_norm": [((real(3, 2, 2), w, b), BATCH) for w, b in parts(2)],
    "batch_norm_fixed": [((real(3, 2, 2), w, b, MEAN, VARIANCE), FIXED) for w, b in parts(2)],
    "standard": [((real(2, 2, 3),), shape) for shape in SHAPES],
    "standard_slope": [((real(2, 2, 3), real(2, 2, 3)), shape) for shape in SHAPES],
    "safe_softmax": [((real(2, 3),), {"dim": (k,)}) for k in (0, 1)],
    "shifted": [((real(2, 3),), {"n": 1.5})],
    "scaled": [((real(2, 3),), {"n": -0.5})],
}  # fmt: skip
