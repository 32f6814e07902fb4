"""The base of every module: it keeps parameters, buffers and submodules by name, and calls ``forward``."""

from collections import OrderedDict

from ..autograd.errors import ArgumentError, EngineError, OperandError
from ..autograd.mode import no_grad, state
from ..autograd.node import RemovableHandle
from ..autograd.printing import type_name
from ..autograd.tensor import Tensor
from ..ops.dtypes import dtype as Dtype
from . import state_dict as states
from .errors import MemberError, MemberNameError, MissingForward
from .parameter import Parameter
from .scope import Members, enter


class Module:
    """Base class of layers and models. As ``torch.nn.Module``.

    Parameters, buffers and modules that are assigned to attributes are registered: `parameters`,
    `state_dict`, `to` and pictures find them.

    Attributes
    ----------
    training : bool
        Whether the module is in training mode; see `train` and `eval`.

    Examples
    --------
    >>> import autograd_viz as av
    >>> class Net(av.nn.Module):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.hidden = av.nn.Linear(2, 3)
    ...     def forward(self, x):
    ...         return self.hidden(x).tanh()
    >>> net = Net()
    >>> net
    Net(
      (hidden): Linear(in_features=2, out_features=3, bias=True)
    )
    >>> [name for name, _ in net.named_parameters()]
    ['hidden.weight', 'hidden.bias']
    >>> net(av.zeros(4, 2)).shape
    torch.Size([4, 3])
    """

    def __init__(self):
        fields = self.__dict__
        fields["training"] = True
        fields["_parameters"] = Members()
        fields["_buffers"] = {}
        fields["_non_persistent_buffers_set"] = set()
        fields["_modules"] = Members()
        fields["_forward_hooks"] = OrderedDict()
        fields["_forward_pre_hooks"] = OrderedDict()

    def forward(self, *input):
        """What the module computes when it is called; each subclass defines its own."""
        raise MissingForward(f'Module [{type(self).__name__}] is missing the required "forward" function')

    def __call__(self, *args, **kwargs):
        before = enter(self)
        try:
            if self._forward_hooks or self._forward_pre_hooks:
                return self._hooked(args, kwargs)
            return self.forward(*args, **kwargs)
        finally:
            state.here.scope = before

    def _hooked(self, args, kwargs):
        """Call ``forward`` between its hooks."""
        result, called = None, set()
        try:
            for hook, with_kwargs in list(self._forward_pre_hooks.values()):
                args, kwargs = before_forward(hook, with_kwargs, self, args, kwargs)
            result = self.forward(*args, **kwargs)
            for key, (hook, with_kwargs, _) in list(self._forward_hooks.items()):
                called.add(key)
                changed = hook(self, args, kwargs, result) if with_kwargs else hook(self, args, result)
                result = result if changed is None else changed
            return result
        except Exception:
            for key, (hook, with_kwargs, always) in list(self._forward_hooks.items()):
                if always and key not in called:
                    hook(self, args, kwargs, result) if with_kwargs else hook(self, args, result)
            raise

    def register_forward_pre_hook(self, hook, *, prepend=False, with_kwargs=False):
        """Call ``hook(module, args)`` before every forward; what it returns replaces the arguments.

        Returns a handle with ``remove()``.
        """
        return registered(self._forward_pre_hooks, (hook, with_kwargs), prepend)

    def register_forward_hook(self, hook, *, prepend=False, with_kwargs=False, always_call=False):
        """Call ``hook(module, args, output)`` after every forward; what it returns replaces the output.

        Returns a handle with ``remove()``.
        """
        return registered(self._forward_hooks, (hook, with_kwargs, always_call), prepend)

    # -- registering -------------------------------------------------------------------------------

    def register_parameter(self, name, param):
        """Add a parameter, or None, under an attribute's name."""
        self._check_name(name, "parameter", "_parameters")
        if param is not None and not isinstance(param, Parameter):
            raise OperandError(
                f"cannot assign '{type_name(param)}' object to parameter '{name}' (torch.nn.Parameter or None required)"
            )
        if param is not None and param.grad_fn is not None:
            raise ArgumentError(
                f"Cannot assign non-leaf Tensor to parameter '{name}'. Model parameters must be created explicitly. To "
                f"express '{name}' as a function of another Tensor, compute the value in the forward() method."
            )
        self._parameters[name] = param

    def register_buffer(self, name, tensor, persistent=True):
        """Add a tensor that is part of the module's state but no parameter.

        Parameters
        ----------
        name : str
        tensor : Tensor or None
        persistent : bool
            Whether `state_dict` includes it.
        """
        self._check_name(name, "buffer", "_buffers")
        if tensor is not None and not isinstance(tensor, Tensor):
            raise OperandError(
                f"cannot assign '{type_name(tensor)}' object to buffer '{name}' (torch Tensor or None required)"
            )
        self._buffers[name] = tensor
        (self._non_persistent_buffers_set.discard if persistent else self._non_persistent_buffers_set.add)(name)

    def add_module(self, name, module):
        """Add a submodule, or None, under an attribute's name."""
        if not isinstance(module, Module) and module is not None:
            raise OperandError(f"{type_name(module)} is not a Module subclass")
        if not isinstance(name, str):
            raise OperandError(f"module name should be a string. Got {type_name(name)}")
        if hasattr(self, name) and name not in self._modules:
            raise MemberNameError(f"attribute '{name}' already exists")
        if "." in name:
            raise MemberNameError(f'module name can\'t contain ".", got: {name}')
        if name == "":
            raise MemberNameError('module name can\'t be empty string ""')
        self._modules[name] = module

    register_module = add_module

    def _check_name(self, name, kind, registry):
        """Raise PyTorch's errors for a name that a parameter or buffer cannot have."""
        if registry not in self.__dict__:
            raise MemberError(f"cannot assign {kind} before Module.__init__() call")
        if not isinstance(name, str):
            raise OperandError(f"{kind} name should be a string. Got {type_name(name)}")
        if "." in name:
            raise MemberNameError(f'{kind} name can\'t contain "."')
        if name == "":
            raise MemberNameError(f'{kind} name can\'t be empty string ""')
        if hasattr(self, name) and name not in getattr(self, registry):
            raise MemberNameError(f"attribute '{name}' already exists")

    def __getattr__(self, name):
        fields = self.__dict__
        for registry in ("_parameters", "_buffers", "_modules"):
            members = fields.get(registry)
            if members is not None and name in members:
                return members[name]
        raise MemberError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __setattr__(self, name, value):
        parameters, modules, buffers = map(self.__dict__.get, ("_parameters", "_modules", "_buffers"))
        if isinstance(value, Parameter):
            if parameters is None:
                raise MemberError("cannot assign parameters before Module.__init__() call")
            self._forget(name, "_buffers", "_modules")
            self.register_parameter(name, value)
        elif parameters is not None and name in parameters:
            if value is not None:
                raise OperandError(
                    f"cannot assign '{type_name(value)}' as parameter '{name}' (torch.nn.Parameter or None expected)"
                )
            self.register_parameter(name, value)
        elif isinstance(value, Module):
            if modules is None:
                raise MemberError("cannot assign module before Module.__init__() call")
            self._forget(name, "_parameters", "_buffers")
            modules[name] = value
        elif modules is not None and name in modules:
            if value is not None:
                raise OperandError(
                    f"cannot assign '{type_name(value)}' as child module '{name}' (torch.nn.Module or None expected)"
                )
            modules[name] = value
        elif buffers is not None and name in buffers:
            if value is not None and not isinstance(value, Tensor):
                raise OperandError(
                    f"cannot assign '{type_name(value)}' as buffer '{name}' "
                    "(torch.nn.Buffer, torch.Tensor or None expected)"
                )
            self.register_buffer(name, value, name not in self._non_persistent_buffers_set)
        else:
            object.__setattr__(self, name, value)

    def _forget(self, name, *registries):
        """Take `name` out of the attributes and registries, since another kind of member takes its place."""
        self.__dict__.pop(name, None)
        for registry in registries:
            if name in self.__dict__[registry]:
                del self.__dict__[registry][name]
        self._non_persistent_buffers_set.discard(name)

    def __delattr__(self, name):
        for members in (self._parameters, self._buffers, self._modules):
            if name in members:
                del members[name]
                self._non_persistent_buffers_set.discard(name)
                return
        object.__delattr__(self, name)

    def __dir__(self):
        names = [*dir(type(self)), *self.__dict__, *self._parameters, *self._modules, *self._buffers]
        return sorted(name for name in names if not name[0].isdigit())

    def __getstate__(self):
        return {name: value for name, value in self.__dict__.items() if name != "_scopes"}

    # -- members -----------------------------------------------------------------------------------

    def named_modules(self, memo=None, prefix="", remove_duplicate=True):
        """Yield (dotted path, module) for the module itself, under ``""``, and everything inside it."""
        memo = set() if memo is None else memo
        if self in memo:
            return
        if remove_duplicate:
            memo.add(self)
        yield prefix, self
        for name, module in self._modules.items():
            if module is not None:
                yield from module.named_modules(memo, joined(prefix, name), remove_duplicate)

    def modules(self, remove_duplicate=True):
        """Yield the module itself and everything inside it."""
        for _, module in self.named_modules(remove_duplicate=remove_duplicate):
            yield module

    def named_children(self):
        """Yield (name, module) for the modules directly inside, each once."""
        memo = set()
        for name, module in self._modules.items():
            if module is not None and module not in memo:
                memo.add(module)
                yield name, module

    def children(self):
        """Yield the modules directly inside, each once."""
        for _, module in self.named_children():
            yield module

    def named_parameters(self, prefix="", recurse=True, remove_duplicate=True):
        """Yield (full name, parameter), each parameter once."""
        yield from self._named("_parameters", prefix, recurse, remove_duplicate)

    def parameters(self, recurse=True):
        """Yield the parameters, each once."""
        for _, parameter in self.named_parameters(recurse=recurse):
            yield parameter

    def named_buffers(self, prefix="", recurse=True, remove_duplicate=True):
        """Yield (full name, buffer), each buffer once."""
        yield from self._named("_buffers", prefix, recurse, remove_duplicate)

    def buffers(self, recurse=True):
        """Yield the buffers, each once."""
        for _, buffer in self.named_buffers(recurse=recurse):
            yield buffer

    def _named(self, registry, prefix, recurse, remove_duplicate):
        memo = set()
        owners = self.named_modules(prefix=prefix, remove_duplicate=remove_duplicate) if recurse else [(prefix, self)]
        for path, module in owners:
            for name, member in getattr(module, registry).items():
                if member is None or member in memo:
                    continue
                if remove_duplicate:
                    memo.add(member)
                yield joined(path, name), member

    def get_submodule(self, target):
        """The module at a dotted path; AttributeError where there is none."""
        module = self
        for name in target.split(".") if target else ():
            if not hasattr(module, name):
                raise MemberError(f"{module._get_name()} has no attribute `{name}`")
            module = getattr(module, name)
            if not isinstance(module, Module):
                raise MemberError(f"`{name}` is not an nn.Module")
        return module

    def get_parameter(self, target):
        """The parameter of a full name; AttributeError where there is none."""
        return self._get_member(target, lambda module, name, value: isinstance(value, Parameter), "an nn.Parameter")

    def get_buffer(self, target):
        """The buffer of a full name; AttributeError where there is none."""
        return self._get_member(target, lambda module, name, value: name in module._buffers, "a buffer")

    def _get_member(self, target, fits, kind):
        path, _, name = target.rpartition(".")
        module = self.get_submodule(path)
        if not hasattr(module, name):
            raise MemberError(f"{module._get_name()} has no attribute `{name}`")
        value = getattr(module, name)
        if not fits(module, name, value):
            raise MemberError(f"`{name}` is not {kind}")
        return value

    # -- changing them all -------------------------------------------------------------------------

    def apply(self, fn):
        """Call ``fn(module)`` on everything inside, then on the module itself; returns the module."""
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def train(self, mode=True):
        """Set training mode here and in everything inside; returns the module."""
        if not isinstance(mode, bool):
            raise ArgumentError("training mode is expected to be boolean")
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self):
        """Set evaluation mode here and in everything inside; returns the module."""
        return self.train(False)

    def requires_grad_(self, requires_grad=True):
        """Set whether operations on the parameters are recorded; returns the module."""
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none=True):
        """Reset the gradients of all parameters: to None, or to zeros."""
        for parameter in self.parameters():
            forget_gradient(parameter, set_to_none)

    def to(self, *args, **kwargs):
        """Convert floating parameters and buffers to a dtype, in place; returns the module.

        Parameters
        ----------
        *args, **kwargs
            A dtype, a device (there is ``"cpu"`` only), or a tensor that has both.
        """
        wanted = [kwargs.get("dtype"), *(arg.dtype if isinstance(arg, Tensor) else arg for arg in args)]
        dtype = next((arg for arg in wanted if isinstance(arg, Dtype)), None)
        if dtype is not None and not dtype.is_floating_point:
            raise OperandError(
                f"nn.Module.to only accepts floating point or complex dtypes, but got desired dtype={dtype}"
            )
        others = [arg for arg in args if not isinstance(arg, (Dtype, Tensor))]
        device = others[0] if others else kwargs.get("device")
        return self._apply(lambda t: t.to(dtype=dtype if t.is_floating_point() else None, device=device))

    def float(self):
        """Convert floating parameters and buffers to float32, in place."""
        return self._apply(lambda t: t.float() if t.is_floating_point() else t)

    def double(self):
        """Convert floating parameters and buffers to float64, in place."""
        return self._apply(lambda t: t.double() if t.is_floating_point() else t)

    def half(self):
        """Convert floating parameters and buffers to float16, in place."""
        return self._apply(lambda t: t.half() if t.is_floating_point() else t)

    def cpu(self):
        """The module itself, which is on the CPU already."""
        return self

    def _apply(self, fn):
        """Replace the numbers of every parameter, its gradient, and every buffer by ``fn`` of them."""
        for module in self.children():
            module._apply(fn)
        with no_grad():
            for parameter in self._parameters.values():
                if parameter is None:
                    continue
                parameter.data = fn(parameter)
                if parameter.grad is not None:
                    parameter.grad.data = fn(parameter.grad)
            for name, buffer in self._buffers.items():
                if buffer is not None:
                    self._buffers[name] = fn(buffer)
        return self

    # -- saving and loading ------------------------------------------------------------------------

    def state_dict(self, *, destination=None, prefix="", keep_vars=False):
        """The parameters and persistent buffers by full name, detached but in the same memory.

        Parameters
        ----------
        destination : dict, optional
            Where to put them.
        prefix : str
            What every name begins with.
        keep_vars : bool
            Give the parameters themselves instead of detached tensors.
        """
        destination = OrderedDict() if destination is None else destination
        states.save(self, destination, prefix, keep_vars)
        return destination

    def load_state_dict(self, state_dict, strict=True, assign=False):
        """Copy the numbers of a `state_dict` into the parameters and buffers.

        Parameters
        ----------
        state_dict : mapping of str to Tensor
        strict : bool
            Raise if a name is missing or unexpected.
        assign : bool
            Put the given tensors in place of the module's, instead of copying their numbers.

        Returns
        -------
        named tuple of lists of str
            ``missing_keys`` and ``unexpected_keys``.

        Raises
        ------
        RuntimeError
            For names that do not match (if strict) and for shapes that do not match.
        """
        return states.load(self, state_dict, strict, assign)

    # -- printing ----------------------------------------------------------------------------------

    def _get_name(self):
        return type(self).__name__

    def extra_repr(self):
        """What a printed module says between its parentheses, before its submodules."""
        return ""

    def __repr__(self):
        extra = self.extra_repr()
        lines = extra.split("\n") if extra else []
        if len(lines) == 1 and not self._modules:
            return f"{self._get_name()}({lines[0]})"
        lines += [f"({name}): {indented(repr(module))}" for name, module in self._modules.items()]
        return printed(self._get_name(), lines)


