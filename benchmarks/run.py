"""Measure this package beside hand-written NumPy and PyTorch, and say whether each figure is what it must be.

python benchmarks/run.py             a table
python benchmarks/run.py --check     the same; exits with 1 if a figure misses its must
"""

# ruff: noqa: E402  (the number of threads is set before NumPy is imported)
import os

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[variable] = "1"

import argparse
import gc
import importlib.metadata
import importlib.util
import platform
import shutil
import statistics
import sys
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import cnn, transformer
from benchmarks.engines import CHAIN, SIZES, NumPy, Ours, Torch, chain_gradients, mlp_numbers
from benchmarks.measure import clock, interleaved, timed, told_by


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes
    ----------
    work : str
    times : dict of str to str
        Engine to what was measured, with its unit.
    figure : float or None
        What is held against `must`: a ratio unless `unit` says otherwise.
    against : str
        What the figure is a ratio to.
    must, aim : float or None
    unit : str
    """

    work: str
    times: dict
    figure: float | None = None
    against: str = ""
    must: float | None = None
    aim: float | None = None
    unit: str = ""

    @property
    def missed(self):
        return self.must is not None and self.figure is not None and self.figure > self.must

    def cells(self, engines):
        def text(value):
            return "" if value is None else f"{value:.3g}{self.unit}"

        verdict = "" if self.must is None or self.figure is None else "missed" if self.missed else "met"
        figure = f"{text(self.figure)} {self.against}".strip()
        return [self.work, *(self.times.get(e, "") for e in engines), figure, text(self.must), text(self.aim), verdict]


def ratio(a, b):
    """``a / b``, or None where there is no b."""
    return None if b is None else a / b


# -- the chain -------------------------------------------------------------------------------------


def chain_case(engine, numbers, repeat=5):
    """A case that times building the chain and running backward through it, per operation."""
    forward, gradients = engine.chain(CHAIN, numbers)

    def case():
        there, back = [], []
        for _ in range(repeat):
            start = clock()
            root = forward()
            built = clock()
            root.backward()
            done = clock()
            there.append(built - start)
            back.append(done - built)
            del root
        return {"forward": statistics.median(there) / CHAIN, "backward": statistics.median(back) / CHAIN}

    forward().backward()
    np.testing.assert_allclose(gradients(), chain_gradients(CHAIN)[: len(gradients())], rtol=1e-9)
    return case


def floor_case(engine, numbers, repeat=5):
    """A case that times the chain where nothing is recorded, per operation."""
    run = timed(engine.chain(CHAIN, numbers), repeat)
    return lambda: {"forward": run()["time"] / CHAIN}


def chain_rows(engines, rounds):
    rows = []
    for numbers, kind in ((False, "tensor with tensor"), (True, "tensor with number")):
        cases = {e.name: (floor_case if e.name == "NumPy" else chain_case)(e, numbers) for e in engines}
        found = interleaved(cases, rounds)
        for what, must, aim in (("forward", 0.95, 0.65), ("backward", 0.40, 0.20)):
            times = {name: by[what] for name, by in found.items() if what in by}
            rows.append(
                Row(
                    f"{CHAIN:,}-op chain, {kind}: {what} per op",
                    {name: f"{t:,.0f} ns" for name, t in times.items()},
                    ratio(times["ours"], times.get("PyTorch")),
                    "× PyTorch",
                    must,
                    aim,
                )  # fmt: skip
            )
    return rows


def recorder_rows(ours, rounds):
    """What it costs to keep every step of a backward pass, and to be told of it."""
    from autograd_viz.autograd import record_steps, steps
    from autograd_viz.viz.summary import summarize

    forward, _ = ours.chain(CHAIN, False)
    ways = {
        "backward": lambda root: root.backward(),
        "record_steps": record_steps,
        "steps": lambda root: list(steps(root)),
    }

    def case(run):
        def measured():
            spent = []
            for _ in range(5):
                root = forward()
                start = clock()
                kept = run(root)
                spent.append(clock() - start)
                del root, kept
            return {"time": statistics.median(spent) / CHAIN}

        return measured

    found = {name: by["time"] for name, by in interleaved({n: case(r) for n, r in ways.items()}, rounds).items()}
    events = [event for event in steps(forward()) if event.kind == "contribution"]

    def summaries():
        for event in events:
            summarize(event.contribution)

    each = interleaved({"summary": timed(summaries, 3)}, 3)["summary"]["time"] / len(events)
    plain = found["backward"]
    return [
        Row(
            "recorder on: backward keeps references to every step", {"ours": f"{found['record_steps']:,.0f} ns"},
            100 * (found["record_steps"] / plain - 1), "more than backward", 15, 7, " %",
        ),
        Row("stepping: every event made and kept", {"ours": f"{found['steps']:,.0f} ns"}, found["steps"] / plain, "× backward"),
        Row("summary of one number, made for the picture", {"ours": f"{each:,.0f} ns"}),
    ]  # fmt: skip


def deep_rows(engines):
    """100,000 operations in a fresh process: seconds, and bytes of memory per operation."""
    found = {}
    for engine in engines:
        if engine.name != "NumPy":
            found[engine.name] = told_by(DEEP, str(ROOT), type(engine).__name__, repeat=3)
    ours = found["ours"]
    return [
        Row(
            "100,000-op chain: forward and backward", {n: f"{f['seconds']:.2f} s" for n, f in found.items()},
            ours["seconds"], "", 1.2, 0.6, " s",
        ),
        Row("same: memory per op", {n: f"{f['bytes']:.0f} B" for n, f in found.items()}, ours["bytes"], "", 450, 250, " B"),
    ]  # fmt: skip


DEEP = """
import json, resource, sys, time
sys.path.insert(0, sys.argv[1])
from benchmarks import engines
engine = getattr(engines, sys.argv[2])()
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize()
forward, gradients = engine.chain(1000, False)
forward().backward()
forward, gradients = engine.chain(100_000, False)
before, start = resident(), time.perf_counter()
root = forward()
held = resident() - before
root.backward()
seconds = time.perf_counter() - start
want = engines.chain_gradients(100_000)
assert all(abs(a / b - 1) < 1e-9 for a, b in zip(gradients(), want))
print(json.dumps({"seconds": seconds, "bytes": held / 100_000}))
"""


# -- training --------------------------------------------------------------------------------------


def mlp_rows(engines, rounds):
    wanted = losses(NumPy().mlp())
    cases = {}
    for engine in engines:
        for program in ("mlp", "modules") if engine.name != "NumPy" else ("mlp",):
            step = getattr(engine, program)()
            np.testing.assert_allclose(losses(step), wanted, rtol=2e-4)
            cases[f"{engine.name} {program}"] = timed(step, 10)
    found = {name: by["time"] for name, by in interleaved(cases, rounds).items()}
    rows = []
    for program, kind in (("mlp", "plain tensors"), ("modules", "nn.Sequential")):
        times = {e.name: found.get(f"{e.name} {program}", found["NumPy mlp"]) for e in engines}
        rows.append(
            Row(
                f"MLP 784-256-128-10, batch 128, training step, {kind}",
                {name: f"{t / 1000:,.0f} µs" for name, t in times.items()},
                times["ours"] / times["NumPy"],
                "× NumPy",
                1.15,
                1.05,
            )  # fmt: skip
        )
    return rows


def losses(step):
    """The losses of the first steps."""
    return [step() for _ in range(4)]


MODELS = {  # a training step with modules, the same by hand, and how much longer than PyTorch's it may take
    "CNN, two conv layers, batch 32, 28 x 28": (cnn.torchlike, cnn.by_hand, 2.5),
    "transformer block, width 128, 4 heads, sequence 64, batch 8, ReLU": (
        transformer.modules,
        transformer.by_hand,
        1.5,
    ),
    "the same with GELU": (partial(transformer.modules, activation="gelu"), partial(transformer.by_hand, "gelu"), 1.5),
}


def model_rows(engines, rounds):
    """A training step of a small CNN and of one transformer block."""
    rows = []
    for work, (modules, by_hand, must) in MODELS.items():
        steps = {e.name: modules(e.T) if e.name != "NumPy" else by_hand() for e in engines}
        wanted = losses(steps["NumPy"])
        for step in steps.values():
            np.testing.assert_allclose(losses(step) if step is not steps["NumPy"] else wanted, wanted, rtol=1e-3)
        found = interleaved({name: timed(step, 5) for name, step in steps.items()}, rounds)
        times = {name: f"{by['time'] / 1e6:,.2f} ms" for name, by in found.items()}
        beside = found.get("PyTorch", {}).get("time")
        rows.append(Row(f"{work}, training step", times, ratio(found["ours"]["time"], beside), "× PyTorch", must))
    return rows


def saved_rows(engines):
    """What a graph keeps for its backward pass, besides the leaves, in bytes per node that records an operation."""
    rows = []
    for work, program in {"MLP, nn.Sequential": mlp_loss, "CNN": cnn_loss, "transformer block": block_loss}.items():
        told = {e.name: saved(e.T, program(e.T)) for e in engines if e.name != "NumPy"}
        texts = {name: f"{size / nodes / 1024:,.0f} KiB x {nodes}" for name, (size, nodes) in told.items()}
        ours, other = told["ours"][0], told.get("PyTorch", (None,))[0]
        rows.append(Row(f"{work}: saved for backward, per op x ops", texts, ratio(ours, other), "× PyTorch in all"))
    return rows


def mlp_loss(T):
    """A function that computes the MLP's loss, and its leaves."""
    nn, (_, x, target) = T.nn, mlp_numbers()
    sizes = zip(SIZES, SIZES[1:])
    a, b, c = (nn.Linear(*pair) for pair in sizes)
    model, x, target = nn.Sequential(a, nn.ReLU(), b, nn.ReLU(), c), T.tensor(x), T.tensor(target)
    return lambda: nn.functional.cross_entropy(model(x), target), [x, target, *model.parameters()]


