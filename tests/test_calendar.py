"""Days, anchored periods, full months, business days and zones, each against a second opinion (BILL-2, TIME-1)."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pendulum
import pytest
import whenever

from membership_sim.calendar import (
    OutsideHolidaysError,
    add_business_days,
    anchored_day,
    boundary,
    full_months_left,
    full_units_left,
    is_time_zone,
    local_day,
    month_end_day,
    period,
    zoned,
)
from membership_sim.rulebook.holidays import load
from membership_sim.scenario import ScenarioError
from tests.helpers import day, iso, table

FIRST, LAST = date(2000, 1, 1), date(2031, 12, 31)
ANCHORS = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
MONTHS = range(1, 25)
YEARS = range(12, 132, 12)
AT_MONTH_ENDS = [anchor for anchor in ANCHORS if anchor.day >= 27 and 2023 <= anchor.year <= 2024]


def by_pendulum(anchor, months):
    return pendulum.Date(anchor.year, anchor.month, anchor.day).add(months=months).toordinal()


def by_whenever(anchor, months):
    later = whenever.Date(anchor.year, anchor.month, anchor.day).add(months=months)
    return date(later.year, later.month, later.day).toordinal()


def by_hand(anchor, months):
    """The day of the month, or the month's last day if it has none such: rules.md in three lines."""
    year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(anchor.day, last)).toordinal()


@pytest.mark.parametrize("opinion", [by_pendulum, by_whenever, by_hand])
def test_periods_from_anchors_near_a_month_end(opinion):
    for anchor in AT_MONTH_ENDS:
        for months in (*range(1, 14), 24, 48, 120):
            assert anchored_day(anchor.toordinal(), months) == opinion(anchor, months), f"{anchor} + {months} months"


@pytest.mark.slow
@pytest.mark.parametrize("opinion", [by_pendulum, by_whenever, by_hand])
def test_periods_from_every_anchor(opinion):
    wrong = [
        (anchor, months)
        for anchor in ANCHORS
        for months in (*MONTHS, *YEARS)
        if anchored_day(anchor.toordinal(), months) != opinion(anchor, months)
    ]
    assert wrong == []


def check_tiling(anchors, sticky):
    """Each period begins where the one before ended, and none is shorter than 28 days or longer than 31."""
    for anchor in anchors:
        ends = [anchored_day(anchor.toordinal(), months, sticky) for months in range(25)]
        assert ends[0] == anchor.toordinal()
        assert all(28 <= after - before <= 31 for before, after in pairwise(ends)), anchor
        days = [number for before, after in pairwise(ends) for number in range(before, after)]
        assert days == list(range(ends[0], ends[-1])), anchor


@pytest.mark.parametrize("sticky", [False, True])
def test_periods_tile(sticky):
    check_tiling(AT_MONTH_ENDS, sticky)


@pytest.mark.slow
@pytest.mark.parametrize("sticky", [False, True])
def test_periods_tile_from_every_anchor(sticky):
    check_tiling(ANCHORS, sticky)


