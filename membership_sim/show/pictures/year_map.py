"""The calendar of a timeline: a strip a year, a column a week, a cell a day; lengths in points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from matplotlib.axes import Axes

from membership_sim.show.catalogue import Catalogue, catalogue
from membership_sim.show.phrases import count
from membership_sim.show.pictures.legend import Entry, draw_legend, flow, foot_of, mark_entries
from membership_sim.show.pictures.palette import BENEFIT_DAY, CHARGED, DECLINE_MARK, FAINT_INK, OTHER_DAY, REFUNDED
from membership_sim.show.pictures.scene import Scene, scene
from membership_sim.show.pictures.shapes import Rectangle, fill
from membership_sim.show.pictures.sheet import MARGIN, sheet
from membership_sim.show.pictures.style import Picture, drawing, text_width
from membership_sim.show.pictures.ticks import day_text
from membership_sim.timeline import Timeline

WEEKS: Final = 54  # that a year can touch
MONTHS: Final = 14.0  # the line of their names
BETWEEN: Final = 12.0  # two years
NAMED_WEEKDAYS: Final = (0, 2, 4)
_BESIDE: Final = 8.0  # between a strip and the texts beside it
_GAP: Final = 0.07  # of a cell, on each of its sides


class Year(NamedTuple):
    """The days of a year that a timeline has, `[start_day, end_day)`, and the Monday of the year's first week."""

    number: int
    start_day: int
    end_day: int
    monday: int

    def place(self, day: int) -> tuple[int, int]:
        """Return the column and the row of a day: its week, and its weekday from Monday."""
        return divmod(day - self.monday, 7)

    def own(self, days: Iterable[int]) -> list[int]:
        """Return those of the days that it has."""
        return [day for day in days if self.start_day <= day < self.end_day]


def years_of(one: Scene) -> Iterator[Year]:
    """Yield the years that a timeline touches."""
    first, last = date.fromordinal(one.start_day), date.fromordinal(one.end_day - 1)
    for number in range(first.year, last.year + 1):
        start, end = date(number, 1, 1).toordinal(), date(number, 12, 31).toordinal() + 1
        monday = start - date.fromordinal(start).weekday()
        yield Year(number, max(start, one.start_day), min(end, one.end_day), monday)


def year_map(timelines: Sequence[Timeline], lang: str, width: float, headed: bool = True) -> Picture:
    """Return the calendars of some timelines, one below the other."""
    words = catalogue(lang)
    scenes = [scene(timeline) for timeline in timelines]
    years = [list(years_of(one)) for one in scenes]
    with drawing():
        weekdays = max(text_width(words.weekdays[row]) for row in NAMED_WEEKDAYS)
        pairs = [(one, year) for one, own in zip(scenes, years, strict=True) for year in own]
        numbers = max(text_width(day_text("year", year.start_day, words)) for _, year in pairs)
        sums = max(text_width(sums_of(one, year, words)) for one, year in pairs)
        left = MARGIN + numbers + _BESIDE + weekdays + _BESIDE / 2
        cell = (width - left - _BESIDE - sums - MARGIN) / WEEKS
        strip = 7 * cell + BETWEEN
        legend = flow(_entries(scenes, words), width - left - MARGIN)
        foot = foot_of(legend)
        found = sheet(timelines, words, width, [MONTHS + strip * len(own) for own in years], foot, headed)
        for one, own, top in zip(scenes, years, found.tops, strict=True):
            for index, year in enumerate(own):
                axes = found.axes(left, top - MONTHS - strip * index - 7 * cell, WEEKS * cell, 7 * cell)
                axes.set(xlim=(0, WEEKS), ylim=(7, 0))
                _draw_days(axes, one, year)
                _write_beside(axes, one, year, words, weekdays + _BESIDE)
                if not index:
                    _write_months(axes, year, words)
        draw_legend(found.axes(left, MARGIN, width - left, foot), legend)
        return found.figure


