"""Convolutions of signals, images and volumes, their transposes, and the columns behind them."""

from ..ops import convolution, padding
from ..ops.dtypes import legacy_name
from ..ops.errors import EngineError, MissingError, OperandError, PositionError
from .arguments import INT, INTS, TENSOR, dtype_name, legacy, product, takes
from .products import C_NAMES
from .shapes import squeeze, unsqueeze

PADDING = ("tuple of ints", lambda x: isinstance(x, str) or INTS[1](x))
KINDS = {"weight": TENSOR, "bias": TENSOR, "stride": INTS, "dilation": INTS, "output_padding": INTS, "groups": INT}


def spread(name, value, given, n):
    """One number for each of the weight's `n` axes, from a list or one number, which counts as `given` of them."""
    if n < 1:
        raise EngineError("weight should have at least three dimensions")
    value = tuple(value) if isinstance(value, (tuple, list)) else (value,) * given
    if len(value) not in (1, n):
        raise EngineError(
            f"expected {name} to be a single integer value or a list of {n} values to match the convolution "
            f"dimensions, but got {name}={list(value)}"
        )
    return value * n if len(value) == 1 else value


def batched(input, n, name):
    """The input with a batch axis, which one image may lack."""
    if input.ndim not in (n + 1, n + 2):
        raise EngineError(
            f"Expected {n + 1}D (unbatched) or {n + 2}D (batched) input to {name}, but got input of size: "
            f"{list(input.shape)}"
        )
    return unsqueeze(input, 0) if input.ndim == n + 1 else input


