"""Matrix products, split as PyTorch splits them."""

import string
from collections import Counter

import numpy as np

from ..ops import linear as products
from ..ops import shape
from ..ops.arrays import CPU, place
from ..ops.dtypes import result_type
from ..ops.errors import ArgumentError, EngineError, MissingError, OperandError
from . import reductions, shapes
from .arguments import (
    NUMBER,
    TENSOR,
    axes,
    axis,
    broadcast_shapes,
    computed,
    data_of,
    dtype_name,
    is_contiguous,
    is_tensor,
    legacy,
    product,
    takes,
)
from .elementwise import add, mul
from .shapes import contiguous, expand, flatten, movedim, permute, reshape, squeeze, t, transpose, unsqueeze


@takes()
def matmul(input, other):
    """The matrix product, with vectors and batches, split as PyTorch splits it. As ``torch.matmul``.

    Parameters
    ----------
    input : Tensor, (..., n, m) or (m,)
    other : Tensor, (..., m, p) or (m,)
        Axes before the last two are batches, and are broadcast.

    Returns
    -------
    Tensor, (..., n, p)
        Without the axis of a vector.

    Raises
    ------
    RuntimeError
        If the shapes or dtypes do not fit.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.matmul(av.ones(5, 2, 3), av.ones(3, 4)).shape
    torch.Size([5, 2, 4])
    >>> av.tensor([1.0, 2.0]) @ av.tensor([3.0, 4.0])
    tensor(11.)
    """
    m, n = input.ndim, other.ndim
    if m == 0 or n == 0:
        raise EngineError(f"both arguments to matmul need to be at least 1D, but they are {m}D and {n}D")
    if m == 1 and n == 1:
        return dot(input, other)
    if m == 2 and n == 1:
        return mv(input, other)
    if m == 1 and n == 2:
        return shape.squeeze_product(multiplied(shape.unsqueeze_axis(input, dim=0), other), dim=0)
    if m == 2 and n == 2:
        return multiplied(input, other)
    return folded(input, other) if should_fold(input, other) else batched(input, other)


def should_fold(a, b):
    """Whether a batch times one matrix or vector is computed as one large matrix, by PyTorch's rule.

    It is if the smaller factor requires grad (else backward would expand it for each of the batch),
    or if the batch's rows can be taken as one matrix without copying.
    """
    if max(a.ndim, b.ndim) < 3 or min(a.ndim, b.ndim) > 2:
        return False
    large, small = (a, b) if a.ndim >= b.ndim else (b, a)
    if getattr(small, "requires_grad", False):
        return True
    if a.ndim == 2:
        return False
    array = data_of(large) if large is a else computed(np.swapaxes, large, -1, -2)
    steps, sizes = array.strides, array.shape
    return not array.size or all(steps[k] == steps[k + 1] * sizes[k + 1] for k in range(array.ndim - 2))


def folded(a, b):
    """A batch of matrices times one matrix or vector: the batch axes become rows."""
    turned = a.ndim < b.ndim
    if turned:
        a, b = transpose(b, -2, -1), t(a) if a.ndim == 2 else a
    flat = reshape(a, (product(a.shape[:-1]), a.shape[-1]))
    out = mv(flat, b) if b.ndim == 1 else multiplied(flat, b)
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
    "float32": "float", "float64": "double", "float16": "c10::Half", "int64": "long int", "int32": "int",
    "int16": "short int", "int8": "signed char", "uint8": "unsigned char", "bool": "bool",
}  # fmt: skip
SHORT_NAMES = C_NAMES | {"int64": "long", "int16": "short", "int8": "char", "uint8": "byte"}


def same_dtype(a, b):
    """Matrix products promote nothing."""
    if a.dtype != b.dtype:
        one, two = (C_NAMES[dtype_name(x)] for x in (a, b))
        raise EngineError(f"expected m1 and m2 to have the same dtype, but got: {one} != {two}")
    no_bool(a, "addmm_impl_cpu_")


def no_bool(x, kernel):
    """There are no products of truth values."""
    if data_of(x).dtype.kind == "b":
        raise MissingError(f"\"{kernel}\" not implemented for 'Bool'")


def check_vectors(a, b):
    if a.ndim != 1 or b.ndim != 1:
        raise EngineError(f"1D tensors expected, but got {a.ndim}D and {b.ndim}D tensors")
    if a.dtype != b.dtype:
        raise EngineError(f"dot : expected both vectors to have same dtype, but found {legacy(a)} and {legacy(b)}")
    if a.shape != b.shape:
        raise EngineError(
            f"inconsistent tensor size, expected tensor {list(a.shape)} and src {list(b.shape)} to have the same "
            f"number of elements, but got {a.shape[0]} and {b.shape[0]} elements respectively"
        )
    no_bool(a, "dot")


