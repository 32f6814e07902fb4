"""Programs about optimisers whose answers must be PyTorch's."""

import math

from tests.nn.same import fill, grid, numbers, raised

PROGRAMS = []


def program(function):
    """Count a function among the programs."""
    PROGRAMS.append(function)
    return function


OPTIONS = [
    {"lr": 0.05},
    {"lr": 0.05, "momentum": 0.9},
    {"lr": 0.05, "momentum": 0.9, "dampening": 0.3},
    {"lr": 0.05, "momentum": 0.9, "nesterov": True},
    {"lr": 0.05, "weight_decay": 0.02},
    {"lr": 0.05, "momentum": 0.8, "weight_decay": 0.02},
    {"lr": 0.05, "momentum": 0.8, "weight_decay": 0.02, "nesterov": True},
    {"lr": 0.001, "momentum": 0.5, "maximize": True},
    {"lr": 0.0},
]


def trajectory(T, options, dtype, steps=50):
    """The losses of some steps on a small model, and where its parameters end."""
    model = fill(T, T.nn.Sequential(T.nn.Linear(2, 5), T.nn.Tanh(), T.nn.Linear(5, 3)).to(dtype))
    x, y = grid(T, 12, 2, dtype=dtype), T.tensor([0, 1, 2] * 4)
    optimizer = T.optim.SGD(model.parameters(), **options)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = T.nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    told = {"losses": [numbers(loss) for loss in losses], "end": [numbers(p) for p in model.parameters()]}
    kept = [optimizer.state[p].get("momentum_buffer") for p in model.parameters()]
    return told | {"momentum": [None if b is None else numbers(b) for b in kept]}


@program
def trajectories(T):
    return {str(options): trajectory(T, options, T.float64) for options in OPTIONS}


@program
def single_precision(T):
    return {str(options): trajectory(T, options, T.float32, 20) for options in OPTIONS}


@program
def scalars_and_groups(T):
    a = T.tensor(1.5, dtype=T.float64, requires_grad=True)
    b = T.tensor([1.0, -2.0], dtype=T.float64, requires_grad=True)
    c = T.tensor([0.5], dtype=T.float64, requires_grad=True)
    unused = T.tensor([3.0], dtype=T.float64, requires_grad=True)
    optimizer = T.optim.SGD([{"params": [a, unused]}, {"params": b, "lr": 0.01}], lr=0.1, momentum=0.9)
    optimizer.add_param_group({"params": [c], "momentum": 0})
    told = [[p._version for p in (a, b, c, unused)]]
    for _ in range(5):
        optimizer.zero_grad()
        (a * a * b.sum() + (b * b).sum() * c).sum().backward()
        optimizer.step()
        told.append([numbers(p) for p in (a, b, c, unused)])
    optimizer.zero_grad(set_to_none=False)
    told += [[numbers(p.grad) for p in (a, b, c)], unused.grad is None, [p._version for p in (a, b, c, unused)]]
    return [*told, [p.is_leaf and p.requires_grad for p in (a, b, c, unused)], len(optimizer.state)]


@program
def printed_optimisers(T):
    p, q = (T.tensor([1.0], requires_grad=True) for _ in range(2))
    one = T.optim.SGD([p], lr=0.1)
    two = T.optim.SGD([{"params": [p], "lr": 0.2}, {"params": [q]}], momentum=0.9, nesterov=True, weight_decay=1e-4)
    return [repr(one), repr(two)]


def state_of(T, optimizer):
    state = optimizer.state_dict()
    kept = {str(k): {n: numbers(v) for n, v in entry.items()} for k, entry in state["state"].items()}
    return [sorted(state), kept, state["param_groups"]]


