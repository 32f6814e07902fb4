"""Arrange what is written on each card, chip and op, in boxes that fit whatever is written there later."""

from dataclasses import dataclass, replace

from .numbers import flat
from .text import bold_width, fit, heading_in, mono_width, number_in, one_line, shape_label, shorten
from .theme import GRADIENT, NAME, SIGN, SMALL, VALUE

# How many characters each text may have. A number of any size fits in 7: ``−0.1235``, ``−1e−10``.
CHIP_CHARACTERS = 7
GRADIENT_CHARACTERS = 7
CELL_CHARACTERS = 6
VALUE_CHARACTERS = 10
SUM_CHARACTERS = 14
HEADING_CHARACTERS = 14
BESIDE = 8  # characters of a heading that may stand beside its gradient
SYMBOL_CHARACTERS = 14
GRAD_FN_CHARACTERS = 26
LINE_CHARACTERS = 22  # of a grad_fn name in one line
TAG_CHARACTERS = 15
NAME_WIDTH = 180  # pixels
LONGEST = 17  # characters of a chip or a gradient that is a shape
GRID = 4  # rows and columns up to which an array is written out
WHOLE = 8  # columns of a constant of whole numbers, such as indices

PAD, GAP, ROW, LINE = 8, 7, 26, 15
POINT = 6  # how far the outline of a leaf reaches out to the left
STRIP = 16  # the leaf's AccumulateGrad port
TAG, RISE = 14, 11  # height of the tag with a card's device, and how far it stands out above the card
RADIUS = 17
ROUND = 14  # of a pill's ends
LABEL = 17  # room for the grad_fn name below an op
LABEL_LINE = 12  # and for its second line
CHIP = 18
SUM = 17  # height of the row of a sum
ABOVE = 13  # room for the local derivative above a chip
BEFORE, AFTER = 6, 11  # room left and right of a chip for curves to bend in
THUMBNAIL = 32


@dataclass(frozen=True, slots=True)
class Card:
    """Where everything on one box goes, in pixels from its top left corner.

    `kind` says which outline; `texts` are the fixed texts as ``(part, x, y, text)``; `cells` the
    numbers of the value as ``(x, y, text)``; `rules` the heights of the thin lines across. The
    places of what changes are points or None: `heading`, `gradient`, `sum`, and `slots` for the
    numbers of the gradient, row by row. `heading_room`, `gradient_room` and `sum_room` are in
    characters. `bend` is where the lines to an op's results may leave the level, to the right of its name.
    `tag` is the device of what is not on the CPU, and stands on the upper edge.
    """

    kind: str
    width: float
    height: float
    texts: tuple = ()
    cells: tuple = ()
    brackets: tuple = ()
    rules: tuple = ()
    heading: tuple | None = None
    gradient: tuple | None = None
    sum: tuple | None = None
    slots: tuple = ()
    heading_room: int = 0
    gradient_room: int = 0
    sum_room: int = 0
    strip: bool = False
    image: tuple | None = None
    bend: float = 0.0
    tag: str = ""

    @property
    def room(self):
        """Width and height that the layout is to keep free: below as much as the tag takes above."""
        if not self.tag:
            return self.width, self.height
        return max(self.width, tag_width(self.tag)), self.height + 2 * RISE


@dataclass(frozen=True, slots=True)
class Chip:
    """The number of one edge: its width, how many characters fit, and what stands above it.

    Above it stands the local derivative, or the shape where no card says it.
    """

    width: float
    room: int
    local: str = ""
    shape: str = ""

    @property
    def height(self):
        return CHIP + 2 * ABOVE if self.local or self.shape else CHIP + 4


def arrange_card(node, root_name, arrivals, inline=False):
    """The `Card` of a node.

    Parameters
    ----------
    node : Node
    root_name : str
        Name of the root, for headings such as ``∂L/∂b``.
    arrivals : int
        How many edges bring this card a gradient: two or more leave room for a sum.
    inline : bool
        Whether this op is drawn as part of its edge.
    """
    if node.kind == "op":
        return arrange_view(node) if inline else arrange_op(node)
    if node.kind == "outside":
        text = shorten(node.name or "more", 16)
        width = mono_width(text, SMALL) + 20
        return Card("outside", width, 24, (("name", width / 2, 16, text),), bend=width)
    if node.kind == "module":
        card = arrange_module(node)
    elif node.kind == "constant":
        card = arrange_constant(node)
    else:
        card = arrange_tensor(node, root_name, arrivals)
    return card if node.device in ("", "cpu") else replace(card, tag=shorten(node.device, TAG_CHARACTERS))


