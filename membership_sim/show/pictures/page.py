"""Timelines over one axis of time, one below the other, with one legend; lengths in points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from matplotlib.axes import Axes

from membership_sim.show.catalogue import Catalogue, catalogue
from membership_sim.show.pictures.labels import named_spans
from membership_sim.show.pictures.legend import draw_legend, flow, foot_of, mark_entries, state_entries, wait_entries
from membership_sim.show.pictures.palette import FAINT_INK, GRID
from membership_sim.show.pictures.panel import Panel, draw_panel
from membership_sim.show.pictures.rows import BELOW, COST, LABEL, Rows, costs_of, rows_of, scale_of
from membership_sim.show.pictures.scene import scene
from membership_sim.show.pictures.shapes import uprights
from membership_sim.show.pictures.sheet import MARGIN, Sheet, sheet
from membership_sim.show.pictures.style import Picture, drawing, text_width
from membership_sim.show.pictures.ticks import UNITS, Unit, day_text, ticks
from membership_sim.timeline import Timeline

AXIS: Final = 18.0  # the line of days
MOST_TICKS: Final = 13
ROW_NAMES: Final = ("amount", "state", "benefits", "notices", "net")
_TICK_GAP: Final = 14.0  # between the texts of two ticks
_BESIDE: Final = 8.0  # between the name of a row and the row


def page(timelines: Sequence[Timeline], lang: str, width: float, headed: bool = True) -> Picture:
    """Return the picture of some timelines, one below the other."""
    with drawing():
        return _Page(timelines, catalogue(lang), width).drawn(headed)


class _Page:
    """The measures of a page, and what is drawn by them."""

    def __init__(self, timelines: Sequence[Timeline], words: Catalogue, width: float) -> None:
        self.timelines = timelines
        self.scenes = scenes = [scene(timeline) for timeline in timelines]
        self.words = words
        self.width = width
        nets = [words.amount(one.costs[-1].net, one.currency) for one in scenes]
        self.left = MARGIN + max(text_width(words.labels[label]) for label in ROW_NAMES) + _BESIDE
        self.inner = width - self.left - max(map(text_width, nets)) - 4 - MARGIN
        self.first_day = min(one.start_day for one in scenes)
        self.end_day = max(one.end_day for one in scenes)
        self.points_of_a_day = self.inner / (self.end_day - self.first_day)
        self.ticks = ticks(self.first_day, self.end_day, self._days_of_texts(), MOST_TICKS)
        self.costs = costs_of(scenes)
        named = {span.state for one in scenes for span in named_spans(one, self.points_of_a_day, words)}
        unnamed = {span.state for one in scenes for span in one.spans} - named
        marks = mark_entries(scenes, words, "charged", "refunded", "declined", "benefit_used")
        entries = (*state_entries(unnamed, words), *wait_entries(scenes, words), *marks)
        self.legend = flow(entries, width - self.left - MARGIN)

    def drawn(self, headed: bool) -> Picture:
        """Return the page."""
        scale = scale_of(self.scenes)
        rows = [rows_of(one, scale[one.currency.code]) for one in self.scenes]
        foot = foot_of(self.legend)
        rooms = [own.height + BELOW + COST for own in rows]
        found = sheet(self.timelines, self.words, self.width, rooms, AXIS + foot, headed)
        for one, own, top in zip(self.scenes, rows, found.tops, strict=True):
            axes = self._axes(found, top - own.height, own.height)
            cost_axes = self._axes(found, top - own.height - BELOW - COST, COST)
            cost_axes.set_ylim(*self.costs[one.currency.code])
            self._name_rows(axes, cost_axes, own)
            draw_panel(Panel(axes, cost_axes, own, self.first_day, self.points_of_a_day, self.words), one)
        self._write_days(found.figure.axes[-1])
        draw_legend(found.axes(self.left, MARGIN, self.width - self.left, max(foot, 1)), self.legend)
        return found.figure

    def _axes(self, found: Sheet, bottom: float, height: float) -> Axes:
        """Return axes over all days, with a line at each day of the axis of time."""
        axes = found.axes(self.left, bottom, self.inner, height)
        axes.set_xlim(self.first_day, self.end_day)
        lines = [(day, 0, 1) for day in self.ticks.days]
        uprights(axes, lines, edgecolor=GRID, linewidth=0.6, zorder=0, transform=axes.get_xaxis_transform())
        return axes

    def _name_rows(self, axes: Axes, cost_axes: Axes, rows: Rows) -> None:
        """Write the names of the rows left of them."""
        amounts = (rows.zero + rows.amounts.top - LABEL) / 2
        heights = (amounts, rows.lane.middle, rows.benefits.middle, rows.notices.middle)
        places = [*((axes, height) for height in heights), (cost_axes, sum(cost_axes.get_ylim()) / 2)]
        for label, (where, height) in zip(ROW_NAMES, places, strict=True):
            where.annotate(
                self.words.labels[label], (self.first_day, height), (-_BESIDE, 0), "data", "offset points",
                ha="right", va="center", color=FAINT_INK, label="row",
            )  # fmt: skip

    def _days_of_texts(self) -> dict[Unit, float]:
        """Return how many days the text of a day takes with the gap beside it, as it is written for a unit."""
        widths = {unit: text_width(day_text(unit, self.first_day, self.words)) + _TICK_GAP for unit in UNITS}
        return {unit: width / self.points_of_a_day for unit, width in widths.items()}

    def _write_days(self, axes: Axes) -> None:
        """Write the days of the axis of time below the last row."""
        for day in self.ticks.days:
            text = day_text(self.ticks.unit, day, self.words)
            axes.annotate(
                text, (day, 0), (0, -7), ("data", "axes fraction"), "offset points", ha="center", va="top",
                color=FAINT_INK, label="day",
            )  # fmt: skip
