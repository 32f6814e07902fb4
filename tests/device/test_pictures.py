"""Pictures and players of graphs on a GPU: only summaries leave it, cards say where they are, transfers are nodes."""

import json
import re
import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

import autograd_viz as av
from autograd_viz.viz import recorder
from autograd_viz.viz.formulas import equation_tex
from autograd_viz.viz.frames import state_at
from autograd_viz.viz.graph import Graph
from autograd_viz.viz.sentences import sentence, text_of
from autograd_viz.viz.summary import SMALL, THUMBNAIL, measure, settled, summarize
from autograd_viz.viz.timeline import Timeline
from tests.device.cards import CARDS, stand_in
from tests.device.standin import traffic

MOST_OF_ONE = 8 * (6 + 17 + THUMBNAIL**2)  # bytes that tell of one large array: statistics, histogram, thumbnail

ARRAYS = {
    "none": np.float32(2.5),
    "few": np.array([[1.0, np.nan], [np.inf, -2.0]], np.float32),
    "booleans": np.array([True, False]),
    "whole": np.arange(10),
    "vector": np.linspace(-3, 5, 1000, dtype=np.float32),
    "whole vector": np.arange(200) - 70,
    "matrix": np.arange(31 * 50, dtype=np.float64).reshape(31, 50) ** 2,
    "wrong": np.where(
        np.arange(400) % 7 == 0, np.nan, np.where(np.arange(400) % 11 == 0, np.inf, np.arange(400.0) - 5)
    ),
    "all wrong": np.full((10, 10), np.nan),
    "equal": np.full(100, 3.0),
    "far apart": np.array([-1.7e308, 1.7e308] * 50),
    "empty": np.zeros((0, 3)),
    "deep": np.arange(3 * 20 * 5, dtype=np.float16).reshape(3, 20, 5),
    "half": np.linspace(0, 1, 300, dtype=np.float16),
}


def mixed():
    """A small graph that goes to a GPU and back, and its leaves."""
    x = av.tensor(3.0, requires_grad=True)
    w = av.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    h = w.to("cuda")
    y = (h * 2).sum() * x
    loss = y.cpu()
    return loss, {"x": x, "w": w, "h": h, "y": y, "loss": loss}


def large():
    """A graph over a million numbers on the GPU, and its leaf."""
    x = av.ones(1000, 1000, device="cuda", requires_grad=True)
    return (x * 2).relu().mean(), x


def by_name(graph):
    return {node.name: node for node in graph.nodes if node.name}


def transfers(graph):
    return [node for node in graph.nodes if node.grad_fn == "ToCopyBackward0"]


# -- summaries -------------------------------------------------------------------------------------


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("name", ARRAYS)
def test_a_summary_made_on_a_gpu_tells_what_one_made_on_the_cpu_tells(card, name):
    array = ARRAYS[name]
    wanted = summarize(array).to_json()
    with card():
        found = summarize(av.tensor(array, device="cuda")._data).to_json()
    assert found.keys() == wanted.keys()
    for key, value in wanted.items():
        if key in ("norm", "mean", "thumbnail") and not isinstance(value, str):
            np.testing.assert_allclose(found[key], value, rtol=1e-12, atol=1e-300)
        else:
            assert found[key] == value, key


def test_one_transfer_brings_the_summaries_of_many_arrays():
    with stand_in():
        datas = [av.tensor(array, device="cuda")._data for array in ARRAYS.values()]
        with traffic.forbidden():
            measured = [recorder.Event("seed", "t1", upstream=measure(data)) for data in datas]
        with traffic.counted() as seen:
            events = settled(measured)
        assert len(seen.to_host) == 1 and not seen.to_device and not seen.waits
        assert [event.upstream.shape for event in events] == [array.shape for array in ARRAYS.values()]


