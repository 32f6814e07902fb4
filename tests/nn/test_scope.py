"""Every node knows the module whose forward recorded it."""

import copy
import gc
import pickle
import threading
import timeit

import pytest

import autograd_viz as av
from autograd_viz.autograd.mode import state

nn = av.nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(2, 2), nn.Tanh())

    def forward(self, x):
        return self.layers(x) * 2


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = Block()
        self.blocks = nn.ModuleList([Block(), self.first])

    def forward(self, x):
        x = self.first(x)
        for block in self.blocks:
            x = block(x)
        return x.sum()


def nodes(tensor):
    """The nodes behind a tensor, leaves left out, oldest first."""
    found, stack = {}, [tensor.grad_fn]
    while stack:
        node = stack.pop()
        if node is not None and node.name() != "AccumulateGrad" and node not in found:
            found[node] = node._sequence_nr()
            stack += [n for n, _ in node.next_functions]
    return sorted(found, key=found.get)


def paths(tensor):
    return [(node.name().removesuffix("Backward0"), node.scope and node.scope.path) for node in nodes(tensor)]


def test_nodes_carry_the_dotted_path_of_their_module():
    x = av.ones(1, 2, requires_grad=True)
    assert paths(Net()(x * 3) + 1) == [
        ("Mul", None),
        ("T", "first.layers.0"), ("Addmm", "first.layers.0"), ("Tanh", "first.layers.1"), ("Mul", "first"),
        ("T", "blocks.0.layers.0"), ("Addmm", "blocks.0.layers.0"), ("Tanh", "blocks.0.layers.1"), ("Mul", "blocks.0"),
        ("T", "first.layers.0"), ("Addmm", "first.layers.0"), ("Tanh", "first.layers.1"), ("Mul", "first"),
        ("Sum", ""), ("Add", None),
    ]  # fmt: skip


def test_a_module_called_alone_is_the_outermost():
    net = Net()
    assert {path for _, path in paths(net.first(av.ones(1, 2)))} == {"layers.0", "layers.1", ""}
    assert {path for _, path in paths(net.first.layers[0](av.ones(1, 2)))} == {""}


def test_a_scope_knows_the_classes_the_root_and_the_parameters():
    net = Net()
    scope = net(av.ones(1, 2)).grad_fn.scope
    assert scope.root() is net
    assert scope.types == {
        "": "Net", "first": "Block", "first.layers": "Sequential", "first.layers.0": "Linear", "first.layers.1": "Tanh",
        "blocks": "ModuleList", "blocks.0": "Block", "blocks.0.layers": "Sequential", "blocks.0.layers.0": "Linear",
        "blocks.0.layers.1": "Tanh",
    }  # fmt: skip
    assert scope.parameters() == dict(net.named_parameters())


def test_an_unregistered_module_leaves_the_scope_of_its_caller():
    class Sloppy(nn.Module):
        def forward(self, x):
            return nn.Tanh()(x)

    model = nn.Sequential(Sloppy())
    assert paths(model(av.ones(1, requires_grad=True))) == [("Tanh", "0")]


def test_the_scope_is_put_back_after_an_exception():
    class Failing(nn.Module):
        def forward(self, x):
            raise KeyboardInterrupt

    for model in (Failing(), nn.Sequential(nn.Sequential(Failing()))):
        with pytest.raises(KeyboardInterrupt):
            model(av.ones(1))
        assert state.here.scope is None

    class Catching(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = nn.Sequential(Failing())

        def forward(self, x):
            try:
                self.inner(x)
            except KeyboardInterrupt:
                return x.tanh()

    assert paths(nn.Sequential(Catching())(av.ones(1, requires_grad=True))) == [("Tanh", "0")]


def test_changes_of_the_model_change_the_paths():
    x = av.ones(1, 2, requires_grad=True)
    model = nn.Sequential(nn.Tanh(), nn.Sigmoid())
    assert paths(model(x)) == [("Tanh", "0"), ("Sigmoid", "1")]
    model.insert(0, nn.ReLU())
    assert paths(model(x)) == [("Relu", "0"), ("Tanh", "1"), ("Sigmoid", "2")]
    del model[1]
    assert paths(model(x)) == [("Relu", "0"), ("Sigmoid", "1")]
    model[0] = nn.Linear(2, 2)
    assert paths(model(x)) == [("T", "0"), ("Addmm", "0"), ("Sigmoid", "1")]
    outer = nn.Sequential(nn.Identity(), model)
    assert paths(outer(x))[-1] == ("Sigmoid", "1.1")
    model[0].bias = None
    scope = outer(x).grad_fn.scope
    assert list(scope.parameters()) == ["1.0.weight"]
    assert scope.types["1.0"] == "Linear"


def test_a_model_that_grows_while_it_runs_has_the_new_paths():
    class Growing(nn.Module):
        def forward(self, x):
            self.late = nn.Tanh()
            return self.late(x)

    assert paths(nn.Sequential(Growing())(av.ones(1, requires_grad=True))) == [("Tanh", "0.late")]


def test_two_threads_have_a_scope_each():
    inside, go_on = threading.Event(), threading.Event()
    seen = {}

    class Waiting(nn.Module):
        def forward(self, x):
            inside.set()
            go_on.wait(5)
            return x.tanh()

    def run():
        seen["thread"] = paths(nn.Sequential(Waiting())(av.ones(1, requires_grad=True)))

    thread = threading.Thread(target=run)
    thread.start()
    assert inside.wait(5)
    seen["here"] = paths(av.ones(1, requires_grad=True).tanh())
    go_on.set()
    thread.join()
    assert seen == {"thread": [("Tanh", "0")], "here": [("Tanh", None)]}


def test_one_model_in_many_threads_keeps_its_paths():
    model, wrong = Net(), []
    expected = paths(model(av.ones(1, 2)))

    def run():
        for _ in range(50):
            if paths(model(av.ones(1, 2))) != expected:
                wrong.append(1)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_scope_keeps_no_module_alive_and_names_outlive_it():
    gc.collect()
    gc.disable()
    try:
        model = nn.Sequential(nn.Linear(2, 1))
        loss = model(av.ones(1, 2)).sum()
        parameters = dict(model.named_parameters())
        scope = nodes(loss)[0].scope
        del model
        assert scope.root() is None
        assert scope.parameters() == parameters
        assert scope.types == {"": "Sequential", "0": "Linear"}
        del parameters, loss
        assert scope.parameters() == {}
    finally:
        gc.enable()


def test_backward_is_recorded_outside_of_modules():
    x = av.ones(1, 2, requires_grad=True)
    (grad,) = av.autograd.grad(Net()(x), x, create_graph=True)
    assert grad.grad_fn.scope is None


def test_a_model_that_has_run_can_be_copied_and_pickled():
    model = nn.Sequential(nn.Linear(2, 2), nn.Tanh())
    x = av.ones(1, 2)
    model(x)
    for twin in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert twin(x).equal(model(x))
        scope = twin(x).grad_fn.scope
        assert scope.root() is twin
        assert scope.path == "1"


def test_a_call_costs_little():
    module, x = nn.Identity(), av.ones(1)
    call = min(timeit.repeat(lambda: module(x), number=2000, repeat=20)) / 2000
    forward = min(timeit.repeat(lambda: module.forward(x), number=2000, repeat=20)) / 2000
    assert call - forward < 3e-6, f"{(call - forward) * 1e6:.1f} microseconds; 0.5 is usual"
