"""Give `Tensor` its operators and methods: each is the function of the same name."""

import numpy as np

from ..functions import elementwise, indexing, products, reductions, shapes
from ..functions.arguments import is_number, number
from ..ops import arithmetic, dtypes, linear
from ..ops.op import Op
from . import creation, inplace
from .errors import EngineError, OperandError
from .inplace import in_place
from .mode import state
from .record import binary
from .tensor import Tensor, wrap


def usable(x):
    """An operand as operators take it, or None for what they leave to the other side."""
    if isinstance(x, Tensor):
        return x
    if is_number(x):
        return number(x)
    if isinstance(x, np.ndarray):
        dtypes.of_numpy(x.dtype)
        return wrap(x)
    return None


def unlike(function):
    """Define what an operator does with anything but two plain tensors of one dtype."""

    def operator(a, b):
        b = usable(b)
        return NotImplemented if b is None else function(a, b)

    return operator


def reflected(function):
    """Define an operator whose tensor stands on the right."""

    def operator(b, a):
        a = usable(a)
        return NotImplemented if a is None else function(a, b)

    return operator


def compared(op, name):
    """Define a comparison operator."""

    def operator(a, b):
        b = usable(b)
        return NotImplemented if b is None else op(a, b)

    operator.__name__ = name
    return operator


def powered(a, b):
    b = usable(b)
    return NotImplemented if b is None else elementwise.pow(a, b)


multiplied_matrices = binary(linear.mm, linear.mm)


def multiplied(a, b):
    if type(b) is Tensor:
        x, y = a._data, b._data
        if x.ndim == y.ndim == 2 and x.dtype is y.dtype and x.shape[1] == y.shape[0] and y.flags.c_contiguous:
            return multiplied_matrices(a, b)
    b = usable(b)
    return products.matmul(a, b) if isinstance(b, Tensor) else NotImplemented


def method_of(function):
    """A function as a method; an op, which is no Python function, is wrapped in one."""
    return (lambda self: function(self)) if isinstance(function, Op) else function


Tensor.__add__ = binary(arithmetic.add, unlike(arithmetic.add))
Tensor.__radd__ = reflected(lambda a, b: elementwise.add(b, a))
Tensor.__mul__ = binary(arithmetic.mul, unlike(arithmetic.mul))
Tensor.__rmul__ = reflected(lambda a, b: arithmetic.mul(b, a))
Tensor.__sub__ = binary(arithmetic.sub, unlike(elementwise.sub), floats_only=True)
Tensor.__rsub__ = reflected(elementwise.rsub)
Tensor.__truediv__ = binary(arithmetic.div, unlike(arithmetic.div), floats_only=True)
Tensor.__rtruediv__ = reflected(elementwise.rdiv)
Tensor.__pow__ = powered
Tensor.__rpow__ = reflected(elementwise.pow)
Tensor.__matmul__ = multiplied
Tensor.__rmatmul__ = lambda b, a: multiplied(usable(a), b) if isinstance(a, np.ndarray) else NotImplemented
Tensor.__neg__ = lambda a: arithmetic.neg(a)
Tensor.__pos__ = lambda a: a
Tensor.__abs__ = lambda a: arithmetic.abs(a)
for name in ("eq", "ne", "lt", "le", "gt", "ge"):
    setattr(Tensor, f"__{name}__", compared(getattr(arithmetic, name), name))
    setattr(Tensor, name, compared(getattr(arithmetic, name), name))


def iterate(self):
    """One tensor for each position along the first axis."""
    if self.ndim == 0:
        raise OperandError("iteration over a 0-d tensor")
    return iter(shapes.unbind(self, 0))


def contains(self, element):
    """Whether any element equals `element`."""
    return bool(np.any(np.asarray(self._data) == (element._data if isinstance(element, Tensor) else element)))


Tensor.__getitem__ = indexing.getitem
Tensor.__setitem__ = inplace.setitem
Tensor.__iter__ = iterate
Tensor.__contains__ = contains

# The functions that are methods of the same name, by topic.
METHODS = {
    arithmetic: "exp log sqrt tanh sigmoid relu sin cos abs sign reciprocal neg",
    elementwise: "add sub mul div pow square",
    reductions: "sum mean max min argmax argmin softmax log_softmax",
    shapes: "view reshape flatten t transpose permute movedim unsqueeze squeeze expand expand_as broadcast_to narrow select "
            "unbind split chunk clone contiguous",
    products: "matmul dot mv mm bmm addmm outer",
}  # fmt: skip
# Those that also change their tensor in place, as methods with an underscore at the end.
CHANGING = {
    arithmetic: "exp log sqrt tanh sigmoid relu sin cos abs sign reciprocal neg",
    elementwise: "add sub mul div pow",
}
for topic, names in METHODS.items():
    for name in names.split():
        setattr(Tensor, name, method_of(getattr(topic, name)))
