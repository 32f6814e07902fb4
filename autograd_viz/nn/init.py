"""Fill parameters with their first numbers, unrecorded. As ``torch.nn.init``."""

import math
import warnings

from ..autograd.errors import ArgumentError
from ..autograd.mode import no_grad

LINEAR = (
    "linear", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "sigmoid",
)  # fmt: skip


def calculate_gain(nonlinearity, param=None):
    """By how much to scale weights before a nonlinearity, so that the signal keeps its size.

    Parameters
    ----------
    nonlinearity : str
    param : float, optional
        The negative slope of ``"leaky_relu"``, 0.01 if not given.

    Examples
    --------
    >>> round(calculate_gain("relu"), 4), calculate_gain("linear")
    (1.4142, 1)
    """
    if nonlinearity in LINEAR:
        return 1
    if nonlinearity == "leaky_relu":
        if param is not None and (isinstance(param, bool) or not isinstance(param, (int, float))):
            raise ArgumentError(f"negative_slope {param} not a valid number")
        return math.sqrt(2.0 / (1 + (0.01 if param is None else param) ** 2))
    gains = {"tanh": 5.0 / 3, "relu": math.sqrt(2.0), "selu": 3.0 / 4}
    if nonlinearity not in gains:
        raise ArgumentError(f"Unsupported nonlinearity {nonlinearity}")
    return gains[nonlinearity]


@no_grad
def uniform_(tensor, a=0.0, b=1.0, generator=None):
    """Uniform random numbers in [a, b)."""
    return tensor.uniform_(a, b, generator=generator)


@no_grad
def normal_(tensor, mean=0.0, std=1.0, generator=None):
    """Normal random numbers."""
    return tensor.normal_(mean, std, generator=generator)


@no_grad
def constant_(tensor, val):
    """One number everywhere."""
    return tensor.fill_(val)


def ones_(tensor):
    """Ones."""
    return constant_(tensor, 1.0)


def zeros_(tensor):
    """Zeros."""
    return constant_(tensor, 0.0)


def _calculate_fan_in_and_fan_out(tensor):
    """How many inputs each output has, and how many outputs each input."""
    if tensor.ndim < 2:
        raise ArgumentError("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions")
    field = math.prod(tensor.shape[2:])
    return tensor.shape[1] * field, tensor.shape[0] * field


def kaiming_std(tensor, a, mode, nonlinearity):
    """The standard deviation of He initialisation (He et al. 2015, arXiv:1502.01852)."""
    modes = ["fan_in", "fan_out"]
    if mode.lower() not in modes:
        raise ArgumentError(f"Mode {mode.lower()} not supported, please use one of {modes}")
    fan = _calculate_fan_in_and_fan_out(tensor)[modes.index(mode.lower())]
    return calculate_gain(nonlinearity, a) / math.sqrt(fan)


def kaiming_uniform_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    """Uniform random numbers, scaled so that the signal keeps its size through rectifiers.

    Parameters
    ----------
    tensor : Tensor, of at least two axes
    a : float
        The negative slope of the ``"leaky_relu"`` that follows.
    mode : {"fan_in", "fan_out"}
        Keep the size of the signal forwards or backwards.
    nonlinearity : str
    generator : Generator, optional
    """
    if is_empty(tensor):
        return tensor
    bound = math.sqrt(3.0) * kaiming_std(tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    """Normal random numbers, scaled as those of `kaiming_uniform_`."""
    if is_empty(tensor):
        return tensor
    return normal_(tensor, 0, kaiming_std(tensor, a, mode, nonlinearity), generator)


def is_empty(tensor):
    """Whether there is nothing to fill, with PyTorch's warning."""
    if 0 not in tensor.shape:
        return False
    warnings.warn("Initializing zero-element tensors is a no-op", stacklevel=3)
    return True


def xavier_std(tensor, gain):
    """The standard deviation of Glorot initialisation (Glorot and Bengio 2010)."""
    return gain * math.sqrt(2.0 / sum(_calculate_fan_in_and_fan_out(tensor)))


def xavier_uniform_(tensor, gain=1.0, generator=None):
    """Uniform random numbers, scaled so that signal and gradient keep their size as far as both can."""
    bound = math.sqrt(3.0) * xavier_std(tensor, gain)
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor, gain=1.0, generator=None):
    """Normal random numbers, scaled as those of `xavier_uniform_`."""
    return normal_(tensor, 0.0, xavier_std(tensor, gain), generator)
