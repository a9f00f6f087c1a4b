"""Many boxes or lines as one shape: a fraction of the time and of the file that as many shapes would take."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

_CORNERS: Final = (Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY)
_ENDS: Final = (Path.MOVETO, Path.LINETO)


class Rectangle(NamedTuple):
    """A rectangle by its edges, in the units of its axes."""

    left: float
    right: float
    bottom: float
    top: float


def fill(axes: Axes, rectangles: Iterable[Rectangle], **looks: Any) -> None:
    """Draw rectangles, if there are any, as one patch; as an artist, for which no limits of data are worked out."""
    corners = [
        corner
        for left, right, bottom, top in rectangles
        for corner in ((left, bottom), (right, bottom), (right, top), (left, top), (left, bottom))
    ]
    if corners:
        axes.add_artist(PathPatch(Path(corners, _CORNERS * (len(corners) // len(_CORNERS))), **looks))


def uprights(axes: Axes, lines: Iterable[tuple[float, float, float]], **looks: Any) -> None:
    """Draw vertical lines (x, lower end, upper end), if there are any, as one patch, whole at the edge of the axes."""
    ends = [end for x, bottom, top in lines for end in ((x, bottom), (x, top))]
    if ends:
        path = Path(ends, _ENDS * (len(ends) // len(_ENDS)))
        axes.add_artist(PathPatch(path, facecolor="none", clip_on=False, **looks))
