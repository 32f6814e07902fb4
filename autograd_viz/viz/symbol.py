"""Symbols write: operands that answer every op with LaTeX, so that a rule can be read as it runs."""

import math
import re
import threading
from functools import lru_cache
from string import Formatter

import numpy as np

from ..ops import arithmetic, linear
from ..ops.op import read_by
from .numbers import number_text
from .text import shorten

ATOM, SUM, PRODUCT, POWER = 9, 1, 2, 3  # levels: how strongly a formula holds together
LONGEST_NAME = 24

GREEK = frozenset(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi "
    "omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega".split()
)
ESCAPES = {
    "\\": r"\textbackslash ", "~": r"\textasciitilde ", "^": r"\textasciicircum ",
    **{c: "\\" + c for c in "{}$&#%_"},
}  # fmt: skip


class Symbol:
    """A formula that grows: ops and operators on it give the Symbol of their result.

    Parameters
    ----------
    tex : str
        LaTeX.
    level : int
        How strongly the formula holds together, from 0 (a case distinction) and 1 (a sum) to 9 (a name).
    is_array : bool
        Whether it stands for an array with axes: two such are multiplied with ``\\odot``.

    Examples
    --------
    >>> a, b = Symbol("a"), Symbol("b")
    >>> ((a + b) * 2 - -b).tex
    '(a + b) \\\\cdot 2 + b'
    >>> (1 * a + 0).tex, (-(-a)).tex, (a / b / b).tex
    ('a', 'a', '\\\\frac{a}{b^{2}}')
    """

    __slots__ = ("tex", "level", "is_array", "value", "opposite", "ratio", "condition", "source", "is_open")
    __array_ufunc__ = None  # NumPy scalars leave operators to the Symbol
    shape, ndim, dtype = (), 0, None  # where a rule passes an operand on for its shape alone

    def __init__(self, tex, level=ATOM, is_array=False):
        self.tex, self.level, self.is_array = tex, level, is_array
        self.value = None  # the number it is
        self.opposite = None  # the Symbol it is the negative of
        self.ratio = None  # (numerator, denominator)
        self.condition = None  # (when it is 1, when it is 0)
        self.source = None  # the Symbol it is the transpose of
        self.is_open = False  # whether what follows could be read as part of it: \tanh x

    def __repr__(self):
        return f"Symbol({self.tex!r}, {self.level})"

    def __add__(a, b):
        return arithmetic.add(a, b)

    def __radd__(a, b):
        return arithmetic.add(b, a)

    def __sub__(a, b):
        return arithmetic.sub(a, b)

    def __rsub__(a, b):
        return arithmetic.sub(b, a)

    def __mul__(a, b):
        return arithmetic.mul(a, b)

    def __rmul__(a, b):
        return arithmetic.mul(b, a)

    def __truediv__(a, b):
        return arithmetic.div(a, b)

    def __rtruediv__(a, b):
        return arithmetic.div(b, a)

    def __pow__(a, b):
        return arithmetic.pow_tensor(a, b)

    def __rpow__(a, b):
        return arithmetic.pow_base(b, a)

    def __matmul__(a, b):
        return linear.mm(a, b)

    def __neg__(a):
        return arithmetic.neg(a)

    def __gt__(a, b):
        return arithmetic.gt(a, b)

    def __ge__(a, b):
        return arithmetic.ge(a, b)

    def __lt__(a, b):
        return arithmetic.lt(a, b)

    def __le__(a, b):
        return arithmetic.le(a, b)


# ---------------------------------------------------------------- numbers and names


def number_tex(value):
    """One number as LaTeX.

    >>> number_tex(-2.5), number_tex(1.5e-7), number_tex(float("inf"))
    ('-2.5', '1.5 \\\\times 10^{-7}', '\\\\infty')
    """
    text = number_text(value).replace("−", "-").replace("∞", r"\infty")
    mantissa, e, exponent = text.partition("e")
    if e and exponent.lstrip("-").isdigit():
        return rf"{mantissa} \times 10^{{{exponent}}}"
    return text if text[-1].isdigit() or text.endswith("infty") else rf"\text{{{text}}}"


