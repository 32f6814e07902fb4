"""PyTorch's functions, composed from ops: they check arguments and choose, the ops compute.

Every function takes tensors (or arrays) and does to them what the function of the same name in
``torch`` does, with the same arguments, defaults and graph.
"""

import builtins
import operator

import numpy as np

from . import arithmetic, loss, reduce, shape
from . import linear as products
from .dtypes import result_type
from .errors import ArgumentError, EngineError, MissingError, OperandError, PositionError
from .op import READERS


def axis(dim, ndim):
    """A checked, non-negative axis; IndexError in PyTorch's words."""
    if not hasattr(dim, "__index__") or isinstance(dim, bool):
        raise OperandError(f"'dim' must be int, not {type(dim).__name__}")
    dim, span = operator.index(dim), builtins.max(ndim, 1)
    if not -span <= dim < span:
        raise PositionError(f"Dimension out of range (expected to be in range of [{-span}, {span - 1}], but got {dim})")
    return dim % span


def axes(dim, ndim):
    """A tuple of checked axes, each once."""
    dims = tuple(axis(d, ndim) for d in (dim if isinstance(dim, (tuple, list)) else (dim,)))
    for d in dims:
        if dims.count(d) > 1:
            raise EngineError(f"dim {d} appears multiple times in the list of dims")
    return dims if ndim else ()


def every_axis(dim, ndim):
    """`axes`, where None and an empty list stand for all of them."""
    return tuple(range(ndim)) if dim is None or dim == () or dim == [] else axes(dim, ndim)


def product(sizes):
    """The number of elements of a shape."""
    n = 1
    for length in sizes:
        n *= length
    return n


def is_number(x):
    """Whether `x` is a Python number (a NumPy scalar counts, as its Python value)."""
    return isinstance(x, (bool, int, float, np.generic))


def number(x):
    """A Python number from a Python or NumPy one."""
    return x.item() if isinstance(x, np.generic) else x


def as_operand(x, name, argument="other"):
    """A tensor, array or Python number; TypeError in PyTorch's words for anything else."""
    if is_tensor(x):
        return x
    if is_number(x):
        return number(x)
    position = {"input": 1, "other": 2, "exponent": 2}[argument]
    raise OperandError(f"{name}(): argument '{argument}' (position {position}) must be Tensor, not {type(x).__name__}")


def is_tensor(x):
    """Whether `x` is a tensor, or an array that counts as one."""
    return type(x) in READERS or isinstance(x, np.ndarray)


# -- arithmetic ------------------------------------------------------------------------------------


def add(input, other, *, alpha=1):
    """``input + alpha * other``."""
    input, other = as_operand(input, "add", "input"), as_operand(other, "add")
    if alpha is not True and alpha == 1:
        return arithmetic.add(input, other)
    check_alpha(alpha, input, other)
    return (
        arithmetic.add(input, other * alpha) if is_number(other) else arithmetic.add_scaled(input, other, alpha=alpha)
    )


def check_alpha(alpha, a, b):
    """Raise PyTorch's errors for a factor that the result's dtype cannot take."""
    result = result_type(*(x if is_number(x) else data_of(x) for x in (a, b)))
    if isinstance(alpha, bool) and result.category:
        raise EngineError("Boolean alpha only supported for Boolean results.")
    if isinstance(alpha, float) and not result.is_floating_point:
        raise EngineError("For integral input tensors, argument alpha must not be a floating point number.")


def sub(input, other, *, alpha=1):
    """``input - alpha * other``."""
    input, other = as_operand(input, "sub", "input"), as_operand(other, "sub")
    check_subtraction(input, other)
    if alpha is not True and alpha == 1:
        return arithmetic.sub(input, other)
    check_alpha(alpha, input, other)
    return (
        arithmetic.sub(input, other * alpha) if is_number(other) else arithmetic.sub_scaled(input, other, alpha=alpha)
    )


def rsub(input, other):
    """``input - other`` as the operator writes it: a number in front makes a node of its own."""
    check_subtraction(input, other)
    return arithmetic.rsub(input, other) if is_number(input) else arithmetic.sub(input, other)


