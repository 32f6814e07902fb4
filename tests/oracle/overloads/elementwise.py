"""Ways to write arithmetic, comparison and activation."""

from tests.oracle.overloads.drawing import overload

HELPERS = (  # ops that only rules call
    "power_slope power_below times_log gate masked zeros_like share within under beyond no_derivative".split()
)


def unary(name, op=None, positive=False):
    def make(d):
        x = d.any()
        x = d.positive(x) if positive else x
        return f"T.{name}({x})" if d.chance(0.5) and name != "square" else f"{x}.{name}()"

    overload(op or name, name)(make)


for (
    function
) in "tanh sigmoid relu sin cos atan asinh abs sign sgn neg erf erfc floor ceil trunc round frac nan_to_num".split():
    unary(function)


for function in "log log2 log10 log1p sqrt rsqrt reciprocal".split():
    unary(function, positive=True)


for function in "exp2 expm1 sinh cosh tan".split():

    @overload(f"{function} tanh", function)
    def of_tanh(d, function=function):
        return f"{d.any()}.tanh().{function}()"


for function in "asin acos atanh".split():

    @overload(f"{function} tanh mul", function)
    def of_less_than_one(d, function=function):
        return f"T.{function}({d.any()}.tanh() * 0.9)"


@overload("acosh exp sigmoid add")
def acosh(d):
    return f"T.acosh({d.any()}.sigmoid().exp() + 0.5)"


for function in "isnan isinf isposinf isneginf isfinite signbit logical_not".split():

    @overload(f"{function} to_dtype mul", function)
    def question(d, function=function):
        x = d.any()
        return f"T.{function}({x}).double() * {x}"


@overload("round_decimals")
def round_decimals(d):
    return f"T.round({d.any()}, decimals={d.choice([1, 2, -1])})"


unary("square", "pow_number")


@overload("exp tanh")
def exponential(d):
    return f"{d.any()}.tanh().exp()"


def binary(name, text, ops, number_text=None):
    def make(d):
        a = d.any()
        a, b = d.laid_out_alike(a, d.beside(a))
        return text.format(a=a, b=b, p=d.positive(a), n=d.choice([2, -1, 0.5, 3, True]))

    overload(ops, name)(make)


binary("add", "{a} + {b}", "add")

binary("add a number", "{a} + {n}", "add")

binary("a number in front, added", "{n} + {a}", "add")

binary("add alpha", "T.add({a}, {b}, alpha={n})", "add_scaled")

binary("sub", "{a} - {b}", "sub")

binary("sub a number", "{a} - 2", "sub")

binary("a number in front, subtracted from", "3 - {a}", "rsub")

binary("sub alpha", "{a}.sub({b}, alpha=3)", "sub_scaled")

binary("mul", "{a} * {b}", "mul")

binary("mul a number", "{a} * {n}", "mul")

binary("a number in front, multiplied", "{n} * {a}", "mul")

binary("div", "{b} / {p}", "div")

binary("div by a number", "{a} / 4", "div")

binary("a number in front, divided", "2 / {p}", "reciprocal mul")

binary("function div", "T.div(2, {p})", "div")

binary("rsub", "T.rsub({a}, {b})", "rsub_tensor")

binary("rsub of a number", "T.rsub({a}, 2, alpha=3)", "rsub_number")

binary("fmax", "T.fmax({a}, {b})", "fmax")

binary("fmin", "T.fmin({a}, {b})", "fmin")

binary("atan2", "T.atan2({b}, {p})", "atan2")

binary("hypot", "T.hypot({b}, {p})", "hypot")

binary("logaddexp", "{a}.logaddexp({b})", "logaddexp")

binary("copysign", "T.copysign({p}, {b})", "copysign")

binary("copysign of a number", "T.copysign({p}, -2)", "copysign_number")

binary("remainder", "{b} % {p}", "remainder")

binary("remainder of a number", "{a} % 0.7", "remainder_number")

