"""Layers of convolutions start as PyTorch's do."""

import math

import numpy as np
import pytest

import autograd_viz as av


@pytest.mark.parametrize(
    ("layer", "options", "inputs"),
    [
        ("Conv1d", {}, 16 * 5), ("Conv2d", {}, 16 * 25), ("Conv2d", {"groups": 4}, 4 * 25), ("Conv3d", {}, 16 * 125),
        ("ConvTranspose1d", {}, 32 * 5), ("ConvTranspose2d", {"groups": 4}, 8 * 25),
    ],
)  # fmt: skip
def test_a_convolution_starts_between_plus_and_minus_one_over_the_root_of_its_inputs(layer, options, inputs):
    av.manual_seed(0)
    made, bound = getattr(av.nn, layer)(16, 32, 5, **options), 1 / math.sqrt(inputs)
    weight, bias = made.weight.detach().numpy(), made.bias.detach().numpy()
    for numbers in (weight, bias):
        assert np.abs(numbers).max() <= bound * (1 + 1e-6)
    assert np.abs(weight).max() > 0.99 * bound
    assert weight.std() == pytest.approx(bound / math.sqrt(3), rel=0.05)


def test_the_same_seed_gives_the_same_layer():
    def weights(seed):
        av.manual_seed(seed)
        return av.nn.Conv2d(1, 2, 3).weight.tolist()

    assert weights(1) == weights(1) != weights(2)


def test_a_layer_of_given_dtype_keeps_it():
    layer = av.nn.Conv2d(1, 2, 3, dtype=av.float64)
    assert layer(av.ones(1, 1, 4, 4, dtype=av.float64)).dtype is av.float64