def test_what_is_measured_is_not_changed_by_what_comes_after():
    with stand_in():
        x = av.tensor([1.0, 2.0], device="cuda")
        event = recorder.Event("seed", "t1", upstream=measure(x._data))
        x += 5
        assert settled([event])[0].upstream.values == [1, 2]


# -- what leaves the GPU ---------------------------------------------------------------------------


def test_a_picture_of_a_million_numbers_takes_one_small_transfer():
    with stand_in():
        loss, _ = large()
        with traffic.counted() as seen:
            picture = av.draw(loss)
            assert picture.svg
        assert [event.kind for event in seen.all] == ["to_host"]
        cards = sum(node.kind != "op" for node in picture.graph.nodes)
        assert seen.to_host[0].nbytes <= cards * MOST_OF_ONE
        loss.backward()
        with traffic.counted() as seen:
            assert av.draw(loss).svg
        assert [event.kind for event in seen.all] == ["to_host"]


def test_a_recorded_backward_moves_nothing_until_its_end_and_then_once():
    with stand_in():
        loss, x = large()
        with traffic.counted() as seen:
            timeline = av.record(loss)
        assert [event.kind for event in seen.all] == ["to_host"] * 2  # the graph before the pass, and what passed
        arrays = sum(getattr(event, name) is not None for event in timeline for name in
                     ("upstream", "local", "contribution", "total", "before", "added", "after"))  # fmt: skip
        assert seen.to_host[1].nbytes <= arrays * MOST_OF_ONE
        assert x.grad.is_cuda and timeline[-2].after.shape == (1000, 1000)
        assert timeline[-2].after.max == pytest.approx(2e-6)


def test_each_step_of_a_player_moves_its_own_numbers_at_once():
    with stand_in():
        loss, x = large()
        player = av.play(loss)
        while not player.finished:
            with traffic.counted() as seen:
                event = player.step()
            assert len(seen.all) == len(seen.to_host) == (event.kind != "done"), seen
            assert all(moved.nbytes <= 4 * MOST_OF_ONE for moved in seen.to_host)
        assert x.grad.device == av.device("cuda:0")


def test_asking_for_numbers_of_the_timeline_moves_nothing_more():
    with stand_in():
        loss, _ = mixed()
        timeline = av.record(loss)
        with traffic.forbidden():
            timeline.to_json()
            state_at(timeline.graph, timeline)
            [text_of(sentence(timeline.graph, event)) for event in timeline]


# -- where things are ------------------------------------------------------------------------------


@pytest.mark.parametrize("card", CARDS)
def test_each_node_has_its_device_in_the_graph_and_in_its_json(card):
    with card():
        loss, names = mixed()
        graph = av.draw(loss, names=names).graph
    found = by_name(graph)
    assert {name: found[name].device for name in names} == {name: str(x.device) for name, x in names.items()}
    assert [node.device for node in graph.nodes if node.kind == "op"] == [
        "cpu", "cuda:0", "cuda:0", "cuda:0", "cuda:0",
    ]  # fmt: skip
    assert Graph.from_json(graph.to_json()) == graph
    assert [node.get("device", "cpu") for node in json.loads(graph.to_json())["nodes"]] == [
        n.device for n in graph.nodes
    ]


@pytest.mark.parametrize("card", CARDS)
def test_values_that_are_gone_are_still_known_to_have_been_on_their_device(card):
    def loss_of(x):
        moved = (x * 2).to("cuda")
        return ((moved + 1) * (moved * 3)).sum().cpu()

    with card():
        x = av.ones(100, requires_grad=True)
        loss = loss_of(x)
        before = [(n.kind, n.device) for n in av.draw(loss).graph.nodes]
        loss.backward()
        after = av.draw(loss).graph
    gone = [node for node in after.nodes if node.value is not None and not node.value.known]
    assert [node.device for node in gone].count("cuda:0") == 4 and [node.device for node in gone].count("cpu") == 1
    assert [(n.kind, n.device) for n in after.nodes] == before


