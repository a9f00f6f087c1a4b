"""The way into the room of pictures: nothing of matplotlib is loaded until a picture is made."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Literal, get_args

from membership_sim.scenario import ScenarioError
from membership_sim.show.extras import MissingExtraError
from membership_sim.timeline import Timeline
from membership_sim.typed import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from membership_sim.show.pictures.style import Picture

PictureKind = Literal["timeline", "calendar", "states"]
KINDS: Final[tuple[PictureKind, ...]] = get_args(PictureKind)
FORMATS: Final = ("svg", "png", "pdf")
MOST_TIMELINES: Final = 24  # in one picture
MOST_YEARS: Final = 50  # in one picture of calendars
NARROWEST: Final[dict[PictureKind, float]] = {"timeline": 4.0, "calendar": 8.0, "states": 8.0}  # inches
WIDEST: Final = 40.0


def need_matplotlib() -> None:
    """Raise MissingExtraError where pictures cannot be drawn."""
    from importlib.util import find_spec

    if find_spec("matplotlib") is None:
        raise MissingExtraError("pictures need matplotlib: pip install 'membership-sim[plot]'")


def plot_timelines(
    timelines: Sequence[Timeline], kind: PictureKind, lang: str, width: float, headed: bool = True
) -> Picture:
    """Return the picture of some timelines, one below the other, each with its heading; `width` in inches.

    Raises MissingExtraError without matplotlib; ScenarioError for what is no timeline, an unknown kind, no
    timeline, too many of them or of their years, or a width out of bounds.
    """
    need_matplotlib()
    given: Sequence[object] = timelines
    others = [one for one in given if not isinstance(one, Timeline)]
    if others:
        raise ScenarioError(*(f"{shown(one)} has no picture, allowed: a Timeline" for one in others))
    if kind not in KINDS:
        raise ScenarioError(f"unknown kind of picture {shown(kind)}, allowed: {', '.join(KINDS)}")
    if not 1 <= len(timelines) <= MOST_TIMELINES:
        raise ScenarioError(f"{len(timelines)} timelines in one picture, 1 to {MOST_TIMELINES} are allowed")
    if isinstance(width, bool) or not isinstance(width, int | float):
        raise ScenarioError(f"a width is {shown(width)}, allowed: a number of inches")
    if not NARROWEST[kind] <= width <= WIDEST:
        raise ScenarioError(f"a picture {width} inches wide, {NARROWEST[kind]:g} to {WIDEST:g} are allowed")
    years = sum(timeline.until_date.year - timeline.from_date.year + 1 for timeline in timelines)
    if kind == "calendar" and years > MOST_YEARS:
        raise ScenarioError(f"the calendars of {years} years in one picture, 1 to {MOST_YEARS} are allowed")
    with _quiet():
        from membership_sim.show.pictures.page import page
        from membership_sim.show.pictures.state_path import state_path
        from membership_sim.show.pictures.style import POINTS_OF_AN_INCH
        from membership_sim.show.pictures.year_map import year_map

    draw = {"timeline": page, "calendar": year_map, "states": state_path}[kind]
    return draw(timelines, lang, width * POINTS_OF_AN_INCH, headed)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep matplotlib from telling how long its first import takes, and where it keeps its list of fonts."""
    from logging import ERROR, getLogger

    logger = getLogger("matplotlib")
    before = logger.level
    logger.setLevel(ERROR)
    try:
        yield
    finally:
        logger.setLevel(before)
