import gc
import random
import tracemalloc
import weakref

import numpy as np
import pytest

import autograd_viz as av
from autograd_viz import nn
from autograd_viz.viz.summary import SMALL


def leaf(value=2.0):
    return av.tensor(value, requires_grad=True)


def shown(event):
    """An event as plain text, so that NaN equals itself."""
    return {name: str(getattr(event, name)) for name in event.__dataclass_fields__}


def seed_program():
    a, w1, w2, w3, w4 = map(leaf, (2.0, 3.0, 4.0, 5.0, 6.0))
    d = w3 * (w1 * a) + w4 * (w2 * a)
    return 10 - d, a


# -- random programs ---------------------------------------------------------------------------------

UNARY = [
    av.exp, av.tanh, av.sigmoid, av.relu, lambda x: x.sum(0, keepdim=True), lambda x: x.mean(1, keepdim=True),
    lambda x: x.T.reshape(x.shape), lambda x: x[:, :1], lambda x: x * 0.5, lambda x: 3 - x, lambda x: x.max(1, keepdim=True)[0],
    lambda x: x.unbind(0)[0][None], lambda x: x.detach() * x, lambda x: x.double().float(), lambda x: av.cat([x, x]).sum(0, keepdim=True),
]  # fmt: skip
BINARY = [
    av.add, av.mul, av.sub,
    lambda x, y: av.where(x > y, x, y),
    lambda x, y: x / (y * y + 1),
    lambda x, y: ((x + y) @ (x + y).T).tanh(),
    lambda x, y: nn.functional.mse_loss(x + y, x - y) * x,
    lambda x, y: nn.functional.linear(x + y, x - y, (x + y)[0, :1]).tanh(),
]  # fmt: skip


def halved(g):
    return g * 0.5


def watched(g):
    return None


def random_loss(rng, side):
    """A loss of random operations on broadcastable matrices, with hooks and retained gradients here and there."""
    shapes = [(side, side), (1, side), (side, 1), (side, side)]
    pool = [av.tensor(rng.normal(size=shape).astype("float32"), requires_grad=True) for shape in shapes]
    pool.append(av.tensor(rng.normal(size=(side, side)).astype("float32")))
    choose = random.Random(int(rng.integers(2**32)))
    for _ in range(choose.randint(2, 14)):
        x, y = choose.choice(pool), choose.choice(pool)
        if choose.random() < 0.6:
            made = choose.choice(BINARY)(x, y)
        else:
            made = choose.choice(UNARY)((x + y) if (x + y).ndim == 2 and min((x + y).shape) == side else pool[0] + x)
        if made.requires_grad:
            for _ in range(choose.choice((0, 0, 0, 1, 2))):
                made.register_hook(choose.choice((halved, watched)))
            if choose.random() < 0.2:
                made.retain_grad()
        pool.append(made)
        if choose.random() < 0.2 and made.requires_grad:
            copy = made * 1
            copy[..., 0] = choose.choice((1.5, pool[0].sum()))
            pool.append(copy)
    for x in pool[:4]:
        if choose.random() < 0.2:
            x.register_hook(halved)
    return sum((x * x).sum() for x in pool[-4:]) + pool[0].sum()


@pytest.mark.parametrize("side", [3, 9], ids=["small", "large"])
def test_a_recording_is_the_live_pass_event_by_event(side, seed):
    for i in range(25):
        recorded = av.record(random_loss(np.random.default_rng((seed, i)), side))
        player = av.play(random_loss(np.random.default_rng((seed, i)), side))
        player.run()
        assert [shown(e) for e in recorded] == [shown(e) for e in player.timeline], i
        assert recorded.graph.to_json() == player.graph.to_json()


@pytest.mark.parametrize("side", [3, 9], ids=["small", "large"])
def test_the_number_of_events_is_known_before_the_first(side, seed):
    kinds = set()
    for i in range(40):
        player = av.play(random_loss(np.random.default_rng((seed, i)), side))
        expected = player.length
        player.run()
        assert len(player) == expected == player.length, i
        kinds |= {e.kind for e in player.timeline}
    assert kinds == {"seed", "contribution", "reduce", "accumulate", "hook", "retain", "done"}


def test_the_pass_of_a_player_gives_the_gradients_of_backward(seed):
    for i in range(15):
        first = random_loss(np.random.default_rng((seed, i)), 3)
        second = random_loss(np.random.default_rng((seed, i)), 3)
        first.backward()
        av.play(second).run()
        grads = [[n.grad for n in av.draw(L).graph.nodes if n.kind == "leaf"] for L in (first, second)]
        assert str(grads[0]) == str(grads[1]) and grads[0]


def test_the_totals_and_counts_of_every_card_run_up_to_what_it_was_expected_to_get(seed):
    for i in range(15):
        totals, arrived = {}, {}
        for event in av.record(random_loss(np.random.default_rng((seed, i)), 3)):
            if event.kind != "contribution":
                continue
            sent = np.array(event.contribution.values, "float32")
            totals[event.target] = sent + totals.get(event.target, 0)
            arrived[event.target] = arrived.get(event.target, 0) + 1
            np.testing.assert_array_equal(np.array(event.total.values, "float32"), totals[event.target])
            assert event.arrived == arrived[event.target] <= event.expected


# -- the events by hand --------------------------------------------------------------------------------


def test_the_seeds_graph_has_eighteen_events():
    L, a = seed_program()
    timeline = av.record(L, names={"a": a})
    kinds = [event.kind for event in timeline]
    assert len(kinds) == 18 and (kinds[0], kinds[-1]) == ("seed", "done")
    assert (kinds.count("contribution"), kinds.count("accumulate")) == (11, 5)
    name = {node.id: node.name for node in timeline.graph.nodes}
    totals = [e.total.values for e in timeline if e.kind == "contribution" and name[e.target] == "a"]
    assert totals == [-24.0, -39.0] and a.grad.item() == -39.0


