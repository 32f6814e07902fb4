"""Tensors that a module counts among its parameters, or its buffers."""

from ..autograd.creation import empty
from ..autograd.errors import EngineError, OperandError
from ..autograd.tensor import Tensor, storage_of, wrap
from .errors import MemberError


class Parameter(Tensor):
    """A leaf tensor that becomes a parameter of the module it is assigned to. As ``torch.nn.Parameter``.

    Parameters
    ----------
    data : Tensor, optional
        Its memory is shared.
    requires_grad : bool

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.Parameter(av.zeros(2))
    Parameter containing:
    tensor([0., 0.], requires_grad=True)
    """

    __slots__ = ()
    contagious = False  # what is computed from parameters is no parameter

    def __new__(cls, data=None, requires_grad=True):
        data = empty(0) if data is None else data
        if not isinstance(data, Tensor):
            raise MemberError(
                f"'{type(data).__name__}' object has no attribute 'detach'\nA Parameter is made from a Tensor: "
                "Parameter(tensor(data))."
            )
        if not isinstance(requires_grad, bool):
            raise OperandError(
                f"_make_subclass(): argument 'require_grad' (position 3) must be bool, not {type(requires_grad).__name__}"
            )
        if requires_grad and not data.is_floating_point():
            raise EngineError("Only Tensors of floating point and complex dtype can require gradients")
        storage = storage_of(data)
        out = wrap(data._data, None, cls)
        out._storage, out._leaf = storage, requires_grad
        return out

    def __deepcopy__(self, memo):
        """A copy without the gradient, as PyTorch's."""
        out = memo[id(self)] = type(self)(self.detach().clone(), self.requires_grad)
        return out


class BufferType(type):
    """Lets ``isinstance(x, Buffer)`` ask for the mark: a buffer is an ordinary tensor that bears it, as in PyTorch."""

    def __instancecheck__(cls, instance):
        return isinstance(instance, Tensor) and getattr(instance, "_is_buffer", False)


class Buffer(Tensor, metaclass=BufferType):
    """A tensor that becomes a buffer of the module it is assigned to. As ``torch.nn.Buffer``.

    Parameters
    ----------
    data : Tensor, optional
        Its memory is shared.
    persistent : bool
        Whether ``state_dict`` includes it.

    Examples
    --------
    >>> import autograd_viz as av
    >>> module = av.nn.Module()
    >>> module.mean = av.nn.Buffer(av.zeros(2))
    >>> list(module.state_dict())
    ['mean']
    """

    __slots__ = ()
    contagious = False

    def __new__(cls, data=None, *, persistent=True):
        data = empty(0) if data is None else data
        out = data.detach().requires_grad_(data.requires_grad)
        out.persistent, out._is_buffer = persistent, True
        return out
