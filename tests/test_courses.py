"""Programs of courses run as they are, with this package in PyTorch's place: autograd, MLPs, CNNs, RNNs, transformers.

A program takes the module that is imported as ``torch``, and draws for weights and data, which are the same for both.
It trains a little, and gives the losses, what it trained, a function that makes the loss again, and what else it saw.
"""

import copy
import io
import math
import xml.etree.ElementTree as ElementTree
from typing import NamedTuple

import numpy as np
import pytest

import autograd_viz
from tests.nn.same import graph

WORDS = "emma olivia ava isabella sophia charlotte mia amelia harper evelyn".split()
LETTERS = ["."] + sorted(set("".join(WORDS)))
TEXT = [LETTERS.index(letter) for word in WORDS for letter in word + "."]
COUNT = len(LETTERS)
PROGRAMS = []


class Taught(NamedTuple):
    """What a program gives."""

    losses: list
    trained: list
    loss: object
    seen: object = ()


class Draws:
    """Random numbers that are the same for both packages."""

    def __init__(self, torch):
        self.torch, self.random = torch, np.random.default_rng(0)

    def normal(self, *shape):
        return self.torch.tensor(self.random.standard_normal(shape))

    def integers(self, high, *shape):
        return self.torch.tensor(self.random.integers(0, high, shape))

    def into(self, module):
        """The module, its parameters drawn."""
        for p in module.parameters():
            p.data.copy_(self.normal(*p.shape) / math.sqrt(math.prod(p.shape[1:])) * (1 if p.ndim > 1 else 0.1))
        return module

    def images(self, count, channels, size, kinds=4):
        """Noisy images, and which kind each is."""
        patterns, kind = self.random.random((kinds, channels, size, size)), self.random.integers(0, kinds, count)
        return self.torch.tensor(patterns[kind]) + 0.2 * self.normal(count, channels, size, size), self.torch.tensor(
            kind
        )


def program(reaches, differs=None):
    """Register a program: the loss that it reaches if it trains, and what of its graph differs, as `docs/differences.md` has it."""

    def register(function):
        PROGRAMS.append(pytest.param(function, reaches, differs, id=function.__name__))
        return function

    return register


def batches(torch, draws, length, size):
    """Pieces of the text, and what comes next in each place."""
    text, starts = torch.tensor(TEXT), draws.integers(len(TEXT) - length, size)
    return torch.stack([text[i : i + length] for i in starts]), torch.stack(
        [text[i + 1 : i + length + 1] for i in starts]
    )


# -- autograd, regression, MLPs --------------------------------------------------------------------


@program(reaches=17)
def sine_by_a_polynomial_with_its_own_backward(torch, draws):
    class LegendrePolynomial3(torch.autograd.Function):
        @staticmethod
        def forward(ctx, input):
            ctx.save_for_backward(input)
            return 0.5 * (5 * input**3 - 3 * input)

        @staticmethod
        def backward(ctx, grad_output):
            (input,) = ctx.saved_tensors
            return grad_output * 1.5 * (5 * input**2 - 1)

    P3 = LegendrePolynomial3.apply
    x = torch.linspace(-math.pi, math.pi, 200)
    y = torch.sin(x)
    a, b, c, d = weights = [torch.full((), value, requires_grad=True) for value in (0.0, -1.0, 0.0, 0.3)]
    loss, losses = lambda: (a + b * P3(c + d * x) - y).pow(2).sum(), []
    for _ in range(300):
        value = loss()
        value.backward()
        losses.append(value.item())
        with torch.no_grad():
            for w in weights:
                w -= 5e-5 * w.grad
                w.grad = None
    point = torch.tensor([0.5, -2.0], requires_grad=True)
    (slope,) = torch.autograd.grad((point**4).sum(), point, create_graph=True)
    return Taught(
        losses, weights, loss, [torch.autograd.gradcheck(P3, point), *torch.autograd.grad(slope.sum(), point)]
    )


@program(reaches=0.4)
def logistic_regression_by_hand(torch, draws):
    X = draws.normal(80, 2)
    y = (X[:, 0] + 2 * X[:, 1] > 0).to(X.dtype)
    w, b = torch.zeros(2, requires_grad=True), torch.zeros((), requires_grad=True)

    def loss():
        p = 1 / (1 + torch.exp(-(X @ w + b)))
        return -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean() + 0.01 * w.norm() ** 2

    losses = []
    for _ in range(40):
        value = loss()
        for weight, slope in zip((w, b), torch.autograd.grad(value, [w, b])):
            weight.data.sub_(slope)
        losses.append(value.item())
    return Taught(losses, [w, b], loss, ((X @ w + b > 0) == (y > 0.5)).float().mean())


@program(reaches=0.5)
def digits_from_a_loader_with_schedule_early_stopping_and_checkpoint(torch, draws):
    nn, F, data = torch.nn, torch.nn.functional, torch.utils.data

    class NeuralNetwork(nn.Module):
        def __init__(self):
            super().__init__()
            self.flatten = nn.Flatten()
            self.linear_relu_stack = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Dropout(0.0), nn.Linear(32, 10))

        def forward(self, x):
            return self.linear_relu_stack(self.flatten(x))

    device = torch.get_default_device()  # the CPU, also beside a GPU
    images, labels = draws.images(128, 1, 8, kinds=10)
    train = data.DataLoader(data.TensorDataset(images[:96], labels[:96]), batch_size=32)
    valid = data.DataLoader(data.TensorDataset(images[96:], labels[96:]), batch_size=16)
    model = draws.into(NeuralNetwork().to(device))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02, weight_decay=1e-4)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=4, gamma=0.5)
    best, waited, losses, rates, file = math.inf, 0, [], [], io.BytesIO()
    for _ in range(20):
        model.train()
        for X, y in train:
            optimizer.zero_grad()
            F.cross_entropy(model(X.to(device)), y.to(device)).backward()
            optimizer.step()
        scheduler.step()
        model.eval()
        with torch.no_grad():
            losses.append(sum(F.cross_entropy(model(X), y, reduction="sum").item() for X, y in valid) / 32)
        rates += scheduler.get_last_lr()
        waited = 0 if losses[-1] < best - 1e-3 else waited + 1
        if waited == 3:
            break
        if not waited:
            best, file = losses[-1], io.BytesIO()
            torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "loss": best}, file)
    file.seek(0)
    checkpoint = torch.load(file)
    model.load_state_dict(checkpoint["model"])
    optimizer.load_state_dict(checkpoint["optimizer"])
    found = model(images).argmax(1)
    confusion = torch.zeros(10, 10, dtype=torch.int64)
    for i, k in zip(labels, found):
        confusion[i.long(), k.long()] += 1
    seen = [rates, checkpoint["loss"], confusion, repr(model)]
    return Taught(losses, list(model.parameters()), lambda: F.cross_entropy(model(images), labels), seen)


