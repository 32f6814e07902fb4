"""The array: holds a NumPy array that nobody outside sees, and answers as ``cupy.ndarray`` does (core.pyx of v14.2.0)."""

import functools
import operator
import warnings

import numpy as np

from . import cuda, traffic

QUIET = {"all": "ignore"}  # kernels warn of nothing
SUPPORTED = frozenset("?bhilqBHILQefdFD")
SCALARS = {bool, int, float, complex} | {np.dtype(c).type for c in SUPPORTED}
ERRORS = {
    "__array__": "Implicit conversion to a NumPy array is not allowed. "
    "Please use `.get()` to construct a NumPy array explicitly.",
    "truth": "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()",
    "index": "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays "
    "are valid indices",
}


def supported(dtype):
    """A dtype that the device knows (``_dtype.check_supported_dtype``)."""
    dtype = np.dtype(dtype)
    if dtype.char not in SUPPORTED:
        raise ValueError(f"Unsupported dtype {dtype}")
    return dtype


class Flags:
    """As ``ndarray.flags``: these three, ``fnc`` and ``forc``, and no ``writeable`` (flags.pyx)."""

    def __init__(self, x):
        flags = x._numbers.flags
        self.c_contiguous, self.f_contiguous, self.owndata = flags.c_contiguous, flags.f_contiguous, x.base is None
        self.fnc, self.forc = flags.fnc, flags.forc

    def __getitem__(self, name):
        if name not in ("C_CONTIGUOUS", "F_CONTIGUOUS", "OWNDATA"):
            raise KeyError(f"{name} is not defined for cupy.ndarray.flags")
        return getattr(self, name.lower())


def make(data, base=None):
    """An array of the current device around a NumPy array."""
    x = object.__new__(ndarray)
    x._numbers, x.base, x._device = data, base, cuda.current
    return x


def fresh(data):
    """A result that shares no memory: kernels write theirs in the order of the axes."""
    data = np.asarray(data)
    if data.dtype.char not in SUPPORTED:
        raise ValueError(f"Unsupported dtype {data.dtype}")
    return make(data if data.flags.c_contiguous and data.base is None else data.copy(order="C"))


class _Memory:
    """Memory that NumPy takes for its own, writable."""

    def __init__(self, owner, address, shape, dtype, strides):
        self.base = owner.numbers if isinstance(owner, Allocation) else owner  # keeps it alive
        self.__array_interface__ = {
            "version": 3, "data": (address, False), "shape": shape, "typestr": dtype.str, "strides": strides
        }  # fmt: skip


class Allocation:
    """As ``MemoryPointer.mem``: the whole of the memory that an array looks at some of."""

    def __init__(self, numbers):
        self.numbers = within = numbers
        while within is not None:
            self.numbers = within if isinstance(within, np.ndarray) else self.numbers
            within = getattr(within, "base", None)
        self.ptr = address(self.numbers)


def view(data, of):
    """An array that looks at the memory of another: writable, as all are there."""
    if not data.flags.writeable:
        data = np.asarray(_Memory(data, address(data), data.shape, data.dtype, data.strides))
    x = make(data, of if of.base is None else of.base)
    x._device = of._device
    return x


def shared(owner):
    """An array over what another object says it has on this device (``_convert_object_with_cuda_array_interface``)."""
    told = owner.__cuda_array_interface__
    if not told["data"][0]:
        return make(np.empty(told["shape"], told["typestr"]))
    memory = _Memory(owner, told["data"][0], told["shape"], np.dtype(told["typestr"]), told["strides"])
    return make(np.asarray(memory))


def address(data):
    """Where the memory of a NumPy array begins."""
    return data.__array_interface__["data"][0]


def here(x):
    """The NumPy array of an array of this device: CuPy would warn and reach over, or fail where it cannot."""
    if x._device != cuda.current:
        raise ValueError(
            f"The device where the array resides ({x._device}) is different from the current device ({cuda.current})."
        )
    return x._numbers


def to_device(values, dtype=None, order="K", ndmin=0, what="asarray"):
    """An array of the device from numbers of the host: ``_array_default`` and ``_array_from_nested_sequence``."""
    if isinstance(values, (list, tuple)) and (leaves := _leaves(values)) and isinstance(leaves[0], ndarray):
        if not all(isinstance(x, ndarray) and x.shape == leaves[0].shape for x in leaves):
            raise TypeError(ERRORS["__array__"])
        parts = np.array(_nested(values), dtype)
        return fresh(parts)
    data = np.array(values, dtype=dtype, order=order, ndmin=ndmin)
    supported(data.dtype)
    if data.ndim:  # a single number travels in the arguments of a kernel: `a.fill(a_cpu)`
        traffic.note("to_device", what, data.size, data.nbytes)
    return make(data)


