"""Lessons run as handed out; right answers are all right, wrong ones are told why."""

import copy
import json
import re
from pathlib import Path

import pytest

from autograd_viz.check import MISSING
from autograd_viz.cli import PROGRAM

ROOT = Path(__file__).resolve().parents[1]
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
HANDED_OUT = [pytest.param(path, id=path.stem) for path in LESSONS]

# What a learner who has understood writes, by the id of the cell.
RIGHT = {
    "graphs-predict-values": 'check.values({"b": 6, "c": 8, "d": 78, "L": -68})',
    "graphs-predict-nodes": 'check.nodes({"operators": 6, "leaves": ["a", "w1", "w2", "w3", "w4"]})',
    "graphs-rebuilt-predict": 'check.rebuilt({"operators of power(x, 4)": 3, "the if is a node": False})',
    "graphs-try-diamond": """
u = av.tensor(3.0, requires_grad=True)
v = av.tensor(4.0, requires_grad=True)
y = u * v + u
check.diamond(u, v, y)""",
    "graphs-try-count": """
def count_operators(tensor):
    waiting, seen = [tensor.grad_fn], set()
    while waiting:
        node = waiting.pop()
        if node is None or node in seen or node.name().endswith("AccumulateGrad"):
            continue
        seen.add(node)
        waiting += [target for target, _ in node.next_functions]
    return len(seen)
check.counted(count_operators)""",
    "gradients-local": """
check.local_derivatives({"dL/dd": -1, "dd/db": 5, "dd/dc": 6, "db/da": 3, "dc/da": 4, "db/dw1": 2})""",
    "gradients-paths": 'check.paths({"through b": -15, "through c": -24, "dL/da": -39})',
    "gradients-stepping": """
check.stepping({"numbers sent": 11, "first to reach a": -24, "a.grad at that moment": None})""",
    "gradients-none": 'check.without_grad(["b", "c", "d", "L"])',
    "gradients-square": 'check.squared({"edges to x": 2, "on each edge": 3, "x.grad": 6})',
    "gradients-order-predict": 'check.hasty_walk({"right": 14, "hasty": 20})',
    "gradients-try-order": 'check.order(["L", "v", "u", "y", "x"])',
    "gradients-try-walk": """
def in_order(edges, order):
    total = {name: 0 for name in order}
    total[order[0]] = 1
    for name in order:
        for target, local in edges[name]:
            total[target] += total[name] * local
    return total
check.walk(in_order)""",
    "gradients-try-hand": 'check.by_hand({"dM/dq": 6, "dM/dp": 6, "dM/dv": 6, "dM/du": 18})',
    "gpu-predict-places": 'check.places({"y": "cuda", "L": "cuda", "w.grad": "cuda", "L.item()": "cpu"})',
    "gpu-way-predict": """
check.moved({"moved is a leaf": False, "w.grad": 6, "moved.grad": None, "w.grad is on": "the device of w"})""",
    "gpu-mixed-predict": 'check.refused(["B", "D"])',
    "gpu-wait-predict": 'check.crossing(["A", "E"])',
    "gpu-try-weight": """
def make_weight(numbers, device):
    return av.tensor(numbers, dtype=av.float64, device=device, requires_grad=True)
check.weight(make_weight)""",
    "gpu-try-total": """
def mean_loss(losses):
    return (sum(losses) / len(losses)).item()
check.asked_once(mean_loss)""",
}


def read(path):
    import nbformat

    return nbformat.read(path, as_version=4)


def run(notebook, folder):
    """Run every cell in a fresh kernel; a cell that raises is a failure."""
    from nbclient import NotebookClient

    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    return notebook


def printed(cell):
    """The plain text of everything a cell shows."""
    return "\n".join(
        output.get("text") or output.get("data", {}).get("text/plain", "") for output in cell.get("outputs", ())
    )


def checks(notebook):
    """The cells whose last line asks for a verdict."""
    return [cell for cell in notebook.cells if cell.cell_type == "code" and re.search(r"^check\.", cell.source, re.M)]


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """Each lesson run once as handed out, kept for all tests that only look."""
    kept = {}

    def run_once(path):
        if path not in kept:
            kept[path] = run(read(path), tmp_path_factory.mktemp(path.stem))
        return kept[path]

    return run_once


