"""GPUs: whether there are any, which one is meant, waiting for them and measuring them. As ``torch.cuda``.

They are reached through CuPy, which nothing loads before a GPU is asked for.
"""

from typing import NamedTuple

from .autograd import random
from .autograd.tensor import GPUS
from .autograd.tensor import device as Device
from .ops import arrays
from .ops.arrays import gpu
from .ops.errors import ArgumentError, EngineError, MissingError, OperandError

OutOfMemoryError = MemoryError  # CuPy's is one


def is_available():
    """Whether tensors can be on a GPU. As ``torch.cuda.is_available``.

    Returns
    -------
    bool
        False where CuPy, a driver or a GPU is missing; ``init()`` says which.

    Examples
    --------
    >>> import autograd_viz as av
    >>> device = "cuda" if av.cuda.is_available() else "cpu"
    >>> av.ones(2, device=device).sum().item()
    2.0
    """
    return gpu.count() > 0


def device_count():
    """How many GPUs there are. As ``torch.cuda.device_count``.

    Returns
    -------
    int

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.cuda.device_count() > 0 or not av.cuda.is_available()
    True
    """
    return gpu.count()


def init():
    """Find the GPUs now, as else the first tensor there does. As ``torch.cuda.init``.

    Raises
    ------
    AssertionError
        Where CuPy is not installed, and how to.
    RuntimeError
        Where the driver, a GPU or a library of CUDA is missing.

    Examples
    --------
    >>> import autograd_viz as av
    >>> if av.cuda.is_available():
    ...     av.cuda.init()
    """
    gpu.load()


def is_initialized():
    """Whether the GPUs have been looked for and found. As ``torch.cuda.is_initialized``.

    Returns
    -------
    bool

    Examples
    --------
    >>> import autograd_viz as av
    >>> found = av.cuda.is_available()
    >>> av.cuda.is_initialized() == found
    True
    """
    return gpu.cupy is not None


def index_of(device, named=False):
    """The number of the GPU that an argument means, the current one for None; -1 stays."""
    if device is None or (type(device) is int and device < 0):
        return arrays.current() if device is None else -1
    if isinstance(device, int):
        return arrays.current(device)
    if not isinstance(device, (str, Device)):
        raise OperandError(f"device must be a torch.device, a str or an int, not {type(device).__name__}")
    device = Device(device)
    if device.type != "cuda":
        raise ArgumentError(f"Expected a cuda device, but got: {device}")
    if named and device.index is None:
        raise ArgumentError(f'Expected a torch.device with a specified index or an integer, but got:"{device}"')
    return device.place


def current_device():
    """The number of the GPU that ``"cuda"`` means on this thread. As ``torch.cuda.current_device``.

    Returns
    -------
    int

    Examples
    --------
    >>> import autograd_viz as av
    >>> if av.cuda.is_available():
    ...     assert av.zeros(1, device="cuda").get_device() == av.cuda.current_device()
    """
    return arrays.current()


def set_device(device):
    """Let ``"cuda"`` mean another GPU on this thread. As ``torch.cuda.set_device``.

    Parameters
    ----------
    device : int, str or device
        Nothing happens for a negative number.

    Examples
    --------
    >>> import autograd_viz as av
    >>> if av.cuda.is_available():
    ...     av.cuda.set_device("cuda:0")
    """
    index = index_of(device, named=True)
    if index >= 0:
        gpu.load().cuda.Device(index).use()


class device:
    """A context in which ``"cuda"`` means another GPU on this thread. As ``torch.cuda.device``.

    Parameters
    ----------
    device : int, str, device or None
        Nothing happens for a negative number or None.

    Examples
    --------
    >>> import autograd_viz as av
    >>> if av.cuda.is_available():
    ...     with av.cuda.device(0):
    ...         assert av.zeros(1, device="cuda").get_device() == 0
    """

    def __init__(self, device):
        self.idx = -1 if device is None else device if isinstance(device, int) else index_of(device)
        self.entered = []

    def __enter__(self):
        self.entered.append(gpu.load().cuda.Device(arrays.current(self.idx)) if self.idx >= 0 else None)
        if self.entered[-1] is not None:
            self.entered[-1].__enter__()

    def __exit__(self, *error):
        there = self.entered.pop()
        if there is not None:
            there.__exit__(*error)


