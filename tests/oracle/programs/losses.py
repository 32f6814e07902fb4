"""Programs of softmax and losses."""

from tests.oracle.observe import Leaf
from tests.oracle.programs.leaves import lines

LEAVES = {
    "Q": Leaf([[0.2, 0.9, 0.4], [0.7, 0.15, 0.55]]),  # probabilities
    "S": Leaf([[1.0, -1.0, 1.0], [-1.0, -1.0, 1.0]], requires_grad=False),  # signs
    "sg": Leaf([1, -1], "int64", False),
    "tc": Leaf([[0, 1, 1], [1, 0, 0]], "int64", False),
    "G": Leaf(
        [[[[0.3, -1.2], [0.8, 0.1]], [[1.1, 0.4], [-0.6, 0.9]], [[0.2, -0.3], [1.4, -0.7]]]]
    ),  # an image of classes
    "tg": Leaf([[[0, 2], [1, 2]]], "int64", False),
    "V": Leaf([[0.3, -0.5, 0.8], [1.1, 0.2, -0.4]]),
    "v": Leaf([[0.5], [1.5]]),
    "Q32": Leaf([[0.2, 0.9, 0.4], [0.7, 0.15, 0.55]], "float32"),
    "x_16": Leaf([0.5, 1.25, 2.0], "float16"),
}

CLASSES = """
F.cross_entropy(A, t, label_smoothing=0.1) | F.cross_entropy(A, t, label_smoothing=0.3, reduction="sum")
F.cross_entropy(A, t, label_smoothing=0.3, reduction="none") | F.cross_entropy(A, t, label_smoothing=0.1, weight=c)
F.cross_entropy(A, t, label_smoothing=0.1, weight=c, ignore_index=1) | F.cross_entropy(A, t, label_smoothing=1.0)
F.cross_entropy(A, t, label_smoothing=0.1, weight=c, ignore_index=1, reduction="none")
F.cross_entropy(A, t, label_smoothing=0.1, ignore_index=0) | F.cross_entropy(A, t, label_smoothing=-0.1)
F.cross_entropy(A, T.tensor([1, -100]), label_smoothing=0.1) | F.cross_entropy(A, T.tensor([-100, -100]), label_smoothing=0.1)
F.cross_entropy(x, T.tensor(1), label_smoothing=0.1) | F.cross_entropy(x, T.tensor(1), label_smoothing=0.1, weight=c)
F.cross_entropy(C, tc) | F.cross_entropy(C, tc, label_smoothing=0.1) | F.cross_entropy(C, tc, reduction="none")
F.cross_entropy(C, tc, label_smoothing=0.1, weight=w.detach(), reduction="none") | F.cross_entropy(C, tc, reduction="sum")
F.cross_entropy(G, tg) | F.cross_entropy(G, tg, reduction="none") | F.cross_entropy(G, tg, weight=c, ignore_index=2)
F.cross_entropy(G, tg, label_smoothing=0.2, weight=c) | F.cross_entropy(G.unsqueeze(-1), tg.unsqueeze(-1))
F.cross_entropy(G.unsqueeze(-1), tg.unsqueeze(-1), reduction="none") | F.cross_entropy(G.transpose(2, 3), tg)
F.nll_loss(C, tc) | F.nll_loss(C, tc, reduction="none") | F.nll_loss(C, tc, weight=w.detach(), ignore_index=1)
F.nll_loss(G, tg) | F.nll_loss(G, tg, reduction="sum", weight=c) | F.nll_loss(C.transpose(1, 2), T.tensor([[0, 2], [1, 1]]))
F.nll_loss(C[:0], tc[:0]) | F.nll_loss(C[:0], tc[:0], reduction="none") | F.nll_loss(G[:0], tg[:0], reduction="sum")
F.nll_loss(x.detach(), T.tensor([1])) | F.nll_loss(x.detach(), T.tensor([1]), reduction="none") | F.nll_loss(x, T.tensor([1, 2]))
F.nll_loss(C, tc[:, :2]) | F.nll_loss(G, tg[:, :1]) | F.nll_loss(G, tg[0]) | F.nll_loss(C, tc[:1]) | F.nll_loss(s, T.tensor(0))
F.nll_loss(G, tg + 5) | F.nll_loss(C, tc.double()) | F.nll_loss(C, tc, weight=c) | F.nll_loss(G, tg, weight=c32)
F.nll_loss(A, t, weight=x) | F.nll_loss(G, tg, weight=x) | F.cross_entropy(A, t, weight=x) | F.nll_loss(A, t, reduction="avg")
F.cross_entropy(A, A) | F.cross_entropy(A, A, label_smoothing=0.1) | F.cross_entropy(A, P, label_smoothing=0.1, weight=c)
F.cross_entropy(A, P, weight=x) | F.cross_entropy(C, C * 1, weight=w.detach(), reduction="none") | F.cross_entropy(x, c)
F.cross_entropy(A, P, label_smoothing=1.5) | F.cross_entropy(A, t, label_smoothing=1.5) | F.cross_entropy(A, P, ignore_index=1)
F.cross_entropy(A, P, weight=T.ones(4)) | F.cross_entropy(A, m2) | F.cross_entropy(s, T.tensor(0)) | F.cross_entropy(A, t.int())
F.nll_loss(T.log_softmax(A, 1), t.to(T.uint8)) | F.cross_entropy(A32, t, weight=c) | F.cross_entropy(A32, t, weight=c32)
"""