SERIES = [
    # anchor, months a period, sticky, the ends
    ("2025-01-31", 1, False, "2025-02-28 2025-03-31 2025-04-30 2025-05-31 2025-06-30"),
    ("2024-01-31", 1, False, "2024-02-29 2024-03-31 2024-04-30 2024-05-31 2024-06-30"),
    ("2024-01-30", 1, False, "2024-02-29 2024-03-30 2024-04-30 2024-05-30 2024-06-30"),
    ("2025-01-29", 1, False, "2025-02-28 2025-03-29 2025-04-29 2025-05-29 2025-06-29"),
    ("2025-02-28", 1, False, "2025-03-28 2025-04-28 2025-05-28 2025-06-28 2025-07-28"),
    ("2025-02-28", 1, True, "2025-03-31 2025-04-30 2025-05-31 2025-06-30 2025-07-31"),
    ("2024-02-28", 1, True, "2024-03-28 2024-04-28 2024-05-28 2024-06-28 2024-07-28"),
    ("2024-02-29", 1, True, "2024-03-31 2024-04-30 2024-05-31 2024-06-30 2024-07-31"),
    ("2025-04-30", 1, False, "2025-05-30 2025-06-30 2025-07-30 2025-08-30 2025-09-30"),
    ("2025-04-30", 1, True, "2025-05-31 2025-06-30 2025-07-31 2025-08-31 2025-09-30"),
    ("2025-01-30", 1, True, "2025-02-28 2025-03-30 2025-04-30 2025-05-30 2025-06-30"),
    ("2024-02-29", 12, False, "2025-02-28 2026-02-28 2027-02-28 2028-02-29 2029-02-28"),
    ("2025-02-28", 12, False, "2026-02-28 2027-02-28 2028-02-28 2029-02-28 2030-02-28"),
    ("2025-02-28", 12, True, "2026-02-28 2027-02-28 2028-02-29 2029-02-28 2030-02-28"),
    ("2096-02-29", 12, False, "2097-02-28 2098-02-28 2099-02-28 2100-02-28 2101-02-28"),
    ("2025-11-30", 3, False, "2026-02-28 2026-05-30 2026-08-30 2026-11-30 2027-02-28"),
    ("2025-12-31", 2, False, "2026-02-28 2026-04-30 2026-06-30 2026-08-31 2026-10-31"),
    ("2025-06-15", 6, False, "2025-12-15 2026-06-15 2026-12-15 2027-06-15 2027-12-15"),
]


@pytest.mark.parametrize(("anchor", "months", "sticky", "ends"), SERIES)
def test_series_worked_out_by_hand(anchor, months, sticky, ends):
    found = [
        period(date.fromisoformat(anchor), months=months, index=index, sticky_month_end=sticky) for index in range(5)
    ]
    assert [str(each.end) for each in found] == ends.split()
    assert [str(each.start) for each in found] == [anchor, *ends.split()[:-1]]


def test_nobody_asks_for_sticky_month_ends_or_a_later_period():
    """What is left out: month ends do not stick, and the period is the first."""
    assert iso(boundary(day("2025-02-28"), 1, True)) == "2025-03-28"
    assert period("2025-02-28", months=1) == (date(2025, 2, 28), date(2025, 3, 28))
    assert full_units_left(day("2025-02-28"), 0, 12, True, day("2025-08-29")) == 5
    assert full_months_left("2025-02-28", months=12, today="2025-08-29") == 5
    assert full_months_left("2025-02-28", months=12, today="2025-08-29", sticky_month_end=True) == 6


@pytest.mark.slow
def test_sticky_month_ends_from_every_anchor():
    for anchor in ANCHORS:
        at_end = anchor.toordinal() == month_end_day(anchor.toordinal())
        for months in MONTHS:
            expected = by_hand(anchor, months)
            if at_end:
                expected = month_end_day(expected)
            assert anchored_day(anchor.toordinal(), months, True) == expected, f"{anchor} + {months}"


@pytest.mark.parametrize("length", [1, 7, 10, 30])
def test_periods_in_days(length):
    anchor = date(2024, 2, 25)
    for index in range(5):
        found = period(anchor, days=length, index=index)
        assert found == (anchor + timedelta(length * index), anchor + timedelta(length * (index + 1)))


@pytest.mark.parametrize(
    "wrong", [{}, {"months": 0}, {"months": 1, "days": 1}, {"months": -1}, {"days": -7}, {"days": 0}]
)
def test_a_period_has_a_length_of_one_kind(wrong):
    with pytest.raises(ValueError, match=r"a positive number of months or of days|allowed: a whole number, 0 or more"):
        period(date(2025, 1, 1), **wrong)


