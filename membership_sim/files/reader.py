"""The bytes of a file, and its YAML documents as nodes.

A file of more than `LARGEST_FILE` bytes is refused before it is parsed, from standard input too.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EBADF, EINVAL
from pathlib import Path
from typing import IO, Final

from membership_sim.files.errors import InputError, Problem
from membership_sim.files.nodes import Node
from membership_sim.files.noted import note_read
from membership_sim.files.words import quoted
from membership_sim.scenario import Place

LARGEST_FILE: Final = 8 * 1024 * 1024

# What YAML 1.1 does not allow unescaped, and what it counts as the end of a line.
_CONTROL: Final = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
_LINE_ENDS: Final = "\n\r\x85\u2028\u2029"  # and a CR LF is one
_TAG_DIRECTIVE: Final = "(?:^|(?<=[\n\r\x85\u2028\u2029]))%TAG"  # many of them stop the parser for hours
_FINE: Final = str.maketrans("", "", "\t\n\r")


def read_source(path: str, named_inside: bool = False) -> bytes:
    """Return the bytes of a file, or of standard input for `-`.

    One that is `named_inside` an input has to be a regular file: a pipe may block for ever, or be what is being read.
    Raises `InputError` when there is no such file, it cannot be read, or it is too large.
    """
    with opened_source(path, named_inside) as file:
        data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise _refusal(path, f"larger than {LARGEST_FILE // 1024 // 1024} MiB, the largest file allowed")
    return data


@contextmanager
def opened_source(path: str, named_inside: bool = False) -> Iterator[IO[bytes]]:
    """Open a file, or standard input for `-`, and note that it is read.

    Raises InputError when it cannot be opened, or what reads it inside cannot go on.
    """
    try:
        if path == "-":
            yield _standard_input()
        else:
            with _open(path, named_inside) as file:
                yield file
    except FileNotFoundError:
        raise _refusal(path, "no such file") from None
    except IsADirectoryError:
        raise _refusal(path, "is a folder, not a file") from None
    except OSError as error:
        raise _refusal(path, f"cannot be read: {error.strerror or error}") from None


def _standard_input() -> IO[bytes]:
    if sys.stdin is None:
        raise OSError(EBADF, "it is closed")
    note_read("/dev/stdin")  # a name for the file that it may come from, where there is one
    return sys.stdin.buffer


def _open(path: str, is_regular: bool) -> IO[bytes]:
    try:
        if Path(path).is_dir():  # where opening a folder is "permission denied"
            raise IsADirectoryError
        if is_regular and not stat.S_ISREG(os.stat(path).st_mode):
            raise OSError(EINVAL, "it is a pipe or a device, a regular file is allowed")
        file = open(path, "rb")  # noqa: SIM115 - who calls closes it
    except ValueError:  # a NUL or a lone surrogate in the path
        raise _refusal(path, "cannot be the path of a file") from None
    note_read(path)
    return file


def lines_of(file: IO[bytes], longest: int) -> Iterator[bytes]:
    """Yield the lines of a stream as they come; of one that is longer only so much that this can be told.

    >>> from io import BytesIO
    >>> list(lines_of(BytesIO(b"one\\nseventeen\\ntwo"), 5))
    [b'one\\n', b'sevent', b'two']
    """
    most = longest + 1
    while line := file.readline(most):
        rest = line
        while len(rest) == most and not rest.endswith(b"\n"):
            rest = file.readline(most)
        yield line


def _refusal(path: str, message: str) -> InputError:
    return InputError([Problem(Place(source_name(path), 0, 0), message)])


def source_name(path: str) -> str:
    """Return the path as messages show it."""
    return "<stdin>" if path == "-" else path


def parse(data: bytes | str, path: str) -> tuple[list[Node], list[Problem]]:
    """Return the documents of a YAML text, and everything in it that the reader refuses.

    A BOM and CRLF line ends are fine. A syntax error ends the reading: then there are the documents before it.
    """
    name = source_name(path)
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data.removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8-sig", "replace")
        byte = error.object[error.start]
        return [], [Problem(_place_after(before, name), f"not UTF-8: the byte 0x{byte:02x} cannot stand here")]
    # Most files are printable, and then the expression need not even be compiled.
    found = None if text.translate(_FINE).isprintable() else re.search(_CONTROL, text)
    if found:
        message = f"the control character {quoted(found[0])} is not allowed"
        return [], [Problem(_place_after(text[: found.start()], name), message)]
    found = re.search(_TAG_DIRECTIVE, text) if "%TAG" in text else None
    if found:
        return [], [Problem(_place_after(text[: found.start()], name), "the directive '%TAG' is not allowed")]
    from membership_sim.files.composer import Composer

    composer = Composer(name)
    composer.run(text)
    if not composer.documents and not composer.problems:
        return [], [Problem(Place(name, 1, 1), "the file is empty, a document is missing")]
    return composer.documents, list(composer.problems)


def _place_after(before: str, path: str) -> Place:
    """Return the place of the character that follows the text."""
    line = 1 + sum(map(before.count, _LINE_ENDS)) - before.count("\r\n")
    start = 1 + max(map(before.rfind, _LINE_ENDS))
    return Place(path, line, len(before) - start + 1)
