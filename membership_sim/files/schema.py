"""JSON Schemas (draft 2020-12) made from the shapes that the loader reads with, for editors and other tools.

What single formats say beyond their shapes is in `schema_formats.py`.

Everything that a schema refuses, the loader refuses too; what a schema cannot say (dates in order, plans of the book,
PAY-7) only the loader refuses. A structure that depends on a word becomes `if` and `then`, so that an editor completes
and underlines only what belongs to that word.
"""

from __future__ import annotations

import re
from typing import Any, Final

from membership_sim.files.days import INSTANT, Day, Instant, Month
from membership_sim.files.shapes import Choice, OrNull, Pattern, Shape, Text, Whole, YesNo
from membership_sim.files.structures import Field, ListOf, Structure
from membership_sim.files.variants import ByField, Either, Lazy, MapOf, OneOrMany, Variants
from membership_sim.scenario import FIRST_YEAR, LAST_YEAR
from membership_sim.typed import LONGEST_TEXT, NOT_IN_TEXT

Schema = dict[str, Any]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_YEARS: Final = "(?:" + "|".join(
    [f"{century}[0-9]{{2}}" for century in range(FIRST_YEAR // 100, LAST_YEAR // 100)] + [str(LAST_YEAR)]
) + ")"  # fmt: skip
_MONTH: Final = _YEARS + "-(?:0[1-9]|1[0-2])"
_ONE_LINE: Final = f"^[^{NOT_IN_TEXT}]*$"
_SHARED_FROM: Final = 5  # words; shorter lists stand where they are used


class Maker:
    """Makes the schema of shapes; `definitions` collects what several parts share."""

    def __init__(self) -> None:
        self.definitions: dict[str, Schema] = {}

    def document(self, shape: Structure, id: str, title: str, description: str, example: Schema) -> Schema:
        """Return the whole schema of a format."""
        schema = self.make(shape)
        about = {
            "$schema": DIALECT,
            "$id": f"urn:membership-sim:schema:{id}",
            "title": title,
            "description": description,
        }
        return {**about, **schema, "examples": [example], "$defs": dict(sorted(self.definitions.items()))}

    def make(self, shape: Shape) -> Schema:
        """Return the schema of a shape."""
        match shape:
            case Choice():
                return self._choice(shape)
            case Text():
                return self._text(shape)
            case Pattern():
                return {"type": "string", "pattern": f"^(?:{shape.pattern})$", **_examples(shape.examples)}
            case Whole():
                schema = {"type": "integer", "minimum": shape.least, "maximum": shape.most}
                return self.share(f"amount-from-{shape.least}", schema) if shape.amount else schema
            case YesNo():
                return self.share("yes-or-no", {"enum": ["yes", "no", True, False]})
            case Day():
                pattern = f"^{_MONTH}-(?:0[1-9]|[12][0-9]|3[01])$"
                return self.share("day", {"type": "string", "format": "date", "pattern": pattern})
            case Month():
                return self.share("month", {"type": "string", "pattern": f"^{_MONTH}$"})
            case Instant():
                return self.share("instant", {"type": "string", "pattern": f"^(?={_MONTH}-){INSTANT}$"})
            case OrNull():
                return {"anyOf": [self.make(shape.shape), {"type": "null", "description": shape.meaning}]}
            case _:
                return self.collection(shape)

    def collection(self, shape: Shape) -> Schema:
        """Return the schema of a shape that holds others."""
        match shape:
            case ListOf():
                most = {} if shape.most is None else {"maxItems": shape.most}
                least = {"minItems": shape.least} if shape.least else {}
                return {"type": "array", "items": self.make(shape.item), **least, **most}
            case OneOrMany():
                return {"if": {"type": "array"}, "then": self.make(shape.many), "else": self.make(shape.item)}
            case Either():
                return {"if": {"type": "object"}, "then": self.make(shape.mapping), "else": self.make(shape.other)}
            case Structure():
                return self.structure(shape)
            case Variants():
                return self._variants(shape)
            case ByField():
                forms = [_if({"required": [name]}, self.make(structure)) for name, structure in shape.variants.items()]
                return {"type": "object", "oneOf": [{"required": [name]} for name in shape.variants], "allOf": forms}
            case Lazy():
                return self.make(shape.make())
            case MapOf():
                item = self.make(shape.item)
                return {
                    "type": "object",
                    "patternProperties": {f"^(?:{shape.pattern})$": item},
                    "additionalProperties": False,
                }
            case _:
                raise AssertionError(f"no schema for {type(shape).__name__}")

    def structure(self, shape: Structure) -> Schema:
        """Return the schema of a structure with named fields."""
        schema: Schema = {
            "type": "object",
            "properties": {name: self.field(field) for name, field in shape.fields.items()},
            "additionalProperties": False,
        }
        required = [name for name, field in shape.fields.items() if field.required]
        if required:
            schema["required"] = required
        if shape.needs:
            schema["dependentRequired"] = {name: [other] for name, other in shape.needs.items()}
        if shape.one_of:
            schema["allOf"] = [{"oneOf": [{"required": [name]} for name in group]} for group in shape.one_of]
        return schema

    def field(self, field: Field) -> Schema:
        """Return the schema of a field, with what it is and its default."""
        about: Schema = {"description": field.about} if field.about else {}
        if field.default is not None:
            about["default"] = field.default
        return {**self.make(field.shape), **about}

    def share(self, name: str, schema: Schema) -> Schema:
        """Put a schema among the definitions, once, and return a reference to it."""
        assert self.definitions.setdefault(name, schema) == schema, f"two definitions of {name}"
        return {"$ref": f"#/$defs/{name}"}

    def _choice(self, shape: Choice) -> Schema:
        if len(shape.words) == 1:
            return {"const": shape.words[0]}
        schema = {"enum": list(shape.words)}
        if len(shape.words) < _SHARED_FROM:
            return schema
        name = re.sub(r"[^a-z]+", "-", shape.what)
        return self.share(
            name if self.definitions.get(name, schema) == schema else f"{name}-{len(shape.words)}", schema
        )

    def _text(self, shape: Text) -> Schema:
        one_line = shape.longest == LONGEST_TEXT
        limits = {"minLength": 1, "pattern": _ONE_LINE, "maxLength": shape.longest} if one_line else {"pattern": r"\S"}
        if shape.takes_yes_no:
            return {"type": ["string", "boolean"], **limits}
        return {"type": "string", **limits, **_examples(shape.examples)}

    def _variants(self, shape: Variants) -> Schema:
        words = {"enum": list(shape.variants)}
        forms = [
            _if({"properties": {shape.key: {"const": word}}, "required": [shape.key]}, self.make(structure))
            for word, structure in shape.variants.items()
        ]
        return {"type": "object", "properties": {shape.key: words}, "required": [shape.key], "allOf": forms}


def _if(condition: Schema, then: Schema) -> Schema:
    return {"if": condition, "then": then}


def _examples(examples: tuple[str, ...]) -> Schema:
    return {"examples": list(examples)} if examples else {}
