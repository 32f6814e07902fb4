"""Calls of the ops of pools."""

import numpy as np

from tests.ops.calls.numbers import real

PLACES = np.array([[[0, 5], [2, 2]]])
WINDOWS = {"kernel": (2, 2), "stride": (1, 2), "padding": (1, 0), "dilation": (1, 1), "size": (4, 2)}

# name -> calls: (operands, params); operands that are float arrays are differentiated
CALLS = {
    "max_pool2d": [((real(2, 3, 4),), WINDOWS)],
    "adaptive_max_pool2d": [((real(2, 3, 4),), {"size": (2, 3)})],
    "put_planes": [((real(1, 2, 2), PLACES), {"like": np.empty((1, 2, 3))})],
    "take_planes": [((real(1, 2, 3), PLACES), {})],
}
