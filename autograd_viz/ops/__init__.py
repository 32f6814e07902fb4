"""Operations on arrays, each written once with its derivative."""

from . import (
    activation,
    arithmetic,
    convolution,
    embedding,
    index,
    linear,
    loss,
    normalization,
    padding,
    pooling,
    recurrent,
    reduce,
    resample,
    shape,
)
from .op import REGISTRY, Op, op, read_by

__all__ = [
    "REGISTRY",
    "Op",
    "activation",
    "arithmetic",
    "convolution",
    "embedding",
    "index",
    "linear",
    "loss",
    "normalization",
    "op",
    "padding",
    "pooling",
    "read_by",
    "recurrent",
    "reduce",
    "resample",
    "shape",
]
