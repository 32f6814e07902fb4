import linecache
import time
from dataclasses import replace

import numpy as np
import pytest

import autograd_viz
from autograd_viz import nn
from autograd_viz.viz.frames import frames
from autograd_viz.viz.graph import Edge, Graph, Node
from autograd_viz.viz.sentences import amount, question, sentence, text_of
from autograd_viz.viz.summary import summarize
from autograd_viz.viz.timeline import Event
from tests.viz import timelines
from tests.viz.timelines import number


def told(timeline):
    """The sentences of a whole pass, the one before its first event in front."""
    terms, filled, reduced, found = {}, 0, None, [text_of(sentence(timeline.graph, None))]
    for event in timeline:
        if event.kind == "contribution":
            terms.setdefault(event.target, []).append(event.contribution)
        filled += event.kind == "accumulate"
        arrived = terms.get(event.target or event.node, ())
        found.append(
            text_of(sentence(timeline.graph, event, arrived, filled, event.edge is not None and event.edge == reduced))
        )
        reduced = event.edge if event.kind == "reduce" else None
    return found


SEED_SENTENCES = """
Before backward: every .grad is None. The first step starts at L.
Backward starts at L: the gradient of L with respect to itself is 1.
RsubBackward1 of L sends its gradient to d: 1 times −1 is −1.
AddBackward0 of d passes its first gradient on as it is: −1 goes to w3 * b.
AddBackward0 of d passes its second gradient on as it is: −1 goes to w4 * c.
MulBackward0 of w4 * c sends its first gradient to w4: −1 times c (8) is −8.
MulBackward0 of w4 * c sends its second gradient to c: −1 times w4 (6) is −6.
The gradient is complete: w4.grad was None and becomes −8.
MulBackward0 of w3 * b sends its first gradient to w3: −1 times b (6) is −6.
MulBackward0 of w3 * b sends its second gradient to b: −1 times w3 (5) is −5.
The gradient is complete: w3.grad was None and becomes −6.
MulBackward0 of c sends its first gradient to w2: −6 times a (2) is −12.
MulBackward0 of c sends its second gradient to a: −6 times w2 (4) is −24. One of two has arrived there.
The gradient is complete: w2.grad was None and becomes −12.
MulBackward0 of b sends its first gradient to w1: −5 times a (2) is −10.
MulBackward0 of b sends its second gradient to a: −5 times w1 (3) is −15. Both have arrived there: −24 + −15 = −39.
The gradient is complete: w1.grad was None and becomes −10.
Both have arrived: a.grad was None and becomes −39.
Backward is done: five leaves have their .grad.
""".strip().splitlines()


def test_every_step_of_the_seeds_pass_is_said_in_plain_words():
    assert told(timelines.seed_timeline()) == SEED_SENTENCES


def test_a_grad_from_before_is_named_at_the_start_and_added_to():
    said = told(timelines.seed_timeline(grads={"a": -39.0}))
    assert said[0] == "Before backward: a.grad is already −39; what arrives is added to it."
    assert said[17] == "Both have arrived: a.grad was −39, −39 is added, and it becomes −78."


def test_arrays_are_said_by_what_happens_to_them():
    said = told(timelines.layer_timeline())
    assert said[2] == "SumBackward0 of L spreads its gradient: each of the 6 numbers of y gets 1."
    assert said[3].startswith("AddBackward0 of y passes its first gradient on as it is: a 3 × 2 array of ones goes to ")
    assert said[4] == (
        "layer.bias was broadcast over 3 rows, so its gradient is summed over them: "
        "a 3 × 2 array of ones becomes [3, 3]."
    )
    assert said[5] == "AddBackward0 of y sends its second gradient, summed, to layer.bias: [3, 3]."
    assert said[7] == (
        "MmBackward0 sends its gradient to layer.weight: [[9, 9], [12, 12]], "
        "worked out from the 3 × 2 array of ones it received."
    )
    assert said[8] == "The gradient is complete: layer.weight.grad was None and becomes [[9, 9], [12, 12]]."


def test_an_unnamed_tensor_is_called_by_its_code_or_by_what_made_it():
    said = told(timelines.seed_timeline(names={"c": None}))
    assert said[11] == "MulBackward0 of w2 * a sends its first gradient to w2: −6 times a (2) is −12."
    assert "the unnamed result of MmBackward0" in told(timelines.layer_timeline())[3]


def test_a_call_that_runs_many_ops_names_the_result_of_the_last_only():
    graph = timelines.seed_graph()
    call = graph["o2"].line  # as if one call had made both the sum and the product before it
    nodes = [replace(node, line=call) if node.id == "o3" else node for node in graph.nodes]
    graph = graph.with_nodes(replace(node, name=None) if node.id == "t2" else node for node in nodes)
    timeline = timelines.seed_timeline()
    assert " to w3 * b + w4 * c: " in text_of(sentence(graph, timeline[1]))
    assert text_of(sentence(graph, timeline[3])).endswith("goes to the unnamed result of MulBackward0.")


