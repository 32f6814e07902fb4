"""Optimisers do what PyTorch's do: trajectories, state, text and errors, recorded and live."""

import pytest

import autograd_viz as av
from tests.nn.same import as_json, differences, recorded, tell
from tests.optim.programs import PROGRAMS

RECORDED = recorded("optim")


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.__name__)
def test_optimisers_answer_as_pytorch_did(program):
    assert not differences(as_json(tell(program, av)), RECORDED[program.__name__])


@pytest.mark.torch
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.__name__)
def test_optimisers_answer_as_pytorch_does(program):
    import torch

    assert not differences(as_json(tell(program, av)), as_json(tell(program, torch)))


def test_every_program_is_recorded_and_no_other():
    assert [program.__name__ for program in PROGRAMS] == list(RECORDED)
