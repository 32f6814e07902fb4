import linecache
import operator
from functools import reduce

import pytest

import autograd_viz as av
from autograd_viz import nn

HEAD = "import autograd_viz as av\n"


def run(filename, text, scope=None):
    """Run code as if it stood in a file; returns its variables."""
    lines = text.splitlines(keepends=True)
    linecache.cache[filename] = (len(text), None, lines, filename)
    scope = {"av": av, "x": leaf(), **(scope or {})}
    exec(compile(text, filename, "exec"), scope)
    return scope


def leaf(value=2.0):
    return av.tensor(value, requires_grad=True)


def shown(graph, grad_fn):
    """The text that each op of this name points at, in walk order."""
    found = []
    for node in graph.nodes:
        if node.grad_fn == grad_fn:
            block = graph.code[node.line.block]
            text = block.lines[node.line.number - block.first]
            found.append(text[node.line.start : node.line.end])
    return found


def test_each_op_points_at_its_own_expression():
    a, b = leaf(), leaf()
    L = (a * b + 3) * a.exp()
    graph = av.draw(L).graph
    assert shown(graph, "MulBackward0") == ["(a * b + 3) * a.exp()", "a * b"]
    assert shown(graph, "AddBackward0") == ["a * b + 3"] and shown(graph, "ExpBackward0") == ["a.exp()"]
    assert [block.label for block in graph.code] == ["test_source.py"]


def test_the_card_of_a_result_points_where_its_op_does():
    a = leaf()
    L = a * 2
    graph = av.draw(L).graph
    assert graph["t1"].line == graph["o1"].line and graph["t2"].line is None


def test_columns_are_counted_in_characters_and_not_in_bytes():
    größe = leaf()
    L = größe * 1 if "äöü 😀" else größe * 2
    assert shown(av.draw(L).graph, "MulBackward0") == ["größe * 1"]


def test_an_expression_over_several_lines_points_at_the_line_where_it_begins():
    a, b = leaf(), leaf()
    L = (
        a
        * b
    )  # fmt: skip
    graph = av.draw(L).graph
    node = graph["o1"]
    block = graph.code[node.line.block]
    assert block.lines[node.line.number - block.first].strip() == "a"
    assert node.line.end is None
    assert block.lines[-1] == "        * b"


def test_a_module_points_at_the_users_call_of_it_and_not_into_the_package():
    layer = nn.Linear(2, 1)
    L = layer(av.ones(1, 2)).sum()
    graph = av.draw(L).graph
    assert shown(graph, "AddmmBackward0") == ["layer(av.ones(1, 2))"] == shown(graph, "TBackward0")


def test_a_forward_of_the_users_own_points_at_its_own_line():
    class Net(nn.Module):
        def forward(self, x):
            return x * x

    assert shown(av.draw(Net()(leaf())).graph, "MulBackward0") == ["x * x"]


def test_an_op_made_inside_a_library_points_at_the_users_line():
    factors = [leaf(), leaf(), leaf()]
    L = reduce(operator.mul, factors)
    assert shown(av.draw(L).graph, "MulBackward0") == ["reduce(operator.mul, factors)"] * 2
    S = sum(factors)
    assert shown(av.draw(S).graph, "AddBackward0") == ["sum(factors)"] * 3


def test_an_assignment_in_place_points_at_itself():
    a = leaf([1.0, 2.0])
    b = a * 1
    b[0] = a[1]
    assert shown(av.draw(b.sum()).graph, "CopySlices") == ["b[0]"]


# -- notebooks -----------------------------------------------------------------------------------


def cell(text):
    """Run code as a notebook's kernel compiles and runs a cell."""
    from ipykernel.compiler import XCachingCompiler

    compiler = XCachingCompiler()
    name = compiler.cache(text, 1)
    scope = {"av": av, "x": leaf()}
    exec(compiler(text, name, "exec"), scope)
    return scope


def test_a_cell_is_shown_whole_and_is_called_a_notebook_cell():
    text = "# a comment\n\ny = x * x\n\n\n\n\n\n\n\n\n\n\nL = y + 1\n"
    graph = av.draw(cell(text)["L"]).graph
    assert [block.label for block in graph.code] == ["notebook cell"]
    assert graph.code[0].lines == tuple(text.rstrip("\n").split("\n"))
    assert shown(graph, "MulBackward0") == ["x * x"] and shown(graph, "AddBackward0") == ["y + 1"]


def test_two_cells_are_two_blocks_the_older_one_first():
    first = cell("y = x * x\n")
    second = cell("L = x + 1\n")
    L = first["y"] * second["L"]
    graph = av.draw(L).graph
    assert [block.lines[0] for block in graph.code[:2]] == ["y = x * x", "L = x + 1"]


def test_a_cell_of_plain_ipython_is_a_notebook_cell_too():
    from IPython.core.compilerop import CachingCompiler

    compiler = CachingCompiler()
    name = compiler.cache("L = x * 3\n", 1)
    scope = {"x": leaf()}
    exec(compiler("L = x * 3\n", name, "exec"), scope)
    assert [block.label for block in av.draw(scope["L"]).graph.code] == ["notebook cell"]


def test_a_file_in_a_folder_that_only_sounds_like_a_kernel_keeps_its_name():
    graph = av.draw(run("/home/me/my_ipykernel_notes/train.py", "L = x * 2\n")["L"]).graph
    assert [block.label for block in graph.code] == ["train.py"]


def test_a_long_cell_shows_what_surrounds_its_ops_only():
    text = "y = x * x\n" + "\n" * 60 + "L = y + 1\n"
    graph = av.draw(cell(text)["L"]).graph
    assert [(block.first, block.lines) for block in graph.code] == [(1, ("y = x * x",)), (62, ("L = y + 1",))]


# -- what cannot be shown ----------------------------------------------------------------------------


def test_code_without_a_source_has_no_line_and_is_drawn_all_the_same():
    scope = {"x": leaf()}
    exec("L = x * 2", scope)
    graph = av.draw(scope["L"]).graph
    assert graph.code == () and graph["o1"].line is None


def test_a_file_that_has_gone_or_shrunk_gives_no_line(tmp_path):
    path = tmp_path / "gone.py"
    path.write_text("\n\n\nL = x * 2\n")
    scope = {"x": leaf()}
    exec(compile(path.read_text(), str(path), "exec"), scope)
    path.write_text("\n")
    linecache.checkcache(str(path))
    assert av.draw(scope["L"]).graph.code == ()


@pytest.mark.parametrize("folder", ["/home/someone/secret project", "C:/Users/someone"])
def test_only_the_base_name_of_a_file_is_kept(folder):
    graph = av.draw(run(f"{folder}/lesson.py", "L = x * 2\n")["L"]).graph
    assert graph.code[0].label == "lesson.py"
    assert "someone" not in graph.to_json()


def test_lines_far_apart_are_blocks_of_their_own_with_the_lines_just_above():
    text = "".join(f"z{i} = {i}\n" for i in range(30)) + "y = x * x\n" + "\n" * 20 + "# why\nL = y + 1\n"
    graph = av.draw(run("/p/far.py", text)["L"]).graph
    first, second = graph.code
    assert (first.first, first.lines[-1], len(first.lines)) == (25, "y = x * x", 7)
    assert (second.first, second.lines) == (52, ("# why", "L = y + 1"))
