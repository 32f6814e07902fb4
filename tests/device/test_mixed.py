"""What PyTorch lets meet of two devices meets here too, and what it refuses is refused in its words."""

import numpy as np
import pytest

import autograd_viz as av
from autograd_viz.nn import functional as F  # noqa: N812
from tests.device.cards import CARDS

pytestmark = pytest.mark.filterwarnings("ignore:Using a target size")

# A, a: a matrix and a number on the CPU; G, g: on a GPU; i, I positions; m, M masks
TAKEN = {
    "cuda": """G + a | a + G | g + a | a + g | G.add_(a) | torch.where(M, G, a) | torch.where(M, a, G) | torch.where(M, a, 1.)
        torch.where(m0, G, G) | torch.clamp(G, a) | torch.clamp(G, a, a) | torch.lerp(G, G, a) | torch.lerp(G, a, .5)
        torch.addcmul(G, a, G) | torch.addcdiv(G, G, a) | torch.addcmul(G, a, a) | G.masked_fill(M, a) | G.masked_fill_(M, a)
        G.fill_(a) | G.copy_(A) | torch.maximum(G, a) | torch.pow(G, a) | torch.pow(a, G) | torch.atan2(G, a) | G == a
        G < a | torch.fmod(G, a) | torch.div(G, a, rounding_mode='floor') | G // a | torch.rsub(G, a) | torch.hypot(G, a)
        torch.copysign(G, a) | torch.heaviside(G, a) | torch.remainder(G, a)
        torch.dist(G, a) | torch.normal(G, a) | G.index_put((I,), a) | G[i] | G[m] | torch.isclose(G, a)
        G.index_fill(0, I, a) | G.index_fill_(0, I, a) | G.index_put((I,), a, True) | G.index_put_((I,), a)""",
    "cpu": """torch.mul(a, a) | A.copy_(G) | A.copy_(g) | A.fill_(g) | A + a | G.cpu() + A | torch.Tensor(G.tolist()) + A
        A.index_fill(0, i, g) | A.index_fill_(0, i, g) | A.index_put((i,), g) | A.index_put((i,), g, True) | A.index_put_((i,), g)""",
}
REFUSED = """G + A | A + G | g + A | A + g | A.add_(g) | a.add_(g) | G.add_(A) | torch.where(M, G, A) | torch.where(m, G, G)
    torch.clamp(A, g) | torch.clamp(G, A) | G == A | torch.maximum(g, A) | torch.cat([G, A]) | torch.cat([A, G])
    torch.stack([G, A]) | torch.stack([g, a]) | torch.hstack([g, a]) | G @ A | A @ G | F.linear(G, A) | F.linear(G, G, A[0])
    torch.addmm(a, G, G) | torch.addmm(A, G, G) | torch.addmm(G, G, A) | torch.bmm(G[None], A[None]) | torch.dot(G[0], A[0])
    torch.mv(G, A[0]) | torch.outer(G[0], A[0]) | torch.einsum('ij,jk', G, A) | torch.gather(G, 0, i[None])
    torch.gather(A, 0, I[None]) | G.scatter(0, i[None], 1.) | G.scatter_add(0, I[None], A) | torch.index_select(G, 0, i)
    torch.index_select(A, 0, I) | G.index_add(0, I, A) | G.take(i) | F.mse_loss(G, A) | F.mse_loss(G, a)
    F.smooth_l1_loss(G, a) | F.cross_entropy(G, i)
    F.binary_cross_entropy(G, A) | F.huber_loss(G, a) | F.embedding(i, G) | F.layer_norm(G, (2,), A[0]) | F.prelu(G, A[0])
    F.conv1d(G[None], A[None]) | torch.logaddexp(G, a) | torch.masked_select(G, m) | G.masked_scatter(M, A)
    F.scaled_dot_product_attention(G[None], A[None], G[None]) | torch.normal(a, G) | torch.normal(G, A)
    torch.equal(G, A) | torch.equal(A, G[:1]) | torch.bincount(I, A[0]) | torch.bincount(i, G[0]) | torch.isin(I, i)
    torch.allclose(G, A) | torch.histogram(G, A[0]) | torch.histogram(A, 2, weight=G)"""
