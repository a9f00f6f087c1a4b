"""The JSON Schema (draft 2020-12) of a timeline, derived from the entries, their fields and what those hold."""

from __future__ import annotations

from typing import Any, Final

from membership_sim.entries import NOTICES
from membership_sim.entry_fields import KINDS, OWN_FIELDS
from membership_sim.entry_types import FieldType, field_type
from membership_sim.lifecycle import ATOMS
from membership_sim.money import CURRENCIES
from membership_sim.rules import RULES
from membership_sim.scenario import ARGUMENTS, BENEFITS, DECLINE_REASONS, NO_METHOD, STATES
from membership_sim.timeline import Totals

Schema = dict[str, Any]

_DAY: Final[Schema] = {"$ref": "#/$defs/day"}
_AMOUNT: Final[Schema] = {"$ref": "#/$defs/amount"}
_STATE: Final[Schema] = {"$ref": "#/$defs/state"}
_TEXT: Final[Schema] = {"type": "string"}
_YES_NO: Final[Schema] = {"enum": ["yes", "no"]}
_MONTH: Final[Schema] = {"type": "string", "pattern": "^[0-9]{4}-(?:0[1-9]|1[0-2])$"}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 1}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _record(optional: tuple[str, ...] = (), /, **fields: Schema) -> Schema:
    required = [name for name in fields if name not in optional]
    return {"type": "object", "required": required, "additionalProperties": False, "properties": fields}


_METHOD: Final[Schema] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "card": _TEXT, "gift_balance": _TEXT, "account": _TEXT,
        "expires": _MONTH, "amount": _AMOUNT, "blocked": {"enum": list(DECLINE_REASONS)}, "until": _DAY,
    },
}  # fmt: skip

# By the kinds of `scenario.Argument` and of `entry_types.FieldType`.
_KINDS: Final[dict[str, Schema]] = {
    "plan": _TEXT,
    "yes_no": _YES_NO,
    "plan_or_yes_no": _TEXT,
    "when": {"enum": list(ATOMS["when"])},
    "benefit": {"enum": list(BENEFITS)},
    "text": _TEXT,
    "amount": _AMOUNT,
    "month": _MONTH,
    "method": _METHOD,
    "reason": {"enum": list(DECLINE_REASONS)},
    "date": _DAY,
    "action": {"enum": list(ARGUMENTS)},
    "state": _STATE,
    "count": _COUNT,
    "tried": {"enum": [*DECLINE_REASONS, NO_METHOD]},
    "notice": {"enum": list(NOTICES)},
}


def _type(of: FieldType) -> Schema:
    """Return the schema of what a field holds."""
    schema = (
        _record(of.optional, **{name: _type(part) for name, part in of.parts.items()}) if of.parts else _KINDS[of.kind]
    )
    if of.many:
        schema = {"type": "array", "items": schema, **({"minItems": 1} if of.parts else {"uniqueItems": True})}
    return _or_null(schema) if of.null else schema


# Fields that an entry of their kind may lack; an action also lacks the arguments that it does not have.
_ARGUMENT_NAMES: Final = frozenset(name for arguments in ARGUMENTS.values() for name in arguments)
_OPTIONAL: Final[dict[str, frozenset[str]]] = {
    "action": _ARGUMENT_NAMES | {"effective", "benefits_until"},
    "refused": _ARGUMENT_NAMES,
    "charge": frozenset(("tax",)),
    "decline": frozenset(("tax",)),
    "notice": frozenset(("amount", "effective")),
    "use": frozenset(("by", "value")),
}


def timeline_schema() -> Schema:
    """Return the schema of what `run --format json` prints for one document."""
    totals = {name: {"type": "integer"} for name in Totals._fields}
    document = _record(
        schema={"const": "membership-sim/timeline/1"},
        title=_TEXT,
        rulebook=_record(name=_TEXT, sha256={"type": "string", "pattern": "^[0-9a-f]{64}$"}),
        time_zone=_TEXT,
        currency={"enum": list(CURRENCIES)},
        **{"from": _DAY},
        until=_DAY,
        entries={"type": "array", "items": {"$ref": "#/$defs/entry"}},
        totals=_record(**totals),
        final_state=_STATE,
        assumptions={"type": "array", "items": {"$ref": "#/$defs/rule"}, "uniqueItems": True},
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:membership-sim:schema:timeline",
        "title": "membership-sim timeline",
        "description": "What a scenario makes happen, entry by entry; amounts are whole minor units, days ISO dates.",
        **document,
        "$defs": {
            "amount": {"type": "integer", "minimum": 0, "description": "whole minor units, such as yen or cents"},
            "day": {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
            "entry": {"oneOf": [{"$ref": f"#/$defs/{kind}_entry"} for kind in KINDS]},
            "rule": {"enum": list(RULES)},
            "state": {"enum": list(STATES)},
            **{f"{kind}_entry": _entry(kind) for kind in KINDS},
        },
    }


def _entry(kind: str) -> Schema:
    """Return the schema of an entry of one kind: the common fields, then its own."""
    own = {name: _type(field_type(kind, name)) for name in OWN_FIELDS[kind]}
    optional = _OPTIONAL.get(kind, frozenset())
    fields: dict[str, Any] = {
        "seq": _COUNT,
        "date": _DAY,
        "kind": {"const": kind},
        **own,
        "state": _STATE,
        "rules": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/rule"}},
        "because": _TEXT,
    }
    required = [name for name in fields if name not in optional]
    return {"type": "object", "required": required, "additionalProperties": False, "properties": fields}
