"""The modules ``cupy`` and ``cupyx``: the names and parameters of the recorded table, computed by NumPy and SciPy."""

import functools
import inspect
import json
import types
import warnings
from pathlib import Path

import numpy as np

from . import array as arrays
from . import cuda as devices
from . import fusion, traffic, ufuncs
from . import random as draws
from .array import QUIET, fresh, here, make, ndarray, shared, supported, to_device, view

TABLE = json.loads(Path(__file__).parents[1].joinpath("cupy_names.json").read_text(encoding="utf-8"))
# what cannot return before the device has answered, by CuPy's own source ("synchronize!")
WAITS = set(
    "flatnonzero argwhere unique unique_all unique_counts unique_inverse unique_values compress extract place bincount "
    "histogram histogram2d histogramdd choose trim_zeros union1d setdiff1d intersect1d setxor1d delete "
    "argpartition asarray_chkfinite real_if_close mask_indices tril_indices triu_indices"
    " tril_indices_from triu_indices_from".split()
)
# what a NumPy array may be handed to: the makers, and what asks for a type or shape alone
FROM_HOST = set(
    "array asarray asanyarray asnumpy get_array_module result_type can_cast min_scalar_type shape ndim size isscalar "
    "iscomplexobj isrealobj".split()
)
PLAIN = {"shape", "ndim", "size", "result_type", "can_cast", "min_scalar_type", "isscalar", "iscomplexobj", "isrealobj"}
PLAIN |= {"may_share_memory", "shares_memory", "broadcast_shapes", "common_type", "einsum_path"}
LISTS = set("a x arr m b y condition array v".split())  # parameters whose list CuPy does not make an array of
# parameters that CuPy reads on the host, one by one, whatever holds them
READ_HERE = set("axes indices_or_sections fill_value pad_width newshape shape reps".split())
NO_HALF = set(
    "cholesky qr svd eigh eigvalsh eig eigvals inv solve lstsq pinv slogdet det tensorsolve tensorinv".split()
)
WARNED = set("mean var std average nanmean nanvar nanstd nanmax nanmin nanmedian cov corrcoef median".split())
KEEPS_ORDER = set("copy array asfortranarray empty_like zeros_like ones_like full_like".split())


COUNTED = set("arange eye identity tri indices".split())


class Lacking(NotImplementedError):
    """CuPy has it, the stand-in has not."""


def _unwrap(value, held):
    """The NumPy array of an array, also within lists; arrays of the host raise as in CuPy's kernels."""
    kind = type(value)
    if kind is ndarray:
        held.append(value)
        return here(value)
    if kind is list or kind is tuple:
        return kind([_unwrap(x, held) for x in value])
    if isinstance(value, np.ndarray):
        raise TypeError(f"Unsupported type {type(value)}")
    return value


def wrap(result, held, order="C"):
    """What NumPy answers as CuPy does: always an array, a view where it looks at the memory of an operand."""
    if isinstance(result, np.ndarray):
        for x in held:
            if result is x._numbers:
                return x
            if (
                result.size == 0
                and result.base is not None
                and (result.base is x._numbers or result.base is x._numbers.base)
            ):
                return view(result, x)
        if result.base is not None or not result.flags.writeable:
            for x in held:
                if np.may_share_memory(result, x._numbers):
                    return view(result, x)
        return make(np.array(result, order="K")) if order == "K" else fresh(result)
    if isinstance(result, (np.generic, int, float)):
        return fresh(result)
    if isinstance(result, (tuple, list)):
        parts = [wrap(x, held, order) for x in result]
        if "Unique" in type(result).__name__:
            return type(result)(*parts)
        return parts if isinstance(result, list) else tuple(parts)
    return result


def signature(names):
    """The parameters of the table: those by position, all names, those without default, open ends."""
    positional = [n.rstrip("=") for n in names if n[0] not in "*!"]
    every = {n.strip("*!=") for n in names if n[:2] != "**"}
    needed = [n for n in positional if n + "=" not in names]
    return positional, every, needed, any(n[0] == "*" and n[1] != "*" for n in names), any(n[:2] == "**" for n in names)


