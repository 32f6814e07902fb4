"""Change tensors in place, and keep the graph true: versions, rebased history, views of a base.

As in PyTorch: a changed tensor leads to the node of the change. If it is a view, its base leads to
a `CopySlices` that holds that node, and every view of the base is led back through the base.
"""

import numpy as np

from ..ops import dtypes, shape
from ..ops.op import op
from .errors import EngineError, message
from .mode import state
from .node import Node, large, like, place
from .record import attach, call, check_shapes, new_node
from .tensor import Tensor, storage_of, wrap

LEAF = "a leaf Variable that requires grad is being used in an in-place operation."
VIEW_OF_LEAF = "a view of a leaf Variable that requires grad is being used in an in-place operation."
REMEDY = "Make the change under no_grad, or on a .clone()."


@op(r"0", [lambda g, y, x: shape.reshape_like(g, like=x) * 0], node="ZeroBackward0", like=(0,))
def zero(x):
    """A tensor of zeros, from `x`."""
    return np.zeros_like(x)


@op(r"{1}", [lambda g, y, x, n: g * 0, None], node="FillBackward2", slots=(0,))
def fill_number(x, n):
    """`x` with every element replaced by a Python number."""
    return np.full_like(x, n)


@op(r"{1}", [lambda g, y, x, a: g * 0,
             lambda g, y, x, a: g],
    node="FillBackward3", broadcasts=True)  # fmt: skip
def fill_tensor(x, a):
    """`x` with every element replaced by that of a tensor of no axes."""
    return np.full_like(x, a)


@op(r"{1}", [lambda g, y, x, a: g * 0,
             lambda g, y, x, a: g],
    symbol="copy", node="CopyBackwards", broadcasts=True)  # fmt: skip
def replace(x, a):
    """`x` with every element replaced by that of `a`, broadcast."""
    return np.broadcast_to(a, x.shape).astype(x.dtype)


@op(r"{0}[i \leftarrow {1}]", [lambda g, y, x, a, index: cleared(g, index=index),
                               lambda g, y, x, a, index: shape.index(g, index=index)],
    symbol="put", node="IndexPutBackward0", broadcasts=True)  # fmt: skip
def index_put(x, a, *, index):
    """A copy of `x` with the elements that `index` picks replaced by `a`, broadcast."""
    out = np.array(x)
    out[index] = a
    return out


@op(r"{0}[i \leftarrow 0]", [lambda g, y, x, index: cleared(g, index=index)])
def cleared(x, *, index):
    """A copy of `x` with the elements that `index` picks set to 0."""
    out = np.array(x)
    out[index] = 0
    return out


def mutate(op, target, *others, **params):
    """Compute ``op(target, *others)``, write it into `target`, and rebase the graph; returns `target`.

    Raises
    ------
    RuntimeError
        As PyTorch: a leaf that requires grad, a view of one, a result of another shape or of a
        dtype that cannot be held.
    """
    operands = (target, *others)
    tensors = [isinstance(x, Tensor) for x in operands]
    wanted = state.here.grad and any(x.requires_grad for x, t in zip(operands, tensors) if t)
    view = target._rare if target._is_view() else None
    if wanted or (state.here.grad and target.requires_grad):
        check_changeable(target, view)
    arrays = [x._data if t else x for x, t in zip(operands, tensors)]
    if op.dtypes != "same":
        check_shapes(arrays)
        arrays = dtypes.promoted(arrays, op.dtypes == "float")
    result = state.here.run(call, op.forward, arrays, params)
    check_result(result, target)
    storage = storage_of(target)
    old = target._data
    edges = [operands[i]._edge() if tensors[i] else None for i in (op.slots or range(len(operands)))] if wanted else ()
    if wanted:
        operands = tuple(unchanged(x, old) for x in operands)
    if not old.flags.writeable:
        raise EngineError(
            "unsupported operation: more than one element of the written-to tensor refers to a single memory location. "
            "Please clone() the tensor before performing the operation."
        )
    old[...] = result
    storage.version += 1
    if wanted:
        changed = wrap(np.array(old) if not large(old) else old)
        changed._storage = storage
        attach(op, operands, tensors, arrays, params, edges, changed._data, [changed], 3)
        node = changed._node
        if node is not None and view is None:
            target._node, target._leaf = node, False
        elif node is not None:
            rebase(target, view, node)
    if storage.views:
        refresh(storage, target)
    return target


