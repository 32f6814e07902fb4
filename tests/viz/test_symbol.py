"""Symbols write every op as LaTeX: tidy, in the right parentheses, safe for any name."""

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from autograd_viz.ops import arithmetic as ar
from autograd_viz.ops import linear, loss, reduce, shape
from autograd_viz.viz.mathml import mathml
from autograd_viz.viz.symbol import Symbol, name_tex, number, number_tex, text_tex

a, b, c, x = (Symbol(letter) for letter in "abcx")


@pytest.mark.parametrize(
    ("made", "tex"),
    [
        (a + b, "a + b"),
        (2 - a, "2 - a"),
        (a - (b + c), "a - (b + c)"),
        (a - b - c, "a - b - c"),
        ((a + b) * c, r"(a + b) \cdot c"),
        (a * (b * c), r"a \cdot b \cdot c"),
        (a / (b + c), r"\frac{a}{b + c}"),
        (-(a + b), "-(a + b)"),
        ((a + b) ** 2, "(a + b)^{2}"),
        ((a**2) ** b, "(a^{2})^{b}"),
        ((a / b) ** 2, r"\left(\frac{a}{b}\right)^{2}"),
        (2**x, "2^{x}"),
        (ar.exp(a + b), "e^{a + b}"),
        (ar.log(x), r"\log x"),
        (ar.log(a + b), r"\log (a + b)"),
        (ar.tanh(x**2), r"\tanh (x^{2})"),
        (ar.tanh(x) ** 2, r"(\tanh x)^{2}"),
        (ar.cos(x) * a, r"(\cos x) \cdot a"),
        (a * ar.cos(x), r"a \cdot \cos x"),
        (ar.sqrt(a + b), r"\sqrt{a + b}"),
        (a @ b, r"a \, b"),
        ((a + b) @ linear.t(c), r"(a + b) \, c^\top"),
        (linear.t(a @ b), r"(a \, b)^\top"),
        (linear.t(linear.t(a)), "a"),
        (reduce.sum_all(a + b), r"{\textstyle\sum} (a + b)"),
        (reduce.sum_axes(x, dim=(0, 1)), r"{\textstyle\sum_{\text{axes }0, 1}} x"),
        (reduce.mean_axes(x, dim=(0,)), r"\mathrm{mean}_{\text{axis }0}(x)"),
        (loss.softmax_axis(a + b, dim=1), r"\mathrm{softmax}(a + b)"),
        (shape.select_axis(x, dim=1, index=3), "x[{:}, 3]"),
        (shape.slice_axis(x, dim=0, start=0, stop=2, step=1), "x[{:}2]"),
        (shape.slice_axis(x, dim=0, start=1, stop=9, step=2), "x[1{:}9{:}2]"),
        (shape.concatenate(a, b, dim=0), r"\mathrm{cat}(a, b)"),
        (shape.concatenate(a, b, c, x, dim=0), r"\mathrm{cat}(a, \dots, x)"),
        (x > 0, r"\mathbf{1}[x > 0]"),
        (ar.eq(a, b), r"\mathbf{1}[a = b]"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_op_is_written_as_on_paper(made, tex):
    assert made.tex == tex


@pytest.mark.parametrize(
    ("made", "tex"),
    [
        (1 * a, "a"),
        (a * 1, "a"),
        (a * 0, "0"),
        (a + 0, "a"),
        (a - 0, "a"),
        (0 - a, "-a"),
        (ar.neg(ar.neg(a)), "a"),
        (a + -b, "a - b"),
        (a - -b, "a + b"),
        (-a * b, r"-a \cdot b"),
        (a * -b, r"-a \cdot b"),
        (-a * -b, r"a \cdot b"),
        (a * -2, r"-a \cdot 2"),
        (-a / b, r"-\frac{a}{b}"),
        (a / b / c, r"\frac{a}{b \cdot c}"),
        (a / b / b, r"\frac{a}{b^{2}}"),
        (a * a, "a^{2}"),
        (a**1, "a"),
        (a**0, "1"),
        (a / 1, "a"),
        (number(2) * number(3), "6"),
        (a * np.float64(2), r"a \cdot 2"),
        (np.float64(2) * a, r"2 \cdot a"),
        (ar.where(x > 0, a, 0), r"a \cdot \mathbf{1}[x > 0]"),
        (ar.where(x > 0, 0, a), r"a \cdot \mathbf{1}[x \le 0]"),
        (ar.where(c, 0, a), r"a \cdot \mathbf{1}[\lnot c]"),
        (ar.where(x < 0, a, b), r"\begin{cases} a & \text{where } x < 0 \\ b & \text{else} \end{cases}"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_says_nothing_is_left_out(made, tex):
    assert made.tex == tex


def test_two_tensors_of_one_name_are_no_square():
    assert (Symbol("y_{1}") * Symbol("y_{1}")).tex == r"y_{1} \cdot y_{1}"


def test_arrays_are_multiplied_element_by_element_and_scalars_plainly():
    A, B = Symbol("A", is_array=True), Symbol("B", is_array=True)
    assert (A * B).tex == r"A \odot B"
    assert (A * a).tex == r"A \cdot a"
    assert (ar.exp(A) * (1 - B)).tex == r"e^{A} \odot (1 - B)"


@pytest.mark.parametrize(
    ("value", "tex"),
    [
        (-68.0, "-68"),
        (1 / 3, "0.3333"),
        (1.5e-7, r"1.5 \times 10^{-7}"),
        (-1e30, r"-1 \times 10^{30}"),
        (float("-inf"), r"-\infty"),
        (float("nan"), r"\text{NaN}"),
        (True, r"\text{True}"),
    ],
)
def test_numbers_are_short_and_set_as_numbers(value, tex):
    assert number_tex(value) == tex


def test_a_negative_number_in_a_product_stands_in_parentheses_and_its_sign_is_a_sign():
    tree = ElementTree.fromstring(mathml(r"(-6) \cdot 4 = -24 - 1"))
    signs = [e.get("form") for e in tree.iter("{http://www.w3.org/1998/Math/MathML}mo") if e.text == "−"]
    assert signs == ["prefix", "prefix", None]


@pytest.mark.parametrize(
    ("name", "tex"),
    [
        ("a", "a"),
        ("w3", "w_{3}"),
        ("x_10", "x_{10}"),
        ("alpha", r"\alpha"),
        ("beta2", r"\beta_{2}"),
        ("h_t", "h_{t}"),
        ("h_prev", r"h_{\text{prev}}"),
        ("loss", r"\text{loss}"),
        ("layers.0.weight", r"\text{layers.0.weight}"),
        ("hidden_size", r"\text{hidden\_size}"),
        ("漢", "漢"),
    ],
)
def test_a_name_is_set_as_a_mathematician_would(name, tex):
    assert name_tex(name) == tex


HOSTILE = [
    "<script>alert(1)</script>", "a & b", '"quoted"', "back\\slash", "{", "}", "}}{\\frac", "$x$ # 100%", "~^_",
    "\\text{x}", "two\nlines", "🙂" * 30, "x" * 500, "\x00\ud800", "\u202eturned", " ", "\\", "\\\\", "a\\b{c}",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_any_name_is_shown_as_text(name):
    written = mathml(rf"\frac{{\partial L}}{{\partial {name_tex(name)}}} = 2")
    tree = ElementTree.fromstring(written)
    shown = [e.text for e in tree.iter("{http://www.w3.org/1998/Math/MathML}mtext")]
    assert len(shown) == 1
    assert len(shown[0]) <= 24
    if len(name) <= 24 and name.isprintable() and "\u202e" not in name:
        assert shown[0].replace("\u00a0", " ") == name
    assert {e.tag.split("}")[1] for e in tree.iter()} <= {"math", "mrow", "mfrac", "mo", "mi", "mn", "mtext"}


def test_text_is_escaped_for_latex_too():
    assert text_tex("a_b") == r"\text{a\_b}"
    assert text_tex("\\") == r"\text{\textbackslash }"


def test_the_same_latex_gives_the_same_bytes():
    mathml.cache_clear()
    first = mathml(r"\bar{x} = \bar{y} \cdot (1 - y^{2})")
    mathml.cache_clear()
    assert mathml(r"\bar{x} = \bar{y} \cdot (1 - y^{2})") == first


def test_the_alternative_text_can_be_read_aloud():
    tree = ElementTree.fromstring(
        mathml(r"\frac{\partial L}{\partial (x \, W)} = \begin{pmatrix} 1 & -2 \\ 3 & 4 \end{pmatrix}")
    )
    assert tree.get("alttext") == "∂L/∂(x W) = (1, −2; 3, 4)"
    assert tree.get("display") == "block"


def test_a_path_that_starts_with_a_number_looks_like_code_and_not_like_a_factor():
    assert "monospace" in mathml(rf"x \, {name_tex('2.weight')}")
    assert "monospace" not in mathml(rf"x \, {name_tex('layers.2.weight')}")
