"""Fill parameters with their first numbers, unrecorded. As ``torch.nn.init``."""

import math
import warnings

import numpy as np

from ..autograd.errors import ArgumentError
from ..autograd.mode import no_grad, state
from ..autograd.tensor import wrap

__all__ = [
    "calculate_gain", "constant_", "dirac_", "eye_", "kaiming_normal_", "kaiming_uniform_", "normal_", "ones_",
    "orthogonal_", "sparse_", "trunc_normal_", "uniform_", "xavier_normal_", "xavier_uniform_", "zeros_",
]  # fmt: skip

LINEAR = (
    "linear", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d", "sigmoid",
)  # fmt: skip


def calculate_gain(nonlinearity, param=None):
    """By how much to scale weights before a nonlinearity, so that the signal keeps its size.

    As ``torch.nn.init.calculate_gain``.

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
    """Fill with uniform random numbers. As ``torch.nn.init.uniform_``.

    Parameters
    ----------
    tensor : Tensor
    a, b : float
        Numbers are in [a, b).
    generator : Generator, optional

    Returns
    -------
    Tensor
        The tensor itself; nothing is recorded.

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.nn.init.uniform_(av.empty(100), -1.0, 1.0)
    >>> x.abs().max().item() <= 1
    True
    """
    return tensor.uniform_(a, b, generator=generator)


@no_grad
def normal_(tensor, mean=0.0, std=1.0, generator=None):
    """Fill with normal random numbers. As ``torch.nn.init.normal_``.

    Parameters
    ----------
    tensor : Tensor
    mean, std : float
    generator : Generator, optional

    Returns
    -------
    Tensor
        The tensor itself; nothing is recorded.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.init.normal_(av.empty(3), mean=2.0, std=0.0)
    tensor([2., 2., 2.])
    """
    return tensor.normal_(mean, std, generator=generator)


@no_grad
def trunc_normal_(tensor, mean=0.0, std=1.0, a=-2.0, b=2.0, generator=None):
    """Fill with normal random numbers, those outside of [a, b] drawn again. As ``torch.nn.init.trunc_normal_``.

    Parameters
    ----------
    tensor : Tensor
    mean, std : float
        Of the normal distribution.
    a, b : float
        The bounds, in the unit of the numbers.
    generator : Generator, optional

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.nn.init.trunc_normal_(av.empty(1000), std=2.0, a=-1.0, b=1.0)
    >>> -1 <= x.min().item() and x.max().item() <= 1
    True
    """
    if mean < a - 2 * std or mean > b + 2 * std:
        warnings.warn(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of values may be incorrect.",
            stacklevel=2,
        )
    low, high = ((1.0 + math.erf((x - mean) / std / math.sqrt(2.0))) / 2.0 for x in (a, b))
    often = high - low > 0.3  # otherwise uniform numbers are kept with the probability that the normal density gives
    peak = ((max(a, min(mean, b)) - mean) / std) ** 2

    def drawn(shape):
        """Numbers, and whether each is to be drawn again."""
        if often:
            x = tensor.new_empty(shape).normal_(mean, std, generator=generator)
            return x, (x < lowest) | (x > highest)
        x = tensor.new_empty(shape).uniform_(a, b, generator=generator)
        chance = tensor.new_empty(shape).uniform_(generator=generator)
        return x, chance > (0.5 * (peak - ((x - mean) / std) ** 2)).exp()

    lowest, highest = (tensor.new_tensor(x, device="cpu").item() for x in (a, b))
    x, again = drawn((tensor.numel(),))
    places = again.nonzero()[:, 0]
    while len(places):
        x[places], again = drawn((len(places),))
        places = places[again]
    return tensor.copy_(x.view(tensor.shape))


@no_grad
def constant_(tensor, val):
    """Fill with one number. As ``torch.nn.init.constant_``.

    Parameters
    ----------
    tensor : Tensor
    val : float

    Returns
    -------
    Tensor
        The tensor itself; nothing is recorded.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.init.constant_(av.empty(2), 0.5)
    tensor([0.5000, 0.5000])
    """
    return tensor.fill_(val)


def ones_(tensor):
    """Fill with ones. As ``torch.nn.init.ones_``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.init.ones_(av.empty(2))
    tensor([1., 1.])
    """
    return constant_(tensor, 1.0)


def zeros_(tensor):
    """Fill with zeros. As ``torch.nn.init.zeros_``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.init.zeros_(av.empty(2))
    tensor([0., 0.])
    """
    return constant_(tensor, 0.0)


def check_two(tensor):
    """Raise PyTorch's error for a tensor that is no matrix."""
    if tensor.ndim != 2:
        raise ArgumentError("Only tensors with 2 dimensions are supported")


@no_grad
def eye_(tensor):
    """Fill a matrix with the identity, as far as its shape allows. As ``torch.nn.init.eye_``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.init.eye_(av.empty(2, 3))
    tensor([[1., 0., 0.],
            [0., 1., 0.]])
    """
    check_two(tensor)
    return tensor.zero_().fill_diagonal_(1)


