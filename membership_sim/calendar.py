"""Civil days as whole numbers: anchored periods, business days, zones.

The core counts in ordinals (`date.toordinal()`); the public functions at the end speak standard `date` and `datetime`.
This is the only room that knows pendulum, and it loads it when an instant or a zone is met.
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from functools import cache, lru_cache
from typing import NamedTuple

from membership_sim.edge import Day, civil_date, refuse, refused
from membership_sim.rulebook.model import Holidays
from membership_sim.scenario import ScenarioError
from membership_sim.typed import shown, wrong_values


class OutsideHolidaysError(ValueError):
    """The table of public holidays does not reach a day, so its business days are unknown (REFUND-8)."""


@lru_cache(maxsize=4096)
def _month(index: int) -> tuple[int, int]:
    """Return the day before a month's first, and how many days it has; months count from January of the year 0."""
    year, month0 = divmod(index, 12)
    before = date(year, month0 + 1, 1).toordinal() - 1
    length = 31 if month0 == 11 else date(year, month0 + 2, 1).toordinal() - 1 - before
    return before, length


@lru_cache(maxsize=4096)
def _anchor(day: int) -> tuple[int, int, bool]:
    """Return the month of an anchor, its day in it, and whether that is the month's last."""
    anchor = date.fromordinal(day)
    index = anchor.year * 12 + anchor.month - 1
    return index, anchor.day, anchor.day == _month(index)[1]


def anchored_day(anchor_day: int, months: int, sticky: bool = False) -> int:
    """Return the boundary `months` calendar months after the anchor, clamped to the month's end (BILL-2).

    `sticky`: an anchor on the last day of its month leads to the last day of every month.

    >>> jan_31 = date(2025, 1, 31).toordinal()
    >>> [str(date.fromordinal(anchored_day(jan_31, n))) for n in (1, 2, 3)]
    ['2025-02-28', '2025-03-31', '2025-04-30']
    """
    index, day, is_last = _anchor(anchor_day)
    before, length = _month(index + months)
    return before + (length if day > length or (sticky and is_last) else day)


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
    before, length = _month(_anchor(day)[0])
    return before + length


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


def period(anchor: Day, *, months: int = 0, days: int = 0, index: int = 0, sticky_month_end: bool = False) -> Period:
    """Return the period number `index` (0 is the first) of a plan of `months` or `days`, counted from its anchor.

    Raises ScenarioError unless exactly one of `months` and `days` is positive (BILL-2), and beyond the year 9999.

    >>> period("2024-01-31", months=1, index=1)
    Period(start=datetime.date(2024, 2, 29), end=datetime.date(2024, 3, 31))
    """
    _check(anchor=anchor, months=months, days=days, index=index)
    if (months > 0) == (days > 0):
        raise ScenarioError(f"a period has a positive number of months or of days, not {months} months and {days} days")
    first_day, length = civil_date(anchor).toordinal(), months or days
    try:
        start, end = (
            date.fromordinal(boundary(first_day, length * number, months > 0, sticky_month_end))
            for number in (index, index + 1)
        )
    except (ValueError, OverflowError):
        raise ScenarioError(f"period {index} from {anchor} ends after the year {date.max.year}, the last one") from None
    return Period(start, end)


def full_months_left(anchor: Day, *, months: int, index: int = 0, today: Day, sticky_month_end: bool = False) -> int:
    """Return the full months left on `today` of period number `index`: today's boundary counts, the end's does not.

    Raises ScenarioError as `period` does.

    >>> full_months_left("2024-05-05", months=12, today="2025-03-03")
    2
    """
    _check(anchor=anchor, today=today, months=months, index=index)
    period(anchor, months=months, index=index)
    anchor_day, on = civil_date(anchor).toordinal(), civil_date(today).toordinal()
    return full_units_left(anchor_day, months * index, months, True, on, sticky_month_end)


def _check(**arguments: object) -> None:
    """Refuse, all at once, dates that are none and numbers that are not whole."""
    days = ("anchor", "today")
    refuse(
        *(
            refused(civil_date, value, name) if name in days else wrong_values(value, int, name)
            for name, value in arguments.items()
        )
    )


def local_day(instant: datetime | str, zone: str) -> date:
    """Return the civil day of an instant in a time zone; without an offset the instant is local already (TIME-1).

    `instant` is a `datetime` or ISO 8601 text. Raises ScenarioError for other text, or when an unknown zone is needed.

    >>> local_day("2025-03-05T21:40-08:00", "Asia/Tokyo")
    datetime.date(2025, 3, 6)
    """
    try:
        moment = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    except ValueError:
        moment = None
    if not isinstance(moment, datetime):
        raise ScenarioError(f"the instant is {shown(instant)}, allowed: a datetime or ISO 8601 text")
    if moment.tzinfo is None:
        return moment.date()
    try:
        return moment.astimezone(_zone(zone)).date()
    except OverflowError:
        raise ScenarioError(f"the instant is {instant}, whose day in {zone} the calendar does not have") from None


def zoned(moment: datetime, zone: str) -> datetime:
    """Return the instant at which the clocks of a time zone show `moment`; raises ScenarioError for an unknown zone."""
    return moment.replace(tzinfo=_zone(zone))


def is_time_zone(name: str) -> bool:
    """Tell whether the IANA database has the zone."""
    return name in _zone_names()


def _zone(name: object) -> tzinfo:
    import pendulum

    if not isinstance(name, str) or not is_time_zone(name):
        raise ScenarioError(f"unknown time zone {shown(name)}, allowed: a name such as 'Asia/Tokyo'")
    return pendulum.timezone(name)


@cache
def _zone_names() -> frozenset[str]:
    """Return the zones of the IANA database, the same on every machine.

    A system's folder of zones has more, which pendulum would take: `localtime`, the machine's own, and zones that count
    leap seconds.
    """
    from importlib.resources import files

    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="utf-8").split())
