"""The backward pass: one generator that visits nodes newest first and sends gradients along edges.

`steps` yields an `Event` for everything it does; `backward` and `grad` drain the same walk with
nobody watching, in which case no event is made. What is shown is what ran.
"""

import contextvars
import threading
from operator import add, attrgetter
from sys import getrefcount
from typing import NamedTuple

import numpy as np

from ..ops.arrays import SCALARS, duplicate, empty, gpu, is_sole, is_writeable, moved, named, on, place
from ..ops.shape import broadcast_axes, sum_broadcast, to_device, to_dtype
from .errors import ArgumentError, EngineError, OperandError, message
from .mode import anomaly, during, state
from .node import SMALL, GradientEdge, Output, large, like
from .tensor import Tensor, storage_of, wrap

newest = attrgetter("number")
adding = threading.RLock()  # threads with a leaf in common add to its gradient one after another

NO_GRAPH = "element {} of tensors does not require grad and does not have a grad_fn"


class Event(NamedTuple):
    """One step of a backward pass, holding arrays and nodes.

    Attributes
    ----------
    kind : {"seed", "contribution", "reduce", "accumulate", "hook", "retain", "done"}
    node : Node or None
        seed: the root's node. contribution, reduce: the node that sends. accumulate: the leaf's
        `AccumulateGrad`. hook, retain: the node whose gradient is concerned.
    slot : int or None
        contribution, reduce: index in ``next_functions``.
    target : Node or None
        contribution, reduce: the edge's far end (an `AccumulateGrad`, `Node` or `Output`).
    upstream, contribution, total : array or None
    arrived, expected : int or None
        How many of how many contributions have reached the target.
    before, added, after : array or None
    axes : tuple of int
        reduce: the axes summed away.
    name : str
        hook: the function's name.

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor(3.0, requires_grad=True)
    >>> seed, first, *others = av.autograd.steps(x * x)
    >>> first.kind, first.slot, float(first.contribution), first.arrived, first.expected
    ('contribution', 0, 3.0, 1, 2)
    """

    kind: str
    node: object = None
    slot: int | None = None
    target: object = None
    upstream: object = None
    contribution: object = None
    total: object = None
    arrived: int | None = None
    expected: int | None = None
    before: object = None
    added: object = None
    after: object = None
    axes: tuple = ()
    name: str = ""


def steps(root, gradient=None, retain_graph=None, create_graph=False, inputs=None):
    """Run a backward pass step by step, yielding an `Event` after each.

    Between two events nothing more has happened than the events say: leaves not yet reached have
    no new ``.grad``, hooks of nodes not yet visited have not been called, and a hook registered
    meanwhile will be. The grad mode is the caller's at every yield.

    Parameters
    ----------
    root : Tensor
    gradient, retain_graph, create_graph, inputs
        As `Tensor.backward`.

    Yields
    ------
    Event

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor(3.0, requires_grad=True)
    >>> [event.kind for event in steps(x * x)]
    ['seed', 'contribution', 'contribution', 'accumulate', 'done']
    """
    edges, seeds = seeded((root,), (gradient,), create_graph)
    only = None if inputs is None else input_edges(inputs, edges)
    keep = create_graph if retain_graph is None else retain_graph
    return walk(edges, seeds, keep, create_graph, only, watch=True)


