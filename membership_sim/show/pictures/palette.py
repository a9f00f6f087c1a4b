"""The colours of pictures: calm, told apart by people who see red and green alike, dark text readable on each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

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
CHARGED: Final = "#1f4e79"
REFUNDED: Final = "#b4501e"
DECLINED: Final = "#a3122a"
BENEFITS: Final = "#2f7f73"
NOTICED: Final = "#5b6670"
COST: Final = "#1f4e79"
COST_AREA: Final = "#d9e4ee"
