"""Programs too long for one line: hooks, modes, Function, gradients and who owns them.

Each is a function of the module ``T`` and returns what is to be compared with PyTorch.
"""

import gc
import threading

import numpy as np

PROGRAMS = []


def program(function):
    """Register a program."""
    PROGRAMS.append(function)
    return function


def leaf(T, numbers, dtype="float64"):
    return T.tensor(numbers, dtype=getattr(T, dtype), requires_grad=True)


def caught(call):
    """What a call returns, or the exception it raises."""
    try:
        return call()
    except Exception as error:
        return error


# -- backward and grad -----------------------------------------------------------------------------


@program
def the_seed_program(T):
    a, w1, w2, w3, w4 = (leaf(T, v) for v in (2.0, 3.0, 4.0, 5.0, 6.0))
    b, c = w1 * a, w2 * a
    d = w3 * b + w4 * c
    L = 10 - d
    L.backward()
    return (
        L,
        [x.grad for x in (a, w1, w2, w3, w4)],
        [b.is_leaf, a.is_leaf],
        [n.name() for n, _ in L.grad_fn.next_functions],
    )


@program
def gradients_add_up(T):
    x = leaf(T, [1.0, 2.0])
    (x * x).sum().backward()
    first = x.grad
    (x * 3).sum().backward()
    return x.grad, first is x.grad, first


@program
def assigned_gradient_is_added_to_in_place(T):
    x = leaf(T, [1.0, 2.0])
    g = T.tensor([10.0, 20.0], dtype=T.float64)
    x.grad = g
    (x * x).sum().backward()
    return x.grad is g, g, x.grad.requires_grad


@program
def gradients_are_never_shared(T):
    x, z = leaf(T, [1.0, 2.0]), leaf(T, [3.0, 4.0])
    v = T.ones(2, dtype=T.float64)
    (x + z).backward(v)
    x.grad.add_(5)
    v.add_(1)
    return x.grad, z.grad, v


@program
def gradient_of_a_sum_can_be_written_to(T):
    x = leaf(T, [1.0, 2.0, 3.0])
    x.sum().backward()
    x.grad[0] = 9
    x.grad.mul_(2)
    return x.grad, x.grad.is_contiguous(), x.grad.stride()


@program
def gradient_of_a_transpose(T):
    A = leaf(T, [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    (A.t() * T.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], dtype=T.float64)).sum().backward()
    A.grad += 1
    return A.grad


@program
def gradient_of_an_expanded_number(T):
    s = leaf(T, 2.0)
    y = s.expand(2, 3)
    y.backward(T.ones(2, 3, dtype=T.float64))
    s.grad += 1
    return s.grad, s.grad.shape


@program
def zero_dimensional_gradient_is_added_to(T):
    s = leaf(T, 2.0)
    (s * s).backward()
    g = s.grad
    (s * s).backward()
    s.grad.zero_()
    return s.grad, g is s.grad, g


@program
def backward_needs_a_scalar(T):
    x = leaf(T, [1.0, 2.0])
    y = x * x
    return caught(y.backward), caught(lambda: y.backward(T.ones(2, dtype=T.float64))), x.grad


@program
def one_element_is_scalar_enough(T):
    x = leaf(T, [[3.0]])
    (x * x).backward()
    return x.grad


@program
def backward_twice(T):
    x = leaf(T, [1.0, 2.0])
    y = (x * x).sum()
    y.backward()
    error = caught(y.backward)
    z = (x * 3).sum()
    z.backward()
    return error, caught(z.backward), x.grad


@program
def sum_and_view_can_run_twice(T):
    x = leaf(T, [1.0, 2.0])
    y = (x + x).view(2, 1).sum()
    y.backward()
    return caught(y.backward), x.grad


@program
def which_graphs_run_twice(T):
    x = leaf(T, [[0.5, 2.0], [1.5, 0.25]])
    v = T.ones(2, 2, dtype=T.float64)
    makers = {
        "add": lambda: x + 1,
        "mul": lambda: x * 2,
        "mul_tensor": lambda: x * v,
        "square": lambda: x * x,
        "div": lambda: x / 2,
        "rdiv": lambda: 2 / x,
        "pow": lambda: x**2,
        "exp": lambda: x.exp(),
        "neg": lambda: -x,
        "sub": lambda: 3 - x,
        "sum": lambda: x.sum(),
        "mean": lambda: x.mean(0),
        "max": lambda: x.max(),
        "max_dim": lambda: x.max(1)[0],
        "mm": lambda: x @ x,
        "mm_const": lambda: x @ v,
        "index": lambda: x[[0, 1]],
        "select": lambda: x[0],
        "cat": lambda: T.cat([x, v]),
        "stack": lambda: T.stack([x, v]),
        "where": lambda: T.where(v > 0, x, v),
        "relu": lambda: x.relu(),
        "softmax": lambda: T.nn.functional.softmax(x, 1),
        "mse": lambda: T.nn.functional.mse_loss(x, v),
        "clone": lambda: x.clone(),
        "t": lambda: x.t(),
        "unbind": lambda: x.unbind()[0],
        "sin": lambda: x.sin(),
        "abs": lambda: x.abs(),
        "sign": lambda: x.sign(),
        "double": lambda: x.float(),
        "expand": lambda: x.expand(3, 2, 2),
        "maximum": lambda: T.maximum(x, v),
        "log_softmax": lambda: x.log_softmax(0),
        "nll": lambda: T.nn.functional.nll_loss(x, T.tensor([0, 1])),
        "pow_tensor": lambda: x**v,
        "rpow": lambda: 2**x,
        "sqrt": lambda: x.sqrt(),
        "linear": lambda: T.nn.functional.linear(x, v),
        "outer": lambda: T.outer(x[0], v[0]),
    }
    found = {}
    for name, make in makers.items():
        y = make()
        y.backward(T.ones_like(y))
        found[name] = isinstance(caught(lambda y=y: y.backward(T.ones_like(y))), RuntimeError)
    return found


