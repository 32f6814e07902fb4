"""Step through a backward pass, live or replayed, from Python or on a screen."""

import warnings
from pathlib import Path

from .frames import before_backward, state_at
from .timeline import Timeline

INSTALL = "pip install anywidget"


class Player:
    """A backward pass to step through, forwards and back.

    Displayed in a notebook it is a widget; every method works without one as well. Of a *live* pass
    each new step runs the real engine one event further, so ``.grad`` fills in as it does on screen; going
    back moves the view, not history. A *replay* shows events that have been recorded before.

    Parameters
    ----------
    graph : Graph
    source : Timeline or iterator of Event
        A finished Timeline is replayed. An iterator is asked for one event at a time, when a step
        needs it; it may have an ``expected_length`` that says how many events will come, and a
        ``close`` that ends it.

    Attributes
    ----------
    graph : Graph
    mode : {"live", "replay"}
    position : int
        How many events are shown: 0 is the moment before the first.
    finished : bool
        Whether all events of the pass are known.
    error : BaseException or None
        What stopped the pass, where something did.
    closed : bool

    Examples
    --------
    >>> from autograd_viz.viz.graph import Graph, Node
    >>> from autograd_viz.viz.timeline import Event, Timeline
    >>> graph = Graph("t1", (Node("t1", "leaf", name="a"),), ())
    >>> player = Player(graph, Timeline(graph, (Event("seed", "t1"), Event("done"))))
    >>> player.step().kind, player.step().kind, player.step()
    ('seed', 'done', None)
    >>> player.back().kind, player.position
    ('seed', 1)
    """

    def __init__(self, graph, source):
        self.graph = before_backward(source) if isinstance(source, Timeline) else graph
        self.mode = "replay" if isinstance(source, Timeline) else "live"
        self.position = 0
        self.finished = self.mode == "replay"
        self.error = None
        self.closed = False
        self._events = list(source) if self.finished else []
        self._source = iter(()) if self.finished else source
        self._running = False
        self._views = None
        self._widget = None

    # ------------------------------------------------------------ moving

    def step(self):
        """Show the next event; of a live pass that runs the engine on where it has not yet been.

        Returns
        -------
        Event or None
            The event now shown; None when there is no next one.

        Raises
        ------
        Exception
            Whatever the engine raises, such as an error in a hook: the steps up to there stay.
        """
        self._check_open()
        if self.position == len(self._events) and not self._advance():
            return None
        return self._show(self.position + 1)

    def back(self):
        """Show the moment one event earlier; ``.grad`` stays as it is.

        Returns
        -------
        Event or None
            The event now shown; None before the first.
        """
        self._check_open()
        return self._show(max(self.position - 1, 0))

    def goto(self, position):
        """Show the moment after `position` events; of a live pass that runs the engine as far as needed.

        Returns
        -------
        Event or None
            The event now shown; None before the first.
        """
        self._check_open()
        if isinstance(position, bool) or not isinstance(position, int) or position < 0:
            raise ValueError(f"a position is a number of events, 0 or more, not {position!r}")
        try:
            while len(self._events) < position and self._advance():
                pass
        finally:
            self._show(min(position, len(self._events)))
        if position > len(self._events):
            raise ValueError(f"this pass has {len(self._events)} steps: there is no position {position}")
        return self._shown()

    def run(self):
        """Show the last event; of a live pass that runs the engine to its end.

        Returns
        -------
        Event or None
        """
        self._check_open()
        try:
            while self._advance():
                pass
        finally:
            self._show(len(self._events))
        return self._shown()

    def run_to(self, node):
        """Show the next event that concerns one node; the last event where none does.

        Parameters
        ----------
        node : str
            A node's id, or the name of a tensor (``"a"``, ``"layers.0.weight"``).

        Returns
        -------
        Event or None
            The event now shown.
        """
        self._check_open()
        wanted = {found.id for found in self.graph.nodes if node in (found.id, found.name)}
        if not wanted:
            names = ", ".join(dict.fromkeys(found.name for found in self.graph.nodes if found.name)) or "none"
            raise KeyError(f"no node {node!r} in this graph; the named ones are: {names}")
        position = self.position
        try:
            while position < len(self._events) or self._advance():
                event = self._events[position]
                position += 1
                if event.node in wanted or event.target in wanted:
                    break
        finally:
            self._show(position)
        return self._shown()

    def _advance(self):
        """Take one more event from the source; False when there is none."""
        if self.error is not None:
            what = f"{type(self.error).__name__}: {self.error}"
            raise RuntimeError(
                f"this pass stopped after step {len(self._events)} with {what}\n"
                "The steps up to there can still be shown; a new av.play(...) starts again."
            ) from self.error
        if self.finished:
            return False
        if self._running:
            raise RuntimeError("this player is in the middle of a step: a hook cannot step the pass that called it")
        self._running = True
        try:
            self._events.append(next(self._source))
        except StopIteration:
            self.finished = True
            return False
        except BaseException as error:  # a KeyboardInterrupt ends the walk as well
            self.error = error
            self._tell()
            raise
        finally:
            self._running = False
        # The engine's last word, so that nobody has to ask once more to learn that it is over.
        self.finished = self._events[-1].kind == "done"
        return True

    def _show(self, position):
        self.position = position
        self._tell()
        return self._shown()

    def _shown(self):
        return self._events[self.position - 1] if self.position else None

    def _tell(self):
        if self._widget is not None:
            self._widget.follow()

    def _check_open(self):
        if self.closed:
            raise RuntimeError(
                "this player is closed: av.play(...) makes a new one. Its .timeline and .save still work."
            )

    # ------------------------------------------------------------ what there is

    @property
    def timeline(self):
        """The events so far, as a Timeline."""
        return Timeline(self.graph, tuple(self._events))

    @property
    def length(self):
        """How many events there are; of a live pass that is not finished, how many are expected."""
        known = len(self._events)
        if self.finished or self.error is not None or self.closed:
            return known
        expected = getattr(self._source, "expected_length", None)
        return max(expected if expected is not None else expected_length(self.graph), known + 1)

    @property
    def views(self):
        """The pictures this player can be seen in, as (name, Picture), the first one first."""
        if self._views is None:
            from .views import views

            self._views = views(self.graph)
        return self._views

    @property
    def widget(self):
        """The notebook widget: made on first use, one for all places where this player is displayed."""
        if self._widget is None:
            try:
                from .widget import PlayerWidget
            except ImportError as error:
                raise ImportError(f"the player on the screen needs anywidget: {INSTALL}") from error
            self._widget = PlayerWidget(self)
        return self._widget

    def close(self):
        """End the pass where it is. The steps so far stay on screen, in `timeline` and for `save`."""
        if self.closed:
            return
        self.closed = True
        close = getattr(self._source, "close", None)
        if close is not None:
            close()
        self._source = iter(())
        self._tell()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def __len__(self):
        return len(self._events)

    def __repr__(self):
        about = "" if self.finished else "about "
        state = ", closed" if self.closed else f", stopped by {type(self.error).__name__}" if self.error else ""
        return f"<Player of a {self.mode} backward pass: step {self.position} of {about}{self.length}{state}>"

    def _repr_mimebundle_(self, include=None, exclude=None):
        """The widget; a picture and words for readers without a kernel or without widgets."""
        from .picture import Picture

        data, metadata = self.widget.bundle()
        state = state_at(self.graph, self._events[: self.position])
        data["image/svg+xml"] = Picture(self.graph, state=state).svg
        data["text/plain"] = repr(self)
        return data, metadata

    # ------------------------------------------------------------ saving

    def save(self, path):
        """Write the steps so far to a file; its suffix says which kind.

        Saving never runs a live pass on, because that would change ``.grad``: of a pass that is not
        finished the file holds the steps so far, and says so. Call `run` first for the whole pass.

        Parameters
        ----------
        path : str or Path
            ``.html`` (one page that needs no kernel and no network), ``.json`` (read it back with
            `Timeline.from_json`) or ``.gif``.

        Returns
        -------
        Path

        Warns
        -----
        UserWarning
            Where the pass is not finished.
        """
        path = Path(path)
        writer = WRITERS.get(path.suffix.lower())
        if writer is None:
            raise ValueError(f"cannot save a player as {path.name!r}: its suffix is one of {', '.join(WRITERS)}")
        if not self.finished:
            warnings.warn(f"{path.name} holds the {self._so_far()}. Call .run() first for all of it.", stacklevel=2)
        path.write_bytes(writer(self))
        return path

    def _so_far(self):
        steps = f"{len(self)} step{'' if len(self) == 1 else 's'}"
        return f"{steps} so far: the pass is {'stopped' if self.error or self.closed else 'paused'} there"


def expected_length(graph):
    """How many events a backward pass over the whole graph has when no hook fires and nothing is broadcast.

    A seed, a contribution for each edge, an accumulate for each leaf, a retain for each that retains, done.
    """
    constants = {node.id for node in graph.nodes if node.kind == "constant"}
    edges = sum(edge.slot is not None and edge.target not in constants for edge in graph.edges)
    filled = sum(node.kind == "leaf" or node.retains_grad for node in graph.nodes)
    return 1 + edges + filled + 1


def to_html(player):
    from .page import page

    note = "" if player.finished else f"This page holds the {player._so_far()}."
    return page(player.timeline, note, player.views).encode()


def to_json(player):
    return player.timeline.to_json().encode()


def to_gif(player):
    from .animation import gif

    return gif(player.timeline, player.views[0][1])


WRITERS = {".html": to_html, ".json": to_json, ".gif": to_gif}
