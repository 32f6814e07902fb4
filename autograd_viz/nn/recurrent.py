"""Recurrent layers and their cells."""

import math
import warnings

from ..autograd.creation import empty, zeros
from ..autograd.errors import ArgumentError, EngineError, OperandError
from ..autograd.tensor import Tensor
from ..functions import recurrent
from . import init
from .module import Module
from .parameter import Parameter

GATES = {"RNN_TANH": 1, "RNN_RELU": 1, "LSTM": 4, "GRU": 3}


class Recurrent(Module):
    """What layers and cells have in common."""

    def reset_parameters(self):
        """Draw the parameters anew, within ±1/√hidden_size."""
        bound = 1 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for weight in self.parameters():
            init.uniform_(weight, -bound, bound)


class RNNBase(Recurrent):
    """Layers that go along a sequence. As ``torch.nn.RNNBase``.

    Parameters
    ----------
    mode : {"RNN_TANH", "RNN_RELU", "LSTM", "GRU"}
    input_size, hidden_size : int
    num_layers : int
        How many layers are stacked: each goes along the hidden states of the one before.
    bias : bool
    batch_first : bool
        Input and output are (batch, steps, features) instead of (steps, batch, features).
    dropout : float
        The probability of an element between two layers to be dropped.
    bidirectional : bool
        Each layer goes along the sequence in both directions.
    proj_size : int
        The size of the hidden states after a projection, for an LSTM.
    device : device or str, optional
    dtype : dtype, optional

    Examples
    --------
    >>> import autograd_viz as av
    >>> isinstance(av.nn.GRU(3, 4), av.nn.RNNBase)
    True
    """

    def __init__(
        self, mode, input_size, hidden_size, num_layers=1, bias=True, batch_first=False, dropout=0.0,
        bidirectional=False, proj_size=0, device=None, dtype=None,
    ):  # fmt: skip
        super().__init__()
        self.mode, self.input_size, self.hidden_size, self.num_layers = mode, input_size, hidden_size, num_layers
        self.bias, self.batch_first, self.dropout = bias, batch_first, float(dropout)
        self.bidirectional, self.proj_size = bidirectional, proj_size
        self.check_sizes(dropout)
        out, gates = proj_size or hidden_size, GATES[mode] * hidden_size
        self._all_weights = []
        for layer in range(num_layers):
            for suffix in ("", "_reverse") if bidirectional else ("",):
                entering = input_size if layer == 0 else out * (2 if bidirectional else 1)
                shapes: dict[str, tuple] = {"weight_ih": (gates, entering), "weight_hh": (gates, out)}
                if bias:
                    shapes |= {"bias_ih": (gates,), "bias_hh": (gates,)}
                if proj_size:
                    shapes["weight_hr"] = (proj_size, hidden_size)
                for name, shape in shapes.items():
                    setattr(self, f"{name}_l{layer}{suffix}", Parameter(empty(*shape, device=device, dtype=dtype)))
                self._all_weights.append([f"{name}_l{layer}{suffix}" for name in shapes])
        self.reset_parameters()

    def check_sizes(self, dropout):
        """Raise PyTorch's errors for arguments of a wrong type or size."""
        if isinstance(dropout, bool) or not isinstance(dropout, (int, float)) or not 0 <= dropout <= 1:
            raise ArgumentError(
                "dropout should be a number in range [0, 1] representing the probability of an element being zeroed"
            )
        if dropout > 0 and self.num_layers == 1:
            warnings.warn(
                "dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects "
                f"num_layers greater than 1, but got dropout={dropout} and num_layers={self.num_layers}",
                stacklevel=4,
            )
        for name, kind in (("bias", bool), ("batch_first", bool), ("input_size", int), ("hidden_size", int)):
            value = getattr(self, name)
            if not isinstance(value, kind):
                raise OperandError(f"{name} should be of type {kind.__name__}, got: {type(value).__name__}")
            if kind is int and value <= 0:
                raise ArgumentError(f"{name} must be greater than zero")
        if self.num_layers <= 0:
            raise ArgumentError("num_layers must be greater than zero")
        if self.proj_size < 0:
            raise ArgumentError("proj_size should be a positive integer or zero to disable projections")
        if self.proj_size >= self.hidden_size:
            raise ArgumentError("proj_size has to be smaller than hidden_size")
        if self.mode not in GATES:
            raise ArgumentError(f"Unrecognized RNN mode: {self.mode}")

    @property
    def all_weights(self):
        """The parameters of each layer and direction."""
        return [[getattr(self, name) for name in names] for names in self._all_weights]

    def flatten_parameters(self):
        """Nothing: PyTorch brings parameters together here where a GPU wants that."""

    def forward(self, input, hx=None):
        kind, both = self.mode.partition("_")[0], self.mode == "LSTM"
        if input.dim() not in (2, 3):
            tensor = " tensor" if kind == "RNN" else ""
            raise ArgumentError(f"{kind}: Expected input to be 2D or 3D, got {input.dim()}D{tensor} instead")
        batched, batch_axis = input.dim() == 3, 0 if self.batch_first else 1
        if not batched:
            input = input.unsqueeze(batch_axis)
        count = self.num_layers * (2 if self.bidirectional else 1)
        sizes = (self.proj_size or self.hidden_size, self.hidden_size)[: 1 + both]
        shapes = [(count, input.shape[batch_axis], size) for size in sizes]
        if hx is None:
            states = tuple(zeros(*shape, dtype=input.dtype, device=input.device) for shape in shapes)
        else:
            states = (hx[0], hx[1]) if both else (hx,)
            self.check_axes(states, batched)
            states = states if batched else tuple(state.unsqueeze(1) for state in states)
        self.check_input(input)
        for k, (state, shape) in enumerate(zip(states, shapes)):
            if tuple(state.shape) != shape:
                name = f"hidden[{k}]" if both else "hidden"
                raise EngineError(f"Expected {name} size {shape}, got {list(state.shape)}")
        output, states = recurrent.sequence(
            self.mode, input, states, self.weights(), self.dropout, self.training, self.batch_first
        )
        if not batched:
            output, states = output.squeeze(batch_axis), tuple(state.squeeze(1) for state in states)
        return output, states if both else states[0]

    def check_axes(self, states, batched):
        """Raise PyTorch's errors for a first state that has a batch where the input has none, or the reverse."""
        if all(state.dim() == 2 + batched for state in states):
            return
        case = "For batched 3-D input" if batched else "For unbatched 2-D input"
        found = [f"{state.dim()}-D" for state in states]
        if len(states) == 2:
            raise EngineError(f"{case}, hx and cx should also be {2 + batched}-D but got ({', '.join(found)}) tensors")
        raise EngineError(f"{case}, hx should also be {2 + batched}-D but got {found[0]} tensor")

    def check_input(self, input):
        """Raise PyTorch's errors for an input of another dtype or number of features."""
        dtype = self.weight_ih_l0.dtype
        if input.dtype != dtype:
            raise ArgumentError(
                f"RNN input dtype ({input.dtype}) does not match weight dtype ({dtype}). "
                f"Convert input: input.to({dtype}), or convert model: model.to({input.dtype})"
            )
        if input.shape[-1] != self.input_size:
            raise EngineError(
                f"input.size(-1) must be equal to input_size. Expected {self.input_size}, got {input.shape[-1]}"
            )

    def weights(self):
        """For each layer and direction, the parameters by the first part of their names."""
        each = [{name.partition("_l")[0]: getattr(self, name) for name in names} for names in self._all_weights]
        step = 2 if self.bidirectional else 1
        return [each[k : k + step] for k in range(0, len(each), step)]

    def extra_repr(self):
        usual = {
            "proj_size": 0,
            "num_layers": 1,
            "bias": True,
            "batch_first": False,
            "dropout": 0,
            "bidirectional": False,
        }
        unusual = [f"{name}={getattr(self, name)}" for name, value in usual.items() if getattr(self, name) != value]
        return ", ".join([f"{self.input_size}, {self.hidden_size}", *unusual])


