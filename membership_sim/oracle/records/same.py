"""Whether a line of a record is what the model says: field by field, dates perhaps some days apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Final, NamedTuple

from membership_sim.entries import Entry
from membership_sim.entry_fields import entry_fields
from membership_sim.findings import Fields, shown
from membership_sim.foreign import GIVEN_FIELDS, Line
from membership_sim.matching import match

_DAY_LENGTH: Final = len("YYYY-MM-DD")


class Tolerance(NamedTuple):
    """What is no difference: days `within_days` of each other, and whether the `unsure` actions are allowed."""

    within_days: int = 0
    unsure: frozenset[str] = frozenset()


EXACT: Final = Tolerance()


def model_fields(entry: Entry) -> Fields:
    """Return the fields of an entry that a line may tell."""
    fields = entry_fields(entry)
    fields["rule"] = entry.rules[0]
    return fields


def unlike(line: Line, fields: Fields, tolerance: Tolerance = EXACT) -> list[str]:
    """Return the fields that a line tells otherwise.

    Where dates are exact the outcomes of a day are given to its tries in any order: what took one, or why none did,
    is that of the line that stands for it.
    """
    given = GIVEN_FIELDS.get(line.kind) if not tolerance.within_days and line.kind == fields["kind"] else None
    return [
        name
        for name, value in line.fields.items()
        if name != given and (name not in fields or not _same(value, fields[name], tolerance))
    ]


def fits(line: Line, day: int, fields: Fields, tolerance: Tolerance) -> bool:
    """Tell whether a line may stand for an entry of a day."""
    return abs(line.day - day) <= tolerance.within_days and not unlike(line, fields, tolerance)


def told_differently(line: Line, fields: Fields, tolerance: Tolerance = EXACT) -> list[str]:
    """Return a text for each field that a line tells otherwise."""
    return [
        f"{name}: expected {shown(fields[name]) if name in fields else 'nothing'}, seen {shown(line.fields[name])}"
        for name in unlike(line, fields, tolerance)
    ]


def pairs(
    lines: Sequence[Line], entries: Sequence[Entry], by_entry: Sequence[Fields], must: set[int], tolerance: Tolerance
) -> dict[int, int]:
    """Return which line stands for which entry, as many as can be, those that `must` be told first."""
    in_order = range(len(lines)) if len(lines) == len(entries) else ()
    if in_order and all(fits(lines[n], entries[n].day, by_entry[n], tolerance) for n in in_order):
        return dict(zip(in_order, in_order, strict=True))
    candidates = {
        index: sum(
            1 << number for number, entry in enumerate(entries) if fits(line, entry.day, by_entry[number], tolerance)
        )
        for index, line in enumerate(lines)
    }
    return match(candidates, sum(1 << number for number in must))


def nearest(line: Line, numbers: Sequence[int], by_entry: Sequence[Fields]) -> int | None:
    """Return the number of the entry of the line's kind that it is most like; None when there is none."""
    alike = [number for number in numbers if by_entry[number]["kind"] == line.kind]
    return min(alike, key=lambda number: len(unlike(line, by_entry[number])), default=None)


def _same(told: object, wanted: object, tolerance: Tolerance) -> bool:
    if type(told) is type(wanted) and told == wanted and type(told) is not dict:
        return True
    if isinstance(told, Mapping) and isinstance(wanted, Mapping):
        same_names = told.keys() == wanted.keys()
        return same_names and all(_same(told[name], wanted[name], tolerance) for name in told)
    if isinstance(told, list) and isinstance(wanted, list) and all(isinstance(item, str) for item in (*told, *wanted)):
        return _sure(told, tolerance) == _sure(wanted, tolerance)
    within_days = tolerance.within_days
    if within_days and isinstance(told, str) and isinstance(wanted, str) and len(told) == len(wanted) == _DAY_LENGTH:
        with suppress(ValueError):
            return abs((date.fromisoformat(told) - date.fromisoformat(wanted)).days) <= within_days
    return False


def _sure(words: list[str], tolerance: Tolerance) -> list[str]:
    return [word for word in words if word not in tolerance.unsure]
