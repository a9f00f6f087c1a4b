"""The oracle's own dates, counted with the standard library and nothing of the core's: a second opinion."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import Final

from membership_sim.rulebook.model import Holidays

_LAST_DAY: Final = date.max.toordinal()


def iso(day: int | None) -> str:
    """Return a day as ISO text; "none" if there is none, or if it is none that a calendar has."""
    return date.fromordinal(day).isoformat() if day and 0 < day <= _LAST_DAY else "none"


@lru_cache(maxsize=8192)
def months_after(day: int, months: int, sticky: bool = False) -> int:
    """Return the day that is calendar months after an anchor, clamped to the month's end (BILL-2).

    `sticky`: an anchor on the last day of its month leads to the last day of every month. What is no day stays; no
    day lies after the calendar's last.

    >>> [str(date.fromordinal(months_after(date(2024, 2, 29).toordinal(), n, True))) for n in (1, 12)]
    ['2024-03-31', '2025-02-28']
    """
    if day <= 0:
        return day
    anchor = date.fromordinal(day)
    was_last = anchor.day == monthrange(anchor.year, anchor.month)[1]
    year, month0 = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    if year > date.max.year:
        return _LAST_DAY
    last = monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, last if sticky and was_last else min(anchor.day, last)).toordinal()


def full_months_left(anchor_day: int, elapsed: int, months: int, today: int, sticky: bool = False) -> int:
    """Return the boundaries from today, counting, to the period's end, not counting (rules.md, "Full months left").

    >>> may_5, today = (date.fromisoformat(text).toordinal() for text in ("2024-05-05", "2025-03-03"))
    >>> full_months_left(may_5, 0, 12, today)
    2
    """
    return sum(months_after(anchor_day, elapsed + count, sticky) >= today for count in range(months))


def business_day_after(day: int, count: int, holidays: Holidays) -> int | None:
    """Return the `count`-th business day after `day`, which is day 0; None if the holidays are not known that far."""
    while count and holidays.first_day <= day < holidays.end_day:
        day += 1
        is_weekend = date.fromordinal(day).isoweekday() > 5
        count -= not is_weekend and day not in holidays.days
    return day if holidays.first_day <= day < holidays.end_day else None
