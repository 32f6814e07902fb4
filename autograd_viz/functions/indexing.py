"""Picking elements: by position, slice, list, mask, and along an axis."""

import builtins
import math
import operator

import numpy as np

from ..ops import index as index_ops
from ..ops import shape
from ..ops.arrays import CPU, duplicate, expect, is_array, moved, named, on, place, readable, zeros
from ..ops.errors import ArgumentError, EngineError, MissingError, OperandError, PositionError
from . import shapes
from .arguments import axis, broadcast_shapes, data_of, dtype_name, is_number, is_tensor, legacy, number, product


def getitem(input, key):
    """``input[key]``: the chain of views, and at most one pick by index arrays, that PyTorch makes."""
    if isinstance(key, slice) and input.ndim:
        return apply_slice(input, 0, key)
    view, picks = split_key(input, key)
    if any_pick(picks):
        return index_ops.index(view, index=picks)
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
                picks[dim] = on(place(data_of(x)), zeros, int(k), np.int64, data_of(x))
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
    return x, beside(index, x)


def beside(index, x):
    """An index with its arrays where those of `x` are; RuntimeError in PyTorch's words for what is on another GPU."""
    where = place(data_of(x))
    for k in index:
        if not isinstance(k, slice) and place(k) not in (CPU, where):
            raise EngineError(
                f"indices should be either on cpu or on the same device as the indexed tensor ({named(where)})\n"
                f"This one is on {named(place(k))}: index with i.to(x.device)."
            )
    return tuple(k if isinstance(k, slice) else moved(k, where) for k in index)


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
    check_range(k, -n, n, PositionError, f"index {{}} is out of bounds for dimension {d} with size {n}")


def check_range(i, least, end, error, said):
    """Raise an error that says which of the positions `i` is not from `least` to before `end`.

    On a GPU it is raised when the host next waits for numbers, and cannot say which.
    """
    if readable(i):
        if i.size and not (i.min() >= least and i.max() < end):
            wrong = i[(i < least) | (i >= end)].flat[0] if i.ndim else i
            raise error(said.format(int(wrong)))
    elif end <= least and i.size:
        raise error(said.format("of any number"))
    else:
        right = on(place(i), lambda: (i >= least) & (i < end))
        expect(right, EngineError("CUDA error: device-side assert triggered\n" + said.format("of some element")))


def check_together(index):
    """Raise PyTorch's IndexError for index arrays that cannot be broadcast together."""
    arrays = [k for k in index if not isinstance(k, slice)]
    if len(arrays) < 2:
        return
    shapes = lengths(arrays)
    try:
        np.broadcast_shapes(*shapes)
    except ValueError:
        raise PositionError(
            "shape mismatch: indexing tensors could not be broadcast together with shapes "
            + ", ".join(str(list(n)) for n in shapes)
        ) from None


def lengths(arrays):
    """The shapes of index arrays: of a mask, as often as it has axes, how many it picks."""
    return [n for k in arrays for n in ([(int(on(place(k), k.sum)),)] * k.ndim if k.dtype == bool else [k.shape])]


def apply_slice(x, dim, k):
    """One slice along one axis, with PyTorch's errors."""
    if k.step is not None and k.step <= 0:
        raise ArgumentError("slice step cannot be zero" if k.step == 0 else "step must be greater than zero")
    try:
        start, stop, step = k.indices(x.shape[dim])
    except TypeError as error:
        raise OperandError(str(error)) from None
    return shape.slice_axis(x, dim=dim, start=start, stop=builtins.max(stop, start), step=step)


