"""Programs of matrix products."""

from tests.oracle.programs.leaves import lines

PRODUCTS = """
x @ z | A @ x | A @ B | x @ B | C @ x | C @ D | C @ B | A @ D | x @ D | w @ A | w @ C | D @ C | C @ D[:1] | C[:1] @ D
C[0] @ D | E @ D | A @ D[0] | x @ D[0] | C @ D.unsqueeze(1) | C.unsqueeze(0) @ D | one @ one | A @ A.T | A.T @ A
A.t() @ A | A.mT @ A
T.matmul(A, B) | A.matmul(x) | A.mm(B) | T.mm(A, B) | T.mm(A.t(), A) | x.dot(z) | T.dot(x, c) | A.mv(x) | T.mv(A, x)
T.bmm(C, D) | C.bmm(D) | T.addmm(u, A, B) | T.addmm(T.ones(2, 4, dtype=T.float64), A, B) | u.addmm(A, B)
T.addmm(s, A, B) | T.outer(x, z) | x.outer(w)
C.transpose(0, 1) @ c | C.transpose(0, 1) @ K.t() | K[:, :2] @ C | c @ D | C.mT @ K[0, :2] | A @ c | K @ B | K @ x | c @ B | x @ c | C @ c | n @ n | x32 @ c32
none @ none | T.zeros(2, 0, dtype=T.float64) @ T.zeros(0, 3, dtype=T.float64) | A @ B[:, :0]
F.linear(A, W, u) | F.linear(A, W) | F.linear(C, W, u) | F.linear(C, W) | F.linear(x, W, u) | F.linear(x, W)
F.linear(K, W, u) | F.linear(A, W.detach(), u) | F.linear(A, W, u.detach()) | F.linear(E, W, u)
F.linear(A.t().t(), W, u) | F.linear(C.transpose(0, 1), W, u) | F.linear(C.transpose(0, 1), W) | F.linear(A[:0], W, u)
F.linear(A, W[0]) | F.linear(x, W[0]) | F.linear(A, W, s)
"""

PROGRAMS = lines(PRODUCTS)
