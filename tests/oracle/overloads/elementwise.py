"""Ways to write arithmetic, comparison and activation."""

from tests.oracle.overloads.drawing import overload

HELPERS = "power_slope power_below times_log gate zeros_like share".split()  # ops that only rules call


def unary(name, op=None, positive=False):
    def make(d):
        x = d.any()
        x = d.positive(x) if positive else x
        return f"T.{name}({x})" if d.chance(0.5) and name != "square" else f"{x}.{name}()"

    overload(op or name, name)(make)


for function in ("tanh", "sigmoid", "relu", "sin", "cos", "abs", "sign", "neg"):
    unary(function)


for function in ("log", "sqrt", "reciprocal"):
    unary(function, positive=True)

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