IN_OTHER_WORDS = {
    "G.masked_fill(m, 1.) | G.masked_fill(m0, 1.) | A.masked_fill(M, 1.) | G.masked_fill_(m, a)":
        "expected self and mask to be on the same device, but got mask on",
    "A.masked_fill(m, g) | A.masked_fill_(m, g)": "masked_fill_: Expected inputs to be on same device",
    "torch.meshgrid(G[0], A[0], indexing='ij') | torch.cartesian_prod(A[0], G[0])":
        "meshgrid expects all tensors to have the same device",
    "torch.tensor_split(G, I) | torch.tensor_split(A, I)":
        "tensor_split expected tensor_indices_or_sections to be on cpu, but it's on cuda:0",
    "torch.inner(G, a) | torch.inner(G, A)": "Expected tensor to have cuda DeviceType, but got tensor with cpu DeviceType",
    "torch.inner(a, G)": "Expected tensor to have cpu DeviceType, but got tensor with cuda DeviceType",
    "A[I] | A.index_put((I,), g) | A[M]": "indices should be either on cpu or on the same device as the indexed tensor",
}  # fmt: skip


def programs(text):
    return [program.strip() for line in text.splitlines() for program in line.split("|") if program.strip()]


def names(device):
    A = av.tensor([[0.5, 0.25], [0.75, 0.5]])  # noqa: N806
    a, i, m = av.tensor(0.5), av.tensor([0, 1]), av.tensor([[True, False], [True, True]])
    there = {name: x.to(device) for name, x in {"G": A, "g": a, "I": i, "M": m}.items()}
    return {"torch": av, "F": F, "A": A, "a": a, "i": i, "m": m, "m0": av.tensor(True)} | there


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize(("where", "text"), [(where, text) for where in TAKEN for text in programs(TAKEN[where])])
def test_numbers_may_come_from_the_cpu(card, where, text):
    with card():
        there, alone = eval(text, names("cuda")), eval(text, names("cpu"))
        assert there.device.type == where
        assert there.shape == alone.shape and there.dtype == alone.dtype
        assert text.startswith("torch.normal") or np.allclose(there.tolist(), alone.tolist(), rtol=1e-6)


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("text", programs(REFUSED))
def test_arrays_of_two_devices_do_not_meet(card, text):
    with card():
        given = names("cuda")
        before = {name: x.tolist() for name, x in given.items() if name in "AaGg"}
        with pytest.raises(RuntimeError, match="(?s)Expected all tensors to be on the same device.*cuda:0.*cpu"):
            eval(text, given)
        assert {name: given[name].tolist() for name in before} == before


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize(("text", "words"), [(t, words) for ts, words in IN_OTHER_WORDS.items() for t in programs(ts)])
def test_some_functions_refuse_in_words_of_their_own(card, text, words):
    with card(), pytest.raises(RuntimeError, match=words):
        eval(text, names("cuda"))


@pytest.mark.parametrize("card", CARDS[:1])
def test_two_gpus_do_not_meet_either_and_are_named_in_order(card):
    with card():
        a, b, number = av.ones(2, device="cuda:1"), av.ones(2, device="cuda:0"), av.tensor(2.0, device="cuda:0")
        with pytest.raises(RuntimeError, match="same device.*cuda:1 and cuda:0"):
            a + b
        with pytest.raises(RuntimeError, match="same device.*cuda:1 and cuda:0"):
            a * number
        assert (a.to("cuda:0") + b).device == av.device("cuda:0")


