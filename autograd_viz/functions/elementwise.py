"""Arithmetic, comparison and activation, element by element."""

from ..ops import arithmetic
from ..ops.dtypes import result_type
from ..ops.errors import EngineError, MissingError
from .arguments import as_operand, data_of, is_bool, is_number, legacy


def add(input, other, *, alpha=1):
    """``input + alpha * other``."""
    input, other = as_operand(input, "add", "input"), as_operand(other, "add")
    if alpha is not True and alpha == 1:
        return arithmetic.add(input, other)
    check_alpha(alpha, input, other)
    return (
        arithmetic.add(input, other * alpha) if is_number(other) else arithmetic.add_scaled(input, other, alpha=alpha)
    )


def check_alpha(alpha, a, b):
    """Raise PyTorch's errors for a factor that the result's dtype cannot take."""
    result = result_type(*(x if is_number(x) else data_of(x) for x in (a, b)))
    if isinstance(alpha, bool) and result.category:
        raise EngineError("Boolean alpha only supported for Boolean results.")
    if isinstance(alpha, float) and not result.is_floating_point:
        raise EngineError("For integral input tensors, argument alpha must not be a floating point number.")


def sub(input, other, *, alpha=1):
    """``input - alpha * other``."""
    input, other = as_operand(input, "sub", "input"), as_operand(other, "sub")
    check_subtraction(input, other)
    if alpha is not True and alpha == 1:
        return arithmetic.sub(input, other)
    check_alpha(alpha, input, other)
    return (
        arithmetic.sub(input, other * alpha) if is_number(other) else arithmetic.sub_scaled(input, other, alpha=alpha)
    )


def rsub(input, other):
    """``input - other`` as the operator writes it: a number in front makes a node of its own."""
    check_subtraction(input, other)
    return arithmetic.rsub(input, other) if is_number(input) else arithmetic.sub(input, other)


def check_subtraction(a, b):
    if is_bool(a) and is_bool(b):
        raise EngineError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` "
            "operator instead."
        )
    if is_bool(a) or is_bool(b):
        raise EngineError(
            "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, "
            "use the `~` or `logical_not()` operator instead."
        )


def mul(input, other):
    """Product, element by element."""
    input, other = as_operand(input, "mul", "input"), as_operand(other, "mul")
    return arithmetic.mul(input, other)


def div(input, other, *, rounding_mode=None):
    """Quotient, element by element."""
    input, other = as_operand(input, "div", "input"), as_operand(other, "div")
    if rounding_mode is not None:
        raise MissingError("div: rounding_mode is not supported yet")
    return arithmetic.div(input, other)


def rdiv(input, other):
    """``input / other`` as the operator writes it: a number in front multiplies the reciprocal."""
    return arithmetic.mul(arithmetic.reciprocal(other), input) if is_number(input) else arithmetic.div(input, other)


def pow(input, exponent):
    """``input ** exponent``."""
    input, exponent = as_operand(input, "pow", "input"), as_operand(exponent, "pow", "exponent")
    if is_number(exponent):
        return arithmetic.pow_number(input, exponent)
    if is_number(input):
        return arithmetic.pow_base(input, exponent)
    return arithmetic.pow_tensor(input, exponent)


def square(input):
    """Each element times itself."""
    return arithmetic.pow_number(input, 2)


def where(condition, input=None, other=None):
    """`input` where `condition` holds, else `other`."""
    if str(condition.dtype).split(".")[-1] not in ("bool", "uint8"):
        raise EngineError(
            f"where expected condition to be a boolean tensor, but got a tensor with dtype {legacy(condition)}"
        )
    return arithmetic.where(condition, as_operand(input, "where", "input"), as_operand(other, "where"))
