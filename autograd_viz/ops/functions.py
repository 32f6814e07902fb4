"""PyTorch's functions, composed from ops: they check arguments and choose, the ops compute.

Every function takes tensors (or arrays) and does to them what the function of the same name in
``torch`` does, with the same arguments, defaults and graph.
"""

import builtins
import operator

import numpy as np

from . import arithmetic, linear, loss, reduce, shape
from .op import READERS


def axis(dim, ndim):
    """A checked, non-negative axis; IndexError in PyTorch's words."""
    if not hasattr(dim, "__index__") or isinstance(dim, bool):
        raise TypeError(f"'dim' must be int, not {type(dim).__name__}")
    dim = operator.index(dim)
    span = max_of(ndim, 1)
    if not -span <= dim < span:
        raise IndexError(f"Dimension out of range (expected to be in range of [{-span}, {span - 1}], but got {dim})")
    return dim % span


def max_of(a, b):
    return a if a > b else b


def axes(dim, ndim):
    """A tuple of checked axes, each once."""
    dims = tuple(axis(d, ndim) for d in (dim if isinstance(dim, (tuple, list)) else (dim,)))
    for d in dims:
        if dims.count(d) > 1:
            raise RuntimeError(f"dim {d} appears multiple times in the list of dims")
    return dims


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
    raise TypeError(f"{name}(): argument '{argument}' (position {position}) must be Tensor, not {type(x).__name__}")


def is_tensor(x):
    """Whether `x` is a tensor, or an array that counts as one."""
    return type(x) in READERS or isinstance(x, np.ndarray)


# -- arithmetic ------------------------------------------------------------------------------------


def add(input, other, *, alpha=1):
    """``input + alpha * other``."""
    input, other = as_operand(input, "add", "input"), as_operand(other, "add")
    if alpha == 1:
        return arithmetic.add(input, other)
    return arithmetic.add(input, other * alpha) if is_number(other) else arithmetic.add_scaled(input, other, alpha=alpha)


def sub(input, other, *, alpha=1):
    """``input - alpha * other``."""
    input, other = as_operand(input, "sub", "input"), as_operand(other, "sub")
    check_subtraction(input, other)
    if alpha == 1:
        return arithmetic.sub(input, other)
    return arithmetic.sub(input, other * alpha) if is_number(other) else arithmetic.sub_scaled(input, other, alpha=alpha)


def rsub(input, other):
    """``input - other`` as the operator writes it: a number in front makes a node of its own."""
    check_subtraction(input, other)
    return arithmetic.rsub(input, other) if is_number(input) else arithmetic.sub(input, other)


