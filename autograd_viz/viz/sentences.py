"""Say in one plain sentence what a step of a backward pass does."""

import re
from collections import Counter
from typing import NamedTuple

from .numbers import flat, number_text, shape_text
from .text import one_line, shorten

LONGEST_NAME = 40
LONGEST_EXPRESSION = 40
WRITTEN_OUT = 4  # numbers of an array up to which a sentence writes them

COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
TRANSPOSES = {"TBackward0", "TransposeBackward0"}
ASSIGNED = re.compile(r"\s*(\*\*|//|[-+*/@%&|^])?=(?!=)")  # what follows a target: ``v[0] = a``, ``v[0] += a``
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


class Part(NamedTuple):
    """A piece of a sentence; `role` is ``""``, ``"name"``, ``"code"`` or ``"number"``."""

    text: str
    role: str = ""


def text_of(parts):
    """The parts as one string.

    >>> text_of((Part("to "), Part("a", "name"), Part(".")))
    'to a.'
    """
    return "".join(part.text for part in parts)


def sentence(graph, event, terms=(), filled=0, summed=False):
    """One sentence about one event.

    Parameters
    ----------
    graph : Graph or Index
        An `Index` answers faster when many sentences are made about one graph.
    event : Event or None
        None is the moment before the first event.
    terms : sequence of Summary
        The contributions that have reached the event's target or leaf so far, this one included.
    filled : int
        How many leaves have had their gradient accumulated so far.
    summed : bool
        Whether the event before undid a broadcast of this contribution.

    Returns
    -------
    tuple of Part
        Names stand in parts of their own, as text: a viewer decides how to stress them.
    """
    index = graph if isinstance(graph, Index) else Index(graph)
    if event is None:
        return tidy(before(index))
    if event.kind == "done":
        return tidy(done(filled))
    if event.kind == "contribution":
        return tidy(contribution(index, event, terms, summed))
    return tidy(TELLERS[event.kind](index, event, terms))


