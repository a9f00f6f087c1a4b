"""Colour on a terminal: a few named looks, and nothing at all where there is no colour."""

from __future__ import annotations

from typing import Final, NamedTuple

_CODES: Final = {
    "bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34", "magenta": "35", "cyan": "36",
}  # fmt: skip

STATE_LOOKS: Final = {
    "trial": "cyan", "paid": "green", "past_due": "yellow", "suspended": "red", "paused": "blue",
    "cancelled": "magenta",
}  # fmt: skip
KIND_LOOKS: Final = {"refused": "red", "decline": "red", "refund": "green"}


class Screen(NamedTuple):
    """What is written to: how many cells wide, and whether it shows colour."""

    columns: int = 80
    colour: bool = False

    def paint(self, text: str, look: str) -> str:
        """Return the text in a look; as it is without colour, or without a look."""
        return f"\x1b[{_CODES[look]}m{text}\x1b[0m" if self.colour and look and text else text


UNBROKEN: Final = Screen(1_000)  # for what nobody knows how wide it is printed: no line is broken
