"""Watch backpropagation happen on your own code: a small autograd with PyTorch's names, drawn and played.

>>> import autograd_viz as av
>>> x = av.tensor(3.0, requires_grad=True)
>>> y = x * x
>>> y.backward()
>>> x.grad
tensor(6.)
"""

from . import autograd as autograd
from .autograd.creation import (
    Generator,
    allclose,
    arange,
    as_tensor,
    empty,
    empty_like,
    equal,
    eye,
    from_numpy,
    full,
    full_like,
    is_tensor,
    linspace,
    manual_seed,
    ones,
    ones_like,
    rand,
    rand_like,
    randint,
    randn,
    randn_like,
    randperm,
    tensor,
    zeros,
    zeros_like,
)  # fmt: skip
from .autograd.mode import enable_grad, is_grad_enabled, no_grad, set_grad_enabled
from .autograd.tensor import Size, Tensor, device
from .functions.elementwise import (
    add,
    div,
    mul,
    pow,
    square,
    sub,
    where,
)
from .functions.products import (
    addmm,
    bmm,
    dot,
    matmul,
    mm,
    mv,
    outer,
)
from .functions.reductions import (
    argmax,
    argmin,
    log_softmax,
    max,
    mean,
    min,
    softmax,
    sum,
)
from .functions.shapes import (
    broadcast_to,
    cat,
    chunk,
    clone,
    flatten,
    movedim,
    narrow,
    permute,
    reshape,
    select,
    split,
    squeeze,
    stack,
    t,
    transpose,
    unbind,
    unsqueeze,
)
from .ops.arithmetic import (
    abs,
    cos,
    eq,
    exp,
    ge,
    gt,
    le,
    log,
    lt,
    maximum,
    minimum,
    ne,
    neg,
    reciprocal,
    relu,
    sigmoid,
    sign,
    sin,
    sqrt,
    tanh,
)  # fmt: skip
from .ops.dtypes import bool_ as bool
from .ops.dtypes import (
    dtype,
    float16,
    float32,
    float64,
    get_default_dtype,
    int8,
    int16,
    int32,
    int64,
    set_default_dtype,
    uint8,
)  # fmt: skip
from .ops.dtypes import (
    join as promote_types,
)

__version__ = "0.1.0"

float, double, half, long, int = float32, float64, float16, int64, int32

LAZY = {
    "nn": "nn", "optim": "optim", "viz": "viz", "draw": "viz", "play": "viz", "Graph": "viz", "Timeline": "viz",
    "Picture": "viz", "Player": "viz", "record": "viz",
}  # fmt: skip


def __getattr__(name):
    """Load `nn`, `optim` and the pictures on first use, so that importing the package stays fast."""
    from importlib import import_module

    if name not in LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{LAZY[name]}")
    return module if name == LAZY[name] else getattr(module, name)


__all__ = [name for name in dir() if not name.startswith("_") and name != "LAZY"] + list(LAZY)
