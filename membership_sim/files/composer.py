"""YAML events into plain nodes that know their place, and nothing that a reader of the file would not expect.

Plain scalars are only null, true and false, decimal integers and text: `no`, `on` and `12:30` stay text, and so does
a date until a shape reads it. Refused, with their place: duplicate keys, anchors, aliases, tags, merge keys, keys that
are not scalars, numbers that are too long, empty documents, deep nesting, and more documents or nodes than are read in
a few seconds. The nodes are built without recursion, so that hostile nesting cannot exhaust the stack. (The events are
`Any`: the types of PyYAML's stubs lack their fields.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import yaml

from membership_sim.files.errors import InputError, Problem
from membership_sim.files.nodes import BAD, Decimal, Mapping, Node, Scalar, Sequence
from membership_sim.files.report import Report
from membership_sim.files.words import quoted, shortened
from membership_sim.scenario import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_DOCUMENTS: Final = 1_000  # of a file
MOST_NODES: Final = 250_000  # of a file: each name, value, list and mapping is one
DEEPEST: Final = 32  # levels; the formats need six
LONGEST_NUMBER: Final = 15  # digits

_LONGEST_COMPLAINT: Final = 200  # characters of what the parser says
_NO_NUMBERS: Final = frozenset((".inf", ".nan"))  # of YAML, in any case and with a sign
_WORDS: Final[dict[str, bool | None]] = {"": None, "~": None, "null": None, "true": True, "false": False}
_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Composer:
    """Builds the nodes of each document; `problems` grow while it reads. With too many of anything it has none."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.documents: list[Node] = []
        self.problems: tuple[Problem, ...] = ()
        self._report = Report()
        self._nodes = 0
        self._started: Place | None = None  # where the document is said to start
        self._open: list[Mapping | Sequence] = []
        self._keys: list[Scalar | None] = []  # for each open collection, the key that waits for its value

    def run(self, text: str) -> None:
        """Read the text; what cannot be read, or is too much, is one more problem and ends the reading."""
        try:
            self._read(text)
            self.problems = tuple(self._report.problems)
        except InputError as error:
            self.problems = error.problems
            self.documents.clear()

    def _read(self, text: str) -> None:
        try:
            self._build(_events(text))
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            context = f" {error.context}" if error.context else ""
            message = f"not YAML: {shortened((error.problem or '') + context, _LONGEST_COMPLAINT)}"
            self._report.add(Place(self.path, line, column), message)
        except yaml.YAMLError as error:
            self._report.add(Place(self.path, 1, 1), f"not YAML: {quoted(str(error))}")
        except RecursionError:  # the parser in Python, where the one in C is missing
            self._report.add(Place(self.path, 1, 1), "nested too deeply")
        if self._open:  # half a document would only be missing things
            self.documents.pop()

    def _build(self, events: Iterable[Any]) -> None:
        for event in events:
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._attach(self._scalar(event))
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self._refuse_extras(event)
                node = Mapping(self._place(event)) if kind is yaml.MappingStartEvent else Sequence(self._place(event))
                if len(self._open) == DEEPEST:
                    self._refuse(event, f"nested deeper than {DEEPEST} levels")
                    return
                self._attach(node)
                self._open.append(node)
                self._keys.append(None)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self._open.pop()
                self._keys.pop()
            elif kind is yaml.AliasEvent:
                self._refuse(event, f"the alias {quoted('*' + event.anchor)} is not allowed, write the value itself")
                self._attach(Scalar(self._place(event), BAD, "*" + event.anchor))
            elif kind is yaml.DocumentStartEvent:
                self._started = self._place(event) if event.explicit else None

    def _attach(self, node: Node) -> None:
        """Put a node where it belongs: a document's root, an item, a key, or the value of the key that waits."""
        self._nodes += 1
        if self._nodes > MOST_NODES:
            self._stop(node, f"more than {MOST_NODES:,} names and values, at most as many are allowed in a file")
        if not self._open:
            self._attach_root(node)
            return
        parent = self._open[-1]
        if type(parent) is Sequence:
            parent.items.append(node)
            return
        assert type(parent) is Mapping
        key = self._keys[-1]
        if key is None:
            self._keys[-1] = self._key(node)
            return
        self._keys[-1] = None
        if key.value is BAD:
            parent.doubtful = True
        elif not parent.add(key, node):
            first = parent.keys[key.text].place
            assert first is not None
            self._report.add(key.place, f"the field {quoted(key.text)} is given twice, first in line {first.line}")

    def _attach_root(self, node: Node) -> None:
        if len(self.documents) == MOST_DOCUMENTS:
            self._stop(node, f"more than {MOST_DOCUMENTS:,} documents, at most as many are allowed in a file")
        if isinstance(node, Scalar) and node.value is None and node.text == "" and self._started:
            self._report.add(self._started, "nothing follows '---': write a document after it, or leave it out")
            node.value = BAD
        self.documents.append(node)

    def _key(self, node: Node) -> Scalar:
        if not isinstance(node, Scalar):
            self._report.add(node.place, "a field's name must be a single word, not a collection")
            return Scalar(node.place, BAD, "")
        if node.text == "<<" and node.value == "<<":
            self._report.add(node.place, "the merge key '<<' is not allowed, write the fields themselves")
            return Scalar(node.place, BAD, "")
        return node

    def _scalar(self, event: Any) -> Scalar:
        text: str = event.value
        value: object = text
        place = self._place(event)
        if event.anchor is not None or event.tag is not None:
            self._refuse_extras(event)
        if event.implicit[0] and event.style in (None, ""):  # a plain scalar
            if text in _WORDS:
                value = _WORDS[text]
            elif text[0] in "+-.0123456789":
                value = self._number(event, text)
        return Scalar(place, value, text)

    def _number(self, event: Any, text: str) -> object:
        """Return the value of a plain scalar that starts like a number; it may still be text (a date, `12:30`)."""
        digits = text[1:] if text[0] in "+-" else text
        if digits.isascii() and digits.isdigit() and (digits[0] != "0" or digits == "0"):
            if len(digits) > LONGEST_NUMBER:
                self._refuse(event, f"the number {quoted(text)} has more than {LONGEST_NUMBER} digits")
                return BAD
            return int(text)
        return Decimal(text) if _is_decimal(digits) else text

    def _refuse_extras(self, event: Any) -> None:
        if event.anchor is not None:
            self._refuse(event, f"the anchor {quoted('&' + event.anchor)} is not allowed")
        if event.tag is not None:
            self._refuse(event, f"the tag {quoted(event.tag)} is not allowed")

    def _refuse(self, event: Any, message: str) -> None:
        self._report.add(self._place(event), message)

    def _stop(self, node: Node, message: str) -> None:
        self._report.add(node.place, message)
        self._report.end()

    def _place(self, event: Any) -> Place:
        mark = event.start_mark
        return Place(self.path, mark.line + 1, mark.column + 1)


def _events(text: str) -> Iterator[Any]:
    loader = _LOADER(text)
    try:
        while event := loader.get_event():
            yield event
    finally:
        loader.dispose()


def _is_decimal(digits: str) -> bool:
    """Tell whether YAML would read a number with a point or an exponent."""
    mantissa, _, exponent = digits.lower().partition("e")
    plain = mantissa.replace(".", "", 1)
    power = exponent[1:] if exponent[:1] in ("+", "-") else exponent
    if not digits.isascii() or not plain.isdigit():
        return digits.lower() in _NO_NUMBERS
    return power.isdigit() if "e" in digits.lower() else "." in mantissa
