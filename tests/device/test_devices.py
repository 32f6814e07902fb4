"""Devices are named, chosen and changed as in PyTorch, and tensors and gradients move between them."""

import copy
import pickle
import threading

import numpy as np
import pytest

import autograd_viz as av
from autograd_viz.ops.arrays import gpu
from tests.device.cards import CARDS, stand_in

ARGUMENTS = [
    "'cpu'", "'cuda'", "'cuda:0'", "'cuda:01'", "'cuda:'", "'cuda:-1'", "'mps'", "'meta'", "'xla:1'", "'cu'", "''", "'CPU'",
    "'cpu:1'", "'cpu:x'", "'foo:1'", "-1", "True", "None", "1.5", "'cuda', 0", "'cuda', -1", "'cuda:0', 0", "'cuda', '0'",
    "'cuda', True", "'cuda', None", "0, 0", "'cuda', 1.0", "'cuda', 0, 1", "T.device('cuda:1')", "T.device('cuda'), 1", "",
    "'cpu', 5", "type='cuda'", "device='cuda'", "'cuda', index=1", "type='cuda', index=1", "index=1",
    "device=T.device('cuda:0')",
]  # fmt: skip


def said(T, text):  # noqa: N803
    """What an expression gives, or the type and the first words of its error."""
    try:
        return repr(eval(text, {"T": T, "pickle": pickle, "copy": copy}))
    except Exception as error:
        kind = next(c for c in (TypeError, RuntimeError, AttributeError) if isinstance(error, c))
        return kind.__name__, str(error).splitlines()[0].split(", but expected")[0].removesuffix(", )").removesuffix(
            ")"
        )


@pytest.mark.torch
@pytest.mark.parametrize("text", [f"T.device({arguments})" for arguments in ARGUMENTS] + [
    "str(T.device('cuda', 1))", "T.device('cuda') == T.device('cuda:0')", "T.device('cuda:1') == 'cuda:1'",
    "{T.device('cuda:1'): 1}[T.device('cuda', 1)]", "copy.deepcopy(T.device('cuda:1'))",
    "pickle.loads(pickle.dumps(T.device('cuda')))", "T.device('cuda:1').__reduce__()[1]", "T.zeros(1, device='cpu:3').device",
])  # fmt: skip
def test_devices_are_pytorchs(text):
    import torch

    assert said(av, text) == said(torch, text)


def test_a_device_stays_as_it_is():
    device = av.device("cuda:1")
    with pytest.raises(AttributeError):
        device.index = 2
    with pytest.raises(AttributeError):
        device.anything = 2


def test_a_number_is_a_gpu_that_is_there():
    with stand_in():
        assert av.device(1) == av.device("cuda:1") and av.zeros(1, device=1).get_device() == 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(__import__("sys").modules, "cupy", None)
        patch.setattr(gpu, "cupy", None)
        with pytest.raises(RuntimeError, match="Cannot access accelerator device when none is available"):
            av.device(0)


OBEYING = """arange(3) as_tensor([1.]) as_tensor(array) asarray([1.]) asarray(array) empty(2) eye(2) full((2,),1.) linspace(0,1,3)
    logspace(0,1,3) ones(2) rand(2) randint(3,(2,)) randn(2) randperm(3) tensor([1.]) tensor(array) tensor(x) tril_indices(2,2)
    triu_indices(2,2) zeros(2) as_tensor(x) asarray(x) nn.Linear(2,2).weight"""
NOT_OBEYING = """zeros_like(x) ones_like(x) rand_like(x) x.new_zeros(2) x.new_tensor([1.]) from_numpy(array) from_dlpack(array)
    Tensor([1.]) Tensor(2) normal(0.,1.,(2,)) Generator() x*2 nn.Parameter(x)"""


def made(T, text):  # noqa: N803
    names = {"array": np.ones(2), "x": T.ones(2, device="cpu")}
    return eval(text if text.startswith("x") else f"T.{text}", {"T": T} | names)