@program
def retain_graph_lets_it_run_again(T):
    x = leaf(T, [1.0, 2.0])
    y = (x * x).sum()
    y.backward(retain_graph=True)
    y.backward(retain_graph=True)
    y.backward()
    return x.grad, caught(y.backward)


@program
def create_graph_in_backward(T):
    x = leaf(T, [1.0, 2.0])
    (x**3).sum().backward(create_graph=True)
    g = x.grad
    (again,) = T.autograd.grad(g.sum(), x)
    return g.requires_grad, again, g.grad_fn.name().split("::")[-1]


@program
def create_graph_adds_to_a_gradient(T):
    x = leaf(T, [1.0, 2.0])
    (x**3).sum().backward()
    old = x.grad
    (x**3).sum().backward(create_graph=True)
    return x.grad.detach(), old is x.grad, x.grad.grad_fn.name().split("::")[-1], x.grad.requires_grad


@program
def only_the_inputs_get_gradients(T):
    x, z = leaf(T, [1.0, 2.0]), leaf(T, [3.0, 4.0])
    y = x * z
    q = (y * y).sum()
    q.backward(inputs=[x])
    got = x.grad, z.grad
    q = (x * z).sum()
    q.backward(inputs=x)
    return got, x.grad, z.grad


@program
def an_intermediate_may_be_an_input(T):
    x = leaf(T, [1.0, 2.0])
    y = x * x
    (y * 3).sum().backward(inputs=[y])
    return y.grad, x.grad


@program
def both_a_leaf_and_an_intermediate_may_be_inputs(T):
    x = leaf(T, [1.0, 2.0])
    y = x * x
    (y * 3).sum().backward(inputs=[y, x])
    return y.grad, x.grad


@program
def grad_by_an_intermediate(T):
    x = leaf(T, [1.0, 2.0])
    y = x * x
    z = (y * y).sum()
    return T.autograd.grad(z, [y, x]), x.grad, caught(lambda: T.autograd.grad(z, x))


@program
def grad_of_the_root_itself(T):
    x = leaf(T, 3.0)
    y = x * x
    return T.autograd.grad(y, [y, x], retain_graph=True), T.autograd.grad(x, x), T.autograd.grad(y, [x, x])


@program
def grad_of_several_outputs(T):
    x, z = leaf(T, [1.0, 2.0]), leaf(T, [3.0, 4.0])
    y, q = x * z, (x * x).sum()
    v = T.tensor([1.0, -1.0], dtype=T.float64)
    return T.autograd.grad([y, q], [x, z], [v, None])


@program
def grad_of_unused_inputs(T):
    x, z = leaf(T, [1.0, 2.0]), leaf(T, [3.0, 4.0])
    return (
        T.autograd.grad((x * x).sum(), [x, z], allow_unused=True),
        T.autograd.grad((x * x).sum(), [x, z], materialize_grads=True),
        caught(lambda: T.autograd.grad((x * x).sum(), [x, z])),
        caught(lambda: T.autograd.grad((x * x).sum(), [x, z], allow_unused=False)),
    )


@program
def third_derivatives(T):
    x = leaf(T, 1.5)
    y = x**4 + x.exp() * x.sin() + x.tanh() / x
    found = []
    for _ in range(3):
        (y,) = T.autograd.grad(y, x, create_graph=True)
        found.append(y.item())
    return found


@program
def backward_of_a_leaf(T):
    x = leaf(T, 3.0)
    x.backward()
    x.backward(T.tensor(5.0, dtype=T.float64))
    return x.grad, x.is_leaf


@program
def backward_of_many_roots(T):
    x = leaf(T, [1.0, 2.0])
    T.autograd.backward([(x * x).sum(), x * 3], [None, T.ones(2, dtype=T.float64)])
    y = x * 2
    T.autograd.backward([y, y], [T.ones(2, dtype=T.float64), T.ones(2, dtype=T.float64)])
    return x.grad


@program
def root_inside_another_roots_graph(T):
    x = leaf(T, 2.0)
    y = x * x
    z = y * y
    T.autograd.backward([y, z])
    return x.grad