class Index:
    """A graph with its nodes, edges and makers at hand by id."""

    def __init__(self, graph):
        self.graph = graph
        self.nodes = {node.id: node for node in graph.nodes}
        self.edges = {edge.id: edge for edge in graph.edges}
        self.makers = {output: node for node in graph.nodes for output in node.outputs}
        self.incoming, self.sending, self.operands, self.users = {}, {}, {}, {}
        self.at_line = {}  # place in the user's code -> the ops made there, the newest first
        for node in graph.nodes:
            if node.kind == "op" and node.line is not None:
                self.at_line.setdefault(node.line, []).append(node)
        self.expressions = dict(self.own_code())
        for edge in graph.edges:
            self.operands.setdefault(edge.source, []).append(edge)
            self.users.setdefault(edge.target, []).append(edge)
            if self.carries(edge):
                self.incoming.setdefault(edge.target, []).append(edge)
                self.sending.setdefault(edge.source, []).append(edge)

    def carries(self, edge):
        """Whether a gradient travels along this edge: none does to a constant."""
        return edge.slot is not None and self.nodes[edge.target].kind != "constant"

    def name(self, id):
        """What to call the card or op `id`: its name, its place in the model or in the user's code, or its kind."""
        node = self.nodes[id]
        if node.name:
            return Part(shorten(node.name, LONGEST_NAME), "name")
        if node.kind == "op":
            return self.op_name(node)
        maker = self.makers.get(id)
        if maker is not None and maker.module:
            return self.module_result(id, maker)
        expression = self.expression(maker) if maker else None
        if expression:
            which = self.which(id, maker, "")
            return Part(f"the {which}result of {expression}") if which else Part(expression, "code")
        if node.kind == "constant":
            return Part(f"the constant {number_text(node.value.values)}" if scalar(node.value) else "a constant")
        if node.kind == "leaf":
            return Part("an unnamed leaf" + (f" of {numbers_of(node.shape)}" if node.shape else ""))
        if maker is None:
            return Part("an unnamed tensor")
        return Part(f"the {self.which(id, maker)}result of {self.op_name(maker).text}")

    def module_result(self, id, maker):
        """What to call an unnamed result that was made inside a module: ``the output of 1 (Tanh)``."""
        users = {self.nodes[edge.source].module for edge in self.users.get(id, ())}
        if not any(within(path, maker.module) for path in users):
            return Part(f"the output of {self.module(maker.module)}")
        operands = self.operands.get(maker.id, ())
        if maker.view and maker.grad_fn in TRANSPOSES and self.nodes[operands[0].target].name:
            return Part(f"{self.name(operands[0].target).text} transposed")
        which = self.which(id, maker, "")
        return Part(f"the {which}result of {self.op_name(maker).text} inside {self.module(maker.module)}")

    def which(self, id, maker, only="unnamed "):
        """``second `` of the card `id` among an op's results; `only` where it has one result."""
        results = maker.results or maker.outputs
        return f"{ordinal(results.index(id))} " if len(results) > 1 else only

    def short_name(self, id):
        """What tells the unnamed result `id` in an index of a formula, in the words of `name`: ``1 (Tanh)``."""
        maker = self.makers[id]
        name = self.name(id)
        expression = None if maker.module else self.expression(maker)
        if expression or name.text.endswith(" transposed"):
            return expression or name.text
        if name.text.startswith("the output of"):
            return self.module(maker.module)
        return self.op_name(maker).text

    def module(self, path):
        """``1 (Tanh)``: a module's path and class."""
        kind = self.graph.modules.get(path)
        return shorten(path, LONGEST_NAME) + (f" ({shorten(kind, LONGEST_NAME)})" if kind else "")

    def op_name(self, node):
        """``MulBackward0``, with no word on its result."""
        return Part(shorten(node.grad_fn or node.symbol or "an operation", LONGEST_NAME))

    def expression(self, node):
        """The user's own code that made `node` and nothing else, where it is one short piece of one line."""
        return self.expressions.get(node.id)

    def own_code(self):
        """The ids of ops with the piece of code that tells each from all others."""
        texts = {line: self.source_text(line) for line in self.at_line}
        times = Counter(texts.values())
        for line, made in self.at_line.items():
            text = texts[line]
            if text is None or times[text] > 1:
                continue
            if len(made) > 1 and all(op.grad_fn == made[0].grad_fn and not op.view for op in made):
                for i, op in enumerate(made):  # a loop came here again and again
                    yield op.id, f"{text} (run {len(made) - i} of {len(made)})"
            else:
                # One call may run many ops (`net(x)`): its text names the result of the newest, which comes first.
                yield made[0].id, text

    def source_text(self, line):
        """A short piece of the user's code; of an assignment into a part of a tensor, what it leaves."""
        if line.start is None or line.end is None or not line.block < len(self.graph.code):
            return None
        block = self.graph.code[line.block]
        row = line.number - block.first
        if not 0 <= row < len(block.lines):
            return None
        text, after = block.lines[row][line.start : line.end].strip(), block.lines[row][line.end :]
        if ASSIGNED.match(after):
            statement = (text + after.partition("#")[0]).strip()
            text = f"{re.split(r'[.[]', text)[0]} after {statement}"
        return one_line(text) if 0 < len(text) <= LONGEST_EXPRESSION else None

    def op_of(self, id):
        """``MulBackward0 of c``, or ``AddmmBackward0 inside 2 (Linear)``, as parts."""
        node = self.nodes[id]
        if node.kind != "op":
            return (self.name(id),)
        parts = [self.op_name(node)]
        results = [self.nodes[output] for output in node.outputs if output in self.nodes]
        names = [self.name(result.id) for result in results if result.name or self.called_by_code(node)]
        if names and len(names) == len(node.outputs) <= 3:
            for i, name in enumerate(names):
                parts += [Part(" of " if i == 0 else " and " if i == len(names) - 1 else ", "), name]
        if node.module:
            parts.append(Part(f" inside {self.module(node.module)}"))
        return tuple(parts)

    def journey(self, id):
        """From where to where a transfer brings its operand: ``("the CPU", "cuda:0")``."""
        operand = self.nodes[self.operands[id][0].target]
        return place_text(operand.device), place_text(self.nodes[id].device)

    def called_by_code(self, node):
        """Whether the one unnamed result of an op goes by the user's expression."""
        return len(node.outputs) == 1 and not node.module and self.expression(node) is not None

    def local_name(self, edge):
        """The operand that an edge's local derivative is (``w2`` of ``w2 * a``), as a Part, or None."""
        wanted = squeezed(edge.local_tex)
        for other in self.operands.get(edge.source, ()) if wanted else ():
            node = self.nodes[other.target]
            if node.name and squeezed(node.name) == wanted:
                return self.name(node.id)
        return None


