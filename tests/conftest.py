"""Say what is skipped and why, refuse skips where nothing may be skipped, and share the browser."""

import contextlib
import importlib.util
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]
NOTHING_SKIPPED = os.environ.get("AUTOGRAD_VIZ_CI") == "1"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]

settings.register_profile("autograd_viz", deadline=None, print_blob=True)
settings.load_profile("autograd_viz")


def chromium():
    """Path of an installed Chromium or Chrome, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("AUTOGRAD_VIZ_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def missing(marker):
    """Why a test with this marker cannot run here, or None."""
    if marker == "browser":
        absent = [name for name in ("playwright", "jupyterlab") if importlib.util.find_spec(name) is None]
        absent += [] if chromium() else ["a chromium on PATH"]
        return f"browser test: needs {', '.join(absent)}" if absent else None
    if marker == "torch":
        found = importlib.util.find_spec("torch")
        return None if found else "needs torch==2.13.0 (its recorded answers are compared instead)"
    return None if cuda_device() else "needs CuPy and a CUDA device"


def cuda_device():
    if importlib.util.find_spec("cupy") is None:
        return False
    import cupy

    with contextlib.suppress(cupy.cuda.runtime.CUDARuntimeError):
        return cupy.cuda.runtime.getDeviceCount() > 0
    return False


def pytest_collection_modifyitems(items):
    reasons = {marker: missing(marker) for marker in ("browser", "torch", "gpu")}
    for item in items:
        for marker, reason in reasons.items():
            if reason and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Turn a skip into a failure where nothing may be skipped; a GPU is the one thing CI may lack."""
    report = yield
    if NOTHING_SKIPPED and report.skipped and not hasattr(report, "wasxfail") and not item.get_closest_marker("gpu"):
        fail_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """The same for a whole module skipped while it was being imported."""
    report = yield
    if NOTHING_SKIPPED and report.skipped:
        fail_skip(report)
    return report


def fail_skip(report):
    reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
    report.outcome = "failed"
    report.longrepr = f"AUTOGRAD_VIZ_CI=1 allows no skips, but this was skipped. {reason}"


@pytest.fixture
def seed():
    """A seed drawn anew for each test and shown when it fails; set AUTOGRAD_VIZ_SEED to repeat one."""
    value = int(os.environ.get("AUTOGRAD_VIZ_SEED") or secrets.randbits(32))
    print(f"AUTOGRAD_VIZ_SEED={value}")
    return value


@pytest.fixture(scope="session")
def artifacts():
    """The ignored folder for screenshots, to be looked at by a person."""
    folder = ROOT / "artifacts"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium, shared by all browser tests."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=chromium(), headless=True, args=CHROMIUM_FLAGS)
        yield chrome
        chrome.close()


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: its address, token and the folder it serves."""

    url: str
    token: str
    folder: Path

    def page_of(self, notebook):
        return f"{self.url}/lab/tree/{notebook}?reset&token={self.token}"

    def sessions(self):
        return self.get("api/sessions")

    def get(self, path):
        with urllib.request.urlopen(f"{self.url}/{path}?token={self.token}", timeout=5) as answer:
            return json.load(answer)


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """JupyterLab on a free loopback port, serving copies of the lessons, with settings of its own."""
    base = tmp_path_factory.mktemp("lab")
    folder = base / "notebooks"
    shutil.copytree(ROOT / "notebooks", folder, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    write_setting(base, "@jupyterlab/apputils-extension:notification", fetchNews="false", checkForUpdates=False)
    write_setting(base, "@jupyterlab/notebook-extension:tracker", windowingMode="none")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    argv = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1"]
    argv += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}"]
    argv += [f"--ServerApp.root_dir={folder}", "--LabApp.news_url=None", "--LabApp.extension_manager=readonly"]
    argv += ["--expose-app-in-browser"]  # tests choose the theme through it
    argv += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    folders = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime"}
    folders |= {"JUPYTERLAB_SETTINGS_DIR": "settings", "JUPYTERLAB_WORKSPACES_DIR": "spaces", "IPYTHONDIR": "ipython"}
    environment = {**os.environ, **{key: str(base / name) for key, name in folders.items()}}
    environment["JUPYTER_PREFER_ENV_PATH"] = "1"
    log = base / "lab.log"
    with log.open("wb") as out:
        server = subprocess.Popen(argv, env=environment, stdout=out, stderr=subprocess.STDOUT, start_new_session=True)
    running = Lab(f"http://127.0.0.1:{port}", token, folder)
    try:
        wait_until_up(running, server, log)
        yield running
    finally:
        stop(server)


@pytest.fixture
def run_in_lab(lab, browser):
    """Open a notebook in JupyterLab, run all its cells and give back the page; pages close at the end."""
    pages = []

    def open_and_run(notebook, on_request=lambda request: None, **context):
        page = browser.new_context(**({"viewport": {"width": 1280, "height": 800}} | context)).new_page()
        pages.append(page)
        page.set_default_timeout(60_000)
        page.on("request", on_request)
        page.goto(lab.page_of(notebook), wait_until="domcontentloaded")
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        wait_for_kernel(lab, notebook)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        page.wait_for_function(EVERY_CELL_HAS_RUN)
        assert page.locator(ERROR).all_inner_texts() == []
        return page

    yield open_and_run
    for page in pages:
        page.context.close()


ERROR = "[data-mime-type='application/vnd.jupyter.error']"
EVERY_CELL_HAS_RUN = """() => {
    if (document.querySelector("[data-mime-type='application/vnd.jupyter.error']")) return true;
    const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputArea-prompt')].map(e => e.textContent.trim());
    return prompts.length && prompts.every(text => /^\\[\\d+\\]:$/.test(text));
}"""


def wait_for_kernel(lab, notebook, seconds=60):
    """JupyterLab says idle before a kernel is there, so the server is asked."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        kernels = [session["kernel"] for session in lab.sessions() if session["path"] == notebook]
        if kernels and kernels[0]["execution_state"] == "idle" and kernels[0]["connections"] > 0:
            return
        time.sleep(0.1)
    pytest.fail(f"no kernel for {notebook}")


def write_setting(base, plugin, **values):
    namespace, name = plugin.split(":")
    path = base / "settings" / namespace / f"{name}.jupyterlab-settings"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values))


def wait_until_up(running, server, log, seconds=90):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        with contextlib.suppress(OSError):
            running.get("api/status")
            return
        time.sleep(0.25)
    pytest.fail("JupyterLab did not start\n" + log.read_text())


def stop(server):
    """Ask JupyterLab to end, which ends its kernels too, then insist."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        if server.poll() is None:
            os.killpg(server.pid, sign)
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(15)