@no_grad
def dirac_(tensor, groups=1):
    """Fill the weights of a convolution so that it keeps its channels. As ``torch.nn.init.dirac_``.

    Parameters
    ----------
    tensor : Tensor, of three to five axes
    groups : int
        Of the convolution; divides the first axis.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.init.dirac_(av.empty(2, 2, 3)).tolist()
    [[[0.0, 1.0, 0.0], [0.0, 0.0, 0.0]], [[0.0, 0.0, 0.0], [0.0, 1.0, 0.0]]]
    """
    if tensor.ndim not in (3, 4, 5):
        raise ArgumentError("Only tensors with 3, 4, or 5 dimensions are supported")
    if tensor.shape[0] % groups != 0:
        raise ArgumentError("dim 0 must be divisible by groups")
    each = tensor.shape[0] // groups
    count, centre = min(each, tensor.shape[1]), [n // 2 for n in tensor.shape[2:]]
    tensor.zero_()
    for start in range(0, tensor.shape[0], each):
        tensor[(slice(start, start + count), slice(count), *centre)].fill_diagonal_(1)
    return tensor


@no_grad
def orthogonal_(tensor, gain=1, generator=None):
    """Fill with a random orthogonal matrix (Saxe et al. 2013, arXiv:1312.6120). As ``torch.nn.init.orthogonal_``.

    Parameters
    ----------
    tensor : Tensor, of at least two axes
        All but the first are taken as one.
    gain : float
        What to multiply with.
    generator : Generator, optional

    Examples
    --------
    >>> import autograd_viz as av
    >>> Q = av.nn.init.orthogonal_(av.empty(3, 5))
    >>> av.allclose(Q @ Q.T, av.eye(3), atol=1e-5)
    True
    """
    if tensor.ndim < 2:
        raise ArgumentError("Only tensors with 2 or more dimensions are supported")
    if tensor.numel() == 0:
        return tensor
    drawn = tensor.new_empty((tensor.shape[0], tensor.numel() // tensor.shape[0])).normal_(generator=generator)
    return tensor.copy_(wrap(state.here.run(orthonormal, drawn._data, gain)).view(tensor.shape))


def orthonormal(x, gain):
    """A matrix whose rows, or columns if these are fewer, are orthonormal times `gain`, from one of random numbers."""
    wide = x.shape[0] < x.shape[1]
    q, r = np.linalg.qr((x.T if wide else x).astype(np.result_type(x.dtype, np.float32)))
    q *= gain * np.sign(np.diag(r))
    return (q.T if wide else q).copy(order="C")


@no_grad
def sparse_(tensor, sparsity, std=0.01, generator=None):
    """Fill a matrix with normal random numbers, and some of each column with zeros. As ``torch.nn.init.sparse_``.

    Parameters
    ----------
    tensor : Tensor, (rows, columns)
    sparsity : float
        The share of each column that is zero.
    std : float
        Of the others.
    generator : Generator, optional

    Examples
    --------
    >>> import autograd_viz as av
    >>> (av.nn.init.sparse_(av.empty(4, 2), sparsity=0.5) == 0).sum(0)
    tensor([2, 2])
    """
    check_two(tensor)
    scores = tensor.new_empty(tensor.shape).uniform_(generator=generator)
    tensor.normal_(0, std, generator=generator)
    return tensor.scatter_(0, scores.argsort(0)[: math.ceil(sparsity * len(scores))], 0.0)


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
    """Fill with uniform random numbers, scaled so that the signal keeps its size through rectifiers.

    As ``torch.nn.init.kaiming_uniform_`` (He et al. 2015, arXiv:1502.01852).

    Parameters
    ----------
    tensor : Tensor, of at least two axes
    a : float
        The negative slope of the ``"leaky_relu"`` that follows.
    mode : {"fan_in", "fan_out"}
        Keep the size of the signal forwards or backwards.
    nonlinearity : str
    generator : Generator, optional

    Returns
    -------
    Tensor
        The tensor itself; nothing is recorded.

    Examples
    --------
    >>> import autograd_viz as av
    >>> weight = av.nn.init.kaiming_uniform_(av.empty(3, 6), nonlinearity="relu")
    >>> weight.abs().max().item() <= 1
    True
    """
    if is_empty(tensor):
        return tensor
    bound = math.sqrt(3.0) * kaiming_std(tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(tensor, a=0, mode="fan_in", nonlinearity="leaky_relu", generator=None):
    """Fill with normal random numbers, scaled as those of `kaiming_uniform_`. As ``torch.nn.init.kaiming_normal_``.

    Parameters
    ----------
    tensor, a, mode, nonlinearity, generator
        As in `kaiming_uniform_`.

    Examples
    --------
    >>> import autograd_viz as av
    >>> _ = av.manual_seed(0)
    >>> round(av.nn.init.kaiming_normal_(av.empty(200, 200), nonlinearity="relu").std().item(), 2)
    0.1
    """
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
    """Fill with uniform random numbers, scaled so that signal and gradient keep their size as far as both can.

    As ``torch.nn.init.xavier_uniform_`` (Glorot and Bengio 2010).

    Parameters
    ----------
    tensor : Tensor, of at least two axes
    gain : float
        As `calculate_gain` gives it.
    generator : Generator, optional

    Examples
    --------
    >>> import autograd_viz as av
    >>> weight = av.nn.init.xavier_uniform_(av.empty(3, 3))
    >>> weight.abs().max().item() <= 1
    True
    """
    bound = math.sqrt(3.0) * xavier_std(tensor, gain)
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor, gain=1.0, generator=None):
    """Fill with normal random numbers, scaled as those of `xavier_uniform_`. As ``torch.nn.init.xavier_normal_``.

    Parameters
    ----------
    tensor, gain, generator
        As in `xavier_uniform_`.

    Examples
    --------
    >>> import autograd_viz as av
    >>> _ = av.manual_seed(0)
    >>> round(av.nn.init.xavier_normal_(av.empty(100, 100)).std().item(), 2)
    0.1
    """
    return normal_(tensor, 0.0, xavier_std(tensor, gain), generator)
