"""Check this package on the machine's GPU, time it there beside PyTorch, and write both into docs/gpu_table.md.

python benchmarks/gpu.py                  check, time, write
python benchmarks/gpu.py --output FILE    write elsewhere

It exits with 1 and writes nothing if a check fails, and with 2 where there is no GPU.
"""

# ruff: noqa: E402  (what multiplies in lower precision is switched off before CUDA's libraries are loaded)
import os

os.environ["NVIDIA_TF32_OVERRIDE"] = "0"  # for every library of CUDA in this process: CuPy's and PyTorch's
os.environ["CUPY_TF32"] = "0"

import argparse
import contextlib
import datetime
import importlib.metadata
import importlib.util
import json
import platform
import re
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import autograd_viz as av

OUTPUT = ROOT / "docs" / "gpu_table.md"
clock = time.perf_counter


@dataclass(frozen=True)
class Sizes:
    """How much work each case is."""

    batch: int = 8192
    width: int = 4096
    layers: int = 3
    chain: int = 100_000_000
    small_ops: int = 1000
    rounds: int = 20
    side: int = 4096  # of the matrices whose products make up the queue below
    queue: float = 0.3  # seconds of work that is waiting on the GPU while a step is given


def missing():
    """Why nothing can be measured here, in plain words, or None."""
    try:
        av.zeros(1, device="cuda")
    except (AssertionError, RuntimeError) as error:
        return str(error)
    return None


def pytorch():
    """PyTorch with this GPU, and what the table says where it is not there."""
    if importlib.util.find_spec("torch") is None:
        return None, "not installed"
    import torch

    if not torch.cuda.is_available():
        return None, "installed without CUDA"
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = False
    return torch, torch.__version__


# -- checks: the GPU against the CPU ---------------------------------------------------------------


def attention(T, q, k, v):
    return T.softmax(q @ k.transpose(-2, -1) / 2, dim=-1) @ v


def normalized(T, x, w, b):
    return T.nn.functional.layer_norm(x, (8,), w, b) + T.nn.functional.batch_norm(x, None, None, w, b, training=True)


def convolved(T, x, w, b):
    return T.nn.functional.max_pool2d(T.nn.functional.conv2d(x, w, b, padding=1).relu(), 2)


def classified(T, x):
    return T.nn.functional.cross_entropy(x, T.tensor([3, 0, 7, 3], device=x.device))


def picked(T, x):
    i = T.tensor([2, 0, 2, 1], device=x.device)
    return T.cat([x[i], x[1:3, ::2].repeat(1, 2), T.where(x > 0, x, x * 0.1)])


def scattered(T, x):
    i = T.tensor([[0, 1, 2, 0], [2, 2, 1, 0]], device=x.device)
    return x.gather(1, i) * 2 + T.zeros(2, 4, dtype=x.dtype, device=x.device).scatter_add(1, i, x)


def changed(T, x):
    y = x * 1
    y[0] = y[1] * 3
    y.mul_(2)
    return y.cumsum(0) * y.std(dim=1, keepdim=True)


PROGRAMS = {
    "elementwise": (
        lambda T, x, y: (x.tanh() * y.sigmoid() + (x * y).exp()).relu() / (y * y + 1).sqrt(),
        (64, 8),
        (8,),
    ),
    "special functions": (lambda T, x: T.erf(x) + T.nn.functional.gelu(x) + T.log1p(x * x) + x.sin().atan(), (64, 8)),
    "reductions": (lambda T, x: x.sum(0) * x.mean(1).max() + x.logsumexp(0) - x.amin(0) + x.norm(), (8, 8)),
    "matrix products": (lambda T, x, y, z: (x @ y).transpose(1, 2) @ x + z, (3, 5, 8), (8, 5), (8,)),
    "cross-entropy": (classified, (4, 9)),
    "convolution and pooling": (convolved, (2, 3, 8, 8), (4, 3, 3, 3), (4,)),
    "normalisation": (normalized, (16, 8), (8,), (8,)),
    "attention": (attention, (2, 4, 6, 4), (2, 4, 6, 4), (2, 4, 6, 4)),
    "indexing": (picked, (4, 6)),
    "gather and scatter": (scattered, (2, 4)),
    "views and changes in place": (changed, (5, 6)),
    "sorting": (lambda T, x: x.sort(dim=1)[0] * T.topk(x, 3, dim=0)[0].sum(0), (5, 6)),
}
TOLERANCE = {"float32": 1e-4, "float64": 1e-10}  # of the largest number of the CPU's result


