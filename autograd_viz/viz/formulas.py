"""Write the chain rule of each op and of each step of a backward pass, read from the rules that run."""

import re
from dataclasses import replace
from functools import lru_cache
from weakref import WeakKeyDictionary

from ..ops.op import REGISTRY
from ..ops.shape import broadcast_axes
from .mathml import mathml
from .sentences import Index, one_value
from .symbol import (
    ATOM,
    PRODUCT,
    Symbol,
    as_symbol,
    axes,
    bracketed,
    name_tex,
    number,
    number_tex,
    parameter,
    rules,
    text_tex,
    write,
)

FRACTION = ATOM - 1
GRID = 3  # rows and columns up to which a matrix is written out
LONGEST_UNNAMED = 18  # characters up to which an unnamed tensor is written as what it was made from
DEPTH = 2  # ops up to which it is
LEAD_TO = r"\leftarrow"


# ---------------------------------------------------------------- ops


def op_of(node):
    """The `Op` of a graph's node, by its name, or by its ``grad_fn`` where another engine made the graph."""
    return REGISTRY.get(node.op) or by_grad_fn().get(node.grad_fn)


@lru_cache(1)
def by_grad_fn():
    """The first op of each ``grad_fn`` name."""
    found = {}
    for op in REGISTRY.values():
        if any(op.vjp):
            found.setdefault(op.node, op)
    return found


def letters(op):
    """The op's operands by the letters its rules use."""
    if op.variadic:
        return (Symbol("x_{0}"), Symbol("x_{1}"), Symbol("x_{2}"))
    return tuple(map(parameter, op.forward.__code__.co_varnames[: op.operands]))


def forward_tex(op, operands=None, params=()):
    """What an op computes, in LaTeX.

    Parameters
    ----------
    op : Op
    operands : sequence of Symbol or number, optional
        Left out, the letters of the op's rules.
    params : iterable of (str, value)
        Those known; for the others stands their name.

    Examples
    --------
    >>> from autograd_viz.ops.op import REGISTRY
    >>> forward_tex(REGISTRY["mul"]), forward_tex(REGISTRY["mul"], [Symbol("w_{3}"), Symbol("b")])
    ('a \\\\cdot b', 'w_{3} \\\\cdot b')
    """
    return forward(op, letters(op) if operands is None else operands, params).tex


def forward(op, operands, params=()):
    return write(op, tuple(operands), completed(op, params))


def completed(op, params):
    """Every parameter of an op: those known, its defaults, and letters for the rest."""
    given = dict(params)
    defaults = op.forward.__kwdefaults__ or {}
    for name in op.params:
        if name not in given:
            given[name] = defaults.get(name, DEFAULTS.get(name) or parameter(name))
    return given


DEFAULTS = {"reduction": "mean", "order": 1}


def pulled(op, operand, g, y, operands, params=()):
    """The rule of one operand applied to Symbols: the Symbol of its contribution, or None where none flows."""
    rule = op.vjp[0 if op.variadic else operand]
    if rule is None:
        return None
    given = completed(op, params)
    if op.variadic:
        given["k"] = operand
    if op.results == 0:
        g = g if isinstance(g, tuple) else (g,)
    elif op.results > 1:
        y = (y, Symbol(r"i^{*}"))
    if op.view:
        return as_symbol(rule(g, y, *operands, **given))
    with rules:
        return as_symbol(rule(g, y, *operands, **given))


def rule_tex(op, operand):
    """The vector-Jacobian product of one operand, in LaTeX: ``\\bar{a} = \\bar{y} \\cdot b``.

    Parameters
    ----------
    op : Op
    operand : int
        Position among the op's operands.

    Returns
    -------
    str or None
        None where no gradient flows.

    Examples
    --------
    >>> from autograd_viz.ops.op import REGISTRY
    >>> print(rule_tex(REGISTRY["tanh"], 0))
    \\bar{x} = \\bar{y} \\cdot (1 - y^{2})
    >>> print(rule_tex(REGISTRY["mm"], 1))
    \\bar{b} = a^\\top \\, \\bar{y}
    """
    names = letters(op)
    g = Symbol(r"\bar{y}") if op.results else (Symbol(r"\bar{y}_{0}"), Symbol(r"\bar{y}_{1}"), Symbol(r"\bar{y}_{2}"))
    found = pulled(op, operand, g, Symbol("y"), names)
    return None if found is None else rf"\bar{{{names[operand].tex}}} = {found.tex}"


