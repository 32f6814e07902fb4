"""The GPUs to test on: the stand-in, which is on every machine, and a real one where there is one."""

from contextlib import contextmanager

import pytest

from autograd_viz.ops.arrays import gpu
from tests.device import standin


@contextmanager
def stand_in():
    """A GPU that is none: strict as CuPy, and it counts what is moved."""
    before = gpu.__dict__.copy()
    gpu.cupy, gpu.used, gpu.expected = None, False, {}
    with standin.installed():
        try:
            yield
        finally:
            gpu.__dict__.update(before)
            for call in gpu.chosen:
                call()


@contextmanager
def real():
    """A GPU of this machine."""
    yield


CARDS = [pytest.param(stand_in, id="stand-in"), pytest.param(real, id="gpu", marks=pytest.mark.gpu)]
