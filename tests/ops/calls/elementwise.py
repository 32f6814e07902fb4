"""Calls of the ops of elementwise."""

import numpy as np

from tests.ops.calls.numbers import positive, real

# Ops that record, but have no derivative to check, in PyTorch neither.
UNDERIVABLE = (
    "floor_divide",
    "floor_divide_first",
    "floor_divide_second",
    "number_remainder",
    "heaviside",
    "heaviside_first",
)

# name -> calls: (operands, params); operands that are float arrays are differentiated
CALLS = {
    **{name: [((real(2, 3), real(3)), {}), ((real(2, 1), real(1, 3)), {}), ((real(2), 2.5), {}), ((real(), real(2, 2)), {})]
       for name in ("add", "sub", "mul")},
    "div": [((real(2, 3), positive(3)), {}), ((real(2), 2.5), {}), ((2.5, positive(3)), {})],
    "rsub": [((3, real(2, 3)), {})],
    "add_scaled": [((real(2, 3), real(3)), {"alpha": 2.5})],
    "sub_scaled": [((real(3), real(2, 1)), {"alpha": -2})],
    "div_number": [((real(2, 3), 4), {})],
    **{name: [((real(2, 3),), {}), ((real(),), {})]
       for name in ("neg exp exp2 expm1 tanh sigmoid relu sin cos tan atan sinh cosh asinh abs sign sgn floor ceil trunc round "
                    "frac erf erfc").split()},
    **{name: [((positive(2, 3),), {}), ((positive(),), {})] for name in "log log2 log10 log1p sqrt rsqrt reciprocal".split()},
    **{name: [((real(2, 3, low=-0.9, high=0.9),), {})] for name in ("asin", "acos", "atanh")},
    "acosh": [((1 + positive(2, 3),), {})],
    "round_decimals": [((real(2, 3),), {"decimals": 1}), ((100 * real(3),), {"decimals": -1})],
    "nan_to_num": [((real(2, 3),), {"nan": 0.0, "posinf": None, "neginf": None})],
    **{name: [((real(2, 3),), {})] for name in "isnan isinf isposinf isneginf isfinite signbit logical_not".split()},
    "bitwise_not": [((np.arange(3),), {})],
    **{name: [((np.arange(6).reshape(2, 3), np.arange(3)), {}), ((np.arange(3), 2), {})]
       for name in "bitwise_and bitwise_or bitwise_xor bitwise_left_shift bitwise_right_shift".split()},
    **{name: [((real(2, 3), real(3)), {}), ((real(2, 1), real(3)), {})] for name in "fmax fmin hypot atan2 logaddexp copysign".split()},
    "copysign_number": [((real(3), -2.0), {})],
    "remainder": [((real(2, 3), positive(3)), {})],
    "fmod": [((real(2, 3), positive(3)), {})],
    "remainder_number": [((real(2, 3), 0.7), {})],
    "fmod_number": [((real(2, 3), 0.7), {})],
    "div_rounded": [((real(2, 3), positive(3)), {"mode": mode}) for mode in ("floor", "trunc")],
    **{name: [] for name in UNDERIVABLE},
    "no_derivative": [],
    "rsub_tensor": [((real(2, 3), real(3)), {"alpha": 2.5})],
    "rsub_number": [((real(2, 3), 3), {"alpha": 1})],
    "lerp": [((real(2, 3), real(3)), {"weight": weight}) for weight in (0.25, 0.75)],
    "lerp_tensor": [((real(2, 3), real(3), real(2, 1)), {})],
    "addcmul": [((real(2, 3), real(3), real(2, 1)), {"value": 2.5})],
    "addcdiv": [((real(2, 3), real(3), positive(2, 1)), {"value": 2.5})],
    "within": [((real(3), -1.0, 1.0), {}), ((real(3), None, 1.0), {})],
    "clamp_number": [((real(2, 3), -1.0, 1.0), {}), ((real(2, 3), None, 1.0), {}), ((real(2, 3), 0.5, None), {})],
    "clamp_tensor": [((real(2, 3), real(3), 3 + real(3)), {}), ((real(2, 3), real(2, 1), None), {})],
    "under": [((real(3), real(3), real(3)), {}), ((real(3), real(3), None), {})],
    "beyond": [((real(3), real(3), real(3)), {}), ((real(3), None, real(3)), {})],
    **{f"clamp_{side}_number": [((real(2, 3), 0.25), {})] for side in ("min", "max")},
    **{f"clamp_{side}_tensor": [((real(2, 3), real(3)), {})] for side in ("min", "max")},
    "masked": [((real(2, 3), real(3) > 0), {})],
    "pow_number": [((positive(3), n), {}) for n in (2.5, -1, 0.5)] + [((real(3), n), {}) for n in (0, 1, 2, 3)],
    "power_slope": [((positive(3), n), {"order": k}) for n in (2.5, 2, -1) for k in (1, 2)],
    "pow_tensor": [((positive(2, 3), real(3)), {}), ((positive(), real(2)), {})],
    "pow_base": [((2.0, real(2, 3)), {})],
    "power_below": [((positive(2, 3), real(3)), {})],
    "times_log": [((real(2, 3), positive(3), real(3)), {}), ((real(2), 2.0, real(2)), {})],
    **{name: [((real(2, 3), real(3)), {}), ((real(2, 1), real(3)), {})] for name in ("maximum", "minimum")},
    "gate": [((real(2, 3), real(2, 3)), {})],
    "where": [((real(2, 3) > 0, real(2, 3), real(3)), {}), ((real(3) > 0, real(2, 1), real()), {})],
    **{name: [((real(2, 3), real(3)), {})] for name in "eq ne lt le gt ge share logical_and logical_or logical_xor".split()},
    "zeros_like": [((real(2, 3),), {})],
}  # fmt: skip
