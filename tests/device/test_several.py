"""On a machine of several GPUs everything is computed on the one that holds the operands, whichever is the current one."""

import os

import pytest

import autograd_viz as av
from tests.device.cards import stand_in
from tests.oracle.observe import differences, observe
from tests.oracle.programs import leaves
from tests.oracle.test_programs import PROGRAMS, oracle

# One program in three on our machines, one in fifty on a user's; none that asks for the number itself.
EVERY = 3 if os.environ.get("AUTOGRAD_VIZ_CI") == "1" else 50
RUN = [key for key in PROGRAMS if key[1] != "x.get_device()"][::EVERY]
TOPICS = list(dict.fromkeys(name for name, _ in RUN))


def account(name, text, device):
    """What a program shows where tensors are made on a GPU."""
    with stand_in(), av.device(device):
        return observe(av, PROGRAMS[name, text], leaves(name))


def first_and_second(name, text):
    """What a program shows on two GPUs, without their numbers; the same twice where it is what PyTorch shows."""
    second = account(name, text, "cuda:1")
    if not differences(second, oracle(name)[text]):
        return second, second
    return str(account(name, text, "cuda:0")), str(second).replace("cuda:1", "cuda:0").replace("index=1", "index=0")


@pytest.mark.parametrize("topic", TOPICS)
def test_programs_give_on_the_second_gpu_what_they_give_on_the_first(topic):
    for text in [text for name, text in RUN if name == topic]:
        first, second = first_and_second(topic, text)
        assert second == first, text


def test_steps_of_training_are_taken_on_the_second_gpu():
    losses = []
    for device in ("cpu", "cuda:0", "cuda:1"):
        with stand_in():
            av.manual_seed(0)
            model = av.nn.Sequential(av.nn.Linear(3, 4), av.nn.BatchNorm1d(4), av.nn.Tanh(), av.nn.Linear(4, 2)).to(
                device
            )
            x, targets = av.randn(8, 3).to(device), av.arange(8).to(device) % 2
            optimizers = [av.optim.SGD(model.parameters(), 0.1, momentum=0.9), av.optim.AdamW(model.parameters(), 0.1)]
            for optimizer in optimizers * 2:
                optimizer.zero_grad()
                loss = av.nn.functional.cross_entropy(model(x), targets)
                loss.backward()
                av.nn.utils.clip_grad_norm_(model.parameters(), 0.5)
                optimizer.step()
            assert all(str(p.grad.device) == str(p.device) == device for p in model.parameters())
            assert loss.device == av.device(device)
            losses.append(loss.item())
    assert losses[1:] == pytest.approx([losses[0]] * 2)
