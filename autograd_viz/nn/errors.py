"""The errors of modules: PyTorch's types, as in `autograd.errors`."""

from ..autograd.errors import AutogradVizError


class MemberError(AutogradVizError, AttributeError):
    """An AttributeError of PyTorch's."""


class MemberNameError(AutogradVizError, KeyError):
    """A KeyError of PyTorch's."""


class MissingForward(AutogradVizError, NotImplementedError):
    """PyTorch's NotImplementedError for a module without ``forward``."""
