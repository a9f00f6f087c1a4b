"""What a row of JSON still tells when it is torn: the text or the number behind a name."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Final

from membership_sim.typed import is_text

# Behind a name: a text with its escapes, or a number that nothing can go on.
_VALUE: Final = rb"""\s*:\s*(?:("(?:[^"\\]|\\.)*")|(-?[0-9]+)(?=[\s,}\]]))"""


def torn_value(data: bytes, names: tuple[str, ...]) -> str | None:
    """Return the text or the number behind the last of some names, which stands after all the others.

    None when that cannot be told: no such name, another value, or a text that breaks off or is no text.
    """
    *outer, last = map(_spelt, names)
    at = 0
    for name in outer:
        found = name.search(data, at)
        if found is None:
            return None
        at = found.end()
    value = re.compile(last.pattern + _VALUE, re.DOTALL).search(data, at)
    if value is None:
        return None
    text, number = value[1], value[2]
    return number.decode() if text is None else _text(text)


def names_it(data: bytes, name: str) -> bool:
    """Tell whether a name stands in a row, with or without a value."""
    return _spelt(name).search(data) is not None


@cache
def _spelt(name: str) -> re.Pattern[bytes]:
    """Return what finds a name in quotes, each letter of it as it is or escaped."""
    letters = (b"(?:%b|%b)" % (_plain(letter), _escaped(letter)) for letter in name)
    return re.compile(b'"%b"' % b"".join(letters))


def _plain(letter: str) -> bytes:
    return re.escape(json.dumps(letter, ensure_ascii=False)[1:-1].encode("utf-8", "surrogatepass"))


def _escaped(letter: str) -> bytes:
    units = letter.encode("utf-16-be", "surrogatepass").hex()
    return b"".join(rb"\\u(?i:%b)" % units[at : at + 4].encode() for at in range(0, len(units), 4))


def _text(quoted: bytes) -> str | None:
    """Return what stands in quotes; None for what can be nobody's name."""
    try:
        text = str(json.loads(quoted.decode("utf-8", "replace"), strict=False))
    except ValueError:
        return None
    return text if is_text(text) else None
