"""Print tensors as PyTorch prints them."""

import math

import numpy as np

from ..ops import dtypes

PRECISION, THRESHOLD, EDGE, WIDTH = 4, 1000, 3, 80


def tensor_text(tensor):
    """The text of ``repr(tensor)``, as PyTorch's to the letter."""
    array = tensor._data
    name = "Parameter containing:\n" if type(tensor).__name__ == "Parameter" else ""
    prefix = "tensor("
    suffixes = []
    d = tensor.dtype
    implied = d in (dtypes.default, dtypes.int64, dtypes.bool_)
    if array.size == 0:
        if array.ndim != 1:
            suffixes.append(f"size={tuple(array.shape)}")
        if d is not dtypes.default:
            suffixes.append(f"dtype={d!r}")
        body = "[]"
    else:
        if not implied:
            suffixes.append(f"dtype={d!r}")
        body = body_text(np.asarray(array), len(prefix))
    if tensor._node is not None:
        suffixes.append(f"grad_fn=<{tensor._node.producer.name()}>")
    elif tensor._leaf:
        suffixes.append("requires_grad=True")
    return name + joined(prefix + body, suffixes, len(prefix), [])


def joined(text, suffixes, indent, out):
    """Append the suffixes, on a new line where the line would grow too long."""
    out = [text]
    last = len(text) - text.rfind("\n") + 1
    for suffix in suffixes:
        if last + len(suffix) + 2 > WIDTH:
            out.append(",\n" + " " * indent + suffix)
            last = indent + len(suffix)
        else:
            out.append(", " + suffix)
            last += len(suffix) + 2
    return "".join(out) + ")"


def body_text(array, indent):
    """The numbers in nested brackets."""
    summarized = array.size > THRESHOLD
    form = Formatter(edges(array) if summarized else array)
    return nested(array, indent, summarized, form)


def edges(array):
    """The numbers that are shown of a large array."""
    if array.ndim == 0:
        return array
    if array.shape[0] > 2 * EDGE:
        array = np.concatenate([array[:EDGE], array[-EDGE:]])
    return np.stack([edges(part) for part in array]) if array.ndim > 1 else array


class Formatter:
    """Decides once for an array how each number is written."""

    def __init__(self, array):
        self.floating = array.dtype.kind == "f"
        self.width, self.whole, self.scientific = 1, True, False
        values = array.reshape(-1)
        if not self.floating:
            self.width = max((len(str(v)) for v in values.tolist()), default=1)
            return
        values = values.astype(np.float64) if array.dtype != np.float64 else values
        finite = values[np.isfinite(values) & (values != 0)]
        if not finite.size:
            return
        absolute = np.abs(finite)
        largest, smallest = float(absolute.max()), float(absolute.min())
        self.whole = all(v == math.ceil(v) for v in finite.tolist())
        with np.errstate(over="ignore"):
            spread = largest / smallest
        if self.whole:
            self.scientific = spread > 1000.0 or largest > 1e8
        else:
            self.scientific = spread > 1000.0 or largest > 1e8 or smallest < 1e-4
        self.width = max(self.width, *(len(self.plain(v)) for v in finite.tolist()))

    def plain(self, value):
        if not self.floating:
            return str(value)
        if self.scientific:
            return f"{value:.{PRECISION}e}"
        if self.whole:
            text = f"{value:.0f}"
            return text + "." if math.isfinite(value) else text
        return f"{value:.{PRECISION}f}"

    def text(self, value):
        """One number, padded on the left."""
        return self.plain(value).rjust(self.width)


def nested(array, indent, summarized, form):
    if array.ndim == 0:
        return form.plain(array.item())
    if array.ndim == 1:
        return vector(array, indent, summarized, form)
    if summarized and array.shape[0] > 2 * EDGE:
        parts = [nested(p, indent + 1, summarized, form) for p in array[:EDGE]]
        parts.append("...")
        parts += [nested(p, indent + 1, summarized, form) for p in array[-EDGE:]]
    else:
        parts = [nested(p, indent + 1, summarized, form) for p in array]
    gap = "," + "\n" * (array.ndim - 1) + " " * (indent + 1)
    return "[" + gap.join(parts) + "]"


def vector(array, indent, summarized, form):
    length = form.width + 2
    per_line = max(1, math.floor((WIDTH - indent) / length))
    if summarized and array.shape[0] > 2 * EDGE:
        texts = (
            [form.text(v) for v in array[:EDGE].tolist()] + [" ..."] + [form.text(v) for v in array[-EDGE:].tolist()]
        )
    else:
        texts = [form.text(v) for v in array.tolist()]
    lines = [", ".join(texts[i : i + per_line]) for i in range(0, len(texts), per_line)]
    return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"


def type_name(obj):
    """The name by which PyTorch's messages call an object: ``torch.FloatTensor``, ``str``."""
    from .tensor import Tensor

    if isinstance(obj, Tensor):
        return f"torch.{dtypes.legacy_name(obj.dtype)}Tensor"
    named = obj if hasattr(obj, "__qualname__") else type(obj)
    module = named.__module__ or ""
    return named.__qualname__ if module in ("", "builtins") else f"{module}.{named.__qualname__}"
