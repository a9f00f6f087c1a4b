"""Rows of text in columns: wrapped to a width, aligned by cells, painted last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Final, NamedTuple

from membership_sim.show.paint import Screen
from membership_sim.show.text import pad, width, wrap

GAP: Final = "  "
_INDENT: Final = "  "
_NARROWEST: Final = 12  # cells of a column that gives way


class Column(NamedTuple):
    """A column: its cells of width, and whether its text stands on the right."""

    cells: int
    right: bool = False


class Cell(NamedTuple):
    """Text on one or more lines, and its look."""

    text: str
    look: str = ""


def lines(row: Sequence[Cell], columns: Sequence[Column], screen: Screen) -> list[str]:
    """Return a row as lines: each cell wrapped to its column, and no space at the end of a line."""
    wrapped = [wrap(cell.text, column.cells) if cell.text else [] for cell, column in zip(row, columns, strict=True)]
    found = []
    for pieces in zip_longest(*wrapped, fillvalue=""):
        last = max((index for index, piece in enumerate(pieces) if piece), default=-1)
        shown = []
        for index, (piece, column, cell) in enumerate(zip(pieces, columns, row, strict=True)):
            if index > last:
                break
            filled = pad(piece, width(piece) if index == last and not column.right else column.cells, column.right)
            shown.append(filled.replace(piece, screen.paint(piece, cell.look), 1) if piece else filled)
        found.append(GAP.join(shown))
    return found


def widest(texts: Iterable[str], least: int = 0, most: int | None = None) -> int:
    """Return the cells of the widest text, between `least` and `most`."""
    cells = max((width(text) for text in texts), default=0)
    return max(least, cells if most is None else min(cells, most))


def grid(
    headings: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    rights: Sequence[bool],
    screen: Screen,
    flexible: int = -1,
    notes: Sequence[str] = (),
) -> list[str]:
    """Return a table with a heading as lines; the `flexible` column takes what the others leave, and wraps.

    `notes` are texts to stand below the rows, one each, "" for none.
    """
    columns = [Column(cells, right) for cells, right in zip(_natural(headings, rows), rights, strict=True)]
    taken = sum(column.cells + len(GAP) for column in columns) - columns[flexible].cells - len(GAP)
    columns[flexible] = columns[flexible]._replace(
        cells=max(_NARROWEST, min(columns[flexible].cells, screen.columns - taken))
    )
    found = lines([Cell(heading, "dim") for heading in headings], columns, screen)
    for row, note in zip_longest(rows, notes, fillvalue=""):
        assert not isinstance(row, str), "a note without a row"
        found += lines(row, columns, screen)
        if note:
            found += [_INDENT + screen.paint(line, "dim") for line in wrap(note, screen.columns - len(_INDENT))]
    return found


def fits(headings: Sequence[str], rows: Sequence[Sequence[Cell]], screen: Screen) -> bool:
    """Tell whether a table needs no line broken."""
    return sum(cells + len(GAP) for cells in _natural(headings, rows)) - len(GAP) <= screen.columns


def _natural(headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[int]:
    """Return the cells that each column would take."""
    return [widest([heading, *(row[index].text for row in rows)]) for index, heading in enumerate(headings)]
