"""What the arrays of each device do in a way of their own: being made, being added to in places, special functions.

Everything else in `ops` is a plain NumPy function of an array, which other arrays answer through NumPy's
protocols; what is not goes through here. ``like`` is an array (or NumPy scalar) of the device that is meant.
"""

import math
import operator
from functools import lru_cache
from sys import getrefcount
from types import SimpleNamespace
from typing import Any

import numpy as np

from .errors import DeviceError, EngineError

CPU = -1  # the place of arrays in the machine's own memory; a GPU's is its number
SCALARS = frozenset({np.bool_, np.uint8, np.int8, np.int16, np.int32, np.int64, np.float16, np.float32, np.float64})
HOST = (np.ndarray, np.generic)
MANY = 2**15  # elements from which SciPy's sparse matrices are worth their import
NO_CUPY = (
    "not compiled with CUDA enabled: arrays on a GPU are CuPy's, which is not installed. Install it by\n"
    "    pip install 'autograd-viz[cuda12]'     (or [cuda13], for a driver of CUDA 13)"
)
BROKEN = "CuPy is installed but cannot be loaded: {}"
NO_DRIVER = (
    "Found no NVIDIA driver on your system, or none that CuPy can use. Please check that you have an NVIDIA GPU and installed "
    "a driver from https://www.nvidia.com/drivers\nCUDA says: {}"
)
OLD_DRIVER = (
    "The NVIDIA driver on your system is too old (found version {}). Please update your GPU driver by downloading and "
    "installing a new version from https://www.nvidia.com/drivers\nCUDA says: {}"
)
NO_GPU = (
    "No CUDA GPUs are available: there is a driver, but it shows no GPU (see `nvidia-smi` and CUDA_VISIBLE_DEVICES)."
)
NO_LIBRARY = (
    "CuPy is installed but not the libraries of CUDA that it computes with. Install them by\n"
    "    pip install 'autograd-viz[cuda12]'     (or [cuda13], as the package of CuPy)\nCuPy says: {}"
)
NO_DEVICE = 100  # `cudaErrorNoDevice`


class Gpu:
    """CuPy, once a GPU was asked for.

    Attributes
    ----------
    used : bool
        Whether any array may be on a GPU: until then, nothing looks for one.
    several : bool
        Whether there is more than one GPU, so that the one to compute on must be chosen.
    chosen : list of callable
        Called when CuPy is found, as `several` may have become true.
    """

    def __init__(self):
        self.cupy: Any = None
        self.special: Any = None
        self.used, self.several, self.chosen, self.expected = False, False, [], {}

    def load(self):
        """CuPy itself.

        Raises
        ------
        AssertionError
            Where CuPy is not installed, and how to.
        RuntimeError
            Where the driver, a GPU or a library of CUDA is missing.
        """
        if self.cupy is not None:
            return self.cupy
        try:
            import cupy
            import cupyx.scipy.special
        except ImportError as error:
            if error.name == "cupy" and isinstance(error, ModuleNotFoundError):
                raise DeviceError(NO_CUPY) from error
            raise EngineError(BROKEN.format(error)) from error
        count = gpus_found(cupy.cuda.runtime)
        try:
            cupy.cuda.nvrtc.getVersion()
            _ = cupy.cuda.cublas  # loads it
        except (ImportError, RuntimeError) as error:
            raise EngineError(NO_LIBRARY.format(error)) from error
        self.cupy, self.special, self.used, self.several = cupy, cupyx.scipy.special, True, count > 1
        for call in self.chosen:
            call()
        return cupy

    def count(self):
        """How many GPUs there are; 0 where something is missing."""
        try:
            return self.load().cuda.runtime.getDeviceCount()
        except (DeviceError, EngineError):
            return 0


def gpus_found(runtime):
    """How many GPUs there are, at least one; RuntimeError where there is none."""
    try:
        count = runtime.getDeviceCount()
    except runtime.CUDARuntimeError as error:
        if error.status == NO_DEVICE:
            raise EngineError(NO_GPU) from error
        version = runtime.driverGetVersion()
        said = OLD_DRIVER.format(version, error) if version else NO_DRIVER.format(error)
        raise EngineError(said) from error
    if not count:
        raise EngineError(NO_GPU)
    return count


gpu = Gpu()


# -- where arrays are ------------------------------------------------------------------------------


def place(x):
    """Where an array is: the number of its GPU, or `CPU`."""
    return CPU if isinstance(x, HOST) else x.data.device_id


def is_array(x):
    """Whether `x` is an array of any device."""
    return isinstance(x, np.ndarray) or (gpu.used and isinstance(x, gpu.cupy.ndarray))