# -- characters ------------------------------------------------------------------------------------


@program(reaches=2.1)
def bigrams_by_counting_and_by_training(torch, draws):
    F = torch.nn.functional
    xs, ys = torch.tensor(TEXT[:-1]), torch.tensor(TEXT[1:])
    N = torch.zeros((COUNT, COUNT), dtype=torch.int32)
    for a, b in zip(xs, ys):
        N[a, b] += 1
    P = (N + 1).to(torch.float64)
    P /= P.sum(1, keepdims=True)
    W = draws.normal(COUNT, COUNT).requires_grad_(True)

    def loss():
        counts = (F.one_hot(xs, num_classes=COUNT).to(W.dtype) @ W).exp()
        probs = counts / counts.sum(1, keepdims=True)
        return -probs[torch.arange(len(xs)), ys].log().mean() + 0.01 * (W**2).mean()

    losses = []
    for _ in range(40):
        value = loss()
        W.grad = None
        value.backward()
        W.data += -20 * W.grad
        losses.append(value.item())
    source, word, i = torch.Generator().manual_seed(2147483647), [], 0
    for _ in range(30):
        i = torch.multinomial(P[i], num_samples=1, replacement=True, generator=source).item()
        word.append(LETTERS[i])
    assert set(word) <= set(LETTERS)
    return Taught(losses, [W], loss, [N, P, f"{losses[0]:.4f}"])


@program(reaches=2)
def batch_normalisation_and_its_backward_pass_by_hand(torch, draws):
    F, n = torch.nn.functional, 32
    X, Y = batches(torch, draws, 3, n)
    Y = Y[:, -1]
    C, W1 = draws.normal(COUNT, 6), draws.normal(18, 16) * (5 / 3) / 18**0.5
    W2, b2 = draws.normal(16, COUNT) * 0.1, draws.normal(COUNT) * 0.1
    bngain, bnbias = draws.normal(1, 16) * 0.1 + 1, draws.normal(1, 16) * 0.1
    parameters = [C, W1, W2, b2, bngain, bnbias]
    for p in parameters:
        p.requires_grad = True

    def forward():
        emb = C[X]
        hprebn = emb.view(n, -1) @ W1
        bnmean, bnvar_inv = hprebn.mean(0, keepdim=True), (hprebn.var(0, keepdim=True) + 1e-5) ** -0.5
        bnraw = (hprebn - bnmean) * bnvar_inv
        h = torch.tanh(bngain * bnraw + bnbias)
        return emb, hprebn, bnvar_inv, bnraw, h, h @ W2 + b2

    def loss():
        return F.cross_entropy(forward()[-1], Y)

    losses = []
    for _ in range(10):
        emb, hprebn, bnvar_inv, bnraw, h, logits = forward()
        for t in (emb, hprebn, h, logits):
            t.retain_grad()
        for p in parameters:
            p.grad = None
        value = F.cross_entropy(logits, Y)
        value.backward()
        with torch.no_grad():
            dlogits = F.softmax(logits, 1)
            dlogits[range(n), Y] -= 1
            dlogits /= n
            dh, dW2, db2 = dlogits @ W2.T, h.T @ dlogits, dlogits.sum(0)
            dpre = (1 - h**2) * dh
            dgain, dbias = (bnraw * dpre).sum(0, keepdim=True), dpre.sum(0, keepdim=True)
            dhprebn = bngain * bnvar_inv / n * (n * dpre - dpre.sum(0) - n / (n - 1) * bnraw * (dpre * bnraw).sum(0))
            dW1, demb = emb.view(n, -1).T @ dhprebn, (dhprebn @ W1.T).view(emb.shape)
            dC = torch.zeros_like(C)
            for k in range(n):
                for j in range(3):
                    dC[X[k, j]] += demb[k, j]
            pairs = [(dlogits, logits), (dh, h), (dhprebn, hprebn), (demb, emb)]
            pairs += list(zip((dC, dW1, dW2, db2, dgain, dbias), parameters))
            assert all(torch.allclose(by_hand, t.grad, atol=1e-12) for by_hand, t in pairs)
            for p in parameters:
                p -= 0.5 * p.grad
        losses.append(value.item())
    return Taught(losses, parameters, loss)