def backward(tensors, grad_tensors=None, retain_graph=None, create_graph=False, grad_variables=None, inputs=None):
    """Compute the sum of gradients of `tensors`, adding to the ``.grad`` of the leaves. As ``torch.autograd.backward``.

    Parameters
    ----------
    tensors : Tensor or sequence of Tensor
        Where the pass begins.
    grad_tensors : Tensor or sequence of Tensor or None
        One per tensor, of its shape; None for ones, where a tensor has one element.
    retain_graph, create_graph, inputs
        As `Tensor.backward`, whose errors this raises as well.
    grad_variables
        The old name of `grad_tensors`.

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor([1.0, 2.0], requires_grad=True)
    >>> av.autograd.backward([x.sum(), x * x], [None, av.tensor([1.0, 10.0])])
    >>> x.grad
    tensor([ 3., 41.])
    """
    if grad_variables is not None:
        grad_tensors = grad_variables
    roots = as_sequence(tensors)
    if not (grad_tensors is None or isinstance(grad_tensors, (Tensor, list, tuple))):
        kind = type(grad_tensors).__name__
        text = (
            f"'{kind}' object is not iterable"
            if not hasattr(grad_tensors, "__iter__")
            else f"gradients can be either Tensors or None, but got {kind}"
        )
        raise OperandError(f"{text}\nGive a Tensor of the root's shape, such as ones_like(it).")
    gradients = (grad_tensors,) if isinstance(grad_tensors, Tensor) or grad_tensors is None else tuple(grad_tensors)
    if grad_tensors is None:
        gradients = (None,) * len(roots)
    if len(gradients) != len(roots):
        raise EngineError(f"got {len(roots)} tensors and {len(gradients)} gradients")
    if inputs is not None and not isinstance(inputs, Tensor) and not len(inputs):
        raise EngineError("`inputs` argument to `backward()` cannot be empty.")
    edges, seeds = seeded(roots, gradients, create_graph)
    only = None if inputs is None else input_edges(inputs, edges)
    keep = create_graph if retain_graph is None else retain_graph
    drain(walk(edges, seeds, keep, create_graph, only))


def grad(
    outputs, inputs, grad_outputs=None, retain_graph=None, create_graph=False, only_inputs=True,
    allow_unused=None, is_grads_batched=False, materialize_grads=False,
):  # fmt: skip
    """Return the gradients of `outputs` by `inputs`, touching no ``.grad``. As ``torch.autograd.grad``.

    Parameters
    ----------
    outputs, inputs : Tensor or sequence of Tensor
        Or `GradientEdge`, which stands for a tensor; the inputs may be a dict, and then a dict is returned.
    grad_outputs : Tensor or sequence of Tensor or None
        One per output, of its shape: what to multiply the Jacobian with from the left.
    retain_graph, create_graph
        As `Tensor.backward`.
    allow_unused : bool, optional
        Give None for an input the outputs do not depend on, instead of an error.
    is_grads_batched : bool
        Take each of `grad_outputs` for a stack of them, and return stacks of gradients: one pass per row.
    materialize_grads : bool
        Give zeros instead of None.

    Returns
    -------
    tuple of Tensor
        One per input, of its shape.

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor(3.0, requires_grad=True)
    >>> (slope,) = av.autograd.grad(x**3, x, create_graph=True)
    >>> av.autograd.grad(slope, x)  # the second derivative, 6 x
    (tensor(18.),)
    """
    if isinstance(inputs, dict):
        found = grad(outputs, tuple(inputs.values()), grad_outputs, retain_graph, create_graph, only_inputs, allow_unused,
                     is_grads_batched, materialize_grads)  # fmt: skip
        return dict(zip(inputs, found))
    roots, wanted = as_sequence(outputs), as_sequence(inputs)
    if not wanted:
        raise EngineError("`inputs` argument to `grad()` cannot be empty.")
    for x in wanted:
        if not isinstance(x, (Tensor, GradientEdge)):
            raise EngineError(f"all inputs have to be Tensors or GradientEdges, but got {type(x).__name__}")
    gradients = (grad_outputs,) if isinstance(grad_outputs, Tensor) else grad_outputs
    gradients = (None,) * len(roots) if gradients is None else tuple(gradients)
    if materialize_grads and allow_unused is False:
        raise ArgumentError(
            "Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False."
        )
    keep = create_graph if retain_graph is None else retain_graph
    if is_grads_batched:
        return batched(
            roots, wanted, gradients, keep, create_graph, allow_unused or materialize_grads, materialize_grads
        )
    edges, seeds = seeded(roots, gradients, create_graph)
    targets = []
    for i, x in enumerate(wanted):
        edge = edge_of(x, edges)
        if edge is None:
            raise EngineError(
                "One of the differentiated Tensors does not require grad"
                + f"\nInput {i} has requires_grad=False: create it with requires_grad=True."
            )
        targets.append(edge)
    captured = dict.fromkeys(targets)
    drain(walk(edges, seeds, keep, create_graph, None, captured=captured))
    found = [captured[edge] for edge in targets]
    if materialize_grads:
        if any(g is None and not isinstance(x, Tensor) for g, x in zip(found, wanted)):
            raise EngineError("materialize_grads cannot be used when the given input is a GradientEdge")
        found = [wrap(state.here.run(np.zeros_like, x._data)) if g is None else g for g, x in zip(found, wanted)]
    elif not allow_unused and None in found:
        raise EngineError(
            f"The differentiated Tensor at index {found.index(None)} appears to not have been used in the graph. Set "
            "allow_unused=True if this is the desired behavior."
        )
    return tuple(found)


