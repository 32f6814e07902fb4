"""A saved page in a real browser, from its file: no server, no kernel, no network."""

from dataclasses import replace

import numpy as np
import pytest

from autograd_viz.viz.graph import Code, Edge, Graph, Line, Node
from autograd_viz.viz.numbers import number_text
from autograd_viz.viz.page import page as page_of
from autograd_viz.viz.screen import script
from autograd_viz.viz.summary import summarize
from autograd_viz.viz.timeline import Event, Timeline
from tests.viz import graphs, timelines
from tests.viz.timelines import number
from tests.widget.chain import STEPS

pytestmark = pytest.mark.browser

SEED = timelines.seed_timeline()
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 700, "height": 800}


@pytest.fixture
def show(browser, tmp_path, screen):
    """Open a timeline's page from a file; at the end, nothing may have been fetched or complained about."""
    contexts, heard, fetched = [], [], []

    def open_page(timeline, viewport=WIDE, **context):
        path = tmp_path / f"backward{len(contexts)}.html"
        path.write_text(timeline if isinstance(timeline, str) else page_of(timeline), encoding="utf-8")
        made = browser.new_context(viewport=viewport, **context)
        contexts.append(made)
        tab = made.new_page()
        tab.set_default_timeout(10_000)
        tab.on("console", lambda message: heard.append(message.text))
        tab.on("pageerror", lambda error: heard.append(str(error)))
        tab.on("dialog", lambda dialog: (heard.append(dialog.message), dialog.dismiss()))
        tab.on("request", lambda request: fetched.append(request.url))
        tab.goto(path.as_uri())
        player = screen(tab.locator(".av-player"))
        player.slider.wait_for()
        return tab, player

    yield open_page
    for made in contexts:
        made.close()
    assert heard == []
    assert [url for url in fetched if not url.startswith(("file:", "blob:", "data:"))] == []


def test_step_goes_through_the_eighteen_events_worked_out_by_hand(show):
    _, player = show(SEED)
    player.check(0)
    for position in range(1, len(STEPS) + 1):
        player.button("Step").click()
        player.wait_for(position)
        player.check(position)


def test_back_retraces_every_step(show):
    _, player = show(SEED)
    player.button("End").click()
    for position in range(len(STEPS), -1, -1):
        player.wait_for(position)
        player.check(position)
        if position:
            player.button("Back").click()


def test_buttons_that_have_nothing_to_do_say_so(show):
    _, player = show(SEED)
    off = {
        name: player.button(name).get_attribute("aria-disabled") for name in ("Restart", "Back", "Step", "Play", "End")
    }
    assert off == {"Restart": "true", "Back": "true", "Step": "false", "Play": "false", "End": "false"}
    player.button("End").click()
    player.wait_for(18)
    off = {
        name: player.button(name).get_attribute("aria-disabled") for name in ("Restart", "Back", "Step", "Play", "End")
    }
    assert off == {"Restart": "false", "Back": "false", "Step": "true", "Play": "false", "End": "true"}


def test_play_steps_by_itself_pauses_and_starts_again_at_the_end(show):
    tab, player = show(SEED)
    player.place.get_by_role("combobox", name="Speed").select_option("4")
    player.button("Play").click()
    tab.wait_for_function("document.querySelector('input[type=range]').value >= 3")
    player.button("Pause").click()
    stopped = player.position()
    assert 3 <= stopped < 18
    tab.wait_for_timeout(900)
    assert player.position() == stopped and player.button("Play").is_visible()
    player.button("End").click()
    player.button("Play").click()
    player.wait_for(1)
    player.button("Restart").click()
    player.wait_for(0)


