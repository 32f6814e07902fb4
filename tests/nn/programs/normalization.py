"""Programs about normalisations and embeddings as modules whose answers must be PyTorch's."""

from functools import partial

from tests.nn.same import fill, graph, grid, numbers, raised, trained

PROGRAMS = []


def program(function):
    """Count a function among the programs."""
    PROGRAMS.append(function)
    return function


def made(T):
    """Normalisations of every kind, each with the shape of what it takes."""
    nn, options = T.nn, {"dtype": T.float64}
    return [
        (nn.LayerNorm(3, **options), (2, 3)), (nn.LayerNorm((2, 3), 0.1, **options), (4, 2, 3)),
        (nn.LayerNorm([3], elementwise_affine=False, **options), (2, 2, 3)), (nn.LayerNorm(3, bias=False, **options), (3,)),
        (nn.RMSNorm(3, **options), (2, 3)), (nn.RMSNorm((2, 3), 0.1, **options), (4, 2, 3)),
        (nn.RMSNorm(3, elementwise_affine=False, **options), (2, 3)),
        (nn.GroupNorm(2, 4, **options), (2, 4)), (nn.GroupNorm(2, 4, 0.1, False, **options), (2, 4, 3)),
        (nn.GroupNorm(1, 4, bias=False, **options), (2, 4, 2, 2)), (nn.GroupNorm(4, 4, **options), (1, 4, 2, 2)),
        (nn.BatchNorm1d(3, **options), (4, 3)), (nn.BatchNorm1d(3, 0.1, 0.5, **options), (2, 3, 4)),
        (nn.BatchNorm1d(3, momentum=None, **options), (4, 3)), (nn.BatchNorm1d(3, affine=False, **options), (4, 3)),
        (nn.BatchNorm1d(3, track_running_stats=False, **options), (4, 3)), (nn.BatchNorm1d(3, bias=False, **options), (4, 3)),
        (nn.BatchNorm2d(3, **options), (2, 3, 2, 2)), (nn.BatchNorm2d(3, momentum=None, affine=False, **options), (2, 3, 2, 2)),
        (nn.InstanceNorm1d(3, **options), (2, 3, 4)), (nn.InstanceNorm1d(3, affine=True, **options), (3, 4)),
        (nn.InstanceNorm1d(3, track_running_stats=True, **options), (2, 3, 4)),
        (nn.InstanceNorm2d(3, affine=True, track_running_stats=True, momentum=0.3, **options), (2, 3, 2, 2)),
        (nn.InstanceNorm2d(3, affine=True, bias=False, **options), (3, 2, 2)),
    ]  # fmt: skip


@program
def layers(T):
    told = []
    for module, shape in made(T):
        fill(T, module)
        each = [repr(module), list(module.state_dict())]
        for training in (True, True, False):
            module.train(training)
            x = grid(T, *shape, requires_grad=True)
            y = module(x)
            each.append([numbers(y), graph(y, [*module.named_parameters(), ("x", x)])])
            each.append(trained(T, module, (y * grid(T, *shape)).sum()))
            each.append(numbers(x.grad))
        each.append([numbers(buffer) for _, buffer in module.named_buffers()])
        told.append(each)
    return told


@program
def fresh_layers(T):
    """Parameters and buffers start as PyTorch's do, and start over."""
    told = []
    for module, shape in made(T):
        told.append({name: numbers(value) for name, value in module.state_dict().items()})
        fill(T, module)
        module(grid(T, *shape))
        module.reset_parameters()
        told.append({name: numbers(value) for name, value in module.state_dict().items()})
    return told


@program
def kept_layers(T):
    """A state goes from one module to another."""
    one, other = (T.nn.BatchNorm1d(3, dtype=T.float64) for _ in range(2))
    fill(T, one)(grid(T, 4, 3))
    other.load_state_dict(one.state_dict())
    single = T.nn.BatchNorm2d(2)
    single.half()
    return [
        numbers(other.eval()(grid(T, 4, 3))),
        numbers(other.num_batches_tracked),
        [str(v.dtype)[-7:] for v in single.buffers()],
    ]


