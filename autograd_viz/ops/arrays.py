"""What the arrays of each device do in a way of their own: being made, being added to in places, special functions.

Everything else in `ops` is a plain NumPy function of an array, which other arrays answer through NumPy's
protocols; what is not goes through here. ``like`` is an array (or NumPy scalar) of the device that is meant.
"""

import math

import numpy as np

HOST = (np.ndarray, np.generic)
MANY = 2**15  # elements from which SciPy's sparse matrices are worth their import


def zeros(shape, dtype, like):
    """An array of zeros."""
    return np.zeros(shape, dtype) if isinstance(like, HOST) else np.zeros(shape, dtype, like=like)


def full(shape, value, dtype, like):
    """An array of one number."""
    return np.full(shape, value, dtype) if isinstance(like, HOST) else np.full(shape, value, dtype, like=like)


def arange(n, like):
    """The integers from 0 to ``n - 1``."""
    return np.arange(n) if isinstance(like, HOST) else np.arange(n, like=like)


def packed(x):
    """`x` with its elements in memory in the order of its axes, as PyTorch leaves what it reduces or scatters into."""
    return x if not isinstance(x, np.ndarray) or x.flags.c_contiguous else np.ascontiguousarray(x)


def array(values, like):
    """An array that the host made, on the device that is meant."""
    return values if isinstance(like, HOST) else np.asarray(values, like=like)


def add_at(out, index, x):
    """Add `x` to `out` at the positions `index`, once for each time a position is named.

    `index` is an array of positions, or a tuple of such and of whole slices, as one subscripts with.
    """
    index = index if isinstance(index, tuple) else (index,)
    picked = [d for d, k in enumerate(index) if not isinstance(k, slice)]
    if not (isinstance(out, np.ndarray) and out.flags.c_contiguous and picked) or picked[-1] - picked[0] >= len(picked):
        np.add.at(out, index, x)
        return
    # `ufunc.at` is five times as fast along one axis, a sparse matrix of ones as fast again for many rows
    index = [part for k in index[picked[0] : picked[-1] + 1] for part in (k.nonzero() if k.dtype == bool else (k,))]
    first, sizes = picked[0], out.shape[picked[0] : picked[0] + len(index)]
    rows, count = np.intp(0), 1
    for k, n in zip(index, sizes):
        rows, count = rows * n + np.where(k < 0, k + n, k), count * n
    before, after = out.shape[:first], out.shape[first + len(index) :]
    blocks, width = math.prod(before), math.prod(after)
    x = np.broadcast_to(x, before + rows.shape + after).astype(out.dtype, copy=False)
    rows = rows.reshape(-1)
    if blocks == 1 and width > 1 and x.size >= MANY and x.dtype in (np.float32, np.float64):
        from scipy.sparse import csr_array

        ones = csr_array((np.ones(len(rows), x.dtype), rows, np.arange(len(rows) + 1)), (len(rows), count))
        out += (ones.T @ x.reshape(-1, width)).reshape(out.shape)
        return
    block, at = np.arange(blocks)[:, None, None], rows[:, None]
    positions = (block * count + at) * width + np.arange(width)
    np.add.at(out.reshape(-1), positions.reshape(-1), x.reshape(-1))


def add_flat(out, index, x):
    """`add_at` of a vector, at positions from 0 on."""
    np.add.at(out, index, x)


def combine_at(ufunc, out, index, x):
    """Combine `x` with `out` at the positions `index`, once for each time a position is named."""
    add_at(out, index, x) if ufunc is np.add else ufunc.at(out, index, x)


ERF = (
    1.1283797025680542,
    0.10276547819375992,
    -1.8437807738e-4,
    -6.257247878e-4,
    8.971466e-5,
    -5.986034921e-6,
    1.5897939e-7,
)


def erf(x):
    """The error function of each element; in double precision SciPy's, which is loaded when it is first asked for.

    In single precision it is ``tanh(x * p(x**2))``, with the polynomial `ERF` fitted so that no more than the last
    place differs (1.4e-7): a seventh of the time.
    """
    if isinstance(x, np.ndarray) and x.ndim and x.dtype == np.float32:
        x = np.clip(x, -4.5, 4.5)
        square = x * x
        out = square * np.float32(ERF[-1])
        for factor in ERF[-2:0:-1]:
            out += np.float32(factor)
            out *= square
        out += np.float32(ERF[0])
        out *= x
        return np.tanh(out, out=out)
    from scipy.special import erf

    return erf(x).astype(x.dtype, copy=False)


def erfc(x):
    """One minus the error function, exact where that is small."""
    from scipy.special import erfc

    return erfc(x).astype(x.dtype, copy=False)


def accumulate(ufunc, x):
    """The running result of a function of two numbers along the first axis."""
    return ufunc.accumulate(x, axis=0)
