"""Programs about hooks of modules, their graph and what they save, whose answers must be PyTorch's."""

import copy
import pickle
import warnings

from tests.nn.same import fill, graph, grid, numbers, plain, raised

PROGRAMS = []


def program(function):
    """Count a function among the programs."""
    PROGRAMS.append(function)
    return function


def shown(gradients):
    """Gradients that a hook was given, None where there is none."""
    return [None if g is None else numbers(g) for g in gradients]


def net_of(T):
    """Two layers in double precision, filled with fixed numbers."""
    return fill(T, T.nn.Sequential(T.nn.Linear(3, 2), T.nn.Tanh(), T.nn.Linear(2, 1)).double())


@program
def backward_hooks(T):
    told = []
    net, x = net_of(T), grid(T, 4, 3, requires_grad=True)
    net[1].register_full_backward_hook(
        lambda m, sent, received: told.append([type(m).__name__, shown(sent), shown(received)])
    )
    net[2].register_full_backward_pre_hook(lambda m, received: told.append(["pre", shown(received)]))
    y = net(x)
    told.append(graph(y, [*net.named_parameters(), ("x", x)]))
    y.sum().backward()
    return [*told, numbers(x.grad), *(numbers(p.grad) for p in net.parameters())]


@program
def backward_hooks_that_change(T):
    told = []
    for kind in ("hook", "pre", "both"):
        net, x = net_of(T), grid(T, 4, 3, requires_grad=True)
        if kind != "pre":
            net[1].register_full_backward_hook(lambda m, sent, received: (sent[0] * 2,))
            net[1].register_full_backward_hook(lambda m, sent, received: (sent[0] + 1,))
        if kind != "hook":
            net[1].register_full_backward_pre_hook(lambda m, received: (received[0] * 3,))
            net[1].register_full_backward_pre_hook(lambda m, received: (received[0] - 1,), prepend=True)
        net(x).sum().backward()
        told.append([kind, numbers(x.grad), *(numbers(p.grad) for p in net.parameters())])
    return told


@program
def backward_hooks_of_several(T):
    """Inputs that are no tensors or need no gradient, and several outputs."""

    class Mixed(T.nn.Module):
        def forward(self, a, scale, b, c):
            return a * scale + b, "text", (b * c).sum()

    told = []
    for needs in ((True, True), (True, False), (False, True)):
        module = Mixed()
        module.register_full_backward_hook(lambda m, sent, received: told.append([shown(sent), shown(received)]))
        a, b = (grid(T, 2, requires_grad=need) for need in needs)
        first, text, second = module(a, 2.0, b, grid(T, 2))
        told.append([text, graph(first, [("a", a), ("b", b)]), graph(second, [("a", a), ("b", b)])])
        told.append([first.requires_grad, second.requires_grad])
        (first.sum() + second).backward()
        told.append([x.grad is None or numbers(x.grad) for x in (a, b)])
        told.append(len(told))
        first, _, second = module(a, 2.0, b, grid(T, 2))
        if second.requires_grad:
            second.backward()
    return told


@program
def backward_hooks_without_inputs(T):
    """No input requires grad: the hook is called with the gradients of the outputs, with a warning."""
    told = []
    layer = fill(T, T.nn.Linear(3, 2).double())
    layer.register_full_backward_hook(lambda m, sent, received: told.append([shown(sent), shown(received)]))
    y = layer(grid(T, 2, 3))
    told.append(graph(y, layer.named_parameters()))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        y.sum().backward()
    told.append([[w.category.__name__, str(w.message)] for w in caught])
    layer.register_full_backward_hook(lambda m, sent, received: received)
    told.append(raised(lambda: layer(grid(T, 2, 3)).sum().backward()))
    with T.no_grad():
        told.append(layer(grid(T, 2, 3)).grad_fn is None)
    return told


@program
def backward_hook_errors(T):
    told = []
    x = grid(T, 2, requires_grad=True)
    for name, hook in (("register_full_backward_hook", lambda m, sent, received: (None, None)),
                       ("register_full_backward_pre_hook", lambda m, received: ())):  # fmt: skip
        module = T.nn.Tanh()
        getattr(module, name)(hook)
        told.append(raised(lambda module=module: module(x).sum().backward()))

    class Dict(T.nn.Module):
        def forward(self, x):
            return {"y": x * 2}

    module = Dict()
    module.register_full_backward_hook(lambda m, sent, received: told.append("called"))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        module(x)["y"].sum().backward()
    return [*told, [plain(str(w.message)) for w in caught]]


@program
def backward_hooks_removed(T):
    told = []
    module, x = T.nn.Tanh(), grid(T, 2, requires_grad=True)
    first = module.register_full_backward_hook(lambda *_: told.append("first"))
    module.register_full_backward_hook(lambda *_: told.append("second"), prepend=True)
    module(x).sum().backward()
    first.remove()
    module(x).sum().backward()
    y = module(x)
    module._backward_hooks.clear()
    y.sum().backward()
    return [*told, graph(module(x), [("x", x)]), len(module._backward_hooks)]


