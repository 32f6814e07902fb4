"""Errors with PyTorch's key words first, then the user's line, then the remedy."""

from ..ops.errors import ArgumentError as ArgumentError
from ..ops.errors import AutogradVizError as AutogradVizError
from ..ops.errors import EngineError as EngineError
from ..ops.errors import MissingError as MissingError
from ..ops.errors import OperandError as OperandError
from ..ops.errors import PositionError as PositionError


def message(what, node=None, remedy=""):
    """Join what happened, the user's line that made `node`, and what to do."""
    parts = [what]
    line = node.source() if node is not None else None
    if line is not None:
        parts.append(f"{node.name()} was made here: {line}")
    if remedy:
        parts.append(remedy)
    return "\n".join(parts)
