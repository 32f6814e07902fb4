"""Show less of a graph: fold its modules, and cut a window out of what is still too large."""

from collections import Counter
from dataclasses import replace

from .calls import module_of
from .graph import Node
from .layout import MOST, inlined, parent
from .text import shape_label

WINDOW = 240  # boxes of a window, where not all can be drawn: few enough to be read
BOXES = 12  # modules shown at first: containers are opened as long as no more than these come to light
CONTAINERS = {"Sequential", "ModuleList", "ModuleDict"}
DETAILS = 3  # parameters listed on a folded module


def opening(graph, most=MOST):
    """The graph as a picture first shows it: modules folded, and a window if that is still too large.

    Parameters
    ----------
    graph : Graph
    most : int
        Boxes that may be drawn, the numbers of edges included.

    Returns
    -------
    Graph
    """
    folded = fold(graph, outermost(graph))
    return folded if visible(folded) <= most else window(folded, min(most, WINDOW))


def visible(graph):
    """How many boxes a picture of `graph` holds, the numbers of its edges included."""
    kinds = {node.id: node.kind for node in graph.nodes}
    hidden = len(inlined(graph, {node.id: node for node in graph.nodes}))
    return len(kinds) - hidden + sum(kinds[edge.target] != "constant" for edge in graph.edges)


def fold(graph, paths):
    """Fold modules, each into one box with its parameters inside.

    Parameters
    ----------
    graph : Graph
    paths : iterable of str or tuple of str
        Paths of modules (``"layers.0"``). A tuple folds several like modules into one box that
        says how many they are: ``("layers.0", "layers.1")``.

    Returns
    -------
    Graph
        Each folded module is a node of kind ``"module"`` with id ``m1``, ``m2``, ...; edges that stay
        visible keep their ids.
    """
    groups = [(path,) if isinstance(path, str) else tuple(path) for path in paths]
    box_of = {}  # path to the number of its box
    for number, group in enumerate(groups, 1):
        for path in group:
            if path not in graph.modules:
                known = ", ".join(sorted(filter(None, graph.modules))) or "none"
                raise ValueError(f"no module {path!r} in this graph; its modules: {known}")
            box_of[path] = f"m{number}"
    if not box_of:
        return graph
    nodes = {node.id: node for node in graph.nodes}
    inside = {node.id: owner(node.module, box_of) for node in graph.nodes if node.kind == "op"}
    users: dict[str, set] = {}
    makers = {}
    for edge in graph.edges:
        users.setdefault(edge.target, set()).add(inside[edge.source])
    for node in graph.nodes:
        for output in node.outputs:
            makers[output] = inside.get(node.id)
    for node in graph.nodes:
        if node.kind != "op" and hides(node, makers, users, box_of, graph.root):
            inside[node.id] = makers.get(node.id) or next(iter(users[node.id]))
    inside = {id: box for id, box in inside.items() if box}
    edges = [
        replace(edge, inside=inside.get(edge.source))
        for edge in graph.edges
        # What a module uses itself of its result goes round inside its box.
        if edge.target not in inside and (inside.get(edge.source) or "") != makers.get(edge.target)
    ]
    boxes = {f"m{i}": box(f"m{i}", group, graph, nodes, inside) for i, group in enumerate(groups, 1)}
    kept, placed = [], set()
    for node in graph.nodes:  # a box stands where its newest member stood
        at = inside.get(node.id)
        if at is None:
            kept.append(node)
        elif at not in placed:
            placed.add(at)
            kept.append(boxes[at])
    return replace(graph, nodes=tuple(kept), edges=tuple(edges))


def owner(path, box_of):
    """The box that the module `path`, or a module around it, is folded into."""
    while path:
        if path in box_of:
            return box_of[path]
        path = path.rpartition(".")[0]
    return None