@takes(tensor=TENSOR)
def dot(input, tensor):
    """The inner product of two vectors. As ``torch.dot``.

    Parameters
    ----------
    input, tensor : Tensor, (n,)
        Of one dtype.

    Returns
    -------
    Tensor
        Of no axes.

    Raises
    ------
    RuntimeError
        If one is no vector, or if their lengths or dtypes differ.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.dot(av.tensor([1.0, 2.0]), av.tensor([3.0, 4.0]))
    tensor(11.)
    """
    check_vectors(input, tensor)
    return products.dot(input, tensor)


@takes()
def vdot(input, other):
    """The inner product of two vectors, as `dot`, for there are no complex numbers. As ``torch.vdot``.

    Parameters
    ----------
    input, other : Tensor, (n,)

    Returns
    -------
    Tensor
        Of no axes.

    Raises
    ------
    RuntimeError
        If one is no vector, or if their lengths or dtypes differ.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.vdot(av.tensor([1.0, 2.0]), av.tensor([3.0, 4.0]))
    tensor(11.)
    """
    check_vectors(input, other)
    return products.vdot(input, other)


def check_mv(c, a, x):
    """Raise PyTorch's errors for a matrix times a vector, beside a vector `c` (or None) that is added."""
    if a.ndim != 2 or x.ndim != 1 or (c is not None and c.ndim > 1):
        raise EngineError(f"vector + matrix @ vector expected, got {1 if c is None else c.ndim}, {a.ndim}, {x.ndim}")
    length = a.shape[0] if c is None or c.ndim == 0 else c.shape[0]
    if a.shape[1] != x.shape[0] or length not in (1, a.shape[0]):
        raise EngineError(f"size mismatch, got input ({length}), mat ({a.shape[0]}x{a.shape[1]}), vec ({x.shape[0]})")
    c = x if c is None else c
    if not c.dtype == a.dtype == x.dtype:
        raise EngineError(
            f"addmv input tensors must have the same dtype, but got {legacy(c)}, {legacy(a)}, and {legacy(x)}"
        )
    no_bool(a, "addmv_impl_cpu")


@takes(vec=TENSOR)
def mv(input, vec):
    """Matrix times vector. As ``torch.mv``.

    Parameters
    ----------
    input : Tensor, (n, m)
    vec : Tensor, (m,)
        Of the same dtype.

    Returns
    -------
    Tensor, (n,)

    Raises
    ------
    RuntimeError
        If the shapes or dtypes do not fit.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.mv(av.eye(2), av.tensor([3.0, 4.0]))
    tensor([3., 4.])
    """
    check_mv(None, input, vec)
    return products.mv(input, vec)


@takes(mat2=TENSOR)
def mm(input, mat2):
    """Matrix times matrix. As ``torch.mm``.

    Parameters
    ----------
    input : Tensor, (n, m)
    mat2 : Tensor, (m, p)
        Of the same dtype.

    Returns
    -------
    Tensor, (n, p)

    Raises
    ------
    RuntimeError
        If the shapes or dtypes do not fit.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.mm(av.ones(2, 3), av.ones(3, 1))
    tensor([[3.],
            [3.]])
    """
    return multiplied(input, mat2)


def multiplied(a, b):
    """`mm`, whose arguments are known to be tensors."""
    if a.ndim != 2:
        raise EngineError("self must be a matrix")
    if b.ndim != 2:
        raise EngineError("mat2 must be a matrix")
    check_mm(a, b)
    return (products.mm_turned if products.turned(data_of(b)) else products.mm)(a, b)


def check_mm(a, b):
    if a.shape[1] != b.shape[0]:
        raise EngineError(
            f"mat1 and mat2 shapes cannot be multiplied ({a.shape[0]}x{a.shape[1]} and {b.shape[0]}x{b.shape[1]})"
        )
    same_dtype(a, b)


def batch_sizes(a, b):
    """The shape of a product of batches of matrices, taken from where PyTorch takes it."""
    return a.shape[axis(0, a.ndim)], a.shape[axis(1, a.ndim)], b.shape[axis(2, b.ndim)]


def check_axes(a, b):
    for name, x in (("batch1", a), ("batch2", b)):
        if x.ndim != 3:
            raise EngineError(f"{name} must be a 3D tensor")


def check_batches(a, b):
    check_axes(a, b)
    if b.shape[:2] != (a.shape[0], a.shape[2]):
        raise EngineError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{a.shape[0]}, {a.shape[2]}] but got: "
            f"[{b.shape[0]}, {b.shape[1]}]."
        )


