"""The lessons' exercises know the usual mistakes and name them."""

import pytest

import autograd_viz as av
from autograd_viz.exercises import lesson_01, lesson_02, lesson_14

WRONG = [
    (lesson_01.values, {"d": 48}, "w3 * b is added"),
    (lesson_01.values, {"L": 68}, "10 - d, not d - 10"),
    (lesson_01.nodes, {"operators": 4}, "the line of d does more than one thing"),
    (lesson_01.nodes, {"operators": 11}, "operators and leaves together"),
    (lesson_01.nodes, {"leaves": ["a", "w1", "w2", "w3", "w4", "b"]}, "b does not belong here: b is computed"),
    (lesson_01.nodes, {"leaves": ["w1", "w2", "w3", "w4"]}, "a is missing: you made a yourself"),
    (lesson_01.nodes, {"leaves": ["a", "w1", "w2", "w3", "w4", "10"]}, "10 is a plain number"),
    (lesson_01.rebuilt, {"operators of power(x, 4)": 4}, "how many stars"),
    (lesson_01.rebuilt, {"the if is a node": True}, "the if is Python's"),
    (lesson_02.local_derivatives, {"dd/db": 6}, "6 is b itself"),
    (lesson_02.local_derivatives, {"db/dw1": 3}, "w1 * a moves by a"),
    (lesson_02.local_derivatives, {"dL/dd": 1}, "the sign is the other one"),
    (lesson_02.paths, {"through b": 7}, "along one path, multiply"),
    (lesson_02.paths, {"dL/da": 360}, "added, not multiplied"),
    (lesson_02.paths, {"dL/da": -15}, "one path only"),
    (lesson_02.stepping, {"numbers sent": 18}, "18 counts every step"),
    (lesson_02.stepping, {"first to reach a": -15}, "c is newer than b"),
    (lesson_02.stepping, {"a.grad at that moment": 0}, "Nothing is known yet"),
    (lesson_02.stepping, {"a.grad at that moment": "None"}, "without quotation marks"),
    (lesson_02.squared, {"x.grad": 3}, "+= keeps both"),
    (lesson_02.squared, {"edges to x": 1}, "two operands"),
    (lesson_02.hasty_walk, {"right": 20}, "the hasty walk gives"),
    (lesson_02.hasty_walk, {"hasty": 14}, "if y waited for v"),
    (lesson_02.by_hand, {"dM/dq": 3}, "two edges bring 3 each"),
    (lesson_02.by_hand, {"dM/du": 12}, "u also goes straight into q"),
    (lesson_14.places, {"L": "cpu"}, "one number or a million"),
    (lesson_14.places, {"w.grad": "cpu"}, "backward, too, computes where"),
    (lesson_14.places, {"L.item()": "cuda"}, "as all of Python is"),
    (lesson_14.moved, {"moved is a leaf": True}, "an operator made it"),
    (lesson_14.moved, {"w.grad": None}, "goes through the copy back"),
    (lesson_14.moved, {"moved.grad": 6}, "only leaves keep a gradient"),
    (lesson_14.moved, {"w.grad is on": "the device of moved"}, "a copy back"),
]


@pytest.mark.parametrize(("exercise", "given", "reason"), WRONG, ids=lambda value: getattr(value, "__name__", None))
def test_a_usual_mistake_is_named(exercise, given, reason):
    (name,) = given
    (found,) = [finding for finding in exercise(given).findings if finding.question == name]
    assert found.status == "wrong"
    assert reason in found.message


def reasons(verdict):
    return {finding.question: finding.message for finding in verdict.findings if finding.status == "wrong"}


@pytest.fixture
def u():
    return av.tensor(3.0, requires_grad=True)


@pytest.fixture
def v():
    return av.tensor(4.0, requires_grad=True)


def test_both_ways_to_write_the_diamond_pass(u, v):
    assert lesson_01.diamond(u, v, u * v + u).passed
    assert lesson_01.diamond(u, v, u + v * u).passed


def test_a_diamond_made_of_plain_numbers_has_no_graph(u, v):
    assert "has no graph" in reasons(lesson_01.diamond(u, v, 15.0))["y"]
    assert "has no graph" in reasons(lesson_01.diamond(u, v, av.tensor(15.0)))["y"]


def test_one_operator_that_uses_u_twice_is_not_two_operators(u, v):
    assert set(reasons(lesson_01.diamond(u, v, u * u + v + 2))) == {"two operators use u"}


def test_a_diamond_with_the_wrong_end_names_the_operator_found(u, v):
    assert (
        reasons(lesson_01.diamond(u, v, (v + 1) * u))["the last operator adds"] == "the last operator is MulBackward0"
    )


def test_a_diamond_without_v_says_so(u, v):
    assert reasons(lesson_01.diamond(u, v, u * 4 + u))["one operator uses v"] == "v is not in the graph of y"


