import numpy as np
import pytest

import autograd_viz as av
from autograd_viz import nn


def leaf(value=2.0):
    return av.tensor(value, requires_grad=True)


def names(picture):
    """Every name in a picture."""
    return {node.name for node in picture.graph.nodes if node.name is not None}


def name_of(picture, kind):
    return [node.name for node in picture.graph.nodes if node.kind == kind]


shared = leaf(7.0)  # a global of this module


def test_local_variables_show_their_names():
    a, w = leaf(), leaf()
    b = w * a
    L = b + 1
    assert names(av.draw(L)) == {"a", "w", "b", "L"}


def test_global_variables_show_their_names():
    L = shared * 2
    assert names(av.draw(L)) == {"shared", "L"}


def test_variables_of_an_enclosing_function_that_are_used_show_their_names():
    a = leaf()

    def inner():
        L = a * a
        return av.draw(L)

    assert names(inner()) == {"a", "L"}


def test_a_tensor_that_no_variable_holds_has_no_name():
    picture = av.draw(leaf() * 3)
    assert names(picture) == set()


def test_a_local_variable_hides_a_global_of_its_name():
    outer = shared
    shadow = {"shared": outer}
    scope = {"leaf": leaf, "av": av, "shared": outer}
    code = "def f(outer):\n    shared = leaf(1.0)\n    return av.draw(shared * outer)\npicture = f(shared)"
    exec(code, scope)
    assert sorted(name_of(scope["picture"], "leaf")) == ["outer", "shared"] and shadow


def test_a_hidden_global_is_not_called_by_the_name_that_now_means_another():
    scope = {"leaf": leaf, "av": av, "shared": shared}
    exec("def f(y):\n    shared = leaf(1.0)\n    return av.draw(shared * y)\npicture = f(shared * 1)", scope)
    assert sorted(name_of(scope["picture"], "leaf"), key=str) == [None, "shared"]


def test_of_two_variables_the_one_bound_first_gives_the_name():
    first = leaf()
    second = first
    L = second * 2
    assert name_of(av.draw(L), "leaf") == ["first"]


def test_entries_of_lists_tuples_and_dicts_are_named_by_where_they_are():
    weights = [leaf(), leaf()]
    pair = (leaf(),)
    table = {"bias": leaf()}
    L = weights[0] * weights[1] + pair[0] * table["bias"]
    assert names(av.draw(L)) == {"weights[0]", "weights[1]", "pair[0]", "table['bias']", "L"}


def test_a_variable_wins_over_an_entry():
    weights = [leaf()]
    w = weights[0]
    L = w * 2
    assert name_of(av.draw(L), "leaf") == ["w"]


def test_only_the_first_entries_of_a_long_list_are_looked_at():
    many = [leaf() for _ in range(1000)]
    L = many[0] * many[999]
    assert name_of(av.draw(L), "leaf") == [None, None]


def test_a_name_with_an_underscore_counts_only_where_there_is_no_other():
    _hidden = leaf()
    __ = leaf()
    seen = __
    L = _hidden * seen
    assert sorted(name_of(av.draw(L), "leaf")) == ["_hidden", "seen"]


def test_what_a_notebook_displayed_gives_no_names():
    scope = {"leaf": leaf, "av": av}
    scope["Out"] = scope["_oh"] = {3: leaf()}
    exec("L = Out[3] * 2; picture = av.draw(L)", scope)
    assert names(scope["picture"]) == {"L"}


def test_constants_have_names_too():
    x, scale = leaf(), av.tensor(3.0)
    L = x * scale
    assert name_of(av.draw(L), "constant") == ["scale"]


@pytest.mark.parametrize(
    "given", [lambda t: {"side": t}, lambda t: {t: "side"}], ids=["name to tensor", "tensor to name"]
)
def test_an_explicit_name_wins(given):
    a = leaf()
    L = a * a
    assert names(av.draw(L, names=given(a))) == {"side", "L"}
    assert av.play(L, names=given(a)).run_to("side").target is not None
    assert av.record(L, names=given(a)).graph["t2"].name == "side"


def test_an_explicit_name_wins_over_a_parameters_path_and_names_what_no_variable_holds():
    layer = nn.Linear(1, 1)
    y = layer(av.ones(1, 1))
    L = (y * y).sum()
    found = names(av.draw(L, names={"slope": layer.weight, "square": L}))
    assert found == {"slope", "bias", "y", "square"}


