"""The stand-in is as strict as CuPy 14.2: its names, its loops, what it refuses, what it counts."""

import copy
import importlib.util
import itertools
import pickle
import sys

import numpy as np
import pytest

from tests.device import record_names, standin
from tests.device.standin import traffic
from tests.device.standin.functions import MODULES, TABLE

INSTALLED = importlib.util.find_spec("cupy") is not None
needs_cupy = pytest.mark.skipif(not INSTALLED, reason="CuPy is not installed (no card is needed): nothing to compare")
cupy = standin.cupy
TYPES = "?bBhHiIlLefdFD"


@pytest.fixture(autouse=True)
def in_place():
    with standin.installed():
        yield


@pytest.fixture
def x():
    return cupy.asarray(np.arange(6, dtype=np.float32).reshape(2, 3))


@pytest.fixture
def real():
    """CuPy itself, which can be asked everything but to compute."""
    ours = {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] in ("cupy", "cupyx")}
    import cupy
    import cupyx.scipy.special

    theirs = {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] in ("cupy", "cupyx")}
    sys.modules.update(theirs)
    yield cupy, cupyx.scipy.special
    for name in theirs:
        sys.modules.pop(name, None)
    sys.modules.update(ours)


# as the installed CuPy


@needs_cupy
def test_the_table_is_the_installed_cupys(real):
    if real[0].__version__ != TABLE["version"]:
        pytest.skip(f"CuPy {real[0].__version__} is installed, the table is of {TABLE['version']}")
    assert record_names.text(record_names.names()) + "\n" == record_names.TABLE.read_text(encoding="utf-8")


@needs_cupy
def test_every_ufunc_chooses_the_loop_that_cupy_chooses(real):
    weak = [(np.dtype(kind), kind) for kind in (int, float, complex)]
    operands = [(np.dtype(c), None) for c in TYPES] + weak
    for module, ours, theirs in (("cupy", cupy, real[0]), ("cupyx.scipy.special", standin.functions.special, real[1])):
        for name in TABLE[module]["ufuncs"]:
            if name in standin.ufuncs.COMPARISONS:
                continue
            mine, its = getattr(ours, name), getattr(theirs, name)._ops
            for key in itertools.product(operands, repeat=mine.nin) if mine.nin < 3 else ():
                kinds = tuple(kind or False for _, kind in key)
                scores = [standin.ufuncs.kind_score(k or t.type) for t, k in key]
                strong = [s for s, k in zip(scores, kinds) if not k]
                usable = strong and any(kinds) and max(strong) >= max(s for s, k in zip(scores, kinds) if k)
                want = its._guess_routine_from_in_types(
                    tuple(t for t, _ in key), kinds if usable else (False,) * mine.nin
                )
                try:
                    got = mine._choose(key)
                except TypeError:
                    got = None
                assert (want and [*want.in_types, *want.out_types]) == (got and [*got[0], *got[1]]), (name, key)


@needs_cupy
def test_arrays_have_cupys_attributes_and_no_others(real):
    lacks = {"cstruct", "mdspan", "toDlpack", "dump", "dumps", "tofile", "reduced_view", "byteswap", "choose"}
    ours = {n for n in dir(standin.cupy.ndarray) if not n.startswith("_")}
    theirs = {n for n in dir(real[0].ndarray) if not n.startswith("_")}
    assert ours - theirs == set()
    assert theirs - ours <= lacks
    operators = {n for n in dir(standin.cupy.ndarray) if n.startswith("__")} - set(dir(object))
    assert operators - set(dir(real[0].ndarray)) <= {"__module__", "__dict__", "__weakref__", "__slots__"}


def test_what_cupy_has_not_is_not_there():
    for name in ("spacing", "isnat", "nonsense"):
        assert not hasattr(cupy, name)
    assert not hasattr(cupy.random.default_rng(0), "normal")
    assert not hasattr(cupy.zeros(1), "itemset")
    assert not hasattr(cupy.zeros(1), "__index__")


# results


def test_every_result_is_an_array(x):
    for y in (x.sum(), x[0, 0], np.max(x), x.argmax(), np.array_equal(x, x), np.count_nonzero(x), x.mean(), x @ x.T):
        assert type(y) is cupy.ndarray
    assert x[0, 0].shape == x.sum().shape == ()


def test_views_share_memory_and_name_their_base(x):
    row = x[0]
    row[...] = 7
    assert row.base is x and x.T.base is x and x[0][1:].base is x and np.moveaxis(x, 0, 1).base is x
    assert x.get().tolist() == [[7, 7, 7], [3, 4, 5]]
    assert x[[0]].base is None and x.copy().base is None and (x + 1).base is None
    assert x.reshape(3, 2).base is x and x.T.reshape(-1).base is None


