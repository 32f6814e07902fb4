"""Data sets: examples that can be asked for by number, or one after another."""

import math
import warnings
from bisect import bisect_right
from itertools import accumulate

from ...autograd.errors import ArgumentError
from ...autograd.random import randperm


class Dataset:
    """Base class of data sets whose examples have numbers. As ``torch.utils.data.Dataset``.

    A subclass defines ``__getitem__(index)``, and ``__len__()``; one that can fetch many examples
    faster together also ``__getitems__(indices)``, which returns a list of them.

    Examples
    --------
    >>> import autograd_viz as av
    >>> class Squares(av.utils.data.Dataset):
    ...     def __len__(self):
    ...         return 4
    ...     def __getitem__(self, index):
    ...         return index, index**2
    >>> list(av.utils.data.DataLoader(Squares(), batch_size=3))
    [[tensor([0, 1, 2]), tensor([0, 1, 4])], [tensor([3]), tensor([9])]]
    """

    def __getitem__(self, index):
        raise NotImplementedError("Subclasses of Dataset should implement __getitem__.")

    def __add__(self, other):
        return ConcatDataset([self, other])


class IterableDataset(Dataset):
    """Base class of data sets that are read one example after another. As ``torch.utils.data.IterableDataset``.

    A subclass defines ``__iter__()``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> class Stream(av.utils.data.IterableDataset):
    ...     def __iter__(self):
    ...         return iter([1.0, 2.0, 3.0])
    >>> [batch.tolist() for batch in av.utils.data.DataLoader(Stream(), batch_size=2)]
    [[1.0, 2.0], [3.0]]
    """

    def __iter__(self):
        raise NotImplementedError("Subclasses of IterableDataset should implement __iter__.")

    def __add__(self, other):
        return ChainDataset([self, other])


class TensorDataset(Dataset):
    """Tensors whose first axis counts the examples. As ``torch.utils.data.TensorDataset``.

    Parameters
    ----------
    *tensors : Tensor, (examples, ...)

    Examples
    --------
    >>> import autograd_viz as av
    >>> data = av.utils.data.TensorDataset(av.tensor([[1.0, 2.0], [3.0, 4.0]]), av.tensor([0, 1]))
    >>> len(data), data[1]
    (2, (tensor([3., 4.]), tensor(1)))
    """

    def __init__(self, *tensors):
        if any(tensors[0].size(0) != tensor.size(0) for tensor in tensors):
            raise AssertionError("Size mismatch between tensors")
        self.tensors = tensors

    def __getitem__(self, index):
        return tuple(tensor[index] for tensor in self.tensors)

    def __len__(self):
        return self.tensors[0].size(0)


class StackDataset(Dataset):
    """Data sets side by side. As ``torch.utils.data.StackDataset``.

    Parameters
    ----------
    *args : Dataset
        Their examples become tuples.
    **kwargs : Dataset
        Their examples become dicts.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.utils.data.StackDataset(x=[1, 2], y=["a", "b"])[0]
    {'x': 1, 'y': 'a'}
    """

    def __init__(self, *args, **kwargs):
        if args and kwargs:
            raise ArgumentError(
                "Supported either ``tuple``- (via ``args``) or``dict``- (via ``kwargs``) like input/output, but both types "
                "are given."
            )
        if not args and not kwargs:
            raise ArgumentError("At least one dataset should be passed")
        parts = args or tuple(kwargs.values())
        if any(len(part) != len(parts[0]) for part in parts):
            raise ArgumentError("Size mismatch between datasets")
        self.datasets = args or kwargs
        self._length = len(parts[0])

    def __getitem__(self, index):
        if isinstance(self.datasets, dict):
            return {name: dataset[index] for name, dataset in self.datasets.items()}
        return tuple(dataset[index] for dataset in self.datasets)

    def __len__(self):
        return self._length


class ConcatDataset(Dataset):
    """Data sets one after another. As ``torch.utils.data.ConcatDataset``.

    Parameters
    ----------
    datasets : iterable of Dataset

    Examples
    --------
    >>> import autograd_viz as av
    >>> both = av.utils.data.ConcatDataset([[1, 2], [3, 4, 5]])
    >>> len(both), both[2], both[-1]
    (5, 3, 5)
    """

    def __init__(self, datasets):
        self.datasets = list(datasets)
        if not self.datasets:
            raise AssertionError("datasets should not be an empty iterable")
        if any(isinstance(dataset, IterableDataset) for dataset in self.datasets):
            raise AssertionError("ConcatDataset does not support IterableDataset")
        self.cumulative_sizes = list(accumulate(map(len, self.datasets)))

    def __len__(self):
        return self.cumulative_sizes[-1]

    def __getitem__(self, index):
        if index < 0:
            if -index > len(self):
                raise ArgumentError("absolute value of index should not exceed dataset length")
            index += len(self)
        i = bisect_right(self.cumulative_sizes, index)
        return self.datasets[i][index - self.cumulative_sizes[i - 1] if i else index]


