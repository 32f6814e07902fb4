"""Programs about modules whose answers must be PyTorch's."""

from collections import OrderedDict

from tests.nn.same import fill, graph, grid, numbers, plain, raised, trained

PROGRAMS = []


def program(function):
    """Count a function among the programs."""
    PROGRAMS.append(function)
    return function


def net_of(T):
    """A model with a submodule in two places, a buffer of each kind, and a missing bias."""

    class Inner(T.nn.Module):
        def __init__(self):
            super().__init__()
            self.shared = T.nn.Linear(3, 3, dtype=T.float64)
            self.register_buffer("count", T.tensor([1.0, 2.0]))
            self.register_buffer("scratch", T.tensor(5.0), persistent=False)
            self.register_buffer("nothing", None)

        def forward(self, x):
            return self.shared(x)

    class Net(T.nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = Inner()
            self.again = self.inner.shared
            self.layers = T.nn.ModuleList([T.nn.Linear(3, 2, bias=False, dtype=T.float64), T.nn.ReLU()])
            self.scale = T.nn.Parameter(T.tensor(2.0, dtype=T.float64))

        def forward(self, x):
            x = self.again(self.inner(x))
            for layer in self.layers:
                x = layer(x)
            return x * self.scale

    return fill(T, Net())


# -- layers ----------------------------------------------------------------------------------------


@program
def linear(T):
    told = {}
    for shape in [(3,), (2, 3), (2, 4, 3)]:
        for bias in (True, False):
            layer = fill(T, T.nn.Linear(3, 2, bias=bias, dtype=T.float64))
            x = grid(T, *shape, requires_grad=True)
            y = layer(x)
            told[f"{shape} {bias}"] = [numbers(y), graph(y, [*layer.named_parameters(), ("x", x)])]
            told[f"{shape} {bias} trained"] = trained(T, layer, y.sum())
    return told


@program
def classifier(T):
    model = fill(T, T.nn.Sequential(T.nn.Linear(2, 16), T.nn.ReLU(), T.nn.Linear(16, 2)))
    x, y = grid(T, 6, 2, dtype=T.float32), T.tensor([0, 1, 1, 0, 1, 0])
    return trained(T, model, T.nn.functional.cross_entropy(model(x), y))


@program
def regression(T):
    model = fill(T, T.nn.Sequential(T.nn.Linear(3, 4), T.nn.Tanh(), T.nn.Linear(4, 1), T.nn.Sigmoid()).double())
    x, y = grid(T, 5, 3), grid(T, 5, 1)
    return [trained(T, model, T.nn.MSELoss(reduction=kind)(model(x), y)) for kind in ("mean", "sum")]


@program
def nested_model(T):
    net = net_of(T)
    return trained(T, net, net(grid(T, 4, 3)).sum())


@program
def activations(T):
    told = {}
    modules = [
        T.nn.ReLU(), T.nn.ReLU(inplace=True), T.nn.Tanh(), T.nn.Sigmoid(), T.nn.Identity(7, key=8), T.nn.Flatten(),
        T.nn.Flatten(0, 1), T.nn.Softmax(dim=1), T.nn.Softmax(-1), T.nn.LogSoftmax(dim=0), T.nn.LogSoftmax(1),
        T.nn.Softmax(), T.nn.LogSoftmax(),
    ]  # fmt: skip
    for i, module in enumerate(modules):
        x = grid(T, 2, 3, 2, requires_grad=True)
        y = module(x * 1)
        y.sum().backward()
        told[f"{i} {module!r}"] = [numbers(y), graph(y), numbers(x.grad)]
    return told


@program
def losses(T):
    weight = T.tensor([0.5, 2.0, 1.5], dtype=T.float64)
    target = T.tensor([2, 0, 1, 2])
    told = {}
    for reduction in ("mean", "sum", "none"):
        for options in ({}, {"weight": weight}, {"ignore_index": 2}, {"weight": weight, "ignore_index": 0}):
            for kind in ("NLLLoss", "CrossEntropyLoss"):
                x = grid(T, 4, 3, requires_grad=True)
                loss = getattr(T.nn, kind)(reduction=reduction, **options)(x, target)
                loss.sum().backward()
                told[f"{kind} {reduction} {sorted(options)}"] = [numbers(loss), graph(loss), numbers(x.grad)]
        x = grid(T, 4, 3, requires_grad=True)
        loss = T.nn.MSELoss(reduction=reduction)(x, grid(T, 4, 3) + 1)
        told[f"MSELoss {reduction}"] = [numbers(loss), graph(loss)]
    return told


@program
def functions(T):
    F = T.nn.functional
    x, t, w = grid(T, 4, 3), T.tensor([2, 0, 1, 2]), T.tensor([0.5, 2.0, 1.5], dtype=T.float64)
    return [
        numbers(y)
        for y in (
            F.relu(x), F.tanh(x), F.sigmoid(x), F.softmax(x, 1), F.softmax(x, dim=0), F.log_softmax(x, 1), F.softmax(x),
            F.log_softmax(x), F.linear(x, grid(T, 2, 3)), F.linear(x, grid(T, 2, 3), grid(T, 2)), F.mse_loss(x, x * 2),
            F.mse_loss(x, x * 2, reduction="none"), F.mse_loss(x, x * 2, False), F.cross_entropy(x, t),
            F.cross_entropy(x, t, w), F.cross_entropy(x, t, w, None, 2), F.cross_entropy(x, t, reduction="sum"),
            F.cross_entropy(x, t, None, None, -100, False), F.nll_loss(x, t, w, reduction="none"),
            F.cross_entropy(x, F.softmax(x, 1)), F.softmax(x, 1, dtype=T.float32), F.relu(grid(T, 3), inplace=True),
        )
    ]  # fmt: skip


# -- printing --------------------------------------------------------------------------------------


@program
def printed_modules(T):
    nn = T.nn

    class Extra(nn.Module):
        def extra_repr(self):
            return "first line\nsecond line"

    class One(nn.Module):
        def __init__(self):
            super().__init__()
            self.child = nn.Linear(1, 1)
            self.none = nn.ReLU()
            self.none = None

        def extra_repr(self):
            return "one line"

    modules = [
        nn.Linear(2, 3), nn.Linear(2, 3, bias=False), nn.ReLU(), nn.ReLU(True), nn.Tanh(), nn.Sigmoid(), nn.Identity(),
        nn.Flatten(), nn.Flatten(0, -2), nn.Softmax(1), nn.Softmax(), nn.LogSoftmax(dim=-1), nn.MSELoss(),
        nn.CrossEntropyLoss(reduction="sum"), nn.NLLLoss(), nn.Sequential(), nn.ModuleList(), nn.Module(), Extra(), One(),
        nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.ReLU(), One()), Extra()),
        nn.Sequential(OrderedDict([("first", nn.Linear(1, 1)), ("act", nn.Tanh())])),
        nn.ModuleList([nn.Linear(2, 2) for _ in range(3)]),
        nn.ModuleList([nn.Linear(2, 2), nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 3), nn.Sequential(nn.ReLU(), nn.ReLU())]),
        net_of(T),
    ]  # fmt: skip
    return [repr(module) for module in modules]


