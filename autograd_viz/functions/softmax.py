"""Softmax and its kin as ``torch.nn.functional`` has them: the axis may be left out, with a warning."""

import warnings

from . import reductions


def guessing(name, function, summary, answer):
    """Define a softmax that takes the usual axis where none is named."""

    def softened(input, dim=None, _stacklevel=3, dtype=None):
        if dim is None:
            warnings.warn(
                f"Implicit dimension choice for {name} has been deprecated. "
                "Change the call to include dim=X as an argument.",
                stacklevel=_stacklevel - 1,
            )
            dim = 0 if input.ndim in (0, 1, 3) else 1
        return function(input, dim, dtype)

    softened.__name__ = softened.__qualname__ = name
    softened.__doc__ = f"""{summary} As ``torch.nn.functional.{name}``.

    Parameters
    ----------
    input : Tensor
    dim : int
        The axis along which it is computed. Left out, with a warning: the first of one or three axes, else the second.
    dtype : dtype, optional
        What to cast `input` to first.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.functional.{name}(av.tensor([0.0, 1.0]), 0)
    tensor({answer})
    """
    return softened


softmax = guessing(
    "softmax", reductions.softmax, "Exponentials along an axis, divided by their sum.", "[0.2689, 0.7311]"
)
log_softmax = guessing(
    "log_softmax", reductions.log_softmax, "Logarithm of `softmax`, without overflow.", "[-1.3133, -0.3133]"
)
softmin = guessing(
    "softmin", lambda input, dim, dtype: reductions.softmax(-input, dim, dtype),
    "`softmax` of the negative: the largest weight for the smallest.", "[0.7311, 0.2689]",
)  # fmt: skip
