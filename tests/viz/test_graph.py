import json
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

from autograd_viz.viz.graph import Code, Edge, Graph, Line, Node, Saved
from autograd_viz.viz.summary import Summary, summarize


def full():
    """A graph in which every field holds something other than its default."""
    strange = '<b>"\\\n😀' + "x" * 500
    value = summarize(np.array([[1.5, np.nan], [-np.inf, -0.0]]))
    nodes = (
        Node("t1", "root", name=strange, shape=(2, 2), dtype="float32", value=value, gradient=value, line=Line(0, 3, 4, 9)),
        Node(
            "o1", "op", grad_fn="MulBackward0", symbol="×", outputs=("t1",), freed=True, module="layers.0", tex="a b",
            saved=(Saved("a", (2, 2), 1, 2, True),), op="mul", view=True, params=(("dim", (0, 1)), ("keepdim", False)),
        ),
        Node("t2", "leaf", grad_fn="AccumulateGrad", grad=value, retains_grad=True, device="cuda:0", shape=(0, 3)),
        Node("m1", "module", members=("o1",), parameters=("t2",), details=("weight 2 × 2",), repeats=12),
        Node("k1", "constant", value=Summary((7, 7, 7), "float32", known=False)),
    )  # fmt: skip
    edges = (
        Edge("o1", "t2", 0, 0, value, "b", value, "m1"),
        Edge("o1", "t2", 1, 1),
        Edge("o1", "k1", None, 2),
    )
    return Graph("t1", nodes, edges, {"": "Net", "layers.0": "Linear"}, (Code("net.py", 1, ("a", "b<")),), ("note",))


def test_every_field_survives_json():
    text = full().to_json()
    back = Graph.from_json(text)
    assert back.to_json() == text
    assert [type(node.saved) for node in back.nodes] == [tuple] * 5
    assert back.nodes[1] == full().nodes[1] and back.nodes[3] == full().nodes[3] and back.edges[2] == full().edges[2]
    assert (back.modules, back.code, back.notes) == (full().modules, full().code, full().notes)


def test_json_is_strict_and_holds_no_defaults():
    data = json.loads(full().to_json(), parse_constant=pytest.fail)
    assert data["nodes"][0]["value"]["values"] == [[1.5, "NaN"], ["-Infinity", -0.0]]
    assert "device" not in data["nodes"][0] and "local" not in data["edges"][1]


def test_a_parameter_that_is_infinite_survives_strict_json():
    graph = Graph("o1", (Node("o1", "op", params=(("alpha", float("-inf")), ("word", "mean"))),), ())
    assert Graph.from_json(graph.to_json()) == graph


def test_an_unknown_major_version_is_refused_and_a_later_minor_one_is_read():
    data = json.loads(full().to_json())
    with pytest.raises(ValueError, match=r"version '2.0' cannot be read here: this autograd_viz reads version 1"):
        Graph.from_json(json.dumps(data | {"version": "2.0"}))
    assert Graph.from_json(json.dumps(data | {"version": "1.9"})).to_json() == full().to_json()


@pytest.mark.parametrize("text", ["[]", "{}", '{"format": "autograd_viz.timeline", "version": "1.0"}', '"graph"', "7"])
def test_other_json_is_refused_by_what_it_is(text):
    with pytest.raises(ValueError, match="expected JSON with format 'autograd_viz.graph', found"):
        Graph.from_json(text)


def test_an_edge_is_named_by_source_target_and_slot():
    assert [edge.id for edge in full().edges] == ["o1-t2-0", "o1-t2-1", "o1-k1-k2"]


def test_nodes_are_found_by_id_and_by_what_they_make():
    graph = full()
    assert graph["t2"].kind == "leaf" and graph.producer("t1") is graph.nodes[1] and graph.producer("t2") is None
    with pytest.raises(KeyError):
        graph["t9"]


def test_graphs_are_frozen():
    graph = full()
    for thing, field in ((graph, "root"), (graph.nodes[0], "name"), (graph.edges[0], "slot"), (graph.code[0], "first")):
        with pytest.raises(FrozenInstanceError):
            setattr(thing, field, None)
    assert replace(graph, root="t2") != graph
