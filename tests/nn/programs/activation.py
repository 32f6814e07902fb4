"""Programs about the modules of activations and dropout."""

from tests.nn.same import fill, graph, grid, numbers, raised, trained

PROGRAMS = []
PLAIN = (
    ("ReLU", ()), ("ReLU6", ()), ("Sigmoid", ()), ("Tanh", ()), ("SiLU", ()), ("Mish", ()), ("Hardswish", ()),
    ("ELU", ()), ("ELU", (0.5,)), ("CELU", ()), ("CELU", (2.0,)), ("SELU", ()), ("GELU", ()), ("GELU", ("tanh",)), ("Hardshrink", ()),
    ("Hardshrink", (0.2,)), ("Hardtanh", ()), ("Hardtanh", (-0.5, 0.75)), ("LeakyReLU", ()), ("LeakyReLU", (0.3,)), ("LogSigmoid", ()),
    ("Softplus", ()), ("Softplus", (2, 1)), ("Softshrink", ()), ("Softshrink", (0.1,)), ("Softsign", ()), ("Tanhshrink", ()),
    ("Threshold", (0.1, -2)), ("Threshold", (0.1, 20.0)), ("Softmin", (1,)), ("Softmax", (0,)), ("LogSoftmax", (1,)), ("GLU", ()),
    ("GLU", (0,)), ("RReLU", (0.25, 0.25)), ("Dropout", (0.0,)), ("Dropout", (1.0,)), ("AlphaDropout", (1.0,)), ("Identity", ()),
)  # fmt: skip
REWRITING = (
    ("ReLU", ()), ("ReLU6", ()), ("SiLU", ()), ("Mish", ()), ("Hardswish", ()), ("ELU", (0.5,)), ("CELU", (2.0,)), ("SELU", ()),
    ("Hardtanh", (-0.5, 0.75)), ("LeakyReLU", (0.3,)), ("Threshold", (0.1, 5)), ("RReLU", (0.25, 0.25)), ("Dropout", (1.0,)),
    ("AlphaDropout", (1.0,)),
)  # fmt: skip


def program(function):
    """Count a function among the programs."""
    PROGRAMS.append(function)
    return function


def told_of(T, module, x):
    """How a module is printed, what it gives, its graph, and the gradient of its input."""
    y = module(x)
    y.sum().backward()
    return [repr(module), numbers(y), graph(y, [("x", x), *module.named_parameters()]), numbers(x.grad)]


@program
def every_activation(T):
    return {
        f"{name}{args}": told_of(T, getattr(T.nn, name)(*args), grid(T, 4, 6, requires_grad=True))
        for name, args in PLAIN
    }


@program
def every_activation_in_evaluation(T):
    return {
        f"{name}{args}": told_of(T, getattr(T.nn, name)(*args).eval(), grid(T, 4, 6, requires_grad=True))
        for name, args in PLAIN
        if name not in ("Dropout", "AlphaDropout", "Identity")
    }


@program
def every_activation_in_place(T):
    told = {}
    for name, args in REWRITING:
        module, x = getattr(T.nn, name)(*args, inplace=True), grid(T, 2, 3, requires_grad=True)
        y, leaf = x * 2, T.tensor([1.0], requires_grad=True)
        z = module(y)
        (z * 3).sum().backward()
        told[name] = [
            repr(module),
            z is y,
            numbers(z),
            graph(z, [("x", x)]),
            numbers(x.grad),
            raised(lambda module=module, leaf=leaf: module(leaf)),
        ]
    return told


@program
def attributes(T):
    told = {}
    for name, args in PLAIN:
        module = getattr(T.nn, name)(*args)
        kept = (
            "alpha",
            "approximate",
            "lambd",
            "negative_slope",
            "beta",
            "threshold",
            "value",
            "dim",
            "p",
            "lower",
            "upper",
            "inplace",
        )
        told[f"{name}{args}"] = {k: getattr(module, k) for k in (*kept, "min_val", "max_val") if k in module.__dict__}
        told[f"{name}{args}"]["training"] = module.training
        told[f"{name}{args}"]["parameters"] = len(list(module.parameters()))
    return told