def within(path, around):
    """Whether the module `path` is the module `around` or inside it."""
    return path == around or path.startswith(around + ".")


def squeezed(tex):
    """Letters and digits of a name or of its TeX: ``w_{2}`` and ``w2`` are the same."""
    return re.sub(r"\\(?:mathrm|mathit|text|operatorname)|[\\{}_ ,;]", "", tex)


def scalar(summary):
    return summary is not None and summary.is_scalar


def amount(summary, digits=4):
    """A gradient in a sentence: its number, its few numbers, or what kind of array it is.

    >>> from .summary import summarize; import numpy as np
    >>> amount(summarize(np.float64(-6))), amount(summarize(np.array([1.0, 2.5]))), amount(summarize(np.ones((3, 3))))
    ('−6', '[1, 2.5]', 'a 3 × 3 array of ones')
    """
    if summary is None:
        return "None"
    if summary.is_scalar:
        return number_text(summary.values, digits)
    if len(summary.shape) == 1:
        return written(summary, digits) or numbers_of(summary.shape)
    shape = f"{shape_text(summary.shape)} array"
    same = one_value(summary)
    if same in (0.0, 1.0):
        return f"{article(shape)} {shape} of {'ones' if same else 'zeros'}"
    if written(summary, digits):
        return written(summary, digits)
    wrong = " with NaN in it" if summary.nans else " with ∞ in it" if summary.infs else ""
    return f"{article(shape)} {shape}{wrong}"


def written(summary, digits=4):
    """The few numbers of a small array as Python writes them, else None: a column of brackets cannot be read."""
    if summary is None or summary.values is None or not 0 < summary.size <= WRITTEN_OUT:
        return None
    if len(summary.shape) > 2 or (len(summary.shape) == 2 and summary.shape[0] > 2):
        return None
    return nested(summary.values, digits)


def nested(values, digits):
    if not isinstance(values, (list, tuple)):
        return number_text(values, digits)
    return "[" + ", ".join(nested(value, digits) for value in values) + "]"


def numbers_of(shape):
    """``3 numbers``, ``2 × 2 numbers``."""
    return f"{shape_text(shape)} {'number' if shape == (1,) else 'numbers'}"


def the(words):
    """An amount that was spoken of before: ``the 3 × 3 array``."""
    return "the " + re.sub("^an? ", "", words)


def one_value(summary):
    """The value that all elements share, or None."""
    if summary.values is None:
        return summary.min if summary.min is not None and summary.min == summary.max else None
    numbers = set(flat(summary.values))
    return numbers.pop() if len(numbers) == 1 else None


def place_text(device):
    """A device in a sentence: ``the CPU``, ``cuda:0``."""
    return "the CPU" if device == "cpu" else device


def article(words):
    return "an" if words[:1] == "8" or words[:2] in ("11", "18") and not words[2:3].isdigit() else "a"


def count(number):
    return COUNTS[number] if number < len(COUNTS) else f"{number:,}"


