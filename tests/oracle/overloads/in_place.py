"""Ways to change tensors in place: a fresh copy, or now and then what others may have saved."""

from tests.oracle.overloads.drawing import overload
from tests.oracle.overloads.indexing import a_slice, mask

HELPERS = "cleared".split()  # ops that only rules call


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
