"""Save tensors, and what they are nested in, as safetensors files, and load them: never through pickle.

Tensors lie in the file under their dotted path (``0.weight``, ``optimizer.state.0.exp_avg``), as any reader of
safetensors finds them. What holds them (dicts, lists, numbers, text) is told in the file's metadata, as JSON.
"""

import json
import os
import warnings
from collections import Counter, OrderedDict
from collections.abc import Mapping

import numpy as np

from . import cuda
from .autograd.creation import from_numpy
from .autograd.errors import ArgumentError, EngineError, OperandError
from .autograd.tensor import Tensor
from .autograd.tensor import device as Device

STRUCTURE = "autograd_viz.structure"  # the entry of the metadata that tells what holds the tensors
MAPPINGS = {"dict": dict, "OrderedDict": OrderedDict, "Counter": Counter}
ARRAYS = {
    "BOOL": np.bool_, "U8": np.uint8, "I8": np.int8, "I16": np.int16, "I32": np.int32, "I64": np.int64,
    "F16": np.float16, "F32": np.float32, "F64": np.float64, "BF16": np.uint16,
}  # fmt: skip
PICKLED = (b"\x80", b"PK\x03\x04")  # how pickle's files and torch.save's begin


def save(obj, f, *, metadata=None):
    """Save tensors, and dicts, lists and tuples of tensors, numbers and text, as a safetensors file.

    A `state_dict` is saved under its own names, which PyTorch's ``safetensors.torch.load_file`` reads. A model and its
    optimiser go into one file as ``save({"model": model.state_dict(), "optimizer": optimizer.state_dict()}, path)``.
    Tensors that share memory, such as tied weights, are each saved whole: loaded into modules that tie them, they
    meet again. What is saved of a tensor are its numbers and its device, not its history.

    Parameters
    ----------
    obj : Tensor, or dict, list or tuple
        Nested as you like. Keys of dicts are text or numbers.
    f : path or binary file
    metadata : dict of str to str, optional
        Notes to save with it.

    Raises
    ------
    TypeError
        For anything else inside, such as a module: it says what to save instead.

    See Also
    --------
    load

    Examples
    --------
    >>> import autograd_viz as av, io
    >>> model, file = av.nn.Linear(2, 1), io.BytesIO()
    >>> av.save(model.state_dict(), file, metadata={"lesson": "3"})
    >>> _ = file.seek(0)
    >>> other = av.nn.Linear(2, 1)
    >>> other.load_state_dict(av.load(file))
    <All keys matched successfully>
    >>> av.equal(other.weight, model.weight)
    True
    """
    from safetensors.numpy import save as as_bytes

    notes = {} if metadata is None else dict(metadata)
    if any(not isinstance(note, str) for note in (*notes, *notes.values())):
        raise OperandError("save(): metadata must be a dict of str to str")
    tensors = {}
    structure = json.dumps(told(obj, "", tensors), separators=(",", ":"))
    hosts = {id(tensor._data): tensor for tensor in tensors.values()}  # what has several names is moved once
    hosts = {key: np.asarray(tensor._host, order="C") for key, tensor in hosts.items()}
    content = as_bytes(
        {name: hosts[id(tensor._data)] for name, tensor in tensors.items()}, notes | {STRUCTURE: structure}
    )
    if hasattr(f, "write"):
        f.write(content)
        return
    with open(f, "wb") as file:
        file.write(content)


def load(f, map_location=None, *, with_metadata=False):
    """Load what `save` wrote, or any other safetensors file, such as one from PyTorch, each tensor to the device it had.

    Of another file, a dict of name to tensor comes back. Numbers in bfloat16, which NumPy does not have, become float32
    with a warning: every one of them is a float32 too.

    Parameters
    ----------
    f : path or binary file
    map_location : str, device, dict or callable, optional
        Where tensors shall be instead: one device for all; or a dict from saved devices to others, by their names; or
        ``map_location(tensor, name)`` of the tensor on the CPU and the saved device's name, which returns the tensor where
        it shall be, or None for the saved device.
    with_metadata : bool
        Return the file's notes too.

    Returns
    -------
    what was saved, or a tuple of it and a dict of str to str
        Tensors are plain ones without history, in memory of their own.

    Raises
    ------
    ValueError
        If it is no safetensors file: a pickle, for one, which is never read.
    RuntimeError
        If there is no such device here.

    Examples
    --------
    >>> import autograd_viz as av, io
    >>> file = io.BytesIO()
    >>> av.save({"step": 3, "average": [av.tensor([1.0, 2.0])]}, file, metadata={"lesson": "3"})
    >>> _ = file.seek(0)
    >>> av.load(file, with_metadata=True)
    ({'step': 3, 'average': [tensor([1., 2.])]}, {'lesson': '3'})
    """
    if hasattr(f, "read"):
        content, name = f.read(), "the file"
    else:
        name = os.fspath(f)
        with open(f, "rb") as file:
            content = file.read()
    tensors, notes = opened(content, name)
    structure = notes.pop(STRUCTURE, None)
    restore = restorer(map_location)
    if structure is None:
        result = {key: restore(tensor, "cpu") for key, tensor in tensors.items()}
    else:
        result = rebuilt(json.loads(structure), tensors, name, restore)
    return (result, notes) if with_metadata else result


