"""Random numbers: where they come from, tensors of them, and draws into tensors."""

import os

import numpy as np

from ..functions.arguments import (
    BOOL,
    INT,
    NUMBER,
    TENSOR,
    broadcast_shapes,
    is_number,
    is_tensor,
    is_whole,
    legacy,
    takes,
)
from ..ops import arrays, dtypes
from ..ops import random as ops
from ..ops.sort import laid_out_as
from .creation import alike, creator, empty, filled, finished, placed, sizes_of
from .errors import ArgumentError, EngineError, MissingError, OperandError
from .inplace import mutate
from .mode import state
from .tensor import CPU, GPUS, Tensor


class Generator:
    """A source of random numbers with a state of its own. As ``torch.Generator``.

    The numbers are NumPy's (PCG64), or CuPy's (Philox), so they differ from PyTorch's for the same seed.

    Parameters
    ----------
    device : device, str or int
        The CPU, or the GPU where the numbers are drawn.

    Examples
    --------
    >>> import autograd_viz as av
    >>> source = av.Generator().manual_seed(7)
    >>> state = source.get_state()
    >>> first = av.rand(2, generator=source)
    >>> av.equal(av.rand(2, generator=source.set_state(state)), first)
    True
    """

    def __init__(self, device="cpu"):
        where = placed(device)
        self.device = CPU if where == arrays.CPU else GPUS[where]
        self._seed, self._random = 67280421310721, None

    def manual_seed(self, seed):
        """Start again from `seed`; returns the generator."""
        if type(seed) is not int and not (is_whole(seed) and not is_tensor(seed)):
            raise EngineError(f"manual_seed expected a long, but got {type(seed).__name__}")
        self._seed, self._random = checked_seed(seed), None
        return self

    def seed(self):
        """Start again from a number of the operating system, which it returns."""
        self.manual_seed(int.from_bytes(os.urandom(8), "little"))
        return self._seed

    def initial_seed(self):
        """The seed it last started from."""
        return self.seed() if self._seed is None else self._seed

    @property
    def random(self):
        """NumPy's generator behind it, or a GPU's, made on first use: loading NumPy's takes longer than all of this package."""
        if self._random is None:
            where = arrays.CPU if self.device.type == "cpu" else self.device.index
            self._random = arrays.random_source(self.initial_seed(), where)
        return self._random

    def get_state(self):
        """Its state, as a tensor of bytes; of a GPU's, the seed and how many draws there were."""
        if self.device.type != "cpu":
            parts = [(self.random.seed, 8), (self.random.draws, 8)]
            said = b"".join(value.to_bytes(size, "little") for value, size in parts)
            return finished(np.frombuffer(said, np.uint8).copy(), False)
        found = self.random.bit_generator.state
        parts = [(self._seed, 8), (found["state"]["state"], 16), (found["state"]["inc"], 16),
                 (found["has_uint32"], 1), (found["uinteger"], 4)]  # fmt: skip
        said = b"".join(value.to_bytes(size, "little") for value, size in parts)
        return finished(np.frombuffer(said, np.uint8).copy(), False)

    def set_state(self, new_state):
        """Go on from a state that `get_state` gave; returns the generator."""
        if not isinstance(new_state, Tensor):
            raise OperandError(f"expected a torch.ByteTensor, but got {type(new_state).__name__}")
        if new_state.dtype is not dtypes.uint8:
            raise OperandError("RNG state must be a torch.ByteTensor")
        said = new_state._host.tobytes()
        if self.device.type != "cpu":
            if len(said) != 16:
                raise EngineError("RNG state is wrong size")
            seed, draws = (int.from_bytes(said[a : a + 8], "little") for a in (0, 8))
            self._seed, self._random = seed, arrays.GpuRandom(seed, self.device.index, draws)
            return self
        if len(said) != 45:
            raise EngineError(
                f"Expected a CPUGeneratorImplState of size 45 but found the input RNG state size to be {len(said)}"
            )
        seed, state, inc, has, last = (
            int.from_bytes(said[a:b], "little") for a, b in ((0, 8), (8, 24), (24, 40), (40, 41), (41, 45))
        )
        self._seed, self._random = seed, np.random.default_rng(0)
        self._random.bit_generator.state = {
            "bit_generator": "PCG64", "state": {"state": state, "inc": inc}, "has_uint32": has, "uinteger": last,
        }  # fmt: skip
        return self


