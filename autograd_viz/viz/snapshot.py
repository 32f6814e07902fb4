"""Read the engine's graph into a `Graph` of plain data."""

import numpy as np

from ..autograd.mode import state
from ..autograd.node import Like, Output, like
from ..autograd.record import Faint
from ..autograd.tensor import Tensor
from ..autograd.walk import discover, fitted
from ..ops.arrays import CPU, SCALARS, gpu, is_array, named, on, place
from .calls import calls, module_of
from .formulas import with_formulas
from .graph import TRANSFERS, Edge, Graph, Node, Saved
from .names import is_tensor, names_in, parameter_names
from .source import Listing
from .summary import SMALL, Summary, measure, settled


class Snapshot:
    """A `Graph` of what a tensor was computed from, with the ids of the engine's nodes.

    Parameters
    ----------
    root : Tensor
    frame : frame or None
        Where to look for variable names.
    names : dict of Tensor to str
        Names that win over those found in the frame.

    Attributes
    ----------
    graph : Graph
    ops : dict of Node to str
        Ids of the op nodes.
    cards : dict of Node to str
        Ids of the cards, by the engine's edge: a `Node`, an `Output` or an `AccumulateGrad`.
    """

    def __init__(self, root, frame=None, names=None):
        self.root = root._edge()
        self.order, self.expected = discover([self.root])
        self.ops, self.cards, self.constants = {}, {self.root: "t1"}, {}
        self.nodes, self.edges, self.places, self.results = [], [], {}, {}
        self.listing = Listing(reversed([node for node in self.order if type(node) is not Output]))
        self.given = names or {}
        self.seen, self.models = ({}, {}) if frame is None else names_in(frame)
        self.tensors = self.known_tensors(root, frame)
        self.paths = self.parameter_paths()
        self.values = self.saved_values()
        self.devices = self.found_devices()
        made = [node for node in reversed(self.order) if type(node) is not Output]
        self.apart = same_paths({node.scope for node in self.order}, self.models)
        self.calls, self.called = calls(made, self.models, self.apart)
        self.build()
        self.graph = with_formulas(Graph("t1", *self.settled(), modules=self.modules(), code=self.listing.blocks))

    # -- names ---------------------------------------------------------------------------------

    def known_tensors(self, root, frame):
        """The living tensors of the graph that are known, by their edge."""
        known = {self.root: root}
        for edge in self.expected:
            if edge.is_leaf:
                known[edge] = edge.variable
        for namespace in () if frame is None else (frame.f_globals, frame.f_locals):
            for value in reachable(namespace):
                edge = value._node
                if edge is not None and edge in self.expected:
                    known.setdefault(edge, value)
        for tensor in self.given:
            if tensor._node is not None and tensor._node in self.expected:
                known[tensor._node] = tensor
        self.titles = {id(tensor): title for tensor, title in self.given.items()}
        return known

    def parameter_paths(self):
        """Module paths of the graph's parameters, from the modules in sight and those that made the nodes."""
        for scope in dict.fromkeys(node.scope for node in self.order):
            module = None if getattr(scope, "root", None) is None else scope.root()
            if module is not None and not any(module is m for m in self.models.values()):
                self.models[f"{type(module).__name__.lower()}{len(self.models)}"] = module
        used = {id(tensor) for tensor in self.tensors.values()}
        for node in self.order:
            used.update(id(x() if isinstance(x, Faint) else x) for _, x in node.constants)
        return parameter_names(self.models, used)

    def name(self, tensor):
        """The tensor's name, or None."""
        if tensor is None:
            return None
        key = id(tensor)
        return self.titles.get(key) or self.paths.get(key) or self.seen.get(key)

    # -- values --------------------------------------------------------------------------------

    def saved_values(self):
        """Arrays that ops saved, by the edge of the tensor they belong to."""
        values = {}
        for node in self.order:
            for x in node.saved or ():
                if isinstance(x, Tensor) and x._node is not None:
                    values.setdefault(x._node, x._data)
        return values

    def array(self, edge):
        """The array of a card, or None where it is gone."""
        if edge.is_leaf:
            return edge.variable._data
        result = edge.result[0] if type(edge.result) is tuple else edge.result
        if result is not None:
            return result
        tensor = self.tensors.get(edge)
        return tensor._data if tensor is not None else self.values.get(edge)

    def value(self, edge):
        """What is known of the numbers of a card."""
        array = self.array(edge)
        if array is not None:
            return measure(array)
        shape, dtype = edge.meta
        return Summary(tuple(shape), str(dtype), known=False)

    def found_devices(self):
        """Where each card's numbers are or were.

        Of a result that is gone, its gradient tells, which is on the same device; else what it was computed from, on
        a GPU where any of that is: numbers without axes may come from the CPU.
        """
        if not gpu.used:
            return dict.fromkeys([*self.expected, *self.order], CPU)
        devices = {edge: place(edge.variable._data) for edge in self.expected if edge.is_leaf}
        for node in reversed(self.order):
            known = self.array(node)
            if known is None:
                known = node.gradient
            if known is not None:
                devices[node] = placed(known)
            elif node.op is not None and node.op.name in TRANSFERS:
                devices[node] = destination(node)
            else:
                found = [devices[edge] for edge in node.edges if edge is not None]
                devices[node] = max(found + [placed(operand) for _, operand in node.constants], default=CPU)
        return devices

    def settled(self):
        """The nodes and the edges, with the numbers of all their summaries."""
        records = settled(self.nodes + self.edges)
        return tuple(records[: len(self.nodes)]), tuple(records[len(self.nodes) :])

    # -- nodes ---------------------------------------------------------------------------------

    def build(self):
        """Make every node and edge, in walk order."""
        self.add_card(self.root)
        for node in self.order:
            if type(node) is Output:
                self.op_id(node.producer)
                continue
            op = self.op_id(node)
            self.add_op(node, op)
            self.add_edges(node, op)

    def path(self, node):
        """Path of the module, or of the call of it, whose forward made a node."""
        return self.calls.get(node) or within(
            self.apart.get(id(getattr(node.scope, "types", None))), path_of(node.scope)
        )

    def owner(self, tensor):
        """Path of the module that a parameter belongs to, where that has been called more than once; else ""."""
        if not hasattr(self, "owners"):
            self.owners = {}
            for node, path in self.calls.items():
                inside, scope = self.called[path][0], node.scope
                for name, parameter in scope.parameters().items():
                    if name.rpartition(".")[0] == inside:
                        self.owners[id(parameter)] = module_of(path)
        return self.owners.get(id(tensor), "")

    def op_id(self, node):
        """The op's id, given out in walk order."""
        if node not in self.ops:
            self.ops[node] = f"o{len(self.ops) + 1}"
        return self.ops[node]

    def card_id(self, edge):
        """The card's id, given out in walk order; a new card is added."""
        if edge not in self.cards:
            self.cards[edge] = f"t{len(self.cards) + 1}"
            self.add_card(edge)
        return self.cards[edge]

    def add_card(self, edge):
        """Add the card of a tensor."""
        tensor = self.tensors.get(edge)
        value = self.value(edge)
        leaf = edge.is_leaf
        grad = None
        retains = None if leaf else retaining(edge)
        holder = tensor if retains is None else retains
        if holder is not None and holder._grad is not None:
            grad = measure(holder._grad._data)
        producer = None if leaf else edge.producer
        if type(edge) is Output:
            self.results.setdefault(producer, []).append(edge)
        self.places[self.cards[edge]] = len(self.nodes)
        self.nodes.append(
            Node(
                self.cards[edge],
                "root" if edge is self.root and not leaf else "leaf" if leaf else "intermediate",
                name=self.name(tensor),
                grad_fn="AccumulateGrad" if leaf else None,
                shape=value.shape,
                dtype=value.dtype,
                device=named(self.devices[edge]),
                value=value,
                grad=grad,
                gradient=described(edge.gradient),
                retains_grad=retains is not None,
                module=self.owner(edge.variable) if leaf else self.path(producer),
                line=None if leaf else self.listing.line(producer),
            )
        )

    def add_op(self, node, id):
        """Add the circle of an op."""
        op = node.op
        outputs = tuple(self.cards[e] for e in self.outputs(node))
        first = self.nodes[self.places[outputs[0]]]
        self.nodes.append(
            Node(
                id,
                "op",
                grad_fn=node.name(),
                symbol=symbol_of(node),
                shape=first.shape,
                dtype=first.dtype,
                device=first.device,
                outputs=outputs,
                results=self.all_results(node, outputs),
                saved=saved_of(node),
                freed=node.freed,
                line=self.listing.line(node),
                module=self.path(node),
                view=op is not None and op.view and len(node.edges) == 1 and len(outputs) == 1,
                op="" if op is None else op.name,
                params=params_of(node),
            )
        )

    def outputs(self, node):
        """The edges of a node's results that the graph uses."""
        if node in self.cards:
            return [node]
        return sorted(self.results[node], key=lambda e: e.index)

    def all_results(self, node, outputs):
        """The cards of all results of a node, None where the graph does not use one; nothing where it uses all."""
        if node.op is None or node.op.results or len(node.meta) == len(outputs):
            return ()
        cards = {edge.index: self.cards[edge] for edge in self.outputs(node)}
        return tuple(map(cards.get, range(len(node.meta))))

    def arrived(self, node):
        """The gradient that arrived at a node in the last pass; of several results, all of theirs."""
        outputs = self.outputs(node)
        if outputs == [node]:
            return node.gradient
        known = {edge.index: edge.gradient for edge in outputs if edge.gradient is not None}
        if not known:
            return None
        return next((g for g in known.values() if type(g) is Like), None) or node.gathered(known, False)

    def add_edges(self, node, id):
        """Add one edge per operand, those without gradient included."""
        contributions = known_contributions(node, self.arrived(node), self.expected)
        locals_ = local_derivatives(node)
        op = node.op
        positions = op.slots if op is not None and op.slots is not None else getattr(node, "positions", None)
        for slot, edge in enumerate(node.edges):
            if edge is None:
                continue
            contribution = contributions[slot]
            self.edges.append(
                Edge(
                    id,
                    self.card_id(edge),
                    slot=slot,
                    operand=slot if not positions else positions[slot],
                    local=None if locals_[slot] is None else measure(locals_[slot]),
                    contribution=described(contribution),
                )
            )
        slots = tuple(range(len(node.edges))) if positions is None else tuple(positions)
        for position, operand in node.constants:
            self.add_constant(node, id, position, operand, slots)

    def add_constant(self, node, id, position, operand, slots):
        """Add the pill of an operand without gradient."""
        if isinstance(operand, Faint):
            alive = operand()
            operand = operand.like if alive is None else alive
        if isinstance(operand, Like):
            self.constant_card(node, id, position, described(operand), slots, named(operand.place))
            return
        if not (isinstance(operand, (Tensor, np.generic, bool, int, float)) or is_array(operand)):
            return
        array = operand._data if isinstance(operand, Tensor) else operand
        key = operand if isinstance(operand, Tensor) else (node, position)
        name = self.name(operand) if isinstance(operand, Tensor) else None
        value = None if key in self.constants else measure(array)
        self.constant_card(node, id, position, value, slots, named(placed(array)), key, name)

    def constant_card(self, node, id, position, value, slots, device, key=None, name=None):
        """Add an edge to the pill of a constant, and the pill where there is none yet."""
        key = (node, position) if key is None else key
        if key not in self.constants:
            self.constants[key] = f"k{len(self.constants) + 1}"
            self.nodes.append(
                Node(
                    self.constants[key],
                    "constant",
                    name=name,
                    shape=value.shape,
                    dtype=value.dtype,
                    device=device,
                    value=value,
                )
            )
        slot = slots.index(position) if position in slots else None
        self.edges.append(Edge(id, self.constants[key], slot=slot, operand=position))

    def modules(self):
        """Path to class name of every module whose forward made a node, and of its parents."""
        kinds = {path: kind for path, (_, kind) in self.called.items()}
        for scope in {node.scope for node in self.order}:
            types = getattr(scope, "types", {})
            path, name = path_of(scope), self.apart.get(id(types))
            while path in types and within(name, path) not in kinds:
                kinds[within(name, path)] = types[path]
                path = path.rpartition(".")[0]
        return dict(sorted(kinds.items()))


