"""Formulas are read from the rules that run: of every op, and of every step of a backward pass."""

import sys
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest

import autograd_viz as av
from autograd_viz.functions import shapes
from autograd_viz.ops.op import REGISTRY
from autograd_viz.viz import formulas
from autograd_viz.viz.formulas import equation, equation_tex, forward_tex, local_tex, rule_tex, with_formulas
from autograd_viz.viz.graph import Graph
from autograd_viz.viz.mathml import mathml
from autograd_viz.viz.recorder import live
from autograd_viz.viz.sentences import Index
from autograd_viz.viz.symbol import Symbol
from autograd_viz.viz.timeline import Event
from tests.viz.timelines import layer_timeline, number, seed_graph, seed_timeline

PARTS = {"mfrac": 2, "msub": 2, "msup": 2, "mover": 2, "munder": 2, "msubsup": 3, "mi": 0, "mn": 0, "mo": 0, "mtext": 0}


def well_formed(written):
    """The tree of a formula, with the number of children that MathML asks for everywhere."""
    tree = ElementTree.fromstring(written)
    for element in tree.iter():
        wanted = PARTS.get(element.tag.split("}")[1])
        assert wanted is None or len(element) == wanted, written
    assert "( )" not in tree.get("alttext")
    return tree


RULES = [(name, k) for name, op in REGISTRY.items() for k, rule in enumerate(op.vjp) if rule is not None]


@pytest.mark.parametrize(("name", "operand"), RULES, ids=lambda value: str(value))
def test_every_rule_of_every_op_has_a_reading(name, operand):
    tex = rule_tex(REGISTRY[name], operand)
    left, equals, right = tex.partition(" = ")
    assert left.startswith(r"\bar{")
    assert equals
    assert right
    well_formed(mathml(tex))


@pytest.mark.parametrize("name", REGISTRY)
def test_every_op_is_written(name):
    tex = forward_tex(REGISTRY[name])
    assert tex
    assert "None" not in tex
    well_formed(mathml(tex))


@pytest.mark.parametrize(
    ("name", "operand", "tex"),
    [
        ("add", 0, r"\bar{a} = \bar{y}"),
        ("sub", 1, r"\bar{b} = -\bar{y}"),
        ("mul", 0, r"\bar{a} = \bar{y} \cdot b"),
        ("div", 1, r"\bar{b} = -\bar{y} \cdot \frac{a}{b^{2}}"),
        ("pow_number", 0, r"\bar{x} = \bar{y} \cdot n \cdot x^{n - 1}"),
        ("pow_tensor", 1, r"\bar{b} = \bar{y} \cdot y \cdot \log a"),
        ("tanh", 0, r"\bar{x} = \bar{y} \cdot (1 - y^{2})"),
        ("sigmoid", 0, r"\bar{x} = \bar{y} \cdot (1 - y) \cdot y"),
        ("exp", 0, r"\bar{x} = \bar{y} \cdot y"),
        ("log", 0, r"\bar{x} = \frac{\bar{y}}{x}"),
        ("where", 1, r"\bar{a} = \bar{y} \cdot \mathbf{1}[c]"),
        ("mm", 0, r"\bar{a} = \bar{y} \, b^\top"),
        ("mm", 1, r"\bar{b} = a^\top \, \bar{y}"),
        ("sum_all", 0, r"\bar{x} = \mathbf 1 \, \bar{y}"),
        ("mean_all", 0, r"\bar{x} = \tfrac{1}{n} \, \mathbf 1 \, \bar{y}"),
        ("softmax_axis", 0, r"\bar{x} = (\bar{y} - {\textstyle\sum_{\text{axis }d}} \bar{y} \cdot y) \cdot y"),
        ("select_axis", 0, r"\bar{x} = \mathrm{put}_{i}(\bar{y})"),
    ],
)
def test_a_rule_reads_as_in_a_textbook(name, operand, tex):
    assert rule_tex(REGISTRY[name], operand) == tex


def test_a_changed_rule_changes_its_reading(monkeypatch):
    op = REGISTRY["exp"]
    monkeypatch.setattr(op, "vjp", (lambda g, y, x: g * y * x,))
    assert rule_tex(op, 0) == r"\bar{x} = \bar{y} \cdot y \cdot x"


def test_no_gradient_no_rule():
    assert rule_tex(REGISTRY["gt"], 0) is None
    assert local_tex(REGISTRY["rsub"], 0, [10, Symbol("d")], Symbol("L")) == ""


