"""The engine holds: very deep and very wide graphs, threads, exceptions and interrupts, memory given back at once."""

import gc
import os
import signal
import subprocess
import sys
import threading
import time
import tracemalloc
import weakref

import numpy as np
import pytest

import autograd_viz as av

DEEP, WIDE = 200_000, 20_000


def leaf(value):
    return av.tensor(value, dtype=av.float64, requires_grad=True)


@pytest.fixture
def no_collector():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


# -- size ------------------------------------------------------------------------------------------

STEPS = {
    "numbers": (lambda y, x: y * 1.0, 1.0),
    "tensors": (lambda y, x: y + x * 0.0, 1.0),
    "functions": (lambda y, x: y.neg().neg(), 1.0),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_graph_of_200_000_operations_runs_forward_backward_and_is_freed(name):
    step, expected = STEPS[name]
    x = leaf(1.0)
    y = x
    for _ in range(DEEP // 2 if name != "numbers" else DEEP):
        y = step(y, x)
    first = weakref.ref(y.grad_fn)
    y.backward()
    assert x.grad.item() == expected
    del y
    assert first() is None


def test_a_deep_graph_of_vectors_views_and_changes_is_freed():
    x = leaf([1.0, 2.0])
    y = x * 1
    for _ in range(3_000):
        y = y.view(2, 1).view(2)
        y = y.add_(1)
    y.sum().backward()
    assert x.grad.tolist() == [1.0, 1.0]


def test_a_deep_graph_of_custom_functions_is_freed():
    x = leaf(1.0)
    y = x
    for _ in range(20_000):
        y = Double.apply(y) * 0.5
    y.backward()
    assert x.grad.item() == 1.0
    del y


def test_a_deep_recorded_backward_is_freed():
    x = leaf(1.0)
    y = x
    for _ in range(20_000):
        y = y * x
    (g,) = av.autograd.grad(y, x, create_graph=True)
    node = weakref.ref(g.grad_fn)
    assert g.item() == 20_001
    del g, y
    assert node() is None


def test_20_000_ways_out_of_one_tensor_and_into_one():
    x = leaf(2.0)
    y = x * 1
    parts = [y * k for k in range(WIDE)]
    total = av.stack(parts).sum()
    total.backward()
    assert x.grad.item() == sum(range(WIDE))
    assert len(total.grad_fn.next_functions[0][0].next_functions) == WIDE


def test_20_000_leaves_meet():
    leaves = [leaf(float(k)) for k in range(WIDE)]
    av.stack(leaves).square().sum().backward()
    assert [x.grad.item() for x in leaves[:3]] == [0.0, 2.0, 4.0]
    assert leaves[-1].grad.item() == 2.0 * (WIDE - 1)


def test_40_levels_of_diamonds_take_no_time():
    x = leaf(1.0)
    y = x
    for _ in range(40):
        y = y * 0.5 + y * 0.5
    start = time.perf_counter()
    y.backward(create_graph=True)
    (g,) = av.autograd.grad(y, x, create_graph=True)
    assert time.perf_counter() - start < 1
    assert g.item() == x.grad.item() == 1.0


def test_40_levels_of_diamonds_between_custom_functions_and_changes():
    x = leaf([1.0, 1.0])
    y = x * 1
    for _ in range(40):
        y = Double.apply(y) * 0.25 + y.view(2, 1).view(2) * 0.5
        y.mul_(1.0)
    start = time.perf_counter()
    y.sum().backward()
    assert time.perf_counter() - start < 1
    assert x.grad.tolist() == [1.0, 1.0]


# -- memory ----------------------------------------------------------------------------------------


class Double(av.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y = x * 2
        ctx.save_for_backward(x, y)
        ctx.note = "mine"
        return y

    @staticmethod
    def backward(ctx, g):
        x, y = ctx.saved_tensors
        return g * 2 + 0 * x * y


class Several(av.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        y, z = x * 2, x.exp()
        ctx.save_for_backward(x, y, z)
        return y, z, x, (x > 0)

    @staticmethod
    def backward(ctx, g, h, i, _):
        _, _, z = ctx.saved_tensors
        return g * 2 + h * z + i


class Changes(av.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.mark_dirty(x)
        return x.mul_(2)

    @staticmethod
    def backward(ctx, g):
        return g * 2


def with_hooks(x):
    y = x * 1
    y.register_hook(lambda g: g * 2)
    y.retain_grad()
    z = y.exp()
    z.grad_fn.register_hook(lambda sent, got: None)
    z.grad_fn.register_prehook(lambda got: None)
    z.grad_fn.metadata["note"] = "mine"
    av.autograd.graph.register_multi_grad_hook((y, z), lambda grads: None)
    return z.sum()


def with_saved_tensor_hooks(x):
    with av.autograd.graph.saved_tensors_hooks(lambda t: t.detach(), lambda t: t):
        return (x.exp() * Double.apply(x) * x**2).sum()


def with_changes(x):
    y = x * 1
    v = y[1:]
    v.mul_(2)
    y.view(3, 1).add_(x.view(3, 1))
    y[0] = 5.0
    a, b, c = (y * 1).unbind()
    y += 1
    return y.sum() + v.sum() + a * b * c


def with_an_edge(x):
    y = x * x
    edge = av.autograd.graph.get_gradient_edge(y)
    z = y.sum()
    del y
    assert edge.node is not None
    return z


MAKERS = {
    "a plain graph": lambda x: ((x * x).exp() / 2).tanh().sum(),
    "custom functions": lambda x: Double.apply(Double.apply(x)).sum(),
    "functions of several results": lambda x: sum(y.sum() for y in Several.apply(x)[:3]),
    "functions that change their argument": lambda x: (
        Changes.apply((x * 1).view(3, 1)).sum() + Changes.apply(x * 1).sum()
    ),
    "hooks": with_hooks,
    "hooks for saved tensors": with_saved_tensor_hooks,
    "views and changes": with_changes,
    "gradient edges": with_an_edge,
    "derivatives of derivatives": lambda x: av.autograd.grad((x**3).sum(), x, create_graph=True)[0].sum(),
    "jacobians": lambda x: av.autograd.functional.jacobian(lambda y: y**3, x, create_graph=True).sum(),
    "func": lambda x: av.func.grad(lambda y: (y**3).sum())(x).sum(),
    "batched gradients": lambda x: (x * x).sum(),
}


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
@pytest.mark.parametrize("passes", ["none", "backward", "kept", "create_graph", "failed"])
def test_graphs_are_freed_by_reference_counting_alone(make, passes, no_collector):
    x = leaf([0.5, 1.0, 2.0])
    L = make(x)
    nodes = [weakref.ref(node) for node in all_nodes(L)]
    if passes in ("backward", "kept"):
        L.backward(retain_graph=passes == "kept")
    elif passes == "create_graph":
        grads = av.autograd.grad(L, x, create_graph=True)
        if grads[0].requires_grad:
            nodes += [weakref.ref(node) for node in all_nodes(grads[0])]
        del grads
    elif passes == "failed":
        handle = x.register_hook(fail)
        with pytest.raises(ZeroDivisionError):
            L.backward()
        handle.remove()
    del L
    assert [ref() for ref in nodes if ref() is not None] == []
    gone = weakref.ref(x)
    del x
    assert gone() is None


def fail(g):
    raise ZeroDivisionError


def all_nodes(tensor):
    """Every node behind a tensor, the leaves' accumulators included."""
    stack, seen = [tensor.grad_fn], {}
    while stack:
        node = stack.pop()
        if node is not None and id(node) not in seen:
            seen[id(node)] = node
            stack += [edge for edge, _ in node.next_functions]
    return list(seen.values())


def test_a_hook_that_holds_its_own_tensor_is_let_go_when_removed(no_collector):
    x = leaf([1.0])
    handle = x.register_hook(lambda g, x=x: None)
    gone = weakref.ref(x)
    handle.remove()
    del x
    assert gone() is None


def test_a_handle_keeps_no_tensor_alive(no_collector):
    x = leaf([1.0])
    y = x * 2
    handles = [x.register_hook(print), y.register_hook(print), y.grad_fn.register_hook(print)]
    gone = weakref.ref(x), weakref.ref(y.grad_fn)
    del x, y
    assert [ref() for ref in gone] == [None, None]
    for handle in handles:
        handle.remove()


def train(steps, w, b, X, t, optimise):
    for _ in range(steps):
        h = (X @ w + b).tanh()
        loss = ((h - t) ** 2).mean() + Double.apply(w).sum() * 1e-3
        loss.backward()
        optimise()


def test_2_000_training_steps_leave_nothing_behind():
    w = av.tensor(np.linspace(-1, 1, 32).reshape(8, 4), requires_grad=True)
    b = av.zeros(4, dtype=av.float64, requires_grad=True)
    X, t = av.tensor(np.linspace(0, 1, 128).reshape(16, 8)), av.zeros(16, 4, dtype=av.float64)

    def optimise():
        with av.no_grad():
            for p in (w, b):
                p -= 0.01 * p.grad
                p.grad = None

    train(50, w, b, X, t, optimise)
    gc.collect()
    counted = len(gc.get_objects())
    tracemalloc.start()
    train(2, w, b, X, t, optimise)
    gc.collect()
    before = tracemalloc.get_traced_memory()[0]
    gc.disable()
    try:
        train(2_000, w, b, X, t, optimise)
        grown = len(gc.get_objects()) - counted
    finally:
        gc.enable()
    gc.collect()
    memory = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert memory < 20_000
    assert grown < 100


def test_hooks_modes_and_second_derivatives_leave_nothing_behind():
    x = leaf([0.5, 1.0])

    def step():
        with x.register_hook(lambda g: g * 2), av.autograd.graph.save_on_cpu():
            y = (x.exp() * x).sum()
        (g,) = av.autograd.grad(y, x, create_graph=True)
        g.sum().backward()
        with av.inference_mode():
            x * 2
        x.grad = None

    for _ in range(20):
        step()
    gc.collect()
    counted = len(gc.get_objects())
    gc.disable()
    try:
        for _ in range(500):
            step()
        assert len(gc.get_objects()) - counted < 20
    finally:
        gc.enable()


# -- threads ---------------------------------------------------------------------------------------


def in_threads(count, work):
    """Run `work(k)` in `count` threads at once; raises what any of them raised."""
    errors, gate = [], threading.Barrier(count)

    def run(k):
        try:
            gate.wait()
            work(k)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(k,)) for k in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]


MODES = [av.no_grad, av.enable_grad, av.inference_mode, lambda: av.set_grad_enabled(True)]


def test_8_threads_have_a_mode_of_their_own_while_they_run_backward():
    def work(k):
        x = leaf([float(k), 1.0])
        with MODES[k % 4]():
            for _ in range(100):
                y = x * x
                assert y.requires_grad == bool(k % 2)
                assert y.is_inference() == (k % 4 == 2)
                with av.inference_mode(False), av.enable_grad():
                    z = (x * x).sum()
                x.grad = None
                z.backward()
                assert x.grad.tolist() == [2.0 * k, 2.0]
        assert av.is_grad_enabled()

    in_threads(8, work)


def test_8_threads_run_graphs_on_a_shared_leaf_at_the_same_time():
    x = leaf([1.0, 2.0])
    found = {}

    def work(k):
        for _ in range(100):
            (g,) = av.autograd.grad((x * x * k).sum(), x)
            assert g.tolist() == [2.0 * k, 4.0 * k]
        found[k] = g

    in_threads(8, work)
    assert len(found) == 8
    assert x.grad is None


@pytest.mark.parametrize("size", [1, 50, 50_000])
def test_8_threads_accumulate_into_a_shared_leaf(size):
    x = leaf(np.ones(size))
    x.grad = av.zeros(size, dtype=av.float64)

    def work(k):
        for _ in range(50):
            (x * 1.0).backward(av.ones(size, dtype=av.float64))

    in_threads(8, work)
    assert set(x.grad.tolist()) == {400.0}


def test_8_threads_start_the_gradient_of_a_shared_leaf():
    for _ in range(50):
        x = leaf(np.ones(5).tolist())
        in_threads(8, lambda k, x=x: (x * 1.0).sum().backward())
        assert x.grad.tolist() == [8.0] * 5


def test_8_threads_run_one_kept_graph():
    x = leaf([1.0, 2.0])
    y = (x.exp() * x).sum()
    expected = av.autograd.grad(y, x, retain_graph=True)[0].tolist()

    def work(k):
        for _ in range(50):
            assert av.autograd.grad(y, x, retain_graph=True)[0].tolist() == expected

    in_threads(8, work)


def test_hooks_for_saved_tensors_are_of_their_thread():
    packed = []

    def work(k):
        x = leaf([1.0, float(k)])
        if k % 2:
            with av.autograd.graph.saved_tensors_hooks(lambda t: (packed.append(k), t.detach())[1], lambda t: t):
                y = (x * x).sum()
        else:
            y = (x * x).sum()
        y.backward()
        assert x.grad.tolist() == [2.0, 2.0 * k]

    in_threads(8, work)
    assert sorted(packed) == [1, 1, 3, 3, 5, 5, 7, 7]


# -- exceptions and interrupts ---------------------------------------------------------------------


class Raises(av.autograd.Function):
    error = ValueError("on purpose")

    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, g):
        raise Raises.error


def usable(*leaves):
    """Whether the engine works as ever, in the mode it was."""
    for x in leaves:
        x.grad = None
    y = sum((x * x).sum() for x in leaves)
    y.backward()
    return av.is_grad_enabled() and all(x.grad.tolist() == (2 * x).tolist() for x in leaves)


def raising(kind, place, x, z):
    """A graph whose backward raises at a place half-way: after z's gradient is there, before x's."""

    def stop(*_):
        raise kind("on purpose")

    y = x * 3
    if place == "tensor hook":
        y.register_hook(stop)
    elif place == "node hook":
        y.grad_fn.register_hook(stop)
    elif place == "node prehook":
        y.grad_fn.register_prehook(stop)
    elif place == "leaf hook":
        x.register_hook(stop)
    elif place == "after accumulating":
        z.register_post_accumulate_grad_hook(stop)
    else:
        Raises.error = kind("on purpose")
        y = Raises.apply(x)
    return (y + z * 2).sum()


PLACES = ["tensor hook", "node hook", "node prehook", "leaf hook", "after accumulating", "custom backward"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", [ValueError, KeyboardInterrupt, GeneratorExit, StopIteration])
def test_an_exception_half_way_keeps_what_was_done_and_the_engine_usable(kind, place):
    x, z = leaf([1.0, 2.0]), leaf([3.0, 4.0])
    z.grad = av.ones(2, dtype=av.float64)
    L = raising(kind, place, x, z)
    with pytest.raises((kind, RuntimeError) if kind is StopIteration else kind):
        L.backward()
    assert z.grad.tolist() == [3.0, 3.0]
    assert x.grad is None
    a, b = leaf([1.0, 2.0]), leaf([5.0])
    assert usable(a, b)


def test_an_exception_in_a_recorded_pass_leaves_recording_as_it_was():
    x = leaf([1.0, 2.0])
    Raises.error = ValueError("on purpose")
    with av.no_grad():
        with av.enable_grad():
            y = Raises.apply(x).sum()
        with pytest.raises(ValueError, match="on purpose"):
            av.autograd.grad(y, x, create_graph=True)
        assert not av.is_grad_enabled()
    assert usable(x)


def test_an_exception_in_a_pack_hook_leaves_the_mode_as_it_was():
    x = leaf([1.0, 2.0])
    with pytest.raises(ZeroDivisionError), av.autograd.graph.saved_tensors_hooks(fail, fail):
        x * x
    y = (x * x).sum()
    y.backward()
    assert x.grad.tolist() == [2.0, 4.0]


def test_a_failed_pass_can_be_run_again():
    x, z = leaf([1.0, 2.0]), leaf([3.0, 4.0])
    y = x.exp() * z
    failing = [True]

    def hook(g):
        if failing.pop() if failing else False:
            raise ValueError("on purpose")

    y.register_hook(hook)
    L = y.sum()
    with pytest.raises(ValueError, match="on purpose"):
        L.backward(retain_graph=True)
    L.backward()
    assert z.grad.tolist() == x.exp().tolist()


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs a timer that sends a signal: not on this system")
def test_an_interrupt_in_the_middle_of_a_pass_leaves_the_engine_usable():
    x = leaf(1.0)
    interrupted = 0
    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        for k in range(1, 13):
            y = x
            for _ in range(4_000):
                y = y * 1.0 + x * 0.0
            x.grad = None
            signal.setitimer(signal.ITIMER_REAL, 0.0004 * k)
            try:
                y.backward()
            except KeyboardInterrupt:
                interrupted += 1
                assert x.grad is None
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
            assert av.is_grad_enabled()
            assert usable(leaf([1.0, 2.0]))
    finally:
        signal.signal(signal.SIGALRM, before)
    assert interrupted


def interrupt(*_):
    raise KeyboardInterrupt


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="needs a signal to this thread: not on this system")
def test_a_real_interrupt_from_the_keyboard_while_backward_runs():
    code = """
import os, signal, threading, time
import autograd_viz as av
x = av.tensor(1.0, requires_grad=True)
y = x
for _ in range(100_000):
    y = y * 1.0
started = threading.Event()
y.register_hook(lambda g: started.set())
main = threading.main_thread().ident
def press():
    started.wait()
    time.sleep(0.005)
    signal.pthread_kill(main, signal.SIGINT)
threading.Thread(target=press).start()
try:
    while True:
        y.backward(retain_graph=True)
        x.grad = None
except KeyboardInterrupt:
    pass
x.grad = None
(x * x).backward()
assert x.grad.item() == 2.0 and av.is_grad_enabled()
print("usable")
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, env={**os.environ, "PYTHONPATH": "."}
    )
    assert done.stdout == "usable\n", done.stderr


def test_an_abandoned_walk_leaves_the_mode_as_it_was():
    from autograd_viz.autograd import steps

    x = leaf([1.0, 2.0])
    x.register_hook(lambda g: None)
    walk = steps((x**3).sum(), create_graph=True)
    for _ in range(3):
        next(walk)
        assert av.is_grad_enabled()
    walk.close()
    assert usable(leaf([1.0]))
