"""Lesson 14 on a machine with a GPU: the same cells, run there, with every answer right."""

import ast
import re

import pytest

import autograd_viz as av
from autograd_viz.viz import Picture
from tests.device.cards import CARDS
from tests.test_notebooks import LESSONS, RIGHT, ROOT, checks, read
from tests.test_readme import program

(LESSON,) = [path for path in LESSONS if path.name.startswith("14-")]


def run(notebook):
    """Run the code cells in one namespace; what the last line of each gives, by the id of the cell."""
    names, shown = {"__name__": "__main__"}, {}
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        body = ast.parse(RIGHT.get(cell.id, cell.source).strip()).body
        last = body.pop() if isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), cell.id, "exec"), names)
        shown[cell.id] = last and eval(compile(ast.Expression(last.value), cell.id, "eval"), names)
    return names, shown


@pytest.fixture(params=CARDS)
def ran(request, capsys):
    """The lesson with its names, what the cells gave, and all that was printed."""
    with request.param():
        notebook = read(LESSON)
        yield notebook, *run(notebook), capsys.readouterr().out


def test_on_a_gpu_every_right_answer_is_right(ran):
    notebook, _, shown, _ = ran
    assert [shown[cell.id].passed for cell in checks(notebook)] == [True] * 6


def test_on_a_gpu_the_lesson_computes_there_and_says_so(ran):
    _, names, shown, printed = ran
    assert "A GPU is here" in printed
    assert names["x"].is_cuda and names["model"].weight.is_cuda
    assert "y is on cuda:0    L on cuda:0    w.grad on cuda:0" in printed
    assert "w     on cpu, torch.float32: leaf True, grad 6.0" in printed
    assert "moved on cuda:0, torch.float64: leaf False, grad None" in printed
    assert "moved was made by ToCopyBackward0" in printed
    assert "the same tensor: True" in printed
    assert "the same parameter: True\non cuda:0   leaf: True" in printed
    assert isinstance(shown["gpu-see-draw"], Picture)


def test_on_a_gpu_the_lessons_error_is_the_one_it_quotes(ran):
    notebook, _, _, printed = ran
    (quoted,) = [re.search(r"^> (.*)$", c.source, re.M)[1] for c in notebook.cells if c.id == "gpu-mixed-text"]
    assert quoted in printed


def test_on_a_gpu_the_loop_finds_the_same_line_as_on_the_cpu(ran):
    *_, printed = ran
    assert "cpu:  y = 2.00 x + 1.00" in printed
    assert "cuda:0:  y = 2.00 x + 1.00" in printed


def test_the_letters_said_to_be_refused_are_refused(ran):
    refused = []
    there, here = av.tensor([10.0, 20.0], device="cuda"), av.tensor([1.0, 2.0])
    lines = {
        "A": lambda: there + 1,
        "B": lambda: there + here,
        "C": lambda: there * av.tensor(2.0),
        "D": lambda: there * av.tensor([2.0]),
        "E": lambda: there.cpu() + here,
    }
    for letter, line in lines.items():
        try:
            line()
        except RuntimeError:
            refused.append(letter)
    assert refused == ["B", "D"]


@pytest.mark.parametrize("card", CARDS)
def test_the_examples_of_the_page_on_gpus_run_on_one(card):
    names = {}
    with card():
        exec(compile(program(ROOT / "docs" / "gpu.md"), "gpu.md", "exec"), names)
    assert names["device"] == "cuda" and names["there"].is_cuda and names["model"].weight.is_cuda
