"""Write down which names the installed CuPy has, and with which parameters: ``python -m tests.device.record_names``.

The stand-in (`tests/device/standin`) has these names and no others. CuPy can be imported without a card, so this runs
on any machine that has one of its wheels.
"""

import inspect
import json
import re
from pathlib import Path

import numpy as np

TABLE = Path(__file__).with_name("cupy_names.json")
MODULES = {
    "cupy": np,
    "cupy.linalg": np.linalg,
    "cupy.lib.stride_tricks": np.lib.stride_tricks,
    "cupy.random": np.random,
    "cupyx.scipy.special": None,
}
CLASSES = "cupy.ndarray", "cupy.random.Generator", "cupy.random.RandomState"
MARKS = {
    inspect.Parameter.VAR_POSITIONAL: "*",
    inspect.Parameter.VAR_KEYWORD: "**",
    inspect.Parameter.KEYWORD_ONLY: "!",
}


def parameters(function):
    """Each parameter as ``name``, ``name=`` where it may be left out, behind ``*``, ``**`` or ``!`` (keyword only)."""
    try:
        found = inspect.signature(function).parameters.values()
        return [MARKS.get(p.kind, "") + p.name + "=" * (p.default is not p.empty) for p in found]
    except (TypeError, ValueError):  # compiled: its signature is the first line of its documentation
        line = re.match(r"[\w.]+\(([^\n]*)\)", function.__doc__ or "")
        if not line:
            return None
    names, keyword_only = [], ""
    for part in filter(None, re.split(r",\s*(?![^()]*\))", line[1])):
        name, default = re.match(r"(?:[\w.]+ )*(\*{0,2}\w*)\s*(=?)", part).groups()
        if name != "*":
            names.append((keyword_only if not name.startswith("*") else "") + name + default)
        if name.startswith("*") and not name.startswith("**"):
            keyword_only = "!"
    return names


def loops(ops):
    """The types of a ufunc's loops in the order in which CuPy tries them, those that raise behind a ``!``."""
    return [
        ("!" if op.error_func else "") + "->".join("".join(np.dtype(t).char for t in side) for side in types)
        for op in ops.ops
        for types in [(op.in_types, op.out_types)]
        if not any(np.dtype(t).char in "VE" for side in types for t in side)
    ]


def universal(f):
    """What the stand-in must know of a ufunc."""
    found = {"name": f.name, "nin": f.nin, "nout": f.nout, "types": loops(f._ops)}
    if f._out_ops is not None:
        found["out_types"] = loops(f._out_ops)
    if f._scatter_op:
        found["at"] = f._scatter_op
    if f._default_casting != "same_kind":
        found["casting"] = f._default_casting
    return found


def names():
    """The table."""
    import cupy
    import cupyx.scipy.special

    found = {"version": cupy.__version__, "classes": {}}
    for module, like in MODULES.items():
        holder = cupyx.scipy.special if like is None else cupy
        for part in module.split(".")[1:] if like is not None else ():
            holder = getattr(holder, part)
        entry = found[module] = {"functions": {}, "ufuncs": {}, "same": [], "other": []}
        for name in sorted(n for n in dir(holder) if not n.startswith("_")):
            value = getattr(holder, name)
            if type(value).__name__ == "ufunc":
                entry["ufuncs"][name] = universal(value)
            elif like is not None and value is getattr(like, name, entry):
                entry["same"].append(name)
            elif callable(value) and not isinstance(value, type) and (known := parameters(value)) is not None:
                entry["functions"][name] = known
            elif not inspect.ismodule(value) and name != "annotations":
                entry["other"].append(name)
    for path in CLASSES:
        holder = cupy
        for part in path.split(".")[1:]:
            holder = getattr(holder, part)
        members = {n: getattr(holder, n) for n in sorted(dir(holder)) if not n.startswith("_")}
        found["classes"][path] = {n: parameters(m) if callable(m) else None for n, m in members.items()}
    return found


def text(value, depth=0):
    """The table as it is written: one name to a line."""
    if depth > 2 or not isinstance(value, dict):
        return json.dumps(value)
    pad = " " * (depth + 1)
    lines = ",\n".join(f"{pad}{json.dumps(name)}: {text(of, depth + 1)}" for name, of in value.items())
    return f"{{\n{lines}\n{pad[1:]}}}"


if __name__ == "__main__":
    TABLE.write_text(text(names()) + "\n", encoding="utf-8")
