"""Make tensors: from numbers, filled or spaced."""

import math
import operator
import warnings

import numpy as np

from ..functions import shapes
from ..functions.arguments import BOOL, DTYPE, INT, NUMBER, as_dtype, is_number, is_whole, number, takes
from ..functions.shapes import contiguous_format, preserve_format
from ..functions.types import strided
from ..ops import arrays, dtypes
from ..ops.sort import dense
from .errors import ArgumentError, EngineError, MissingError, OperandError
from .mode import state
from .tensor import CPU, GPUS, InferenceStorage, Tensor, as_array, storage_of, wrap
from .tensor import device as Device

SCALAR = ("Number", lambda x: is_number(x) or (isinstance(x, Tensor) and x.ndim == 0))
ANYTHING = ("anything", lambda x: True)
C_NAMES = {"uint8": "uint8_t", "int8": "int8_t", "int16": "int16_t", "int32": "int", "int64": "int64_t",
           "float16": "c10::Half", "float32": "float"}  # fmt: skip
OPTIONS = """dtype : dtype, optional
    {0}
device : device, str or int, optional
    Where; by default the CPU, or what `set_default_device` set.
layout
    Taken where it asks for what there is: numbers in rows.
pin_memory : bool
    Whether it lies in memory that a GPU reads by itself; for the CPU only, beside a GPU.
requires_grad : bool
    Whether operations on it are recorded; for floating dtypes only."""


def finished(array, requires_grad, cls=Tensor):
    """A leaf over a fresh array; tensors of no axes hold a NumPy scalar."""
    out = wrap(array[()] if array.ndim == 0 else array, None, cls)
    if state.here.inference is not None:
        out._storage = InferenceStorage()
    if requires_grad:
        if array.dtype.kind != "f":
            raise EngineError(
                "Only Tensors of floating point and complex dtype can require gradients\nWrite the numbers with a "
                "decimal point (2.0), or give dtype=float32."
            )
        out._leaf = True
    return out


def numpy_dtype(d):
    """The NumPy dtype of a dtype argument, None for the default."""
    if d is None:
        return None
    if not DTYPE[1](d):
        raise OperandError(f"argument 'dtype' must be torch.dtype, not {type(d).__name__}: give one such as float32")
    return as_dtype(d).numpy


def placed(device):
    """Where a device argument says a tensor shall be; None for where they are made unless told otherwise."""
    if device is None:
        device = chosen()
        return arrays.CPU if device is None else device.place
    if not isinstance(device, (str, int, Device)) or isinstance(device, bool):
        raise OperandError(f"argument 'device' must be torch.device, not {type(device).__name__}")
    return (device if isinstance(device, Device) else Device(device)).place


def chosen():
    """The device of the innermost ``with device:``, or else the default one of this thread; None where nothing was said."""
    here = state.here
    return here.device or here.default


def set_default_device(device):
    """Let this thread make tensors on another device than the CPU. As ``torch.set_default_device``.

    Parameters
    ----------
    device : device, str, int or None
        None for the CPU.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.set_default_device("cpu")
    >>> av.zeros(1).device
    device(type='cpu')
    """
    here = state.here
    here.default = None if device is None else Device(device)
    here.device = None  # also inside of a `with device:`, from here to its end


def get_default_device():
    """Where this thread makes tensors unless told otherwise. As ``torch.get_default_device``.

    Returns
    -------
    device
        That of the innermost ``with device:``, or else what `set_default_device` set.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.get_default_device()
    device(type='cpu')
    """
    device = chosen() or CPU
    return GPUS[device.place] if device.type == "cuda" and device.index is None else device


def new(array, name, requires_grad, layout, pin_memory, memory_format=None):
    """A tensor over a fresh array, with the options that every function of this file takes checked."""
    if type(requires_grad) is not bool:
        raise OperandError(f"{name}(): argument 'requires_grad' must be bool, not {type(requires_grad).__name__}")
    if layout not in (None, strided) or memory_format not in (None, contiguous_format, preserve_format):
        raise MissingError(f"{name}(): tensors lie in memory in rows: only the default layout is there")
    if pin_memory:
        array = pinned(array)
    return finished(array, requires_grad)