@takes(mat2=TENSOR)
def bmm(input, mat2):
    """Matrix times matrix, for each of a batch. As ``torch.bmm``.

    Parameters
    ----------
    input : Tensor, (batch, n, m)
    mat2 : Tensor, (batch, m, p)
        Of the same dtype.

    Returns
    -------
    Tensor, (batch, n, p)

    Raises
    ------
    RuntimeError
        If the shapes or dtypes do not fit.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.bmm(av.ones(5, 2, 3), av.ones(5, 3, 4)).shape
    torch.Size([5, 2, 4])
    """
    check_batches(input, mat2)
    if input.dtype != mat2.dtype:
        raise EngineError(f"expected scalar type {legacy(input)} but found {legacy(mat2)}")
    no_bool(input, "bmm")
    return products.bmm(input, mat2)


FACTORS = {"beta": NUMBER, "alpha": NUMBER} | dict.fromkeys(
    ("mat", "mat1", "mat2", "batch1", "batch2", "vec", "vec1", "vec2"), TENSOR
)  # fmt: skip


def factors_for(input, sizes, beta, alpha):
    """`beta` and `alpha` in the kind of numbers that `input` holds; `expand`'s errors if it does not fit into `sizes`."""
    if tuple(input.shape) != sizes[max(len(sizes) - input.ndim, 0) :]:
        expand(input, *sizes)
    whole = data_of(input).dtype.kind != "f"
    return {"beta": int(beta) if whole else beta, "alpha": int(alpha) if whole else alpha}


@takes(**FACTORS)
def addmm(input, mat1, mat2, *, beta=1, alpha=1):
    """``beta * input + alpha * mat1 @ mat2``. As ``torch.addmm``.

    Parameters
    ----------
    input : Tensor
        Of a shape that broadcasts to (n, p); left out if `beta` is 0, even where it is NaN.
    mat1 : Tensor, (n, m)
    mat2 : Tensor, (m, p)
    beta, alpha : float

    Returns
    -------
    Tensor, (n, p)

    Raises
    ------
    RuntimeError
        If the shapes or dtypes do not fit.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.addmm(av.tensor([10.0, 20.0]), av.eye(2), av.eye(2), alpha=2)
    tensor([[12., 20.],
            [10., 22.]])
    """
    return added_product(input, mat1, mat2, beta, alpha)


def added_product(c, a, b, beta=1, alpha=1):
    """`addmm`, whose arguments are known to be tensors."""
    for name, x in (("mat1", a), ("mat2", b)):
        if x.ndim != 2:
            raise EngineError(f"{name} must be a matrix, got {x.ndim}-D tensor")
    for name, x in (("self", c), ("mat1", a)):
        if x.dtype != b.dtype:
            raise EngineError(f"{name} and mat2 must have the same dtype, but got {legacy(x)} and {legacy(b)}")
    check_mm(a, b)
    factors = factors_for(c, (a.shape[0], b.shape[1]), beta, alpha)
    if beta == alpha == 1:
        return (products.addmm_turned if products.turned(data_of(b)) else products.addmm)(c, a, b)
    return products.addmm_scaled(c, a, b, **factors)


@takes(**FACTORS)
def baddbmm(input, batch1, batch2, *, beta=1, alpha=1):
    """``beta * input + alpha * batch1 @ batch2``, for each of a batch. As ``torch.baddbmm``.

    Parameters
    ----------
    input : Tensor
        Of a shape that broadcasts to (batch, n, p); left out if `beta` is 0, even where it is NaN.
    batch1 : Tensor, (batch, n, m)
    batch2 : Tensor, (batch, m, p)
    beta, alpha : float

    Returns
    -------
    Tensor, (batch, n, p)

    Raises
    ------
    RuntimeError
        If the shapes or dtypes do not fit.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.baddbmm(av.tensor(1.0), av.ones(1, 2, 3), av.ones(1, 3, 2), beta=10)
    tensor([[[13., 13.],
             [13., 13.]]])
    """
    factors = factors_for(input, batch_sizes(batch1, batch2), beta, alpha)
    check_batches(batch1, batch2)
    if input.dtype != batch1.dtype:
        one, two, three = (SHORT_NAMES[dtype_name(x)] for x in (input, batch1, batch2))
        raise EngineError(f"Input dtypes must be the same, got: input {one}, batch1: {two}, batch2: {three}")
    if batch1.dtype != batch2.dtype:
        raise EngineError(f"expected scalar type {legacy(batch1)} but found {legacy(batch2)}")
    no_bool(batch1, "baddbmm")
    return products.baddbmm(input, batch1, batch2, **factors)


