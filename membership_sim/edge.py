"""The edge: what callers give as a day, a month, a tax or a path, turned into what the core counts in, or refused.

Every public function takes its dates through here, so that all take the same ones and refuse the rest alike.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, TypeAlias

from membership_sim.money import NO_TAX, Rate, parse_rate
from membership_sim.scenario import FIRST_YEAR, LAST_YEAR, ScenarioError
from membership_sim.typed import shown

if TYPE_CHECKING:
    from membership_sim.files.errors import InputError
    from membership_sim.rulebook.book import RuleBook

Day: TypeAlias = date | str  # ISO text, or a date; where a time zone is known also an instant, a `datetime` or its text

_DAY_LENGTH: Final = len("YYYY-MM-DD")
_MONTH_LENGTH: Final = len("YYYY-MM")


def civil_date(on: object, what: str = "the day", zone: str | None = None) -> date:
    """Return the date that is given as one, as ISO text, or as an instant, which counts in the zone (TIME-1).

    Raises ScenarioError, which calls it `what`, for anything else.
    """
    instant = ", a datetime" if zone is not None else ""
    return _date(on, on, what, zone, f"a date{instant} or text as YYYY-MM-DD")


def day_number(on: object, what: str = "the day", zone: str | None = None) -> int:
    """Return the number of a day that a story may name, given as `civil_date` takes it; bounds the years too.

    >>> day_number("2025-01-31") == day_number(date(2025, 1, 31)) == date(2025, 1, 31).toordinal()
    True
    >>> str(date.fromordinal(day_number("2025-03-01T16:30Z", zone="Asia/Tokyo")))
    '2025-03-02'
    """
    return _number(civil_date(on, what, zone), what)


def month_end_number(month: object, what: str = "the month", zone: str | None = None) -> int:
    """Return the number of the last day of a month given as `2026-04`, or as any day in it.

    Raises ScenarioError, which calls it `what`, for anything else, and for a year out of bounds.
    """
    from membership_sim.calendar import month_end_day

    is_month = isinstance(month, str) and len(month) == _MONTH_LENGTH
    first = f"{month}-01" if is_month else month
    return month_end_day(_number(_date(first, month, what, zone, "text as YYYY-MM, or a day in the month"), what))


def _number(day: date, what: str) -> int:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ScenarioError(f"{what} is {day}, allowed: the years {FIRST_YEAR} to {LAST_YEAR}")
    return day.toordinal()


def tax_rate(sales_tax: object, book: RuleBook) -> Rate:
    """Return the rate of a sales tax written as text; None is none, whatever the book.

    Raises ScenarioError for what is no percentage, and for a book whose fees include the tax (BILL-3).
    """
    if sales_tax is None:
        return NO_TAX
    if book.tax != "added":
        raise ScenarioError(f"sales_tax is {shown(sales_tax)}, {fees_include_tax(book)}")
    if isinstance(sales_tax, str):
        with suppress(ValueError):
            return parse_rate(sales_tax)
    allowed = "a percentage below 100 with at most 6 decimals, as text such as '8.875%'"
    raise ScenarioError(f"sales_tax is {shown(sales_tax)}, allowed: {allowed}")


def fees_include_tax(book: RuleBook) -> str:
    """Return why a rule book takes no sales tax (BILL-3)."""
    return f"the fees of the rule book {shown(book.name)} include tax"


def _date(on: object, seen: object, what: str, zone: str | None, allowed: str) -> date:
    day = _civil_day(on, zone)
    if day is None and isinstance(on, str) and _is_written_as_day(on):
        raise ScenarioError(f"{what} is {shown(seen)}, which the calendar does not have")
    if day is None:
        raise ScenarioError(f"{what} is {shown(seen)}, allowed: {allowed}")
    return day


def _civil_day(on: object, zone: str | None) -> date | None:
    """Return the day; None when the value is none."""
    try:
        if isinstance(on, str) and len(on) == _DAY_LENGTH:
            return date.fromisoformat(on) if _is_written_as_day(on) else None
        if isinstance(on, datetime) or (isinstance(on, str) and _is_written_as_day(on[:_DAY_LENGTH])):
            return None if zone is None else _local_day(on, zone)
    except (ValueError, OverflowError):
        return None
    return on if isinstance(on, date) else None


def _local_day(instant: datetime | str, zone: str) -> date:
    from membership_sim.calendar import local_day

    return local_day(instant, zone)


def _is_written_as_day(text: str) -> bool:
    """Tell whether a text looks like YYYY-MM-DD; the standard library would take other forms too."""
    parts = text.split("-")
    return text.isascii() and list(map(len, parts)) == [4, 2, 2] and all(map(str.isdigit, parts))


def refuse(*problems: Iterable[str]) -> None:
    """Raise ScenarioError with all of the problems, if there are any."""
    found = [problem for some in problems for problem in some]
    if found:
        raise ScenarioError(*found)


def refused(read: Callable[..., object], *arguments: object) -> tuple[str, ...]:
    """Return the problems for which a reader refuses its arguments, so that they can be told with others."""
    try:
        read(*arguments)
    except ScenarioError as error:
        return error.problems
    return ()


def path_text(path: object, what: str, allowed: str) -> str:
    """Return a path, or a name, as text; raises InputError, which calls it `what`, for anything else."""
    if isinstance(path, str | os.PathLike):
        text = os.fspath(path)
        if text and isinstance(text, str):
            return text
    raise unusable(f"{what} is {shown(path)}, allowed: {allowed}")


def unusable(problem: str) -> InputError:
    """Return the error for a value that stands where a file or its values are wanted."""
    from membership_sim.files.errors import InputError, Problem

    return InputError([Problem(None, problem)])