@program(reaches=2.7)
def wavenet_of_own_layers_with_histograms(torch, draws):
    nn, F = torch.nn, torch.nn.functional

    class FlattenConsecutive(nn.Module):
        def forward(self, x):
            B, T, C = x.shape
            return x.view(B, T // 2, C * 2).squeeze(1)

    class BatchNorm(nn.Module):
        def __init__(self, size):
            super().__init__()
            self.gamma, self.beta = nn.Parameter(torch.ones(size)), nn.Parameter(torch.zeros(size))
            self.register_buffer("running_mean", torch.zeros(size))

        def forward(self, x):
            axes = 0 if x.ndim == 2 else (0, 1)
            mean, var = x.mean(axes, keepdim=True), x.var(axes, keepdim=True)
            with torch.no_grad():
                self.running_mean = 0.9 * self.running_mean + 0.1 * mean
            return self.gamma * (x - mean) / torch.sqrt(var + 1e-5) + self.beta

    def level(size):
        return [FlattenConsecutive(), nn.Linear(2 * size, 12, bias=False), BatchNorm(12), nn.Tanh()]

    model = nn.Sequential(nn.Embedding(COUNT, 4), *level(4), *level(12), *level(12), nn.Linear(12, COUNT))
    for p in draws.into(model).parameters():
        if p.ndim == 1:
            p.data.clamp_(min=0.5)
    X, Y = batches(torch, draws, 8, 24)
    outputs, losses = {}, []
    hooks = [m.register_forward_hook(lambda m, x, y: outputs.update({m: y})) for m in model if isinstance(m, nn.Tanh)]
    for step in range(15):
        value = F.cross_entropy(model(X), Y[:, -1])
        for out in outputs.values():
            out.retain_grad()
        model.zero_grad()
        value.backward()
        for p in model.parameters():
            p.data += -(0.1 if step < 10 else 0.01) * p.grad
        losses.append(value.item())
    with torch.no_grad():
        histograms = [torch.histogram(t, density=True) for out in outputs.values() for t in (out.detach(), out.grad)]
        ratios = [(p.grad.std() / p.std()).log10().item() for p in model.parameters() if p.ndim == 2]
    for hook in hooks:
        hook.remove()
    seen = [*histograms, ratios, torch.tensor(losses).view(-1, 5).mean(1), *model.buffers()]
    return Taught(losses, list(model.parameters()), lambda: F.cross_entropy(model(X), Y[:, -1]), seen)


# -- CNNs ------------------------------------------------------------------------------------------


@program(reaches=1.1)
def lenet_and_how_it_is_fooled(torch, draws):
    nn, F = torch.nn, torch.nn.functional

    class LeNet(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1, self.conv2 = nn.Conv2d(1, 6, 5, padding=2), nn.Conv2d(6, 8, 3)
            self.pool = nn.AvgPool2d(2)
            self.fc1, self.fc2 = nn.Linear(8 * 2 * 2, 20), nn.Linear(20, 4)

        def forward(self, x):
            x = self.pool(torch.tanh(self.conv1(x)))
            x = F.max_pool2d(F.relu(self.conv2(x)), 2)
            return self.fc2(F.relu(self.fc1(x.view(x.size(0), -1))))

    net, criterion = draws.into(LeNet()), nn.CrossEntropyLoss()
    X, y = draws.images(12, 1, 12)
    optimizer, losses = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9), []
    for _ in range(12):
        optimizer.zero_grad()
        value = criterion(net(X), y)
        value.backward()
        optimizer.step()
        losses.append(value.item())
    x = X.clone().requires_grad_()
    net(x).gather(1, y.view(-1, 1)).squeeze().backward(torch.ones(12))
    saliency, _ = torch.max(x.grad.abs(), dim=1)
    x.grad.zero_()
    criterion(net(x), y).backward()
    fooling = torch.clamp(X + 0.1 * x.grad.sign(), 0, 1)
    return Taught(losses, list(net.parameters()), lambda: criterion(net(fooling), y), [saliency, fooling])


@program(reaches=1.25)
def small_resnet_with_augmentation_then_a_new_head(torch, draws):
    nn, F = torch.nn, torch.nn.functional

    class Block(nn.Module):
        def __init__(self, entering, channels, stride=1):
            super().__init__()
            self.conv1 = nn.Conv2d(entering, channels, 3, stride, padding=1, bias=False)
            self.conv2 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
            self.bn1, self.bn2 = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)
            self.shortcut = nn.Sequential()
            if stride != 1 or entering != channels:
                self.shortcut = nn.Sequential(nn.Conv2d(entering, channels, 1, stride), nn.BatchNorm2d(channels))

        def forward(self, x):
            out = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)), inplace=True)))
            out += self.shortcut(x)
            return F.relu(out)

    head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.0), nn.Linear(8, 4)]
    net = draws.into(nn.Sequential(nn.Conv2d(3, 4, 3, padding=1), Block(4, 4), Block(4, 8, 2), *head))
    for m in net.modules():
        if isinstance(m, nn.BatchNorm2d):
            nn.init.constant_(m.weight, 1)
    X, y = draws.images(10, 3, 8)
    X = (X - torch.tensor([0.5, 0.4, 0.3]).view(1, 3, 1, 1)) / torch.tensor([0.2, 0.3, 0.25])[None, :, None, None]
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9, weight_decay=5e-4, nesterov=True)
    scheduler, losses = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=8), []
    for step in range(8):
        flipped = X.flip(-1) if step % 2 else X
        cropped = F.pad(flipped, (1, 1, 1, 1))[:, :, step % 3 : step % 3 + 8, :8]
        optimizer.zero_grad()
        value = F.cross_entropy(net(cropped), y, label_smoothing=0.1)
        value.backward()
        optimizer.step()
        scheduler.step()
        losses.append(value.item())
    net.eval().requires_grad_(False)
    net[-1] = draws.into(nn.Linear(8, 2))
    return Taught(losses, list(net[-1].parameters()), lambda: F.cross_entropy(net(X), y % 2), list(net.buffers()))


