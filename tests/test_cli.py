"""The command runs the main job in a terminal, and opens the lessons without touching a learner's work."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from autograd_viz import cli, lab

COMMAND = [sys.executable, "-m", "autograd_viz"]


def run(*words, cwd, **environment):
    variables = {**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "100", **environment}
    return subprocess.run([*COMMAND, *words], cwd=cwd, capture_output=True, encoding="utf-8", env=variables)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The demo run once in an empty folder: what it printed, and the folder."""
    folder = tmp_path_factory.mktemp("demo")
    done = run("demo", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout, folder


def rows(output):
    """The cells of the printed table, a list for each step."""
    cells = [[cell.strip() for cell in line.split("│")] for line in output.splitlines() if line.count("│") == 5]
    return [row for row in cells if row[0].isdigit()]


def test_the_demo_prints_all_eighteen_steps(demo):
    table = rows(demo[0])
    assert [row[0] for row in table] == [str(number) for number in range(1, 19)]
    assert table[0][1] == "backward starts at L"
    assert table[-1][1].startswith("done")


def test_the_demo_shows_the_sum_at_a_grow_from_one_path_to_two(demo):
    at_a = [row for row in rows(demo[0]) if "→ a (" in row[1]]
    assert [row[1].split("(")[1] for row in at_a] == ["1 of 2)", "2 of 2)"]
    assert [row[2:] for row in at_a] == [["−6", "4", "−24", "−24"], ["−5", "3", "−15", "−39"]]


def test_the_demo_says_when_each_leaf_gets_its_grad(demo):
    grads = [row[1] for row in rows(demo[0]) if ".grad" in row[1]]
    written = dict(re.fullmatch(r"(\w+)\.grad: None → (\S+)", text).groups() for text in grads)
    assert written == {"a": "−39", "w1": "−10", "w2": "−12", "w3": "−6", "w4": "−8"}


def test_the_demo_writes_the_player_and_the_picture_and_says_where(demo):
    output, folder = demo
    for name, start in (("backward.html", "<!doctype html"), ("graph.svg", "<svg")):
        path = folder / name
        assert str(path) in output
        assert path.read_text(encoding="utf-8").lower().startswith(start)


def test_the_picture_of_the_demo_has_the_numbers_that_travelled(demo):
    svg = (demo[1] / "graph.svg").read_text(encoding="utf-8")
    assert "−24" in svg
    assert "−15" in svg
    assert "−39" in svg


def test_the_demo_fits_a_terminal_of_eighty_columns(tmp_path):
    output = run("demo", cwd=tmp_path, COLUMNS="80").stdout
    lines = [line for line in output.splitlines() if str(tmp_path) not in line]
    assert max(map(len, lines)) <= 80
    assert "…" not in output


def test_the_demo_makes_the_folder_it_is_told_to_write_into(tmp_path):
    done = run("demo", "--output-dir", "made/here", cwd=tmp_path)
    assert done.returncode == 0
    assert sorted(path.name for path in (tmp_path / "made" / "here").iterdir()) == ["backward.html", "graph.svg"]


def test_a_folder_that_cannot_be_made_is_an_error_in_one_line(tmp_path):
    (tmp_path / "taken").write_text("a file")
    done = run("demo", "--output-dir", "taken", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "taken" in done.stderr


def test_the_demo_writes_the_same_bytes_again(demo, tmp_path):
    run("demo", cwd=tmp_path)
    for name in ("backward.html", "graph.svg"):
        assert (tmp_path / name).read_bytes() == (demo[1] / name).read_bytes()


@pytest.mark.parametrize("words", [[], ["play"], ["demo", "--faster"]])
def test_a_wrong_command_line_shows_usage_and_exits_2(words, tmp_path):
    done = run(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert "usage: autograd-viz" in done.stderr


@pytest.mark.parametrize("words", [["--help"], ["demo", "--help"], ["lab", "--help"], ["--version"]])
def test_help_and_version_exit_0(words, tmp_path):
    done = run(*words, cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith(("usage: autograd-viz", "autograd-viz 0."))


def test_the_console_script_is_the_same_command(tmp_path):
    script = Path(sys.executable).with_name("autograd-viz")
    done = subprocess.run([script, "--version"], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout == run("--version", cwd=tmp_path).stdout


def test_control_c_says_stopped_and_exits_130(monkeypatch, capsys):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "demo", interrupted)
    assert cli.main(["demo"]) == 130
    assert capsys.readouterr().err == "\nstopped\n"


def test_lab_without_jupyterlab_names_the_install_command(monkeypatch, capsys, tmp_path):
    monkeypatch.setitem(sys.modules, "jupyterlab.labapp", None)
    monkeypatch.setitem(sys.modules, "jupyterlab", None)
    monkeypatch.chdir(tmp_path)
    assert cli.main(["lab"]) == 1
    assert f'{sys.executable} -m pip install "jupyterlab>=4.2,<5"' in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_the_install_command_asks_for_the_jupyterlab_that_the_extra_asks_for():
    project = (Path(__file__).resolve().parents[1] / "pyproject.toml").read_text()
    requirement = re.search(r'"(jupyterlab[^"]+)"', lab.install_command() + '"')[1]
    assert f'"{requirement}"' in project


def test_a_learners_own_copy_of_a_lesson_is_kept(tmp_path):
    first, *others = lab.copy_lessons(tmp_path / "lessons")
    first.write_text("my answers")
    others[0].unlink()
    again = lab.copy_lessons(tmp_path / "lessons")
    assert again == [first, *others]
    assert first.read_text() == "my answers"
    assert others[0].exists()


def test_a_copied_lesson_can_be_written_to(tmp_path):
    for copy in lab.copy_lessons(tmp_path):
        assert os.access(copy, os.W_OK)


def test_the_server_listens_to_this_machine_only(tmp_path):
    words = lab.arguments(tmp_path, tmp_path / "01-x.ipynb", browser=False)
    assert "--ServerApp.ip=127.0.0.1" in words
    assert "--no-browser" in words
    assert "--no-browser" not in lab.arguments(tmp_path, tmp_path / "01-x.ipynb", browser=True)


@pytest.mark.browser
def test_lab_serves_the_lessons_until_it_is_stopped(tmp_path):
    """The real thing, without the browser: started, asked for lesson 1, ended."""
    log = tmp_path / "log"
    settings = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime"}
    variables = os.environ | {key: str(tmp_path / name) for key, name in settings.items()}
    with log.open("wb") as out:
        server = subprocess.Popen(
            [*COMMAND, "lab", "--no-browser"], cwd=tmp_path, env=variables, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        address = wait_for_address(log, server)
        base, token = re.fullmatch(r"(http://127\.0\.0\.1:\d+)/\S*token=(\w+)", address).groups()
        lesson = f"{base}/api/contents/01-computational-graphs.ipynb?content=0&token={token}"
        assert '"name": "01-computational-graphs.ipynb"' in fetched(lesson)
        assert '"disabledExtensions": ["@jupyterlab/apputils-extension:announcements"]' in fetched(address)
        os.killpg(server.pid, signal.SIGTERM)
        assert server.wait(30) == 0
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def wait_for_address(log, server, seconds=90):
    until = time.monotonic() + seconds
    while time.monotonic() < until and server.poll() is None:
        found = re.findall(r"http://127\.0\.0\.1:\d+/\S*token=\w+", log.read_text(errors="replace"))
        if found:
            return found[0]
        time.sleep(0.2)
    pytest.fail("no address was printed\n" + log.read_text(errors="replace"))


def fetched(address, seconds=30):
    """The text at an address whose server may print it a moment before it listens."""
    until = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address, timeout=20) as answer:
                return answer.read().decode()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
