"""Shapes of collections that depend on what they hold: on a word, on a field, on the kind of a node."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from membership_sim.files.nodes import BAD, Mapping, Node, Scalar, Sequence
from membership_sim.files.report import Report
from membership_sim.files.shapes import Choice, Shape
from membership_sim.files.structures import Field, Fields, ListOf, Structure
from membership_sim.files.words import quoted


class Variants(Shape):
    """A structure whose fields depend on one word of it: `variant` picks it, `key` is the field with that word.

    When the word is wrong, what all structures have alike is read nevertheless.
    """

    wanted = "a mapping"

    def __init__(self, key: str, variants: dict[str, Structure | ByField], what: str, what_word: str) -> None:
        self.key = key
        self.variants = variants
        structures = [
            structure
            for variant in variants.values()
            for structure in (variant.variants.values() if isinstance(variant, ByField) else [variant])
        ]
        word = Field(Choice(variants, what_word), required=True)
        self.otherwise = _alike(structures, what, {key: word})

    def _read(self, node: Node, report: Report, what: str) -> Fields | Any:
        word = node.entries.get(self.key) if isinstance(node, Mapping) else None
        variant = self.variants.get(word.value) if isinstance(word, Scalar) and isinstance(word.value, str) else None
        return (variant or self.otherwise).read(node, report, what)


class ByField(Shape):
    """A structure of one of several kinds, told apart by the field that only one kind has (a card, an account).

    When there is none of them, or more than one, what all structures have alike is read nevertheless.
    """

    wanted = "a mapping"

    def __init__(self, variants: dict[str, Structure], what: str) -> None:
        self.variants = variants
        self.otherwise = _alike(list(variants.values()), what, {}, tuple(variants))

    @property
    def fields(self) -> dict[str, Field]:
        """The fields of all kinds."""
        return {name: field for structure in self.variants.values() for name, field in structure.fields.items()}

    def _read(self, node: Node, report: Report, what: str) -> Fields | Any:
        found = [name for name in self.variants if name in node.entries] if isinstance(node, Mapping) else []
        return (self.variants[found[0]] if len(found) == 1 else self.otherwise).read(node, report, what)


def _alike(structures: list[Structure], what: str, fields: dict[str, Field], one_of: tuple[str, ...] = ()) -> Structure:
    """Return the structure of what all have alike, and of more `fields`; the names of all are known in it."""
    first, *others = structures
    alike = {name: field for name, field in first.fields.items() if all(field == o.fields.get(name) for o in others)}
    groups = tuple(group for group in first.one_of if all(group in other.one_of for other in others))
    names = dict.fromkeys(name for structure in structures for name in structure.fields)
    also = tuple(name for name in names if name not in alike and name not in fields)
    return Structure(fields | alike, what, (*([one_of] if one_of else []), *groups), also=also, of_many=True)


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
