import numpy as np
import pytest

import autograd_viz as av
from autograd_viz import nn, optim


def leaf(value=2.0):
    return av.tensor(value, requires_grad=True)


class Seed:
    """The program of the README."""

    def __init__(self):
        self.a, self.w1, self.w2, self.w3, self.w4 = map(leaf, (2.0, 3.0, 4.0, 5.0, 6.0))
        self.b = self.w1 * self.a
        self.c = self.w2 * self.a
        self.d = self.w3 * self.b + self.w4 * self.c
        self.L = 10 - self.d
        self.leaves = (self.w4, self.w3, self.w2, self.w1, self.a)  # in the order in which backward reaches them
        self.names = {name: value for name, value in vars(self).items() if isinstance(value, av.Tensor)}

    def play(self, **options):
        return av.play(self.L, names=self.names, **options)

    def reached(self):
        return [leaf.grad is not None for leaf in self.leaves]


def grads(*leaves):
    return [None if leaf.grad is None else leaf.grad.tolist() for leaf in leaves]


# -- a paused walk is honest -----------------------------------------------------------------------


def test_nothing_runs_before_the_first_step():
    program = Seed()
    player = program.play()
    assert (player.mode, len(player), player.length) == ("live", 0, 18)
    assert program.reached() == [False] * 5


def test_each_grad_fills_at_its_own_accumulate_and_not_before():
    program = Seed()
    player = program.play()
    filled = 0
    while event := player.step():
        filled += event.kind == "accumulate"
        assert program.reached() == [True] * filled + [False] * (5 - filled)
    assert grads(*program.leaves) == [-8.0, -6.0, -12.0, -10.0, -39.0]


def test_the_total_at_a_grows_while_its_grad_stays_none():
    program = Seed()
    player = program.play()
    first, second = player.run_to("a"), player.run_to("a")
    assert (first.total.values, first.arrived, first.expected) == (-24.0, 1, 2)
    assert (second.total.values, second.arrived) == (-39.0, 2) and program.a.grad is None
    assert player.run_to("a").kind == "accumulate" and program.a.grad.item() == -39.0


def test_hooks_of_nodes_not_yet_visited_have_not_fired():
    program, fired = Seed(), []
    for name in ("d", "c", "b", "a"):
        program.names[name].register_hook(lambda g, name=name: fired.append(name))
    player = program.play()
    seen = []
    while event := player.step():
        if event.kind == "hook":
            seen.append(player.graph[event.node].name)
        assert fired == seen
    assert fired == ["d", "c", "b", "a"] and len(player) == 22


def test_a_hook_added_while_paused_takes_effect_and_is_seen():
    program = Seed()
    player = program.play()
    player.run_to("d")
    program.b.register_hook(lambda g: g * 100)
    player.run()
    (event,) = [event for event in player.timeline if event.kind == "hook"]
    assert (event.upstream.values, event.after.values) == (-5.0, -500.0)
    assert program.w1.grad.item() == -1000.0 and program.w2.grad.item() == -12.0


def test_a_hook_taken_away_while_paused_does_not_fire():
    program = Seed()
    handle = program.b.register_hook(lambda g: g * 100)
    player = program.play()
    player.run_to("d")
    handle.remove()
    player.run()
    assert program.w1.grad.item() == -10.0 and "hook" not in {event.kind for event in player.timeline}


def test_a_tensor_that_is_told_to_retain_while_paused_retains():
    program = Seed()
    player = program.play()
    player.run_to("d")
    program.c.retain_grad()
    player.run()
    assert program.c.grad.item() == -6.0 and "retain" in {event.kind for event in player.timeline}


def test_a_value_changed_while_paused_stops_the_pass_with_pytorchs_error():
    a = leaf([2.0])
    b = a * 1
    L = (b * b).sum()
    player = av.play(L)
    player.step()
    with av.no_grad():
        b.mul_(2)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        player.run()
    assert a.grad is None and len(player) >= 1


@pytest.mark.parametrize("mode", [av.no_grad, av.enable_grad])
def test_the_users_grad_mode_is_restored_at_every_step(mode):
    class Watched(av.autograd.Function):
        """Its backward runs while the walk is under way."""

        @staticmethod
        def forward(ctx, x):
            return x * 3

        @staticmethod
        def backward(ctx, g):
            inside.append(av.is_grad_enabled())
            return g * 3

    inside = []
    x = leaf()
    L = Watched.apply(x) * x
    player = av.play(L)
    with mode():
        wanted = av.is_grad_enabled()
        while player.step():
            assert av.is_grad_enabled() is wanted
            assert (x * 2).requires_grad is wanted
    assert av.is_grad_enabled() and inside == [False]


def test_two_players_interleaved_on_one_graph_each_add_their_own_pass():
    program = Seed()
    first, second = program.play(), program.play()
    moving = [first, second, first, first, second]
    while moving:
        moving = [player for player in moving if player.step()]
    assert first.finished and second.finished and len(first) == len(second) == 18
    assert grads(*program.leaves) == [-16.0, -12.0, -24.0, -20.0, -78.0]