def pinned(array):
    """An array of the CPU in memory that a GPU reads by itself; RuntimeError in PyTorch's words where there is none."""
    if arrays.place(array) != arrays.CPU:
        raise EngineError("Only dense CPU tensors can be pinned")
    if not arrays.gpu.count():
        raise EngineError(
            "pin_memory=True requires a CUDA or other accelerator backend; no pinned memory allocator is available on this "
            "system."
        )
    return arrays.pinned(array)


def creator(**kinds):
    """Let a function that returns an array make a tensor, and take PyTorch's options of one; `kinds` as `takes` has them."""

    def define(function):
        name = function.__name__
        checked = takes(dtype=ANYTHING, **kinds)(function) if kinds else function

        def make(*args, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, **more):
            where = placed(device)
            array = arrays.on(where, checked, *args, dtype=numpy_dtype(dtype), where=where, **more)
            return new(array, name, requires_grad, layout, pin_memory)

        make.__name__ = make.__qualname__ = name
        make.__module__, make.__doc__ = function.__module__, described(function.__doc__, "By default float32.")
        return make

    return define


def described(doc, default):
    """A docstring with its line ``options`` written out."""
    return doc.replace("    options\n", "    " + OPTIONS.format(default).replace("\n", "\n    ") + "\n")


def scalar(x):
    """A Python number from one, or from a tensor of no axes."""
    return x.item() if isinstance(x, Tensor) else number(x)


def sizes_of(size, name, named=None):
    """A checked shape, from ``(2, 3)`` or ``((2, 3),)``."""
    if named is not None:
        size = (named,)
    if not size:
        raise OperandError(f'{name}() missing 1 required positional arguments: "size"')
    sequence = isinstance(size[0], (tuple, list))
    if sequence:
        if len(size) > 1:
            raise OperandError(f"{name}() takes 1 positional argument but {len(size)} were given")
        size = size[0]
    for i, n in enumerate(size):
        if not is_whole(n):
            kind = type(n).__name__
            given = f"but found element of type {kind} at pos 0" if sequence and not i else f"not {kind}"
            raise OperandError(f"{name}(): argument 'size' (position {i + 1}) must be tuple of ints, {given}")
    size = tuple(operator.index(n) for n in size)
    for n in size:
        if n < 0 and name == "zeros":
            raise EngineError("zeros: Dimension size must be non-negative.")
        if n < 0:
            raise EngineError(f"Trying to create tensor with negative dimension {n}: {list(size)}")
    return size


# -- filled ----------------------------------------------------------------------------------------


def filled(name, fill, what, example, more=""):
    """Define a function that makes a tensor of a shape: ``fill(shape, dtype, where)``; `more` documents what else it takes."""

    taken = fill.__code__.co_varnames[3 : fill.__code__.co_argcount]

    def function(*args, size=None, dtype, where, **more):
        for argument in more.keys() - set(taken):
            raise OperandError(f"{name}() got an unexpected keyword argument '{argument}'")
        return fill(sizes_of(args, name, size), dtype or dtypes.default.numpy, where, **more)

    function.__name__ = name
    function.__doc__ = (
        f"A tensor of {what}. As ``torch.{name}``.\n\n    Parameters\n    ----------\n    *size : int, or one tuple of int\n"
        f"        The shape.\n{more}    options\n\n    Returns\n    -------\n    Tensor\n\n    Examples\n    --------\n"
        f"    >>> import autograd_viz as av\n    {example}\n    "
    )
    return creator()(function)


def plain(name):
    """What NumPy's function of that name makes, where a tensor shall be: ``fill`` of `filled`."""
    return lambda shape, dtype, where: getattr(arrays.namespace(where), name)(shape, dtype)