@pytest.mark.parametrize(
    ("name", "operand", "operands", "tex"),
    [
        ("mul", 1, [Symbol("w_{3}"), Symbol("b")], "w_{3}"),
        ("add", 0, [Symbol("a"), Symbol("b")], "1"),
        ("rsub", 1, [10, Symbol("d")], "-1"),
        ("pow_number", 0, [Symbol("w"), 2], r"2 \cdot w"),
        ("pow_number", 0, [Symbol("w"), 3], r"3 \cdot w^{2}"),
        ("pow_number", 0, [Symbol("w"), -1], "-w^{-2}"),
        ("pow_base", 1, [2, Symbol("w")], r"h \cdot \log 2"),
        ("tanh", 0, [Symbol("w")], "1 - h^{2}"),
        ("sqrt", 0, [Symbol("w")], r"\frac{1}{2 \cdot h}"),
        ("relu", 0, [Symbol("w")], r"\mathbf{1}[h > 0]"),
        ("mm", 1, [Symbol("x"), Symbol("W")], r"x^\top \, \bar{h}"),
    ],
)
def test_a_local_derivative_is_in_the_users_names(name, operand, operands, tex):
    assert local_tex(REGISTRY[name], operand, operands, Symbol("h")) == tex


# ---------------------------------------------------------------- steps


SEED = [
    r"\frac{\partial L}{\partial L} = 1",
    r"\frac{\partial L}{\partial d} = -\frac{\partial L}{\partial L} = -1",
    r"\frac{\partial L}{\partial (w_{3} \cdot b)} = \frac{\partial L}{\partial d} = -1",
    r"\frac{\partial L}{\partial (w_{4} \cdot c)} = \frac{\partial L}{\partial d} = -1",
    r"\frac{\partial L}{\partial w_{4}} = \frac{\partial L}{\partial (w_{4} \cdot c)} \cdot c = (-1) \cdot 8 = -8",
    r"\frac{\partial L}{\partial c} = \frac{\partial L}{\partial (w_{4} \cdot c)} \cdot w_{4} = (-1) \cdot 6 = -6",
    r"w_{4}\text{.grad} = \frac{\partial L}{\partial w_{4}} = -8",
    r"\frac{\partial L}{\partial w_{3}} = \frac{\partial L}{\partial (w_{3} \cdot b)} \cdot b = (-1) \cdot 6 = -6",
    r"\frac{\partial L}{\partial b} = \frac{\partial L}{\partial (w_{3} \cdot b)} \cdot w_{3} = (-1) \cdot 5 = -5",
    r"w_{3}\text{.grad} = \frac{\partial L}{\partial w_{3}} = -6",
    r"\frac{\partial L}{\partial w_{2}} = \frac{\partial L}{\partial c} \cdot a = (-6) \cdot 2 = -12",
    r"\frac{\partial L}{\partial a} \mathrel{+}= \frac{\partial L}{\partial c} \cdot w_{2} = (-6) \cdot 4 = -24",
    r"w_{2}\text{.grad} = \frac{\partial L}{\partial w_{2}} = -12",
    r"\frac{\partial L}{\partial w_{1}} = \frac{\partial L}{\partial b} \cdot a = (-5) \cdot 2 = -10",
    r"\frac{\partial L}{\partial a} \mathrel{+}= \frac{\partial L}{\partial b} \cdot w_{1} = (-5) \cdot 3 = -15",
    r"w_{1}\text{.grad} = \frac{\partial L}{\partial w_{1}} = -10",
    r"a\text{.grad} = \frac{\partial L}{\partial a} = -39",
    "",
]


def test_the_eighteen_steps_of_the_seed():
    timeline = seed_timeline()
    assert [equation_tex(timeline.graph, event) for event in timeline] == SEED


def test_the_live_engine_gives_the_same_equations():
    a = av.tensor(2.0, requires_grad=True)
    w1, w2 = av.tensor(3.0, requires_grad=True), av.tensor(4.0, requires_grad=True)
    w3, w4 = av.tensor(5.0, requires_grad=True), av.tensor(6.0, requires_grad=True)
    b = w1 * a
    c = w2 * a
    d = w3 * b + w4 * c
    L = 10 - d
    assert sorted(steps(L)) == sorted(SEED)


def steps(root, gradient=None):
    """The equations of a live backward pass, with the caller's names."""
    snapshot, events = live(root, gradient, True, None, sys._getframe(1), None)
    return [equation_tex(snapshot.graph, event) for event in events]


def test_the_snapshot_of_the_engine_says_its_formulas_and_survives_json():
    w, x = av.tensor(3.0, requires_grad=True), av.tensor([1.0, 2.0], requires_grad=True)
    y = (w * x[1]) ** 3
    graph = live(y, None, True, None, sys._getframe(), None)[0].graph
    assert {node.tex for node in graph.nodes if node.kind == "op"} == {"x^{n}", r"a \cdot b", "x[1]"}
    assert {node.op for node in graph.nodes if node.kind == "op"} == {"pow_number", "mul", "select_axis"}
    assert r"3 \cdot (w \cdot x[1])^{2}" in [edge.local_tex for edge in graph.edges]
    assert Graph.from_json(graph.to_json()) == graph


def test_a_grad_from_before_is_added_to():
    timeline = seed_timeline(grads={"a": 2.5})
    assert equation_tex(timeline.graph, timeline[16]) == (
        r"a\text{.grad} = 2.5 + \frac{\partial L}{\partial a} = 2.5 + (-39) = -36.5"
    )


