"""The largest or average element of windows, of a given size or a given number of them."""

from ..ops import pooling, resample
from ..ops.errors import ArgumentError, EngineError, MissingError, OperandError, PositionError
from .arguments import BOOL, INT, INTS, legacy, takes
from .convolution import floating
from .reductions import mean
from .shapes import squeeze, unsqueeze

KINDS = {"kernel_size": INTS, "stride": INTS, "padding": INTS, "dilation": INTS, "ceil_mode": BOOL}
SIZE = ("tuple of ints", lambda x: isinstance(x, (tuple, list)) or INT[1](x))
KINDS |= {"count_include_pad": BOOL, "return_indices": BOOL, "divisor_override": INT}


def two(name, argument, value, words):
    """Two numbers, from one or two."""
    value = tuple(value) if isinstance(value, (tuple, list)) else (value,)
    if len(value) not in (1, 2):
        raise EngineError(f"{name}: {argument} must {words}")
    return value * 2 if len(value) == 1 else value


def one(name, argument, value, words="should contain one int"):
    """One number, perhaps in a list."""
    if not isinstance(value, (tuple, list)):
        return value
    if len(value) != 1:
        raise EngineError(f"{name}() argument '{argument}' {words} (got {len(value)})")
    return value[0]


EITHER = "either be a single int, or a tuple of two ints"
OMITTED = "either be omitted, a single int, or a tuple of two ints"
DILATION = "be either a single int, or a tuple of two ints"


def windows(name, kernel_size, stride, padding, dilation=1):
    """The options of a pooling of images, two numbers each."""
    kernel = two(name, "kernel_size", kernel_size, EITHER)
    stride = kernel if stride is None or stride == () or stride == [] else two(name, "stride", stride, OMITTED)
    return kernel, stride, two(name, "padding", padding, EITHER), two(name, "dilation", dilation, DILATION)


def fitting(n, k, s, p, d, ceil_mode):
    """How many windows fit along an axis; with `ceil_mode`, one that reaches over its end and starts inside counts."""
    if s == 0:
        raise EngineError("stride should not be zero")
    if p < 0:
        raise EngineError(f"pad must be non-negative, but got pad: {p}")
    if p > int(((k - 1) * d + 1) / 2):
        raise EngineError(
            f"pad should be at most half of effective kernel size, but got pad={p}, kernel_size={k} and dilation={d}"
        )
    m = (n + 2 * p - d * (k - 1) - 1 + (s - 1 if ceil_mode else 0)) // s + 1
    return m - 1 if ceil_mode and (m - 1) * s >= n + p else m


