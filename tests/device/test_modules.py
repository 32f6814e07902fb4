"""The programs of modules, losses and optimisers give on a GPU what PyTorch gave, but for the device that texts name."""

import re

import pytest

import autograd_viz as av
from autograd_viz.ops.arrays import check_expected
from tests.device.cards import CARDS
from tests.nn.programs import TOPICS, topic
from tests.nn.same import as_json, differences, recorded, tell

HOST_ALONE = {"misuse_of_modules"}  # gives a module what .numpy() gives, which no GPU tensor has
PUT_OFF = "'nothing raised', PyTorch {'raises': 'IndexError'"  # until the host reads numbers, as PyTorch's on a GPU
NAMED = r"(?<=torch\.)cuda\.|(?<=\s)device='cuda:0', |,\s+device='cuda:0'(?=\))| \(cuda:0\)"
PROGRAMS = [
    pytest.param(name, p, id=f"{name}-{p.__name__}")
    for name in TOPICS
    for p in topic(name)
    if p.__name__ not in HOST_ALONE
]


def nameless(told):
    """An account whose texts name no device, as those of the CPU do not."""
    if isinstance(told, dict):
        return {nameless(key): nameless(value) for key, value in told.items()}
    if isinstance(told, list):
        return [nameless(value) for value in told]
    return re.sub(NAMED, "", told) if isinstance(told, str) else told


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize(("name", "program"), PROGRAMS)
def test_modules_answer_on_a_gpu_as_pytorch_did(card, name, program):
    with card(), av.device("cuda"):
        found = differences(nameless(as_json(tell(program, av))), recorded(name)[program.__name__])
        put_off = [line for line in found if PUT_OFF in line]
        if put_off:
            with pytest.raises(RuntimeError, match="device-side assert triggered"):
                check_expected()
    assert found == put_off