def same(input, weight, stride, dilation, given):
    """The padding that leaves sizes as they are; what is uneven of it is set after the input beforehand."""
    n = weight.ndim - 2
    if any(s != 1 for s in spread("stride", stride, given, n)):
        raise EngineError("padding='same' is not supported for strided convolutions")
    check_axes(input, weight)
    total = [d * (k - 1) for d, k in zip(spread("dilation", dilation, given, n), weight.shape[2:])]
    if any(t % 2 for t in total):
        input = padding.constant_pad(input, pad=((0, 0), (0, 0), *[(0, t % 2) for t in total]), value=0)
    return input, tuple(t // 2 for t in total)


def check_axes(input, weight):
    if input.ndim != weight.ndim:
        raise EngineError(
            f"Expected {weight.ndim}-dimensional input for {weight.ndim}-dimensional weight {list(weight.shape)}, but "
            f"got {input.ndim}-dimensional input of size {list(input.shape)} instead"
        )


def check_shapes(input, weight, bias, transposed, options):
    """Raise PyTorch's errors for shapes and numbers that do not go together."""
    groups, shape = options["groups"], list(weight.shape)
    for name, least, words in (
        ("groups", 1, "non-positive"), ("padding", 0, "negative"), ("output_padding", 0, "negative"),
        ("stride", 1, "non-positive"), ("dilation", 1, "non-positive"),
    ):  # fmt: skip
        value = options.get(name, 1)
        if min(value if isinstance(value, tuple) else (value,)) < least:
            said = f": dilation should be greater than zero, but got {list(value)}" if name == "dilation" else ""
            raise EngineError(f"{words} {name} is not supported{said}")
    check_axes(input, weight)
    if shape[0] < groups:
        raise EngineError(
            f"Given groups={groups}, expected weight to be at least {groups} at dimension 0, but got weight of size "
            f"{shape} instead"
        )
    if shape[0] % groups:
        raise EngineError(
            f"Given groups={groups}, expected weight to be divisible by {groups} at dimension 0, but got weight of "
            f"size [{shape}] instead"
        )
    given = "transposed=1" if transposed else f"groups={groups}"
    channels, outputs = (shape[0], shape[1] * groups) if transposed else (shape[1] * groups, shape[0])
    if input.shape[1] != channels:
        raise EngineError(
            f"Given {given}, weight of size {shape}, expected input{list(input.shape)} to have {channels} channels, "
            f"but got {input.shape[1]} channels instead"
        )
    if bias is not None and tuple(bias.shape) != (outputs,):
        raise EngineError(
            f"Given {'transposed=1, ' if transposed else ''}weight of size {shape}, expected bias to be 1-dimensional "
            f"with {outputs} elements, but got bias of size {list(bias.shape)} instead"
        )


def check_dtypes(input, weight, bias):
    """Convolutions promote nothing."""
    if dtype_name(input) == "bool":
        raise MissingError("\"slow_conv2d_cpu\" not implemented for 'Bool'")
    if input.dtype != weight.dtype:
        if dtype_name(input) != "float32":
            raise EngineError(f"expected scalar type {legacy(input)} but found {legacy(weight)}")
        raise EngineError(
            f"Input type (torch.{legacy(input)}Tensor) and weight type (torch.{legacy(weight)}Tensor) should be the "
            "same or input should be a MKLDNN tensor and weight is a dense tensor"
        )
    check_bias(input, bias)


def check_bias(input, bias):
    """Raise PyTorch's error for a bias of another dtype."""
    if bias is not None and input.dtype != bias.dtype:
        one, two = (C_NAMES.get(dtype_name(x), dtype_name(x)) for x in (input, bias))
        raise EngineError(f"Input type ({one}) and bias type ({two}) should be the same")


def by(sizes):
    return " x ".join(map(str, sizes))


def convolved(input, weight, bias, stride, padding, dilation, groups, given):
    """A convolution of a batch, over as many axes as the weight has."""
    if isinstance(padding, str):
        if padding not in ("same", "valid"):
            raise EngineError(f"Invalid padding string: '{padding}'")
        input, padding = same(input, weight, stride, dilation, given) if padding == "same" else (input, 0)
        check_bias(input, bias)
    n = weight.ndim - 2
    options = {"stride": stride, "padding": padding, "dilation": dilation}
    options = {name: spread(name, value, given, n) for name, value in options.items()} | {"groups": groups}
    check_shapes(input, weight, bias, False, options)
    reach = [d * (k - 1) + 1 for d, k in zip(options["dilation"], weight.shape[2:])]
    padded = [m + 2 * p for m, p in zip(input.shape[2:], options["padding"])]
    if any(m < r for m, r in zip(padded, reach)):
        raise EngineError(
            f"Calculated padded input size per channel: ({by(padded)}). Kernel size: ({by(reach)}). Kernel size can't "
            "be greater than actual input size"
        )
    check_empty(input, weight)
    check_dtypes(input, weight, bias)
    size = tuple((m - r) // s + 1 for m, r, s in zip(padded, reach, options["stride"]))
    return convolution.conv(input, weight, bias, size=size, **options)


def check_empty(input, weight):
    if 0 in input.shape[2:] and 0 not in input.shape[:2]:
        raise EngineError(
            f"Only zero batch or zero channel inputs are supported, but got input shape: {list(input.shape)}"
        )
    if 0 in weight.shape[2:]:
        raise EngineError(f"could not create a primitive descriptor for a kernel of no size: {list(weight.shape)}")


def spread_out(input, weight, bias, stride, padding, output_padding, groups, dilation, given):
    """A transposed convolution of a batch, over as many axes as the weight has."""
    n = weight.ndim - 2
    options = {"stride": stride, "padding": padding, "output_padding": output_padding, "dilation": dilation}
    options = {name: spread(name, value, given, n) for name, value in options.items()} | {"groups": groups}
    check_shapes(input, weight, bias, True, options)
    check_empty(input, weight)
    extra = options.pop("output_padding")
    stride, dilation = options["stride"], options["dilation"]
    if input.shape[0] and any(e >= s and e >= d for e, s, d in zip(extra, stride, dilation)):
        axes = ("depth", "height", "width")[-max(n, 2) :]
        said = zip(("output_padding", "stride", "dilation"), ((0, *extra), (1, *stride), (1, *dilation)))
        raise EngineError(
            "output padding must be smaller than either stride or dilation, but got "
            + " ".join(f"{name}_{axis}: {v}" for name, values in said for axis, v in zip(axes, values[-len(axes) :]))
        )
    size = tuple(
        (m - 1) * s - 2 * p + d * (k - 1) + e + 1
        for m, s, p, d, k, e in zip(input.shape[2:], stride, options["padding"], dilation, weight.shape[2:], extra)
    )
    if min(size) < 1:
        signal = (1,) * (n == 1)
        raise EngineError(
            f"Given input size per channel: ({by(signal + tuple(input.shape[2:]))}). Calculated output size per "
            f"channel: ({by(signal + size)}). "
            "Output size is too small"
        )
    check_dtypes(input, weight, bias)
    floating(input, f"slow_conv_transpose{max(n, 2)}d_out_cpu", beside=("int64",))
    return convolution.conv_transpose(input, weight, bias, size=size, **options)


SIZES = {
    1: ("signals", "length", "5"),
    2: ("images", "height, width", "5, 5"),
    3: ("volumes", "depth, height, width", "5, 5, 5"),
}


def convolution_of(n):
    """Define ``conv1d``, ``conv2d`` or ``conv3d``."""
    things, axes, sizes = SIZES[n]

    def function(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
        if not isinstance(padding, str):
            check_bias(input, bias)
        x = batched(input, n, name)
        out = convolved(x, weight, bias, stride, padding, dilation, groups, n)
        return out if x is input else squeeze(out, 0)

    function.__name__ = function.__qualname__ = name = f"conv{n}d"
    function.__doc__ = f"""Slide kernels over {things} and sum the products. As ``torch.nn.functional.{name}``.

    Parameters
    ----------
    input : Tensor, (batch, channels, {axes}), or without batch
    weight : Tensor, (outputs, channels / groups, kernel sizes)
    bias : Tensor, (outputs,), optional
    stride, dilation : int or tuple of int
        How far the kernel moves from one output to the next, and how far apart its places are.
    padding : int, tuple of int, ``"same"`` or ``"valid"``
        Zeros on both sides of each axis.
    groups : int
        Into how many parts, each with outputs of its own, the channels are split.

    Returns
    -------
    Tensor, (batch, outputs, sizes)

    Raises
    ------
    RuntimeError
        Where shapes or dtypes do not go together, or the kernel is larger than the padded input.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.{name}(av.ones(1, 2, {sizes}), av.ones(4, 2, {sizes.replace("5", "3")}), padding=1).shape
    torch.Size([1, 4, {sizes}])
    """
    return takes(**KINDS, padding=PADDING)(function)


def transpose_of(n):
    """Define ``conv_transpose1d``, ``conv_transpose2d`` or ``conv_transpose3d``."""
    things, axes, sizes = SIZES[n]

    def function(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
        x = batched(input, n, name)
        out = spread_out(x, weight, bias, stride, padding, output_padding, groups, dilation, n)
        return out if x is input else squeeze(out, 0)

    function.__name__ = function.__qualname__ = name = f"conv_transpose{n}d"
    function.__doc__ = f"""Add kernels, times each input, into {things}. As ``torch.nn.functional.{name}``.

    The transpose of a convolution, which is also its derivative by the input.

    Parameters
    ----------
    input : Tensor, (batch, channels, {axes}), or without batch
    weight : Tensor, (channels, outputs / groups, kernel sizes)
    bias : Tensor, (outputs,), optional
    stride, padding, dilation : int or tuple of int
        Those of the convolution that this is the transpose of.
    output_padding : int or tuple of int
        By how much longer than need be the result is.
    groups : int

    Returns
    -------
    Tensor, (batch, outputs, sizes)

    Raises
    ------
    RuntimeError
        Where shapes or dtypes do not go together, or the result would be empty.

    Examples
    --------
    >>> import autograd_viz as av
    >>> x, w = av.ones(1, 2, {sizes}), av.ones(2, 4, {sizes.replace("5", "2")})
    >>> av.nn.functional.{name}(x, w, stride=2).shape
    torch.Size([1, 4, {sizes.replace("5", "10")}])
    """
    return takes(**KINDS, padding=INTS)(function)


conv1d, conv2d, conv3d = map(convolution_of, (1, 2, 3))
conv_transpose1d, conv_transpose2d, conv_transpose3d = map(transpose_of, (1, 2, 3))


def pair(argument, value):
    """Two numbers, one for each axis of an image."""
    if len(value) != 2:
        raise EngineError(f"It is expected {argument} equals to 2, but got size {len(value)}")
    return value


def pairs(name, **given):
    """Two numbers for each argument; TypeError in PyTorch's words for what is no integer."""
    given = {k: tuple(v) if isinstance(v, (tuple, list)) else (v, v) for k, v in given.items()}
    for position, (argument, value) in enumerate(given.items(), 2):
        for k, n in enumerate(value):
            if not INT[1](n):
                raise OperandError(
                    f"{name}(): argument '{argument}' (position {position}) must be tuple of ints, but found element "
                    f"of type {type(n).__name__} at pos {k}"
                )
    return given


def windows(given):
    """The checked options of `unfold` and `fold`."""
    options = {argument: pair(argument, value) for argument, value in given.items()}
    for argument, said, short, least in (
        ("kernel_size", "kernel size should be greater than zero", "kernel", 1),
        ("dilation", "dilation should be greater than zero", "dilation", 1),
        ("padding", "padding should be non-negative", "pad", 0),
        ("stride", "stride should be greater than zero", "stride", 1),
    ):
        height, width = options[argument]
        if min(height, width) < least:
            raise EngineError(f"{said}, but got {short}_height: {height} {short}_width: {width}")
    return {"kernel": options.pop("kernel_size"), **options}


def positions(sizes, kernel, dilation, padding, stride):
    """How often a window fits along each axis."""
    return tuple(
        (n + 2 * p - d * (k - 1) - 1) // s + 1 for n, k, d, p, s in zip(sizes, kernel, dilation, padding, stride)
    )


def floating(input, name, beside=()):
    """Raise PyTorch's error for a dtype that its loops were not written for."""
    if not input.dtype.is_floating_point and dtype_name(input) not in beside:
        raise MissingError(f"\"{name}\" not implemented for '{legacy_name(input.dtype)}'")


@takes()
def unfold(input, kernel_size, dilation=1, padding=0, stride=1):
    """The windows of images as columns. As ``torch.nn.functional.unfold``.

    Parameters
    ----------
    input : Tensor, (batch, channels, height, width), or without batch
    kernel_size, dilation, padding, stride : int or tuple of int

    Returns
    -------
    Tensor, (batch, channels · kernel height · kernel width, windows)

    Raises
    ------
    RuntimeError
        If no window fits, or a number is out of range.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.unfold(av.arange(9.0).reshape(1, 1, 3, 3), 2)[0, :, 0]
    tensor([0., 1., 3., 4.])
    """
    given = pairs("im2col", kernel_size=kernel_size, dilation=dilation, padding=padding, stride=stride)
    if input.ndim == 2:
        raise PositionError("Dimension out of range (expected to be in range of [-2, 1], but got 2)")
    options = windows(given)
    if input.ndim not in (3, 4) or 0 in input.shape[-3:]:
        raise EngineError(
            "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, "
            f"but got: {list(input.shape)}"
        )
    size = positions(input.shape[-2:], **options)
    if min(size) < 1:
        said = {"kernel_size": options["kernel"], "dilation": options["dilation"], "padding": options["padding"]}
        raise EngineError(
            f"Given input with spatial size {tuple(input.shape[-2:])}, "
            + ", ".join(f"{name}={value}" for name, value in said.items())
            + f", calculated shape of the array of sliding blocks as {size}, but its components must be at least one."
        )
    floating(input, "im2col_out_cpu", beside=("bool",))
    return convolution.im2col(input, size=size, **options)


@takes()
def fold(input, output_size, kernel_size, dilation=1, padding=0, stride=1):
    """Columns added into images where their windows lie: `unfold` backwards. As ``torch.nn.functional.fold``.

    Parameters
    ----------
    input : Tensor, (batch, channels · kernel height · kernel width, windows), or without batch
    output_size, kernel_size, dilation, padding, stride : int or tuple of int

    Returns
    -------
    Tensor, (batch, channels, *output_size)

    Raises
    ------
    RuntimeError
        If the columns are not as many or as long as the windows are, or a number is out of range.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.fold(av.ones(1, 4, 4), (3, 3), 2)
    tensor([[[[1., 2., 1.],
              [2., 4., 2.],
              [1., 2., 1.]]]])
    """
    given = {"kernel_size": kernel_size, "dilation": dilation, "padding": padding, "stride": stride}
    given = pairs("col2im", output_size=output_size, **given)
    sizes = pair("output_size", given.pop("output_size"))
    options = windows(given)
    kernel, size = options["kernel"], positions(sizes, **options)
    if input.ndim not in (2, 3) or 0 in input.shape[-2:]:
        raise EngineError(
            "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for "
            f"input, but got: {list(input.shape)}"
        )
    if input.shape[-2] % product(kernel):
        raise EngineError(
            "Expected size of input's dimension 1 to be divisible by the product of kernel_size, but got "
            f"input.size(1)={input.shape[-2]} and kernel_size={kernel}."
        )
    if product(size) != input.shape[-1] or min(size) < 1:
        said = {"output_size": sizes, "kernel_size": kernel} | {
            k: options[k] for k in ("dilation", "padding", "stride")
        }
        raise EngineError(
            f"Given {', '.join(f'{name}={value}' for name, value in said.items())}, expected size of input's dimension "
            f"2 to match the calculated number of sliding blocks {size[0]} * {size[1]} = {product(size)}, but got "
            f"input.size(2)={input.shape[-1]}."
        )
    floating(input, "col2im_out_cpu", beside=("bool",))
    return convolution.col2im(input, sizes=sizes, size=size, **options)
