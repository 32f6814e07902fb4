"""Claims about pictures as a browser shows them: nothing overlaps, nothing is cut off, all of it can be read."""

import re
import shutil
from pathlib import Path

import pytest

from autograd_viz.viz.picture import Picture
from tests.viz.graphs import (
    chain_graph,
    deep_graph,
    loop_graph,
    mlp_graph,
    random_graph,
    seed_graph,
    square_graph,
    state_of,
)

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --disable-dev-shm-usage"
).split()

# Runs in the page: every fault of the picture, as a sentence.
FAULTS = """
() => {
  const svg = document.querySelector('svg.av-graph'), faults = [];
  const box = e => { const r = e.getBoundingClientRect(); return {l: r.left, t: r.top, r: r.right, b: r.bottom}; };
  const seen = e => e.getClientRects().length && getComputedStyle(e).display !== 'none' && e.textContent.trim();
  const scale = svg.getScreenCTM().a;
  const picture = box(svg), boxes = [];
  for (const g of svg.querySelectorAll('[data-node], [data-part=chip]')) {
    const shape = g.matches('[data-part=chip]') ? g.querySelector('rect') : g.querySelector('.av-shape, .av-circle');
    const own = box(shape), name = g.dataset.node || g.parentNode.dataset.edge;
    if (getComputedStyle(g).display === 'none') continue;
    boxes.push([name, own]);
    for (const text of g.querySelectorAll('text')) {
      if (!seen(text)) continue;
      const t = box(text), slack = 0.6;
      if (text.dataset.part === 'grad_fn' && g.querySelector('[data-part=symbol]')) {
        boxes.push([name + ' label', t]);  // below the op's circle
        continue;
      }
      if (t.l < own.l - slack || t.r > own.r + slack || t.t < own.t - slack || t.b > own.b + slack)
        faults.push(`text ${text.textContent} leaves ${name}: ${JSON.stringify([t, own])}`);
    }
  }
  for (const text of svg.querySelectorAll('text')) {
    if (!seen(text)) continue;
    const size = parseFloat(getComputedStyle(text).fontSize) * scale;
    if (size < 10.99) faults.push(`text ${text.textContent} is ${size} px`);
    const t = box(text);
    if (t.l < picture.l || t.r > picture.r || t.t < picture.t || t.b > picture.b)
      faults.push(`text ${text.textContent} is cut off`);
  }
  for (const text of svg.querySelectorAll('[data-part=local], [data-part=shape], .av-cluster text'))
    if (seen(text)) boxes.push([text.textContent, box(text)]);
  for (let i = 0; i < boxes.length; i++) for (let j = i + 1; j < boxes.length; j++) {
    const [a, p] = boxes[i], [b, q] = boxes[j];
    if (p.l < q.r - 1 && q.l < p.r - 1 && p.t < q.b - 2 && q.t < p.b - 2) faults.push(`${a} and ${b} overlap`);
  }
  const lines = [...svg.querySelectorAll('path[data-part=forward]')];
  for (const line of lines) {
    const length = line.getTotalLength();
    for (let i = 0; i <= 24; i++) {
      const p = line.getPointAtLength(length * i / 24);
      const at = new DOMPoint(p.x, p.y).matrixTransform(svg.getScreenCTM());
      if (at.x >= picture.l && at.x <= picture.r && at.y >= picture.t && at.y <= picture.b) continue;
      faults.push('a line leaves the picture');
      break;
    }
  }
  return faults;
}
"""