def tag_width(tag):
    """Width of the tag with a card's device."""
    return mono_width(tag, SMALL) + 10


def arrange_constant(node):
    """A pill: the number, or the name and the shape; below them the few numbers of a small array."""
    rows = written_out(node)
    if rows:
        return arrange_numbers(node, rows)
    if scalar(node.value):
        part, size, text = "value", 12, number_in(node.value.values, VALUE_CHARACTERS)
    else:
        name = shorten(node.name, 16) + " " if node.name else ""
        part, size, text = "detail", SMALL, name + shorten(shape_label(node.shape), 20)
    width = max(mono_width(text, size) + 18, 32)
    return Card("constant", width, 28, ((part, width / 2, 18.3, text),))


def written_out(node):
    """The texts of a small constant's numbers, row by row, else None: of indices, a row may hold more."""
    value = node.value
    whole = value is not None and value.dtype.startswith(("int", "uint", "bool"))
    rows = grid(value, WHOLE if whole else GRID)
    return rows and [[number_in(v, CELL_CHARACTERS) for v in row] for row in rows]


def arrange_numbers(node, rows):
    """The card of a small constant: no gradient, so no second half."""
    title = shorten(node.name, 16) + " " + shape_label(node.shape) if node.name else shape_label(node.shape)
    column = mono_width("0" * max(len(text) for row in rows for text in row), SMALL) + 8
    width = 2 * PAD + max(mono_width(title, SMALL), column * len(rows[0]) + 10)
    cells, brackets, y = place(rows, PAD, width - PAD, ROW - 5, column)
    return Card("constant", width, y, (("detail", width / 2, 16, title),), tuple(cells), tuple(brackets))


def arrange_away(node):
    """A tag at the start of an edge whose operand's card is far away: its name."""
    text = shorten(node.name or value_text(node)[1], 16)
    width = mono_width(text, SMALL) + 16
    return Card("away", width, 20, (("from", width / 2, 14, text),))


def scalar(summary):
    return summary is not None and summary.is_scalar


def grid(summary, most=GRID):
    """The rows of an array small enough to be written out, else None."""
    if summary is None or summary.values is None or not 1 <= len(summary.shape) <= 2:
        return None
    if not all(0 < n <= GRID for n in summary.shape[:-1]) or not 0 < summary.shape[-1] <= most:
        return None
    return [summary.values] if len(summary.shape) == 1 else summary.values


def arrange_tensor(node, root_name, arrivals):
    """A leaf, an intermediate or the root: name and value above, gradient below."""
    leaf = node.kind == "leaf"
    strip = leaf and node.grad_fn == "AccumulateGrad"
    left = PAD + (POINT - 1 if leaf else 0)
    right = PAD + (STRIP - 2 if strip else 0)
    if node.kind == "root":
        left = right = PAD + 2
    rows = grid(node.value)
    name = shorten(node.name, NAME_WIDTH, NAME, bold_width) if node.name else ""

    value_part, value = value_text(node)
    size = VALUE if value_part == "value" else SMALL
    first = bold_width(name, NAME) + (GAP if name else 0) + mono_width(value, size)

    heading_room = 0 if not name and not leaf else 4
    if name and not leaf:
        heading_room = min(HEADING_CHARACTERS, max(4, len(f"∂{root_name}/∂{name}")))
    gradient_room = max(GRADIENT_CHARACTERS, min(LONGEST, 0 if scalar(node.value) else len(shape_label(node.shape))))
    heading_width, gradient_width = mono_width("0" * heading_room, SMALL), mono_width("0" * gradient_room, GRADIENT)
    above = heading_room > BESIDE  # a long heading has a line of its own
    second = (
        max(heading_width, gradient_width) if above else heading_width + gradient_width + (4 if heading_room else 0)
    )

    extra = details(node) if rows is None else ()
    image = picture_of(node.value) if rows is None else None
    lines = max((mono_width(text, SMALL) for text in extra), default=0)
    stacked = image is not None and lines + THUMBNAIL + 8 > max(first, second)
    middle = max(lines, THUMBNAIL) if stacked else lines + (THUMBNAIL + 8 if image else 0)

    columns = 0
    if rows:
        written = [[number_in(v, CELL_CHARACTERS) for v in row] for row in rows]
        columns = mono_width("0" * CELL_CHARACTERS, SMALL) + 8
        middle = columns * len(rows[0]) + 10
    width = left + max(first, second, middle) + right
    if arrivals > 1:
        # The sum may run on below the port: that is where it happens.
        width = max(width, left + mono_width("0" * SUM_CHARACTERS, SMALL) + PAD)
    end = width - right

    top = 3 if node.kind == "root" else 0  # the root's second outline runs inside the first
    texts: list[tuple] = [("name", left, top + 18, name)] if name else []
    texts.append((value_part, end, top + 18, value))
    y, cells, brackets = top + ROW, [], []
    if rows:
        cells, brackets, y = place(written, left, end, y, columns)
    elif extra or image:
        skip = THUMBNAIL + 3 if stacked else 0
        height = skip + len(extra) * LINE if stacked else max(len(extra) * LINE, THUMBNAIL if image else 0)
        start = y + skip if stacked else y + (height - len(extra) * LINE) / 2
        texts += [("detail", end, start + 12 + LINE * i, text) for i, text in enumerate(extra)]
        if image:
            image = (end - THUMBNAIL if stacked else left, y, THUMBNAIL, image)
        y += height + 5
    rule = y + 0.5
    heading = (left, y + 17)
    y += LINE if above else 0
    gradient = (end, y + 17)
    y += ROW
    slots, more = [], []
    if rows:
        empty = [[""] * len(rows[0]) for _ in rows]
        slots, more, y = place(empty, left, end, y - 2, columns)
    sum_place, sum_room = None, 0
    if arrivals > 1:
        sum_place = (width - PAD, y + 10)
        sum_room = int((width - left - PAD) / mono_width("0", SMALL) + 0.01)
        y += SUM
    return Card(
        node.kind, width, y + top, tuple(texts), tuple(cells), tuple(brackets + more), (rule,), heading, gradient,
        sum_place, tuple(slots), heading_room, gradient_room, sum_room, strip, image,
    )  # fmt: skip


