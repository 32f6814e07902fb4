"""The ufuncs: a loop is chosen among CuPy's own in CuPy's way (_kernel.pyx), and NumPy or SciPy computes it."""

import numpy as np

from . import array, fusion, traffic
from .array import QUIET, here, make, ndarray

COMPARISONS = {"equal", "not_equal", "less", "less_equal", "greater", "greater_equal", "logical_and", "logical_or"}


def kind_score(kind):
    """Booleans, integers, inexact numbers, all else (``_get_kind_score``)."""
    for score, kinds in enumerate((np.bool_, (np.integer, int), (np.inexact, float, complex))):
        if issubclass(kind, kinds):
            return score
    return 3


def seen(x):
    """The dtype of an operand, and the Python type of one that gives way (``CScalar``): NumPy scalars do not."""
    kind = type(x)
    if kind is ndarray:
        return here(x).dtype, None
    if kind is float or kind is complex:
        return np.dtype(kind), kind
    if kind is int:
        return np.dtype(np.uint64 if x >= 2**63 else np.int64), int
    return np.dtype(bool) if kind is bool else array._known_scalar(x).dtype, None


class ufunc:
    """As ``cupy.ufunc``."""

    def __init__(self, name, record, compute):
        self.name, self.nin, self.nout = record["name"], record["nin"], record["nout"]
        self.__name__, self.nargs, self.types = name, self.nin + self.nout, [t.strip("!") for t in record["types"]]
        self._scatter_op, self._casting = record.get("at"), record.get("casting", "same_kind")
        self._compute, self._loops, self._chosen = compute, self._read(record["types"]), {}
        self._out_loops = self._read(record.get("out_types", record["types"]))

    def __repr__(self):
        return f"<ufunc '{self.name}'>"

    @staticmethod
    def _read(types):
        loops = []
        for text in types:
            into, out = ([np.dtype(c) for c in side] for side in text.strip("!").split("->"))
            loops.append((into, out, text.startswith("!")))
        return loops

    def _choose(self, key):
        """The first loop to which all operands can be cast (``_guess_routine_from_in_types``)."""
        weak = [kind_score(w) for _, w in key if w]
        strong = [kind_score(t.type) for t, w in key if not w]
        gives_way = bool(weak and strong) and max(strong) >= max(weak)
        for loop in self._loops:
            for (have, kind), need in zip(key, loop[0]):
                if not np.can_cast(have, need):
                    if not (gives_way and kind) or np.result_type(kind(0), need) != need:
                        break
            else:
                return loop
        raise TypeError(f"Wrong type ({tuple(t for t, _ in key)}) of arguments for {self.name}")

    def _of_dtype(self, dtype):
        for loop in self._out_loops:
            if all(t == dtype for t in loop[1]):
                return loop
        raise TypeError(f"Wrong type ({dtype}) of arguments for {self.name}")

    def __call__(self, *args, out=None, dtype=None, casting=None, _where=None, **wrong):
        """As on the device: results are arrays in the order of the axes, 0-d ones too; ``where`` is unknown."""
        if fusion.writing.on:
            return fusion.through(self, *args, out=out, dtype=dtype, casting=casting, **wrong)
        if wrong:
            raise TypeError(f"Wrong arguments {wrong}")
        if not self.nin <= len(args) <= self.nargs:
            raise TypeError(
                f"Wrong number of arguments for {self.name!r}. It must be either {self.nin} or {self.nargs} "
                f"(with outputs), but given {len(args)}."
            )
        args, outs = args[: self.nin], args[self.nin :]
        if out is not None:
            if outs:
                raise ValueError("Cannot specify 'out' as both a positional and keyword argument")
            outs = out if isinstance(out, tuple) else (out,)
            if len(outs) != self.nout:
                raise ValueError("The 'out' tuple must have exactly one entry per ufunc output")
        key = tuple(map(seen, args))
        if dtype is None:
            loop = self._chosen.get(key)
            if loop is None:
                loop = self._chosen[key] = self._choose(key)
        else:
            loop = self._of_dtype(np.dtype(dtype))
        types, out_types, fails = loop
        if fails:
            self._compute(*(np.ones((), t) for t in types))  # NumPy refuses these types too, and says why
            raise TypeError(f"Wrong type ({types}) of arguments for {self.name}")
        operands, plain = [], self.__name__ in COMPARISONS
        for x, need in zip(args, types):
            x = x._numbers if type(x) is ndarray else x if plain else np.asarray(x, need)
            operands.append(x if plain or x.dtype is need else x.astype(need))
        traffic.launches += 1
        with np.errstate(**QUIET):
            results = self._compute(*operands)
        results = results if self.nout > 1 else (results,)
        if outs or _where is not None:
            outs = tuple(outs) + (None,) * (self.nout - len(outs))
            wrapped = tuple(self._into(r, t, o, casting, _where) for r, t, o in zip(results, out_types, outs))
        else:
            wrapped = tuple(map(_result, results, out_types))
        return wrapped if self.nout > 1 else wrapped[0]

    def _into(self, result, dtype, out, casting, where):
        casting = casting or self._casting
        result = np.asarray(result, dtype)
        if where is not None:
            where = here(where) if isinstance(where, ndarray) else bool(where)
            result = np.broadcast_to(result, np.broadcast_shapes(result.shape, np.shape(where)))
        if out is None:
            return make(np.array(result))
        if not isinstance(out, ndarray):
            raise TypeError("Output arguments type must be cupy.ndarray")
        data = here(out)
        if np.broadcast_shapes(data.shape, result.shape) != data.shape:
            raise ValueError("Out shape is mismatched")
        if dtype.kind != data.dtype.kind or casting != "same_kind":
            if not np.can_cast(dtype, data.dtype, casting):
                raise TypeError(
                    f"Cannot cast output operand from {dtype!r} to {data.dtype!r} according to the rule '{casting}'"
                )
        with np.errstate(**QUIET):
            np.copyto(data, result, casting="unsafe", where=True if where is None else where)
        return out

    def outer(self, A, B, **kwargs):
        """The operation on all pairs."""
        A, B = (x.copy() if isinstance(x, ndarray) else array.to_device(x) for x in (A, B))
        return self(A.reshape(A.shape + (1,) * B.ndim), B.reshape((1,) * A.ndim + B.shape), **kwargs)

    def at(self, a, indices, b=None):
        """In place at positions, each as often as it is named, where CuPy has an atomic operation for it."""
        if self._scatter_op is None:
            raise NotImplementedError(f"`{self.name}.at` is not supported yet")
        array.scatter(a, indices, b, self._scatter_op)

    def reduce(self, array, axis=0, dtype=None, out=None, keepdims=False):
        """Sums and products alone."""
        if self.name not in ("cupy_add", "cupy_multiply"):
            raise NotImplementedError(f"`{self.name}.reduce` is not supported yet")
        return (array.sum if self.name == "cupy_add" else array.prod)(axis, dtype, out, keepdims)

    def accumulate(self, array, axis=0, dtype=None, out=None):
        """Running sums and products alone."""
        if self.name not in ("cupy_add", "cupy_multiply"):
            raise NotImplementedError(f"`{self.name}.accumulate` is not supported yet")
        return (array.cumsum if self.name == "cupy_add" else array.cumprod)(axis, dtype, out)

    def reduceat(self, array, indices, axis=0, dtype=None, out=None):
        """Sums alone."""
        if self.name != "cupy_add":
            raise NotImplementedError(f"`{self.name}.reduceat` is not supported yet")
        return make(np.add.reduceat(here(array), here(indices), axis, dtype))


