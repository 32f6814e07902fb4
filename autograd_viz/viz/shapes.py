"""Draw the outlines that tell what a box is, the port of a leaf, and the thumbnail of a large array."""

import base64
import struct
import zlib

from .cards import POINT, RISE, ROUND, STRIP, SUM, TAG, tag_width
from .marks import number, points, rect, text


def outline(card, left, top):
    """The shape that tells what a box is, before any colour does."""
    w, h = card.width, card.height
    if card.kind == "op":
        half, radius = card.heading
        return rect("av-circle", left, top + h / 2 - radius, 2 * half, 2 * radius, radius)
    if card.kind == "view":
        return rect("av-circle", left, top, w, h, 6)
    if card.kind == "leaf":
        return f'<path class="av-shape" d="{pointed(left, top, w, h)}"/>'
    if card.kind == "root":
        return rect("av-shape", left, top, w, h, 10) + rect("av-ring", left + 4, top + 4, w - 8, h - 8, 6.5)
    if card.kind == "module":
        return rect("av-under", left + 4, top + 4, w - 4, h - 4, 9) + rect("av-shape", left, top, w - 4, h - 4, 9)
    return rect("av-shape", left, top, w, h, min(h / 2, ROUND) if card.kind in ("constant", "outside", "away") else 6)


def pointed(left, top, width, height):
    """A card whose left side points outwards: this is where the graph begins."""
    start, middle, slope = left + POINT, top + height / 2, min(height / 2 - 4, 16)
    right = f"H{number(left + width - 6)}a6,6 0 0 1 6,6V{number(top + height - 6)}a6,6 0 0 1 -6,6"
    point = f"V{number(middle + slope)}L{points(left, middle)}L{points(start, middle - slope)}"
    return f"M{points(start + 5, top)}{right}H{number(start + 5)}q-5,0 -5,-5{point}V{number(top + 5)}q0,-5 5,-5z"


def strip(card, left, top):
    """AccumulateGrad: the side of a leaf where gradients are added to ``.grad``."""
    x, foot = left + card.width - STRIP, top + card.height - (SUM if card.sum else 0)
    side = f"M{points(x, top + 1)}h{STRIP - 6}a5,5 0 0 1 5,5V{number(foot - 1)}H{number(x)}z"
    sign = text("accumulate-sign", x + STRIP / 2 - 0.5, (top + foot) / 2 + 4, "+=")
    return f'<g data-part="accumulate"><path class="av-accumulate" d="{side}"/>{sign}</g>'


def device(card, left, top):
    """The tag on the upper edge of a card that says which GPU its numbers are on."""
    width = tag_width(card.tag)
    x = left + (card.width - width) / 2 if card.kind == "constant" else left + 12
    pill = rect("", x, top - RISE, width, TAG, 4) + text("device-name", x + width / 2, top - RISE + 10.7, card.tag)
    return f'<g data-part="device">{pill}</g>'


def thumbnail(image, left, top):
    """A large array as an image: one hue above zero, another below, stronger where larger."""
    x, y, side, rows = image
    largest = max((abs(v) for row in rows for v in row), default=0) or 1.0
    pixels = b"".join(b"\0" + b"".join(pixel(v / largest) for v in row) for row in rows)
    h, w = len(rows), len(rows[0])
    tall, wide = side * max(h / max(h, w), 0.3), side * max(w / max(h, w), 0.3)  # a column of 2 by 16 is still seen
    data = base64.b64encode(png(w, h, pixels)).decode()
    place = f'x="{number(left + x)}" y="{number(top + y + (side - tall) / 2)}"'
    return (
        f'<image {place} width="{number(wide)}" height="{number(tall)}" preserveAspectRatio="none" '
        f'style="image-rendering:pixelated" href="data:image/png;base64,{data}"/>'
    )


def pixel(value):
    red, green, blue = (23, 128, 164) if value >= 0 else (142, 68, 173)
    return bytes((red, green, blue, 25 + int(230 * min(abs(value), 1.0))))


def png(width, height, rows):
    """A PNG of RGBA rows, stored rather than squeezed: the same bytes whatever zlib is installed."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    length = struct.pack("<HH", len(rows), len(rows) ^ 0xFFFF)
    stored = b"\x78\x01\x01" + length + rows + struct.pack(">I", zlib.adler32(rows))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", stored) + chunk(b"IEND", b"")