def place(rows, left, end, y, columns):
    """Places of a grid's numbers, right-aligned in columns, its two brackets, and where it ends."""
    width = columns * len(rows[0])
    start = left + (end - left - width) / 2
    cells = [
        (start + columns * (j + 1) - 4, y + 12 + LINE * i, text)
        for i, row in enumerate(rows)
        for j, text in enumerate(row)
    ]
    bottom = y + LINE * len(rows) + 2
    brackets = [(start - 3, y, bottom, 1), (start + width + 3, y, bottom, -1)]
    return cells, brackets, bottom + 5


def value_text(node):
    """What stands at the top right of a card: the number of a scalar, else the shape."""
    if scalar(node.value):
        value = node.value.values
        part = "alarm" if value != value or value in (float("inf"), float("-inf")) else "value"
        return part, number_in(value, VALUE_CHARACTERS)
    return "detail", shorten(shape_label(node.shape), 20)


def details(node):
    """One or two short lines about an array that is too large to be written out."""
    value = node.value
    if value is None:
        return ()
    if not value.known:
        return ("freed",)
    if value.size == 0:
        return ("empty",)
    if value.is_scalar:
        return ()
    wrong = [f"{count} {sign}" for count, sign in ((value.nans, "NaN"), (value.infs, "∞")) if count]
    norm = value.norm if value.norm is not None else norm_of(value.values)
    return tuple(
        filter(None, ["norm " + number_in(norm, CHIP_CHARACTERS) if norm is not None else "", " ".join(wrong)])
    )


def norm_of(values):
    """Root of the sum of squares over the finite numbers of nested lists; None where there are none."""
    numbers = [v for v in flat(values) if isinstance(v, (int, float)) and v - v == 0]
    return sum(v * v for v in numbers) ** 0.5 if numbers else None


def picture_of(value):
    """Rows of numbers to draw as a thumbnail: of two axes, too large to be written out."""
    if value is None or len(value.shape) < 2 or not value.size:
        return None
    if value.thumbnail is not None:
        return value.thumbnail
    if value.values is None or len(value.shape) != 2 or value.nans or value.infs:
        return None
    return tuple(map(tuple, value.values)) if max(value.shape) <= 16 else None


def arrange_op(node):
    """An op: its sign in a circle, or in a pill where it is a word, and its grad_fn name below."""
    symbol = shorten(node.symbol or short_name(node.grad_fn), SYMBOL_CHARACTERS)
    lines = broken(node.grad_fn or "")
    label = max(lines, key=len)
    half = RADIUS if len(symbol) == 1 else max(RADIUS, mono_width(symbol, 12) / 2 + 9)
    width = max(2 * half, mono_width(label, SMALL)) + 1
    y = RADIUS + LABEL + LABEL_LINE * (len(lines) - 1)
    part, drop = ("symbol", SIGN * 0.35) if len(symbol) == 1 else ("word", 4.2)
    middle = max(half, mono_width(label, SMALL) / 2)  # a long name starts below the circle and runs on to the right,
    below = tuple(("grad_fn", middle, y + RADIUS + 13 + LABEL_LINE * i, line) for i, line in enumerate(lines))
    texts = ((part, half, y + drop, symbol), *below)  # where no line comes in
    room = 24 if len(node.outputs) > 1 else 0
    return Card("op", width + room, 2 * y, texts, heading=(half, RADIUS), bend=width)


