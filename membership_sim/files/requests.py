"""A line of JSON into a request to the oracle, and problems with their places in it."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Final, NamedTuple, TypeAlias

from membership_sim.files.errors import InputError, Problem
from membership_sim.files.json_nodes import placed_node, written
from membership_sim.files.nodes import Mapping, Node, Sequence
from membership_sim.files.reader import LARGEST_FILE
from membership_sim.files.report import Report
from membership_sim.files.request_shapes import id_text, request_shape
from membership_sim.files.structures import Fields
from membership_sim.scenario import Place

LONGEST_REQUEST: Final = LARGEST_FILE  # bytes
REQUEST: Final = "<request>"  # what places call the line
LINES: Final = "<lines>"  # what they call the record in it
CSV: Final = "<csv>"  # and one that is a text

_PLACED: Final = re.compile(r"(<request>|<lines>|<csv>)(?::([0-9]+):([0-9]+))?: (.*)", re.DOTALL)
_START: Final = Place(REQUEST, 1, 1)


Part: TypeAlias = tuple[str, int]  # a JSON Pointer, and a column


class Request(NamedTuple):
    """A line as far as it is right: the id as JSON ("" without one), its node, its fields, what is wrong with it."""

    id: str
    node: Node | None
    fields: Fields
    problems: tuple[Problem, ...] = ()


def read_request(data: bytes, is_first: bool = False) -> Request:
    """Return the request of a line; a BOM may stand before the first."""
    try:
        node = placed_node(_text(data, is_first), _START)
    except InputError as error:
        return Request("null", None, Fields(Mapping(None)), error.problems)
    report = Report()
    try:
        fields = request_shape().read(node, report, "a request")
        problems = tuple(report.problems)
    except InputError as error:
        fields, problems = None, error.problems
    return Request(_id_of(node), node, fields if isinstance(fields, Fields) else Fields(Mapping(None)), problems)


def _text(data: bytes, is_first: bool) -> str:
    if len(data) > LONGEST_REQUEST:
        message = f"longer than {LONGEST_REQUEST // 1024 // 1024} MiB, the longest request allowed"
        raise InputError([Problem(_START, message)])
    try:
        text = data.decode("utf-8-sig" if is_first else "utf-8")
    except UnicodeDecodeError as error:
        column = len(data[: error.start].decode("utf-8", "replace")) + 1
        message = f"not UTF-8: the byte 0x{data[error.start]:02x} cannot stand here"
        raise InputError([Problem(_START._replace(column=column), message)]) from None
    text = text.removesuffix("\n").removesuffix("\r")
    if not text.strip():
        raise InputError([Problem(_START, "the line is empty, a request is missing")])
    return text


def _id_of(node: Node) -> str:
    """Return the id as JSON: null for one that is none, "" without one."""
    told = node.entries.get("id") if isinstance(node, Mapping) else None
    return "" if told is None else id_text(told) or "null"


class Places:
    """Where the problems of a request stand in it; nothing is looked for while there is none."""

    def __init__(self, node: Node | None) -> None:
        self.node = node
        self.lines: dict[int, dict[int, Part]] = {}  # of the record, by number: the parts, by their columns there

    @cached_property
    def pointers(self) -> dict[int, str]:
        """The pointers of all parts by their columns."""
        return {} if self.node is None else {column: pointer for pointer, column in _parts(self.node)}

    def told(self, problem: object) -> dict[str, object]:
        """Return a problem as JSON has it: where in the request or in which file, and what.

        `at` is a JSON Pointer into the request, `column` counts its characters from 1, or with a `line` those of a line
        in the text there.
        """
        place, message = (problem.place, problem.message) if isinstance(problem, Problem) else (None, str(problem))
        if place is None and (found := _PLACED.fullmatch(message)):
            place, message = Place(found[1], int(found[2] or 0), int(found[3] or 0)), found[4]
        if place is None:
            return {"message": message}
        if place.path == REQUEST:
            at = {} if self.node is None else {"at": self.pointers.get(place.column, "")}
            return {**at, "column": place.column, "message": message}
        if place.path == LINES:
            pointer, column = self.in_line(place)
            return {"at": pointer, "column": column, "message": message}
        source = {"at": "/csv"} if place.path == CSV else {"file": place.path}
        where = {"line": place.line, "column": place.column} if place.line else {}
        return {**source, **where, "message": message}

    def in_line(self, place: Place) -> Part:
        """Return the pointer and the column of a place in a line of the record, whose reader read it as `written`.

        The place of the record itself has no line.
        """
        if not place.line:
            return "/lines", next(column for column, pointer in self.pointers.items() if pointer == "/lines")
        if place.line not in self.lines:
            line = lines_of(self.node)[place.line - 1]
            ours, theirs = _parts(line, f"/lines/{place.line - 1}"), _parts(placed_node(written(line), _START))
            self.lines[place.line] = {column: part for part, (_, column) in zip(ours, theirs, strict=True)}
        parts = self.lines[place.line]
        return parts.get(place.column, parts[1])


def lines_of(node: Node | None) -> list[Node]:
    """Return the lines of the record in a request."""
    assert isinstance(node, Mapping)
    lines = node.entries["lines"]
    assert isinstance(lines, Sequence)
    return lines.items


def _parts(node: Node, root: str = "") -> list[Part]:
    """Return the JSON Pointer of every part, and where it starts; of what has a name, where that stands too."""
    found: list[Part] = []
    todo = [(root, node)]
    while todo:
        pointer, part = todo.pop()
        found.append((pointer, part.place.column if part.place else 1))
        if isinstance(part, Mapping):
            for name, value in part.entries.items():
                inner = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
                key = part.keys[name].place
                found.append((inner, key.column if key else 1))
                todo.append((inner, value))
        elif isinstance(part, Sequence):
            todo += [(f"{pointer}/{index}", item) for index, item in enumerate(part.items)]
    return found