def as_sequence(given):
    """A tuple of tensors or edges from one of them or several."""
    if isinstance(given, (Tensor, GradientEdge)):
        return (given,)
    if not hasattr(given, "__iter__"):
        raise OperandError(f"'{type(given).__name__}' object is not iterable\nGive a tensor or a sequence of them.")
    return tuple(given)


def edge_of(x, roots):
    """The edge of a tensor, or the one in the graph behind `roots` that a `GradientEdge` names."""
    if isinstance(x, Tensor):
        return x._edge()
    if x.ownership_token is not None:
        return x.ownership_token
    found = [node for node in discover(roots)[0] if (node.producer, node.index) == x[:2]]
    return found[-1] if found else x.node


def batched(roots, wanted, gradients, keep, create, unused, zeros):
    """The gradients of `grad` for every row of the upstream gradients, stacked."""
    from ..functions.shapes import stack

    sizes = {len(u) for u in gradients if u is not None}
    for i, (root, u) in enumerate(zip(roots, gradients)):
        if u is not None and u.shape[1:] != root.shape:
            raise EngineError(
                "If `is_grads_batched=True`, we interpret the first dimension of each grad_output as the batch dimension. "
                "The sizes of the remaining dimensions are expected to match the shape of corresponding output, but a "
                f"mismatch was detected: grad_output[{i}] has a shape of {u.shape[1:]} and output[{i}] has a shape of "
                f"{root.shape}. If you only want some tensors in `grad_output` to be considered batched, consider using "
                "vmap."
            )
    if len(sizes) != 1:
        raise ArgumentError("is_grads_batched: expected grad_outputs of one length along their first axis")
    (count,) = sizes
    rows = [grad(roots, wanted, [u if u is None else u[k] for u in gradients], keep or k < count - 1, create,
                 allow_unused=unused, materialize_grads=zeros) for k in range(count)]  # fmt: skip
    with during(create):
        return tuple(None if None in column else stack(column) for column in zip(*rows))


def brought(gradient, data, i):
    """A gradient without axes on the device of its root; RuntimeError in PyTorch's words for a larger one."""
    if gradient.ndim:
        raise EngineError(
            f"invalid gradient at index {i} - expected device {named(place(data))} but got {named(place(gradient._data))}\n"
            "Make it where the root is: ones_like(root)."
        )
    return to_device(gradient, dtype=gradient._data.dtype, where=place(data))


def seeded(roots, gradients, create_graph):
    """The edges to start from and the gradient each starts with, checked as PyTorch checks them."""
    edges, seeds = [], []
    for i, (root, gradient) in enumerate(zip(roots, gradients)):
        if isinstance(root, GradientEdge):
            root = root_of(root)
        if not isinstance(root, Tensor):
            raise OperandError(f"expected a Tensor to differentiate, got {type(root).__name__}")
        data = root._data
        if gradient is not None:
            if not isinstance(gradient, Tensor):
                raise OperandError(f"gradients can be either Tensors or None, but got {type(gradient).__name__}")
            if gradient._data.shape != data.shape:
                raise EngineError(
                    f"Mismatch in shape: grad_output[{i}] has a shape of {gradient.shape} and output[{i}] has a shape "
                    f"of {root.shape}."
                )
            if gpu.used and place(gradient._data) != place(data):
                gradient = brought(gradient, data, i)
            if create_graph:
                seed = gradient
            else:
                seed = gradient._data
                if type(seed) not in SCALARS and seed.dtype == data.dtype:
                    seed = duplicate(seed)
            if gradient._data.dtype != data.dtype:
                seed = on(place(data), to_dtype, seed, dtype=data.dtype)
        else:
            edge = root._edge()
            if edge is not None and data.size != 1:
                raise EngineError(
                    message(
                        "grad can be implicitly created only for scalar outputs",
                        root.grad_fn,
                        f"This tensor has shape {list(data.shape)}: call .sum().backward(), or pass "
                        "gradient=ones_like(it).",
                    )
                )
            seed = data.dtype.type(1) if type(data) in SCALARS else state.here.run(np.ones_like, data)
            if create_graph:
                seed = wrap(seed)
        edge = root._edge()
        if edge is None:
            raise EngineError(
                message(
                    NO_GRAPH.format(i),
                    None,
                    "Nothing it was computed from has requires_grad=True, or it was computed under no_grad or after "
                    "detach.",
                )
            )
        edges.append(edge)
        seeds.append(seed)
    return edges, seeds


