"""What is computed element by element is one kernel on a GPU, forward and back, and gives PyTorch's numbers in every dtype."""

import numpy as np
import pytest

import autograd_viz as av
from autograd_viz.ops import REGISTRY, arithmetic, arrays, dtypes
from autograd_viz.ops.arrays import CPU, Fused, gpu, moved
from tests.device.cards import CARDS, stand_in
from tests.device.standin import traffic
from tests.ops.calls import CALLS

FUSED = [
    pytest.param(name, *call, id=f"{name}-{k}")
    for name, calls in CALLS.items()
    if REGISTRY[name].fuses not in (None, "nothing")
    for k, call in enumerate(calls)
]
CORNERS = [-np.inf, -7.5, -1.0, -0.3, -0.0, 0.0, 0.1, 1.0, 3.0, 7.5, np.inf, np.nan]
WHOLE = [-128, -7, -3, -1, 0, 1, 2, 3, 7, 127]
INTEGERS = ["uint8", "int8", "int16", "int32", "int64"]
FLOATS = ["float16", "float32", "float64"]
SHAPES = [(), (0,), (3, 4)]


def is_real(x):
    return isinstance(x, (np.ndarray, np.float64)) and x.dtype == np.float64


# -- one kernel ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "operands", "params"), FUSED)
def test_an_op_is_one_kernel_and_so_is_its_rule_for_each_operand(name, operands, params):
    with stand_in():
        gpu.load()
        given = [moved(np.array(x), 0) if isinstance(x, np.ndarray) else x for x in operands]
        given = [av.as_tensor(x).requires_grad_(x.dtype.kind == "f") if arrays.is_array(x) else x for x in given]
        before = traffic.launches
        out = REGISTRY[name](*given, **params)
        checked = 3 * (name in ("remainder", "fmod", "div_rounded", "floor_divide") and out._data.dtype.kind != "f")
        assert traffic.launches - before <= 1 + checked
        node = out.grad_fn if isinstance(out, av.Tensor) else None
        if node is None or node.name() == "NotImplemented":
            return
        g, before = moved(np.ones(out.shape), 0), traffic.launches
        sent = node.pull(g)
        assert traffic.launches - before <= sum(c is not None for c in sent)


@pytest.mark.parametrize(("name", "launches"), [
    ("sigmoid", 1), ("tanh", 1), ("gelu", 1), ("silu", 1), ("softplus", 1), ("mish", 1), ("elu", 1), ("hardswish", 1),
    ("logsigmoid", 1), ("softsign", 3), ("tanhshrink", 2),
])  # fmt: skip
def test_an_activation_takes_as_many_kernels_as_in_pytorch(name, launches):
    """`softsign` and `tanhshrink` are several nodes of PyTorch's, each a kernel."""
    with stand_in(), av.device("cuda"):
        x, before = av.randn(3, 4), traffic.launches
        getattr(av.nn.functional, name)(x)
        assert traffic.launches - before == launches


def test_a_number_that_changes_at_every_call_needs_no_new_kernel():
    with stand_in(), av.device("cuda"):
        x = av.ones(3)
        for step in range(5):
            assert av.add(x, x, alpha=0.1 * step).tolist() == pytest.approx([1 + 0.1 * step] * 3)
            assert av.addcdiv(x, x, x, value=0.1 * step).tolist() == pytest.approx([1 + 0.1 * step] * 3)
        for name in ("add_scaled", "addcdiv"):
            assert len(REGISTRY[name].forward.kernels) == 1


def test_numbers_in_a_kernel_are_told_apart_by_sign_and_type():
    with stand_in(), av.device("cuda"):
        x = av.tensor([1.0, -2.0])
        assert av.nn.functional.threshold(x, 0.0, 1).tolist() == [1.0, 1.0]
        assert av.nn.functional.threshold(x, 0.0, -1.0).tolist() == [1.0, -1.0]
        for bound in (0.5, -0.5, 0.5):
            assert av.nn.functional.elu(x, alpha=bound).tolist() == pytest.approx([1, bound * np.expm1(-2)])


def test_what_was_fused_is_as_before_where_there_is_no_gpu():
    before = {name: op.forward for name, op in REGISTRY.items()}
    with stand_in():
        gpu.load()
        assert isinstance(REGISTRY["sigmoid"].forward, Fused)
    assert {name: op.forward for name, op in REGISTRY.items()} == before


