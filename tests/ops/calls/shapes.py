"""Calls of the ops of shapes."""

import numpy as np

from autograd_viz.autograd.node import Like
from autograd_viz.ops.arrays import CPU
from tests.ops.calls.numbers import LIKE, real

WHOLE = (np.empty((2, 3)), np.empty((2, 1)))

# name -> calls: (operands, params); operands that are float arrays are differentiated
CALLS = {
    **{name: [((real(2, 3),), {}), ((real(),), {})] for name in ("clone", "alias", "squeeze_all")},
    **{name: [((real(2, 3),), {"shape": (3, 2)})] for name in ("view", "unsafe_view", "reshape_alias")},
    "reshape_like": [((real(2, 3),), {"like": np.empty((6,))})],
    "t": [((real(2, 3),), {}), ((real(3),), {})],
    "transpose_axes": [((real(2, 3, 2),), {"dim0": 0, "dim1": 2})],
    "permute_axes": [((real(2, 3, 4),), {"dims": (2, 0, 1)})],
    "permute_back": [((real(2, 3, 4),), {"dims": (2, 0, 1)})],
    "expand_to": [((real(1, 3),), {"shape": (2, 4, 3)}), ((real(),), {"shape": (2,)})],
    "shrink": [((real(2, 4, 3),), {"like": np.empty((1, 3))}), ((real(2, 3),), {"like": np.empty(())})],
    "unsqueeze_axis": [((real(2, 3),), {"dim": 1})],
    "squeeze_axis": [((real(2, 1),), {"dim": 1}), ((real(2, 3),), {"dim": 1}), ((real(),), {"dim": 0})],
    "squeeze_axes": [((real(1, 2, 1),), {"dim": (0, 1, 2)})],
    "squeeze_product": [((real(1, 3),), {"dim": 0})],
    "select_axis": [((real(2, 3),), {"dim": 1, "index": 2})],
    "put_select": [((real(2),), {"like": LIKE, "dim": 1, "index": 2})],
    "slice_axis": [((real(2, 5),), {"dim": 1, "start": 1, "stop": 5, "step": 2})],
    "put_slice": [((real(2, 2),), {"like": np.empty((2, 5)), "dim": 1, "start": 1, "stop": 5, "step": 2})],
    "concatenate": [((real(2, 3), real(2, 1)), {"dim": 1}), ((real(0), real(2, 1)), {"dim": 0})],
    "piece": [((real(2, 4),), {"whole": WHOLE, "k": k, "dim": 1}) for k in (0, 1)],
    "put_piece": [((real(2, 3),), {"whole": WHOLE, "k": 0, "dim": 1})],
    "stack_axis": [((real(2, 3), real(2, 3)), {"dim": k}) for k in (0, 1, 2)],
    "unbind_axis": [((real(2, 3),), {"dim": k}) for k in (0, 1)],
    "split_axis": [((real(2, 3),), {"sizes": (2, 1), "dim": 1})],
    "split_sizes": [((real(2, 3),), {"sizes": (1, 2), "dim": 1})],
    "to_dtype": [((real(2, 3),), {"dtype": np.dtype("float64")})],
    "cast_like": [((real(2, 3),), {"like": LIKE})],
    "to_device": [((real(2, 3),), {"dtype": np.dtype("float64"), "where": CPU})],
    "to_device_of": [((real(2, 3),), {"like": Like((2, 3), np.dtype("float64"), CPU)})],
    "repeat_axes": [((real(2, 3),), {"repeats": (2, 1, 3)}), ((real(),), {"repeats": ()})],
    "sum_repeats": [((real(2, 2, 9),), {"like": LIKE, "repeats": (2, 1, 3)})],
    "flip_axes": [((real(2, 3),), {"dims": (0, 1)}), ((real(2, 3),), {"dims": ()})],
    **{name: [((real(2, 3),), {"shifts": (1, -2), "dims": (0, 1)}), ((real(2, 3),), {"shifts": (2,), "dims": None})]
       for name in ("roll_axes", "roll_back")},
    **{name: [((real(2, 3, 2),), {"k": k, "dims": (0, 2)}) for k in (1, 2)] for name in ("rotated", "rotated_back")},
    "diagonal_axes": [((real(2, 3),), {"offset": 1, "dim1": 0, "dim2": 1})],
    "diagonal_copy": [((real(2, 3),), {"offset": -1})],
    "put_diagonal": [((real(2),), {"like": LIKE, "offset": 1, "dim1": 0, "dim2": 1}),
                     ((real(),), {"like": LIKE, "offset": 0, "dim1": 0, "dim2": 1})],
    "diagonal_embedded": [((real(2, 3),), {"offset": 1, "dim1": 0, "dim2": 2})],
    "trace": [((real(3, 3),), {})],
    **{name: [((real(2, 3, 3),), {"k": k}) for k in (-1, 1)] for name in ("tril", "triu")},
    "unfold_axis": [((real(2, 5),), {"dim": 1, "size": 3, "step": 2}), ((real(),), {"dim": 0, "size": 1, "step": 1})],
    "fold": [((real(2, 2, 3),), {"like": np.empty((2, 5)), "dim": 1, "size": 3, "step": 2}),
             ((real(1),), {"like": np.empty(()), "dim": 0, "size": 1, "step": 1})],
    "select_put": [((real(2, 3), real(2)), {"dim": 1, "index": 2})],
    "slice_put": [((real(2, 5), real(2, 2)), {"dim": 1, "start": 1, "stop": 5, "step": 2})],
    "diagonal_put": [((real(2, 3), real(2)), {"offset": 1, "dim1": 0, "dim2": 1})],
    "blocks_diagonal": [((real(2, 3), real(2), real()), {})],
    "block": [((real(3, 4),), {"whole": (np.empty((2, 3)), np.empty(())), "k": k}) for k in (0, 1)],
    "put_block": [((real(2, 3),), {"whole": (np.empty((2, 3)), np.empty(())), "k": 0})],
}  # fmt: skip
