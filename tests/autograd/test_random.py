"""Random numbers have the distribution they claim, by tests that fail by chance once in ten million runs or never: seeds are fixed."""

import math
import threading

import numpy as np
import pytest

import autograd_viz as av

MANY = 200_000
SURE = 5.4  # standard errors


@pytest.fixture(autouse=True)
def seed():
    av.manual_seed(20)


def check_moments(x, mean, std):
    """The mean and the standard deviation of many draws are as claimed, within what chance allows."""
    values = x.double().numpy()
    assert abs(values.mean() - mean) < SURE * std / math.sqrt(values.size)
    fourth = ((values - mean) ** 4).mean()
    assert abs(values.var() - std**2) < SURE * math.sqrt((fourth - std**4) / values.size) + 1e-12


def check_distribution(x, cumulative):
    """The largest distance between the drawn and the claimed distribution (Kolmogorov and Smirnov's test)."""
    values = np.sort(x.double().numpy())
    claimed = cumulative(values)
    places = np.arange(1, values.size + 1) / values.size
    assert max(np.max(places - claimed), np.max(claimed - places + 1 / values.size)) < 3 / math.sqrt(values.size)


def normal_below(values):
    from scipy.special import erf

    return (1 + erf(values / math.sqrt(2))) / 2


@pytest.mark.parametrize("dtype", [av.float32, av.float64])
def test_rand_is_uniform(dtype):
    x = av.rand(MANY, dtype=dtype)
    assert x.dtype is dtype
    check_moments(x, 0.5, math.sqrt(1 / 12))
    check_distribution(x, lambda v: v)


@pytest.mark.parametrize("dtype", [av.float16, av.float32, av.float64])
def test_no_uniform_number_reaches_the_end(dtype):
    for x in (av.rand(MANY, dtype=dtype), av.empty(MANY, dtype=dtype).uniform_(0, 1)):
        assert 0 <= x.min().item() and x.max().item() < 1
    assert av.empty(MANY, dtype=dtype).uniform_(3, 3.01).max().item() < 3.01


def test_half_precision_numbers_are_spread_evenly():
    counts = av.bincount((av.rand(MANY, dtype=av.float16).double() * 2048).long(), minlength=2048).double()
    check_chi_squared(counts, av.full((2048,), MANY / 2048, dtype=av.float64))


def check_chi_squared(counts, expected):
    """How often each of several things came is as expected (Pearson's test)."""
    free = counts.numel() - 1
    found = ((counts - expected).square() / expected).sum().item()
    assert abs(found - free) < SURE * math.sqrt(2 * free) + 12


@pytest.mark.parametrize("dtype", [av.float16, av.float32, av.float64])
def test_randn_is_normal(dtype):
    check_moments(av.randn(MANY, dtype=dtype), 0, 1)
    if dtype is not av.float16:
        check_distribution(av.randn(MANY, dtype=dtype), normal_below)


def test_randint_takes_every_integer_equally_often():
    x = av.randint(-3, 5, (MANY,))
    assert x.dtype is av.int64
    check_chi_squared(av.bincount(x + 3).double(), av.full((8,), MANY / 8, dtype=av.float64))


def test_randperm_takes_every_order_equally_often():
    counts = np.zeros(24)
    orders = {}
    for _ in range(6000):
        counts[orders.setdefault(tuple(av.randperm(4).tolist()), len(orders))] += 1
    assert len(orders) == 24
    check_chi_squared(av.tensor(counts), av.full((24,), 250.0, dtype=av.float64))


def test_draws_into_a_tensor_are_as_claimed():
    check_moments(av.empty(MANY).uniform_(-1, 3), 1, 4 / math.sqrt(12))
    check_moments(av.empty(MANY).normal_(2, 0.5), 2, 0.5)
    check_moments(av.empty(MANY).exponential_(2), 0.5, 0.5)
    check_distribution(av.empty(MANY).exponential_(2), lambda v: 1 - np.exp(-2 * v))
    check_moments(av.empty(MANY).bernoulli_(0.3), 0.3, math.sqrt(0.21))
    check_moments(av.empty(MANY).random_(4), 1.5, math.sqrt(1.25))


