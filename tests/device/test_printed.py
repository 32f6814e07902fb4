"""A tensor on a GPU prints as PyTorch's does there, and moves no more than is seen."""

import pytest

import autograd_viz as av
from tests.device.cards import CARDS, stand_in
from tests.device.standin import traffic
from tests.oracle.observe import Names
from tests.oracle.programs import leaves, topic

PRINTED = topic("printed")


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize(("text", "printed"), [
    ("av.tensor([1.0, 2.5])", "tensor([1.0000, 2.5000], device='cuda:0')"),
    ("av.tensor(3)", "tensor(3, device='cuda:0')"),
    ("av.zeros(2, 0)", "tensor([], device='cuda:0', size=(2, 0))"),
    ("av.ones(1, dtype=av.float64, requires_grad=True)", "tensor([1.], device='cuda:0', dtype=torch.float64, requires_grad=True)"),
    ("av.ones(1, requires_grad=True) * 2", "tensor([2.], device='cuda:0', grad_fn=<MulBackward0>)"),
    ("av.arange(2000)", "tensor([   0,    1,    2,  ..., 1997, 1998, 1999], device='cuda:0')"),
    ("av.arange(2000).view(20, 100)[:, ::2].sum()", "tensor(999000, device='cuda:0')"),
])  # fmt: skip
def test_the_device_is_named_after_the_numbers(card, text, printed):
    with card(), av.device("cuda"):
        assert repr(eval(text, {"av": av})) == printed


@pytest.mark.torch
@pytest.mark.parametrize("text", PRINTED)
def test_it_is_pytorchs_text(text, monkeypatch):
    """PyTorch's own printing, told that the CPU is not where tensors usually are and is called cuda:0."""
    import torch

    monkeypatch.setattr(torch._C, "_get_default_device", lambda: "elsewhere")
    monkeypatch.setattr(
        torch._tensor_str, "str", lambda x: "cuda:0" if isinstance(x, torch.device) else str(x), raising=False
    )
    theirs = PRINTED[text].run(torch, Names(torch, leaves("printed")))
    with stand_in(), av.device("cuda"):
        assert PRINTED[text].run(av, Names(av, leaves("printed"))) == theirs


@pytest.mark.parametrize("shape", [(10**6,), (1000, 1000), (40, 50, 60), (1, 10**6), (4, 300)])
def test_of_a_large_tensor_only_what_is_seen_moves_and_at_once(shape):
    with stand_in():
        x = av.arange(av.Size(shape).numel(), device="cuda").view(shape).float()
        with traffic.counted() as seen:
            text = repr(x)
        assert len(seen.to_host) == 1 and not seen.to_device and seen.to_host[0].elements <= 6 ** len(shape)
        assert text.replace(", device='cuda:0'", "") == repr(x.cpu())


def test_small_ones_move_once():
    with stand_in():
        x = av.ones(3, 4, device="cuda")
        with traffic.counted() as seen:
            repr(x)
            f"{x}"
            str(x.sum())
        assert [event.elements for event in seen.to_host] == [12, 12, 1] and not seen.to_device


@pytest.mark.parametrize("edgeitems", [0, 1, 5])
def test_any_number_of_edge_items(edgeitems):
    with stand_in(), av.printoptions(edgeitems=edgeitems, threshold=10):
        x = av.arange(200, device="cuda").view(10, 20)
        assert repr(x).partition("]]")[0].replace(" device='cuda:0',", "") == repr(x.cpu()).partition("]]")[0]


def test_the_second_gpu_prints_its_own():
    with stand_in():
        assert "device='cuda:1'" in repr(av.rand(2000, device="cuda:1"))
