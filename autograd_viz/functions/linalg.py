"""Norms of vectors and matrices, as ``torch.linalg``."""

import math

from ..ops import reduce
from ..ops.dtypes import join, legacy_name
from ..ops.errors import EngineError, MissingError
from .arguments import (
    INTS,
    NUMBER,
    are_whole,
    as_dtype,
    axis,
    every_axis,
    is_number,
    is_whole,
    legacy,
    product,
    takes,
)
from .reductions import amax, amin, is_floating

ORDER = ("Number", lambda x: isinstance(x, str) or is_number(x))


def check_dtypes(input, dtype, name):
    """Raise PyTorch's errors for integers, and for a dtype that would lose digits."""
    if not is_floating(input):
        raise EngineError(f"{name}: Expected a floating point or complex tensor as input. Got {legacy(input)}")
    if dtype is None:
        return
    wanted = as_dtype(dtype)
    if not wanted.is_floating_point:
        raise EngineError(f"{name}: dtype should be floating point or complex, but got {legacy_name(wanted)}")
    if join(input.dtype, wanted) is not wanted:
        raise EngineError(
            f"{name}: the dtype of the input ({legacy(input)}) should be convertible without narrowing to the specified "
            f"dtype ({legacy_name(wanted)})"
        )


@takes("linalg_vector_norm", ord=NUMBER, dim=INTS)
def vector_norm(input, ord=2, dim=None, keepdim=False, *, dtype=None):
    """Norm of all elements, or of the vectors along axes. As ``torch.linalg.vector_norm``.

    Parameters
    ----------
    input : Tensor
    ord : number or infinity
        The power of the sizes that is summed before its root is taken.
    dim : int or tuple of int, optional
        Axes to go along, all of them where left out.
    keepdim : bool
        Whether the axes stay, with length 1.
    dtype : dtype, optional
        What to compute in, no narrower than the input's.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.linalg.vector_norm(av.tensor([[3.0, 4.0], [6.0, 8.0]]), dim=1)
    tensor([ 5., 10.])
    """
    check_dtypes(input, dtype, "linalg.vector_norm")
    every = every_axis(dim, input.ndim)
    if (ord < 0 or ord == math.inf) and not product(input.shape):
        check_not_empty(input, ord, () if dim is None else every)
    wanted = None if dtype is None or dtype is input.dtype else as_dtype(dtype).numpy
    return reduce.norm_axes(input, dim=every, ord=ord, keepdim=keepdim, dtype=wanted)


def check_not_empty(input, ord, dims):
    """Raise PyTorch's errors for a norm of nothing that has no value."""
    said, why = (
        f"linalg.vector_norm cannot compute the {ord} norm on",
        "empty and the operation does not have an identity",
    )
    if not dims:
        raise EngineError(f"{said} an empty tensor because the operation does not have an identity")
    for d in dims:
        if not input.shape[d]:
            raise EngineError(f"{said} the dimension {d}because this dimension is {why}")


@takes("linalg_matrix_norm", ord=ORDER, dim=("tuple of ints", lambda x: are_whole(x) and not is_whole(x)))
def matrix_norm(input, ord="fro", dim=(-2, -1), keepdim=False, *, dtype=None):
    """Norm of the matrices along two axes. As ``torch.linalg.matrix_norm``.

    Parameters
    ----------
    input : Tensor
    ord : "fro", 1, -1, infinity or -infinity
        The root of all squares; the largest or smallest sum of sizes of a column, or of a row. Those made of singular
        values (2, -2, "nuc") are not there.
    dim : tuple of two int
    keepdim : bool
        Whether the axes stay, with length 1.
    dtype : dtype, optional
        What to compute in, no narrower than the input's.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> A = av.tensor([[1.0, -2.0], [3.0, 4.0]])
    >>> av.linalg.matrix_norm(A, 1), av.linalg.matrix_norm(A, float("inf"))
    (tensor(6.), tensor(7.))
    """
    name = "linalg.matrix_norm"
    if ord not in ("fro", "nuc", 1, -1, 2, -2, math.inf, -math.inf):
        raise EngineError(f"{name}: Order {ord} not supported.")
    if input.ndim < 2:
        raise EngineError(f"{name}: The input tensor A must have at least 2 dimensions.")
    check_dtypes(input, dtype, name)
    if len(dim) != 2:
        raise EngineError(f"{name}: dim must be a 2-tuple. Got {' '.join(map(str, dim))}")
    if ord == "fro":
        return vector_norm(input, 2, dim, keepdim, dtype=dtype)
    rows, columns = axis(dim[0], input.ndim), axis(dim[1], input.ndim)
    if rows == columns:
        raise EngineError(f"{name}: dims must be different. Got ({rows}, {columns})")
    if ord in ("nuc", 2, -2):
        raise MissingError(f"{name}: Order {ord} is made of singular values, which this package does not compute")
    if math.isinf(ord):
        rows, columns = columns, rows
    sums = vector_norm(input, 1, rows, keepdim, dtype=dtype)
    return (amax if ord > 0 else amin)(sums, columns - (rows < columns and not keepdim), keepdim)


@takes("linalg_norm", ord=ORDER, dim=INTS)
def norm(input, ord=None, dim=None, keepdim=False, *, dtype=None):
    """Norm of vectors or matrices, as the axes say. As ``torch.linalg.norm``.

    Parameters
    ----------
    input : Tensor
    ord : number, infinity or "fro", optional
        Which norm: of a matrix as in `matrix_norm`, of anything else as in `vector_norm`.
    dim : int or tuple of one or two int, optional
        The axes of the vectors or matrices.
    keepdim : bool
        Whether the axes stay, with length 1.
    dtype : dtype, optional
        What to compute in, no narrower than the input's.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> A = av.tensor([[1.0, 2.0], [2.0, 4.0]])
    >>> av.linalg.norm(A), av.linalg.norm(A, 1)
    (tensor(5.), tensor(6.))
    """
    given = None if dim is None else (dim,) if is_whole(dim) else tuple(dim)
    if given is not None and len(given) not in (1, 2):
        raise EngineError(f"linalg.norm: If dim is specified, it must be of length 1 or 2. Got {list(given)}")
    if given is None and ord is not None and input.ndim not in (1, 2):
        raise EngineError(
            f"linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got {input.ndim}D."
        )
    if isinstance(ord, str) or (ord is not None and (input.ndim if given is None else len(given)) == 2):
        return matrix_norm(input, ord, (0, 1) if given is None else given, keepdim, dtype=dtype)
    return vector_norm(input, 2 if ord is None else ord, given, keepdim, dtype=dtype)
