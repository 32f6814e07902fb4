"""A small convolutional network in training, written once for each engine, and by hand."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

BATCH, SIDE, CLASSES, RATE = 32, 28, 10, 0.1
KERNELS = ((16, 1, 3, 3), (32, 16, 3, 3))
FLAT = 32 * 5 * 5  # (28 - 2) / 2 = 13, (13 - 2) / 2 = 5


def numbers():
    """Kernel and bias of each layer, a batch of images, and their classes."""
    rng = np.random.default_rng(0)
    layers = []
    for shape in (*KERNELS, (CLASSES, FLAT)):
        weight = rng.standard_normal(shape) * np.sqrt(2 / np.prod(shape[1:]))
        layers.append((weight.astype(np.float32), np.zeros(shape[0], np.float32)))
    images = rng.standard_normal((BATCH, 1, SIDE, SIDE)).astype(np.float32)
    return layers, images, rng.integers(0, CLASSES, BATCH)


def network(T):
    """The network with the numbers of `numbers`."""
    nn = T.nn
    layers, _, _ = numbers()
    model = nn.Sequential(
        nn.Conv2d(1, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(),
        nn.Linear(FLAT, CLASSES),
    )  # fmt: skip
    with T.no_grad():
        for parameter, value in zip(model.parameters(), [p for layer in layers for p in layer]):
            parameter.copy_(T.tensor(value))
    return model


def torchlike(T):
    """A function that takes one training step with an engine of PyTorch's names and returns the loss."""
    model, (_, x, target) = network(T), numbers()
    optimizer, criterion = T.optim.SGD(model.parameters(), RATE), T.nn.CrossEntropyLoss()
    x, target = T.tensor(x), T.tensor(target)

    def step():
        optimizer.zero_grad()
        loss = criterion(model(x), target)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def columns(x, k):
    """The windows of images that lie batch last, as one matrix."""
    views = sliding_window_view(x, (k, k), (1, 2)).transpose(0, 4, 5, 1, 2, 3)
    return views.reshape(x.shape[0] * k * k, -1)


def pooled(x):
    """The largest of each two by two pixels, batch last, and which of the four it is."""
    h, w = x.shape[1] // 2 * 2, x.shape[2] // 2 * 2
    parts = [x[:, i:h:2, j:w:2] for i in (0, 1) for j in (0, 1)]
    best, which = parts[0].copy(), np.zeros(parts[0].shape, np.uint8)
    for k, part in enumerate(parts[1:], 1):
        np.maximum(which, (part > best) * np.uint8(k), out=which)
        np.maximum(best, part, out=best)
    return best, which


def unpooled(g, which, shape):
    """The gradient of `pooled`."""
    out = np.zeros(shape, g.dtype)
    h, w = shape[1] // 2 * 2, shape[2] // 2 * 2
    for k, (i, j) in enumerate((i, j) for i in (0, 1) for j in (0, 1)):
        np.multiply(g, which == k, out=out[:, i:h:2, j:w:2])
    return out


def by_hand():
    """The same step in plain NumPy, derivatives written out; images lie batch last throughout."""
    ((w1, b1), (w2, b2), (w3, b3)), x, target = numbers()
    x, rows = np.ascontiguousarray(x.transpose(1, 2, 3, 0)), np.arange(BATCH)

    def step():
        c1 = columns(x, 3)
        z1 = (w1.reshape(16, -1) @ c1 + b1[:, None]).reshape(16, 26, 26, BATCH)
        p1, i1 = pooled(np.maximum(z1, 0))
        c2 = columns(p1, 3)
        z2 = (w2.reshape(32, -1) @ c2 + b2[:, None]).reshape(32, 11, 11, BATCH)
        p2, i2 = pooled(np.maximum(z2, 0))
        z3 = w3 @ p2.reshape(FLAT, BATCH) + b3[:, None]
        z3 = z3 - z3.max(0)
        powers = np.exp(z3)
        sums = powers.sum(0)
        loss = (np.log(sums) - z3[target, rows]).mean()
        g = powers / sums
        g[target, rows] -= 1
        g /= BATCH
        gw3, gb3 = g @ p2.reshape(FLAT, BATCH).T, g.sum(1)
        g = unpooled((w3.T @ g).reshape(p2.shape), i2, z2.shape)
        g *= z2 > 0
        g = g.reshape(32, -1)
        gw2, gb2 = (g @ c2.T).reshape(w2.shape), g.sum(1)
        g = (w2.reshape(32, -1).T @ g).reshape(16, 3, 3, 11, 11, BATCH)
        back = np.zeros(p1.shape, np.float32)
        for i in range(3):
            for j in range(3):
                back[:, i : i + 11, j : j + 11] += g[:, i, j]
        g = unpooled(back, i1, z1.shape)
        g *= z1 > 0
        g = g.reshape(16, -1)
        gw1, gb1 = (g @ c1.T).reshape(w1.shape), g.sum(1)
        for p, gradient in ((w1, gw1), (b1, gb1), (w2, gw2), (b2, gb2), (w3, gw3), (b3, gb3)):
            p -= RATE * gradient
        return float(loss)

    return step