def opened(content, name):
    """The tensors and the metadata of a safetensors file; ValueError for any other."""
    from safetensors import SafetensorError, deserialize

    try:
        found = dict(deserialize(content))
    except SafetensorError as error:
        if content.startswith(PICKLED):
            raise ArgumentError(
                f"{name} looks like a pickle (as torch.save or pickle.dump write), which can run any program when it is read, "
                "so it is not. Where you trust it, write it anew with PyTorch: "
                "safetensors.torch.save_file(torch.load(path, weights_only=True), new_path)."
            ) from error
        raise ArgumentError(f"{name} is not a safetensors file: {error}") from error
    header = json.loads(
        content[8 : 8 + int.from_bytes(content[:8], "little")]
    )  # tells the order of names, and the notes
    tensors = {key: tensor_of(key, found[key]) for key in header if key != "__metadata__"}
    if any(entry["dtype"] == "BF16" for entry in found.values()):
        warnings.warn(f"{name} holds numbers in bfloat16, which become float32.", stacklevel=3)
    return tensors, dict(header.get("__metadata__", {}))


def tensor_of(key, entry):
    """One tensor of a file, in memory of its own."""
    kind = ARRAYS.get(entry["dtype"])
    if kind is None:
        raise ArgumentError(
            f"{key} is saved in {entry['dtype']}, which there is not here: convert it to float32 first."
        )
    array = np.frombuffer(entry["data"], np.dtype(kind).newbyteorder("<")).astype(kind)
    if entry["dtype"] == "BF16":  # a float32 without its last 16 bits
        array = (array.astype(np.uint32) << 16).view(np.float32)
    return from_numpy(array.reshape(entry["shape"]))


def restorer(map_location):
    """How to bring tensors where they shall be: a function of a tensor on the CPU and the name of the saved device."""
    if map_location is None:
        return restored
    if isinstance(map_location, dict):
        return lambda tensor, location: restored(tensor, map_location.get(location, location))
    if isinstance(map_location, (str, Device)):
        return lambda tensor, location: restored(tensor, map_location)

    def chosen(tensor, location):
        found = map_location(tensor, location)
        return restored(tensor, location) if found is None else found

    return chosen


def restored(tensor, location):
    """A tensor on the device of a name.

    Raises
    ------
    RuntimeError
        In PyTorch's words, for a device that is not there.
    """
    if str(location).partition(":")[0] not in ("cpu", "cuda"):
        raise EngineError(
            f"don't know how to restore data location of torch.storage.UntypedStorage (tagged with {location})"
        )
    device = Device(location)
    if device.type == "cuda" and not cuda.is_available():
        raise EngineError(
            "Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False. If you are running on "
            "a CPU-only machine, please use torch.load with map_location=torch.device('cpu') to map your storages to the CPU."
        )
    if device.type == "cuda" and (device.index or 0) >= cuda.device_count():
        raise EngineError(
            f"Attempting to deserialize object on CUDA device {device.index} but torch.cuda.device_count() is "
            f"{cuda.device_count()}. Please use torch.load with map_location to map your storages to an existing device."
        )
    return tensor.to(device)


def told(value, path, tensors):
    """`value` as JSON can tell it, with its tensors put into `tensors` under their paths."""
    if isinstance(value, Tensor):
        name = path or "tensor"
        while name in tensors or name == "__metadata__":  # as of "a.b", and "b" inside "a"
            name += "'"
        tensors[name] = value
        return {"tensor": [name, str(value.device)] if value.is_cuda else name}
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)):
        parts = [told(part, joined(path, i), tensors) for i, part in enumerate(value)]
        return parts if isinstance(value, list) else {"tuple": parts}
    if isinstance(value, Mapping):
        kind = next((name for name in ("OrderedDict", "Counter") if isinstance(value, MAPPINGS[name])), "dict")
        return {kind: [[key_of(key, path), told(part, joined(path, key), tensors)] for key, part in value.items()]}
    what = f"what is at {path!r}" if path else "the object itself"
    instead = "its state_dict()" if hasattr(value, "state_dict") else "what it is made of"
    raise OperandError(
        f"save(): cannot save {what}, of type {type(value).__name__}. A file holds tensors, and dicts, lists and tuples of "
        f"tensors, numbers and text: save {instead} instead."
    )


def key_of(key, path):
    """A key of a dict as JSON can tell it."""
    if key is None or isinstance(key, (bool, int, float, str)):
        return key
    raise OperandError(
        f"save(): keys of a dict must be text or numbers, but one at {path or 'the top'!r} is of type {type(key).__name__}."
    )


def joined(path, key):
    """A dotted path."""
    return f"{path}.{key}" if path else str(key)


def rebuilt(value, tensors, name, restore):
    """What `told` told, with its tensors again, where `restore` puts them."""
    if isinstance(value, list):
        return [rebuilt(part, tensors, name, restore) for part in value]
    if not isinstance(value, dict):
        return value
    ((kind, parts),) = value.items()
    if kind == "tensor":
        key, location = (parts, "cpu") if isinstance(parts, str) else parts
        if key not in tensors:
            raise ArgumentError(f"{name} was changed after it was saved: {key!r} is missing.")
        return restore(tensors[key], location)
    if kind == "tuple":
        return tuple(rebuilt(part, tensors, name, restore) for part in parts)
    return MAPPINGS[kind]({key: rebuilt(part, tensors, name, restore) for key, part in parts})
