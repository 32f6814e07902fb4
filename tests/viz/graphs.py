"""Graphs and states made by hand or by chance, for the tests of pictures: no engine needed."""

import math
import random
from dataclasses import replace

import numpy as np

from autograd_viz.viz.graph import Edge, Graph, Node
from autograd_viz.viz.numbers import number_text
from autograd_viz.viz.state import CardState, EdgeState, State
from autograd_viz.viz.summary import summarize

MUL = {0: lambda a, b: b, 1: lambda a, b: a}


class Maker:
    """Build a Graph from the leaves up; numbers are real, so contributions are right."""

    def __init__(self):
        self.nodes, self.edges, self.count, self.values = [], [], {"o": 0, "t": 0, "k": 0}, {}
        self.modules = {}

    def id(self, letter):
        self.count[letter] += 1
        return f"{letter}{self.count[letter]}"

    def card(self, kind, value, name=None, **more):
        value = np.asarray(value, float)
        id = self.id("k" if kind == "constant" else "t")
        grad_fn = "AccumulateGrad" if kind == "leaf" else None
        self.values[id] = value
        self.nodes.append(
            Node(
                id, kind, name=name, grad_fn=grad_fn, shape=value.shape, dtype="float64", value=summarize(value), **more
            )
        )
        return id

    def leaf(self, value, name=None):
        return self.card("leaf", value, name)

    def constant(self, value, name=None):
        return self.card("constant", value, name)

    def op(
        self,
        symbol,
        grad_fn,
        operands,
        value,
        name=None,
        locals=(),
        module="",
        view=False,
        outputs=1,
        kind="intermediate",
    ):
        """An op with its result (or results); `locals` are the local derivatives, operand by operand."""
        op = self.id("o")
        values = value if outputs > 1 else [value]
        cards = [
            self.card(kind, v, name if outputs == 1 else f"{name}{i}", module=module) for i, v in enumerate(values)
        ]
        first = np.asarray(values[0], float)
        self.nodes.append(
            Node(
                op,
                "op",
                grad_fn=grad_fn,
                symbol=symbol,
                shape=first.shape,
                outputs=tuple(cards),
                module=module,
                view=view,
            )
        )
        for i, operand in enumerate(operands):
            local = locals[i] if i < len(locals) else None
            local = summarize(local) if local is not None and np.ndim(local) == 0 else None
            constant = operand.startswith("k")
            self.edges.append(Edge(op, operand, None if constant else i, i, local=local))
        return cards[0] if outputs == 1 else cards

    def mul(self, a, b, name=None, **more):
        x, y = self.values[a], self.values[b]
        return self.op("×", "MulBackward0", [a, b], x * y, name, [y, x], **more)

    def add(self, a, b, name=None, **more):
        return self.op("+", "AddBackward0", [a, b], self.values[a] + self.values[b], name, [1.0, 1.0], **more)

    def unary(self, function, a, name=None, **more):
        x = self.values[a]
        y = getattr(np, function)(x)
        local = {"tanh": 1 - y**2, "exp": y, "sin": np.cos(x), "negative": -np.ones_like(x)}[function]
        symbol = {"negative": "−"}.get(function, function)
        return self.op(symbol, function.capitalize() + "Backward0", [a], y, name, [local], **more)

    def graph(self, root, notes=()):
        nodes = [replace(n, kind="root") if n.id == root else n for n in reversed(self.nodes)]
        nodes.sort(key=lambda n: n.id != root)
        return Graph(root, tuple(nodes), tuple(reversed(self.edges)), self.modules, (), tuple(notes))


def seed_graph(shape=()):
    """``L = 10 - (w3 * (w1 * a) + w4 * (w2 * a))``, with numbers or with arrays."""
    m = Maker()

    def numbers(value):
        return value if shape == () else value + np.arange(math.prod(shape)).reshape(shape) / 2

    a, w1, w2, w3, w4 = (
        m.leaf(numbers(v), n) for v, n in zip((2.0, 3.0, 4.0, 5.0, 6.0), ("a", "w1", "w2", "w3", "w4"), strict=True)
    )
    b, c = m.mul(w1, a, "b"), m.mul(w2, a, "c")
    d = m.add(m.mul(w3, b), m.mul(w4, c), "d")
    ten = m.constant(10.0)
    root = m.op("−", "RsubBackward1", [ten, d], 10 - m.values[d], "L", [None, -1.0])
    return m.graph(root)


