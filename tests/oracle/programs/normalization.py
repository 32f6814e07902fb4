"""Programs of normalisations."""

from tests.oracle.observe import Leaf
from tests.oracle.programs.leaves import lines

LEAVES = {
    "X4": Leaf([[[[0.8, -1.2], [0.3, 1.9]], [[-0.7, 0.4], [1.5, -0.1]]], [[[1.1, 0.2], [-1.6, 0.9]], [[0.6, -0.5], [2.0, 1.3]]]]),
    "Y": Leaf([[0.4, -1.3, 0.9], [1.7, 0.6, -0.8], [-0.5, 1.1, 0.2], [1.2, -0.4, 1.6]]),
    "w3": Leaf([0.7, -1.1, 1.4]),
    "b3": Leaf([0.2, 0.5, -0.3]),
    "w2": Leaf([1.3, -0.6]),
    "b2": Leaf([-0.2, 0.8]),
    "v3": Leaf([0.5, 1.5, 0.9], requires_grad=False),
    "v2": Leaf([0.5, 1.5], requires_grad=False),
}  # fmt: skip

NORMALISED = """
F.layer_norm(A, (3,), w3, b3) | F.layer_norm(A, (3,)) | F.layer_norm(A, (3,), w3) | F.layer_norm(C, (2, 3), A, K)
F.layer_norm(C, (2, 2, 3)) | F.layer_norm(C.transpose(0, 2), (2,)) | F.layer_norm(A, [3], w3, b3, 0.1) | F.layer_norm(A32, (3,))
F.layer_norm(x16, (3,)) | F.layer_norm(K, (3,), w3, b3) | F.layer_norm(A, (3,), w3.detach(), b3) | F.layer_norm(x, (3,), eps=1)
F.layer_norm(A[:0], (3,), w3, b3) | F.layer_norm(A[:, :0], (0,)) | F.layer_norm(A * nan, (3,)) | F.layer_norm(A[:, :1], (1,))
F.layer_norm(A32.detach().half(), (3,), c32, c32) | F.layer_norm(x16, (3,), x16, x16) | F.layer_norm(e, (3,))
F.rms_norm(A, (3,), w3) | F.rms_norm(A, (3,)) | F.rms_norm(C, (2, 3), A, 0.1) | F.rms_norm(A32, (3,)) | F.rms_norm(x16, (3,))
F.rms_norm(x16, (3,), x16) | F.rms_norm(A[:0], (3,)) | F.rms_norm(A32, (3,), x32) | F.rms_norm(A * 0, (3,))
F.group_norm(X4, 2, w2, b2) | F.group_norm(X4, 2) | F.group_norm(X4, 1, w2) | F.group_norm(X4[:, :, 0], 1, w2, b2, 0.3)
F.group_norm(Y, 1, w3) | F.group_norm(Y, 3) | F.group_norm(X4.transpose(2, 3), 2) | F.group_norm(X4[:0], 2) | F.group_norm(X4[..., :0], 2)
F.instance_norm(X4) | F.instance_norm(X4, weight=w2, bias=b2) | F.instance_norm(X4[:, :, 0], eps=0.1) | F.instance_norm(X4.transpose(2, 3))
F.batch_norm(X4, None, None, w2, b2, training=True) | F.batch_norm(X4, None, None, training=True)
F.batch_norm(Y, None, None, w3, b3, True) | F.batch_norm(Y, None, None, w3, None, True, 0.1, 0.2) | F.batch_norm(Y, c, v3, w3, b3)
F.batch_norm(X4.permute(0, 1, 3, 2), None, None, training=True) | F.batch_norm(Y, c, v3) | F.batch_norm(X4, v2, v2, w2, b2)
F.batch_norm(A32, c32, c32) | F.batch_norm(A32.half(), c32, c32) | F.batch_norm(X4, v2, v2, w2) | F.batch_norm(Y[:0], c, v3)
m_ = T.zeros(3, dtype=T.float64); v_ = T.ones(3, dtype=T.float64); y = F.batch_norm(Y, m_, v_, w3, b3, True, 0.3); y = [y, m_, v_]
m_ = T.zeros(2, dtype=T.float64); v_ = T.ones(2, dtype=T.float64); y = F.batch_norm(X4, m_, v_, training=True); y = [y, m_, v_]
m_ = T.zeros(2, dtype=T.float64); v_ = T.ones(2, dtype=T.float64); y = F.instance_norm(X4, m_, v_, w2, b2); y = [y, m_, v_]
m_ = T.zeros(2, dtype=T.float64); v_ = T.ones(2, dtype=T.float64); y = F.instance_norm(X4, m_, v_, use_input_stats=False); y = [y, m_, v_]
m_ = T.zeros(3); v_ = T.ones(3); y = F.batch_norm(A32.detach().half(), m_, v_, training=True); y = [y, m_, v_]
m_ = T.zeros(3, dtype=T.float64); v_ = T.ones(3, dtype=T.float64); y = F.batch_norm(Y[:0], m_, v_, training=True); y = [y, m_, v_]
F.normalize(A) | F.normalize(A, p=1, dim=0) | F.normalize(x, dim=0) | F.normalize(A, p=3.0) | F.normalize(A, p=inf)
F.normalize(C, dim=(0, 2)) | F.normalize(A * 0) | F.normalize(A, eps=10) | F.normalize(s, dim=0) | F.normalize(A32, dim=-1)
"""