@program
def keywords(T):
    nn = T.nn
    return [
        repr(m)
        for m in (
            nn.ELU(alpha=2), nn.LeakyReLU(negative_slope=0.5, inplace=True), nn.Softplus(threshold=3), nn.GELU(approximate="tanh"),
            nn.Threshold(threshold=1, value=2, inplace=True), nn.Hardtanh(max_val=3), nn.RReLU(upper=0.5, inplace=True),
            nn.Dropout(p=0.1, inplace=True), nn.ReLU(inplace=True), nn.ReLU(True), nn.ReLU6(True), nn.SELU(True), nn.Mish(True),
            nn.Hardswish(True), nn.Hardsigmoid(True), nn.Softmin(dim=1), nn.Softmax2d(), nn.GLU(dim=0),
            nn.PReLU(num_parameters=3), nn.PReLU(3, 0.5), nn.Softshrink(1), nn.Hardtanh(0, 1, True), nn.CELU(0.5, True),
            nn.Dropout1d(0.2), nn.Dropout2d(), nn.Dropout3d(),
            nn.AlphaDropout(), nn.FeatureAlphaDropout(0.3), nn.Hardtanh(min_value=-3), nn.Hardtanh(max_value=3),
        )
    ]  # fmt: skip


@program
def refused(T):
    nn, x = T.nn, grid(T, 2, 3)
    return [
        raised(call)
        for call in (
            lambda: nn.Dropout(-0.1), lambda: nn.Dropout(1.1), lambda: nn.Dropout2d(2), lambda: nn.AlphaDropout(5),
            lambda: nn.Hardtanh(1, 0), lambda: nn.Hardtanh(1, 1), lambda: nn.Softmax2d()(x), lambda: nn.GLU()(x), lambda: nn.PReLU(2)(x),
            lambda: nn.PReLU()(x.float()), lambda: nn.GELU("none2")(x), lambda: nn.Dropout1d()(x[0]), lambda: nn.GLU(3)(x),
            lambda: nn.CELU(0)(x),
        )
    ]  # fmt: skip


@program
def learned_slopes(T):
    told = {}
    for count, shape in ((1, (2, 3)), (3, (2, 3)), (3, (2, 3, 2)), (1, (3,)), (1, ())):
        module = fill(T, T.nn.PReLU(count, dtype=T.float64))
        x = grid(T, *shape, requires_grad=True)
        y = module(x)
        told[f"{count} {shape}"] = [numbers(y), graph(y, [("x", x), ("weight", module.weight)])]
        told[f"{count} {shape} trained"] = trained(T, module, (y * y).sum())
    module = T.nn.PReLU(2, 0.5)
    told["start"] = [numbers(module.weight), module.init, list(module.state_dict()), module.weight.requires_grad]
    return told


@program
def softmax_of_images(T):
    x = grid(T, 2, 3, 2, 2, requires_grad=True)
    return [told_of(T, T.nn.Softmax2d(), x), numbers(T.nn.Softmax2d()(grid(T, 3, 2, 2)))]


@program
def dropout_in_training_and_evaluation(T):
    told = {}
    for name in ("Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout"):
        module = getattr(T.nn, name)(0.5)
        x = grid(T, 2, 3, 2, requires_grad=True)
        if name in ("Dropout2d", "Dropout3d"):
            x = grid(T, *((2, 3, 2, 2) if name == "Dropout2d" else (2, 3, 2, 2, 1)), requires_grad=True)
        y = module(x)
        told[name] = [list(y.shape), str(y.dtype)[6:], graph(y, [("x", x)]), y is x, module.eval()(x) is x]
        told[name] += [getattr(T.nn, name)(0.0)(x) is x, numbers(getattr(T.nn, name)(1.0)(x))]
        told[name] += [module.training, module.train()(x) is x]
    return told


@program
def what_dropout_leaves(T):
    """Each element is dropped or enlarged; whole channels go together; the share is about p."""
    ones = T.ones(200, 50)
    kept = T.nn.Dropout(0.2)(ones)
    channels = T.nn.Dropout2d(0.5)(T.ones(30, 20, 3, 3)).sum((2, 3))
    moved = T.nn.AlphaDropout(0.3)(ones)
    return [
        sorted({round(v, 4) for v in kept.reshape(-1).tolist()}),
        abs(kept.mean().item() - 1) < 0.05,
        sorted({round(v, 4) for v in channels.reshape(-1).tolist()}),
        sorted({round(v, 4) for v in moved.reshape(-1).tolist()}),
    ]


@program
def a_model_of_activations(T):
    nn = T.nn
    model = fill(T, nn.Sequential(
        nn.Linear(3, 4), nn.GELU(), nn.Linear(4, 4), nn.SiLU(), nn.Linear(4, 4), nn.LeakyReLU(), nn.PReLU(), nn.Dropout(0.0),
        nn.Linear(4, 4), nn.ELU(), nn.Softplus(), nn.GLU(), nn.LogSigmoid(),
    ).double())  # fmt: skip
    return [repr(model), trained(T, model, model(grid(T, 5, 3)).sum())]