def fitted(input, kernel, stride, padding, dilation, ceil_mode):
    """How many windows fit into an image, after PyTorch's checks."""
    size = tuple(map(fitting, input.shape[-2:], kernel, stride, padding, dilation, (ceil_mode, ceil_mode)))
    for said, (h, w), names in (
        ("kernel size", kernel, ("kH", "kW")), ("stride", stride, ("dH", "dW")),
        ("dilation", dilation, ("dilationH", "dilationW")),
    ):  # fmt: skip
        if min(h, w) < 1:
            raise EngineError(f"{said} should be greater than zero, but got {names[0]}: {h} {names[1]}: {w}")
    if input.ndim not in (3, 4) or 0 in input.shape[-3:]:
        raise EngineError(
            "Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but "
            f"got:{list(input.shape)}"
        )
    if any(k // 2 < p for k, p in zip(kernel, padding)):
        raise EngineError(
            f"pad should be smaller than or equal to half of kernel size, but got padW = {padding[1]}, padH = "
            f"{padding[0]}, kW = {kernel[1]}, kH = {kernel[0]}"
        )
    if min(size) < 1:
        c, h, w = input.shape[-3:]
        raise EngineError(
            f"Given input size: ({c}x{h}x{w}). Calculated output size: ({c}x{size[0]}x{size[1]}). Output size "
            "is too small"
        )
    return size


def planes(input, name):
    """Raise PyTorch's error for what is no signal or batch of signals; else one with an axis of height 1."""
    if input.ndim not in (2, 3):
        raise EngineError(
            f"Expected 2 to 3 dimensions, but got {input.ndim}-dimensional tensor for argument #1 'self' (while "
            f"checking arguments for {name})"
        )
    return unsqueeze(input, -2)


@takes(**KINDS)
def max_pool2d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    """The largest element of each window of images. As ``torch.nn.functional.max_pool2d``.

    Parameters
    ----------
    input : Tensor, (batch, channels, height, width), or without batch
    kernel_size : int or tuple of int
    stride : int or tuple of int, optional
        How far windows are apart, by default the kernel size.
    padding : int or tuple of int
        How far windows may reach outside, at most half of the kernel size.
    dilation : int or tuple of int
        How far the places of a window are apart.
    ceil_mode : bool
        Whether a last window that reaches over the end counts.
    return_indices : bool
        Whether positions in each flattened image are returned as well.

    Returns
    -------
    Tensor, (batch, channels, rows, columns), or a pair (values, indices)

    Raises
    ------
    RuntimeError
        If no window fits, or a number is out of range.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.max_pool2d(av.arange(16.0).reshape(1, 4, 4), 2)
    tensor([[[ 5.,  7.],
             [13., 15.]]])
    """
    kernel, stride, padding, dilation = windows("max_pool2d", kernel_size, stride, padding, dilation)
    if input.ndim not in (3, 4):
        raise EngineError("non-empty 3D or 4D (batch mode) tensor expected for input")
    size = fitted(input, kernel, stride, padding, dilation, ceil_mode)
    if str(input.dtype).endswith("bool"):
        raise MissingError("\"max_pool2d\" not implemented for 'Bool'")
    pair = pooling.max_pool2d(input, kernel=kernel, stride=stride, padding=padding, dilation=dilation, size=size)
    return pair if return_indices else pair[0]


@takes(**KINDS)
def max_pool1d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False):
    """The largest element of each window of signals. As ``torch.nn.functional.max_pool1d``.

    Parameters
    ----------
    input : Tensor, (batch, channels, length), or without batch
    kernel_size, stride, padding, dilation, ceil_mode, return_indices
        As those of `max_pool2d`.

    Returns
    -------
    Tensor, (batch, channels, windows), or a pair (values, indices)

    Raises
    ------
    RuntimeError
        If no window fits, or a number is out of range.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.max_pool1d(av.tensor([[3.0, 1.0, 4.0, 1.0, 5.0]]), 2)
    tensor([[3., 4.]])
    """
    stride = kernel_size if stride is None or stride == () or stride == [] else stride
    given = {"kernel_size": kernel_size, "stride": stride, "padding": padding, "dilation": dilation}
    if not return_indices:
        check_signal(input, given, ceil_mode)
    k, s, p, d = (one("max_pool1d", name, value) for name, value in given.items())
    pair = max_pool2d(planes(input, "max_pool1d"), (1, k), (1, s), (0, p), (1, d), ceil_mode, True)
    return tuple(squeeze(x, -2) for x in pair) if return_indices else squeeze(pair[0], -2)


def check_signal(input, given, ceil_mode):
    """Raise PyTorch's errors for a signal and numbers that `max_pool1d` cannot take."""
    if input.ndim not in (2, 3) or 0 in input.shape[-2:]:
        raise EngineError(
            "max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but "
            f"got:{list(input.shape)}"
        )
    words = {"stride": "None, an int, list of ints, or", "padding": "an int, list of ints, or"}
    for name, value in given.items():
        if isinstance(value, (tuple, list)):
            if len(value) != 1:
                said = words.get(name, "an int, list of ints or")
                raise EngineError(
                    f"max_pool1d() {name} must be {said} tuple of ints of size 1 but got size {len(value)}"
                )
            given[name] = value[0]
    k, s, p, d = given.values()
    for name in ("kernel_size", "stride"):
        if given[name] < 1:
            raise EngineError(f"max_pool1d() {name} must be greater than zero, but got {given[name]}")
    if p < 0:
        raise EngineError(f"max_pool1d() padding must be non-negative, but got {p}")
    if p > k // 2:
        raise EngineError(
            f"max_pool1d() padding should be at most half of kernel size, but got padding={p} and kernel_size={k}"
        )
    if d < 1:
        raise EngineError(f"max_pool1d() dilation must be greater than zero, but got {d}")
    m = fitting(input.shape[-1], k, s, p, d, ceil_mode)
    if m < 1:
        raise EngineError(f"max_pool1d() Invalid computed output size: {m}")
    if not input.dtype.is_floating_point:
        raise MissingError(f"\"max_pool1d_impl\" not implemented for '{legacy(input)}'")


