"""Instants of a day in a zone: near its midnights, and in the hours in which clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final
from zoneinfo import ZoneInfo

from membership_sim.testing.choosing import Choose, pick

_NOON: Final = time(12)
_TIMES: Final = (
    _NOON, time(0), time(23, 59, 59), time(0, 0, 1), time(23, 59, 59, 999_999), time(0, 30), time(1), time(1, 30),
    time(1, 59, 59), time(2), time(2, 30), time(3), time(23),
)  # fmt: skip
_OFFSETS: Final = (0, 9 * 60, -8 * 60, 14 * 60, -12 * 60, 5 * 60 + 45)  # in minutes, wherever the zone is


def instant(choose: Choose, on: date, zone: str) -> datetime:
    """Return an instant whose local day in the zone is `on`, written with some offset, or local without one (TIME-1).

    Of an hour that clocks show twice it may be either; noon takes the place of a time that they leap over to another
    day.
    """
    clocks = ZoneInfo(zone)
    moment = _in_utc(datetime.combine(on, pick(choose, _TIMES)).replace(fold=choose(2)), clocks)
    if moment.astimezone(clocks).date() != on:
        moment = _in_utc(datetime.combine(on, _NOON), clocks)
    written = choose(len(_OFFSETS) + 2)
    if written == 0:
        return moment.astimezone(clocks).replace(tzinfo=None)
    if written == 1:
        return moment.astimezone(timezone(moment.astimezone(clocks).utcoffset() or timedelta()))
    return moment.astimezone(timezone(timedelta(minutes=_OFFSETS[written - 2])))


def _in_utc(local: datetime, clocks: ZoneInfo) -> datetime:
    return local.replace(tzinfo=clocks).astimezone(UTC)
