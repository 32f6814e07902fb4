"""Ways to write losses."""

import numpy as np

from tests.oracle.overloads.drawing import overload

HELPERS = "put_nll twice".split()  # ops that only rules call


def loss_options(d, n):
    weight = f", weight=T.tensor({np.round(d.random.uniform(0.5, 2, n), 2).tolist()}, dtype=T.float64)"
    ignored = f", ignore_index={int(d.random.integers(n))}" if d.chance(0.3) else ""
    return (weight if d.chance(0.3) else "") + ignored + f', reduction="{d.choice(["mean", "sum", "none"])}"'


def classes(d, x):
    rows, n = d.shape(x)
    return f"T.tensor({d.random.integers(0, n, rows).tolist()})"


@overload("nll", "nll_loss")
def nll_loss(d):
    x = d.of(lambda s: len(s) == 2 and 0 not in s, [(2, 3), (3, 2)])
    return f"F.nll_loss({x}.double(), {classes(d, x)}{loss_options(d, d.shape(x)[1])})"


@overload("log_softmax_axis nll", "cross_entropy")
def cross_entropy(d):
    x = d.of(lambda s: len(s) == 2 and 0 not in s, [(2, 3), (3, 2)])
    return f"F.cross_entropy({x}.double(), {classes(d, x)}{loss_options(d, d.shape(x)[1])})"


@overload("log_softmax_axis mul sum_all neg div_number", "cross_entropy with probabilities")
def cross_entropy_with_probabilities(d):
    x = d.of(lambda s: len(s) == 2 and 0 not in s, [(2, 3), (3, 2)])
    return f"F.cross_entropy({x}, {d.shaped(d.shape(x))}.softmax(1))"


@overload("squared_error", "mse_loss")
def mse_loss(d):
    x = d.any()
    return f'F.mse_loss({x}, {d.shaped(d.shape(x))}, reduction="{d.choice(["mean", "sum", "none"])}")'
