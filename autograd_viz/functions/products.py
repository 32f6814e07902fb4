"""Matrix products, split as PyTorch splits them."""

import builtins

import numpy as np

from ..ops import linear as products
from ..ops import shape
from ..ops.errors import EngineError, OperandError
from .arguments import broadcast_shapes, data_of, dtype_name, is_contiguous, is_tensor, legacy, product
from .elementwise import add, mul
from .shapes import contiguous, expand, reshape, squeeze, t, transpose, unsqueeze


def matmul(input, other):
    """The matrix product, with vectors and batches, split as PyTorch splits it."""
    for x, name in ((input, "input"), (other, "other")):
        if not is_tensor(x):
            position = 1 + (name == "other")
            raise OperandError(
                f"matmul(): argument '{name}' (position {position}) must be Tensor, not {type(x).__name__}"
            )
    m, n = input.ndim, other.ndim
    if m == 0 or n == 0:
        raise EngineError(f"both arguments to matmul need to be at least 1D, but they are {m}D and {n}D")
    if m == 1 and n == 1:
        return dot(input, other)
    if m == 2 and n == 1:
        return mv(input, other)
    if m == 1 and n == 2:
        return shape.squeeze_product(mm(shape.unsqueeze_axis(input, dim=0), other), dim=0)
    if m == 2 and n == 2:
        return mm(input, other)
    return folded(input, other) if should_fold(input, other) else batched(input, other)


def should_fold(a, b):
    """Whether a batch times one matrix or vector is computed as one large matrix, by PyTorch's rule.

    It is if the smaller factor requires grad (else backward would expand it for each of the batch),
    or if the batch's rows can be taken as one matrix without copying.
    """
    if builtins.max(a.ndim, b.ndim) < 3 or builtins.min(a.ndim, b.ndim) > 2:
        return False
    large, small = (a, b) if a.ndim >= b.ndim else (b, a)
    if getattr(small, "requires_grad", False):
        return True
    if a.ndim == 2:
        return False
    array = data_of(large) if large is a else np.swapaxes(data_of(large), -1, -2)
    steps, sizes = array.strides, array.shape
    return not array.size or builtins.all(steps[k] == steps[k + 1] * sizes[k + 1] for k in range(array.ndim - 2))


def folded(a, b):
    """A batch of matrices times one matrix or vector: the batch axes become rows."""
    turned = a.ndim < b.ndim
    if turned:
        a, b = transpose(b, -2, -1), t(a) if a.ndim == 2 else a
    flat = reshape(a, (product(a.shape[:-1]), a.shape[-1]))
    out = mv(flat, b) if b.ndim == 1 else mm(flat, b)
    out = shape.unsafe_view(out, shape=(*a.shape[:-1], *b.shape[1:]))
    return contiguous(transpose(out, -2, -1)) if turned and b.ndim == 2 else out


def batched(a, b):
    """Batches of matrices, broadcast against each other."""
    if a.ndim == b.ndim == 3 and a.shape[0] != b.shape[0]:  # one matrix for a whole batch is folded if it requires grad
        if a.shape[0] == 1 and getattr(a, "requires_grad", False):
            return matmul(squeeze(a, 0), b)
        if b.shape[0] == 1 and getattr(b, "requires_grad", False):
            return matmul(a, squeeze(b, 0))
    rows, columns = a.shape[-2:-1], b.shape[-1:] if b.ndim > 1 else ()
    inner = b.shape[-2] if b.ndim > 1 else b.shape[0]
    lead = broadcast_shapes(tuple(a.shape[:-2]), tuple(b.shape[:-2]))
    count = product(lead)
    if a.shape[-1] != inner:
        raise EngineError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{count}, {a.shape[-1]}] but got: "
            f"[{count}, {inner}]."
        )
    a3 = reshape(expand(a, *lead, *(rows or (1,)), a.shape[-1]), (count, *(rows or (1,)), a.shape[-1]))
    if columns:
        b3 = reshape(expand(b, *lead, inner, *columns), (count, inner, *columns))
        return shape.unsafe_view(bmm(a3, b3), shape=(*lead, *rows, *columns))
    b3 = unsqueeze(reshape(expand(b, *lead, inner), (count, inner)), 2)
    return shape.unsafe_view(squeeze(bmm(a3, b3), -1), shape=(*lead, *rows))


C_NAMES = {
    "float32": "float",
    "float64": "double",
    "float16": "c10::Half",
    "int64": "long",
    "int32": "int",
    "bool": "bool",
}


