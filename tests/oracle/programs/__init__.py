"""The programs by which this package is compared with PyTorch: one line each, or a function where a line is too short.

A line sees ``T`` (torch or autograd_viz), ``F`` (its nn.functional), ``np`` and the leaves of its topic, made
when first used. It stands for its last expression; a line that ends in a statement stands for ``y``.

Each module here is a topic: its ``PROGRAMS`` are texts or functions of ``T``; it may have ``LEAVES`` of its own.
PyTorch's answers to a topic stand in ``answers/TOPIC.json``, written by ``python -m tests.oracle.record TOPIC``.
"""

import importlib
from pathlib import Path

from tests.oracle.observe import Program
from tests.oracle.programs.leaves import LEAVES

TOPICS = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in ("__init__", "leaves"))


def topic(name):
    """The programs of one topic by name, in order."""
    made = importlib.import_module(f"tests.oracle.programs.{name}").PROGRAMS
    made = [Program.of_text(p) if isinstance(p, str) else Program.of_function(p) for p in made]
    return {p.name: p for p in made}


def leaves(name):
    """The leaves that the programs of one topic see."""
    return LEAVES | getattr(importlib.import_module(f"tests.oracle.programs.{name}"), "LEAVES", {})
