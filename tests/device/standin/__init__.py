"""A stand-in for CuPy 14.2, as strict as it: runs the lines meant for a GPU on machines that have none.

``install()`` puts it in place of the modules ``cupy`` and ``cupyx``; `traffic` counts what passes between host and
device. It has the names and parameters that ``tests/device/cupy_names.json`` records of the real one, follows CuPy's
source in what it refuses, and computes with NumPy. In three things it is stricter: an array of another device than the
current one is refused always, NumPy arrays are refused by every function but the makers of arrays, and what it lacks
raises ``NotImplementedError``.
"""

import sys
from contextlib import contextmanager

from . import cuda, traffic
from .functions import MODULES, cupy, cupyx

__all__ = ["cuda", "cupy", "cupyx", "install", "installed", "remove", "traffic"]
_before = []  # what each `install` found


def _ours(name):
    return name.partition(".")[0] in ("cupy", "cupyx")


def install(devices=2):
    """Become ``cupy`` and ``cupyx``, with so many devices."""
    _before.append({name: module for name, module in sys.modules.items() if _ours(name)})
    for name in [name for name in sys.modules if _ours(name)]:
        del sys.modules[name]
    sys.modules.update(MODULES)
    cuda.COUNT, cuda.current = devices, 0
    return cupy


def remove():
    """Give the modules back that were there before."""
    for name in [name for name in sys.modules if _ours(name)]:
        del sys.modules[name]
    sys.modules.update(_before.pop())


@contextmanager
def installed(devices=2):
    """`install` for a ``with`` block."""
    before = cuda.COUNT, cuda.current
    try:
        yield install(devices)
    finally:
        remove()
        cuda.COUNT, cuda.current = before