Tensor.maximum = lambda self, other: arithmetic.maximum(self, other)
Tensor.minimum = lambda self, other: arithmetic.minimum(self, other)
Tensor.where = lambda self, condition, other: elementwise.where(condition, self, other)
Tensor.T = property(lambda self: shapes.permute(self, *range(self.ndim - 1, -1, -1)))
Tensor.mT = property(lambda self: shapes.transpose(self, -2, -1))
Tensor.allclose, Tensor.equal = creation.allclose, creation.equal


def view_as(self, other):
    """`view` in the shape of another tensor."""
    return shapes.view(self, *other.shape)


def reshape_as(self, other):
    """`reshape` to the shape of another tensor."""
    return shapes.reshape(self, *other.shape)


Tensor.view_as, Tensor.reshape_as = view_as, reshape_as


def to(self, *args, dtype=None, device=None, copy=False, **_):
    """The same numbers in another dtype or on another device."""
    for arg in args:
        if isinstance(arg, dtypes.dtype):
            dtype = arg
        elif isinstance(arg, Tensor):
            dtype = arg.dtype
        else:
            device = arg
    creation.placed(device)
    out = self if dtype is None else shapes.to(self, dtype)
    return shapes.clone(out) if copy and out is self else out


Tensor.to = to
CASTS = {"float": "float32", "double": "float64", "half": "float16", "long": "int64", "int": "int32", "short": "int16",
         "char": "int8", "byte": "uint8", "bool": "bool"}  # fmt: skip
for name, target in CASTS.items():
    setattr(Tensor, name, lambda self, target=target: shapes.to(self, dtypes.BY_NAME[target]))


def type_as(self, other):
    """The same numbers in the dtype of another tensor."""
    return shapes.to(self, other.dtype)


Tensor.type_as = type_as
for name in ("zeros", "ones", "empty"):

    def new_like(self, *size, dtype=None, device=None, requires_grad=False, make=getattr(creation, name)):
        """A fresh tensor of this one's dtype."""
        return make(*size, dtype=dtype or self.dtype, device=device, requires_grad=requires_grad)

    setattr(Tensor, f"new_{name}", new_like)


def new_tensor(self, data, *, dtype=None, device=None, requires_grad=False):
    """A fresh tensor from data, of this one's dtype."""
    return creation.tensor(data, dtype=dtype or self.dtype, device=device, requires_grad=requires_grad)


def new_full(self, size, fill_value, *, dtype=None, device=None, requires_grad=False):
    """A fresh tensor filled with one number, of this one's dtype."""
    return creation.full(size, fill_value, dtype=dtype or self.dtype, device=device, requires_grad=requires_grad)


Tensor.new_tensor, Tensor.new_full = new_tensor, new_full


for topic, names in CHANGING.items():
    for name in names.split():
        setattr(Tensor, f"{name}_", in_place(getattr(topic, name), f"{name}_"))
for name, method in {"add": "add_", "sub": "sub_", "mul": "mul_", "truediv": "div_", "pow": "pow_"}.items():
    setattr(Tensor, f"__i{name}__", getattr(Tensor, method))
Tensor.zero_, Tensor.fill_, Tensor.copy_ = inplace.zero_, inplace.fill_, inplace.copy_


def random_(draw, name, doc):
    """Define a method that fills a tensor with random numbers; nothing is recorded."""

    def method(self, a=0.0, b=1.0, *, generator=None):
        if self._leaf and state.here.grad:
            raise EngineError(inplace.LEAF + "\n" + inplace.REMEDY)
        storage = inplace.storage_of(self)
        source = (generator or creation.default_generator).random
        self._data[...] = draw(source, a, b, self._data.shape)
        storage.version += 1
        return self

    method.__name__, method.__doc__ = name, doc
    return method


Tensor.uniform_ = random_(lambda r, a, b, s: r.uniform(a, b, s), "uniform_", "Fill with uniform numbers in [a, b).")
Tensor.normal_ = random_(lambda r, a, b, s: r.normal(a, b, s), "normal_", "Fill with normal numbers (mean, std).")
