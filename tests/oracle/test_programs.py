"""Every program gives what PyTorch gives: values, dtypes, graphs, first and second gradients, errors."""

import functools
import importlib.util

import pytest

import autograd_viz
from autograd_viz.autograd import AutogradVizError
from tests.oracle.observe import Names, Program, differences, observe
from tests.oracle.programs import LEAVES, TOPICS, leaves, topic
from tests.oracle.record import ANSWERS, answers, recorded

PROGRAMS = {(name, text): program for name in TOPICS for text, program in topic(name).items()}
INSTALLED = importlib.util.find_spec("torch") is not None


@functools.cache
def oracle(name):
    """PyTorch's answers to a topic: asked now where it is installed, else those recorded."""
    if not INSTALLED:
        return recorded(name)
    import torch

    return answers(torch, name)


@pytest.mark.parametrize(("name", "text"), PROGRAMS)
def test_program_gives_what_pytorch_gives(name, text):
    ours = observe(autograd_viz, PROGRAMS[name, text], leaves(name))
    assert not differences(ours, oracle(name)[text])


@pytest.mark.torch
@pytest.mark.parametrize("name", TOPICS)
def test_recorded_answers_are_what_pytorch_says_now(name):
    kept, now = recorded(name), oracle(name)
    assert kept.pop("torch") == "2.13.0"
    assert kept.keys() == now.keys()
    changed = [text for text in kept if kept[text] != now[text] and differences(kept[text], now[text])]
    assert not changed


def test_every_topic_is_recorded_and_no_other():
    assert {path.stem for path in ANSWERS.glob("*.json")} == set(TOPICS)


def test_errors_are_the_packages_own():
    """What PyTorch refuses, we refuse on purpose, not by falling over."""
    python_says_so = ("unsupported operand", "not supported between instances", "on purpose", "Using a target size")
    fell_over = []
    for (topic_name, text), program in PROGRAMS.items():
        try:
            program.run(autograd_viz, Names(autograd_viz, leaves(topic_name)))
        except AutogradVizError:
            pass
        except Exception as error:
            if not any(words in str(error) for words in python_says_so):
                fell_over.append((text, error))
    assert not fell_over


@pytest.mark.parametrize(
    ("text", "spoilt"),
    [
        ("x * 2", {"numbers": [1.0, 2.5, 4.1]}),
        ("x * 2", {"graph": "MulBackward0(x)"}),
        ("x * 2", {"dtype": "float32"}),
        ("x * 2", {"shape": [3, 1]}),
        ("x * 2", {"is_leaf": True}),
    ],
)
def test_a_difference_is_seen(text, spoilt):
    ours = observe(autograd_viz, Program.of_text(text), LEAVES)
    theirs = {**ours, "returned": {**ours["returned"], **spoilt}}
    assert differences(ours, theirs)
    assert not differences(ours, ours)


def test_a_different_gradient_is_seen():
    ours = observe(autograd_viz, Program.of_text("x * x"), LEAVES)
    for order in ("first", "second"):
        wrong = {**ours[order]["x"], "numbers": [0.0, 0.0, 0.1]}
        assert differences(ours, {**ours, order: {"x": wrong}})


def test_a_different_error_is_seen():
    ours = observe(autograd_viz, Program.of_text("A + w"), LEAVES)
    assert not differences(ours, ours)
    assert differences(ours, {**ours, "raises": "IndexError"})
    assert differences(ours, {**ours, "message": "no such words"})
    assert differences(ours, observe(autograd_viz, Program.of_text("A + x"), LEAVES))
