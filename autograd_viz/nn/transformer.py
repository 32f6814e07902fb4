"""Transformers: layers of attention and of two linear maps, each with what it was given added to what it makes."""

import copy
import math

from ..autograd.creation import full
from ..autograd.errors import EngineError
from ..functions.attention import canonical
from . import functional as F
from . import init
from .attention import MultiheadAttention
from .container import ModuleList
from .dropout import Dropout
from .linear import Linear
from .module import Module
from .normalization import LayerNorm

ACTIVATIONS = {"relu": F.relu, "gelu": F.gelu}
PARAMETERS = """d_model : int
        The features of the input and of the result.
    nhead : int
        The heads of attention, a divisor of `d_model`.
    dim_feedforward : int
        The features between the two linear maps.
    dropout : float
    activation : {"relu", "gelu"} or callable
        What stands between the two linear maps.
    layer_norm_eps : float
    batch_first : bool
        Whether inputs are (batch, length, features), not (length, batch, features).
    norm_first : bool
        Normalise what goes into each part, not what comes out.
    bias : bool
        Whether linear maps and normalisations have biases.
    device : device or str, optional
    dtype : dtype, optional"""


class Layer(Module):
    """What the layers of encoder and decoder share: attentions by name, two linear maps, a normalisation of each."""

    attentions = ("self_attn",)

    def __init__(
        self, d_model, nhead, dim_feedforward=2048, dropout=0.1, activation=F.relu, layer_norm_eps=1e-5,
        batch_first=False, norm_first=False, bias=True, device=None, dtype=None,
    ):  # fmt: skip
        super().__init__()
        made = {"bias": bias, "device": device, "dtype": dtype}
        for name in self.attentions:
            setattr(self, name, MultiheadAttention(d_model, nhead, dropout, batch_first=batch_first, **made))
        self.linear1 = Linear(d_model, dim_feedforward, **made)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, **made)
        self.norm_first = norm_first
        parts = range(1, len(self.attentions) + 2)
        for k in parts:
            setattr(self, f"norm{k}", LayerNorm(d_model, layer_norm_eps, **made))
        for k in parts:
            setattr(self, f"dropout{k}", Dropout(dropout))
        if isinstance(activation, str):
            if activation not in ACTIVATIONS:
                raise EngineError(f"activation should be relu/gelu, not {activation}")
            activation = ACTIVATIONS[activation]
        self.activation = activation

    def _part(self, k, x, function):
        """Part `k` of the layer: `function`, with what goes in added to what comes out, and a normalisation."""
        norm, dropout = getattr(self, f"norm{k}"), getattr(self, f"dropout{k}")
        if self.norm_first:
            return x + dropout(function(norm(x)))
        return norm(x + dropout(function(x)))

    def _feed_forward(self, x):
        return self.linear2(self.dropout(self.activation(self.linear1(x))))


def attending(attention, memory, mask, padding, causal):
    """Attention to `memory`, or of a sequence to itself where that is None, as a function of one tensor."""

    def function(x):
        seen = x if memory is None else memory
        return attention(x, seen, seen, attn_mask=mask, key_padding_mask=padding, need_weights=False, is_causal=causal)[
            0
        ]

    return function


class TransformerEncoderLayer(Layer):
    __doc__ = f"""Attention of a sequence to itself, then two linear maps. As ``torch.nn.TransformerEncoderLayer``.

    Parameters
    ----------
    {PARAMETERS}

    Examples
    --------
    >>> import autograd_viz as av
    >>> layer = av.nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
    >>> layer(av.ones(5, 3, 8)).shape
    torch.Size([5, 3, 8])
    """

    def forward(self, src, src_mask=None, src_key_padding_mask=None, is_causal=False):
        """Encode a sequence; masks as in `MultiheadAttention`."""
        src_key_padding_mask = canonical(src_key_padding_mask, "src_key_padding_mask", src, src_mask, "src_mask")
        src_mask = canonical(src_mask, "src_mask", src)
        x = self._part(1, src, attending(self.self_attn, None, src_mask, src_key_padding_mask, is_causal))
        return self._part(2, x, self._feed_forward)