def joined(prefix, name):
    """A dotted path."""
    return f"{prefix}.{name}" if prefix else name


def indented(text):
    """Every line but the first moved right."""
    return text.replace("\n", "\n  ")


def printed(name, lines):
    """A module's text from its name and its parts, one per line."""
    return name + "(\n  " + "\n  ".join(lines) + "\n)" if lines else name + "()"


def registered(hooks, entry, prepend):
    """Add a hook to an ordered dict of them; returns the handle that removes it."""
    handle = RemovableHandle(hooks)
    hooks[handle.id] = entry
    if prepend:
        hooks.move_to_end(handle.id, last=False)
    return handle


def before_forward(hook, with_kwargs, module, args, kwargs):
    """The arguments of a forward after one of its pre-hooks."""
    if not with_kwargs:
        changed = hook(module, args)
        if changed is None:
            return args, kwargs
        return (changed if isinstance(changed, tuple) else (changed,)), kwargs
    changed = hook(module, args, kwargs)
    if changed is None:
        return args, kwargs
    if isinstance(changed, tuple) and len(changed) == 2:
        return changed
    raise EngineError(f"forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got {changed}.")


def forget_gradient(parameter, set_to_none):
    """Reset one gradient: to None, or to zeros without history."""
    grad = parameter.grad
    if grad is None:
        return
    if set_to_none:
        parameter.grad = None
        return
    if grad.grad_fn is not None:
        grad.detach_()
    else:
        grad.requires_grad_(False)
    grad.zero_()
