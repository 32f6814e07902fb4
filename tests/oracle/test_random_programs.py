"""Programs drawn at random from every public overload give what PyTorch gives, whatever the seed."""

import contextlib

import pytest

import autograd_viz
from autograd_viz.autograd import AutogradVizError
from autograd_viz.ops import REGISTRY
from tests.oracle.observe import Names, Program, differences, observe
from tests.oracle.overloads import HELPERS, OVERLOADS, draw

PROGRAMS = 400
FALLS_OVER = "ZeroTensors are immutable"  # in PyTorch's own second derivative of what has a gradient of 0 everywhere


def comparison(seed):
    """What differs in the program of one seed, with the program."""
    import torch

    text, leaves, exact = draw(seed)
    program = Program.of_text(text)
    ours, theirs = observe(autograd_viz, program, leaves), observe(torch, program, leaves)
    if FALLS_OVER in theirs.get("second", {}).get("message", ""):
        theirs["second"] = ours.get("second")
    found = differences(ours, theirs, None if exact else 1e-4)
    given = "\n".join(f"{name} = {leaf}" for name, leaf in leaves.items())
    return [f"seed {seed}\n{given}\n{text}", *found] if found else []


@pytest.mark.torch
def test_random_programs_give_what_pytorch_gives(seed):
    for k in range(PROGRAMS):
        found = comparison(seed + k)
        assert not found, "\n".join(found)


def test_the_overloads_are_all_there_are():
    drawn = {op for overload in OVERLOADS for op in overload.ops}
    assert not drawn & HELPERS
    assert drawn | HELPERS == set(REGISTRY)


@pytest.fixture
def called(monkeypatch):
    """The names of the ops whose forward runs."""
    names = set()

    def noting(op, forward):
        def run(*operands, **params):
            names.add(op.name)
            return forward(*operands, **params)

        return run

    for op in REGISTRY.values():
        monkeypatch.setattr(op, "forward", noting(op, op.forward))
    return names


def recorded_ops(results):
    """The names of the ops in the graphs behind tensors."""
    stack, seen = [x.grad_fn for x in results if x.grad_fn is not None], set()
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            stack += [edge for edge, _ in node.next_functions if edge is not None]
    return {node.op.name for node in seen if node.op is not None}


@pytest.mark.parametrize("overload", OVERLOADS, ids=lambda overload: overload.name)
def test_an_overload_is_made_of_the_ops_it_names(overload, called):
    for seed in range(60):
        text, leaves, _ = draw(seed, statements=2, only=[overload])
        with contextlib.suppress(AutogradVizError):
            called |= recorded_ops(Program.of_text(text).run(autograd_viz, Names(autograd_viz, leaves)))
    assert set(overload.ops) <= called


def test_helpers_are_reached_through_rules_alone(called):
    for seed, overload in enumerate(OVERLOADS * 8):
        draw(seed, statements=2, only=[overload])
    assert not called & HELPERS, called & HELPERS


def test_rules_reach_every_helper(called):
    square = next(overload for overload in OVERLOADS if overload.name == "square")
    within = HELPERS - {"to_device", "to_device_of"}  # programs stay on one device: tests/device leaves it
    for seed, overload in enumerate(OVERLOADS * 20):  # squares, so that there are second derivatives
        text, leaves, _ = draw(seed, statements=3, only=[overload, square])
        observe(autograd_viz, Program.of_text(text), leaves)
        if within <= called:
            return
    assert not within - called, within - called


def test_a_seed_draws_the_same_program_again():
    assert draw(7) == draw(7)
    assert draw(7)[0] != draw(8)[0]


def test_a_drawn_program_runs_from_its_text_alone():
    for seed in range(20):
        text, leaves, _ = draw(seed)
        account = observe(autograd_viz, Program.of_text(text), leaves)
        assert "returned" in account or "raises" in account
        assert Names(autograd_viz, leaves)["T"] is autograd_viz
