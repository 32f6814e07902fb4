"""Graphs and timelines made by hand, so that viewers are tested without an engine."""

import numpy as np

from autograd_viz.viz.graph import Code, Edge, Graph, Line, Node
from autograd_viz.viz.summary import summarize
from autograd_viz.viz.timeline import Event, Timeline

SEED_CODE = (
    "a  = av.tensor(2.0, requires_grad=True)",
    "w1 = av.tensor(3.0, requires_grad=True)",
    "w2 = av.tensor(4.0, requires_grad=True)",
    "w3 = av.tensor(5.0, requires_grad=True)",
    "w4 = av.tensor(6.0, requires_grad=True)",
    "b = w1 * a",
    "c = w2 * a",
    "d = w3 * b + w4 * c",
    "L = 10 - d",
)


def number(value):
    return summarize(np.float64(value))


def line(number_, expression):
    start = SEED_CODE[number_ - 1].rindex(expression)
    return Line(0, number_, start, start + len(expression))


def op(id, grad_fn, symbol, outputs, number_, expression, tex):
    return Node(id, "op", grad_fn=grad_fn, symbol=symbol, dtype="float64", outputs=outputs,
                line=line(number_, expression), tex=tex)  # fmt: skip


def card(id, kind, name, value, number_=None, **fields):
    at = Line(0, number_, 0, len(SEED_CODE[number_ - 1])) if number_ else None
    grad_fn = "AccumulateGrad" if kind == "leaf" else None
    return Node(id, kind, name=name, grad_fn=grad_fn, dtype="float64", value=number(value), line=at, **fields)


def seed_graph(names=None, grads=None):
    """The seed's program: ``b = w1*a; c = w2*a; d = w3*b + w4*c; L = 10 - d`` for a=2, w=3, 4, 5, 6.

    `names` renames cards (``{"a": "<b>"}``); `grads` gives leaves a ``.grad`` from before.
    """
    names, grads = names or {}, grads or {}

    def leaf(id, name, value, at):
        before = number(grads[name]) if name in grads else None
        return card(id, "leaf", names.get(name, name), value, at, grad=before)

    def inner(id, name, value, at=None, kind="intermediate"):
        return card(id, kind, names.get(name, name), value, at)

    nodes = (
        inner("t1", "L", -68, 9, "root"),
        op("o1", "RsubBackward1", "−", ("t1",), 9, "10 - d", "a - b"),
        Node("k1", "constant", value=number(10), dtype="float64"),
        inner("t2", "d", 78, 8),
        op("o2", "AddBackward0", "+", ("t2",), 8, "w3 * b + w4 * c", "a + b"),
        inner("t3", None, 30),
        inner("t4", None, 48),
        op("o3", "MulBackward0", "×", ("t4",), 8, "w4 * c", "a b"),
        leaf("t5", "w4", 6, 5),
        inner("t6", "c", 8, 7),
        op("o4", "MulBackward0", "×", ("t3",), 8, "w3 * b", "a b"),
        leaf("t7", "w3", 5, 4),
        inner("t8", "b", 6, 6),
        op("o5", "MulBackward0", "×", ("t6",), 7, "w2 * a", "a b"),
        leaf("t9", "w2", 4, 3),
        leaf("t10", "a", 2, 1),
        op("o6", "MulBackward0", "×", ("t8",), 6, "w1 * a", "a b"),
        leaf("t11", "w1", 3, 2),
    )
    edges = (
        Edge("o1", "k1", None, 0),
        Edge("o1", "t2", 0, 1, number(-1), "-1"),
        Edge("o2", "t3", 0, 0, number(1), "1"),
        Edge("o2", "t4", 1, 1, number(1), "1"),
        Edge("o3", "t5", 0, 0, number(8), "c"),
        Edge("o3", "t6", 1, 1, number(6), "w_{4}"),
        Edge("o4", "t7", 0, 0, number(6), "b"),
        Edge("o4", "t8", 1, 1, number(5), "w_{3}"),
        Edge("o5", "t9", 0, 0, number(2), "a"),
        Edge("o5", "t10", 1, 1, number(4), "w_{2}"),
        Edge("o6", "t11", 0, 0, number(2), "a"),
        Edge("o6", "t10", 1, 1, number(3), "w_{1}"),
    )
    notes = tuple(f"{name}.grad is not None: gradients add up" for name in grads)
    return Graph("t1", nodes, edges, code=(Code("notebook cell", 1, SEED_CODE),), notes=notes)


def sent(op, target, slot, upstream, local, total, arrived=1, expected=1):
    return Event("contribution", op, slot, target, number(upstream), number(local), number(upstream * local),
                 number(total), arrived, expected)  # fmt: skip


def accumulated(leaf, added, before=None):
    after = added if before is None else before + added
    return Event("accumulate", leaf, before=None if before is None else number(before), added=number(added),
                 after=number(after))  # fmt: skip


