"""Laws of the account: what was used up, who shares, what waits, what was counted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from membership_sim.calendar import anchored_day
from membership_sim.counts import counted
from membership_sim.lifecycle import MEMBER_STATES
from membership_sim.member import Snapshot
from membership_sim.possible.laws import APPLIES, BEGUN, OWING, Broken, FactLaw, iso
from membership_sim.rulebook.model import Dated, Terms, Value, on
from membership_sim.scenario import STATES


def readings(steps: Dated[Value], day: int) -> tuple[Value, ...]:
    """Return the values that were in force on some day up to and including `day`."""
    return tuple(value for index, (first_day, value) in enumerate(steps) if index == 0 or first_day <= day)


def most(steps: Dated[int | None], day: int) -> int | None:
    """Return the highest limit that was in force on some day up to `day`; None when there once was none."""
    limits = readings(steps, day)
    return None if None in limits else max(limit for limit in limits if limit is not None)


def another_plan_waits(snapshot: Snapshot, terms: Terms) -> Iterator[Broken]:
    """A change waits for another plan, and only where changes wait; PLAN-3's are made at once (PLAN-1, PLAN-3)."""
    if snapshot.next_plan is None:
        return
    student = terms.plans[snapshot.next_plan].student
    if snapshot.next_plan == snapshot.plan:
        yield "next_plan", "another plan than the member's own is allowed (PLAN-1)"
    elif "at_period_end" not in readings(terms.plan_change, snapshot.day):
        yield "next_plan", "no change of plan waits by this rule book (PLAN-1)"
    elif student and not terms.plans[snapshot.plan].student and (snapshot.state == "paid" or snapshot.ever_paid):
        yield "next_plan", "a member who has paid moves from a regular to a student plan at once (PLAN-3)"
    elif student and not _open_with(snapshot.student_months, snapshot, terms):
        yield "next_plan", f"after {snapshot.student_months} student months no student plan is allowed (PLAN-4)"


def family_shares(snapshot: Snapshot, terms: Terms) -> Iterator[Broken]:
    """Family members are different people, no more than the limit, and none on a student plan (FAMILY-1)."""
    family, limit = snapshot.family, most(terms.family_limit, snapshot.day)
    if family and terms.plans[snapshot.plan].student:
        yield "family", "on a student plan nobody is allowed (FAMILY-1)"
    elif len(set(family)) < len(family):
        yield "family", "each name is allowed once (FAMILY-1)"
    elif limit is not None and len(family) > limit:
        yield "family", f"at most {limit} are allowed (FAMILY-1)"


def student_months_count(snapshot: Snapshot, terms: Terms) -> Iterator[Broken]:
    """Months count for fees of student plans, none is taken after the limit, and what was paid has counted (PLAN-2)."""
    months, plan = snapshot.student_months, terms.plans[snapshot.plan]
    lengths = [its.months for its in terms.plans.values() if its.student]
    limit = most(terms.student_paid_months, snapshot.day)
    last = plan.months if plan.student else max(lengths, default=0)
    if plan.student and snapshot.state != "cancelled" and (snapshot.owed or not snapshot.ever_paid):
        last = 0  # the plan was open when its fee came due or its trial began, and the fee has not counted yet
    if months and not lengths:
        yield "student_months", "0 is allowed, the rule book has no student plan (PLAN-2)"
    elif limit is not None and months > limit - 1 + last:
        yield "student_months", f"at most {limit - 1 + last} are allowed, the limit is {limit} (PLAN-2, PLAN-4)"
    elif months < (least := least_student_months(snapshot, terms)):
        yield "student_months", f"at least {least} were paid for since the anchor (PLAN-2)"


def _open_with(months: int, snapshot: Snapshot, terms: Terms) -> bool:
    limit = most(terms.student_paid_months, snapshot.day)
    return limit is None or months < limit


def least_student_months(snapshot: Snapshot, terms: Terms) -> int:
    """A regular member gets a student plan on a new anchor only, so all since the anchor was paid on student plans."""
    plan = terms.plans[snapshot.plan]
    if snapshot.state == "paused":
        return plan.months if plan.student and snapshot.ever_paid else 0
    was_student = plan.student or (snapshot.owed is not None and snapshot.owed.kind == "graduation")
    if not (plan.months and was_student):
        return 0
    return snapshot.elapsed + (plan.months if snapshot.state == "paid" else 0)


def used_value_is_of_uses(snapshot: Snapshot, terms: Terms) -> Iterator[Broken]:
    """In a trial, or while its fee is owed, a value can only be one of the uses in it (REFUND-4)."""
    first = snapshot.state == "trial" or (snapshot.owed is not None and snapshot.opened_day == snapshot.start_day)
    if snapshot.used_value and first and not snapshot.used:
        yield "used_value", "0 is allowed while nothing was used"


def paid_is_charged(snapshot: Snapshot, terms: Terms) -> Iterator[Broken]:
    """Who ever paid in this membership has a latest charge, and the other way round."""
    if snapshot.ever_paid != (snapshot.charge is not None):
        known = "there is" if snapshot.charge else "there is no"
        yield "ever_paid", f"{known} latest charge of this membership"


def numbers_count_on(snapshot: Snapshot, terms: Terms) -> Iterator[Broken]:
    """The number of the latest charge's entry is one of those so far."""
    if snapshot.charge is not None and snapshot.charge.seq is not None and snapshot.charge.seq > snapshot.seq:
        yield "charge.seq", f"at most {snapshot.seq} is allowed, the entries so far (seq)"


def ended_before(snapshot: Snapshot, terms: Terms) -> Iterator[Broken]:
    """The last membership ended before this one began, or on that day (REJOIN-1)."""
    days = [snapshot.start_day, snapshot.opened_day, snapshot.benefits_since_day, snapshot.paused_day]
    began_day = min(filter(None, days))
    if snapshot.ended_day > began_day:
        yield "ended_day", f"this membership was there on {iso(began_day)}, a day not after it is allowed (REJOIN-1)"


def second_trial(snapshot: Snapshot, terms: Terms) -> Iterator[Broken]:
    """A trial after a membership is one that the rule book gives again (TRIAL-4)."""
    if not snapshot.ended_day:
        return
    months = on(terms.trial_again, snapshot.start_day)
    if months is None:
        yield "ended_day", "null is allowed in a trial, there is only one (TRIAL-4)"
    elif snapshot.start_day < anchored_day(snapshot.ended_day, months):
        too_early = f"less than {counted(months, 'months')} after"
        yield "ended_day", f"the trial began on {iso(snapshot.start_day)}, {too_early} (TRIAL-4)"


LAWS: Final = (
    FactLaw(("next_plan", "ever_paid", "student_months"), APPLIES["next_plan"], another_plan_waits),
    FactLaw(("family",), MEMBER_STATES, family_shares),
    FactLaw(("ever_paid", "charge"), APPLIES["ever_paid"], paid_is_charged),
    FactLaw(("student_months", "elapsed", "ever_paid", "owed", "owed.kind"), BEGUN, student_months_count),
    FactLaw(("used_value", "used", "owed", "opened_day", "start_day"), ("trial", *OWING), used_value_is_of_uses),
    FactLaw(("charge", "charge.seq", "seq"), STATES, numbers_count_on),
    FactLaw(("ended_day", "start_day", "opened_day", "benefits_since_day", "paused_day"), MEMBER_STATES, ended_before),
    FactLaw(("ended_day", "start_day"), ("trial",), second_trial),
)