def test_bernoulli_takes_each_probability_for_itself():
    p = av.tensor([0.0, 0.2, 0.7, 1.0])
    found = av.bernoulli(p.expand(MANY, 4)).mean(0)
    for share, expected in zip(found.tolist(), p.tolist()):
        assert abs(share - expected) <= SURE * math.sqrt(expected * (1 - expected) / MANY) + 1e-6


def test_normal_takes_each_mean_and_width_for_itself():
    x = av.normal(av.tensor([0.0, 5.0]).expand(MANY, 2), av.tensor([1.0, 0.1]))
    check_moments(x[:, 0], 0, 1)
    check_moments(x[:, 1], 5, 0.1)


def test_multinomial_draws_again_in_proportion():
    weights = av.tensor([[1.0, 0.0, 3.0, 4.0], [2.0, 2.0, 2.0, 2.0]])
    drawn = av.multinomial(weights, MANY, replacement=True)
    assert drawn.shape == (2, MANY)
    for row, w in zip(drawn, weights.double()):
        counts = av.bincount(row, minlength=4).double()
        assert all(c == 0 for c, share in zip(counts.tolist(), w.tolist()) if share == 0)
        some = w > 0
        check_chi_squared(counts[some], (w / w.sum() * MANY)[some])


def test_multinomial_without_replacement_draws_each_place_once():
    weights = av.tensor([5.0, 1.0, 2.0, 0.0]).expand(30_000, 4)
    drawn = av.multinomial(weights, 3)
    assert av.equal(drawn.sort(1)[0], av.tensor([0, 1, 2]).expand(30_000, 3))
    first = av.bincount(drawn[:, 0], minlength=3).double()
    check_chi_squared(first, av.tensor([5.0, 1.0, 2.0], dtype=av.float64) / 8 * 30_000)
    after_zero = av.bincount(drawn[drawn[:, 0] == 0][:, 1], minlength=3)[1:].double()  # 1 and 2, as 1 to 2
    check_chi_squared(after_zero, av.tensor([1.0, 2.0], dtype=av.float64) / 3 * after_zero.sum())


def test_places_without_weight_come_last():
    for _ in range(50):
        assert av.multinomial(av.tensor([0.0, 1.0, 0.0]), 2)[0].item() == 1


def test_the_same_seed_gives_the_same_numbers():
    for draw in (av.rand, av.randn, lambda n: av.randint(9, (n,)), av.randperm, lambda n: av.empty(n).exponential_()):
        av.manual_seed(3)
        first = draw(50)
        assert not av.equal(draw(50), first)
        av.manual_seed(3)
        assert av.equal(draw(50), first)


def test_generators_do_not_disturb_each_other():
    a, b = av.Generator().manual_seed(1), av.Generator().manual_seed(1)
    first = av.rand(5, generator=a)
    av.rand(100)
    assert av.equal(av.rand(5, generator=b), first)


def test_a_seed_of_the_system_is_another_each_time():
    assert len({av.seed() for _ in range(20)}) == 20


def test_threads_may_draw_at_once():
    drawn = []
    threads = [threading.Thread(target=lambda: drawn.extend(av.rand(1000).tolist())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(drawn) == 8000
    assert len(set(drawn)) > 7900


def test_what_was_drawn_is_a_constant_of_the_graph():
    p = av.tensor([0.5, 0.5], requires_grad=True)
    y = av.bernoulli(p)
    assert y.grad_fn.name() == "BernoulliBackward0"
    y.sum().backward()
    assert p.grad.tolist() == [0, 0]


def test_drawing_into_a_tensor_counts_as_a_change():
    x = av.ones(3, requires_grad=True)
    y = x.exp()
    y.normal_()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.sum().backward()
