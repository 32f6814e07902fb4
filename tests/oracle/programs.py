"""The programs by which this package is compared with PyTorch: one line each, or a function where a line is too short.

A line sees ``T`` (torch or autograd_viz), ``F`` (its nn.functional), ``np`` and the leaves below, made
when first used. It stands for its last expression; a line that ends in a statement stands for ``y``.
"""

from tests.oracle import behaviour
from tests.oracle.observe import Leaf, Program

LEAVES = {
    # differentiable, float64: vectors, matrices, batches, and a number
    "x": Leaf([0.5, 1.25, 2.0]),
    "z": Leaf([1.5, -0.75, 0.25]),
    "o": Leaf([-1.0, 0.0, 2.0]),
    "e": Leaf([2.0, 2.0, 2.0]),
    "A": Leaf([[0.9, 1.4, 0.6], [1.2, 0.7, 1.1]]),
    "B": Leaf([[0.8, 1.3, 0.6, 1.1], [1.4, 0.5, 0.9, 1.2], [0.7, 1.0, 1.5, 0.4]]),
    "C": Leaf([[[0.6, 1.2, 0.9], [1.1, 0.7, 1.4]], [[1.3, 0.8, 0.5], [0.9, 1.5, 1.0]]]),
    "D": Leaf([[[0.7, 1.1], [1.4, 0.6], [0.8, 1.3]], [[1.2, 0.9], [0.5, 1.0], [1.5, 0.4]]]),
    "E": Leaf([[[[0.6, 1.2, 0.9]]], [[[1.1, 0.7, 1.4]]]]),
    "M": Leaf([[2.0, -1.0, 2.0], [0.5, 0.5, -3.0]]),
    "W": Leaf([[0.3, -0.5, 0.8], [1.1, 0.2, -0.4], [0.6, 0.9, 0.1], [-0.7, 0.4, 0.5]]),
    "u": Leaf([0.4, -0.6, 0.9, 1.3]),
    "w": Leaf([0.2, 1.7]),
    "s": Leaf(1.75),
    "r": Leaf(-0.5),
    "one": Leaf([0.6]),
    "none": Leaf([]),
    # differentiable, float32 and float16
    "x32": Leaf([0.5, 1.25, 2.0], "float32"),
    "A32": Leaf([[0.9, 1.4, 0.6], [1.2, 0.7, 1.1]], "float32"),
    "s32": Leaf(1.75, "float32"),
    "x16": Leaf([0.5, 1.25, 2.0], "float16"),
    # constants
    "c": Leaf([0.3, 0.9, 1.6], requires_grad=False),
    "K": Leaf([[0.3, 0.9, 1.6], [1.1, 0.2, 0.7]], requires_grad=False),
    "k": Leaf(0.6, requires_grad=False),
    "c32": Leaf([0.3, 0.9, 1.6], "float32", False),
    "i": Leaf([0, 1], "int64", False),
    "i3": Leaf([2, 0, 1], "int64", False),
    "j": Leaf([[0, 1], [1, 0]], "int64", False),
    "n": Leaf([1, 2, 3], "int64", False),
    "n8": Leaf([1, 2, 3], "int8", False),
    "u8": Leaf([1, 2, 3], "uint8", False),
    "m": Leaf([True, False, True], "bool", False),
    "m2": Leaf([[True, False, True], [False, True, True]], "bool", False),
    "t": Leaf([1, 0], "int64", False),
    "P": Leaf([[0.2, 0.5, 0.3], [0.6, 0.1, 0.3]], requires_grad=False),
}

