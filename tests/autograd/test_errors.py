"""Errors say what happened in PyTorch's words, then the user's own line, then what to do."""

import linecache
import textwrap

import pytest

import autograd_viz as av
from autograd_viz.autograd import AutogradVizError
from autograd_viz.nn import functional as F


def leaf(value):
    return av.tensor(value, dtype=av.float64, requires_grad=True)


def line_of(node):
    return linecache.getline(node.source().filename, node.source().number).strip()


def text_of(node):
    """The very expression that made a node, cut from its line."""
    place = node.source()
    return linecache.getline(place.filename, place.number).encode()[place.start : place.end].decode()


def test_a_node_knows_the_line_and_the_expression_that_made_it():
    x = leaf(2.0)
    y = x * 3 + x.exp()
    plus = y.grad_fn
    times, power = (node for node, _ in plus.next_functions)
    assert line_of(plus) == line_of(times) == line_of(power) == "y = x * 3 + x.exp()"
    assert [text_of(node) for node in (plus, times, power)] == ["x * 3 + x.exp()", "x * 3", "x.exp()"]


def test_an_expression_over_several_lines_is_split_among_them():
    x = leaf(2.0)
    y = (
        x.sin()
        + x.cos()
    )  # fmt: skip
    assert [line_of(node) for node, _ in y.grad_fn.next_functions] == ["x.sin()", "+ x.cos()"]


def test_lines_inside_the_package_are_never_shown():
    x = leaf([[1.0, 2.0], [3.0, 4.0]])
    layer = av.nn.Linear(2, 2)
    y = layer(x.float())
    loss = F.cross_entropy(y, av.tensor([0, 1]))
    assert line_of(y.grad_fn) == "y = layer(x.float())"
    assert line_of(loss.grad_fn) == "loss = F.cross_entropy(y, av.tensor([0, 1]))"
    assert line_of(loss.grad_fn.next_functions[0][0]) == "loss = F.cross_entropy(y, av.tensor([0, 1]))"


def test_a_line_in_the_users_own_function_is_the_one_that_computes():
    def twice(v):
        return v * 2

    assert line_of(twice(leaf(1.0)).grad_fn) == "return v * 2"


def test_in_place_changes_know_their_line():
    y = leaf([1.0, 2.0]) * 1
    y[0] = 5.0
    assert line_of(y.grad_fn) == "y[0] = 5.0"
    y += 1
    assert line_of(y.grad_fn) == "y += 1"


def test_a_custom_function_knows_where_it_was_applied():
    class Double(av.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, g):
            return g * 2

    y = Double.apply(leaf(1.0))
    assert line_of(y.grad_fn) == "y = Double.apply(leaf(1.0))"


def test_code_without_a_file_is_told_by_its_name():
    names = {"x": leaf(1.0)}
    exec("y = x * 2", names)
    assert str(names["y"].grad_fn.source()) == "<string>, line 1"


def raised(call):
    with pytest.raises(RuntimeError) as caught:
        call()
    assert isinstance(caught.value, AutogradVizError)
    return str(caught.value).split("\n")


def test_the_second_backward_names_the_line_whose_values_were_freed():
    x = leaf(2.0)
    y = x.exp()
    y.backward()
    what, line = raised(y.backward)
    assert what.startswith("Trying to backward through the graph a second time")
    assert "retain_graph=True" in what
    assert line.startswith("ExpBackward0 was made here: test_errors.py, line ")
    assert line.endswith(": y = x.exp()")


def test_a_saved_value_changed_in_place_names_the_line_that_saved_it_and_the_remedy():
    x = leaf([2.0])
    y = x.exp()
    z = y * y
    y.add_(1)
    what, line, remedy = raised(z.backward)
    assert "modified by an inplace operation" in what
    assert "is at version 1; expected version 0 instead" in what
    assert line.endswith("z = y * y")
    assert ".clone()" in remedy


def test_backward_without_a_scalar_says_what_helps():
    y = leaf([1.0, 2.0]) * 2
    what, line, remedy = raised(y.backward)
    assert what == "grad can be implicitly created only for scalar outputs"
    assert line.endswith("y = leaf([1.0, 2.0]) * 2")
    assert "shape [2]" in remedy
    assert ".sum().backward()" in remedy


def test_backward_without_a_graph_says_why_there_is_none():
    what, remedy = raised((av.ones(2) * 2).sum().backward)
    assert what == "element 0 of tensors does not require grad and does not have a grad_fn"
    assert "requires_grad=True" in remedy


def test_changing_a_leaf_says_what_helps():
    x = leaf([1.0])
    what, remedy = raised(lambda: x.add_(1))
    assert what == "a leaf Variable that requires grad is being used in an in-place operation."
    assert "no_grad" in remedy


def test_integers_that_require_grad_say_what_helps():
    what, remedy = raised(lambda: av.tensor([1, 2], requires_grad=True))
    assert "Only Tensors of floating point" in what
    assert "decimal point" in remedy


def test_a_wrong_count_of_gradients_names_the_function_and_its_line():
    class Two(av.autograd.Function):
        @staticmethod
        def forward(ctx, a, b):
            return a * b

        @staticmethod
        def backward(ctx, g):
            return g

    y = Two.apply(leaf(1.0), leaf(2.0))
    what, line, remedy = raised(y.backward)
    assert what == "function TwoBackward returned an incorrect number of gradients (expected 2, got 1)"
    assert line.endswith("y = Two.apply(leaf(1.0), leaf(2.0))")
    assert "for each argument" in remedy


def test_the_shapes_in_an_error_are_the_users():
    with pytest.raises(RuntimeError, match=r"The size of tensor a \(3\) must match the size of tensor b \(2\)"):
        leaf([1.0, 2.0, 3.0]) + leaf([1.0, 2.0])
    with pytest.raises(RuntimeError, match=r"mat1 and mat2 shapes cannot be multiplied \(2x3 and 2x3\)"):
        av.ones(2, 3) @ av.ones(2, 3)


def test_every_exception_type_is_pytorchs_and_the_packages():
    import autograd_viz.autograd.errors as errors

    pairs = {"EngineError": RuntimeError, "ArgumentError": ValueError, "OperandError": TypeError}
    pairs |= {"PositionError": IndexError, "MissingError": NotImplementedError}
    for name, builtin in pairs.items():
        assert issubclass(getattr(errors, name), builtin)
        assert issubclass(getattr(errors, name), AutogradVizError)


def test_a_message_has_three_parts_in_order():
    from autograd_viz.autograd.errors import message

    y = leaf(1.0) * 2
    assert message("What.", y.grad_fn, "Do this.").split("\n") == [
        "What.",
        f"MulBackward0 was made here: {y.grad_fn.source()}",
        "Do this.",
    ]
    assert message("What.") == "What."
    assert textwrap.dedent(message("What.", None, "Do.")) == "What.\nDo."
