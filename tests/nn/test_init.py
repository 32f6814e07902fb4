"""First numbers come from PyTorch's distributions, reproducibly and unrecorded."""

import math

import numpy as np
import pytest

import autograd_viz as av

init = av.nn.init


def numbers(tensor):
    return tensor.detach().numpy().astype(np.float64)


@pytest.mark.parametrize(
    ("fill", "bound"),
    [
        (lambda t: init.uniform_(t, -0.5, 0.5), 0.5),
        (lambda t: init.kaiming_uniform_(t, a=math.sqrt(5)), 1 / math.sqrt(200)),
        (lambda t: init.kaiming_uniform_(t, nonlinearity="relu"), math.sqrt(6 / 200)),
        (lambda t: init.kaiming_uniform_(t, mode="fan_out", nonlinearity="linear"), math.sqrt(3 / 300)),
        (lambda t: init.xavier_uniform_(t), math.sqrt(6 / 500)),
        (lambda t: init.xavier_uniform_(t, gain=2.0), 2 * math.sqrt(6 / 500)),
    ],
)
def test_uniform_numbers_fill_their_interval(fill, bound):
    av.manual_seed(0)
    tensor = av.empty(300, 200)
    assert fill(tensor) is tensor
    x = numbers(tensor)
    assert np.abs(x).max() <= bound * (1 + 1e-6)
    assert np.abs(x).max() > 0.999 * bound
    assert abs(x.mean()) < 0.01 * bound
    assert x.std() == pytest.approx(bound / math.sqrt(3), rel=0.01)


@pytest.mark.parametrize(
    ("fill", "mean", "std"),
    [
        (lambda t: init.normal_(t), 0, 1),
        (lambda t: init.normal_(t, 3.0, 0.5), 3, 0.5),
        (lambda t: init.kaiming_normal_(t, nonlinearity="relu"), 0, math.sqrt(2 / 200)),
        (lambda t: init.kaiming_normal_(t, mode="fan_out", a=1.0), 0, math.sqrt(1 / 300)),
        (lambda t: init.xavier_normal_(t, gain=3.0), 0, 3 * math.sqrt(2 / 500)),
    ],
)
def test_normal_numbers_have_their_mean_and_deviation(fill, mean, std):
    av.manual_seed(0)
    x = numbers(fill(av.empty(300, 200)))
    assert x.mean() == pytest.approx(mean, abs=0.02 * std)
    assert x.std() == pytest.approx(std, rel=0.01)
    assert np.mean(np.abs(x - mean) < std) == pytest.approx(0.683, abs=0.01)


def test_constants():
    tensor = av.empty(3)
    assert init.ones_(tensor).tolist() == [1, 1, 1]
    assert init.zeros_(tensor).tolist() == [0, 0, 0]
    assert init.constant_(tensor, 2.5).tolist() == [2.5, 2.5, 2.5]


def test_a_parameter_is_filled_unrecorded():
    parameter = av.nn.Parameter(av.zeros(3, 3))
    init.xavier_uniform_(parameter)
    assert parameter.is_leaf
    assert parameter.requires_grad
    assert parameter._version == 1


def test_linear_starts_between_plus_and_minus_one_over_the_root_of_its_inputs():
    av.manual_seed(0)
    layer = av.nn.Linear(400, 300)
    for parameter in layer.parameters():
        x = numbers(parameter)
        assert np.abs(x).max() <= 0.05 * (1 + 1e-6)
        assert np.abs(x).max() > 0.049
        assert x.std() == pytest.approx(0.05 / math.sqrt(3), rel=0.1)


def test_the_same_seed_gives_the_same_model():
    def model(seed):
        av.manual_seed(seed)
        return av.nn.Linear(3, 3).weight.tolist()

    assert model(1) == model(1)
    assert model(1) != model(2)


def test_a_generator_of_ones_own_is_used():
    def drawn():
        generator = av.Generator().manual_seed(7)
        return init.kaiming_uniform_(av.empty(2, 2), generator=generator).tolist()

    assert drawn() == drawn()


def test_a_layer_without_inputs_can_be_made():
    with pytest.warns(UserWarning, match="zero-element"):
        layer = av.nn.Linear(0, 3)
    assert layer.bias.tolist() == [0, 0, 0]