def unfolded(key, x):
    """The parts of an index: its ellipsis expanded; lists, arrays and tensors as index arrays, integers or bools."""
    out, used = [], 0
    for k in as_tuple(key):
        if isinstance(k, (list, tuple, range)) or is_tensor(k):
            k = index_array(k)
            if k.ndim == 0:
                k = bool(k) if k.dtype == bool else int(k)
        elif hasattr(k, "__index__") and not isinstance(k, (bool, int)):
            k = operator.index(k)
        elif isinstance(k, str):
            raise OperandError("new(): invalid data type 'str'")
        elif not (k is None or k is Ellipsis or isinstance(k, (slice, int))):
            name = f"numpy.{type(k).__name__}" if isinstance(k, np.generic) else type(k).__name__
            raise PositionError(
                "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices "
                f"(got {name})"
            )
        out.append(k)
        if is_array(k):
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
    if len(at) > 1 and used < x.ndim and at[-1] < len(out) - 1:
        raise PositionError(
            f"index {out[-1]} is out of bounds for dimension {x.ndim} with size 0: `...` may stand once"
        )
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
    given = isinstance(k, (list, tuple, range))
    array = np.array([on_host(v) for v in k]) if given else duplicate(data_of(k))  # whatever becomes of `k`
    if given and (array.size == 0 or array.dtype.kind == "f"):
        array = array.astype(np.int64)
    if array.dtype == np.uint8:
        array = on(place(array), array.astype, bool)
    if array.dtype.kind in "US":
        raise OperandError(f"new(): invalid data type '{type(array.flat[0].item()).__name__}'")
    if array.dtype not in (np.bool_, np.int64, np.int32) and (
        given or not isinstance(k, np.ndarray) or array.dtype.kind not in "iu"
    ):
        raise PositionError("tensors used as indices must be long, int, byte or bool tensors")
    return array


def on_host(v):
    """An entry of a list as the host has it."""
    v = data_of(v)
    return moved(v, CPU) if is_array(v) else v


# -- checks of the functions below -----------------------------------------------------------------


def tensor(x, name, argument):
    """A checked tensor; TypeError in PyTorch's words for anything else."""
    if not is_tensor(x):
        raise OperandError(f"{name}(): argument '{argument}' must be Tensor, not {type(x).__name__}")
    return x


def check_positions(
    i, length, dim, error=EngineError, said="index {} is out of bounds for dimension {dim} with size {n}"
):
    """Raise PyTorch's error for positions along an axis that are not there; none counts from the end."""
    check_range(data_of(i), 0, length, error, said.format("{}", dim=dim, n=length))


def is_index(i):
    """Whether a tensor holds positions."""
    return data_of(i).dtype in (np.int64, np.int32)


def check_places(
    input,
    dim,
    index,
    name,
    said="self",
    larger="Expected index {i} to be no larger than self {x} apart from dimension {dim}",
):
    """Check an index with an entry for every element of a result; returns the axis."""
    tensor(index, name, "index")
    dim = axis(dim, input.ndim)
    if not is_index(index):
        raise EngineError(f"{name}(): Expected dtype int32/int64 for index")
    if not product(index.shape):
        return dim
    i, x = (tuple(v.shape) or (1,) for v in (index, input))
    if len(i) != len(x):
        raise EngineError(f"Index tensor must have the same number of dimensions as {said} tensor")
    for d, (n, m) in enumerate(zip(i, x)):
        if d != dim and n > m:
            raise EngineError(larger.format(d=d, i=list(i), x=list(x), dim=dim))
    check_positions(index, x[dim], dim)
    return dim


def check_source(input, dim, index, src, name):
    """Check a scatter's index and source; returns the axis."""
    tensor(src, name, "src")
    axis(dim, input.ndim)
    dim, kind = axis(dim, src.ndim), "scatter"
    if not is_index(tensor(index, name, "index")):
        raise EngineError(f"{kind}(): Expected dtype int32/int64 for index")
    if src.dtype != input.dtype:
        raise EngineError(f"{kind}(): Expected self.dtype to be equal to src.dtype")
    if product(index.shape):
        i, x, a = (tuple(v.shape) or (1,) for v in (index, input, src))
        if len(i) == len(x) and len(a) != len(i):
            raise EngineError("Index tensor must have the same number of dimensions as src tensor")
        if len(i) == len(x) and any_longer(i, a, None) or any_longer(i, x, dim):
            raise EngineError(
                f"Expected index {list(i)} to be no larger than self {list(x)} apart from dimension {dim} and to be no larger "
                f"size than src {list(a)}"
            )
    return check_places(input, dim, index, kind)


