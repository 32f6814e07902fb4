"""Claims over every registered op: its derivative is the slope of its forward, to second order.

Each op has at least one call below, with operands that broadcast where the op lets them; an op that is
added without one fails here.
"""

import inspect

import numpy as np
import pytest

import autograd_viz as av
from autograd_viz.autograd import gradcheck, gradgradcheck
from autograd_viz.ops import REGISTRY

R = np.random.default_rng(11)


def real(*shape, low=-2.0, high=2.0):
    """Random numbers away from each other, so that no nudge changes which is the largest."""
    size = int(np.prod(shape))
    values = np.linspace(low, high, size + 1)[:size] + R.uniform(0.05, 0.45, size) * (high - low) / (size + 1)
    return R.permutation(values).reshape(shape)


def positive(*shape):
    return real(*shape, low=0.3, high=2.5)


WHOLE = (np.empty((2, 3)), np.empty((2, 1)))
INDEX = (np.array([0, 1, 1]), np.array([2, 0, 0]))
AT = np.array([[0, 3], [5, 1]])
LIKE = np.empty((2, 3))
CLASSES = np.array([2, 0])
WEIGHTS = np.array([0.5, 1.5, 1.0])

# name -> calls: (operands, params); operands that are float arrays are differentiated
CALLS = {
    **{name: [((real(2, 3), real(3)), {}), ((real(2, 1), real(1, 3)), {}), ((real(2), 2.5), {}), ((real(), real(2, 2)), {})]
       for name in ("add", "sub", "mul")},
    "div": [((real(2, 3), positive(3)), {}), ((real(2), 2.5), {}), ((2.5, positive(3)), {})],
    "rsub": [((3, real(2, 3)), {})],
    "add_scaled": [((real(2, 3), real(3)), {"alpha": 2.5})],
    "sub_scaled": [((real(3), real(2, 1)), {"alpha": -2})],
    "div_number": [((real(2, 3), 4), {})],
    **{name: [((real(2, 3),), {}), ((real(),), {})]
       for name in ("neg", "exp", "tanh", "sigmoid", "relu", "sin", "cos", "abs", "sign", "clone", "alias", "squeeze_all", "zero")},
    **{name: [((positive(2, 3),), {}), ((positive(),), {})] for name in ("log", "sqrt", "reciprocal")},
    "pow_number": [((positive(3), n), {}) for n in (2.5, -1, 0.5)] + [((real(3), n), {}) for n in (0, 1, 2, 3)],
    "power_slope": [((positive(3), n), {"order": k}) for n in (2.5, 2, -1) for k in (1, 2)],
    "pow_tensor": [((positive(2, 3), real(3)), {}), ((positive(), real(2)), {})],
    "pow_base": [((2.0, real(2, 3)), {})],
    "power_below": [((positive(2, 3), real(3)), {})],
    "times_log": [((real(2, 3), positive(3), real(3)), {}), ((real(2), 2.0, real(2)), {})],
    **{name: [((real(2, 3), real(3)), {}), ((real(2, 1), real(3)), {})] for name in ("maximum", "minimum")},
    "gate": [((real(2, 3), real(2, 3)), {})],
    "where": [((real(2, 3) > 0, real(2, 3), real(3)), {}), ((real(3) > 0, real(2, 1), real()), {})],
    **{name: [((real(2, 3), real(3)), {})] for name in ("eq", "ne", "lt", "le", "gt", "ge", "share")},
    "zeros_like": [((real(2, 3),), {})],
    "tied": [((np.array([1.0, 3.0, 3.0]), np.float64(3.0)), {})],
    **{name: [((real(2, 3),), {}), ((real(),), {})] for name in ("sum_all", "mean_all", "max_all", "min_all")},
    **{name: [((real(2, 3, 2),), {"dim": (0, 2), "keepdim": keep}) for keep in (True, False)] for name in ("sum_axes", "mean_axes")},
    **{name: [((real(2, 1),), {"like": LIKE, "dim": (1,), "keepdim": True}), ((real(2),), {"like": LIKE, "dim": (1,), "keepdim": False}),
              ((real(),), {"like": LIKE, "dim": None, "keepdim": False})] for name in ("spread", "spread_mean")},
    **{name: [((real(2, 3),), {"dim": 1, "keepdim": keep}) for keep in (True, False)]
       for name in ("max_axis", "min_axis", "argmax_axis", "argmin_axis")},
    "put_along": [((real(2), np.array([0, 2])), {"like": LIKE, "dim": 1, "keepdim": False}),
                  ((real(2, 1), np.array([[0], [2]])), {"like": LIKE, "dim": 1, "keepdim": True})],
    "take_along": [((real(2, 3), np.array([0, 2])), {"dim": 1, "keepdim": False}),
                   ((real(2, 3), np.array([[0], [2]])), {"dim": 1, "keepdim": True})],
    **{name: [((real(2, 3),), {"shape": (3, 2)})] for name in ("view", "unsafe_view", "reshape_alias")},
    "reshape_like": [((real(2, 3),), {"like": np.empty((6,))})],
    "t": [((real(2, 3),), {}), ((real(3),), {})],
    "transpose_axes": [((real(2, 3, 2),), {"dim0": 0, "dim1": 2})],
    "permute_axes": [((real(2, 3, 4),), {"dims": (2, 0, 1)})],
    "permute_back": [((real(2, 3, 4),), {"dims": (2, 0, 1)})],
    "expand_to": [((real(1, 3),), {"shape": (2, 4, 3)}), ((real(),), {"shape": (2,)})],
    "shrink": [((real(2, 4, 3),), {"like": np.empty((1, 3))}), ((real(2, 3),), {"like": np.empty(())})],
    "unsqueeze_axis": [((real(2, 3),), {"dim": 1})],
    "squeeze_axis": [((real(2, 1),), {"dim": 1}), ((real(2, 3),), {"dim": 1}), ((real(),), {"dim": 0})],
    "squeeze_axes": [((real(1, 2, 1),), {"dim": (0, 1, 2)})],
    "squeeze_product": [((real(1, 3),), {"dim": 0})],
    "select_axis": [((real(2, 3),), {"dim": 1, "index": 2})],
    "put_select": [((real(2),), {"like": LIKE, "dim": 1, "index": 2})],
    "slice_axis": [((real(2, 5),), {"dim": 1, "start": 1, "stop": 5, "step": 2})],
    "put_slice": [((real(2, 2),), {"like": np.empty((2, 5)), "dim": 1, "start": 1, "stop": 5, "step": 2})],
    "index": [((real(2, 3),), {"index": INDEX}), ((real(2, 3),), {"index": (real(2, 3) > 0,)}),
              ((real(2, 3),), {"index": (slice(None), np.array([0, 0]))})],
    "put_index": [((real(3),), {"like": LIKE, "index": INDEX}), ((real(2, 2),), {"like": LIKE, "index": (slice(None), np.array([0, 0]))})],
    "take_flat": [((real(2, 3),), {"at": AT})],
    "put_flat": [((real(2, 2),), {"like": LIKE, "at": AT})],
    "clear_flat": [((real(2, 3),), {"at": AT})],
    "concatenate": [((real(2, 3), real(2, 1)), {"dim": 1}), ((real(0), real(2, 1)), {"dim": 0})],
    "piece": [((real(2, 4),), {"whole": WHOLE, "k": k, "dim": 1}) for k in (0, 1)],
    "put_piece": [((real(2, 3),), {"whole": WHOLE, "k": 0, "dim": 1})],
    "stack_axis": [((real(2, 3), real(2, 3)), {"dim": k}) for k in (0, 1, 2)],
    "unbind_axis": [((real(2, 3),), {"dim": k}) for k in (0, 1)],
    "split_axis": [((real(2, 3),), {"sizes": (2, 1), "dim": 1})],
    "split_sizes": [((real(2, 3),), {"sizes": (1, 2), "dim": 1})],
    "to_dtype": [((real(2, 3),), {"dtype": np.dtype("float64")})],
    "cast_like": [((real(2, 3),), {"like": LIKE})],
    "dot": [((real(3), real(3)), {})],
    "mv": [((real(2, 3), real(3)), {})],
    "outer": [((real(2), real(3)), {})],
    "mm": [((real(2, 3), real(3, 2)), {})],
    "mm_turned": [((real(2, 3), real(2, 3).T), {})],
    "bmm": [((real(2, 2, 3), real(2, 3, 2)), {})],
    "addmm": [((real(2), real(3, 2), real(2, 2)), {}), ((real(), real(3, 2), real(2, 2)), {}), ((real(3, 1), real(3, 2), real(2, 2)), {})],
    "addmm_turned": [((real(2), real(3, 2), real(2, 2).T), {}), ((real(3, 1), real(3, 2), real(2, 2).T), {})],
    **{name: [((real(2, 3),), {"dim": (k,)}) for k in (0, 1)] + [((real(),), {"dim": ()})]
       for name in ("softmax_axis", "log_softmax_axis")},
    "nll": [((real(2, 3), CLASSES, weights), {"reduction": r, "ignore": ignore})
            for r in ("mean", "sum", "none") for weights, ignore in ((None, -100), (WEIGHTS.astype("float32"), 0))],
    "put_nll": [((real(), CLASSES, None), {"like": LIKE, "reduction": "mean", "ignore": -100}),
                ((real(2), CLASSES, None), {"like": LIKE, "reduction": "none", "ignore": 0})],
    "squared_error": [((real(2, 3), real(2, 3)), {"reduction": r}) for r in ("mean", "sum", "none")],
    "twice": [((real(2, 3),), {"reduction": r}) for r in ("mean", "sum")],
    "fill_number": [((real(2, 3), 2.5), {})],
    "fill_tensor": [((real(2, 3), real()), {})],
    "replace": [((real(2, 3), real(3)), {})],
    "index_put": [((real(2, 3), real(3)), {"index": (np.array([0, 1, 1]), np.array([2, 0, 1]))}),
                  ((real(2, 3), real()), {"index": (np.array([True, False]),)})],
    "cleared": [((real(2, 3),), {"index": (np.array([0, 1]), np.array([2, 0]))})],
}  # fmt: skip

