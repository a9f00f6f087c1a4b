"""Text as a terminal shows it: nothing that could steer it, and every width counted in its cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_SPACES: Final = frozenset("\u00a0\u3000")  # printable, though Python does not count them so

# No line of Japanese begins with the first of these, and none ends with the second.
_NOT_FIRST: Final = frozenset(
    "、。，．・：；！？」』】〉》）｝］ー〜々…,.:;!?)]}%"
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
)
_NOT_LAST: Final = frozenset("「『【〈《（｛［([{")
# What a reader wants on one line: a date, a number with what it counts, a word in katakana, what has no wide character.
_KEPT: Final = re.compile(
    r"[0-9]+年(?:[0-9]+月(?:[0-9]+日(?:\([月火水木金土日]\))?)?)?"
    r"|[0-9][0-9,./]*(?:か月|営業日|日[間後前目]?|[月円回番人%]|[米英豪]?[ァ-ヺー]+)"
    r"|[ァ-ヺー]+"
)


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
    """Return the text in lines of at most `cells`, broken at spaces; what is too long for a line is cut.

    Japanese, which has no spaces, is broken between characters as its readers expect: not before 、。」 nor after 「.

    >>> wrap("no benefit was used", 10)
    ['no benefit', 'was used']
    >>> wrap("会費も特典もありません。", 22)
    ['会費も特典もありませ', 'ん。']
    """
    lines, line = [], ""
    for word in text.split(" "):
        space = " " if line else ""
        for piece in _pieces(word):
            if width(line) + len(space) + width(piece) <= cells:
                line += space + piece
            else:
                if line:
                    lines.append(line)
                *full, line = _cut(piece, cells)
                lines += full
            space = ""
    return [*lines, line]


def _pieces(word: str) -> list[str]:
    """Return the pieces of a word between which a line may end: of text without wide characters the whole."""
    if word.isascii():
        return [word]
    pieces = [""]
    for atom in _atoms(word):
        bound = atom[0] in _NOT_FIRST or not _cells(atom[0])
        if bound or not pieces[-1] or pieces[-1][-1] in _NOT_LAST:
            pieces[-1] += atom
        else:
            pieces.append(atom)
    return pieces


def _atoms(word: str) -> Iterator[str]:
    """Yield what is kept together, else wide characters one by one; what has no width stays with what is before."""
    narrow, place = "", 0
    while place < len(word):
        kept = _KEPT.match(word, place)
        atom = kept[0] if kept and not narrow[-1:].isalnum() else word[place]
        place += len(atom)
        if width(atom) == len(atom) or not _cells(atom[0]):
            narrow += atom
            continue
        if narrow:
            yield narrow
        narrow = ""
        yield atom
    if narrow:
        yield narrow


def _cut(word: str, cells: int) -> list[str]:
    """Return the word in pieces of at most `cells`, broken anywhere."""
    pieces, piece, taken = [], "", 0
    for char in word:
        if taken + _cells(char) > cells and piece:
            pieces.append(piece)
            piece, taken = "", 0
        piece += char
        taken += _cells(char)
    return [*pieces, piece]