def root_of(edge):
    """A tensor that leads to a `GradientEdge`, of the shape of what was computed there."""
    node = edge.ownership_token or edge.node
    if node.is_leaf:
        return node.variable
    result = node.result if node.meta is None else None
    if result is not None:  # small, and so the only one of which a gradient may be left out
        return wrap(result, node)
    shape, dtype = node.meta
    return wrap(np.broadcast_to(np.zeros((), dtype), shape), node)


def input_edges(inputs, roots=()):
    """The edges of the tensors that alone are to receive a ``.grad``, each with its tensor."""
    edges = {}
    for x in as_sequence(inputs):
        if isinstance(x, GradientEdge) and not x.node.is_leaf:
            raise EngineError(
                "backward can only accumulate into tensors: a GradientEdge given as one of `inputs` must be that of a leaf.\n"
                "Use grad, which returns the gradient."
            )
        edge, x = edge_of(x, roots), x if isinstance(x, Tensor) else x.node.variable
        if edge is None:
            raise EngineError(
                "can't retain_grad on Tensor that has requires_grad=False\nIt was given as one of `inputs`."
            )
        edges[edge] = x
    return edges


def discover(roots):
    """Every node but leaves that can be reached, newest first, and how many edges lead to each node."""
    expected = dict.fromkeys(roots, 0)
    order = [node for node in expected if not node.is_leaf]
    for node in order:  # grows while it is read
        for edge in node.edges:
            if edge in expected:
                expected[edge] += 1
            elif edge is not None:
                expected[edge] = 1
                if not edge.is_leaf:
                    order.append(edge)
    order.sort(key=newest, reverse=True)
    return order, expected


def leading_to(order, targets):
    """The nodes from which one of `targets` can be reached, the targets included."""
    needed = set(targets)
    for node in reversed(order):
        if node not in needed and any(edge in needed for edge in node.edges):
            needed.add(node)
    return needed


