"""Write a graph as DOT text: without labels for Graphviz to lay out, with labels for people."""

from .numbers import shape_text
from .text import one_line

INCH = 72  # one pixel of ours is one point of Graphviz's

SPACING = {"rankdir": "LR", "nodesep": "0.17", "ranksep": "0.1"}  # as tight as reads well: lessons fit a screen
FEW, ROOMY = 45, {"ranksep": "0.25", "nodesep": "0.17"}  # more boxes scroll anyway: their lines get more room
# A tangle of hundreds of boxes takes Graphviz half a minute to make perfect, and half a second to make good.
LARGE, HASTE = 150, {"nslimit": "0.5", "mclimit": "0.1"}
HUGE, STRAIGHT = 500, {"splines": "line"}
SHAPES = {"leaf": "cds", "root": "doubleoctagon", "constant": "plaintext", "op": "circle", "module": "component"}


def layout_dot(sizes, edges, clusters):
    """DOT text of boxes of fixed size: what Graphviz needs to place them, and nothing else.

    Parameters
    ----------
    sizes : dict of str to (float, float)
        Width and height of each box in pixels.
    edges : iterable of (str, str, int)
        Tail, head, and how much Graphviz should keep the edge short and straight.
    clusters : dict of str to (list of str, list of str)
        Path of each cluster to the paths and the boxes directly inside; "" is the whole picture.
        Cluster ``cluster3`` of the text is the third path of this dict, counted from 0.

    Returns
    -------
    str
    """
    from graphviz import Digraph

    attributes = SPACING | (ROOMY if len(sizes) > FEW else {})
    attributes |= (HASTE if len(sizes) > LARGE else {}) | (STRAIGHT if len(sizes) > HUGE else {})
    dot = Digraph(graph_attr=attributes, node_attr={"shape": "box", "fixedsize": "true", "label": ""})
    dot.attr("edge", dir="none", tailport="e", headport="w")

    numbers = {path: number for number, path in enumerate(clusters)}

    def fill(here, path):
        children, boxes = clusters.get(path, ((), ()))
        for child in children:
            with here.subgraph(name=f"cluster{numbers[child]}", graph_attr={"margin": "18"}) as inner:
                fill(inner, child)
        for id in boxes:  # written as they are: ids and numbers need no quoting, which takes most of the time
            width, height = sizes[id]
            here.body.append(f'\t"{id}" [height={height / INCH:.4f} width={width / INCH:.4f}]\n')

    fill(dot, "")
    for tail, head, weight in edges:
        dot.body.append(f'\t"{tail}" -> "{head}"' + (f" [weight={weight}]\n" if weight != 1 else "\n"))
    return dot.source


def dot_text(graph):
    """DOT text with names, values and gradients, for Graphviz's own programs.

    Names may hold anything: quotes, backslashes, ``<b>`` or line ends are drawn as text.

    Examples
    --------
    >>> from .graph import Graph, Node
    >>> 'label="say \\\\"hi\\\\"' in dot_text(Graph("t1", (Node("t1", "leaf", name='say "hi"'),), ()))
    True
    """
    from graphviz import Digraph

    dot = Digraph(graph_attr={"rankdir": "LR"})
    for node in graph.nodes:
        dot.node(node.id, label="\\n".join(map(literal, lines_of(node))), shape=SHAPES.get(node.kind, "box"))
        for output in node.outputs:
            dot.edge(node.id, output)
    for edge in graph.edges:
        number = {"label": literal(edge.contribution.text())} if edge.contribution is not None else {}
        dot.edge(edge.target, edge.inside or edge.source, **number)
    return dot.source


def lines_of(node):
    """What people want to read on one box, line by line."""
    if node.kind == "op":
        return [node.symbol, node.grad_fn or ""] if node.symbol else [node.grad_fn or ""]
    if node.kind in ("module", "outside"):
        return [text for text in (node.symbol, node.name, *node.details) if text]
    value = node.value.text() if node.value is not None else shape_text(node.shape)
    grad = ["grad " + node.grad.text()] if node.grad is not None else []
    on = [] if node.device == "cpu" else [node.device]
    return [node.name or "", value, *grad, *on] if node.name else [value, *grad, *on]


def literal(text):
    """`text` as a DOT label that shows just that: no escapes, no entities, no markup."""
    from graphviz import escape

    return escape(one_line(text).replace("&", "&amp;"))
