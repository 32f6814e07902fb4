"""Let users write an operation with a backward of their own."""

import numpy as np

from .errors import EngineError, MissingError, OperandError, message
from .mode import during, state
from .node import SECOND_TIME, Node, Output, large, next_number, place
from .tensor import Storage, Tensor, storage_of, wrap


class Context(Node):
    """The node of a custom `Function`, which its methods know as ``ctx``.

    Attributes
    ----------
    saved_tensors : tuple of Tensor
        What `save_for_backward` was given.
    needs_input_grad : tuple of bool
        For each argument of forward, whether its gradient is wanted.
    """

    __slots__ = (
        "function", "to_save", "saved_versions", "dirty", "fixed", "needs_input_grad", "materialize", "positions",
        "count", "outputs", "sent", "__dict__",
    )  # fmt: skip
    plain, special = False, True

    def __init__(self, function):
        self.function = function
        self.to_save, self.saved_versions, self.dirty, self.fixed = (), (), (), ()
        self.materialize, self.freed = True, False
        self.saved = self.result = self.storage = self.versions = self.fits = self.gradient = self.hooks = None
        self.constants, self.scope, self.meta, self.params = (), state.here.scope, None, {}
        self.edges, self.outputs, self.positions, self.sent = (), (), (), None

    def save_for_backward(self, *tensors):
        """Save tensors for backward, to be read as ``ctx.saved_tensors``."""
        for i, x in enumerate(tensors):
            if x is not None and not isinstance(x, Tensor):
                raise OperandError(
                    f"save_for_backward can only save variables, but argument {i} is of type {type(x).__name__}"
                )
        self.to_save = tensors

    def mark_dirty(self, *tensors):
        """Declare arguments that forward changed in place."""
        self.dirty = tensors

    def mark_non_differentiable(self, *tensors):
        """Declare results through which no gradient flows."""
        self.fixed = tensors

    def set_materialize_grads(self, value):
        """Whether backward gets zeros (True) or None (False) for results that got no gradient."""
        self.materialize = value

    @property
    def saved_tensors(self):
        if self.freed:
            raise EngineError(message(SECOND_TIME, self))
        out = []
        for x, version in zip(self.saved or (), self.saved_versions):
            if isinstance(x, tuple):  # a result: led back to this node without a cycle
                data, index, storage = x
                if storage.version != version:
                    raise self.changed(wrap(data), storage, version)
                x = wrap(data, self.outputs[index] if self.outputs else self)
                x._storage = storage
            elif x is not None and x._version != version:
                raise self.changed(x, x._storage, version)
            out.append(x)
        return tuple(out)

    saved_variables = saved_tensors

    def pull(self, g):
        """The contribution of each slot, as arrays."""
        sent = self.called(tuple(None if x is None else wrap(x) for x in (g if type(g) is tuple else (g,))))
        return [None if x is None else x._data for x in sent]

    def pull_graph(self, g):
        """The contribution of each slot, as recorded tensors."""
        return self.called(g if type(g) is tuple else (g,))

    def called(self, grads):
        """Call the user's backward and check what it returns, one entry per tensor argument."""
        if self.freed and self.saved:
            raise EngineError(message(SECOND_TIME, self))
        given = self.function.backward(self, *grads)
        given = given if isinstance(given, tuple) else (given,)
        if len(given) > self.count and all(x is None for x in given[self.count :]):
            given = given[: self.count]
        if len(given) != self.count:
            raise EngineError(
                message(
                    f"function {self.name()} returned an incorrect number of gradients (expected {self.count}, got "
                    f"{len(given)})",
                    self,
                    "backward must return one gradient (or None) for each argument of forward.",
                )
            )
        sent = []
        for edge, i in zip(self.edges, self.positions):
            x = given[i]
            if edge is None or x is None:
                sent.append(None)
                continue
            if not isinstance(x, Tensor):
                raise OperandError(
                    f"expected Variable or None (got {type(x).__name__})"
                    if not isinstance(x, (int, float, np.ndarray))
                    else f"expected a Tensor or None as gradient (got {type(x).__name__})"
                )
            shape = self.shapes[i]
            if x._data.shape != shape[0]:
                try:
                    fits = np.broadcast_shapes(x._data.shape, shape[0]) == x._data.shape
                except ValueError:
                    fits = False
                if not fits:
                    raise EngineError(
                        message(
                            f"Function {self.name()} returned an invalid gradient at index {i} - got "
                            f"{list(x.shape)} but expected shape compatible with {list(shape[0])}",
                            self,
                        )
                    )
            sent.append(x)
        return sent

    def gathered(self, gradients, create):
        """One gradient per result; zeros or None for those that got none."""
        out = []
        for i, (shape, dtype) in enumerate(self.meta):
            if i in gradients:
                out.append(gradients[i])
            elif not self.materialize:
                out.append(None)
            else:
                zero = np.zeros(shape, dtype)
                out.append(wrap(zero) if create else zero)
        return tuple(out)

    def release(self):
        """Free what was saved."""
        if self.saved:
            self.freed = True
            self.saved = tuple(x if isinstance(x, Tensor) and not large(x) else None for x in self.saved)
        if self.result is not None and large(self.result):
            self.result = None


