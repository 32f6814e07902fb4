"""Programs of courses run on a GPU with the same lines, where tensors are made there."""

import threading

import pytest

import autograd_viz as av
from tests.device.cards import CARDS
from tests.nn.same import graph
from tests.test_courses import PROGRAMS, Draws, check_same, double_precision  # noqa: F401 - a fixture

FUNCTIONS = [p.values[0] for p in PROGRAMS]


class OnTheGpu:
    """The package, whose ``Generator()`` is of the GPU: one of the CPU draws for no GPU, with PyTorch's error."""

    Generator = staticmethod(lambda: av.Generator("cuda"))

    def __getattr__(self, name):
        return getattr(av, name)


def taught(function, module):
    """What a program gives, as numbers, and the graph of its loss."""
    module.manual_seed(0)
    result = function(module, Draws(module))
    value = result.loss()
    slopes = module.autograd.grad(value, result.trained)
    drawn = graph(value, [(f"{k}", p) for k, p in enumerate(result.trained)])
    return as_numbers([result.losses, result.trained, value, slopes, result.seen]), drawn, result


def as_numbers(value):
    if isinstance(value, av.Tensor):
        return value.detach().cpu().numpy().copy()
    if isinstance(value, (list, tuple)):
        return [as_numbers(part) for part in value]
    return value


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("function", FUNCTIONS, ids=[f.__name__ for f in FUNCTIONS])
def test_a_program_of_a_course_gives_on_a_gpu_what_it_gives_on_the_cpu(card, function):
    here, drawn, _ = taught(function, av)
    with card(), av.device("cuda"):
        there, drawn_there, result = taught(function, OnTheGpu())
        assert all(p.is_cuda for p in result.trained)
    check_same(there, here)
    assert drawn_there == drawn


# -- threads and exceptions ------------------------------------------------------------------------


@pytest.mark.parametrize("card", CARDS)
def test_threads_train_on_the_gpu_beside_each_other(card):
    found, failed = {}, []

    def train(k):
        try:
            with av.device("cuda"):
                w = av.full((4,), float(k), requires_grad=True)
                optimizer = av.optim.SGD([w], lr=0.1)
                for _ in range(30):
                    optimizer.zero_grad()
                    (w * w).sum().backward()
                    optimizer.step()
                found[k] = w.tolist(), w.is_cuda
        except Exception as error:  # told to the test, which runs on another thread
            failed.append(error)

    with card():
        av.zeros(1, device="cuda")
        threads = [threading.Thread(target=train, args=(k,)) for k in range(6)]
        [t.start() for t in threads]
        [t.join() for t in threads]
        assert av.zeros(1).is_cpu
    assert not failed
    assert found == {k: ([pytest.approx(k * 0.8**30, rel=1e-12)] * 4, True) for k in range(6)}


@pytest.mark.parametrize("card", CARDS)
def test_an_exception_leaves_device_and_gradients_as_they_were(card):
    class Fails(av.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            raise KeyError("on purpose")

    with card():
        x = av.ones(3, device="cuda", requires_grad=True)
        with pytest.raises(KeyError), av.device("cuda"):
            Fails.apply(x).sum().backward()
        assert x.grad is None and av.zeros(1).is_cpu
        (x * 3).sum().backward()
        assert x.grad.tolist() == [3.0] * 3
        with pytest.raises(RuntimeError, match="same device"):
            x + av.ones(3)
        (x * 3).sum().backward()
        assert x.grad.tolist() == [6.0] * 3