def local_tex(op, operand, operands, result, params=()):
    """The local derivative of an elementwise op in the user's names, or the rule of any other op.

    Parameters
    ----------
    op : Op
    operand : int
        Position among the op's operands.
    operands : sequence of Symbol or number
    result : Symbol, or a tuple of them
        Of an op of any number of results, all of them; None where the graph does not use one.
    params : iterable of (str, value)

    Examples
    --------
    >>> from autograd_viz.ops.op import REGISTRY
    >>> local_tex(REGISTRY["mul"], 1, [Symbol("w_{3}"), Symbol("b")], Symbol("d"))
    'w_{3}'
    >>> print(local_tex(REGISTRY["mm"], 1, [Symbol("x"), Symbol("W")], Symbol("h")))
    x^\\top \\, \\bar{h}
    """
    results = result if isinstance(result, tuple) else (result,)
    bars = tuple(number(0) if x is None else Symbol(rf"\bar{{{x.tex}}}") for x in results)
    g = 1 if op.elementwise else bars[0] if op.results else bars
    found = pulled(op, operand, g, results[0], operands, params)
    return "" if found is None else found.tex


# ---------------------------------------------------------------- the tensors of a graph


def card_symbol(index, id):
    """A tensor by its name; an unnamed one by what it was made from, or by the op that made it."""
    known = SYMBOLS.setdefault(index, {})
    if id not in known:
        known[id] = made_from(index, id, DEPTH) or made_by(index, id)
    return known[id]


SYMBOLS = WeakKeyDictionary()  # index -> card id -> Symbol


def made_from(index, id, depth):
    """The Symbol of a named tensor, or of a short formula over named ones; else None."""
    node = index.nodes[id]
    maker = index.makers.get(id)
    plainly = named(node)
    if plainly is not None or maker is None:
        return plainly
    op = op_of(maker)
    edges = operands_of(index, maker.id)
    if (
        op is None
        or not depth
        or len(maker.outputs) != 1
        or maker.results
        or not (op.variadic or len(edges) == op.operands)
    ):
        return None
    operands = []
    for edge in edges:
        operands.append(made_from(index, edge.target, depth - 1))
        if operands[-1] is None:
            return None
    made = forward(op, operands, maker.params)
    if visible(made.tex) > LONGEST_UNNAMED or made.tex in {as_symbol(x).tex for x in operands}:
        return None
    made.is_array = bool(node.shape)
    return made


def made_by(index, id):
    """The Symbol of an unnamed tensor that only its op tells from others: ``y_{\\text{Addmm}}``."""
    node, maker = index.nodes[id], index.makers.get(id)
    if maker is None:
        return Symbol(text_tex("mask" if node.dtype == "bool" else node.kind), ATOM, bool(node.shape))
    word = index.short_name(id)
    which = index.which(id, maker, "").strip()
    label = f"{word}, {which}" if which else word
    return Symbol(f"y_{{{text_tex(label)}}}", ATOM, bool(node.shape))


def named(node):
    """The Symbol of a named tensor, the number of an unnamed constant, or None."""
    if node.name:
        return Symbol(name_tex(node.name), ATOM, bool(node.shape))
    if node.kind == "constant" and node.value is not None and node.value.is_scalar:
        return node.value.values
    return None


def operands_of(index, op):
    """The edges to an op's operands, in the operands' order."""
    return sorted(index.operands.get(op, ()), key=lambda edge: edge.operand)


def visible(tex):
    """About how many characters of LaTeX are seen."""
    return len(re.sub(r"\\(?:text|mathrm|left|right)\b|[{}\\ _^]", "", re.sub(r"\\(?!text|mathrm)[a-z]+", ".", tex)))


def partial(index, id):
    """The derivative of the root by one tensor: ``\\frac{\\partial L}{\\partial a}``."""
    node = index.nodes[id]
    tex = rf"\frac{{\partial {spaced(root_tex(index))}}}{{\partial {by(index, id)}}}"
    return Symbol(tex, FRACTION, bool(node.shape))


def root_tex(index):
    """The name of what is differentiated."""
    name = index.nodes[index.graph.root].name
    return name_tex(name) if name else r"\text{output}"


def by(index, id):
    if id == index.graph.root:
        return spaced(root_tex(index))
    found = card_symbol(index, id)
    return spaced(bracketed(found, (ATOM, True)))


def spaced(tex):
    """Room between the sign of the partial derivative and a word."""
    return r"\," + tex if tex.startswith(r"\text") else tex