def walk(roots, seeds, keep, create, only, captured=None, watch=False, record=None):
    """Visit the graph newest node first. The one loop behind everything in this file.

    Parameters
    ----------
    roots : list of Node
    seeds : list of arrays, or of Tensors with `create`
    keep : bool
        Whether nodes keep what they saved.
    create : bool
        Whether the pass itself is recorded.
    only : dict or None
        Edges that alone may accumulate, each with its tensor.
    captured : dict or None
        Edges whose gradient is wanted, instead of anything being accumulated; filled in.
    watch : bool
        Whether events are yielded.
    record : list or None
        Takes the contributions of every node in turn, and the events of leaves and hooks: references
        only, from which `Recording` makes all events later.
    """
    order, expected = discover(roots)
    targets = only if captured is None else captured
    needed = None if targets is None else leading_to(order, targets)
    this = Pass(expected if needed is None else needed & expected.keys())
    pending, ready = {}, []
    waiting = dict(expected) if watch else expected  # contributions that have not arrived
    for root, seed in zip(roots, seeds):
        pending[root] = seed if root not in pending else on(place(raw(seed)), add, pending[root], seed)
        if watch:
            yield Event("seed", root, upstream=raw(seed), total=raw(pending[root]))
    seed = None
    seeds.clear()
    for root in dict.fromkeys(roots):
        if root.is_leaf and not waiting[root]:
            ready.append(root)
    yield from finished(ready, pending, create, only, captured, watch, record, this)

    careful = watch or create or needed is not None or anomaly.enabled or gpu.several
    run = None
    for node in order:
        g = pending.pop(node, None)
        if careful or g is None or node.special or node.hooks is not None:
            if needed is not None and node not in needed:
                continue
            if g is not None and (node.hooks is not None or needed is not None):
                g = yield from arrive(node, g, create, only, captured, watch, record, this)
            if type(node) is Output:
                if g is not None:
                    pending.setdefault(node.producer, {})[node.index] = g
                    node.gradient = noted(raw(g))
                continue
            if needed is not None and needed.isdisjoint(node.edges):
                continue  # a gradient was wanted here, and nowhere behind
            run = state.here.run  # fetched anew: a step may be taken on another thread than the last
            sent, g = ([None] * len(node.edges), None) if g is None else send(node, g, create, run)
            if record is not None:
                record.append(Sent(g, sent))
        else:
            sent = node.pull(g)
            node.gradient = g if type(g) in SCALARS or g.size <= SMALL else like(g)
            if record is not None:
                record.append(sent)
        fits = node.fits
        for slot, edge in enumerate(node.edges):
            if edge is None or (needed is not None and edge not in needed):
                continue
            if edge.is_leaf or watch:
                waiting[edge] = left = waiting[edge] - 1
            else:
                left = 1
            c = sent[slot]
            if c is not None:
                if fits is not None:
                    before, c = raw(c), fitted(c, *fits[slot], create)
                    if watch and before.shape != fits[slot][0]:
                        axes = broadcast_axes(before.shape, fits[slot][0])
                        yield Event("reduce", node, slot, edge, upstream=before, contribution=raw(c), axes=axes)
                    before = None
                old = pending.get(edge)
                if old is None:
                    pending[edge] = c
                elif create:
                    with during(True):
                        pending[edge] = old + c
                elif careful:
                    pending[edge] = state.here.run(add, old, c)
                else:
                    pending[edge] = old + c
                if watch:
                    yield Event(
                        "contribution", node, slot, edge, upstream=raw(g), contribution=raw(c),
                        total=raw(pending[edge]), arrived=expected[edge] - left, expected=expected[edge],
                    )  # fmt: skip
            if not left and edge.is_leaf and edge in pending:
                ready.append(edge)
        if not keep:
            node.release()
        if ready:
            # Leaves are finished right after the node that sent their last contribution, as in
            # PyTorch. Nobody but `pending` may hold a gradient then, or it would have to be copied.
            sent = c = old = g = None
            yield from finished(ready, pending, create, only, captured, watch, record, this)
    if watch:
        yield Event("done")


class Pass:
    """One backward pass, as hooks may ask about it.

    Attributes
    ----------
    reached : collection of Node
        Where gradients are computed.
    """

    __slots__ = ("reached", "__weakref__")

    def __init__(self, reached):
        self.reached = reached

    def reaches(self, place):
        """Whether the pass computes the gradient that arrives at a node or a leaf."""
        return (place._edge() if isinstance(place, Tensor) else place) in self.reached


class Sent(NamedTuple):
    """The contributions of a node whose upstream gradient is not just the sum of what arrived."""

    upstream: object
    contributions: tuple


class Recording:
    """What one backward pass did, kept as references while it ran at full speed.

    Iterating gives the very events that `steps` would have yielded. `record_steps` makes it.

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor(3.0, requires_grad=True)
    >>> len(list(av.autograd.record_steps(x * x)))
    5
    """

    def __init__(self, edges, seeds, entries):
        self.edges, self.seeds, self.entries = edges, seeds, entries

    def __iter__(self):
        order, expected = discover(self.edges)
        nodes = (node for node in order if type(node) is not Output)
        totals, arrived = {}, {}
        for root, seed in zip(self.edges, self.seeds):
            totals[root] = seed if root not in totals else state.here.run(add, totals[root], seed)
            yield Event("seed", root, upstream=seed, total=totals[root])
        for entry in self.entries:
            if type(entry) is Event:
                yield entry
                continue
            node = next(nodes)
            g, sent = entry if type(entry) is Sent else (totals[node], entry)
            for slot, edge in enumerate(node.edges):
                if edge is None:
                    continue
                c = raw(sent[slot])
                arrived[edge] = arrived.get(edge, 0) + 1
                if c is None:
                    continue
                if node.fits is not None:
                    before, c = c, fitted(c, *node.fits[slot], False)
                    if before.shape != c.shape:
                        axes = broadcast_axes(before.shape, c.shape)
                        yield Event("reduce", node, slot, edge, upstream=before, contribution=c, axes=axes)
                totals[edge] = c if edge not in totals else state.here.run(add, totals[edge], c)
                yield Event(
                    "contribution", node, slot, edge, upstream=raw(g), contribution=c, total=totals[edge],
                    arrived=arrived[edge], expected=expected[edge],
                )  # fmt: skip
        yield Event("done")


