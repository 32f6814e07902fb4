"""The errors of modules: PyTorch's types, as in `autograd.errors`."""

from ..autograd.errors import AutogradVizError


class MemberError(AutogradVizError, AttributeError):
    """An AttributeError of PyTorch's."""


class MemberNameError(AutogradVizError, KeyError):
    """A KeyError of PyTorch's."""


class MissingForward(AutogradVizError, NotImplementedError):
    """PyTorch's NotImplementedError for a module without ``forward``."""


def typename(obj):
    """The name by which PyTorch's messages call an object: ``torch.FloatTensor``, ``str``."""
    from ..autograd.tensor import Tensor
    from ..ops.dtypes import legacy_name

    if isinstance(obj, Tensor):
        return f"torch.{legacy_name(obj.dtype)}Tensor"
    named = obj if hasattr(obj, "__qualname__") else type(obj)
    module = named.__module__ or ""
    return named.__qualname__ if module in ("", "builtins") else f"{module}.{named.__qualname__}"
