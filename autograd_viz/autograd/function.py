"""Let users write an operation with a backward of their own."""

import functools
import inspect
import warnings

from ..ops.arrays import duplicate, named, namespace, on
from ..ops.arrays import place as place_of
from .errors import EngineError, MissingError, OperandError, message
from .mode import during, state
from .node import SECOND_TIME, Node, Output, large, next_number, place
from .saving import Packed, watched
from .tensor import Storage, Tensor, rare, storage_of, version_of, wrap

ONCE = "trying to differentiate twice a function that was marked with @once_differentiable"


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
        "shapes", "places", "outputs", "sent", "__dict__",
    )  # fmt: skip
    plain, special = False, True

    def __init__(self, function):
        self.function = function
        self.to_save, self.saved_versions, self.dirty, self.fixed = (), (), (), ()
        self.materialize, self.freed = True, False
        self.saved = self.result = self.storage = self.versions = self.fits = self.gradient = self.hooks = None
        self.constants, self.scope, self.meta, self.params = (), state.here.scope, None, {}
        self.edges, self.outputs, self.positions, self.shapes, self.places, self.sent = (), (), (), (), (), None

    def save_for_backward(self, *tensors):
        """Save tensors for backward, to be read as ``ctx.saved_tensors``."""
        for i, x in enumerate(tensors):
            if x is not None and not isinstance(x, Tensor):
                raise OperandError(
                    f"save_for_backward can only save variables, but argument {i} is of type {type(x).__name__}"
                )
        self.to_save = tensors

    def mark_dirty(self, *tensors):
        """Declare arguments that forward changed in place; forward must return them."""
        self.dirty = only_tensors(tensors, "mark_dirty can only accept variables")

    def mark_non_differentiable(self, *tensors):
        """Declare results through which no gradient flows."""
        self.fixed = only_tensors(tensors, "mark_non_differentiable only accepts variable arguments")

    def set_materialize_grads(self, value):
        """Whether backward gets zeros (True) or None (False) for results that got no gradient."""
        if not isinstance(value, bool):
            raise OperandError("set_materialize_grads received an invalid combination of arguments: it must be bool")
        self.materialize = value

    @property
    def saved_tensors(self):
        if self.freed:
            raise EngineError(message(SECOND_TIME, self))
        out = []
        for x, version in zip(self.saved or (), self.saved_versions):
            if isinstance(x, tuple):  # a result: led back to this node without a cycle
                data, index, storage = x
                if isinstance(data, Packed):
                    data = data.tensor()._data
                elif storage.version != version:
                    raise self.changed(wrap(data), storage, version)
                x = wrap(data, self.outputs[index] if self.outputs else self)
                x._storage = storage
            elif isinstance(x, Packed):
                x = x.tensor()
            elif x is not None and version_of(x) != version:
                raise self.changed(x, x._storage, version)
            out.append(x)
        return tuple(out)

    saved_variables = saved_tensors

    def pull(self, g):
        """The contribution of each slot, as arrays."""
        with during(False):
            sent = self.called(tuple(None if x is None else wrap(x) for x in (g if type(g) is tuple else (g,))))
        return [None if x is None else x._data for x in sent]

    def pull_graph(self, g):
        """The contribution of each slot, as recorded tensors."""
        return self.called(g if type(g) is tuple else (g,))

    def called(self, grads):
        """Call the user's backward and check what it returns, one entry per tensor argument."""
        if self.freed and self.saved:
            raise EngineError(message(SECOND_TIME, self))
        given = self.function.backward_of(self)(self, *grads)
        given, count = given if isinstance(given, tuple) else (given,), len(self.shapes)
        if len(given) > count and all(x is None for x in given[count:]):
            given = given[:count]
        if len(given) != count:
            raise EngineError(
                message(
                    f"function {self.name()} returned an incorrect number of gradients (expected {count}, got "
                    f"{len(given)})",
                    self,
                    "backward must return one gradient (or None) for each argument of forward.",
                )
            )
        for i, x in enumerate(given):
            if x is not None and self.shapes[i] is None:
                raise EngineError(
                    message(
                        f"function {self.name()} returned a gradient different than None at position {i + 1}, but the "
                        "corresponding forward input was not a Variable",
                        self,
                        "Return None for arguments that are no tensors.",
                    )
                )
        return [None if edge is None else self.fitting(i, given[i]) for edge, i in zip(self.edges, self.positions)]

    def fitting(self, i, x):
        """The gradient that backward returned for argument `i`, if it is one."""
        if x is None:
            return None
        if not isinstance(x, Tensor):
            raise EngineError(message(f"expected Variable or None (got {type(x).__name__})", self,
                                      "backward must return one gradient (or None) for each argument of forward."))  # fmt: skip
        (shape, _, where), got = self.shapes[i], x._data.shape
        trailing = got[len(got) - len(shape) :]
        if len(got) < len(shape) or any(m not in (1, n) for n, m in zip(trailing, shape)):
            raise EngineError(
                message(
                    f"Function {self.name()} returned an invalid gradient at index {i} - got {list(got)} but expected "
                    f"shape compatible with {list(shape)}",
                    self,
                    "A gradient has the shape of its argument, or one that the argument broadcasts to.",
                )
            )
        if got and place_of(x._data) != where:
            raise EngineError(
                message(
                    f"Function {self.name()} returned an invalid gradient at index {i} - expected device {named(where)} but got "
                    f"{named(place_of(x._data))}",
                    self,
                    "Return the gradient where its argument is.",
                )
            )
        return x

    def gathered(self, gradients, create):
        """One gradient per result; zeros or None for those that got none."""
        out = []
        for i, ((shape, dtype), where) in enumerate(zip(self.meta, self.places)):
            if i in gradients:
                out.append(gradients[i])
            elif not self.materialize or shape is None:
                out.append(None)
            else:
                zero = on(where, namespace(where).zeros, shape, dtype)
                out.append(wrap(zero) if create else zero)
        return tuple(out)

    def release(self):
        """Free what was saved."""
        if self.saved:
            self.freed = True
            self.saved = tuple(x if isinstance(x, Tensor) and not large(x) else None for x in self.saved)
        if self.result is not None and large(self.result):
            self.result = None


