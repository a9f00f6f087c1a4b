"""The shapes that the formats are made of: single values here, collections in `structures.py`.

A shape reads a node into a core value and reports what is wrong with it; `schema.py` turns the same shape into JSON
Schema. So a format is written once, and what an editor underlines is what the loader refuses.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from membership_sim.files.nodes import BAD, Decimal, Node, Scalar
from membership_sim.files.report import Report as Report  # of which every reader of shapes needs one
from membership_sim.files.words import node_text
from membership_sim.typed import LONGEST_TEXT, TEXT, is_text

if TYPE_CHECKING:
    from collections.abc import Iterable

LARGEST_AMOUNT: Final = 10**12  # minor units
LONGEST_NOTE: Final = 2_000  # characters, of what may go over several lines


class Shape:
    """What may stand somewhere. `wanted` names it in messages: "... is <seen>, <wanted> is allowed"."""

    wanted = "a value"

    def read(self, node: Node, report: Report, what: str) -> Any:
        """Return the core value of the node; `BAD` when it is wrong, after telling `report` so (`what` names it)."""
        if isinstance(node, Scalar) and node.value is BAD:
            return BAD
        return self._read(node, report, what)

    def _read(self, node: Node, report: Report, what: str) -> Any:
        """Read a node that is not reported yet: here a scalar, by `_accept`."""
        value = self._accept(node, report, what) if isinstance(node, Scalar) else None
        return self.refuse(node, report, what) if value is None else value

    def _accept(self, node: Scalar, report: Report, what: str) -> Any:
        """Return the value of a scalar; `BAD` if it was reported here; None to have it refused as not `wanted`."""

    def refuse(self, node: Node, report: Report, what: str) -> Any:
        """Report that something else than `wanted` stands there, and return `BAD`."""
        report.add(node.place, f"{what} is {node_text(node)}, {self.wanted} is allowed")
        return BAD


class Text(Shape):
    """Words on one line, such as a title or a name; numbers and `true` need quotes to be text."""

    wanted = TEXT
    takes_yes_no = False  # `true` and `false` too, which mean yes and no

    def __init__(self, examples: tuple[str, ...] = (), longest: int = LONGEST_TEXT) -> None:
        self.examples = examples
        self.longest = longest
        if longest != LONGEST_TEXT:
            self.wanted = f"text of 1 to {longest} characters"

    def _accept(self, node: Scalar, report: Report, what: str) -> str | Any:
        value = node.value
        if isinstance(value, str) and not isinstance(value, Decimal):
            if self.longest == LONGEST_TEXT:
                return value if is_text(value) else None
            note = value.strip()
            return note if 0 < len(note) <= self.longest else None
        if value is not None and type(value) in (bool, int, Decimal):
            report.add(node.place, f"{what} is {node_text(node)}, text is allowed: put it in quotes")
            return BAD
        return None


class Pattern(Shape):
    """Text of a certain form, given as a regular expression that the whole text must match."""

    def __init__(self, pattern: str, wanted: str, examples: tuple[str, ...] = ()) -> None:
        self.pattern = pattern
        self.wanted = wanted
        self.examples = examples

    def _accept(self, node: Scalar, report: Report, what: str) -> str | None:
        fits = isinstance(node.value, str) and re.fullmatch(self.pattern, node.value, re.ASCII)
        return str(node.value) if fits else None


class Whole(Shape):
    """A whole number between two bounds; amounts are minor units, so a decimal point is an error that says so."""

    def __init__(self, least: int = 0, most: int = LARGEST_AMOUNT, unit: str = "", amount: bool = False) -> None:
        self.least = least
        self.most = most
        self.amount = amount
        self.wanted = f"a whole number{' of ' + unit if unit else ''} from {least} to {most}"

    def _accept(self, node: Scalar, report: Report, what: str) -> int | Any | None:
        value = node.value
        if type(value) is int and self.least <= value <= self.most:
            return value
        if self.amount and isinstance(value, Decimal):
            report.add(
                node.place,
                f"{what} is {node_text(node)}, a decimal point is not allowed: "
                "amounts are whole minor units (600 yen, 599 cents)",
            )
            return BAD
        return None


def Amount(least: int = 0) -> Whole:  # noqa: N802 - reads as the other shapes do
    """Return the shape of an amount in minor units."""
    return Whole(least, unit="minor units", amount=True)


class Choice(Shape):
    """One of some words; a misspelt one is answered with the nearest. `what` names the words: "unknown state".

    `beside` is what else may stand there, for messages.
    """

    def __init__(self, words: Iterable[str], what: str, beside: tuple[str, ...] = ()) -> None:
        self.words = tuple(words)
        self.what = what
        self.told = (*self.words, *beside)
        self.wanted = "one of " + ", ".join(self.told) if len(self.told) > 2 else " or ".join(self.told)

    def _accept(self, node: Scalar, report: Report, what: str) -> str | Any:
        if isinstance(node.value, str):
            if node.value in self.words:
                return node.value
            report.unknown(self.what, node, self.told)
            return BAD
        return None


class YesNo(Shape):
    """`yes` or `no`; `true` and `false` are the same. With `as_text` the value is "yes" or "no", as the JSON has it."""

    wanted = "yes or no"

    def __init__(self, as_text: bool = False) -> None:
        self.as_text = as_text

    def _accept(self, node: Scalar, report: Report, what: str) -> bool | str | None:
        value = {"yes": True, "no": False}.get(node.value) if isinstance(node.value, str) else node.value
        if not isinstance(value, bool):
            return None
        return value if not self.as_text else "yes" if value else "no"


class OrNull(Shape):
    """A shape, or `null`, which reads as None; `meaning` says what null means."""

    def __init__(self, shape: Shape, meaning: str) -> None:
        self.shape = shape
        self.meaning = meaning
        self.wanted = f"{shape.wanted} or null ({meaning})"

    def _read(self, node: Node, report: Report, what: str) -> Any:
        if isinstance(node, Scalar) and node.value is None:
            return None
        if type(self.shape)._read is Shape._read:  # then the message is ours, and names null
            return super()._read(node, report, what)
        return self.shape.read(node, report, what)

    def _accept(self, node: Scalar, report: Report, what: str) -> Any:
        return self.shape._accept(node, report, what)