def retaining(edge):
    """The tensor that keeps the gradient arriving at an inner edge as its ``.grad``, or None."""
    holder = None if edge.hooks is None or edge.hooks.retain is None else edge.hooks.retain()
    return holder if holder is not None and holder._node is edge else None


def described(array):
    """The summary of an array; only shape and dtype of one that is gone."""
    if array is None:
        return None
    return Summary(tuple(array.shape), str(array.dtype), known=False) if type(array) is Like else measure(array)


def placed(operand):
    """Where an operand is, which may be gone by now; a number is where it is read from, on the CPU."""
    if isinstance(operand, Faint):
        operand = operand.like
    if isinstance(operand, Like):
        return operand.place
    if isinstance(operand, tuple):
        return max(map(placed, operand), default=CPU)
    array = getattr(operand, "_data", operand)
    return place(array) if is_array(array) else CPU


def destination(node):
    """The device that a transfer goes to."""
    return node.params["where"] if "where" in node.params else node.params["like"].place


def reachable(namespace):
    """The tensors of a namespace, those in lists, tuples and dicts included."""
    for value in list(namespace.values()):
        if is_tensor(value):
            yield value
        elif issubclass(type(value), (list, tuple)):
            yield from filter(is_tensor, value[:SMALL])
        elif issubclass(type(value), dict) and len(value) <= SMALL:
            yield from filter(is_tensor, value.values())


