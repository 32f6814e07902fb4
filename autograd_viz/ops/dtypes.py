"""PyTorch's dtypes and its rules for bringing them together, over NumPy's.

The rules are those of PyTorch's "type promotion" documentation: a Python number never widens a
tensor within its category, a tensor of no axes gives way to one with axes within a category, and
integers meet floats as the float's own dtype.
"""

import numpy as np

from .errors import OperandError


class dtype:
    """The type of a tensor's elements, as ``torch.dtype``. One object exists per type.

    They are ``float16``, ``float32``, ``float64``, ``int8``, ``int16``, ``int32``, ``int64``, ``uint8`` and ``bool``; of
    these, ``half``, ``float``, ``double``, ``short``, ``int`` and ``long`` are other names.

    Attributes
    ----------
    name : str
        Such as ``"float32"``.
    numpy : numpy.dtype
    itemsize : int
        Bytes per element.
    is_floating_point : bool

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.tensor([1, 2]).dtype, av.long is av.int64, av.float64.itemsize
    (torch.int64, True, 8)
    """

    __slots__ = ("name", "numpy", "itemsize", "is_floating_point", "category", "rank")

    def __init__(self, name, numpy_name, category, rank):
        self.name, self.numpy = name, np.dtype(numpy_name)
        self.itemsize, self.category, self.rank = self.numpy.itemsize, category, rank
        self.is_floating_point = category == FLOAT

    is_complex = False

    @property
    def is_signed(self):
        """Whether negative numbers can be held."""
        return self.name not in ("uint8", "bool")

    def to_real(self):
        """The real dtype of this precision: itself, as none is complex."""
        return self

    def __repr__(self):
        return f"torch.{self.name}"

    def __reduce__(self):
        return dtype_named, (self.name,)


BOOL, INTEGER, FLOAT = 0, 1, 2

bool_ = dtype("bool", "bool", BOOL, 0)
uint8 = dtype("uint8", "uint8", INTEGER, 1)
int8 = dtype("int8", "int8", INTEGER, 1)
int16 = dtype("int16", "int16", INTEGER, 2)
int32 = dtype("int32", "int32", INTEGER, 3)
int64 = dtype("int64", "int64", INTEGER, 4)
float16 = dtype("float16", "float16", FLOAT, 5)
float32 = dtype("float32", "float32", FLOAT, 6)
float64 = dtype("float64", "float64", FLOAT, 7)

ALL = (bool_, uint8, int8, int16, int32, int64, float16, float32, float64)
BY_NUMPY = {d.numpy: d for d in ALL}
BY_NAME = {d.name: d for d in ALL}
LEGACY = {  # PyTorch's old names, which its error messages still use
    "bool": "Bool", "uint8": "Byte", "int8": "Char", "int16": "Short", "int32": "Int",
    "int64": "Long", "float16": "Half", "float32": "Float", "float64": "Double",
}  # fmt: skip

default = float32


def dtype_named(name):
    """The dtype object with this name."""
    return BY_NAME[name]


def get_default_dtype():
    """The dtype that Python floats become, ``float32`` unless `set_default_dtype` changed it.

    As ``torch.get_default_dtype``.

    Returns
    -------
    dtype

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.get_default_dtype()
    torch.float32
    """
    return default


def set_default_dtype(d):
    """Let Python floats become another dtype than ``float32``. As ``torch.set_default_dtype``.

    Parameters
    ----------
    d : dtype
        A floating one.

    Raises
    ------
    TypeError
        For what is no dtype, or not a floating one.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.set_default_dtype(av.float64)
    >>> av.tensor(0.5).dtype
    torch.float64
    >>> av.set_default_dtype(av.float32)
    """
    global default
    if not isinstance(d, dtype):
        raise OperandError(f"invalid dtype object: {d!r}")
    if not d.is_floating_point:
        raise OperandError(f"only floating-point types are supported as the default type, got {d!r}")
    default = d


def of_numpy(numpy_dtype):
    """The dtype of a NumPy dtype; TypeError in PyTorch's words where it has none."""
    found = BY_NUMPY.get(numpy_dtype)
    if found is None:
        raise OperandError(
            f"can't convert np.ndarray of type {numpy_dtype.type.__module__}.{numpy_dtype.type.__name__}. "
            "The only supported types are: float64, float32, float16, int64, int32, int16, int8, uint8, and bool."
        )
    return found


def of_number(value):
    """The dtype a Python number becomes on its own."""
    if isinstance(value, bool):
        return bool_
    return int64 if isinstance(value, int) else default


def legacy_name(d):
    """PyTorch's older name of a dtype: ``Float`` for ``float32``."""
    return LEGACY[d.name]


def join(a, b):
    """The smallest dtype that holds both, as ``torch.promote_types``.

    >>> join(int64, float16), join(uint8, int8), join(bool_, int32)
    (torch.float16, torch.int16, torch.int32)
    """
    if a is b:
        return a
    if a.category != b.category:
        return a if a.category > b.category else b
    if {a.name, b.name} == {"uint8", "int8"}:
        return int16
    return a if a.rank >= b.rank else b


def result_type(*operands):
    """The dtype of an elementwise result, as ``torch.result_type``.

    Parameters
    ----------
    *operands : arrays, NumPy scalars or Python numbers

    Examples
    --------
    >>> result_type(np.zeros(3, "float32"), np.float64(2.0))
    torch.float32
    >>> result_type(np.zeros(3, "int64"), 2.5)
    torch.float32
    """
    groups = [None, None, None]  # tensors with axes, tensors without, Python numbers
    for x in operands:
        if isinstance(x, (np.ndarray, np.generic)) or hasattr(x, "dtype"):
            group, d = (0 if x.ndim else 1), of_numpy(x.dtype)
        else:
            group, d = 2, of_number(x)
        groups[group] = d if groups[group] is None else join(groups[group], d)
    result = None
    for d in groups:
        if d is None:
            continue
        if result is None:
            result = d
        elif d.category > result.category:
            result = join(result, d) if d.category == result.category else d
    return result


def promoted(operands, floating=False):
    """Cast array operands to their common dtype; Python numbers stay (NumPy treats them as weak).

    With `floating`, an integer or boolean result becomes the default dtype.
    """
    kind = getattr(operands[0], "dtype", None)
    if kind is not None and kind.kind == "f":
        for x in operands:
            if type(x) is not float and type(x) is not int and getattr(x, "dtype", None) is not kind:
                break
        else:
            return operands
    d = result_type(*operands)
    if floating and not d.is_floating_point:
        d = default
    target = d.numpy
    return [cast(x, target) for x in operands]


def cast(x, target):
    """One operand in dtype `target`; a Python number becomes a scalar of it."""
    if not hasattr(x, "dtype"):
        return np.int64(x).astype(target) if type(x) is int and target.kind in "iu" else target.type(x)  # wraps around
    return x if x.dtype == target else x.astype(target)
