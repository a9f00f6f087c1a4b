"""Laws of charges: when the latest one was taken and by which fee, and what is owed, since when, tried how often."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from membership_sim.charges import fee_due
from membership_sim.counts import counted
from membership_sim.lifecycle import CHARGE_KINDS
from membership_sim.member import Snapshot
from membership_sim.possible.dues import (
    DueCharge,
    dues_before,
    fee_steps,
    last_try_day,
    latest_dues,
    plans_before,
    retries_passed,
)
from membership_sim.possible.laws import APPLIES, OWING, Broken, FactLaw, fact_text, iso
from membership_sim.rulebook.model import PriceStep, Terms, on
from membership_sim.scenario import ScenarioError


def charge_day_fits(snapshot: Snapshot, terms: Terms) -> Iterator[Broken]:
    """A charge is taken on the first day of its period, or after a decline while it is tried (BILL-1, PAY-3, PAY-5)."""
    charge, dues = snapshot.charge, latest_dues(snapshot, terms)
    if charge is None or not dues:
        return
    days = [(due.first_day, _last_day(due, snapshot, terms)) for due in dues]
    if not any(first_day <= charge.day <= last_day for first_day, last_day in days):
        first_day, last_day = min(days)[0], max(last_day for _, last_day in days)
        span = f"{iso(first_day)} to {iso(last_day)} are" if first_day < last_day else f"{iso(first_day)} is"
        yield "charge.day", f"{span} allowed, its period's start or a recovery after it (BILL-1, PAY-5)"


def _last_day(due: DueCharge, snapshot: Snapshot, terms: Terms) -> int:
    """Return the last day of a charge; of one that opened no membership and has a new anchor, no decline is owed."""
    if snapshot.state == "paused":
        return due.last_day
    own = snapshot.state == "paid"
    one_unit = len({plan.in_months for plan in terms.plans.values()}) == 1
    if own and not due.first and snapshot.elapsed == 0 and one_unit:
        return due.last_day
    return last_try_day(due.last_day, terms)


def charge_has_a_fee(snapshot: Snapshot, terms: Terms) -> Iterator[Broken]:
    """The latest charge is a fee of its plan by a price step of its time, and the tax on it (PRICE-1, BILL-3)."""
    charge = snapshot.charge
    steps = [fee_steps(due) for due in latest_dues(snapshot, terms)]
    if charge is None or not steps or not all(steps):
        return  # it came due before the first fee that the book knows
    allowed = [each for some in steps for each in some]
    yield from _wrong_fee("charge", charge.amount, charge.tax, charge.price_from_day, allowed)


def _wrong_fee(what: str, amount: int, tax: int, step_day: int, steps: list[PriceStep]) -> Iterator[Broken]:
    by_step = [step for step in steps if step.new_from == step_day]
    if not 0 <= tax <= amount:
        yield f"{what}.tax", f"a part of the amount, 0 to {amount}, is allowed (BILL-3)"
    elif not by_step:
        known = " or ".join(dict.fromkeys(fact_text("price_from_day", its.new_from) for its in steps))
        yield f"{what}.price_from_day", f"{known} is allowed, the price step of that time (PRICE-1)"
    elif amount - tax not in [step.fee for step in by_step]:
        fees = " or ".join(dict.fromkeys(str(step.fee) for step in by_step))
        added = f" and the tax, {tax}" if tax else ""
        yield f"{what}.amount", f"the fee of its price step, {fees}{added}, is allowed (PRICE-1)"


def conversion_has_no_charge(snapshot: Snapshot, terms: Terms) -> Iterator[Broken]:
    """Nothing is taken before a trial's conversion, and something before every other charge that is owed."""
    assert snapshot.owed is not None
    first = CHARGE_KINDS[snapshot.owed.kind].anchor == "new"
    if first and snapshot.charge is not None:
        yield "charge", "null is allowed, the first charge of the membership is still owed"
    elif not first and snapshot.charge is None:
        yield "charge", "the charge of the period before what is owed is allowed"


def owed_is_of_the_period(snapshot: Snapshot, terms: Terms, fact: str) -> Iterator[Broken]:
    """The period that waits for its charge is the member's own since the first decline (PAY-3)."""
    assert snapshot.owed is not None
    own, told = getattr(snapshot, fact), getattr(snapshot.owed, fact)
    if told != own:
        yield f"owed.{fact}", f"the member's own, {iso(own) if fact.endswith('day') else repr(own)}, is allowed"


def owed_since_the_start(snapshot: Snapshot, terms: Terms) -> Iterator[Broken]:
    """A charge is first due on the first day of its period (BILL-1)."""
    owed = snapshot.owed
    assert owed is not None
    if owed.first_due_day != snapshot.start_day:
        yield "owed.first_due_day", f"the period's start, {iso(snapshot.start_day)}, is allowed (BILL-1)"