def ordinal(position):
    return ORDINALS[position] if position < len(ORDINALS) else f"number {position + 1}"


def listed(words):
    """``a``, ``a and b``, ``a, b and c``."""
    return ", ".join(words[:-1]) + " and " + words[-1] if len(words) > 1 else "".join(words)


def number(summary):
    return Part(amount(summary), "number")


def grad_of(index, id):
    """``a.grad``, or ``the .grad of an unnamed leaf``."""
    name = index.name(id)
    return (name, Part(".grad")) if name.role == "name" else (Part("the .grad of "), name)


def question(graph, event, terms=()):
    """What to ask somebody who is to predict the number of a step, and the answer.

    Parameters
    ----------
    graph : Graph or Index
    event : Event
    terms : sequence of Summary
        As for `sentence`.

    Returns
    -------
    (tuple of Part, float) or None
        None where the step has no single number to predict.
    """
    index = graph if isinstance(graph, Index) else Index(graph)
    if event.kind == "contribution" and scalar(event.upstream) and scalar(event.local) and scalar(event.contribution):
        return tidy(asked_contribution(index, event)), event.contribution.values
    if event.kind == "accumulate" and scalar(event.after) and (len(terms) > 1 or event.before is not None):
        return tidy(asked_accumulate(index, event, terms)), event.after.values
    return None


def asked_contribution(index, event):
    yield from index.op_of(event.node)
    yield Part(" has received ")
    yield number(event.upstream)
    yield Part("; its local derivative for ")
    yield index.name(event.target)
    yield Part(" is ")
    name = index.local_name(index.edges[event.edge])
    if name is not None:
        yield name
        yield Part(" = ")
    yield number(event.local)
    yield Part(". What goes to ")
    yield index.name(event.target)
    yield Part("?")


def asked_accumulate(index, event, terms):
    yield Part(listed([amount(term) for term in terms]), "number")
    yield Part(f" {'has' if len(terms) == 1 else 'have'} arrived, and ")
    yield from grad_of(index, event.node)
    yield Part(" is ")
    yield number(event.before)
    yield Part(". What does it become?")


def tidy(parts):
    """Start with a capital, unless with a name or a grad_fn; join neighbours of one role."""
    joined = []
    for part in parts:
        if joined and joined[-1].role == part.role == "":
            joined[-1] = Part(joined[-1].text + part.text)
        elif part.text:
            joined.append(part)
    first = joined[0]
    if not first.role:
        joined[0] = Part(first.text[:1].upper() + first.text[1:])
    return tuple(joined)


# ---------------------------------------------------------------- one teller per kind of event


def before(index):
    kept = [node for node in index.graph.nodes if node.kind == "leaf" and node.grad is not None]
    yield Part("before backward")
    if not kept:
        yield Part(": every .grad is None. The first step starts at ")
        yield index.name(index.graph.root)
        yield Part(".")
        return
    for i, node in enumerate(kept[:3]):
        yield Part(": " if i == 0 else ", ")
        yield from grad_of(index, node.id)
        yield Part(" is already ")
        yield number(node.grad)
    if len(kept) > 3:
        yield Part(f", and {count(len(kept) - 3)} more leaves have a .grad")
    yield Part("; what arrives is added to it." if len(kept) == 1 else "; what arrives is added to them.")


def seed(index, event, terms):
    root = index.name(event.node)
    given = event.upstream
    yield Part("backward starts at ")
    yield root
    if scalar(given) and given.values == 1:
        yield Part(": the gradient of ")
        yield root
        yield Part(" with respect to itself is ")
        yield number(given)
        yield Part(".")
        return
    yield Part(" with the gradient it was given: ")
    yield number(given)
    yield Part(".")


