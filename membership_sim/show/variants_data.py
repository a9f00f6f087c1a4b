"""Variants of a scenario side by side as data: a row each, with its values and what it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

from membership_sim.show.frames import ColumnKind
from membership_sim.timeline import Totals

if TYPE_CHECKING:
    from membership_sim.variants import Variant, Variants


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
