"""A small network learns, in place and without growing."""

import gc

import numpy as np

import autograd_viz as av

nn = av.nn


def two_moons(count, seed, noise=0.15):
    """Points on two interleaved half circles, (count, 2), and which one each is on, (count,)."""
    rng = np.random.default_rng(seed)
    which = np.arange(count) % 2
    angle = rng.uniform(0, np.pi, count)
    x = np.where(which == 0, np.cos(angle), 1 - np.cos(angle))
    y = np.where(which == 0, np.sin(angle), 0.5 - np.sin(angle))
    points = np.stack([x, y], axis=1) + rng.normal(0, noise, (count, 2))
    return av.tensor(points.astype(np.float32)), av.tensor(which)


def accuracy(model, x, y):
    with av.no_grad():
        return float(np.mean(model(x).argmax(1).numpy() == y.numpy()))


def test_a_small_network_tells_two_moons_apart():
    av.manual_seed(0)
    x, y = two_moons(400, seed=1)
    model = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 2))
    optimizer = av.optim.SGD(model.parameters(), lr=0.2, momentum=0.9)
    losses = []
    for _ in range(300):
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.2 * losses[0]
    assert accuracy(model, *two_moons(400, seed=2)) > 0.95


def test_a_step_changes_the_same_memory_and_only_what_has_a_gradient():
    model = nn.Linear(2, 2)
    memory = [p.data.numpy() for p in model.parameters()]
    model.bias.requires_grad_(False)
    bias = model.bias.tolist()
    model(av.ones(1, 2)).sum().backward()
    before = model.weight.tolist()
    gradient = model.weight.grad.clone()
    av.optim.SGD(model.parameters(), lr=1.0, weight_decay=0.1).step()
    assert all(p.data.numpy() is m or np.shares_memory(p.data.numpy(), m) for p, m in zip(model.parameters(), memory))
    assert model.weight.tolist() != before
    assert model.bias.tolist() == bias
    assert model.weight.grad.equal(gradient)


def test_a_step_between_forward_and_backward_is_noticed():
    a, b = (av.tensor([2.0], requires_grad=True) for _ in range(2))
    (a * b).backward()
    optimizer = av.optim.SGD([a, b], lr=0.1)
    product = a * b
    optimizer.step()
    try:
        product.backward()
    except RuntimeError as error:
        assert "modified by an inplace operation" in str(error)
    else:
        raise AssertionError("the changed value went unnoticed")


def test_training_leaves_nothing_behind_for_the_collector():
    x, y = two_moons(20, seed=0)
    model = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 2))
    optimizer = av.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)

    def step():
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x), y).backward()
        optimizer.step()

    step()
    gc.collect()
    gc.disable()
    try:
        before = len(gc.get_objects())
        for _ in range(50):
            step()
        after = len(gc.get_objects())
        found = gc.collect()
    finally:
        gc.enable()
    assert found == 0
    assert after - before < 20
