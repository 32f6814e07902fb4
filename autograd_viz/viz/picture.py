"""A picture of a computational graph, as notebooks and files take it."""

from pathlib import Path

from . import export
from .fold import fold, opening, visible, window
from .layout import MOST, arrange
from .svg import titles, write


class Picture:
    """A still picture of a graph: displays itself in a notebook, and saves itself to a file.

    Parameters
    ----------
    graph : Graph
    theme : {None, "light", "dark"}
        None follows the reader's choice.
    state : State, optional
        The moment to show; without it, all that is known: before backward the values and local
        derivatives, after backward every contribution and gradient.
    fold : None or iterable of str
        Paths of modules to fold. None folds them as `fold.outermost` finds best; ``()`` folds none.

    Examples
    --------
    >>> from autograd_viz.viz.graph import Graph, Node
    >>> picture = Picture(Graph("t1", (Node("t1", "leaf", name="a"),), ()))
    >>> picture
    Computational graph of a. No operations on 1 leaf (a).
    >>> picture.svg.startswith("<svg")
    True
    """

    def __init__(self, graph, theme=None, state=None, fold=None):
        if theme not in (None, "light", "dark"):
            raise ValueError(f'theme is "light", "dark" or None (follow the reader), not {theme!r}')
        self.graph = graph
        self.theme = theme
        self.shown = opening(graph) if fold is None else cut(graph, fold)
        self._state, self._layout, self._svg = state, None, None

    @property
    def layout(self):
        """Where everything is: laid out by Graphviz on first use."""
        if self._layout is None:
            self._layout = arrange(self.shown)
        return self._layout

    @property
    def state(self):
        """The moment this picture shows."""
        if self._state is None:
            from .frames import still

            self._state = still(self.graph)
        return self._state

    @property
    def svg(self):
        """The picture as SVG text."""
        if self._svg is None:
            self._svg = write(self.shown, self.layout, self.state, self.theme)
        return self._svg

    def save(self, path):
        """Write the picture to a file; its suffix says which kind.

        Parameters
        ----------
        path : str or Path
            ``.svg``, ``.html`` (one file, no scripts), ``.png``, ``.pdf``, ``.dot`` (for Graphviz) or ``.json``
            (read it back with `Graph.from_json`).

        Returns
        -------
        Path
        """
        path = Path(path)
        writer = export.WRITERS.get(path.suffix.lower())
        if writer is None:
            known = ", ".join(export.WRITERS)
            raise ValueError(f"cannot save a picture as {path.name!r}: its suffix is one of {known}")
        path.write_bytes(writer(self))
        return path

    def __repr__(self):
        return ". ".join(titles(self.shown, {node.id: node for node in self.shown.nodes}))

    def _repr_mimebundle_(self, include=None, exclude=None):
        # Unconfined: JupyterLab scrolls a wide picture instead of shrinking its text.
        return {"image/svg+xml": self.svg, "text/plain": repr(self)}, {"image/svg+xml": {"unconfined": True}}


def cut(graph, paths):
    """The graph with these modules folded, or a window of it where it is still too large."""
    folded = fold(graph, paths)
    return folded if visible(folded) <= MOST else window(folded)