@pytest.mark.parametrize("card", CARDS)
def test_a_number_of_the_cpu_that_meets_a_gpu_gives_a_result_on_the_gpu(card):
    with card():
        scale = av.tensor(2.0, requires_grad=True)
        big = av.ones(100, device="cuda")
        y = (big * scale).sum()
        graph = av.draw(y, names={"y": y, "scale": scale, "big": big}).graph
        found = by_name(graph)
        devices = {n.device for n in graph.nodes if n.kind in ("intermediate", "root")}
    assert (found["scale"].device, found["big"].device, devices) == ("cpu", "cuda:0", {"cuda:0"})


def test_a_second_gpu_has_its_own_name():
    with stand_in():
        x = av.tensor([1.0, 2.0], device="cuda:1", requires_grad=True)
        loss = (x.to("cuda:0") * 3).sum()
        player = av.play(loss, names={"x": x})
        player.run()
        graph = player.graph
        assert x.grad.device == av.device("cuda:1") and by_name(graph)["x"].device == "cuda:1"
        (move,) = transfers(graph)
        assert (move.symbol, move.device) == ("→ cuda:0", "cuda:0")
        assert ">cuda:1<" in av.draw(loss).svg


# -- on the picture --------------------------------------------------------------------------------


def texts(svg, part):
    return [g.itertext() for g in ElementTree.fromstring(svg).iter() if g.get("data-part") == part]


def test_cards_that_are_not_on_the_cpu_carry_a_tag_and_say_so():
    with stand_in():
        loss, names = mixed()
        picture = av.draw(loss, names=names)
    root = ElementTree.fromstring(picture.svg)
    tagged = {}
    for g in root.iter():
        if g.get("data-node"):
            tagged[g.get("data-node")] = [
                "".join(tag.itertext()) for tag in g.iter() if tag.get("data-part") == "device"
            ]
    cards = [node for node in picture.graph.nodes if node.kind != "op"]
    assert {node.id: tagged[node.id] for node in cards} == {
        node.id: ["cuda:0"] if node.device == "cuda:0" else [] for node in cards
    }
    assert not any(tagged[node.id] for node in picture.graph.nodes if node.kind == "op")
    labels = {g.get("data-node"): g.get("aria-label") for g in root.iter() if g.get("data-node")}
    for node in cards:
        assert ("cuda:0" in labels[node.id]) == (node.device == "cuda:0"), labels[node.id]
    assert "3 on the CPU and 4 on cuda:0; 2 transfers between devices." in repr(picture)
    assert "3 on the CPU and 4 on cuda:0; 2 transfers between devices." in root[1].text


def test_a_tag_lies_within_the_picture_and_touches_no_text():
    with stand_in():
        loss, names = mixed()
        picture = av.draw(loss, names=names)
        layout = picture.layout
        for id, card in layout.cards.items():
            if not card.tag:
                continue
            top = layout.boxes[id][1] - card.height / 2
            width, height = card.room
            assert top - 11 >= 0 and height >= card.height + 22 and width >= card.width
            assert all(y - 9 >= 3 for _, _, y, _ in card.texts)


def test_a_graph_on_the_cpu_alone_has_no_word_and_no_style_of_devices():
    x = av.tensor([1.0, 2.0], requires_grad=True)
    picture = av.draw((x * x).sum().to(av.float64))
    assert not re.search("device|cuda|av-transfer|CPU", picture.svg + repr(picture))
    assert {node.device for node in picture.graph.nodes} == {"cpu"}


@pytest.mark.parametrize("theme", [None, "light", "dark"])
def test_the_tags_have_colours_of_the_theme(theme):
    with stand_in():
        loss, _ = mixed()
        svg = av.draw(loss, theme=theme).svg
    assert "[data-part=device] rect{fill:var(--av-soft)" in svg and "$" not in svg


