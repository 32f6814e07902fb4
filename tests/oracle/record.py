"""Write down PyTorch's answers to every program, for machines without PyTorch.

    python -m tests.oracle.record

writes ``answers.json`` beside this file, one program per line.
"""

import json
from pathlib import Path

from tests.oracle.observe import observe
from tests.oracle.programs import LEAVES, programs

ANSWERS = Path(__file__).parent / "answers.json"


def answers(T):
    """The module's account of every program, by name."""
    return {name: observe(T, program, LEAVES) for name, program in programs().items()}


def recorded():
    """The answers of the last recording."""
    return json.loads(ANSWERS.read_text(encoding="utf-8"))


def main():
    import torch

    found = answers(torch) | {"torch": torch.__version__.split("+")[0]}
    lines = [f"{json.dumps(name)}: {json.dumps(account)}" for name, account in found.items()]
    ANSWERS.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{len(found) - 1} answers of PyTorch {found['torch']} in {ANSWERS.name}")


if __name__ == "__main__":
    main()
