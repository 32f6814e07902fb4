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

ADDED = """
T.vdot(x, z) | x.vdot(z) | T.inner(A, W) | T.inner(x, z) | T.inner(A, x) | T.inner(A, s) | T.inner(s, A) | A.inner(x)
T.inner(C, x) | T.inner(n, n) | T.inner(x16, x16) | T.kron(x, w) | T.kron(A, x) | T.kron(s, x) | T.kron(n, x) | A.kron(x)
T.addmm(u, A, B, beta=0.5, alpha=2) | T.addmm(u * nan, A, B, beta=0) | T.addmm(s, A, B, alpha=3) | T.addmm(u, A, B, beta=2)
T.baddbmm(C[:, :, :2], C, D) | T.baddbmm(w, C, D, beta=0.5, alpha=2) | T.baddbmm(s * nan, C, D, beta=0)
T.addbmm(w, C, D) | T.addbmm(C[0, :, :2], C, D, beta=2, alpha=0.5) | T.addbmm(w * nan, C, D, beta=0)
T.addmv(w, A, x) | T.addmv(s, A, x, beta=0.3, alpha=2) | T.addmv(one, A, x) | w.addmv(A, x)
T.addr(A, w, x) | T.addr(x, w, z, beta=0.3, alpha=2) | T.addr(s, w, z) | T.addr(A * nan, w, z, beta=0) | A.addr(w, x)
T.addmm(n, n.unsqueeze(1), n.unsqueeze(0), beta=2) | T.addmm(n, n.unsqueeze(1), n.unsqueeze(0), alpha=2.7)
T.addr(n, n, n) | T.addr(n, n, n, beta=2, alpha=3) | T.addr(x32.detach(), n, n) | T.addr(m, m, m)
y = A.clone(); y.addr_(w, x) | y = A * 1; y.addbmm_(C, T.ones(2, 3, 3, dtype=T.float64)) | y = w * 1; y.addmv_(A, x)
y = C * 1; y.baddbmm_(C, T.ones(2, 3, 3, dtype=T.float64), alpha=0.5) | y = (A @ B) * 1; y.addmm_(A, B, beta=0.5)
F.bilinear(A, C[:, 0], T.ones(4, 3, 3, dtype=T.float64) * s, u) | F.bilinear(x, z, T.ones(4, 3, 3, dtype=T.float64) * s)
F.bilinear(C, C * 2, T.ones(4, 3, 3, dtype=T.float64) * s, u) | T.bilinear(A, A, W[:3].unsqueeze(0) * 1, None)
T.tensordot(A, B, 1) | T.tensordot(C, D, ([0, 2], [0, 1])) | T.tensordot(C, D, dims=0) | T.tensordot(x, z, 1)
T.tensordot(A, A, 2) | T.tensordot(A, A[:, :1], ([1], [1])) | T.tensordot(A[:, :1], A, ([1], [1])) | T.tensordot(n, n, 1)
T.tensordot(A, K, T.tensor([[0], [0]])) | T.tensordot(A, B, ([], [])) | T.tensordot(A, B, T.tensor(1)) | T.tensordot(A[:1], x, 1)
"""

EINSUM = """
ij,jk->ik: A, B | ij,jk: A, B | ij->ji: A | ij->: A | ij->j: A | i,i->: x, z | i,j->ij: x, u | bij,bjk->bik: C, D | ...ij,...jk->...ik: C, D
ij,jk,kl->il: A, B, B.t() | i,i->i: x, z | i: x | i,ij,j: w, A, x | ii->i: A[:,:2] | ii: A[:,:2] | iij->j: C | iij->ij: C | ii->...: A[:,1:]
ij,ij->j: A, K | ij,jk->ki: A, B | i,jk->ijk: x, A | ij,k->ijk: A, x | bij,b->ij: C, w | ij,i: A, w | ...i->...: A | i,j->: x, u | ij,j->ij: A, x
bhqd,bhkd->bhqk: E, E | ijk,ijl->kl: C, C | ij,kj->ik: A, W | a...,a...->...: A, K | ij,j,i: A, x, w | i,i,i->i: x, z, o | i,i,i: x, z, o
...,...: A, x | ...->: A | i...->...: C | bA,bB->AB: A, A | Ba,Ba: A, A | bij,jk->bik: C, W.t() | ij,ij: A[:1], A | ij,ik->jk: A, A[:1]
ij,jk->ik: A[:0], B | ij,jk->ik: A, B[:,:0] | ij,jk->ik: A[:,:0], B[:0] | i,j->ij: n, n | ij->ij: m2 | s,->s: x, s | ->: s | i...,j...->ij...: A, A
ij,jk->ik: A32, x32.unsqueeze(1) | ij,->ij: A, s | i j , j k -> k i: A, B | zb,zb->bz: A, A | bij,bkj->bik: C, C | hij,hjk,hkl->hil: C, D, C
"""

