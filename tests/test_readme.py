"""What the README and the docs show runs as shown."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograd_viz.cli import PROGRAM

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page, language):
    """The code blocks of one language, each preceded by the blank lines that keep its line numbers."""
    text = page.read_text(encoding="utf-8")
    return [(text[: match.start(2)].count("\n"), match[2]) for match in BLOCK.finditer(text) if match[1] == language]


def program(page):
    """All Python blocks of a page as one file whose line numbers are the page's."""
    lines = []
    for start, code in blocks(page, "python"):
        lines += [""] * (start - len(lines)) + code.splitlines()
    return "\n".join(lines) + "\n"


def marked(page):
    needs_torch = "import torch" in program(page)
    return pytest.param(page, marks=pytest.mark.torch if needs_torch else (), id=page.name)


@pytest.mark.parametrize("page", [marked(page) for page in PAGES if blocks(page, "python")])
def test_the_examples_of_a_page_run_in_order(page, tmp_path):
    script = tmp_path / f"{page.stem}.py"
    script.write_text(program(page), encoding="utf-8")
    done = subprocess.run([sys.executable, "-W", "error", str(script)], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_readme_shows_the_program_that_the_demo_runs():
    shown = "".join(code for _, code in blocks(ROOT / "README.md", "python"))
    for line in PROGRAM.splitlines():
        statement = line.split("#")[0].strip()
        assert statement in shown


def test_the_readme_has_one_command_for_the_demo_and_one_for_the_tests():
    commands = [code.strip() for _, code in blocks(ROOT / "README.md", "sh")]
    setups = [command for command in commands if command.startswith("python3 -m venv ")]
    assert len(setups) == 2
    assert all("\n" not in command for command in setups)
    assert setups[0].endswith("autograd-viz demo")
    assert "pytest" in setups[1]


def test_every_file_the_pages_point_to_exists():
    for page in PAGES:
        for target in re.findall(r"(?:\]\(|src=\"|srcset=\")([^)#\"\s]+)", page.read_text(encoding="utf-8")):
            if not target.startswith(("http:", "https:")):
                assert (page.parent / target).exists(), f"{page.name} points to {target}"


def test_the_pictures_of_the_docs_are_what_the_package_draws_today(tmp_path):
    subprocess.run([sys.executable, str(ROOT / "docs" / "make_images.py"), str(tmp_path)], check=True)
    made = sorted(path.name for path in tmp_path.iterdir())
    assert made
    for name in made:
        assert (ROOT / "docs" / "images" / name).read_bytes() == (tmp_path / name).read_bytes(), f"make {name} again"
