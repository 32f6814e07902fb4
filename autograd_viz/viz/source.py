"""Show the user's own code: the lines that made a graph's nodes, in blocks."""

import linecache
import os

from .graph import Code, Line

WHOLE = 40  # lines up to which a notebook cell is shown whole
GAP = 8  # blank or unrelated lines that two nodes' lines may be apart in one block
ABOVE = 6  # lines shown above the first of a block, as far as none is blank


class Listing:
    """The blocks of user code behind some engine nodes.

    Parameters
    ----------
    nodes : iterable of Node
        In the order in which their files should appear.

    Attributes
    ----------
    blocks : tuple of Code
    """

    def __init__(self, nodes):
        self.places = {}
        files = {}
        for node in nodes:
            place = node.source()
            if place is not None and linecache.getline(place.filename, place.number):
                self.places[node] = place
                files.setdefault(place.filename, set()).update(range(place.number, place.last + 1))
        self.spans = [(name, *span) for name, numbers in files.items() for span in spans(name, sorted(numbers))]
        self.blocks = tuple(block(name, first, last) for name, first, last in self.spans)

    def line(self, node):
        """The node's place in `blocks` as a `Line`, or None where its code cannot be read."""
        place = self.places.get(node)
        if place is None:
            return None
        for i, (name, first, last) in enumerate(self.spans):
            if name == place.filename and first <= place.number <= last:
                return Line(i, place.number, *columns(place))
        return None


def spans(filename, numbers):
    """(first, last) line numbers of each block that shows the lines `numbers` of a file."""
    lines = linecache.getlines(filename)
    if is_cell(filename) and len(lines) <= WHOLE:
        return [(1, len(lines))]
    out = []
    for number in numbers:
        if out and number - out[-1][1] <= GAP:
            out[-1][1] = number
        else:
            out.append([number, number])
    for span, before in zip(out, [[0, 0], *out]):
        above = 0
        while above < ABOVE and span[0] - 1 > before[1] and lines[span[0] - 2].strip():
            span[0] -= 1
            above += 1
    return [tuple(span) for span in out]


def block(filename, first, last):
    """One block of a file's lines."""
    lines = linecache.getlines(filename)[first - 1 : last]
    return Code(label(filename), first, tuple(line.rstrip("\n") for line in lines))


def is_cell(filename):
    """Whether a file name stands for a notebook cell: IPython gives cells names of its own."""
    return os.path.basename(os.path.dirname(filename)).startswith("ipykernel_") or filename.startswith("<ipython")


def label(filename):
    """What to call a file on the screen: its base name, or that it is a notebook's cell."""
    return "notebook cell" if is_cell(filename) else os.path.basename(filename)


def columns(place):
    """Start and end columns in characters: Python counts bytes of UTF-8."""
    if place.start is None or place.end is None:
        return None, None
    text = linecache.getline(place.filename, place.number).encode()
    return len(text[: place.start].decode(errors="ignore")), len(text[: place.end].decode(errors="ignore"))
