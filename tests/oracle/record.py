"""Write down PyTorch's answers to the programs, for machines without PyTorch.

    python -m tests.oracle.record [TOPIC ...]

writes ``answers/TOPIC.json`` beside this file, for each topic named or for all, one program per line.
"""

import json
import sys
from pathlib import Path

from tests.oracle.observe import observe
from tests.oracle.programs import TOPICS, leaves, topic

ANSWERS = Path(__file__).parent / "answers"


def answers(T, name):
    """The module's account of every program of a topic, by name."""
    seen = leaves(name)
    return {text: observe(T, program, seen) for text, program in topic(name).items()}


def recorded(name):
    """The answers of the last recording to the programs of a topic."""
    return json.loads((ANSWERS / f"{name}.json").read_text(encoding="utf-8"))


def main():
    import torch

    for name in sys.argv[1:] or TOPICS:
        found = answers(torch, name) | {"torch": torch.__version__.split("+")[0]}
        lines = [f"{json.dumps(text)}: {json.dumps(account)}" for text, account in found.items()]
        (ANSWERS / f"{name}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
        print(f"{len(found) - 1} answers of PyTorch {found['torch']} in {name}.json")


if __name__ == "__main__":
    main()