@takes(**FACTORS)
def addbmm(input, batch1, batch2, *, beta=1, alpha=1):
    """``beta * input + alpha * (batch1 @ batch2).sum(0)``. As ``torch.addbmm``.

    Parameters
    ----------
    input : Tensor
        Of a shape that broadcasts to (n, p); left out if `beta` is 0, even where it is NaN.
    batch1 : Tensor, (batch, n, m)
    batch2 : Tensor, (batch, m, p)
    beta, alpha : float

    Returns
    -------
    Tensor, (n, p)

    Raises
    ------
    RuntimeError
        If the shapes or dtypes do not fit.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.addbmm(av.tensor(1.0), av.ones(5, 1, 2), av.ones(5, 2, 1))
    tensor([[11.]])
    """
    factors = factors_for(input, batch_sizes(batch1, batch2)[1:], beta, alpha)
    check_axes(batch1, batch2)
    (k, n, m), (batches, inner, p) = batch1.shape, batch2.shape
    if k != batches:
        raise EngineError(f"batch1 and batch2 must have same number of batches, got {k} and {batches}")
    if m != inner:
        raise EngineError(f"Incompatible matrix sizes for bmm ({n}x{m} and {inner}x{p})")
    for name, x in (("self", input), ("mat1", batch1)):
        if x.dtype != batch2.dtype:
            raise EngineError(f"{name} and mat2 must have the same dtype, but got {legacy(x)} and {legacy(batch2)}")
    no_bool(batch1, "addmm_impl_cpu_")
    return products.addbmm(input, batch1, batch2, **factors)


@takes(**FACTORS)
def addmv(input, mat, vec, *, beta=1, alpha=1):
    """``beta * input + alpha * mat @ vec``. As ``torch.addmv``.

    Parameters
    ----------
    input : Tensor
        Of a shape that broadcasts to (n,); left out if `beta` is 0, even where it is NaN.
    mat : Tensor, (n, m)
    vec : Tensor, (m,)
    beta, alpha : float

    Returns
    -------
    Tensor, (n,)

    Raises
    ------
    RuntimeError
        If the shapes or dtypes do not fit.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.addmv(av.ones(2), av.eye(2), av.tensor([3.0, 4.0]), alpha=10)
    tensor([31., 41.])
    """
    check_mv(input, mat, vec)
    return products.addmv(input, mat, vec, **factors_for(input, (mat.shape[0],), beta, alpha))


@takes(**FACTORS)
def addr(input, vec1, vec2, *, beta=1, alpha=1):
    """``beta * input + alpha * outer(vec1, vec2)``. As ``torch.addr``.

    Parameters
    ----------
    input : Tensor
        Of a shape that broadcasts to (n, p); left out if `beta` is 0, even where it is NaN.
    vec1 : Tensor, (n,)
    vec2 : Tensor, (p,)
    beta, alpha : float

    Returns
    -------
    Tensor, (n, p)

    Raises
    ------
    RuntimeError
        If the shapes do not fit.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.addr(av.zeros(2, 2), av.tensor([1.0, 2.0]), av.tensor([3.0, 4.0]))
    tensor([[3., 4.],
            [6., 8.]])
    """
    check_1d("addr", vec1=vec1, vec2=vec2)
    kind = result_type(*map(data_of, (input, vec1, vec2)))
    for name, n in (("beta", beta), ("alpha", alpha)):
        if isinstance(n, float) and not kind.is_floating_point:
            raise EngineError(f"For integral input tensors, argument {name} must not be a floating point number.")
    factors_for(input, (vec1.shape[0], vec2.shape[0]), 1, 1)
    return products.addr(input, vec1, vec2, beta=beta, alpha=alpha)


def check_1d(name, **vectors):
    """Raise PyTorch's error for what is no vector."""
    for argument, x in vectors.items():
        if x.ndim != 1:
            raise EngineError(f"{name}: Expected 1-D argument {argument}, but got {x.ndim}-D")


@takes(vec2=TENSOR)
def outer(input, vec2):
    """Every product of an element of one vector with an element of another. As ``torch.outer``.

    Parameters
    ----------
    input : Tensor, (n,)
    vec2 : Tensor, (m,)

    Returns
    -------
    Tensor, (n, m)

    Raises
    ------
    RuntimeError
        If one is no vector.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.outer(av.tensor([1.0, 2.0]), av.tensor([3.0, 4.0, 5.0]))
    tensor([[ 3.,  4.,  5.],
            [ 6.,  8., 10.]])
    """
    check_1d("outer", self=input, vec2=vec2)
    return mul(reshape(input, (input.shape[0], 1)), vec2)


