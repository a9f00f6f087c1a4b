"""Where the axis of time has its ticks: on first days of months and years, or on some days of each month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Final, Literal, NamedTuple, get_args

from membership_sim.show.catalogue import Catalogue

Unit = Literal["day", "month", "year"]


UNITS: Final[tuple[Unit, ...]] = get_args(Unit)


class Step(NamedTuple):
    """A distance of ticks: so many days, months or years."""

    unit: Unit
    every: int


class Ticks(NamedTuple):
    """The days of ticks, and what their labels need to tell apart."""

    unit: Unit
    days: tuple[int, ...]


STEPS: Final = (
    *(Step("day", count) for count in (1, 2, 5, 10)),
    *(Step("month", count) for count in (1, 2, 3, 6)),
    *(Step("year", count) for count in (1, 2, 5, 10, 20, 50, 100)),
)
_LAST_DAY: Final = {1: 31, 2: 29, 5: 26, 10: 21}  # a later one of the month would crowd the first of the next


def day_text(unit: Unit, day: int, words: Catalogue) -> str:
    """Return a day as it is written where only its unit matters.

    >>> from membership_sim.show.catalogue import catalogue
    >>> [day_text(unit, date(2025, 3, 2).toordinal(), catalogue()) for unit in UNITS]
    ['2025-03-02', '2025-03', '2025']
    """
    on = date.fromordinal(day)
    return words.labels[f"tick_{unit}"].format(year=on.year, month=on.month, day=on.day)


def ticks(start_day: int, end_day: int, apart: Mapping[Unit, float], most: int) -> Ticks:
    """Return the finest ticks in `[start_day, end_day]` that are so many days apart by their unit, and at most `most`.

    >>> apart = {"day": 20, "month": 15, "year": 10}
    >>> found = ticks(date(2025, 1, 31).toordinal(), date(2025, 6, 30).toordinal(), apart, 6)
    >>> found.unit, [str(date.fromordinal(day)) for day in found.days]
    ('month', ['2025-02-01', '2025-03-01', '2025-04-01', '2025-05-01', '2025-06-01'])
    """
    for step in STEPS:
        if _longest(step) * (most + 1) < end_day - start_day or _longest(step) < apart[step.unit]:
            continue  # too many or too near, without counting them
        found = tuple(_days(step, start_day, end_day))
        if len(found) <= most and all(after - day >= apart[step.unit] for day, after in pairwise(found)):
            return Ticks(step.unit, found)
    return Ticks("year", ())


def _longest(step: Step) -> int:
    """Return the most days between two ticks of a step."""
    return step.every * {"day": 1, "month": 31, "year": 366}[step.unit] + (step.unit == "day")


def _days(step: Step, start_day: int, end_day: int) -> Iterator[int]:
    """Yield the days of a step's ticks."""
    unit, every = step
    first = date.fromordinal(start_day)
    if unit == "day":
        for day in range(start_day, end_day + 1):
            number = date.fromordinal(day).day
            if (number - 1) % every == 0 and number <= _LAST_DAY[every]:
                yield day
        return
    months = every * (12 if unit == "year" else 1)
    month = (first.year * 12 + first.month - 1) // months * months
    while month // 12 <= date.max.year:
        day = date(max(month // 12, 1), month % 12 + 1, 1).toordinal()
        if day > end_day:
            return
        if day >= start_day:
            yield day
        month += months
