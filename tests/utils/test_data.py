"""Data sets, samplers and loaders give what PyTorch's give; random orders repeat from their seed."""

import math
import random
import warnings
from collections import Counter, OrderedDict, UserDict, UserList, namedtuple

import numpy as np
import pytest

import autograd_viz as av
from tests.nn.same import raised

D = av.utils.data
Pair = namedtuple("Pair", "x y")


class Squares:
    """Examples by number, as plain Python."""

    def __init__(self, count, together=False):
        self.count = count
        if together:
            self.__getitems__ = lambda indices: [self[i] for i in indices]

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        if not 0 <= index < self.count:
            raise IndexError(index)
        return index, index**2


def stream(T, count, told=None):
    """Examples one after another, with a length that may be a lie."""

    class Stream(T.utils.data.IterableDataset):
        def __iter__(self):
            return iter([float(i) for i in range(count)])

        def __len__(self):
            return count if told is None else told

        def __repr__(self):
            return "<stream>"

    return Stream()


def plain(value):
    """Tensors as dtype, shape and numbers, whatever they are nested in."""
    if hasattr(value, "detach"):
        return [str(value.dtype), list(value.shape), value.tolist()]
    if isinstance(value, (dict, UserDict)):
        return [type(value).__name__, {key: plain(value[key]) for key in value}]
    if isinstance(value, (list, tuple, UserList)):
        return [type(value).__name__, [plain(part) for part in value]]
    return [type(value).__name__, value]


def examples(T):
    """Batches of every kind that is put together."""
    return [
        [T.tensor([1.0, 2.0]), T.tensor([3.0, 4.0])], [1, 2], [1.5, 2.5], [True, False], ["a", "b"], [b"a", b"b"],
        [np.ones(2), np.zeros(2)], [np.float32(1), np.float32(2)], [np.int8(1), np.int8(2)], [np.bool_(True), np.bool_(False)],
        [(1, 2.0), (3, 4.0)], [[1, 2.0], [3, 4.0]], [{"a": 1, "b": (2.0, "x")}, {"a": 3, "b": (4.0, "y")}],
        [Pair(1, 2.0), Pair(3, 4.0)],
        [OrderedDict(a=1), OrderedDict(a=2)], [UserDict({"a": 1}), UserDict({"a": 2})], [UserList([1, 2.0]), UserList([3, 4.0])],
        [range(2), range(1, 3)], [np.array(3), np.array(4)], [T.tensor(1), T.tensor(2)], [np.float64(1.5), np.float64(2.5)], [[], []],
    ]  # fmt: skip


def single(T):
    """Examples that are converted alone."""
    return [
        T.ones(1), np.ones(2), np.float32(1), np.int16(3), 1, 1.5, "a", b"a", None, (1, np.ones(1)), [np.ones(1), "b"],
        {"a": np.ones(1)},
        Pair(np.ones(1), 2), OrderedDict(a=np.zeros(1)), UserList([np.ones(1)]), np.array(["a"]), np.array([None]),
        {1, 2}, range(3), object,
    ]  # fmt: skip


