"""Programs that change tensors in place."""

from tests.oracle.programs.leaves import lines

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

METADATA = """
y = A * 1; y.t_() | y = A * 1; y.transpose_(0, 1) | y = A * 1; y.swapaxes_(0, -1) | y = A * 1; y.swapdims_(0, 1) | y = x * 1; y.unsqueeze_(0) | y = A[:1] * 1; y.squeeze_() | y = A[:1] * 1; y.squeeze_(0) | y = E * 1; y.squeeze_((1, 2)) | y = x * 1; y.t_() | y = s * 1; y.unsqueeze_(0)
y = A * 1; v = y[0]; v.unsqueeze_(0); (y, v) | y = A * 1; v = y[0]; y.t_(); (y, v) | y = A * 1; v = y[0]; y.t_(); y.mul_(2); (y, v) | y = A * 1; v = y[0]; y.t_(); v.mul_(2); (y, v) | y = A * 1; v = y.t(); y.t_(); v.mul_(2); (y, v) | y = A * 1; v = y[0]; v.unsqueeze_(0); v.mul_(2); (y, v) | y = A * 1; v = y.t(); v.t_(); (v._base is y, y, v)
y = A * 1; q = y * y; y.t_(); q | y = A.exp(); y.t_(); y | y = A.detach(); y.t_(); y.shape, A.shape | y = A * 1; d = y.detach(); d.t_(); (y, d) | y = A * 1; y.t_(); y._version | y = T.zeros(2, 3, dtype=T.float64); v = y[0]; v.unsqueeze_(0); v.add_(x); (y, v) | y = A * 1; v = y.view(6); y.transpose_(0, 1); v.mul_(s); (y, v) | y = A * 1; v = y[0]; q = y[1]; v.unsqueeze_(0); q
y = A * 1; y.unsqueeze_(0).add_(1) | A.t_() | A[0].unsqueeze_(0) | y = A * 1; y.unbind()[0].unsqueeze_(0) | y = C * 1; y.t_() | y = A * 1; y.squeeze_(5) | y = A * 1; v = y.unbind()[1]; y.t_(); v * 2 | y = A * 1; y.unsqueeze_("a")
"""