@program(reaches=None)
def convolution_by_columns_by_windows_and_by_loops(torch, draws):
    F = torch.nn.functional
    x, w, b = (draws.normal(*shape).requires_grad_() for shape in ((2, 3, 6, 7), (4, 3, 3, 2), (4,)))

    def by_columns():
        return (w.view(4, -1) @ F.unfold(x, (3, 2), padding=1, stride=2) + b[:, None]).view(2, 4, 3, 4)

    def by_windows():
        windows = F.pad(x, [1, 1, 1, 1]).unfold(2, 3, 2).unfold(3, 2, 2)
        return torch.einsum("nchwij,ocij->nohw", windows, w) + b.view(1, -1, 1, 1)

    def by_loops():
        padded, out = F.pad(x, [1] * 4), torch.zeros(2, 4, 3, 4)
        for i in range(3):
            for j in range(4):
                window = padded[:, :, 2 * i : 2 * i + 3, 2 * j : 2 * j + 2]
                out[:, :, i, j] = torch.tensordot(window, w, dims=([1, 2, 3], [1, 2, 3])) + b
        return out

    ways = [by_columns(), by_windows(), by_loops(), F.conv2d(x, w, b, stride=2, padding=1)]
    slopes = [torch.autograd.grad(way.pow(2).sum(), [x, w, b]) for way in ways]
    assert all(torch.allclose(way, ways[-1]) for way in ways)
    assert all(torch.allclose(a, c) for slope in slopes for a, c in zip(slope, slopes[-1]))
    return Taught([], [x, w, b], lambda: (by_columns() * by_windows()).sum() + by_loops().tanh().sum(), slopes)


@program(reaches=46)
def variational_autoencoder_of_convolutions(torch, draws):
    nn, F = torch.nn, torch.nn.functional

    class VAE(nn.Module):
        def __init__(self):
            super().__init__()
            self.encoder = nn.Sequential(nn.Conv2d(1, 4, 3, stride=2, padding=1), nn.ReLU(True), nn.Flatten())
            self.mean, self.logvar = nn.Linear(64, 3), nn.Linear(64, 3)
            self.decoder = nn.Sequential(
                nn.Linear(3, 64), nn.ReLU(), nn.Unflatten(1, (4, 4, 4)), nn.ConvTranspose2d(4, 1, 4, 2, 1), nn.Sigmoid()
            )

        def forward(self, x, noise):
            h = self.encoder(x)
            mean, logvar = self.mean(h), self.logvar(h)
            assert torch.randn_like(mean).shape == noise.shape
            return self.decoder(mean + noise * torch.exp(0.5 * logvar)), mean, logvar

    model, X = draws.into(VAE()), draws.images(8, 1, 8)[0].clamp(0, 1)

    def loss(noise):
        made, mean, logvar = model(X, noise)
        kl = -0.5 * torch.sum(1 + logvar - mean.pow(2) - logvar.exp())
        return (F.binary_cross_entropy(made, X, reduction="sum") + kl) / len(X)

    optimizer, losses = torch.optim.Adam(model.parameters(), lr=1e-2), []
    for _ in range(15):
        value = loss(noise := draws.normal(8, 3))
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        losses.append(value.item())
    return Taught(losses, list(model.parameters()), lambda: loss(noise), model.decoder(draws.normal(2, 3)).detach())


# -- RNNs ------------------------------------------------------------------------------------------


@program(reaches=2.4)
def recurrent_network_by_hand_in_truncated_steps(torch, draws):
    F, H = torch.nn.functional, 12
    Wxh, Whh, Why = draws.normal(COUNT, H) * 0.2, draws.normal(H, H) * 0.2, draws.normal(H, COUNT) * 0.2
    bh, by = torch.zeros(H), torch.zeros(COUNT)
    weights = [w.requires_grad_() for w in (Wxh, Whh, Why, bh, by)]
    x, y = batches(torch, draws, 8, 6)

    def run(h):
        outputs = []
        for t in range(x.shape[1]):
            h = torch.tanh(F.one_hot(x[:, t], COUNT).to(h.dtype) @ Wxh + h @ Whh + bh)
            outputs.append(h @ Why + by)
        return F.cross_entropy(torch.stack(outputs, dim=1).reshape(-1, COUNT), y.reshape(-1)), h

    h, losses = torch.zeros(6, H), []
    for _ in range(20):
        value, h = run(h.detach())
        for w in weights:
            w.grad = None
        value.backward()
        norm = torch.sqrt(sum((w.grad**2).sum() for w in weights))
        with torch.no_grad():
            for w in weights:
                if norm > 1:
                    w.grad *= 1 / norm
                w -= 0.5 * w.grad
        losses.append(value.item())
    return Taught(losses, weights, lambda: run(torch.zeros(6, H))[0], math.exp(losses[-1]))


@program(reaches=2.5)
def lstm_of_characters_with_clipped_gradients(torch, draws):
    nn, F = torch.nn, torch.nn.functional
    embed, lstm = draws.into(nn.Embedding(COUNT, 5)), draws.into(nn.LSTM(5, 7, num_layers=2, batch_first=True))
    fc = draws.into(nn.Linear(7, COUNT))
    model = nn.ModuleDict({"embed": embed, "lstm": lstm, "fc": fc})
    x, y = batches(torch, draws, 8, 6)
    optimizer, losses, norms, state = torch.optim.RMSprop(model.parameters(), lr=0.02), [], [], None

    def loss(state):
        out, state = lstm(embed(x), state)
        return F.cross_entropy(fc(out.contiguous().view(-1, 7)), y.view(-1)), state

    for _ in range(10):
        value, state = loss(state)
        state = tuple(s.detach() for s in state)
        optimizer.zero_grad()
        value.backward()
        norms.append(nn.utils.clip_grad_norm_(model.parameters(), 0.5).item())
        optimizer.step()
        losses.append(value.item())
    text, state = [1], None
    with torch.no_grad():
        for _ in range(8):
            out, state = lstm(embed(torch.tensor([[text[-1]]])), state)
            text.append(fc(out[:, -1]).argmax().item())
    return Taught(losses, list(model.parameters()), lambda: loss(None)[0], [norms, text])


