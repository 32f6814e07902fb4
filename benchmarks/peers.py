"""Draw three programs with this package and with its peers, and time how long a picture takes.

python benchmarks/peers.py             print the table of times
python benchmarks/peers.py --pictures  draw into docs/images/peers

Needs ``torch torchviz mygrad micrograd`` and the system's ``dot``; a peer that is missing is left out.
"""

import argparse
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import autograd_viz as av  # noqa: E402
from benchmarks.measure import timed  # noqa: E402
from benchmarks.run import processor  # noqa: E402

FOLDER = ROOT / "docs" / "images" / "peers"
LENGTHS = (10, 114, 1_122, 5_602)
LONGEST = 60  # seconds that a peer may take over one picture
SEED = {"a": 2.0, "w1": 3.0, "w2": 4.0, "w3": 5.0, "w4": 6.0}


# -- the three programs ----------------------------------------------------------------------------


def seed_program(leaf):
    """The README's program over leaves made by `leaf`: its variables by name."""
    a, w1, w2, w3, w4 = (leaf(value) for value in SEED.values())
    b = w1 * a
    c = w2 * a
    d = w3 * b + w4 * c
    L = 10 - d
    return {"a": a, "w1": w1, "w2": w2, "w3": w3, "w4": w4, "b": b, "c": c, "d": d, "L": L}


def matrices(value):
    """A 3 by 3 array of which no two rows are equal."""
    return np.full((3, 3), value, "float32") + np.arange(3, dtype="float32")[:, None]


def two_moons(count=40):
    """Points on two interleaved half circles, and which half circle each is on."""
    angle = np.linspace(0, np.pi, count // 2)
    outer, inner = np.c_[np.cos(angle), np.sin(angle)], np.c_[1 - np.cos(angle), 0.5 - np.sin(angle)]
    return np.r_[outer, inner].astype("float32"), np.repeat([0, 1], count // 2)


# -- who draws, and how: each returns SVG text, or None where it cannot -------------------------------


class Ours:
    """autograd_viz, after backward."""

    name = "autograd_viz"

    def scalar(self):
        values = seed_program(lambda value: av.tensor(value, requires_grad=True))
        values["L"].backward()
        return av.draw(values["L"], names=values, theme="light").svg

    def matrix(self):
        values = seed_program(lambda value: av.tensor(matrices(value), requires_grad=True))
        values["loss"] = values["L"].sum()
        values["loss"].backward()
        return av.draw(values["loss"], names=values, theme="light").svg

    def network(self):
        points, labels = two_moons()
        av.manual_seed(0)
        net = av.nn.Sequential(av.nn.Linear(2, 16), av.nn.ReLU(), av.nn.Linear(16, 2))
        x, y = av.tensor(points), av.tensor(labels)
        loss = av.nn.CrossEntropyLoss()(net(x), y)
        loss.backward()
        return av.draw(loss, names={"x": x, "y": y}, theme="light").svg

    def chain(self, length, shared):
        return lambda loss=alternating(lambda v: av.tensor(v, requires_grad=True), length, shared): av.draw(loss).svg


class Torchviz:
    """PyTorch's graph by torchviz."""

    name, needs = "torchviz", ("torch", "torchviz")

    def scalar(self):
        import torch

        return self.drawn(seed_program(lambda value: torch.tensor(value, requires_grad=True)))

    def matrix(self):
        import torch

        values = seed_program(lambda value: torch.tensor(matrices(value), requires_grad=True))
        values["loss"] = values["L"].sum()
        return self.drawn(values, root="loss")

    def network(self):
        import torch
        from torch import nn

        points, labels = two_moons()
        torch.manual_seed(0)
        net = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 2))
        loss = nn.CrossEntropyLoss()(net(torch.tensor(points)), torch.tensor(labels))
        return self.drawn({**dict(net.named_parameters()), "loss": loss}, root="loss")

    def drawn(self, values, root="L"):
        from torchviz import make_dot

        return make_dot(values[root], params=values).pipe("svg").decode()

    def chain(self, length, shared):
        import torch
        from torchviz import make_dot

        sys.setrecursionlimit(100_000)  # it recurses: at 1,000 operations Python's own limit ends it
        loss = alternating(lambda v: torch.tensor(v, requires_grad=True, dtype=torch.float64), length, shared)
        return lambda: make_dot(loss).pipe("svg")


