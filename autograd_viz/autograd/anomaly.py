"""Find the operation whose gradient went wrong. As ``torch.autograd.detect_anomaly``."""

import sys
import warnings

import numpy as np

from ..ops.arrays import on, place
from .errors import EngineError, OperandError, message
from .mode import anomaly, state, watch
from .node import PACKAGE


def is_anomaly_enabled():
    """Whether backward passes look for anomalies.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.is_anomaly_enabled()
    False
    """
    return anomaly.enabled


def is_anomaly_check_nan_enabled():
    """Whether backward passes that look for anomalies take a NaN for one.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.is_anomaly_check_nan_enabled()
    True
    """
    return anomaly.check_nan


def set_anomaly_enabled(enabled, check_nan=True):
    """Let backward passes look for anomalies, and nodes remember the calls that lead to them."""
    for name, value, position in (("enabled", enabled, 1), ("check_nan", check_nan, 2)):
        if not isinstance(value, bool):
            raise OperandError(
                f"set_anomaly_enabled(): argument '{name}' (position {position}) must be bool, not {type(value).__name__}"
            )
    anomaly.enabled, anomaly.check_nan = enabled, check_nan
    held = state.here.watch
    watch(None if held is None else held.saving, enabled)


class set_detect_anomaly:
    """Look for anomalies in backward passes, or not: at once, and back again when used as a context.

    As ``torch.autograd.set_detect_anomaly``; see `detect_anomaly`.

    Parameters
    ----------
    mode : bool
    check_nan : bool
        Whether a gradient with a NaN is an error.

    Examples
    --------
    >>> import autograd_viz as av
    >>> with av.autograd.set_detect_anomaly(True):
    ...     av.is_anomaly_enabled()
    True
    """

    def __init__(self, mode, check_nan=True):
        self.before = anomaly.enabled, anomaly.check_nan
        set_anomaly_enabled(mode, check_nan)

    def __enter__(self):
        pass

    def __exit__(self, *_):
        set_anomaly_enabled(*self.before)


class detect_anomaly:
    """Raise where a backward pass computes a NaN, and say which call in the forward pass led to it.

    As ``torch.autograd.detect_anomaly``. Where the backward of an operation fails or gives a NaN, a
    warning shows the calls that recorded it; so the forward pass belongs into the context as well.

    Parameters
    ----------
    check_nan : bool
        Whether a gradient with a NaN is an error.

    Raises
    ------
    RuntimeError
        In a backward pass inside: ``Function 'SqrtBackward0' returned nan values in its 0th output.``

    Examples
    --------
    >>> import warnings
    >>> import autograd_viz as av
    >>> x = av.tensor(-1.0, requires_grad=True)
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     with av.autograd.detect_anomaly():
    ...         x.sqrt().backward()
    Traceback (most recent call last):
    autograd_viz.ops.errors.EngineError: Function 'SqrtBackward0' returned nan values in its 0th output. ...
    """

    def __init__(self, check_nan=True):
        self.check_nan = check_nan
        self.before = anomaly.enabled, anomaly.check_nan
        warnings.warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for "
            "debugging.",
            stacklevel=2,
        )

    def __enter__(self):
        set_anomaly_enabled(True, self.check_nan)

    def __exit__(self, *_):
        set_anomaly_enabled(*self.before)


def checked(node, pull):
    """What ``pull()`` gives, the contributions of `node`; a warning about the forward call where it fails or is NaN."""
    held = state.here.watch
    before = None if held is None else held.parent
    if held is not None:
        held.parent = node
    try:
        sent = pull()
    except Exception:
        tell(node)
        raise
    finally:
        if held is not None:
            held.parent = before
    for i, x in enumerate(sent if anomaly.check_nan else ()):
        if x is not None and has_nan(getattr(x, "_data", x)):
            tell(node)
            raise EngineError(message(f"Function '{node.name()}' returned nan values in its {i}th output.", node,
                                      "Look at what this operation was given: print it, or step through av.play(...)."))  # fmt: skip
    return sent


def has_nan(x):
    """Whether some element is NaN: on a GPU, waited for."""
    return bool(on(place(x), lambda: np.isnan(x).any()))


def tell(node):
    """Warn of the calls that recorded `node`, and the one that recorded the backward pass it comes from."""
    notes = {} if node.hooks is None else node.hooks.metadata
    if "traceback_" not in notes:
        warn(
            f"Error detected in {node.name()}. No forward pass information available. Enable detect anomaly during "
            "forward pass for more information."
        )
        return
    calls = "".join(notes["traceback_"])
    warn(f"Error detected in {node.name()}. Traceback of forward call that caused the error:\n{calls}")
    while (node := notes.get("parent_")) is not None:
        notes = {} if node.hooks is None else node.hooks.metadata
        calls = "".join(notes.get("traceback_", ()))
        warn(
            f"\n\nPrevious calculation was induced by {node.name()}. Traceback of forward call that induced the previous "
            f"calculation:\n{calls}"
        )


def warn(text):
    """Warn at the user's line."""
    level, frame = 1, sys._getframe()
    while frame is not None and frame.f_code.co_filename.startswith(PACKAGE):
        level, frame = level + 1, frame.f_back
    warnings.warn(text, stacklevel=level)
