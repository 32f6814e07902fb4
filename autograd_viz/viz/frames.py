"""Turn events into what a picture shows and a player says, one frame per event."""

from dataclasses import asdict, replace

from .cards import fit_card, fit_edge, grid
from .formulas import equation
from .graph import sparse
from .numbers import number_text, shape_text
from .sentences import Index, Part, amount, question, scalar, sentence, text_of
from .state import CardState, EdgeState, State
from .svg import module_look, on_device

ROWS = 8  # paths a ledger lists

NOT_YET = "not yet"


def state_at(graph, events):
    """What the picture shows after `events`.

    Parameters
    ----------
    graph : Graph
    events : iterable of Event
        Those that have happened so far; none is the moment before backward.

    Returns
    -------
    State
    """
    tally = Tally(graph)
    for event in events:
        tally.add(event)
    return tally.state()


def still(graph):
    """What a picture that is not played shows: the last backward pass, or the local derivatives before one.

    Parameters
    ----------
    graph : Graph

    Returns
    -------
    State
    """
    tally = Tally(graph)
    for edge in graph.edges:
        if tally.index.carries(edge) and edge.contribution is not None:
            tally.sent[edge.id] = edge.contribution
            tally.terms.setdefault(edge.target, []).append(edge.contribution)
    for node in graph.nodes:
        known = node.gradient if node.gradient is not None else node.grad if tally.fills(node) else None
        if known is not None:
            tally.totals[node.id] = known
        if tally.sent and node.grad is not None:
            tally.filled.add(node.id)
    if tally.sent:
        tally.kept = set()  # what stands in a .grad came from this pass, as far as a still picture can tell
        return tally.state()
    state = tally.state()
    edges = {id: replace(look, text=local_text(tally.index, id)) for id, look in state.edges.items()}
    return State(state.nodes, edges)


def local_text(index, id):
    edge = index.edges[id]
    return f"×{number_text(edge.local.values)}" if index.carries(edge) and scalar(edge.local) else ""


def before_backward(timeline):
    """The graph of a timeline as it was before the pass, each ``.grad`` as the events found it.

    A graph that was read after its pass holds what the pass has left there.

    Parameters
    ----------
    timeline : Timeline

    Returns
    -------
    Graph
    """
    found = {}
    for event in timeline:
        if event.kind in ("accumulate", "retain"):
            found.setdefault(event.node, event.before)
    graph = timeline.graph
    if all(node.grad == found.get(node.id, node.grad) for node in graph.nodes):
        return graph
    return graph.with_nodes(replace(node, grad=found.get(node.id, node.grad)) for node in graph.nodes)


def frame(graph, events):
    """What a player shows after the last of `events`, as plain JSON values.

    Parameters
    ----------
    graph : Graph
    events : sequence of Event
        All that have happened so far.

    Returns
    -------
    dict
        - ``index``, ``kind``: of the event; 0 and ``start`` before the first.
        - ``say``: the sentence, as ``[text, role]`` pairs.
        - ``ask``: a question whose answer is this step's number (``question``, ``answer``), or None.
        - ``equation``: MathML, or ``""``.
        - ``ledger``: what has arrived at the card of this step: see `ledger`.
        - ``highlight``: ``nodes``, ``edges`` and ``line`` concerned.
        - ``changes``: looks that differ from the frame before, of ``nodes``, of ``edges`` and, picture by
          picture, of folded ``modules``.
        - ``event``: the event itself, or None.
    """
    *_, last = frames(graph, events)
    return last


def frames(graph, events, pictures=()):
    """The frames of all moments: before the first event, then after each.

    Parameters
    ----------
    graph : Graph
    events : iterable of Event
        Taken one by one: a frame is made before the next event is asked for.
    pictures : iterable of Picture, optional
        Those that are to show the frames, with modules folded in different ways: texts fit them all.
    """
    film = Film(graph, pictures)
    yield film.first()
    for event in events:
        yield film.next(event)


