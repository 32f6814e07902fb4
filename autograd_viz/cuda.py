"""Whether there is a GPU, for programs that ask before they choose a device. As ``torch.cuda`` where none is found."""


def is_available():
    """Whether tensors can be on a GPU: never. As ``torch.cuda.is_available``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.device("cuda" if av.cuda.is_available() else "cpu")
    device(type='cpu')
    """
    return False


def device_count():
    """How many GPUs tensors can be on: 0. As ``torch.cuda.device_count``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.cuda.device_count()
    0
    """
    return 0


def manual_seed_all(seed):
    """Nothing: no GPU draws random numbers. As ``torch.cuda.manual_seed_all``.

    Parameters
    ----------
    seed : int

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.cuda.manual_seed_all(0)
    """