def check_subtraction(a, b):
    if is_bool(a) and is_bool(b):
        raise EngineError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` "
            "operator instead."
        )
    if is_bool(a) or is_bool(b):
        raise EngineError(
            "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, "
            "use the `~` or `logical_not()` operator instead."
        )


def is_bool(x):
    return not is_number(x) and str(x.dtype).endswith("bool")


def mul(input, other):
    """Product, element by element."""
    input, other = as_operand(input, "mul", "input"), as_operand(other, "mul")
    return arithmetic.mul(input, other)


def div(input, other, *, rounding_mode=None):
    """Quotient, element by element."""
    input, other = as_operand(input, "div", "input"), as_operand(other, "div")
    if rounding_mode is not None:
        raise MissingError("div: rounding_mode is not supported yet")
    return arithmetic.div(input, other)


def rdiv(input, other):
    """``input / other`` as the operator writes it: a number in front multiplies the reciprocal."""
    return arithmetic.mul(arithmetic.reciprocal(other), input) if is_number(input) else arithmetic.div(input, other)


def pow(input, exponent):
    """``input ** exponent``."""
    input, exponent = as_operand(input, "pow", "input"), as_operand(exponent, "pow", "exponent")
    if is_number(exponent):
        return arithmetic.pow_number(input, exponent)
    if is_number(input):
        return arithmetic.pow_base(input, exponent)
    return arithmetic.pow_tensor(input, exponent)


def square(input):
    """Each element times itself."""
    return arithmetic.pow_number(input, 2)


def where(condition, input=None, other=None):
    """`input` where `condition` holds, else `other`."""
    if str(condition.dtype).split(".")[-1] not in ("bool", "uint8"):
        raise EngineError(
            f"where expected condition to be a boolean tensor, but got a tensor with dtype {legacy(condition)}"
        )
    return arithmetic.where(condition, as_operand(input, "where", "input"), as_operand(other, "where"))


def legacy(x):
    from .dtypes import BY_NUMPY, dtype, legacy_name

    d = x.dtype
    return legacy_name(d if isinstance(d, dtype) else BY_NUMPY[d])


# -- reductions ------------------------------------------------------------------------------------


def sum(input, dim=None, keepdim=False, *, dtype=None):
    """Sum of all elements, or along axes."""
    if dtype is not None:
        input = to(input, dtype)
    if dim is None and not keepdim:
        return reduce.sum_all(input)
    return reduce.sum_axes(input, dim=every_axis(dim, input.ndim), keepdim=keepdim)


def check_floating(input, name):
    if input.dtype.category != 2 if hasattr(input.dtype, "category") else input.dtype.kind != "f":
        raise EngineError(
            f"{name}(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. "
            f"Got: {legacy(input)}"
        )


def mean(input, dim=None, keepdim=False, *, dtype=None):
    """Mean of all elements, or along axes."""
    if dtype is not None:
        input = to(input, dtype)
    check_floating(input, "mean")
    if dim is None and not keepdim:
        return reduce.mean_all(input)
    return reduce.mean_axes(input, dim=every_axis(dim, input.ndim), keepdim=keepdim)


def extremum(whole, along, elementwise, name):
    """Define ``max`` or ``min``: of all elements, along an axis, or of two tensors."""

    def function(input, dim=None, keepdim=False):
        if dim is not None and not is_number(dim):
            return elementwise(input, dim)
        if dim is None:
            if not product(input.shape):
                raise EngineError(
                    f"{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction "
                    "dim with the 'dim' argument."
                )
            return whole(input)
        dim = axis(dim, input.ndim)
        if input.ndim and not input.shape[dim]:
            raise PositionError(f"{name}(): Expected reduction dim {dim} to have non-zero size.")
        return Extremum[name](*along(input, dim=dim, keepdim=keepdim))

    function.__name__ = name
    function.__doc__ = f"The {name} of all elements; along `dim`, a pair (values, indices); of two tensors, each."
    return function


def pair(name):
    """The named pair that ``max(dim)`` returns, printed as PyTorch prints it."""
    from collections import namedtuple

    base = namedtuple(name, "values indices")

    def text(self):
        return f"torch.return_types.{name}(\nvalues={self.values!r},\nindices={self.indices!r})"

    return type(name, (base,), {"__slots__": (), "__repr__": text})


Extremum = {"max": pair("max"), "min": pair("min")}

max = extremum(reduce.max_all, reduce.max_axis, arithmetic.maximum, "max")
min = extremum(reduce.min_all, reduce.min_axis, arithmetic.minimum, "min")


def arg_extremum(op, name, doc):
    """Define ``argmax`` or ``argmin``."""

    def function(input, dim=None, keepdim=False):
        if is_bool(input):
            raise EngineError(f"{name}(): does not support bool input")
        if dim is not None:
            dim = axis(dim, input.ndim)
            if input.ndim and not input.shape[dim]:
                raise PositionError(f"{name}(): Expected reduction dim {dim} to have non-zero size.")
        elif not product(input.shape):
            raise PositionError(f"{name}(): Expected reduction dim to be specified for input.numel() == 0.")
        return op(input, dim=dim if input.ndim else None, keepdim=keepdim)

    function.__name__, function.__doc__ = name, doc
    return function


argmax = arg_extremum(
    reduce.argmax_axis, "argmax", "Where the largest element is: in the flattened tensor, or along `dim`."
)
argmin = arg_extremum(
    reduce.argmin_axis, "argmin", "Where the smallest element is: in the flattened tensor, or along `dim`."
)


# -- shapes ----------------------------------------------------------------------------------------


def unpacked(sizes, name):
    """Integers from ``(2, 3)`` or ``((2, 3),)``."""
    if len(sizes) == 1 and isinstance(sizes[0], (tuple, list)):
        sizes = sizes[0]
    for n in sizes:
        if not hasattr(n, "__index__") or isinstance(n, bool):
            raise OperandError(f"argument '{name}' must be tuple of ints, not {type(n).__name__}")
    return tuple(operator.index(n) for n in sizes)


def wanted_shape(input, sizes):
    """A checked target shape with its -1 filled in, from ``(2, 3)`` or ``((2, 3),)``."""
    sizes = unpacked(sizes, "shape")
    size = product(input.shape)
    for i, n in enumerate(sizes):
        if n < -1:
            raise EngineError(f"invalid shape dimension {n} at index {i} of shape {list(sizes)}")
    known = 1
    for n in sizes:
        known *= n if n != -1 else 1
    if sizes.count(-1) > 1:
        raise EngineError("only one dimension can be inferred")
    if -1 in sizes:
        if known == 0:
            raise EngineError(
                f"cannot reshape tensor of 0 elements into shape {list(sizes)} because the unspecified dimension size "
                "-1 can be any value and is ambiguous"
            )
        if size % known:
            raise EngineError(f"shape '{list(sizes)}' is invalid for input of size {size}")
        sizes = tuple(size // known if n == -1 else n for n in sizes)
    elif known != size:
        raise EngineError(f"shape '{list(sizes)}' is invalid for input of size {size}")
    return sizes


def data_of(x):
    return getattr(x, "_data", x)


def can_view(array, sizes):
    """Whether `array` can take shape `sizes` without copying."""
    if not isinstance(array, np.ndarray) or array.flags.c_contiguous or not array.size:
        return True
    return np.may_share_memory(array.reshape(sizes), array)


def view(input, *sizes):
    """The same elements in another shape, in the same memory."""
    sizes = wanted_shape(input, sizes)
    return shape.view(input, shape=sizes)


def reshape(input, *sizes):
    """The same elements in another shape, in the same memory if that is possible."""
    sizes = wanted_shape(input, sizes)
    array = data_of(input)
    if isinstance(array, np.ndarray) and not can_view(array, sizes):
        return shape.unsafe_view(shape.clone(input), shape=sizes)
    if isinstance(array, np.ndarray) and not array.flags.c_contiguous:
        return shape.reshape_alias(input, shape=sizes)
    return shape.view(input, shape=sizes)


def flatten(input, start_dim=0, end_dim=-1):
    """Axes `start_dim` to `end_dim` made into one."""
    ndim = input.ndim
    start, end = axis(start_dim, ndim), axis(end_dim, ndim)
    if start > end:
        raise EngineError("flatten() has invalid args: start_dim cannot come after end_dim")
    if ndim == 0:
        return reshape(input, (1,))
    if start == end:
        return input
    length = 1
    for n in input.shape[start : end + 1]:
        length *= n
    return reshape(input, (*input.shape[:start], length, *input.shape[end + 1 :]))


def t(input):
    """The transpose of a matrix; a vector as it is."""
    if input.ndim > 2:
        raise EngineError(f"t() expects a tensor with <= 2 dimensions, but self is {input.ndim}D")
    return shape.t(input)


def transpose(input, dim0, dim1):
    """Two axes exchanged."""
    return shape.transpose_axes(input, dim0=axis(dim0, input.ndim), dim1=axis(dim1, input.ndim))


def permute(input, *dims):
    """Axes in another order."""
    dims = unpacked(dims, "dims")
    if len(dims) != input.ndim:
        raise EngineError(
            "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired "
            f"ordering of dimensions i.e. input.dim() = {input.ndim} is not equal to len(dims) = {len(dims)}"
        )
    checked = tuple(axis(d, input.ndim) for d in dims)
    if len(set(checked)) != len(checked):
        raise EngineError("permute(): duplicate dims are not allowed.")
    return shape.permute_axes(input, dims=checked)


def movedim(input, source, destination):
    """Axes moved to new positions, the others in their order."""
    sources = axes(source, input.ndim)
    targets = axes(destination, input.ndim)
    rest = [d for d in range(input.ndim) if d not in sources]
    order = [None] * input.ndim
    for s, d in zip(sources, targets):
        order[d] = s
    for d in range(input.ndim):
        if order[d] is None:
            order[d] = rest.pop(0)
    return shape.permute_axes(input, dims=tuple(order))


def unsqueeze(input, dim):
    """A new axis of length 1."""
    return shape.unsqueeze_axis(input, dim=axis(dim, input.ndim + 1))


def squeeze(input, dim=None):
    """Axes of length 1 removed: all, or those named."""
    if dim is None:
        return shape.squeeze_all(input)
    if isinstance(dim, (tuple, list)):
        return shape.squeeze_axes(input, dim=axes(dim, input.ndim))
    return shape.squeeze_axis(input, dim=axis(dim, input.ndim))


def expand(input, *sizes):
    """Axes of length 1 repeated to the given lengths, without copying; -1 keeps an axis."""
    sizes = unpacked(sizes, "size")
    new = len(sizes) - input.ndim
    if new < 0:
        raise EngineError(
            f"expand(torch.{legacy(input)}Tensor{{{list(input.shape)}}}, size={list(sizes)}): the number of sizes "
            f"provided ({len(sizes)}) must be greater or equal to the number of dimensions in the tensor ({input.ndim})"
        )
    target = []
    for i, n in enumerate(sizes):
        have = input.shape[i - new] if i >= new else None
        if n == -1:
            if have is None:
                raise EngineError(
                    f"The expanded size of the tensor ({n}) isn't allowed in a leading, non-existing dimension {i}"
                )
            n = have
        if have is not None and have != n and have != 1:
            raise EngineError(
                f"The expanded size of the tensor ({n}) must match the existing size ({have}) at non-singleton "
                f"dimension {i}.  Target sizes: {list(sizes)}.  Tensor sizes: {list(input.shape)}"
            )
        target.append(n)
    return shape.expand_to(input, shape=tuple(target))


def expand_as(input, other):
    """`expand` to the shape of another tensor."""
    return expand(input, *other.shape)


def broadcast_to(input, size):
    """`expand` to a shape."""
    return expand(input, *size)


def narrow(input, dim, start, length):
    """`length` positions along `dim`, from `start`."""
    dim = axis(dim, input.ndim)
    have = input.shape[dim]
    if length < 0:
        raise EngineError("narrow(): length must be non-negative.")
    if not -have <= start <= have:
        raise PositionError(f"start out of range (expected to be in range of [{-have}, {have}], but got {start})")
    start = start % have if start < 0 else start
    if start + length > have:
        raise EngineError(f"start ({start}) + length ({length}) exceeds dimension size ({have}).")
    return shape.slice_axis(input, dim=dim, start=start, stop=start + length, step=1)


def select(input, dim, index):
    """One position along `dim`, which goes away."""
    if input.ndim == 0:
        raise PositionError("select() cannot be applied to a 0-dim tensor.")
    dim = axis(dim, input.ndim)
    length = input.shape[dim]
    if not -length <= index < length:
        raise PositionError(
            f"select(): index {index} out of range for tensor of size {list(input.shape)} at dimension {dim}"
        )
    return shape.select_axis(input, dim=dim, index=int(index) % length)


def unbind(input, dim=0):
    """One view for each position along `dim`."""
    if input.ndim == 0:
        raise PositionError("Dimension specified as 0 but tensor has no dimensions")
    return shape.unbind_axis(input, dim=axis(dim, input.ndim))


def split(input, split_size_or_sections, dim=0):
    """Consecutive views along `dim`: of one length, or of the lengths given."""
    dim = axis(dim, input.ndim)
    length = input.shape[dim]
    if not isinstance(split_size_or_sections, int):
        sizes = tuple(split_size_or_sections)
        if builtins.sum(sizes) != length:
            raise EngineError(
                f"split_with_sizes expects split_sizes to sum exactly to {length} (input tensor's size at dimension "
                f"{dim}), but got split_sizes={list(sizes)}"
            )
        return shape.split_sizes(input, sizes=sizes, dim=dim)
    step = split_size_or_sections
    if step < 0 or (step == 0 and length):
        raise EngineError(f"split expects split_size be non-negative, but got split_size={step}")
    sizes = tuple(builtins.min(step, length - i) for i in range(0, length, step)) if length else (0,)
    return shape.split_axis(input, sizes=sizes, dim=dim)


def chunk(input, chunks, dim=0):
    """At most `chunks` consecutive views of equal length (the last may be shorter) along `dim`."""
    if chunks <= 0:
        raise EngineError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    length = input.shape[axis(dim, input.ndim)]
    return split(input, -(-length // chunks) if length else 1, dim)


def listed(tensors, name):
    """A sequence of tensors as a tuple; TypeError in PyTorch's words for anything else."""
    if is_tensor(tensors):
        raise OperandError(f"{name}(): argument 'tensors' (position 1) must be tuple of Tensors, not Tensor")
    tensors = tuple(tensors)
    for i, x in enumerate(tensors):
        if not is_tensor(x):
            raise OperandError(f"expected Tensor as element {i} in argument 0, but got {type(x).__name__}")
    return tensors


def cat(tensors, dim=0):
    """Tensors one after another along an existing axis."""
    tensors = listed(tensors, "cat")
    if not tensors:
        raise ArgumentError("torch.cat(): expected a non-empty list of Tensors")
    for i, x in enumerate(tensors):
        if x.ndim == 0:
            raise EngineError(f"zero-dimensional tensor (at position {i}) cannot be concatenated")
    full = [(i, x) for i, x in enumerate(tensors) if tuple(x.shape) != (0,)] or [(0, tensors[0])]
    first = full[0][1].shape
    dim = axis(dim, len(first))
    for i, x in full[1:]:
        if x.ndim != len(first):
            raise EngineError(f"Tensors must have same number of dimensions: got {len(first)} and {x.ndim}")
        for d in range(len(first)):
            if d != dim and x.shape[d] != first[d]:
                raise EngineError(
                    f"Sizes of tensors must match except in dimension {dim}. Expected size {first[d]} but got size "
                    f"{x.shape[d]} for tensor number {i} in the list."
                )
    return shape.concatenate(*tensors, dim=dim)


def stack(tensors, dim=0):
    """Tensors of one shape side by side along a new axis."""
    tensors = listed(tensors, "stack")
    if not tensors:
        raise EngineError("stack expects a non-empty TensorList")
    first = tensors[0].shape
    for i, x in enumerate(tensors):
        if tuple(x.shape) != tuple(first):
            raise EngineError(
                f"stack expects each tensor to be equal size, but got {list(first)} at entry 0 and {list(x.shape)} at "
                f"entry {i}"
            )
    return shape.stack_axis(*tensors, dim=axis(dim, len(first) + 1))


def clone(input):
    """A copy through which gradients flow."""
    return shape.clone(input)


def contiguous(input):
    """This tensor, or a copy whose elements lie in memory in the order of the axes."""
    return input if is_contiguous(input) else shape.clone(input)


def to(input, dtype):
    """The same numbers in another dtype: the tensor itself if it has it already."""
    target = getattr(dtype, "numpy", dtype)
    return input if data_of(input).dtype == target else shape.to_dtype(input, dtype=target)


def getitem(input, key):
    """``input[key]``: the chain of views, and at most one pick by index arrays, that PyTorch makes."""
    if isinstance(key, slice) and input.ndim:
        return apply_slice(input, 0, key)
    view, picks = split_key(input, key)
    if any_pick(picks):
        return shape.index(view, index=picks)
    return shape.alias(view) if view is input else view


def any_pick(picks):
    """Whether an index picks by arrays, rather than taking everything."""
    return builtins.any(not isinstance(k, slice) for k in picks)


def split_key(x, key, assigned=False):
    """The views that the integers, slices and None of `key` take, and the index of arrays left to apply.

    A bool of its own adds an axis, and picks from it; where it is assigned to, True does no picking.
    """
    dim, consumed, picks = 0, 0, {}
    for k in unfolded(key, x):
        if k is None:
            x = shape.unsqueeze_axis(x, dim=dim)
            dim, consumed = dim + 1, consumed + 1
        elif isinstance(k, slice):
            if not whole(k, x.shape[dim]):
                x = apply_slice(x, dim, k)
            dim, consumed = dim + 1, consumed + 1
        elif isinstance(k, bool):
            x = shape.unsqueeze_axis(x, dim=dim)
            if not (assigned and k):
                picks[dim] = np.array([k])
            dim += 1
        elif isinstance(k, int):
            x, consumed = shape.select_axis(x, dim=dim, index=position(k, x.shape[dim], consumed)), consumed + 1
        else:
            picks[dim] = k
            dim, consumed = dim + axes_of(k), consumed + axes_of(k)
    index, d = [], 0
    while d < x.ndim and d <= builtins.max(picks, default=-1):
        k = picks.get(d, slice(None))
        if d in picks:
            check_pick(k, x.shape, d)
        index.append(k)
        d += axes_of(k) if d in picks else 1
    check_together(index)
    return x, tuple(index)


def axes_of(k):
    """How many axes an index array takes the place of."""
    return k.ndim if k.dtype == bool else 1


def whole(k, length):
    """Whether a slice, as it is written, takes everything."""
    return k.start in (None, 0) and k.step in (None, 1) and (k.stop is None or k.stop >= length)


def position(index, length, dim):
    """A checked, non-negative position along an axis."""
    if not -length <= index < length:
        raise PositionError(f"index {index} is out of bounds for dimension {dim} with size {length}")
    return int(index) % length


def check_pick(k, sizes, d):
    """Raise PyTorch's IndexError for an index array that does not fit."""
    if k.dtype == bool:
        for i, n in enumerate(k.shape):
            if sizes[d + i] != n:
                raise PositionError(
                    f"The shape of the mask {list(k.shape)} at index {i} does not match the shape of the indexed tensor "
                    f"{list(sizes)} at index {d + i}"
                )
        return
    n = sizes[d]
    wrong = k[(k >= n) | (k < -n)]
    if wrong.size:
        raise PositionError(f"index {int(wrong.flat[0])} is out of bounds for dimension {d} with size {n}")


def check_together(index):
    """Raise PyTorch's IndexError for index arrays that cannot be broadcast together."""
    shapes = []
    for k in index:
        if not isinstance(k, slice):
            shapes += [(int(k.sum()),)] * k.ndim if k.dtype == bool else [k.shape]
    try:
        np.broadcast_shapes(*shapes)
    except ValueError:
        raise PositionError(
            "shape mismatch: indexing tensors could not be broadcast together with shapes "
            + ", ".join(str(list(n)) for n in shapes)
        ) from None


def apply_slice(x, dim, k):
    """One slice along one axis, with PyTorch's errors."""
    if k.step is not None and k.step <= 0:
        raise ArgumentError("slice step cannot be zero" if k.step == 0 else "step must be greater than zero")
    start, stop, step = k.indices(x.shape[dim])
    return shape.slice_axis(x, dim=dim, start=start, stop=builtins.max(stop, start), step=step)


def unfolded(key, x):
    """The parts of an index: its ellipsis expanded; lists, arrays and tensors as index arrays, integers or bools."""
    out, used = [], 0
    for k in as_tuple(key):
        if isinstance(k, (list, tuple, range, np.ndarray, np.bool_)) or type(k) in READERS:
            k = index_array(k)
            if k.ndim == 0:
                k = bool(k) if k.dtype == bool else int(k)
        elif hasattr(k, "__index__") and not isinstance(k, (bool, int)):
            k = operator.index(k)
        elif isinstance(k, str):
            raise OperandError("new(): invalid data type 'str'")
        elif not (k is None or k is Ellipsis or isinstance(k, (slice, int))):
            raise PositionError(
                "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices "
                f"(got {type(k).__name__})"
            )
        out.append(k)
        if isinstance(k, np.ndarray):
            used += axes_of(k)
        elif isinstance(k, slice) or (isinstance(k, int) and not isinstance(k, bool)):
            used += 1
    if used > x.ndim:
        if x.ndim == 0 and isinstance(out[0], slice):
            raise PositionError("slice() cannot be applied to a 0-dim tensor.")
        if x.ndim == 0 and used == 1 and isinstance(out[0], int):
            raise PositionError(
                "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert "
                "a 0-dim tensor to a number"
            )
        raise PositionError(f"too many indices for tensor of dimension {x.ndim}")
    at = [i for i, k in enumerate(out) if k is Ellipsis]
    for i in reversed(at[1:]):
        del out[i]
    if at:
        out[at[0] : at[0] + 1] = [slice(None)] * (x.ndim - used)
    return out


def as_tuple(key):
    """An index as a tuple of parts: a list of more than numbers counts as a tuple, as in PyTorch."""
    if isinstance(key, tuple):
        return key
    if isinstance(key, list) and builtins.any(
        k is None or k is Ellipsis or isinstance(k, (slice, list, tuple)) or is_tensor(k) for k in key
    ):
        return tuple(key)
    return (key,)


def index_array(k):
    """An index as an array of integers or booleans."""
    array = np.asarray([data_of(v) for v in k] if isinstance(k, (list, tuple)) else data_of(k))
    if array.size == 0 and isinstance(k, (list, tuple)):
        array = array.astype(np.int64)
    if array.dtype == np.uint8:
        array = array.astype(bool)
    if array.dtype.kind in "US":
        raise OperandError(f"new(): invalid data type '{type(array.flat[0].item()).__name__}'")
    if array.dtype != bool and array.dtype.kind not in "iu":
        raise PositionError("tensors used as indices must be long, int, byte or bool tensors")
    return array


# -- matrix products -------------------------------------------------------------------------------


def matmul(input, other):
    """The matrix product, with vectors and batches, split as PyTorch splits it."""
    for x, name in ((input, "input"), (other, "other")):
        if not is_tensor(x):
            position = 1 + (name == "other")
            raise OperandError(
                f"matmul(): argument '{name}' (position {position}) must be Tensor, not {type(x).__name__}"
            )
    m, n = input.ndim, other.ndim
    if m == 0 or n == 0:
        raise EngineError(f"both arguments to matmul need to be at least 1D, but they are {m}D and {n}D")
    if m == 1 and n == 1:
        return dot(input, other)
    if m == 2 and n == 1:
        return mv(input, other)
    if m == 1 and n == 2:
        return shape.squeeze_product(mm(shape.unsqueeze_axis(input, dim=0), other), dim=0)
    if m == 2 and n == 2:
        return mm(input, other)
    return folded(input, other) if should_fold(input, other) else batched(input, other)


def should_fold(a, b):
    """Whether a batch times one matrix or vector is computed as one large matrix, by PyTorch's rule.

    It is if the smaller factor requires grad (else backward would expand it for each of the batch),
    or if the batch's rows can be taken as one matrix without copying.
    """
    if builtins.max(a.ndim, b.ndim) < 3 or builtins.min(a.ndim, b.ndim) > 2:
        return False
    large, small = (a, b) if a.ndim >= b.ndim else (b, a)
    if getattr(small, "requires_grad", False):
        return True
    if a.ndim == 2:
        return False
    array = data_of(large) if large is a else np.swapaxes(data_of(large), -1, -2)
    steps, sizes = array.strides, array.shape
    return not array.size or builtins.all(steps[k] == steps[k + 1] * sizes[k + 1] for k in range(array.ndim - 2))


def folded(a, b):
    """A batch of matrices times one matrix or vector: the batch axes become rows."""
    turned = a.ndim < b.ndim
    if turned:
        a, b = transpose(b, -2, -1), t(a) if a.ndim == 2 else a
    flat = reshape(a, (product(a.shape[:-1]), a.shape[-1]))
    out = mv(flat, b) if b.ndim == 1 else mm(flat, b)
    out = shape.unsafe_view(out, shape=(*a.shape[:-1], *b.shape[1:]))
    return contiguous(transpose(out, -2, -1)) if turned and b.ndim == 2 else out


def batched(a, b):
    """Batches of matrices, broadcast against each other."""
    if a.ndim == b.ndim == 3 and a.shape[0] != b.shape[0]:  # one matrix for a whole batch is folded if it requires grad
        if a.shape[0] == 1 and getattr(a, "requires_grad", False):
            return matmul(squeeze(a, 0), b)
        if b.shape[0] == 1 and getattr(b, "requires_grad", False):
            return matmul(a, squeeze(b, 0))
    rows, columns = a.shape[-2:-1], b.shape[-1:] if b.ndim > 1 else ()
    inner = b.shape[-2] if b.ndim > 1 else b.shape[0]
    lead = broadcast_shapes(tuple(a.shape[:-2]), tuple(b.shape[:-2]))
    count = product(lead)
    if a.shape[-1] != inner:
        raise EngineError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{count}, {a.shape[-1]}] but got: "
            f"[{count}, {inner}]."
        )
    a3 = reshape(expand(a, *lead, *(rows or (1,)), a.shape[-1]), (count, *(rows or (1,)), a.shape[-1]))
    if columns:
        b3 = reshape(expand(b, *lead, inner, *columns), (count, inner, *columns))
        return shape.unsafe_view(bmm(a3, b3), shape=(*lead, *rows, *columns))
    b3 = unsqueeze(reshape(expand(b, *lead, inner), (count, inner)), 2)
    return shape.unsafe_view(squeeze(bmm(a3, b3), -1), shape=(*lead, *rows))


def broadcast_shapes(*shapes):
    """The shape to which all of these broadcast."""
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        a, b = shapes
        for k in range(1, builtins.min(len(a), len(b)) + 1):
            if a[-k] != b[-k] and 1 not in (a[-k], b[-k]):
                at = builtins.max(len(a), len(b)) - k
                break
        raise EngineError(
            f"The size of tensor a ({a[-k]}) must match the size of tensor b ({b[-k]}) at non-singleton dimension {at}"
        ) from None


C_NAMES = {
    "float32": "float",
    "float64": "double",
    "float16": "c10::Half",
    "int64": "long",
    "int32": "int",
    "bool": "bool",
}


def same_dtype(a, b):
    """Matrix products promote nothing."""
    if a.dtype != b.dtype:
        one, two = (C_NAMES.get(dtype_name(x), dtype_name(x)) for x in (a, b))
        raise EngineError(f"expected m1 and m2 to have the same dtype, but got: {one} != {two}")


def dtype_name(x):
    """The name of a dtype: ``float32``."""
    return str(x.dtype).split(".")[-1]


def dot(input, other):
    """Inner product of two vectors."""
    if input.ndim != 1 or other.ndim != 1:
        raise EngineError(f"1D tensors expected, but got {input.ndim}D and {other.ndim}D tensors")
    if input.shape != other.shape:
        raise EngineError(
            f"inconsistent tensor size, expected tensor {list(input.shape)} and src {list(other.shape)} to have the same "
            f"number of elements, but got {input.shape[0]} and {other.shape[0]} elements respectively"
        )
    if input.dtype != other.dtype:
        raise EngineError(
            f"dot : expected both vectors to have same dtype, but found {legacy(input)} and {legacy(other)}"
        )
    return products.dot(input, other)


def mv(input, vec):
    """Matrix times vector."""
    if input.ndim != 2 or vec.ndim != 1:
        raise EngineError(f"vector + matrix @ vector expected, got 1, {input.ndim}, {vec.ndim}")
    if input.shape[1] != vec.shape[0]:
        raise EngineError(
            f"size mismatch, got input ({input.shape[0]}), mat ({input.shape[0]}x{input.shape[1]}), vec ({vec.shape[0]})"
        )
    if input.dtype != vec.dtype:
        raise EngineError(
            f"addmv input tensors must have the same dtype, but got {legacy(vec)}, {legacy(input)}, and {legacy(vec)}"
        )
    return products.mv(input, vec)


def mm(input, mat2):
    """Matrix times matrix."""
    if input.ndim != 2:
        raise EngineError("self must be a matrix")
    if mat2.ndim != 2:
        raise EngineError("mat2 must be a matrix")
    check_mm(input, mat2)
    return (products.mm_turned if products.turned(data_of(mat2)) else products.mm)(input, mat2)


def check_mm(a, b):
    if a.shape[1] != b.shape[0]:
        raise EngineError(
            f"mat1 and mat2 shapes cannot be multiplied ({a.shape[0]}x{a.shape[1]} and {b.shape[0]}x{b.shape[1]})"
        )
    same_dtype(a, b)


def bmm(input, mat2):
    """Matrix times matrix, for each of a batch."""
    if input.ndim != 3:
        raise EngineError("batch1 must be a 3D tensor")
    if mat2.ndim != 3:
        raise EngineError("batch2 must be a 3D tensor")
    if mat2.shape[:2] != (input.shape[0], input.shape[2]):
        raise EngineError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{input.shape[0]}, {input.shape[2]}] but "
            f"got: [{mat2.shape[0]}, {mat2.shape[1]}]."
        )
    if input.dtype != mat2.dtype:
        raise EngineError(f"expected scalar type {legacy(input)} but found {legacy(mat2)}")
    return products.bmm(input, mat2)


def addmm(input, mat1, mat2):
    """``input + mat1 @ mat2``."""
    for name, x in (("self", input), ("mat1", mat1)):
        if x.dtype != mat2.dtype:
            raise EngineError(f"{name} and mat2 must have the same dtype, but got {legacy(x)} and {legacy(mat2)}")
    check_mm(mat1, mat2)
    return (products.addmm_turned if products.turned(data_of(mat2)) else products.addmm)(input, mat1, mat2)


def outer(input, vec2):
    """Every product of an element of one vector with an element of another."""
    return mul(reshape(input, (input.shape[0], 1)), vec2)


def linear(input, weight, bias=None):
    """``input @ weight.T + bias``, for `weight` of shape (out features, in features)."""
    if input.ndim == 0 or weight.ndim == 0:
        raise EngineError(
            f"both arguments to linear need to be at least 1D, but they are {input.ndim}D and {weight.ndim}D"
        )
    turned = t(weight)
    if bias is None:
        return matmul(input, turned)
    if input.ndim == 2:
        return addmm(bias, input, turned)
    if bias.ndim != 1 or weight.ndim != 2 or not is_contiguous(input):
        return add(matmul(input, turned), bias)
    rows = addmm(bias, reshape(input, (product(input.shape[:-1]), input.shape[-1])), turned)
    return shape.view(rows, shape=(*input.shape[:-1], weight.shape[0]))


def is_contiguous(x):
    """Whether the elements of `x` lie in memory in the order of its axes."""
    array = data_of(x)
    return not isinstance(array, np.ndarray) or array.flags.c_contiguous


# -- softmax and losses ----------------------------------------------------------------------------


def softmax(input, dim, dtype=None):
    """Exponentials along `dim`, divided by their sum."""
    input = input if dtype is None else to(input, dtype)
    return loss.softmax_axis(input, dim=axes(dim, input.ndim))


def log_softmax(input, dim, dtype=None):
    """Logarithm of `softmax`, computed without overflow."""
    input = input if dtype is None else to(input, dtype)
    return loss.log_softmax_axis(input, dim=axes(dim, input.ndim))


REDUCTIONS = ("none", "mean", "sum")


def check_reduction(reduction):
    if reduction not in REDUCTIONS:
        raise ArgumentError(f"{reduction} is not a valid value for reduction")


def nll_loss(input, target, weight=None, ignore_index=-100, reduction="mean"):
    """Negative log likelihood of the classes `target` under log probabilities.

    Parameters
    ----------
    input : Tensor, (batch, classes) or (classes,)
    target : Tensor of int64, (batch,) or no axes
    weight : Tensor, (classes,), optional
    ignore_index : int
        A class whose rows count for nothing.
    reduction : {"mean", "sum", "none"}
    """
    check_reduction(reduction)
    if input.ndim == 0:
        raise ArgumentError("Expected 1 or more dimensions (got 0)")
    if input.ndim > 2:
        raise MissingError("nll_loss: inputs of more than two axes are not supported yet")
    if target.ndim > 1:
        raise EngineError("0D or 1D target tensor expected, multi-target not supported")
    if input.ndim == 2 and (target.ndim == 0 or input.shape[0] != target.shape[0]):
        batch = target.shape[0] if target.ndim else 1
        raise ArgumentError(f"Expected input batch_size ({input.shape[0]}) to match target batch_size ({batch}).")
    if dtype_name(target) not in ("int64", "uint8"):
        raise EngineError(f"expected target dtype to be Long or Byte, but got {legacy(target)}")
    ignores = check_classes(np.asarray(data_of(target)), input.shape[-1], ignore_index)
    if weight is not None:
        check_class_weights(weight, input)
    return loss.nll(input, target, weight, reduction=reduction, ignore=ignore_index if ignores else None)


def check_classes(classes, count, ignore_index):
    """Raise PyTorch's error for a class that there is not; whether some rows may be ignored."""
    highest = classes.view(np.uint64) if classes.dtype == np.int64 else classes  # negative is very high
    if not classes.size or highest.max() < count:
        return 0 <= ignore_index < count
    wrong = classes[((classes < 0) | (classes >= count)) & (classes != ignore_index)]
    if wrong.size:
        raise PositionError(f"Target {int(wrong.flat[0])} is out of bounds.")
    return True


def check_class_weights(weight, input):
    """Raise PyTorch's errors for class weights of another number or dtype."""
    if tuple(weight.shape) != (input.shape[-1],):
        raise EngineError(
            f"weight tensor should be defined either for all {input.shape[-1]} classes or no classes but got weight "
            f"tensor of shape: {list(weight.shape)}"
        )
    if weight.dtype != input.dtype:
        raise EngineError(f"expected scalar type {legacy(input)} but found {legacy(weight)}")


def cross_entropy(input, target, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
    """`nll_loss` of `log_softmax`: the loss of classification, from raw scores.

    Parameters
    ----------
    input : Tensor, (batch, classes) or (classes,)
    target : Tensor of int64 classes, (batch,) or no axes; or of probabilities, shaped as `input`
    """
    check_reduction(reduction)
    if label_smoothing:
        raise MissingError("cross_entropy: label_smoothing is not supported yet")
    classes = axis(1 if input.ndim > 1 else 0, input.ndim)
    if tuple(target.shape) != tuple(input.shape):
        return nll_loss(log_softmax(input, classes), target, weight, ignore_index, reduction)
    if not dtype_name(target).startswith("float"):
        raise EngineError(f"Expected floating point type for target with class probabilities, got {legacy(target)}")
    weighted = mul(log_softmax(input, classes), target)
    if weight is not None:
        weighted = mul(weighted, weight)
    if reduction == "none":
        return arithmetic.neg(sum(weighted, classes))
    total = arithmetic.neg(sum(weighted))
    if reduction == "sum":
        return total
    return arithmetic.div_number(total, product(input.shape) // input.shape[classes])


def mse_loss(input, target, reduction="mean"):
    """Squared differences: their mean, their sum, or each."""
    check_reduction(reduction)
    if tuple(input.shape) != tuple(target.shape):
        import warnings

        lead = broadcast_shapes(tuple(input.shape), tuple(target.shape))
        warnings.warn(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}). This will "
            "likely lead to incorrect results due to broadcasting. Please ensure they have the same size.",
            stacklevel=2,
        )
        input = input if tuple(input.shape) == lead else expand(input, *lead)
        target = target if tuple(target.shape) == lead else expand(target, *lead)
    return loss.squared_error(input, target, reduction=reduction)
