"""The colours and marks of pictures: calm, told apart by who sees red and green alike, dark text readable on each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from membership_sim.scenario import State

STATE_COLOURS: Final[Mapping[State, str]] = {
    "prospect": "#fbfbfa",
    "trial": "#b0dffb",
    "paid": "#52a493",
    "past_due": "#f6d465",
    "suspended": "#dd7a4c",
    "paused": "#9a8bcb",
    "cancelled": "#d0d0cc",
}
PAPER: Final = "#ffffff"
INK: Final = "#1f2933"
FAINT_INK: Final = "#5b6670"  # of what stands around: row names, days
GRID: Final = "#e4e7ea"
OUTLINE: Final = "#ffffff"  # between neighbouring spans
NO_MEMBER_OUTLINE: Final = "#c3c9cf"  # of a state that is as white as paper
CHARGED: Final = "#1f4e79"
REFUNDED: Final = "#b4501e"
DECLINED: Final = "#a3122a"
BENEFITS: Final = "#2f7f73"
NOTICED: Final = "#5b6670"
COST: Final = "#1f4e79"
COST_AREA: Final = "#d9e4ee"
BENEFIT_DAY: Final = "#9fd0c5"
OTHER_DAY: Final = "#ebedef"
UNTAKEN: Final = NO_MEMBER_OUTLINE  # a way that was not taken



def outline_of(state: State) -> str:
    """Return the colour of the edge around a span of a state."""
    return NO_MEMBER_OUTLINE if state == "prospect" else OUTLINE


# Each mark as it is drawn and as the legend shows it.
CHARGE_MARK: Final[dict[str, Any]] = {"marker": "o", "color": CHARGED, "markersize": 5}
REFUND_MARK: Final[dict[str, Any]] = {"marker": "v", "color": REFUNDED, "markersize": 5}
DECLINE_MARK: Final[dict[str, Any]] = {"marker": "x", "color": DECLINED, "markersize": 5.5, "markeredgewidth": 1.2}
USE_MARK: Final[dict[str, Any]] = {"marker": "o", "color": PAPER, "markeredgecolor": BENEFITS, "markersize": 3.5}
HATCHES: Final = {"cancel": "//////", "pause": "\\\\\\\\\\\\"}  # of a wish that waits
