"""Every op computes on a GPU what it computes on the CPU, with two derivatives, and moves nothing there or back."""

from contextlib import nullcontext

import numpy as np
import pytest

import autograd_viz as av
from autograd_viz.ops import REGISTRY
from autograd_viz.ops.arrays import CPU, gpu, moved
from tests.device.cards import CARDS, stand_in
from tests.device.standin import traffic
from tests.ops.calls import CALLS
from tests.ops.test_registry import SAID, is_real

# Ops that wait for the GPU or move numbers in one of their calls: PyTorch's wait there, too.
MOVES = "to move is what it does"
WAITING = {
    "the numbers say how large the result is": (
        "nonzero", "masked_select", "unique_elements", "distinct", "bincount_of", "interleaved", "index", "index_put",
        "index_put_add", "put_masked", "masked_scatter",
    ),
    "PyTorch computes it on the CPU alone": ("histogram_of",),
    MOVES: ("to_device", "to_device_of"),
    "where a second derivative is not defined can only be seen in the numbers": ("once", "scatter_reduce"),
    "its gradient asks which positions there are, each once": ("index_fill_tensor",),
}  # fmt: skip
MAY_WAIT = {name for names in WAITING.values() for name in names}


def there(x):
    """Arrays on the GPU, in whatever they are kept; anything else as it is."""
    if isinstance(x, np.ndarray):
        return moved(x, 0)
    return tuple(map(there, x)) if type(x) is tuple else x


def here(x):
    """An array of any device as one of the CPU."""
    return np.asarray(moved(x, CPU))


def told(name, operands, params, move=lambda x: x, quiet=nullcontext):
    """What an op gives, its gradients and their gradients, as arrays."""
    op, leaves, given = REGISTRY[name], [], []
    for x in operands:
        real = is_real(x)
        x = move(np.array(x) if real else x)
        if real:
            x = av.as_tensor(x).requires_grad_()
            leaves.append(x)
        given.append(x)
    params = {key: move(value) for key, value in params.items()}
    with quiet() if name not in MAY_WAIT else nullcontext():
        found = op(*given, **params)
        ends = found if isinstance(found, tuple) else (found,)
        rows = [x._data if isinstance(x, av.Tensor) else x for x in ends]
        ends = [x for x in ends if getattr(x, "requires_grad", False)]
        for _ in range(2):
            if not ends:
                break
            ends = av.autograd.grad(
                ends, leaves, [x.detach() * 0.5 + 0.25 for x in ends], create_graph=True, allow_unused=True
            )
            ends = [x for x in ends if x is not None]
            rows += [x._data for x in ends]
            ends = [x for x in ends if x.requires_grad]
    assert all(gpu.used and x.is_cuda for x in leaves) or move is not there
    return rows


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize(("name", "operands", "params"), SAID)
def test_an_op_computes_the_same_on_a_gpu_and_moves_nothing(card, name, operands, params):
    expected = told(name, operands, params)
    with card():
        gpu.load()
        told(name, operands, params, there)  # tables of positions are brought there once, and kept
        found = [
            (here(x), getattr(x, "dtype", None), isinstance(x, (np.ndarray, np.generic)))
            for x in told(name, operands, params, there, card.quiet)
        ]
    assert len(found) == len(expected)
    for (x, dtype, host), y in zip(found, expected):
        assert not host or not hasattr(y, "dtype") or name in WAITING[MOVES]
        assert dtype == getattr(y, "dtype", None)
        assert x.shape == np.shape(y)
        np.testing.assert_allclose(x, y, rtol=1e-9, atol=1e-12)


def test_every_op_is_run():
    assert set(CALLS) == set(REGISTRY)


@pytest.mark.parametrize("name", sorted(MAY_WAIT))
def test_an_op_that_may_wait_does(name):
    with stand_in():
        gpu.load()
        with traffic.counted() as seen:
            for operands, params in CALLS[name]:
                told(name, operands, params, there)
                seen_before = len(seen.all)
                told(name, operands, params, there)
                if len(seen.all) - seen_before > sum(map(is_real, operands)):
                    return
    pytest.fail("it waits no more: it needs no reason")
