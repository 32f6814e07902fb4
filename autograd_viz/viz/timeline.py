"""A backward pass as plain frozen data: what every player plays."""

import json
from dataclasses import dataclass

from .graph import Graph, checked, sparse, summary_from
from .summary import Summary

FORMAT = "autograd_viz.timeline"
VERSION = "1.0"

KINDS = ("seed", "contribution", "reduce", "accumulate", "hook", "retain", "done")


@dataclass(frozen=True, slots=True, repr=False)
class Event:
    """One step of a backward pass.

    Examples
    --------
    >>> Event("seed", "t1")
    <seed t1>

    Attributes
    ----------
    kind : {"seed", "contribution", "reduce", "accumulate", "hook", "retain", "done"}
    node : str or None
        seed: the root's card. contribution: the op that sends. reduce: the op whose broadcast
        is undone. accumulate: the leaf. hook, retain: the node or card concerned.
    slot : int or None
        contribution, reduce: index in ``next_functions``.
    target : str or None
        contribution, reduce: the card that receives.
    upstream : Summary or None
        contribution: the gradient that arrived at the op. seed: the gradient backward starts with.
        hook: the gradient before the hook. reduce: the gradient before it is summed.
    local : Summary or None
        contribution: the local derivative, where the Jacobian is diagonal or a scalar.
    contribution : Summary or None
        contribution: what is sent. reduce: what is left after the sum.
    total : Summary or None
        contribution: the running total at the target.
    arrived, expected : int or None
        contribution: how many of how many contributions have reached the target.
    before, added, after : Summary or None
        accumulate: the leaf's ``.grad`` before (None where it is None), what is added, and after.
        retain, hook: `after` is the gradient kept or returned.
    axes : tuple of int
        reduce: the axes summed away, as axes of `upstream`.
    name : str
        hook: the function's name.
    """

    kind: str
    node: str | None = None
    slot: int | None = None
    target: str | None = None
    upstream: Summary | None = None
    local: Summary | None = None
    contribution: Summary | None = None
    total: Summary | None = None
    arrived: int | None = None
    expected: int | None = None
    before: Summary | None = None
    added: Summary | None = None
    after: Summary | None = None
    axes: tuple = ()
    name: str = ""

    def __repr__(self):
        what = [self.kind, self.edge or self.node]
        shown = self.contribution or self.after or self.upstream
        if shown is not None:
            what.append(shown.text())
        if self.arrived is not None and self.total is not None:
            what.append(f"({self.arrived} of {self.expected} arrived, {self.total.text()} so far)")
        return f"<{' '.join(filter(None, what))}>"

    @property
    def edge(self):
        """Id of the edge a contribution or reduce travels, else None."""
        return None if self.target is None else f"{self.node}-{self.target}-{self.slot}"


@dataclass(frozen=True, slots=True)
class Timeline:
    """The events of one backward pass, in order, over one graph.

    Iterating gives the events; ``len`` counts them; indexing picks one.

    Examples
    --------
    >>> t = Timeline(Graph("t1", (), ()), (Event("seed", "t1"), Event("done")))
    >>> [event.kind for event in t], len(t), Timeline.from_json(t.to_json()) == t
    (['seed', 'done'], 2, True)
    """

    graph: Graph
    events: tuple

    def __iter__(self):
        return iter(self.events)

    def __len__(self):
        return len(self.events)

    def __getitem__(self, index):
        return self.events[index]

    def to_json(self):
        """Write the documented JSON form (see ``docs/format.md``)."""
        data = {"format": FORMAT, "version": VERSION, "graph": json.loads(self.graph.to_json())}
        data["events"] = [sparse(e) for e in self.events]
        return json.dumps(data, ensure_ascii=False, allow_nan=False)

    @classmethod
    def from_json(cls, text):
        """Read what `to_json` wrote; raise ValueError for another format or major version."""
        data = checked(text, FORMAT, VERSION)
        return cls(Graph.from_json(data["graph"]), tuple(map(event_from, data["events"])))


def event_from(data):
    fields = dict(data)
    for name in ("upstream", "local", "contribution", "total", "before", "added", "after"):
        fields[name] = summary_from(fields.get(name))
    fields["axes"] = tuple(fields.get("axes", ()))
    return Event(**fields)