def checked(function, name, names):
    """`function` with CuPy's parameters, in its order."""
    positional, every, needed, more, anything = signature(names)

    def call(*args, **kwargs):
        if len(args) > len(positional) and not more:
            raise TypeError(f"{name}() takes {len(positional)} positional arguments but {len(args)} were given")
        for k in kwargs:
            if k not in every and not anything:
                raise TypeError(f"{name}() got an unexpected keyword argument '{k}'")
        for k in needed[len(args) :]:
            if k not in kwargs:
                raise TypeError(f"{name}() missing 1 required positional argument: '{k}'")
        if fusion.writing.on and name in TABLE["cupy"]["functions"]:
            if name not in fusion.FUSIBLE:
                raise TypeError(f"cupy.{name} cannot be fused")
            return fusion.through(function, *args, **kwargs)
        return function(*args, **kwargs)

    call.__name__ = call.__qualname__ = name
    return call


def borrowed(name, names, compute):
    """CuPy's function `name` by NumPy's `compute`, whose parameters may be named or ordered otherwise."""
    positional = signature(names)[0]
    try:
        theirs = [p.name for p in inspect.signature(compute).parameters.values() if p.kind != p.VAR_POSITIONAL]
    except (TypeError, ValueError):
        theirs = positional
    renamed = {n: t for n, t in zip(positional, theirs) if n != t and n not in theirs}
    same = [renamed.get(n, n) for n in positional] == theirs[: len(positional)]
    order = "K" if name in KEEPS_ORDER else "C"
    half, wait, plain, noisy = name in NO_HALF, name in WAITS, name in PLAIN, name in WARNED

    def call(*args, **kwargs):
        held = []
        if name in FROM_HOST:
            args = [here(x) if type(x) is ndarray else x for x in args]
        else:
            for n, x in zip(positional, args):
                if n in LISTS and type(x) is list and not any(type(k) is ndarray for k in arrays._leaves(x)):
                    raise TypeError(f"Unsupported type {type(x)}")
            named = [*positional, *[""] * len(args)]
            args = [x if n in READ_HERE and type(x) is np.ndarray else _unwrap(x, held) for n, x in zip(named, args)]
            kwargs = {
                renamed.get(n, n): x if n in READ_HERE and type(x) is np.ndarray else _unwrap(x, held)
                for n, x in kwargs.items()
            }
        if kwargs.pop("subok", None) is not None:
            raise TypeError("subok is not supported yet")
        if not same and len(args) <= len(positional):
            kwargs |= {renamed.get(n, n): x for n, x in zip(positional, args)}
            args = ()
        if half and any(x.dtype == np.float16 for x in held):
            raise TypeError("float16 is unsupported in linalg")
        if wait:
            traffic.note("waits", name, 1, 8)
        if name in COUNTED:
            for x in held:  # `int` of it, to know the size
                traffic.note("to_host", name, x.size, x.nbytes)
        if name in ("percentile", "quantile") and type(args[1] if len(args) > 1 else kwargs.get("q")) is np.ndarray:
            traffic.note("waits", name, 2, 2)
        if name in ("sort", "argsort") and kwargs.get("kind") not in (None, "stable"):
            raise ValueError("kind can only be None or 'stable'")
        out = kwargs.get("out")
        traffic.launch()
        with np.errstate(**QUIET):
            if noisy:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore", RuntimeWarning)
                    result = compute(*args, **kwargs)
            else:
                result = compute(*args, **kwargs)
        if plain:
            return result
        return wrap(result, held, order) if out is None else next(x for x in held if x._numbers is out)

    return call


# what CuPy does in its own way


def array(obj, dtype=None, copy=True, order="K", subok=False, ndmin=0, *, blocking=False):
    """As ``cupy.array``."""
    if subok:
        raise NotImplementedError
    if dtype is not None:
        supported(dtype)
    if type(obj) is not ndarray and hasattr(obj, "__cuda_array_interface__"):
        obj = shared(obj)
    if type(obj) is not ndarray:
        return to_device(obj, dtype, order or "K", ndmin)
    if obj._device != devices.current:
        obj = obj.copy()
    x = obj.astype(obj.dtype if dtype is None else dtype, order, copy=bool(copy))
    if ndmin > x.ndim:
        x = x.reshape((1,) * (ndmin - x.ndim) + x.shape)
    return x


