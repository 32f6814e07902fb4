"""Optimisers: they change leaves in place by their gradients. As ``torch.optim``."""

from .optimizer import Optimizer as Optimizer
from .sgd import SGD as SGD
