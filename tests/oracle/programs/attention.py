"""Programs of embeddings and attention."""

from tests.oracle.observe import Leaf
from tests.oracle.programs.leaves import lines

LEAVES = {
    "q": Leaf([[[0.3, -1.1], [1.4, 0.6], [-0.8, 0.9]], [[1.2, 0.1], [-0.4, -1.5], [0.7, 1.3]]]),
    "k": Leaf([[[0.9, 0.4], [-1.2, 0.8], [0.5, -0.7], [1.6, 1.1]], [[-0.3, 1.4], [0.6, 0.2], [-1.0, -0.9], [0.8, 1.7]]]),
    "v": Leaf([[[1.3], [-0.6], [0.4], [0.9]], [[-1.4], [0.7], [1.8], [-0.2]]]),
    "Q": Leaf([[[[0.3, -1.1], [1.4, 0.6]], [[-0.8, 0.9], [1.2, 0.1]]]]),
    "H": Leaf([[[[0.9, 0.4], [-1.2, 0.8], [0.5, -0.7]], [[1.6, 1.1], [-0.3, 1.4], [0.6, 0.2]]]]),
    "mk": Leaf([[0.5, -0.2, 0.1, 0.7], [-1.0, 0.3, 0.9, -0.4], [0.2, 0.8, -0.6, 0.4]]),
    "Tb": Leaf([[0.3, -1.2], [0.8, 0.5], [-0.7, 1.4], [1.1, 0.6]]),
    "rows": Leaf([[0, 2, 2], [3, 0, 2]], "int64", False),
    "may": Leaf([[True, False, True, True], [False, False, False, True], [True, True, True, True]], "bool", False),
}  # fmt: skip

ATTENDED = """
F.scaled_dot_product_attention(q, k, v) | F.scaled_dot_product_attention(q, k, k, is_causal=True)
F.scaled_dot_product_attention(q, k, v, may) | F.scaled_dot_product_attention(q, k, v, mk) | F.scaled_dot_product_attention(q, k, v, mk[0])
F.scaled_dot_product_attention(q, k, v, scale=0.3) | F.scaled_dot_product_attention(q, k, v, scale=-0.3) | F.scaled_dot_product_attention(q, k, v, scale=0)
F.scaled_dot_product_attention(q[0], k[0], v[0]) | F.scaled_dot_product_attention(q[0], k, v) | F.scaled_dot_product_attention(q, k[0], v[0])
F.scaled_dot_product_attention(q, k[:1], v[:1]) | F.scaled_dot_product_attention(q, k, v, may & False) | F.scaled_dot_product_attention(q, k, v, may[:1])
F.scaled_dot_product_attention(q, k, v, mk * inf) | F.scaled_dot_product_attention(q, k, v, dropout_p=1.0) | F.scaled_dot_product_attention(q, k, v, dropout_p=-1.0)
F.scaled_dot_product_attention(Q, H, H, mk[:2, :3]) | F.scaled_dot_product_attention(Q.detach(), H.detach(), H.detach(), is_causal=True)
F.scaled_dot_product_attention(Q, H[:, :1], H[:, :1], mk[:2, :3], enable_gqa=True) | F.scaled_dot_product_attention(x16[None], x16[None], x16[None])
F.scaled_dot_product_attention(q[:, :0], k, v) | F.scaled_dot_product_attention(q, k[:, :0], v[:, :0]) | F.scaled_dot_product_attention(A32, A32, A32)
F.scaled_dot_product_attention(A32, A32, A32, may[:1, :1]) | F.scaled_dot_product_attention(q.transpose(1, 2), q.transpose(1, 2), q.transpose(1, 2))
F.scaled_dot_product_attention(q.detach(), k.detach(), v, mk.detach().float())
"""

EMBEDDED = """
F.embedding(rows, Tb) | F.embedding(rows, Tb, padding_idx=2) | F.embedding(rows, Tb, -1) | F.embedding(rows, Tb, scale_grad_by_freq=True)
F.embedding(rows, Tb, 2, scale_grad_by_freq=True) | F.embedding(T.tensor(1), Tb) | F.embedding(T.zeros(2, 0, dtype=T.int64), Tb)
F.embedding(rows, Tb, 2, scale_grad_by_freq=True).square() | F.embedding(rows.int(), Tb * 2) | F.embedding(rows, Tb.detach().long()) | F.embedding(rows, Tb.t().t()) | F.embedding(rows[0, 1:], Tb[:, :0])
y = Tb.detach().clone(); z_ = F.embedding(rows, y, max_norm=1.0); y = [y, z_]
y = Tb.detach().clone(); z_ = F.embedding(rows, y, max_norm=1.0, norm_type=1.0); y = [y, z_]
y = F.embedding(rows, Tb, max_norm=1.0); y = [y, y.sum()] | F.one_hot(i3) | F.one_hot(j, 4) | F.one_hot(T.tensor(2)) | F.one_hot(rows[:, :0], 3)
"""

REFUSED = """
F.scaled_dot_product_attention(x, x, x) | F.scaled_dot_product_attention(q, v, v) | F.scaled_dot_product_attention(q, k, v[:, :2])
F.scaled_dot_product_attention(q, k.float(), v) | F.scaled_dot_product_attention(q, k, v, may, is_causal=True)
F.scaled_dot_product_attention(q, k, v, may.long()) | F.scaled_dot_product_attention(A32, A32, A32, mk[:2, :2])
F.scaled_dot_product_attention(q, k, v, T.ones(3, 3, dtype=T.float64)) | F.scaled_dot_product_attention(rows, rows, rows)
F.scaled_dot_product_attention(q, k, v, mk.expand(3, 2, 3, 4)) | F.scaled_dot_product_attention(q, k, v, dropout_p=2.0)
F.scaled_dot_product_attention(q, k, 1) | F.scaled_dot_product_attention(q, k, v, scale="a") | F.scaled_dot_product_attention(A, A, A, enable_gqa=True)
F.scaled_dot_product_attention(T.ones(1, 3, 2, 3), T.ones(1, 2, 2, 3), T.ones(1, 2, 2, 3), enable_gqa=True)
F.embedding(A, Tb) | F.embedding(rows + 2, Tb) | F.embedding(rows - 1, Tb) | F.embedding(rows, x) | F.embedding(rows, C)
F.embedding(rows, Tb, 4) | F.embedding(rows, Tb, -5) | F.embedding(rows.short(), Tb) | F.embedding(m, Tb) | F.embedding([1], Tb)
F.embedding(rows, [1.0]) | F.embedding(Tb, rows[0]) | F.embedding(rows, Tb[:0]) | F.one_hot(x) | F.one_hot(rows, 2) | F.one_hot(rows - 1)
F.one_hot(rows, 0) | F.one_hot(rows, -2) | F.one_hot(rows.int()) | F.one_hot(rows[:, :0]) | F.one_hot(2) | F.one_hot(rows, 4.0)
"""

PROGRAMS = [*lines(ATTENDED), *lines(EMBEDDED), *lines(REFUSED)]
