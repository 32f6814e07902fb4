"""Place every box of a picture, once, with Graphviz."""

import json
import math
import subprocess
from collections import Counter
from dataclasses import dataclass, field

from . import wasi
from .cards import AFTER, BEFORE, arrange_away, arrange_card, arrange_chip
from .dot import FEW, layout_dot
from .text import one_line

MOST = 1000  # boxes, numbers of edges included: more is never laid out
MARGIN = 10
AWAY = "@"  # an edge's id with this is the id of its tag
CROWD = 6  # calls that may share a module's weight with a line to each
PASSED, NEAR = 400, 12  # columns that all lines together may pass by; columns that any one may


@dataclass(frozen=True, slots=True)
class Positions:
    """Graphviz's answer in pixels, from the top left.

    `boxes` maps ids to centres, `clusters` names to ``(left, top, width, height)``, and `routes`
    ``(tail, head)`` to the control points of a Bézier curve, for each edge between the two in order.
    """

    width: float
    height: float
    boxes: dict
    clusters: dict
    routes: dict


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything of one picture is; it holds for every later state.

    Attributes
    ----------
    width, height : float
        Of the whole picture in pixels.
    cards : dict of str to Card
        What is written where on each box.
    chips : dict of str to Chip
        By edge id.
    boxes : dict of str to (float, float)
        Centre of each card, op and, under its edge's id, chip.
    clusters : dict of str to (float, float, float, float)
        Left, top, width and height of each unfolded module's frame, outer ones first.
    routes : dict of (str, str) to list
        Control points of the curves between two boxes.
    inline : dict of str to str
        Cards not drawn, because their edge starts at the view or folded module that made them: to its id.
    """

    width: float
    height: float
    cards: dict
    chips: dict
    boxes: dict
    clusters: dict = field(default_factory=dict)
    routes: dict = field(default_factory=dict)
    inline: dict = field(default_factory=dict)

    def tail(self, edge):
        """Id of the box where an edge's line begins: its operand's card, or what stands for that."""
        away = edge.id + AWAY
        return away if away in self.boxes else self.inline.get(edge.target, edge.target)


def arrange(graph, engine="wasi"):
    """Lay out `graph` for every state it may be shown in.

    Parameters
    ----------
    graph : Graph
        At most about a thousand boxes when drawn: see `fold.visible`.
    engine : {"wasi", "dot"}
        Graphviz in process, or the system's ``dot`` program.

    Returns
    -------
    Layout

    Raises
    ------
    ValueError
        Where the graph is too large to lay out.
    """
    nodes = {node.id: node for node in graph.nodes}
    root_name = one_line(nodes[graph.root].name or "L")
    inline = inlined(graph, nodes)
    arrivals = dict.fromkeys(nodes, 0)
    for edge in graph.edges:
        arrivals[edge.target] += nodes[edge.target].kind != "constant"
    cards = {
        id: arrange_card(node, root_name, arrivals[id], inline=id in inline.values())
        for id, node in nodes.items()
        if id not in inline
    }
    drawn = {edge.id: edge for edge in graph.edges}
    chips = {
        id: arrange_chip(edge, nodes[edge.target].shape, says_shape=folded_away(edge.target, inline, nodes))
        for id, edge in drawn.items()
        if nodes[edge.target].kind != "constant"
    }
    if len(cards) + len(chips) > MOST:
        raise ValueError(
            f"this picture would hold {len(cards) + len(chips):,} boxes; more than {MOST:,} are never laid out. "
            "Fold its modules, or draw a window of it: autograd_viz.viz.fold.opening(graph) does both."
        )
    far = far_edges(graph)
    cards |= {id + AWAY: arrange_away(nodes[drawn[id].target]) for id in far}
    # Graphviz's curves may touch a box; where many pass by, the boxes it sees are a little larger than ours.
    room = 8 if len(cards) + len(chips) > FEW else 0
    sizes = {id: (card.room[0] + room, card.room[1] + room) for id, card in cards.items()}
    sizes |= {id: (chip.width + BEFORE + AFTER + room, chip.height) for id, chip in chips.items()}
    lines = []
    for id, edge in drawn.items():
        tail, head = inline.get(edge.target, edge.target), edge.inside or edge.source
        spine = 3 if nodes[edge.target].kind in ("intermediate", "root") else 1
        if id in far:
            tail = id + AWAY
        lines += [(tail, id, spine), (id, head, spine)] if id in chips else [(tail, head, 1)]
    for node in graph.nodes:
        lines += [(node.id, output, 6) for output in node.outputs if output not in inline]
    tree = clusters_of(graph, nodes, cards, chips)
    found = lay_out(layout_dot(sizes, lines, tree), engine)
    frames = {path: found.clusters[f"cluster{i}"] for i, path in enumerate(tree) if path}
    return Layout(found.width, found.height, cards, chips, found.boxes, frames, found.routes, inline)


def inlined(graph, nodes):
    """Cards that need no box: unnamed results, used once, of views and of folded modules; to their maker's id."""
    uses: dict[str, int] = {}
    for edge in graph.edges:
        uses[edge.target] = uses.get(edge.target, 0) + 1
    return {
        node.outputs[0]: node.id
        for node in graph.nodes
        if (node.view or node.kind == "module")
        and len(node.outputs) == 1
        and uses.get(node.outputs[0]) == 1
        and plain_card(nodes[node.outputs[0]])
    }


