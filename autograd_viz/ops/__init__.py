"""Operations on arrays, each written once with its derivative."""

from . import arithmetic, linear, loss, reduce, shape
from .op import REGISTRY, Op, op, read_by

__all__ = ["REGISTRY", "Op", "arithmetic", "linear", "loss", "op", "read_by", "reduce", "shape"]
