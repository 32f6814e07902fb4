"""Programs of convolutions, their transposes, and the columns behind them."""

import math

from tests.oracle.observe import Leaf
from tests.oracle.programs.leaves import lines


def numbers(*shape, start=0.0):
    """Nested lists of fixed numbers, different from place to place."""
    if not shape:
        return round(math.cos(2.3 * start + 0.4), 4)
    step = math.prod(shape[1:])
    return [numbers(*shape[1:], start=start + i * step) for i in range(shape[0])]


LEAVES = {
    "X": Leaf(numbers(2, 2, 5, 4)),  # images: batch, channels, height, width
    "X0": Leaf(numbers(2, 2, 5, 4), requires_grad=False),
    "V": Leaf(numbers(2, 4, 4)),  # one image
    "Z": Leaf(numbers(2, 4, 3, 3)),
    "S": Leaf(numbers(2, 2, 7)),  # signals
    "Q": Leaf(numbers(1, 2, 3, 3, 3)),  # a volume
    "G": Leaf(numbers(3, 2, 2, 3, start=1)),  # kernels
    "H": Leaf(numbers(2, 3, 2, 2, start=2)),
    "H4": Leaf(numbers(4, 1, 2, 2, start=3)),
    "H42": Leaf(numbers(4, 2, 2, 2, start=3)),
    "G1": Leaf(numbers(3, 2, 3, start=4)),
    "G2": Leaf(numbers(3, 2, 2, start=4)),
    "H1": Leaf(numbers(2, 3, 3, start=5)),
    "G3": Leaf(numbers(2, 2, 2, 2, 2, start=6)),
    "b3": Leaf(numbers(3, start=7)),
    "b4": Leaf(numbers(4, start=7)),
    "L": Leaf(numbers(2, 8, 6, start=8)),  # columns
    "X32": Leaf(numbers(2, 2, 5, 4), "float32"),
    "G32": Leaf(numbers(3, 2, 2, 3, start=1), "float32"),
    "b32": Leaf(numbers(3, start=7), "float32"),
    "X16": Leaf(numbers(1, 2, 4, 4), "float16"),
    "G16": Leaf(numbers(3, 2, 2, 3, start=1), "float16"),
    "NX": Leaf([[[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]], "int64", False),
    "NG": Leaf([[[[1, 0], [2, 1]]]], "int64", False),
}

CONVOLUTIONS = """
F.conv2d(X, G) | F.conv2d(X, G, b3) | T.conv2d(X, G, b3) | F.conv2d(X0, G, b3) | F.conv2d(X, G.detach()) | F.conv2d(V, H42[:, :, :1])
F.conv2d(V, G, b3) | F.conv2d(X, G, b3, 2) | F.conv2d(X, G, stride=(2, 1)) | F.conv2d(X, G, b3, 1, 1) | F.conv2d(X, G, padding=(1, 2))
F.conv2d(X, G, dilation=2, padding=1) | F.conv2d(X, G, dilation=(2, 1)) | F.conv2d(X, G, b3, 2, (1, 0), (2, 1), 1)
F.conv2d(X, G, padding="valid") | F.conv2d(X, G, padding="same") | F.conv2d(V, G, b3, padding="same", dilation=2)
F.conv2d(Z, H4, groups=4) | F.conv2d(Z, H42, b4, groups=2) | F.conv2d(Z, H42, b4, 2, 1, 1, 2) | F.conv2d(Z[:, 1:3], H42, b4)
F.conv2d(X.transpose(2, 3), G) | F.conv2d(X, G.transpose(2, 3)) | F.conv2d(X, G[:, :, :1, :1], stride=2) | F.conv2d(X, G, stride=(3,))
F.conv2d(X32, G32, b32) | F.conv2d(X16, G16) | F.conv2d(NX, NG) | F.conv2d(NX, NG, stride=2) | F.conv2d(input=X, weight=G, bias=None)
F.conv2d(X[:0], G, b3) | F.conv2d(X, X[:, :, :2, :2]) | F.conv2d(X, G).is_contiguous() | F.conv2d(X, G).relu().sum()
F.conv1d(S, G1) | F.conv1d(S, G1, b3) | F.conv1d(S[0], G1, b3) | F.conv1d(S, G1, b3, 2, 1, 2) | F.conv1d(S, G1, padding="same")
F.conv1d(S, G2, padding="same") | F.conv1d(S, G2, b3, padding="same", dilation=3) | T.conv1d(S, G1, stride=3) | F.conv1d(S, G1, padding=(1,))
F.conv3d(Q, G3) | F.conv3d(Q[0], G3, padding=1) | T.conv3d(Q, G3, stride=(1, 2, 1))
F.conv_transpose2d(X, H) | F.conv_transpose2d(X, H, b3) | F.conv_transpose2d(V, H, b3) | F.conv_transpose2d(X, H, b3, 2)
F.conv_transpose2d(X, H, stride=2, padding=1) | F.conv_transpose2d(X, H, stride=(2, 3), output_padding=(1, 2)) | F.conv_transpose2d(X, H, dilation=2)
F.conv_transpose2d(X, H, output_padding=1, dilation=2) | F.conv_transpose2d(Z, H42, b4, groups=2) | T.conv_transpose2d(Z, H4, groups=4)
F.conv_transpose2d(X, H, b3, 2, 1, 1, 1, 2) | F.conv_transpose2d(X[:0], H) | F.conv_transpose2d(F.conv2d(X, G), G)
F.conv_transpose1d(S, H1) | F.conv_transpose1d(S[0], H1, b3, 2) | F.conv_transpose1d(S, H1, b3, 2, 1, 1) | F.conv_transpose3d(Q, G3, stride=2)
F.unfold(X, 2) | F.unfold(V, (2, 1)) | F.unfold(X, 2, 2) | F.unfold(X, 2, padding=1, stride=2) | F.unfold(X, (3, 2), (1, 2), (1, 0), (2, 1))
F.unfold(X.transpose(2, 3), 2) | F.fold(L, (3, 4), 2) | F.fold(L[0], (3, 4), (2, 2)) | F.fold(L, (5, 7), 2, stride=2)
F.fold(L[:, :, :4], (3, 3), 2, dilation=(1, 1)) | F.fold(F.unfold(X, 2), (5, 4), 2) | F.fold(L[:, :, :4], 2, 2, padding=1, stride=2)
(G.view(3, 12) @ F.unfold(X, (2, 3))).view(2, 3, 4, 2) - F.conv2d(X, G) | y = X * 1; q = F.conv2d(y, G).sum(); y.add_(1); q.backward()
F.conv2d(X.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2), G).flatten(1) | F.conv2d(X, G).flatten(1) | F.conv2d(X[:, :1].permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2), G[:, :1]).relu().flatten(1)
F.conv_transpose2d(X.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2), H).stride()
"""

REFUSED = """
F.conv2d(X, H) | F.conv2d(V, H) | F.conv2d(X[0, 0], G) | F.conv2d(X[None], G) | F.conv2d(X, G1) | F.conv1d(S, G) | F.conv2d(X, G[0, 0])
F.conv2d(X, G[:, :, :, [0, 0, 0, 0, 0]]) | F.conv2d(X, G, dilation=5) | F.conv2d(X, G, stride=0) | F.conv2d(X, G, stride=-1) | F.conv2d(X, G, padding=-1)
F.conv2d(X, G, dilation=0) | F.conv2d(X, G, groups=0) | F.conv2d(Z, G, groups=2) | F.conv2d(Z, H4, groups=8) | F.conv2d(X, G, w) | F.conv2d(X, G, s)
F.conv2d(X, G, stride=(1, 2, 3)) | F.conv2d(X, G, padding=(1, 2, 3)) | F.conv2d(X, G, dilation=(1, 1, 1)) | F.conv2d(X, G, stride=()) | F.conv2d(X, G, stride=1.5)
F.conv2d(X, G, stride=None) | F.conv2d(X, G, padding="bad") | F.conv2d(X, G, padding="same", stride=2) | F.conv2d(X, G, padding=None) | F.conv2d(X, G, groups=1.0)
F.conv2d("a", G) | F.conv2d(X, "a") | F.conv2d(X, G, "a") | F.conv2d(X, None) | F.conv2d(1, G) | F.conv2d(X, G, foo=1) | F.conv2d(X)
F.conv2d(X, G32) | F.conv2d(X32, G) | F.conv2d(X32, G32, b3) | F.conv2d(X, G, b32) | F.conv2d(NX, G[:1, :1]) | F.conv2d(NX > 0, NG > 0) | F.conv2d(X[:, :, :0], G) | F.conv2d(X[:, :, :0], G, padding=2)
F.conv1d(x, G1) | F.conv1d(X, G1) | F.conv1d(S, G1, stride=(1, 1)) | F.conv1d(S[:, :, :2], G1) | F.conv1d(S[0], H1) | F.conv3d(V, G3) | F.conv3d(Q, G3, padding="same", stride=2)
F.conv_transpose2d(X, G) | F.conv_transpose2d(V, G) | F.conv_transpose2d(A, H) | F.conv_transpose2d(X, H1) | F.conv_transpose2d(X, H, output_padding=1)
F.conv_transpose2d(X, H, output_padding=2, stride=2) | F.conv_transpose2d(X, H, padding=4) | F.conv_transpose2d(X, H, padding="same") | F.conv_transpose2d(X, H, w)
F.conv_transpose2d(Z, H42, b4[:3], groups=2) | F.conv_transpose2d(Z, H42, groups=3) | F.conv_transpose2d(X, H, output_padding=(1, 2, 3)) | F.conv_transpose2d(X, H, padding=-1)
F.conv_transpose2d(X, H, output_padding=-1, stride=2) | F.conv_transpose1d(x, H1) | F.conv_transpose1d(S, H1, output_padding=1) | F.conv_transpose1d(S, H1, padding=6)
F.unfold(A, 2) | F.unfold(X, 0) | F.unfold(X, 6) | F.unfold(X, 2, dilation=0) | F.unfold(X, 2, padding=-1) | F.unfold(X, 2, stride=0) | F.unfold(X, (2, 2, 2)) | F.unfold(X, 2.0)
F.unfold(X[None], 2) | F.unfold(X[:, :0], 2) | F.unfold(NX, 2) | F.unfold("a", 2) | F.unfold(X, None)
F.fold(L, (3, 5), 2) | F.fold(L, (4, 4), 3) | F.fold(x, (4, 4), 2) | F.fold(L[None], (4, 4), 2) | F.fold(L, (3, 4), 0) | F.fold(L, (3, 4), 2, dilation=0) | F.fold(L, (3, 4, 5), 2)
F.fold(L, (0, 4), 2) | F.fold(L, (-1, 4), 2) | F.fold(L, (3, 4), 2, stride=0) | F.fold(L, (3, 4), 2, padding=-1) | F.fold(NX[0], (3, 4), 1) | F.fold(L, "a", 2)
"""


def a_larger_batch_is_cut_into_parts(T):
    """Where the columns are more than a block holds."""
    x = T.arange(40 * 8 * 24 * 24, dtype=T.float64).reshape(40, 8, 24, 24).sin()
    w = T.arange(4 * 8 * 9, dtype=T.float64).reshape(4, 8, 3, 3).cos().requires_grad_()
    x.requires_grad_()
    y = T.nn.functional.conv2d(x, w, padding=1)
    (y * y).mean().backward()
    z = T.nn.functional.conv_transpose2d(y.detach(), w.detach(), padding=1)
    return [v.sum().item() for v in (y, z)] + [v.abs().sum().item() for v in (x.grad, w.grad, z)]


PROGRAMS = [*lines(CONVOLUTIONS), *lines(REFUSED), a_larger_batch_is_cut_into_parts]
