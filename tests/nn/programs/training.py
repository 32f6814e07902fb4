"""Programs about optimisers beyond SGD, their state and their hooks, whose answers must be PyTorch's."""

import math

from tests.nn.same import fill, grid, numbers, raised

PROGRAMS = []

ADAMS = [
    {"lr": 0.05}, {"lr": 0.05, "betas": (0.5, 0.9), "eps": 1e-3}, {"lr": 0.05, "weight_decay": 0.02},
    {"lr": 0.01, "maximize": True}, {"lr": 0.05, "betas": (0.2, 0.3), "weight_decay": 0.1},
]  # fmt: skip
OPTIONS = {
    "Adam": [*ADAMS, {"amsgrad": True, "lr": 0.1}, {"lr": 0.05, "weight_decay": 0.1, "decoupled_weight_decay": True}],
    "AdamW": [*ADAMS, {"amsgrad": True, "lr": 0.1}],
    "Adamax": ADAMS,
    "NAdam": [*ADAMS, {"momentum_decay": 0.1}, {"weight_decay": 0.1, "decoupled_weight_decay": True}],
    "RMSprop": [
        {}, {"lr": 0.02, "alpha": 0.9}, {"momentum": 0.8}, {"centered": True}, {"weight_decay": 0.02, "eps": 1e-3},
        {"centered": True, "momentum": 0.5, "weight_decay": 0.01, "alpha": 0.9}, {"lr": 0.001, "maximize": True},
    ],
    "Adagrad": [
        {"lr": 0.1}, {"lr": 0.1, "lr_decay": 0.05}, {"lr": 0.1, "weight_decay": 0.02, "eps": 1e-3},
        {"lr": 0.1, "initial_accumulator_value": 0.5}, {"maximize": True},
    ],
    "Adadelta": [{}, {"lr": 10.0, "rho": 0.5}, {"weight_decay": 0.02, "eps": 1e-3}, {"maximize": True}],
}  # fmt: skip


def program(function):
    """Count a function among the programs."""
    PROGRAMS.append(function)
    return function


def steps(T, model, optimizer, count):
    """The losses of some steps on a small model."""
    dtype = next(iter(model.parameters())).dtype
    x, y = grid(T, 12, 2, dtype=dtype), T.tensor([0, 1, 2] * 4)
    losses = []
    for _ in range(count):
        optimizer.zero_grad()
        loss = T.nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return {"dtype": str(dtype).split(".")[-1], "numbers": losses}


def model_of(T, dtype=None):
    """A model of two layers, filled with fixed numbers."""
    return fill(T, T.nn.Sequential(T.nn.Linear(2, 4), T.nn.Tanh(), T.nn.Linear(4, 3)).to(dtype or T.float64))


def pushed(T, kind, options, dtype):
    """Parameters after 50 given gradients, which rounding cannot drive apart, and what is kept of them."""
    p, scalar = grid(T, 3, dtype=dtype, requires_grad=True), T.tensor(0.5, dtype=dtype, requires_grad=True)
    optimizer = getattr(T.optim, kind)([p, scalar], **options)
    for k in range(50):
        p.grad = T.tensor([math.sin(k + i) + 0.3 for i in range(3)], dtype=dtype)
        scalar.grad = T.tensor(math.cos(k / 9), dtype=dtype)
        optimizer.step()
    return [numbers(p), numbers(scalar), *(numbers(value) for value in optimizer.state[p].values())]


def trajectory(kind):
    """The program that trains with one kind of optimiser, with all its options."""

    def trained(T):
        told = {}
        for options in OPTIONS[kind]:
            model = model_of(T)
            optimizer = getattr(T.optim, kind)(model.parameters(), **options)
            told[str(options)] = {
                "losses": steps(T, model, optimizer, 50),
                "end": [numbers(p) for p in model.parameters()],
                "versions": [p._version for p in model.parameters()],
                "state": {name: numbers(value) for name, value in optimizer.state[model[0].bias].items()},
                "groups": [{k: v for k, v in g.items() if k != "params"} for g in optimizer.param_groups],
                "float32": pushed(T, kind, options, T.float32),
                "float16": pushed(T, kind, options, T.float16)[:1],
            }
        return told

    trained.__name__ = f"{kind.lower()}_trajectories"
    return trained


for kind in OPTIONS:
    program(trajectory(kind))


@program
def printed(T):
    p = T.tensor([1.0], requires_grad=True)
    return [repr(getattr(T.optim, kind)([p])) for kind in (*OPTIONS, "SGD")]


@program
def defaults(T):
    p = T.tensor([1.0], requires_grad=True)
    return {kind: sorted(getattr(T.optim, kind)([p]).defaults.items()) for kind in (*OPTIONS, "SGD")}