@takes(**KINDS)
def avg_pool2d(
    input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True, divisor_override=None
):
    """The average of each window of images. As ``torch.nn.functional.avg_pool2d``.

    Parameters
    ----------
    input : Tensor, (batch, channels, height, width), or without batch
    kernel_size, stride, padding, ceil_mode
        As those of `max_pool2d`.
    count_include_pad : bool
        Whether the zeros outside count as elements.
    divisor_override : int, optional
        What sums are divided by, instead of the number of elements.

    Returns
    -------
    Tensor, (batch, channels, rows, columns)

    Raises
    ------
    RuntimeError
        If no window fits, or a number is out of range.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.avg_pool2d(av.arange(16.0).reshape(1, 4, 4), 2)
    tensor([[[ 2.5000,  4.5000],
             [10.5000, 12.5000]]])
    """
    kernel, stride, padding, _ = windows("avg_pool2d", kernel_size, stride, padding)
    if divisor_override == 0:
        raise EngineError("divisor must be not zero")
    if input.ndim < 3:
        least = -max(input.ndim, 1)
        raise PositionError(f"Dimension out of range (expected to be in range of [{least}, {-least - 1}], but got -3)")
    size = fitted(input, kernel, stride, padding, (1, 1), ceil_mode)
    floating(input, "avg_pool2d", beside=("int64",))
    axes = tuple(("window", m, k, s, p, count_include_pad) for m, k, s, p in zip(size, kernel, stride, padding))
    return resample.avg_pool2d(input, how=(axes, divisor_override or "count"))


