"""Ways to write losses."""

import numpy as np

from tests.oracle.overloads.drawing import overload

HELPERS = set(  # ops that only rules call
    "put_nll portion weighted bounded inside bce_slope xlogy_slope log_softmax_slope softmax_slope stand_out_slope".split()
)
REDUCTIONS = ["mean", "sum", "none"]
SIGNS = "T.tensor({}, dtype=T.float64)"


def reduction(d):
    return f', reduction="{d.choice(REDUCTIONS)}"'


def loss_options(d, n):
    weight = f", weight=T.tensor({np.round(d.random.uniform(0.5, 2, n), 2).tolist()}, dtype=T.float64)"
    ignored = f", ignore_index={int(d.random.integers(n))}" if d.chance(0.3) else ""
    return (weight if d.chance(0.3) else "") + ignored + reduction(d)


def classes(d, x):
    shape = d.shape(x)
    return f"T.tensor({d.random.integers(0, shape[1], (shape[0], *shape[2:])).tolist()})"


def signs(d, shape):
    return f"T.tensor({d.random.choice([-1.0, 1.0], shape).tolist()}, dtype=T.float64)"


def rows(d):
    return d.of(lambda s: len(s) == 2 and 0 not in s, [(2, 3), (3, 2)])


def in_order(d, name):
    """An operand of float64 that lies in memory in the order of its axes (see the differences)."""
    return f"{name}.double()" if d.names[name].is_contiguous() else f"{name}.double().contiguous()"


def pair(d, least=0):
    """Two operands of one shape, and that shape."""
    x = d.with_axes(least) if least else d.any()
    return in_order(d, x), in_order(d, d.shaped(d.shape(x))), d.shape(x)


@overload("nll", "nll_loss")
def nll_loss(d):
    x = rows(d)
    return f"F.nll_loss({x}.double(), {classes(d, x)}{loss_options(d, d.shape(x)[1])})"


@overload("nll_2d", "nll_loss with axes behind the classes")
def nll_loss_2d(d):
    x = d.of(lambda s: len(s) == 3 and 0 not in s, [(2, 3, 2), (2, 2, 3)])
    return f"F.nll_loss({x}.double(), {classes(d, x)}{loss_options(d, d.shape(x)[1])})"


@overload("log_softmax_axis nll", "cross_entropy")
def cross_entropy(d):
    x = rows(d)
    return f"F.cross_entropy({x}.double(), {classes(d, x)}{loss_options(d, d.shape(x)[1])})"


@overload("log_softmax_axis nll_2d scaled masked_fill_number", "cross_entropy with smoothed labels")
def cross_entropy_smoothed(d):
    x = d.of(lambda s: len(s) == 3 and 0 not in s, [(2, 3, 2), (2, 2, 3)])
    smoothing = d.choice([0.1, 0.5, 1.0])
    return (
        f"F.cross_entropy({x}.double(), {classes(d, x)}, label_smoothing={smoothing}{loss_options(d, d.shape(x)[1])})"
    )


@overload("log_softmax_axis mul sum_all neg div_number", "cross_entropy with probabilities")
def cross_entropy_with_probabilities(d):
    x = rows(d)
    return f"F.cross_entropy({x}, {d.shaped(d.shape(x))}.softmax(1))"


@overload("shifted scaled", "cross_entropy with smoothed probabilities")
def cross_entropy_with_smoothed_probabilities(d):
    x = rows(d)
    return f"F.cross_entropy({x}, {d.shaped(d.shape(x))}.softmax(1), label_smoothing=0.2{reduction(d)})"


@overload("multi_margin", "multi_margin_loss")
def multi_margin_loss(d):
    x = rows(d)
    options = f"p={d.choice([1, 2])}, margin={d.choice([0.5, 1.0, 2])}{reduction(d)}"
    return f"F.multi_margin_loss({x}.double(), {classes(d, x)}, {options})"


@overload("multilabel_margin", "multilabel_margin_loss")
def multilabel_margin_loss(d):
    x = rows(d)
    shape = d.shape(x)
    return f"F.multilabel_margin_loss({x}.detach().double(), T.tensor({d.random.integers(-1, shape[1], shape).tolist()}){reduction(d)})"


