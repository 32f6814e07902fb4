"""Programs of sums, extrema, norms and what else goes along axes."""

import warnings
from math import inf, nan

from tests.oracle.observe import Leaf
from tests.oracle.programs.leaves import lines

LEAVES = {
    "N": Leaf([[nan, 1.0, 2.0], [3.0, nan, -1.0]]),
    "Z": Leaf([[0.0, 2.0, 0.0], [3.0, 0.0, 1.0], [2.0, 3.0, 4.0]]),
    "ZZ": Leaf([0.0, 0.0, 0.0]),
    "I": Leaf([inf, 1.0, -inf]),
    "nI": Leaf([-inf, -inf, 1.0]),
    "AN": Leaf([nan, nan]),
    "em": Leaf([[], []]),
    "e30": Leaf([[], [], []], requires_grad=False),
    "e0": Leaf([], requires_grad=False),
    "n2": Leaf([[3, 1, 2], [1, 1, 5]], "int64", False),
    "i32": Leaf([1, 2, 3], "int32", False),
    "mm": Leaf([True, False], "bool", False),
    "h": Leaf([[0.9, 1.4, 0.6], [1.2, 0.7, 1.1]], "float16"),
    "T4": Leaf([[1.0, 2.0, 2.0, 1.0], [0.0, 0.0, -1.0, 3.0]]),
    "pos": Leaf([5.0, 1.0, 3.0, 2.0, 4.0]),
}

