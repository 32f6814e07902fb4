"""Claims about folding: less is shown, nothing is renamed, counts say what is hidden."""

import time

import pytest

from autograd_viz.viz.fold import WINDOW, fold, opening, outermost, visible, window
from autograd_viz.viz.graph import Graph
from autograd_viz.viz.layout import MOST, arrange
from autograd_viz.viz.state import CardState, State
from autograd_viz.viz.svg import shown, write
from tests.viz.graphs import Maker, chain_graph, deep_graph, linear, mlp_graph, random_graph, seed_graph, state_of


def boxes(graph):
    return [node for node in graph.nodes if node.kind == "module"]


def test_a_graph_without_modules_opens_as_it_is():
    assert opening(seed_graph()) == seed_graph()


def test_the_mlp_opens_folded_by_module_and_fits_a_screen():
    folded = opening(mlp_graph())
    assert [(node.symbol, node.module) for node in reversed(boxes(folded))] == [
        ("Linear", "0"),
        ("Tanh", "1"),
        ("Linear", "2"),
    ]
    layout = arrange(folded)
    assert layout.width <= 1280 and layout.height <= 800


def test_parameters_are_inside_their_module_and_listed_on_it():
    folded = opening(mlp_graph())
    assert not [node for node in folded.nodes if node.kind == "leaf"]
    first = boxes(folded)[-1]
    assert first.details == ("weight 16 × 2", "bias (16,)") and len(first.parameters) == 2


def test_edges_that_stay_visible_keep_their_ids():
    graph = mlp_graph()
    folded = opening(graph)
    assert {edge.id for edge in folded.edges} < {edge.id for edge in graph.edges}
    ids = {node.id for node in folded.nodes}
    assert all((edge.inside or edge.source) in ids and edge.target in ids for edge in folded.edges)
    assert any(edge.inside for edge in folded.edges)


def test_folding_one_module_leaves_the_others_open():
    graph = mlp_graph()
    folded = fold(graph, ["2"])
    assert [node.module for node in boxes(folded)] == ["2"]
    assert {"0.weight", "0.bias"} <= {node.name for node in folded.nodes}
    assert "2.weight" not in {node.name for node in folded.nodes}
    assert set(arrange(folded).clusters) == {"0", "1"}


def test_an_unknown_path_is_an_error_that_lists_the_known():
    with pytest.raises(ValueError, match=r"no module '7' in this graph; its modules: 0, 1, 2"):
        fold(mlp_graph(), ["7"])


def test_twelve_like_blocks_fold_into_one_box():
    folded = opening(deep_graph(12))
    (box,) = boxes(folded)
    assert box.repeats == 12 and len(box.parameters) == 24
    assert ">× 12<" in write(folded, arrange(folded))


def test_three_like_blocks_stay_side_by_side():
    assert [node.repeats for node in boxes(opening(deep_graph(3)))] == [1, 1, 1]


def test_unlike_neighbours_are_not_counted_together():
    graph = deep_graph(12)
    graph.modules["layers.5"] = "Other"
    assert sorted(len(group) for group in outermost(graph)) == [1, 5, 6]


def test_a_folded_module_is_as_busy_as_its_inside_and_counts_its_gradients():
    graph = mlp_graph()
    folded = opening(graph)
    layout = arrange(folded)
    box = boxes(folded)[-1]
    assert shown(folded, layout, state_of(graph)).nodes[box.id].gradient == "2 of 2"
    assert shown(folded, layout, state_of(graph, [])).nodes[box.id].gradient == "0 of 2"
    inner = box.members[0]
    assert shown(folded, layout, State({inner: CardState("now")}, {})).nodes[box.id].status == "now"


def test_a_parameter_shared_by_two_modules_stays_outside_both():
    m = Maker()
    m.modules |= {"": "Net", "a": "A", "b": "B"}
    w = m.leaf(2.0, "a.weight")
    x = m.mul(w, w, module="a")
    graph = m.graph(m.mul(x, w, "y", module="b"))
    folded = fold(graph, ["a", "b"])
    assert "a.weight" in {node.name for node in folded.nodes}
    assert {edge.target for edge in folded.edges if edge.inside} >= {w}


def test_the_root_is_never_folded_away():
    m = Maker()
    m.modules |= {"": "Net", "0": "Linear"}
    x = m.constant([[1.0, 2.0]], "x")
    graph = m.graph(linear(m, "0", x, 2, 3, "y"))
    assert opening(graph)[graph.root].kind == "root"


@pytest.mark.parametrize("graph", [chain_graph(5000), random_graph(5, 3000)], ids=["chain", "tangle"])
def test_too_large_a_graph_is_a_window_around_the_root(graph):
    start = time.perf_counter()
    part = opening(graph)
    assert time.perf_counter() - start < 2
    assert visible(graph) > MOST and visible(part) <= WINDOW
    assert part.nodes[0].id == graph.root
    stubs = [node for node in part.nodes if node.kind == "outside"]
    assert stubs and "outside this window" in part.notes[-1]
    assert arrange(part).width > 0


def test_a_window_counts_what_is_outside():
    part = window(chain_graph(2000), 100)
    drawn = sum(node.kind == "op" for node in part.nodes)
    (stub,) = [node for node in part.nodes if node.kind == "outside"]
    assert stub.name == f"{2000 - drawn:,} more"
    assert part.notes == (f"{2000 - drawn:,} of 2,000 operations are outside this window around the root.",)


def test_a_folded_graph_survives_json():
    folded = opening(deep_graph())
    assert Graph.from_json(folded.to_json()) == folded
    part = window(chain_graph(500), 50)
    assert Graph.from_json(part.to_json()) == part