def far_edges(graph):
    """Edges that start at a tag with their operand's name, because its card is too far away.

    A weight that every step of a long loop uses would send lines through the whole picture: nobody can
    follow them, and each column that a line passes by costs Graphviz a box. Where the sum over all edges
    is too much, the longest get a tag; and so do those of a module's weights that many calls share.
    """
    operands: dict[str, list] = {}
    for edge in graph.edges:
        operands.setdefault(edge.inside or edge.source, []).append(edge)
    column: dict[str, int] = {}
    for node in reversed(graph.nodes):
        if node.id in operands or node.outputs:
            here = max((column.get(edge.target, 0) for edge in operands.get(node.id, ())), default=0) + 2
            column[node.id] = here
            column.update(dict.fromkeys(node.outputs, here + 1))
    first: dict[str, int] = {}  # a leaf stands just before its first use
    for edge in graph.edges:
        if edge.target not in column:
            here = column.get(edge.inside or edge.source, 0) - 2
            first[edge.target] = min(here, first.get(edge.target, here))
    spans = {}
    for edge in graph.edges:
        start = column.get(edge.target, first.get(edge.target, 0))
        spans[edge.id] = max(column.get(edge.inside or edge.source, 0) - start - 2, 0)
    uses = Counter(edge.target for edge in graph.edges)
    shared = {node.id for node in graph.nodes if node.kind == "leaf" and node.module and uses[node.id] > CROWD}
    far = {edge.id for edge in graph.edges if edge.target in shared and spans[edge.id] > 2}
    total = sum(span for id, span in spans.items() if id not in far)
    for id in sorted(spans, key=lambda id: (-spans[id], id)):
        if total <= PASSED or spans[id] <= NEAR:
            break
        if id in far:
            continue
        far.add(id)
        total -= spans[id]
    return far


def folded_away(card, inline, nodes):
    """Whether a card is the result of a folded module and not drawn."""
    return card in inline and nodes[inline[card]].kind == "module"


def plain_card(card):
    return card.kind == "intermediate" and card.name is None and not card.retains_grad


def clusters_of(graph, nodes, cards, chips):
    """Which module's frame each box is drawn in: path to (paths inside, ids inside), "" the whole picture."""
    makers = {output: node for node in graph.nodes for output in node.outputs}
    users: dict[str, list] = {}
    for edge in graph.edges:
        users.setdefault(edge.target, []).append(nodes[edge.inside or edge.source])
    tree: dict[str, tuple[list, list]] = {"": ([], [])}

    def frame(path):
        if path not in tree:
            tree[path] = ([], [])
            frame(parent(path, graph.modules))[0].append(path)
        return tree[path]

    homes = {id: home(nodes[id], makers, users, graph.modules) for id in cards if id in nodes}
    for id, path in homes.items():
        frame(path)[1].append(id)
    for edge in graph.edges:
        ids = frame(homes[edge.inside or edge.source])[1]
        ids += [id for id in (edge.id, edge.id + AWAY) if id in chips or id in cards]
    return {path: inside for path, inside in tree.items() if not path or dissolve(path, tree, nodes, graph.modules)}


