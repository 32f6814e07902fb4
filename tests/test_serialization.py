"""Files of tensors: exact, readable by PyTorch's safetensors and the other way round, never a pickle."""

import io
import json
import pickle
import subprocess
import sys
import zipfile
from collections import Counter, OrderedDict
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import autograd_viz as av
from autograd_viz.serialization import STRUCTURE

nn = av.nn
DTYPES = ("bool", "uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64")


def through_a_file(obj, **options):
    file = io.BytesIO()
    av.save(obj, file, **options)
    file.seek(0)
    return av.load(file)


def same(a, b):
    """Whether two things are of one type, shape and value, to the last bit, whatever they are nested in."""
    if isinstance(a, av.Tensor):
        x, y = a.detach().numpy(), b.detach().numpy()
        return x.dtype == y.dtype and x.shape == y.shape and x.tobytes() == y.tobytes()
    if isinstance(a, dict):
        return type(a) is type(b) and list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    return type(a) is type(b) and (a == b or a != a)


def model_of(seed=0):
    av.manual_seed(seed)
    model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2, dtype=av.float64))
    model.register_buffer("steps", av.tensor(7))
    model.register_buffer("mask", av.tensor([True, False]))
    return model


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(), (0,), (1,), (2, 3), (2, 0, 3), (300, 70)])
def test_numbers_come_back_to_the_last_bit(dtype, shape):
    raw = np.random.default_rng(0).integers(0, 2 if dtype == "bool" else 256, (*shape, 8), np.uint8)
    kind = np.dtype(dtype)
    array = np.frombuffer(raw.tobytes(), kind)[: int(np.prod(shape))].reshape(shape)  # any bits: NaN and inf among them
    tensor = av.from_numpy(array.copy())
    assert same(through_a_file({"x": tensor}), {"x": tensor})


def test_views_are_saved_as_they_look():
    x = av.arange(12.0).reshape(3, 4)
    views = {"t": x.t(), "part": x[:, 1:3], "row": x[1], "wide": x[:1].expand(5, 4), "one": x[2, 3]}
    assert same(through_a_file(views), views)


def test_a_model_comes_back_bit_by_bit(tmp_path):
    one, two = model_of(0), model_of(1)
    av.save(one.state_dict(), tmp_path / "model.safetensors")
    state = av.load(str(tmp_path / "model.safetensors"))
    assert list(state) == list(one.state_dict())
    assert repr(two.load_state_dict(state)) == "<All keys matched successfully>"
    assert same(one.state_dict(), two.state_dict())


@pytest.mark.parametrize("kind", ["SGD", "Adam", "AdamW", "RMSprop", "Adagrad"])
def test_a_checkpoint_of_model_optimiser_and_schedule_goes_on_as_the_training_did(kind, tmp_path):
    def training():
        model = model_of()
        optimizer = getattr(av.optim, kind)(model.parameters(), lr=0.1, **({"momentum": 0.9} if kind == "SGD" else {}))
        return model, optimizer, av.optim.lr_scheduler.MultiStepLR(optimizer, [3, 5, 5], 0.5)

    def steps(model, optimizer, scheduler):
        for _ in range(4):
            optimizer.zero_grad()
            (model[2](model[1](model[0](av.ones(5, 3))).double()) ** 2).sum().backward()
            optimizer.step()
            scheduler.step()

    first = training()
    steps(*first)
    names = ("model", "optimizer", "scheduler")
    av.save(dict(zip(names, (part.state_dict() for part in first))), tmp_path / "run.safetensors")
    second, loaded = training(), av.load(tmp_path / "run.safetensors")
    for part, name in zip(second, names):
        part.load_state_dict(loaded[name])
    steps(*first)
    steps(*second)
    assert same(first[0].state_dict(), second[0].state_dict())
    assert first[1].param_groups[0]["lr"] == second[1].param_groups[0]["lr"] == 0.0125
    assert isinstance(second[2].milestones, Counter)