def owed_follows_a_period(snapshot: Snapshot, terms: Terms) -> Iterator[Broken]:
    """A conversion begins an anchor; what else is owed follows a period of a plan from which it can come (BILL-2)."""
    owed = snapshot.owed
    assert owed is not None
    if CHARGE_KINDS[owed.kind].anchor == "new":
        if owed.elapsed:
            yield "elapsed", "0 is allowed, a trial's conversion is the new anchor (TRIAL-2)"
    elif not plans_before(owed, terms):
        yield "owed.kind", f"no plan of the rule book leads to {owed.plan!r} in this way"
    elif not dues_before(owed, terms):
        yield "elapsed", "the length of the period before, or more, is allowed (BILL-2)"


def owed_has_its_fee(snapshot: Snapshot, terms: Terms) -> Iterator[Broken]:
    """What is owed is the fee of the day it was first due, fixed since (PAY-6, PRICE-1)."""
    owed, charge = snapshot.owed, snapshot.charge
    assert owed is not None
    plan, not_before = terms.plans[owed.plan], charge.price_from_day if charge else 0
    try:
        _, _, step_day = fee_due(owed.kind, plan, owed.start_day, not_before, terms)
    except ScenarioError:
        return  # due before the first fee that the book knows
    steps = [step for step in plan.prices if step.new_from == step_day]
    yield from _wrong_fee("owed", owed.amount, owed.tax, owed.price_from_day, steps)


def retries_by_the_schedule(snapshot: Snapshot, terms: Terms) -> Iterator[Broken]:
    """Every retry of the schedule is made on its day, and the last one suspends (PAY-3, PAY-4)."""
    assert snapshot.owed is not None
    first_due_day, day = snapshot.owed.first_due_day, snapshot.day
    schedule = on(terms.payment_retry_days, first_due_day)
    passed = retries_passed(first_due_day, day, terms)
    last_retry = counted(schedule[-1], "days")
    if snapshot.state == "past_due" and passed == len(schedule):
        yield "owed.first_due_day", f"less than {last_retry} before the date, {iso(day)}, is allowed (PAY-4)"
    elif snapshot.state == "suspended" and passed < len(schedule):
        yield "owed.first_due_day", f"{last_retry} or more before the date, {iso(day)}, are allowed (PAY-4)"
    elif snapshot.retries != passed:
        yield "retries", f"by {iso(day)} there were {passed} of {list(schedule)} (PAY-3)"


def suspended_by_the_last_retry(snapshot: Snapshot, terms: Terms) -> Iterator[Broken]:
    """A suspension begins on the day of the last retry (PAY-4)."""
    assert snapshot.owed is not None
    first_due_day = snapshot.owed.first_due_day
    suspended_day = first_due_day + on(terms.payment_retry_days, first_due_day)[-1]
    if snapshot.suspended_day != suspended_day:
        owed_since = f"what is owed since {iso(first_due_day)}"
        yield "suspended_day", f"the last retry of {owed_since} was on {iso(suspended_day)} (PAY-4)"


def tries_count_all(snapshot: Snapshot, terms: Terms) -> Iterator[Broken]:
    """The first try and the retries are among the tries (PAY-3, PAY-5)."""
    if snapshot.tries < snapshot.retries + 1:
        retries = counted(snapshot.retries, "retries")
        yield "tries", f"at least {snapshot.retries + 1} are allowed, the first try and {retries}"


_PERIOD_FACTS: Final = ("plan", "anchor_day", "elapsed", "start_day", "end_day")
_OWED: Final = (*_PERIOD_FACTS, "owed", "owed.kind", "owed.plan", "owed.anchor_day", "owed.elapsed", "owed.start_day")
_CHARGE: Final = ("charge", "opened_day", "paused_day", *_OWED)
_FEE: Final = ("amount", "tax", "price_from_day")


def _own(fact: str) -> FactLaw:
    facts = (fact, "owed", f"owed.{fact}")
    return FactLaw(facts, OWING, lambda snapshot, terms: owed_is_of_the_period(snapshot, terms, fact))


_CHARGED: Final = APPLIES["charge"]

LAWS: Final = (
    *map(_own, _PERIOD_FACTS),
    FactLaw(("start_day", "owed", "owed.first_due_day"), OWING, owed_since_the_start),
    FactLaw(_OWED, OWING, owed_follows_a_period),
    FactLaw(("charge", "owed", "owed.kind"), OWING, conversion_has_no_charge),
    FactLaw((*_CHARGE, "charge.day"), _CHARGED, charge_day_fits),
    FactLaw((*_CHARGE, *(f"charge.{part}" for part in _FEE)), _CHARGED, charge_has_a_fee),
    FactLaw((*_OWED, "charge", "charge.price_from_day", *(f"owed.{part}" for part in _FEE)), OWING, owed_has_its_fee),
    FactLaw(("owed", "owed.first_due_day", "retries"), OWING, retries_by_the_schedule),
    FactLaw(("owed", "owed.first_due_day", "suspended_day"), ("suspended",), suspended_by_the_last_retry),
    FactLaw(("tries", "retries"), OWING, tries_count_all),
)