@program(reaches=2.0)
def translation_with_attention_and_teacher_forcing(torch, draws):
    nn, F = torch.nn, torch.nn.functional

    class Encoder(nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = nn.Embedding(9, 5)
            self.gru, self.fc = nn.GRU(5, 6, batch_first=True, bidirectional=True), nn.Linear(12, 6)

        def forward(self, x):
            out, h = self.gru(self.embedding(x))
            return self.fc(out), torch.tanh(self.fc(torch.cat((h[-2], h[-1]), dim=1))).unsqueeze(0)

    class Decoder(nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding, self.gru, self.out = nn.Embedding(9, 5), nn.GRU(11, 6, batch_first=True), nn.Linear(6, 9)
            self.query, self.key, self.score = nn.Linear(6, 6), nn.Linear(6, 6), nn.Linear(6, 1, bias=False)

        def forward(self, memory, h, padding, target=None):
            word, outputs = torch.empty(memory.size(0), 1, dtype=torch.long).fill_(1), []
            for i in range(5):
                scores = self.score(torch.tanh(self.query(h.permute(1, 0, 2)) + self.key(memory))).squeeze(2)
                weights = F.softmax(scores.masked_fill(padding, -math.inf), dim=-1)
                context = torch.bmm(weights.unsqueeze(1), memory)
                out, h = self.gru(torch.cat((self.embedding(word), context), dim=2), h)
                outputs.append(self.out(out))
                word = outputs[-1].topk(1)[1].squeeze(-1).detach() if target is None else target[:, i : i + 1]
            return F.log_softmax(torch.cat(outputs, dim=1), dim=-1), weights

    model = draws.into(nn.ModuleList([Encoder(), Decoder()]))
    padding = torch.arange(6)[None, :] >= torch.tensor([6, 4, 5, 3])[:, None]
    source = (draws.integers(8, 4, 6) + 1).masked_fill(padding, 0)
    target = (source[:, :5] + 1) % 9
    criterion = nn.NLLLoss(ignore_index=0)

    def loss(forced=True):
        out, weights = model[1](*model[0](source), padding, target if forced else None)
        return criterion(out.view(-1, 9), target.reshape(-1)), weights

    optimizer, losses = torch.optim.Adam(model.parameters(), lr=0.02), []
    for step in range(8):
        value, weights = loss(forced=step % 3 != 2)
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        losses.append(value.item())
    return Taught(losses, list(model.parameters()), lambda: loss()[0], weights.detach())


# -- transformers ----------------------------------------------------------------------------------


@program(reaches=2.8)
def small_gpt(torch, draws):
    nn, F = torch.nn, torch.nn.functional

    class CausalSelfAttention(nn.Module):
        def __init__(self, width, heads, length):
            super().__init__()
            self.c_attn, self.c_proj, self.heads = nn.Linear(width, 3 * width), nn.Linear(width, width), heads
            self.register_buffer("mask", torch.tril(torch.ones(length, length)).view(1, 1, length, length))

        def forward(self, x):
            B, T, C = x.size()
            q, k, v = (part.view(B, T, self.heads, -1).transpose(1, 2) for part in self.c_attn(x).split(C, dim=2))
            scores = (q @ k.transpose(-2, -1)) * (1.0 / math.sqrt(k.size(-1)))
            scores = scores.masked_fill(self.mask[:, :, :T, :T] == 0, float("-inf"))
            y = F.softmax(scores, dim=-1) @ v  # (batch, heads, places, channels)
            return self.c_proj(y.transpose(1, 2).contiguous().view(B, T, C))

    class Block(nn.Module):
        def __init__(self, width, heads, length):
            super().__init__()
            self.ln_1, self.attn = nn.LayerNorm(width), CausalSelfAttention(width, heads, length)
            self.ln_2 = nn.LayerNorm(width)
            self.mlp = nn.Sequential(
                nn.Linear(width, 4 * width), nn.GELU(approximate="tanh"), nn.Linear(4 * width, width)
            )

        def forward(self, x):
            x = x + self.attn(self.ln_1(x))
            return x + self.mlp(self.ln_2(x))

    class GPT(nn.Module):
        def __init__(self, width=8, heads=2, length=8):
            super().__init__()
            self.length = length
            self.wte, self.wpe = nn.Embedding(COUNT, width), nn.Embedding(length, width)
            self.h = nn.ModuleList([Block(width, heads, length) for _ in range(2)])
            self.ln_f, self.lm_head = nn.LayerNorm(width), nn.Linear(width, COUNT, bias=False)
            self.wte.weight = self.lm_head.weight

        def forward(self, idx, targets=None):
            x = self.wte(idx) + self.wpe(torch.arange(0, idx.size(1), dtype=torch.long, device=idx.device))
            for block in self.h:
                x = block(x)
            logits = self.lm_head(self.ln_f(x))
            return logits if targets is None else F.cross_entropy(logits.view(-1, COUNT), targets.view(-1))

        @torch.no_grad()
        def generate(self, idx, count, top_k):
            for _ in range(count):
                logits = self(idx[:, -self.length :])[:, -1, :] / 0.8
                values, _ = torch.topk(logits, top_k)
                logits[logits < values[:, [-1]]] = -float("Inf")
                idx = torch.cat((idx, torch.multinomial(F.softmax(logits, dim=-1), num_samples=1)), dim=1)
            return idx

    model = draws.into(GPT())
    decay = [p for p in model.parameters() if p.dim() >= 2]
    groups = [{"params": decay}, {"params": [p for p in model.parameters() if p.dim() < 2], "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=1e-2, betas=(0.9, 0.95), weight_decay=0.1)
    rate = lambda i: (i + 1) / 4 if i < 3 else 0.1 + 0.45 * (1 + math.cos(math.pi * (i - 3) / 12))
    scheduler, losses, rates = torch.optim.lr_scheduler.LambdaLR(optimizer, rate), [], []
    for _ in range(15):
        x, y = batches(torch, draws, 8, 4)
        value = model(x, targets=y)
        optimizer.zero_grad(set_to_none=True)
        value.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        scheduler.step()
        losses.append(value.item())
        rates += scheduler.get_last_lr()
    start = torch.zeros((1, 1), dtype=torch.long)
    assert model.generate(start, 12, top_k=3).shape == (1, 13)
    seen = [
        rates,
        model.generate(start, 12, top_k=1),
        sum(p.numel() for p in model.parameters()),
        list(model.state_dict()),
    ]
    return Taught(losses, list(model.parameters()), lambda: model(x, targets=y), seen)


@program(reaches=1.3, differs="no kernel of a processor for attention")
def vision_transformer(torch, draws):
    nn, F = torch.nn, torch.nn.functional

    class Attention(nn.Module):
        def __init__(self):
            super().__init__()
            self.qkv = nn.Linear(8, 24, bias=False)

        def forward(self, x):
            q, k, v = self.qkv(x).reshape(*x.shape[:2], 3, 2, 4).permute(2, 0, 3, 1, 4)
            weights = torch.einsum("bhid,bhjd->bhij", q, k).mul(4**-0.5).softmax(dim=-1)
            return torch.einsum("bhij,bhjd->bhid", weights, v).transpose(1, 2).flatten(2)

    class ViT(nn.Module):
        def __init__(self):
            super().__init__()
            self.patches = nn.Conv2d(3, 8, kernel_size=4, stride=4)
            self.cls, self.place = nn.Parameter(torch.zeros(1, 1, 8)), nn.Parameter(torch.zeros(1, 5, 8))
            self.norm, self.attention = nn.LayerNorm(8, eps=1e-6), Attention()
            self.layer = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0, activation="gelu", batch_first=True)
            self.pool, self.head = nn.MultiheadAttention(8, 2, batch_first=True), nn.Linear(8, 4)

        def forward(self, x):
            x = self.patches(x).flatten(2).transpose(1, 2)
            x = torch.cat((self.cls.expand(x.shape[0], -1, -1), x), dim=1) + self.place
            x = self.layer(x + self.attention(self.norm(x)))
            out, self.weights = self.pool(x[:, :1], x, x)
            return self.head(out[:, 0])

    model = draws.into(ViT())
    X, y = draws.images(8, 3, 8)
    optimizer, losses = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.05, eps=1e-4), []
    for _ in range(10):
        value = F.cross_entropy(model(X), y)
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        losses.append(value.item())
    return Taught(losses, list(model.parameters()), lambda: F.cross_entropy(model(X), y), model.weights.detach())


# -- generative models, learning to learn, learning from other models ------------------------------


@program(reaches=5.5, differs="gradients are made of ordinary ops")
def wasserstein_gan_with_gradient_penalty(torch, draws):
    nn = torch.nn
    G = draws.into(nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 2)))
    D = draws.into(nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1)))

    def critic(real, fake, share):
        between = (share * real + (1 - share) * fake).requires_grad_(True)
        out = D(between)
        (slope,) = torch.autograd.grad(out, between, grad_outputs=torch.ones_like(out), create_graph=True)
        return D(fake).mean() - D(real).mean() + 10 * ((slope.norm(2, dim=1) - 1) ** 2).mean()

    optimizer_g = torch.optim.RMSprop(G.parameters(), lr=5e-3)
    optimizer_d, losses = torch.optim.Adam(D.parameters(), lr=2e-2, betas=(0.5, 0.9)), []
    for _ in range(8):
        real, noise, share = draws.normal(8, 2) + 2, draws.normal(8, 2), torch.tensor(draws.random.random((8, 1)))
        optimizer_d.zero_grad()
        value = critic(real, G(noise).detach(), share)
        value.backward()
        optimizer_d.step()
        optimizer_g.zero_grad()
        (-D(G(noise)).mean()).backward()
        optimizer_g.step()
        losses.append(value.item())
    return Taught(losses, list(D.parameters()), lambda: critic(real, G(noise).detach(), share), list(G.parameters()))


