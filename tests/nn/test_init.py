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


@pytest.mark.parametrize(
    ("mean", "std", "low", "high"), [(0, 1, -2, 2), (3, 0.5, 2.9, 3.1), (0, 1, 1.5, 4), (0, 2, -1, 0.5), (1, 1, 1, 9)]
)
def test_truncated_normal_numbers_have_the_density_of_what_is_left(mean, std, low, high):
    from scipy.stats import kstest, truncnorm

    av.manual_seed(0)
    x = numbers(init.trunc_normal_(av.empty(100, 100, dtype=av.float64), mean, std, low, high)).reshape(-1)
    assert low <= x.min() and x.max() <= high
    expected = truncnorm((low - mean) / std, (high - mean) / std, mean, std)
    assert kstest(x, expected.cdf).pvalue > 1e-4


@pytest.mark.parametrize("dtype", [av.float16, av.float32, av.float64])
def test_truncated_normal_numbers_stay_inside_in_every_precision(dtype):
    x = numbers(init.trunc_normal_(av.empty(5000, dtype=dtype), 0.0, 1.0, -0.3, 0.3))
    bound = float(av.tensor(0.3, dtype=dtype).item())
    assert np.abs(x).max() <= bound


def test_a_truncation_far_from_the_mean_is_warned_of():
    with pytest.warns(UserWarning, match="mean is more than 2 std from"):
        init.trunc_normal_(av.empty(3), 0.0, 1.0, 3.0, 4.0)


@pytest.mark.parametrize("shape", [(3, 3), (2, 5), (5, 2), (4, 2, 3), (1, 6)])
@pytest.mark.parametrize("gain", [1, 2.5])
def test_orthogonal_rows_or_columns(shape, gain):
    q = numbers(init.orthogonal_(av.empty(*shape, dtype=av.float64), gain)).reshape(shape[0], -1)
    gram = q @ q.T if q.shape[0] <= q.shape[1] else q.T @ q
    assert np.allclose(gram, gain**2 * np.eye(len(gram)))


def test_orthogonal_matrices_are_spread_evenly():
    """The mean of many is 0, and reflections are as likely as rotations."""
    av.manual_seed(0)
    drawn = np.stack([numbers(init.orthogonal_(av.empty(2, 2, dtype=av.float64))) for _ in range(2000)])
    assert np.abs(drawn.mean(0)).max() < 0.07
    assert abs(np.mean(np.linalg.det(drawn) > 0) - 0.5) < 0.05


def test_a_sparse_column_has_as_many_zeros_as_asked_for_in_any_rows():
    av.manual_seed(0)
    x = numbers(init.sparse_(av.empty(10, 300), 0.25, std=2.0))
    assert ((x == 0).sum(0) == 3).all()
    assert ((x == 0).sum(1) > 60).all()
    assert x[x != 0].std() == pytest.approx(2.0, rel=0.05)


def test_a_convolution_filled_with_dirac_keeps_its_channels():
    weight = init.dirac_(av.empty(4, 2, 3, 3), groups=2)
    assert numbers(weight).sum() == 4
    x = av.randn(1, 4, 5, 5)
    assert av.allclose(av.nn.functional.conv2d(x, weight, padding=1, groups=2), x)


@pytest.mark.parametrize("fill", [init.eye_, init.orthogonal_, lambda p: init.sparse_(p, 0.5), init.trunc_normal_])
def test_every_fill_leaves_a_parameter_a_leaf(fill):
    parameter = av.nn.Parameter(av.zeros(3, 3))
    assert fill(parameter) is parameter
    assert parameter.is_leaf and parameter.requires_grad
    assert parameter._version > 0