def only_tensors(given, words):
    """The tensors, if they are."""
    for i, x in enumerate(given):
        if not isinstance(x, Tensor):
            raise EngineError(f"{words}, but argument {i} is of type {type(x).__name__}")
    return given


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
        warnings.warn(
            f"{type(self)} should not be instantiated. Methods on autograd functions are all static, so you should "
            "invoke them on the class itself. Instantiating an autograd function will raise an error in a future version "
            "of PyTorch.",
            DeprecationWarning,
            stacklevel=2,
        )

    def __call__(self, *args, **kwargs):
        raise EngineError(
            "Legacy autograd function with non-static forward method is deprecated. Please use new-style autograd function "
            "with static forward method. (Example: https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)"
            f"\nCall {type(self).__name__}.apply(...), on the class."
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

    vjp = backward  # another name for it

    @classmethod
    def backward_of(cls, node):
        """The method that the class defines, under one of its two names."""
        if cls.vjp is Function.vjp:
            return cls.backward
        if cls.backward is not Function.backward:
            raise EngineError(
                message(
                    "Implementing both 'backward' and 'vjp' for a custom Function is not allowed. You should only implement "
                    "one of them.",
                    node,
                )
            )
        return cls.vjp

    @classmethod
    def apply(cls, *args, **kwargs):
        """Run forward and record it; returns what forward returns."""
        node = cls.node_class(cls)
        own_context = cls.setup_context is not Function.setup_context
        context = () if own_context else (node,)
        if own_context or kwargs:
            bound = inspect.signature(cls.forward).bind(*context, *args, **kwargs)
            bound.apply_defaults()
            args = bound.args[len(context) :]
        node.positions = tuple(i for i, x in enumerate(args) if isinstance(x, Tensor))
        node.needs_input_grad = tuple(isinstance(x, Tensor) and x.requires_grad for x in args)
        wanted = state.here.grad and any(node.needs_input_grad)
        with during(False):
            returned = cls.forward(*context, *args)
            if own_context:
                cls.setup_context(node, args, returned)
        single = not isinstance(returned, tuple)
        results = (returned,) if single else returned
        if any(all(x is not y for y in results) for x in node.dirty):
            raise EngineError(
                "Some elements marked as dirty during the forward method were not returned as output. The inputs that are "
                "modified inplace must all be outputs of the Function."
            )
        for x in node.dirty:
            storage_of(x).version += 1
        if not wanted:
            node.saved = ()
            return returned
        place(node, 2)
        outputs = cls.connected(node, args, results)
        watch = state.here.grad
        keep(node, results, outputs, watch.saving if watch is not True else None)
        node.dirty = node.fixed = ()  # they may lead back to the node
        if watch is not True:
            watched(node, watch)
        return outputs[0] if single else tuple(outputs)

    @staticmethod
    def connected(node, args, results):
        """The results, leading to the node; the node gets its edges and what it knows of both ends."""
        node.number = next_number()
        node.edges = tuple(args[i]._edge() for i in node.positions)
        node.shapes = tuple(
            (x._data.shape, x._data.dtype, place_of(x._data)) if isinstance(x, Tensor) else None for x in args
        )
        node.fits = tuple(node.shapes[i] if e is not None else None for i, e in zip(node.positions, node.edges))
        node.constants = tuple(
            (i, x)
            for i, x in enumerate(args)
            if not node.needs_input_grad[i] and (not isinstance(x, Tensor) or not large(x))
        )
        fixed = {id(x) for x in node.fixed}
        tensors = [x for x in results if isinstance(x, Tensor)]
        through = [isinstance(x, Tensor) and id(x) not in fixed and x._data.dtype.kind == "f" for x in results]
        outputs = [node_result(x, args, node, there) for x, there in zip(results, through)]
        single = len(outputs) == 1 and through[0]
        blank = (None, None)
        meta = tuple((x._data.shape, x._data.dtype) if isinstance(x, Tensor) else blank for x in outputs)
        node.places = tuple(place_of(x._data) if isinstance(x, Tensor) else None for x in outputs)
        node.meta, node.outputs = (meta[0] if single else meta), {}
        for i, (x, there) in enumerate(zip(outputs, through)):
            if not there:
                continue
            edge = node if single else Output(node, i, x._data)
            base = None if x._rare is None else x._rare.base
            if base is not None and any(x is d for d in node.dirty):
                from .inplace import rebase

                rebase(x, x._rare, node)
                continue
            x._node, x._leaf = edge, False
            if base is not None:
                view = x._rare
                view.made, view.multiple = (type(node).__name__.removesuffix("Backward"), i), len(tensors) > 1
                view.recorded = True
        if len(tensors) == 1 and isinstance(outputs[0], Tensor) and not large(outputs[0]):
            node.result = outputs[0]._data if outputs[0]._storage is None else duplicate(outputs[0]._data)
        return outputs


def node_result(x, args, node, through):
    """A result as a tensor of its own: an argument returned as it came is aliased."""
    if not isinstance(x, Tensor):
        return x
    if any(x is d for d in node.dirty):
        if x._leaf:
            raise EngineError(
                "a leaf Variable that requires grad has been used in an in-place operation.\nChange a .clone() of it."
            )
        return x
    if any(x is a for a in args):
        storage = storage_of(x)
        out = wrap(x._data)
        out._storage = storage
        if through:
            above = x._rare
            rare(out).base = x if above is None or above.base is None else above.base
            rare(out).chain = () if above is None or above.chain is None else above.chain
            storage.add(out)
        return out
    x._node, x._leaf = None, False
    return x


def keep(node, results, outputs, hooks):
    """Hold what forward saved: results by their numbers alone, so that no cycle arises."""
    kept, versions = [], []
    for x in node.to_save:
        index = next((i for i, r in enumerate(results) if x is r and isinstance(r, Tensor)), None)
        if x is not None and index is not None:
            out = outputs[index]
            if out._storage is None:
                out._storage = Storage()
            kept.append((Packed(out, hooks) if hooks else out._data, index, out._storage))
            versions.append(out._storage.version)
        else:
            kept.append(Packed(x, hooks) if hooks and x is not None else x)
            versions.append(0 if x is None else version_of(x))
    node.saved, node.saved_versions, node.to_save = tuple(kept), tuple(versions), ()
    node.outputs = ()


class Error(Node):
    """Where gradients of what must not be differentiated again arrive."""

    __slots__ = ()
    special = True

    def __init__(self, variable):
        self.edges, self.number, self.result, self.meta = (), next_number(), None, (variable.shape, variable.dtype)
        self.saved = self.storage = self.versions = self.fits = self.params = self.hooks = self.gradient = None
        self.constants, self.scope, self.freed = (), None, False
        place(self, 3)

    def pull(self, g):
        raise EngineError(message(ONCE, self, "Write its backward without once_differentiable."))

    pull_graph = pull


def once_differentiable(backward):
    """Declare that a backward cannot itself be differentiated: doing so raises.

    As ``torch.autograd.function.once_differentiable``, below ``@staticmethod``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> class Double(av.autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         return x * 2
    ...     @staticmethod
    ...     @av.autograd.function.once_differentiable
    ...     def backward(ctx, g):
    ...         return g * 2
    >>> x = av.tensor(1.0, requires_grad=True)
    >>> (g,) = av.autograd.grad(Double.apply(x) * x, x, create_graph=True)
    >>> g.backward()
    Traceback (most recent call last):
    autograd_viz.ops.errors.EngineError: trying to differentiate twice a function ...
    """

    @functools.wraps(backward)
    def once(ctx, *grads):
        with during(False):
            outputs = backward(ctx, *grads)
        if not state.here.grad or not any(isinstance(g, Tensor) and g.requires_grad for g in grads):
            return outputs
        return tuple([refusing(x) for x in outputs]) if isinstance(outputs, tuple) else refusing(outputs)

    return once


def refusing(x):
    """The gradient `x`, leading to an error."""
    return wrap(x._data, Error(x._data)) if isinstance(x, Tensor) else x
