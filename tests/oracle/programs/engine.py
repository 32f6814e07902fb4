"""What surrounds the graph: inference mode, functional, func, anomalies, hooks, edges, Function, tensors in Python and NumPy.

Each program is a function of the module ``T`` and returns what is to be compared with PyTorch, or is one line.
"""

import copy
import functools
import io
import pickle
import threading
import warnings

from tests.oracle.programs.leaves import lines

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


def warned(call):
    """What a call returns or raises, and the first line of every warning."""
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        found = caught(call)
    return found, [
        (w.category.__name__, str(w.message).strip().split("\n")[0].split(" (Trig")[0].split(" Traceback")[0])
        for w in seen
    ]


# -- inference mode --------------------------------------------------------------------------------


@program
def inference_mode_records_nothing(T):
    x, c = leaf(T, [1.0, 2.0]), T.ones(2)
    with T.inference_mode():
        seen = [T.is_grad_enabled(), T.is_inference_mode_enabled()]
        y, v, b = x * 2, x[0:1], T.ones(2)
        inside = [
            t.is_inference()
            for t in (y, v, b, c, c.clone(), c.detach(), b.detach(), y.sum(), c.view(2), T.tensor([1.0]))
        ]
    return seen, inside, y.requires_grad, T.is_grad_enabled(), T.is_inference_mode_enabled()


@program
def inference_mode_may_be_left_and_mixed(T):
    x = leaf(T, [1.0, 2.0])
    seen = []
    with T.inference_mode():
        with T.inference_mode(False):
            seen += [
                T.is_grad_enabled(),
                T.is_inference_mode_enabled(),
                (x * 2).requires_grad,
                T.ones(1).is_inference(),
            ]
        with T.enable_grad():
            seen += [T.is_grad_enabled(), T.is_inference_mode_enabled(), (x * 2).is_leaf]
        T.set_grad_enabled(True)
        seen.append(T.is_grad_enabled())
    with T.no_grad():
        with T.inference_mode(False):
            seen.append(T.is_grad_enabled())
        seen.append(T.is_grad_enabled())
    return seen, T.is_grad_enabled()


@program
def inference_tensors_outside(T):
    x, c = leaf(T, [1.0, 2.0]), T.ones(2, dtype=T.float64)
    with T.inference_mode():
        a = x * 2
    return (
        [t.is_inference() for t in (a, a * 2, a[0:1], a.view(2), a.clone(), a.detach(), a.data)],
        caught(lambda: x * a),
        caught(lambda: (x * 1).mul_(a)),
        caught(lambda: (x + a).detach()),
        caught(lambda: (c * 1).mul_(a)),
        caught(lambda: a.requires_grad_()),
        caught(lambda: a._version),
        caught(lambda: a.numpy().tolist()),
        repr(a.float()),
    )


@program
def inference_tensors_are_not_changed_outside(T):
    c = T.ones(2)
    with T.inference_mode():
        a, v = T.ones(2), c[0:1]
        a.add_(1)
        a[0] = 7
        c.mul_(3)
        v.add_(1)
    with T.no_grad():
        under_no_grad = caught(lambda: a.add_(1))
    return (
        caught(lambda: a.add_(1)),
        caught(lambda: a.zero_()),
        caught(lambda: a[0:1].add_(1)),
        caught(lambda: a.__setitem__(0, 1.0)),
        under_no_grad,
        c,
        c._version,
    )


@program
def inference_mode_as_a_decorator(T):
    @T.inference_mode
    def bare():
        return T.is_inference_mode_enabled(), T.is_grad_enabled()

    @T.inference_mode()
    def called():
        return T.is_inference_mode_enabled()

    @T.inference_mode(False)
    def off():
        return T.is_inference_mode_enabled()

    @T.inference_mode(mode=True)
    def generator():
        yield T.is_inference_mode_enabled()
        yield T.is_grad_enabled()

    with T.inference_mode():
        inside = off()
    T.inference_mode(True)
    return bare(), called(), off(), inside, bare.__name__, list(generator()), T.is_inference_mode_enabled()


@program
def backward_in_inference_mode(T):
    x = leaf(T, [1.0, 2.0])
    y = (x * x).sum()
    with T.inference_mode():
        no_graph = caught(lambda: (x * 2).sum().backward())
        y.backward()
    return no_graph, x.grad.tolist()


@program
def functions_in_inference_mode(T):
    class Saves(T.autograd.Function):
        @staticmethod
        def forward(ctx, x, y):
            ctx.save_for_backward(x, y)
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2, None

    x = leaf(T, [1.0, 2.0])
    with T.inference_mode():
        y = Saves.apply(x, x)
    return y.requires_grad, y.is_inference(), caught(lambda: Saves.apply(x, y))


@program
def modes_are_restored(T):
    def fails(mode):
        with mode:
            raise ValueError("on purpose")

    modes = T.inference_mode(), T.no_grad(), T.enable_grad(), T.set_grad_enabled(False)
    T.set_grad_enabled(True)
    found = [(caught(lambda m=m: fails(m)), T.is_grad_enabled(), T.is_inference_mode_enabled()) for m in modes]
    seen = []

    def look():
        seen.append((T.is_grad_enabled(), T.is_inference_mode_enabled()))

    with T.inference_mode():
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    T.set_grad_enabled(True)
    return found, seen


@program
def a_mode_is_entered_twice(T):
    mode = T.no_grad()
    with mode:
        inside = T.is_grad_enabled()
    with mode:
        again = T.is_grad_enabled()
    return inside, again, T.is_grad_enabled()


@program
def modes_around_classes(T):
    class Made:
        def __init__(self):
            self.seen = T.is_grad_enabled()

    decorated, told = warned(lambda: T.no_grad()(Made))
    return told, decorated().seen


@program
def modes_around_generators(T):
    @T.no_grad()
    def numbers():
        try:
            got = yield T.is_grad_enabled()
            yield got
        except ValueError:
            yield T.is_grad_enabled()
        return "end"  # noqa: B901

    def whole():
        return (yield from numbers())

    one = numbers()
    next(one)
    thrown = one.throw(ValueError("on purpose"))
    two = numbers()
    closed = next(two), two.close()
    steps = whole()
    next(steps)
    steps.send(1)
    ended = caught(lambda: next(steps))
    return thrown, closed, getattr(ended, "value", None) or str(ended), T.is_grad_enabled()


@program
def wrong_modes(T):
    return caught(lambda: T.set_grad_enabled("a")), caught(lambda: T.autograd.set_detect_anomaly("a"))


