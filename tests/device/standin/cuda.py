"""The devices: what stands in for `cupy.cuda`, and the memory pools."""

import math
import time
import types

import numpy as np

from . import traffic

COUNT = 2  # devices; a test may set another number, 0 for a machine without a card
current = 0  # the device in use; CuPy keeps one for each thread
NAME = b"Stand-in device"
TOTAL = 8 << 30


class CUDARuntimeError(RuntimeError):
    """As ``cupy.cuda.runtime.CUDARuntimeError``: made of a status, it says CUDA's words for it."""

    WORDS = {
        100: "cudaErrorNoDevice: no CUDA-capable device is detected",
        101: "cudaErrorInvalidDevice: invalid device ordinal",
        400: "cudaErrorInvalidResourceHandle: invalid resource handle",
    }

    def __init__(self, status):
        self.status = status
        super().__init__(self.WORDS.get(status, f"cudaError {status}"))


def _driverless():
    if COUNT == 0:
        raise CUDARuntimeError(100)


def _known(index):
    _driverless()
    if not 0 <= index < COUNT:
        raise CUDARuntimeError(101)
    return index


def use(index):
    """Make a device the current one."""
    global current
    current = _known(index)


class Device:
    """As ``cupy.cuda.Device``: making one asks nothing of the driver, using it does."""

    def __init__(self, device=None):
        if device is None:
            _driverless()
        self.id = current if device is None else int(device)
        self._before = []

    def __int__(self):
        return self.id

    def __enter__(self):
        self._before.append(current)
        use(self.id)
        return self

    def __exit__(self, *error):
        use(self._before.pop())

    def use(self):
        """Make this the current device."""
        use(self.id)
        return self

    def synchronize(self):
        """Wait for everything that was started on it."""
        _known(self.id)
        traffic.note("waits", "Device.synchronize", 0)

    compute_capability = property(lambda self: _known(self.id) * 0 or "90")
    mem_info = property(lambda self: (_known(self.id) * 0 + TOTAL, TOTAL))
    attributes = property(lambda self: _known(self.id) * 0 or {"MultiProcessorCount": 1, "WarpSize": 32})
    pci_bus_id = property(lambda self: f"0000:{_known(self.id):02X}:00.0")

    def __eq__(self, other):
        return isinstance(other, Device) and self.id == other.id

    def __hash__(self):
        return hash(self.id)

    def __repr__(self):
        return f"<CUDA Device {self.id}>"


class Event:
    """As ``cupy.cuda.Event``."""

    def __init__(self, block=False, disable_timing=False, interprocess=False):
        _driverless()
        self.time, self.timed = None, not disable_timing
        self.done = True

    def record(self, stream=None):
        """Note the time when what was started so far is done."""
        self.time = time.perf_counter()

    def synchronize(self):
        """Wait for it."""
        traffic.note("waits", "Event.synchronize", 0)


class Stream:
    """As ``cupy.cuda.Stream``."""

    _in_use = []
    null: "Stream"

    def __init__(self, null=False, non_blocking=False, ptds=False, priority=None):
        self.ptr, self.is_non_blocking, self.done = 0 if null else id(self), non_blocking, True
        self.device_id = -1 if null else current

    def __enter__(self):
        Stream._in_use.append(self)
        return self

    def __exit__(self, *error):
        Stream._in_use.pop()

    def use(self):
        """Make this the current stream."""
        Stream._in_use[:] = [self]
        return self

    def synchronize(self):
        """Wait for what was started on it."""
        _driverless()
        traffic.note("waits", "Stream.synchronize", 0)

    def record(self, event=None):
        """An event of this moment."""
        event = Event() if event is None else event
        event.record(self)
        return event

    def wait_event(self, event):
        """Let what is started later on this stream wait for an event: the host does not."""


Stream.null = Stream(null=True)


def get_current_stream(device_id=-1):
    """As ``cupy.cuda.get_current_stream``."""
    return Stream._in_use[-1] if Stream._in_use else Stream.null


