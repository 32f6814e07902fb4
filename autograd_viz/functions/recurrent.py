"""Recurrent layers, step by step as PyTorch's CPU takes them.

A step makes the next state, a tuple, from the input's share of the gates ``x``, the last state, and ``recur(h)``,
which gives the hidden state's share.
"""

from ..ops import arithmetic, recurrent
from ..ops.errors import EngineError
from .activation import dropout
from .products import linear, matmul
from .shapes import cat, stack, t, transpose, unbind

sigmoid, tanh = arithmetic.sigmoid, arithmetic.tanh


def parts(x, count):
    """Gates that lie side by side along axis 1."""
    return recurrent.unsafe_split(x, sizes=(x.shape[1] // count,) * count, dim=1)


def tanh_step(x, state, recur):
    return (tanh(recur(state[0]) + x),)


def relu_step(x, state, recur):
    return (arithmetic.relu(recur(state[0]) + x),)


def lstm_step(x, state, recur):
    h, c = state
    enter, forget, new, leave = parts(recur(h) + x, 4)
    c = sigmoid(forget) * c + sigmoid(enter) * tanh(new)
    return sigmoid(leave) * tanh(c), c


def gru_step(x, state, recur):
    (h,) = state
    x_reset, x_keep, x_new = parts(x, 3)
    h_reset, h_keep, h_new = parts(recur(h), 3)
    reset = sigmoid(h_reset + x_reset)
    keep = sigmoid(h_keep + x_keep)
    new = tanh(x_new + h_new * reset)
    return ((h - new) * keep + new,)


STEPS = {"RNN_TANH": tanh_step, "RNN_RELU": relu_step, "LSTM": lstm_step, "GRU": gru_step}


def cell(mode, input, state, weight_ih, weight_hh, bias_ih=None, bias_hh=None):
    """One step of a layer: the next state, a tuple."""
    return STEPS[mode](linear(input, weight_ih, bias_ih), state, lambda h: linear(h, weight_hh, bias_hh))


def layer(mode, input, state, weights, reverse):
    """One layer along the whole sequence, in one direction.

    Returns
    -------
    Tensor, (steps, batch, hidden)
        The hidden state after each step.
    tuple of Tensor
        The last state.
    """
    step, outputs = STEPS[mode], []
    xs = unbind(linear(input, weights["weight_ih"], weights.get("bias_ih")), 0)
    recur = lambda h: linear(h, weights["weight_hh"], weights.get("bias_hh"))
    for x in reversed(xs) if reverse else xs:
        state = step(x, state, recur)
        if "weight_hr" in weights:
            state = matmul(state[0], t(weights["weight_hr"])), state[1]
        outputs.append(state[0])
    return stack(outputs[::-1] if reverse else outputs, 0), state


def sequence(mode, input, states, weights, dropout_p, training, batch_first):
    """Layers upon layers, each in one direction or in both.

    Parameters
    ----------
    mode : {"RNN_TANH", "RNN_RELU", "LSTM", "GRU"}
    input : Tensor, (steps, batch, features), or with `batch_first` (batch, steps, features)
    states : tuple of Tensor, (layers * directions, batch, hidden)
    weights : list of lists of dict
        For each layer and direction, the parameters by name.
    dropout_p : float
    training, batch_first : bool

    Returns
    -------
    Tensor, (steps, batch, directions * hidden)
        The hidden states of the last layer, with the axes of `input`.
    tuple of Tensor
        The last states, shaped as `states`.
    """
    x = transpose(input, 0, 1) if batch_first else input
    if not x.shape[0]:
        raise EngineError("Expected sequence length to be larger than 0 in RNN")
    first, last = zip(*(unbind(state, 0) for state in states)), []
    for k, directions in enumerate(weights):
        if k and dropout_p and training:
            x = dropout(x, dropout_p, True)
        made = [layer(mode, x, next(first), one, reverse=d == 1) for d, one in enumerate(directions)]
        x = made[0][0] if len(made) == 1 else cat([output for output, _ in made], -1)
        last += [state for _, state in made]
    if batch_first:  # PyTorch's LSTM returns a view, the others exchange the axes in place
        x = transpose(x, 0, 1) if mode == "LSTM" else recurrent.exchanged(x, dim0=0, dim1=1)
    return x, tuple(stack(state, 0) for state in zip(*last))
