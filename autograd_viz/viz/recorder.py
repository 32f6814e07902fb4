"""Turn the engine's events into a Timeline's, one by one as the pass runs."""

import numpy as np

from ..autograd.inplace import CopySlices
from ..autograd.node import Output
from ..autograd.walk import input_edges, leading_to, steps
from ..ops.arrays import namespace, on
from ..ops.shape import broadcast_axes
from .snapshot import Snapshot, applied, described, retaining
from .summary import measure, settled, summarize
from .timeline import Event, Timeline


class Recorder:
    """An iterator over the events of a live backward pass, as plain data.

    Each ``next`` runs the engine one event further and summarises at once what happened, so that
    no gradient is kept alive.

    Parameters
    ----------
    snapshot : Snapshot
    events : iterator of autograd.Event
    inputs : Tensor or sequence of Tensor, optional
        What alone is to accumulate.

    Attributes
    ----------
    expected_length : int
        How many events will come, if no hook is added and no function of the user's own sends nothing.
    """

    def __init__(self, snapshot, events, inputs=None):
        self.snapshot, self.events = snapshot, events
        self.locals = {edge.id: edge.local for edge in snapshot.graph.edges if edge.local is not None}
        self.expected_length = expected_events(snapshot, inputs)

    def __iter__(self):
        return self

    def __next__(self):
        return settled([self.measured(next(self.events))])[0]

    def close(self):
        """End the pass where it is."""
        self.events.close()

    def run(self):
        """All events, whose numbers come from a GPU together at the end."""
        return tuple(settled(map(self.measured, self.events)))

    def measured(self, event):
        """One engine event as a Timeline event, but for the numbers, which are only measured."""
        ops, cards = self.snapshot.ops, self.snapshot.cards
        kind = event.kind
        sends = kind in ("contribution", "reduce")
        node = None if event.node is None else ops[event.node] if sends else cards[event.node]
        target = None if event.target is None else cards[event.target]
        upstream = event.upstream
        if type(upstream) is tuple:  # the gradients of several results: the first of those that the graph uses
            upstream = upstream[self.snapshot.outputs(event.node)[0].index]
        return Event(
            kind,
            node=node,
            slot=event.slot,
            target=target,
            upstream=described(upstream),
            local=self.locals.get(f"{node}-{target}-{event.slot}") if kind == "contribution" else None,
            contribution=described(event.contribution),
            total=described(event.total),
            arrived=event.arrived,
            expected=event.expected,
            before=described(event.before),
            added=described(event.added),
            after=described(event.after),
            axes=tuple(event.axes),
            name=event.name,
        )


def expected_events(snapshot, inputs=None):
    """How many events a pass over the whole graph will have, or one that is to reach `inputs` alone."""
    wanted = () if inputs is None else input_edges(inputs)
    reached = snapshot.expected if inputs is None else leading_to(snapshot.order, wanted)
    count = 2  # seed and done
    for edge in snapshot.expected:
        if edge not in reached:
            continue
        if edge.is_leaf:
            hooks = () if edge.variable._rare is None else edge.variable._rare.hooks
            count += len(hooks or ()) + 1
            continue
        if edge.hooks is not None:
            count += len(edge.hooks.tensor) + (retaining(edge) is not None)
        count += edge in wanted
        if type(edge) is not Output:
            sends = [slot for slot, target in enumerate(edge.edges) if target in reached]
            count += len(sends) + reductions(edge, sends, snapshot.devices[edge])
    return count


def reductions(node, slots, device):
    """Along how many of a node's slots broadcast axes will have to be summed away first."""
    if node.fits is None:
        return 0
    result = node.result[0] if type(node.result) is tuple else node.result
    node_of_rules, shape = node, node.meta[0] if result is None else result.shape
    if type(node) is CopySlices:  # its rules see the changed part alone, but for the base itself
        node_of_rules, shape, slots = node.inner, node.at.shape, [slot for slot in slots if slot]
    op = node_of_rules.op
    if op is None or op.variadic or not op.results:
        return 0
    if op.elementwise:
        return sum(tuple(node.fits[slot][0]) != tuple(shape) for slot in slots)
    if not slots:
        return 0
    blank = on(device, namespace(device).zeros, (), node.fits[slots[0]][1])
    sent = applied(node_of_rules, on(device, np.broadcast_to, blank, shape))
    return sum(sent[slot] is not None and sent[slot].shape != tuple(node.fits[slot][0]) for slot in slots)


def live(root, gradient, retain_graph, inputs, frame, names):
    """A snapshot and a recorder of a pass that has not begun."""
    events = steps(root, gradient, retain_graph, inputs=inputs)
    snapshot = Snapshot(root, frame, names)
    return snapshot, Recorder(snapshot, events, inputs)


def kept(snapshot):
    """The last pass again, from the numbers the graph has kept; None where a number is missing.

    Of hooks nothing is kept, so theirs are the only steps left out.
    """
    graph = snapshot.graph
    nodes = {node.id: node for node in graph.nodes}
    sends, expected = {}, {}
    for edge in graph.edges:
        if edge.slot is None or nodes[edge.target].kind == "constant":
            continue
        if edge.contribution is not None and edge.contribution.values is None:
            return None
        sends.setdefault(edge.source, []).append(edge)
        expected[edge.target] = expected.get(edge.target, 0) + 1
    seed = nodes[graph.root].gradient
    if seed is None:
        return None
    totals, arrived = {}, {}
    events = [Event("seed", graph.root, upstream=seed, total=seed)]
    for engine_node in snapshot.order:
        card = nodes.get(snapshot.cards.get(engine_node))
        if card is not None and card.retains_grad:
            events.append(Event("retain", card.id, after=card.gradient))
        if engine_node not in snapshot.ops:
            continue
        id = snapshot.ops[engine_node]
        upstream = nodes[nodes[id].outputs[0]].gradient
        unsummed = applied(engine_node, snapshot.arrived(engine_node)) if engine_node.fits is not None else ()
        ready = []
        for edge in sends.get(id, ()):
            to, c = edge.target, edge.contribution
            arrived[to] = arrived.get(to, 0) + 1
            if nodes[to].kind == "leaf" and arrived[to] == expected[to]:
                ready.append(to)
            if c is None:  # a function of the user's own sent nothing
                continue
            before = unsummed[edge.slot] if unsummed else None
            if before is not None and before.shape != c.shape:
                axes = tuple(broadcast_axes(before.shape, c.shape))
                events.append(Event("reduce", id, edge.slot, to, upstream=measure(before), contribution=c, axes=axes))
            values = np.array(c.values, c.dtype)
            totals[to] = values if to not in totals else totals[to] + values
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
        for leaf in filter(totals.__contains__, ready):
            total = summarize(totals[leaf])
            events.append(Event("accumulate", leaf, added=total, after=total))
    events.append(Event("done"))
    return Timeline(graph, tuple(settled(events)))