@pytest.mark.parametrize("card", CARDS)
def test_the_gradient_of_a_number_comes_back_to_its_device(card):
    with card():
        x = av.tensor([1.0, 2.0], device="cuda", requires_grad=True)
        number = av.tensor(3.0, requires_grad=True)
        (x * number).sum().backward()
        assert (x.grad.device.type, x.grad.tolist()) == ("cuda", [3.0, 3.0])
        assert (number.grad.device.type, number.grad.item()) == ("cpu", 3.0)


@pytest.mark.parametrize("card", CARDS)
def test_a_backward_pass_begins_on_the_device_of_its_root(card):
    with card():
        x = av.ones(2, device="cuda", requires_grad=True)
        with pytest.raises(RuntimeError, match="invalid gradient at index 0 - expected device cuda:0 but got cpu"):
            (x * 2).backward(av.ones(2))
        for create_graph in (False, True):
            (slope,) = av.autograd.grad((x * 2).sum(), x, av.tensor(3.0), create_graph=create_graph)
            assert (slope.device.type, slope.tolist()) == ("cuda", [6.0, 6.0])


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize(("where", "elsewhere"), [("cuda", "cpu"), ("cpu", "cuda")])
def test_a_hook_gives_a_gradient_back_on_its_device(card, where, elsewhere):
    types = {"cpu": "torch.FloatTensor", "cuda": "torch.cuda.FloatTensor"}
    with card():
        x = av.ones(2, device=where, requires_grad=True)
        y = x * 2
        y.register_hook(lambda g: g.to(elsewhere))
        with pytest.raises(RuntimeError, match=f"type of value .was {types[where]} got {types[elsewhere]}"):
            y.sum().backward()


USED = {
    "times a number": lambda x, n: x[0] * n,
    "a number kept as an array": lambda x, n: x * n.detach() + n.expand(()),
    "a target": lambda x, n: F.soft_margin_loss(x, n.detach()) * n,
    "index_put": lambda x, n: x.index_put((av.tensor([0]),), n) * x,
    "index_fill": lambda x, n: x.index_fill(0, av.tensor([0], device=x.device), n) * x,
    "assigned": lambda x, n: assigned(x * 1, n) * x,
}
MEETINGS = [(name, "cuda", "cpu") for name in USED]
MEETINGS += [(name, "cpu", "cuda") for name in ("index_put", "index_fill", "assigned")]


def assigned(y, n):
    y[1] = n
    return y


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize(("use", "x_on", "number_on"), MEETINGS)
def test_each_gets_its_gradient_where_it_is(card, use, x_on, number_on):
    def slopes(x_on, number_on):
        x = av.tensor([1.0, 2.0], device=x_on, requires_grad=True)
        number = av.tensor(3.0, device=number_on, requires_grad=True)
        (slope,) = av.autograd.grad(USED[use](x, number).sum(), number, create_graph=True)
        assert slope.device.type == number_on
        USED[use](x, number).sum().backward()
        assert (x.grad.device.type, number.grad.device.type) == (x_on, number_on)
        return slope.item(), number.grad.item(), *x.grad.tolist()

    with card():
        assert np.allclose(slopes(x_on, number_on), slopes("cpu", "cpu"), rtol=1e-6)


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("number_on", ["cpu", "cuda"])
def test_a_count_may_be_a_number_of_either_device(card, number_on):
    with card():
        given, n = names("cuda"), av.tensor(2, device=number_on)
        G, I = given["G"], given["I"]  # noqa: E741, N806
        assert F.one_hot(I, n).tolist() == [[1, 0], [0, 1]]
        assert av.topk(G, n).indices.tolist() == av.topk(G, 2).indices.tolist()
        assert av.kthvalue(G, n).values.tolist() == [0.5, 0.75]
        assert av.histc(G, n).tolist() == [1, 3]
        assert [part.tolist() for part in av.tensor_split(G, given["i"][:1] + 1)] == [[[0.5, 0.25]], [[0.75, 0.5]]]
