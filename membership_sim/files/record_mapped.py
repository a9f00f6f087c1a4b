"""A foreign record read by a mapping: each row becomes our lines, whose parts keep the places that they have there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from membership_sim.calendar import zoned
from membership_sim.files.errors import InputError, Problem
from membership_sim.files.json_nodes import placed_node
from membership_sim.files.mapping_file import RowMapping, Rule, Taken
from membership_sim.files.nodes import Decimal, Mapping, Node, Scalar, Sequence, node_of
from membership_sim.files.record_csv import NUMBERS, CsvReader
from membership_sim.files.record_lines import LineReader, Row, once
from membership_sim.files.report import Report
from membership_sim.files.torn import torn_value
from membership_sim.files.words import listed, node_text, quoted, suggestion
from membership_sim.foreign import Damage, Item
from membership_sim.scenario import Place

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_UNITS: Final = {"unix": "seconds", "unix_ms": "milliseconds"}  # of the numbers that count from the epoch
_AMOUNT: Final = re.compile(r"(-?)([0-9]{1,15})(?:\.([0-9]{0,9}))?")


class _PlainCells(CsvReader):
    """Reads cells as the text that they are, by the names of their columns, which are those that a mapping names."""

    def __init__(self, path: str, mapping: RowMapping) -> None:
        super().__init__(path, mapping.setup)
        self.named = mapping.places

    def check_columns(self, names: Iterable[str], places: Iterable[Place]) -> None:
        """Raise InputError with each field of the mapping that is no column; others may stand there."""
        columns, report = tuple(names), Report()
        for path, place in self.named.items():
            name = ".".join(path)
            if name not in columns:
                report.unknown("column", Scalar(place, name, name), columns)
        report.end()

    def add(self, node: Mapping, name: str, cell: str, place: Place | None) -> None:
        """Add a cell to the row's node."""
        node.add(Scalar(place, name, name), Scalar(place, cell, cell))


