"""A record as CSV: the first row names the columns, which are those of `run --format csv` or of plain lines."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from threading import Lock
from typing import Any, Final

from membership_sim.entry_fields import KINDS
from membership_sim.entry_types import FIELD_TYPES
from membership_sim.files.errors import InputError, Problem
from membership_sim.files.expect_shapes import MAIN_FIELD
from membership_sim.files.nodes import Decimal, Mapping, Node, Scalar, node_of
from membership_sim.files.nodes import Sequence as List
from membership_sim.files.record_lines import LONGEST_LINE, LineReader, Row, row_text
from membership_sim.files.record_shapes import WHOSE, RecordedEntry, head_shape
from membership_sim.files.report import Report
from membership_sim.files.words import listed, quoted
from membership_sim.foreign import Setup
from membership_sim.scenario import Place

# The fields that hold a whole number.
NUMBERS: Final = frozenset(
    {
        "seq",
        "document",
        *(name.rpartition(".")[2] for name, of in FIELD_TYPES.items() if of.kind in ("amount", "count")),
        *(kind for kind, main in MAIN_FIELD.items() if main == "amount"),
    }
)
_LISTS: Final = frozenset(("rules", "allowed", "observes"))
_NESTED: Final = {
    f"{name}_{part}": (name, part) for name, of in FIELD_TYPES.items() for part in of.parts or () if not of.many
}
_MOST_COLUMNS: Final = 1_000
_MANY_CHARACTERS: Final = 131_072  # of a cell, more than which Python reads only when a program allows it
_ALLOWING_MORE: Final = Lock()
_OTHER_COMMAS: Final = re.compile(r"[;\t|]")


@cache
def column_names() -> tuple[str, ...]:
    """Return what columns may be called: the fields of lines, parts of them as `run --format csv` has them."""
    lines = (name for kind in ("", *KINDS) for name in RecordedEntry().structure_of(kind).fields)
    return tuple(dict.fromkeys((*lines, *_NESTED, *head_shape().fields)))


class CsvReader(LineReader):
    """Reads the rows of a CSV file; empty cells tell nothing."""

    def __init__(self, path: str, setup: Setup, folder: str = "") -> None:
        super().__init__(path, setup, folder)
        self.columns: list[str] = []  # which a reader of the same rows in another order knows too

    def rows(self, file: Iterable[bytes]) -> Iterator[Row]:
        """Yield the rows below the first, each with its first line's number; text in quotes may hold line breaks.

        Raises InputError for a first row that names no columns.
        """
        for number, row in _logical_rows(file):
            if not row.strip():
                continue
            if self.columns:
                yield number, row
            else:
                self.columns += self._named(row, number)

    def _named(self, row: bytes, number: int) -> tuple[str, ...]:
        place = Place(self.path, number, 1)
        try:
            text = row_text(row, place)
            names = tuple(_cells(text))
        except (UnicodeDecodeError, csv.Error):
            raise InputError([Problem(place, "the first row is no CSV in UTF-8 that names the columns")]) from None
        twice = sorted({name for name in names if names.count(name) > 1}) if len(names) < _MOST_COLUMNS else names
        if twice or not all(names):
            why = f"names twice: {listed(map(quoted, twice))}" if twice else "has an empty name"
            raise InputError([Problem(place, f"the first row {why}, a name for each column is allowed")])
        if len(names) == 1 and (found := _OTHER_COMMAS.search(names[0])):
            message = f"the first row parts its names by {quoted(found[0])}, a comma is allowed"
            raise InputError([Problem(place._replace(column=found.start() + 1), message)])
        self.check_columns(names, _places(text, place))
        return names

    def check_columns(self, names: Sequence[str], places: Sequence[Place]) -> None:
        """Raise InputError with each column that stands for no field of a line."""
        known = column_names()
        report = Report()
        for name, place in zip(names, places, strict=False):
            if name not in known:
                report.unknown("column", Scalar(place, name, name), known)
        report.end()

    def nodes(self, text: str, place: Place, placed: bool) -> list[Node]:
        """Return the row as a node; one of empty cells tells nothing."""
        node = self.mapping(text, place if placed else None, place)
        return [node] if node.entries else []

    def mapping(self, text: str, placed: Place | None, row: Place) -> Mapping:
        """Return the cells that are not empty, by the fields that their columns stand for."""
        try:
            cells = _cells(text)
        except csv.Error as error:
            open_for = f"a quote is open for over {LONGEST_LINE:,} bytes or to the end, one that closes it is allowed"
            why = open_for if text.count('"') % 2 else str(error)
            raise InputError([Problem(row, f"not CSV: {why}")]) from None
        if len(cells) != len(self.columns):
            message = f"the row has {len(cells)} cells, {len(self.columns)} are allowed: one for each column"
            raise InputError([Problem(row, message)])
        places = _places(text, placed) if placed else [None] * len(cells)
        node = Mapping(placed)
        for name, cell, place in zip(self.columns, cells, places, strict=True):
            if cell:
                self.add(node, name, cell, place)
        return node

    def whose(self, data: bytes) -> str | None:
        """Return whose row it seems to be, by the cell in the member's column."""
        names = [name for name in WHOSE if name in self.columns]
        told = self.cell(data, names[0]) if names else ""
        return f"document {told}" if told and names == ["document"] else told

    def cell(self, data: bytes, name: str) -> str | None:
        """Return what seems to stand in a column of a row that cannot be read; None when nothing does."""
        try:
            cells = _cells(data.decode("utf-8", "replace").rstrip("\r\n"), strict=False)
        except csv.Error:
            return None
        told = dict(zip(self.columns, cells, strict=False)).get(name)
        return told or None

    def add(self, node: Mapping, name: str, cell: str, place: Place | None) -> None:
        """Add a cell to the row's node."""
        outer, inner = _NESTED.get(name, (name, ""))
        if inner:
            key = Scalar(place, outer, outer)
            node.add(key, Mapping(place))
            parts = node.entries[outer]
            assert isinstance(parts, Mapping)
            parts.add(Scalar(place, inner, inner), Scalar(place, cell, cell))
        else:
            node.add(Scalar(place, name, name), _value(name, cell, place))