def number(value):
    """The Symbol of a number."""
    tex = number_tex(value)
    made = Symbol(tex, SUM if tex.startswith("-") else PRODUCT if r"\times" in tex else ATOM)
    made.value = value
    if tex.startswith("-"):
        made.opposite = number(-value)
    return made


def as_symbol(x):
    """A Symbol from a Symbol or a number."""
    return x if isinstance(x, Symbol) else number(getattr(x, "item", lambda: x)())


@lru_cache(4096)
def name_tex(name):
    """A variable's name or module path as LaTeX that is always safe to set.

    >>> name_tex("w3"), name_tex("alpha"), name_tex("h_t"), name_tex("layers.0.weight")
    ('w_{3}', '\\\\alpha', 'h_{t}', '\\\\text{layers.0.weight}')
    >>> name_tex("</math>_")
    '\\\\text{</math>\\\\_}'
    """
    if name in GREEK:
        return "\\" + name
    if len(name) == 1 and name.isalpha():
        return name
    found = re.fullmatch(r"([A-Za-z]+)_?([0-9]{1,4})|([A-Za-z]+)_([A-Za-z]\w{0,7})", name, re.ASCII)
    if found:
        stem, index = found[1] or found[3], found[2] or found[4]
        if len(stem) == 1 or stem in GREEK:
            return f"{name_tex(stem)}_{{{index if index.isdigit() else name_tex(index)}}}"
    return text_tex(name)


def text_tex(text):
    """Any text as upright LaTeX, on one line and shortened."""
    return r"\text{" + "".join(ESCAPES.get(c, c) for c in shorten(text, LONGEST_NAME)) + "}"


# ---------------------------------------------------------------- writing one op


class Rules(threading.local):
    """Whether a rule is being read in this thread that is about more than the shape of an array."""

    depth = 0

    def __enter__(self):
        self.depth += 1

    def __exit__(self, *error):
        self.depth -= 1


rules = Rules()


def write(op, operands, params):
    """Read an op as LaTeX: what `Symbol` registers with the ops.

    Parameters
    ----------
    op : Op
    operands : tuple of Symbol or number
    params : dict

    Returns
    -------
    Symbol
    """
    if callable(op.tex):  # written by other ops
        return as_symbol(op.tex(*(None if x is None else as_symbol(x) for x in operands), **params))
    symbols = [None if x is None else as_symbol(x) for x in operands]
    if not op.variadic:
        symbols += [None] * (op.operands - len(symbols))
    if rules.depth and (op.name in SHAPING or (op.name.startswith(ROUTING) and is_number(symbols[0], 0))):
        return symbols[0]
    if turns_matrix(op, params):
        return transposed(symbols[0])
    tidy = TIDY.get(op.name)
    return tidy(*symbols) if tidy else formatted(op, symbols, params)


def formatted(op, symbols, params=None):
    """Put the operands into the op's LaTeX, in parentheses where they would fall apart."""
    missing = tuple(i for i, x in enumerate(symbols) if x is None)
    tex, needs, tail, named = layout(without(op.tex, missing) if missing else op.tex, op.level)
    if isinstance(tex, int):  # the op only looks at its operand in another way
        return symbols[tex]
    written = ["" if x is None else bracketed(x, needs[i]) if i in needs else x.tex for i, x in enumerate(symbols)]
    for i, x in enumerate(symbols):
        if x is not None and "_" in x.tex and f"{{{i}}}_" in tex:
            written[i] = f"{{{written[i]}}}"  # no two indices on one letter
    tex = tex.format(*written, **words(op, params or {}, written)) if named else tex.format(*written)
    made = Symbol(tex, op.level)
    if tail is not None:
        last, is_function = tail
        made.is_open = is_function or (symbols[last].is_open and written[last] == symbols[last].tex)
    if op.elementwise or op.view:
        made.is_array = any(x is not None and x.is_array for x in symbols)
    return made


