"""The errors of optimisers: PyTorch's types, as in `autograd.errors`."""

from ..autograd.errors import AutogradVizError


class OptionError(AutogradVizError, KeyError):
    """A KeyError of PyTorch's, for an option that a group does not have."""