def _value(name: str, cell: str, place: Place | None) -> Node:
    """Return what a cell says in a column."""
    if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@"):  # which keeps a spreadsheet from reading a formula
        cell = cell[1:]
    if cell[0] in "[{":
        try:
            return _at(node_of(json.loads(cell)), place)
        except (ValueError, RecursionError):
            return Scalar(place, cell, cell)
    if name in _LISTS:
        items = List(place)
        items.items.extend(Scalar(place, word, word) for word in re.split("[ ,]+", cell) if word)
        return items
    value: Any = cell
    if name in NUMBERS and re.fullmatch(r"-?[0-9]{1,15}", cell):
        value = int(cell)
    elif name in NUMBERS and re.fullmatch(r"-?[0-9]*\.[0-9]+", cell):
        value = Decimal(cell)
    return Scalar(place, value, cell)


def _at(node: Node, place: Place | None) -> Node:
    """Return a node all of whose parts stand at one place."""
    node.place = place
    if isinstance(node, Mapping):
        for key in node.keys.values():
            key.place = place
    inside = node.entries.values() if isinstance(node, Mapping) else getattr(node, "items", ())
    for part in inside:
        _at(part, place)
    return node


def _cells(text: str, strict: bool = True) -> list[str]:
    """Return the cells of a row, however long each is: what is allowed to all of the program is soon put back."""
    cells = csv.reader([text], strict=strict)
    if len(text) <= _MANY_CHARACTERS:
        return next(cells, [])
    with _ALLOWING_MORE:
        before = csv.field_size_limit(len(text))
        try:
            return next(cells, [])
        finally:
            csv.field_size_limit(before)


def _logical_rows(file: Iterable[bytes]) -> Iterator[Row]:
    """Yield the rows with the numbers of their first lines: a row goes on while a quote is open.

    A quote that is never closed, or not within the longest row allowed, spoils its own line alone: those behind it are
    rows again.
    """
    first, pieces, quotes, size = 1, list[bytes](), 0, 0
    for number, line in enumerate(file, start=1):
        if not pieces:
            first, quotes, size = number, 0, 0
        pieces.append(line)
        quotes += line.count(b'"')
        size += len(line)
        if quotes % 2 == 0:
            yield first, b"".join(pieces)
            pieces = []
        elif size > LONGEST_LINE:
            yield from enumerate(pieces, start=first)
            pieces = []
    yield from enumerate(pieces, start=first)


def _places(text: str, row: Place) -> list[Place]:
    """Return where each cell of a row starts."""
    line, column, in_quotes = row.line, 1, False
    places = [row]
    for char in text:
        column += 1
        if char == '"':
            in_quotes = not in_quotes
        elif char == "\n":
            line, column = line + 1, 1
        elif char == "," and not in_quotes:
            places.append(Place(row.path, line, column))
    return places