ALLOWED = "allowed: a whole number, 0 or more, below 10**18"
A_DATE = "allowed: a date or text as YYYY-MM-DD"
NO_LENGTH = "a period has a positive number of months or of days, not 0 months and 0 days"
REFUSED = [
    # the function, its arguments, every problem
    (period, {"anchor": 5, "months": 1}, [f"anchor is 5, {A_DATE}"]),
    (period, {"anchor": "2025-01-31", "months": "1"}, [f"months is '1', {ALLOWED}"]),
    (period, {"anchor": "2025-01-31", "days": -7}, [f"days is -7, {ALLOWED}"]),
    (period, {"anchor": "2025-01-31", "months": 1, "index": -1}, [f"index is -1, {ALLOWED}"]),
    (period, {"anchor": 5, "days": "7"}, [f"anchor is 5, {A_DATE}", f"days is '7', {ALLOWED}"]),
    (period, {"anchor": "2025-01-31"}, [NO_LENGTH]),
    (
        period,
        {"anchor": "2025-01-31", "months": 12, "index": 7975},
        ["period 7975 from 2025-01-31 ends after the year 9999, the last one"],
    ),
    (full_months_left, {"anchor": "x", "months": 1, "today": "2025-01-31"}, [f"anchor is 'x', {A_DATE}"]),
    (full_months_left, {"anchor": "2025-01-31", "months": 1, "today": 5}, [f"today is 5, {A_DATE}"]),
    (full_months_left, {"anchor": 5, "months": "1", "today": 5, "index": -1},
     [f"anchor is 5, {A_DATE}", f"today is 5, {A_DATE}", f"months is '1', {ALLOWED}", f"index is -1, {ALLOWED}"]),
    (full_months_left, {"anchor": "2025-01-31", "months": 0, "today": "2025-01-31"}, [NO_LENGTH]),
    (
        full_months_left,
        {"anchor": "2025-01-31", "months": 12, "index": 7975, "today": "2025-01-31"},
        ["period 7975 from 2025-01-31 ends after the year 9999, the last one"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("function", "arguments", "problems"), REFUSED)
def test_arguments_that_are_refused_all_at_once(function, arguments, problems):
    with pytest.raises(ScenarioError) as caught:
        function(**arguments)
    assert list(caught.value.problems) == problems


def test_the_last_period_of_the_calendar():
    assert period("2025-01-31", months=12, index=7973).end == date(9999, 1, 31)


LEFT = [
    # anchor, months, index, today, full months left
    ("2024-05-05", 12, 0, "2025-03-03", 2),  # the specification's example
    ("2024-05-05", 12, 0, "2024-05-05", 12),
    ("2024-05-05", 12, 0, "2024-05-06", 11),
    ("2024-05-05", 12, 0, "2025-04-05", 1),
    ("2024-05-05", 12, 0, "2025-04-06", 0),
    ("2024-05-05", 12, 0, "2025-05-04", 0),
    ("2024-05-05", 12, 1, "2026-03-03", 2),
    ("2024-05-05", 12, 1, "2025-05-04", 12),  # the period is to come: all of it, and no more
    ("2024-05-05", 12, 1, "2025-04-05", 12),
    ("2024-05-05", 12, 1, "2024-05-05", 12),
    ("2025-01-31", 1, 0, "2025-01-31", 1),
    ("2025-01-31", 1, 0, "2025-02-01", 0),
    ("2024-01-31", 12, 0, "2024-02-29", 11),
    ("2024-01-31", 12, 0, "2024-03-01", 10),
    ("2024-08-31", 12, 0, "2025-02-28", 6),
    ("2024-08-31", 12, 0, "2025-03-01", 5),
]


@pytest.mark.parametrize(("anchor", "months", "index", "today", "left"), LEFT)
def test_full_months_left(anchor, months, index, today, left):
    anchor, today = date.fromisoformat(anchor), date.fromisoformat(today)
    assert full_months_left(anchor, months=months, index=index, today=today) == left


def counted(anchor, elapsed, length, in_months, today, sticky):
    """Count boundaries one by one: today's counts, the end's does not."""
    ends = [boundary(anchor, number, in_months, sticky) for number in range(elapsed, elapsed + length)]
    return sum(today <= each < boundary(anchor, elapsed + length, in_months, sticky) for each in ends)


def check_left(anchors):
    for anchor in anchors:
        for sticky in (False, True):
            for elapsed, length in ((0, 1), (0, 12), (12, 12), (7, 6)):
                start, end = (anchored_day(anchor, number, sticky) for number in (elapsed, elapsed + length))
                for today in {start, start + 1, start + 17, *range(end - 32, end)} & set(range(start, end)):
                    found = full_units_left(anchor, elapsed, length, True, today, sticky)
                    assert found == counted(anchor, elapsed, length, True, today, sticky)


def test_full_months_left_near_month_ends():
    check_left([day("2024-01-31"), day("2024-02-29"), day("2025-04-30")])


@pytest.mark.slow
def test_full_months_left_from_many_anchors():
    check_left(range(day("2023-01-01"), day("2025-01-01"), 3))


def test_full_days_left_of_a_period_in_days():
    anchor = day("2025-01-01")
    for today in range(anchor + 10, anchor + 20):
        assert full_units_left(anchor, 10, 10, False, today) == anchor + 20 - today


BUSINESS_DAYS = table("""
    JP   2024-12-27 1 2024-12-30    # Friday; the year-end bank days are none of the law's
    JP   2024-12-31 1 2025-01-02
    JP   2024-12-31 3 2025-01-06
    JP   2025-05-02 1 2025-05-07    # Friday before Golden Week
    JP   2025-05-02 3 2025-05-09
    JP   2025-05-04 1 2025-05-07    # day 0 is a Sunday and a holiday
    JP   2019-04-26 1 2019-05-07    # ten days off
    JP   2025-02-22 1 2025-02-25    # Saturday, then the birthday on a Sunday and its substitute
    US   2024-11-27 1 2024-11-29    # Thanksgiving; the day after is none
    US   2024-11-27 3 2024-12-03
    US   2021-12-30 1 2022-01-03    # New Year's Day kept on the Friday before
    US   2025-07-03 1 2025-07-07
    US   2020-06-18 1 2020-06-19    # no Juneteenth yet
    US   2021-06-17 1 2021-06-21
    none 2025-01-03 1 2025-01-06
    none 2025-01-03 0 2025-01-03
    none 2025-01-04 0 2025-01-04
    none 2024-12-31 1 2025-01-01
""")


@pytest.mark.parametrize("case", BUSINESS_DAYS)
def test_business_days_worked_out_by_hand(case):
    name, start, count, expected = case.split("#")[0].split()
    assert iso(add_business_days(day(start), int(count), load(name))) == expected


def walked(start, count, holidays):
    """Walk day by day: a day counts if it is no Saturday, no Sunday, no holiday."""
    on = date.fromordinal(start)
    while count:
        on += timedelta(days=1)
        count -= on.isoweekday() not in (6, 7) and on.toordinal() not in holidays.days
    return on.toordinal()


@pytest.mark.parametrize("name", ["JP", "US", "none"])
def test_business_days_against_a_walk(name):
    holidays = load(name)
    for start in range(day("2024-11-15"), day("2025-06-15")):
        for count in (0, 1, 3, 5):
            assert add_business_days(start, count, holidays) == walked(start, count, holidays)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["JP", "US"])
def test_business_days_of_every_day(name):
    holidays = load(name)
    for start in range(holidays.first_day, holidays.end_day - 20):
        for count in (3, 5):
            assert add_business_days(start, count, holidays) == walked(start, count, holidays)


OUTSIDE = [
    # the table and its days, a start, business days, the first day that is not known
    ("JP", "2007-01-01 to 2050-12-31", "2050-12-30", 3, "2051-01-01"),
    ("JP", "2007-01-01 to 2050-12-31", "2006-12-31", 0, "2006-12-31"),
    ("US", "2005-01-01 to 2050-12-31", "2051-01-01", 0, "2051-01-01"),
    ("US", "2005-01-01 to 2050-12-31", "2004-12-31", 3, "2004-12-31"),
]


@pytest.mark.parametrize(("name", "known", "start", "count", "unknown"), OUTSIDE)
def test_business_days_outside_the_table_are_unknown(name, known, start, count, unknown):
    with pytest.raises(OutsideHolidaysError) as caught:
        add_business_days(day(start), count, load(name))
    assert str(caught.value) == f"the public holidays of {name} are known from {known}, not on {unknown}"


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [("2050-12-29", 1, "2050-12-30"), ("2007-01-01", 0, "2007-01-01"), ("2007-01-01", 1, "2007-01-02")],
)
def test_the_first_and_the_last_known_days(start, count, expected):
    assert iso(add_business_days(day(start), count, load("JP"))) == expected