@program
def printed_parameters(T):
    Parameter = T.nn.Parameter
    return [
        repr(p)
        for p in (
            Parameter(T.tensor([1.0, -2.5])), Parameter(T.tensor([[1.0, 2.0], [3.0, 4.0]])), Parameter(T.tensor(3.0)),
            Parameter(T.tensor([1.0]), requires_grad=False), Parameter(T.zeros(2, dtype=T.float64)), Parameter(),
            Parameter(T.tensor([1, 2]), requires_grad=False), fill(T, T.nn.Linear(30, 1)).weight,
        )
    ]  # fmt: skip


# -- members ---------------------------------------------------------------------------------------


@program
def members(T):
    net = net_of(T)
    return {
        "modules": [[name, type(m).__name__] for name, m in net.named_modules()],
        "all modules": [[name, type(m).__name__] for name, m in net.named_modules(remove_duplicate=False)],
        "prefix": [name for name, _ in net.named_modules(prefix="net")],
        "children": [[name, type(m).__name__] for name, m in net.named_children()],
        "parameters": [[name, list(p.shape)] for name, p in net.named_parameters()],
        "all parameters": [name for name, _ in net.named_parameters(remove_duplicate=False)],
        "own parameters": [name for name, _ in net.named_parameters(recurse=False, prefix="net")],
        "buffers": [name for name, _ in net.named_buffers()],
        "counts": [len(list(f())) for f in (net.modules, net.children, net.parameters, net.buffers)],
        "state": [[name, list(t.shape), t.requires_grad] for name, t in net.state_dict().items()],
        "kept state": [t.requires_grad for t in net.state_dict(keep_vars=True).values()],
        "prefixed state": list(net.state_dict(prefix="net.")),
        "own": [net.get_submodule("") is net, net.get_submodule("layers.1") is net.layers[1]],
        "parameter": net.get_parameter("inner.shared.bias") is net.again.bias,
        "buffer": numbers(net.get_buffer("inner.count")),
        "dir": [name for name in dir(net) if name in ("inner", "again", "layers", "scale", "0")],
        "shares memory": net.state_dict()["scale"].grad_fn is None,
    }


