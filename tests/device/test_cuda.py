"""`av.cuda` tells what is there; what is missing is named, and everything else goes on without it."""

import doctest
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import autograd_viz as av
from autograd_viz import cuda
from autograd_viz.ops.arrays import gpu
from tests.device import standin
from tests.device.cards import CARDS, stand_in
from tests.device.standin import traffic


@pytest.mark.parametrize("card", CARDS)
def test_every_example_of_the_docs_runs_with_a_gpu(card):
    with card():
        assert cuda.is_available() and doctest.testmod(cuda).failed == 0


@pytest.mark.parametrize("card", CARDS)
def test_it_tells_which_gpus_there_are(card):
    with card():
        assert cuda.is_available() and cuda.is_initialized() and cuda.device_count() >= 1
        found = cuda.get_device_properties("cuda:0")
        assert cuda.get_device_name(0) == found.name and cuda.get_device_capability() == (found.major, found.minor)
        free, total = cuda.mem_get_info()
        assert 0 < free <= total and found.multi_processor_count > 0
        assert av.backends.cuda.is_built() and av.backends.cudnn.is_available() and not av.backends.mps.is_available()


@pytest.mark.parametrize("card", CARDS[:1])
def test_the_current_gpu_is_chosen(card):
    with card():
        assert cuda.current_device() == 0
        with cuda.device(1):
            assert av.ones(1, device="cuda").get_device() == cuda.current_device() == 1
            with cuda.device(None), cuda.device(-1):
                assert cuda.current_device() == 1
        cuda.set_device("cuda:1")
        assert av.ones(1).cuda().get_device() == av.rand(1, device="cuda").get_device() == 1
        cuda.set_device(-1)
        assert cuda.current_device() == 1
        cuda.set_device(0)
        for wrong in (lambda: cuda.set_device("cpu"), lambda: cuda.device("cpu"), lambda: cuda.synchronize("cpu")):
            with pytest.raises(ValueError, match="Expected a cuda device, but got: cpu"):
                wrong()
        with pytest.raises(RuntimeError, match="invalid device ordinal"):
            av.zeros(1, device="cuda:7")


@pytest.mark.parametrize("card", CARDS)
def test_events_measure_and_streams_are_current_inside(card):
    with card():
        start, end = cuda.Event(enable_timing=True), cuda.Event(enable_timing=True)
        with pytest.raises(ValueError, match="recorded"):
            start.elapsed_time(end)
        start.record()
        av.ones(1000, device="cuda").exp()
        end.record()
        end.synchronize()
        assert end.query() and start.elapsed_time(end) >= 0
        with pytest.raises(ValueError, match="enable_timing=True"):
            start.elapsed_time(cuda.Event())
        aside = cuda.Stream()
        assert aside != cuda.current_stream() == cuda.default_stream()
        with cuda.stream(aside):
            assert cuda.current_stream() == aside
            x = av.ones(3, device="cuda") * 2
        cuda.current_stream().wait_stream(aside)
        aside.synchronize()
        assert x.tolist() == [2, 2, 2] and cuda.current_stream() == cuda.default_stream()


@pytest.mark.parametrize("card", CARDS[:1])
def test_nothing_waits_but_what_says_so(card):
    with card():
        with traffic.forbidden():
            event = cuda.Event()
            event.record()
            event.wait()
            cuda.manual_seed_all(0)
            cuda.memory_allocated()
            cuda.empty_cache()
        with traffic.counted() as seen:
            cuda.synchronize()
        assert len(seen.waits) == 1


ASKING = {
    "init": cuda.init, "synchronize": cuda.synchronize, "current_device": cuda.current_device, "Event": cuda.Event,
    "Stream": cuda.Stream, "current_stream": cuda.current_stream, "get_device_name": cuda.get_device_name,
    "mem_get_info": cuda.mem_get_info, "get_rng_state": cuda.get_rng_state, "set_device": lambda: cuda.set_device(0),
    "zeros": lambda: av.zeros(1, device="cuda"), "to": lambda: av.ones(1).to("cuda:0"), "cuda": lambda: av.ones(1).cuda(),
    "with": lambda: in_context(), "module": lambda: av.nn.Linear(1, 1).to("cuda"),
    "like": lambda: av.zeros_like(av.ones(1), device="cuda"), "tensor": lambda: av.tensor([1.0], device="cuda"),
}  # fmt: skip


def in_context():
    with av.device("cuda"):
        av.zeros(1)


def without_cupy(patch):
    patch.setitem(sys.modules, "cupy", None)


def broken_cupy(patch):
    patch.delitem(sys.modules, "cupy", raising=False)
    patch.setattr("builtins.__import__", refusing(__import__))


