"""Losses and distances as modules: each is the function of the same topic, with its options kept."""

import inspect
import re

from ..autograd.errors import ArgumentError, OperandError
from ..functions import losses
from ..functions.losses import reduction_of
from .module import Module

DOCSTRING = """{summary} As ``torch.nn.{name}``.

    Called with {operands}; {function} says what they are.

    Parameters
    ----------
{options}

    Examples
    --------
    >>> import autograd_viz as av
{example}
    """


class Loss(Module):
    """A function with its options, which are the attributes of the module."""

    def __init__(self, *args, **kwargs):
        super().__init__()
        given = self.__signature__.bind(*args, **kwargs)
        given.apply_defaults()
        options = given.arguments
        if "reduction" in options:
            older = options.pop("size_average", None), options.pop("reduce", None)
            options["reduction"] = reduction_of(*older, options["reduction"], check=False, stacklevel=4)
        for name, value in options.items():
            self.check(name, value)
            if name.endswith("weight"):
                self.register_buffer(name, value)
            else:
                missing = name == "distance_function" and value is None
                setattr(self, self.options[name], PairwiseDistance() if missing else value)

    def check(self, name, value):
        """Raise PyTorch's errors for an option that a module refuses before its function can."""
        if name == "margin" and "Triplet" in self._get_name() and value <= 0:
            raise ArgumentError(f"{self._get_name()}: expected margin to be greater than 0, got {value} instead")
        if name == "p" and self._get_name() == "MultiMarginLoss" and value not in (1, 2):
            raise ArgumentError("only p == 1 and p == 2 supported")
        if name == "weight" and self._get_name() == "MultiMarginLoss" and getattr(value, "ndim", 1) != 1:
            raise ArgumentError(f"MultiMarginLoss: expected weight to be None or 1D tensor, got {value.ndim}D instead")
        if name == "delta" and not isinstance(value, (float, int)):
            raise OperandError(f"delta must be a float or int, got: {type(value)}")

    def forward(self, *operands, **named):
        options = {name: getattr(self, attribute) for name, attribute in self.options.items()}
        return self.function(*operands, **named, **options)


def module_of(function, name, order, renamed=()):
    """Define the module of a function.

    Parameters
    ----------
    function : callable
    name : str
    order : str
        The options in the order of the module's arguments; those after a ``*`` are given by name only.
    renamed : pairs of str
        The attributes that are not called as the option.
    """
    known = inspect.signature(function).parameters
    free, _, by_name = (part.split() for part in order.partition("*"))
    kinds = [(inspect.Parameter.POSITIONAL_OR_KEYWORD, n) for n in free] + [
        (inspect.Parameter.KEYWORD_ONLY, n) for n in by_name
    ]
    arguments = [inspect.Parameter(n, kind, default=known[n].default) for kind, n in kinds]
    options = [n for n in (*free, *by_name) if n not in ("size_average", "reduce")]
    operands = [n for n, p in known.items() if p.default is inspect.Parameter.empty]
    cls = type(name, (Loss,), {
        "function": staticmethod(function), "__module__": __name__, "__signature__": inspect.Signature(arguments),
        "options": {n: dict(renamed).get(n, n) for n in options},
    })  # fmt: skip
    cls.__doc__ = DOCSTRING.format(
        summary=function.__doc__.partition(" As ``")[0], name=name, function=f"`functional.{function.__name__}`",
        operands=", ".join(f"`{n}`" for n in operands), options=described(function, options), example=example(function, name),
    )  # fmt: skip
    return cls


def described(function, options):
    """What a function's docstring says of its options."""
    section = function.__doc__.partition("----------\n")[2].partition("\n\n")[0]
    entries = re.split(r"\n(?=    \w)", section)
    return "\n".join(entry for entry in entries if set(re.findall(r"\w+", entry.partition(" : ")[0])) & set(options))


def example(function, name):
    """A function's example, written with the module."""
    shown = (
        function.__doc__.partition("import autograd_viz as av\n")[2]
        .rstrip()
        .replace("    >>> F = av.nn.functional\n", "")
    )
    call = re.compile(r"(?:F|av)\.\w+\((.*?)((?:, \w+=[^()=]+)*)\)$", re.MULTILINE)
    return call.sub(lambda found: f"av.nn.{name}({found[2][2:]})({found[1]})", shown, count=1)


PairwiseDistance = module_of(losses.pairwise_distance, "PairwiseDistance", "p eps keepdim", [("p", "norm")])
CosineSimilarity = module_of(losses.cosine_similarity, "CosineSimilarity", "dim eps")
LAST = "size_average reduce reduction"
L1Loss = module_of(losses.l1_loss, "L1Loss", LAST)
MSELoss = module_of(losses.mse_loss, "MSELoss", LAST)
SoftMarginLoss = module_of(losses.soft_margin_loss, "SoftMarginLoss", LAST)
NLLLoss = module_of(losses.nll_loss, "NLLLoss", "weight size_average ignore_index reduce reduction")
CrossEntropyLoss = module_of(
    losses.cross_entropy, "CrossEntropyLoss", "weight size_average ignore_index reduce reduction label_smoothing"
)
BCELoss = module_of(losses.binary_cross_entropy, "BCELoss", f"weight {LAST}")
BCEWithLogitsLoss = module_of(losses.binary_cross_entropy_with_logits, "BCEWithLogitsLoss", f"weight {LAST} pos_weight")
MultiLabelSoftMarginLoss = module_of(losses.multilabel_soft_margin_loss, "MultiLabelSoftMarginLoss", f"weight {LAST}")
MultiLabelMarginLoss = module_of(losses.multilabel_margin_loss, "MultiLabelMarginLoss", LAST)
MultiMarginLoss = module_of(losses.multi_margin_loss, "MultiMarginLoss", f"p margin weight {LAST}")
SmoothL1Loss = module_of(losses.smooth_l1_loss, "SmoothL1Loss", f"{LAST} beta")
HuberLoss = module_of(losses.huber_loss, "HuberLoss", "reduction delta")
KLDivLoss = module_of(losses.kl_div, "KLDivLoss", f"{LAST} log_target")
PoissonNLLLoss = module_of(
    losses.poisson_nll_loss, "PoissonNLLLoss", "log_input full size_average eps reduce reduction"
)
GaussianNLLLoss = module_of(losses.gaussian_nll_loss, "GaussianNLLLoss", "* full eps reduction")
HingeEmbeddingLoss = module_of(losses.hinge_embedding_loss, "HingeEmbeddingLoss", f"margin {LAST}")
MarginRankingLoss = module_of(losses.margin_ranking_loss, "MarginRankingLoss", f"margin {LAST}")
CosineEmbeddingLoss = module_of(losses.cosine_embedding_loss, "CosineEmbeddingLoss", f"margin {LAST}")
TripletMarginLoss = module_of(losses.triplet_margin_loss, "TripletMarginLoss", f"margin p eps swap {LAST}")
TripletMarginWithDistanceLoss = module_of(
    losses.triplet_margin_with_distance_loss,
    "TripletMarginWithDistanceLoss",
    "* distance_function margin swap reduction",
)