def sums_of(one: Scene, year: Year, words: Catalogue) -> str:
    """Return the days of benefits in a year and its net cost."""
    days = sum(max(0, min(end, year.end_day) - max(start, year.start_day)) for start, end in one.benefits)
    net = sum(stem.amount for stem in one.stems if year.start_day <= stem.day < year.end_day)
    return words.labels["year_sums"].format(days=count(words, days, "day"), net=words.amount(net, one.currency))


def _entries(scenes: Sequence[Scene], words: Catalogue) -> Iterator[Entry]:
    """Yield what the legend shows: the colours of days, and the marks on them."""
    amounts = [stem.amount for one in scenes for stem in one.stems]
    days = sum(one.end_day - one.start_day for one in scenes)
    there = {
        ("benefits", BENEFIT_DAY): any(one.benefits for one in scenes),
        ("no_benefits", OTHER_DAY): sum(one.totals.benefit_days for one in scenes) < days,
        ("charged", CHARGED): any(amount >= 0 for amount in amounts),
        ("refunded", REFUNDED): any(amount < 0 for amount in amounts),
    }
    for (label, colour), has in there.items():
        if has:
            yield Entry(words.labels[label], {"facecolor": colour, "linewidth": 0})
    yield from mark_entries(scenes, words, "declined")


def _draw_days(axes: Axes, one: Scene, year: Year) -> None:
    """Draw the cells of a year; of a day with a charge and a refund the lower half is the refund's."""
    charged = {stem.day for stem in one.stems if stem.amount >= 0}
    benefits = {day for start, end in one.benefits for day in year.own(range(start, end))}
    refunded = {stem.day for stem in one.stems if stem.amount < 0}
    cells: dict[str, list[Rectangle]] = {BENEFIT_DAY: [], OTHER_DAY: [], CHARGED: [], REFUNDED: []}
    for day in range(year.start_day, year.end_day):
        look = CHARGED if day in charged else BENEFIT_DAY if day in benefits else OTHER_DAY
        cells[look].append(_cell(year, day))
        if day in refunded:
            cells[REFUNDED].append(_cell(year, day, 0.5 if day in charged else 0.0))
    for colour, own in cells.items():
        fill(axes, own, facecolor=colour, linewidth=0)
    declines = [year.place(day) for day in year.own(one.days_of("decline"))]
    columns, rows = [column + 0.5 for column, _ in declines], [row + 0.5 for _, row in declines]
    axes.plot(columns, rows, linestyle="none", **DECLINE_MARK)


def _cell(year: Year, day: int, upper: float = 0.0) -> Rectangle:
    """Return a day's cell, without the upper part of it."""
    column, row = year.place(day)
    return Rectangle(column + _GAP, column + 1 - _GAP, row + 1 - _GAP, row + max(upper, _GAP))


def _write_beside(axes: Axes, one: Scene, year: Year, words: Catalogue, weekdays: float) -> None:
    """Write the year and some weekdays on the left of a strip, and its sums on the right."""
    texts = [(day_text("year", year.start_day, words), (0, 3.5), -weekdays, "right")]
    texts += [(words.weekdays[row], (0, row + 0.5), -_BESIDE / 2, "right") for row in NAMED_WEEKDAYS]
    texts += [(sums_of(one, year, words), (WEEKS, 3.5), _BESIDE, "left")]
    for text, place, aside, align in texts:
        axes.annotate(
            text, place, (aside, 0), "data", "offset points", ha=align, va="center", color=FAINT_INK, label="beside"
        )


def _write_months(axes: Axes, year: Year, words: Catalogue) -> None:
    """Write the months above a strip, each at the week of its first day."""
    for month in range(1, 13):
        column, _ = year.place(date(year.number, month, 1).toordinal())
        text = words.labels["month_number"].format(month=month)
        axes.annotate(text, (column, 0), (0, 4), "data", "offset points", color=FAINT_INK, label="month")
