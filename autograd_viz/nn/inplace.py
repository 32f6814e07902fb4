"""Activations and dropout with PyTorch's last argument `inplace`: write the result into the input."""

import inspect
import warnings

from ..autograd.errors import ArgumentError, EngineError, OperandError
from ..autograd.inplace import InPlace
from ..autograd.tensor import Tensor
from ..functions import activation

WRITTEN = "    inplace : bool\n        Write the result into `input`.\n"


def written(input, name):
    """A tensor to be written into."""
    if not isinstance(input, Tensor):
        raise OperandError(f"{name}_(): argument 'input' (position 1) must be Tensor, not {type(input).__name__}")
    return InPlace(input)


def with_inplace(function):
    """The function with one more argument, `inplace`."""
    signature = inspect.signature(function)
    count = len(signature.parameters)

    def wrapped(input, *args, inplace=False, **kwargs):
        if len(args) == count:
            *args, inplace = args
        return function(written(input, name) if inplace else input, *args, **kwargs)

    last = inspect.Parameter("inplace", inspect.Parameter.POSITIONAL_OR_KEYWORD, default=False)
    wrapped.__name__ = wrapped.__qualname__ = name = function.__name__
    wrapped.__signature__ = signature.replace(parameters=[*signature.parameters.values(), last])
    head, example, tail = function.__doc__.partition("\n    Examples\n")
    head = head.replace(f"``torch.{name}``", f"``torch.nn.functional.{name}``")
    first, raises, rest = head.partition("\n    Raises\n")
    wrapped.__doc__ = (
        first + WRITTEN + raises + rest + example + tail.replace(f"av.{name}(", f"av.nn.functional.{name}(")
    )
    return wrapped


def in_place(function):
    """The function that always writes into its input, named with an underscore."""

    def wrapped(input, *args, **kwargs):
        return function(written(input, name), *args, **kwargs)

    name = function.__name__
    wrapped.__name__ = wrapped.__qualname__ = f"{name}_"
    wrapped.__signature__ = inspect.signature(function)
    rest = function.__doc__.partition("\n\n")[2].replace(f"nn.functional.{name}(", f"{name}(")
    wrapped.__doc__ = f"`{name}`, written into `input`. As ``torch.nn.functional.{name}_``.\n\n" + rest.replace(
        f"av.{name}(", f"av.nn.functional.{name}_("
    )
    return wrapped


relu = with_inplace(activation.relu)
relu6 = with_inplace(activation.relu6)
elu = with_inplace(activation.elu)
selu = with_inplace(activation.selu)
celu = with_inplace(activation.celu)
leaky_relu = with_inplace(activation.leaky_relu)
rrelu = with_inplace(activation.rrelu)
silu = with_inplace(activation.silu)
mish = with_inplace(activation.mish)
hardswish = with_inplace(activation.hardswish)
hardsigmoid = with_inplace(activation.hardsigmoid)
hardtanh = with_inplace(activation.hardtanh)
threshold = with_inplace(activation.threshold)
relu_, elu_, selu_, celu_ = map(in_place, (activation.relu, activation.elu, activation.selu, activation.celu))
leaky_relu_, rrelu_ = in_place(activation.leaky_relu), in_place(activation.rrelu)
hardtanh_, threshold_ = in_place(activation.hardtanh), in_place(activation.threshold)


BATCH = {"1d": 3, "3d": 5}  # axes of a batch: what has others gets a batch axis


def dropping(function, name, training=True, dims=None):
    """Define a dropout of `nn.functional` by that of the floor below, which says what it does.

    Parameters
    ----------
    dims : str, optional
        For "1d", "2d" and "3d", whose inputs have so many axes beside the channels, and are told so.
    """

    def dropout(input, p=0.5, training=training, inplace=False):
        if p < 0 or p > 1:
            raise ArgumentError(f"dropout probability has to be between 0 and 1, but got {p}")
        if dims in ("2d", "3d"):
            warn_of_axes(input.ndim, int(dims[0]))
        if dims == "1d" and input.ndim not in (2, 3):
            raise EngineError(
                f"dropout1d: Expected 2D or 3D input, but received a {input.ndim}D input. Note that dropout1d exists to "
                "provide channel-wise dropout on inputs with 1 spatial dimension, a channel dimension, and an optional "
                "batch dimension (i.e. 2D or 3D inputs)."
            )
        if dims not in BATCH or input.ndim == BATCH[dims]:
            return function(written(input, name) if inplace else input, p, training)
        if inplace:
            return function(InPlace(input.unsqueeze_(0)), p, training).squeeze_(0)
        return function(input.unsqueeze(0), p, training).squeeze(0)

    dropout.__name__ = dropout.__qualname__ = name
    summary = function.__doc__.partition(" As ``")[0]
    usual, shape = "" if training else ", training=True", "2, 2, 1" if dims == "1d" else "1, 2, 2, 1"
    dropout.__doc__ = f"""{summary} As ``torch.nn.functional.{name}``.

    Parameters
    ----------
    input : Tensor{"" if dims is None else ", (batch, channels, ...)"}
    p : float
        Probability of each to go, between 0 and 1.
    training : bool
        If false, the tensor itself.
    inplace : bool
        Write the result into `input`.

    Raises
    ------
    ValueError
        For a probability outside [0, 1].

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.{name}(av.ones({shape}), 1.0{usual}).sum()
    tensor(0.)
    """
    return dropout


def warn_of_axes(ndim, n):
    """Warn as PyTorch does of an input of `dropout2d` or `dropout3d` that has other axes than a batch."""
    if ndim not in (n + 1, n + 2):
        warnings.warn(
            f"dropout{n}d: Received a {ndim}-D input to dropout{n}d, which is deprecated and will result in an error in "
            "a future release. To retain the behavior and silence this warning, please use dropout instead. Note that "
            f"dropout{n}d exists to provide channel-wise dropout on inputs with {n} spatial dimensions, a channel "
            f"dimension, and an optional batch dimension (i.e. {n + 1}D or {n + 2}D inputs).",
            stacklevel=3,
        )
    if ndim == 3 and n == 2:
        warnings.warn(
            "dropout2d: Received a 3D input to dropout2d and assuming that channel-wise 1D dropout behavior is desired - "
            "input is interpreted as shape (N, C, L), where C is the channel dim. This behavior will change in a future "
            "release to interpret the input as one without a batch dimension, i.e. shape (C, H, W). To maintain the 1D "
            "channel-wise dropout behavior, please switch to using dropout1d instead.",
            stacklevel=3,
        )


dropout = dropping(activation.dropout, "dropout")
dropout1d = dropping(activation.feature_dropout, "dropout1d", dims="1d")
dropout2d = dropping(activation.feature_dropout, "dropout2d", dims="2d")
dropout3d = dropping(activation.feature_dropout, "dropout3d", dims="3d")
alpha_dropout = dropping(activation.alpha_dropout, "alpha_dropout", False)
feature_alpha_dropout = dropping(activation.feature_alpha_dropout, "feature_alpha_dropout", False)
