import gc
import json
import re
import subprocess
import sys
import weakref
from pathlib import Path

import numpy as np
import pytest

import autograd_viz as av
from autograd_viz import nn, optim

ROOT = Path(__file__).resolve().parents[2]


def leaf(value=2.0):
    return av.tensor(value, requires_grad=True)


def snap(L, **options):
    return av.draw(L, **options).graph


def ops(graph, grad_fn=None):
    return [node for node in graph.nodes if node.kind == "op" and grad_fn in (None, node.grad_fn)]


def kinds(graph):
    return {node.id: node.kind for node in graph.nodes}


def edge(graph, id):
    return next(e for e in graph.edges if e.id == id)


def numbers(graph, what="contribution"):
    """By edge, what its numbers are; None where they are not known."""
    found = {e.id: getattr(e, what) for e in graph.edges if graph[e.target].kind != "constant"}
    return {id: None if summary is None else summary.values for id, summary in found.items()}


def operands(graph, op):
    """Position to what stands there."""
    return {e.operand: e.target for e in graph.edges if e.source == op}


def seed_program():
    a, w1, w2, w3, w4 = map(leaf, (2.0, 3.0, 4.0, 5.0, 6.0))
    b = w1 * a
    c = w2 * a
    d = w3 * b + w4 * c
    L = 10 - d
    return L, {"a": a, "w1": w1, "w2": w2, "w3": w3, "w4": w4, "b": b, "c": c, "d": d, "L": L}


# -- ids and bytes -----------------------------------------------------------------------------------


def test_ids_are_given_in_walk_order_and_hold_no_dash():
    L, names = seed_program()
    graph = snap(L, names=names)
    assert [(n.id, n.grad_fn) for n in ops(graph)] == [
        ("o1", "RsubBackward1"), ("o2", "AddBackward0"), ("o3", "MulBackward0"), ("o4", "MulBackward0"),
        ("o5", "MulBackward0"), ("o6", "MulBackward0"),
    ]  # fmt: skip
    cards = [node for node in graph.nodes if node.kind not in ("op", "constant")]
    assert [node.id for node in cards] == [f"t{i + 1}" for i in range(len(cards))]
    assert [node.name for node in cards] == ["L", "d", None, None, "w4", "c", "w3", "b", "w2", "a", "w1"]
    assert all(re.fullmatch(r"[otk]\d+", node.id) for node in graph.nodes)
    assert len({node.id for node in graph.nodes}) == len(graph.nodes)


PROGRAM = """
import linecache, sys
{before}
import autograd_viz as av
from autograd_viz import nn
text = '''
a = av.tensor([1.0, 2.0], requires_grad=True)
net = nn.Linear(2, 2)
y = net(a.reshape(1, 2))
L = (y * a * 3).sum() + av.cat([a, a]).max()
L.backward()
'''
name = {folder!r} + "/ipykernel_{number}/{number}.py"
linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
av.manual_seed(1)
exec(compile(text, name, "exec"))
sys.stdout.reconfigure(encoding="utf-8", newline="")
print(av.draw(L).graph.to_json())
print(av.record(L, retain_graph=True).to_json() if {retain} else "")
print(av.draw(L).svg)
"""


def test_the_same_program_gives_the_same_bytes_in_another_process():
    def told(before, folder, number):
        code = PROGRAM.format(before=before, folder=folder, number=number, retain=False)
        return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True).stdout.decode()

    first = told("", "/tmp/one", 111111)
    other = told(
        "import autograd_viz as v; z = v.ones(3, requires_grad=True) * 2; junk = [object()] * 999", "/q", 222222
    )
    assert first == other
    assert "ipykernel" not in first and "111111" not in first and "/tmp" not in first and "0x" not in first


def test_drawing_twice_in_one_process_gives_the_same_bytes():
    L, names = seed_program()
    first = av.draw(L, names=names)
    K, again = seed_program()
    second = av.draw(K, names={**again, "L": K})
    strip = re.compile(r'"number": \d+, ')
    assert strip.sub("", first.graph.to_json()) == strip.sub("", second.graph.to_json())
    assert first.svg == second.svg


# -- operands, slots and constants -----------------------------------------------------------------


