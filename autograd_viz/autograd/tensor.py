"""The tensor: an array, where it came from, and what its gradient is."""

import copy
import math
import weakref

import numpy as np

from ..ops import arrays, dtypes
from ..ops.arrays import SCALARS, address, base_of, duplicate
from ..ops.errors import DeviceError
from ..ops.op import read_by
from .errors import ArgumentError, EngineError, MissingError, OperandError, message
from .mode import state
from .node import AccumulateGrad, Hooks, extra, large

new = object.__new__


class Size(tuple):
    """The shape of a tensor, as ``torch.Size``: a tuple of integers that prints with its name.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.ones(2, 3).shape[:1] + (5,)
    torch.Size([2, 5])
    >>> av.ones(2, 3).shape.numel()
    6
    """

    __slots__ = ()

    def __new__(cls, sizes=()):
        if not hasattr(sizes, "__iter__"):
            raise OperandError(f"'{type(sizes).__name__}' object is not iterable")
        made = tuple.__new__(cls, sizes)
        for i, n in enumerate(made):
            if type(n) is not int and not hasattr(n, "__index__"):
                raise OperandError(f"torch.Size() takes an iterable of 'int' (item {i} is '{type(n).__name__}')")
        return made

    def numel(self):
        """Number of elements of a tensor of this shape."""
        return math.prod(self)

    def __repr__(self):
        return f"torch.Size({list(self)})"

    def __getitem__(self, key):
        got = tuple.__getitem__(self, key)
        return Size(got) if isinstance(key, slice) else got

    def __add__(self, other):
        if not isinstance(other, tuple):
            raise OperandError(f"can only concatenate tuple (not {type(other).__name__}) to torch.Size")
        return Size(tuple.__add__(self, other))

    def __radd__(self, other):
        return Size(other) + self

    def __mul__(self, times):
        return Size(tuple.__mul__(self, times))

    __rmul__ = __mul__

    def __reduce__(self):
        return Size, (tuple(self),)


KINDS = (
    "cpu", "cuda", "ipu", "xpu", "mkldnn", "opengl", "opencl", "ideep", "hip", "ve", "fpga", "maia", "xla", "lazy", "vulkan",
    "mps", "meta", "hpu", "mtia", "privateuseone",
)  # fmt: skip


class device:
    """Where a tensor's numbers are, as ``torch.device``.

    As a context manager, where this thread makes tensors unless told otherwise. Of the kinds that PyTorch knows by name,
    tensors can be on ``"cpu"`` and ``"cuda"``.

    Parameters
    ----------
    type : str, int or device
        ``"cpu"``, or ``"cuda"`` for a GPU; or with an index, ``"cuda:0"``. A number alone is that of a GPU.
    index : int, optional

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.device("cpu", 0), av.device("cpu") == av.ones(1).device
    (device(type='cpu', index=0), True)
    """

    __slots__ = ("_type", "_index")

    def __new__(cls, *args, **kwargs):
        given = dict(zip(("type", "index"), args)) | kwargs
        if "device" in given and len(given) == 1:
            given = {"type": given["device"]}
        first = given.get("type")
        usable = isinstance(first, str) or (len(given) == 1 and isinstance(first, (int, device)) and first is not True)
        if first is False or not given.keys() <= {"type", "index"} or len(args) > 2 or not (usable or len(given) == 2):
            said = ", ".join([kind_of(x) for x in args] + [f"{k}={kind_of(x)}" for k, x in kwargs.items()])
            raise OperandError(
                f"device() received an invalid combination of arguments - got ({said}), but expected one of:\n"
                " * (torch.device device)\n * (str type, int index = -1)\nthe first must be a device, a str or an int"
            )
        if isinstance(first, device) and len(given) == 1:
            return first
        out = object.__new__(cls)
        out._type, out._index = numbered(first) if isinstance(first, int) and len(given) == 1 else named(**given)
        return out

    @property
    def type(self):
        """``"cpu"`` or ``"cuda"``."""
        return self._type

    @property
    def index(self):
        """Which of its kind; None for the current one."""
        return self._index

    @property
    def place(self):
        """`CPU` of `ops.arrays`, or the number of the GPU, which must be there."""
        if self._type == "cuda":
            return arrays.current(self._index)
        if self._type == "cpu":
            return arrays.CPU
        raise MissingError(f"no tensors on devices of the type '{self._type}': there are 'cpu' and 'cuda'")

    def __enter__(self):
        here = state.here
        here.devices.append(here.device)
        here.device = self
        return self

    def __exit__(self, *_):
        here = state.here
        here.device = here.devices.pop()

    def __repr__(self):
        at = "" if self._index is None else f", index={self._index}"
        return f"device(type={self._type!r}{at})"

    def __str__(self):
        return self._type if self._index is None else f"{self._type}:{self._index}"

    def __eq__(self, other):
        return isinstance(other, device) and (self._type, self._index) == (other._type, other._index)

    def __hash__(self):
        return hash((self._type, self._index))

    def __reduce__(self):
        return device, (self._type,) if self._index is None else (self._type, self._index)


