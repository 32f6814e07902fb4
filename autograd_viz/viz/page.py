"""Write a backward pass as one HTML file that plays with no kernel, no server and no network."""

import json

from .frames import before_backward, frames, state_at
from .picture import Picture
from .screen import described, glossary, script, style
from .svg import titles
from .text import escape
from .theme import DARK, LIGHT
from .views import views as views_of

# The widget's module asks for an anywidget model: here is the little of it that needs no kernel.
HOST = """
const page = JSON.parse(document.getElementById("av-page").textContent);
const listeners = {};
const model = {
  get: (name) => page.state[name],
  set: (name, value) => { page.state[name] = value; for (const listen of listeners["change:" + name] ?? []) listen(); },
  on: (name, listen) => (listeners[name] ??= []).push(listen),
  off: () => {},
  save_changes: () => {},
  send: () => {},
};
const address = URL.createObjectURL(new Blob([page.script], { type: "text/javascript" }));
const { default: player } = await import(address);
URL.revokeObjectURL(address);
const place = document.getElementById("av-place");
place.replaceChildren();
player.render({ model, el: place });
"""


def page(timeline, note="", views=None):
    """One HTML page with a player of `timeline`.

    Parameters
    ----------
    timeline : Timeline
    note : str
        A sentence to stand above the picture.
    views : list of (str, Picture), optional
        The pictures to choose from; without it, those that `views.views` finds.

    Returns
    -------
    str
        The page. Readers without scripts see the picture of the last step.
    """
    graph = before_backward(timeline)
    views = views_of(graph) if views is None else views
    state = {
        "pictures": described(views),
        "graph": json.loads(graph.to_json()),
        "glossary": glossary(graph),
        "frames": list(frames(graph, timeline.events, [picture for _, picture in views])),
        "position": 0,
        "length": len(timeline),
        "mode": "page",
        "finished": True,
        "closed": False,
        "error": "",
        "note": note,
    }
    title = titles(graph, {node.id: node for node in graph.nodes})[0].replace("Computational graph", "Backward pass")
    still = Picture(graph, state=state_at(graph, timeline.events)).svg
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        # An icon of its own, or browsers ask the server for one.
        f'<link rel="icon" href="data:,">\n<title>{escape(title)}</title>\n'
        f"<style>\nbody{{margin:12px;background:{LIGHT['back']};color-scheme:light dark}}"
        f"@media (prefers-color-scheme:dark){{body{{background:{DARK['back']}}}}}\n{style()}</style>\n</head>\n<body>\n"
        f'<main id="av-place" class="av-page"><noscript>{still}</noscript></main>\n'
        f'<script type="application/json" id="av-page">{embedded({"script": script(), "state": state})}</script>\n'
        f'<script type="module">{HOST}</script>\n</body>\n</html>\n'
    )


def embedded(data):
    """JSON that may stand inside a script element: without any ``<``, whatever the names in it."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c")