LOCAL = [
    # an instant, a zone, its civil day there
    ("2025-03-05T21:40", "Asia/Tokyo", "2025-03-05"),  # without an offset it is local already
    ("2025-03-05T23:59:59.999999", "America/Los_Angeles", "2025-03-05"),
    ("2025-03-05T21:40-08:00", "Asia/Tokyo", "2025-03-06"),
    ("2025-03-05T15:00Z", "Asia/Tokyo", "2025-03-06"),
    ("2025-03-05T14:59:59Z", "Asia/Tokyo", "2025-03-05"),
    ("2025-03-05T15:00+00:00", "UTC", "2025-03-05"),
    ("2025-01-01T00:00+09:00", "America/Los_Angeles", "2024-12-31"),
    # Los Angeles sprang forward on 2025-03-09 at 10:00 UTC, from -08:00 to -07:00
    ("2025-03-09T07:59:59Z", "America/Los_Angeles", "2025-03-08"),
    ("2025-03-09T08:00:00Z", "America/Los_Angeles", "2025-03-09"),
    ("2025-03-10T06:59:59Z", "America/Los_Angeles", "2025-03-09"),
    ("2025-03-10T07:00:00Z", "America/Los_Angeles", "2025-03-10"),
    ("2025-03-09T02:30", "America/Los_Angeles", "2025-03-09"),  # in the gap: no such time, its day is plain
    # and fell back on 2025-11-02 at 09:00 UTC
    ("2025-11-02T06:59:59Z", "America/Los_Angeles", "2025-11-01"),
    ("2025-11-02T07:00:00Z", "America/Los_Angeles", "2025-11-02"),
    ("2025-11-03T07:59:59Z", "America/Los_Angeles", "2025-11-02"),
    ("2025-11-03T08:00:00Z", "America/Los_Angeles", "2025-11-03"),
    ("2025-11-02T01:30", "America/Los_Angeles", "2025-11-02"),  # twice that day
    # Samoa left out 2011-12-30
    ("2011-12-30T09:59:59Z", "Pacific/Apia", "2011-12-29"),
    ("2011-12-30T10:00:00Z", "Pacific/Apia", "2011-12-31"),
    # a clock change at midnight: São Paulo sprang forward on 2018-11-04 at 00:00
    ("2018-11-04T02:59:59Z", "America/Sao_Paulo", "2018-11-03"),
    ("2018-11-04T03:00:00Z", "America/Sao_Paulo", "2018-11-04"),
    ("2025-03-05", "Asia/Tokyo", "2025-03-05"),
]