LAYERS = """{summary} As ``torch.nn.{name}``.

    {formula}

    Parameters
    ----------
    input_size, hidden_size : int
    num_layers : int
        How many layers are stacked: each goes along the hidden states of the one before.{own}
    bias : bool
    batch_first : bool
        Input and output are (batch, steps, features) instead of (steps, batch, features).
    dropout : float
        The probability of an element between two layers to be dropped, in training.
    bidirectional : bool
        Each layer goes along the sequence in both directions.{last}
    device : device or str, optional
    dtype : dtype, optional

    Attributes
    ----------
    weight_ih_l0 : Parameter, ({gates}hidden_size, input_size)
    weight_hh_l0 : Parameter, ({gates}hidden_size, hidden_size)
    bias_ih_l0, bias_hh_l0 : Parameter, ({gates}hidden_size,)
        Of the first layer; the others end in ``l1`` and so on, those of the way back in ``_reverse``. All start as
        uniform random numbers within ±1/√hidden_size.

    Notes
    -----
    Called with an input (steps, batch, input_size), or (steps, input_size) without batch, and optionally with the
    first state, {state}.
    Gives the hidden states of the last layer after every step, and the last state of every layer.

    Examples
    --------
    >>> import autograd_viz as av
    >>> layer = av.nn.{name}(3, 4, num_layers=2)
    >>> layer
    {name}(3, 4, num_layers=2)
    >>> output, {last_state} = layer(av.zeros(5, 1, 3))
    >>> output.shape, h.shape
    (torch.Size([5, 1, 4]), torch.Size([2, 1, 4]))
    """


