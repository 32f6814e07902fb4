"""Tensors record: compute an op's result from the operands' arrays and leave a node behind."""

import weakref
from sys import _getframe as getframe

import numpy as np

from ..functions.arguments import broadcast_shapes
from ..ops import dtypes
from ..ops.arrays import CPU, SCALARS, duplicate, gpu, is_array, moved, place, together
from ..ops.op import read_by
from .errors import EngineError
from .mode import state
from .node import SMALL, Node, Output, inside, large, like, next_number, saved_properties, user_frame
from .saving import watched
from .tensor import InferenceStorage, Storage, Tensor, rare, storage_of, version_of, wrap

ndarray = np.ndarray
new = object.__new__
NUMBERS = frozenset({float, int})
FLOATS = frozenset({np.float64, np.float32, np.float16})


class BinaryNode(Node):
    """A node of two slots without parameters: no loop calls the rules, no tuple holds what is saved.

    Attributes
    ----------
    a, b : Tensor, number or None
        The saved operands, which other kinds of node hold in the tuple `saved`.
    """

    __slots__ = ("a", "b")

    @property
    def saved(self):
        return None if self.a is None and self.b is None else (self.a, self.b)

    @saved.setter
    def saved(self, operands):
        self.a, self.b = (None, None) if operands is None else operands

    def pull(self, g):
        """The contribution of each slot, as arrays, from the upstream gradient `g`."""
        a, b = self.a, self.b
        if self.freed or self.versions is not None or self.storage is not None:
            self.checked()
        if a is not None:
            a = a._data if type(a) is Tensor and a._storage is None else self.looked_up(a)
        if b is not None and type(b) is not float:
            b = b._data if type(b) is Tensor and b._storage is None else self.looked_up(b)
        if self.fits is not None:
            a, b = self.promoted(a), self.promoted(b)
        (left, right), (to_left, to_right), y = self.op.vjp, self.edges, self.result
        return (
            left(g, y, a, b) if to_left is not None else None,
            right(g, y, a, b) if to_right is not None else None,
        )

    def release(self):
        """Free what the rules need, keeping small values for pictures."""
        if self.a is not None or self.b is not None or self.storage is not None:
            self.freed = True
        if not self.op.elementwise or type(self.result) not in SCALARS:
            super().release()


class NumberNode(BinaryNode):
    """A node of two slots whose second operand is a Python number."""

    __slots__ = ()

    def pull(self, g):
        """The contribution of the tensor's slot, as an array, from the upstream gradient `g`."""
        a = self.a
        if self.freed or self.versions is not None or self.storage is not None:
            self.checked()
        if a is not None:
            a = a._data if type(a) is Tensor and a._storage is None else self.looked_up(a)
        return self.op.vjp[0](g, self.result, a, self.b), None


class UnaryNode(Node):
    """A node of one slot without parameters.

    Attributes
    ----------
    a : Tensor, Like or None
        The saved operand.
    """

    __slots__ = ("a",)

    @property
    def saved(self):
        return None if self.a is None else (self.a,)

    @saved.setter
    def saved(self, operands):
        self.a = None if operands is None else operands[0]

    def pull(self, g):
        """The contribution of the slot, as an array, from the upstream gradient `g`."""
        a = self.a
        if self.freed or self.versions is not None or (self.storage is not None and self.storage.version):
            self.checked()
        if a is not None:
            a = a._data if type(a) is Tensor and a._storage is None else self.looked_up(a)
        return (self.op.vjp[0](g, self.result, a),)


def node_class(op):
    """The op's own subclass of `Node`, named as PyTorch names it."""
    plain = op.slots is None and not op.params and not op.variadic and op.results == 1 and op.operands == len(op.vjp)
    kind = {1: UnaryNode, 2: BinaryNode}.get(op.operands, Node) if plain else Node
    described = f"Recorded by {op.name}: {op.__doc__}"
    body = {"__slots__": (), "op": op, "special": op.results == 0, "__doc__": described}
    body |= saved_properties(op)
    made = type(op.node, (kind,), body)
    op.node_class = made
    return made


def new_node(op, edges, saved, result, params):
    """A node with every slot filled; the caller adds what is unusual."""
    cls = op.node_class or node_class(op)
    node = cls.__new__(cls)
    node.edges, node.saved, node.result, node.params = edges, saved, result, params
    node.number = next_number()
    node.storage = node.versions = node.fits = node.gradient = node.hooks = node.meta = None
    node.constants, node.freed, node.scope = (), False, state.here.scope
    return node