@program(reaches=0.75)
def diffusion_with_averaged_weights(torch, draws):
    nn, F, steps = torch.nn, torch.nn.functional, 20
    betas = torch.linspace(1e-4, 0.2, steps)
    alphas = 1.0 - betas
    kept = torch.cumprod(alphas, dim=0)
    before = F.pad(kept[:-1], (1, 0), value=1.0)
    spread = betas * (1 - before) / (1 - kept)

    class Denoiser(nn.Module):
        def __init__(self):
            super().__init__()
            self.time = nn.Embedding(steps, 4)
            self.net = nn.Sequential(nn.Linear(6, 16), nn.SiLU(), nn.Linear(16, 2))

        def forward(self, x, t):
            return self.net(torch.cat([x, self.time(t)], -1))

    model = draws.into(Denoiser())
    average = copy.deepcopy(model).eval().requires_grad_(False)
    data = draws.normal(32, 2) * 0.2 + torch.tensor([1.0, -1.0])

    def loss(t, noise):
        share = kept.gather(-1, t).reshape(-1, 1)
        return F.mse_loss(model(share.sqrt() * data + (1 - share).sqrt() * noise, t), noise)

    optimizer, losses = torch.optim.AdamW(model.parameters(), lr=1e-2), []
    for _ in range(40):
        t, noise = draws.integers(steps, 32), draws.normal(32, 2)
        value = loss(t, noise)
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        losses.append(value.item())
        with torch.no_grad():
            for a, p in zip(average.parameters(), model.parameters()):
                a.lerp_(p, 0.1)
    x = draws.normal(4, 2)
    with torch.no_grad():
        for k in reversed(range(steps)):
            guess = average(x, torch.full((4,), k, dtype=torch.long))
            x = (x - betas[k] * guess / torch.sqrt(1 - kept[k])) / alphas[k].sqrt()
            x = x + spread[k].sqrt() * draws.normal(4, 2) if k else x
    return Taught(losses, list(model.parameters()), lambda: loss(t, noise), [x, *average.parameters()])