def results(T, program, numbers, device, dtype):
    """What a program gives, and its gradients, on the host."""
    leaves = [T.tensor(n, dtype=dtype, device=device, requires_grad=True) for n in numbers]
    out = program(T, *leaves)
    (out * out).sum().backward()
    return [t.detach().cpu().numpy() for t in (out, *(leaf.grad for leaf in leaves))]


def trained(T, device, dtype, steps=5):
    """The weights of a small model after some steps of Adam."""
    T.manual_seed(0)
    model = T.nn.Sequential(T.nn.Linear(8, 16), T.nn.ReLU(), T.nn.Linear(16, 4)).to(dtype)
    model.to(device)
    optimizer = T.optim.Adam(model.parameters(), lr=0.01)
    x = T.linspace(-1, 1, 80, dtype=dtype).reshape(10, 8).to(device)
    for _ in range(steps):
        optimizer.zero_grad()
        (model(x) ** 2).mean().backward()
        optimizer.step()
    return [p.detach().cpu().numpy() for p in model.parameters()]


def checks():
    """Every program on the GPU against the CPU: name, dtype, largest difference, tolerance."""
    rng = np.random.default_rng(0)
    rows = []
    for name, (program, *shapes) in PROGRAMS.items():
        numbers = [rng.standard_normal(shape).astype(np.float32) for shape in shapes]
        for dtype in ("float32", "float64"):
            both = [results(av, program, numbers, device, getattr(av, dtype)) for device in ("cuda", "cpu")]
            rows.append((name, dtype, difference(*both), TOLERANCE[dtype]))
    for dtype in ("float32", "float64"):
        both = [trained(av, device, getattr(av, dtype)) for device in ("cuda", "cpu")]
        rows.append(("training, 5 steps of Adam", dtype, difference(*both), TOLERANCE[dtype]))
    return rows


def difference(found, expected):
    """The largest difference between two lists of arrays, relative to the largest number of each expected one."""
    worst = 0.0
    for a, b in zip(found, expected, strict=True):
        if a.shape != b.shape or a.dtype != b.dtype or not np.isfinite(a).all():
            return float("inf")
        worst = max(worst, float(np.abs(a - b).max() / max(np.abs(b).max(), 1e-30)))
    return worst


# -- the programs that are timed, the same lines for both engines ----------------------------------


def mlp(T, sizes):
    """A function that takes one training step and gives the loss, a tensor."""
    T.manual_seed(0)
    nn = T.nn
    layers = []
    for _ in range(sizes.layers):
        layers += [nn.Linear(sizes.width, sizes.width, device="cuda"), nn.ReLU()]
    model = nn.Sequential(*layers[:-1])
    optimizer, criterion = T.optim.SGD(model.parameters(), lr=0.01), nn.MSELoss()
    x = T.randn(sizes.batch, sizes.width, device="cuda")
    target = T.randn(sizes.batch, sizes.width, device="cuda")

    def step():
        optimizer.zero_grad()
        loss = criterion(model(x), target)
        loss.backward()
        optimizer.step()
        return loss

    return step


def mlp_operations(sizes):
    """Multiplications and additions of one step's matrix products: three for each layer, the first needs but two."""
    return (3 * sizes.layers - 1) * 2 * sizes.batch * sizes.width**2


# Each with the arrays of n elements that it has to read and write: forward, then backward.
ELEMENTWISE = [
    (lambda y: y * 0.9, 2, 2),
    (lambda y: y + 0.1, 2, 0),
    (lambda y: y.tanh(), 2, 3),
    (lambda y: y.sigmoid(), 2, 3),
    (lambda y: y.relu(), 2, 3),
    (lambda y: y.exp(), 2, 3),
]
CHAIN = [ELEMENTWISE[k % len(ELEMENTWISE)] for k in range(20)]
CHAIN_ARRAYS = 32  # of n elements that both engines may hold at once with what they keep unused, generously


def chain_forward(T, n):
    x = T.full((n,), 0.5, device="cuda")

    def run():
        with T.no_grad():
            y = x
            for apply, *_ in CHAIN:
                y = apply(y)
        return y

    return run


def chain_backward(T, n):
    x = T.full((n,), 0.5, device="cuda", requires_grad=True)
    ones = T.ones(n, device="cuda")

    def run():
        x.grad = None
        y = x
        for apply, *_ in CHAIN:
            y = apply(y)
        y.backward(ones)

    return run


def copying(T, n):
    a, b = T.zeros(n, device="cuda"), T.ones(n, device="cuda")
    return lambda: a.copy_(b)


