"""Random programs over shapes, broadcasting, axes, dtypes and aliasing agree with PyTorch, and with finite differences."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd_viz as av
from tests.oracle.observe import Leaf, Program, differences, observe

SHAPES = [(), (1,), (3,), (2, 3), (2, 1), (1, 3), (2, 1, 3), (2, 2, 3), (0,), (2, 0)]


def axis(x, k):
    """An axis of `x`, counted from the front or the back."""
    return (k % (2 * x.ndim)) - x.ndim if x.ndim else -(k % 2)


def axes(x, k):
    """None, one axis, or two different ones."""
    if x.ndim < 2 or k % 3 == 0:
        return (None, axis(x, k))[k % 2]
    return (0, -1) if k % 3 == 1 else axis(x, k)


def part(x, k):
    """An index that takes a part of `x` as a view."""
    choices = [slice(None), slice(None, 1), slice(1, None), Ellipsis, None]
    choices += [0, -1, (Ellipsis, 0), (slice(None), None)] if x.ndim and 0 not in x.shape else []
    choices += [(Ellipsis, slice(None, None, 2))] if x.ndim else []
    return choices[k % len(choices)] if x.ndim else Ellipsis


# Each takes the module, two values and a number from which it draws what else it needs.
OUT_OF_PLACE = {
    "add": lambda T, a, b, k: a + b,
    "sub": lambda T, a, b, k: a - b,
    "mul": lambda T, a, b, k: a * b,
    "itself": lambda T, a, b, k: a * a - a,
    "div": lambda T, a, b, k: a / (b * b + 1),
    "number": lambda T, a, b, k: (2 - a) * 0.5 + k,
    "numpy": lambda T, a, b, k: np.float64(0.5) * a + np.float32(k),
    "pow": lambda T, a, b, k: a ** (k % 4),
    "maximum": lambda T, a, b, k: T.maximum(a, b),
    "where": lambda T, a, b, k: T.where(a > 0, a, b),
    "sin": lambda T, a, b, k: a.sin(),
    "tanh": lambda T, a, b, k: a.tanh(),
    "exp": lambda T, a, b, k: a.tanh().exp(),
    "sigmoid": lambda T, a, b, k: a.sigmoid(),
    "relu": lambda T, a, b, k: a.relu(),
    "sqrt": lambda T, a, b, k: (a * a + 1).sqrt(),
    "sum": lambda T, a, b, k: a.sum() if axes(a, k) is None else a.sum(axes(a, k), keepdim=k > 3),
    "mean": lambda T, a, b, k: (
        (a.mean() if axes(a, k) is None else a.mean(axes(a, k), keepdim=k > 3)) if a.numel() else a.sum()
    ),
    "max": lambda T, a, b, k: a.max(axis(a, k), keepdim=k > 3)[0],
    "softmax": lambda T, a, b, k: a.softmax(axis(a, k)),
    "matmul": lambda T, a, b, k: a @ b,
    "cat": lambda T, a, b, k: T.cat([a, b, a][: k % 3 + 1], axis(a, k)),
    "stack": lambda T, a, b, k: T.stack([a, b], 0 if k % 2 else -1),
    "clone": lambda T, a, b, k: a.clone(),
    "detach": lambda T, a, b, k: a.detach() * b,
    "float": lambda T, a, b, k: a.float(),
    "double": lambda T, a, b, k: a.double(),
    "mask": lambda T, a, b, k: a[a > 0],
    "list": lambda T, a, b, k: a[[0, -1, 0]],
}
VIEWS = {
    "reshape": lambda T, a, b, k: a.reshape(-1),
    "view": lambda T, a, b, k: a.view(a.shape + (1,)),
    "transpose": lambda T, a, b, k: a.transpose(axis(a, k), axis(a, k + 1)),
    "t": lambda T, a, b, k: a.permute(*range(a.ndim)[::-1]),
    "unsqueeze": lambda T, a, b, k: a.unsqueeze(k % (a.ndim + 1)),
    "squeeze": lambda T, a, b, k: a.squeeze(),
    "expand": lambda T, a, b, k: a.expand((2, *a.shape)),
    "part": lambda T, a, b, k: a[part(a, k)],
    "flatten": lambda T, a, b, k: a.flatten(),
    "unbind": lambda T, a, b, k: a.unbind(axis(a, k))[-1],
}


def assign(a, k, value):
    a[part(a, k)] = value
    return a


def apart(a, b):
    """`b`, or a copy of it where it may share some of the memory of `a`: what a change then gives is not defined."""
    return b.clone() if b is not a and (a._is_view() or b._is_view()) else b


def added(a, b):
    a += b
    return a


def without_gradient(T, a):
    with T.no_grad():
        a.mul_(0.5)
    return a


IN_PLACE = {
    "add_": lambda T, a, b, k: a.add_(apart(a, b)),
    "+=": lambda T, a, b, k: added(a, apart(a, b)),
    "mul_": lambda T, a, b, k: a.mul_(apart(a, b)),
    "mul_ number": lambda T, a, b, k: a.mul_(k / 2),
    "sub_": lambda T, a, b, k: a.sub_(apart(a, b), alpha=2),
    "sin_": lambda T, a, b, k: a.sin_(),
    "tanh_": lambda T, a, b, k: a.tanh_(),
    "relu_": lambda T, a, b, k: a.relu_(),
    "zero_": lambda T, a, b, k: a.zero_(),
    "copy_": lambda T, a, b, k: a.copy_(apart(a, b)),
    "assign number": lambda T, a, b, k: assign(a, k, 0.5),
    "assign": lambda T, a, b, k: assign(a, k, b.clone()),
    "under no_grad": lambda T, a, b, k: without_gradient(T, a),
    "through a view": lambda T, a, b, k: (a[part(a, k)].mul_(2), a)[1],
    "through a reshape": lambda T, a, b, k: (a.reshape(-1).add_(1), a)[1],
}
ALL = OUT_OF_PLACE | VIEWS | IN_PLACE
BOTH = {"add", "sub", "mul", "div", "maximum", "where", "matmul", "cat", "stack", "detach"}
CHANGEABLE = ALL.keys() - {"expand"}  # elements that share memory may not be changed


def step(names):
    return st.tuples(st.sampled_from(sorted(names)), st.integers(0, 7), st.integers(0, 7), st.integers(0, 7))


def leaves_of(kinds):
    """Leaves by name, with numbers that are all different and none near where a function has a kink."""
    made = {}
    for i, (shape, dtype, wanted) in enumerate(kinds):
        flat = [round(((7 * j + 3 * i) % 11 - 5) / 4 + 0.11 + 0.013 * (j + i), 4) for j in range(math.prod(shape))]
        made[f"x{i}"] = Leaf(np.array(flat).reshape(shape).tolist(), dtype, wanted)
    return made


def program(kinds, steps, results=2):
    """The program that takes these steps; what each works on is counted back from the latest value."""

    def run(T, names):
        values = [names[f"x{i}"] for i in range(len(kinds))]
        for name, a, b, k in steps:
            x, y = values[-1 - a % len(values)], values[-1 - b % len(values)]
            if name in BOTH:  # see docs/differences.md for what comes out of operands that lie in memory in two orders
                x, y = x.contiguous(), y.contiguous()
            values.append(ALL[name](T, x, y, k))
        return values[-results:]

    return Program(f"{kinds} {steps}", run)


leaf_kinds = st.lists(
    st.tuples(
        st.sampled_from(SHAPES), st.sampled_from(["float64"] * 3 + ["float32"]), st.sampled_from([True] * 3 + [False])
    ),
    min_size=1,
    max_size=3,
)


def unnamed(account):
    """An account in which an error about a changed value does not say which of several it was."""
    first = account.get("first", {})
    if "message" in first:
        account["first"] = first | {"message": first["message"].split(": [")[0]}
    return account


def same_in_both(kinds, steps):
    import torch

    leaves, tested = leaves_of(kinds), program(kinds, steps)
    theirs, ours = (unnamed(observe(T, tested, leaves)) for T in (torch, av))
    if "raises" in theirs or "raises" in ours:
        assert ("raises" in theirs, "raises" in ours) == (True, True), (theirs, ours)
        if "is a view and its base" not in theirs["message"]:  # PyTorch looks at views before other arguments, we after
            assert not differences(ours | {"message": ""}, theirs | {"message": ""})
    else:
        assert not differences(
            ours, theirs, 2e-5 if "float" in str(steps) + str(kinds).replace("float64", "") else 1e-8
        )


@pytest.mark.torch
@settings(max_examples=400)
@given(leaf_kinds, st.lists(step(OUT_OF_PLACE | VIEWS), min_size=1, max_size=6))
def test_programs_without_changes_agree_with_pytorch(kinds, steps):
    same_in_both(kinds, steps)


@pytest.mark.torch
@settings(max_examples=400)
@given(
    leaf_kinds,
    st.lists(st.one_of(step(VIEWS.keys() & CHANGEABLE), step(IN_PLACE), step(CHANGEABLE)), min_size=2, max_size=7),
)
def test_programs_of_views_and_changes_agree_with_pytorch(kinds, steps):
    same_in_both(kinds, [("clone", 0, 0, 0), *steps])


# -- without PyTorch -------------------------------------------------------------------------------

SMOOTH = {
    "add", "sub", "mul", "itself", "div", "number", "pow", "sin", "tanh", "exp", "sigmoid", "sqrt", "sum", "mean", "softmax",
    "clone", "list",
}  # fmt: skip


@settings(max_examples=150)
@given(
    st.lists(st.sampled_from([(), (3,), (2, 3), (2, 1), (1, 3)]), min_size=1, max_size=2),
    st.lists(step({name: ALL[name] for name in SMOOTH | set(VIEWS)}), min_size=1, max_size=5),
)
def test_first_and_second_gradients_agree_with_finite_differences(shapes, steps):
    kinds = [(shape, "float64", True) for shape in shapes]
    inputs = [leaf.make(av) for leaf in leaves_of(kinds).values()]
    run = program(kinds, steps, 1).run

    def function(*args):
        return run(av, {f"x{i}": x for i, x in enumerate(args)})[0].tanh()

    try:
        y = function(*inputs)
    except (RuntimeError, IndexError, ValueError, TypeError):  # shapes that do not fit together
        return
    if y.requires_grad and y.numel() <= 12:
        assert av.autograd.gradcheck(function, inputs, atol=1e-4)
        assert av.autograd.gradgradcheck(function, inputs, atol=1e-3)


@settings(max_examples=100)
@given(st.integers(1, 4), st.lists(step(IN_PLACE), min_size=1, max_size=4))
def test_a_change_in_place_gives_what_the_same_steps_out_of_place_give(size, steps):
    x = av.tensor([0.3 + 0.1 * k for k in range(size)], dtype=av.float64, requires_grad=True)
    copies = {"add_": "add", "mul_": "mul", "sin_": "sin", "tanh_": "tanh", "relu_": "relu"}
    steps = [s for s in steps if s[0] in copies]
    keeps_result = {"tanh_", "relu_"}  # what these save must not be changed again
    steps = [s for i, s in enumerate(steps) if s[0] not in keeps_result or i == len(steps) - 1]
    changed, same = x * 1, x * 1
    for name, _, _, k in steps:
        changed = ALL[name](av, changed, x, k)
        same = ALL[copies[name]](av, same, x, k)
    assert changed.tolist() == same.tolist()
    (one,), (other,) = av.autograd.grad(changed.sum(), x), av.autograd.grad(same.sum(), x)
    assert np.allclose(one.tolist(), other.tolist())


@settings(max_examples=150)
@given(
    st.sampled_from(SHAPES), st.sampled_from(SHAPES),
    st.sampled_from(["float64", "float32", "float16"]), st.sampled_from(["float64", "float32", "float16"]),
)  # fmt: skip
def test_a_gradient_has_the_shape_and_dtype_of_its_leaf(one, other, first, second):
    x, z = (av.ones(s, dtype=getattr(av, d), requires_grad=True) for s, d in ((one, first), (other, second)))
    try:
        shape = np.broadcast_shapes(one, other)
    except ValueError:
        with pytest.raises(RuntimeError, match="must match the size of tensor b"):
            x * z
        return
    y = x * z
    y.backward(av.ones(shape, dtype=y.dtype))
    for leaf in (x, z):
        assert (leaf.grad.shape, leaf.grad.dtype) == (leaf.shape, leaf.dtype)
        if leaf.numel():
            assert leaf.grad.double().sum().item() == math.prod(shape)


@settings(max_examples=100)
@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=1, max_size=4), st.integers(0, 40))
def test_chains_of_slices_are_views_of_one_memory(slices, number):
    x = av.tensor(np.arange(12.0), requires_grad=True)
    y, expected = x * 1, np.arange(12)
    view, positions = y, expected
    for start, stop in slices:
        view, positions = view[start:stop], positions[start:stop]
    view.mul_(float(number))
    assert view.tolist() == [float(p * number) for p in positions]
    (g,) = av.autograd.grad(y.sum(), x)
    assert g.tolist() == [float(number) if p in positions else 1.0 for p in expected]
