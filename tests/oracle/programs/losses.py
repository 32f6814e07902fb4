"""Programs of softmax and losses."""

from tests.oracle.programs.leaves import lines

LOSSES = """
F.softmax(A, 1) | F.softmax(A, 0) | F.softmax(x, 0) | F.softmax(C, -1) | F.softmax(s, 0)
F.softmax(x32, dim=0, dtype=T.float64) | T.softmax(A, 1) | A.softmax(-1) | F.softmax(1000 * z, 0)
F.log_softmax(A, 1) | F.log_softmax(x, 0) | F.log_softmax(C, 1) | F.log_softmax(s, 0) | A.log_softmax(0)
T.log_softmax(A, dim=1) | F.log_softmax(1000 * z, 0)
F.log_softmax(T.tensor([-inf, 0.0, 1.0], dtype=T.float64) + x, 0) | F.softmax(A[:0], 1) | F.log_softmax(A[:, :0], 1)
F.nll_loss(A, t) | F.nll_loss(A, t, reduction="sum") | F.nll_loss(A, t, reduction="none") | F.nll_loss(A, t, weight=c)
F.nll_loss(A, t, weight=c, reduction="sum") | F.nll_loss(A, t, weight=c, reduction="none")
F.nll_loss(A, t, ignore_index=0) | F.nll_loss(A, t, ignore_index=0, reduction="none")
F.nll_loss(A, T.tensor([1, -100])) | F.nll_loss(A, T.tensor([-100, -100]))
F.nll_loss(A, T.tensor([-100, -100]), reduction="sum") | F.nll_loss(x, T.tensor(1))
F.nll_loss(x, T.tensor(1), reduction="none") | F.nll_loss(x, T.tensor(2), weight=c)
F.nll_loss(A, t, weight=c, ignore_index=1) | F.nll_loss(A[:0], t[:0]) | F.nll_loss(A[:0], t[:0], reduction="sum")
F.cross_entropy(A, t) | F.cross_entropy(A, t, reduction="sum") | F.cross_entropy(A, t, reduction="none")
F.cross_entropy(A, t, weight=c) | F.cross_entropy(A, t, ignore_index=1) | F.cross_entropy(x, T.tensor(1))
F.cross_entropy(A, P) | F.cross_entropy(A, P, reduction="sum") | F.cross_entropy(A, P, reduction="none")
F.cross_entropy(A, P, weight=c) | F.cross_entropy(A, P, weight=c, reduction="none") | F.cross_entropy(x, P[0])
F.cross_entropy(A, M.softmax(1)) | F.cross_entropy(1000 * M, t) | F.cross_entropy(A32, t)
F.cross_entropy(A, t, label_smoothing=0.0) | F.cross_entropy(A, t, weight=c, reduction="sum")
F.mse_loss(x, c) | F.mse_loss(c, x) | F.mse_loss(x, z) | F.mse_loss(x, x) | F.mse_loss(x, c, reduction="sum")
F.mse_loss(x, z, reduction="none") | F.mse_loss(A, K) | F.mse_loss(s, r) | F.mse_loss(x32, c32) | F.mse_loss(x32, c)
F.mse_loss(none, none)
(F.linear(A.tanh(), W, u)).square().mean() | F.cross_entropy(F.linear(F.relu(F.linear(A, W, u)), W.t(), c), t)
((A @ B).tanh() @ B.t()).sum() | (x.exp() / x.exp().sum()).log() | (s * x).sum() * s + (x * x).sum()
T.sqrt((x - z).square().sum()) | (A.sigmoid() * (1 - A.sigmoid())).mean(0).max() | s.tanh().exp().log().sqrt()
"""

PROGRAMS = lines(LOSSES)