@pytest.mark.filterwarnings("ignore:To copy construct")
@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize(
    ("text", "obeys"), [(t, True) for t in OBEYING.split()] + [(t, False) for t in NOT_OBEYING.split()]
)
def test_what_is_made_where_a_device_is_chosen(card, text, obeys):
    with card():
        with av.device("cuda"):
            assert made(av, text).device.type == ("cuda" if obeys else "cpu")
        assert made(av, text).device.type == "cpu"


@pytest.mark.torch
@pytest.mark.filterwarnings("ignore:To copy construct")
@pytest.mark.parametrize(
    ("text", "obeys"), [(t, True) for t in OBEYING.split()] + [(t, False) for t in NOT_OBEYING.split()]
)
def test_pytorch_makes_the_same_there(text, obeys):
    import torch

    with torch.device("meta"):
        assert made(torch, text).device.type == ("meta" if obeys else "cpu")


@pytest.mark.parametrize("card", CARDS)
def test_each_thread_has_its_own_default(card):
    with card():
        device, seen = av.device("cuda"), []

        def other():
            seen.append(av.zeros(1).device.type)
            with device:
                seen.append(av.zeros(1).device.type)
            seen.append(av.zeros(1).device.type)

        def run():
            thread = threading.Thread(target=other)
            thread.start()
            thread.join()

        with device:
            run()
            with av.device("cpu"), device, av.device("cpu"):
                assert av.zeros(1).is_cpu
            assert av.zeros(1).is_cuda
        av.set_default_device("cuda")
        try:
            run()
            assert av.zeros(1).is_cuda and av.get_default_device().type == "cuda"
        finally:
            av.set_default_device(None)
        assert seen == ["cpu", "cuda", "cpu"] * 2 and av.get_default_device() == av.device("cpu")


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize(("call", "kind"), [
    ("x.to('cuda')", "cuda float32"), ("x.to('cuda', av.float64)", "cuda float64"), ("x.to(y)", "cuda int64"),
    ("x.to(device='cuda', dtype=av.int32)", "cuda int32"), ("x.to('cuda', non_blocking=True)", "cuda float32"),
    ("x.to(y, True, True)", "cuda int64"), ("x.cuda()", "cuda float32"), ("x.cuda(0)", "cuda float32"),
    ("x.cuda('cuda:0', non_blocking=True)", "cuda float32"), ("y.cpu()", "cpu int64"), ("y.to('cpu')", "cpu int64"),
    ("y.type_as(x)", "cpu float32"), ("x.type('torch.cuda.DoubleTensor')", "cuda float64"), ("y.to(x)", "cpu float32"),
    ("y.type('torch.FloatTensor')", "cpu float32"), ("y.type(av.float32)", "cuda float32"), ("y.float()", "cuda float32"),
    ("y.new_zeros(2)", "cuda int64"), ("y.new_tensor([1.5])", "cuda int64"), ("y.new_full((2,), 3)", "cuda int64"),
    ("y.new_ones(2, device='cpu')", "cpu int64"), ("av.zeros_like(y)", "cuda int64"), ("av.ones_like(x, device='cuda')", "cuda float32"),
    ("av.full_like(y, 2, device='cpu')", "cpu int64"), ("av.tensor([y[0], y[1]])", "cpu int64"), ("y.clone()", "cuda int64"),
    ("av.as_tensor(x, device='cuda')", "cuda float32"), ("av.as_tensor(y, dtype=av.float64)", "cuda float64"),
    ("x.clone().copy_(y)", "cpu float32"), ("y.clone().copy_(x)", "cuda int64"), ("copy.deepcopy(y)", "cuda int64"),
    ("pickle.loads(pickle.dumps(y))", "cuda int64"), ("y.data", "cuda int64"), ("y.detach()", "cuda int64"),
    ("av.empty(0, device='cuda')", "cuda float32"), ("av.from_dlpack(np.ones(2), device='cuda')", "cuda float64"),
])  # fmt: skip
def test_where_a_tensor_is_and_what_it_holds(card, call, kind):
    with card():
        names = {"av": av, "x": av.tensor([1.0, 2.0]), "y": av.tensor([1, 2], device="cuda"), "copy": copy}
        out = eval(call, names | {"pickle": pickle, "np": np})
        assert f"{out.device.type} {out.dtype.name}" == kind
        assert (out.is_cuda, out.is_cpu, out.get_device() >= 0) == (kind[1] == "u", kind[1] == "p", kind[1] == "u")