def loaders(T):
    """Loaders whose order is fixed."""
    data, x = T.utils.data, T.arange(7)
    both = data.TensorDataset(x, x.reshape(7, 1) * 0.5)
    DataLoader, squares = data.DataLoader, Squares(7)
    return [
        DataLoader(both, batch_size=3), DataLoader(both, batch_size=3, drop_last=True), DataLoader(both),
        DataLoader(both, batch_size=None),
        DataLoader(squares, batch_size=4), DataLoader(Squares(4, together=True), batch_size=3),
        DataLoader(both, 2, sampler=[3, 1, 6]),
        DataLoader(squares, batch_sampler=[[0, 1], [2], [5, 3, 4]]), DataLoader(both, batch_sampler=[[0, 1], [2]]),
        DataLoader(squares, 3, collate_fn=lambda batch: batch),
        DataLoader(both, 3, collate_fn=lambda batch: len(batch)),
        DataLoader([1.0, 2.0, 3.0], 2), DataLoader(stream(T, 5), 2), DataLoader(stream(T, 5), 2, drop_last=True),
        DataLoader(stream(T, 4), 2),
        DataLoader(stream(T, 3), None), DataLoader(stream(T, 0), 2), DataLoader(stream(T, 3) + stream(T, 2), 4),
        DataLoader(both, batch_size=9),
        DataLoader(data.Subset(both, [5, 2, 2]), 2),
        DataLoader(data.Subset(data.Subset(squares, [6, 3, 1]), [2, 0]), 2),
        DataLoader(data.ConcatDataset([both, both]), 5), DataLoader(data.StackDataset(squares, both), 3),
        DataLoader(data.StackDataset(a=squares, b=both), 3), DataLoader(data.TensorDataset(x), 3),
        DataLoader(data.TensorDataset(T.ones(3, requires_grad=True)), 2),
        DataLoader(data.Subset(both, range(2)) + [(x[0], x[:1])], 2, num_workers=0),
    ]  # fmt: skip


def misuses(T):
    """Calls that raise."""
    data, squares = T.utils.data, Squares(5)
    x = T.ones(5)

    class Half(data.Subset):
        def __getitem__(self, index):
            return 1

    def assign():
        loader = data.DataLoader(squares)
        loader.num_workers = 0
        loader.batch_size = 3

    return [
        lambda: data.DataLoader(squares, 0), lambda: data.DataLoader(squares, -1),
        lambda: data.DataLoader(squares, 1.5), lambda: data.DataLoader(squares, True),
        lambda: data.DataLoader(squares, sampler=[1], shuffle=True),
        lambda: data.DataLoader(squares, 2, batch_sampler=[[1]]),
        lambda: data.DataLoader(squares, batch_sampler=[[1]], drop_last=True),
        lambda: data.DataLoader(squares, None, drop_last=True),
        lambda: data.DataLoader(squares, batch_sampler=[[1]], shuffle=True),
        lambda: data.DataLoader(squares, drop_last=3),
        lambda: data.DataLoader(stream(T, 3), shuffle=True), lambda: data.DataLoader(stream(T, 3), sampler=[1]),
        lambda: data.DataLoader(stream(T, 3), batch_sampler=[[1]]), lambda: data.DataLoader(squares, num_workers=-1),
        lambda: data.DataLoader(squares, timeout=-1), lambda: data.DataLoader(squares, prefetch_factor=2),
        lambda: data.DataLoader(squares, persistent_workers=True),
        lambda: data.DataLoader(squares, multiprocessing_context="fork"), assign,
        lambda: data.DataLoader([], shuffle=True), lambda: data.TensorDataset(x, T.ones(4)),
        lambda: data.ConcatDataset([]),
        lambda: data.ConcatDataset([stream(T, 3)]), lambda: data.ConcatDataset([[1], [2]])[-3],
        lambda: data.Dataset()[0], lambda: data.StackDataset(),
        lambda: data.StackDataset([1], x=[1]), lambda: data.StackDataset([1], [1, 2]), lambda: Half([1], [0]),
        lambda: list(data.ChainDataset([[1]])),
        lambda: data.random_split(squares, [1, 2]), lambda: data.random_split(squares, [1.5, -0.5]),
        lambda: data.random_split(squares, [0.5, 0.4]),
        lambda: data.RandomSampler(squares, replacement=1), lambda: data.RandomSampler(squares, num_samples=0),
        lambda: data.RandomSampler(squares, num_samples=1.5),
        lambda: data.WeightedRandomSampler([1.0], 0), lambda: data.WeightedRandomSampler([[1.0]], 1),
        lambda: data.WeightedRandomSampler([1.0], 1, 3),
        lambda: data.BatchSampler([1], 0, False), lambda: data.BatchSampler([1], 2, 3),
        lambda: data.default_collate([None, None]),
        lambda: data.default_collate([object(), object()]), lambda: data.default_collate([[1], [1, 2]]),
        lambda: data.default_collate([{"a": 1}, {"b": 2}]),
        lambda: data.default_collate([np.array(["a"]), np.array(["b"])]),
        lambda: data.default_collate([T.ones(1), T.ones(2)]), lambda: data.default_collate([]),
        lambda: iter(data.Sampler()), lambda: list(data.DataLoader([1, None])), lambda: data.DataLoader(squares, 2)[0],
        lambda: data.DataLoader(stream(T, 3), 2).__len__(0),
    ]  # fmt: skip


