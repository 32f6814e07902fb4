"""Every public overload as a way to draw a statement of a random program, with the ops it is made of.

Each module but `drawing` is a topic: it registers its overloads, and its ``HELPERS`` name the ops that only rules call.
"""

import importlib
from pathlib import Path

from tests.oracle.overloads.drawing import OVERLOADS, draw

__all__ = ["HELPERS", "OVERLOADS", "draw"]

HELPERS = set()
for path in sorted(Path(__file__).parent.glob("*.py")):
    if path.stem not in ("__init__", "drawing"):
        HELPERS.update(importlib.import_module(f"tests.oracle.overloads.{path.stem}").HELPERS)
