"""The rows of a record in the order of their days, by way of temporary files: memory holds one part of them."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from typing import IO, Final, NamedTuple, TypeAlias

from membership_sim.calendar import zoned
from membership_sim.edge import day_number
from membership_sim.files.days import Day, Instant
from membership_sim.files.nodes import BAD, Mapping, Node, Scalar
from membership_sim.files.record_lines import LineReader, Row, is_head, member_of
from membership_sim.files.report import Report
from membership_sim.scenario import ScenarioError

ROWS_AT_ONCE: Final = 50_000
_WIDTHS: Final = (8, 12, 20, 12, 12)  # in bytes, of a kept row's day, `seq`, instant, line and length
_HEAD: Final = sum(_WIDTHS)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NO_INSTANT: Final = -(10**17)  # microseconds: before every instant that a line may tell


class Moment(NamedTuple):
    """When a row happened, as far as it tells: its day, its `seq` (0: none), and the microseconds since 1970."""

    day: int = 0
    seq: int = 0
    instant: int = _NO_INSTANT


Keyed: TypeAlias = tuple[Moment, int, bytes]  # when, the line, the row

_by_moment = itemgetter(0, 1)


def sorted_rows(
    rows: Iterable[Row], reader: LineReader, rows_at_once: int = ROWS_AT_ONCE, zone: str | None = None
) -> Iterator[Row]:
    """Yield rows by their days, those of one day by `seq`, then by their instants, or else as they stand.

    Instants have their days in the zone, or in those of the members (TIME-1), which `reader` knows: it has heard how
    they are judged. What has no day comes first.
    """
    with ExitStack() as stack:
        parts: list[IO[bytes]] = []
        keyed: list[Keyed] = []
        for number, row in rows:
            keyed.append((moment_of(row, number, reader, zone), number, row))
            if len(keyed) == rows_at_once:
                parts.append(_kept(keyed, stack))
                keyed = []
        keyed.sort(key=_by_moment)
        streams = [iter(keyed), *map(_read, parts)]
        for _, number, row in heapq.merge(*streams, key=_by_moment):
            yield number, row


def moment_of(row: bytes, number: int, reader: LineReader, zone: str | None = None) -> Moment:
    """Return when a row happened, by what tells that alone: one that is wrong elsewhere stands on its day too."""
    moments = (_moment(node, reader, zone) for node in reader.said(row, number) if not is_head(node))
    return max(moments, default=Moment())


def _moment(node: Node, reader: LineReader, zone: str | None) -> Moment:
    entries = node.entries if isinstance(node, Mapping) else {}
    told = entries.get("seq")
    seq = told.value if isinstance(told, Scalar) and type(told.value) is int and 0 <= told.value < 10**12 else 0
    if "date" in entries:
        day = Day().read(entries["date"], Report(), "")
        return Moment(day, seq) if isinstance(day, int) else Moment()
    text = Instant().read(entries["at"], Report(), "") if "at" in entries else BAD
    if not isinstance(text, str):
        return Moment()
    zone = zone or reader.setups.get(member_of(node) or "", reader.heads.otherwise).book.time_zone
    at = datetime.fromisoformat(text)
    try:
        day = day_number(at, "", zone)
        instant = (at if at.tzinfo is not None else zoned(at, zone)) - _EPOCH
    except (ScenarioError, OverflowError):
        return Moment()
    return Moment(day, seq, instant // timedelta(microseconds=1))


def _kept(keyed: list[Keyed], stack: ExitStack) -> IO[bytes]:
    """Return a temporary file with rows in order."""
    keyed.sort(key=_by_moment)
    file = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
    for moment, number, row in keyed:
        values = zip((*moment, number, len(row)), _WIDTHS, strict=True)
        file.write("".join(f"{value:{width}d}" for value, width in values).encode() + row)
    file.seek(0)
    return file


def _read(file: IO[bytes]) -> Iterator[Keyed]:
    while head := file.read(_HEAD):
        day, seq, instant, number, length = map(int, _fields(head))
        yield Moment(day, seq, instant), number, file.read(length)


def _fields(head: bytes) -> Iterator[bytes]:
    start = 0
    for width in _WIDTHS:
        yield head[start : start + width]
        start += width
