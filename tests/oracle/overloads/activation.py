"""Ways to write activations and dropout."""

from tests.oracle.overloads.drawing import overload

HELPERS = (  # ops that only rules call
    "gelu_slope gelu_tanh_slope silu_slope mish_slope softplus_slope leak exponential_slope hardswish_slope between outside"
).split()


def activation(name, op, *calls):
    """Register calls of one op: texts with the operand as ``{x}``."""

    def make(d):
        return d.choice(calls).format(x=d.any())

    overload(op, name)(make)


for name in "silu mish logsigmoid hardswish relu6 hardtanh softsign tanhshrink".split():
    ops = {"relu6": "hardtanh", "softsign": "abs add div", "tanhshrink": "tanh sub"}
    activation(f"F.{name}", ops.get(name, name), f"F.{name}({{x}})")

activation("F.gelu", "gelu", "F.gelu({x})")

activation("F.gelu by tanh", "gelu_tanh", "F.gelu({x}, approximate='tanh')")

activation("F.softplus", "softplus", "F.softplus({x})", "F.softplus({x}, 2)", "F.softplus({x}, beta=2, threshold=1.01)")

activation("F.leaky_relu", "leaky_relu", "F.leaky_relu({x})", "F.leaky_relu({x}, 0.5)", "F.leaky_relu({x}, -2)")

activation("F.elu", "elu", "F.elu({x})", "F.elu({x}, 2)", "F.selu({x})", "T.selu({x})")

activation("F.celu", "celu", "F.celu({x})", "T.celu({x}, 2)")

activation("F.hardsigmoid", "hardsigmoid", "F.hardsigmoid({x}.detach() * 1, inplace=True) * {x}")

activation("F.threshold", "threshold", "F.threshold({x}, 0.31, -1)", "T.threshold({x}, -0.5, 0)")

activation("F.softshrink", "softshrink", "F.softshrink({x})", "F.softshrink({x}, 0.11)")

activation("F.hardshrink", "hardshrink", "F.hardshrink({x}, 0.11)", "{x}.hardshrink()")

activation("F.rrelu", "rrelu", "F.rrelu({x})", "F.rrelu({x}, 0.25, 0.25, training=True)")

for name, op, more in (
    ("silu", "silu", ""), ("elu", "elu_in_place", ", 2"), ("selu", "elu_in_place", ""), ("celu", "celu_in_place", ""),
    ("leaky_relu", "leaky_relu_in_place", ", 0.5"), ("threshold", "threshold_in_place", ", 0.31, 2"), ("rrelu", "rrelu_in_place", ""),
    ("hardtanh", "hardtanh", ""), ("relu", "relu", ""),
):  # fmt: skip
    activation(f"F.{name} in place", op, f"F.{name}({{x}} * 1{more}, inplace=True)")


@overload("prelu")
def prelu(d):
    x = d.with_axes()
    channels = d.shape(x)[1] if len(d.shape(x)) > 1 else 1
    weight = d.shaped((d.choice((1, channels)),))
    if d.names[weight].dtype != d.names[x].dtype:
        return None
    return d.choice((f"F.prelu({x}, {weight})", f"T.prelu({x}, {weight})", f"{x}.prelu({weight})"))


@overload("glu")
def glu(d):
    x = d.with_axes()
    even = [k for k, n in enumerate(d.shape(x)) if n % 2 == 0]
    return f"F.glu({x}, {d.choice(even)})" if even else None


@overload("mul", "dropout")
def dropout(d):
    x = d.any()
    name = d.choice(("dropout", "alpha_dropout"))
    return d.choice((f"F.{name}({x}, 1.0, True)", f"F.{name}({x} * 2, 0.5, False)", f"F.{name}({x} * 2, 0.0, True)"))
