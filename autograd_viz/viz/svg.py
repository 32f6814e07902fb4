"""Write the SVG of a laid-out graph in any state: the one writer behind every picture and player."""

import base64
import math
import struct
import zlib

from .cards import AFTER, BEFORE, CHIP, POINT, STRIP, fit_card, fit_edge
from .numbers import shape_text
from .state import CardState, EdgeState, State
from .text import escape, one_line
from .theme import stylesheet

TRACK = 2.8  # how far the forward and the backward line of one edge are from their middle
HEAD = 8  # length of an arrowhead
TIP = 1.5  # between an arrowhead and what it points at


def write(graph, layout, state=None, theme=None, role="img"):
    """The picture as SVG text.

    Parameters
    ----------
    graph : Graph
    layout : Layout
        From `layout.arrange(graph)`.
    state : State, optional
        What has happened so far; without it, the picture before backward.
    theme : {None, "light", "dark"}
        None follows the reader's choice; a name forces it.
    role : str
        ARIA role of each card, op and edge: ``img``, or ``button`` where a click does something.

    Returns
    -------
    str
    """
    return "".join(parts(graph, layout, state or State(), stylesheet(), theme, role, changes=True))


def write_flat(graph, layout, state, theme):
    """The picture with one theme's colours written out, for programs that know no CSS variables."""
    return "".join(parts(graph, layout, state or State(), stylesheet(theme), theme, "img", changes=False))


def parts(graph, layout, state, css, theme, role, changes):
    state = shown(graph, layout, state)
    nodes = {node.id: node for node in graph.nodes}
    width, height = number(layout.width), number(layout.height)
    title, description = titles(graph, nodes)
    forced = f' data-theme="{theme}"' if theme else ""
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="av-graph"{forced} role="group" aria-label="{escape(title)}" '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc><style>{css}</style>"
        f'<rect class="av-back" width="{width}" height="{height}"/>'
    )
    for path, frame in layout.clusters.items():
        yield cluster(path, frame, graph.modules.get(path, ""))
    ports = Ports(graph, layout, nodes)
    focus = f'tabindex="0" role="{role}"'
    for edge in graph.edges:
        yield edge_svg(edge, nodes, layout, ports, state.edges.get(edge.id) or EdgeState(), focus, changes)
    for node in graph.nodes:
        if node.id not in layout.boxes:
            continue
        look = state.nodes.get(node.id) or CardState()
        yield node_svg(node, nodes, layout, look, focus)
        if node.outputs:
            yield links(node, layout, ports)
    yield "</svg>"


def shown(graph, layout, state):
    """`state` as this picture shows it: texts in their room, and folded modules as busy as what is in them.

    The writer applies it to what it draws, and a player to each state before it is sent to a browser.
    """
    nodes = {node.id: module_look(node, state) for node in graph.nodes if node.kind == "module"}
    nodes |= state.nodes
    return State(
        {id: fit_card(layout.cards[id], look) for id, look in nodes.items() if id in layout.cards},
        {id: fit_edge(layout.chips[id], look) if id in layout.chips else look for id, look in state.edges.items()},
    )


def titles(graph, nodes):
    """What the picture is called, and one sentence on what is in it."""
    root = nodes[graph.root]
    ops, modules = (sum(node.kind == kind for node in graph.nodes) for kind in ("op", "module"))
    names = [one_line(node.name or "unnamed") for node in graph.nodes if node.kind == "leaf"]
    leaves = len(names) + sum(len(node.parameters) for node in graph.nodes)
    named = f" ({', '.join(names)})" if 0 < len(names) == leaves <= 12 else ""
    made = " and ".join(filter(None, [counted(ops, "operation"), counted(modules, "folded module")])) or "No operations"
    sentence = f"{made} on {counted(leaves, 'leaf') or 'no leaves'}{named}."
    return f"Computational graph of {one_line(root.name or 'an unnamed tensor')}", " ".join([sentence, *graph.notes])


