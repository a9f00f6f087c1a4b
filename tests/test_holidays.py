"""The committed table of public holidays against sources of its own (REFUND-8)."""

from datetime import date, timedelta

import jpholiday
import pytest

from membership_sim.rulebook.holidays import NAMES, load

MONDAY, THURSDAY, SATURDAY, SUNDAY = 0, 3, 5, 6
DAY = timedelta(days=1)


def years(name):
    return range(date.fromordinal(load(name).first_day).year, date.fromordinal(load(name).end_day).year)


def listed(name, year):
    return {day for day in map(date.fromordinal, load(name).days) if day.year == year}


def nth(count, weekday, year, month):
    first = date(year, month, 1)
    return first + DAY * ((weekday - first.weekday()) % 7 + 7 * (count - 1))


def last(weekday, year, month):
    day = nth(4, weekday, year, month)
    return day + 7 * DAY if (day + 7 * DAY).month == month else day


def federal(year):
    """The law's days, 5 U.S.C. 6103, and the days on which they are kept."""
    fixed = [date(year, 1, 1), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25), date(year + 1, 1, 1)]
    if year >= 2021:
        fixed.append(date(year, 6, 19))
    days = {
        nth(3, MONDAY, year, 1),
        nth(3, MONDAY, year, 2),
        last(MONDAY, year, 5),
        nth(1, MONDAY, year, 9),
        nth(2, MONDAY, year, 10),
        nth(4, THURSDAY, year, 11),
        *fixed,
        *(day - DAY for day in fixed if day.weekday() == SATURDAY),
        *(day + DAY for day in fixed if day.weekday() == SUNDAY),
    }
    return {day for day in days if day.year == year}


def by_jpholiday(year):
    return {day for day, _ in jpholiday.year_holidays(year)}


@pytest.mark.parametrize("year", [2019, 2021, 2032])
def test_japan_agrees_with_jpholiday(year):
    assert listed("JP", year) == by_jpholiday(year)


@pytest.mark.slow
def test_japan_agrees_with_jpholiday_in_every_year():
    assert {year: listed("JP", year) for year in years("JP")} == {year: by_jpholiday(year) for year in years("JP")}


def test_united_states_agree_with_the_federal_rules():
    assert {year: listed("US", year) for year in years("US")} == {year: federal(year) for year in years("US")}


@pytest.mark.parametrize(
    ("name", "day", "holiday", "why"),
    [
        ("JP", "2019-04-30", True, "in between, before the accession"),
        ("JP", "2019-05-01", True, "accession"),
        ("JP", "2019-05-02", True, "in between, after the accession"),
        ("JP", "2019-05-06", True, "substitute for a Sunday"),
        ("JP", "2019-10-22", True, "enthronement"),
        ("JP", "2019-12-23", False, "no emperor's birthday that year"),
        ("JP", "2015-09-22", True, "in between two holidays"),
        ("JP", "2020-05-06", True, "substitute three days after its Sunday"),
        ("JP", "2020-07-23", True, "marine day moved for the Olympics"),
        ("JP", "2020-07-24", True, "sports day moved for the Olympics"),
        ("JP", "2020-10-12", False, "sports day moved away"),
        ("JP", "2021-07-22", True, "marine day moved again"),
        ("JP", "2021-07-23", True, "sports day moved again"),
        ("JP", "2021-07-19", False, "marine day moved away"),
        ("JP", "2021-08-09", True, "substitute for the moved mountain day"),
        ("JP", "2015-08-11", False, "mountain day began in 2016"),
        ("JP", "2024-12-31", False, "a bank day is none"),
        ("JP", "2025-01-02", False, "a bank day is none"),
        ("US", "2021-12-31", True, "New Year's Day 2022 is a Saturday"),
        ("US", "2010-12-31", True, "New Year's Day 2011 is a Saturday"),
        ("US", "2022-12-30", False, "New Year's Day 2023 is a Sunday"),
        ("US", "2023-01-02", True, "New Year's Day 2023 is a Sunday"),
        ("US", "2020-06-19", False, "Juneteenth began in 2021"),
        ("US", "2021-06-18", True, "Juneteenth 2021 is a Saturday"),
        ("US", "2022-06-20", True, "Juneteenth 2022 is a Sunday"),
        ("US", "2024-11-29", False, "the day after Thanksgiving is none"),
        ("none", "2025-01-01", False, "no holidays"),
    ],
)
def test_well_known_days(name, day, holiday, why):
    assert (date.fromisoformat(day).toordinal() in load(name).days) is holiday, why


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("JP", "2007-01-01", "2050-12-31"),
        ("US", "2005-01-01", "2050-12-31"),
        ("none", "0001-01-01", "9999-12-31"),
    ],
)
def test_range(name, first, last):
    known = load(name)
    assert (known.name, known.first_day) == (name, date.fromisoformat(first).toordinal())
    assert known.end_day == date.fromisoformat(last).toordinal() + 1
    assert all(known.first_day <= day < known.end_day for day in known.days)


def test_names():
    assert [load(name).name for name in NAMES] == list(NAMES)
    with pytest.raises(KeyError):
        load("FR")
