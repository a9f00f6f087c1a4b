"""The colours of pictures and pages: calm, told apart by who sees red and green alike, dark text readable on each."""

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
OUTLINE: Final = PAPER  # between neighbouring spans
NO_MEMBER_OUTLINE: Final = "#c3c9cf"  # of a state that is as white as paper
CHARGED: Final = "#1f4e79"
REFUNDED: Final = "#b4501e"
DECLINED: Final = "#a3122a"
BENEFITS: Final = "#2f7f73"
NOTICED: Final = FAINT_INK
COST: Final = CHARGED
COST_AREA: Final = "#d9e4ee"
BENEFIT_DAY: Final = "#9fd0c5"
OTHER_DAY: Final = "#ebedef"
UNTAKEN: Final = NO_MEMBER_OUTLINE  # a way that was not taken

# What each colour becomes on dark paper: as calm, light text readable on each state.
DARK: Final[Mapping[str, str]] = {
    STATE_COLOURS["prospect"]: "#20262d",
    STATE_COLOURS["trial"]: "#1d5272",
    STATE_COLOURS["paid"]: "#22695b",
    STATE_COLOURS["past_due"]: "#6f5710",
    STATE_COLOURS["suspended"]: "#8f4119",
    STATE_COLOURS["paused"]: "#5b4b94",
    STATE_COLOURS["cancelled"]: "#4a5057",
    PAPER: "#171b20",
    INK: "#e4e7ea",
    FAINT_INK: "#a9b4be",
    GRID: "#2e363f",
    NO_MEMBER_OUTLINE: "#59636e",
    CHARGED: "#8fc1ee",
    REFUNDED: "#f0a070",
    DECLINED: "#ff9aa8",
    BENEFITS: "#4fb3a3",
    COST_AREA: "#223a50",
    BENEFIT_DAY: "#2b6f64",
    OTHER_DAY: "#262d34",
}

# The variables of style sheets, each with its light and its dark form; texts are readable on paper and what is raised.
PAGE_COLOURS: Final[Mapping[str, tuple[str, str]]] = {
    "ink": (INK, DARK[INK]),
    "faint": ("#55606b", DARK[FAINT_INK]),
    "paper": (PAPER, DARK[PAPER]),
    "raised": ("#f5f6f8", DARK[STATE_COLOURS["prospect"]]),
    "line": ("#d5dae0", "#3a434d"),
    "link": (CHARGED, DARK[CHARGED]),
    "bad": (DECLINED, DARK[DECLINED]),
    "good": ("#1d6b60", "#7fd3c4"),
}


def outline_of(state: State) -> str:
    """Return the colour of the edge around a span of a state."""
    return NO_MEMBER_OUTLINE if state == "prospect" else OUTLINE


# Each mark as it is drawn and as the legend shows it.
CHARGE_MARK: Final[dict[str, Any]] = {"marker": "o", "color": CHARGED, "markersize": 5}
REFUND_MARK: Final[dict[str, Any]] = {"marker": "v", "color": REFUNDED, "markersize": 5}
DECLINE_MARK: Final[dict[str, Any]] = {"marker": "x", "color": DECLINED, "markersize": 5.5, "markeredgewidth": 1.2}
USE_MARK: Final[dict[str, Any]] = {"marker": "o", "color": PAPER, "markeredgecolor": BENEFITS, "markersize": 3.5}
HATCHES: Final = {"cancel": "//////", "pause": "\\\\\\\\\\\\"}  # of a wish that waits
