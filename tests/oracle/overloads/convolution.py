"""Ways to write convolutions."""

from tests.oracle.overloads.drawing import overload

HELPERS = "conv_weight channel_sum spread_channels".split()  # ops that only rules call


def image(d, n=2):
    """A tensor of `n` axes behind channels and perhaps a batch, from any of few numbers."""
    sizes = [(1, 2, *[4, 3, 2][:n]), (2, 1, *[3, 4, 2][:n]), (2, *[3, 3, 3][:n])]
    return d.of(lambda s: n + 1 <= len(s) <= n + 2 and min(s[-n:]) > 1 and 0 not in s, sizes)


def options(d, n, **most):
    """Some of the options, one number for all axes or one for each."""
    said = []
    for name, (least, last) in most.items():
        if d.chance(0.4):
            drawn = [int(d.random.integers(least, last + 1)) for _ in range(n)]
            said.append(f"{name}={drawn[0] if d.chance(0.5) else tuple(drawn)}")
    return said


def alike(d, x, shape):
    """A tensor of one shape in the dtype of another: convolutions promote nothing."""
    name = d.shaped(shape)
    return name if len(d.dtypes) == 1 else f"{name}.to({x}.dtype)"


def convolution(n):
    def make(d):
        x = image(d, n)
        channels = d.shape(x)[-n - 1]
        groups = channels if d.chance(0.2) else 1
        outputs = groups * int(d.random.integers(1, 3))
        given = [x, alike(d, x, (outputs, channels // groups, *[int(k) for k in d.random.integers(1, 3, n)]))]
        if d.chance(0.5):
            given.append(alike(d, x, (outputs,)))
        given += options(d, n, stride=(1, 2), dilation=(1, 2))
        given += ["padding='same'"] if d.chance(0.1) else options(d, n, padding=(0, 1))
        return f"F.conv{n}d({', '.join(given)}, groups={groups})"

    overload("conv", f"conv{n}d")(make)


def transpose(n):
    def make(d):
        x = image(d, n)
        channels = d.shape(x)[-n - 1]
        groups = channels if d.chance(0.2) else 1
        outputs = int(d.random.integers(1, 3))
        given = [x, alike(d, x, (channels, outputs, *[int(k) for k in d.random.integers(1, 3, n)]))]
        if d.chance(0.5):
            given.append(alike(d, x, (outputs * groups,)))
        given += options(d, n, stride=(1, 2), dilation=(1, 2), padding=(0, 0), output_padding=(0, 0))
        return f"F.conv_transpose{n}d({', '.join(given)}, groups={groups})"

    overload("conv_transpose", f"conv_transpose{n}d")(make)


for n in (1, 2, 3):
    convolution(n)
    transpose(n)


@overload("im2col")
def windows_as_columns(d):
    return (
        f"F.unfold({image(d)}, {d.choice([1, 2, (2, 1)])}, {', '.join(options(d, 2, padding=(0, 1), stride=(1, 2)))})"
    )


@overload("col2im")
def columns_added(d):
    kernel = d.choice([(1, 2), (2, 1), (2, 2)])
    windows = (4 - kernel[0]) * (4 - kernel[1])
    return f"F.fold({d.shaped((kernel[0] * kernel[1], windows))}, (3, 3), {kernel})"
