"""Graph nodes: what an operation leaves behind so that its gradient can be computed later."""

import itertools
import linecache
import os
import re
import sys
import weakref
from typing import NamedTuple

import numpy as np

from ..ops.arrays import CPU, on, zeros
from ..ops.arrays import place as place_of
from .errors import EngineError, message

SMALL = 64  # elements up to which a node keeps values and gradients for pictures
PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep

next_number = itertools.count().__next__
inside = {}  # file name of a code object -> whether it belongs to this package

SECOND_TIME = (
    "Trying to backward through the graph a second time (or directly access saved tensors after they have already "
    "been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). "
    "Specify retain_graph=True if you need to backward through the graph a second time or if you need to access "
    "saved tensors after calling backward."
)


class Source(NamedTuple):
    """A place in the user's code: file name, line, the columns of the expression or None, and its last line."""

    filename: str
    number: int
    start: int | None
    end: int | None
    last: int

    def __str__(self):
        text = linecache.getline(self.filename, self.number).strip()
        name = os.path.basename(self.filename)
        return f"{name}, line {self.number}" + (f": {text}" if text else "")


class Like:
    """The shape, dtype and place of an operand of which the rules need no more."""

    __slots__ = ("shape", "dtype", "place")

    def __init__(self, shape, dtype, place=CPU):
        self.shape, self.dtype, self.place = shape, dtype, place

    @property
    def ndim(self):
        return len(self.shape)

    @property
    def size(self):
        size = 1
        for n in self.shape:
            size *= n
        return size


def like(array):
    """The shape, dtype and place of an array."""
    return Like(array.shape, array.dtype, place_of(array))