def test_a_kernel_is_not_written_for_what_depends_on_the_numbers():
    with stand_in():
        x = moved(np.ones(3), gpu.load() and 0)
        with pytest.raises(TypeError, match="depends on the numbers"):
            Fused(lambda x: x * 2 if (x > 0) else x, "branch")(x)


# -- CuPy's own fusion, which writes kernels without a GPU -----------------------------------------


@pytest.fixture
def written(monkeypatch):
    """CuPy itself, whose `fuse` gives the kernel instead of starting it; a maker of arrays without memory."""
    cupy = pytest.importorskip("cupy")
    special = pytest.importorskip("cupyx.scipy.special")
    from cupy._core import fusion

    def fuse(kernel_name):
        def write(function):
            def run(*given):
                history = fusion._thread_local.history = fusion._FusionHistory()
                fusion._thread_local.is_old_fusing = True
                try:
                    return history.get_fusion(function, given, kernel_name)[0]
                finally:
                    fusion._thread_local.history, fusion._thread_local.is_old_fusing = None, False

            return run

        return write

    memory = cupy.cuda.memory.UnownedMemory(4096, 2**20, None, 0)
    monkeypatch.setattr(cupy, "fuse", fuse)
    before = gpu.__dict__.copy()
    gpu.cupy, gpu.special, gpu.used = cupy, special, True
    for call in gpu.chosen:
        call()
    yield (
        lambda x: cupy.ndarray(x.shape, x.dtype, cupy.cuda.MemoryPointer(memory, 0)) if isinstance(x, np.ndarray) else x
    )
    gpu.__dict__.update(before)
    for call in gpu.chosen:
        call()


def kernel_of(function, operands, params, bare):
    """The kernel of a fused function; None where it is left as it is, being a single function."""
    if not isinstance(function, Fused):
        return None
    given = [bare(x) for x in operands]
    kernel = function.written(given, params, [x for x in given if arrays.varies(x)])
    if kernel is function:
        return None
    numbers = [operands[0].dtype.type(params[name]) for name in function.numbers]
    reads = range(len(given)) if function.reads is None else function.reads
    return kernel(*[given[i] for i in reads if arrays.varies(given[i])], *numbers)


@pytest.mark.parametrize("dtype", FLOATS)
def test_cupy_writes_every_kernel_and_gives_the_same_dtype(written, dtype):
    kernels = 0
    for name, calls in CALLS.items():
        op = REGISTRY[name]
        if op.fuses in (None, "nothing"):
            continue
        for operands, params in calls:
            operands = [np.asarray(x, dtype) if is_real(x) else x for x in operands]
            if op.dtypes != "same" and name != "where":
                operands = dtypes.promoted(operands, op.floating)
            if not any(isinstance(x, np.ndarray) for x in operands):
                continue
            forward, rules = op.plain
            with np.errstate(all="ignore"):
                y = np.asarray(forward(*operands, **params))
            kernel = kernel_of(op.forward, operands, params, written)
            assert kernel is None or np.dtype(kernel.out_params[0].dtype) == y.dtype, name
            kernels += kernel is not None
            for rule in op.vjp if y.dtype == dtype and op.node != "NotImplemented" else ():
                kernel = rule and kernel_of(rule, [np.ones_like(y), y, *operands], params, written)
                assert not kernel or kernel.out_params[0].dtype == y.dtype, name
                kernels += bool(kernel)
    assert kernels > 150


# -- the same numbers ------------------------------------------------------------------------------

UNARY = (
    "exp exp2 expm1 log log2 log10 log1p sqrt rsqrt reciprocal sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh "
    "erf erfc sigmoid neg abs sign sgn floor ceil trunc frac round isnan isinf isposinf isneginf isfinite signbit "
    "logical_not nan_to_num"
).split()
BINARY = (
    "add sub mul div maximum minimum fmax fmin atan2 hypot logaddexp copysign remainder fmod floor_divide pow eq ne lt le gt ge "
    "logical_and logical_or logical_xor bitwise_and bitwise_or bitwise_xor bitwise_left_shift bitwise_right_shift"
).split()


