"""Programs about attention and transformers whose answers must be PyTorch's."""

import math

from tests.nn.same import fill, graph, grid, numbers, raised, trained

PROGRAMS = []


def program(function):
    """Count a function among the programs."""
    PROGRAMS.append(function)
    return function


def told_of(T, module, *args, graphs=True, **kwargs):
    """What a call gives, the graph behind it, and every gradient."""
    given = [x for x in args if x.requires_grad]
    out = module(*args, **kwargs)
    out, weights = out if isinstance(out, tuple) else (out, None)
    named = [*module.named_parameters(), *((f"x{i}", x) for i, x in enumerate(given))]
    told = [numbers(out), None if weights is None else [numbers(weights), graph(weights, named)]]
    told.append(graph(out, named) if graphs else None)
    module.zero_grad()
    account = trained(T, module, (out * grid(T, *out.shape)).sum())
    account.pop("graph")  # told above
    told.append([summary(account), *(numbers(x.grad) for x in given)])
    for x in given:
        x.grad = None
    return told


def summary(account):
    """An account whose larger gradients are three sums, each of other weights, so that it stays short."""

    def short(value):
        if not isinstance(value, dict) or len(value["numbers"]) < 12:
            return value
        sums = [sum(math.sin((k + 1) * i + k) * v for i, v in enumerate(value["numbers"])) for k in range(3)]
        return value | {"numbers": [round(v, 9) for v in sums]}

    return {name: short(value) for name, value in account.items()}


def attentions(T):
    for options in (
        {}, {"bias": False}, {"batch_first": True}, {"kdim": 3, "vdim": 6}, {"kdim": 3, "bias": False},
        {"add_bias_kv": True}, {"add_zero_attn": True}, {"add_bias_kv": True, "add_zero_attn": True},
    ):  # fmt: skip
        yield options, fill(T, T.nn.MultiheadAttention(4, 2, dtype=T.float64, **options))


@program
def attention(T):
    """With its weights: then PyTorch makes the same graph."""
    told = []
    for options, module in attentions(T):
        sizes = 4, options.get("kdim", 4), options.get("vdim", 4)
        q, k, v = (grid(T, *shape, n, requires_grad=True) for shape, n in zip(((3, 2), (5, 2), (5, 2)), sizes))
        if options.get("batch_first"):
            q, k, v = (x.detach().transpose(0, 1).contiguous().requires_grad_() for x in (q, k, v))
        told.append([repr(module), list(module.state_dict()), told_of(T, module, q, k, v)])
        told.append(told_of(T, module, q, k, v, average_attn_weights=False))
        if len(set(sizes)) == 1:
            told += [told_of(T, module, q, k, k), told_of(T, module, q, q, q)]
    return told


@program
def attention_without_weights(T):
    """PyTorch's graph is then one of its fused kernels: only numbers are compared."""
    told = []
    for options, module in attentions(T):
        sizes = 4, options.get("kdim", 4), options.get("vdim", 4)
        q, k, v = (grid(T, 3, 3, n, requires_grad=True) for n in sizes)
        told.append(told_of(T, module, q, k, v, graphs=False, need_weights=False))
        if len(set(sizes)) == 1:
            causal = T.nn.Transformer.generate_square_subsequent_mask(3, dtype=T.float64)
            told.append(told_of(T, module, q, q, q, graphs=False, need_weights=False))
            told.append(told_of(T, module, q, q, q, graphs=False, need_weights=False, attn_mask=causal, is_causal=True))
    return told


def masks(T, batch, heads, queries, keys):
    """Masks of every shape and kind, each as arguments."""
    hidden = T.ones(queries, keys, dtype=T.bool).triu(2)
    padding = T.zeros(batch, keys, dtype=T.bool)
    padding[0, -1] = True
    added, later = grid(T, queries, keys), grid(T, batch, keys)
    return [
        {"attn_mask": hidden}, {"attn_mask": added}, {"key_padding_mask": padding}, {"key_padding_mask": later},
        {"attn_mask": hidden, "key_padding_mask": padding}, {"attn_mask": added, "key_padding_mask": padding},
        {"attn_mask": grid(T, batch * heads, queries, keys)},
        {"attn_mask": hidden.unsqueeze(0).expand(batch * heads, -1, -1), "key_padding_mask": padding},
    ]  # fmt: skip


@program
def masked_attention(T):
    told = []
    for options, module in attentions(T):
        if options.keys() & {"kdim", "bias"} or len(options) > 1:
            continue
        first = options.get("batch_first")
        q = grid(T, *((2, 3, 4) if first else (3, 2, 4)), requires_grad=True)
        k = grid(T, *((2, 5, 4) if first else (5, 2, 4)))
        for given in masks(T, 2, 2, 3, 5):
            told.append(told_of(T, module, q, k, k, **given))
            told.append(told_of(T, module, q, k, k, graphs=False, need_weights=False, **given))
    return told


@program
def unbatched_attention(T):
    module = fill(T, T.nn.MultiheadAttention(4, 2, dtype=T.float64))
    q, k = grid(T, 3, 4, requires_grad=True), grid(T, 5, 4)
    padding = T.tensor([False, False, True, False, False])
    told = [
        told_of(T, module, q, q, q),
        told_of(T, module, q, k, k),
        told_of(T, module, q, k, k, key_padding_mask=padding),
    ]
    told.append(told_of(T, module, q, k, k, graphs=False, need_weights=False, key_padding_mask=padding))
    told.append(told_of(T, module, q, k, k, attn_mask=grid(T, 2, 3, 5)))
    return told


