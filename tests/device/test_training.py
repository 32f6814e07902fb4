"""Modules, first numbers and optimisers do on a GPU what they do on the CPU, and a step of training waits for nothing."""

import copy
import math

import numpy as np
import pytest

import autograd_viz as av
from tests.device.cards import CARDS, stand_in

nn, F = av.nn, av.nn.functional
OPTIMISERS = [
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.01}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True, "maximize": True}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.5, "foreach": True}),
    ("Adam", {"lr": 0.01}),
    ("Adam", {"lr": 0.01, "amsgrad": True, "weight_decay": 0.01, "fused": True}),
    ("AdamW", {"lr": 0.01}),
    ("Adamax", {"lr": 0.01}),
    ("NAdam", {"lr": 0.01, "weight_decay": 0.01, "decoupled_weight_decay": True}),
    ("RMSprop", {"lr": 0.01}),
    ("RMSprop", {"lr": 0.01, "momentum": 0.9, "centered": True}),
    ("Adadelta", {"lr": 1.0, "weight_decay": 0.01}),
    ("Adagrad", {"lr": 0.05, "lr_decay": 0.1, "initial_accumulator_value": 0.1}),
]
CAPTURABLE = ["Adam", "AdamW", "Adamax", "NAdam", "RMSprop", "Adadelta"]
NAMED = [pytest.param(*case, id=f"{case[0]}-{i}") for i, case in enumerate(OPTIMISERS)]
MODELS = {
    "mlp": lambda: nn.Sequential(nn.Linear(12, 8), nn.ReLU(), nn.LayerNorm(8), nn.Linear(8, 3)),
    "cnn": lambda: nn.Sequential(
        nn.Unflatten(1, (1, 4, 3)), nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(8, 3),
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def double_precision():
    """So that rounding tells no device from another."""
    av.set_default_dtype(av.float64)
    yield
    av.set_default_dtype(av.float32)


def drawn(*shape):
    return av.tensor(np.random.default_rng(0).standard_normal(shape))


def model(kind="mlp"):
    av.manual_seed(0)
    return MODELS[kind]()


def train(model, name, options, device, quiet, steps=4):
    """The losses of a few steps, each of them run where nothing may wait, and the optimiser."""
    model.to(device)
    x, y = drawn(8, 12).to(device), av.tensor([0, 1, 2, 0, 1, 2, 0, 1], device=device)
    optimizer = getattr(av.optim, name)(model.parameters(), **options)
    scheduler, losses, norms = av.optim.lr_scheduler.StepLR(optimizer, 2, 0.5), [], []
    F.cross_entropy(copy.deepcopy(model)(x), y).backward()  # brings constants of layers there
    for _ in range(steps):
        with quiet():
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            norms.append(nn.utils.clip_grad_norm_(model.parameters(), 0.5))
            optimizer.step()
            scheduler.step()
            losses.append(loss.detach())
    return [n.item() for n in losses + norms], optimizer


def on_the_cpu(kind, name, options, made={}):  # noqa: B006 - what the CPU gives is found once
    key = kind, name, *options.items()
    if key not in made:
        trained = model(kind)
        numbers, _ = train(trained, name, options, "cpu", av.enable_grad)
        made[key] = numbers, {k: v.numpy() for k, v in trained.state_dict().items()}
    return made[key]


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("kind", MODELS)
@pytest.mark.parametrize(("name", "options"), NAMED)
def test_training_gives_the_losses_of_the_cpu_and_neither_waits_nor_moves_anything(card, kind, name, options):
    numbers, weights = on_the_cpu(kind, name, options)
    trained = model(kind)
    with card():
        found, _ = train(trained, name, options, "cuda", card.quiet)
        assert all(t.is_cuda for t in trained.state_dict().values())
        for key, value in trained.cpu().state_dict().items():
            np.testing.assert_allclose(value.numpy(), weights[key], rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(found, numbers, rtol=1e-7)


# -- modules ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("card", CARDS)
def test_a_module_moves_with_gradients_and_buffers_and_its_parameters_stay_the_same_objects(card):
    net = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4))
    net(drawn(5, 3)).square().sum().backward()
    kept, numbers = list(net.parameters()), [p.tolist() for p in net.parameters()]
    slopes = [p.grad.tolist() for p in kept]
    with card():
        for there, back in ((net.cuda, net.cpu), (lambda: net.to("cuda:0"), lambda: net.to(av.device("cpu")))):
            assert there() is net
            assert all(p is q for p, q in zip(net.parameters(), kept))
            moved = [*net.parameters(), *(p.grad for p in kept), *net.buffers()]
            assert all(t.device == av.device("cuda:0") for t in moved)
            assert back() is net
            assert all(t.is_cpu for t in [*net.parameters(), *(p.grad for p in kept), *net.buffers()])
    assert [p.tolist() for p in kept] == numbers
    assert [p.grad.tolist() for p in kept] == slopes
    assert all(p.is_leaf and p.requires_grad for p in kept)


@pytest.mark.parametrize("card", CARDS)
def test_a_module_takes_a_device_and_a_dtype_in_every_form(card):
    with card():
        there = av.zeros(1, device="cuda", dtype=av.float32)
        for to in (("cuda", av.float32), (there,), (0, av.float32), (av.device("cuda:0"), av.float32, True)):
            net = nn.BatchNorm1d(3).to(*to)
            assert (net.weight.device, net.weight.dtype) == (there.device, av.float32)
            assert (net.num_batches_tracked.device, net.num_batches_tracked.dtype) == (there.device, av.int64)
        net = nn.BatchNorm1d(3).to(device="cuda", non_blocking=True)
        assert net.weight.dtype == av.float64 and net.weight.is_cuda
        assert net.to(av.float16).weight.is_cuda
        assert not net.to_empty(device="cpu").weight.is_cuda


@pytest.mark.parametrize("card", CARDS)
def test_tied_parameters_stay_tied(card):
    encoder, decoder = nn.Embedding(5, 3), nn.Linear(3, 5, bias=False)
    decoder.weight = encoder.weight
    net = nn.ModuleList([encoder, decoder])
    with card():
        net.to("cuda")
        assert encoder.weight is decoder.weight and encoder.weight.is_cuda
        assert len(list(net.parameters())) == 1
        decoder(encoder(av.tensor([1, 2], device="cuda"))).sum().backward()
        assert encoder.weight.grad.is_cuda


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize(
    "make",
    [
        lambda **made: nn.Linear(3, 4, **made),
        lambda **made: nn.Bilinear(2, 3, 4, **made),
        lambda **made: nn.Conv2d(2, 4, 3, **made),
        lambda **made: nn.ConvTranspose1d(2, 4, 3, **made),
        lambda **made: nn.Embedding(5, 3, **made),
        lambda **made: nn.BatchNorm2d(3, **made),
        lambda **made: nn.GroupNorm(2, 4, **made),
        lambda **made: nn.LayerNorm((2, 3), **made),
        lambda **made: nn.RMSNorm(3, **made),
        lambda **made: nn.PReLU(3, **made),
        lambda **made: nn.LSTM(3, 4, 2, **made),
        lambda **made: nn.GRUCell(3, 4, **made),
        lambda **made: nn.MultiheadAttention(4, 2, **made),
        lambda **made: nn.TransformerEncoderLayer(4, 2, 8, **made),
    ],
)
def test_modules_are_made_where_they_shall_be_and_draw_their_first_numbers_there(card, make):
    with card(), card.quiet():
        named = make(device="cuda")
        with av.device("cuda"):
            default = make()
    for net in (named, default):
        assert all(t.device == av.device("cuda:0") for t in net.state_dict().values())


@pytest.mark.parametrize("card", CARDS)
def test_a_state_dict_shares_the_memory_of_the_gpu(card):
    with card():
        net = nn.Linear(3, 4, device="cuda")
        with card.quiet():
            state = net.state_dict()
        assert all(t.data_ptr() == p.data_ptr() for t, p in zip(state.values(), net.parameters()))
        av.no_grad()(net.weight.zero_)()
        assert not state["weight"].any()


@pytest.mark.parametrize("card", CARDS)
def test_loading_copies_into_the_device_of_the_module(card):
    with card():
        here, there = nn.Linear(3, 4), nn.Linear(3, 4, device="cuda")
        kept = there.weight
        there.load_state_dict(here.state_dict())
        assert there.weight is kept and kept.is_cuda
        assert kept.tolist() == here.weight.tolist()
        other = nn.Linear(3, 4)
        other.load_state_dict(there.state_dict())
        assert other.weight.is_cpu and other.weight.tolist() == here.weight.tolist()
        other.load_state_dict(there.state_dict(), assign=True)
        assert other.weight.is_cuda
        twin = copy.deepcopy(there)
        assert twin.weight.is_cuda and twin.weight.data_ptr() != kept.data_ptr()
        assert twin.weight.tolist() == kept.tolist()


@pytest.mark.parametrize("card", CARDS)
def test_a_module_on_the_gpu_refuses_what_is_on_the_cpu(card):
    with card(), pytest.raises(RuntimeError, match="Expected all tensors to be on the same device"):
        nn.Linear(3, 4, device="cuda")(av.zeros(3))


# -- first numbers ---------------------------------------------------------------------------------

FILLS = {
    "eye_": ((3, 4), lambda x: np.eye(3, 4)),
    "dirac_": ((4, 2, 3), lambda x: nn.init.dirac_(av.empty(4, 2, 3), 2).numpy()),
    "ones_": ((3,), lambda x: np.ones(3)),
    "zeros_": ((3,), lambda x: np.zeros(3)),
}


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("name", FILLS)
def test_fixed_first_numbers(card, name):
    shape, expected = FILLS[name]
    with card():
        tensor = av.empty(shape, device="cuda")
        with card.quiet():
            filled = nn.init.dirac_(tensor, 2) if name == "dirac_" else getattr(nn.init, name)(tensor)
        assert filled is tensor
        assert np.array_equal(tensor.cpu().numpy(), expected(tensor))


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("a", [-1.0, 1.5])
def test_truncated_normal_numbers_stay_within_their_bounds(card, a):
    with card():
        x = nn.init.trunc_normal_(av.empty(2000, device="cuda"), std=1.0, a=a, b=2.0).cpu().numpy()
    assert a <= x.min() < a + 0.1 and 1.9 < x.max() <= 2.0
    density = [math.exp(-0.5 * v * v) for v in np.linspace(a, 2.0, 1001)]
    assert x.mean() == pytest.approx(np.average(np.linspace(a, 2.0, 1001), weights=density), abs=0.05)


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("shape", [(3, 5), (5, 3), (4, 2, 2)])
def test_orthogonal_numbers_are_orthogonal(card, shape):
    with card():
        Q = nn.init.orthogonal_(av.empty(shape, device="cuda"), gain=2.0).cpu().flatten(1)
    wide = Q if Q.shape[0] <= Q.shape[1] else Q.T
    assert av.allclose(wide @ wide.T, 4 * av.eye(len(wide)))


@pytest.mark.parametrize("card", CARDS)
def test_sparse_numbers_are_sparse(card):
    with card():
        x = nn.init.sparse_(av.empty(10, 4, device="cuda"), sparsity=0.35).cpu()
    assert (x == 0).sum(0).tolist() == [4, 4, 4, 4]


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("name", ["uniform_", "normal_", "xavier_uniform_", "kaiming_normal_", "trunc_normal_"])
def test_drawn_first_numbers_repeat_from_a_seed(card, name):
    with card():
        rows = []
        for _ in range(2):
            av.manual_seed(3)
            rows.append(getattr(nn.init, name)(av.empty(6, 6, device="cuda")).tolist())
            source = av.Generator("cuda").manual_seed(3)
            rows.append(getattr(nn.init, name)(av.empty(6, 6, device="cuda"), generator=source).tolist())
    assert rows[0] == rows[2] and rows[1] == rows[3]
    assert len(set(map(str, rows))) <= 2 and len(set(sum(rows[0], []))) == 36


# -- gradients -------------------------------------------------------------------------------------


def with_gradients(device):
    tensors = [drawn(3, 4), drawn(5) * 3, drawn()]
    tensors = [t.to(device).requires_grad_() for t in tensors]
    for t in tensors:
        t.grad = (t.detach() * 2).clone()
    return tensors


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("order", [2.0, 1.0, 3.0, math.inf, -math.inf, 0.0])
def test_gradients_are_clipped_where_they_are(card, order):
    here = with_gradients("cpu")
    norm = nn.utils.clip_grad_norm_(here, 0.7, order)
    nn.utils.clip_grad_value_(here, 0.1)
    with card():
        there = with_gradients("cuda")
        with card.quiet():
            found = nn.utils.clip_grad_norm_(there, 0.7, order)
            nn.utils.clip_grad_value_(there, 0.1)
        assert found.is_cuda
        assert found.item() == pytest.approx(norm.item(), rel=1e-12)
        for a, b in zip(here, there):
            np.testing.assert_allclose(b.grad.cpu().numpy(), a.grad.numpy(), rtol=1e-12)


@pytest.mark.parametrize("card", CARDS)
def test_gradients_on_several_devices_are_clipped_together(card):
    with card():
        a, b = with_gradients("cpu")[0], with_gradients("cuda")[1]
        expected = math.hypot(*(t.grad.norm().item() for t in (a, b)))
        before = b.grad.tolist()
        norm = nn.utils.clip_grad_norm_([b, a], 1.0)
        assert norm.is_cuda and norm.item() == pytest.approx(expected)
        assert b.grad.tolist() == pytest.approx([v / (expected + 1e-6) for v in before])
        with pytest.raises(TypeError, match="Found two parameters on different devices"):
            nn.utils.parameters_to_vector([a, b])
        with pytest.raises(TypeError, match="Found two parameters on different devices"):
            nn.utils.vector_to_parameters(av.zeros(17), [a, b])


@pytest.mark.parametrize("card", CARDS)
def test_an_infinite_norm_is_told_only_if_asked(card):
    with card():
        x = av.zeros(2, device="cuda", requires_grad=True)
        x.grad = av.tensor([math.inf, 1.0], device="cuda")
        with pytest.raises(RuntimeError, match="non-finite"):
            nn.utils.clip_grad_norm_(x, 1.0, error_if_nonfinite=True)
        with card.quiet():
            nn.utils.clip_grad_norm_(x, 1.0)
        assert math.isnan(x.grad[0].item()) and x.grad[1].item() == 0


@pytest.mark.parametrize("card", CARDS)
def test_one_vector_of_all_parameters(card):
    with card():
        net = nn.Linear(2, 3, device="cuda")
        with card.quiet():
            vector = nn.utils.parameters_to_vector(net.parameters())
            nn.utils.vector_to_parameters(vector.detach() * 2, net.parameters())
        assert vector.is_cuda and vector[:6].tolist() == (net.weight / 2).flatten().tolist()
        padded = nn.utils.rnn.pad_sequence([vector[:2].detach(), vector[:3].detach()])
        assert padded.is_cuda and padded.shape == (3, 2)


# -- optimisers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize(("name", "options"), NAMED)
def test_state_is_kept_where_the_parameter_is_and_steps_are_counted_on_the_cpu(card, name, options):
    with card():
        _, optimizer = train(model(), name, options, "cuda", card.quiet, steps=1)
        for state in optimizer.state.values():
            for key, value in state.items():
                if value is not None:
                    here = key in ("step", "mu_product") and not options.get("fused")
                    assert value.is_cpu == here, key
                    assert key != "step" or value.dtype == (av.float32 if options.get("fused") else av.float64)


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("name", CAPTURABLE)
def test_capturable_counts_steps_on_the_gpu_and_gives_the_same(card, name):
    numbers, _ = on_the_cpu("mlp", name, {"lr": 0.01})
    with card():
        found, optimizer = train(model(), name, {"lr": 0.01, "capturable": True}, "cuda", card.quiet)
        assert all(v.is_cuda for state in optimizer.state.values() for v in state.values())
    np.testing.assert_allclose(found, numbers, rtol=1e-6)
    with pytest.raises(AssertionError, match="capturable=True"):
        train(model(), name, {"lr": 0.01, "capturable": True}, "cpu", av.enable_grad)


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("name", ["SGD", "Adam"])
def test_a_learning_rate_may_lie_on_the_gpu(card, name):
    numbers, _ = on_the_cpu("mlp", name, {"lr": 0.01})
    with card():
        options = {"lr": av.tensor(0.01, device="cuda")} | ({"capturable": True} if name == "Adam" else {})
        found, optimizer = train(model(), name, options, "cuda", card.quiet)
        assert optimizer.param_groups[0]["lr"].is_cuda
    np.testing.assert_allclose(found, numbers, rtol=1e-6)


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize(("name", "options"), NAMED)
def test_saved_state_goes_to_the_device_of_the_parameters(card, name, options):
    started = model()
    _, saved = train(started, name, options, "cpu", av.enable_grad, steps=2)
    state, weights = copy.deepcopy(saved.state_dict()), copy.deepcopy(started.state_dict())
    with card():
        there = model().to("cuda")
        there.load_state_dict(weights)
        optimizer = getattr(av.optim, name)(there.parameters(), **options)
        optimizer.load_state_dict(state)
        for values in optimizer.state.values():
            assert all(v.is_cuda or k in ("step", "mu_product") or v is None for k, v in values.items())
        for net, chosen in ((started, saved), (there, optimizer)):
            for p in net.parameters():
                p.grad = p.detach() * 0.5
            chosen.step()
        for a, b in zip(started.parameters(), there.parameters()):
            np.testing.assert_allclose(b.detach().cpu().numpy(), a.detach().numpy(), rtol=1e-9)


@pytest.mark.parametrize("name", ["SGD", "Adam", "Adagrad"])
def test_one_optimiser_changes_parameters_on_several_devices(name):
    rows = []
    for places in (("cpu",) * 3, ("cpu", "cuda:0", "cuda:1")):
        with stand_in():
            tensors = [drawn(3).to(place).requires_grad_() for place in places]
            optimizer = getattr(av.optim, name)(tensors, lr=0.1)
            for _ in range(3):
                for t in tensors:
                    t.grad = t.detach() * 2
                with stand_in.quiet():
                    optimizer.step()
            assert [str(t.device) for t in tensors] == list(places)
            rows.append([t.tolist() for t in tensors])
    assert rows[0] == rows[1]


@pytest.mark.parametrize("card", CARDS)
def test_a_step_between_forward_and_backward_is_noticed(card):
    with card():
        a, b = (av.tensor([2.0], device="cuda", requires_grad=True) for _ in range(2))
        (a * b).backward()
        product = a * b
        av.optim.SGD([a, b], lr=0.1).step()
        with pytest.raises(RuntimeError, match="modified by an inplace operation"):
            product.backward()


@pytest.mark.parametrize(
    ("name", "options", "most"),
    [("SGD", {}, 1), ("SGD", {"momentum": 0.9}, 1), ("Adam", {}, 2), ("AdamW", {}, 3), ("RMSprop", {}, 1)],
)
def test_a_step_starts_few_kernels_for_each_parameter(name, options, most):
    with stand_in():
        parameter = av.zeros(2**18, device="cuda", requires_grad=True)  # on the CPU, a step goes through it in parts
        parameter.grad = av.ones(2**18, device="cuda")
        optimizer = getattr(av.optim, name)([parameter], **options)
        optimizer.step()
        with stand_in.quiet() as seen:
            optimizer.step()
        assert seen.launches <= most


@pytest.mark.parametrize("kind", MODELS)
@pytest.mark.parametrize("name", ["SGD", "Adam", "Adagrad"])
def test_training_on_another_gpu_than_the_current_one_stays_there(kind, name):
    numbers, _ = on_the_cpu(kind, name, {"lr": 0.05})
    trained = model(kind)
    with stand_in(2):
        found, optimizer = train(trained, name, {"lr": 0.05}, "cuda:1", stand_in.quiet)
        kept = [v for state in optimizer.state.values() for k, v in state.items() if k != "step" and v is not None]
        assert {str(t.device) for t in [*trained.state_dict().values(), *kept]} == {"cuda:1"}
        assert {str(p.grad.device) for p in trained.parameters()} == {"cuda:1"}
        assert av.cuda.current_device() == 0
    np.testing.assert_allclose(found, numbers, rtol=1e-7)
