"""Pictures and players of computational graphs."""

import sys

from ..autograd.errors import EngineError, OperandError
from ..autograd.tensor import Tensor
from .graph import Graph
from .names import given_names
from .picture import Picture
from .player import Player
from .timeline import Timeline

__all__ = ["Graph", "Picture", "Player", "Timeline", "draw", "play", "record"]


def draw(root, names=None, theme=None, fold=None):
    """Draw what a tensor was computed from.

    Before backward the picture shows values and local derivatives; after it, the gradient on every
    edge and in every card. Names are found in the caller's variables.

    Parameters
    ----------
    root : Tensor or Graph
    names : dict, optional
        ``{"name": tensor}``, for tensors that no variable holds or that should be called otherwise.
    theme : {None, "light", "dark"}
        None follows the reader's choice.
    fold : None or iterable of str
        Paths of the modules to draw as one box; None chooses, ``()`` folds none.

    Returns
    -------
    Picture
        Displays itself in a notebook; ``.save("graph.svg")``, also .png, .pdf, .dot, .html, .json.

    Raises
    ------
    RuntimeError
        If the tensor has no graph: it does not require grad.

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor(3.0, requires_grad=True)
    >>> y = x * x
    >>> av.draw(y)
    Computational graph of y. 1 operation on 1 leaf (x).
    """
    if isinstance(root, Graph):
        return Picture(root, theme=theme, fold=fold)
    check_root(root, "draw")
    from .snapshot import Snapshot

    return Picture(Snapshot(root, sys._getframe(1), given_names(names)).graph, theme=theme, fold=fold)


def play(root, gradient=None, retain_graph=True, inputs=None, names=None):
    """Step through the backward pass of a tensor.

    Nothing runs until the first step; each step runs the real engine one event further, and
    ``.grad`` fills in as it does on the screen. If a pass has freed the graph already, the numbers
    it kept are replayed and ``.grad`` is not touched.

    Parameters
    ----------
    root : Tensor or Timeline
        A Timeline is replayed.
    gradient : Tensor, optional
        As for `Tensor.backward`.
    retain_graph : bool
        Keep the graph (the default here), so that the same cell can be run again.
    inputs : Tensor or sequence of Tensor, optional
        As for `Tensor.backward`.
    names : dict, optional
        As for `draw`.

    Returns
    -------
    Player
        Displays itself in a notebook as a widget.

    Raises
    ------
    RuntimeError
        As ``root.backward(gradient)``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor(3.0, requires_grad=True)
    >>> p = av.play(x * x)
    >>> p.step().kind, p.step().contribution.values, x.grad
    ('seed', 3.0, None)
    >>> p.run().kind, x.grad
    ('done', tensor(6.))
    """
    if isinstance(root, Timeline):
        return Player(root.graph, root)
    check_root(root, "play")
    from .recorder import kept, live

    snapshot, recorder = live(root, gradient, retain_graph, inputs, sys._getframe(1), given_names(names))
    freed = next((node for node in snapshot.ops if node.freed), None)
    if freed is None:
        return Player(snapshot.graph, recorder)
    timeline = kept(snapshot)
    if timeline is None:
        freed.checked()
    return Player(snapshot.graph, timeline)


def record(root, gradient=None, retain_graph=True, names=None):
    """Run a whole backward pass at full speed and keep it as plain data, to be saved or replayed.

    Parameters
    ----------
    root, gradient, retain_graph, names
        As for `play`.

    Returns
    -------
    Timeline

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor(3.0, requires_grad=True)
    >>> timeline = av.record(x * x)
    >>> len(timeline), x.grad
    (5, tensor(6.))
    >>> av.play(timeline).mode
    'replay'
    """
    check_root(root, "record")
    from ..autograd.walk import record_steps
    from .recorder import Recorder
    from .snapshot import Snapshot

    snapshot = Snapshot(root, sys._getframe(1), given_names(names))
    events = iter(record_steps(root, gradient, retain_graph))
    return Timeline(snapshot.graph, Recorder(snapshot, events).run())


def check_root(root, name):
    """Raise for what has no graph."""
    if not isinstance(root, Tensor):
        raise OperandError(f"{name}() takes a Tensor or plain data that was saved, not {type(root).__name__}")
    if not root.requires_grad:
        raise EngineError(
            f"{name}(): this tensor does not require grad and does not have a grad_fn, so it has no graph.\n"
            "Create what it is computed from with requires_grad=True, and compute it outside no_grad."
        )