SAID = [pytest.param(name, *call, id=f"{name}-{k}") for name, calls in CALLS.items() for k, call in enumerate(calls)]


def is_real(x):
    return isinstance(x, (np.ndarray, np.float64)) and x.dtype == np.float64


def recorded(name, operands, params):
    """The op as a function of its differentiable operands alone, and those operands."""
    op = REGISTRY[name]
    at = [i for i, x in enumerate(operands) if is_real(x)]

    def function(*tensors):
        given = list(operands)
        for i, x in zip(at, tensors):
            given[i] = x
        out = op(*given, **params)
        return tuple(y for y in out if y.requires_grad) if isinstance(out, tuple) else out

    return function, tuple(av.tensor(operands[i], requires_grad=True) for i in at)


def test_every_op_is_called_here():
    assert set(CALLS) == set(REGISTRY)


@pytest.mark.parametrize(("name", "operands", "params"), SAID)
def test_the_derivative_is_the_slope(name, operands, params):
    function, tensors = recorded(name, operands, params)
    out = function(*tensors)
    if isinstance(out, tuple) or out.requires_grad:
        assert gradcheck(function, tensors)
    else:
        assert not REGISTRY[name].differentiates


@pytest.mark.parametrize(("name", "operands", "params"), SAID)
def test_the_second_derivative_is_the_slope_of_the_first(name, operands, params):
    function, tensors = recorded(name, operands, params)
    out = function(*tensors)
    if isinstance(out, tuple) or out.requires_grad:
        assert gradgradcheck(function, tensors)