@program
def refused(T):
    nn, x = T.nn, grid(T, 2, 3)
    return [
        raised(f)
        for f in (
            lambda: nn.GroupNorm(2, 3), lambda: nn.BatchNorm1d(3)(T.zeros(3)), lambda: nn.BatchNorm1d(3)(T.zeros(1, 3)),
            lambda: nn.BatchNorm2d(3)(T.zeros(2, 3)), lambda: nn.BatchNorm1d(4)(T.zeros(2, 3)), lambda: nn.LayerNorm(2)(x),
            lambda: nn.LayerNorm(3)(x), lambda: nn.InstanceNorm1d(3, affine=True)(T.zeros(2, 4, 3)),
            lambda: nn.InstanceNorm1d(3)(T.zeros(3)), lambda: nn.InstanceNorm2d(3)(T.zeros(2, 3)),
            lambda: nn.InstanceNorm1d(3)(T.zeros(2, 3, 1)), lambda: nn.RMSNorm(2)(x), lambda: nn.Embedding(3, 2, 3),
            lambda: nn.Embedding(3, 2, -4), lambda: nn.Embedding(3, 2)(T.tensor([3])), lambda: nn.Embedding(3, 2)(x),
            lambda: nn.Embedding.from_pretrained(T.zeros(3)), lambda: nn.Embedding(2, 2, _weight=T.zeros(3, 2)),
        )
    ]  # fmt: skip


@program
def embeddings(T):
    nn, rows = T.nn, T.tensor([[0, 2, 2], [1, 0, 2]])
    told = []
    modules = [
        nn.Embedding(3, 2, dtype=T.float64), nn.Embedding(3, 2, padding_idx=2, dtype=T.float64),
        nn.Embedding(3, 2, padding_idx=-1, scale_grad_by_freq=True, dtype=T.float64),
        nn.Embedding(3, 2, max_norm=0.5, dtype=T.float64), nn.Embedding(3, 2, max_norm=0.5, norm_type=1.0, dtype=T.float64),
        nn.Embedding.from_pretrained(grid(T, 3, 2)), nn.Embedding.from_pretrained(grid(T, 3, 2), False, 1),
    ]  # fmt: skip
    for module in modules:
        padding = module.padding_idx
        told.append([repr(module), list(module.state_dict()), module.weight.requires_grad, padding])
        told.append(
            None if padding is None or module.num_embeddings != 3 else bool((module.weight[padding] == 0).all())
        )
        fill(T, module)
        y = module(rows)
        told.append([numbers(y), graph(y, module.named_parameters()), numbers(module.weight)])
        if y.requires_grad:
            told.append(trained(T, module, (y * grid(T, 2, 3, 2)).sum()))
    return told


@program
def bilinear(T):
    told = []
    for bias in (True, False):
        layer = fill(T, T.nn.Bilinear(3, 4, 2, bias=bias, dtype=T.float64))
        for shape in ((), (5,), (2, 5)):
            y = layer(grid(T, *shape, 3), grid(T, *shape, 4))
            told.append([repr(layer), numbers(y), graph(y, layer.named_parameters()), trained(T, layer, y.sum())])
    return [*told, raised(lambda: T.nn.Bilinear(0, 1, 1))]


@program
def statistics_of_older_files(T):
    """What was saved before batches were counted, and by modules that follow no statistics."""
    nn = T.nn
    seen = nn.BatchNorm1d(3)
    seen(grid(T, 4, 3, dtype=T.float32))
    plain_dict = {name: value for name, value in seen.state_dict().items() if "batches" not in name}
    told = [{path: dict(versions) for path, versions in nn.Sequential(seen, nn.ReLU()).state_dict()._metadata.items()}]
    told.append([str(seen.load_state_dict(plain_dict)), numbers(seen.num_batches_tracked)])
    told.append([list(names) for names in seen.load_state_dict({}, strict=False)])
    counted = seen.state_dict()
    del counted["num_batches_tracked"]
    refused = [
        (nn.InstanceNorm1d(3), dict(seen.state_dict())),
        (nn.InstanceNorm1d(3, affine=True), plain_dict),
        (seen, counted),
    ]
    return told + [raised(partial(module.load_state_dict, state)) for module, state in refused]