@program
def started(T):
    """Which parameters start as what, and within which bounds."""
    told = []
    for options in ({}, {"kdim": 3, "add_bias_kv": True}, {"bias": False}):
        module = T.nn.MultiheadAttention(64, 2, **options)
        for name, p in module.named_parameters():
            bound = math.sqrt(6 / sum(p.shape)) if name.endswith("proj_weight") else 1 / 8
            within = bool((p.abs() <= bound + 1e-6).all()) and (p.abs().max() > 0.8 * bound).item()
            told.append([name, list(p.shape), bool((p == 0).all()), within if p.ndim == 2 else None])
    return told


@program
def refused(T):
    nn = T.nn
    m = nn.MultiheadAttention(4, 2)
    x, y, flat = T.zeros(3, 2, 4), T.zeros(5, 2, 4), T.zeros(3, 4)
    return [
        raised(f)
        for f in (
            lambda: nn.MultiheadAttention(4, 3), lambda: nn.MultiheadAttention(0, 1), lambda: m(x, flat, flat),
            lambda: m(flat, x, x), lambda: m(T.zeros(4), x, x), lambda: m(x, x, y), lambda: m(T.zeros(3, 2, 6), x, x),
            lambda: m(x, x, x, attn_mask=T.zeros(2, 2)), lambda: m(x, x, x, attn_mask=T.zeros(2, 3, 3)),
            lambda: m(x, x, x, attn_mask=T.zeros(3)), lambda: m(x, x, x, attn_mask=T.zeros(3, 3).long()),
            lambda: m(x, x, x, key_padding_mask=T.zeros(3)), lambda: m(x, x, x, key_padding_mask=T.zeros(2, 4)),
            lambda: m(x, x, x, key_padding_mask=T.zeros(3, 3)), lambda: m(x, x, x, is_causal=True),
            lambda: m(flat, flat, flat, attn_mask=T.zeros(3, 3, 3)), lambda: m(flat, flat, flat, key_padding_mask=T.zeros(1, 3)),
            lambda: nn.TransformerEncoderLayer(4, 2, activation="tanh"), lambda: nn.TransformerEncoderLayer(4, 3),
            lambda: nn.Transformer(4, 2, 1, 1, 4)(T.zeros(3, 2, 4), T.zeros(3, 3, 4)),
            lambda: nn.Transformer(4, 2, 1, 1, 4)(T.zeros(3, 2, 3), T.zeros(3, 2, 4)),
        )
    ]  # fmt: skip


@program
def encoder_layers(T):
    told = []
    for options in (
        {}, {"norm_first": True}, {"activation": "gelu"}, {"bias": False}, {"layer_norm_eps": 0.1},
        {"activation": T.nn.functional.gelu, "norm_first": True, "batch_first": True}, {"activation": T.nn.Tanh()},
    ):  # fmt: skip
        module = fill(T, T.nn.TransformerEncoderLayer(4, 2, 6, 0.0, dtype=T.float64, **options))
        x = grid(T, 3, 3, 4, requires_grad=True)
        told.append([repr(module), list(module.state_dict()), told_of(T, module, x, graphs=False)])
        hidden, padding = T.ones(3, 3, dtype=T.bool).triu(1), T.zeros(3, 3, dtype=T.bool)
        padding[1, 2] = True
        for given in ({"src_mask": hidden}, {"src_key_padding_mask": padding}, {"src_mask": hidden, "is_causal": True}):
            told.append(told_of(T, module, x, graphs=False, **given))
        with T.no_grad():
            told.append(numbers(module.eval()(x)))
    return told


@program
def decoder_layers(T):
    told = []
    for options in ({}, {"batch_first": True}, {"norm_first": True}, {"activation": "gelu"}, {"bias": False}):
        module = fill(T, T.nn.TransformerDecoderLayer(4, 2, 6, 0.0, dtype=T.float64, **options))
        x, memory = grid(T, 3, 3, 4, requires_grad=True), grid(T, 3, 3, 4) + 0.5
        told.append([repr(module), list(module.state_dict()), told_of(T, module, x, memory, graphs=False)])
        hidden, padding = T.ones(3, 3, dtype=T.bool).triu(1), T.zeros(3, 3, dtype=T.bool)
        padding[1, 2] = True
        for given in (
            {"tgt_mask": hidden, "tgt_is_causal": True}, {"memory_key_padding_mask": padding},
            {"memory_mask": hidden, "tgt_key_padding_mask": padding},
        ):  # fmt: skip
            told.append(told_of(T, module, x, memory, graphs=False, **given))
    return told


@program
def stacks(T):
    nn, options = T.nn, {"dtype": T.float64, "batch_first": True}
    x, memory = grid(T, 2, 3, 4, requires_grad=True), grid(T, 2, 3, 4) + 0.5
    causal = nn.Transformer.generate_square_subsequent_mask(3, dtype=T.float64)
    encoder = fill(
        T,
        nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 6, 0.0, **options), 2, nn.LayerNorm(4, dtype=T.float64)),
    )
    decoder = fill(T, nn.TransformerDecoder(nn.TransformerDecoderLayer(4, 2, 6, 0.0, **options), 2))
    whole = fill(T, nn.Transformer(4, 2, 1, 2, 6, 0.0, **options))
    return [
        [repr(m) for m in (encoder, decoder, whole)], [list(m.state_dict()) for m in (encoder, decoder, whole)],
        numbers(causal), told_of(T, encoder, x, graphs=False), told_of(T, encoder, x, mask=causal, graphs=False),
        told_of(T, encoder, x, mask=grid(T, 3, 3), graphs=False), told_of(T, decoder, x, memory, graphs=False),
        told_of(T, decoder, x, memory, tgt_mask=causal, graphs=False), told_of(T, whole, x, memory, graphs=False),
        told_of(T, whole, x, memory, tgt_mask=causal, graphs=False),
    ]  # fmt: skip