def test_broadcast_and_diagonal_views_can_be_written_to(x):
    np.broadcast_to(x[:, :1], (2, 3))[...] = 1
    np.diagonal(x)[...] = 9
    assert x.get().tolist() == [[9, 1, 2], [1, 9, 5]]


def test_a_pointer_makes_an_array_in_that_memory(x):
    tail = cupy.ndarray((2,), np.float32, x.data + 4 * 4, (4,))
    tail[...] = -1
    assert x.get()[1].tolist() == [3, -1, -1] and tail.base is None and tail.data.ptr == x.data.ptr + 16


def test_elementwise_results_lie_in_the_order_of_the_axes(x):
    assert (x.T + 1).flags.c_contiguous and np.exp(x.T).flags.c_contiguous
    assert not x.T.copy("K").flags.c_contiguous and not x.T.astype("d").flags.c_contiguous


@pytest.mark.parametrize(
    "result, dtype",
    [
        (lambda x: x * 2.5, np.float32),
        (lambda x: x * np.float64(2.5), np.float64),
        (lambda x: x + cupy.asarray(1.0), np.float64),
        (lambda x: 2 / x.astype(np.int32), np.float64),
        (lambda x: x.astype(np.int8) * 2, np.int8),
        (lambda x: np.exp(x.astype(np.int8)), np.float16),
        (lambda x: x.astype(bool) ** 2, np.int64),
        (lambda x: standin.functions.special.erf(x.astype(np.float16)), np.float64),
        (lambda x: x.astype(bool).sum(), np.int64),
        (lambda x: np.where(x > 1, x, 0.0), np.float32),
        (lambda x: np.where(x > 1, 1.0, 0.0), np.float64),
    ],
)
def test_types_of_results_are_cupys(x, result, dtype):
    assert result(x).dtype == dtype


def test_positions_out_of_range_wrap_around_in_arrays_and_fail_as_numbers(x):
    assert x[cupy.asarray([2, -1])].get().tolist() == [[0, 1, 2], [3, 4, 5]]
    assert x.take(cupy.asarray([4]), axis=1).get().tolist() == [[1], [4]]
    with pytest.raises(IndexError, match="Index 2 is out of bounds for axis 0 with size 2"):
        x[2]


def test_clip_lets_a_bound_that_is_no_number_be():
    assert np.clip(cupy.asarray([1.0, 5.0]), np.nan, 3).get().tolist() == [1, 3]


def test_a_singular_matrix_raises_nothing():
    assert np.isnan(np.linalg.inv(cupy.zeros((2, 2))).get()).all()


def test_what_is_read_on_the_host_may_be_an_array_of_the_host(x):
    assert np.transpose(x, np.array([1, 0])).shape == (3, 2)
    assert [part.shape for part in np.split(x, np.array([1]), axis=1)] == [(2, 1), (2, 2)]
    assert np.full_like(x, np.array(1.5)).get().tolist() == [[1.5] * 3] * 2


# refusals