def check_changeable(target, view):
    """Raise PyTorch's errors for what must not be changed in place while recording."""
    if view is None:
        if target._leaf:
            raise EngineError(message(LEAF, None, REMEDY))
        return
    if view.multiple:
        made = view.chain[-1][0].node.removesuffix("Backward0")
        raise EngineError(
            f"Output {view.chain[-1][2] or 0} of {made} is a view and is being modified inplace. This view is the output "
            "of a function that returns multiple views. Such functions do not allow the output views to be modified "
            "inplace. You should replace the inplace operation by an out-of-place one."
        )
    if view.base._leaf:
        raise EngineError(message(VIEW_OF_LEAF, None, REMEDY))
    if not view.recorded:
        raise EngineError(
            "A view was created in no_grad mode and is being modified inplace with grad mode enabled. Given that this "
            "use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view "
            "and the inplace either both inside the no_grad block (if you don't want the inplace to be tracked) or both "
            "outside (if you want the inplace to be tracked)."
        )


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


def unchanged(operand, old):
    """An operand as it is before the change: a copy if the change will overwrite it."""
    if not isinstance(operand, Tensor) or not np.may_share_memory(operand._data, old):
        return operand
    copy = wrap(np.array(operand._data), operand._node)
    if operand._leaf:
        copy._leaf, copy._acc = True, operand._acc
    return copy


def flat_positions(view):
    """The flat positions in the base of each element of a view."""
    base = view.base
    at = np.arange(base._data.size).reshape(base._data.shape)
    for taken, params, index in view.chain:
        at = taken.forward(at, **params) if index is None else taken.forward(at, **params)[index]
    return at


class CopySlices(Node):
    """The node of a base that was changed through a view: it holds the node of the change."""

    __slots__ = ("inner", "at", "sent")
    special = True

    def __init__(self, base, edge, inner, at):
        self.inner, self.at = inner, at
        self.edges = (edge, *inner.edges[1:])
        self.saved = (like(base._data),)
        blank = new_node(shape.clone, self.edges, None, None, {})
        self.number, self.scope, self.constants = blank.number, blank.scope, inner.constants
        self.result = np.array(base._data) if not large(base._data) else None
        self.meta = (base._data.shape, base._data.dtype)
        self.storage = self.versions = self.params = self.gradient = self.hooks = None
        self.freed, self.sent = False, None
        self.code, self.offset = inner.code, inner.offset
        self.fits = (None,) + inner.fits[1:] if inner.fits is not None else None
        if self.fits is not None:
            self.fits = (self.meta, *inner.fits[1:])

    def pull(self, g):
        """The base's gradient, with the changed part passed through the node of the change."""
        return self.passed(g, self.inner.pull, shape.take_flat, shape.clear_flat, shape.put_flat)

    def pull_graph(self, g):
        """`pull` on tensors, recorded."""
        return self.passed(g, self.inner.pull_graph, shape.take_flat, shape.clear_flat, shape.put_flat)

    def passed(self, g, pull, take, clear, put):
        like, at = self.saved[0], self.at
        part, *others = pull(take(g, at=at))
        if self.edges[0] is None:
            return [None, *others]
        rest = clear(g, at=at)
        if part is not None:
            if part.shape != at.shape:
                from ..ops.shape import sum_broadcast

                part = sum_broadcast(part, at.shape)
            rest = rest + put(part, like=like, at=at)
        elif self.inner.edges[0] is not None:
            return [rest, *others]
        return [rest, *others]

    def release(self):
        """Free what the node of the change needs."""
        self.inner.release()
        if self.result is not None and large(self.result):
            self.result = None


def rebase(target, view, node):
    """Let the base lead to the change made through `target`, and `target` to the base."""
    base = view.base
    edge = base._edge()
    if node.edges[0] is None and edge is not None:
        # The view itself had no gradient, but the base has: the changed part passes through the rule.
        node.edges = (edge, *node.edges[1:])
    base._node = CopySlices(base, edge, node, flat_positions(view))
    base._leaf = False
    lead_back(target, base)


def lead_back(view_tensor, base):
    """Give a view a node that takes its elements from the base as it is now."""
    at = flat_positions(view_tensor._rare)
    node = new_node(shape.take_flat, (base._edge(),), (like(base._data),), None, {"at": at})
    place(node, 2)
    node.result = np.array(view_tensor._data) if not large(view_tensor._data) else None
    node.meta = (view_tensor._data.shape, view_tensor._data.dtype)
    view_tensor._node, view_tensor._leaf = node, False


def refresh(storage, target):
    """Lead every view of a changed base, but the changed one, back through the base."""
    for other in list(storage.views.values()):
        if other is target or other._rare is None:
            continue
        base = other._rare.base
        if base is target or (target._is_view() and base is target._rare.base):
            if base.requires_grad and not base._leaf:
                lead_back(other, base)


# -- the methods -----------------------------------------------------------------------------------


def operand(value, name):
    """A tensor or Python number; TypeError in PyTorch's words for anything else."""
    from ..ops.functions import as_operand

    value = as_operand(value, name)
    return wrap(value) if isinstance(value, np.ndarray) else value


