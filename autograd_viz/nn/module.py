"""The base of every module: it keeps parameters, buffers and submodules by name, and calls ``forward``."""

import warnings
from collections import OrderedDict

from ..autograd.creation import empty_like
from ..autograd.errors import ArgumentError, EngineError, OperandError
from ..autograd.mode import no_grad, state
from ..autograd.node import RemovableHandle
from ..autograd.printing import type_name
from ..autograd.tensor import Tensor
from ..autograd.tensor import device as Device
from ..ops.dtypes import dtype as Dtype
from . import state_dict as states
from .errors import MemberError, MemberNameError, MissingForward
from .hooks import BackwardHook
from .parameter import Buffer, Parameter
from .scope import Members, enter

HOOKS = (
    "_forward_pre_hooks", "_forward_hooks", "_backward_pre_hooks", "_backward_hooks", "_state_dict_pre_hooks",
    "_state_dict_hooks", "_load_state_dict_pre_hooks", "_load_state_dict_post_hooks",
)  # fmt: skip


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
        for name in HOOKS:
            fields[name] = OrderedDict()

    def forward(self, *input):
        """What the module computes when it is called; each subclass defines its own."""
        raise MissingForward(f'Module [{type(self).__name__}] is missing the required "forward" function')

    def __call__(self, *args, **kwargs):
        before = enter(self)
        try:
            if self._forward_hooks or self._forward_pre_hooks or self._backward_hooks or self._backward_pre_hooks:
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
            backward = None
            if self._backward_hooks or self._backward_pre_hooks:
                backward = BackwardHook(self)
                args = backward.enter(args)
            result = self.forward(*args, **kwargs)
            for key, (hook, with_kwargs, _) in list(self._forward_hooks.items()):
                called.add(key)
                changed = hook(self, args, kwargs, result) if with_kwargs else hook(self, args, result)
                result = result if changed is None else changed
            return result if backward is None else backward.leave(result)
        except Exception:
            for key, (hook, with_kwargs, always) in list(self._forward_hooks.items()):
                if always and key not in called:
                    try:
                        changed = hook(self, args, kwargs, result) if with_kwargs else hook(self, args, result)
                        result = result if changed is None else changed
                    except Exception as error:
                        warnings.warn(
                            "module forward hook with ``always_call=True`` raised an exception that was silenced as "
                            f"another error was raised in forward: {error}",
                            stacklevel=3,
                        )
            raise

    def register_forward_pre_hook(self, hook, *, prepend=False, with_kwargs=False):
        """Call ``hook(module, args)`` before every forward; what it returns replaces the arguments.

        Parameters
        ----------
        hook : callable
            With `with_kwargs`, ``hook(module, args, kwargs)``, which returns None or both anew.
        prepend : bool
            Call it before the other hooks.
        with_kwargs : bool

        Returns
        -------
        handle
            Its ``remove()`` takes the hook away.
        """
        return registered(self._forward_pre_hooks, (hook, with_kwargs), prepend)

    def register_forward_hook(self, hook, *, prepend=False, with_kwargs=False, always_call=False):
        """Call ``hook(module, args, output)`` after every forward; what it returns replaces the output.

        Parameters
        ----------
        hook : callable
            With `with_kwargs`, ``hook(module, args, kwargs, output)``.
        prepend : bool
            Call it before the other hooks.
        with_kwargs : bool
        always_call : bool
            Call it even if forward raises.

        Returns
        -------
        handle
            Its ``remove()`` takes the hook away.

        Examples
        --------
        >>> import autograd_viz as av
        >>> layer = av.nn.Linear(3, 2)
        >>> handle = layer.register_forward_hook(lambda module, args, output: print(output.shape))
        >>> _ = layer(av.ones(4, 3))
        torch.Size([4, 2])
        >>> handle.remove()
        """
        return registered(self._forward_hooks, (hook, with_kwargs, always_call), prepend)

    def register_full_backward_hook(self, hook, prepend=False):
        """Call ``hook(module, grad_input, grad_output)`` whenever gradients of the module's inputs are computed.

        Both are tuples, with None for what is no tensor; a tuple that it returns replaces `grad_input`.
        If no input requires grad, it is called when the gradients of the outputs are there. Module and
        caller see their tensors through a `BackwardHookFunction`, as in PyTorch.

        Parameters
        ----------
        hook : callable
        prepend : bool
            Call it before the other hooks.

        Returns
        -------
        handle
            Its ``remove()`` takes the hook away.

        Examples
        --------
        >>> import autograd_viz as av
        >>> act = av.nn.Tanh()
        >>> handle = act.register_full_backward_hook(lambda module, sent, received: print(sent, received))
        >>> x = av.zeros(2, requires_grad=True)
        >>> act(x).sum().backward()
        (tensor([1., 1.]),) (tensor([1., 1.]),)
        """
        return registered(self._backward_hooks, hook, prepend)

    def register_full_backward_pre_hook(self, hook, prepend=False):
        """Call ``hook(module, grad_output)`` before the gradients pass through the module.

        Parameters
        ----------
        hook : callable
            What it returns, if not None, replaces the gradients of the outputs.
        prepend : bool
            Call it before the other hooks.

        Returns
        -------
        handle
            Its ``remove()`` takes the hook away.
        """
        return registered(self._backward_pre_hooks, hook, prepend)

    # -- registering -------------------------------------------------------------------------------

    def register_parameter(self, name, param):
        """Add a parameter, or None, under an attribute's name.

        Raises
        ------
        KeyError
            For a name that is taken, empty or dotted.
        TypeError, ValueError
            For anything but a parameter, and for one that was computed.
        """
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

        Examples
        --------
        >>> import autograd_viz as av
        >>> module = av.nn.Module()
        >>> module.register_buffer("mean", av.zeros(2))
        >>> list(module.state_dict()), list(module.parameters())
        (['mean'], [])
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
        elif isinstance(value, Buffer) or (buffers is not None and name in buffers):
            if value is not None and not isinstance(value, Tensor):
                raise OperandError(
                    f"cannot assign '{type_name(value)}' as buffer '{name}' "
                    "(torch.nn.Buffer, torch.Tensor or None expected)"
                )
            lasting = value.persistent if isinstance(value, Buffer) else name not in self._non_persistent_buffers_set
            self.register_buffer(name, value, lasting)
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
        """Yield (dotted path, module) for the module itself, under ``""``, and everything inside it.

        Examples
        --------
        >>> import autograd_viz as av
        >>> [path for path, _ in av.nn.Sequential(av.nn.Sequential(av.nn.ReLU())).named_modules()]
        ['', '0', '0.0']
        """
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
        """Yield (full name, parameter), each parameter once.

        Parameters
        ----------
        prefix : str
            What every name begins with.
        recurse : bool
            Whether to go into the modules inside.
        remove_duplicate : bool
            Whether a parameter with several names comes under the first alone.

        Examples
        --------
        >>> import autograd_viz as av
        >>> for name, parameter in av.nn.Sequential(av.nn.Linear(2, 3)).named_parameters():
        ...     print(name, tuple(parameter.shape))
        0.weight (3, 2)
        0.bias (3,)
        """
        yield from self._named("_parameters", prefix, recurse, remove_duplicate)

    def parameters(self, recurse=True):
        """Yield the parameters, each once."""
        for _, parameter in self.named_parameters(recurse=recurse):
            yield parameter

    def named_buffers(self, prefix="", recurse=True, remove_duplicate=True):
        """Yield (full name, buffer), each buffer once; the arguments are those of `named_parameters`."""
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
        """The module at a dotted path; AttributeError where there is none.

        Examples
        --------
        >>> import autograd_viz as av
        >>> av.nn.Sequential(av.nn.Sequential(av.nn.ReLU())).get_submodule("0.0")
        ReLU()
        """
        module = self
        for name in target.split(".") if target else ():
            if not hasattr(module, name):
                raise MemberError(f"{module._get_name()} has no attribute `{name}`")
            module = getattr(module, name)
            if not isinstance(module, Module):
                raise MemberError(f"`{name}` is not an nn.Module")
        return module

    def set_submodule(self, target, module, strict=False):
        """Put a module at a dotted path.

        Parameters
        ----------
        target : str
        module : Module
        strict : bool
            Replace only: raise if there is nothing yet.

        Raises
        ------
        ValueError
            For an empty path, or what is no module.
        AttributeError
            If a part of the path is missing or no module.

        Examples
        --------
        >>> import autograd_viz as av
        >>> net = av.nn.Sequential(av.nn.Sequential(av.nn.ReLU()))
        >>> net.set_submodule("0.0", av.nn.Tanh())
        >>> net[0][0]
        Tanh()
        """
        if target == "":
            raise ArgumentError("Cannot set the submodule without a target name!")
        if not isinstance(module, Module):
            raise ArgumentError(f"`module` is not an nn.Module, found {type(module)}")
        path, _, name = target.rpartition(".")
        parent = self.get_submodule(path)
        if strict and not hasattr(parent, name):
            raise MemberError(f"{parent._get_name()} has no attribute `{name}`")
        if hasattr(parent, name) and not isinstance(getattr(parent, name), Module):
            raise MemberError(f"`{name}` is not an nn.Module")
        setattr(parent, name, module)

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
        """Call ``fn(module)`` on everything inside, then on the module itself; returns the module.

        Examples
        --------
        >>> import autograd_viz as av
        >>> net = av.nn.Sequential(av.nn.Linear(1, 1), av.nn.ReLU())
        >>> _ = net.apply(lambda module: print(type(module).__name__))
        Linear
        ReLU
        Sequential
        """
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def train(self, mode=True):
        """Set training mode here and in everything inside; returns the module.

        Parameters
        ----------
        mode : bool

        Examples
        --------
        >>> import autograd_viz as av
        >>> net = av.nn.Sequential(av.nn.Tanh())
        >>> net.eval()[0].training, net.train()[0].training
        (False, True)
        """
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
        """Set whether operations on the parameters are recorded; returns the module.

        Examples
        --------
        >>> import autograd_viz as av
        >>> frozen = av.nn.Linear(1, 1).requires_grad_(False)
        >>> frozen(av.ones(1)).requires_grad
        False
        """
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none=True):
        """Reset the gradients of all parameters: to None, or to zeros.

        Examples
        --------
        >>> import autograd_viz as av
        >>> layer = av.nn.Linear(1, 1)
        >>> layer(av.ones(1)).backward()
        >>> layer.zero_grad()
        >>> layer.weight.grad is None
        True
        """
        for parameter in self.parameters():
            forget_gradient(parameter, set_to_none)

    def to(self, *args, **kwargs):
        """Move parameters and buffers to a device, the floating ones to a dtype, in place; returns the module.

        Parameters stay the objects that they are, so that an optimiser goes on with them; gradients go with them.

        Parameters
        ----------
        *args, **kwargs
            A dtype, a device, both (the device first), or a tensor that has both; then ``non_blocking``.

        Raises
        ------
        TypeError
            For a dtype that is not floating point, or anything else.

        Examples
        --------
        >>> import autograd_viz as av
        >>> av.nn.Linear(1, 1).to(av.float64).weight.dtype
        torch.float64
        """
        device, dtype, non_blocking = parse_to(*args, **kwargs)
        if dtype is not None and not dtype.is_floating_point:
            raise OperandError(
                f"nn.Module.to only accepts floating point or complex dtypes, but got desired dtype={dtype}"
            )
        return self._apply(
            lambda t: t.to(device=device, dtype=dtype if t.is_floating_point() else None, non_blocking=non_blocking)
        )

    def to_empty(self, *, device, recurse=True):
        """Move parameters and buffers to a device without their numbers, which are arbitrary then; returns the module.

        Parameters
        ----------
        device : device, str or int
        recurse : bool
            Whether to go into the modules inside.

        Examples
        --------
        >>> import autograd_viz as av
        >>> av.nn.Linear(1, 2).to_empty(device="cpu").weight.shape
        torch.Size([2, 1])
        """
        return self._apply(lambda t: empty_like(t, device=device), recurse)

    def cuda(self, device=None):
        """Move parameters and buffers to a GPU, in place; returns the module.

        Parameters
        ----------
        device : device, str or int, optional
            Which one; the current one if not given.
        """
        return self._apply(lambda t: t.cuda(device))

    def cpu(self):
        """Move parameters and buffers to the CPU, in place; returns the module.

        Examples
        --------
        >>> import autograd_viz as av
        >>> av.nn.Linear(1, 2).cpu().weight.device
        device(type='cpu')
        """
        return self._apply(lambda t: t.cpu())

    def float(self):
        """Convert floating parameters and buffers to float32, in place."""
        return self._apply(lambda t: t.float() if t.is_floating_point() else t)

    def double(self):
        """Convert floating parameters and buffers to float64, in place."""
        return self._apply(lambda t: t.double() if t.is_floating_point() else t)

    def half(self):
        """Convert floating parameters and buffers to float16, in place."""
        return self._apply(lambda t: t.half() if t.is_floating_point() else t)

    def type(self, dst_type):
        """Convert all parameters and buffers to a dtype, in place."""
        return self._apply(lambda t: t.type(dst_type))

    def _apply(self, fn, recurse=True):
        """Replace the numbers of every parameter, its gradient, and every buffer by ``fn`` of them."""
        for module in self.children() if recurse else ():
            module._apply(fn)
        with no_grad():
            for parameter in self._parameters.values():
                if parameter is None:
                    continue
                applied = fn(parameter)
                if parameter.requires_grad and not applied.is_floating_point():
                    raise EngineError(
                        "data set to a tensor that requires gradients must be floating point or complex dtype"
                    )
                parameter.data = applied
                if parameter.grad is not None:
                    parameter.grad.data = fn(parameter.grad)
            for name, buffer in self._buffers.items():
                if buffer is not None:
                    self._buffers[name] = fn(buffer)
        return self

    # -- saving and loading ------------------------------------------------------------------------

    _version = 1  # of what a module saves: a subclass that changes it may look at what it loads

    def state_dict(self, *args, destination=None, prefix="", keep_vars=False):
        """The parameters and persistent buffers by full name, detached but in the same memory.

        Parameters
        ----------
        *args
            The other three, as older programs give them; with a warning.
        destination : dict, optional
            Where to put them.
        prefix : str
            What every name begins with.
        keep_vars : bool
            Give the parameters themselves instead of detached tensors.

        Examples
        --------
        >>> import autograd_viz as av
        >>> list(av.nn.Sequential(av.nn.Linear(1, 1), av.nn.ReLU()).state_dict())
        ['0.weight', '0.bias']
        """
        if args:
            warnings.warn("Positional args are being deprecated, use kwargs instead.", FutureWarning, stacklevel=2)
            given = dict(zip(("destination", "prefix", "keep_vars"), args))
            destination = given["destination"] if destination is None else destination
            prefix, keep_vars = prefix or given.get("prefix", ""), keep_vars or given.get("keep_vars", False)
        if destination is None:
            destination = OrderedDict()
            destination._metadata = OrderedDict()
        metadata = {"version": self._version}
        if hasattr(destination, "_metadata"):
            destination._metadata[prefix[:-1]] = metadata
        for hook in self._state_dict_pre_hooks.values():
            hook(self, prefix, keep_vars)
        self._save_to_state_dict(destination, prefix, keep_vars)
        for name, child in self._modules.items():
            if child is not None:
                child.state_dict(destination=destination, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
        for hook, returns in self._state_dict_hooks.values():
            changed = hook(self, destination, prefix, metadata)
            if changed is not None and not returns:
                raise EngineError("state_dict post-hook must return None")
            destination = destination if changed is None else changed
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

        Examples
        --------
        >>> import autograd_viz as av
        >>> one, two = av.nn.Linear(2, 1), av.nn.Linear(2, 1)
        >>> two.load_state_dict(one.state_dict())
        <All keys matched successfully>
        >>> two.load_state_dict({"weight": one.weight}, strict=False)
        _IncompatibleKeys(missing_keys=['bias'], unexpected_keys=[])
        """
        return states.load(self, state_dict, strict, assign)

    def _save_to_state_dict(self, destination, prefix, keep_vars):
        """Save what is the module's own; a subclass may add to it."""
        for name, tensor in states.own(self).items():
            destination[prefix + name] = tensor if keep_vars else tensor.detach()
        if type(self).get_extra_state is not Module.get_extra_state:
            destination[prefix + states.EXTRA] = self.get_extra_state()

    def _load_from_state_dict(
        self, state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs
    ):
        """Load what is the module's own; a subclass may change what it is given first."""
        arguments = (state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs)
        for hook in self._load_state_dict_pre_hooks.values():
            hook(self, *arguments)
        states.load_own(self, type(self).set_extra_state is not Module.set_extra_state, *arguments)

    def get_extra_state(self):
        """Something more to save with the module; a subclass that defines it defines `set_extra_state` too."""
        raise EngineError(states.UNREACHED.format("get_extra_state"))

    def set_extra_state(self, state):
        """Take back what `get_extra_state` gave."""
        raise EngineError(states.UNREACHED.format("set_extra_state"))

    def register_state_dict_pre_hook(self, hook):
        """Call ``hook(module, prefix, keep_vars)`` before `state_dict`; returns a handle with ``remove()``."""
        return registered(self._state_dict_pre_hooks, hook)

    def register_state_dict_post_hook(self, hook):
        """Call ``hook(module, state_dict, prefix, local_metadata)`` after `state_dict`, to change the dict in place.

        Returns a handle with ``remove()``.
        """
        return registered(self._state_dict_hooks, (hook, False))

    def _register_state_dict_hook(self, hook):
        """`register_state_dict_post_hook` of a hook that may return another dict, as older code does."""
        return registered(self._state_dict_hooks, (hook, True))

    def register_load_state_dict_pre_hook(self, hook):
        """Call a hook before the module loads what is its own.

        Parameters
        ----------
        hook : callable
            ``hook(module, state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs)``;
            it may change the dict and the lists in place.

        Returns
        -------
        handle
            Its ``remove()`` takes the hook away.
        """
        return registered(self._load_state_dict_pre_hooks, hook)

    def register_load_state_dict_post_hook(self, hook):
        """Call ``hook(module, incompatible_keys)`` after loading, to change the lists of keys in place.

        Returns a handle with ``remove()``.
        """
        return registered(self._load_state_dict_post_hooks, hook)

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


def parse_to(*args, device=None, dtype=None, non_blocking=False, tensor=None):
    """(device, dtype, non_blocking) of the arguments of `Module.to`, None for what is left as it is."""
    given = [*args, *(x for x in (tensor,) if x is not None)]
    kinds = ", ".join(type(x).__name__ for x in given)
    if given and isinstance(given[0], Tensor):
        device, dtype, *given = given[0].device, given[0].dtype, *given[1:]
    elif given and isinstance(given[0], Dtype):
        dtype, *given = given
    elif given:
        device, *given = given
        if given and not isinstance(given[0], bool):
            dtype, *given = given
    if (
        not (device is None or isinstance(device, (str, int, Device)))
        or not (dtype is None or isinstance(dtype, Dtype))
        or len(given) > 1
        or not all(isinstance(x, bool) for x in given)
    ):
        raise OperandError(
            f"to() received an invalid combination of arguments - got ({kinds}), but expected a device, a dtype, a device "
            "and a dtype, or a tensor"
        )
    return None if device is None else Device(device), dtype, any(given) or non_blocking


def registered(hooks, entry, prepend=False):
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
