"""Ways to write embeddings and attention."""

from tests.oracle.overloads.drawing import overload
from tests.oracle.overloads.normalization import of_float64

HELPERS = "put_rows kept_rows".split()  # ops that only rules call


@overload("embedding pow_number")
def embedding(d):
    x = d.of(lambda s: len(s) == 2 and 0 not in s, [(2, 3), (3, 2)])
    n = d.shape(x)[0]
    rows = d.random.integers(0, n, d.choice([(3,), (2, 2)])).tolist()
    options = d.choice(["", f", padding_idx={int(d.random.integers(n))}"])
    return f"F.embedding(T.tensor({rows}), {x}{options}{d.choice(['', ', scale_grad_by_freq=True'])}).square()"


@overload("one_hot mul", "one_hot")
def one_hot(d):
    n = d.choice([2, 3])
    return f"F.one_hot(T.tensor({d.random.integers(0, n, 2).tolist()}), {n}) * {d.shaped((n,))}"


@overload("scaled bmm safe_softmax expand_to", "attention")
@of_float64
def attention(d):
    q, k, v = d.shaped((2, 2, 3)), d.shaped((2, 2, 3)), d.shaped((2, 2, 3))
    return f"F.scaled_dot_product_attention({q}, {k}, {v}{d.choice(['', ', is_causal=True', ', scale=-0.4'])})"


@overload("scaled mm safe_softmax add", "masked attention")
@of_float64
def masked_attention(d):
    q, k, v = d.shaped((2, 3)), d.shaped((3, 3)), d.shaped((3, 2))
    mask = d.choice([d.shaped((2, 3)), d.shaped((3,)), "T.tensor([[True, False, True], [False, False, False]])"])
    return f"F.scaled_dot_product_attention({q}, {k}, {v}, {mask})"