class Node:
    """One recorded operation, as ``torch.autograd.graph.Node``. Each op has a subclass of its own.

    Attributes
    ----------
    edges : tuple of Node or None
        Where each slot's contribution goes: a `Node`, an `AccumulateGrad`, an `Output`, or nowhere.
    number : int
        Sequence number from one process-wide counter; backward visits the highest first.
    saved : tuple or None
        One entry per operand: the tensor, number or `Like` the rules need, or None.
    result : array, NumPy scalar, tuple of them or None
        What the operation returned, if the rules need it or it is small.
    storage : Storage or None
        The result's storage if the rules need the result, to notice in-place changes.
    versions : tuple of int or None
        Versions of `saved` and, last, of `storage`, at the time of recording; None for all 0.
    fits : tuple or None
        One (shape, dtype) per slot where an operand was broadcast or cast, else None.
    params : dict
        The op's parameters.
    constants : tuple
        (position, operand) of the operands without gradient, for pictures.
    scope : Scope or None
        The module whose forward was running (see ``nn.scope``).
    gradient : array, Like or None
        The gradient that arrived in the last pass; of a large one, its shape and dtype.
    freed : bool
        Whether a pass has freed what the rules need.
    shape, dtype
        Of the first result.

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor(3.0, requires_grad=True)
    >>> node = (x * x).grad_fn
    >>> node.name(), len(node.next_functions)
    ('MulBackward0', 2)
    """

    __slots__ = (
        "edges", "number", "saved", "result", "storage", "versions", "fits", "params", "constants",
        "scope", "gradient", "freed", "code", "offset", "hooks", "meta", "__weakref__",
    )  # fmt: skip
    op = None
    is_leaf = False
    plain = True  # rules are arrays-only code of this package, run without warnings
    special = False  # needs more than one call of `pull` with one array: several results, the user's code
    sent = None  # contributions of the last pass, of the kinds of node that cannot compute them again

    def name(self):
        """PyTorch's name of the operation: ``MulBackward0``."""
        return type(self).__name__

    @property
    def next_functions(self):
        """A tuple of (node or None, which of that node's results), one per slot."""
        return tuple((edge.producer, edge.index) if edge is not None else (None, 0) for edge in self.edges)

    @property
    def metadata(self):
        """A dict for the user's own notes about this node."""
        return extra(self).metadata

    producer = property(lambda self: self)
    index = 0

    def _sequence_nr(self):
        return self.number

    def __repr__(self):
        return f"<{self.name()} object at {id(self):#x}>"

    def source(self):
        """The user's line that made this node, or None where it is not known."""
        if self.code is None:
            return None
        for i, place in enumerate(self.code.co_positions()):
            if 2 * i == self.offset:
                first, last, start, end = place
                if first is None:
                    break
                return Source(self.code.co_filename, first, start, end if first == last else None, last or first)
        return Source(self.code.co_filename, self.code.co_firstlineno, None, None, self.code.co_firstlineno)

    def saved_tensor(self, i):
        """What the rules in use need of operand `i`, or of the result for -1; None if they need nothing of it."""
        keeps, needs_result = self.op.plan(tuple([edge is not None for edge in self.edges]))
        if not (needs_result if i == -1 else i in keeps):
            return None
        self.checked()
        if i != -1:
            return self.reconnected(i, self.saved[i])
        x = self.result_tensor()
        if not isinstance(x, tuple):
            x._storage = self.storage
        return x

    def register_hook(self, hook):
        """Call ``hook(grad_inputs, grad_outputs)`` after this node ran; it may return new grad_inputs."""
        return extra(self).post.add(hook)

    def register_prehook(self, hook):
        """Call ``hook(grad_outputs)`` before this node runs; it may return new grad_outputs."""
        return extra(self).pre.add(hook)

    # -- the rules -----------------------------------------------------------------------------

    def looked_up(self, operand):
        """The array of a saved operand that others may have changed, or the operand where it is a number."""
        self.checked()
        return getattr(operand, "_data", operand)

    def checked(self):
        """Raise PyTorch's errors if what the rules need was freed or changed in place."""
        if self.freed:
            raise EngineError(message(SECOND_TIME, self))
        versions, found = self.versions, []
        if self.saved is not None:
            for i, x in enumerate(self.saved):
                storage = getattr(x, "_storage", None)
                if storage is not None and storage.version != (0 if versions is None else versions[i]):
                    found.append((i, x, storage, 0 if versions is None else versions[i]))
        if self.storage is not None:
            expected = 0 if versions is None else versions[-1]
            if self.storage.version != expected:
                found.append((0.5, None, self.storage, expected))
        if found:  # PyTorch names the last operand first, the result before the first operand
            _, *what = max(found, key=lambda entry: entry[0])
            raise self.changed(*what)

    def changed(self, tensor, storage, expected):
        """The error for a saved value that was modified in place."""
        from ..ops.dtypes import legacy_name, of_numpy

        if tensor is None:
            value = self.result[-1] if type(self.result) is tuple else self.result
            shape, dtype = (value.shape, value.dtype) if value is not None else self.meta
            made = self.name() if dtype.kind == "f" else None
        else:
            shape, dtype = tensor._data.shape, tensor._data.dtype
            made = None if tensor._node is None else tensor._node.producer.name()
        short = None if made is None else re.sub("Backward0?([1-9]?)$", r"\1", made)  # Mul, Pow1, CopySlices
        origin = "" if short is None else f", which is output 0 of {short},"
        return EngineError(
            message(
                "one of the variables needed for gradient computation has been modified by an inplace operation: "
                f"[torch.{legacy_name(of_numpy(dtype))}Tensor {list(shape)}]{origin} is at version {storage.version}; "
                f"expected version {expected} instead.",
                self,
                "Replace the in-place change by one that makes a new tensor (y = y + 1 instead of y += 1), or change "
                "a .clone().",
            )
        )

    def pull(self, g):
        """The contribution of each slot, as arrays, from the upstream gradient `g`."""
        saved = self.saved
        if saved is None:
            if self.storage is not None or self.freed:
                self.checked()
            saved = self.op.blank
        else:
            self.checked()
            saved = [getattr(x, "_data", x) for x in saved]
            if self.fits is not None:
                saved = [self.promoted(x) for x in saved]
        return self.apply(g, self.result, saved)

    def promoted(self, x):
        """A saved array, in the result's dtype where NumPy's promotion is another than PyTorch's: integers, no axes."""
        if type(x) is np.ndarray and not x.ndim:
            x = x[()]  # which arrays on a GPU take
        if self.op.dtypes == "same" or self.op.name == "where" or not hasattr(x, "astype"):
            return x
        shape, dtype = self.meta if self.result is None else (self.result.shape, self.result.dtype)
        return x if x.dtype.kind == "f" and (x.ndim or not shape) else x.astype(dtype, copy=False)

    def pull_graph(self, g):
        """The contribution of each slot as tensors, recorded, from the tensor `g`."""
        self.checked()
        saved = self.op.blank if self.saved is None else [self.reconnected(i, x) for i, x in enumerate(self.saved)]
        return self.apply(g, self.result_tensor(), saved)

    def apply(self, g, y, xs):
        """Call the rule of each slot whose gradient goes somewhere."""
        op, params = self.op, self.params
        slots = op.slots
        if op.variadic:
            rule = op.vjp[0]
            return [None if e is None else rule(g, y, *xs, k=k, **params) for k, e in enumerate(self.edges)]
        rules = op.vjp if slots is None else [op.vjp[i] for i in slots]
        return [None if e is None else rule(g, y, *xs, **params) for e, rule in zip(self.edges, rules)]

    def reconnected(self, i, x):
        """Saved operand `i` as it was in the graph, though its tensor may have moved on since."""
        if not hasattr(x, "_storage"):
            return x
        slots = self.op.slots
        if not self.op.variadic:
            slot = i if slots is None else slots.index(i) if i in slots else None
            edge = None if slot is None else self.edges[slot]
        else:
            edge = self.edges[i]
        return x if edge is None or edge.is_leaf else x._alias(edge)

    def gathered(self, gradients, create):
        """One gradient per differentiable result, zeros for those that got none, as a tuple."""
        from .tensor import wrap

        known = next(iter(gradients.values()))
        known = known._data if create else known
        blank = [on(place_of(known), zeros, shape, dtype, known) for shape, dtype in self.meta]
        return tuple(gradients[i] if i in gradients else wrap(zero) if create else zero for i, zero in enumerate(blank))

    def result_tensor(self):
        """The result as a tensor that leads back to this node."""
        from .tensor import wrap

        y = self.result
        if y is None:
            return None
        if isinstance(y, tuple):
            return tuple(wrap(v, self if i in self.op.differentiable else None) for i, v in enumerate(y))
        return wrap(y, self)

    def release(self):
        """Free what the rules need, keeping small values for pictures."""
        saved, result, op = self.saved, self.result, self.op
        if op.holds or self.storage is not None or (saved is not None and op.keeps(saved)):
            self.freed = True
        if saved is not None and any(large(x) for x in saved):
            self.saved = tuple(None if large(x) else x for x in saved)
        if result is not None and large(result):
            first = result[0] if type(result) is tuple else result
            self.meta, self.result = self.meta or (first.shape, first.dtype), None


