"""Arithmetic, comparison and mathematical functions, element by element."""

import numpy as np

from ..ops import arithmetic
from ..ops.arrays import is_array
from ..ops.dtypes import BOOL, BY_NUMPY, FLOAT, INTEGER, dtype, float64, legacy_name, result_type
from ..ops.errors import EngineError, MissingError, OperandError
from ..ops.op import READERS
from . import indexing, shapes
from .arguments import broadcast_shapes, data_of, is_bool, is_number, legacy, number

NOTHING = {}
BOOLEAN = np.dtype(bool)

# -- arguments -------------------------------------------------------------------------------------


def operand(x, name, argument="other", position=2, numbers=True, first=None):
    """A tensor, an array, or where `numbers` are taken a Python number; TypeError in PyTorch's words for anything else.

    `first` is the function's first operand: if that asks to be changed in place, the error names the method.
    """
    if type(x) in READERS or (is_array(x) and position > 1):
        return x
    if numbers and is_number(x):
        return number(x)
    if is_array(x) and numbers:
        return x
    changes = hasattr(first, "tensor")
    given = f"numpy.{type(x).__name__}" if isinstance(x, (np.ndarray, np.generic)) else type(x).__name__
    method = f"{name}_" if changes else name
    raise OperandError(f"{method}(): argument '{argument}' (position {position - changes}) must be Tensor, not {given}")


def operands(input, other, name, argument="other", front=True, behind=True):
    """Two checked operands, of which one is a tensor."""
    if type(input) in READERS and type(other) in READERS:
        return input, other
    input = operand(input, name, "input", 1, front)
    other = operand(other, name, argument, 2, behind, input)
    if type(input) not in READERS and type(other) not in READERS:
        operand(input, name, "input", 1, False)
    return input, other


def as_number(x):
    """The number of a tensor of no axes that requires no grad, which PyTorch takes for one; anything else as it is."""
    return x.item() if type(x) in READERS and not x.ndim and not x.requires_grad else x


def values(*operands):
    """The arrays of tensors, beside numbers and arrays."""
    return [x if is_number(x) else data_of(x) for x in operands]


def check_kind(kernel, least, *operands, most=FLOAT):
    """Raise PyTorch's NotImplementedError where the operands' common dtype is below the kind `least` or above `most`."""
    if most == FLOAT and getattr(getattr(operands[0], "_data", None), "dtype", BOOLEAN).kind == "f":
        return  # whatever the others are, the result is of floats
    d = result_type(*values(*operands))
    if least <= d.category <= most and not hasattr(operands[0], "tensor"):
        return
    check_broadcast(operands)
    if hasattr(operands[0], "tensor"):
        check_castable(d, operands[0])
    if not least <= d.category <= most:
        raise MissingError(f"\"{kernel}\" not implemented for '{legacy_name(d)}'")


def check_broadcast(operands):
    """Raise PyTorch's errors for shapes that do not fit, which come before those for dtypes."""
    own, *others = (tuple(x.shape) for x in operands if not is_number(x))
    shape = broadcast_shapes(own, *others)
    if hasattr(operands[0], "tensor") and shape != own:
        raise EngineError(f"output with shape {list(own)} doesn't match the broadcast shape {list(shape)}")


def check_castable(d, target, name=legacy):
    """Raise PyTorch's error where a result of dtype `d` cannot be written into a tensor that asks for it."""
    if d.category > target.dtype.category:
        raise EngineError(f"result type {legacy_name(d)} can't be cast to the desired output type {name(target)}")


def check_fits(x, like):
    """Raise PyTorch's error for a Python number out of the range of integers like those of a tensor."""
    d = like.dtype if isinstance(like.dtype, dtype) else BY_NUMPY[like.dtype]
    if d.category == INTEGER and isinstance(x, int):
        top = 2 ** (8 * d.itemsize - d.is_signed) - 1
        if not (-top - 1 if d.is_signed else -top) <= x <= top:
            raise EngineError(f"value cannot be converted to type {d.name}_t without overflow")


