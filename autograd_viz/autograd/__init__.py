"""Tensors, the graph they record, and the backward pass over it. As ``torch.autograd``."""

from . import functional as functional
from . import graph as graph
from . import methods as methods
from .anomaly import detect_anomaly as detect_anomaly
from .anomaly import set_detect_anomaly as set_detect_anomaly
from .errors import AutogradVizError as AutogradVizError
from .function import Function as Function
from .function import once_differentiable as once_differentiable
from .gradcheck import GradcheckError as GradcheckError
from .gradcheck import gradcheck as gradcheck
from .gradcheck import gradgradcheck as gradgradcheck
from .mode import enable_grad as enable_grad
from .mode import inference_mode as inference_mode
from .mode import no_grad as no_grad
from .mode import set_grad_enabled as set_grad_enabled
from .node import Node as Node
from .walk import Event as Event
from .walk import Recording as Recording
from .walk import backward as backward
from .walk import grad as grad
from .walk import record_steps as record_steps
from .walk import steps as steps
