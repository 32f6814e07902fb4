"""Choose the few pictures of one graph that a player offers: its modules folded in different ways."""

from .fold import WINDOW, fold, outermost, visible
from .layout import MOST
from .picture import Picture

MOST_VIEWS = 8


def views(graph):
    """Pictures of `graph` with their names, the one to show first in front.

    Folded as a still picture is; then with each folded module open on its own; then with a box for each of a
    long run; then with all of them open. Each only where it can be drawn whole, and at most eight in all, so that a page stays small.

    Parameters
    ----------
    graph : Graph

    Returns
    -------
    list of (str, Picture)
    """
    groups = outermost(graph)
    whole = visible(graph) <= MOST
    if not groups:
        return [("everything", Picture(graph))]
    found = [("modules folded", Picture(graph))]
    if 1 < len(groups) <= MOST_VIEWS - 2:
        for group in groups:
            rest = [other for other in groups if other != group]
            picture = Picture(graph, fold=rest)
            if visible(picture.shown) <= MOST and not any(node.kind == "outside" for node in picture.shown.nodes):
                found.append((f"{' and '.join(group)} open", picture))
    steps = [(path,) for group in groups for path in group]
    if len(steps) > len(groups) and visible(fold(graph, steps)) <= WINDOW:
        found.append(("each module a box", Picture(graph, fold=steps)))
    if whole:
        found.append(("everything open", Picture(graph, fold=())))
    return found
