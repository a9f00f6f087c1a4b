"""The entries of a timeline: frozen, append-only, a message id and its numbers; words are made when asked for.

Every entry starts with `seq` (1 is the first of a life), `day`, `state` after it, `rules` (the deciding one first) and
`message`, the id of the row, or of the effect, that wrote it. Days are ordinals, amounts minor units.
"""

from __future__ import annotations

from datetime import date
from typing import Final, Literal, NamedTuple, TypeAlias, get_args

from membership_sim.calendar import Period
from membership_sim.money import NO_TAX, Rate
from membership_sim.scenario import Action, State

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
