"""What a picture shows at one moment: the text and status of every card and edge, as plain data."""

from dataclasses import dataclass, field

STATUSES = ("waiting", "arriving", "now", "done")


@dataclass(frozen=True, slots=True)
class CardState:
    """How one card or op looks.

    `status` is one of `STATUSES`; `heading` heads the gradient row (``grad`` or ``∂L/∂b``, empty
    for none), `gradient` is its text (``not yet``, ``1 of 2``, ``−24``), `missing` says that the text stands
    for no gradient rather than a number, `sum` is the sum written out where paths meet
    (``−24 + −15``), `label` the full sentence for a screen reader, and `cells` the gradient's numbers row by row
    where the card shows a grid (``(("1", "2"), ("3", "4"))``; no rows while there is no gradient).
    """

    status: str = "waiting"
    heading: str = ""
    gradient: str = ""
    missing: bool = True
    sum: str = ""
    label: str = ""
    cells: tuple = ()


@dataclass(frozen=True, slots=True)
class EdgeState:
    """How one edge looks: `status`, the `text` of its number and the full `label`."""

    status: str = "waiting"
    text: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """Everything that changes between two moments of one picture: ids to looks."""

    nodes: dict = field(default_factory=dict)
    edges: dict = field(default_factory=dict)