def record(op, operands, params):
    """Compute `op` on tensors, numbers and arrays; record it if any operand requires grad.

    Returns
    -------
    Tensor, or a tuple of them for an op of several results
    """
    if op.single:
        a = operands[0]
        if type(a) is Tensor and a._data.dtype.kind == "f" and not params:
            op.shortcut = op.shortcut or unary(op)
            return op.shortcut(a)
    here = state.here
    if op.view and isinstance(operands[0], Tensor):
        storage_of(operands[0])  # a view needs an array to look at, not a NumPy scalar
    arrays = [x._data if isinstance(x, Tensor) else x for x in operands]
    if gpu.used:
        arrays = together(op.name, brought(op, arrays), op.broadcasts and not op.variadic)
    if op.dtypes != "same":
        arrays = promoted(op, *arrays) if not gpu.several else here.run(promoted, op, *arrays)
    try:
        result = here.run(op.forward, *arrays, **params)
    except ValueError:
        if op.broadcasts:
            check_shapes(arrays)
        raise
    single = op.results == 1
    outputs = (wrap(result),) if single else tuple([wrap(data) for data in result])
    if op.view and isinstance(operands[0], Tensor):
        for i, out in enumerate(outputs):
            make_view(out, operands[0], op, params, None if single else i)
    if not here.grad:
        if here.inference is not None and not op.view:
            for out in outputs:
                out._storage = InferenceStorage()
    elif op.differentiates and (not single or result.dtype.kind == "f"):
        if op.slots is None:
            edges = tuple([x._edge() if isinstance(x, Tensor) else None for x in operands])
            if None in op.vjp:
                edges = tuple([edge if rule is not None else None for edge, rule in zip(edges, op.vjp)])
        else:
            refuse_fixed(op, operands)
            edges = tuple([operands[i]._edge() if isinstance(operands[i], Tensor) else None for i in op.slots])
        for edge in edges:
            if edge is not None:
                attach(op, operands, arrays, params, edges, result, outputs)
                break
    return outputs[0] if single else outputs


def brought(op, arrays):
    """The operands, with the number that the op takes from any device on the first's."""
    k = op.brings
    if k is not None and not arrays[k].ndim and (place(arrays[0]) == CPU or not op.broadcasts):
        arrays[k] = moved(arrays[k], place(arrays[0]))
    return arrays


def promoted(op, *arrays):
    """The operands in their common dtype; `where` promotes its two values, not its condition."""
    return dtypes.promoted(arrays, op.floating) if op.name != "where" else [arrays[0], *dtypes.promoted(arrays[1:])]


def refuse_fixed(op, operands):
    """Raise PyTorch's error for an operand that requires grad where no gradient can flow."""
    for i, x in enumerate(operands):
        if i not in op.slots and isinstance(x, Tensor) and x.requires_grad:
            raise EngineError(
                f"The function '{op.name}' is not differentiable with respect to argument "
                f"'{op.forward.__code__.co_varnames[i]}'. This input cannot have requires_grad True.\nPass .detach() of it."
            )


def check_shapes(arrays):
    """Raise PyTorch's error where shapes cannot be broadcast together."""
    shapes = [x.shape for x in arrays if getattr(x, "ndim", 0)]
    if len(set(shapes)) > 1:
        broadcast_shapes(*shapes)


def attach(op, operands, arrays, params, edges, result, outputs):
    """Make the node of a recorded call and let its results lead to it."""
    node = new_node(op, edges, None, None, params)
    frame = user_frame(3)
    node.code, node.offset = frame.f_code, frame.f_lasti
    first = outputs[0]
    shape, dtype = first._data.shape, first._data.dtype
    keeps, needs_result = op.plan(tuple([edge is not None for edge in edges]))
    if op.variadic:
        node.saved = tuple([like(x) for x in arrays])
    elif keeps:
        node.saved = tuple([saved(i, x, arrays[i], op) if i in keeps else None for i, x in enumerate(operands)])
        versions = [version_of(x) if isinstance(x, Tensor) else 0 for x in node.saved]
        if any(versions):
            node.versions = (*versions, 0)
    if needs_result:
        last = outputs[-1]  # of values and their indices the rules need the indices
        node.result = result if last is first or large(result) else (*copied(result[:-1]), result[-1])
        node.storage = last._storage if last._storage is not None else Storage()
        last._storage = node.storage
        if node.storage.version:
            node.versions = (*(node.versions or (0,) * (len(operands) + 1))[:-1], node.storage.version)
    elif not large(result):
        node.result = result if not op.view else copied(result)
    if node.result is None:
        node.meta = (shape, dtype)
    if op.results == 0:
        node.meta = tuple((out._data.shape, out._data.dtype) for out in outputs)
    kinds = "f" if not op.broadcasts else "fiu" if op.name == "where" else "fiub"
    for x in operands:
        # A rule's arrays may promote otherwise than PyTorch's tensors do, so its result is cast.
        if isinstance(x, Tensor):
            data = x._data
            if (
                (data.dtype != dtype and data.dtype.kind in kinds)
                or (op.broadcasts and data.shape != shape)
                or (gpu.used and place(data) != place(first._data))
            ):
                node.fits = fits(op, operands, edges)
                break
    if len(edges) < len(operands) or None in edges:
        node.constants = constants(op, operands, edges)
    connect(node, op, outputs)
    watch = state.here.grad
    if watch is not True:
        watched(node, watch, outputs)


