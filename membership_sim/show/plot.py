"""The way into the room of pictures: nothing of matplotlib is loaded until a picture is made."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from membership_sim.scenario import MembershipError, ScenarioError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from membership_sim.show.pictures.style import Picture
    from membership_sim.timeline import Timeline

FORMATS: Final = ("svg", "png", "pdf")
MOST_TIMELINES: Final = 24  # in one picture
NARROWEST: Final = 4.0  # inches
WIDEST: Final = 40.0


class MissingExtraError(MembershipError, ImportError):
    """A library is not installed that only some users need; the message names the extra that brings it."""


def need_matplotlib() -> None:
    """Raise MissingExtraError where pictures cannot be drawn."""
    if find_spec("matplotlib") is None:
        raise MissingExtraError("pictures need matplotlib: pip install 'membership-sim[plot]'")


def plot_timelines(timelines: Sequence[Timeline], lang: str, width: float) -> Picture:
    """Return the picture of some timelines, one below the other; `width` in inches.

    Raises MissingExtraError without matplotlib, ScenarioError for no timeline, for too many, or a width out of bounds.
    """
    need_matplotlib()
    if not 1 <= len(timelines) <= MOST_TIMELINES:
        raise ScenarioError(f"{len(timelines)} timelines in one picture, 1 to {MOST_TIMELINES} are allowed")
    if not NARROWEST <= width <= WIDEST:
        raise ScenarioError(f"a picture {width} inches wide, {NARROWEST:g} to {WIDEST:g} are allowed")
    from membership_sim.show.pictures.page import page
    from membership_sim.show.pictures.style import POINTS_OF_AN_INCH

    return page(timelines, lang, width * POINTS_OF_AN_INCH)