def test_what_holds_tensors_comes_back_too():
    x = av.ones(2)
    nested = {
        "numbers": [1, -2.5, 10**30, True, None, float("inf"), 1e-300, 0.1], "text": "ü\n\"'", "empty": [{}, [], ()],
        "pair": (x, [x + 1, (x * 3,)]), 3: x * 4, 2.5: "half", None: "none", True: "true", "a.b": x * 5, "a": {"b": x * 6},
        "ordered": OrderedDict(z=1, y=x), "counted": Counter("aab"), "": x * 7, "deep": {"": {"": x * 8}},
    }  # fmt: skip
    assert same(through_a_file(nested), nested)


TENSORS = arrays.arrays(st.sampled_from(DTYPES), arrays.array_shapes(min_dims=0, min_side=0)).map(av.from_numpy)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | TENSORS
KEYS = st.sampled_from(["a", "b", "a.b", "", "__metadata__", "tensor", "dict", 0, True]) | st.text() | st.integers()
NESTED = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(NESTED)
def test_whatever_can_be_saved_is_loaded_as_it_was(obj):
    assert same(through_a_file(obj), obj)


@pytest.mark.parametrize(
    "obj", [av.ones(2, 2), av.tensor(3), [av.ones(1), 2], (), {}, [], 5, "text", None, (1, (2, av.zeros(0)))]
)
def test_anything_may_be_at_the_top(obj):
    assert same(through_a_file(obj), obj)


def test_numpy_numbers_become_python_numbers():
    assert same(
        through_a_file({"a": np.float32(0.5), "b": np.int64(3), "c": np.bool_(True)}), {"a": 0.5, "b": 3, "c": True}
    )


def test_parameters_come_back_as_tensors_without_history():
    layer = nn.Linear(2, 2)
    computed = layer.weight * 2
    loaded = through_a_file({"parameter": layer.weight, "computed": computed})
    assert all(type(x) is av.Tensor and not x.requires_grad and x.is_leaf for x in loaded.values())
    assert same(loaded["computed"], computed)


def test_tied_weights_are_tied_again():
    def tied():
        model = nn.ModuleDict({"embed": nn.Linear(3, 3, bias=False), "out": nn.Linear(3, 3, bias=False)})
        model.out.weight = model.embed.weight
        return model

    one, two = tied(), tied()
    state = through_a_file(one.state_dict())
    assert set(state) == {"embed.weight", "out.weight"}
    two.load_state_dict(state)
    assert two.out.weight is two.embed.weight
    assert same(two.out.weight, one.out.weight)


def test_loaded_tensors_are_free_to_be_changed():
    loaded = through_a_file({"a": av.ones(2), "b": av.ones(2)})
    loaded["a"] += 1
    loaded["a"].requires_grad_()
    assert loaded["b"].tolist() == [1, 1]


def test_notes_are_kept_beside_the_tensors():
    file = io.BytesIO()
    av.save({"x": av.ones(1)}, file, metadata={"author": "Ada", "step": "3"})
    file.seek(0)
    state, notes = av.load(file, with_metadata=True)
    assert notes == {"author": "Ada", "step": "3"}
    assert list(state) == ["x"]
    for wrong in ({"a": 1}, {1: "a"}):
        with pytest.raises(TypeError, match="metadata must be a dict of str to str"):
            av.save({}, io.BytesIO(), metadata=wrong)


# -- what is refused -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("obj", "words"),
    [
        (nn.Linear(1, 1), "the object itself, of type Linear.*save its state_dict()"),
        ({"model": nn.ReLU()}, "'model', of type ReLU.*save its state_dict()"),
        ({"a": [1, {2}]}, "'a.1', of type set"),
        ({"a": np.ones(2)}, "'a', of type ndarray"),
        ({"f": print}, "'f', of type builtin_function_or_method"),
        ({"c": 1j}, "'c', of type complex"),
        ({"d": av.float32}, "'d', of type dtype"),
        ({(1, 2): 3}, "keys of a dict must be text or numbers.*tuple"),
        ({"a": {av.ones(1): 3}}, "'a'.*Tensor"),
    ],
)
def test_what_a_file_cannot_hold_raises_and_says_what_to_do(obj, words, tmp_path):
    with pytest.raises(TypeError, match=words):
        av.save(obj, tmp_path / "x")
    assert not (tmp_path / "x").exists()


