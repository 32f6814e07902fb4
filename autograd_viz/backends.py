"""What PyTorch computes with on a GPU: programs ask for it and set its switches, here to no effect."""

from types import SimpleNamespace

from .cuda import is_available

cudnn = SimpleNamespace(is_available=is_available, enabled=True, benchmark=False, deterministic=False)
mps = SimpleNamespace(is_available=is_available, is_built=is_available)