@program
def seed_of_another_dtype(T):
    x = leaf(T, [1.0, 2.0])
    return caught(lambda: (x * 2).backward(T.ones(2))), x.grad


@program
def gradients_in_another_dtype(T):
    x, z = leaf(T, [1.0, 2.0], "float32"), leaf(T, [3.0, 4.0])
    (x * z).sum().backward()
    (x.double() * z).sum().backward()
    return x.grad, z.grad


@program
def broadcast_axes_are_summed(T):
    A, x, s = leaf(T, [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]), leaf(T, [1.0, 2.0, 3.0]), leaf(T, 2.0)
    c = leaf(T, [[1.0], [2.0]])
    ((A * x + s) / c - s).sum().backward()
    return A.grad, x.grad, s.grad, c.grad


@program
def diamonds_and_fan_out(T):
    x = leaf(T, 1.5)
    y = x
    for _ in range(6):
        y = y * y + y
    (y + sum(x * k for k in range(20))).backward()
    return x.grad


@program
def same_operand_twice(T):
    x = leaf(T, [1.0, 2.0])
    y = x * x
    edges = y.grad_fn.next_functions
    (y + x - x).sum().backward()
    return edges[0][0] is edges[1][0], x.grad


# -- leaves and flags ------------------------------------------------------------------------------


@program
def requires_grad_is_contagious(T):
    x, c = leaf(T, [1.0, 2.0]), T.ones(2, dtype=T.float64)
    return [
        v.requires_grad
        for v in (x + c, c + c, c * x, (x > 1), x.detach() * c, T.where(x > 1, c, c), x.max(0)[1], x.sum())
    ]


@program
def leaf_rules(T):
    x = leaf(T, [1.0, 2.0])
    c = T.ones(2)
    y = x * 2
    z = y.detach().requires_grad_()
    return (
        [v.is_leaf for v in (x, c, y, z, c * 2, x.detach())],
        y.requires_grad_() is y,
        c.requires_grad_().requires_grad,
        (c * 1).is_leaf,
    )


@program
def requires_grad_turned_off_and_on(T):
    x = leaf(T, [1.0, 2.0])
    y = (x * 2).sum()
    x.requires_grad = False
    z = x * 3
    x.requires_grad = True
    y.backward()
    return z.requires_grad, x.grad


@program
def detach_shares_memory(T):
    x = leaf(T, [1.0, 2.0])
    d = x.detach()
    d[0] = 9.0
    y = (x * x).sum()
    y.backward()
    return x, d.requires_grad, d._version, x._version, x.grad


@program
def detach_then_change_is_noticed(T):
    x = leaf(T, [1.0, 2.0])
    y = (x * x).sum()
    x.detach().mul_(2)
    return caught(y.backward)


@program
def data_is_not_noticed(T):
    x = leaf(T, [1.0, 2.0])
    y = (x * x).sum()
    x.data.mul_(2)
    y.backward()
    return x, x.grad, x._version


@program
def sgd_step_by_hand(T):
    w = leaf(T, [1.0, 2.0])
    for _ in range(3):
        loss = (w * w).sum()
        loss.backward()
        with T.no_grad():
            w -= 0.1 * w.grad
        w.grad.zero_()
    return w, w.grad, w.is_leaf, w._version


@program
def retained_gradient(T):
    x = leaf(T, [1.0, 2.0])
    y = x * x
    y.retain_grad()
    z = y * 3
    flags = y.retains_grad, z.retains_grad, x.retains_grad
    z.sum().backward()
    x.retain_grad()
    return y.grad, x.grad, flags


@program
def retained_gradient_is_its_own(T):
    x = leaf(T, [1.0, 2.0])
    y = x * 1
    y.retain_grad()
    y.backward(T.ones(2, dtype=T.float64))
    y.grad.add_(5)
    return x.grad, y.grad


@program
def gradient_of_a_non_leaf_is_none(T):
    x = leaf(T, [1.0, 2.0])
    y = x * x
    y.sum().backward()
    return y.is_leaf, x.grad


@program
def retain_grad_adds_up(T):
    x = leaf(T, [1.0, 2.0])
    y = x * x
    y.retain_grad()
    y.sum().backward(retain_graph=True)
    y.sum().backward()
    return y.grad, x.grad


# -- modes -----------------------------------------------------------------------------------------


@program
def no_grad_records_nothing(T):
    x = leaf(T, [1.0, 2.0])
    seen = [T.is_grad_enabled()]
    with T.no_grad():
        seen.append(T.is_grad_enabled())
        y = x * 2
        with T.enable_grad():
            seen.append(T.is_grad_enabled())
            z = x * 3
        seen.append(T.is_grad_enabled())
    return seen, y.requires_grad, y.is_leaf, z.requires_grad, T.is_grad_enabled()