def kind_of(x):
    """What PyTorch's messages call the type of an argument."""
    return "torch.device" if isinstance(x, device) else type(x).__name__


def numbered(index):
    """Type and index of a device that is named by a number: a GPU, which must be there."""
    if index < 0:
        raise EngineError("Device index must not be negative")
    try:
        arrays.current()
    except (DeviceError, EngineError) as error:
        raise EngineError(f"Cannot access accelerator device when none is available.\n{error}") from error
    return "cuda", index


def named(type, index=None):
    """Type and index of a device that is named by a string."""
    if not isinstance(type, str):
        raise OperandError(f"device(): argument 'type' (position 1) must be str, not {kind_of(type)}")
    if index is not None and (not isinstance(index, int) or isinstance(index, bool)):
        raise OperandError(f"device(): argument 'index' (position 2) must be int, not {kind_of(index)}")
    if not type:
        raise EngineError("Device string must not be empty")
    kind, colon, number = type.partition(":")
    if colon and index is not None:
        raise EngineError(f"type (string) must not include an index because index was passed explicitly: {type}")
    if kind not in KINDS:
        raise EngineError(f"Expected one of {', '.join(KINDS)} device type at start of device string: {kind}")
    if colon and (not number.isdecimal() or (number[0] == "0" and number != "0")):
        raise EngineError(f"Invalid device string: '{type}'")
    if index is not None and index < 0:
        raise EngineError("Device index must not be negative")
    return kind, int(number) if colon else index


class Layout:
    """How a tensor's numbers lie in memory, as ``torch.layout``: all are strided."""

    __slots__ = ()

    def __repr__(self):
        return "torch.strided"


strided = Layout()
Device = device  # where an argument is called so
CPU = device("cpu")
GPUS = [device("cuda", i) for i in range(64)]  # as tensors say where they are
MAKE_FLOAT = "Write the numbers with a decimal point (2.0), or give dtype=float32."


class Storage:
    """What tensors that share memory share: one version counter, and the views to keep current."""

    __slots__ = ("version", "views", "__weakref__")

    def __init__(self):
        self.version, self.views = 0, None

    def add(self, view):
        """Remember a view, weakly."""
        if self.views is None:
            self.views = weakref.WeakValueDictionary()
        self.views[id(view)] = view


class InferenceStorage(Storage):
    """The storage of what was computed in an `inference_mode`: it counts no versions."""

    __slots__ = ()

    @property
    def version(self):
        if state.here.inference is not None:
            return 0
        raise EngineError(
            "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference mode in "
            "computation tracked by autograd. To work around this, you can make a clone to get a normal tensor and use "
            "it in autograd, or use `torch.no_grad()` instead of `torch.inference_mode()`."
        )

    @version.setter
    def version(self, value):
        pass


class Rare:
    """What few tensors have: hooks, and for a view its base, how it was taken, and by which custom function if any."""

    __slots__ = ("base", "chain", "made", "multiple", "recorded", "hooks", "after", "retain")

    def __init__(self):
        self.base = self.chain = self.made = None
        self.multiple = self.retain = False
        self.recorded = True
        self.hooks, self.after = Hooks(), Hooks()


