"""Timelines on one page, one below the other, with one axis of time and one legend; lengths in points."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from membership_sim.show.catalogue import Catalogue, catalogue
from membership_sim.show.pictures.labels import named_spans
from membership_sim.show.pictures.legend import LINE, draw_legend, legend
from membership_sim.show.pictures.palette import FAINT_INK, GRID
from membership_sim.show.pictures.panel import Panel, draw_panel
from membership_sim.show.pictures.rows import BELOW, BETWEEN, COST, HEADING, LABEL, Rows, costs_of, rows_of, scale_of
from membership_sim.show.pictures.scene import Scene, scene
from membership_sim.show.pictures.style import (
    TITLE_SIZE,
    Picture,
    axes_in,
    drawing,
    fitted,
    picture,
    text_width,
)
from membership_sim.show.pictures.ticks import UNITS, Unit, ticks
from membership_sim.show.table import about
from membership_sim.show.text import printable
from membership_sim.timeline import Timeline

MARGIN: Final = 14.0
AXIS: Final = 18.0  # the line of days
MOST_TICKS: Final = 13
ROW_NAMES: Final = ("amount", "state", "benefits", "notices", "net")
_TICK_GAP: Final = 14.0  # between the texts of two ticks


def page(timelines: Sequence[Timeline], lang: str, width: float) -> Picture:
    """Return the picture of some timelines, one below the other."""
    with drawing():
        return _Page(timelines, catalogue(lang), width).drawn()


class _Page:
    """The measures of a page, and what is drawn by them."""

    def __init__(self, timelines: Sequence[Timeline], words: Catalogue, width: float) -> None:
        self.timelines = timelines
        self.scenes = [scene(timeline) for timeline in timelines]
        self.words = words
        self.width = width
        nets = [words.amount(one.costs[-1].net, one.currency) for one in self.scenes]
        self.left = MARGIN + max(text_width(words.labels[label]) for label in ROW_NAMES) + 8
        self.inner = width - self.left - max(map(text_width, nets)) - 4 - MARGIN
        self.first_day = min(one.start_day for one in self.scenes)
        self.end_day = max(one.end_day for one in self.scenes)
        self.points_of_a_day = self.inner / (self.end_day - self.first_day)
        scale = scale_of(self.scenes)
        self.costs = costs_of(self.scenes)
        self.rows = [rows_of(one, scale[one.currency.code]) for one in self.scenes]
        named = {span.state for one in self.scenes for span in named_spans(one, self.points_of_a_day, words)}
        unnamed = {span.state for one in self.scenes for span in one.spans} - named
        self.legend = legend(self.scenes, unnamed, words, width - self.left - MARGIN)
        panels = sum(HEADING + rows.height + BELOW + COST for rows in self.rows) + BETWEEN * (len(self.rows) - 1)
        lines = self.legend[-1].line + 1 if self.legend else 0
        self.height = MARGIN + panels + AXIS + lines * LINE + MARGIN

    def drawn(self) -> Picture:
        """Return the page."""
        figure = picture(self.width, self.height)
        self.ticks = ticks(self.first_day, self.end_day, self._most_ticks())
        top = self.height - MARGIN
        for timeline, one, rows in zip(self.timelines, self.scenes, self.rows, strict=True):
            axes = self._axes(figure, top - HEADING - rows.height, rows.height)
            top -= HEADING + rows.height + BELOW + COST
            cost_axes = self._axes(figure, top, COST)
            self._frame(axes, cost_axes, rows, one)
            draw_panel(Panel(axes, cost_axes, rows, self.first_day, self.points_of_a_day, self.words), one)
            self._head(axes, timeline)
            top -= BETWEEN
        self._foot(figure, top + BETWEEN)
        return figure

    def _axes(self, figure: Picture, bottom: float, height: float) -> Axes:
        """Return axes over all days, in points from their lower edge."""
        axes = axes_in(figure, (self.left, bottom, self.inner, height))
        axes.set_xlim(self.first_day, self.end_day)
        return axes

    def _frame(self, axes: Axes, cost_axes: Axes, rows: Rows, one: Scene) -> None:
        """Draw the lines of days behind the rows, and the names of the rows beside them."""
        cost_axes.set_ylim(*self.costs[one.currency.code])
        for panel in (axes, cost_axes):
            low, high = panel.get_ylim()
            lines = [[(day, low), (day, high)] for day in self.ticks.days]
            panel.add_collection(LineCollection(lines, colors=GRID, linewidths=0.6, zorder=0), autolim=False)
        cost_axes.axhline(0, color=FAINT_INK, linewidth=0.6)
        self._beside(axes, (rows.zero + rows.amounts.top - LABEL) / 2, "amount")
        self._beside(axes, rows.lane.middle, "state")
        self._beside(axes, rows.benefits.middle, "benefits")
        self._beside(axes, rows.notices.middle, "notices")
        self._beside(cost_axes, sum(cost_axes.get_ylim()) / 2, "net")

    def _beside(self, axes: Axes, height: float, label: str) -> None:
        """Write the name of a row left of it."""
        axes.annotate(
            self.words.labels[label], (self.first_day, height), (-8, 0), "data", "offset points", ha="right",
            va="center", color=FAINT_INK, gid="row",
        )  # fmt: skip

    def _head(self, axes: Axes, timeline: Timeline) -> None:
        """Write the title, and below it the rule book and the totals."""
        words, totals = self.words, timeline.totals
        net = words.amount(totals.net, timeline.scenario.book.currency)
        days = timeline.until_day + 1 - timeline.start.day
        sums = words.labels["totals_about"].format(net=net, part=totals.benefit_days, whole=days)
        width = self.width - 2 * MARGIN
        title = fitted(printable(timeline.scenario.title), width, TITLE_SIZE, bold=True)
        subtitle = fitted(about(timeline, words), width - text_width(sums) - 2 * MARGIN)
        lines = (
            (title, MARGIN, HEADING - TITLE_SIZE, {"size": TITLE_SIZE, "weight": "bold"}),
            (subtitle, MARGIN, HEADING - TITLE_SIZE - 15, {"color": FAINT_INK}),
            (sums, self.width - MARGIN, HEADING - TITLE_SIZE - 15, {"ha": "right"}),
        )
        for text, x, above, looks in lines:
            place = (x - self.left, above)
            axes.annotate(text, (0, 1), place, "axes fraction", "offset points", gid="heading", **looks)

    def _most_ticks(self) -> dict[Unit, int]:
        """Return how many days can stand side by side below the picture, as they are written for a unit."""
        widths = {unit: text_width(self._day_text(unit, self.first_day)) + _TICK_GAP for unit in UNITS}
        return {unit: max(2, min(MOST_TICKS, int(self.inner / width))) for unit, width in widths.items()}

    def _day_text(self, unit: Unit, day: int) -> str:
        on = date.fromordinal(day)
        return self.words.labels[f"tick_{unit}"].format(year=on.year, month=on.month, day=on.day)

    def _foot(self, figure: Picture, bottom: float) -> None:
        """Write the days that the lines stand for, and the legend below them."""
        axes = figure.axes[-1]
        for day in self.ticks.days:
            text = self._day_text(self.ticks.unit, day)
            axes.annotate(
                text, (day, 0), (0, -5), ("data", "axes fraction"), "offset points", ha="center", va="top",
                color=FAINT_INK, gid="day",
            )  # fmt: skip
        height = bottom - AXIS - MARGIN
        if height > 0:
            right = self.width - self.left
            lower = axes_in(figure, (self.left, MARGIN, right, height))
            lower.set_xlim(0, right)
            draw_legend(lower, self.legend, height)
