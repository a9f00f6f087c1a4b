"""The JSON Schemas of a record's line and of a mapping file."""

from __future__ import annotations

from membership_sim.files.mapping_shapes import Constant, line_shape, mapping_shape, rule_shape, said_shape
from membership_sim.files.record_shapes import DATED, RecordedEntry, head_shape
from membership_sim.files.schema import DIALECT, Schema
from membership_sim.files.schema_formats import FormatMaker, expected_entry
from membership_sim.files.shapes import Shape


class RecordMaker(FormatMaker):
    """Makes the schemas of what a check reads."""

    def make(self, shape: Shape) -> Schema:
        """Return the schema of a shape; what the fields and the lines of a mapping share stands there once."""
        if shape is said_shape():
            return self.share("said", super().make(shape))
        if shape is rule_shape():
            return self.share("line-made", super().make(shape))
        if isinstance(shape, Constant):
            return {"type": ["string", "integer", "boolean"]}
        if shape is line_shape():
            return self.share("becomes", super().make(shape))
        return super().make(shape)


def record_schema() -> Schema:
    """Return the JSON Schema of a line of a record."""
    maker = RecordMaker()
    return {
        "$schema": DIALECT,
        "$id": "urn:membership-sim:schema:record:1",
        "title": "Line of a record",
        "description": "One line of a record in JSON Lines: what happened on a member's day, or how the lines of a "
        "member that follow are judged. Amounts are whole minor units (600 yen, 599 cents).",
        **line_of(maker),
        "examples": [
            {"member": "m1", "date": "2025-01-31", "action": "join", "plan": "monthly"},
            {"member": "m1", "date": "2025-03-02", "charge": 600},
            {"member": "m2", "rulebook": "amazon.com", "observes": ["charge", "decline", "refund"]},
        ],
        "$defs": dict(sorted(maker.definitions.items())),
    }


def line_of(maker: RecordMaker) -> Schema:
    """Return what a line may be: one of a day, or one that says how others are judged."""
    told = [{"required": [name]} for name in (*DATED, "kind")]
    line = expected_entry(maker, RecordedEntry(), "line")
    head = maker.share("head", maker.make(head_shape()))
    return {"if": {"anyOf": told}, "then": maker.share("line", line), "else": head}


def mapping_schema() -> Schema:
    """Return the JSON Schema of a mapping file."""
    example = {
        "form": "csv",
        "member": "Account",
        "time": {"field": "Booked", "as": "date", "format": "%d/%m/%Y"},
        "event": "Entry",
        "events": {"FEE": {"charge": {"field": "Amount", "units": "major"}}, "GREETING": "ignore"},
    }
    return RecordMaker().document(
        mapping_shape(),
        "mapping:1",
        "Mapping",
        "What the rows of a foreign record are called there, and which lines of a record they are here.",
        example,
    )
