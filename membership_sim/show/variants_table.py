"""Variants of a scenario side by side: a row each, with its values and what it comes to, as text and as data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

from membership_sim.show.catalogue import Catalogue, catalogue
from membership_sim.show.frames import ColumnKind
from membership_sim.show.grid import Cell, grid
from membership_sim.show.paint import UNBROKEN
from membership_sim.show.table import SUMS, totals_text
from membership_sim.show.text import printable
from membership_sim.timeline import Totals

if TYPE_CHECKING:
    from membership_sim.variants import Variant, Variants

_COMES_TO: Final = (*SUMS, "benefit_days", "final_state")


def variants_text(variants: Variants, lang: str = "en") -> str:
    """Return the variants as a table, a line each."""
    words = catalogue(lang)
    headings, rows = variants_grid(variants, words)
    rights = [number >= len(variants.paths) for number in range(len(headings) - 1)]
    cells = [[Cell(text) for text in row] for row in rows]
    return "\n".join(grid(headings, cells, [*rights, False], UNBROKEN))


def variants_grid(variants: Variants, words: Catalogue) -> tuple[list[str], list[list[str]]]:
    """Return the headings and the rows: the labels of the values, the totals, days with benefits, state at the end."""
    headings = [*map(printable, variants.paths), *(words.labels[label] for label in _COMES_TO)]
    return headings, [_cells(variant, words) for variant in variants]


def _cells(variant: Variant, words: Catalogue) -> list[str]:
    comes_to = totals_text(variant.timeline, words)
    return [*map(printable, variant.labels.values()), *(comes_to[label] for label in _COMES_TO)]


def variant_columns(variants: Variants) -> dict[str, ColumnKind]:
    """Return what the columns of the data hold."""
    return {**variants.columns, **dict.fromkeys(Totals._fields, "number"), "final_state": "text", "currency": "text"}


def variant_rows(variants: Variants) -> list[dict[str, object]]:
    """Return a row a variant: amounts in minor units of the currency."""
    return [
        {
            **{path: _value(variant, path, kind) for path, kind in variants.columns.items()},
            **variant.timeline.totals._asdict(),
            "final_state": variant.timeline.final_state,
            "currency": variant.scenario.book.currency.code,
        }
        for variant in variants
    ]


def fits_column(value: object, kind: ColumnKind) -> bool:
    """Tell whether a value of a file stands as it is in a column; a list of steps in a column of amounts does not.

    >>> fits_column("2025-01-31", "date"), fits_column([{"fee": 600}], "number"), fits_column(None, "number")
    (True, False, True)
    """
    return value is None or isinstance(value, _FORMS.get(kind, object))


_FORMS: Final[Mapping[ColumnKind, type | tuple[type, ...]]] = {
    "number": int,
    "yes_no": (bool, str),
    "date": (date, str),
}


def _value(variant: Variant, path: str, kind: ColumnKind) -> object:
    """Return the value as a row has it: the right one of a variant that was run."""
    value = variant.changes[path]
    if kind == "text":
        return variant.labels[path]
    return str(value) if kind == "date" and value is not None else value
