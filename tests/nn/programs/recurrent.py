"""Programs about recurrent layers and their cells."""

import math
import warnings

from tests.nn.same import fill, graph, grid, numbers, raised

PROGRAMS = []


def program(function):
    """Count a function among the programs."""
    PROGRAMS.append(function)
    return function


LAYERS = [
    ("RNN", {}), ("RNN", {"nonlinearity": "relu", "bias": False}), ("LSTM", {}), ("LSTM", {"proj_size": 1}), ("GRU", {}),
    ("GRU", {"bias": False}),
]  # fmt: skip
SHAPES = [{}, {"num_layers": 2, "bidirectional": True}, {"num_layers": 2, "batch_first": True}, {"bidirectional": True}]


def state_of(T, layer, batch, requires_grad=True):
    """A first state of fixed numbers."""
    count = layer.num_layers * (2 if layer.bidirectional else 1)
    batch = () if batch is None else (batch,)
    h = grid(T, count, *batch, layer.proj_size or layer.hidden_size, requires_grad=requires_grad)
    return (h, grid(T, count, *batch, layer.hidden_size, requires_grad=requires_grad)) if layer.mode == "LSTM" else h


def as_tuple(state):
    return state if isinstance(state, tuple) else (state,)


@program
def layers(T):
    told = {}
    for kind, options in LAYERS:
        for shape in SHAPES:
            for given in (False, True):
                layer = fill(T, getattr(T.nn, kind)(3, 2, dtype=T.float64, **options, **shape))
                x = grid(T, 2, 2, 3, requires_grad=True)
                state = (state_of(T, layer, 2),) if given else ()
                output, last = layer(x, *state)
                named = [*layer.named_parameters(), ("x", x), *(zip("hc", as_tuple(*state)) if given else ())]
                results = [output, *as_tuple(last)]
                leaves = [leaf for _, leaf in named]
                first = T.autograd.grad(sum((y * y).sum() for y in results), leaves, create_graph=True)
                second = T.autograd.grad(sum((g * g).sum() for g in first), leaves[:2])
                told[f"{layer!r} {given}"] = [
                    [[numbers(y), graph(y, named), y.is_contiguous()] for y in results],
                    [numbers(g) for g in first], [numbers(g) for g in second],
                ]  # fmt: skip
    return told


@program
def without_a_batch(T):
    told = []
    for kind, options in LAYERS:
        for batch_first in (False, True):
            layer = fill(T, getattr(T.nn, kind)(3, 2, dtype=T.float64, batch_first=batch_first, **options))
            x = grid(T, 2, 3, requires_grad=True)
            for state in ((), (state_of(T, layer, None),)):
                output, last = layer(x, *state)
                told.append([[numbers(y), graph(y, layer.named_parameters())] for y in (output, *as_tuple(last))])
    return told


@program
def cells(T):
    told = []
    for kind, options in [("RNNCell", {}), ("RNNCell", {"nonlinearity": "relu"}), ("LSTMCell", {}), ("GRUCell", {})]:
        for bias in (True, False):
            for shape in ((2, 3), (3,)):
                for given in (False, True):
                    cell = fill(T, getattr(T.nn, kind)(3, 2, bias=bias, dtype=T.float64, **options))
                    x, h = grid(T, *shape, requires_grad=True), grid(T, *shape[:-1], 2, requires_grad=True)
                    state = ((h, h * 2) if kind == "LSTMCell" else h,) if given else ()
                    results = as_tuple(cell(x, *state))
                    named = [*cell.named_parameters(), ("x", x), ("h", h)]
                    grads = T.autograd.grad(
                        sum((y * y).sum() for y in results), [p for _, p in named], allow_unused=True
                    )
                    told.append([repr(cell), [[numbers(y), graph(y, named)] for y in results],
                                 [None if g is None else numbers(g) for g in grads]])  # fmt: skip
    return told


