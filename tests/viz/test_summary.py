import gc
import json
import math
import weakref

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograd_viz.viz.summary import BINS, SMALL, Summary, summarize

ANY_FLOATS = arrays.arrays(
    st.sampled_from([np.float64, np.float32, np.float16]),
    arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=9),
)


@given(ANY_FLOATS)
def test_every_array_survives_strict_json(array):
    summary = summarize(array)
    text = json.dumps(summary.to_json(), allow_nan=False)
    back = Summary.from_json(json.loads(text))
    assert json.dumps(back.to_json(), allow_nan=False) == text
    assert (back.shape, back.dtype, back.known) == (array.shape, str(array.dtype), True)


@given(ANY_FLOATS)
def test_a_small_array_keeps_every_number_to_the_bit(array):
    summary = Summary.from_json(json.loads(json.dumps(summarize(array).to_json())))
    if array.size > SMALL:
        assert summary.values is None
        return
    kept = np.array(summary.values, array.dtype).reshape(array.shape)
    np.testing.assert_array_equal(kept, array)
    assert (np.signbit(kept) == np.signbit(array))[~np.isnan(array)].all()


@given(arrays.arrays(np.float64, st.integers(SMALL + 1, 200)))
def test_a_large_array_is_its_statistics_over_the_finite_numbers(array):
    summary, finite = summarize(array), array[np.isfinite(array)]
    assert (summary.nans, summary.infs) == (np.isnan(array).sum(), np.isinf(array).sum())
    if not finite.size:
        assert summary.min is summary.max is summary.norm is summary.mean is summary.histogram is None
        return
    assert (summary.min, summary.max) == (finite.min(), finite.max())
    if math.isfinite(float(finite.max()) - float(finite.min())):
        assert len(summary.histogram) == BINS and sum(summary.histogram) == finite.size
    else:
        assert summary.histogram is None


@given(arrays.arrays(np.float64, (12, 31), elements=st.floats(-1e100, 1e100)))
def test_a_thumbnail_lies_within_the_arrays_numbers(array):
    image = np.array(summarize(array).thumbnail)
    assert image.shape == (12, 16)
    slack = 1e-12 * np.abs(array).max()
    assert array.min() - slack <= image.min() and image.max() <= array.max() + slack


def test_the_statistics_of_a_known_array():
    summary = summarize(np.arange(160.0).reshape(16, 10))
    assert summary.values is None
    assert (summary.min, summary.max, summary.mean) == (0, 159, 79.5)
    assert summary.norm == pytest.approx(np.linalg.norm(np.arange(160)))
    assert summary.histogram == (10,) * 16
    assert len(summary.thumbnail) == 16 and summary.thumbnail[1] == tuple(range(10, 20))


def test_equal_and_neighbouring_numbers_have_a_histogram():
    assert summarize(np.full(100, 3.0)).histogram == (100,) + (0,) * 15
    assert summarize(np.array([1e16] * 99 + [1e16 + 2])).histogram == (99,) + (0,) * 14 + (1,)


def test_sixty_four_numbers_are_small_and_one_more_is_large():
    assert summarize(np.ones(64)).values == [1.0] * 64
    assert summarize(np.ones(65)).values is None


@pytest.mark.parametrize("value", [np.float32(2.5), np.array(2.5, np.float32), np.array([2.5], np.float32)[0]])
def test_numpy_scalars_and_arrays_without_axes_are_the_same(value):
    assert summarize(value) == Summary((), "float32", values=2.5)


def test_whole_numbers_and_booleans_keep_their_kind():
    assert summarize(np.array([1, 2])).values == [1, 2] and summarize(np.array([1, 2])).dtype == "int64"
    assert summarize(np.array(True)).values is True


def test_nan_and_infinity_are_counted_in_small_arrays_too():
    summary = summarize(np.array([np.nan, np.inf, -np.inf, 1.0]))
    assert (summary.nans, summary.infs) == (1, 2)
    assert summary.to_json()["values"] == ["NaN", "Infinity", "-Infinity", 1.0]
    assert (summarize(np.float64("nan")).nans, summarize(np.float64("-inf")).infs) == (1, 1)


def test_an_empty_array_has_its_shape_and_no_statistics():
    summary = summarize(np.zeros((0, 3)))
    assert (summary.shape, summary.values, summary.min, summary.size) == ((0, 3), [], None, 0)


def test_the_array_itself_is_not_kept():
    class Watched(np.ndarray):
        pass

    for size in (4, 1000):
        array = np.ones(size).view(Watched)
        gone = weakref.ref(array)
        summary = summarize(array)
        del array
        gc.collect()
        assert gone() is None and summary.shape == (size,)


def test_a_summary_of_freed_numbers_says_so_after_json():
    freed = Summary((3, 4), "float32", known=False)
    assert Summary.from_json(freed.to_json()) == freed
