"""Programs of picking elements and of assigning to them."""

from tests.oracle.programs.leaves import lines

INDEXING = """
A[0] | A[-1] | A[0, 1] | A[1][2] | A[:, 1] | A[:, -1] | A[0:1] | A[:] | A[...] | A[..., 0] | A[0, ...] | A[:, :]
A[0, :] | A[1:, None] | A[None] | A[None, 0] | A[:, None] | A[..., None] | A[:, 0:3:2] | A[::2] | A[1:1] | A[:-1]
A[-2:, -2:] | A[:, :2] | A[0:2] | A[0:5] | A[()]
x[0] | x[-1] | x[1:] | x[:2] | x[::2] | x[None] | x[:, None] | x[None, :] | x[...] | s[...] | s[None] | s[()]
x[True] | x[False] | s[True] | A[True] | A[True, 0] | A[0, True] | A[None, None]
A[i] | A[:, i] | A[i, i] | A[i, 0] | A[0, i] | A[[0, 1]] | A[[1]] | A[[0, 0, 1]] | A[:, [2, 0, 2]] | A[[0, 1], [1, 2]]
A[i, 1:] | A[1:, i] | A[:, None, i] | A[None, i] | A[i, None] | A[..., i] | A[i, ...] | A[j] | A[j, j] | A[:, j]
A[i[:, None], i] | A[i[:, None], i3] | A[-i] | x[n - 1] | x[i3] | x[[-1, 0]] | x[T.tensor(1)] | A[T.tensor(1), i]
A[n[0]] | A[n[0] - 1, n[1] - 1] | A[T.tensor([], dtype=T.int64)] | x[[]]
C[i, :, i] | C[:, i, i] | C[i, i] | C[i, i, i] | C[0, i] | C[i, 0] | C[:, 0, i] | C[i, 1:, 0] | C[0, :, i] | C[..., i]
C[i, None, i] | C[:, i, 1:] | C[1:, i, 1:] | C[i, :, 1] | C[j, :, i] | C[0, i, 1:] | C[i, ..., 0] | C[:, :, [0, 2]]
C[0][:, [0, 1]] | C[None, :, i] | C[i, :, None, i] | C[i, None, :, i]
x[m] | x[c > 0.5] | x[x > 1] | A[m2] | A[A > 1] | A[:, m] | A[T.tensor([True, False])] | A[T.tensor([True, False]), 0]
A[0, m] | C[:, m2] | C[m2[:, :2]] | C[:, :, m] | A[m2].sum() | A[m2 == False] | A[T.tensor([True, True]), i]
A[T.tensor([True, True]), m[:2] == m[:2]] | C[m2[:, :2], i3] | x[m == False] | x[[True, False, True]] | A[i, :][:, m]
x[x > 100] | C[i, :, m]
A[np.array([0, 1])] | A[:, np.array([True, False, True])] | A[np.int64(1)] | x[np.array([0, 0])] | A[np.array(1)]
A[np.array([[0, 1], [1, 0]])] | A[range(2)] | A[[i, i]] | A[(0, 1)] | A[[0, 1], 0] | A[u8[:1]]
A[slice(0, 1), slice(None)] | n[i] | m[i] | x[u8 > 1] | x[[n[0], 0]]
A[0].sum() | A[0] * A[1] | A[:, 1].exp() | x[:2] * x[1:] | A[0, 0] * A[1, 1] - A[0, 1] * A[1, 0] | (x[i] * x[i]).sum()
A[i, t] | -F.log_softmax(A, 1)[i, t].mean()
"""

