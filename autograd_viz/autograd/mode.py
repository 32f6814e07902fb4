"""Per-thread modes: whether operations are recorded, and inside which module."""

import contextvars
import functools
import inspect
import threading

import numpy as np

from .errors import OperandError


class Settings:
    """What one thread has set.

    Attributes
    ----------
    grad : bool
        Whether operations on tensors that require grad are recorded.
    scope : Scope or None
        The module whose forward is running.
    run : callable
        Calls a function with NumPy's floating-point warnings off, as PyTorch has none. Entering a
        prepared context costs nanoseconds where ``np.errstate`` costs a microsecond.
    """

    __slots__ = ("grad", "run", "scope")

    def __init__(self):
        self.grad = True
        self.scope = None
        context = contextvars.copy_context()
        context.run(np.seterr, all="ignore")
        self.run = context.run


class State(threading.local):
    """Each thread's `Settings`, as ``state.here``: one look-up, then plain attributes."""

    def __init__(self):
        self.here = Settings()


state = State()


class mode:
    """A context manager that is a decorator too, with one flag of `State` set inside."""

    def __init__(self, grad):
        self.grad = grad
        self.before = []

    def __enter__(self):
        self.before.append(state.here.grad)
        state.here.grad = self.grad

    def __exit__(self, *_):
        state.here.grad = self.before.pop()

    def __call__(self, function):
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

    def __new__(cls, function=None):
        made = super().__new__(cls)
        if function is None:
            return made
        mode.__init__(made, False)
        return mode.__call__(made, function)

    def __init__(self):
        super().__init__(False)


class enable_grad(mode):
    """Record again inside a `no_grad`. As ``torch.enable_grad``."""

    def __new__(cls, function=None):
        made = super().__new__(cls)
        if function is None:
            return made
        mode.__init__(made, True)
        return mode.__call__(made, function)

    def __init__(self):
        super().__init__(True)


class set_grad_enabled(mode):
    """Turn recording on or off: at once, and back again when used as a context. As PyTorch's.

    Parameters
    ----------
    mode : bool
    """

    def __init__(self, mode):
        if not isinstance(mode, bool):
            raise OperandError(f"set_grad_enabled(): argument 'mode' must be bool, not {type(mode).__name__}")
        super().__init__(mode)
        self.before.append(state.here.grad)
        state.here.grad = mode

    def __enter__(self):
        state.here.grad = self.grad

    def __call__(self, function):
        state.here.grad = self.before.pop()
        return super().__call__(function)

    def clone(self):
        return set_grad_enabled(self.grad)


def is_grad_enabled():
    """Whether operations are being recorded on this thread."""
    return state.here.grad


class during:
    """Set this thread's grad mode for one call into user code, and put it back."""

    __slots__ = ("before", "grad")

    def __init__(self, grad):
        self.grad = grad

    def __enter__(self):
        self.before, state.here.grad = state.here.grad, self.grad

    def __exit__(self, *_):
        state.here.grad = self.before
