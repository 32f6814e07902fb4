"""Ways to write numbers set around axes, enlargements, and pixels taken from channels."""

from autograd_viz.ops import resample
from tests.oracle.overloads.convolution import image
from tests.oracle.overloads.drawing import overload

HELPERS = ["unpad"]  # ops that only rules call


@overload("constant_pad")
def padded(d):
    x = d.with_axes(1, 4)
    pad = [int(k) for k in d.random.integers(0, 2, 2 * int(d.random.integers(1, len(d.shape(x)) + 1)))]
    if d.chance(0.3) and d.shape(x)[-1] > 1:
        pad[0] = -1
    return f"F.pad({x}, {tuple(pad)}, value={d.choice([0, 1.5, None])})"


def padding(mode, n, op):
    def make(d):
        return f"F.pad({image(d, n)}, {tuple(int(k) for k in d.random.integers(0, 2, 2 * n))}, mode={mode!r})"

    overload(op, f"{mode} padding, {n} axes")(make)


for mode, ops in (("reflect", resample.REFLECTION), ("replicate", resample.REPLICATION)):
    for n, op in enumerate(ops, 1):
        padding(mode, n, op.name)
for n in (1, 2):
    padding("circular", n, "slice_axis replace")


def enlargement(mode, n, op, smooth):
    def make(d):
        x = d.of(lambda s: len(s) == n + 2 and 0 not in s, [(1, 2, *[3, 2, 2][:n]), (2, 1, *[2, 3, 2][:n])])
        wanted = d.choice([f"size={d.choice([1, 2, 4])}", "scale_factor=2", f"scale_factor={d.choice([1.6, 0.6])}"])
        corners = f", align_corners={d.chance(0.5)}" if smooth else ""
        return f"F.interpolate({x}, {wanted}, mode={mode!r}{corners})"

    overload(op, f"interpolate {mode}, {n} axes")(make)


for n, (near, exact) in enumerate(zip(resample.NEAREST, resample.EXACT), 1):
    enlargement("nearest", n, near.name, smooth=False)
    enlargement("nearest-exact", n, exact.name, smooth=False)
for n, mode, op in zip((1, 2, 3, 2), ("linear", "bilinear", "trilinear", "bicubic"), resample.LINEAR):
    enlargement(mode, n, op.name, smooth=True)


@overload("pixel_shuffle")
def pixels_from_channels(d):
    return f"F.pixel_shuffle({d.shaped((4, 2, 3))}, 2)"


@overload("pixel_unshuffle")
def channels_from_pixels(d):
    return f"F.pixel_unshuffle({d.shaped((2, 2, 4))}, 2)"