@program
def modes_as_decorators(T):
    x = leaf(T, [1.0, 2.0])

    @T.no_grad()
    def off():
        return x * 2, T.is_grad_enabled()

    @T.no_grad
    def bare():
        return x * 2

    @T.enable_grad()
    def on():
        return x * 2

    @T.set_grad_enabled(False)
    def chosen():
        return T.is_grad_enabled()

    with T.no_grad():
        inside = on().requires_grad
    return off()[0].requires_grad, off()[1], bare().requires_grad, inside, chosen(), T.is_grad_enabled(), off.__name__


@program
def set_grad_enabled_as_a_call(T):
    before = T.is_grad_enabled()
    T.set_grad_enabled(False)
    off = T.is_grad_enabled()
    T.set_grad_enabled(True)
    with T.set_grad_enabled(False):
        inside = T.is_grad_enabled()
    return before, off, inside, T.is_grad_enabled()


@program
def modes_survive_exceptions(T):
    def fail():
        with T.no_grad():
            raise ValueError("on purpose")

    return caught(fail), T.is_grad_enabled()


@program
def mode_around_a_generator(T):
    @T.no_grad()
    def numbers():
        seen = T.is_grad_enabled()
        got = yield seen
        yield got, T.is_grad_enabled()

    steps = numbers()
    return next(steps), T.is_grad_enabled(), steps.send("sent"), T.is_grad_enabled()


@program
def threads_have_their_own_mode(T):
    seen = []
    with T.no_grad():
        thread = threading.Thread(target=lambda: seen.append(T.is_grad_enabled()))
        thread.start()
        thread.join()
        seen.append(T.is_grad_enabled())
    return seen


@program
def views_under_no_grad(T):
    x = leaf(T, [1.0, 2.0, 3.0])
    with T.no_grad():
        v = x[1:]
        v.mul_(2)
        x[0] = 7
    return x, x.is_leaf, x._version


# -- hooks -----------------------------------------------------------------------------------------


@program
def tensor_hooks_in_order(T):
    x = leaf(T, [1.0, 2.0])
    log = []
    x.register_hook(lambda g: log.append(("first", g.tolist())))
    x.register_hook(lambda g: g * 2)
    x.register_hook(lambda g: log.append(("third", g.tolist())))
    (x * x).sum().backward()
    return log, x.grad


@program
def hook_on_an_intermediate(T):
    x = leaf(T, [1.0, 2.0])
    y = x * 3
    log = []
    y.register_hook(lambda g: log.append(g.tolist()))
    y.register_hook(lambda g: g * 10)
    y.retain_grad()
    (y * y).sum().backward()
    return log, y.grad, x.grad


@program
def hook_sees_the_complete_gradient_once(T):
    x = leaf(T, 2.0)
    y = x * 3
    log = []
    y.register_hook(lambda g: log.append(g.item()))
    x.register_hook(lambda g: log.append(g.item()))
    (y * 2 + y * 5 + y * y).backward()
    return log


@program
def removed_hook_does_not_run(T):
    x = leaf(T, [1.0, 2.0])
    log = []
    handle = x.register_hook(lambda g: log.append(1))
    other = (y := x * 2).register_hook(lambda g: log.append(2))
    handle.remove()
    handle.remove()
    y.sum().backward()
    other.remove()
    (x * 2).sum().backward()
    return log


@program
def hook_that_returns_nonsense(T):
    x = leaf(T, [1.0, 2.0])
    x.register_hook(lambda g: g.sum().reshape(1).expand(3))
    return caught(lambda: (x * x).sum().backward())


@program
def hook_that_returns_no_tensor(T):
    x = leaf(T, [1.0, 2.0])
    x.register_hook(lambda g: "text")
    return isinstance(caught(lambda: (x * x).sum().backward()), TypeError)


@program
def hook_that_raises(T):
    x, z = leaf(T, [1.0, 2.0]), leaf(T, [3.0, 4.0])

    def fail(g):
        raise ValueError("on purpose")

    handle = x.register_hook(fail)
    error = caught(lambda: (x * z).sum().backward())
    handle.remove()
    x.grad = z.grad = None
    (x * z).sum().backward()
    return error, x.grad, z.grad, T.is_grad_enabled()


@program
def node_hooks(T):
    x = leaf(T, [1.0, 2.0])
    y = x * 3
    log = []
    y.grad_fn.register_prehook(lambda gs: log.append(("pre", [g.tolist() for g in gs])))
    y.grad_fn.register_hook(
        lambda sent, got: log.append(("post", [s is None or s.tolist() for s in sent], [g.tolist() for g in got]))
    )
    (y * y).sum().backward()
    return log, x.grad


@program
def node_hooks_change_gradients(T):
    x = leaf(T, [1.0, 2.0])
    y = x * 3
    y.grad_fn.register_prehook(lambda gs: (gs[0] * 2,))
    y.grad_fn.register_hook(lambda sent, got: (sent[0] + 1, *sent[1:]))
    y.sum().backward()
    return x.grad


