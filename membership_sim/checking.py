"""`check_record`: the verdict on records of another system, as `membership-sim check` gives it, for programs."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from datetime import date
from functools import partial
from typing import IO, Any, Final, TypeAlias

from membership_sim.edge import path_text, unusable
from membership_sim.files.asked import asked
from membership_sim.files.mapping_file import load_mapping
from membership_sim.files.record_file import items, opened, reader_maker
from membership_sim.foreign import Setup
from membership_sim.oracle.records.whole_record import judge_record
from membership_sim.rulebook.book import RuleBook
from membership_sim.timeline import Timeline
from membership_sim.typed import shown
from membership_sim.verdicts import Judged

Record: TypeAlias = str | os.PathLike[str] | Iterable[Mapping[str, Any]] | Timeline

_LINES: Final = "record"  # the name of what is no file


def check_record(
    record: Record,
    *,
    rulebook: RuleBook | str | os.PathLike[str] | None = None,
    within_days: int = 0,
    form: str | None = None,
    mapping: str | os.PathLike[str] | None = None,
    sort: bool = False,
    diagnose: bool = False,
    **told: Any,
) -> Judged:
    """Return the verdicts on a record, and what is wrong with it.

    `record` is the path of a file (`-` is standard input), lines as text, lines as mappings, or a timeline, which
    brings its rule book and its start along; the rule book of others is by default amazon.co.jp. `told` is what a
    line without a day says: `plan`, `sales_tax`, `given`, `observes`, `until`. `form` is jsonl or csv, by default
    by the file's name; `mapping` is the path of a mapping file, which says it too. Raises InputError for what is
    told wrong.

    >>> judged = check_record([{"date": "2025-01-31", "action": "join"}, {"date": "2025-03-02", "charge": 500}])
    >>> [(verdict.judgement, verdict.divergence.difference) for verdict in judged.verdicts]
    [('diverges', ('amount: expected 600, seen 500',))]
    """
    told |= {"within_days": within_days, "sort": sort, "diagnose": diagnose} | ({} if form is None else {"form": form})
    start = _setup_of(record) if isinstance(record, Timeline) else None
    setup, sort, diagnose = asked(told, rulebook, start)
    if form is not None and mapping is not None:
        raise unusable(f"form is {shown(form)}, allowed: no form beside a mapping, which says it")
    path = path_text(mapping, "the mapping", "the path of a file") if mapping is not None else None
    rows = load_mapping(path, setup) if path is not None else None
    name, source = _opened(record)
    with source as file:
        make = reader_maker(name, setup, form, rows)
        read = partial(items, file, make, sort)
        return judge_record(read, name, diagnose=diagnose, read_in=read if sort else None)


def _setup_of(timeline: Timeline) -> Setup:
    """Return how a timeline is judged by itself."""
    start, scenario = timeline.start, timeline.scenario
    return Setup(scenario.book, start.plan, scenario.sales_tax, start, True, until_day=timeline.until_day)


def _opened(record: Record) -> tuple[str, AbstractContextManager[IO[bytes]]]:
    """Return the name of a record in messages, and what opens it; raises InputError for what is none."""
    if isinstance(record, Timeline):
        return _LINES, _lines(record.rows())
    if isinstance(record, str) and (not record or "\n" in record or record.lstrip().startswith("{")):
        return _LINES, io.BytesIO(record.encode("utf-8", "surrogatepass"))
    if isinstance(record, str | os.PathLike):
        path = os.fspath(record)
        return path, opened(path)
    if hasattr(record, "__iter__") and not isinstance(record, bytes | Mapping):
        return _LINES, _lines(record)
    raise unusable(f"the record is {shown(record)}, allowed: a path, text, mappings, or a Timeline")


def _lines(rows: Iterable[Mapping[str, Any]]) -> IO[bytes]:
    try:
        return io.BytesIO("".join(json.dumps(row, default=_plain) + "\n" for row in rows).encode())
    except (TypeError, ValueError, RecursionError) as error:
        raise unusable(f"the record cannot be written as lines: {error}") from None


def _plain(value: object) -> str:
    """Return a date as its text; raises TypeError for what no line can hold."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"it holds {shown(value)}, allowed: text, whole numbers, dates, yes or no, null")
