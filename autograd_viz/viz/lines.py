"""Bend Graphviz's curves to ports on the boxes, and draw two tracks along each: forward and back."""

import math
from functools import lru_cache

from .cards import ROUND
from .marks import path, points

TRACK = 2.8  # how far the forward and the backward line of one edge are from their middle
HEAD, SMALL_HEAD = 8, 6.5  # length of an arrowhead
TIP = 1.5  # between an arrowhead and what it points at


class Ports:
    """Where each line leaves and enters the boxes: a place of its own on the box's side.

    `leaves` and `enters` map ``(box, line)`` to a point; a line is an edge's id, or the id of an op's
    result. A port sits where its line can run straight on, as far as the side and its other lines let it.
    """

    def __init__(self, graph, layout, nodes):
        right: dict[str, list] = {}
        left: dict[str, list] = {}
        results: dict[str, list] = {}
        for edge in graph.edges:
            tail, head = layout.tail(edge), edge.inside or edge.source
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
        wanted = [max(-limit, min(limit, height - y)) for height, _ in lines]
        for (_, line), offset in zip(lines, kept_apart(wanted, limit, apart), strict=True):
            yield (box, line), (x + direction * reach(card, offset, direction), y + offset)


def kept_apart(wanted, limit, apart):
    """Offsets as near as may be to those wanted (which ascend), `apart` from each other, within the limit."""
    apart = min(apart, 2 * limit / max(len(wanted) - 1, 1))
    down: list[float] = []
    up: list[float] = []
    for offset in wanted:
        down.append(max(offset, down[-1] + apart) if down else offset)
    for offset in reversed(wanted):
        up.append(min(offset, up[-1] - apart) if up else offset)
    up.reverse()
    found = min((down, up), key=lambda moved: sum(a != b for a, b in zip(moved, wanted, strict=True) if abs(b) < limit))
    last = len(found) - 1
    return [max(apart * i - limit, min(limit - apart * (last - i), offset)) for i, offset in enumerate(found)]


def reach(card, offset, direction):
    """From the middle of a box sideways to its outline, at a height `offset` from the middle."""
    if card.kind == "op":
        half, radius = card.heading
        round_off = radius - (radius**2 - min(offset**2, radius**2)) ** 0.5
        return (card.width / 2 if direction < 0 else 2 * half - card.width / 2) - round_off
    if card.kind in ("constant", "away"):
        radius = min(card.height / 2, ROUND)
        beyond = max(abs(offset) - card.height / 2 + radius, 0)
        return card.width / 2 - radius + (radius**2 - min(beyond, radius) ** 2) ** 0.5
    return card.width / 2


def between(layout, tail, head, start, end):
    """The curve from a port of one box to a port of another: straight where nothing is in the way."""
    route = layout.routes[tail, head][0]
    if abs(start[1] - end[1]) < 2 and len(route) > 4 and is_free(layout, start, end, (tail, head)):
        return [start, *level([start], end[0] - start[0])[1:3], end]
    return bent(route, start, end)


def is_free(layout, start, end, but):
    """Whether no box lies on the level line between two points."""
    for id, (x, y) in layout.boxes.items():
        if id in but:
            continue
        box = layout.cards.get(id) or layout.chips[id]
        if (
            abs(y - start[1]) < box.height / 2 + 8
            and start[0] < x + box.width / 2 + 8
            and end[0] > x - box.width / 2 - 8
        ):
            return False
    return True


def bent(route, start, end):
    """Graphviz's curve with its ends moved to our ports, still level where it leaves and enters."""
    (x0, y0), (x3, y3) = route[0], route[-1]
    down, up = start[1] - y0, end[1] - y3
    if len(route) == 4 and x3 - x0 < 28:  # from one column to the next: all the room there is for the bend
        bend = (end[0] - start[0]) * 0.55
        return [start, (start[0] + bend, start[1]), (end[0] - bend, end[1]), end]
    curve = [(x, y + down * near(x - x0, y - y0, down) + up * near(x - x3, y - y3, up)) for x, y in route]
    curve[1] = (max(route[1][0], start[0] + 6), start[1])
    curve[-2] = (min(route[-2][0] + (end[0] - x3) * 0.5, end[0] - 6), end[1])
    curve[0], curve[-1] = start, end
    return eased(curve)


def eased(curve):
    """Graphviz sometimes turns on the spot: longer handles make such a corner round."""
    for i in range(0, len(curve) - 1, 3):
        a, b, c, d = curve[i : i + 4]
        reach = min(math.dist(a, d) / 4, abs(d[0] - a[0]) / 2)
        if reach > 10:
            curve[i + 1], curve[i + 2] = further(a, b, reach), further(d, c, reach)
    return curve


def further(start, handle, reach):
    """The handle of a curve, at least `reach` long."""
    length = math.dist(start, handle)
    if not 0.01 < length < reach:
        return handle
    return tuple(a + (b - a) * reach / length for a, b in zip(start, handle, strict=True))


def near(dx, dy, shift):
    """How much of the shift of an end a point of the curve takes part in: all of it there, none far away."""
    return max(0.0, 1 - math.hypot(dx, dy) / max(3 * abs(shift), 60.0))


def level(curve, length):
    """A straight level end after a curve, `length` long; as one more piece of the curve."""
    x, y = curve[-1]
    return curve + [(x + length / 3, y), (x + length * 2 / 3, y), (x + length, y)]


def beside(curve, distance):
    """The curve that runs `distance` above this one (below where negative)."""
    out: list[tuple] = []
    before = curve[0]
    for i in range(0, len(curve) - 1, 3):
        a, b, c, d = curve[i : i + 4]
        after = curve[i + 4] if i + 4 < len(curve) else d
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


def arrowhead(part, x, y, direction, size=HEAD):
    """A slim head with its tip at (x, y), pointing right (1) or left (-1)."""
    return f'<path data-part="{part}" d="M{points(x, y)}{head(direction, size)}"/>'


@lru_cache
def head(direction, size):
    """An arrowhead as path data, from its tip on."""
    back, half = -direction * size, size * 0.46
    return f"l{points(back, -half)}q{points(direction * size * 0.3, half, 0, 2 * half)}z"


def tracks(curve, gap=TRACK):
    """The forward line above and the backward line below one curve, each with its head."""
    ahead, back = beside(curve, gap), beside(curve, -gap)[::-1]
    forward_tip, backward_tip = ahead[-1], back[-1]
    ahead[-1] = (ahead[-1][0] - HEAD + 1 - TIP, ahead[-1][1])
    ahead[-2] = (min(ahead[-2][0], ahead[-1][0]), ahead[-2][1])
    back[-1] = (back[-1][0] + HEAD - 1 + TIP, back[-1][1])
    back[-2] = (max(back[-2][0], back[-1][0]), back[-2][1])
    forward_head = arrowhead("forward-head", forward_tip[0] - TIP, forward_tip[1], 1, SMALL_HEAD)
    backward_head = arrowhead("backward-head", backward_tip[0] + TIP, backward_tip[1], -1)
    return (
        f'<path data-part="forward" d="{path(ahead)}"/>{forward_head}',
        f'<path data-part="backward" d="{path(back)}"/>{backward_head}',
    )
