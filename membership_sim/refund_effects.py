"""The effects that refund the latest charge; how much is worked out by the formulas of `refunds.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from membership_sim.calendar import OutsideHolidaysError, add_business_days, full_units_left
from membership_sim.charges import is_sticky
from membership_sim.entries import RefundEntry
from membership_sim.guards import refund_reading, used_rule
from membership_sim.member import Paid, Step
from membership_sim.notices import tell
from membership_sim.reads import counted_in_months, reads
from membership_sim.refunds import BY_FULL_MONTHS, FORMULAS, Formula
from membership_sim.rulebook.model import on


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
    tell(step, "refund", to_day, amount)


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
        whole, sticky = plan.length, plan.in_months and is_sticky(facts.anchor_day, step.terms)
        left = full_units_left(facts.anchor_day, facts.elapsed, whole, plan.in_months, step.day, sticky)
    message = formula.message if plan.in_months else formula.of_days
    refund(step, message, rule, formula.amount(latest_charge(step).amount, left, whole), left, whole)


def refund_by_reading(step: Step) -> None:
    """Refund what the book's reading gives after use (REFUND-2, REFUND-3)."""
    formula = FORMULAS[refund_reading(step)]
    assert formula is not None, "a reading that refunds nothing after use"
    refund_part(step, formula, used_rule(step))


@reads("billing.month_end", condition=counted_in_months, asked_on="anchor_day")
def refund_ended_by_amazon(step: Step) -> None:
    """Refund the full months left of a membership that Amazon ended (REFUND-5)."""
    refund_part(step, BY_FULL_MONTHS, "REFUND-5")


@reads("billing.month_end", condition=lambda moment: moment.held.in_months, asked_on="anchor_day")
def refund_moved(step: Step) -> None:
    """Refund the full months left of the plan that was left, by the row's own rule (PLAN-3; PLAN-1 `at_once`)."""
    assert step.fired is not None
    refund_part(step, BY_FULL_MONTHS, step.fired.rules[0])


REFUND_EFFECTS: Final[dict[str, Callable[[Step], None]]] = {
    "refund_in_full": refund_in_full,
    "refund_less_value": refund_less_value,
    "refund_by_reading": refund_by_reading,
    "refund_ended_by_amazon": refund_ended_by_amazon,
    "refund_moved": refund_moved,
}
