"""Change tensors in place, and keep the graph true: versions, rebased history, views of a base.

As in PyTorch: a changed tensor leads to the node of the change. If it is a view, its base leads to
a `CopySlices` that holds that node, and every view of the base is led back through the base.
"""

from copy import copy

import numpy as np

from ..functions.arguments import is_number, number
from ..functions.indexing import any_pick, held, put_picked, split_key
from ..ops import dtypes, shape
from ..ops import index as picking
from ..ops.arithmetic import zeros_like
from ..ops.arrays import address, arange, duplicate, gpu, is_array, is_writeable, moved, on, packed, together
from ..ops.arrays import place as place_of
from ..ops.op import op, read_by
from .errors import EngineError, OperandError, message
from .mode import state
from .node import Node, large, like, place
from .record import attach, brought, check_shapes, new_node, promoted
from .tensor import Tensor, storage_of, wrap

LEAF = "a leaf Variable that requires grad is being used in an in-place operation."
VIEW_OF_LEAF = "a view of a leaf Variable that requires grad is being used in an in-place operation."
INFERENCE = (
    "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get a normal tensor "
    "before doing inplace update.See https://github.com/pytorch/rfcs/pull/17 for more details."
)
REMEDY = "Make the change under no_grad, or on a .clone()."


@op(r"0", [lambda g, y, x: zeros_like(g)], node="ZeroBackward0")
def zero(x):
    """A tensor of zeros, from `x`."""
    return np.zeros_like(x)


@op(r"{1}", [lambda g, y, x, n: zeros_like(g), None], node="FillBackward2", slots=(0,))
def fill_number(x, n):
    """`x` with every element replaced by a Python number."""
    return np.full_like(x, n)


@op(r"{1}", [lambda g, y, x, a: zeros_like(g),
             lambda g, y, x, a: g],
    node="FillBackward3", elementwise=True, brings=1)  # fmt: skip
def fill_tensor(x, a):
    """`x` with every element replaced by that of a tensor of no axes."""
    return np.full_like(x, a)


@op(r"{1}", [lambda g, y, x, a: zeros_like(g),
             lambda g, y, x, a: g],
    symbol="copy", node="CopyBackwards", elementwise=True)  # fmt: skip
def replace(x, a):
    """`x` with every element replaced by that of `a`, broadcast."""
    return np.broadcast_to(a, np.broadcast_shapes(a.shape, x.shape)).astype(x.dtype)


def mutate(op, target, *others, **params):
    """Compute ``op(target, *others)``, write it into `target`, and rebase the graph; returns `target`.

    Raises
    ------
    RuntimeError
        As PyTorch: a leaf that requires grad, a view of one, a result of another shape or of a
        dtype that cannot be held.
    """
    if target.is_inference() and state.here.inference is None:
        raise EngineError(INFERENCE)
    operands = (target, *others)
    recording = state.here.grad and target.dtype.is_floating_point
    wanted = recording and any(isinstance(x, Tensor) and x.requires_grad for x in operands)
    view = target._rare if target._is_view() else None
    if wanted or (recording and view is not None and view.base.requires_grad):
        check_changeable(target, view)
    arrays = [x._data if isinstance(x, Tensor) else x for x in operands]
    if op.elementwise:
        check_shapes(arrays)
    if op.dtypes != "same":
        arrays = promoted(op, *arrays) if not gpu.several else state.here.run(promoted, op, *arrays)
    if gpu.used:
        if op is replace:  # from anywhere
            arrays[1] = moved(arrays[1], place_of(arrays[0]))
        arrays = together(op.name, brought(op, arrays), op.broadcasts or op in BY_PLACES, written=True)
    result = state.here.run(op.forward, *arrays, **params)
    check_result(result, target)
    storage = storage_of(target)
    old = target._data
    check_writable(old, op)
    if not filling(op, others, params):
        check_overlap(old, others, op in BY_PLACES)
    if wanted:
        slots = op.slots or range(len(operands))
        edges = tuple(operands[i]._edge() if isinstance(operands[i], Tensor) else None for i in slots)
        operands = (as_before(target), *others)
    state.here.run(write, old, result)
    if wanted:
        changed = wrap(duplicate(old) if not large(old) else old)
        changed._storage = storage
        attach(op, operands, arrays, params, edges, changed._data, (changed,))
        node = changed._node
        if node.storage is not None:  # the result is saved as it is after the change
            node.versions = (*(node.versions or (0,) * (len(operands) + 1))[:-1], storage.version + 1)
        if view is None:
            target._node, target._leaf = node, False
        else:
            rebase(target, view, node)
        if target.retains_grad:
            target.retain_grad()
    storage.version += 1
    refresh(storage, target if wanted else None)
    return target


