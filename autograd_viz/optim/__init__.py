"""Optimisers: they change leaves in place by their gradients. As ``torch.optim``."""

from . import lr_scheduler as lr_scheduler
from .adagrad import Adagrad as Adagrad
from .adam import Adam as Adam
from .adam import Adamax as Adamax
from .adam import AdamW as AdamW
from .adam import NAdam as NAdam
from .optimizer import Optimizer as Optimizer
from .rmsprop import Adadelta as Adadelta
from .rmsprop import RMSprop as RMSprop
from .sgd import SGD as SGD
