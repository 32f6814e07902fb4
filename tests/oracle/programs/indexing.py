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

PROGRAMS = lines(INDEXING) + lines(ASSIGNMENT)
