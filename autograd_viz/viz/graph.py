"""A computational graph as plain frozen data: what every picture is drawn from."""

import json
from dataclasses import asdict, dataclass, field, replace

from .summary import Summary, frozen, plain

FORMAT = "autograd_viz.graph"
VERSION = "1.0"

WORDS = {"NaN": float("nan"), "Infinity": float("inf"), "-Infinity": float("-inf")}  # what JSON has no numbers for
KINDS = ("op", "leaf", "intermediate", "root", "constant", "module", "outside")
TRANSFERS = frozenset({"to_device", "to_device_of"})  # ops whose result is on another device than their operand


@dataclass(frozen=True, slots=True)
class Line:
    """A place in the user's own code.

    Attributes
    ----------
    block : int
        Index into `Graph.code`.
    number : int
        Line number, counted from 1 as in the file or notebook cell.
    start, end : int or None
        Columns of the expression that made the node (`end` exclusive), where Python knows them.
    """

    block: int
    number: int
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Code:
    """Consecutive lines of the user's code. `label` is a file's base name or ``notebook cell``."""

    label: str
    first: int
    lines: tuple


@dataclass(frozen=True, slots=True)
class Saved:
    """A tensor that an op saved for backward: PyTorch's slot name, shape, versions then and now."""

    name: str
    shape: tuple
    version: int = 0
    current_version: int = 0
    freed: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """One drawn thing: an op, or the card of a tensor.

    Attributes
    ----------
    id : str
        Unique in its graph, no ``-`` in it: ``o1`` is an op, ``t1`` a tensor, ``k1`` a constant,
        ``m1`` a folded module, ``x1`` the ops left out beyond a card.
    kind : {"op", "leaf", "intermediate", "root", "constant", "module", "outside"}
    name : str or None
        Variable name or module path (``layers.0.weight``); None for an unnamed tensor. Any text.
    grad_fn : str or None
        PyTorch's name: ``MulBackward0`` of an op, ``AccumulateGrad`` of a leaf.
    symbol : str
        What to write inside an op: ``×``, ``tanh``, ``@``.
    shape, dtype, device
        Of the tensor; of an op's first result. Of a folded module, the device alone: that of the tensors inside it,
        several of them joined by ``+``.
    value : Summary or None
        The tensor's numbers. `value.known` is False where they were freed.
    grad : Summary or None
        A leaf's or a retained tensor's ``.grad``; None where ``.grad`` is None.
    gradient : Summary or None
        The gradient that arrived here in the last backward pass, where it is still known.
    retains_grad : bool
        Whether this intermediate fills ``.grad`` as well.
    outputs : tuple of str
        Of an op: the ids of its results' cards, in order.
    results : tuple of (str or None)
        Of an op with results that the graph does not use: for each, the id of its card or None.
    saved : tuple of Saved
    freed : bool
        Whether this op's saved tensors have been freed by a backward pass.
    line : Line or None
        Where the user's own code made it.
    module : str
        Path of the module whose forward made it (``layers.0``), or ``""``.
    tex : str
        Of an op: its forward formula with `a`, `b` or `x` as operands.
    view : bool
        Whether this op only looks at its single operand in another way (``TBackward0``).
    members : tuple of str
        Of a folded module: the ids of the nodes hidden inside it, in walk order.
    parameters : tuple of str
        Of a folded module: the ids of the leaves among its members.
    details : tuple of str
        Of a folded module: one short line per parameter (``weight 16 × 2``).
    repeats : int
        Of a folded run of like modules: how many there are (``× 12``).
    op : str
        Of an op: its name in ``ops.op.REGISTRY`` (``mul``), by which formulas find its rules.
    params : tuple of (str, value)
        Of an op: those of its parameters that are plain numbers, words or tuples of them.
    """

    id: str
    kind: str
    name: str | None = None
    grad_fn: str | None = None
    symbol: str = ""
    shape: tuple = ()
    dtype: str = ""
    device: str = "cpu"
    value: Summary | None = None
    grad: Summary | None = None
    gradient: Summary | None = None
    retains_grad: bool = False
    outputs: tuple = ()
    results: tuple = ()
    saved: tuple = ()
    freed: bool = False
    line: Line | None = None
    module: str = ""
    tex: str = ""
    view: bool = False
    members: tuple = ()
    parameters: tuple = ()
    details: tuple = ()
    repeats: int = 1
    op: str = ""
    params: tuple = ()

    @property
    def is_transfer(self):
        """Whether this op brings its operand to another device."""
        return self.op in TRANSFERS


@dataclass(frozen=True, slots=True)
class Edge:
    """One operand of one op; backward, the gradient travels along it from `source` to `target`.

    Attributes
    ----------
    source : str
        Id of the op whose backward sends.
    target : str
        Id of the tensor card (or constant) that is the operand.
    slot : int or None
        Index in the op's ``next_functions``; None for a constant that has no slot there.
    operand : int
        Position among the op's operands as the user wrote them (``10 - d``: 10 is 0, d is 1).
    local : Summary or None
        The local derivative, where the Jacobian is diagonal or a scalar.
    local_tex : str
        The local derivative in symbols (``w_3``), or the rule in symbols.
    contribution : Summary or None
        What travelled here in the last backward pass, where it is still known.
    inside : str or None
        Id of the folded module whose box hides `source`; the edge keeps its `id`.
    """

    source: str
    target: str
    slot: int | None = None
    operand: int = 0
    local: Summary | None = None
    local_tex: str = ""
    contribution: Summary | None = None
    inside: str | None = None

    @property
    def id(self):
        """The name tests and screen readers rely on: ``SOURCE-TARGET-SLOT``."""
        return f"{self.source}-{self.target}-{f'k{self.operand}' if self.slot is None else self.slot}"