def contribution(index, event, terms, summed=False):
    edge = index.edges[event.edge]
    yield from index.op_of(event.node)
    sending = index.sending[event.node]
    which = f"its {ordinal(sending.index(edge))} gradient" if len(sending) > 1 else "its gradient"
    yield from sent(index, event, edge, which, summed)
    yield Part(".")
    yield from arrivals(index, event, terms)


def sent(index, event, edge, which, summed):
    """What is sent where, and how it was worked out."""
    upstream, local, gradient = event.upstream, event.local or edge.local, event.contribution
    target = index.name(event.target)
    op = index.nodes[event.node]
    if upstream is None:
        yield Part(f" sends {which} to ")
        yield target
    elif op.is_transfer:
        start, end = index.journey(op.id)
        yield Part(f" brings {which} back from {end} to {start}: ")
        yield number(upstream)
        yield Part(" travels to ")
        yield target
    elif summed:
        yield Part(f" sends {which}, summed, to ")
        yield target
        yield Part(": ")
        yield number(gradient)
    elif gradient == upstream and (edge.local_tex or local_number(local)) == "1":
        yield Part(f" passes {which} on as it is: ")
        yield number(upstream)
        yield Part(" goes to ")
        yield target
    elif local is not None and upstream.shape == gradient.shape == local.shape:
        yield Part(f" sends {which} to ")
        yield target
        yield Part(": ")
        yield from product(index, edge, upstream, local, gradient)
    elif scalar(upstream) and gradient.size and one_value(gradient) is not None and gradient.shape:
        yield from spread(which, target, upstream, gradient)
    elif op.view and upstream.size == gradient.size:
        yield Part(" gives its gradient the shape of ")
        yield target
        yield Part(" again: ")
        yield number(upstream)
        yield Part(" becomes ")
        yield number(gradient)
    elif op.view and upstream.size < gradient.size:
        yield Part(" puts ")
        yield number(upstream)
        yield Part(" back where it was taken from, among zeros: ")
        yield number(gradient)
        yield Part(" goes to ")
        yield target
    else:
        yield Part(f" sends {which} to ")
        yield target
        yield Part(": ")
        yield number(gradient)
        yield Part(", worked out from ")
        several = f"what its {count(len(op.outputs))} results have received"
        yield Part(f"{the(amount(upstream))} it received" if len(op.outputs) == 1 else several)


def local_number(local):
    """The one number that a local derivative is everywhere, as text."""
    same = one_value(local) if local is not None else None
    return number_text(same) if same is not None else ""


def product(index, edge, upstream, local, gradient):
    """``−6 times w2 (4) is −24``, so far as the numbers are few."""
    name, same = index.local_name(edge), one_value(local)
    factor = number_text(same) if same is not None and name is None else written(local)
    yield number(upstream)
    yield Part(" times ")
    if name is not None:
        yield name
    if name is not None and factor:
        yield Part(" (")
        yield Part(factor, "number")
        yield Part(")")
    elif name is None:
        yield Part(factor, "number") if factor else Part("its local derivative")
    if upstream.shape and (same is None or name is not None):
        yield Part(", number by number")
    if written(gradient) or scalar(gradient):
        yield Part(", is " if upstream.shape and (same is None or name is not None) else " is ")
        yield number(gradient)


def spread(which, target, upstream, gradient):
    """One number that every element gets, whole or in equal shares."""
    each = one_value(gradient)
    shared = abs(each * gradient.size - upstream.values) <= 1e-6 * abs(upstream.values) and gradient.size > 1
    if each != upstream.values and not shared:
        yield Part(f" sends {which} to ")
        yield target
        yield Part(": ")
        yield Part(number_text(each), "number")
        yield Part(f" for each of its {gradient.size:,} numbers")
        return
    yield Part(
        f" {'spreads' if each == upstream.values else 'shares out'} {which}: each of the {gradient.size:,} numbers of "
    )
    yield target
    yield Part(" gets ")
    yield Part(
        amount(upstream)
        if each == upstream.values
        else f"{amount(upstream)} / {gradient.size:,} = {number_text(each)}",
        "number",
    )


