"""Normalisations as modules."""

import warnings

from ..autograd.creation import empty, ones, tensor, zeros
from ..autograd.errors import ArgumentError
from ..ops.dtypes import int64
from . import functional as F
from . import init
from .module import Module
from .parameter import Parameter


class Normalisation(Module):
    """What all share: a weight that starts as ones and a bias that starts as zeros, if there are any."""

    def _affine(self, shape, affine, bias, device, dtype):
        for name, present in (("weight", affine), ("bias", affine and bias)):
            self.register_parameter(name, Parameter(empty(shape, device=device, dtype=dtype)) if present else None)

    def reset_parameters(self):
        """Set the weight to ones and the bias to zeros."""
        if self.weight is not None:
            init.ones_(self.weight)
        if getattr(self, "bias", None) is not None:
            init.zeros_(self.bias)

    def extra_repr(self):
        return self.described.format(**self.__dict__, bias=getattr(self, "bias", None) is not None)


def rows(normalized_shape):
    """The shape of a row as a tuple."""
    return (normalized_shape,) if isinstance(normalized_shape, int) else tuple(normalized_shape)


class LayerNorm(Normalisation):
    """Each row brought to mean 0 and variance 1, then scaled and shifted. As ``torch.nn.LayerNorm``.

    Parameters
    ----------
    normalized_shape : int or tuple of int
        The last axes of the input: what counts as a row.
    eps : float
        Added to the variance.
    elementwise_affine : bool
        Whether there are a weight and a bias.
    bias : bool
        Whether there is a bias beside the weight.
    device : device or str, optional
    dtype : dtype, optional

    Attributes
    ----------
    weight, bias : Parameter, normalized_shape, or None

    Examples
    --------
    >>> import autograd_viz as av
    >>> layer = av.nn.LayerNorm(2)
    >>> layer
    LayerNorm((2,), eps=1e-05, elementwise_affine=True, bias=True)
    >>> layer(av.tensor([[1.0, 3.0]])).detach()
    tensor([[-1.0000,  1.0000]])
    """

    described = "{normalized_shape}, eps={eps}, elementwise_affine={elementwise_affine}, bias={bias}"

    def __init__(self, normalized_shape, eps=1e-5, elementwise_affine=True, bias=True, device=None, dtype=None):
        super().__init__()
        self.normalized_shape = rows(normalized_shape)
        self.eps, self.elementwise_affine = eps, elementwise_affine
        self._affine(self.normalized_shape, elementwise_affine, bias, device, dtype)
        self.reset_parameters()

    def forward(self, input):
        return F.layer_norm(input, self.normalized_shape, self.weight, self.bias, self.eps)


class RMSNorm(Normalisation):
    """Each row divided by the root of the mean of its squares, then scaled. As ``torch.nn.RMSNorm``.

    Parameters
    ----------
    normalized_shape : int or tuple of int
        The last axes of the input: what counts as a row.
    eps : float, optional
        Added to the mean; by default the smallest step beside 1 of the dtype.
    elementwise_affine : bool
        Whether there is a weight.
    device : device or str, optional
    dtype : dtype, optional

    Attributes
    ----------
    weight : Parameter, normalized_shape, or None

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.RMSNorm(3)(av.tensor([3.0, 3.0, -3.0])).detach()
    tensor([ 1.,  1., -1.])
    """

    described = "{normalized_shape}, eps={eps}, elementwise_affine={elementwise_affine}"

    def __init__(self, normalized_shape, eps=None, elementwise_affine=True, device=None, dtype=None):
        super().__init__()
        self.normalized_shape = rows(normalized_shape)
        self.eps, self.elementwise_affine = eps, elementwise_affine
        weight = Parameter(empty(self.normalized_shape, device=device, dtype=dtype)) if elementwise_affine else None
        self.register_parameter("weight", weight)
        self.reset_parameters()

    def forward(self, x):
        return F.rms_norm(x, self.normalized_shape, self.weight, self.eps)