def of_pairs(name, ops, text, least=0):
    """A loss of two tensors of one shape and float64."""

    def make(d):
        x, z, shape = pair(d, least)
        n = d.choice([0.3, 1.0, 2])
        return text.format(x=x, z=z, n=n, r=reduction(d), s=signs(d, shape))

    overload(ops, name)(make)


of_pairs("mse_loss", "squared_error", "F.mse_loss({x}, {z}{r})")
of_pairs("mse_loss with weights", "pow_number mul", "F.mse_loss({x}, {z}, weight={z}.sigmoid(){r})")
of_pairs("l1_loss", "abs sub", "F.l1_loss({x}, {z}{r})")
of_pairs("smooth_l1_loss", "smooth_l1", "F.smooth_l1_loss({x}, {z}, beta={n}{r})")
of_pairs("huber_loss", "huber", "F.huber_loss({x}, {z}, delta={n}{r})")
of_pairs("binary_cross_entropy", "bce", "F.binary_cross_entropy({x}.sigmoid(), {z}.sigmoid(){r})")
of_pairs(
    "binary_cross_entropy with weights", "bce", "F.binary_cross_entropy({x}.sigmoid(), {z}.sigmoid(), {z}.detach(){r})"
)
of_pairs("with logits", "bce_logits", "F.binary_cross_entropy_with_logits({x}, {z}.sigmoid(){r})")
of_pairs("with logits and weights", "bce_logits_weighted",
         "F.binary_cross_entropy_with_logits({x}, {z}.sigmoid(), {s}, pos_weight={x}.detach(){r})")  # fmt: skip
of_pairs("kl_div", "xlogy", "F.kl_div({x}, {z}.sigmoid(){r}, log_target=False)".replace("{r}", ', reduction="sum"'))
of_pairs("kl_div of logarithms", "exp", 'F.kl_div({x}.sigmoid(), {z}.sin(), reduction="none", log_target=True)')
of_pairs(
    "poisson_nll_loss",
    "exp",
    "F.poisson_nll_loss({x}.sigmoid(), {z}, full=True{r})".replace("{z}", "({z}.sigmoid() + 0.6)"),
)
of_pairs("poisson_nll_loss of counts", "shifted log", "F.poisson_nll_loss({x}.sigmoid(), {z}, log_input=False{r})")
of_pairs("gaussian_nll_loss", "clone_above", "F.gaussian_nll_loss({x}, {z}, {z}.sigmoid(), full=True, eps=0.4{r})")
of_pairs("hinge_embedding_loss", "where clamp_min_number", "F.hinge_embedding_loss({x}, {s}, {n}{r})")
of_pairs("margin_ranking_loss", "shifted clamp_min_number", "F.margin_ranking_loss({x}, {z}, {s}, {n}{r})")
of_pairs("soft_margin_loss", "soft_margin", "F.soft_margin_loss({x}, {s}{r})")
of_pairs("multilabel_soft_margin_loss", "logsigmoid", "F.multilabel_soft_margin_loss({x}, {z}{r})", 1)
of_pairs("cosine_similarity", "norm_axes clone_above", "F.cosine_similarity({x} + 2.5, {z}.cos() + 2, -1)", 1)
of_pairs("pairwise_distance", "distance_along", "F.pairwise_distance({x}, {z}.cos() + 3, p={n})", 1)
of_pairs(
    "triplet_margin_loss",
    "distance_along minimum",
    "F.triplet_margin_loss({x}, {z} + 5, {x}.cos() + {z} - 4, swap=True{r})",
    1,
)


@overload("lowered sqrt", "cosine_embedding_loss")
def cosine_embedding_loss(d):
    x = rows(d)
    z, target = d.shaped(d.shape(x)), signs(d, d.shape(x)[:1])
    x, z = in_order(d, x), in_order(d, z)
    return f"F.cosine_embedding_loss({x} + 2.5, {z}.cos() + 1, {target}, 0.1{reduction(d)})"