@program(reaches=0.4, differs="gradients are made of ordinary ops")
def learning_to_learn_through_the_inner_steps(torch, draws):
    nn, F = torch.nn, torch.nn.functional
    model = draws.into(nn.Sequential(nn.Linear(1, 6), nn.Tanh(), nn.Linear(6, 1)))
    x = torch.linspace(-2, 2, 12).view(-1, 1)
    y = torch.sin(2 * x)

    def loss():
        weights = dict(model.named_parameters())
        for _ in range(2):
            inner = F.mse_loss(torch.func.functional_call(model, weights, (x[::2],)), y[::2])
            slopes = torch.autograd.grad(inner, list(weights.values()), create_graph=True)
            weights = {name: w - 0.1 * slope for (name, w), slope in zip(weights.items(), slopes)}
        return F.mse_loss(torch.func.functional_call(model, weights, x[1::2]), y[1::2])

    optimizer, losses = torch.optim.Adam(model.parameters(), lr=0.05), []
    for _ in range(8):
        optimizer.zero_grad()
        value = loss()
        value.backward()
        optimizer.step()
        losses.append(value.item())
    return Taught(losses, list(model.parameters()), loss)


@program(reaches=1.3)
def distillation_with_contrast_and_soft_targets(torch, draws):
    nn, F, T = torch.nn, torch.nn.functional, 3.0
    teacher = draws.into(nn.Sequential(nn.Linear(4, 12), nn.Tanh(), nn.Linear(12, 3)))
    student = draws.into(nn.Sequential(nn.Linear(4, 5), nn.ELU(), nn.Linear(5, 3)))
    target = copy.deepcopy(student)
    X = draws.normal(12, 4)
    labels = teacher(X).argmax(1)

    def loss():
        with torch.no_grad():
            soft = F.softmax(teacher(X) / T, dim=1)
        out = student(X)
        taught = T * T * F.kl_div(F.log_softmax(out / T, dim=1), soft, reduction="batchmean")
        z = F.normalize(out, dim=1)
        alike = (z @ z.T / 0.5).masked_fill(torch.eye(12, dtype=torch.bool), -1e9)
        contrast = F.cross_entropy(alike, (torch.arange(12) + 6) % 12)
        triplet = F.triplet_margin_loss(z[:4], z[4:8], z[8:], margin=1.0)
        return taught + F.cross_entropy(out, labels, label_smoothing=0.1) + 0.1 * (contrast + triplet)

    optimizer, losses = torch.optim.SGD(student.parameters(), lr=0.1, momentum=0.9), []
    for _ in range(12):
        value = loss()
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
        losses.append(value.item())
        for slow, p in zip(target.parameters(), student.parameters()):
            slow.data.mul_(0.9).add_((1 - 0.9) * p.data)
    return Taught(losses, list(student.parameters()), loss, list(target.parameters()))


@program(reaches=3)
def policy_gradient_with_a_baseline(torch, draws):
    nn, F = torch.nn, torch.nn.functional
    policy = draws.into(nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 2)))
    critic = draws.into(nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 1)))
    groups = [{"params": policy.parameters()}, {"params": critic.parameters(), "lr": 2e-2}]
    optimizer, losses = torch.optim.Adam(groups, lr=1e-2), []

    def loss(states, actions, rewards):
        returns = []
        for reward in reversed(rewards):
            returns.insert(0, reward + 0.9 * (returns[0] if returns else 0.0))
        returns = torch.tensor(returns)
        returns = (returns - returns.mean()) / (returns.std() + 1e-8)
        logs, values = F.log_softmax(policy(states), dim=-1), critic(states).squeeze(1)
        picked = logs.gather(1, actions[:, None]).squeeze(1)
        entropy = -(logs.exp() * logs).sum(1).mean()
        advantage = returns - values.data
        return -(picked * advantage).sum() + F.smooth_l1_loss(values, returns, reduction="sum") - 0.01 * entropy

    for _ in range(10):
        states = draws.normal(6, 3)
        with torch.no_grad():
            first = F.softmax(policy(states), dim=-1)[:, 0]
        actions = (torch.tensor(draws.random.random(6)) > first).long()
        rewards = ((states[:, 0] > 0) == (actions == 1)).to(states.dtype).tolist()
        optimizer.zero_grad()
        value = loss(states, actions, rewards)
        value.backward()
        optimizer.step()
        losses.append(value.item())
    picked = lambda: F.log_softmax(policy(states), -1).gather(1, actions[:, None]).mean() + critic(states).pow(2).mean()
    return Taught(losses, [*policy.parameters(), *critic.parameters()], picked)


# -- what is claimed of each -----------------------------------------------------------------------


@pytest.fixture(autouse=True)
def double_precision():
    """Numbers of both packages in double precision, so that they can be told apart."""
    autograd_viz.set_default_dtype(autograd_viz.float64)
    yield
    autograd_viz.set_default_dtype(autograd_viz.float32)


def taught(function, module):
    module.manual_seed(0)
    return function(module, Draws(module))


def as_numbers(torch, value):
    """What a program saw, with arrays for tensors."""
    if isinstance(value, torch.Tensor):
        return value.detach().numpy().copy()
    if isinstance(value, (list, tuple)):
        return [as_numbers(torch, part) for part in value]
    return value


