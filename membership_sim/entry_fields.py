"""The public fields of entries: what JSON, CSV and `expect` show of each kind, and how an entry gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from membership_sim.entries import ActionEntry, Entry, RefusedEntry
from membership_sim.scenario import ARGUMENTS, Action, Method


class _Absent:
    """Marks a field that an entry does not have."""


ABSENT: Final = _Absent()


def iso(day: int | None) -> str | None:
    """Return the day as ISO text; None and 0 ("does not apply") are None."""
    return date.fromordinal(day).isoformat() if day else None


def _or_absent(value: object) -> object:
    return value if value else ABSENT


def method_fields(method: Method) -> dict[str, object]:
    """Return a payment method as the scenario format writes it."""
    fields: dict[str, object] = {method.kind: method.name}
    if method.expires_day is not None:
        fields["expires"] = date.fromordinal(method.expires_day).isoformat()[:7]
    if method.kind == "gift_balance":
        fields["amount"] = method.amount
    if method.blocked:
        fields["blocked"] = method.blocked
    if method.until_day is not None:
        fields["until"] = iso(method.until_day)
    return fields


def argument_value(kind: str, value: Any) -> object:
    """Return an argument as the scenario format writes it: months and dates as text, a method as its mapping."""
    match kind:
        case "month":
            return date.fromordinal(value).isoformat()[:7]
        case "date":
            return iso(value)
        case "method":
            return method_fields(value)
        case "yes_no":
            return "yes" if value else "no"
        case _:
            return value


def action_arguments(action: Action) -> dict[str, object]:
    """Return the arguments that were given, in the order of the format."""
    return {
        name: argument_value(argument.kind, value)
        for name, argument in ARGUMENTS[action.do].items()
        if (value := getattr(action, name)) is not None
    }


Getter = Callable[[Any], object]

_CANCELS_AND_PAUSES: Final = ("cancel", "pause")
_TAKES_EFFECT: Final = (*_CANCELS_AND_PAUSES, "change_plan")


def _argument(name: str) -> Getter:
    def get(entry: ActionEntry | RefusedEntry) -> object:
        if name not in ARGUMENTS[entry.action.do]:
            return ABSENT
        value = getattr(entry.action, name)
        return ABSENT if value is None else argument_value(ARGUMENTS[entry.action.do][name].kind, value)

    return get


_ARGUMENTS: Final[dict[str, Getter]] = {
    name: _argument(name) for name in dict.fromkeys(name for arguments in ARGUMENTS.values() for name in arguments)
}

# The public fields of each kind beside the common ones, and how an entry gives them: JSON, CSV and `expect` follow it.
OWN_FIELDS: Final[Mapping[str, Mapping[str, Getter]]] = {
    "action": {
        "action": lambda entry: entry.action.do,
        **_ARGUMENTS,
        "effective": lambda entry: iso(entry.effective_day) if entry.action.do in _TAKES_EFFECT else ABSENT,
        "benefits_until": (
            lambda entry: iso(entry.benefits_until_day) if entry.action.do in _CANCELS_AND_PAUSES else ABSENT
        ),
    },
    "refused": {
        "action": lambda entry: entry.action.do,
        **_ARGUMENTS,
        "allowed": lambda entry: list(entry.allowed),
    },
    "state": {"from": lambda entry: entry.from_state},
    "charge": {
        "amount": lambda entry: entry.amount,
        "tax": lambda entry: _or_absent(entry.tax),
        "plan": lambda entry: entry.plan,
        "method": lambda entry: entry.method,
        "period": lambda entry: {"start": iso(entry.start_day), "end": iso(entry.end_day)},
    },
    "decline": {
        "amount": lambda entry: entry.amount,
        "tax": lambda entry: _or_absent(entry.tax),
        "plan": lambda entry: entry.plan,
        "attempt": lambda entry: entry.attempt,
        "reasons": lambda entry: [
            {"reason": reason} if method is None else {"method": method, "reason": reason}
            for method, reason in entry.reasons
        ],
    },
    "refund": {
        "amount": lambda entry: entry.amount,
        "charge": lambda entry: entry.charge,
        "expected": (
            lambda entry: None if entry.from_day is None else {"from": iso(entry.from_day), "to": iso(entry.to_day)}
        ),
    },
    "notice": {
        "notice": lambda entry: entry.notice,
        "amount": lambda entry: ABSENT if entry.amount is None else entry.amount,
        "effective": lambda entry: ABSENT if entry.effective_day is None else iso(entry.effective_day),
    },
    "use": {
        "benefit": lambda entry: entry.benefit,
        "by": lambda entry: ABSENT if entry.by is None else entry.by,
        "value": lambda entry: ABSENT if entry.value is None else entry.value,
    },
}
KINDS: Final = tuple(OWN_FIELDS)

# The names of an entry's own fields, by kind.
ENTRY_FIELDS: Final[dict[str, tuple[str, ...]]] = {kind: tuple(fields) for kind, fields in OWN_FIELDS.items()}


def entry_fields(entry: Entry) -> dict[str, object]:
    """Return an entry as JSON has it, without its words (`because`)."""
    fields: dict[str, object] = {"seq": entry.seq, "date": iso(entry.day), "kind": entry.kind}
    for name, get in OWN_FIELDS[entry.kind].items():
        value = get(entry)
        if value is not ABSENT:
            fields[name] = value
    fields["state"] = entry.state
    fields["rules"] = list(entry.rules)
    return fields