def test_a_number_on_the_left_of_a_minus_is_operand_0_without_a_slot():
    d = leaf()
    graph = snap(10 - d)
    assert operands(graph, "o1") == {0: "k1", 1: "t2"} and graph["k1"].value.values == 10
    assert [e.id for e in graph.edges] == ["o1-t2-0", "o1-k1-k0"]


def test_a_number_in_a_product_has_the_slot_that_pytorch_leaves_empty():
    x = leaf()
    assert [e.id for e in snap(2 * x).edges] == ["o1-t2-0", "o1-k1-1"]
    assert x.grad_fn is None and (2 * x).grad_fn.next_functions[1] == (None, 0)


def test_x_times_x_is_two_edges_to_one_card():
    x = leaf(3.0)
    graph = snap(x * x)
    assert [e.id for e in graph.edges] == ["o1-t2-0", "o1-t2-1"] and kinds(graph) == {
        "t1": "root",
        "o1": "op",
        "t2": "leaf",
    }


def test_a_quotient_is_a_reciprocal_and_a_product():
    graph = snap(2 / leaf(4.0))
    assert [(n.grad_fn, n.symbol) for n in ops(graph)] == [("MulBackward0", "×"), ("ReciprocalBackward0", "1/x")]
    assert graph["k1"].value.values == 2 and graph["t2"].value.values == 0.25


@pytest.mark.parametrize(
    ("make", "positions"),
    [
        (lambda x: x**2, {0: "t2", 1: "k1"}),
        (lambda x: 2**x, {0: "k1", 1: "t2"}),
        (lambda x: x**x, {0: "t2", 1: "t2"}),
        (lambda x: x - 1, {0: "t2", 1: "k1"}),
    ],
)
def test_operands_stand_where_the_user_wrote_them(make, positions):
    assert operands(snap(make(leaf(3.0))), "o1") == positions


def test_a_tensor_without_gradient_is_one_constant_however_often_it_is_used():
    x, k = leaf(), av.tensor(7.0)
    graph = snap(k * x + k)
    assert [n.id for n in graph.nodes if n.kind == "constant"] == ["k1"]
    assert {(e.source, e.operand) for e in graph.edges if e.target == "k1"} == {("o1", 1), ("o2", 0)}


def test_a_plain_number_is_a_constant_of_its_own_at_each_use():
    x = leaf()
    graph = snap((x * 2) * 2)
    assert [n.id for n in graph.nodes if n.kind == "constant"] == ["k1", "k2"]


def test_a_large_constant_is_shown_by_its_statistics_while_it_lives_and_is_not_kept_alive():
    x, big = leaf(), av.ones(1000)
    L = x * big
    held = next(n for n in snap(L).nodes if n.kind == "constant")
    assert (held.shape, held.value.values, held.value.max) == ((1000,), None, 1.0)
    y = (x + big).sum()
    gone = weakref.ref(big)
    del big, L
    gc.collect()
    assert gone() is None
    assert ops(snap(y), "AddBackward0")


def test_where_sends_to_its_two_values_and_not_to_its_condition():
    a, b = leaf([1.0, 2.0]), leaf([3.0, 4.0])
    graph = snap(av.where(av.tensor([True, False]), a, b).sum())
    assert operands(graph, "o2") == {0: "k1", 1: "t3", 2: "t4"}
    assert [e.id for e in graph.edges if e.source == "o2"] == ["o2-t3-0", "o2-t4-1", "o2-k1-k0"]


def test_a_concatenation_has_a_slot_for_every_part():
    a, b = leaf([1.0]), leaf([2.0, 3.0])
    graph = snap(av.cat([a, av.tensor([5.0]), b]).sum())
    assert operands(graph, "o2") == {0: "t3", 1: "k1", 2: "t4"}


def test_several_results_are_several_cards_of_one_op():
    a = leaf([[1.0, 2.0], [3.0, 4.0]])
    u, v = a.unbind(0)
    graph = snap((u * v).sum())
    (unbind,) = ops(graph, "UnbindBackward0")
    assert [graph[id].value.values for id in unbind.outputs] == [[1.0, 2.0], [3.0, 4.0]]


