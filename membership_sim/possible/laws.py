"""What a law of snapshots is, and where each fact can stand: what no life breaks.

A law reads some facts of a snapshot and yields those that no life can have come to. A fact is named by its field, a
part of the charge or of what is owed by its path (`owed.amount`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final, NamedTuple

from membership_sim.lifecycle import BENEFIT_STATES, MEMBER_STATES, OWING_STATES
from membership_sim.member import Owed, Paid, Snapshot
from membership_sim.rulebook.model import EVERY_DAY, Terms
from membership_sim.scenario import STATES, State

Broken = tuple[str, str]  # the fact that cannot be, and what could


class FactLaw(NamedTuple):
    """What holds in some states: `find` reads `facts` (the state, the day and the plan apart) and yields what is not.

    A law is not asked while one of its facts is wrong or unknown.
    """

    facts: tuple[str, ...]
    states: tuple[State, ...]
    find: Callable[[Snapshot, Terms], Iterator[Broken]]


class Contradiction(NamedTuple):
    """A fact that no life comes to: its path and value, what is allowed instead, and every fact that says so."""

    fact: str
    value: object
    message: str
    facts: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.fact} is {fact_text(self.fact, self.value)}, {self.message}"


OWING: Final = OWING_STATES
CHARGED: Final[tuple[State, ...]] = ("paid", *OWING)
IN_PERIOD: Final[tuple[State, ...]] = ("trial", *CHARGED)
BEGUN: Final[tuple[State, ...]] = tuple(state for state in STATES if state != "prospect")

# The states in which a fact can say anything; in every other state it is empty.
APPLIES: Final[dict[str, tuple[State, ...]]] = {
    "plan": STATES,
    "anchor_day": CHARGED,
    "elapsed": CHARGED,
    "start_day": IN_PERIOD,
    "end_day": IN_PERIOD,
    "charge": (*CHARGED, "paused"),
    "used": IN_PERIOD,
    "opened_day": (*CHARGED, "paused"),
    "used_value": MEMBER_STATES,
    "waiting": ("trial", "paid"),
    "next_plan": ("trial", "paid", "paused"),
    "owed": OWING,
    "tries": OWING,
    "retries": OWING,
    "suspended_day": ("suspended",),
    "paused_day": ("paused",),
    "ended_day": BEGUN,
    "benefits_since_day": BENEFIT_STATES,
    "trial_used": STATES,
    "ever_paid": (*CHARGED, "paused"),
    "student_months": BEGUN,
    "graduation_day": STATES,
    "family": MEMBER_STATES,
    "reminder": STATES,
    "reminded": ("trial", "paid"),
    "run_tries": STATES,
    "seq": STATES,
}

# The states in which a fact always says something.
ALWAYS: Final[dict[str, tuple[State, ...]]] = {
    "anchor_day": CHARGED,
    "start_day": IN_PERIOD,
    "end_day": IN_PERIOD,
    "charge": ("paid",),
    "owed": OWING,
    "suspended_day": ("suspended",),
    "paused_day": ("paused",),
    "ended_day": ("cancelled",),
    "benefits_since_day": APPLIES["benefits_since_day"],
    "trial_used": BEGUN,
    "ever_paid": ("paid",),
}


def is_empty(value: object) -> bool:
    """Tell whether a fact with this value says nothing."""
    return not value or value == "none"


def value_of(snapshot: Snapshot, fact: str) -> object:
    """Return the value of a fact by its path; None for a part of what is not there."""
    value: object = snapshot
    for name in fact.split("."):
        value = getattr(value, name, None)
    return value


def fact_text(fact: str, value: object) -> str:
    """Return the value of a fact for a message.

    >>> fact_text("end_day", 739000), fact_text("charge.price_from_day", 1), fact_text("family", ("Ann", "Ben"))
    ('2024-04-24', 'every day', '[Ann, Ben]')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and fact.endswith("price_from_day") and value <= EVERY_DAY:
        return "every day"
    if isinstance(value, int) and fact.endswith("day"):
        return iso(value)
    if isinstance(value, Paid | Owed):
        return "given"
    if isinstance(value, tuple):
        return f"[{', '.join(map(str, value))}]"
    return "null" if value is None else repr(value)


def iso(day: int) -> str:
    """Return a day as text; "null" for none."""
    return date.fromordinal(day).isoformat() if 0 < day <= date.max.toordinal() else "null" if day == 0 else str(day)


def one_of(words: tuple[str, ...]) -> str:
    """Return words as a list to choose from."""
    return ", ".join(words)