GRAPHS = {
    "seed": seed_graph(), "matrices": seed_graph((3, 3)), "four": seed_graph((4, 4)),
    "square": square_graph(), "mlp": mlp_graph(),
    "folded mlp": mlp_graph(), "folded": deep_graph(12), "open": deep_graph(3), "chain": chain_graph(40), "loop": loop_graph(12),
    **{f"random {seed}": random_graph(seed) for seed in range(100, 132)},
}  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    api = pytest.importorskip("playwright.sync_api", reason="no playwright to drive a browser with")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no chromium on this machine")
    with api.sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    yield page
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", GRAPHS)
def test_nothing_overlaps_and_no_text_leaves_its_box(page, name):
    graph = GRAPHS[name]
    sent = [edge.id for edge in graph.edges if edge.slot is not None]
    for done, now in ((sent, None), (sent[: len(sent) // 2], sent[len(sent) // 2] if sent else None), ([], None)):
        picture = Picture(graph, state=state_of(graph, done, now), fold=None if "folded" in name else ())
        page.set_content(f"<!doctype html><body style='margin:0'>{picture.svg}")
        assert page.evaluate(FAULTS) == []


@pytest.mark.browser
@pytest.mark.parametrize("font", ["Liberation Sans, Liberation Mono", "DejaVu Sans, DejaVu Sans Mono"])
def test_text_stays_in_its_box_with_other_fonts(page, font):
    sans, mono = font.split(", ")
    for graph in (GRAPHS["seed"], GRAPHS["folded mlp"], GRAPHS["random 101"]):
        page.set_content(Picture(graph, state=state_of(graph)).svg)
        page.add_style_tag(
            content=f".av-graph text{{font-family:'{mono}'!important}}"
            f".av-graph [data-part=name]{{font-family:'{sans}'!important}}"
        )
        assert page.evaluate(FAULTS) == []


@pytest.mark.browser
def test_the_seed_and_the_folded_mlp_need_no_scrolling(page):
    for graph in (seed_graph(), mlp_graph()):
        page.set_content(f"<body style='margin:0'>{Picture(graph, state=state_of(graph)).svg}")
        width, height = page.evaluate(
            "() => { const r = document.querySelector('svg').getBoundingClientRect(); return [r.width, r.height] }"
        )
        assert width <= 1280 and height <= 800


@pytest.mark.browser
def test_light_and_dark_follow_the_reader_and_can_be_forced(browser):
    graph = seed_graph()
    back = "() => getComputedStyle(document.querySelector('.av-back')).fill"
    light, dark = "rgb(251, 252, 253)", "rgb(18, 23, 30)"
    svg, forced = Picture(graph, state=state_of(graph)).svg, Picture(graph, state=state_of(graph), theme="dark").svg
    for scheme, page_html, wanted in (
        ("light", svg, light),
        ("dark", svg, dark),
        ("light", forced, dark),
        ("light", svg + forced, light),
        ("dark", f'<div data-theme="light">{svg}</div>', light),
        ("light", f'<div data-jp-theme-light="false">{svg}</div>', dark),
        ("dark", f'<div data-jp-theme-light="true">{svg}</div>', light),
    ):
        page = browser.new_page(color_scheme=scheme)
        page.set_content(page_html)
        assert page.evaluate(back) == wanted, (scheme, page_html[:60])
        page.close()


@pytest.mark.browser
def test_backward_lines_show_only_once_the_gradient_travels(page):
    graph = square_graph()
    lines = "document.querySelectorAll('[data-edge] > [data-part=backward]')"
    shown = f"() => [...{lines}].map(e => getComputedStyle(e).display)"
    for done, wanted in (([], ["none", "none"]), (None, ["inline", "inline"])):
        page.set_content(Picture(graph, state=state_of(graph, done)).svg)
        assert page.evaluate(shown) == wanted


def test_a_picture_displays_itself_as_svg_and_text_without_scripts():
    graph = seed_graph()
    data, metadata = Picture(graph, state=state_of(graph))._repr_mimebundle_()
    assert set(data) == {"image/svg+xml", "text/plain"}
    assert data["image/svg+xml"].startswith("<svg") and "<script" not in data["image/svg+xml"]
    assert data["text/plain"] == "Computational graph of L. 6 operations on 5 leaves (w4, w3, w2, w1, a)."
    assert metadata == {"image/svg+xml": {"unconfined": True}}


def test_a_picture_opens_folded_and_can_be_unfolded():
    graph = mlp_graph()
    state = state_of(graph)
    assert Picture(graph, state=state).svg.count('data-kind="module"') == 3
    assert Picture(graph, state=state, fold=()).svg.count('data-kind="module"') == 0
    assert Picture(graph, state=state, fold=["1"]).svg.count('data-kind="module"') == 1


def test_an_unknown_theme_is_an_error_that_lists_the_known():
    with pytest.raises(ValueError, match='"light", "dark" or None'):
        Picture(seed_graph(), theme="sepia")


def test_a_still_picture_of_a_graph_shows_every_name_and_number():
    pytest.importorskip("autograd_viz.viz.frames", reason="stills are not there yet")
    text = Picture(seed_graph()).svg
    for name in ("a", "w1", "w2", "w3", "w4", "b", "c", "d", "L"):
        assert re.search(rf'data-part="name"[^>]*>{name}<', text)


def test_pictures_do_not_need_the_widget_or_matplotlib():
    import subprocess
    import sys

    code = (
        "import sys; from tests.viz.graphs import seed_graph, state_of; from autograd_viz.viz.picture import Picture; "
        "g = seed_graph(); Picture(g, state=state_of(g)).svg; "
        "heavy = ('matplotlib', 'ipywidgets', 'anywidget', 'IPython', 'PIL', 'resvg_py'); "
        "print([m for m in heavy if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2], check=True
    )
    assert run.stdout.strip() == "[]"
