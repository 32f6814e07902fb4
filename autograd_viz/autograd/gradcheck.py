"""Compare gradients with finite differences, as ``torch.autograd.gradcheck``."""

import warnings

import numpy as np

from ..ops.arrays import array
from .errors import ArgumentError, EngineError, OperandError
from .mode import during
from .tensor import Tensor, wrap
from .walk import grad as gradients


class GradcheckError(EngineError):
    """A gradient that does not agree with its finite difference."""


# What PyTorch checks beside: of no effect here, where there is one layout and one mode of differentiation.
BESIDE = {
    "check_undefined_grad", "check_grad_dtypes", "check_batched_grad", "check_batched_forward_grad", "check_forward_ad",
    "check_backward_ad", "fast_mode", "masked", "gen_non_contig_grad_outputs", "check_fwd_over_rev", "check_rev_over_rev",
}  # fmt: skip


def refuse(name, given):
    """Raise TypeError for options that PyTorch does not know."""
    for option in given:
        if option not in BESIDE:
            raise OperandError(f"{name}() got an unexpected keyword argument '{option}'")


def gradcheck(func, inputs, *, eps=1e-6, atol=1e-5, rtol=1e-3, raise_exception=True, nondet_tol=0.0, **beside):
    """Check the Jacobian of `func` against central differences.

    Parameters
    ----------
    func : callable
        Takes tensors, returns a tensor or a tuple of them.
    inputs : Tensor or tuple of Tensor
        In float64; those that require grad are checked.
    eps : float
        The nudge.
    atol, rtol : float
        How close each entry must be: ``|a - n| <= atol + rtol * |n|``.
    raise_exception : bool
        Raise `GradcheckError` (a RuntimeError) rather than return False.
    nondet_tol : float
        By how much two backward passes may differ.
    **beside
        PyTorch's other options, of no effect.

    Returns
    -------
    bool

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor([0.3, 0.7], dtype=av.float64, requires_grad=True)
    >>> gradcheck(av.tanh, (x,))
    True
    """
    refuse("gradcheck", beside)
    inputs = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    for i, x in enumerate(inputs):
        if isinstance(x, Tensor) and x.requires_grad and x._data.dtype != np.float64:
            warnings.warn(
                f"Input #{i} requires gradient and is not a double precision floating point or complex. This check will "
                "likely fail if all the inputs are not of double precision floating point or complex. ",
                stacklevel=2,
            )
    checked = [x for x in inputs if isinstance(x, Tensor) and x.requires_grad]
    if not checked:
        raise ArgumentError(
            "gradcheck expects at least one input tensor to require gradient, but none of the them have "
            "requires_grad=True."
        )
    outputs = as_tuple(func(*inputs))
    try:
        for i, y in enumerate(outputs):
            if not y.requires_grad:
                continue
            for j, x in enumerate(checked):
                numeric = numeric_jacobian(func, inputs, i, x, eps)
                analytic = analytic_jacobian(y, x)
                if not np.allclose(analytic, numeric, rtol=rtol, atol=atol, equal_nan=True):
                    raise GradcheckError(
                        f"Jacobian mismatch for output {i} with respect to input {j},\nnumerical:{numeric}\n"
                        f"analytical:{analytic}\n"
                    )
                again = analytic_jacobian(y, x)
                if not np.allclose(analytic, again, rtol=0, atol=nondet_tol, equal_nan=True):
                    raise GradcheckError(
                        f"Backward is not reentrant, i.e., running backward twice gave other values: {again}"
                    )
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def gradgradcheck(
    func, inputs, grad_outputs=None, *, eps=1e-6, atol=1e-5, rtol=1e-3, raise_exception=True, nondet_tol=0.0, **beside
):
    """Check second derivatives: `gradcheck` of the gradient of `func`. As ``torch.autograd.gradgradcheck``.

    Parameters
    ----------
    func, inputs, eps, atol, rtol, raise_exception, nondet_tol, **beside
        As in `gradcheck`.
    grad_outputs : Tensor or tuple of Tensor, optional
        The upstream gradients; random ones if there are none.

    Returns
    -------
    bool

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor([0.3, 0.7], dtype=av.float64, requires_grad=True)
    >>> gradgradcheck(av.tanh, (x,))
    True
    """
    refuse("gradgradcheck", beside)
    inputs = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    outputs = [y for y in as_tuple(func(*inputs)) if y.requires_grad]
    if grad_outputs is None:
        random = np.random.default_rng(0)
        grad_outputs = tuple(
            wrap(array(np.asarray(random.standard_normal(y._data.shape), y._data.dtype), y._data)) for y in outputs
        )
        for v in grad_outputs:
            v._leaf = True
    grad_outputs = as_tuple(grad_outputs)
    count = len(inputs)

    def first(*args):
        given, upstream = args[:count], args[count:]
        ys = [y for y in as_tuple(func(*given)) if y.requires_grad]
        wanted = [x for x in given if isinstance(x, Tensor) and x.requires_grad]
        found = gradients(ys, wanted, upstream, create_graph=True, allow_unused=True)
        return tuple(g for g in found if g is not None and g.requires_grad)

    if not first(*inputs, *grad_outputs):
        return True
    return gradcheck(
        first, inputs + tuple(grad_outputs), eps=eps, atol=atol, rtol=rtol, raise_exception=raise_exception,
        nondet_tol=nondet_tol,
    )  # fmt: skip


def as_tuple(x):
    return tuple(x) if isinstance(x, (tuple, list)) else (x,)


def numeric_jacobian(func, inputs, i, x, eps):
    """d output i / d x by central differences: (elements of x, elements of the output)."""
    rows = []
    original = np.array(x._host)
    at = [k for k, y in enumerate(inputs) if y is x]
    for k in range(original.size):
        values = []
        for nudge in (eps, -eps):
            nudged = original.copy()
            nudged.reshape(-1)[k] += nudge
            fresh = wrap(array(nudged if nudged.ndim else nudged[()], x._data))
            fresh._leaf = True
            given = [fresh if n in at else y for n, y in enumerate(inputs)]
            with during(True):
                values.append(doubles(as_tuple(func(*given))[i]))
        rows.append((values[0] - values[1]) / (2 * eps))
    return np.array(rows).reshape(original.size, as_tuple(func(*inputs))[i].numel())


def analytic_jacobian(y, x):
    """d y / d x by one backward pass per element of y: (elements of x, elements of y)."""
    columns = []
    for k in range(y.numel()):
        seed = np.zeros(y._data.shape, y._data.dtype)
        seed.reshape(-1)[k] = 1
        (g,) = gradients(y, x, wrap(array(seed, y._data)), retain_graph=True, allow_unused=True)
        columns.append(np.zeros(x.numel()) if g is None else doubles(g))
    return np.array(columns).reshape(y.numel(), x.numel()).T


def doubles(tensor):
    """A tensor's numbers on the host, in one row."""
    return np.array(tensor._host, dtype=np.float64).reshape(-1)