def checked_seed(seed):
    """A seed as an unsigned number of 64 bits."""
    try:
        seed = int(seed)
    except ValueError as error:
        raise ArgumentError(str(error)) from None
    except TypeError as error:
        raise OperandError(str(error)) from None
    if not -(2**63) <= seed < 2**64:
        raise ArgumentError("Overflow when unpacking long long")
    return seed % 2**64


class Gpus:
    """The default sources of the GPUs, by their number, and the seed of those that are still to come."""

    generators, seed = {}, None


def gpu_generator(where):
    """The default source of random numbers on a GPU: making it asks nothing of the GPU."""
    made = Gpus.generators.get(where)
    if made is None:
        made = Gpus.generators[where] = Generator()
        made.device, made._seed = GPUS[where], Gpus.seed
    return made


def seed_gpus(seed):
    """Start the numbers of all GPUs from a seed, also of those that are used later."""
    Gpus.seed = checked_seed(seed)
    for generator in Gpus.generators.values():
        generator.manual_seed(Gpus.seed)


default_generator = Generator()
default_generator._seed = None  # started from the operating system's entropy


def manual_seed(seed):
    """Start the default random numbers again from `seed`, on the CPU and on every GPU. As ``torch.manual_seed``.

    Parameters
    ----------
    seed : int

    Returns
    -------
    Generator

    Examples
    --------
    >>> import autograd_viz as av
    >>> _ = av.manual_seed(0)
    >>> first = av.rand(2)
    >>> _ = av.manual_seed(0)
    >>> av.equal(av.rand(2), first)
    True
    """
    seed_gpus(seed)
    return default_generator.manual_seed(checked_seed(seed))


def seed():
    """Start the default random numbers again from a number of the operating system. As ``torch.seed``.

    Returns
    -------
    int
        The number.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.seed() == av.initial_seed()
    True
    """
    found = default_generator.seed()
    seed_gpus(found)
    return found


def initial_seed():
    """The seed that the default random numbers last started from. As ``torch.initial_seed``.

    Returns
    -------
    int

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.manual_seed(3).initial_seed()
    3
    """
    return default_generator.initial_seed()


def get_rng_state():
    """The state of the default random numbers. As ``torch.get_rng_state``.

    Returns
    -------
    Tensor of uint8

    Examples
    --------
    >>> import autograd_viz as av
    >>> state = av.get_rng_state()
    >>> first = av.rand(2)
    >>> av.set_rng_state(state)
    >>> av.equal(av.rand(2), first)
    True
    """
    return default_generator.get_state()


def set_rng_state(new_state):
    """Let the default random numbers go on from a state. As ``torch.set_rng_state``.

    Parameters
    ----------
    new_state : Tensor of uint8
        From `get_rng_state`.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.set_rng_state(av.get_rng_state())
    """
    default_generator.set_state(new_state)


def source_of(generator, where):
    """What to draw from, for a tensor at a place."""
    if generator is None:
        return (default_generator if where == arrays.CPU else gpu_generator(where)).random
    if not isinstance(generator, Generator):
        raise OperandError(f"argument 'generator' must be torch.Generator, not {type(generator).__name__}")
    wanted = CPU if where == arrays.CPU else GPUS[where]
    if generator.device != wanted:
        a, b = (
            (wanted, generator.device) if wanted.type == generator.device.type else (wanted.type, generator.device.type)
        )
        raise EngineError(f"Expected a '{a}' device type for generator but found '{b}'")
    return generator.random


# -- drawing arrays --------------------------------------------------------------------------------


def check_kind(target, kernel):
    """Raise PyTorch's error where only floats can be drawn."""
    if target.kind != "f":
        raise MissingError(f"\"{kernel}\" not implemented for '{dtypes.legacy_name(dtypes.of_numpy(target))}'")


def uniform_array(shape, target, where, generator=None):
    """Numbers in [0, 1): as many binary places as the dtype has, so that none is rounded to 1."""
    check_kind(target, "check_uniform_bounds")
    source = source_of(generator, where)
    if target.itemsize == 2:
        return (source.integers(0, 2**11, shape) / 2**11).astype(target)
    return source.random(shape, dtype=target)


