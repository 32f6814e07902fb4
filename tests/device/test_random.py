"""Random numbers of a GPU are drawn there, have the distribution they claim, and come again from a seed or a state."""

import math

import pytest

import autograd_viz as av
from autograd_viz.nn import functional as F  # noqa: N812
from tests.autograd.test_random import MANY, SURE, check_distribution, check_moments, normal_below
from tests.device.cards import CARDS

FLOATS = [av.float16, av.float32, av.float64]
pytestmark = pytest.mark.parametrize("card", CARDS)


@pytest.fixture(autouse=True)
def seed():
    av.manual_seed(20)


def test_nothing_is_moved_and_nothing_waits(card):
    with card():
        x = av.zeros(300, device="cuda")
        p = av.full((3, 4), 0.25, device="cuda")
        with card.quiet():
            for dtype in FLOATS:
                assert av.rand(500, dtype=dtype, device="cuda").dtype is dtype
                assert av.randn(500, dtype=dtype, device="cuda").dtype is dtype
                z = x.to(dtype)
                for drawn in (z.uniform_(), z.uniform_(2, 3), z.normal_(), z.normal_(3, 2), z.exponential_(2.0), z.random_(),
                              z.random_(5), z.random_(2, 7), z.bernoulli_(), z.bernoulli_(x), av.rand_like(z),
                              av.randn_like(z), av.randint_like(z, 5), av.bernoulli(z * 0 + 0.5)):  # fmt: skip
                    assert drawn.is_cuda and drawn.dtype is dtype
            for drawn in (av.randint(5, (3,), device="cuda"), av.randperm(10, device="cuda"),
                          av.normal(0.0, 1.0, (2,), device="cuda"), av.normal(p, p), av.normal(p, 2.0), av.normal(0.0, p),
                          av.multinomial(p, 2), av.multinomial(p, 5, True), av.dropout(p, 0.5, True),
                          F.dropout2d(p[None, None]), F.alpha_dropout(p, 0.5, True), av.rrelu(-p, training=True),
                          av.zeros(3, dtype=av.uint8, device="cuda").random_(), av.rand((), device="cuda"),
                          av.rand(0, device="cuda"), av.randperm(0, device="cuda")):  # fmt: skip
                assert drawn.is_cuda


@pytest.mark.parametrize("dtype", FLOATS)
def test_uniform_numbers_are_uniform_and_never_reach_the_end(card, dtype):
    with card():
        for x in (av.rand(MANY, dtype=dtype, device="cuda"), av.empty(MANY, dtype=dtype, device="cuda").uniform_()):
            assert 0 <= x.min().item() and x.max().item() < 1
            check_moments(x.cpu(), 0.5, math.sqrt(1 / 12))
        assert av.empty(MANY, dtype=dtype, device="cuda").uniform_(3, 3.01).max().item() < 3.01


@pytest.mark.parametrize("dtype", FLOATS)
def test_normal_and_exponential_numbers_are_such(card, dtype):
    with card():
        x = av.randn(MANY, dtype=dtype, device="cuda").cpu()
        check_moments(x, 0, 1)
        if dtype is not av.float16:
            check_distribution(x, normal_below)
        check_moments(av.empty(MANY, dtype=dtype, device="cuda").normal_(3, 2).cpu(), 3, 2)
        check_moments(av.empty(MANY, dtype=dtype, device="cuda").exponential_(2.0).cpu(), 0.5, 0.5)


def test_whole_numbers_and_choices_are_fair(card):
    with card():
        counts = av.bincount(av.randint(5, (MANY,), device="cuda").cpu(), minlength=5)
        assert (counts - MANY / 5).abs().max().item() < SURE * math.sqrt(MANY * 0.2 * 0.8)
        order = av.randperm(1000, device="cuda")
        assert order.dtype is av.int64 and order.sort().values.tolist() == list(range(1000)) != order.tolist()
        weights = av.tensor([1.0, 0.0, 3.0], device="cuda")
        drawn = av.bincount(av.multinomial(weights, MANY, True).cpu(), minlength=3)
        assert drawn[1].item() == 0 and abs(drawn[2].item() - 0.75 * MANY) < SURE * math.sqrt(MANY * 0.75 * 0.25)
        assert sorted(av.multinomial(weights, 2).tolist()) == [0, 2]
        kept = av.dropout(av.ones(MANY, device="cuda"), 0.25, True)
        assert abs((kept > 0).float().mean().item() - 0.75) < SURE * math.sqrt(0.75 * 0.25 / MANY)
        assert kept.max().item() == pytest.approx(4 / 3)


