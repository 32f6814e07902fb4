"""Operations on arrays, each written once with its derivative."""

from . import activation, arithmetic, embedding, index, linear, loss, normalization, recurrent, reduce, shape
from .op import REGISTRY, Op, op, read_by

__all__ = [
    "REGISTRY",
    "Op",
    "activation",
    "arithmetic",
    "embedding",
    "index",
    "linear",
    "loss",
    "normalization",
    "op",
    "read_by",
    "recurrent",
    "reduce",
    "shape",
]