@program
def members(T):
    told = []
    for kind, options in LAYERS:
        layer = getattr(T.nn, kind)(3, 2, num_layers=2, bidirectional=True, **options)
        told.append([
            repr(layer), [[name, list(p.shape)] for name, p in layer.named_parameters()], list(layer.state_dict()),
            [[list(p.shape) for p in weights] for weights in layer.all_weights], layer.flatten_parameters() is None,
            all(float(p.abs().max()) <= 1 / math.sqrt(2) for p in layer.parameters()), layer.mode, layer.dropout,
            layer.all_weights[1][0] is layer.weight_ih_l0_reverse,
        ])  # fmt: skip
    for cell in (T.nn.RNNCell(3, 2, bias=False), T.nn.LSTMCell(3, 2), T.nn.GRUCell(3, 2)):
        told.append([repr(cell), [[name, list(p.shape)] for name, p in cell.named_parameters()], cell.bias_ih is None])
    return told


@program
def printed(T):
    nn = T.nn
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = [
            nn.RNN(1, 2), nn.RNN(1, 2, 3, "relu"), nn.RNN(1, 2, dropout=0.5), nn.LSTM(1, 2, 2, False, True, 0.25, True),
            nn.LSTM(3, 4, proj_size=2), nn.GRU(5, 6, bias=False), nn.GRU(5, 6, batch_first=True), nn.RNNCell(2, 3, nonlinearity="relu"),
            nn.LSTMCell(2, 3, False), nn.GRUCell(2, 3), nn.Sequential(nn.LSTM(1, 1), nn.GRUCell(1, 1)),
        ]  # fmt: skip
    return [repr(module) for module in made]


@program
def changed_parameters_are_used(T):
    layer = fill(T, T.nn.GRU(2, 2))
    x = grid(T, 3, 1, 2, dtype=T.float32)
    told = [numbers(layer(x)[0])]
    layer.weight_ih_l0 = T.nn.Parameter(T.ones(6, 2))
    told.append(numbers(layer(x)[0]))
    other = T.nn.GRU(2, 2)
    other.load_state_dict(layer.state_dict())
    return [*told, numbers(other(x)[0]), numbers(layer.double()(x.double())[0])]


@program
def dropout_between_layers(T):
    layer = fill(T, T.nn.LSTM(2, 2, 2, dropout=1.0, dtype=T.float64))
    x = grid(T, 3, 1, 2)
    trained = layer(x)[0]
    layer.eval()
    plain = layer(x)[0]
    layer.dropout = 0.0
    return [numbers(trained), graph(trained, layer.named_parameters()), numbers(plain), numbers(layer.train()(x)[0])]


def training(T, make, steps=20):
    """The losses of some steps of Adam on a sequence to be told apart."""
    model = fill(T, make(T))
    head = fill(T, T.nn.Linear(4, 2, dtype=T.float64))
    optimizer = T.optim.Adam([*model.parameters(), *head.parameters()], lr=0.05)
    x, y, losses = grid(T, 5, 6, 3), T.tensor([0, 1, 1, 0, 1, 0]), []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = T.nn.functional.cross_entropy(head(model(x)[0][-1]), y)
        loss.backward()
        optimizer.step()
        losses.append(numbers(loss))
    return [*losses, *[numbers(p) for p in model.parameters()]]


@program
def trained(T):
    return [
        training(T, make)
        for make in (
            lambda T: T.nn.RNN(3, 4, dtype=T.float64), lambda T: T.nn.LSTM(3, 4, num_layers=2, dtype=T.float64),
            lambda T: T.nn.GRU(3, 2, bidirectional=True, dtype=T.float64), lambda T: T.nn.RNN(3, 4, 1, "relu", dtype=T.float64),
        )
    ]  # fmt: skip


