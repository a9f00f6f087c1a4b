"""Text as a terminal shows it: nothing that could steer it, and every width counted in its cells."""

from __future__ import annotations

import unicodedata
from typing import Final

_SPACES: Final = frozenset("\u00a0\u3000")  # printable, though Python does not count them so


def printable(text: str) -> str:
    r"""Return the text with everything that a terminal would obey, or would not show, written as an escape.

    Control characters, escape sequences, line breaks, marks that turn the direction of writing, lone surrogates.

    >>> print(printable("Pause\x1b[31m\nred"))
    Pause\x1b[31m\nred
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in _SPACES else _escape(char) for char in text)


def _escape(char: str) -> str:
    return char.encode("unicode_escape", "surrogatepass").decode("ascii")


def width(text: str) -> int:
    """Return how many cells a terminal takes for printable text: two for wide characters, none for combining ones.

    >>> width("pause"), width("プライム")
    (5, 8)
    """
    if text.isascii():
        return len(text)
    return sum(_cells(char) for char in text)


def _cells(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def pad(text: str, cells: int, right: bool = False) -> str:
    """Return the text filled with spaces to `cells`, at its left side if it is to stand on the `right`."""
    space = " " * (cells - width(text))
    return space + text if right else text + space


def wrap(text: str, cells: int) -> list[str]:
    """Return the text in lines of at most `cells`, broken at spaces; a word too long for a line is cut.

    >>> wrap("no benefit was used", 10)
    ['no benefit', 'was used']
    """
    lines, line = [], ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if width(joined) <= cells:
            line = joined
            continue
        if line:
            lines.append(line)
        *full, line = _cut(word, cells)
        lines += full
    return [*lines, line]


def _cut(word: str, cells: int) -> list[str]:
    """Return the word in pieces of at most `cells`; text without spaces, such as Japanese, is broken anywhere."""
    pieces, piece, taken = [], "", 0
    for char in word:
        if taken + _cells(char) > cells and piece:
            pieces.append(piece)
            piece, taken = "", 0
        piece += char
        taken += _cells(char)
    return [*pieces, piece]