def test_an_intermediate_that_only_names_holds_is_named():
    parts = []

    def build():
        parts.append(leaf() * 2)
        return parts[0] * 3

    L = build()
    picture = av.draw(L, names={"inner": parts[0]})
    assert names(picture) == {"inner", "L"}


@pytest.mark.parametrize("names", [{"a": 3.0}, {1: leaf()}, {leaf(): 3}, {"a": "b"}])
def test_names_of_another_kind_are_refused_with_the_form_expected(names):
    with pytest.raises(TypeError, match=r"names maps names to tensors, such as names=\{'a': a\}"):
        av.draw(leaf() * 2, names=names)


@pytest.mark.parametrize("name", ["<b>x</b>", 'q"', "back\\slash", "two\nlines", "😀", "n" * 500])
def test_any_text_may_be_a_name(name):
    a = leaf()
    graph = av.draw(a * a, names={name: a}).graph
    assert name_of(av.draw(graph), "leaf") == [name]
    assert av.Graph.from_json(graph.to_json()) == graph


# -- modules -------------------------------------------------------------------------------------


def model():
    return nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))


PATHS = {"0.weight", "0.bias", "2.weight", "2.bias"}


def test_parameters_show_their_path_in_the_model():
    net = model()
    L = net(av.ones(1, 2)).sum()
    assert set(name_of(av.draw(L), "leaf")) == PATHS


def test_a_loop_variable_never_wins_over_a_parameters_path():
    net = model()
    for p in net.parameters():  # noqa: B007
        pass
    for name, q in net.named_parameters():  # noqa: B007
        pass
    rows = list(net.parameters())
    L = net(av.ones(1, 2)).sum()
    assert set(name_of(av.draw(L), "leaf")) == PATHS and rows


def test_the_layers_of_a_model_that_have_variables_of_their_own_do_not_change_the_paths():
    first, second = nn.Linear(2, 3), nn.Linear(3, 1)
    net = nn.Sequential(first, nn.Tanh(), second)
    for layer in net:  # noqa: B007
        pass
    L = net(av.ones(1, 2)).sum()
    assert set(name_of(av.draw(L), "leaf")) == PATHS


def test_two_models_are_told_apart_by_their_names():
    encoder, decoder = nn.Linear(2, 2), nn.Linear(2, 1)
    L = decoder(encoder(av.ones(1, 2))).sum()
    found = set(name_of(av.draw(L), "leaf"))
    assert found == {"encoder.weight", "encoder.bias", "decoder.weight", "decoder.bias"}


def test_a_model_that_the_graph_does_not_use_changes_no_names():
    net, other = model(), model()
    L = net(av.ones(1, 2)).sum()
    assert set(name_of(av.draw(L), "leaf")) == PATHS and other


def test_the_paths_are_known_where_no_variable_holds_the_model():
    class Trainer:
        def __init__(self):
            self.net = model()

    trainer = Trainer()
    L = trainer.net(av.ones(1, 2)).sum()
    assert set(name_of(av.draw(L), "leaf")) == PATHS


def test_a_model_draws_its_own_parameters_from_within():
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.body = nn.Linear(2, 1)

        def forward(self, x):
            L = self.body(x).sum()
            self.picture = av.draw(L)
            return L

    net = Net()
    net(av.ones(1, 2))
    assert set(name_of(net.picture, "leaf")) == {"body.weight", "body.bias"}


# -- things in sight that are no tensors -----------------------------------------------------------


class Standin:
    """What web frameworks and mocks leave in a namespace: asked for anything, it raises."""

    def __getattribute__(self, name):
        raise RuntimeError(f"working outside of a context: {name}")


def test_things_that_raise_when_asked_are_left_alone():
    standin, a = Standin(), leaf()
    L = a * 2
    assert names(av.draw(L)) == {"a", "L"}
    assert type(standin) is Standin


def test_a_users_own_class_with_a_method_of_that_name_is_no_model():
    class Mine:
        def named_parameters(self):
            return {"w": 1}

    mine, a = Mine(), leaf()
    L = a * 2
    assert names(av.draw(L)) == {"a", "L"} and mine


def test_arrays_in_sight_are_no_tensors():
    a, array, empty = leaf(), np.ones(3), []
    L = a * 2
    assert names(av.draw(L)) == {"a", "L"} and array.any() and not empty
