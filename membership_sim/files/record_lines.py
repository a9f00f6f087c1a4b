"""Lines of a record into what the judges read: JSON objects, one a line, each with its place.

A line is read twice only when something is wrong with it: then with the place of every part.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final, TypeAlias

from membership_sim.edge import day_number, month_end_number
from membership_sim.files.errors import InputError, Problem
from membership_sim.files.expect import pairs_of
from membership_sim.files.json_nodes import placed_node
from membership_sim.files.nodes import BAD, Mapping, Node, Scalar, node_of
from membership_sim.files.record_head import HeadReader
from membership_sim.files.record_shapes import DATED, RecordedEntry, head_shape
from membership_sim.files.records import Fields
from membership_sim.files.report import Report
from membership_sim.files.rulebook_terms import unknown_plan
from membership_sim.files.value_shapes import method_of
from membership_sim.files.words import quoted
from membership_sim.foreign import ATTEMPTS, Damage, Head, Heard, Item, Line, Setup
from membership_sim.scenario import ARGUMENTS, Action, ActionName, Place, ScenarioError, wrong_arguments

LONGEST_LINE: Final = 1_000_000  # bytes
_OF_THE_LINE: Final = ("member", "document", "at", "because")  # not compared
_MEMBER: Final = re.compile(rb'"member"\s*:\s*"([^"\\]*)"')
_ENDS: Final = frozenset(("state", "benefits"))
_SHAPE: Final = RecordedEntry()


Row: TypeAlias = tuple[int, bytes]  # the number of its first line, and its bytes


class LineReader:
    """Reads the lines of one record; `setup` is that of a member without a head of its own.

    Other forms of records override how rows are found, and which nodes a row becomes.
    """

    def __init__(self, path: str, setup: Setup, folder: str = "") -> None:
        self.path = path
        self.setup = setup
        self.heads = HeadReader(setup, folder)
        self.setups: dict[str, Setup] = {}

    def fresh(self) -> LineReader:
        """Return a reader for the same rows in another order, which has heard no head."""
        return LineReader(self.path, self.heads.otherwise, self.heads.folder)

    def rows(self, file: Iterable[bytes]) -> Iterator[Row]:
        """Yield the rows of a file that are not empty, each with its first line's number."""
        return ((number, line) for number, line in enumerate(file, start=1) if line.strip())

    def nodes(self, text: str, place: Place, placed: bool) -> list[Node]:
        """Return what a row says, of each node the place of every part if it is to be `placed`.

        Raises InputError, or when nothing need be placed any ValueError, for what cannot be read.
        """
        return [placed_node(text, place) if placed else node_of(_parsed(text))]

    def read(self, rows: Iterable[Row]) -> Iterator[Item]:
        """Yield what the rows say, or what is wrong with them."""
        for number, row in rows:
            yield from self.read_row(row, number)

    def read_row(self, data: bytes, number: int) -> list[Item]:
        """Return what a row says, or what is wrong with it."""
        place = Place(self.path, number, 1)
        try:
            text = _text(data, place)
            return [self._item(node, place, Report()) for node in self.nodes(text, place, False)]
        except UnicodeDecodeError as error:
            wrong = place._replace(column=len(data[: error.start].decode("utf-8", "replace")) + 1)
            message = f"not UTF-8: the byte 0x{data[error.start]:02x} cannot stand here"
            return [Damage(None, wrong, (Problem(wrong, message),))]
        except (InputError, ValueError, RecursionError):
            return self._damage(data, place)

    def _damage(self, data: bytes, place: Place) -> list[Item]:
        """Return what is wrong with a row, part by part, beside what is right in it."""
        found: list[Item] = []
        try:
            nodes = self.nodes(_text(data, place), place, True)
        except InputError as error:
            return [Damage(_guessed_member(data), place, error.problems)]
        for node in nodes:
            try:
                found.append(self._item(node, place, Report()))
            except InputError as error:
                found.append(Damage(_member_of(node), place, error.problems))
        return found

    def _item(self, node: Node, place: Place, report: Report) -> Item:
        """Return what a line says; raises InputError with all that is wrong."""
        is_dated = isinstance(node, Mapping) and any(name in node.entries for name in DATED)
        if isinstance(node, Mapping) and not is_dated and "kind" not in node.entries:
            return self._head(node, place, report)
        fields = _SHAPE.read(node, report, "a line")
        report.end()
        assert isinstance(fields, Fields)
        member = _member(fields)
        setup = self.setups.get(member, self.setup)
        line = self._line(fields, setup, place, report)
        report.end()
        return Heard(member, line)

    def _head(self, node: Mapping, place: Place, report: Report) -> Head:
        fields = head_shape().read(node, report, "a line without a day")
        report.end()
        setup = self.heads.setup(fields, report)
        report.end()
        assert setup is not None
        member = _member(fields) if "member" in fields or "document" in fields else None
        if member is None:
            self.setup = setup
        else:
            self.setups[member] = setup
        return Head(member, setup, place)

    def _line(self, fields: Fields, setup: Setup, place: Place, report: Report) -> Line:
        pairs = {name: value for name, value in pairs_of(fields) if name not in _OF_THE_LINE}
        if "benefits" in pairs:
            pairs["benefits"] = "yes" if pairs["benefits"] in (True, "yes") else "no"
        kind = str(pairs.get("kind", ""))
        if not kind and not (pairs and pairs.keys() <= _ENDS):
            report.add(place, "what the line tells is missing: action, charge, decline, refund, state and so on")
        for name in ("plan", "to"):
            plan = pairs.get(name)
            if isinstance(plan, str) and plan not in setup.book.plans and plan not in ("yes", "no"):
                report.add(fields.place(name), unknown_plan(plan, setup.book))
        action = self._action(fields, pairs, report) if kind in ATTEMPTS else None
        day, moment = self._day(fields, setup, report)
        return Line(place, 0, day, kind, pairs, action, moment)

    def _day(self, fields: Fields, setup: Setup, report: Report) -> tuple[int, datetime | None]:
        """Return the day of a line, and the instant that it comes from if that has an offset (TIME-1)."""
        if "date" in fields:
            return fields["date"], None
        try:
            moment = datetime.fromisoformat(fields["at"])
            return day_number(moment, "'at'", setup.book.time_zone), moment if moment.tzinfo is not None else None
        except (ScenarioError, ValueError):
            message = f"'at' is {quoted(fields['at'])}, which is no instant in {setup.book.time_zone}"
            report.add(fields.place("at"), message)
            return 0, None

    def _action(self, fields: Fields, pairs: dict[str, Any], report: Report) -> Action | None:
        """Return what somebody did; None when it lacks something."""
        do: ActionName | None = "use" if pairs["kind"] == "use" else pairs.get("action")
        if do is None:
            report.add(fields.place(), f"a line of kind '{pairs['kind']}' lacks 'action'")
            return None
        told = {name: _core(argument.kind, pairs[name]) for name, argument in ARGUMENTS[do].items() if name in pairs}
        if isinstance(fields.get("method"), Fields):
            told["method"] = method_of(fields["method"])
        action = Action(do, **told)
        for problem in wrong_arguments(action):
            report.add(fields.place(), problem)
        return action


