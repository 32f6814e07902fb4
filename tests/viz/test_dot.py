"""Claims about DOT text: valid and harmless for any name."""

import json
import shutil
import subprocess

import pytest

from autograd_viz.viz.dot import dot_text, layout_dot
from autograd_viz.viz.fold import opening
from autograd_viz.viz.graph import Graph, Node
from autograd_viz.viz.wasi import render
from tests.viz.graphs import Maker, mlp_graph, random_graph, seed_graph

HOSTILE = [
    "<script>alert(1)</script>", '"', "\\", '\\"', "a\\", "a\nb", "\\n", "&amp;", "&lt;b&gt;", "<b>bold</b>", "🙂",
    "漢字", "x" * 500, "", "node", "a:b:c", "\x00\x1b", "\ud800", "‮abc", "}", "digraph { a -> b }", "//", "/*", "#",
]  # fmt: skip


def labels(text):
    """The labels as Graphviz reads them, by node id."""
    return {thing["name"]: thing.get("label") for thing in json.loads(render(text))["objects"]}


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_any_name_is_text_in_dot(name):
    m = Maker()
    x = m.leaf(2.0, name)
    text = dot_text(m.graph(m.mul(x, x, name)))
    assert set(labels(text)) == {"t1", "t2", "o1"}
    assert "<<" not in text and "=<" not in text


def test_names_keep_what_they_hold():
    graph = Graph("t1", (Node("t1", "leaf", name='a"b\\c&lt;'),), ())
    assert labels(dot_text(graph))["t1"].startswith('a"b\\\\c&amp;lt;')


@pytest.mark.parametrize("graph", [seed_graph(), mlp_graph(), opening(mlp_graph()), random_graph(3)], ids=range(4))
def test_system_dot_reads_what_is_saved(graph):
    if not shutil.which("dot"):
        pytest.skip("no system dot")
    run = subprocess.run(["dot", "-Tsvg"], input=dot_text(graph).encode(), capture_output=True, check=True)
    assert not run.stderr and b"<svg" in run.stdout


def test_text_for_layout_holds_no_names():
    text = layout_dot({"t1": (10, 20), "o1": (30, 40)}, [("t1", "o1", 1)], {"": ([], ["t1", "o1"])})
    assert 'label=""' in text and "fixedsize=true" in text and '"t1" -> "o1"' in text