def check_subtraction(a, b):
    if is_bool(a) and is_bool(b):
        raise RuntimeError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` "
            "operator instead."
        )
    if is_bool(a) or is_bool(b):
        raise RuntimeError(
            "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, "
            "use the `~` or `logical_not()` operator instead."
        )


def is_bool(x):
    return not is_number(x) and str(x.dtype).endswith("bool")


def mul(input, other):
    """Product, element by element."""
    input, other = as_operand(input, "mul", "input"), as_operand(other, "mul")
    if is_number(input):
        input, other = other, input
    return arithmetic.mul(input, other)


def div(input, other, *, rounding_mode=None):
    """Quotient, element by element."""
    input, other = as_operand(input, "div", "input"), as_operand(other, "div")
    if rounding_mode is not None:
        raise NotImplementedError("div: rounding_mode is not supported yet")
    if is_number(input):
        return arithmetic.mul(arithmetic.reciprocal(other), input)
    return arithmetic.div(input, other)


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
        raise RuntimeError(
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
    dims = tuple(range(input.ndim)) if dim is None or dim == () or dim == [] else axes(dim, input.ndim)
    return reduce.sum_axes(input, dim=dims if input.ndim else (), keepdim=keepdim)


def check_floating(input, name):
    if input.dtype.category != 2 if hasattr(input.dtype, "category") else input.dtype.kind != "f":
        raise RuntimeError(
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
    dims = tuple(range(input.ndim)) if dim is None or dim == () or dim == [] else axes(dim, input.ndim)
    return reduce.mean_axes(input, dim=dims if input.ndim else (), keepdim=keepdim)


def extremum(whole, along, elementwise, name):
    """Define ``max`` or ``min``: of all elements, along an axis, or of two tensors."""

    def function(input, dim=None, keepdim=False):
        if dim is not None and not is_number(dim):
            return elementwise(input, dim)
        if dim is None:
            if not math_size(input):
                raise RuntimeError(
                    f"{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction "
                    "dim with the 'dim' argument."
                )
            return whole(input)
        dim = axis(dim, input.ndim)
        if input.ndim and not input.shape[dim]:
            raise IndexError(f"{name}(): Expected reduction dim {dim} to have non-zero size.")
        return Extremum[name](*along(input, dim=dim, keepdim=keepdim))

    function.__name__ = name
    function.__doc__ = f"The {name} of all elements; along `dim`, a pair (values, indices); of two tensors, each."
    return function


def math_size(x):
    n = 1
    for length in x.shape:
        n *= length
    return n


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


def argmax(input, dim=None, keepdim=False):
    """Where the largest element is: in the flattened tensor, or along `dim`."""
    return reduce.argmax_axis(input, dim=None if dim is None else axis(dim, input.ndim), keepdim=keepdim)


def argmin(input, dim=None, keepdim=False):
    """Where the smallest element is: in the flattened tensor, or along `dim`."""
    return reduce.argmin_axis(input, dim=None if dim is None else axis(dim, input.ndim), keepdim=keepdim)


# -- shapes ----------------------------------------------------------------------------------------


def wanted_shape(input, sizes):
    """A checked target shape with its -1 filled in, from ``(2, 3)`` or ``((2, 3),)``."""
    if len(sizes) == 1 and not hasattr(sizes[0], "__index__"):
        sizes = tuple(sizes[0])
    sizes = tuple(operator.index(n) for n in sizes)
    size = math_size(input)
    if builtins.any(n < -1 for n in sizes):
        raise RuntimeError(f"invalid shape dimension {builtins.min(sizes)}")
    known = 1
    for n in sizes:
        known *= n if n != -1 else 1
    if sizes.count(-1) > 1:
        raise RuntimeError("only one dimension can be inferred")
    if -1 in sizes:
        if known == 0:
            raise RuntimeError(
                f"cannot reshape tensor of 0 elements into shape {list(sizes)} because the unspecified dimension size "
                "-1 can be any value and is ambiguous"
            )
        if size % known:
            raise RuntimeError(f"shape '{list(sizes)}' is invalid for input of size {size}")
        sizes = tuple(size // known if n == -1 else n for n in sizes)
    elif known != size:
        raise RuntimeError(f"shape '{list(sizes)}' is invalid for input of size {size}")
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
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
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
        raise RuntimeError(f"t() expects a tensor with <= 2 dimensions, but self is {input.ndim}D")
    return shape.t(input)


def transpose(input, dim0, dim1):
    """Two axes exchanged."""
    return shape.transpose_axes(input, dim0=axis(dim0, input.ndim), dim1=axis(dim1, input.ndim))


def permute(input, *dims):
    """Axes in another order."""
    dims = dims[0] if len(dims) == 1 and not hasattr(dims[0], "__index__") else dims
    if len(dims) != input.ndim:
        raise RuntimeError(
            "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired "
            f"ordering of dimensions i.e. input.dim() = {input.ndim} is not equal to len(dims) = {len(dims)}"
        )
    checked = tuple(axis(d, input.ndim) for d in dims)
    if len(set(checked)) != len(checked):
        raise RuntimeError("permute(): duplicate dims are not allowed.")
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
    span = input.ndim + 1
    if not -span <= dim < span:
        raise IndexError(f"Dimension out of range (expected to be in range of [{-span}, {span - 1}], but got {dim})")
    return shape.unsqueeze_axis(input, dim=dim % span)


def squeeze(input, dim=None):
    """Axes of length 1 removed: all, or those named."""
    if dim is None:
        return shape.squeeze_all(input)
    if isinstance(dim, (tuple, list)):
        return shape.squeeze_axes(input, dim=axes(dim, input.ndim))
    return shape.squeeze_axis(input, dim=axis(dim, input.ndim))


def expand(input, *sizes):
    """Axes of length 1 repeated to the given lengths, without copying; -1 keeps an axis."""
    sizes = tuple(sizes[0]) if len(sizes) == 1 and not hasattr(sizes[0], "__index__") else sizes
    new = len(sizes) - input.ndim
    if new < 0:
        raise RuntimeError(
            f"expand(torch.{legacy(input)}Tensor{{{list(input.shape)}}}, size={list(sizes)}): the number of sizes "
            f"provided ({len(sizes)}) must be greater or equal to the number of dimensions in the tensor ({input.ndim})"
        )
    target = []
    for i, n in enumerate(sizes):
        have = input.shape[i - new] if i >= new else None
        if n == -1:
            if have is None:
                raise RuntimeError(
                    f"The expanded size of the tensor ({n}) isn't allowed in a leading, non-existing dimension {i}"
                )
            n = have
        if have is not None and have != n and have != 1:
            raise RuntimeError(
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
        raise RuntimeError("narrow(): length must be non-negative.")
    if not -have <= start <= have:
        raise IndexError(f"start out of range (expected to be in range of [{-have}, {have}], but got {start})")
    start = start % have if start < 0 else start
    if start + length > have:
        raise RuntimeError(f"start ({start}) + length ({length}) exceeds dimension size ({have}).")
    return shape.slice_axis(input, dim=dim, start=start, stop=start + length, step=1)


def select(input, dim, index):
    """One position along `dim`, which goes away."""
    if input.ndim == 0:
        raise IndexError("select() cannot be applied to a 0-dim tensor.")
    dim = axis(dim, input.ndim)
    return shape.select_axis(input, dim=dim, index=position(index, input.shape[dim], dim))


def position(index, length, dim):
    """A checked, non-negative position along an axis."""
    if not -length <= index < length:
        raise IndexError(f"index {index} is out of bounds for dimension {dim} with size {length}")
    return int(index) % length


def unbind(input, dim=0):
    """One view for each position along `dim`."""
    if input.ndim == 0:
        raise RuntimeError("Dimension specified as 0 but tensor has no dimensions")
    return shape.unbind_axis(input, dim=axis(dim, input.ndim))


def split(input, split_size_or_sections, dim=0):
    """Consecutive views along `dim`: of one length, or of the lengths given."""
    dim = axis(dim, input.ndim)
    length = input.shape[dim]
    if isinstance(split_size_or_sections, int):
        step = split_size_or_sections
        if step < 0 or (step == 0 and length):
            raise RuntimeError(f"split expects split_size be non-negative, but got split_size={step}")
        sizes = [builtins.min(step, length - i) for i in range(0, length, step)] if length else [0]
    else:
        sizes = list(split_size_or_sections)
        if builtins.sum(sizes) != length:
            raise RuntimeError(
                f"split_with_sizes expects split_sizes to sum exactly to {length} (input tensor's size at dimension "
                f"{dim}), but got split_sizes={sizes}"
            )
    return shape.split_axis(input, sizes=tuple(sizes), dim=dim)


def chunk(input, chunks, dim=0):
    """At most `chunks` consecutive views of equal length (the last may be shorter) along `dim`."""
    if chunks <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    length = input.shape[axis(dim, input.ndim)]
    return split(input, -(-length // chunks) if length else 1, dim)


def cat(tensors, dim=0):
    """Tensors one after another along an existing axis."""
    tensors = tuple(tensors)
    if not tensors:
        raise ValueError("expected a non-empty list of Tensors")
    for i, x in enumerate(tensors):
        if type(x) not in READERS and not isinstance(x, np.ndarray):
            raise TypeError(f"expected Tensor as element {i} in argument 0, but got {type(x).__name__}")
        if x.ndim == 0:
            raise RuntimeError(f"zero-dimensional tensor (at position {i}) cannot be concatenated")
    dim = axis(dim, tensors[0].ndim)
    first = tensors[0].shape
    for i, x in enumerate(tensors[1:], 1):
        if x.ndim != len(first):
            raise RuntimeError(f"Tensors must have same number of dimensions: got {len(first)} and {x.ndim}")
        for d in range(len(first)):
            if d != dim and x.shape[d] != first[d]:
                raise RuntimeError(
                    f"Sizes of tensors must match except in dimension {dim}. Expected size {first[d]} but got size "
                    f"{x.shape[d]} for tensor number {i} in the list."
                )
    return shape.concatenate(*tensors, dim=dim)


def stack(tensors, dim=0):
    """Tensors of one shape side by side along a new axis."""
    tensors = tuple(tensors)
    if not tensors:
        raise RuntimeError("stack expects a non-empty TensorList")
    first = tensors[0].shape
    for i, x in enumerate(tensors):
        if tuple(x.shape) != tuple(first):
            raise RuntimeError(
                f"stack expects each tensor to be equal size, but got {list(first)} at entry 0 and {list(x.shape)} at "
                f"entry {i}"
            )
    return shape.stack_axis(*tensors, dim=axis(dim, len(first) + 1))


def clone(input):
    """A copy through which gradients flow."""
    return shape.clone(input)


def contiguous(input):
    """This tensor, or a copy whose elements lie in memory in the order of the axes."""
    array = data_of(input)
    return input if not isinstance(array, np.ndarray) or array.flags.c_contiguous else shape.clone(input)


def to(input, dtype):
    """The same numbers in another dtype: the tensor itself if it has it already."""
    target = getattr(dtype, "numpy", dtype)
    return input if data_of(input).dtype == target else shape.to_dtype(input, dtype=target)


def getitem(input, key):
    """``input[key]``: the chain of views, and at most one pick by index arrays, that PyTorch makes."""
    single = not isinstance(key, tuple)
    keys = (key,) if single else key
    keys, arrays = unfolded(keys, input)
    if single and isinstance(key, slice):
        return apply_slice(input, 0, key)
    x, dim, picks = input, 0, {}
    for k in keys:
        if k is None:
            x = shape.unsqueeze_axis(x, dim=dim)
            dim += 1
        elif isinstance(k, slice):
            if k != slice(None) and not whole(k, x.shape[dim]):
                x = apply_slice(x, dim, k)
            dim += 1
        elif isinstance(k, int) and not isinstance(k, bool):
            x = shape.select_axis(x, dim=dim, index=position(k, x.shape[dim], dim))
        elif isinstance(k, bool):
            x = shape.unsqueeze_axis(x, dim=dim)
            picks[dim] = np.array([k])
            dim += 1
        else:
            picks[dim] = k
            dim += k.ndim if k.dtype == bool else 1
    if picks:
        index, d = [], 0
        while d < x.ndim and picks:
            if d in picks:
                k = picks.pop(d)
                check_pick(k, x.shape, d)
                index.append(k)
                d += k.ndim if k.dtype == bool else 1
            else:
                index.append(slice(None))
                d += 1
        return shape.index(x, index=tuple(index))
    return shape.alias(x) if x is input else x


def whole(k, length):
    """Whether a slice takes everything."""
    return k.indices(length) == (0, length, 1)


def check_pick(k, sizes, d):
    """Raise PyTorch's IndexError for an index array that does not fit."""
    if k.dtype == bool:
        for i, n in enumerate(k.shape):
            if sizes[d + i] != n:
                raise IndexError(
                    f"The shape of the mask {list(k.shape)} at index {i} does not match the shape of the indexed tensor "
                    f"{list(sizes)} at index {d + i}"
                )
        return
    n = sizes[d]
    wrong = k[(k >= n) | (k < -n)]
    if wrong.size:
        raise IndexError(f"index {int(wrong.flat[0])} is out of bounds for dimension {d} with size {n}")


def apply_slice(x, dim, k):
    """One slice along one axis, with PyTorch's errors."""
    if x.ndim == 0:
        raise IndexError("slice() cannot be applied to a 0-dim tensor.")
    if k.step is not None and k.step <= 0:
        raise ValueError("step must be greater than zero")
    start, stop, step = k.indices(x.shape[dim])
    return shape.slice_axis(x, dim=dim, start=start, stop=builtins.max(stop, start), step=step)


def unfolded(keys, x):
    """Expand an ellipsis and turn lists, arrays and tensors into index arrays or integers."""
    out, used, arrays = [], 0, False
    for k in keys:
        if isinstance(k, (list, np.ndarray)) or type(k) in READERS or isinstance(k, range):
            array = index_array(k)
            if array.ndim == 0:
                k = bool(array) if array.dtype == bool else int(array)
            else:
                k, arrays = array, True
        elif hasattr(k, "__index__") and not isinstance(k, (bool, int)):
            k = operator.index(k)
        elif not (k is None or k is Ellipsis or isinstance(k, (slice, int, bool, np.bool_))):
            raise IndexError(
                "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices "
                f"(got {type(k).__name__})"
            )
        if isinstance(k, np.bool_):
            k = bool(k)
        out.append(k)
        if isinstance(k, np.ndarray):
            used += k.ndim if k.dtype == bool else 1
        elif isinstance(k, slice) or (isinstance(k, int) and not isinstance(k, bool)):
            used += 1
    if used > x.ndim:
        if x.ndim == 0 and used == 1 and isinstance(out[0], int):
            raise IndexError(
                "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert "
                "a 0-dim tensor to a number"
            )
        raise IndexError(f"too many indices for tensor of dimension {x.ndim}")
    at = [i for i, k in enumerate(out) if k is Ellipsis]
    if len(at) > 1:
        raise IndexError("an index can only have a single ellipsis ('...')")
    if at:
        out[at[0] : at[0] + 1] = [slice(None)] * (x.ndim - used)
    return out, arrays


def index_array(k):
    """An index as an array of integers or booleans."""
    array = np.asarray(data_of(k) if not isinstance(k, list) else [data_of(v) for v in k])
    if array.size == 0 and isinstance(k, list):
        array = array.astype(np.int64)
    if array.dtype == np.uint8:
        array = array.astype(bool)
    if array.dtype != bool and array.dtype.kind not in "iu":
        raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
    return array


# -- matrix products -------------------------------------------------------------------------------


def matmul(input, other):
    """The matrix product, with vectors and batches, split as PyTorch splits it."""
    for x in (input, other):
        if type(x) not in READERS and not isinstance(x, np.ndarray):
            raise TypeError(f"matmul(): argument 'other' must be Tensor, not {type(x).__name__}")
    m, n = input.ndim, other.ndim
    if m == 0 or n == 0:
        raise RuntimeError(f"both arguments to matmul need to be at least 1D, but they are {m}D and {n}D")
    same_dtype(input, other, "matmul")
    if m == 1 and n == 1:
        return dot(input, other)
    if m == 2 and n == 1:
        return mv(input, other)
    if m == 1 and n == 2:
        return linear_squeezed(mm(shape.unsqueeze_axis(input, dim=0), other))
    if m == 2 and n == 2:
        return mm(input, other)
    if n <= 2 and m >= 3:
        return folded(input, other)
    if m <= 2 and n >= 3:
        turned = transpose(other, -2, -1)
        first = t(input) if m == 2 else input
        out = folded(turned, first)
        return transpose(out, -2, -1) if m == 2 else out
    return batched(input, other)


def linear_squeezed(x):
    return shape.squeeze_product(x, dim=0)


def folded(a, b):
    """A batch of matrices times one matrix or vector: the batch axes become rows."""
    rows = 1
    for k in a.shape[:-1]:
        rows *= k
    flat = reshape(a, (rows, a.shape[-1]))
    out = mv(flat, b) if b.ndim == 1 else mm(flat, b)
    return shape.unsafe_view(out, shape=(*a.shape[:-1], *b.shape[1:]))


def batched(a, b):
    """Batches of matrices, broadcast against each other."""
    lead = broadcast_shapes(a.shape[:-2], b.shape[:-2])
    if a.shape[-1] != b.shape[-2]:
        raise RuntimeError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{size_of(lead)}, {a.shape[-1]}] but got: "
            f"[{size_of(lead)}, {b.shape[-2]}]."
        )
    count = size_of(lead)
    a3 = reshape(expand(a, *lead, *a.shape[-2:]), (count, *a.shape[-2:]))
    b3 = reshape(expand(b, *lead, *b.shape[-2:]), (count, *b.shape[-2:]))
    return shape.unsafe_view(linear.bmm(a3, b3), shape=(*lead, a.shape[-2], b.shape[-1]))


def size_of(sizes):
    n = 1
    for k in sizes:
        n *= k
    return n


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
        raise RuntimeError(
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


def same_dtype(a, b, name):
    """Matrix products promote nothing."""
    if a.dtype != b.dtype:
        one, two = (C_NAMES.get(str(x.dtype).split(".")[-1], str(x.dtype)) for x in (a, b))
        raise RuntimeError(f"expected m1 and m2 to have the same dtype, but got: {one} != {two}")


def dot(input, other):
    """Inner product of two vectors."""
    if input.ndim != 1 or other.ndim != 1:
        raise RuntimeError(f"1D tensors expected, but got {input.ndim}D and {other.ndim}D tensors")
    if input.shape != other.shape:
        raise RuntimeError(
            f"inconsistent tensor size, expected tensor {list(input.shape)} and src {list(other.shape)} to have the same "
            f"number of elements, but got {input.shape[0]} and {other.shape[0]} elements respectively"
        )
    return linear.dot(input, other)


def mv(input, vec):
    """Matrix times vector."""
    if input.ndim != 2 or vec.ndim != 1:
        raise RuntimeError(f"vector + matrix @ vector expected, got 1, {input.ndim}, {vec.ndim}")
    if input.shape[1] != vec.shape[0]:
        raise RuntimeError(
            f"size mismatch, got input ({input.shape[0]}), mat ({input.shape[0]}x{input.shape[1]}), vec ({vec.shape[0]})"
        )
    return linear.mv(input, vec)


def mm(input, mat2):
    """Matrix times matrix."""
    if input.ndim != 2:
        raise RuntimeError("self must be a matrix")
    if mat2.ndim != 2:
        raise RuntimeError("mat2 must be a matrix")
    check_mm(input, mat2)
    return linear.mm(input, mat2)


def check_mm(a, b):
    if a.shape[1] != b.shape[0]:
        raise RuntimeError(
            f"mat1 and mat2 shapes cannot be multiplied ({a.shape[0]}x{a.shape[1]} and {b.shape[0]}x{b.shape[1]})"
        )


def bmm(input, mat2):
    """Matrix times matrix, for each of a batch."""
    if input.ndim != 3:
        raise RuntimeError("batch1 must be a 3D tensor")
    if mat2.ndim != 3:
        raise RuntimeError("batch2 must be a 3D tensor")
    if mat2.shape[:2] != (input.shape[0], input.shape[2]):
        raise RuntimeError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{input.shape[0]}, {input.shape[2]}] but "
            f"got: [{mat2.shape[0]}, {mat2.shape[1]}]."
        )
    return linear.bmm(input, mat2)


def addmm(input, mat1, mat2):
    """``input + mat1 @ mat2``."""
    check_mm(mat1, mat2)
    return linear.addmm(input, mat1, mat2)


def outer(input, vec2):
    """Every product of an element of one vector with an element of another."""
    return mul(reshape(input, (input.shape[0], 1)), vec2)


def linear_layer(input, weight, bias=None):
    """``input @ weight.T + bias``, for `weight` of shape (out features, in features)."""
    if input.ndim == 0:
        raise RuntimeError(f"both arguments to linear need to be at least 1D, but they are 0D and {weight.ndim}D")
    same_dtype(input, weight, "linear")
    if input.shape[-1] != weight.shape[1]:
        rows = size_of(input.shape[:-1])
        raise RuntimeError(
            f"mat1 and mat2 shapes cannot be multiplied ({rows}x{input.shape[-1]} and {weight.shape[1]}x{weight.shape[0]})"
        )
    turned = shape.t(weight)
    if bias is None:
        return matmul(input, turned)
    if input.ndim == 2:
        return linear.addmm(bias, input, turned)
    flat = reshape(input, (size_of(input.shape[:-1]), input.shape[-1]))
    return shape.view(linear.addmm(bias, flat, turned), shape=(*input.shape[:-1], weight.shape[0]))


# -- softmax and losses ----------------------------------------------------------------------------


def softmax(input, dim, dtype=None):
    """Exponentials along `dim`, divided by their sum."""
    input = input if dtype is None else to(input, dtype)
    return loss.softmax_axis(input, dim=axis(dim, input.ndim))


def log_softmax(input, dim, dtype=None):
    """Logarithm of `softmax`, computed without overflow."""
    input = input if dtype is None else to(input, dtype)
    return loss.log_softmax_axis(input, dim=axis(dim, input.ndim))


REDUCTIONS = ("none", "mean", "sum")


def check_reduction(reduction):
    if reduction not in REDUCTIONS:
        raise ValueError(f"{reduction} is not a valid value for reduction")


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
    if input.ndim not in (1, 2):
        raise RuntimeError(f"input tensor should be 1D or 2D, got {input.ndim}D")
    if str(target.dtype).split(".")[-1] not in ("int64", "uint8"):
        raise RuntimeError(f"expected scalar type Long but found {legacy(target)}")
    if input.ndim == 1:
        rows, targets = shape.view(input, shape=(1, input.shape[0])), shape.view(target, shape=(1,))
        out = loss.nll(rows, targets, weight, reduction=reduction, ignore=ignore_index)
        return shape.view(out, shape=()) if reduction == "none" else out
    if target.ndim != 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    if input.shape[0] != target.shape[0]:
        raise ValueError(
            f"Expected input batch_size ({input.shape[0]}) to match target batch_size ({target.shape[0]})."
        )
    classes = data_of(target)
    wrong = classes[((classes < 0) | (classes >= input.shape[1])) & (classes != ignore_index)]
    if wrong.size:
        raise IndexError(f"Target {int(wrong.flat[0])} is out of bounds.")
    return loss.nll(input, target, weight, reduction=reduction, ignore=ignore_index)


def cross_entropy(input, target, weight=None, ignore_index=-100, reduction="mean", label_smoothing=0.0):
    """`nll_loss` of `log_softmax`: the loss of classification, from raw scores.

    Parameters
    ----------
    input : Tensor, (batch, classes) or (classes,)
    target : Tensor of int64 classes, (batch,) or no axes; or of probabilities, shaped as `input`
    """
    check_reduction(reduction)
    if label_smoothing:
        raise NotImplementedError("cross_entropy: label_smoothing is not supported yet")
    classes = axis(1 if input.ndim > 1 else 0, input.ndim)
    logs = loss.log_softmax_axis(input, dim=classes)
    if tuple(target.shape) == tuple(input.shape) and str(target.dtype).split(".")[-1].startswith("float"):
        weighted = mul(logs, target) if weight is None else mul(mul(logs, target), weight)
        if reduction == "none":
            return arithmetic.neg(sum(weighted, classes))
        total = arithmetic.neg(sum(weighted))
        return total if reduction == "sum" else div(total, size_of(input.shape) // input.shape[classes])
    return nll_loss(logs, target, weight, ignore_index, reduction)


def mse_loss(input, target, reduction="mean"):
    """Squared differences: their mean, their sum, or each."""
    check_reduction(reduction)
    if tuple(input.shape) != tuple(target.shape):
        import warnings

        warnings.warn(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}). This will "
            "likely lead to incorrect results due to broadcasting. Please ensure they have the same size.",
            stacklevel=2,
        )
        lead = broadcast_shapes(tuple(input.shape), tuple(target.shape))
        input = input if tuple(input.shape) == lead else expand(input, *lead)
        target = target if tuple(target.shape) == lead else expand(target, *lead)
    return loss.squared_error(input, target, reduction=reduction)
