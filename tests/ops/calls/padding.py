"""Calls of the ops of paddings and of other maps along axes."""

import numpy as np

from tests.ops.calls.numbers import real

POOL = ((("window", 2, 2, 2, 1, False), ("window", 2, 2, 1, 0, True)), "count")
ADAPTIVE = ((("adaptive", 2), ("adaptive", 4)), "count")


def along(n, kind, *arguments):
    """A map of `n` axes of lengths 3, 2 and 2 to five numbers each."""
    return ((real(1, *(2, 2, 3)[3 - n :]),), {"how": (((kind, 5, *arguments),) * n, None)})


# name -> calls: (operands, params); operands that are float arrays are differentiated
CALLS = {
    "constant_pad": [((real(2, 3),), {"pad": ((1, 0), (-1, 2)), "value": 3.0})],
    "unpad": [((real(2, 4),), {"pad": ((1, 0), (-1, 2))})],
    "pixel_shuffle": [((real(4, 1, 2),), {"factor": 2})],
    "pixel_unshuffle": [((real(1, 2, 4),), {"factor": 2})],
    "avg_pool2d": [((real(2, 3, 3),), {"how": POOL})],
    "adaptive_avg_pool2d": [((real(2, 3, 3),), {"how": ADAPTIVE})],
    "mapped": [((real(3, 3),), {"how": ADAPTIVE}), ((real(3, 3),), {"how": (POOL[0], 5)})],
    "mapped_back": [((real(1, 2, 4),), {"how": ADAPTIVE, "like": np.empty((1, 3, 3))})],
    **{f"reflection_pad{n}d": [along(n, "reflected", 1)] for n in (1, 2, 3)},
    **{f"replication_pad{n}d": [along(n, "replicated", 1)] for n in (1, 2, 3)},
    **{f"upsample_nearest{n}d": [along(n, "nearest", None, 0)] for n in (1, 2, 3)},
    **{f"upsample_exact{n}d": [along(n, "nearest", 1.7, 0.5)] for n in (1, 2, 3)},
    **{f"upsample_{kind}{n}d": [along(n, "linear", None, n == 2)]
       for n, kind in enumerate(("linear", "bilinear", "trilinear"), 1)},
    "upsample_bicubic2d": [along(2, "cubic", 2.3, False)],
}  # fmt: skip