def test_keys_move_the_player_and_leave_the_page_where_it_is(show):
    tab, player = show(SEED)
    player.button("Restart").focus()
    for key, position in (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", 18), ("Home", 0)):
        tab.keyboard.press(key)
        player.wait_for(position)
    player.place.locator("[data-node=t10]").focus()
    tab.keyboard.press("ArrowRight")
    player.wait_for(1)
    player.place.focus()
    tab.keyboard.press("Space")
    player.button("Pause").wait_for()
    tab.keyboard.press("Space")
    player.button("Play").wait_for()
    assert tab.evaluate("scrollY") == 0


def test_the_slider_is_the_position(show):
    tab, player = show(SEED)
    assert (player.slider.get_attribute("min"), player.slider.get_attribute("max")) == ("0", "18")
    player.slider.fill("12")
    player.check(12)
    assert player.slider.get_attribute("aria-valuetext") == "step 12 of 18"
    player.slider.focus()
    tab.keyboard.press("ArrowRight")
    player.wait_for(13)
    tab.keyboard.press("Home")
    player.wait_for(0)


def test_the_ledger_the_sentence_and_the_source_tell_the_same_story(show):
    _, player = show(SEED)
    player.slider.fill("12")
    assert player.status.text_content() == (
        "MulBackward0 of c sends its second gradient to a: −6 times w2 (4) is −24. One of two has arrived there."
    )
    ledger = player.place.get_by_role("table", name="what has reached a")
    rows = [row.split("\t") for row in ledger.inner_text().splitlines()]
    assert rows == [["from c", "−24"], ["from b", "not yet"], ["so far", "−24"], ["a.grad", "None"]]
    assert player.marked() == "w2 * a"
    assert player.status.locator("b").all_inner_texts() == ["c", "a", "w2"]


def test_every_node_and_edge_is_there_by_id_and_says_what_it_is(show):
    _, player = show(SEED)
    drawn = player.place.locator("[data-node]").evaluate_all("(all) => all.map((g) => g.dataset.node)")
    assert sorted(drawn) == sorted(node.id for node in SEED.graph.nodes)
    edges = player.place.locator("[data-edge]").evaluate_all("(all) => all.map((g) => g.dataset.edge)")
    assert sorted(edges) == sorted(edge.id for edge in SEED.graph.edges)
    for position in (0, 12, 18):
        player.slider.fill(str(position))
        labels = player.place.locator("[data-node],[data-edge]").evaluate_all("(all) => all.map((g) => g.ariaLabel)")
        assert all(labels)
        said = player.place.locator("[data-node=t10]").get_attribute("aria-label")
        assert (
            said
            == "leaf a, value 2, grad "
            + {
                0: "None, no gradient yet",
                12: "None, 1 of 2 contributions have arrived, −24 so far",
                18: "−39",
            }[position]
        )


def test_a_click_on_an_edge_shows_upstream_times_local(show):
    _, player = show(SEED)
    player.slider.fill("12")
    player.place.locator("[data-edge=o5-t10-1] [data-part=chip]").click()
    panel = player.place.get_by_role("complementary", name="Numbers")
    assert panel.get_by_role("heading", level=3).text_content() == "MulBackward0 of c → a"
    assert "−6 × 4 = −24" in panel.inner_text()
    player.button("Back").click()
    player.wait_for(11)
    assert "not yet" in panel.inner_text() and "−24" not in panel.inner_text()


def test_enter_on_a_card_shows_its_numbers_and_escape_closes_them(show):
    tab, player = show(SEED)
    player.button("End").click()
    player.place.locator("[data-node=t10]").focus()
    tab.keyboard.press("Enter")
    panel = player.place.get_by_role("complementary", name="Numbers")
    text = panel.inner_text()
    assert "a · leaf" in text and "by path" in text and "−24" in text and "−15" in text and "−39" in text
    tab.keyboard.press("Escape")
    assert panel.is_hidden()
    assert tab.evaluate("document.activeElement.dataset.node") == "t10"


def test_every_node_and_edge_opens_its_panel(show):
    tab, player = show(SEED)
    player.slider.fill("12")
    panel = player.place.get_by_role("complementary", name="Numbers")
    for element in player.place.locator("[data-node],[data-edge]").all():
        element.focus()
        tab.keyboard.press("Enter")
        assert panel.is_visible() and panel.get_by_role("heading", level=3).text_content()


def test_the_panel_shows_every_number_of_a_small_array_and_statistics_of_a_large_one(show):
    timeline = timelines.layer_timeline()
    big = summarize(np.arange(400.0).reshape(20, 20))
    nodes = tuple(
        replace(node, value=big, shape=(20, 20)) if node.id == "k1" else node for node in timeline.graph.nodes
    )
    tab, player = show(replace(timeline, graph=timeline.graph.with_nodes(nodes)))
    player.button("End").click()
    panel = player.place.get_by_role("complementary", name="Numbers")
    player.place.locator("[data-node=t5]").focus()
    tab.keyboard.press("Enter")
    assert panel.locator(".av-numbers").nth(1).locator("td").all_inner_texts() == ["9", "9", "12", "12"]
    player.place.locator("[data-node=k1]").focus()
    tab.keyboard.press("Enter")
    assert "norm" in panel.inner_text() and "199.5" in panel.inner_text()
    assert panel.get_by_role("img", name="histogram from 0 to 399").is_visible()


def test_the_panel_of_an_edge_gives_its_local_derivative_in_symbols_and_the_product_as_three_grids(show):
    _, player = show(products(), WIDE)
    player.slider.fill("2")
    player.place.locator("[data-edge=o1-t2-0] [data-part=chip]").click()
    panel = player.place.get_by_role("complementary", name="Numbers")
    grids = [grid.locator("td").all_inner_texts() for grid in panel.locator(".av-product .av-numbers").all()]
    assert grids == [["1", "1", "1", "1"], ["2", "3", "4", "5"], ["2", "3", "4", "5"]]
    assert panel.locator("math").text_content() == "w"


def test_the_total_of_an_array_is_seen_to_grow_and_marked_as_not_yet_the_gradient(show):
    _, player = show(products(), WIDE)
    cells = player.place.locator("[data-node=t2] [data-part=gradient-cell]")
    for position, numbers, missing, weight in (
        (2, "2345", "true", "400"),
        (3, "4567", "true", "400"),
        (4, "4567", "false", "600"),
    ):
        player.slider.fill(str(position))
        assert "".join(cells.all_text_contents()) == numbers
        assert set(cells.evaluate_all("(all) => all.map((c) => c.dataset.missing)")) == {missing}
        assert cells.first.evaluate("(c) => getComputedStyle(c).fontWeight") == weight


def products():
    """``L = w * x + 2 * x`` for 2 × 2 arrays, as far as `x` is concerned."""
    w, ones = summarize(np.array([[2.0, 3.0], [4.0, 5.0]])), summarize(np.ones((2, 2)))
    two, both = summarize(np.full((2, 2), 2.0)), summarize(np.array([[4.0, 5.0], [6.0, 7.0]]))
    line = Line(0, 2, 200, 205)
    nodes = (
        Node("t1", "root", name="L", shape=(2, 2), dtype="float64", value=w),
        Node("o1", "op", grad_fn="MulBackward0", symbol="×", shape=(2, 2), outputs=("t1",), line=line),
        Node("t2", "leaf", name="x", shape=(2, 2), dtype="float64", value=ones),
        Node("k1", "constant", name="w", shape=(2, 2), dtype="float64", value=w),
    )
    edges = (Edge("o1", "t2", 0, 0, w, "w"), Edge("o1", "t2", 1, 1, two, "2"))
    code = Code("program.py", 1, ("x = 1", "y" * 200 + "w * x" + "z" * 200, *["pass"] * 30))
    events = (
        Event("seed", "t1", upstream=ones),
        Event("contribution", "o1", 0, "t2", ones, w, w, w, 1, 2),
        Event("contribution", "o1", 1, "t2", ones, two, two, both, 2, 2),
        Event("accumulate", "t2", added=both, after=both),
        Event("done"),
    )
    return Timeline(Graph("t1", nodes, edges, code=(code,)), events)


def test_every_source_line_is_in_sight_and_the_page_fills_the_window(show):
    tab, player = show(SEED, WIDE)
    pane = player.place.locator(".av-source pre").bounding_box()
    last = player.place.locator(".av-line").last.bounding_box()
    assert last["y"] + last["height"] <= pane["y"] + pane["height"]
    assert player.place.locator(".av-more:visible").count() == 0
    assert tab.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert player.place.bounding_box()["height"] > 700


def test_a_long_line_scrolls_to_its_expression_and_says_that_there_is_more(show):
    _, player = show(products(), WIDE)
    player.slider.fill("2")
    pane, mark = (
        player.place.locator(".av-source pre").bounding_box(),
        player.place.locator(".av-source mark").bounding_box(),
    )
    assert pane["x"] <= mark["x"] and mark["x"] + mark["width"] <= pane["x"] + pane["width"]
    source = player.place.locator(".av-source")
    assert [source.locator(f".av-more-{side}").is_visible() for side in ("left", "right", "up", "down")] == [
        True,
        True,
        False,
        True,
    ]
    before = player.place.locator(".av-source pre").evaluate("(pre) => pre.scrollTop")
    source.locator(".av-more-down button").click()
    source.locator(".av-more-up").wait_for()
    assert player.place.locator(".av-source pre").evaluate("(pre) => pre.scrollTop") > before


def test_a_picture_wider_than_its_area_starts_at_the_root_and_marks_where_there_is_more(show):
    tab, player = show(SEED, NARROW)
    picture = player.place.locator(".av-picture")
    area, root = player.place.locator(".av-view").bounding_box(), player.node("L").bounding_box()
    assert root["x"] + root["width"] <= area["x"] + area["width"]
    assert picture.locator(".av-more-left").is_visible() and picture.locator(".av-more-right").is_hidden()
    player.button("End").click()
    player.slider.fill("12")
    tab.wait_for_timeout(700)
    assert picture.locator(".av-more-right").is_visible()


def test_numbers_are_written_as_python_writes_them(show):
    tab, _ = show(SEED)
    rng = np.random.default_rng()
    values = [0.0, -0.0, 1.0, -68.0, 1 / 3, 123456.0, 1.5e-7, 9999.0, 10000.0, 0.00012345, 1e300, *rng.normal(size=300)]
    values += list(10.0 ** rng.uniform(-12, 12, 300))
    wrote = tab.evaluate(
        """async ([script, values]) => {
            const url = URL.createObjectURL(new Blob([script], {type: "text/javascript"}));
            const { numberText } = await import(url);
            return values.map((value) => numberText(value));
        }""",
        [script(), [*map(float, values), "NaN", "Infinity", "-Infinity"]],
    )
    assert wrote == [number_text(float(v)) for v in [*values, "nan", "inf", "-inf"]]


def test_predict_hides_the_number_until_it_is_said(show):
    tab, player = show(SEED)
    player.slider.fill("11")
    player.button("Predict").click()
    player.button("Step").click()
    player.wait_for(12)
    assert player.status.text_content().endswith("w2 = 4. What goes to a?")
    assert player.edges_now()[0]["number"] == "?"
    assert "−24" not in player.place.inner_text() and "−24" not in player.place.locator("[data-node=t10]").inner_html()
    field = player.place.get_by_role("textbox", name="Your guess")
    field.fill("24")
    field.press("Enter")
    assert "Not quite" in player.place.inner_text() and "−24" not in player.place.inner_text()
    field.fill("-24")
    player.button("Check").click()
    assert player.status.text_content().startswith("−24 is right. MulBackward0 of c")
    player.check(12)
    player.button("Step").click()
    player.wait_for(13)
    player.button("Step").click()
    player.wait_for(14)
    player.button("Show").click()
    player.check(14)


@pytest.mark.parametrize(
    "name", ["<img src=x onerror=alert(1)>", "</script><b>", 'say "hi" & \\', "two\nlines", "🙂", "x" * 500]
)
def test_a_hostile_name_is_text_everywhere(show, name):
    tab, player = show(timelines.seed_timeline(names={"a": name, "c": name}))
    player.slider.fill("12")
    player.place.locator("[data-node=t10]").focus()
    tab.keyboard.press("Enter")
    assert tab.locator("img, main script, .av-player b b").count() == 0
    if len(name) < 40 and "\n" not in name:
        assert name in player.status.text_content()
        assert name in player.place.get_by_role("complementary", name="Numbers").inner_text()
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["1280", "700"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_read_and_nothing_leaves_the_page(show, artifacts, viewport, scheme):
    tab, player = show(SEED, viewport, color_scheme=scheme)
    for position in (0, 1, 12, 15, 17, 18):
        player.slider.fill(str(position))
        sizes = player.place.locator("svg.av-graph text").evaluate_all(
            "(all) => all.map((t) => parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a)"
        )
        assert min(sizes) >= 10.99
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    player.slider.fill("12")
    tab.wait_for_timeout(600)
    tab.screenshot(path=artifacts / f"page-step-12-{viewport['width']}-{scheme}.png")
    player.place.locator("[data-edge=o5-t10-1] [data-part=chip]").click()
    player.place.locator("summary").click()
    tab.screenshot(path=artifacts / f"page-panel-{viewport['width']}-{scheme}.png", full_page=True)


def test_the_step_of_now_is_brought_into_sight(show):
    tab, player = show(timelines.fan(12), NARROW)
    view = player.place.locator(".av-view")
    for position in (1, 5, 11, 2):
        player.slider.fill(str(position))
        tab.wait_for_timeout(700)
        area = view.bounding_box()
        for chip in player.place.locator("[data-edge][data-status=now] [data-part=chip]").all():
            box = chip.bounding_box()
            assert area["x"] <= box["x"] and box["x"] + box["width"] <= area["x"] + area["width"]
            assert area["y"] <= box["y"] and box["y"] + box["height"] <= area["y"] + area["height"]


def test_the_picture_zooms_and_pans(show):
    tab, player = show(SEED, NARROW)
    svg, view = player.place.locator("svg.av-graph"), player.place.locator(".av-view")
    before = svg.bounding_box()["width"]
    player.button("Zoom in (Ctrl and wheel)").click()
    assert svg.bounding_box()["width"] == pytest.approx(before * 1.25, rel=0.01)
    player.button("Whole picture, or readable text").click()
    assert svg.bounding_box()["width"] <= view.bounding_box()["width"] + 1
    player.button("Whole picture, or readable text").click()
    assert svg.bounding_box()["width"] == pytest.approx(before, rel=0.01)
    view.evaluate("(v) => v.scrollTo({left: 0, behavior: 'instant'})")
    area = view.bounding_box()
    middle = area["x"] + area["width"] / 2, area["y"] + area["height"] - 12
    start = view.evaluate("(v) => v.scrollLeft")
    tab.mouse.move(*middle)
    tab.mouse.down()
    tab.mouse.move(middle[0] - 120, middle[1], steps=4)
    tab.mouse.up()
    assert view.evaluate("(v) => v.scrollLeft") == pytest.approx(start + 120, abs=2)
    tab.keyboard.down("Control")
    tab.mouse.wheel(0, -200)
    tab.keyboard.up("Control")
    tab.wait_for_timeout(200)
    assert svg.bounding_box()["width"] > before * 1.2


def test_who_wants_less_motion_gets_none(show):
    _, player = show(SEED, reduced_motion="reduce")
    player.slider.fill("12")
    moving = "(p) => getComputedStyle(p).animationName"
    assert player.place.locator("[data-status=now] > [data-part=backward]").first.evaluate(moving) == "none"
    _, player = show(SEED)
    player.slider.fill("12")
    assert player.place.locator("[data-status=now] > [data-part=backward]").first.evaluate(moving) == "av-flow"


def test_modules_open_and_fold_and_the_position_stays(show, artifacts):
    graph = graphs.mlp_graph()
    tab, player = show(Timeline(graph, events_of(graph)))
    player.slider.fill("9")
    choice = player.place.get_by_role("combobox", name="Modules")
    names = choice.locator("option").all_inner_texts()
    assert names[0] == "modules folded" and names[-1] == "everything open" and len(names) <= 8
    assert player.place.locator("[data-kind=module]").count() > 0
    tab.screenshot(path=artifacts / "page-modules-folded.png")
    box = player.place.locator("[data-kind=module]").first
    box.click()
    player.button("Open this module").click()
    assert player.position() == 9
    choice.select_option("everything open")
    assert player.place.locator("[data-kind=module]").count() == 0
    drawn = player.place.locator("[data-edge][data-status=done],[data-edge][data-status=now]").count()
    assert drawn == sum(event.kind == "contribution" for event in events_of(graph)[:9])
    tab.wait_for_timeout(500)
    tab.screenshot(path=artifacts / "page-modules-open.png")


def events_of(graph):
    """A backward pass over a made graph, in walk order, with ones for numbers."""
    kinds = {node.id: node.kind for node in graph.nodes}
    expected, arrived, events = {}, {}, [Event("seed", graph.root, upstream=number(1))]
    for edge in graph.edges:
        expected[edge.target] = expected.get(edge.target, 0) + 1
    for node in graph.nodes:
        for edge in graph.edges if node.kind == "op" else ():
            if edge.source == node.id and edge.slot is not None and kinds[edge.target] != "constant":
                n = arrived[edge.target] = arrived.get(edge.target, 0) + 1
                events.append(timelines.sent(node.id, edge.target, edge.slot, 1, 1, n, n, expected[edge.target]))
                if kinds[edge.target] == "leaf" and n == expected[edge.target]:
                    events.append(timelines.accumulated(edge.target, float(n)))
    return (*events, Event("done"))


def test_without_scripts_the_last_step_is_a_picture(browser, tmp_path):
    path = tmp_path / "backward.html"
    path.write_text(page_of(SEED), encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(path.as_uri())
    assert tab.locator("svg.av-graph").is_visible()
    assert "−39" in tab.locator("[data-node=t10]").text_content()
    context.close()


def test_a_note_and_the_graphs_own_notes_stand_above_the_picture(show):
    timeline = timelines.seed_timeline(grads={"a": -39.0})
    text = page_of(timeline, note="This page holds the 5 steps so far.")
    _, player = show(text)
    assert player.place.locator(".av-notes p").all_inner_texts() == [
        "This page holds the 5 steps so far.",
        "a.grad is not None: gradients add up",
    ]
    assert player.status.text_content() == "Before backward: a.grad is already −39; what arrives is added to it."