REFUSED = """
T.addmm(x, A, B) | T.addmm(u, A, A) | T.addmm(u, x, B) | T.addmm(u, A, u) | T.addmm(C, A, B) | T.addmm(1, A, B)
T.addmm(u.float(), A, B) | T.addmm(u, A.float(), B) | T.addmm(u, A, B, beta="a") | T.mm(m2, m2.t()) | T.mv(m2, m) | T.dot(m, m)
T.baddbmm(x, C, D) | T.baddbmm(w, C, C) | T.baddbmm(w, A, D) | T.baddbmm(w, C, B) | T.baddbmm(w.float(), C, D)
T.baddbmm(w, C.float(), D) | T.baddbmm(w, C, D.float()) | T.addbmm(x, C, D) | T.addbmm(w, C, C) | T.addbmm(w, C[:1], D)
T.addbmm(w, A, D) | T.addbmm(w, C, B) | T.addbmm(w.float(), C, D) | T.addmv(x, A, x) | T.addmv(w, A, w) | T.addmv(w, x, x)
T.addmv(A, A, x) | T.addmv(w, A, A) | T.addmv(w.float(), A, x) | T.addmv(w, A, x.float()) | T.addr(A[:, :2], w, x) | T.addr(A, A, x)
T.addr(A, w, A) | T.addr(n, n, n, beta=0.5) | T.vdot(x, w) | T.vdot(A, x) | T.vdot(x, x.float()) | T.vdot(1, x) | T.dot(x, 3)
T.inner(A, B) | T.inner(A, A.float()) | T.outer(A, x) | T.outer(x, A) | T.outer(x, 1) | T.kron(x, 1) | T.matmul(A, 1)
T.tensordot(A, A, 1) | T.tensordot(A, A, 3) | T.tensordot(A, A, -1) | T.tensordot(A, A, ([0], [0, 1])) | T.tensordot(A, A, "a")
T.tensordot(A, A, ([0], [2])) | T.tensordot(A, A, ([0, 0], [0, 0])) | T.tensordot(A, A.float(), 1) | T.tensordot(A, B, 1.0)
T.tensordot(A, A, (0, 0)) | T.einsum("ij") | T.einsum(1, x) | T.einsum("i", 1) | T.einsum(A, [0, 52]) | F.linear(1, W)
F.bilinear(A, B, T.ones(5, 3, 4)) | F.bilinear(A, A, C, u) | F.bilinear(A, x, C) | F.bilinear(A, A.float(), C) | F.linear(A, [1.0])
F.bilinear(A, A, C[:, :1], w) | F.linear(A, W, x) | F.linear(A, W.float()) | F.linear(A, C) | F.linear(x, W, x)
"""

MISWRITTEN = """
ij,jk->ik: A | ij->ik: A | ij->iij: A | ij: A, x | ijk: A | ...ijk: A | i1: A | i.j: A | ......: A | ii: A | ij,jk: A, A | ...,...: w, x
ij->.i: A | ij->......: A | ij->1: A | ij,ij: A, A.float() | ij,jk,kl: A, B
"""


def einsums(table):
    """Programs of `einsum`, from an equation and what it is applied to."""
    return [f'T.einsum("{equation}", {operands})' for equation, operands in (text.split(": ") for text in lines(table))]


PROGRAMS = [*lines(PRODUCTS), *lines(ADDED), *einsums(EINSUM), *lines(REFUSED), *einsums(MISWRITTEN)]