def test_only_the_results_that_the_graph_uses_have_cards():
    a = leaf([[1.0, 2.0], [3.0, 4.0]])
    _, v = av.split(a, 1)
    graph = snap(v.sum())
    (split,) = ops(graph, "SplitBackward0")
    assert [graph[id].value.values for id in split.outputs] == [[[3.0, 4.0]]]
    values, _ = a.max(1)
    assert len(ops(snap(values.sum()), "MaxBackward0")[0].outputs) == 1


def test_one_of_several_results_may_be_the_root():
    _, v = leaf([[1.0, 2.0], [3.0, 4.0]]).unbind(0)
    graph = snap(v)
    assert graph["o1"].outputs == ("t1",) and graph["t1"].kind == "root" and graph["t1"].value.values == [3.0, 4.0]


class Two(av.autograd.Function):
    """Two results, a number among the arguments, a name of its own."""

    @staticmethod
    def forward(ctx, x, k, y):
        ctx.save_for_backward(x)
        return x * k, y * 2

    @staticmethod
    def backward(ctx, g, h):
        return g * 3, None, h * 2


def test_a_function_of_the_users_own_is_an_op_with_its_name():
    a, b = leaf(2.0), leaf(5.0)
    u, v = Two.apply(a, 3.0, b)
    L = u + v
    L.backward()
    graph = snap(L)
    (two,) = ops(graph, "TwoBackward")
    assert (two.symbol, len(two.outputs)) == ("Two", 2)
    assert operands(graph, two.id) == {0: "t4", 1: "k1", 2: "t5"} and graph["k1"].value.values == 3.0
    assert [e.id for e in graph.edges if e.source == two.id] == ["o2-t4-0", "o2-t5-1", "o2-k1-k1"]
    assert (numbers(graph)["o2-t4-0"], numbers(graph)["o2-t5-1"]) == (3.0, 2.0)


def test_a_change_in_place_through_a_view_is_copy_slices():
    a = leaf([1.0, 2.0, 3.0])
    b = a * 2
    b[0] = a[1]
    L = b.sum()
    L.backward()
    graph = av.draw(L).graph
    (change,) = ops(graph, "CopySlices")
    made = graph[change.outputs[0]]
    assert (made.name, made.value.values) == ("b", [2.0, 4.0, 6.0])
    assert [graph[id].value.values for id in operands(graph, change.id).values()] == [[2.0, 4.0, 6.0], 2.0]
    assert [numbers(graph)[e.id] for e in graph.edges if e.source == change.id] == [[0.0, 1.0, 1.0], 1.0]


def test_a_view_that_was_changed_is_led_back_through_its_base():
    a = leaf([1.0, 2.0, 3.0])
    y = a * 1
    v = y[1:]
    v.mul_(3)
    L = (y * y).sum() + v.sum()
    L.backward()
    graph = av.draw(L).graph
    (strided,) = ops(graph, "AsStridedBackward0")
    assert graph[strided.outputs[0]].name == "v" and graph[strided.outputs[0]].value.values == [6.0, 9.0]
    assert graph[operands(graph, strided.id)[0]].name == "y"
    assert next(n for n in graph.nodes if n.name == "a").grad.values == [2.0, 39.0, 57.0] == a.grad.tolist()


# -- values ------------------------------------------------------------------------------------------


def test_small_values_are_shown_in_full_even_where_no_variable_holds_them():
    a = leaf([1.0, 2.0])
    graph = snap(((a * 2) + 1).sum())
    assert [n.value.values for n in graph.nodes if n.kind == "intermediate"] == [[3.0, 5.0], [2.0, 4.0]]


def test_large_values_are_statistics_where_something_holds_them_and_a_shape_where_nothing_does():
    a = av.ones(1000, requires_grad=True)
    held = a * 2
    graph = av.draw(((held + 1) * held).sum()).graph
    values = {n.name: n.value for n in graph.nodes if n.kind == "intermediate" and n.name}
    assert (values["held"].max, values["held"].values, values["held"].known) == (2.0, None, True)
    sum_ = snap((a + 1 + 1).sum())
    assert [(n.value.known, n.value.shape) for n in sum_.nodes if n.kind == "intermediate"] == [(False, (1000,))] * 2