def write(array, values):
    """Replace every element of an array."""
    array[...] = values


def restride(op, target, **params):
    """Let `target` itself be what the view ``op(target)`` would be, as ``t_`` and ``squeeze_`` do; returns `target`."""
    storage, old, edge = storage_of(target), target._data, target._edge()
    view = target._rare if target._is_view() else None
    recording = state.here.grad and target.requires_grad
    if recording:
        check_changeable(target, view)
    target._data = state.here.run(op.forward, old, **params)
    storage.version += 1
    if recording:
        target._node, target._leaf = new_node(renamed(op), (edge,), (like(old),), None, params), False
        place(target._node, 3)
        target._node.meta = (target._data.shape, target._data.dtype)
    if view is not None:
        view.chain = (*view.chain, (op, params, None))
    else:  # the views were taken from what the base was: how it can be had back comes first from now on
        back = (op, params, None) if op in SWAPS else (shape.view, {"shape": old.shape}, None)
        for other in list((storage.views or {}).values()):
            if other._rare.base is target:
                other._rare.chain = (back, *other._rare.chain)
    refresh(storage, target)
    return target


SWAPS = (shape.t, shape.transpose_axes)


def renamed(op, made={}):  # noqa: B006 - filled once per op
    """The op that PyTorch calls by the next number where its tensor is changed: ``TBackward1``."""
    if op not in made:
        made[op] = copy(op)
        made[op].node = op.node[:-1] + str(int(op.node[-1]) + (3 if "Squeeze" in op.node[:7] else 1))
        made[op].node_class = None
    return made[op]


def check_changeable(target, view):
    """Raise PyTorch's errors for what must not be changed in place while recording."""
    if view is None:
        if target._leaf:
            raise EngineError(message(LEAF, None, REMEDY))
        return
    ordinary = view.recorded and not view.multiple and view.made is None
    if not ordinary:
        raise forbidden(target, history(target), "is being modified inplace")
    if view.base._leaf or (view.base.is_leaf and target.requires_grad):
        raise EngineError(message(VIEW_OF_LEAF, None, REMEDY))


def check_result(result, target):
    """Raise PyTorch's errors for a result that does not fit where it is to be written."""
    if result.shape != target._data.shape:
        raise EngineError(
            f"output with shape {list(target._data.shape)} doesn't match the broadcast shape {list(result.shape)}"
        )
    a, b = dtypes.of_numpy(result.dtype), target.dtype
    if a.category > b.category:
        raise EngineError(
            f"result type {dtypes.legacy_name(a)} can't be cast to the desired output type {dtypes.legacy_name(b)}"
        )


def check_writable(array, op):
    """Raise PyTorch's error for memory in which several elements share a place; to fill that with one number is fine."""
    if overlaps(array) and op not in (zero, fill_number, fill_tensor):
        raise EngineError(
            "unsupported operation: more than one element of the written-to tensor refers to a single memory location. "
            "Please clone() the tensor before performing the operation."
        )
    if not is_writeable(array):
        raise EngineError("the memory of this tensor is read-only. Please clone() the tensor before changing it.")


def overlaps(array):
    """Whether several elements share a place in memory, as in an expanded tensor or in windows that overlap."""
    if array.flags.forc or not array.size:
        return False
    reach = 0
    for step, n in sorted((step, n) for step, n in zip(array.strides, array.shape) if n > 1):
        if step <= reach:
            return True
        reach += step * (n - 1)
    return False


BY_PLACES = (
    picking.scatter, picking.scatter_number, picking.scatter_add, picking.scatter_reduce, picking.index_add,
    picking.index_copy, picking.index_fill_number, picking.index_put, picking.index_put_add, picking.put, picking.put_add,
    picking.masked_scatter,
)  # fmt: skip


