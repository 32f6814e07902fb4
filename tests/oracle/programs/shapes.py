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

MORE_SHAPES = """
A.unflatten(1, (3, 1)) | A.unflatten(-1, (-1, 3)) | T.unflatten(x, 0, (3, 1)) | A.ravel() | A.t().ravel() | T.ravel(s) | x.ravel()
A.swapaxes(0, 1) | A.swapdims(0, -1) | T.swapaxes(C, 0, 2) | A.H | C.mH | A.adjoint() | T.adjoint(C) | s.swapaxes(0, 0)
C.permute(-1, 0, 1) | C.permute([2, 0, 1]) | C.permute(dims=(2, 0, 1)) | s.permute(()) | s.permute() | A.permute(0, 1)
C.moveaxis(0, -1) | T.moveaxis(C, (0, 1), (1, 0)) | C.movedim(-1, 0) | C.movedim(0, 0) | C.movedim((), ()) | s.movedim(0, 0)
T.broadcast_tensors(A, x) | T.broadcast_tensors(x, s, A) | T.broadcast_tensors(A) | T.broadcast_shapes((2, 1), (3,)) | T.broadcast_shapes(3, (2, 1))
A.repeat(2, 1) | A.repeat(2, 2, 1) | A.repeat((1, 1)) | s.repeat(2) | s.repeat() | x.repeat(0) | A.t().repeat(2, 2) | A.repeat(repeats=(1, 2)) | x.repeat(2, 0)
A.tile(2) | A.tile((2, 2, 2)) | T.tile(A, (1,)) | s.tile(2) | A.tile(2, 1) | A.tile(dims=(2,)) | A.tile(()) | x.tile((3, 2))
x.repeat_interleave(2) | A.repeat_interleave(2, dim=0) | A.repeat_interleave(2, -1) | T.repeat_interleave(A, 2) | s.repeat_interleave(2) | A.t().repeat_interleave(2)
A.repeat_interleave(T.tensor([1, 2]), dim=0) | A.repeat_interleave(T.tensor([2]), dim=0) | x.repeat_interleave(n) | x.repeat_interleave(n, output_size=6) | x.repeat_interleave(2, output_size=6)
T.repeat_interleave(n) | T.repeat_interleave(T.tensor([0, 2, 0])) | x.repeat_interleave(0) | x.repeat_interleave(T.tensor(2)) | A.repeat_interleave(T.tensor([0, 2, 1]), 1) | A.repeat_interleave(n, 1, output_size=6)
T.concat([A, A]) | T.concatenate([x, z], 0) | T.concatenate((x, z), axis=0) | T.cat(tensors=[x, z]) | T.hstack([x, z]) | T.hstack([A, A]) | T.hstack([s, r]) | T.hstack((s, x)) | T.vstack([x, z]) | T.vstack([A, x]) | T.vstack([s, r]) | T.row_stack([x, z])
T.dstack([A, A]) | T.dstack([x, z]) | T.dstack([s, r]) | T.dstack([C, C]) | T.column_stack([x, z]) | T.column_stack([A, w]) | T.column_stack([s, r]) | T.column_stack([A, A]) | T.hstack([x, n]) | T.vstack([n, n])
T.atleast_1d(s) | T.atleast_1d(x) is x | T.atleast_2d(s) | T.atleast_2d(x) | T.atleast_2d(A) | T.atleast_3d(s) | T.atleast_3d(x) | T.atleast_3d(A) | T.atleast_3d(C) | T.atleast_1d(s, x) | T.atleast_2d([s, x]) | T.atleast_3d((x, A)) | T.atleast_1d([])
T.tensor_split(x, 2) | T.tensor_split(B, 3, 1) | T.tensor_split(x, (1, 2)) | A.tensor_split(T.tensor([1]), dim=1) | A.tensor_split([1, 5], 1) | x.tensor_split(5) | A.tensor_split(indices=(1,), dim=0) | A.tensor_split(sections=2, dim=0) | x.tensor_split((-1,)) | x.tensor_split((2, 1)) | A.tensor_split(T.tensor(2), 1) | n.tensor_split(2)
A.hsplit(3) | A.vsplit(2) | C.dsplit(3) | x.hsplit(3) | A.hsplit([1]) | T.vsplit(A, (1,)) | T.split_with_sizes(A, [1, 2], 1) | A.split_with_sizes((1, 2), 1) | A.split(split_size=2, dim=1) | T.split(x, split_size_or_sections=2) | x.split(3) | none.split(2) | none.chunk(3) | x.split([0, 3]) | none.split(0) | B.chunk(4, -1) | B.chunk(3, 0) | A.chunk(chunks=2, dim=1)
A.flip(0) | A.flip((0, 1)) | A.flip(0, 1) | A.flip([-1]) | A.flip(()) | T.flip(C, (0, 2)) | T.fliplr(A) | T.flipud(A) | A.fliplr() | x.flipud() | A.t().flip(0) | s.flip(()) | s.flip(0) | n.flip(0) | m.flip(0) | A.flip(dims=(0,)) | C[:, :, 1:].flip(0) | C.transpose(0, 2).flip(1)
A.roll(1) | A.roll(1, 0) | A.roll((1, 2), (0, 1)) | A.roll(-1, 1) | A.roll(shifts=1, dims=0) | A.roll((1,), (0,)) | A.t().roll(1) | x.roll(7) | s.roll(1) | none.roll(1) | A.roll((1, 1), (0, 0)) | T.roll(n, 1) | A.t().roll(1, 0) | A.roll(5, -1)
T.rot90(A) | T.rot90(A, 2) | T.rot90(A, 3) | T.rot90(A, 0) | T.rot90(A, -1) | T.rot90(C, 1, (1, 2)) | A.rot90(1, [0, 1]) | A.rot90(k=5) | T.rot90(C, 1, [2, 0]) | A.t().rot90() | T.rot90(A, 1).is_contiguous() | T.rot90(A, 2).is_contiguous()
T.diag(x) | T.diag(A) | T.diag(A, 1) | x.diag(1) | x.diag(-2) | A.diag(-1) | A.diag(diagonal=2) | A.diag(5) | none.diag() | n.diag()
A.diagonal() | A.diagonal(1) | C.diagonal(0, 1, 2) | C.diagonal(offset=-1, dim1=0, dim2=-1) | T.diagonal(A, -1) | C.diagonal() | A.diagonal(7) | A.diagonal().is_contiguous(), A.diagonal()._is_view(), A.diagonal().stride() | C.diagonal(0, 2, 0)
x.diag_embed() | A.diag_embed() | x.diag_embed(1) | A.diag_embed(-1, 0, 2) | T.diag_embed(A, 0, 1, 0) | x.diag_embed(offset=-2) | n.diag_embed() | T.diagflat(A) | x.diagflat(1) | T.diagflat(s)
A.tril() | A.triu() | A.tril(-1) | A.triu(1) | C.tril(1) | T.triu(C, diagonal=-1) | A.t().tril() | n.reshape(3, 1).tril() | A.triu(9) | A.tril(-9) | m2.tril() | T.tril(B)
B[:, :3].trace() | A.trace() | T.trace(B) | j.trace() | T.trace(A[:0])
x.unfold(0, 2, 1) | A.unfold(1, 2, 1) | A.unfold(-1, 2, 2) | C.unfold(2, 3, 1) | s.unfold(0, 1, 1) | x.unfold(0, 1, 5) | C.unfold(1, 2, 1).unfold(2, 2, 1) | x.unfold(dimension=0, size=2, step=1) | x.unfold(0, 0, 1) | A.unfold(0, 2, 1).stride()
T.meshgrid(x, w, indexing="ij") | T.meshgrid(x, w, indexing="xy") | T.meshgrid([x, w], indexing="ij") | T.meshgrid(x, indexing="ij") | T.meshgrid(s, x, indexing="ij") | T.meshgrid(x, w, u, indexing="xy")
T.block_diag(A, x) | T.block_diag(s, A, B) | T.block_diag(A) | T.block_diag(n, A) | T.block_diag(x, x32) | T.block_diag(n)
T.cartesian_prod(x, w) | T.cartesian_prod(x) | T.cartesian_prod(n, n)
A.select_scatter(x, 0, 1) | T.select_scatter(A, w, 1, -1) | A.slice_scatter(A[:, :2] * 2, 1, 0, 2) | A.slice_scatter(x.reshape(1, 3), 0, 1) | A.slice_scatter(A[:, :2], 1, 0, 3, 2) | A.diagonal_scatter(w) | A.diagonal_scatter(w, 1) | C.diagonal_scatter(A[:, :2].t()[:2], 0, 1, 2)
A.contiguous() is A | A.t().contiguous() | A.narrow(1, T.tensor(0), 2) | A.narrow(dim=0, start=1, length=1) | A.view(size=(3, 2)) | A.reshape(shape=(6,)) | A.view([6]) | A.view(n.sum()) | A.expand(size=(2, 2, 3)) | A.expand(-1, 3) | x.broadcast_to((1, 3)) | s.broadcast_to((2,)) | A.clone(memory_format=T.contiguous_format) | A.t().clone().stride() | A.t().clone(memory_format=T.contiguous_format).stride()
C.squeeze(()) | E.squeeze(dim=(1,)) | A.unsqueeze(dim=0) | A.squeeze(dim=0) | A.select(dim=1, index=0) | A.select(0, T.tensor(1)) | A.select(index=1, dim=0) | A.unbind(dim=1) | T.unbind(A, -1) | A.flatten(start_dim=0) | A.flatten(0, -1) | T.t(input=A) | A.transpose(dim0=0, dim1=1)
A.t().to(T.float32).stride() | A.to(dtype=T.float32) | A.to(T.float64) is A | A.to(x32) | A.to("cpu") is A | A.to("cpu", T.float32) | A.to(T.float32, copy=True) | A.to(T.float64, copy=True) | A.to(T.device("cpu")) is A | A.to(device="cpu", dtype=T.float64, non_blocking=True) is A | A.to(x, copy=True) | A.to(T.float32, True, True) | A.to(T.float64, False, True) is A | A.t().to(T.float32, memory_format=T.contiguous_format).stride() | A.to(x32, non_blocking=True) | A.to(other=x32) | A.to() is A | A.to(copy=True) | A.to(T.int64) | n.to(T.float64)
A.type() | n.type() | A.type(T.float32) | A.type("torch.FloatTensor") | A.type(T.float64) is A | A.type_as(x32) | A.type_as(x) is A | x.float() | x.double() is x | x.half() | x.int() | x.long() | x.short() | x.char() | x.byte() | x.bool() | n.bool() | m.float() | n8.long() | x32.double()
A.storage_offset(), A[1].storage_offset(), A[:, 1].storage_offset(), A[1, 1:].storage_offset(), A[:, 1:].unfold(1, 2, 1)[1:].storage_offset() | A.stride(0), A.stride(-1), A.stride(dim=1) | A.nbytes, A.numel(), A.nelement(), A.ndimension(), A.dim(), A.element_size() | x32.nbytes, x16.element_size(), m.element_size(), n8.nbytes | A.is_contiguous(memory_format=T.contiguous_format) | T.numel(A) | T.is_floating_point(A), T.is_tensor(A), A.is_floating_point(), n.is_complex() | A[:, :1].is_contiguous(), A[:1].is_contiguous(), A[:1].t().is_contiguous(), A.unsqueeze(1).transpose(0, 1).is_contiguous()
x.unsqueeze(0).stride(), x.unsqueeze(1).stride(), A.unsqueeze(0).stride(), A.t().unsqueeze(1).stride(), A.unsqueeze(-1).stride() | A[:1].stride(), A[:, :1].stride(), A[None].stride(), A[:, None].stride() | x.expand(2, 3).stride(), s.expand(2).stride(), one.expand(3).stride() | A.reshape(1, 6).stride(), A.view(2, 1, 3).stride(), A.t().reshape(6).stride() | A[:1].squeeze(0).stride(), E.squeeze().stride()
"""

