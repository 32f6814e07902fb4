"""Ways to change tensors in place: a fresh copy, or now and then what others may have saved."""

import autograd_viz
from autograd_viz.autograd import AutogradVizError
from tests.oracle.observe import Names, Program
from tests.oracle.overloads.drawing import overload
from tests.oracle.overloads.indexing import a_slice, like_kind, mask, part, places, positions

HELPERS = ()  # ops that only rules call


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


VIEWS = [
    "[0]", "[1:]", "[..., 0]", "[::2]", "[None]", ".unsqueeze(-1)", ".transpose(0, -1)", ".squeeze()", ".T", ".view(-1)",
    ".movedim(0, -1)", ".swapaxes(-1, 0)", ".expand(1, *{x}.shape)", ".narrow(-1, 0, 1)", ".diagonal(0, 0, -1)", ".flatten()",
    ".unfold(0, 1, 1)", ".unfold(-1, 2, 2)", ".tensor_split(2)[0]", ".mT", "[:, None]", ".reshape(-1, 1)", ".unbind()[0]",
    ".split(1)[-1]", ".select(-1, 0)", ".permute(*range({x}.ndim))", ".detach()", ".chunk(2)[0]", "[...]", ".adjoint()",
    ".unflatten(0, (1, -1))", ".hsplit(1)[0]",
]  # fmt: skip
CHANGES = [
    ".mul_(2)", ".add_({s})", ".mul_({s})", ".zero_()", ".fill_({s})", ".unsqueeze_(0)", ".squeeze_()",
    ".transpose_(0, -1)", ".swapaxes_(-1, 0)", ".masked_fill_(T.tensor(True), 1.5)", ".masked_fill_(T.tensor(True), {s})",
    ".tril_()", ".fill_diagonal_(2)", ".index_fill_(0, T.tensor([0]), {s})", ".t_()", ".copy_({s})",
]  # fmt: skip


@overload(
    "take_flat mul add zero fill_tensor masked_fill_tensor index_fill_tensor replace tril",
    "changes of views of views",
)
def changed_views(d):
    """Three views, of the base or of one another, and changes of them and of the base in between."""
    x, s = d.with_axes(), d.shaped(())
    if d.names[s].dtype != d.names[x].dtype or (d.names[s].requires_grad and not d.names[x].requires_grad):
        return None  # a view of what gets a history later is taken for a leaf by PyTorch until somebody looks
    names, lines = ["{out}"], [f"{{out}} = {x} * 1"]
    views = [view for view in VIEWS if view != ".detach()" or not d.names[s].requires_grad]
    for k in range(3):
        source, name = d.choice(names), f"v{k}"
        if holds(d, [*lines, f"{name} = {source}{(view := d.choice(views)).replace('{x}', source)}"]):
            lines.append(f"{name} = {source}{view.replace('{x}', source)}")
            names.append(name)
        change = f"{d.choice(names)}{d.choice(CHANGES).replace('{s}', s)}"
        if d.chance(0.6) and holds(d, [*lines, change]):
            lines.append(change)
    return "; ".join([*lines, f"{{out}} = sum(v.sum() * (v * 1.5).sum() for v in ({', '.join(names)}))"])


def holds(d, lines):
    """Whether lines run, or are refused for what they change: which of several errors comes first is not compared."""
    names = Names(autograd_viz, d.leaves)
    names.update({name: value for name, value in d.names.items() if name.startswith("t")})
    lines = [f"{name} = {name}.clone()" for name in d.names if name[0] in "tL"] + lines
    try:
        Program.of_text("\n".join([*lines, "None"]).replace("{out}", "out")).run(autograd_viz, names)
    except AutogradVizError as error:
        return "is a view" in str(error) or "in-place operation" in str(error)
    except IndexError:  # the first of no parts
        return False
    return True


def changed(ops, name):
    """Register an overload that changes a copy in place by what a function writes of it."""

    def register(write):
        def make(d):
            x = d.with_axes()
            return f"{copy_of(d, x)}; {{out}}.{write(d, x)}"

        return overload(ops, name)(make)

    return register


@changed("masked_fill_number masked_fill_tensor", "masked_fill_")
def masked_fill_(d, x):
    return f"masked_fill_({mask(d, *d.shape(x))}, {d.choice(['1.5', like_kind(d, x)])})"


@changed("scatter", "scatter_")
def scatter_(d, x):
    k, index, shape = places(d, x, repeats=False)
    return f"scatter_({k}, {index}, {like_kind(d, x, *shape)})"


@changed("scatter_add", "scatter_add_")
def scatter_add_(d, x):
    k, index, shape = places(d, x)
    return f"scatter_add_({k}, {index}, {like_kind(d, x, *shape)})"


@changed("scatter_reduce", "scatter_reduce_")
def scatter_reduce_(d, x):
    k, index, shape = places(d, x)
    return f"scatter_reduce_({k}, {index}, {like_kind(d, x, *shape)}, {d.choice(['sum', 'mean', 'amax'])!r})"


@changed("index_add", "index_add_")
def index_add_(d, x):
    k = d.axis(x)
    index, count = positions(d, x, k)
    return f"index_add_({k}, {index}, {like_kind(d, x, *part(d, x, k, count))})"


@changed("index_copy", "index_copy_")
def index_copy_(d, x):
    k = d.axis(x)
    index, count = positions(d, x, k, repeats=False)
    return f"index_copy_({k}, {index}, {like_kind(d, x, *part(d, x, k, count))})"


@changed("index_put index_put_add", "index_put_")
def index_put_(d, x):
    adds = d.chance(0.5)
    index, _ = positions(d, x, 0, repeats=adds)
    return f"index_put_(({index},), {like_kind(d, x, *d.shape(x)[1:])}, accumulate={adds})"


@changed("masked_scatter", "masked_scatter_")
def masked_scatter_(d, x):
    return f"masked_scatter_({mask(d, *d.shape(x))}, {like_kind(d, x, *d.shape(x))} * 1)"


@overload("t transpose_axes unsqueeze_axis squeeze_axis squeeze_all", "changes of shape in place")
def reshaped_in_place(d):
    x = d.with_axes(1, 2)
    steps = ["t_()", "transpose_(0, -1)", "unsqueeze_(0)", "squeeze_()", "squeeze_(0)", "swapdims_(-1, 0)"]
    return f"{copy_of(d, x)}; q = {{out}}[:1]; {{out}}.{d.choice(steps)}; {{out}}.{d.choice(steps[1:])}; {{out}} = {{out}} * 2 + q.sum()"