def hides(card, makers, users, box_of, root):
    """Whether a card lies wholly inside one folded module."""
    if card.id == root or card.id not in users:
        return card.id != root and makers.get(card.id) is not None
    around = users[card.id]
    if len(around) != 1 or None in around:
        return False
    if card.id in makers:
        return makers[card.id] in around
    if card.kind == "constant" and not card.name:
        return True
    if card.kind == "leaf" and card.module:
        return belongs(card.module, next(path for path, box in box_of.items() if box in around))
    return owner((card.name or "").rpartition(".")[0], box_of) in around


def belongs(module, path):
    """Whether a parameter's module is the one that was called as `path`, or inside it."""
    called = module_of(path)
    return module == called or module.startswith(called + ".")


def box(id, group, graph, nodes, inside):
    """The one node that stands for a group of folded modules."""
    members = tuple(node.id for node in graph.nodes if inside.get(node.id) == id)
    outputs = [output for m in members for output in nodes[m].outputs if output not in inside]
    constants = {member for member in members if nodes[member].kind == "constant"}
    details, seen = [], set()
    for member in reversed(members):
        node = nodes[member]
        if node.kind == "leaf" and node.name and node.module:
            details.append(f"{node.name.rpartition('.')[2]} {shape_label(node.shape)}")
        elif node.kind == "leaf" and node.name and owner(node.name.rpartition(".")[0], dict.fromkeys(group, id)):
            within = node.name[len(group[0]) + 1 :] if node.name.startswith(group[0] + ".") else None
            if within and within not in seen:
                seen.add(within)
                details.append(f"{within} {shape_label(node.shape)}")
    details.sort(key=lambda line: line.count("."))
    if len(details) > DETAILS:
        details = [*details[: DETAILS - 1], f"and {len(details) - DETAILS + 1} more"]
    path = group[0] if len(group) == 1 else f"{group[0]} … {group[-1].rpartition('.')[2]}"
    if len(group) > 1 and module_of(group[0]) == module_of(group[-1]):
        path = module_of(group[0])
    leaves = tuple(member for member in members if nodes[member].kind == "leaf")
    devices = dict.fromkeys(nodes[member].device for member in reversed(members) if member not in constants)
    return Node(
        id, "module", name=path, symbol=graph.modules[group[0]], outputs=tuple(outputs), module=group[0],
        members=members, parameters=leaves, details=tuple(details), repeats=len(group), device=" + ".join(devices),
    )  # fmt: skip


def outermost(graph):
    """Which modules a picture folds at first, as groups for `fold`.

    The outermost modules below the model itself; a ``Sequential`` or a list of modules is opened
    while no more than twelve boxes come to light. Long runs of like modules share a box.
    """
    held = Counter(node.module for node in graph.nodes if node.kind == "op")
    busy = {around for path in held for around in with_parents(path)}
    children: dict[str, list] = {}
    for path in graph.modules:
        if path and path in busy:
            children.setdefault(parent(path, graph.modules), []).append(path)
    order = {path: i for i, path in enumerate(first_seen(graph))}
    shown = runs(graph, sorted(children.get("", ()), key=lambda path: order.get(path, 0)))
    while True:
        for i, group in enumerate(shown):
            inner = children.get(group[0], ())
            if len(group) > 1 or not inner or held[group[0]] or graph.modules[group[0]] not in CONTAINERS:
                continue
            opened = runs(graph, sorted(inner, key=lambda path: order.get(path, 0)))
            if len(shown) - 1 + len(opened) <= BOXES:
                shown[i : i + 1] = opened
                break
        else:
            return shown


def with_parents(path):
    """``a.b.c``, ``a.b``, ``a``."""
    while path:
        yield path
        path = path.rpartition(".")[0]


def first_seen(graph):
    """Module paths, with those around them, in the order in which the forward pass came to them."""
    seen: dict[str, None] = {}
    for node in reversed(graph.nodes):
        if node.kind == "op":
            for path in with_parents(node.module):
                seen.setdefault(path)
    return seen