@lru_cache(64)
def without(tex, missing):
    """An op's LaTeX without the operands that were not given, and the signs that join them.

    >>> without(r"\\mu \\odot {1} + {2}", (1, 2))
    '\\\\mu'
    """
    for i in missing:
        tex = re.sub(rf"\s*(\\odot|\\cdot|\\star|\+)?\s*\{{{i}\}}(\s*\\,)?", "", tex)
    return tex


def bracketed(x, need):
    """An operand's LaTeX, in parentheses where it holds together less than `need`, or might swallow what follows."""
    level, followed = need
    if x.level >= level and not (followed and x.is_open):
        return x.tex
    return rf"\left({x.tex}\right)" if is_tall(x) else f"({x.tex})"


def is_tall(x):
    return r"\frac" in x.tex or r"\begin" in x.tex


@lru_cache(512)
def layout(tex, level):
    """What an op's LaTeX asks of its operands, seen from what stands beside each.

    Returns
    -------
    tex : str, or int where the formula is one operand and nothing else
    needs : dict of int to (int, bool)
        The least level of each operand that goes without parentheses, and whether a factor follows it.
    tail : (int, bool) or None
        The operand the formula ends with, and whether a function's name stands before it.
    named : bool
        Whether it names parameters as well.
    """
    if re.fullmatch(r"\{\d\}", tex):
        return int(tex[1]), {}, None, False
    pieces = [*fields(tex), ("", None)]
    needs, tail, named = {}, None, False
    for (before, name), (after, _) in zip(pieces, pieces[1:]):
        if name is None or not name.isdigit():
            named = named or name is not None
            continue
        before, after = before.rstrip(), after.strip()
        left, is_function = before_need(before, level)
        right, followed = after_need(after)
        old = needs.get(int(name), (0, False))
        needs[int(name)] = (max(left, right, old[0]), followed or old[1])
        tail = (int(name), is_function) if not after else None
    return tex, needs, tail, named


def fields(tex):
    """The fields of a format string, each with all the text before it."""
    before = ""
    for text, name, _, _ in Formatter().parse(tex):
        before += text
        if name is not None:
            yield before, name
            before = ""
    yield before, None


def before_need(before, level):
    """The level an operand needs because of what stands before it, and whether that is a function."""
    if not before or before.endswith((*"([{|,&", r"\leftarrow", r"\\", r"\begin{cases}", r"\text{where }")):
        return 0, False
    if before.endswith(("+", "=", "<", ">", r"\le", r"\ge", r"\ne")):
        return SUM, False
    if before.endswith(("-", r"\cdot", r"\,", r"\odot")):
        return PRODUCT, False
    return POWER + 1 if level == POWER else level, True


def after_need(after):
    """The level an operand needs because of what stands after it, and whether that is a factor."""
    if not after or after.startswith((*")]}|,&", r"\\", r"\end")):
        return 0, False
    if after.startswith(("^", "_")):
        return ATOM, True
    if after.startswith("["):
        return ATOM - 1, True
    if after.startswith((r"\cdot", r"\,")):
        return PRODUCT, True
    return SUM, False


def words(op, params, written):
    """What an op's LaTeX may say besides its operands: its parameters, and phrases made of them."""
    said = {name: word(value) for name, value in params.items()}
    for name in op.params:
        said.setdefault(name, parameter(name).tex)
    said["place"] = place(params)
    said["axes"] = axes(params.get("dim"))
    is_mean = params.get("reduction") == "mean"
    said["share"] = r"\tfrac{1}{n} \," if is_mean else ""
    said["twice"] = r"\tfrac{2}{n}" if is_mean else "2"
    said["parts"] = ", ".join(written if len(written) <= 3 else [written[0], r"\dots", written[-1]])
    return said