def current(index=None):
    """The number of a GPU that is there, the current one where none is named; loads CuPy."""
    cupy = gpu.load()
    if index is None:
        return cupy.cuda.runtime.getDevice()
    if index >= cupy.cuda.runtime.getDeviceCount():
        raise EngineError(
            "CUDA error: invalid device ordinal\nGPUs are numbered from 0; av.cuda.device_count() says how many there are."
        )
    return index


def from_gpu(x):
    """What another package keeps on a GPU, as an array over the same memory; anything else as it is."""
    if isinstance(x, (*HOST, list, tuple, float, int)) or not hasattr(type(x), "__cuda_array_interface__"):
        return x
    found = getattr(x, "__cuda_array_interface__", None)
    return x if found is None else gpu.load().asarray(x)


ON_CPU, ON_GPU = 1, 2  # kinds of device in DLPack's numbers


def exchanged(x):
    """What another package keeps, as an array over the same memory, by DLPack."""
    kind, index = x.__dlpack_device__() if hasattr(x, "__dlpack_device__") else (None, None)
    if kind == ON_CPU:
        return x if isinstance(x, np.ndarray) else np.from_dlpack(x)
    if kind == ON_GPU:
        return on(index, gpu.load().from_dlpack, x)
    raise EngineError(
        "from_dlpack received an invalid capsule: expected an array on the CPU or on a GPU that has `__dlpack__`"
    )


def on(where, function, /, *args, **kwargs):
    """Call a function while a GPU is the current one; on the CPU, just call it."""
    if where == CPU:
        return function(*args, **kwargs)
    with gpu.load().cuda.Device(where):
        return function(*args, **kwargs)


def namespace(where):
    """The module that makes arrays there: NumPy, or CuPy while that GPU is the current one."""
    return np if where == CPU else gpu.load()


def moved(x, where):
    """`x` there: a copy unless it is there already."""
    here = place(x)
    if here == where:
        return x
    if where == CPU:
        check_expected()
        return on(here, x.get, order="A")
    if here != CPU and not x.flags.forc:
        x = duplicate(x)  # CuPy copies from one GPU to another what lies in one piece
    return on(where, gpu.load().array, x)


STRICT = frozenset(  # what takes numbers beside arrays on the CPU alone, as PyTorch's lists of its operators say
    "bmm addmm addmm_turned addmm_scaled baddbmm addmv addbmm huber logaddexp prelu masked_select masked_scatter".split()
)


def together(op, arrays, accepts_numbers, written=False):
    """The operands of one operation on one device: numbers without axes may come from the CPU, if it takes such.

    Parameters
    ----------
    op : str
    arrays : sequence
    accepts_numbers : bool
    written : bool
        Whether the first is written to, and so must be there itself.

    Raises
    ------
    RuntimeError
        In PyTorch's words, for arrays on several devices.
    """
    accepts_numbers = accepts_numbers and op not in STRICT
    places = [
        place(x)
        for i, x in enumerate(arrays)
        if hasattr(x, "dtype") and (x.ndim or not isinstance(x, HOST) or not accepts_numbers or (written and not i))
    ]
    if places and places.count(places[0]) < len(places):
        found = " and ".join(map(named, sorted(dict.fromkeys(places), key=CPU.__eq__)[:2]))
        raise EngineError(
            f"Expected all tensors to be on the same device, but found at least two devices, {found}! (in {op})\n"
            "Move one of them to the other's: x.to(other.device)."
        )
    if not places or CPU in places:
        return arrays
    return [x[()] if isinstance(x, np.ndarray) and not x.ndim else x for x in arrays]


def named(where):
    """A place in PyTorch's words."""
    return "cpu" if where == CPU else f"cuda:{where}"


def guarded(run):
    """`run`, with the GPU of the first array among the operands as the current one."""

    def guarded_run(function, *operands, **params):
        for x in operands:
            x = x[0] if type(x) is tuple and x else x
            if isinstance(x, gpu.cupy.ndarray):
                with x.device:
                    return run(function, *operands, **params)
        return run(function, *operands, **params)

    return guarded_run


# -- numbers that the host may ask for -------------------------------------------------------------


def expect(right, error):
    """Raise `error` unless every element of `right` is true.

    What the CPU holds is looked at now. What a GPU holds is looked at when the host next waits for its numbers anyway, as
    PyTorch's assertions on a GPU are: an operation on a GPU never waits.

    Parameters
    ----------
    right : array of bool
    error : Exception
    """
    if isinstance(right, HOST):
        if not right.all():
            raise error
        return
    wrong = on(place(right), lambda: ~right.all())
    key = place(right), str(error)
    if key in gpu.expected:
        wrong = on(place(right), operator.or_, gpu.expected[key][0], wrong)
    gpu.expected[key] = wrong, error