def arguments(index, node, op):
    """What a node's rules are given: a Symbol or number per operand, None for one left out, as a bias may be.

    Another engine's graph does not show all constants: for these stands a word.
    """
    edges = {edge.operand: edge for edge in index.operands.get(node.id, ())}
    if op.variadic:
        return [card_symbol(index, edges[i].target) for i in sorted(edges)]
    hidden = None if node.op else HIDDEN
    return [card_symbol(index, edges[i].target) if i in edges else hidden for i in range(op.operands)]


HIDDEN = Symbol(r"\text{constant}")


def with_formulas(graph):
    """A copy of a graph with `Node.tex` of its ops and `Edge.local_tex` of its edges filled in.

    Parameters
    ----------
    graph : Graph

    Returns
    -------
    Graph
    """
    index = Index(graph)
    nodes, locals_ = [], {}
    for node in graph.nodes:
        op = op_of(node) if node.kind == "op" else None
        nodes.append(node if op is None else replace(node, tex=general(op, node.params)))
        if op is None:
            continue
        operands = arguments(index, node, op)
        results = tuple(None if id is None else card_symbol(index, id) for id in node.results or node.outputs)
        result = results[0] if op.results else results
        for edge in index.sending.get(node.id, ()):
            if fits(op, edge.operand):
                locals_[edge.id] = local_tex(op, edge.operand, operands, result, node.params)
    edges = tuple(replace(e, local_tex=locals_[e.id]) if e.id in locals_ else e for e in graph.edges)
    return replace(graph, nodes=tuple(nodes), edges=edges)


@lru_cache(1024)
def general(op, params):
    return forward_tex(op, params=params)


def fits(op, operand):
    return op.variadic or operand < len(op.vjp)


# ---------------------------------------------------------------- numbers


def summary_tex(summary):
    """The numbers of a gradient: one, or a small matrix; None where there are too many or none are known."""
    if summary is None or summary.values is None:
        return None
    values, shape = summary.values, summary.shape
    if not shape:
        return number_tex(values)
    if len(shape) > 2 or max(shape) > GRID or 0 in shape:
        return None
    rows = [values] if len(shape) == 1 else values
    written = r" \\ ".join(" & ".join(map(number_tex, row)) for row in rows)
    return rf"\begin{{pmatrix}} {written} \end{{pmatrix}}"


def result_tex(summary):
    """`` = -24`` of a gradient, or the space it lives in where it is too large to write."""
    if summary is None:
        return ""
    tex = summary_tex(summary)
    if tex is not None:
        return f" = {tex}"
    shape = r" \times ".join(map(str, summary.shape))
    return rf" \in \mathbb{{R}}^{{{shape}}}"


def term(summary):
    """A gradient as a term of a product or sum: a negative number in parentheses."""
    if summary.is_scalar:
        return bracketed(number(summary.values), (PRODUCT, False))
    return summary_tex(summary)


# ---------------------------------------------------------------- steps


def equation(graph, event):
    """The equation of one step of a backward pass as native MathML.

    Parameters
    ----------
    graph : Graph or Index
        An `Index` spares making one where many equations of one graph are written.
    event : Event or None

    Returns
    -------
    str
        A ``<math>`` element, or ``""`` where there is nothing to write.
    """
    tex = equation_tex(graph, event)
    return mathml(tex) if tex else ""


def equation_tex(graph, event):
    """The equation of one step as LaTeX: in symbols, in numbers, and what comes out; see `equation`."""
    index = graph if isinstance(graph, Index) else Index(graph)
    writer = None if event is None else WRITERS.get(event.kind)
    if writer is None or event.node not in index.nodes:
        return ""
    return writer(index, event)


def seed(index, event):
    """``\\frac{\\partial L}{\\partial L} = 1``."""
    left, given = partial(index, event.node).tex, event.upstream
    if given.is_scalar and given.values == 1:
        return f"{left} = 1"
    numbers = summary_tex(given)
    return f"{left} {LEAD_TO} {numbers}" if numbers else left + result_tex(given)


