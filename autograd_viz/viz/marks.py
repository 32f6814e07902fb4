"""Write single SVG marks: coordinates, rectangles, paths and texts."""

import re
from itertools import chain

from .text import escape

WHOLE = re.compile(r"\.0(?!\d)")  # the end of a coordinate that is a whole number


def number(value):
    """A coordinate, to a tenth of a pixel."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def points(*values):
    """Coordinates as path data takes them: ``1,2.5 3,4``.

    >>> points(1, 2.5, 3.04, 4)
    '1,2.5 3,4'
    """
    return WHOLE.sub("", " ".join(["%.1f,%.1f"] * (len(values) // 2)) % values)


def path(curve):
    """Control points of cubic curves as path data, formatted at one stroke: a picture holds thousands.

    >>> path([(0, 0), (1, 2.5), (3, 4), (5, 6)])
    'M0,0C1,2.5 3,4 5,6'
    """
    pieces = len(curve) // 3
    return WHOLE.sub("", ("M%.1f,%.1f" + "C%.1f,%.1f %.1f,%.1f %.1f,%.1f" * pieces) % tuple(chain.from_iterable(curve)))


def rect(kind, x, y, width, height, radius):
    """A rectangle with round corners; `kind` is its class, or ``""``."""
    name = f' class="{kind}"' if kind else ""
    size = f'width="{number(width)}" height="{number(height)}" rx="{number(radius)}"'
    return f'<rect{name} x="{number(x)}" y="{number(y)}" {size}/>'


def text(part, x, y, content, attributes=""):
    """One line of text; `part` is what it tells, `attributes` begin with a blank."""
    return f'<text data-part="{part}"{attributes} x="{number(x)}" y="{number(y)}">{escape(content)}</text>'
