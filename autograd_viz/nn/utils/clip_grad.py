"""Keep gradients from growing too large."""

import math
import types
import warnings

import numpy as np

from ...autograd.creation import tensor as new_tensor
from ...autograd.errors import EngineError
from ...autograd.mode import no_grad
from ...autograd.mode import state as mode
from ...autograd.tensor import Tensor, wrap
from ...ops.arrays import gpu, moved, on, place


def gradients(parameters):
    """The gradients that there are, of one tensor or of several."""
    parameters = [parameters] if isinstance(parameters, Tensor) else parameters
    return [parameter.grad for parameter in parameters if parameter.grad is not None]


def norm_of(x, order):
    """The norm of all elements of an array, in its dtype."""
    flat = np.abs(x).reshape(-1)
    if math.isinf(order):
        if not flat.size:
            raise EngineError(
                f"linalg.vector_norm cannot compute the {order} norm on an empty tensor because the operation does not have "
                "an identity"
            )
        return flat.max() if order > 0 else flat.min()
    if order == 0:
        return (flat != 0).sum().astype(x.dtype)
    if x.dtype == np.float16:
        flat = flat.astype(np.float32)
    if order == 2:
        return np.sqrt(np.dot(flat, flat)).astype(x.dtype)
    return (np.sum(flat**order) ** (1 / order)).astype(x.dtype)


@no_grad
def get_total_norm(tensors, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    """The norm of all numbers of some tensors together. As ``torch.nn.utils.get_total_norm``.

    Parameters
    ----------
    tensors : Tensor or iterable of Tensor
    norm_type : float
        The order; may be ``inf``.
    error_if_nonfinite : bool
        Raise a RuntimeError if the norm is infinite or NaN.
    foreach : bool, optional
        Taken for PyTorch's sake.

    Returns
    -------
    Tensor of no axes

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.utils.get_total_norm([av.tensor([3.0]), av.tensor([4.0])])
    tensor(5.)
    """
    tensors, order = [tensors] if isinstance(tensors, Tensor) else list(tensors), float(norm_type)
    if not tensors:
        return new_tensor(0.0)

    where = place(tensors[0]._data)
    norms = [mode.here.run(norm_of, x._data, order) for x in tensors]
    norms = [moved(norm, where) for norm in norms] if gpu.used else norms
    norm = wrap(mode.here.run(norm_of, on(where, np.stack, norms), order))
    if error_if_nonfinite and not math.isfinite(norm.item()):
        raise EngineError(
            f"The total norm of order {order} for gradients from `parameters` is non-finite, so it cannot be clipped. To "
            "disable this error and scale the gradients by the non-finite norm anyway, set `error_if_nonfinite=False`"
        )
    return norm


@no_grad
def clip_grads_with_norm_(parameters, max_norm, total_norm, foreach=None):
    """Scale gradients down, in place, so that a known norm becomes `max_norm`.

    As ``torch.nn.utils.clip_grads_with_norm_``.

    Parameters
    ----------
    parameters : Tensor or iterable of Tensor
    max_norm : float
    total_norm : Tensor
        As `get_total_norm` gave it.
    foreach : bool, optional
        Taken for PyTorch's sake.

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor([1.0], requires_grad=True)
    >>> (4 * x).sum().backward()
    >>> av.nn.utils.clip_grads_with_norm_(x, 2.0, av.tensor(8.0))
    >>> x.grad
    tensor([1.0000])
    """
    factor = float(max_norm) / (total_norm + 1e-6)
    factors = {None: wrap(mode.here.run(np.minimum, factor._data, 1.0))}
    for grad in gradients(parameters):
        where = place(grad._data) if gpu.used else None
        if where not in factors:
            factors[where] = wrap(moved(factors[None]._data, where))
        grad.mul_(factors[where])


def clip_grad_norm_(parameters, max_norm, norm_type=2.0, error_if_nonfinite=False, foreach=None):
    """Scale gradients down, in place, if their norm together is above a bound. As ``torch.nn.utils.clip_grad_norm_``.

    Parameters
    ----------
    parameters : Tensor or iterable of Tensor
    max_norm : float
    norm_type : float
        The order of the norm; may be ``inf``.
    error_if_nonfinite : bool
        Raise a RuntimeError if the norm is infinite or NaN.
    foreach : bool, optional
        Taken for PyTorch's sake.

    Returns
    -------
    Tensor of no axes
        The norm before.

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor([3.0, 4.0], requires_grad=True)
    >>> (x * x).sum().backward()
    >>> av.nn.utils.clip_grad_norm_([x], max_norm=1.0)
    tensor(10.)
    >>> x.grad
    tensor([0.6000, 0.8000])
    """
    if not isinstance(parameters, Tensor):
        given, parameters = parameters, list(parameters)
        if isinstance(given, types.GeneratorType) and not parameters:
            warnings.warn("`parameters` is an empty generator, no gradient clipping will occur.", stacklevel=2)
    norm = get_total_norm(gradients(parameters), norm_type, error_if_nonfinite, foreach)
    clip_grads_with_norm_(parameters, max_norm, norm, foreach)
    return norm


@no_grad
def clip_grad_value_(parameters, clip_value, foreach=None):
    """Bring every element of gradients into ±`clip_value`, in place. As ``torch.nn.utils.clip_grad_value_``.

    Parameters
    ----------
    parameters : Tensor or iterable of Tensor
    clip_value : float
    foreach : bool, optional
        Taken for PyTorch's sake.

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor([3.0, -0.1], requires_grad=True)
    >>> (x * x).sum().backward()
    >>> av.nn.utils.clip_grad_value_([x], 1.0)
    >>> x.grad
    tensor([ 1.0000, -0.2000])
    """
    bound = float(clip_value)
    for grad in gradients(parameters):
        grad.clamp_(-bound, bound)
