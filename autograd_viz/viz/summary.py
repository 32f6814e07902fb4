"""Summarise an array as plain numbers: every value of a small one, the statistics of a large one."""

import math
from dataclasses import asdict, dataclass, fields, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from ..ops.arrays import CPU, fetched, mean_runs, on, place, tally
from .numbers import number_text, shape_text

SMALL = 64  # elements up to which every number is kept
BINS = 16
THUMBNAIL = 16  # pixels along the longer side

NUMBERS = frozenset({bool, int, float})

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


class Measure(NamedTuple):
    """What will be known of an array, while the numbers are still where it is: at most a few hundred."""

    shape: tuple
    dtype: str
    parts: tuple


def summarize(array):
    """Summarise `array` now, keeping no reference to it.

    Parameters
    ----------
    array : array of any shape and device, or a NumPy scalar

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
    found = measure(array)
    return told(*found[:2], fetched(found.parts)) if type(found) is Measure else found


def measure(array):
    """The `Summary` of an array of the CPU; of another a `Measure`: nothing waits for it or moves it."""
    array = np.asarray(array) if type(array) in NUMBERS else array
    where = place(array)
    if where == CPU:
        return told(array.shape, dtype_name(array.dtype), parts_of(array))
    return Measure(array.shape, dtype_name(array.dtype), on(where, parts_of, array, keep=True))


def settled(records):
    """Frozen records with a `Summary` for each `Measure` among their fields; all of one GPU come in one transfer."""
    records = list(records)
    names = {kind: summary_fields(kind) for kind in set(map(type, records))}
    found = [
        (i, name, value)
        for i, record in enumerate(records)
        for name in names[type(record)]
        if type(value := getattr(record, name)) is Measure
    ]
    parts = iter(fetched([part for *_, measure in found for part in measure.parts]))
    changes: dict[int, dict] = {}
    for i, name, (shape, dtype, pending) in found:
        changes.setdefault(i, {})[name] = told(shape, dtype, [next(parts) for _ in pending])
    return [replace(record, **changes[i]) if i in changes else record for i, record in enumerate(records)]


def summary_fields(kind):
    """The names of the fields of a dataclass that may hold a summary."""
    return tuple(field.name for field in fields(kind) if "Summary" in str(field.type))


# -- where the array is ----------------------------------------------------------------------------


def parts_of(array, keep=False):
    """Of a small array itself (a copy of it, to `keep`), of a large one what is measured of it."""
    if array.size <= SMALL:
        return (array.copy() if keep else array,)
    return measured(array)


def measured(array):
    """The statistics of a large array, the counts of its histogram, and its thumbnail."""
    shape = array.shape
    numbers = array.astype(np.float64, copy=False).reshape(-1)
    right = np.isfinite(numbers)
    wrong = ~right
    work = np.where(right, numbers, np.inf)
    low = work.min()
    np.copyto(work, -np.inf, where=wrong)
    high = work.max()
    np.copyto(work, 0.0, where=wrong)
    image = (shrunk(work.reshape(shape)) if len(shape) > 1 else work[:0]).copy()  # a view would keep all of it
    with np.errstate(all="ignore"):
        norm, total = np.sqrt((work * work).sum()), work.sum()
        span = high - low  # of equal numbers 0, of those too far apart infinite: any other serves as well
        span = np.where(np.isfinite(span) & (span > 0), span, 1.0)
        work -= low
        work /= span
        work *= BINS
        np.clip(work, 0, BINS - 1, out=work)
        np.copyto(work, BINS, where=wrong)
        counts = tally(work.astype(np.int64), BINS + 1)
    statistics = np.stack((np.isnan(numbers).sum(), right.sum(), low, high, norm, total))
    return statistics, counts, image


def shrunk(array):
    """The first matrix of an array, shrunk to at most 16 by 16 by taking means."""
    image = array.reshape(-1, *array.shape[-2:])[0]
    for axis, n in enumerate(image.shape):
        if n > THUMBNAIL:
            image = mean_runs(image, np.arange(THUMBNAIL) * n // THUMBNAIL, axis)
    return image


# -- on the host -----------------------------------------------------------------------------------


def told(shape, dtype, parts):
    """The `Summary` that the parts of a `Measure` tell."""
    if len(parts) == 1:
        return small(shape, dtype, parts[0])
    nans, right, low, high, norm, total = parts[0].tolist()
    nans, right = int(nans), int(right)
    infs = math.prod(shape) - right - nans
    if not right:
        return Summary(shape, dtype, nans=nans, infs=infs)
    histogram = tuple(parts[1].tolist()[:BINS]) if math.isfinite(high - low) else None
    thumbnail = None if nans or infs or len(shape) < 2 else frozen(parts[2].tolist())
    return Summary(
        shape, dtype, norm=norm, min=low, max=high, mean=total / right, nans=nans, infs=infs,
        histogram=histogram, thumbnail=thumbnail,
    )  # fmt: skip


def small(shape, dtype, array):
    """Every number of a small array."""
    if shape == ():
        value = array.item()
        return Summary(shape, dtype, values=value, nans=int(value != value), infs=int(abs(value) == math.inf))
    inexact = array.dtype.kind in "fc"
    nans = int(np.isnan(array).sum()) if inexact else 0
    infs = int(np.isinf(array).sum()) if inexact else 0
    return Summary(shape, dtype, values=array.tolist(), nans=nans, infs=infs)
