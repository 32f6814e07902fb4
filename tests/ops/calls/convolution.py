"""Calls of the ops of convolutions."""

import numpy as np

from tests.ops.calls.numbers import real

ONE = {"stride": (1,), "padding": (0,), "dilation": (1,), "groups": 1}
TWO = {"stride": (2, 1), "padding": (1, 0), "dilation": (1, 2), "groups": 2}
WINDOWS = {"kernel": (2, 2), "stride": (1, 2), "padding": (1, 0), "dilation": (1, 1)}

# name -> calls: (operands, params); operands that are float arrays are differentiated
CALLS = {
    "conv": [((real(2, 2, 4), real(3, 2, 2), real(3)), {"size": (3,), **ONE}),
             ((real(1, 4, 3, 3), real(2, 2, 2, 2), None), {"size": (2, 1), **TWO})],
    "conv_transpose": [((real(2, 2, 3), real(2, 3, 2), real(3)), {"size": (4,), **ONE}),
                       ((real(1, 2, 2, 1), real(2, 2, 2, 2), None), {"size": (3, 3), **TWO})],
    "conv_weight": [((real(2, 3, 3), real(2, 2, 4)), {"kernel": (2,), **ONE}),
                    ((real(1, 2, 2, 1), real(1, 4, 3, 3)), {"kernel": (2, 2), **TWO})],
    "channel_sum": [((real(2, 3, 2),), {})],
    "spread_channels": [((real(3),), {"like": np.empty((2, 3, 2))})],
    "im2col": [((real(2, 1, 2, 4),), {"size": (3, 2), **WINDOWS}), ((real(2, 2, 4),), {"size": (3, 2), **WINDOWS})],
    "col2im": [((real(2, 4, 6),), {"sizes": (2, 4), "size": (3, 2), **WINDOWS}),
               ((real(4, 6),), {"sizes": (2, 4), "size": (3, 2), **WINDOWS})],
}  # fmt: skip