def asarray(a, dtype=None, order=None, *, copy=None, blocking=False):
    """As ``cupy.asarray``."""
    return array(a, dtype, copy, order, blocking=blocking)


def ascontiguousarray(a, dtype=None):
    """As ``cupy.ascontiguousarray``: an array of no axis gets one."""
    x = asarray(a, dtype, "C")
    return x if x.ndim else x.ravel()


def asnumpy(a, stream=None, order="C", out=None, *, blocking=True):
    """As ``cupy.asnumpy``."""
    return a.get(stream, order, out, blocking) if type(a) is ndarray else np.asarray(a, order=order)


def get_array_module(*args):
    """As ``cupy.get_array_module``."""
    return cupy if any(isinstance(x, ndarray) for x in args) else np


def full(shape, fill_value, dtype=None, order="C"):
    """As ``cupy.full``."""
    if dtype is None:
        dtype = fill_value.dtype if isinstance(fill_value, (ndarray, np.ndarray)) else np.array(fill_value).dtype
    x = ndarray(shape, dtype, order=order)
    x.fill(fill_value)
    return x


def where(condition, x=None, y=None):
    """As ``cupy.where``: the condition must be an array."""
    if (x is None) != (y is None):
        raise ValueError("Must provide both 'x' and 'y' or neither.")
    if x is None:
        return condition.nonzero()
    return ufuncs.where_ufunc(condition.astype("?", copy=False), x, y)


def clip(a, a_min=None, a_max=None, out=None):
    """As ``cupy.clip``."""
    return a.clip(a_min, a_max, out)


def compress(condition, a, axis=None, out=None):
    """As ``cupy.compress``."""
    return a.compress(
        condition if type(condition) is ndarray else to_device(condition, int, what="compress"), axis, out
    )


def copyto(dst, src, casting="same_kind", where=None):
    """As ``cupy.copyto``: of the host, single numbers alone."""
    if isinstance(src, np.ndarray):
        if src.size != 1:
            raise ValueError("non-scalar numpy.ndarray cannot be used for copyto")
        src = src.squeeze()[()]
    have = src if type(src) in (bool, int, float, complex) else src.dtype
    if type(src) is not ndarray and type(src) in (bool, int, float, complex):
        np.copyto(np.empty((), dst.dtype), src, casting=casting)
    elif not np.can_cast(have, dst.dtype, casting):
        raise TypeError(f"Cannot cast {have} to {dst.dtype} in {casting} casting mode")
    traffic.launch()
    values = here(src) if type(src) is ndarray else src
    with np.errstate(**QUIET):
        np.copyto(here(dst), values, casting="unsafe", where=True if where is None else here(where))


def concatenate(tup, axis=0, out=None, *, dtype=None, casting="same_kind"):
    """As ``cupy.concatenate``: of arrays of the device alone."""
    parts = list(tup)
    if not parts:
        raise ValueError("Cannot concatenate from empty tuple")
    if not all(type(x) is ndarray for x in parts):
        raise TypeError("Only cupy arrays can be concatenated")
    if axis is None:
        parts, axis = [x.ravel() for x in parts], 0
    traffic.launch()
    result = np.concatenate([here(x) for x in parts], axis, dtype=dtype, casting=casting)
    return fresh(result) if out is None else ufuncs_into(result, out)


def ufuncs_into(result, out):
    """Write a result where it was asked for."""
    if here(out).shape != result.shape:
        raise ValueError("Output array has an invalid size")
    out._numbers[...] = result
    return out


def take(a, indices, axis=None, out=None):
    """As ``cupy.take``: positions out of range wrap around."""
    if type(indices) is not ndarray and not np.isscalar(indices):
        indices = to_device(indices, int, what="take")
    size = a.size if axis is None else a.shape[axis]
    data, positions = here(a), here(indices) if type(indices) is ndarray else int(indices)
    if a.size == 0 and np.size(positions):
        raise IndexError("cannot do a non-empty take from an empty axes.")
    traffic.launch()
    result = np.take(data, positions % size if size else positions, axis)
    if out is None:
        return fresh(result)
    if out.dtype != a.dtype:
        raise TypeError("Output dtype mismatch")
    return ufuncs_into(result, out)


