"""Modules do on a GPU what PyTorch's do, and train as on the CPU, without a transfer or a wait in any step."""

import contextlib
import json
import re
from math import inf, nan

import numpy as np
import pytest

import autograd_viz as av
from autograd_viz.ops import convolution
from tests.device.cards import CARDS
from tests.nn.same import as_json, differences, recorded, tell
from tests.nn.test_modules_as_pytorch import PROGRAMS

nn, F = av.nn, av.nn.functional
# Where a GPU has its own answer: values are checked when they are next read, and a GPU tensor is no NumPy array.
OWN = {
    "losses-refused": {"[7]"},
    "normalization-refused": {"[14]"},
    "modules-attribute_errors": {"[54]"},
    "modules-misuse_of_modules": {"[6].says"},
}


def placeless(told):
    """An account without the words that name a GPU."""
    text = re.sub(r"device='cuda:0', |, device='cuda:0'(?=\))| \(cuda:0\)", "", json.dumps(told))
    return json.loads(text.replace("torch.cuda.", "torch."))


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize(("name", "program"), PROGRAMS)
def test_modules_answer_on_a_gpu_as_pytorch_did(card, name, program):
    with card(), av.device("cuda"):
        told = placeless(as_json(tell(program, av)))
        with contextlib.suppress(RuntimeError):
            av.zeros(1).item()  # what was put off is told here, not in another test
    found = {line.partition(":")[0] for line in differences(told, recorded(name)[program.__name__])}
    assert found == OWN.get(f"{name}-{program.__name__}", set())


# -- networks --------------------------------------------------------------------------------------


def drawn(*shape):
    """Numbers, on the device where tensors are made."""
    return av.tensor(np.random.default_rng(0).standard_normal(shape))


class Last(nn.Module):
    """What a recurrent layer says after the last step."""

    def __init__(self, layer, features):
        super().__init__()
        self.layer, self.out = layer, nn.Linear(features, 4)

    def forward(self, x):
        return self.out(self.layer(x)[0][:, -1])


class Attention(nn.Module):
    """Attention to what came before, from one product."""

    def __init__(self):
        super().__init__()
        self.project, self.out = nn.Linear(6, 18), nn.Linear(6, 4)

    def forward(self, x):
        q, k, v = self.project(x).unflatten(-1, (3, 2, 3)).permute(2, 0, 3, 1, 4)
        seen = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.out(seen.transpose(1, 2).flatten(2).mean(1))


def encoder():
    layer = nn.TransformerEncoderLayer(6, 2, 8, dropout=0.0, batch_first=True)
    return nn.Sequential(nn.TransformerEncoder(layer, 2, nn.LayerNorm(6)), nn.Flatten(), nn.Linear(30, 4))


NETWORKS = {
    "strided and grouped convolutions": ((6, 4, 9, 9), lambda: nn.Sequential(
        nn.Conv2d(4, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(3, 2, 1),
        nn.Conv2d(8, 8, 3, stride=2, groups=4), nn.GroupNorm(2, 8), nn.GELU(), nn.Dropout(0.0), nn.AdaptiveAvgPool2d(1),
        nn.Flatten(), nn.Linear(8, 4))),
    "padded, enlarged and pooled images": ((6, 2, 6, 6), lambda: nn.Sequential(
        nn.Conv2d(2, 4, 3, padding="same", padding_mode="reflect"), nn.InstanceNorm2d(4, affine=True),
        nn.LeakyReLU(0.1), nn.Upsample(scale_factor=1.5, mode="bilinear"), nn.ConvTranspose2d(4, 4, 3, stride=2),
        nn.PReLU(), nn.AvgPool2d(3, 2, 1, count_include_pad=False), nn.AdaptiveMaxPool2d((2, 3)), nn.PixelShuffle(2),
        nn.Flatten(), nn.Linear(24, 4), nn.LayerNorm(4))),
    "signals": ((6, 3, 12), lambda: nn.Sequential(
        nn.Conv1d(3, 4, 3, dilation=2, padding=2, padding_mode="circular"), nn.BatchNorm1d(4), nn.Tanh(),
        nn.MaxPool1d(2), nn.ReplicationPad1d(2), nn.AdaptiveAvgPool1d(4), nn.Flatten(), nn.Linear(16, 4))),
    "LSTM": ((6, 5, 3), lambda: Last(nn.LSTM(3, 4, 2, batch_first=True, bidirectional=True), 8)),
    "GRU": ((6, 5, 3), lambda: Last(nn.GRU(3, 4, batch_first=True), 4)),
    "attention": ((6, 5, 6), Attention),
    "transformer encoder": ((6, 5, 6), encoder),
}  # fmt: skip


def trained(make, x, quiet, steps=30):
    """The losses of a training in which no step but the first waits."""
    av.manual_seed(0)
    with av.device("cpu"):
        net = make()
    net.to(x.device)
    classes = av.tensor([0, 1, 2, 3, 0, 1])
    optimizer, losses = av.optim.Adam(net.parameters(), lr=0.01), []

    def step():
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x), classes)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())

    step()
    with quiet():
        for _ in range(steps - 1):
            step()
    return [loss.item() for loss in losses]