binary("a number in front, divided with rest", "(2 % {p}).detach() * {a}", "number_remainder mul")

binary("fmod", "T.fmod({b}, {p})", "fmod")

binary("fmod of a number", "{a}.fmod(0.7)", "fmod_number")

binary("div rounded", "T.div({b}, {p}, rounding_mode='floor') * {a}", "div_rounded mul")

binary("div cut off", "T.div({b}, 0.7, rounding_mode='trunc')", "div_rounded")

binary("floor_divide", "{b} // {p} * {a}", "floor_divide floor_divide_first mul")

binary("a number in front, divided and rounded down", "(2 // {p}).detach() + {a}", "floor_divide_second add")

binary(
    "heaviside",
    "(T.heaviside({a}, {b}.sin()) + T.heaviside({a}, {a}.detach())).detach() * {a}",
    "heaviside heaviside_first add mul",
)

binary("lerp", "T.lerp({a}, {a}.sin(), 0.3)", "lerp")

binary("lerp by a tensor", "T.lerp({a}, {a}.sin(), {a}.tanh())", "lerp_tensor")

binary("addcmul", "T.addcmul({a}, {b}, {a}, value=2)", "addcmul")

binary("addcdiv", "{b}.addcdiv({a}, {p})", "addcdiv")

binary("clamp", "{a}.clamp(-0.51, 0.72)", "clamp_number")

binary("clamp from one side", "T.clamp({a}, max=0.72)", "clamp_number")

binary("clamp by tensors", "T.clamp({a} + {b}, {b}, {p})", "clamp_tensor")

binary("clamp by one tensor", "T.clamp({a}, max={b})", "clamp_tensor")

binary("clamp_min", "T.clamp_min({a}, 0.13)", "clamp_min_number")

binary("clamp_max", "T.clamp_max({a}, 0.13)", "clamp_max_number")

binary("clamp_min by a tensor", "{a}.clamp_min({b})", "clamp_min_tensor")

binary("clamp_max by a tensor", "{a}.clamp_max({b})", "clamp_max_tensor")


for function in ("logical_and", "logical_or", "logical_xor"):
    binary(function, f"T.{function}({{a}} > 0.3, {{b}} > 0.2).double() * {{a}}", f"{function} to_dtype mul")


for function, sign in {"and": "&", "or": "|", "xor": "^", "left_shift": "<<", "right_shift": ">>"}.items():
    text = f"(({{a}} * 3).long().abs() {sign} {{b}}.long().abs()).double() + {{a}}"
    binary(f"bitwise_{function}", text, f"bitwise_{function} to_dtype add")

binary("bitwise_not", "(~({a} > 0.5)).double() * {a}", "bitwise_not to_dtype mul")

binary("pow of a tensor", "{p} ** {b}.tanh()", "pow_tensor")

binary("maximum", "T.maximum({a}, {b})", "maximum")

binary("minimum", "T.min({a}, {b})", "minimum")

binary("a number to the power", "2 ** {a}.tanh()", "pow_base")

binary("minus", "-{a}", "neg")

binary("absolute", "abs({a})", "abs")


for comparison, sign in {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}.items():
    binary(comparison, f"T.where({{a}} {sign} {{b}}, {{a}}, {{b}})", f"{comparison} where")
    binary(f"function {comparison}", f"T.{comparison}({{a}}, {{b}}).double() * {{a}}", f"{comparison} to_dtype mul")

binary("where with a number", "T.where({a} > 0, {b}, 0.5)", "gt where")

binary("where with a number first", "T.where({a} > 0.1, 1, {b})", "gt where")


@overload("pow_number")
def pow_number(d):
    x = d.any()
    n = d.choice([0, 1, 2, 3, -1, -2, 0.5, 1.5])
    return f"{d.positive(x)} ** {n}" if n != int(n) or n < 0 else f"{x}.tanh() ** {n}"
