"""Watch nodes being recorded: hand what they save to hooks, and note the calls that led to them."""

import traceback

from .errors import EngineError, OperandError, message
from .mode import state
from .node import PACKAGE, SECOND_TIME, extra
from .tensor import Tensor, version_of, wrap

hooked_classes = {}  # node class -> its subclass whose saved tensors are in the hands of hooks


class Packed:
    """What a pack hook made of a saved tensor, and the hook that makes a tensor of it again."""

    __slots__ = ("value", "unpack")

    def __init__(self, tensor, hooks):
        pack, self.unpack = hooks
        version = version_of(tensor)
        self.value = pack(tensor)
        if version_of(tensor) != version:
            raise EngineError(
                "A saved tensor pack hook is modifying its input in place. Tensors provided as input to pack hook cannot "
                "be modified by in-place operations as this can lead to unexpected side-effects. Please open an issue if "
                "you need to perform in-place operations on the input to a pack hook.\nLet the hook return a new tensor."
            )

    def tensor(self):
        """The saved tensor, from the unpack hook."""
        made = self.unpack(self.value)
        if not isinstance(made, Tensor):
            raise OperandError(
                f"Output of saved tensor unpack_hook expected to be a Tensor but got result of type {type(made).__name__}"
            )
        return made


def watched(node, watch, outputs=()):
    """Do to a fresh node what `watch` says."""
    if watch.tracing:
        frames = [frame for frame in traceback.extract_stack() if not frame.filename.startswith(PACKAGE)]
        notes = extra(node).metadata
        notes["traceback_"] = traceback.format_list(frames)
        if watch.parent is not None:
            notes["parent_"] = watch.parent
    if watch.saving is not None and node.op is not None:
        pack(node, watch.saving, outputs)


def pack(node, hooks, outputs):
    """Hand every tensor that the node saved to the hooks, which decide what is kept of it."""
    operands = node.saved or ()
    packed = {i: Packed(x, hooks) for i, x in enumerate(operands) if isinstance(x, Tensor)}
    if node.storage is not None and node.op.results == 1:
        packed["result"] = Packed(outputs[0], hooks)
        node.storage = None
    if packed:
        extra(node).packed = packed
        node.saved = tuple(None if i in packed else x for i, x in enumerate(operands)) or None
        node.versions = None
        cls = type(node)
        if cls not in hooked_classes:
            hooked_classes[cls] = type(cls.__name__, (Hooked, cls), {"__slots__": (), "__doc__": cls.__doc__})
        node.__class__ = hooked_classes[cls]


class Hooked:
    """A node whose saved tensors are in the hands of hooks, beside its own class."""

    __slots__ = ()
    plain = False  # it calls the user's code

    def unpacked(self):
        """What the rules need: the operands, and the result or None."""
        packed = self.hooks.packed
        if packed is None:
            raise EngineError(message(SECOND_TIME, self))
        operands = self.op.blank if self.saved is None else self.saved
        operands = [packed[i].tensor() if i in packed else x for i, x in enumerate(operands)]
        return operands, packed["result"].tensor() if "result" in packed else None

    def pull(self, g):
        """The contribution of each slot, as arrays."""
        operands, result = self.unpacked()
        y = self.result if result is None else result._data
        return state.here.run(self.apply, g, y, [getattr(x, "_data", x) for x in operands])

    def pull_graph(self, g):
        """The contribution of each slot, as recorded tensors."""
        operands, result = self.unpacked()
        operands = [self.reconnected(i, x) for i, x in enumerate(operands)]
        return self.apply(g, self.result_tensor() if result is None else wrap(result._data, self), operands)

    def saved_tensor(self, i):
        """What the hooks kept of operand `i`, or of the result for -1."""
        packed = self.hooks.packed
        if packed is None:
            raise EngineError(message(SECOND_TIME, self))
        i = "result" if i == -1 else i
        return packed[i].tensor() if i in packed else None

    def release(self):
        """Free what the hooks hold."""
        self.hooks.packed = None
        super().release()
        self.freed = True