@program
def order_of_all_hooks(T):
    x = leaf(T, 2.0)
    y = x * 3
    log = []
    y.register_hook(lambda g: log.append("tensor"))
    y.grad_fn.register_prehook(lambda gs: log.append("pre"))
    y.grad_fn.register_hook(lambda *a: log.append("post"))
    y.retain_grad()
    x.register_hook(lambda g: log.append("leaf"))
    x.register_post_accumulate_grad_hook(lambda t: log.append(("after", t.grad.item())))
    (y * 1).backward()
    return log


@program
def post_accumulate_hook(T):
    x = leaf(T, [1.0, 2.0])
    log = []

    def step(t):
        log.append((t is x, t.grad.tolist()))
        t.grad = None

    handle = x.register_post_accumulate_grad_hook(step)
    (x * x).sum().backward()
    cleared = x.grad
    handle.remove()
    (x * x).sum().backward()
    return log, cleared, x.grad, caught(lambda: (x * 2).register_post_accumulate_grad_hook(print))


@program
def hooks_and_create_graph(T):
    x = leaf(T, [1.0, 2.0])
    seen = []
    x.register_hook(lambda g: seen.append((g.requires_grad, T.is_grad_enabled())))
    (x**3).sum().backward(retain_graph=True)
    x.grad = None
    T.autograd.grad((x**3).sum(), x, create_graph=True)
    return seen


@program
def hooks_of_leaves_fire_for_grad_too(T):
    x = leaf(T, [1.0, 2.0])
    x.register_hook(lambda g: g * 100)
    return T.autograd.grad((x * x).sum(), x), x.grad


@program
def hook_registered_twice(T):
    x = leaf(T, 2.0)
    log = []

    def hook(g):
        log.append(g.item())

    x.register_hook(hook)
    x.register_hook(hook)
    (x * 3).backward()
    return log


@program
def hook_stays_with_the_old_history(T):
    x = leaf(T, [1.0, 2.0])
    y = x * 1
    log = []
    y.register_hook(lambda g: log.append(g.tolist()))
    y.mul_(3)
    y.sum().backward()
    return log, x.grad


@program
def hook_on_what_needs_no_gradient(T):
    return caught(lambda: T.ones(2).register_hook(print)), caught(lambda: T.ones(2).retain_grad())


# -- Function --------------------------------------------------------------------------------------


