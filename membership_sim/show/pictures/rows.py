"""The rows of one timeline in a picture, from its heading down to its cost; lengths in points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from membership_sim.show.pictures.scene import Scene
from membership_sim.show.pictures.shapes import Rectangle

HIGHEST_STEM: Final = 42.0
LOWEST_STEM: Final = 7.0
HEAD: Final = 3.0  # half of a stem's head
LABEL: Final = 12.0  # a line of text
LANE: Final = 22.0
NAME_HEIGHT: Final = 12.0  # of the middle of a state's name above the lane's lower edge
HATCHED: Final = 5.5  # the lower part of the lane, in which wishes wait
BAND: Final = 6.0
TICK: Final = 8.0
SPACE: Final = 6.0
COST: Final = 34.0
BELOW: Final = 12.0  # between notices and cost


class Row(NamedTuple):
    """A row by its lower and upper edge, counted from the lower edge of its panel."""

    bottom: float
    top: float

    @property
    def middle(self) -> float:
        """Half-way between the edges."""
        return (self.bottom + self.top) / 2

    def from_to(self, start_day: int, end_day: int) -> Rectangle:
        """Return the part of the row between two days."""
        return Rectangle(start_day, end_day, self.bottom, self.top)


class Rows(NamedTuple):
    """Where the rows of a panel are; `zero` is the line on which stems stand, `scale` their points for a minor unit."""

    height: float
    zero: float
    scale: float
    amounts: Row
    lane: Row
    benefits: Row
    notices: Row

    def reach(self, amount: int) -> float:
        """Return the height at which the stem of an amount ends: above `zero`, below it for a refund."""
        length = max(abs(amount) * self.scale, LOWEST_STEM)
        return self.zero + (length if amount >= 0 else -length)


def scale_of(scenes: Sequence[Scene]) -> dict[str, float]:
    """Return the points for a minor unit by currency, the same for all scenes so that they can be compared."""
    largest: dict[str, int] = {}
    for scene in scenes:
        amounts = [abs(stem.amount) for stem in scene.stems] + [mark.amount for mark in scene.marks]
        code = scene.currency.code
        largest[code] = max([largest.get(code, 1), *amounts])
    return {code: HIGHEST_STEM / amount for code, amount in largest.items()}


def costs_of(scenes: Sequence[Scene]) -> dict[str, tuple[float, float]]:
    """Return the least and the most that was ever paid on balance, by currency, with room for a text at either."""
    found: dict[str, tuple[float, float]] = {}
    for scene in scenes:
        nets = [cost.net for cost in scene.costs]
        least, most = found.get(scene.currency.code, (0, 1))
        found[scene.currency.code] = (min([least, *nets]), max([most, *nets]))
    return {code: (least * 1.2, most * 1.1) for code, (least, most) in found.items()}


def rows_of(scene: Scene, scale: float) -> Rows:
    """Return the rows of a panel; there is room below `zero` only where something is refunded."""
    refunds = [-stem.amount * scale for stem in scene.stems if stem.amount < 0]
    below = max([LOWEST_STEM, *refunds]) + HEAD + LABEL + SPACE if refunds else 0.0
    notices = Row(0.0, TICK)
    benefits = Row(notices.top + SPACE, notices.top + SPACE + BAND)
    lane = Row(benefits.top + SPACE, benefits.top + SPACE + LANE)
    zero = lane.top + 3 + below
    amounts = Row(lane.top + 3, zero + HIGHEST_STEM + HEAD + LABEL + SPACE)
    return Rows(amounts.top, zero, scale, amounts, lane, benefits, notices)
