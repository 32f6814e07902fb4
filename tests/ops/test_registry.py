"""Claims over every registered op: its derivative is the slope of its forward, to second order.

Each op has at least one call in `calls`; an op that is added without one fails here.
"""

import inspect

import numpy as np
import pytest

import autograd_viz as av
from autograd_viz.autograd import gradcheck, gradgradcheck
from autograd_viz.ops import REGISTRY
from tests.ops.calls import CALLS

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
    if isinstance(out, tuple) or getattr(out, "requires_grad", False):
        assert gradcheck(function, tensors)
    else:
        assert not REGISTRY[name].differentiates


@pytest.mark.parametrize(("name", "operands", "params"), SAID)
def test_the_second_derivative_is_the_slope_of_the_first(name, operands, params):
    function, tensors = recorded(name, operands, params)
    out = function(*tensors)
    if isinstance(out, tuple) or getattr(out, "requires_grad", False):
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


@pytest.mark.parametrize(
    "name", [name for name, op in REGISTRY.items() if op.elementwise and op.operands == 1 and op.differentiates]
)
def test_an_elementwise_op_has_a_diagonal_jacobian(name):
    (operand, *_), params = CALLS[name][0]
    x = av.tensor(np.ravel(operand), requires_grad=True)
    y = REGISTRY[name](x, **params)
    for k in range(len(x)):
        seed = av.zeros(len(x), dtype=av.float64)
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
