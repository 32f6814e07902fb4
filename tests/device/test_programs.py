"""Every program that is compared with PyTorch gives the same on a GPU: the same lines, run where tensors are made there."""

import pytest

import autograd_viz as av
from tests.device.cards import CARDS
from tests.oracle.observe import differences, observe
from tests.oracle.programs import leaves
from tests.oracle.test_programs import PROGRAMS, oracle


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize(("name", "text"), PROGRAMS)
def test_program_gives_on_a_gpu_what_pytorch_gives(card, name, text):
    with card(), av.device("cuda"):
        ours = observe(av, PROGRAMS[name, text], leaves(name))
    assert not differences(ours, oracle(name)[text])