def there(device, function, *args):
    """Call a function while a GPU is the current one."""
    index = index_of(device)
    return arrays.on(arrays.current() if index < 0 else index, function, *args)


# -- what they are ---------------------------------------------------------------------------------


class DeviceProperties(NamedTuple):
    """What a GPU is: see `get_device_properties`.

    Attributes
    ----------
    name : str
    major, minor : int
        Its compute capability.
    total_memory : int
        In bytes.
    multi_processor_count : int
    warp_size : int

    Examples
    --------
    >>> import autograd_viz as av
    >>> if av.cuda.is_available():
    ...     assert av.cuda.get_device_properties(0).total_memory > 0
    """

    name: str
    major: int
    minor: int
    total_memory: int
    multi_processor_count: int
    warp_size: int


def get_device_properties(device=None):
    """What a GPU is. As ``torch.cuda.get_device_properties``.

    Parameters
    ----------
    device : int, str or device, optional
        The current one where none is named.

    Returns
    -------
    DeviceProperties

    Examples
    --------
    >>> import autograd_viz as av
    >>> if av.cuda.is_available():
    ...     properties = av.cuda.get_device_properties()
    ...     assert properties.name == av.cuda.get_device_name()
    """
    index = index_of(device)
    found = gpu.load().cuda.runtime.getDeviceProperties(arrays.current() if index < 0 else index)
    return DeviceProperties(
        found["name"].decode(), found["major"], found["minor"], found["totalGlobalMem"], found["multiProcessorCount"],
        found["warpSize"],
    )  # fmt: skip


def get_device_name(device=None):
    """The name of a GPU. As ``torch.cuda.get_device_name``.

    Parameters
    ----------
    device : int, str or device, optional
        The current one where none is named.

    Returns
    -------
    str

    Examples
    --------
    >>> import autograd_viz as av
    >>> if av.cuda.is_available():
    ...     assert isinstance(av.cuda.get_device_name(0), str)
    """
    return get_device_properties(device).name


def get_device_capability(device=None):
    """The compute capability of a GPU. As ``torch.cuda.get_device_capability``.

    Parameters
    ----------
    device : int, str or device, optional
        The current one where none is named.

    Returns
    -------
    tuple of int
        The major and the minor number.

    Examples
    --------
    >>> import autograd_viz as av
    >>> if av.cuda.is_available():
    ...     major, minor = av.cuda.get_device_capability()
    """
    found = get_device_properties(device)
    return found.major, found.minor


# -- waiting and measuring -------------------------------------------------------------------------


def synchronize(device=None):
    """Wait until a GPU has done all that it was given. As ``torch.cuda.synchronize``.

    Parameters
    ----------
    device : int, str or device, optional
        The current one where none is named.

    Raises
    ------
    AssertionError, RuntimeError
        Where there is none; and what operations on a GPU found wrong with their numbers since the host last waited.

    Examples
    --------
    >>> import autograd_viz as av
    >>> if av.cuda.is_available():
    ...     av.cuda.synchronize()
    """
    there(device, lambda: gpu.cupy.cuda.runtime.deviceSynchronize())
    arrays.check_expected()