class GroupNorm(Normalisation):
    """Each group of channels of each sample brought to mean 0 and variance 1. As ``torch.nn.GroupNorm``.

    Parameters
    ----------
    num_groups : int
        A divisor of the number of channels.
    num_channels : int
    eps : float
        Added to the variance.
    affine : bool
        Whether there are a weight and a bias.
    device : device or str, optional
    dtype : dtype, optional
    bias : bool
        Whether there is a bias beside the weight.

    Attributes
    ----------
    weight, bias : Parameter, (num_channels,), or None

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.GroupNorm(2, 4)(av.tensor([[1.0, 3.0, 10.0, 30.0]])).detach()
    tensor([[-1.0000,  1.0000, -1.0000,  1.0000]])
    """

    described = "{num_groups}, {num_channels}, eps={eps}, affine={affine}, bias={bias}"

    def __init__(self, num_groups, num_channels, eps=1e-5, affine=True, device=None, dtype=None, *, bias=True):
        super().__init__()
        if num_channels % num_groups:
            raise ArgumentError(f"num_channels ({num_channels}) must be divisible by num_groups ({num_groups})")
        self.num_groups, self.num_channels, self.eps, self.affine = num_groups, num_channels, eps, affine
        self._affine(num_channels, affine, bias, device, dtype)
        self.reset_parameters()

    def forward(self, input):
        return F.group_norm(input, self.num_groups, self.weight, self.bias, self.eps)


class ChannelNorm(Normalisation):
    """What batch and instance normalisation share: running statistics, and which inputs they take."""

    described = (
        "{num_features}, eps={eps}, momentum={momentum}, affine={affine}, bias={bias}, "
        "track_running_stats={track_running_stats}"
    )
    axes = ()  # how many axes an input may have
    _version = 2  # which counts the batches; before 1, running statistics were kept even where not asked for

    def __init__(
        self, num_features, eps=1e-5, momentum=0.1, affine=True, track_running_stats=True, device=None, dtype=None, *,
        bias=True,
    ):  # fmt: skip
        super().__init__()
        self.num_features, self.eps, self.momentum = num_features, eps, momentum
        self.affine, self.track_running_stats = affine, track_running_stats
        self._affine(num_features, affine, bias, device, dtype)
        kept = track_running_stats
        self.register_buffer("running_mean", zeros(num_features, device=device, dtype=dtype) if kept else None)
        self.register_buffer("running_var", ones(num_features, device=device, dtype=dtype) if kept else None)
        self.register_buffer("num_batches_tracked", tensor(0, dtype=int64, device=device) if kept else None)
        self.reset_parameters()

    def reset_running_stats(self):
        """Forget the batches seen so far."""
        if self.track_running_stats:
            self.running_mean.zero_()
            self.running_var.fill_(1)
            self.num_batches_tracked.zero_()

    def reset_parameters(self):
        """Set the weight to ones and the bias to zeros, and forget the batches seen so far."""
        self.reset_running_stats()
        super().reset_parameters()

    def _load_from_state_dict(self, state_dict, prefix, local_metadata, *report):
        if local_metadata.get("version", 0) < 2 and self.track_running_stats:
            count = tensor(0) if self.num_batches_tracked is None else self.num_batches_tracked
            state_dict.setdefault(f"{prefix}num_batches_tracked", count)
        super()._load_from_state_dict(state_dict, prefix, local_metadata, *report)

    def _check_input_dim(self, input):
        if input.ndim not in self.axes:
            said = " or ".join(f"{n}D" for n in self.axes)
            raise ArgumentError(f"expected {said} input (got {input.ndim}D input)")


def batch_norm(name, axes, shape, example, answer):
    """Define batch normalisation of inputs of so many axes."""

    class BatchNorm(ChannelNorm):
        def forward(self, input):
            self._check_input_dim(input)
            momentum = 0.0 if self.momentum is None else self.momentum
            if self.training and self.track_running_stats and self.num_batches_tracked is not None:
                self.num_batches_tracked.add_(1)
                if self.momentum is None:  # the mean of all batches so far
                    momentum = 1.0 / float(self.num_batches_tracked)
            own = self.training or (self.running_mean is None and self.running_var is None)
            follows = not self.training or self.track_running_stats
            running = (self.running_mean, self.running_var) if follows else (None, None)
            return F.batch_norm(input, *running, self.weight, self.bias, own, momentum, self.eps)

    BatchNorm.__name__ = BatchNorm.__qualname__ = name
    BatchNorm.axes = axes
    BatchNorm.__doc__ = f"""Each channel brought to mean 0 and variance 1 over the batch. As ``torch.nn.{name}``.

    Parameters
    ----------
    num_features : int
        The number of channels: inputs are {shape}.
    eps : float
        Added to the variance.
    momentum : float or None
        How far the running statistics go towards the batch's; None for the mean of all batches.
    affine : bool
        Whether there are a weight and a bias.
    track_running_stats : bool
        Keep running statistics, which take the place of the batch's own in evaluation.
    device : device or str, optional
    dtype : dtype, optional
    bias : bool
        Whether there is a bias beside the weight.

    Attributes
    ----------
    weight, bias : Parameter, (num_features,), or None
    running_mean, running_var : Tensor, (num_features,), or None
    num_batches_tracked : Tensor of int64, or None

    Examples
    --------
    >>> import autograd_viz as av
    >>> layer = av.nn.{name}(1)
    >>> layer({example}).detach()
    {answer}
    >>> layer.running_mean
    tensor([0.2000])
    """
    return BatchNorm