REFUSED = """
F.layer_norm(A, (2,)) | F.layer_norm(A, 3) | F.layer_norm(A, (3,), w2) | F.layer_norm(A, (3,), None, b2) | F.layer_norm(A, ())
F.layer_norm(A32, (3,), w3) | F.layer_norm(A, (3,), x32) | F.layer_norm(A32.half(), (3,), x32.half(), x32) | F.layer_norm(s, (1,))
F.layer_norm(n, (3,)) | F.layer_norm(A, (3,), eps="a") | F.layer_norm(A, (3.0,)) | F.layer_norm(1, (3,)) | F.layer_norm(A, (3,), 2)
F.layer_norm(C, (2, 3), w3) | F.layer_norm(x, (2, 3)) | F.rms_norm(A, (2,)) | F.rms_norm(A, (3,), w2) | F.rms_norm(n, (3,))
F.rms_norm(A, ()) | F.rms_norm(A, 3) | F.group_norm(A, 2) | F.group_norm(x, 3) | F.group_norm(A, 0) | F.group_norm(A[:1], 3)
F.group_norm(X4, 2, w3) | F.group_norm(X4, 2, None, b3) | F.group_norm(X4.long(), 2) | F.group_norm(X4, 2, v2.float())
F.group_norm(X4, 2.0) | F.batch_norm(A, None, None) | F.batch_norm(A, c, None) | F.batch_norm(A, v2, c) | F.batch_norm(A, c, v2)
F.batch_norm(A[:1], c, c, training=True) | F.batch_norm(A, c, c, w2) | F.batch_norm(A, c, c, None, b2) | F.batch_norm(x, c, c)
F.batch_norm(T.ones(2, 3, dtype=T.int64), c, c) | F.batch_norm(A32, c, c) | F.batch_norm(A, c32, c32, training=True)
F.batch_norm(A, w3, c) | F.batch_norm(A, w3, c, training=True) | F.batch_norm(1, c, c) | F.batch_norm(A, None, c, training=True)
F.instance_norm(A) | F.instance_norm(C[..., :1]) | F.instance_norm(C, use_input_stats=False) | F.instance_norm(C, c, v2)
F.instance_norm(C, v2) | F.instance_norm(C, weight=w3) | F.instance_norm(x) | F.normalize(n) | F.normalize(x) | F.normalize(A, p="a")
"""

PROGRAMS = [*lines(NORMALISED), *lines(REFUSED)]