CHANGED = """
y = A * 1; y.masked_fill_(A > 1, 1.0) | y = A * 1; y.masked_fill_(m, s) | y = A * 1; y.masked_fill_(m2, y[0, 0]) | y = x * 1; y.masked_fill_(m2, 1.0) | y = A * 1; y[0].masked_fill_(m, 0.0); y | y = n.clone(); y.masked_fill_(m, 2)
y = A * 1; y.scatter_(1, j, 2.0) | y = A * 1; y.scatter_(1, j, C[0, :, :2]) | y = A * 1; y.scatter_add_(1, j, C[0, :, :2]) | y = A * 1; y.scatter_reduce_(1, j, C[0, :, :2], "amax") | y = A * 1; y[0].scatter_(0, i, w); y | y = T.zeros(2, 3, dtype=T.float64); y.scatter_(1, j, C[0, :, :2])
y = A * 1; y.index_add_(1, i, C[0, :, :2]) | y = A * 1; y.index_fill_(1, i, 2.0) | y = A * 1; y.index_fill_(1, T.tensor([0, 0]), s) | y = A * 1; y.index_copy_(1, i, C[0, :, :2]) | y = A * 1; y.index_put_((i,), x) | y = A * 1; y.index_put_((T.tensor([0, 0]),), x, accumulate=True) | y = A * 1; y.put_(i, w) | y = A * 1; y.put_(i, w, True) | y = A * 1; y.masked_scatter_(m2, C) | y = A * 1; y.index_fill_(1, i, y[0, 2])
y = A * 1; y.tril_() | y = A * 1; y.triu_(1) | y = A * 1; y.fill_diagonal_(3.0) | y = B * 1; y.fill_diagonal_(0) | y = B.t() * 1; y.fill_diagonal_(2.0) | y = T.zeros(2, 2, 2); y.fill_diagonal_(1) | y = T.zeros(7, 2); y.fill_diagonal_(1, wrap=True) | y = A * 1; y.t().fill_diagonal_(1.0); y | y = x * 1; y.fill_diagonal_(1.0) | y = C * 1; y.fill_diagonal_(1.0)
y = A * 1; d = y.diagonal(); y.mul_(2); (y, d) | y = A * 1; d = y.diagonal(1); d.mul_(s); (y, d) | y = A * 1; d = y.unfold(1, 2, 1); y.mul_(2); (y, d) | y = A * 1; d = y.unfold(1, 2, 2); d.mul_(2); (y, d) | y = A * 1; v = y.tensor_split(2); v[0].mul_(2); v | y = A * 1; v = y.hsplit(3); y.mul_(2); v[1] | y = A * 1; v = T.broadcast_tensors(y, y); v[0].mul_(2); v | y = x * 1; v = T.meshgrid(y, y, indexing="ij"); y.mul_(2); v[0] | y = A * 1; v = T.atleast_3d([y, x]); v[0].mul_(2); (v[0], y)
y = A * 1; v = y.swapaxes(0, 1); v.mul_(2); (y, v) | y = A * 1; v = y.movedim(0, 1); v.mul_(s); (y, v) | y = A * 1; v = y.T; y.add_(1); v | y = A * 1; v = y.unflatten(1, (3, 1)); v.mul_(2); y | y = A * 1; v = y.ravel(); v[0] = s; y | y = C * 1; v = y.transpose(0, 1).flatten(0, 1); v.mul_(2); (y, v) | y = A * 1; v = y.mT[0]; v.zero_(); y | y = A * 1; v = y.repeat_interleave(2); v.mul_(2); (y, v)
y = A * 1; y.scatter_(1, T.tensor([[0, 1, 2], [0, 1, 2]]), y) | y = A * 1; y.scatter_add_(1, T.tensor([[0, 1, 2], [0, 1, 2]]), y) | y = A * 1; y.index_add_(0, i, y) | y = A * 1; y.index_copy_(0, i, y) | y = A * 1; y.index_put_((i,), y) | y = A * 1; y[i] = y | y = i.clone(); y.index_fill_(0, y, 1) | y = A * 1; y.put_(i, y) | x.masked_fill_(m, 1.0) | A[0].masked_fill_(m, 1.0) | y = A * 1; y.unbind()[0].masked_fill_(m, 0.0) | y = T.zeros(3); y.scatter_(0, i, w) | y = A * 1; y.expand(2, 2, 3).index_add_(0, i, C)
i = T.tensor([0, 1]); y = x.gather(0, i); i.add_(1); y | i = T.tensor([0, 1]); y = x.index_select(0, i); i.zero_(); y | y = A * 1; y[0, 0] += s; y | y = A * 1; y[i] += w[:, None]; y | y = A * 1; y[m2] -= s; y | y = x * 1; y[T.tensor([0, 0])] += 1.0; y | y = x * 1; v = y[1:]; v += w; (y, v) | y = A * 1; y[:, 1][0] = s; y | y = A * 1; y[i][0] = 5.0; y | y = A * 1; y[..., -1] *= w; y | y = A * 1; y[None, :, 1] = s; y
v = T.zeros(6).reshape(2, 3).requires_grad_(); v.mul_(2) | v = T.zeros(6).view(2, 3).requires_grad_(); v[0] = 1 | b = T.zeros(6); v = b.view(2, 3).requires_grad_(); w = v[0]; w.mul_(2) | v = T.zeros(6).view(2, 3).requires_grad_(); v.unsqueeze_(0) | b = T.zeros(3); v = b[:2]; v.requires_grad_(); b.zero_(); (b, v) | b = T.zeros(3); v = b[:2]; b.requires_grad_(); v.mul_(2)
t = x.sum(-1, dtype=T.float32); t.zero_(); y = t * x | t = x.float().mean(dtype=T.float64); t.add_(1); y = t * x | y = F.unfold(C[None] * 1, (1, 1)); y.add_(1); y | q = C[None] * 1; y = F.unfold(q, (1, 1)); y.add_(1); q
y = (x * 1).prod(); y.add_(1); y | y = (x * 1).prod(0); y.add_(1); y | y = (x * 1).cumprod(0); y.add_(1); y | y = (x * 1).sgn(); y.add_(1); y | q = x * 1; y = q.cummax(0)[0]; q.add_(1); y | q = A.detach() * 1; b = B.detach(); c = T.addmm(T.ones(2, 4, dtype=T.float64), A * 1, b, beta=2); q = A * 1; y = T.addmm(T.ones(2, 4, dtype=T.float64), q, b, beta=2); q.add_(1); y | q = x * 1; y = T.addr(T.ones(3, 3, dtype=T.float64), q, c); q.add_(1); y
"""

PROGRAMS = lines(IN_PLACE) + lines(METADATA) + lines(CHANGED)