class Event:
    """A mark in what a GPU is given to do, to wait for or to measure the time between two. As ``torch.cuda.Event``.

    Parameters
    ----------
    enable_timing : bool
        Whether it notes the time.
    blocking : bool
        Whether `synchronize` leaves the processor to others while it waits.

    Examples
    --------
    >>> import autograd_viz as av
    >>> if av.cuda.is_available():
    ...     start, end = av.cuda.Event(enable_timing=True), av.cuda.Event(enable_timing=True)
    ...     start.record()
    ...     x = av.ones(1000, device="cuda").exp()
    ...     end.record()
    ...     end.synchronize()
    ...     assert start.elapsed_time(end) >= 0
    """

    def __init__(self, enable_timing=False, blocking=False, interprocess=False, external=False):
        if interprocess or external:
            raise MissingError("there are no events between processes, nor of other libraries")
        gpu.load()
        self.timed, self.blocking, self.event = enable_timing, blocking, None

    def record(self, stream=None):
        """Mark what the stream, by default the current one, was given so far."""
        if self.event is None:
            self.event = gpu.cupy.cuda.Event(block=self.blocking, disable_timing=not self.timed)
        self.event.record(None if stream is None else stream.stream)

    def wait(self, stream=None):
        """Let what the stream is given from now on wait until this is reached; the host does not wait."""
        if self.event is not None:
            (gpu.cupy.cuda.get_current_stream() if stream is None else stream.stream).wait_event(self.event)

    def query(self):
        """Whether it is reached."""
        return self.event is None or bool(self.event.done)

    def synchronize(self):
        """Wait until it is reached."""
        if self.event is not None:
            self.event.synchronize()

    def elapsed_time(self, end_event):
        """Milliseconds from this to another, both reached."""
        if not (self.timed and end_event.timed):
            raise ArgumentError("Both events must be created with argument 'enable_timing=True'.")
        if self.event is None or end_event.event is None:
            raise ArgumentError("Both events must be recorded before calculating elapsed time.")
        if not (self.query() and end_event.query()):
            raise EngineError("Both events must be completed before calculating elapsed time.")
        return gpu.cupy.cuda.get_elapsed_time(self.event, end_event.event)


class Stream:
    """A row of work for a GPU, done in order, beside those of others. As ``torch.cuda.Stream``.

    As in PyTorch, nothing waits for another stream unless told to.

    Parameters
    ----------
    device : int, str or device, optional
        The current GPU where none is named.
    priority : int
        Lower numbers come first.

    Examples
    --------
    >>> import autograd_viz as av
    >>> if av.cuda.is_available():
    ...     aside = av.cuda.Stream()
    ...     with av.cuda.stream(aside):
    ...         x = av.ones(2, device="cuda") * 2
    ...     aside.synchronize()
    """

    def __init__(self, device=None, priority=0):
        self.stream = there(device, lambda: gpu.cupy.cuda.Stream(non_blocking=True, priority=priority))
        self.device = GPUS[self.stream.device_id]

    def query(self):
        """Whether all that it was given is done."""
        return bool(self.stream.done)

    def synchronize(self):
        """Wait until it is."""
        self.stream.synchronize()

    def record_event(self, event=None):
        """Mark what it was given so far; returns the event."""
        event = Event() if event is None else event
        event.record(self)
        return event

    def wait_event(self, event):
        """Let what it is given from now on wait for an event."""
        event.wait(self)

    def wait_stream(self, stream):
        """Let what it is given from now on wait for what another was given so far."""
        self.wait_event(stream.record_event())

    @property
    def cuda_stream(self):
        """Its address, for other packages."""
        return self.stream.ptr

    def __eq__(self, other):
        return isinstance(other, Stream) and (self.device, self.cuda_stream) == (other.device, other.cuda_stream)

    def __hash__(self):
        return hash((self.device, self.cuda_stream))

    def __repr__(self):
        return f"<torch.cuda.Stream device={self.device} cuda_stream={self.cuda_stream:#x}>"


def over(stream, device):
    """A `Stream` that CuPy made."""
    made = object.__new__(Stream)
    made.stream, made.device = stream, GPUS[device]
    return made


