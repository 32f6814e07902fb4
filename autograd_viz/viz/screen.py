"""What every screen of a player needs, notebook widget or page: its script, its style, its pictures."""

from pathlib import Path

from .mathml import mathml
from .sentences import Index
from .svg import write
from .theme import DARK, LIGHT, variables

HERE = Path(__file__).parent / "widget"


def script():
    """The one ES module."""
    return (HERE / "player.js").read_text(encoding="utf-8")


def style():
    """The stylesheet, the picture's colours in front: light or dark as the reader, JupyterLab or the page says."""
    light, dark = variables(LIGHT), variables(DARK)
    colours = (
        f".av-player{{{light}}}@media (prefers-color-scheme:dark){{.av-player{{{dark}}}}}"
        f'[data-jp-theme-light="true"] .av-player{{{light}}}[data-jp-theme-light="false"] .av-player{{{dark}}}'
        f'[data-theme="light"] .av-player{{{light}}}[data-theme="dark"] .av-player{{{dark}}}'
    )
    return colours + "\n" + (HERE / "player.css").read_text(encoding="utf-8")


def described(views):
    """Pictures as plain data: name, SVG, and the path of each folded module by its id."""
    return [
        {
            "name": name,
            "svg": write(picture.shown, picture.layout, role="button"),
            "modules": {node.id: node.module for node in picture.shown.nodes if node.kind == "module"},
        }
        for name, picture in views
    ]


def glossary(graph):
    """What a browser cannot work out itself: what to call each node, and the graph's formulas as MathML.

    Returns
    -------
    dict
        ``names``: id to name; ``formulas``: LaTeX, as it stands in the graph, to MathML.
    """
    index = Index(graph)
    written = [node.tex for node in graph.nodes] + [edge.local_tex for edge in graph.edges]
    return {
        "names": {node.id: index.name(node.id).text for node in graph.nodes},
        "formulas": {tex: mathml(tex) for tex in dict.fromkeys(filter(None, written))},
    }
