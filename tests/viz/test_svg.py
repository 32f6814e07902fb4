"""Claims about the SVG: what is in it, what tells things apart, and that no name is ever markup."""

import math
import re
from xml.etree import ElementTree

import pytest

from autograd_viz.viz.cards import CELL_CHARACTERS, CHIP_CHARACTERS
from autograd_viz.viz.fold import opening
from autograd_viz.viz.layout import arrange
from autograd_viz.viz.state import CardState, EdgeState, State
from autograd_viz.viz.svg import write, write_flat
from autograd_viz.viz.text import fit, number_in, one_line, shorten
from autograd_viz.viz.theme import RULES, THEMES
from tests.viz.graphs import Maker, chain_graph, deep_graph, mlp_graph, random_graph, seed_graph, square_graph, state_of
from tests.viz.test_dot import HOSTILE

SVG = "{http://www.w3.org/2000/svg}"


def draw(graph, state=None, **options):
    return write(graph, arrange(graph), state, **options)


def tree(graph, state=None, **options):
    return ElementTree.fromstring(draw(graph, state, **options))


def group(root, **attributes):
    """The one group with these data attributes."""
    name, value = next(iter(attributes.items()))
    (found,) = [g for g in root.iter(f"{SVG}g") if g.get(f"data-{name}") == value]
    return found


def texts(element, part):
    return [t.text or "" for t in element.iter(f"{SVG}text") if t.get("data-part") == part]


def test_every_card_op_and_edge_can_be_found_by_its_id():
    graph = seed_graph()
    root = tree(graph, state_of(graph))
    for node in graph.nodes:
        assert group(root, node=node.id).get("aria-label")
    for edge in graph.edges:
        assert group(root, edge=edge.id).get("aria-label")
    assert "o2-t1-1" in {edge.id for edge in graph.edges}


def test_a_picture_says_what_it_is():
    root = tree(seed_graph())
    assert root.find(f"{SVG}title").text == "Computational graph of L"
    assert root.find(f"{SVG}desc").text == "6 operations on 5 leaves (w4, w3, w2, w1, a)."
    assert root.get("role") == "group" and root.get("class") == "av-graph"


def test_kinds_differ_by_outline_and_not_by_colour_alone():
    m = Maker()
    x = m.leaf(2.0, "x")
    y = m.mul(m.mul(x, x), m.constant(3.0), "y")
    graph = m.graph(m.mul(y, x, "L"))
    root = tree(graph)
    outlines = {}
    for node in graph.nodes:
        shapes = [
            (shape.tag, shape.get("rx"), shape.get("class"), group(root, node=node.id).get("class"))
            for shape in group(root, node=node.id)
            if shape.get("class") in ("av-shape", "av-ring", "av-circle")
        ]
        outlines.setdefault(node.kind if node.name or node.kind != "intermediate" else "unnamed", set()).add(
            str(shapes)
        )
    assert all(len(kinds) == 1 for kinds in outlines.values())
    assert len(outlines) == len({next(iter(kinds)) for kinds in outlines.values()}) == 6


def test_not_yet_is_told_from_zero():
    graph = square_graph()
    root = tree(graph, State({"t1": CardState("waiting", "grad", "not yet")}, {}))
    assert texts(group(root, node="t1"), "gradient") == ["not yet"]
    missing = [
        t.get("data-missing") for t in group(root, node="t1").iter(f"{SVG}text") if t.get("data-part") == "gradient"
    ]
    root = tree(graph, State({"t1": CardState("done", "grad", "0", False)}, {}))
    zero = [
        t.get("data-missing") for t in group(root, node="t1").iter(f"{SVG}text") if t.get("data-part") == "gradient"
    ]
    assert (missing, zero) == (["true"], [None])


def test_each_edge_carries_its_number_and_its_local_derivative():
    graph = seed_graph()
    root = tree(graph, state_of(graph))
    edge = group(root, edge="o2-t1-1")
    assert texts(edge, "number") == ["−24"] and texts(edge, "local") == ["×4"]
    assert edge.get("data-status") == "done"


def test_the_sum_is_written_out_where_paths_meet_and_only_there():
    graph = seed_graph()
    root = tree(graph, state_of(graph))
    sums = {node.name: texts(group(root, node=node.id), "sum") for node in graph.nodes if node.kind != "op"}
    assert sorted(sums["a"][0].split(" + ")) == ["−15", "−24"]
    assert all(not written for name, written in sums.items() if name != "a")


