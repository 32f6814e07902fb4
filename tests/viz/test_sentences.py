from dataclasses import replace

import numpy as np
import pytest

from autograd_viz.viz.graph import Edge, Graph, Node
from autograd_viz.viz.sentences import amount, question, sentence, text_of
from autograd_viz.viz.summary import summarize
from autograd_viz.viz.timeline import Event
from tests.viz import timelines
from tests.viz.timelines import number


def told(timeline):
    """The sentences of a whole pass, the one before its first event in front."""
    terms, filled, found = {}, 0, [text_of(sentence(timeline.graph, None))]
    for event in timeline:
        if event.kind == "contribution":
            terms.setdefault(event.target, []).append(event.contribution)
        filled += event.kind == "accumulate"
        found.append(text_of(sentence(timeline.graph, event, terms.get(event.target or event.node, ()), filled)))
    return found


SEED_SENTENCES = """
Before backward: every .grad is None. The first step starts at L.
Backward starts at L: the gradient of L with respect to itself is 1.
RsubBackward1 of L sends its gradient: 1 times −1 goes to d.
AddBackward0 of d passes its first gradient on as it is: −1 goes to w3 * b.
AddBackward0 of d passes its second gradient on as it is: −1 goes to w4 * c.
MulBackward0 of w4 * c sends its first gradient: −1 times c goes to w4.
MulBackward0 of w4 * c sends its second gradient: −1 times w4 goes to c.
The gradient is complete: w4.grad was None and becomes −8.
MulBackward0 of w3 * b sends its first gradient: −1 times b goes to w3.
MulBackward0 of w3 * b sends its second gradient: −1 times w3 goes to b.
The gradient is complete: w3.grad was None and becomes −6.
MulBackward0 of c sends its first gradient: −6 times a goes to w2.
MulBackward0 of c sends its second gradient: −6 times w2 goes to a. One of two has arrived there.
The gradient is complete: w2.grad was None and becomes −12.
MulBackward0 of b sends its first gradient: −5 times a goes to w1.
MulBackward0 of b sends its second gradient: −5 times w1 goes to a. Both have arrived there: −24 + −15 = −39.
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
        "layer.bias was broadcast over 3 rows, so its gradient is summed over them: 3 × 2 becomes [3, 3]."
    )
    assert said[7] == (
        "MmBackward0 turns a 3 × 2 array of ones into its gradient: a 2 × 2 array for layer.weight."
    )
    assert said[8] == "The gradient is complete: layer.weight.grad was None and becomes a 2 × 2 array."


def test_an_unnamed_tensor_is_called_by_its_code_or_by_what_made_it():
    said = told(timelines.seed_timeline(names={"c": None}))
    assert said[11] == "MulBackward0 of w2 * a sends its first gradient: −6 times a goes to w2."
    assert "the unnamed result of MmBackward0" in told(timelines.layer_timeline())[3]


def test_a_call_that_runs_many_ops_names_the_result_of_the_last_only():
    graph = timelines.seed_graph()
    call = graph["o2"].line  # as if one call had made both the sum and the product before it
    nodes = [replace(node, line=call) if node.id == "o3" else node for node in graph.nodes]
    graph = graph.with_nodes(replace(node, name=None) if node.id == "t2" else node for node in nodes)
    timeline = timelines.seed_timeline()
    assert text_of(sentence(graph, timeline[1])).endswith("goes to w3 * b + w4 * c.")
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
    assert told_once(event, graph).endswith("1 times hidden_layer goes to x.")


def test_nan_and_infinity_are_said():
    assert amount(number(float("nan"))) == "NaN" and amount(number(float("-inf"))) == "−∞"
    assert amount(summarize(np.full((2, 2), np.nan))) == "a 2 × 2 array with NaN in it"


def test_a_question_gives_the_factors_and_keeps_the_answer_apart():
    timeline = timelines.seed_timeline()
    parts, answer = question(timeline.graph, timeline[11])
    assert text_of(parts) == "MulBackward0 of c has received −6; its local derivative for a is w2 = 4. What goes to a?"
    assert answer == -24 and "24" not in text_of(parts)
    parts, answer = question(timeline.graph, timeline[16], [number(-24), number(-15)])
    assert text_of(parts) == "−24 and −15 have arrived, and a.grad is None. What does it become?"
    assert answer == -39
    assert question(timeline.graph, timeline[0]) is None
