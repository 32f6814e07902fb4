"""Claims about saved pictures: each kind of file is what its suffix says, the same bytes each time."""

import struct
import sys
import zlib
from xml.etree import ElementTree

import pytest

from autograd_viz.viz import export
from autograd_viz.viz.graph import Graph
from autograd_viz.viz.picture import Picture
from autograd_viz.viz.theme import THEMES
from tests.viz.graphs import Maker, mlp_graph, seed_graph, state_of
from tests.viz.test_dot import HOSTILE


def picture(graph=None, **options):
    graph = graph or seed_graph()
    return Picture(graph, state=state_of(graph), **options)


def pixels(png):
    """Width, height and the first pixel of an RGBA or RGB PNG."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, _, colour = struct.unpack(">IIBB", png[16:26])
    data, at = b"", 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        data += png[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += 12 + length
    channels = {2: 3, 6: 4}[colour]
    return width, height, tuple(zlib.decompress(data)[1 : 1 + channels][:3])


@pytest.mark.parametrize("suffix", export.WRITERS)
def test_saving_twice_gives_the_same_bytes(tmp_path, suffix):
    pytest.importorskip({".png": "resvg_py", ".pdf": "matplotlib"}.get(suffix, "numpy"))
    first, second = (picture().save(tmp_path / f"{name}{suffix}").read_bytes() for name in "ab")
    assert first == second and len(first) > 500


def test_svg_is_what_is_displayed(tmp_path):
    shown = picture()
    assert shown.save(tmp_path / "x.svg").read_text(encoding="utf-8") == shown.svg
    ElementTree.fromstring(shown.svg)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_png_has_the_size_and_the_ground_of_its_theme(theme):
    pytest.importorskip("resvg_py")
    shown = picture(theme=theme)
    width, height, ground = pixels(export.to_png(shown))
    assert (width, height) == (round(shown.layout.width * 2), round(shown.layout.height * 2))
    assert ground == tuple(int(THEMES[theme]["back"][i : i + 2], 16) for i in (1, 3, 5))


def test_png_follows_the_light_theme_where_none_is_chosen():
    pytest.importorskip("resvg_py")
    assert export.to_png(picture()) == export.to_png(picture(theme="light"))


def test_json_reads_back_as_the_graph(tmp_path):
    text = picture().save(tmp_path / "x.json").read_text(encoding="utf-8")
    assert Graph.from_json(text) == seed_graph()


def test_html_is_one_page_with_no_scripts_and_nothing_to_fetch(tmp_path):
    text = picture().save(tmp_path / "x.html").read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>") and "<svg" in text
    assert "<script" not in text and "src=" not in text and "url(" not in text and "@import" not in text
    assert text.count("http") == text.count("http://www.w3.org/2000/svg")


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_no_name_is_markup_in_html(name):
    m = Maker()
    x = m.leaf(1.0, name)
    page = export.to_html(picture(m.graph(m.mul(x, x, name)))).decode()
    assert "<script" not in page and "<b>" not in page


def test_other_suffixes_are_an_error_that_lists_the_known(tmp_path):
    with pytest.raises(ValueError, match=r"'x.bmp': its suffix is one of .svg, .png, .pdf, .dot, .html, .json"):
        picture().save(tmp_path / "x.bmp")
    with pytest.raises(ValueError, match="suffix"):
        picture().save(tmp_path / "x")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("suffix, package", [(".png", "resvg_py"), (".pdf", "matplotlib")])
def test_a_missing_package_names_the_install_command_and_writes_nothing(tmp_path, monkeypatch, suffix, package):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ImportError, match=r"pip install 'autograd-viz\[export\]'"):
        picture().save(tmp_path / f"x{suffix}")
    assert not list(tmp_path.iterdir())


def test_a_folded_picture_is_saved_as_it_is_seen(tmp_path):
    shown = picture(mlp_graph())
    assert shown.save(tmp_path / "x.dot").read_text(encoding="utf-8").count("component") == 3
    assert len(Graph.from_json(shown.save(tmp_path / "x.json").read_bytes()).nodes) == len(mlp_graph().nodes)