# -- functional ------------------------------------------------------------------------------------


def cases(T):
    x, z, A = leaf(T, [0.5, 1.25]), leaf(T, [2.0, -1.0, 0.5]), leaf(T, [[0.9, 1.4, 0.6], [1.2, 0.7, 1.1]])
    return {
        "one": (lambda x: x * x.sum(), x),
        "matrix": (lambda A: A.exp().sum(1), A),
        "two": (lambda x, z: x.sum() * z * z, (x, z)),
        "both": (lambda x, z: (x * x, z.sin(), (x.sum() * z).sum()), (x, z)),
        "independent": (lambda x, z: (x * x, x * 3), (x, z)),
        "constant": (lambda x: T.ones(2, dtype=T.float64), x),
        "number": (lambda x: (x**3).sum(), x),
        "numbers": (lambda x, z: (x**2).sum() * (z**3).sum(), (x, z)),
        "linear": (lambda x: x.sum(), x),
        "wrong": (lambda x: 3, x),
        "list": (lambda x: [x, x], x),
        "no tensor": (lambda x: x, 3),
        "no tensors": (lambda x, z: x, (x, 3)),
        "list in": (lambda x: x, [x]),
        "kept": (lambda x: x * T.ones(2, dtype=T.float64, requires_grad=True), x.detach()),
        "single": (lambda s: s * s, leaf(T, 1.5)),
        "tuple of one": (lambda x: (x * x,), (x,)),
        "empty": (lambda x: x * 2, T.zeros(0, dtype=T.float64)),
    }


def functional_program(name, vectors):
    def run(T):
        found = {}
        for case, (f, inputs) in cases(T).items():
            for options in ({}, {"create_graph": True}, {"strict": True}, {"strict": True, "create_graph": True}):
                for v in vectors:
                    call = getattr(T.autograd.functional, name)
                    vector = v(T, f, inputs)
                    if vector is not SKIP:
                        given = {} if vector is None else {"v": vector}
                        got = caught(functools.partial(call, f, inputs, **given, **options))
                        found[f"{case} {options} {vectors.index(v)}"] = shown(T, got)
        return found

    run.__name__ = f"functional_{name}"
    return program(run)


def shown(T, got):
    """A result without its graph, which is made of other nodes in detail: numbers and whether it requires grad."""
    if isinstance(got, T.Tensor):
        return got.detach(), got.requires_grad
    return tuple(shown(T, part) for part in got) if isinstance(got, tuple) else got


SKIP = object()


def of_outputs(T, f, inputs):
    y = caught(lambda: f(*(inputs if isinstance(inputs, tuple) else (inputs,))))
    return vectors_like(T, y)


def of_inputs(T, f, inputs):
    return vectors_like(T, inputs)


def vectors_like(T, y):
    if isinstance(y, tuple):
        parts = [vectors_like(T, part) for part in y]
        return SKIP if SKIP in parts else tuple(parts)
    if not isinstance(y, T.Tensor):
        return SKIP
    return (T.arange(y.numel(), dtype=T.float64).reshape(y.shape) + 1) / 2


def nothing(T, f, inputs):
    return None


def too_many(T, f, inputs):
    return (T.ones(2, dtype=T.float64),) * 4


def too_long(T, f, inputs):
    return T.ones(7, dtype=T.float64)


def no_tensor(T, f, inputs):
    return 3


WRONG = [nothing, too_many, too_long, no_tensor]
functional_program("vjp", [of_outputs, *WRONG])
functional_program("jvp", [of_inputs, *WRONG])
functional_program("hvp", [of_inputs, *WRONG])
functional_program("vhp", [of_inputs, *WRONG])
functional_program("jacobian", [nothing])
functional_program("hessian", [nothing])


@program
def functional_options(T):
    x = leaf(T, [0.5, 1.25])
    F = T.autograd.functional
    f = lambda x: x * x.sum()
    h = lambda x: (x**3).sum()
    return (
        F.jacobian(f, x, vectorize=True),
        F.hessian(h, x, vectorize=True),
        shown(T, F.jacobian(f, x, strategy="forward-mode", vectorize=True)),
        caught(lambda: F.jacobian(f, x, strategy="forward-mode", strict=True)),
        caught(lambda: F.jacobian(f, x, strict=True, vectorize=True)),
        x.grad,
    )


@program
def functional_under_no_grad(T):
    x = leaf(T, [0.5, 1.25])
    F = T.autograd.functional
    with T.no_grad():
        return F.jacobian(lambda x: x * x, x), F.vjp(lambda x: (x * x).sum(), x), F.hessian(lambda x: (x**3).sum(), x)


@program
def functional_results_can_be_differentiated(T):
    x = leaf(T, [0.5, 1.25])
    F = T.autograd.functional
    J = F.jacobian(lambda x: x**3, x, create_graph=True)
    H = F.hessian(lambda x: (x**4).sum(), x, create_graph=True)
    _, p = F.hvp(lambda x: (x**4).sum(), x, T.ones(2, dtype=T.float64), create_graph=True)
    return [T.autograd.grad(y.sum(), x)[0] for y in (J, H, p)]


@program
def functional_of_a_captured_tensor(T):
    x = leaf(T, [0.5, 1.25])
    return T.autograd.functional.jacobian(lambda z: z * x, x), T.autograd.functional.vjp(
        lambda z: (z * x).sum(), x.detach()
    )


# -- func ------------------------------------------------------------------------------------------


@program
def func_grad(T):
    x, z, s = T.tensor([0.5, 1.25], dtype=T.float64), leaf(T, [2.0, -1.0]), T.tensor(0.7, dtype=T.float64)
    G = T.func.grad
    f = lambda x, z: (x * x * z).sum()
    return (
        G(f)(x, z).detach(),
        G(f, argnums=1)(x, z).detach(),
        [g.detach() for g in G(f, argnums=(0, 1))(x, z)],
        [g.detach() for g in G(f, argnums=(-1, 0))(x, z)],
        G(f, has_aux=False)(x, x),
        G(lambda x: ((x * x).sum(), x * 3), has_aux=True)(x),
        T.func.grad_and_value(lambda x: (x * x).sum())(x),
        T.func.grad_and_value(lambda x: ((x * x).sum(), {"a": x}), has_aux=True)(x),
        G(G(G(T.sin)))(s),
        G(lambda x: G(lambda y: x * x * y * y)(x))(s),
        G(lambda p: (p["w"] * x + p["b"][0]).sum())({"w": x, "b": [s]}),
        G(lambda x: T.ones((), dtype=T.float64))(x),
        G(lambda x, k=2: (x**k).sum())(x, k=3),
        x.requires_grad,
        G(f)(x, x).requires_grad,
        G(f)(x, z).requires_grad,
        G(lambda x: (x * z).sum())(x).requires_grad,
    )


