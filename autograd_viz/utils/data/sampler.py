"""In which order the examples of a data set are read."""

from itertools import islice

from ...autograd.creation import as_tensor
from ...autograd.errors import ArgumentError, OperandError
from ...autograd.random import multinomial, randint, randperm
from ...ops.dtypes import float64


class Sampler:
    """Base class of samplers: iterables of indices. As ``torch.utils.data.Sampler``.

    A subclass defines ``__iter__()``, and ``__len__()`` if the loader is to have a length.

    Examples
    --------
    >>> import autograd_viz as av
    >>> class Backwards(av.utils.data.Sampler):
    ...     def __iter__(self):
    ...         return iter([2, 1, 0])
    >>> [batch.item() for batch in av.utils.data.DataLoader([1.0, 2.0, 3.0], sampler=Backwards())]
    [3.0, 2.0, 1.0]
    """

    def __iter__(self):
        raise NotImplementedError


def positive(name, value):
    """Raise PyTorch's error for a count that is no positive integer."""
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise ArgumentError(f"{name} should be a positive integer value, but got {name}={value}")


class SequentialSampler(Sampler):
    """The indices of a data set in order. As ``torch.utils.data.SequentialSampler``.

    Parameters
    ----------
    data_source : Dataset

    Examples
    --------
    >>> import autograd_viz as av
    >>> list(av.utils.data.SequentialSampler("abc"))
    [0, 1, 2]
    """

    def __init__(self, data_source):
        self.data_source = data_source

    def __iter__(self):
        return iter(range(len(self.data_source)))

    def __len__(self):
        return len(self.data_source)


class RandomSampler(Sampler):
    """The indices of a data set in random order, anew each time. As ``torch.utils.data.RandomSampler``.

    Parameters
    ----------
    data_source : Dataset
    replacement : bool
        Whether an index may come again.
    num_samples : int, optional
        How many, all if not given.
    generator : Generator, optional
        Its seed makes the order repeatable.

    Examples
    --------
    >>> import autograd_viz as av
    >>> sorted(av.utils.data.RandomSampler("abc"))
    [0, 1, 2]
    """

    def __init__(self, data_source, replacement=False, num_samples=None, generator=None):
        self.data_source, self.replacement, self._num_samples = data_source, replacement, num_samples
        self.generator = generator
        if not isinstance(replacement, bool):
            raise OperandError(f"replacement should be a boolean value, but got replacement={replacement}")
        if not isinstance(self.num_samples, int) or self.num_samples <= 0:
            raise ArgumentError(
                f"num_samples should be a positive integer value, but got num_samples={self.num_samples}"
            )

    @property
    def num_samples(self):
        """How many indices there will be."""
        return len(self.data_source) if self._num_samples is None else self._num_samples

    def __iter__(self):
        n, left = len(self.data_source), self.num_samples
        device = "cpu" if self.generator is None else None  # else the default one, which the generator's must be
        if self.replacement:
            yield from randint(n, (left,), generator=self.generator, device=device).tolist()
            return
        while left > 0:
            yield from randperm(n, generator=self.generator, device=device).tolist()[:left]
            left -= n

    def __len__(self):
        return self.num_samples


class SubsetRandomSampler(Sampler):
    """Some indices in random order, anew each time. As ``torch.utils.data.SubsetRandomSampler``.

    Parameters
    ----------
    indices : sequence of int
    generator : Generator, optional

    Examples
    --------
    >>> import autograd_viz as av
    >>> sorted(av.utils.data.SubsetRandomSampler([4, 7]))
    [4, 7]
    """

    def __init__(self, indices, generator=None):
        self.indices, self.generator = indices, generator

    def __iter__(self):
        for i in randperm(len(self.indices), generator=self.generator).tolist():
            yield self.indices[i]

    def __len__(self):
        return len(self.indices)


class WeightedRandomSampler(Sampler):
    """Random indices, some likelier than others. As ``torch.utils.data.WeightedRandomSampler``.

    Parameters
    ----------
    weights : sequence of float
        One for each index; they need not add up to 1.
    num_samples : int
    replacement : bool
        Whether an index may come again.
    generator : Generator, optional

    Examples
    --------
    >>> import autograd_viz as av
    >>> list(av.utils.data.WeightedRandomSampler([0.0, 1.0], 3))
    [1, 1, 1]
    """

    def __init__(self, weights, num_samples, replacement=True, generator=None):
        positive("num_samples", num_samples)
        if not isinstance(replacement, bool):
            raise ArgumentError(f"replacement should be a boolean value, but got replacement={replacement}")
        self.weights = as_tensor(weights, dtype=float64)
        if self.weights.ndim != 1:
            shape = tuple(self.weights.shape)
            raise ArgumentError(f"weights should be a 1d sequence but given weights have shape {shape}")
        self.num_samples, self.replacement, self.generator = num_samples, replacement, generator

    def __iter__(self):
        drawn = multinomial(self.weights, self.num_samples, self.replacement, generator=self.generator)
        return iter(drawn.tolist())

    def __len__(self):
        return self.num_samples


class BatchSampler(Sampler):
    """Lists of indices of another sampler. As ``torch.utils.data.BatchSampler``.

    Parameters
    ----------
    sampler : Sampler or iterable of int
    batch_size : int
    drop_last : bool
        Leave out a last list that would be shorter.

    Examples
    --------
    >>> import autograd_viz as av
    >>> list(av.utils.data.BatchSampler(range(5), 2, drop_last=False))
    [[0, 1], [2, 3], [4]]
    """

    def __init__(self, sampler, batch_size, drop_last):
        positive("batch_size", batch_size)
        if not isinstance(drop_last, bool):
            raise ArgumentError(f"drop_last should be a boolean value, but got drop_last={drop_last}")
        self.sampler, self.batch_size, self.drop_last = sampler, batch_size, drop_last

    def __iter__(self):
        indices = iter(self.sampler)
        while batch := list(islice(indices, self.batch_size)):
            if len(batch) == self.batch_size or not self.drop_last:
                yield batch

    def __len__(self):
        return (len(self.sampler) + (0 if self.drop_last else self.batch_size - 1)) // self.batch_size
