"""One timeline drawn on its axes: stems, the lane of states, what waits, benefits, ticks, and the cost below."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from math import inf
from typing import Final, NamedTuple

from matplotlib.axes import Axes

from membership_sim.show.catalogue import Catalogue
from membership_sim.show.phrases import name
from membership_sim.show.pictures.labels import amount_labels, named_spans
from membership_sim.show.pictures.palette import (
    BENEFITS,
    CHARGE_MARK,
    CHARGED,
    COST_AREA,
    DECLINE_MARK,
    DECLINED,
    FAINT_INK,
    HATCHES,
    INK,
    NOTICED,
    PAPER,
    REFUND_MARK,
    REFUNDED,
    STATE_COLOURS,
    USE_MARK,
    outline_of,
)
from membership_sim.show.pictures.palette import COST as COST_LINE
from membership_sim.show.pictures.rows import HATCHED, HEAD, NAME_HEIGHT, Row, Rows
from membership_sim.show.pictures.scene import Scene
from membership_sim.show.pictures.shapes import fill, uprights

_WIDEST_HEAD: Final = 2 * HEAD - 1
_NARROWEST_HEAD: Final = 1.5
_THICKEST: Final = 1.1  # of the lines of stems
_THINNEST: Final = 0.25


class Panel(NamedTuple):
    """Where one timeline is drawn: its axes, in days and points; its rows; how many points a day has."""

    axes: Axes
    cost_axes: Axes
    rows: Rows
    first_day: int
    points_of_a_day: float
    words: Catalogue


def draw_panel(panel: Panel, scene: Scene) -> None:
    """Draw a timeline on its axes."""
    _draw_benefits(panel, scene)
    _draw_notices(panel, scene)
    _draw_lane(panel, scene)
    _draw_waits(panel, scene)
    _draw_money(panel, scene)
    _draw_cost(panel, scene)


def _draw_lane(panel: Panel, scene: Scene) -> None:
    """Draw the spans of states, with their names where these fit."""
    lane = panel.rows.lane
    for state, colour in STATE_COLOURS.items():
        spans = [lane.from_to(span.start_day, span.end_day) for span in scene.spans if span.state == state]
        fill(panel.axes, spans, facecolor=colour, edgecolor=outline_of(state), linewidth=0.6)
    for span in named_spans(scene, panel.points_of_a_day, panel.words):
        middle, text = (span.start_day + span.end_day) / 2, name(panel.words, span.state)
        panel.axes.text(middle, lane.bottom + NAME_HEIGHT, text, ha="center", va="center", label="state")


def _draw_waits(panel: Panel, scene: Scene) -> None:
    """Hatch the lower part of the lane from a wish to its effect, so that the state's name stays readable."""
    lane = panel.rows.lane
    strip = Row(lane.bottom, lane.bottom + HATCHED)
    for wish, hatch in HATCHES.items():
        spans = [strip.from_to(wait.start_day, wait.end_day) for wait in scene.waits if wait.wish == wish]
        fill(panel.axes, spans, facecolor=f"{PAPER}90", edgecolor=INK, linewidth=0.5, hatch=hatch)


def _draw_benefits(panel: Panel, scene: Scene) -> None:
    row = panel.rows.benefits
    fill(panel.axes, [row.from_to(*days) for days in scene.benefits], facecolor=BENEFITS, linewidth=0)
    uses = scene.days_of("use")
    if uses:
        _dots(panel.axes, [day + 0.5 for day in uses], [row.middle] * len(uses), **USE_MARK)


def _draw_notices(panel: Panel, scene: Scene) -> None:
    bottom, top = panel.rows.notices
    uprights(panel.axes, [(day, bottom, top) for day in scene.days_of("notice")], edgecolor=NOTICED, linewidth=1.0)


def _dots(axes: Axes, days: Sequence[float], heights: Sequence[float], **looks: object) -> None:
    axes.plot(days, heights, linestyle="none", clip_on=False, **looks)  # type: ignore[arg-type]


def _draw_money(panel: Panel, scene: Scene) -> None:
    """Draw charges upwards, refunds downwards, and tries that were declined as crosses, with amounts where they fit."""
    axes, rows = panel.axes, panel.rows
    axes.plot([scene.start_day, scene.end_day], [rows.zero, rows.zero], color=FAINT_INK, linewidth=0.6)
    apart = _usual_distance([stem.day for stem in scene.stems]) * panel.points_of_a_day
    size = min(_WIDEST_HEAD, max(_NARROWEST_HEAD, apart * 0.6))
    thickness = min(_THICKEST, max(_THINNEST, apart * 0.3))
    looks = (
        ([stem for stem in scene.stems if stem.amount >= 0], CHARGED, CHARGE_MARK),
        ([stem for stem in scene.stems if stem.amount < 0], REFUNDED, REFUND_MARK),
    )
    for stems, colour, mark in looks:
        if stems:
            days, heights = [stem.day for stem in stems], [rows.reach(stem.amount) for stem in stems]
            lines = zip(days, repeat(rows.zero), heights, strict=False)
            uprights(axes, lines, edgecolor=colour, linewidth=thickness)
            _dots(axes, days, heights, **{**mark, "markersize": size})
    declines = [mark for mark in scene.marks if mark.kind == "decline"]
    if declines:
        days, heights = [mark.day for mark in declines], [rows.reach(mark.amount) for mark in declines]
        lines = zip(days, repeat(rows.zero), heights, strict=False)
        uprights(axes, lines, edgecolor=DECLINED, linewidth=0.8 * thickness, linestyle=(0, (1, 1.5)))
        _dots(axes, days, heights, **{**DECLINE_MARK, "markersize": size + 0.5})
    for day, height, text, align in amount_labels(scene, rows, panel.first_day, panel.points_of_a_day, panel.words):
        axes.text(day, height, text, ha=align, va="bottom", label="amount")


def _usual_distance(days: Sequence[int]) -> float:
    """Return how far stems are from each other on the whole, by which they are drawn smaller where they crowd."""
    return (days[-1] - days[0]) / (len(days) - 1) if len(days) > 1 else inf


def _draw_cost(panel: Panel, scene: Scene) -> None:
    """Draw what it has cost, charges less refunds, as steps with the sum at their end."""
    days = [*(cost.day for cost in scene.costs), scene.end_day]
    nets = [*(cost.net for cost in scene.costs), scene.costs[-1].net]
    panel.cost_axes.fill_between(days, nets, step="post", color=COST_AREA, linewidth=0)
    panel.cost_axes.step(days, nets, where="post", color=COST_LINE, linewidth=1.2, clip_on=False)
    text = panel.words.amount(nets[-1], scene.currency)
    panel.cost_axes.annotate(
        text, (scene.end_day, nets[-1]), (4, 0), textcoords="offset points", va="center", label="net"
    )