@program
def attributes(T):
    nn = T.nn
    m = nn.Module()
    told = []
    m.p = nn.Parameter(T.tensor([1.0]))
    m.b = T.tensor([2.0])
    m.plain = 3
    told.append([list(m._parameters), list(m._buffers), "b" in m.__dict__])
    m.register_buffer("c", T.tensor([4.0]))
    m.c = T.tensor([5.0])
    m.child = nn.ReLU()
    told.append([list(m._parameters), list(m._buffers), list(m._modules), numbers(m.c)])
    m.p = None
    told.append([m.p is None, [name for name, _ in m.named_parameters()]])
    m.p = nn.Parameter(T.tensor([6.0]))
    m.child = None
    m.c = None
    told.append([list(m.named_children()), m.child is None, m.c is None, list(m.state_dict())])
    m.plain = nn.Parameter(T.tensor([7.0]))
    told.append(["plain" in m.__dict__, [name for name, _ in m.named_parameters()]])
    m.c = nn.Parameter(T.tensor([8.0]))
    told.append([list(m._buffers), [name for name, _ in m.named_parameters()]])
    m.plain = None
    del m.plain, m.c, m.child
    told.append([hasattr(m, name) for name in ("plain", "c", "child", "p", "b")])
    m.register_buffer("kept", T.tensor(1.0), persistent=False)
    m.kept = T.tensor(2.0)
    told.append(list(m.state_dict()))
    m.q = nn.Linear(1, 1)
    m.q = nn.Parameter(T.tensor([7.0]))
    told.append([list(m._modules), [name for name, _ in m.named_parameters()]])
    return told