class Film:
    """Make one frame after the other, each at the cost of its own changes."""

    def __init__(self, graph, pictures=()):
        self.tally = Tally(graph)
        self.looks = {}  # of every node, as of the last frame
        self.cards, self.chips, self.modules = {}, {}, []
        for picture in pictures:
            self.cards |= picture.layout.cards
            self.chips |= picture.layout.chips
            self.modules.append([node for node in picture.shown.nodes if node.kind == "module"])
        self.touched: list = []
        self.index = 0

    def first(self):
        """The frame before the first event, with the look of everything."""
        return self.written("start", None, self.tally.state())

    def next(self, event):
        """The frame after one more event."""
        tally = self.tally
        tally.add(event)
        self.index += 1
        now = [id for id in (event.node, event.target, event.edge) if id is not None]
        changed = dict.fromkeys([*self.touched, *now])
        self.touched = now
        nodes = {id: tally.card(id) for id in changed if id in tally.index.nodes}
        edges = {id: tally.edge(id) for id in changed if id in tally.index.edges}
        return self.written(event.kind, event, State(nodes, edges))

    def written(self, kind, event, changes):
        tally = self.tally
        return {
            "index": self.index,
            "kind": kind,
            "say": [list(part) for part in tally.sentence()],
            "ask": tally.question(),
            "equation": equation(tally.index, event),
            "ledger": ledger(tally),
            "highlight": highlight(tally),
            "changes": self.fitted(changes),
            "event": sparse(event) if event is not None else None,
        }

    def fitted(self, changes):
        """The looks as JSON, each text no longer than its box in the picture."""
        self.looks |= changes.nodes
        nodes, edges = {}, {}
        for id, look in changes.nodes.items():
            nodes[id] = plain(fit_card(self.cards[id], look) if id in self.cards else look)
        for id, look in changes.edges.items():
            edges[id] = plain(fit_edge(self.chips[id], look) if id in self.chips else look)
        return {"nodes": nodes, "edges": edges, "modules": [self.folded(boxes, nodes) for boxes in self.modules]}

    def folded(self, boxes, changed):
        """The looks of those folded modules of one picture that hide something that has changed."""
        state = State(self.looks)
        return {box.id: plain(module_look(box, state)) for box in boxes if not changed.keys().isdisjoint(box.members)}


def plain(look):
    """A look as JSON values, without the fields that hold their default."""
    found = {}
    for name, spec in look.__dataclass_fields__.items():
        value = getattr(look, name)
        if value != spec.default:
            found[name] = [list(row) for row in value] if name == "cells" else value
    return found