# -- defining --------------------------------------------------------------------------------------


def documented(function, name, summary, call, answer, parameters="input : Tensor", place=""):
    """Give a function its name, and a docstring with an example."""
    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"""{summary} As ``torch.{place}{name}``.

    Parameters
    ----------
    {parameters}

    Raises
    ------
    TypeError
        For an operand that is no tensor, and no number where one is taken.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.{place}{name}({call})
    {answer}
    """
    return function


def unary(op, given, answer, kernel=None, least=BOOL, place=""):
    """Define the public function of an op of one operand.

    Parameters
    ----------
    op : Op
    given, answer : str
        The numbers of the example in its docstring, and what comes out.
    kernel : str, optional
        What PyTorch's error calls it, for tensors of less than the kind `least`.
    """
    name = op.name

    def function(input):
        reader = READERS.get(type(input))
        if reader is None:
            operand(input, name, "input", 1, False)
        if kernel is not None:
            check_kind(kernel, least, input)
        return reader(op, (input,), NOTHING)

    return documented(function, name, op.__doc__, f"av.tensor({given})", f"tensor({answer})", place=place)


def binary(op, given, answer, behind=None, front=None, kernel=None, least=BOOL):
    """Define the public function of an op of two operands.

    Parameters
    ----------
    op : Op
    given, answer : str
        The operands of the example in its docstring, and what comes out.
    behind, front : Op, optional
        What computes it where the second, or the first, operand is a Python number; None where PyTorch takes none.
    kernel, least
        As `unary`, of the common dtype.
    """
    name = op.name

    def function(input, other):
        input, other = operands(input, other, name, "other", front is not None, behind is not None)
        if kernel is not None:
            check_kind(kernel, least, input, other)
        if is_number(other):
            return behind(input, other)
        return (front if is_number(input) else op)(input, other)

    taken = "Tensor" if behind is None else "Tensor or number"
    parameters = f"input : {'Tensor' if front is None else 'Tensor or number'}\n    other : {taken}"
    return documented(function, name, op.__doc__, given, f"tensor({answer})", parameters)


# -- arithmetic ------------------------------------------------------------------------------------


def add(input, other, *, alpha=1):
    """``input + alpha * other``. As ``torch.add``.

    Parameters
    ----------
    input, other : Tensor or number
    alpha : number

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.add(av.tensor([1.0, 2.0]), 10, alpha=2)
    tensor([21., 22.])
    """
    input, other = operands(input, other, "add")
    if alpha is not True and alpha == 1:
        return arithmetic.add(input, other)
    check_alpha(alpha, input, other)
    return (
        arithmetic.add(input, other * alpha) if is_number(other) else arithmetic.add_scaled(input, other, alpha=alpha)
    )


def check_alpha(alpha, a, b, name="alpha"):
    """Raise PyTorch's errors for a factor that the result's dtype cannot take."""
    result = result_type(*values(a, b))
    if isinstance(alpha, bool) and result.category:
        raise EngineError("Boolean alpha only supported for Boolean results.")
    if isinstance(alpha, float) and not result.is_floating_point:
        raise EngineError("For integral input tensors, argument alpha must not be a floating point number.")
    check_fits(alpha, a if is_number(b) else b)


def sub(input, other, *, alpha=1):
    """``input - alpha * other``. As ``torch.sub``.

    Parameters
    ----------
    input, other : Tensor or number
    alpha : number

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.sub(av.tensor([1.0, 2.0]), 10, alpha=2)
    tensor([-19., -18.])
    """
    input, other = operands(input, other, "sub")
    check_subtraction(input, other)
    if alpha is not True and alpha == 1:
        return arithmetic.sub(input, other)
    check_alpha(alpha, input, other)
    return (
        arithmetic.sub(input, other * alpha) if is_number(other) else arithmetic.sub_scaled(input, other, alpha=alpha)
    )


