"""Open the lessons in JupyterLab: copies that belong to the learner, served to this machine only."""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def lessons():
    """The lessons' notebooks in order, from an installed wheel or from a checkout."""
    for folder in (PACKAGE / "lessons", PACKAGE.parent / "notebooks"):
        found = sorted(folder.glob("[0-9][0-9]-*.ipynb"))
        if found:
            return found
    raise FileNotFoundError(2, "no lessons beside the package; install autograd-viz again", str(PACKAGE / "lessons"))


def copy_lessons(folder):
    """Copy the lessons that are not in `folder` yet, so that a learner's own work is never overwritten.

    Parameters
    ----------
    folder : Path
        Made if it does not exist.

    Returns
    -------
    list of Path
        Every lesson's copy, in order.
    """
    folder.mkdir(parents=True, exist_ok=True)
    copies = []
    for lesson in lessons():
        copy = folder / lesson.name
        if not copy.exists():
            shutil.copyfile(lesson, copy)  # the contents alone: an installed file may be read-only
        copies.append(copy)
    return copies


def arguments(folder, first, browser):
    """JupyterLab's command line: loopback only, nothing fetched, the first lesson open on the whole width."""
    words = ["--ServerApp.ip=127.0.0.1", f"--ServerApp.root_dir={folder.resolve()}"]
    words += [f"--LabApp.default_url=/doc/tree/{first.name}", "--LabApp.news_url=None"]
    words += ["--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    if not browser:
        words.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        words.append("--allow-root")  # in a container there is often no other user
    return words


def open_lab(folder, browser=True):
    """Run JupyterLab on the learner's copies of the lessons until it is stopped.

    Parameters
    ----------
    folder : Path
        Where the copies live.
    browser : bool
        Whether to open a browser too.

    Returns
    -------
    int
        The exit status.
    """
    try:
        from jupyterlab.labapp import LabApp
    except ImportError:
        print(f"JupyterLab is not installed. Install it with:\n\n    {install_command()}", file=sys.stderr)
        return 1
    copies = copy_lessons(folder)
    print(f"Your copies of the lessons: {folder.resolve()}\nStop with Ctrl-C, twice.")
    os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")  # a kernel of this environment, where autograd_viz is
    with tempfile.TemporaryDirectory() as configuration:
        add_configuration(Path(configuration))
        LabApp.launch_instance(arguments(folder, copies[0], browser))
    return 0


def add_configuration(folder):
    """Have JupyterLab read, beside the learner's own settings, that nobody is to be asked about news."""
    (folder / "labconfig").mkdir()
    page = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
    (folder / "labconfig" / "page_config.json").write_text(json.dumps(page))
    others = os.environ.get("JUPYTER_CONFIG_PATH")
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, [str(folder), others]))


def install_command():
    """What to type to get JupyterLab into this environment."""
    return f'{sys.executable} -m pip install "jupyterlab>=4.2,<5"'
