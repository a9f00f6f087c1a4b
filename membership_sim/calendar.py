"""Civil days as whole numbers: anchored periods, business days, zones.

The core counts in ordinals (`date.toordinal()`); the public functions at the end speak standard `date` and `datetime`.
This is the only room that knows pendulum, and it loads it when an instant or a zone is met.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from membership_sim.rulebook.model import Holidays

_FEWEST_LAST_DAY = 28  # every month has this day


class OutsideHolidaysError(ValueError):
    """The table of public holidays does not reach a day, so its business days are unknown (REFUND-8)."""


def _last_day_of(year: int, month: int) -> int:
    """Return how many days the month has."""
    if month == 12:
        return 31
    return (date(year, month + 1, 1) - date(year, month, 1)).days


def anchored_day(anchor_day: int, months: int, sticky: bool = False) -> int:
    """Return the boundary `months` calendar months after the anchor, clamped to the month's end (BILL-2).

    `sticky`: an anchor on the last day of its month leads to the last day of every month.

    >>> jan_31 = date(2025, 1, 31).toordinal()
    >>> [str(date.fromordinal(anchored_day(jan_31, n))) for n in (1, 2, 3)]
    ['2025-02-28', '2025-03-31', '2025-04-30']
    """
    anchor = date.fromordinal(anchor_day)
    year, month0 = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    day = anchor.day
    if day >= _FEWEST_LAST_DAY:
        last = _last_day_of(year, month0 + 1)
        if day > last or (sticky and day == _last_day_of(anchor.year, anchor.month)):
            day = last
    return date(year, month0 + 1, day).toordinal()


def boundary(anchor_day: int, elapsed: int, in_months: bool, sticky: bool = False) -> int:
    """Return the day that is `elapsed` months, or else days, from the anchor."""
    return anchored_day(anchor_day, elapsed, sticky) if in_months else anchor_day + elapsed


def full_units_left(
    anchor_day: int, elapsed: int, length: int, in_months: bool, today: int, sticky: bool = False
) -> int:
    """Return the anchored boundaries in `[today, period end)`: the full months (or days) left of a period.

    The period runs from `elapsed` to `elapsed + length` units after the anchor (rules.md, "Full months left").
    """
    left = 0
    while left < length and boundary(anchor_day, elapsed + length - left - 1, in_months, sticky) >= today:
        left += 1
    return left


def month_end_day(day: int) -> int:
    """Return the last day of the month that `day` lies in.

    >>> date.fromordinal(month_end_day(date(2028, 2, 3).toordinal())).isoformat()
    '2028-02-29'
    """
    on = date.fromordinal(day)
    return day - on.day + _last_day_of(on.year, on.month)


def add_business_days(day: int, count: int, holidays: Holidays) -> int:
    """Return the `count`-th business day after `day`, which is day 0 whatever it is (REFUND-4, REFUND-7).

    Raises `OutsideHolidaysError` when a day that must be looked at lies outside the table.
    """
    while True:
        if not holidays.first_day <= day < holidays.end_day:
            raise OutsideHolidaysError(
                f"the public holidays of {holidays.name} are known from {date.fromordinal(holidays.first_day)} "
                f"to {date.fromordinal(holidays.end_day - 1)}, not on {date.fromordinal(day)}"
            )
        if count == 0:
            return day
        day += 1
        if date.fromordinal(day).weekday() < 5 and day not in holidays.days:
            count -= 1


class Period(NamedTuple):
    """A half-open period of civil days: `end` is the day of the next charge (TIME-4)."""

    start: date
    end: date


def period(anchor: date, *, months: int = 0, days: int = 0, index: int = 0, sticky_month_end: bool = False) -> Period:
    """Return the period number `index` (0 is the first) of a plan of `months` or `days`, counted from its anchor.

    Raises ValueError unless exactly one of `months` and `days` is positive (BILL-2).

    >>> period(date(2024, 1, 31), months=1, index=1)
    Period(start=datetime.date(2024, 2, 29), end=datetime.date(2024, 3, 31))
    """
    if (months > 0) == (days > 0) or months < 0 or days < 0:
        raise ValueError(f"a period has a positive number of months or of days, not {months} months and {days} days")
    length = months or days
    start, end = (
        date.fromordinal(boundary(anchor.toordinal(), length * number, months > 0, sticky_month_end))
        for number in (index, index + 1)
    )
    return Period(start, end)


def full_months_left(anchor: date, *, months: int, index: int = 0, today: date, sticky_month_end: bool = False) -> int:
    """Return the full months left on `today` of period number `index`: today's boundary counts, the end's does not.

    >>> full_months_left(date(2024, 5, 5), months=12, today=date(2025, 3, 3))
    2
    """
    return full_units_left(anchor.toordinal(), months * index, months, True, today.toordinal(), sticky_month_end)


def local_day(instant: datetime | str, zone: str) -> date:
    """Return the civil day of an instant in a time zone; without an offset the instant is local already (TIME-1).

    `instant` is a `datetime` or ISO 8601 text. Raises ValueError for other text or an unknown zone.

    >>> local_day("2025-03-05T21:40-08:00", "Asia/Tokyo")
    datetime.date(2025, 3, 6)
    """
    moment = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    zone_found = _zone(zone)
    if moment.tzinfo is None:
        return moment.date()
    return moment.astimezone(zone_found).date()


def is_time_zone(name: str) -> bool:
    """Tell whether pendulum knows the zone."""
    try:
        _zone(name)
    except ValueError:
        return False
    return True


def _zone(name: str):  # type: ignore[no-untyped-def]
    import pendulum

    try:
        return pendulum.timezone(name)
    except Exception as error:  # pendulum raises its own error, and the operating system's for odd names
        raise ValueError(f"unknown time zone {name!r}") from error