def square_graph():
    """``y = x * x``: two edges between the same two boxes."""
    m = Maker()
    x = m.leaf(3.0, "x")
    return m.graph(m.mul(x, x, "y"))


def chain_graph(length):
    """``tanh`` after ``tanh``."""
    m = Maker()
    x = m.leaf(0.5, "x")
    for i in range(length):
        x = m.unary("tanh" if i % 2 else "sin", x, name="y" if i == length - 1 else None)
    return m.graph(x)


def loop_graph(steps):
    """A loop whose every step uses the same two leaves, as in a recurrent network."""
    m = Maker()
    w, x = m.leaf(0.9, "w"), m.leaf(0.5, "x")
    y = x
    for step in range(steps):
        y = m.add(m.unary("tanh", m.mul(y, w)), x, "y" if step == steps - 1 else None)
    return m.graph(y)


def linear(m, path, x, inputs, outputs, name=None, random=None):
    """A Linear layer as PyTorch builds it: Addmm(bias, x, T(weight))."""
    random = random or np.random.default_rng(0)
    m.modules[path] = "Linear"
    weight = m.leaf(random.normal(size=(outputs, inputs)), f"{path}.weight")
    bias = m.leaf(random.normal(size=outputs), f"{path}.bias")
    turned = m.op("T", "TBackward0", [weight], m.values[weight].T, module=path, view=True)
    value = m.values[x] @ m.values[turned] + m.values[bias]
    return m.op("addmm", "AddmmBackward0", [bias, x, turned], value, name, module=path)


def mlp_graph(batch=8, sizes=(2, 16, 2)):
    """``cross_entropy(Sequential(Linear, Tanh, Linear)(x), labels)``."""
    m = Maker()
    random = np.random.default_rng(1)
    m.modules[""] = "Sequential"
    x = m.constant(random.normal(size=(batch, sizes[0])), "x")
    layer = 0
    for inputs, outputs in zip(sizes, sizes[1:], strict=False):
        x = linear(m, str(layer), x, inputs, outputs, "logits" if outputs == sizes[-1] else None, random)
        layer += 1
        if outputs != sizes[-1]:
            m.modules[str(layer)] = "Tanh"
            x = m.op("tanh", "TanhBackward0", [x], np.tanh(m.values[x]), module=str(layer))
            layer += 1
    logits = m.values[x]
    log = m.op("log_softmax", "LogSoftmaxBackward0", [x], logits - np.log(np.exp(logits).sum(1, keepdims=True)))
    labels = m.constant(np.arange(batch) % 2, "labels")
    loss = m.op("nll_loss", "NllLossBackward0", [log, labels], -m.values[log][:, 0].mean(), "loss")
    return m.graph(loss)


def deep_graph(blocks=12, width=8):
    """A tower of like blocks: ``layers.0`` to ``layers.11``, each a Linear and a Tanh."""
    m = Maker()
    random = np.random.default_rng(2)
    m.modules |= {"": "Tower", "layers": "ModuleList"}
    x = m.constant(random.normal(size=(4, width)), "x")
    for i in range(blocks):
        path = f"layers.{i}"
        m.modules |= {path: "Block", f"{path}.act": "Tanh"}
        x = linear(m, f"{path}.linear", x, width, width, random=random)
        x = m.op("tanh", "TanhBackward0", [x], np.tanh(m.values[x]), module=f"{path}.act")
    return m.graph(m.op("sum", "SumBackward0", [x], m.values[x].sum(), "loss"))


LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_. WMéß漢字🙂<>&\"'\\"


