"""What each field of an entry holds: one table, which the schema of a timeline and the format of `expect` follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from membership_sim.entry_fields import OWN_FIELDS
from membership_sim.scenario import ARGUMENTS

NOT_KNOWN: Final = "not known"  # what null means of a value that there is


class FieldType(NamedTuple):
    """A value, or a record of `parts`, once or as a list (`many`); `null` says what null means, where it may stand.

    `kind` is one of `scenario.Argument`, or `action`, `state`, `count`, `tried` (a reason of a decline), `notice`,
    `plan_or_yes_no`. Of a record the `optional` parts may be missing. A list of words has each of them once, a list of
    records is never empty.
    """

    kind: str = ""
    null: str = ""
    many: bool = False
    parts: Mapping[str, FieldType] | None = None
    optional: tuple[str, ...] = ()
    about: str = ""  # what a record is, for messages, and an example of one
    example: str = ""


_DAY: Final = FieldType("date")
_AMOUNT: Final = FieldType("amount")
_PERHAPS_A_DAY: Final = FieldType("date", null="none")

# By the name of a field, and where a kind of entry has its own, by `KIND.FIELD`.
FIELD_TYPES: Final[Mapping[str, FieldType]] = {
    **{name: FieldType(argument.kind) for arguments in ARGUMENTS.values() for name, argument in arguments.items()},
    "to": FieldType("plan_or_yes_no"),
    "action": FieldType("action"),
    "effective": _PERHAPS_A_DAY,
    "benefits_until": _PERHAPS_A_DAY,
    "allowed": FieldType("action", many=True),
    "from": FieldType("state"),
    "tax": _AMOUNT,
    "charge.method": FieldType("text", null="none"),
    "period": FieldType(
        parts={"start": _DAY, "end": _DAY}, about="the period", example="{start: 2025-03-02, end: 2025-04-02}"
    ),
    "attempt": FieldType("count"),
    "reasons": FieldType(
        parts={"method": FieldType("text"), "reason": FieldType("tried")},
        optional=("method",),
        many=True,
        about="a reason",
        example="{method: visa, reason: expired}",
    ),
    "charge": FieldType("count", null=NOT_KNOWN),
    "expected": FieldType(
        parts={"from": _DAY, "to": _DAY},
        null=NOT_KNOWN,
        about="'expected'",
        example="{from: 2025-04-08, to: 2025-04-12}",
    ),
    "notice": FieldType("notice"),
}


def field_type(kind: str, name: str) -> FieldType:
    """Return what a field of an entry of one kind holds.

    >>> field_type("charge", "method")
    FieldType(kind='text', null='none', many=False, parts=None, optional=(), about='', example='')
    """
    return FIELD_TYPES.get(f"{kind}.{name}") or FIELD_TYPES[name]


def field_types(name: str) -> tuple[FieldType, ...]:
    """Return what a field holds in entries of whatever kind, without repetition."""
    found: list[FieldType] = []
    for kind, own in OWN_FIELDS.items():
        if name in own and field_type(kind, name) not in found:
            found.append(field_type(kind, name))
    return tuple(found)