def counted(number, noun):
    """``1 leaf``, ``2 leaves``; nothing for none."""
    plural = "leaves" if noun == "leaf" else noun + "s"
    return f"{number:,} {noun if number == 1 else plural}" if number else ""


def number(value):
    """A coordinate, to a tenth of a pixel."""
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


# ---------------------------------------------------------------- lines


class Ports:
    """Where each line leaves and enters the boxes: a place of its own on the box's side.

    `leaves` and `enters` map ``(box, line)`` to a point; a line is an edge's id, or the id of an op's
    result. A port sits where its line can run straight on, as far as the side and its other lines let it.
    """

    def __init__(self, graph, layout, nodes):
        right, left, results = {}, {}, {}
        for edge in graph.edges:
            tail, head = layout.inline.get(edge.target, edge.target), edge.inside or edge.source
            near = layout.boxes.get(edge.id)
            right.setdefault(tail, []).append(((near or layout.boxes[tail])[1], edge.id))
            left.setdefault(head, []).append(((near or layout.boxes[tail])[1], edge.id))
        for node in graph.nodes:
            for output in node.outputs:
                if output in layout.boxes:
                    results.setdefault(node.id, []).append((layout.boxes[output][1], output))
        self.leaves = dict(spread(layout, right, 1)) | dict(spread(layout, results, 1))
        for (_, output), (_, y) in list(self.leaves.items()):
            if output in layout.boxes and output in layout.cards:
                left.setdefault(output, []).append((y, output))
        self.enters = dict(spread(layout, left, -1))


def spread(layout, sides, direction):
    """Share one side of each box out among its lines, in the order in which they come from above."""
    for box, lines in sides.items():
        x, y = layout.boxes[box]
        card = layout.cards[box]
        lines.sort()
        limit, apart = (11.0, 10.0) if card.kind == "op" else (max(card.height / 2 - 10, 0.0), 13.0)
        wanted = [level_with(height - y, limit) for height, _ in lines]
        for (_, line), offset in zip(lines, kept_apart(wanted, limit, apart), strict=True):
            yield (box, line), (x + direction * reach(card, offset, direction), y + offset)


def level_with(offset, limit):
    """A port straight across where the side reaches that far, else only a little to that side."""
    return offset if abs(offset) <= limit else max(-7.0, min(7.0, offset / 2)) if limit >= 7 else 0.0


def kept_apart(wanted, limit, apart):
    """Offsets as near as may be to those wanted (which ascend), `apart` from each other, within the limit."""
    apart = min(apart, 2 * limit / max(len(wanted) - 1, 1))
    down, up = [], []
    for offset in wanted:
        down.append(max(offset, down[-1] + apart) if down else offset)
    for offset in reversed(wanted):
        up.append(min(offset, up[-1] - apart) if up else offset)
    up.reverse()
    found = min((down, up), key=lambda moved: sum(a != b for a, b in zip(moved, wanted, strict=True) if abs(b) not in (0, 7)))
    last = len(found) - 1
    return [max(apart * i - limit, min(limit - apart * (last - i), offset)) for i, offset in enumerate(found)]


def reach(card, offset, direction):
    """From the middle of a box sideways to its outline, at a height `offset` from the middle."""
    if card.kind == "op":
        half, radius = card.heading
        round_off = radius - (radius**2 - min(offset**2, radius**2)) ** 0.5
        return (card.width / 2 if direction < 0 else 2 * half - card.width / 2) - round_off
    if card.kind == "constant":
        radius = card.height / 2
        return card.width / 2 - radius + (radius**2 - min(offset**2, radius**2)) ** 0.5
    return card.width / 2


def bent(route, start, end):
    """Graphviz's curve with its ends moved to our ports, still level where it leaves and enters."""
    (x0, y0), (x3, y3) = route[0], route[-1]
    down, up = start[1] - y0, end[1] - y3
    if len(route) == 4 and x3 - x0 < 30:  # from one column to the next: all the room there is for the bend
        bend = (end[0] - start[0]) * 0.55
        return [start, (start[0] + bend, start[1]), (end[0] - bend, end[1]), end]
    points = [(x, y + down * near(x - x0, y - y0, down) + up * near(x - x3, y - y3, up)) for x, y in route]
    points[1] = (max(route[1][0], start[0] + 6), start[1])
    points[-2] = (min(route[-2][0] + (end[0] - x3) * 0.5, end[0] - 6), end[1])
    points[0], points[-1] = start, end
    return eased(points)