def path_of(scope):
    """The module path of a scope, ``""`` outside every module."""
    return "" if scope is None else getattr(scope, "path", scope)


def same_paths(scopes, models):
    """The names of models that have a path in common, such as two that both have a ``0``, by the id of their types."""
    roots, paths = {}, {}
    for scope in scopes:
        if getattr(scope, "root", None) is not None:
            roots[id(scope.types)] = scope.root()
            paths.setdefault(scope.path, set()).add(id(scope.types))
    names = {id(model): name for name, model in models.items()}
    met = {key for path, keys in paths.items() if path and len({id(roots[key]) for key in keys}) > 1 for key in keys}
    return {key: names[id(roots[key])] for key in met if id(roots[key]) in names}


def within(name, path):
    """A path within a model, led by the name of that where it has one."""
    return ".".join(filter(None, (name, path)))


def symbol_of(node):
    """What to write inside the op's circle."""
    if node.op is not None:
        return f"→ {named(destination(node))}" if node.op.name in TRANSFERS else sign(node.op)
    return "[i]=" if node.name() == "CopySlices" else node.name().removesuffix("Backward")


def sign(op):
    """An op's symbol; of a helper without one, the words of its name that tell something.

    >>> from ..ops.op import REGISTRY
    >>> [sign(REGISTRY[name]) for name in ("mul", "fill_number", "put_index", "softmax_slope", "clamp_min_tensor")]
    ['×', 'fill', 'put', 'softmax′', 'clamp min']
    """
    if op.symbol != op.name:
        return op.symbol
    words = [word for word in op.name.split("_") if word not in UNTOLD] or [op.name]
    if words[0] in LEADING:
        return words[0]
    return " ".join(words[:-1]) + "′" if words[-1] == "slope" else " ".join(words)