def _result(result, dtype):
    if type(result) is not np.ndarray or result.dtype is not dtype:
        result = np.asarray(result, dtype)
    return make(result if result.flags.c_contiguous else result.copy("C"))


class gufunc:
    """``cupy.matmul`` and its kin: arrays of the device alone, and no methods of a ufunc (_gufuncs.py)."""

    def __init__(self, name, compute):
        self.__name__, self._compute = name, compute

    def __call__(
        self, *args, axes=None, axis=None, keepdims=False, casting="same_kind", dtype=None, signature=None,
        order="K", out=None,
    ):  # fmt: skip
        """As NumPy computes it."""
        for x in args:
            if not isinstance(x, ndarray):
                raise TypeError(f"Argument has incorrect type (expected cupy.ndarray, got {type(x).__name__})")
        operands = [here(x) for x in args]
        if any(x.ndim == 0 for x in operands):
            raise ValueError("Scalar operands are not allowed, use '*' instead")
        given = {"axes": axes, "axis": axis, "dtype": dtype, "signature": signature, "keepdims": keepdims or None}
        traffic.launch()
        with np.errstate(**QUIET):
            result = self._compute(*operands, **{k: v for k, v in given.items() if v is not None})
        if out is None:
            return make(np.array(result, order="C"))
        out = out[0] if isinstance(out, tuple) else out
        here(out)[...] = result
        return out


def clip(x, low, high):
    """As the kernel has it: a bound that is no number bounds nothing."""
    return np.where(low > high, high, np.where(x < low, low, np.where(x > high, high, x)))


def power(x, y):
    """As the kernel has it: an integer to a negative power is rounded towards 0."""
    if x.dtype.kind == "f" or y.dtype.kind != "i" or not np.any(y < 0):
        return np.power(x, y)
    return np.where(y < 0, np.where(x == -1, np.where(y & 1, -1, 1), x == 1), np.power(x, np.maximum(y, 0))).astype(
        x.dtype
    )


FLOATS = ["eee->e", "fff->f", "ddd->d"]
INTEGERS = [c * 3 + "->" + c for c in "?bBhHiIlLqQ"]
where_ufunc = ufunc(
    "where",
    {
        "name": "cupy_where",
        "nin": 3,
        "nout": 1,
        "types": ["?" + t[1:] for t in INTEGERS + FLOATS + ["FFF->F", "DDD->D"]],
    },
    np.where,
)
clip_ufunc = ufunc("clip", {"name": "cupy_clip", "nin": 3, "nout": 1, "types": INTEGERS + FLOATS}, clip)
