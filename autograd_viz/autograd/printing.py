"""Print tensors as PyTorch prints them."""

import math
from contextlib import contextmanager

import numpy as np

from ..ops import arrays, dtypes

PROFILES = {
    "default": {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80},
    "short": {"precision": 2, "threshold": 1000, "edgeitems": 2, "linewidth": 80},
    "full": {"precision": 4, "threshold": math.inf, "edgeitems": 3, "linewidth": 80},
}
options = PROFILES["default"] | {"sci_mode": None}


def set_printoptions(
    precision=None, threshold=None, edgeitems=None, linewidth=None, profile=None, sci_mode=None,
):  # fmt: skip
    """Choose how tensors are printed. As ``torch.set_printoptions``.

    Parameters
    ----------
    precision : int, optional
        Digits after the point.
    threshold : int, optional
        Elements above which only the edges of a tensor are shown.
    edgeitems : int, optional
        Elements shown at each end of an axis.
    linewidth : int, optional
        Characters per line.
    profile : {"default", "short", "full"}, optional
        What to start from.
    sci_mode : bool, optional
        Whether numbers are written with an exponent; None to choose for each tensor.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.set_printoptions(precision=2)
    >>> av.tensor([1.0, 2.34567])
    tensor([1.00, 2.35])
    >>> av.set_printoptions(profile="default")
    """
    given = {"precision": precision, "threshold": threshold, "edgeitems": edgeitems, "linewidth": linewidth}
    options.update(PROFILES.get(profile, {}))
    options.update({name: value for name, value in given.items() if value is not None}, sci_mode=sci_mode)


def get_printoptions():
    """How tensors are printed, as the arguments of `set_printoptions`.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.get_printoptions()["linewidth"]
    80
    """
    return dict(options)


@contextmanager
def printoptions(**kwargs):
    """Choose how tensors are printed, inside a context. As ``torch.printoptions``.

    Parameters
    ----------
    **kwargs
        As `set_printoptions`.

    Examples
    --------
    >>> import autograd_viz as av
    >>> with av.printoptions(sci_mode=True):
    ...     print(av.tensor(1.0))
    tensor(1.0000e+00)
    """
    before = get_printoptions()
    set_printoptions(**kwargs)
    try:
        yield
    finally:
        set_printoptions(**before)


def tensor_text(tensor):
    """The text of ``repr(tensor)``, as PyTorch's to the letter."""
    from .tensor import Tensor

    array = tensor._data
    kind = type(tensor).__name__
    parameter = kind == "Parameter"
    plain = type(tensor) is Tensor or not getattr(tensor, "contagious", False)
    prefix = "tensor(" if plain else f"{kind}("
    suffixes = [f"device='{tensor.device}'"] if tensor.is_cuda else []
    d = tensor.dtype
    if array.ndim != 1 if not array.size else not options["edgeitems"]:
        suffixes.append(f"size={tuple(array.shape)}")
    if d is not dtypes.default and not (array.size and d in (dtypes.int64, dtypes.bool_)):
        suffixes.append(f"dtype={d!r}")
    body = body_text(array, len(prefix)) if array.size else "[]"
    try:
        made = None if tensor._node is None else tensor._node.producer.name()
    except RuntimeError:  # a view that must no longer be used
        made = "Invalid"
    if made is not None:
        suffixes.append(f"grad_fn=<{made}>")
    elif tensor._leaf:
        suffixes.append("requires_grad=True")
    return "Parameter containing:\n" * parameter + joined(prefix + body, suffixes, len(prefix))


def joined(text, suffixes, indent):
    """Append the suffixes, on a new line where the line would grow too long."""
    out = [text]
    last = len(text) - text.rfind("\n") + 1
    for suffix in suffixes:
        if last + len(suffix) + 2 > options["linewidth"]:
            out.append(",\n" + " " * indent + suffix)
            last = indent + len(suffix)
        else:
            out.append(", " + suffix)
            last += len(suffix) + 2
    return "".join(out) + ")"