class MappedReader(LineReader):
    """Reads the rows of a foreign record."""

    def __init__(self, path: str, mapping: RowMapping) -> None:
        super().__init__(path, mapping.setup)
        self.mapping = mapping
        self.sought = dict(mapping.places)  # fields that no row had so far
        self.used: set[tuple[str, ...]] = set()  # those of lines that some row was to become
        self.cells = _PlainCells(path, mapping) if mapping.form == "csv" else None

    def fresh(self) -> MappedReader:
        """Return a reader for the same rows in another order, which has heard nothing."""
        other = super().fresh()
        assert isinstance(other, MappedReader)
        other.sought, other.used = dict(self.mapping.places), set()
        return other

    def hear_heads(self, rows: Iterable[Row]) -> None:
        """Take nothing, but the columns: the mapping says how members are judged."""
        next(iter(rows), None)

    def rest(self) -> Iterator[Item]:
        """Yield what is to be said when all rows are read: also which fields of the mapping no row had."""
        yield from super().rest()
        for path, place in self.sought.items() if self.cells is None else ():
            if path in self.used:
                message = f"no row has the field {quoted('.'.join(path))}, one that some row has is allowed"
                yield Damage(None, place or Place(self.path, 0, 0), (Problem(place, message),))

    def rows(self, file: Iterable[bytes]) -> Iterator[Row]:
        """Yield the rows."""
        return self.cells.rows(file) if self.cells is not None else super().rows(file)

    def nodes(self, text: str, place: Place, placed: bool) -> list[Node]:
        """Return our lines for a row; raises InputError for one that the mapping does not provide for."""
        row: Node
        if self.cells is not None:
            row = self.cells.mapping(text, place if placed else None, place)
        else:
            row = placed_node(text, place) if placed else node_of(_loose(text))
        if self.cells is not None and isinstance(row, Mapping) and not row.entries:
            return []
        if not isinstance(row, Mapping):
            raise InputError([Problem(row.place, f"the row is {node_text(row)}, a mapping is allowed")])
        for path in [path for path in self.sought if _stands_at(row, path) is not None]:
            del self.sought[path]
        could_be = self._rules(row)
        rules = [rule for rule in could_be if self._applies(rule, row)]
        if not rules and not self.mapping.ignores_others:
            raise InputError([_none_of(row, could_be)])
        return [self._our_line(row, rule) for rule in rules if rule.fields]

    def _applies(self, rule: Rule, row: Mapping) -> bool:
        """Tell whether a row is such a line, and note which fields that rests on."""
        if self.sought:
            self.used.update(path for path, _ in rule.where)
        applies = all(_is(_at(row, path), value) for path, value in rule.where)
        if applies and self.sought:
            self.used.update(rule.taken)
        return applies

    def whose(self, data: bytes) -> str | None:
        """Return whose row it seems to be, by the field that tells it."""
        member = self.mapping.member
        if member is None:
            return ""
        if self.cells is not None:
            return self.cells.cell(data, ".".join(member))
        try:
            row = node_of(_loose(data.decode("utf-8", "replace")))
        except (InputError, ValueError, RecursionError):
            return _torn(data, member)
        whose = _at(row, member) if isinstance(row, Mapping) else None
        return whose.text if isinstance(whose, Scalar) and not isinstance(whose.value, bool) else None

    def _rules(self, row: Mapping) -> list[Rule] | tuple[Rule, ...]:
        """Return what the row may become."""
        mapping = self.mapping
        if mapping.events is None or mapping.event is None:
            found = [rule for rule in mapping.lines if self._has_first(row, rule)]
            if not mapping.ignores_others and not any(rule.fields or self._applies(rule, row) for rule in found):
                raise InputError([Problem(row.place, "the row has the first field of none of the mapping's lines")])
            return found
        word = _at(row, mapping.event)
        if not isinstance(word, Scalar):
            raise InputError(
                [Problem(row.place, f"the row lacks {quoted('.'.join(mapping.event))}, which tells what it is")]
            )
        if word.text in mapping.events:
            return mapping.events[word.text]
        if mapping.ignores_others:
            return ()
        hint = suggestion(word.text, mapping.events) or ","
        message = f"unknown event {quoted(word.text)}{hint} {_had(mapping.events)}"
        raise InputError([Problem(word.place, message)])

    def _has_first(self, row: Mapping, rule: Rule) -> bool:
        first = next((value for value in rule.fields.values() if isinstance(value, Taken)), None)
        return first is None or _at(row, first.path) is not None

    def _our_line(self, row: Mapping, rule: Rule) -> Mapping:
        """Return one of the lines that a row becomes."""
        node = Mapping(row.place)
        mapping = self.mapping
        if mapping.member is not None:
            whose = _at(row, mapping.member)
            if not isinstance(whose, Scalar):
                raise InputError([Problem(row.place, f"the row lacks {quoted('.'.join(mapping.member))}, its member")])
            if isinstance(whose.value, bool):
                message = f"'member' is {node_text(whose)}, text is allowed: put it in quotes"
                raise InputError([Problem(whose.place, message)])
            _add(node, "member", Scalar(whose.place, whose.text, whose.text))
        self._add_time(node, row)
        for name, value in rule.fields.items():
            if not isinstance(value, Taken):
                _add(node, name, Scalar(row.place, value, str(value)))
                continue
            found = _at(row, value.path)
            if found is not None:
                _add(node, name, self._value(name, value, found))
        return node

    def _value(self, name: str, taken: Taken, found: Node) -> Node:
        """Return what a line takes from a field of its row."""
        if not isinstance(found, Scalar):
            return found
        if taken.words is not None:
            if found.text not in taken.words:
                hint = suggestion(found.text, taken.words) or ","
                message = f"unknown word {quoted(found.text)} for '{name}'{hint} {_had(taken.words)}"
                raise InputError([Problem(found.place, message)])
            word = taken.words[found.text]
            return Scalar(found.place, word, str(word))
        return self._amount(name, taken, found) if name in NUMBERS else found

    def _amount(self, name: str, taken: Taken, found: Scalar) -> Scalar:
        """Return a number in minor units; more decimals than the currency has are refused."""
        currency = self.mapping.setup.book.currency
        digits = currency.decimals if taken.units == "major" else 0
        parts = _AMOUNT.fullmatch(found.text)
        decimals = (parts[3] or "").rstrip("0") if parts else ""
        if not parts or len(decimals) > digits:
            wanted = f"a number with at most {digits} decimals" if digits else "a whole number"
            message = f"'{name}' is {node_text(found)}, {wanted} is allowed ({taken.units} units of {currency.code})"
            raise InputError([Problem(found.place, message)])
        value = int(parts[2] + decimals.ljust(digits, "0")) * (-1 if parts[1] else 1)
        return Scalar(found.place, value, str(value))

    def _add_time(self, node: Mapping, row: Mapping) -> None:
        """Add the civil day of a row, or the instant that tells it (TIME-1)."""
        path, kind, form, zone = self.mapping.time
        found = _at(row, path)
        if not isinstance(found, Scalar):
            raise InputError([Problem(row.place, f"the row lacks {quoted('.'.join(path))}, its time")])
        try:
            name, text = _told_time(found.text, kind, form, zone)
        except (ValueError, OverflowError):
            wanted = _WANTED[kind] + (f" written as {form}" if form else "")
            hint = ", one of milliseconds is told 'as: unix_ms'" if kind == "unix" and found.text.isdecimal() else ""
            message = f"the time is {node_text(found)}, {wanted} is allowed{hint}"
            raise InputError([Problem(found.place, message)]) from None
        _add(node, name, Scalar(found.place, text, text))


