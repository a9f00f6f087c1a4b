"""The way into the room of pictures: nothing of matplotlib is loaded until a picture is made."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Final, Literal, get_args

from membership_sim.collecting import each
from membership_sim.scenario import ScenarioError
from membership_sim.show.catalogue import catalogue
from membership_sim.show.extras import MissingExtraError
from membership_sim.timeline import Timeline
from membership_sim.typed import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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

    Raises MissingExtraError without matplotlib; else one error with everything that is wrong: ScenarioError for
    what is no timeline, an unknown kind, no timeline, too many of them or of their years, or a width out of bounds,
    UnknownLanguageError, or MembershipError for problems of both.
    """
    need_matplotlib()
    checks: tuple[Callable[[], object], ...] = (
        partial(_check_timelines, timelines),
        partial(_check_kind, kind),
        partial(_check_count, timelines),
        partial(_check_width, width, kind),
        partial(_check_years, timelines, kind),
        partial(catalogue, lang),
    )
    each(checks, lambda check: check())
    with _quiet():
        from membership_sim.show.pictures.page import page
        from membership_sim.show.pictures.state_path import state_path
        from membership_sim.show.pictures.style import POINTS_OF_AN_INCH
        from membership_sim.show.pictures.year_map import year_map

    draw = {"timeline": page, "calendar": year_map, "states": state_path}[kind]
    return draw(timelines, lang, width * POINTS_OF_AN_INCH, headed)


def _check_timelines(timelines: Sequence[object]) -> None:
    others = [one for one in timelines if not isinstance(one, Timeline)]
    if others:
        raise ScenarioError(*(f"{shown(one)} has no picture, allowed: a Timeline" for one in others))


def _check_kind(kind: object) -> None:
    if kind not in KINDS:
        raise ScenarioError(f"unknown kind of picture {shown(kind)}, allowed: {', '.join(KINDS)}")


def _check_count(timelines: Sequence[object]) -> None:
    if not 1 <= len(timelines) <= MOST_TIMELINES:
        raise ScenarioError(f"{len(timelines)} timelines in one picture, 1 to {MOST_TIMELINES} are allowed")


def _check_width(width: object, kind: object) -> None:
    """Raise ScenarioError for a width that the kind, or with an unknown one every kind, cannot have."""
    if isinstance(width, bool) or not isinstance(width, int | float):
        raise ScenarioError(f"a width is {shown(width)}, allowed: a number of inches")
    least = min(inches for one, inches in NARROWEST.items() if one == kind or kind not in KINDS)
    if not least <= width <= WIDEST:
        raise ScenarioError(f"a picture {shown(width)} inches wide, {least:g} to {WIDEST:g} are allowed")


def _check_years(timelines: Sequence[object], kind: object) -> None:
    found = [one for one in timelines if isinstance(one, Timeline)]
    years = sum(one.until_date.year - one.from_date.year + 1 for one in found)
    if kind == "calendar" and years > MOST_YEARS:
        raise ScenarioError(f"the calendars of {years} years in one picture, 1 to {MOST_YEARS} are allowed")


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