@program
def always_called_hooks(T):
    told = []

    class Failing(T.nn.Module):
        def forward(self, x):
            raise ValueError("no")

    module = Failing()
    module.register_forward_hook(lambda m, args, result: told.append(["one", result]), always_call=True)
    module.register_forward_hook(
        lambda m, args, kwargs, result: told.append(["two", sorted(kwargs)]), always_call=True, with_kwargs=True
    )
    module.register_forward_hook(lambda m, args, result: 1 / 0, always_call=True)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        told.append(raised(lambda: module(x=3)))
    told.append([str(w.message) for w in caught])
    late = T.nn.Identity()
    late.register_forward_hook(lambda m, args, result: told.append(["before", result]), always_call=True)
    late.register_forward_hook(lambda m, args, result: 1 / 0)
    late.register_forward_hook(lambda m, args, result: told.append(["after", result]), always_call=True)
    return [*told, raised(lambda: late(3))]


@program
def state_dict_hooks(T):
    told = []
    net = net_of(T)
    net[0].register_state_dict_pre_hook(lambda m, prefix, keep: told.append([type(m).__name__, prefix, keep]))
    net[0].register_state_dict_post_hook(lambda m, state, prefix, meta: state.update({prefix + "more": 3}))
    net[2]._register_state_dict_hook(lambda m, state, prefix, meta: told.append([prefix, meta]))
    net._register_state_dict_hook(lambda m, state, prefix, meta: dict(state, last=1))
    state = net.state_dict(prefix="net.")
    told.append(sorted(state))
    other = net_of(T)
    told.append({name: dict(meta) for name, meta in other.state_dict()._metadata.items()})

    def renamed(m, state, prefix, meta, strict, missing, unexpected, problems):
        told.append([type(m).__name__, prefix, meta, strict, sorted(state)])
        state[prefix + "weight"] = state.pop(prefix + "w")

    other[0].register_load_state_dict_pre_hook(renamed)
    other.register_load_state_dict_post_hook(lambda m, keys: told.append([keys.missing_keys, keys.unexpected_keys]))
    other[2].register_load_state_dict_post_hook(lambda m, keys: keys.missing_keys.clear())
    given = net_of(T).state_dict()
    given["0.w"] = given.pop("0.weight") + 1
    del given["2.bias"]
    told += [repr(other.load_state_dict(given)), numbers(other[0].weight)]
    net.register_state_dict_post_hook(lambda m, state, prefix, meta: state)
    told.append(raised(net.state_dict))
    other.register_load_state_dict_post_hook(lambda m, keys: keys)
    return [*told, raised(lambda: other.load_state_dict(given))]


@program
def extra_state(T):
    class Counting(T.nn.Module):
        def __init__(self):
            super().__init__()
            self.count = 3
            self.weight = T.nn.Parameter(T.ones(1))

        def get_extra_state(self):
            return {"count": self.count}

        def set_extra_state(self, state):
            self.count = state["count"]

    one, two = T.nn.Sequential(Counting()), T.nn.Sequential(Counting())
    one[0].count = 7
    state = one.state_dict()
    told = [list(state), state["0._extra_state"], repr(two.load_state_dict(state)), two[0].count]
    del state["0._extra_state"]
    told += [raised(lambda: two.load_state_dict(state)), repr(two.load_state_dict(state, strict=False))]
    return [
        *told,
        raised(lambda: T.nn.Sequential(T.nn.Module()).load_state_dict({"0._extra_state": 1})),
        raised(T.nn.Module().get_extra_state),
    ]


@program
def loading_of_ones_own(T):
    """A module that changes what it is given before it loads, by version."""

    class Old(T.nn.Linear):
        _version = 3

        def _load_from_state_dict(self, state_dict, prefix, local_metadata, *rest):
            told.append([prefix, local_metadata.get("version"), len(rest)])
            if local_metadata.get("version") is None:
                state_dict.setdefault(prefix + "bias", T.zeros(2))
            super()._load_from_state_dict(state_dict, prefix, local_metadata, *rest)

        def _save_to_state_dict(self, destination, prefix, keep_vars):
            super()._save_to_state_dict(destination, prefix, keep_vars)
            destination[prefix + "note"] = "x"

    told = []
    one, two = (T.nn.Sequential(fill(T, Old(2, 2))) for _ in range(2))
    state = one.state_dict()
    told.append(list(state))
    del state["0.note"]
    told.append(repr(two.load_state_dict(state)))
    return [*told, repr(two.load_state_dict({"0.weight": T.zeros(2, 2)}))]


@program
def assigned_states(T):
    told = []
    for given in (
        T.zeros(2, 2),
        T.nn.Parameter(T.zeros(2, 2)),
        T.nn.Parameter(T.zeros(2, 2), requires_grad=False),
        T.zeros(2, 2, dtype=T.float64),
    ):
        for needs in (True, False):
            layer = T.nn.Linear(2, 2, bias=False).requires_grad_(needs)
            layer.register_buffer("b", T.ones(2))
            layer.load_state_dict({"weight": given, "b": given[0]}, assign=True)
            told.append(
                [
                    type(layer.weight).__name__,
                    layer.weight.requires_grad,
                    str(layer.weight.dtype),
                    layer.weight is given,
                    layer.b.tolist(),
                ]
            )
    scalar = T.nn.Module()
    scalar.s = T.nn.Parameter(T.tensor(1.0))
    told.append(raised(lambda: scalar.load_state_dict({"s": T.tensor([1.0, 2.0])})))
    whole = T.nn.Module()
    whole.register_buffer("n", T.tensor([1, 2]))
    whole.load_state_dict({"n": T.tensor([1.7, 2.2])})
    return [*told, numbers(whole.n)]


