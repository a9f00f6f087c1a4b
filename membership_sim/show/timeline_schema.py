"""The JSON Schema (draft 2020-12) of a timeline, derived from the entries and their fields.

What is listed here by hand is the type of each field; a field of `OWN_FIELDS` without one stops the generator.
"""

from __future__ import annotations

from typing import Any, Final

from membership_sim.entries import NOTICES
from membership_sim.entry_fields import KINDS, OWN_FIELDS
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
_REASON: Final[Schema] = {"enum": [*DECLINE_REASONS, NO_METHOD]}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 1}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _record(**fields: Schema) -> Schema:
    return {"type": "object", "required": list(fields), "additionalProperties": False, "properties": fields}


_METHOD: Final[Schema] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "card": _TEXT, "gift_balance": _TEXT, "account": _TEXT,
        "expires": _MONTH, "amount": _AMOUNT, "blocked": _REASON, "until": _DAY,
    },
}  # fmt: skip

# By the name of a field, and where a kind has its own, by `KIND.FIELD`.
_FIELDS: Final[dict[str, Schema]] = {
    "action": {"enum": list(ARGUMENTS)},
    "plan": _TEXT,
    "trial": _YES_NO,
    "benefit": {"enum": list(BENEFITS)},
    "by": _TEXT,
    "value": _AMOUNT,
    "when": {"enum": ["later", "now"]},
    "to": _TEXT,
    "misuse": _YES_NO,
    "name": _TEXT,
    "method": _METHOD,
    "expires": _MONTH,
    "reason": _REASON,
    "until": _DAY,
    "amount": _AMOUNT,
    "month": _MONTH,
    "effective": _or_null(_DAY),
    "benefits_until": _or_null(_DAY),
    "allowed": {"type": "array", "items": {"enum": list(ARGUMENTS)}, "uniqueItems": True},
    "from": _STATE,
    "tax": _AMOUNT,
    "charge.method": _or_null(_TEXT),
    "period": _record(start=_DAY, end=_DAY),
    "attempt": _COUNT,
    "reasons": {
        "type": "array",
        "minItems": 1,
        "items": {
            "type": "object",
            "required": ["reason"],
            "additionalProperties": False,
            "properties": {"method": _TEXT, "reason": _REASON},
        },
    },
    "charge": _or_null(_COUNT),
    "expected": _or_null(_record(**{"from": _DAY, "to": _DAY})),
    "notice": {"enum": list(NOTICES)},
}

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
    own = {name: _FIELDS.get(f"{kind}.{name}", _FIELDS.get(name)) for name in OWN_FIELDS[kind]}
    missing = [name for name, schema in own.items() if schema is None]
    assert not missing, f"fields of {kind} without a type: {missing}"
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