def test_an_empty_array_and_nan_and_infinity_are_values():
    nothing = av.zeros(0, 3, requires_grad=True)
    assert snap(nothing * 2)["t1"].shape == (0, 3)
    odd = leaf([np.nan, np.inf, -np.inf])
    graph = snap(odd * 2)
    assert (graph["t1"].value.nans, graph["t1"].value.infs) == (1, 2)
    assert av.Graph.from_json(graph.to_json()).to_json() == graph.to_json()


def test_dtypes_and_devices_are_said():
    x = av.tensor([1.0], dtype=av.float64, requires_grad=True)
    graph = snap(x * 2)
    assert {(n.dtype, n.device) for n in graph.nodes if n.kind != "constant"} == {("float64", "cpu")}


# -- before and after backward ---------------------------------------------------------------------


def test_before_backward_there_are_local_derivatives_and_no_contributions():
    L, names = seed_program()
    graph = snap(L, names=names)
    assert set(numbers(graph).values()) == {None}
    assert numbers(graph, "local") == {
        "o1-t2-0": -1.0, "o2-t3-0": 1.0, "o2-t4-1": 1.0, "o3-t5-0": 8.0, "o3-t6-1": 6.0, "o4-t7-0": 6.0,
        "o4-t8-1": 5.0, "o5-t9-0": 2.0, "o5-t10-1": 4.0, "o6-t11-0": 2.0, "o6-t10-1": 3.0,
    }  # fmt: skip
    assert all(n.grad is None and n.gradient is None for n in graph.nodes)


SENT = {
    "o1-t2-0": -1.0, "o2-t3-0": -1.0, "o2-t4-1": -1.0, "o3-t5-0": -8.0, "o3-t6-1": -6.0, "o4-t7-0": -6.0,
    "o4-t8-1": -5.0, "o5-t9-0": -12.0, "o5-t10-1": -24.0, "o6-t11-0": -10.0, "o6-t10-1": -15.0,
}  # fmt: skip


@pytest.mark.parametrize("retain", [True, False], ids=["kept", "freed"])
def test_after_backward_every_name_and_number_is_there_freed_or_not(retain):
    L, names = seed_program()
    before = snap(L, names=names)
    L.backward(retain_graph=retain)
    graph = snap(L, names=names)
    assert numbers(graph) == SENT and numbers(graph, "local") == numbers(before, "local")
    assert [(n.id, n.name, n.value) for n in graph.nodes] == [(n.id, n.name, n.value) for n in before.nodes]
    assert {n.name: n.grad.values for n in graph.nodes if n.kind == "leaf"} == {
        "a": -39.0, "w1": -10.0, "w2": -12.0, "w3": -6.0, "w4": -8.0,
    }  # fmt: skip
    assert {n.name: n.gradient.values for n in graph.nodes if n.name in ("L", "d", "b", "c")} == {
        "L": 1.0, "d": -1.0, "c": -6.0, "b": -5.0,
    }  # fmt: skip
    assert [n.freed for n in ops(graph)].count(True) == (0 if retain else 4)


def test_grad_is_what_the_user_sees_and_an_intermediate_has_it_only_if_retained():
    a = leaf()
    kept = a * 2
    plain = kept * 3
    kept.retain_grad()
    L = plain * 1
    L.backward()
    nodes = {n.name: n for n in av.draw(L).graph.nodes}
    assert (nodes["kept"].grad.values, nodes["kept"].retains_grad) == (3.0, True)
    assert (nodes["plain"].grad, nodes["plain"].retains_grad, nodes["plain"].gradient.values) == (None, False, 1.0)


def test_two_passes_add_up_in_grad_and_edges_show_the_last():
    a = leaf()
    L = a * 3
    L.backward(retain_graph=True)
    L.backward(gradient=av.tensor(10.0), retain_graph=True)
    graph = snap(L)
    assert graph["t2"].grad.values == 33.0 and edge(graph, "o1-t2-0").contribution.values == 30.0