ASSIGNMENT = """
y = x * 1; y[0] = 5.0 | y = x * 1; y[0] = s | y = x * 1; y[:2] = 1 | y = x * 1; y[:] = 2.0 | y = x * 1; y[...] = s
y = x * 1; y[1:] = w | y = x * 1; y[-1] = 3 | y = x * 1; y[:] = z | y = x * 1; y[None] = z | y = x * 1; y[True] = 0.0
y = x * 1; y[:] = n | y = x * 1; y[0] = np.float64(4)
y = A * 1; y[0] = 1.0 | y = A * 1; y[0] = x | y = A * 1; y[:, 1] = w | y = A * 1; y[0, 1] = 3.0
y = A * 1; y[0, 1] = s | y = A * 1; y[:, :2] = w | y = A * 1; y[:, 0:3:2] = 0 | y = A * 1; y[:] = x
y = A * 1; y[..., 0] = s | y = A * 1; y[1] = T.tensor([[1.0, 2.0, 3.0]]) | y = A * 1; y[:, 1:] = T.ones(2, 2)
y = A * 1; y[None, 0] = 1.0 | y = A * 1; y[0:1] = x | y = A * 1; y[1:1] = 5.0 | y = A * 1; y[0][1] = 5.0
y = A * 1; y[i] = 0.0 | y = A * 1; y[i] = s | y = A * 1; y[i, i] = w | y = A * 1; y[:, i] = 1.0
y = A * 1; y[A > 1] = 0.0 | y = A * 1; y[m2] = s | y = A * 1; y[:, m] = w | y = A * 1; y[[0]] = x
y = A * 1; y[[1, 0]] = A.detach() | y = A * 1; y[0, i] = w | y = A * 1; y[i, 0] = w | y = x * 1; y[m] = w
y = x * 1; y[[0, 2]] = w | y = x * 1; y[i3] = z | y = x * 1; y[n - 1] = 2 | y = C * 1; y[:, i, i] = s
y = C * 1; y[0, :, m] = 1.0 | y = C * 1; y[i, :, i] = x[:2] | y = A * 1; y[i, 1:] = w | y = A * 1; y[:, None, i] = s
y = A * 1; y[m2] = 1 | y = A * 1; y[m2] = T.arange(4.0) | y = x * 1; y[[]] = 5.0 | y = A * 1; y[j[0], j[1]] = w
y = T.zeros(3, dtype=T.float64); y[1] = s | y = T.zeros(3, dtype=T.float64); y[:] = x
y = T.zeros(2, 3, dtype=T.float64); y[0] = x; y[1] = z | y = T.zeros(3); y[0] = 1; y[1] = 2.5; y[2] = True
y = T.zeros(3, dtype=T.int64); y[0] = 2.7; y[1] = True | y = T.zeros(3); y[i] = T.ones(2) | y = T.zeros(3); y[m] = 5.0
y = T.zeros(2, 2); y[0, 0] = 1; y[1] = T.ones(2) | y = n * 1; y[0] = 7 | y = m == m; y[0] = False
y = T.zeros(3, dtype=T.float64); v = y[1]; v.add_(s); (y, v) | y = T.zeros(3); y[1] = x[0]
y = x.detach().clone(); y[0] = s; y
y = T.tensor(1.0); y[...] = 2.0 | y = s * 1; y[...] = r | y = s * 1; y[()] = 4.0 | y = s * 1; y[None] = r.reshape(1)
y = x * 1; y[0] += 1 | y = x * 1; y[0] *= s | y = A * 1; y[0] -= x | y = A * 1; y[:, 1] /= 2 | y = A * 1; y[i] += 1.0
y = A * 1; y[m2] *= 2
"""