NUMBERS = """
F.mse_loss(A, K, weight=P) | F.mse_loss(A, V, weight=P, reduction="sum") | F.mse_loss(A, V, weight=Q, reduction="none")
F.mse_loss(A, K, weight=c) | F.mse_loss(A, x) | F.mse_loss(A, x, reduction="none") | F.mse_loss(x, A) | F.mse_loss(A, w)
F.mse_loss(A, V, reduction="all") | F.mse_loss(n, n) | F.mse_loss(A, n) | F.mse_loss(x_16, x_16 * 2)
F.l1_loss(A, V) | F.l1_loss(A, A) | F.l1_loss(A, V, reduction="sum") | F.l1_loss(A, V, reduction="none") | F.l1_loss(A, x)
F.l1_loss(A, V, weight=P) | F.l1_loss(A, V, weight=Q) | F.l1_loss(A, V, weight=P, reduction="none") | F.l1_loss(n, n)
F.l1_loss(A, V, weight=c) | F.l1_loss(x32, c) | F.l1_loss(none, none) | F.l1_loss(A, V, reduction="mena")
F.smooth_l1_loss(A, V) | F.smooth_l1_loss(3 * A, V) | F.smooth_l1_loss(3 * A, V, beta=0.5, reduction="sum") | F.smooth_l1_loss(A, x)
F.smooth_l1_loss(A, V, beta=0) | F.smooth_l1_loss(A, V, beta=0.0, reduction="none") | F.smooth_l1_loss(A, V, beta=-1.0)
F.smooth_l1_loss(o, T.zeros(3, dtype=T.float64)) | F.smooth_l1_loss(o, o, reduction="none") | F.smooth_l1_loss(x32, c32)
F.smooth_l1_loss(x32, c, reduction="none") | F.smooth_l1_loss(T.tensor([nan, inf, -inf]), T.zeros(3), reduction="none")
F.huber_loss(A, V) | F.huber_loss(3 * A, V, "sum", 0.5) | F.huber_loss(A, V, delta=0.1, reduction="none") | F.huber_loss(A, x)
F.huber_loss(A, V, weight=P) | F.huber_loss(A, V, weight=Q, reduction="sum") | F.huber_loss(A, V, weight=P, reduction="none")
F.huber_loss(A, V, delta=0) | F.huber_loss(A, V, delta=-1.0) | F.huber_loss(A, V, weight=c) | F.huber_loss(o, o * 0)
F.huber_loss(A, V, delta=2) | F.huber_loss(A[:0], V[:0]) | F.huber_loss(A, V, reduction="none", weight=None)
F.poisson_nll_loss(A, V) | F.poisson_nll_loss(A, V, log_input=False) | F.poisson_nll_loss(A, 3 * A, full=True)
F.poisson_nll_loss(A, n.double(), full=True, reduction="sum") | F.poisson_nll_loss(A, n, False, True, reduction="none")
F.poisson_nll_loss(A, K, eps=0.5, log_input=False) | F.poisson_nll_loss(A, K, reduction="no")
F.gaussian_nll_loss(A, V, Q) | F.gaussian_nll_loss(A, V, 0.5) | F.gaussian_nll_loss(A, V, P[:, 0], full=True, reduction="sum")
F.gaussian_nll_loss(A, V, v, full=True, reduction="none") | F.gaussian_nll_loss(A, V, V) | F.gaussian_nll_loss(A, V, c)
F.gaussian_nll_loss(A, V, -1.0) | F.gaussian_nll_loss(A, V, Q, reduction="x") | F.gaussian_nll_loss(A, V, T.zeros(2, 3), eps=0.1)
F.gaussian_nll_loss(A, V, 1) | F.gaussian_nll_loss(A, V, Q.detach())
"""

