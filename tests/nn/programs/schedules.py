"""Programs about learning rates that change, whose answers must be PyTorch's."""

import math
import warnings

from tests.nn.same import numbers, raised

PROGRAMS = []


def program(function):
    """Count a function among the programs."""
    PROGRAMS.append(function)
    return function


class Halved:
    """A factor as a callable object, whose attributes are part of a scheduler's state."""

    def __init__(self):
        self.base = 0.5

    def __call__(self, epoch):
        return self.base**epoch


SCHEDULES = {
    "StepLR": [{"step_size": 7}, {"step_size": 1, "gamma": 0.9}],
    "MultiStepLR": [{"milestones": [3, 9, 9, 30]}, {"milestones": (20, 5), "gamma": 0.5}],
    "ConstantLR": [{}, {"factor": 0.1, "total_iters": 12}],
    "LinearLR": [{}, {"start_factor": 0.1, "end_factor": 0.5, "total_iters": 30}],
    "ExponentialLR": [{"gamma": 0.95}],
    "PolynomialLR": [{}, {"total_iters": 40, "power": 2.0}],
    "CosineAnnealingLR": [{"T_max": 50}, {"T_max": 12, "eta_min": 0.01}],
    "CosineAnnealingWarmRestarts": [{"T_0": 12}, {"T_0": 5, "T_mult": 2, "eta_min": 0.01}],
    "LambdaLR": [
        {"lr_lambda": lambda epoch: 0.95**epoch}, {"lr_lambda": [lambda epoch: 1 / (1 + epoch), lambda epoch: epoch / 50]},
        {"lr_lambda": Halved()},
    ],
    "MultiplicativeLR": [{"lr_lambda": lambda epoch: 0.95}, {"lr_lambda": [lambda epoch: 0.9, lambda epoch: 1 / (1 + epoch)]}],
    "CyclicLR": [
        {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 8},
        {"base_lr": [0.01, 0.02], "max_lr": 0.1, "step_size_up": 4, "step_size_down": 9, "mode": "triangular2"},
        {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 8, "mode": "exp_range", "gamma": 0.99, "cycle_momentum": False},
        {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 8, "scale_fn": lambda x: 0.9**x, "scale_mode": "iterations"},
    ],
    "OneCycleLR": [
        {"max_lr": 0.5, "total_steps": 50}, {"max_lr": [0.5, 0.1], "epochs": 5, "steps_per_epoch": 12, "three_phase": True},
        {"max_lr": 0.5, "total_steps": 50, "anneal_strategy": "linear", "pct_start": 0.1, "cycle_momentum": False},
    ],
}  # fmt: skip


def optimizer_of(T, kind="SGD", **options):
    """An optimiser of two groups with rates of their own, and gradients to step by."""
    a, b = (T.tensor([1.0, -2.0], dtype=T.float64, requires_grad=True) for _ in range(2))
    a.grad, b.grad = T.tensor([0.5, 1.0], dtype=T.float64), T.tensor([-1.0, 0.25], dtype=T.float64)
    options = {"lr": 0.1} | ({"momentum": 0.9} if kind == "SGD" else {}) | options
    return getattr(T.optim, kind)([{"params": [a]}, {"params": [b], "lr": 0.02}], **options)


def rates(numbers):
    """Numbers that are compared as closely as float64 allows."""
    return {"dtype": "float64", "numbers": [float(x) for x in numbers]}


def run(optimizer, step, count=50):
    """The learning rates and momentums of some steps, and where the parameters end."""
    told = {}
    for k in range(count):
        optimizer.step()
        step(k)
        for i, group in enumerate(optimizer.param_groups):
            told.setdefault(f"lr {i}", []).append(group["lr"])
            if "max_momentum" in group:
                told.setdefault(f"momentum {i}", []).append(
                    group["betas"][0] if "betas" in group else group["momentum"]
                )
    ends = [numbers(group["params"][0]) for group in optimizer.param_groups]
    return {name: rates(values) for name, values in told.items()} | {"end": ends}


