"""Numbers to call ops with."""

import numpy as np

R = np.random.default_rng(11)


def real(*shape, low=-2.0, high=2.0):
    """Random numbers away from each other, so that no nudge changes which is the largest."""
    size = int(np.prod(shape))
    values = np.linspace(low, high, size + 1)[:size] + R.uniform(0.05, 0.45, size) * (high - low) / (size + 1)
    return R.permutation(values).reshape(shape)


def positive(*shape):
    return real(*shape, low=0.3, high=2.5)


LIKE = np.full((2, 3), 7.5)