@takes(**KINDS)
def avg_pool1d(input, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    """The average of each window of signals. As ``torch.nn.functional.avg_pool1d``.

    Parameters
    ----------
    input : Tensor, (batch, channels, length), or without batch
    kernel_size, stride, padding, ceil_mode, count_include_pad
        As those of `avg_pool2d`.

    Returns
    -------
    Tensor, (batch, channels, windows)

    Raises
    ------
    RuntimeError
        If no window fits, or a number is out of range.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.avg_pool1d(av.tensor([[1.0, 3.0, 5.0, 7.0]]), 2)
    tensor([[2., 6.]])
    """
    stride = kernel_size if stride is None or stride == () or stride == [] else stride
    given = {"kernel_size": kernel_size, "stride": stride, "padding": padding}
    k, s, p = (one("avg_pool1d", name, value) for name, value in given.items())
    out = avg_pool2d(planes(input, "avg_pool1d"), (1, k), (1, s), (0, p), ceil_mode, count_include_pad)
    return squeeze(out, -2)


def wanted(output_size, shape):
    """A size for each axis, where None keeps that of the input."""
    if INTS[1](output_size) and not isinstance(output_size, (tuple, list)):
        return (output_size, output_size)
    if isinstance(output_size, (bool, str)):
        said = "but found element of type str at pos 0" if isinstance(output_size, str) else "not bool"
        raise OperandError(f"argument 'output_size' (position 2) must be tuple of ints, {said}")
    if not isinstance(output_size, (tuple, list)):
        raise OperandError(f"object of type '{type(output_size).__name__}' has no len()")
    if len(shape) <= len(output_size):
        raise ArgumentError(f"Input dimension should be at least {len(output_size) + 1}")
    return tuple(n if m is None else m for m, n in zip(output_size, shape[-len(output_size) :]))


def check_full(input, name, first):
    """Raise PyTorch's error for an axis of no length, from the axis `first`."""
    for d in range(first, input.ndim):
        if input.shape[d] == 0:
            raise EngineError(
                f"{name}(): Expected input to have non-zero size for non-batch dimensions, but input has sizes "
                f"{list(input.shape)} with dimension {d} being empty"
            )


def check_adaptive(input, name, but):
    """Raise PyTorch's errors for what is no image or batch of images."""
    if input.ndim not in (3, 4):
        raise EngineError(f"{name}(): Expected 3D or 4D tensor, but got{but} {list(input.shape)}")
    floating(input, name)


def check_ints(name, argument, values):
    """Raise PyTorch's error for an element that is no integer."""
    for k, m in enumerate(values if isinstance(values, (tuple, list)) else ()):
        if not INT[1](m):
            raise OperandError(
                f"{name}(): argument '{argument}' (position 2) must be tuple of ints, but found element of type "
                f"{type(m).__name__} at pos {k}"
            )


@takes()
def adaptive_avg_pool2d(input, output_size):
    """The averages of as many windows as wanted. As ``torch.nn.functional.adaptive_avg_pool2d``.

    Parameters
    ----------
    input : Tensor, (batch, channels, height, width), or without batch
    output_size : int, or tuple of int and None
        Rows and columns of the result; None keeps those of the input.

    Returns
    -------
    Tensor, (batch, channels, *output_size)

    Raises
    ------
    RuntimeError
        If a size is negative or the input has none.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.adaptive_avg_pool2d(av.arange(16.0).reshape(1, 4, 4), (1, 2))
    tensor([[[6.5000, 8.5000]]])
    """
    size = wanted(output_size, input.shape)
    check_ints("adaptive_avg_pool2d", "output_size", size)
    if len(size) != 2:
        raise EngineError("adaptive_avg_pool2d: output_size must be 2")
    if min(size) < 0:
        raise EngineError(
            "adaptive_avg_pool2d: elements of output_size must be greater than or equal to 0 but received "
            f"{{{size[0]}, {size[1]}}}"
        )
    if size == (1, 1):
        return mean(input, (-1, -2), True)
    check_full(input, "adaptive_avg_pool2d", max(input.ndim - 2, 1))
    check_adaptive(input, "adaptive_avg_pool2d", "")
    return resample.adaptive_avg_pool2d(input, how=(tuple(("adaptive", m) for m in size), "count"))


@takes(output_size=SIZE)
def adaptive_avg_pool1d(input, output_size):
    """The averages of as many windows of signals as wanted. As ``torch.nn.functional.adaptive_avg_pool1d``.

    Parameters
    ----------
    input : Tensor, (batch, channels, length), or without batch
    output_size : int

    Returns
    -------
    Tensor, (batch, channels, output_size)

    Raises
    ------
    RuntimeError
        If the size is negative or the input has none.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.adaptive_avg_pool1d(av.tensor([[1.0, 3.0, 5.0, 7.0]]), 2)
    tensor([[2., 6.]])
    """
    check_ints("adaptive_avg_pool1d", "output_size", output_size)
    m = one("adaptive_avg_pool1d", "output_size", output_size)
    return squeeze(adaptive_avg_pool2d(planes(input, "adaptive_avg_pool1d"), (1, m)), -2)


@takes(return_indices=BOOL)
def adaptive_max_pool2d(input, output_size, return_indices=False):
    """The largest elements of as many windows as wanted. As ``torch.nn.functional.adaptive_max_pool2d``.

    Parameters
    ----------
    input : Tensor, (batch, channels, height, width), or without batch
    output_size : int, or tuple of int and None
        Rows and columns of the result; None keeps those of the input.
    return_indices : bool
        Whether positions in each flattened image are returned as well.

    Returns
    -------
    Tensor, (batch, channels, *output_size), or a pair (values, indices)

    Raises
    ------
    RuntimeError
        If a size is negative or the input has none.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.adaptive_max_pool2d(av.arange(16.0).reshape(1, 4, 4), (1, 2))
    tensor([[[13., 15.]]])
    """
    size = wanted(output_size, input.shape)
    check_ints("adaptive_max_pool2d", "output_size", size)
    if len(size) != 2:
        raise EngineError("adaptive_max_pool2d(): internal error: output_size.size() must be 2")
    check_full(input, "adaptive_max_pool2d", 1)
    check_adaptive(input, "adaptive_max_pool2d", ":")
    if min(size) < 0:
        shape = [*input.shape[:-2], *size]
        raise EngineError(f"Trying to create tensor with negative dimension {min(size)}: {shape}")
    pair = pooling.adaptive_max_pool2d(input, size=size)
    return pair if return_indices else pair[0]


@takes(return_indices=BOOL)
def adaptive_max_pool1d(input, output_size, return_indices=False):
    """The largest elements of as many windows of signals as wanted. As ``torch.nn.functional.adaptive_max_pool1d``.

    Parameters
    ----------
    input : Tensor, (batch, channels, length), or without batch
    output_size : int
    return_indices : bool
        Whether positions in each signal are returned as well.

    Returns
    -------
    Tensor, (batch, channels, output_size), or a pair (values, indices)

    Raises
    ------
    RuntimeError
        If the size is negative or the input has none.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.adaptive_max_pool1d(av.tensor([[1.0, 3.0, 5.0, 7.0]]), 2)
    tensor([[3., 7.]])
    """
    pair = adaptive_max_pool1d_with_indices(input, output_size)
    return pair if return_indices else pair[0]


@takes("adaptive_max_pool1d", output_size=SIZE)
def adaptive_max_pool1d_with_indices(input, output_size):
    """`adaptive_max_pool1d` and where its results are. As ``torch.nn.functional.adaptive_max_pool1d_with_indices``.

    Parameters
    ----------
    input : Tensor, (batch, channels, length), or without batch
    output_size : int

    Returns
    -------
    values, indices : Tensor, (batch, channels, output_size)

    Raises
    ------
    RuntimeError
        If the size is negative or the input has none.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.adaptive_max_pool1d_with_indices(av.tensor([[1.0, 3.0, 5.0, 7.0]]), 2)
    (tensor([[3., 7.]]), tensor([[1, 3]]))
    """
    check_ints("adaptive_max_pool1d", "output_size", output_size)
    m = one("adaptive_max_pool1d", "output_size", output_size)
    image = planes(input, "adaptive_max_pool1d")
    check_full(input, "adaptive_max_pool1d", 1)
    return tuple(squeeze(x, -2) for x in adaptive_max_pool2d(image, (1, m), True))