REDUCTIONS = """
x.sum() | A.sum() | s.sum() | n.sum() | m.sum() | none.sum() | x32.sum() | A.sum(0) | A.sum(1) | A.sum(-1)
A.sum((0, 1)) | A.sum([0]) | A.sum(()) | A.sum(0, keepdim=True) | A.sum(-1, True) | A.sum(dim=1) | C.sum((0, 2))
C.sum((0, -1), keepdim=True)
T.sum(A) | T.sum(A, 0) | T.sum(A, dim=1, keepdim=True) | s.sum(0) | s.sum(-1) | n.sum(0) | u8.sum()
n.sum(dtype=T.float64) | A.sum(None, keepdim=True) | m2.sum(1)
x.mean() | A.mean() | s.mean() | A.mean(0) | A.mean(1) | A.mean(-1, keepdim=True) | A.mean((0, 1)) | C.mean((0, 2))
T.mean(A) | T.mean(A, 1) | s.mean(0) | A.mean(()) | n.mean(dtype=T.float64) | none.mean() | C.mean(dim=[1])
x.max() | A.max() | e.max() | M.max() | s.max() | n.max() | M.min() | e.min() | (x * nan).max() | T.max(A) | T.min(A)
A.max(1) | A.max(0) | M.max(1) | M.max(-1, keepdim=True) | A.max(1)[0] | A.max(1).values | A.max(1).indices
A.max(1)[1].double() * w | M.min(1) | M.min(0)[0] | x.max(0) | s.max(0) | T.max(A, 1) | T.min(A, dim=0, keepdim=True)
n.max(0) | C.max(1)[0] | e.max(0) | (x * T.tensor([1.0, nan, 2.0])).max(0)[1]
A.argmax() | A.argmax(1) | A.argmin(0) | A.argmin() | A.argmax(1, keepdim=True) | s.argmax() | x.argmax(dim=0)
e.argmax() | T.argmax(A) | T.argmin(A, 1)
A.sum(0).sum() | (x * x).sum().sqrt() | x.sum() * x.mean() | (A - A.mean(0)).square().mean()
A.sum(1, keepdim=True) * A | x.sum().exp() | A.max(1)[0].sum() | A / A.sum(1, keepdim=True)
"""
MORE = """
A.var() | A.var(0) | A.var(0,unbiased=False) | A.var(unbiased=False) | A.var(False) | A.var((0,1),keepdim=True)
A.var(0,False,True) | C.var((0,2),correction=0) | C.std((0,2)) | A.std(1) | A.std(1,correction=0.5) | e.std()
e.var() | x.std(0) | x16.var() | x16.std() | h.std(1) | x32.var() | A32.std(0,keepdim=True) | T.var_mean(A)
T.var_mean(A,1,keepdim=True) | T.std_mean(A,1) | T.std_mean(A)[0] | T.std_mean(A)[1] | T.var_mean(A,0)[1] | A.prod()
A.prod(1) | Z.prod() | Z.prod(0) | Z.prod(1) | Z.prod(1,keepdim=True) | ZZ.prod() | s.prod() | s.prod(0) | none.prod()
C.prod(1) | n.prod() | m.prod() | i32.prod() | u8.prod(dtype=T.uint8) | x32.prod(dtype=T.float64)
A32.prod(0,dtype=T.float64) | A.norm() | A.norm(1) | A.norm(2,1) | A.norm(3) | A.norm(3,0,True) | A.norm(1.5)
A.norm(0.5) | A.norm(0) | A.norm(inf) | A.norm(-inf) | A.norm(-1) | A.norm(-2,1) | A.norm('fro') | A.norm('fro',1)
A.norm('fro',(0,1)) | A.norm(2,(0,1),keepdim=True) | ZZ.norm() | ZZ.norm(1) | ZZ.norm(3) | ZZ.norm(1.5) | ZZ.norm(0.5)
ZZ.norm(inf) | ZZ.norm(0) | T4.norm(inf,1) | T4.norm(-inf,1) | T4.norm(2.5,1) | T4.norm(1.5,1) | T4.norm(0.5,1)
N.norm() | N.norm(inf) | N.norm(1,0) | I.norm() | I.norm(inf) | x32.norm(dtype=T.float64)
A32.norm(2,1,dtype=T.float64) | x16.norm() | s.norm() | s.norm(1) | none.norm() | em.norm() | em.norm(2,0)
em.norm(2,1) | em.norm(inf) | em.norm(inf,1) | em.norm(-1) | T.norm(A,p=1,dim=0) | T.linalg.norm(A)
T.linalg.norm(A,1) | T.linalg.norm(A,-1) | T.linalg.norm(A,inf) | T.linalg.norm(A,-inf) | T.linalg.norm(A,'fro')
T.linalg.norm(x,3) | T.linalg.norm(A,2,1) | T.linalg.norm(C) | T.linalg.norm(C,1,(0,2))
T.linalg.norm(C,inf,(2,0),keepdim=True) | T.linalg.norm(C,dim=(0,2)) | T.linalg.norm(A32,dtype=T.float64)
T.linalg.vector_norm(A) | T.linalg.vector_norm(A,1,0) | T.linalg.vector_norm(A,dim=()) | T.linalg.matrix_norm(A)
T.linalg.matrix_norm(C,1) | T.linalg.matrix_norm(C,-inf,(0,1)) | T.linalg.matrix_norm(C,-1,(0,1),True)
T.linalg.matrix_norm(A,dtype=T.float64) | A.amax() | A.amax(0) | A.amax((0,1),keepdim=True) | M.amax(1) | M.amin(1)
M.amax() | M.amin(dim=0) | N.amax(1) | N.amin() | e.amax() | n.amax() | n2.amin(0) | m.amax() | C.amax((0,2))
C.amin((1,2)) | s.amax() | s.amax(0) | T.aminmax(A) | T.aminmax(A,dim=0) | T.aminmax(M,dim=1,keepdim=True)
T.aminmax(n2) | T.aminmax(N,dim=1) | T.aminmax(s) | T.aminmax(s,dim=0) | A.nansum() | N.nansum() | N.nansum(0)
N.nansum((0,1),keepdim=True) | n.nansum() | m.nansum() | i32.nansum() | x32.nansum(dtype=T.float64) | N.nanmean()
N.nanmean(0) | N.nanmean(1,True) | AN.nanmean() | AN.nansum() | x32.nanmean(dtype=T.float64) | A.logsumexp(0)
A.logsumexp((0,1)) | A.logsumexp(1,keepdim=True) | s.logsumexp(0) | I.logsumexp(0) | nI.logsumexp(0) | ZZ.logsumexp(0)
(nI-inf).logsumexp(0) | N.logsumexp(1) | n.logsumexp(0) | m.logsumexp(0) | x16.logsumexp(0) | em.logsumexp(0)
em.logsumexp(1) | A.cumsum(0) | A.cumsum(-1) | C.cumsum(1) | s.cumsum(0) | n.cumsum(0) | m.cumsum(0) | i32.cumsum(0)
i32.cumsum(0,dtype=T.int32) | x32.cumsum(0,dtype=T.float64) | x.cumsum(0,dtype=T.float32) | none.cumsum(0)
em.cumsum(0) | em.cumsum(1) | A.t().cumsum(0) | A.cumprod(0) | A.cumprod(1) | Z.cumprod(0) | Z.cumprod(1)
Z.cumprod(-1) | ZZ.cumprod(0) | s.cumprod(0) | n.cumprod(0) | m.cumprod(0) | none.cumprod(0)
x32.cumprod(0,dtype=T.float64) | C.cumprod(1) | A.logcumsumexp(0) | C.logcumsumexp(1) | s.logcumsumexp(0)
N.logcumsumexp(1) | none.logcumsumexp(0) | x16.logcumsumexp(0) | A.cummax(0) | A.cummax(1)[0] | M.cummax(1)
M.cummin(1) | T4.cummax(1)[0] | T4.cummin(1) | N.cummax(1) | N.cummin(1) | s.cummax(0) | n2.cummax(1) | m.cummin(0)
none.cummax(0) | C.cummin(1)[0] | A.all() | A.all(0) | A.all((0,1)) | A.all(()) | A.all(dim=None)
A.all(0,keepdim=True) | m.all() | m.any() | m2.any(0) | u8.all() | u8.any(0) | u8.all(()) | em.all() | em.any()
em.all(0) | em.all(1) | s.any(0) | C.any((0,2),keepdim=True) | N.all() | T.count_nonzero(M) | T.count_nonzero(Z,0)
T.count_nonzero(Z,(0,1)) | Z.count_nonzero(dim=1) | m.count_nonzero() | em.count_nonzero(0) | A.softmax(0)
A32.softmax(0,T.float64) | A.softmax(dim=1,dtype=T.float64) | n.softmax(0,dtype=T.float32) | s.softmax(0)
T.softmax(A,-1) | T.log_softmax(A,axis=-1) | A.dist(A) | A.dist(K) | T.dist(A,x) | T.dist(A,M,1) | T.dist(A,M,3)
T.dist(A,M,inf) | T.dist(A,M,0.5) | T.dist(K,A,p=1.5) | T.dist(A,n) | T.dist(x,x32) | T.dist(s,A)
A.sum(dtype=T.float32) | A32.sum(dtype=T.float64) | A32.sum(0,dtype=T.float64) | A32.mean(dtype=T.float64)
A32.mean(0,dtype=T.float64) | A32.mean((0,1),True,dtype=T.float64) | n.sum(dtype=T.int32) | n.sum(0,dtype=T.int8)
m.sum(dtype=T.bool) | n.mean(dtype=T.float32) | A.sum(dtype=T.float64) | A.sum(axis=0) | A.sum(axis=0,keepdims=True)
A.mean(axis=(0,1),keepdims=True) | T.sum(a=A) | T.max(A,axis=1) | A.max(dim=1,keepdims=True) | T.max(A,other=M)
T.min(A,M) | A.argmax(axis=0,keepdims=True) | A.argmax(keepdim=True) | s.argmax(keepdim=True)
s.argmax(0,keepdim=True) | N.argmax() | N.argmax(1) | N.argmin(1) | N.max(1) | N.min(0) | h.sum() | h.mean()
h.sum(0) | h.mean(1) | (h*20000).mean() | (h*20000).sum() | y = x*1; y.cumsum_(0) | y = x*1; y.cumprod_(0); y.sum()
y = A*1; y[0].cumsum_(0); y | n.clone().cumsum_(0) | i32.clone().cumprod_(0)
"""
# what PyTorch refuses, and its bounds
REFUSED = """
K.sum('a') | K.sum(5) | K.sum((0,0)) | K.sum(1.5) | K.sum(0,keepdim=1) | K.sum(0,dtype='float32') | K.sum(mm)
K.mean('a') | n.mean() | n.mean(dtype=T.int64) | K.mean(dtype=T.int64) | n.var() | n.std(0) | T.var_mean(n)
T.std_mean(n) | K.var(0,True,correction=1) | K.var('a') | K.var(7) | K.var((0,0)) | K.var(unbiased=1)
K.var(correction='a') | K.prod((0,1)) | K.prod(3) | K.prod('a') | e30.t().prod(0) | e30.t().prod(1) | e0.prod()
n.norm() | K.norm('abc') | K.norm('a',1) | K.norm('nuc',1) | K.norm('fro',(0,0)) | K.norm(2,(0,0)) | K.norm(2,5)
K.norm(2,dtype=T.int64) | c.norm('nuc') | D.detach().norm('nuc') | D.detach().norm('fro')
D.detach().norm('fro',(0,1,2)) | T.linalg.norm(n) | T.linalg.norm(D.detach(),'fro') | T.linalg.norm(D.detach(),2)
T.linalg.norm(K,'abc') | T.linalg.norm(K,0) | T.linalg.norm(K,3) | T.linalg.norm(c,'fro') | T.linalg.norm(K,'fro',0)
T.linalg.norm(K,dim=(0,1,1)) | T.linalg.norm(D.detach(),2,(0,1,2)) | T.linalg.norm(D.detach())
T.linalg.vector_norm(n) | T.linalg.vector_norm(K,'fro') | T.linalg.vector_norm(K,2,(0,0))
T.linalg.vector_norm(K,dtype=T.float16) | T.linalg.vector_norm(K,dtype=T.int32) | T.linalg.vector_norm(e30.t(),inf)
T.linalg.vector_norm(e30.t(),inf,0) | T.linalg.vector_norm(e30.t(),-1) | T.linalg.vector_norm(e30.t(),2)
T.linalg.matrix_norm(c) | T.linalg.matrix_norm(K,0) | T.linalg.matrix_norm(K,3) | T.linalg.matrix_norm(K,'abc')
T.linalg.matrix_norm(K,1,(0,)) | T.linalg.matrix_norm(K,1,(0,0)) | T.linalg.matrix_norm(K,1,(0,-2))
T.linalg.matrix_norm(n) | T.linalg.matrix_norm(K,dtype=T.float16) | T.linalg.matrix_norm(K,1,0) | e30.t().amax()
e30.t().amax(0) | e30.t().amax(1) | e30.t().amax((0,1)) | K.amax((0,0)) | K.amax('a') | K.amax(4) | T.aminmax(e30.t())
T.aminmax(e30.t(),dim=0) | T.aminmax(K,0) | T.aminmax(K,dim=5) | T.aminmax(K,dim=(0,1)) | e30.t().max()
e30.t().max(0) | e30.t().max(1) | K.max('a') | K.max((0,1)) | K.max(0,1) | K.max(0.5) | K.max(5) | mm.max()
mm.max(0) | T.max(K,n) | T.max(K,c) | T.max(K,T.ones(4)) | K.argmax('a') | K.argmax((0,1)) | mm.argmax()
e30.t().argmax() | e30.t().argmax(0) | e30.t().argmax(1) | K.argmax(9) | n.nansum() | mm.nansum()
K.nansum(dtype=T.int64) | n.nanmean() | K.nanmean(dtype=T.int64) | n.logsumexp(0) | K.logsumexp() | K.logsumexp(4)
e30.t().logsumexp(0) | e30.t().logsumexp(1) | K.logsumexp((0,0)) | K.logsumexp('a') | K.cumsum() | K.cumsum(3)
K.cumsum('a') | K.cumsum((0,)) | K.cumprod(4) | n.logcumsumexp(0) | K.logcumsumexp(4) | K.cummax(4) | K.cummax()
e30.t().cummax(0) | K.all(5) | K.all((0,0)) | K.all('a') | K.any(5) | T.count_nonzero(K,5) | T.count_nonzero(K,(0,0))
T.count_nonzero(K,'a') | T.softmax(K) | K.softmax() | K.softmax(5) | K.softmax('a') | n.softmax(0) | mm.softmax(0)
n.softmax(0,dtype=T.float32) | n.softmax(0,dtype=T.int64) | K.softmax(0,dtype=T.int64)
F.softmax(K,dim=0,dtype=T.float64) | F.softmax(K,0,3,T.float64) | F.softmax(n,0) | F.log_softmax(n,0)
n.log_softmax(0) | K.softmax(None) | K.softmax((0,1)) | T.dist(K,T.ones(4)) | T.dist(n,n) | T.dist(K,n)
T.dist(K,K,'a') | T.dist(K,2) | T.sum([1,2]) | T.sum(1.) | T.var(1.) | T.max([1.]) | T.amax(1) | T.prod(1.)
T.std(K,bogus=1) | K.sum(bogus=1) | K.sum(axis=0,keepdims=True) | T.sum(a=K) | T.sum(x=K,axis=1) | T.max(K,axis=1)
T.max(K,x2=K) | T.linalg.norm(K,axis=0) | T.softmax(K,axis=0) | T.cumsum(K,axis=0) | T.var(K,axis=0,keepdims=True)
"""


def degrees_of_freedom(T):
    """Variances of too few numbers warn, and are NaN or infinite."""
    said = []
    for call in (lambda: T.zeros(1).var(), lambda: T.zeros(0).std(), lambda: T.ones(3, 1).var(1),
                 lambda: T.tensor([1.0, 2.0]).var(correction=5), lambda: T.var_mean(T.zeros(1))[0]):  # fmt: skip
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            said.append((call(), len(caught), str(caught[0].message).split(" (")[0]))
    return said


def printed(T):
    """Results of several parts print as PyTorch's."""
    A = T.tensor([[1.0, 5.0], [4.0, 2.0]])
    return [repr(y) for y in (A.max(1), A.min(0), T.aminmax(A), A.cummax(0), A.cummin(0))]


PROGRAMS = [*lines(REDUCTIONS), *lines(MORE), *lines(REFUSED), degrees_of_freedom, printed]
