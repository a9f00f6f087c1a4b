"""Lines of a record into what the judges read: JSON objects, one a line, each with its place.

A line is read twice only when something is wrong with it: then with the place of every part.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from copy import copy
from datetime import datetime
from typing import Any, Final, TypeAlias, TypeGuard

from membership_sim.edge import day_number, month_end_number
from membership_sim.files.errors import InputError, Problem
from membership_sim.files.expect import pairs_of
from membership_sim.files.json_nodes import placed_node
from membership_sim.files.nodes import BAD, Mapping, Node, Scalar, node_of
from membership_sim.files.record_head import HeadReader
from membership_sim.files.record_shapes import DATED, WHOSE, RecordedEntry, head_shape
from membership_sim.files.record_waiting import Waiting
from membership_sim.files.report import Report
from membership_sim.files.rulebook_terms import unknown_plan
from membership_sim.files.structures import Fields
from membership_sim.files.torn import names_it, torn_value
from membership_sim.files.value_shapes import method_of
from membership_sim.files.words import quoted
from membership_sim.foreign import ATTEMPTS, Damage, Heard, Item, Line, Setup
from membership_sim.scenario import ARGUMENTS, Action, ActionName, Place, ScenarioError, wrong_arguments

LONGEST_LINE: Final = 1_000_000  # bytes
_OF_THE_LINE: Final = ("member", "document", "at", "because")  # not compared
_ENDS: Final = frozenset(("state", "benefits"))
_SHAPE: Final = RecordedEntry()


Row: TypeAlias = tuple[int, bytes]  # the number of its first line, and its bytes


class LineReader:
    """Reads the lines of one record; `setups` are those of the members who have a head of their own, or have begun.

    Other forms of records override how rows are found, which nodes a row becomes, and whose a row is.
    """

    def __init__(self, path: str, setup: Setup, folder: str = "") -> None:
        self.path = path
        self.setup = setup
        self.heads = HeadReader(setup, folder)
        self.setups: dict[str, Setup] = {}
        self.waiting = Waiting()

    def fresh(self) -> LineReader:
        """Return a reader for the same rows in another order, which has heard nothing."""
        other = copy(self)
        other.heads = HeadReader(self.setup, self.heads.folder)
        other.setups = {}
        other.waiting = Waiting()
        return other

    def rows(self, file: Iterable[bytes]) -> Iterator[Row]:
        """Yield the rows of a file that are not empty, each with its first line's number."""
        return ((number, line) for number, line in enumerate(file, start=1) if line.strip())

    def nodes(self, text: str, place: Place, placed: bool) -> list[Node]:
        """Return what a row says, of each node the place of every part if it is to be `placed`.

        Raises InputError, or when nothing need be placed any ValueError, for what cannot be read.
        """
        return [placed_node(text, place) if placed else node_of(_parsed(text))]

    def read(self, rows: Iterable[Row]) -> Iterator[Item]:
        """Yield what the rows say, or what is wrong with them, and at the end whom or what no row told of."""
        for number, row in rows:
            yield from self.read_row(row, number)
        yield from self.rest()

    def hear_heads(self, rows: Iterable[Row]) -> None:
        """Take of the rows only what says how members are judged, as if that stood before all others."""
        for number, row in rows:
            for head in filter(is_head, self.said(row, number)):
                with suppress(InputError):
                    self._hear_head(head, Place(self.path, number, 1), Report())

    def said(self, data: bytes, number: int) -> list[Node]:
        """Return what a row says, right or wrong; nothing when it cannot be read."""
        place = Place(self.path, number, 1)
        try:
            return self.nodes(row_text(data, place), place, False)
        except (InputError, ValueError, RecursionError):
            return []

    def rest(self) -> Iterator[Item]:
        """Yield what is to be said when all rows are read."""
        return self.waiting.rest(self.setups)

    def read_row(self, data: bytes, number: int) -> list[Item]:
        """Return what a row says, or what is wrong with it."""
        return [self._lost(item) if isinstance(item, Damage) else item for item in self._read_row(data, number)]

    def _lost(self, damage: Damage) -> Damage:
        """Note a line that cannot be used, and return it with how its member is judged."""
        member = damage.member
        self.waiting.lose(member, self.setups)
        return damage if member is None else damage._replace(setup=self.setups.get(member, self.heads.otherwise))

    def _read_row(self, data: bytes, number: int) -> list[Item]:
        place = Place(self.path, number, 1)
        try:
            text = row_text(data, place)
            heard = [self._item(node, place, Report()) for node in self.nodes(text, place, False)]
            return [item for item in heard if item is not None]
        except UnicodeDecodeError as error:
            wrong = place._replace(column=len(data[: error.start].decode("utf-8", "replace")) + 1)
            message = f"not UTF-8: the byte 0x{data[error.start]:02x} cannot stand here"
            return [Damage(self.whose(data), wrong, (Problem(wrong, message),))]
        except (InputError, ValueError, RecursionError):
            return self._damage(data, place)

    def _damage(self, data: bytes, place: Place) -> list[Item]:
        """Return what is wrong with a row, part by part, beside what is right in it."""
        found: list[Item] = []
        try:
            nodes = self.nodes(row_text(data, place), place, True)
        except InputError as error:
            return [Damage(self.whose(data), place, error.problems)]
        for node in nodes:
            try:
                item = self._item(node, place, Report())
                found += [item] if item is not None else []
            except InputError as error:
                of_all = is_head(node) and not any(name in node.entries for name in WHOSE)
                found.append(Damage(member_of(node), place, error.problems, of_all))
        return found

    def whose(self, data: bytes) -> str | None:
        """Return whose row it seems to be that cannot be read; None when nothing tells."""
        member, document = (torn_value(data, (name,)) for name in WHOSE)
        if member is None and document is not None:
            return f"document {document}"
        return "" if member is None and not any(names_it(data, name) for name in WHOSE) else member

    def _item(self, node: Node, place: Place, report: Report) -> Heard | None:
        """Return what a line says, None for a head; raises InputError with all that is wrong."""
        if is_head(node):
            self._hear_head(node, place, report)
            return None
        fields = _SHAPE.read(node, report, "a line")
        report.end()
        assert isinstance(fields, Fields)
        member = _member(fields)
        setup = self.setups.get(member, self.heads.otherwise)
        line = self._line(fields, setup, place, report)
        report.end()
        self.waiting.begin(member, self.setups)
        self.setups.setdefault(member, setup)
        return Heard(member, line, setup)

    def _hear_head(self, node: Mapping, place: Place, report: Report) -> None:
        """Note how the lines of a member are judged, or those of all who say nothing themselves and begin later."""
        fields = head_shape().read(node, report, "a line without a day")
        setup = self.heads.setup(fields, report)
        report.end()
        assert setup is not None
        if not any(name in fields for name in WHOSE):
            self.heads.otherwise = setup
            self.waiting.wait_for_all(place)
            return
        member = _member(fields)
        if member in self.setups:
            report.add(place, self.waiting.refusal(member))
            report.end()
        self.setups[member] = setup
        self.waiting.wait(member, place)

    def _line(self, fields: Fields, setup: Setup, place: Place, report: Report) -> Line:
        pairs = {name: value for name, value in pairs_of(fields) if name not in _OF_THE_LINE}
        if "benefits" in pairs:
            pairs["benefits"] = "yes" if pairs["benefits"] in (True, "yes") else "no"
        if pairs.get("action") == "use" and pairs.get("kind") == "action":
            pairs["kind"] = "use"  # as an entry tells it
            del pairs["action"]
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