def dissolve(path, tree, nodes, modules):
    """Hand what is in a frame around a single folded module to the frame outside it; True where it stays."""
    children, ids = tree[path]
    if children or sum(id in nodes and nodes[id].kind in ("op", "module") for id in ids) > 1:
        return True
    if not any(id in nodes and nodes[id].kind == "module" for id in ids):
        return True
    outside = tree[parent(path, modules)]
    outside[0].remove(path)
    outside[1].extend(ids)
    return False


def home(node, makers, users, modules):
    """Path of the module in whose frame a node is drawn."""
    if node.kind == "op":
        return node.module
    if node.kind == "module":
        return parent(node.module, modules)
    if node.id in makers:
        return home(makers[node.id], makers, users, modules)
    for user in users.get(node.id, ()):
        path = home(user, makers, users, modules)
        own = (node.name or "").startswith(path + ".") or (node.kind == "constant" and not node.name)
        if path and own:
            return path
    return ""


def parent(path, modules):
    """The nearest module around `path`, or ""."""
    while "." in path:
        path = path.rpartition(".")[0]
        if path in modules:
            return path
    return ""


def lay_out(dot_text, engine="wasi"):
    """Have Graphviz place the boxes of `dot_text`.

    Parameters
    ----------
    dot_text : str
        Boxes of fixed size without labels, so that every Graphviz gives the same positions.
    engine : {"wasi", "dot"}

    Returns
    -------
    Positions
    """
    if engine not in ("wasi", "dot"):
        raise ValueError(f'engine is "wasi" (in process) or "dot" (the system\'s Graphviz), not {engine!r}')
    answer = wasi.render(dot_text) if engine == "wasi" else system_dot(dot_text)
    return positions(json.loads(answer))


def system_dot(dot_text):
    """Run the system's ``dot``."""
    try:
        run = subprocess.run(["dot", "-Tjson0"], input=dot_text.encode(), capture_output=True, check=True)
    except FileNotFoundError as error:
        raise FileNotFoundError(
            "no `dot` program found: install Graphviz (apt install graphviz, brew install graphviz), "
            f'or use engine="wasi" ({wasi.INSTALL})'
        ) from error
    except subprocess.CalledProcessError as error:
        raise RuntimeError(f"dot failed: {error.stderr.decode(errors='replace').strip()}") from error
    return run.stdout


def positions(answer):
    """Read Graphviz's JSON; its points count upwards, ours downwards."""
    boxes, clusters, names = {}, {}, {}
    routes: dict[tuple, list] = {}
    for thing in answer.get("objects", ()):
        names[thing["_gvid"]] = name = thing["name"]
        if "pos" in thing:
            boxes[name] = tuple(map(float, thing["pos"].split(",")))
        else:
            clusters[name] = tuple(map(float, thing["bb"].split(",")))
    for edge in answer.get("edges", ()):
        line = [tuple(map(float, point.split(","))) for point in edge["pos"].split()]
        routes.setdefault((names[edge["tail"]], names[edge["head"]]), []).append(line)
    left, low, right, high = extent(tuple(map(float, answer["bb"].split(","))), routes)
    x0, y0 = MARGIN - left, MARGIN + high
    return Positions(
        math.ceil(right - left + 2 * MARGIN),
        math.ceil(high - low + 2 * MARGIN),
        {name: (x0 + x, y0 - y) for name, (x, y) in boxes.items()},
        {name: (x0 + a, y0 - top, b - a, top - bottom) for name, (a, bottom, b, top) in clusters.items()},
        {ends: [[(x0 + x, y0 - y) for x, y in line] for line in lines] for ends, lines in routes.items()},
    )


def extent(box, routes):
    """Graphviz's own box, grown where a curve swings out of it."""
    left, low, right, high = box
    for lines in routes.values():
        for line in lines:
            xs, ys = zip(*line, strict=True)
            if min(xs) >= left and max(xs) <= right and min(ys) >= low and max(ys) <= high:
                continue
            for i in range(0, len(line) - 1, 3):
                for t in (0.2, 0.35, 0.5, 0.65, 0.8):
                    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
                    x = sum(w * p[0] for w, p in zip(weights, line[i : i + 4], strict=True))
                    y = sum(w * p[1] for w, p in zip(weights, line[i : i + 4], strict=True))
                    left, right, low, high = min(left, x), max(right, x), min(low, y), max(high, y)
    return left, low, right, high