LEADING = {"put", "take", "spread", "normal", "bernoulli", "integers"}
UNTOLD = {"in", "place", "number", "tensor", "like", "axis", "axes", "back", "drawn", "of", "each", "flat", "source"}


def params_of(node):
    """The op's parameters that are plain values: no arrays."""
    plain = (bool, int, float, str, type(None))
    return tuple(
        (name, value)
        for name, value in (node.params or {}).items()
        if isinstance(value, plain) or (isinstance(value, tuple) and all(isinstance(v, plain) for v in value))
    )


def saved_of(node):
    """What a node saved, for a viewer."""
    out = []
    letters = () if node.op is None else node.op.forward.__code__.co_varnames
    for i, x in enumerate(node.saved or ()):
        if not isinstance(x, Tensor):
            continue
        version = 0 if node.versions is None else node.versions[i]
        letter = letters[i] if i < len(letters) else str(i)
        out.append(Saved(letter, tuple(x._data.shape), version, x._version, node.freed))
    return tuple(out)


def operands(node):
    """The operands that a node's rules read, as arrays, and the indices of those gone or changed since.

    The result counts as operand -1.
    """
    saved = node.op.blank if node.saved is None else node.saved
    versions = node.versions or (0,) * (len(saved) + 1)
    arrays, gone = [], set()
    for i, x in enumerate(saved):
        if isinstance(x, Tensor):
            if x._version != versions[i]:
                gone.add(i)
            x = x._data
        elif x is None and node.freed:
            gone.add(i)
        arrays.append(x)
    if node.result is None or (node.storage is not None and node.storage.version != versions[-1]):
        gone.add(-1)
    return arrays, gone


