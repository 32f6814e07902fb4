"""A learner is told which answers are right, which are missing, and what is wrong with the others."""

import numpy as np
import pytest

from autograd_viz.check import Question, answers, works


def message(given, right, mistakes=None, look="look again"):
    verdict = answers({"q": given}, {"q": Question(right, mistakes or {}, look)})
    return verdict.findings[0].status, verdict.findings[0].message


@pytest.mark.parametrize("given", [12, 12.0, np.float64(12), np.array(12), 12 + 1e-12])
def test_a_number_is_right_however_it_is_written(given):
    assert message(given, 12)[0] == "right"


def test_an_answer_not_given_yet_is_missing_and_no_mistake():
    assert message(..., 12) == ("missing", "still to fill in")
    assert answers({}, {"q": Question(12)}).findings[0].status == "missing"


def test_a_known_mistake_is_named():
    assert message(7, 12, {7: "that is the sum"}) == ("wrong", "7: that is the sum")


def test_an_unknown_mistake_says_where_to_look():
    assert message(8, 12) == ("wrong", "8: look again")


def test_a_wrong_sign_is_told_from_a_wrong_size():
    assert "the sign is the other one" in message(-12.0, 12)[1]


@pytest.mark.parametrize(("given", "words"), [("12", "without quotation marks"), ([12], "a number is asked for")])
def test_a_number_in_the_wrong_form_says_which_form(given, words):
    assert words in message(given, 12)[1]


def test_none_zero_and_false_are_three_answers():
    assert message(None, None)[0] == "right"
    assert message(0, None)[0] == "wrong"
    assert message(False, 0)[0] == "wrong"
    assert message(0, False)[0] == "wrong"


def test_names_come_in_any_order_and_once():
    right = frozenset({"a", "b"})
    assert message(["b", "a", "a"], right)[0] == "right"
    assert message({"a", "b"}, right)[0] == "right"


def test_a_name_too_many_and_a_name_too_few_are_told_apart():
    right, why = frozenset({"a", "b"}), {"c": "c is computed", "b": "you made b"}
    assert message(["a", "b", "c"], right, why)[1] == "c does not belong here: c is computed"
    assert message(["a"], right, why)[1] == "b is missing: you made b"


@pytest.mark.parametrize("given", ["a", 3, [1]])
def test_names_in_the_wrong_form_say_which_form(given):
    assert 'quotation marks: ["x", "y"]' in message(given, frozenset({"a"}))[1]


def test_names_half_filled_in_are_missing():
    assert message(["a", ...], frozenset({"a", "b"}))[0] == "missing"


def test_an_answer_to_nothing_asked_is_a_mistake_of_the_lessons_author():
    with pytest.raises(ValueError, match="nothing was asked about 'z'; asked: q"):
        answers({"z": 1}, {"q": Question(1)})


def test_the_closing_sentence_counts():
    asked = {"x": Question(1), "y": Question(2)}
    assert repr(answers({"x": 1, "y": 3}, asked)).endswith("1 of 2 right. Change the cell and run it again.")
    assert repr(answers({"x": 1, "y": 2}, asked)).endswith("All right.")
    assert repr(answers({}, asked)).endswith("Put your answers in place of the dots and run the cell again.")


def test_what_a_learner_typed_is_shown_as_text_and_not_as_markup():
    html = answers({"q": "<b>x</b>"}, {"q": Question(1, look="a < b")})._repr_html_()
    assert "<b>" not in html
    assert "&lt;b&gt;" in html


def test_a_function_is_judged_case_by_case():
    cases = [("f(1)", (1,), Question(2)), ("f(2)", (2,), Question(4))]
    assert [finding.status for finding in works("f", lambda x: x + 1, cases).findings] == ["right", "wrong"]


def test_a_function_that_raises_or_returns_nothing_is_told_so():
    case = [("f(0)", (0,), Question(1))]
    assert "your f stopped: ZeroDivisionError" in works("f", lambda x: 1 / x, case).findings[0].message
    assert "is there a return" in works("f", lambda x: None, case).findings[0].message


def test_a_function_not_written_yet_is_missing():
    assert works("f", lambda x: ..., [("f(0)", (0,), Question(1))]).findings[0].status == "missing"
    assert works("f", ..., []).findings[0].status == "missing"