def same_dtype(a, b):
    """Matrix products promote nothing."""
    if a.dtype != b.dtype:
        one, two = (C_NAMES.get(dtype_name(x), dtype_name(x)) for x in (a, b))
        raise EngineError(f"expected m1 and m2 to have the same dtype, but got: {one} != {two}")


def dot(input, other):
    """Inner product of two vectors."""
    if input.ndim != 1 or other.ndim != 1:
        raise EngineError(f"1D tensors expected, but got {input.ndim}D and {other.ndim}D tensors")
    if input.shape != other.shape:
        raise EngineError(
            f"inconsistent tensor size, expected tensor {list(input.shape)} and src {list(other.shape)} to have the same "
            f"number of elements, but got {input.shape[0]} and {other.shape[0]} elements respectively"
        )
    if input.dtype != other.dtype:
        raise EngineError(
            f"dot : expected both vectors to have same dtype, but found {legacy(input)} and {legacy(other)}"
        )
    return products.dot(input, other)


def mv(input, vec):
    """Matrix times vector."""
    if input.ndim != 2 or vec.ndim != 1:
        raise EngineError(f"vector + matrix @ vector expected, got 1, {input.ndim}, {vec.ndim}")
    if input.shape[1] != vec.shape[0]:
        raise EngineError(
            f"size mismatch, got input ({input.shape[0]}), mat ({input.shape[0]}x{input.shape[1]}), vec ({vec.shape[0]})"
        )
    if input.dtype != vec.dtype:
        raise EngineError(
            f"addmv input tensors must have the same dtype, but got {legacy(vec)}, {legacy(input)}, and {legacy(vec)}"
        )
    return products.mv(input, vec)


def mm(input, mat2):
    """Matrix times matrix."""
    if input.ndim != 2:
        raise EngineError("self must be a matrix")
    if mat2.ndim != 2:
        raise EngineError("mat2 must be a matrix")
    check_mm(input, mat2)
    return (products.mm_turned if products.turned(data_of(mat2)) else products.mm)(input, mat2)


def check_mm(a, b):
    if a.shape[1] != b.shape[0]:
        raise EngineError(
            f"mat1 and mat2 shapes cannot be multiplied ({a.shape[0]}x{a.shape[1]} and {b.shape[0]}x{b.shape[1]})"
        )
    same_dtype(a, b)


def bmm(input, mat2):
    """Matrix times matrix, for each of a batch."""
    if input.ndim != 3:
        raise EngineError("batch1 must be a 3D tensor")
    if mat2.ndim != 3:
        raise EngineError("batch2 must be a 3D tensor")
    if mat2.shape[:2] != (input.shape[0], input.shape[2]):
        raise EngineError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{input.shape[0]}, {input.shape[2]}] but "
            f"got: [{mat2.shape[0]}, {mat2.shape[1]}]."
        )
    if input.dtype != mat2.dtype:
        raise EngineError(f"expected scalar type {legacy(input)} but found {legacy(mat2)}")
    return products.bmm(input, mat2)


def addmm(input, mat1, mat2):
    """``input + mat1 @ mat2``."""
    for name, x in (("self", input), ("mat1", mat1)):
        if x.dtype != mat2.dtype:
            raise EngineError(f"{name} and mat2 must have the same dtype, but got {legacy(x)} and {legacy(mat2)}")
    check_mm(mat1, mat2)
    return (products.addmm_turned if products.turned(data_of(mat2)) else products.addmm)(input, mat1, mat2)


def outer(input, vec2):
    """Every product of an element of one vector with an element of another."""
    return mul(reshape(input, (input.shape[0], 1)), vec2)


def linear(input, weight, bias=None):
    """``input @ weight.T + bias``, for `weight` of shape (out features, in features)."""
    if input.ndim == 0 or weight.ndim == 0:
        raise EngineError(
            f"both arguments to linear need to be at least 1D, but they are {input.ndim}D and {weight.ndim}D"
        )
    turned = t(weight)
    if bias is None:
        return matmul(input, turned)
    if input.ndim == 2:
        return addmm(bias, input, turned)
    if bias.ndim != 1 or weight.ndim != 2 or not is_contiguous(input):
        return add(matmul(input, turned), bias)
    rows = addmm(bias, reshape(input, (product(input.shape[:-1]), input.shape[-1])), turned)
    return shape.view(rows, shape=(*input.shape[:-1], weight.shape[0]))
