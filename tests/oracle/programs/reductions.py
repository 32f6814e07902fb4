"""Programs of sums, extrema and what else goes along axes."""

from tests.oracle.programs.leaves import lines

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

PROGRAMS = lines(REDUCTIONS)