ARITHMETIC = """
x + 2 | 2 + x | x + 2.5 | x + z | x + c | c + x | A + x | x + A | s + x | x + s | s + 1 | x + True | x + n | n + x
n + 1 | n + 1.5
x - 2 | 2 - x | x - z | c - x | x - c | A - x | x - A | 10 - s | s - r | n - 1 | n - x | x - n | 1.5 - n
x * 2 | 2 * x | x * z | x * c | c * x | A * x | s * x | x * s | s * r | x * x | s * s | n * 2 | n * x | m * x
x * True
x / 2 | 2 / x | x / z | x / c | c / x | A / x | x / A | s / x | x / s | n / 2 | 2 / n | n / n | x / n | n / x | 1 / s
x / 0 | 1 / o | o / o
-x | +x | -s | -n | abs(o) | abs(z) | T.abs(z) | T.neg(x) | z.abs()
T.add(x, z, alpha=3) | T.sub(x, z, alpha=2) | x.add(2) | x.add(z, alpha=-1) | T.add(x, 2, alpha=3) | x.sub(1, alpha=2)
T.mul(x, 3) | T.div(x, z)
T.sub(5, x) | x.mul(z) | x.div(2)
x ** 2 | x ** 3 | x ** 1 | x ** 0 | x ** -1 | x ** 0.5 | x ** 2.5 | x ** -2 | o ** 2 | o ** 3 | o ** 0 | o ** 1
o ** 2.5 | o ** -1 | s ** 2
x ** x | x ** z | z ** n | x ** c | c ** x | x ** s | s ** x | A ** x | x ** o | o ** o | 2 ** x | 2.0 ** z | T.autograd.grad((0 ** x).sum(), x)
T.autograd.grad((0 ** o).sum(), o) | 1 ** x | (-2) ** x
n ** 2 | n ** n | n ** 0.5 | 2 ** n | n ** x | n ** 0 | x.pow(2) | T.pow(x, 3) | T.pow(2, x) | x.square()
T.square(z) | n.square()
x + np.float64(2) | np.float64(2) * x | x * np.float32(2) | np.int64(3) - x | x / np.float64(4) | np.float64(2) / x
x ** np.float64(2) | np.float64(2) ** x | x + np.bool_(True)
x.exp() | T.exp(z) | T.exp(s) | n.exp() | x.log() | T.log(s) | o.log() | n.log() | x.sqrt() | T.sqrt(s) | o.sqrt()
n.sqrt() | m.sqrt()
x.tanh() | z.tanh() | T.tanh(s) | n.tanh() | x.sigmoid() | z.sigmoid() | T.sigmoid(s) | n.sigmoid()
(1000 * z).sigmoid() | (1000 * z).tanh() | (1000 * x).exp()
x.relu() | o.relu() | T.relu(z) | F.relu(z) | n.relu() | T.tensor([nan, -1.0, inf], requires_grad=True).relu()
z.sin() | T.cos(z) | n.sin() | o.sign() | n.sign() | x.reciprocal() | n.reciprocal() | o.reciprocal()
T.maximum(x, z) | T.minimum(x, z) | T.maximum(x, e) | T.minimum(e, x) | T.maximum(e, e) | T.maximum(A, x)
T.maximum(x, c) | T.maximum(x, n) | T.maximum(x * nan, z) | T.max(x, z) | T.min(x, z) | x.maximum(z) | x.max(z)
x.min(z)
T.where(x > 1, x, z) | T.where(m, x, c) | T.where(m, x, 0.0) | T.where(m, 0.0, x) | T.where(m, x, s)
T.where(m2, A, x) | T.where(m, A, s) | T.where(x > 1, 1, 0) | T.where(m, 1.5, 2) | T.where(m, x, n) | x.where(m, z)
T.where(o > 0, o.log(), 0.0) | T.where(o > 0, o, o).sqrt() | T.where(m, x, x) | T.where(T.tensor(True), x, z)
T.where(m, s, r)
x > 1 | x < z | x == x | x != z | x >= 0.5 | x <= 2 | 1 < x | A > x | s > 1 | n == 2 | n > 1.5 | x == n | T.eq(x, 2)
x.gt(1) | x.le(z) | T.lt(x, 1) | x.ne(0.5) | T.ge(x, z) | x == None | x != None
(x * nan) == (x * nan) | x > nan | m == True
x.double() | x.float() | x.half() | x.to(T.float32) * 2 | x.to(T.float64) | x.long() | x.int() | m.float() | x.bool()
n.double() | x.type_as(s32) | x.to(dtype=T.float16) | x.to("cpu") | x.to(x32) | x32.double() * x
x.to("cpu", T.float32)
x32 + x | x32 * s | s32 * x | x32 + 1 | x32 * 2.5 | x32 + n | x16 * 2 | x16 + x32 | x32 * c | x32 ** 2 | x32 ** n
x32 / n | x16.exp() | x16.sum() | x32.mean() | A32 @ x32 | s32 + s | T.maximum(x32, x) | T.add(2, x) | T.mul(2, x)
T.div(2, x) | T.pow(x32, 2) | n ** (-n) | 2 ** (-n) | T.maximum(x16, x) | x.half() * x
x.clone() | T.clone(x) * 2 | x.detach() * x | (x * 2).detach() | x.contiguous() | A.t().contiguous()
"""

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

