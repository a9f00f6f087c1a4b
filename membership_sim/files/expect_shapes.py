"""The format of `expect`, derived from the entries of a timeline and their fields."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from membership_sim.entries import NOTICES
from membership_sim.entry_fields import ENTRY_FIELDS, KINDS
from membership_sim.entry_types import FieldType, field_type, field_types
from membership_sim.files.days import Day
from membership_sim.files.nodes import BAD, Mapping, Node, Scalar
from membership_sim.files.report import Report
from membership_sim.files.rulebook_shapes import rule_ids
from membership_sim.files.shapes import LONGEST_NOTE, Choice, OrNull, Shape, Text, Whole, YesNo
from membership_sim.files.structures import Field, ListOf, Structure
from membership_sim.files.value_shapes import argument_shape
from membership_sim.files.variants import Either
from membership_sim.scenario import ARGUMENTS, DECLINE_REASONS, NO_METHOD, STATES
from membership_sim.timeline import Totals

MOST: Final = 10**9

# The field that a kind's name stands for when it is used as a field itself: `charge: 600` is a charge of 600.
# A kind's first field; not for `state`, which is the state after an entry or at the end of a day.
MAIN_FIELD: Final = {kind: fields[0] for kind, fields in ENTRY_FIELDS.items() if kind != "state"}


def _shape(of: FieldType) -> Shape:
    """Return the shape of what a field of an entry holds."""
    parts = {name: Field(_shape(part)) for name, part in (of.parts or {}).items()}
    shape = Structure(parts, of.about, example=of.example) if parts else _value_shape(of.kind)
    shape = ListOf(shape, of.about or f"an {of.kind}") if of.many else shape
    return OrNull(shape, of.null) if of.null else shape


def _value_shape(kind: str) -> Shape:
    match kind:
        case "plan_or_yes_no":
            return PlanOrYesNo()
        case "action":
            return Choice(ARGUMENTS, "action")
        case "state":
            return Choice(STATES, "state")
        case "count":
            return Whole(1, MOST)
        case "tried":
            return Choice((*DECLINE_REASONS, NO_METHOD), "reason")
        case "notice":
            return Choice(NOTICES, "notice")
        case _:
            return argument_shape(kind, as_text=True)


def _any_shape(types: tuple[FieldType, ...]) -> Shape:
    """Return the shape of a field that kinds may have with different types: a mapping, and something else."""
    if len(types) == 1:
        return _shape(types[0])
    [mapping, other] = sorted(types, key=lambda of: of.kind != "method")
    return Either(_shape(mapping), _shape(other))


class PlanOrYesNo(Text):
    """The argument `to`: a plan, or yes or no."""

    wanted = "a plan, yes or no"
    takes_yes_no = True

    def _accept(self, node: Scalar, report: Report, what: str) -> Any:
        if isinstance(node.value, bool):
            return "yes" if node.value else "no"
        return super()._accept(node, report, what)


@cache
def _common() -> dict[str, Field]:
    rule = Choice(rule_ids(), "rule")
    return {
        "date": Field(Day(), "the day of the entry, or the day that ends so", required=True),
        "kind": Field(Choice(KINDS, "kind of entry"), "the kind of the entry"),
        "rule": Field(rule, "the rule that decided"),
        "rules": Field(ListOf(rule, "a rule"), "every rule, the deciding one first"),
        "seq": Field(Whole(1, MOST), "the number of the entry"),
        "state": Field(Choice(STATES, "state"), "the state after the entry; without a kind, at the end of the day"),
        "because": Field(Text(longest=LONGEST_NOTE), "the reason in words"),
    }


@cache
def entry_record(kind: str) -> Structure:
    """Return the record of an expected entry of one kind; "" is for those without a kind."""
    if kind:
        own = {name: _shape(field_type(kind, name)) for name in ENTRY_FIELDS[kind]}
        if kind in MAIN_FIELD:
            own[kind] = own[MAIN_FIELD[kind]]
        what = f"an expected entry of kind {kind!r}"
    else:
        names = dict.fromkeys(name for fields in ENTRY_FIELDS.values() for name in fields if name not in MAIN_FIELD)
        own = {name: _any_shape(field_types(name)) for name in names}
        own["benefits"] = YesNo()
        what = "an expected entry"
    fields = _common() | {name: Field(shape) for name, shape in own.items()}
    return Structure(fields, what, also=() if kind else tuple(MAIN_FIELD))


def shorthand_for(kind: str) -> tuple[str, ...]:
    """Return the fields that a kind's name says as a field itself, so that they may not stand beside it."""
    main = MAIN_FIELD.get(kind, kind)
    return () if main == kind else ("kind", main)


class ExpectedEntry(Shape):
    """A mapping whose kind is told by `kind`, or by the field that is named like one."""

    wanted = "a mapping"

    def _read(self, node: Node, report: Report, what: str) -> Any:
        if not isinstance(node, Mapping):
            return Structure({}, "an expected entry").read(node, report, what)
        kind = self.kind_of(node, report)
        if kind is None:
            return BAD
        fields = self.structure_of(kind).read(node, report, what)
        for other in shorthand_for(kind) if kind in node.entries else ():
            if other in node.entries:
                report.add(node.keys[other].place, f"'{other}' beside '{kind}', which says the same")
        return fields

    def structure_of(self, kind: str) -> Structure:
        """Return the record of an entry of one kind; "" is for those without a kind."""
        return entry_record(kind)

    def kind_of(self, node: Mapping, report: Report) -> str | None:
        """Return the kind of an entry, "" for none; None when that was refused."""
        given = node.entries.get("kind")
        if given is not None:
            word = Choice(KINDS, "kind of entry").read(given, report, "'kind'")
            return None if word is BAD else word
        named = [name for name in node.entries if name in MAIN_FIELD]
        for kind in named:
            if all(other == kind or other in ENTRY_FIELDS[kind] for other in named):
                return kind
        if named:
            report.add(node.keys[named[1]].place, f"'{named[1]}' beside '{named[0]}', an entry is of one kind only")
            return None
        return ""


@cache
def expect_shape() -> Structure:
    """Return the shape of `expect`."""
    totals = {name: Field(Whole(-MOST * 1000, MOST * 1000)) for name in Totals._fields}
    return Structure(
        {
            "complete": Field(
                ListOf(Choice(KINDS, "kind of entry"), "a kind"), "the kinds of which `entries` names every one"
            ),
            "entries": Field(ListOf(ExpectedEntry(), "an expected entry"), "what the timeline must show"),
            "totals": Field(Structure(totals, "'totals'"), "sums in minor units, and days with benefits"),
            "final_state": Field(Choice(STATES, "state"), "the state at the end of the run"),
        },
        "'expect'",
    )
