"""The states of the lifecycle with the way that a timeline took through them; lengths in points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from membership_sim.scenario import State
from membership_sim.show.catalogue import Catalogue, catalogue
from membership_sim.show.diagram import arrows
from membership_sim.show.phrases import count, name
from membership_sim.show.pictures.palette import FAINT_INK, INK, PAPER, STATE_COLOURS, UNTAKEN
from membership_sim.show.pictures.placing import Align
from membership_sim.show.pictures.sheet import MARGIN, sheet
from membership_sim.show.pictures.style import Picture, drawing
from membership_sim.show.pictures.ticks import day_text
from membership_sim.timeline import Timeline

HEIGHT: Final = 280.0
BOX: Final = (78.0, 32.0)
# The middle of each state, in parts of the width and of the height.
PLACES: Final[dict[State, tuple[float, float]]] = {
    "prospect": (0.08, 0.5),
    "trial": (0.29, 0.5),
    "paid": (0.55, 0.5),
    "paused": (0.55, 0.87),
    "past_due": (0.55, 0.13),
    "suspended": (0.77, 0.13),
    "cancelled": (0.92, 0.5),
}
Way = tuple[State, State]


class Shape(NamedTuple):
    """How a way is drawn: how far it bends to its left, in parts of its length; where on it its text stands, how."""

    bend: float = 0.0
    text_at: float = 0.5
    align: Align = "center"
    aside: tuple[float, float] = (0.0, 0.0)  # to the right and up


_TAKEN: Final[dict[str, Any]] = {"color": INK, "linewidth": 1.5, "mutation_scale": 12, "zorder": 2}
_NOT_TAKEN: Final[dict[str, Any]] = {"color": UNTAKEN, "linewidth": 0.8, "mutation_scale": 8, "zorder": 1}
_STRAIGHT: Final = Shape()
_TO_THE_LEFT: Final = Shape(0.28, 0.5, "right", (-4, 0))
_TO_THE_RIGHT: Final = Shape(0.28, 0.5, "left", (4, 0))
SHAPES: Final[dict[Way, Shape]] = {
    ("prospect", "trial"): Shape(aside=(0, 8)),
    ("trial", "paid"): Shape(aside=(0, 8)),
    ("past_due", "suspended"): Shape(aside=(0, 8)),
    ("prospect", "paid"): Shape(0.3, 0.3),
    ("trial", "cancelled"): Shape(0.21, 0.8),
    ("cancelled", "trial"): Shape(0.21, 0.8),
    ("paid", "cancelled"): Shape(0.12, 0.4),
    ("cancelled", "paid"): Shape(0.12, 0.5),
    ("paid", "past_due"): _TO_THE_RIGHT,
    ("past_due", "paid"): _TO_THE_LEFT,
    ("paid", "paused"): _TO_THE_LEFT,
    ("paused", "paid"): _TO_THE_RIGHT,
    ("paused", "cancelled"): Shape(0.0, 0.35),
    ("suspended", "paid"): Shape(0.0, 0.35),
    ("trial", "paused"): Shape(0.0, 0.32),
    ("trial", "past_due"): Shape(0.0, 0.66),
}


class Passage(NamedTuple):
    """How often a way was taken, and the first day of it."""

    times: int
    day: int


def passages(timeline: Timeline) -> dict[Way, Passage]:
    """Return the ways from state to state that a timeline took, in the order of their first days."""
    found: dict[Way, Passage] = {}
    state = timeline.start.state
    for entry in timeline.entries:
        if entry.state != state:
            way = (state, entry.state)
            before = found.get(way)
            found[way] = Passage(before.times + 1, before.day) if before else Passage(1, entry.day)
            state = entry.state
    return found


def state_path(timelines: Sequence[Timeline], lang: str, width: float, headed: bool = True) -> Picture:
    """Return the diagrams of some timelines, one below the other."""
    words = catalogue(lang)
    with drawing():
        found = sheet(timelines, words, width, [HEIGHT] * len(timelines), 0.0, headed)
        for timeline, top in zip(timelines, found.tops, strict=True):
            axes = found.axes(MARGIN, top - HEIGHT, width - 2 * MARGIN, HEIGHT)
            boxes = _draw_states(axes, timeline, words)
            _draw_ways(axes, boxes, passages(timeline), words)
        return found.figure


def _middle(axes: Axes, state: State) -> tuple[float, float]:
    across, up = PLACES[state]
    return across * axes.get_xlim()[1], up * axes.get_ylim()[1]


def _draw_ways(
    axes: Axes, boxes: Mapping[State, FancyBboxPatch], taken: Mapping[Way, Passage], words: Catalogue
) -> None:
    """Draw every way of the table from box to box, those that were taken with their day or their number."""
    for way in arrows():
        before, after = way
        if before == after:
            continue
        shape, passage = SHAPES.get(way, _STRAIGHT), taken.get(way)
        start, end = _middle(axes, before), _middle(axes, after)
        looks = _TAKEN if passage else _NOT_TAKEN
        curve = f"arc3,rad={-shape.bend}"
        arrow = FancyArrowPatch(start, end, arrowstyle="-|>", connectionstyle=curve, shrinkA=1, shrinkB=1, **looks)
        arrow.set_patchA(boxes[before])
        arrow.set_patchB(boxes[after])
        axes.add_patch(arrow)
        if passage:
            x, y = _on_curve(start, end, shape)
            bbox = {"boxstyle": "square,pad=0.15", "facecolor": PAPER, "edgecolor": "none"}
            text = _passage_text(passage, words)
            axes.text(x, y, text, ha=shape.align, va="center", zorder=4, bbox=bbox, label="way")


def _passage_text(passage: Passage, words: Catalogue) -> str:
    """Return the day of the only passage, or the number of passages."""
    if passage.times == 1:
        return day_text("day", passage.day, words)
    return words.labels["times"].format(count=passage.times)


def _on_curve(start: tuple[float, float], end: tuple[float, float], shape: Shape) -> tuple[float, float]:
    """Return the point at which a way's text stands: on a quadratic curve, as matplotlib's `arc3` is."""
    (x1, y1), (x2, y2) = start, end
    control = ((x1 + x2) / 2 - shape.bend * (y2 - y1), (y1 + y2) / 2 + shape.bend * (x2 - x1))
    at = shape.text_at
    weights = ((1 - at) ** 2, 2 * at * (1 - at), at**2)
    points = (start, control, end)
    x = sum(weight * point[0] for weight, point in zip(weights, points, strict=True))
    y = sum(weight * point[1] for weight, point in zip(weights, points, strict=True))
    return x + shape.aside[0], y + shape.aside[1]


def _box(axes: Axes, state: State, **looks: Any) -> FancyBboxPatch:
    """Return the box of a state."""
    (x, y), (wide, high) = _middle(axes, state), BOX
    return FancyBboxPatch((x - wide / 2, y - high / 2), wide, high, boxstyle="round,pad=0,rounding_size=6", **looks)


def _draw_states(axes: Axes, timeline: Timeline, words: Catalogue) -> dict[State, FancyBboxPatch]:
    """Draw the states with the days spent in them, the last one with a strong edge; return their boxes."""
    boxes: dict[State, FancyBboxPatch] = {}
    days = dict.fromkeys(PLACES, 0)
    for span in timeline.spans():
        days[span.state] += span.end_day - span.start_day
    passed = {timeline.start.state} | {state for way in passages(timeline) for state in way}
    for state in PLACES:
        last, been = state == timeline.final_state, state in passed
        looks = {"facecolor": STATE_COLOURS[state] if been else PAPER, "edgecolor": INK if been else UNTAKEN}
        boxes[state] = _box(axes, state, linewidth=2.2 if last else 0.8, zorder=3, **looks)
        axes.add_patch(boxes[state])
        text = name(words, state)
        if days[state]:
            text += "\n" + count(words, days[state], "day")
        x, y = _middle(axes, state)
        colour = INK if been else FAINT_INK
        axes.text(x, y, text, ha="center", va="center", color=colour, linespacing=1.3, zorder=4, label="state")
    return boxes