@pytest.mark.parametrize(("name", "operands", "params"), SAID)
def test_arrays_compute_what_tensors_record(name, operands, params):
    """The two readings of an op agree, and plain arrays give plain arrays."""
    _, tensors = recorded(name, operands, params)
    plain = REGISTRY[name](*operands, **params)
    plain = plain if isinstance(plain, tuple) else (plain,)
    out = REGISTRY[name](*[tensors[0] if is_real(x) and i == 0 else x for i, x in enumerate(operands)], **params)
    out = out if isinstance(out, tuple) else (out,)
    for a, b in zip(plain, out):
        assert not isinstance(a, av.Tensor)
        assert isinstance(b, av.Tensor) or not any(map(is_real, operands[:1]))
        np.testing.assert_allclose(a, b.detach().numpy() if isinstance(b, av.Tensor) else b)


@pytest.mark.parametrize("op", REGISTRY.values(), ids=lambda op: op.name)
def test_an_op_is_described(op):
    assert op.__doc__
    assert op.__doc__.strip().endswith(".")
    assert op.node.startswith(op.node[0].upper())
    assert len(op.vjp) == (1 if op.variadic else op.operands)


@pytest.mark.parametrize("op", REGISTRY.values(), ids=lambda op: op.name)
def test_a_rule_takes_the_operands_and_parameters_of_its_op(op):
    for rule in op.vjp:
        if rule is None:
            continue
        spec = inspect.getfullargspec(rule)
        named = set(spec.args[2:][op.operands :]) | set(spec.kwonlyargs)
        assert named == set(op.params) | ({"k"} if op.variadic else set())


@pytest.mark.parametrize("name", [name for name, op in REGISTRY.items() if op.elementwise and op.operands == 1])
def test_an_elementwise_op_has_a_diagonal_jacobian(name):
    x = av.tensor(positive(3), requires_grad=True)
    y = REGISTRY[name](x)
    for k in range(3):
        seed = av.zeros(3, dtype=av.float64)
        seed[k] = 1
        (g,) = av.autograd.grad(y, x, seed, retain_graph=True)
        assert all(v == 0 for i, v in enumerate(g.tolist()) if i != k)


def test_no_op_may_be_named_twice():
    from autograd_viz.ops import op

    with pytest.raises(ValueError, match="exists already"):

        @op("", [None])
        def add(a, b):
            """Another sum."""
            return a + b
