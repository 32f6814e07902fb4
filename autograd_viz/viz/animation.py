"""Write a backward pass as an animated GIF: one picture per step, with its sentence below."""

import io
from typing import NamedTuple

from . import export
from .frames import Tally
from .graph import Graph
from .layout import Layout
from .sentences import text_of
from .state import State
from .theme import THEMES

PACE = 1400  # milliseconds a step stays
LAST = 4000
STRIP = 46  # pixels for the sentence
LETTERS = 17


class Moment(NamedTuple):
    """One moment of a picture: what an exporter asks a `Picture` for."""

    shown: Graph
    layout: Layout
    state: State
    theme: str


def gif(timeline, picture, theme="light"):
    """The bytes of a GIF of `timeline`, drawn as `picture` is.

    Parameters
    ----------
    timeline : Timeline
    picture : Picture
        Its layout is used for every step.
    theme : {"light", "dark"}

    Returns
    -------
    bytes
    """
    try:
        from PIL import Image
    except ImportError as error:
        raise ImportError(f"saving a .gif needs Pillow: {export.INSTALL}") from error
    tally = Tally(timeline.graph)
    images = [drawn(tally, picture, theme)]
    for event in timeline:
        tally.add(event)
        images.append(drawn(tally, picture, theme))
    # One palette for all, taken from the last step: it has every colour, and nothing flickers.
    palette = images[-1].quantize(64, dither=Image.Dither.NONE)
    frames = [image.quantize(palette=palette, dither=Image.Dither.NONE) for image in images]
    out = io.BytesIO()
    pauses = [PACE] * (len(frames) - 1) + [LAST]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=pauses, loop=0, optimize=False)
    return out.getvalue()


def drawn(tally, picture, theme):
    """One step as an image."""
    from PIL import Image, ImageDraw

    moment = Moment(picture.shown, picture.layout, tally.state(), theme)
    with Image.open(io.BytesIO(export.to_png(moment, zoom=1))) as png:
        image = Image.new("RGB", (png.width, png.height + STRIP), THEMES[theme]["back"])
        image.paste(png.convert("RGB"))
    draw = ImageDraw.Draw(image)
    draw.line((0, image.height - STRIP, image.width, image.height - STRIP), fill=THEMES[theme]["hair"])
    text = text_of(tally.sentence())
    font, size = letters(LETTERS), LETTERS
    while size > 9 and draw.textlength(text, font) > image.width - 32:
        size -= 1
        font = letters(size)
    draw.text((16, image.height - STRIP / 2), text, THEMES[theme]["ink"], font, anchor="lm")
    return image


def letters(size):
    """matplotlib's DejaVu Sans, or Pillow's own letters without it."""
    from PIL import ImageFont

    folder = export.fonts_folder()
    return ImageFont.truetype(str(folder / "DejaVuSans.ttf"), size) if folder else ImageFont.load_default(size)
