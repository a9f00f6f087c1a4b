"""One line of JSON into nodes that know their place; what is not allowed in it is reported as in other files."""

from __future__ import annotations

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Final

from membership_sim.files.composer import DEEPEST, MOST_NODES
from membership_sim.files.errors import InputError, Problem
from membership_sim.files.nodes import Decimal, Mapping, Node, Scalar, Sequence
from membership_sim.files.words import quoted
from membership_sim.scenario import Place

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?", re.ASCII)
_WORDS: Final = {"true": True, "false": False, "null": None}


def placed_node(text: str, line: Place) -> Node:
    """Return the node of a line of JSON; raises InputError at the place of what is none.

    >>> placed_node('{"date": 1}', Place("a.jsonl", 3, 1)).entries["date"].place
    Place(path='a.jsonl', line=3, column=10)
    """
    parser = _Parser(text, line)
    node = parser.value(0)
    parser.skip()
    if parser.at < len(text):
        raise parser.wrong("the end of the line")
    return node


def written(node: Node) -> str:
    """Return a node as JSON in ASCII, its numbers as they stood there.

    >>> written(placed_node('{"a": [1.50, null,"\\u00e9"]}', Place("a.jsonl", 1, 1)))
    '{"a": [1.50, null, "\\\\u00e9"]}'
    """
    if isinstance(node, Mapping):
        return "{" + ", ".join(f"{json.dumps(name)}: {written(value)}" for name, value in node.entries.items()) + "}"
    if isinstance(node, Sequence):
        return "[" + ", ".join(map(written, node.items)) + "]"
    return node.text if isinstance(node.value, Decimal) or type(node.value) is int else json.dumps(node.value)


class _Parser:
    def __init__(self, text: str, line: Place) -> None:
        self.text = text
        self.line = line
        self.at = 0
        self.nodes = 0

    def place(self, at: int) -> Place:
        return self.line._replace(column=at + 1)

    def wrong(self, wanted: str) -> InputError:
        seen = quoted(self.text[self.at : self.at + 20]) if self.at < len(self.text) else "the end of the line"
        return InputError([Problem(self.place(self.at), f"not JSON: {seen} stands here, {wanted} is allowed")])

    def skip(self) -> None:
        found = _SPACE.match(self.text, self.at)
        assert found is not None
        self.at = found.end()

    def take(self, mark: str) -> bool:
        self.skip()
        found = self.text.startswith(mark, self.at)
        self.at += len(mark) if found else 0
        return found

    def value(self, depth: int) -> Node:
        self.skip()
        start = self.at
        self.nodes += 1
        if depth > DEEPEST:
            raise InputError([Problem(self.place(start), f"nested deeper than {DEEPEST} levels")])
        if self.nodes > MOST_NODES:
            message = f"more than {MOST_NODES:,} names and values, at most as many are allowed on a line"
            raise InputError([Problem(self.place(start), message)])
        match self.text[start : start + 1]:
            case '"':
                return self.string()
            case "{":
                self.at += 1
                return self.mapping(start, depth)
            case "[":
                self.at += 1
                return self.sequence(start, depth)
            case "t" | "f" | "n":
                return self.word()
            case _:
                return self.number()

    def word(self) -> Scalar:
        start = self.at
        for word, value in _WORDS.items():
            if self.text.startswith(word, start):
                self.at += len(word)
                return Scalar(self.place(start), value, word)
        raise self.wrong("a value")

    def string(self) -> Scalar:
        start = self.at
        try:
            text, self.at = scanstring(self.text, start + 1, True)
        except ValueError:
            raise self.wrong("text in double quotes that ends on the line") from None
        return Scalar(self.place(start), text, text)

    def number(self) -> Scalar:
        start = self.at
        found = _NUMBER.match(self.text, start)
        if not found:
            raise self.wrong("a value")
        self.at = found.end()
        if found[1] or found[2]:
            return Scalar(self.place(start), Decimal(found[0]), found[0])
        try:
            return Scalar(self.place(start), int(found[0]), found[0])
        except ValueError:  # what no reader of JSON in Python takes
            message = f"the number {quoted(found[0])} has {len(found[0].lstrip('-')):,} digits, fewer are allowed"
            raise InputError([Problem(self.place(start), message)]) from None

    def mapping(self, start: int, depth: int) -> Mapping:
        node = Mapping(self.place(start))
        while not self.take("}"):
            if node.entries and not self.take(","):
                raise self.wrong("',' or '}'")
            self.skip()
            if not self.text.startswith('"', self.at):
                raise self.wrong("a name in double quotes")
            self.nodes += 1
            key = self.string()
            if not self.take(":"):
                raise self.wrong("':'")
            if not node.add(key, self.value(depth + 1)):
                raise InputError([Problem(key.place, f"the field {quoted(key.text)} is given twice")])
        return node

    def sequence(self, start: int, depth: int) -> Sequence:
        node = Sequence(self.place(start))
        while not self.take("]"):
            if node.items and not self.take(","):
                raise self.wrong("',' or ']'")
            node.items.append(self.value(depth + 1))
        return node
