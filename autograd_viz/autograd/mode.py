"""Per-thread modes: whether operations are recorded, and inside which module."""

import contextvars
import functools
import inspect
import threading
import warnings
import weakref

import numpy as np

from ..ops.arrays import gpu, guarded
from .errors import OperandError


class Watch:
    """What is to happen to every node that is recorded, while somebody wants to know of each.

    It stands in the place of the grad mode True, so that recording asks for nothing more than before.

    Attributes
    ----------
    saving : tuple of callable or None
        The pack and unpack hooks for what nodes save.
    tracing : bool
        Whether nodes remember the calls that led to them.
    parent : Node or None
        The node whose backward is being recorded.
    """

    __slots__ = ("saving", "tracing", "parent")

    def __init__(self, saving, tracing):
        self.saving, self.tracing, self.parent = saving, tracing, None


every = weakref.WeakSet()  # the `Settings` of all threads


class Settings:
    """What one thread has set.

    Attributes
    ----------
    grad : bool or Watch
        Whether operations on tensors that require grad are recorded; a `Watch` if recording is watched.
    inference : bool or None
        None outside of `inference_mode`; inside, where nothing is recorded, what `is_grad_enabled` says.
    watch : Watch or None
        What `grad` is when it is on and not just True.
    current : Pass or None
        The backward pass whose hook is being called.
    disabled : str or None
        Why no hooks for saved tensors may be set.
    scope : Scope or None
        The module whose forward is running.
    device : device or None
        Where tensors are made inside of a ``with device:``; None outside.
    default : device or None
        Where they are made else; None for the CPU.
    devices : list
        What `device` was before each ``with device:`` that is open.
    plain, run : callable
        Calls a function with NumPy's floating-point warnings off, as PyTorch has none. Entering a
        prepared context costs nanoseconds where ``np.errstate`` costs a microsecond. Where there are
        several GPUs, `run` makes that of the operands the current one.
    """

    __slots__ = ("grad", "inference", "watch", "current", "disabled", "plain", "run", "scope", "device", "default", "devices",
                 "__weakref__")  # fmt: skip

    def __init__(self):
        self.inference = self.current = self.disabled = self.scope = None
        self.watch = Watch(None, True) if anomaly.enabled else None
        self.grad = self.watch or True
        context = contextvars.copy_context()
        context.run(np.seterr, all="ignore")
        self.plain = context.run
        self.run = guarded(self.plain) if gpu.several else self.plain
        self.device = self.default = None
        self.devices = []
        every.add(self)


class Anomaly:
    """Whether backward passes look for what went wrong, of all threads together."""

    enabled, check_nan = False, True


class State(threading.local):
    """Each thread's `Settings`, as ``state.here``: one look-up, then plain attributes."""

    def __init__(self):
        self.here = Settings()


def choose_gpus():
    """Let what every thread computes run on the GPU of its operands, where there are several."""
    for here in list(every):
        here.run = guarded(here.plain) if gpu.several else here.plain


gpu.chosen.append(choose_gpus)
anomaly = Anomaly()
state = State()


def turn(value):
    """Turn recording on or off, on this thread."""
    here = state.here
    if here.inference is None:
        here.grad = (here.watch or True) if value else False
    else:
        here.inference = bool(value)


def watch(saving, tracing):
    """Let recording be watched, or no longer, on this thread."""
    here = state.here
    here.watch = Watch(saving, tracing) if saving or tracing else None
    if here.grad:
        here.grad = here.watch or True


def is_grad_enabled():
    """Whether operations are being recorded on this thread.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.is_grad_enabled()
    True
    """
    here = state.here
    return bool(here.grad) if here.inference is None else here.inference


def is_inference_mode_enabled():
    """Whether this thread is inside an `inference_mode`.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.is_inference_mode_enabled()
    False
    """
    return state.here.inference is not None


