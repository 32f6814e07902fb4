"""Every public name is described, with an example that the test run executes, and has one page."""

import doctest
import functools
import importlib.util
import inspect
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("catalogue", ROOT / "docs" / "catalogue.py")
catalogue = importlib.util.module_from_spec(spec)
spec.loader.exec_module(catalogue)

NAMES = catalogue.catalogue()
HOMES = catalogue.homes(NAMES)
PUBLIC = [
    pytest.param(module, name, id=f"{module}.{name}")
    for module, things in NAMES.items()
    for name, thing in things.items()
    if HOMES[id(thing)] == (module, name)
]


@pytest.mark.parametrize(("module", "name"), PUBLIC)
def test_a_public_name_is_described_with_an_example(module, name):
    thing = NAMES[module][name]
    text = inspect.getdoc(thing) or ""
    assert catalogue.summary(thing), "has no summary"
    assert "Abstract" in text or issubclass_of_exception(thing) or doctest.DocTestParser().get_examples(text), (
        "no example"
    )


def issubclass_of_exception(thing):
    return inspect.isclass(thing) and issubclass(thing, Exception)


@functools.cache
def collected():
    """The docstrings with examples that a doctest run of the package finds."""
    finder = doctest.DocTestFinder()
    modules = [module for name, module in list(sys.modules.items()) if name.startswith("autograd_viz")]
    found = [test for module in modules for test in finder.find(module)]
    return {" ".join(test.docstring.split()) for test in found if test.examples}


@pytest.mark.parametrize(("module", "name"), PUBLIC)
def test_its_example_is_executed_by_the_test_run(module, name):
    """It stands where a doctest run finds it: under a name of the module that made it, or in its `__test__`."""
    text = NAMES[module][name].__doc__ or ""
    assert not doctest.DocTestParser().get_examples(text) or " ".join(text.split()) in collected()


def test_every_name_has_one_page(tmp_path):
    count = catalogue.write(tmp_path)
    assert count == len(list(tmp_path.glob("*.md"))) == len(PUBLIC) + len(NAMES) + 1
    for module, things in NAMES.items():
        listed = (tmp_path / f"{module}.md").read_text(encoding="utf-8")
        assert all(f".{name}](" in listed for name in things)