def normal_array(shape, target, where, generator=None):
    """Standard normal numbers."""
    check_kind(target, "normal_kernel_cpu")
    return arrays.normal_numbers(source_of(generator, where), shape, target)


def integer_array(low, high, shape, target, where, generator=None):
    """Integers from `low` up to but not including `high`."""
    low, high = int(low), int(high)
    if low >= high:
        raise EngineError(f"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}")
    if target.kind != "f":
        least, most = (0, 1) if target.kind == "b" else (np.iinfo(target).min, np.iinfo(target).max)
        name = {"uint8": "unsigned char", "int8": "signed char", "int16": "short", "int32": "int", "bool": "bool"}.get(
            target.name
        )
        if not least <= low <= most:
            raise EngineError(f"from is out of bounds for {name}")
        if high - 1 > most:
            raise EngineError(f"to - 1 is out of bounds for {name}")
    drawn = source_of(generator, where).integers(low, high, shape)
    return arrays.on(where, drawn.astype, target)


# -- tensors of them -------------------------------------------------------------------------------


GENERATOR = "    generator : Generator, optional\n        Where they come from.\n"


def random(name, array, what):
    """Define a function that makes a tensor of random floats, and the one that takes its shape from a tensor."""
    plain = filled(name, array, what, f">>> av.{name}(2, 3).shape\n    torch.Size([2, 3])", GENERATOR)
    example = f">>> av.{name}_like(av.zeros(2)).shape\n    torch.Size([2])"

    def like(x, target, generator=None):
        return laid_out_as(x, array(x.shape, target, arrays.place(x), generator))

    return plain, alike(f"{name}_like", like, what[0].upper() + what[1:], example, GENERATOR)


rand, rand_like = random("rand", uniform_array, "uniform random numbers in [0, 1)")
randn, randn_like = random("randn", normal_array, "independent standard normal numbers")


@creator(size=("tuple of ints", lambda x: isinstance(x, (tuple, list)) or is_whole(x)))
def randint(low=None, high=None, size=None, *, generator=None, dtype, where):
    """Uniform random integers. As ``torch.randint``.

    Parameters
    ----------
    low : int
        The smallest; 0 where only one number is given before the size.
    high : int
        One more than the largest.
    size : tuple of int
        The shape.
    generator : Generator, optional
        Where they come from.
    options

    Returns
    -------
    Tensor of int64, unless told otherwise

    Raises
    ------
    RuntimeError
        Where there is no such integer, or the dtype does not hold it.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.randint(6, (2, 3)).shape
    torch.Size([2, 3])
    """
    if size is None:
        low, high, size = (0, low, high) if low is not None else (0, high, None)
    elif high is None:
        low, high = 0, low
    if not isinstance(size, (tuple, list)):
        raise OperandError(f"randint(): argument 'size' (position 2) must be tuple of ints, not {type(size).__name__}")
    for name, value in (("low", low), ("high", high)):
        if value is not None and not is_whole(value):
            raise OperandError(f"randint(): argument '{name}' (position 1) must be int, not {type(value).__name__}")
    return integer_array(low or 0, high, sizes_of((size,), "randint"), dtype or np.dtype("int64"), where, generator)


def integers_like(x, target, low, high=None, *, generator=None):
    """Integers in the shape of an array."""
    low, high = (0, low) if high is None else (low, high)
    return laid_out_as(x, integer_array(low, high, x.shape, target, arrays.place(x), generator))


randint_like = alike(
    "randint_like", integers_like, "Uniform random integers", ">>> av.randint_like(av.zeros(2), 5).shape\n    torch.Size([2])",
    "    low : int\n        The smallest; 0 where no `high` is given.\n    high : int\n        One more than the largest.\n" + GENERATOR,
)  # fmt: skip


@creator(n=INT)
def randperm(n, *, generator=None, dtype, where):
    """The integers from 0 to ``n - 1`` in random order. As ``torch.randperm``.

    Parameters
    ----------
    n : int
    generator : Generator, optional
        Where the order comes from.
    options

    Returns
    -------
    Tensor of shape (n,), of int64 unless told otherwise

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.randperm(5).sort().values
    tensor([0, 1, 2, 3, 4])
    """
    target = dtype or np.dtype("int64")
    sizes_of((n,), "randperm")
    if target.kind in "iu" and n - 1 > np.iinfo(target).max:
        raise EngineError(f"value cannot be converted to type {target.name}_t without overflow")
    return source_of(generator, where).permutation(n).astype(target)


