"""Write the SVG of a laid-out graph in any state: the one writer behind every picture and player."""

from collections import Counter

from .cards import AFTER, BEFORE, CHIP, POINT, STRIP, fit_card, fit_edge
from .lines import Ports, between, level, tracks
from .marks import number, points, rect, text
from .numbers import shape_text
from .sentences import listed, place_text
from .shapes import device, outline, strip, thumbnail
from .state import CardState, EdgeState, State
from .text import escape, is_wrong, one_line
from .theme import stylesheet


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
    css = stylesheet(devices=uses_gpu(graph))
    return "".join(parts(graph, layout, state or State(), css, theme, role, changes=True))


def write_flat(graph, layout, state, theme):
    """The picture with one theme's colours written out, for programs that know no CSS variables."""
    css = stylesheet(theme, uses_gpu(graph))
    return "".join(parts(graph, layout, state or State(), css, theme, "img", changes=False))


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
    # Cards after ops, so that no line lies on a card.
    for node in sorted(graph.nodes, key=lambda node: not node.outputs):
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
    return f"Computational graph of {one_line(root.name or 'an unnamed tensor')}", " ".join(
        [sentence, *whereabouts(graph), *graph.notes]
    )


def uses_gpu(graph):
    """Whether anything in a graph is on a GPU."""
    return any(node.device not in ("", "cpu") or node.is_transfer for node in graph.nodes)


def whereabouts(graph):
    """Which devices the tensors of a graph are on: a sentence, or nothing where that is the CPU alone."""
    if not uses_gpu(graph):
        return []
    held = Counter(node.device for node in graph.nodes if node.kind in ("leaf", "intermediate", "root"))
    named = [f"{count:,} on {place_text(device)}" for device, count in sorted(held.items())]
    moves = sum(node.is_transfer for node in graph.nodes)
    moved = f"; {counted(moves, 'transfer')} between devices" if moves else ""
    return [f"Of the tensors drawn, {listed(named)}{moved}."]


def counted(number, noun):
    """``1 leaf``, ``2 leaves``; nothing for none."""
    plural = "leaves" if noun == "leaf" else noun + "s"
    return f"{number:,} {noun if number == 1 else plural}" if number else ""


def edge_svg(edge, nodes, layout, ports, look, focus, changes):
    """One operand: its two tracks, and the chip that carries its number."""
    tail, head = layout.tail(edge), edge.inside or edge.source
    start, end = ports.leaves[tail, edge.id], ports.enters[head, edge.id]
    label = escape(look.label or edge_label(edge, nodes, look))
    opening = (
        f'<g data-edge="{edge.id}" class="av-edge" data-status="{look.status}"{wrong(look.text)} {focus} '
        f'aria-label="{label}">'
        f"<title>{label}</title>"
    )
    if tail not in nodes:
        opening += tag(layout, tail)
    chip = layout.chips.get(edge.id)
    if chip is None:
        forward, _ = tracks(between(layout, tail, head, start, end), 0)
        return f"{opening}{forward}</g>"
    x, y = layout.boxes[edge.id]
    left = x + (BEFORE - AFTER - chip.width) / 2
    right = left + chip.width
    curve = level(between(layout, tail, edge.id, start, (left, y)), chip.width)
    curve += between(layout, edge.id, head, (right, y), end)[1:]
    forward, backward = tracks(curve)
    middle = (left + right) / 2
    part, above = ("local", chip.local) if chip.local else ("shape", chip.shape)
    said = text(part, middle, y - CHIP / 2 - 3, above) if above else ""
    if not look.text and not changes:
        return f"{opening}{forward}{backward}{said}</g>"
    pill = rect("", left, y - CHIP / 2, chip.width, CHIP, CHIP / 2) + text("number", middle, y + 4, look.text)
    return f'{opening}{forward}{backward}{said}<g data-part="chip">{pill}</g></g>'


def tag(layout, id):
    """The name of an operand whose card is too far away for a line."""
    card = layout.cards[id]
    x, y = layout.boxes[id][0] - card.width / 2, layout.boxes[id][1] - card.height / 2
    ((part, dx, dy, content),) = card.texts
    return outline(card, x, y) + text(part, x + dx, y + dy, content)


def edge_label(edge, nodes, look):
    source = nodes.get(edge.source) or nodes[edge.inside]
    target = nodes[edge.target]
    amount = f": {look.text}" if look.text else ""
    sender = source.grad_fn or source.symbol or source.id
    return f"{sender} and its operand {target.name or shape_text(target.shape)}{amount}"


def links(node, layout, ports):
    """The short lines from an op to its results; the gradient comes back along them."""
    lines = []
    for output in node.outputs:
        if output in layout.boxes:
            start, end = ports.leaves[node.id, output], ports.enters[output, output]
            card = layout.cards[node.id]
            side = layout.boxes[node.id][0] - card.width / 2 + card.bend
            curve = between(layout, node.id, output, (side, start[1]), end)
            if side - start[0] > 1:
                curve = level([start], side - start[0]) + curve[1:]
            lines += tracks(curve)
    return f'<g class="av-links">{"".join(lines)}</g>' if lines else ""