def check_expected():
    """Raise what `expect` put off."""
    if gpu.expected:
        waiting, gpu.expected = gpu.expected, {}
        for wrong, error in waiting.values():
            if wrong.item():
                raise error


def readable(x):
    """Whether the host may look at the numbers of an array without waiting for a GPU."""
    return isinstance(x, HOST)


# -- memory ----------------------------------------------------------------------------------------


def base_of(array):
    """The array whose memory `array` looks at; between it and a view by strides alone there is something of NumPy's."""
    found, kinds = array, (np.ndarray, type(array))
    while (array := getattr(array, "base", None)) is not None:
        found = array if isinstance(array, kinds) else found
    return found


def start_of(array):
    """Where the memory begins that `array` looks at: CuPy's views by strides alone do not know their base."""
    return address(base_of(array)) if isinstance(array, np.ndarray) else array.data.mem.ptr


def is_sole(array):
    """Whether an array without a base is the only one that looks at its memory."""
    return isinstance(array, np.ndarray) or getrefcount(array.data) <= 2


def address(array):
    """Where an array's first element lies."""
    return array.__array_interface__["data"][0] if isinstance(array, np.ndarray) else array.data.ptr


def pinned(x):
    """A copy of an array of the CPU in memory that a GPU reads by itself."""
    gpu.load()
    import cupyx

    if not x.size:
        return np.array(x)
    out = cupyx.empty_pinned(x.shape, x.dtype)
    out[...] = x
    return out


def is_pinned(x):
    """Whether an array lies in such memory."""
    return gpu.used and isinstance(getattr(base_of(x), "base", None), gpu.cupy.cuda.PinnedMemoryPointer)


def is_writeable(array):
    """Whether an array's elements may be replaced: on a GPU they always may."""
    return not isinstance(array, np.ndarray) or array.flags.writeable


def part_of(whole, offset, like):
    """A view of `whole`, `offset` bytes from its start, of the shape, dtype and strides of another array."""
    if isinstance(whole, np.ndarray):
        return np.ndarray(like.shape, like.dtype, whole, offset, like.strides)
    return gpu.cupy.ndarray(like.shape, like.dtype, whole.data + offset, like.strides)


def fetched(arrays):
    """Arrays on the host, in a list: those of one GPU come in one transfer, as bytes."""
    found = list(arrays)
    for where in {place(x) for x in found} - {CPU}:
        those = [i for i, x in enumerate(found) if place(x) == where]
        pieces = [found[i].reshape(-1).view(np.uint8) for i in those]
        whole = moved(on(where, np.concatenate, pieces), CPU)
        ends = np.cumsum([piece.size for piece in pieces])
        for i, piece in zip(those, np.split(whole, ends[:-1])):
            found[i] = piece.view(found[i].dtype).reshape(found[i].shape)
    return found


def duplicate(x, order="K"):
    """A writable copy of an array, in the order of its own memory or ("C") of its axes; of a NumPy scalar, an array."""
    if isinstance(x, HOST):
        return np.array(x, order=order)
    return on(place(x), x.copy, order=order)


# -- made anew -------------------------------------------------------------------------------------


def zeros(shape, dtype, like):
    """An array of zeros."""
    return np.zeros(shape, dtype) if isinstance(like, HOST) else gpu.cupy.zeros(shape, dtype)


def empty(shape, dtype, like):
    """An array of arbitrary numbers."""
    return np.empty(shape, dtype) if isinstance(like, HOST) else gpu.cupy.empty(shape, dtype)


def full(shape, value, dtype, like):
    """An array of one number."""
    return np.full(shape, value, dtype) if isinstance(like, HOST) else gpu.cupy.full(shape, value, dtype)


def arange(n, like):
    """The integers from 0 to ``n - 1``."""
    return np.arange(n) if isinstance(like, HOST) else gpu.cupy.arange(n)


def random_source(seed, where):
    """Where random numbers come from: NumPy's generator, or one of a GPU."""
    return np.random.default_rng(seed) if where == CPU else GpuRandom(seed, where)


