import json

import numpy as np
import pytest

from autograd_viz.viz.graph import Graph, Node
from autograd_viz.viz.summary import summarize
from autograd_viz.viz.timeline import KINDS, Event, Timeline
from tests.viz.timelines import layer_timeline, seed_timeline


@pytest.mark.parametrize("timeline", [seed_timeline(), layer_timeline()], ids=["seed", "layer"])
def test_a_timeline_survives_json(timeline):
    assert Timeline.from_json(timeline.to_json()) == timeline


def test_every_field_of_an_event_survives_json():
    s = summarize(np.array([1.0, -0.0, 2.0]))
    event = Event("reduce", "o1", 0, "t2", s, s, s, s, 1, 2, s, s, s, (0, 1), "<hook>")
    timeline = Timeline(Graph("t2", (Node("t2", "leaf"),), ()), (event,))
    assert Timeline.from_json(timeline.to_json()).events == (event,)


def test_nan_and_infinity_are_words_in_json():
    bad = Event("seed", "t2", upstream=summarize(np.array([np.nan, np.inf, -np.inf])))
    text = Timeline(Graph("t2", (Node("t2", "leaf"),), ()), (bad,)).to_json()
    assert json.loads(text, parse_constant=pytest.fail)["events"][0]["upstream"]["values"] == [
        "NaN",
        "Infinity",
        "-Infinity",
    ]
    assert Timeline.from_json(text).to_json() == text


def test_an_unknown_major_version_is_refused_in_the_timeline_and_in_its_graph():
    data = json.loads(seed_timeline().to_json())
    with pytest.raises(ValueError, match="timeline version '2.0' cannot be read"):
        Timeline.from_json(json.dumps(data | {"version": "2.0"}))
    with pytest.raises(ValueError, match="graph version '7' cannot be read"):
        Timeline.from_json(json.dumps(data | {"graph": data["graph"] | {"version": "7"}}))
    with pytest.raises(ValueError, match="found 'autograd_viz.graph'"):
        Timeline.from_json(json.dumps(data["graph"]))


def test_a_timeline_is_its_events():
    timeline = seed_timeline()
    assert len(timeline) == 18 and list(timeline) == list(timeline.events) and timeline[-1].kind == "done"
    assert {event.kind for event in timeline} <= set(KINDS)


def test_an_event_names_the_edge_it_travels():
    assert seed_timeline()[1].edge == "o1-t2-0" and seed_timeline()[0].edge is None


def test_an_event_is_printed_in_one_line():
    arrived = next(event for event in seed_timeline() if event.arrived == 2)
    assert repr(arrived) == "<contribution o6-t10-1 −15 (2 of 2 arrived, −39 so far)>"
    assert repr(Event("done")) == "<done>"