def any_longer(i, x, dim):
    """Whether an index is longer than a tensor along any axis but `dim`."""
    return builtins.any(n > m for d, (n, m) in enumerate(zip(i, x)) if d != dim)


def held(value, kind):
    """A number as a dtype holds it, negative ones wrapped in unsigned integers; PyTorch's error for one that it cannot."""
    value = number(value)
    if kind.kind == "b" or (kind.kind == "f" and not math.isfinite(value)):
        return value
    most = (np.iinfo if kind.kind in "iu" else np.finfo)(kind).max
    least = np.iinfo(kind).min if kind.kind == "i" else -most
    if not least <= value <= most:
        name = {"float16": "at::Half", "float32": "float", "float64": "double"}.get(kind.name, f"{kind.name}_t")
        raise EngineError(f"value cannot be converted to type {name} without overflow")
    return np.int64(value).astype(kind).item() if kind.kind in "iu" else value


def by_number(name, input, value, number_op, tensor_op, *operands, **params):
    """Fill with a Python number, or with a tensor of no axes, which may require grad."""
    if not is_tensor(value):
        if not is_number(value):
            raise OperandError(f"{name}(): argument 'value' must be Number or Tensor, not {type(value).__name__}")
        return number_op(input, *operands, held(value, data_of(input).dtype), **params)
    if value.ndim:
        raise EngineError(
            f"{name}_ only supports a 0-dimensional value tensor, but got tensor with {value.ndim} dimension(s)."
        )
    return tensor_op(input, *operands, value, **params)


# -- along one axis, with an index for every element -----------------------------------------------


def gather(input, dim, index, *, sparse_grad=False):
    """The elements at the places that `index` names along `dim`. As ``torch.gather``.

    Parameters
    ----------
    input : Tensor
    dim : int
    index : Tensor of int64 or int32
        One place for each element of the result, along `dim`; along the other axes the element's own.

    Returns
    -------
    Tensor
        Of the shape of `index`.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.gather(av.tensor([[1, 2], [3, 4]]), 1, av.tensor([[1], [0]]))
    tensor([[2],
            [3]])
    """
    larger = "Size does not match at dimension {d} expected index {i} to be no larger than self {x} apart from dimension {dim}"
    dim = check_places(input, dim, index, "gather", "input", larger)
    return index_ops.gather(input, index, dim=dim)


def take_along_dim(input, indices, dim=None):
    """`gather`, with the other axes broadcast; without `dim`, of the flattened tensor. As ``torch.take_along_dim``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor([[30, 10, 20]])
    >>> av.take_along_dim(x, av.tensor([[1, 2, 0]]), 1)
    tensor([[10, 20, 30]])
    """
    tensor(indices, "take_along_dim", "indices")
    if dim is None:
        return gather(shapes.reshape(input, (-1,)), 0, shapes.reshape(indices, (-1,)))
    if data_of(indices).dtype != np.int64:
        raise EngineError(f"torch.take_along_dim(): dtype of indices should be Long but got {legacy(indices)}")
    if input.ndim != indices.ndim:
        raise EngineError(
            f"torch.take_along_dim(): input and indices should have the same number of dimensions, but got {input.ndim} "
            f"dimensions for input, and {indices.ndim} dimensions for indices"
        )
    dim = axis(dim, input.ndim)
    shapes.check_axes(input)
    sizes = [tuple(x.shape) for x in (input, indices)]
    wide = broadcast_shapes(*((*s[:dim], 1, *s[dim + 1 :]) for s in sizes))
    input, indices = (
        shapes.expand(x, (*wide[:dim], s[dim], *wide[dim + 1 :])) for x, s in zip((input, indices), sizes)
    )
    return gather(input, dim, indices)


