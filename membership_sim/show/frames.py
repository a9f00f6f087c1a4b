"""Tables as data frames of polars or pandas: dates are dates, amounts whole numbers, nothing is guessed from values.

A frame has its columns, and their types, whatever stands in them, so that frames can be put below each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias

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


class ColumnType(NamedTuple):
    """How a kind of column stands in a frame: the types of polars and pandas, and how a value of a row is read.

    Days are seconds to pandas, its coarsest unit: its nanoseconds end in 2262, and a run may not. Its other types are
    those that know what is missing. Amounts are whole numbers of minor units.
    """

    polars: Callable[[Any], Any]  # from the library to its type
    pandas: str
    read: Callable[[Any], Any] = lambda value: value


_PARTS: Final = tuple(FIELD_TYPES["reasons"].parts or ())  # of the only records that a column lists


def _records(records: Iterable[Mapping[str, str]]) -> list[dict[str, str | None]]:
    """Return the reasons of a decline, each with all of its fields."""
    return [{part: record.get(part) for part in _PARTS} for record in records]


COLUMN_TYPES: Final[dict[ColumnKind, ColumnType]] = {
    "date": ColumnType(lambda pl: pl.Date(), "datetime64[s]", date.fromisoformat),
    "number": ColumnType(lambda pl: pl.Int64(), "Int64"),
    "yes_no": ColumnType(lambda pl: pl.Boolean(), "boolean", lambda value: value in (True, "yes")),
    "text": ColumnType(lambda pl: pl.String(), "string"),
    "texts": ColumnType(lambda pl: pl.List(pl.String()), "object"),
    "records": ColumnType(lambda pl: pl.List(pl.Struct(dict.fromkeys(_PARTS, pl.String()))), "object", _records),
}

# What the fields of all entries hold, and the column of each kind of `FieldType`.
_COMMON_KINDS: Final[dict[str, ColumnKind]] = {
    "seq": "number", "date": "date", "kind": "text", "state": "text", "rules": "texts", "because": "text",
}  # fmt: skip
_FIELD_KINDS: Final[dict[str, ColumnKind]] = {
    "date": "date", "amount": "number", "count": "number", "yes_no": "yes_no",
    **dict.fromkeys(("plan", "when", "benefit", "text", "reason", "action", "state", "tried", "notice"), "text"),
    "month": "text",  # YYYY-MM
    "method": "text",  # a payment method as JSON
    "plan_or_yes_no": "text",
}  # fmt: skip


def timeline_columns() -> dict[str, ColumnKind]:
    """Return what the columns of a timeline hold, in their order: those of the CSV after its `document`.

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
    return _FIELD_KINDS[field.kind]


def timeline_rows(timeline: Timeline, lang: str) -> list[dict[str, object]]:
    """Return the entries as rows of `timeline_columns`; a payment method that was filed is its JSON, as in the CSV."""
    return [
        {column: json_text(value) if isinstance(value, Mapping) else value for column, value in by_column(row)}
        for row in timeline.rows(lang)
    ]


def polars_frame(columns: Mapping[str, ColumnKind], rows: Sequence[Row]) -> PolarsFrame:
    """Return rows as a data frame of polars; raises MissingExtraError without it."""
    pl = needed("polars", "polars")
    series = [
        pl.Series(name, _values(name, kind, rows), COLUMN_TYPES[kind].polars(pl)) for name, kind in columns.items()
    ]
    frame: PolarsFrame = pl.DataFrame(series)
    return frame


def pandas_frame(columns: Mapping[str, ColumnKind], rows: Sequence[Row]) -> PandasFrame:
    """Return rows as a data frame of pandas; raises MissingExtraError without it."""
    pd = needed("pandas", "pandas")
    index = pd.RangeIndex(len(rows))
    series = {
        name: pd.Series(_values(name, kind, rows), index=index, dtype=COLUMN_TYPES[kind].pandas)
        for name, kind in columns.items()
    }
    frame: PandasFrame = pd.DataFrame(series, index=index)
    return frame


def _values(name: str, kind: ColumnKind, rows: Sequence[Row]) -> list[Any]:
    read = COLUMN_TYPES[kind].read
    return [None if row.get(name) is None else read(row[name]) for row in rows]
