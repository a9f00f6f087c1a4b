"""What the calendar makes due: one table, in the order in which two things of one day happen (TIME-3).

The due triggers of the lifecycle, the check that each has its rows, and `next_due` follow this table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from membership_sim.member import Facts
from membership_sim.reads import reads
from membership_sim.rulebook.model import Terms, on
from membership_sim.scenario import STATES, State

NEVER: Final = 1 << 40  # a day after every day

NOTHING: Final = (NEVER, "")  # is due

FindDay = Callable[[Facts, Terms], int]


class Due(NamedTuple):
    """One thing that can be due: its trigger, the states in which it can, and its day; `NEVER` when it is not due."""

    trigger: str
    states: tuple[State, ...]
    find_day: FindDay


@reads("payment.suspension_days", asked_on="since_day")
def suspension_limit_day(facts: Facts, terms: Terms) -> int:
    """Return the day on which a suspension ends the membership (PAY-7)."""
    return facts.suspended_day + on(terms.payment_suspension_days, facts.suspended_day)


@reads("pause.limit_days", asked_on="since_day")
def pause_limit_day(facts: Facts, terms: Terms) -> int:
    """Return the day on which a pause ends the membership (PAUSE-3)."""
    limit = on(terms.pause_limit_days, facts.paused_day)
    return NEVER if limit is None else facts.paused_day + limit


@reads("payment.retry_days", asked_on="first_due_day")
def retry_day(facts: Facts, terms: Terms) -> int:
    """Return the day of the next retry (PAY-3)."""
    assert facts.owed is not None, "past due with nothing owed"
    first_due_day = facts.owed.first_due_day
    return first_due_day + on(terms.payment_retry_days, first_due_day)[facts.retries]


def period_end_day(facts: Facts, terms: Terms) -> int:
    """Return the end of the trial or period (TRIAL-2, BILL-1)."""
    return facts.end_day


@reads("reminder.days_before", asked_on="start_day")
def reminder_day(facts: Facts, terms: Terms) -> int:
    """Return the day of the reminder; none for a period that does not renew, or when its day lies behind (NOTICE-1)."""
    if not facts.reminder or facts.reminded or facts.waiting != "none":
        return NEVER
    day = facts.end_day - on(terms.reminder_days_before, facts.start_day)
    return day if day >= facts.day and day >= facts.start_day else NEVER


DUE: Final = (
    Due("suspension_limit", ("suspended",), suspension_limit_day),
    Due("pause_limit", ("paused",), pause_limit_day),
    Due("retry_due", ("past_due",), retry_day),
    Due("period_end", ("trial", "paid"), period_end_day),
    Due("reminder_due", ("trial", "paid"), reminder_day),
)
DUE_TRIGGERS: Final = tuple(due.trigger for due in DUE)

# The triggers that can be due in each state, and how their days are found.
DUE_IN: Final[dict[State, tuple[tuple[str, FindDay], ...]]] = {
    state: tuple((due.trigger, due.find_day) for due in DUE if state in due.states) for state in STATES
}


def next_due(facts: Facts, terms: Terms) -> tuple[int, str]:
    """Return the next day on which something is due, and its trigger; `NEVER` when nothing is (TIME-2, TIME-3).

    It is derived from state and facts alone; every due trigger, once fired, moves it forward.
    """
    found = NOTHING
    for trigger, find_day in DUE_IN[facts.state]:
        day = find_day(facts, terms)
        if day < found[0]:
            found = day, trigger
    return found
