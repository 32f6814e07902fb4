"""Programs about modules and optimisers whose answers must be PyTorch's: functions of the module ``T``.

Each module here is a topic with its list ``PROGRAMS``. PyTorch's answers to it stand in ``recorded/TOPIC.json``,
written by ``python -m tests.nn.record TOPIC``.
"""

import importlib
from pathlib import Path

TOPICS = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem != "__init__")


def topic(name):
    """The programs of one topic."""
    return importlib.import_module(f"tests.nn.programs.{name}").PROGRAMS
