"""Picking and writing elements on a GPU: positions stay where they are, nothing waits unless a mask is counted."""

import numpy as np
import pytest

import autograd_viz as av
from autograd_viz.ops import arrays
from tests.device.cards import CARDS, stand_in
from tests.device.standin import traffic

every_card = pytest.mark.parametrize("card", CARDS)
SILENT = {
    "a position": lambda x, i, m: x[1],
    "a slice": lambda x, i, m: x[:, 1:],
    "positions": lambda x, i, m: x[i],
    "positions for two axes": lambda x, i, m: x[i, i],
    "None and a bool": lambda x, i, m: x[None, True],
    "gather": lambda x, i, m: x.gather(1, i[None].expand(3, 2)),
    "scatter": lambda x, i, m: x.scatter(0, i[None].expand(3, 2), x[:, 1:].exp()),
    "scatter_add": lambda x, i, m: x.scatter_add(0, i[None].expand(3, 2), x[:, 1:].exp()),
    "index_select": lambda x, i, m: x.index_select(1, i),
    "index_add": lambda x, i, m: x.index_add(0, i, x[:2].exp(), alpha=2),
    "index_copy": lambda x, i, m: x.index_copy(0, i, x[:2].exp()),
    "index_fill with a number": lambda x, i, m: x.index_fill(0, i, 2.0),
    "take": lambda x, i, m: x.take(i),
    "put": lambda x, i, m: x.put(i, x[0, :2], True),
    "index_put": lambda x, i, m: x.index_put((i,), x[0], accumulate=True),
    "a mask and a number": lambda x, i, m: x.masked_fill(m, 2.0),
    "where": lambda x, i, m: av.where(m, x, 0.0),
    "embedding": lambda x, i, m: av.nn.functional.embedding(i, x, padding_idx=0, scale_grad_by_freq=True),
    "one_hot of known classes": lambda x, i, m: x * av.nn.functional.one_hot(i, 3)[0],
    "split, flip, roll": lambda x, i, m: x.split([1, 2])[1].flip(0).roll(1, 1),
    "windows": lambda x, i, m: x.unfold(0, 2, 1),
    "repeat, tril, diagonal": lambda x, i, m: x.repeat(2, 1).tril().diagonal(),
}  # fmt: skip


@every_card
@pytest.mark.parametrize("pick", SILENT.values(), ids=SILENT)
def test_picking_moves_nothing_and_waits_for_nothing(card, pick):
    with card(), av.device("cuda"):
        x = av.arange(9.0).reshape(3, 3).requires_grad_()
        i, m = av.tensor([2, 0]), av.tensor([[True], [False], [True]])
        with card.quiet():
            y = pick(x, i, m)
            (slope,) = av.autograd.grad((y * y).sum(), x, create_graph=True)
            (slope * slope).sum().backward()
        assert x.grad.is_cuda


@every_card
def test_a_number_is_written_under_a_mask_without_counting_it(card):
    with card(), av.device("cuda"):
        x = av.arange(6.0).reshape(2, 3).requires_grad_()
        mask = x.detach() > 2
        with card.quiet():
            y = x * 1
            y[mask] = 7.0
            y[:, mask[0]] = av.tensor(8.0)
            (y * x).sum().backward()
        assert y.tolist() == [[0, 1, 2], [7, 7, 7]]
        assert x.grad.tolist() == [[0, 2, 4], [7, 7, 7]]


@every_card
def test_what_a_mask_picked_goes_back_without_counting_again(card):
    with card(), av.device("cuda"):
        x = av.arange(6.0).reshape(2, 3).requires_grad_()
        y = x.masked_select(x > 2).sum() * 2
        with card.quiet():
            y.backward()
        assert x.grad.tolist() == [[0, 0, 0], [2, 2, 2]]


def test_positions_of_the_cpu_are_brought_over_once():
    with stand_in(), av.device("cuda"):
        x = av.arange(6.0).reshape(3, 2)
        for k in (
            [0, 2],
            np.array([0, 2]),
            av.tensor([0, 2], device="cpu"),
            av.tensor([True, False, True], device="cpu"),
        ):
            with traffic.counted() as seen:
                y = x[k]
            assert len(seen.to_device) == 1 and not seen.to_host
            assert y.tolist() == [[0, 1], [4, 5]]


