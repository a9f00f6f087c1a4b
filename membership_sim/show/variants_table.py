"""Variants of a scenario side by side: a row each, with its values and what it comes to, as text and as data."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

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
    kinds: dict[str, ColumnKind] = {path: _kind_of(path, variants) for path in variants.paths}
    return {**kinds, **dict.fromkeys(Totals._fields, "number"), "final_state": "text", "currency": "text"}


def variant_rows(variants: Variants) -> list[dict[str, object]]:
    """Return a row a variant: amounts in minor units of the currency."""
    kinds = variant_columns(variants)
    return [
        {
            **{path: _value(variant, path, kinds[path]) for path in variants.paths},
            **variant.timeline.totals._asdict(),
            "final_state": variant.timeline.final_state,
            "currency": variant.scenario.book.currency.code,
        }
        for variant in variants
    ]


def _kind_of(path: str, variants: Sequence[Variant]) -> ColumnKind:
    """Return what a column of values holds: labels, unless all values are of one type and have none of their own."""
    values = [variant.changes[path] for variant in variants]
    if any(path in variant.labelled for variant in variants):
        return "text"
    given = [value for value in values if value is not None]
    tests: dict[ColumnKind, Any] = {
        "number": lambda value: type(value) is int,
        "yes_no": lambda value: type(value) is bool,
        "date": _is_day,
    }
    return next((kind for kind, test in tests.items() if given and all(map(test, given))), "text")


def _is_day(value: object) -> bool:
    if not isinstance(value, str):
        return type(value) is date
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _value(variant: Variant, path: str, kind: ColumnKind) -> object:
    value = variant.changes[path]
    if kind == "text":
        return variant.labels[path]
    return str(value) if kind == "date" and value is not None else value