def schedule(kind):
    """The program that trains with one kind of schedule, with all its options."""

    def scheduled(T):
        told = []
        for options in SCHEDULES[kind]:
            for optimiser in ("SGD", "Adam") if "max_lr" in options else ("SGD",):
                optimizer = optimizer_of(T, optimiser)
                scheduler = getattr(T.optim.lr_scheduler, kind)(optimizer, **options)
                told.append(rates(scheduler.get_last_lr()))
                told.append(run(optimizer, lambda k, scheduler=scheduler: scheduler.step()))
                told.append([rates(scheduler.get_last_lr()), sorted(scheduler.state_dict()), scheduler.last_epoch])
        return told

    scheduled.__name__ = kind.lower()
    return scheduled


for kind in SCHEDULES:
    program(schedule(kind))


@program
def plateau(T):
    told = []
    for options in ({}, {"mode": "max", "patience": 2, "factor": 0.5}, {"threshold": 0.5, "threshold_mode": "abs", "patience": 1},
                    {"cooldown": 3, "patience": 0, "min_lr": [0.01, 0.001]}, {"mode": "max", "threshold_mode": "abs", "patience": 0},
                    {"patience": 3, "eps": 0.05, "min_lr": 0.003}):  # fmt: skip
        optimizer = optimizer_of(T)
        scheduler = T.optim.lr_scheduler.ReduceLROnPlateau(optimizer, **options)
        told.append(run(optimizer, lambda k, s=scheduler: s.step(math.sin(k / 5) + 2 if k < 40 else T.tensor(3.0))))
        state = scheduler.state_dict()
        told.append({name: state[name] for name in sorted(state) if name not in ("_last_lr", "best")})
    return told


@program
def one_after_another(T):
    S = T.optim.lr_scheduler
    told = []
    for milestones in ([5, 20], [1, 2], [30, 45]):
        optimizer = optimizer_of(T)
        parts = [
            S.LinearLR(optimizer, total_iters=4),
            S.CosineAnnealingLR(optimizer, 15),
            S.ExponentialLR(optimizer, 0.9),
        ]
        scheduler = S.SequentialLR(optimizer, parts, milestones)
        told += [
            rates(scheduler.get_last_lr()),
            run(optimizer, lambda k, s=scheduler: s.step()),
            sorted(scheduler.state_dict()),
        ]
    return told


@program
def all_at_once(T):
    S = T.optim.lr_scheduler
    optimizer = optimizer_of(T)
    scheduler = S.ChainedScheduler(
        [S.ConstantLR(optimizer, 0.1, 20), S.ExponentialLR(optimizer, 0.9), S.StepLR(optimizer, 10)]
    )
    return [rates(scheduler.get_last_lr()), run(optimizer, lambda k: scheduler.step()), sorted(scheduler.state_dict())]


@program
def resumed(T):
    """The state of a scheduler, loaded into a fresh one, goes on as the old one."""
    told = []
    for kind, variants in SCHEDULES.items():
        for options in variants:
            first, second = optimizer_of(T), optimizer_of(T)
            one = getattr(T.optim.lr_scheduler, kind)(first, **options)
            run(first, lambda k, one=one: one.step(), 7)
            two = getattr(T.optim.lr_scheduler, kind)(second, **options)
            second.load_state_dict(first.state_dict())
            two.load_state_dict(one.state_dict())
            told.append([kind, run(second, lambda k, two=two: two.step(), 7)["lr 0"], rates(two.get_last_lr())])
    return told


