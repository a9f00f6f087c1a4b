"""Laws of amounts: each charge costs the fee of its day and kind, for the plan that is due, with the tax on it."""

from __future__ import annotations

from typing import Final

from membership_sim.entries import ChargeEntry, DeclineEntry
from membership_sim.oracle.dates import iso
from membership_sim.oracle.laws.known import Known
from membership_sim.oracle.laws.law import Chapter
from membership_sim.oracle.states import OWING
from membership_sim.rulebook.model import PriceStep, on

PRICES: Final = Chapter()
_CHARGES: Final = "charge decline"
_NOT_OWED: Final = "prospect trial paid paused cancelled"  # before it, what is charged is new
Try = ChargeEntry | DeclineEntry


def is_renewal(charge: Try, known: Known) -> bool:
    """Tell whether a charge is by the fees for renewals: the same plan goes on, or is resumed after it paid."""
    if charge.plan != known.plan or known.next_plan is not None or not known.ever_paid:
        return False
    return known.occasion == "resume" or (known.occasion == "due" and known.state == "paid")


def price_on(charge: Try, known: Known) -> PriceStep | None:
    """Return the price step of the charge's plan on its day; None if none is known (PRICE-1, PRICE-3)."""
    plan, day = known.terms.plans.get(charge.plan), charge.day
    if plan is None:
        return None
    if is_renewal(charge, known):
        for step in reversed(plan.prices):
            if step.renewals_from <= day or step.new_from <= known.charge_step:
                return step
    else:
        for step in reversed(plan.prices):
            if step.new_from <= day:
                return step
    return None


@PRICES.single_pass(_CHARGES, "PRICE-1 PRICE-2 BILL-3", states=_NOT_OWED)
def charges_cost_the_fee_of_their_day(charge: Try, known: Known) -> str | None:
    """A charge costs the fee of its day: renewals and resumes of a plan that was paid by their own dates."""
    price, asked = price_on(charge, known), charge.amount - charge.tax
    if price is not None and price.fee == asked and price.new_from == charge.price_from_day:
        return None
    kind = "renewals" if is_renewal(charge, known) else "new charges"
    known_fee = f"{price.fee} since {iso(price.new_from)}" if price else "not known"
    told = f"{asked} since {iso(charge.price_from_day)} for {charge.plan} before tax"
    return f"{told}, the fee for {kind} on {iso(charge.day)} is {known_fee}"


@PRICES.single_pass("charge", "PRICE-1")
def no_price_step_goes_back(charge: ChargeEntry, known: Known) -> str | None:
    """A renewal never uses an older price step than the charge before it."""
    if charge.price_from_day >= known.charge_step or not is_renewal(charge, known):
        return None
    last = iso(known.charge_step)
    return f"charged by the price step of {iso(charge.price_from_day)}, the last charge was by that of {last}"


@PRICES.single_pass(_CHARGES, "PAY-6")
def what_is_owed_stays(charge: Try, known: Known) -> str | None:
    """What is owed stays as it was on the day it was first due: amount, plan and that day."""
    if known.state not in OWING:
        first = charge.day
        return None if charge.first_due_day == first else f"first due on {iso(charge.first_due_day)}, not {iso(first)}"
    told = (charge.amount, charge.tax, charge.price_from_day, charge.plan, charge.first_due_day)
    if told == (known.owed_amount, known.owed_tax, known.owed_step, known.plan, known.first_due_day):
        return None
    owed = f"{known.owed_amount}, tax {known.owed_tax}, for {known.plan} since {iso(known.first_due_day)}"
    asked = f"{charge.amount}, tax {charge.tax}, for {charge.plan} since {iso(charge.first_due_day)}"
    return f"{asked}, owed is {owed}, by the price step of {iso(known.owed_step)}"


@PRICES.single_pass(_CHARGES, "BILL-3", states=_NOT_OWED)
def tax_is_rounded_half_up(charge: Try, known: Known) -> str | None:
    """The tax is the story's rate of the fee, half a minor unit rounded up; whole amounts, never below 0."""
    fee, rate = charge.amount - charge.tax, known.sales_tax
    if not (rate.numerator or charge.tax) and fee >= 0:
        return None
    whole, rest = divmod(fee * rate.numerator, rate.denominator)
    tax = whole + (2 * rest >= rate.denominator)
    if charge.tax == tax and fee >= 0:
        return None
    return f"tax {charge.tax} on {fee}, {rate.numerator}/{rate.denominator} of it is {tax}"


@PRICES.single_pass(_CHARGES, "PLAN-1 PLAN-2 PLAN-5 REJOIN-1", states=_NOT_OWED)
def charges_are_for_the_plan_that_is_due(charge: Try, known: Known) -> str | None:
    """A charge is for the plan asked for, that waits or is held; a student plan gives way to the regular one when it is
    over.
    """
    plan_id = known.next_plan or known.plan
    if known.asked is not None and known.occasion in ("join", "move"):
        action = known.asked.action
        plan_id = str((action.plan if action.do == "join" else action.to) or known.plan)
    elif known.state != "trial" and plan_id in known.terms.plans:
        plan = known.terms.plans[plan_id]
        if plan.student and student_plan_is_over(known, charge.day):
            plan_id = plan.regular
    return None if charge.plan == plan_id else f"a charge for {charge.plan}, due is {plan_id}"


def student_plan_is_over(known: Known, day: int) -> bool:
    """Tell whether the account may hold no student plan any more: graduated, or enough months paid (PLAN-2)."""
    limit = on(known.terms.student_paid_months, day)
    return 0 < known.graduation_day <= day or (limit is not None and known.student_months >= limit)
