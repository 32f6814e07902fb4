"""At least one call of every op, by topic, with operands that broadcast where the op lets them."""

import importlib
from pathlib import Path

CALLS = {}
for path in sorted(Path(__file__).parent.glob("*.py")):
    if path.stem not in ("__init__", "numbers"):
        CALLS.update(importlib.import_module(f"tests.ops.calls.{path.stem}").CALLS)
