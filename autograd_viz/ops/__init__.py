"""Operations on arrays, each written once with its derivative."""

from . import activation, arithmetic, index, linear, loss, recurrent, reduce, shape
from .op import REGISTRY, Op, op, read_by

__all__ = ["REGISTRY", "Op", "activation", "arithmetic", "index", "linear", "loss", "op", "read_by", "recurrent", "reduce", "shape"]
