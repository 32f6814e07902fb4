"""List every public name of the package by the module a user finds it in, and write a page for each.

The pages are made of the docstrings when the docs are built; nothing of them is kept in the repository.
"""

import importlib
import inspect
from pathlib import Path

MODULES = {
    "autograd_viz": "Tensors, the functions of tensors, and pictures",
    "autograd_viz.autograd": "The graph and the passes over it",
    "autograd_viz.autograd.functional": "Jacobians, Hessians and products with them",
    "autograd_viz.autograd.graph": "Nodes, hooks of the graph, and what it saves",
    "autograd_viz.cuda": "GPUs",
    "autograd_viz.func": "Functions that turn functions into their derivatives",
    "autograd_viz.linalg": "Norms",
    "autograd_viz.nn": "Modules",
    "autograd_viz.nn.functional": "The functions behind the modules",
    "autograd_viz.nn.init": "First numbers of parameters",
    "autograd_viz.nn.utils": "Gradients clipped, parameters as one vector",
    "autograd_viz.optim": "Optimisers",
    "autograd_viz.optim.lr_scheduler": "Learning rates over time",
    "autograd_viz.random": "Random numbers: seeds and states",
    "autograd_viz.utils.data": "Data in batches",
    "autograd_viz.viz": "Pictures and players",
}

# Classes whose methods are described once, on their own pages, or by Python.
ELSEWHERE = ("Module", "Tensor", "Optimizer", "LRScheduler", "Dataset", "Sampler", "tuple", "dict", "list", "Exception")


def public(module):
    """The public names of a module, in alphabetical order, each with its object: no modules, no constants."""
    loaded = importlib.import_module(module)
    everything = hasattr(loaded, "__path__")  # a package's own names; of a file's only those it makes or lists
    names = getattr(loaded, "__all__", None) or [
        name
        for name, thing in vars(loaded).items()
        if not name.startswith("_") and (everything or getattr(thing, "__module__", None) == module)
    ]
    found = {name: getattr(loaded, name) for name in sorted(names, key=lambda name: (name.lower(), name))}
    return {name: thing for name, thing in found.items() if is_documented(thing)}


def is_documented(thing):
    """Whether a public object gets a page: functions, operations and classes of this package."""
    ours = (getattr(thing, "__module__", None) or "").startswith("autograd_viz")
    return ours and (inspect.isclass(thing) or callable(thing))


def catalogue():
    """For each module, its public names with their objects."""
    return {module: public(module) for module in MODULES}


def homes(names):
    """The one place where each object has its page: the first module, and the name it was made with if there are two."""
    found = {}
    for module, things in names.items():
        for name, thing in things.items():
            if id(thing) not in found or (found[id(thing)][0] == module and name == getattr(thing, "__name__", None)):
                found[id(thing)] = module, name
    return found


def summary(thing):
    """The first paragraph of a docstring, on one line."""
    return " ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split())


def page(module, name, thing):
    """The page of one name, in MyST Markdown."""
    kind = "class" if inspect.isclass(thing) else "function"
    options = f"\n:members:\n:inherited-members: {', '.join(ELSEWHERE)}" if kind == "class" else ""
    title = f"{module.replace('autograd_viz', 'av', 1)}.{name}"
    above = f"[{module.replace('autograd_viz', 'av', 1)}]({module}.md)"
    head = f"---\norphan: true\n---\n\n# {title}\n\nOne of the names of {above}.\n\n"
    return head + f"```{{eval-rst}}\n.. auto{kind}:: {module}.{name}{indented(options)}\n```\n"


def indented(options):
    return options.replace("\n", "\n   ")


def index(module, names, homes):
    """The page that lists the names of one module; in the menu, hundreds of names would hide the others."""
    short = module.replace("autograd_viz", "av", 1)
    rows = [
        f"| [{short}.{name}]({file_of(*homes[id(thing)])}) | {summary(thing).replace('|', chr(92) + '|')} |"
        for name, thing in names.items()
    ]
    title = f"# {short}: {MODULES[module][0].lower() + MODULES[module][1:]}\n"
    return "\n".join([title, "| name | |\n|---|---|", *rows, ""])


def file_of(module, name):
    """The file of a name's page; where two names differ in case alone, so must their files in more than case."""
    return f"{module}.{name}{'-class' if name[0].isupper() else ''}.md"


def write(folder):
    """Write the pages of every public name, and those that list them, into `folder`; returns their number."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    names = catalogue()
    places = homes(names)
    pages = {"index.md": contents()}
    for module, things in names.items():
        pages[f"{module}.md"] = index(module, things, places)
        for name, thing in things.items():
            if places[id(thing)] == (module, name):
                pages[file_of(module, name)] = page(module, name, thing)
    for old in folder.glob("*.md"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:  # an unchanged page is not built again
            path.write_text(text, encoding="utf-8")
    return len(pages)


def contents():
    """The page that lists the modules."""
    return (
        "# Every public name\n\nWritten as in a program that begins with `import autograd_viz as av`.\n\n"
        "```{toctree}\n:maxdepth: 1\n\n" + "\n".join(MODULES) + "\n```\n"
    )