def body_text(array, indent):
    """The numbers in nested brackets: of an array on a GPU, only those that are shown come to the host."""
    summarized = array.size > options["threshold"]
    shown = arrays.on(arrays.place(array), edges, array) if summarized else array
    shown = np.asarray(arrays.moved(shown, arrays.CPU))
    return nested(shown, array.shape if summarized else shown.shape, indent, Formatter(shown))


def edges(array):
    """The numbers that are shown of a large array."""
    edge = options["edgeitems"]
    if array.ndim == 0:
        return array
    if array.shape[0] > 2 * edge:
        array = np.concatenate([array[:edge], array[array.shape[0] - edge :]])
    return np.stack([edges(part) for part in array]) if array.ndim > 1 and len(array) else array


class Formatter:
    """Decides once for an array how each number is written."""

    def __init__(self, array):
        self.floating = array.dtype.kind == "f"
        self.width, self.whole, self.scientific = 1, True, False
        values = array.reshape(-1)
        if not self.floating:
            self.width = max((len(str(v)) for v in values.tolist()), default=1)
            return
        values = values.astype(np.float64)
        finite = values[np.isfinite(values) & (values != 0)]
        if not finite.size:
            return
        absolute = np.abs(finite)
        largest, smallest = float(absolute.max()), float(absolute.min())
        self.whole = all(v == math.ceil(v) for v in finite.tolist())
        self.scientific = options["sci_mode"]
        if self.scientific is None:
            spread = largest / smallest if largest / 1e300 < smallest else math.inf
            self.scientific = spread > 1000.0 or largest > 1e8 or smallest < 1e-4
        self.width = max(self.width, *(len(self.plain(v)) for v in finite.tolist()))

    def plain(self, value):
        if not self.floating:
            return str(value)
        if self.scientific:
            return f"{value:.{options['precision']}e}"
        if self.whole:
            text = f"{value:.0f}"
            return text + "." if math.isfinite(value) else text
        return f"{value:.{options['precision']}f}"

    def text(self, value):
        """One number, padded on the left."""
        return self.plain(value).rjust(self.width)


def texts_of(array, length, text, dots):
    """The texts of what is shown along the first axis, and dots where there are more numbers than these."""
    texts = [text(part) for part in array]
    if len(array) < length:
        texts.insert(len(array) // 2, dots)
    return texts


def nested(array, shape, indent, form):
    """The numbers that are shown of an array in brackets, as many as its axes; `shape` is that of all of them."""
    if array.ndim == 0:
        return form.text(array.item())
    if array.ndim == 1:
        return vector(array, shape[0], indent, form)
    parts = texts_of(array, shape[0], lambda part: nested(part, shape[1:], indent + 1, form), "...")
    gap = "," + "\n" * (array.ndim - 1) + " " * (indent + 1)
    return "[" + gap.join(parts) + "]"


def vector(array, length, indent, form):
    """The numbers along one axis, broken into lines."""
    per_line = max(1, math.floor((options["linewidth"] - indent) / (form.width + 2)))
    texts = texts_of(array, length, lambda v: form.text(v.item()), " ..." if options["edgeitems"] else "...")
    lines = [", ".join(texts[i : i + per_line]) for i in range(0, len(texts), per_line)]
    return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"


def type_name(obj):
    """The name by which PyTorch's messages call an object: ``torch.FloatTensor``, ``str``."""
    from .tensor import Tensor

    if isinstance(obj, Tensor):
        return legacy_type(obj)
    named = obj if hasattr(obj, "__qualname__") else type(obj)
    module = named.__module__ or ""
    return named.__qualname__ if module in ("", "builtins") else f"{module}.{named.__qualname__}"


def legacy_type(tensor):
    """The name of a tensor's type from before dtypes and devices: ``torch.FloatTensor``, ``torch.cuda.FloatTensor``."""
    return f"torch.{'cuda.' * tensor.is_cuda}{dtypes.legacy_name(tensor.dtype)}Tensor"