def arrivals(index, event, terms):
    """How many of the contributions to one card are there, and their sum once all are."""
    arrived, expected = event.arrived, event.expected
    if not expected or expected == 1:
        return
    if arrived < expected:
        have = "has" if arrived == 1 else "have"
        yield Part(f" {count(arrived).capitalize()} of {count(expected)} {have} arrived there.")
        return
    yield Part(" Both have arrived there" if expected == 2 else f" All {count(expected)} have arrived there")
    if all(map(scalar, terms)) and len(terms) == expected <= 4 and scalar(event.total):
        yield Part(": ")
        added = " + ".join(number_text(term.values) for term in terms)
        yield Part(f"{added} = {number_text(event.total.values)}", "number")
    yield Part(".")


def reduce(index, event, terms):
    shape = event.upstream.shape if event.upstream is not None else ()
    yield index.name(event.target)
    yield Part(f" was broadcast {over(event.axes, shape)}, so its gradient is summed over {them(event.axes, shape)}")
    if event.contribution is not None:
        yield Part(": ")
        yield number(event.upstream)
        yield Part(" becomes ")
        yield number(event.contribution)
    yield Part(".")


def over(axes, shape):
    """What an operand was repeated over: ``over 3 rows``."""
    axes = sorted(axis % len(shape) for axis in axes) if shape else []
    sizes = [shape[axis] for axis in axes]
    if len(axes) == len(shape):
        total = 1
        for size in sizes:
            total *= size
        return f"to all {total:,} numbers"
    if len(shape) == 2:
        return f"over {sizes[0]:,} {'rows' if axes == [0] else 'columns'}"
    names = listed([f"{axis} (of size {size:,})" for axis, size in zip(axes, sizes)])
    return f"along {'axis' if len(axes) == 1 else 'axes'} {names}"


def them(axes, shape):
    return "it" if 2 < len(shape) != len(axes) == 1 else "them"


def accumulate(index, event, terms):
    arrived = len(terms)
    if arrived > 1:
        yield Part(f"{'both' if arrived == 2 else 'all ' + count(arrived)} have arrived: ")
    else:
        yield Part("the gradient is complete: ")
    yield from grad_of(index, event.node)
    if event.before is None:
        yield Part(" was None and becomes ")
        yield number(event.after)
        yield Part(".")
        return
    yield Part(" was ")
    yield number(event.before)
    if scalar(event.before) and scalar(event.added):
        yield Part(", ")
        yield number(event.added)
        yield Part(" is added, and it becomes ")
    else:
        yield Part("; the new gradient is added, and it becomes ")
    yield number(event.after)
    yield Part(".")


def hook(index, event, terms):
    yield Part("the hook ")
    yield Part(shorten(event.name, LONGEST_NAME) if event.name else "function", "code")
    yield Part(" on ")
    yield from index.op_of(event.node)
    if event.upstream is None and event.after is None:
        yield Part(" is called.")
        return
    if event.after is None or event.after == event.upstream:
        yield Part(" sees ")
        yield number(event.upstream or event.after)
        yield Part(" and leaves it as it is.")
        return
    yield Part(" changes the gradient")
    if event.upstream is not None:
        yield Part(" from ")
        yield number(event.upstream)
    yield Part(" to ")
    yield number(event.after)
    yield Part(".")


def retain(index, event, terms):
    yield index.name(event.node)
    yield Part(" retains its gradient: ")
    yield from grad_of(index, event.node)
    yield Part(" becomes ")
    yield number(event.after)
    yield Part(".")


def done(filled):
    yield Part("backward is done")
    if filled:
        yield Part(f": {count(filled)} {'leaf has its' if filled == 1 else 'leaves have their'} .grad")
    yield Part(".")


TELLERS = {
    "seed": seed,
    "reduce": reduce,
    "accumulate": accumulate,
    "hook": hook,
    "retain": retain,
}