def take_along_axis(a, indices, axis):
    """As ``cupy.take_along_axis``: positions out of range wrap around."""
    if indices.dtype.kind not in "iu":
        raise IndexError("`indices` must be an integer array")
    if axis is None:
        a, axis = a.ravel(), 0
    if a.ndim != indices.ndim:
        raise ValueError("`indices` and `a` must have the same number of dimensions")
    traffic.launch()
    size = a.shape[axis]
    return fresh(np.take_along_axis(here(a), here(indices) % size if size else here(indices), axis))


def put_along_axis(arr, indices, values, axis):
    """As ``cupy.put_along_axis``."""
    if axis is None:
        arr, axis = arr.ravel(), 0
    traffic.launch()
    values = here(values) if type(values) is ndarray else values
    np.put_along_axis(here(arr), here(indices) % arr.shape[axis], values, axis)


def put(a, ind, v, mode="wrap"):
    """As ``cupy.put``: positions out of range wrap around unless told otherwise."""
    if mode == "raise":
        traffic.note("waits", "put", 1, 1)
    ind = ind if type(ind) is ndarray else to_device(ind, what="put")
    v = v if type(v) is ndarray else to_device(v, a.dtype, what="put")
    traffic.launch()
    np.put(here(a), here(ind), here(v).astype(a.dtype), mode)


def isin(element, test_elements, assume_unique=False, invert=False):
    """As ``cupy.isin``: of arrays alone, NumPy's numbers stay arrays of the host."""
    for x in (element, test_elements):
        if isinstance(x, (np.generic, np.ndarray)):
            raise TypeError("Unsupported type <class 'numpy.ndarray'>")
    element, test_elements = element.ravel().reshape(element.shape), test_elements.ravel()
    traffic.launch()
    return fresh(np.isin(here(element), here(test_elements), invert=invert))


def repeat(a, repeats, axis=None):
    """As ``cupy.repeat``: counts in an array are waited for."""
    if isinstance(repeats, np.ndarray):
        raise TypeError("'repeats' does not accept numpy.ndarray; convert with cupy.array() first")
    if isinstance(repeats, (list, tuple)):
        repeats = to_device(repeats, np.intp, what="repeat")
    if type(repeats) is ndarray:
        traffic.note("waits", "repeat", 2, 16)
        repeats = here(repeats)
    traffic.launch()
    return fresh(np.repeat(here(a), repeats, axis))


def nonzero(a):
    """As ``cupy.nonzero``."""
    if a.ndim == 0:
        raise ValueError("Calling nonzero on 0d arrays is not allowed. Use cp.atleast_1d(scalar).nonzero() instead.")
    if a.size:
        traffic.note("waits", "nonzero", 1, 4)
    traffic.launch()
    return tuple(map(fresh, np.nonzero(here(a))))


def broadcast_to(array, shape, subok=False):
    """As ``cupy.broadcast_to``: a view that can be written to."""
    return view(np.broadcast_to(here(array), shape), array)


def broadcast_arrays(*args):
    """As ``cupy.broadcast_arrays``."""
    shape = np.broadcast_shapes(*(x.shape for x in args))
    return [x if x.shape == shape else broadcast_to(x, shape) for x in args]


def as_strided(x, shape=None, strides=None):
    """As ``cupy.lib.stride_tricks.as_strided``."""
    shape, strides = x.shape if shape is None else tuple(shape), x.strides if strides is None else tuple(strides)
    return view(np.lib.stride_tricks.as_strided(here(x), shape, strides), x)


def linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0):
    """As ``cupy.linspace``."""
    held = []
    result = np.linspace(_unwrap(start, held), _unwrap(stop, held), num, endpoint, retstep, dtype, axis)
    return wrap(result, ()) if not retstep else (fresh(result[0]), result[1])


def unravel_index(indices, dims, order="C"):
    """As ``cupy.unravel_index``, which looks whether the positions are within."""
    traffic.note("waits", "unravel_index", 2, 2)
    return wrap(np.unravel_index(here(indices), dims, order), ())


