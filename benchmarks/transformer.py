"""One block of a transformer, written once for each engine, its weights the same and its losses checked."""

import numpy as np

WIDTH, HEADS, LENGTH, BATCH, HIDDEN, RATE = 128, 4, 64, 8, 512, 0.05


def block_numbers():
    """Weights as `TransformerEncoderLayer` names them, a batch of inputs, and what the block is to make of it."""
    rng = np.random.default_rng(0)

    def drawn(*shape):
        return (rng.standard_normal(shape) / np.sqrt(shape[-1])).astype(np.float32)

    weights = {
        "self_attn.in_proj_weight": drawn(3 * WIDTH, WIDTH), "self_attn.in_proj_bias": np.zeros(3 * WIDTH, np.float32),
        "self_attn.out_proj.weight": drawn(WIDTH, WIDTH), "self_attn.out_proj.bias": np.zeros(WIDTH, np.float32),
        "linear1.weight": drawn(HIDDEN, WIDTH), "linear1.bias": np.zeros(HIDDEN, np.float32),
        "linear2.weight": drawn(WIDTH, HIDDEN), "linear2.bias": np.zeros(WIDTH, np.float32),
        **{f"norm{k}.{name}": value for k in (1, 2)
           for name, value in (("weight", np.ones(WIDTH, np.float32)), ("bias", np.zeros(WIDTH, np.float32)))},
    }  # fmt: skip
    x, target = (rng.standard_normal((BATCH, LENGTH, WIDTH)).astype(np.float32) for _ in range(2))
    return weights, x, target


def block(T, activation="relu"):
    """The block with the weights of `block_numbers`."""
    layer = T.nn.TransformerEncoderLayer(WIDTH, HEADS, HIDDEN, 0.0, activation, batch_first=True)
    layer.load_state_dict({name: T.tensor(value) for name, value in block_numbers()[0].items()})
    return layer


def modules(T, activation="relu"):
    """A function that takes one training step of the block in an engine with PyTorch's names, and returns the loss."""
    _, x, target = block_numbers()
    layer = block(T, activation)
    optimizer = T.optim.SGD(layer.parameters(), RATE)
    x, target = T.tensor(x), T.tensor(target)
    loss_of = T.nn.functional.mse_loss

    def step():
        optimizer.zero_grad()
        loss = loss_of(layer(x), target)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def by_hand(activation="relu"):
    """The floor: the same step with nothing recorded, its derivatives written by hand."""
    weights, x, target = block_numbers()
    (wi, bi, wo, bo, w1, b1, w2, b2, g1, c1, g2, c2) = weights.values()
    rows, width, eps = BATCH * LENGTH, WIDTH // HEADS, np.float32(1e-5)
    x, target = x.reshape(rows, WIDTH), target.reshape(rows, WIDTH)
    root = np.float32(width**-0.5)
    if activation == "gelu":
        from scipy.special import erf
    half, root_two, bell = np.float32(0.5), np.float32(2**-0.5), np.float32((2 * np.pi) ** -0.5)

    def normalised(x):
        x = x - x.mean(1, keepdims=True)
        r = 1 / np.sqrt(np.einsum("ij,ij->i", x, x)[:, None] / np.float32(WIDTH) + eps)
        x *= r
        return x, r

    def normalised_back(g, z, r):
        return r * (g - g.mean(1, keepdims=True) - z * (np.einsum("ij,ij->i", g, z)[:, None] / np.float32(WIDTH)))

    def split(x):
        return x.reshape(BATCH, LENGTH, HEADS, width).transpose(0, 2, 1, 3)

    def merged(x):
        return x.transpose(0, 2, 1, 3).reshape(rows, WIDTH)

    def step():
        made = x @ wi.T
        made += bi
        q, k, v = (split(made[:, i * WIDTH : (i + 1) * WIDTH]) for i in range(3))
        p = (q * root) @ k.swapaxes(2, 3)
        p -= p.max(3, keepdims=True)
        np.exp(p, out=p)
        p /= p.sum(3, keepdims=True)
        h = merged(p @ v)
        z1, r1 = normalised(x + (h @ wo.T + bo))
        y1 = z1 * g1 + c1
        u = y1 @ w1.T
        u += b1
        if activation == "relu":
            slope, a = u > 0, np.maximum(u, 0)
        else:
            share = half * (1 + erf(u * root_two))
            slope, a = share + u * (bell * np.exp(-half * u * u)), u * share
        z2, r2 = normalised(y1 + (a @ w2.T + b2))
        error = z2 * g2 + c2 - target
        loss = np.vdot(error, error) / np.float32(error.size)

        g = error * np.float32(2 / error.size)
        gg2, gc2 = (g * z2).sum(0), g.sum(0)
        g = normalised_back(g * g2, z2, r2)
        gw2, gb2 = g.T @ a, g.sum(0)
        gu = g @ w2
        gu *= slope
        gw1, gb1 = gu.T @ y1, gu.sum(0)
        g = g + gu @ w1
        gg1, gc1 = (g * z1).sum(0), g.sum(0)
        g = normalised_back(g * g1, z1, r1)
        gwo, gbo = g.T @ h, g.sum(0)
        gh = split(g @ wo)
        gv = p.swapaxes(2, 3) @ gh
        gp = gh @ v.swapaxes(2, 3)
        gp -= np.einsum("bhij,bhij->bhi", gp, p)[..., None]
        gp *= p
        gp *= root
        made = np.concatenate([merged(part) for part in (gp @ k, gp.swapaxes(2, 3) @ q, gv)], 1)
        gradients = made.T @ x, made.sum(0), gwo, gbo, gw1, gb1, gw2, gb2, gg1, gc1, gg2, gc2
        for parameter, gradient in zip(weights.values(), gradients):
            parameter -= np.float32(RATE) * gradient
        return float(loss)

    return step