def test_an_unnamed_root_is_called_output():
    graph = seed_graph()
    graph = graph.with_nodes([replace(n, name=None) if n.id == "t1" else n for n in graph.nodes])
    assert equation_tex(graph, Event("seed", "t1", upstream=number(1))) == (
        r"\frac{\partial \,\text{output}}{\partial \,\text{output}} = 1"
    )


def test_a_matrix_product_shows_its_rule_then_the_numbers():
    timeline = layer_timeline()
    assert equation_tex(timeline.graph, timeline[6]) == (
        r"\frac{\partial L}{\partial \,\text{layer.weight}} = x^\top \, "
        r"\frac{\partial L}{\partial (x \, \text{layer.weight})} = \begin{pmatrix} 9 & 9 \\ 12 & 12 \end{pmatrix}"
    )


def test_a_broadcast_is_undone_by_a_sum_over_its_axes():
    timeline = layer_timeline()
    ones = r"\begin{pmatrix} 1 & 1 \\ 1 & 1 \\ 1 & 1 \end{pmatrix}"
    upstream, total = (
        r"{\textstyle\sum_{\text{axis }0}} \frac{\partial L}{\partial y}",
        r"\begin{pmatrix} 3 & 3 \end{pmatrix}",
    )
    assert equation_tex(timeline.graph, timeline[3]) == (
        rf"{upstream} = {{\textstyle\sum_{{\text{{axis }}0}}}} {ones} = {total}"
    )
    assert (
        equation_tex(timeline.graph, timeline[4])
        == rf"\frac{{\partial L}}{{\partial \,\text{{layer.bias}}}} = {upstream} = {total}"
    )


def test_arrays_multiply_element_by_element_and_large_ones_show_their_space():
    a = av.ones(2, requires_grad=True)
    b = av.ones(2, requires_grad=True)
    y = a * b
    assert steps(y, av.ones(2))[1].endswith(
        r"\frac{\partial y}{\partial y} \odot b = \begin{pmatrix} 1 & 1 \end{pmatrix}"
    )
    W = av.ones(20, 30, requires_grad=True)
    y = W.sum()
    assert steps(y)[1] == (
        r"\frac{\partial y}{\partial W} = \mathbf 1 \, \frac{\partial y}{\partial y} \in \mathbb{R}^{20 \times 30}"
    )


def test_the_same_operand_twice_is_no_sum_of_rules():
    x = av.tensor(3.0, requires_grad=True)
    y = x * x
    assert (
        steps(y)[1:3]
        == [r"\frac{\partial y}{\partial x} \mathrel{+}= \frac{\partial y}{\partial y} \cdot x = 1 \cdot 3 = 3"] * 2
    )


def test_a_piece_of_a_concatenation_is_no_broadcast():
    x = av.ones(3, requires_grad=True)
    a = av.tensor(5.0, requires_grad=True)
    y = shapes.cat([x, a.reshape(1)]).sum()
    assert not [tex for tex in steps(y) if "axis" in tex]


def test_hooks_and_retained_gradients_have_their_line():
    x = av.tensor(3.0, requires_grad=True)
    h = x * 2
    h.retain_grad()

    def halve(g):
        return g / 2

    h.register_hook(halve)
    L = h * 5
    written = steps(L)
    assert (
        r"\frac{\partial L}{\partial h} \leftarrow \text{halve}\left(\frac{\partial L}{\partial h}\right) = 2.5"
        in written
    )
    assert r"h\text{.grad} = \frac{\partial L}{\partial h} = 2.5" in written


def test_a_function_of_the_users_own_is_named():
    class Cube(av.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * x * x

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return 3 * x * x * g

    x = av.tensor(2.0, requires_grad=True)
    y = Cube.apply(x)
    assert steps(y)[1] == (
        r"\frac{\partial y}{\partial x} = \text{CubeBackward}\left(\frac{\partial y}{\partial y}\right) = 12"
    )


def test_a_graph_of_another_engine_is_found_by_its_grad_fn_names():
    graph = with_formulas(seed_graph())
    assert not any(node.op for node in graph.nodes)
    assert {e.id: e.local_tex for e in graph.edges}["o5-t10-1"] == "w_{2}"


def test_hostile_names_stay_text_in_equations():
    timeline = seed_timeline(names={"a": "</math><script>", "w2": "\\}{", "L": "🙂" * 200, "c": "x\n" * 50})
    for event in timeline:
        written = equation(timeline.graph, event)
        if written:
            tags = {e.tag.split("}")[1] for e in well_formed(written).iter()}
            assert tags <= {"math", "mrow", "mfrac", "mo", "mi", "mn", "mtext", "msub", "mspace"}


def test_an_index_gives_the_same_as_its_graph():
    timeline = seed_timeline()
    index = Index(timeline.graph)
    assert [equation(index, e) for e in timeline] == [equation(timeline.graph, e) for e in timeline]


def test_nothing_is_written_for_nothing():
    assert equation(seed_graph(), None) == ""
    assert equation(seed_graph(), Event("done")) == ""
    assert formulas.equation_tex(seed_graph(), Event("accumulate", "t99")) == ""