def eased(points):
    """Graphviz sometimes turns on the spot: longer handles make such a corner round."""
    for i in range(0, len(points) - 1, 3):
        a, b, c, d = points[i : i + 4]
        reach = math.dist(a, d) / 4
        if reach > 10:
            points[i + 1], points[i + 2] = further(a, b, reach), further(d, c, reach)
    return points


def further(start, handle, reach):
    """The handle of a curve, at least `reach` long."""
    length = math.dist(start, handle)
    if not 0.01 < length < reach:
        return handle
    return tuple(a + (b - a) * reach / length for a, b in zip(start, handle, strict=True))


def near(dx, dy, shift):
    """How much of the shift of an end a point of the curve takes part in: all of it there, none far away."""
    return max(0.0, 1 - math.hypot(dx, dy) / max(3 * abs(shift), 60.0))


def level(points, length):
    """A straight level end after a curve, `length` long; as one more piece of the curve."""
    x, y = points[-1]
    return points + [(x + length / 3, y), (x + length * 2 / 3, y), (x + length, y)]


def beside(points, distance):
    """The curve that runs `distance` above this one (below where negative)."""
    out, before = [], points[0]
    for i in range(0, len(points) - 1, 3):
        a, b, c, d = points[i : i + 4]
        after = points[i + 4] if i + 4 < len(points) else d
        n0, n1 = normal(before, b if b != a else c), normal(c if c != d else b, after)
        before = c
        if not out:
            out.append(shifted(a, n0, distance))
        out += [shifted(b, n0, distance), shifted(c, n1, distance), shifted(d, n1, distance)]
    return out


def normal(a, b):
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    return dy / length, -dx / length


def shifted(point, direction, distance):
    return point[0] + direction[0] * distance, point[1] + direction[1] * distance


def path(points):
    """Control points as SVG path data."""
    text = [f"M{number(points[0][0])},{number(points[0][1])}"]
    for i in range(1, len(points) - 2, 3):
        text.append("C" + " ".join(f"{number(x)},{number(y)}" for x, y in points[i : i + 3]))
    return "".join(text)


def arrowhead(part, x, y, direction, size=HEAD):
    """A slim head with its tip at (x, y), pointing right (1) or left (-1)."""
    back, half = -direction * size, size * 0.46
    return (
        f'<path data-part="{part}" d="M{number(x)},{number(y)}l{number(back)},{number(-half)}'
        f'q{number(direction * size * 0.3)},{number(half)} 0,{number(2 * half)}z"/>'
    )


def tracks(points, gap=TRACK):
    """The forward line above and the backward line below one curve, each with its head."""
    ahead, back = beside(points, gap), beside(points, -gap)[::-1]
    forward_tip, backward_tip = ahead[-1], back[-1]
    ahead[-1] = (ahead[-1][0] - HEAD + 1 - TIP, ahead[-1][1])
    ahead[-2] = (min(ahead[-2][0], ahead[-1][0]), ahead[-2][1])
    back[-1] = (back[-1][0] + HEAD - 1 + TIP, back[-1][1])
    back[-2] = (max(back[-2][0], back[-1][0]), back[-2][1])
    return (
        f'<path data-part="forward" d="{path(ahead)}"/>{arrowhead("forward-head", forward_tip[0] - TIP, forward_tip[1], 1, 6.5)}',
        f'<path data-part="backward" d="{path(back)}"/>{arrowhead("backward-head", backward_tip[0] + TIP, backward_tip[1], -1)}',
    )


