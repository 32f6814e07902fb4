"""Show a player in a notebook: what Python and the browser tell each other."""

import json
import traceback
from pathlib import Path

import anywidget
import traitlets

from ..frames import Film
from ..screen import described, glossary, script, style

PACKAGE = Path(__file__).parents[2]


class PlayerWidget(anywidget.AnyWidget):
    """The screen of one `Player`. Its traits are what a page needs to show the steps so far with no kernel.

    The browser moves within the steps it has by setting `position`. For a step that does not exist yet it
    sends ``{"kind": "goto", "position": n}`` or ``{"kind": "end"}``; new frames come as ``{"kind": "frames", ...}``.
    """

    _esm = script()
    _css = style()

    pictures = traitlets.List().tag(sync=True)
    graph = traitlets.Dict().tag(sync=True)
    glossary = traitlets.Dict().tag(sync=True)
    frames = traitlets.List().tag(sync=True)
    position = traitlets.Int(0).tag(sync=True)
    length = traitlets.Int(0).tag(sync=True)
    mode = traitlets.Unicode("live").tag(sync=True)
    finished = traitlets.Bool(False).tag(sync=True)
    closed = traitlets.Bool(False).tag(sync=True)
    error = traitlets.Unicode("").tag(sync=True)
    note = traitlets.Unicode("").tag(sync=True)

    def __init__(self, player):
        self._player = player
        self._following = False
        pictures = [picture for _, picture in player.views]
        self._film = Film(player.graph, pictures)
        super().__init__(
            pictures=described(player.views),
            graph=json.loads(player.graph.to_json()),
            glossary=glossary(player.graph),
            frames=[self._film.first()],
            mode=player.mode,
        )
        self.on_msg(self._asked)
        self.follow()

    def follow(self):
        """Bring the screen up to where the player is."""
        player = self._player
        start = len(self.frames)
        new = [self._film.next(event) for event in player.timeline.events[start - 1 :]]
        if new:
            # Appended in place and sent as a message: a synced assignment would send all frames at each step.
            # Who looks later asks for the state, and gets the whole list.
            self.frames.extend(new)
            self.send({"kind": "frames", "start": start, "frames": new})
        self._following = True
        try:
            with self.hold_sync():
                self.length, self.finished, self.closed = player.length, player.finished, player.closed
                self.error = error_text(player.error)
                self.position = player.position
        finally:
            self._following = False

    @traitlets.observe("position")
    def _moved(self, change):
        """The browser, or a control linked to this trait, has set another position."""
        if self._following or change["new"] == self._player.position:
            return
        try:
            self._player.goto(change["new"])
        finally:
            self.follow()

    def _asked(self, widget, message, buffers):
        """The browser asks for a step that has not been run; an error of the user's own code is shown there."""
        try:
            if message.get("kind") == "goto":
                self._player.goto(min(int(message["position"]), self._player.length))
            elif message.get("kind") == "end":
                self._player.run()
        except (Exception, KeyboardInterrupt) as error:
            if error is not self._player.error:
                self.send({"kind": "refused", "text": str(error)})
        self.send({"kind": "answered"})

    def bundle(self):
        """The mime bundle that shows this widget, and its metadata."""
        found = super()._repr_mimebundle_()
        data, metadata = found if isinstance(found, tuple) else (found, None)
        return dict(data or {}), dict(metadata or {})


def error_text(error):
    """An exception in one paragraph: what it is, and the user's line where it happened."""
    if error is None:
        return ""
    text = "".join(traceback.format_exception_only(error)).strip()
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if PACKAGE not in Path(frame.filename).parents]
    if not own:
        return text
    place = own[-1]
    return f"{text}\nin {place.name}, line {place.lineno}: {place.line or ''}".rstrip(": ")