PROBABILITIES = """
F.binary_cross_entropy(Q, P) | F.binary_cross_entropy(Q, Q) | F.binary_cross_entropy(P, Q) | F.binary_cross_entropy(Q, P, weight=c)
F.binary_cross_entropy(Q, P, reduction="sum") | F.binary_cross_entropy(Q, P, weight=K, reduction="none")
F.binary_cross_entropy(Q, P, weight=x) | F.binary_cross_entropy(Q, P[0]) | F.binary_cross_entropy(A, P)
F.binary_cross_entropy(T.maximum(T.minimum(o, k * 0 + 1), k * 0), T.tensor([0.0, 1.0, 1.0], dtype=T.float64), reduction="none")
F.binary_cross_entropy(T.tensor([0.0, 1.0]), T.tensor([1.0, 0.0]), reduction="none") | F.binary_cross_entropy(T.tensor([0.0, 1.0, 0.5]), x.sigmoid(), reduction="none") | F.binary_cross_entropy(Q32, P)
F.binary_cross_entropy(Q32, P.float()) | F.binary_cross_entropy(Q, m2) | F.binary_cross_entropy(Q, S) | F.binary_cross_entropy(T.tensor([nan]), T.tensor([1.0]))
F.binary_cross_entropy(Q, P, reduction="") | F.binary_cross_entropy(Q[:0], P[:0])
F.binary_cross_entropy_with_logits(V, P) | F.binary_cross_entropy_with_logits(V, Q) | F.binary_cross_entropy_with_logits(V, P, weight=c)
F.binary_cross_entropy_with_logits(V, P, weight=c, reduction="none") | F.binary_cross_entropy_with_logits(V, Q, pos_weight=c)
F.binary_cross_entropy_with_logits(V, P, c, reduction="sum", pos_weight=K) | F.binary_cross_entropy_with_logits(V, P, weight=x)
F.binary_cross_entropy_with_logits(V, P, pos_weight=x) | F.binary_cross_entropy_with_logits(V, P[0]) | F.binary_cross_entropy_with_logits(900 * V, P)
F.binary_cross_entropy_with_logits(-900 * V, P, pos_weight=c, reduction="none") | F.binary_cross_entropy_with_logits(V, m2.double())
F.binary_cross_entropy_with_logits(V.float(), P) | F.binary_cross_entropy_with_logits(V, P, reduction="mode")
F.binary_cross_entropy_with_logits(x_16, T.ones(3, dtype=T.float16)) | F.binary_cross_entropy_with_logits(s, r.sigmoid())
F.kl_div(V, Q, reduction="batchmean") | F.kl_div(V, P, reduction="sum") | F.kl_div(V, P, reduction="none")
F.kl_div(V, Q.log(), log_target=True, reduction="sum") | F.kl_div(V, A, reduction="batchmean", log_target=True) | F.kl_div(V, x, reduction="sum")
F.kl_div(s, s, reduction="batchmean") | F.kl_div(V, T.zeros(2, 3, dtype=T.float64), reduction="sum") | F.kl_div(V, S, reduction="none") | F.kl_div(V, P, reduction="batch")
F.kl_div(x32, c32, reduction="batchmean") | F.kl_div(o, o.relu(), reduction="sum")
F.soft_margin_loss(V, S) | F.soft_margin_loss(V, S, reduction="sum") | F.soft_margin_loss(V, S, reduction="none") | F.soft_margin_loss(V, Q)
F.soft_margin_loss(x, c) | F.soft_margin_loss(A32, S.float()) | F.soft_margin_loss(V, S, reduction="?")
F.multilabel_soft_margin_loss(V, m2.double()) | F.multilabel_soft_margin_loss(V, Q, weight=c, reduction="sum")
F.multilabel_soft_margin_loss(x, c, reduction="none") | F.multilabel_soft_margin_loss(C, C.sigmoid()) | F.multilabel_soft_margin_loss(V, P, reduction="_")
"""