class Function:
    """An operation with a backward of its own. As ``torch.autograd.Function``.

    Subclass it with two static methods, and call the subclass by ``apply``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> class Cube(av.autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         ctx.save_for_backward(x)
    ...         return x * x * x
    ...     @staticmethod
    ...     def backward(ctx, g):
    ...         (x,) = ctx.saved_tensors
    ...         return g * 3 * x * x
    >>> x = av.tensor(2.0, requires_grad=True)
    >>> y = Cube.apply(x)
    >>> y.backward()
    >>> y.grad_fn.name(), x.grad
    ('CubeBackward', tensor(12.))
    """

    node_class = None

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.node_class = type(f"{cls.__name__}Backward", (Context,), {"__slots__": ()})

    def __init__(self, *args, **kwargs):
        import warnings

        warnings.warn(
            f"{type(self)} should not be instantiated. Methods on autograd functions are all static, so you should "
            "invoke them on the class itself, through apply.",
            DeprecationWarning,
            stacklevel=2,
        )

    @staticmethod
    def forward(*args, **kwargs):
        """Compute the result; ``ctx`` comes first unless the class defines ``setup_context``."""
        raise MissingError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def setup_context(ctx, inputs, output):
        """Save what backward needs, where forward takes no ``ctx``."""
        raise MissingError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx, *grad_outputs):
        """Turn the gradients of the results into those of the arguments."""
        raise MissingError(
            "You must implement either the backward or vjp method for your custom autograd.Function to use it with "
            "backward mode AD."
        )

    @classmethod
    def apply(cls, *args):
        """Run forward and record it; returns what forward returns."""
        node = cls.node_class(cls)
        tensors = [isinstance(x, Tensor) for x in args]
        node.positions = tuple(i for i, t in enumerate(tensors) if t)
        node.needs_input_grad = tuple(t and x.requires_grad for x, t in zip(args, tensors))
        node.count = len(args)
        wanted = state.here.grad and any(node.needs_input_grad)
        own_context = cls.setup_context is not Function.setup_context
        with during(False):
            returned = cls.forward(*args) if own_context else cls.forward(node, *args)
            if own_context:
                cls.setup_context(node, args, returned)
        single = not isinstance(returned, tuple)
        results = (returned,) if single else returned
        for x in node.dirty:
            storage_of(x).version += 1
        if not wanted:
            node.saved = ()
            return returned
        place(node, 2)
        node.number = next_number()
        node.edges = tuple(args[i]._edge() for i in node.positions)
        node.__dict__["shapes"] = [(x._data.shape, x._data.dtype) if t else None for x, t in zip(args, tensors)]
        node.fits = tuple(node.shapes[i] if e is not None else None for i, e in zip(node.positions, node.edges))
        node.constants = tuple(
            (i, x) for i, x in enumerate(args) if not node.needs_input_grad[i] and (not tensors[i] or not large(x))
        )
        outputs = [node_result(x, args, node) for x in results]
        fixed = {id(x) for x in node.fixed}
        connected = [
            isinstance(x, Tensor) and id(old) not in fixed and x._data.dtype.kind == "f"
            for x, old in zip(outputs, results)
        ]
        if sum(connected) and len(outputs) == 1:
            outputs[0]._node = node
            node.meta = (outputs[0]._data.shape, outputs[0]._data.dtype)
        else:
            node.meta = tuple(
                (x._data.shape, x._data.dtype) if isinstance(x, Tensor) else ((), np.float32) for x in outputs
            )
            node.outputs = {}
            for i, (x, there) in enumerate(zip(outputs, connected)):
                if there:
                    x._node = Output(node, i, x._data)
        tensors_out = [x for x in outputs if isinstance(x, Tensor)]
        if len(tensors_out) == 1 and not large(tensors_out[0]):
            node.result = tensors_out[0]._data if tensors_out[0]._storage is None else tensors_out[0]._data.copy()
        keep(node, results, outputs)
        return outputs[0] if single else tuple(outputs)


def node_result(x, args, node):
    """A result as a tensor of its own: an argument returned as it came is aliased."""
    if not isinstance(x, Tensor):
        return x
    if any(x is d for d in node.dirty):
        x._leaf = False
        return x
    if any(x is a for a in args):
        storage_of(x)
        out = wrap(x._data)
        out._storage = x._storage
        return out
    x._node, x._leaf = None, False
    return x


def keep(node, results, outputs):
    """Hold what forward saved: results by their numbers alone, so that no cycle arises."""
    kept, versions = [], []
    for x in node.to_save:
        index = next((i for i, r in enumerate(results) if x is r and isinstance(r, Tensor)), None)
        if x is not None and index is not None:
            out = outputs[index]
            if out._storage is None:
                out._storage = Storage()
            kept.append((out._data, index, out._storage))
            versions.append(out._storage.version)
        else:
            kept.append(x)
            versions.append(0 if x is None else x._version)
    node.saved, node.saved_versions, node.to_save = tuple(kept), tuple(versions), ()
    node.outputs = ()


def once_differentiable(backward):
    """Declare that a backward cannot itself be differentiated: doing so raises."""

    def once(ctx, *grads):
        with during(False):
            return backward(ctx, *grads)

    once.__name__, once.__doc__ = backward.__name__, backward.__doc__
    return once
