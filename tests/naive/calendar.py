"""Plain calendar arithmetic with datetime.date (TIME-1, TIME-4, BILL-2)."""
from datetime import date, timedelta


class ScenarioProblemError(Exception):
    """The scenario (or the rule book it came with) cannot be run as it stands."""


def parse_day(text):
    """An ISO text (or a date) as a date."""
    if isinstance(text, date):
        return text
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise ScenarioProblemError(f"not a day: {text!r}") from None


def days_after(day, number_of_days):
    return day + timedelta(days=number_of_days)


def last_day_of_month(year, month):
    """The last civil day of a month."""
    if month == 12:
        return date(year, 12, 31)
    return date(year, month + 1, 1) - timedelta(days=1)


def parse_month_end(text):
    """'2026-04' -> 2026-04-30 (card expiry of PAY-2, graduation of PLAN-2)."""
    try:
        year_text, month_text = str(text).split("-")[:2]
        return last_day_of_month(int(year_text), int(month_text))
    except ValueError:
        raise ScenarioProblemError(f"not a month: {text!r}") from None


def add_months(day, number_of_months):
    """The same day of the month, that many months later, clamped to the month's end."""
    months_since_year_zero = day.year * 12 + (day.month - 1) + number_of_months
    year = months_since_year_zero // 12
    month = months_since_year_zero % 12 + 1
    last = last_day_of_month(year, month)
    if day.day > last.day:
        return last
    return date(year, month, day.day)


def anchored_day(anchor, number_of_months, month_end_reading):
    """BILL-2: counted from the anchor, never from the previous end."""
    if month_end_reading == "sticky_month_end" and anchor == last_day_of_month(anchor.year, anchor.month):
        clamped = add_months(anchor, number_of_months)
        return last_day_of_month(clamped.year, clamped.month)
    return add_months(anchor, number_of_months)