@program
def attribute_errors(T):
    nn = T.nn
    parameter, tensor = nn.Parameter(T.tensor([1.0])), T.tensor([1.0])

    def early(value):
        class Early(nn.Module):
            def __init__(self):
                self.value = value

        return Early

    m = nn.Linear(2, 2)
    m.register_buffer("buffer", tensor)
    m.child = nn.ReLU()
    return [
        raised(call)
        for call in (
            early(parameter), early(nn.ReLU()), lambda: setattr(m, "weight", tensor), lambda: setattr(m, "weight", 3),
            lambda: setattr(m, "child", 3), lambda: setattr(m, "child", tensor), lambda: setattr(m, "buffer", 3),
            lambda: setattr(m, "buffer", "text"), lambda: m.missing, lambda: delattr(m, "missing"),
            lambda: m.register_parameter("a.b", parameter), lambda: m.register_parameter("", parameter),
            lambda: m.register_parameter(3, parameter), lambda: m.register_parameter("child", parameter),
            lambda: m.register_parameter("p", tensor), lambda: m.register_parameter("p", 3),
            lambda: m.register_parameter("p", nn.Parameter(tensor) * 2), lambda: m.register_parameter("forward", parameter),
            lambda: m.register_buffer("a.b", tensor), lambda: m.register_buffer("", tensor),
            lambda: m.register_buffer(3, tensor), lambda: m.register_buffer("weight", tensor),
            lambda: m.register_buffer("b", 3), lambda: m.add_module("a.b", nn.ReLU()), lambda: m.add_module("", nn.ReLU()),
            lambda: m.add_module("weight", nn.ReLU()), lambda: m.add_module("x", 3), lambda: m.add_module("x", tensor),
            lambda: m.add_module(3, nn.ReLU()), lambda: m.get_submodule("x.y"), lambda: m.get_submodule("weight"),
            lambda: m.get_parameter("x"), lambda: m.get_parameter("child"), lambda: m.get_buffer("weight"),
            lambda: nn.Module()(tensor), lambda: nn.ModuleList()(tensor), lambda: m.train(1), lambda: m.to(T.int64),
            lambda: nn.Parameter([1.0]), lambda: nn.Parameter(T.tensor([1, 2])), lambda: m(T.zeros(2, 3)),
            lambda: nn.ReLU()(), lambda: nn.Sequential(nn.ReLU(), 3), lambda: nn.Sequential(nn.ReLU())[1],
            lambda: nn.Sequential(nn.ReLU())["a"], lambda: nn.Sequential(nn.ReLU()) + [nn.ReLU()],
            lambda: nn.Sequential(nn.ReLU()) * 0, lambda: nn.Sequential(nn.ReLU()) * 1.5,
            lambda: nn.Sequential(nn.ReLU()).insert(5, nn.ReLU()), lambda: nn.ModuleList([3]),
            lambda: nn.ModuleList([nn.ReLU()])[1], lambda: nn.ModuleList(3), lambda: nn.ModuleList([nn.ReLU()]).extend(4),
            lambda: nn.CrossEntropyLoss(reduction="some")(grid(T, 2, 2), T.tensor([0, 1])),
            lambda: nn.CrossEntropyLoss()(grid(T, 2, 2), T.tensor([0, 2])),
            lambda: nn.CrossEntropyLoss()(grid(T, 2, 2), T.tensor([0, 1, 1])),
            lambda: nn.init.calculate_gain("other"), lambda: nn.init.calculate_gain("leaky_relu", "x"),
            lambda: nn.init.kaiming_uniform_(T.zeros(3)), lambda: nn.init.xavier_normal_(T.zeros(3)),
            lambda: nn.init.kaiming_normal_(T.zeros(3, 3), mode="fan"),
        )
    ]  # fmt: skip