def random_graph(seed, ops=None):
    """A graph of random shape with names of up to 40 characters of many kinds."""
    pick = random.Random(seed)
    m = Maker()

    def name():
        return None if pick.random() < 0.35 else "".join(pick.choice(LETTERS) for _ in range(pick.randint(1, 40)))

    def value():
        kind = pick.random()
        if kind < 0.7:
            return pick.choice([0.0, 1.0, -3.0, pick.gauss(0, 1), pick.gauss(0, 1) * 10 ** pick.randint(-12, 12)])
        if kind < 0.9:
            return np.full((pick.randint(1, 4), pick.randint(1, 4)), pick.gauss(0, 1e3))
        return np.full((pick.randint(0, 40), 30), pick.gauss(0, 1))

    pool = [m.leaf(value(), name() or "p") for _ in range(pick.randint(1, 5))]
    last = pool[0]
    for _ in range(ops or pick.randint(1, 24)):
        a, b = pick.choice(pool[-6:]), pick.choice(pool)
        result = value()
        kind = pick.random()
        if kind < 0.5:
            last = m.op("×", "MulBackward0", [a, b], result, name(), [pick.gauss(0, 1), 1e-9])
        elif kind < 0.7:
            last = m.op("tanh", "TanhBackward0", [a], result, name(), [0.25])
        elif kind < 0.8:
            last = m.op("−", "RsubBackward1", [m.constant(pick.gauss(0, 1)), a], result, name(), [None, -1.0])
        elif kind < 0.9:
            last = m.op("cat", "CatBackward0", [pick.choice(pool) for _ in range(pick.randint(1, 7))], result, name())
        else:
            pool += m.op("unbind", "UnbindBackward0", [a], [result] * 3, "part", outputs=3)
            last = pool[-1]
        pool.append(last)
    return reachable(m.graph(last))


def reachable(graph):
    """Only what the root was made from, and all results of the ops on the way."""
    makers = {o: n for n in graph.nodes for o in n.outputs}
    operands = {}
    for edge in graph.edges:
        operands.setdefault(edge.source, []).append(edge.target)
    keep, todo = set(), [graph.root]
    while todo:
        id = todo.pop()
        if id in keep:
            continue
        keep.add(id)
        if id in makers:
            keep.update(makers[id].outputs)
            keep.add(makers[id].id)
            todo += operands.get(makers[id].id, [])
    nodes = tuple(n for n in graph.nodes if n.id in keep)
    return replace(graph, nodes=nodes, edges=tuple(e for e in graph.edges if e.source in keep))


def gradients(graph):
    """Backpropagate by the scalar local derivatives: card id to gradient, edge id to contribution."""
    makers = {o: n for n in graph.nodes for o in n.outputs}
    total, sent = {graph.root: 1.0}, {}
    order = sorted((n for n in graph.nodes if n.kind == "op"), key=lambda n: -int(n.id[1:]))
    for op in order:
        upstream = sum(total.get(o, 0.0) for o in op.outputs)
        for edge in graph.edges:
            if edge.source == op.id and edge.slot is not None:
                local = edge.local.values if edge.local is not None and edge.local.is_scalar else 1.0
                sent[edge.id] = upstream * local
                total[edge.target] = total.get(edge.target, 0.0) + sent[edge.id]
    assert makers is not None
    return total, sent


def state_of(graph, done=None, now=None):
    """A State in the middle of backward: the edges in `done` (None: all) have been sent, `now` is being sent."""
    total, sent = gradients(graph)
    root = graph[graph.root].name or "L"
    done = set(sent) if done is None else set(done)
    edges, nodes = {}, {}
    for edge in graph.edges:
        status = "now" if edge.id == now else "done" if edge.id in done else "waiting"
        text = number_text(sent[edge.id]) if edge.slot is not None and status != "waiting" else ""
        if edge.slot is not None and status == "waiting" and edge.local is not None and edge.local.is_scalar:
            text = "×" + number_text(edge.local.values)
        edges[edge.id] = EdgeState(status, text)
    for node in graph.nodes:
        mine = [e.id for e in graph.edges if e.target == node.id]
        arrived = [e for e in mine if e in done or e == now]
        if node.kind == "op":
            sending = [e.id for e in graph.edges if e.source == node.id and e.slot is not None]
            status = "now" if now in sending else "done" if sending and done.issuperset(sending) else "waiting"
            nodes[node.id] = CardState(status)
            continue
        heading = "grad" if node.kind == "leaf" else f"∂{root}/∂{node.name}" if node.name else ""
        if node.id == graph.root or (mine and len(arrived) == len(mine)):
            value = total.get(node.id, 0.0)
            text, missing, status = number_text(value), False, "done"
        elif arrived:
            text, missing, status, value = f"{len(arrived)} of {len(mine)}", True, "arriving", None
        else:
            text, missing, status, value = "not yet", True, "waiting", None
        cells = ()
        rows = node.value.values if node.value is not None and len(node.shape) == 2 and not missing else None
        if rows and max(node.shape) <= 4:
            cells, text = tuple(tuple(number_text(value, 2) for _ in row) for row in rows), ""
        written = " + ".join(number_text(sent[e]) for e in arrived) if len(mine) > 1 else ""
        nodes[node.id] = CardState(status, heading, text, missing, written, cells=cells)
    return State(nodes, edges)