def test_a_name_is_one_part_as_text_whatever_is_in_it():
    for name in ("<script>", 'say "hi"', "a\\b", "two\nlines", "x" * 500, "🙂"):
        timeline = timelines.seed_timeline(names={"a": name})
        parts = sentence(timeline.graph, timeline[11])
        [shown] = [part for part in parts if part.role == "name" and part.text not in ("c", "w2")]
        assert "\n" not in shown.text and len(shown.text) <= 40
        if len(name) < 40 and "\n" not in name:
            assert shown.text == name


def told_once(event, graph=None, terms=()):
    return text_of(sentence(graph or timelines.seed_graph(), event, terms))


def test_a_hook_says_what_it_did():
    changed = Event("hook", "t6", upstream=number(-6), after=number(-3), name="clip")
    same = Event("hook", "t6", upstream=number(-6), after=number(-6), name="clip")
    assert told_once(changed) == "The hook clip on c changes the gradient from −6 to −3."
    assert told_once(same) == "The hook clip on c sees −6 and leaves it as it is."
    assert told_once(Event("hook", "o5", name="look")) == "The hook look on MulBackward0 of c is called."


def test_a_retained_gradient_is_said():
    assert told_once(Event("retain", "t6", after=number(-6))) == "c retains its gradient: c.grad becomes −6."


def test_a_seed_that_was_given_is_said():
    assert told_once(Event("seed", "t1", upstream=summarize(np.ones((3, 3))))) == (
        "Backward starts at L with the gradient it was given: a 3 × 3 array of ones."
    )


@pytest.mark.parametrize(
    ("axes", "shape", "words"),
    [
        ((0,), (3, 2), "over 3 rows, so its gradient is summed over them"),
        ((1,), (3, 2), "over 2 columns, so its gradient is summed over them"),
        ((0, 1), (3, 2), "to all 6 numbers, so its gradient is summed over them"),
        ((1,), (4, 3, 2), "along axis 1 (of size 3), so its gradient is summed over it"),
        ((0, 2), (4, 3, 2), "along axes 0 (of size 4) and 2 (of size 2), so its gradient is summed over them"),
    ],
)
def test_undoing_a_broadcast_names_what_is_summed(axes, shape, words):
    kept = [size for axis, size in enumerate(shape) if axis not in axes]
    event = Event("reduce", "o5", 1, "t10", upstream=summarize(np.ones(shape)), axes=axes,
                  contribution=summarize(np.ones(kept)))  # fmt: skip
    assert f"a was broadcast {words}:" in told_once(event)


def test_many_arrivals_are_counted_in_words():
    event = Event("contribution", "o5", 1, "t10", number(-6), number(4), number(-24), number(0), 2, 3)
    assert told_once(event).endswith("Two of three have arrived there.")
    last = Event("contribution", "o5", 1, "t10", number(-6), number(4), number(-24), number(-20), 3, 3)
    terms = [number(1), number(3), number(-24)]
    assert told_once(last, terms=terms).endswith("All three have arrived there: 1 + 3 + −24 = −20.")


def test_an_operand_whose_name_tex_writes_with_an_index_is_still_found():
    graph = Graph(
        "t1",
        (
            Node("t1", "root", name="y"), Node("o1", "op", grad_fn="MulBackward0", outputs=("t1",)),
            Node("t2", "leaf", name="hidden_layer"), Node("t3", "leaf", name="x"),
        ),
        (Edge("o1", "t2", 0, 0, number(2), "x"), Edge("o1", "t3", 1, 1, number(5), r"\mathrm{hidden\_layer}")),
    )  # fmt: skip
    event = Event("contribution", "o1", 1, "t3", number(1), number(5), number(5), number(5), 1, 1)
    assert told_once(event, graph).endswith(" to x: 1 times hidden_layer (5) is 5.")


def test_nan_and_infinity_are_said():
    assert amount(number(float("nan"))) == "NaN" and amount(number(float("-inf"))) == "−∞"
    assert amount(summarize(np.full((3, 2), np.nan))) == "a 3 × 2 array with NaN in it"
    assert amount(summarize(np.array([[1.0, np.nan]]))) == "[[1, NaN]]"


def test_a_question_gives_the_factors_and_keeps_the_answer_apart():
    timeline = timelines.seed_timeline()
    parts, answer = question(timeline.graph, timeline[11])
    assert text_of(parts) == "MulBackward0 of c has received −6; its local derivative for a is w2 = 4. What goes to a?"
    assert answer == -24 and "24" not in text_of(parts)
    parts, answer = question(timeline.graph, timeline[16], [number(-24), number(-15)])
    assert text_of(parts) == "−24 and −15 have arrived, and a.grad is None. What does it become?"
    assert answer == -39
    assert question(timeline.graph, timeline[0]) is None


