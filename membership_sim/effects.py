"""The effects: each changes facts, or writes an entry that follows the row's own. The rows say which run, in order.

Those that send a notice stand in `notices.py`, those that refund in `refund_effects.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from membership_sim.guards import asked_plan, trial_end_day
from membership_sim.member import Paid, Step
from membership_sim.notices import NOTICE_EFFECTS
from membership_sim.reads import on_student_plan, reads
from membership_sim.refund_effects import REFUND_EFFECTS


@reads("trial.days", condition=lambda moment: not moment.plan.student)
@reads("trial.student_months", condition=on_student_plan)
def begin_trial(step: Step) -> None:
    """Start the trial of the plan asked for: `[today, its end)` (TRIAL-1); it uses up the account's trial (TRIAL-4)."""
    facts, plan = step.facts, asked_plan(step)
    facts.plan = plan.id
    facts.start_day = step.day
    facts.end_day = trial_end_day(plan, step.terms, step.day)
    facts.trial_used = True


def begin_period(step: Step) -> None:
    """Start the period of the owed charge on its plan and anchor; a waiting change of plan is done with (PLAN-1)."""
    facts = step.facts
    owed = facts.owed
    assert owed is not None, "a period without a charge"
    if owed.plan != facts.plan and step.terms.plans[owed.plan].student:
        facts.family = ()
    facts.plan = owed.plan
    facts.anchor_day = owed.anchor_day
    facts.elapsed = owed.elapsed
    facts.start_day = owed.start_day
    facts.end_day = owed.end_day
    facts.next_plan = None
    facts.used = False
    facts.reminded = False
    facts.paused_day = 0


def open_membership(step: Step) -> None:
    """Note the first day due of a join, rejoin or conversion: the free days and their uses count from it (REFUND-4)."""
    facts = step.facts
    facts.opened_day = step.day
    facts.used_value = 0
    facts.trial_used = True


def keep_charge(step: Step) -> None:
    """Keep the taken charge, the one that a refund judges; student months count when the fee is taken (PLAN-2)."""
    facts = step.facts
    owed = facts.owed
    assert owed is not None, "a taken charge that was not owed"
    plan = step.terms.plans[owed.plan]
    facts.charge = Paid(step.charge_seq, step.day, owed.amount, owed.tax, owed.price_from_day)
    facts.ever_paid = True
    if plan.student:
        facts.student_months += plan.months
    facts.suspended_day = 0
    drop_owed(step)


def drop_owed(step: Step) -> None:
    """Owe nothing any more."""
    facts = step.facts
    facts.owed = None
    facts.tries = 0
    facts.retries = 0


def end(step: Step) -> None:
    """End the membership with all that waits and everything it held; the account's own facts stay (CANCEL-6)."""
    facts = step.facts
    facts.ended_day = step.day
    facts.anchor_day = facts.elapsed = facts.start_day = facts.end_day = 0
    facts.charge = None
    facts.used = False
    facts.opened_day = facts.used_value = 0
    facts.waiting = "none"
    facts.next_plan = None
    facts.suspended_day = facts.paused_day = facts.benefits_since_day = 0
    facts.ever_paid = False
    facts.family = ()
    facts.reminded = False
    drop_owed(step)


def begin_pause(step: Step) -> None:
    """Start the pause: its limit counts from today, and the period is over (PAUSE-1, PAUSE-3)."""
    facts = step.facts
    facts.paused_day = step.day
    facts.waiting = "none"
    facts.anchor_day = facts.elapsed = facts.start_day = facts.end_day = 0
    facts.used = False
    facts.reminded = False
    facts.benefits_since_day = 0


def suspend(step: Step) -> None:
    """Start the suspension: its limit counts from today (PAY-4, PAY-7)."""
    step.facts.suspended_day = step.day
    step.facts.benefits_since_day = 0


def mark_use(step: Step) -> None:
    """Count a use of a benefit and its value against a refund (REFUND-1, REFUND-4)."""
    step.facts.used = True
    step.facts.used_value += step.action.value or 0


def add_family(step: Step) -> None:
    """Put the name on the family list (FAMILY-1)."""
    assert step.action.name is not None
    step.facts.family += (step.action.name,)


def remove_family(step: Step) -> None:
    """Take the name off the family list (FAMILY-1)."""
    step.facts.family = tuple(name for name in step.facts.family if name != step.action.name)


def set_change(step: Step) -> None:
    """Let the change of plan wait for the period's end (PLAN-1)."""
    step.facts.next_plan = asked_plan(step).id


def _put(name: str, value: object, step: Step) -> None:
    setattr(step.facts, name, value)


def _put_today(name: str, step: Step) -> None:
    setattr(step.facts, name, step.day)


def _count(name: str, step: Step) -> None:
    setattr(step.facts, name, getattr(step.facts, name) + 1)


def set_reminder(step: Step) -> None:
    """Switch the reminder on or off (NOTICE-1)."""
    step.facts.reminder = bool(step.action.to)


def set_graduation(step: Step) -> None:
    """Note the graduation: the last day of the month given (PLAN-2)."""
    step.facts.graduation_day = step.action.month or 0


Effect = Callable[[Step], None]

EFFECTS: Final[dict[str, Effect]] = {
    "begin_trial": begin_trial,
    "begin_period": begin_period,
    "open_membership": open_membership,
    "keep_charge": keep_charge,
    "drop_owed": drop_owed,
    "end": end,
    "begin_pause": begin_pause,
    "suspend": suspend,
    "start_benefits": partial(_put_today, "benefits_since_day"),
    "mark_use": mark_use,
    "change_wallet": lambda step: step.source.change(step.action),
    "add_family": add_family,
    "remove_family": remove_family,
    "want_cancel": partial(_put, "waiting", "cancel"),
    "want_pause": partial(_put, "waiting", "pause"),
    "want_nothing": partial(_put, "waiting", "none"),
    "set_change": set_change,
    "clear_change": partial(_put, "next_plan", None),
    "set_reminder": set_reminder,
    "set_graduation": set_graduation,
    "count_try": partial(_count, "tries"),
    "count_retry": partial(_count, "retries"),
    **NOTICE_EFFECTS,
    **REFUND_EFFECTS,
}