@program
def resumed_by_number(T):
    S = T.optim.lr_scheduler
    told = [raised(lambda: S.StepLR(optimizer_of(T), 3, last_epoch=4))]
    for make in (lambda o: S.CosineAnnealingLR(o, 20, last_epoch=4), lambda o: S.ExponentialLR(o, 0.9, last_epoch=4),
                 lambda o: S.LambdaLR(o, lambda e: 1 / (1 + e), last_epoch=4), lambda o: S.LinearLR(o, last_epoch=2),
                 lambda o: S.OneCycleLR(o, 0.5, 20, last_epoch=2), lambda o: S.MultiplicativeLR(o, lambda e: 0.5, last_epoch=2),
                 lambda o: S.CosineAnnealingWarmRestarts(o, 3, last_epoch=2), lambda o: S.PolynomialLR(o, 9, last_epoch=2)):  # fmt: skip
        optimizer = optimizer_of(T)
        for group in optimizer.param_groups:
            group |= {"initial_lr": 0.3, "max_lr": 0.5, "min_lr": 0.001, "max_momentum": 0.9, "base_momentum": 0.8}
        try:
            scheduler = make(optimizer)
        except Exception as error:
            told.append(type(error).__mro__[-4].__name__)
            continue
        told.append([rates(scheduler.get_last_lr()), run(optimizer, lambda k, s=scheduler: s.step(), 8)["lr 1"]])
    return told


@program
def steps_named(T):
    """A step by its number, as older code does: the closed form, with a warning."""
    told = []
    for kind, variants in SCHEDULES.items():
        if kind in ("OneCycleLR", "CyclicLR"):
            continue
        optimizer = optimizer_of(T)
        scheduler = getattr(T.optim.lr_scheduler, kind)(optimizer, **variants[-1])
        told.append(
            [kind, run(optimizer, lambda k, s=scheduler: s.step((3 * k) % 11), 12)["lr 0"], scheduler.last_epoch]
        )
    restarts = T.optim.lr_scheduler.CosineAnnealingWarmRestarts(optimizer_of(T), 4, 2)
    for epoch in (0.5, 3.75, 4, 11.5, 30):
        restarts.step(epoch)
        told.append([rates(restarts.get_last_lr()), float(restarts.T_cur), restarts.T_i])
    return told


@program
def rates_that_are_tensors(T):
    rate = T.tensor(0.1, dtype=T.float64)
    p = T.tensor([1.0], requires_grad=True)
    optimizer = T.optim.Adam([p], lr=rate)
    scheduler = T.optim.lr_scheduler.ExponentialLR(optimizer, 0.5)
    p.grad = T.ones(1)
    optimizer.step()
    scheduler.step()
    return [
        optimizer.param_groups[0]["lr"] is rate,
        numbers(rate),
        [numbers(x) for x in scheduler.get_last_lr()],
        numbers(p),
    ]


@program
def warned(T):
    """What is said about steps in the wrong order, and about asking in the wrong place."""

    def told(call):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            call()
        return [[w.category.__name__, str(w.message)] for w in caught]

    def early():
        optimizer = optimizer_of(T)
        scheduler = T.optim.lr_scheduler.StepLR(optimizer, 3)
        scheduler.step()
        scheduler.step()

    def late():
        optimizer = optimizer_of(T)
        optimizer.step()
        scheduler = T.optim.lr_scheduler.StepLR(optimizer, 3)
        scheduler.step()

    def in_order():
        optimizer = optimizer_of(T)
        scheduler = T.optim.lr_scheduler.StepLR(optimizer, 3)
        optimizer.step()
        scheduler.step()

    def overridden():
        optimizer = optimizer_of(T)
        scheduler = T.optim.lr_scheduler.StepLR(optimizer, 3)
        optimizer.step = lambda: None
        optimizer.step()
        scheduler.step()

    def asked():
        T.optim.lr_scheduler.StepLR(optimizer_of(T), 3).get_lr()

    def numbered():
        optimizer = optimizer_of(T)
        scheduler = T.optim.lr_scheduler.StepLR(optimizer, 3)
        optimizer.step()
        scheduler.step(2)

    return [told(call) for call in (early, late, in_order, overridden, asked, numbered)]