def described(template, **words):
    """Give a class the docstring that a family shares."""

    def describe(cls):
        cls.__doc__ = template.format(name=cls.__name__, **words)
        return cls

    return describe


HIDDEN = "(layers * directions, batch, hidden_size)"
UNPROJECTED = "proj_size argument is only supported for LSTM, not RNN or GRU"


@described(
    LAYERS, summary="Layers whose next hidden state is the tanh, or relu, of input and hidden state.",
    formula="``h = tanh(W_ih @ x + b_ih + W_hh @ h + b_hh)``", own="""
    nonlinearity : {"tanh", "relu"}""",
    last="", gates="", state=HIDDEN, last_state="h",
)  # fmt: skip
class RNN(RNNBase):
    def __init__(self, input_size, hidden_size, num_layers=1, nonlinearity="tanh", *args, **kwargs):
        if "proj_size" in kwargs:
            raise ArgumentError(UNPROJECTED)
        if nonlinearity not in ("tanh", "relu"):
            raise ArgumentError(f"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or 'relu'.")
        super().__init__(f"RNN_{nonlinearity.upper()}", input_size, hidden_size, num_layers, *args, **kwargs)
        self.nonlinearity = nonlinearity


@described(
    LAYERS, summary="Layers with a memory, which gates open to what enters, what stays and what leaves.",
    formula="""``i, f, g, o = W_ih @ x + b_ih + W_hh @ h + b_hh``, in four parts;
    ``c = sigmoid(f) * c + sigmoid(i) * tanh(g)`` and ``h = sigmoid(o) * tanh(c)``""",
    own="", last="""
    proj_size : int
        The size to which each hidden state is brought by one more matrix; 0 for none.""",
    gates="4 * ", state=f"a pair: hidden states and memories, each {HIDDEN}", last_state="(h, c)",
)  # fmt: skip
class LSTM(RNNBase):
    def __init__(self, *args, **kwargs):
        super().__init__("LSTM", *args, **kwargs)


@described(
    LAYERS, summary="Layers whose gates say how much of the hidden state is looked at, and how much is kept.",
    formula="""``r = sigmoid(W_ir @ x + b_ir + W_hr @ h + b_hr)``, the same for ``z``;
    ``n = tanh(W_in @ x + b_in + r * (W_hn @ h + b_hn))`` and ``h = (h - n) * z + n``""",
    own="", last="", gates="3 * ", state=HIDDEN, last_state="h",
)  # fmt: skip
class GRU(RNNBase):
    def __init__(self, *args, **kwargs):
        if "proj_size" in kwargs:
            raise ArgumentError(UNPROJECTED)
        super().__init__("GRU", *args, **kwargs)


CELLS = """One step of `{layer}`. As ``torch.nn.{name}``.

    Parameters
    ----------
    input_size, hidden_size : int
    bias : bool{own}
    device : device or str, optional
    dtype : dtype, optional

    Attributes
    ----------
    weight_ih : Parameter, ({gates}hidden_size, input_size)
    weight_hh : Parameter, ({gates}hidden_size, hidden_size)
    bias_ih, bias_hh : Parameter, ({gates}hidden_size,), or None
        All start as uniform random numbers within ±1/√hidden_size.

    Notes
    -----
    Called with an input (batch, input_size) or (input_size,), and optionally with the last state, {state}.
    Gives the next state.

    Examples
    --------
    >>> import autograd_viz as av
    >>> cell = av.nn.{name}(3, 4)
    >>> {last_state} = cell(av.zeros(2, 3))
    >>> h.shape
    torch.Size([2, 4])
    """