MEAN = ("Tensor or float", lambda x: is_tensor(x) or is_number(x))


@takes(mean=MEAN, std=MEAN)
def normal(mean, std=1.0, size=None, *, generator=None, **options):
    """Normal random numbers. As ``torch.normal``.

    Parameters
    ----------
    mean, std : Tensor or float
        Of each number, or of all.
    size : tuple of int, optional
        The shape, where both are numbers.
    generator : Generator, optional
        Where they come from.
    **options
        With a size, the options of `zeros`.

    Returns
    -------
    Tensor
        No gradient but 0 flows to `mean` and `std`.

    Raises
    ------
    RuntimeError
        For a width below 0.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.normal(av.zeros(3), 0.0)
    tensor([0., 0., 0.])
    """
    centred, wide = is_tensor(mean), is_tensor(std)
    if not wide and std < 0:
        raise EngineError(f"normal expects std >= 0.0, but found std {std:g}")
    if not centred and not wide:
        if size is None:
            raise OperandError("normal(): argument 'size' must be given where 'mean' and 'std' are numbers")
        made = randn(size, generator=generator, **{"device": CPU} | options)  # which `with device:` does not change
        scale, shift = made._data.dtype.type(std), made._data.dtype.type(mean)
        made._data = state.here.run(lambda numbers: numbers * scale + shift, made._data)
        return made
    if size is not None:
        raise OperandError("normal(): argument 'size' must be left out beside a Tensor")
    if wide:
        right = state.here.run(np.greater_equal, std._data, 0)
        arrays.expect(right, EngineError("normal expects all elements of std >= 0.0"))
    first = mean._data if centred else std._data
    middle, width = (x._data if is_tensor(x) else x for x in (mean, std))
    shape = broadcast_shapes(*(tuple(x.shape) if is_tensor(x) else () for x in (mean, std)))
    if centred and wide and arrays.gpu.used:
        middle, width = arrays.together("normal", [middle, width], True, written=True)
    where = arrays.place(first)
    drawn = normal_array(shape, first.dtype, where, generator)
    values = arrays.on(where, lambda: (middle + width * drawn).astype(first.dtype))
    if centred and wide:
        return ops.normal_each(mean, std, values=values)
    return (ops.normal_around if centred else ops.normal_wide)(mean if centred else std, values=values)


def flipped(p, shape, target, where, generator):
    """Zeros and ones, ones with the probability `p`."""
    drawn = source_of(generator, where).random(shape)
    return arrays.on(where, lambda: (drawn < p).astype(target)[()])


@takes(p=NUMBER)
def bernoulli(input, p=None, *, generator=None):
    """Zeros and ones, drawn at random. As ``torch.bernoulli``.

    Parameters
    ----------
    input : Tensor
        The probabilities of ones.
    p : float, optional
        The probability of ones, for all; `input` then says no more than the shape and dtype.
    generator : Generator, optional
        Where they come from.

    Returns
    -------
    Tensor
        No gradient but 0 flows through it.

    Raises
    ------
    RuntimeError
        For what is no probability.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.bernoulli(av.tensor([0.0, 1.0]))
    tensor([0., 1.])
    """
    if p is not None:
        return bernoulli_(empty(tuple(input.shape), dtype=input.dtype), p, generator=generator)
    check_kind(input._data.dtype, "bernoulli_tensor_cpu_p_")
    check_probabilities(input)
    return ops.bernoulli_of(
        input, values=flipped(input._data, input.shape, input._data.dtype, arrays.place(input._data), generator)
    )


def check_probabilities(p):
    right = state.here.run(lambda p: (p >= 0) & (p <= 1), p._data)
    arrays.expect(right, EngineError("Expected p_in >= 0 && p_in <= 1 to be true, but got false."))