def test_accumulate_grad_is_the_leafs_own_port_and_not_a_box():
    text = draw(seed_graph())
    assert text.count(">+=<") == 5 and "AccumulateGrad" not in re.sub(
        r"<title>.*?</title>|aria-label=\"[^\"]*\"", "", text
    )


def test_only_the_step_of_now_is_marked_now():
    graph = seed_graph()
    sent = [edge.id for edge in graph.edges if edge.slot is not None]
    root = tree(graph, state_of(graph, sent[:4], sent[4]))
    marked = [g.get("data-edge") or g.get("data-node") for g in root.iter(f"{SVG}g") if g.get("data-status") == "now"]
    assert marked == [sent[4], sent[4].split("-")[0]]


def test_the_shape_of_a_picture_is_the_same_in_every_state():
    graph = seed_graph()

    def skeleton(text):
        text = re.sub(r' data-status="\w+"| data-missing="true"| aria-label="[^"]*"|<title>.*?</title>', "", text)
        return re.sub(r"(<text[^>]*>)[^<]*", r"\1", text)

    assert skeleton(draw(graph, state_of(graph))) == skeleton(draw(graph, state_of(graph, [])))


def test_a_small_matrix_is_a_grid_of_numbers_with_its_gradient_below():
    graph = seed_graph((3, 3))
    root = tree(graph, state_of(graph))
    a = next(node for node in graph.nodes if node.name == "a")
    assert texts(group(root, node=a.id), "cell") == ["2", "2.5", "3", "3.5", "4", "4.5", "5", "5.5", "6"]
    assert texts(group(root, node=a.id), "gradient-cell") == ["−2"] * 9
    assert texts(group(tree(graph), node=a.id), "gradient-cell") == [""] * 9


def test_a_large_array_is_its_shape_its_norm_and_a_thumbnail():
    text = draw(mlp_graph())
    assert ">16 × 2<" in text and ">norm 5.64<" in text and "data:image/png;base64," in text


def test_nan_and_infinity_are_seen():
    m = Maker()
    x = m.leaf(float("nan"), "x")
    y = m.leaf([[1.0, float("inf")]], "y")
    wrong = [[float("nan")] * 30, [float("-inf")] * 30, [1.0] * 30]
    z = m.op("+", "AddBackward0", [x, y], wrong, "z")
    text = draw(m.graph(m.mul(z, z, "L")))
    for shown in ("NaN", "∞", "30 NaN 30 ∞"):
        assert re.search(rf'class="av-alarm"[^>]*>{shown}<', text), shown


def test_an_edge_that_carries_nan_stands_out():
    graph = square_graph()
    looks = {"o1-t1-0": EdgeState("done", "NaN"), "o1-t1-1": EdgeState("done", "3")}
    root = tree(graph, State({"t1": CardState("done", "grad", "−∞", False)}, looks))
    assert [group(root, edge=edge).get("data-wrong") for edge in looks] == ["true", None]
    marked = [t.text for t in group(root, node="t1").iter(f"{SVG}text") if t.get("data-wrong")]
    assert marked == ["−∞"]


def test_empty_arrays_and_no_graph_at_all_are_drawn():
    m = Maker()
    x = m.leaf([[]], "x")
    assert ">empty<" in draw(m.graph(m.mul(x, x, "y")))
    m = Maker()
    assert 'data-kind="root"' in draw(m.graph(m.leaf(1.0, "alone")))


def test_every_result_of_an_op_with_several_is_drawn():
    m = Maker()
    parts = m.op("unbind", "UnbindBackward0", [m.leaf([1.0, 2.0, 3.0], "x")], [1.0, 2.0, 3.0], "part", outputs=3)
    graph = m.graph(m.mul(parts[0], parts[2], "y"))
    text = draw(graph)
    assert all(f'data-node="{part}"' in text for part in parts)


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_no_name_is_ever_markup(name):
    m = Maker()
    m.modules |= {"": name, f"{name}.x": name}
    x = m.leaf([[1.0] * 5] * 9, f"{name}.x.weight")
    y = m.mul(x, m.constant([[1.0] * 5], name), name, module=f"{name}.x")
    graph = m.graph(m.op(name, name, [y], 2.0, name), notes=[name])
    look = State({y: CardState("now", name, name, False, name, name)}, {"o1-t1-0": EdgeState("now", name, name)})
    plain = tree(harmless())
    for shown in (graph, opening(graph)):
        found = tree(shown, look)
        assert {e.tag for e in found.iter()} <= {e.tag for e in plain.iter()} | {f"{SVG}image"}
        assert not any(key.startswith("on") for e in found.iter() for key in e.attrib)