class ChainDataset(IterableDataset):
    """Iterable data sets one after another. As ``torch.utils.data.ChainDataset``.

    Parameters
    ----------
    datasets : iterable of IterableDataset

    Examples
    --------
    >>> import autograd_viz as av
    >>> class Stream(av.utils.data.IterableDataset):
    ...     def __iter__(self):
    ...         return iter([1, 2])
    >>> list(av.utils.data.ChainDataset([Stream(), Stream()]))
    [1, 2, 1, 2]
    """

    def __init__(self, datasets):
        self.datasets = datasets

    def _checked(self):
        for dataset in self.datasets:
            if not isinstance(dataset, IterableDataset):
                raise AssertionError("ChainDataset only supports IterableDataset")
            yield dataset

    def __iter__(self):
        for dataset in self._checked():
            yield from dataset

    def __len__(self):
        return sum(map(len, self._checked()))


class Subset(Dataset):
    """Some examples of a data set. As ``torch.utils.data.Subset``.

    Parameters
    ----------
    dataset : Dataset
    indices : sequence of int

    Examples
    --------
    >>> import autograd_viz as av
    >>> list(av.utils.data.Subset("abcd", [3, 0]))
    ['d', 'a']
    """

    def __init__(self, dataset, indices):
        self.dataset, self.indices = dataset, indices
        kind = type(self)
        if kind.__getitem__ is not Subset.__getitem__ and kind.__getitems__ is Subset.__getitems__:
            raise NotImplementedError(
                f"{kind.__name__} overrides __getitem__ but not __getitems__. When subclassing Subset and overriding "
                "__getitem__, you must also override __getitems__ to ensure DataLoader works correctly with your custom "
                "logic. A simple implementation:\n\ndef __getitems__(self, indices):\n    return [self.__getitem__(idx) for "
                "idx in indices]"
            )

    def __getitem__(self, index):
        if isinstance(index, list):
            return self.dataset[[self.indices[i] for i in index]]
        return self.dataset[self.indices[index]]

    def __getitems__(self, indices):
        return fetched(self.dataset, [self.indices[i] for i in indices])

    def __len__(self):
        return len(self.indices)


def fetched(dataset, indices):
    """A list of examples, fetched together where the data set can."""
    together = getattr(dataset, "__getitems__", None)
    return together(indices) if callable(together) else [dataset[i] for i in indices]


def random_split(dataset, lengths, generator=None):
    """Split a data set at random. As ``torch.utils.data.random_split``.

    Parameters
    ----------
    dataset : Dataset
    lengths : sequence of int, or of float
        How many examples each part has, or which share; what is left over goes to the first parts.
    generator : Generator, optional
        Its seed makes the split repeatable.

    Returns
    -------
    list of Subset

    Raises
    ------
    ValueError
        If lengths do not add up to the number of examples, or a share is not between 0 and 1.

    Examples
    --------
    >>> import autograd_viz as av
    >>> parts = av.utils.data.random_split(range(10), [0.7, 0.3], av.Generator().manual_seed(0))
    >>> [len(part) for part in parts]
    [7, 3]
    """
    if math.isclose(sum(lengths), 1) and sum(lengths) <= 1:
        for i, share in enumerate(lengths):
            if share < 0 or share > 1:
                raise ArgumentError(f"Fraction at index {i} is not between 0 and 1")
        lengths = [math.floor(len(dataset) * share) for share in lengths]
        for i in range(len(dataset) - sum(lengths)):
            lengths[i % len(lengths)] += 1
        for i, length in enumerate(lengths):
            if length == 0:
                warnings.warn(
                    f"Length of split at index {i} is 0. This might result in an empty dataset.", stacklevel=2
                )
    if sum(lengths) != len(dataset):
        raise ArgumentError("Sum of input lengths does not equal the length of the input dataset!")
    order = randperm(sum(lengths), generator=generator, device="cpu" if generator is None else None).tolist()
    return [Subset(dataset, order[end - length : end]) for end, length in zip(accumulate(lengths), lengths)]
