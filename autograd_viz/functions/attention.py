"""Attention: weighted means of values, weighted by how well queries meet keys."""

import math
import warnings

from ..ops import normalization as ops
from ..ops.errors import AutogradVizError, EngineError, OperandError
from .activation import dropout
from .arguments import TENSOR, axis, dtype_name, is_bool, is_number, takes
from .elementwise import add, mul, where
from .products import C_NAMES, baddbmm, bmm, linear, matmul
from .reductions import mean, softmax, sum
from .shapes import (
    cat,
    chunk,
    contiguous,
    expand,
    permute,
    repeat,
    repeat_interleave,
    reshape,
    split,
    squeeze,
    to,
    transpose,
    tril,
    unflatten,
    unsqueeze,
    view,
)


class ShapeError(AutogradVizError, AssertionError):
    """PyTorch's AssertionError for shapes that do not fit."""


def require(holds, message):
    """Raise PyTorch's AssertionError unless something holds."""
    if not holds:
        raise ShapeError(message)


@takes(query=TENSOR, key=TENSOR, value=TENSOR, attn_mask=TENSOR)
def scaled_dot_product_attention(
    query, key, value, attn_mask=None, dropout_p=0.0, is_causal=False, *, scale=None, enable_gqa=False
):
    """``softmax(query @ key.mT * scale + mask) @ value``. As ``torch.nn.functional.scaled_dot_product_attention``.

    Parameters
    ----------
    query : Tensor, (..., queries, features)
    key : Tensor, (..., keys, features)
    value : Tensor, (..., keys, value features)
    attn_mask : Tensor, broadcasts to (..., queries, keys), optional
        Of bool: which keys each query may see. Of numbers: what is added to the scores.
    dropout_p : float
        With which probability each weight is dropped.
    is_causal : bool
        Each query sees the keys up to its own position.
    scale : float, optional
        By default one divided by the root of the number of features.
    enable_gqa : bool
        Let several heads of queries share a head of keys and values.

    Returns
    -------
    Tensor, (..., queries, value features)
        Zeros for a query that may see nothing.

    Raises
    ------
    RuntimeError
        If shapes or dtypes do not fit.

    Examples
    --------
    >>> import autograd_viz as av
    >>> q, k, v = av.zeros(1, 2), av.zeros(2, 2), av.tensor([[1.0], [3.0]])
    >>> av.nn.functional.scaled_dot_product_attention(q, k, v)
    tensor([[2.]])
    """
    if scale is not None and not is_number(scale):
        raise OperandError(
            f"scaled_dot_product_attention(): argument 'scale' must be float, not {type(scale).__name__}"
        )
    check_operands(query, key, value, attn_mask)
    if 0 in (*query.shape, *key.shape, *value.shape):
        total = add(add(sum(query), sum(key)), sum(value))
        return add(query.new_zeros((*query.shape[:-1], value.shape[-1])), ops.scaled(total, n=0))
    kind = query.dtype
    if not kind.is_floating_point:
        raise EngineError(f"expected m1 and m2 to have the same dtype, but got: float != {C_NAMES[dtype_name(query)]}")
    if dtype_name(query) == "float16":
        query, key, value = (x.float() for x in (query, key, value))
    scale = 1 / math.sqrt(query.shape[-1] or math.nan) if scale is None else scale
    root = math.sqrt(abs(scale))
    if is_causal:
        if attn_mask is not None:
            raise EngineError("_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True")
        attn_mask = tril(query.new_ones((query.shape[-2], key.shape[-2]), dtype=bool))
    if enable_gqa:
        key, value = shared_heads(query, key, value)
    scores = matmul(ops.scaled(query, n=math.copysign(root, scale)), ops.scaled(transpose(key, -2, -1), n=root))
    if attn_mask is not None:
        shape = tuple(scores.shape)
        scores = add(scores, additive(attn_mask, scores, True))
        if tuple(scores.shape) != shape:
            raise EngineError(f"output with shape {list(shape)} doesn't match the broadcast shape {list(scores.shape)}")
    weights = ops.safe_softmax(scores, dim=(scores.ndim - 1,))
    if dropout_p > 0:
        weights = dropout(weights, dropout_p, True)
    return to(matmul(weights, value), kind)