class RNNCellBase(Recurrent):
    """One step of a layer. As ``torch.nn.RNNCellBase``.

    Parameters
    ----------
    input_size, hidden_size : int
    bias : bool
    num_chunks : int
        How many gates are computed: 1, for a GRU 3, for an LSTM 4.
    device : device or str, optional
    dtype : dtype, optional

    Examples
    --------
    >>> import autograd_viz as av
    >>> isinstance(av.nn.LSTMCell(3, 4), av.nn.RNNCellBase), av.nn.LSTMCell(3, 4).weight_ih.shape
    (True, torch.Size([16, 3]))
    """

    mode = None

    def __init__(self, input_size, hidden_size, bias, num_chunks, device=None, dtype=None):
        super().__init__()
        self.input_size, self.hidden_size, self.bias = input_size, hidden_size, bias
        rows = num_chunks * hidden_size
        shapes = {
            "weight_ih": (rows, input_size),
            "weight_hh": (rows, hidden_size),
            "bias_ih": (rows,),
            "bias_hh": (rows,),
        }
        for name, shape in shapes.items():
            there = bias or name.startswith("weight")
            self.register_parameter(name, Parameter(empty(*shape, device=device, dtype=dtype)) if there else None)
        self.reset_parameters()

    def forward(self, input, hx=None):
        name, both = type(self).__name__, self.mode == "LSTM"
        if input.dim() not in (1, 2):
            raise ArgumentError(f"{name}: Expected input to be 1D or 2D, got {input.dim()}D instead")
        given = () if hx is None else tuple(hx) if both else (hx,)
        for k, state in enumerate(given):
            if state.dim() not in (1, 2):
                which = f"hx[{k}]" if both else "hidden"
                raise ArgumentError(f"{name}: Expected {which} to be 1D or 2D, got {state.dim()}D instead")
        if both and isinstance(hx, Tensor):
            raise OperandError("lstm_cell(): argument 'hx' (position 2) must be tuple of Tensors, not Tensor")
        batched = input.dim() == 2
        if not batched:
            input, given = input.unsqueeze(0), tuple(state.unsqueeze(0) for state in given)
        self.check_sizes(input, given)
        state = given or (zeros(input.shape[0], self.hidden_size, dtype=input.dtype, device=input.device),) * (1 + both)
        state = recurrent.cell(self.mode, input, state, self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh)
        state = state if batched else tuple(x.squeeze(0) for x in state)
        return state if both else state[0]

    def check_sizes(self, input, states):
        """Raise PyTorch's errors for an input or a state of another size."""
        if states and len(states) != 1 + (self.mode == "LSTM"):
            raise EngineError("lstm_cell expects two hidden states")
        if input.shape[1] != self.input_size:
            raise EngineError(f"input has inconsistent input_size: got {input.shape[1]} expected {self.input_size}")
        for k, state in enumerate(states):
            if state.shape[0] != input.shape[0]:
                raise EngineError(
                    f"Input batch size {input.shape[0]} doesn't match hidden{k} batch size {state.shape[0]}"
                )
            if state.shape[1] != self.hidden_size:
                raise EngineError(
                    f"hidden{k} has inconsistent hidden_size: got {state.shape[1]}, expected {self.hidden_size}"
                )

    def extra_repr(self):
        unusual = [] if self.bias is True else [f"bias={self.bias}"]
        if getattr(self, "nonlinearity", "tanh") != "tanh":
            unusual.append(f"nonlinearity={self.nonlinearity}")
        return ", ".join([f"{self.input_size}, {self.hidden_size}", *unusual])


@described(CELLS, layer="RNN", own="""
    nonlinearity : {"tanh", "relu"}""", gates="", state="(batch, hidden_size)", last_state="h")  # fmt: skip
class RNNCell(RNNCellBase):
    def __init__(self, input_size, hidden_size, bias=True, nonlinearity="tanh", device=None, dtype=None):
        super().__init__(input_size, hidden_size, bias, 1, device, dtype)
        self.nonlinearity = nonlinearity

    @property
    def mode(self):
        """Which step it is."""
        if self.nonlinearity not in ("tanh", "relu"):
            raise EngineError(f"Unknown nonlinearity: {self.nonlinearity}")
        return f"RNN_{self.nonlinearity.upper()}"


def gated(name, mode, state, last_state):
    """Define the cell of a layer with gates."""

    class Cell(RNNCellBase):
        def __init__(self, input_size, hidden_size, bias=True, device=None, dtype=None):
            super().__init__(input_size, hidden_size, bias, GATES[mode], device, dtype)

    Cell.__name__ = Cell.__qualname__ = name
    Cell.mode = mode
    return described(CELLS, layer=mode, own="", gates=f"{GATES[mode]} * ", state=state, last_state=last_state)(Cell)


LSTMCell = gated("LSTMCell", "LSTM", "a pair of hidden states and memories, each (batch, hidden_size)", "h, c")
GRUCell = gated("GRUCell", "GRU", "(batch, hidden_size)", "h")