def average(a, axis=None, weights=None, returned=False, *, keepdims=False):
    """As ``cupy.average``, which looks at the weights' sum."""
    if weights is not None:
        traffic.note("waits", "average", 1, 1)
    held = []
    weights = None if weights is None else _unwrap(weights, held)
    return wrap(np.average(here(a), axis, weights, returned, keepdims=keepdims), ())


def lost(compute, shape):
    """What cuSOLVER leaves of a matrix that has no answer: no error is raised, by default nobody looks."""

    def call(*args, **kwargs):
        try:
            return compute(*args, **kwargs)
        except np.linalg.LinAlgError as error:
            if "must be" in str(error):
                raise
            dtype = np.result_type(*(x.dtype if x.dtype.kind in "fc" else np.float64 for x in args[:2]))
            return np.full(shape(*args[:2]), np.nan, dtype)

    call.__signature__ = inspect.signature(compute)
    return call


LINALG = {
    "inv": lost(np.linalg.inv, lambda a: a.shape),
    "cholesky": lost(np.linalg.cholesky, lambda a, *upper: a.shape),
    "solve": lost(np.linalg.solve, lambda a, b: b.shape),
}
OWN = {
    f.__name__: f
    for f in (
        array, asarray, ascontiguousarray, asnumpy, get_array_module, full, where, clip, compress, copyto, concatenate,
        take, take_along_axis, put_along_axis, put, isin, repeat, nonzero, broadcast_to, broadcast_arrays, as_strided, linspace,
        unravel_index, average,
    )
} | {"asanyarray": asarray, "concat": concatenate, "fuse": fusion.fuse}  # fmt: skip


# the methods that are NumPy's too


def _method(name, names):
    inplace = name in ("sort", "partition")
    like = getattr(np, name, None)
    order = [n.rstrip("=").strip("!*") for n in names[1:]]

    def method(self, *args, **kwargs):
        if name in ("sort", "argsort") and (kwargs.pop("kind", None) or (args[1:] or [None])[0]) not in (
            None,
            "stable",
        ):
            raise ValueError("kind can only be None or 'stable'")
        if name in OWN and name not in ("clip", "compress"):
            return OWN[name](self, *args, **kwargs)
        held = [self]
        given = dict(zip(order, args)) if name not in ("squeeze", "partition", "swapaxes") else {}
        if self.ndim == 0 and name == "sort":
            raise np.exceptions.AxisError("Sorting arrays with the rank of zero is not supported")
        if name in ("argmax", "argmin"):
            kind = given.pop("dtype", None) or kwargs.pop("dtype", None)
        else:
            kind = None
        values = {k: _unwrap(x, held) for k, x in (given | kwargs).items() if x is not None}
        rest = () if given or not args else [_unwrap(x, held) for x in args]
        traffic.launch()
        if name == "compress":
            traffic.note("waits", name, 1, 4)
        with np.errstate(**QUIET), warnings.catch_warnings() if name in WARNED else np.errstate():
            if name in WARNED:
                warnings.simplefilter("ignore", RuntimeWarning)
            function = getattr(here(self), name, None)
            result = function(*rest, **values) if function else like(here(self), *rest, **values)
        if inplace:
            return None
        out = values.get("out")
        if out is not None:
            return next(x for x in held if x._numbers is out)
        if name == "flatten":
            return make(result)
        return wrap(result if kind is None else result.astype(kind), held)

    return checked(method, name, names)


def _clip(self, min=None, max=None, out=None):
    if self.dtype.kind == "f":
        min = self.dtype.type("-inf") if min is None else min
        max = self.dtype.type("inf") if max is None else max
    elif self.dtype.kind in "iu":
        min = np.iinfo(self.dtype).min if min is None else min
        max = np.iinfo(self.dtype).max if max is None else max
    return ufuncs.clip_ufunc(self, min, max, out=out)


ndarray.clip = _clip
for _name, _names in TABLE["classes"]["cupy.ndarray"].items():
    if _names and not hasattr(ndarray, _name):
        if hasattr(np.ndarray, _name) or _name == "ptp":
            setattr(ndarray, _name, _method(_name, _names))


# the modules


