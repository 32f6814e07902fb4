"""Normalisations: of rows, of groups of channels, of a batch, and to length 1."""

from ..ops import arithmetic, reduce, shape
from ..ops import normalization as ops
from ..ops.dtypes import float32
from ..ops.errors import ArgumentError, AutogradVizError, EngineError, OperandError
from .arguments import BOOL, TENSOR, axis, dtype_name, is_number, is_whole, legacy, product, takes
from .elementwise import check_kind, clamp_min, div, mul
from .reductions import norm
from .shapes import clone, contiguous, expand_as, repeat, reshape, select, to


class ZeroError(AutogradVizError, ZeroDivisionError):
    """PyTorch's ZeroDivisionError for no groups at all."""


REAL = ("float", lambda x: is_number(x))
SIZES = ("tuple of ints", lambda x: isinstance(x, (tuple, list)))
PARTS = {"weight": TENSOR, "bias": TENSOR, "running_mean": TENSOR, "running_var": TENSOR, "eps": REAL,
         "momentum": REAL, "normalized_shape": SIZES, "num_groups": ("int", is_whole), "training": BOOL,
         "use_input_stats": BOOL}  # fmt: skip
EPSILON = {"float16": 2.0**-23, "float32": 2.0**-23, "float64": 2.0**-52}  # of the dtype that is computed in


def check_dtypes(kernel, input, *parameters):
    """Raise PyTorch's errors for operands of dtypes that a kernel does not take."""
    check_kind(kernel, 2, input)
    check_mixed(input, *parameters)
    given = [p for p in parameters if p is not None]
    for p in given:
        if p.dtype != given[0].dtype:
            raise EngineError(f"expected scalar type {legacy(input)} but found {legacy(p)}")


def check_mixed(input, *parameters):
    """Raise PyTorch's errors for a mix of dtypes other than single precision beside half."""
    given = [p for p in parameters if p is not None]
    if not given or given[0].dtype == input.dtype:
        return
    if any(dtype_name(p) != "float32" for p in given):
        raise EngineError("mixed dtype (CPU): expect parameter to have scalar type of Float")
    if dtype_name(input) != "float16":
        raise EngineError("mixed dtype (CPU): all inputs must share same datatype.")


def check_rows(name, input, sizes, weight, bias=None):
    """The shape of the rows that are normalised, checked; PyTorch's errors where something does not fit."""
    for at, n in enumerate(sizes):
        if not is_whole(n):
            raise OperandError(
                f"{name}(): argument 'normalized_shape' (position 2) must be tuple of ints, but found element of type "
                f"{type(n).__name__} at pos {at}"
            )
    sizes = tuple(int(n) for n in sizes)
    if not sizes:
        raise EngineError(
            "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got "
            "normalized_shape = []"
        )
    for part, p in (("weight", weight), ("bias", bias)):
        if p is not None and tuple(p.shape) != sizes:
            raise EngineError(
                f"Expected {part} to be of same shape as normalized_shape, but got {part} of shape {list(p.shape)} and "
                f"normalized_shape = {list(sizes)}"
            )
    if tuple(input.shape)[-len(sizes) :] != sizes:
        said = ", ".join(map(str, sizes))
        raise EngineError(
            f"Given normalized_shape={list(sizes)}, expected input with shape [*{', ' if name == 'layer_norm' else ''}"
            f"{said}], but got input of size{list(input.shape)}"
        )
    return sizes


@takes(**PARTS)
def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-05, cudnn_enable=True):
    """Each row brought to mean 0 and variance 1, then scaled and shifted. As ``torch.nn.functional.layer_norm``.

    Parameters
    ----------
    input : Tensor, (..., and normalized_shape)
    normalized_shape : tuple of int
        The last axes of `input`: what counts as a row.
    weight, bias : Tensor, normalized_shape, optional
    eps : float
        Added to the variance.

    Returns
    -------
    Tensor
        Of the shape of `input`.

    Raises
    ------
    RuntimeError
        If shapes or dtypes do not fit.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.layer_norm(av.tensor([[1.0, 3.0], [5.0, 5.0]]), (2,))
    tensor([[-1.0000,  1.0000],
            [ 0.0000,  0.0000]])
    """
    check_mixed(input, weight, bias)
    sizes = check_rows("layer_norm", input, normalized_shape, weight, bias)
    check_dtypes("LayerNormKernelImpl", input, weight, bias)
    first = input.ndim - len(sizes)
    return ops.layer_norm(
        input, weight, bias, rows=tuple(input.shape), dims=tuple(range(first, input.ndim)), lead=tuple(range(first)),
        along=sizes, eps=eps,
    )[0]  # fmt: skip