SHAPES = """
x.reshape(3, 1) | x.reshape(-1) | A.reshape(3, 2) | A.reshape((6,)) | A.reshape(-1, 2) | A.reshape(2, 3)
A.t().reshape(6) | A.t().reshape(2, 3) | A.t().reshape(3, 2) | A.t().reshape(3, 2, 1) | s.reshape(1) | s.reshape(())
T.reshape(A, (6,)) | C.reshape(4, 3) | C[:, 0].reshape(6) | C[:, :, 1:].reshape(4, 2) | A.reshape_as(B[:2, :3])
none.reshape(0, 3) | C.transpose(0, 1).reshape(2, 6) | x.expand(2, 3).reshape(6)
A.view(6) | A.view(3, 2) | A.view(-1) | A.view((2, 3)) | s.view(1, 1) | x.view(3, 1) | A.view_as(C[0]) | A[:1].view(3)
A.T.view(3, 2) | C[:, :, 1:].view(2, 4)
A.flatten() | C.flatten(1) | C.flatten(0, 1) | x.flatten() | s.flatten() | A.t().flatten() | T.flatten(C, 1)
C.flatten(1, 1)
A.t() | x.t() | s.t() | A.T | x.T | s.T | A.mT | C.mT | A.transpose(0, 1) | C.transpose(0, 2) | C.transpose(-1, -2)
T.transpose(A, 0, 1) | T.t(A) | A.transpose(0, 0) | s.transpose(0, 0) | C.T
C.permute(2, 0, 1) | C.permute((1, 0, 2)) | A.permute(1, 0) | C.permute(-1, 0, 1) | T.permute(C, (2, 1, 0))
x.permute(0) | A.movedim(0, 1) | C.movedim(0, -1) | C.movedim((0, 1), (2, 0)) | T.movedim(C, 2, 0)
A.unsqueeze(0) | A.unsqueeze(-1) | A.unsqueeze(1) | s.unsqueeze(0) | T.unsqueeze(x, 1) | A[:1].squeeze()
A[:1].squeeze(0) | A.squeeze() | A.squeeze(0) | E.squeeze() | E.squeeze(1) | E.squeeze((1, 2)) | E.squeeze(-1)
s.squeeze() | s.squeeze(0) | T.squeeze(E) | one.squeeze() | E.squeeze([0, 1])
x.expand(2, 3) | x.expand(2, -1) | s.expand(3) | s.expand(2, 2) | one.expand(4) | A.expand(2, 2, 3) | A.expand(2, 3)
x.expand((2, 3)) | A.expand_as(C) | T.broadcast_to(A, (2, 2, 3)) | A[:1].expand(4, 3) | x.expand(2, 3).sum()
s.expand(()) | x.broadcast_to((2, 3)) | A[:, :1].expand(-1, 4)
A.narrow(1, 0, 2) | A.narrow(0, 1, 1) | T.narrow(A, 1, 1, 2) | A.narrow(1, -2, 1) | A.select(0, 1) | A.select(1, -1)
T.select(A, 0, 0)
A.unbind() | A.unbind()[1] | A.unbind(1) | T.unbind(A)[0] * x | A.unbind(-1)[2] * w | x.unbind() | x.unbind()[0] * s
n.unbind() | list(x) | [v * 2 for v in A]
A.split(1) | B.split(2) | B.split(2, 1)[1] | B.split([1, 2]) | B.split((1, 3), 1)[1] | x.split(2) | T.split(A, 2, 1)
A.chunk(2) | A.chunk(2, 1) | B.chunk(3, 1) | T.chunk(x, 2) | x.chunk(5) | A.chunk(1)[0] | none.split(1)
x.split(5)[0] * 2
T.cat([x, z]) | T.cat([x, c]) | T.cat([c, x]) | T.cat([A, A]) | T.cat([A, C[0]], 1) | T.cat((x,)) | T.cat([A, A], -1)
T.cat([A, B.t()[:2, :3]], dim=0) | T.cat([x, n]) | T.cat([x32, x]) | T.cat([x, x * 2, s.reshape(1)])
T.cat([none, x]) | T.cat([C, C], 1) | T.cat([n, n]) | T.cat([none, A])
T.stack([x, z]) | T.stack([x, c]) | T.stack([x, z], 1) | T.stack([x, z], -1) | T.stack([s, r])
T.stack((A, A), dim=1) | T.stack([s, s, s]).sum() | T.stack([x32, x]) | T.stack([x, n]) | T.stack([s, k])
T.stack(list(x)) | T.stack(x.unbind())
x.numel(), x.dim(), x.ndim, x.size(), x.size(0), x.shape, len(A), A.shape[1]
A.is_contiguous(), A.t().is_contiguous(), A.stride(), A.t().stride(), s.shape, s.stride(), none.shape
s.item(), A.tolist(), n.tolist(), s.tolist(), float(s), int(n[1]), bool(s), [1, 2, 3][n[0]]
x.dtype, x.is_floating_point(), n.is_floating_point(), x.element_size(), x.nbytes, x.itemsize
2.0 in x, 3 in n, x[0] in x | x.detach().numpy() | A.detach().numpy().shape | np.asarray(c) | np.array(n) | f"{s:.2f}"
f"{x}" | f"{s.detach()}" | str(x) | x.data | x.cpu()
x.is_leaf, (x * 2).is_leaf, x.requires_grad, c.requires_grad, c.is_leaf | s.size(), A.size(-1)
"""

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

