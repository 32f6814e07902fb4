"""The GPUs to test on: the stand-in, which is on every machine, and a real one where there is one."""

import warnings
from contextlib import contextmanager

import pytest

from autograd_viz.ops.arrays import gpu
from tests.device import standin


class StandIn:
    """A GPU that is none: strict as CuPy, and it counts what is moved."""

    @contextmanager
    def __call__(self, devices=2):
        before = gpu.__dict__.copy()
        gpu.cupy, gpu.used, gpu.several, gpu.expected = None, False, False, {}
        with standin.installed(devices):
            try:
                yield
            finally:
                gpu.__dict__.update(before)
                for call in gpu.chosen:
                    call()

    @staticmethod
    def quiet():
        """Where nothing may pass between host and GPU, nor wait for it."""
        return standin.traffic.forbidden()


class Card:
    """A GPU of this machine."""

    @contextmanager
    def __call__(self):
        yield

    @staticmethod
    @contextmanager
    def quiet():
        """Where nothing may wait for the GPU, as far as CuPy notices: what is sent there it does not."""
        import cupyx

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of its removal some day: there is nothing else
            with cupyx.allow_synchronize(False):
                yield


stand_in = StandIn()
CARDS = [pytest.param(stand_in, id="stand-in"), pytest.param(Card(), id="gpu", marks=pytest.mark.gpu)]