def cnn_loss(T):
    """The same of the CNN."""
    model, (_, x, target) = cnn.network(T), cnn.numbers()
    x, target = T.tensor(x), T.tensor(target)
    return lambda: T.nn.functional.cross_entropy(model(x), target), [x, target, *model.parameters()]


def block_loss(T):
    """The same of the transformer block."""
    block, (_, x, target) = transformer.block(T), transformer.block_numbers()
    x, target = T.tensor(x), T.tensor(target)
    return lambda: T.nn.functional.mse_loss(block(x), target), [x, target, *block.parameters()]


def saved(T, program):
    """Bytes of all arrays that a graph saves besides its leaves, each memory once; and how many nodes it has."""
    compute, leaves = program
    sizes = {}

    def pack(x):
        array = x.detach().numpy()
        while array.base is not None and isinstance(array.base, np.ndarray):
            array = array.base
        sizes[array.__array_interface__["data"][0]] = array.nbytes
        kept.append(x)
        return x

    kept = []
    with T.autograd.graph.saved_tensors_hooks(pack, lambda x: x):
        loss = compute()
    for leaf in leaves:
        sizes.pop(leaf.detach().numpy().__array_interface__["data"][0], None)
    nodes, order = set(), [loss.grad_fn]
    while order:
        node = order.pop()
        if node is not None and node not in nodes and node.next_functions:
            nodes.add(node)
            order += [edge for edge, _ in node.next_functions]
    return sum(sizes.values()), len(nodes)


