"""A legend: samples with what they mean, one after the other in lines; lengths in points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from membership_sim.scenario import STATES, State
from membership_sim.show.catalogue import Catalogue
from membership_sim.show.phrases import name
from membership_sim.show.pictures.palette import (
    CHARGE_MARK,
    DECLINE_MARK,
    HATCHES,
    INK,
    REFUND_MARK,
    STATE_COLOURS,
    USE_MARK,
    outline_of,
)
from membership_sim.show.pictures.scene import Scene
from membership_sim.show.pictures.style import text_width

LINE: Final = 15.0
_SWATCH: Final = (14.0, 8.0)
_BESIDE: Final = 4.0  # between a sample and its text
_GAP: Final = 16.0  # between two entries


class Entry(NamedTuple):
    """A sample and what it means: a filled or hatched box, or else a marker."""

    text: str
    box: dict[str, Any] = {}  # noqa: RUF012 - nobody changes it
    marker: dict[str, Any] = {}  # noqa: RUF012


class Spot(NamedTuple):
    """An entry and where it stands: the left edge, and the number of its line from above."""

    entry: Entry
    left: float
    line: int


def flow(entries: Iterable[Entry], width: float) -> list[Spot]:
    """Return the entries of a legend in lines of that width."""
    spots: list[Spot] = []
    left, line = 0.0, 0
    for entry in entries:
        taken = _SWATCH[0] + _BESIDE + text_width(entry.text)
        if left and left + taken > width:
            left, line = 0.0, line + 1
        spots.append(Spot(entry, left, line))
        left += taken + _GAP
    return spots


def foot_of(spots: Sequence[Spot]) -> float:
    """Return how high a legend is."""
    return LINE * (spots[-1].line + 1) if spots else 0.0


def state_entries(states: Iterable[State], words: Catalogue) -> Iterator[Entry]:
    """Yield an entry for each of these states, in the order of a life."""
    for state in STATES:
        if state in states:
            looks = {"facecolor": STATE_COLOURS[state], "edgecolor": outline_of(state), "linewidth": 0.6}
            yield Entry(name(words, state), looks)


def wait_entries(scenes: Sequence[Scene], words: Catalogue) -> Iterator[Entry]:
    """Yield an entry for each kind of wish that waits."""
    for wish, hatch in HATCHES.items():
        if any(wait.wish == wish for scene in scenes for wait in scene.waits):
            looks = {"facecolor": "none", "edgecolor": INK, "linewidth": 0.5, "hatch": hatch}
            yield Entry(words.labels["waits"].format(wish=name(words, f"wish.{wish}")), looks)


def mark_entries(scenes: Sequence[Scene], words: Catalogue, *labels: str) -> Iterator[Entry]:
    """Yield an entry for each of these marks that the scenes have."""
    stems = [stem for scene in scenes for stem in scene.stems]
    kinds = {mark.kind for scene in scenes for mark in scene.marks}
    there = {
        "charged": (any(stem.amount >= 0 for stem in stems), CHARGE_MARK),
        "refunded": (any(stem.amount < 0 for stem in stems), REFUND_MARK),
        "declined": ("decline" in kinds, DECLINE_MARK),
        "benefit_used": ("use" in kinds, USE_MARK),
    }
    for label in labels:
        has, mark = there[label]
        if has:
            yield Entry(words.labels[label], marker=mark)


def draw_legend(axes: Axes, spots: Sequence[Spot]) -> None:
    """Draw a legend from the upper edge of axes that are in points."""
    (width, height), top = _SWATCH, axes.get_ylim()[1]
    for entry, left, line in spots:
        middle = top - (line + 0.5) * LINE
        if entry.box:
            axes.add_patch(Rectangle((left, middle - height / 2), width, height, clip_on=False, **entry.box))
        else:
            axes.plot([left + width / 2], [middle], linestyle="none", clip_on=False, **entry.marker)
        axes.text(left + width + _BESIDE, middle, entry.text, va="center", label="legend")
