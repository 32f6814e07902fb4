import json
import time
from dataclasses import replace

import numpy as np
import pytest

from autograd_viz.viz.frames import before_backward, frame, frames, state_at, still
from autograd_viz.viz.graph import Edge, Graph, Node
from autograd_viz.viz.picture import Picture
from autograd_viz.viz.state import CardState, EdgeState
from autograd_viz.viz.summary import summarize
from autograd_viz.viz.timeline import Event
from tests.viz import timelines
from tests.viz.timelines import number

SEED = timelines.seed_timeline()


def looks(found, kind, look):
    """The looks after each frame: the fold of its changes and all before."""
    known = {}
    for one in found:
        known |= {id: look(**as_look(changes)) for id, changes in one["changes"][kind].items()}
        yield dict(known)


def as_look(changes):
    return {**changes, "cells": tuple(map(tuple, changes["cells"]))} if "cells" in changes else changes


@pytest.mark.parametrize(
    "timeline",
    [SEED, timelines.layer_timeline(), timelines.seed_timeline(grads={"a": 1.0}), timelines.fan(5)],
    ids=["seed", "layer", "seed with grad", "fan"],
)
def test_the_changes_up_to_a_frame_fold_to_its_state(timeline):
    found = list(frames(timeline.graph, timeline.events))
    nodes, edges = looks(found, "nodes", CardState), looks(found, "edges", EdgeState)
    for k, (card_looks, edge_looks) in enumerate(zip(nodes, edges, strict=True)):
        state = state_at(timeline.graph, timeline.events[:k])
        assert card_looks == state.nodes
        assert edge_looks == state.edges


def test_a_frame_made_alone_is_the_frame_of_the_run():
    found = list(frames(SEED.graph, SEED.events))
    for k in range(len(SEED) + 1):
        assert frame(SEED.graph, SEED.events[:k]) == found[k]


def test_the_leaf_where_two_paths_meet_counts_adds_and_only_then_fills_its_grad():
    cards = [state_at(SEED.graph, SEED.events[:k]).nodes["t10"] for k in range(len(SEED) + 1)]
    assert (cards[0].heading, cards[0].gradient, cards[0].missing) == ("grad", "not yet", True)
    assert (cards[12].gradient, cards[12].sum, cards[12].missing) == ("1 of 2", "−24", True)
    assert (cards[15].gradient, cards[15].sum, cards[15].missing) == ("2 of 2", "−24 + −15", True)
    assert (cards[17].gradient, cards[17].sum, cards[17].missing) == ("−39", "−24 + −15", False)
    assert [card.status for card in cards] == ["waiting"] * 12 + ["arriving"] * 5 + ["now", "done"]


def test_an_intermediate_has_a_partial_derivative_and_no_grad():
    before, after = (state_at(SEED.graph, SEED.events[:k]).nodes["t6"] for k in (5, 6))
    assert (before.heading, before.gradient) == ("∂L/∂c", "not yet")
    assert (after.heading, after.gradient, after.missing) == ("∂L/∂c", "−6", False)


def test_only_the_edge_of_now_is_now_and_later_ones_wait_without_a_number():
    edges = state_at(SEED.graph, SEED.events[:12]).edges
    assert [id for id, edge in edges.items() if edge.status == "now"] == ["o5-t10-1"]
    assert edges["o5-t10-1"].text == "−24" and edges["o5-t9-0"].status == "done"
    assert (edges["o6-t10-1"].status, edges["o6-t10-1"].text) == ("waiting", "")


def test_labels_say_names_and_numbers():
    state = state_at(SEED.graph, SEED.events[:12])
    assert state.edges["o5-t10-1"].label == "MulBackward0 of c to a: contribution −24"
    assert state.edges["o6-t10-1"].label == "MulBackward0 of b to a: local derivative 3, not yet sent"
    assert state.edges["o1-k1-k0"].label.endswith("a constant, nothing travels back")
    assert state.nodes["t10"].label == "leaf a, value 2, grad None, 1 of 2 contributions have arrived, −24 so far"


def ledger(k, timeline=SEED):
    return frame(timeline.graph, timeline.events[:k])["ledger"]


def test_the_ledger_lists_each_path_the_total_and_what_grad_is():
    at = ledger(12)
    rows = [(row["from"], row["text"], row["now"]) for row in at["rows"]]
    assert rows == [("c", "−24", True), ("b", "not yet", False)]
    assert (at["target"], at["total"], at["arrived"], at["expected"]) == ("a", "−24", 1, 2)
    assert at["grad"] == {"name": "a.grad", "text": "None"}
    assert (ledger(15)["total"], ledger(15)["grad"]["text"]) == ("−39", "None")
    assert ledger(17)["grad"]["text"] == "−39"
    assert ledger(0) is None and ledger(18) is None


def test_the_ledger_of_an_accumulate_shows_a_grad_from_before():
    at = ledger(17, timelines.seed_timeline(grads={"a": -39.0}))
    assert (at["before"], at["added"], at["grad"]["text"]) == ("−39", "−39", "−78")


def test_the_highlight_is_the_users_own_expression():
    at = frame(SEED.graph, SEED.events[:12])["highlight"]
    line = SEED.graph.code[0].lines[at["line"]["number"] - 1]
    assert line[at["line"]["start"] : at["line"]["end"]] == "w2 * a"
    assert at["nodes"] == ["o5", "t10"] and at["edges"] == ["o5-t10-1"]