# -- pictures and import ---------------------------------------------------------------------------


def picture_rows(ours, engines, rounds):
    """From the loss to SVG text, in a warm process; beside torchviz with ``dot`` where both are installed."""
    import autograd_viz as av

    torch = next((e for e in engines if e.name == "PyTorch"), None)
    beside = torch is not None and importlib.util.find_spec("torchviz") is not None and shutil.which("dot")
    rows = []
    for length in (8, 40, 600):
        loss = ours.chain(length, False)[0]()
        cases = {"ours": timed(lambda loss=loss: av.draw(loss).svg, 1)}
        if beside and length < 100:  # dot takes minutes to route the edges of the longest
            from torchviz import make_dot

            other = torch.chain(length, False)[0]()
            cases["torchviz"] = timed(lambda other=other: make_dot(other).pipe("svg"), 1)
        for case in cases.values():
            case()
        found = {name: by["time"] for name, by in interleaved(cases, rounds).items()}
        rows.append(
            Row(
                f"picture of {length:,} ops, loss to SVG",
                {
                    "PyTorch" if n == "torchviz" else n: f"{t / 1e6:,.1f} ms"
                    + (" (torchviz)" if n == "torchviz" else "")
                    for n, t in found.items()
                },
                ratio(found["ours"], found.get("torchviz")),
                "× torchviz" if len(found) > 1 else "",
                1.0,
            )  # fmt: skip
        )
    return rows


