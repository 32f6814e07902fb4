"""The command that checks and times on a GPU: its whole way on the stand-in, and what it refuses."""

import json
import re
import sys
import types

import numpy as np
import pytest

import autograd_viz as av
from benchmarks import gpu
from tests.device.cards import stand_in
from tests.device.standin import cuda, traffic

TINY = gpu.Sizes(batch=4, width=8, chain=100, small_ops=10, rounds=3, side=4, queue=1e-4)


@pytest.fixture
def without_torch(monkeypatch):
    monkeypatch.setattr(gpu, "pytorch", lambda: (None, "not installed"))


@pytest.fixture
def written(tmp_path, without_torch):
    """The page that the command writes on a machine whose GPU is the stand-in."""
    output = tmp_path / "table.md"
    with stand_in():
        assert gpu.main(["--output", str(output)], TINY) == 0
    return output.read_text()


def tables(text):
    """The rows of each table of a page, without head and rule."""
    found = re.findall(r"(?:^\|.*\n)+", text, re.M)
    return [[line[2:-2].split(" | ") for line in table.splitlines()[2:]] for table in found]


def test_the_page_names_the_card_and_the_versions(written):
    assert "* GPU: Stand-in device, 8 GiB" in written
    assert "CUDA up to 13.0" in written
    assert re.search(r"CuPy \d+\.\d+\.\d+, NumPy", written)
    assert re.search(r"date: \d{4}-\d\d-\d\d", written)
    assert "* PyTorch: not installed" in written


def test_without_pytorch_our_numbers_stand_alone_and_nothing_is_met(written):
    times, _ = tables(written)
    assert len(times) == 10
    for _, ours, theirs, ratio, *_ in times:
        assert re.fullmatch(r"[\d.,e+-]+ (ms|µs)", ours)
        assert (theirs, ratio) == ("not installed", "")
    assert "met" not in written and "missed" not in written


def test_every_program_is_checked_in_both_precisions(written):
    _, checked = tables(written)
    assert [row[:2] for row in checked] == [
        [name, dtype] for name in [*gpu.PROGRAMS, "training, 5 steps of Adam"] for dtype in ("float32", "float64")
    ]
    assert all(float(found) <= float(limit) for *_, found, limit in checked)


def test_beside_another_engine_ratios_are_written_and_judged(tmp_path, monkeypatch):
    monkeypatch.setattr(gpu, "pytorch", lambda: (av, "this package once more"))
    monkeypatch.setattr(gpu, "profiled", lambda torch, run: {"kernels": 7, "waits": 0})
    with stand_in():
        gpu.main(["--output", str(tmp_path / "table.md")], TINY)
    text = (tmp_path / "table.md").read_text()
    times, _ = tables(text)
    assert all(float(ratio) > 0 for _, _, _, ratio, *_ in times)
    assert {row[5] for row in times if row[4]} <= {"met", "missed"}
    assert "as CUDA counts them, PyTorch: kernels 7, waits 0" in text


def test_a_wrong_result_is_named_and_nothing_is_written(tmp_path, monkeypatch, without_torch, capsys):
    results = gpu.results

    def wrong(T, program, numbers, device, dtype):
        scale = 1.01 if device == "cuda" and program is gpu.attention else 1
        return [scale * r for r in results(T, program, numbers, device, dtype)]

    monkeypatch.setattr(gpu, "results", wrong)
    with stand_in():
        assert gpu.main(["--output", str(tmp_path / "table.md")], TINY) == 1
    assert "WRONG on the GPU: attention, float32: differs by 1.0e-02" in capsys.readouterr().err
    assert not (tmp_path / "table.md").exists()


def test_without_a_driver_it_says_so_and_writes_nothing(tmp_path, monkeypatch, capsys):
    with stand_in():
        monkeypatch.setattr(cuda, "COUNT", 0)
        assert gpu.main(["--output", str(tmp_path / "table.md")], TINY) == 2
        monkeypatch.undo()
    said = capsys.readouterr().err
    assert "Nothing was measured and nothing written" in said and "No CUDA GPUs are available" in said
    assert not (tmp_path / "table.md").exists()


def test_without_cupy_it_says_how_to_install_it(tmp_path, capsys):
    with stand_in(), pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "cupy", None)
        assert gpu.main(["--output", str(tmp_path / "table.md")], TINY) == 2
    assert "pip install 'autograd-viz[cuda12]'" in capsys.readouterr().err