@takes(num_samples=INT, replacement=BOOL)
def multinomial(input, num_samples, replacement=False, *, generator=None):
    """Positions drawn at random, each with the weight that stands there. As ``torch.multinomial``.

    Parameters
    ----------
    input : Tensor of shape (n,) or (batch, n)
        Weights; they need not add up to 1.
    num_samples : int
    replacement : bool
        Whether a position can be drawn again.
    generator : Generator, optional
        Where they come from.

    Returns
    -------
    Tensor of int64, of shape (num_samples,) or (batch, num_samples)

    Raises
    ------
    RuntimeError
        For weights that are negative, infinite or all 0, and more samples than there are positions.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.multinomial(av.tensor([0.0, 3.0, 0.0]), 2, replacement=True)
    tensor([1, 1])
    """
    if not 1 <= input.ndim <= 2:
        raise EngineError("prob_dist must be 1 or 2 dim")
    if not input.is_floating_point():
        raise EngineError(f"multinomial only supports floating-point dtypes for input, got: {legacy(input)}")
    if num_samples <= 0:
        raise EngineError("cannot sample n_sample <= 0 samples")
    n = input.shape[-1]
    if not replacement and num_samples > n:
        raise EngineError("cannot sample n_sample > prob_dist.size(-1) samples without replacement")
    where = arrays.place(input._data)
    values = arrays.on(where, drawn_places, input._data, num_samples, replacement, source_of(generator, where))
    return ops.multinomial_drawn(input, values=values.reshape(*input.shape[:-1], num_samples))


def drawn_places(weights, num_samples, replacement, source):
    """Positions along the last axis, drawn with the weights that stand there."""
    n = weights.shape[-1]
    weights = weights.astype(np.float64).reshape(-1, n)
    rows = len(weights)
    wrong = EngineError("probability tensor contains either `inf`, `nan` or element < 0")
    arrays.expect(np.isfinite(weights) & (weights >= 0), wrong)
    none = EngineError("invalid multinomial distribution (sum of probabilities <= 0)")
    arrays.expect(weights.sum(axis=1) > 0, none)
    if replacement:  # each row's shares fill a unit of length, all rows one line, on which points fall
        row = arrays.arange(rows, weights)[:, None]
        line = np.cumsum(weights, axis=1)
        line = (line / line[:, -1:] + row).reshape(-1)
        points = source.integers(0, 2**32, (rows, num_samples)) / 2**32 + row
        return np.searchsorted(line, points, side="right") - n * row
    # whose exponential waiting time, at the rate of its weight, ends first
    waiting = source.standard_exponential(weights.shape) / np.where(weights, weights, 1e-300)
    return np.argsort(waiting, axis=1)[:, :num_samples]


# -- drawn into a tensor ---------------------------------------------------------------------------


def check_bound(value, target, name):
    """Raise PyTorch's error for a bound that a dtype does not hold."""
    if not abs(value) <= np.finfo(target).max:
        said = {"float16": "c10::Half", "float32": "float", "float64": "double"}[target.name]
        raise EngineError(f"{name} is out of bounds for {said}")


NUMBERS = dict.fromkeys(("from_", "to", "mean", "std", "lambd"), ("float", is_number))


@takes(self=TENSOR, **NUMBERS)
def uniform_(self, from_=0.0, to=1.0, *, generator=None):
    """Fill with uniform random numbers. As ``torch.Tensor.uniform_``.

    Parameters
    ----------
    from_, to : float
        The smallest, and what none reaches.
    generator : Generator, optional
        Where they come from.

    Returns
    -------
    Tensor
        This one.

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.zeros(100).uniform_(2, 3)
    >>> bool((x >= 2).all() and (x < 3).all())
    True
    """
    target = self._data.dtype
    check_kind(target, "check_uniform_bounds")
    check_bound(from_, target, "from")
    check_bound(to, target, "to")
    if from_ > to:
        raise EngineError(f"uniform_ expects to return a [from, to) range, but found from={from_:g} > to={to:g}")
    values = arrays.uniform_numbers(source_of(generator, arrays.place(self._data)), from_, to, self.shape, target)
    if from_ < to:  # what was rounded up to the end
        values = state.here.run(np.minimum, values, np.nextafter(target.type(to), target.type(from_)))
    return mutate(ops.uniform_drawn, self, values=values)


