"""Every public overload as a way to draw a statement of a random program, with the ops it is made of.

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


def unary(name, op=None, positive=False):
    def make(d):
        x = d.any()
        x = d.positive(x) if positive else x
        return f"T.{name}({x})" if d.chance(0.5) and name != "square" else f"{x}.{name}()"

    overload(op or name, name)(make)


for function in ("tanh", "sigmoid", "relu", "sin", "cos", "abs", "sign", "neg"):
    unary(function)
for function in ("log", "sqrt", "reciprocal"):
    unary(function, positive=True)
unary("square", "pow_number")


@overload("exp tanh")
def exponential(d):
    return f"{d.any()}.tanh().exp()"


def binary(name, text, ops, number_text=None):
    def make(d):
        a = d.any()
        a, b = d.laid_out_alike(a, d.beside(a))
        return text.format(a=a, b=b, p=d.positive(a), n=d.choice([2, -1, 0.5, 3, True]))

    overload(ops, name)(make)


binary("add", "{a} + {b}", "add")
binary("add a number", "{a} + {n}", "add")
binary("a number in front, added", "{n} + {a}", "add")
binary("add alpha", "T.add({a}, {b}, alpha={n})", "add_scaled")
binary("sub", "{a} - {b}", "sub")
binary("sub a number", "{a} - 2", "sub")
binary("a number in front, subtracted from", "3 - {a}", "rsub")
binary("sub alpha", "{a}.sub({b}, alpha=3)", "sub_scaled")
binary("mul", "{a} * {b}", "mul")
binary("mul a number", "{a} * {n}", "mul")
binary("a number in front, multiplied", "{n} * {a}", "mul")
binary("div", "{b} / {p}", "div")
binary("div by a number", "{a} / 4", "div")
binary("a number in front, divided", "2 / {p}", "reciprocal mul")
binary("function div", "T.div(2, {p})", "div")
binary("pow of a tensor", "{p} ** {b}.tanh()", "pow_tensor")
binary("maximum", "T.maximum({a}, {b})", "maximum")
binary("minimum", "T.min({a}, {b})", "minimum")
binary("a number to the power", "2 ** {a}.tanh()", "pow_base")
binary("minus", "-{a}", "neg")
binary("absolute", "abs({a})", "abs")
for comparison, sign in {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}.items():
    binary(comparison, f"T.where({{a}} {sign} {{b}}, {{a}}, {{b}})", f"{comparison} where")
    binary(f"function {comparison}", f"T.{comparison}({{a}}, {{b}}).double() * {{a}}", f"{comparison} to_dtype mul")
binary("where with a number", "T.where({a} > 0, {b}, 0.5)", "gt where")
binary("where with a number first", "T.where({a} > 0.1, 1, {b})", "gt where")


@overload("pow_number")
def pow_number(d):
    x = d.any()
    n = d.choice([0, 1, 2, 3, -1, -2, 0.5, 1.5])
    return f"{d.positive(x)} ** {n}" if n != int(n) or n < 0 else f"{x}.tanh() ** {n}"


@overload("sum_all")
def sum_of_all(d):
    return f"{d.any()}.sum()"


@overload("mean_all")
def mean_of_all(d):
    return f"{d.any()}.mean()"


def some_axes(d, x):
    n = len(d.shape(x))
    picked = d.random.permutation(n)[: d.random.integers(1, n + 1)].tolist()
    return picked[0] - n if len(picked) == 1 and d.chance(0.7) else tuple(picked)


def reduction(name, op):
    def make(d):
        x = d.with_axes()
        return f"{x}.{name}({some_axes(d, x)}, keepdim={d.chance(0.5)})"

    overload(op, f"{name} along axes")(make)


reduction("sum", "sum_axes")
reduction("mean", "mean_axes")


@overload("max_all")
def largest(d):
    return f"{d.any()}.max()"


@overload("min_all")
def smallest(d):
    return f"T.min({d.any()})"


@overload("max_axis")
def largest_along(d):
    x = d.with_axes()
    return f"{x}.max({d.axis(x)}, keepdim={d.chance(0.5)})[0]"


@overload("min_axis to_dtype mul")
def smallest_along(d):
    x = d.with_axes()
    return f"(lambda pair: pair[0] * pair[1].double())({x}.min({d.axis(x)}))"


@overload("argmax_axis argmin_axis add to_dtype")
def where_extremes_are(d):
    x = d.with_axes()
    k = d.axis(x)
    return f"({x}.argmax({k}) + {x}.argmin({k})).double() + {x}.sum({k})"


@overload("view", "view")
def viewed(d):
    x = d.any()
    size = int(np.prod(d.shape(x)))
    shape = d.choice([(size,), (1, size), (size, 1), (-1,)]) if size else (0,)
    return f"{x}.contiguous().view({shape})"


@overload("view", "reshape")
def reshaped(d):
    x = d.any()
    size = int(np.prod(d.shape(x)))
    return f"{x}.reshape({(2, -1) if size and size % 2 == 0 else (size,)})"


@overload("permute_axes clone unsafe_view", "reshape of what is not contiguous")
def reshaped_copy(d):
    x = d.shaped((2, 3))
    return f"{x}.T.reshape(6)"


@overload("slice_axis reshape_alias", "reshape of a part")
def reshaped_part(d):
    x = d.shaped((2, 2, 3))
    return f"{x}[:, :, 1:].reshape(4, 2)"


@overload("t")
def transposed_matrix(d):
    return f"{d.with_axes(0, 2)}.t()"


@overload("transpose_axes")
def two_axes_exchanged(d):
    x = d.with_axes()
    return f"{x}.transpose({d.axis(x)}, {d.axis(x)})"


@overload("permute_axes")
def permuted(d):
    x = d.with_axes()
    return f"{x}.permute({tuple(d.random.permutation(len(d.shape(x))).tolist())})"


@overload("transpose_axes", "mT")
def matrix_transposed(d):
    return f"{d.with_axes(2)}.mT"


@overload("permute_axes", "movedim")
def moved(d):
    x = d.with_axes()
    return f"{x}.movedim({d.axis(x)}, {d.axis(x)})"


@overload("expand_to")
def expanded(d):
    x = d.any()
    shape = d.shape(x)
    wide = tuple(2 if n == 1 and d.chance(0.7) else n for n in shape)
    lead = (2,) if d.chance(0.5) else ()
    return f"{x}.expand({(*lead, *wide)})" if np.prod((*lead, *wide)) <= LARGEST else None


@overload("unsqueeze_axis")
def unsqueezed(d):
    x = d.with_axes(0)
    n = len(d.shape(x))
    return f"{x}.unsqueeze({int(d.random.integers(-n - 1, n + 1))})"


@overload("squeeze_all")
def squeezed(d):
    return f"{d.any()}.squeeze()"


@overload("squeeze_axis")
def one_axis_squeezed(d):
    x = d.with_axes()
    return f"{x}.squeeze({d.axis(x)})"


@overload("squeeze_axes")
def axes_squeezed(d):
    x = d.with_axes(2)
    return f"{x}.squeeze((0, -1))"


@overload("view clone unsafe_view", "flatten")
def flattened(d):
    return f"{d.with_axes(2)}.flatten()" if d.chance(0.5) else f"{d.with_axes(2)}.mT.flatten()"


@overload("select_axis", "select")
def selected(d):
    x = d.with_axes()
    return f"{x}[{d.index(d.shape(x)[0], 1)[0]}]"


@overload("select_axis", "select along")
def selected_along(d):
    x = d.with_axes()
    k = d.axis(x)
    return f"{x}.select({k}, {d.index(d.shape(x)[k], 1)[0]})"


def a_slice(d, n):
    start, stop = sorted(d.random.integers(0, n + 1, 2).tolist())
    return d.choice([f"{start}:{stop}", f"{start}:", f":{stop}", "::2", ":", f"-{max(n - start, 1)}:"])


@overload("slice_axis", "slice")
def sliced(d):
    x = d.with_axes()
    return f"{x}[{d.choice([f'{start}:' for start in range(d.shape(x)[0])])}]"


@overload("slice_axis", "narrow")
def narrowed(d):
    x = d.with_axes()
    k = d.axis(x)
    start = int(d.random.integers(d.shape(x)[k]))
    return f"{x}.narrow({k}, {start}, {int(d.random.integers(1, d.shape(x)[k] - start + 1))})"


@overload("alias", "alias")
def whole(d):
    return f"{d.with_axes()}[...]"


def mask(d, *shape):
    found = d.random.random(shape) < 0.6
    return f"T.tensor({found.tolist()})"


@overload("slice_axis select_axis unsqueeze_axis", "mixed index")
def mixed_views(d):
    x = d.with_axes(2)
    keys = [d.choice([a_slice(d, n), str(d.index(n, 1)[0]), "0", "1:"]) for n in d.shape(x)]
    keys.insert(int(d.random.integers(len(keys) + 1)), "None")
    return f"{x}[{', '.join(keys)}]"


@overload("index", "index by lists")
def picked(d):
    x = d.with_axes()
    key = d.index(d.shape(x)[0], int(d.random.integers(1, 4)))
    return f"{x}[{key}]"


@overload("index", "index by arrays")
def picked_together(d):
    x = d.with_axes(2)
    m, n = d.shape(x)[:2]
    rows, columns = d.index(m, 3), d.index(n, 3)
    return d.choice([
        f"{x}[{rows}, {columns}]", f"{x}[:, {columns}]", f"{x}[T.tensor({rows})[:, None], {columns}]",
        f"{x}[None, {rows}]", f"{x}[{rows}, 1:]", f"{x}[{rows}, None]", f"{x}[0, {columns}]", f"{x}[{rows}, 0]",
        f"{x}[{rows}, ..., 0]", f"{x}[np.array({rows})]", f"{x}[T.tensor([{rows}, {rows}])]",
    ])  # fmt: skip


@overload("index", "index by masks")
def masked(d):
    x = d.with_axes()
    shape = d.shape(x)
    return f"{x}[{mask(d, *shape[: d.random.integers(1, len(shape) + 1)])}]"


@overload("concatenate", "cat")
def joined(d):
    x = d.with_axes()
    k = d.axis(x)
    y = d.shaped(d.shape(x))
    return f"T.cat([{x}, {y}, {x}], {k})" if np.prod(d.shape(x)) * 3 <= LARGEST else f"T.cat([{x}])"


@overload("stack_axis", "stack")
def stacked(d):
    x = d.any()
    n = len(d.shape(x))
    return f"T.stack([{x}, {d.shaped(d.shape(x))}], {int(d.random.integers(-n - 1, n + 1))})" if n < 3 else None


@overload("unbind_axis mul", "unbind")
def unbound(d):
    x = d.with_axes()
    k = d.axis(x)
    return f"(lambda parts: parts[0] * parts[-1])({x}.unbind({k}))"


@overload("unbind_axis", "iteration")
def iterated(d):
    return f"[v * 2 for v in {d.with_axes()}][-1]"


@overload("split_axis sum_all mul", "split")
def split(d):
    x = d.with_axes()
    return f"(lambda parts: parts[0] * parts[-1].sum())({x}.split({d.choice([1, 2])}, {d.axis(x)}))"


@overload("split_axis", "chunk")
def chunked(d):
    x = d.with_axes()
    return f"{x}.chunk(2, {d.axis(x)})[0]"


@overload("split_sizes", "split of given lengths")
def split_by_lengths(d):
    x = d.with_axes()
    k = d.axis(x)
    n = d.shape(x)[k]
    first = int(d.random.integers(0, n + 1))
    return f"{x}.split([{first}, {n - first}], {k})[{int(first < n)}]"


@overload("clone")
def cloned(d):
    return f"{d.any()}.clone()"


@overload("to_dtype", "another dtype")
def cast(d):
    return f"{d.any()}.float().double()"


@overload("dot")
def dotted(d):
    x = d.with_axes(1, 1)
    return f"{x} @ {d.shaped(d.shape(x))}"


@overload("mv")
def matrix_by_vector(d):
    x = d.with_axes(2, 2)
    return f"{x} @ {d.shaped(d.shape(x)[1:])}"


@overload("unsqueeze_axis mm squeeze_product", "vector by matrix")
def vector_by_matrix(d):
    x = d.with_axes(2, 2)
    return f"{d.shaped(d.shape(x)[:1])} @ {x}"


@overload("mm")
def matrix_by_matrix(d):
    x = d.with_axes(2, 2)
    return f"{x} @ {d.shaped((d.shape(x)[1], d.choice([1, 2, 3])))}"


@overload("t mm_turned", "matrix by transposed matrix")
def matrix_by_transposed(d):
    x = d.with_axes(2, 2)
    return f"{x} @ {d.shaped((d.choice([2, 3]), d.shape(x)[1]))}.t()"


@overload("bmm", "bmm")
def batch_by_batch(d):
    return f"T.bmm({d.shaped((2, 2, 3))}, {d.shaped((2, 3, 2))})"


@overload("bmm expand_to unsafe_view", "matmul of batches")
def batches(d):
    a, b = d.choice([((2, 2, 3), (2, 3, 2)), ((1, 2, 3), (2, 3, 2)), ((2, 1, 2, 3), (2, 3, 2)), ((2, 2, 3), (1, 3, 2))])
    return f"{d.shaped(a)} @ {d.shaped(b)}"


@overload("mm unsafe_view mv", "matmul of a batch and one")
def batch_by_one(d):
    a, b = d.choice([((2, 2, 3), (3, 2)), ((2, 2, 3), (3,)), ((2, 3), (2, 3, 2)), ((3,), (2, 3, 2))])
    return f"{d.shaped(a)} @ {d.shaped(b)}"


@overload("addmm")
def added_product(d):
    c = d.shaped(d.choice([(2,), (2, 2), (1, 2), ()]))
    return f"T.addmm({c}, {d.shaped((2, 3))}, {d.shaped((3, 2))})"


@overload("t addmm_turned view mm_turned", "linear")
def linear(d):
    x = d.shaped(d.choice([(2, 3), (3,), (2, 2, 3), (1, 2, 3)]))
    bias = d.choice(["", f", {d.shaped((4,))}"])
    return f"F.linear({x}, {d.shaped((4, 3))}{bias})"


@overload("view mul", "outer")
def outer(d):
    return f"T.outer({d.with_axes(1, 1)}, {d.with_axes(1, 1)})"


@overload("softmax_axis", "softmax")
def softmax(d):
    x = d.with_axes()
    return f"F.softmax({x}, {d.axis(x)})"


@overload("log_softmax_axis", "log_softmax")
def log_softmax(d):
    x = d.with_axes()
    return f"{x}.log_softmax({d.axis(x)})"


def loss_options(d, n):
    weight = f", weight=T.tensor({np.round(d.random.uniform(0.5, 2, n), 2).tolist()}, dtype=T.float64)"
    ignored = f", ignore_index={int(d.random.integers(n))}" if d.chance(0.3) else ""
    return (weight if d.chance(0.3) else "") + ignored + f', reduction="{d.choice(["mean", "sum", "none"])}"'


def classes(d, x):
    rows, n = d.shape(x)
    return f"T.tensor({d.random.integers(0, n, rows).tolist()})"


@overload("nll", "nll_loss")
def nll_loss(d):
    x = d.of(lambda s: len(s) == 2 and 0 not in s, [(2, 3), (3, 2)])
    return f"F.nll_loss({x}.double(), {classes(d, x)}{loss_options(d, d.shape(x)[1])})"


@overload("log_softmax_axis nll", "cross_entropy")
def cross_entropy(d):
    x = d.of(lambda s: len(s) == 2 and 0 not in s, [(2, 3), (3, 2)])
    return f"F.cross_entropy({x}.double(), {classes(d, x)}{loss_options(d, d.shape(x)[1])})"


@overload("log_softmax_axis mul sum_all neg div_number", "cross_entropy with probabilities")
def cross_entropy_with_probabilities(d):
    x = d.of(lambda s: len(s) == 2 and 0 not in s, [(2, 3), (3, 2)])
    return f"F.cross_entropy({x}, {d.shaped(d.shape(x))}.softmax(1))"


@overload("squared_error", "mse_loss")
def mse_loss(d):
    x = d.any()
    return f'F.mse_loss({x}, {d.shaped(d.shape(x))}, reduction="{d.choice(["mean", "sum", "none"])}")'


# -- in place: on a fresh copy, or now and then on what others may have saved ----------------------


def copy_of(d, x):
    """A statement that makes ``out`` something that may be changed: mostly fresh, sometimes what there is."""
    value = d.names[x]
    computed = not value.is_leaf and 0 not in value.stride()  # through an expanded one PyTorch's backward fails
    return "{out} = " + (x if computed and d.chance(0.2) else f"{x} * 1" if d.chance(0.7) else f"{x}.sigmoid()")


def in_place(name, text, ops, shaped=True):
    def make(d):
        x = d.any()
        y = d.shaped(d.shape(x)) if shaped else d.any()
        if d.names[y].dtype != d.names[x].dtype:
            return None
        return f"{copy_of(d, x)}; {text.format(x=x, y=y)}"

    overload(ops, name)(make)


in_place("add_", "{{out}}.add_({y})", "add")
in_place("add_ alpha", "{{out}}.add_({y}, alpha=2)", "add_scaled")
in_place("sub_", "{{out}} -= {y}", "sub")
in_place("sub_ alpha", "{{out}}.sub_({y}, alpha=2)", "sub_scaled")
in_place("mul_", "{{out}} *= {y}", "mul")
in_place("mul_ by a number", "{{out}}.mul_(3)", "mul")
in_place("div_", "{{out}}.div_(({y}.sigmoid() + 0.5))", "div")
in_place("pow_", "{{out}}.pow_(2)", "pow_number")
in_place("zero_", "{{out}}.zero_()", "zero")
in_place("fill_", "{{out}}.fill_(2)", "fill_number")
in_place("fill_ with a tensor", "{{out}}.fill_({y}.sum())", "fill_tensor sum_all")
in_place("copy_", "{{out}}.copy_({y})", "replace")
for function in ("tanh", "sigmoid", "relu", "neg", "sin", "abs"):
    in_place(f"{function}_", "{{out}}." + function + "_()", function)


@overload("replace select_axis take_flat", "item assignment")
def assigned(d):
    x = d.with_axes()
    value = d.choice([d.shaped(d.shape(x)[1:]), d.shaped(d.shape(x)[1:]), d.shaped(())])
    if d.names[value].dtype != d.names[x].dtype:
        return None
    return f"{copy_of(d, x)}; v = {{out}}[0]; {{out}}[{d.index(d.shape(x)[0], 1)[0]}] = {value}; {{out}} = {{out}} * v"


@overload("slice_axis fill_tensor", "slice assignment")
def slice_assigned(d):
    x = d.with_axes()
    return f"{copy_of(d, x)}; {{out}}[{a_slice(d, d.shape(x)[0])}] = {d.choice([d.shaped(()), '1.5'])}"


@overload("index_put", "assignment by lists and masks")
def index_assigned(d):
    x = d.with_axes()
    n = d.shape(x)[0]
    key = d.choice([str(d.random.permutation(n)[: max(n - 1, 1)].tolist()), mask(d, *d.shape(x)), mask(d, n)])
    value = d.shaped(())
    return f"{copy_of(d, x)}; {{out}}[{key}] = {value}" if d.names[value].dtype == d.names[x].dtype else None


@overload("mul take_flat slice_axis", "change of a view")
def changed_view(d):
    x = d.with_axes()
    other = d.shaped(())
    if d.names[other].dtype != d.names[x].dtype:
        return None
    view = d.choice(["[0]", "[1:]", "[:1]", ".unsqueeze(0)", ".transpose(0, -1)", "[..., 0]"])
    return f"{copy_of(d, x)}; q = {{out}}{view}; v = {{out}}[:1]; v *= {other}; {{out}} = {{out}}.sum() + q"


@overload("add take_flat", "change under a view")
def changed_base(d):
    x = d.with_axes()
    view = d.choice(["[0]", "[1:]", ".unsqueeze(0)", ".transpose(0, -1)", "[..., 0]"])
    return f"{copy_of(d, x)}; q = {{out}}{view}; {{out}}.add_(2); {{out}} = {{out}}.sum() * q"


HELPERS = set(
    """
    power_slope power_below times_log gate zeros_like share spread spread_mean tied put_along take_along reshape_like
    permute_back shrink put_select put_slice put_index put_flat clear_flat piece put_piece cast_like outer put_nll twice
    cleared
    """.split()
)  # ops that only rules call


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