def unusual(op, operands, arrays, params, out):
    """Finish a result that a hot path leaves: computed under no_grad, in inference mode, or while nodes are watched."""
    here = state.here
    if here.inference is not None:
        out._storage = InferenceStorage()
    elif here.grad:
        edges = tuple([x._edge() if isinstance(x, Tensor) else None for x in operands])
        if any(edge is not None for edge in edges):
            attach(op, operands, arrays, params, edges, out._data, (out,))
    return out


def fits(op, operands, edges):
    """The shape, dtype and place that each slot's contribution must have."""
    slots = op.slots or range(len(operands))
    datas = [operands[i]._data if edge is not None else None for i, edge in zip(slots, edges)]
    return tuple(None if x is None else (x.shape, x.dtype, place(x) if gpu.used else None) for x in datas)


def copied(result):
    """Copies of small view results, which would otherwise change with their base."""
    return tuple(map(duplicate, result)) if isinstance(result, tuple) else duplicate(result)


def saved(i, operand, array, op):
    """What the node keeps of operand `i`."""
    if i in op.like:
        return like(array)
    return wrap(operand) if is_array(operand) else operand


def constants(op, operands, edges):
    """(position, operand) of the operands without gradient; large tensors are held weakly, of arrays only the shape."""
    slots = op.slots or range(len(operands))
    with_edge = {i for i, edge in zip(slots, edges) if edge is not None}
    return tuple(
        (i, x if not large(x) else Faint(x) if isinstance(x, Tensor) else like(x))
        for i, x in enumerate(operands)
        if i not in with_edge and x is not None
    )


class Faint(weakref.ref):
    """A weak reference to a tensor that knows its shape and dtype when it is gone."""

    __slots__ = ("like",)

    def __init__(self, tensor):
        super().__init__(tensor)
        self.like = like(tensor._data)


def connect(node, op, outputs):
    """Let each differentiable floating result lead to the node, through an `Output` if several do."""
    if op.results == 1:
        outputs[0]._node = node
        return
    if op.differentiable == (0,) and op.results != 0:
        outputs[0]._node = node
        return
    for i, out in enumerate(outputs):
        if out._data.dtype.kind == "f":
            out._node = Output(node, i, out._data)


def make_view(out, source, op, params, index):
    """Let `out` share the storage of `source` and remember how it was taken from the base."""
    storage = source._storage
    above = source._rare
    kind = rare(out)
    kind.base = source if above is None or above.base is None else above.base
    kind.chain = (() if above is None or above.chain is None else above.chain) + ((op, params, index),)
    kind.multiple = index is not None or (above is not None and above.base is not None and above.multiple)
    kind.recorded = state.here.grad
    out._storage = storage
    storage.add(out)