PROGRAMS = {
    "arithmetic": lambda a, b: (a * b + a / b - (2 - b) ** 2 + 2**a).sum(),
    "broadcast": lambda a, b: (a * b[0] + a.mean(0) - b.sum(1, keepdim=True)).sum(),
    "functions": lambda a, b: (a.exp().log() + a.tanh() + b.sigmoid() + a.relu() + b.sqrt() + abs(a)).sum(),
    "products": lambda a, b: (a @ b.T).max() + (a @ b[0]).sum(),
    "shapes": lambda a, b: (a.reshape(6)[1:] * b.T.reshape(6)[:5]).sum() + av.stack([a, b]).mean(),
    "results": lambda a, b: (a.unbind(0)[0] * b.max(0)[0] * a.split(1)[1][0]).sum(),
    "choices": lambda a, b: (av.where(a > b, a, b) * a[[1, 0]]).sum() + a[0, 1],
    "losses": lambda a, b: nn.functional.cross_entropy(a, av.tensor([1, 0])) + nn.functional.mse_loss(a, b),
}  # together they hold many kinds of node


@pytest.fixture(params=PROGRAMS)
def loss(request):
    a = leaf([[0.5, 1.5, 2.0], [1.0, 0.25, 3.0]])
    b = leaf([[1.0, 0.5, 1.75], [2.0, 1.25, 0.5]])
    return PROGRAMS[request.param](a, b)


@pytest.mark.parametrize("retain", [True, False], ids=["kept", "freed"])
def test_the_contributions_on_edges_are_those_that_travelled(loss, retain):
    sent = {e.edge: e.contribution.values for e in av.record(loss, retain_graph=True) if e.kind == "contribution"}
    loss.backward(retain_graph=retain)
    graph = snap(loss)
    found = {id: values for id, values in numbers(graph).items() if id in sent}
    assert found.keys() == sent.keys()
    for id, values in sent.items():
        np.testing.assert_array_equal(np.array(found[id]), np.array(values), err_msg=id)


def test_what_arrives_at_a_card_is_the_sum_of_its_edges(loss):
    loss.backward()
    graph = snap(loss)
    arriving = {}
    for e in graph.edges:
        if graph[e.target].kind != "constant" and e.contribution is not None:
            c = np.array(e.contribution.values)
            arriving[e.target] = c + arriving.get(e.target, 0)
    for node in graph.nodes:
        known = node.grad if node.kind == "leaf" else node.gradient
        if node.id in arriving and known is not None:
            np.testing.assert_allclose(arriving[node.id], np.array(known.values), rtol=1e-6, err_msg=node.id)


def test_a_local_derivative_times_upstream_is_the_contribution():
    a, b = leaf([0.5, 2.0]), leaf([3.0, 4.0])
    L = ((a * b).tanh() + a / b - b.exp() * a**3).sum()
    L.backward()
    graph = snap(L)
    checked = 0
    for e in graph.edges:
        if e.local is None:
            continue
        upstream = graph[graph[e.source].outputs[0]].gradient.values
        product = np.array(upstream, np.float32) * np.array(e.local.values, np.float32)
        np.testing.assert_allclose(product, np.array(e.contribution.values), rtol=1e-5, err_msg=e.id)
        checked += 1
    assert checked == 13


def test_there_is_no_local_derivative_where_the_jacobian_is_not_diagonal():
    a = leaf([[1.0, 2.0], [3.0, 4.0]])
    assert set(numbers(snap((a @ a).sum()), "local").values()) == {None}
    assert edge(snap(a * a[0]), "o1-t2-0").local is None  # the row is broadcast


def test_large_contributions_are_said_to_have_been_there():
    a = av.ones(1000, requires_grad=True)
    L = (a * 2 + a * a).sum()
    L.backward()
    graph = snap(L)
    sent = [e.contribution for e in graph.edges if graph[e.target].kind == "leaf"]
    assert [(c.known, c.shape, c.values) for c in sent] == [(False, (1000,), None)] * 3
    assert next(n for n in graph.nodes if n.kind == "leaf").grad.max == 4.0


# -- after changes ---------------------------------------------------------------------------------


def test_a_value_changed_in_place_is_no_longer_used_for_what_it_was():
    w, x = leaf([2.0]), av.tensor([5.0])
    L = (w * x).sum()
    L.backward(retain_graph=True)
    with av.no_grad():
        x.mul_(100)
    graph = snap(L)
    product = ops(graph, "MulBackward0")[0]
    (e,) = [e for e in graph.edges if e.source == product.id and graph[e.target].kind == "leaf"]
    assert e.local is None and e.contribution.known is False
    assert product.saved[0].version == 0 and product.saved[0].current_version == 1
    assert graph[product.outputs[0]].value.values == [10.0]  # what it was when it was made