@program
def errors(T):
    S = T.optim.lr_scheduler
    optimizer, other = optimizer_of(T), optimizer_of(T)
    plain = T.optim.Adagrad([T.tensor([1.0], requires_grad=True)])

    def too_far():
        scheduler = S.OneCycleLR(optimizer_of(T), 0.5, total_steps=3)
        for _ in range(5):
            scheduler.step()

    def grown():
        optimizer = optimizer_of(T)
        scheduler = S.ReduceLROnPlateau(optimizer, patience=0, min_lr=[0.0, 0.0])
        optimizer.add_param_group({"params": [T.zeros(1, requires_grad=True)]})
        for _ in range(3):
            scheduler.step(1.0)

    return [
        raised(call)
        for call in (
            lambda: S.StepLR(3, 1), lambda: S.StepLR(plain), lambda: S.LambdaLR(optimizer, [abs]), lambda: S.ConstantLR(optimizer, 1.5),
            lambda: S.ConstantLR(optimizer, -1), lambda: S.LinearLR(optimizer, 0), lambda: S.LinearLR(optimizer, 0.5, 2),
            lambda: S.MultiplicativeLR(optimizer, 3), lambda: S.MultiplicativeLR(optimizer, [abs]),
            lambda: S.CosineAnnealingWarmRestarts(optimizer, 0), lambda: S.CosineAnnealingWarmRestarts(optimizer, 2.5),
            lambda: S.CosineAnnealingWarmRestarts(optimizer, 2, 0), lambda: S.CosineAnnealingWarmRestarts(optimizer, 2, 1, "a"),
            lambda: S.CosineAnnealingWarmRestarts(optimizer, 2).step(-1), lambda: S.CyclicLR(optimizer, 0.1, 1.0, mode="x"),
            lambda: S.CyclicLR(optimizer, [0.1], 1.0), lambda: S.CyclicLR(plain, 0.1, 1.0), lambda: S.CyclicLR(3, 0.1, 1.0),
            lambda: S.OneCycleLR(optimizer, 1.0), lambda: S.OneCycleLR(optimizer, 1.0, 0), lambda: S.OneCycleLR(optimizer, 1.0, 2.5),
            lambda: S.OneCycleLR(optimizer, 1.0, epochs=3), lambda: S.OneCycleLR(optimizer, 1.0, epochs=0, steps_per_epoch=1),
            lambda: S.OneCycleLR(optimizer, 1.0, epochs=1, steps_per_epoch=0.5), lambda: S.OneCycleLR(optimizer, 1.0, 9, pct_start=2.0),
            lambda: S.OneCycleLR(optimizer, 1.0, 9, pct_start=1), lambda: S.OneCycleLR(optimizer, 1.0, 9, anneal_strategy="x"),
            lambda: S.OneCycleLR(optimizer, [1.0], 9), lambda: S.OneCycleLR(plain, 1.0, 9), lambda: S.OneCycleLR(3, 1.0, 9), too_far,
            lambda: S.ReduceLROnPlateau(optimizer, factor=1.0), lambda: S.ReduceLROnPlateau(optimizer, "x"),
            lambda: S.ReduceLROnPlateau(optimizer, threshold_mode="x"), lambda: S.ReduceLROnPlateau(optimizer, min_lr=[0.1]),
            lambda: S.ReduceLROnPlateau(3), grown, lambda: S.SequentialLR(optimizer, [], []), lambda: S.ChainedScheduler([]),
            lambda: S.SequentialLR(optimizer, [3], []), lambda: S.SequentialLR(optimizer, [S.StepLR(optimizer, 1)], [1]),
            lambda: S.SequentialLR(optimizer, [S.ReduceLROnPlateau(optimizer)], []), lambda: S.ChainedScheduler([3]),
            lambda: S.ChainedScheduler([S.StepLR(optimizer, 1), S.StepLR(plain, 1)])["x"], lambda: S.LRScheduler(other),
            lambda: S.MultiStepLR(optimizer, 3), lambda: S.PolynomialLR(optimizer, 0).step(),
        )
    ]  # fmt: skip