@program
def func_errors(T):
    x = T.tensor([0.5, 1.25], dtype=T.float64)
    G = T.func.grad
    return [
        isinstance(caught(call), RuntimeError)
        for call in (
            lambda: G(lambda x: x)(x),
            lambda: G(lambda x: 3)(x),
            lambda: G(lambda x: x.sum(), argnums=1)(x),
            lambda: G(lambda x: x.sum(), has_aux=True)(x),
            lambda: T.func.vjp(lambda x: 3, x),
            lambda: T.func.jvp(lambda x: x, (x,), (x[:1],)),
            lambda: T.func.jvp(lambda x: x, (x,), (x, x)),
        )
    ]


@program
def func_under_no_grad(T):
    x = leaf(T, [0.5, 1.25])
    with T.no_grad():
        g = T.func.grad(lambda x: (x**3).sum())(x)
    return g, g.requires_grad, T.func.grad(lambda x: (x**3).sum())(x).requires_grad


@program
def func_vjp_and_jvp(T):
    x, z = T.tensor([0.5, 1.25], dtype=T.float64), T.tensor([2.0, -1.0], dtype=T.float64)
    y, pull = T.func.vjp(lambda a, b: a * b.sin(), x, z)
    several, pulls = T.func.vjp(lambda a: (a * a, a.sum()), x)
    with_aux = T.func.vjp(lambda a: (a * a, a + 1), x, has_aux=True)
    return (
        y,
        pull(z),
        pull(x),
        several,
        pulls((x, T.tensor(2.0, dtype=T.float64))),
        with_aux[0],
        with_aux[2],
        with_aux[1](x),
        T.func.jvp(lambda a, b: a * b.sin(), (x, z), (z, x)),
        T.func.jvp(lambda a: (a * a, a * 2), (x,), (z,)),
        T.func.jvp(lambda a: (a * a, a + 1), (x,), (z,), has_aux=True),
        T.func.jvp(lambda a: T.ones(2, dtype=T.float64), (x,), (z,)),
    )


@program
def func_jacobians(T):
    x, z = T.tensor([0.5, 1.25], dtype=T.float64), T.tensor([2.0, -1.0, 0.5], dtype=T.float64)
    f = lambda a, b: a.sum() * b.sin()
    h = lambda a: (a**3).sum() * a[0]
    return (
        T.func.jacrev(f)(x, z),
        T.func.jacrev(f, argnums=1)(x, z),
        T.func.jacrev(f, argnums=(0, 1))(x, z),
        T.func.jacfwd(f)(x, z),
        T.func.jacfwd(f, argnums=(1,))(x, z),
        T.func.hessian(h)(x),
        T.func.hessian(lambda a, b: (a.sum() * b * b).sum(), argnums=(0, 1))(x, z),
        T.func.jacrev(T.func.jacrev(h))(x),
        T.func.jacrev(lambda a: (a * 2, {"b": a.sum()}))(x),
        T.func.jacrev(lambda a: (a * a, a), has_aux=True)(x),
        T.func.jacrev(T.func.grad(h))(x),
    )


# -- grad's other arguments, edges and hooks -------------------------------------------------------


@program
def batched_gradients(T):
    x, z = leaf(T, [0.5, 1.25]), leaf(T, [2.0, -1.0])
    y = x * x * z
    rows = T.eye(2, dtype=T.float64)
    return (
        T.autograd.grad(y, [x, z], rows, is_grads_batched=True, retain_graph=True),
        T.autograd.grad(y, x, T.ones(3, 2, dtype=T.float64), is_grads_batched=True, retain_graph=True),
        isinstance(caught(lambda: T.autograd.grad(y, x, T.ones(3, 3), is_grads_batched=True)), RuntimeError),
        T.autograd.grad(y, [x, leaf(T, 1.0)], rows, is_grads_batched=True, allow_unused=True),
    )


@program
def gradients_by_name(T):
    x, z = leaf(T, [0.5, 1.25]), leaf(T, [2.0, -1.0])
    return T.autograd.grad((x * z).sum(), {"a": x, "b": z})


@program
def gradient_edges(T):
    G = T.autograd.graph
    x = leaf(T, [0.5, 1.25])
    y = x * 2
    edge, at_leaf = G.get_gradient_edge(y), G.get_gradient_edge(x)
    parts = x.unbind()
    z = y * y
    return (
        edge.output_nr,
        edge.node is y.grad_fn,
        len(edge),
        at_leaf.node.name().split("::")[-1],
        T.autograd.grad(z.sum(), edge, retain_graph=True),
        T.autograd.grad(z.sum(), [at_leaf, x], retain_graph=True),
        T.autograd.grad(parts[0] * parts[1], [G.get_gradient_edge(p) for p in parts], retain_graph=True),
        T.autograd.grad(parts[0] * parts[1], G.GradientEdge(parts[1].grad_fn, 1)),
        T.autograd.grad(edge, x, T.ones(2, dtype=T.float64), retain_graph=True),
        z.sum().backward(inputs=[at_leaf], retain_graph=True),
        x.grad.clone(),
        T.autograd.backward(edge, T.ones(2, dtype=T.float64)),
        x.grad,
    )


@program
def wrong_gradient_edges(T):
    G = T.autograd.graph
    x = leaf(T, [0.5, 1.25])
    y = x * 2
    return (
        caught(lambda: G.get_gradient_edge(T.ones(1))),
        caught(lambda: T.autograd.grad(G.get_gradient_edge(y), x)),
        caught(lambda: T.autograd.grad(y.sum(), [x, 3])),
        caught(lambda: T.autograd.grad(y.sum(), 3)),
    )


@program
def versions_counted_by_hand(T):
    t = T.ones(2)
    T.autograd.graph.increment_version(t)
    T.autograd.graph.increment_version([t, t])
    y = leaf(T, [1.0, 2.0]) * 1
    z = y * y
    T.autograd.graph.increment_version(y)
    return t._version, caught(lambda: T.autograd.graph.increment_version(3)), caught(lambda: z.sum().backward())


