"""What the two formats say beyond their shapes, for their JSON Schemas; and the schemas themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from membership_sim.entry_fields import ENTRY_FIELDS, KINDS
from membership_sim.files.expect_shapes import MAIN_FIELD, ExpectedEntry, shorthand_for
from membership_sim.files.given_shapes import FACTS, REQUIRED, given_shape
from membership_sim.files.rulebook_shapes import PLAN_ID, book_shape, dated_value, override_shape, rule_ids
from membership_sim.files.rulebook_shapes import REQUIRED as BOOK_REQUIRED
from membership_sim.files.rulebook_terms import PER_PLAN
from membership_sim.files.scenario_shapes import Refusal, scenario_shape
from membership_sim.files.schema import Maker, Schema
from membership_sim.files.shapes import Choice, Shape, YesNo
from membership_sim.files.structures import Structure
from membership_sim.files.variants import Raw
from membership_sim.rulebook.parameters import PARAMETERS, Parameter

COMMON: Final = ("date", "at", "member", "document")  # fields of an entry that say of which day and whose it is

_NOTHING: Final[list[object]] = [
    None,
    False,
    "no",
    0,
    "none",
    [],
]  # what a fact may say in a state in which it does not apply


class FormatMaker(Maker):
    """Makes the schemas of the two formats: of their shapes, with what the formats say beyond them."""

    def make(self, shape: Shape) -> Schema:
        """Return the schema of a shape."""
        if isinstance(shape, Refusal):
            return {"anyOf": [super().make(YesNo()), super().make(Choice(rule_ids(), "rule"))]}
        return super().make(shape)

    def collection(self, shape: Shape) -> Schema:
        """Return the schema of a shape that holds others."""
        match shape:
            case Structure():
                return _refined(super().collection(shape), shape)
            case ExpectedEntry():
                return self.share("expected-entry", expected_entry(self, shape, "expected"))
            case Raw():
                return values_of(shape.schema, self)
            case _:
                return super().collection(shape)


def _refined(schema: Schema, shape: Structure) -> Schema:
    """Return the schema of a structure with the conditions of its format."""
    if shape is scenario_shape():
        return _scenario(schema)
    if shape is given_shape():
        return _given(schema)
    if shape is book_shape():
        return _book(schema)
    if "certainty" in shape.fields:
        return _evidence(schema)
    return schema


def _evidence(schema: Schema) -> Schema:
    """An assumed value lists its alternatives, any other names its source."""
    assumed = {"properties": {"certainty": {"const": "assumed"}}, "required": ["certainty"]}
    return {**schema, "if": assumed, "then": {"required": ["alternatives"]}, "else": {"required": ["source"]}}


def _scenario(schema: Schema) -> Schema:
    """A story needs events, unless it starts from a state."""
    events = {"required": ["events"], "properties": {"events": {"minItems": 1}}}
    return {**schema, "if": {"not": {"required": ["given"]}}, "then": events}


def _given(schema: Schema) -> Schema:
    """Each state needs some facts and excludes others."""
    states: list[str] = list(given_shape().fields["state"].shape.words)  # type: ignore[attr-defined]
    conditions = []
    for state in states:
        required = REQUIRED.get(state, ())  # type: ignore[call-overload]
        facts: dict[str, Any] = {name: {"not": {"type": "null"}} for name in required}
        facts |= {name: {"enum": _NOTHING} for name, fact in FACTS.items() if state not in fact.states}
        condition = {"properties": {"state": {"const": state}}, "required": ["state"]}
        conditions.append({"if": condition, "then": {"required": list(required), "properties": facts}})
    return {**schema, "allOf": conditions}


def _book(schema: Schema) -> Schema:
    """A book that is based on no other gives everything."""
    values = {"required": [its.name for its in PARAMETERS if not its.name.endswith(PER_PLAN)]}
    alone = {"required": list(BOOK_REQUIRED), "properties": {"values": values}}
    schema["properties"]["plans"]["minProperties"] = 1
    return {**schema, "if": {"not": {"required": ["base"]}}, "then": alone}


def values_of(where: str, maker: Maker) -> Schema:
    """Return the schema of a mapping of dotted names: bare values (`with`), or values with their evidence."""
    shape_of = override_shape if where == "with" else dated_value
    named, patterns = {}, {}
    for parameter in PARAMETERS:
        schema = {**maker.make(shape_of(parameter)), "description": _about(parameter)}
        prefix = parameter.name.removesuffix(PER_PLAN)
        if prefix == parameter.name:
            named[prefix] = schema
        else:
            patterns[f"^{prefix.replace('.', '[.]')}{PLAN_ID}$"] = schema
    return {"type": "object", "properties": named, "patternProperties": patterns, "additionalProperties": False}


def _about(parameter: Parameter) -> str:
    unit = f", in {parameter.unit}" if parameter.unit else ""
    null = f"; null: {parameter.null}" if parameter.null else ""
    return f"{parameter.what}{unit}{null} ({parameter.rule})"


def expected_entry(maker: Maker, shape: ExpectedEntry, name: str) -> Schema:
    """Return the schema of an expected entry: its kind is told by `kind`, or by the field that is named like one.

    The definitions of its kinds begin with `name`.
    """
    conditions = []
    for kind in KINDS:
        structure = maker.structure(shape.structure_of(kind))
        # Beside the field that is named like its kind, neither `kind` nor the main field may stand.
        structure["not"] = {"anyOf": [{"required": [kind, other]} for other in shorthand_for(kind)]}
        if not structure["not"]["anyOf"]:
            del structure["not"]
        then = maker.share(f"{name}-{kind}", structure)
        conditions.append({"if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]}, "then": then})
        if kind in MAIN_FIELD:
            wider = [other for other in MAIN_FIELD if other != kind and kind in ENTRY_FIELDS[other]]
            others = [{"required": [name]} for name in ("kind", *wider)]
            conditions.append({"if": {"required": [kind], "not": {"anyOf": others}}, "then": then})
    named = [{"required": [name]} for name in ("kind", *MAIN_FIELD)]
    no_kind = maker.share(f"{name}-any", maker.structure(shape.structure_of("")))
    conditions.append({"if": {"not": {"anyOf": named}}, "then": no_kind})
    alike = {field: its for field, its in shape.structure_of("").fields.items() if field in COMMON}
    required = [field for field, its in alike.items() if its.required]
    properties: Schema = {"kind": {"enum": list(KINDS)}} | dict.fromkeys((*alike, *MAIN_FIELD), True)
    needed: Schema = {"required": required} if required else {}
    return {"type": "object", **needed, "properties": properties, "allOf": conditions}


def scenario_schema() -> Schema:
    """Return the JSON Schema of a scenario document."""
    example = {
        "title": "Paused, then forgotten",
        "until": "2026-06-30",
        "events": [{"date": "2025-01-31", "do": "join"}, {"date": "2025-03-05", "do": "pause"}],
        "expect": {"entries": [{"date": "2026-04-02", "state": "cancelled", "rule": "PAUSE-3"}]},
    }
    return FormatMaker().document(
        scenario_shape(),
        "scenario:1",
        "Scenario",
        "One document of a scenario file: a member's story under a rule book, and what is expected of it. Days are "
        "YYYY-MM-DD, months YYYY-MM, amounts whole minor units (600 yen, 599 cents).",
        example,
    )


def rulebook_schema() -> Schema:
    """Return the JSON Schema of a rule book."""
    example = {
        "title": "Amazon Prime in Japan with a short pause",
        "base": "amazon.co.jp",
        "values": {"pause.limit_days": {"value": 90, "certainty": "assumed", "alternatives": [365]}},
    }
    return FormatMaker().document(
        book_shape(),
        "rulebook:1",
        "Rule book",
        "The values of a market, an era or a reading, each with its certainty and its sources. Amounts are whole minor "
        "units of the currency.",
        example,
    )


def _of(module: str, name: str) -> Callable[[], Schema]:
    """Return what makes the schema of a format whose module knows this one."""

    def make() -> Schema:
        from importlib import import_module

        made: Schema = getattr(import_module(f"membership_sim.files.{module}"), f"{name}_schema")()
        return made

    return make


SCHEMAS: Final[dict[str, Callable[[], Schema]]] = {
    "scenario": scenario_schema,
    "rulebook": rulebook_schema,
    "record": _of("record_schema", "record"),
    "mapping": _of("record_schema", "mapping"),
    "request": _of("request_schema", "request"),
    "answer": _of("request_schema", "answer"),
}
