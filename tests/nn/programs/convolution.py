"""Programs about layers of convolutions, pools and paddings."""

from tests.nn.same import fill, graph, grid, numbers, raised, trained

PROGRAMS = []


def program(function):
    """Count a function among the programs."""
    PROGRAMS.append(function)
    return function


def told(T, module, *shape, **options):
    """What a module says of itself, and of an input of a shape: result, graph, gradients."""
    module = fill(T, module.double())
    x = grid(T, *shape, requires_grad=True)
    y = module(x, **options)
    parameters = list(module.named_parameters())
    y.sum().backward()
    return [
        repr(module), numbers(y), graph(y, [*parameters, ("x", x)]), numbers(x.grad), list(module.state_dict()),
        [numbers(p.grad) for _, p in parameters],
    ]  # fmt: skip


@program
def convolutions(T):
    nn = T.nn
    return [
        told(T, nn.Conv2d(2, 3, 2), 2, 2, 4, 3),
        told(T, nn.Conv2d(2, 3, (2, 1), stride=(1, 2), padding=1, dilation=(2, 1), bias=False), 2, 4, 3),
        told(T, nn.Conv2d(4, 4, 3, padding=(0, 1), groups=2), 1, 4, 4, 4),
        told(T, nn.Conv2d(2, 3, 2, padding="same"), 1, 2, 3, 3),
        told(T, nn.Conv2d(2, 3, 2, padding="valid", dilation=2), 1, 2, 3, 3),
        told(T, nn.Conv1d(2, 3, 3), 2, 2, 5),
        told(T, nn.Conv1d(2, 3, 3, 2, 1, bias=False), 2, 5),
        told(T, nn.Conv3d(1, 2, 2), 1, 1, 3, 2, 3),
    ]


@program
def padding_modes(T):
    nn, told_of = T.nn, []
    for mode in ("zeros", "reflect", "replicate", "circular"):
        told_of.append(told(T, nn.Conv2d(1, 2, 3, padding=(1, 2), padding_mode=mode), 1, 1, 4, 4))
        told_of.append(told(T, nn.Conv1d(1, 2, 4, padding="same", padding_mode=mode), 1, 1, 5))
    return [*told_of, told(T, nn.Conv2d(1, 2, 2, padding="valid", padding_mode="reflect"), 1, 3, 3)]


@program
def transposes(T):
    nn = T.nn
    return [
        told(T, nn.ConvTranspose2d(2, 3, 2), 2, 2, 3, 2),
        told(T, nn.ConvTranspose2d(2, 4, 3, 2, 1, 1, groups=2, bias=False, dilation=(1, 2)), 1, 2, 3, 3),
        told(T, nn.ConvTranspose2d(2, 3, 2, stride=2), 1, 2, 3, 3, output_size=(7, 6)),
        told(T, nn.ConvTranspose2d(2, 3, 2, stride=2), 1, 2, 3, 3, output_size=(1, 3, 6, 7)),
        told(T, nn.ConvTranspose1d(2, 3, 3, 2, output_padding=1), 2, 4),
        told(T, nn.ConvTranspose3d(1, 2, 2), 1, 1, 2, 2, 2),
    ]


@program
def pools(T):
    nn = T.nn
    layers = [
        nn.MaxPool2d(2), nn.MaxPool2d((3, 2), stride=(1, 2), padding=1, ceil_mode=True), nn.MaxPool2d(2, dilation=2),
        nn.AvgPool2d(2), nn.AvgPool2d(3, 2, 1, True, False), nn.AvgPool2d(2, divisor_override=3),
        nn.AdaptiveAvgPool2d(1), nn.AdaptiveAvgPool2d((None, 2)), nn.AdaptiveMaxPool2d((2, 3)),
    ]  # fmt: skip
    signals = [
        nn.MaxPool1d(2), nn.MaxPool1d(3, 2, 1), nn.AvgPool1d(2), nn.AvgPool1d(3, stride=1, padding=1),
        nn.AdaptiveAvgPool1d(2), nn.AdaptiveMaxPool1d(3),
    ]  # fmt: skip
    pair = nn.MaxPool2d(2, return_indices=True)(grid(T, 1, 1, 4, 4))
    pairs = [pair, nn.AdaptiveMaxPool2d(2, return_indices=True)(grid(T, 1, 3, 3))]
    return [
        [told(T, layer, 2, 2, 5, 4) for layer in layers], [told(T, layer, 2, 2, 7) for layer in signals],
        [[numbers(x) for x in pair] for pair in pairs],
    ]  # fmt: skip