def is_head(node: Node) -> TypeGuard[Mapping]:
    """Tell whether a line says how others are judged: it has no day, and no kind."""
    return isinstance(node, Mapping) and not any(name in node.entries for name in (*DATED, "kind"))


def _member(fields: Fields) -> str:
    """Return whose line it is."""
    if "member" in fields:
        return str(fields["member"])
    return f"document {fields['document']}" if "document" in fields else ""


def member_of(node: Node) -> str | None:
    """Return whose line it is that cannot be used; None when that cannot be told."""
    if not isinstance(node, Mapping):
        return None
    member, document = node.entries.get("member"), node.entries.get("document")
    if member is not None:
        return member.text if isinstance(member, Scalar) and member.value is not BAD else None
    if document is not None:
        return f"document {document.text}" if isinstance(document, Scalar) else None
    return ""


def row_text(data: bytes, place: Place) -> str:
    """Return the text of a row; raises InputError when it is too long, UnicodeDecodeError for what is none."""
    if len(data) > LONGEST_LINE:
        raise InputError([Problem(place, f"longer than {LONGEST_LINE:,} bytes, the longest line allowed")])
    return data.decode().rstrip("\r\n")


def _parsed(text: str) -> Any:
    """Return the object of a line; raises ValueError for what is no JSON, and for a name that stands twice."""
    return _DECODER.decode(text)


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the pairs of an object; raises ValueError for a name that stands twice."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a name stands twice")
    return made


def _refuse(text: str) -> Any:
    raise ValueError(f"{text} is no whole number")


_DECODER: Final = json.JSONDecoder(object_pairs_hook=once, parse_float=_refuse, parse_constant=_refuse)
