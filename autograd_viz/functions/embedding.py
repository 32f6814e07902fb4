"""Rows of a table by number, and numbers as rows of zeros and a one."""

import operator

import numpy as np

from ..ops import embedding as ops
from ..ops.arrays import on, place, readable
from ..ops.errors import AutogradVizError, EngineError, MissingError, OperandError, PositionError
from .arguments import INT, data_of, dtype_name, is_tensor, legacy, takes
from .elementwise import where
from .indexing import check_range
from .reductions import norm


class RangeError(AutogradVizError, AssertionError):
    """PyTorch's AssertionError for a padding row that there is not."""


def check_rows(rows, count):
    """Raise PyTorch's error for a row that there is not."""
    check_range(rows, 0, count, PositionError, "index out of range in self")


def embedding(input, weight, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False, sparse=False):
    """Rows of a table by their numbers. As ``torch.nn.functional.embedding``.

    Parameters
    ----------
    input : Tensor of int64 or int32
        Numbers of rows, of any shape.
    weight : Tensor, (rows, features)
    padding_idx : int, optional
        A row that takes no gradient.
    max_norm : float, optional
        Rows that are taken and longer than this are first shortened to it, in place.
    norm_type : float
        In which norm `max_norm` is meant.
    scale_grad_by_freq : bool
        Divide each row's gradient by how often it was taken.
    sparse : bool
        Not supported: gradients have every row here.

    Returns
    -------
    Tensor, (*input.shape, features)

    Raises
    ------
    IndexError
        For a row that there is not.
    RuntimeError
        If `weight` is no matrix, or `input` not of int64 or int32.

    Examples
    --------
    >>> import autograd_viz as av
    >>> table = av.tensor([[1.0, 2.0], [3.0, 4.0]])
    >>> av.nn.functional.embedding(av.tensor([1, 1, 0]), table)
    tensor([[3., 4.],
            [3., 4.],
            [1., 2.]])
    """
    count = weight.shape[0] if is_tensor(weight) and weight.ndim else 0
    if padding_idx is not None:
        if not -count <= padding_idx < count:
            raise RangeError("Padding_idx must be within num_embeddings")
        padding_idx %= count
    return rows_of(
        weight, input, -1 if padding_idx is None else padding_idx, scale_grad_by_freq, sparse, max_norm, norm_type
    )


def rows_of(weight, indices, padding, shared, sparse, max_norm, norm_type):
    """`embedding`, in the order of arguments in which PyTorch checks them."""
    for at, (name, x) in enumerate((("weight", weight), ("indices", indices))):
        if not is_tensor(x):
            raise OperandError(
                f"embedding(): argument '{name}' (position {at + 1}) must be Tensor, not {type(x).__name__}"
            )
    if weight.ndim != 2:
        raise EngineError("'weight' must be 2-D")
    if dtype_name(indices) not in ("int64", "int32"):
        raise EngineError(
            "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got "
            f"{f'torch.{legacy(indices)}Tensor' if legacy(indices) != 'Bool' else 'CPUBoolType'} instead (while checking "
            "arguments for embedding)"
        )
    if not weight.shape[0] and data_of(indices).size:
        raise EngineError("index_select(): self indexing axis dim should be positive")
    check_rows(data_of(indices), weight.shape[0])
    if sparse:
        raise MissingError("embedding: sparse gradients are not supported; leave sparse=False")
    if max_norm is not None:
        shorten(weight, data_of(indices), max_norm, norm_type)
    return ops.embedding(weight, indices, padding=padding, shared=shared)


def shorten(weight, rows, longest, norm_type):
    """Shorten the rows that are longer than `longest`, in place and unrecorded."""
    table, taken = weight.detach(), on(place(rows), np.unique, rows)
    part = table[taken]
    lengths = norm(part, norm_type, 1, True)
    table[taken] = part * where(lengths > longest, longest / (lengths + 1e-7), 1.0)


@takes(num_classes=INT)
def one_hot(input, num_classes=-1):
    """A row for each number: zeros, with a one at that place. As ``torch.nn.functional.one_hot``.

    Parameters
    ----------
    input : Tensor of int64
        Numbers of classes.
    num_classes : int
        -1 for one more than the highest.

    Returns
    -------
    Tensor of int64, (*input.shape, num_classes)

    Raises
    ------
    RuntimeError
        For a class that there is not.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.one_hot(av.tensor([2, 0]))
    tensor([[0, 0, 1],
            [1, 0, 0]])
    """
    classes, num_classes = data_of(input), operator.index(num_classes)
    if dtype_name(input) != "int64":
        raise EngineError("one_hot is only applicable to index tensor of type LongTensor.")
    if not classes.size and num_classes <= 0:
        raise EngineError(
            "Can not infer total number of classes from empty tensor."
            if num_classes == -1
            else "Class values must be smaller than num_classes."
        )
    if num_classes == -1:
        num_classes = int(on(place(classes), classes.max)) + 1  # waited for, as in PyTorch
    if readable(classes) and classes.size and classes.min() < 0:
        raise EngineError("Class values must be non-negative.")
    check_range(classes, 0, num_classes, EngineError, "Class values must be smaller than num_classes.")
    return ops.one_hot(input, classes=num_classes)