@program
def pads(T):
    nn, told_of = T.nn, []
    for n, shape in ((1, (1, 2, 3)), (2, (1, 1, 3, 4)), (3, (1, 1, 2, 2, 3))):
        for padding in (1, (0, 1) * n):
            for name in ("ZeroPad", "ReflectionPad", "ReplicationPad", "CircularPad"):
                told_of.append(told(T, getattr(nn, f"{name}{n}d")(padding), *shape))
            told_of.append(told(T, getattr(nn, f"ConstantPad{n}d")(padding, 2.5), *shape))
    return told_of


@program
def enlargements(T):
    nn = T.nn
    layers = [
        nn.Upsample(scale_factor=2), nn.Upsample((5, 3)), nn.Upsample(scale_factor=(1.5, 2), mode="bilinear"),
        nn.Upsample(size=5, mode="bilinear", align_corners=True), nn.UpsamplingNearest2d(scale_factor=2),
        nn.UpsamplingBilinear2d(size=(4, 5)), nn.Unfold(2), nn.Unfold((2, 1), 1, 1, 2), nn.PixelUnshuffle(1),
        nn.Unflatten(1, (2, 1)), nn.Unflatten(-1, (2, -1)),
    ]  # fmt: skip
    return [
        [told(T, layer, 1, 2, 3, 4) for layer in layers], told(T, nn.PixelShuffle(2), 1, 4, 2, 3),
        told(T, nn.PixelUnshuffle(2), 1, 1, 2, 4), told(T, nn.Fold((3, 3), 2), 1, 4, 4),
        numbers(T.nn.functional.upsample(grid(T, 1, 1, 3), scale_factor=2)),
    ]  # fmt: skip


@program
def a_small_network(T):
    nn = T.nn
    model = nn.Sequential(
        nn.Conv2d(1, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 6, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1),
        nn.Flatten(), nn.Linear(6, 3),
    )  # fmt: skip
    model = fill(T, model.double())
    loss = nn.CrossEntropyLoss()(model(grid(T, 4, 1, 8, 8)), T.tensor([0, 2, 1, 2]))
    return [repr(model), list(model.state_dict()), trained(T, model, loss)]


@program
def refused(T):
    nn = T.nn
    x = grid(T, 1, 2, 4, 4)
    calls = [
        lambda: nn.Conv2d(2, 3, 3, groups=0), lambda: nn.Conv2d(3, 2, 3, groups=2), lambda: nn.Conv2d(2, 3, 3, groups=2),
        lambda: nn.Conv2d(2, 3, 3, stride=2, padding="same"), lambda: nn.ConvTranspose2d(2, 3, 3, padding_mode="reflect"),
        lambda: nn.Conv2d(3, 2, 3).double()(x), lambda: nn.Conv2d(2, 3, 5).double()(x), lambda: nn.Conv2d(2, 3, 3).double()(x[0, 0]),
        lambda: nn.ConvTranspose2d(2, 3, 2, stride=2).double()(x, output_size=(7, 9)),
        lambda: nn.ConvTranspose2d(2, 3, 2, stride=2).double()(x, output_size=(8,)),
        lambda: nn.MaxPool2d(5)(x), lambda: nn.CircularPad2d(1)(x[0, 0]), lambda: nn.CircularPad1d(1)(x), lambda: nn.ReflectionPad2d(4)(x),
        lambda: nn.Unflatten(1, 4), lambda: nn.Unflatten(1, (2, "a")), lambda: nn.Unflatten(1, (2, 3))(x), lambda: nn.PixelShuffle(2)(x),
    ]  # fmt: skip
    return [raised(call) for call in calls]