def refusing(real):
    def refuse(name, *args, **kwargs):
        if name.partition(".")[0] == "cupy":
            raise ImportError("libcudart.so.12: cannot open shared object file")
        return real(name, *args, **kwargs)

    return refuse


def without_driver(patch, status=35, version=0):
    runtime = standin.cupy.cuda.runtime

    def refuse():
        raise runtime.CUDARuntimeError(status)

    patch.setattr(runtime, "getDeviceCount", refuse)
    patch.setattr(runtime, "driverGetVersion", lambda: version)


def without_nvrtc(patch):
    def refuse():
        raise RuntimeError('Failure finding "libnvrtc.so.12"')

    patch.setattr(standin.cupy.cuda.nvrtc, "getVersion", refuse)


MISSING = {
    "CuPy": (without_cupy, AssertionError, r"not compiled with CUDA enabled(?s:.*)pip install 'autograd-viz\[cuda12\]'"),
    "CuPy's libraries": (broken_cupy, RuntimeError, "CuPy is installed but cannot be loaded: libcudart"),
    "driver": (without_driver, RuntimeError, "Found no NVIDIA driver on your system"),
    "new driver": (lambda patch: without_driver(patch, 35, 11080), RuntimeError, r"driver on your system is too old \(found version 11080"),
    "GPU": (lambda patch: without_driver(patch, 100, 13000), RuntimeError, "No CUDA GPUs are available"),
    "CUDA's libraries": (without_nvrtc, RuntimeError, r"libraries of CUDA(?s:.*)pip install 'autograd-viz\[cuda12\]'(?s:.*)libnvrtc"),
}  # fmt: skip


@pytest.fixture(params=MISSING)
def missing(request, monkeypatch):
    """The type and words of the error where something is missing."""
    take_away, kind, words = MISSING[request.param]
    with standin.installed(), monkeypatch.context() as patch:
        for name, value in {"cupy": None, "used": False, "several": False}.items():
            patch.setattr(gpu, name, value)
        take_away(patch)
        yield kind, words


@pytest.mark.parametrize("asking", ASKING)
def test_what_is_missing_is_named(missing, asking):
    kind, words = missing
    with pytest.raises(kind, match=words):
        ASKING[asking]()


def test_everything_else_goes_on_after_such_an_error(missing):
    for asking in ASKING.values():
        with pytest.raises((AssertionError, RuntimeError)):
            asking()
    assert not cuda.is_available() and cuda.device_count() == 0 and not cuda.is_initialized()
    cuda.manual_seed(1), cuda.manual_seed_all(1), cuda.seed(), cuda.seed_all(), cuda.empty_cache()
    assert cuda.memory_allocated() == cuda.memory_reserved() == 0 and cuda.get_rng_state_all() == []
    with cuda.stream(None), cuda.device(None), cuda.device(-1), av.random.fork_rng():
        x = av.ones(2, requires_grad=True)
        (x * av.rand(2)).sum().backward()
    assert x.grad is not None and not gpu.used and av.get_default_device() == av.device("cpu")
    assert not x.is_pinned()
    with pytest.raises(RuntimeError, match="Cannot access accelerator device when none is available"):
        av.ones(1).pin_memory()


def test_every_example_of_the_docs_runs_without_a_gpu(missing):
    assert doctest.testmod(cuda).failed == 0


def test_seeds_count_for_gpus_that_are_used_later():
    with stand_in():
        av.manual_seed(11)
        first = av.rand(3, device="cuda").tolist(), av.rand(3, device="cuda:1").tolist()
    program = """
import autograd_viz as av, sys
av.manual_seed(11)
assert not any(name.startswith("cupy") for name in sys.modules)
from tests.device.cards import stand_in
with stand_in():
    print(av.rand(3, device="cuda").tolist(), av.rand(3, device="cuda:1").tolist())
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == f"{first[0]} {first[1]}\n"


def test_cupy_is_not_loaded_by_work_on_the_cpu():
    program = """
import sys
import autograd_viz as av
av.manual_seed(1), av.cuda.manual_seed_all(1), av.device("cuda"), av.set_default_device("cpu"), av.cuda.empty_cache()
x = av.nn.Linear(2, 2)(av.rand(3, 2)).sum()
x.backward()
repr(x), av.draw(x).svg, av.cuda.is_initialized(), x.is_cuda, x.is_pinned(), av.backends.cudnn.enabled
with av.random.fork_rng():
    av.rand(2)
assert not [name for name in sys.modules if name.partition(".")[0] in ("cupy", "cupyx")], "loaded"
"""
    subprocess.run([sys.executable, "-c", program], check=True)


def test_the_extras_bring_the_libraries_of_cuda():
    extras = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"][
        "optional-dependencies"
    ]
    assert (extras["cuda12"], extras["cuda13"]) == (["cupy-cuda12x[ctk]>=14"], ["cupy-cuda13x[ctk]>=14"])
