"""Programs about the modules of losses, and about the older words for their reductions."""

import warnings

from tests.nn.same import graph, grid, numbers, raised

PROGRAMS = []


def program(function):
    """Count a function among the programs."""
    PROGRAMS.append(function)
    return function


def signs(T, *shape):
    return grid(T, *shape).sign()


def probabilities(T, *shape):
    return grid(T, *shape).sigmoid()


def cases(T):
    """(module's name, how to make its operands, options) of every kind of loss."""
    weight, classes = T.tensor([0.5, 2.0, 1.5], dtype=T.float64), T.tensor([2, 0, 1, 2])
    rows = lambda: grid(T, 4, 3, requires_grad=True)
    pair = lambda: (rows(), grid(T, 3, 4).reshape(4, 3) + 0.3)
    triple = lambda: (*pair(), grid(T, 4, 3) * 0.7)
    likely = lambda: (rows(), probabilities(T, 4, 3))
    chances = lambda: (rows().sigmoid(), probabilities(T, 4, 3))
    scores = lambda: (rows(), classes)
    signed = lambda: (rows(), signs(T, 4, 3))
    return [
        ("L1Loss", pair, {}), ("MSELoss", pair, {}), ("SmoothL1Loss", pair, {"beta": 0.4}), ("SmoothL1Loss", pair, {"beta": 0.0}),
        ("HuberLoss", pair, {"delta": 0.3}), ("HuberLoss", pair, {}), ("SoftMarginLoss", signed, {}),
        ("NLLLoss", scores, {"weight": weight}), ("NLLLoss", scores, {"ignore_index": 2}),
        ("CrossEntropyLoss", scores, {"label_smoothing": 0.2, "weight": weight}), ("CrossEntropyLoss", likely, {}),
        ("CrossEntropyLoss", lambda: (grid(T, 4, 3, 2, requires_grad=True), T.tensor([[2, 0], [1, 1], [0, 0], [2, 1]])), {}),
        ("BCELoss", chances, {}), ("BCELoss", chances, {"weight": weight}), ("BCEWithLogitsLoss", likely, {}),
        ("BCEWithLogitsLoss", likely, {"weight": weight, "pos_weight": weight * 2}), ("MultiLabelSoftMarginLoss", likely, {}),
        ("MultiLabelSoftMarginLoss", likely, {"weight": weight}), ("KLDivLoss", likely, {}), ("KLDivLoss", pair, {"log_target": True}),
        ("PoissonNLLLoss", likely, {"full": True}), ("PoissonNLLLoss", chances, {"log_input": False, "eps": 0.1}),
        ("GaussianNLLLoss", lambda: (*pair(), probabilities(T, 4, 3)), {"full": True, "eps": 0.6}),
        ("HingeEmbeddingLoss", signed, {"margin": 0.5}), ("MarginRankingLoss", lambda: (*pair(), signs(T, 4, 3)), {"margin": 0.1}),
        ("CosineEmbeddingLoss", lambda: (*pair(), signs(T, 4)), {"margin": 0.1}),
        ("TripletMarginLoss", triple, {"p": 1, "swap": True}), ("TripletMarginLoss", triple, {"margin": 0.2, "eps": 0.1}),
        ("MultiMarginLoss", scores, {"p": 2, "margin": 0.5, "weight": weight}), ("MultiMarginLoss", scores, {}),
        ("MultiLabelMarginLoss", lambda: (rows(), T.tensor([[0, 1, -1], [2, 2, 1], [-1, 0, 0], [1, -1, 0]])), {}),
        ("TripletMarginWithDistanceLoss", triple, {"swap": True}),
        ("TripletMarginWithDistanceLoss", triple, {"distance_function": lambda a, b: (a - b).abs().mean(1)}),
    ]  # fmt: skip


@program
def modules(T):
    told = {}
    for k, (name, make, options) in enumerate(cases(T)):
        for reduction in ("mean", "sum", "none"):
            operands = make()
            loss = getattr(T.nn, name)(reduction=reduction, **options)
            y = loss(*operands)
            (g,) = T.autograd.grad(y.sum(), operands[:1])
            told[f"{k} {name} {reduction}"] = [numbers(y), graph(y), numbers(g), repr(loss), loss.reduction]
    return told


@program
def distances(T):
    a, b = grid(T, 2, 3, requires_grad=True), grid(T, 3, 2).reshape(2, 3) + 0.5
    made = [
        T.nn.PairwiseDistance(), T.nn.PairwiseDistance(1), T.nn.PairwiseDistance(p=3.0, eps=0.1, keepdim=True),
        T.nn.CosineSimilarity(), T.nn.CosineSimilarity(dim=0), T.nn.CosineSimilarity(1, 2.0),
    ]  # fmt: skip
    told = [[numbers(module(a, b)), graph(module(a, b)), repr(module)] for module in made]
    return [*told, made[2].norm, made[2].eps, made[2].keepdim, made[5].dim, made[5].eps]


