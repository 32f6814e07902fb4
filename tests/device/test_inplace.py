"""Changes in place, hooks, custom functions and the walk backward, on one GPU, on another, and between devices."""

import copy

import numpy as np
import pytest

import autograd_viz as av
from tests.device.cards import CARDS, stand_in

every_card = pytest.mark.parametrize("card", CARDS)


def changed(x):
    """A sum of what became of views, of each of which another was changed."""
    y = x * 1
    row, column, diagonal = y[0], y.t()[1], y.diagonal()
    row.mul_(2)
    column.add_(row[:2])
    y[1:, 2] = diagonal.sum()
    diagonal.zero_()
    y[y.detach() > 7] = 3.0
    return (y * y).sum() + (row * x[1]).sum() + column.exp().sum()


@every_card
def test_changed_views_lead_their_base_as_on_the_cpu_and_move_nothing(card):
    def gradients(where):
        x = av.arange(6.0, device=where).reshape(2, 3).requires_grad_()
        with card.quiet():
            (slope,) = av.autograd.grad(changed(x), x, create_graph=True)
            (slope * slope).sum().backward()
        return slope.tolist(), x.grad.tolist()

    with card():
        for there, here in zip(gradients("cuda"), gradients("cpu")):
            assert np.allclose(there, here, rtol=1e-5)  # a GPU's exponential is another in the last place


@every_card
def test_a_tensor_copies_what_another_device_holds_and_sends_the_gradient_back(card):
    with card():
        here, there = (av.ones(3, requires_grad=True, device=d) for d in ("cpu", "cuda"))
        x, y = av.zeros(2, 3), av.zeros(2, 3, device="cuda")
        x[0] = there
        y.copy_(here)
        assert (x.device.type, y.device.type) == ("cpu", "cuda")
        (x.sum() + y.sum().cpu() * 2).backward()
        assert there.grad.is_cuda and there.grad.tolist() == [1, 1, 1]
        assert not here.grad.is_cuda and here.grad.tolist() == [4, 4, 4]


@every_card
def test_one_number_may_be_written_from_any_device(card):
    with card():
        x, one = av.zeros(3), av.tensor(1.0, device="cuda")
        x[0] = one
        x[[1]] = one
        x[1:].fill_(one)
        assert x.tolist() == [1, 1, 1]
        with pytest.raises(RuntimeError, match="Expected all tensors to be on the same device"):
            x[[0, 1]] = av.zeros(2, device="cuda")


@every_card
def test_the_gradient_of_a_number_of_the_cpu_arrives_on_the_cpu(card):
    with card():
        x, k = av.ones(3, device="cuda"), av.tensor(2.0, requires_grad=True)
        (x * k + k).sum().backward()
        assert not k.grad.is_cuda and k.grad == 6
        (slope,) = av.autograd.grad((x * k * k).sum(), k, create_graph=True)
        assert not slope.is_cuda
        slope.backward()
        assert k.grad == 12


@every_card
def test_a_number_of_the_cpu_does_not_join_tensors_on_a_gpu(card):
    with card():
        number = av.tensor(1.0, device="cuda")
        with pytest.raises(RuntimeError, match="Expected all tensors to be on the same device"):
            av.stack([number, av.tensor(1.0)])
        with pytest.raises(RuntimeError, match="Expected all tensors to be on the same device"):
            av.block_diag(number, av.tensor(1.0))


@every_card
def test_an_operand_that_overlaps_what_is_written_is_refused(card):
    with card(), av.device("cuda"):
        x = av.zeros(4)
        with pytest.raises(RuntimeError, match="some elements of the input tensor and the written-to tensor refer to"):
            x[1:].copy_(x[:-1])
        with pytest.raises(
            RuntimeError, match="more than one element of the written-to tensor refers to a single memory"
        ):
            x[:1].expand(4).add_(1)


@every_card
def test_a_deep_copy_stays_on_the_gpu_with_its_views(card):
    with card(), av.device("cuda"):
        x = av.arange(4.0)
        with card.quiet():
            other, part = copy.deepcopy([x, x[1:]])
            other[1] = 9.0
        assert part.is_cuda and part.tolist() == [9, 2, 3] and x.tolist() == [0, 1, 2, 3]