@pytest.mark.parametrize("card", CARDS)
def test_nothing_is_copied_that_is_there_already(card):
    with card():
        x, y = av.ones(2), av.ones(2, device="cuda")
        assert x.cpu() is x is x.to("cpu") and y.cuda() is y is y.to("cuda") and y.to(y) is y is y.to("cuda:0")
        assert y.to("cuda", copy=True) is not y and y.to("cuda", copy=True).data_ptr() != y.data_ptr()
        assert x.to(None) is x and x.to(device=None) is x


@pytest.mark.parametrize("text", ["x.to(1.5)", "x.to(device=True)", "x.to(av.float32, 'cpu')", "x.to('cpu', 'cpu')",
                                  "x.to(av.int32, device='cpu')", "av.zeros(1, device=1.5)", "x.to(other=x)"])  # fmt: skip
def test_what_is_no_device_is_refused(text):
    with pytest.raises(TypeError):
        eval(text, {"av": av, "x": av.ones(2)})


def test_other_kinds_of_devices_have_no_tensors():
    for kind in ("meta", "mps", "xpu"):
        with pytest.raises(NotImplementedError, match=kind):
            av.zeros(1, device=kind)
    with pytest.raises(RuntimeError, match="Invalid device, must be cuda device"):
        av.zeros(1).cuda("cpu")
    with pytest.raises(
        RuntimeError, match="legacy constructor expects device type: cpu but device type: cuda was passed"
    ):
        av.Tensor([1.0], device="cuda")


@pytest.mark.parametrize("card", CARDS)
def test_gradients_flow_through_a_move_both_ways_and_twice(card):
    with card():
        x = av.tensor([1.0, 2.0], requires_grad=True)
        there = x.to("cuda", av.float64)
        assert (there.grad_fn.name(), there.grad_fn.next_functions[0][0].name()) == (
            "ToCopyBackward0",
            "AccumulateGrad",
        )
        back = (there**3).cpu().float()
        assert back.grad_fn.next_functions[0][0].name() == "ToCopyBackward0"
        (first,) = av.autograd.grad(back.sum(), x, create_graph=True)
        assert (first.device.type, first.dtype, first.tolist()) == ("cpu", av.float32, [3.0, 12.0])
        (second,) = av.autograd.grad(first.sum(), x)
        assert (second.device.type, second.tolist()) == ("cpu", [6.0, 12.0])
        y = av.ones(2, device="cuda", requires_grad=True)
        y.cpu().sum().backward()
        assert y.grad.is_cuda
        with pytest.raises(RuntimeError, match="device type"):
            y.grad = av.ones(2)


@pytest.mark.parametrize("card", CARDS)
def test_numbers_come_out_only_where_asked_for(card):
    with card():
        x = av.tensor([[1.5, 2.0]], device="cuda")
        assert (x[0, 0].item(), x.tolist(), float(x[0, 1]), int(x[0, 1])) == (1.5, [[1.5, 2.0]], 2.0, 2)
        assert bool(x[0, 0]) and f"{x[0, 0]:.2f}" == "1.50" and 2.0 in x and 3.0 not in x
        for read in (x.numpy, lambda: np.asarray(x), lambda: np.array(x)):
            with pytest.raises(
                TypeError, match=r"can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu\(\)"
            ):
                read()
        assert x.numpy(force=True).tolist() == x.cpu().numpy().tolist() == [[1.5, 2.0]]
        assert x.type() == "torch.cuda.FloatTensor"