@pytest.fixture
def double_precision():
    """So that rounding tells no device from another."""
    av.set_default_dtype(av.float64)
    yield
    av.set_default_dtype(av.float32)


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("kind", NETWORKS)
@pytest.mark.usefixtures("double_precision")
def test_a_network_trains_as_on_the_cpu_and_no_step_waits(card, kind):
    shape, make = NETWORKS[kind]
    losses = trained(make, drawn(*shape), av.enable_grad)
    with card(), av.device("cuda"):
        found = trained(make, drawn(*shape), card.quiet)
    np.testing.assert_allclose(found, losses, rtol=1e-6)
    assert losses[-1] < 0.8 * losses[0]


def duel(noise, quiet, steps=30):
    """The losses of a generator and of a judge who learn from each other."""
    av.manual_seed(0)
    with av.device("cpu"):
        makes = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 3), nn.Tanh())
        judges = nn.Sequential(nn.Linear(3, 8), nn.LeakyReLU(0.2), nn.Linear(8, 1), nn.Sigmoid())
    makes.to(noise.device), judges.to(noise.device)
    real, yes, no = drawn(8, 3) + 1, av.ones(8, 1), av.zeros(8, 1)
    optimizers = [av.optim.Adam(net.parameters(), lr=0.02) for net in (judges, makes)]
    losses = []
    with quiet():
        for _ in range(steps):
            for optimizer, loss in zip(
                optimizers,
                (
                    lambda: (
                        F.binary_cross_entropy(judges(real), yes)
                        + F.binary_cross_entropy(judges(makes(noise).detach()), no)
                    ),
                    lambda: F.binary_cross_entropy(judges(makes(noise)), yes),
                ),
            ):
                optimizer.zero_grad()
                loss = loss()
                loss.backward()
                optimizer.step()
                losses.append(loss.detach())
    return [loss.item() for loss in losses]


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.usefixtures("double_precision")
def test_a_generator_and_its_judge_train_as_on_the_cpu_without_a_wait(card):
    losses = duel(drawn(8, 2), av.enable_grad)
    with card(), av.device("cuda"):
        np.testing.assert_allclose(duel(drawn(8, 2), card.quiet), losses, rtol=1e-6)


# -- what a layer keeps, and what it draws ---------------------------------------------------------


@pytest.mark.parametrize("card", CARDS)
def test_running_statistics_stay_on_the_gpu_and_nobody_waits_for_them(card):
    here = nn.BatchNorm1d(3)
    here(drawn(4, 3).float())
    with card(), av.device("cuda"):
        there, x = nn.BatchNorm1d(3), drawn(4, 3).float()
        with card.quiet():
            there(x)
        assert all(b.is_cuda for b in there.buffers())
        for a, b in zip(here.buffers(), there.buffers()):
            np.testing.assert_allclose(b.cpu().numpy(), a.numpy(), rtol=1e-5)


@pytest.mark.parametrize("card", CARDS)
def test_dropout_draws_its_masks_on_the_gpu(card):
    with card(), av.device("cuda"):
        x = av.ones(1000, requires_grad=True)
        with card.quiet():
            y = F.dropout(x, 0.25)
            y.sum().backward()
        assert x.grad.tolist() == y.tolist() and 600 < y.count_nonzero() < 900


# -- numbers that no look at the array foretells ---------------------------------------------------


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("options", [{}, {"stride": 1}, {"stride": 2, "padding": 1}, {"dilation": 2, "stride": 1}])
def test_the_first_of_equals_and_the_last_of_nans_is_the_largest(card, options):
    def pooled():
        x = av.tensor([[
            [1, 1, 0, nan, 2, 2], [1, nan, 3, 3, inf, inf], [-inf] * 6, [nan] * 6, [-inf] * 5 + [nan], [0] * 6
        ]])  # fmt: skip
        pairs = F.max_pool2d(x, (2, 3), return_indices=True, **options), F.adaptive_max_pool2d(x, (4, 5), True)
        whole = F.max_pool2d(x.nan_to_num(0, 9, -9).long(), 2, return_indices=True)
        return [y.tolist() for pair in (*pairs, whole) for y in pair]

    expected = pooled()
    with card(), av.device("cuda"):
        assert repr(pooled()) == repr(expected)  # NaN has one spelling, and is not itself


