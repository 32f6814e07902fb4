"""Read a data set in batches."""

import warnings
from itertools import islice, repeat

from ...autograd.errors import ArgumentError, MissingError
from ...ops.arrays import gpu
from .collate import default_collate, default_convert, pinned
from .dataset import IterableDataset, TensorDataset, fetched
from .sampler import BatchSampler, RandomSampler, SequentialSampler

FIXED = ("batch_size", "batch_sampler", "sampler", "drop_last", "dataset", "persistent_workers")


class DataLoader:
    """Read a data set in batches, in order or shuffled. As ``torch.utils.data.DataLoader``.

    Everything happens in this process: there are no worker processes.

    Parameters
    ----------
    dataset : Dataset
        Or anything with a length and elements by number; or an `IterableDataset`.
    batch_size : int or None
        How many examples are put together; None for single ones.
    shuffle : bool, optional
        Whether the order is drawn anew for every pass.
    sampler : Sampler or iterable of int, optional
        The order, in place of `shuffle`.
    batch_sampler : Sampler or iterable of lists of int, optional
        The batches, in place of `batch_size`, `shuffle`, `sampler` and `drop_last`.
    num_workers : int
        Must be 0.
    collate_fn : callable, optional
        Puts a list of examples together, in place of `default_collate`.
    pin_memory : bool
        Put batches in memory from which a GPU copies without the processor: ``x.to("cuda", non_blocking=True)``.
    drop_last : bool
        Leave out a last batch that would be smaller.
    timeout, worker_init_fn, multiprocessing_context, prefetch_factor, persistent_workers
        For worker processes, so at their defaults only.
    generator : Generator, optional
        Its seed makes `shuffle` repeatable.
    pin_memory_device, in_order
        Taken for PyTorch's sake.

    Raises
    ------
    NotImplementedError
        For worker processes.
    ValueError
        For arguments that exclude each other.

    Examples
    --------
    >>> import autograd_viz as av
    >>> data = av.utils.data.TensorDataset(av.arange(5), av.arange(5) ** 2)
    >>> for x, y in av.utils.data.DataLoader(data, batch_size=2):
    ...     print(x, y)
    tensor([0, 1]) tensor([0, 1])
    tensor([2, 3]) tensor([4, 9])
    tensor([4]) tensor([16])
    >>> loader = av.utils.data.DataLoader(data, batch_size=2, shuffle=True, generator=av.Generator().manual_seed(1))
    >>> len(loader), sorted(n for x, _ in loader for n in x.tolist())
    (3, [0, 1, 2, 3, 4])
    """

    def __init__(
        self, dataset, batch_size=1, shuffle=None, sampler=None, batch_sampler=None, num_workers=0, collate_fn=None,
        pin_memory=False, drop_last=False, timeout=0, worker_init_fn=None, multiprocessing_context=None, generator=None, *,
        prefetch_factor=None, persistent_workers=False, pin_memory_device="", in_order=True,
    ):  # fmt: skip
        check_workers(num_workers, timeout, prefetch_factor, persistent_workers, multiprocessing_context)
        iterable = isinstance(dataset, IterableDataset)
        if iterable:
            given = {"shuffle": shuffle or None, "sampler": sampler, "batch_sampler": batch_sampler}
            for name, value in given.items():
                if value is not None:
                    raise ArgumentError(
                        f"DataLoader with IterableDataset: expected unspecified {name} option, but got {name}={value}"
                    )
        if sampler is not None and shuffle:
            raise ArgumentError("sampler option is mutually exclusive with shuffle")
        if batch_sampler is not None:
            if batch_size != 1 or shuffle or sampler is not None or drop_last:
                raise ArgumentError(
                    "batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last"
                )
            batch_size = None
        elif batch_size is None and drop_last:
            raise ArgumentError(
                "batch_size=None option disables auto-batching and is mutually exclusive with drop_last"
            )
        if sampler is None:
            ordered = RandomSampler(dataset, generator=generator) if shuffle else SequentialSampler(dataset)
            sampler = repeat(None) if iterable else ordered
        if batch_size is not None:
            batch_sampler = BatchSampler(sampler, batch_size, drop_last)
        self.dataset, self.batch_size, self.drop_last = dataset, batch_size, drop_last
        self.sampler, self.batch_sampler, self.generator = sampler, batch_sampler, generator
        self.collate_fn = collate_fn or (default_convert if batch_sampler is None else default_collate)
        self.num_workers, self.timeout, self.pin_memory, self.in_order = num_workers, timeout, pin_memory, in_order
        self.worker_init_fn, self.prefetch_factor, self.persistent_workers = worker_init_fn, prefetch_factor, False
        self.multiprocessing_context, self.pin_memory_device = multiprocessing_context, pin_memory_device
        self._streams, self._length_told = iterable, None

    def __setattr__(self, name, value):
        if name in FIXED and "_length_told" in self.__dict__:
            raise ArgumentError(f"{name} attribute should not be set after {type(self).__name__} is initialized")
        object.__setattr__(self, name, value)

    def __iter__(self):
        batches = self._from_stream() if self._streams else self._by_number()
        if not self.pin_memory:
            return batches
        if gpu.count():
            return map(pinned, batches)
        warnings.warn(
            "'pin_memory' argument is set as true but no accelerator is found, then device pinned memory won't be used.",
            stacklevel=2,
        )
        return batches

    def _by_number(self):
        if self.batch_sampler is None:
            for index in self.sampler:
                yield self.collate_fn(self.dataset[index])
            return
        whole = type(self.dataset) is TensorDataset and self.collate_fn is default_collate
        if whole and not any(tensor.requires_grad for tensor in self.dataset.tensors):
            for indices in self.batch_sampler:  # what collating single examples gives, twenty times as fast
                yield list(self.dataset[indices])
            return
        for indices in self.batch_sampler:
            yield self.collate_fn(fetched(self.dataset, indices))

    def _from_stream(self):
        examples, single = iter(self.dataset), self.batch_sampler is None
        for count, size in enumerate(repeat(1) if single else map(len, self.batch_sampler), 1):
            found = list(islice(examples, size))
            if not found or (self.drop_last and len(found) < size):
                return
            if self._length_told is not None and count > self._length_told:
                warnings.warn(
                    f"Length of IterableDataset {self.dataset} was reported to be {self._length_told}(when accessing "
                    f"len(dataloader)), but {count} samples have been fetched. ",
                    stacklevel=2,
                )
            yield self.collate_fn(found[0] if single else found)
            if len(found) < size:
                return

    def __len__(self):
        if not self._streams:
            return len(self.sampler if self.batch_sampler is None else self.batch_sampler)
        length = self.__dict__["_length_told"] = len(self.dataset)
        if self.batch_size is None:
            return length
        return (length + (0 if self.drop_last else self.batch_size - 1)) // self.batch_size


def check_workers(num_workers, timeout, prefetch_factor, persistent_workers, multiprocessing_context):
    """Raise PyTorch's errors for options of worker processes, and ours for asking for some."""
    if num_workers < 0:
        raise ArgumentError("num_workers option should be non-negative; use num_workers=0 to disable multiprocessing.")
    if timeout < 0:
        raise ArgumentError("timeout option should be non-negative")
    if num_workers > 0:
        raise MissingError(f"num_workers={num_workers}: there are no worker processes. Use num_workers=0, the default.")
    if prefetch_factor is not None:
        raise ArgumentError(
            "prefetch_factor option could only be specified in multiprocessing.let num_workers > 0 to enable "
            "multiprocessing, otherwise set prefetch_factor to None."
        )
    if persistent_workers:
        raise ArgumentError("persistent_workers option needs num_workers > 0")
    if multiprocessing_context is not None:
        raise ArgumentError(
            "multiprocessing_context can only be used with multi-process loading (num_workers > 0), but got num_workers=0"
        )