@pytest.mark.parametrize("card", CARDS)
def test_other_packages_arrays_share_their_memory(card):
    with card():
        array = gpu.load().arange(3.0)
        for share in (av.as_tensor, av.asarray):
            x = share(array)
            x[0] = 7
            assert x.is_cuda and array[0].item() == 7 and x.data_ptr() == array.data.ptr
            array[0] = 0
        assert av.tensor(array).is_cuda and av.tensor(array).data_ptr() != array.data.ptr
        assert not av.tensor(array, device="cpu").is_cuda
        assert gpu.cupy.asarray(x).data.ptr == x.data_ptr()
        with pytest.raises(RuntimeError, match="requires grad"):
            x.clone().requires_grad_().__cuda_array_interface__  # noqa: B018
        with pytest.raises(AttributeError, match="non-CUDA tensor type: torch.FloatTensor"):
            av.ones(1).__cuda_array_interface__  # noqa: B018
        with pytest.raises(ValueError, match="can't alias tensor from device 'cpu' to 'cuda:0'"):
            av.asarray(np.ones(2), device="cuda", copy=False)


def test_arrays_of_the_cpu_are_exchanged_by_dlpack():
    array = np.arange(3.0)
    x = av.from_dlpack(array)
    array[0] = 5
    assert x.tolist() == [5, 1, 2] == np.from_dlpack(x).tolist() and np.from_dlpack(x).ctypes.data == x.data_ptr()
    assert av.from_dlpack(x, copy=True).data_ptr() != x.data_ptr() == av.from_dlpack(x).data_ptr()
    assert np.from_dlpack(av.tensor(2.0)).item() == 2
    with pytest.raises(BufferError, match="require gradient"):
        np.from_dlpack(av.ones(1, requires_grad=True))
    with pytest.raises(RuntimeError, match="invalid capsule"):
        av.from_dlpack(5)


@pytest.mark.parametrize("card", CARDS)
def test_a_copy_keeps_its_place_among_several_gpus(card):
    with card():
        if av.cuda.device_count() < 2:
            pytest.skip("there is one GPU")
        x = av.tensor([1.0, 2.0], device="cuda:1", requires_grad=True)
        assert copy.deepcopy(x).device == pickle.loads(pickle.dumps(x)).device == x.device == av.device("cuda:1")
        y = x.to("cuda:0", av.float64) * 2
        assert y.device == av.device("cuda:0") and x.to("cpu", av.float64).to("cuda:1").get_device() == 1
        y.sum().backward()
        assert (x.grad.device, x.grad.tolist()) == (x.device, [2.0, 2.0])
        with av.device("cuda:1"):
            assert av.tensor([1.0]).get_device() == av.rand(2).get_device() == av.eye(2).get_device() == 1


@pytest.mark.parametrize("card", CARDS)
def test_pinned_memory_is_the_cpus_and_a_gpu_reads_it(card):
    with card():
        x = av.tensor([[1.0, 2.0]])
        y = x.pin_memory()
        assert (x.is_pinned(), y.is_pinned(), y[0].is_pinned(), y.is_cpu, y.tolist()) == (
            False,
            True,
            True,
            True,
            [[1.0, 2.0]],
        )
        assert (
            y.pin_memory() is y and not y.cuda(non_blocking=True).is_pinned() and av.empty(0).pin_memory().shape == (0,)
        )
        assert av.zeros(2, pin_memory=True).is_pinned() and av.tensor([1, 2], pin_memory=True).is_pinned()
        with pytest.raises(
            RuntimeError, match="cannot pin 'torch.cuda.FloatTensor' only dense CPU tensors can be pinned"
        ):
            x.cuda().pin_memory()
        with pytest.raises(RuntimeError, match="Only dense CPU tensors can be pinned"):
            av.zeros(2, device="cuda", pin_memory=True)
