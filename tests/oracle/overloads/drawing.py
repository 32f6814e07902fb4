"""What a random program is drawn from: the program so far, and the register of overloads.

A `Drawing` holds the program so far and the values our engine gave its names; an overload asks it for
operands that fit and returns the next statement.
"""

import itertools
from dataclasses import dataclass, field

import numpy as np

import autograd_viz
from autograd_viz.autograd import AutogradVizError
from tests.oracle.observe import Leaf, Names, Program

SHAPES = [(), (3,), (2,), (1,), (2, 3), (3, 2), (1, 3), (2, 1), (3, 3), (2, 2, 3), (2, 3, 2), (1, 2, 3), (4,)]


LARGEST = 64  # elements of any tensor of a program


@dataclass
class Drawing:
    """A random program while it is being drawn."""

    random: np.random.Generator
    dtypes: tuple = ("float64",)
    leaves: dict = field(default_factory=dict)
    statements: list = field(default_factory=list)

    def __post_init__(self):
        self.names = Names(autograd_viz, self.leaves)
        self.count = itertools.count()
        self.pool = []

    def choice(self, things):
        return things[self.random.integers(len(things))]

    def chance(self, p):
        return self.random.random() < p

    def leaf(self, shape):
        """A new leaf; one in five does not require grad."""
        name = f"L{next(self.count)}"
        numbers = np.round(self.random.uniform(-2, 2, shape), 3).tolist()
        self.leaves[name] = Leaf(numbers, self.choice(self.dtypes), not self.chance(0.2))
        self.names[name]
        self.pool.append(name)
        return name

    def of(self, wanted, shapes):
        """A tensor whose shape is wanted: one there already, or a new leaf of one of the shapes."""
        found = [n for n in self.pool if wanted(self.shape(n))]
        return self.choice(found) if found and not self.chance(0.15) else self.leaf(self.choice(shapes))

    def any(self):
        return self.of(lambda shape: True, SHAPES)

    def with_axes(self, least=1, most=3):
        return self.of(lambda s: least <= len(s) <= most and 0 not in s, [s for s in SHAPES if least <= len(s) <= most])

    def shaped(self, shape):
        return self.of(lambda s: s == shape, [shape])

    def beside(self, name):
        """A tensor that broadcasts with another, to no more than `LARGEST` elements."""
        shape = self.shape(name)

        def fits(other):
            try:
                return np.prod(np.broadcast_shapes(shape, other)) <= LARGEST
            except ValueError:
                return False

        part = tuple(1 if self.chance(0.3) else n for n in shape[self.random.integers(len(shape) + 1) :])
        return self.of(fits, [shape, part])

    def laid_out_alike(self, *names):
        """Operands of one order in memory: of two orders NumPy makes another than PyTorch (see the differences)."""
        values = [self.names[name] for name in names]
        if len({(v.stride(), tuple(v.shape)) for v in values}) == 1:
            return names
        return tuple(name if v.is_contiguous() else f"{name}.contiguous()" for name, v in zip(names, values))

    def positive(self, name):
        return f"({name}.sigmoid() + 0.5)"

    def shape(self, name):
        return tuple(self.names[name].shape)

    def axis(self, name):
        n = len(self.shape(name))
        return int(self.random.integers(-n, n))

    def index(self, n, *size):
        return self.random.integers(-n, n, size).tolist()

    def add(self, statement, name):
        """Run one more statement on our engine and keep its result."""
        self.statements.append(statement)
        Program.of_text(f"{statement}\nNone").run(autograd_viz, self.names)
        self.pool.append(name)

    def text(self, results):
        return "\n".join([*self.statements, f"[{', '.join(results)}]"])


@dataclass(frozen=True)
class Overload:
    """One way to write a statement: `make(drawing, out)` returns it, or None where nothing fits."""

    name: str
    ops: tuple
    make: object


OVERLOADS = []


def overload(ops, name=None):
    """Register a function that draws an expression, or a statement that holds ``{out} =``."""

    def register(make):
        OVERLOADS.append(Overload(name or make.__name__, tuple(ops.split()), make))
        return make

    return register


def draw(seed, statements=None, only=None):
    """A random program: its text, its leaves, and whether all of it is float64."""
    random = np.random.default_rng(seed)
    mixed = random.random() < 0.15
    d = Drawing(random, ("float64", "float32") if mixed else ("float64",))
    for _ in range(random.integers(1, 4)):
        d.leaf(d.choice(SHAPES))
    wanted = statements or random.integers(2, 9)
    while len(d.statements) < wanted:
        made = d.choice(only or OVERLOADS)
        try:
            text = made.make(d)
        except AutogradVizError:  # looked at a view that may no longer be used
            continue
        if text is None:
            continue
        out = f"t{next(d.count)}"
        text = text.replace("{out}", out) if "{out}" in text else f"{out} = {text}"
        try:
            d.add(text, out)
        except Exception:  # refused: PyTorch must refuse it too
            return d.text([]), d.leaves, not mixed
    computed = [n for n in d.pool if n.startswith("t")]
    results = [computed[-1], *([d.choice(computed)] if d.chance(0.3) else [])]
    return d.text(results), d.leaves, not mixed
