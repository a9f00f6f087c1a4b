"""What a `given` leaves out of a charge that is owed: its period, its money, and the life before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from membership_sim.charges import fee_step, period_boundary
from membership_sim.files.given_guesses import likely_anchors
from membership_sim.files.given_known import GivenFacts
from membership_sim.files.given_periods import find_period, trial_start
from membership_sim.files.given_shapes import OWED_PARTS
from membership_sim.lifecycle import CHARGE_KINDS
from membership_sim.member import Owed
from membership_sim.possible.dues import DueCharge, dues_before, plans_before, retries_passed
from membership_sim.possible.laws import iso
from membership_sim.possible.period import elapsed_to
from membership_sim.rulebook.model import PriceStep

if TYPE_CHECKING:
    from membership_sim.files.structures import Fields

_PERIOD: Final = ("anchor_day", "elapsed", "start_day", "end_day")
_PARTS: Final = tuple(f"owed.{part}" for part in (*_PERIOD, "plan", "amount", "tax", "price_from_day"))


def suppose_owing(known: GivenFacts) -> None:
    """Suppose what is owed, its period, the charge before it and how often it was tried."""
    told, facts = known.owed, known.facts
    derived = (*_PERIOD, "opened_day", "benefits_since_day", "charge", "tries")
    if told is None or not known.knows("owed", "owed.first_due_day", "owed.kind", "owed.start_day", "owed.plan"):
        known.give_up(*derived, "retries", "ever_paid", "student_months")
        known.unknown.update(_PARTS)
        return
    first_due_day = told["first_due"]
    own = _owed_period(known, told, first_due_day)
    if own is None:
        known.give_up(*derived, "ever_paid", "student_months")
        known.unknown.update(_PARTS)
    else:
        _owe(known, told, own)
    known.suppose("owed", retries=retries_passed(first_due_day, facts["day"], known.terms))
    known.suppose("owed", tries=facts["retries"] + 1)


def _owed_period(known: GivenFacts, told: Fields, first_due_day: int) -> Owed | None:
    """Return what is owed without its money; None, and its reason told, when its period cannot be worked out."""
    facts, terms, plan = known.facts, known.terms, known.plan
    if not known.knows("owed.anchor_day", "owed.elapsed", "anchor_day", "elapsed", "start_day"):
        return None
    kind = told.get("kind", "renewal")
    start_day = told.get("period_start") or facts.get("start_day") or first_due_day
    anchor_day = told.get("anchor") or facts.get("anchor_day")
    owed = Owed(kind, plan.id, 0, 0, 0, first_due_day, anchor_day or start_day, 0, start_day, 0)
    if anchor_day:
        elapsed = elapsed_to(plan, anchor_day, start_day, terms)
        if elapsed is None:
            message = f"is {iso(anchor_day)}, no period counted from it starts on {iso(start_day)} (BILL-2)"
            known.tell(*(("owed", "anchor") if "anchor" in told else ("anchor", "")), message)
            return None
    else:
        owed = _on_the_latest_anchor(known, told, owed)
        elapsed = owed.elapsed
    end_day = period_boundary(plan, owed.anchor_day, elapsed + plan.length, terms)
    return owed._replace(elapsed=elapsed, end_day=end_day)


def _on_the_latest_anchor(known: GivenFacts, told: Fields, owed: Owed) -> Owed:
    """Return what is owed on the anchor that a told day shows, else the latest: by its end, or the period before it."""
    terms, plan = known.terms, known.plan
    elapsed = told.get("elapsed") or known.facts.get("elapsed")
    end_day = told.get("period_end") or known.facts.get("end_day")
    plans = [before for before in plans_before(owed, terms) if before.in_months == plan.in_months]
    for likely_day in likely_anchors({**known.given, **known.facts}, plan, terms) if plans else ():
        to_start = elapsed_to(plan, likely_day, owed.start_day, terms)
        if to_start and elapsed in (None, to_start):
            return owed._replace(anchor_day=likely_day, elapsed=to_start)
    if plans and end_day and known.knows("end_day", "owed.end_day"):
        found = find_period(plan, end_day, terms, None, elapsed, owed.start_day)
        if found is not None and found.elapsed:
            return owed._replace(anchor_day=found.anchor_day, elapsed=found.elapsed)
    for before in plans:
        for to_it in (elapsed - before.length, None) if elapsed and elapsed >= before.length else (None,):
            found = find_period(before, owed.start_day, terms, None, to_it, None)
            if found is not None:
                return owed._replace(anchor_day=found.anchor_day, elapsed=found.elapsed + before.length)
    return owed


def _charge_before(known: GivenFacts, told: Fields, own: Owed, due: DueCharge) -> tuple[DueCharge, int]:
    """Return how the charge before what is owed came due, and by which price step, as both of them show (PRICE-1)."""
    plan, step_day = known.plan, known.told_step(told, known.plan, own.start_day)
    is_renewal = CHARGE_KINDS[own.kind].price == "renewals_from"

    def goes_on(step: PriceStep) -> bool:
        return not (is_renewal and step_day) or fee_step(plan, own.start_day, True, step.new_from).new_from == step_day

    opened_day = known.facts.get("opened_day")
    may_open = own.anchor_day >= due.first_day and opened_day in (None, due.first_day)
    return known.before(due, may_open, goes_on)


def _owe(known: GivenFacts, told: Fields, own: Owed) -> None:
    """Suppose what is owed and the charge before it, with all that follows from them."""
    facts, terms = known.facts, known.terms
    first = CHARGE_KINDS[own.kind].anchor == "new"
    before = dues_before(own, terms)
    since_day = own.start_day - 1
    if before:
        due, step_day = _charge_before(known, told, own, before[0])
        since_day = min(own.anchor_day, due.first_day)
        known.suppose("owed", opened_day=known.opening_day(due, since_day, step_day))
        known.suppose_charge(due, "owed", due.first_day, step_day)
    elif first:
        known.suppose("owed", opened_day=own.start_day)
        since_day = trial_start(known.plan, own.start_day, terms) or since_day
    else:
        known.give_up("charge", "opened_day")
    if facts["state"] == "past_due":
        known.suppose("owed", benefits_since_day=since_day)
    known.suppose("owed", ever_paid=not first, start_day=own.start_day, end_day=own.end_day)
    anchored = "anchor" if "anchor_day" in known.told else "owed"
    known.suppose(anchored, anchor_day=own.anchor_day, elapsed=own.elapsed)
    not_before = facts["charge"].price_from_day if facts.get("charge") else 0
    money = known.price("owed", told, own.kind, known.plan, own.start_day, not_before)
    if money is None:
        known.unknown.add("owed")
        return
    amount, tax, step = money
    parts = {OWED_PARTS[name]: value for name, value in told.items() if value is not None}
    facts["owed"] = own._replace(**parts)._replace(amount=amount, tax=tax, price_from_day=step)