@takes()
def kron(input, other):
    """The Kronecker product: `other` times every element of `input`, as blocks. As ``torch.kron``.

    Parameters
    ----------
    input, other : Tensor
        Of any numbers of axes; the one with fewer gets axes of length 1 in front.

    Returns
    -------
    Tensor
        Each axis as long as the product of the two.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.kron(av.eye(2), av.ones(1, 2))
    tensor([[1., 1., 0., 0.],
            [0., 0., 1., 1.]])
    """
    ndim = max(input.ndim, other.ndim)
    a, b = ([1] * (ndim - x.ndim) + list(x.shape) for x in (input, other))
    left = shape.unsafe_view(input, shape=tuple(n for m in a for n in (m, 1)))
    right = shape.unsafe_view(other, shape=tuple(n for m in b for n in (1, m)))
    return shape.unsafe_view(mul(left, right), shape=tuple(m * n for m, n in zip(a, b)))


@takes()
def inner(input, other):
    """Sums of products along the last axis of each. As ``torch.inner``.

    Parameters
    ----------
    input : Tensor, (..., n)
    other : Tensor, (..., n)

    Returns
    -------
    Tensor
        The other axes of `input`, then those of `other`; the product if one has no axes.

    Raises
    ------
    RuntimeError
        If the last axes differ in length, or the dtypes.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.inner(av.tensor([[1.0, 2.0], [3.0, 4.0]]), av.tensor([1.0, 10.0]))
    tensor([21., 43.])
    """
    kinds = ["cpu" if place(data_of(x)) == CPU else "cuda" for x in (input, other)]
    if kinds[0] != kinds[1]:
        raise EngineError(
            f"Expected tensor to have {kinds[0]} DeviceType, but got tensor with {kinds[1]} DeviceType (while checking "
            "arguments for inner())\nMove one of them to the other's device: x.to(other.device)."
        )
    if not input.ndim or not other.ndim:
        return mul(input, other)
    if input.shape[-1] != other.shape[-1]:
        raise EngineError(
            "inner() the last dimension must match on both input tensors but got shapes "
            f"{list(input.shape)} and {list(other.shape)}"
        )
    return tensordot(input, other, ([-1], [-1]))


def tensordot(a, b, dims=2):
    """Sums of products along pairs of axes. As ``torch.tensordot``.

    Parameters
    ----------
    a, b : Tensor
    dims : int or pair of lists of int
        How many of the last axes of `a` meet the first of `b`; or the axes of each, in order.

    Returns
    -------
    Tensor
        The other axes of `a`, then those of `b`.

    Raises
    ------
    RuntimeError
        If the axes that meet differ in number or length, or the dtypes differ.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.tensordot(av.ones(2, 3, 4), av.ones(4, 3), dims=([1, 2], [1, 0]))
    tensor([12., 12.])
    """
    first, second = meeting_axes(a, b, dims)
    if len(first) != len(second):
        raise EngineError("both dimension lists should have same length")
    if a.dtype != b.dtype:
        raise EngineError("both inputs should have same dtype")
    left, right, length = a, b, 1
    for i, j in zip(first, second):
        at, to = axis(i, a.ndim), axis(j, b.ndim)
        if b.shape[to] == 1:
            left = reductions.sum(left, at, True, dtype=left.dtype if is_integer(left) else None)
        elif a.shape[at] == 1:
            right = reductions.sum(right, to, True, dtype=right.dtype if is_integer(right) else None)
        elif a.shape[at] != b.shape[to]:
            raise EngineError(
                f"contracted dimensions need to match, but first has size {a.shape[at]} in dim {i} and second has size "
                f"{b.shape[to]} in dim {j}"
            )
        else:
            length *= a.shape[at]
    first, second = axes(first, a.ndim), axes(second, b.ndim)
    rows = [d for d in range(a.ndim) if d not in first]
    columns = [d for d in range(b.ndim) if d not in second]
    sizes = [a.shape[d] for d in rows], [b.shape[d] for d in columns]
    left, right = permute(left, (*rows, *first)), permute(right, (*second, *columns))
    if product(sizes[0]) == product(sizes[1]) == 1:
        return reshape(dot(flatten(left), flatten(right)), (*sizes[0], *sizes[1]))
    made = multiplied(reshape(left, (product(sizes[0]), length)), reshape(right, (length, product(sizes[1]))))
    return reshape(made, (*sizes[0], *sizes[1]))


def is_integer(x):
    return data_of(x).dtype.kind != "f"