def current_stream(device=None):
    """The stream that a GPU is given its work by. As ``torch.cuda.current_stream``.

    Parameters
    ----------
    device : int, str or device, optional
        The current one where none is named.

    Returns
    -------
    Stream

    Examples
    --------
    >>> import autograd_viz as av
    >>> if av.cuda.is_available():
    ...     assert av.cuda.current_stream() == av.cuda.default_stream()
    """
    index = index_of(device)
    return over(gpu.cupy.cuda.get_current_stream(index), index)


def default_stream(device=None):
    """The stream that a GPU is given its work by unless told otherwise. As ``torch.cuda.default_stream``.

    Parameters
    ----------
    device : int, str or device, optional
        The current one where none is named.

    Returns
    -------
    Stream

    Examples
    --------
    >>> import autograd_viz as av
    >>> if av.cuda.is_available():
    ...     assert av.cuda.default_stream().cuda_stream == 0
    """
    index = index_of(device)
    return over(gpu.cupy.cuda.Stream.null, index)


class stream:
    """A context in which a stream, and its GPU, is the current one on this thread. As ``torch.cuda.stream``.

    Parameters
    ----------
    stream : Stream or None
        Nothing happens for None.

    Examples
    --------
    >>> import autograd_viz as av
    >>> with av.cuda.stream(None):
    ...     x = av.ones(2)
    """

    def __init__(self, stream):
        self.stream, self.on = stream, device(None if stream is None else stream.device)

    def __enter__(self):
        self.on.__enter__()
        if self.stream is not None:
            self.stream.stream.__enter__()

    def __exit__(self, *error):
        if self.stream is not None:
            self.stream.stream.__exit__(*error)
        self.on.__exit__(*error)


# -- memory ----------------------------------------------------------------------------------------


def memory_allocated(device=None):
    """Bytes that arrays take on a GPU. As ``torch.cuda.memory_allocated``.

    Parameters
    ----------
    device : int, str or device, optional
        The current one where none is named.

    Returns
    -------
    int
        Those of CuPy's pool, in blocks of 512; 0 where no GPU was used yet.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.cuda.memory_allocated() >= 0
    True
    """
    return there(device, lambda: gpu.cupy.get_default_memory_pool().used_bytes()) if is_initialized() else 0


def memory_reserved(device=None):
    """Bytes of a GPU that are kept for arrays, in use or not. As ``torch.cuda.memory_reserved``.

    Parameters
    ----------
    device : int, str or device, optional
        The current one where none is named.

    Returns
    -------
    int
        Those of CuPy's pool; 0 where no GPU was used yet.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.cuda.memory_reserved() >= av.cuda.memory_allocated()
    True
    """
    return there(device, lambda: gpu.cupy.get_default_memory_pool().total_bytes()) if is_initialized() else 0


def mem_get_info(device=None):
    """Bytes of a GPU that are free, and all. As ``torch.cuda.mem_get_info``.

    Parameters
    ----------
    device : int, str or device, optional
        The current one where none is named.

    Returns
    -------
    tuple of int

    Examples
    --------
    >>> import autograd_viz as av
    >>> if av.cuda.is_available():
    ...     free, total = av.cuda.mem_get_info()
    """
    return there(device, lambda: gpu.cupy.cuda.runtime.memGetInfo())


def empty_cache():
    """Give back the memory of GPUs that no array uses. As ``torch.cuda.empty_cache``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.cuda.empty_cache()
    """
    for index in range(device_count() if is_initialized() else 0):
        there(index, lambda: gpu.cupy.get_default_memory_pool().free_all_blocks())


# -- random numbers --------------------------------------------------------------------------------


def generator_of(device):
    """The default source of random numbers of a GPU."""
    index = index_of(device)
    return random.gpu_generator(arrays.current() if index < 0 else index)


