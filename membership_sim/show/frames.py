"""Tables as data frames of polars or pandas: dates are dates, amounts whole numbers, nothing is guessed from values.

A frame has its columns, and their types, whatever stands in them, so that frames can be put below each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from membership_sim.entry_types import FIELD_TYPES, FieldType, field_types
from membership_sim.show.data import COLUMNS, NESTED, by_column, json_text
from membership_sim.show.extras import needed

if TYPE_CHECKING:
    import pandas
    import polars

    from membership_sim.timeline import Timeline

    PolarsFrame: TypeAlias = polars.DataFrame
    PandasFrame: TypeAlias = pandas.DataFrame

ColumnKind = Literal["date", "number", "yes_no", "text", "texts", "records"]
Row = Mapping[str, object]  # a date as ISO text; what a row does not have is missing in it

_PARTS: Final = tuple(FIELD_TYPES["reasons"].parts or ())  # of the only records that a column lists
_COMMON_KINDS: Final[dict[str, ColumnKind]] = {
    "seq": "number", "date": "date", "kind": "text", "state": "text", "rules": "texts", "because": "text",
}  # fmt: skip
# Days in seconds, the coarsest unit of pandas: its nanoseconds end in 2262, and a run may not. Its other types are
# those that know what is missing.
_PANDAS_TYPES: Final[dict[ColumnKind, str]] = {
    "date": "datetime64[s]", "number": "Int64", "yes_no": "boolean", "text": "string", "texts": "object",
    "records": "object",
}  # fmt: skip


def timeline_columns() -> dict[str, ColumnKind]:
    """Return what the columns of a timeline hold, in their order: those of the CSV.

    >>> timeline_columns()["period_start"], timeline_columns()["amount"], timeline_columns()["allowed"]
    ('date', 'number', 'texts')
    """
    kinds: dict[str, ColumnKind] = dict(_COMMON_KINDS)
    for name in COLUMNS:
        outer = next((field for field in NESTED if name.startswith(f"{field}_")), "")
        if outer:
            parts = field_types(outer)[0].parts or {}
            kinds[name] = _column_kind([parts[name.removeprefix(f"{outer}_")]])
        elif name not in kinds:
            kinds[name] = _column_kind(field_types(name))
    return {name: kinds[name] for name in COLUMNS}


def _column_kind(types: Iterable[FieldType]) -> ColumnKind:
    """Return what a column holds; what entries of different kinds have in different forms is text."""
    kinds = {_field_kind(field) for field in types}
    return kinds.pop() if len(kinds) == 1 else "text"


def _field_kind(field: FieldType) -> ColumnKind:
    if field.many:
        return "records" if field.parts else "texts"
    numbers: dict[str, ColumnKind] = {"date": "date", "amount": "number", "count": "number"}
    return numbers.get(field.kind, "text")


def timeline_rows(timeline: Timeline, lang: str) -> list[dict[str, object]]:
    """Return the entries as rows of `timeline_columns`; a payment method that was filed is its JSON, as in the CSV."""
    return [
        {column: json_text(value) if isinstance(value, Mapping) else value for column, value in by_column(row)}
        for row in timeline.rows(lang)
    ]


def polars_frame(columns: Mapping[str, ColumnKind], rows: Sequence[Row]) -> PolarsFrame:
    """Return rows as a data frame of polars; raises MissingExtraError without it."""
    pl = needed("polars", "polars")
    text = pl.String()
    types = {
        "date": pl.Date(), "number": pl.Int64(), "yes_no": pl.Boolean(), "text": text, "texts": pl.List(text),
        "records": pl.List(pl.Struct(dict.fromkeys(_PARTS, text))),
    }  # fmt: skip
    series = [pl.Series(name, _values(name, kind, rows), types[kind]) for name, kind in columns.items()]
    frame: PolarsFrame = pl.DataFrame(series)
    return frame


def pandas_frame(columns: Mapping[str, ColumnKind], rows: Sequence[Row]) -> PandasFrame:
    """Return rows as a data frame of pandas; raises MissingExtraError without it."""
    pd = needed("pandas", "pandas")
    index = pd.RangeIndex(len(rows))
    series = {
        name: pd.Series(_values(name, kind, rows), index=index, dtype=_PANDAS_TYPES[kind])
        for name, kind in columns.items()
    }
    frame: PandasFrame = pd.DataFrame(series, index=index)
    return frame


def _values(name: str, kind: ColumnKind, rows: Sequence[Row]) -> list[Any]:
    read: Callable[[Any], Any] = _READ.get(kind, lambda value: value)
    return [None if row.get(name) is None else read(row[name]) for row in rows]


def _records(records: Iterable[Mapping[str, str]]) -> list[dict[str, str | None]]:
    """Return the reasons of a decline, each with all of its fields."""
    return [{part: record.get(part) for part in _PARTS} for record in records]


_READ: Final[dict[ColumnKind, Callable[[Any], Any]]] = {"date": date.fromisoformat, "records": _records}
