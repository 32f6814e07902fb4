"""Activations as modules."""

import inspect
import warnings

from ..autograd.creation import full
from ..autograd.errors import ArgumentError
from . import functional as F
from .module import Module
from .parameter import Parameter


class Activation(Module):
    """A function of `nn.functional` as a module: it keeps the function's arguments as attributes of the same names."""

    def __init__(self, *args, **kwargs):
        super().__init__()
        given = self.__signature__.bind(*args, **kwargs)
        given.apply_defaults()
        for name, value in given.arguments.items():
            setattr(self, name, value)

    def extra_repr(self):
        shown = [self.shown(name) for name in self.__signature__.parameters if name != "inplace"]
        return ", ".join([*shown, *(["inplace=True"] if getattr(self, "inplace", False) else [])])

    def shown(self, name):
        """How an argument is printed."""
        return f"{name}={getattr(self, name)!r}"


def module(name, function, answer, base=Activation, **defaults):
    """Define the module of an activation, with the arguments of its function and of other defaults where named."""
    parameters = [
        p.replace(kind=p.POSITIONAL_OR_KEYWORD, default=defaults.get(p.name, p.default))
        for p in list(inspect.signature(function).parameters.values())[1:]
    ]
    summary = function.__doc__.partition(" As ``")[0]
    listed = "".join(f"\n    {p}" for p in parameters)
    doc = f"""{summary} As ``torch.nn.{name}``.

    The arguments are those of `nn.functional.{function.__name__}`, and become attributes.
    {f"{chr(10)}    Parameters{chr(10)}    ----------{listed}{chr(10)}" if parameters else ""}
    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.{name}({", ".join("1" for p in parameters if p.default is p.empty)})(av.tensor([-1.0, 0.0, 2.0]))
    tensor({answer})
    """
    body = {
        "forward": forward_of(name, function, [p.name for p in parameters]), "__doc__": doc, "__module__": __name__,
        "__signature__": inspect.Signature(parameters),
    }  # fmt: skip
    return type(name, (base,), body)


def forward_of(name, function, arguments):
    """The method `forward` of a module."""

    def forward(self, input):
        return function(input, **{argument: getattr(self, argument) for argument in arguments})

    forward.__qualname__ = f"{name}.forward"
    return forward


class Bounded(Activation):
    """A shrinking activation, whose bound is printed without its name."""

    def shown(self, name):
        return str(getattr(self, name))


class Quiet(Activation):
    """An activation of which PyTorch prints no argument, not even `inplace`."""

    def extra_repr(self):
        return ""


ReLU = module("ReLU", F.relu, "[0., 0., 2.]")
SELU = module("SELU", F.selu, "[-1.1113,  0.0000,  2.1014]")
SiLU = module("SiLU", F.silu, "[-0.2689,  0.0000,  1.7616]")
Mish = module("Mish", F.mish, "[-0.3034,  0.0000,  1.9440]")
ELU = module("ELU", F.elu, "[-0.6321,  0.0000,  2.0000]")
CELU = module("CELU", F.celu, "[-0.6321,  0.0000,  2.0000]")
LeakyReLU = module("LeakyReLU", F.leaky_relu, "[-0.0100,  0.0000,  2.0000]")
Threshold = module("Threshold", F.threshold, "[1., 1., 2.]")
GELU = module("GELU", F.gelu, "[-0.1587,  0.0000,  1.9545]")
Softplus = module("Softplus", F.softplus, "[0.3133, 0.6931, 2.1269]", beta=1.0, threshold=20.0)
Hardshrink = module("Hardshrink", F.hardshrink, "[-1.,  0.,  2.]", Bounded)
Softshrink = module("Softshrink", F.softshrink, "[-0.5000,  0.0000,  1.5000]", Bounded)
Hardswish = module("Hardswish", F.hardswish, "[-0.3333,  0.0000,  1.6667]", Quiet)
Hardsigmoid = module("Hardsigmoid", F.hardsigmoid, "[0.3333, 0.5000, 0.8333]", Quiet)
Sigmoid = module("Sigmoid", F.sigmoid, "[0.2689, 0.5000, 0.8808]")
Tanh = module("Tanh", F.tanh, "[-0.7616,  0.0000,  0.9640]")
LogSigmoid = module("LogSigmoid", F.logsigmoid, "[-1.3133, -0.6931, -0.1269]")
Softsign = module("Softsign", F.softsign, "[-0.5000,  0.0000,  0.6667]")
Tanhshrink = module("Tanhshrink", F.tanhshrink, "[-0.2384,  0.0000,  1.0360]")


class Hardtanh(Activation):
    """Each element, no smaller than one number and no larger than another. As ``torch.nn.Hardtanh``.

    Parameters
    ----------
    min_val, max_val : float
    inplace : bool
        Write into the input.
    min_value, max_value : float, optional
        The older names of the first two.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.Hardtanh(-0.5, 0.5)(av.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.5000,  0.0000,  0.5000])
    """

    __signature__ = inspect.signature(F.hardtanh)
    __signature__ = __signature__.replace(parameters=list(__signature__.parameters.values())[1:])
    forward = forward_of("Hardtanh", F.hardtanh, __signature__.parameters)

    def __init__(self, min_val=-1.0, max_val=1.0, inplace=False, min_value=None, max_value=None):
        for old, value in (("min", min_value), ("max", max_value)):
            if value is not None:
                said = f"keyword argument `{old}_value` is deprecated and renamed to `{old}_val`"
                warnings.warn(said, FutureWarning, stacklevel=2)
        min_val, max_val = (min_val if min_value is None else min_value), (max_val if max_value is None else max_value)
        super().__init__(min_val, max_val, inplace)
        if max_val <= min_val:
            raise AssertionError(f"max_val ({max_val}) must be greater than min_val ({min_val})")


