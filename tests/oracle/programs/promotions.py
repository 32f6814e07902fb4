"""Every pair of dtypes brought together."""

DTYPES = ("bool", "uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64")


def promotions():
    """Every pair of dtypes, with and without axes, and every dtype with a Python number."""
    values = "[True, False, True]", "[1, 2, 3]"
    for one in DTYPES:
        a = f"T.tensor({values[one != 'bool']}, dtype=T.{one})"
        for two in DTYPES:
            b = f"T.tensor({values[two != 'bool']}, dtype=T.{two})"
            yield f"a, b = {a}, {b}; (a + b, a * b, a / b, a[0] + b, a[0] * b[0], a == b)"
            yield f"a, b = {a}, {b}; (T.maximum(a, b), T.where(a > 0, a, b))"
            yield f"T.promote_types(T.{one}, T.{two})"
            yield f"T.cat([{a}, {b}]), T.stack([{a}, {b}])"
        for number in ("True", "2", "2.5"):
            yield f"a = {a}; (a + {number}, {number} * a, a / {number}, {number} / a, a[0] + {number}, a > {number})"
        yield f"a = {a}; (a ** 2, a ** a, a ** 0.5)" if one != "bool" else f"a = {a}; (a ** 2, a ** 0.5)"
        yield f"a = {a}; (a.sum(), a.sum(0), a.max(), a.max(0), a.exp(), a.sqrt(), a.float())"
        yield f"a = {a}; (a.argmax(), a.abs(), a.sign(), a.square())"


PROGRAMS = list(promotions())
