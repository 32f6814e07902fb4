"""A skip says why; where nothing may be skipped, it fails the run."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = """
import pytest

@pytest.mark.browser
def test_in_a_browser():
    pytest.skip("no browser today")

@pytest.mark.gpu
def test_on_a_gpu():
    pytest.skip("no GPU today")

def test_anywhere():
    pass
"""


@pytest.fixture
def outcome(tmp_path):
    """Run small tests under this folder's conftest, in a folder of their own: the last line printed."""
    shutil.copy(Path(__file__).with_name("conftest.py"), tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n browser\n torch\n gpu\n")

    def run(text, **environment):
        (tmp_path / "test_small.py").write_text(text)
        variables = {key: value for key, value in os.environ.items() if key != "AUTOGRAD_VIZ_CI"} | environment
        argv = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", str(tmp_path)]
        done = subprocess.run(argv, cwd=tmp_path, env=variables, capture_output=True, text=True)
        return done.stdout

    return run


def test_a_user_sees_each_skip_with_its_reason(outcome):
    printed = outcome(TESTS)
    assert "1 passed, 2 skipped" in printed
    assert "no GPU today" in printed or "needs CuPy and a CUDA device" in printed


def test_where_nothing_may_be_skipped_only_a_gpu_may(outcome):
    printed = outcome(TESTS, AUTOGRAD_VIZ_CI="1")
    assert "1 passed, 1 skipped" in printed
    assert "1 failed" in printed or "1 error" in printed  # an error where the marker skipped it before it began
    assert "AUTOGRAD_VIZ_CI=1 allows no skips" in printed


def test_a_whole_module_may_not_be_skipped_either(outcome):
    skipped = "import pytest\npytest.importorskip('no_such_module')\n" + TESTS
    assert "1 skipped" in outcome(skipped)
    assert "error" in outcome(skipped, AUTOGRAD_VIZ_CI="1").splitlines()[-1]
