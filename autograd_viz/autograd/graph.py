"""Look into the graph and hook into what it does. As ``torch.autograd.graph``."""

import functools
import weakref
from contextlib import contextmanager

from .errors import ArgumentError, EngineError, OperandError
from .mode import state, watch
from .node import GradientEdge as GradientEdge
from .node import Node as Node
from .tensor import Tensor, storage_of

__all__ = [
    "GradientEdge", "Node", "disable_saved_tensors_hooks", "get_gradient_edge", "increment_version",
    "register_multi_grad_hook", "save_on_cpu", "saved_tensors_hooks",
]  # fmt: skip


def get_gradient_edge(tensor):
    """The edge at which the gradient of a tensor arrives. As ``torch.autograd.graph.get_gradient_edge``.

    Parameters
    ----------
    tensor : Tensor
        One that requires grad.

    Returns
    -------
    GradientEdge
        It keeps the graph alive, but not the tensor.

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor(3.0, requires_grad=True)
    >>> y = x * 2
    >>> edge = av.autograd.graph.get_gradient_edge(y)
    >>> edge.node.name(), av.autograd.grad(y * y, edge)
    ('MulBackward0', (tensor(12.),))
    """
    if not tensor.requires_grad:
        raise EngineError(
            "It is not possible to get the gradient edge for a Tensor that does not require gradients\nCreate it with "
            "requires_grad=True, or compute it from such a tensor."
        )
    edge = tensor._edge()
    return GradientEdge(edge.producer, edge.index, edge if edge.producer is not edge else None)


def increment_version(tensor):
    """Note that the numbers of tensors were changed in a way the engine did not see.

    Parameters
    ----------
    tensor : Tensor or iterable of Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.ones(2)
    >>> x.numpy()[0] = 5
    >>> av.autograd.graph.increment_version(x)
    >>> x._version
    1
    """
    tensors = (tensor,) if isinstance(tensor, Tensor) else tensor
    if not hasattr(tensors, "__iter__"):
        raise EngineError("increment_version expect a Iterable[Tensor] as input")
    for x in tensors:
        if not isinstance(x, Tensor):
            raise EngineError("increment_version expect a Iterable[Tensor] as input")
        if not x.is_inference():
            storage_of(x).version += 1


class saved_tensors_hooks:
    """Let hooks decide what is kept of the tensors that nodes save. As ``torch.autograd.graph.saved_tensors_hooks``.

    Parameters
    ----------
    pack_hook : callable
        Called with every tensor that is saved for backward; what it returns is kept instead.
    unpack_hook : callable
        Called with that in a backward pass; must return the tensor.

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor([1.0, 2.0], requires_grad=True)
    >>> with av.autograd.graph.saved_tensors_hooks(lambda t: t.tolist(), lambda numbers: av.tensor(numbers)):
    ...     y = (x * x).sum()
    >>> y.backward()
    >>> x.grad
    tensor([2., 4.])
    """

    def __init__(self, pack_hook, unpack_hook):
        self.pack_hook, self.unpack_hook = pack_hook, unpack_hook
        self.before = []

    def __enter__(self):
        here = state.here
        if here.disabled is not None:
            raise EngineError(here.disabled)
        if not callable(self.pack_hook) or not callable(self.unpack_hook):
            raise OperandError(
                "_push_saved_tensors_default_hooks(): incompatible function arguments. The following argument types are "
                "supported:\n    1. (arg0: collections.abc.Callable, arg1: collections.abc.Callable) -> None"
            )
        self.before.append(here.watch and here.watch.saving)
        watch((self.pack_hook, self.unpack_hook), here.watch is not None and here.watch.tracing)

    def __exit__(self, *_):
        held = state.here.watch
        watch(self.before.pop(), held is not None and held.tracing)


class save_on_cpu(saved_tensors_hooks):
    """Keep what nodes save on the CPU, and bring it back for backward. As ``torch.autograd.graph.save_on_cpu``.

    Parameters
    ----------
    pin_memory : bool
    device_type : str
        Both accepted as in PyTorch; the memory is the CPU's ordinary one.

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor(3.0, requires_grad=True)
    >>> with av.autograd.graph.save_on_cpu():
    ...     y = x * x
    >>> y.backward()
    >>> x.grad
    tensor(6.)
    """

    def __init__(self, pin_memory=False, device_type="cuda"):
        super().__init__(lambda x: (x.device, x.cpu()), lambda packed: packed[1].to(packed[0]))


@contextmanager
def disable_saved_tensors_hooks(error_message):
    """Forbid `saved_tensors_hooks` inside: to set any raises a RuntimeError with this message.

    Parameters
    ----------
    error_message : str

    Examples
    --------
    >>> import autograd_viz as av
    >>> with av.autograd.graph.disable_saved_tensors_hooks("not here"):
    ...     with av.autograd.graph.save_on_cpu():
    ...         pass
    Traceback (most recent call last):
    autograd_viz.ops.errors.EngineError: not here
    """
    here = state.here
    before, here.disabled = here.disabled, error_message
    try:
        yield
    finally:
        here.disabled = before


class Handles:
    """The handles of several hooks as one."""

    def __init__(self, handles):
        self.handles = handles

    def remove(self):
        """Take all the hooks away."""
        for handle in self.handles:
            handle.remove()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.remove()


def register_multi_grad_hook(tensors, fn, *, mode="all"):
    """Call a hook once per backward pass with the gradients of several tensors.

    As ``torch.autograd.graph.register_multi_grad_hook``.

    Parameters
    ----------
    tensors : sequence of Tensor
        They must require grad.
    fn : callable
        With ``mode="all"`` called with a list of one gradient per tensor, when the last one that the pass
        computes is there; None for those it does not. With ``mode="any"`` called with the first gradient.
    mode : {"all", "any"}

    Returns
    -------
    handle
        Its ``remove()`` takes the hook away.

    Examples
    --------
    >>> import autograd_viz as av
    >>> a, b = av.tensor(2.0, requires_grad=True), av.tensor(3.0, requires_grad=True)
    >>> handle = av.autograd.graph.register_multi_grad_hook((a, b), print)
    >>> (a * b).backward()
    [tensor(3.), tensor(2.)]
    """
    if mode not in ("all", "any"):
        raise ArgumentError(f"Expects mode to be one of ('all', 'any') but got {mode}")
    if mode == "any":
        seen = weakref.WeakSet()

        @functools.wraps(fn)
        def first(grad):
            this = state.here.current
            if this not in seen:
                seen.add(this)
                fn(grad)

        return Handles([x.register_hook(first) for x in tensors if x.requires_grad])

    # Held weakly, as the hooks are held by them: a node, or a leaf, whose node comes and goes.
    places = [weakref.ref(x if x._node is None else x._node) for x in tensors]
    passes = weakref.WeakKeyDictionary()  # pass -> the gradients so far, and how many are still to come

    def at(i):
        def arrived(grad):
            this = state.here.current
            found = passes.setdefault(this, [[None] * len(places), sum(this.reaches(place()) for place in places)])
            found[0][i] = grad
            found[1] -= 1
            if not found[1]:
                fn(passes.pop(this)[0])

        return arrived

    return Handles([x.register_hook(at(i)) for i, x in enumerate(tensors)])
