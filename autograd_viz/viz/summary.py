"""Summarise an array as plain numbers: every value of a small one, the statistics of a large one."""

import math
from dataclasses import asdict, dataclass
from functools import lru_cache

import numpy as np

from .numbers import number_text, shape_text

SMALL = 64  # elements up to which every number is kept
BINS = 16
THUMBNAIL = 16  # pixels along the longer side

dtype_name = lru_cache(str)  # NumPy takes a microsecond to write one


@dataclass(frozen=True, slots=True)
class Summary:
    """What is known of an array once the array itself is gone.

    Attributes
    ----------
    shape : tuple of int
    dtype : str
        PyTorch's short name, such as ``"float32"``.
    values : nested list of numbers, a number, or None
        Every element when there are at most 64, else None.
    norm, min, max, mean : float or None
        Over the finite elements; None for an empty array or when `values` tells all.
    nans, infs : int
        How many elements are NaN, and how many are infinite.
    histogram : tuple of int or None
        Counts in 16 equal bins from `min` to `max`, of a large array.
    thumbnail : nested tuple of float or None
        A large array of two or more axes, shrunk to at most 16 by 16 by taking means.
    known : bool
        False where only shape and dtype are known, because the array was freed.
    """

    shape: tuple
    dtype: str
    values: object = None
    norm: float | None = None
    min: float | None = None
    max: float | None = None
    mean: float | None = None
    nans: int = 0
    infs: int = 0
    histogram: tuple | None = None
    thumbnail: tuple | None = None
    known: bool = True

    @property
    def size(self):
        """Number of elements."""
        return math.prod(self.shape)

    @property
    def is_scalar(self):
        """Whether this is one number with no axes."""
        return self.shape == () and self.values is not None

    def text(self, digits=4):
        """One short line: the number of a scalar, else the shape.

        >>> summarize(np.array(2.5)).text(), summarize(np.zeros((3, 3))).text()
        ('2.5', '3 × 3')
        """
        return number_text(self.values, digits) if self.is_scalar else shape_text(self.shape)

    def to_json(self):
        """Plain JSON values; NaN and the infinities become strings."""
        return {
            k: plain(v)
            for k, v in asdict(self).items()
            if v is not None and v != Summary.__dataclass_fields__[k].default
        }

    @classmethod
    def from_json(cls, data):
        """The summary that `to_json` wrote."""
        fields = dict(data)
        fields["shape"] = tuple(fields["shape"])
        for name in ("norm", "min", "max", "mean"):
            if fields.get(name) is not None:
                fields[name] = float(fields[name])
        if "values" in fields:
            fields["values"] = number(fields["values"])
        for name in ("histogram", "thumbnail"):
            if fields.get(name) is not None:
                fields[name] = frozen(number(fields[name]))
        return cls(**fields)


def plain(value):
    """Turn tuples into lists and NaN and Inf into strings, as strict JSON needs."""
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    return value


def number(value):
    """Undo `plain` on numbers: strings become NaN or an infinity."""
    if isinstance(value, list):
        return [number(v) for v in value]
    return float(value) if isinstance(value, str) else value


def frozen(value):
    """Turn nested lists into nested tuples."""
    return tuple(frozen(v) for v in value) if isinstance(value, list) else value


def summarize(array):
    """Summarise `array` now, keeping no reference to it.

    Parameters
    ----------
    array : array of any shape, or a NumPy scalar

    Returns
    -------
    Summary

    Examples
    --------
    >>> summarize(np.array([1.0, 2.0])).values
    [1.0, 2.0]
    >>> s = summarize(np.arange(100.0)); s.values, s.min, s.max, s.mean
    (None, 0.0, 99.0, 49.5)
    """
    array = np.asarray(array)
    shape, dtype = array.shape, dtype_name(array.dtype)
    if shape == ():
        value = array.item()
        return Summary(shape, dtype, values=value, nans=int(value != value), infs=int(abs(value) == math.inf))
    if array.size <= SMALL:
        inexact = array.dtype.kind in "fc"
        nans = int(np.isnan(array).sum()) if inexact else 0
        infs = int(np.isinf(array).sum()) if inexact else 0
        return Summary(shape, dtype, values=array.tolist(), nans=nans, infs=infs)
    numbers = array.astype(np.float64, copy=False)
    nans, infs = int(np.isnan(numbers).sum()), int(np.isinf(numbers).sum())
    finite = numbers[np.isfinite(numbers)] if nans or infs else numbers.ravel()
    if not finite.size:
        return Summary(shape, dtype, nans=nans, infs=infs)
    low, high = float(finite.min()), float(finite.max())
    with np.errstate(all="ignore"):
        norm, mean = float(np.sqrt(np.sum(finite * finite))), float(finite.mean())
    return Summary(
        shape, dtype, norm=norm, min=low, max=high, mean=mean, nans=nans, infs=infs,
        histogram=histogram(finite, low, high), thumbnail=thumbnail(numbers),
    )  # fmt: skip


def histogram(numbers, low, high):
    """Counts in equal bins from `low` to `high`, which may be neighbours; None where they are too far apart."""
    span = high - low
    if not math.isfinite(span):
        return None
    if span == 0:
        return (numbers.size,) + (0,) * (BINS - 1)
    bins = np.minimum((numbers - low) / span * BINS, BINS - 1).astype(int)
    return tuple(np.bincount(bins, minlength=BINS).tolist())


def thumbnail(array):
    """Shrink the last two axes to at most 16 by 16 means; None for a vector or with NaN or Inf."""
    if array.ndim < 2 or not np.isfinite(array).all():
        return None
    image = array.reshape(-1, *array.shape[-2:])[0]
    for axis in (0, 1):
        n = image.shape[axis]
        if n > THUMBNAIL:
            starts = np.arange(THUMBNAIL) * n // THUMBNAIL
            counts = np.diff(np.append(starts, n))
            with np.errstate(over="ignore", invalid="ignore"):
                image = np.add.reduceat(image, starts, axis) / (counts[:, None] if axis == 0 else counts)
    return tuple(tuple(float(v) for v in row) for row in image)