def small_ops(T, count):
    """Functions that build a graph of so many operations on 8 numbers each, and that walk it backward."""
    x, a, b = (T.full((8,), value, device="cuda", requires_grad=True) for value in (0.5, 1.0001, 1e-4))

    def forward():
        x.grad = a.grad = b.grad = None
        y = x
        for _ in range(count // 2):
            y = y * a
            y = y + b
        return y.sum()

    return forward, lambda root: root.backward()


# -- timing ----------------------------------------------------------------------------------------


def alternating(engines, make, rounds, measure, warm_up=3):
    """Medians of what is measured of each engine's case, round by round in turn.

    Parameters
    ----------
    engines : dict of str to module
    make : callable
        Of a module, the case.
    measure : callable
        Of a module and its case, what to call it is spent: a dict of seconds.

    Returns
    -------
    dict of str to dict of str to float
    """
    cases = {name: make(T) for name, T in engines.items()}
    found = {name: {} for name in engines}
    for turn in range(warm_up + rounds):
        for name, T in engines.items():
            for what, spent in measure(T, cases[name]).items():
                if turn >= warm_up:
                    found[name].setdefault(what, []).append(spent)
    del cases
    for T in engines.values():
        T.cuda.empty_cache()
    return {name: {what: statistics.median(v) for what, v in by.items()} for name, by in found.items()}


def once(T, run):
    """Seconds of one call: on the GPU by events, until the host is free, and until the GPU is done."""
    start, end = T.cuda.Event(enable_timing=True), T.cuda.Event(enable_timing=True)
    T.cuda.synchronize()
    began = clock()
    start.record()
    kept = run()
    end.record()
    given = clock()
    T.cuda.synchronize()
    done = clock()
    del kept
    return {"events": start.elapsed_time(end) / 1e3, "host": given - began, "clock": done - began}


def there_and_back(T, case):
    """Seconds of building a graph and of walking it, each until the GPU is done."""
    forward, backward = case
    T.cuda.synchronize()
    began = clock()
    root = forward()
    T.cuda.synchronize()
    built = clock()
    backward(root)
    T.cuda.synchronize()
    return {"forward": built - began, "backward": clock() - built}


# -- does the host wait, and for what --------------------------------------------------------------


def numbers_asked(run):
    """How often CuPy brings numbers to the host or waits for a device, by its own notes; None where it keeps none.

    CuPy says so to `cupy._core.syncdetect`, for ``cupyx.allow_synchronize``, which stops at the first. What other
    libraries do, and copies to the GPU, it does not tell.
    """
    try:
        from cupy._core import syncdetect
    except ImportError:
        return None
    times, before = [], syncdetect._declare_synchronize
    syncdetect._declare_synchronize = lambda: times.append(clock())
    try:
        kept = run()
    finally:
        syncdetect._declare_synchronize = before
    del kept
    return len(times)


def runs_ahead(run, seconds, side=Sizes.side):
    """Whether the host gets through `run` while the GPU still has earlier work to do, so that nothing in it waited.

    Returns
    -------
    bool
    float
        Seconds that the host took.
    """
    big = av.ones(side, side, device="cuda")
    with av.no_grad():
        each = statistics.median(once(av, lambda: big @ big)["events"] for _ in range(5))
        for _ in range(min(400, max(1, round(seconds / each)))):  # CUDA holds about a thousand commands, then it waits
            big @ big
    marked = av.cuda.Event()
    marked.record()
    began = clock()
    kept = run()
    took = clock() - began
    ahead = not marked.query()
    av.cuda.synchronize()
    del kept
    return ahead, took


WAITS = ("cudaStreamSynchronize", "cudaDeviceSynchronize", "cudaEventSynchronize", "cuStreamSynchronize",
         "cuCtxSynchronize", "cuEventSynchronize", "cudaMemcpy", "cudaFree")  # fmt: skip


def profiled(torch, run):
    """What CUDA was asked for in one call, whoever asked, by PyTorch's profiler: kernels, copies, waits."""
    from torch.profiler import ProfilerActivity, profile, record_function

    run()
    torch.cuda.synchronize()
    with profile(activities=[ProfilerActivity.CPU, ProfilerActivity.CUDA]) as seen:
        with record_function("one step"):
            kept = run()
        torch.cuda.synchronize()
    del kept
    with tempfile.TemporaryDirectory() as folder:
        seen.export_chrome_trace(f"{folder}/trace.json")
        return counts(json.loads(Path(folder, "trace.json").read_text()))


def counts(trace):
    """Kernels, copies between host and GPU, and waits of the part of a trace that is called ``one step``.

    Parameters
    ----------
    trace : dict
        As ``torch.profiler`` exports it.

    Returns
    -------
    dict of str to int
    """
    events = [e for e in trace["traceEvents"] if e.get("ph") == "X"]
    step = next(e for e in events if e.get("cat") == "user_annotation" and e["name"] == "one step")
    asked = [
        e
        for e in events
        if e.get("cat") in ("cuda_runtime", "cuda_driver") and step["ts"] <= e["ts"] <= step["ts"] + step["dur"]
    ]
    of_step = {e["args"].get("correlation") for e in asked}
    done = [e for e in events if e.get("args", {}).get("correlation") in of_step]
    copies = [e["name"] for e in done if e.get("cat") == "gpu_memcpy"]
    return {
        "kernels": sum(e.get("cat") == "kernel" for e in done),
        "copies to the host": sum("DtoH" in name for name in copies),
        "copies to the GPU": sum("HtoD" in name for name in copies),
        "waits": sum(e["name"] in WAITS for e in asked),
    }


# -- the table -------------------------------------------------------------------------------------


def chain_size(wanted):
    """As many elements as are wanted, or as the GPU has room for."""
    free, _ = av.cuda.mem_get_info()
    return min(wanted, free // (4 * 2 * CHAIN_ARRAYS))


def row(work, unit, scale, ours, theirs, limit=None, note=""):
    """One line of the table, of seconds."""
    ratio = None if theirs is None else ours / theirs
    verdict = "" if ratio is None or limit is None else "met" if ratio <= limit else "missed"
    return [
        work,
        f"{ours * scale:,.3g} {unit}",
        "" if theirs is None else f"{theirs * scale:,.3g} {unit}",
        "" if ratio is None else f"{ratio:.3g}",
        "" if limit is None else f"{limit:g}",
        verdict,
        note,
    ]


def timings(engines, sizes):
    """The lines of the table of times."""
    rows = []

    def both(found, what):
        return found["ours"][what], found.get("PyTorch", {}).get(what)

    found = alternating(engines, lambda T: mlp(T, sizes), sizes.rounds, once)
    work = f"MLP step, batch {sizes.batch:,}, {sizes.layers} layers of width {sizes.width:,}, float32, SGD"
    speed = mlp_operations(sizes) / found["ours"]["events"] / 1e12
    rows.append(row(f"{work}: events", "ms", 1e3, *both(found, "events"), 1.3, f"ours {speed:.3g} TFLOP/s"))
    rows.append(row("same: clock, until the GPU is done", "ms", 1e3, *both(found, "clock"), 1.3))
    rows.append(row("same: clock, until the host is free", "ms", 1e3, *both(found, "host")))

    n = chain_size(sizes.chain)
    less = "" if n == sizes.chain else f" (for want of memory, not {sizes.chain:,})"
    copied = alternating(engines, lambda T: copying(T, n), sizes.rounds, once)
    bandwidth = 8 * n / copied["ours"]["events"]
    note = f"ours {bandwidth / 1e9:,.4g} GB/s, read and written"
    rows.append(row(f"copy of {n:,} float32 on the GPU{less}: events", "ms", 1e3, *both(copied, "events"), None, note))
    arrays = {"forward": sum(f for _, f, _ in CHAIN), "forward and backward": sum(f + b for _, f, b in CHAIN)}
    for what, make in (("forward", chain_forward), ("forward and backward", chain_backward)):
        found = alternating(engines, lambda T, make=make: make(T, n), sizes.rounds, once)
        moved = 4 * n * arrays[what]
        share = moved / found["ours"]["events"] / bandwidth
        note = f"moves {moved / 1e9:.3g} GB one operation at a time; ours at {share:.0%} of the copy's bandwidth"
        work = f"chain of {len(CHAIN)} elementwise operations on {n:,} float32, {what}"
        rows.append(row(f"{work}: events", "ms", 1e3, *both(found, "events"), 2, note))
        rows.append(row("same: clock, until the GPU is done", "ms", 1e3, *both(found, "clock"), 2))

    found = alternating(engines, lambda T: small_ops(T, sizes.small_ops), sizes.rounds, there_and_back)
    for what in ("forward", "backward"):
        work = f"{sizes.small_ops:,} operations on 8 numbers: {what}, per operation"
        rows.append(row(work, "µs", 1e6 / sizes.small_ops, *both(found, what)))
    return rows


def waiting(engines, sizes):
    """Sentences on what one MLP step makes the host wait for, and what it gives the GPU to do."""
    step = mlp(av, sizes)
    for _ in range(3):
        step()
    av.cuda.synchronize()
    asked = numbers_asked(step)
    ahead, took = runs_ahead(step, sizes.queue, sizes.side)
    lines = [
        "numbers brought to the host, or waits for a device, by CuPy's own notes: "
        + ("this CuPy keeps none" if asked is None else str(asked)),
        f"given to a GPU that still had earlier work to do, the whole step took the host {took * 1e3:.3g} ms, and that "
        + ("work was not done by then: nothing waited." if ahead else "work was done by then: the host WAITED."),
    ]
    torch = engines.get("PyTorch")
    if torch is None:
        return [*lines, "kernels, copies and waits as CUDA counts them: not counted, for want of PyTorch's profiler"]
    for name, run in (("ours", step), ("PyTorch", mlp(torch, sizes))):
        run()
        seen = profiled(torch, run)
        lines.append(f"as CUDA counts them, {name}: " + ", ".join(f"{what} {k}" for what, k in seen.items()))
    return lines


def table(head, rows):
    """Rows as a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def machine(torch_said):
    """The GPU and the versions, as a list."""
    import cupy

    properties = av.cuda.get_device_properties()
    driver, runtime = (
        f"{version // 1000}.{version % 1000 // 10}"
        for version in (cupy.cuda.runtime.driverGetVersion(), cupy.cuda.runtime.runtimeGetVersion())
    )
    return [
        f"GPU: {properties.name}, {properties.total_memory / 2**30:.4g} GiB",
        f"driver: {driver_name()}for CUDA up to {driver}; CuPy's CUDA runtime: {runtime}",
        f"CuPy {cupy.__version__}, NumPy {np.__version__}, Python {platform.python_version()}",
        f"PyTorch: {torch_said}",
        f"autograd_viz {av.__version__}",
        f"date: {datetime.date.today().isoformat()}",
    ]


def driver_name():
    """The driver's own version, where the system tells."""
    with contextlib.suppress(OSError):
        found = re.search(r"Kernel Module.*?\b(\d+\.\d+(\.\d+)?)\b", Path("/proc/driver/nvidia/version").read_text())
        return f"{found[1]}, " if found else ""
    return ""


def page(about, checked, rows, waits):
    """All of it as a page."""
    checked = [[n, d, f"{found:.1e}", f"{limit:.0e}"] for n, d, found, limit in checked]
    return "\n\n".join(
        [
            "# Measured on a GPU",
            "Written by `python benchmarks/gpu.py`. Medians of calls that alternate with PyTorch's, after a warm-up. "
            "*Events* are CUDA's, on the GPU; the *clock* is the host's, synchronised before and after. TF32 is off in "
            "both. Ratios are ours to PyTorch's of the same run.",
            "\n".join(f"* {line}" for line in about),
            "## Times",
            table(["work", "ours", "PyTorch", "ratio", "at most", "", ""], rows),
            "## One MLP step: who waits",
            "\n".join(f"* {line}" for line in waits),
            "## Checks",
            "Results and gradients on the GPU against the CPU's: the largest difference, as a part of the largest number.",
            table(["program", "dtype", "difference", "at most"], checked),
        ]
    ) + "\n"  # fmt: skip


def main(argv=None, sizes=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=OUTPUT, help="the file to write (docs/gpu_table.md)")
    arguments = parser.parse_args(argv)
    sizes = sizes or Sizes()
    reason = missing()
    if reason:
        print(
            f"Nothing was measured and nothing written: this needs a GPU that CuPy can use.\n{reason}", file=sys.stderr
        )
        return 2
    checked = checks()
    wrong = [line for line in checked if not line[2] <= line[3]]
    for name, dtype, found, limit in wrong:
        print(f"WRONG on the GPU: {name}, {dtype}: differs by {found:.1e}, at most {limit:.0e}", file=sys.stderr)
    if wrong:
        print("Nothing was timed and nothing written.", file=sys.stderr)
        return 1
    torch, said = pytorch()
    engines = {"ours": av} | ({"PyTorch": torch} if torch else {})
    rows, waits = timings(engines, sizes), waiting(engines, sizes)
    if torch is None:
        rows = [[*line[:2], said, *line[3:]] for line in rows]
    text = page(machine(said), checked, rows, waits)
    arguments.output.write_text(text, encoding="utf-8")
    print(text)
    print(f"written to {arguments.output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