def _core(kind: str, value: Any) -> Any:
    """Return an argument as the core has it."""
    match kind:
        case "yes_no":
            return {"yes": True, "no": False}.get(value, value)
        case "month":
            return month_end_number(value)
        case "date":
            return day_number(value)
        case _:
            return value


def _member(fields: Fields) -> str:
    """Return whose line it is."""
    if "member" in fields:
        return str(fields["member"])
    return f"document {fields['document']}" if "document" in fields else ""


def _member_of(node: Node) -> str | None:
    """Return whose line it is that cannot be used; None when that cannot be told."""
    if not isinstance(node, Mapping):
        return None
    member, document = node.entries.get("member"), node.entries.get("document")
    if member is not None:
        return member.text if isinstance(member, Scalar) and member.value is not BAD else None
    if document is not None:
        return f"document {document.text}" if isinstance(document, Scalar) else None
    return ""


def _guessed_member(data: bytes) -> str | None:
    """Return whose line it seems to be that is no JSON; None when nothing tells."""
    found = _MEMBER.search(data)
    if found:
        return found[1].decode("utf-8", "replace")
    return None if b'"member"' in data or b'"document"' in data else ""


def _text(data: bytes, place: Place) -> str:
    """Return the text of a row; raises InputError when it is too long, UnicodeDecodeError for what is none."""
    if len(data) > LONGEST_LINE:
        raise InputError([Problem(place, f"longer than {LONGEST_LINE:,} bytes, the longest line allowed")])
    return data.decode("utf-8-sig" if place.line == 1 else "utf-8").rstrip("\r\n")


def _parsed(text: str) -> Any:
    """Return the object of a line; raises ValueError for what is no JSON, and for a name that stands twice."""
    return json.loads(text, object_pairs_hook=once, parse_float=_refuse, parse_constant=_refuse)


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the pairs of an object; raises ValueError for a name that stands twice."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a name stands twice")
    return made


def _refuse(text: str) -> Any:
    raise ValueError(f"{text} is no whole number")