RESAMPLED = {
    "adaptive_avg_pool2d": lambda x: F.adaptive_avg_pool2d(x, (3, 4)),
    "avg_pool2d": lambda x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=False),
    "bicubic": lambda x: F.interpolate(x, scale_factor=1.7, mode="bicubic"),
    "bilinear": lambda x: F.interpolate(x, (7, 3), mode="bilinear", align_corners=True),
    "circular": lambda x: F.pad(x, (2, 1, 0, 3), mode="circular"),
    "nearest": lambda x: F.interpolate(x, (9, 4)),
    "reflect": lambda x: F.pad(x, (2, 1, 0, 3), mode="reflect"),
    "replicate": lambda x: F.pad(x, (2, 1, 0, 3), mode="replicate"),
}


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("name", RESAMPLED)
def test_what_is_not_finite_spreads_as_far_as_on_the_cpu(card, name):
    def resampled(quiet):
        x = drawn(2, 3, 5, 6)
        x[0, 0, 2, 2], x[0, 1, 0, 0], x[1, 2, 4, 5] = inf, nan, -inf
        x.requires_grad_()
        RESAMPLED[name](x).sum().backward()  # brings its tables there
        with quiet():
            y = RESAMPLED[name](x)
            g = y.detach().clone()
            (slope,) = av.autograd.grad(y, x, g, create_graph=True)
        return [z.detach().cpu().numpy() for z in (y, slope)]

    expected = resampled(av.enable_grad)
    with card(), av.device("cuda"):
        for a, b in zip(resampled(card.quiet), expected):
            np.testing.assert_allclose(a, b, rtol=1e-9)


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("groups", [1, 2])
def test_convolutions_in_parts_give_the_whole(card, groups, monkeypatch):
    def found():
        x, w = drawn(7, 4, 6, 5).requires_grad_(), drawn(4, 4 // groups, 3, 2).requires_grad_()
        y = F.conv2d(x, w, stride=(1, 2), padding=1, groups=groups)
        z = F.conv_transpose2d(y, w, stride=(1, 2), groups=groups)
        return [t.detach().cpu().numpy() for t in (y, z, *av.autograd.grad(z.square().sum(), (x, w)))]

    expected = found()
    monkeypatch.setattr(convolution, "block", lambda x: 1000)
    with card(), av.device("cuda"):
        for a, b in zip(found(), expected):
            np.testing.assert_allclose(a, b, rtol=1e-9)


@pytest.mark.parametrize("card", CARDS)
def test_half_precision_is_computed_in_single_precision(card):
    with card(), av.device("cuda"):
        x = av.ones(1, 1, 4096, dtype=av.float16)
        assert F.conv1d(x, x).item() == 4096  # 2048 + 1 is 2048 in half precision
        assert F.layer_norm(x, (4096,)).dtype == av.float16


# -- errors ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize(
    ("loss", "x", "target", "words"),
    [
        (F.cross_entropy, [[0.0] * 3] * 2, [0, 3], "target is out of bounds"),
        (F.nll_loss, [[0.0] * 3] * 2, [-1, 0], "target is out of bounds"),
        (F.binary_cross_entropy, [1.0, 2.0], [1.0, 1.0], "all elements of input should be between 0 and 1"),
        (F.binary_cross_entropy, [1.0, 1.0], [0.0, -1.0], "all elements of target should be between 0 and 1"),
        (F.multi_margin_loss, [[0.0] * 3] * 2, [0, 3], "target out of range"),
        (F.multilabel_margin_loss, [[0.0] * 3] * 2, [[0, 2, -1], [0, 3, -1]], "is out of range"),
    ],
)
def test_a_target_that_cannot_be_is_told_when_the_loss_is_read(card, loss, x, target, words):
    with card(), av.device("cuda"):
        x, target = av.tensor(x), av.tensor(target)
        with card.quiet():
            found = loss(x, target)
        with pytest.raises(RuntimeError, match=f"CUDA error: device-side assert triggered\n.*{words}"):
            found.item()


@pytest.mark.parametrize("card", CARDS)
def test_an_ignored_class_need_not_exist(card):
    with card(), av.device("cuda"):
        x, classes = drawn(3, 4), av.tensor([0, -100, 2])
        whole = F.cross_entropy(x, classes).item()
        assert whole == pytest.approx(F.cross_entropy(x[::2], classes[::2]).item())


APART = [
    (nn.Linear(3, 2), (1, 3)), (nn.Conv2d(2, 3, 1), (1, 2, 4, 4)), (nn.ConvTranspose1d(2, 3, 2), (1, 2, 4)),
    (nn.BatchNorm1d(3), (2, 3)), (nn.LayerNorm(3), (2, 3)), (nn.GroupNorm(1, 3), (2, 3)), (nn.PReLU(), (3,)),
    (nn.LSTM(3, 2), (1, 1, 3)), (nn.MultiheadAttention(2, 1), (1, 1, 2)), (nn.Bilinear(3, 3, 2), (1, 3)),
]  # fmt: skip


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize(("module", "shape"), APART, ids=lambda x: type(x).__name__)
def test_a_module_and_its_input_on_two_devices_do_not_meet(card, module, shape):
    def call(x):
        given = 3 if isinstance(module, nn.MultiheadAttention) else 2 if isinstance(module, nn.Bilinear) else 1
        return module(*[x] * given)

    with card():
        x = av.zeros(*shape)
        with pytest.raises(RuntimeError, match="Expected all tensors to be on the same device"):
            call(x.to("cuda"))
        module.to("cuda")
        with pytest.raises(RuntimeError, match="Expected all tensors to be on the same device"):
            call(x)
        module.to("cpu")
    call(x)