def get_elapsed_time(start, end):
    """As ``cupy.cuda.get_elapsed_time``: milliseconds between two recorded events."""
    if start.time is None or end.time is None:
        raise CUDARuntimeError(400)
    return (end.time - start.time) * 1e3


class MemoryPool:
    """As ``cupy.cuda.MemoryPool``, holding nothing."""

    used_bytes = total_bytes = free_bytes = n_free_blocks = get_limit = lambda self: 0

    def free_all_blocks(self, stream=None):
        """Give back what is unused."""

    def set_limit(self, size=None, fraction=None):
        """Take a limit that nothing reaches."""


class MemoryPointer:
    """As ``ndarray.data``: an address on a device, in a memory that it keeps alive."""

    def __init__(self, mem, offset, ptr=None, device_id=None):
        self.mem, self.ptr, self.device_id = mem, mem.ptr + offset if ptr is None else ptr, device_id

    device = property(lambda self: Device(self.device_id))

    def __int__(self):
        return self.ptr

    def __add__(self, offset):
        return MemoryPointer(self.mem, 0, self.ptr + offset, self.device_id)

    def __sub__(self, offset):
        return self + -offset


class PinnedMemoryPointer(bytearray):
    """As ``cupy.cuda.PinnedMemoryPointer``: what an array in pinned memory lies over."""


def empty_pinned(shape, dtype=float, order="C"):
    """As ``cupyx.empty_pinned``."""
    _driverless()
    nbytes = math.prod(shape) * np.dtype(dtype).itemsize
    return np.ndarray(shape, dtype, buffer=PinnedMemoryPointer(nbytes), order=order)


def is_available():
    """As ``cupy.cuda.is_available``."""
    return COUNT > 0


def _synchronize():
    _driverless()
    traffic.note("waits", "deviceSynchronize", 0)


def _properties(device):
    _known(device)
    return {"name": NAME, "totalGlobalMem": TOTAL, "major": 9, "minor": 0, "multiProcessorCount": 1, "warpSize": 32}


def _count():
    _driverless()
    return COUNT


def module():
    """The module ``cupy.cuda``, with ``runtime``, ``device``, ``stream`` and ``memory`` in it."""
    pool, pinned = MemoryPool(), MemoryPool()
    parts = {
        "runtime": {
            "CUDARuntimeError": CUDARuntimeError,
            "getDeviceCount": _count,
            "getDevice": lambda: _driverless() or current,
            "setDevice": use,
            "deviceSynchronize": _synchronize,
            "getDeviceProperties": _properties,
            "memGetInfo": lambda: _driverless() or (TOTAL, TOTAL),
            "driverGetVersion": lambda: 13000 if COUNT else 0,
            "runtimeGetVersion": lambda: 13000,
            "is_hip": False,
        },
        "nvrtc": {"getVersion": lambda: (13, 0)},
        "cublas": {},
        "device": {"Device": Device, "get_device_id": lambda: current},
        "stream": {"Stream": Stream, "Event": Event, "get_current_stream": get_current_stream},
        "memory": {"MemoryPool": MemoryPool, "MemoryPointer": MemoryPointer, "OutOfMemoryError": OutOfMemoryError},
    }
    cuda = types.ModuleType("cupy.cuda")
    for name, members in parts.items():
        part = types.ModuleType(f"cupy.cuda.{name}")
        part.__dict__.update(members)
        setattr(cuda, name, part)
    cuda.__dict__.update(
        Device=Device, Stream=Stream, Event=Event, MemoryPool=MemoryPool, MemoryPointer=MemoryPointer,
        is_available=is_available, get_current_stream=get_current_stream, get_elapsed_time=get_elapsed_time,
        get_device_id=lambda: current, PinnedMemoryPointer=PinnedMemoryPointer, __path__=[],
    )  # fmt: skip
    return cuda, lambda: pool, lambda: pinned


class OutOfMemoryError(MemoryError):
    """As ``cupy.cuda.memory.OutOfMemoryError``."""
