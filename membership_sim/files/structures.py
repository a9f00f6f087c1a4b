"""Shapes of collections: lists, structures with named fields, and structures whose fields depend on a word in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from membership_sim.files.nodes import BAD, Mapping, Node, Sequence
from membership_sim.files.report import Report
from membership_sim.files.shapes import Choice, Shape
from membership_sim.files.words import listed

if TYPE_CHECKING:
    from membership_sim.scenario import Place


class Field(NamedTuple):
    """A field of a structure: its shape, whether it must be given, and what it is (for the schema's readers)."""

    shape: Shape
    about: str = ""
    required: bool = False
    default: object = None  # shown in the schema; the loader sets it


class Fields(dict[str, Any]):
    """What was read of a structure: the values of the fields that are given and right, and every place."""

    __slots__ = ("node",)

    def __init__(self, node: Mapping) -> None:
        self.node = node

    def has(self, name: str) -> bool:
        """Tell whether the field is given, right or wrong."""
        return name in self.node.entries

    def tells(self, path: str) -> bool:
        """Tell whether a field, or a part of one such as `charge.date`, is given, right or wrong."""
        name, _, part = path.partition(".")
        its = self.get(name)
        return its.has(part) if part and isinstance(its, Fields) else self.has(name)

    def wrong(self, name: str) -> bool:
        """Tell whether the field is given and was refused: nothing may be concluded from it."""
        return self.has(name) and name not in self

    def all_right(self, but: tuple[str, ...] = ()) -> bool:
        """Tell whether nothing in the structure, or deeper in it, was refused; but for some fields."""
        return not self.node.doubtful and all(self.right(name) for name in self.node.entries if name not in but)

    def right(self, name: str) -> bool:
        """Tell whether nothing in a field was refused; nothing is if it is not given."""
        if not self.has(name):
            return True
        value, node = self.get(name, BAD), self.node.entries[name]
        if isinstance(value, Fields):
            return value.all_right()
        if isinstance(value, list):
            complete = not isinstance(node, Sequence) or len(value) == len(node.items)
            return complete and all(item.all_right() for item in value if isinstance(item, Fields))
        return value is not BAD

    def lacks(self, name: str) -> bool:
        """Tell whether the field is certainly not given: not even under a name that was refused."""
        return name not in self.node.entries and not self.node.doubtful

    def place(self, name: str = "") -> Place | None:
        """Return where the field's value stands, or the structure itself."""
        node = self.node.entries.get(name)
        return node.place if node else self.node.place

    def key_place(self, name: str) -> Place | None:
        """Return where the field's name stands."""
        return self.node.keys[name].place


class ListOf(Shape):
    """A list; what is wrong with one item does not hide the others. Items that are wrong are left out."""

    def __init__(self, item: Shape, what: str, least: int = 0, most: int | None = None) -> None:
        self.item = item
        self.what = what
        self.least = least
        self.most = most
        self.wanted = f"a list{' of at least ' + str(least) if least else ''}"
        if isinstance(item, Choice):
            self.wanted = f"a list of words such as [{item.words[0]}]"

    def _read(self, node: Node, report: Report, what: str) -> list[Any] | Any:
        if not isinstance(node, Sequence):
            return self.refuse(node, report, what)
        if len(node.items) < self.least:
            report.add(node.place, f"{what} is a list of {len(node.items)}, at least {self.least} must be given")
            return BAD
        if self.most is not None and len(node.items) > self.most:
            report.add(node.place, f"{what} is a list of {len(node.items)}, at most {self.most} are allowed")
            return BAD
        values = [self.item.read(item, report, self.what) for item in node.items]
        return [value for value in values if value is not BAD]


class Structure(Shape):
    """A mapping with named fields; `example` is told to who writes something else.

    `one_of`: groups of which exactly one field must be given. `needs`: a field that is allowed only beside another.
    `noun` is what an unknown field is called; `also` are names that would make it another structure, for suggestions.
    Of a structure `of_many` kinds, whose kind is not known, these names are no mistake.
    """

    def __init__(
        self,
        fields: dict[str, Field],
        what: str,
        one_of: tuple[tuple[str, ...], ...] = (),
        needs: dict[str, str] | None = None,
        noun: str = "",
        also: tuple[str, ...] = (),
        of_many: bool = False,
        example: str = "",
    ) -> None:
        self.wanted = f"a mapping such as {example}" if example else "a mapping"
        self.fields = fields
        self.what = what
        self.noun = noun or f"field of {what}"
        self.also = also
        self.known = {*fields, *also} if of_many else fields.keys()
        self.required = [name for name, field in fields.items() if field.required]
        self.one_of = one_of
        self.needs = needs or {}

    def _read(self, node: Node, report: Report, what: str) -> Fields | Any:
        if not isinstance(node, Mapping):
            return self.refuse(node, report, what)
        read = Fields(node)
        strange = [key for name, key in node.keys.items() if name not in self.known]
        missing = self._missing(node)
        for name, value_node in node.entries.items():
            field = self.fields.get(name)
            if field:
                value = field.shape.read(value_node, report, f"'{name}'")
                if value is not BAD:
                    read[name] = value
        # A misspelt name is one mistake: what it leaves missing is told with it, at its place.
        for key in strange:
            lacks = f"; {listed(missing, ' and ')} {'is' if len(missing) == 1 else 'are'} missing" if missing else ""
            report.unknown(self.noun, key, (*self.fields, *self.also), lacks)
        if missing and not strange and not node.doubtful:
            report.add(node.place, f"{self.what} lacks {' and '.join(map(self._with_words, missing))}")
        node.doubtful = node.doubtful or bool(strange or missing)
        self._check_groups(node, report)
        return read

    def _missing(self, node: Mapping) -> list[str]:
        missing = [f"'{name}'" for name in self.required if name not in node.entries]
        groups = [group for group in self.one_of if not any(name in node.entries for name in group)]
        return missing + [" or ".join(f"'{name}'" for name in group) for group in groups]

    def _with_words(self, missing: str) -> str:
        field = self.fields.get(missing.strip("'"))
        return f"{missing} ({listed(field.shape.words)})" if field and isinstance(field.shape, Choice) else missing

    def _check_groups(self, node: Mapping, report: Report) -> None:
        for group in self.one_of:
            first, *others = [name for name in node.entries if name in group] or [""]
            for name in others:
                report.add(node.keys[name].place, f"'{name}' beside '{first}', only one of them is allowed")
        for name, other in self.needs.items():
            if name in node.entries and other not in node.entries and not node.doubtful:
                report.add(node.keys[name].place, f"'{name}' without '{other}', it is allowed only beside it")
