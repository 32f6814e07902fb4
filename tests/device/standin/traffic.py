"""Count what passes between host and device, and where the host waits: each with the line of `autograd_viz` behind it.

- ``to_host``: an array (or one number of it) that somebody asked for: ``get``, ``item``, ``float``, ``repr``...
- ``to_device``: numbers of the host that a copy brings over: ``asarray``, ``set``, subscripts by lists. A single number
  that travels in a kernel's arguments is none, as in CuPy.
- ``waits``: calls that cannot return before the device has answered: ``nonzero``, reading by a mask, ``synchronize``...
"""

import sys
from contextlib import contextmanager
from typing import NamedTuple

launches = 0  # calls so far that start a kernel, roughly
_watchers = []
_silent = 0


class Event(NamedTuple):
    """One transfer or wait."""

    kind: str
    what: str
    elements: int
    nbytes: int
    where: str

    def __str__(self):
        return f"{self.kind}: {self.what} of {self.elements} elements ({self.nbytes} bytes), {self.where}"


class Forbidden(AssertionError):
    """A transfer or a wait where there shall be none."""


class Seen:
    """What was counted so far."""

    def __init__(self, strict=False):
        self.to_host, self.to_device, self.waits, self.strict, self._before = [], [], [], strict, launches

    @property
    def launches(self):
        """Kernels started since, roughly: one for each call."""
        return launches - self._before

    @property
    def all(self):
        """Every event, by kind."""
        return self.to_host + self.to_device + self.waits

    def __str__(self):
        return "\n".join(map(str, self.all)) or "no transfer"


def _where():
    """The innermost frame of `autograd_viz`, else the innermost outside of the stand-in and NumPy."""
    frame, outside = sys._getframe(3), None
    while frame:
        file = frame.f_code.co_filename
        if "/autograd_viz/" in file and "/tests/" not in file:
            return f"{file}:{frame.f_lineno} in {frame.f_code.co_name}"
        if outside is None and "/standin/" not in file and "/numpy/" not in file:
            outside = f"{file}:{frame.f_lineno} in {frame.f_code.co_name}"
        frame = frame.f_back
    return outside


def note(kind, what, elements=1, nbytes=0):
    """Tell those who count of one event of the kind ``to_host``, ``to_device`` or ``waits``."""
    if not _watchers or _silent:
        return
    event = Event(kind, what, elements, nbytes, _where())
    for seen in _watchers:
        getattr(seen, kind).append(event)
        if seen.strict:
            raise Forbidden(str(event))


@contextmanager
def _watching(seen):
    _watchers.append(seen)
    try:
        yield seen
    finally:
        _watchers.remove(seen)


def counted():
    """Count within a ``with`` block: ``with traffic.counted() as seen: ...; assert not seen.to_host``."""
    return _watching(Seen())


def forbidden():
    """Raise `Forbidden` at the first transfer or wait within a ``with`` block."""
    return _watching(Seen(strict=True))


@contextmanager
def unseen():
    """Let what a test does itself, to look at a result, go uncounted."""
    global _silent
    _silent += 1
    try:
        yield
    finally:
        _silent -= 1


def launch():
    """Count one kernel."""
    global launches
    launches += 1
