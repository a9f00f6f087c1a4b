"""The effects that send a notice to the member (NOTICE-2)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from membership_sim.due import NEVER, next_due
from membership_sim.entries import Notice, NoticeEntry
from membership_sim.member import Step
from membership_sim.reads import reads

# The rules for which each notice is sent, the one that lists it last; a reminder is also for those of its row, which
# writes nothing else.
NOTICE_RULES: Final[dict[Notice, tuple[str, ...]]] = {
    "reminder": ("NOTICE-2",),
    "confirmation": ("CANCEL-7", "NOTICE-2"),
    "payment_failed": ("PAY-3", "NOTICE-2"),
    "suspended": ("PAY-4", "NOTICE-2"),
    "recovered": ("NOTICE-2",),
    "pause_begun": ("PAUSE-1", "NOTICE-2"),
    "cancelled_by_limit": ("NOTICE-2",),
    "refund": ("REFUND-7", "NOTICE-2"),
}


def tell(
    step: Step, notice: Notice, effective_day: int | None, amount: int | None = None, row_rules: tuple[str, ...] = ()
) -> None:
    """Write a notice to the member; it names a day and an amount."""
    rules = (*row_rules, *NOTICE_RULES[notice])
    step.seq += 1
    step.entries.append(
        NoticeEntry(step.seq, step.day, step.facts.state, rules, f"notice.{notice}", notice, effective_day, amount)
    )


def tell_reminder(step: Step) -> None:
    """Remind of the end of the trial or period, once (NOTICE-1)."""
    assert step.fired is not None
    step.facts.reminded = True
    tell(step, "reminder", step.facts.end_day, row_rules=step.fired.rules)


def tell_confirmation(step: Step) -> None:
    """Confirm a cancel and name the end date (CANCEL-7)."""
    facts = step.facts
    tell(step, "confirmation", step.day if facts.state == "cancelled" else facts.end_day)


def _due_day(step: Step) -> int | None:
    day, _ = next_due(step.facts, step.terms)
    return day if day < NEVER else None


@reads("payment.retry_days", asked_on="first_due_day")
def tell_payment_failed(step: Step) -> None:
    """Tell what could not be taken and when it is tried again, if it is (PAY-3)."""
    facts = step.facts
    assert facts.owed is not None
    tell(step, "payment_failed", _due_day(step) if facts.state == "past_due" else None, facts.owed.amount)


@reads("payment.suspension_days")
def tell_suspended(step: Step) -> None:
    """Tell that benefits stopped, what is owed and when the membership would end (PAY-4)."""
    assert step.facts.owed is not None
    tell(step, "suspended", _due_day(step), step.facts.owed.amount)


@reads("pause.limit_days")
def tell_pause_begun(step: Step) -> None:
    """Tell that the pause began and when its limit would end the membership (PAUSE-3)."""
    tell(step, "pause_begun", _due_day(step))


def _tell_today(notice: Notice, step: Step) -> None:
    tell(step, notice, step.day)


NOTICE_EFFECTS: Final[dict[str, Callable[[Step], None]]] = {
    "tell_reminder": tell_reminder,
    "tell_confirmation": tell_confirmation,
    "tell_payment_failed": tell_payment_failed,
    "tell_suspended": tell_suspended,
    "tell_recovered": partial(_tell_today, "recovered"),
    "tell_pause_begun": tell_pause_begun,
    "tell_cancelled_by_limit": partial(_tell_today, "cancelled_by_limit"),
}
