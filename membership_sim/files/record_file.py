"""A record from its beginning, as often as it must be read: the reader for its form, and its lines in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, TYPE_CHECKING, Final

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


def items(
    file: IO[bytes], make: Callable[[], LineReader], sort: bool = False, zone: str | None = None
) -> Iterator[Item]:
    """Yield what a record says, from its beginning; if asked for, in the order of its days, or of those in a zone."""
    file.seek(0)
    reader = make()
    if not sort:
        return reader.read(reader.rows(file))
    from membership_sim.files.record_sort import sorted_rows

    reader.hear_heads(reader.rows(file))
    file.seek(0)
    return reader.fresh().read(sorted_rows(make().rows(file), reader, zone=zone))
