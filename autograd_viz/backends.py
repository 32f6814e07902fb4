"""What PyTorch computes with on a GPU: programs ask for it and set its switches, here to no effect."""

from types import SimpleNamespace

from .cuda import is_available

matmul = SimpleNamespace(allow_tf32=False)  # products are as exact as their dtype
cuda = SimpleNamespace(is_built=is_available, matmul=matmul)
cudnn = SimpleNamespace(is_available=is_available, enabled=True, benchmark=False, deterministic=False, allow_tf32=False)
mps = SimpleNamespace(is_available=lambda: False, is_built=lambda: False)
