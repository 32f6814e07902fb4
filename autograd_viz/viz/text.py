"""Make any text safe to draw, measure it with care, and shorten it to the room there is."""

import unicodedata
from functools import lru_cache

from .numbers import number_text, shape_text

MONO = 0.605  # em; the widest of the usual monospace fonts (DejaVu Sans Mono, Menlo: 0.602)
ELLIPSIS = "…"

# Advance widths of DejaVu Sans Bold for the characters 32 to 126, in hundredths of an em: no
# usual interface font is wider, so text measured with these fits in all of them.
BOLD = (
    "035 046 052 084 070 100 087 031 046 046 052 084 038 042 038 037 "
    "070 070 070 070 070 070 070 070 070 070 040 040 084 084 084 058 "
    "100 077 076 073 083 068 068 082 084 037 037 077 064 100 084 085 "
    "073 085 077 072 068 081 077 110 077 072 073 046 037 046 084 050 "
    "050 067 072 059 072 068 044 072 071 034 034 067 034 104 071 069 "
    "072 072 049 060 048 071 065 092 065 065 058 071 037 071 084"
)
WIDTHS = {chr(32 + i): int(w) / 100 * 1.03 for i, w in enumerate(BOLD.split())}

REPLACED = {"\n": "↵", "\r": "↵", "\t": " ", "\u2028": "↵", "\u2029": "↵", "\x85": "↵"}
TURNING = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")


def one_line(text):
    """Any text as one drawable line: line ends become ``↵``, what XML cannot hold becomes ``�``.

    >>> one_line("a\\nb\\x00")
    'a↵b�'
    """
    return text if text.isascii() and text.isprintable() else "".join(map(drawable, text))


@lru_cache(4096)
def drawable(character):
    if character in REPLACED:
        return REPLACED[character]
    if character in TURNING:  # would turn the order of the letters around it
        return ""
    category = unicodedata.category(character)
    return "�" if category in ("Cc", "Cs", "Cn", "Co") else character


def escape(text):
    """Text as XML: never markup, in content or in a quoted attribute.

    >>> escape('<b> & "c"')
    '&lt;b&gt; &amp; &quot;c&quot;'
    """
    text = one_line(text)
    return (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
        .replace("'", "&#39;")
    )


@lru_cache(4096)
def em(character):
    """Width of one character of bold sans text, at most, in em."""
    known = WIDTHS.get(character)
    if known is not None:
        return known
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    return 1.4 if unicodedata.east_asian_width(character) in "WF" or ord(character) > 0xFFFF else 1.05


@lru_cache(4096)
def cells(character):
    """How many monospace columns one character takes, at most."""
    if character.isascii() or character in "−×→∂∞…·√Σ±≈÷∇σ↵":
        return 1.0
    return em(character) / MONO


def bold_width(text, size):
    """Width in pixels that `text` needs at most, in the bold face of names."""
    return sum(map(em, text)) * size


def mono_width(text, size):
    """Width in pixels that `text` needs at most, in the monospace face of numbers."""
    return sum(map(cells, text)) * MONO * size


def shorten(text, room, size=1.0, width=None):
    """Cut `text` in its middle until it is no wider than `room`.

    Parameters
    ----------
    text : str
    room : float
        In pixels; or in characters where `size` and `width` are left out.
    size : float
        Font size in pixels.
    width : callable, optional
        `bold_width` or `mono_width`.

    Examples
    --------
    >>> shorten("hidden_layer_output", 9)
    'hidd…tput'
    """
    text = one_line(text)
    if width is None:
        width = plain_width
    if len(text) > 200:  # no room in a picture holds more: spare the measuring
        text = text[:100] + ELLIPSIS + text[-100:]
    if width(text, size) <= room:
        return text
    low, high = 0, len(text) - 1  # how many characters may stay
    while low < high:
        middle = (low + high + 1) // 2
        if width(cut(text, middle), size) <= room:
            low = middle
        else:
            high = middle - 1
    return cut(text, low)


def cut(text, keep):
    """`text` with only `keep` characters left, the first half and the last."""
    text = text.replace(ELLIPSIS, "·") if keep < len(text) else text
    tail = keep // 2
    return text[: keep - tail] + ELLIPSIS + (text[-tail:] if tail else "")


def plain_width(text, size):
    return sum(map(cells, text)) * size


def number_in(value, characters, digits=4):
    """Write a number with as many digits as `characters` hold, at most `digits`.

    >>> number_in(-0.123456, 7), number_in(-0.123456, 6), number_in(-1.2345e-10, 7)
    ('−0.1235', '−0.123', '−1e−10')
    """
    for wanted in range(digits, 0, -1):
        text = number_text(value, wanted)
        if len(text) <= characters:
            return text
    return "≈0" if isinstance(value, float) and abs(value) < 1 else shorten(text, characters)


def sum_in(values, characters, digits=4):
    """Write a sum of numbers out, ``−24 + −15``; leave out the first terms where there is no room.

    >>> sum_in([-24.0, -15.0], 15), sum_in([1 / 3, 2 / 3, 1 / 7], 12)
    ('−24 + −15', '0.3+0.7+0.1')
    """
    for join in (" + ", "+"):
        for wanted in range(digits, 0, -1):
            text = join.join(number_text(v, wanted) for v in values)
            if len(text) <= characters:
                return text
    return shorten(ELLIPSIS + " + " + number_in(values[-1], max(characters - 4, 4), digits), characters)


def shape_label(shape):
    """A shape that cannot be taken for a number: that of a vector as Python writes it.

    >>> shape_label((3, 4)), shape_label((5,))
    ('3 × 4', '(5,)')
    """
    return f"({shape[0]},)" if len(shape) == 1 else shape_text(shape)


def is_wrong(text):
    """Whether a text shows something that is no finite number.

    >>> is_wrong("NaN"), is_wrong("−∞"), is_wrong("−24")
    (True, True, False)
    """
    return "NaN" in text or "∞" in text


def fit(text, characters):
    """Fit a text that was written without knowing its room; a number loses digits, never its exponent.

    >>> fit("−3.123e−20", 7), fit("−0.1235 + −0.9411", 13), fit("not yet", 7)
    ('−3e−20', '−0.12 + −0.94', 'not yet')
    """
    if len(text) <= characters and plain_width(text, 1) <= characters:
        return text
    terms = [number_of(term) for term in text.split(" + ")]
    if None in terms:
        return shorten(text, characters)
    return number_in(terms[0], characters) if len(terms) == 1 else sum_in(terms, characters)


def number_of(text):
    """The number that a text shows, or None."""
    try:
        return float(text.replace("−", "-").replace("∞", "inf"))
    except ValueError:
        return None


def heading_in(text, characters):
    """Fit a heading; of ``∂L/∂name`` the name is cut.

    >>> heading_in("∂loss/∂hidden_layer", 12)
    '∂loss/∂hi…er'
    """
    start, slash, name = text.partition("/∂")
    room = characters - len(start) - len(slash)
    if not slash or len(text) <= characters or room < 2:
        return shorten(text, characters)
    return start + slash + shorten(name, room)
