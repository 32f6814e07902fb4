"""Sequences of different lengths brought together in one batch. As ``torch.nn.utils.rnn``."""

from collections.abc import Iterable

from ...autograd.creation import full
from ...autograd.errors import EngineError
from ...functions.arguments import listed


def pad_sequence(sequences, batch_first=False, padding_value=0.0, padding_side="right"):
    """Sequences side by side, the shorter ones filled up. As ``torch.nn.utils.rnn.pad_sequence``.

    Parameters
    ----------
    sequences : iterable of Tensor, (steps, ...)
        Of one shape but for the number of steps.
    batch_first : bool
    padding_value : float
    padding_side : {"right", "left"}

    Returns
    -------
    Tensor, (steps, sequences, ...), or with `batch_first` (sequences, steps, ...)

    Raises
    ------
    RuntimeError
        For no sequences, or shapes that do not go together.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.nn.utils.rnn.pad_sequence([av.tensor([1, 2, 3]), av.tensor([4])], batch_first=True)
    tensor([[1, 2, 3],
            [4, 0, 0]])
    """
    if not isinstance(sequences, Iterable):
        raise EngineError(
            f"pad_sequence: Expected iterable for input sequences, but got arg of type: {type(sequences)}"
        )
    sequences = listed(tuple(sequences), "pad_sequence")
    if not sequences:
        raise EngineError("received an empty list of sequences")
    if padding_side not in ("left", "right"):
        raise EngineError(f"Expected padding_side to be one of left or right, but got {padding_side}.")
    if not all(sequence.ndim for sequence in sequences):
        raise EngineError("ArrayRef: invalid slice, N = 1; size = 0")
    steps, rest = max(len(sequence) for sequence in sequences), tuple(sequences[0].shape[1:])
    lead = (len(sequences), steps) if batch_first else (steps, len(sequences))
    padded = full((*lead, *rest), padding_value, dtype=sequences[0].dtype, device=sequences[0].device)
    for k, sequence in enumerate(sequences):
        start = 0 if padding_side == "right" else steps - len(sequence)
        place = slice(start, start + len(sequence))
        (padded[k, place] if batch_first else padded[place, k]).copy_(sequence)
    return padded