def record_steps(root, gradient=None, retain_graph=None, create_graph=False):
    """Run a backward pass at full speed, keeping references to what passed along every edge.

    Parameters
    ----------
    root : Tensor
    gradient, retain_graph, create_graph
        As `Tensor.backward`.

    Returns
    -------
    Recording

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor(3.0, requires_grad=True)
    >>> [event.kind for event in record_steps(x * x)], x.grad
    (['seed', 'contribution', 'contribution', 'accumulate', 'done'], tensor(6.))
    """
    edges, seeds = seeded((root,), (gradient,), create_graph)
    kept, entries = [raw(seed) for seed in seeds], []
    recording = Recording(edges, kept, entries)
    keep = create_graph if retain_graph is None else retain_graph
    drain(walk(edges, seeds, keep, create_graph, None, record=entries))
    return recording


def drain(generator):
    """Run a walk to its end with nobody watching, with NumPy's warnings off throughout."""
    context = contextvars.copy_context()
    context.run(np.seterr, all="ignore")
    context.run(exhaust, generator)


def exhaust(generator):
    """Run a generator to its end."""
    for _ in generator:
        pass


def send(node, g, create, run):
    """Let `node` compute its contributions from `g`; returns them and `g` after the node's hooks."""
    hooks = node.hooks
    arrived = g
    if hooks is not None and (hooks.pre or hooks.post):
        arrived = tuple(g.get(i) for i in range(len(node.meta))) if type(g) is dict else (g,)
        arrived = pre_hooks(hooks, arrived, create)
        if all(x is None for x in arrived):
            return [None] * len(node.edges), None
        g = {i: x for i, x in enumerate(arrived) if x is not None} if type(g) is dict else arrived[0]
    if type(g) is dict:
        g = node.gathered(g, create)
    if anomaly.enabled:
        from .anomaly import checked

        sent = checked(node, lambda: pulled(node, g, create, run))
    else:
        sent = pulled(node, g, create, run)
    if type(g) is not tuple:
        value = g._data if create else g
        node.gradient = noted(value)
    if hooks is not None and hooks.post:
        sent = post_hooks(hooks, sent, arrived, create)
    if node.op is None:
        node.sent = [None if c is None or large(raw(c)) else copied(raw(c)) for c in sent]
    return sent, g


def pulled(node, g, create, run):
    """The contributions of `node`, in the mode that its rules or the user's code are to run in."""
    if not create and node.plain:
        return run(node.pull, g)
    with during(create):
        return node.pull_graph(g) if create else node.pull(g)


def noted(g):
    """What a node remembers of the gradient that passed it: a small one whole, of a large one its shape and dtype."""
    return g if type(g) in SCALARS or g.size <= SMALL else like(g)


def arrive(node, g, create, only, captured, watch, record, this):
    """Run the tensor's hooks on its complete gradient, and keep the gradient where it is wanted."""
    events = arriving(node, g, create, only, captured, watch or record is not None, this)
    while True:
        try:
            event = next(events)
        except StopIteration as stop:
            return stop.value
        if record is None:
            yield event
        else:
            record.append(event)