def scatter(input, dim, index, src=None, *, value=None, reduce=None):
    """A copy with elements, or one number, written at the places that `index` names along `dim`. As ``torch.scatter``.

    Parameters
    ----------
    input : Tensor
    dim : int
    index : Tensor of int64 or int32
        As `gather`'s, one for each element of `src` that is written. If places repeat, any one may win.
    src : Tensor or number
        `value` is another name for a number.
    reduce : {"add", "multiply"}, optional
        Combine with what is there instead; deprecated, see `scatter_reduce`.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.scatter(av.zeros(2, 3), 1, av.tensor([[2], [0]]), 1.0)
    tensor([[0., 0., 1.],
            [1., 0., 0.]])
    """
    src = value if src is None else src
    if not is_tensor(src) and not is_number(src):
        raise OperandError(f"scatter(): argument 'src' must be Tensor or Number, not {type(src).__name__}")
    if reduce is not None:
        if reduce not in ("add", "multiply"):
            raise EngineError("reduce argument must be either add or multiply.")
        if is_number(src):
            src = shapes.to(shapes.to(index, input.dtype) * 0 + number(src), input.dtype)
        check_source(input, dim, index, src, "scatter")
        return scatter_reduce(input, dim, index, src, "sum" if reduce == "add" else "prod")
    if is_tensor(src):
        dim = check_source(input, dim, index, src, "scatter")
        return index_ops.scatter(input, index, src, dim=dim)
    return index_ops.scatter_number(input, index, number(src), dim=check_places(input, dim, index, "scatter"))


def scatter_add(input, dim, index, src):
    """A copy with elements of `src` added at the places that `index` names along `dim`. As ``torch.scatter_add``.

    Parameters
    ----------
    input : Tensor
    dim : int
    index : Tensor of int64 or int32
        As `gather`'s. What repeated places name is added once for each time.
    src : Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.scatter_add(av.zeros(3), 0, av.tensor([0, 0, 2]), av.ones(3))
    tensor([2., 0., 1.])
    """
    return index_ops.scatter_add(input, index, src, dim=check_source(input, dim, index, src, "scatter_add"))


REDUCTIONS = {
    "sum": "sum",
    "prod": "prod",
    "mean": "mean",
    "amax": "amax",
    "amin": "amin",
    "max": "amax",
    "min": "amin",
}


def scatter_reduce(input, dim, index, src, reduce, *, include_self=True):
    """The elements of `src` sent to one place combined, with what is there. As ``torch.scatter_reduce``.

    Parameters
    ----------
    input : Tensor
    dim : int
    index : Tensor of int64 or int32
        As `scatter_add`'s.
    src : Tensor
    reduce : {"sum", "prod", "mean", "amax", "amin"}
    include_self : bool
        Whether the elements of `input` take part.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.scatter_reduce(av.ones(2), 0, av.tensor([0, 0, 1]), av.tensor([3.0, 5.0, 7.0]), "mean")
    tensor([3., 4.])
    """
    if reduce not in REDUCTIONS:
        raise EngineError("reduce argument must be either sum, prod, mean, amax or amin, got " + str(reduce))
    dim = check_source(input, dim, index, src, "scatter_reduce")
    if reduce == "mean" and data_of(input).dtype == bool:
        raise MissingError("\"scatter_gather_tensor_cpu_reduce_mean\" not implemented for 'Bool'")
    return index_ops.scatter_reduce(input, index, src, dim=dim, reduce=REDUCTIONS[reduce], include_self=include_self)


# -- along one axis, with an index for whole slices ------------------------------------------------