class Trap:
    """Were this unpickled, the test would fail."""

    def __reduce__(self):
        return pytest.fail, ("a pickle was read",)


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_is_never_read(protocol, tmp_path):
    path = tmp_path / "model.pt"
    path.write_bytes(pickle.dumps(Trap(), protocol))
    with pytest.raises(ValueError, match="looks like a pickle.*safetensors.torch.save_file"):
        av.load(path)


def test_a_zip_file_as_pytorch_writes_is_refused_as_one(tmp_path):
    path = tmp_path / "model.pt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(Trap()))
    with pytest.raises(ValueError, match="looks like a pickle"):
        av.load(path)


@pytest.mark.parametrize(
    "content", [b"", b"short", b"\xff" * 30, b"\x10" + bytes(7) + b"not json at all!", b'{"a": 1}']
)
def test_anything_else_is_no_safetensors_file(content):
    with pytest.raises(ValueError, match="the file is not a safetensors file"):
        av.load(io.BytesIO(content))


def test_a_file_cut_short_is_refused():
    file = io.BytesIO()
    av.save({"x": av.ones(100)}, file)
    for end in (5, 50, len(file.getvalue()) - 1):
        with pytest.raises(ValueError, match="not a safetensors file"):
            av.load(io.BytesIO(file.getvalue()[:end]))


def test_a_header_as_long_as_a_pickle_begins_is_still_read():
    # A header of 128 bytes begins with byte 128, as pickles do.
    for padding in range(200):
        file = io.BytesIO()
        av.save({"x": av.ones(1)}, file, metadata={"padding": "p" * padding})
        file.seek(0)
        assert av.load(file)["x"].tolist() == [1]


def test_a_missing_file_is_missing(tmp_path):
    with pytest.raises(FileNotFoundError):
        av.load(tmp_path / "none")


def written(tensors, notes=None):
    """A safetensors file made by hand, from (dtype, shape, bytes)."""
    header, content = {} if notes is None else {"__metadata__": notes}, b""
    for name, (kind, shape, data) in tensors.items():
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [len(content), len(content) + len(data)]}
        content += data
    told = json.dumps(header).encode()
    return io.BytesIO(len(told).to_bytes(8, "little") + told + content)


def test_bfloat16_becomes_float32_with_a_warning():
    exact = np.array([1.0, -2.5, 3.0e38, 1e-40, np.inf, 0.0], np.float32).view(np.uint32) >> 16
    with pytest.warns(UserWarning, match="bfloat16, which become float32"):
        loaded = av.load(written({"x": ("BF16", [2, 3], exact.astype("<u2").tobytes())}))
    assert loaded["x"].dtype is av.float32
    assert loaded["x"].numpy().view(np.uint32).tolist() == (exact << 16).reshape(2, 3).tolist()


@pytest.mark.parametrize(("kind", "size"), [("F8_E4M3", 1), ("U16", 2), ("U64", 8)])
def test_numbers_of_unknown_types_are_refused_by_name(kind, size):
    with pytest.raises(ValueError, match=f"x is saved in {kind}, which there is not here"):
        av.load(written({"x": (kind, [1], bytes(size))}))


def test_a_file_whose_tensors_were_taken_out_is_refused():
    structure = json.dumps({"dict": [["x", {"tensor": "x"}]]})
    with pytest.raises(ValueError, match="'x' is missing"):
        av.load(written({"y": ("F32", [1], bytes(4))}, {STRUCTURE: structure}))