def test_undoing_a_broadcast_is_a_step_before_its_contribution():
    row, matrix = leaf([1.0, 2.0]), leaf([[1.0, 2.0], [3.0, 4.0]])
    L = (row * matrix).sum()
    events = list(av.record(L))
    at = next(i for i, e in enumerate(events) if e.kind == "reduce")
    reduce, sent = events[at], events[at + 1]
    assert (reduce.upstream.values, reduce.axes) == ([[1.0, 2.0], [3.0, 4.0]], (0,))
    assert reduce.contribution == sent.contribution and sent.contribution.values == [4.0, 6.0]
    assert reduce.edge == sent.edge


def test_an_accumulate_says_before_added_and_after():
    a = leaf(2.0)
    a.grad = av.tensor(100.0)
    event = next(e for e in av.record(a * 3) if e.kind == "accumulate")
    assert (event.before.values, event.added.values, event.after.values) == (100.0, 3.0, 103.0)
    fresh = next(e for e in av.record(leaf() * 3) if e.kind == "accumulate")
    assert fresh.before is None and fresh.after.values == 3.0


def test_a_hook_says_its_name_and_what_it_made_of_the_gradient():
    a = leaf(2.0)
    b = a * 3
    b.register_hook(halved)
    (event,) = [e for e in av.record(b * 1) if e.kind == "hook"]
    assert (event.name, event.upstream.values, event.after.values) == ("halved", 1.0, 0.5)


def test_a_seed_is_the_gradient_that_was_given():
    a = leaf([1.0, 2.0])
    timeline = av.record(a * 3, gradient=av.tensor([10.0, 20.0]))
    assert timeline[0].upstream.values == [10.0, 20.0] and a.grad.tolist() == [30.0, 60.0]


def test_recording_frees_the_graph_only_if_told_to():
    a = leaf()
    L = a * a
    av.record(L)
    av.record(L, retain_graph=False)
    with pytest.raises(RuntimeError, match="a second time"):
        L.backward()


# -- memory ------------------------------------------------------------------------------------------


def test_a_timeline_keeps_no_large_gradient_alive():
    x = av.ones(500, 500, requires_grad=True)
    kept = []
    y = x * 2
    y.register_hook(lambda g: kept.append(weakref.ref(g)))
    player = av.play(y.sum())
    player.run()
    timeline = av.record(y.sum())
    gc.collect()
    assert len(kept) == 2 and [ref() for ref in kept] == [None, None]
    assert len(timeline) == len(player)


def test_a_timeline_of_large_arrays_is_small():
    x = av.ones(400_000, requires_grad=True)
    y = x
    for _ in range(10):
        y = y * 2
    L = y.sum()
    x.grad = av.zeros(400_000)
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        timelines = [av.record(L)]
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert len(timelines[0]) == 14 and grown < 400_000  # one gradient alone takes 1,600,000


def test_values_up_to_the_limit_are_kept_and_larger_ones_are_summaries():
    for size, kept in ((SMALL, True), (SMALL + 1, False)):
        timeline = av.record((av.ones(size, requires_grad=True) * 2).sum())
        sent = timeline[1].contribution
        assert (sent.values is not None) is kept and sent.shape == (size,) and sent.known


# -- replay of what a pass left behind ------------------------------------------------------------------


def freed():
    L, a = seed_program()
    L.backward()
    return L, a


def test_a_freed_graph_is_replayed_with_the_numbers_of_its_pass():
    L, a = freed()
    player = av.play(L)
    assert player.mode == "replay" and a.grad.item() == -39.0
    before = a.grad
    player.run()
    assert a.grad is before and a.grad.item() == -39.0
    again, _ = seed_program()
    assert [shown(e) for e in player.timeline] == [shown(e) for e in av.record(again)]


def test_a_replay_undoes_broadcasts_and_sends_several_results_as_the_pass_did():
    def program():
        row, matrix = leaf([1.0, 2.0]), leaf([[1.0, 2.0], [3.0, 4.0]])
        u, v = matrix.unbind(0)
        v.retain_grad()
        return (row * matrix).sum() + (u * v).sum() + matrix.split(1)[1].sum()

    L = program()
    L.backward()
    replayed = list(map(shown, av.play(L).timeline))
    assert replayed == list(map(shown, av.record(program())))


def test_upstream_of_an_op_with_several_results_is_that_of_one_the_graph_uses():
    _, second = leaf([[1.0, 2.0], [3.0, 4.0]]).split(1)
    (event,) = [e for e in av.record((second * 5).sum()) if e.kind == "contribution" and e.target == "t4"]
    assert event.upstream.values == [[5.0, 5.0]]


def test_a_freed_graph_whose_numbers_are_gone_raises_pytorchs_error():
    a = av.ones(1000, requires_grad=True)
    L = (a * a).sum()
    L.backward()
    with pytest.raises(RuntimeError, match="Trying to backward through the graph a second time"):
        av.play(L)
    assert av.draw(L).graph["t1"].value.values == 1000.0


def test_a_recording_survives_json_and_plays_without_the_engine():
    layer = nn.Linear(2, 2)
    timeline = av.record((layer(av.ones(1, 2)) ** 2).sum())
    back = av.Timeline.from_json(timeline.to_json())
    assert back == timeline
    before = layer.weight.grad.tolist()
    player = av.play(back)
    assert player.mode == "replay" and player.run().kind == "done"
    assert layer.weight.grad.tolist() == before