def binary(op, otherwise, floats_only=False):
    """The operator method of an op of two operands: the hot path of arithmetic and matrix products.

    Everything `record` does is done here inline for the ordinary case, two plain tensors of one
    dtype; anything else goes to ``otherwise(a, b)``. What depends on the op alone is looked up once.

    Parameters
    ----------
    op : Op
    otherwise : callable
    floats_only : bool
        Whether only floating dtypes are ordinary.
    """
    forward, broadcasts, cls = op.forward, op.broadcasts, node_class(op)
    number_cls = type(
        op.node,
        (NumberNode,),
        {"__slots__": (), "op": op, "special": False, "__doc__": cls.__doc__} | saved_properties(op),
    )
    needs, (needs_left, needs_right) = op.needs, op.needed
    double, single = np.float64, np.float32  # asked for first, as most numbers are

    def operator(a, b):
        x = a._data
        kind = type(x)
        if type(b) is Tensor:
            y = b._data
            if kind is not type(y):
                return otherwise(a, b)
            if kind is ndarray:
                if x.dtype is not y.dtype:
                    return otherwise(a, b)
            elif kind is not double and kind is not single and kind not in SCALARS:
                return otherwise(a, b)
            if floats_only and x.dtype.kind != "f":
                return otherwise(a, b)
        elif type(b) in NUMBERS and (kind in FLOATS or (kind is ndarray and x.dtype.kind == "f")):
            y = b  # NumPy lets a number take a float array's dtype, as PyTorch does
        else:
            return otherwise(a, b)
        here = state.here
        try:
            data = here.run(forward, x, y)
        except ValueError:
            check_shapes((x, y))
            raise
        out = new(Tensor)
        out._data = data
        out._leaf = False
        out._node = out._acc = out._grad = out._storage = out._rare = None
        if here.grad is not True:
            return unusual(op, (a, b), (x, y), {}, out)
        left = a._node
        if left is None and a._leaf:
            left = a._acc
            if left is None or (left := left()) is None:
                left = a._accumulator()
        if y is b:
            right = shared = None
        else:
            right, shared = b._node, b._storage
            if right is None and b._leaf:
                right = b._acc
                if right is None or (right := right()) is None:
                    right = b._accumulator()
        uses = needs
        if left is None or right is None:
            if left is right:
                return out
            uses = needs_left if right is None else needs_right
        node = new(number_cls if y is b else cls)
        out._node = node
        node.edges = (left, right)
        node.a = a if uses & 1 else None
        node.b = b if uses & 2 else None
        node.params = NOTHING
        node.number = next_number()
        node.scope = here.scope
        node.freed = False
        node.constants = ()
        node.versions = node.storage = node.fits = node.gradient = node.hooks = node.meta = None
        if uses and (a._storage is not None or shared is not None):
            node.versions = (version_of(a), 0 if y is b else version_of(b), 0)
        if y is b:
            node.constants = ((1, b),)
        elif left is None or right is None:
            node.constants = constants(op, (a, b), (left, right))
        if kind is not ndarray:
            node.result = data
        else:
            shape = data.shape
            if broadcasts and (x.shape != shape or (y is not b and y.shape != shape)):
                node.fits = fits(op, (a, b), node.edges)
            node.result = None
            if data.size <= SMALL:
                node.result = data
            else:
                node.meta = (shape, data.dtype)
        frame = getframe(1)
        code = frame.f_code
        if inside.get(code.co_filename) is not False:
            frame = user_frame(1)
            code = frame.f_code
        node.code = code
        node.offset = frame.f_lasti
        return out

    return operator


def unary(op):
    """`record` for an op of one plain floating tensor, inline as `binary` is."""
    forward, cls, (uses,) = op.forward, node_class(op), op.uses
    needs_result, needs_shape = -1 in uses or op.keeps_result, 0 in op.like
    needs_operand = 0 in uses

    def operator(a):
        x = a._data
        here = state.here
        data = here.run(forward, x)
        out = new(Tensor)
        out._data = data
        out._leaf = False
        out._node = out._acc = out._grad = out._storage = out._rare = None
        if here.grad is not True:
            return unusual(op, (a,), (x,), {}, out)
        edge = a._node
        if edge is None and a._leaf:
            edge = a._accumulator()
        if edge is None:
            return out
        node = new(cls)
        out._node = node
        node.edges = (edge,)
        node.a = None if not needs_operand else like(x) if needs_shape else a
        node.params = NOTHING
        node.number = next_number()
        node.scope = here.scope
        node.freed = False
        node.constants = ()
        node.versions = node.storage = node.fits = node.gradient = node.hooks = node.meta = node.result = None
        if needs_operand and a._storage is not None and not needs_shape:
            node.versions = (version_of(a), 0)
        if needs_result:
            node.result = data
            node.storage = out._storage = Storage()
        elif type(data) in SCALARS or data.size <= SMALL:
            node.result = data
        else:
            node.meta = (data.shape, data.dtype)
        frame = user_frame(2)
        node.code = frame.f_code
        node.offset = frame.f_lasti
        return out

    return operator


NOTHING = {}

read_by(Tensor, record)
