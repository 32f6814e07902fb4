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

PROGRAMS = lines(IN_PLACE)
