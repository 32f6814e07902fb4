"""Make tensors: from numbers, filled, spaced or random."""

import numpy as np

from ..functions.arguments import is_number, number
from ..ops import dtypes
from .errors import EngineError, OperandError
from .mode import state
from .tensor import InferenceStorage, Tensor, as_array, wrap
from .tensor import device as Device


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
    if isinstance(d, dtypes.dtype):
        return d.numpy
    if d in (float, int, bool):
        return {float: np.dtype("float64"), int: np.dtype("int64"), bool: np.dtype("bool")}[d]
    raise OperandError(f"argument 'dtype' must be torch.dtype, not {type(d).__name__}: give one such as float32")


def placed(device):
    """Check a device argument."""
    if device is not None:
        Device(device)


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

    Raises
    ------
    TypeError, ValueError, RuntimeError
        For strings, ragged lists, objects, and integers with `requires_grad`, as PyTorch.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    tensor([[1., 2.],
            [3., 4.]], requires_grad=True)
    """
    placed(device)
    target = numpy_dtype(dtype)
    array = np.array(data._data if isinstance(data, Tensor) else as_array(data, target))
    if target is not None and array.dtype != target:
        array = array.astype(target)
    return finished(array, requires_grad)


def as_tensor(data, dtype=None, device=None):
    """A tensor over `data`, without copying where that is possible."""
    placed(device)
    out = data if isinstance(data, Tensor) else from_numpy(data) if isinstance(data, np.ndarray) else tensor(data)
    return out if dtype is None else out.to(dtype)


def from_numpy(array):
    """A tensor over a NumPy array, in the same memory."""
    if not isinstance(array, np.ndarray):
        raise OperandError(f"expected np.ndarray (got {type(array).__name__})")
    dtypes.of_numpy(array.dtype)
    from .tensor import storage_of

    out = wrap(array)
    storage_of(out)
    return out


def sizes_of(size, name):
    """A checked shape, from ``(2, 3)`` or ``((2, 3),)``."""
    if len(size) == 1 and isinstance(size[0], (tuple, list)):
        size = size[0]
    for i, n in enumerate(size):
        if not hasattr(n, "__index__") or isinstance(n, bool):
            raise OperandError(
                f"{name}(): argument 'size' (position {i + 1}) must be tuple of ints, not {type(n).__name__}"
            )
        if int(n) < 0:
            raise EngineError(f"{name}: Dimension size must be non-negative.")
    return tuple(int(n) for n in size)


def filled(name, value):
    """Define a function that makes a tensor of one number."""

    def make(*size, dtype=None, device=None, requires_grad=False):
        placed(device)
        return finished(np.full(sizes_of(size, name), value, numpy_dtype(dtype) or dtypes.default.numpy), requires_grad)

    make.__name__ = make.__qualname__ = name
    make.__doc__ = f"A tensor of {name} of the given shape, of the default dtype unless told otherwise."
    return make


zeros, ones = filled("zeros", 0), filled("ones", 1)


def empty(*size, dtype=None, device=None, requires_grad=False):
    """A tensor of the given shape with arbitrary numbers in it."""
    placed(device)
    return finished(np.empty(sizes_of(size, "empty"), numpy_dtype(dtype) or dtypes.default.numpy), requires_grad)


def full(size, fill_value, *, dtype=None, device=None, requires_grad=False):
    """A tensor of the given shape, filled with one number."""
    placed(device)
    if not is_number(fill_value):
        given = type(fill_value).__name__
        raise OperandError(f"full(): argument 'fill_value' (position 2) must be Number, not {given}")
    target = numpy_dtype(dtype) or dtypes.of_number(number(fill_value)).numpy
    return finished(np.full(sizes_of((size,), "full"), fill_value, target), requires_grad)


def like(make, name):
    """Define the variant of a creation function that takes its shape and dtype from a tensor."""

    def alike(input, *, dtype=None, device=None, requires_grad=False):
        return make(tuple(input.shape), dtype=dtype or input.dtype, device=device, requires_grad=requires_grad)

    alike.__name__ = alike.__qualname__ = name
    alike.__doc__ = f"`{make.__name__}` in the shape and dtype of a tensor."
    return alike


zeros_like, ones_like, empty_like = like(zeros, "zeros_like"), like(ones, "ones_like"), like(empty, "empty_like")


def full_like(input, fill_value, *, dtype=None, device=None, requires_grad=False):
    """`full` in the shape and dtype of a tensor."""
    return full(tuple(input.shape), fill_value, dtype=dtype or input.dtype, device=device, requires_grad=requires_grad)


def arange(start, end=None, step=1, *, dtype=None, device=None, requires_grad=False):
    """Numbers from `start` up to but not including `end`, `step` apart."""
    placed(device)
    if end is None:
        start, end = 0, start
    if step == 0:
        raise EngineError("step must be nonzero")
    if (end - start) * step < 0:
        raise EngineError("upper bound and lower bound inconsistent with step sign")
    whole = all(isinstance(x, (int, np.integer)) for x in (start, end, step))
    target = numpy_dtype(dtype) or (np.dtype("int64") if whole else dtypes.default.numpy)
    count = int(np.ceil((end - start) / step))
    return finished((start + step * np.arange(count)).astype(target), requires_grad)


def linspace(start, end, steps, *, dtype=None, device=None, requires_grad=False):
    """`steps` numbers from `start` to `end`, evenly spaced."""
    placed(device)
    target = numpy_dtype(dtype) or dtypes.default.numpy
    return finished(np.linspace(start, end, steps, dtype=target), requires_grad)


def eye(n, m=None, *, dtype=None, device=None, requires_grad=False):
    """The identity matrix of `n` rows and `m` columns."""
    placed(device)
    return finished(np.eye(n, m, dtype=numpy_dtype(dtype) or dtypes.default.numpy), requires_grad)


class Generator:
    """A source of random numbers with a state of its own. As ``torch.Generator``.

    The numbers are NumPy's (PCG64), so they differ from PyTorch's for the same seed.
    """

    def __init__(self, device="cpu"):
        placed(device)
        self.manual_seed(0)

    def manual_seed(self, seed):
        """Start again from `seed`; returns the generator."""
        self._seed, self._random = int(seed), None
        return self

    def initial_seed(self):
        """The seed it last started from."""
        return self._seed

    @property
    def random(self):
        """NumPy's generator behind it, made on first use: loading it takes longer than all of this package."""
        if self._random is None:
            seed = None if self._seed is None else self._seed % 2**64
            self._random = np.random.default_rng(seed)
        return self._random


