"""Operations on arrays, each written once with its derivative."""

from . import arithmetic, index, linear, loss, reduce, shape
from .op import REGISTRY, Op, op, read_by

__all__ = ["REGISTRY", "Op", "arithmetic", "index", "linear", "loss", "op", "read_by", "reduce", "shape"]