def filling(op, others, params):
    """Whether one number is written everywhere, or under one mask: what it was read from may then be written to."""
    if op is not picking.index_put:
        return op in (fill_tensor, picking.masked_fill_tensor, picking.index_fill_tensor)
    picks = [k for k in params["index"] if not isinstance(k, slice)]
    return others[0]._data.size == 1 and len(picks) == 1 and picks[0].dtype == bool


def check_overlap(array, others, any_part):
    """Raise PyTorch's error for an operand that shares some of the memory to be written; all of it only if `any_part`."""
    for x in others:
        given = x._data if isinstance(x, Tensor) else None
        if type(given) is not type(array) or (where := place_of(array)) != place_of(given):
            continue
        if not on(where, np.may_share_memory, array, given):
            continue
        same = address(given) == address(array) and laid_out(given) == laid_out(array)
        if (any_part or not same) and is_dense(given) and is_dense(array):
            raise EngineError(
                "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single "
                "memory location. Please clone() the tensor before performing the operation."
            )


def is_dense(array):
    """Whether the elements fill their memory without gaps or sharing, in whatever order of the axes."""
    order = sorted(range(array.ndim), key=array.strides.__getitem__, reverse=True)
    return array.flags.forc or array.transpose(order).flags.c_contiguous


def laid_out(array):
    """The lengths and strides of the axes that have more than one element."""
    return [(n, step) for n, step in zip(array.shape, array.strides) if n != 1]


def as_before(target):
    """The changed tensor as it was, for rules that need it: a copy that leads where the tensor led."""
    copy = wrap(duplicate(target._data), target._node)
    copy._leaf, copy._acc = target._leaf, target._acc
    return copy


def flat_positions(view):
    """The flat positions in the base of each element of a view, where the base is."""
    base = view.base._data
    blank = np.empty(base.shape, np.int8)  # bytes that are not looked at: where those of the view lie says it all
    try:
        part = viewed(view, blank)
    except EngineError:  # a view of what lies in memory otherwise than `blank`
        part = None
    if part is None or not np.may_share_memory(part, blank):
        return on(place_of(base), lambda: viewed(view, arange(blank.size, like=base).reshape(base.shape), packed))
    return on(place_of(base), spread, address(part) - address(blank), part, base)


def spread(start, part, like):
    """The flat positions of an array of bytes that begins at `start`."""
    at = start
    for d, (n, step) in enumerate(zip(part.shape, part.strides)):
        at = at + step * arange(n, like).reshape((n,) + (1,) * (part.ndim - d - 1))
    return at if part.ndim else arange(1, like).reshape(()) + start


def viewed(view, at, laid=lambda x: x):
    """What a view would be of another base, each step of it `laid` in memory in some way."""
    for taken, params, index in view.chain:
        at = taken.forward(laid(at), **params)
        at = at if index is None else at[index]
    return at


class CopySlices(Node):
    """The node of a base that was changed through a view: it holds the node of the change."""

    __slots__ = ("inner", "at", "sent")
    special = True
    plain = property(lambda self: self.inner.plain)

    def __init__(self, base, edge, inner, at):
        self.inner, self.at = inner, at
        self.edges = (edge, *inner.edges[1:])
        self.saved = (like(base._data),)
        blank = new_node(shape.clone, self.edges, None, None, {})
        self.number, self.scope, self.constants = blank.number, blank.scope, inner.constants
        self.result = duplicate(base._data) if not large(base._data) else None
        self.meta = (base._data.shape, base._data.dtype)
        self.storage = self.versions = self.params = self.gradient = self.hooks = None
        self.freed, self.sent = False, None
        self.code, self.offset = inner.code, inner.offset
        self.fits = None if inner.fits is None else ((*self.meta, None), *inner.fits[1:])

    def pull(self, g):
        """The base's gradient, with the changed part passed through the node of the change."""
        return self.passed(g, self.inner.pull, picking.take_flat, picking.clear_flat, picking.put_flat)

    def pull_graph(self, g):
        """`pull` on tensors, recorded."""
        inner = copy(self.inner)  # what is recorded may lead back to it, and then it is freed on its own
        return self.passed(g, inner.pull_graph, picking.take_flat, picking.clear_flat, picking.put_flat)

    def passed(self, g, pull, take, clear, put):
        like, at, where = self.saved[0], self.at, self.saved[0].place
        part, *others = pull(on(where, take, g, at=at))
        if self.edges[0] is None:
            return [None, *others]
        rest = on(where, clear, g, at=at)
        if part is not None:
            rest = on(where, lambda: rest + put(part, like=like, at=at))
        return [rest, *others]

    def release(self):
        """Free what the node of the change needs."""
        self.inner.release()
        if self.result is not None and large(self.result):
            self.result = None


