"""How messages show values and help with misspelt words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from membership_sim.files.nodes import Decimal, Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST_SHOWN: Final = 60  # characters
_MOST_LISTED: Final = 24  # words
_LONGEST_WORD: Final = 40  # characters of a word for which a near one is looked for
_MOST_COMPARED: Final = 500  # words with which it is compared, which takes time


def shortened(text: str, longest: int = _LONGEST_SHOWN) -> str:
    """Return the text, its end left out when it is long.

    >>> shortened("a long text", 7)
    'a long…'
    """
    return text if len(text) <= longest else text[: longest - 1] + "…"


def quoted(text: str) -> str:
    r"""Return the text in quotes on one line, shortened, with everything unprintable escaped.

    >>> quoted("caf\u00e9\n"), quoted("x" * 99)[-5:]
    ("'café\\n'", "xxx…'")
    """
    short = shortened(text)
    return "'" + "".join(char if char.isprintable() and char != "\\" else _escaped(char) for char in short) + "'"


def _escaped(char: str) -> str:
    return char.encode("unicode_escape", "surrogatepass").decode("ascii")


def node_text(node: Node) -> str:
    """Return what stands there: a quoted word, a bare number, or the kind of a collection."""
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    if node.value is None:
        return "empty" if node.text == "" else node.text
    if isinstance(node.value, str) and not isinstance(node.value, Decimal):
        return quoted(node.text)
    return quoted(node.text)[1:-1]


def listed(words: Iterable[str], between: str = ", ") -> str:
    """Return the words with commas, or what else stands `between` them; the rest is counted when there are many.

    >>> listed("abc", " and ")
    'a and b and c'
    """
    words = list(words)
    first = between.join(map(shortened, words[:_MOST_LISTED]))
    return f"{first} and {len(words) - _MOST_LISTED} more" if len(words) > _MOST_LISTED else first


def suggestion(word: str, words: Iterable[str]) -> str:
    """Return ": did you mean 'pause'?" for the nearest of the words, or nothing when none is near.

    >>> suggestion("puase", ("join", "pause"))
    ": did you mean 'pause'?"
    """
    words = tuple(words)
    if len(word) > _LONGEST_WORD or len(words) > _MOST_COMPARED:
        return ""
    from difflib import get_close_matches

    lower = {known.lower(): known for known in words}
    near = get_close_matches(word.lower(), lower, n=1, cutoff=0.6)
    return f": did you mean '{lower[near[0]]}'?" if near else ""


def unknown(what: str, node: Scalar, words: Iterable[str]) -> str:
    """Return the message for a word that is none of those allowed, with the nearest one."""
    words = tuple(words)
    hint = suggestion(node.text, words) or ","
    return f"unknown {what} {quoted(node.text)}{hint} allowed: {listed(words) or 'none'}"