MARGINS = """
F.hinge_embedding_loss(V, S) | F.hinge_embedding_loss(V, S, margin=0.3, reduction="sum") | F.hinge_embedding_loss(V, S, reduction="none")
F.hinge_embedding_loss(V, S[0]) | F.hinge_embedding_loss(V, Q) | F.hinge_embedding_loss(V, S.long()) | F.hinge_embedding_loss(o, S[0], 1)
F.hinge_embedding_loss(x32, S[0].float())
F.margin_ranking_loss(A, V, S) | F.margin_ranking_loss(A, V, S, 0.3, reduction="sum") | F.margin_ranking_loss(A, V, S.long(), reduction="none")
F.margin_ranking_loss(A, V, v) | F.margin_ranking_loss(A, x, S) | F.margin_ranking_loss(x, z, S[0], margin=1, reduction="none")
F.margin_ranking_loss(x, x, S[0], reduction="none") | F.margin_ranking_loss(x32, c32, n)
F.cosine_embedding_loss(A, V, sg) | F.cosine_embedding_loss(A, V, sg, 0.2, reduction="none") | F.cosine_embedding_loss(x, z, T.tensor(1))
F.cosine_embedding_loss(A, A, sg, -0.5, reduction="sum") | F.cosine_embedding_loss(A, V, T.tensor(1)) | F.cosine_embedding_loss(A, V, tc)
F.cosine_embedding_loss(x, z, sg) | F.cosine_embedding_loss(A32, K, sg) | F.cosine_embedding_loss(A, V, sg.double(), margin=0.9)
F.cosine_similarity(A, V) | F.cosine_similarity(A, V, dim=0) | F.cosine_similarity(A, K, -1) | F.cosine_similarity(A, x) | F.cosine_similarity(x, z, 0)
T.cosine_similarity(C, A, 2) | F.cosine_similarity(n, n, 0) | F.cosine_similarity(x, n, 0) | F.cosine_similarity(x32, c, 0) | F.cosine_similarity(x, z)
F.cosine_similarity(x * 0, z, 0) | F.cosine_similarity(x, z, 0, eps=10.0) | F.cosine_similarity(x, w, 0) | F.cosine_similarity(E, C, 3)
F.pairwise_distance(A, V) | F.pairwise_distance(A, V, keepdim=True) | F.pairwise_distance(A, x, p=1) | F.pairwise_distance(x, z, p=3.5)
F.pairwise_distance(A, K, eps=0) | T.pairwise_distance(A, V, 2.0) | F.pairwise_distance(A, A) | F.pairwise_distance(A, A, eps=0.0) | F.pairwise_distance(A, V, p=inf)
F.pairwise_distance(C, A, p=0.5) | F.pairwise_distance(x32, c32) | F.pairwise_distance(s, r) | F.pairwise_distance(x, w)
F.triplet_margin_loss(A, V, Q) | F.triplet_margin_loss(A, V, Q, swap=True, reduction="none") | F.triplet_margin_loss(A, V, Q, p=1, reduction="sum")
F.triplet_margin_loss(A, V, x) | F.triplet_margin_loss(A, V, Q, margin=0) | F.triplet_margin_loss(x, z, o, 0.1) | F.triplet_margin_loss(A, V, A, 2, 3, 0.1)
F.triplet_margin_with_distance_loss(A, V, Q) | F.triplet_margin_with_distance_loss(A, V, Q, swap=True, reduction="none", margin=0.5)
F.triplet_margin_with_distance_loss(A, V, Q, distance_function=lambda a, b: (a - b).abs().sum(1), reduction="sum")
F.multi_margin_loss(A, t) | F.multi_margin_loss(V, t, p=2, margin=0.7, reduction="sum") | F.multi_margin_loss(V, t, weight=c, reduction="none")
F.multi_margin_loss(V, t, 2, 1.0, c) | F.multi_margin_loss(x, T.tensor(1)) | F.multi_margin_loss(x, T.tensor([2]), reduction="none")
F.multi_margin_loss(A, A.argmax(1)) | F.multi_margin_loss(A32, t) | F.multi_margin_loss(x, T.tensor(1), weight=c) | F.multi_margin_loss(A, t, p=3)
F.multi_margin_loss(A, i3) | F.multi_margin_loss(A, t.double()) | F.multi_margin_loss(A, t + 2) | F.multi_margin_loss(A, t, weight=T.ones(2, dtype=T.float64))
F.multi_margin_loss(A, t, weight=c32) | F.multi_margin_loss(A, t, weight=K) | F.multi_margin_loss(C, t) | F.multi_margin_loss(n, T.tensor(1))
F.multi_margin_loss(A, t[:, None]) | F.multi_margin_loss(A, t, weight=x) | F.multi_margin_loss(A[:, :0], t) | F.multi_margin_loss(A, t, reduction="1")
F.multilabel_margin_loss(A, T.tensor([[1, 0, -1], [2, -1, 0]])) | F.multilabel_margin_loss(V, T.tensor([[1, 1, 1], [-1, 1, 0]]), reduction="sum")
F.multilabel_margin_loss(V, T.tensor([[1, 2, 0], [0, 2, -1]]), reduction="none") | F.multilabel_margin_loss(x, T.tensor([2, -1, 1]))
F.multilabel_margin_loss(x, T.tensor([2, 0, -1]), reduction="none") | F.multilabel_margin_loss(A, tc) | F.multilabel_margin_loss(A, tc + 3)
F.multilabel_margin_loss(A, tc.int()) | F.multilabel_margin_loss(A, tc[:1]) | F.multilabel_margin_loss(C, tc) | F.multilabel_margin_loss(n, n)
F.triplet_margin_with_distance_loss(A, V, Q, margin=-1) | F.triplet_margin_with_distance_loss(A, V, x)
F.multilabel_margin_loss(x * T.tensor([nan, 1, 1]), T.tensor([1, -1, 0])) | F.multi_margin_loss(x * T.tensor([nan, 1, 1]), T.tensor(1))
F.hinge_embedding_loss(A > 0, A > 0, reduction="sum") | F.hinge_embedding_loss(A > 0, A)
F.binary_cross_entropy_with_logits(x[:1], z[:1], pos_weight=c) | F.binary_cross_entropy_with_logits(A, P, pos_weight=t)
F.binary_cross_entropy_with_logits(s, s, pos_weight=c[:1]) | F.binary_cross_entropy(A.sigmoid(), P, weight=c32)
F.cross_entropy(A[:, :0], P[:, :0], label_smoothing=0.5, reduction="sum") | F.cross_entropy(s, s) | F.cross_entropy(n[None][:0], n[:0])
F.nll_loss(A, T.tensor(0)) | F.cross_entropy(A, t, ignore_index=1.5) | F.cross_entropy(A, t, label_smoothing="a")
F.nll_loss(3, t) | F.cross_entropy(A, 3) | F.nll_loss(A, t, ignore_index=None)
"""

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

PROGRAMS = [text for table in (LOSSES, CLASSES, NUMBERS, PROBABILITIES, MARGINS) for text in lines(table)]
