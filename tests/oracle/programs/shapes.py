"""Programs of shapes and views, joining and splitting."""

from tests.oracle.programs.leaves import lines

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

PROGRAMS = lines(SHAPES)