def arriving(node, g, create, only, captured, watch, this):
    """The events of `arrive`; returns the gradient after the hooks."""
    hooks = node.hooks
    if hooks is not None and type(g) is not dict:
        for hook in list(hooks.tensor.values()):
            before, g = g, hooked(hook, g, create, this)
            if watch:
                yield Event("hook", node, upstream=raw(before), after=raw(g), name=name_of(hook))
        holder = None if hooks.retain is None else hooks.retain()
        if holder is not None and holder._node is node:
            old, new = holder._grad, g if create else wrap(duplicate(g))
            with during(create):
                holder._grad = new if old is None else old + new
            if watch:
                yield Event("retain", node, after=raw(g))
    if captured is not None and node in captured:
        captured[node] = g if create else wrap(duplicate(g))
    if only is not None and node in only:
        yield from accumulate(only[node], [g], create, node, watch)
    return g


def finished(ready, pending, create, only, captured, watch, record, this):
    """`finish` every leaf in `ready`, and empty it."""
    plain = not watch and record is None and captured is None and only is None
    for leaf in ready:
        if plain and leaf.hooks is None and leaf.variable._rare is None:
            add_up(leaf.variable, [pending.pop(leaf)], create)
            continue
        events = finish(leaf, [pending.pop(leaf)], create, only, captured, watch or record is not None, this)
        if record is None:
            yield from events
        else:
            record.extend(events)
    ready.clear()


def finish(leaf, holder, create, only, captured, watch, this):
    """Run the leaf's hooks on its complete gradient, then accumulate it into ``.grad``.

    The gradient comes in a list of its own, so that nobody but its user holds it.
    """
    tensor = leaf.variable
    special = tensor._rare
    if special is not None and special.hooks:
        for hook in list(special.hooks.values()):
            before = holder.pop()
            holder.append(hooked(hook, before, create, this))
            if watch:
                yield Event("hook", leaf, upstream=raw(before), after=raw(holder[0]), name=name_of(hook))
            before = None
    if captured is not None:
        if leaf in captured:
            g = holder.pop()
            captured[leaf] = g if create else wrap(owned(g))
        return
    if only is not None and leaf not in only:
        return
    hooks = leaf.hooks
    if hooks is not None:
        holder[:] = pre_hooks(hooks, holder, create)
        if holder[0] is None:
            return
    upstream = shown(holder, create) if hooks is not None and hooks.post else None
    yield from accumulate(tensor, holder, create, leaf, watch)
    for hook in list(special.after.values()) if special is not None else ():
        with during(create):
            returned = hook(tensor)
        if isinstance(returned, Tensor):
            raise EngineError("Tensor post accumulate grad hooks should return None.")
        if returned is not None:
            raise OperandError(f"expected Variable, but hook returned '{type(returned).__name__}'\nReturn None.")
    for hook in list(hooks.post.values()) if hooks is not None else ():
        with during(create):
            replaced(hook, (), hook((), upstream))


def accumulate(tensor, holder, create, node, watch):
    """`add_up`, with the event that says so."""
    if not watch:
        add_up(tensor, holder, create)
        return
    old = tensor._grad
    before, added = None if old is None else copied(old._data), raw(holder[0])
    add_up(tensor, holder, create)
    yield Event("accumulate", node, before=before, added=added, after=copied(tensor._grad._data))


def add_up(tensor, holder, create):
    """Add the gradient in `holder` to ``tensor.grad``, in place where the pass is not recorded."""
    with adding:
        old = tensor._grad
        if old is None:
            tensor._grad = recorded_copy(holder.pop()) if create else wrap(owned(holder.pop()))
        elif create:
            with during(True):
                tensor._grad = old + holder.pop()
        elif type(old._data) not in SCALARS:
            storage_of(old).version += 1
            state.here.run(np.add, old._data, holder.pop(), old._data)
        else:
            old._data = state.here.run(add, old._data, holder.pop())


def recorded_copy(g):
    """A copy of a recorded gradient that leads back to it, so that changing one leaves the other."""
    from .inplace import replace

    with during(True):
        return replace(wrap(on(place(g._data), empty, g._data.shape, g._data.dtype, g._data)), g)


def owned(g):
    """`g` itself if nobody else holds its memory, else a copy: gradients are never shared."""
    if type(g) in SCALARS:
        return g
    holders = getrefcount(g) - CALLERS
    if holders <= 0 and g.flags.forc and is_writeable(g):
        if g.base is None and is_sole(g):
            return g
        if type(g.base) is type(g) and g.base.base is None and getrefcount(g.base) <= 2:
            return g
    return duplicate(g)