def meeting_axes(a, b, dims):
    """The axes of each operand that meet in `tensordot`."""
    if is_tensor(dims) and data_of(dims).size > 1:
        dims = data_of(dims).tolist()
    elif is_tensor(dims):
        dims = int(data_of(dims).reshape(()))
    if isinstance(dims, (tuple, list)):
        first, second = dims
        for name, found in (("dims_self", first), ("dims_other", second)):
            if not isinstance(found, (tuple, list)):
                position = 3 + (name == "dims_other")
                raise OperandError(
                    f"tensordot(): argument '{name}' (position {position}) must be tuple of ints, not "
                    f"{type(found).__name__}"
                )
        return list(first), list(second)
    if not isinstance(dims, int):
        raise EngineError(
            "tensordot expects dims to be int or tuple[list[int], list[int]] or list[list[int]] containing two lists, "
            f"but got dims={dims}"
        )
    if dims < 0:
        raise EngineError(f"tensordot expects dims >= 0, but got dims={dims}")
    if dims > min(a.ndim, b.ndim):
        raise EngineError(f"tensordot expects dims < ndim_a or ndim_b, but got dims={dims}")
    return list(range(-dims, 0)), list(range(dims))


@takes(input1=TENSOR, input2=TENSOR, weight=TENSOR, bias=TENSOR)
def bilinear(input1, input2, weight, bias=None):
    """Each row of `input1`, times a matrix for each output, times the row of `input2`. As ``torch.bilinear``.

    Parameters
    ----------
    input1 : Tensor, (..., in1 features)
    input2 : Tensor, (..., in2 features)
    weight : Tensor, (out features, in1 features, in2 features)
    bias : Tensor, (out features,), optional

    Returns
    -------
    Tensor, (..., out features)

    Raises
    ------
    RuntimeError
        If the shapes or dtypes do not fit.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.bilinear(av.tensor([[1.0, 2.0]]), av.tensor([[3.0]]), av.ones(1, 2, 1))
    tensor([[9.]])
    """
    given = {"input1": input1, "input2": input2, "weight": weight, **({} if bias is None else {"bias": bias})}
    if len({x.dtype for x in given.values()}) > 1:
        kinds = ", ".join(f"{name}: {SHORT_NAMES[dtype_name(x)]}" for name, x in given.items())
        raise EngineError(f"All tensors must have the same dtype, got {kinds}")
    if input1.ndim != input2.ndim:
        raise EngineError(f"bilinear(): input dimensions do not match: got {input1.ndim} and {input2.ndim}")
    for d in range(input1.ndim - 1):
        if input1.shape[d] != input2.shape[d]:
            raise EngineError(
                f"bilinear(): input batch dimensions do not match at dim {d}: got {input1.shape[d]} and {input2.shape[d]}"
            )
    for k, x in ((1, input1), (2, input2)):
        if x.shape[-1] != weight.shape[axis(k, weight.ndim)]:
            raise EngineError(
                f"bilinear(): input{k} size does not match weight size: got {x.shape[-1]} but expected {weight.shape[k]}"
            )
    if bias is not None and bias.shape[0] != weight.shape[0]:
        raise EngineError(
            f"bilinear(): bias size does not match weight size: got {bias.shape[0]} but expected {weight.shape[0]}"
        )
    rows = product(input1.shape[:-1])
    made = products.trilinear(
        reshape(input1, (rows, input1.shape[-1])), weight, reshape(input2, (rows, input2.shape[-1]))
    )
    made = reshape(made, (*input1.shape[:-1], weight.shape[0]))
    return made if bias is None else add(made, bias)


@takes(weight=TENSOR, bias=TENSOR)
def linear(input, weight, bias=None):
    """``input @ weight.T + bias``. As ``torch.nn.functional.linear``.

    Parameters
    ----------
    input : Tensor, (..., in features)
    weight : Tensor, (out features, in features) or (in features,)
    bias : Tensor, (out features,), optional

    Returns
    -------
    Tensor, (..., out features)

    Raises
    ------
    RuntimeError
        If the shapes or dtypes do not fit.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.linear(av.tensor([1.0, 2.0]), av.eye(2), av.tensor([10.0, 10.0]))
    tensor([11., 12.])
    """
    if isinstance(input, np.ndarray) and not isinstance(weight, np.ndarray):
        raise OperandError("linear(): argument 'input' (position 1) must be Tensor, not numpy.ndarray")
    if input.ndim == 0 or weight.ndim == 0:
        raise EngineError(
            f"both arguments to linear need to be at least 1D, but they are {input.ndim}D and {weight.ndim}D"
        )
    turned = t(weight)
    if bias is None:
        return matmul(input, turned)
    if input.ndim == 2:
        return added_product(bias, input, turned)
    if bias.ndim != 1 or not is_contiguous(input):
        return add(matmul(input, turned), bias)
    rows = added_product(bias, reshape(input, (product(input.shape[:-1]), input.shape[-1])), turned)
    return shape.view(rows, shape=(*input.shape[:-1], weight.shape[0]))


# -- einsum ----------------------------------------------------------------------------------------

LETTERS = string.ascii_uppercase + string.ascii_lowercase