def check_operands(query, key, value, mask):
    """Raise PyTorch's errors for operands of too few axes or of several dtypes."""
    given = {"query": query, "key": key, "value": value}
    if len({x.dtype for x in given.values()}) > 1:
        said = "query.dtype: {} key.dtype: {} and value.dtype: {}".format(
            *(C_NAMES[dtype_name(x)] for x in given.values())
        )
        raise EngineError(f"Expected query, key, and value to have the same dtype, but got {said} instead.")
    if any(x.ndim < 2 for x in given.values()):
        said = "query.dim: {} key.dim: {} and value.dim: {}".format(*(x.ndim for x in given.values()))
        raise EngineError(f"Expected query, key, and value to all be  at least 2 dimensional, but got {said} instead.")
    if mask is not None and not is_bool(mask) and mask.dtype != query.dtype and dtype_name(mask) != "float32":
        raise EngineError(
            "Expected attn_mask dtype to be bool or float or to match query dtype, but got attn_mask.dtype: "
            f"{C_NAMES[dtype_name(mask)]} and  query.dtype: {C_NAMES[dtype_name(query)]} instead."
        )


def shared_heads(query, key, value):
    """Keys and values with each of their heads repeated for the heads of queries that share it."""
    axis(-3, query.ndim)
    heads, found = query.shape[-3], (key.shape[-3], value.shape[-3])
    if any(n == 0 or heads % n for n in found):
        raise EngineError("Number of heads in key and value must divide the number of heads in ")
    return tuple(x if n == heads else repeat_interleave(x, heads // n, -3) for x, n in zip((key, value), found))


def additive(mask, like, seen):
    """What a mask adds to scores in the dtype of `like`: of bool, 0 where it is `seen` and minus infinity elsewhere."""
    if not is_bool(mask):
        return mask
    values = like.new_full((), 0.0), like.new_full((), -math.inf)
    return where(mask, *(values if seen else values[::-1]))


# -- several heads ---------------------------------------------------------------------------------


def multi_head_attention_forward(
    query, key, value, embed_dim_to_check, num_heads, in_proj_weight, in_proj_bias, bias_k, bias_v, add_zero_attn,
    dropout_p, out_proj_weight, out_proj_bias, training=True, key_padding_mask=None, need_weights=True, attn_mask=None,
    use_separate_proj_weight=False, q_proj_weight=None, k_proj_weight=None, v_proj_weight=None, static_k=None,
    static_v=None, average_attn_weights=True, is_causal=False,
):  # fmt: skip
    """Attention of several heads, between linear layers. As ``torch.nn.functional.multi_head_attention_forward``.

    Parameters
    ----------
    query : Tensor, (queries, batch, features) or (queries, features)
    key, value : Tensor, (keys, batch, features) or (keys, features)
    embed_dim_to_check : int
        The number of features of `query`.
    num_heads : int
        A divisor of it.
    in_proj_weight : Tensor, (3 * features, features)
        The weights that make queries, keys and values, in that order.
    in_proj_bias : Tensor, (3 * features,), or None
    bias_k, bias_v : Tensor, (1, 1, features), or None
        One key and value more, learnt.
    add_zero_attn : bool
        One key and value more, of zeros.
    dropout_p : float
        With which probability each weight is dropped while training.
    out_proj_weight, out_proj_bias : Tensor
        Of the last linear layer.
    training : bool
    key_padding_mask : Tensor, (batch, keys) or (keys,), optional
        Of bool: the keys that no query may see. Of numbers: what is added to their scores.
    need_weights : bool
        Return the weights too.
    attn_mask : Tensor, (queries, keys) or (batch * num_heads, queries, keys), optional
        Of bool: the keys that each query may not see. Of numbers: what is added to the scores.
    use_separate_proj_weight : bool
        Take the next three in place of `in_proj_weight`.
    q_proj_weight, k_proj_weight, v_proj_weight : Tensor, optional
    static_k, static_v : Tensor, (batch * num_heads, keys, features / num_heads), optional
        In place of the keys and values made of `key` and `value`.
    average_attn_weights : bool
        Give the mean of the heads' weights.
    is_causal : bool
        A hint that `attn_mask` is the causal mask.

    Returns
    -------
    Tensor, (queries, batch, features)
    Tensor, (batch, queries, keys), or None
        The weights.

    Raises
    ------
    AssertionError, RuntimeError
        If shapes do not fit.

    Examples
    --------
    >>> import autograd_viz as av
    >>> x, eye, zeros = av.ones(3, 1, 2), av.eye(2), av.zeros(6)
    >>> out, weights = av.nn.functional.multi_head_attention_forward(
    ...     x, x, x, 2, 1, av.cat([eye, eye, eye]), zeros, None, None, False, 0.0, eye, zeros[:2]
    ... )
    >>> out.shape, weights.shape
    (torch.Size([3, 1, 2]), torch.Size([1, 3, 3]))
    """
    batched = check_inputs(query, key, value, key_padding_mask, attn_mask, num_heads)
    if not batched:
        query, key, value = (unsqueeze(x, 1) for x in (query, key, value))
        key_padding_mask = None if key_padding_mask is None else unsqueeze(key_padding_mask, 0)
    length, batch, features = query.shape
    key_padding_mask = canonical(key_padding_mask, "key_padding_mask", query, attn_mask, "attn_mask")
    if is_causal and attn_mask is None:
        raise EngineError(
            "Need attn_mask if specifying the is_causal hint. You may use the Transformer module method "
            "`generate_square_subsequent_mask` to create this mask."
        )
    if is_causal and key_padding_mask is None and not need_weights:
        attn_mask = None
    else:
        attn_mask = canonical(attn_mask, "attn_mask", query)
        is_causal = is_causal and key_padding_mask is None
    width = features // num_heads
    require(
        features == embed_dim_to_check,
        f"was expecting embedding dimension of {embed_dim_to_check}, but got {features}",
    )
    require(width * num_heads == features, f"embed_dim {features} not divisible by num_heads {num_heads}")
    if use_separate_proj_weight:
        require(
            key.shape[:2] == value.shape[:2],
            f"key's sequence and batch dims {key.shape[:2]} do not match value's {value.shape[:2]}",
        )
        weights = {"q": q_proj_weight, "k": k_proj_weight, "v": v_proj_weight}
        for name, w in weights.items():
            require(w is not None, f"use_separate_proj_weight is True but {name}_proj_weight is None")
        q, k, v = separate_projections(query, key, value, *weights.values(), in_proj_bias)
    else:
        require(key.shape == value.shape, f"key shape {key.shape} does not match value shape {value.shape}")
        require(in_proj_weight is not None, "use_separate_proj_weight is False but in_proj_weight is None")
        q, k, v = packed_projections(query, key, value, in_proj_weight, in_proj_bias)
    attn_mask = None if attn_mask is None else checked_mask(attn_mask, length, key.shape[0], batch, num_heads)
    masks = [attn_mask, key_padding_mask]
    if bias_k is not None and bias_v is not None:
        require(static_k is None, "bias cannot be added to static key.")
        require(static_v is None, "bias cannot be added to static value.")
        k, v = cat([k, repeat(bias_k, 1, batch, 1)]), cat([v, repeat(bias_v, 1, batch, 1)])
        masks = [widened(mask) for mask in masks]
    else:
        require(bias_k is None, "bias_k is set but bias_v is None")
        require(bias_v is None, "bias_v is set but bias_k is None")
    q = heads(q, batch * num_heads, width)
    k = heads(k, batch * num_heads, width) if static_k is None else static(static_k, "k", batch * num_heads, width)
    v = heads(v, batch * num_heads, width) if static_v is None else static(static_v, "v", batch * num_heads, width)
    if add_zero_attn:
        k, v = (cat([x, x.new_zeros((batch * num_heads, 1, width))], 1) for x in (k, v))
        masks = [widened(mask) for mask in masks]
    mask = joined(*masks, batch, num_heads, k.shape[1])
    dropout_p = dropout_p if training else 0.0
    if need_weights:
        require(not is_causal or mask is not None, "FIXME: is_causal not implemented for need_weights")
        out, weights = weighed(q, k, v, mask, dropout_p)
        out = reshape(transpose(out, 0, 1), (length * batch, features))
        weights = view(weights, batch, num_heads, length, k.shape[1])
        weights = mean(weights, 1) if average_attn_weights else weights
    else:
        if mask is not None:
            mask = unsqueeze(mask, 0) if mask.shape[0] == 1 else view(mask, batch, num_heads, -1, k.shape[1])
        q, k, v = (view(x, batch, num_heads, x.shape[1], width) for x in (q, k, v))
        out, weights = scaled_dot_product_attention(q, k, v, mask, dropout_p, is_causal), None
        out = reshape(permute(out, 2, 0, 1, 3), (batch * length, features))
    out = linear(out, out_proj_weight, out_proj_bias)
    out = view(out, length, batch, out.shape[1])
    if not batched:
        return squeeze(out, 1), None if weights is None else squeeze(weights, 0)
    return out, weights


def check_inputs(query, key, value, key_padding_mask, attn_mask, num_heads):
    """Whether queries, keys and values are of a batch; PyTorch's errors where their axes do not fit."""
    require(
        query.ndim in (2, 3),
        f"query should be unbatched 2D or batched 3D tensor but received {query.ndim}-D query tensor",
    )
    batched = query.ndim == 3
    kind, n = ("batched (3-D)", 3) if batched else ("unbatched (2-D)", 2)
    require(
        key.ndim == n and value.ndim == n,
        f"For {kind} `query`, expected `key` and `value` to be {n}-D but found {key.ndim}-D and {value.ndim}-D tensors "
        "respectively",
    )
    for name, mask, fits, said in (
        ("key_padding_mask", key_padding_mask, (n - 1,), f"`None` or {n - 1}-D"),
        ("attn_mask", attn_mask, (2, 3), "`None`, 2-D or 3-D"),
    ):
        require(
            mask is None or mask.ndim in fits,
            f"For {kind} `query`, expected `{name}` to be {said} but found {getattr(mask, 'ndim', 0)}-D tensor instead",
        )
    if not batched and attn_mask is not None and attn_mask.ndim == 3:
        wanted = (num_heads, query.shape[0], key.shape[0])
        require(
            tuple(attn_mask.shape) == wanted, f"Expected `attn_mask` shape to be {wanted} but got {attn_mask.shape}"
        )
    return batched


def canonical(mask, name, like, other=None, other_name=""):
    """A mask as numbers that are added to scores."""
    if mask is None:
        return None
    require(is_bool(mask) or mask.dtype.is_floating_point, f"only bool and floating types of {name} are supported")
    if other is not None and other.dtype != mask.dtype:
        warnings.warn(
            f"Support for mismatched {name} and {other_name} is deprecated. Use same type for both instead.",
            stacklevel=3,
        )
    return additive(mask, like, False)


def checked_mask(mask, queries, keys, batch, num_heads):
    """A mask of three axes."""
    wanted = {2: (queries, keys), 3: (batch * num_heads, queries, keys)}[mask.ndim]
    if tuple(mask.shape) != wanted:
        raise EngineError(f"The shape of the {mask.ndim}D attn_mask is {mask.shape}, but should be {wanted}.")
    return unsqueeze(mask, 0) if mask.ndim == 2 else mask


def packed_projections(q, k, v, weight, bias):
    """Queries, keys and values from weights that stand one below the other: one product where their inputs are one."""
    n = q.shape[-1]
    if k is v and q is k:
        return parts(linear(q, weight, bias), 3, n)
    if k is v:
        first, rest = split(weight, [n, 2 * n])
        one, other = (None, None) if bias is None else split(bias, [n, 2 * n])
        return linear(q, first, one), *parts(linear(k, rest, other), 2, n)
    biases = (None,) * 3 if bias is None else chunk(bias, 3)
    return tuple(linear(x, w, b) for x, w, b in zip((q, k, v), chunk(weight, 3), biases))


def parts(x, count, n):
    """The parts of the last axis, each laid out in one piece of memory."""
    x = contiguous(squeeze(transpose(unsqueeze(unflatten(x, -1, (count, n)), 0), 0, -2), -2))
    return tuple(x[i] for i in range(count))


def separate_projections(q, k, v, q_weight, k_weight, v_weight, bias):
    """Queries, keys and values from weights of their own."""
    n = q.shape[-1]
    biases = (None,) * 3 if bias is None else chunk(bias, 3)
    made = []
    for name, x, w, b in zip(("query", "key", "value"), (q, k, v), (q_weight, k_weight, v_weight), biases):
        wanted = (n, x.shape[-1])
        require(tuple(w.shape) == wanted, f"expecting {name} weights shape of {wanted}, but got {w.shape}")
        require(
            b is None or tuple(b.shape) == (n,),
            f"expecting {name} bias shape of {(n,)}, but got {getattr(b, 'shape', None)}",
        )
        made.append((x, w, b))
    return tuple(linear(*each) for each in made)


def widened(mask):
    """A mask with one key more, which all may see."""
    return None if mask is None else cat([mask, mask.new_zeros((*mask.shape[:-1], 1))], -1)


def heads(x, count, width):
    """(length, batch, features) as (batch * heads, length, width)."""
    return transpose(view(x, x.shape[0], count, width), 0, 1)


def static(x, name, count, width):
    """Keys or values that were given as heads."""
    for at, n in ((0, count), (2, width)):
        require(x.shape[at] == n, f"expecting static_{name}.size({at}) of {n}, but got {x.shape[axis]}")
    return x


def joined(mask, padding, batch, num_heads, keys):
    """Both masks in one."""
    if padding is None:
        return mask
    for at, n in enumerate((batch, keys)):
        require(padding.shape[at] == n, f"Expected key_padded_mask.shape[{at}] to be {n}, but got {padding.shape[at]}")
    padding = expand(view(padding, batch, 1, 1, keys), -1, num_heads, -1, -1)
    padding = reshape(padding, (batch * num_heads, 1, keys))
    return padding if mask is None else add(mask, padding)


def weighed(q, k, v, mask, dropout_p):
    """Means of values, and their weights."""
    q = mul(q, math.sqrt(1.0 / float(q.shape[-1])))
    turned = transpose(k, -2, -1)
    weights = softmax(bmm(q, turned) if mask is None else baddbmm(mask, q, turned), -1)
    weights = dropout(weights, dropout_p, True) if dropout_p > 0 else weights
    return bmm(weights, v), weights
