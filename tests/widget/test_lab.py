"""The player in a real JupyterLab, driven by its buttons, with a kernel behind it."""

import json

import pytest

from tests.widget.chain import LEAVES, STEPS

pytestmark = pytest.mark.browser

LESSON = "01-computational-graphs.ipynb"


class Kernel:
    """Ask the kernel of a notebook for values, beside the browser."""

    def __init__(self, lab, notebook):
        from jupyter_client import BlockingKernelClient

        [session] = [found for found in lab.sessions() if found["path"] == notebook]
        self.id = session["kernel"]["id"]
        file = lab.folder.parent / "runtime" / f"kernel-{self.id}.json"
        self.client = BlockingKernelClient(connection_file=str(file))
        self.client.load_connection_file()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=30)

    def value(self, expression):
        """A value of plain data."""
        asked = {"found": f"__import__('json').dumps({expression})"}
        reply = self.client.execute("", silent=True, user_expressions=asked, reply=True, timeout=30)
        found = reply["content"]["user_expressions"]["found"]
        assert found["status"] == "ok", found
        return json.loads(eval(found["data"]["text/plain"]))

    def grads(self):
        named = ", ".join(LEAVES)
        return tuple(self.value(f"[None if t.grad is None else float(t.grad) for t in ({named})]"))

    def run(self, code):
        return self.client.execute(code, silent=True, reply=True, timeout=30)["content"]

    def close(self):
        self.client.stop_channels()


@pytest.fixture
def kernels(lab):
    opened = []

    def connect(notebook):
        opened.append(Kernel(lab, notebook))
        return opened[-1]

    yield connect
    for kernel in opened:
        kernel.close()


def player_of(page, screen):
    return screen(page.locator(".av-player").first)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_each_click_on_step_runs_the_engine_one_event_further(run_in_lab, kernels, screen, artifacts, theme):
    messages = []
    page = run_in_lab(LESSON, viewport={"width": 1280, "height": 1000}, color_scheme=theme)
    page.on("console", lambda message: messages.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: messages.append(str(error)))
    if theme == "dark":
        page.evaluate("() => window.jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})")
    player, kernel = player_of(page, screen), kernels(LESSON)
    player.button("Step").scroll_into_view_if_needed()
    player.check(0)
    assert kernel.grads() == (None,) * 5
    for position, step in enumerate(STEPS, 1):
        player.button("Step").click()
        player.wait_for(position)
        player.check(position)
        assert kernel.grads() == step.grads, position
        assert kernel.value("p.position") == position
        if position == 12:
            page.wait_for_timeout(600)
            page.screenshot(path=artifacts / f"lab-step-12-{theme}.png")
            player.place.screenshot(path=artifacts / f"lab-player-{theme}.png")
    assert kernel.value("p.finished") is True
    # Back moves the view; .grad stays.
    player.button("Back").click()
    player.wait_for(17)
    player.button("Restart").click()
    player.wait_for(0)
    player.check(0)
    assert kernel.grads() == STEPS[-1].grads
    assert messages == []


def test_python_and_the_screen_follow_each_other(run_in_lab, kernels, screen):
    page = run_in_lab(LESSON, viewport={"width": 1280, "height": 1000})
    player, kernel = player_of(page, screen), kernels(LESSON)
    kernel.run("p.goto(12)")
    player.wait_for(12)
    player.check(12)
    player.button("Back").click()
    player.wait_for(11)
    page.wait_for_timeout(300)
    assert kernel.value("[p.position, len(p.timeline)]") == [11, 12]
    player.slider.focus()
    page.keyboard.press("End")
    player.wait_for(18)
    assert kernel.grads() == STEPS[-1].grads


def test_a_page_that_is_loaded_again_shows_the_same_step(run_in_lab, screen):
    page = run_in_lab(LESSON, viewport={"width": 1280, "height": 1000})
    player = player_of(page, screen)
    for position in range(1, 4):
        player.button("Step").click()
        player.wait_for(position)
    page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    page.reload(wait_until="domcontentloaded")
    again = player_of(page, screen)
    again.wait_for(3)
    again.check(3)
    again.button("Step").click()
    again.wait_for(4)
    again.check(4)


def test_two_views_of_one_player_stay_together(run_in_lab, screen):
    page = run_in_lab(LESSON, viewport={"width": 1280, "height": 1000})
    page.locator(".jp-OutputArea-output:has(.av-player)").first.click(button="right", position={"x": 5, "y": 5})
    page.get_by_role("menuitem", name="Create New View for Cell Output").click()
    first, second = screen(page.locator(".av-player").nth(0)), screen(page.locator(".av-player").nth(1))
    second.slider.wait_for()
    for position in range(1, 4):
        (first if position % 2 else second).button("Step").click()
        first.wait_for(position)
        second.wait_for(position)
        first.check(position)
        second.check(position)


def test_an_error_in_a_hook_is_shown_and_the_steps_before_it_still_play(run_in_lab, kernels, screen):
    page = run_in_lab(LESSON, viewport={"width": 1280, "height": 1000})
    player, kernel = player_of(page, screen), kernels(LESSON)
    kernel.run("def broken(grad):\n    raise ValueError('my hook <b>fails</b>')\nb.register_hook(broken)")
    player.button("End").click()
    alert = player.place.get_by_role("alert").filter(has_text="my hook")
    alert.wait_for()
    assert "ValueError: my hook <b>fails</b>" in alert.text_content()
    stopped = player.position()
    assert 0 < stopped < 18 and kernel.grads()[LEAVES.index("a")] is None
    player.button("Back").click()
    player.wait_for(stopped - 1)
    player.button("Step").click()
    player.wait_for(stopped)


def test_when_the_kernel_is_gone_the_steps_shown_still_play(run_in_lab, kernels, screen, lab):
    import urllib.request

    page = run_in_lab(LESSON, viewport={"width": 1280, "height": 1000})
    player, kernel = player_of(page, screen), kernels(LESSON)
    for position in range(1, 5):
        player.button("Step").click()
        player.wait_for(position)
    request = urllib.request.Request(f"{lab.url}/api/kernels/{kernel.id}?token={lab.token}", method="DELETE")
    urllib.request.urlopen(request, timeout=20).close()
    page.keyboard.press("Escape")
    for dialog in page.get_by_role("button", name="Ok").all():
        dialog.click()
    player.button("Step").click()
    player.place.get_by_role("alert").filter(has_text="kernel").wait_for(timeout=20_000)
    for position in (3, 2, 1, 0):
        player.button("Back").click()
        player.wait_for(position)
    player.button("Play").click()
    player.wait_for(3)