def runs(graph, paths):
    """Group neighbours that are numbered on and built alike: twelve equal blocks are one group."""
    work = Counter((around, node.grad_fn, node.module[len(around) :]) for node in graph.nodes if node.kind == "op"
                   for around in with_parents(node.module))  # fmt: skip
    built: dict[str, set] = {}
    for (path, grad_fn, inner), count in work.items():
        built.setdefault(path, set()).add((grad_fn, inner, count))
    groups: list[tuple] = []
    for path in paths:
        last = groups[-1][-1] if groups else None
        if last is not None and follows(last, path) and alike(graph, built, last, path):
            groups[-1] += (path,)
        else:
            groups.append((path,))
    # Two or three in a row are clearer side by side; a run starts to tire at four.
    return [part for group in groups for part in ([group] if len(group) > 3 else [(path,) for path in group])]


def follows(last, path):
    """Whether `path` is the next number after `last` in the same container."""
    (home, number), (other, next_number) = numbered(last), numbered(path)
    return home == other and number.isdigit() and next_number.isdigit() and int(next_number) == int(number) + 1


def numbered(path):
    """``layers.3`` or ``cell(3)`` as what stands before the number, and the number."""
    if path.endswith(")"):
        return tuple(path[:-1].rsplit("(", 1))
    home, _, number = path.rpartition(".")
    return home, number


def alike(graph, built, last, path):
    return graph.modules.get(last) == graph.modules.get(path) and built.get(last) == built.get(path)


def window(graph, most=WINDOW):
    """The part of `graph` nearest its root that fits in `most` boxes, with what is outside counted.

    Where a card's maker is left out, a node of kind ``"outside"`` stands for it and says how many
    operations lie behind.
    """
    if visible(graph) <= most:
        return graph
    operands: dict[str, list] = {}
    for edge in graph.edges:
        operands.setdefault(edge.inside or edge.source, []).append(edge)
    makers = {output: node for node in graph.nodes for output in node.outputs}
    keep, room = {graph.root}, most - 1
    chosen, reached, todo = [], {graph.root}, [graph.root]
    for card in todo:  # breadth first: what is near the root comes first
        maker = makers.get(card)
        if maker is None or maker.id in keep:
            continue
        room += card != graph.root  # it may need no box that says what lies behind it
        edges = operands.get(maker.id, ())
        new = {maker.id, *maker.outputs, *(edge.target for edge in edges)} - keep
        # Each edge brings its number, and each card may need a box that says what lies behind it.
        need = len(new) + len(edges) + sum(target in makers for target in {edge.target for edge in edges})
        if need > room:
            room -= card != graph.root
            continue
        room -= need
        keep |= new
        chosen.append(maker.id)
        for edge in edges:
            if edge.target not in reached:
                reached.add(edge.target)
                todo.append(edge.target)
    edges = [edge for edge in graph.edges if (edge.inside or edge.source) in keep]
    cut = [id for id in (node.id for node in graph.nodes) if id in keep and id in makers and makers[id].id not in keep]
    behind = counts(cut, keep, makers, operands)
    outside = [
        Node(f"x{i}", "outside", name=f"{behind[id]:,} more" if id in behind else "more", outputs=(id,))
        for i, id in enumerate(cut, 1)
    ]
    ops = sum(node.kind in ("op", "module") for node in graph.nodes)
    note = f"{ops - len(chosen):,} of {ops:,} operations are outside this window around the root."
    kept = tuple(node for node in graph.nodes if node.id in keep)
    return replace(graph, nodes=kept + tuple(outside), edges=tuple(edges), notes=(*graph.notes, note))


def counts(cut, keep, makers, operands):
    """How many operations lie behind each of a few cards; nothing where there are many cards."""
    if len(cut) > 8:
        return {}
    found = {}
    for card in cut:
        seen, todo = set(), [card]
        while todo:
            maker = makers.get(todo.pop())
            if maker is not None and maker.id not in seen and maker.id not in keep:
                seen.add(maker.id)
                todo += [edge.target for edge in operands.get(maker.id, ())]
        found[card] = len(seen)
    return found