def import_row(engines, rounds):
    """CPU time of importing, above NumPy's, in fresh processes with compiled modules at hand."""
    modules = {e.name: e.T.__name__ for e in engines if e.name != "NumPy"}
    with tempfile.TemporaryDirectory() as folder:
        cases = {n: lambda m=module: told_by(IMPORT, str(ROOT), m, bytecode=folder) for n, module in modules.items()}
        for case in cases.values():
            case()
        found = {name: by["seconds"] * 1000 for name, by in interleaved(cases, rounds).items()}
    return Row(
        "import, CPU time above NumPy", {n: f"{t:,.0f} ms" for n, t in found.items()}, found["ours"], "", 40, 20, " ms"
    )


IMPORT = """
import importlib, json, sys, time, numpy
sys.path.insert(0, sys.argv[1])
start = time.process_time()
importlib.import_module(sys.argv[2])
print(json.dumps({"seconds": time.process_time() - start}))
"""


# -- the table -------------------------------------------------------------------------------------


def processor():
    """What this was measured on."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    kind = next(
        (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.processor()
    )
    packages = [("numpy", "NumPy"), ("torch", "PyTorch"), ("torchviz", "torchviz")]
    versions = [f"{n} {importlib.metadata.version(p)}" for p, n in packages if importlib.util.find_spec(p)]
    return ", ".join([f"{kind} ({os.cpu_count()} cores, one used)", f"Python {platform.python_version()}", *versions])


def table(rows, engines):
    """The rows as a Markdown table."""
    names = [e.name for e in engines]
    lines = [["work", *names, "figure", "must", "aim", ""], *(row.cells(names) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    texts = ["| " + " | ".join(cell.ljust(w) for cell, w in zip(line, widths)) + " |" for line in lines]
    texts.insert(1, "|" + "|".join("-" * (w + 2) for w in widths) + "|")
    return "\n".join(texts)


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="exit with 1 if a figure misses its must")
    parser.add_argument("--rounds", type=int, default=15, help="rounds of each comparison (15)")
    arguments = parser.parse_args(argv)
    engines = [NumPy(), *([Torch()] if importlib.util.find_spec("torch") else []), Ours()]
    ours, rounds = engines[-1], arguments.rounds
    import autograd_viz.viz  # noqa: F401  (what is imported is frozen, so that the collector skips it)

    gc.collect()
    gc.freeze()
    print(processor())
    rows = [*chain_rows(engines, rounds), *recorder_rows(ours, rounds), *mlp_rows(engines, rounds)]
    rows += [*model_rows(engines, rounds), *saved_rows(engines)]
    rows += [*deep_rows(engines), *picture_rows(ours, engines, max(3, rounds // 3)), import_row(engines, rounds)]
    print(table(rows, engines))
    missed = [row.work for row in rows if row.missed]
    if len(engines) < 3:
        print("PyTorch is not installed: ratios to it are left out.")
    if missed:
        print("missed:", "; ".join(missed))
    return 1 if missed and arguments.check else 0


if __name__ == "__main__":
    sys.exit(main())