def edge_svg(edge, nodes, layout, ports, look, focus, changes):
    """One operand: its two tracks, and the chip that carries its number."""
    tail, head = layout.inline.get(edge.target, edge.target), edge.inside or edge.source
    start, end = ports.leaves[tail, edge.id], ports.enters[head, edge.id]
    label = escape(look.label or edge_label(edge, nodes, look))
    opening = f'<g data-edge="{edge.id}" class="av-edge" data-status="{look.status}" {focus} aria-label="{label}"><title>{label}</title>'
    chip = layout.chips.get(edge.id)
    if chip is None:
        forward, _ = tracks(bent(take(layout, tail, head), start, end), 0)
        return f"{opening}{forward}</g>"
    x, y = layout.boxes[edge.id]
    left = x + (BEFORE - AFTER - chip.width) / 2
    right = left + chip.width
    points = level(bent(take(layout, tail, edge.id), start, (left, y)), chip.width)
    points += bent(take(layout, edge.id, head), (right, y), end)[1:]
    forward, backward = tracks(points)
    middle = number((left + right) / 2)
    part, text = ("local", chip.local) if chip.local else ("shape", chip.shape)
    local = f'<text data-part="{part}" x="{middle}" y="{number(y - CHIP / 2 - 3)}">{text}</text>' if text else ""
    if not look.text and not changes:
        return f"{opening}{forward}{backward}{local}</g>"
    return (
        f"{opening}{forward}{backward}{local}"
        f'<g data-part="chip"><rect x="{number(left)}" y="{number(y - CHIP / 2)}" width="{number(chip.width)}" '
        f'height="{CHIP}" rx="{CHIP // 2}"/><text data-part="number" x="{middle}" y="{number(y + 4)}">{escape(look.text)}</text></g></g>'
    )


def take(layout, tail, head):
    """Graphviz's curve between two boxes."""
    return layout.routes[tail, head][0]


def edge_label(edge, nodes, look):
    source = nodes.get(edge.source) or nodes[edge.inside]
    target = nodes[edge.target]
    number = f": {look.text}" if look.text else ""
    return f"{source.grad_fn or source.symbol or source.id} and its operand {target.name or shape_text(target.shape)}{number}"


def links(node, layout, ports):
    """The short lines from an op to its results; the gradient comes back along them."""
    lines = []
    for output in node.outputs:
        if output in layout.boxes:
            start, end = ports.leaves[node.id, output], ports.enters[output, output]
            card = layout.cards[node.id]
            side = layout.boxes[node.id][0] - card.width / 2 + card.bend
            points = bent(take(layout, node.id, output), (side, start[1]), end)
            if side - start[0] > 1:
                points = level([start], side - start[0]) + points[1:]
            lines += tracks(points)
    return f'<g class="av-links">{"".join(lines)}</g>' if lines else ""


# ---------------------------------------------------------------- boxes


def node_svg(node, nodes, layout, look, focus):
    """One card, op, constant or folded module."""
    card = layout.cards[node.id]
    x, y = layout.boxes[node.id]
    left, top = x - card.width / 2, y - card.height / 2
    label = escape(look.label or node_label(node, nodes, look))
    family = "av-op" if node.kind == "op" else "av-card"
    extra = " av-unnamed" if node.kind == "intermediate" and not node.name else ""
    extra += " av-outside" if node.kind == "outside" else ""
    folds = f' data-module="{escape(node.module)}"' if node.kind == "module" else ""
    out = [
        f'<g data-node="{node.id}" class="{family}{extra}" data-kind="{node.kind}" data-status="{look.status}"{folds} '
        f'{focus} aria-label="{label}"><title>{label}</title>'
    ]
    out.append(outline(card, left, top))
    if card.strip:
        out.append(strip(card, left, top))
    for rule in card.rules:
        inset = POINT if card.kind == "leaf" else 0
        out.append(
            f'<path class="av-hair" d="M{number(left + inset)},{number(top + rule)}H{number(left + card.width - (STRIP if card.strip else 0))}"/>'
        )
    for side, start, end, turn in card.brackets:
        out.append(
            f'<path class="av-bracket" d="M{number(left + side + 3 * turn)},{number(top + start)}h{-3 * turn}'
            f'V{number(top + end)}h{3 * turn}"/>'
        )
    if card.image:
        out.append(thumbnail(card.image, left, top))
    for part, dx, dy, text in card.texts:
        out.append(text_svg(part, left + dx, top + dy, text))
    for dx, dy, text in card.cells:
        out.append(text_svg("cell", left + dx, top + dy, text))
    if card.gradient:
        out += changing(card, left, top, look)
    out.append("</g>")
    return "".join(out)