class Both(av.nn.Module):
    """Half of it on the CPU, half on a GPU."""

    def __init__(self):
        super().__init__()
        self.first, self.second = av.nn.Linear(3, 4), av.nn.Linear(4, 2).to("cuda")

    def forward(self, x):
        return self.second(self.first(x).to("cuda"))


def test_a_folded_module_says_where_its_parameters_are():
    with stand_in():
        both = Both()
        picture = av.draw(both(av.ones(5, 3)).sum(), fold=["first", "second"])
        folded = {node.module: node.device for node in picture.shown.nodes if node.kind == "module"}
        assert folded == {"first": "cpu", "second": "cuda:0"}
        assert [node.symbol for node in transfers(picture.shown)] == ["→ cuda:0"]


def test_a_module_that_holds_both_names_both():
    class Model(av.nn.Module):
        def __init__(self):
            super().__init__()
            self.both = Both()

        def forward(self, x):
            return self.both(x).sum()

    with stand_in():
        model = Model()
        loss = model(av.ones(5, 3))
        (folded,) = (node for node in av.draw(loss, fold=["both"]).shown.nodes if node.kind == "module")
        assert folded.device == "cpu + cuda:0"
        player = av.play(loss)
        player.run()
        assert any(
            "brings its gradient back from cuda:0 to the CPU" in said(player.timeline, e) for e in player.timeline
        )
        assert model.both.first.weight.grad.device == av.device("cpu") and model.both.second.weight.grad.is_cuda


# -- transfers -------------------------------------------------------------------------------------


def said(timeline, event):
    return text_of(sentence(timeline.graph, event))


@pytest.mark.parametrize("card", CARDS)
def test_a_transfer_is_a_node_that_says_where_to_and_brings_the_gradient_back(card):
    with card():
        loss, names = mixed()
        timeline = av.record(loss, names=names)
    graph = timeline.graph
    assert [(node.symbol, node.device) for node in transfers(graph)] == [("→ cpu", "cpu"), ("→ cuda:0", "cuda:0")]
    back, there = (
        next(event for event in timeline if event.kind == "contribution" and event.node == node.id)
        for node in transfers(graph)
    )
    assert said(timeline, back) == (
        "ToCopyBackward0 of loss brings its gradient back from the CPU to cuda:0: 1 travels to y."
    )
    assert said(timeline, there) == (
        "ToCopyBackward0 of h brings its gradient back from cuda:0 to the CPU: [[6, 6], [6, 6]] travels to w."
    )
    assert equation_tex(graph, there).startswith(
        r"\frac{\partial \,\text{loss}}{\partial w} = \frac{\partial \,\text{loss}}{\partial h} = \begin{pmatrix} 6"
    )
    assert there.upstream == there.contribution and there.contribution.values == [[6, 6], [6, 6]]
    label = state_at(graph, timeline).nodes[transfers(graph)[1].id].label
    assert label == "operation ToCopyBackward0 of h, moves its operand from the CPU to cuda:0, 1 of 1 gradients sent"


def test_a_cast_keeps_its_own_sign_under_the_same_name():
    x = av.tensor([1.0, 2.0], requires_grad=True)
    (node,) = transfers(av.draw(x.to(av.float64)).graph)
    assert node.symbol == "cast" and not node.is_transfer


def test_a_transfer_in_a_gradient_that_is_recorded_itself_is_drawn_too():
    with stand_in():
        x = av.tensor(2.0, requires_grad=True)
        y = x.to("cuda") ** 3
        (g,) = av.autograd.grad(y, x, create_graph=True)
        assert g.device == av.device("cpu")
        graph = av.draw(g).graph
        assert {node.symbol for node in transfers(graph)} == {"→ cpu", "→ cuda:0"}
        player = av.play(g)
        player.run()
        assert x.grad.item() == 12