def count(tensor, skip_leaves=True, remember=True):
    waiting, seen = [tensor.grad_fn], []
    while waiting:
        node = waiting.pop()
        if node is None or (remember and node in seen) or (skip_leaves and node.name().endswith("AccumulateGrad")):
            continue
        seen.append(node)
        waiting += [target for target, _ in node.next_functions]
    return len(seen)


def test_a_function_that_counts_right_passes():
    assert lesson_01.counted(count).passed


def test_counting_leaves_is_told_from_counting_twice():
    assert (
        "leaves were counted"
        in reasons(lesson_01.counted(lambda t: count(t, skip_leaves=False)))["count_operators(x * a)"]
    )
    twice = reasons(lesson_01.counted(lambda t: count(t, remember=False)))
    assert list(twice) == ["count_operators(shared * 3 + shared * 4)"]
    assert "counted twice" in twice["count_operators(shared * 3 + shared * 4)"]


def test_both_orders_of_the_diamond_pass():
    assert lesson_02.order(["L", "u", "v", "y", "x"]).passed
    assert lesson_02.order(["L", "v", "u", "y", "x"]).passed


def test_a_wrong_order_names_who_comes_too_early():
    (found,) = lesson_02.order(["L", "u", "y", "v", "x"]).findings
    assert found.message == "y stands before v, but v still has a number to send to y"


@pytest.mark.parametrize("given", [["L", "u"], "LuvyX", 5, ["L", "u", "v", "y", "x", "x"]])
def test_an_order_in_the_wrong_form_says_which_form(given):
    (found,) = lesson_02.order(given).findings
    assert found.message == "write each of L, u, v, y, x once, in a list"


def walk(arrive):
    def in_order(edges, order):
        total = dict.fromkeys(order, 0)
        total[order[0]] = 1
        for name in order:
            for target, local in edges[name]:
                total[target] = arrive(total[target], total[name], local)
        return total

    return in_order


def test_a_mended_walk_passes():
    assert lesson_02.walk(walk(lambda had, total, local: had + total * local)).passed


@pytest.mark.parametrize(
    ("arrive", "reason"),
    [
        (lambda had, total, local: total * local, "add with +="),
        (lambda had, total, local: had + local, "local alone was sent"),
        (lambda had, total, local: had + total, "total[name] alone was sent"),
    ],
)
def test_a_slip_in_the_walk_is_named(arrive, reason):
    assert reason in reasons(lesson_02.walk(walk(arrive)))["the diamond"]


def test_a_walk_not_written_yet_is_missing():
    verdict = lesson_02.walk(walk(lambda had, total, local: had))
    assert {finding.status for finding in verdict.findings} == {"missing"}


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (["B"], "D is missing: a list of one number has an axis"),
        (["B", "C", "D"], "C does not belong here: a tensor of shape () travels along"),
    ],
)
def test_what_may_travel_along_is_told(given, reason):
    assert reason in reasons(lesson_14.refused(given))["refused"]


def test_a_line_that_lets_no_number_cross_is_told():
    assert "gradients are computed where" in reasons(lesson_14.crossing(["A", "C", "E"]))["crossing"]
    assert "E is missing: item() asks" in reasons(lesson_14.crossing(["A"]))["crossing"]


def test_each_way_to_a_weight_that_is_a_leaf_passes():
    assert lesson_14.weight(
        lambda numbers, device: av.tensor(numbers, dtype=av.float64, device=device, requires_grad=True)
    ).passed
    assert lesson_14.weight(lambda numbers, device: av.tensor(numbers).to(device, av.float64).requires_grad_()).passed
    assert lesson_14.weight(
        lambda numbers, device: av.tensor(numbers, requires_grad=True).to(device, av.float64).detach().requires_grad_()
    ).passed


def test_a_weight_that_is_a_copy_names_the_node_that_made_it():
    trap = lesson_14.weight(lambda numbers, device: av.tensor(numbers, requires_grad=True).to(device, av.float64))
    assert reasons(trap) == {
        "is a leaf": "ToCopyBackward0 made it: let requires_grad come last, or make it there at once"
    }
    nobody_asks = lesson_14.weight(lambda numbers, device: av.tensor(numbers, dtype=av.float64, device=device))
    assert set(reasons(nobody_asks)) == {"requires grad"}
    single = lesson_14.weight(lambda numbers, device: av.tensor(numbers, device=device, requires_grad=True))
    assert reasons(single) == {"dtype is float64": "it is torch.float32"}
    assert "no tensor" in reasons(lesson_14.weight(lambda numbers, device: None))["make_weight"]


def test_asking_for_each_loss_is_counted():
    each = lesson_14.asked_once(lambda losses: sum(loss.item() for loss in losses) / len(losses))
    assert reasons(each) == {"asks once": "it asks 3 times: add up tensors, and ask for the result"}
    assert lesson_14.asked_once(lambda losses: float(av.stack(losses).mean())).passed
    assert "a tensor" in reasons(lesson_14.asked_once(lambda losses: sum(losses) / 3))["mean_loss"]
    assert "the sum" in reasons(lesson_14.asked_once(lambda losses: sum(losses).item()))["the mean"]
