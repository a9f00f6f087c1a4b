"""When the day on which a period ends is moved by the end of a month, so that how it is counted decides (BILL-2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from membership_sim.entries import Entry
from membership_sim.oracle.records.point import Point
from membership_sim.oracle.records.rulings import MONTH_ENDS, Ruling

MOST_MOVED_DAYS: Final = 3  # from a 31st to the last day of February
_TELLING_BEGINS: Final = ("state", "notice")  # kinds that tell on which day a pause began


def is_moved(anchor_day: int, due_day: int) -> bool:
    """Tell whether the end of a month moves a day that is due, or would in another reading; anchor 0 is none."""
    if not anchor_day:
        return False
    anchor, due = date.fromordinal(anchor_day), date.fromordinal(due_day)
    return anchor.day != due.day or (_ends_month(anchor) and not _ends_month(due))


def _ends_month(on: date) -> bool:
    return date.fromordinal(on.toordinal() + 1).day == 1


def of_a_period_end(point: Point) -> Sequence[Ruling]:
    """Return what decides on which day a period, or the pause after it, ended if that is moved, a few days since."""
    change = point.change
    if change is None or abs(point.day - change.entry.day) > MOST_MOVED_DAYS:
        return ()
    is_pause = change.left == "paused"
    if is_pause and not set(_TELLING_BEGINS).isdisjoint(point.observes):
        return ()
    end_day = getattr(change.entry, "since_day", 0) if is_pause else change.entry.day
    return (MONTH_ENDS,) if is_moved(point.left_anchor_day, end_day) else ()


def of_an_effective_day(entry: Entry, point: Point) -> Sequence[Ruling]:
    """Return what decides on which day something takes effect that waits for the end of a period, if that is moved."""
    day = getattr(entry, "effective_day", None) or 0
    waits = entry.state == "paid" and day > entry.day
    return (MONTH_ENDS,) if waits and is_moved(point.anchor_day, day) and _is_near(point) else ()


def _is_near(point: Point) -> bool:
    """Tell whether the day that is told is not farther from the right one than an end of a month can move it."""
    if point.line is None or point.expected is None:
        return False
    told, right = (fields.get(point.field) for fields in (point.line.fields, point.expected))
    if told is None or right is None:
        return False
    return abs((date.fromisoformat(str(told)) - date.fromisoformat(str(right))).days) <= MOST_MOVED_DAYS
