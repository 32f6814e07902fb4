"""Every op of the registry can be drawn, played and saved, and what is said of it reads as plain words."""

import re

import numpy as np
import pytest

import autograd_viz as av
from autograd_viz.ops.op import REGISTRY
from autograd_viz.viz.cards import SYMBOL_CHARACTERS
from autograd_viz.viz.formulas import equation_tex, forward_tex, local_tex, rule_tex
from autograd_viz.viz.graph import TRANSFERS
from autograd_viz.viz.mathml import mathml
from autograd_viz.viz.sentences import sentence, text_of
from autograd_viz.viz.snapshot import sign
from autograd_viz.viz.symbol import Symbol
from autograd_viz.viz.timeline import Timeline
from tests.device.cards import stand_in
from tests.device.standin import traffic
from tests.device.test_ops import there
from tests.ops.calls import CALLS

ALT = re.compile('alttext="([^"]*)"')
LABEL = re.compile('aria-label="([^"]*)"')
# What Python writes and people do not read; names of helpers have underscores, LaTeX has backslashes.
RAW = re.compile(
    r"array\(|function|dtype|slice\(|lambda|object|numpy|\bLike\b|Ellipsis|\bTrue\b|\bFalse\b|\bNone\b|\\\\|\{:"
)
PYTHON = re.compile(r"grad (was )?None|\.grad is None")  # which is what it is in Python

NUMBERS = [(name, i) for name, calls in CALLS.items() for i in range(len(calls)) if REGISTRY[name].differentiates]


def plain(text):
    """The text as it is read, without what may be said of Python's own None and the names of the operands."""
    text = re.sub("&lt;|&gt;|&amp;|&#39;|&quot;", " ", PYTHON.sub("", text))
    return re.sub(r"\bx_\d\b|\.grad\b", "x", text)


def refuse_raw(texts):
    for text in texts:
        assert not RAW.search(plain(text)), text


def refuse_raw_formula(tex):
    """In LaTeX, an underscore after a word is a name of the code: an index stands after a brace. A public name may be said."""
    known = "|".join(re.escape(name.replace("_", r"\_")) for name in av.__all__ if "_" in name)
    left = re.sub(rf"\\text\{{[^}}]*\}}|\\(sum|prod|log)_|{known}", "", tex)
    assert not re.search(r"[a-z]{2}\\?_[a-z]", left), tex
    refuse_raw(ALT.findall(mathml(tex)))


def called(name, i, move=lambda x: x):
    """The results of one of the registry's calls, and its tensors."""
    op = REGISTRY[name]
    operands, params = CALLS[name][i]
    params = {key: move(value) for key, value in params.items()}
    wanted = range(len(operands)) if op.slots is None else op.slots
    rules = op.vjp * len(operands) if op.variadic else op.vjp
    made = [
        av.tensor(x.copy(), requires_grad=x.dtype.kind == "f" and k in wanted and rules[k] is not None)
        if isinstance(x, np.ndarray)
        else move(x)
        for k, x in enumerate(operands)
    ]
    results = op(*made, **params)
    names = {f"x_{k}": x for k, x in enumerate(made) if isinstance(x, av.Tensor)}
    return results if isinstance(results, tuple) else (results,), names


@pytest.mark.parametrize(("name", "i"), NUMBERS)
def test_a_call_is_drawn_played_and_saved_and_reads_as_plain_words(name, i, tmp_path):
    results, names = called(name, i)
    reached = [y for y in results if y.requires_grad]
    assert reached
    reached = reached[:2]
    for y in reached:
        before = av.draw(y, names=names)
        player = av.play(y, gradient=av.ones_like(y), names=names)
        player.run()
        timeline = player.timeline
        after = av.draw(y, names=names)
        assert Timeline.from_json(timeline.to_json()) == timeline
        svgs = [picture.svg for picture in (before, after)]
        player.save(tmp_path / "player.html")
        for picture in (before, after):
            picture.save(tmp_path / "picture.html")
        for event in timeline:
            said = text_of(sentence(timeline.graph, event))
            refuse_raw([said])
            assert not re.search("[a-z]_[a-z]", said)
            tex = equation_tex(timeline.graph, event)
            if tex:
                refuse_raw_formula(tex)
        refuse_raw(label for svg in svgs for label in LABEL.findall(svg))
        for tex in [node.tex for node in after.graph.nodes] + [edge.local_tex for edge in after.graph.edges]:
            if tex:
                refuse_raw_formula(tex)
        y.backward(av.ones_like(y), retain_graph=y is not reached[-1])
        assert "<svg" in av.draw(y).svg


