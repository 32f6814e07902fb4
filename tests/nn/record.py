"""Record what PyTorch tells about the programs of tests/nn and tests/optim: ``python -m tests.nn.record``."""

import json
from pathlib import Path

from tests.nn import programs as modules
from tests.nn.same import tell
from tests.optim import programs as optimisers


def record():
    """Write ``recorded.json`` beside each file of programs."""
    import torch

    for source in (modules, optimisers):
        told = {program.__name__: tell(program, torch) for program in source.PROGRAMS}
        lines = [f"{json.dumps(name)}: {json.dumps(account)}" for name, account in told.items()]
        path = Path(source.__file__).with_name("recorded.json")
        path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    record()
