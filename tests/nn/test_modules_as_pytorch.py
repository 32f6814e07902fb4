"""Modules do what PyTorch's do: values, graphs, names, text and errors, recorded and live."""

import pytest

import autograd_viz as av
from tests.nn.programs import PROGRAMS
from tests.nn.same import as_json, differences, recorded, tell

RECORDED = recorded("nn")


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.__name__)
def test_modules_answer_as_pytorch_did(program):
    assert not differences(as_json(tell(program, av)), RECORDED[program.__name__])


@pytest.mark.torch
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.__name__)
def test_modules_answer_as_pytorch_does(program):
    import torch

    assert not differences(as_json(tell(program, av)), as_json(tell(program, torch)))


def test_every_program_is_recorded_and_no_other():
    assert [program.__name__ for program in PROGRAMS] == list(RECORDED)


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