def rebase(target, view, node):
    """Let the base lead to the change made through `target`, and `target` to the base."""
    base = view.base
    edge, at = base._edge(), flat_positions(view)
    base._node = CopySlices(base, edge, node, at)
    base._leaf = False
    lead_back(target, base, at)


def lead_back(view_tensor, base, at=None):
    """Give a view a node that takes its elements from the base as it is now."""
    at = flat_positions(view_tensor._rare) if at is None else at
    node = new_node(picking.take_flat, (base._edge(),), (like(base._data),), None, {"at": at})
    place(node, 2)
    node.result = duplicate(view_tensor._data) if not large(view_tensor._data) else None
    node.meta = (view_tensor._data.shape, view_tensor._data.dtype)
    view_tensor._node, view_tensor._leaf = node, False


def refresh(storage, target):
    """Let every view of changed memory, but the one it was changed through, be led back through its base when asked."""
    for other in list((storage.views or {}).values()):
        if other is target or other._rare is None or not other._rare.base.requires_grad:
            continue
        if other._rare.multiple or other._rare.made is not None:
            other.__class__ = Outdated
        elif type(other) is Tensor:
            other.__class__ = Stale
        elif type(other) is not Stale:
            lead_back(other, other._rare.base)


class Stale(Tensor):
    """A view whose memory was changed since: how it comes from its base is found out when somebody asks."""

    __slots__ = ()
    contagious = False

    @property
    def _node(self):
        self.__class__, base = Tensor, self._rare.base
        if base.requires_grad:
            lead_back(self, base)
        return self._node

    @_node.setter
    def _node(self, node):
        self.__class__ = Tensor
        self._node = node


class Outdated(Tensor):
    """One of several views made by one operation, whose base was changed in place since.

    PyTorch forbids to use such a view where gradients are recorded: so any look at where it came from raises.
    """

    __slots__ = ()
    contagious = False
    requires_grad = True

    @property
    def _node(self):
        raise forbidden(self, history(self), "its base or another view of its base has been modified inplace")


history = Tensor._node.__get__  # where a tensor came from, also of an `Outdated` one


def forbidden(target, node, happened):
    """The error for a change that touches a view whose own backward it would override."""
    view = target._rare
    taken, _, index = view.chain[-1] if view.made is None else (None, None, None)
    name, index = (taken.node.removesuffix("Backward0"), index or 0) if taken else view.made
    header = f"Output {index} of {name} is a view and {happened}"
    if not view.recorded or node is None:
        header = f"A view was created in no_grad mode and {happened} with grad mode enabled"
    why = (
        "This view is the output of a function that returns multiple views. Such functions do not allow the output views "
        "to be modified inplace. You should replace the inplace operation by an out-of-place one."
        if view.multiple
        else "Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving "
        "both the view and the inplace either both inside the no_grad block (if you don't want the inplace to be tracked) "
        "or both outside (if you want the inplace to be tracked)."
        if not view.recorded
        else "This view was created inside a custom Function (or because an input was returned as-is) and the autograd logic "
        "to handle view+inplace would override the custom backward associated with the custom Function, leading to "
        "incorrect gradients. This behavior is forbidden. You can fix this by cloning the output of the custom Function."
    )
    return EngineError(f"{header}. {why}")


class InPlace:
    """A tensor that asks to be changed: an op that meets it as its first operand writes its result into it.

    So ``add_`` is ``add`` of an `InPlace`: the arguments are checked, and the op chosen, in one place.
    """

    __slots__ = ("tensor",)

    def __init__(self, tensor):
        self.tensor = tensor

    def __getattr__(self, name):
        return getattr(self.tensor, name)


