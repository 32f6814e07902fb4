"""Programs of the largest and average elements of windows."""

from tests.oracle.observe import Leaf
from tests.oracle.programs.convolution import numbers
from tests.oracle.programs.leaves import lines

LEAVES = {
    "X": Leaf(numbers(2, 2, 5, 6)),  # images: batch, channels, height, width
    "V": Leaf(numbers(2, 5, 6, start=1)),  # one image
    "S": Leaf(numbers(2, 2, 7, start=2)),  # signals
    "R": Leaf([[[[1.0, 2.0, 2.0, 1.0], [2.0, 2.0, 1.0, 3.0], [0.0, 3.0, 3.0, 3.0], [0.0, 0.0, 3.0, 3.0]]]]),  # ties
    "U": Leaf([[[[1.0, float("nan"), 2.0, 1.0], [float("nan"), 2.0, float("inf"), 3.0], [0.0, -1.0, 3.0, 3.0]]]]),
    "I": Leaf([[[[float("-inf")] * 4] * 4]]),
    "X32": Leaf(numbers(2, 2, 5, 6), "float32"),
    "X16": Leaf(numbers(1, 2, 4, 4), "float16"),
    "NX": Leaf([[[[1, -2, 3], [4, 5, -7], [7, 8, 9]]]], "int64", False),
}

POOLS = """
F.max_pool2d(X.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2), 2).flatten(1) | F.avg_pool2d(X.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2), 2).stride() | F.max_pool2d(X.transpose(2, 3), 2).flatten(1)
F.max_pool2d(X, 2) | F.max_pool2d(V, 2) | T.max_pool2d(X, 2) | F.max_pool2d(X, (2, 3)) | F.max_pool2d(X, 3, 1) | F.max_pool2d(X, 2, (2, 1)) | F.max_pool2d(X, 3, 2, 1)
F.max_pool2d(X, 2, dilation=2) | F.max_pool2d(X, 3, 2, 1, (1, 2)) | F.max_pool2d(X, 2, ceil_mode=True) | F.max_pool2d(X, 3, 3, 1, ceil_mode=True) | F.max_pool2d(X, (2,))
F.max_pool2d(X, 2, return_indices=True) | F.max_pool2d(X, 3, 2, 1, 1, True, True) | F.max_pool2d(X.transpose(2, 3), 2) | F.max_pool2d(X, 1) | F.max_pool2d(X, 5)
F.max_pool2d(R, 2) | F.max_pool2d(R, 3, 1) | F.max_pool2d(R, 2, return_indices=True)[1] | F.max_pool2d(U, 2, 1, return_indices=True) | F.max_pool2d(U, 3, 2, 1, return_indices=True)
F.max_pool2d(I, 2, 2, 1, return_indices=True) | F.max_pool2d(I, 3, 1, 1, 2, return_indices=True) | F.max_pool2d(X32, 2) | F.max_pool2d(X16, 2) | F.max_pool2d(NX, 2) | F.max_pool2d(NX, 2, 2, 1)
F.max_pool2d(X[:0], 2) | F.max_pool2d(X, 2, stride=None) | F.max_pool2d(X, 2).is_contiguous() | F.max_pool2d(F.max_pool2d(X, 2, 1), 2) | F.max_pool2d(X, 2, stride=())
F.max_pool1d(S, 2) | F.max_pool1d(S[0], 2) | T.max_pool1d(S, 3, 1, 1) | F.max_pool1d(S, 2, 2, 0, 2) | F.max_pool1d(S, 2, ceil_mode=True) | F.max_pool1d(S, (2,), return_indices=True)
F.max_pool1d(S.detach(), 3) | F.max_pool1d(S[:0], 2)
F.avg_pool2d(X, 2) | F.avg_pool2d(V, 2) | F.avg_pool2d(X, (2, 3), 1) | F.avg_pool2d(X, 3, 2, 1) | F.avg_pool2d(X, 3, 2, 1, count_include_pad=False) | F.avg_pool2d(X, 2, ceil_mode=True)
F.avg_pool2d(X, 3, 2, 1, True) | F.avg_pool2d(X, 3, 2, 1, True, False) | F.avg_pool2d(X, 2, divisor_override=3) | F.avg_pool2d(X, 2, divisor_override=-1) | F.avg_pool2d(X, 2, 3)
F.avg_pool2d(U, 2, 1) | F.avg_pool2d(X32, 3) | F.avg_pool2d(X16, 3, 1) | F.avg_pool2d(NX, 2, 1) | F.avg_pool2d(X[:0], 2) | F.avg_pool2d(X, 3, 1, (1, 0))
F.avg_pool1d(S, 2) | F.avg_pool1d(S[0], 3, 1) | T.avg_pool1d(S, 3, 2, 1) | F.avg_pool1d(S, 3, 2, 1, count_include_pad=False) | F.avg_pool1d(S, 2, ceil_mode=True) | F.avg_pool1d(S, (2,))
F.adaptive_avg_pool2d(X, 1) | F.adaptive_avg_pool2d(X, 2) | F.adaptive_avg_pool2d(V, (3, 4)) | F.adaptive_avg_pool2d(X, (None, 2)) | F.adaptive_avg_pool2d(V, 1) | F.adaptive_avg_pool2d(X, (1, 2))
F.adaptive_avg_pool2d(X, (7, 8)) | F.adaptive_avg_pool2d(U, (2, 3)) | F.adaptive_avg_pool2d(X[:0], 2) | F.adaptive_avg_pool2d(X32, 4) | F.adaptive_avg_pool2d(X16, 3) | F.adaptive_avg_pool2d(V[0], 1)
F.adaptive_avg_pool1d(S, 1) | F.adaptive_avg_pool1d(S, 3) | T.adaptive_avg_pool1d(S[0], 2) | F.adaptive_avg_pool1d(S, (9,)) | F.adaptive_avg_pool1d(S.detach(), 0)
F.adaptive_max_pool2d(X, 1) | F.adaptive_max_pool2d(X, 2) | F.adaptive_max_pool2d(V, (3, 4), True) | F.adaptive_max_pool2d(X, (None, 2), return_indices=True) | F.adaptive_max_pool2d(X, (7, 8))
F.adaptive_max_pool2d(R, 3) | F.adaptive_max_pool2d(U, (2, 3), True) | F.adaptive_max_pool2d(X[:0], 2) | F.adaptive_max_pool2d(X.transpose(2, 3), 2)
F.adaptive_max_pool1d(S, 1) | F.adaptive_max_pool1d(S[0], 3) | T.adaptive_max_pool1d(S, 3) | F.adaptive_max_pool1d(S, 3, return_indices=True)
y = X * 1; q = F.max_pool2d(y, 2).sum(); y.add_(1); q.backward() | y = X * 1; q = F.avg_pool2d(y, 2).sum(); y.add_(1); q.backward() | y = X * 1; q = F.adaptive_avg_pool2d(y, 2).sum(); y.add_(1); q.backward()
"""