@program
def positional_arguments(T):
    nn = T.nn
    weight = T.tensor([1.0, 2.0])
    made = [
        nn.NLLLoss(weight, None, 5, None, "sum"), nn.CrossEntropyLoss(weight, None, 5, None, "sum", 0.5),
        nn.BCEWithLogitsLoss(weight, None, None, "none", weight), nn.SmoothL1Loss(None, None, "sum", 2.0),
        nn.HuberLoss("sum", 3), nn.KLDivLoss(None, None, "batchmean", True), nn.PoissonNLLLoss(False, True, None, 0.1),
        nn.HingeEmbeddingLoss(2.0), nn.MarginRankingLoss(0.3), nn.CosineEmbeddingLoss(0.4), nn.TripletMarginLoss(2.0, 1, 0.1, True),
        nn.MSELoss(False), nn.MSELoss(None, False), nn.L1Loss(True, True), nn.BCELoss(weight, False), nn.GaussianNLLLoss(eps=1.0),
    ]  # fmt: skip
    words = "reduction ignore_index label_smoothing beta delta log_target log_input full eps margin p swap".split()
    return [
        [{word: getattr(module, word, None) for word in words}, {k: numbers(v) for k, v in module.state_dict().items()},
         [name for name, _ in module.named_buffers()]]
        for module in made
    ]  # fmt: skip


@program
def refused(T):
    nn = T.nn
    return [
        raised(call)
        for call in (
            lambda: nn.TripletMarginLoss(margin=0), lambda: nn.TripletMarginWithDistanceLoss(margin=-1.0),
            lambda: nn.MultiMarginLoss(p=3), lambda: nn.HuberLoss(delta="a"), lambda: nn.MSELoss(reduction="all")(grid(T, 2), grid(T, 2)),
            lambda: nn.CrossEntropyLoss(weight=grid(T, 2))(grid(T, 2, 3), T.tensor([0, 1])),
            lambda: nn.BCELoss()(grid(T, 2) * 0 + 0.5, grid(T, 3)), lambda: nn.NLLLoss()(grid(T, 2, 3), T.tensor([0, 3])),
        )
    ]  # fmt: skip


def warned(function):
    """What a call returns, and the warnings it gives."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        value = function()
    return [numbers(value), [[str(w.message), w.category.__name__] for w in caught]]


@program
def warnings_given(T):
    F = T.nn.functional
    x, z, s, t = grid(T, 4, 3), grid(T, 3, 4).reshape(4, 3), signs(T, 4, 3), T.tensor([2, 0, 1, 2])
    p = x.sigmoid()
    return [
        warned(call)
        for call in (
            lambda: F.mse_loss(x, z, False), lambda: F.mse_loss(x, z, None, False), lambda: F.mse_loss(x, z, True, True),
            lambda: F.cross_entropy(x, t, None, False), lambda: F.cross_entropy(x, t, None, None, -100, False),
            lambda: F.nll_loss(x, t, None, True, 2, True), lambda: F.l1_loss(x, z, False), lambda: F.smooth_l1_loss(x, z, False),
            lambda: F.binary_cross_entropy(p, p, None, False), lambda: F.binary_cross_entropy_with_logits(x, p, None, False),
            lambda: F.kl_div(x, p), lambda: F.kl_div(x, p, False), lambda: F.kl_div(x, p, reduction="sum"),
            lambda: F.poisson_nll_loss(x, p, True, False, False), lambda: F.hinge_embedding_loss(x, s, 1.0, False),
            lambda: F.margin_ranking_loss(x, z, s, 0, False), lambda: F.soft_margin_loss(x, s, False),
            lambda: F.cosine_embedding_loss(x, z, s[:, 0], 0, False), lambda: F.multilabel_soft_margin_loss(x, p, None, False),
            lambda: F.triplet_margin_loss(x, z, p, 1.0, 2, 1e-6, False, False), lambda: F.mse_loss(x, z[0]),
            lambda: F.l1_loss(x, z[:, :1]), lambda: F.huber_loss(x, z[0]), lambda: F.smooth_l1_loss(x[0], z),
            lambda: T.nn.MSELoss(False)(x, z), lambda: T.nn.NLLLoss(reduce=False)(x, t),
        )
    ]  # fmt: skip


@program
def weights_and_targets_of_other_dtypes(T):
    """Gradients keep the dtype of their leaf, and a module refuses the weights that its function would."""
    F = T.nn.functional
    x = grid(T, 2, 3, dtype=T.float32, requires_grad=True)
    F.soft_margin_loss(x, grid(T, 2, 3).sign()).backward()
    told = [numbers(x.grad)]
    x.grad = None
    F.binary_cross_entropy(x.sigmoid(), T.ones(2, 3), weight=grid(T, 3)).backward()
    return [*told, numbers(x.grad), raised(lambda: T.nn.MultiMarginLoss(weight=T.ones(2, 2)))]