def word(value):
    """The value of a parameter as LaTeX: words upright, nothing for None, arrays left out."""
    if isinstance(value, Symbol):
        return value.tex
    if isinstance(value, str):
        return text_tex(value)
    if isinstance(value, (bool, np.bool_)):
        return text_tex("yes" if value else "no")
    if isinstance(value, (int, float, np.number)):
        return number_tex(value)
    return ", ".join(map(word, value)) if isinstance(value, (tuple, list)) else ""


def parameter(name):
    """The letter that stands for a parameter whose value is not known."""
    return Symbol(LETTERS.get(name) or name_tex(name.replace("_", " ")))


LETTERS = {"index": "i", "start": "i", "stop": "j", "dim": "d", "dims": "d", "lead": "d", "eps": r"\varepsilon"}


def place(params):
    """Which elements an index or a slice takes: ``0``, or ``{:}, 1`` along the second axis."""
    dim, index = params.get("dim"), params.get("index")
    if "start" in params:
        start, stop, step = params["start"], params.get("stop"), params.get("step")
        taken = f"{word(start) if start else ''}{{:}}{'' if stop is None else word(stop)}"
        if isinstance(step, int) and step != 1:
            taken += f"{{:}}{step}"
    else:
        taken = word(index) if isinstance(index, (Symbol, int)) else "i"  # an array of indices has no short name
    before = ["{:}"] * dim if isinstance(dim, int) else []
    return ", ".join([*before, taken])


def axes(dim):
    """The axes of a sum: ``\\text{axis }0``."""
    dims = [word(d) for d in (dim if isinstance(dim, tuple) else () if dim is None else (dim,))]
    if not dims:
        return ""
    return rf"\text{{{'axis' if len(dims) == 1 else 'axes'} }}{', '.join(dims)}"


# ---------------------------------------------------------------- tidying


def is_number(x, value):
    return x.value is not None and x.value == value


def folded(compute, a, b):
    """The number that two numbers give, or None."""
    if a.value is None or b.value is None:
        return None
    value = compute(a.value, b.value)
    return number(value) if math.isfinite(value) else None


def plus(a, b):
    """``a + b``."""
    if is_number(a, 0):
        return b
    if is_number(b, 0):
        return a
    if b.opposite is not None:
        return minus(a, b.opposite)
    return folded(lambda x, y: x + y, a, b) or formatted(arithmetic.add, [a, b])


def minus(a, b):
    """``a - b``."""
    if is_number(b, 0):
        return a
    if is_number(a, 0):
        return negative(b)
    if b.opposite is not None:
        return plus(a, b.opposite)
    return folded(lambda x, y: x - y, a, b) or formatted(arithmetic.sub, [a, b])


def negative(x):
    """``-x``."""
    if x.opposite is not None:
        return x.opposite
    if x.value is not None:
        return x if x.value == 0 else number(-x.value)
    made = formatted(arithmetic.neg, [x])
    made.opposite, made.is_open = x, x.is_open
    return made


def times(a, b):
    """``a \\cdot b``, with signs in front and a square of what is taken twice."""
    if is_number(a, 0) or is_number(b, 1):
        return a
    if is_number(b, 0) or is_number(a, 1):
        return b
    both = folded(lambda x, y: x * y, a, b)
    if both is not None:
        return both
    if a.opposite is not None:
        return negative(times(a.opposite, b))
    if b.opposite is not None:
        return negative(times(a, b.opposite))
    if a is b:
        return power(a, number(2))
    made = formatted(arithmetic.mul, [a, b])
    if a.is_array and b.is_array:
        first, second = (bracketed(x, (PRODUCT, i == 0)) for i, x in enumerate((a, b)))
        made.tex = rf"{first} \odot {second}"
    return made


