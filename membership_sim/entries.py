"""The entries of a timeline: frozen, append-only, a message id and its numbers; words are made when asked for.

Every entry starts with `seq` (1 is the first of a life), `day`, `state` after it, `rules` (the deciding one first) and
`message`, the id of the row, or of the effect, that wrote it. Days are ordinals, amounts minor units.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final, Literal, NamedTuple, TypeAlias, get_args

from membership_sim.calendar import Period
from membership_sim.money import NO_TAX, Rate
from membership_sim.scenario import ARGUMENTS, Action, Method, State

Notice = Literal[
    "reminder", "confirmation", "payment_failed", "suspended", "recovered", "pause_begun", "cancelled_by_limit",
    "refund",
]  # fmt: skip
NOTICES: Final[tuple[Notice, ...]] = get_args(Notice)


class ActionEntry(NamedTuple):
    """An accepted action; `state` is the one before the charge that it makes, if any; `plan` the one it is about.

    `effective_day` is the day it takes effect; of a join that starts a trial, the day of the first charge.
    """

    seq: int
    day: int
    state: State
    rules: tuple[str, ...]
    message: str
    action: Action
    plan: str
    effective_day: int | None = None
    benefits_until_day: int | None = None

    @property
    def kind(self) -> Literal["action"]:
        """The kind of the entry."""
        return "action"

    @property
    def on(self) -> date:
        """The day of the entry."""
        return date.fromordinal(self.day)


class RefusedEntry(NamedTuple):
    """A refused action; `allowed` are the actions that some arguments make possible now."""

    seq: int
    day: int
    state: State
    rules: tuple[str, ...]
    message: str
    action: Action
    allowed: tuple[str, ...]

    @property
    def kind(self) -> Literal["refused"]:
        """The kind of the entry."""
        return "refused"

    @property
    def on(self) -> date:
        """The day of the entry."""
        return date.fromordinal(self.day)


class StateEntry(NamedTuple):
    """A change of state that no other entry carries."""

    seq: int
    day: int
    state: State
    rules: tuple[str, ...]
    message: str
    from_state: State
    since_day: int

    @property
    def kind(self) -> Literal["state"]:
        """The kind of the entry."""
        return "state"

    @property
    def on(self) -> date:
        """The day of the entry."""
        return date.fromordinal(self.day)


class ChargeEntry(NamedTuple):
    """A charge that was taken: `amount` with its `tax`, by the price step of `price_from_day`, for `[start, end)`."""

    seq: int
    day: int
    state: State
    rules: tuple[str, ...]
    message: str
    amount: int
    tax: int
    plan: str
    method: str | None
    start_day: int
    end_day: int
    price_from_day: int
    first_due_day: int
    attempt: int
    tax_rate: Rate = NO_TAX

    @property
    def period(self) -> Period:
        """The period that the charge pays for, as dates: `end` is the day of the next charge (TIME-4)."""
        return Period(date.fromordinal(self.start_day), date.fromordinal(self.end_day))

    @property
    def kind(self) -> Literal["charge"]:
        """The kind of the entry."""
        return "charge"

    @property
    def on(self) -> date:
        """The day of the entry."""
        return date.fromordinal(self.day)


class DeclineEntry(NamedTuple):
    """A charge that no method took; `reasons` are pairs of method and reason, `attempt` counts its tries from 1."""

    seq: int
    day: int
    state: State
    rules: tuple[str, ...]
    message: str
    amount: int
    tax: int
    plan: str
    attempt: int
    reasons: tuple[tuple[str | None, str], ...]
    price_from_day: int
    first_due_day: int
    tax_rate: Rate = NO_TAX

    @property
    def kind(self) -> Literal["decline"]:
        """The kind of the entry."""
        return "decline"

    @property
    def on(self) -> date:
        """The day of the entry."""
        return date.fromordinal(self.day)


class RefundEntry(NamedTuple):
    """A refund of the charge numbered `charge`; `part` of `whole` is what its formula counted, by its message.

    `from_day` and `to_day` are the business days on which the money is back; None when the holidays are not known.
    """

    seq: int
    day: int
    state: State
    rules: tuple[str, ...]
    message: str
    amount: int
    charge: int | None
    charged: int
    part: int
    whole: int
    from_day: int | None
    to_day: int | None

    @property
    def kind(self) -> Literal["refund"]:
        """The kind of the entry."""
        return "refund"

    @property
    def on(self) -> date:
        """The day of the entry."""
        return date.fromordinal(self.day)


class NoticeEntry(NamedTuple):
    """A message to the member; `effective_day` and `amount` are what it names."""

    seq: int
    day: int
    state: State
    rules: tuple[str, ...]
    message: str
    notice: Notice
    effective_day: int | None = None
    amount: int | None = None

    @property
    def kind(self) -> Literal["notice"]:
        """The kind of the entry."""
        return "notice"

    @property
    def on(self) -> date:
        """The day of the entry."""
        return date.fromordinal(self.day)


class UseEntry(NamedTuple):
    """An accepted use of a benefit, by the member or (`by`) a family member; `value` in minor units, if stated."""

    seq: int
    day: int
    state: State
    rules: tuple[str, ...]
    message: str
    benefit: str
    by: str | None
    value: int | None

    @property
    def kind(self) -> Literal["use"]:
        """The kind of the entry."""
        return "use"

    @property
    def on(self) -> date:
        """The day of the entry."""
        return date.fromordinal(self.day)


Entry: TypeAlias = (
    ActionEntry | RefusedEntry | StateEntry | ChargeEntry | DeclineEntry | RefundEntry | NoticeEntry | UseEntry
)


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
