"""A record from its beginning, as often as it must be read: the reader for its form, and its lines in their order."""

from __future__ import annotations

import shutil
import tempfile
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import IO, TYPE_CHECKING, Final

from membership_sim.files.reader import lines_of, opened_source

if TYPE_CHECKING:
    from membership_sim.files.mapping_file import RowMapping
    from membership_sim.files.record_lines import LineReader
    from membership_sim.foreign import Item, Setup

FORMS: Final = ("jsonl", "csv")  # of records


def reader_maker(
    name: str, setup: Setup, form: str | None = None, mapping: RowMapping | None = None
) -> Callable[[], LineReader]:
    """Return what makes a reader of the record of a name, which tells its form when nothing else does.

    `setup` is how members are judged that say nothing of it; a mapping has its own.
    """
    if mapping is not None:
        from membership_sim.files.record_mapped import MappedReader

        return lambda: MappedReader(name, mapping)
    if (form or ("csv" if name.lower().endswith(".csv") else "jsonl")) == "csv":
        from membership_sim.files.record_csv import CsvReader

        return lambda: CsvReader(name, setup)
    from membership_sim.files.record_lines import LineReader

    return lambda: LineReader(name, setup)


@contextmanager
def opened(path: str) -> Iterator[IO[bytes]]:
    """Open a record, `-` for standard input, so that it can be read again: what diverges is read once more.

    Raises InputError when it cannot be opened, or cannot be read to its end.
    """
    with opened_source(path) as source, ExitStack() as stack:
        if path != "-" and source.seekable():
            yield source
            return
        kept = stack.enter_context(tempfile.TemporaryFile())
        shutil.copyfileobj(source, kept)
        yield kept


def items(
    file: IO[bytes], make: Callable[[], LineReader], sort: bool = False, zone: str | None = None
) -> Iterator[Item]:
    """Yield what a record says, from its beginning; if asked for, in the order of its days, or of those in a zone."""
    reader = make()
    if not sort:
        return reader.read(reader.rows(_lines(file)))
    from membership_sim.files.record_sort import sorted_rows

    reader.hear_heads(reader.rows(_lines(file)))
    return reader.fresh().read(sorted_rows(make().rows(_lines(file)), reader, zone=zone))


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """Return the lines of a record from its beginning, behind a BOM if there is one."""
    from membership_sim.files.record_lines import LONGEST_LINE

    file.seek(0)
    file.seek(len(BOM_UTF8) if file.read(len(BOM_UTF8)) == BOM_UTF8 else 0)
    return lines_of(file, LONGEST_LINE)