def over(a, b):
    """``a / b`` as one fraction; a fraction on top is a factor before it instead."""
    if is_number(b, 1) or is_number(a, 0):
        return a
    if a.opposite is not None:
        return negative(over(a.opposite, b))
    if b.opposite is not None:
        return negative(over(a, b.opposite))
    if a.ratio is not None:
        return over(a.ratio[0], times(a.ratio[1], b))
    if is_tall(a):
        return times(a, over(number(1), b))
    made = formatted(arithmetic.div, [a, b])
    made.ratio = (a, b)
    return made


def power(a, n):
    """``a^n``."""
    if is_number(n, 1):
        return a
    if is_number(n, 0):
        return number(1)
    small = a.value is not None and n.value is not None and a.value > 0 and abs(n.value) < 64
    found = folded(lambda x, y: x**y, a, n) if small else None
    return found or formatted(arithmetic.pow_tensor, [a, n])


def chosen(c, a, b):
    """``where(c, a, b)``: a factor of 0 or 1 where one side is 0, else two cases."""
    holds, fails = condition(c)
    if is_number(b, 0):
        return times(a, indicator(holds, fails))
    if is_number(a, 0):
        return times(b, indicator(fails, holds))
    made = formatted(arithmetic.where, [Symbol(holds), a, b])
    made.is_array = a.is_array or b.is_array
    return made


def indicator(holds, fails):
    """1 where a condition holds, else 0."""
    made = Symbol(rf"\mathbf{{1}}[{holds}]")
    made.condition = (holds, fails)
    return made


def condition(c):
    """When a condition holds, and when it does not."""
    return c.condition or (c.tex, rf"\lnot {bracketed(c, (ATOM, False))}")


def denied(c):
    """``\\lnot c``: where `c` is a comparison, the other comparison."""
    return indicator(*condition(c)[::-1])


def joined(sign, other):
    """How to write two conditions together; `other` is the sign between their opposites."""
    return lambda a, b: indicator(*(f"{x} {s} {y}" for x, s, y in zip(condition(a), (sign, other), condition(b))))


def compared(op, reverse):
    """How to write a comparison: as 1 where it holds, with the comparison that then fails beside it."""

    def written(a, b):
        made = indicator(formatted(op, [a, b]).tex, formatted(reverse, [a, b]).tex)
        made.is_array = a.is_array or b.is_array
        return made

    return written


def turns_matrix(op, params):
    """Whether an op exchanges the two axes of a matrix."""
    if op.name in ("permute_axes", "permute_back"):
        return params.get("dims") == (1, 0)
    return op.name == "t" or (op.name == "transpose_axes" and {params.get("dim0"), params.get("dim1")} == {0, 1})


def transposed(x):
    """``x^\\top``; turned twice, ``x`` itself."""
    if x.source is not None:
        return x.source
    made = formatted(linear.t, [x])
    made.source = x
    return made


COMPARISONS = (
    (arithmetic.eq, arithmetic.ne), (arithmetic.gt, arithmetic.le), (arithmetic.lt, arithmetic.ge),
)  # fmt: skip
# What only brings arrays into shape says nothing in a rule that is about something else.
SHAPING = {"reshape_like", "view", "unsafe_view", "reshape_copy", "unsqueeze_axis", "to_dtype", "cast_like"}
ROUTING = ("spread", "put_")  # what is put somewhere else is 0 where it was 0
TIDY = {
    "add": plus, "sub": minus, "rsub": minus, "neg": negative, "mul": times, "div": over,
    "logical_not": denied, "logical_or": joined(r"\lor", r"\land"), "logical_and": joined(r"\land", r"\lor"),
    "pow_number": power, "pow_tensor": power, "pow_base": power, "where": chosen,
    **{one.name: compared(one, other) for pair in COMPARISONS for one, other in (pair, pair[::-1])},
}  # fmt: skip

read_by(Symbol, write)