def zero_(self):
    """Set every element to 0."""
    return mutate(zero, self)


def fill_(self, value):
    """Set every element to one number."""
    if isinstance(value, Tensor):
        if value.ndim:
            raise EngineError(
                f"fill_ only supports 0-dimension value tensor but got tensor with {value.ndim} dimensions."
            )
        return mutate(fill_tensor, self, value)
    return mutate(fill_number, self, value)


def copy_(self, src, non_blocking=False):
    """Replace every element by that of `src`, broadcast."""
    src = operand(src, "copy_")
    if not isinstance(src, Tensor):
        src = wrap(np.array(src, self._data.dtype))
    try:
        np.broadcast_to(src._data, self._data.shape)
    except ValueError:
        at = next(
            (
                (a, b, len(self.shape) - k)
                for k, (a, b) in enumerate(zip(self.shape[::-1], src.shape[::-1]), 1)
                if a != b and b != 1
            ),
            None,
        )
        if at is None:
            raise EngineError(
                f"expand(torch.{dtypes.legacy_name(src.dtype)}Tensor{{{list(src.shape)}}}, size={list(self.shape)}): the "
                f"number of sizes provided ({self.ndim}) must be greater or equal to the number of dimensions in the "
                f"tensor ({src.ndim})"
            ) from None
        raise EngineError(
            f"The size of tensor a ({at[0]}) must match the size of tensor b ({at[1]}) at non-singleton dimension {at[2]}"
        ) from None
    return mutate(replace, self, src)


def setitem(self, key, value):
    """``self[key] = value``, through the view or the index put that PyTorch makes."""
    from ..ops.functions import getitem, unfolded

    keys, arrays = unfolded(key if isinstance(key, tuple) else (key,), self)
    value = operand(value, "__setitem__")
    picks = [k for k in keys if isinstance(k, np.ndarray)]
    if not picks:
        view = self
        rest = [k for k in keys if not (isinstance(k, slice) and k == slice(None))]
        if rest:
            with_flags = tuple(keys)
            view = getitem(self, with_flags)
        if not isinstance(value, Tensor):
            value = wrap(np.array(value, self._data.dtype))
        if view is self and value.ndim == 0:
            mutate(fill_tensor, self, value)
            return
        while value.ndim > view.ndim and value.shape[0] == 1:
            value = value.reshape(value.shape[1:])
        check_assignable(value, view)
        if value.requires_grad and value.shape != view.shape and state.here.grad and value.ndim:
            value = widened(value, view)
        mutate(replace, view, value)
        return
    if not isinstance(value, Tensor):
        value = wrap(np.array(value, self._data.dtype))
    plain = [k for k in keys if not isinstance(k, np.ndarray)]
    if any(not isinstance(k, slice) for k in plain):
        view, index = self, []
        d = 0
        for k in keys:
            if isinstance(k, np.ndarray):
                index.append(k)
                d += k.ndim if k.dtype == bool else 1
            elif isinstance(k, int) and not isinstance(k, bool):
                view = view.select(d, k)
            elif k is None:
                view = view.unsqueeze(d)
                index.append(slice(None))
                d += 1
            else:
                view = getitem(view, (slice(None),) * d + (k,))
                index.append(slice(None))
                d += 1
        put(view, tuple(index), value)
        return
    put(self, tuple(keys), value)


def put(target, index, value):
    """Write `value` at the elements that `index` picks."""
    picked = target._data[index].shape
    try:
        np.broadcast_to(value._data, picked)
    except ValueError:
        raise EngineError(
            f"shape mismatch: value tensor of shape {list(value.shape)} cannot be broadcast to indexing result of shape "
            f"{list(picked)}"
        ) from None
    mutate(index_put, target, value, index=index)


def widened(value, view):
    """A value as PyTorch widens it to the view it is assigned to: reshaped, then expanded."""
    return value.view(*value.shape).expand(*view.shape)


def check_assignable(value, view):
    """Raise PyTorch's error for a value that cannot be broadcast to the view."""
    try:
        np.broadcast_to(value._data, view._data.shape)
    except ValueError:
        n, m = value.shape, view.shape
        at = next((i for i in range(1, min(len(n), len(m)) + 1) if n[-i] != m[-i] and n[-i] != 1), None)
        if at is None:
            raise EngineError(
                f"shape mismatch: value tensor of shape {list(n)} cannot be broadcast to {list(m)}"
            ) from None
        raise EngineError(
            f"The expanded size of the tensor ({m[-at]}) must match the existing size ({n[-at]}) at non-singleton "
            f"dimension {len(m) - at}.  Target sizes: {list(m)}.  Tensor sizes: {list(n)}"
        ) from None