# -- players ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("card", CARDS)
def test_grad_fills_in_on_the_gpu_step_by_step(card):
    with card():
        x = av.tensor([1.0, 2.0], device="cuda", requires_grad=True)
        player = av.play((x * x).sum(), names={"x": x})
        while x.grad is None:
            player.step()
        assert x.grad.is_cuda and x.grad.tolist() == [2, 4]
        assert player.timeline[-1].after.values == [2, 4]
        assert player.length == len(av.record((x * x).sum()))


@pytest.mark.parametrize("card", CARDS)
def test_a_freed_graph_is_replayed_from_what_it_kept(card):
    with card():
        loss, names = mixed()
        wanted = [event.kind for event in av.record(loss)]
        loss.backward()
        graph = av.draw(loss, names=names).graph
        assert by_name(graph)["h"].gradient.values == [[6, 6], [6, 6]]
        player = av.play(loss, names=names)
        assert player.mode == "replay" and [event.kind for event in player.timeline] == wanted


@pytest.mark.parametrize("card", CARDS)
def test_a_pass_on_a_gpu_tells_the_same_as_on_the_cpu(card):
    def timeline():
        av.manual_seed(0)
        x = av.tensor([[1.0, -2.0], [0.5, 3.0]], requires_grad=True)
        b = av.tensor([1.0, 2.0], requires_grad=True)
        return av.record(((x @ x + b).relu() * b).sum() / 3, names={"x": x, "b": b})

    def numbers(timeline):
        return [(event.kind, event.edge, event.contribution and event.contribution.values) for event in timeline]

    wanted = timeline()
    with card(), av.device("cuda"):
        found = timeline()
    assert {node.device for node in found.graph.nodes if node.kind != "constant"} == {"cuda:0"}
    assert repr(numbers(found)) == repr(numbers(wanted))
    assert [said(found, e) for e in found] == [said(wanted, e) for e in wanted]


@pytest.mark.parametrize("card", CARDS)
def test_a_model_on_a_gpu_is_played(card, tmp_path):
    with card():
        av.manual_seed(0)
        net = av.nn.Sequential(av.nn.Linear(8, 16), av.nn.ReLU(), av.nn.Linear(16, 3)).to("cuda")
        x = av.randn(5, 8).to("cuda")
        loss = av.nn.functional.cross_entropy(net(x), av.tensor([0, 1, 2, 0, 1], device="cuda"))
        player = av.play(loss)
        player.run()
        names = {node.name for node in player.graph.nodes}
        assert {"0.weight", "0.bias", "2.weight", "2.bias", "x", "loss"} <= names
        assert all(p.grad.is_cuda for p in net.parameters())
        assert player.save(tmp_path / "backward.html").stat().st_size > 10_000


@pytest.mark.parametrize("suffix", ["svg", "html", "png", "pdf", "dot", "json"])
def test_a_picture_is_saved_in_every_form(suffix, tmp_path):
    with stand_in():
        loss, _ = mixed()
        path = av.draw(loss).save(tmp_path / f"picture.{suffix}")
    assert path.stat().st_size
    if suffix in ("svg", "html", "dot", "json"):
        assert "cuda:0" in path.read_text()


@pytest.mark.parametrize("suffix", ["html", "gif", "json"])
def test_a_pass_is_saved_in_every_form(suffix, tmp_path):
    with stand_in():
        loss, _ = mixed()
        player = av.play(loss)
        player.run()
        path = player.save(tmp_path / f"pass.{suffix}")
    if suffix == "json":
        timeline = Timeline.from_json(path.read_text())
        assert timeline == player.timeline
        assert av.play(timeline).run().kind == "done"
    assert path.stat().st_size


def test_the_numbers_kept_of_a_small_array_are_all_of_them():
    with stand_in():
        x = av.ones(SMALL, device="cuda", requires_grad=True)
        (leaf,) = (node for node in av.draw((x * 2).sum()).graph.nodes if node.kind == "leaf")
        assert leaf.value.values == [1.0] * SMALL