@dataclass(frozen=True, slots=True)
class Graph:
    """A frozen snapshot of a computational graph.

    Attributes
    ----------
    root : str
        Id of the card of the tensor the snapshot was taken from.
    nodes : tuple of Node
        In walk order: the root first, then newest ops first.
    edges : tuple of Edge
    modules : dict of str to str
        Module path to class name, for every path in ``Node.module`` and its parents.
    code : tuple of Code
        The user's lines that `Node.line` points into.
    notes : tuple of str
        Plain sentences a viewer should show (``a.grad is not None: gradients add up``).

    Examples
    --------
    >>> g = Graph("t1", (Node("t1", "leaf", name="a", shape=()),), ())
    >>> Graph.from_json(g.to_json()) == g
    True
    """

    root: str
    nodes: tuple
    edges: tuple
    modules: dict = field(default_factory=dict)
    code: tuple = ()
    notes: tuple = ()

    def __getitem__(self, id):
        """The node with this id."""
        for node in self.nodes:
            if node.id == id:
                return node
        raise KeyError(id)

    def producer(self, id):
        """The op whose result the card `id` is, or None."""
        return next((n for n in self.nodes if id in n.outputs), None)

    def with_nodes(self, nodes):
        """A copy with other nodes."""
        return replace(self, nodes=tuple(nodes))

    def to_json(self):
        """Write the documented JSON form (see ``docs/format.md``)."""
        data: dict = {"format": FORMAT, "version": VERSION, "root": self.root}
        data["nodes"] = [sparse(n) for n in self.nodes]
        data["edges"] = [sparse(e) for e in self.edges]
        data["modules"] = dict(self.modules)
        data["code"] = [asdict(c) for c in self.code]
        data["notes"] = list(self.notes)
        return json.dumps(data, ensure_ascii=False, allow_nan=False)

    @classmethod
    def from_json(cls, text):
        """Read what `to_json` wrote; raise ValueError for another format or major version."""
        data = checked(text, FORMAT, VERSION)
        return cls(
            data["root"],
            tuple(map(node_from, data["nodes"])),
            tuple(map(edge_from, data["edges"])),
            dict(data["modules"]),
            tuple(Code(c["label"], c["first"], tuple(c["lines"])) for c in data["code"]),
            tuple(data["notes"]),
        )


def checked(text, format, version):
    """Parse JSON text and refuse what this version cannot read."""
    data = json.loads(text) if isinstance(text, (str, bytes)) else text
    if not isinstance(data, dict) or data.get("format") != format:
        found = data.get("format") if isinstance(data, dict) else type(data).__name__
        raise ValueError(f"expected JSON with format {format!r}, found {found!r}")
    if str(data.get("version")).split(".")[0] != version.split(".")[0]:
        raise ValueError(
            f"{format} version {data.get('version')!r} cannot be read here: this autograd_viz reads "
            f"version {version}. Read it with the autograd_viz that wrote it, or write it again."
        )
    return data


def sparse(record):
    """A dataclass as a dict without the fields that hold their default."""
    out = {}
    for name, spec in record.__dataclass_fields__.items():
        value = getattr(record, name)
        if name != "id" and value == spec.default:
            continue
        out[name] = jsonable(value)
    return out


def jsonable(value):
    """Summaries, lines and tuples as plain JSON values."""
    if isinstance(value, Summary):
        return value.to_json()
    if isinstance(value, tuple):
        return [jsonable(v) for v in value]
    if isinstance(value, float):
        return plain(value)
    return asdict(value) if hasattr(value, "__dataclass_fields__") else value


def parameter(value):
    """Undo `jsonable` on the value of a parameter."""
    return WORDS.get(value, value) if isinstance(value, str) else frozen(value)


def summary_from(data):
    return None if data is None else Summary.from_json(data)


def node_from(data):
    fields = dict(data)
    for name in ("value", "grad", "gradient"):
        fields[name] = summary_from(fields.get(name))
    for name in ("shape", "outputs", "results", "members", "parameters", "details"):
        fields[name] = tuple(fields.get(name, ()))
    fields["saved"] = tuple(Saved(**{**s, "shape": tuple(s["shape"])}) for s in fields.get("saved", ()))
    fields["params"] = tuple((name, parameter(value)) for name, value in fields.get("params", ()))
    fields["line"] = Line(**fields["line"]) if fields.get("line") else None
    return Node(**fields)


def edge_from(data):
    fields = dict(data)
    for name in ("local", "contribution"):
        fields[name] = summary_from(fields.get(name))
    return Edge(**fields)
