"""`assert_conforms`: a test fails, in the words of `membership-sim check`, when a record is not as the model says."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import IO, Any, Final, TypeAlias

from membership_sim.edge import unusable
from membership_sim.files.mapping_file import load_mapping
from membership_sim.files.nodes import node_of
from membership_sim.files.record_csv import CsvReader
from membership_sim.files.record_head import HeadReader
from membership_sim.files.record_lines import LineReader
from membership_sim.files.record_mapped import MappedReader
from membership_sim.files.record_shapes import head_shape
from membership_sim.files.record_sort import sorted_rows
from membership_sim.files.report import Report
from membership_sim.foreign import Item, Setup
from membership_sim.oracle.bench import Bench
from membership_sim.oracle.trial import verdicts_on
from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import DEFAULT_BOOK
from membership_sim.show.paint import Screen
from membership_sim.show.verdict_text import summary_line, verdict_lines
from membership_sim.timeline import Timeline
from membership_sim.typed import shown
from membership_sim.verdicts import FINE_JUDGEMENTS, Verdict

Record: TypeAlias = str | os.PathLike[str] | Iterable[Mapping[str, Any]] | Timeline

MOST_MEMBERS: Final = 10  # whose verdicts are told
_LINES: Final = "record"  # the name of what is no file
_SCREEN: Final = Screen(100)


def assert_conforms(
    record: Record,
    *,
    rulebook: RuleBook | str | os.PathLike[str] | None = None,
    within_days: int = 0,
    mapping: str | os.PathLike[str] | None = None,
    sort: bool = False,
    allow_undetermined: bool = False,
    **told: Any,
) -> list[Verdict]:
    """Raise AssertionError unless every member of a record conforms to the model; return the verdicts.

    `record` is the path of a file, lines as text, lines as mappings, or a timeline, which brings its rule book and its
    start along; the rule book of others is by default amazon.co.jp. `told` is what a line without a day says: `plan`,
    `sales_tax`, `given`, `observes`, `until`. `mapping` is the path of a mapping file. Raises InputError for what is
    told wrong. A record without lines conforms to nothing.

    >>> verdicts = assert_conforms([{"date": "2025-01-31", "action": "join"}, {"date": "2025-03-02", "charge": 600}])
    >>> [verdict.judgement for verdict in verdicts]
    ['conforms']
    """
    __tracebackhide__ = True
    setup = _setup(record, rulebook, within_days, told)
    name, file = _opened(record)
    with file:
        make = _reader_maker(name, mapping, setup)
        bench = Bench()
        verdicts = verdicts_on(lambda: _items(file, make(), sort), bench)
    problems = [str(problem) for problem in bench.problems()]
    if not bench.lines and not problems:
        problems.append(f"{name}: the record is empty, a line is missing")
    fine = (*FINE_JUDGEMENTS, "undetermined") if allow_undetermined else FINE_JUDGEMENTS
    failed = [verdict for verdict in verdicts if verdict.judgement not in fine]
    if failed or problems:
        raise AssertionError("\n".join(_explained(failed, verdicts, problems, bench)))
    return verdicts


def _setup(
    record: Record, rulebook: RuleBook | str | os.PathLike[str] | None, within_days: int, told: Mapping[str, Any]
) -> Setup:
    """Return how members are judged that say nothing of it themselves; raises InputError with all that is wrong."""
    if rulebook is None:
        rulebook = record.scenario.book if isinstance(record, Timeline) else DEFAULT_BOOK
    book = rulebook if isinstance(rulebook, RuleBook) else RuleBook.load(rulebook)
    otherwise = Setup(book, book.default_plan, within_days=within_days)
    if isinstance(record, Timeline):
        start, rate, until_day = record.start, record.scenario.sales_tax, record.until_day
        otherwise = Setup(book, start.plan, rate, start, True, until_day=until_day, within_days=within_days)
    report = Report()
    fields = head_shape().read(node_of(told), report, "what is told of a record")
    report.end()
    setup = HeadReader(otherwise, "").setup(fields, report)
    report.end()
    assert setup is not None, "a setup that is wrong, and nobody told why"
    return setup


def _opened(record: Record) -> tuple[str, IO[bytes]]:
    """Return the name of a record in messages, and its bytes; raises InputError for what is none, or cannot be read."""
    if isinstance(record, Timeline):
        return _LINES, _lines(record.rows())
    if isinstance(record, str) and (not record or "\n" in record or record.lstrip().startswith("{")):
        return _LINES, io.BytesIO(record.encode("utf-8", "surrogatepass"))
    if isinstance(record, str | os.PathLike):
        path = os.fspath(record)
        try:
            return path, open(path, "rb")
        except (OSError, ValueError) as error:
            raise unusable(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
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


def _reader_maker(name: str, mapping: str | os.PathLike[str] | None, setup: Setup) -> Callable[[], LineReader]:
    """Return what makes a reader of the record, from its beginning."""
    if mapping is not None:
        rows = load_mapping(os.fspath(mapping), setup)
        return lambda: MappedReader(name, rows)
    return lambda: (CsvReader if name.endswith(".csv") else LineReader)(name, setup)


def _items(file: IO[bytes], reader: LineReader, sort: bool) -> Iterator[Item]:
    """Yield what a record says, from its beginning."""
    file.seek(0)
    rows = reader.rows(file)
    return reader.fresh().read(sorted_rows(rows, reader)) if sort else reader.read(rows)


def _explained(failed: list[Verdict], verdicts: list[Verdict], problems: list[str], bench: Bench) -> Iterator[str]:
    """Yield why a record does not conform, as `check` tells it."""
    yield "the record does not conform" if failed else "the record cannot be used"
    for verdict in failed[:MOST_MEMBERS]:
        yield from verdict_lines(verdict, _SCREEN)
    if len(failed) > MOST_MEMBERS:
        yield f"... and {len(failed) - MOST_MEMBERS} more members"
    yield from problems
    yield summary_line([verdict.judgement for verdict in verdicts], bench.lines, _SCREEN)