def _leaves(values):
    return [x for part in values for x in (_leaves(part) if isinstance(part, (list, tuple)) else (part,))]


def _nested(values):
    return [_nested(x) for x in values] if isinstance(values, (list, tuple)) else here(values)


def _known_scalar(value):
    """A number as a kernel takes it: a Python number or a NumPy scalar, nothing else (``_scalar.CScalar``)."""
    if type(value) not in (bool, int, float, complex) and not isinstance(value, np.generic):
        raise TypeError(f"Unsupported type {type(value)}")
    return value


def _keys(x, key):
    """A subscript in CuPy's steps (``_prepare_slice_list``, ``_view_getitem``).

    Returns it for NumPy, with positions out of range wrapped around, and whether it holds an array; what holds one
    gives a copy.
    """
    parts = list(key) if isinstance(key, tuple) else [key]
    used, advanced, masks = 0, False, 0
    for i, k in enumerate(parts):
        if k is None or k is Ellipsis:
            continue
        if isinstance(k, slice) or (np.isscalar(k) and not isinstance(k, (bool, np.bool_))):
            used += 1
            continue
        if not isinstance(k, ndarray):
            is_list = isinstance(k, (list, tuple))
            try:
                k = to_device(k, what="subscript")
            except ValueError:
                if isinstance(k, np.ndarray):
                    raise IndexError(
                        f"arrays used as indices must be of integer or boolean type (actual: {k.dtype.type})"
                    ) from None
                raise IndexError(ERRORS["index"]) from None
            if is_list and k.size == 0:
                k = make(k._numbers.astype(np.int32))
        advanced, parts[i] = True, here(k)
        kind = parts[i].dtype.kind
        if kind not in "biu":
            raise IndexError(
                f"arrays used as indices must be of integer or boolean type. (actual: {parts[i].dtype.type})"
            )
        used += parts[i].ndim if kind == "b" else 1
        masks += kind == "b"
    if used > x.ndim:
        raise IndexError(f"too many indices for array: array is {x.ndim}-dimensional, but {used} were indexed")
    axis = 0
    for i, k in enumerate(parts):
        if k is None:
            continue
        if k is Ellipsis:
            axis += x.ndim - used
        elif isinstance(k, np.ndarray) and k.dtype.kind == "b":
            axis += k.ndim
        else:
            size = x.shape[axis]
            if isinstance(k, np.ndarray):
                parts[i] = k % size if size else k  # CuPy wraps them around
            elif not isinstance(k, slice):
                parts[i] = int(k)  # a float too, cut off
                if not -size <= parts[i] < size:
                    raise IndexError(f"Index {k} is out of bounds for axis {axis} with size {size}")
            axis += 1
    if masks:  # how many are True must be known before the result can be made
        traffic.note("waits", "subscript by a mask", 1, 4)
    if not advanced and not any(k is Ellipsis for k in parts):
        parts.append(Ellipsis)  # or NumPy would give a number
    return tuple(parts), advanced


ATOMIC = {  # the types that the kernels add, compare... at repeated positions (`_scatter_op_single`)
    "add": "ilqILQefd",
    "sub": "iI",
    "max": "ilqILQfd",
    "min": "ilqILQfd",
    "and": "ilqILQ",
    "or": "ilqILQ",
    "xor": "ilqILQ",
}
ATOMIC_UFUNC = dict(
    add=np.add,
    sub=np.subtract,
    max=np.maximum,
    min=np.minimum,
    xor=np.bitwise_xor,
    **{"and": np.bitwise_and, "or": np.bitwise_or},
)


