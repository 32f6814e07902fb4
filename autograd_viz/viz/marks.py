"""Write single SVG marks: coordinates, rectangles, paths and texts."""

from .text import escape


def number(value):
    """A coordinate, to a tenth of a pixel."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def points(*values):
    """Coordinates as path data takes them: ``1,2.5 3,4``.

    >>> points(1, 2.5, 3.04, 4)
    '1,2.5 3,4'
    """
    written = list(map(number, values))
    return " ".join(",".join(pair) for pair in zip(written[::2], written[1::2], strict=True))


def rect(kind, x, y, width, height, radius):
    """A rectangle with round corners; `kind` is its class, or ``""``."""
    name = f' class="{kind}"' if kind else ""
    size = f'width="{number(width)}" height="{number(height)}" rx="{number(radius)}"'
    return f'<rect{name} x="{number(x)}" y="{number(y)}" {size}/>'


def text(part, x, y, content, attributes=""):
    """One line of text; `part` is what it tells, `attributes` begin with a blank."""
    return f'<text data-part="{part}"{attributes} x="{number(x)}" y="{number(y)}">{escape(content)}</text>'