def node_svg(node, nodes, layout, look, focus):
    """One card, op, constant or folded module."""
    card = layout.cards[node.id]
    x, y = layout.boxes[node.id]
    left, top = x - card.width / 2, y - card.height / 2
    label = escape(look.label or node_label(node, nodes, look))
    family = "av-op" if node.kind == "op" else "av-card"
    extra = " av-unnamed" if node.kind == "intermediate" and not node.name else ""
    extra += " av-outside" if node.kind == "outside" else ""
    extra += " av-transfer" if node.is_transfer else ""
    folds = f' data-module="{escape(node.module)}"' if node.kind == "module" else ""
    out = [
        f'<g data-node="{node.id}" class="{family}{extra}" data-kind="{node.kind}" data-status="{look.status}"{folds} '
        f'{focus} aria-label="{label}"><title>{label}</title>'
    ]
    out.append(outline(card, left, top))
    if card.strip:
        out.append(strip(card, left, top))
    start = left + (POINT if card.kind == "leaf" else 0)
    end = left + card.width - (STRIP if card.strip else 4 if card.kind == "module" else 0)
    for rule in card.rules:
        out.append(f'<path class="av-hair" d="M{points(start, top + rule)}H{number(end)}"/>')
    for side, above, below, turn in card.brackets:
        shape = f"M{points(left + side + 3 * turn, top + above)}h{-3 * turn}V{number(top + below)}h{3 * turn}"
        out.append(f'<path class="av-bracket" d="{shape}"/>')
    if card.image:
        out.append(thumbnail(card.image, left, top))
    for part, dx, dy, content in card.texts:
        out.append(fixed(part, left + dx, top + dy, content))
    for dx, dy, content in card.cells:
        out.append(fixed("cell", left + dx, top + dy, content))
    if card.gradient:
        out += changing(card, left, top, look)
    if card.tag:
        out.append(device(card, left, top))
    out.append("</g>")
    return "".join(out)


def fixed(part, x, y, content):
    """A text that never changes. What is no number is marked, so that it is seen."""
    if part == "word":
        return text("symbol", x, y, content, ' class="av-word"')
    alarming = part in ("alarm", "cell", "detail") and is_wrong(content)
    attributes = (' class="av-alarm"' if alarming else "") + (' text-anchor="end"' if part == "detail" else "")
    return text("value" if part == "alarm" else part, x, y, content, attributes)


def wrong(content):
    """The attribute that makes NaN and infinities stand out; a player sets it as the text changes."""
    return ' data-wrong="true"' if is_wrong(content) else ""


def changing(card, left, top, look):
    """The texts of a card that change while gradients travel."""
    missing = ' data-missing="true"' if look.missing else ""
    if card.heading:
        yield text("heading", left + card.heading[0], top + card.heading[1], look.heading)
    yield text(
        "gradient", left + card.gradient[0], top + card.gradient[1], look.gradient, missing + wrong(look.gradient)
    )
    if card.sum:
        yield text("sum", left + card.sum[0], top + card.sum[1], look.sum)
    written = [content for row in look.cells for content in row]
    for i, (dx, dy, _) in enumerate(card.slots):
        number_there = written[i] if i < len(written) else ""
        yield text("gradient-cell", left + dx, top + dy, number_there, missing + wrong(number_there))


def cluster(path, frame, name):
    """The frame of an unfolded module, with its name on it."""
    left, top, width, height = frame
    label = " ".join(filter(None, [one_line(path), one_line(name)]))
    return (
        f'<g class="av-cluster" data-module="{escape(path)}"><title>{escape(label)}</title>'
        f"{rect('', left, top, width, height, 12)}{text('cluster', left + 10, top + 14, label)}</g>"
    )


def node_label(node, nodes, look):
    """What a screen reader says of a box when the state has no sentence for it."""
    name = node.name or ("unnamed" if node.kind in ("intermediate", "leaf", "root") else "")
    if node.kind == "op":
        results = ", ".join(nodes[o].name or "an unnamed tensor" for o in node.outputs if o in nodes)
        return f"operation {node.grad_fn or node.symbol}, gives {results}{on_device(node)}"
    if node.kind == "module":
        times = f" times {node.repeats}" if node.repeats > 1 else ""
        return f"module {node.module} {node.symbol}{times}, folded{on_device(node)}" + "".join(
            f", {line}" for line in node.details
        )
    if node.kind == "outside":
        return f"not drawn: {name}"
    value = node.value.text() if node.value is not None else shape_text(node.shape)
    gradient = f", {look.heading} {look.gradient}" if look.gradient else ""
    return f"{node.kind} {name}, {value}{on_device(node)}{gradient}"


def on_device(node):
    """``, on cuda:0``; nothing of what is on the CPU."""
    return "" if node.device in ("", "cpu") else f", on {node.device}"


def module_look(node, state):
    """A folded module looks as busy as what is inside it, and counts the gradients of its parameters."""
    # Not of constants, which wait for ever.
    inside = {state.nodes[id].status for id in node.members if id in state.nodes and not id.startswith("k")}
    started = "arriving" if "done" in inside or "arriving" in inside else "waiting"
    status = "now" if "now" in inside else "done" if inside == {"done"} else started
    ready = sum(id in state.nodes and not state.nodes[id].missing for id in node.parameters)
    count = f"{ready} of {len(node.parameters)}" if node.parameters else ""
    return CardState(status, "grads" if count else "", count, ready < len(node.parameters))
