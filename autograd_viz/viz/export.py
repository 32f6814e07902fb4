"""Write a picture as the bytes of a file, one function per kind of file."""

from pathlib import Path

from .dot import dot_text
from .svg import write_flat
from .text import escape
from .theme import THEMES

ZOOM = 2  # pixels of a PNG per pixel of the picture: sharp on a projector
INSTALL = "pip install 'autograd-viz[export]'"


def to_svg(picture):
    return picture.svg.encode()


def to_json(picture):
    return picture.graph.to_json().encode()


def to_dot(picture):
    return dot_text(picture.shown).encode()


def to_html(picture):
    """One page that needs nothing else; a wide picture scrolls."""
    title = escape(repr(picture).partition(".")[0])
    theme = f' data-theme="{picture.theme}"' if picture.theme else ""
    light, dark = THEMES["light"]["back"], THEMES["dark"]["back"]
    forced = f"body{{background:{THEMES[picture.theme]['back']}}}" if picture.theme else ""
    return (
        f'<!doctype html>\n<html lang="en"{theme}>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">\n<title>{title}</title>\n'
        f"<style>body{{margin:0;background:{light}}}main{{overflow-x:auto;padding:16px}}svg{{display:block}}"
        f"@media (prefers-color-scheme:dark){{body{{background:{dark}}}}}{forced}</style>\n"
        f"<main>{picture.svg}</main>\n</html>\n"
    ).encode()


def to_png(picture, zoom=ZOOM):
    """A PNG in one theme's colours, drawn by resvg with matplotlib's DejaVu fonts."""
    try:
        import resvg_py
    except ImportError as error:
        raise ImportError(f"saving a .png needs resvg-py: {INSTALL}") from error
    theme = picture.theme or "light"
    flat = write_flat(picture.shown, picture.layout, picture.state, theme)
    fonts = fonts_folder()
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=flat, dpi=96, zoom=zoom, background=THEMES[theme]["back"],
            font_family="DejaVu Sans", sans_serif_family="DejaVu Sans", monospace_family="DejaVu Sans Mono",
            font_dirs=[str(fonts)] if fonts else None, skip_system_fonts=fonts is not None,
        )
    )  # fmt: skip


def fonts_folder():
    """Where matplotlib keeps its DejaVu fonts: the same letters on every machine; None without matplotlib."""
    from importlib.util import find_spec

    found = find_spec("matplotlib")
    folder = Path(found.origin).parent / "mpl-data" / "fonts" / "ttf" if found and found.origin else None
    return folder if folder and folder.is_dir() else None


def to_pdf(picture):
    """A PDF of one page of the picture's own size, in one theme's colours, drawn by matplotlib."""
    try:
        import matplotlib.figure  # noqa: F401
    except ImportError as error:
        raise ImportError(f"saving a .pdf needs matplotlib: {INSTALL}") from error
    from . import pdf

    return pdf.to_pdf(write_flat(picture.shown, picture.layout, picture.state, picture.theme or "light"))


WRITERS = {".svg": to_svg, ".png": to_png, ".pdf": to_pdf, ".dot": to_dot, ".html": to_html, ".json": to_json}