@pytest.mark.torch
@pytest.mark.parametrize("index", range(len(examples(av))))
def test_batches_are_put_together_as_by_pytorch(index):
    import torch

    ours, theirs = (T.utils.data.default_collate(examples(T)[index]) for T in (av, torch))
    assert plain(ours) == plain(theirs)


@pytest.mark.torch
@pytest.mark.parametrize("index", range(len(single(av))))
def test_examples_are_converted_as_by_pytorch(index):
    import torch

    ours, theirs = (T.utils.data.default_convert(single(T)[index]) for T in (av, torch))
    assert plain(ours) == plain(theirs)


@pytest.mark.torch
@pytest.mark.parametrize("index", range(len(loaders(av))))
def test_loaders_give_the_batches_of_pytorch(index):
    import torch

    ours, theirs = (loaders(T)[index] for T in (av, torch))
    for _ in range(2):
        assert [plain(batch) for batch in ours] == [plain(batch) for batch in theirs]
    assert len(ours) == len(theirs)


@pytest.mark.torch
@pytest.mark.parametrize("index", range(len(misuses(av))))
def test_misuse_raises_what_pytorch_raises(index):
    import torch

    ours, theirs = (raised(misuses(T)[index]) for T in (av, torch))
    assert theirs != "nothing raised"
    assert ours["raises"] == theirs["raises"]
    words = theirs["says"].replace("torch.utils.data.", "")
    assert (
        ours["says"].split("0x")[0].startswith(words.split("0x")[0].split(" at ")[0][:60])
        or ours["raises"] == "TypeError"
    )


@pytest.mark.torch
def test_random_splits_have_pytorchs_sizes():
    import torch

    rng = random.Random(0)
    for _ in range(200):
        count, parts = rng.randrange(0, 30), rng.randrange(1, 6)
        cuts = sorted(rng.random() for _ in range(parts - 1))
        shares = [b - a for a, b in zip([0, *cuts], [*cuts, 1])]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            sizes = [[len(p) for p in T.utils.data.random_split(range(count), shares)] for T in (av, torch)]
        assert sizes[0] == sizes[1]


@pytest.mark.torch
def test_a_stream_longer_than_it_said_is_warned_of():
    import torch

    told = []
    for T in (av, torch):
        loader = T.utils.data.DataLoader(stream(T, 5, told=2), 1)
        assert len(loader) == 2
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            list(loader)
        told.append([str(w.message) for w in caught])
    assert told[0] == told[1]
    assert len(told[0]) == 3


# -- random orders ---------------------------------------------------------------------------------


def shuffled(seed, **options):
    loader = D.DataLoader(
        D.TensorDataset(av.arange(20)), 6, shuffle=True, generator=av.Generator().manual_seed(seed), **options
    )
    return [[n for (batch,) in loader for n in batch.tolist()] for _ in range(2)]


def test_a_shuffle_repeats_from_its_seed_and_changes_from_pass_to_pass():
    assert shuffled(1) == shuffled(1)
    assert shuffled(1) != shuffled(2)
    first, second = shuffled(1)
    assert first != second
    assert sorted(first) == sorted(second) == list(range(20))


