"""Write down what PyTorch tells about the programs of tests/nn.

    python -m tests.nn.record [TOPIC ...]

writes ``recorded/TOPIC.json`` for each topic named or for all, one program per line.
"""

import json
import sys

from tests.nn.programs import TOPICS, topic
from tests.nn.same import RECORDED, tell


def main():
    import torch

    for name in sys.argv[1:] or TOPICS:
        told = {program.__name__: tell(program, torch) for program in topic(name)}
        lines = [f"{json.dumps(text)}: {json.dumps(account)}" for text, account in told.items()]
        (RECORDED / f"{name}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
        print(f"{len(told)} accounts of PyTorch in {name}.json")


if __name__ == "__main__":
    main()
