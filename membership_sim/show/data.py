"""A timeline as data: JSON, JSON Lines, CSV. The same bytes on every machine and in every language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from membership_sim.entry_fields import OWN_FIELDS
from membership_sim.show.text import printable
from membership_sim.timeline import Timeline

# What JSON lets through as it is, though a terminal would obey or hide it; in JSON it can stand in strings only.
_UNSEEN: Final = re.compile(
    "[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufff9-\ufffb]"
)


def json_text(value: object) -> str:
    r"""Return a value as JSON on one line, readable and free of invisible characters.

    >>> print(json_text({"title": "年会費\x9b"}))
    {"title": "年会費\u009b"}
    """
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))


def as_json(timelines: Sequence[Timeline]) -> str:
    """Return the timeline as one JSON document, an entry a line; several timelines are an array of them."""
    documents = [laid_out(timeline.to_dict(), "entries") for timeline in timelines]
    return documents[0] + "\n" if len(documents) == 1 else "[\n" + ",\n".join(documents) + "\n]\n"


def laid_out(document: Mapping[str, object], items: str) -> str:
    """Return a document as JSON, a field a line, and those of its list `items` a line each."""
    fields = []
    for name, value in document.items():
        if name == items and isinstance(value, list) and value:
            fields.append(f'"{name}": [\n  ' + ",\n  ".join(map(json_text, value)) + "\n]")
        else:
            fields.append(f"{json_text(name)}: {json_text(value)}")
    return "{" + ",\n ".join(fields) + "}"


def as_jsonl(timelines: Sequence[Timeline]) -> str:
    """Return an entry a line; of several timelines each entry has the number of its `document`, from 1."""
    several = len(timelines) > 1
    return "".join(
        json_text({"document": number, **row} if several else row) + "\n"
        for number, timeline in enumerate(timelines, start=1)
        for row in timeline.rows()
    )


# Fields that are mappings become a column for each of their own fields.
NESTED: Final[dict[str, tuple[str, ...]]] = {"period": ("start", "end"), "expected": ("from", "to")}
_COMMON: Final = ("seq", "date", "kind", "state", "rules")
_OWN: Final = tuple(dict.fromkeys(name for fields in OWN_FIELDS.values() for name in fields))
# The columns of every table of entries, CSV or data frame: the same whatever the entries are.
COLUMNS: Final[tuple[str, ...]] = (
    *_COMMON,
    *(column for name in _OWN for column in ([f"{name}_{part}" for part in NESTED.get(name, ())] or [name])),
    "because",
)
CSV_COLUMNS: Final[tuple[str, ...]] = ("document", *COLUMNS)


def as_csv(timelines: Sequence[Timeline]) -> str:
    """Return an entry a line, with the same columns whatever the entries are; see `csv_cell` for the values."""
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for number, timeline in enumerate(timelines, start=1):
        for row in timeline.rows():
            cells = {column: csv_cell(value) for column, value in by_column({"document": number, **row})}
            writer.writerow([cells.get(column, "") for column in CSV_COLUMNS])
    return text.getvalue()


def by_column(row: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Yield the values of a row, each with its column: a field that is a mapping has several (`period_start`)."""
    for name, value in row.items():
        if name in NESTED and isinstance(value, Mapping):
            yield from ((f"{name}_{part}", value[part]) for part in NESTED[name])
        else:
            yield name, value


def csv_cell(value: object) -> str:
    """Return a value as a cell: a list of words with spaces, other collections as JSON, nothing for null.

    Text that a spreadsheet would take for a formula has an apostrophe before it.

    >>> csv_cell(["TRIAL-2", "PRICE-1"]), csv_cell("=1+1"), csv_cell(-5)
    ('TRIAL-2 PRICE-1', "'=1+1", '-5')
    """
    if value is None:
        return ""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        text = printable(value)
    elif isinstance(value, list) and all(isinstance(item, str) for item in value):
        text = " ".join(value)
    else:
        text = json_text(value)
    return "'" + text if text.startswith(("=", "+", "-", "@")) else text
