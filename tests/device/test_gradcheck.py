"""Gradients of GPU tensors are checked, and functions differentiated, as those of CPU tensors."""

import pytest

import autograd_viz as av
from tests.device.cards import CARDS

functional, func = av.autograd.functional, av.func


def there(*rows, **options):
    return tuple(av.tensor(row, dtype=av.float64, device="cuda", **options) for row in rows)


class Wrong(av.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, g):
        return g * 3


@pytest.mark.parametrize("card", CARDS)
def test_right_gradients_pass_and_wrong_ones_are_told(card):
    with card():
        a, b = there([[1.0, 2.0], [3.0, 4.0]], [0.5, -1.0], requires_grad=True)
        (n,) = there(2.0, requires_grad=True)
        assert av.autograd.gradcheck(lambda a, b, n: ((a @ b).tanh() * n, a.sum()), (a, b, n))
        assert av.autograd.gradgradcheck(lambda a, b, n: (a * b).exp().sum() * n**2, (a, b, n))
        assert av.autograd.gradgradcheck(lambda a, b: a * b, (a, b), there([[1.0, 2.0], [3.0, 4.0]]))
        with pytest.raises(RuntimeError, match="Jacobian mismatch for output 0 with respect to input 0"):
            av.autograd.gradcheck(Wrong.apply, b)
        assert not av.autograd.gradcheck(Wrong.apply, b, raise_exception=False)


@pytest.mark.parametrize("card", CARDS)
def test_gradients_are_checked_across_a_transfer(card):
    with card():
        here = av.tensor([1.0, 2.0], dtype=av.float64, requires_grad=True)
        (x,) = there([0.5, 3.0], requires_grad=True)
        assert av.autograd.gradcheck(lambda here, x: (here.cuda() * x).cpu().sin(), (here, x))
        assert av.autograd.gradgradcheck(lambda here, x: here.cuda() ** 2 * x, (here, x))


CALLS = {
    "vjp": lambda f, x, v: functional.vjp(f, x, v),
    "jvp": lambda f, x, v: functional.jvp(f, x, v),
    "jacobian": lambda f, x, v: functional.jacobian(f, x),
    "jacobian vectorised": lambda f, x, v: functional.jacobian(f, x, vectorize=True, strategy="forward-mode"),
    "hessian": lambda f, x, v: functional.hessian(lambda x: f(x).sum(), x),
    "hvp": lambda f, x, v: functional.hvp(lambda x: f(x).sum(), x, v),
    "vhp": lambda f, x, v: functional.vhp(lambda x: f(x).sum(), x, v, create_graph=True),
    "func.grad": lambda f, x, v: func.grad(lambda x: f(x).sum())(x),
    "func.grad of grad": lambda f, x, v: func.grad(lambda x: func.grad(lambda x: f(x).sum())(x).sum())(x),
    "func.grad_and_value": lambda f, x, v: func.grad_and_value(lambda x: f(x).sum())(x),
    "func.vjp": lambda f, x, v: func.vjp(f, x)[1](v),
    "func.jvp": lambda f, x, v: func.jvp(f, (x,), (v,)),
    "func.jacrev": lambda f, x, v: func.jacrev(f)(x),
    "func.jacfwd": lambda f, x, v: func.jacfwd(f)(x),
    "func.hessian": lambda f, x, v: func.hessian(lambda x: f(x).sum())(x),
}


def as_lists(found):
    return [as_lists(x) for x in found] if isinstance(found, tuple) else found.tolist()


def flat(found):
    return sum(map(flat, found), []) if isinstance(found, tuple) else [found]


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("name", CALLS)
def test_functions_are_differentiated_without_leaving_the_gpu(card, name):
    def f(x):
        return (x**3).cumsum(0) * x.sin()

    here = [av.tensor(row, dtype=av.float64) for row in ([1.0, -2.0, 0.5], [0.3, 1.0, -1.0])]
    expected = as_lists(CALLS[name](f, *here))
    with card():
        x, v = (t.cuda() for t in here)
        with card.quiet():
            found = CALLS[name](f, x, v)
        assert all(t.is_cuda for t in flat(found))
        for ours, theirs in zip(flat(found), flat(CALLS[name](f, *here))):
            assert av.allclose(ours.cpu(), theirs, rtol=1e-12)
        assert len(as_lists(found)) == len(expected)


@pytest.mark.parametrize("card", CARDS)
def test_a_module_is_called_with_parameters_of_the_gpu(card):
    with card():
        net = av.nn.Linear(2, 1)
        weights = {k: p.detach().cuda() for k, p in net.named_parameters()}
        (x,) = there([1.0, 2.0])
        with card.quiet():
            slopes = func.grad(lambda w: func.functional_call(net, w, x.float()).sum())(weights)
        assert slopes["weight"].tolist() == [[1.0, 2.0]] and slopes["bias"].is_cuda
        assert net.weight.is_cpu
