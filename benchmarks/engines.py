"""The programs that are timed, written once for each engine and checked against numbers worked out by hand."""

import numpy as np

CHAIN = 1_000  # operations
X, A, B = 0.5, 1.0001, 1e-4  # the chain's leaves
SIZES, BATCH, RATE = (784, 256, 128, 10), 128, 0.1


def chain_gradients(length):
    """The derivatives of the chain by its three leaves, carried along in Python floats."""
    y, dx, da, db = X, 1.0, 0.0, 0.0
    for _ in range(length // 2):
        y, dx, da, db = y * A, dx * A, da * A + y, db * A
        y, db = y + B, db + 1.0
    return dx, da, db


def mlp_numbers():
    """Weights (inputs, outputs) and biases of every layer, a batch of inputs, and its classes."""
    rng = np.random.default_rng(0)
    layers = []
    for inputs, outputs in zip(SIZES, SIZES[1:]):
        weight = (rng.standard_normal((inputs, outputs)) * np.sqrt(2 / inputs)).astype(np.float32)
        layers.append((weight, np.zeros(outputs, np.float32)))
    return layers, rng.standard_normal((BATCH, SIZES[0])).astype(np.float32), rng.integers(0, SIZES[-1], BATCH)


class NumPy:
    """The floor: nothing is recorded, and the MLP's derivatives are written by hand."""

    name = "NumPy"

    def chain(self, length, numbers):
        """A function that computes the chain."""
        x, a, b = np.array(X), *((A, B) if numbers else (np.array(A), np.array(B)))
        multiply, add = np.multiply, np.add

        def forward():
            y = x
            for _ in range(length // 2):
                y = multiply(y, a)
                y = add(y, b)
            return y

        return forward

    def mlp(self):
        """A function that takes one training step and returns the loss."""
        ((w1, b1), (w2, b2), (w3, b3)), x, target = mlp_numbers()
        rows = np.arange(BATCH)

        def step():
            z1 = x @ w1 + b1
            h1 = np.maximum(z1, 0)
            z2 = h1 @ w2 + b2
            h2 = np.maximum(z2, 0)
            z3 = h2 @ w3 + b3
            z3 = z3 - z3.max(1, keepdims=True)
            powers = np.exp(z3)
            sums = powers.sum(1, keepdims=True)
            loss = (np.log(sums[:, 0]) - z3[rows, target]).mean()
            g = powers / sums
            g[rows, target] -= 1
            g /= BATCH
            gw3, gb3 = h2.T @ g, g.sum(0)
            g = g @ w3.T
            g *= z2 > 0
            gw2, gb2 = h1.T @ g, g.sum(0)
            g = g @ w2.T
            g *= z1 > 0
            gw1, gb1 = x.T @ g, g.sum(0)
            for p, gradient in ((w1, gw1), (b1, gb1), (w2, gw2), (b2, gb2), (w3, gw3), (b3, gb3)):
                p -= RATE * gradient
            return float(loss)

        return step


class Torchlike:
    """An engine with PyTorch's names."""

    def __init__(self, T):
        self.T = T

    def chain(self, length, numbers):
        """Functions that compute the chain, and that run backward from its end and return the gradients."""
        T = self.T
        leaves = [T.tensor(value, dtype=T.float64, requires_grad=True) for value in (X, A, B)]
        x, a, b = leaves
        if numbers:
            leaves, a, b = leaves[:1], A, B

        def forward():
            for leaf in leaves:
                leaf.grad = None
            y = x
            for _ in range(length // 2):
                y = y * a
                y = y + b
            return y

        def gradients():
            return [leaf.grad.item() for leaf in leaves]

        return forward, gradients

    def mlp(self):
        """A function that takes one training step with plain tensors and returns the loss."""
        T = self.T
        layers, x, target = mlp_numbers()
        parameters = [T.tensor(p, requires_grad=True) for layer in layers for p in layer]
        w1, b1, w2, b2, w3, b3 = parameters
        x, target = T.tensor(x), T.tensor(target)
        optimizer, cross_entropy = T.optim.SGD(parameters, RATE), T.nn.functional.cross_entropy

        def step():
            optimizer.zero_grad()
            h = (x @ w1 + b1).relu()
            h = (h @ w2 + b2).relu()
            loss = cross_entropy(h @ w3 + b3, target)
            loss.backward()
            optimizer.step()
            return loss.item()

        return step

    def modules(self):
        """`mlp` with `Linear` layers in a `Sequential`."""
        T = self.T
        nn = T.nn
        layers, x, target = mlp_numbers()
        made = [nn.Linear(inputs, outputs) for inputs, outputs in zip(SIZES, SIZES[1:])]
        with T.no_grad():
            for module, (weight, bias) in zip(made, layers):
                module.weight.copy_(T.tensor(np.ascontiguousarray(weight.T)))
                module.bias.copy_(T.tensor(bias))
        model = nn.Sequential(made[0], nn.ReLU(), made[1], nn.ReLU(), made[2])
        optimizer, criterion = T.optim.SGD(model.parameters(), RATE), nn.CrossEntropyLoss()
        x, target = T.tensor(x), T.tensor(target)

        def step():
            optimizer.zero_grad()
            loss = criterion(model(x), target)
            loss.backward()
            optimizer.step()
            return loss.item()

        return step


class Torch(Torchlike):
    """PyTorch on one thread."""

    name = "PyTorch"

    def __init__(self):
        import torch

        torch.set_num_threads(1)
        super().__init__(torch)


class Ours(Torchlike):
    """This package."""

    name = "ours"

    def __init__(self):
        import autograd_viz

        super().__init__(autograd_viz)