def operand(dtype, shape, turned=0):
    """Numbers of a dtype, with its corners."""
    numbers = np.array(CORNERS if dtype.startswith("f") else WHOLE)
    with np.errstate(all="ignore"):
        return np.resize(np.roll(numbers, turned), shape).astype(dtype)


def agrees(function, *operands, card):
    """A function gives on a GPU what it gives on the CPU, or the same error, and waits for nothing."""

    def outcome(given):
        try:
            return function(*given)
        except (RuntimeError, TypeError) as error:
            return type(error), str(error)

    expected = outcome([av.as_tensor(x) if isinstance(x, np.ndarray) else x for x in operands])
    with card():
        gpu.load()
        given = [av.as_tensor(moved(x, 0)) if isinstance(x, np.ndarray) else x for x in operands]
        with card.quiet():
            found = outcome(given)
        if isinstance(found, tuple):
            assert found == expected
            return
        try:
            numbers = found.cpu()
        except RuntimeError as error:  # put off until the numbers are looked at
            assert expected == (type(error), str(error))
            return
    assert numbers.dtype is expected.dtype and numbers.shape == expected.shape
    digits = {"float16": 2e-3, "float32": 2e-6, "float64": 1e-12}.get(numbers.dtype.name, 0)
    np.testing.assert_allclose(numbers.numpy(), expected.numpy(), rtol=digits, atol=digits / 10)


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("dtype", [*FLOATS, *INTEGERS, "bool"])
@pytest.mark.parametrize("name", UNARY)
def test_a_function_of_one_operand_gives_what_the_cpu_gives(card, name, dtype):
    for shape in SHAPES:
        agrees(getattr(av, name), operand(dtype, shape), card=card)


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("dtype", [*FLOATS, *INTEGERS, "bool"])
@pytest.mark.parametrize("name", BINARY)
def test_a_function_of_two_operands_gives_what_the_cpu_gives(card, name, dtype):
    for shape in SHAPES:
        for turned in range(4):
            agrees(getattr(av, name), operand(dtype, shape), operand(dtype, shape, turned), card=card)
        agrees(getattr(av, name), operand(dtype, shape), 3, card=card)


@pytest.mark.parametrize("card", CARDS)
def test_division_by_zero_is_told_when_the_numbers_are_looked_at(card):
    with card(), av.device("cuda"):
        quotient = av.tensor([4, 2]) // av.tensor([2, 0])
        with pytest.raises(RuntimeError, match="ZeroDivisionError"):
            quotient.tolist()


# -- what CuPy computes otherwise ------------------------------------------------------------------


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize(("ours", "numpy"), [
    (arrays.divided_down, np.floor_divide), (arrays.left_over, np.remainder),
])  # fmt: skip
def test_quotients_and_remainders_of_floats_are_exact_in_the_corners(ours, numpy, dtype):
    a, b = (x.reshape(-1).astype(dtype) for x in np.meshgrid(CORNERS, CORNERS))
    with np.errstate(all="ignore"):
        np.testing.assert_array_equal(ours.function(a, b), numpy(a, b))


@pytest.mark.parametrize("dtype", INTEGERS)
@pytest.mark.parametrize(("ours", "numpy"), [
    (arrays.whole_left_over, np.fmod), (arrays.shifted_up, np.left_shift), (arrays.shifted_down, np.right_shift),
])  # fmt: skip
def test_remainders_and_shifts_of_integers_are_exact_in_the_corners(ours, numpy, dtype):
    a, b = (
        x.reshape(-1).astype(dtype) for x in np.meshgrid([*WHOLE, 2**62 + 1, -(2**62) - 3], [*WHOLE, 8, 16, 31, 63, 64])
    )
    if numpy is np.fmod:
        a, b = a[b != 0], b[b != 0]
    found = ours.function(a, b)
    assert found.dtype == dtype
    np.testing.assert_array_equal(found, numpy(a, b))


@pytest.mark.parametrize("dtype", FLOATS)
def test_bounds_that_are_nan_give_nan(dtype):
    x = np.ones(arithmetic.MANY + 1, dtype)
    with stand_in():
        found = arithmetic.limited(moved(x, gpu.load() and 0), x.dtype.type(np.nan), x.dtype.type(2))
        assert np.isnan(moved(found, CPU)).all()
