"""Tables whose rows are looked up by number."""

from ..autograd.creation import empty
from ..autograd.mode import no_grad
from ..functions.embedding import RangeError
from . import functional as F
from . import init
from .module import Module
from .parameter import Parameter


class Embedding(Module):
    """Rows of a table by their numbers. As ``torch.nn.Embedding``.

    Parameters
    ----------
    num_embeddings, embedding_dim : int
        The rows of the table, and the features of each.
    padding_idx : int, optional
        A row that starts as zeros and takes no gradient.
    max_norm : float, optional
        Rows that are taken and longer than this are first shortened to it, in place.
    norm_type : float
        In which norm `max_norm` is meant.
    scale_grad_by_freq : bool
        Divide each row's gradient by how often it was taken.
    sparse : bool
        Not supported: gradients have every row here.
    device : device or str, optional
    dtype : dtype, optional

    Attributes
    ----------
    weight : Parameter, (num_embeddings, embedding_dim)
        Starts as normal random numbers.

    Examples
    --------
    >>> import autograd_viz as av
    >>> table = av.nn.Embedding.from_pretrained(av.tensor([[1.0, 2.0], [3.0, 4.0]]))
    >>> table
    Embedding(2, 2)
    >>> table(av.tensor([1, 1, 0]))
    tensor([[3., 4.],
            [3., 4.],
            [1., 2.]])
    """

    def __init__(
        self, num_embeddings, embedding_dim, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False,
        sparse=False, _weight=None, _freeze=False, device=None, dtype=None,
    ):  # fmt: skip
        super().__init__()
        self.num_embeddings, self.embedding_dim = num_embeddings, embedding_dim
        if padding_idx is not None:
            if not -num_embeddings <= padding_idx < max(num_embeddings, 1):
                raise RangeError("Padding_idx must be within num_embeddings")
            padding_idx += num_embeddings if padding_idx < 0 else 0
        self.padding_idx, self.max_norm, self.norm_type = padding_idx, max_norm, norm_type
        self.scale_grad_by_freq, self.sparse = scale_grad_by_freq, sparse
        if _weight is None:
            weight = empty(num_embeddings, embedding_dim, device=device, dtype=dtype)
            self.weight = Parameter(weight, requires_grad=not _freeze)
            self.reset_parameters()
            return
        if tuple(_weight.shape) != (num_embeddings, embedding_dim):
            raise RangeError("Shape of weight does not match num_embeddings and embedding_dim")
        self.weight = Parameter(_weight, requires_grad=not _freeze)

    def reset_parameters(self):
        """Draw the table anew."""
        init.normal_(self.weight)
        if self.padding_idx is not None:
            with no_grad():
                self.weight[self.padding_idx].fill_(0)

    def forward(self, input):
        return F.embedding(
            input, self.weight, self.padding_idx, self.max_norm, self.norm_type, self.scale_grad_by_freq, self.sparse
        )

    def extra_repr(self):
        usual = {"padding_idx": None, "max_norm": None, "norm_type": 2, "scale_grad_by_freq": False, "sparse": False}
        said = [f"{name}={getattr(self, name)}" for name, value in usual.items() if getattr(self, name) != value]
        return ", ".join([f"{self.num_embeddings}, {self.embedding_dim}", *said])

    @classmethod
    def from_pretrained(
        cls, embeddings, freeze=True, padding_idx=None, max_norm=None, norm_type=2.0, scale_grad_by_freq=False,
        sparse=False,
    ):  # fmt: skip
        """A layer with the table that is given.

        Parameters
        ----------
        embeddings : Tensor, (rows, features)
        freeze : bool
            Keep the table as it is: it requires no grad.
        padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse
            As `Embedding`.
        """
        if embeddings.ndim != 2:
            raise RangeError("Embeddings parameter is expected to be 2-dimensional")
        return cls(*embeddings.shape, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse, embeddings, freeze)