class TransformerDecoderLayer(Layer):
    __doc__ = f"""Attention of a sequence to itself, then to another, then two linear maps. As ``torch.nn``'s.

    Parameters
    ----------
    {PARAMETERS}

    Examples
    --------
    >>> import autograd_viz as av
    >>> layer = av.nn.TransformerDecoderLayer(8, 2, 16, batch_first=True)
    >>> layer(av.ones(5, 3, 8), av.ones(5, 7, 8)).shape
    torch.Size([5, 3, 8])
    """

    attentions = ("self_attn", "multihead_attn")

    def forward(
        self, tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None,
        tgt_is_causal=False, memory_is_causal=False,
    ):  # fmt: skip
        """Decode a sequence beside an encoded one; masks as in `MultiheadAttention`."""
        x = self._part(1, tgt, attending(self.self_attn, None, tgt_mask, tgt_key_padding_mask, tgt_is_causal))
        to_memory = attending(self.multihead_attn, memory, memory_mask, memory_key_padding_mask, memory_is_causal)
        return self._part(3, self._part(2, x, to_memory), self._feed_forward)


class Stack(Module):
    """Copies of a layer in a row, and a normalisation at the end."""

    def __init__(self, layer, num_layers, norm=None):
        super().__init__()
        self.layers = ModuleList([copy.deepcopy(layer) for _ in range(num_layers)])
        self.num_layers, self.norm = num_layers, norm

    def _run(self, x, *args, **kwargs):
        self.layers[0]  # PyTorch's error where there is none
        for layer in self.layers:
            x = layer(x, *args, **kwargs)
        return x if self.norm is None else self.norm(x)

    def _causal(self, x, mask, is_causal):
        """Whether a mask is the causal one: as said, or as found by looking at it."""
        if is_causal is not None or mask is None:
            return is_causal is True
        length = x.shape[0 if x.ndim == 2 or not self.layers[0].self_attn.batch_first else 1]
        causal = Transformer.generate_square_subsequent_mask(length, device=mask.device, dtype=mask.dtype)
        return mask.shape == causal.shape and bool((mask == causal).all())


class TransformerEncoder(Stack):
    """Encoder layers in a row. As ``torch.nn.TransformerEncoder``.

    Parameters
    ----------
    encoder_layer : TransformerEncoderLayer
        Copied for each layer.
    num_layers : int
    norm : Module, optional
        At the end.
    enable_nested_tensor, mask_check : bool
        PyTorch's ways to save time in evaluation, which change nothing here.

    Examples
    --------
    >>> import autograd_viz as av
    >>> layer = av.nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
    >>> av.nn.TransformerEncoder(layer, 2)(av.ones(5, 3, 8)).shape
    torch.Size([5, 3, 8])
    """

    def __init__(self, encoder_layer, num_layers, norm=None, enable_nested_tensor=True, mask_check=True):
        super().__init__(encoder_layer, num_layers, norm)
        self.enable_nested_tensor, self.mask_check = enable_nested_tensor, mask_check

    def forward(self, src, mask=None, src_key_padding_mask=None, is_causal=None):
        """Encode a sequence; masks as in `MultiheadAttention`. Whether `mask` is causal is found out if not said."""
        src_key_padding_mask = canonical(src_key_padding_mask, "src_key_padding_mask", src, mask, "mask")
        mask = canonical(mask, "mask", src)
        causal = self._causal(src, mask, is_causal)
        return self._run(src, src_mask=mask, is_causal=causal, src_key_padding_mask=src_key_padding_mask)


