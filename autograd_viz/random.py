"""Seeds and states of the random numbers that nobody names a generator for. As ``torch.random``."""

from contextlib import contextmanager

from . import cuda
from .autograd.random import (
    Gpus,
    default_generator,
    get_rng_state,
    gpu_generator,
    initial_seed,
    manual_seed,
    seed,
    set_rng_state,
)


@contextmanager
def fork_rng(devices=None, enabled=True, _caller="fork_rng", _devices_kw="devices", device_type=None):
    """A context after which random numbers go on as if nothing had been drawn inside. As ``torch.random.fork_rng``.

    Parameters
    ----------
    devices : sequence of int, str or device, optional
        The GPUs that it holds for, by default all that are used; for the CPU it holds anyway.
    enabled : bool
        If false, nothing happens.

    Examples
    --------
    >>> import autograd_viz as av
    >>> _ = av.manual_seed(0)
    >>> with av.random.fork_rng():
    ...     inside = av.rand(2)
    >>> av.equal(av.rand(2), inside)
    True
    """
    if not enabled:
        yield
        return
    here, seed_of_gpus = get_rng_state(), Gpus.seed
    wanted = Gpus.generators if devices is None else map(cuda.index_of, devices)
    there = {index: gpu_generator(index).get_state() for index in wanted}
    try:
        yield
    finally:
        set_rng_state(here)
        if devices is None:  # also what was first used inside
            Gpus.seed = seed_of_gpus
            Gpus.generators.clear()
        for index, state in there.items():
            gpu_generator(index).set_state(state)


__all__ = ["default_generator", "fork_rng", "get_rng_state", "initial_seed", "manual_seed", "seed", "set_rng_state"]