@program
def nodes_show_themselves(T):
    x, z = leaf(T, [0.5, 1.25]), leaf(T, [2.0, -1.0])
    y = x * z
    e = x.exp()
    p = x**2
    notes = y.grad_fn.metadata
    notes["mine"] = 3
    shown = (
        y.grad_fn._saved_self is x or y.grad_fn._saved_self,
        y.grad_fn._saved_other.detach(),
        e.grad_fn._saved_result.detach(),
        p.grad_fn._saved_self.detach(),
    )
    return (
        isinstance(y.grad_fn, T.autograd.graph.Node),
        y.grad_fn.metadata,
        y.grad_fn.name(),
        hasattr(y.grad_fn, "_saved_nothing"),
        e.grad_fn._sequence_nr() > y.grad_fn._sequence_nr(),
        [s if isinstance(s, bool) else s.detach() for s in shown],
        (x * 2).grad_fn._saved_self,
        y.sum().backward(),
        caught(lambda: y.grad_fn._saved_self),
    )


@program
def handles_are_contexts(T):
    x = leaf(T, [1.0, 2.0])
    log = []
    with x.register_hook(lambda g: log.append("tensor")):
        (x * 1).sum().backward()
    (x * 1).sum().backward()
    y = x * 2
    with (
        y.grad_fn.register_hook(lambda *_: log.append("node")),
        y.grad_fn.register_prehook(lambda *_: log.append("pre")),
    ):
        y.sum().backward(retain_graph=True)
    y.sum().backward()
    handle = x.register_post_accumulate_grad_hook(lambda t: log.append("after"))
    with handle:
        (x * 1).sum().backward()
    handle.remove()
    return log


@program
def hooks_remove_themselves_and_add_others(T):
    x = leaf(T, [1.0, 2.0])
    log = []
    handles = []

    def once(g):
        log.append("once")
        handles[0].remove()

    handles.append(x.register_hook(once))
    for _ in range(3):
        (x * x).sum().backward()
    return log


@program
def multi_grad_hooks(T):
    a, b = leaf(T, [1.0, 2.0]), leaf(T, [3.0, 4.0])
    c, d = a * b, a * b
    log = []
    handle = T.autograd.graph.register_multi_grad_hook(
        (a, b, c, d), lambda grads: log.append([None if g is None else g.tolist() for g in grads])
    )
    c.sum().backward(retain_graph=True)
    c.sum().backward(inputs=(a,), retain_graph=True)
    (c.sum() + d.sum()).backward(retain_graph=True)
    handle.remove()
    c.sum().backward(retain_graph=True)
    first = []
    T.autograd.graph.register_multi_grad_hook((a, c, T.ones(1)), lambda g: first.append(g.tolist()), mode="any")
    c.sum().backward(retain_graph=True)
    c.sum().backward(retain_graph=True)
    return log, first, caught(lambda: T.autograd.graph.register_multi_grad_hook((a,), print, mode="none"))


@program
def saved_tensors_go_through_hooks(T):
    x = leaf(T, [1.0, 2.0])
    log = []

    def pack(t):
        log.append(("pack", t.tolist(), t.requires_grad))
        return t.detach()

    def unpack(t):
        log.append(("unpack", t.tolist()))
        return t

    makers = [
        lambda: x * x,
        lambda: x.exp(),
        lambda: x.sum(),
        lambda: x * 2,
        lambda: x**2,
        lambda: x**x,
        lambda: x / 2,
        lambda: T.where(x > 1, x, x),
        lambda: x.relu(),
        lambda: x.softmax(0),
        lambda: T.cat([x, x]),
        lambda: x * T.tensor([5.0, 6.0], dtype=T.float64),
        lambda: (x * 1) * (x * 1),
        lambda: x.tanh().sigmoid(),
    ]
    for k, make in enumerate(makers):
        log.append(k)
        with T.autograd.graph.saved_tensors_hooks(pack, unpack):
            y = make()
        y.sum().backward()
    return log, x.grad


@program
def hooks_for_saved_tensors_nest_and_end(T):
    G = T.autograd.graph
    x = leaf(T, [1.0, 2.0])
    log = []
    kept = lambda name: lambda t: (log.append(name), t.detach().clone())[1]
    with G.saved_tensors_hooks(kept("outer"), lambda t: t):
        x * x
        with G.saved_tensors_hooks(kept("inner"), lambda t: t):
            x * x
            with T.no_grad():
                x * x
                with T.enable_grad():
                    x.exp()
        x.exp()
    x.exp()
    with G.save_on_cpu():
        y = (x * x).sum()
    y.backward()
    return log, x.grad


@program
def second_derivatives_through_saved_tensor_hooks(T):
    x = leaf(T, [1.0, 2.0])
    with T.autograd.graph.saved_tensors_hooks(lambda t: t.detach().numpy().copy(), T.from_numpy):
        y = (x**3 + x.exp() * x).sum()
    (g,) = T.autograd.grad(y, x, create_graph=True, retain_graph=True)
    return g.detach(), T.autograd.grad(g.sum(), x), T.autograd.grad(y, x), caught(lambda: y.backward())


@program
def wrong_hooks_for_saved_tensors(T):
    G = T.autograd.graph
    x = leaf(T, [1.0, 2.0])

    def fails(t):
        raise ValueError("on purpose")

    def under(pack, unpack, call):
        with G.saved_tensors_hooks(pack, unpack):
            return call()

    def disabled():
        with G.disable_saved_tensors_hooks("no hooks here"), G.save_on_cpu():
            pass

    same = lambda t: t
    return (
        caught(lambda: under(lambda t: 1, same, lambda: x * x).sum().backward()),
        caught(lambda: under(lambda t: t.add_(1), same, lambda: x.detach() * x)),
        caught(lambda: under(fails, same, lambda: x * x)),
        caught(lambda: under(same, fails, lambda: x * x).sum().backward()),
        isinstance(caught(lambda: under(1, 2, lambda: x * x)), TypeError),
        caught(disabled),
        T.is_grad_enabled(),
    )


