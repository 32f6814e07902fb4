"""Full backward hooks of modules: two nodes, around what the module records, that hand gradients to the hooks."""

import warnings

from ..autograd.creation import zeros
from ..autograd.errors import EngineError
from ..autograd.function import Function
from ..autograd.mode import state
from ..autograd.tensor import Tensor

FIRED_ON_OUTPUTS = (
    "Full backward hook is firing when gradients are computed with respect to module outputs since no inputs require "
    "gradients. See https://docs.pytorch.org/docs/main/generated/torch.nn.Module.html#torch.nn.Module."
    "register_full_backward_hook for more details."
)


class BackwardHookFunction(Function):
    """Pass tensors on unchanged, to leave a node where gradients can be seen."""

    @staticmethod
    def forward(ctx, *args):
        ctx.mark_non_differentiable(*[x for x in args if not x.requires_grad])
        ctx.set_materialize_grads(False)
        ctx.kinds = [(x.shape, x.dtype, x.device) for x in args]
        return args

    @staticmethod
    def backward(ctx, *grads):
        return filled(grads, ctx.kinds)


def filled(grads, kinds):
    """The gradients, zeros of their kind for those that never came."""
    return tuple(
        zeros(shape, dtype=dtype, device=device) if g is None else g for g, (shape, dtype, device) in zip(grads, kinds)
    )


class BackwardHook:
    """What one call of a module needs to hand its hooks both gradients, as PyTorch's class of this name.

    Parameters
    ----------
    module : Module
    """

    def __init__(self, module):
        self.module = module
        self.hooks, self.pre_hooks = list(module._backward_hooks.values()), list(module._backward_pre_hooks.values())
        self.received = self.inputs = self.outputs = None  # gradients of the outputs; where tensors are among both
        self.count = 0

    def enter(self, args):
        """The module's arguments, led through a node."""
        self.count = len(args)
        args, self.inputs = through(args, self.send)
        self.kinds = [(args[i].shape, args[i].dtype, args[i].device) for i in self.inputs or ()]
        return args

    def leave(self, result):
        """The module's result, led through a node."""
        if not isinstance(result, (Tensor, tuple)):
            warnings.warn(
                "For backward hooks to be called, module output should be a Tensor or a tuple of Tensors but received "
                f"{type(result)}",
                stacklevel=4,
            )
        results = result if isinstance(result, tuple) else (result,)
        self.length = len(results)
        results, self.outputs = through(results, self.receive)
        return results if isinstance(result, tuple) else results[0]

    def receive(self, _, grads):
        """Take the gradients of the outputs; the hook of their node."""
        self.received = spread(self.outputs, grads, self.length)  # None for an output that was not used
        for hook in self.pre_hooks:
            changed = hook(self.module, self.received)
            if changed is None:
                continue
            if len(changed) != self.length:
                raise EngineError(
                    f"Backward pre hook returned an invalid number of grad_output, got {len(changed)}, but expected "
                    f"{self.length}"
                )
            self.received = changed
        passed_on = tuple(self.received[i] for i in self.outputs)
        if self.inputs is None:
            warnings.warn(FIRED_ON_OUTPUTS, stacklevel=5)
            for hook in self.hooks:
                changed = hook(self.module, (None,) * self.count, self.received)
                if changed is not None and not (isinstance(changed, tuple) and all(x is None for x in changed)):
                    raise EngineError(
                        "Backward hook for Modules where no input requires gradient should always return None or None for "
                        "all gradients."
                    )
            self.received = None
        return passed_on

    def send(self, grads, _):
        """Show the hooks both gradients; the hook of the inputs' node."""
        if self.received is None:  # a gradient came here without passing through the module's output
            return None
        sent = spread(self.inputs, filled(grads, self.kinds), self.count)
        for hook in self.hooks:
            changed = hook(self.module, sent, self.received)
            if changed is None:
                continue
            if len(changed) != len(sent):
                raise EngineError(
                    f"Backward hook returned an invalid number of grad_input, got {len(changed)}, but expected {len(sent)}"
                )
            sent = changed
        self.received = None
        return tuple(None if g is None else sent[i] for i, g in zip(self.inputs, grads))


def through(args, hook):
    """The arguments with their tensors led through a node that has `hook`, and where the tensors are, or None."""
    places = [i for i, x in enumerate(args) if isinstance(x, Tensor)]
    if not (state.here.grad and any(args[i].requires_grad for i in places)):
        return args, None
    led = BackwardHookFunction.apply(*[args[i] for i in places])
    next(x.grad_fn for x in led if x.grad_fn is not None).register_hook(hook)
    args = list(args)
    for i, x in zip(places, led):
        args[i] = x
    return tuple(args), places


def spread(places, values, length):
    """A tuple of some length with values at some places and None elsewhere."""
    found = dict(zip(places, values))
    return tuple(found.get(i) for i in range(length))
