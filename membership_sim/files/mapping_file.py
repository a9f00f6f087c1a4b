"""A mapping file into what reads foreign rows with it: every error of the file in one pass, with its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from membership_sim.files.errors import InputError
from membership_sim.files.mapping_checks import check_time, check_words
from membership_sim.files.mapping_shapes import IGNORE, mapping_shape
from membership_sim.files.nodes import BAD, Mapping
from membership_sim.files.reader import parse, read_source
from membership_sim.files.record_head import HeadReader
from membership_sim.files.report import Report
from membership_sim.files.structures import Fields
from membership_sim.foreign import Setup

if TYPE_CHECKING:
    from membership_sim.scenario import Place


class Taken(NamedTuple):
    """What a line takes from a row: the path of the field, in which units, our word for each of theirs."""

    path: tuple[str, ...]
    units: str = "minor"
    words: dict[str, Any] | None = None


class Rule(NamedTuple):
    """A line that a row becomes, `where` fields have these values: each of its fields, taken or always the same.

    Without fields it is a row that is passed over.
    """

    fields: dict[str, Taken | str | int | bool]
    where: tuple[tuple[tuple[str, ...], object], ...] = ()

    @property
    def taken(self) -> tuple[tuple[str, ...], ...]:
        """The paths of what is taken from a row."""
        return tuple(value.path for value in self.fields.values() if isinstance(value, Taken))


class Time(NamedTuple):
    """Where a row tells its day, and how."""

    path: tuple[str, ...]
    kind: str = "date"
    format: str | None = None
    zone: str | None = None


class RowMapping(NamedTuple):
    """What the rows of a foreign record are; `events` None: any row may become each of the `lines`.

    `places` tells where the mapping names each field of a row.
    """

    form: str
    setup: Setup
    time: Time
    member: tuple[str, ...] | None
    event: tuple[str, ...] | None
    events: dict[str, tuple[Rule, ...]] | None
    lines: tuple[Rule, ...]
    ignores_others: bool
    places: dict[tuple[str, ...], Place | None]


def load_mapping(path: str, setup: Setup, *, text: str | bytes | None = None) -> RowMapping:
    """Return the mapping of a file; what it leaves out of how members are judged is as `setup` says.

    With `text` nothing is read. Raises InputError with every problem.
    """
    documents, problems = parse(read_source(path) if text is None else text, path)
    report = Report(problems)
    if len(documents) > 1:
        report.add(documents[1].place, "a mapping is one document, a second one is not allowed")
    made = None
    if documents:
        fields = mapping_shape().read(documents[0], report, "a mapping")
        if fields is not BAD:
            made = read_mapping(fields, setup, report, str(Path(path).parent))
    report.end()
    assert made is not None, "a mapping that is wrong, and nobody told why"
    return made


def read_mapping(fields: Fields, setup: Setup | None, report: Report, folder: str) -> RowMapping | None:
    """Return the mapping that was read; None after telling what is wrong, or while nothing else is known of a setup."""
    own = HeadReader(setup, folder).setup(fields, report) if setup is not None else None
    time = fields.get("time")
    if isinstance(time, Fields):
        check_time(time, report)
    events = fields.get("events")
    rules = [rule for lines in (*(events or {}).values(), fields.get("lines", ())) for rule in lines if rule != IGNORE]
    check_words(rules, own.book if own is not None else None, report)
    if own is None or not fields.all_right() or not isinstance(time, Fields):
        return None
    return RowMapping(
        fields.get("form", "jsonl"),
        own._replace(within_days=fields.get("within_days", own.within_days)),
        Time(_path(time["field"]), time.get("as", "date"), time.get("format"), time.get("zone")),
        _path(fields["member"]) if "member" in fields else None,
        _path(fields["event"]) if "event" in fields else None,
        None if events is None else {word: tuple(map(_rule, rules)) for word, rules in events.items()},
        tuple(map(_rule, fields.get("lines", ()))),
        "others" in fields,
        dict(_places(fields, rules)),
    )


def _places(fields: Fields, rules: list[Fields]) -> Iterator[tuple[tuple[str, ...], Place | None]]:
    """Yield each field of a row that a mapping names, and where."""
    yield _path(fields["time"]["field"]), fields["time"].place("field")
    yield from ((_path(fields[name]), fields.place(name)) for name in ("member", "event") if name in fields)
    for rule in rules:
        for value in rule.values():
            if isinstance(value, Fields) and "field" in value:
                yield _path(value["field"]), value.place("field")
        where = rule.get("where", Fields(Mapping(None)))
        yield from ((_path(name), where.key_place(name)) for name in where)


def _rule(fields: Fields | str) -> Rule:
    if not isinstance(fields, Fields):
        return Rule({})
    where = tuple((_path(name), value) for name, value in fields.get("where", {}).items())
    return Rule({name: _taken(value) for name, value in fields.items() if name != "where"}, where)


def _taken(value: Any) -> Any:
    if not isinstance(value, Fields):
        return value
    words = dict(value["words"]) if "words" in value else None
    return Taken(_path(value["field"]), value.get("units", "minor"), words)


def _path(text: str) -> tuple[str, ...]:
    return tuple(text.split("."))


__all__ = ["InputError", "RowMapping", "Rule", "Taken", "Time", "load_mapping", "read_mapping"]
