"""The engine's exceptions: PyTorch's types and key words, then the user's line, then the remedy."""


class AutogradVizError(Exception):
    """Mixed into every exception the engine raises on purpose, beside PyTorch's type for it."""


class EngineError(AutogradVizError, RuntimeError):
    """A RuntimeError of PyTorch's."""


class ArgumentError(AutogradVizError, ValueError):
    """A ValueError of PyTorch's."""


class OperandError(AutogradVizError, TypeError):
    """A TypeError of PyTorch's."""


class PositionError(AutogradVizError, IndexError):
    """An IndexError of PyTorch's."""


def message(what, node=None, remedy=""):
    """Join what happened, the user's line that made `node`, and what to do."""
    parts = [what]
    line = node.source() if node is not None else None
    if line is not None:
        parts.append(f"{node.name()} was made here: {line}")
    if remedy:
        parts.append(remedy)
    return "\n".join(parts)
