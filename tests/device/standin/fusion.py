"""``cupy.fuse``: what a fused function is given, and what it may do with it (fusion.pyx, _fusion_interface.py).

It is given stand-ins for its arrays and numbers that know CuPy's ufuncs and operators alone: no shape, no subscript but
``[...] =``, none of NumPy's protocols (so `np.exp` fails where `cupy.exp` does not). CuPy runs the function once for
each combination of types and keeps what it saw; here it is run each time.
"""

import functools
import threading

import numpy as np

from . import traffic
from .array import UFUNC, ndarray

FUSIBLE = set("where clip around round real imag copy copyto sum prod max min amax amin all any".split())


class Writing(threading.local):
    """Whether a kernel is being written, on this thread."""

    on = False


writing = Writing()
BINARY = {
    "add": "add", "sub": "subtract", "mul": "multiply", "truediv": "true_divide", "floordiv": "floor_divide", "mod": "remainder",
    "pow": "power", "lshift": "left_shift", "rshift": "right_shift", "xor": "bitwise_xor",
}  # fmt: skip
BINARY |= {"and": "bitwise_and", "or": "bitwise_or"}
COMPARE = {"lt": "less", "le": "less_equal", "eq": "equal", "ne": "not_equal", "ge": "greater_equal", "gt": "greater"}


class Traced:
    """An array or number within a fused function."""

    __hash__ = None
    __array_ufunc__ = None  # stricter than an object that NumPy fails on

    def __init__(self, value):
        self.value = value
        self.dtype = value.dtype if hasattr(value, "dtype") else np.dtype(type(value))
        self.ndim = getattr(value, "ndim", 0)

    @property
    def shape(self):
        """Unknown while a kernel is written."""
        raise NotImplementedError("`shape` is not supported, currently.")

    def _scalar(self, *spec):
        raise TypeError("Cannot convert to Python scalar in cupy.fuse")

    __bool__ = __int__ = __float__ = __complex__ = _scalar

    def __setitem__(self, key, value):
        if key is not Ellipsis and key != slice(None):
            raise ValueError("The fusion supports `[...]` or `[:]`.")
        self.value[...] = bare(value)

    def copy(self):
        """A copy."""
        return Traced(self.value.copy())

    def astype(self, dtype, order=None, casting=None, subok=None, copy=True):
        """Another type."""
        if order is not None or casting is not None or subok is not None:
            raise TypeError("order, casting and subok are not supported yet")
        return Traced(self.value.astype(dtype, copy=copy))


def bare(value):
    """What a traced value stands for."""
    if type(value) is tuple:
        return tuple(map(bare, value))
    return value.value if type(value) is Traced else value


def narrow(function, args):
    """Operands in the first type of CuPy's list that Python's numbers and the others fit: beside bool, 0.3 is a float16."""
    first = 1 if getattr(function, "__name__", "") == "where" else 0  # where its condition ends
    kinds = {type(x) for x in args[first:]} & {int, float}
    types = [x.dtype for x in args[first:] if hasattr(x, "dtype")]
    if not kinds or any(t.kind == "f" or (float not in kinds and t.kind != "b") for t in types):
        return args
    narrowest = next(t for t in ("efd" if float in kinds else "b") if all(np.can_cast(x, t) for x in types))
    return args[:first] + [
        x.astype(narrowest) if hasattr(x, "dtype") else x if type(x) is bool else np.dtype(narrowest).type(x)
        for x in args[first:]
    ]


def through(function, *args, **kwargs):
    """A call within a fused function, which gives traced values again."""
    writing.on = False
    try:
        result = function(*narrow(function, list(map(bare, args))), **{k: bare(x) for k, x in kwargs.items()})
    finally:
        writing.on = True
    return tuple(map(Traced, result)) if isinstance(result, tuple) else Traced(result)


def _operator(name, swapped=False, inplace=False):
    def operator(x, y):
        return UFUNC[name](y, x) if swapped else UFUNC[name](x, y, x) if inplace else UFUNC[name](x, y)

    return operator


for _short, _name in BINARY.items():
    setattr(Traced, f"__{_short}__", _operator(_name))
    setattr(Traced, f"__r{_short}__", _operator(_name, swapped=True))
    setattr(Traced, f"__i{_short}__", _operator(_name, inplace=True))
for _short, _name in COMPARE.items():
    setattr(Traced, f"__{_short}__", _operator(_name))
for _short, _name in {"neg": "negative", "invert": "invert"}.items():
    setattr(Traced, f"__{_short}__", lambda x, _name=_name: UFUNC[_name](x))
for _name in ("sum", "prod", "max", "min", "all", "any"):
    setattr(Traced, _name, lambda x, *args, _name=_name, **kwargs: through(getattr(bare(x), _name), *args, **kwargs))


def fuse(*args, **kwargs):
    """As ``cupy.fuse``: arguments by position alone, arrays and numbers alone."""
    if not (len(args) == 1 and not kwargs and callable(args[0])):
        return fuse
    f = args[0]

    @functools.wraps(f)
    def fused(*args):
        if writing.on or not any(type(x) is ndarray for x in args):
            return f(*args)
        if not all(x is None or isinstance(x, (ndarray, int, float, complex, np.generic)) for x in args):
            kinds = ", ".join(repr(type(x)) for x in args)
            raise TypeError(f"Invalid argument type for '{f.__name__}': ({kinds})")
        before, writing.on = traffic.launches, True
        try:
            result = f(*(None if x is None else Traced(x) for x in args))
        finally:
            writing.on = False
        traffic.launches = before + 1
        return bare(result)

    return fused
