import json
import sys

import pytest

from autograd_viz.viz.player import Player, expected_length
from autograd_viz.viz.timeline import Timeline
from tests.viz import timelines

SEED = timelines.seed_timeline()


class Live:
    """A source that hands out one event at a time and remembers how far it was asked."""

    def __init__(self, events, fail_at=None):
        self.events, self.given, self.fail_at, self.ended = events, 0, fail_at, False

    def __iter__(self):
        return self

    def __next__(self):
        if self.given == self.fail_at:
            raise ZeroDivisionError("in a hook")
        if self.given == len(self.events):
            raise StopIteration
        self.given += 1
        return self.events[self.given - 1]

    def close(self):
        self.ended = True


def live(fail_at=None):
    source = Live(SEED.events, fail_at)
    return Player(SEED.graph, source), source


def test_a_live_pass_runs_only_as_far_as_it_is_stepped():
    player, source = live()
    assert (player.mode, player.position, source.given, len(player.timeline)) == ("live", 0, 0, 0)
    assert player.step() is SEED[0]
    assert (player.position, source.given) == (1, 1)
    assert player.goto(12) is SEED[11] and source.given == 12
    assert not player.finished
    assert player.run().kind == "done" and source.given == 18 and player.finished
    assert player.timeline == SEED


def test_stepping_back_moves_the_view_and_not_the_pass():
    player, source = live()
    player.goto(5)
    assert player.back() is SEED[3]
    assert (player.position, source.given) == (4, 5)
    assert player.step() is SEED[4] and source.given == 5
    assert player.goto(0) is None and player.back() is None and player.position == 0


def test_a_step_at_the_end_is_none():
    player, _ = live()
    steps = []
    while event := player.step():
        steps.append(event)
    assert tuple(steps) == SEED.events and player.position == 18


def test_run_to_stops_at_each_event_that_concerns_the_node():
    player, source = live()
    assert player.run_to("a").edge == "o5-t10-1" and source.given == 12
    assert player.run_to("a").edge == "o6-t10-1"
    assert player.run_to("t10").kind == "accumulate"
    assert player.run_to("a").kind == "done"
    with pytest.raises(KeyError, match="no node 'q' in this graph; the named ones are: L, d, w4"):
        player.run_to("q")


def test_an_error_of_the_engine_surfaces_and_the_steps_so_far_stay_usable():
    player, _ = live(fail_at=5)
    with pytest.raises(ZeroDivisionError, match="in a hook"):
        player.run()
    assert player.position == 5 and isinstance(player.error, ZeroDivisionError)
    assert player.length == 5 and not player.finished
    assert player.back() is SEED[3] and player.step() is SEED[4]
    with pytest.raises(RuntimeError, match="stopped after step 5 with ZeroDivisionError: in a hook"):
        player.step()
    assert len(player.timeline) == 5


def test_a_closed_player_says_so_and_loses_nothing(tmp_path):
    player, source = live()
    player.goto(3)
    player.close()
    assert source.ended and player.closed
    for act in (player.step, player.back, player.run, lambda: player.goto(1), lambda: player.run_to("a")):
        with pytest.raises(RuntimeError, match="this player is closed"):
            act()
    player.close()
    assert len(player.timeline) == 3
    with pytest.warns(UserWarning, match="3 steps so far: the pass is stopped there"):
        player.save(tmp_path / "so-far.json")


def test_a_hook_cannot_step_the_pass_that_called_it():
    class Meddling(Live):
        def __next__(self):
            player.step()

    player = Player(SEED.graph, Meddling(SEED.events))
    with pytest.raises(RuntimeError, match="in the middle of a step"):
        player.step()


def test_positions_that_do_not_exist_are_refused():
    player, _ = live()
    for wrong in (-1, 2.5, "3", True):
        with pytest.raises(ValueError, match="a position is a number of events"):
            player.goto(wrong)
    with pytest.raises(ValueError, match="this pass has 18 steps: there is no position 19"):
        player.goto(19)
    assert player.position == 18


