"""What holds of modules beyond their answers: they copy, pickle, end and fail cleanly."""

import copy
import gc
import pickle
import warnings
import weakref

import pytest

import autograd_viz as av
from autograd_viz.autograd.mode import state

nn = av.nn


def net_of():
    av.manual_seed(0)
    net = nn.Sequential(nn.Linear(3, 2), nn.Tanh(), nn.Linear(2, 1))
    net[1].tied = net[0]
    net.register_buffer("scratch", av.ones(2), persistent=False)
    net.lists = nn.ParameterList([av.ones(1)])
    net.dicts = nn.ParameterDict({"x": av.ones(1)})
    net.modules_by_name = nn.ModuleDict({"relu": nn.ReLU()})
    return net


@pytest.mark.parametrize("twin_of", [copy.deepcopy, lambda net: pickle.loads(pickle.dumps(net))])
def test_a_copy_is_whole_and_its_own(twin_of):
    net = net_of()
    twin = twin_of(net)
    assert repr(twin) == repr(net)
    assert twin[1].tied is twin[0]
    assert [name for name, _ in twin.named_parameters()] == [name for name, _ in net.named_parameters()]
    assert all(type(p) is nn.Parameter and p.requires_grad for p in twin.parameters())
    assert list(twin.state_dict()) == list(net.state_dict())
    with av.no_grad():
        twin[0].weight.zero_()
        twin.scratch.zero_()
    assert net[0].weight.abs().sum() > 0
    assert net.scratch.tolist() == [1, 1]


def test_a_copied_optimiser_trains_the_copied_model():
    net = nn.Linear(1, 1)
    optimizer = av.optim.Adam(net.parameters())
    twin, its_own = copy.deepcopy((net, optimizer))
    assert its_own.param_groups[0]["params"][0] is twin.weight
    before = net.weight.item()
    twin(av.ones(1, 1)).backward()
    its_own.step()
    assert net.weight.item() == before != twin.weight.item()


def test_a_pickled_optimiser_goes_on():
    p = av.ones(2, requires_grad=True)
    optimizer = av.optim.Adam([p], lr=0.1)
    p.grad = av.ones(2)
    optimizer.step()
    twin = pickle.loads(pickle.dumps(optimizer))
    (q,) = twin.param_groups[0]["params"]
    q.grad = av.ones(2)
    twin.register_step_post_hook(lambda *_: None)
    optimizer.step()
    twin.step()
    assert q.tolist() == p.tolist()


def test_a_step_that_calls_the_step_it_replaces_has_its_hooks_called_once():
    class Logged(av.optim.SGD):
        def step(self, closure=None):
            return super().step(closure)

    p, called = av.ones(1, requires_grad=True), []
    optimizer = Logged([p], lr=0.5)
    optimizer.register_step_pre_hook(lambda *_: called.append("before"))
    optimizer.register_step_post_hook(lambda *_: called.append("after"))
    p.grad = av.ones(1)
    optimizer.step()
    assert called == ["before", "after"]
    assert p.item() == 0.5
    optimizer.param_groups[0]["lr"] = None
    with pytest.raises(TypeError):
        optimizer.step()
    optimizer.param_groups[0]["lr"] = 0.5
    optimizer.step()
    assert called == ["before", "after", "before", "before", "after"]


def test_hooks_and_training_leave_nothing_behind_for_the_collector():
    net, x = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1)), av.ones(5, 3, requires_grad=True)
    net[0].register_full_backward_hook(lambda *_: None)
    net[1].register_full_backward_pre_hook(lambda *_: None)
    net[2].register_forward_hook(lambda *_: None)
    optimizer = av.optim.AdamW(net.parameters(), amsgrad=True)
    schedule = av.optim.lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps=200)

    def step():
        optimizer.zero_grad()
        (net(x) ** 2).sum().backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        schedule.step()

    step()
    gc.collect()
    gc.disable()
    try:
        before = len(gc.get_objects())
        for _ in range(60):
            step()
        after = len(gc.get_objects())
        found = gc.collect()
    finally:
        gc.enable()
    assert found == 0
    assert after - before < 20


def test_a_module_with_hooks_ends_with_its_last_reference():
    layer = nn.Linear(2, 2)
    layer.register_full_backward_hook(lambda *_: None)
    layer.register_forward_pre_hook(lambda *_: None)
    ended = weakref.ref(layer)
    y = layer(av.ones(1, 2))
    gc.disable()
    try:
        del layer, y
        assert ended() is None
    finally:
        gc.enable()


@pytest.mark.parametrize("register", ["register_forward_pre_hook", "register_forward_hook"])
def test_a_hook_that_fails_leaves_the_scope_as_it_was(register):
    layer = nn.ReLU()
    getattr(layer, register)(lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        nn.Sequential(layer)(av.ones(1))
    assert state.here.scope is None
    assert (av.ones(1, requires_grad=True) * 2).grad_fn.scope is None


def test_a_backward_hook_that_fails_leaves_the_model_usable():
    layer, x = nn.Linear(2, 1), av.ones(1, 2, requires_grad=True)
    failing = layer.register_full_backward_hook(lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        layer(x).backward()
    failing.remove()
    x.grad = None
    layer(x).backward()
    assert x.grad.tolist() == layer.weight.tolist()


def test_hooks_see_gradients_of_a_pass_that_is_recorded():
    layer, x, seen = nn.Tanh(), av.ones(1, requires_grad=True), []
    layer.register_full_backward_hook(lambda module, sent, received: seen.append(sent[0].requires_grad))
    (g,) = av.autograd.grad(layer(x).sum(), x, create_graph=True)
    assert seen == [True]
    g.sum().backward()
    assert x.grad.item() == pytest.approx(-2 * 0.7615942 * (1 - 0.7615942**2), rel=1e-5)


def test_one_warning_tells_of_a_hook_without_inputs_to_differentiate():
    layer = nn.Linear(2, 1)
    layer.register_full_backward_hook(lambda *_: None)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        layer(av.ones(1, 2)).backward()
    assert ["no inputs require gradients" in str(w.message) for w in caught] == [True]


def test_a_hooked_module_can_be_drawn_and_played():
    layer = nn.Tanh()
    layer.register_full_backward_hook(lambda *_: None)
    y = layer(av.ones(1, requires_grad=True)).sum()
    assert av.draw(y).svg.count("BackwardHookFunctionBackward") >= 2
    assert av.play(y).run().kind == "done"