def _told_time(text: str, kind: str, form: str | None, zone: str | None) -> tuple[str, str]:
    """Return the day or the instant that a row tells, as a line has it: the field's name and its text."""
    if kind in _UNITS:
        return "at", (_EPOCH + timedelta(**{_UNITS[kind]: int(text)})).isoformat()
    if form is None and kind == "date":
        return "date", text
    moment = datetime.strptime(text, form) if form is not None else datetime.fromisoformat(text)
    if kind == "date":
        return "date", moment.date().isoformat()
    if moment.tzinfo is None and zone is not None:
        moment = zoned(moment, zone)
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC)
    return "at", moment.isoformat()


_WANTED: Final = {
    "date": "a day",
    "instant": "an instant",
    "unix": "a whole number of seconds since 1970",
    "unix_ms": "a whole number of milliseconds since 1970",
}


def _had(words: Iterable[str]) -> str:
    """Return which words a mapping has."""
    return f"the mapping has: {listed(words) or 'none'}"


def _loose(text: str) -> Any:
    """Return the value of a line of JSON, numbers with a point as they are written."""
    return json.loads(text, object_pairs_hook=once, parse_float=Decimal)


def _at(row: Node, path: tuple[str, ...]) -> Node | None:
    """Return what a path leads to; None when nothing stands there, or null or an empty cell."""
    node = _stands_at(row, path)
    return None if isinstance(node, Scalar) and node.value in (None, "") else node


def _stands_at(row: Node, path: tuple[str, ...]) -> Node | None:
    """Return what stands at a path, null too; None when nothing does."""
    node: Node | None = row
    if isinstance(row, Mapping) and ".".join(path) in row.entries:  # a name with dots in it
        return row.entries[".".join(path)]
    for part in path:
        node = _step(node, part)
    return node


def _torn(data: bytes, path: tuple[str, ...]) -> str | None:
    """Return the text or the number at a path in a row that is no JSON: behind the last name, after all the others."""
    names = tuple(part for part in path if not part.isdigit())
    told = torn_value(data, (".".join(path),))
    return (torn_value(data, names) if told is None and names else told) or None


def _step(node: Node | None, part: str) -> Node | None:
    if isinstance(node, Mapping):
        return node.entries.get(part)
    if isinstance(node, Sequence) and part.isascii() and part.isdigit() and int(part) < len(node.items):
        return node.items[int(part)]
    return None


def _is(node: Node | None, value: object) -> bool:
    """Tell whether a field is as a mapping asks for it; yes and no are true and false."""
    return isinstance(node, Scalar) and _word(node.value) == _word(value)


def _none_of(row: Mapping, rules: Iterable[Rule]) -> Problem:
    """Return the problem of a row of which no `where` holds: the first field that has none of the words known there."""
    known: dict[tuple[str, ...], dict[str, object]] = {}
    for path, value in (each for rule in rules for each in rule.where):
        known.setdefault(path, {})[_written(value)] = value
    for path, words in known.items():
        found, name = _at(row, path), quoted(".".join(path))
        if not any(_is(found, value) for value in words.values()):
            allowed = f"the mapping has: {listed(words)}"
            if not isinstance(found, Scalar):
                return Problem(row.place, f"the row lacks {name}, {allowed}")
            hint = suggestion(found.text, words) or ","
            return Problem(found.place, f"unknown word {quoted(found.text)} for {name}{hint} {allowed}")
    told = (f"{quoted('.'.join(path))} as {node_text(its)}" for path in known if (its := _at(row, path)) is not None)
    return Problem(row.place, f"no line of the mapping has {listed(told, ' and ')}")


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _word(value: object) -> str:
    return {"yes": "true", "no": "false"}.get(_written(value), _written(value))


def _add(node: Mapping, name: str, value: Node) -> None:
    node.add(Scalar(value.place, name, name), value)
