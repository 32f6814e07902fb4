"""One vector of all parameters, and back."""

from ...autograd.errors import OperandError
from ...autograd.printing import type_name
from ...autograd.tensor import Tensor
from ...functions import shapes


def parameters_to_vector(parameters):
    """All numbers of some parameters in one vector. As ``torch.nn.utils.parameters_to_vector``.

    Parameters
    ----------
    parameters : iterable of Tensor
        All on one device.

    Returns
    -------
    Tensor, (numbers,)

    Raises
    ------
    TypeError
        For parameters on several devices.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.utils.parameters_to_vector([av.zeros(2, 2), av.ones(1)])
    tensor([0., 0., 0., 0., 1.])
    """
    return shapes.cat([parameter.view(-1) for parameter in of_one_device(parameters)])


def of_one_device(parameters):
    """Yield parameters, up to the first on another device; TypeError then."""
    first = None
    for parameter in parameters:
        first = parameter.device if first is None else first
        if parameter.device != first:
            raise OperandError("Found two parameters on different devices, this is currently not supported.")
        yield parameter


def vector_to_parameters(vec, parameters):
    """Let each parameter be its part of a vector, in the same memory. As ``torch.nn.utils.vector_to_parameters``.

    Parameters
    ----------
    vec : Tensor, (numbers,)
    parameters : iterable of Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> layer = av.nn.Linear(2, 1)
    >>> av.nn.utils.vector_to_parameters(av.tensor([1.0, 2.0, 3.0]), layer.parameters())
    >>> layer.weight, layer.bias
    (Parameter containing:
    tensor([[1., 2.]], requires_grad=True), Parameter containing:
    tensor([3.], requires_grad=True))
    """
    if not isinstance(vec, Tensor):
        raise OperandError(f"expected torch.Tensor, but got: {type_name(vec)}")
    start = 0
    for parameter in of_one_device(parameters):
        end = start + parameter.numel()
        parameter.data = vec[start:end].view_as(parameter).data
        start = end
