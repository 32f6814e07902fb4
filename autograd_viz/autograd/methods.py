"""Give `Tensor` its operators and methods: each is the function of the same name."""

from numbers import Number

import numpy as np

from ..functions import activation, elementwise, indexing, products, reductions, shapes, sorting
from ..functions.arguments import is_number, number
from ..ops import arithmetic, arrays, dtypes, linear, shape
from ..ops.arrays import CPU
from ..ops.op import Op
from . import creation, inplace, random
from .errors import ArgumentError, EngineError, OperandError
from .inplace import in_place
from .printing import legacy_type
from .record import binary
from .tensor import Tensor, storage_of, wrap
from .tensor import device as Device


def usable(x):
    """An operand as operators take it, or None for what they leave to the other side."""
    if isinstance(x, Tensor):
        return x
    if is_number(x):
        return number(x)
    if arrays.is_array(x):
        dtypes.of_numpy(x.dtype)
        return wrap(x)
    return None


def unlike(function):
    """Define what an operator does with anything but two plain tensors of one dtype."""

    def operator(a, b):
        b = usable(b)
        return NotImplemented if b is None else function(a, b)

    return operator


def reflected(function):
    """Define an operator whose tensor stands on the right."""

    def operator(b, a):
        a = usable(a)
        return NotImplemented if a is None else function(a, b)

    return operator


def compared(op, name):
    """Define a comparison operator."""

    def operator(a, b):
        b = usable(b)
        return NotImplemented if b is None else op(a, b)

    operator.__name__ = name
    return operator


def powered(a, b):
    b = usable(b)
    return NotImplemented if b is None else elementwise.pow(a, b)


multiplied_matrices = binary(linear.mm, linear.mm)


def multiplied(a, b):
    if type(b) is Tensor:
        x, y = a._data, b._data
        if x.ndim == y.ndim == 2 and x.dtype is y.dtype and x.shape[1] == y.shape[0] and y.flags.c_contiguous:
            return multiplied_matrices(a, b)
    b = usable(b)
    return products.matmul(a, b) if isinstance(b, Tensor) else NotImplemented


def method_of(function):
    """A function as a method; an op, which is no Python function, is wrapped in one."""
    return (lambda self: function(self)) if isinstance(function, Op) else function


Tensor.__add__ = binary(arithmetic.add, unlike(arithmetic.add))
Tensor.__radd__ = reflected(lambda a, b: elementwise.add(b, a))
Tensor.__mul__ = binary(arithmetic.mul, unlike(arithmetic.mul))
Tensor.__rmul__ = reflected(lambda a, b: arithmetic.mul(b, a))
Tensor.__sub__ = binary(arithmetic.sub, unlike(elementwise.sub), floats_only=True)
Tensor.__rsub__ = reflected(elementwise.subtracted_from)
Tensor.__truediv__ = binary(arithmetic.div, unlike(arithmetic.div), floats_only=True)
Tensor.__rtruediv__ = reflected(elementwise.rdiv)
Tensor.__pow__ = powered
Tensor.__rpow__ = reflected(elementwise.pow)
Tensor.__matmul__ = multiplied
Tensor.__rmatmul__ = lambda b, a: multiplied(usable(a), b) if isinstance(a, np.ndarray) else NotImplemented
for name, function in {
    "floordiv": "floor_divide", "mod": "remainder", "and": "bitwise_and", "or": "bitwise_or", "xor": "bitwise_xor",
    "lshift": "bitwise_left_shift", "rshift": "bitwise_right_shift",
}.items():  # fmt: skip
    setattr(Tensor, f"__{name}__", unlike(getattr(elementwise, function)))
    setattr(Tensor, f"__r{name}__", reflected(getattr(elementwise, function)))
Tensor.__neg__, Tensor.__pos__, Tensor.__abs__ = elementwise.neg, elementwise.positive, elementwise.abs
Tensor.__invert__ = elementwise.inverted
for name in ("eq", "ne", "lt", "le", "gt", "ge"):
    setattr(Tensor, f"__{name}__", compared(getattr(arithmetic, name), name))


def iterate(self):
    """One tensor for each position along the first axis."""
    if self.ndim == 0:
        raise OperandError("iteration over a 0-d tensor")
    return iter(shapes.unbind(self, 0))