def test_loading_is_not_slowed_by_what_is_not_asked_for():
    code = (
        "import sys, autograd_viz as av; av.nn, av.optim; x = av.ones(2); (x * x).sum(); "
        "print([m for m in ('safetensors', 'scipy', 'autograd_viz.utils', 'autograd_viz.serialization') if m in sys.modules])"
    )
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "[]"


# -- with PyTorch ----------------------------------------------------------------------------------


@pytest.mark.torch
def test_pytorch_reads_what_is_saved_here(tmp_path):
    import safetensors.torch
    import torch

    path = tmp_path / "model.safetensors"
    model = model_of()
    av.save(model.state_dict(), path)
    state = safetensors.torch.load_file(path)
    other = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 2, dtype=torch.float64))
    other.register_buffer("steps", torch.tensor(0))
    other.register_buffer("mask", torch.tensor([False, False]))
    other.load_state_dict(state)
    for name, tensor in model.state_dict().items():
        assert np.array_equal(tensor.numpy(), other.state_dict()[name].numpy())
    x = np.ones((2, 3), np.float32)
    assert np.allclose(
        model[0](av.from_numpy(x)).detach().numpy(), other[0](torch.from_numpy(x)).detach().numpy(), atol=1e-6
    )


@pytest.mark.torch
@pytest.mark.parametrize("dtype", DTYPES)
def test_what_pytorch_saved_is_read_here(dtype, tmp_path):
    import safetensors.torch
    import torch

    path = tmp_path / "model.safetensors"
    tensors = {"a": torch.arange(6).reshape(2, 3), "b.c": torch.tensor(1), "e": torch.zeros(0, 2)}
    tensors = {name: tensor.to(getattr(torch, dtype)) for name, tensor in tensors.items()}
    safetensors.torch.save_file(tensors, path, metadata={"format": "pt"})
    loaded, notes = av.load(path, with_metadata=True)
    assert notes == {"format": "pt"}
    assert set(loaded) == set(tensors)
    for name, tensor in tensors.items():
        assert str(loaded[name].dtype) == str(tensor.dtype)
        assert loaded[name].shape == tuple(tensor.shape)
        assert np.array_equal(loaded[name].numpy(), tensor.numpy())


@pytest.mark.torch
def test_bfloat16_from_pytorch_has_pytorchs_values(tmp_path):
    import safetensors.torch
    import torch

    path = tmp_path / "model.safetensors"
    x = torch.randn(50).to(torch.bfloat16)
    safetensors.torch.save_file({"x": x}, path)
    with pytest.warns(UserWarning, match="bfloat16"):
        loaded = av.load(path)
    assert loaded["x"].tolist() == x.to(torch.float32).tolist()


@pytest.mark.torch
def test_a_file_of_torch_save_is_refused(tmp_path):
    import torch

    for new in (True, False):
        torch.save({"x": torch.ones(1)}, tmp_path / "model.pt", _use_new_zipfile_serialization=new)
        with pytest.raises(ValueError, match="looks like a pickle"):
            av.load(tmp_path / "model.pt")


@pytest.mark.torch
def test_a_tied_model_saved_by_pytorch_loads_with_its_second_name_missing(tmp_path):
    """``safetensors.torch.save_model`` keeps one name of shared memory; strict=False takes it."""
    import safetensors.torch
    import torch

    theirs = torch.nn.ModuleDict({"a": torch.nn.Linear(2, 2, bias=False), "b": torch.nn.Linear(2, 2, bias=False)})
    theirs["b"].weight = theirs["a"].weight
    safetensors.torch.save_model(theirs, tmp_path / "model.safetensors")
    ours = nn.ModuleDict({"a": nn.Linear(2, 2, bias=False), "b": nn.Linear(2, 2, bias=False)})
    ours.b.weight = ours.a.weight
    keys = ours.load_state_dict(av.load(tmp_path / "model.safetensors"), strict=False)
    assert len(keys.missing_keys) == 1
    assert ours.b.weight.tolist() == theirs["b"].weight.tolist()