def saved_properties(op):
    """The attributes by which PyTorch's nodes show what they saved: ``_saved_self``, ``_saved_other``, ``_saved_result``."""
    if op.variadic:
        return {}
    used = frozenset().union(*op.uses) - set(op.like)
    names = {-1: "result", 0: "self", 1: "exponent" if op.name.startswith("pow") else "other"}
    shown = {f"_saved_{names[i]}": i for i in used if i in names}
    return {name: property(lambda self, i=i: self.saved_tensor(i)) for name, i in shown.items()}


def large(x):
    """Whether keeping `x` for a picture would hold much memory."""
    x = getattr(x, "_data", x)
    if type(x) is np.ndarray:
        return x.size > SMALL
    if type(x) is tuple:
        return any(large(v) for v in x)
    return type(x) is not Like and getattr(x, "size", 1) > SMALL


class GradientEdge(NamedTuple):
    """One result of a node, as a place where a gradient arrives: stands for a tensor in `grad` and `backward`.

    Attributes
    ----------
    node : Node
    output_nr : int
        Which of the node's results.
    ownership_token : Node or None
        What keeps a leaf's node alive.

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor([1.0, 2.0], requires_grad=True)
    >>> first, second = x.unbind()
    >>> av.autograd.graph.get_gradient_edge(second).output_nr
    1
    """

    node: Node
    output_nr: int
    ownership_token: Node | None = None


class AccumulateGrad(Node):
    """Where gradients enter a leaf: adds what arrives to ``variable.grad``."""

    __slots__ = ("variable",)
    is_leaf = True

    def __init__(self, variable):
        self.variable, self.edges, self.number = variable, (), sys.maxsize
        self.saved = self.result = self.storage = self.versions = self.fits = self.params = None
        self.constants, self.scope, self.gradient, self.freed = (), None, None, False
        self.code, self.hooks, self.offset, self.meta = None, None, 0, None


class Output(Node):
    """One of several results of a node; hands its gradient on to that node."""

    __slots__ = ("_producer", "_index")
    special = True

    def __init__(self, producer, index, value):
        self._producer, self._index, self.edges, self.number = producer, index, (producer,), next_number()
        self.result = value if not large(value) else None
        self.meta = (value.shape, value.dtype)
        self.saved = self.storage = self.versions = self.fits = self.params = None
        self.constants, self.scope, self.gradient, self.freed = (), producer.scope, None, False
        self.code, self.hooks, self.offset = producer.code, None, producer.offset

    producer = property(lambda self: self._producer)
    index = property(lambda self: self._index)


class Hooks(dict):
    """Hooks by their handle's number; handles hold it weakly."""

    __slots__ = ("__weakref__",)

    def add(self, hook):
        """Register `hook` under a fresh key; the handle removes it."""
        handle = RemovableHandle(self)
        self[handle.id] = hook
        return handle


class Extra:
    """Hooks and notes of a node: most nodes have none."""

    def __init__(self):
        self.metadata = {}
        self.tensor, self.pre, self.post = Hooks(), Hooks(), Hooks()
        self.retain = self.packed = None


class RemovableHandle:
    """What registering a hook returns: ``remove()``, or leaving it as a context, takes the hook away again."""

    next_id = itertools.count().__next__

    def __init__(self, hooks):
        self.hooks, self.id = weakref.ref(hooks), RemovableHandle.next_id()

    def remove(self):
        """Take the hook away; doing so twice is harmless."""
        hooks = self.hooks()
        if hooks is not None:
            hooks.pop(self.id, None)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.remove()


def extra(node):
    """The node's `Extra`, made on first use."""
    if node.hooks is None:
        node.hooks = Extra()
    return node.hooks


def user_frame(depth):
    """The nearest frame outside this package, starting `depth` frames up."""
    frame = sys._getframe(depth)
    while True:
        filename = frame.f_code.co_filename
        ours = inside.get(filename)
        if ours is None:
            ours = inside[filename] = filename.startswith(PACKAGE)
        if not ours or frame.f_back is None:
            return frame
        frame = frame.f_back


def place(node, depth):
    """Let the node remember the user's code object and instruction offset."""
    frame = user_frame(depth + 1)
    node.code, node.offset = frame.f_code, frame.f_lasti