def functions(T):
    class Cube(T.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * x * x

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return g * 3 * x * x

    class Exp(T.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            y = x.exp()
            ctx.save_for_backward(y)
            return y

        @staticmethod
        def backward(ctx, g):
            (y,) = ctx.saved_tensors
            return g * y

    class Scale(T.autograd.Function):
        @staticmethod
        def forward(ctx, x, factor, z=None):
            ctx.factor = factor
            ctx.seen = ctx.needs_input_grad
            return x * factor

        @staticmethod
        def backward(ctx, g):
            return g * ctx.factor, None, None

    class Both(T.autograd.Function):
        @staticmethod
        def forward(ctx, a, b):
            ctx.save_for_backward(a, b)
            return a * b, a + b

        @staticmethod
        def backward(ctx, g, h):
            a, b = ctx.saved_tensors
            return g * b + h, g * a + h

    return Cube, Exp, Scale, Both


@program
def custom_function(T):
    Cube = functions(T)[0]
    x = leaf(T, [1.0, 2.0])
    y = Cube.apply(x)
    (g,) = T.autograd.grad(y.sum(), x, create_graph=True)
    (h,) = T.autograd.grad(g.sum(), x)
    return (
        y.grad_fn.name(),
        [n.name().split("::")[-1] for n, _ in y.grad_fn.next_functions],
        y,
        g.detach(),
        h,
        y.is_leaf,
    )


@program
def custom_function_that_saves_its_result(T):
    Exp = functions(T)[1]
    x = leaf(T, [1.0, 2.0])
    y = Exp.apply(x)
    (g,) = T.autograd.grad(y.sum(), x, create_graph=True)
    (h,) = T.autograd.grad(g.sum(), x)
    return g.detach(), h


@program
def custom_function_result_changed_in_place(T):
    Exp = functions(T)[1]
    x = leaf(T, [1.0, 2.0])
    y = Exp.apply(x)
    y.add_(1)
    return isinstance(caught(lambda: y.sum().backward()), RuntimeError)


@program
def custom_function_with_other_arguments(T):
    Scale = functions(T)[2]
    x, z = leaf(T, [1.0, 2.0]), leaf(T, [3.0, 4.0])
    y = Scale.apply(x, 3, z)
    y.sum().backward()
    return y.grad_fn.seen, x.grad, z.grad, [None if n is None else "node" for n, _ in y.grad_fn.next_functions]


@program
def custom_function_under_no_grad(T):
    Cube = functions(T)[0]
    x = leaf(T, [1.0, 2.0])
    with T.no_grad():
        y = Cube.apply(x)
    return y.requires_grad, Cube.apply(x.detach()).requires_grad


@program
def custom_function_with_two_results(T):
    Both = functions(T)[3]
    a, b = leaf(T, [1.0, 2.0]), leaf(T, [3.0, 4.0])
    p, q = Both.apply(a, b)
    (p * 2).sum().backward(retain_graph=True)
    first = a.grad.clone(), b.grad.clone()
    a.grad = b.grad = None
    (p * q).sum().backward()
    return first, a.grad, b.grad, p.grad_fn is q.grad_fn, p.output_nr, q.output_nr


@program
def custom_function_freed(T):
    Cube = functions(T)[0]
    x = leaf(T, [1.0, 2.0])
    y = Cube.apply(x).sum()
    y.backward()
    return caught(y.backward)


@program
def custom_function_non_differentiable_result(T):
    class Sort(T.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            signs = x.sign()
            ctx.mark_non_differentiable(signs)
            ctx.set_materialize_grads(False)
            return x * 2, signs

        @staticmethod
        def backward(ctx, g, h):
            return g * 2 if h is None else g * 200

    x = leaf(T, [1.0, -2.0])
    y, signs = Sort.apply(x)
    y.sum().backward()
    return signs.requires_grad, x.grad


@program
def custom_function_materialized_zeros(T):
    class Two(T.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2, x * 3

        @staticmethod
        def backward(ctx, g, h):
            return g * 2 + h * 3

    class Unmaterialized(Two):
        @staticmethod
        def forward(ctx, x):
            ctx.set_materialize_grads(False)
            return x * 2, x * 3

        @staticmethod
        def backward(ctx, g, h):
            return g * 2 if h is None else h * 3

    x = leaf(T, [1.0, -2.0])
    Two.apply(x)[0].sum().backward()
    Unmaterialized.apply(x)[0].sum().backward()
    return x.grad


@program
def custom_function_in_place(T):
    class Doubled(T.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            x.mul_(2)
            ctx.mark_dirty(x)
            return x

        @staticmethod
        def backward(ctx, g):
            return g * 2

    x = leaf(T, [1.0, 2.0])
    y = x * 1
    z = Doubled.apply(y)
    z.sum().backward()
    return z is y, y.grad_fn.name(), y._version, x.grad, z


@program
def custom_function_returns_its_argument(T):
    class Same(T.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x

        @staticmethod
        def backward(ctx, g):
            return g * 5

    x = leaf(T, [1.0, 2.0])
    y = Same.apply(x)
    y.sum().backward()
    return y is x, y.requires_grad, x.is_leaf, x.grad


@program
def custom_function_wrong_count(T):
    class Wrong(T.autograd.Function):
        @staticmethod
        def forward(ctx, x, z):
            return x * z

        @staticmethod
        def backward(ctx, g):
            return g

    x, z = leaf(T, [1.0, 2.0]), leaf(T, [3.0, 4.0])
    return caught(lambda: Wrong.apply(x, z).sum().backward())


@program
def custom_function_wrong_shape(T):
    class Wrong(T.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g.sum().reshape(1).expand(3)

    return caught(lambda: Wrong.apply(leaf(T, [1.0, 2.0])).sum().backward())


@program
def custom_function_broadcast_gradient_is_summed(T):
    class Wide(T.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x.expand(3, 2) * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2

    x = leaf(T, [1.0, 2.0])
    Wide.apply(x).sum().backward()
    return x.grad


@program
def custom_function_returns_none(T):
    class Nothing(T.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return None

    x = leaf(T, [1.0, 2.0])
    Nothing.apply(x).sum().backward()
    return x.grad


@program
def custom_function_with_extra_nones(T):
    class Extra(T.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2, None, None

    x = leaf(T, [1.0, 2.0])
    Extra.apply(x).sum().backward()
    return x.grad


@program
def custom_function_that_raises_leaves_the_engine_usable(T):
    class Fails(T.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            raise ValueError("on purpose")

    x, z = leaf(T, [1.0, 2.0]), leaf(T, [3.0, 4.0])
    error = caught(lambda: (Fails.apply(x) * z).sum().backward())
    x.grad = z.grad = None
    (x * z).sum().backward()
    return error, x.grad, z.grad, T.is_grad_enabled()


@program
def custom_function_with_setup_context(T):
    class Square(T.autograd.Function):
        @staticmethod
        def forward(x):
            return x * x

        @staticmethod
        def setup_context(ctx, inputs, output):
            (x,) = inputs
            ctx.save_for_backward(x)

        @staticmethod
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return 2 * x * g

    x = leaf(T, [1.0, 2.0])
    Square.apply(x).sum().backward()
    return x.grad


@program
def custom_function_once_differentiable(T):
    class Once(T.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        @T.autograd.function.once_differentiable
        def backward(ctx, g):
            (x,) = ctx.saved_tensors
            return 2 * x * g

    x = leaf(T, [1.0, 2.0])
    (g,) = T.autograd.grad(Once.apply(x).sum(), x, create_graph=True)
    return g.detach(), caught(lambda: T.autograd.grad(g.sum(), x))


@program
def custom_function_misused(T):
    class Keeps(T.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(3)
            return x * 2

    class Bare(T.autograd.Function):
        pass

    class NoBackward(T.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

    x = leaf(T, [1.0, 2.0])
    return (
        caught(lambda: Keeps.apply(x)),
        caught(lambda: Bare.apply(x)),
        caught(lambda: NoBackward.apply(x).sum().backward()),
    )


@program
def grad_mode_inside_custom_functions(T):
    seen = []

    class Watch(T.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            seen.append(("forward", T.is_grad_enabled()))
            return x * 2

        @staticmethod
        def backward(ctx, g):
            seen.append(("backward", T.is_grad_enabled(), g.requires_grad))
            return g * 2

    x = leaf(T, [1.0, 2.0])
    Watch.apply(x).sum().backward()
    T.autograd.grad((Watch.apply(x) * x).sum(), x, create_graph=True)
    return seen


@program
def saved_tensor_changed_in_place(T):
    Cube = functions(T)[0]
    x = leaf(T, [1.0, 2.0])
    y = x * 1
    z = Cube.apply(y)
    y.add_(1)
    return isinstance(caught(lambda: z.sum().backward()), RuntimeError)


@program
def gradcheck_agrees(T):
    Cube, Exp, _, Both = functions(T)

    class Wrong(T.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * x

        @staticmethod
        def backward(ctx, g):
            return g * 7

    x, z = leaf(T, [1.0, 2.0]), leaf(T, [0.5, 1.5])
    check, again = T.autograd.gradcheck, T.autograd.gradgradcheck
    return (
        check(Cube.apply, (x,)),
        again(Cube.apply, (x,)),
        check(Exp.apply, x),
        check(Both.apply, (x, z)),
        again(Both.apply, (x, z)),
        check(Wrong.apply, (x,), raise_exception=False),
        isinstance(caught(lambda: check(Wrong.apply, (x,))), RuntimeError),
        isinstance(caught(lambda: check(Cube.apply, (x.detach(),))), ValueError),
    )


# -- Python and NumPy around tensors ---------------------------------------------------------------


@program
def python_around_tensors(T):
    x = T.tensor([1.0, 2.0, 3.0])
    n = T.tensor([[1, 2], [3, 4]])
    first, *rest = x
    return (
        first,
        len(rest),
        [v.item() for v in x],
        x.tolist(),
        n.tolist(),
        sum(x),
        max(x),
        2.0 in x,
        n[1].tolist(),
        tuple(n.shape),
        bool(T.tensor(0.0)),
        int(T.tensor(3.7)),
        float(T.tensor(2)),
        x.numpy().dtype.name,
        repr(x.shape),
        x.size() == (3,),
        round(x[1].item(), 1),
        [10, 20, 30][T.tensor(1)],
        {x: 1}[x],
        x.shape[0],
        x.shape.numel(),
        list(n.shape),
    )


@program
def numpy_shares_memory(T):
    a = np.zeros(3)
    x = T.from_numpy(a)
    a[0] = 5
    x[1] = 7
    y = T.tensor(a)
    a[2] = 9
    z = T.ones(2)
    b = z.numpy()
    b[0] = 4
    z.add_(1)
    return x, y, z, b, a, np.asarray(x).tolist(), np.array(z).tolist()


@program
def numpy_functions_take_tensors(T):
    x = T.tensor([1.0, 4.0])
    return np.sqrt(x.numpy()), float(np.sum(x.numpy())), np.array([x.numpy(), x.numpy()]).shape


@program
def arrays_beside_tensors_without_gradient(T):
    x, a = T.tensor([1.0, 2.0], dtype=T.float64), np.array([3.0, 4.0])
    return x + a, x * a, x - a, x / a, T.tensor(3) * x, x * np.float32(2), x * np.int64(3), np.float64(3) * x


@program
def creation(T):
    return (
        T.zeros(2, 3),
        T.zeros((2, 3)),
        T.ones([2]),
        T.full((2,), 3),
        T.full((2,), 3.5),
        T.arange(3),
        T.arange(1, 2, 0.25),
        T.arange(5, 1, -2),
        T.linspace(0, 1, 5),
        T.eye(2),
        T.eye(2, 3),
        T.zeros_like(T.arange(3)),
        T.ones_like(T.ones(2), dtype=T.int64),
        T.full_like(T.ones(2), 7),
        T.tensor(3),
        T.tensor(True),
        T.tensor(2.5),
        T.tensor([]),
        T.tensor([[], []]),
        T.tensor([1, 2.5]),
        T.tensor([True, 2]),
        T.tensor(np.float32(1.5)),
        T.tensor(np.arange(3)),
        T.tensor([np.float64(1.5), 2]),
        T.tensor([1.0], dtype=T.int64),
        T.tensor(3.7, dtype=T.int32),
        T.zeros(()),
        T.zeros(0),
        T.tensor([1, 2]).new_zeros(2),
        T.ones(2).new_tensor([1, 2]),
        T.ones(2).new_ones(1, 2),
        T.ones(2).new_full((2,), 3),
        T.tensor((1, 2)),
        T.ones(2, requires_grad=True),
        T.arange(3.0, requires_grad=True),
        T.tensor([[1, 2], [3, 4]], dtype=T.float16),
        T.tensor(range(3)),
        T.empty(2).shape,
        T.rand(2, 2).shape,
        T.randn(3).dtype,
        T.randint(5, (2,)).dtype,
        T.randperm(4).shape,
        T.is_tensor(T.ones(1)),
        T.is_tensor(1),
        T.equal(T.ones(2), T.ones(2)),
        T.allclose(T.ones(2), T.ones(2) + 1e-9),
    )


@program
def default_dtype(T):
    seen = [T.tensor(1.5).dtype, T.get_default_dtype()]
    T.set_default_dtype(T.float64)
    try:
        seen += [
            T.tensor(1.5).dtype,
            T.zeros(1).dtype,
            (T.tensor(1) / 2).dtype,
            T.arange(1.0).dtype,
            T.tensor([1, 2.5]).dtype,
        ]
    finally:
        T.set_default_dtype(T.float32)
    return seen, caught(lambda: T.set_default_dtype(T.int64))


@program
def dtypes_show_themselves(T):
    return [
        repr(d)
        for d in (
            T.float32,
            T.float64,
            T.float16,
            T.int64,
            T.int32,
            T.int16,
            T.int8,
            T.uint8,
            T.bool,
            T.float,
            T.double,
            T.long,
            T.int,
            T.half,
        )
    ], [
        T.float32.is_floating_point,
        T.int64.is_floating_point,
        T.float64.itemsize,
        T.uint8.is_signed,
        T.int8.is_signed,
        T.float32 == T.float,
    ]


@program
def devices_show_themselves(T):
    x = T.ones(1)
    return (
        repr(x.device),
        str(x.device),
        x.device.type,
        x.device == T.device("cpu"),
        repr(T.device("cpu", 0)),
        str(T.device("cpu:0")),
        x.to("cpu") is x,
    )


@program
def copies(T):
    import copy

    x = leaf(T, [1.0, 2.0])
    (x * x).sum().backward()
    y = copy.deepcopy(x)
    y.grad.add_(1)
    with T.no_grad():
        y.mul_(5)
    return x, y, x.grad, y.grad, y.is_leaf, caught(lambda: copy.deepcopy(x * 1))


@program
def pickles(T):
    import pickle

    x = leaf(T, [1.0, 2.0])
    y = pickle.loads(pickle.dumps(x))
    return y, y.requires_grad, y.is_leaf


@program
def equality_is_by_element_and_hash_by_identity(T):
    x, y = T.tensor([1.0, 2.0]), T.tensor([1.0, 5.0])
    return x == y, hash(x) == hash(x), x in {x}, [x is v for v in [x, y]], (x == y).tolist()


@program
def deep_chain(T):
    x = leaf(T, 1.0)
    y = x
    for _ in range(3000):
        y = y * 1.0001
    y.backward()
    return x.grad


@program
def graph_is_freed_by_reference_counting(T):
    import weakref

    gc.disable()
    try:
        x = leaf(T, [1.0, 2.0])
        y = (x * x).exp()
        gone = weakref.ref(y)
        del y
        return gone() is None
    finally:
        gc.enable()


@program
def next_functions_of_views_and_lists(T):
    x = leaf(T, [[1.0, 2.0], [3.0, 4.0]])
    a, b = x.unbind()
    y = T.stack([b, a, b])
    return y, [(n.name(), k) for n, k in y.grad_fn.next_functions], a.grad_fn is b.grad_fn


@program
def metadata_and_names(T):
    x = leaf(T, [1.0, 2.0])
    y = x * x
    y.grad_fn.metadata["note"] = 3
    accumulator = y.grad_fn.next_functions[0][0]
    return (
        y.grad_fn.metadata,
        type(y.grad_fn).__name__,
        accumulator.variable is x,
        y.grad_fn.name(),
        accumulator.next_functions,
    )


@program
def a_tensor_that_moves_on_keeps_its_history(T):
    x = leaf(T, 2.0)
    y = x * x
    z = y * 3
    y = y + 1
    (z * y).backward()
    return x.grad


@program
def second_gradient_after_an_in_place_change(T):
    x = leaf(T, [1.0, 2.0])
    y = x * x
    y.add_(x)
    y[0] = y[1] * x[0]
    (g,) = T.autograd.grad((y * y).sum(), x, create_graph=True)
    (h,) = T.autograd.grad((g * g).sum(), x)
    return g.detach(), h


@program
def optimizer_like_loop(T):
    w, b = leaf(T, [[0.1, -0.2], [0.3, 0.4]]), leaf(T, [0.0, 0.1])
    X, t = T.tensor([[1.0, 2.0], [3.0, -1.0], [0.5, 0.5]], dtype=T.float64), T.tensor([0, 1, 1])
    losses = []
    for _ in range(5):
        loss = T.nn.functional.cross_entropy(T.nn.functional.linear(X, w, b), t)
        w.grad = b.grad = None
        loss.backward()
        with T.no_grad():
            w -= 0.5 * w.grad
            b -= 0.5 * b.grad
        losses.append(loss.item())
    return losses, w, b