def test_without_a_generator_the_seed_of_all_decides():
    def order():
        av.manual_seed(3)
        return [int(i) for i in D.DataLoader(range(30), shuffle=True)], [
            list(p) for p in D.random_split(range(9), [4, 5])
        ]

    assert order() == order()


def test_dropping_the_last_batch_of_a_shuffle_leaves_each_index_at_most_once():
    first, _ = shuffled(5, drop_last=True)
    assert len(first) == len(set(first)) == 18


def test_random_samplers_give_as_many_as_asked_for():
    generator = av.Generator().manual_seed(0)
    sampler = D.RandomSampler(range(5), num_samples=12, generator=generator)
    drawn = list(sampler)
    assert len(drawn) == len(sampler) == 12
    assert sorted(drawn[:5]) == sorted(drawn[5:10]) == [0, 1, 2, 3, 4]
    again = list(D.RandomSampler(range(3), replacement=True, num_samples=4000, generator=generator))
    counts = Counter(again)
    assert len(again) == 4000
    assert all(abs(counts[i] - 4000 / 3) < 5 * math.sqrt(4000 / 3) for i in range(3))


def test_weighted_samples_come_as_often_as_their_weights():
    weights = [0.0, 1.0, 3.0, 6.0]
    counts = Counter(D.WeightedRandomSampler(weights, 10_000, generator=av.Generator().manual_seed(1)))
    assert counts[0] == 0
    assert all(abs(counts[i] - 1000 * w) < 5 * math.sqrt(1000 * w + 1) for i, w in enumerate(weights))


def test_weighted_samples_without_replacement_come_once():
    firsts = Counter()
    sampler = D.WeightedRandomSampler(
        [1.0, 2.0, 7.0, 0.0], 3, replacement=False, generator=av.Generator().manual_seed(1)
    )
    for _ in range(2000):
        drawn = list(sampler)
        assert sorted(drawn) == [0, 1, 2]
        firsts[drawn[0]] += 1
    assert firsts[2] == pytest.approx(1400, abs=100)
    assert firsts[1] == pytest.approx(400, abs=90)


def test_a_split_puts_every_example_into_one_part():
    parts = D.random_split(range(11), [0.5, 0.3, 0.2], generator=av.Generator().manual_seed(0))
    assert [len(part) for part in parts] == [6, 3, 2]
    assert sorted(i for part in parts for i in part) == list(range(11))


def test_an_empty_part_is_warned_of():
    with pytest.warns(UserWarning, match="Length of split at index 1 is 0"):
        D.random_split(range(1), [0.9, 0.1])


def test_workers_are_refused_plainly():
    with pytest.raises(NotImplementedError, match="there are no worker processes. Use num_workers=0"):
        D.DataLoader(range(3), num_workers=2)


def test_pinned_memory_is_warned_of_as_without_an_accelerator():
    with pytest.warns(UserWarning, match="no accelerator is found"):
        list(D.DataLoader([1.0], pin_memory=True))


def test_a_loader_of_tensors_trains_a_model():
    av.manual_seed(0)
    x = av.randn(64, 2)
    data = D.TensorDataset(x, x @ av.tensor([[1.0], [-2.0]]) + 0.5)
    model = av.nn.Linear(2, 1)
    optimizer = av.optim.Adam(model.parameters(), lr=0.05)
    for _ in range(40):
        for inputs, targets in D.DataLoader(data, batch_size=16, shuffle=True):
            optimizer.zero_grad()
            av.nn.functional.mse_loss(model(inputs), targets).backward()
            optimizer.step()
    assert model.weight.tolist()[0] == pytest.approx([1.0, -2.0], abs=1e-2)
    assert model.bias.tolist() == pytest.approx([0.5], abs=1e-2)


def test_batches_of_tensors_do_not_share_memory_with_the_data():
    data = av.zeros(4)
    ((batch,),) = D.DataLoader(D.TensorDataset(data), batch_size=4)
    batch += 1
    assert data.tolist() == [0, 0, 0, 0]