def index_select(input, dim, index):
    """The slices at positions along `dim`, in a copy. As ``torch.index_select``.

    Parameters
    ----------
    input : Tensor
    dim : int
    index : Tensor of int64 or int32
        One axis at most.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.index_select(av.tensor([[1, 2, 3], [4, 5, 6]]), 1, av.tensor([2, 2, 0]))
    tensor([[3, 3, 1],
            [6, 6, 4]])
    """
    tensor(index, "index_select", "index")
    dim = axis(dim, input.ndim)
    if index.ndim > 1:
        raise PositionError("index_select(): Index is supposed to be a vector")
    if not is_index(index):
        raise EngineError("index_select(): Expected dtype int32 or int64 for index")
    if not input.ndim and product(index.shape) != 1:
        raise EngineError(f"index_select(): Index to scalar can have only 1 value, got {product(index.shape)} value(s)")
    check_positions(index, input.shape[dim] if input.ndim else 1, dim, PositionError, "index out of range in self: {}")
    return index_ops.index_select(input, index, dim=dim)


def index_add(input, dim, index, source, *, alpha=1):
    """A copy with slices of `source`, `alpha` times, added at positions along `dim`. As ``torch.index_add``.

    Parameters
    ----------
    input : Tensor
    dim : int
    index : Tensor of int64 or int32
        One position for each slice of `source`; what repeated ones name is added once for each time.
    source : Tensor
    alpha : number

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.index_add(av.zeros(3), 0, av.tensor([0, 0, 2]), av.ones(3))
    tensor([2., 0., 1.])
    """
    tensor(index, "index_add", "index"), tensor(source, "index_add", "source")
    dim = axis(dim, input.ndim)
    if index.ndim > 1:
        raise PositionError(
            f"index_add_(): Index is supposed to be a vector, but got dim: {index.ndim} with type: {legacy(index)} and size: "
            f"{list(index.shape)}"
        )
    if not is_index(index):
        raise EngineError(f"index_add_(): Expected dtype int32/int64 for index but got: {legacy(index)}")
    if source.dtype != input.dtype:
        raise EngineError(
            f"index_add_(): self ({legacy(input)}) and source ({legacy(source)}) must have the same scalar type"
        )
    x, a = list(input.shape), list(source.shape)
    if len(x) != len(a) or (x[:dim] + x[dim + 1 :] != a[:dim] + a[dim + 1 :]):
        raise EngineError(
            "source tensor shape must match self tensor shape, excluding the specified dimension. Got self.shape = "
            f"{x} source.shape = {a}"
        )
    if product(index.shape) != 1:
        shapes.check_axes(source)
    if product(index.shape) != (a[dim] if a else 1):
        raise EngineError(
            f"index_add_(): Number of indices ({product(index.shape)}) should be equal to source.size(dim): ({a[dim]}), for "
            f"dim: {dim}"
        )
    check_positions(index, x[dim] if x else 1, dim)
    return index_ops.index_add(input, index, source, dim=dim, alpha=alpha)


def index_fill(input, dim, index, value):
    """A copy with one number in the slices at positions along `dim`. As ``torch.index_fill``.

    Parameters
    ----------
    input : Tensor
    dim : int
    index : Tensor of int64
    value : number, or Tensor of no axes

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.index_fill(av.zeros(2, 3), 1, av.tensor([0, 2]), 1.0)
    tensor([[1., 0., 1.],
            [1., 0., 1.]])
    """
    tensor(index, "index_fill", "index")
    if data_of(index).dtype != np.int64:
        raise PositionError("index_fill_(): Expected dtype int64 for index.")
    dim = axis(dim, input.ndim)
    if index.ndim > 1:
        raise EngineError("Index has to be a vector/scalar")
    length = input.shape[dim] if input.ndim else 1
    check_picks(index, length, dim)
    return by_number(
        "index_fill", input, value, index_ops.index_fill_number, index_ops.index_fill_tensor, index, dim=dim
    )


def check_picks(index, length, dim):
    """Raise PyTorch's IndexError for positions, of which negative ones count from the end, that are not there."""
    i = data_of(index)
    positive = np.where(i < 0, i + length, i) if readable(i) else i
    said = f"index {{}} is out of bounds for dimension {dim} with size {length}"
    check_range(positive, 0 if positive is not i else -length, length, PositionError, said)


