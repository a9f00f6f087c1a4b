"""Shapes of collections that depend on what they hold: on a word, on a field, on the kind of a node."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from membership_sim.files.nodes import BAD, Mapping, Node, Scalar, Sequence
from membership_sim.files.records import Field, Fields, ListOf, Record, is_reported, refuse_kind
from membership_sim.files.shapes import Pattern, Report, Shape
from membership_sim.files.words import listed, quoted, shown, unknown


class Variants(Shape):
    """A record whose fields depend on one word of it: `variant` picks the record, `key` is the field with that word."""

    wanted = "a mapping"

    def __init__(self, key: str, variants: dict[str, Record | ByField], what: str, what_word: str) -> None:
        self.key = key
        self.variants = variants
        self.what = what
        self.what_word = what_word

    def read(self, node: Node, report: Report, what: str) -> Fields | Any:
        if not isinstance(node, Mapping):
            return refuse_kind(self, node, report, what)
        word = node.entries.get(self.key)
        if word is None:
            known = dict.fromkeys([self.key, *(name for record in self.variants.values() for name in record.fields)])
            strange = [key for name, key in node.keys.items() if name not in known]
            for key in strange:
                report.add(key.place, f"{unknown(f'field of {self.what}', key, known)}; '{self.key}' is missing")
            if not strange and not node.doubtful:
                report.add(node.place, f"{self.what} lacks '{self.key}', {listed(self.variants)} are allowed")
            return BAD
        if not isinstance(word, Scalar) or word.text not in self.variants or not isinstance(word.value, str):
            if not is_reported(word):
                is_word = isinstance(word, Scalar) and isinstance(word.value, str)
                report.add(
                    word.place,
                    unknown(self.what_word, word, self.variants)  # type: ignore[arg-type]
                    if is_word
                    else f"'{self.key}' is {shown(word)}, one of {listed(self.variants)} is allowed",
                )
            return BAD
        return self.variants[word.text].read(node, report, what)


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

    def read(self, node: Node, report: Report, what: str) -> Fields | Any:
        if not isinstance(node, Mapping):
            return refuse_kind(self, node, report, what)
        found = [name for name in self.variants if name in node.entries]
        if len(found) == 1:
            return self.variants[found[0]].read(node, report, what)
        if found:
            second = node.keys[found[1]]
            report.add(second.place, f"'{found[1]}' beside '{found[0]}', only one of them is allowed")
            return BAD
        strange = [key for name, key in node.keys.items() if name not in self.fields]
        for key in strange:
            report.add(key.place, unknown(f"field of {self.what}", key, self.fields))
        if not strange and not node.doubtful:
            report.add(node.place, f"{self.what} lacks one of {', '.join(map(repr, self.variants))}")
        return BAD


class Either(Shape):
    """A mapping of one shape, or else a value of another."""

    def __init__(self, mapping: Shape, other: Shape) -> None:
        self.mapping = mapping
        self.other = other
        self.wanted = f"{mapping.wanted} or {other.wanted}"

    def read(self, node: Node, report: Report, what: str) -> Any:
        return (self.mapping if isinstance(node, Mapping) else self.other).read(node, report, what)


class OneOrMany(Shape):
    """One value, or a list of them; always read as a list."""

    def __init__(self, item: Shape, what: str) -> None:
        self.item = item
        self.many = ListOf(item, what, least=1)
        self.wanted = f"{item.wanted} or a list"

    def read(self, node: Node, report: Report, what: str) -> list[Any] | Any:
        if isinstance(node, Sequence):
            return self.many.read(node, report, what)
        value = self.item.read(node, report, what)
        return BAD if value is BAD else [value]


class Raw(Shape):
    """A mapping that somebody else reads: what it may hold depends on the rule book."""

    wanted = "a mapping"

    def __init__(self, schema: str) -> None:
        self.schema = schema

    def read(self, node: Node, report: Report, what: str) -> Mapping | Any:
        if isinstance(node, Mapping):
            return node
        return refuse_kind(self, node, report, what)


class Rising(ListOf):
    """A list of whole numbers that rise, or with `equal` do not fall."""

    def __init__(self, item: Shape, what: str, least: int, most: int, equal: bool = False) -> None:
        super().__init__(item, what, least, most)
        self.equal = equal
        self.wanted = f"a list of {least} to {most} numbers" if least != most else f"a list of {most} numbers"
        self.wanted += " that do not fall" if equal else " that rise"

    def read(self, node: Node, report: Report, what: str) -> list[Any] | Any:
        before = len(report.problems)
        values = super().read(node, report, what)
        if values is BAD or len(report.problems) > before:
            return BAD
        for first, second, item in zip(values, values[1:], node.items[1:], strict=False):  # type: ignore[union-attr]
            if second < first or (second == first and not self.equal):
                report.add(item.place, f"{what} goes from {first} to {second}, {self.wanted} is allowed")
                return BAD
        return values


class MapOf(Shape):
    """A mapping whose names are free but for their form."""

    wanted = "a mapping"

    def __init__(self, pattern: str, what: str, item: Shape) -> None:
        self.pattern = pattern
        self.names = Pattern(pattern, f"{what} such as {pattern}")
        self.what = what
        self.item = item

    def read(self, node: Node, report: Report, what: str) -> Any:
        record = Record({}, self.what)
        if isinstance(node, Mapping):
            names = [name for name, key in node.keys.items() if self._is_name(key, report)]
            record = Record({name: Field(self.item) for name in names}, self.what)
            kept = Mapping(node.place)
            for name in names:
                kept.add(node.keys[name], node.entries[name])
            return record.read(kept, report, what)
        return record.read(node, report, what)

    def _is_name(self, key: Scalar, report: Report) -> bool:
        if self.names.accept(Scalar(key.place, key.text, key.text), report, "") is not None:
            return True
        report.add(key.place, f"{self.what} is named {key.text!r}"[:100] + f", a name like {self.pattern} is allowed")
        return False


