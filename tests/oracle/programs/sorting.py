"""Programs of orders, medians, counts and comparisons."""

from tests.oracle.programs.leaves import lines
from tests.oracle.programs.reductions import LEAVES

__all__ = ["LEAVES", "PROGRAMS"]

SORTING = """
A.median() | x.median() | pos.median() | pos.median(0) | A.median(0) | A.median(1,keepdim=True) | N.median()
N.median(1) | N.nanmedian() | N.nanmedian(1) | N.nanmedian(0) | AN.nanmedian() | n2.median() | n2.median(0)
M.median() | s.median() | s.median(0) | s.nanmedian(0) | none.median() | C.median(1) | u8.median() | A.mode(0)
T4.mode(1) | n2.mode() | M.mode(1,True) | s.mode() | e.mode() | m2.mode(0) | A.sort() | A.sort(0)
A.sort(dim=0,descending=True) | A.sort(stable=True) | M.sort(stable=True,dim=1) | M.sort(stable=True,descending=True)
M.sort(1,True) | N.sort(1) | N.sort(1,True) | I.sort() | n2.sort() | n2.sort(0,True) | m2.sort(descending=True)
s.sort() | none.sort() | em.sort(0) | C.sort(1)[0] | A.argsort() | A.argsort(0,True) | M.argsort(stable=True)
T.argsort(M,dim=1,descending=True,stable=True) | s.argsort() | A.topk(2) | A.topk(1,0) | A.topk(2,largest=False)
A.topk(3,1,True,True) | A.topk(0) | pos.topk(3) | pos.topk(3,sorted=True,largest=False) | N.topk(2,1) | n2.topk(1)
s.topk(1) | s.topk(0) | C.topk(1,1)[0] | A.kthvalue(2) | A.kthvalue(1,0) | A.kthvalue(2,1,True) | pos.kthvalue(4)
s.kthvalue(1) | n2.kthvalue(3) | T.msort(A) | T.msort(s) | T.msort(Z) | n2.unique() | T.unique(n2,return_inverse=True)
T.unique(n2,return_counts=True) | T.unique(n2,True,True,True) | T.unique(n2,dim=1,return_inverse=True)
T.unique(n2,dim=0) | T.unique(K) | T.unique(m2) | T.unique(k) | T.unique(T.tensor([nan,nan,1.])) | T.bincount(n)
T.bincount(n,minlength=6) | T.bincount(n,c) | T.bincount(n,c32) | T.bincount(n,n) | T.bincount(u8)
n.bincount(weights=c) | T.isin(n,T.tensor([1,3])) | T.isin(n,2) | T.isin(2,n) | T.isin(n,T.tensor([1,3]),invert=True)
T.isin(c,n) | T.isclose(c,c+1e-9) | c.isclose(c*2)
T.isclose(T.tensor([nan,inf,1.,-inf]),T.tensor([nan,inf,inf,inf]))
T.isclose(T.tensor([nan,inf,1.,-inf]),T.tensor([nan,inf,inf,inf]),equal_nan=True) | T.isclose(x,x,rtol=1)
T.isclose(n,n+1,atol=1) | T.isclose(n,n+1) | T.isclose(m,m) | T.isclose(A,x) | T.allclose(A,x) | T.allclose(A,A+1e-12)
T.equal(x,x32) | T.equal(x,n) | T.equal(A,x) | T.equal(none,none)
c.histc(4) | K.histc(3,0,1) | c32.histc(bins=7,min=-3.2,max=2.4) | T.histc(N.detach(),3,-1,1) | T.histc(e0,2) | x.histc(2)
T.histogram(c,3) | T.histogram(c32,density=True) | K.histogram(4,range=(0.,3.)) | T.histogram(c,T.tensor([0.,1.,4.],dtype=T.float64))
T.histogram(c,2,weight=c*c,density=True) | T.histogram(c,2,weight=(c*c)[:,None]) | T.histogram(e0,2) | T.histogram(K*0,2) | T.histogram(c,3,range=(2.,2.))
c32.half().histogram(T.tensor([0.,1.]).half())
"""
# what PyTorch refuses, and its bounds
REFUSED = """
e0.median() | e30.t().median(0) | e30.t().median(1) | K.median(5) | K.median('a') | mm.median() | K.kthvalue(0)
K.kthvalue(4) | K.kthvalue(1,5) | K.kthvalue() | K.kthvalue('a') | K.kthvalue(1.5) | K.mode(5) | e30.t().mode(0)
mm.mode() | k.kthvalue(1) | k.kthvalue(2) | K.topk(4) | K.topk(-1) | K.topk('a') | K.topk(1,5) | K.topk(1.5)
K.topk() | k.topk(2) | k.topk(1) | K.topk(1,largest=2) | K.sort(5) | K.sort('a') | K.sort(stable=1) | K.sort(0,1)
T.sort(K,True,0,False) | T.sort(K,True) | K.argsort(5) | K.argsort(0,1) | T.msort(k) | T.isin(K,K) | T.isin(K,'a')
T.isin(1,2) | T.isin(K,mm) | T.bincount(K) | T.bincount(T.tensor([[1]])) | T.bincount(T.tensor([-1]))
T.bincount(n,c[:2]) | T.bincount(n,c) | T.bincount(n,n) | T.bincount(n,minlength=-1) | T.bincount(n,c.half())
T.bincount(u8) | T.bincount(mm) | T.bincount(T.tensor([],dtype=T.int64))
T.bincount(T.tensor([],dtype=T.int64),minlength=3) | T.bincount(T.tensor([])) | T.unique(K,dim=5) | T.unique(K,dim=0)
T.unique(n,return_inverse=True) | T.unique(n,return_counts=True) | T.unique(n,return_counts=True,return_inverse=True)
T.unique(k) | T.sort([1]) | K.argsort(axis=0)
n.histc() | c.histc(0) | c.histc(2,2,1) | c.histc(2,0,inf) | c.histc('a') | n.histogram() | c.histogram(0)
N.detach().histogram(3) | c.histogram(3,range=(2.,1.)) | c.histogram(K) | c.histogram(c32) | c.histogram(c[:1])
c.histogram(3,weight=K) | c.histogram(3,weight=c32) | c.half().histogram(3) | c.histogram(range=(0.,inf))
"""


def printed(T):
    """Results of several parts print as PyTorch's."""
    A = T.tensor([[1.0, 5.0], [4.0, 2.0]])
    return [repr(y) for y in (A.sort(), A.topk(1), A.kthvalue(1), A.median(0), A.nanmedian(0), A.mode(0))]


PROGRAMS = [*lines(SORTING), *lines(REFUSED), printed]
