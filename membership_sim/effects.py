"""The effects: each changes facts, or writes an entry that follows the row's own. The rows say which run, in order."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from membership_sim.calendar import OutsideHolidaysError, add_business_days, full_units_left
from membership_sim.due import next_due
from membership_sim.entries import Notice, NoticeEntry, RefundEntry
from membership_sim.guards import asked_plan, refund_reading, trial_end_day, used_rule
from membership_sim.member import Paid, Step
from membership_sim.reads import counted_in_months, on_student_plan, reads
from membership_sim.refunds import BY_FULL_MONTHS, FORMULAS, Formula
from membership_sim.rulebook.model import on


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


def record_charge(step: Step) -> None:
    """Keep the taken charge, the one that a refund judges; student months count when the fee is taken (PLAN-2)."""
    facts = step.facts
    owed = facts.owed
    assert owed is not None, "a taken charge that was not owed"
    plan = step.terms.plans[owed.plan]
    facts.charge = Paid(step.charge_seq, step.day, owed.amount, owed.tax, owed.step)
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


def tell(
    step: Step, notice: Notice, why: tuple[str, ...], effective_day: int | None = None, amount: int | None = None
) -> None:
    """Write a notice to the member, for the rules `why` and the one that lists it (NOTICE-2)."""
    rules = (*why, "NOTICE-2")
    step.seq += 1
    step.entries.append(
        NoticeEntry(step.seq, step.day, step.facts.state, rules, f"notice.{notice}", notice, effective_day, amount)
    )


def tell_reminder(step: Step) -> None:
    """Remind of the end of the trial or period, once (NOTICE-1)."""
    assert step.fired is not None
    step.facts.reminded = True
    tell(step, "reminder", step.fired.rules, step.facts.end_day)


def tell_confirmation(step: Step) -> None:
    """Confirm a cancel and name the end date (CANCEL-7)."""
    done = step.facts.state == "cancelled"
    tell(step, "confirmation", ("CANCEL-7",), step.day if done else step.facts.end_day)


@reads("payment.retry_days")
def tell_payment_failed(step: Step) -> None:
    """Tell what could not be taken and when it is tried again, if it is (PAY-3)."""
    facts = step.facts
    assert facts.owed is not None
    next_try = next_due(facts, step.terms)[0] if facts.state == "past_due" else None
    tell(step, "payment_failed", ("PAY-3",), next_try, facts.owed.amount)


@reads("payment.suspension_days")
def tell_suspended(step: Step) -> None:
    """Tell that benefits stopped, what is owed and when the membership would end (PAY-4)."""
    facts = step.facts
    assert facts.owed is not None
    tell(step, "suspended", ("PAY-4",), next_due(facts, step.terms)[0], facts.owed.amount)


@reads("pause.limit_days")
def tell_pause_begun(step: Step) -> None:
    """Tell that the pause began and when its limit would end the membership (PAUSE-3)."""
    limit = on(step.terms.pause_limit_days, step.day)
    tell(step, "pause_begun", ("PAUSE-1",), None if limit is None else step.day + limit)


def _tell_today(notice: Notice, step: Step) -> None:
    tell(step, notice, (), step.day)


@reads("refund.paid_within_business_days")
def refund(step: Step, message: str, rule: str, amount: int, part: int = 0, whole: int = 0) -> None:
    """Write the refund of the latest charge and its notice; 0 makes no entry (REFUND-6, REFUND-7)."""
    charge = latest_charge(step)
    if amount <= 0:
        return
    days = on(step.terms.refund_paid_within_business_days, step.day)
    from_day: int | None
    to_day: int | None
    try:
        from_day, to_day = (add_business_days(step.day, count, step.terms.holidays) for count in days)
    except OutsideHolidaysError:
        from_day = to_day = None
    rules = (rule, "REFUND-6", "REFUND-7", "REFUND-8")
    step.seq += 1
    step.entries.append(
        RefundEntry(
            step.seq, step.day, step.facts.state, rules, message, amount, charge.seq,
            charge.amount, part, whole, from_day, to_day,
        )
    )  # fmt: skip
    tell(step, "refund", ("REFUND-7",), to_day, amount)


def latest_charge(step: Step) -> Paid:
    """Return the charge that a refund judges."""
    charge = step.facts.charge
    assert charge is not None, "a refund without a charge"
    return charge


def refund_in_full(step: Step) -> None:
    """Refund everything: no benefit was used (REFUND-1)."""
    refund(step, "refund.in_full", "REFUND-1", latest_charge(step).amount)


def refund_less_value(step: Step) -> None:
    """Refund everything less the value of what was used in the free days, never below 0 (REFUND-4)."""
    used_value = step.facts.used_value
    refund(step, "refund.less_value", "REFUND-4", latest_charge(step).amount - used_value, used_value)


def refund_part(step: Step, formula: Formula, rule: str) -> None:
    """Refund what a formula gives for what is left of the period."""
    facts = step.facts
    plan = step.terms.plans[facts.plan]
    if formula.counts == "days":
        left, whole = facts.end_day - step.day, facts.end_day - facts.start_day
    else:
        whole = plan.months or plan.days
        sticky = plan.months > 0 and on(step.terms.billing_month_end, facts.anchor_day) == "sticky_month_end"
        left = full_units_left(facts.anchor_day, facts.elapsed, whole, plan.months > 0, step.day, sticky)
    message = formula.message if plan.months else formula.of_days
    refund(step, message, rule, formula.amount(latest_charge(step).amount, left, whole), left, whole)


def refund_by_reading(step: Step) -> None:
    """Refund what the book's reading gives after use (REFUND-2, REFUND-3)."""
    formula = FORMULAS[refund_reading(step)]
    assert formula is not None, "a reading that refunds nothing after use"
    refund_part(step, formula, used_rule(step))


@reads("billing.month_end", condition=counted_in_months)
def refund_ended_by_amazon(step: Step) -> None:
    """Refund the full months left of a membership that Amazon ended (REFUND-5)."""
    refund_part(step, BY_FULL_MONTHS, "REFUND-5")


@reads("billing.month_end", condition=lambda moment: moment.held.months > 0)
def refund_moved(step: Step) -> None:
    """Refund the full months left of the plan that was left, by the row's own rule (PLAN-3; PLAN-1 `at_once`)."""
    assert step.fired is not None
    refund_part(step, BY_FULL_MONTHS, step.fired.rules[0])


Effect = Callable[[Step], None]

EFFECTS: Final[dict[str, Effect]] = {
    "begin_trial": begin_trial,
    "begin_period": begin_period,
    "open_membership": open_membership,
    "record_charge": record_charge,
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
    "tell_reminder": tell_reminder,
    "tell_confirmation": tell_confirmation,
    "tell_payment_failed": tell_payment_failed,
    "tell_suspended": tell_suspended,
    "tell_recovered": partial(_tell_today, "recovered"),
    "tell_pause_begun": tell_pause_begun,
    "tell_cancelled_by_limit": partial(_tell_today, "cancelled_by_limit"),
    "refund_in_full": refund_in_full,
    "refund_less_value": refund_less_value,
    "refund_by_reading": refund_by_reading,
    "refund_ended_by_amazon": refund_ended_by_amazon,
    "refund_moved": refund_moved,
}