def check_same(ours, theirs):
    if isinstance(theirs, list):
        assert len(ours) == len(theirs)
        for a, b in zip(ours, theirs):
            check_same(a, b)
    elif isinstance(theirs, (float, np.ndarray)):
        np.testing.assert_allclose(ours, theirs, rtol=1e-7, atol=1e-9)
        assert getattr(ours, "dtype", None) == getattr(theirs, "dtype", None)
    else:
        assert ours == theirs


@pytest.fixture
def torch():
    """PyTorch in double precision, on one thread: more of them wait for each other where there is so little to do."""
    import torch

    threads = torch.get_num_threads()
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(1)
    yield torch
    torch.set_default_dtype(torch.float32)
    torch.set_num_threads(threads)


@pytest.mark.torch
@pytest.mark.parametrize(("function", "reaches", "differs"), PROGRAMS)
def test_a_program_of_a_course_gives_what_pytorch_gives(function, reaches, differs, torch):
    results, graphs = [], []
    for module in (autograd_viz, torch):
        result = taught(function, module)
        value = result.loss()
        graphs.append(graph(value, [(f"{k}", p) for k, p in enumerate(result.trained)]))
        slopes = module.autograd.grad(value, result.trained)
        results.append(as_numbers(module, [result.losses, result.trained, value, slopes, result.seen]))
    check_same(*results)
    assert (graphs[0] == graphs[1]) != bool(differs)


@pytest.mark.parametrize(("function", "reaches", "differs"), PROGRAMS)
def test_a_program_of_a_course_learns(function, reaches, differs):
    losses = taught(function, autograd_viz).losses
    assert not losses or losses[-1] < reaches < losses[0]


@pytest.mark.parametrize(("function", "reaches", "differs"), PROGRAMS)
def test_the_gradient_of_a_program_is_the_slope_of_its_loss(function, reaches, differs):
    _, trained, loss, _ = taught(function, autograd_viz)
    directions = [autograd_viz.tensor(np.random.default_rng(1).standard_normal(tuple(p.shape))) for p in trained]
    slope = sum((g * v).sum().item() for g, v in zip(autograd_viz.autograd.grad(loss(), trained), directions))

    def moved(step):
        for p, v in zip(trained, directions):
            p.data += step * v
        value = loss().item()
        for p, v in zip(trained, directions):
            p.data -= step * v
        return value

    assert slope == pytest.approx((moved(1e-6) - moved(-1e-6)) / 2e-6, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize(("function", "reaches", "differs"), PROGRAMS)
def test_the_loss_of_a_program_is_drawn_and_played(function, reaches, differs):
    loss = taught(function, autograd_viz).loss
    picture = autograd_viz.draw(loss())
    assert ElementTree.fromstring(picture.svg).tag.endswith("svg")
    assert all(node.symbol for node in picture.graph.nodes if node.kind == "op")
    assert [event.kind for event in autograd_viz.record(loss())][-1] == "done"
    player = autograd_viz.play(loss())
    player.step()
    player.run()
    assert player.timeline.events[-1].kind == "done"


def test_a_neuron_has_the_gradients_every_course_shows():
    x1, x2, w1, w2, b = (
        autograd_viz.tensor([v], requires_grad=True) for v in (2.0, 0.0, -3.0, 1.0, 6.8813735870195432)
    )
    o = autograd_viz.tanh(x1 * w1 + x2 * w2 + b)
    o.backward()
    assert o.item() == pytest.approx(0.7071067811865477)
    assert [v.grad.item() for v in (x1, w1, x2, w2, b)] == pytest.approx([-1.5, 1.0, 0.5, 0.0, 0.5])


def test_two_models_with_layers_of_the_same_path_are_drawn_apart():
    nn = autograd_viz.nn
    G = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 2))
    D = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
    kinds = {"D": "Sequential", "D.0": "Linear", "D.1": "Tanh", "D.2": "Linear"}
    kinds |= {"G": "Sequential", "G.0": "Linear", "G.1": "ReLU", "G.2": "Linear"}
    drawn = autograd_viz.draw(D(G(autograd_viz.ones(3, 2))).mean()).graph
    assert drawn.modules == kinds
    assert {node.module for node in drawn.nodes if node.kind == "op" and node.symbol in ("relu", "tanh")} == {
        "G.1",
        "D.1",
    }
    alone = autograd_viz.draw(D(autograd_viz.ones(3, 2)).mean()).graph
    assert alone.modules == {"": "Sequential", "0": "Linear", "1": "Tanh", "2": "Linear"}


def test_models_out_of_sight_are_called_the_same_every_time():
    def loss():
        first, second = (autograd_viz.nn.Linear(2, 2) for _ in range(2))
        with autograd_viz.no_grad():
            for p in (*first.parameters(), *second.parameters()):
                p.fill_(0.5)
        return second(first(autograd_viz.ones(3, 2))).sum(), (first, second)

    kept = [loss() for _ in range(8)]
    assert len({autograd_viz.draw(tensor, names={"L": tensor}).svg for tensor, _ in kept}) == 1


def test_calls_of_layers_of_two_models_stay_inside_these():
    class Model(autograd_viz.nn.Module):
        def __init__(self):
            super().__init__()
            self.cell = autograd_viz.nn.GRUCell(2, 2)

        def forward(self, h):
            for _ in range(3):
                h = self.cell(h, h)
            return h

    encoder, decoder = Model(), Model()
    drawn = autograd_viz.draw(decoder(encoder(autograd_viz.ones(1, 2))).sum()).graph
    made = {node.module for node in drawn.nodes if node.kind == "op"}
    assert made == {""} | {f"{model}.cell({i})" for model in ("decoder", "encoder") for i in (1, 2, 3)}