class mode:
    """A context manager that is a decorator too, with the grad mode of this thread set inside."""

    def __init__(self, grad):
        self.grad = grad
        self.before = []

    def __enter__(self):
        self.before.append(is_grad_enabled())
        turn(self.grad)

    def __exit__(self, *_):
        turn(self.before.pop())

    def __call__(self, function):
        if inspect.isclass(function):
            warnings.warn(
                "Decorating classes is deprecated and will be disabled in future versions. You should only decorate "
                "functions or methods. To preserve the current behavior of class decoration, you can directly decorate "
                "the `__init__` method and nothing else.",
                FutureWarning,
                stacklevel=2 if type(self).__new__ is object.__new__ else 3,
            )
            made = function
            function = lambda *args, **kwargs: made(*args, **kwargs)
        if inspect.isgeneratorfunction(function):
            return self.around_generator(function)

        @functools.wraps(function)
        def inside(*args, **kwargs):
            with self.clone():
                return function(*args, **kwargs)

        return inside

    def around_generator(self, function):
        """Set the mode while the generator runs, and the caller's while it is paused."""

        @functools.wraps(function)
        def inside(*args, **kwargs):
            generator = function(*args, **kwargs)
            sent, send = None, generator.send
            while True:
                try:
                    with self.clone():
                        value = send(sent)
                except StopIteration as stop:
                    return stop.value
                try:
                    sent, send = (yield value), generator.send
                except GeneratorExit:
                    generator.close()
                    raise
                except BaseException as error:
                    sent, send = error, generator.throw

        return inside

    def clone(self):
        """A fresh context manager of the same kind."""
        return type(self)()


class no_grad(mode):
    """Record nothing inside: results do not require grad. As ``torch.no_grad``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor(1.0, requires_grad=True)
    >>> with av.no_grad():
    ...     (x * 2).requires_grad
    False
    """

    def __new__(cls, orig_func=None):
        made = super().__new__(cls)
        if orig_func is None:
            return made
        mode.__init__(made, False)
        return mode.__call__(made, orig_func)

    def __init__(self):
        super().__init__(False)


class enable_grad(mode):
    """Record again inside a `no_grad`. As ``torch.enable_grad``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor(1.0, requires_grad=True)
    >>> with av.no_grad(), av.enable_grad():
    ...     (x * 2).requires_grad
    True
    """

    def __new__(cls, orig_func=None):
        made = super().__new__(cls)
        if orig_func is None:
            return made
        mode.__init__(made, True)
        return mode.__call__(made, orig_func)

    def __init__(self):
        super().__init__(True)


class set_grad_enabled(mode):
    """Turn recording on or off: at once, and back again when used as a context. As ``torch.set_grad_enabled``.

    Parameters
    ----------
    mode : bool

    Examples
    --------
    >>> import autograd_viz as av
    >>> with av.set_grad_enabled(False):
    ...     av.is_grad_enabled()
    False
    >>> av.is_grad_enabled()
    True
    """

    def __init__(self, mode):
        if not isinstance(mode, bool):
            raise OperandError(f"set_grad_enabled(): argument 'mode' must be bool, not {type(mode).__name__}")
        super().__init__(mode)
        self.before.append(is_grad_enabled())
        turn(mode)

    def __enter__(self):
        turn(self.grad)

    def __exit__(self, *_):
        turn(self.before[-1])

    def __call__(self, function):
        turn(self.before[-1])
        return super().__call__(function)

    def clone(self):
        return set_grad_enabled(self.grad)


class inference_mode(mode):
    """Compute only: nothing is recorded, now or later. As ``torch.inference_mode``.

    What is computed inside is an inference tensor: it has no version counter, it must not be changed in
    place outside, and no operation that is recorded may save it.

    Parameters
    ----------
    mode : bool
        False ends an inference mode for a while, and turns recording on.

    Examples
    --------
    >>> import autograd_viz as av
    >>> x = av.tensor([1.0, 2.0], requires_grad=True)
    >>> with av.inference_mode():
    ...     y = x * 2
    >>> y.requires_grad, y.is_inference()
    (False, True)
    >>> x * y
    Traceback (most recent call last):
    autograd_viz.ops.errors.EngineError: Inference tensors cannot be saved for backward. ...
    """

    def __new__(cls, mode=True):
        return super().__new__(cls) if isinstance(mode, bool) else cls()(mode)

    def __init__(self, mode=True):
        self.mode = mode
        self.before = []

    def __enter__(self):
        here = state.here
        self.before.append((here.grad, here.inference))
        here.grad, here.inference = (False, False) if self.mode else (here.watch or True, None)

    def __exit__(self, *_):
        state.here.grad, state.here.inference = self.before.pop()

    def clone(self):
        return inference_mode(self.mode)


class during:
    """Set this thread's grad mode for one call into user code, and put it back."""

    __slots__ = ("before", "grad")

    def __init__(self, grad):
        self.grad = grad

    def __enter__(self):
        here = state.here
        self.before, here.grad = here.grad, self.grad and (here.watch or True)

    def __exit__(self, *_):
        state.here.grad = self.before
