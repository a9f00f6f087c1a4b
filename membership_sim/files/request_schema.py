"""The JSON Schemas of a request to the oracle, and of its answer."""

from __future__ import annotations

from typing import Final

from membership_sim.files.given_shapes import given_shape
from membership_sim.files.record_schema import RecordMaker, line_of
from membership_sim.files.request_shapes import ASKED, AnyLine, Id, Story, Table, request_shape
from membership_sim.files.scenario_shapes import scenario_shape
from membership_sim.files.schema import DIALECT, Schema
from membership_sim.files.shapes import Shape
from membership_sim.files.structures import Structure
from membership_sim.files.variants import Raw

_ID: Final[Schema] = {"type": ["string", "number", "boolean", "null"]}
_TEXTS: Final[Schema] = {"type": "array", "items": {"type": "string"}}


class RequestMaker(RecordMaker):
    """Makes the schema of requests."""

    def make(self, shape: Shape) -> Schema:
        """Return the schema of a shape."""
        match shape:
            case Id():
                return _ID
            case Story():
                return self.share("scenario", self.make(scenario_shape()))
            case Table():
                return {"type": "string"}
            case AnyLine():
                return self.share("record-line", line_of(self))
            case _:
                return super().make(shape)

    def collection(self, shape: Shape) -> Schema:
        """Return the schema of a shape that holds others; what stands in several questions, once."""
        schema = super().collection(shape)
        if isinstance(shape, Raw):
            return self.share(f"values-of-{shape.schema}", schema)
        return self.share("given", schema) if shape is given_shape() else schema

    def structure(self, shape: Structure) -> Schema:
        """Return the schema of a structure with named fields; with a mapping any object is a line."""
        schema = super().structure(shape)
        if "map" in shape.fields:
            ours = {"properties": {"lines": {"items": schema["properties"]["lines"]["items"]}}}
            schema["properties"]["lines"]["items"] = {"type": "object"}
            schema |= {"if": {"not": {"required": ["map"]}}, "then": ours}
        return schema


def request_schema() -> Schema:
    """Return the JSON Schema of a request."""
    maker = RequestMaker()
    story = {"events": [{"date": "2025-01-31", "do": "join"}]}
    return {
        **_head("request", "Request", "A line that `membership-sim serve` reads."),
        **maker.make(request_shape()),
        "examples": [
            {"id": 1, "do": "simulate", "scenario": story},
            {"id": 2, "do": "options", "scenario": story, "date": "2025-02-01"},
            {"id": 3, "do": "check", "lines": [{"date": "2025-01-31", "action": "join"}]},
        ],
        "$defs": dict(sorted(maker.definitions.items())),
    }


def answer_schema() -> Schema:
    """Return the JSON Schema of an answer; its `result` has a `schema` of its own, as its command writes it."""
    problem = {
        "at": {"type": "string", "description": "a JSON Pointer into the request"},
        "file": {"type": "string", "description": "the path of a rule book"},
        "line": {"type": "integer", "minimum": 1, "description": "of the file, or of the text under `csv`"},
        "column": {"type": "integer", "minimum": 1, "description": "of that line, else of the request's"},
        "message": {"type": "string", "description": "what is wrong, the value seen, what is allowed"},
    }
    error = {
        "kind": {"enum": ["invalid", "internal"]},
        "problems": {"type": "array", "minItems": 1, "items": _record(("message",), problem)},
    }
    names = [f"membership-sim/{name}/1" for name in ("timeline", "step", "options", "rule", "day", "verdicts", "about")]
    answer = {
        "id": {**_ID, "description": "that of the request; null when the line could not be read"},
        "result": {"type": "object", "required": ["schema"], "properties": {"schema": {"enum": names}}},
        "findings": {
            "type": "array",
            "minItems": 1,
            "description": "what went otherwise than the scenario says",
            "items": _record(("message",), {**problem, "difference": _TEXTS}),
        },
        "error": _record(("kind", "problems"), error),
    }
    return {
        **_head("answer", "Answer", "A line that `membership-sim serve` writes, one for each that it reads."),
        **_record((), answer),
        "oneOf": [{"required": ["result"]}, {"required": ["error"]}],
        "dependentRequired": {"findings": ["result"]},
        "examples": [{"id": 1, "error": {"kind": "invalid", "problems": [
            {"at": "/do", "column": 11, "message": f"unknown question 'ask', allowed: {', '.join(ASKED)}"}]}}],
    }  # fmt: skip


def _head(id: str, title: str, description: str) -> Schema:
    return {
        "$schema": DIALECT,
        "$id": f"urn:membership-sim:schema:{id}:1",
        "title": title,
        "description": description,
    }


def _record(required: tuple[str, ...], fields: Schema) -> Schema:
    needed = {"required": list(required)} if required else {}
    return {"type": "object", **needed, "additionalProperties": False, "properties": fields}
