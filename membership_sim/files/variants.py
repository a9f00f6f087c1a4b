"""Shapes of collections that depend on what they hold: on a word, on a field, on the kind of a node."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from membership_sim.files.nodes import BAD, Mapping, Node, Sequence
from membership_sim.files.records import Field, Fields, ListOf, Record
from membership_sim.files.shapes import Choice, Report, Shape
from membership_sim.files.words import listed, quoted


class Variants(Shape):
    """A record whose fields depend on one word of it: `variant` picks the record, `key` is the field with that word."""

    wanted = "a mapping"

    def __init__(self, key: str, variants: dict[str, Record | ByField], what: str, what_word: str) -> None:
        self.key = key
        self.variants = variants
        self.what = what
        self.word = Choice(variants, what_word)

    def _read(self, node: Node, report: Report, what: str) -> Fields | Any:
        if not isinstance(node, Mapping):
            return self.refuse(node, report, what)
        word = node.entries.get(self.key)
        if word is None:
            known = dict.fromkeys([self.key, *(name for record in self.variants.values() for name in record.fields)])
            strange = [key for name, key in node.keys.items() if name not in known]
            for key in strange:
                report.unknown(f"field of {self.what}", key, known, f"; '{self.key}' is missing")
            if not strange and not node.doubtful:
                report.add(node.place, f"{self.what} lacks '{self.key}', {listed(self.variants)} are allowed")
            return BAD
        chosen = self.word.read(word, report, f"'{self.key}'")
        return BAD if chosen is BAD else self.variants[chosen].read(node, report, what)


class ByField(Shape):
    """A record of one of several kinds, told apart by the field that only one kind has (a card, an account)."""

    wanted = "a mapping"

    def __init__(self, variants: dict[str, Record], what: str) -> None:
        self.variants = variants
        self.what = what

    @property
    def fields(self) -> dict[str, Field]:
        """The fields of all kinds."""
        return {name: field for record in self.variants.values() for name, field in record.fields.items()}

    def _read(self, node: Node, report: Report, what: str) -> Fields | Any:
        if not isinstance(node, Mapping):
            return self.refuse(node, report, what)
        found = [name for name in self.variants if name in node.entries]
        if len(found) == 1:
            return self.variants[found[0]].read(node, report, what)
        if found:
            second = node.keys[found[1]]
            report.add(second.place, f"'{found[1]}' beside '{found[0]}', only one of them is allowed")
            return BAD
        strange = [key for name, key in node.keys.items() if name not in self.fields]
        for key in strange:
            report.unknown(f"field of {self.what}", key, self.fields)
        if not strange and not node.doubtful:
            report.add(node.place, f"{self.what} lacks one of {', '.join(map(repr, self.variants))}")
        return BAD


class Either(Shape):
    """A mapping of one shape, or else a value of another."""

    def __init__(self, mapping: Shape, other: Shape) -> None:
        self.mapping = mapping
        self.other = other
        self.wanted = f"{mapping.wanted} or {other.wanted}"

    def _read(self, node: Node, report: Report, what: str) -> Any:
        return (self.mapping if isinstance(node, Mapping) else self.other).read(node, report, what)


class OneOrMany(Shape):
    """One value, or a list of them; always read as a list."""

    def __init__(self, item: Shape, what: str) -> None:
        self.item = item
        self.many = ListOf(item, what, least=1)
        self.wanted = f"{item.wanted} or a list"

    def _read(self, node: Node, report: Report, what: str) -> list[Any] | Any:
        if isinstance(node, Sequence):
            return self.many.read(node, report, what)
        value = self.item.read(node, report, what)
        return BAD if value is BAD else [value]


class Lazy(Shape):
    """A shape that is made, and whose module is loaded, when something stands there."""

    def __init__(self, make: Callable[[], Shape]) -> None:
        self.make = make

    def _read(self, node: Node, report: Report, what: str) -> Any:
        return self.make().read(node, report, what)


class Raw(Shape):
    """A mapping that somebody else reads: what it may hold depends on the rule book."""

    wanted = "a mapping"

    def __init__(self, schema: str) -> None:
        self.schema = schema

    def _read(self, node: Node, report: Report, what: str) -> Mapping | Any:
        if isinstance(node, Mapping):
            return node
        return self.refuse(node, report, what)


class Rising(ListOf):
    """A list of whole numbers that rise, or with `equal` do not fall."""

    def __init__(self, item: Shape, what: str, least: int, most: int, equal: bool = False) -> None:
        super().__init__(item, what, least, most)
        self.equal = equal
        self.wanted = f"a list of {least} to {most} numbers" if least != most else f"a list of {most} numbers"
        self.wanted += " that do not fall" if equal else " that rise"

    def _read(self, node: Node, report: Report, what: str) -> list[Any] | Any:
        values = super()._read(node, report, what)
        if values is BAD or len(values) < len(node.items):  # type: ignore[union-attr]
            return BAD
        for first, second, item in zip(values, values[1:], node.items[1:], strict=False):  # type: ignore[union-attr]
            if second < first or (second == first and not self.equal):
                report.add(item.place, f"{what} goes from {first} to {second}, {self.wanted} is allowed")
                return BAD
        return values


class MapOf(Shape):
    """A mapping whose names are free but for their form, a regular expression."""

    wanted = "a mapping"

    def __init__(self, pattern: str, what: str, item: Shape) -> None:
        self.pattern = pattern
        self.what = what
        self.item = item

    def _read(self, node: Node, report: Report, what: str) -> Fields | Any:
        if not isinstance(node, Mapping):
            return self.refuse(node, report, what)
        read = Fields(node)
        for name, value_node in node.entries.items():
            if re.fullmatch(self.pattern, name, re.ASCII):
                value = self.item.read(value_node, report, f"'{name}'")
                if value is not BAD:
                    read[name] = value
            else:
                message = f"{self.what} is named {quoted(name)}, a name that matches {self.pattern} is allowed"
                report.add(node.keys[name].place, message)
                node.doubtful = True
        return read
