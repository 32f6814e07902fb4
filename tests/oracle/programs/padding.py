"""Programs of numbers set around axes, enlargements, and pixels taken from channels."""

from tests.oracle.observe import Leaf
from tests.oracle.programs.convolution import numbers
from tests.oracle.programs.leaves import lines

LEAVES = {
    "X": Leaf(numbers(2, 2, 3, 4)),  # images: batch, channels, height, width
    "V": Leaf(numbers(2, 3, 4, start=1)),  # one image, or signals
    "Q": Leaf(numbers(1, 1, 2, 3, 3)),  # a volume
    "Y": Leaf(numbers(1, 8, 2, 3, start=2)),
    "X32": Leaf(numbers(1, 2, 3, 4), "float32"),
    "X16": Leaf(numbers(1, 2, 3, 4), "float16"),
    "NV": Leaf([[[1, 2, 3], [4, 5, 6]]], "int64", False),
    "U": Leaf([[[1.0, float("inf"), 2.0, float("nan"), 3.0]]]),
}

PADS = """
F.pad(X.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2), (1, 1)).stride() | F.interpolate(X.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2), 5).flatten(1) | F.pad(X.transpose(2, 3), (1, 1)).stride()
F.pad(A, (1, 2)) | F.pad(A, (1, 2, 0, 1)) | F.pad(A, (1, 1), value=2.5) | F.pad(A, (1, 1), "constant", -1) | F.pad(A, (-1, 0)) | F.pad(A, (-1, 2, 1, -1), value=9) | F.pad(A, (0, 0)) | F.pad(A, ())
F.pad(A, (-2, -1)) | F.pad(x, [1, 1]) | F.pad(s, ()) | F.pad(X, (1, 1, 1, 1, 1, 1, 1, 1)) | F.pad(A.t(), (1, 1)) | F.pad(n, (1, 1), value=2.5) | F.pad(m, (1, 1), value=3) | F.pad(none, (1, 1)) | F.pad(A, (1, 1), value=inf)
F.pad(A, (1, 1), value=None) | F.pad(x32, (1, 0), value=0.1) | F.pad(x16, (1, 0), value=0.1) | F.pad(u8, (2, 0), value=255)
F.pad(A, (1, 1), mode="reflect") | F.pad(V, (2, 3), mode="reflect") | F.pad(V, (0, 2), "reflect") | F.pad(V, (-1, 2), mode="reflect") | F.pad(X, (1, 2, 2, 1), mode="reflect") | F.pad(V, (1, 1, 2, 0), mode="reflect")
F.pad(Q, (1, 2, 1, 0, 1, 1), mode="reflect") | F.pad(Q[0], (1, 0, 0, 1, 1, 1), mode="reflect") | F.pad(X, (-1, -1, 1, 1), mode="reflect") | F.pad(V, (0, 0), mode="reflect") | F.pad(A, (1, 1), mode="reflect", value=0)
F.pad(A, (2, 3), mode="replicate") | F.pad(V, (5, 1), mode="replicate") | F.pad(V, (-1, 2), mode="replicate") | F.pad(X, (1, 2, 3, 1), mode="replicate") | F.pad(V, (1, 0, 0, 2), "replicate") | F.pad(Q, (1, 1, 2, 1, 1, 3), "replicate")
F.pad(X[:0], (1, 1, 1, 1), mode="reflect") | F.pad(NV, (1, 1), mode="reflect") | F.pad(NV, (1, 1), mode="replicate") | F.pad(X32, (1, 1, 1, 1), mode="reflect") | F.pad(X16, (1, 1, 1, 1), mode="replicate")
F.pad(V, (1, 1), mode="circular") | F.pad(A, (1, 2), mode="circular") | F.pad(V, (0, 2), mode="circular") | F.pad(X, (1, 1, 1, 1), mode="circular") | F.pad(X, (2, 0, 0, 1), mode="circular") | F.pad(Q, (1, 1, 1, 1, 1, 1), "circular")
F.pad(V, (4, 4), mode="circular") | F.pad(V, (0, 0), mode="circular") | F.pad(NV, (1, 1), mode="circular") | F.pad(V, (-1, -1), mode="circular")
F.interpolate(V, 7) | F.interpolate(X, scale_factor=2) | F.interpolate(X, (5, 3)) | F.interpolate(X, scale_factor=(1.5, 0.5)) | F.interpolate(Q, scale_factor=2) | F.interpolate(X, scale_factor=0.7)
F.interpolate(X, scale_factor=1.1) | F.interpolate(X, scale_factor=2.2) | F.interpolate(X, 3, mode="nearest-exact") | F.interpolate(V, scale_factor=1.7, mode="nearest-exact") | F.interpolate(Q, (3, 2, 5), mode="nearest-exact")
F.interpolate(V, 7, mode="linear") | F.interpolate(V, 7, mode="linear", align_corners=True) | F.interpolate(V, scale_factor=2, mode="linear") | F.interpolate(V, scale_factor=1.7, mode="linear") | F.interpolate(V, 1, mode="linear", align_corners=True)
F.interpolate(X, scale_factor=2, mode="bilinear") | F.interpolate(X, (5, 7), mode="bilinear") | F.interpolate(X, (5, 7), mode="bilinear", align_corners=True) | F.interpolate(X, 2, mode="bilinear") | F.interpolate(X, (3, 4), mode="bilinear")
F.interpolate(X, scale_factor=(1.3, 2.6), mode="bilinear", recompute_scale_factor=True) | F.interpolate(X, scale_factor=1.3, mode="bilinear") | F.interpolate(Q, scale_factor=2, mode="trilinear") | F.interpolate(Q, 4, mode="trilinear", align_corners=True)
F.interpolate(X, scale_factor=2, mode="bicubic") | F.interpolate(X, (5, 2), mode="bicubic", align_corners=True) | F.interpolate(X, (2, 3), mode="area") | F.interpolate(V, scale_factor=0.5, mode="area") | F.interpolate(X, scale_factor=1.7, recompute_scale_factor=True)
F.interpolate(X32, (7, 5), mode="bilinear") | F.interpolate(X16, 5, mode="bilinear") | F.interpolate(X16, 5) | F.interpolate(X[:0], 5) | F.interpolate(u8.reshape(1, 1, 3), 5) | F.interpolate(U, 8) | F.interpolate(X, 5).is_contiguous()
F.interpolate(X.transpose(2, 3), scale_factor=2) | F.interpolate(X, size=[5, 3])
F.pixel_shuffle(Y, 2) | F.pixel_shuffle(Y[0], 2) | T.pixel_shuffle(Y, 1) | F.pixel_unshuffle(X[:, :, :2], 2) | F.pixel_unshuffle(Q[:, :, :, :2, :2], 2) | T.pixel_unshuffle(F.pixel_shuffle(Y, 2), 2) | F.pixel_shuffle(NV.repeat(4, 1, 1), 2)
y = X * 1; q = F.pad(y, (1, 1, 1, 1), mode="reflect").sum(); y.add_(1); q.backward() | y = X * 1; q = F.pad(y, (1, 1)).sum(); y.add_(1); q.backward() | y = X * 1; q = F.interpolate(y, 5).sum(); y.add_(1); q.backward()
"""