def test_a_seed_starts_the_cpu_and_every_gpu_used_now_or_later(card):
    with card():
        av.manual_seed(7)
        first = av.rand(3, device="cuda"), av.rand(3)
        av.manual_seed(7)
        assert av.equal(av.rand(3, device="cuda"), first[0]) and av.equal(av.rand(3), first[1])
        assert not av.equal(av.rand(3, device="cuda"), first[0])
        av.cuda.manual_seed(7)
        assert av.equal(av.rand(3, device="cuda"), first[0])
        av.cuda.manual_seed_all(8)
        assert av.cuda.initial_seed() == 8 and av.initial_seed() == 7
        assert not av.equal(av.rand(3, device="cuda"), first[0])


def test_draws_do_not_repeat(card):
    with card():
        rows = av.stack([av.rand(4, dtype=av.float64, device="cuda") for _ in range(200)])
        assert len({tuple(row) for row in rows.tolist()}) == 200


def test_a_state_is_taken_up_again(card):
    with card():
        source = av.Generator("cuda").manual_seed(3)
        assert (source.device, source.initial_seed()) == (av.device("cuda", 0), 3)
        av.rand(2, device="cuda", generator=source)
        state = source.get_state()
        assert (state.device.type, state.dtype, state.numel()) == ("cpu", av.uint8, 16)
        drawn = [av.randn(5, device="cuda", generator=source).tolist() for _ in range(2)]
        source.set_state(state)
        assert [av.randn(5, device="cuda", generator=source).tolist() for _ in range(2)] == drawn
        with pytest.raises(RuntimeError, match="RNG state is wrong size"):
            source.set_state(av.get_rng_state())
        state = av.cuda.get_rng_state_all()
        drawn = av.rand(3, device="cuda")
        av.cuda.set_rng_state_all(state)
        assert av.equal(av.rand(3, device="cuda"), drawn)


def test_a_fork_leaves_no_trace(card):
    with card():
        with av.random.fork_rng():
            inside = av.rand(3, device="cuda"), av.rand(3)
        assert av.equal(av.rand(3, device="cuda"), inside[0]) and av.equal(av.rand(3), inside[1])
        with av.random.fork_rng(devices=[0]):
            inside = av.rand(3, device="cuda")
        assert av.equal(av.rand(3, device="cuda"), inside)


def test_a_generator_of_another_device_is_refused(card):
    with card():
        with pytest.raises(RuntimeError, match="Expected a 'cuda' device type for generator but found 'cpu'"):
            av.rand(2, device="cuda", generator=av.Generator())
        with pytest.raises(RuntimeError, match="Expected a 'cpu' device type for generator but found 'cuda'"):
            av.zeros(2).normal_(generator=av.Generator("cuda"))


def test_wrong_probabilities_are_told_when_the_host_next_waits(card):
    with card():
        drawn = av.multinomial(av.tensor([-1.0, 2.0], device="cuda"), 1)
        with pytest.raises(RuntimeError, match="inf`, `nan` or element < 0"):
            drawn.tolist()
        av.bernoulli(av.tensor([2.0], device="cuda"))
        with pytest.raises(RuntimeError, match="p_in"):
            av.cuda.synchronize()


@pytest.mark.parametrize("draw", ["av.rand(3, device=d)", "av.zeros(3, device=d).normal_()", "av.randperm(5, device=d)",
                                  "av.bernoulli(av.full((3,), 0.5, device=d))", "av.dropout(av.ones(3, device=d), 0.5, True)",
                                  "av.multinomial(av.ones(3, device=d), 2)"])  # fmt: skip
def test_the_second_gpu_draws_its_own(card, draw):
    with card():
        if av.cuda.device_count() < 2:
            pytest.skip("there is one GPU")
        assert eval(draw, {"av": av, "d": "cuda:1"}).device == av.device("cuda:1")