@pytest.mark.parametrize("name", dict(NUMBERS))
def test_a_call_on_a_gpu_is_drawn_and_played_and_moves_only_what_is_looked_at(name):
    looks = name == "once"  # its rule looks at numbers itself: whether it may be taken at all
    with stand_in():
        with av.device("cuda"):
            results, names = called(name, 0, there)
        y = next(y for y in results if y.requires_grad)
        with traffic.counted() as seen:
            before = av.draw(y, names=names)
        assert len(seen.to_host) <= 1 + looks and not seen.to_device, str(seen)
        player = av.play(y, gradient=av.ones_like(y), names=names)
        player.run()
        with traffic.counted() as seen:
            after = av.draw(y, names=names)
        assert len(seen.to_host) <= 1 + looks and not seen.to_device, str(seen)
        timeline = player.timeline
        assert Timeline.from_json(timeline.to_json()) == timeline
        for graph in (before.graph, after.graph):
            tensors = [node for node in graph.nodes if node.kind in ("leaf", "intermediate", "root")]
            assert all(node.device == "cuda:0" for node in tensors) or name in TRANSFERS
        labels = [label for picture in (before, after) for label in LABEL.findall(picture.svg)]
        refuse_raw(labels)
        assert any("on cuda:0" in label for label in labels)


@pytest.mark.parametrize("name", REGISTRY)
def test_the_sign_of_an_op_fits_its_circle(name):
    written = sign(REGISTRY[name])
    assert 0 < len(written) <= SYMBOL_CHARACTERS + 2
    assert "_" not in written


@pytest.mark.parametrize("name", REGISTRY)
def test_formulas_hold_no_names_of_the_code(name):
    op = REGISTRY[name]
    for tex in [forward_tex(op), *(rule_tex(op, k) for k, rule in enumerate(op.vjp) if rule is not None)]:
        refuse_raw_formula(tex)


def test_a_weight_that_was_not_given_is_not_written():
    x = av.tensor([[1.0, 2.0], [3.0, 5.0]], requires_grad=True)
    node = next(n for n in av.draw(av.nn.functional.layer_norm(x, (2,))).graph.nodes if n.kind == "op")
    assert node.grad_fn == "NativeLayerNormBackward0"
    assert "constant" not in local_tex(REGISTRY["layer_norm"], 0, [Symbol("x"), None, None], Symbol("y"), node.params)
    assert forward_tex(REGISTRY["layer_norm"], [Symbol("x"), None, None]).endswith(r"\sqrt{\sigma^2 + \varepsilon}}")


def test_of_several_results_an_unused_one_sends_nothing():
    x = av.tensor([1.0, 2.0, 4.0], requires_grad=True)
    mean = av.var_mean(x)[1]
    graph = av.draw(mean, names={"x": x, "m": mean}).graph
    node = next(node for node in graph.nodes if node.kind == "op")
    assert node.results == (None, graph.root)
    assert next(edge for edge in graph.edges).local_tex == r"\tfrac{1}{n} \, \mathbf 1 \, \bar{m}"


def test_a_large_constant_that_is_gone_is_still_drawn():
    w = av.tensor(2.0, requires_grad=True)
    y = (w * (av.ones(100) + 1)).sum()
    before = [node.shape for node in av.draw(y).graph.nodes if node.kind == "constant"]
    y.backward()
    after = [node for node in av.draw(y).graph.nodes if node.kind == "constant"]
    assert [node.shape for node in after] == before == [(100,)]
    assert not after[0].value.known
