"""Modules and optimisers do what PyTorch's do: values, graphs, names, text and errors, recorded and live."""

import pytest

import autograd_viz as av
from tests.nn.programs import TOPICS, topic
from tests.nn.same import RECORDED, as_json, differences, recorded, tell

PROGRAMS = [pytest.param(name, p, id=f"{name}-{p.__name__}") for name in TOPICS for p in topic(name)]


@pytest.mark.parametrize(("name", "program"), PROGRAMS)
def test_modules_answer_as_pytorch_did(name, program):
    assert not differences(as_json(tell(program, av)), recorded(name)[program.__name__])


@pytest.mark.torch
@pytest.mark.parametrize(("name", "program"), PROGRAMS)
def test_modules_answer_as_pytorch_does(name, program):
    import torch

    assert not differences(as_json(tell(program, av)), as_json(tell(program, torch)))


@pytest.mark.parametrize("name", TOPICS)
def test_every_program_is_recorded_and_no_other(name):
    assert [program.__name__ for program in topic(name)] == list(recorded(name))


def test_every_topic_is_recorded_and_no_other():
    assert {path.stem for path in RECORDED.glob("*.json")} == set(TOPICS)


@pytest.mark.parametrize(
    "ours",
    [
        {"dtype": "float64", "shape": [2], "numbers": [1.0, 2.0000001]},
        {"dtype": "float64", "shape": [2], "numbers": [1.0]},
        {"dtype": "float64", "shape": [2], "numbers": [1.0, float("nan")]},
        {"dtype": "float32", "shape": [2], "numbers": [1.0, 2.0]},
        {"dtype": "float64", "shape": [2]},
        None,
    ],
)
def test_a_difference_is_noticed(ours):
    assert differences(ours, {"dtype": "float64", "shape": [2], "numbers": [1.0, 2.0]})
