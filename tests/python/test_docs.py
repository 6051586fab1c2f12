"""Every example runs, and everything public has one."""

import doctest
import inspect
import os
import re

import mizan_align
import pytest
from conftest import ROOT

pytest.importorskip("numpy")


def documented():
    for name in mizan_align.__all__:
        thing = getattr(mizan_align, name)
        if name.startswith("_"):
            continue
        yield name, thing.__doc__
        if inspect.isclass(thing) and thing.__module__ == "mizan_align":
            for member in vars(thing):
                if not member.startswith("_"):
                    yield f"{name}.{member}", getattr(thing, member).__doc__


# What needs no example: what the class's own shows.
PLAIN = {
    "Alignment.source",
    "Alignment.target",
    "Alignment.source_lang",
    "Alignment.target_lang",
    "Session.alignment",
}


@pytest.mark.parametrize("name, doc", [("mizan_align", mizan_align.__doc__), *documented()])
def test_docstrings_have_examples_that_run(name, doc):
    assert doc, f"{name} says nothing"
    test = doctest.DocTestParser().get_doctest(doc, {}, name, None, 0)
    assert test.examples or name in PLAIN, f"{name} has no example"
    failed, _ = doctest.DocTestRunner().run(test)
    assert failed == 0


@pytest.mark.parametrize("path", ["README.md", "src/python/README.md"])
def test_examples_of_the_readmes_run(path, tmp_path, monkeypatch):
    text = (ROOT / path).read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert blocks, "there is no example"
    monkeypatch.chdir(tmp_path)
    os.symlink(ROOT / "pairs", "pairs")
    os.symlink(ROOT / "glossary", "glossary")
    globals_ = {"__name__": "readme"}
    for number, block in enumerate(blocks):
        if ">>>" not in block:
            exec(compile(block, f"{path}, block {number}", "exec"), globals_)
            continue
        test = doctest.DocTestParser().get_doctest(block, globals_, path, path, 0)
        failed, _ = doctest.DocTestRunner().run(test, clear_globs=False)
        assert failed == 0
        globals_.update(test.globs)
