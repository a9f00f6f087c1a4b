"""How a charge can have come due: for which plan, on which days, by which price steps."""

from __future__ import annotations

from typing import NamedTuple

from membership_sim.charges import fee_step, period_boundary
from membership_sim.member import Owed, Snapshot
from membership_sim.rulebook.model import Plan, PriceStep, Terms, on
from membership_sim.scenario import ScenarioError


class DueCharge(NamedTuple):
    """How a charge can have come due: for which plan, and on which days; `first` opened the membership."""

    plan: Plan
    first_day: int
    last_day: int
    first: bool = False


def fee_steps(due: DueCharge) -> tuple[PriceStep, ...]:
    """Return the price steps by which such a charge can have been made; none if a fee is not known (PRICE-1).

    A renewal may use any step between the one for renewals and the one for new charges, by the charge before it.
    """
    prices = due.plan.prices
    try:
        oldest = fee_step(due.plan, due.first_day, for_renewal=not due.first)
        newest = fee_step(due.plan, due.last_day, for_renewal=False)
    except ScenarioError:
        return ()
    return prices[prices.index(oldest) : prices.index(newest) + 1]


def last_try_day(first_due_day: int, terms: Terms) -> int:
    """Return the last day on which a charge that was first due then can still be taken (PAY-3, PAY-7)."""
    suspended_day = first_due_day + on(terms.payment_retry_days, first_due_day)[-1]
    return suspended_day + on(terms.payment_suspension_days, suspended_day) - 1


def retries_passed(first_due_day: int, day: int, terms: Terms) -> int:
    """Return how many retries of a charge that was first due then have been made by `day` (PAY-3)."""
    return sum(first_due_day + days <= day for days in on(terms.payment_retry_days, first_due_day))


def plans_before(owed: Owed, terms: Terms) -> list[Plan]:
    """Return the plans that a period before an owed charge can have had (PLAN-1, PLAN-2, PLAN-3)."""
    plan, plans = terms.plans[owed.plan], list(terms.plans.values())
    match owed.kind:
        case "renewal":
            return [plan]
        case "graduation":
            became = any(its.student and its.regular == plan.id for its in plans)
            return [its for its in plans if its.student and became]
        case "plan_change":
            return [its for its in plans if its is not plan and (its.student or not plan.student)]
        case _:
            return []


def dues_before(owed: Owed, terms: Terms) -> list[DueCharge]:
    """Return how the latest charge can have come due before one that is owed now."""
    plan, dues = terms.plans[owed.plan], []
    for before in plans_before(owed, terms):
        length = before.length
        if before.in_months != plan.in_months:
            if owed.elapsed == 0:  # the anchor is new
                dues.append(DueCharge(before, owed.start_day - before.longest_days, owed.start_day - 1))
        elif owed.elapsed >= length:
            start_day = period_boundary(before, owed.anchor_day, owed.elapsed - length, terms)
            dues.append(DueCharge(before, start_day, start_day))
    return dues


def latest_dues(snapshot: Snapshot, terms: Terms) -> list[DueCharge]:
    """Return how the latest charge of a snapshot can have come due."""
    plan = terms.plans[snapshot.plan]
    if snapshot.owed is not None:
        return dues_before(snapshot.owed, terms)
    if snapshot.state == "paused":
        earliest_day = snapshot.paused_day - plan.longest_days
        return [DueCharge(plan, earliest_day, snapshot.paused_day - 1)]
    return [DueCharge(plan, snapshot.start_day, snapshot.start_day, snapshot.opened_day == snapshot.start_day)]
