"""How Sphinx builds these pages: ``sphinx-build -W docs build/docs``."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import catalogue
from docutils import nodes
from latex2mathml.converter import convert

import autograd_viz

project = "autograd_viz"
copyright = "the autograd_viz authors"
version = release = autograd_viz.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "autograd_viz"
html_show_sourcelink = False
autodoc_typehints = "none"
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True
napoleon_preprocess_types = False  # a type here is prose: "Tensor, (batch, channels)"
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 2
default_role = "code"
suppress_warnings = [
    "myst.xref_missing",  # lessons stand beside the pages; a test follows every link
    "ref.python",  # the type of an argument may be the name of several things, as `device` is
]

html_math_renderer = "mathml"  # formulas are there without a network


def write_formula(writer, node, display):
    """A formula as MathML, which browsers draw by themselves."""
    text = node.astext()
    if r"\\" in text or "&" in text:
        text = rf"\begin{{align}}{text}\end{{align}}"
    writer.body.append(convert(text, display=display))
    raise nodes.SkipNode


def setup(app):
    app.add_html_math_renderer(
        "mathml",
        (lambda writer, node: write_formula(writer, node, "inline"), None),
        (lambda writer, node: write_formula(writer, node, "block"), None),
    )


catalogue.write(HERE / "api")
