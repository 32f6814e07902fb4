"""Turn the engine's events into a Timeline's, one by one as the pass runs."""

import numpy as np

from ..autograd.walk import steps
from .player import expected_length
from .snapshot import Snapshot
from .summary import summarize
from .timeline import Event, Timeline


class Recorder:
    """An iterator over the events of a live backward pass, as plain data.

    Each ``next`` runs the engine one event further and summarises at once what happened, so that
    no gradient is kept alive.

    Parameters
    ----------
    snapshot : Snapshot
    events : iterator of autograd.Event

    Attributes
    ----------
    expected_length : int
        How many events will come, if no hook changes anything.
    """

    def __init__(self, snapshot, events):
        self.snapshot, self.events = snapshot, events
        self.locals = {edge.id: edge.local for edge in snapshot.graph.edges if edge.local is not None}
        self.expected_length = expected_length(snapshot.graph) + reductions(snapshot)

    def __iter__(self):
        return self

    def __next__(self):
        return self.plain(next(self.events))

    def close(self):
        """End the pass where it is."""
        self.events.close()

    def plain(self, event):
        """One engine event as a Timeline event."""
        ops, cards = self.snapshot.ops, self.snapshot.cards
        kind = event.kind
        sends = kind in ("contribution", "reduce")
        node = None if event.node is None else ops[event.node] if sends else cards[event.node]
        target = None if event.target is None else cards[event.target]
        return Event(
            kind,
            node=node,
            slot=event.slot,
            target=target,
            upstream=summary(event.upstream),
            local=self.locals.get(f"{node}-{target}-{event.slot}") if kind == "contribution" else None,
            contribution=summary(event.contribution),
            total=summary(event.total),
            arrived=event.arrived,
            expected=event.expected,
            before=summary(event.before),
            added=summary(event.added),
            after=summary(event.after),
            axes=tuple(event.axes),
            name=event.name,
        )


def summary(array):
    """The summary of an array; of the gradients of several results, that of the first."""
    if array is None:
        return None
    if type(array) is tuple:
        array = next((a for a in array if a is not None), None)
    return None if array is None else summarize(array)


def reductions(snapshot):
    """How many contributions will have broadcast axes to sum away first."""
    count = 0
    for node in snapshot.ops:
        if node.fits is None:
            continue
        shape = node.meta[0] if node.result is None else np.shape(node.result)
        count += sum(fit is not None and tuple(fit[0]) != tuple(shape) for fit in node.fits)
    return count


def live(root, gradient, retain_graph, inputs, frame, names):
    """A snapshot and a recorder of a pass that has not begun."""
    events = steps(root, gradient, retain_graph, inputs=inputs)
    snapshot = Snapshot(root, frame, names)
    return snapshot, Recorder(snapshot, events)


def kept(snapshot):
    """The last pass again, from the numbers the graph has kept; None where a number is missing."""
    graph = snapshot.graph
    nodes = {node.id: node for node in graph.nodes}
    sends = {}
    for edge in graph.edges:
        if edge.slot is None or nodes[edge.target].kind == "constant":
            continue
        if edge.contribution is None or edge.contribution.values is None:
            return None
        sends.setdefault(edge.source, []).append(edge)
    seed = nodes[graph.root].gradient
    if seed is None:
        return None
    expected, totals, arrived = {}, {}, {}
    for edges in sends.values():
        for edge in edges:
            expected[edge.target] = expected.get(edge.target, 0) + 1
    events = [Event("seed", graph.root, upstream=seed, total=seed)]
    for id in snapshot.ops.values():
        upstream = nodes[nodes[id].outputs[0]].gradient
        ready = []
        for edge in sends.get(id, ()):
            to, c = edge.target, edge.contribution
            values = np.array(c.values, c.dtype)
            totals[to] = values if to not in totals else totals[to] + values
            arrived[to] = arrived.get(to, 0) + 1
            events.append(
                Event(
                    "contribution",
                    id,
                    edge.slot,
                    to,
                    upstream=upstream,
                    local=edge.local,
                    contribution=c,
                    total=summarize(totals[to]),
                    arrived=arrived[to],
                    expected=expected[to],
                )  # fmt: skip
            )
            if nodes[to].kind == "leaf" and arrived[to] == expected[to]:
                ready.append(to)
        for leaf in ready:
            total = summarize(totals[leaf])
            events.append(Event("accumulate", leaf, added=total, after=total))
    events.append(Event("done"))
    return Timeline(graph, tuple(events))