IN_PLACE = """
y = x * 1; y.add_(2) | y = x * 1; y.add_(z) | y = x * 1; y += c | y = x * 1; y += x | y = x * 1; y -= z
y = x * 1; y *= 3 | y = x * 1; y *= x | y = x * 1; y.mul_(z) | y = x * 1; y /= 2 | y = x * 1; y.div_(z)
y = x * 1; y.sub_(1) | y = x * 1; y.add_(z, alpha=2) | y = x * 1; y.sub_(z, alpha=2) | y = x + 0; y.mul_(y)
y = x + 0; y += y | y = x * 1; y **= 2 | y = x * 1; y.pow_(z) | y = x * 1; y.pow_(2)
y = x * 1; y.zero_() | y = x * 1; y.fill_(3) | y = x * 1; y.fill_(s) | y = x * 1; y.copy_(z) | y = x * 1; y.copy_(c)
y = x * 1; y.copy_(s) | y = A * 1; y.copy_(x) | y = x * 1; y.copy_(x32) | y = x * 1; y.copy_(n)
y = T.zeros(3); y.copy_(x) | y = T.zeros(3, dtype=T.float64); y.add_(x)
y = T.zeros(3, dtype=T.float64); y += x; y += z | y = c.clone(); y.mul_(x) | y = n.clone(); y.copy_(c)
y = x * 1; y.exp_() | y = x * 1; y.sqrt_() | y = x * 1; y.tanh_() | y = x * 1; y.sigmoid_() | y = z * 1; y.relu_()
y = x * 1; y.neg_() | y = z * 1; y.abs_() | y = x * 1; y.reciprocal_() | y = z * 1; y.sin_() | y = x * 1; y.log_()
y = A.max(1); y[0].mul_(2); y[0] | y = A.max(1); y[1].add_(1); y[0].sum().backward()
y = z * 1; y.sign_() | y = x.exp(); y.add_(1) | y = x.exp(); y.exp_() | y = x.tanh(); y.mul_(2)
y = s * 1; y.add_(1); y.mul_(r) | y = s * 1; y *= 2; y
y = x * 1; v = y[0]; v.mul_(2); (y, v) | y = x * 1; v = y[:2]; y.mul_(2); (y, v)
y = A * 1; v = y.t(); v[0] = 1.0; (y, v) | y = A * 1; v = y[0]; q = v[1:]; q.mul_(s); (y, v, q)
y = A * 1; v = y[0]; q = y[1]; v.add_(x); q.mul_(z); (y, v, q) | y = A * 1; v = y.view(6); v[2] = s; (y, v)
y = A * 1; v = y.reshape(3, 2); v.mul_(2); (y, v) | y = A * 1; v = y[:, 1]; y.zero_(); (y, v)
y = A * 1; v = y[0]; v.zero_(); y | y = A * 1; v = y[0]; v.copy_(x); (y, v)
y = A * 1; v = y.unsqueeze(0); v.add_(1); y | y = A * 1; v = y.permute(1, 0); v.mul_(v); y
y = A * 1; v = y.expand(1, 2, 3); v.add_(1); y | y = A * 1; v = y[:, 0]; v += w; v *= 2; (y, v)
y = s * 1; v = y.view(1); v.add_(1); (y, v) | y = s * 1; v = y.expand(1); y.mul_(3); (y, v)
y = s.exp(); v = y.view(1); v.mul_(2); (y, v) | y = A * 1; v = y[...]; v.add_(1); (y, v)
y = A * 1; v = y[:1].squeeze(0); v.mul_(x); (y, v)
y = A * 1; y -= y[0] | y = A[:, :2] * 1; y += y.t() | y = A * 1; y[0] += y[1] | y = A * 1; y.fill_(y[0, 0]) | y = A * 1; y.add_(y[0, 0])
y = A * 1; v = y.unbind(); y.add_(1); v[1] * 2 | y = A * 1; v = y.split(1)[1]; y.add_(1); v.requires_grad | y = A * 1; v = y.chunk(2)[0]; q = v * v; y.add_(1); q
y = A * 1; y[m2] = y[0, 0] | y = A * 1; y[:, m] = y[0, 0] | y = A * 1; y[i] = y[0, 0]
y = A * 1; v = y[0]; v.tanh_(); y | y = A * 1; v = y.split(1); y.add_(1); v[0]
y = A * 1; v = y.detach(); v.add_(1); y | y = x * 1; v = y.view(3, 1); q = v.view(3); q.add_(1); (y, v, q)
y = x * 1; v = y[1:]; y += 1; q = v * v; q
y = T.zeros(2, 3, dtype=T.float64); v = y[0]; v += x; q = y[1]; q += z; (y, v, q)
y = T.zeros(3, dtype=T.float64); v = y[:2]; y += x; (y, v, v.requires_grad)
y = x * 1; v = y.narrow(0, 1, 2); v.fill_(s); (y, v) | y = C * 1; v = y[0].t(); v[1] = w; (y, v)
y = C * 1; v = y.transpose(0, 2)[1]; v.mul_(2); (y, v) | y = A.t().contiguous(); y[0] = w; y
y = A.exp(); v = y.t(); v.mul_(2); y
y = x * 1; v = y[0]; (y._version, v._version, v.add_(1)._version, y._version)
y = x * 1; y.add_(1); y.mul_(2); y._version | y = x * 1; y[0] = 1; y[1] = 2; y._version
y = x * 1; v = y[0]; (v._base is y, y._base is None, v._is_view(), y._is_view())
y = x * 1; q = y.view(3, 1)[0]; (q._base is y, q.grad_fn is not None)
y = x.detach(); (y._version, y._is_view(), y.add_(1)._version, x._version)
(A.t()._is_view(), A.reshape(3, 2)._is_view(), A.t().reshape(6)._is_view(), A[i]._is_view())
(A[...]._is_view(), A.sum(0)._is_view(), A.expand(2, 3)._is_view(), A.unbind()[0]._is_view(), A.contiguous() is A)
(A.flatten()._is_view(), A.to(A.dtype) is A, A.T.contiguous()._is_view())
y = c.clone(); v = y[0]; y += 1; v | y = c.clone(); v = y.detach(); y *= 2; v
y = c.clone(); v = T.from_numpy(y.numpy()); y += 1; v | v = np.zeros(3); y = T.from_numpy(v); y += 1; (y, v)
v = np.zeros(3); y = T.tensor(v); y += 1; v | y = T.as_tensor(np.ones(3)); y.mul_(2)
y = x * 1; y.requires_grad, y.add_(1).requires_grad | y = c.clone().requires_grad_(); q = y * 2; q
y = T.ones(3, dtype=T.float64); y.mul_(2); q = y.requires_grad_(); (q * 2).requires_grad | y = x * 1; y.detach_(); y
y = x * 1; q = y * y; q.detach_(); (q.requires_grad, q.is_leaf)
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

ERRORS = """
A + w | A * u | A - B | x / w | x ** w | A > w | T.where(m, A.t(), x) | T.maximum(x, w) | T.where(x, x, x)
T.add(x, z, alpha=True) | T.add(n, n, alpha=1.5) | n.sub(n, alpha=0.5) | T.addmm(u.float(), A, B) | x + "a" | "a" * x | x - [1] | x * None | T.add(x, "a") | x @ 2 | x ** "a" | 2 @ x | x > "a" | x + {} | x / object()
A @ A | A @ w | x @ w | C @ C | C @ w | s @ x | x @ s | x @ x32 | A @ n | A.mm(x) | A.mm(A) | A.mv(w) | x.dot(w)
x.dot(A) | T.bmm(C, C) | T.bmm(A, C) | T.addmm(u, A, A) | C @ A | F.linear(A, B) | F.linear(s, W)
F.linear(A, W.float()) | F.linear(x, A.t()) | C @ x32 | A.mm(C) | x.dot(x32) | A @ A32
A.reshape(4) | A.reshape(-1, 4) | A.reshape(-1, -1) | A.view(5) | A.t().view(6) | A.view(-2, 3) | A.transpose(0, 2)
A.permute(0) | A.permute(0, 0) | A.permute(0, 2) | C.t() | A.unsqueeze(4) | A.squeeze(3) | x.expand(2) | x.expand(4)
A.expand(3) | x.expand(-1, 3) | A.flatten(1, 0) | A.narrow(1, 2, 2) | A.narrow(1, 0, -1) | A.narrow(1, 5, 1)
A.select(0, 2) | s.select(0, 0) | s.unbind() | A.split(-1) | A.split([1, 2]) | A.chunk(0) | A.movedim(0, 2)
A.transpose(0.5, 1) | A.flatten(0, 3) | A.unsqueeze("a") | A.reshape("a") | x.view(2, 2) | none.reshape(-1, 0)
T.cat([]) | T.cat([x, A]) | T.cat([A, B]) | T.cat([x, s]) | T.cat([x, 1]) | T.cat([x, z], 1) | T.stack([])
T.stack([x, w]) | T.stack([x, z], 3) | T.cat([s, s]) | T.cat(x) | T.stack([x, 1]) | T.stack([x, "a"])
A.sum(2) | A.sum((0, 0)) | A.mean(-3) | n.mean() | m.mean() | A.max(2) | none.max() | T.zeros(0, 3).max(0)
A.argmax(3) | none.argmax() | s.sum(1) | A.sum("a") | A.max(0.5) | F.softmax(A, 2) | F.log_softmax(A, -3) | A.sum(0.5)
A[2] | A[0, 3] | A[0, 0, 0] | s[0] | A["a"] | A[1.5] | A[[2]] | A[i + 5] | A[m] | A[:, m2] | A[x] | A[..., ...]
A[::-1] | A[::0] | s[:] | A[T.tensor([0.5])] | A[i3] | A[[0, 1], [0, 1, 2]] | A[i, i3] | A[None, 5] | A[[-3]]
A[object()] | x[0][0] | A[m2, 0] | C[m2] | A[-3] | A[["a"]]
y = A * 1; y[2] = 0 | y = A * 1; y[0] = w | y = A * 1; y[i] = u | y = A * 1; y[0] = "a" | y = A * 1; y["a"] = 1
y = A * 1; y[:, 0] = x | y = A * 1; y[0] = B | y = x * 1; y[0] = x | y = A * 1; y[m2] = x | y = A * 1; y[5, i] = 0
y = A * 1; y[0.5] = 1 | y = A * 1; y[:] = C | y = A * 1; y[i] = None | y = A * 1; y[0, 0] = x | y = x * 1; y[3] = 1.0
x.add_(1) | x[0] = 1 | x += 1 | x.zero_() | y = x.view(3); y.add_(1) | y = x[0]; y.mul_(2) | x.copy_(c) | x.fill_(0)
x[i] = 0.0 | x[m] = 0.0 | y = (x * 1).unbind()[0]; y.add_(1) | y = (x * 1).split(1)[1]; y.mul_(2)
y = A * 1; q = y.unbind()[1]; q[0] = 1 | y = x * 1; y.add_(A) | y = n.clone(); y.add_(1.5) | y = n.clone(); y.div_(2)
y = n.clone(); y /= 2 | y = m == m; y.add_(1) | y = n.clone(); y.mul_(x) | y = x * 1; y.copy_(w)
y = x * 1; y.copy_(A) | y = x * 1; y.fill_(z) | y = x * 1; y.fill_("a") | y = x.expand(2, 3); y.add_(1)
y = c.expand(2, 3); y.add_(1) | y = x * 1; y.add_("a") | y = n.clone(); y.sqrt_() | x.exp_()
y = c.expand(2, 3); y[0] = 1.0 | y = c.expand(2, 3); y.zero_()
y = x * 1; y.requires_grad = False | y = x * 1; y.requires_grad_(False) | n.requires_grad_() | n.requires_grad = True
c.retain_grad() | c.register_hook(print) | x.numpy() | np.asarray(x) | A.item() | none.item() | bool(x) | bool(none)
float(A) | int(x) | len(s) | iter(s) | list(s) | s[0] | [1, 2][s] | hash(x) == id(x) | range(3)[x]
x.requires_grad_("a") | x.size(1) | T.tensor([1, 2]).requires_grad_() | -m | m - m | m - x | 1 - m | m - 1 | x - m
n ** -1 | n.pow_(0.5)
T.tensor("a") | T.tensor(["a"]) | T.tensor([1, "a"]) | T.tensor([[1, 2], [3]]) | T.tensor([[1, 2], 3])
T.tensor([1, [2]]) | T.tensor(None) | T.tensor([None]) | T.tensor(object()) | T.tensor([object()]) | T.tensor({})
T.tensor(np.array([object()])) | T.tensor(np.array(["a"])) | T.tensor([1, 2], requires_grad=True)
T.tensor(1, requires_grad=True) | T.tensor([True], requires_grad=True) | T.zeros(3, dtype=T.int64, requires_grad=True)
T.tensor([2 ** 70]) | T.zeros(-1) | T.zeros(2, "a") | T.zeros(1.5) | T.from_numpy([1]) | T.from_numpy(np.array(["a"]))
T.tensor({1, 2}) | T.tensor([[1.0, 2.0], [3.0, "b"]]) | T.tensor([[[1], [2, 3]]]) | T.arange(1, 0) | T.arange(0, 1, 0)
T.tensor([1.0], device="nowhere") | T.tensor([1.0], dtype="float32") | T.full((2,), "a") | T.tensor(b"a")
T.tensor([[1], [2], []]) | T.tensor("1") | T.tensor(range(3)) | T.ones(2, 3).numpy().shape | T.tensor((1, 2.5, True))
T.tensor([x[0].detach(), 2.0]) | T.tensor([[1, 2], [3, 4]], dtype=T.float64)
F.nll_loss(A, i3) | F.nll_loss(A, t.double()) | F.nll_loss(A, t + 5) | F.nll_loss(s, t) | F.nll_loss(A, j)
F.cross_entropy(A, i3) | F.cross_entropy(A, t - 3) | F.cross_entropy(A, t, reduction="no")
F.mse_loss(x, c, reduction="no") | F.nll_loss(A, t, reduction="no") | F.cross_entropy(A, P[:, :2])
F.nll_loss(A, t, weight=x) | F.cross_entropy(A, t, weight=x) | F.nll_loss(A, t, weight=T.ones(4, dtype=T.float64))
F.cross_entropy(A, t.double()) | F.mse_loss(A, u) | F.cross_entropy(s, T.tensor(0)) | F.nll_loss(A, t, weight=c32)
A.backward() | c.backward() | c.sum().backward() | x.backward(c[:2]) | (x * 2).backward()
(x * 2).backward(T.ones(2)) | (x * 2).backward(1.0) | y = (x * x).sum(); y.backward(); y.backward()
y = (x * x).sum(); y.backward(n) | y = x.exp(); q = y.sum(); y.add_(1); q.backward()
y = x * 1; q = (y * y).sum(); y.add_(1); q.backward() | y = x * 1; q = (y * y).sum(); y.pow_(z); q.backward() | y = x * 1; q = (y * y).sum(); y.copy_(z); q.backward() | y = x * 1; q = (y * y).sum(); y[0] = 1; q.backward() | y = x * 1; q = (y * y).sum(); y.fill_(1); q.backward()
y = x * 1; q = (y * z).sum(); y.zero_(); q.backward()
y = x.tanh(); q = y.sum(); y[0] = 1; q.backward() | q = (x * c).sum(); c.add_(1); q.backward()
y = x * 1; q = y.relu(); q.mul_(2); q.sum().backward()
y = A * 1; q = F.nll_loss(y, t); y.add_(1); q.backward() | T.autograd.grad(x.sum(), z) | T.autograd.grad(x.sum(), c)
T.autograd.grad(c.sum(), x) | T.autograd.grad(x * 2, x) | T.autograd.grad(x.sum(), x, T.ones(3))
T.autograd.grad(x.sum(), x, materialize_grads=True, allow_unused=False) | T.autograd.backward(x.sum(), inputs=[])
x.sum().backward(inputs=[c]) | x.sum().backward(inputs=c) | T.autograd.backward([x.sum(), z.sum()], [None])
T.autograd.grad([x.sum()], [x], [None, None]) | y = A[0]; q = y.exp().sum(); A.detach()[0, 0] = 5; q.backward()
x.sum().backward("a") | (x * 2).sum().backward(T.tensor([1.0, 2.0])) | T.autograd.grad(x.sum(), "a")
T.autograd.grad(x.sum(), []) | T.autograd.backward([], [])
y = x * 1; y.grad = 1 | x.grad = x | y = x * 1; y.requires_grad = "a" | c.register_post_accumulate_grad_hook(print) | y = (x * 1)[0]; y.detach_() | x.uniform_(0, 1) | x.normal_()
T.autograd.backward(x.sum(), ["a"]) | (x * x).sum().backward(T.tensor(1)) | T.autograd.grad(x.sum(), x, [T.tensor(1)]) | T.autograd.backward(x.sum(), grad_variables=T.tensor(2.0, dtype=T.float64)); y = x.grad
T.matmul(2, x) | T.bmm(C, A) | A.mv(A) | x.mm(A) | F.mse_loss(A, x) | T.zeros(2, 0).argmax(1) | y = x * 1; y[False] = 1 | y = u8.clone(); y[0] = 300 | y = n8.clone(); y[0] = -1; y | y = x * 1; y.add_(2, alpha=3) | T.tensor(np.ones((2, 2))).float() | T.tensor([np.ones(2), np.zeros(2)]) | T.tensor([T.ones(2), T.zeros(2)]) | T.tensor([T.ones(1), 2.0]) | T.tensor([1.0, T.ones(1, 1)]) | T.tensor([[T.ones(1)], [T.zeros(1)]]) | x.grad = c32 | x.grad = w.detach() | x.grad = n | x.data = 1 | x.grad = "a"
x.grad = None; y = x.grad | x.grad = c; y = x.grad is c | del x.grad; y = x.grad
with T.no_grad():\\n  v = (x * 1)[0]\\nv.add_(x[1])
with T.no_grad():\\n  v = x[0]\\nv.add_(1)
"""

PRINTED = """
x | s | A | n | m | x32 | x16 | none | C | E | x * 2 | s * 2 | x.sum() | A.t() | c | k | n8 | u8 | x[0] | A[0] | m2 | x32[0] | s32 | x32.max(0) | A.max(1) | A.unbind()
T.tensor(1.0) | T.tensor(1.5) | T.tensor(-0.0) | T.tensor(1e-7) | T.tensor(1e10) | T.tensor(3) | T.tensor(True) | T.tensor([]) | T.tensor([[]]) | T.zeros(0, 3) | T.zeros(2, 0) | T.tensor([], dtype=T.int64) | T.zeros(0, 3, dtype=T.float64)
T.tensor([1.0, 2.0]) | T.tensor([1.0, 2.5]) | T.tensor([1.0, 1000.0]) | T.tensor([1.0, 1001.5]) | T.tensor([0.0001, 1.0]) | T.tensor([0.00001, 1.0]) | T.tensor([1e8, 1.0]) | T.tensor([1e9, 2e9]) | T.tensor([1e-5, 2e-5]) | T.tensor([123456.0, 0.5]) | T.tensor([-1.0, 2.25, -300.125])
T.tensor([nan, 1.0]) | T.tensor([inf, -inf]) | T.tensor([inf, 1.5, nan]) | T.tensor([nan]) | T.tensor([0.0, -0.0]) | T.tensor([1e-40]) | T.tensor([3.4e38, 1.0]) | T.tensor([1e-300, 1.0], dtype=T.float64) | T.tensor([1.0 / 3], dtype=T.float16) | T.tensor([nan, 2.0, inf], requires_grad=True) * 2
T.tensor([1, -20, 300]) | T.tensor([[1, 2], [30, 4]]) | T.tensor([True, False]) | T.arange(30) | T.arange(30.0) | T.arange(2000) | T.arange(2000.0) | T.arange(2000.0).reshape(20, 100) | T.arange(1200).reshape(2, 3, 200) | T.zeros(40, 40) | T.ones(3, 3, 3) | T.zeros(2, 2, 2, 2) | T.arange(1001) | T.arange(1000) | T.arange(60.0).reshape(2, 30) / 7
T.ones(20, requires_grad=True) | T.ones(20, requires_grad=True) * 1.5 | T.ones(3, dtype=T.float64, requires_grad=True) | T.ones(2, 12, dtype=T.float64, requires_grad=True) / 3 | T.ones(1, dtype=T.float16) | T.ones(2000, dtype=T.float64, requires_grad=True) | T.tensor([[0.5, 1.0], [2.0, 3.0]], requires_grad=True).tanh() | F.log_softmax(A, 1) | F.linear(A, W, u) | T.ones(2, dtype=T.int8) | T.zeros(3, dtype=T.bool)
"""

DTYPES = ("bool", "uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64")


def lines(table):
    """The programs of a table: one per line, or several with a bar between them."""
    return [text.strip().replace("\\n", "\n") for line in table.strip().splitlines() for text in line.split(" | ")]


def promotions():
    """Every pair of dtypes, with and without axes, and every dtype with a Python number."""
    values = "[True, False, True]", "[1, 2, 3]"
    for one in DTYPES:
        a = f"T.tensor({values[one != 'bool']}, dtype=T.{one})"
        for two in DTYPES:
            b = f"T.tensor({values[two != 'bool']}, dtype=T.{two})"
            yield f"a, b = {a}, {b}; (a + b, a * b, a / b, a[0] + b, a[0] * b[0], a == b)"
            yield f"a, b = {a}, {b}; (T.maximum(a, b), T.where(a > 0, a, b))"
            yield f"T.promote_types(T.{one}, T.{two})"
            yield f"T.cat([{a}, {b}]), T.stack([{a}, {b}])"
        for number in ("True", "2", "2.5"):
            yield f"a = {a}; (a + {number}, {number} * a, a / {number}, {number} / a, a[0] + {number}, a > {number})"
        yield f"a = {a}; (a ** 2, a ** a, a ** 0.5)" if one != "bool" else f"a = {a}; (a ** 2, a ** 0.5)"
        yield f"a = {a}; (a.sum(), a.sum(0), a.max(), a.max(0), a.exp(), a.sqrt(), a.float())"
        yield f"a = {a}; (a.argmax(), a.abs(), a.sign(), a.square())"


TEXTS = (
    [
        text
        for table in (ARITHMETIC, REDUCTIONS, PRODUCTS, SHAPES, INDEXING, ASSIGNMENT, IN_PLACE, LOSSES, ERRORS)
        for text in lines(table)
    ]
    + [f"repr({text})" for text in lines(PRINTED)]
    + list(promotions())
)


def programs():
    """Every program by name, in order."""
    made = [Program.of_text(text) for text in TEXTS] + [Program.of_function(f) for f in behaviour.PROGRAMS]
    return {p.name: p for p in made}