FUNCTIONS = """
A.gather(1, j) | A.gather(0, j) | T.gather(A, 1, T.tensor([[2], [0]])) | C.gather(2, T.tensor([[[0, 0, 2]]])) | s.gather(0, T.tensor(0)) | s.gather(0, T.tensor([0, 0])) | x.gather(0, i3) | x.gather(-1, T.tensor([], dtype=T.int64)) | A.gather(dim=1, index=j) | n.gather(0, i) | A.t().gather(0, j) | A.gather(1, j.int()) | x.gather(0, T.tensor(1)) | A.gather(1, j, sparse_grad=False)
A.gather(0, T.tensor([[0, 0, 0], [0, 0, 0], [1, 1, 1]])) | A[:, :1].gather(1, T.tensor([[0, 0], [0, 0]]))
A.gather(0, T.tensor([[0], [0], [1]]).expand(3, 3)) | A.gather(0, T.tensor([[1]]).expand(1, 2)) | C.gather(1, T.tensor([[[0], [1]], [[1], [1]]]).expand(2, 2, 3)) | A.scatter_add(0, T.tensor([[1], [1]]).expand(2, 3), C[0]) | A.scatter(0, T.tensor([[1]]).expand(1, 3), x.reshape(1, 3)) | A.scatter_reduce(0, T.tensor([[1], [1]]).expand(2, 3), C[0], "prod") | A.gather(0, T.zeros(1, 1, dtype=T.int64).expand(1, 0)) | A.scatter_add(0, T.zeros(1, 1, dtype=T.int64).expand(0, 3), A)
A.take_along_dim(j, 1) | A.take_along_dim(T.tensor([0, 4])) | T.take_along_dim(A, T.tensor([[0], [1]]), 1) | A.take_along_dim(T.tensor([[1]]), dim=1) | A.take_along_dim(T.tensor([[0, 1, 0]]), 0) | A.take_along_dim(indices=j, dim=1) | A.take_along_dim(j)
A.take(i) | A.take(T.tensor([[5, -1]])) | T.take(A, T.tensor(3)) | A.t().take(i) | A.take(T.tensor([0, 0, 0])) | s.take(T.tensor([0])) | n.take(i)
A.put(i, w) | A.put(i, w, True) | T.put(A, i, w, accumulate=True) | A.put(T.tensor([0, 0]), w, True) | A.put(j[0], w) | A.t().put(i, w) | A.put(T.tensor(1), s)
A.index_select(1, i) | A.index_select(0, T.tensor([1, 1, 0])) | T.index_select(A, 1, T.tensor(1)) | s.index_select(0, T.tensor([0])) | A.index_select(-1, i.int()) | A.t().index_select(0, i) | n.index_select(0, i) | C.index_select(1, T.tensor([0, 0])) | A.index_select(dim=1, index=i) | A.index_select(0, T.tensor([], dtype=T.int64))
A.index_add(1, i, A[:, :2]) | A.index_add(1, i, A[:, :2], alpha=2) | A.index_add(0, T.tensor([0, 0]), A) | x.index_add(0, i, w) | T.index_add(A, 0, i, C[0]) | n.index_add(0, i, n[:2]) | s.index_add(0, T.tensor([0]), one) | A.index_add(dim=1, index=T.tensor([2, 2]), source=A[:, 1:]) | x.index_add(0, T.tensor(1), s) | A.t().index_add(0, i, C[0, :, :2]) | A.index_add(1, i.int(), A[:, :2])
A.index_fill(1, i, 2.0) | A.index_fill(1, i, s) | T.index_fill(A, 0, T.tensor([1]), 3) | x.index_fill(0, T.tensor(1), s) | n.index_fill(0, i, 7) | A.index_fill(dim=0, index=i, value=0.5) | s.index_fill(0, T.tensor([0]), 2.0) | n.index_fill(0, i, True)
A.index_copy(1, i, A[:, :2] * 2) | A.index_copy(0, T.tensor([1]), x.reshape(1, 3)) | T.index_copy(x, 0, i, w) | x.index_copy(0, T.tensor(1), s) | A.index_copy(0, T.tensor([1, 0]), C[1]) | n.index_copy(0, i, n[1:])
A.index_put((i, i), w) | A.index_put((i, i), w, accumulate=True) | T.index_put(A, (i,), x) | A.index_put((i,), s) | A.index_put([m2], s) | A.index_put((None, i), s) | A.index_put((j, j), s, True) | A.index_put((T.tensor([0, 0]),), A, True) | A.index_put((i,), T.ones(1, dtype=T.float64), accumulate=True) | A.index_put(indices=(i,), values=x) | n.index_put((i,), n[:2], True) | A.index_put((T.tensor([True, False]),), x, True)
A.masked_fill(A > 1, 1.0) | A.masked_fill(A > 1, s) | A.masked_fill(m, 0) | A.masked_fill(m2, -inf) | x.masked_fill(m2, 1.0) | T.masked_fill(A, m2, 2) | n.masked_fill(m, 7) | s.masked_fill(T.tensor(True), 0.0) | x.masked_fill(T.tensor(True), s) | A.masked_fill(mask=m2, value=1.5) | x32.masked_fill(m, 1.0) | x.masked_fill(m2, s) | A.t().masked_fill(T.tensor([True, False]), 0.0) | x32.masked_fill(m, s32) | x32.masked_fill(m, s) | m.masked_fill(m, 0) | x.masked_fill(m, n[0]) | A.masked_fill(m2, nan)
A.masked_select(A > 1) | x.masked_select(m2) | A.masked_select(m) | T.masked_select(A, m2) | s.masked_select(T.tensor(True)) | A.masked_select(m2 & False) | n.masked_select(m) | A.t().masked_select(m2.t()) | A.masked_select(mask=m2)
A.masked_scatter(m2, C) | T.masked_scatter(x, m, w) | x.masked_scatter(m2, B) | A.masked_scatter(m, u) | n.masked_scatter(m, n) | A.masked_scatter(mask=m2, source=u) | A.masked_scatter(m2 & False, x)
A.scatter(1, j, C[0]) | A.scatter(1, j, C[0, :, :2]) | A.scatter(1, j, 2.0) | T.scatter(A, 0, T.tensor([[1, 0, 1]]), A[:1] * 2) | x.scatter(0, i, w) | x.scatter(0, T.tensor(1), s) | s.scatter(0, T.tensor([0]), one) | A.scatter(dim=1, index=j, src=C[0, :, :2]) | A.scatter(dim=1, index=j, value=3) | n.scatter(0, i, 5) | n.scatter(0, i, n[1:]) | A.scatter(1, j, 1) | A.scatter(1, T.tensor([[0], [0]]), w.reshape(2, 1)) | A.t().scatter(0, j, 0.0) | A.scatter(1, T.zeros(2, 0, dtype=T.int64), A)
n.scatter(0, i, n[1:], reduce="add") | n.scatter(0, T.tensor([0, 0]), n[1:], reduce="multiply") | c.scatter(0, i, 2.0, reduce="multiply") | c.scatter(0, T.tensor([0, 0]), 2.0, reduce="add")
A.scatter_add(1, j, C[0, :, :2]) | A.scatter_add(1, T.tensor([[0, 0], [1, 1]]), C[0, :, :2]) | T.scatter_add(x, 0, i, w) | x.scatter_add(0, T.tensor([1, 1]), w) | n.scatter_add(0, i, n) | A.scatter_add(0, j, C[0, :, :2]) | s.scatter_add(0, T.tensor([0]), one) | A.scatter_add(1, T.tensor([[0]]), A[:1, :1]) | A.scatter_add(dim=0, index=j, src=C[0, :, :2]) | A.scatter_add(1, T.tensor([[0]]), A)
A.scatter_reduce(1, j, C[0, :, :2], "sum") | A.scatter_reduce(1, j, C[0, :, :2], "prod") | A.scatter_reduce(1, j, C[0, :, :2], "mean") | A.scatter_reduce(1, j, C[0, :, :2], "amax") | A.scatter_reduce(1, j, C[0, :, :2], "amin") | T.scatter_reduce(A, 0, T.tensor([[0, 0, 0], [0, 0, 0]]), C[0], "prod") | A.scatter_reduce(0, T.tensor([[0, 0, 0], [0, 0, 0]]), C[0], reduce="mean", include_self=False) | A.scatter_reduce(1, j, C[0, :, :2], "sum", include_self=False) | A.scatter_reduce(1, j, C[0, :, :2], "amax", include_self=False) | A.scatter_reduce(1, T.tensor([[0, 0], [1, 1]]), C[0, :, :2], "amin", include_self=False) | A.scatter_reduce(1, j, C[0, :, :2], "prod", include_self=False)
o.scatter_reduce(0, T.tensor([1, 1, 2]), z, "prod") | x.scatter_reduce(0, T.tensor([1, 1, 1]), o, "prod") | x.scatter_reduce(0, T.tensor([1, 1, 0]), o * 0, "prod") | e.scatter_reduce(0, T.tensor([0, 0, 1]), e, "amax") | e.scatter_reduce(0, T.tensor([0, 0, 1]), e, "amin") | n.scatter_reduce(0, T.tensor([0, 0, 1]), n, "mean") | n.scatter_reduce(0, T.tensor([0, 0, 1]), n, "amax", include_self=False) | x.scatter_reduce(0, T.tensor([1, 1, 2]), z, "mean")
o.nonzero() | T.nonzero(m2) | s.nonzero() | A.nonzero(as_tuple=True) | T.nonzero(m2, as_tuple=True) | s.nonzero(as_tuple=True) | T.argwhere(m2) | A.argwhere() | T.where(m2) | T.where(o > 0) | T.nonzero(n == 9) | T.nonzero(A > 9).shape | T.nonzero(m2).is_contiguous(), T.nonzero(m2).stride() | T.tensor(0.0).nonzero() | A[T.nonzero(m2, as_tuple=True)]
y = x[i3]; i3.add_(1); y.detach() | y = A.index_select(1, i); y * 2 | x[:, None][:, [0, 0]] | A[T.tensor([0, 1], dtype=T.int8)] | A[T.tensor([0, 1], dtype=T.int16)] | A[T.tensor([0, 1], dtype=T.int32)] | A[T.tensor([1, 0], dtype=T.uint8)] | A[T.tensor(True)] | A[T.tensor(1, dtype=T.uint8)] | s[T.tensor(True)] | x[range(3)] | A[range(0)] | A[[]] | A[:, []] | A[[[0, 1], [1, 0]]] | A[[[0, 1]]] | A[(0,)] | A[([0, 1],)] | A[[0, 1], ...] | A[..., [0, 1]] | A[..., None, 0] | C[..., 0, :] | C[0, ..., [0, 1]] | C[:, [[0, 1], [1, 0]], 0] | A[1, True] | A[None, True, None] | A[True, True] | A[False, i] | A[[True, False], [0]] | x[[False, False, False]] | A[-1:, -2:] | A[5:] | A[:-5] | A[1:0] | A[::3, ::2] | A[np.int32(1)] | A[np.array([True, False])] | A[np.array(True)] | A[np.bool_(True)] | A[T.tensor([[True, False, True], [False, True, True]])] | A[j.bool()[:, :1].expand(2, 3)] | A[0][T.tensor(2)] | A[T.tensor([1]), T.tensor(0)] | A[T.tensor([1]), T.tensor([[0], [2]])]
"""

