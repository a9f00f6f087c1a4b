"""What a legend names: the states that have no room for their name, and the marks that the picture has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from membership_sim.scenario import STATES, State
from membership_sim.show.catalogue import Catalogue
from membership_sim.show.pictures.palette import (
    BENEFITS,
    CHARGED,
    DECLINED,
    FAINT_INK,
    INK,
    OUTLINE,
    REFUNDED,
    STATE_COLOURS,
)
from membership_sim.show.pictures.panel import HATCHES
from membership_sim.show.pictures.scene import Scene
from membership_sim.show.pictures.style import text_width
from membership_sim.show.words import name

LINE: Final = 15.0
_SWATCH: Final = (14.0, 8.0)
_GAP: Final = 16.0  # between two entries


class Entry(NamedTuple):
    """A sample and what it means: a filled or hatched box, or else a marker."""

    text: str
    box: dict[str, Any]
    marker: dict[str, Any]


class Spot(NamedTuple):
    """An entry and where it stands: the left edge, and the number of its line from above."""

    entry: Entry
    left: float
    line: int


def legend(scenes: Sequence[Scene], unnamed: set[State], words: Catalogue, width: float) -> list[Spot]:
    """Return the entries of a legend in lines of that width."""
    spots, left, line = [], 0.0, 0
    for entry in (*_states(unnamed, words), *_marks(scenes, words)):
        taken = _SWATCH[0] + 4 + text_width(entry.text)
        if left and left + taken > width:
            left, line = 0.0, line + 1
        spots.append(Spot(entry, left, line))
        left += taken + _GAP
    return spots


def _states(unnamed: set[State], words: Catalogue) -> Iterator[Entry]:
    for state in STATES:
        if state in unnamed:
            looks = {"facecolor": STATE_COLOURS[state], "edgecolor": FAINT_INK if state == "prospect" else OUTLINE}
            yield Entry(name(words, state), {**looks, "linewidth": 0.6}, {})


def _marks(scenes: Sequence[Scene], words: Catalogue) -> Iterator[Entry]:
    labels = words.labels
    for wish, hatch in HATCHES.items():
        if any(wait.wish == wish for scene in scenes for wait in scene.waits):
            looks = {"facecolor": "none", "edgecolor": INK, "linewidth": 0.5, "hatch": hatch}
            yield Entry(labels["waits"].format(wish=name(words, wish)), looks, {})
    amounts = [stem.amount for scene in scenes for stem in scene.stems]
    kinds = {mark.kind for scene in scenes for mark in scene.marks}
    if any(amount >= 0 for amount in amounts):
        yield Entry(labels["charged"], {}, {"marker": "o", "color": CHARGED, "markersize": 5})
    if any(amount < 0 for amount in amounts):
        yield Entry(labels["refunded"], {}, {"marker": "v", "color": REFUNDED, "markersize": 5})
    if "decline" in kinds:
        looks = {"marker": "x", "color": DECLINED, "markersize": 5.5, "markeredgewidth": 1.2}
        yield Entry(labels["declined"], {}, looks)
    if "use" in kinds:
        looks = {"marker": "o", "color": "#ffffff", "markeredgecolor": BENEFITS, "markersize": 4}
        yield Entry(labels["benefit_used"], {}, looks)


def draw_legend(axes: Axes, spots: Sequence[Spot], top: float) -> None:
    """Draw a legend on axes in points, its upper edge at `top`."""
    width, height = _SWATCH
    for entry, left, line in spots:
        middle = top - (line + 0.5) * LINE
        if entry.box:
            axes.add_patch(Rectangle((left, middle - height / 2), width, height, clip_on=False, **entry.box))
        else:
            axes.plot([left + width / 2], [middle], linestyle="none", clip_on=False, **entry.marker)
        axes.text(left + width + 4, middle, entry.text, va="center", gid="legend")