@pytest.mark.parametrize(
    "call, error, words",
    [
        (np.asarray, TypeError, "Implicit conversion to a NumPy array is not allowed"),
        (lambda x: x + np.ones(3), TypeError, "Unsupported type <class 'numpy.ndarray'>"),
        (lambda x: np.ones(3) * x, TypeError, "Unsupported type <class 'numpy.ndarray'>"),
        (lambda x: x.__iadd__(np.array(1.0)), TypeError, "Unsupported type"),
        (lambda x: np.where(x > 1, x, np.zeros(3)), TypeError, "Unsupported type"),
        (lambda x: np.where(np.ones(3, bool), x, 0.0), TypeError, "Unsupported type"),
        (lambda x: x @ np.ones((3, 2)), TypeError, "incorrect type"),
        (lambda x: np.concatenate([x, np.ones((2, 3))]), TypeError, "Only cupy arrays can be concatenated"),
        (lambda x: np.add(x, 1, where=x > 1), TypeError, "Wrong arguments {'where'"),
        (lambda x: np.add(x, 1, order="F"), TypeError, "Wrong arguments {'order'"),
        (lambda x: np.sum(x, where=x > 1), TypeError, "unexpected keyword argument 'where'"),
        (lambda x: np.max(x, initial=0), TypeError, "unexpected keyword argument 'initial'"),
        (lambda x: np.take(x, 0, mode="clip"), TypeError, "unexpected keyword argument 'mode'"),
        (lambda x: np.clip(x, min=0), TypeError, "unexpected keyword argument 'min'"),
        (np.maximum.reduce, NotImplementedError, "`cupy_maximum.reduce` is not supported yet"),
        (np.logaddexp.accumulate, NotImplementedError, "`cupy_logaddexp.accumulate` is not supported yet"),
        (lambda x: np.add.reduce(x, initial=1), TypeError, "initial"),
        (lambda x: np.multiply.at(x, 0, 2.0), NotImplementedError, "`cupy_multiply.at` is not supported yet"),
        (lambda x: np.add.at(x.astype(np.int8), cupy.asarray([0]), 1), TypeError, "cupy.add.at only supports"),
        (lambda x: np.maximum.at(x.astype("e"), cupy.asarray([0]), 1.0), TypeError, "cupy.maximum.at only supports"),
        (lambda x: np.ones(3, like=x), TypeError, "unexpected keyword argument 'device'"),
        (np.spacing, TypeError, "returned NotImplemented"),
        (lambda x: x + "a", TypeError, "did not contain a loop|NotImplemented"),
        (lambda x: np.add(x, [1, 2, 3]), TypeError, "NotImplemented"),
        (lambda x: np.add(x, x, out=cupy.zeros(3)), ValueError, "Out shape is mismatched"),
        (lambda x: np.add(x, x, out=np.zeros((2, 3))), TypeError, "Unsupported type|must be cupy.ndarray"),
        (lambda x: np.add(x, 1, out=x.astype(int)), TypeError, "Cannot cast output operand from dtype\\('float32'\\)"),
        (lambda x: x.astype(bool) - x.astype(bool), TypeError, "boolean subtract"),
        (lambda x: -x.astype(bool), TypeError, "boolean negative"),
        (lambda x: x.astype(object), ValueError, "Unsupported dtype object"),
        (lambda x: x.astype("d", casting="safe"), TypeError, "casting is not supported yet"),
        (lambda x: x.__setitem__(0, [1, 2, 3]), ValueError, "non-scalar numpy.ndarray cannot be used for fill"),
        (lambda x: x.__setitem__(0, np.ones(3)), ValueError, "non-scalar numpy.ndarray cannot be used for fill"),
        (lambda x: x[x], IndexError, "arrays used as indices must be of integer or boolean type"),
        (lambda x: x[0, 0, 0], IndexError, "too many indices for array"),
        (lambda x: bool(x), ValueError, "truth value of an array with more than one element"),
        (lambda x: x.item(), ValueError, "can only convert an array of size 1"),
        (lambda x: x[0, 0].nonzero(), ValueError, "nonzero on 0d arrays"),
        (lambda x: [0, 1][x[0, 0].astype(int)], TypeError, "indices must be integers"),
        (lambda x: x.sort(kind="quicksort"), ValueError, "kind can only be None or 'stable'"),
        (lambda x: np.linalg.inv(x[:, :2].astype("e")), TypeError, "float16 is unsupported in linalg"),
        (lambda x: x.repeat(np.array([1, 2]), 0), TypeError, "'repeats' does not accept numpy.ndarray"),
        (lambda x: x.flags.writeable, AttributeError, "writeable"),
        (lambda x: cupy.fuse(np.exp)(x), TypeError, "ufunc"),
        (lambda x: cupy.fuse(lambda x: x[0])(x), TypeError, "subscriptable"),
        (lambda x: np.isin(x, np.float64(2)), TypeError, "Unsupported type"),
        (lambda x: np.isin(np.float64(2), x), TypeError, "Unsupported type"),
    ],
)
@pytest.mark.filterwarnings("ignore:__array__ implementation")  # NumPy says so of CuPy's, too
def test_what_cupy_refuses_is_refused(x, call, error, words):
    with pytest.raises(error, match=words):
        call(x)


def test_arrays_of_two_devices_do_not_meet(x):
    with cupy.cuda.Device(1):
        y = cupy.zeros(3)
        with pytest.raises(ValueError, match="different from the current device"):
            x.sum()
        assert cupy.array(x).device == cupy.cuda.Device(1)
    with pytest.raises(ValueError, match="different from the current device"):
        x + y
    assert copy.deepcopy(y).device.id == 1 and x.device.id == 0


def test_without_a_driver_cuda_says_so():
    with standin.installed(devices=0):
        assert not cupy.cuda.is_available()
        with pytest.raises(cupy.cuda.runtime.CUDARuntimeError, match="no CUDA-capable device is detected"):
            cupy.cuda.runtime.getDeviceCount()
    with pytest.raises(cupy.cuda.runtime.CUDARuntimeError, match="invalid device ordinal"), cupy.cuda.Device(2):
        pass


# what is counted