def manual_seed(seed):
    """Start the random numbers of the current GPU again from `seed`. As ``torch.cuda.manual_seed``.

    Nothing is looked for: where no GPU was used yet, this counts for the first one once it is.

    Parameters
    ----------
    seed : int

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.cuda.manual_seed(0)
    """
    random.gpu_generator(arrays.current() if is_initialized() else 0).manual_seed(random.checked_seed(seed))


def manual_seed_all(seed):
    """Start the random numbers of all GPUs again from `seed`. As ``torch.cuda.manual_seed_all``.

    Nothing is looked for: where no GPU was used yet, this counts once one is.

    Parameters
    ----------
    seed : int

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.cuda.manual_seed_all(0)
    """
    random.seed_gpus(seed)


def seed():
    """Start the random numbers of the current GPU again from a number of the operating system. As ``torch.cuda.seed``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.cuda.seed()
    """
    random.gpu_generator(arrays.current() if is_initialized() else 0).seed()


def seed_all():
    """Start the random numbers of all GPUs again from one number of the operating system. As ``torch.cuda.seed_all``.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.cuda.seed_all()
    """
    random.seed_gpus(random.Generator().seed())


def initial_seed():
    """The seed that the random numbers of the current GPU last started from. As ``torch.cuda.initial_seed``.

    Returns
    -------
    int

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.cuda.manual_seed(3)
    >>> if av.cuda.is_available():
    ...     assert av.cuda.initial_seed() == 3
    """
    return generator_of(None).initial_seed()


def get_rng_state(device="cuda"):
    """The state of a GPU's random numbers: the seed, and how often was drawn. As ``torch.cuda.get_rng_state``.

    Parameters
    ----------
    device : int, str or device

    Returns
    -------
    Tensor of uint8
        On the CPU.

    Examples
    --------
    >>> import autograd_viz as av
    >>> if av.cuda.is_available():
    ...     state = av.cuda.get_rng_state()
    ...     first = av.rand(2, device="cuda")
    ...     av.cuda.set_rng_state(state)
    ...     assert av.equal(av.rand(2, device="cuda"), first)
    """
    return generator_of(device).get_state()


def set_rng_state(new_state, device="cuda"):
    """Let a GPU's random numbers go on from a state. As ``torch.cuda.set_rng_state``.

    Parameters
    ----------
    new_state : Tensor of uint8
        From `get_rng_state`.
    device : int, str or device

    Examples
    --------
    >>> import autograd_viz as av
    >>> if av.cuda.is_available():
    ...     av.cuda.set_rng_state(av.cuda.get_rng_state())
    """
    generator_of(device).set_state(new_state)


def get_rng_state_all():
    """The states of all GPUs' random numbers. As ``torch.cuda.get_rng_state_all``.

    Returns
    -------
    list of Tensor

    Examples
    --------
    >>> import autograd_viz as av
    >>> len(av.cuda.get_rng_state_all()) == av.cuda.device_count()
    True
    """
    return [get_rng_state(index) for index in range(device_count())]


def set_rng_state_all(new_states):
    """Let all GPUs' random numbers go on from states. As ``torch.cuda.set_rng_state_all``.

    Parameters
    ----------
    new_states : sequence of Tensor
        From `get_rng_state_all`.

    Examples
    --------
    >>> import autograd_viz as av
    >>> av.cuda.set_rng_state_all(av.cuda.get_rng_state_all())
    """
    for index, new_state in enumerate(new_states):
        set_rng_state(new_state, index)


__all__ = [
    "DeviceProperties", "Event", "Stream", "current_device", "current_stream", "default_stream", "device", "device_count",
    "empty_cache", "get_device_capability", "get_device_name", "get_device_properties", "get_rng_state", "get_rng_state_all",
    "init", "initial_seed", "is_available", "is_initialized", "manual_seed", "manual_seed_all", "mem_get_info",
    "memory_allocated", "memory_reserved", "seed", "seed_all", "set_device", "set_rng_state", "set_rng_state_all", "stream",
    "synchronize",
]  # fmt: skip