@program
def resumed(T):
    """Half of a training, saved into a fresh optimiser, goes on as the whole."""
    told = {}
    for kind in OPTIONS:
        one, two = model_of(T), model_of(T)
        first = getattr(T.optim, kind)(one.parameters())
        steps(T, one, first, 5)
        two.load_state_dict(one.state_dict())
        second = getattr(T.optim, kind)(two.parameters(), lr=77.0)
        state = first.state_dict()
        second.load_state_dict(state)
        told[kind] = [
            steps(T, one, first, 5), steps(T, two, second, 5), second.param_groups[0]["lr"],
            {k: [[n, list(v.shape), str(v.dtype)] for n, v in kept.items()] for k, kept in state["state"].items()},
            state["param_groups"],
        ]  # fmt: skip
    return told


@program
def loaded_into_another_dtype(T):
    one, two = model_of(T), model_of(T, T.float32)
    first = T.optim.Adam(one.parameters(), amsgrad=True)
    steps(T, one, first, 2)
    second = T.optim.Adam(two.parameters())
    second.load_state_dict(first.state_dict())
    kept = second.state[two[0].weight]
    return [[name, str(value.dtype)] for name, value in kept.items()] + [
        kept["step"] is first.state[one[0].weight]["step"]
    ]


@program
def old_states(T):
    """A state from before some options were added, and with plain numbers of steps."""
    p = T.tensor([1.0], dtype=T.float64, requires_grad=True)
    optimizer = T.optim.Adam([p])
    state = optimizer.state_dict()
    for name in ("maximize", "foreach", "capturable", "differentiable", "fused", "amsgrad"):
        del state["param_groups"][0][name]
    optimizer.load_state_dict(state)
    return sorted((name, value) for name, value in optimizer.param_groups[0].items() if name != "params")


@program
def parameters_without_gradient(T):
    told = []
    for kind in (*OPTIONS, "SGD"):
        a, b = (T.tensor([1.0], requires_grad=True) for _ in range(2))
        optimizer = getattr(T.optim, kind)([a, b])
        (a * 2).sum().backward()
        optimizer.step()
        told.append([kind, a._version, b._version, b.item(), len(optimizer.state)])
    return told


@program
def groups_with_options(T):
    told = []
    for kind, option in (
        ("Adam", {"betas": (0.5, 0.5)}),
        ("RMSprop", {"momentum": 0.9}),
        ("Adagrad", {"lr_decay": 0.5}),
    ):
        model = model_of(T)
        first, _, last = model
        optimizer = getattr(T.optim, kind)(
            [{"params": first.parameters(), **option}, {"params": last.parameters(), "lr": 0.3}]
        )
        told.append([steps(T, model, optimizer, 4), [numbers(p) for p in model.parameters()]])
    return told


@program
def hooks(T):
    told = []
    p = T.tensor([1.0], requires_grad=True)
    optimizer = T.optim.SGD([p], lr=0.5)
    before = optimizer.register_step_pre_hook(
        lambda o, args, kwargs: told.append(["pre", o is optimizer, len(args), sorted(kwargs)])
    )
    optimizer.register_step_post_hook(
        lambda o, args, kwargs: told.append(["post", o is optimizer, len(args), sorted(kwargs)])
    )
    p.grad = T.ones(1)
    optimizer.step()
    before.remove()
    optimizer.step(closure=lambda: 3)
    replacing = optimizer.register_step_pre_hook(lambda o, args, kwargs: ((o, lambda: 5), {}))
    told.append(optimizer.step())
    replacing.remove()
    optimizer.register_state_dict_pre_hook(lambda o: told.append("saving"))
    optimizer.register_state_dict_post_hook(lambda o, state: {**state, "more": 1})
    optimizer.register_state_dict_post_hook(lambda o, state: told.append(sorted(state)), prepend=True)
    state = optimizer.state_dict()
    told.append(sorted(state))
    optimizer.register_load_state_dict_pre_hook(lambda o, state: told.append(["loading", sorted(state)]))
    optimizer.register_load_state_dict_pre_hook(
        lambda o, state: {k: state[k] for k in ("state", "param_groups")}, prepend=True
    )
    optimizer.register_load_state_dict_post_hook(lambda o: told.append("loaded"))
    optimizer.load_state_dict(state)
    wrong = T.optim.SGD([p])
    wrong.register_step_pre_hook(lambda o, args, kwargs: 3)
    return [*told, numbers(p), raised(wrong.step)["raises"]]


@program
def own_optimiser(T):
    """A subclass with a step of its own has the hooks, the groups and the state."""

    class Signs(T.optim.Optimizer):
        def __init__(self, params, lr):
            super().__init__(params, {"lr": lr})

        def step(self, closure=None):
            with T.no_grad():
                for group in self.param_groups:
                    for p in group["params"]:
                        self.state[p]["count"] = self.state[p].get("count", 0) + 1
                        p.add_(T.sign(p.grad) * -group["lr"])

    told = []
    p = T.tensor([1.0, -1.0], requires_grad=True)
    optimizer = Signs([p], lr=0.25)
    optimizer.register_step_post_hook(lambda o, args, kwargs: told.append("stepped"))
    (p * p).sum().backward()
    optimizer.step()
    schedule = T.optim.lr_scheduler.ExponentialLR(optimizer, 0.5)
    optimizer.step()
    schedule.step()
    return [*told, numbers(p), optimizer.state_dict(), repr(optimizer)]