@pytest.mark.parametrize(
    "call",
    [
        lambda x: x.get(),
        lambda x: cupy.asnumpy(x),
        lambda x: x.tolist(),
        lambda x: x[0, 0].item(),
        lambda x: bool(x[0, 0]),
        lambda x: float(x[0, 0]),
        lambda x: f"{x[0, 0]}",
        lambda x: repr(x),
        lambda x: pickle.dumps(x),
        lambda x: np.arange(x[1, 1].astype(int).item()),
    ],
)
def test_what_goes_to_the_host_is_counted(x, call):
    with traffic.counted() as seen:
        call(x)
    assert len(seen.to_host) == 1 and not seen.to_device and not seen.waits


@pytest.mark.parametrize(
    "call",
    [
        lambda x: cupy.asarray(np.ones(3)),
        lambda x: np.asarray([1, 2], like=x),
        lambda x: x.set(np.ones((2, 3), np.float32)),
        lambda x: x[[0, 1]],
        lambda x: x[np.array([0])],
        lambda x: np.take(x, [0, 1]),
        lambda x: x.__setitem__(cupy.arange(2), np.ones(3)),
    ],
)
def test_what_comes_from_the_host_is_counted(x, call):
    with traffic.counted() as seen:
        call(x)
    assert len(seen.to_device) == 1 and not seen.to_host and not seen.waits


@pytest.mark.parametrize(
    "call",
    [
        lambda x: x[x > 1],
        lambda x: x.__setitem__(x > 1, 0),
        lambda x: np.nonzero(x),
        lambda x: np.where(x > 1),
        lambda x: np.unique(x),
        lambda x: np.argpartition(x, 1),
        lambda x: np.repeat(x, cupy.asarray(2), 0),
        lambda x: np.bincount(x.astype(int).ravel()),
        lambda x: cupy.cuda.Device().synchronize(),
        lambda x: cupy.cuda.Stream.null.synchronize(),
        lambda x: cupy.cuda.runtime.deviceSynchronize(),
    ],
)
def test_what_waits_for_the_device_is_counted(x, call):
    with traffic.counted() as seen:
        call(x)
    assert len(seen.waits) == 1 and not seen.to_host and not seen.to_device


def test_computing_moves_nothing(x):
    with traffic.forbidden():
        y = np.where(x > 1, np.exp(x) @ cupy.ones((3, 2)) @ x, 0.0).sum(axis=0)
        x[0] = 2.0
        x[cupy.arange(2)] += y
        np.add.at(x, cupy.asarray(0), y)


def test_a_forbidden_transfer_raises_where_it_happens(x):
    with (
        pytest.raises(traffic.Forbidden, match="to_host: __bool__ of 1 elements .* in test_a_forbidden"),
        traffic.forbidden(),
    ):
        bool(x[0, 0])


def test_a_fused_function_is_one_launch(x):
    with traffic.counted() as seen:
        y = cupy.fuse(lambda x, k: cupy.exp(x) * k + 1)(x, 2.0)
    assert seen.launches == 1 and np.allclose(y.get(), np.exp(x.get()) * 2 + 1)


def test_an_axis_of_length_1_steps_as_far_as_the_one_before():
    x = cupy.arange(6.0).reshape(2, 3)
    assert x.T.reshape(3, 1, 2).strides == (8, 8, 24) and x.reshape(2, 1, 3).strides == (24, 24, 8)
    assert x.T.reshape(1, 3, 2).strides == (24, 8, 24) and x[:1, :1].reshape(1, 1, 1).strides == (8, 8, 8)


@pytest.mark.parametrize(
    "taken, dtype", [("?", "e"), ("b", "e"), ("B", "e"), ("h", "f"), ("i", "d"), ("f", "f"), ("d", "d")]
)
def test_a_fused_function_takes_a_number_in_the_narrowest_float_that_holds_its_neighbour(taken, dtype):
    assert cupy.fuse(kernel_name="k")(lambda x: x * 0.3)(cupy.ones(2, taken)).dtype.char == dtype
    assert (cupy.ones(2, taken) * 0.3).dtype == (np.ones(2, taken) * 0.3).dtype  # as NumPy, where nothing is fused


def test_a_fused_function_counts_in_bytes_beside_bool(x):
    assert cupy.fuse(kernel_name="k")(lambda x: (x > 1) + 1)(x).dtype == np.int8
    assert cupy.fuse(kernel_name="k")(lambda x: cupy.where(x > 1, x, 0.3))(x).dtype == x.dtype


def test_what_was_there_before_is_given_back():
    before = sys.modules["cupy"]
    with standin.installed():
        import cupy
        import cupyx.scipy.special

        assert cupy is standin.cupy and cupyx.scipy.special.erf(0.0).get() == 0
    assert sys.modules.get("cupy") is before
    assert set(MODULES) <= set(sys.modules)