REFUSED = """
F.max_pool2d(X, 0) | F.max_pool2d(X, -1) | F.max_pool2d(X, 7) | F.max_pool2d(X, 2, 0) | F.max_pool2d(X, 2, -1) | F.max_pool2d(X, 2, padding=2) | F.max_pool2d(X, 2, padding=-1)
F.max_pool2d(X, 2, dilation=0) | F.max_pool2d(X, 3, dilation=2, padding=2) | F.max_pool2d(A, 2) | F.max_pool2d(X[None], 2) | F.max_pool2d(X, (2, 2, 2)) | F.max_pool2d(X, 2, (1, 1, 1))
F.max_pool2d(X, 2, padding=(1, 1, 1)) | F.max_pool2d(X, 2, dilation=(1, 1, 1)) | F.max_pool2d(X, 2.0) | F.max_pool2d(X, "a") | F.max_pool2d("a", 2) | F.max_pool2d(X, None) | F.max_pool2d(X, ())
F.max_pool2d(X[:, :0], 2) | F.max_pool2d(X[:, :, :0], 2) | F.max_pool2d(NX > 0, 2) | F.max_pool2d(V[:0], 2)
F.max_pool1d(S, 0) | F.max_pool1d(S, 8) | F.max_pool1d(S, 2, 0) | F.max_pool1d(S, 2, padding=2) | F.max_pool1d(S, 2, padding=-1) | F.max_pool1d(S, 2, dilation=0) | F.max_pool1d(x, 2) | F.max_pool1d(X, 2)
F.max_pool1d(S, (2, 2)) | F.max_pool1d(S, 2, (1, 1)) | F.max_pool1d(S, 2, 2, (1, 1)) | F.max_pool1d(S[:, :0], 2) | F.max_pool1d(NX[0], 2) | F.max_pool1d(S, 2, return_indices=True, dilation=(1, 1))
F.avg_pool2d(X, 0) | F.avg_pool2d(X, 7) | F.avg_pool2d(X, 2, 0) | F.avg_pool2d(X, 2, padding=2) | F.avg_pool2d(A, 2) | F.avg_pool2d(X, (2, 2, 2)) | F.avg_pool2d(X, 2, (1, 1, 1)) | F.avg_pool2d(X, 2, divisor_override=0)
F.avg_pool2d(X, 2, divisor_override=1.5) | F.avg_pool2d(NX > 0, 2) | F.avg_pool2d(NX.int(), 2) | F.avg_pool2d(X[:, :0], 2) | F.avg_pool2d(X, 2, padding=-1)
F.avg_pool1d(S, 0) | F.avg_pool1d(S, 8) | F.avg_pool1d(x, 2) | F.avg_pool1d(X, 2) | F.avg_pool1d(S, (2, 2)) | F.avg_pool1d(S, 2, -1) | F.avg_pool1d(S, 2, padding=2)
F.adaptive_avg_pool2d(X, -1) | F.adaptive_avg_pool2d(A, 2) | F.adaptive_avg_pool2d(A, (None, 1)) | F.adaptive_avg_pool2d(X, (2,)) | F.adaptive_avg_pool2d(X, (2, 2, 2)) | F.adaptive_avg_pool2d(X, None)
F.adaptive_avg_pool2d(X[:, :, :0], 2) | F.adaptive_avg_pool2d(NX, 2) | F.adaptive_avg_pool2d(NX, 1) | F.adaptive_avg_pool2d(X[None], 2) | F.adaptive_avg_pool2d(X, 2.0)
F.adaptive_avg_pool1d(S, -1) | F.adaptive_avg_pool1d(x, 2) | F.adaptive_avg_pool1d(X, 2) | F.adaptive_avg_pool1d(S, (2, 2)) | F.adaptive_avg_pool1d(S, None) | F.adaptive_avg_pool1d(S[:, :, :0], 2)
F.adaptive_max_pool2d(X, -1) | F.adaptive_max_pool2d(A, 2) | F.adaptive_max_pool2d(X, (2,)) | F.adaptive_max_pool2d(X, None) | F.adaptive_max_pool2d(X[:, :0], 2) | F.adaptive_max_pool2d(NX, 2) | F.adaptive_max_pool2d(X[None], 2)
F.adaptive_max_pool1d(S, -1) | F.adaptive_max_pool1d(x, 2) | F.adaptive_max_pool1d(S, (2, 2)) | F.adaptive_max_pool1d(S, None) | F.adaptive_max_pool1d(S[:, :, :0], 2)
"""

PROGRAMS = [*lines(POOLS), *lines(REFUSED)]