def scatter(x, key, value, op):
    """Combine values with the elements at a subscript (``_routines_indexing._scatter_op``)."""
    data = here(x)
    if op == "update" and isinstance(value, ndarray):
        here(value)  # before the subscript is looked at
    parts, advanced = _keys(x, key)
    traffic.launch()
    if not advanced:
        if op != "update":
            target = view(data[parts], x)
            UFUNC[ATOMIC_UFUNC[op].__name__](target, value, target)
        elif isinstance(value, ndarray):
            data[parts] = _squeezed(value._numbers, data[parts].ndim).astype(data.dtype, copy=False)
        else:
            view(data[parts], x).fill(value)
        return
    masked = any(isinstance(k, np.ndarray) and k.dtype.kind == "b" for k in parts)
    if op != "update" and data.dtype.char not in ATOMIC[op] and not masked:
        name = ATOMIC_UFUNC[op].__name__
        raise TypeError(f"cupy.{name}.at only supports {', '.join(np.dtype(c).name for c in ATOMIC[op])} as data type")
    if not isinstance(value, ndarray):
        value = to_device(value, data.dtype, what="assignment")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", np.exceptions.ComplexWarning)
        values = here(value).astype(data.dtype, copy=False)
    with np.errstate(**QUIET):
        if op == "update":
            data[parts] = values
        else:
            ATOMIC_UFUNC[op].at(data, parts, values)


def _squeezed(data, ndim):
    """Without leading axes of one element, which CuPy drops from what is assigned."""
    while data.ndim > ndim and data.shape[0] == 1:
        data = data[0]
    return data


def _binary(name):
    """An operator: CuPy's function of two arrays, else NumPy's, which comes back through ``__array_ufunc__``."""
    numpy_ufunc = getattr(np, name)

    def forward(x, y):
        if isinstance(y, ndarray):
            return UFUNC[name](x, y)
        return NotImplemented if _defers(x, y) else numpy_ufunc(x, y)

    def reflected(x, y):
        return numpy_ufunc(y, x)

    def inplace(x, y):
        return UFUNC[name](x, y, x)

    return forward, reflected, inplace


class _Ufuncs(dict):
    """CuPy's ufuncs by name, as they are asked for; `functions` says of which module."""

    found = None

    def __missing__(self, name):
        self[name] = value = getattr(self.found, name)
        return value


UFUNC = _Ufuncs()


def _defers(x, y):
    other = getattr(y, "__array_ufunc__", _defers)
    if other is not _defers:
        return other is None
    return x.__array_priority__ < getattr(y, "__array_priority__", 0)


def _comparison(name):
    numpy_ufunc = getattr(np, name)

    def compare(x, y):
        if isinstance(y, ndarray):
            return UFUNC[name](x, y)
        if _defers(x, y):
            return NotImplemented
        if isinstance(y, np.ndarray) and y.ndim == 0:
            y = y.item()
        if name in ("equal", "not_equal") and (y is None or type(y).__eq__ is object.__eq__):
            return make(np.full(x.shape, name == "not_equal"))
        return numpy_ufunc(x, y)

    return compare


def _unary(name):
    return lambda x: UFUNC[name](x)


