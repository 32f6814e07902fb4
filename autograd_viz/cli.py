"""The command `autograd-viz`: play the demo in the terminal, or open the lessons."""

import argparse
import linecache
import sys
from pathlib import Path

PROGRAM = """\
import autograd_viz as av

a  = av.tensor(2.0, requires_grad=True)
w1 = av.tensor(3.0, requires_grad=True)
w2 = av.tensor(4.0, requires_grad=True)
w3 = av.tensor(5.0, requires_grad=True)
w4 = av.tensor(6.0, requires_grad=True)

b = w1 * a
c = w2 * a
d = w3 * b + w4 * c
L = 10 - d

p = av.play(L)      # each step runs the real backward one event further
p.run()             # to the end
g = av.draw(L)      # the graph, with the number that travelled along every edge
"""


def main(arguments=None):
    """Run the command.

    Parameters
    ----------
    arguments : list of str, optional
        The words after ``autograd-viz``; by default those of this process.

    Returns
    -------
    int
        The exit status: 0, or 1 after an error, 2 after a wrong command line, 130 after Ctrl-C.
    """
    parser = command_line()
    options = parser.parse_args(arguments)
    if options.run is None:
        parser.print_help(sys.stderr)
        return 2
    try:
        return options.run(options)
    except KeyboardInterrupt:
        print("\nstopped", file=sys.stderr)
        return 130
    except OSError as error:
        print(f"autograd-viz: {error.strerror}: {error.filename}", file=sys.stderr)
        return 1


def command_line():
    from . import __version__

    parser = argparse.ArgumentParser(
        prog="autograd-viz", description="Watch backpropagation happen, one step at a time."
    )
    parser.add_argument("--version", action="version", version=f"autograd-viz {__version__}")
    parser.set_defaults(run=None)
    commands = parser.add_subparsers(title="commands", metavar="")

    demo_words = "run a small program's backward pass step by step and write its picture and its player"
    demo_parser = commands.add_parser("demo", help=demo_words, description=demo_words.capitalize() + ".")
    demo_parser.add_argument(
        "--output-dir",
        type=Path,
        default=Path(),
        metavar="FOLDER",
        help="where to write backward.html and graph.svg (default: the current folder; made if it does not exist)",
    )
    demo_parser.set_defaults(run=demo)

    lab_words = "open the lessons in JupyterLab, on this machine only"
    lab_parser = commands.add_parser("lab", help=lab_words, description=lab_words.capitalize() + ".")
    lab_parser.add_argument(
        "--folder",
        type=Path,
        default=Path("autograd-viz-lessons"),
        help="where your copies of the lessons live (default: %(default)s; what is there already is kept)",
    )
    lab_parser.add_argument("--no-browser", action="store_true", help="print the address instead of opening a browser")
    lab_parser.set_defaults(run=lab)
    return parser


def lab(options):
    """Open the lessons in JupyterLab."""
    from .lab import open_lab

    return open_lab(options.folder, browser=not options.no_browser)


def demo(options):
    """Play the program, print its steps as a table and write the two files."""
    from rich.console import Console
    from rich.syntax import Syntax

    options.output_dir.mkdir(parents=True, exist_ok=True)
    page, picture = options.output_dir / "backward.html", options.output_dir / "graph.svg"
    names = run_program()
    names["p"].save(page)
    names["g"].save(picture)

    console = Console()
    console.print(Syntax(PROGRAM, "python", theme="ansi_dark", background_color="default"))
    console.print(table(names["p"].timeline))
    console.print("The player (open it in a browser; it needs no network): ", end="")
    console.print(str(page.resolve()), style="bold", soft_wrap=True, highlight=False)
    console.print("The graph: ", end="")
    console.print(str(picture.resolve()), style="bold", soft_wrap=True, highlight=False)
    return 0


def run_program():
    """Run `PROGRAM` as a file of the user's, so that its lines and names are found as theirs would be."""
    filename = "program.py"
    linecache.cache[filename] = (len(PROGRAM), None, PROGRAM.splitlines(keepends=True), filename)
    names = {"__name__": "program"}
    exec(compile(PROGRAM, filename, "exec"), names)
    return names


def table(timeline):
    """The events of a timeline as a table: one row a step."""
    from rich import box
    from rich.table import Table

    from .viz.sentences import Index

    # 79 columns wide without edges: an ordinary terminal has 80
    title = f"The backward pass in {len(timeline)} steps: upstream × local = contribution"
    grid = Table(
        title=title, title_justify="left", title_style="bold", box=box.MINIMAL, show_edge=False, pad_edge=False
    )
    for heading in ("step", "what happened", "upstream", "local", "contribution", "total"):
        words = heading == "what happened"
        grid.add_column(heading, justify="left" if words else "right", no_wrap=not words)
    index = Index(timeline.graph)
    for number, event in enumerate(timeline, start=1):
        grid.add_row(str(number), what_happened(index, event), *numbers(event))
    return grid


def numbers(event):
    """The cells upstream, local, contribution and total of an event's row."""
    if event.kind == "accumulate":
        return "", "", "", text(event.after)
    if event.kind == "seed":
        return "", "", text(event.upstream), text(event.upstream)
    return text(event.upstream), text(event.local), text(event.contribution), text(event.total)


def text(summary):
    return "" if summary is None else summary.text()


def what_happened(index, event):
    """An event of the demo in a few words, with the names of its program."""
    from .viz.sentences import text_of

    if event.kind == "seed":
        return f"backward starts at {index.name(event.node).text}"
    if event.kind == "contribution":
        arrived = f" ({event.arrived} of {event.expected})" if event.expected > 1 else ""
        return f"{text_of(index.op_of(event.node))} → {index.name(event.target).text}{arrived}"
    if event.kind == "accumulate":
        before = "None" if event.before is None else text(event.before)
        return f"{index.name(event.node).text}.grad: {before} → {text(event.after)}"
    return event.kind
