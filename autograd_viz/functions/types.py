"""Dtypes as PyTorch's functions tell of them: what goes together, and what numbers each holds."""

import numpy as np

from ..ops import dtypes
from ..ops.errors import OperandError
from .arguments import DTYPE, as_dtype, data_of, is_number, is_tensor, takes


class layout:
    """How a tensor's numbers are kept, as ``torch.layout``: `strided`, an array, is all there is."""

    def __repr__(self):
        return "torch.strided"


strided = layout()
TYPES = {"type1": DTYPE, "type2": DTYPE, "from_": DTYPE, "to": DTYPE}


@takes(**TYPES)
def promote_types(type1, type2):
    """The smallest dtype that holds both. As ``torch.promote_types``.

    Parameters
    ----------
    type1, type2 : dtype

    Returns
    -------
    dtype

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.promote_types(av.uint8, av.int8), av.promote_types(av.int64, av.float16)
    (torch.int16, torch.float16)
    """
    return dtypes.join(as_dtype(type1), as_dtype(type2))


@takes(**TYPES)
def can_cast(from_, to):
    """Whether an in-place operation may turn one dtype into the other. As ``torch.can_cast``.

    Parameters
    ----------
    from_, to : dtype

    Returns
    -------
    bool
        False from floats to integers, and from numbers to booleans.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.can_cast(av.float64, av.float16), av.can_cast(av.float32, av.int64)
    (True, False)
    """
    return as_dtype(from_).category <= as_dtype(to).category


def result_type(tensor1, tensor2):
    """The dtype of an elementwise result of two. As ``torch.result_type``.

    Parameters
    ----------
    tensor1, tensor2 : Tensor or number
        A number, or a tensor of no axes, gives way within its kind.

    Returns
    -------
    dtype

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.result_type(av.tensor([1, 2]), 1.5)
    torch.float32
    """
    for name, x in (("tensor1", tensor1), ("tensor2", tensor2)):
        if not (is_tensor(x) or is_number(x)):
            raise OperandError(f"result_type(): argument '{name}' must be Tensor or Number, not {type(x).__name__}")
    return dtypes.result_type(data_of(tensor1), data_of(tensor2))


@takes()
def is_floating_point(input):
    """Whether the elements are floats. As ``torch.is_floating_point``.

    Parameters
    ----------
    input : Tensor

    Returns
    -------
    bool

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.is_floating_point(av.tensor([1.0]))
    True
    """
    return data_of(input).dtype.kind == "f"


@takes()
def numel(input):
    """The number of elements. As ``torch.numel``.

    Parameters
    ----------
    input : Tensor

    Returns
    -------
    int

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.numel(av.zeros(2, 3))
    6
    """
    return int(data_of(input).size)


class Limits:
    """What `finfo` and `iinfo` share: the limits of a dtype, printed and compared as PyTorch's."""

    shown = ("min", "max", "dtype")

    def __init__(self, type):
        if not isinstance(type, dtypes.dtype):
            raise OperandError(
                f"{self.__class__.__name__}(): argument 'type' (position 1) must be torch.dtype, not {type.__class__.__name__}"
            )
        self.dtype, self.bits = type.name, 8 * type.itemsize

    def __eq__(self, other):
        return self.__class__ is other.__class__ and self.dtype == other.dtype

    def __hash__(self):
        return hash(self.dtype)

    def __repr__(self):
        values = ((name, getattr(self, name)) for name in self.shown)
        written = (f"{name}={value if isinstance(value, str) else format(value, 'g')}" for name, value in values)
        return f"{self.__class__.__name__}({', '.join(written)})"


class finfo(Limits):
    """The limits of a floating dtype. As ``torch.finfo``.

    Parameters
    ----------
    type : dtype, optional
        The default dtype where left out.

    Attributes
    ----------
    bits : int
    eps, max, min, tiny, smallest_normal, resolution : float
    dtype : str

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.finfo(av.float16).max
    65504.0
    """

    shown = ("resolution", "min", "max", "eps", "smallest_normal", "tiny", "dtype")

    def __init__(self, type=None):
        super().__init__(dtypes.default if type is None else type)
        kind = dtypes.BY_NAME[self.dtype]
        if not kind.is_floating_point:
            raise OperandError(
                "torch.finfo() requires a floating point input type. Use torch.iinfo to handle 'torch.finfo'"
            )
        found = np.finfo(kind.numpy)
        self.min, self.max, self.eps = float(found.min), float(found.max), float(found.eps)
        self.tiny = self.smallest_normal = float(found.tiny)
        self.resolution = 10.0**-found.precision


class iinfo(Limits):
    """The limits of an integer dtype. As ``torch.iinfo``.

    Parameters
    ----------
    type : dtype

    Attributes
    ----------
    bits, max, min : int
    dtype : str

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.iinfo(av.uint8).max
    255
    """

    def __init__(self, type):
        super().__init__(type)
        kind = dtypes.BY_NAME[self.dtype].numpy
        if kind.kind == "b":
            raise OperandError("torch.bool is not supported by torch.iinfo")
        if kind.kind == "f":
            raise OperandError("torch.iinfo() requires an integer input type. Use torch.finfo to handle 'torch.iinfo'")
        found = np.iinfo(kind)
        self.min, self.max = int(found.min), int(found.max)