zeros = filled("zeros", plain("zeros"), "zeros", ">>> av.zeros(2)\n    tensor([0., 0.])")
ones = filled("ones", plain("ones"), "ones", ">>> av.ones(2, dtype=av.int64)\n    tensor([1, 1])")
blank = filled("empty", plain("empty"), "arbitrary numbers", ">>> av.empty(2, 3).shape\n    torch.Size([2, 3])")


def empty(*size, memory_format=None, **options):
    if memory_format not in (None, contiguous_format):
        raise MissingError("empty(): only the contiguous memory format is there")
    return blank(*size, **options)


empty.__doc__ = blank.__doc__


def fit(value, target):
    """A Python number as one of a NumPy dtype; RuntimeError in PyTorch's words if it is too large."""
    check_fits(value, value, target, C_NAMES.get(target.name, target.name))
    return state.here.run(np.asarray(value).astype, target)


def check_fits(least, most, target, said):
    """Raise PyTorch's error for numbers that a dtype cannot hold; of unsigned integers, negative ones wrap around."""
    if target.kind == "f":
        limit = float(np.finfo(target).max)
        bad = any(math.isfinite(x) and not -limit <= x <= limit for x in (least, most))
    elif target.kind in "iu":
        limits = np.iinfo(target)
        low = -limits.max if target.kind == "u" and isinstance(least, int) else limits.min
        bad = not (low <= least and most <= limits.max)
    else:
        bad = False
    if bad:
        raise EngineError(f"value cannot be converted to type {said} without overflow")


@creator(size=("tuple of ints", lambda x: isinstance(x, (tuple, list))), fill_value=SCALAR)
def full(size, fill_value, *, dtype, where):
    """A tensor of one number. As ``torch.full``.

    Parameters
    ----------
    size : tuple of int
        The shape.
    fill_value : number
    options

    Returns
    -------
    Tensor
        Where no dtype is given, of the one the number becomes on its own.

    Raises
    ------
    RuntimeError
        For a number too large for the dtype.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.full((2,), 7)
    tensor([7, 7])
    """
    target = (
        dtype or (fill_value.dtype if isinstance(fill_value, Tensor) else dtypes.of_number(number(fill_value))).numpy
    )
    return arrays.namespace(where).full(sizes_of((size,), "full"), fit(scalar(fill_value), target), target)


def alike(name, fill, what, example, more=""):
    """Define the variant that takes its shape, dtype and order in memory from a tensor: ``fill(array, dtype, *more)``.

    `more` documents what else it takes.
    """

    def function(
        input, *more, dtype=None, layout=None, device=None, requires_grad=False, pin_memory=False, memory_format=None, **named
    ):  # fmt: skip
        if not isinstance(input, Tensor):
            raise OperandError(f"{name}(): argument 'input' (position 1) must be Tensor, not {type(input).__name__}")
        like = input._data
        if type(like) in arrays.SCALARS:
            like = np.asarray(like)
        where = arrays.place(like) if device is None else placed(device)
        if where != arrays.place(like):
            like = arrays.on(where, arrays.namespace(where).empty, like.shape, like.dtype)
        array = arrays.on(where, fill, like, numpy_dtype(dtype) or like.dtype, *more, **named)
        if memory_format is contiguous_format:
            array = arrays.packed(array)
        return new(array, name, requires_grad, layout, pin_memory, memory_format)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = described(
        f"{what} in the shape of a tensor. As ``torch.{name}``.\n\n    Parameters\n    ----------\n    input : Tensor\n{more}"
        f"    options\n\n    Returns\n    -------\n    Tensor\n\n    Examples\n    --------\n"
        f"    >>> import autograd_viz as av\n    {example}\n    ",
        "By default the tensor's.",
    )
    return function


def full_of(array, dtype, fill_value):
    """An array like another, of one number."""
    if not SCALAR[1](fill_value):
        given = type(fill_value).__name__
        raise OperandError(f"full_like(): argument 'fill_value' (position 2) must be Number, not {given}")
    return np.full_like(dense(array), fit(scalar(fill_value), dtype), dtype)