@program
def refused(T):
    nn = T.nn
    x, gru, cell = grid(T, 3, 2, 4), nn.GRU(4, 2).double(), nn.LSTMCell(4, 2).double()
    lstm, h, hs = (
        nn.LSTM(4, 2, batch_first=True).double(),
        lambda *shape: grid(T, *shape),
        lambda *shape: (grid(T, *shape),) * 2,
    )
    return [
        raised(call)
        for call in (
            lambda: nn.RNN(0, 2), lambda: nn.RNN(2, 0), lambda: nn.GRU(2, 2, num_layers=0), lambda: nn.LSTM(2.0, 2),
            lambda: nn.LSTM(2, "a"), lambda: nn.GRU(2, 2, dropout=2), lambda: nn.GRU(2, 2, dropout=True),
            lambda: nn.GRU(2, 2, bias=1), lambda: nn.GRU(2, 2, batch_first=1), lambda: nn.RNN(2, 2, nonlinearity="sin"),
            lambda: nn.RNN(2, 2, proj_size=1), lambda: nn.GRU(2, 2, proj_size=1), lambda: nn.LSTM(2, 2, proj_size=2),
            lambda: nn.LSTM(2, 2, proj_size=-1), lambda: nn.RNNBase("X", 2, 2), lambda: nn.RNN(4, 2).double()(h(4)),
            lambda: gru(x.float()), lambda: gru(x[..., :3]), lambda: gru(x[0, 0]), lambda: gru(h(1, 1, 3, 4)),
            lambda: gru(x, h(2, 2)), lambda: gru(x[0], h(1, 1, 2)), lambda: gru(x, h(1, 3, 2)), lambda: gru(x, h(2, 2, 2)),
            lambda: gru(x[:0]), lambda: lstm(h(1)), lambda: lstm(x, hs(1, 2)), lambda: lstm(x[0], hs(1, 1, 2)),
            lambda: lstm(x, (h(1, 2, 2), h(1, 3, 2))), lambda: lstm(x, (h(1, 3, 2), h(1, 2, 2))), lambda: lstm(x[:, :0]),
            lambda: lstm(x, h(1, 3, 2)), lambda: cell(x), lambda: cell(x[0], (x, x)), lambda: cell(x[0][:, :3]),
            lambda: cell(x[0], hs(3, 2)), lambda: cell(x[0], hs(2, 3)), lambda: cell(x[0], (h(2, 2), h(2, 3))),
            lambda: cell(x[0], hs(2, 2)[:1]), lambda: cell(x[0, 0], hs(1, 2)),
            lambda: nn.RNNCell(4, 2, nonlinearity="sin")(T.zeros(1, 4)), lambda: nn.GRUCell(4, 2)(T.zeros(2, 2, 4)),
            lambda: nn.GRUCell(4, 2)(T.zeros(4), x), lambda: nn.RNNCell(4, 2)(T.zeros(3, 4), T.zeros(2)),
        )
    ]  # fmt: skip


@program
def padded(T):
    pad = T.nn.utils.rnn.pad_sequence
    a, b, c = (grid(T, n, 2, requires_grad=n != 2) for n in (3, 1, 2))
    told = []
    for options in ({}, {"batch_first": True}, {"padding_side": "left"}, {"padding_value": 3, "batch_first": True}):
        y = pad([a, b, c], **options)
        grads = T.autograd.grad((y * grid(T, *y.shape)).sum(), [a, b])
        told.append([numbers(y), graph(y, [("a", a), ("b", b)]), [numbers(g) for g in grads]])
    told += [
        numbers(pad(iter([T.tensor([1, 2]), T.tensor([3])]))),
        numbers(pad(T.ones(2, 3))),
        numbers(pad([a[:, 0], b[:, 0]])),
    ]
    return told + [
        raised(call)
        for call in (
            lambda: pad([]), lambda: pad([a, b[0]]), lambda: pad([a, grid(T, 2, 3)]), lambda: pad(3), lambda: pad([a, 3]),
            lambda: pad([a], padding_side="up"),
        )
    ]  # fmt: skip
