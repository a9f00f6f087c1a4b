"""What is owed: fees by their dates, periods by their anchors."""

from __future__ import annotations

from datetime import date

from membership_sim.calendar import anchored_day
from membership_sim.guards import asked_plan, plan_ahead
from membership_sim.lifecycle import CHARGE_KINDS, ChargeKind
from membership_sim.member import Owed, Step
from membership_sim.money import tax_half_up
from membership_sim.reads import counted_in_months, reads
from membership_sim.rulebook.model import Plan, PriceStep, Terms, on
from membership_sim.scenario import Missing, ScenarioError


def fee_step(plan: Plan, day: int, for_renewal: bool, not_before: int = 0) -> PriceStep:
    """Return the price step of a charge on `day`; a renewal uses none older than the one that began on `not_before`.

    Raises ScenarioError on a day before the first step (PRICE-1, PRICE-3).
    """
    for step in reversed(plan.prices):
        if for_renewal:
            if step.renewals_from <= day or step.new_from <= not_before:
                return step
        elif step.new_from <= day:
            return step
    first = date.fromordinal(plan.prices[0].new_from)
    told = f"no fee of {plan.id} is known on {date.fromordinal(day)}, the first is of {first} (PRICE-3)"
    error = ScenarioError(told)
    error.missing = Missing("fee", day, plan.id, first.toordinal())
    raise error


def charged_plan(step: Step, kind: ChargeKind) -> Plan:
    """Return the plan that a kind of charge is for."""
    facts, plans = step.facts, step.terms.plans
    if kind.plan == "current":
        return plans[facts.plan]
    if kind.plan == "asked":
        return asked_plan(step)
    if kind.plan == "waiting":
        assert facts.next_plan is not None, "a change of plan that does not wait"
        return plans[facts.next_plan]
    return plan_ahead(step)[1]


def is_sticky(anchor_day: int, terms: Terms) -> bool:
    """Tell whether an anchor on the last day of its month leads to the last day of every month (BILL-2)."""
    return on(terms.billing_month_end, anchor_day) == "sticky_month_end"


def period_boundary(plan: Plan, anchor_day: int, elapsed: int, terms: Terms) -> int:
    """Return the day that is so many of the plan's months, or else days, from the anchor (BILL-2)."""
    return anchored_day(anchor_day, elapsed, is_sticky(anchor_day, terms)) if plan.months else anchor_day + elapsed


@reads("prices.PLAN", asked_on="price_from_day")
@reads("billing.month_end", condition=counted_in_months, asked_on="next_anchor_day")
def owe(kind_name: str, step: Step) -> None:
    """Record the charge that is now owed: amount, reason, first due day, and the period it will pay for (BILL-1).

    A period keeps its anchor only while it is counted in the anchor's unit: between a plan in months and one in days
    the anchor is new (BILL-2).
    """
    facts, terms, day = step.facts, step.terms, step.day
    kind = CHARGE_KINDS[kind_name]
    plan = charged_plan(step, kind)
    anchor_day, elapsed = day, 0
    if kind.anchor == "kept":
        held = terms.plans[facts.plan]
        if held is plan or held.in_months == plan.in_months:
            anchor_day = facts.anchor_day
            elapsed = facts.elapsed + held.length
    not_before = facts.charge.price_from_day if facts.charge else 0
    facts.owed = owed_charge(kind_name, plan, day, anchor_day, elapsed, not_before, terms)


def owed_charge(
    kind_name: str, plan: Plan, day: int, anchor_day: int, elapsed: int, not_before: int, terms: Terms
) -> Owed:
    """Return the charge of a kind for the period that starts on `day`, `elapsed` months (or days) after its anchor.

    Raises ScenarioError for a fee that is not known (PRICE-3).
    """
    money = fee_due(kind_name, plan, day, not_before, terms)
    end_day = period_boundary(plan, anchor_day, elapsed + plan.length, terms)
    return Owed(kind_name, plan.id, *money, day, anchor_day, elapsed, day, end_day)


def fee_due(kind_name: str, plan: Plan, day: int, not_before: int, terms: Terms) -> tuple[int, int, int]:
    """Return amount, tax in it and price step (`new_from`) of a kind of charge that is first due on `day`.

    `not_before` begins the step of the charge before, 0 if there was none. Raises ScenarioError (PRICE-1, PRICE-3).
    """
    price = fee_step(plan, day, CHARGE_KINDS[kind_name].price == "renewals_from", not_before)
    tax = tax_half_up(price.fee, terms.sales_tax) if terms.sales_tax.numerator else 0
    return price.fee + tax, tax, price.new_from