def test_two_players_on_graphs_that_share_a_part_do_not_disturb_each_other():
    x = leaf(3.0)
    y = x * x
    one, other = av.play(y * 2), av.play(y * 5)
    one.step()
    other.step()
    one.step()
    other.run()
    assert x.grad.item() == 30.0
    one.run()
    assert x.grad.item() == 42.0


def test_backward_may_run_while_a_player_is_paused_on_the_same_graph():
    program = Seed()
    player = program.play()
    player.goto(8)
    program.L.backward(retain_graph=True)
    player.run()
    assert program.a.grad.item() == -78.0


def test_going_back_moves_the_view_and_not_the_grads():
    program = Seed()
    player = program.play()
    player.run()
    player.goto(0)
    assert player.position == 0 and program.a.grad.item() == -39.0
    player.run()
    assert program.a.grad.item() == -39.0


def test_a_player_that_is_closed_leaves_the_grads_not_yet_reached_alone():
    program = Seed()
    with program.play() as player:
        player.run_to("w4")
        player.run_to("w4")
    assert program.reached() == [True, False, False, False, False]
    program.L.backward()
    assert grads(program.w4, program.a) == [-16.0, -39.0]


# -- options ----------------------------------------------------------------------------------------


def test_the_graph_is_kept_unless_told_otherwise():
    program = Seed()
    program.play().run()
    program.play().run()
    assert program.a.grad.item() == -78.0
    program.play(retain_graph=False).run()
    with pytest.raises(RuntimeError, match="a second time"):
        program.L.backward()
    assert program.play().mode == "replay"


def test_inputs_alone_get_a_grad_and_only_the_paths_to_them_are_walked():
    program = Seed()
    player = program.play(inputs=[program.w1])
    expected = player.length
    player.run()
    assert program.w1.grad.item() == -10.0 and program.reached() == [False, False, False, True, False]
    name = {node.id: node.name for node in player.graph.nodes}
    assert {name[e.target] for e in player.timeline if e.target} == {"d", None, "b", "w1"}
    assert len(player) == expected


def test_an_intermediate_may_be_an_input():
    program = Seed()
    player = program.play(inputs=program.b)
    expected = player.length
    player.run()
    assert program.b.grad.item() == -5.0 and program.reached() == [False] * 5 and len(player) == expected


def test_a_matrix_needs_a_gradient_and_one_is_taken():
    w = av.ones(3, 3, requires_grad=True)
    with pytest.raises(RuntimeError, match="grad can be implicitly created only for scalar outputs"):
        av.play(w * 2)
    with pytest.raises(RuntimeError, match="grad can be implicitly created only for scalar outputs"):
        (w * 2).backward()
    player = av.play(w * 2, gradient=av.ones(3, 3))
    assert player.run().kind == "done" and w.grad.tolist() == [[2.0] * 3] * 3
    with pytest.raises(RuntimeError, match="Mismatch in shape"):
        av.play(w * 2, gradient=av.ones(3))
    assert w.grad.tolist() == [[2.0] * 3] * 3


def test_the_seed_on_matrices_by_sum_and_by_gradient_is_the_same_pass():
    def program():
        a, w1, w2, w3, w4 = (av.full((3, 3), float(v), requires_grad=True) for v in (2, 3, 4, 5, 6))
        return 10 - (w3 * (w1 * a) + w4 * (w2 * a)), a

    L, a = program()
    av.play(L.sum()).run()
    K, again = program()
    av.play(K, gradient=av.ones(3, 3)).run()
    assert a.grad.tolist() == again.grad.tolist() == [[-39.0] * 3] * 3


def test_a_grad_from_before_is_added_to():
    program = Seed()
    program.a.grad = av.tensor(1000.0)
    player = program.play()
    player.run()
    (event,) = [e for e in player.timeline if e.kind == "accumulate" and player.graph[e.node].name == "a"]
    assert (event.before.values, event.added.values, event.after.values) == (1000.0, -39.0, 961.0)
    assert program.a.grad.item() == 961.0


def test_a_leaf_alone_is_played():
    x = leaf()
    player = av.play(x)
    player.run()
    assert [e.kind for e in player.timeline] == ["seed", "accumulate", "done"] and x.grad.item() == 1.0


def test_the_graph_of_a_gradient_is_played_like_any_other():
    x = leaf(3.0)
    (slope,) = av.autograd.grad(x**3, x, create_graph=True)
    player = av.play(slope)
    expected = player.length
    player.run()
    assert x.grad.item() == 18.0 and len(player) == expected
    assert player.graph["t1"].value.values == 27.0 and av.draw(slope).svg.count("data-edge") >= 3


# -- freed graphs -------------------------------------------------------------------------------------


def test_a_freed_graph_is_replayed_and_grad_is_left_alone():
    program = Seed()
    program.L.backward()
    player = program.play()
    assert player.mode == "replay" and len(player) == 18
    program.a.grad = None
    player.run()
    assert program.a.grad is None
    assert {n.name for n in player.graph.nodes if n.name} >= set(program.names) - {"leaves"}