def test_an_optimiser_step_takes_only_the_numbers_that_need_what_it_changed():
    av.manual_seed(0)
    net = nn.Sequential(nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 1))
    steps = optim.SGD(net.parameters(), lr=0.1)
    x = av.ones(1, 2)
    L = net(x).sum()
    sent = {e.edge: e.contribution.values for e in av.record(L) if e.kind == "contribution"}
    before = snap(L)
    steps.step()
    after = snap(L)
    assert [(n.id, n.name) for n in after.nodes] == [(n.id, n.name) for n in before.nodes]
    assert numbers(after) == sent == numbers(before)
    changed = [n.name for n, m in zip(after.nodes, before.nodes) if n.value != m.value]
    assert set(changed) == {"0.weight", "0.bias", "2.weight", "2.bias"}


def test_hooks_that_change_gradients_leave_no_wrong_number_on_an_edge():
    a = leaf(2.0)
    b = a * 3
    c = b * 4
    b.register_hook(lambda g: g * 10)
    c.grad_fn.register_hook(lambda given, upstream: (given[0] * 7, *given[1:]))
    L = c * 1
    sent = {e.edge: e.contribution.values for e in av.record(L, retain_graph=True) if e.kind == "contribution"}
    graph = snap(L)
    assert sent["o2-t3-0"] == 28.0 and a.grad.item() == 840.0
    shown = {id: value for id, value in numbers(graph).items() if value is not None}
    assert shown.items() <= sent.items()


# -- modules, and what cannot be drawn ----------------------------------------------------------------


def test_ops_know_the_module_that_made_them_and_modules_their_class():
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.Sequential(nn.Linear(2, 2), nn.ReLU())

        def forward(self, x):
            return self.layers(x) * 2

    net = Net()
    graph = snap(net(av.ones(1, 2)).sum())
    assert {n.grad_fn: n.module for n in ops(graph)} == {
        "SumBackward0": "", "MulBackward0": "", "ReluBackward0": "layers.1", "AddmmBackward0": "layers.0",
        "TBackward0": "layers.0",
    }  # fmt: skip
    assert graph.modules == {"": "Net", "layers": "Sequential", "layers.0": "Linear", "layers.1": "ReLU"}


def test_a_transpose_is_a_view_of_its_operand():
    layer = nn.Linear(2, 1)
    graph = snap(layer(av.ones(1, 2)).sum())
    assert [n.view for n in ops(graph, "TBackward0")] == [True] and not ops(graph, "AddmmBackward0")[0].view


def test_saved_tensors_are_listed_with_their_versions():
    a, b = leaf(2.0), leaf(3.0)
    graph = snap(a * b)
    assert [(s.name, s.shape, s.version, s.current_version, s.freed) for s in graph["o1"].saved] == [
        ("a", (), 0, 0, False),
        ("b", (), 0, 0, False),
    ]


def test_a_leaf_alone_is_a_picture():
    x = leaf()
    graph = av.draw(x).graph
    assert [(n.id, n.kind, n.name) for n in graph.nodes] == [("t1", "leaf", "x")] and graph.edges == ()


def test_what_has_no_graph_is_an_error_that_says_what_to_do():
    with pytest.raises(RuntimeError, match=r"does not require grad(.|\n)*requires_grad=True"):
        av.draw(av.ones(3))
    with av.no_grad():
        made = leaf() * 2
    with pytest.raises(RuntimeError, match="does not require grad"):
        av.play(made)
    with pytest.raises(TypeError, match=r"draw\(\) takes a Tensor or plain data that was saved, not ndarray"):
        av.draw(np.ones(3))


def test_a_graph_is_plain_data_and_keeps_nothing_of_the_engine_alive():
    scope = {"av": av, "weakref": weakref}
    exec("x = av.ones(1000, requires_grad=True)\ny = x * 2\npicture = av.draw(y.sum())\ngone = weakref.ref(y)", scope)
    picture, gone = scope["picture"], scope["gone"]
    assert "y" in {n.name for n in picture.graph.nodes}
    scope.clear()
    gc.collect()
    assert gone() is None
    assert json.loads(picture.graph.to_json())["root"] == "t1"
