"""The rows of a record in the order of their days, by way of temporary files: memory holds one part of them."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from operator import itemgetter
from typing import IO, Final, TypeAlias

from membership_sim.files.record_lines import LineReader, Row
from membership_sim.foreign import Heard

ROWS_AT_ONCE: Final = 50_000
_HEAD: Final = 8 + 12 + 12 + 12  # bytes before a kept row: its day, its `seq`, its line, its length

Keyed: TypeAlias = tuple[int, int, int, bytes]  # the day, `seq` (0: none), the line, the row


def sorted_rows(rows: Iterable[Row], reader: LineReader, rows_at_once: int = ROWS_AT_ONCE) -> Iterator[Row]:
    """Yield rows by their days, those of one day by `seq` or else as they stand.

    What has no day, or cannot be read, comes first.
    """
    with ExitStack() as stack:
        parts: list[IO[bytes]] = []
        keyed: list[Keyed] = []
        for number, row in rows:
            keyed.append((*_moment(reader, row, number), number, row))
            if len(keyed) == rows_at_once:
                parts.append(_kept(keyed, stack))
                keyed = []
        keyed.sort(key=itemgetter(0, 1, 2))
        streams = [iter(keyed), *map(_read, parts)]
        for _, _, number, row in heapq.merge(*streams, key=itemgetter(0, 1, 2)):
            yield number, row


def _moment(reader: LineReader, row: bytes, number: int) -> tuple[int, int]:
    lines = [item.line for item in reader.read_row(row, number) if isinstance(item, Heard)]
    seq = lines[0].fields.get("seq") if lines else None
    return max((line.day for line in lines), default=0), seq if isinstance(seq, int) else 0


def _kept(keyed: list[Keyed], stack: ExitStack) -> IO[bytes]:
    """Return a temporary file with rows in order."""
    keyed.sort(key=itemgetter(0, 1, 2))
    file = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
    for day, seq, number, row in keyed:
        file.write(b"%8d%12d%12d%12d" % (day, seq, number, len(row)) + row)
    file.seek(0)
    return file


def _read(file: IO[bytes]) -> Iterator[Keyed]:
    while head := file.read(_HEAD):
        yield int(head[:8]), int(head[8:20]), int(head[20:32]), file.read(int(head[32:]))
