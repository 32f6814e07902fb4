"""Time cases side by side: all in one process, round by round, in an order drawn anew each round."""

import gc
import json
import os
import random
import statistics
import subprocess
import sys
import time

clock = time.perf_counter_ns


def interleaved(cases, rounds, seed=0):
    """Medians over rounds of what each case measures.

    Parameters
    ----------
    cases : dict of str to callable
        Each returns {what: nanoseconds}.
    rounds : int

    Returns
    -------
    dict of str to dict of str to float
    """
    shuffled, order = random.Random(seed), list(cases)
    found = {name: {} for name in cases}
    for _ in range(rounds):
        shuffled.shuffle(order)
        for name in order:
            gc.collect()
            for what, spent in cases[name]().items():
                found[name].setdefault(what, []).append(spent)
    return {name: {what: statistics.median(v) for what, v in by.items()} for name, by in found.items()}


def timed(function, repeat):
    """A case that calls a function some times and takes the median."""

    def case():
        spent = []
        for _ in range(repeat):
            start = clock()
            function()
            spent.append(clock() - start)
        return {"time": statistics.median(spent)}

    return case


def told_by(code, *argv, repeat=1, bytecode=None):
    """What Python code prints as its last line, as JSON, in fresh processes; the median one by its first number.

    With `bytecode`, a folder, compiled modules are kept there, whatever the environment says.
    """
    environment = {k: v for k, v in os.environ.items() if bytecode is None or k != "PYTHONDONTWRITEBYTECODE"}
    if bytecode is not None:
        environment["PYTHONPYCACHEPREFIX"] = bytecode
    command = [sys.executable, "-c", code, *argv]
    runs = []
    for _ in range(repeat):
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
        runs.append(json.loads(done.stdout.splitlines()[-1]))
    runs.sort(key=lambda run: next(iter(run.values())))
    return runs[len(runs) // 2]
