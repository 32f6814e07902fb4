import json
import re
from dataclasses import replace

import pytest

from autograd_viz.viz.page import embedded, page
from tests.viz import timelines
from tests.viz.timelines import number

SEED = timelines.seed_timeline()
HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!--",
    "]]>",
    '"&\\',
    "🙂\n\u2028\u202e",
)


def state_in(text):
    """The plain data in a page, read as a browser reads it."""
    found = re.search(r'<script type="application/json" id="av-page">(.*?)</script>', text, re.S)
    return json.loads(found.group(1))["state"]


def test_a_page_holds_every_frame_and_fetches_nothing():
    text = page(SEED)
    assert [frame["index"] for frame in state_in(text)["frames"]] == list(range(19))
    assert not re.search(r"""(src|href)\s*=\s*["']?(?!data:|#)\w""", text.replace("http://www.w3.org", ""))
    assert "import(" in text and "fetch(" not in text and "@import" not in text and "url(" not in text


def test_the_same_timeline_gives_the_same_bytes():
    assert page(SEED) == page(timelines.seed_timeline())


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_never_ends_the_data_or_becomes_markup(name):
    timeline = timelines.seed_timeline(names={"a": name})
    text = page(timeline, note=name)
    assert state_in(text)["note"] == name
    assert "<script>alert" not in text and "<img" not in text
    assert text.count("<script") == text.count("</script>") == 2


def test_embedded_json_has_no_angle_bracket():
    assert "<" not in embedded({"<a>": "<!--</script>"})
    assert json.loads(embedded({"<a>": "<"})) == {"<a>": "<"}


def test_nan_and_infinity_survive():
    events = (*SEED.events[:11], replace(SEED[11], contribution=number(float("nan")), total=number(float("-inf"))))
    frame = state_in(page(replace(SEED, events=events)))["frames"][-1]
    assert frame["event"]["contribution"]["values"] == "NaN" and frame["event"]["total"]["values"] == "-Infinity"
    assert frame["changes"]["edges"]["o5-t10-1"]["text"] == "NaN"


def test_without_scripts_the_picture_of_the_last_step_is_there():
    text = page(SEED)
    still = re.search(r"<noscript>(.*?)</noscript>", text, re.S).group(1)
    assert still.startswith("<svg") and ">−39</text>" in still