def index_copy(input, dim, index, source):
    """A copy with the slices at positions along `dim` replaced by those of `source`. As ``torch.index_copy``.

    Parameters
    ----------
    input : Tensor
    dim : int
    index : Tensor of int64
        One position for each slice of `source`.
    source : Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.index_copy(av.zeros(3), 0, av.tensor([2, 0]), av.tensor([1.0, 2.0]))
    tensor([2., 0., 1.])
    """
    tensor(index, "index_copy", "index"), tensor(source, "index_copy", "source")
    dim = axis(dim, input.ndim)
    count, x, a = product(index.shape), list(input.shape), list(source.shape)
    if index.ndim > 1:
        raise PositionError(f"index_copy_(): Index should have dimension 1 or 0 (got {index.ndim})")
    if not a and count != 1:
        raise PositionError(f"index_copy_(): When source is scalar, index should have one element (got {count})")
    if len(a) != len(x) and a and x:
        raise PositionError(
            "index_copy_(): When source and destination are not scalars, their dimensionality must match. Source "
            f"dimensionality ({len(a)}), destination dimensionality ({len(x)})"
        )
    if data_of(index).dtype != np.int64:
        raise EngineError(f"index_copy_(): Expected a long tensor for index, but got {legacy(index)}")
    if source.dtype != input.dtype:
        raise EngineError(
            f"index_copy_(): self and source expected to have the same dtype, but got (self) {legacy(input)} and (source) "
            f"{legacy(source)}"
        )
    if x[:dim] + x[dim + 1 :] != a[:dim] + a[dim + 1 :]:
        raise EngineError(
            "index_copy_(): Source/destination tensor must have same slice shapes. Destination slice shape: "
            f"{' '.join(map(str, x[:dim] + x[dim + 1 :]))} at dimension {dim} and source slice shape: "
            f"{' '.join(map(str, a[:dim] + a[dim + 1 :]))} at dimension 0."
        )
    if a and count != a[dim]:
        raise PositionError(
            f"index_copy_(): Number of indices ({count}) should be equal to source.size(dim) ({a[dim]})"
        )
    check_positions(
        index, x[dim] if x else 1, dim, PositionError,
        "index_copy_(): index {} is out of bounds for dimension {dim} with size {n}",
    )  # fmt: skip
    return index_ops.index_copy(input, index, source, dim=dim)


# -- at an index of any kind -----------------------------------------------------------------------


def index_put(input, indices, values, accumulate=False):
    """A copy with `values` written, or added, where ``input[indices]`` is. As ``torch.index_put``.

    Parameters
    ----------
    input : Tensor
    indices : sequence of Tensor
        Integers or masks, one for each of the first axes.
    values : Tensor
        Broadcast to the elements picked.
    accumulate : bool
        Add, once for each time an element is named.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.index_put(av.zeros(3), (av.tensor([0, 0]),), av.tensor([1.0, 2.0]), accumulate=True)
    tensor([3., 0., 0.])
    """
    if not isinstance(indices, (tuple, list)):
        raise OperandError(f"index_put(): argument 'indices' must be tuple of Tensors, not {type(indices).__name__}")
    for at, k in enumerate(indices):
        if not is_tensor(k):
            raise OperandError(f"expected Tensor as element {at} in argument 0, but got {type(k).__name__}")
    tensor(values, "index_put", "values")
    arrays = [index_array(k) for k in indices]
    used = builtins.sum(map(axes_of, arrays))
    if used > input.ndim:
        raise PositionError(f"too many indices for tensor of dimension {input.ndim} (got {used})")
    picks, d = [], 0
    for k in arrays:
        check_pick(k, input.shape, d)
        d += axes_of(k)
        picks.append(k)
    check_together(picks)
    return put_picked(input, beside(picks, input), values, accumulate)