def harmless():
    """A graph whose picture holds every kind of element."""
    return deep_graph(2)


def test_a_long_name_is_cut_in_the_middle_and_told_in_full():
    m = Maker()
    x = m.leaf(1.0, "start" + "x" * 500 + "end")
    root = tree(m.graph(m.mul(x, x, "y")))
    card = group(root, node="t1")
    (shown,) = texts(card, "name")
    assert shown.startswith("star") and "…" in shown and shown.endswith("end") and len(shown) < 40
    assert "x" * 500 in card.get("aria-label") and "x" * 500 in card.find(f"{SVG}title").text


@pytest.mark.parametrize("graph", [seed_graph(), mlp_graph(), opening(mlp_graph()), random_graph(7)], ids=range(4))
def test_same_input_same_bytes(graph):
    assert draw(graph, state_of(graph)) == draw(graph, state_of(graph))


def test_no_ids_that_could_clash_and_no_styles_that_leak():
    text = draw(mlp_graph())
    assert not re.search(r'\sid="', text) and "url(#" not in text
    style = re.search(r"<style>(.*?)</style>", text, re.S)[1]
    for selector in re.findall(r"[{}]([^{}@]+)\{", "}" + style):
        assert all(".av-graph" in one for one in selector.split(",")), selector


def test_light_and_dark_name_the_same_colours_and_all_are_used():
    assert THEMES["light"].keys() == THEMES["dark"].keys()
    assert all("$" + name in RULES for name in THEMES["light"])


def test_text_has_contrast_in_both_themes():
    grounds = {
        "ink": "card leaf-fill root-fill module-fill",
        "soft": "card back leaf-fill root-fill constant module-fill cluster",
        "gradient": "card leaf-fill root-fill gradient-fill",
        "on-gradient": "gradient",
        "module": "cluster module-fill",
        "alarm": "card leaf-fill",
        "leaf": "leaf-fill",
    }
    pairs = [(front, back) for front, backs in grounds.items() for back in backs.split()]
    for name, colours in THEMES.items():
        for front, back in pairs:
            assert contrast(colours[front], colours[back]) >= 4.5, (name, front, back)


def contrast(a, b):
    """WCAG's contrast ratio."""

    def light(colour):
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(a), light(b)))
    return (high + 0.05) / (low + 0.05)


def test_flat_pictures_hold_colours_and_no_variables():
    graph = seed_graph()
    for theme, colours in THEMES.items():
        text = write_flat(graph, arrange(graph), state_of(graph), theme)
        assert "var(" not in text and colours["gradient"] in text


def test_any_number_fits_a_chip_and_a_cell():
    for value in (
        -1 / 3,
        -123456.789,
        -1.23456e-10,
        -9.87e300,
        -1e-300,
        5e-324,
        math.inf,
        -math.inf,
        math.nan,
        10**12,
        -(10**40),
    ):
        assert len(number_in(value, CHIP_CHARACTERS)) <= CHIP_CHARACTERS
        assert len(number_in(value, CELL_CHARACTERS)) <= CELL_CHARACTERS, value


def test_a_number_that_is_too_long_loses_digits_and_never_its_size():
    assert fit("−3.123e−20", 7) == "−3e−20"
    assert fit("0.123456789", 6) == "0.1235"
    assert fit("−0.25 + −0.125 + −0.0625", 10) != fit("−0.25", 10)


def test_text_is_cut_to_what_fits():
    assert shorten("abc", 3) == "abc" and shorten("abcdef", 5) == "ab…ef" and shorten("abc", 0) == "…"
    assert one_line("a\r\nb\tc\x00\u202ed") == "a↵↵b c�d"


def test_an_interactive_picture_has_buttons():
    assert 'role="button"' in draw(seed_graph(), role="button") and 'role="button"' not in draw(seed_graph())


def test_a_hundred_links_are_drawn_level():
    graph = chain_graph(30)
    layout = arrange(graph)
    heights = {round(y) for y in (place[1] for place in layout.boxes.values())}
    assert len(heights) <= 3
