"""Modules do on a GPU what PyTorch's do, and train as on the CPU, without a transfer or a wait in any step."""

import json
import re

import pytest

import autograd_viz as av
from tests.device.cards import CARDS
from tests.nn.same import as_json, differences, recorded, tell
from tests.nn.test_modules_as_pytorch import PROGRAMS

# Where a GPU has its own answer: values are checked when they are next read, and a GPU tensor is no NumPy array.
OWN = {
    "losses-refused": {"[7]"},
    "modules-attribute_errors": {"[54]"},
    "modules-misuse_of_modules": {"[6].says"},
}


def placeless(told):
    """An account without the words that name a GPU."""
    text = re.sub(r"device='cuda:0', |, device='cuda:0'(?=\))| \(cuda:0\)", "", json.dumps(told))
    return json.loads(text.replace("torch.cuda.", "torch."))


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize(("name", "program"), PROGRAMS)
def test_modules_answer_on_a_gpu_as_pytorch_did(card, name, program):
    with card(), av.device("cuda"):
        told = placeless(as_json(tell(program, av)))
    found = {line.partition(":")[0] for line in differences(told, recorded(name)[program.__name__])}
    assert found == OWN.get(f"{name}-{program.__name__}", set())
