"""The examples of the pages: files, and commands with their output; the tests run them, `make generate` too.

An example is a fenced block. `yaml` with `<!-- file: NAME -->` on the line before it is a file that the examples after
it can use; without a name it is a part of a scenario. `console` holds commands, each after `$ `, and what they print.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Final, NamedTuple

from membership_sim.cli import PROGRAM, status

ROOT: Final = Path(__file__).resolve().parent.parent
PAGES: Final = (
    "README.md", "README.ja.md", "docs/scenarios.md", "docs/rulebooks.md", "docs/python.md", "docs/pictures.md",
    "docs/report.md", "docs/laws.md",
    "docs/testing.md", "docs/checking.md", "docs/driver.md", "docs/real-system.md", "docs/serve.md", "docs/pytest.md",
    "docs/vectors.md", "docs/design.md",
)  # fmt: skip
PROMPT: Final = "$ "
SHOW_STATUS: Final = "echo $?"
LEFT_OUT: Final = "..."  # stands for any output

_BLOCK: Final = re.compile(
    r"^(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<language>console|yaml)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)


class Block(NamedTuple):
    """A fenced block of a page: where its body stands, the language, the file that it is, if any."""

    start: int
    end: int
    language: str
    body: str
    file: str | None


def blocks(text: str) -> Iterator[Block]:
    """Yield the console and YAML blocks of a page, in order."""
    for found in _BLOCK.finditer(text):
        yield Block(found.start("body"), found.end("body"), found["language"], found["body"], found["file"])


@contextmanager
def workspace() -> Iterator[Path]:
    """Make a folder with the scenarios and examples of the repository the current one for a while."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        for name in ("scenarios", "examples"):
            shutil.copytree(ROOT / name, Path(folder, name))
        os.chdir(folder)
        try:
            yield Path(folder)
        finally:
            os.chdir(before)


def commands(body: str) -> list[str]:
    """Return the commands of a console block."""
    return [line.removeprefix(PROMPT) for line in body.splitlines() if line.startswith(PROMPT)]


def redirected(words: list[str]) -> tuple[list[str], str | None]:
    """Return the words of a command, and the file that it reads as standard input, if it says so at its end."""
    return (words[:-2], words[-1]) if words[-2:-1] == ["<"] else (words, None)


@contextmanager
def reading(path: str | None) -> Iterator[None]:
    """Make a file standard input for a while."""
    before = sys.stdin
    with open(path or os.devnull, encoding="utf-8") as file:
        sys.stdin = file
        try:
            yield
        finally:
            sys.stdin = before


def transcript(body: str) -> str:
    """Run the commands of a console block in the current folder; return them with what they print now.

    Only `membership-sim` and `echo $?` can be run. Raises ValueError for others, and for a command that ends with
    another status than 0 which no `echo $?` asks for: an example that goes wrong unmeant.
    """
    printed, last_status = io.StringIO(), 0
    todo = commands(body)
    for command, following in zip(todo, [*todo[1:], ""], strict=True):
        printed.write(f"{PROMPT}{command}\n")
        (program, *arguments), file = redirected(shlex.split(command))
        if command == SHOW_STATUS:
            printed.write(f"{last_status}\n")
        elif program == PROGRAM:
            with redirect_stdout(printed), redirect_stderr(printed), reading(file):
                last_status = status(arguments)
            if last_status and following != SHOW_STATUS:
                raise ValueError(f"{command!r} ends with {last_status}:\n{printed.getvalue()}")
        else:
            raise ValueError(f"an example cannot run {program!r}")
    return printed.getvalue()


def renewed(text: str) -> str:
    """Return a page whose console blocks show what their commands print now; one that leaves something out stays."""
    pieces, end = [], 0
    with workspace() as folder:
        for block in blocks(text):
            if block.file:
                (folder / block.file).parent.mkdir(parents=True, exist_ok=True)
                (folder / block.file).write_text(block.body, encoding="utf-8")
            elif block.language == "console" and LEFT_OUT not in block.body:
                pieces += [text[end : block.start], transcript(block.body)]
                end = block.end
    return "".join([*pieces, text[end:]])