def played(run, **names):
    """The sentences of a program's backward pass that really ran, from its code to its last event."""
    linecache.cache["program.py"] = (len(run), None, run.splitlines(keepends=True), "program.py")
    place = {"av": autograd_viz, "nn": nn, **names}
    exec(compile(run, "program.py", "exec"), place)
    player = place["player"]
    player.run()
    return ["".join(text for text, _ in one["say"]) for one in frames(player.graph, player.timeline.events)]


def test_inside_a_model_results_go_by_their_module_and_steps_say_where_they_are():
    said = played(
        "model = nn.Sequential(nn.Linear(2, 5), nn.Tanh(), nn.Linear(5, 2))\n"
        "loss = nn.functional.cross_entropy(model(av.ones(5, 2)), av.tensor([0, 1, 0, 1, 1]))\n"
        "player = av.play(loss)\n"
    )
    at = "AddmmBackward0 inside 2 (Linear) sends its "
    assert any(text.startswith(at + "second gradient to the output of 1 (Tanh): a 5 × 5 array") for text in said)
    assert any(text.startswith(at + "first gradient, summed, to 2.bias: ") for text in said)
    assert any(text.startswith(at + "third gradient to 2.weight transposed: ") for text in said)
    assert any(
        text.startswith("TBackward0 inside 0 (Linear) gives its gradient the shape of 0.weight") for text in said
    )
    assert not any("model(" in text for text in said)


def test_a_gradient_that_only_happens_to_equal_what_came_is_not_said_to_be_passed_on():
    said = played(
        "A = av.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)\nB = av.tensor([[0.0, 1.0], [1.0, 0.0]])\n"
        "C = A @ B\nplayer = av.play(C, gradient=av.ones(2, 2))\n"
    )
    assert said[2].startswith("MmBackward0 of C sends its gradient to A: a 2 × 2 array of ones, worked out from ")


def test_an_expression_that_stands_in_the_program_twice_names_nothing():
    said = played("x = av.tensor(3.0, requires_grad=True)\ny = 1 + x * x\nz = 2 + x * x\nplayer = av.play(y * z)\n")
    assert not any("of x * x" in text for text in said)
    assert any("the unnamed result of MulBackward0" in text for text in said)


def test_the_turns_of_a_loop_are_told_apart():
    said = played(
        "x = av.tensor(2.0, requires_grad=True)\nh = x\nfor _ in range(3):\n    h = h * x\nplayer = av.play(h)\n"
    )
    assert any(" gradient to h * x (run 2 of 3): " in text for text in said)
    assert any(text.startswith("MulBackward0 of h * x (run 1 of 3) sends ") for text in said)


def test_a_tensor_changed_in_place_goes_by_the_change():
    said = played(
        "a = av.tensor(2.0, requires_grad=True)\nv = av.ones(3) * a\nv[0] = a\nv.mul_(2)\nplayer = av.play(v.sum())\n"
    )
    assert "MulBackward0 of v sends its gradient to v after v[0] = a: [1, 1, 1] times 2 is [2, 2, 2]." in said


def test_an_element_taken_out_is_put_back_among_zeros():
    said = played("A = av.tensor([1.0, 2.0], requires_grad=True)\ny = A[1] * 3\nplayer = av.play(y)\n")
    assert said[3] == "SelectBackward0 of A[1] puts 3 back where it was taken from, among zeros: [0, 3] goes to A."


def test_ops_of_several_results_name_them():
    said = played("q, r = av.tensor([1.0, 2.0], requires_grad=True).split(1)\nplayer = av.play((q * r).sum())\n")
    assert said[5] == (
        "SplitBackward0 of q and r sends its gradient to an unnamed leaf of 2 numbers: [2, 1], "
        "worked out from what its two results have received."
    )


def test_equal_shares_are_said_as_a_division():
    said = played("x = av.tensor([1.0, 2.0, 4.0, 5.0], requires_grad=True)\nL = x.mean()\nplayer = av.play(L)\n")
    assert said[2] == "MeanBackward0 of L shares out its gradient: each of the 4 numbers of x gets 1 / 4 = 0.25."


def test_the_runs_of_a_long_loop_are_named_in_no_time():
    started = time.perf_counter()
    said = played(
        "x = av.tensor(0.5, requires_grad=True)\nh = x\nfor _ in range(600):\n    h = h.tanh() + x\nplayer = av.play(h)\n"
    )
    assert any("h.tanh() + x (run 300 of 600)" in text for text in said)
    assert time.perf_counter() - started < 8  # to look for each run among all others takes many times that