def calibrated():
    """How many references `owned` sees of an array that only its caller's expression holds."""

    def probe(g):
        return getrefcount(g)

    holder = [np.zeros(1)]
    return probe(holder.pop())


CALLERS = calibrated()


def copied(array):
    """A copy of what may be changed in place later."""
    return array if type(array) in SCALARS else duplicate(array)


def raw(value):
    """The array of a tensor, or the array itself."""
    if type(value) is tuple:
        return tuple(raw(v) for v in value)
    return getattr(value, "_data", value) if isinstance(value, Tensor) else value


def fitted(c, shape, dtype, where, create):
    """A contribution in the shape, dtype and place of its operand: broadcast axes are summed away."""
    if create:
        with during(True):
            if c._data.shape != shape:
                c = sum_broadcast(c, shape)
            if where is not None and where != place(c._data):
                return to_device(c, dtype=dtype, where=where)
            return c if c._data.dtype == dtype else to_dtype(c, dtype=dtype)
    if c.shape != shape:
        repeated = 0 if c.shape[1:] == shape else broadcast_axes(c.shape, shape)  # mostly a bias and its batch
        c = state.here.run(summed, c, repeated).reshape(shape)
    c = c if c.dtype == dtype else on(place(c), c.astype, dtype)
    return c if where is None else moved(c, where)


def summed(c, axes):
    """`c` with some axes summed away."""
    return c.sum(axes)


def name_of(hook):
    """What to call a hook on the screen."""
    return getattr(hook, "__name__", type(hook).__name__)


def hooked(hook, g, create, this):
    """What a tensor hook makes of the gradient `g`: its return value, or `g` if it returns None."""
    given = g if create else wrap(g)
    if not create and type(g) not in SCALARS:
        storage_of(given)
    here = state.here
    before, here.current = here.current, this
    try:
        with during(create):
            result = hook(given)
    finally:
        here.current = before
    if result is None:
        return g if create else given._data
    result = fitting(hook, given, result)
    return result if create else result._data


def fitting(hook, value, result):
    """What a hook returned in the place of the gradient `value`, if it can stand there."""
    if result is None:
        return None
    if value is None:
        raise EngineError("can't replace a None gradient with a non-None value")
    if not isinstance(result, Tensor):
        raise OperandError(
            f"expected Variable, but hook returned '{type(result).__name__}'\nA hook returns a gradient, or None to leave it "
            "as it is."
        )
    if result._data.dtype != value._data.dtype or result.is_cuda != value.is_cuda:
        raise EngineError(
            f"hook '{name_of(hook)}' has changed the type of value (was {value.type()} got {result.type()})"
        )
    if result._data.shape != value._data.shape:
        raise EngineError(
            f"hook '{name_of(hook)}' has changed the size of value\nIt returned {list(result.shape)}, expected "
            f"{list(value.shape)}."
        )
    return result


def replaced(hook, values, result):
    """The gradients `values` after a node's hook returned `result`."""
    if result is None:
        return values
    if not isinstance(result, tuple):
        raise OperandError(f"expected tuple, but hook returned '{type(result).__name__}'")
    if len(result) != len(values):
        raise EngineError(
            f"hook '{name_of(hook)}' has returned an incorrect number of values (got {len(result)}, but expected "
            f"{len(values)})"
        )
    return tuple(fitting(hook, value, x) for value, x in zip(values, result))


def shown(values, create):
    """Gradients as tensors, for hooks."""
    return tuple(x if create or x is None else wrap(x) for x in values)


def kept(values, create):
    """Gradients that hooks saw, as the walk holds them."""
    return tuple(x if create or x is None else x._data for x in values)


def pre_hooks(hooks, g, create):
    """What the node's prehooks make of its upstream gradients."""
    grads = shown(g, create)
    for hook in list(hooks.pre.values()):
        with during(create):
            grads = replaced(hook, grads, hook(grads))
    return kept(grads, create)


def post_hooks(hooks, sent, g, create):
    """What the node's hooks make of its contributions."""
    upstream, sent = shown(g, create), shown(sent, create)
    for hook in list(hooks.post.values()):
        with during(create):
            sent = replaced(hook, sent, hook(sent, upstream))
    return kept(sent, create)