@pytest.mark.parametrize("path", HANDED_OUT)
def test_a_lesson_runs_before_anything_is_filled_in(path, ran):
    notebook = ran(path)
    assert checks(notebook)
    for cell in checks(notebook):
        assert MISSING in printed(cell), cell.id
        assert "✗" not in printed(cell), cell.id


@pytest.mark.parametrize("path", HANDED_OUT)
def test_a_lesson_prints_no_warnings(path, ran):
    for cell in ran(path).cells:
        assert not [output for output in cell.get("outputs", ()) if output.get("name") == "stderr"], cell.id


@pytest.mark.parametrize("path", HANDED_OUT)
def test_right_answers_are_all_right(path, tmp_path):
    notebook = copy.deepcopy(read(path))
    for cell in notebook.cells:
        cell.source = RIGHT.get(cell.id, cell.source).strip()
    for cell in checks(run(notebook, tmp_path)):
        assert "All right." in printed(cell), f"{cell.id}\n{printed(cell)}"


def test_every_exercise_has_its_right_answer_here():
    asked = {cell.id for path in LESSONS for cell in checks(read(path))}
    assert asked == set(RIGHT)


@pytest.mark.parametrize("path", HANDED_OUT)
def test_a_lesson_is_stored_without_outputs_under_stable_ids(path):
    raw = json.loads(path.read_text(encoding="utf-8"))
    prefix = re.sub(r"^\d+-", "", path.stem).split("-")[-1] + "-"
    ids = [cell["id"] for cell in raw["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(id.startswith(prefix) for id in ids)
    for cell in raw["cells"]:
        assert cell["metadata"] == {}
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None


@pytest.mark.parametrize("path", HANDED_OUT)
def test_a_lesson_has_its_parts_in_order(path):
    headings = re.findall(
        r"^#+ (.*)$", "\n".join(c.source for c in read(path).cells if c.cell_type == "markdown"), re.M
    )
    places = [
        next(k for k, h in enumerate(headings) if h.startswith(part)) for part in ("Predict", "See", "Try", "In three")
    ]
    assert places == sorted(places)
    summary = read(path).cells[-1].source
    assert summary.count("\n* ") == 3
    assert "**The question.**" in read(path).cells[0].source


def test_lesson_1_steps_through_the_program_of_the_demo(ran):
    cells = {cell.id: cell for cell in ran(LESSONS[0]).cells}
    made = PROGRAM[PROGRAM.index("a  =") : PROGRAM.index("\n\np =")]
    assert cells["graphs-program"].source == made
    assert "p = av.play(L)" in cells["graphs-play"].source
    (output,) = cells["graphs-play"].outputs
    assert "application/vnd.jupyter.widget-view+json" in output.data
    assert "image/svg+xml" in output.data


@pytest.mark.parametrize("path", HANDED_OUT)
def test_a_lesson_needs_no_network(path):
    text = "".join(cell.source for cell in read(path).cells)
    assert "http" not in text


@pytest.mark.browser
@pytest.mark.parametrize("path", HANDED_OUT)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_lesson_runs_in_jupyterlab_and_fetches_nothing(path, theme, lab, run_in_lab, artifacts):
    """Every cell runs in a real browser; the screenshots are for looking at."""
    requests = []
    watch = {"on_request": lambda request: requests.append(request.url), "color_scheme": theme}
    page = run_in_lab(path.name, viewport={"width": 1280, "height": 9000}, **watch)
    name = f"JupyterLab {theme.capitalize()}"
    page.evaluate("name => window.jupyterapp.commands.execute('apputils:change-theme', {theme: name})", name)
    page.wait_for_timeout(1500)
    page.screenshot(path=artifacts / f"{path.stem}-{theme}.png")
    assert page.locator("[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    code = [cell.source for cell in read(path).cells if cell.cell_type == "code"]
    pictures = [source for source in code if re.search(r"^av\.draw\([^)]*\)+$", source, re.M)]
    players = [source for source in code if "av.play(" in source]
    assert page.locator("[data-mime-type='image/svg+xml'] img, [data-mime-type='image/svg+xml'] svg").count() == len(
        pictures
    )
    assert page.locator(".av-player").count() == len(players)
    assert [url for url in requests if not url.startswith((lab.url, "data:", "blob:"))] == []