class MyGrad:
    """MyGrad's own drawing, told the names and asked for shapes."""

    name, needs = "MyGrad", ("mygrad",)

    def scalar(self):
        import mygrad

        return self.drawn(seed_program(mygrad.tensor))

    def matrix(self):
        import mygrad

        values = seed_program(lambda value: mygrad.tensor(matrices(value)))
        values["loss"] = values["L"].sum()
        return self.drawn(values, root="loss")

    def network(self):
        import mygrad
        from mygrad.nnet import softmax_crossentropy

        points, labels = two_moons()
        rng = np.random.default_rng(0)
        w1, w2 = mygrad.tensor(rng.normal(size=(2, 16))), mygrad.tensor(rng.normal(size=(16, 2)))
        b1, b2 = mygrad.tensor(np.zeros(16)), mygrad.tensor(np.zeros(2))
        hidden = mygrad.maximum(mygrad.matmul(points, w1) + b1, 0)
        loss = softmax_crossentropy(mygrad.matmul(hidden, w2) + b2, labels)
        return self.drawn({"w1": w1, "b1": b1, "w2": w2, "b2": b2, "hidden": hidden, "loss": loss}, root="loss")

    def drawn(self, values, root="L"):
        from mygrad.computational_graph import build_graph

        return build_graph(values[root], names=values, dims=True).pipe("svg").decode()


class Micrograd:
    """micrograd, by the drawing of its notebook: scalars only, so that a network is thousands of nodes."""

    name, needs = "micrograd", ("micrograd",)

    def scalar(self):
        from graphviz import Digraph
        from micrograd.engine import Value

        loss = seed_program(Value)["L"]
        loss.backward()
        dot, seen, todo = Digraph(graph_attr={"rankdir": "LR"}), set(), [loss]
        while todo:
            value = todo.pop()
            if value in seen:
                continue
            seen.add(value)
            name = str(id(value))
            dot.node(name, f"{{ data {value.data:.4f} | grad {value.grad:.4f} }}", shape="record")
            if value._op:
                dot.node(name + value._op, value._op)
                dot.edge(name + value._op, name)
            for operand in value._prev:
                dot.edge(str(id(operand)), name + value._op)
                todo.append(operand)
        return dot.pipe("svg").decode()

    def matrix(self):
        return None

    network = matrix


PEERS = (Ours, Torchviz, MyGrad, Micrograd)


def alternating(leaf, length, shared):
    """``y * a + b``, over and over, `length` operations in all; `a` and `b` are two leaves if `shared`, else numbers."""
    y, a, b = leaf(0.5), *((leaf(1.0001), leaf(1e-4)) if shared else (1.0001, 1e-4))
    for i in range(length):
        y = y + b if i % 2 else y * a
    return y


# -- pictures and the table ----------------------------------------------------------------------------


def installed():
    """The peers that can be asked here, ours first."""
    found = [cls() for cls in PEERS if all(map(importlib.util.find_spec, getattr(cls, "needs", ())))]
    return found if shutil.which("dot") else found[:1]


def draw_all(peers):
    """Write every picture that can be drawn into the folder of the docs."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for peer in peers:
        for program in ("scalar", "matrix", "network"):
            svg = getattr(peer, program)()
            if svg is not None:
                (FOLDER / f"{program}-{peer.name}.svg").write_text(svg, encoding="utf-8")


def told(peer, length, shared):
    """Seconds that one peer takes for one chain in a warm process of its own, or None beyond what it may take."""
    command = [sys.executable, __file__, "--time", peer.name, str(length), "shared" if shared else "plain"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            out, _ = process.communicate(timeout=LONGEST)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)  # its `dot` as well
            return None
    return json.loads(out) if process.returncode == 0 else None


def time_one(name, length, kind):
    """Print the median seconds from the loss to SVG text, in a process that has drawn before."""
    peer = next(cls() for cls in PEERS if cls.name == name)
    peer.chain(4, kind == "shared")()
    draw = peer.chain(int(length), kind == "shared")
    first = timed(draw, 1)()["time"] / 1e9
    print(first if first > 2 else timed(draw, 9)()["time"] / 1e9)


def text(seconds):
    """A duration in three digits."""
    if seconds is None:
        return f"over {LONGEST} s"
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def table(peers):
    """The times as a Markdown table."""
    timers = [peer for peer in peers if hasattr(peer, "chain")]
    rows = [["chain", "operations", *(peer.name for peer in timers)]]
    for shared in (False, True):
        for length in LENGTHS:
            times = [text(told(peer, length, shared)) for peer in timers]
            rows.append(["two leaves used over and over" if shared else "plain numbers", f"{length:,}", *times])
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|" + "---|" * len(rows[0]))
    return "\n".join(lines)


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", action="store_true", help="draw instead of timing")
    parser.add_argument(
        "--time", nargs=3, metavar=("PEER", "LENGTH", "KIND"), help="time one chain and print its seconds"
    )
    arguments = parser.parse_args(argv)
    if arguments.time:
        return time_one(*arguments.time)
    peers = installed()
    if arguments.pictures:
        draw_all(peers)
    else:
        print(processor())
        print(table(peers))
    return None


if __name__ == "__main__":
    main()
