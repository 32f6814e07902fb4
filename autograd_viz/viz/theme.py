"""Colours, fonts and the stylesheet of every picture, light and dark."""

SANS = '"Segoe UI",Roboto,"Helvetica Neue","DejaVu Sans",Arial,sans-serif'
MONO = 'Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",ui-monospace,monospace'

LIGHT = {
    "ink": "#1b2430", "soft": "#586475", "line": "#a3aebb", "hair": "#dfe4ea", "card": "#ffffff", "back": "#fbfcfd",
    "leaf": "#0b5cab", "leaf-fill": "#e9f2fb", "constant": "#eceff3", "root": "#5a35a8", "root-fill": "#f3effc",
    "gradient": "#b63a06", "gradient-fill": "#fff1e8", "on-gradient": "#ffffff",
    "module": "#3f6b62", "module-fill": "#edf5f2", "cluster": "#f2f6f6", "alarm": "#b00055",
}  # fmt: skip
DARK = {
    "ink": "#e8ecf2", "soft": "#9fabba", "line": "#566272", "hair": "#313b48", "card": "#1c232d", "back": "#12171e",
    "leaf": "#7cb9f4", "leaf-fill": "#16293b", "constant": "#262e39", "root": "#bba4f6", "root-fill": "#2a2142",
    "gradient": "#ff9d60", "gradient-fill": "#382013", "on-gradient": "#1b1108",
    "module": "#7fc4b2", "module-fill": "#16302a", "cluster": "#171f26", "alarm": "#ff7ab8",
}  # fmt: skip
THEMES = {"light": LIGHT, "dark": DARK}

NAME, VALUE, GRADIENT, SMALL, SIGN = 13, 13, 12, 11, 18  # font sizes in pixels; nothing is smaller than SMALL

RULES = f"""
.av-graph{{font-family:{SANS};background:$back}}
.av-graph text{{fill:$ink;font-size:{SMALL}px;font-family:{MONO};font-variant-ligatures:none;white-space:pre}}
.av-graph .av-back{{fill:$back;stroke:none}}
.av-graph [data-part=name]{{font-family:{SANS};font-size:{NAME}px;font-weight:700}}
.av-graph [data-part=value]{{font-size:{VALUE}px;text-anchor:end}}
.av-graph [data-part=detail],.av-graph [data-part=path]{{fill:$soft}}
.av-graph [data-part=heading]{{fill:$soft}}
.av-graph [data-part=gradient]{{font-size:{GRADIENT}px;fill:$gradient;font-weight:600;text-anchor:end}}
.av-graph [data-part=gradient][data-missing=true]{{fill:$soft;font-weight:400}}
.av-graph [data-part=cell]{{text-anchor:end}}
.av-graph [data-part=gradient-cell]{{text-anchor:end;fill:$gradient;font-weight:600}}
.av-graph [data-part=gradient-cell][data-missing=true]{{fill:$soft;font-weight:400}}
.av-graph [data-part=sum]{{fill:$gradient;text-anchor:end}}
.av-graph .av-shape{{fill:$card;stroke:$line;stroke-width:1.3}}
.av-graph .av-hair{{stroke:$hair;fill:none}}
.av-graph .av-bracket{{stroke:$line;fill:none}}
.av-graph [data-kind=leaf] .av-shape{{fill:$leaf-fill;stroke:$leaf;stroke-width:1.7}}
.av-graph [data-kind=leaf] .av-hair{{stroke:$leaf;stroke-opacity:.3}}
.av-graph .av-accumulate{{fill:$leaf;fill-opacity:.11;stroke:none}}
.av-graph .av-accumulate+text{{fill:$leaf;font-weight:700;text-anchor:middle}}
.av-graph .av-unnamed .av-shape{{stroke-dasharray:4 3}}
.av-graph [data-kind=constant] .av-shape{{fill:$constant;stroke:$line;stroke-width:1}}
.av-graph [data-kind=constant] text{{fill:$soft;text-anchor:middle}}
.av-graph [data-kind=constant] [data-part=value]{{font-size:12px}}
.av-graph [data-kind=constant] [data-part=cell]{{text-anchor:end}}
.av-graph [data-kind=root] .av-shape{{fill:$root-fill;stroke:$root;stroke-width:2}}
.av-graph [data-kind=root] .av-ring{{fill:none;stroke:$root;stroke-width:1.2}}
.av-graph [data-kind=root] .av-hair{{stroke:$root;stroke-opacity:.3}}
.av-graph [data-kind=module] .av-shape{{fill:$module-fill;stroke:$module;stroke-width:1.5}}
.av-graph [data-kind=module] .av-under{{fill:$module-fill;stroke:$module;stroke-width:1}}
.av-graph [data-kind=module] .av-hair{{stroke:$module;stroke-opacity:.35}}
.av-graph [data-part=times]{{fill:$module;font-weight:700;text-anchor:end;font-size:13px}}
.av-graph .av-edge>.av-shape{{fill:none;stroke:$line;stroke-dasharray:2 3}}
.av-graph [data-part=from]{{fill:$soft;text-anchor:middle}}
.av-graph .av-outside .av-shape{{fill:none;stroke:$line;stroke-dasharray:2 3}}
.av-graph .av-outside text{{fill:$soft;text-anchor:middle}}
.av-graph .av-cluster rect{{fill:$cluster;stroke:$module;stroke-opacity:.55;stroke-dasharray:none}}
.av-graph .av-cluster text{{fill:$module;font-family:{SANS};font-size:12px;font-weight:600}}
.av-graph .av-circle{{fill:$card;stroke:$soft;stroke-width:1.4}}
.av-graph .av-op text{{text-anchor:middle}}
.av-graph [data-part=symbol]{{font-family:{SANS};font-size:{SIGN}px}}
.av-graph [data-part=symbol].av-word{{font-family:{MONO};font-size:12px}}
.av-graph [data-part=grad_fn]{{fill:$soft}}
.av-graph [data-part=forward]{{fill:none;stroke:$line;stroke-width:1.3}}
.av-graph [data-part=forward-head]{{fill:$line;stroke:none}}
.av-graph [data-part=backward]{{fill:none;stroke:$gradient;stroke-width:1.8}}
.av-graph [data-part=backward-head]{{fill:$gradient;stroke:none}}
.av-graph [data-part=chip] rect{{fill:$gradient-fill;stroke:$gradient;stroke-width:.9}}
.av-graph [data-part=number]{{text-anchor:middle;fill:$gradient;font-weight:600}}
.av-graph [data-part=local],.av-graph [data-part=shape]{{text-anchor:middle;fill:$soft}}
.av-graph [data-status=waiting]>[data-part=backward]{{display:none}}
.av-graph [data-status=waiting]>[data-part=backward-head]{{display:none}}
.av-graph [data-status=waiting]>[data-part=local]{{display:none}}
.av-graph [data-status=waiting]>[data-part=chip] rect{{fill:$back;stroke:$line}}
.av-graph [data-status=waiting]>[data-part=chip]:has(text:empty){{display:none}}
.av-graph [data-status=waiting]>[data-part=chip] text{{fill:$soft;font-weight:400}}
.av-graph .av-links [data-part=backward]{{display:none}}
.av-graph .av-links [data-part=backward-head]{{display:none}}
.av-graph [data-status=now]+.av-links [data-part=backward]{{display:inline}}
.av-graph [data-status=now]+.av-links [data-part=backward-head]{{display:inline}}
.av-graph [data-status=done]+.av-links [data-part=backward]{{display:inline}}
.av-graph [data-status=done]+.av-links [data-part=backward-head]{{display:inline}}
.av-graph .av-alarm,.av-graph text.av-alarm,.av-graph text[data-wrong=true]{{fill:$alarm;font-weight:700}}
.av-graph [data-wrong=true]>[data-part=backward]{{stroke:$alarm}}
.av-graph [data-wrong=true]>[data-part=backward-head]{{fill:$alarm}}
.av-graph [data-wrong=true]>[data-part=chip] rect{{stroke:$alarm}}
.av-graph [data-wrong=true]>[data-part=chip] text{{fill:$alarm}}
.av-graph [data-status=now]>[data-part=backward]{{stroke-width:3.4}}
.av-graph [data-status=now]>[data-part=backward-head]{{stroke:$gradient;stroke-width:3;stroke-linejoin:round}}
.av-graph [data-status=now]>[data-part=chip] rect{{fill:$gradient;stroke:$gradient;stroke-width:2.5}}
.av-graph [data-status=now]>[data-part=chip] text{{fill:$on-gradient;font-weight:700}}
.av-graph .av-op[data-status=now] .av-circle{{stroke:$gradient;stroke-width:3.2;fill:$gradient-fill}}
.av-graph .av-card[data-status=now] .av-shape{{stroke:$gradient;stroke-width:3}}
.av-graph .av-card[data-status=now] .av-accumulate{{fill:$gradient;fill-opacity:1}}
.av-graph .av-card[data-status=now] .av-accumulate+text{{fill:$on-gradient}}
.av-graph [tabindex]:focus{{outline:none}}
.av-graph [tabindex]:focus-visible .av-shape{{stroke:$ink;stroke-width:3;stroke-dasharray:none}}
.av-graph [tabindex]:focus-visible .av-circle{{stroke:$ink;stroke-width:3}}
.av-graph [tabindex]:focus-visible [data-part=chip] rect{{stroke:$ink;stroke-width:3}}
""".strip().replace("\n", "")