def _member(entry, name, numpy_module):
    if name in entry["ufuncs"]:
        compute = ufuncs.power if name == "power" else getattr(numpy_module, name, None)
        if compute is None:
            import scipy.special

            compute = getattr(scipy.special, name)
        return ufuncs.ufunc(name, entry["ufuncs"][name], compute)
    if name in entry["same"]:
        return getattr(numpy_module, name)
    names = entry["functions"].get(name)
    if names is None:
        raise AttributeError(name)
    if name in OWN:
        return checked(OWN[name], name, names)
    compute = LINALG.get(name) if numpy_module is np.linalg else None
    compute = compute or getattr(numpy_module, name, None)
    if name in ("matmul", "vecdot", "matvec", "vecmat"):
        return ufuncs.gufunc(name, getattr(np, name))
    if compute is None:

        def lacking(*args, **kwargs):
            raise Lacking(f"cupy.{name} is in CuPy, not in the stand-in")

        return lacking
    return checked(borrowed(name, names, compute), name, names)


def _module(name, numpy_module, **members):
    """A module whose members are made when first asked for."""
    module = types.ModuleType(name)
    entry = TABLE.get(name)

    def find(attribute):
        if attribute.startswith("__") or entry is None:
            raise AttributeError(f"module '{name}' has no attribute '{attribute}'")
        try:
            value = _member(entry, attribute, numpy_module() if callable(numpy_module) else numpy_module)
        except AttributeError:
            raise AttributeError(f"module '{name}' has no attribute '{attribute}'") from None
        setattr(module, attribute, value)
        return value

    module.__getattr__ = find
    module.__path__ = []
    module.__dict__.update(members)
    return module


def _special():
    import scipy.special

    return scipy.special


class _Broadcast:
    """As ``cupy.broadcast``."""

    def __init__(self, *args):
        self.shape = np.broadcast_shapes(*(getattr(x, "shape", ()) for x in args))
        self.nd, self.size = len(self.shape), int(np.prod(self.shape))
        self.values = tuple(broadcast_to(x, self.shape) if type(x) is ndarray else x for x in args)


cuda, get_default_memory_pool, get_default_pinned_memory_pool = devices.module()
exceptions = types.ModuleType("cupy.exceptions")
exceptions.__dict__.update({n: getattr(np.exceptions, n) for n in ("AxisError", "ComplexWarning")})
linalg = _module("cupy.linalg", np.linalg)
stride_tricks = _module("cupy.lib.stride_tricks", np.lib.stride_tricks)
lib = _module("cupy.lib", None, stride_tricks=stride_tricks)
random = _module("cupy.random", None, **draws.members(checked, TABLE))
constants = {n: getattr(np, n.lower()) for n in ("Inf", "NAN", "NaN")} | {"AxisError": np.exceptions.AxisError}
cupy = _module(
    "cupy", np, ndarray=ndarray, ufunc=ufuncs.ufunc, cuda=cuda, linalg=linalg, lib=lib, random=random,
    exceptions=exceptions, broadcast=_Broadcast, __version__=TABLE["version"],
    get_default_memory_pool=get_default_memory_pool,
    get_default_pinned_memory_pool=get_default_pinned_memory_pool, **constants,
)  # fmt: skip
special = _module("cupyx.scipy.special", _special)
scipy = _module("cupyx.scipy", None, special=special)
cupyx = _module(
    "cupyx", None, scipy=scipy, scatter_add=lambda a, slices, value: a.scatter_add(slices, value),
    scatter_max=lambda a, slices, value: a.scatter_max(slices, value),
    scatter_min=lambda a, slices, value: a.scatter_min(slices, value), empty_pinned=devices.empty_pinned,
)  # fmt: skip
MODULES = {m.__name__: m for m in (cupy, linalg, lib, stride_tricks, random, exceptions, cuda, cupyx, scipy, special)}
MODULES |= {f"cupy.cuda.{n}": getattr(cuda, n) for n in ("runtime", "device", "stream", "memory")}


@functools.cache
def lookup(name):
    """CuPy's function of a NumPy or SciPy ufunc's name, or None (``ndarray.__array_ufunc__``)."""
    return getattr(cupy, name, None) or getattr(special, name, None)


arrays.UFUNC.found = cupy