class Tensor:
    """An n-dimensional array that remembers how it was computed, as ``torch.Tensor``.

    Made by `tensor`, `zeros` and their like, or by operations on other tensors; the class itself, called with
    sizes or with data, makes one of the default dtype.

    Attributes
    ----------
    grad : Tensor or None
        The gradient that backward passes have added up, of the same shape; None before the first.
    requires_grad : bool
    grad_fn : Node or None
        The operation that made it; None for a leaf.
    is_leaf : bool
    shape : Size
    dtype : dtype

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor([1.0, 2.0], requires_grad=True)
    >>> (x * x).sum().backward()
    >>> x.grad
    tensor([2., 4.])
    """

    __slots__ = ("_data", "_node", "_leaf", "_acc", "_grad", "_storage", "_rare", "__weakref__", "__dict__")
    __array_priority__ = 1000  # so that array * tensor asks the tensor
    contagious = True  # of a subclass: whether what is computed from its tensors is of the subclass too
    is_sparse = is_quantized = is_meta = is_mps = is_nested = False
    layout = strided

    def __new__(cls, *data, device=None, **wrong):
        from . import creation

        if wrong:
            raise OperandError(f"new() got an unexpected keyword argument '{next(iter(wrong))}'")
        if device is not None and Device(device).type != "cpu":
            raise EngineError(
                f"legacy constructor expects device type: cpu but device type: {Device(device).type} was passed\n"
                "Use tensor or zeros, which take any device."
            )
        (first, *more) = data or (0,)
        if isinstance(first, Tensor) and not more:
            made = first.detach()
        elif isinstance(first, (int, Size)):
            made = creation.zeros(*data or (0,), device=CPU)
        elif more or not hasattr(first, "__getitem__"):
            raise OperandError(f"new(): data must be a sequence (got {type(first).__name__})")
        else:
            made = creation.tensor(first, dtype=dtypes.default, device=CPU)
        made.__class__ = cls
        return made

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        from .record import record

        if not cls.contagious:
            read_by(cls, record)
            return
        read_by(cls, lambda op, operands, params: converted(record(op, operands, params), cls))
        for name in OPERATORS:
            if name in cls.__dict__:
                continue
            operator = getattr(Tensor, name)
            setattr(cls, name, lambda a, b, operator=operator: converted(operator(a, b), cls))

    # -- what it is ----------------------------------------------------------------------------

    @property
    def shape(self):
        return Size(self._data.shape)

    @property
    def ndim(self):
        """Number of axes."""
        return self._data.ndim

    @property
    def dtype(self):
        return dtypes.of_numpy(self._data.dtype)

    @property
    def device(self):
        """Where its numbers are."""
        where = arrays.place(self._data)
        return CPU if where == arrays.CPU else GPUS[where]

    @property
    def is_cpu(self):
        """Whether its numbers are in the machine's own memory."""
        return arrays.place(self._data) == arrays.CPU

    @property
    def is_cuda(self):
        """Whether its numbers are on a GPU."""
        return arrays.place(self._data) != arrays.CPU

    @property
    def itemsize(self):
        """Bytes per element."""
        return self._data.dtype.itemsize

    @property
    def nbytes(self):
        """Bytes of all elements."""
        return self._data.nbytes

    def dim(self):
        """Number of axes, as ``torch.Tensor.dim``.

        Examples
        --------
        >>> import autograd_viz as av
        >>> av.ones(2, 3).dim()
        2
        """
        return self._data.ndim

    ndimension = dim

    def numel(self):
        """Number of elements."""
        return int(self._data.size)

    nelement = numel

    def size(self, dim=None):
        """The shape, or the length of one axis."""
        if dim is None:
            return self.shape
        from ..functions.shapes import axis, check_axes

        check_axes(self, dim)
        return self._data.shape[axis(dim, self._data.ndim)]

    def stride(self, dim=None):
        """Elements to step over, along each axis or one, to reach the next."""
        from ..functions.shapes import axis, check_axes

        data = self._data
        steps = tuple(s // data.dtype.itemsize for s in data.strides)
        if dim is None:
            return steps
        check_axes(self, dim)
        return steps[axis(dim, data.ndim)]

    def storage_offset(self):
        """Elements in memory before the first of this tensor."""
        return (self.data_ptr() - arrays.start_of(storage_of(self) and self._data)) // self.itemsize

    def data_ptr(self):
        """The address of the first element."""
        storage_of(self)
        return address(self._data) if self._data.size else 0

    def get_device(self):
        """The number of its GPU: -1 for the CPU."""
        return arrays.place(self._data)

    def is_same_size(self, other):
        """Whether `other` has the same shape."""
        return self._data.shape == other._data.shape

    def is_complex(self):
        """Whether the elements are complex: never."""
        return False

    def is_signed(self):
        """Whether the dtype holds negative numbers."""
        return self.dtype.is_signed

    def is_nonzero(self):
        """Whether the one element is not 0."""
        return bool(self)

    def is_contiguous(self, memory_format=None):
        """Whether the elements lie in memory in the order of the axes."""
        return type(self._data) in SCALARS or self._data.flags.c_contiguous

    def is_floating_point(self):
        """Whether the elements are floats."""
        return self._data.dtype.kind == "f"

    def element_size(self):
        """Bytes per element."""
        return self._data.dtype.itemsize

    # -- where it came from --------------------------------------------------------------------

    @property
    def grad_fn(self):
        return None if self._node is None else self._node.producer

    @property
    def output_nr(self):
        """Which of the results of `grad_fn` this is."""
        return 0 if self._node is None else self._node.index

    @property
    def is_leaf(self):
        return self._node is None

    @property
    def requires_grad(self):
        return self._leaf or self._node is not None

    @requires_grad.setter
    def requires_grad(self, value):
        if not isinstance(value, (bool, np.bool_)):
            raise EngineError("requires_grad must be a bool")
        if value and self._data.dtype.kind != "f":
            raise EngineError("only Tensors of floating point and complex dtype can require gradients\n" + MAKE_FLOAT)
        self.requires_grad_(value)

    def requires_grad_(self, requires_grad=True):
        """Set whether operations on this leaf are recorded; returns the tensor itself.

        Raises
        ------
        RuntimeError
            For a tensor that an operation made, or one that is not floating point.
        """
        if not isinstance(requires_grad, (bool, np.bool_)):
            given = type(requires_grad).__name__
            raise OperandError(f"requires_grad_(): argument 'requires_grad' (position 1) must be bool, not {given}")
        if self._node is not None:
            if requires_grad:
                return self
            raise EngineError(
                message(
                    "you can only change requires_grad flags of leaf variables. If you want to use a computed variable "
                    "in a subgraph that doesn't require differentiation use var_no_grad = var.detach().",
                    self._node.producer,
                )
            )
        if requires_grad and self._data.dtype.kind != "f":
            raise EngineError("only Tensors of floating point dtype can require gradients\n" + MAKE_FLOAT)
        if self.is_inference() and state.here.inference is None:
            raise EngineError(
                "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.\nTake a .clone() of it."
            )
        self._leaf = bool(requires_grad)
        return self

    @property
    def _base(self):
        return None if self._rare is None else self._rare.base

    def _is_view(self):
        return self._base is not None

    @property
    def _version(self):
        if self.is_inference():
            raise EngineError("Inference tensors do not track version counter.")
        return version_of(self)

    def is_inference(self):
        """Whether it was computed in an `inference_mode`."""
        return type(self._storage) is InferenceStorage

    @property
    def retains_grad(self):
        """Whether backward fills `grad` although this is no leaf."""
        return self._rare is not None and self._rare.retain

    def _edge(self):
        """The node that receives this tensor's gradient, or None."""
        if self._node is not None:
            return self._node
        return self._accumulator() if self._leaf else None

    def _accumulator(self):
        """The leaf's `AccumulateGrad`; the leaf holds it weakly, so that no cycle arises."""
        node = None if self._acc is None else self._acc()
        if node is None:
            node = AccumulateGrad(self)
            self._acc = weakref.ref(node)
        return node

    # -- its gradient --------------------------------------------------------------------------

    @property
    def grad(self):
        return self._grad

    @grad.setter
    def grad(self, value):
        if value is not None:
            if not isinstance(value, Tensor):
                raise OperandError(
                    f"assigned grad expected to be a Tensor or None but got grad of type {type(value).__name__}"
                )
            if value is self:
                raise EngineError("can't assign Variable as its own grad")
            if value._data.dtype != self._data.dtype:
                raise EngineError(
                    f"attempting to assign a gradient with dtype '{c_name(value)}' to a tensor with grad_dtype "
                    f"'{dtypes.legacy_name(self.dtype)}'. The gradient must match the tensor's dtype: convert it with "
                    f".to({self.dtype.name})."
                )
            if value._data.shape != self._data.shape:
                raise EngineError(
                    f"attempting to assign a gradient of size '{list(value.shape)}' to a tensor of size "
                    f"'{list(self.shape)}'. Please ensure that the gradient and the tensor are the same size"
                )
            if arrays.gpu.used and value.device != self.device:
                raise EngineError(
                    f"attempting to assign a gradient with device type '{value.device.type}' to a tensor with device type "
                    f"'{self.device.type}'. Please ensure that the gradient and the tensor are on the same device"
                )
        self._grad = value

    @grad.deleter
    def grad(self):
        self._grad = None

    def backward(self, gradient=None, retain_graph=None, create_graph=False, inputs=None):
        """Compute the gradients of this tensor, adding them to the ``.grad`` of the leaves.

        Parameters
        ----------
        gradient : Tensor or None
            Of this tensor's shape: what to multiply the Jacobian with, from the left. None means 1,
            for a tensor of one element.
        retain_graph : bool or None
            Keep what the graph saved, so that backward can run again. None means `create_graph`.
        create_graph : bool
            Record the backward pass itself, so that gradients can be differentiated again.
        inputs : Tensor or sequence of Tensor, optional
            The only tensors whose ``.grad`` is to be added to.

        Raises
        ------
        RuntimeError
            As PyTorch: no graph, more than one element and no `gradient`, a graph that was freed,
            a saved value changed in place.
        """
        from .walk import backward

        backward(self, gradient, retain_graph, create_graph, inputs=inputs)

    def retain_grad(self):
        """Let backward fill ``.grad`` of this tensor although it is no leaf."""
        if not self.requires_grad:
            raise EngineError("can't retain_grad on Tensor that has requires_grad=False")
        if self._node is None:
            return
        rare(self).retain = True
        extra(self._node).retain = weakref.ref(self)

    def register_hook(self, hook):
        """Call ``hook(grad)`` with the gradient when it is computed; it may return a new one.

        Returns a handle with ``remove()``.
        """
        if not self.requires_grad:
            raise EngineError("cannot register a hook on a tensor that doesn't require gradient")
        if self._node is not None:
            return extra(self._node).tensor.add(hook)
        return rare(self).hooks.add(hook)

    def register_post_accumulate_grad_hook(self, hook):
        """Call ``hook(tensor)`` after this leaf's ``.grad`` has been added to."""
        if not self.requires_grad:
            raise EngineError("cannot register a hook on a tensor that doesn't require gradient")
        if self._node is not None:
            raise EngineError("post accumulate grad hooks cannot be registered on non-leaf tensors")
        return rare(self).after.add(hook)

    def detach(self):
        """The same numbers in the same memory, without history."""
        out = self._alias(None)
        out._storage = storage_of(self)
        out._data = self._data
        return out

    def detach_(self):
        """Forget this tensor's history; it becomes a leaf that does not require grad."""
        if self._is_view():
            raise EngineError("Can't detach views in-place. Use detach() instead.")
        self._node, self._leaf = None, False
        return self

    @property
    def data(self):
        """The numbers alone, in the same memory, unseen by version counters."""
        storage_of(self)
        out = wrap(self._data)
        out._storage = type(self._storage)()
        return out

    @data.setter
    def data(self, value):
        if not isinstance(value, Tensor):
            raise OperandError(f"Variable data has to be a tensor, but got {type(value).__name__}")
        storage_of(value)
        self._data = value._data

    def _alias(self, node):
        """Another tensor over the same numbers, made by `node`."""
        out = wrap(self._data, node)
        out._storage = self._storage
        return out

    # -- numbers out ---------------------------------------------------------------------------

    def item(self):
        """The number of a tensor of one element, as a Python number. As ``torch.Tensor.item``.

        Raises
        ------
        RuntimeError
            For any other number of elements.

        Examples
        --------
        >>> import autograd_viz as av
        >>> av.tensor([2.5]).item()
        2.5
        """
        if self._data.size != 1:
            raise EngineError(f"a Tensor with {self._data.size} elements cannot be converted to Scalar")
        return self._host.item()

    @property
    def _host(self):
        """The numbers in the machine's own memory: on a GPU, a copy of them."""
        return arrays.moved(self._data, arrays.CPU)

    def tolist(self):
        """The numbers as nested lists, or one number."""
        return self._host.tolist()

    def numpy(self, *, force=False):
        """The numbers as a NumPy array in the same memory.

        Raises
        ------
        TypeError
            If they are on a GPU and `force` is false.
        RuntimeError
            If the tensor requires grad and `force` is false.
        """
        if force:
            plain = self.detach() if self.requires_grad else self
            return (
                plain.cpu().numpy() if self.is_cuda else plain.numpy().copy() if self.requires_grad else plain.numpy()
            )
        if self.is_cuda:
            raise OperandError(
                f"can't convert {self.device} device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory "
                "first."
            )
        if self.requires_grad:
            raise EngineError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
        storage_of(self)
        return self._data

    def __array__(self, dtype=None, copy=None):
        array = self.numpy()
        if dtype is not None and array.dtype != dtype:
            if copy is False:
                raise ArgumentError("Unable to avoid copy while creating an array as requested.")
            return array.astype(dtype)
        return array.copy() if copy else array

    @property
    def __cuda_array_interface__(self):
        """Where its numbers are on the GPU, for other packages: ``cupy.asarray(tensor)``."""
        if not self.is_cuda:
            raise AttributeError(
                f"Can't get __cuda_array_interface__ on non-CUDA tensor type: {self.type()} If CUDA data is required use "
                "tensor.cuda() to copy tensor to device memory."
            )
        if self.requires_grad:
            raise EngineError(
                "Can't get __cuda_array_interface__ on Variable that requires grad. If gradients aren't required, use "
                "var.detach() to get Variable that doesn't require grad."
            )
        return self._data.__cuda_array_interface__

    def __array_wrap__(self, array, context=None, return_scalar=False):
        """What a NumPy function made of this tensor, as a tensor again."""
        array = array.astype(np.uint8) if array.dtype == bool else array  # as PyTorch does
        return wrap(array if array.ndim else array[()])

    def apply_(self, function):
        """Replace every number by what a Python function of it returns, one by one.

        Examples
        --------
        >>> import autograd_viz as av
        >>> av.tensor([1.0, 2.0]).apply_(lambda v: v + 10)
        tensor([11., 12.])
        """
        return self._mapped("apply_", function)

    def map_(self, tensor, function):
        """Replace every number by what a Python function of it and that of another tensor returns, one by one.

        Examples
        --------
        >>> import autograd_viz as av
        >>> av.tensor([1.0, 2.0]).map_(av.tensor([3.0, 4.0]), lambda a, b: a * b)
        tensor([3., 8.])
        """
        return self._mapped("map_", function, tensor)

    def _mapped(self, name, function, *others):
        if any(x.is_cuda for x in (self, *others)):
            raise OperandError(f"{name} is only implemented on CPU tensors")
        if any(x.requires_grad for x in (self, *others)):
            raise EngineError(f"Can't call {name}() on Variable that requires grad. Use var.detach().{name}() instead.")
        storage, data = storage_of(self), self._data
        flat = zip(
            data.reshape(-1).tolist(), *[np.broadcast_to(x._data, data.shape).reshape(-1).tolist() for x in others]
        )
        data[...] = np.array([function(*numbers) for numbers in flat], data.dtype).reshape(data.shape)
        storage.version += 1
        return self

    def __bool__(self):
        if self._data.size != 1:
            what = "no values" if self._data.size == 0 else "more than one value"
            raise EngineError(f"Boolean value of Tensor with {what} is ambiguous")
        return bool(self._host.item())

    def __float__(self):
        return float(self._only())

    def __int__(self):
        return int(self._only())

    def _only(self):
        """The one element, for Python's own conversions."""
        if self._data.size != 1:
            raise ArgumentError("only one element tensors can be converted to Python scalars")
        return self._host.item()

    def __index__(self):
        if self._data.dtype.kind not in "iub" or self._data.size != 1:
            raise OperandError("only integer tensors of a single element can be converted to an index")
        return int(self._host.item())

    def __len__(self):
        if self._data.ndim == 0:
            raise OperandError("len() of a 0-d tensor")
        return self._data.shape[0]

    def __hash__(self):
        return id(self)

    def __repr__(self):
        from .printing import tensor_text

        return tensor_text(self)

    def __format__(self, spec):
        if self._data.ndim == 0:
            return format(self._host.item(), spec)
        if spec:
            raise OperandError(
                f"unsupported format string passed to {type(self).__name__}.__format__\nOnly one number can be formatted so: "
                "take an element, or set_printoptions."
            )
        return str(self)

    def __deepcopy__(self, memo):
        if self._node is not None:
            raise EngineError(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment.  "
                "If you were attempting to deepcopy a module, this may be because of a torch.nn.utils.weight_norm usage, "
                "see https://github.com/pytorch/pytorch/pull/103001"
            )
        if id(self) in memo:
            return memo[id(self)]
        whole = base_of(self._data)
        if self._storage is None or not whole.flags.forc:
            data, storage = (self._data if type(whole) in SCALARS else duplicate(self._data)), None
        else:  # tensors that share memory share that of their copies
            copied, storage = memo.get(("memory", id(whole))) or (duplicate(whole), Storage())
            memo["memory", id(whole)] = copied, storage
            data = arrays.part_of(copied, address(self._data) - address(whole), self._data)
        out = memo[id(self)] = wrap(data, None, type(self))
        out._leaf, out._storage = self._leaf, storage
        out._grad = None if self._grad is None else copy.deepcopy(self._grad, memo)
        out.__dict__.update(copy.deepcopy(self.__dict__, memo))
        return out

    def __copy__(self):
        out = self.detach()
        out._leaf = self.requires_grad
        out.__class__ = type(self)
        out.__dict__.update(self.__dict__)
        return out

    def __reduce__(self):
        wanted = self.requires_grad  # first, as it may change the type: a view's is found out when somebody asks
        where = (str(self.device),) if self.is_cuda else ()
        return rebuilt, (type(self), np.array(self._host), wanted, *where), self.__dict__ or None

    def as_subclass(self, cls):
        """This tensor as one of a subclass of `Tensor`, in the same memory.

        Examples
        --------
        >>> import autograd_viz as av
        >>> class Length(av.Tensor):
        ...     pass
        >>> av.tensor([1.0]).as_subclass(Length) * 2
        Length([2.])
        """
        if not (isinstance(cls, type) and issubclass(cls, Tensor)):
            given = cls.__name__ if isinstance(cls, type) else type(cls).__name__
            raise OperandError(f"cls must be a subclass of Tensor, not {given}")
        out = self.view(self.shape) if self.requires_grad and state.here.grad else self.detach()
        out.__class__ = cls
        return out


OPERATORS = [f"__{side}{name}__" for name in ("add", "sub", "mul", "truediv", "pow", "matmul") for side in ("", "r")]


def converted(result, cls):
    """What was computed from tensors of a subclass, as tensors of that subclass."""
    for x in result if isinstance(result, tuple) else (result,):
        if type(x) is Tensor:
            x.__class__ = cls
    return result


def rebuilt(cls, array, leaf, where="cpu"):
    """A tensor from its pickled parts."""
    out = wrap(arrays.moved(array, device(where).place), None, cls)
    out._leaf = leaf
    return out


def wrap(data, node=None, cls=Tensor):
    """A tensor over `data`, made by `node`; the one place where tensors come into being."""
    out = new(cls)
    out._data, out._node, out._leaf = data, node, False
    out._acc = out._grad = out._storage = out._rare = None
    return out


def version_of(tensor):
    """How often the tensor's memory was changed in place, for a node that is about to save it."""
    return 0 if tensor._storage is None else tensor._storage.version


def rare(tensor):
    """The tensor's `Rare`, made on first use."""
    if tensor._rare is None:
        tensor._rare = Rare()
    return tensor._rare


def storage_of(tensor):
    """The tensor's storage, made when its memory is about to be shared or changed.

    A NumPy scalar becomes an array of no axes first, and the node that made the tensor keeps a
    copy of its small value, so that pictures go on showing what was computed.
    """
    data = tensor._data
    if type(data) in SCALARS:
        tensor._data = np.array(data)
    elif tensor._rare is None or tensor._rare.base is None:
        node = tensor._node
        if node is not None and node.result is data and not large(data):
            node.result = duplicate(data)
    if tensor._storage is None:
        tensor._storage = Storage()
    return tensor._storage


def c_name(tensor):
    """The C++ name that PyTorch's message for a mismatched gradient uses."""
    return {"float32": "float", "float64": "double", "float16": "c10::Half", "int64": "long int"}.get(
        tensor.dtype.name, tensor.dtype.name
    )


def as_array(value, dtype=None):
    """The NumPy array of user data (numbers, nested lists, arrays), in a NumPy dtype if one is wanted.

    Raises
    ------
    TypeError, ValueError
        As PyTorch: for strings, ragged lists and objects.
    """
    if arrays.is_array(value):
        dtypes.of_numpy(value.dtype)
        return value
    if isinstance(value, (str, bytes)):
        raise OperandError(f"new(): invalid data type '{type(value).__name__}'")
    return array_of_nested(value, dtype)


def array_of_nested(value, dtype=None):
    """Turn numbers, sequences and tensors, nested, into one array."""
    shape = nested_shape(value)
    flat = []
    flatten(value, shape, flat)
    try:
        return np.array(flat, dtype=dtype or nested_dtype(flat)).reshape(shape)
    except OverflowError as error:
        raise ArgumentError("Overflow when unpacking long long") from error


def nested_dtype(flat):
    """The dtype that holds all the numbers: Python's become the default ones, NumPy's keep their own."""
    kinds = {type(x): x for x in flat}
    found = None
    for kind, example in kinds.items():
        if issubclass(kind, np.generic):
            d = dtypes.of_numpy(example.dtype)
        elif issubclass(kind, (bool, int, float)):
            d = dtypes.of_number(example)
        elif kind in (str, bytes):
            raise OperandError(f"new(): invalid data type '{kind.__name__}'")
        else:
            raise EngineError(f"Could not infer dtype of {kind.__name__}")
        found = d if found is None else dtypes.join(found, d)
    return (found or dtypes.default).numpy


def nested_shape(value):
    """The shape of nested sequences, read off their first elements as PyTorch does."""
    shape = []
    while is_sequence(value):
        if isinstance(value, np.ndarray):
            return (*shape, *value.shape)
        shape.append(len(value))
        if not len(value):
            break
        value = value[0]
        if isinstance(value, (str, bytes)):
            raise ArgumentError(f"too many dimensions '{type(value).__name__}'")
    return tuple(shape)


def is_sequence(value):
    """Whether `value` is a sequence of numbers or sequences; a tensor in a list is one number."""
    if isinstance(value, np.ndarray):
        return value.ndim > 0
    return (
        hasattr(value, "__len__")
        and hasattr(value, "__getitem__")
        and not isinstance(value, (str, bytes, dict, Tensor, np.generic))
    )


def flatten(value, shape, out, dim=0):
    """Append the numbers of nested sequences to `out`, checking every length against `shape`."""
    if dim == len(shape):
        if isinstance(value, Tensor):
            value._only()
            value = np.asarray(value._host).reshape(())[()]
        elif is_sequence(value):
            kind = type(value).__name__
            floating = any(isinstance(x, float) for x in out)
            said = "must be real number, not {}" if floating else "'{}' object cannot be interpreted as an integer"
            raise OperandError(said.format(kind))
        out.append(value[()] if isinstance(value, np.ndarray) else value)
        return
    if not is_sequence(value):
        raise OperandError(
            f"not a sequence: expected one of length {shape[dim]} at dim {dim}, got {type(value).__name__}"
        )
    if len(value) != shape[dim]:
        raise ArgumentError(f"expected sequence of length {shape[dim]} at dim {dim} (got {len(value)})")
    if isinstance(value, np.ndarray) and value.shape == shape[dim:]:
        out.extend(value.reshape(-1))
        return
    for part in value:
        flatten(part, shape, out, dim + 1)