def change(op, operands, params):
    """Read an op of an `InPlace` as a change of its tensor."""
    first, *others = operands
    return (restride if op.view else mutate)(op, first.tensor, *others, **params)


read_by(InPlace, change)


def in_place(function, name):
    """Define the method that does what `function` does to a tensor, in place."""

    def method(self, *args, **kwargs):
        if state.here.grad and self.requires_grad:
            check_changeable(self, self._rare if self._is_view() else None)
        return function(InPlace(self), *args, **kwargs)

    method.__name__ = method.__qualname__ = name
    method.__doc__ = f"`{name[:-1]}`, written into this tensor."
    return method


# -- the methods -----------------------------------------------------------------------------------


def operand(value, name):
    """A tensor or Python number; TypeError in PyTorch's words for anything else."""
    if is_number(value):
        return number(value)
    if is_array(value):
        return wrap(value)
    if not isinstance(value, Tensor):
        raise OperandError(f"{name}(): argument 'other' (position 1) must be Tensor, not {type(value).__name__}")
    return value


def zero_(self):
    """Set every element to 0."""
    return mutate(zero, self)


def fill_(self, value):
    """Set every element to one number."""
    value = operand(value, "fill_")
    if isinstance(value, Tensor):
        if value.ndim:
            raise EngineError(
                f"fill_ only supports 0-dimension value tensor but got tensor with {value.ndim} dimensions."
            )
        return mutate(fill_tensor, self, value)
    return mutate(fill_number, self, held(value, self._data.dtype))


def copy_(self, src, non_blocking=False):
    """Replace every element by that of `src`, broadcast."""
    src = operand(src, "copy_")
    return mutate(replace, self, src if isinstance(src, Tensor) else wrap(np.array(src, self._data.dtype)))


strided_diagonal = copy(shape.diagonal_axes)  # what PyTorch takes by its steps in memory, and calls so
strided_diagonal.node, strided_diagonal.node_class = "AsStridedBackward0", None


def fill_diagonal_(self, fill_value, wrap=False):
    """Set the main diagonal to one number, as ``torch.Tensor.fill_diagonal_``.

    Parameters
    ----------
    fill_value : number
    wrap : bool
        Whether the diagonal begins anew below, in a matrix of more rows than columns.

    Raises
    ------
    RuntimeError
        For less than two axes, or more of different lengths.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.zeros(2, 2).fill_diagonal_(1).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    if self.ndim < 2:
        raise EngineError("dimensions must larger than 1")
    if self.ndim > 2 and len(set(self.shape)) > 1:
        raise EngineError("all dimensions of input must be of equal length")
    rows, columns = self.shape[:2]
    starts = range(0, rows, columns + 1) if wrap and self.ndim == 2 and rows > columns else (0,)
    for start in starts:
        view = self[start:] if start else self
        for _ in range(self.ndim - 1):
            view = strided_diagonal(view, offset=0, dim1=0, dim2=view.ndim - 1)
        view.fill_(fill_value)
    return self


def setitem(self, key, value):
    """``self[key] = value``, through the view or the index put that PyTorch makes."""
    if key is False:
        return
    view, picks = split_key(self, key, assigned=True)
    value = assigned(value, self)
    if any_pick(picks):
        put_picked(InPlace(view), picks, value)
    elif value.shape == view.shape:
        mutate(replace, view, value)
    elif value.ndim == 0:
        mutate(fill_tensor, view, value)
    else:  # PyTorch drops leading axes of length 1, then expands
        leading = next((i for i, n in enumerate(value.shape) if n != 1), value.ndim)
        value = value.view(value.shape[leading:])
        mutate(replace, view, value if value.shape == view.shape else value.expand(view.shape))


def assigned(value, target):
    """What is assigned to elements of `target`, as a tensor."""
    if isinstance(value, Tensor):
        return value
    if is_array(value):
        return wrap(on(place_of(value), value.astype, target._data.dtype))
    if not is_number(value):
        raise OperandError(f"can't assign a {type(value).__name__} to a torch.{dtypes.legacy_name(target.dtype)}Tensor")
    kind = target._data.dtype
    return wrap(np.array(held(value, kind)).astype(kind))
