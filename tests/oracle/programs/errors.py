"""Programs that PyTorch refuses."""

from tests.oracle.programs.leaves import lines

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

PROGRAMS = lines(ERRORS)