default_generator = Generator()
default_generator._seed = None  # started from the operating system's entropy


def manual_seed(seed):
    """Start the default random numbers again from `seed`; returns the `Generator`."""
    return default_generator.manual_seed(seed)


def random(name, draw, doc):
    """Define a function that makes a tensor of random numbers."""

    def make(*size, generator=None, dtype=None, device=None, requires_grad=False):
        placed(device)
        source = (generator or default_generator).random
        target = numpy_dtype(dtype) or dtypes.default.numpy
        return finished(np.asarray(draw(source, sizes_of(size, name))).astype(target), requires_grad)

    make.__name__ = make.__qualname__ = name
    make.__doc__ = doc
    return make


randn = random("randn", lambda r, size: r.standard_normal(size), "Independent standard normal numbers.")
rand = random("rand", lambda r, size: r.random(size, dtype=np.float32), "Uniform random numbers in [0, 1).")
randn_like, rand_like = like(randn, "randn_like"), like(rand, "rand_like")


def randint(low, high=None, size=None, *, generator=None, dtype=None, device=None, requires_grad=False):
    """Uniform random integers from `low` up to but not including `high`."""
    placed(device)
    if size is None:
        low, high, size = 0, low, high
    source = (generator or default_generator).random
    return finished(
        source.integers(low, high, sizes_of((size,), "randint")).astype(numpy_dtype(dtype) or np.int64), requires_grad
    )


def randperm(n, *, generator=None, dtype=None, device=None):
    """The integers from 0 to ``n - 1`` in random order."""
    placed(device)
    return finished(
        (generator or default_generator).random.permutation(n).astype(numpy_dtype(dtype) or np.int64), False
    )


def is_tensor(obj):
    """Whether `obj` is a Tensor."""
    return isinstance(obj, Tensor)