MISUSE = """
x[::-1] | x[2:0:-1] | x[::0] | x[3] | x[-4] | A[2] | A[0, 3] | A[0, 0, 0] | s[0] | s[:] | x[1.0] | x["a"] | A[[0, 2]] | A[[[0, 1], [0]]] | A[T.tensor([0.5])] | x[T.tensor(0.5)] | A[T.tensor([True])] | A[m] | A[i, i3] | A[..., ..., 0] | A[T.tensor([5])] | x[[1.5]] | x[{}] | A[i, [0, 1, 2]] | x[None, 3] | A[:, :, 0] | A[(0, 0, 0)] | x[1:2:-1] | x["a":] | x[0.5:] | x[T.tensor([0.5, 1.5])] | A[[[True, False]]] | A[T.tensor([[True, False], [True, True]])] | A[0, 0, ...,  0] | s[i] | x[[None, "a"]] | x[object()]
A.gather(2, j) | A.gather(1, i) | A.gather(1, j * 3) | A.gather(1, -j) | A.gather(1, A) | A.gather(0, T.zeros(2, 4, dtype=T.int64)) | A.gather(1, 1) | A.gather(1, T.zeros(3, 1, dtype=T.int64)) | A.gather(1, j.bool()) | x.gather(0, T.tensor([3]))
A.take_along_dim(i, 1) | A.take_along_dim(j.double(), 1) | A.take_along_dim(j, 3) | A.take_along_dim(T.tensor([6]))
A.take(T.tensor([6])) | A.take(T.tensor([-7])) | A.take(x) | A.take([0]) | A.put(i, x) | A.put(T.tensor([7]), s) | A.put(x, x) | A.put(i, x32[:2]) | A.take(i.int()) | none.take(T.tensor([0]))
A.index_select(0, T.tensor([2])) | A.index_select(2, i) | A.index_select(0, j) | A.index_select(0, x) | A.index_select(0, [0]) | A.index_select(0, T.tensor([-1])) | s.index_select(0, T.tensor([1])) | A.index_select(0, m)
A.index_add(1, i, A) | A.index_add(1, j, A[:, :2]) | A.index_add(1, i, x32[:2].expand(2, 2)) | A.index_add(2, i, A) | A.index_add(1, T.tensor([0, 3]), A[:, :2]) | A.index_add(1, x[:2], A[:, :2]) | A.index_add(1, i, 1.0) | A.index_add(0, i, A[:, :2]) | n.index_add(0, i, n[:2], alpha=0.5) | A.index_add(0, T.tensor([-1]), A[:1])
A.index_fill(1, i, x) | A.index_fill(2, i, 1.0) | A.index_fill(1, T.tensor([3]), 1.0) | A.index_fill(1, x, 1.0) | A.index_fill(1, i, "a") | A.index_fill(0, j, 1.0) | n.index_fill(0, i, 1.5)
A.index_copy(1, i, A) | A.index_copy(1, j, A[:, :2]) | A.index_copy(1, i, x32[:2].expand(2, 2)) | A.index_copy(1, T.tensor([0, 3]), A[:, :2]) | A.index_copy(1, x[:2], A[:, :2]) | A.index_copy(1, i, x) | A.index_copy(0, i, A[:1])
A.index_put((i, i), x) | A.index_put((i, i, i), w) | A.index_put((T.tensor([5]),), x) | A.index_put((x,), x) | A.index_put(i, x) | A.index_put((i,), x32) | A.index_put((i,), 1.0) | A.index_put((m,), s) | A.index_put((i,), n)
A.masked_fill(m2, x) | A.masked_fill(c, 1.0) | A.masked_fill(u8, 1.0) | A.masked_fill(T.tensor([True, False]), 1.0) | A.masked_fill(m2, "a") | A.masked_fill([True], 1.0) | n.masked_fill(m, 1.5) | n.masked_fill(m, s.detach()) | m.masked_fill(m, 2.5) | n8.masked_fill(m, 300)
A.masked_select(c) | A.masked_select(T.tensor([True, False])) | A.masked_select([True]) | A.masked_select(n) | A.masked_scatter(m2, w) | A.masked_scatter(c, A) | A.masked_scatter(m2, x32) | A.masked_scatter(m2, 1.0) | A.masked_scatter(T.tensor([True, False]), A)
A.scatter(2, j, 1.0) | A.scatter(1, j, x) | A.scatter(1, j, n.reshape(1, 3)) | A.scatter(1, j * 3, 1.0) | A.scatter(1, x, 1.0) | A.scatter(1, j, x32.reshape(1, 3)) | A.scatter(1, j, "a") | A.scatter(1, i, 1.0) | A.scatter(1, T.zeros(3, 2, dtype=T.int64), 1.0) | A.scatter(1, j, A[:1]) | A.scatter(1, -j, 1.0) | A.scatter(1, j, A, reduce="mean") | A.scatter(1, j) | A.scatter(1, j.int(), 1.0)
A.scatter_add(2, j, A) | A.scatter_add(1, j, x) | A.scatter_add(1, j * 3, A) | A.scatter_add(1, x, A) | A.scatter_add(1, j, x32.expand(2, 3)) | A.scatter_add(1, T.zeros(3, 2, dtype=T.int64), T.ones(3, 2, dtype=T.float64)) | A.scatter_add(1, j, 1.0) | A.scatter_add(1, j, A[:1]) | n.scatter_add(0, i, c)
A.scatter_reduce(1, j, x32.expand(2, 3), "sum") | A.scatter_reduce(1, j * 3, A, "sum") | A.scatter_reduce(1, x, A, "sum") | A.scatter_reduce(1, j, x, "sum") | m2.scatter_reduce(1, j, m2, "amax")
T.nonzero(3) | T.where(x) | T.where(1) | T.argwhere(1)
y = A * 1; y[[5]] = 1.0 | y = A * 1; y[0] = w | y = A * 1; y["a"] = 1 | y = A * 1; y[m] = 1.0 | y = x * 1; y[0] = "a" | y = x * 1; y[0] = None | y = x * 1; y[0] = [1.0] | y = n * 1; y[0] = x[0] | y = x * 1; y[::-1] = 1.0 | y = x * 1; y[i] = x | y = x * 1; y[m] = x32[:2] | y = n8 * 1; y[0] = 300 | y = A * 1; y[0, 0, 0] = 1.0 | y = x * 1; y[5] = 1.0 | A[0] = 1.0 | y = x * 1; y[:2] = A | y = x * 1; y[True] = A
[q.stride() for q in (lambda A, i: (A.scatter(1, i, 1.5), A.scatter(1, i, A * 1), A.scatter_add(1, i, A), A.scatter_reduce(1, i, A, "amax"), A.index_add(0, i[:, 0], A[:2]), A.index_copy(0, i[:, 0], A[:2]), A.index_fill(0, i[0], 1.0), A.masked_fill(A > 2, 1.0), A.masked_fill(A > 2, s), A.masked_scatter(A > 2, A)))(C[0].t(), T.tensor([[0, 1], [1, 0]]))]
"""

PROGRAMS = lines(INDEXING) + lines(ASSIGNMENT) + lines(FUNCTIONS) + lines(MISUSE)
