"""The exercises of lesson 14, on a GPU."""

from contextlib import contextmanager
from typing import Any

from .. import cuda
from ..autograd.creation import tensor
from ..autograd.tensor import Tensor
from ..check import MISSING, Finding, Question, Verdict, answers
from ..ops.dtypes import float64

NUMBERS = [2.0, 3.0]
LOSSES = [1.0, 2.0, 6.0]


def places(given):
    """Where results, gradients and Python numbers are, on a machine with a GPU."""
    stays = "nobody has asked for its numbers: it stays where it was computed"
    return answers(
        given,
        {
            "y": Question("cuda", {"cpu": stays}, 'write "cuda" or "cpu"'),
            "L": Question("cuda", {"cpu": "one number or a million: " + stays}, 'write "cuda" or "cpu"'),
            "w.grad": Question("cuda", {"cpu": "backward, too, computes where the operands are"}, "where w is"),
            "L.item()": Question(
                "cpu",
                {"cuda": "a Python number is in the machine's own memory, as all of Python is"},
                "where Python is",
            ),
        },
    )


def moved(given):
    """What a copy is in the graph, and where the gradient ends up."""
    return answers(
        given,
        {
            "moved is a leaf": Question(
                False, {True: "an operator made it, the copy; a leaf is what you made"}, "answer True or False"
            ),
            "w.grad": Question(
                6,
                {
                    None: "w is a leaf that requires grad: the gradient goes through the copy back to it",
                    9: "9 is L itself",
                    3: "3 is on each of two edges of moved * moved",
                },
                "the derivative of a square is twice the number",
            ),
            "moved.grad": Question(
                None,
                {
                    6: "6 arrives there and is sent on; only leaves keep a gradient",
                    0: "0 would say: moving it changes nothing. It is None",
                    "None": "without quotation marks: None",
                },
                "only leaves keep a gradient",
            ),
            "w.grad is on": Question(
                "the device of w",
                {"the device of moved": "backward of a copy is a copy back, to where w is"},
                'write "the device of w" or "the device of moved"',
            ),
        },
    )


def refused(given):
    """Which operations have operands on two devices."""
    letters = {
        "A": "a Python number travels along with the command",
        "B": "both have axes, and they are on two devices",
        "C": "a tensor of shape () travels along as a Python number does",
        "D": "a list of one number has an axis, as any list: only a number without axes travels along",
        "E": "there.cpu() is a copy on the host, where here is",
    }
    return answers({"refused": given}, {"refused": Question(frozenset("BD"), letters, LETTERS)})


def crossing(given):
    """Which lines of a training loop let numbers cross."""
    letters = {
        "A": "the numbers of the file are in the machine's own memory, and are moved to the GPU",
        "B": "model and x are on the GPU, so the result is, too; 2 travels along with the command",
        "C": "gradients are computed where the operands are",
        "D": "parameters and their gradients are both on the GPU",
        "E": "item() asks for the number: it is sent to the host, which waits for it",
    }
    return answers({"crossing": given}, {"crossing": Question(frozenset("AE"), letters, LETTERS)})


LETTERS = 'write letters in a list, such as ["A", "E"]'


def weight(make_weight):
    """Whether a learner's function makes a leaf of the dtype and on the device that are asked for."""
    device = "cuda" if cuda.is_available() else "cpu"
    try:
        made = make_weight(list(NUMBERS), device)
    except Exception as error:
        return wrong("make_weight", f"your make_weight stopped: {type(error).__name__}: {error}")
    if made is ...:
        return Verdict((Finding("make_weight", "missing", MISSING),))
    if not isinstance(made, Tensor):
        return wrong("make_weight", f"it gives back {made!r}, which is no tensor: is there a return at its end?")
    by = made.grad_fn and made.grad_fn.name()
    return Verdict(
        (
            finding("is a leaf", made.is_leaf, f"{by} made it: let requires_grad come last, or make it there at once"),
            finding("requires grad", made.requires_grad, "nobody asked for its gradient"),
            finding("dtype is float64", made.dtype is float64, f"it is {made.dtype}"),
            finding("is on the device", made.device.type == device, f"it is on {made.device}, asked for was {device}"),
            finding("holds the numbers", made.tolist() == NUMBERS, f"it holds {made.tolist()} instead of {NUMBERS}"),
        )
    )


def asked_once(mean_loss):
    """Whether a learner's function gives the mean and asks the device for one number only."""
    device = "cuda" if cuda.is_available() else "cpu"
    losses = [tensor(value, device=device) for value in LOSSES]
    with counting() as asked:
        try:
            mean = mean_loss(losses)
        except Exception as error:
            return wrong("mean_loss", f"your mean_loss stopped: {type(error).__name__}: {error}")
    if mean is ...:
        return Verdict((Finding("mean_loss", "missing", MISSING),))
    if isinstance(mean, Tensor):
        return wrong("mean_loss", "it gives back a tensor, whose number nobody has asked for: end with .item()")
    times = len(asked)
    return Verdict(
        (
            *answers(
                {"the mean": mean},
                {"the mean": Question(3, {9: "that is the sum: divide by len(losses)"}, "the mean of 1, 2, 6 is 3")},
            ).findings,
            finding("asks once", times == 1, f"it asks {times} times: add up tensors, and ask for the result"),
        )
    )


@contextmanager
def counting():
    """Note each time that the numbers of a tensor are asked for."""
    asked: list = []
    cls: Any = Tensor
    before = cls._host

    def host(self):
        asked.append(self)
        return before.fget(self)

    cls._host = property(host)
    try:
        yield asked
    finally:
        cls._host = before


def finding(question, holds, otherwise):
    return Finding(question, "right", "yes") if holds else Finding(question, "wrong", otherwise)


def wrong(question, message):
    return Verdict((Finding(question, "wrong", message),))