def applied(node, g):
    """What each of a node's rules gives for the upstream gradient `g`; None where an operand it reads is gone."""
    op = node.op
    if op is None or type(node) is Output:
        return [None] * len(node.edges)
    if op.name in TRANSFERS:
        return [g]  # numbers may stay where they are to be looked at
    arrays, gone = operands(node)
    sent = []
    for slot, edge in enumerate(node.edges):
        i = 0 if op.variadic else slot if op.slots is None else op.slots[slot]
        if edge is None or op.uses[i] & gone:
            sent.append(None)
            continue
        which = {"k": slot} if op.variadic else {}
        sent.append(state.here.run(op.vjp[i], g, node.result, *arrays, **which, **node.params))
    return sent


def known_contributions(node, g, expected):
    """What travelled along each edge in the last pass, as far as it is still known."""
    if g is None:
        return [None] * len(node.edges)
    kept = getattr(node, "sent", None)
    sent = [None] * len(node.edges) if kept is None else kept
    if kept is None and type(g) is not Like and (node.hooks is None or not node.hooks.post):
        sent = [
            c if c is None or node.fits is None else fitted(c, *node.fits[slot][:2], None, False)
            for slot, c in enumerate(applied(node, g))
        ]
    sent = [only_path(edge, expected) if c is None else c for c, edge in zip(sent, node.edges)]
    gone = [None if edge is None else like_target(edge) for edge in node.edges]
    if kept is not None:  # small ones are kept: where there is none, none was sent
        gone = [None if like_ is None or like_.size <= SMALL else like_ for like_ in gone]
    return [missing if c is None else c for c, missing in zip(sent, gone)]


def like_target(edge):
    """The shape and dtype of what an edge carried, where its numbers are gone."""
    if edge.is_leaf:
        return like(edge.variable._data)
    result = edge.result[0] if type(edge.result) is tuple else edge.result
    return Like(*edge.meta) if result is None else like(result)


def only_path(edge, expected):
    """A node's gradient is what its only incoming edge carried."""
    if edge is None or edge.is_leaf or expected[edge] != 1 or (edge.hooks is not None and edge.hooks.tensor):
        return None
    return edge.gradient


def only_moves(fits, y):
    """Whether what is sent needs no sum and no cast, but a way to another device: a number of the CPU met a GPU."""
    known = [fit for fit in fits if fit is not None]
    fitting = all(fit[:2] == (y.shape, y.dtype) for fit in known)
    return fitting and any(fit[2] not in (None, place(y)) for fit in known)


def local_derivatives(node):
    """The local derivative by each operand, where the Jacobian is diagonal and small, else None."""
    nothing = [None] * len(node.edges)
    y = node.result
    if node.op is None or not node.op.elementwise or y is None or type(y) is tuple or y.size > SMALL:
        return nothing
    if node.fits is not None and not only_moves(node.fits, y):
        return nothing
    return applied(node, y.dtype.type(1) if type(y) in SCALARS else on(place(y), np.ones_like, y))