@program
def containers(T):
    nn = T.nn
    told = []

    def look(c):
        told.append([[name, repr(m)] for name, m in c.named_children()] + [len(c)])

    s = nn.Sequential(nn.Linear(1, 2), nn.ReLU(), nn.Linear(2, 3), nn.Tanh())
    told.append([repr(s[0]), repr(s[-1]), repr(s[1:3]), repr(s[::2]), repr(list(s))])
    s[1] = nn.Sigmoid()
    look(s)
    s.append(nn.Identity()).insert(1, nn.Flatten())
    look(s)
    del s[0]
    look(s)
    del s[-2:]
    look(s)
    told.append(repr(s.pop(0)))
    look(s)
    s.extend([nn.ReLU()])
    look(s + nn.Sequential(nn.Tanh()))
    s += nn.Sequential(nn.Softmax(1))
    look(s)
    look(s * 2)
    look(2 * s)
    s *= 2
    told.append([len(s), s[0] is s[3]])
    s.insert(-1, nn.Tanh())
    told.append(repr(s))
    named = nn.Sequential(OrderedDict(a=nn.ReLU(), b=nn.Tanh(), c=nn.Sigmoid()))
    told.append([repr(named[1]), repr(named[:2]), repr(named.b)])
    del named[1]
    look(named)
    row = nn.ModuleList([nn.Linear(1, 1)])
    row.append(nn.ReLU()).extend([nn.Tanh(), nn.Sigmoid()])
    row.insert(1, nn.Identity())
    row += [nn.Softmax(0)]
    look(row)
    told.append([repr(row[1:3]), repr(row[-1]), repr(row + [nn.ReLU()]), type(row[:1]).__name__])
    row[0] = nn.Flatten()
    del row[1:3]
    told.append([repr(row.pop(-1)), repr(row)])
    look(row)
    return told


# -- changing them all -----------------------------------------------------------------------------


@program
def modes(T):
    net = net_of(T)
    told = [net.eval() is net, [m.training for m in net.modules()]]
    net.layers.train()
    told.append([m.training for m in net.modules()])
    net.train()
    seen = []
    net.apply(lambda m: seen.append(type(m).__name__))
    told += [seen, [m.training for m in net.modules()]]
    net.inner.requires_grad_(False)
    told.append([p.requires_grad for p in net.parameters()])
    net.requires_grad_()
    net(grid(T, 2, 3)).sum().backward()
    told.append([p.grad is None for p in net.parameters()])
    net.zero_grad(set_to_none=False)
    told.append([numbers(p.grad) for p in net.parameters()])
    net.zero_grad()
    told.append([p.grad is None for p in net.parameters()])
    return told


@program
def conversions(T):
    net = net_of(T)
    weight = net.again.weight
    net.register_buffer("whole", T.tensor([1, 2]))
    net(grid(T, 2, 3)).sum().backward()
    told = []
    for change in (net.float, net.double, net.half, lambda: net.to(T.float64), lambda: net.to(dtype=T.float32),
                   lambda: net.to(T.zeros(1, dtype=T.float64)), lambda: net.to("cpu"), lambda: net.to("cpu", T.float32)):  # fmt: skip
        told.append(change() is net)
        told.append([str(t.dtype).split(".")[-1] for t in (*net.parameters(), *net.buffers(), weight.grad)])
        told.append([weight is net.again.weight, weight.is_leaf, weight.requires_grad, numbers(net.scale)])
    return told


@program
def saved_and_loaded(T):
    one, two = net_of(T), net_of(T)
    with T.no_grad():
        one.scale += 1
        one.inner.count += 1
    told = [repr(two.load_state_dict(one.state_dict()))]
    told += [{k: numbers(v) for k, v in two.state_dict().items()}]
    state = one.state_dict()
    del state["scale"], state["inner.count"]
    state["extra"] = T.tensor(1.0)
    state["layers.5.weight"] = T.tensor(1.0)
    state["layers.0.bias"] = T.tensor(1.0)
    told.append(raised(lambda: two.load_state_dict(state)))
    told.append(repr(two.load_state_dict(state, strict=False)))
    state["again.weight"] = T.zeros(2, 2)
    state["again.bias"] = 3
    told.append(raised(lambda: two.load_state_dict(state, strict=False)))
    told.append(raised(lambda: two.load_state_dict(state)))
    told.append(raised(lambda: two.load_state_dict(3)))
    told.append(raised(lambda: T.nn.Linear(2, 2).load_state_dict(T.nn.Linear(3, 2).state_dict())))
    three = T.nn.Linear(2, 2, dtype=T.float64)
    before = three.weight
    three.load_state_dict(fill(T, T.nn.Linear(2, 2)).state_dict())
    told += [three.weight is before, numbers(three.weight), three.weight.requires_grad]
    given = fill(T, T.nn.Linear(2, 2)).state_dict()
    three.load_state_dict(given, assign=True)
    told += [three.weight is before, numbers(three.weight), three.weight.requires_grad, type(three.weight).__name__]
    scalar = T.nn.Module()
    scalar.s = T.nn.Parameter(T.tensor(1.0))
    scalar.load_state_dict({"s": T.tensor([4.0])})
    return [*told, numbers(scalar.s)]