class GpuRandom:
    """Random numbers of a GPU, by NumPy's names of them.

    The state is two numbers, as PyTorch's is. Each draw takes a fresh Philox generator, whose key is made of the seed plus
    the number of draws before. CuPy's own states, one for each thread, are megabytes that lie on the GPU.

    Attributes
    ----------
    seed, draws : int
    """

    THREADS = 2**18  # how many draw at most; must be a multiple of 256, the threads of a block

    def __init__(self, seed, where, draws=0):
        self.seed, self.draws, self.where, self.key = seed, draws, where, None

    def draw(self, name, shape, *args, **kwargs):
        """What a method of CuPy's generator gives, on this GPU."""
        if self.key is None:
            self.key = key_of(self.seed)
        self.key.draws, self.draws = self.draws, self.draws + 1
        threads = min(self.THREADS, -(-max(math.prod(shape), 1) // 256) * 256)

        def drawn():
            random = gpu.load().random
            generator = random.Generator(random.Philox4x3210(self.key, size=threads))
            return getattr(generator, name)(*args, size=shape, **kwargs)

        return on(self.where, drawn)

    def random(self, shape, dtype=np.float32):
        """Numbers in [0, 1)."""
        return self.draw("random", shape, dtype=np.result_type(dtype, np.float32))

    def standard_normal(self, shape, dtype):
        """Normal numbers."""
        return self.draw("standard_normal", shape, dtype=np.result_type(dtype, np.float32))

    def standard_exponential(self, shape):
        """Exponential numbers of rate 1."""
        return self.draw("standard_exponential", shape)

    def integers(self, low, high, shape):
        """Integers from `low` up to but not including `high`."""
        return self.draw("integers", shape, low, high)

    def permutation(self, n):
        """The integers from 0 to ``n - 1`` in random order: that of as many random numbers."""
        return on(self.where, np.argsort, self.random((n,), np.float64))


def key_of(seed):
    """What CuPy asks for the key of a generator: as NumPy makes one of a seed, plus the number of draws."""

    class Key(np.random.SeedSequence):  # made here, as NumPy's random numbers take long to load
        draws = 0

        def generate_state(self, n_words, dtype=np.uint32):
            return super().generate_state(n_words, dtype) + dtype(self.draws % 2**32)  # wraps around

    return Key(seed)


def uniform_numbers(source, low, high, shape, dtype):
    """Numbers from `low` to `high`: on the CPU drawn in double precision, on a GPU in what is asked for."""
    numbers = source.random(shape, dtype) if isinstance(source, GpuRandom) else source.random(shape)
    return on(place(numbers), lambda: (low + (high - low) * numbers).astype(dtype, copy=False))


def normal_numbers(source, shape, dtype, mean=0.0, std=1.0):
    """Normal numbers: on the CPU drawn in double precision, on a GPU in what is asked for."""
    gpus = isinstance(source, GpuRandom)
    numbers = source.standard_normal(shape, dtype) if gpus else source.standard_normal(shape)
    plain = (mean, std) == (0.0, 1.0)
    return on(place(numbers), lambda: (numbers if plain else mean + std * numbers).astype(dtype, copy=False))


def packed(x):
    """`x` with its elements in memory in the order of its axes, as PyTorch leaves what it reduces or scatters into."""
    return x if type(x) in SCALARS or x.flags.c_contiguous else x.copy(order="C")


def strided(x, shape, strides):
    """A view of an array from its first element on, of another shape and with other steps in memory."""
    if isinstance(x, HOST):
        return np.lib.stride_tricks.as_strided(x, shape, strides)
    return gpu.cupy.lib.stride_tricks.as_strided(x, shape, strides)


def array(values, like):
    """An array that the host made, on the device that is meant."""
    return values if isinstance(like, HOST) else moved(values, place(like))


def constant(make, key, like):
    """What ``make(*key)`` gives, with the arrays in it on the device that is meant: brought to a GPU once and kept there.

    `make` is a function that remembers its results.
    """
    if isinstance(like, HOST):
        return make(*key)
    return kept(gpu.cupy, place(like), make, *key)


@lru_cache(1024)
def kept(cupy, where, make, *key):
    """What `constant` keeps on one GPU."""

    def brought(x):
        return [*map(brought, x)] if isinstance(x, (list, tuple)) else cupy.array(x) if isinstance(x, np.ndarray) else x

    with cupy.cuda.Device(where):
        return brought(make(*key))


def put_where(out, mask, x):
    """Write elements of the vector `x`, one after another, where a mask holds: on a GPU nobody waits to count them."""
    if isinstance(out, np.ndarray):
        out[mask] = x[: np.count_nonzero(mask)]
    elif x.size:
        which = np.cumsum(mask).reshape(mask.shape) - 1
        np.copyto(out, x[which], "unsafe", mask)


def add_at(out, index, x):
    """Add `x` to `out` at the positions `index`, once for each time a position is named.

    `index` is an array of positions, or a tuple of such and of whole slices, as one subscripts with.
    """
    index = index if isinstance(index, tuple) else (index,)
    if not isinstance(out, HOST):
        if out.dtype.itemsize > 2 or out.dtype.kind == "f":
            gpu.cupy.add.at(out, index, x)
        else:  # CuPy adds at repeated positions from 32 bits on
            wide = out.astype(np.int32)
            gpu.cupy.add.at(wide, index, x.astype(np.int32))
            out[...] = wide
        return
    picked = [d for d, k in enumerate(index) if not isinstance(k, slice)]
    if not (isinstance(out, np.ndarray) and out.flags.c_contiguous and picked) or picked[-1] - picked[0] >= len(picked):
        np.add.at(out, index, x)
        return
    # `ufunc.at` is five times as fast along one axis, a sparse matrix of ones as fast again for many rows
    index = [part for k in index[picked[0] : picked[-1] + 1] for part in (k.nonzero() if k.dtype == bool else (k,))]
    first, sizes = picked[0], out.shape[picked[0] : picked[0] + len(index)]
    rows, count = np.intp(0), 1
    for k, n in zip(index, sizes):
        rows, count = rows * n + np.where(k < 0, k + n, k), count * n
    before, after = out.shape[:first], out.shape[first + len(index) :]
    blocks, width = math.prod(before), math.prod(after)
    x = np.broadcast_to(x, before + rows.shape + after).astype(out.dtype, copy=False)
    rows = rows.reshape(-1)
    if blocks == 1 and width > 1 and x.size >= MANY and x.dtype in (np.float32, np.float64):
        from scipy.sparse import csr_array

        ones = csr_array((np.ones(len(rows), x.dtype), rows, np.arange(len(rows) + 1)), (len(rows), count))
        out += (ones.T @ x.reshape(-1, width)).reshape(out.shape)
        return
    block, at = np.arange(blocks)[:, None, None], rows[:, None]
    positions = (block * count + at) * width + np.arange(width)
    np.add.at(out.reshape(-1), positions.reshape(-1), x.reshape(-1))


def block(x):
    """How many numbers are best worked on at a time: what a processor's cache holds, or what a GPU has plenty of room for."""
    return 2**20 if isinstance(x, HOST) else 2**27


def sum_last(x):
    """Sums along the last axis, which is kept; by a way that is several times as fast as NumPy's own."""
    return np.einsum("...i->...", x)[..., None] if isinstance(x, HOST) else x.sum(axis=-1, keepdims=True)


def max_last(x):
    """The largest along the last axis, which is kept; by a way around NumPy's own, which is slow there."""
    if not isinstance(x, HOST):
        return x.max(axis=-1, keepdims=True)
    if x.shape[-1] > 40:
        return np.take_along_axis(x, x.argmax(-1)[..., None], -1)
    return x.reshape(-1, x.shape[-1]).T.copy().max(0).reshape(*x.shape[:-1], 1)


def inner(a, b, dims):
    """Sums of products along `dims`, which stay as axes of length 1."""
    if not isinstance(a, HOST):
        return (a * b).sum(axis=dims, keepdims=True)
    axes = list(range(a.ndim))
    return np.expand_dims(np.einsum(a, axes, b, axes, [d for d in axes if d not in dims]), dims)


def add_flat(out, index, x):
    """`add_at` of a vector, at positions from 0 on."""
    np.add.at(out, index, x)


def those(x, wanted):
    """The wanted elements, and which of them are wanted: on a GPU, which would wait to know how many they are, of all."""
    return (x[wanted], True) if isinstance(x, HOST) else (x, wanted)


def occurrences(places, counts, n):
    """How often each number from 0 to ``n - 1`` occurs among those that count: without a wait, as `n` is known."""
    if isinstance(places, HOST):
        return np.bincount(places, minlength=n)
    out = gpu.cupy.zeros(n + 1, np.int64)
    add_at(out, np.where(counts, places, n).reshape(-1), np.int64(1))
    return out[:n]


def combine_at(ufunc, out, index, x):
    """Combine `x` with `out` at the positions `index`, once for each time a position is named.

    `index` is a tuple of arrays of positions, one for each of the first axes.
    """
    if ufunc is np.add:
        add_at(out, index, x)
    elif isinstance(out, HOST):
        ufunc.at(out, index, x)
    else:
        combine_sorted(ufunc, out, index, x)


def combine_sorted(ufunc, out, index, x):
    """`combine_at`, of sorted positions: neighbours of one position are combined, then those twice as far apart..."""
    inner = out.shape[len(index) :]
    at = gpu.cupy.zeros(np.broadcast_shapes(*(k.shape for k in index)), np.int64)
    for k, n in zip(index, out.shape):
        at = at * n + k % n
    at = at.reshape(at.shape + (1,) * len(inner)) * math.prod(inner) + arange(math.prod(inner), like=out).reshape(inner)
    at, x = (np.broadcast_to(part, np.broadcast_shapes(at.shape, x.shape)).reshape(-1) for part in (at, x))
    order = np.argsort(at)
    at, x = at[order], x[order].astype(out.dtype, copy=False)
    reach = 1
    while reach < at.size:
        x[reach:] = np.where(at[reach:] == at[:-reach], ufunc(x[reach:], x[:-reach]), x[reach:])
        reach *= 2
    whole = gpu.cupy.empty(out.size + 1, out.dtype)  # all but the last of a position go to the end, and are dropped
    whole[:-1] = out.reshape(-1)
    last = at.copy()
    last[:-1] = np.where(at[:-1] == at[1:], out.size, at[:-1])
    whole[last] = ufunc(whole[at], x)
    out[...] = whole[:-1].reshape(out.shape)


def tally(x, n):
    """How often each integer from 0 to ``n - 1`` is in `x`; CuPy's ``bincount`` would wait for the largest."""
    if isinstance(x, HOST):
        return np.bincount(x.reshape(-1), minlength=n)
    return np.stack([(x == k).sum() for k in range(n)])


def mean_runs(x, starts, axis):
    """The means of the runs along an axis that begin at `starts`; CuPy's ``reduceat`` takes differences of a running sum."""
    if not isinstance(x, HOST):
        return np.stack([part.mean(axis) for part in np.split(x, starts[1:], axis)], axis)
    counts = np.diff(starts, append=x.shape[axis])
    return np.add.reduceat(x, starts, axis) / counts.reshape(-1, *(1,) * (x.ndim - axis - 1))


ERF = (
    1.1283797025680542,
    0.10276547819375992,
    -1.8437807738e-4,
    -6.257247878e-4,
    8.971466e-5,
    -5.986034921e-6,
    1.5897939e-7,
)


def erf(x):
    """The error function of each element; in double precision SciPy's, which is loaded when it is first asked for.

    In single precision it is ``tanh(x * p(x**2))``, with the polynomial `ERF` fitted so that no more than the last
    place differs (1.4e-7): a seventh of the time.
    """
    if isinstance(x, np.ndarray) and x.ndim and x.dtype == np.float32:
        x = np.clip(x, -4.5, 4.5)
        square = x * x
        out = square * np.float32(ERF[-1])
        for factor in ERF[-2:0:-1]:
            out += np.float32(factor)
            out *= square
        out += np.float32(ERF[0])
        out *= x
        return np.tanh(out, out=out)
    from scipy.special import erf

    x, dtype = x.astype(np.float32) if x.dtype == np.float16 else x, x.dtype  # of which CuPy makes float64
    return erf(x).astype(dtype, copy=False)


def erfc(x):
    """One minus the error function, exact where that is small."""
    from scipy.special import erfc

    x, dtype = x.astype(np.float32) if x.dtype == np.float16 else x, x.dtype
    return erfc(x).astype(dtype, copy=False)


def accumulate(ufunc, x):
    """The running result of a function of two numbers along the first axis: on a GPU by doubling."""
    if isinstance(x, HOST):
        return ufunc.accumulate(x, axis=0)
    out, reach = x.copy(), 1
    while reach < len(out):
        out[reach:] = ufunc(out[reach:], out[:-reach])
        reach *= 2
    return out


# -- several functions in one kernel ---------------------------------------------------------------


class Traced(np.lib.mixins.NDArrayOperatorsMixin):
    """What stands for an array while CuPy writes a kernel: hands NumPy's functions to CuPy's of the same name.

    What `cupy.fuse` calls a function with knows CuPy's functions alone, and none of NumPy's protocols.

    Attributes
    ----------
    value
        CuPy's own stand-in; in a trial, which only counts, an array of one element.
    trial : list of str or None
        The names of the functions called so far.
    """

    __slots__ = ("value", "trial")
    size = 0  # few: what the CPU takes for many is not meant
    flags = SimpleNamespace(c_contiguous=True)  # as CuPy leaves its results

    def __init__(self, value, trial):
        self.value, self.trial = value, trial

    dtype = property(lambda self: self.value.dtype)
    ndim = property(lambda self: self.value.ndim)

    def call(self, function, *operands):
        """A function of traced values and numbers."""
        operands = [x.value if type(x) is Traced else x for x in operands]
        if self.trial is None:
            chosen = 1 if function is np.where else 0  # where its condition ends
            operands[chosen:] = wide_numbers(operands[chosen:])
            function = getattr(gpu.cupy, function.__name__, None) or getattr(gpu.special, function.__name__)
        else:
            self.trial.append(function.__name__)
        return Traced(function(*operands), self.trial)

    def __bool__(self):
        raise TypeError("a kernel cannot be written where what is computed depends on the numbers")

    def __array_ufunc__(self, ufunc, method, *operands, out=None):
        return self.call(ufunc, *operands) if method == "__call__" else NotImplemented

    def __array_function__(self, function, types, operands, named):
        if function is np.zeros_like:
            self.trial is None or self.trial.append("zeros_like")
            return self.dtype.type(0)
        return self.call(function, *operands) if function is np.where and not named else NotImplemented

    def __pow__(self, n):
        """A power, for 2 and 3 as products, which are exact and quicker."""
        small = n if type(n) in (int, float) else 0
        return self * self if small == 2 else self * self * self if small == 3 else self.call(np.power, self, n)

    def astype(self, dtype, copy=True):
        """Another type."""
        if self.trial is not None and self.dtype != dtype:
            self.trial.append("astype")
        return self if self.dtype == dtype else Traced(self.value.astype(dtype), self.trial)

    def copy(self):
        """The value itself: nothing is written to."""
        return self


def wide_numbers(operands):
    """Python's numbers in NumPy's type for them, beside what holds no such: in a kernel CuPy takes 0.3 beside bool as float16."""
    kinds = {x.dtype.kind for x in operands if hasattr(x, "dtype")}
    wide = {float: np.float64 if "f" not in kinds else float, int: np.int64 if kinds <= {"b"} else int}
    return [wide[type(x)](x) if type(x) in wide else x for x in operands]


class Fused:
    """A function of arrays, element by element, that is one kernel on a GPU: CuPy writes it when it is first called there.

    Only for functions of NumPy's ufuncs, `np.where` and `astype`, which ask of their operands no more than the dtype. A
    kernel is written for each combination of numbers among the operands and parameters, and by CuPy of dtypes; what calls
    a single function is left as it is.

    Parameters
    ----------
    function : callable
    name : str
        What a profiler shows.
    reads : tuple of int, optional
        The operands that the function looks at, all by default.
    numbers : tuple of str
        The parameters that may be others at every call: a kernel is given them, in the dtype of its first array.
    """

    __slots__ = ("function", "name", "reads", "numbers", "kernels", "maker", "__code__", "__kwdefaults__")

    def __init__(self, function, name, reads=None, numbers=()):
        self.function, self.name, self.reads, self.numbers = function, name, reads, numbers
        self.kernels, self.maker = {}, None
        self.__code__, self.__kwdefaults__ = function.__code__, function.__kwdefaults__  # read by what writes formulas

    def __call__(self, *operands, **params):
        if not gpu.used:
            return self.function(*operands, **params)
        array = gpu.cupy.ndarray
        for x in operands:
            if type(x) is array:
                break
        else:
            return self.function(*operands, **params)
        if self.maker is not gpu.cupy:
            self.maker, self.kernels = gpu.cupy, {}
        read = operands if self.reads is None else [operands[i] for i in self.reads]
        given = [x if type(x) is array else x[()] for x in read if varies(x)]
        fixed = [repr(x) for name, x in params.items() if name not in self.numbers]
        key = *fixed, *[x.dtype.char if varies(x) else repr(x) for x in read]
        kernel = self.kernels.get(key)
        if kernel is None:
            kernel = self.kernels[key] = self.written(operands, params, given)
        if kernel is self:
            return self.function(*operands, **params)
        return kernel(*given, *[given[0].dtype.type(params[name]) for name in self.numbers])

    def written(self, operands, params, given):
        """The kernel, or this object where there is nothing to fuse."""
        reads = range(len(operands)) if self.reads is None else self.reads
        places = [i for i in reads if varies(operands[i])]

        def traced(values, trial):
            values = [Traced(x, trial) for x in values]
            own = [None if varies(x) else x for x in operands]
            for i, value in zip(places, values):
                own[i] = value
            return self.function(*own, **params | dict(zip(self.numbers, values[len(places) :])))

        trial, numbers = [], [given[0].dtype.type(1) for _ in self.numbers]
        with np.errstate(all="ignore"):
            result = traced([*[np.ones(1, x.dtype) for x in given], *numbers], trial)
        if len(trial) < 2 or type(result) is not Traced:
            return self
        name = f"fused_{self.name}"  # for CUDA has an `erf` of its own
        return gpu.cupy.fuse(kernel_name=name)(lambda *values: traced(values, None).value)


def varies(x):
    """Whether an operand is given to a kernel: an array, or a NumPy scalar of floats; others are written into it."""
    return hasattr(x, "strides") and (not isinstance(x, np.generic) or x.dtype.kind == "f")


class Changing(np.lib.mixins.NDArrayOperatorsMixin):
    """What stands for an array while CuPy writes a kernel that changes arrays: hands NumPy's ufuncs to CuPy's."""

    __slots__ = ("value",)

    def __init__(self, value):
        self.value = value

    def __array_ufunc__(self, ufunc, method, *operands, out=()):
        values = [x.value if type(x) is Changing else x for x in (*operands, *out) if x is not None]
        return Changing(getattr(gpu.cupy, ufunc.__name__)(*values))


def in_one_kernel(function):
    """A function that changes arrays in place, element by element, by NumPy's ufuncs: one kernel on a GPU.

    It takes arrays, numbers and None. What it needs to keep numbers in may be None there, as a kernel keeps them in
    registers: ``w = np.multiply(x, x, out=w)``.
    """
    kernels = {}

    def call(first, *operands):
        if isinstance(first, np.ndarray):
            function(first, *operands)
            return
        if gpu.cupy not in kernels:
            kernels.clear()
            fuse = gpu.cupy.fuse(kernel_name=f"{function.__name__}_in_place")
            kernels[gpu.cupy] = fuse(lambda *given: function(*[x if x is None else Changing(x) for x in given]))
        kernels[gpu.cupy](first, *operands)

    call.__doc__ = function.__doc__
    return call


# -- what CuPy computes otherwise than NumPy and PyTorch -------------------------------------------


def elsewhere(*operands):
    """Whether an operand is on a GPU."""
    return gpu.used and not all(isinstance(x, (*HOST, int, float)) for x in operands)


def is_floating(*operands):
    """Whether one of these holds floats, or is one."""
    return any(type(x) is float or getattr(getattr(x, "dtype", None), "kind", "i") == "f" for x in operands)


def signs_differ(rest, b):
    """Where a remainder has not the sign of the divisor."""
    return (rest != 0) & ((b < 0) != (rest < 0))


def divided_down(a, b):
    """`floor_quotient` of floats, in PyTorch's steps: CuPy rounds the quotient down, so that 1 // 0.1 is 10, not 9."""
    rest = np.fmod(a, b)
    whole = (a - rest) / b
    whole = np.where(signs_differ(rest, b), whole - 1, whole)
    down = np.floor(whole)
    down = np.where(whole - down > 0.5, down + 1, down)
    return np.where(b == 0, a / b, np.where(whole == 0, np.copysign(whole * 0, a / b), down))


def left_over(a, b):
    """`remainder` of floats: CuPy takes away multiples, which makes NaN of an infinite divisor."""
    rest = np.fmod(a, b)
    return np.where(signs_differ(rest, b), rest + b, rest)


def whole_left_over(a, b):
    """`fmod` of integers: CuPy computes it in floats of 64 bits, which not every integer of 64 bits is."""
    rest = np.remainder(a, b)
    return np.where((rest != 0) & ((a < 0) != (b < 0)), rest - b, rest)


def shifted_up(a, b):
    """`left_shift`: as far as there are bits; in CUDA, what is shifted further is undefined."""
    return np.where((b >= 0) & (b < 8 * a.dtype.itemsize), np.left_shift(a, b), 0)


def shifted_down(a, b):
    """`right_shift`, likewise: of a negative number every bit but the sign is lost."""
    return np.where((b >= 0) & (b < 8 * a.dtype.itemsize), np.right_shift(a, b), 0 - (a < 0)).astype(a.dtype)


def in_single(compute):
    """A function that computes float16 in float32."""

    def wide(a, b):
        """As on the CPU, which rounds once."""
        if a.dtype != np.float16:
            return compute(a, b)
        return compute(a.astype(np.float32), b.astype(np.float32)).astype(np.float16)

    return Fused(wide, compute.__name__)


divided_down, left_over = in_single(divided_down), in_single(left_over)
whole_left_over, shifted_up, shifted_down = (Fused(f, f.__name__) for f in (whole_left_over, shifted_up, shifted_down))


def typed(a, b):
    """Two operands of which one may be a Python number, both of one dtype."""
    return (a, b if hasattr(b, "dtype") else a.dtype.type(b)) if hasattr(a, "dtype") else (b.dtype.type(a), b)


def floor_quotient(a, b):
    """``a / b``, rounded down."""
    return divided_down(*typed(a, b)) if elsewhere(a, b) and is_floating(a, b) else np.floor_divide(a, b)


def remainder(a, b):
    """``a - b * floor(a / b)``, of the sign of `b`."""
    return left_over(*typed(a, b)) if elsewhere(a, b) and is_floating(a, b) else np.remainder(a, b)


def fmod(a, b):
    """``a - b * trunc(a / b)``, of the sign of `a`."""
    return whole_left_over(*typed(a, b)) if elsewhere(a, b) and not is_floating(a, b) else np.fmod(a, b)


def left_shift(a, b):
    """Bits moved up; 0 where all are lost."""
    return shifted_up(*typed(a, b)) if elsewhere(a, b) else np.left_shift(a, b)


def right_shift(a, b):
    """Bits moved down; the sign stays."""
    return shifted_down(*typed(a, b)) if elsewhere(a, b) else np.right_shift(a, b)