MISUSE = """
A.view(4) | A.view(-1, -1) | A.view(2.0, 3) | A.view("a") | A.view() | A.view(None) | A.view(-2, 3) | A.reshape(5) | A.reshape(-1, 4) | none.view(-1, 0) | A.reshape([[6]]) | A.view(True)
A.unflatten(1, (2, 2)) | A.unflatten(1, ()) | A.unflatten(5, (3, 1)) | A.unflatten(1, (-1, -1)) | A.unflatten(1, (-1, 2)) | A.flatten(1, 0) | A.flatten(2) | A.flatten("a")
A.swapaxes(0, 2) | A.transpose(0, 2) | A.transpose(0.0, 1) | C.t() | s.transpose(0, 1) | x.mT | x.H | C.H | s.mT | s.adjoint() | x.adjoint()
C.permute(0, 1) | C.permute(0, 0, 1) | C.permute(0, 1, 3) | C.permute("a") | C.movedim((0, 0), (1, 2)) | C.movedim((0, 1), (2,)) | C.movedim((0, 1), (2, 2)) | C.movedim(0, 3) | C.movedim(0, (1, 2))
A.unsqueeze(3) | A.unsqueeze(-4) | A.unsqueeze(0.5) | A.squeeze(2) | A.squeeze((0, 0)) | A.squeeze("a") | A.squeeze((0, 5))
A.expand(3) | A.expand(3, 3) | A.expand(2, -1, 3) | x.expand(-1, 3) | A.expand(-2, 3) | x.expand(-2, 3) | A.expand("a") | A.expand_as(x) | x.broadcast_to((2,)) | T.broadcast_tensors(A, w) | T.broadcast_shapes((2,), (3,)) | A.expand(2, 0)
A.repeat(2) | A.repeat(-1, 2) | A.repeat("a") | x.tile(-1) | x.repeat_interleave(-1) | x.repeat_interleave(T.tensor([1, 2])) | x.repeat_interleave(c) | x.repeat_interleave(T.tensor([1, -1, 1])) | x.repeat_interleave(n, output_size=5) | x.repeat_interleave(2, 1) | x.repeat_interleave(j) | x.repeat_interleave(1.5) | T.repeat_interleave(c) | T.repeat_interleave(j) | A.repeat_interleave(n, 0)
T.cat([]) | T.cat([x, A]) | T.cat([A, B]) | T.cat([s, s]) | T.cat([A, A], 2) | T.cat(A) | T.cat([x, 1]) | T.cat(3) | T.cat([x, None]) | T.stack([]) | T.stack([x, A]) | T.stack([x, z], 3) | T.stack([x, 1.0]) | T.stack(x) | T.cat([A, A], "a") | T.cat([A, A], 0.0)
T.hstack([]) | T.vstack([x, w]) | T.dstack([A, B]) | T.column_stack([A, x]) | T.hstack([A, x]) | T.hstack(3) | T.vstack(x) | T.hstack([1, 2]) | T.atleast_1d(3) | T.atleast_2d([1]) | T.vstack([]) | T.column_stack([])
A.split(-1) | A.split(0) | A.split([1, 2]) | A.split([-1, 3]) | A.split(2, 3) | A.split("a") | A.split(1.0) | A.split([1.0, 1.0]) | s.split(1) | A.chunk(0) | A.chunk(-1) | A.chunk(2, 5) | A.chunk(1.5) | s.chunk(1) | s.unbind() | A.unbind(2) | A.chunk("a")
x.tensor_split(0) | x.tensor_split(-1) | s.tensor_split(1) | x.tensor_split(2, 1) | x.tensor_split(T.tensor([0.5])) | x.tensor_split(1.5) | x.tensor_split(j) | s.hsplit(1) | x.vsplit(1) | A.dsplit(1) | A.hsplit(2) | B.vsplit(2) | A.vsplit(0)
A.narrow(0, 0, 3) | A.narrow(0, 3, 1) | A.narrow(0, 0, -1) | A.narrow(2, 0, 1) | s.narrow(0, 0, 1) | A.narrow(0, 0.5, 1) | A.narrow(0, T.tensor([0]), 1) | A.narrow(0, T.tensor(0.5), 1) | A.narrow(0, -3, 1) | A.select(0, 2) | A.select(0, -3) | A.select(2, 0) | s.select(0, 0) | A.select(0, 0.5)
A.flip(2) | A.flip(0, 0) | A.flip("a") | x.fliplr() | s.flipud() | A.flip(0.5) | A.roll((1, 2), 0) | A.roll(1, (0, 1)) | A.roll(1, 2) | A.roll("a") | A.roll((1, 2)) | A.roll(()) | A.roll(0.5) | T.rot90(x) | T.rot90(A, 1, (0, 0)) | T.rot90(A, 1, (0, 2)) | T.rot90(A, 1, (0,)) | T.rot90(A, 0.5) | T.rot90(A, 1, (0, -2)) | T.rot90(C, 1, (0, 1, 2))
s.diag() | C.diag() | x.diagonal() | A.diagonal(0, 0, 0) | A.diagonal(0, 0, 2) | s.diag_embed() | x.diag_embed(0, 0, 0) | x.diag_embed(0, 0, 5) | A.diagonal(0.5) | x.tril() | s.triu() | A.tril(0.5) | A.tril("a") | x.trace() | C.trace() | A.diag("a")
A.unfold(0, 3, 1) | A.unfold(0, 1, 0) | A.unfold(2, 1, 1) | A.unfold(0, -1, 1) | s.unfold(0, 2, 1) | A.unfold(0, 1, -1) | T.meshgrid(x, n, indexing="ij") | T.meshgrid(x, w, indexing="ab") | T.meshgrid(indexing="ij") | T.meshgrid(x, x32, indexing="ij") | T.block_diag(C) | T.cartesian_prod(A) | T.block_diag(1.0)
A.select_scatter(w, 0, 1) | A.select_scatter(x, 0, 2) | A.select_scatter(x32, 0, 0) | A.slice_scatter(x, 0) | A.diagonal_scatter(x) | A.slice_scatter(A, 0, 0, 1)
A.to("gpu") | A.to(T.float32, "a") | A.to(dtype="float32") | A.type("a") | A.type(3) | A.to(None) | A.to(T.float32, T.float32) | A.to([1]) | A.type_as(3) | A.stride(2) | A.size(2) | A.stride("a") | A.view_as(3) | A.view_as(x) | A.reshape_as(x) | A.expand_as(3)
A.expand(4, 5) | T.zeros(2, 3, 1).expand(3, 4, 2) | T.zeros(2, 3).expand(-2, 4, 3)
"""

PROGRAMS = lines(SHAPES) + lines(MORE_SHAPES) + lines(MISUSE)