@every_card
def test_positions_on_a_gpu_do_not_pick_from_a_tensor_of_the_cpu(card):
    with card():
        i = av.tensor([0], device="cuda")
        with pytest.raises(RuntimeError, match=r"indices should be either on cpu or on the same device .* \(cpu\)"):
            av.zeros(3)[i]
        with pytest.raises(RuntimeError, match=r"indices should be either on cpu or on the same device .* \(cpu\)"):
            av.zeros(3)[i] = 1.0


def test_positions_on_one_gpu_do_not_pick_from_a_tensor_on_another():
    with stand_in(), pytest.raises(RuntimeError, match=r"same device as the indexed tensor \(cuda:1\)"):
        av.zeros(3, device="cuda:1")[av.tensor([0], device="cuda:0")]


OUT_OF_RANGE = {
    "subscript": lambda x, i: x[i],
    "assignment": lambda x, i: x.__setitem__(i, 1.0),
    "gather": lambda x, i: x.gather(0, i[None]),
    "index_select": lambda x, i: x.index_select(0, i),
    "index_add": lambda x, i: x.index_add(0, i, x[:1]),
    "index_fill": lambda x, i: x.index_fill(0, i, 1.0),
    "take": lambda x, i: x.take(i * 9),
    "embedding": lambda x, i: av.nn.functional.embedding(i, x),
}


@every_card
@pytest.mark.parametrize("pick", OUT_OF_RANGE.values(), ids=OUT_OF_RANGE)
def test_a_position_out_of_range_is_told_of_when_numbers_are_read(card, pick):
    with card(), av.device("cuda"):
        x, i = av.zeros(3, 2), av.tensor([3])
        with card.quiet():
            pick(x, i)
        with pytest.raises(RuntimeError, match="CUDA error: device-side assert triggered\n.*out of (bounds|range)"):
            x.sum().item()
        assert x.shape == (3, 2) and av.ones(2).sum().item() == 2  # once told, it is over


@every_card
def test_positions_of_the_cpu_out_of_range_are_told_of_at_once(card):
    with (
        card(),
        av.device("cuda"),
        pytest.raises(IndexError, match="index 3 is out of bounds for dimension 0 with size 3"),
    ):
        av.zeros(3)[[0, 3]]


@every_card
def test_nothing_picks_from_an_empty_axis(card):
    with card(), av.device("cuda"), pytest.raises(IndexError, match="out of bounds for dimension 0 with size 0"):
        av.zeros(0, 2)[av.tensor([0])]


@every_card
@pytest.mark.parametrize("reduce", ["sum", "prod", "mean", "amax", "amin"])
@pytest.mark.parametrize("dtype", ["float64", "float32", "float16", "int64", "int16", "uint8"])
@pytest.mark.parametrize("include_self", [True, False])
def test_what_is_sent_to_one_place_is_combined_as_on_the_cpu(card, reduce, dtype, include_self):
    random = np.random.default_rng(0)
    x, a = (random.integers(1, 4, (5, 40)).astype(dtype) for _ in range(2))
    if dtype.startswith("float"):
        a[random.random(a.shape) < 0.02] = np.nan
    i = random.integers(0, 5, a.shape)
    rows = random.integers(0, 5, (5, 1))

    def combined(device):
        where = {"device": device}
        place, wide = av.tensor(i, **where), av.tensor(rows, **where).expand(5, 40)
        both = [
            av.tensor(x, **where).scatter_reduce(0, k, av.tensor(a, **where), reduce, include_self=include_self)
            for k in (place, wide)
        ]
        return av.stack(both).cpu()

    with card():
        found = combined("cuda")
    expected = combined("cpu")
    assert found.dtype == expected.dtype
    np.testing.assert_allclose(found.numpy(), expected.numpy(), rtol=1e-2 if dtype == "float16" else 1e-5)


@every_card
@pytest.mark.parametrize("dtype", ["bool", "uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64"])
def test_every_dtype_is_added_to_at_repeated_positions(card, dtype):
    def added(where):
        x, i = av.ones(3, dtype=getattr(av, dtype), device=where), av.tensor([0, 2, 2, 2], device=where)
        return x.index_put((i,), av.ones(4, dtype=x.dtype, device=where), accumulate=True).cpu().tolist()

    with card():
        assert added("cuda") == added("cpu")


@every_card
def test_windows_are_views_of_the_same_memory(card):
    with card(), av.device("cuda"):
        x = av.arange(6.0).reshape(2, 3)
        windows = x.unfold(1, 2, 1)
        x[0, 1] = 9.0
        assert windows.tolist() == [[[0, 9], [9, 2]], [[3, 4], [4, 5]]]
        assert arrays.address(windows._data) == arrays.address(x._data)