@program
def buffers(T):
    m = T.nn.Module()
    m.kept = T.nn.Buffer(T.ones(2))
    m.passing = T.nn.Buffer(T.zeros(1), persistent=False)
    m.empty = T.nn.Buffer()
    m.child = T.nn.ReLU()
    told = [
        sorted(m.state_dict()),
        [name for name, _ in m.named_buffers()],
        isinstance(m.kept, T.nn.Buffer),
        type(m.kept).__name__,
    ]
    m.kept = T.nn.Buffer(T.zeros(2), persistent=False)
    told += [
        sorted(m.state_dict()),
        isinstance(T.zeros(1), T.nn.Buffer),
        T.nn.Buffer is T.nn.parameter.Buffer,
        repr(m.passing),
    ]
    m.passing = T.ones(3)
    told += [numbers(m.passing), sorted(m.state_dict()), raised(lambda: setattr(m, "child", T.nn.Buffer(T.ones(1))))]
    return [*told, isinstance(T.nn.Parameter(T.ones(1)), T.nn.Buffer), raised(lambda: T.nn.Buffer([1.0]))["raises"]]


@program
def submodules_set(T):
    net = T.nn.Sequential(T.nn.Sequential(T.nn.ReLU(), T.nn.Tanh()), T.nn.Linear(1, 1))
    net.set_submodule("0.1", T.nn.Sigmoid())
    net.set_submodule("0.more", T.nn.ReLU())
    net.set_submodule("last", T.nn.ReLU())
    told = [repr(net)]
    calls = (
        lambda: net.set_submodule("", T.nn.ReLU()), lambda: net.set_submodule("0.1", 3),
        lambda: net.set_submodule("0.9", T.nn.ReLU(), strict=True),
        lambda: net.set_submodule("1.weight", T.nn.ReLU()), lambda: net.set_submodule("5.1", T.nn.ReLU()),
        lambda: net.set_submodule("1.bias.x", T.nn.ReLU()),
        lambda: net.get_parameter("0.weight"), lambda: net.get_buffer("1.bias"), lambda: net.get_submodule("0.weight"),
    )  # fmt: skip
    return told + [raised(call) for call in calls]


@program
def conversions(T):
    told = []
    calls = (
        lambda m: m.to(), lambda m: m.to(None), lambda m: m.to("cpu", T.float64, True), lambda m: m.to(T.float64, True),
        lambda m: m.to(device="cpu", dtype=T.float16), lambda m: m.to(non_blocking=True),
        lambda m: m.to(tensor=T.zeros(1, dtype=T.float64)),
        lambda m: m.to(T.zeros(1, dtype=T.float64), True), lambda m: m.to(T.device("cpu")),
        lambda m: m.type(T.float64), lambda m: m.cpu(),
        lambda m: m.half().double().float(), lambda m: m.to(T.int64), lambda m: m.to("cpu", 3),
        lambda m: m.to(T.float64, "cpu"),
        lambda m: m.to(T.zeros(1), T.float64), lambda m: m.to(other=3), lambda m: m.type(T.int64),
        lambda m: m.to(T.zeros(1, dtype=T.int64)),
    )  # fmt: skip
    for call in calls:
        m = fill(T, T.nn.Linear(2, 1))
        m.register_buffer("n", T.tensor([1]))
        m.weight.grad = T.ones(1, 2)
        before = m.weight
        error = raised(lambda call=call, m=m: told.append(call(m) is m))
        if error != "nothing raised":
            told.append(error["raises"])
        told.append(
            [numbers(m.weight), numbers(m.weight.grad), numbers(m.n), m.weight is before, m.weight.requires_grad]
        )
    return told


@program
def copies(T):
    told = []
    net = net_of(T)
    net.register_buffer("b", T.ones(2), persistent=False)
    net[1].tied = net[0]
    net(grid(T, 2, 3)).sum().backward()
    net.eval()
    for twin in (copy.deepcopy(net), pickle.loads(pickle.dumps(net)) if T.__name__ == "torch" else copy.deepcopy(net)):
        told.append(
            [
                repr(twin),
                twin[1].tied is twin[0],
                twin.training,
                [numbers(p) for p in twin.parameters()],
                twin[0].weight is net[0].weight,
            ]
        )
        told.append(
            [
                list(twin.state_dict()),
                [name for name, _ in twin.named_buffers()],
                [p.requires_grad for p in twin.parameters()],
            ]
        )
        twin[0].weight.data.zero_()
        told.append(numbers(net[0].weight))
    shallow = copy.copy(net)
    return [*told, shallow[0] is net[0], shallow._parameters is net._parameters]