def text_svg(part, x, y, text):
    """One fixed text. What is no number is marked, so that it is seen."""
    wrong = ' class="av-alarm"' if part in ("alarm", "cell", "detail") and ("NaN" in text or "∞" in text) else ""
    if part == "word":
        part, wrong = "symbol", ' class="av-word"'
    part = "value" if part == "alarm" else part
    anchor = ' text-anchor="end"' if part == "detail" else ""
    return f'<text data-part="{part}"{wrong}{anchor} x="{number(x)}" y="{number(y)}">{escape(text)}</text>'


def changing(card, left, top, look):
    """The texts of a card that change while gradients travel."""
    missing = ' data-missing="true"' if look.missing else ""
    places = (("heading", card.heading, look.heading, ""), ("gradient", card.gradient, look.gradient, missing), ("sum", card.sum, look.sum, ""))
    for part, place, text, attribute in places:
        if place is not None:
            yield (
                f'<text data-part="{part}"{attribute} x="{number(left + place[0])}" y="{number(top + place[1])}">{escape(text)}</text>'
            )
    written = [text for row in look.cells for text in row]
    for i, (dx, dy, _) in enumerate(card.slots):
        text = written[i] if i < len(written) else ""
        yield f'<text data-part="gradient-cell" x="{number(left + dx)}" y="{number(top + dy)}">{escape(text)}</text>'


def outline(card, left, top):
    """The shape that tells what a box is, before any colour does."""
    w, h, l, t = card.width, card.height, left, top
    if card.kind == "op":
        half, radius = card.heading
        return (
            f'<rect class="av-circle" x="{number(l)}" y="{number(t + h / 2 - radius)}" width="{number(2 * half)}" '
            f'height="{2 * radius}" rx="{radius}"/>'
        )
    if card.kind == "view":
        return f'<rect class="av-circle" x="{number(l)}" y="{number(t)}" width="{number(w)}" height="{number(h)}" rx="6"/>'
    if card.kind == "leaf":
        x, y = l + POINT, t + h / 2
        slope = min(h / 2 - 4, 16)
        return (
            f'<path class="av-shape" d="M{number(x + 5)},{number(t)}H{number(l + w - 6)}a6,6 0 0 1 6,6V{number(t + h - 6)}a6,6 0 0 1 -6,6'
            f"H{number(x + 5)}q-5,0 -5,-5V{number(y + slope)}L{number(l)},{number(y)}L{number(x)},{number(y - slope)}"
            f'V{number(t + 5)}q0,-5 5,-5z"/>'
        )
    radius = {"constant": h / 2, "outside": h / 2, "module": 9, "root": 10}.get(card.kind, 6)
    box = f'x="{number(l)}" y="{number(t)}" width="{number(w)}" height="{number(h)}" rx="{number(radius)}"'
    if card.kind == "root":
        ring = f'x="{number(l + 4)}" y="{number(t + 4)}" width="{number(w - 8)}" height="{number(h - 8)}" rx="6.5"'
        return f'<rect class="av-shape" {box}/><rect class="av-ring" {ring}/>'
    if card.kind == "module":
        back = f'x="{number(l + 4)}" y="{number(t + 4)}" width="{number(w - 4)}" height="{number(h - 4)}" rx="9"'
        front = f'x="{number(l)}" y="{number(t)}" width="{number(w - 4)}" height="{number(h - 4)}" rx="9"'
        return f'<rect class="av-under" {back}/><rect class="av-shape" {front}/>'
    return f'<rect class="av-shape" {box}/>'


