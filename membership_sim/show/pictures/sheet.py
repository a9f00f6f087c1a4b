"""The sheet that pictures are drawn on: timelines one below the other, each with its heading; lengths in points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from matplotlib.axes import Axes

from membership_sim.show.catalogue import Catalogue
from membership_sim.show.pictures.palette import FAINT_INK
from membership_sim.show.pictures.style import (
    POINTS_OF_AN_INCH,
    TITLE_SIZE,
    Picture,
    fitted,
    text_width,
)
from membership_sim.show.table import about, totals_in_short
from membership_sim.show.text import printable
from membership_sim.timeline import Timeline

MARGIN: Final = 14.0
HEADING: Final = 34.0  # the title, and below it what it is about
BETWEEN: Final = 18.0  # two timelines
_SECOND_LINE: Final = 15.0  # below the title


class Sheet(NamedTuple):
    """A picture with the headings written, and the upper edge of the room below each."""

    figure: Picture
    tops: tuple[float, ...]

    def axes(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Return axes in a box, in points, without frame and ticks."""
        wide, high = (float(inches) * POINTS_OF_AN_INCH for inches in self.figure.get_size_inches())
        axes = self.figure.add_axes((left / wide, bottom / high, width / wide, height / high))
        axes.set(xlim=(0, width), ylim=(0, height), xticks=[], yticks=[])
        axes.set_frame_on(False)
        return axes


def sheet(
    timelines: Sequence[Timeline],
    words: Catalogue,
    width: float,
    rooms: Sequence[float],
    foot: float,
    headed: bool = True,
) -> Sheet:
    """Return a sheet with so much room below each heading, and a foot at its end; call it while `drawing`.

    Not `headed`, it has no headings: whoever shows the picture tells what it is about.
    """
    heading = HEADING if headed else 0
    height = 2 * MARGIN + sum(heading + room for room in rooms) + BETWEEN * (len(rooms) - 1) + foot
    figure = Picture(figsize=(width / POINTS_OF_AN_INCH, height / POINTS_OF_AN_INCH))
    figure.lang = words.lang
    tops, top = [], height - MARGIN
    for timeline, room in zip(timelines, rooms, strict=True):
        if headed:
            _write_heading(figure, timeline, words, top / height, width, height)
        tops.append(top - heading)
        top -= heading + room + BETWEEN
    return Sheet(figure, tuple(tops))


def _write_heading(
    figure: Picture, timeline: Timeline, words: Catalogue, top: float, width: float, height: float
) -> None:
    """Write the title, and below it the rule book and the totals."""
    sums = totals_in_short(timeline, words)
    room = width - 2 * MARGIN
    left, right, second = MARGIN / width, 1 - MARGIN / width, top - (_SECOND_LINE + 2) / height
    looks: dict[str, Any] = {"va": "top", "label": "heading"}
    title = fitted(printable(timeline.scenario.title), room, TITLE_SIZE, bold=True)
    figure.text(left, top, title, size=TITLE_SIZE, weight="bold", **looks)
    subtitle = fitted(about(timeline, words), room - text_width(sums) - MARGIN)
    figure.text(left, second, subtitle, color=FAINT_INK, **looks)
    figure.text(right, second, sums, ha="right", **looks)