def test_the_length_is_expected_first_and_known_at_the_end():
    player, source = live()
    assert player.length == expected_length(SEED.graph) == 18
    source.expected_length = 25
    assert player.length == 25 and "step 0 of about 25" in repr(player)
    player.run()
    assert player.length == 18 and "step 18 of 18" in repr(player)


def test_a_replay_knows_all_its_steps():
    player = Player(SEED.graph, SEED)
    assert (player.mode, player.finished, player.length) == ("replay", True, 18)
    assert player.goto(18).kind == "done" and player.step() is None


def test_two_players_may_interleave():
    (one, _), (two, _) = live(), live()
    for _ in range(18):
        assert one.step() is two.step()


def test_saving_a_paused_pass_does_not_run_it_on_and_says_so(tmp_path):
    player, source = live()
    player.goto(5)
    with pytest.warns(UserWarning, match=r"holds the 5 steps so far: the pass is paused there. Call .run\(\) first"):
        path = player.save(tmp_path / "backward.html")
    assert source.given == 5 and player.position == 5
    assert "This page holds the 5 steps so far: the pass is paused there." in path.read_text()


def test_a_saved_timeline_is_read_back(tmp_path):
    player, _ = live()
    player.run()
    text = player.save(tmp_path / "backward.json").read_text()
    assert Timeline.from_json(text) == SEED and json.loads(text)["format"] == "autograd_viz.timeline"


def test_a_suffix_that_is_not_known_is_refused_with_those_that_are(tmp_path):
    player, _ = live()
    with pytest.raises(ValueError, match="its suffix is one of .html, .json, .gif"):
        player.save(tmp_path / "backward.mp4")


def test_an_animation_has_one_picture_per_step(tmp_path):
    image = pytest.importorskip("PIL.Image")
    pytest.importorskip("resvg_py")
    player, _ = live()
    player.run()
    with image.open(player.save(tmp_path / "backward.gif")) as gif:
        assert gif.n_frames == 19 and gif.size[0] > 900


def test_the_widget_is_made_on_display_with_a_picture_and_words_for_other_readers():
    pytest.importorskip("anywidget")
    player, _ = live()
    player.goto(12)
    assert player._widget is None
    data, _ = player._repr_mimebundle_()
    assert set(data) == {"application/vnd.jupyter.widget-view+json", "image/svg+xml", "text/plain"}
    assert "−24" in data["image/svg+xml"] and "step 12 of about 18" in data["text/plain"]


def test_the_widget_follows_python_and_python_the_widget():
    pytest.importorskip("anywidget")
    player, source = live()
    widget = player.widget
    assert len(widget.frames) == 1 and widget.length == 18
    player.goto(3)
    assert widget.position == 3 and [frame["index"] for frame in widget.frames] == [0, 1, 2, 3]
    widget.position = 2  # as a linked control does
    assert player.position == 2 and source.given == 3
    widget.position = 6
    assert player.position == 6 and source.given == 6 and len(widget.frames) == 7


def test_a_step_asked_for_on_the_screen_runs_the_engine_and_an_error_shows_there():
    pytest.importorskip("anywidget")
    player, source = live(fail_at=4)
    widget = player.widget
    widget._asked(widget, {"kind": "goto", "position": 2}, [])
    assert player.position == 2 and source.given == 2
    widget._asked(widget, {"kind": "end"}, [])
    assert player.position == 4 and widget.error.startswith("ZeroDivisionError: in a hook\nin __next__, line ")
    widget._asked(widget, {"kind": "goto", "position": 1}, [])
    assert widget.position == 1


def test_without_anywidget_the_error_names_the_install_command(monkeypatch):
    monkeypatch.setitem(sys.modules, "anywidget", None)
    monkeypatch.delitem(sys.modules, "autograd_viz.viz.widget", raising=False)
    player, _ = live()
    player.step()
    with pytest.raises(ImportError, match="pip install anywidget"):
        player.widget