@program
def saved_and_loaded(T):
    def made(**options):
        params = [T.tensor([1.0, 2.0], requires_grad=True), T.tensor([3.0], requires_grad=True)]
        return params, T.optim.SGD([{"params": params[:1], "lr": 0.3}, {"params": params[1:]}], lr=0.1, **options)

    def step(params, optimizer):
        optimizer.zero_grad()
        sum((p * p).sum() for p in params).backward()
        optimizer.step()

    params, optimizer = made(momentum=0.9)
    step(params, optimizer)
    step(params, optimizer)
    others, other = made(momentum=0.1)
    other.load_state_dict(optimizer.state_dict())
    told = [state_of(T, optimizer), state_of(T, other), other.param_groups[0]["params"][0] is others[0]]
    step(others, other)
    told.append([numbers(p) for p in others])
    single = T.optim.SGD(others, lr=0.1)
    three = T.optim.SGD([{"params": others}, {"params": [T.zeros(1)]}], lr=0.1)
    return [*told, raised(lambda: single.load_state_dict(other.state_dict())),
            raised(lambda: three.load_state_dict(other.state_dict()))]  # fmt: skip


@program
def named_parameters(T):
    model = T.nn.Linear(2, 1)
    optimizer = T.optim.SGD(model.named_parameters(), lr=0.1)
    return [
        optimizer.param_groups[0]["param_names"], optimizer.state_dict()["param_groups"], repr(optimizer),
        raised(lambda: optimizer.add_param_group({"params": [T.zeros(1)]})),
        raised(lambda: T.optim.SGD([("a", T.zeros(1)), T.zeros(1)])),
    ]  # fmt: skip


@program
def closures(T):
    p = T.tensor([3.0], dtype=T.float64, requires_grad=True)
    optimizer = T.optim.SGD([p], lr=0.1)

    def closure():
        optimizer.zero_grad()
        loss = (p * p).sum()
        loss.backward()
        return loss

    with T.no_grad():
        loss = optimizer.step(closure)
    return [numbers(loss), loss.requires_grad, numbers(p), optimizer.step() is None]


@program
def tensor_learning_rate(T):
    p = T.tensor([3.0], dtype=T.float64, requires_grad=True)
    optimizer = T.optim.SGD([p], lr=T.tensor(0.25, dtype=T.float64))
    (p * p).sum().backward()
    optimizer.step()
    optimizer.param_groups[0]["lr"] = 0.5
    optimizer.step()
    return numbers(p)


@program
def huge_gradients(T):
    p = T.tensor([1e38, math.inf, -1.0], requires_grad=True)
    (p * 3e38).sum().backward()
    T.optim.SGD([p], lr=10.0, momentum=0.9, weight_decay=1e38).step()
    return numbers(p)


@program
def optimiser_errors(T):
    SGD = T.optim.SGD
    p = T.tensor([1.0], requires_grad=True)
    optimizer = SGD([p], lr=0.1)
    return [
        raised(call)
        for call in (
            lambda: SGD([p], lr=-1), lambda: SGD([p], lr=-0.5), lambda: SGD([p], momentum=-1.0), lambda: SGD(p, lr=0.1),
            lambda: SGD([p], weight_decay=-2), lambda: SGD([p], nesterov=True), lambda: SGD([], lr=0.1),
            lambda: SGD([p], nesterov=True, momentum=0.9, dampening=0.1), lambda: SGD([3], lr=0.1),
            lambda: SGD([p * 2], lr=0.1), lambda: SGD(["a"], lr=0.1), lambda: SGD([{"params": {p}}], lr=0.1),
            lambda: SGD([{"params": [p]}, {"params": [p]}], lr=0.1), lambda: SGD([p], lr=T.tensor([0.1, 0.2])),
            lambda: optimizer.add_param_group([p]), lambda: optimizer.add_param_group({"params": p}), lambda: SGD(3),
            lambda: SGD([{"lr": 3}]), lambda: T.optim.Optimizer([p], {}).step(),
        )
    ]  # fmt: skip


@program
def adagrad_starts_all_groups_alike(T):
    """The first sum is the optimiser's own, whatever a group says."""
    p, q = T.tensor([1.0, -2.0], requires_grad=True), T.tensor(3.0, requires_grad=True)
    groups = [{"params": [p], "initial_accumulator_value": 0.5}, {"params": [q]}]
    optimizer = T.optim.Adagrad(groups, lr=0.1, initial_accumulator_value=2.0)
    ((p * p).sum() + q * q).backward()
    optimizer.step()
    return [numbers(p), numbers(q), [numbers(optimizer.state[x]["sum"]) for x in (p, q)]]