@pytest.mark.parametrize(("instant", "zone", "expected"), LOCAL)
def test_the_local_day_of_an_instant(instant, zone, expected):
    assert str(local_day(instant, zone)) == expected
    assert str(local_day(datetime.fromisoformat(instant), zone)) == expected


@pytest.mark.parametrize(
    ("shown", "zone", "instant"),
    [
        ("2025-01-31 09:00", "Asia/Tokyo", "2025-01-31 00:00"),
        ("2025-03-09 01:59", "America/Los_Angeles", "2025-03-09 09:59"),
        ("2025-03-09 03:00", "America/Los_Angeles", "2025-03-09 10:00"),
        ("2025-11-02 01:30", "America/Los_Angeles", "2025-11-02 08:30"),  # shown twice: the first time
    ],
)
def test_the_instant_at_which_the_clocks_of_a_zone_show_a_time(shown, zone, instant):
    found = zoned(datetime.fromisoformat(shown), zone).astimezone(UTC)
    assert found == datetime.fromisoformat(instant).replace(tzinfo=UTC)


def test_the_clocks_of_an_unknown_zone_show_nothing():
    with pytest.raises(ScenarioError):
        zoned(datetime(2025, 1, 31), "Asia/Tokio")


@pytest.mark.parametrize(
    "zone", ["America/Los_Angeles", "Asia/Tokyo", "UTC", "Australia/Lord_Howe", "Africa/Casablanca"]
)
def test_the_local_day_agrees_with_whenever(zone):
    start = datetime(2025, 3, 7, tzinfo=UTC)
    for half_hours in range(48 * 6):
        for months in (0, 31 * 24 * 2, 239 * 24 * 2):
            instant = start + timedelta(minutes=30 * (half_hours + months))
            theirs = whenever.Instant(instant.replace(tzinfo=UTC)).to_tz(zone).date()
            assert str(local_day(instant, zone)) == str(theirs), instant