class Tally:
    """The fold of the events so far: what was sent, what has arrived where, what ``.grad`` holds."""

    def __init__(self, graph):
        self.index = Index(graph)
        self.root = text_of((self.index.name(graph.root),)) if self.index.nodes[graph.root].name else "L"
        self.sent = {}  # edge id -> what travelled it
        self.terms = {}  # card id -> contributions in the order they arrived
        self.totals = {}  # card id -> running total
        self.wanted = {}  # card id -> how many contributions the pass expects there
        self.filled = set()  # cards whose .grad this pass has filled
        self.grads = {node.id: node.grad for node in graph.nodes}
        self.kept = {id for id, grad in self.grads.items() if grad is not None}  # had a .grad before this pass
        self.last = None
        self.summed = False  # whether the last contribution came out of a broadcast undone just before
        self.over = False

    def add(self, event):
        """Take in one more event."""
        self.summed = self.last is not None and self.last.kind == "reduce" and self.last.edge == event.edge
        self.last = event
        kind = event.kind
        if kind == "seed":
            self.totals[event.node] = event.upstream
        elif kind == "reduce":
            self.sent[event.edge] = event.contribution
        elif kind == "contribution":
            self.sent[event.edge] = event.contribution
            self.terms.setdefault(event.target, []).append(event.contribution)
            self.totals[event.target] = event.total
            self.wanted[event.target] = event.expected
        elif kind in ("accumulate", "retain"):
            self.grads[event.node] = event.after
            self.filled.add(event.node)
        elif kind == "hook" and event.after is not None and event.node in self.totals:
            self.totals[event.node] = event.after
        self.over = kind == "done"

    def sentence(self):
        event = self.last
        place = None if event is None else event.target or event.node
        leaves = sum(self.index.nodes[id].kind == "leaf" for id in self.filled) if self.over else 0
        return sentence(self.index, event, self.terms.get(place, ()), leaves, self.summed)

    def question(self):
        """The question that hides this step's number until it is answered, as JSON values, or None."""
        event = self.last
        if event is None:
            return None
        found = question(self.index, event, self.terms.get(event.target or event.node, ()))
        if found is None or found[1] - found[1] != 0:  # nobody is asked to type NaN
            return None
        parts, answer = found
        return {"question": [list(part) for part in parts], "answer": answer}

    def expected(self, id):
        """How many contributions a card waits for."""
        return self.wanted.get(id) or len(self.index.incoming.get(id, ()))

    def arrived(self, id):
        return len(self.terms.get(id, ()))

    def fills(self, node):
        """Whether this card has a ``.grad`` to fill."""
        return node.kind == "leaf" or node.retains_grad

    def state(self):
        """The look of everything."""
        return State(
            {id: self.card(id) for id in self.index.nodes},
            {id: self.edge(id) for id in self.index.edges},
        )

    # ------------------------------------------------------------ looks

    def card(self, id):
        """The `CardState` of one node."""
        node = self.index.nodes[id]
        # Not where a contribution arrives: the card of a leaf lights up when its .grad is filled.
        now = self.last is not None and id == self.last.node
        if node.kind == "op":
            return self.op(node, now)
        if node.kind not in ("leaf", "intermediate", "root"):
            return CardState(label=self.still_label(node))
        heading = "grad" if self.fills(node) else f"∂{self.root}/∂{node.name}" if node.name else ""
        shown = self.gradient(node)
        written = shown is not None
        in_grid = shown if written else self.totals.get(id)  # the running total, while it is still growing
        cells = cells_of(in_grid, node)
        text = self.waiting(id) if not written else "" if cells else short(shown)
        return CardState(
            self.status(node, now, written), heading, text, not written, self.sum(node), self.card_label(node), cells
        )

    def gradient(self, node):
        """The gradient that a card shows as its own, or None while there is none."""
        if self.fills(node):
            return self.grads[node.id]
        complete = self.arrived(node.id) >= self.expected(node.id)
        return self.totals.get(node.id) if complete else None

    def waiting(self, id):
        return f"{self.arrived(id)} of {self.expected(id)}" if self.arrived(id) else NOT_YET

    def status(self, node, now, written):
        if now:
            return "now"
        if node.id in self.filled or (written and not self.fills(node)):
            return "done"
        return "arriving" if self.arrived(node.id) else "waiting"

    def sum(self, node):
        """The sum written out where paths meet."""
        terms = self.terms.get(node.id, ())
        if self.expected(node.id) < 2 or not terms or not all(map(scalar, terms)):
            return ""
        text = " + ".join(number_text(term.values) for term in terms)
        if node.id in self.filled and node.id in self.kept:
            return f"… + {text}"
        return text

    def op(self, node, now):
        sending = self.index.sending.get(node.id, ())
        sent = sum(edge.id in self.sent for edge in sending)
        status = "now" if now else "done" if sending and sent == len(sending) else "arriving" if sent else "waiting"
        said = f"{sent} of {len(sending)} gradients sent" if sending else "sends no gradient"
        moves = ", moves its operand from {} to {}".format(*self.index.journey(node.id)) if node.is_transfer else ""
        return CardState(status, label=f"operation {text_of(self.index.op_of(node.id))}{moves}, {said}")

    def edge(self, id):
        """The `EdgeState` of one edge."""
        edge = self.index.edges[id]
        what = self.sent.get(id)
        now = self.last is not None and self.last.edge == id
        status = "now" if now else "waiting" if what is None else "done"
        return EdgeState(status, short(what) if what is not None else "", self.edge_label(edge, what))

    # ------------------------------------------------------------ sentences for screen readers

    def still_label(self, node):
        name = text_of((self.index.name(node.id),))
        if node.kind == "module":
            return f"module {node.module} {node.symbol}, folded{on_device(node)}"
        if node.kind == "outside":
            return f"not drawn: {node.name or 'more of the graph'}"
        value = node.value.text() if node.value is not None else shape_text(node.shape)
        said = f"constant {node.name or ''} {value}".replace("  ", " ") + on_device(node)
        return said + ", receives no gradient" if name else ""

    def card_label(self, node):
        """Name, value, and what is known of the gradient."""
        kind = {"leaf": "leaf", "root": "result", "intermediate": "intermediate"}[node.kind]
        value = amount(node.value) if node.value is not None and node.value.known else shape_text(node.shape)
        parts = [f"{kind} {text_of((self.index.name(node.id),))}, value {value}{on_device(node)}"]
        if self.fills(node):
            parts.append(f"grad {amount(self.grads[node.id])}")
        arrived, expected = self.arrived(node.id), self.expected(node.id)
        total = self.totals.get(node.id)
        if node.id in self.filled or (arrived >= expected and not self.fills(node)):
            if total is not None and not self.fills(node):
                parts.append(f"gradient {amount(total)}")
        elif arrived:
            parts.append(f"{arrived} of {expected} contributions have arrived, {amount(total)} so far")
        else:
            parts.append("no gradient yet")
        return ", ".join(parts)

    def edge_label(self, edge, what):
        source, target = text_of(self.index.op_of(edge.source)), text_of((self.index.name(edge.target),))
        if not self.index.carries(edge):
            return f"{target}, operand of {source}: a constant, nothing travels back"
        if what is None:
            local = f"local derivative {amount(edge.local)}, " if edge.local is not None else ""
            return f"{source} to {target}: {local}not yet sent"
        return f"{source} to {target}: contribution {amount(what)}"