def contribution(index, event):
    """Upstream and local derivative in symbols, in numbers, and their product."""
    edge = index.edges.get(event.edge)
    if edge is None:
        return ""
    sent, upstream = event.contribution, event.upstream
    relation = r"\mathrel{+}=" if (event.expected or 1) > 1 else "="
    symbols = in_symbols(index, event.node, edge, event.local)
    numbers = None
    if (
        sent is not None
        and upstream is not None
        and sent.shape != upstream.shape
        and is_broadcast(index, event.node, symbols)
    ):
        symbols = summed(symbols, upstream.shape, sent.shape)
    else:
        numbers = in_numbers(upstream, event.local if event.local is not None else edge.local)
    middle = f" = {numbers}" if numbers else ""
    end = result_tex(sent)
    if symbols.value is not None and end == f" = {symbols.tex}":
        end = ""
    return f"{partial(index, event.target).tex} {relation} {symbols.tex}{middle}{end}"


def in_symbols(index, source, edge, local):
    """The rule of one edge with the user's names in it."""
    node = index.nodes[source]
    upstream = tuple(number(0) if id is None else partial(index, id) for id in node.results or node.outputs)
    op = op_of(node)
    found = None
    if op is not None and fits(op, edge.operand):
        g = upstream if op.results == 0 else upstream[0]
        found = pulled(
            op, edge.operand, g, card_symbol(index, node.outputs[0]), arguments(index, node, op), node.params
        )
    if found is not None:
        return found
    if local is not None or edge.local is not None:
        slope = rf"\frac{{\partial {by(index, node.outputs[0])}}}{{\partial {by(index, edge.target)}}}"
        return upstream[0] * Symbol(slope, FRACTION, upstream[0].is_array)
    inner = ", ".join(x.tex for x in upstream)
    return Symbol(rf"{text_tex(node.grad_fn or node.symbol or 'backward')}\left({inner}\right)")


def in_numbers(upstream, local):
    """``(-6) \\cdot 4``, or None where there is no product to see or it is too large."""
    if upstream is None or local is None or upstream.values is None or upstream.shape != local.shape:
        return None
    same = one_value(local)
    if same in (1.0, -1.0):
        return None
    left = term(upstream)
    right = term(local) if same is None else bracketed(number(same), (PRODUCT, False))
    if left is None or right is None:
        return None
    sign = r"\odot" if same is None else r"\cdot"
    return f"{left} {sign} {right}"


def is_broadcast(index, source, symbols):
    """Whether a contribution of another shape than its upstream gradient has been summed."""
    node = index.nodes[source]
    op = op_of(node)
    return op is not None and (op.elementwise or symbols.tex == partial(index, node.outputs[0]).tex)


def summed(x, shape, target):
    """The sum of a Symbol over the axes along which an operand was broadcast."""
    over = broadcast_axes(shape, target) if len(target) <= len(shape) else ()
    return Symbol(rf"{{\textstyle\sum_{{{axes(over)}}}}} {bracketed(x, (PRODUCT, False))}", PRODUCT) if over else x


def reduce(index, event):
    """The gradient before and after the sum over broadcast axes."""
    edge = index.edges.get(event.edge)
    if edge is None:
        return ""
    inner = in_symbols(index, event.node, edge, event.local)
    sign = rf"{{\textstyle\sum_{{{axes(event.axes)}}}}}"
    before = summary_tex(event.upstream)
    numbers = rf" = {sign} {before}" if before and event.upstream.shape else ""
    return rf"{sign} {bracketed(inner, (PRODUCT, False))}{numbers}{result_tex(event.contribution)}"


def accumulate(index, event):
    """What ``.grad`` becomes: what it was, and what is added."""
    left, right = grad_tex(index, event.node), partial(index, event.node).tex
    if event.before is None:
        return f"{left} = {right}{result_tex(event.after)}"
    before, added = summary_tex(event.before), event.added and term(event.added)
    if before is None or added is None:
        return rf"{left} \mathrel{{+}}= {right}{result_tex(event.after)}"
    return f"{left} = {before} + {right} = {before} + {added}{result_tex(event.after)}"


def grad_tex(index, id):
    """``a.grad``."""
    name = index.nodes[id].name
    stem = name_tex(name) if name else card_symbol(index, id).tex
    return rf"{stem}\text{{.grad}}"


def hook(index, event):
    """The gradient as the hook leaves it."""
    left = partial(index, event.node).tex
    call = rf"{text_tex(event.name or 'hook')}\left({left}\right)"
    return f"{left} {LEAD_TO} {call}{result_tex(event.after)}"


def retain(index, event):
    """What the retained ``.grad`` is."""
    return f"{grad_tex(index, event.node)} = {partial(index, event.node).tex}{result_tex(event.after)}"


WRITERS = {
    "seed": seed,
    "contribution": contribution,
    "reduce": reduce,
    "accumulate": accumulate,
    "hook": hook,
    "retain": retain,
}
