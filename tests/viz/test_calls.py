"""Each call of a module is a module of its own in the picture."""

import autograd_viz as av
from autograd_viz import nn
from autograd_viz.viz.calls import module_of
from autograd_viz.viz.fold import opening
from autograd_viz.viz.views import views


def unrolled(steps):
    """The graph of a recurrent cell called in a loop."""
    av.manual_seed(0)
    cell = nn.GRUCell(2, 3)
    h = av.zeros(1, 3)
    for x in av.randn(steps, 1, 2):
        h = cell(x, h)
    return av.draw(h.sum(), names={"h": h}).graph


def boxes(graph):
    return [(node.name, node.repeats) for node in graph.nodes if node.kind == "module"]


def test_each_step_of_a_loop_is_a_call_of_its_own():
    graph = unrolled(3)
    assert {node.module for node in graph.nodes if node.kind == "op"} == {"", "cell(1)", "cell(2)", "cell(3)"}
    assert sorted(boxes(opening(graph))) == [("cell(1)", 1), ("cell(2)", 1), ("cell(3)", 1)]
    assert graph.modules["cell(2)"] == "GRUCell"


def test_a_long_loop_folds_into_one_box_with_the_weights_inside():
    shown = opening(unrolled(20))
    assert boxes(shown) == [("cell", 20)]
    (box,) = (node for node in shown.nodes if node.kind == "module")
    assert len(box.parameters) == 4
    assert not any(node.kind == "leaf" for node in shown.nodes)


def test_a_long_loop_is_also_offered_with_a_box_for_each_step():
    names = dict(views(unrolled(8)))
    shown = names["each module a box"].shown
    assert sorted(boxes(shown)) == sorted((f"cell({i})", 1) for i in range(1, 9))
    # Too many lines to one weight: those of distant calls start at a tag with its name.
    assert any(id.endswith("@") for id in names["each module a box"].layout.boxes)


def test_what_a_module_uses_itself_of_its_result_goes_round_inside_its_box():
    cell = nn.LSTMCell(2, 3)
    state = (av.zeros(1, 3), av.zeros(1, 3))
    for x in av.randn(2, 1, 2):
        state = cell(x, state)
    shown = opening(av.draw(state[0].sum()).graph)
    makers = {output: node.id for node in shown.nodes for output in node.outputs}
    assert not [edge for edge in shown.edges if edge.inside is not None and makers.get(edge.target) == edge.inside]


def test_calls_of_a_module_inside_the_users_own_are_told_apart():
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.cell = nn.GRUCell(2, 3)

        def forward(self, xs):
            h = av.zeros(1, 3)
            for x in xs:
                h = self.cell(x, h)
            return h.sum()

    net = Net()
    graph = av.draw(net(av.randn(5, 1, 2))).graph
    assert {module_of(node.module) for node in graph.nodes if node.kind == "op"} == {"", "cell"}
    assert boxes(opening(graph)) == [("cell", 5)]


def test_small_layers_stay_open_however_often_they_are_called():
    layer = nn.Linear(2, 2)
    y = layer(layer(av.ones(2)))
    assert not boxes(opening(av.draw(y.sum()).graph))


def test_a_box_around_constants_is_done_once_its_gradients_are_sent():
    cell = nn.GRUCell(2, 3)
    h = av.zeros(1, 3)
    for x in av.randn(5, 1, 2):
        h = cell(x, h)
    loss = h.sum()
    loss.backward()
    box = next(node for node in opening(av.draw(loss).graph).nodes if node.kind == "module")
    assert f'data-node="{box.id}" class="av-card" data-kind="module" data-status="done"' in av.draw(loss).svg