def put_picked(input, index, values, accumulate=False):
    """Write `values`, broadcast, where a checked index picks."""
    arrays = [k for k in index if not isinstance(k, slice)]
    one = not accumulate and len(arrays) == 1 and arrays[0].dtype == bool and product(values.shape) == 1
    if values.dtype != input.dtype and not one:  # one element under one mask is `masked_fill` to PyTorch
        raise EngineError(
            f"Index put requires the source and destination dtypes match, got {legacy(input)} for the destination and "
            f"{legacy(values)} for the source.\nConvert what is assigned: value.to({dtype_name(input)})."
        )
    if values.ndim:  # how many a mask picks need not be known for one number
        check_picked(tuple(values.shape), picked_shape(tuple(input.shape), index))
    return (index_ops.index_put_add if accumulate else index_ops.index_put)(input, values, index=index)


def picked_shape(sizes, index):
    """The shape of what an index picks from a tensor of lengths `sizes`."""
    arrays = [k for k in index if not isinstance(k, slice)]
    picked, whole, starts, d = np.broadcast_shapes(*lengths(arrays)), [], [], 0
    for at, k in enumerate(index):
        if isinstance(k, slice):
            whole.append(sizes[d])
            d += 1
        else:
            starts.append((at, len(whole)))
            d += axes_of(k)
    together = starts[-1][0] - starts[0][0] < len(starts)  # else what is picked comes first
    first = starts[0][1] if together else 0
    return (*whole[:first], *picked, *whole[first:], *sizes[d:])


def check_picked(given, picked):
    """Raise PyTorch's error for values that cannot be broadcast to what an index picks."""
    if len(given) > len(picked) or builtins.any(n not in (1, m) for n, m in zip(given[::-1], picked[::-1])):
        raise EngineError(
            f"shape mismatch: value tensor of shape {list(given)} cannot be broadcast to indexing result of shape "
            f"{list(picked)}"
        )


# -- in the flattened tensor -----------------------------------------------------------------------


def check_flat(input, index, name, size):
    """Check positions in a flattened tensor, of which negative ones count from the end."""
    i = data_of(tensor(index, name.removesuffix("_"), "index"))
    if i.dtype != np.int64:
        raise EngineError(f"{name}(): Expected a long tensor for index, but got {legacy(index)}")
    check_range(
        i, -size, size, PositionError, f"out of range: tried to access index {{}} on a tensor of {size} elements."
    )


def take(input, index):
    """The elements at positions in the flattened tensor. As ``torch.take``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.take(av.tensor([[1, 2], [3, 4]]), av.tensor([0, 3, -1]))
    tensor([1, 4, 4])
    """
    size = product(input.shape)
    if not size and is_tensor(index) and product(index.shape):
        raise PositionError("take(): tried to take from an empty tensor")
    check_flat(input, index, "take", size)
    return index_ops.take(input, index)


def put(input, index, source, accumulate=False):
    """A copy with elements written, or added, at positions in the flattened tensor. As ``torch.put``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.put(av.zeros(2, 2), av.tensor([0, 3]), av.tensor([1.0, 2.0]))
    tensor([[1., 0.],
            [0., 2.]])
    """
    check_flat(input, index, "put_", product(input.shape))
    if tensor(source, "put", "source").dtype != input.dtype:
        raise EngineError(
            f"put_(): self and source expected to have the same dtype, but got self.dtype = {legacy(input)} and source.dtype "
            f"= {legacy(source)}"
        )
    if product(index.shape) != product(source.shape):
        raise PositionError(
            "put_(): Expected source and index to have the same number of elements, but got source.numel() = "
            f"{product(source.shape)}, index.numel() = {product(index.shape)}"
        )
    return (index_ops.put_add if accumulate else index_ops.put)(input, index, source)


# -- by a mask -------------------------------------------------------------------------------------


def check_mask(input, mask, name, said):
    """Check a mask; RuntimeError with the words `said` for one that is not boolean."""
    if data_of(tensor(mask, name, "mask")).dtype != bool:
        raise EngineError(said)
    broadcast_shapes(tuple(mask.shape), tuple(input.shape))


C_NAMES = {"float64": "double", "float32": "float", "float16": "c10::Half", "int64": "long int", "int32": "int",
           "int16": "short int", "int8": "signed char", "uint8": "unsigned char"}  # fmt: skip