@every_card
def test_hooks_and_retained_gradients_stay_on_the_gpu(card):
    with card(), av.device("cuda"):
        x, seen = av.ones(3, requires_grad=True), []
        with card.quiet():
            y = x * 2
            y.retain_grad()
            y.register_hook(lambda g: seen.append(g) or g * 2)
            y.grad_fn.register_prehook(lambda grads: (grads[0] + 1,))
            x.register_post_accumulate_grad_hook(lambda leaf: seen.append(leaf.grad))
            (y * y).sum().backward(create_graph=True)
            first, second = y.unbind(0)[:2]
            av.autograd.grad(first, x, retain_graph=True)  # of the others, zeros are made
        assert all(g.is_cuda for g in (*seen, y.grad, x.grad)) and x.grad.tolist() == [18, 18, 18]


@every_card
def test_save_on_cpu_keeps_what_is_saved_on_the_cpu(card):
    with card(), av.device("cuda"):
        x = av.ones(3, requires_grad=True)
        with av.autograd.graph.save_on_cpu():
            y = (x * x).exp()
        kept = [packed.value[1] for packed in y.grad_fn.hooks.packed.values()]
        assert kept and not any(t.is_cuda for t in kept)
        y.sum().backward()
        assert x.grad.is_cuda and x.grad.tolist() == pytest.approx([2 * 2.718281828] * 3)


@every_card
@pytest.mark.filterwarnings("ignore")
def test_an_anomaly_is_found_on_the_gpu(card):
    with card(), av.autograd.detect_anomaly():
        x = av.tensor([-1.0], device="cuda", requires_grad=True)
        with pytest.raises(RuntimeError, match="Function 'SqrtBackward0' returned nan values in its 0th output"):
            x.sqrt().backward()


class Halves(av.autograd.Function):
    """Both halves of a vector."""

    @staticmethod
    def forward(ctx, x):
        return x[:2] * 1, x[2:] * 1

    @staticmethod
    def backward(ctx, first, second):
        return av.cat([first, second])


class Stray(av.autograd.Function):
    """What forgets where its argument was."""

    @staticmethod
    def forward(ctx, x):
        return x * 1

    @staticmethod
    def backward(ctx, g):
        return g.cpu()


@every_card
def test_a_custom_function_gets_zeros_on_the_gpu_for_what_is_not_used(card):
    with card(), av.device("cuda"):
        x = av.ones(4, requires_grad=True)
        with card.quiet():
            Halves.apply(x)[1].sum().backward()
        assert x.grad.is_cuda and x.grad.tolist() == [0, 0, 1, 1]


@every_card
def test_a_custom_function_must_return_gradients_where_the_arguments_are(card):
    with card(), av.device("cuda"):
        x = av.ones(2, requires_grad=True)
        with pytest.raises(
            RuntimeError, match="returned an invalid gradient at index 0 - expected device cuda:0 but got cpu"
        ):
            Stray.apply(x).sum().backward()


@pytest.mark.parametrize("current", [0, 1])
def test_every_gpu_computes_what_lies_there_whichever_is_the_current_one(current):
    with stand_in(devices=2):
        av.tensor(0.0, device="cuda")
        from tests.device.standin import cupy

        with cupy.cuda.Device(current):
            leaves = [av.arange(6.0, device=d).reshape(2, 3).requires_grad_() for d in ("cpu", "cuda:0", "cuda:1")]
            for x in leaves:
                for _ in range(2):
                    (slope,) = av.autograd.grad(changed(x), x, create_graph=True)
                    (slope * slope + x * x.sum() + x[0].to(av.float32).double().sum()).sum().backward()
            a, b, c = (x.grad.tolist() for x in leaves)
            assert a == b == c
            x, y = leaves[1:]
            total = (x.to("cuda:1") * y).sum().to("cuda:0") + x.sum()
            total.backward()
            assert (x.grad.device, y.grad.device) == (av.device("cuda:0"), av.device("cuda:1"))
            assert [event.kind for event in av.autograd.steps((y * y).sum())][-1] == "done"
            assert [event.kind for event in av.autograd.record_steps((y * y + y).sum())][-1] == "done"


def test_arrays_of_two_gpus_do_not_meet():
    with stand_in(devices=2):
        x, y = av.ones(2, device="cuda:0"), av.ones(2, device="cuda:1")
        with pytest.raises(RuntimeError, match="at least two devices, cuda:[01] and cuda:[01]"):
            x + y
        with pytest.raises(RuntimeError, match="at least two devices"):
            x.add_(y)
        assert x.copy_(y * 3).tolist() == [3, 3]
