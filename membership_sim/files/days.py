"""Shapes of civil days, months and instants; the years are bounded so that no calendar overflows."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from membership_sim.files.nodes import BAD, Scalar
from membership_sim.files.report import Report
from membership_sim.files.shapes import Shape
from membership_sim.files.words import node_text
from membership_sim.scenario import FIRST_YEAR, LAST_YEAR

_DAY: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_MONTH: Final = re.compile(r"([0-9]{4})-([0-9]{2})")
_CLOCK: Final = r"([01][0-9]|2[0-3]):[0-5][0-9]"
INSTANT: Final = rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[T ]{_CLOCK}(:[0-5][0-9](\.[0-9]{{1,9}})?)?(Z|[+-]{_CLOCK})?"


class Day(Shape):
    """A civil day as YYYY-MM-DD, read as its ordinal, or with `as_text` as its text."""

    wanted = "a day as YYYY-MM-DD"

    def __init__(self, as_text: bool = False) -> None:
        self.as_text = as_text

    def _accept(self, node: Scalar, report: Report, what: str) -> int | str | Any:
        parts = _parts(node.value, _DAY)
        if not parts:
            return None
        on = _civil_day(parts[0], parts[1], parts[2], node, report, what)
        return on if on is BAD or not self.as_text else node.text


class Instant(Shape):
    """An instant as ISO 8601 text, to the minute or finer; read as its text, its day is known to exist."""

    wanted = "an instant as YYYY-MM-DDTHH:MM, with an offset or local,"

    def _accept(self, node: Scalar, report: Report, what: str) -> str | Any:
        if not isinstance(node.value, str) or not re.fullmatch(INSTANT, node.value, re.ASCII):
            return None
        year, month, day = (int(part) for part in node.value[:10].split("-"))
        return node.value if _civil_day(year, month, day, node, report, what) is not BAD else BAD


class Month(Shape):
    """A month as YYYY-MM, read as the ordinal of its last day, or with `as_text` as its text."""

    wanted = "a month as YYYY-MM"

    def __init__(self, as_text: bool = False) -> None:
        self.as_text = as_text

    def _accept(self, node: Scalar, report: Report, what: str) -> int | str | Any:
        parts = _parts(node.value, _MONTH)
        if not parts:
            return None
        first_day = _civil_day(parts[0], parts[1], 1, node, report, what)
        if first_day is BAD or self.as_text:
            return first_day and node.text
        from membership_sim.calendar import month_end_day

        return month_end_day(first_day)


def _parts(value: object, form: re.Pattern[str]) -> list[int] | None:
    """Return the numbers of `YYYY-MM-DD` or `YYYY-MM`; None when the value is no such text."""
    found = form.fullmatch(value) if isinstance(value, str) else None
    return [int(word) for word in found.groups()] if found else None


def _civil_day(year: int, month: int, day: int, node: Scalar, report: Report, what: str) -> int | Any:
    """Return the ordinal of a day; `BAD`, and reported, when there is no such day or the year is out of bounds."""
    try:
        ordinal = date(year, month, day).toordinal()
    except ValueError:
        report.add(node.place, f"{what} is {node_text(node)}, which the calendar does not have")
        return BAD
    if not FIRST_YEAR <= year <= LAST_YEAR:
        report.add(node.place, f"{what} is {node_text(node)}, the years {FIRST_YEAR} to {LAST_YEAR} are allowed")
        return BAD
    return ordinal
