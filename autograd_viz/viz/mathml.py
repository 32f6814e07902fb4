"""Set LaTeX as native MathML, with a reading in plain text beside it."""

import re
from functools import lru_cache
from html import unescape
from xml.etree import ElementTree

TEXT = re.compile(r"\\text\{((?:\\[A-Za-z]+ |\\.|[^\\{}])*)\}", re.DOTALL)
ESCAPED = re.compile(r"\\([A-Za-z]+ |.)", re.DOTALL)
NAMED = {"textbackslash ": "\\", "textasciitilde ": "~", "textasciicircum ": "^"}
# Brackets of a matrix as borders: without a mathematical font, browsers do not stretch a parenthesis.
BRACKETS = "border:solid;border-width:0 .07em;border-radius:.5em;padding:0 .1em"
BRACE = "border:solid;border-width:0 0 0 .07em;border-radius:.4em;padding:0 .1em"
CODE = "font-family:Menlo,Consolas,monospace;font-size:.88em"
ROWS = {"math", "mrow", "mtd", "mstyle", "msqrt"}  # what takes any number of children
OPENERS = {"(", "[", "|", "‖", "{"}
CLOSERS = {")", "]", "}", "⊤", "∞"}


@lru_cache(4096)
def mathml(tex):
    """One displayed formula as a ``<math>`` element.

    Parameters
    ----------
    tex : str
        LaTeX; text within ``\\text{}`` may be anything, escaped as `symbol.text_tex` does.

    Returns
    -------
    str
        Well-formed XML, the same for the same LaTeX, its ``alttext`` readable as it stands.

    Examples
    --------
    >>> mathml(r"\\frac{\\partial L}{\\partial a} = -24")[:84]
    '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block" alttext="∂L/∂a = −2'
    """
    from latex2mathml.converter import convert_to_element

    texts = []

    def aside(found):
        texts.append(ESCAPED.sub(lambda e: NAMED.get(e[1], e[1]), found[1]))
        return rf"\text{{t{len(texts) - 1}}}"

    root = convert_to_element(TEXT.sub(aside, tex))
    for element in root.iter():
        element.text = unescape(element.text) if element.text else None
        if element.tag == "mtext" and element.text:
            element.text = texts[int(element.text[1:])].replace(" ", "\u00a0")  # at its ends, others vanish
            if element.text[:1].isdigit():  # ``2.weight`` is no factor 2
                element.set("style", CODE)
        if element.get("mathvariant") == "bold":  # of this attribute, browsers know "normal" alone
            element.attrib = {"style": "font-weight:bold"}
    tidy(root)
    formula = ElementTree.Element(
        "math", {"xmlns": "http://www.w3.org/1998/Math/MathML", "display": "block", "alttext": plain(root)}
    )
    formula.extend(root)
    return ElementTree.tostring(formula, encoding="unicode")


def tidy(element):
    """Mend what the converter leaves in pieces: words, ``+=``, and signs that are no subtraction."""
    for child in element:
        tidy(child)
    children = list(element)
    if element.tag == "mrow" and len(children) > 1 and all(c.get("mathvariant") == "normal" for c in children):
        word = ElementTree.Element("mi")
        word.text = "".join(c.text for c in children)
        element[:] = children = [word]
    kept = []
    for child in children:
        before = kept[-1] if kept else None
        if child.tag == "mo" and len(child):  # \mathrel{+}
            child.text = "".join(child.itertext())
            child[:] = []
        elif child.tag == "mo" and child.text == "mod":
            child.attrib.update(lspace="0.25em", rspace="0.25em")
        elif child.tag == "mo" and child.text and child.text.isalpha():  # \max
            child.tag = "mi"
        elif child.tag == "mo" and child.text in ("|", "‖"):
            child.attrib.update(lspace="0", rspace="0")
        if child.tag == "mtable" and before is not None and before.text in ("(", "{"):
            child.set("style", BRACKETS if before.text == "(" else BRACE)
            kept.pop()
        if child.text == ")" and before is not None and before.tag == "mtable":
            continue
        if child.text == "=" and before is not None and before.tag == "mo" and before.text == "+":
            before.text = "+="
            continue
        if child.text == "−" and (before is None or (before.tag == "mo" and before.text not in CLOSERS)):
            child.set("form", "prefix")
        if element.tag in ROWS and is_function(before) and not (child.tag == "mo" and child.text in OPENERS):
            kept.append(ElementTree.Element("mspace", {"width": "0.17em"}))
        kept.append(child)
    element[:] = kept


def is_function(element):
    """Whether an element is a function's name, such as ``tanh`` or ``log_2``."""
    if element is not None and element.tag == "msub":
        return is_function(element[0])
    return element is not None and element.tag == "mi" and element.text is not None and len(element.text) > 1


# ---------------------------------------------------------------- in plain text


def plain(element):
    """A MathML element as one line of text, as one would type it.

    >>> plain(ElementTree.fromstring("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac>"))
    '(a + b)/2'
    """
    parts = [plain(child) for child in element]
    tag = element.tag
    if not parts:
        return spoken(element)
    if tag == "mfrac":
        return f"{grouped(parts[0])}/{grouped(parts[1])}"
    if tag in ("msub", "munder", "msubsup", "msup"):
        low = parts[1] if tag != "msup" else ""
        high = parts[-1] if tag in ("msup", "msubsup") else ""
        low = f"_{grouped(low)}" if low and not (low.isdigit() and len(parts[0]) == 1 and parts[0].isalpha()) else low
        high = "ᵀ" if high == "⊤" else f"^{grouped(high)}" if high else ""
        return parts[0] + low + high + (" " if parts[0] == "∑" else "")
    if tag == "mover":
        sign, word = ("\u0302", "hat") if parts[1] == "^" else ("\u0304", "bar")
        return parts[0] + sign if len(parts[0]) == 1 else f"{word}({parts[0]})"
    if tag == "msqrt":
        return f"√({''.join(parts)})"
    if tag == "mtable":
        return f"({'; '.join(parts)})"
    if tag == "mtr":
        return ", ".join(parts)
    return re.sub(r" {2,}", " ", "".join(apart(element, parts))).replace("∂ ", "∂").strip()


def apart(element, parts):
    """The parts of a row, with room where two would read as one word or number: ``1/2 log x``."""
    before, ends = "", False
    for child, part in zip(element, parts, strict=True):
        is_long = child.tag == "mfrac" or is_function(child)
        if before[-1:].isalnum() and part[:1].isalnum() and (ends or is_long):
            yield " "
        yield part
        before, ends = part, is_long


def spoken(element):
    """The text of a leaf of the tree, with room around what relates two things."""
    text = (element.text or "").replace("\u00a0", " ")
    if element.tag == "mspace":
        return " "
    if element.tag == "mo" and element.get("form") != "prefix" and text in SPACED:
        return f" {text} "
    return text + " " if text == "," else text


SPACED = {"mod", "=", "+=", "+", "−", "·", "⊙", "×", "<", ">", "≤", "≥", "≠", "∈", "←", "∧", "∨"}


def grouped(text):
    """A part of a fraction or an exponent, in parentheses where it is more than one thing."""
    return f"({text})" if re.search(r"[ /·]", text) and not text.startswith("∂") else text