REFUSED = """
F.pad(A, (1,)) | F.pad(A, (1, 1, 1)) | F.pad(A, (1, 1, 1, 1, 1, 1)) | F.pad(A, 1) | F.pad(A, "ab") | F.pad(A, (-2, -2)) | F.pad(A, (1, 1), mode="bad") | F.pad("a", (1, 1)) | F.pad(A, (1, 1), value="a")
F.pad(A, (1, 1), mode="reflect", value=1) | F.pad(A, (3, 1), mode="reflect") | F.pad(V, (1, 4), mode="reflect") | F.pad(x, (1, 1), mode="reflect") | F.pad(V, (1, 1, 1, 1, 1, 1), mode="reflect") | F.pad(X, (1, 1), mode="reflect")
F.pad(X, (1, 1, 4, 1), mode="reflect") | F.pad(X, (1, 5, 1, 1), mode="reflect") | F.pad(Q, (1, 1, 1, 1, 5, 1), mode="reflect") | F.pad(V, (-2, -2), mode="reflect") | F.pad(V, (-2, -2), mode="replicate") | F.pad(V[:, :, :0], (1, 1), mode="reflect")
F.pad(V, (5, 1), mode="circular") | F.pad(V, (-2, -3), mode="circular") | F.pad(x, (1, 1), mode="circular") | F.pad(A, (1, 1, 1, 1), mode="circular") | F.pad(m2, (1, 1), mode="replicate") | F.pad(u8, (1, 1), value=300) | F.pad(x16, (1, 1), value=1e9)
F.pad(X[:, :0], (1, 1, 1, 1), mode="replicate") | F.pad(V, (1, 1, 1), mode="reflect")
F.interpolate(V) | F.interpolate(V, 3, 2) | F.interpolate(A, 3) | F.interpolate(X, (3, 3, 3)) | F.interpolate(X, (3,)) | F.interpolate(X, scale_factor=(2,)) | F.interpolate(X, scale_factor=0) | F.interpolate(X, scale_factor=-1)
F.interpolate(X, 0) | F.interpolate(V, 0) | F.interpolate(Q, 0) | F.interpolate(X, 2.5) | F.interpolate(X, "a") | F.interpolate(X, scale_factor="a") | F.interpolate(X, scale_factor=2, mode="bad") | F.interpolate(X, scale_factor=2, mode="linear")
F.interpolate(V, scale_factor=2, mode="bilinear") | F.interpolate(V, scale_factor=2, mode="bicubic") | F.interpolate(X, scale_factor=2, mode="trilinear") | F.interpolate(X, scale_factor=2, align_corners=True) | F.interpolate(X, scale_factor=2, antialias=True)
F.interpolate(X, 3, recompute_scale_factor=True) | F.interpolate(X[:, :0], 3) | F.interpolate(X[:, :, :0], 3) | F.interpolate(X, scale_factor=0.1)
F.pixel_shuffle(X, 2) | F.pixel_shuffle(A, 2) | F.pixel_shuffle(Y, 0) | F.pixel_shuffle(Y, -2) | F.pixel_shuffle(Y, 2.0) | F.pixel_unshuffle(X, 2) | F.pixel_unshuffle(Y, 2) | F.pixel_unshuffle(A, 2) | F.pixel_unshuffle(X, 0)
"""

PROGRAMS = [*lines(PADS), *lines(REFUSED)]
