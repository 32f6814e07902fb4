"""The package's exceptions: PyTorch's types, told apart from Python's own by one mixin."""


class AutogradVizError(Exception):
    """Mixed into every exception this package raises on purpose, beside PyTorch's type for it."""


class EngineError(AutogradVizError, RuntimeError):
    """A RuntimeError of PyTorch's."""


class ArgumentError(AutogradVizError, ValueError):
    """A ValueError of PyTorch's."""


class OperandError(AutogradVizError, TypeError):
    """A TypeError of PyTorch's."""


class PositionError(AutogradVizError, IndexError):
    """An IndexError of PyTorch's."""


class MissingError(AutogradVizError, NotImplementedError):
    """A part of PyTorch that this package does not have."""


class DeviceError(AutogradVizError, AssertionError):
    """PyTorch's AssertionError for a device that what is installed cannot reach."""