@takes(**PARTS)
def rms_norm(input, normalized_shape, weight=None, eps=None):
    """Each row divided by the root of the mean of its squares, then scaled. As ``torch.nn.functional.rms_norm``.

    Parameters
    ----------
    input : Tensor, (..., and normalized_shape)
    normalized_shape : tuple of int
        The last axes of `input`: what counts as a row.
    weight : Tensor, normalized_shape, optional
    eps : float, optional
        Added to the mean; by default the smallest step beside 1 of the dtype.

    Returns
    -------
    Tensor
        Of the shape of `input`.

    Raises
    ------
    RuntimeError
        If shapes do not fit.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.rms_norm(av.tensor([3.0, 3.0, -3.0]), (3,))
    tensor([ 1.,  1., -1.])
    """
    sizes = check_rows("rms_norm", input, normalized_shape, weight)
    check_kind("rms_norm", 2, input)
    eps = EPSILON[dtype_name(input)] if eps is None else eps
    kind, half = input.dtype, dtype_name(input) == "float16"
    x = to(input, float32) if half else input
    mean = reduce.mean_axes(arithmetic.pow_number(x, 2), dim=tuple(range(x.ndim - len(sizes), x.ndim)), keepdim=True)
    out = mul(x, arithmetic.rsqrt(ops.shifted(mean, n=eps)))
    return to(out if weight is None else mul(out, weight), kind)


def channels(x):
    """The axes other than the second, and the shape of one number per channel beside `x`."""
    return {"lead": (0, *range(2, x.ndim)), "along": (1, x.shape[1], *[1] * (x.ndim - 2))}


def check_samples(sizes, given):
    """Raise PyTorch's error where the mean of each channel would be of one number alone."""
    if product(sizes) == 1:
        raise ArgumentError(f"Expected more than 1 value per channel when training, got input size {given}")


