"""What every screen of a player needs, notebook widget or page: its script, its style, its pictures."""

from pathlib import Path

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
