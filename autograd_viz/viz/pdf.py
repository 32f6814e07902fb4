"""Draw our own SVG once more with matplotlib, as a PDF of lines and letters that stay sharp at any size.

Only what `svg.write_flat` writes is understood: groups, rectangles, paths, texts, images, and a
stylesheet of plain selectors.
"""

import base64
import io
import re
import warnings
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
POINTS = 0.75  # points per pixel
ROUND = 0.5523  # how far the handles of a quarter circle reach
COMPOUND = re.compile(r'(\w+)|\.([\w-]+)|\[([\w-]+)=?"?([^\]"]*)"?\]')


def to_pdf(svg):
    """The PDF bytes of flat SVG text; the same text gives the same bytes."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    root = ElementTree.fromstring(svg)
    width, height = float(root.attrib["width"]), float(root.attrib["height"])
    rules = stylesheet(root.findtext(f"{SVG}style"))
    # Type 42 keeps letters as text that can be searched and copied.
    with rc_context({"pdf.fonttype": 42, "font.family": "DejaVu Sans"}), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a letter that DejaVu lacks is drawn as a box
        figure = Figure((width / 96, height / 96))
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
        axes.set_axis_off()
        draw(axes, root, rules, (), {})
        out = io.BytesIO()
        figure.savefig(out, format="pdf", metadata={"CreationDate": None, "Title": root.findtext(f"{SVG}title")})
    return out.getvalue()


def draw(axes, element, rules, around, inherited):
    """Draw an element and what is in it; `around` holds the elements outside it, each with its elder sibling."""
    elder = None
    for child in element:
        path = around or ((element, None),)
        here = (*path, (child, elder))
        elder = child
        style = (
            inherited | {name: child.get(name) for name in ("text-anchor",) if child.get(name)} | styled(here, rules)
        )
        if style.get("display") == "none":
            continue
        kind = child.tag.removeprefix(SVG)
        if kind == "g":
            draw(axes, child, rules, here, {name: v for name, v in style.items() if name != "display"})
        elif kind in DRAWERS:
            DRAWERS[kind](axes, child, style)


# ---------------------------------------------------------------- styles


def stylesheet(css):
    """The rules of a stylesheet as (specificity, selector, declarations), weakest first."""
    rules = []
    for order, (selectors, body) in enumerate(re.findall(r"([^{}]+)\{([^{}]*)\}", css)):
        declared = dict(part.split(":", 1) for part in body.split(";") if ":" in part)
        for selector in selectors.split(","):
            if ":" not in selector:  # states such as focus are not for paper
                steps = re.findall(r"([>+]?)\s*([^\s>+]+)", selector)
                compounds = [(how, COMPOUND.findall(compound)) for how, compound in steps]
                weight = [bool(tag) for _, parts in compounds for tag, *_ in parts]
                rules.append(((weight.count(False), weight.count(True), order), compounds, declared))
    rules.sort(key=lambda rule: rule[0])
    return rules


def styled(path, rules):
    """The declarations that hold for the last element of a path."""
    found: dict[str, str] = {}
    for _, compounds, declared in rules:
        if matches(path, compounds):
            found |= declared
    return found


def matches(path, compounds):
    """Whether a selector points at the last element of a path."""
    how, last = compounds[-1]
    element, elder = path[-1]
    if not fits(element, last):
        return False
    rest = compounds[:-1]
    if not rest:
        return True
    if how == "+":
        return elder is not None and matches((*path[:-1], (elder, None)), rest)
    if how == ">":
        return len(path) > 1 and matches(path[:-1], rest)
    return any(matches(path[:i], rest) for i in range(len(path) - 1, 0, -1))


def fits(element, parts):
    """Whether an element has a tag, classes and attributes."""
    for tag, name, attribute, value in parts:
        if tag and element.tag != SVG + tag:
            return False
        if name and name not in element.get("class", "").split():
            return False
        if attribute and (element.get(attribute) is None or value and element.get(attribute) != value):
            return False
    return True


# ---------------------------------------------------------------- marks


def paint(axes, shape, style):
    """Fill and stroke one outline."""
    from matplotlib.colors import to_rgba
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    fill, stroke = style.get("fill", "black"), style.get("stroke", "none")
    face = to_rgba(fill, float(style.get("fill-opacity", 1))) if fill != "none" else "none"
    edge = to_rgba(stroke, float(style.get("stroke-opacity", 1))) if stroke != "none" else "none"
    width = float(style.get("stroke-width", 1)) * POINTS
    dashes = [float(n) * POINTS for n in style.get("stroke-dasharray", "none").split() if n != "none"]
    line = (0, tuple(n / width for n in dashes)) if dashes else "solid"
    axes.add_patch(
        PathPatch(
            Path(*shape), facecolor=face, edgecolor=edge, linewidth=width if edge != "none" else 0, linestyle=line,
            joinstyle=style.get("stroke-linejoin", "miter"), capstyle="butt", clip_on=False,
        )
    )  # fmt: skip


def draw_rect(axes, rect, style):
    x, y, w, h = (float(rect.get(name) or 0) for name in ("x", "y", "width", "height"))
    r = min(float(rect.get("rx") or 0), w / 2, h / 2)
    data = f"M{x + r},{y}H{x + w - r}a{r},{r} 0 0 1 {r},{r}V{y + h - r}a{r},{r} 0 0 1 {-r},{r}H{x + r}"
    data += f"a{r},{r} 0 0 1 {-r},{-r}V{y + r}a{r},{r} 0 0 1 {r},{-r}z"
    paint(axes, outline(data if r else f"M{x},{y}h{w}v{h}h{-w}z"), style)


def draw_path(axes, path, style):
    paint(axes, outline(path.get("d")), style)


def outline(data):
    """SVG path data as matplotlib's vertices and codes; of arcs, quarter circles to the right are known."""
    move, line, quadratic, cubic, close = 1, 2, 3, 4, 79
    vertices: list[tuple] = []
    codes: list[int] = []
    x, y, start = 0.0, 0.0, (0.0, 0.0)

    def add(code, *points):
        vertices.extend(points)
        codes.extend([code] * len(points))

    for command, text in re.findall(r"([A-Za-z])([^A-Za-z]*)", data):
        numbers = [float(n) for n in re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", text)]
        dx, dy = (x, y) if command.islower() else (0.0, 0.0)
        kind = command.upper()
        if kind == "Z":
            add(close, start)
            x, y = start
            continue
        if kind == "A":
            across, down = numbers[5:]
            first = (across * ROUND, 0) if (across > 0) == (down > 0) else (0, down * ROUND)
            last = (across, down - down * ROUND) if first[1] == 0 else (across - across * ROUND, down)
            add(cubic, (x + first[0], y + first[1]), (x + last[0], y + last[1]), (x + across, y + down))
            x, y = x + across, y + down
            continue
        if kind in "HV":
            x, y = (dx + numbers[0], y) if kind == "H" else (x, dy + numbers[0])
            add(line, (x, y))
            continue
        points = [(dx + a, dy + b) for a, b in zip(numbers[::2], numbers[1::2], strict=True)]
        add({"M": move, "L": line, "Q": quadratic, "C": cubic}[kind], *points)
        x, y = points[-1]
        start = points[0] if kind == "M" else start
    return vertices, codes


def draw_text(axes, text, style):
    if not text.text:
        return
    bold = int(style.get("font-weight", 400)) >= 600
    axes.text(
        float(text.get("x")), float(text.get("y")), text.text, color=style.get("fill", "black"),
        fontsize=float(style["font-size"].removesuffix("px")) * POINTS, fontweight="bold" if bold else "normal",
        fontfamily="DejaVu Sans Mono" if "monospace" in style["font-family"] else "DejaVu Sans",
        ha={"middle": "center", "end": "right"}.get(style.get("text-anchor"), "left"), va="baseline", parse_math=False,
    )  # fmt: skip


def draw_image(axes, image, style):
    from matplotlib.image import imread

    x, y, w, h = (float(image.get(name)) for name in ("x", "y", "width", "height"))
    data = base64.b64decode(image.get("href").partition(",")[2])
    axes.imshow(imread(io.BytesIO(data)), extent=(x, x + w, y + h, y), interpolation="nearest", aspect="auto", zorder=1)
    axes.set(xlim=(0, axes.figure.get_figwidth() * 96), ylim=(axes.figure.get_figheight() * 96, 0))


DRAWERS = {"rect": draw_rect, "path": draw_path, "text": draw_text, "image": draw_image}
