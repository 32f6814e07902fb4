"""``cupy.random``: the generators CuPy has, with their methods and parameters, drawing with NumPy underneath."""

import numpy as np

from . import traffic
from .array import fresh, here, make, ndarray, supported


def _drawn(values, dtype):
    traffic.launch()
    return fresh(np.asarray(values) if dtype is None else np.asarray(values).astype(supported(dtype)))


def _numbers(args):
    return [here(x) if type(x) is ndarray else x for x in args]


def _floating(dtype):
    if np.dtype(dtype).char not in "fd":
        raise TypeError("cupy.random only supports float32 and float64")
    return dtype


class _Drawing:
    """A class of generators: every method of the recorded table, by the method of that name of a NumPy generator."""

    def __init__(self, seed=None):
        self._generator = self._make(seed)

    def _draw(self, name, args, kwargs):
        dtype, out = kwargs.pop("dtype", None), kwargs.pop("out", None)
        if name in ("normal", "lognormal", "uniform", "standard_normal") and type(self) is RandomState:
            _floating(dtype)
        values = getattr(self._generator, name)(*_numbers(args), **kwargs)
        if out is None:
            return _drawn(values, dtype)
        if out.dtype != np.dtype(dtype or out.dtype):
            raise TypeError(f"Supplied output array has the wrong type. Expected {dtype}, got {out.dtype.name}")
        here(out)[...] = values
        return out


class Generator(_Drawing):
    """As ``cupy.random.Generator``: no ``normal``, no ``permutation``, no ``choice``."""

    _make = staticmethod(np.random.default_rng)

    def __init__(self, bit_generator=None):
        super().__init__(getattr(bit_generator, "seed", bit_generator))
        self.bit_generator = bit_generator

    def random(self, size=None, dtype=np.float64, out=None):
        """Numbers from 0 to 1, not 1 itself."""
        size = out.shape if size is None and out is not None else () if size is None else size
        return self._draw("random", (size,), {"dtype": dtype, "out": out})

    def standard_normal(self, size=None, dtype=np.float64, out=None):
        """Normal numbers."""
        size = out.shape if size is None and out is not None else () if size is None else size
        return self._draw("standard_normal", (size,), {"dtype": dtype, "out": out})

    def integers(self, low, high=None, size=None, dtype=np.int64, endpoint=False):
        """Integers: the bounds are numbers of the host, `int` brings them there."""
        low, high = int(low), None if high is None else int(high)
        if high is not None and low > high - (not endpoint):
            raise ValueError("low >= high")
        return _drawn(self._generator.integers(low, high, () if size is None else size, np.int64, endpoint), dtype)


class RandomState(_Drawing):
    """As ``cupy.random.RandomState``."""

    _make = staticmethod(np.random.RandomState)

    def seed(self, seed=None):
        """Begin anew."""
        self._generator = self._make(seed)

    def shuffle(self, a):
        """In place along the first axis."""
        traffic.launch()
        here(a)[...] = here(a)[self._generator.permutation(len(a))]

    def permutation(self, a):
        """The integers below a number, or the rows of an array, in any order."""
        if isinstance(a, (int, np.integer)):
            return make(self._generator.permutation(a))
        return a[make(self._generator.permutation(len(a)))]

    def random_sample(self, size=None, dtype=float):
        """Numbers from 0 to 1, not 1 itself."""
        return _drawn(self._generator.random_sample(size), _floating(dtype))

    def rand(self, *size, **kwarg):
        """As `random_sample`, the lengths one by one."""
        return _drawn(self._generator.random_sample(size), _floating(kwarg.pop("dtype", float)))

    def randn(self, *size, **kwarg):
        """As `standard_normal`, the lengths one by one."""
        return _drawn(self._generator.standard_normal(size), _floating(kwarg.pop("dtype", float)))

    def randint(self, low, high=None, size=None, dtype="l"):
        """Integers: the bounds are numbers of the host."""
        return _drawn(self._generator.randint(int(low), high and int(high), size), dtype)


class BitGenerator:
    """As ``cupy.random.XORWOW`` and its kin: holds a seed."""

    def __init__(self, seed=None, *, size=-1):
        if size % 256 and size != -1:
            raise ValueError("the kernels of 256 threads a block would write beyond the states")
        self.seed = seed


def members(checked, table):
    """What ``cupy.random`` holds."""
    for kind in (Generator, RandomState):
        for name, names in table["classes"][f"cupy.random.{kind.__name__}"].items():
            method = vars(kind).get(name)
            if method is None and names:
                order = [n.rstrip("=") for n in names[1:]]

                def method(self, *args, _name=name, _order=order, **kwargs):
                    return self._draw(_name, (), dict(zip(_order, args)) | kwargs)

            if method:
                setattr(kind, name, checked(method, name, names))
    state = [None]

    def get_random_state():
        state[0] = state[0] or RandomState()
        return state[0]

    def set_random_state(rs):
        state[0] = rs

    def of_state(name):
        return lambda *args, **kwargs: getattr(get_random_state(), name)(*args, **kwargs)

    found = {
        "Generator": Generator, "RandomState": RandomState, "BitGenerator": BitGenerator, "XORWOW": BitGenerator,
        "MRG32k3a": BitGenerator, "Philox4x3210": BitGenerator, "default_rng": lambda seed=None: Generator(BitGenerator(seed)),
        "get_random_state": get_random_state, "set_random_state": set_random_state,
    }  # fmt: skip
    methods = set(table["classes"]["cupy.random.RandomState"])
    same = {"random": "random_sample", "ranf": "random_sample", "sample": "random_sample"}
    for name, names in table["cupy.random"]["functions"].items():
        if name not in found and same.get(name, name) in methods:
            found[name] = checked(of_state(same.get(name, name)), name, names)
    return found
