"""Write numbers as people read them: short, with a true minus sign, at a chosen precision."""

import math

MINUS = "−"


def number_text(value, digits=4):
    """Write one number.

    Parameters
    ----------
    value : int, float, complex, bool or str
        A number, or one of the words ``"NaN"``, ``"Infinity"``, ``"-Infinity"`` that JSON
        forms use for the values JSON cannot hold.
    digits : int
        Significant digits kept.

    Returns
    -------
    str

    Examples
    --------
    >>> number_text(-68.0), number_text(0.5), number_text(1 / 3)
    ('−68', '0.5', '0.3333')
    >>> number_text(123456.0), number_text(1.5e-7), number_text(float("-inf"))
    ('1.235e5', '1.5e−7', '−∞')
    """
    if isinstance(value, str):
        value = float(value)
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, complex):
        return f"{number_text(value.real, digits)} + {number_text(value.imag, digits)}i"
    if value != value:
        return "NaN"
    if math.isinf(value):
        return "∞" if value > 0 else MINUS + "∞"
    if value == int(value) and abs(value) < 10**digits:
        return str(int(value)).replace("-", MINUS)
    text = f"{value:.{digits}g}"
    if "e" not in text:
        return text.replace("-", MINUS)
    mantissa, exponent = text.split("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}e{int(exponent)}".replace("-", MINUS)


def shape_text(shape):
    """Write a shape: ``3 × 3``, ``5`` for a vector, ``scalar`` for no axes.

    >>> shape_text((3, 4)), shape_text((5,)), shape_text(())
    ('3 × 4', '5', 'scalar')
    """
    return " × ".join(map(str, shape)) if shape else "scalar"


def flat(values):
    """The numbers of nested lists, in order.

    >>> list(flat([[1, 2], [3]]))
    [1, 2, 3]
    """
    if not isinstance(values, (list, tuple)):
        yield values
        return
    for value in values:
        yield from flat(value)