def einsum(*args):
    """Products of several tensors, and sums of them, as index letters say. As ``torch.einsum``.

    Operands are taken two at a time from the left: axes are brought into one order, multiplied as batches of matrices,
    and brought back, as PyTorch does.

    Parameters
    ----------
    equation : str
        The letters of each operand's axes, with commas between, then ``->`` and those of the result. Without ``->``
        the result has the letters that stand once, in alphabetical order. ``...`` stands for any further axes, a
        letter that stands twice at one operand for its diagonal.
    *operands : Tensor
        Or, instead of the equation, each operand with a list of numbers below 52 and Ellipsis, and last the result's.

    Returns
    -------
    Tensor

    Raises
    ------
    RuntimeError
        If equation and operands do not fit.

    Examples
    --------
    >>> import autograd_viz as av
    >>> a, b = av.ones(2, 3), av.ones(3, 4)
    >>> av.einsum("ij,jk->ik", a, b).shape
    torch.Size([2, 4])
    >>> av.einsum("ii->i", av.eye(3))
    tensor([1., 1., 1.])
    >>> av.einsum(a, [0, 1], [1, 0]).shape
    torch.Size([3, 2])
    """
    if len(args) < 2:
        raise ArgumentError(
            "einsum(): must specify the equation string and at least one operand, or at least one operand and its "
            "subscripts list"
        )
    equation, operands = (spelled(args)) if is_tensor(args[0]) else (args[0], args[1:])
    if not isinstance(equation, str):
        raise OperandError(f"einsum(): argument 'equation' (position 1) must be str, not {type(equation).__name__}")
    if len(operands) == 1 and isinstance(operands[0], (list, tuple)):
        operands = operands[0]
    for i, x in enumerate(operands):
        if not is_tensor(x):
            raise OperandError(f"expected Tensor as element {i} in argument 1, but got {type(x).__name__}")
    return contracted(equation, operands)