DEVICES = """
.av-graph [data-part=device] rect{fill:$soft;stroke:none}
.av-graph [data-part=device] [data-part=device-name]{fill:$back;text-anchor:middle}
.av-graph .av-transfer .av-circle{fill:$soft;stroke:$soft}
.av-graph .av-transfer [data-part=symbol]{fill:$back}
.av-graph .av-transfer[data-status=now] [data-part=symbol]{fill:$ink}
""".strip().replace("\n", "")  # only where a graph is not on the CPU alone


def stylesheet(theme=None, devices=False):
    """The CSS of a picture.

    Parameters
    ----------
    theme : {None, "light", "dark"}
        None writes CSS variables that follow the reader's system, JupyterLab's theme or a
        ``data-theme`` attribute; a name writes that theme's colours out, as a rasteriser needs.
    devices : bool
        Whether the picture shows on which devices its tensors are.
    """
    rules = RULES + DEVICES if devices else RULES
    if theme is not None:
        return resolved(rules, THEMES[theme])
    light, dark = variables(LIGHT), variables(DARK)
    return (
        f".av-graph{{{light}}}@media (prefers-color-scheme:dark){{.av-graph{{{dark}}}}}"
        f'[data-jp-theme-light="true"] .av-graph{{{light}}}[data-jp-theme-light="false"] .av-graph{{{dark}}}'
        f'[data-theme="light"] .av-graph,.av-graph[data-theme="light"]{{{light}}}'
        f'[data-theme="dark"] .av-graph,.av-graph[data-theme="dark"]{{{dark}}}'
    ) + resolved(rules, {name: f"var(--av-{name})" for name in LIGHT})


def variables(colours):
    return ";".join(f"--av-{name}:{colour}" for name, colour in colours.items())


def resolved(rules, colours):
    """Put a colour for each ``$name``, the longest names first."""
    for name in sorted(colours, key=len, reverse=True):
        rules = rules.replace("$" + name, colours[name])
    return rules