def seed_timeline(names=None, grads=None):
    """The 18 events of its backward pass, newest node first: the total at `a` is -24, then -39."""
    grads = grads or {}
    events = (
        Event("seed", "t1", upstream=number(1)),
        sent("o1", "t2", 0, 1, -1, -1),
        sent("o2", "t3", 0, -1, 1, -1),
        sent("o2", "t4", 1, -1, 1, -1),
        sent("o3", "t5", 0, -1, 8, -8),
        sent("o3", "t6", 1, -1, 6, -6),
        accumulated("t5", -8.0, grads.get("w4")),
        sent("o4", "t7", 0, -1, 6, -6),
        sent("o4", "t8", 1, -1, 5, -5),
        accumulated("t7", -6.0, grads.get("w3")),
        sent("o5", "t9", 0, -6, 2, -12),
        sent("o5", "t10", 1, -6, 4, -24, 1, 2),
        accumulated("t9", -12.0, grads.get("w2")),
        sent("o6", "t11", 0, -5, 2, -10),
        sent("o6", "t10", 1, -5, 3, -39, 2, 2),
        accumulated("t11", -10.0, grads.get("w1")),
        accumulated("t10", -39.0, grads.get("a")),
        Event("done"),
    )
    return Timeline(seed_graph(names, grads), events)


def layer_timeline():
    """``y = x @ W + bias; L = y.sum()`` for x of shape 3 × 2: a matrix product and a broadcast undone."""
    x, W, bias = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.array([[1.0, -1.0], [0.5, 2.0]]), np.ones(2)
    product = x @ W
    y, ones = product + bias, np.ones((3, 2))

    def tensor(id, kind, name, value, **fields):
        return Node(id, kind, name=name, shape=value.shape, dtype="float64", value=summarize(value), **fields)

    nodes = (
        tensor("t1", "root", "L", y.sum()),
        Node("o1", "op", grad_fn="SumBackward0", symbol="Σ", dtype="float64", outputs=("t1",)),
        tensor("t2", "intermediate", "y", y),
        Node("o2", "op", grad_fn="AddBackward0", symbol="+", shape=(3, 2), dtype="float64", outputs=("t2",)),
        tensor("t3", "intermediate", None, product),
        tensor("t4", "leaf", "layer.bias", bias, grad_fn="AccumulateGrad", module="layer"),
        Node("o3", "op", grad_fn="MmBackward0", symbol="@", shape=(3, 2), dtype="float64", outputs=("t3",)),
        tensor("k1", "constant", "x", x),
        tensor("t5", "leaf", "layer.weight", W, grad_fn="AccumulateGrad", module="layer"),
    )
    edges = (
        Edge("o1", "t2", 0, 0, summarize(ones), "1"),
        Edge("o2", "t3", 0, 0, summarize(ones), "1"),
        Edge("o2", "t4", 1, 1, summarize(ones), "1"),
        Edge("o3", "k1", 0, 0, None, "g B^{T}"),
        Edge("o3", "t5", 1, 1, None, "A^{T} g"),
    )
    graph = Graph("t1", nodes, edges, modules={"": "Model", "layer": "Linear"})
    bias_gradient, weight_gradient = summarize(ones.sum(0)), summarize(x.T @ ones)
    g = summarize(ones)
    events = (
        Event("seed", "t1", upstream=number(1)),
        Event("contribution", "o1", 0, "t2", number(1), g, g, g, 1, 1),
        Event("contribution", "o2", 0, "t3", g, g, g, g, 1, 1),
        Event("reduce", "o2", 1, "t4", upstream=g, contribution=bias_gradient, axes=(0,)),
        Event("contribution", "o2", 1, "t4", g, g, bias_gradient, bias_gradient, 1, 1),
        Event("accumulate", "t4", added=bias_gradient, after=bias_gradient),
        Event("contribution", "o3", 1, "t5", g, None, weight_gradient, weight_gradient, 1, 1),
        Event("accumulate", "t5", added=weight_gradient, after=weight_gradient),
        Event("done"),
    )
    return Timeline(graph, events)


def fan(count):
    """`count` products of one leaf added up two by two: a long timeline, made to measure cost."""
    nodes, edges, events = [], [], [Event("seed", "t1", upstream=number(1))]
    nodes.append(card("t1", "root", "L", count))
    nodes.append(card("t0", "leaf", "a", 1))
    for i in range(1, count + 1):
        nodes.append(Node(f"o{i}", "op", grad_fn="AddBackward0", symbol="+", outputs=(f"t{i}",)))
        if i < count:
            nodes.append(card(f"t{i + 1}", "intermediate", None, 1))
            edges.append(Edge(f"o{i}", f"t{i + 1}", 0, 0, number(1), "1"))
            events.append(sent(f"o{i}", f"t{i + 1}", 0, 1, 1, 1))
        edges.append(Edge(f"o{i}", "t0", 1, 1, number(1), "1"))
        events.append(sent(f"o{i}", "t0", 1, 1, 1, i, i, count))
    events += [accumulated("t0", float(count)), Event("done")]
    return Timeline(Graph("t1", tuple(nodes), tuple(edges)), tuple(events))