def broken(grad_fn):
    """A long name in two lines, broken before a capital letter near its middle.

    >>> broken("MulBackward0"), broken("MaxPool2DWithIndicesBackward0")
    (['MulBackward0'], ['MaxPool2DWith', 'IndicesBackward0'])
    """
    if len(grad_fn) <= LINE_CHARACTERS:
        return [grad_fn]
    at = [i for i in range(1, len(grad_fn)) if grad_fn[i].isupper() and grad_fn[i - 1].islower()]
    cut = min(at, key=lambda i: abs(i - len(grad_fn) / 2), default=len(grad_fn) // 2)
    return [shorten(part, GRAD_FN_CHARACTERS) for part in (grad_fn[:cut], grad_fn[cut:])]


def arrange_view(node):
    """An op drawn as part of its edge: its grad_fn name in a small pill."""
    label = shorten(node.grad_fn or node.symbol, GRAD_FN_CHARACTERS)
    width = mono_width(label, SMALL) + 16
    return Card("view", width, 20, (("grad_fn", width / 2, 14, label),), heading=(width / 2, 10), bend=width)


def short_name(grad_fn):
    """``MulBackward0`` as ``Mul``."""
    return (grad_fn or "?").split("Backward")[0] or "?"


def arrange_module(node):
    """A folded module: class, path, parameters, and how many of their gradients have arrived."""
    title = shorten(node.symbol or "module", NAME_WIDTH, NAME, bold_width)
    path = node.name if node.repeats > 1 and node.module.endswith(")") else node.module or node.name
    path = shorten(path or "", 18)
    times = f"× {node.repeats}" if node.repeats > 1 else ""
    lines = [shorten(line, 24) for line in node.details]
    first = bold_width(title, NAME) + GAP + mono_width(path, SMALL) + (mono_width(times, VALUE) + GAP if times else 0)
    count = f"{len(node.parameters)} of {len(node.parameters)}"
    second = mono_width("grads ", SMALL) + mono_width(count, GRADIENT) if lines else 0
    width = 2 * PAD + 5 + max(first, second, *(mono_width(line, SMALL) for line in lines), 40)
    end = width - PAD - 4
    texts = [("name", PAD + 1, 18, title)]
    if times:
        texts.append(("times", end, 18, times))
    if path:
        texts.append(("path", PAD + 1 + bold_width(title, NAME) + GAP, 18, path))
    texts += [("path", PAD + 1, ROW + 11 + LINE * i, line) for i, line in enumerate(lines)]
    y = ROW + LINE * len(lines) + (3 if lines else 2)
    if not lines:
        return Card("module", width, max(y, 34), tuple((p, x, 22, t) for p, x, _, t in texts), bend=width - 4)
    return Card(
        "module", width, y + ROW, tuple(texts), rules=(y + 0.5,), heading=(PAD + 1, y + 17), gradient=(end, y + 17),
        heading_room=5, gradient_room=len(count), bend=width - 4,
    )  # fmt: skip


def arrange_chip(edge, shape, says_shape=False):
    """The `Chip` of an edge whose operand has this shape."""
    text = shorten(shape_label(shape), LONGEST)
    room = CHIP_CHARACTERS if shape == () else max(CHIP_CHARACTERS, len(text))
    local = "×" + number_in(edge.local.values, CHIP_CHARACTERS - 1) if scalar(edge.local) else ""
    return Chip(mono_width("0" * room, SMALL) + 8, room, local, text if says_shape and not local else "")


def fit_card(card, state):
    return replace(
        state,
        heading=heading_in(state.heading, card.heading_room) if card.heading_room else "",
        gradient=fit(state.gradient, card.gradient_room) if card.gradient else "",
        sum=fit(state.sum, card.sum_room) if card.sum else "",
        cells=tuple(tuple(fit(text, CELL_CHARACTERS) for text in row) for row in state.cells) if card.slots else (),
        label=one_line(state.label),
    )


def fit_edge(chip, state):
    return replace(state, text=fit(state.text, chip.room), label=one_line(state.label))