def test_a_still_picture_shows_local_derivatives_before_backward_and_contributions_after():
    before = still(SEED.graph)
    assert before.edges["o5-t10-1"].text == "×4" and before.edges["o5-t10-1"].status == "waiting"
    assert before.edges["o1-k1-k0"].text == ""
    sent = {event.edge: event.contribution for event in SEED if event.kind == "contribution"}
    edges = [replace(edge, contribution=sent.get(edge.id)) for edge in SEED.graph.edges]
    grads = {event.node: event.after for event in SEED if event.kind == "accumulate"}
    totals = {event.target: event.total for event in SEED if event.kind == "contribution"}
    nodes = [replace(node, grad=grads.get(node.id), gradient=totals.get(node.id)) for node in SEED.graph.nodes]
    after = still(replace(SEED.graph, nodes=tuple(nodes), edges=tuple(edges)))
    assert after.edges["o5-t10-1"].text == "−24" and after.edges["o5-t10-1"].status == "done"
    assert (after.nodes["t10"].gradient, after.nodes["t10"].sum) == ("−39", "−24 + −15")
    assert after.nodes["t6"].gradient == "−6" and after.nodes["t6"].heading == "∂L/∂c"


def test_a_graph_read_after_its_pass_is_played_from_before_it():
    after = {event.node: event.after for event in SEED if event.kind == "accumulate"}
    nodes = [replace(node, grad=after.get(node.id)) for node in SEED.graph.nodes]
    late = replace(SEED, graph=SEED.graph.with_nodes(nodes))
    assert before_backward(late) == SEED.graph
    assert before_backward(SEED) is SEED.graph


def test_both_edges_of_x_times_x_are_kept_apart():
    nodes = (
        Node("t1", "root", name="y", value=number(9)), Node("o1", "op", grad_fn="MulBackward0", outputs=("t1",)),
        Node("t2", "leaf", name="x", value=number(3)),
    )  # fmt: skip
    graph = Graph("t1", nodes, (Edge("o1", "t2", 0, 0, number(3), "x"), Edge("o1", "t2", 1, 1, number(3), "x")))
    events = (
        Event("seed", "t1", upstream=number(1)),
        timelines.sent("o1", "t2", 0, 1, 3, 3, 1, 2),
        timelines.sent("o1", "t2", 1, 1, 3, 6, 2, 2),
    )
    assert [edge.status for edge in state_at(graph, events[:2]).edges.values()] == ["now", "waiting"]
    rows = frame(graph, events)["ledger"]["rows"]
    assert [row["from"] for row in rows] == ["y, operand 1", "y, operand 2"]
    assert state_at(graph, events).nodes["t2"].sum == "3 + 3"


def test_the_total_of_a_small_array_grows_in_the_grid_of_its_card_before_it_is_the_grad():
    timeline = timelines.layer_timeline()
    cards = [state_at(timeline.graph, timeline.events[:k]).nodes["t5"] for k in (6, 7, 8)]
    assert [card.cells for card in cards] == [(), (("9", "9"), ("12", "12")), (("9", "9"), ("12", "12"))]
    assert [card.gradient for card in cards] == ["not yet", "1 of 1", ""]
    assert [card.missing for card in cards] == [True, True, False]


def test_a_vectors_shape_on_an_edge_does_not_look_like_a_number():
    timeline = timelines.layer_timeline()
    assert state_at(timeline.graph, timeline.events).edges["o2-t4-1"].text == "(2,)"


def test_texts_fit_their_boxes_in_every_picture():
    third = number(-1 / 3)
    graph = SEED.graph
    events = (Event("seed", "t1", upstream=third), replace(SEED[1], contribution=third, total=third))
    picture = Picture(graph)
    [*_, last] = frames(graph, events, [picture])
    room = picture.layout.chips["o1-t2-0"].room
    assert len(last["changes"]["edges"]["o1-t2-0"]["text"]) <= room


def test_nan_and_infinity_survive_strict_json():
    event = replace(SEED[11], contribution=number(float("nan")), total=number(float("-inf")))
    text = json.dumps(frame(SEED.graph, (*SEED.events[:11], event)), allow_nan=False)
    at = json.loads(text)
    assert at["changes"]["edges"]["o5-t10-1"]["text"] == "NaN" and at["event"]["total"]["values"] == "-Infinity"


def test_a_fresh_frame_costs_its_own_changes_only():
    timeline = timelines.fan(500)
    started = time.perf_counter()
    found = list(frames(timeline.graph, timeline.events))
    took = time.perf_counter() - started
    assert len(found) == len(timeline) + 1 > 1000
    assert took < 5  # a fold from the start for each frame would take minutes
    assert max(len(one["changes"]["nodes"]) for one in found[1:]) <= 4
    assert max(len(json.dumps(one)) for one in found[1:]) < 6000


def test_large_arrays_are_shown_by_their_shape():
    big = summarize(np.zeros((100, 30)))
    event = replace(SEED[11], contribution=big, total=big, upstream=big)
    state = state_at(SEED.graph, (*SEED.events[:11], event))
    assert state.edges["o5-t10-1"].text == "100 × 30" and state.nodes["t10"].sum == ""