def test_a_freed_graph_without_numbers_raises_pytorchs_error():
    w = av.ones(100, requires_grad=True)
    L = (w * w).sum()
    L.backward()
    with pytest.raises(RuntimeError, match="Trying to backward through the graph a second time"):
        av.play(L)


# -- errors in what the user wrote ----------------------------------------------------------------------


def test_an_error_in_a_hook_surfaces_in_step_and_the_engine_stays_usable():
    program = Seed()

    def broken(g):
        raise KeyError("in my hook")

    handle = program.c.register_hook(broken)
    player = program.play()
    with pytest.raises(KeyError, match="in my hook"):
        while player.step():
            pass
    assert isinstance(player.error, KeyError) and program.a.grad is None
    assert av.is_grad_enabled() and (program.a * 2).requires_grad
    handle.remove()
    for tensor in program.leaves:
        tensor.grad = None
    program.play().run()
    assert program.a.grad.item() == -39.0


@pytest.mark.parametrize(
    ("backward", "error", "words"),
    [
        (lambda ctx, g: 1 / 0, ZeroDivisionError, "division by zero"),
        (lambda ctx, g: (g, g), RuntimeError, "returned an incorrect number of gradients"),
        (lambda ctx, g: "g", RuntimeError, "expected Variable or None"),
        (lambda ctx, g: av.ones(7), RuntimeError, "returned an invalid gradient at index 0"),
    ],
)
def test_an_error_in_a_backward_of_the_users_own_surfaces_in_step(backward, error, words):
    forward = staticmethod(lambda ctx, x: x * 2)
    Own = type("Own", (av.autograd.Function,), {"forward": forward, "backward": staticmethod(backward)})
    x = leaf([1.0, 2.0])
    player = av.play(Own.apply(x).sum())
    player.step()
    player.step()
    with pytest.raises(error, match=words):
        player.step()
    assert len(player) == 2 and x.grad is None and av.is_grad_enabled()
    (x * 3).sum().backward()
    assert x.grad.tolist() == [3.0, 3.0]


def test_a_function_that_sends_nothing_leaves_its_leaf_without_a_gradient():
    class Stop(av.autograd.Function):
        """Lets no gradient through."""

        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return None

    x, y = leaf(), leaf()
    L = Stop.apply(x) + y * y
    player = av.play(L)
    player.run()
    assert x.grad is None and y.grad.item() == 4.0 and player.finished
    L.backward()
    graph = av.draw(L).graph
    assert [e.contribution for e in graph.edges if graph[e.target].name == "x"] == [None]
    assert [e.kind for e in av.play(L).timeline] == [e.kind for e in player.timeline]


def test_what_is_no_tensor_is_refused_by_name():
    for call in (av.draw, av.play, av.record):
        with pytest.raises(TypeError, match=rf"{call.__name__}\(\) takes a Tensor or plain data"):
            call([1, 2, 3])
        with pytest.raises(RuntimeError, match="does not require grad"):
            call(av.ones(2))


# -- a whole network ----------------------------------------------------------------------------------


def two_moons(count=40):
    angle = np.linspace(0, np.pi, count // 2)
    outer, inner = np.c_[np.cos(angle), np.sin(angle)], np.c_[1 - np.cos(angle), 0.5 - np.sin(angle)]
    return av.tensor(np.r_[outer, inner].astype("float32")), av.tensor([0] * (count // 2) + [1] * (count // 2))


def test_a_network_on_two_moons_is_trained_drawn_and_played():
    av.manual_seed(0)
    x, labels = two_moons()
    net = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 2))
    cross_entropy = nn.CrossEntropyLoss()
    steps = optim.SGD(net.parameters(), lr=0.5, momentum=0.9)
    for _ in range(60):
        steps.zero_grad()
        loss = cross_entropy(net(x), labels)
        loss.backward()
        steps.step()
    assert (net(x).argmax(1) == labels).float().mean().item() > 0.95

    loss = cross_entropy(net(x), labels)
    picture = av.draw(loss)
    parameters = {"0.weight", "0.bias", "2.weight", "2.bias"}
    assert {n.name for n in picture.graph.nodes if n.kind == "leaf"} == parameters
    assert any(n.kind == "module" for n in picture.shown.nodes) and "<svg" in picture.svg

    steps.zero_grad()
    player = av.play(loss)
    expected = player.length
    player.run()
    assert len(player) == expected
    played = [p.grad.tolist() for p in net.parameters()]
    steps.zero_grad()
    loss.backward()
    assert played == [p.grad.tolist() for p in net.parameters()]


def test_a_picture_drawn_in_the_middle_of_a_pass_shows_what_is_known_then():
    program = Seed()
    player = program.play()
    player.run_to("w4")
    player.run_to("w4")
    nodes = {n.name: n for n in av.draw(program.L, names=program.names).graph.nodes}
    assert nodes["w4"].grad.values == -8.0 and nodes["a"].grad is None
    assert nodes["d"].gradient.values == -1.0 and nodes["b"].gradient is None