def short(summary):
    """A gradient on a chip or a card: its number, or its shape.

    A vector's shape is written as Python writes it: a lone 5 would look like a number.
    """
    if summary.is_scalar or len(summary.shape) != 1:
        return summary.text()
    return f"({summary.shape[0]},)"


def cells_of(summary, node):
    """The numbers of a small array row by row, as text; none where the card has no grid or they are not known."""
    if summary is None or summary.values is None or summary.shape != node.shape or not grid(node.value):
        return ()
    rows = [summary.values] if len(summary.shape) == 1 else summary.values
    return tuple(tuple(number_text(value) for value in row) for row in rows)


# ---------------------------------------------------------------- beside the picture


def highlight(tally):
    """Ids of the nodes and edges of this step, and the line of the user's code it belongs to."""
    event = tally.last
    index = tally.index
    if event is None:  # the card where backward will start
        return {"nodes": [index.graph.root], "edges": [], "line": None}
    if event.kind == "done":
        return {"nodes": [], "edges": [], "line": None}
    node = index.nodes[event.node]
    maker = index.makers.get(event.node)
    line = maker.line if maker is not None and maker.line is not None else node.line
    return {
        "nodes": [id for id in (event.node, event.target) if id is not None],
        "edges": [event.edge] if event.edge is not None else [],
        "line": asdict(line) if line is not None else None,
    }


def ledger(tally):
    """What each path has brought to the card of this step, the total so far, and what ``.grad`` is.

    Returns
    -------
    dict or None
        ``target`` (its name); ``rows``, one per path: ``from``, ``text`` (``not yet`` where nothing came),
        ``arrived`` and ``now``; ``more``, how many paths are not listed; ``total``; ``arrived`` of ``expected``;
        ``grad``, None where the card has none, else ``name`` and ``text``; ``before`` and ``added`` when the
        step adds to a ``.grad`` that was not None.
    """
    event = tally.last
    place = None if event is None else event.target or event.node
    index = tally.index
    if place is None or index.nodes[place].kind == "op":
        return None
    node = index.nodes[place]
    paths = index.incoming.get(place, ())
    if len(paths) > ROWS:  # the newest that came, and a few of those to come
        came = [edge for edge in paths if edge.id in tally.sent]
        paths = came[-(ROWS - 2) :] + [edge for edge in paths if edge.id not in tally.sent][:2]
    total, fills = tally.totals.get(place), tally.fills(node)
    name = text_of((index.name(place),))
    found = {
        "target": name,
        "rows": [row(tally, edge, event) for edge in paths],
        "more": len(index.incoming.get(place, ())) - len(paths),
        "total": short_words(total) if total is not None else NOT_YET,
        "arrived": tally.arrived(place),
        "expected": tally.expected(place),
        "grad": None,
    }
    if fills:
        words = name if node.name else "its"
        found["grad"] = {"name": f"{words}.grad" if node.name else "its .grad", "text": short_words(tally.grads[place])}
    if event.kind == "accumulate" and event.before is not None:
        found["before"], found["added"] = short_words(event.before), short_words(event.added)
    return found


def row(tally, edge, event):
    what = tally.sent.get(edge.id)
    return {
        "edge": edge.id,
        "from": text_of(path_name(tally.index, edge)),
        "text": short_words(what) if what is not None else NOT_YET,
        "arrived": what is not None,
        "now": event.edge == edge.id,
    }


def path_name(index, edge):
    """What a path comes from: the result of the op that sends, ``c``; with the slot where two come from one op."""
    op = index.nodes[edge.source]
    called = len(op.outputs) == 1 and (index.nodes[op.outputs[0]].name or index.called_by_code(op))
    name = (index.name(op.outputs[0]),) if called else index.op_of(op.id)
    twins = [other for other in index.sending[edge.source] if other.target == edge.target]
    return name if len(twins) == 1 else (*name, Part(f", operand {edge.operand + 1}"))


def short_words(summary):
    """A gradient in a table: its number, or a few words without an article."""
    return amount(summary).removeprefix("a ").removeprefix("an ")