def test_a_number_that_a_step_asks_for_is_counted(monkeypatch):
    """CuPy's own note, which the stand-in does not make, comes from a module of its name here."""
    notes = types.ModuleType("cupy._core.syncdetect")
    notes._declare_synchronize = lambda: None
    core = types.ModuleType("cupy._core")
    core.syncdetect = notes
    with stand_in():
        monkeypatch.setitem(sys.modules, "cupy._core", core)
        monkeypatch.setitem(sys.modules, "cupy._core.syncdetect", notes)
        before = notes._declare_synchronize
        assert gpu.numbers_asked(lambda: None) == 0
        assert gpu.numbers_asked(lambda: [notes._declare_synchronize() for _ in range(3)]) == 3
        assert notes._declare_synchronize is before


@pytest.mark.gpu
def test_on_a_card_a_number_that_is_asked_for_is_counted():
    x = av.ones(3, device="cuda")
    assert gpu.numbers_asked(lambda: x + 1) == 0
    assert gpu.numbers_asked(lambda: x.sum().item()) == 1


@pytest.mark.gpu
def test_on_a_card_a_step_waits_for_nothing():
    step = gpu.mlp(av, gpu.Sizes(batch=64, width=64))
    for _ in range(3):
        step()
    assert gpu.numbers_asked(step) == 0
    assert gpu.runs_ahead(step, 0.2)[0] is True
    assert gpu.runs_ahead(lambda: step().item(), 0.2)[0] is False


def test_a_host_that_is_through_before_the_gpu_has_not_waited(monkeypatch):
    with stand_in():
        assert gpu.runs_ahead(lambda: None, 1e-5, side=4)[0] is False
        monkeypatch.setattr(gpu, "once", lambda T, run: {"events": 1e-3})
        monkeypatch.setattr(av.cuda.Event, "query", lambda self: False)
        ahead, took = gpu.runs_ahead(lambda: None, 1e-3, side=4)
    assert ahead is True and took < 1


def test_the_step_that_is_profiled_moves_nothing_and_waits_for_nothing():
    with stand_in():
        step = gpu.mlp(av, TINY)
        step()
        with traffic.forbidden():
            step()


def test_counts_takes_of_a_trace_what_belongs_to_the_step():
    def event(cat, name, ts, correlation=None, dur=1):
        return {"ph": "X", "cat": cat, "name": name, "ts": ts, "dur": dur, "args": {"correlation": correlation}}

    trace = [
        {"ph": "M", "name": "process_name", "ts": 0},
        event("user_annotation", "one step", 100, dur=50),
        event("gpu_user_annotation", "one step", 100, dur=500),
        event("cuda_runtime", "cudaLaunchKernel", 90, 1),
        event("kernel", "earlier", 110, 1),
        event("cuda_driver", "cuLaunchKernel", 101, 2),
        event("kernel", "add", 300, 2),
        event("cuda_runtime", "cudaLaunchKernel", 102, 3),
        event("kernel", "mul", 301, 3),
        event("cuda_runtime", "cudaMemcpyAsync", 103, 4),
        event("gpu_memcpy", "Memcpy DtoH (Device -> Pageable)", 302, 4),
        event("cuda_runtime", "cudaStreamSynchronize", 104, 5),
        event("cuda_runtime", "cudaMemcpyAsync", 105, 6),
        event("gpu_memcpy", "Memcpy DtoD (Device -> Device)", 303, 6),
        event("cuda_runtime", "cudaDeviceSynchronize", 160, 7),
    ]
    assert gpu.counts({"traceEvents": trace}) == {
        "kernels": 2,
        "copies to the host": 1,
        "copies to the GPU": 0,
        "waits": 1,
    }


@pytest.mark.torch
def test_a_trace_that_pytorch_writes_has_the_form_that_counts_reads(tmp_path):
    import torch
    from torch.profiler import ProfilerActivity, profile, record_function

    with profile(activities=[ProfilerActivity.CPU]) as seen, record_function("one step"):
        torch.ones(3) + 1
    seen.export_chrome_trace(str(tmp_path / "trace.json"))
    counted = gpu.counts(json.loads((tmp_path / "trace.json").read_text()))
    assert counted == {"kernels": 0, "copies to the host": 0, "copies to the GPU": 0, "waits": 0}


def test_a_shape_a_dtype_or_a_nan_that_differs_is_no_small_difference():
    one = np.ones(2)
    assert gpu.difference([one], [one]) == 0
    assert gpu.difference([one * 1.5], [one * 2]) == 0.25
    assert gpu.difference([one[:1]], [one]) == float("inf")
    assert gpu.difference([one.astype(np.float32)], [one]) == float("inf")
    assert gpu.difference([one * np.nan], [one]) == float("inf")


@pytest.mark.torch
def test_a_pytorch_without_cuda_is_not_compared_with(monkeypatch):
    import torch

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert gpu.pytorch() == (None, "installed without CUDA")
