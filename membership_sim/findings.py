"""What is told of a timeline that is not as expected: findings, differences, and entries and values in short."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from membership_sim.scenario import Place

Fields = dict[str, object]

MOST_TOLD: Final = 100  # findings of a document, or of a run
_MOST_ENTRIES: Final = 10  # in a line
_LONGEST_VALUE: Final = 400  # characters; no reason that we give is longer


class Finding(NamedTuple):
    """One thing that is not as expected, with its place in the file, and the difference line by line."""

    place: Place | None
    message: str
    difference: tuple[str, ...] = ()

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return "\n".join((where + self.message, *(f"    {line}" for line in self.difference)))


def told(findings: Sequence[Finding]) -> list[str]:
    """Return the lines of findings, the rest counted when there are very many."""
    lines = [line for finding in findings[:MOST_TOLD] for line in str(finding).splitlines()]
    more = len(findings) - MOST_TOLD
    return [*lines, f"... and {more} more findings"] if more > 0 else lines


def differences(asked: Fields, seen: Fields) -> list[str]:
    """Return a line for each field that is not as asked."""
    return [
        f"{name}: expected {shown(value)}, seen {shown(seen[name]) if name in seen else 'no such field'}"
        for name, value in asked.items()
        if name not in seen or seen[name] != value or type(seen[name]) is not type(value)
    ]


def entry_in_short(fields: Fields) -> str:
    """Return which entry it is, by its number, kind and day."""
    amount = f" of {fields['amount']}" if "amount" in fields else ""
    name = fields.get("action") or fields.get("notice") or fields.get("benefit")
    return f"entry {fields['seq']}, {fields['kind']}{f' {name}' if name else ''}{amount} on {fields['date']}"


def entries_in_short(entries: Iterable[Fields], count: int) -> str:
    """Return the first of `count` entries, in a line."""
    first = [entry_in_short(fields) for fields, _ in zip(entries, range(_MOST_ENTRIES), strict=False)]
    more = f" and {count - len(first)} more" if count > len(first) else ""
    return ", ".join(first) + more


def shown(value: object) -> str:
    """Return a value as the format writes it, its end left out when it is very long."""
    text = _written(value)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"


def _written(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_written(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "null" if value is None else str(value)
