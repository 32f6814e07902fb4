"""What goes along axes on a GPU: where CuPy has no way of its own, and what waits for the GPU as it does in PyTorch."""

import numpy as np
import pytest

import autograd_viz as av
from autograd_viz.ops import arrays, reduce
from autograd_viz.ops.arrays import gpu, moved
from tests.device.cards import CARDS, stand_in
from tests.device.standin import traffic

FLOATS = ["float16", "float32", "float64"]
INTEGERS = ["uint8", "int8", "int16", "int32", "int64"]
LINES = [[], [2.0], [1, 3, 3, 2, 5, 5, 4], [1, np.nan, 7, np.nan, 2], [-np.inf, np.inf, 0, np.inf]]
ALONG = (
    "sum mean prod amax amin argmax argmin any all std var logsumexp cumsum cumprod cummax cummin logcumsumexp sort argsort median "
    "nanmedian mode nansum nanmean count_nonzero norm"
).split()


def outcome(function, x, *given):
    """The arrays that a function gives, or its error."""
    try:
        found = function(x, *given)
    except (RuntimeError, IndexError, TypeError) as error:
        return type(error), str(error)
    return found if isinstance(found, tuple) else (found,)


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.filterwarnings("ignore:.*degrees of freedom")
@pytest.mark.parametrize("dtype", [*FLOATS, *INTEGERS, "bool"])
@pytest.mark.parametrize("name", ALONG)
def test_a_function_along_an_axis_gives_what_the_cpu_gives_and_waits_for_nothing(card, name, dtype):
    function = getattr(av, name)
    for shape in [(), (0,), (3, 4), (2, 0), (1, 5)]:
        numbers = np.resize([3.0, 1, 1, 2, 0, 7, 7], shape).astype(dtype)
        for dim in range(-1, len(shape)):
            given = (2, dim) if name == "norm" else (dim,)
            expected = outcome(function, av.as_tensor(numbers), *given)
            with card():
                x = av.as_tensor(moved(numbers, gpu.load() and 0))
                with card.quiet():
                    found = outcome(function, x, *given)
                if isinstance(expected[0], type):
                    assert found == expected
                    continue
                assert all(y.is_cuda for y in found)
                found = [y.cpu() for y in found]
            for y, wanted in zip(found, expected, strict=True):
                assert y.dtype is wanted.dtype and y.shape == wanted.shape
                digits = {"float16": 4e-3, "float32": 4e-6, "float64": 1e-12}.get(y.dtype.name, 0)
                np.testing.assert_allclose(y.numpy(), wanted.numpy(), rtol=digits, atol=digits)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("ufunc", [np.maximum, np.minimum, np.logaddexp])
def test_doubling_gives_the_running_result(ufunc, line, dtype):
    line = np.array(line, dtype)
    with stand_in():
        found = moved(arrays.accumulate(ufunc, moved(line, gpu.load() and 0)), arrays.CPU)
    with np.errstate(all="ignore"):
        expected = ufunc.accumulate(line) if len(line) else line
    assert found.dtype == dtype
    np.testing.assert_allclose(found, expected, rtol=1e-2 if dtype == "float16" else 1e-6)


def test_a_line_of_a_million_takes_forty_kernels():
    with stand_in(), av.device("cuda"):
        x, before = av.zeros(2**20), traffic.launches
        arrays.accumulate(np.maximum, x._data)
        assert traffic.launches - before <= 61


@pytest.mark.parametrize("function", [
    av.unique, av.bincount, lambda x: av.histogram(x.double(), 3, range=(0.0, 4.0)), lambda x: av.histc(x.float(), 3),
    lambda x: av.equal(x, x), lambda x: av.allclose(x, x),
], ids=["unique", "bincount", "histogram", "histc without a range", "equal", "allclose"])  # fmt: skip
def test_what_must_know_the_numbers_waits_for_them(function):
    with stand_in(), av.device("cuda"):
        x = av.tensor([1, 2, 2])
        with traffic.counted() as seen:
            function(x)
        assert seen.all


@pytest.mark.parametrize("card", CARDS)
def test_a_histogram_of_known_range_waits_for_nothing(card):
    with card(), av.device("cuda"):
        x = av.tensor([0.0, 1.0, 2.5, 4.0, -1.0, 5.0, float("nan")])
        with card.quiet():
            counts = av.histc(x, bins=4, min=0, max=4)
        assert counts.tolist() == [1, 1, 1, 1]


@pytest.mark.parametrize("card", CARDS)
def test_the_logarithm_of_no_exponentials_is_minus_infinity(card):
    with card(), av.device("cuda"):
        assert av.logsumexp(av.zeros(2, 0), 1).tolist() == [-np.inf, -np.inf]
        assert av.logsumexp(av.zeros(0, 2), 1).shape == (0,)


@pytest.mark.parametrize("dtype", [np.int32, np.float16])
def test_places_of_the_only_element_are_where_it_is(dtype):
    with stand_in():
        x = moved(np.array(3, dtype), gpu.load() and 0)
        assert arrays.is_array(reduce.nought(x)) and not reduce.nought(x).ndim
    assert type(reduce.nought(dtype(3))) is np.int64
