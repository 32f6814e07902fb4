"""What the arrays of each device do in a way of their own: being made, being added to in places, special functions.

Everything else in `ops` is a plain NumPy function of an array, which other arrays answer through NumPy's
protocols; what is not goes through here. ``like`` is an array (or NumPy scalar) of the device that is meant.
"""

import numpy as np

HOST = (np.ndarray, np.generic)


def zeros(shape, dtype, like):
    """An array of zeros."""
    return np.zeros(shape, dtype) if isinstance(like, HOST) else np.zeros(shape, dtype, like=like)


def full(shape, value, dtype, like):
    """An array of one number."""
    return np.full(shape, value, dtype) if isinstance(like, HOST) else np.full(shape, value, dtype, like=like)


def arange(n, like):
    """The integers from 0 to ``n - 1``."""
    return np.arange(n) if isinstance(like, HOST) else np.arange(n, like=like)


def add_at(out, index, x):
    """Add `x` to `out` at the positions `index`, once for each time a position is named."""
    np.add.at(out, index, x)


def erf(x):
    """The error function of each element, from SciPy, which is loaded when it is first asked for."""
    from scipy.special import erf

    return erf(x)