def strip(card, left, top):
    """AccumulateGrad: the side of a leaf where gradients are added to ``.grad``."""
    x, w, h = left + card.width - STRIP, STRIP, card.height
    foot = h - (17 if card.sum else 0)
    return (
        f'<g data-part="accumulate"><path class="av-accumulate" d="M{number(x)},{number(top + 1)}h{w - 6}a5,5 0 0 1 5,5V{number(top + foot - 1)}'
        f'H{number(x)}z"/><text x="{number(x + w / 2 - 0.5)}" y="{number(top + foot / 2 + 4)}">+=</text></g>'
    )


def cluster(path, frame, name):
    """The frame of an unfolded module, with its name on it."""
    left, top, width, height = frame
    text = " ".join(filter(None, [one_line(path), one_line(name)]))
    return (
        f'<g class="av-cluster" data-module="{escape(path)}"><title>{escape(text)}</title>'
        f'<rect x="{number(left)}" y="{number(top)}" width="{number(width)}" height="{number(height)}" rx="12"/>'
        f'<text x="{number(left + 10)}" y="{number(top + 14)}">{escape(text)}</text></g>'
    )


def node_label(node, nodes, look):
    """What a screen reader says of a box when the state has no sentence for it."""
    name = node.name or ("unnamed" if node.kind in ("intermediate", "leaf", "root") else "")
    if node.kind == "op":
        results = ", ".join(nodes[o].name or "an unnamed tensor" for o in node.outputs if o in nodes)
        return f"operation {node.grad_fn or node.symbol}, gives {results}"
    if node.kind == "module":
        times = f" times {node.repeats}" if node.repeats > 1 else ""
        return f"module {node.module} {node.symbol}{times}, folded" + "".join(f", {line}" for line in node.details)
    if node.kind == "outside":
        return f"not drawn: {name}"
    value = node.value.text() if node.value is not None else shape_text(node.shape)
    gradient = f", {look.heading} {look.gradient}" if look.gradient else ""
    return f"{node.kind} {name}, {value}{gradient}"


def module_look(node, state):
    """A folded module looks as busy as what is inside it, and counts the gradients of its parameters."""
    inside = {state.nodes[id].status for id in node.members if id in state.nodes}
    status = "now" if "now" in inside else "done" if inside == {"done"} else "arriving" if "done" in inside else "waiting"
    ready = sum(id in state.nodes and not state.nodes[id].missing for id in node.parameters)
    count = f"{ready} of {len(node.parameters)}" if node.parameters else ""
    return CardState(status, "grads" if count else "", count, ready < len(node.parameters))


def thumbnail(image, left, top):
    """A large array as an image: one hue above zero, another below, stronger where larger."""
    x, y, side, rows = image
    largest = max((abs(v) for row in rows for v in row), default=0) or 1.0
    pixels = b"".join(b"\0" + b"".join(pixel(v / largest) for v in row) for row in rows)
    h, w = len(rows), len(rows[0])
    tall, wide = side * max(h / max(h, w), 0.3), side * max(w / max(h, w), 0.3)  # a column of 2 by 16 is still seen
    data = base64.b64encode(png(w, h, pixels)).decode()
    return (
        f'<image x="{number(left + x)}" y="{number(top + y + (side - tall) / 2)}" width="{number(wide)}" height="{number(tall)}" '
        f'preserveAspectRatio="none" style="image-rendering:pixelated" href="data:image/png;base64,{data}"/>'
    )


def pixel(value):
    red, green, blue = (23, 128, 164) if value >= 0 else (142, 68, 173)
    return bytes((red, green, blue, 25 + int(230 * min(abs(value), 1.0))))


def png(width, height, rows):
    """A PNG of RGBA rows, stored rather than squeezed: the same bytes whatever zlib is installed."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    stored = b"\x78\x01\x01" + struct.pack("<HH", len(rows), len(rows) ^ 0xFFFF) + rows + struct.pack(">I", zlib.adler32(rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", stored) + chunk(b"IEND", b"")


