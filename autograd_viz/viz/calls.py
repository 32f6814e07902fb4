"""Tell the calls of one module apart, so that each step of an unrolled network is a module of its own."""

import re

FEWEST = 4  # ops of a call: what is less, such as a linear layer, is as clear open
LIBRARY = __name__.partition(".")[0] + "."


def calls(nodes, models, apart):
    """Which call made each node of a module that was called more than once.

    Only modules of this package are looked at, whose work all bears the line of the user's call. A line that
    ran again and again (a loop) has made the same ops again and again, in the same order.

    Parameters
    ----------
    nodes : iterable of autograd Node
        From the oldest to the newest.
    models : dict of str to Module
        The models in sight by name, for calls of a model itself.
    apart : dict of int to str
        By the id of a scope's types, the name that leads the paths of a model.

    Returns
    -------
    dict of Node to str
        A path such as ``cell(3)`` or ``encoder.cell(3).linear``.
    dict of str to (str, str)
        The path of the module to its path within the model, and the class, of each such path.
    """
    kept, outermost = {}, {}
    for node in nodes:
        scope = node.scope
        root = None if getattr(scope, "root", None) is None else scope.root()
        if root is None:
            continue
        key = (id(scope.types), scope.path)
        if key not in outermost:
            outermost[key] = around(root, scope.path)
        if outermost[key] is not None:
            sites = kept.setdefault((id(scope.types), outermost[key]), {})
            sites.setdefault((node.code, node.offset), []).append(node)
    titles = {id(module): name for name, module in models.items()}
    made, places = {}, {}
    for (types, path), sites in kept.items():
        runs = sorted((run for site in sites.values() for run in repeated(site)), key=lambda run: run[0].number)
        if len(runs) < 2 or len(runs[0]) < FEWEST:
            continue
        scope = runs[0][0].scope
        name = path or titles.get(id(scope.root())) or scope.types[""].lower()
        if path and types in apart:
            name = f"{apart[types]}.{path}"
        for i, run in enumerate(runs, 1):
            for node in run:
                inner = node.scope.path[len(path) :].strip(".")
                made[node] = f"{name}({i})" + (f".{inner}" if inner else "")
                places[made[node]] = (node.scope.path, scope.types[node.scope.path])
            places.setdefault(f"{name}({i})", (path, scope.types[path]))
    return made, places


def around(root, path):
    """The path of the outermost module around `path` that is this package's with all that is in it, or None."""
    parts = path.split(".") if path else []
    for end in range(len(parts) + 1):
        module = root
        for part in parts[:end]:
            module = getattr(module, part)
        if all(type(inner).__module__.startswith(LIBRARY) for inner in module.modules()):
            return ".".join(parts[:end])
    return None


def repeated(nodes):
    """The nodes of one line, call by call: the shortest stretch that they repeat."""
    kinds = [(node.name(), node.scope.path) for node in nodes]
    count = len(kinds)
    length = next(n for n in range(1, count + 1) if count % n == 0 and kinds == kinds[:n] * (count // n))
    return [nodes[i : i + length] for i in range(0, count, length)]


def module_of(path):
    """The path without the numbers of the calls.

    >>> module_of("encoder.cell(3).linear")
    'encoder.cell.linear'
    """
    return re.sub(r"\(\d+\)", "", path)