def rsub(input, other, *, alpha=1):
    """``other - alpha * input``: `sub` with its operands exchanged. As ``torch.rsub``.

    Parameters
    ----------
    input : Tensor
    other : Tensor or number
    alpha : number

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.rsub(av.tensor([1.0, 2.0]), 10)
    tensor([9., 8.])
    """
    input, other = operands(input, other, "rsub", front=False)
    check_subtraction(input, other)
    check_alpha(alpha, input, other)
    if not is_number(other):
        broadcast_shapes(tuple(other.shape), tuple(input.shape))
    return (arithmetic.rsub_number if is_number(other) else arithmetic.rsub_tensor)(input, other, alpha=alpha)


def subtracted_from(input, other):
    """``input - other`` as the operator writes it: a number in front makes a node of its own."""
    check_subtraction(input, other)
    return arithmetic.rsub(input, other) if is_number(input) else arithmetic.sub(input, other)


def check_subtraction(a, b):
    """Raise PyTorch's errors for booleans, of which there is no difference."""
    booleans = [isinstance(x, bool) or is_bool(x) for x in (a, b)]
    if all(booleans):
        raise EngineError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` "
            "operator instead."
        )
    if any(booleans):
        raise EngineError(
            "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, "
            "use the `~` or `logical_not()` operator instead."
        )


mul = binary(arithmetic.mul, "av.tensor([1.0, 2.0]), 3", "[3., 6.]", arithmetic.mul, arithmetic.mul)

ROUNDING = {"floor": "div_floor_cpu", "trunc": "div_trunc_cpu"}


def div(input, other, *, rounding_mode=None):
    """Quotient, element by element. As ``torch.div``.

    Parameters
    ----------
    input, other : Tensor or number
    rounding_mode : {None, "floor", "trunc"}
        Rounded down, or towards 0: then integers stay integers.

    Raises
    ------
    RuntimeError
        For another rounding mode, and for integers that are to be rounded and divided by 0.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.div(av.tensor([7, -7]), 2), av.div(av.tensor([7, -7]), 2, rounding_mode="floor")
    (tensor([ 3.5000, -3.5000]), tensor([ 3, -4]))
    """
    input, other = operands(input, other, "div")
    if rounding_mode is None:
        return arithmetic.div(input, other)
    if not isinstance(rounding_mode, str):
        given = type(rounding_mode).__name__
        raise OperandError(f"div(): argument 'rounding_mode' must be str, not {given}")
    if rounding_mode not in ROUNDING:
        raise EngineError(
            f"div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{rounding_mode}'"
        )
    check_kind(ROUNDING[rounding_mode], INTEGER, input, other)
    return arithmetic.div_rounded(input, other, mode=rounding_mode)


def rdiv(input, other):
    """``input / other`` as the operator writes it: a number in front multiplies the reciprocal."""
    return arithmetic.mul(arithmetic.reciprocal(other), input) if is_number(input) else arithmetic.div(input, other)


def floor_divide(input, other):
    """Quotient, rounded down. As ``torch.floor_divide``: its result records, but has no derivative.

    Parameters
    ----------
    input, other : Tensor or number

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.floor_divide(av.tensor([7.0, -7.0]), 2)
    tensor([ 3., -4.])
    """
    input, other = operands(input, other, "floor_divide")
    check_kind("div_floor_cpu", INTEGER, input, other)
    if not getattr(other, "requires_grad", False):
        return arithmetic.floor_divide_first(input, other)
    whole = getattr(input, "requires_grad", False)
    return (arithmetic.floor_divide if whole else arithmetic.floor_divide_second)(input, other)


remainder = binary(
    arithmetic.remainder, "av.tensor([7.0, -7.0]), 3", "[1., 2.]", arithmetic.remainder_number,
    arithmetic.number_remainder, "remainder_cpu", INTEGER,
)  # fmt: skip
fmod = binary(
    arithmetic.fmod, "av.tensor([7.0, -7.0]), 3", "[ 1., -1.]", arithmetic.fmod_number, None, "fmod_cpu", INTEGER
)


def pow(input, exponent):
    """``input ** exponent``. As ``torch.pow``.

    Parameters
    ----------
    input, exponent : Tensor or number

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.pow(av.tensor([1.0, 2.0, 3.0]), 2)
    tensor([1., 4., 9.])
    """
    input, exponent = operands(input, exponent, "pow", "exponent")
    if is_number(exponent):
        check_fits(exponent, input)
        return arithmetic.pow_number(input, exponent)
    check_kind("pow", INTEGER, input, exponent)
    return (arithmetic.pow_base if is_number(input) else arithmetic.pow_tensor)(input, exponent)


def float_power(input, exponent):
    """``input ** exponent`` in float64. As ``torch.float_power``.

    Parameters
    ----------
    input, exponent : Tensor or number

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.float_power(av.tensor([1, 2, 3]), 0.5)
    tensor([1.0000, 1.4142, 1.7321], dtype=torch.float64)
    """
    input, exponent = operands(input, exponent, "float_power", "exponent")
    return pow(*(float(x) if is_number(x) else shapes.to(x, float64) for x in (input, exponent)))


def square(input):
    """Each element times itself. As ``torch.square``.

    Parameters
    ----------
    input : Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.square(av.tensor([-1.0, 3.0]))
    tensor([1., 9.])
    """
    return arithmetic.pow_number(operand(input, "square", "input", 1, False), 2)


def positive(input):
    """The tensor itself; an error for booleans. As ``torch.positive``.

    Parameters
    ----------
    input : Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.positive(av.tensor([-1.0, 3.0]))
    tensor([-1.,  3.])
    """
    if is_bool(operand(input, "positive", "input", 1, False)):
        raise EngineError("The `+` operator, on a bool tensor is not supported.")
    return input


def lerp(input, end, weight):
    """``input + weight * (end - input)``, each end met exactly. As ``torch.lerp``.

    Parameters
    ----------
    input, end : Tensor
    weight : Tensor or number

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.lerp(av.tensor([0.0, 10.0]), av.tensor([1.0, 20.0]), 0.25)
    tensor([ 0.2500, 12.5000])
    """
    for x, argument, position in ((input, "input", 1), (end, "end", 2)):
        operand(x, "lerp", argument, position, False, input)
    weight = operand(weight, "lerp", "weight", 3, True, input)
    for x, argument in ((end, "end"), (weight, "weight")):
        if not is_number(x) and legacy(x) != legacy(input) and (x is end or x.ndim):
            raise EngineError(f"expected dtype {c_name(input)} for `{argument}` but got dtype {c_name(x)}")
    check_kind("lerp_kernel_scalar" if is_number(weight) else "lerp_kernel_tensor", FLOAT, input)
    if is_number(weight):
        return arithmetic.lerp(input, end, weight=weight)
    return arithmetic.lerp_tensor(input, end, weight)


C_NAMES = {
    "Float": "float", "Double": "double", "Half": "c10::Half", "Long": "long int", "Int": "int", "Short": "short int",
    "Char": "signed char", "Byte": "unsigned char", "Bool": "bool",
}  # fmt: skip


def c_name(x):
    """The name of a dtype in C++, which some of PyTorch's errors use."""
    return C_NAMES[legacy(x)]


def three_operands(op, sign, kernel, least, answer):
    """Define ``addcmul`` or ``addcdiv``."""
    name = op.name

    def function(input, tensor1, tensor2, *, value=1):
        for x, argument, position in ((input, "input", 1), (tensor1, "tensor1", 2), (tensor2, "tensor2", 3)):
            operand(x, name, argument, position, False, input)
        if name == "addcdiv" and result_type(*values(tensor1, tensor2)).category < FLOAT:
            raise EngineError(
                "Integer division with addcdiv is no longer supported, and in a future  release addcdiv will perform a "
                "true division of tensor1 and tensor2. The historic addcdiv behavior can be implemented as (input + "
                "value * torch.trunc(tensor1 / tensor2)).to(input.dtype) for integer inputs and as (input + value * "
                "tensor1 / tensor2) for float inputs. The future addcdiv behavior is just the latter implementation: "
                "(input + value * tensor1 / tensor2), for all dtypes."
            )
        check_kind(kernel, least, input, tensor1, tensor2)
        check_fits(value, input)
        return op(input, tensor1, tensor2, value=value)

    return documented(
        function, name, f"``input + value * tensor1 {sign} tensor2``.",
        "av.tensor([1.0, 2.0]), av.tensor([3.0, 4.0]), av.tensor([2.0, 2.0]), value=10", f"tensor({answer})",
        "input, tensor1, tensor2 : Tensor\n    value : number",
    )  # fmt: skip


addcmul = three_operands(arithmetic.addcmul, "*", "addcmul_cpu_out", INTEGER, "[61., 82.]")
addcdiv = three_operands(arithmetic.addcdiv, "/", "addcdiv_cpu_out", FLOAT, "[16., 22.]")

# -- mathematical functions ------------------------------------------------------------------------

exp = unary(arithmetic.exp, "[0.0, 1.0]", "[1.0000, 2.7183]")
exp2 = unary(arithmetic.exp2, "[0.0, 3.0]", "[1., 8.]")
expm1 = unary(arithmetic.expm1, "[0.0, 1.0]", "[0.0000, 1.7183]")
log = unary(arithmetic.log, "[1.0, 10.0]", "[0.0000, 2.3026]")
log2 = unary(arithmetic.log2, "[1.0, 8.0]", "[0., 3.]")
log10 = unary(arithmetic.log10, "[1.0, 5.0]", "[0.0000, 0.6990]")
log1p = unary(arithmetic.log1p, "[0.0, 1.0]", "[0.0000, 0.6931]")
sqrt = unary(arithmetic.sqrt, "[4.0, 2.0]", "[2.0000, 1.4142]")
rsqrt = unary(arithmetic.rsqrt, "[4.0, 16.0]", "[0.5000, 0.2500]")
reciprocal = unary(arithmetic.reciprocal, "[4.0, 0.5]", "[0.2500, 2.0000]")
sin = unary(arithmetic.sin, "[0.0, 1.0]", "[0.0000, 0.8415]")
cos = unary(arithmetic.cos, "[0.0, 1.0]", "[1.0000, 0.5403]")
tan = unary(arithmetic.tan, "[0.0, 1.0]", "[0.0000, 1.5574]")
asin = unary(arithmetic.asin, "[0.0, 1.0]", "[0.0000, 1.5708]")
acos = unary(arithmetic.acos, "[0.0, 1.0]", "[1.5708, 0.0000]")
atan = unary(arithmetic.atan, "[0.0, 1.0]", "[0.0000, 0.7854]")
sinh = unary(arithmetic.sinh, "[0.0, 1.0]", "[0.0000, 1.1752]")
cosh = unary(arithmetic.cosh, "[0.0, 1.0]", "[1.0000, 1.5431]")
tanh = unary(arithmetic.tanh, "[0.0, 1.0]", "[0.0000, 0.7616]")
asinh = unary(arithmetic.asinh, "[0.0, 1.0]", "[0.0000, 0.8814]")
acosh = unary(arithmetic.acosh, "[1.0, 2.0]", "[0.0000, 1.3170]")
atanh = unary(arithmetic.atanh, "[0.0, 0.5]", "[0.0000, 0.5493]")
erf = unary(arithmetic.erf, "[0.0, 1.0]", "[0.0000, 0.8427]")
erfc = unary(arithmetic.erfc, "[0.0, 1.0]", "[1.0000, 0.1573]")
sigmoid = unary(arithmetic.sigmoid, "[0.0, 2.0]", "[0.5000, 0.8808]")
neg = unary(arithmetic.neg, "[-1.0, 3.0]", "[ 1., -3.]")
abs = unary(arithmetic.abs, "[-1.0, 3.0]", "[1., 3.]", "abs_cpu", INTEGER)
sign = unary(arithmetic.sign, "[-2.0, 0.0, 3.0]", "[-1.,  0.,  1.]")
sgn = unary(arithmetic.sgn, "[-2.0, 0.0, 3.0]", "[-1.,  0.,  1.]")
floor = unary(arithmetic.floor, "[-1.5, 1.5]", "[-2.,  1.]", "floor_vml_cpu", INTEGER)
ceil = unary(arithmetic.ceil, "[-1.5, 1.5]", "[-1.,  2.]", "ceil_vml_cpu", INTEGER)
trunc = unary(arithmetic.trunc, "[-1.5, 1.5]", "[-1.,  1.]", "trunc_vml_cpu", INTEGER)
frac = unary(arithmetic.frac, "[-1.5, 1.25]", "[-0.5000,  0.2500]", "frac_cpu", FLOAT)
isnan = unary(arithmetic.isnan, '[1.0, float("nan")]', "[False,  True]")
isinf = unary(arithmetic.isinf, '[1.0, float("-inf")]', "[False,  True]")
isposinf = unary(arithmetic.isposinf, '[1.0, float("-inf")]', "[False, False]")
isneginf = unary(arithmetic.isneginf, '[1.0, float("-inf")]', "[False,  True]")
isfinite = unary(arithmetic.isfinite, '[1.0, float("nan")]', "[ True, False]")
signbit = unary(arithmetic.signbit, "[1.0, -0.0]", "[False,  True]")
logical_not = unary(arithmetic.logical_not, "[0.0, 2.0]", "[ True, False]")


def round(input, *, decimals=0):
    """The nearest integer, of two the even one; or the nearest number of so many decimals. As ``torch.round``.

    Parameters
    ----------
    input : Tensor
    decimals : int
        Negative to round to tens, hundreds and so on.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.round(av.tensor([0.5, 1.5, 2.6])), av.round(av.tensor([0.126]), decimals=2)
    (tensor([0., 2., 3.]), tensor([0.1300]))
    """
    operand(input, "round", "input", 1, False)
    if not isinstance(decimals, int):
        raise OperandError(f"round(): argument 'decimals' must be int, not {type(decimals).__name__}")
    if decimals:
        check_kind("round_cpu", FLOAT, input)
        return arithmetic.round_decimals(input, decimals=decimals)
    check_kind("round_vml_cpu", INTEGER, input)
    return arithmetic.round(input)


def bitwise_not(input):
    """Every bit turned over; of booleans, the opposite. As ``torch.bitwise_not``.

    Parameters
    ----------
    input : Tensor of integers or booleans

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.bitwise_not(av.tensor([0, 5])), ~av.tensor([True, False])
    (tensor([-1, -6]), tensor([False,  True]))
    """
    operand(input, "bitwise_not", "input", 1, False)
    check_kind("bitwise_not_cpu", BOOL, input, most=INTEGER)
    return arithmetic.bitwise_not(input)


def inverted(input):
    """``~input``."""
    if result_type(data_of(input)).is_floating_point:
        raise OperandError("~ (operator.invert) is only implemented on integer and Boolean-type tensors")
    return arithmetic.bitwise_not(input)


def nan_to_num(input, nan=0.0, posinf=None, neginf=None):
    """Finite numbers in place of NaN and the infinities. As ``torch.nan_to_num``.

    Parameters
    ----------
    input : Tensor
    nan, posinf, neginf : float, optional
        What to write instead; for the infinities by default the largest and smallest number of the dtype.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nan_to_num(av.tensor([1.0, float("nan"), float("inf")]), posinf=9)
    tensor([1., 0., 9.])
    """
    operand(input, "nan_to_num", "input", 1, False)
    return arithmetic.nan_to_num(input, nan=0.0 if nan is None else nan, posinf=posinf, neginf=neginf)


# -- of two operands -------------------------------------------------------------------------------

PAIR = "av.tensor([1.0, 5.0]), av.tensor([3.0, 4.0])"

maximum = binary(arithmetic.maximum, PAIR, "[3., 5.]")
minimum = binary(arithmetic.minimum, PAIR, "[1., 4.]")
fmax = binary(arithmetic.fmax, 'av.tensor([1.0, float("nan")]), av.tensor([3.0, 4.0])', "[3., 4.]")
fmin = binary(arithmetic.fmin, 'av.tensor([1.0, float("nan")]), av.tensor([3.0, 4.0])', "[1., 4.]")
atan2 = binary(arithmetic.atan2, PAIR, "[0.3218, 0.8961]")
hypot = binary(arithmetic.hypot, PAIR, "[3.1623, 6.4031]", kernel="hypot_cpu", least=FLOAT)
logaddexp = binary(arithmetic.logaddexp, PAIR, "[3.1269, 5.3133]", kernel="logaddexp_cpu", least=FLOAT)
copysign = binary(arithmetic.copysign, "av.tensor([1.0, 2.0]), -0.0", "[-1., -2.]", arithmetic.copysign_number)


def heaviside(input, values):
    """0 for negative elements, 1 for positive ones, and `values` for 0. As ``torch.heaviside``.

    Parameters
    ----------
    input, values : Tensor, of one dtype

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.heaviside(av.tensor([-1.0, 0.0, 2.0]), av.tensor(0.5))
    tensor([0.0000, 0.5000, 1.0000])
    """
    input, values = operands(input, values, "heaviside", "values", front=False, behind=False)
    if legacy(input) != legacy(values):
        raise EngineError("heaviside is not yet implemented for tensors with different dtypes.")
    given = getattr(values, "requires_grad", False)
    return (arithmetic.heaviside if given else arithmetic.heaviside_first)(input, values)


eq = binary(arithmetic.eq, "av.tensor([1.0, 2.0]), 2", "[False,  True]", arithmetic.eq)
ne = binary(arithmetic.ne, "av.tensor([1.0, 2.0]), 2", "[ True, False]", arithmetic.ne)
lt = binary(arithmetic.lt, "av.tensor([1.0, 2.0]), 2", "[ True, False]", arithmetic.lt)
le = binary(arithmetic.le, "av.tensor([1.0, 2.0]), 2", "[True, True]", arithmetic.le)
gt = binary(arithmetic.gt, "av.tensor([1.0, 2.0]), 1", "[False,  True]", arithmetic.gt)
ge = binary(arithmetic.ge, "av.tensor([1.0, 2.0]), 1", "[True, True]", arithmetic.ge)
logical_and = binary(arithmetic.logical_and, "av.tensor([0, 1]), av.tensor([1, 2])", "[False,  True]")
logical_or = binary(arithmetic.logical_or, "av.tensor([0, 1]), av.tensor([0, 2])", "[False,  True]")
logical_xor = binary(arithmetic.logical_xor, "av.tensor([0, 1]), av.tensor([1, 2])", "[ True, False]")


def of_bits(op, given, answer, kernel, least=BOOL):
    """Define a public function of the bits of integers."""
    name = op.name

    def function(input, other):
        input, other = operands(input, other, name)
        check_kind(kernel, least, input, other, most=INTEGER)
        return op(input, other)

    parameters = "input, other : Tensor of integers or booleans, or number"
    return documented(function, name, op.__doc__, given, f"tensor({answer})", parameters)


bitwise_and = of_bits(arithmetic.bitwise_and, "av.tensor([6, 5]), 3", "[2, 1]", "bitwise_and_cpu")
bitwise_or = of_bits(arithmetic.bitwise_or, "av.tensor([6, 5]), 3", "[7, 7]", "bitwise_or_cpu")
bitwise_xor = of_bits(arithmetic.bitwise_xor, "av.tensor([6, 5]), 3", "[5, 6]", "bitwise_xor_cpu")
bitwise_left_shift = of_bits(arithmetic.bitwise_left_shift, "av.tensor([6, 5]), 1", "[12, 10]", "lshift_cpu", INTEGER)
bitwise_right_shift = of_bits(arithmetic.bitwise_right_shift, "av.tensor([6, 5]), 1", "[3, 2]", "rshift_cpu", INTEGER)


# -- choosing --------------------------------------------------------------------------------------


def where(condition, input=None, other=None):
    """`input` where `condition` holds, else `other`. As ``torch.where``.

    Parameters
    ----------
    condition : Tensor of booleans
    input, other : Tensor or number, optional
        Without them, the positions where `condition` holds: one tensor of indices for each axis.

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor([-1.0, 2.0])
    >>> av.where(x > 0, x, 0.0)
    tensor([0., 2.])
    """
    operand(condition, "where", "condition", 1, False)
    if input is None and other is None:
        return indexing.nonzero(condition, as_tuple=True)
    input, other = operand(input, "where", "input", 2), operand(other, "where", "other", 3)
    if legacy(condition) not in ("Bool", "Byte"):
        raise EngineError(
            f"where expected condition to be a boolean tensor, but got a tensor with dtype {legacy(condition)}"
        )
    for x, beside in ((input, other), (other, input)):
        if is_number(x) and not is_number(beside):
            check_fits(x, beside)
    return arithmetic.where(condition, input, other)


def clamp(input, min=None, max=None):
    """Each element, no smaller than `min` and no larger than `max`. As ``torch.clamp``.

    Parameters
    ----------
    input : Tensor
    min, max : number, or Tensor
        None for no bound on that side; both None is a RuntimeError.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.clamp(av.tensor([-1.0, 0.5, 2.0]), 0, 1)
    tensor([0.0000, 0.5000, 1.0000])
    """
    operand(input, "clamp", "input", 1, False)
    low, high = (
        None if x is None else operand(x, "clamp", a, p, True, input) for x, a, p in ((min, "min", 2), (max, "max", 3))
    )
    if low is None and high is None:
        raise EngineError("torch.clamp: At least one of 'min' or 'max' must not be None")
    if is_number(low) != is_number(high) and low is not None and high is not None:
        low, high = as_number(low), as_number(high)
    numbers = [is_number(x) for x in (low, high) if x is not None]
    if len(set(numbers)) > 1:
        raise OperandError("clamp(): arguments 'min' and 'max' must be two numbers or two Tensors")
    check_bounds(input, *(x for x in (low, high) if x is not None))
    return (arithmetic.clamp_number if numbers[0] else arithmetic.clamp_tensor)(input, low, high)


def check_bounds(input, *bounds):
    """Raise PyTorch's errors for numbers that are no bounds for a tensor of integers."""
    if input.dtype.is_floating_point or not is_number(bounds[0]):
        return
    d = result_type(*values(input, *bounds))
    if hasattr(input, "tensor"):
        check_castable(d, input, c_name)
    for x in bounds:
        if not d.is_floating_point:
            check_fits(x, input)


def one_sided(input, bound, name, by_number, by_tensor):
    operand(input, name, "input", 1, False)
    bound = operand(bound, name, name[-3:], 2, True, input)
    check_bounds(input, bound)
    return (by_number if is_number(bound) else by_tensor)(input, bound)


def clamp_min(input, min):
    """Each element, no smaller than a bound. As ``torch.clamp_min``.

    Parameters
    ----------
    input : Tensor
    min : Tensor or number

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.clamp_min(av.tensor([-1.0, 2.0]), 0)
    tensor([0., 2.])
    """
    return one_sided(input, min, "clamp_min", arithmetic.clamp_min_number, arithmetic.clamp_min_tensor)


def clamp_max(input, max):
    """Each element, no larger than a bound. As ``torch.clamp_max``.

    Parameters
    ----------
    input : Tensor
    max : Tensor or number

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.clamp_max(av.tensor([-1.0, 2.0]), 0)
    tensor([-1.,  0.])
    """
    return one_sided(input, max, "clamp_max", arithmetic.clamp_max_number, arithmetic.clamp_max_tensor)


# -- other names -----------------------------------------------------------------------------------

absolute, negative, multiply, subtract, divide, true_divide, clip, fix = abs, neg, mul, sub, div, div, clamp, trunc
arcsin, arccos, arctan, arcsinh, arccosh, arctanh, arctan2 = asin, acos, atan, asinh, acosh, atanh, atan2
not_equal, less, less_equal, greater, greater_equal = ne, lt, le, gt, ge