def spelled(args):
    """The equation and the operands of a call that gives lists of numbers instead of letters."""

    def letters(subscripts):
        for k in subscripts:
            if k is not Ellipsis and not 0 <= k < len(LETTERS):
                raise ArgumentError("einsum(): subscript in subscript list is not within the valid range [0, 52)")
        return "".join("..." if k is Ellipsis else LETTERS[k] for k in subscripts)

    equation = ",".join(map(letters, args[1::2]))
    return (f"{equation}->{letters(args[-1])}" if len(args) % 2 else equation), args[: len(args) // 2 * 2 : 2]


def contracted(equation, operands):
    """`einsum`, its arguments checked."""
    left, arrow, right = equation.partition("->")
    labels = read_operands(left, operands)
    counts = Counter(k for found in labels for k in found if k != "...")
    spread = max((x.ndim - len(found) + 1 for x, found in zip(operands, labels) if "..." in found), default=0)
    ellipsis = [("...", k) for k in range(spread)]
    if arrow:
        kept = read_result(right, left, counts, ellipsis)
    else:
        kept = ellipsis + [k for k in LETTERS if counts[k] == 1]
    order = kept + [k for k in (*ellipsis, *LETTERS) if k not in kept and (counts[k] or k in ellipsis)]
    sizes, present = dict.fromkeys(order, 1), Counter()
    aligned = [
        align(x, found, order, len(ellipsis), sizes, present, i) for i, (x, found) in enumerate(zip(operands, labels))
    ]
    summed = range(len(kept), len(order))
    if len(aligned) == 1:
        return reductions.sum(aligned[0], tuple(summed)) if summed else aligned[0]
    made = aligned[0]
    for x in aligned[1:]:
        made = meet(made, x, order, summed, present)
    return shape.view(made, shape=tuple(made.shape[: len(kept)])) if summed else made


def read_operands(text, operands):
    """The letters, and at most one ellipsis, of each operand's axes."""
    found, i = [[]], 0
    while i < len(text):
        letter, n = text[i], len(found) - 1
        if letter == ".":
            if "..." in found[-1]:
                raise EngineError(f"einsum(): found '.' for operand {n} for which an ellipsis was already found")
            if text[i : i + 3] != "...":
                raise EngineError(f"einsum(): found '.' for operand {n} that is not part of any ellipsis")
            found[-1].append("...")
            i += 2
        elif letter == ",":
            if n + 1 == len(operands):
                raise EngineError("einsum(): fewer operands were provided than specified in the equation")
            found.append([])
        elif letter in LETTERS:
            found[-1].append(letter)
        elif letter != " ":
            raise bad_letter(i)
        i += 1
    if len(found) != len(operands):
        raise EngineError("einsum(): more operands were provided than specified in the equation")
    for i, (x, labels) in enumerate(zip(operands, found)):
        has, n = "..." in labels, len(labels) - labels.count("...")
        if n > x.ndim if has else n != x.ndim:
            said = ("is more than", "") if has else ("does not match", " and no ellipsis was given")
            raise EngineError(
                f"einsum(): the number of subscripts in the equation ({n}) {said[0]} the number of dimensions "
                f"({x.ndim}) for operand {i}{said[1]}"
            )
    return found


def bad_letter(i):
    return EngineError(
        f"einsum(): invalid subscript given at index {i} in the equation string, subscripts must be in [a-zA-Z]"
    )


def read_result(text, left, counts, ellipsis):
    """The labels of the result's axes, in order."""
    kept, seen, i = [], False, 0
    while i < len(text):
        letter = text[i]
        if letter == ".":
            if seen:
                raise EngineError("einsum(): found '.' for output but an ellipsis (...) was already found")
            if text[i : i + 3] != "...":
                raise EngineError("einsum(): found '.' for output that is not part of any ellipsis (...)")
            kept += ellipsis
            seen, i = True, i + 2
        elif letter in LETTERS:
            if letter in kept or not counts[letter]:
                said = "appears more than once in the output" if letter in kept else (
                    "does not appear in the equation for any input operand")  # fmt: skip
                raise EngineError(f"einsum(): output subscript {letter} {said}")
            kept.append(letter)
        elif letter != " ":
            raise bad_letter(len(left) + 2 + i)
        i += 1
    return kept


def align(x, labels, order, spread, sizes, present, i):
    """An operand with the axes `order`, those it lacks of length 1; sizes and how many operands have them are noted."""
    at, dim = {}, 0
    covered = x.ndim - len(labels) + 1
    names = [k for n in labels for k in ([("...", j) for j in range(spread - covered, spread)] if n == "..." else [n])]
    for name in names:
        n = x.shape[dim]
        if name in at:
            if n != x.shape[at[name]]:
                raise EngineError(
                    f"einsum(): subscript {name} is repeated for operand {i} but the sizes don't match, {n} != "
                    f"{x.shape[at[name]]}"
                )
            x = movedim(shapes.diagonal(x, 0, at[name], dim), -1, at[name])
            continue
        if n != 1:
            if sizes[name] not in (1, n):
                raise EngineError(
                    f"einsum(): dimension {dim} covered by ellipsis in operand {i}has size {n} which does not broadcast "
                    f"with previously seen ellipsis with size {sizes[name]} for the respective dimension"
                    if isinstance(name, tuple)
                    else f"einsum(): subscript {name} has size {n} for operand {i} which does not broadcast with "
                    f"previously seen size {sizes[name]}"
                )
            sizes[name] = n
            present[name] += 1
        at[name], dim = dim, dim + 1
    for name in order:
        if name not in at:
            x, at[name], dim = unsqueeze(x, dim), dim, dim + 1
    return permute(x, tuple(at[name] for name in order))


def meet(a, b, order, summed, present):
    """The product of two aligned operands, summed along the axes that no other operand has."""
    together, alone = [], ([], [])
    for d in summed:
        here, there = a.shape[d] != 1, b.shape[d] != 1
        if here and there:
            present[order[d]] -= 1
            if present[order[d]] == 1:
                together.append(d)
        elif present[order[d]] == 1 and (here or there):
            alone[there].append(d)
            present[order[d]] = 0
    a, b = (reductions.sum(x, tuple(dims), True) if dims else x for x, dims in zip((a, b), alone))
    return pair_product(a, b, together) if together else mul(a, b)


def pair_product(a, b, summed):
    """The product of two aligned operands, summed along the axes `summed`, as one product of batches of matrices."""
    both, first, second = [], [], []  # the other axes: of both operands, of the first alone, of the second alone
    for d in range(a.ndim):
        if d not in summed:
            in_a, in_b = a.shape[d] != 1, b.shape[d] != 1
            (both if in_a and in_b else first if in_a else second).append(d)
    if first and second and second[-1] < first[0]:
        a, b, first, second = b, a, second, first
    batch, inside = (product(a.shape[d] for d in dims) for dims in (both, summed))
    sizes = [a.shape[d] for d in (*both, *first)] + [1] * len(summed) + [b.shape[d] for d in second]
    rows, columns = product(a.shape[d] for d in first), product(b.shape[d] for d in second)
    order = [*both, *first, *summed, *second]
    left = reshape(permute(a, tuple(order)), (batch, rows, inside))
    right = reshape(permute(b, (*both, *summed, *second, *first)), (batch, inside, columns))
    out = shape.view(bmm(left, right), shape=tuple(sizes))
    return permute(out, tuple(order.index(d) for d in range(len(order))))
