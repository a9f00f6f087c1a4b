"""The format of a request to the oracle: what can be asked, and what each question takes."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from membership_sim.files.check_shapes import asked_fields
from membership_sim.files.days import Day
from membership_sim.files.mapping_shapes import mapping_shape
from membership_sim.files.nodes import Decimal, Mapping, Node, Scalar
from membership_sim.files.rulebook_shapes import rule_ids
from membership_sim.files.shapes import Choice, Shape, Text
from membership_sim.files.structures import Field, ListOf, Structure
from membership_sim.files.variants import Lazy, Variants
from membership_sim.scenario import DEFAULT_BOOK

if TYPE_CHECKING:
    from membership_sim.files.report import Report

ASKED: Final = ("simulate", "step", "options", "explain", "check", "about")


class Id(Shape):
    """What the asker calls a request; the answer has the same, its digits too."""

    wanted = "text, a number, true, false or null"

    def _read(self, node: Node, report: Report, what: str) -> Node | Any:
        return node if isinstance(node, Scalar) else self.refuse(node, report, what)


class Story(Shape):
    """A scenario, which its own reader reads, as `of` a file."""

    wanted = "a mapping"

    def _read(self, node: Node, report: Report, what: str) -> Mapping | Any:
        return node if isinstance(node, Mapping) else self.refuse(node, report, what)


class Table(Shape):
    """A text of many rows, which the reader of records reads, each as it reads a line."""

    wanted = "text"

    def _accept(self, node: Scalar, report: Report, what: str) -> str | Any:
        return node.value if isinstance(node.value, str) and not isinstance(node.value, Decimal) else None


class AnyLine(Shape):
    """A line of a record, which the reader of records reads: what is wrong with one keeps no other from a verdict."""

    def _read(self, node: Node, report: Report, what: str) -> Node:
        return node


@cache
def request_shape() -> Variants:
    """Return the shape of a request."""
    story = Field(Story(), "a scenario, as a file has it", required=True)
    book = Field(Text((DEFAULT_BOOK,)), "the rule book whose values stand in the rule", default=DEFAULT_BOOK)
    asked: dict[str, tuple[dict[str, Field], dict[str, Any]]] = {
        "simulate": ({"scenario": story}, {}),
        "step": ({"scenario": story}, {}),
        "options": ({"scenario": story, "date": Field(Day(), "the day, at its end", required=True)}, {}),
        "explain": (
            {
                "rule": Field(Choice(rule_ids(), "rule"), "the rule to explain"),
                "rulebook": book,
                "scenario": story._replace(required=False),
                "date": Field(Day(), "the day of the scenario to explain"),
            },
            {
                "one_of": (("rule", "scenario"),),
                "needs": {"rulebook": "rule", "scenario": "date", "date": "scenario"},
            },
        ),
        "check": (
            {
                "lines": Field(ListOf(AnyLine(), "a line", least=1), "the lines of a record, in order"),
                "csv": Field(Table(), "a record as CSV, instead of its lines"),
                **asked_fields(),
                "map": Field(Lazy(mapping_shape), "what foreign lines are here, as a mapping file says it"),
            },
            {"one_of": (("lines", "csv"),)},
        ),
        "about": ({}, {}),
    }  # fmt: skip
    assert tuple(asked) == ASKED
    return Variants("do", {do: _record(do, *parts) for do, parts in asked.items()}, "a request", "question")


def _record(do: str, fields: dict[str, Field], groups: dict[str, Any]) -> Structure:
    head = {
        "id": Field(Id(), "what the answer is to be known by; it has the same"),
        "do": Field(Choice((do,), "question"), "what is asked", required=True),
    }
    return Structure(head | fields, f"the request {do!r}", **groups)


def id_text(node: Node) -> str | None:
    """Return the id of a request as JSON, as it stood there; None for one that is none."""
    from membership_sim.files.json_nodes import written

    return written(node) if isinstance(node, Scalar) else None
