"""The JSON Schema (draft 2020-12) of a file of vectors: the formats of scenarios and of timelines, put together."""

from __future__ import annotations

from typing import Any, Final

from membership_sim.files.schema import DIALECT
from membership_sim.files.schema_formats import scenario_schema
from membership_sim.show.timeline_schema import timeline_schema
from membership_sim.vectors.document import CRITERIA, FLAGS, RESULTS
from membership_sim.vectors.files import SCHEMA
from membership_sim.vectors.story import STORY_FIELDS

Schema = dict[str, Any]

_NEEDED: Final = ("rulebook", "given", "events", "until")


def vectors_schema() -> Schema:
    """Return the schema of what stands in each file of the suite beside the manifest."""
    scenario, timeline = scenario_schema(), timeline_schema()
    story = {name: scenario["properties"][name] for name in STORY_FIELDS}
    entries = {"type": "array", "items": {"$ref": "#/$defs/entry"}}
    rule, state = {"$ref": "#/$defs/rule"}, {"$ref": "#/$defs/state"}
    vector = {
        "id": {"type": "string", "pattern": f"^(?:{'|'.join(CRITERIA)})/[^ ]+$"},
        "comment": {"type": "string"},
        "flags": {"type": "array", "items": {"enum": list(FLAGS)}, "uniqueItems": True},
        "result": {"enum": list(RESULTS)},
        **story,
        "expected": _outcome(entries=entries, final_state=state, unknown=rule),
        "alternatives": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/alternative"}},
    }
    needed = ["id", "comment", "flags", "result", *_NEEDED, "expected"]
    same = {"type": "integer", "minimum": 0}
    alternative = _outcome({"with": story["with"]}, entries=entries, final_state=state, unknown=rule, same=same)
    own = {"vector": _record(vector, needed), "alternative": alternative}
    return {
        "$schema": DIALECT,
        "$id": "urn:membership-sim:schema:vectors:1",
        "title": "Conformance vectors",
        "description": "Short stories in the middle of a life, with what must come of them. A fact that `given` leaves "
        "out does not apply: null, 0, no, none, or an empty list.",
        **_record({"schema": {"const": SCHEMA}, "vectors": {"type": "array", "items": {"$ref": "#/$defs/vector"}}}),
        "$defs": dict(sorted({**_entries(timeline["$defs"]), **scenario["$defs"], **own}.items())),
    }


def _record(properties: Schema, required: list[str] | None = None) -> Schema:
    return {
        "type": "object",
        "required": list(properties) if required is None else required,
        "additionalProperties": False,
        "properties": properties,
    }


def _outcome(beside: Schema | None = None, /, **fields: Schema) -> Schema:
    """Return the schema of an outcome: entries and a last state, or the rule by which nobody knows."""
    beside = beside or {}
    told = [name for name in fields if name != "unknown"]
    unknown = {"required": ["unknown"], "not": {"anyOf": [{"required": [name]} for name in told]}}
    either = [{"required": told}, unknown]
    return {**_record({**beside, **fields}, list(beside)), "oneOf": either}


def _entries(definitions: Schema) -> Schema:
    """Return the definitions of entries without their words."""
    found = {}
    for name, schema in definitions.items():
        properties = schema.get("properties", {})
        if "because" in properties:
            properties = {field: its for field, its in properties.items() if field != "because"}
            required = [field for field in schema["required"] if field != "because"]
            schema = {**schema, "properties": properties, "required": required}
        found[name] = schema
    return found