def contains(self, element):
    """Whether any element equals `element`."""
    if not isinstance(element, (Tensor, Number)):
        raise EngineError(f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a {type(element)}.")
    return (self == element).any().item()


Tensor.__getitem__ = indexing.getitem
Tensor.__setitem__ = inplace.setitem
Tensor.__iter__ = iterate
Tensor.__contains__ = contains

# The functions that are methods of the same name, by topic.
METHODS = {
    elementwise: "exp exp2 expm1 log log2 log10 log1p sqrt rsqrt reciprocal sin cos tan asin acos atan sinh "
                 "cosh tanh asinh acosh atanh erf erfc sigmoid neg abs sign sgn floor ceil trunc frac isnan "
                 "isinf isposinf isneginf isfinite signbit logical_not absolute negative multiply subtract "
                 "divide true_divide clip fix arcsin arccos arctan arcsinh arccosh arctanh arctan2 not_equal "
                 "less less_equal greater greater_equal mul floor_divide remainder fmod pow maximum minimum "
                 "fmax fmin atan2 hypot logaddexp copysign heaviside eq ne lt le gt ge logical_and logical_or "
                 "logical_xor bitwise_and bitwise_or bitwise_xor bitwise_left_shift bitwise_right_shift "
                 "clamp_min clamp_max add sub div square float_power positive lerp addcmul addcdiv round bitwise_not "
                 "nan_to_num clamp",
    activation: "relu prelu hardshrink",
    reductions: "sum mean max min argmax argmin softmax log_softmax all amax amin aminmax any count_nonzero cummax cummin "
                "cumprod cumsum dist logcumsumexp logsumexp nanmean nansum norm prod std var",
    sorting: "allclose argsort bincount equal histc histogram isclose kthvalue median mode msort nanmedian sort topk unique",
    shapes: "view reshape flatten t transpose permute movedim unsqueeze squeeze expand expand_as broadcast_to narrow select "
            "unbind split chunk clone contiguous view_as reshape_as unflatten ravel swapaxes swapdims adjoint moveaxis repeat "
            "tile repeat_interleave split_with_sizes tensor_split hsplit vsplit dsplit flip fliplr flipud roll rot90 diagonal "
            "diag diag_embed diagflat tril triu trace unfold select_scatter slice_scatter diagonal_scatter",
    indexing: "gather take_along_dim scatter scatter_add scatter_reduce index_select index_add index_fill index_copy "
              "index_put take put masked_fill masked_select masked_scatter nonzero argwhere",
    products: "matmul dot vdot mv mm bmm addmm baddbmm addbmm addmv addr outer inner kron",
}  # fmt: skip
# Those that also change their tensor in place, as methods with an underscore at the end.
CHANGING = {
    elementwise: "exp exp2 expm1 log log2 log10 log1p sqrt rsqrt reciprocal sin cos tan asin acos atan sinh "
    "cosh tanh asinh acosh atanh erf erfc sigmoid neg abs sign sgn floor ceil trunc frac absolute "
    "negative multiply subtract divide true_divide clip fix arcsin arccos arctan arcsinh arccosh "
    "arctanh arctan2 mul floor_divide remainder fmod pow atan2 hypot copysign heaviside "
    "bitwise_and bitwise_or bitwise_xor bitwise_left_shift bitwise_right_shift clamp_min clamp_max "
    "add sub div square lerp addcmul addcdiv round bitwise_not nan_to_num clamp",
    activation: "relu",
    reductions: "cumprod cumsum",
    shapes: "t transpose swapaxes swapdims squeeze unsqueeze tril triu",
    indexing: "scatter scatter_add scatter_reduce index_add index_fill index_copy index_put put masked_fill masked_scatter",
    products: "addmm baddbmm addbmm addmv addr",
}
for topic, names in METHODS.items():
    for name in names.split():
        setattr(Tensor, name, method_of(getattr(topic, name)))
Tensor.where = lambda self, condition, other: elementwise.where(condition, self, other)
Tensor.T = property(lambda self: shapes.permute(self, tuple(range(self.ndim - 1, -1, -1))), doc="The axes in reverse.")
Tensor.mT, Tensor.mH, Tensor.H = property(shapes.mT), property(shapes.mH), property(shapes.H)
Tensor.fill_diagonal_ = inplace.fill_diagonal_
FORMS = {"other": ("other", "non_blocking", "copy"), "dtype": ("dtype", "non_blocking", "copy"),
         "device": ("device", "dtype", "non_blocking", "copy")}  # fmt: skip
PLAIN = {float: "float64", int: "int64", bool: "bool"}  # the dtypes that Python's types stand for


def named_dtype(d):
    """A dtype, also by the Python type that stands for it; anything else as it is."""
    return dtypes.BY_NAME[PLAIN[d]] if isinstance(d, type) and d in PLAIN else d


def to(self, *args, **options):
    """The same numbers in another dtype or on another device, as ``torch.Tensor.to``: this tensor, if nothing changes.

    Called as ``to(dtype)``, ``to(device, dtype)`` or ``to(other)``, each with ``non_blocking`` and ``copy``.

    Parameters
    ----------
    dtype : dtype, optional
    device : str, int or device, optional
        Where gradients flow back from: a copy is a node of its own, ``ToCopyBackward0``.
    other : Tensor
        The tensor that has the dtype and device wanted.
    non_blocking : bool
        Of no effect here.
    copy : bool
        Make a copy in any case.
    memory_format : memory_format
        `contiguous_format` lays a copy out in the order of the axes.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.tensor([1.5, 2.5]).to(av.int64)
    tensor([1, 2])
    """
    first = next(iter(args), None)
    form = FORMS[
        "other" if isinstance(first, Tensor) else "dtype" if isinstance(named_dtype(first), dtypes.dtype) else "device"
    ]
    layout = options.pop("memory_format", None)
    given = dict(zip(form, args)) | options
    dtype, device = given.get("dtype"), given.get("device")
    if "other" in given:
        dtype, device = given["other"].dtype, given["other"].device
    dtype = named_dtype(dtype)
    flags = isinstance(given.get("copy", False), bool) and isinstance(given.get("non_blocking", False), bool)
    fits = flags and isinstance(dtype, dtypes.dtype | None) and isinstance(device, str | int | Device | None)
    fits = fits and not isinstance(device, bool)
    if not fits or "other" in options or len(args) > len(form) or not set(given) <= set(form):
        said = ", ".join([type(x).__name__ for x in args] + [f"{k}={type(v).__name__}" for k, v in options.items()])
        raise OperandError(
            f"to() received an invalid combination of arguments - got ({said}): they must be a dtype, a device or a Tensor"
        )
    where = None if device is None else creation.placed(device)
    out = shapes.to(self, self.dtype if dtype is None else dtype, where)
    if given.get("copy") and out is self:
        out = shape.to_dtype(self, dtype=self._data.dtype)
    return laid_out(out, layout)


def laid_out(x, layout):
    """A tensor in the order in memory that is asked for."""
    return shapes.contiguous(x) if layout is shapes.contiguous_format else x


def cuda(self, device=None, non_blocking=False, memory_format=None):
    """The same numbers on a GPU, as ``torch.Tensor.cuda``: this tensor, if it is there already.

    Parameters
    ----------
    device : int, str or device, optional
        Which one; the current one where none is named.
    non_blocking : bool
        Of no effect here.

    Raises
    ------
    AssertionError, RuntimeError
        Where CuPy or the driver is missing, and what to install.

    Examples
    --------
    >>> import autograd_viz as av
    >>> if av.cuda.is_available():
    ...     assert av.ones(2).cuda().is_cuda
    """
    where = Device("cuda" if device is None else device)
    if where.type != "cuda":
        raise EngineError(f"Invalid device, must be cuda device: got {where}")
    return laid_out(to(self, where, non_blocking=non_blocking), memory_format)


def cpu(self, memory_format=None):
    """The same numbers in the machine's own memory, as ``torch.Tensor.cpu``: this tensor, if they are there already.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.ones(2).cpu()
    tensor([1., 1.])
    """
    return laid_out(shapes.to(self, self.dtype, CPU), memory_format)


def pin_memory(self, device=None):
    """A copy in memory that a GPU reads by itself, as ``torch.Tensor.pin_memory``: this tensor, if it lies there already.

    Raises
    ------
    RuntimeError
        Where there is no GPU, or the tensor is on one.

    Examples
    --------
    >>> import autograd_viz as av
    >>> if av.cuda.is_available():
    ...     assert av.ones(2).pin_memory().is_pinned()
    """
    if self.is_cuda:
        raise EngineError(f"cannot pin '{legacy_type(self)}' only dense CPU tensors can be pinned")
    if not arrays.gpu.count():
        raise EngineError("Cannot access accelerator device when none is available.")
    return self if is_pinned(self) else wrap(arrays.pinned(self._data))


def is_pinned(self, device=None):
    """Whether it lies in memory that a GPU reads by itself, as ``torch.Tensor.is_pinned``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.ones(2).is_pinned()
    False
    """
    return arrays.is_pinned(self._data)


def dlpack(self, *, stream=None, max_version=None, dl_device=None, copy=None):
    """The numbers for other packages, in the same memory: ``numpy.from_dlpack(tensor)``. As ``torch.Tensor.__dlpack__``."""
    if self.requires_grad:
        raise BufferError(
            "Can't export tensors that require gradient, use tensor.detach()\nOther packages record no operations."
        )
    storage_of(self)
    wanted = {"stream": stream, "max_version": max_version, "dl_device": dl_device, "copy": copy}
    return self._data.__dlpack__(**{name: value for name, value in wanted.items() if value is not None})


def dlpack_device(self):
    """What kind of device the numbers are on, and which, as numbers. As ``torch.Tensor.__dlpack_device__``."""
    storage_of(self)
    return self._data.__dlpack_device__()


Tensor.to, Tensor.cuda, Tensor.cpu, Tensor.pin_memory, Tensor.is_pinned = to, cuda, cpu, pin_memory, is_pinned
Tensor.__dlpack__, Tensor.__dlpack_device__ = dlpack, dlpack_device
CASTS = {"float": "float32", "double": "float64", "half": "float16", "long": "int64", "int": "int32", "short": "int16",
         "char": "int8", "byte": "uint8", "bool": "bool"}  # fmt: skip
for name, target in CASTS.items():
    setattr(Tensor, name, lambda self, target=target: shapes.to(self, dtypes.BY_NAME[target]))


def type_as(self, other):
    """The same numbers in the dtype of another tensor, as ``torch.Tensor.type_as``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.tensor([1, 2]).type_as(av.tensor(1.0))
    tensor([1., 2.])
    """
    if not isinstance(other, Tensor):
        raise OperandError(f"type_as(): argument 'other' (position 1) must be Tensor, not {type(other).__name__}")
    return to(self, other)


def type_(self, dtype=None, non_blocking=False):
    """The name of this tensor's type; or the same numbers in another. As ``torch.Tensor.type``.

    Parameters
    ----------
    dtype : dtype or str, optional
        A name, as ``torch.FloatTensor`` or ``torch.cuda.FloatTensor``, says the device too.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.tensor([1, 2]).type(), av.tensor([1, 2]).type(av.float32)
    ('torch.LongTensor', tensor([1., 2.]))
    """
    if dtype is None:
        return legacy_type(self)
    device = None
    if isinstance(dtype, str):
        named = {f"torch.{on}{dtypes.legacy_name(d)}Tensor": (d, on) for d in dtypes.ALL for on in ("", "cuda.")}
        if dtype not in named:
            raise ArgumentError(f"invalid type: '{dtype}'")
        dtype, on = named[dtype]
        device = (self.device if self.is_cuda else "cuda") if on else "cpu"
    dtype = named_dtype(dtype)
    if not isinstance(dtype, dtypes.dtype):
        raise OperandError("dtype must be a type, str, or dtype object")
    return to(self, device, dtype)


Tensor.type_as, Tensor.type = type_as, type_
for name, method in (creation.METHODS | random.METHODS).items():
    setattr(Tensor, name, method)
for topic, names in CHANGING.items():
    for name in names.split():
        setattr(Tensor, f"{name}_", in_place(getattr(topic, name), f"{name}_"))
for name, method in {
    "add": "add_", "sub": "sub_", "mul": "mul_", "truediv": "div_", "pow": "pow_", "floordiv": "floor_divide_",
    "mod": "remainder_", "and": "bitwise_and_", "or": "bitwise_or_", "xor": "bitwise_xor_",
    "lshift": "bitwise_left_shift_", "rshift": "bitwise_right_shift_",
}.items():  # fmt: skip
    setattr(Tensor, f"__i{name}__", unlike(getattr(Tensor, method)))
Tensor.zero_, Tensor.fill_, Tensor.copy_ = inplace.zero_, inplace.fill_, inplace.copy_