class TransformerDecoder(Stack):
    """Decoder layers in a row. As ``torch.nn.TransformerDecoder``.

    Parameters
    ----------
    decoder_layer : TransformerDecoderLayer
        Copied for each layer.
    num_layers : int
    norm : Module, optional
        At the end.

    Examples
    --------
    >>> import autograd_viz as av
    >>> layer = av.nn.TransformerDecoderLayer(8, 2, 16, batch_first=True)
    >>> av.nn.TransformerDecoder(layer, 2)(av.ones(5, 3, 8), av.ones(5, 7, 8)).shape
    torch.Size([5, 3, 8])
    """

    def __init__(self, decoder_layer, num_layers, norm=None):
        super().__init__(decoder_layer, num_layers, norm)

    def forward(
        self, tgt, memory, tgt_mask=None, memory_mask=None, tgt_key_padding_mask=None, memory_key_padding_mask=None,
        tgt_is_causal=None, memory_is_causal=False,
    ):  # fmt: skip
        """Decode a sequence beside an encoded one; masks as in `MultiheadAttention`."""
        causal = self._causal(tgt, tgt_mask, tgt_is_causal)
        return self._run(
            tgt, memory, tgt_mask=tgt_mask, memory_mask=memory_mask, tgt_key_padding_mask=tgt_key_padding_mask,
            memory_key_padding_mask=memory_key_padding_mask, tgt_is_causal=causal, memory_is_causal=memory_is_causal,
        )  # fmt: skip


class Transformer(Module):
    """An encoder and a decoder that attends to what it made (Vaswani et al. 2017). As ``torch.nn.Transformer``.

    Parameters
    ----------
    d_model, nhead : int
        Features, and heads of attention.
    num_encoder_layers, num_decoder_layers : int
    dim_feedforward, dropout, activation
        As `TransformerEncoderLayer`.
    custom_encoder, custom_decoder : Module, optional
        In place of those made here.
    layer_norm_eps, batch_first, norm_first, bias, device, dtype
        As `TransformerEncoderLayer`.

    Examples
    --------
    >>> import autograd_viz as av
    >>> model = av.nn.Transformer(8, 2, 1, 1, 16, batch_first=True)
    >>> model(av.ones(5, 7, 8), av.ones(5, 3, 8)).shape
    torch.Size([5, 3, 8])
    """

    def __init__(
        self, d_model=512, nhead=8, num_encoder_layers=6, num_decoder_layers=6, dim_feedforward=2048, dropout=0.1,
        activation=F.relu, custom_encoder=None, custom_decoder=None, layer_norm_eps=1e-5, batch_first=False,
        norm_first=False, bias=True, device=None, dtype=None,
    ):  # fmt: skip
        super().__init__()
        made = {"bias": bias, "device": device, "dtype": dtype}
        options = (d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first, norm_first)

        def stack(kind, layer, count):
            return kind(layer(*options, **made), count, LayerNorm(d_model, layer_norm_eps, **made))

        self.encoder = custom_encoder or stack(TransformerEncoder, TransformerEncoderLayer, num_encoder_layers)
        self.decoder = custom_decoder or stack(TransformerDecoder, TransformerDecoderLayer, num_decoder_layers)
        for parameter in self.parameters():
            if parameter.ndim > 1:
                init.xavier_uniform_(parameter)
        self.d_model, self.nhead, self.batch_first = d_model, nhead, batch_first

    def forward(
        self, src, tgt, src_mask=None, tgt_mask=None, memory_mask=None, src_key_padding_mask=None,
        tgt_key_padding_mask=None, memory_key_padding_mask=None, src_is_causal=None, tgt_is_causal=None,
        memory_is_causal=False,
    ):  # fmt: skip
        """Decode `tgt` beside the encoded `src`; masks as in `MultiheadAttention`."""
        batch = 0 if self.batch_first else 1
        if src.ndim == 3 and src.shape[batch] != tgt.shape[batch]:
            raise EngineError("the batch number of src and tgt must be equal")
        if src.shape[-1] != self.d_model or tgt.shape[-1] != self.d_model:
            raise EngineError("the feature number of src and tgt must be equal to d_model")
        memory = self.encoder(src, src_mask, src_key_padding_mask, src_is_causal)
        return self.decoder(
            tgt, memory, tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask, tgt_is_causal,
            memory_is_causal,
        )  # fmt: skip

    @staticmethod
    def generate_square_subsequent_mask(sz, device=None, dtype=None):
        """The causal mask of so many positions: 0 up to each position's own, minus infinity behind.

        Examples
        --------
        >>> import autograd_viz as av
        >>> av.nn.Transformer.generate_square_subsequent_mask(2)
        tensor([[0., -inf],
                [0., 0.]])
        """
        return full((sz, sz), -math.inf, device=device, dtype=dtype).triu(1)
