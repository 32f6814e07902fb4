"""Data sets on a GPU are read there, and batches of the CPU are pinned for one."""

import warnings
from collections import namedtuple

import pytest

import autograd_viz as av
from tests.device.cards import CARDS, stand_in

D = av.utils.data
Pair = namedtuple("Pair", "x y")


@pytest.mark.parametrize("card", CARDS)
def test_examples_of_the_gpu_are_put_together_there(card):
    with card():
        x = av.arange(6.0, device="cuda").view(3, 2)
        with card.quiet():
            found = D.default_collate([{"x": row, "pair": Pair(row[0], (row[1], row))} for row in x])
        assert found["x"].is_cuda and found["x"].tolist() == x.tolist()
        assert found["pair"].x.is_cuda and found["pair"].y[1].tolist() == x.tolist()


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("listed", [False, True])
def test_a_loader_of_gpu_tensors_gives_gpu_tensors(card, listed):
    with card():
        x, y = av.arange(10.0, device="cuda").view(5, 2), av.arange(5, device="cuda")
        data = list(zip(x, y)) if listed else D.TensorDataset(x, y)
        source = av.Generator().manual_seed(0)
        rows = []
        for a, b in D.DataLoader(data, batch_size=2, shuffle=True, generator=source):
            assert a.is_cuda and b.is_cuda
            assert a[:, 0].tolist() == [2.0 * n for n in b.tolist()]
            rows += b.tolist()
        assert sorted(rows) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("card", CARDS)
def test_batches_are_pinned_and_moved_without_waiting(card):
    examples = [{"x": av.full((2,), float(i)), "more": Pair(i, [f"{i}", av.tensor(i)])} for i in range(6)]
    with card(), warnings.catch_warnings():
        warnings.simplefilter("error")
        for batch in D.DataLoader(examples, batch_size=3, pin_memory=True):
            tensors = batch["x"], batch["more"].x, batch["more"].y[1]
            assert all(t.is_pinned() and t.is_cpu for t in tensors)
            moved = [t.to("cuda", non_blocking=True) for t in tensors]
            assert [t.tolist() for t in moved] == [t.tolist() for t in tensors]
            assert type(batch["more"]) is Pair and len(batch["more"].y[0]) == 3
        (single,) = D.DataLoader([av.ones(2)], batch_size=None, pin_memory=True)
        assert single.is_pinned()


def test_nothing_is_pinned_without_a_gpu():
    if av.cuda.is_available():
        pytest.skip("needs a machine without a GPU")
    with pytest.warns(UserWarning, match="'pin_memory' argument is set as true but no accelerator is found"):
        (batch,) = D.DataLoader([av.ones(2)], pin_memory=True)
    assert batch.tolist() == [[1.0, 1.0]]


def test_shuffling_asks_no_gpu_for_numbers():
    with stand_in(), av.device("cuda"), stand_in.quiet():
        assert sorted(D.RandomSampler(range(5))) == [0, 1, 2, 3, 4]
        assert len(list(D.RandomSampler(range(5), replacement=True, num_samples=7))) == 7
        assert [len(part) for part in D.random_split(range(10), [7, 3])] == [7, 3]


@pytest.mark.parametrize("card", CARDS)
def test_a_generator_must_be_of_the_device_on_which_is_drawn(card):
    with card():
        source = av.Generator("cuda").manual_seed(0)
        for made in (
            lambda: list(D.RandomSampler(range(5), generator=source)),
            lambda: list(D.SubsetRandomSampler(range(5), generator=source)),
            lambda: list(D.WeightedRandomSampler([1.0, 2.0], 5, generator=source)),
            lambda: D.random_split(range(5), [5], source),
        ):
            with pytest.raises(RuntimeError, match="Expected a 'cpu' device type for generator but found 'cuda'"):
                made()
            with av.device("cuda"):
                assert made()
        with av.device("cuda"):
            assert sorted(D.RandomSampler(range(5), generator=source)) == [0, 1, 2, 3, 4]
            for batch in D.DataLoader([1.0, 2.0, 3.0], shuffle=True, generator=source):
                assert batch.is_cuda