@takes(**PARTS)
def group_norm(input, num_groups, weight=None, bias=None, eps=1e-05):
    """Each group of channels of each sample brought to mean 0 and variance 1. As ``torch.nn.functional.group_norm``.

    Parameters
    ----------
    input : Tensor, (batch, channels, ...)
    num_groups : int
        A divisor of the number of channels.
    weight, bias : Tensor, (channels,), optional
    eps : float
        Added to the variance.

    Returns
    -------
    Tensor
        Of the shape of `input`.

    Raises
    ------
    RuntimeError
        If shapes or dtypes do not fit.
    ValueError
        If a group has one number alone.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.group_norm(av.tensor([[1.0, 3.0, 10.0, 30.0]]), 2)
    tensor([[-1.0000,  1.0000, -1.0000,  1.0000]])
    """
    if input.ndim < 2:
        raise EngineError(f"Expected at least 2 dimensions for input tensor but received {input.ndim}")
    sizes, count = list(input.shape), input.shape[1]
    if num_groups == 0:
        raise ZeroError("integer division or modulo by zero")
    check_samples(
        [sizes[0] * count // num_groups, *sizes[2:]], [sizes[0] * count // num_groups, num_groups, *sizes[2:]]
    )
    if num_groups < 0:
        raise EngineError(f"Expected num groups to be greater than 0, got {num_groups}")
    if count % num_groups:
        raise EngineError(
            f"Expected number of channels in input to be divisible by num_groups, but got input of shape {sizes} and "
            f"num_groups={num_groups}"
        )
    for part, p in (("weight", weight), ("bias", bias)):
        if p is not None and tuple(p.shape) != (count,):
            shown = [0] if weight is None else list(weight.shape)
            raise EngineError(
                f"Expected {part} to be a vector of size equal to the number of channels in input, but got {part} of "
                f"shape {shown} and input of shape {sizes}"
            )
    check_dtypes("GroupNormKernelImpl", input, weight, bias)
    rows = (sizes[0], num_groups, product(sizes[1:]) // num_groups)
    return ops.group_norm(contiguous(input), weight, bias, rows=rows, dims=(2,), eps=eps, **channels(input))[0]


@takes(**PARTS)
def batch_norm(
    input, running_mean=None, running_var=None, weight=None, bias=None, training=False, momentum=0.1, eps=1e-05
):
    """Each channel brought to mean 0 and variance 1 over the batch. As ``torch.nn.functional.batch_norm``.

    Parameters
    ----------
    input : Tensor, (batch, channels, ...)
    running_mean, running_var : Tensor, (channels,), optional
        While training, these follow the batch's own mean and variance, in place; else they are what is used.
    weight, bias : Tensor, (channels,), optional
    training : bool
        Normalise by the batch's own mean and variance.
    momentum : float
        How far the running statistics go towards the batch's.
    eps : float
        Added to the variance.

    Returns
    -------
    Tensor
        Of the shape of `input`.

    Raises
    ------
    RuntimeError
        If shapes or dtypes do not fit.
    ValueError
        If there is one number per channel alone.

    Examples
    --------
    >>> import autograd_viz as av
    >>> mean, var = av.zeros(2), av.ones(2)
    >>> x = av.tensor([[1.0, 10.0], [3.0, 30.0]])
    >>> av.nn.functional.batch_norm(x, mean, var, training=True)
    tensor([[-1.0000, -1.0000],
            [ 1.0000,  1.0000]])
    >>> mean, var
    (tensor([0.2000, 2.0000]), tensor([ 1.1000, 20.9000]))
    """
    if training:
        check_samples([input.shape[0], *input.shape[2:]], input.shape)
    return normalised_batch(input, running_mean, running_var, weight, bias, training, momentum, eps)


def normalised_batch(input, running_mean, running_var, weight, bias, training, momentum, eps):
    """`batch_norm` of any batch."""
    if not product(input.shape):
        out = clone(input)
        out = out if weight is None else out * select(weight, 0, 0)
        return out if bias is None else out + select(bias, 0, 0)
    if training and (running_mean is None) != (running_var is None):
        raise ArgumentError("running_mean and running_var must either both be None or neither be None")
    count = input.shape[1] if input.ndim > 1 else 0
    parts = {"running_mean": running_mean, "running_var": running_var, "weight": weight, "bias": bias}
    for name, p in parts.items():
        if p is None and name.startswith("running") and not training:
            raise EngineError(f"{name} must be defined in evaluation mode")
        if p is not None and name.startswith("running") and getattr(p, "requires_grad", False):
            raise EngineError(
                f"The function 'native_batch_norm' is not differentiable with respect to argument '{name}'. This input "
                "cannot have requires_grad True.\nGive it .detach()."
            )
        if p is not None and product(p.shape) != count:
            raise EngineError(f"{name} should contain {count} elements not {product(p.shape)}")
    check_dtypes("batch_norm", input, weight, bias, running_mean, running_var)
    axis(1, input.ndim)
    if not training:
        return ops.batch_norm_fixed(input, weight, bias, running_mean, running_var, eps=eps, **channels(input))
    places = channels(input)
    out, statistics = ops.batch_norm(
        input, weight, bias, rows=tuple(input.shape), dims=places["lead"], eps=eps, **places
    )
    if running_mean is not None:
        n = product(input.shape) // count
        mean, variance = (reshape(x, (count,)) for x in statistics)
        follow(running_mean, mean, momentum)
        follow(running_var, variance * (n / (n - 1) if n > 1 else float("nan")), momentum)
    return out


def follow(running, value, momentum):
    """Let a running number go towards a new value, in place and unrecorded."""
    running.detach().copy_(running.detach() * (1 - momentum) + value * momentum)


@takes(**PARTS)
def instance_norm(
    input, running_mean=None, running_var=None, weight=None, bias=None, use_input_stats=True, momentum=0.1, eps=1e-05
):
    """Each channel of each sample brought to mean 0 and variance 1. As ``torch.nn.functional.instance_norm``.

    Parameters
    ----------
    input : Tensor, (batch, channels, length, ...)
    running_mean, running_var, weight, bias : Tensor, (channels,), optional
    use_input_stats : bool
        Normalise by the sample's own mean and variance, not by the running ones.
    momentum, eps : float
        As `batch_norm`.

    Returns
    -------
    Tensor
        Of the shape of `input`.

    Raises
    ------
    RuntimeError
        If shapes or dtypes do not fit.
    ValueError
        If a channel of a sample is one number alone.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.instance_norm(av.tensor([[[1.0, 3.0]], [[10.0, 30.0]]]))
    tensor([[[-1.0000,  1.0000]],
    <BLANKLINE>
            [[-1.0000,  1.0000]]])
    """
    if use_input_stats and product(input.shape[2:]) == 1:
        raise ArgumentError(f"Expected more than 1 spatial element when training, got input size {input.shape}")
    if not use_input_stats and (running_mean is None or running_var is None):
        raise EngineError("Expected running_mean and running_var to be defined when use_input_stats is false")
    batch, count = input.shape[:2]
    parts = [None if p is None else repeat(p, batch) for p in (running_mean, running_var, weight, bias)]
    rows = shape.view(contiguous(input), shape=(1, batch * count, *input.shape[2:]))
    out = normalised_batch(rows, *parts, use_input_stats, momentum, eps)
    for running, of_each in ((running_mean, parts[0]), (running_var, parts[1])):
        if running is not None and use_input_stats:
            running.detach().copy_(reshape(of_each, (batch, count)).mean(0))
    return shape.view(out, shape=tuple(input.shape))


def normalize(input, p=2.0, dim=1, eps=1e-12):
    """Vectors divided by their length. As ``torch.nn.functional.normalize``.

    Parameters
    ----------
    input : Tensor
    p : float
        Which norm.
    dim : int or tuple of int
        The axes along which a vector lies.
    eps : float
        Shorter vectors are divided by this.

    Returns
    -------
    Tensor
        Of the shape of `input`.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.normalize(av.tensor([[3.0, 4.0], [0.0, 0.0]]))
    tensor([[0.6000, 0.8000],
            [0.0000, 0.0000]])
    """
    return div(input, expand_as(clamp_min(norm(input, p, dim, True), eps), input))