@program
def functions_save_through_hooks(T):
    class Exp(T.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            y = x.exp()
            ctx.save_for_backward(x, y, None)
            return y

        @staticmethod
        def backward(ctx, g):
            log.append("backward")
            x, y, none = ctx.saved_tensors
            return g * y + 0 * x

    log = []
    x = leaf(T, [1.0, 2.0])
    with T.autograd.graph.saved_tensors_hooks(
        lambda t: (log.append("pack"), t.detach())[1], lambda t: (log.append("unpack"), t)[1]
    ):
        y = Exp.apply(x)
    y.sum().backward()
    return log, x.grad


# -- anomalies -------------------------------------------------------------------------------------


@program
def anomaly_finds_the_nan(T):
    x = leaf(T, [-1.0, 2.0])

    def run():
        with T.autograd.detect_anomaly():
            y = x.sqrt()
            (y * 2).sum().backward()

    return warned(run), T.is_anomaly_enabled()


@program
def anomaly_without_a_forward_pass(T):
    y = leaf(T, [-1.0, 2.0]).sqrt()

    def run():
        with T.autograd.set_detect_anomaly(True):
            y.sum().backward()

    return warned(run)


@program
def anomaly_in_a_second_derivative(T):
    def run():
        with T.autograd.set_detect_anomaly(True):
            x = leaf(T, [0.0])
            (g,) = T.autograd.grad((x**1.5).sum(), x, create_graph=True)
            (h,) = T.autograd.grad(g.sum(), x, create_graph=True)
            T.autograd.grad((h * 0).sum(), x)

    error, told = warned(run)
    return isinstance(error, RuntimeError), "nan values in its 0th output" in str(error), told[0][0]


@program
def anomaly_in_the_users_code(T):
    class Fails(T.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 1

        @staticmethod
        def backward(ctx, g):
            raise ValueError("on purpose")

    def run():
        with T.autograd.set_detect_anomaly(True):
            Fails.apply(leaf(T, [1.0])).sum().backward()

    return warned(run)


@program
def anomaly_may_be_switched(T):
    seen = [(T.is_anomaly_enabled(), T.is_anomaly_check_nan_enabled())]
    x = leaf(T, [-1.0, 2.0])
    try:
        T.autograd.set_detect_anomaly(True, check_nan=False)
        seen.append((T.is_anomaly_enabled(), T.is_anomaly_check_nan_enabled()))
        x.sqrt().sum().backward()
        with T.autograd.set_detect_anomaly(False):
            seen.append(T.is_anomaly_enabled())
        seen.append(T.is_anomaly_enabled())
        thread = threading.Thread(target=lambda: seen.append(T.is_anomaly_enabled()))
        thread.start()
        thread.join()
    finally:
        T.autograd.set_detect_anomaly(False)
    return seen, T.is_anomaly_enabled(), x.grad


@program
def anomaly_notes_the_calls(T):
    x = leaf(T, [1.0])

    def run():
        with T.autograd.set_detect_anomaly(True):
            return x * 2

    y, _ = warned(run)
    return list(y.grad_fn.metadata), "return x * 2" in "".join(y.grad_fn.metadata["traceback_"])


# -- Function --------------------------------------------------------------------------------------


def made(T, forward, backward=None, name="My", **methods):
    """A Function of the given methods."""
    methods = {"forward": forward, **({} if backward is None else {"backward": backward}), **methods}
    return type(name, (T.autograd.Function,), {key: staticmethod(method) for key, method in methods.items()})


def passed(ctx, g):
    return g


@program
def functions_that_misuse_their_context(T):
    x = leaf(T, [1.0, 2.0])
    y = x * 1

    def dirty(what):
        def forward(ctx, a):
            ctx.mark_dirty(what(a))
            return a * 2

        return forward

    def materialize(ctx, a):
        ctx.set_materialize_grads("a")
        return a * 2

    return (
        caught(lambda: made(T, dirty(lambda a: a), passed).apply(y)),
        caught(lambda: made(T, dirty(lambda a: a * 1), passed).apply(x)),
        caught(lambda: made(T, dirty(lambda a: 3), passed).apply(x)).__class__.__name__
        in ("RuntimeError", "EngineError"),
        isinstance(caught(lambda: made(T, materialize, passed).apply(x)), TypeError),
    )


@program
def function_that_changes_a_leaf(T):
    def forward(ctx, a):
        ctx.mark_dirty(a)
        return a.mul_(2)

    x = leaf(T, [1.0, 2.0])
    q = T.ones(2)
    return caught(lambda: made(T, forward, passed).apply(x)), made(T, forward, passed).apply(q) is q, q, q._version


@program
def function_that_changes_a_view(T):
    def forward(ctx, a):
        ctx.mark_dirty(a)
        return a.mul_(2)

    x = leaf(T, [1.0, 2.0])
    y = x * 1
    v = y.view(2, 1)
    w = made(T, forward, lambda ctx, g: g * 2).apply(v)
    y.sum().backward()
    return w is v, y.grad_fn.name().split("::")[-1], y._version, y.detach(), x.grad


@program
def functions_that_return_what_they_should_not(T):
    x, z = leaf(T, [1.0, 2.0]), leaf(T, [3.0, 4.0])
    double = lambda ctx, a, *_: a * 2
    backwards = {
        "text": lambda ctx, g: "a",
        "number": lambda ctx, g: 3.0,
        "list": lambda ctx, g: [g],
        "two": lambda ctx, g: (g, g),
        "none and more": lambda ctx, g: (g, None, 3),
        "long": lambda ctx, g: g.sum().reshape(1).expand(3),
        "no axes": lambda ctx, g: g.sum(),
        "wider": lambda ctx, g: g.expand(3, 2),
    }
    found = {name: caught(lambda b=b: made(T, double, b).apply(x).sum().backward()) for name, b in backwards.items()}
    found["for a number"] = caught(lambda: made(T, double, lambda ctx, g: (g, g)).apply(x, 3).sum().backward())
    found["too few"] = caught(lambda: made(T, double, passed).apply(x, z).sum().backward())
    return found, x.grad


@program
def function_gradients_are_cast(T):
    x = leaf(T, [1.0, 2.0])
    made(T, lambda ctx, a: a * 2, lambda ctx, g: g.float()).apply(x).sum().backward()
    made(T, lambda ctx, a: a * 2, lambda ctx, g: g.long()).apply(x).sum().backward()
    return x.grad


@program
def functions_return_other_things(T):
    x = leaf(T, [1.0, 2.0])
    log = []

    def backward(ctx, g, *rest):
        log.append([r if r is None else r.tolist() for r in rest])
        return g

    y = made(T, lambda ctx, a: (a * 2, 3, None), backward).apply(x)
    y[0].sum().backward()
    z = made(T, lambda ctx, a: (a * 2, (a * 2).long()), backward).apply(x)
    z[0].sum().backward()
    return (
        y[1:],
        z[1],
        z[1].requires_grad,
        log,
        made(T, lambda ctx, a: 3, passed).apply(x),
        made(T, lambda ctx, a: None, passed).apply(x),
        made(T, lambda ctx, a: (), passed).apply(x),
        made(T, lambda ctx, a: [a * 2], passed).apply(x)[0].requires_grad,
    )


@program
def functions_return_views_and_arguments(T):
    x = leaf(T, [1.0, 2.0])
    view = made(T, lambda ctx, a: a.view(2, 1), lambda ctx, g: g.view(2) * 10)
    same = made(T, lambda ctx, a: a, lambda ctx, g: g * 7)
    both = made(T, lambda ctx, a: (a[:1], a[1:]), lambda ctx, g, h: T.cat([g, h]))
    one, other, parts = view.apply(x), same.apply(x * 1), both.apply(x * 1)
    flags = one._is_view(), other._is_view(), parts[0]._is_view(), one.grad_fn.name(), other.grad_fn.name()
    one.sum().backward()
    base = x * 1
    after = view.apply(base)
    base.add_(1)
    return (
        flags,
        x.grad,
        caught(lambda: one.add_(1)),
        caught(lambda: other.add_(1)),
        caught(lambda: parts[0].add_(1)),
        caught(lambda: view.apply(x * 1).add_(1)),
        caught(lambda: after.grad_fn),
        made(T, lambda ctx, a: a.detach(), passed).apply(x).requires_grad,
    )


@program
def one_result_returned_twice(T):
    def forward(ctx, a):
        y = a * 2
        return y, y

    x = leaf(T, [1.0, 2.0])
    y, z = made(T, forward, lambda ctx, g, h: g * 2 + h * 3).apply(x)
    (y.sum() + z.sum() * 10).backward()
    return y.tolist(), z.tolist()


@program
def functions_with_the_other_name_of_backward(T):
    x = leaf(T, [1.0, 2.0])
    made(T, lambda ctx, a: a * 2, vjp=lambda ctx, g: g * 2).apply(x).sum().backward()
    both = made(T, lambda ctx, a: a * 2, passed, vjp=passed)
    return x.grad, caught(lambda: both.apply(x).sum().backward())


@program
def functions_called_by_keyword(T):
    x = leaf(T, [1.0, 2.0])
    y = made(T, lambda ctx, a, k=3: a * k, lambda ctx, g: (g * 3, None)[: len(ctx.needs_input_grad)]).apply(a=x)
    z = made(
        T,
        lambda a, k=3: a * k,
        lambda ctx, g: (g * 3, None),
        setup_context=lambda ctx, inputs, output: log.append((len(inputs), inputs[1], output.requires_grad)),
    )
    log = []
    w = z.apply(x)
    w.sum().backward()
    return y.requires_grad, log, x.grad


@program
def functions_are_not_instances(T):
    Double = made(T, lambda ctx, a: a * 2, passed)
    instance, told = warned(Double)
    return told[0][0], caught(lambda: instance(leaf(T, [1.0])))


@program
def functions_save_again_and_what_they_made(T):
    x = leaf(T, [1.0, 2.0])
    log = []

    def forward(ctx, a):
        ctx.save_for_backward(a)
        ctx.save_for_backward(a * 3, None)
        return a * 2

    def backward(ctx, g):
        log.append([None if t is None else t.tolist() for t in ctx.saved_tensors])
        return g

    made(T, forward, backward).apply(x).sum().backward()
    return log, caught(lambda: made(T, lambda ctx, a: a * 2, lambda ctx, g: g * ctx.nothing).apply(x).sum().backward())


@program
def nested_functions(T):
    def save(ctx, a):
        ctx.save_for_backward(a)

    inner = made(T, lambda ctx, a: (save(ctx, a), a * a)[1], lambda ctx, g: g * 2 * ctx.saved_tensors[0])
    outer = made(
        T,
        lambda ctx, a: (save(ctx, a), inner.apply(a) * 3)[1],
        lambda ctx, g: inner.apply(g) * 6 * ctx.saved_tensors[0],
    )
    x = leaf(T, [1.0, 2.0])
    (g,) = T.autograd.grad(outer.apply(x).sum(), x, create_graph=True)
    return g.detach(), T.autograd.grad(g.sum(), x)


@program
def once_differentiable_in_a_longer_graph(T):
    Once = made(T, lambda ctx, a: a * 2, T.autograd.function.once_differentiable(lambda ctx, g: g * 2))
    x, z = leaf(T, [1.0, 2.0]), leaf(T, [3.0, 4.0])
    (g,) = T.autograd.grad((Once.apply(x) * z).sum(), x, create_graph=True)
    return g.detach(), g.requires_grad, caught(lambda: g.sum().backward())


@program
def backward_inside_backward(T):
    def backward(ctx, g):
        with T.enable_grad():
            y = T.tensor(3.0, dtype=T.float64, requires_grad=True)
            (y * y).backward()
        return g * y.grad

    x = leaf(T, [1.0, 2.0])
    made(T, lambda ctx, a: a * 2, backward).apply(x).sum().backward()
    return x.grad


# -- tensors in Python -----------------------------------------------------------------------------

PROGRAMS += lines("""
float(T.tensor(2)) | int(T.tensor(2.7)) | int(T.tensor([3])) | float(T.tensor([[2.5]])) | bool(T.tensor(0)) | bool(T.tensor([1.0])) | int(T.tensor([1, 2])) | float(none) | int(T.tensor(True)) | complex(T.tensor(2.0)).real
f"{s:.2f}" | f"{T.tensor(3):04d}" | f"{T.tensor(True)}" | f"{x:.2f}" | format(T.tensor(1.5)) | f"{T.tensor([1.5])}" | f"{s}" | "%.3f" % s.item() | "%d" % T.tensor(3) | f"{T.tensor(2.0):>8}" | f"{x}" | f"{A:5}"
len(A) | len(T.zeros(0, 3)) | len(s) | list(n) | [v.item() for v in n] | 2 in n | 5 in n | T.tensor(2) in n | "a" in n | None in n | x in A
A.tolist() | s.tolist() | m.tolist() | none.tolist() | T.zeros(2, 0).tolist() | n8.tolist() | x16.tolist()
T.tensor([[5]]).item() | T.tensor([1, 2]).item() | none.item() | m[0].item()
[10, 20, 30][T.tensor(1)] | [10, 20][T.tensor([1])] | [10, 20][T.tensor(1.0)] | range(T.tensor(3)) | list(range(10))[T.tensor(2):T.tensor(4)] | [1, 2][T.tensor(True)]
hash(x) == hash(x) | {x: 1}[x] | x in {x} | x in {x: 1} | id(x) == hash(x) | x is x.view(3) | x.is_same_size(z) | x.is_same_size(A) | x.is_same_size(T.ones(3, dtype=T.int64))
x.shape + (1,) | x.shape + A.shape | A.shape[0] | A.shape[-1:] | A.shape[::-1] | A.shape.numel() | repr(A.shape) | str(C.shape[1:]) | tuple(A.shape) | A.shape == (2, 3) | A.size(0) | A.size(-1) | A.size(5) | A.size(dim=1) | hash(A.shape) == hash((2, 3)) | T.Size([2, 3]) == A.shape | repr(T.Size([])) | T.Size([2, 3]).numel() | repr(T.Size((1, 2)) + T.Size([3])) | repr(A.shape * 2) | repr((1,) + A.shape) | T.Size([2, 3]).index(3) | T.Size([2, 2]).count(2) | len(T.Size([1, 2])) | repr(2 * A.shape) | T.Size(["a"]) | T.Size(3) | T.Size([1.5]) | repr(T.Size([2]) + [3])
repr(T.device("cpu")) | str(T.device("cpu")) | T.device("cpu") == "cpu" | T.device("cpu") == T.device("cpu", 0) | repr(T.device("cpu", index=1)) | T.device("cpu:1").index | T.device("cpu").index | hash(T.device("cpu")) == hash(T.device("cpu")) | repr(T.device(T.device("cpu"))) | T.device("cpu", "a") | T.device("cpu:x") | T.device(1.5) | x.device == T.device("cpu") | x.get_device() | x.is_cuda | T.device("cpu") != T.device("cpu:0") | T.device(type="cpu") == x.device | T.device("") | T.device("cpu:-1") | T.device("cpu:0", 1)
T.float32.itemsize | T.float64.is_floating_point | T.int8.is_signed | T.uint8.is_signed | T.bool.is_signed | T.float32.is_complex | T.int64.to_real() | repr(T.float16) | str(T.bool) | T.float32 == T.float | hash(T.float32) == hash(T.float) | T.float64 is T.double | T.half is T.float16 | T.short is T.int16 | T.int64.is_complex
x.dim() | x.ndim | x.ndimension() | x.numel() | x.nelement() | x.element_size() | x.itemsize | x.nbytes | A.stride() | A.stride(0) | A.stride(-1) | A.t().stride() | s.stride() | A.stride(5) | A.storage_offset() | A[1].storage_offset() | A[:, 1].storage_offset() | A.t().is_contiguous() | x.is_floating_point() | n.is_floating_point() | x.is_complex() | n.is_signed() | u8.is_signed() | x.is_leaf | x.retains_grad | x.is_sparse | repr(x.layout) | x.is_quantized | x.is_meta | T.is_tensor(x) | T.is_tensor(3) | T.is_floating_point(x) | T.is_floating_point(n) | T.numel(A) | x.data_ptr() == x.data_ptr() | x.data_ptr() == x.detach().data_ptr() | x[1:].data_ptr() - x.data_ptr() | x.data_ptr() == x.clone().data_ptr() | x.is_nonzero() | s.is_nonzero()
x.requires_grad_(False).requires_grad | c.requires_grad_().requires_grad | x.requires_grad_(requires_grad=True) is x | (x * 1).requires_grad_() .is_leaf | m.requires_grad_(False).requires_grad | x.requires_grad_(1) | x.requires_grad = 1 | x.requires_grad = None
y = x * 1; y.detach_(); y = y.requires_grad, y.is_leaf | x.detach_().requires_grad | c.detach_() is c | y = (x * 1).view(3); y.detach_() | y = x * 1; z = y * 2; y.detach_(); z
y = c.clone(); y.data = T.ones(2); y | y = c.clone(); y.data = n; y | y = x.clone(); y.data = T.ones(2, dtype=T.float64); y.shape | c.data = 3 | y = x.data; y.requires_grad | y = c.clone(); z = y.data; z.add_(1); y = (y, y._version, z._version) | y = c.clone(); y.data.zero_(); y | x.data = c; y = x
c.grad = c * 2; y = c.grad | c.grad = T.ones(2) | c.grad = T.ones(3) | c.grad = [1] | n.grad = n | n.grad = T.ones(3) | x.grad = x.detach().view(1, 3) | s.grad = T.tensor([1.0], dtype=T.float64) | y = x * 1; y.grad = c; y = y.grad | del c.grad; y = c.grad | c.grad = T.ones(3, dtype=T.float64, requires_grad=True); y = c.grad.requires_grad
c.retain_grad() | x.retain_grad() | y = x * 1; y.retain_grad(); y = y.retains_grad | x.output_nr | x.unbind()[1].output_nr | x._version | c.add_(1)._version | x.grad_fn | (x * 1).grad_fn.name() | x._base is None | x.view(3)._base is x | (x * 1)._base | x._is_view() | x[0]._is_view()
T.Tensor([1, 2]) | T.Tensor([[1.5], [2]]) | T.Tensor(2, 3).shape | T.Tensor() | T.Tensor(3).shape | T.Tensor([]).dtype | T.Tensor([1.0, 2.0]).requires_grad | T.Tensor("a") | T.Tensor(c32) | T.Tensor(np.ones(2, "float32")) | T.Tensor([True]) | T.Tensor(T.Size([2])).shape | T.Tensor((1, 2)) | T.Tensor(2.5) | T.Tensor(None) | T.Tensor(n)
y = T.tensor([1.0, 4.0]); y.apply_(lambda v: v + 1); y | T.tensor([1, 2]).apply_(lambda v: v * 2) | x.apply_(lambda v: v) | T.tensor([1.0, 4.0]).map_(T.tensor([2.0, 3.0]), lambda a, b: a * b)
x.cpu() is x | x.to(x) is x | x.to("cpu") is x | x.to(T.float64) is x | x.to(T.float32).dtype | x.type() | n.type() | x.type(T.float32).dtype | x.type("torch.FloatTensor").dtype | x.type_as(c32).dtype
hasattr(x, "__cuda_array_interface__")
""")


@program
def pickling(T):
    x = leaf(T, [1.0, 2.0])
    x.note = "mine"
    (x * x).sum().backward()
    found = []
    for y in (x, T.arange(3), T.ones(2, 3).t(), T.tensor(1.5), T.zeros(0), T.tensor([True])):
        for protocol in (2, pickle.HIGHEST_PROTOCOL):
            z = pickle.loads(pickle.dumps(y, protocol))
            found.append((z.detach(), z.requires_grad, z.is_leaf, z.stride(), z.grad, getattr(z, "note", None)))
    return found, isinstance(caught(lambda: pickle.dumps(x * 1)), RuntimeError) or "pickles"


@program
def copying(T):
    x = leaf(T, [1.0, 2.0])
    x.note = ["mine"]
    (x * x).sum().backward()
    a, b = copy.copy(x), copy.deepcopy(x)
    with T.no_grad():
        a[0] = 9
    pair = copy.deepcopy([x, x])
    return (
        x,
        a.requires_grad,
        a.grad is x.grad,
        a.note is x.note,
        b,
        b.grad,
        b.note is x.note,
        b.note,
        pair[0] is pair[1],
        caught(lambda: copy.deepcopy(x * 1)),
        copy.deepcopy(T.ones(2, 3).t()).stride(),
        copy.deepcopy(T.ones(3)[1:]),
        caught(lambda: copy.copy(x * 1).requires_grad),
    )


@program
def deepcopies_share_memory_as_their_originals(T):
    x = T.arange(4.0)
    y, z = copy.deepcopy((x, x[1:]))
    y[1] = 9
    return y, z


@program
def subclasses(T):
    class Mine(T.Tensor):
        def twice(self):
            return self * 2

    y = T.tensor([1.0, 2.0]).as_subclass(Mine)
    return type(y).__name__, repr(y), isinstance(y, T.Tensor), y.twice().tolist(), type(y.detach().numpy()).__name__


@program
def parameters(T):
    P = T.nn.Parameter
    p, q = P(T.tensor([1.0, 2.0])), P(T.arange(2.0), requires_grad=False)
    (p * p).sum().backward()
    r, t = copy.deepcopy(p), pickle.loads(pickle.dumps(p))
    return (
        repr(p),
        p.is_leaf,
        q.requires_grad,
        type(p * 1).__name__,
        type(r).__name__,
        r.requires_grad,
        type(t).__name__,
        t.requires_grad,
        p.grad,
        isinstance(p, T.Tensor),
        type(p.data).__name__,
        type(p.detach()).__name__,
        caught(lambda: P(T.arange(2))),
        P().shape,
        type(p[0]).__name__,
        type(p.t()).__name__,
    )


@program
def printing_options(T):
    x = T.tensor([[1.23456789, 1000.5], [1e-7, 0.0]])
    long = T.arange(2000.0).reshape(2, 1000)
    found = []
    try:
        for options in (
            {"precision": 2},
            {"sci_mode": True},
            {"sci_mode": False},
            {"threshold": 3, "edgeitems": 1},
            {"linewidth": 30},
            {"profile": "short"},
            {"profile": "full", "threshold": 10},
        ):
            T.set_printoptions(profile="default")
            T.set_printoptions(**options)
            found += [repr(x), repr(long), repr(T.arange(12)), repr(T.tensor(1.5)), repr(T.zeros(0, 2))]
    finally:
        T.set_printoptions(profile="default")
    return found, repr(x)


@program
def printing_goes_everywhere(T):
    x = leaf(T, [1.0, 2.0], "float32")
    out = io.StringIO()
    print(x, x * 2, file=out)
    return out.getvalue(), f"{x}", f"{x!r}", str(x), str([x]), format(T.tensor(1.5))


# -- tensors in NumPy ------------------------------------------------------------------------------

PROGRAMS += lines("""
np.asarray(c).tolist() | np.array(c).dtype.name | np.asarray(n, dtype=float).tolist() | np.array(n, dtype="float32").dtype.name | np.asarray(x) | np.array(x) | np.asarray(s.detach()).shape | np.asarray(A.detach().t()).strides | np.array([c, c]).shape | np.array([n[0], n[1]]).tolist() | np.asarray(m).dtype.name
c.numpy().tolist() | x.numpy() | (x * 1).numpy() | x.numpy(force=True).tolist() | c.numpy(force=True).tolist() | x.detach().numpy().dtype.name | k.numpy().shape | A.detach().t().numpy().flags.c_contiguous | m.numpy().tolist() | none.detach().numpy().shape
y = T.ones(2); a = np.asarray(y); a[0] = 5; y | y = T.ones(2); a = np.array(y); a[0] = 5; y | y = T.tensor(1.0); a = y.numpy(); a[...] = 4; y | y = T.ones(2); a = y.numpy(); y.add_(1); y = a.tolist() | a = np.zeros(2); y = T.from_numpy(a); y.add_(1); y = a.tolist() | a = np.zeros(2); y = T.as_tensor(a); a[0] = 3; y | a = np.zeros(2); y = T.tensor(a); a[0] = 3; y | y = T.asarray(np.ones(2)); y
np.sin(c).tolist() | np.argmax(c).item() | np.exp(k) | np.sqrt(c).dtype | np.reshape(c, (3, 1)).shape | np.dot(c.numpy(), c.numpy()) | np.allclose(c, c) | np.stack([c, c]).shape | np.concatenate([c, c]).shape | np.shape(A.detach()) | np.ndim(c) | np.abs(-c).tolist() | np.isnan(c).any().item() | np.linalg.norm(c.numpy()) | np.where(m, c, 0).tolist() | np.add(c, 1).tolist() | np.testing.assert_allclose(c, c)
c + np.float64(2) | c * np.float32(2) | n * np.int64(3) | n + np.float64(1.5) | np.float64(2) * c | np.float32(2) * c | np.int64(3) + n | np.float64(2) - c | np.float64(2) / c | c ** np.float64(2) | np.float64(2) ** c | c32 * np.float64(2) | np.float64(2) * c32 | x * np.float64(2) | c > np.float64(1) | np.float64(1) < c | c == np.float64(0.3) | c + np.array(2.0) | c[np.int64(1)] | c[np.array([0, 2])] | c[np.array([True, False, True])] | T.tensor(np.float32(2)) | np.float64(1) == c | np.int64(2) // n | n % np.int64(2) | np.float64(2) * x
c + np.ones(3) | c * np.arange(3) | c - np.ones((2, 3)) | n8 * np.ones(3, "int64") | c == np.ones(3) | c += np.ones(3); y = c
""")