@takes(self=TENSOR, **NUMBERS)
def normal_(self, mean=0.0, std=1.0, *, generator=None):
    """Fill with normal random numbers. As ``torch.Tensor.normal_``.

    Parameters
    ----------
    mean, std : float
    generator : Generator, optional
        Where they come from.

    Returns
    -------
    Tensor
        This one.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.zeros(2).normal_(5.0, 0.0)
    tensor([5., 5.])
    """
    if std < 0:
        raise EngineError(f"normal expects std >= 0.0, but found std {std:g}")
    check_kind(self._data.dtype, "normal_kernel_cpu")
    source = source_of(generator, arrays.place(self._data))
    values = arrays.normal_numbers(source, self.shape, self._data.dtype, mean, std)
    return mutate(ops.normal_drawn, self, values=values)


@takes(self=TENSOR, **NUMBERS)
def exponential_(self, lambd=1.0, *, generator=None):
    """Fill with exponential random numbers. As ``torch.Tensor.exponential_``.

    Parameters
    ----------
    lambd : float
        The rate: one divided by the mean.
    generator : Generator, optional
        Where they come from.

    Returns
    -------
    Tensor
        This one.

    Examples
    --------
    >>> import autograd_viz as av
    >>> bool((av.zeros(100).exponential_(2.0) >= 0).all())
    True
    """
    if not self.is_floating_point():
        raise EngineError(
            "Exponential distribution is a continuous probability distribution. dtype must be a floating point but you "
            f"specified {legacy(self)}"
        )
    if lambd <= 0:
        raise EngineError(f"exponential_ expects lambda > 0.0, but found lambda={lambd:g}")
    where = arrays.place(self._data)
    drawn = source_of(generator, where).standard_exponential(self.shape)
    values = arrays.on(where, lambda: (drawn / lambd).astype(self._data.dtype))
    return mutate(ops.exponential_drawn, self, values=values)


@takes(self=TENSOR, from_=INT, to=INT)
def random_(self, from_=None, to=None, *, generator=None):
    """Fill with uniform random integers. As ``torch.Tensor.random_``.

    Parameters
    ----------
    from_ : int
        The smallest; 0 where only one number is given.
    to : int
        One more than the largest; where left out, what the dtype holds exactly.
    generator : Generator, optional
        Where they come from.

    Returns
    -------
    Tensor
        This one.

    Examples
    --------
    >>> import autograd_viz as av
    >>> bool((av.zeros(100).random_(6) < 6).all())
    True
    """
    target, op = self._data.dtype, ops.integers_between
    if from_ is None:
        largest = (
            1
            if target.kind == "b"
            else 2 ** (np.finfo(target).nmant + 1)
            if target.kind == "f"
            else np.iinfo(target).max
        )
        low, high, op = 0, largest + (largest < 2**63 - 1), ops.integers_drawn
    elif to is None:
        low, high, op = 0, from_, ops.integers_below
    else:
        low, high = from_, to
    return mutate(op, self, values=integer_array(low, high, self.shape, target, arrays.place(self._data), generator))


@takes(self=TENSOR, p=("Tensor or float", lambda x: is_tensor(x) or is_number(x)))
def bernoulli_(self, p=0.5, *, generator=None):
    """Fill with zeros and ones, drawn at random. As ``torch.Tensor.bernoulli_``.

    Parameters
    ----------
    p : float or Tensor
        The probability of ones, for all or for each.
    generator : Generator, optional
        Where they come from.

    Returns
    -------
    Tensor
        This one.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.zeros(2).bernoulli_(1.0)
    tensor([1., 1.])
    """
    target = self._data.dtype
    if is_tensor(p):
        check_kind(p._data.dtype, "bernoulli_tensor_cpu_p_")
        chances = p.expand(self.shape)._data
        check_probabilities(p)
        return mutate(
            ops.bernoulli_each, self, p, values=flipped(chances, self.shape, target, arrays.place(chances), generator)
        )
    if not 0 <= p <= 1:
        raise EngineError(f"bernoulli_ expects p to be in [0, 1], but got p={p:g}")
    return mutate(ops.bernoulli_drawn, self, values=flipped(p, self.shape, target, arrays.place(self._data), generator))


__test__ = {f.__name__: f.__doc__ for f in (rand, rand_like, randn, randn_like, randint_like)}  # for doctest

METHODS = {f.__name__: f for f in (bernoulli, bernoulli_, exponential_, multinomial, normal_, random_, uniform_)}
