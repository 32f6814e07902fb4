"""Norms of vectors and matrices: a catalogue. As ``torch.linalg``."""

from .functions.linalg import matrix_norm, norm, vector_norm

__all__ = ["matrix_norm", "norm", "vector_norm"]