zeros_like = alike(
    "zeros_like",
    lambda x, dtype: np.zeros_like(dense(x), dtype),
    "Zeros",
    ">>> av.zeros_like(av.ones(2))\n    tensor([0., 0.])",
)
ones_like = alike(
    "ones_like",
    lambda x, dtype: np.ones_like(dense(x), dtype),
    "Ones",
    ">>> av.ones_like(av.zeros(2))\n    tensor([1., 1.])",
)
empty_like = alike(
    "empty_like",
    lambda x, dtype: np.empty_like(dense(x), dtype),
    "Arbitrary numbers",
    ">>> av.empty_like(av.zeros(2)).shape\n    torch.Size([2])",
)
full_like = alike(
    "full_like",
    full_of,
    "One number",
    ">>> av.full_like(av.zeros(2), 7)\n    tensor([7., 7.])",
    "    fill_value : number\n",
)


# -- spaced ----------------------------------------------------------------------------------------


@creator(start=SCALAR, end=SCALAR, step=SCALAR)
def arange(start=None, end=None, step=1, *, dtype, where):
    """Numbers from `start` up to but not including `end`, `step` apart. As ``torch.arange``.

    Parameters
    ----------
    start : number
        0 where only one number is given, which is then the end.
    end, step : number
    options

    Returns
    -------
    Tensor
        Of integers where all three are, else of the default dtype.

    Raises
    ------
    RuntimeError
        For a step of 0, or one that leads away from the end.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.arange(3), av.arange(0, 1, 0.5)
    (tensor([0, 1, 2]), tensor([0.0000, 0.5000]))
    """
    if end is None:
        start, end = 0, start
    if end is None:
        raise OperandError("arange(): argument 'end' must be Number, and it is missing")
    start, end, step = scalar(0 if start is None else start), scalar(end), scalar(step)
    whole = all(isinstance(x, int) for x in (start, end, step))
    target = dtype or (np.dtype("int64") if whole else dtypes.default.numpy)
    if target.kind == "b":
        raise MissingError("\"arange_cpu\" not implemented for 'Bool'")
    if step == 0:
        raise EngineError("step must be nonzero")
    if not (math.isfinite(start) and math.isfinite(end)):
        raise EngineError(f"unsupported range: {start} -> {end}")
    if (end - start) * step < 0:
        raise EngineError("upper bound and lower bound inconsistent with step sign")
    numbers = arrays.namespace(where).arange
    if target.name == "int64":  # PyTorch counts in integers then
        start, end, step = int(start), int(end), int(step)
        if not step:
            raise ArgumentError("step must be nonzero")
        return start + step * numbers(-((start - end) // step))
    count = math.ceil((end - start) / step)
    if target.kind in "iu":
        return (int(start) + int(step) * numbers(count)).astype(target)
    return (start + step * numbers(count, dtype=np.float64)).astype(target)


def spaced(start, end, steps, target, name, where):
    """`steps` numbers from `start` to `end`: counted from both ends, as PyTorch does, so that they mirror each other."""
    if steps < 0:
        raise EngineError("number of steps must be non-negative")
    if steps < 2:
        return arrays.namespace(where).full(steps, float(start))
    if target.kind == "b":
        raise MissingError(f"\"{name}_cpu\" not implemented for 'Bool'")
    if target.kind != "f":
        start, end = (float(np.int64(int(x)).astype(target)) for x in (start, end))
    else:
        start, end = target.type(start), target.type(end)
    step, k = (end - start) / type(end)(steps - 1), arrays.namespace(where).arange(steps)
    start, end, step = float(start), float(end), float(step)  # the step is rounded, and then each number once
    return np.where(k < steps // 2, start + step * k, end - step * (steps - 1 - k))


@creator(start=SCALAR, end=SCALAR, steps=INT)
def linspace(start, end, steps, *, dtype, where):
    """`steps` numbers from `start` to `end`, evenly spaced. As ``torch.linspace``.

    Parameters
    ----------
    start, end : number
    steps : int
    options

    Returns
    -------
    Tensor of shape (steps,)

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.linspace(0, 1, 3)
    tensor([0.0000, 0.5000, 1.0000])
    """
    target = dtype or dtypes.default.numpy
    return spaced(scalar(start), scalar(end), steps, target, "linspace", where).astype(target)


@creator(start=SCALAR, end=SCALAR, steps=INT, base=NUMBER)
def logspace(start, end, steps, base=10.0, *, dtype, where):
    """`base` to the powers that `linspace` gives. As ``torch.logspace``.

    Parameters
    ----------
    start, end : number
    steps : int
    base : float
    options

    Returns
    -------
    Tensor of shape (steps,)

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.logspace(0, 2, 3)
    tensor([  1.,  10., 100.])
    """
    target = dtype or dtypes.default.numpy
    powers = np.power(float(base), spaced(scalar(start), scalar(end), steps, target, "logspace", where))
    return state.here.run(powers.astype, target)


@creator(n=INT, m=INT)
def eye(n, m=None, *, dtype, where):
    """The identity matrix. As ``torch.eye``.

    Parameters
    ----------
    n : int
        The number of rows.
    m : int, optional
        The number of columns, by default as many.
    options

    Returns
    -------
    Tensor of shape (n, m)

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.eye(2)
    tensor([[1., 0.],
            [0., 1.]])
    """
    for name, value in (("n", n), ("m", m)):
        if value is not None and value < 0:
            raise EngineError(f"{name} must be greater or equal to 0, got {value}")
    return arrays.namespace(where).eye(n, m, dtype=dtype or dtypes.default.numpy)


def triangle(name, indices, word):
    """Define ``tril_indices`` or ``triu_indices``."""

    def function(row, col, offset=0, *, dtype, where):
        target = dtype or np.dtype("int64")
        for axis, n in (("row", row), ("col", col)):
            if n < 0:
                raise EngineError(f"{axis} must be non-negative, got{n}")
        if target.kind not in "iu":
            raise MissingError(f"\"{name}\" not implemented for '{dtypes.legacy_name(dtypes.of_numpy(target))}'")
        return arrays.moved(np.stack(indices(row, offset, col)).astype(target), where)

    function.__name__ = name
    function.__doc__ = f"""Where the {word} triangle of a matrix is: rows and columns. As ``torch.{name}``.

    Parameters
    ----------
    row, col : int
        The shape of the matrix.
    offset : int
        Which diagonal bounds the triangle: above the main one, or below it if negative.
    options

    Returns
    -------
    Tensor of shape (2, n)

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.{name}(2, 2)
    tensor([[0, {1 if word == "lower" else 0}, 1],
            [0, {0 if word == "lower" else 1}, 1]])
    """
    return creator(row=INT, col=INT, offset=INT)(function)


tril_indices = triangle("tril_indices", np.tril_indices, "lower")
triu_indices = triangle("triu_indices", np.triu_indices, "upper")


# -- from numbers ----------------------------------------------------------------------------------


def checked_strides(array):
    """A NumPy array that a tensor may lie over."""
    if any(step < 0 for step in array.strides):
        raise ArgumentError(
            "At least one stride in the given numpy array is negative, and tensors with negative strides are not "
            "currently supported. (You can probably work around this by making a copy of your array with array.copy().)"
        )
    return array


def array_of(data, target, where):
    """A fresh array of user data, in a NumPy dtype if one is wanted."""
    if isinstance(data, Tensor):
        array = data._data
    elif arrays.is_array(data):
        array = checked_strides(as_array(data))
    else:
        array = state.here.run(as_array, data, target if target is not None and target.kind == "f" else None)
        if target is not None and target.kind in "iu" and array.size and array.dtype.kind != "b":
            check_fits(array.min().item(), array.max().item(), target, target.name)
    array = array if target is None else arrays.on(arrays.place(array), array.astype, target, copy=False)
    return arrays.duplicate(array) if arrays.place(array) == where else arrays.moved(array, where)


@takes(requires_grad=BOOL)
def tensor(data, *, dtype=None, device=None, requires_grad=False, pin_memory=False):
    """A new leaf holding a copy of `data`. As ``torch.tensor``.

    Parameters
    ----------
    data : number, nested sequences of numbers, array or Tensor
        Python floats become the default dtype (float32), integers int64.
    dtype : dtype, optional
    device : device or str, optional
    requires_grad : bool
        Whether operations on it are recorded; for floating dtypes only.
    pin_memory : bool
        Whether it lies in memory that a GPU reads by itself; for the CPU only, beside a GPU.

    Returns
    -------
    Tensor

    Raises
    ------
    TypeError, ValueError, RuntimeError
        For strings, ragged lists, objects, numbers too large, and integers with `requires_grad`, as PyTorch.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    tensor([[1., 2.],
            [3., 4.]], requires_grad=True)
    """
    if isinstance(data, Tensor):
        warnings.warn(
            "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
            "sourceTensor.detach().clone().requires_grad_(True), rather than torch.tensor(sourceTensor).",
            stacklevel=3,
        )
    data = data if isinstance(data, Tensor) else arrays.from_gpu(data)
    held = data._data if isinstance(data, Tensor) else data
    stays = device is None and chosen() is None and arrays.elsewhere(held) and arrays.is_array(held)
    array = array_of(data, numpy_dtype(dtype), arrays.place(held) if stays else placed(device))
    return new(array, "tensor", requires_grad, None, pin_memory)


def as_tensor(data, dtype=None, device=None):
    """A tensor over `data`, without copying where that is possible. As ``torch.as_tensor``.

    Parameters
    ----------
    data : Tensor, array, number or nested sequences of numbers
        A tensor comes back as it is, an array keeps its memory.
    dtype : dtype, optional
    device : device or str, optional

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import numpy as np
    >>> import autograd_viz as av
    >>> array = np.zeros(2)
    >>> x = av.as_tensor(array)
    >>> array[0] = 1
    >>> x
    tensor([1., 0.], dtype=torch.float64)
    """
    data = data if isinstance(data, Tensor) else arrays.from_gpu(data)
    if isinstance(data, Tensor) or arrays.is_array(data):
        out = data if isinstance(data, Tensor) else over(data)
        where = None if device is None and chosen() is None else placed(device)
        return shapes.to(out, out.dtype if dtype is None else as_dtype(dtype), where)
    return tensor(data, dtype=dtype, device=device)


@takes(copy=BOOL, requires_grad=BOOL)
def asarray(obj, *, dtype=None, device=None, copy=None, requires_grad=False):
    """A tensor over `obj`, copied only where it must or shall be. As ``torch.asarray``.

    Parameters
    ----------
    obj : Tensor, array, number or nested sequences of numbers
    dtype : dtype, optional
    device : device or str, optional
    copy : bool, optional
        True for a copy in any case, False for none.
    requires_grad : bool
        Whether operations on it are recorded. Without, the result has no history.

    Returns
    -------
    Tensor

    Raises
    ------
    ValueError
        Where `copy` is False and there must be one.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.asarray([1, 2])
    tensor([1, 2])
    """
    out = as_tensor(obj, dtype, device)
    shares = arrays.is_array(obj) and out._data.dtype == obj.dtype and arrays.place(out._data) == arrays.place(obj)
    if copy is False and not (isinstance(obj, Tensor) or arrays.is_array(obj)):
        raise ArgumentError("can't alias arbitrary sequence into a tensor.")
    if copy is False and out is not obj and not shares:
        given = obj if isinstance(obj, Tensor) else over(obj)
        if given.device != out.device:
            raise ArgumentError(f"can't alias tensor from device '{given.device}' to '{out.device}'.")
        source, wanted = (dtypes.legacy_name(x.dtype) for x in (given, out))
        raise ArgumentError(f"can't alias tensor with dtype '{source}' into dtype '{wanted}'.")
    if copy and (out is obj or shares):
        out = out.clone()
    if out.requires_grad and not requires_grad:
        out = out.detach()
    return out if out.requires_grad or not requires_grad else out.requires_grad_()


def from_numpy(array):
    """A tensor over a NumPy array, in the same memory. As ``torch.from_numpy``.

    Parameters
    ----------
    array : numpy.ndarray

    Returns
    -------
    Tensor

    Raises
    ------
    TypeError, ValueError
        For anything else, a dtype there is no tensor of, or an array that runs backwards.

    Examples
    --------
    >>> import numpy as np
    >>> import autograd_viz as av
    >>> av.from_numpy(np.arange(3))
    tensor([0, 1, 2])
    """
    if not isinstance(array, np.ndarray):
        raise OperandError(f"expected np.ndarray (got {type(array).__name__})")
    return over(array)


def from_dlpack(ext_tensor, *, device=None, copy=None):
    """A tensor over an array of another package, in the same memory. As ``torch.from_dlpack``.

    Parameters
    ----------
    ext_tensor : object
        What knows ``__dlpack__``: arrays of NumPy, CuPy, PyTorch, JAX...
    device : device or str, optional
        Where the tensor shall be, if elsewhere.
    copy : bool, optional
        True for a copy in any case, False for none.

    Returns
    -------
    Tensor

    Raises
    ------
    RuntimeError
        For anything else.
    ValueError
        Where `copy` is False and there must be one.

    Examples
    --------
    >>> import numpy as np
    >>> import autograd_viz as av
    >>> array = np.zeros(2)
    >>> x = av.from_dlpack(array)
    >>> array[0] = 1
    >>> x
    tensor([1., 0.], dtype=torch.float64)
    """
    out = over(arrays.exchanged(ext_tensor))
    if device is None or placed(device) == arrays.place(out._data):
        return out.clone() if copy else out
    if copy is False:
        raise ArgumentError(f"cannot move (i.e. copy=False) tensor from {out.device} to {device} without copying.")
    return shapes.to(out, out.dtype, placed(device))


def over(array):
    """A tensor over an array of any device, in the same memory."""
    dtypes.of_numpy(array.dtype)
    out = wrap(checked_strides(array))
    storage_of(out)
    return out


def is_tensor(obj):
    """Whether `obj` is a Tensor. As ``torch.is_tensor``.

    Parameters
    ----------
    obj : object

    Returns
    -------
    bool

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.is_tensor([1.0])
    False
    """
    return isinstance(obj, Tensor)


# -- methods ---------------------------------------------------------------------------------------


def new_of(make, name, example):
    """Define the method that makes a fresh tensor of this one's dtype."""

    def method(self, *args, dtype=None, device=None, **options):
        dtype, device = self.dtype if dtype is None else dtype, self.device if device is None else device
        return make(*args, dtype=dtype, device=device, **options)

    method.__name__ = method.__qualname__ = name
    method.__doc__ = f"""`{name[4:]}`, of this tensor's dtype unless told otherwise. As ``torch.Tensor.{name}``.

    Parameters
    ----------
    *args, **options
        Those of `{name[4:]}`.

    Returns
    -------
    Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.tensor([1, 2]).{name}({example}).dtype
    torch.int64
    """
    return method


empty.__name__ = empty.__qualname__ = "empty"
new_zeros = filled(
    "new_zeros", plain("zeros"), "zeros", ">>> av.tensor([1]).new_zeros(2)\n    tensor([0, 0])"
)  # whose errors are not those of `zeros`
METHODS = {f"new_{name}": new_of(make, f"new_{name}", example) for name, make, example in (
    ("zeros", new_zeros, "2"), ("ones", ones, "2"), ("empty", empty, "2"), ("full", full, "(2,), 7"), ("tensor", tensor, "[7]"),
)}  # fmt: skip