@program
def forward_hooks(T):
    told = []
    layer = T.nn.Tanh()
    x = grid(T, 2)

    def say(name, result=None):
        def hook(module, *rest):
            told.append([name, type(module).__name__, len(rest)])
            return result

        return hook

    handles = [
        layer.register_forward_hook(say("after")), layer.register_forward_hook(say("first"), prepend=True),
        layer.register_forward_pre_hook(say("before")),
        layer.register_forward_pre_hook(say("with", ((x * 3,), {})), with_kwargs=True),
        layer.register_forward_hook(say("after with"), with_kwargs=True),
    ]  # fmt: skip
    told.append(numbers(layer(x)))
    handles[3].remove()
    changing = layer.register_forward_pre_hook(lambda module, args: args[0] * 2)
    told.append(numbers(layer(x)))
    changing.remove()
    layer.register_forward_hook(lambda module, args, output: output + 1)
    told.append(numbers(layer(x)))
    failing = T.nn.ReLU()
    failing.register_forward_hook(say("always"), always_call=True)
    failing.register_forward_hook(say("never"))
    told.append(raised(lambda: failing()))
    wrong = T.nn.ReLU()
    wrong.register_forward_pre_hook(lambda module, args, kwargs: 3, with_kwargs=True)
    return [*told, raised(lambda: wrong(x))]


@program
def gains(T):
    gain = T.nn.init.calculate_gain
    names = ("linear", "conv2d", "sigmoid", "tanh", "relu", "leaky_relu", "selu")
    return [float(gain(name)) for name in names] + [gain("leaky_relu", 0.2)]


@program
def copies(T):
    import copy

    net = net_of(T)
    net(grid(T, 2, 3)).sum().backward()
    twin = copy.deepcopy(net)
    with T.no_grad():
        net.scale += 5
    return [
        numbers(twin.scale), twin.again is twin.inner.shared, [name for name, _ in twin.named_parameters()],
        [p.grad is None for p in twin.parameters()], [p.requires_grad for p in twin.parameters()], repr(twin),
        plain(str(type(twin.scale).__name__)),
    ]  # fmt: skip


@program
def misuse_of_modules(T):
    nn, F = T.nn, T.nn.functional
    x = grid(T, 1, 2, 4)
    row, stacked = T.ones(3, 4, requires_grad=True), nn.Sequential(nn.Linear(2, 2, dtype=T.float64))
    return [
        graph(F.dropout3d(row, 0.0)),
        graph(F.dropout3d(row, 1.0)),
        [list(stacked.state_dict({}, "q.")), [type(v).__name__ for v in stacked.state_dict({}, "", True).values()]],
        raised(lambda: nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2), 0)(x)),
        raised(lambda: nn.Parameter(T.ones(2), requires_grad=1)),
        raised(lambda: F.linear(T.ones(2, 3), T.ones(2, 3), 3)),
        raised(lambda: nn.Linear(3, 2)(T.ones(3).numpy())),
        raised(lambda: F.relu_(3)),
        raised(lambda: nn.ReLU(inplace=True)(3)),
        raised(lambda: F.bilinear(3, 4, T.ones(1, 2, 2))),
        raised(lambda: nn.Conv2d(3, 2, 1)(T.ones(1, 5, dtype=T.int64))),
        raised(lambda: nn.Conv2d(3, 2, 1)(T.ones(1, 3, 2, 2) > 0)),
        raised(lambda: F.adaptive_max_pool1d(T.ones(2, 3), None)),
    ]