@program
def errors(T):
    optim, p = T.optim, T.tensor([1.0], requires_grad=True)
    pair = T.tensor([0.9, 0.9])
    told = []
    for kind in OPTIONS:
        make = getattr(optim, kind)
        for options in (
            {"lr": -1},
            {"lr": float("nan")},
            {"eps": -1e-3},
            {"weight_decay": -1.0},
            {"lr": pair},
            {"params": p},
        ):
            given = {"params": [p]} | options
            told.append(raised(lambda make=make, given=given: make(**given)))
    for kind in ("Adam", "AdamW", "Adamax", "NAdam"):
        for betas in ((1.0, 0.9), (0.9, -0.1), (0.9, 1.5)):
            told.append(raised(lambda kind=kind, betas=betas: getattr(optim, kind)([p], betas=betas)))
    calls = (
        lambda: optim.Adam([p], betas=(0, 0.9)), lambda: optim.Adam([p], betas=(0.5, T.tensor(0.9))),
        lambda: optim.Adam([p], betas=(pair, pair)), lambda: optim.Adam([p], lr=T.tensor(0.1), foreach=True),
        lambda: optim.NAdam([p], momentum_decay=-1), lambda: optim.RMSprop([p], momentum=-1), lambda: optim.RMSprop([p], alpha=-1),
        lambda: optim.Adagrad([p], lr_decay=-1), lambda: optim.Adagrad([p], initial_accumulator_value=-1),
        lambda: optim.Adadelta([p], rho=1.5), lambda: optim.Adadelta([p], rho=-0.5), lambda: optim.Adam([]),
        lambda: optim.AdamW([p], fused=True, foreach=True), lambda: optim.Adam([p * 2]), lambda: optim.Adam([3]),
    )  # fmt: skip
    return told + [raised(call) for call in calls]


@program
def clipped_by_norm(T):
    clip, inf = T.nn.utils.clip_grad_norm_, float("inf")
    told = []
    for dtype in (T.float64, T.float32):
        for norm in (2.0, 1, 0.5, 3, inf, -inf, 0, "inf", 2):
            for bound in (0.1, 1e6, 1):
                a, b, c = (grid(T, *shape, dtype=dtype, requires_grad=True) for shape in ((2, 3), (), (4,)))
                unused = T.zeros(1, requires_grad=True)
                ((a * a).sum() * 3 + b * b + (c**3).sum()).backward()
                before = a.grad._version
                total = clip([a, unused, b, c], bound, norm_type=norm)
                told.append([numbers(total), *(numbers(x.grad) for x in (a, b, c)), a.grad._version - before])
    return told


@program
def clipped_otherwise(T):
    utils, nan, inf = T.nn.utils, float("nan"), float("inf")
    told = []
    for values in ([1.0, -3.0], [nan, 3.0], [inf, -inf], [0.0, 0.0]):
        p = T.tensor(values, requires_grad=True)
        p.grad = T.tensor(values)
        utils.clip_grad_value_([p], 2.0)
        told.append(numbers(p.grad))
        p.grad = T.tensor(values)
        told.append([numbers(utils.clip_grad_norm_(p, 1.0)), numbers(p.grad)])
        told.append(raised(lambda p=p: utils.clip_grad_norm_(p, 1.0, error_if_nonfinite=True)))
    told.append(numbers(utils.clip_grad_norm_([], 1.0)))
    told.append(numbers(utils.clip_grad_norm_((x for x in ()), 1.0)))
    told.append(numbers(utils.get_total_norm([T.ones(2), T.ones(3, dtype=T.float64)])))
    told.append(numbers(utils.get_total_norm(T.full((3,), 2.0))))
    p = T.tensor([3.0, 4.0], requires_grad=True)
    p.grad = T.tensor([3.0, 4.0])
    told += [utils.clip_grads_with_norm_([p], 1.0, T.tensor(5.0)), numbers(p.grad)]
    return told


@program
def parameters_as_a_vector(T):
    utils = T.nn.utils
    model = model_of(T)
    vector = utils.parameters_to_vector(model.parameters())
    vector.sum().backward()
    told = [numbers(vector), vector.requires_grad, [numbers(p.grad) for p in model.parameters()]]
    given = grid(T, *vector.shape)
    utils.vector_to_parameters(given, model.parameters())
    told += [[numbers(p) for p in model.parameters()], [p.requires_grad and p.is_leaf for p in model.parameters()]]
    with T.no_grad():
        given[0] = 77.0
    told.append(model[0].weight[0, 0].item())
    return [*told, raised(lambda: utils.vector_to_parameters([1.0], model.parameters()))]