def test_the_value_is_a_plain_date():
    assert type(local_day("2025-03-05T21:40-08:00", "Asia/Tokyo")) is date
    assert type(period(date(2025, 1, 31), months=1).end) is date


@pytest.mark.parametrize(
    ("instant", "zone", "problem"),
    [
        ("2025-03-05T21:40Z", "Asia/Tokio", "unknown time zone 'Asia/Tokio'"),
        ("2025-03-05T21:40Z", "", "unknown time zone ''"),
        ("2025-03-05T21:40Z", "../../etc/passwd", "unknown time zone"),
        ("2025-03-05T21:40Z", "localtime", "unknown time zone 'localtime'"),
        ("2025-03-05T21:40Z", ["UTC"], "unknown time zone"),
        ("now", "Asia/Tokyo", "^the instant is 'now', allowed: a datetime or ISO 8601 text$"),
        ("10:00", "Asia/Tokyo", "^the instant is '10:00', allowed: a datetime or ISO 8601 text$"),
        ("2025-02-30T10:00", "Asia/Tokyo", "^the instant is '2025-02-30T10:00', allowed: a datetime or ISO 8601 text$"),
        (
            "0001-01-01T00:00+09:00",
            "UTC",
            "^the instant is 0001-01-01T00:00[+]09:00, whose day in UTC the calendar does not have$",
        ),
    ],
)
def test_what_is_no_instant_or_no_zone_is_an_error(instant, zone, problem):
    with pytest.raises(ValueError, match=problem):
        local_day(instant, zone)


def test_time_zones():
    assert [is_time_zone(name) for name in ("Asia/Tokyo", "America/Los_Angeles", "UTC", "Mars/Olympus", "")] == [
        True,
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("name", ["localtime", "posixrules", "right/Asia/Tokyo", "posix/UTC", "asia/tokyo", " UTC"])
def test_what_only_some_machines_take_for_a_zone_is_none(name):
    assert not is_time_zone(name)


@pytest.mark.parametrize(
    ("today", "end"),
    [
        ("2024-02-01", "2024-02-29"),
        ("2025-02-28", "2025-02-28"),
        ("2025-12-31", "2025-12-31"),
        ("2025-04-01", "2025-04-30"),
    ],
)
def test_month_end(today, end):
    assert iso(month_end_day(day(today))) == end


def test_only_this_room_knows_pendulum():
    package = Path(__file__).parent.parent / "membership_sim"
    files = [path for path in package.rglob("*.py") if "import pendulum" in path.read_text(encoding="utf-8")]
    assert [path.name for path in files] == ["calendar.py"]
