"""The table of differences in the docs says what is so: each row differs, and as it says."""

import re
from pathlib import Path

import pytest

import autograd_viz
from tests.oracle.observe import Program, observe
from tests.oracle.programs import LEAVES, TOPICS, topic

PAGE = Path(__file__).parents[2] / "docs" / "differences.md"


def rows():
    """(program, what PyTorch shows, what we show) of each row of the table."""
    lines = [
        line.strip("|").split("|") for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")
    ]
    return [tuple(re.fullmatch(r" `(.*)` ", cell)[1] for cell in cells[:3]) for cells in lines]


def shown(T, text):
    """What a program shows, as the table writes it."""
    account = observe(T, Program.of_text(text), LEAVES)
    if "raises" in account:
        return account["raises"]
    value = account["returned"]
    if isinstance(value, dict):
        return value["graph"] or str(value["numbers"])
    return str(value)


@pytest.mark.parametrize(("text", "theirs", "ours"), rows())
def test_we_show_what_the_table_says(text, theirs, ours):
    assert theirs != ours
    assert shown(autograd_viz, text) == ours


@pytest.mark.torch
@pytest.mark.parametrize(("text", "theirs", "ours"), rows())
def test_pytorch_shows_what_the_table_says(text, theirs, ours):
    import torch

    assert shown(torch, text) == theirs


def test_no_difference_is_also_claimed_to_be_none():
    assert not {text for text, _, _ in rows()} & {text for name in TOPICS for text in topic(name)}


def test_every_row_says_why():
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("| `"):
            assert len(line.strip("|").split("|")[3].strip()) > 5