class ReLU6(Hardtanh):
    """Each element, no smaller than 0 and no larger than 6. As ``torch.nn.ReLU6``.

    Parameters
    ----------
    inplace : bool
        Write into the input.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.ReLU6()(av.tensor([-1.0, 3.0, 9.0]))
    tensor([0., 3., 6.])
    """

    __signature__ = inspect.Signature([Hardtanh.__signature__.parameters["inplace"]])

    def __init__(self, inplace=False):
        Module.__init__(self)
        self.min_val, self.max_val, self.inplace = 0.0, 6.0, inplace

    def extra_repr(self):
        return "inplace=True" if self.inplace else ""


class RReLU(Module):
    """Each positive element, and the others times a number: a random one in training. As ``torch.nn.RReLU``.

    Parameters
    ----------
    lower, upper : float
        Between which the numbers are drawn; in evaluation it is their mean.
    inplace : bool
        Write into the input.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.RReLU(0.25, 0.75).eval()(av.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.5000,  0.0000,  2.0000])
    """

    def __init__(self, lower=1 / 8, upper=1 / 3, inplace=False):
        super().__init__()
        self.lower, self.upper, self.inplace = lower, upper, inplace

    def forward(self, input):
        return F.rrelu(input, self.lower, self.upper, self.training, self.inplace)

    def extra_repr(self):
        return f"lower={self.lower}, upper={self.upper}" + (", inplace=True" if self.inplace else "")


class PReLU(Module):
    """Each positive element, and the others times a learned number. As ``torch.nn.PReLU``.

    Parameters
    ----------
    num_parameters : int
        1, or the number of channels, which are the second axis of the input.
    init : float
        What they start from.
    device : device or str, optional
    dtype : dtype, optional

    Attributes
    ----------
    weight : Parameter, (num_parameters,)

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.PReLU()(av.tensor([-1.0, 0.0, 2.0]))
    tensor([-0.2500,  0.0000,  2.0000], grad_fn=<PreluKernelBackward0>)
    """

    def __init__(self, num_parameters=1, init=0.25, device=None, dtype=None):
        super().__init__()
        self.num_parameters, self.init = num_parameters, init
        self.weight = Parameter(full((num_parameters,), float(init), device=device, dtype=dtype))

    def reset_parameters(self):
        """Set every number to what it started from."""
        self.weight.detach().fill_(self.init)

    def forward(self, input):
        return F.prelu(input, self.weight)

    def extra_repr(self):
        return f"num_parameters={self.num_parameters}"


class GLU(Module):
    """The first half along an axis, times the logistic function of the second. As ``torch.nn.GLU``.

    Parameters
    ----------
    dim : int

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.GLU()(av.tensor([1.0, 2.0, 0.0, 0.0]))
    tensor([0.5000, 1.0000])
    """

    def __init__(self, dim=-1):
        super().__init__()
        self.dim = dim

    def forward(self, input):
        return F.glu(input, self.dim)

    def extra_repr(self):
        return f"dim={self.dim}"


class Softmax(Module):
    """Exponentials along `dim`, divided by their sum. As ``torch.nn.Softmax``.

    Parameters
    ----------
    dim : int

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.Softmax(0)(av.tensor([0.0, 1.0]))
    tensor([0.2689, 0.7311])
    """

    function = staticmethod(F.softmax)

    def __init__(self, dim=None):
        super().__init__()
        self.dim = dim

    def forward(self, input):
        return self.function(input, self.dim, _stacklevel=5)

    def extra_repr(self):
        return f"dim={self.dim}"


class Softmin(Softmax):
    """`Softmax` of the negative. As ``torch.nn.Softmin``.

    Parameters
    ----------
    dim : int

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.Softmin(0)(av.tensor([0.0, 1.0]))
    tensor([0.7311, 0.2689])
    """

    function = staticmethod(F.softmin)


class LogSoftmax(Softmax):
    """Logarithm of `Softmax`. As ``torch.nn.LogSoftmax``.

    Parameters
    ----------
    dim : int

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.LogSoftmax(0)(av.tensor([0.0, 1.0]))
    tensor([-1.3133, -0.3133])
    """

    function = staticmethod(F.log_softmax)


class Softmax2d(Module):
    """`Softmax` over the channels of images, (batch, channels, height, width) or one. As ``torch.nn.Softmax2d``.

    Raises
    ------
    ValueError
        For an input of other than 3 or 4 axes.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.Softmax2d()(av.zeros(2, 1, 1))
    tensor([[[0.5000]],
            [[0.5000]]])
    """

    def forward(self, input):
        if input.ndim not in (3, 4):
            raise ArgumentError(f"Softmax2d: expected input to be 3D or 4D, got {input.ndim}D instead")
        return F.softmax(input, -3, _stacklevel=5)
