"""Files keep where their tensors were, and are loaded wherever one says."""

import io

import numpy as np
import pytest

import autograd_viz as av
from tests.device.cards import CARDS, stand_in
from tests.device.standin import traffic

nn = av.nn


def saved(obj):
    file = io.BytesIO()
    av.save(obj, file)
    return file


def loaded(file, *args, **options):
    file.seek(0)
    return av.load(file, *args, **options)


@pytest.mark.parametrize("card", CARDS)
def test_tensors_come_back_to_the_device_they_were_on(card):
    with card():
        x = av.arange(6.0, device="cuda").view(2, 3)
        given = {"t": x.T, "half": x.half(), "n": av.tensor(3, device="cuda"), "here": av.ones(2), "step": 4}
        found = loaded(saved(given))
        assert [found[k].is_cuda for k in ("t", "half", "n", "here")] == [True, True, True, False]
        assert found["t"].tolist() == x.T.tolist() and found["half"].dtype == av.float16
        assert (found["n"].item(), found["n"].shape, found["step"]) == (3, (), 4)


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize(
    ("map_location", "devices"),
    [
        (None, ["cuda:0", "cpu"]),
        ("cpu", ["cpu", "cpu"]),
        (av.device("cpu"), ["cpu", "cpu"]),
        ("cuda", ["cuda:0", "cuda:0"]),
        (av.device("cuda", 0), ["cuda:0", "cuda:0"]),
        ({"cuda:0": "cpu"}, ["cpu", "cpu"]),
        ({"cpu": "cuda:0"}, ["cuda:0", "cuda:0"]),
        (lambda tensor, name: tensor, ["cpu", "cpu"]),
        (lambda tensor, name: tensor.cuda() if name == "cpu" else None, ["cuda:0", "cuda:0"]),
    ],
)
def test_map_location_says_where(card, map_location, devices):
    with card():
        file = saved([av.arange(3.0, device="cuda"), av.arange(3.0)])
        found = loaded(file, map_location)
        assert [str(t.device) for t in found] == devices
        assert [t.tolist() for t in found] == [[0.0, 1.0, 2.0]] * 2
        assert [str(t.device) for t in loaded(file, map_location=map_location)] == devices


def test_map_location_brings_tensors_to_another_gpu():
    with stand_in(2):
        file = saved([av.ones(2, device="cuda:0"), av.ones(2, device="cuda:1")])
        assert [str(t.device) for t in loaded(file)] == ["cuda:0", "cuda:1"]
        assert [str(t.device) for t in loaded(file, {"cuda:1": "cuda:0"})] == ["cuda:0", "cuda:0"]
        assert [str(t.device) for t in loaded(file, "cuda:1")] == ["cuda:1", "cuda:1"]
    with stand_in(1), pytest.raises(RuntimeError, match=r"on CUDA device 1 but torch\.cuda\.device_count\(\) is 1"):
        loaded(file)


def test_without_a_gpu_a_file_from_one_says_what_to_write():
    with stand_in():
        file = saved({"w": av.arange(3.0, device="cuda")})
    if av.cuda.is_available():
        pytest.skip("needs a machine without a GPU")
    said = (
        r"Attempting to deserialize object on a CUDA device but torch\.cuda\.is_available\(\) is False\. .* "
        r"map_location=torch\.device\('cpu'\)"
    )
    with pytest.raises(RuntimeError, match=said):
        loaded(file)
    assert loaded(file, "cpu")["w"].tolist() == [0.0, 1.0, 2.0]
    assert loaded(file, lambda tensor, name: tensor)["w"].is_cpu
    with pytest.raises(RuntimeError, match="don't know how to restore data location"):
        loaded(file, "mars")


def test_what_has_several_names_is_moved_once():
    with stand_in():
        net = nn.ModuleDict({"a": nn.Linear(2, 3, device="cuda"), "b": nn.Linear(2, 3, device="cuda")})
        net["b"].weight = net["a"].weight
        with traffic.counted() as seen:
            file = saved(net.state_dict())
        assert len(seen.to_host) == 3 and not seen.to_device
        assert set(loaded(file)) == {"a.weight", "a.bias", "b.weight", "b.bias"}


@pytest.mark.parametrize("card", CARDS)
def test_a_checkpoint_goes_on_from_gpu_to_cpu_and_back(card):
    net = nn.Linear(3, 2)
    x = av.tensor(np.random.default_rng(0).standard_normal((4, 3)), dtype=av.float32)

    def step(net, optimizer, device):
        optimizer.zero_grad()
        loss = net(x.to(device)).square().mean()
        loss.backward()
        optimizer.step()
        return loss.item()

    with card():
        net.to("cuda")
        optimizer = av.optim.Adam(net.parameters(), lr=0.1)
        step(net, optimizer, "cuda")
        file = saved({"model": net.state_dict(), "optimizer": optimizer.state_dict()})
        goes_on = [step(net, optimizer, "cuda") for _ in range(3)]
        for device, map_location in (("cpu", "cpu"), ("cuda", None), ("cpu", None), ("cuda", "cpu")):
            checkpoint, other = loaded(file, map_location), nn.Linear(3, 2, device=device)
            other.load_state_dict(checkpoint["model"])
            fresh = av.optim.Adam(other.parameters(), lr=0.1)
            fresh.load_state_dict(checkpoint["optimizer"])
            assert fresh.state[other.weight]["exp_avg"].is_cuda == (device == "cuda")
            assert [step(other, fresh, device) for _ in range(3)] == pytest.approx(goes_on, rel=1e-5)