def masked_fill(input, mask, value):
    """A copy with one number where the mask holds. As ``torch.masked_fill``.

    Parameters
    ----------
    input : Tensor
    mask : Tensor of bool
        Broadcast with `input`.
    value : number, or Tensor of no axes

    Examples
    --------
    >>> import autograd_viz as av
    >>> scores = av.tensor([1.0, 2.0, 3.0])
    >>> av.masked_fill(scores, scores > 1.5, float("-inf"))
    tensor([1., -inf, -inf])
    """
    kind = dtype_name(tensor(mask, "masked_fill", "mask"))
    said = f"masked_fill_ only supports boolean masks, but got mask with dtype {C_NAMES.get(kind)}"
    check_mask(input, mask, "masked_fill", said)
    check_fill(input, mask, value)
    return by_number("masked_fill", input, value, index_ops.masked_fill_number, index_ops.masked_fill_tensor, mask)


def check_fill(input, mask, value):
    """Raise PyTorch's error for a mask on another device, or a number on a GPU for a tensor on the CPU."""
    on_input, on_mask = (place(data_of(x)) for x in (input, mask))
    if on_mask != on_input:
        raise EngineError(
            f"expected self and mask to be on the same device, but got mask on {named(on_mask)} and self on "
            f"{named(on_input)}\nMove the mask: mask.to(x.device)."
        )
    if on_input == CPU and is_tensor(value) and place(data_of(value)) != CPU:
        raise EngineError("masked_fill_: Expected inputs to be on same device")


def masked_select(input, mask):
    """The elements where the mask holds, in one axis. As ``torch.masked_select``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor([1, 2, 3])
    >>> av.masked_select(x, x > 1)
    tensor([2, 3])
    """
    check_mask(input, mask, "masked_select", "masked_select: expected BoolTensor for mask")
    return index_ops.masked_select(input, mask)


def masked_scatter(input, mask, source):
    """A copy with elements of `source`, one after another, where the mask holds. As ``torch.masked_scatter``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor([1, 2, 3])
    >>> av.masked_scatter(x, x > 1, av.tensor([8, 9, 10]))
    tensor([1, 8, 9])
    """
    tensor(mask, "masked_scatter", "mask"), tensor(source, "masked_scatter", "source")
    said = f"masked_scatter_ only supports boolean masks, but got mask with dtype {legacy(mask)}"
    check_mask(input, mask, "masked_scatter", said)
    if source.dtype != input.dtype:
        raise EngineError(
            f"masked_scatter: expected self and source to have same dtypes but got{legacy(input)} and {legacy(source)}"
        )
    said, held, m = "Number of elements of source < number of ones in mask", product(source.shape), data_of(mask)
    if product(input.shape) > held or product(mask.shape) > held:
        wide = broadcast_shapes(tuple(mask.shape), tuple(input.shape))
        enough = on(place(m), lambda: np.broadcast_to(m, wide).sum() <= held)
        expect(enough, EngineError(said if readable(m) else f"CUDA error: device-side assert triggered\n{said}"))
    return index_ops.masked_scatter(input, mask, source)


def nonzero(input, *, as_tuple=False):
    """Where elements are not 0. As ``torch.nonzero``.

    Parameters
    ----------
    input : Tensor
    as_tuple : bool
        Give one tensor of positions for each axis, to index with, instead of a matrix with one row for each element.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nonzero(av.tensor([[0, 2], [3, 0]])).tolist()
    [[0, 1], [1, 0]]
    """
    if as_tuple:
        return shape.unbind_axis(index_ops.nonzero(shapes.atleast_1d(tensor(input, "nonzero", "input"))), dim=1)
    return index_ops.nonzero(tensor(input, "nonzero", "input"))


def argwhere(input):
    """One row of positions for each element that is not 0. As ``torch.argwhere``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.argwhere(av.tensor([0, 5, 7]))
    tensor([[1],
            [2]])
    """
    return index_ops.nonzero(tensor(input, "argwhere", "input"))