class ndarray:
    """As ``cupy.ndarray``. The methods that are NumPy's too are added by `functions`, with CuPy's parameters."""

    __slots__ = ("_numbers", "_device", "base", "__weakref__")
    __array_priority__ = 100
    __hash__ = None

    def __init__(self, shape, dtype=float, memptr=None, strides=None, order="C"):
        dtype, self.base, self._device = supported(dtype), None, cuda.current
        if memptr is not None:  # whose memory it keeps, not whose array: `base` stays None
            shape = tuple(shape) if np.iterable(shape) else (shape,)
            self._numbers = np.asarray(_Memory(memptr.mem, memptr.ptr, shape, dtype, strides))
            self._device = memptr.device_id
        elif strides is not None:
            raise ValueError("memptr is required if strides is given.")
        else:
            self._numbers = np.empty(shape, dtype, order=order or "C")

    dtype = property(lambda self: self._numbers.dtype)
    ndim = property(lambda self: self._numbers.ndim)
    size = property(lambda self: self._numbers.size)
    nbytes = property(lambda self: self._numbers.nbytes)
    itemsize = property(lambda self: self._numbers.itemsize)
    strides = property(lambda self: self._numbers.strides)
    flags = property(Flags)
    device = property(lambda self: cuda.Device(self._device))
    T = property(lambda self: self if self.ndim < 2 else view(self._numbers.T, self))
    imag = property(lambda self: self._part("imag"))
    flat = property(lambda self: flatiter(self))

    def _part(self, name):
        if self.dtype.kind == "c":
            return view(getattr(self._numbers, name), self)
        return self if name == "real" else fresh(np.zeros_like(self._numbers))

    @property
    def shape(self):
        """The lengths of the axes."""
        return self._numbers.shape

    @shape.setter
    def shape(self, shape):
        self._numbers.shape = shape

    @property
    def real(self):
        """The real part, which is written to as well."""
        return self._part("real")

    @real.setter
    def real(self, value):
        self._part("real")[...] = value

    @imag.setter
    def imag(self, value):
        if self.dtype.kind != "c":
            raise TypeError("cupy.ndarray does not have imaginary part to set")
        self._part("imag")[...] = value

    @property
    def mT(self):
        """The matrices transposed."""
        if self.ndim < 2:
            raise ValueError("matrix transpose with ndim < 2 is undefined")
        return view(self._numbers.swapaxes(-1, -2), self)

    @property
    def data(self):
        """Where the array begins."""
        return cuda.MemoryPointer(Allocation(self._numbers), 0, address(self._numbers), self._device)

    @property
    def __cuda_array_interface__(self):
        return {
            "shape": self.shape,
            "typestr": self.dtype.str,
            "descr": self.dtype.descr,
            "stream": 1,
            "version": 3,
            "strides": None if self._numbers.flags.c_contiguous else self.strides,
            "data": (self.data.ptr if self.size else 0, False),
        }

    # what goes to the host

    def _host(self, what, order="C"):
        traffic.note("to_host", what, self.size, self.nbytes)
        return self._numbers.copy(order=order)

    def get(self, stream=None, order="C", out=None, blocking=True):
        """A copy on the host."""
        if out is None:
            return self._host("get", order)
        if not isinstance(out, np.ndarray):
            raise TypeError("Only numpy.ndarray can be obtained fromcupy.ndarray")
        if out.dtype != self.dtype:
            raise TypeError(f"{out.dtype} array cannot be obtained from {self.dtype} array")
        if out.shape != self.shape:
            raise ValueError(f"Shape mismatch. Expected shape: {self.shape}, actual shape: {out.shape}")
        out[...] = self._host("get")
        return out

    def item(self):
        """The one element as a Python number."""
        if self.size != 1:
            raise ValueError("can only convert an array of size 1 to a Python scalar")
        return self._host("item").item()

    def tolist(self):
        """The elements in nested lists."""
        return self._host("tolist").tolist()

    def tobytes(self, order="C"):
        """The elements as bytes."""
        return self._host("tobytes").tobytes(order)

    def __bool__(self):
        if self.size == 0:
            warnings.warn(
                "The truth value of an empty array is ambiguous. Returning False, but in future this will result in "
                "an error. Use `array.size > 0` to check that an array is not empty.",
                DeprecationWarning,
                stacklevel=2,
            )
            return False
        if self.size > 1:
            raise ValueError(ERRORS["truth"])
        return bool(self._host("__bool__"))

    def __int__(self):
        return int(self._host("__int__"))

    def __float__(self):
        return float(self._host("__float__"))

    def __complex__(self):
        return complex(self._host("__complex__"))

    def __repr__(self):
        return repr(self._host("__repr__"))

    def __str__(self):
        return str(self._host("__str__"))

    def __format__(self, spec):
        return format(self._host("__format__"), spec)

    def __reduce__(self):
        from . import functions

        return functions.array, (self._host("pickle", "A"),)

    def __array__(self, dtype=None):
        raise TypeError(ERRORS["__array__"])

    # what comes from the host

    def set(self, arr, stream=None):
        """Take over the numbers of a NumPy array of this shape and dtype."""
        if not isinstance(arr, np.ndarray):
            raise TypeError("Only numpy.ndarray can be set to cupy.ndarray")
        if arr.dtype != self.dtype:
            raise TypeError(f"{arr.dtype} array cannot be set to {self.dtype} array")
        if arr.shape != self.shape:
            raise ValueError(f"Shape mismatch. Old shape: {self.shape}, new shape: {arr.shape}")
        if not self._numbers.flags.forc:
            raise RuntimeError("Cannot set to non-contiguous array")
        traffic.note("to_device", "set", self.size, self.nbytes)
        self._numbers[...] = arr

    def fill(self, value):
        """Set every element to one number."""
        data = here(self)
        if isinstance(value, ndarray):
            if value.shape != ():
                raise ValueError("non-scalar cupy.ndarray cannot be used for fill")
            value = here(value).astype(data.dtype)
        else:
            value = np.asarray(value, dtype=data.dtype)
            if value.shape != ():
                raise ValueError("non-scalar numpy.ndarray cannot be used for fill")
        traffic.launch()
        data[...] = value

    # copies and views

    def astype(self, dtype, order="K", casting=None, subok=None, copy=True):
        """The elements in another type."""
        if casting is not None:
            raise TypeError("casting is not supported yet")
        if subok is not None:
            raise TypeError("subok is not supported yet")
        dtype = supported(dtype)
        flags = self._numbers.flags
        packed = {"C": flags.c_contiguous, "F": flags.f_contiguous, "A": flags.forc}.get(order or "K", True)
        if not copy and dtype == self.dtype and packed:
            return self
        traffic.launch()
        data = here(self)
        if data.dtype.kind == "c" and dtype.kind not in "cb":
            warnings.warn(
                "Casting complex values to real discards the imaginary part", np.exceptions.ComplexWarning, stacklevel=2
            )
            data = data.real
        with np.errstate(**QUIET):
            return make(data.astype(dtype, order=order or "K"))

    def copy(self, order="C"):
        """A copy on the current device, from whichever this is of."""
        traffic.launch()
        data, elsewhere = self._numbers, self._device != cuda.current
        if elsewhere and not data.flags.forc:
            raise NotImplementedError("CuPy cannot copy non-contiguous array between devices.")
        return make(data.copy(order=order or "K"))

    def __copy__(self):
        return self.copy()

    def __deepcopy__(self, memo):
        with cuda.Device(self._device):
            return self.copy()

    def view(self, dtype=None, type=None):
        """The same memory, as another type where one is given."""
        if isinstance(dtype, builtin_type) and issubclass(dtype, ndarray):
            dtype = None
        return view(self._numbers.view() if dtype is None else self._numbers.view(supported(dtype)), self)

    def reshape(self, *shape, order="C", copy=None):
        """Another shape: the same memory where that is possible."""
        if len(shape) == 1 and isinstance(shape[0], (tuple, list, np.ndarray)):
            shape = tuple(shape[0])
        data = np.reshape(self._numbers, tuple(map(operator.index, shape)), order=order)
        shares = np.may_share_memory(data, self._numbers) or not data.size
        if copy is False and not shares:
            raise ValueError("Unable to avoid creating a copy while reshaping.")
        if shares and not copy:
            return view(np.lib.stride_tricks.as_strided(data, strides=self._stepped(data)), self)
        traffic.launch()
        return make(data.copy() if shares else data)

    def _stepped(self, data):
        """CuPy's strides of a view: an axis of length 1 has those of the axis before, where memory is not in one piece."""
        if self.flags.c_contiguous or not data.size:
            return data.strides
        if data.size == 1:
            return (data.itemsize,) * data.ndim
        first = next(k for k, n in enumerate(data.shape) if n > 1)
        steps, last = [], data.shape[first] * data.strides[first]
        for n, step in zip(data.shape, data.strides):
            last = step if n > 1 else last
            steps.append(last)
        return tuple(steps)

    def transpose(self, *axes):
        """The axes in another order."""
        return view(self._numbers.transpose(*axes), self)

    def __getitem__(self, key):
        parts, advanced = _keys(self, key)
        if not advanced:
            return view(self._numbers[parts], self)
        traffic.launch()
        return fresh(here(self)[parts])

    def __setitem__(self, key, value):
        scatter(self, key, value, "update")

    def __iter__(self):
        if self.ndim == 0:
            raise TypeError("iteration over a 0-d array")
        return (self[i] for i in range(self.shape[0]))

    def __len__(self):
        if self.ndim == 0:
            raise TypeError("len() of unsized object")
        return self.shape[0]

    def _scatter(op):
        def method(self, slices, value):
            name = {"add": "add", "max": "maximum", "min": "minimum"}[op]
            warnings.warn(
                f"`ndarray.scatter_{op}` is deprecated. Please use `cupy.{name}.at` instead.",
                DeprecationWarning,
                stacklevel=2,
            )
            scatter(self, slices, value, op)

        return method

    scatter_add, scatter_max, scatter_min = map(_scatter, ("add", "max", "min"))

    # operators

    __add__, __radd__, __iadd__ = _binary("add")
    __sub__, __rsub__, __isub__ = _binary("subtract")
    __mul__, __rmul__, __imul__ = _binary("multiply")
    __truediv__, __rtruediv__, __itruediv__ = _binary("true_divide")
    __floordiv__, __rfloordiv__, __ifloordiv__ = _binary("floor_divide")
    __mod__, __rmod__, __imod__ = _binary("remainder")
    _power, __rpow__, __ipow__ = _binary("power")
    __lshift__, __rlshift__, __ilshift__ = _binary("left_shift")
    __rshift__, __rrshift__, __irshift__ = _binary("right_shift")
    __and__, __rand__, __iand__ = _binary("bitwise_and")
    __or__, __ror__, __ior__ = _binary("bitwise_or")
    __xor__, __rxor__, __ixor__ = _binary("bitwise_xor")
    __matmul__, __rmatmul__ = _binary("matmul")[:2]
    __divmod__, __rdivmod__ = _binary("divmod")[:2]
    __lt__, __le__, __eq__ = map(_comparison, ("less", "less_equal", "equal"))
    __gt__, __ge__, __ne__ = map(_comparison, ("greater", "greater_equal", "not_equal"))
    __neg__, __abs__, __invert__ = map(_unary, ("negative", "absolute", "invert"))

    def __pos__(self):
        if self.dtype == bool:
            warnings.warn(
                "Applying '+' to a non-numerical array is ill-defined. Returning a copy, but in the future this will "
                "error.",
                DeprecationWarning,
                stacklevel=2,
            )
            return self.copy()
        return UFUNC["positive"](self)

    def __pow__(self, y, modulo=None):
        """As of 14.2, four exponents have kernels of their own, which Python numbers alone choose."""
        name = dtype = None
        if type(y) is int and y == 2:
            name, plain = "square", "ifc"
        elif type(y) is float and y in (0.5, 2.0, -1.0):
            name, plain = {0.5: "sqrt", 2.0: "square", -1.0: "reciprocal"}[y], "fc"
        if name is None:
            return self._power(y)
        if self.dtype.kind not in plain:
            dtype = np.result_type(self.dtype, y)
        return UFUNC[name](self, dtype=dtype)

    # NumPy's protocols

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        """By name to CuPy's function, and to its method; a NumPy array is let through, to be refused there."""
        from . import functions

        operands = inputs
        if "out" in kwargs:
            out = kwargs["out"]
            if len(out) != 1:
                raise ValueError("The 'out' parameter must have exactly one array value")
            operands += out
            kwargs["out"] = out[0]
        name = ufunc.__name__
        func = functions.lookup(name)
        if func is not None and method != "__call__":
            func = getattr(func, method, None)
        if func is None:
            return NotImplemented
        for x in operands:
            if type(x) not in SCALARS and not isinstance(x, (ndarray, np.ndarray)):
                return NotImplemented
        if name in ("greater", "greater_equal", "less", "less_equal", "equal", "not_equal"):
            inputs = [x.item() if isinstance(x, np.ndarray) and x.ndim == 0 else x for x in inputs]
        return func(*inputs, **kwargs)

    def __array_function__(self, func, types, args, kwargs):
        """By module and name to CuPy's function, where there is one and it is not NumPy's own."""
        found = _counterpart(func)
        if found is None or not all(issubclass(t, (ndarray, np.ndarray)) for t in types):
            return NotImplemented
        return found(*args, **kwargs)


class flatiter:
    """As ``cupy.flatiter``: numbers and slices as subscripts, nothing else (iterate.py)."""

    def __init__(self, a):
        self.base = a

    def _key(self, key):
        if isinstance(key, (tuple, bool)) or not (key is Ellipsis or isinstance(key, slice) or np.isscalar(key)):
            raise IndexError("unsupported iterator index")
        return slice(None) if key is Ellipsis else key if isinstance(key, slice) else int(key)

    def __getitem__(self, key):
        traffic.launch()
        return fresh(here(self.base).flat[self._key(key)])

    def __setitem__(self, key, value):
        traffic.launch()
        here(self.base).flat[self._key(key)] = here(value) if isinstance(value, ndarray) else value

    def __len__(self):
        return self.base.size

    def __iter__(self):
        return (self[i] for i in range(len(self)))


builtin_type = type


@functools.cache
def _counterpart(func):
    from . import functions

    try:
        module = functools.reduce(getattr, func.__module__.split(".")[1:], functions.cupy)
        found = getattr(module, func.__name__)
    except AttributeError:
        return None
    return None if found is func else found
