"""Attention of several heads as a module."""

from ..autograd.creation import empty
from ..autograd.errors import ArgumentError
from ..functions.attention import canonical, require
from . import functional as F
from . import init
from .linear import NonDynamicallyQuantizableLinear
from .module import Module
from .parameter import Parameter


class MultiheadAttention(Module):
    """Attention of several heads, between linear layers. As ``torch.nn.MultiheadAttention``.

    Parameters
    ----------
    embed_dim : int
        The features of queries and of the result.
    num_heads : int
        A divisor of it.
    dropout : float
        With which probability each weight is dropped while training.
    bias : bool
        Whether the linear layers have biases.
    add_bias_kv : bool
        One key and value more, learnt.
    add_zero_attn : bool
        One key and value more, of zeros.
    kdim, vdim : int, optional
        The features of keys and of values; `embed_dim` by default.
    batch_first : bool
        Whether inputs are (batch, length, features), not (length, batch, features).
    device : device or str, optional
    dtype : dtype, optional

    Attributes
    ----------
    in_proj_weight : Parameter, (3 * embed_dim, embed_dim), or None
    q_proj_weight, k_proj_weight, v_proj_weight : Parameter or None
        In its place where `kdim` or `vdim` is another.
    in_proj_bias : Parameter, (3 * embed_dim,), or None
    bias_k, bias_v : Parameter, (1, 1, embed_dim), or None
    out_proj : Linear

    Examples
    --------
    >>> import autograd_viz as av
    >>> attention = av.nn.MultiheadAttention(8, 2, batch_first=True)
    >>> x = av.ones(5, 3, 8)
    >>> out, weights = attention(x, x, x)
    >>> out.shape, weights.shape
    (torch.Size([5, 3, 8]), torch.Size([5, 3, 3]))
    """

    def __init__(
        self, embed_dim, num_heads, dropout=0.0, bias=True, add_bias_kv=False, add_zero_attn=False, kdim=None, vdim=None,
        batch_first=False, device=None, dtype=None,
    ):  # fmt: skip
        if embed_dim <= 0 or num_heads <= 0:
            raise ArgumentError(
                f"embed_dim and num_heads must be greater than 0, got embed_dim={embed_dim} and num_heads={num_heads} "
                "instead"
            )
        super().__init__()
        self.embed_dim, self.num_heads, self.dropout, self.batch_first = embed_dim, num_heads, dropout, batch_first
        self.kdim, self.vdim = embed_dim if kdim is None else kdim, embed_dim if vdim is None else vdim
        self._qkv_same_embed_dim = self.kdim == self.vdim == embed_dim
        self.head_dim = embed_dim // num_heads
        require(self.head_dim * num_heads == embed_dim, "embed_dim must be divisible by num_heads")

        def made(present, *shape):
            return Parameter(empty(shape, device=device, dtype=dtype)) if present else None

        one = self._qkv_same_embed_dim
        if one:
            self.in_proj_weight = made(True, 3 * embed_dim, embed_dim)
        for name, n in (("q", embed_dim), ("k", self.kdim), ("v", self.vdim)):
            self.register_parameter(f"{name}_proj_weight", made(not one, embed_dim, n))
        if not one:
            self.register_parameter("in_proj_weight", None)
        self.register_parameter("in_proj_bias", made(bias, 3 * embed_dim))
        self.out_proj = NonDynamicallyQuantizableLinear(embed_dim, embed_dim, bias=bias, device=device, dtype=dtype)
        if add_bias_kv:
            self.bias_k, self.bias_v = made(True, 1, 1, embed_dim), made(True, 1, 1, embed_dim)
        else:
            self.bias_k = self.bias_v = None
        self.add_zero_attn = add_zero_attn
        self._reset_parameters()

    def _reset_parameters(self):
        """Draw the parameters anew."""
        for w in (self.in_proj_weight, self.q_proj_weight, self.k_proj_weight, self.v_proj_weight):
            if w is not None:
                init.xavier_uniform_(w)
        if self.in_proj_bias is not None:
            init.constant_(self.in_proj_bias, 0.0)
            init.constant_(self.out_proj.bias, 0.0)
        for b in (self.bias_k, self.bias_v):
            if b is not None:
                init.xavier_normal_(b)

    def forward(
        self, query, key, value, key_padding_mask=None, need_weights=True, attn_mask=None, average_attn_weights=True,
        is_causal=False,
    ):  # fmt: skip
        """Attend to `value`; see `nn.functional.multi_head_attention_forward`.

        Returns
        -------
        Tensor
            Of the shape of `query`.
        Tensor or None
            The weights, (batch, queries, keys), if `need_weights`; of every head if not `average_attn_weights`.
        """
        key_padding_mask = canonical(key_padding_mask, "key_padding_mask", query, attn_mask, "attn_mask")
        attn_mask = canonical(attn_mask, "attn_mask", query)
        turned = self.batch_first and query.ndim == 3
        if turned:  # the same tensor stays the same tensor: then one product makes queries, keys and values
            found = {id(x): x.transpose(1, 0) for x in (query, key, value)}
            query, key, value = (found[id(x)] for x in (query, key, value))
        out, weights = F.multi_head_attention_forward(
            query, key, value, self.embed_dim, self.num_heads, self.in_proj_weight, self.in_proj_bias, self.bias_k,
            self.bias_v, self.add_zero_attn, self.dropout, self.out_proj.weight, self.out_proj.bias, self.training,
            key_padding_mask, need_weights, attn_mask, not self._qkv_same_embed_dim, self.q_proj_weight,
            self.k_proj_weight, self.v_proj_weight, average_attn_weights=average_attn_weights, is_causal=is_causal,
        )  # fmt: skip
        return (out.transpose(1, 0) if turned else out), weights