BatchNorm1d = batch_norm(
    "BatchNorm1d", (2, 3), "(batch, channels) or (batch, channels, length)", "av.tensor([[1.0], [3.0]])",
    "tensor([[-1.0000],\n            [ 1.0000]])",
)  # fmt: skip
BatchNorm2d = batch_norm(
    "BatchNorm2d", (4,), "(batch, channels, height, width)", "av.tensor([[[[1.0, 3.0]]]])",
    "tensor([[[[-1.0000,  1.0000]]]])",
)  # fmt: skip


def instance_norm(name, axes, shape, example, answer):
    """Define instance normalisation of inputs of so many axes."""

    class InstanceNorm(ChannelNorm):
        def __init__(
            self, num_features, eps=1e-5, momentum=0.1, affine=False, track_running_stats=False, device=None,
            dtype=None, *, bias=True,
        ):  # fmt: skip
            super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias)

        def _load_from_state_dict(self, state_dict, prefix, local_metadata, *report):
            keys = [prefix + key for key in ("running_mean", "running_var") if prefix + key in state_dict]
            if "version" not in local_metadata and not self.track_running_stats and keys:
                said, here = " and ".join(f'"{key}"' for key in keys), type(self).__name__
                report[-1].append(
                    f"Unexpected running stats buffer(s) {said} for {here} with track_running_stats=False. If state_dict "
                    f"is a checkpoint saved before 0.4.0, this may be expected because {here} does not track running "
                    "stats by default since 0.4.0. Please remove these keys from state_dict. If the running stats are "
                    f"actually needed, instead set track_running_stats=True in {here} to enable them. See the "
                    f"documentation of {here} for details."
                )
                for key in keys:
                    del state_dict[key]
            super()._load_from_state_dict(state_dict, prefix, local_metadata, *report)

        def forward(self, input):
            self._check_input_dim(input)
            dim = input.ndim - axes[0]
            if input.shape[dim] != self.num_features and self.affine:
                raise ArgumentError(
                    f"expected input's size at dim={dim} to match num_features ({self.num_features}), but got: "
                    f"{input.shape[dim]}."
                )
            if input.shape[dim] != self.num_features:
                warnings.warn(
                    f"input's size at dim={dim} does not match num_features. You can silence this warning by not passing "
                    "in num_features, which is not used because affine=False",
                    stacklevel=2,
                )
            return self._applied(input.unsqueeze(0)).squeeze(0) if not dim else self._applied(input)

        def _applied(self, input):
            return F.instance_norm(
                input, self.running_mean, self.running_var, self.weight, self.bias,
                self.training or not self.track_running_stats, 0.0 if self.momentum is None else self.momentum, self.eps,
            )  # fmt: skip

    InstanceNorm.__name__ = InstanceNorm.__qualname__ = name
    InstanceNorm.axes = axes
    InstanceNorm.__doc__ = f"""Each channel of each sample brought to mean 0 and variance 1. As ``torch.nn.{name}``.

    Parameters
    ----------
    num_features : int
        The number of channels: inputs are {shape}.
    eps : float
        Added to the variance.
    momentum : float or None
        How far the running statistics go towards the batch's.
    affine : bool
        Whether there are a weight and a bias.
    track_running_stats : bool
        Keep running statistics, which take the place of the sample's own in evaluation.
    device : device or str, optional
    dtype : dtype, optional
    bias : bool
        Whether there is a bias beside the weight.

    Attributes
    ----------
    weight, bias : Parameter, (num_features,), or None

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.{name}(1)({example})
    {answer}
    """
    return InstanceNorm


InstanceNorm1d = instance_norm(
    "InstanceNorm1d", (2, 3), "(channels, length), with or without a batch", "av.tensor([[1.0, 3.0]])",
    "tensor([[-1.0000,  1.0000]])",
)  # fmt: skip
InstanceNorm2d = instance_norm(
    "InstanceNorm2d", (3, 4), "(channels, height, width), with or without a batch", "av.tensor([[[1.0, 3.0]]])",
    "tensor([[[-1.0000,  1.0000]]])",
)  # fmt: skip
