"""The examples of README.md, docs/ and the package's docstrings are tests: sybil runs each where it stands."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from doctest import ELLIPSIS, OutputChecker
from pathlib import Path
from typing import Any

from sybil import Document, Example, Region, Sybil
from sybil.parsers.markdown import PythonCodeBlockParser
from sybil.parsers.rest import DocTestParser

from membership_sim.expectations import run
from membership_sim.files.scenario_file import load_scenarios
from tools.page_examples import blocks, transcript, workspace

pytest_plugins = ["pytester"]  # only the outermost conftest may name plugins


def pytest_collection_finish() -> None:
    """Spare the garbage collector what was collected: thousands of tests, which stay until the end.

    It looks for cycles less often, too: what the tests make by the million, nodes, facts and entries, has none.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


STORY = "\nevents:\n  - {date: 2025-01-31, do: join}\n"  # makes a part of a scenario whole


def examples(document: Document) -> Iterator[Region]:
    """Yield the console and YAML blocks of a page."""
    evaluators = {"console": check_transcript, "yaml": check_yaml}
    for block in blocks(document.text):
        yield Region(block.start, block.end, block, evaluators[block.language])


def check_transcript(example: Example) -> str | None:
    """Run the commands and compare what they print; `...` stands for anything."""
    wanted, seen = example.parsed.body, transcript(example.parsed.body)
    if OutputChecker().check_output(wanted, seen, ELLIPSIS):
        return None
    return f"expected:\n{wanted}\nseen:\n{seen}"


def check_yaml(example: Example) -> None:
    """Write a file for the examples that follow it; run what has no name, a scenario or a part of one."""
    block = example.parsed
    if block.file:
        Path(block.file).parent.mkdir(parents=True, exist_ok=True)
        Path(block.file).write_text(block.body, encoding="utf-8")
        return
    whole = any(line.startswith(("events:", "given:")) for line in block.body.splitlines())
    for scenario in load_scenarios("example.yaml", text=block.body + ("" if whole else STORY)):
        run(scenario)


def enter(namespace: dict[str, Any]) -> None:
    """Run a page's examples in a folder of their own."""
    namespace["_workspace"] = workspace()
    namespace["_workspace"].__enter__()


def leave(namespace: dict[str, Any]) -> None:
    """Go back, and remove the folder."""
    namespace["_workspace"].__exit__(None, None, None)


_PAGES = Sybil(
    parsers=[examples, PythonCodeBlockParser(doctest_optionflags=ELLIPSIS)],
    patterns=["README.md", "README.ja.md", "docs/*.md"],
    setup=enter,
    teardown=leave,
)
_DOCSTRINGS = Sybil(parsers=[DocTestParser(optionflags=ELLIPSIS)], path="membership_sim", pattern="*.py")

pytest_collect_file = (_PAGES + _DOCSTRINGS).pytest()
