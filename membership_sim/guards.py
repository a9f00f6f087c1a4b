"""The guards: each answers one atom of `lifecycle.ATOMS` for a step. They look and never change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from membership_sim.calendar import OutsideHolidaysError, add_business_days, anchored_day
from membership_sim.member import Facts, Step
from membership_sim.reads import Moment, counted_in_months, on_student_plan, reads
from membership_sim.refunds import FORMULAS
from membership_sim.rulebook.model import Plan, Terms, on
from membership_sim.scenario import SHARED_BENEFITS, Missing, ScenarioError


def yes_no(answer: bool) -> str:
    """Return the atom's word for a truth."""
    return "yes" if answer else "no"


def asked_plan(step: Step) -> Plan:
    """Return the plan that the action names, else the one held last (REJOIN-1, PLAN-1)."""
    action = step.action
    named = action.plan if action.do == "join" else action.to
    return step.plan(named if isinstance(named, str) else step.facts.plan)


def may_hold(facts: Facts, plan: Plan, terms: Terms, day: int) -> bool:
    """Tell whether the account may hold the plan: no student plan for a graduate or after the paid months (PLAN-4)."""
    if not plan.student:
        return True
    limit = on(terms.student_paid_months, day)
    graduated = 0 < facts.graduation_day <= day
    return not graduated and (limit is None or facts.student_months < limit)


@reads("student.paid_months", condition=on_student_plan)
def plan_ahead(step: Step) -> tuple[str, Plan]:
    """Return how the plan of the next charge compares with the current one, and that plan (PLAN-1, PLAN-2)."""
    facts, plans = step.facts, step.terms.plans
    plan = plans[facts.next_plan or facts.plan]
    if plan.student and not may_hold(facts, plan, step.terms, step.day):
        return "graduated", plans[plan.regular]
    return ("changed" if facts.next_plan else "same"), plan


def trial_end_day(plan: Plan, terms: Terms, day: int) -> int:
    """Return the end of a trial of the plan that starts on `day`; `day` itself when the plan has none (TRIAL-1)."""
    if plan.student:
        return anchored_day(day, on(terms.trial_student_months, day))
    return day + on(terms.trial_days, day)


def trial_is_unused(facts: Facts, terms: Terms, day: int) -> bool:
    """Tell whether the account may have a trial: its first, or another one under the reading (TRIAL-4)."""
    if not facts.trial_used:
        return True
    months = on(terms.trial_again, day)
    return months is not None and facts.ended_day > 0 and day >= anchored_day(facts.ended_day, months)


_IN_FULL_MONTHS: Final = tuple(
    reading for reading, formula in FORMULAS.items() if formula and formula.counts == "full_months"
)


@reads("refund.used.PLAN")
# by the effect that carries out the reading
@reads("billing.month_end", *_IN_FULL_MONTHS, condition=counted_in_months, asked_on="anchor_day")
def refund_reading(step: Step) -> str:
    """Return the reading of the refund rule for used memberships that the book gives for the plan held."""
    regular = step.terms.plans[step.facts.plan].regular
    return on(step.terms.refund_used[regular], step.day)


def used_rule(step: Step) -> str:
    """Return the rule that the book gives for that reading."""
    return step.terms.refund_used_rule[step.terms.plans[step.facts.plan].regular]


@reads("student.paid_months", condition=on_student_plan)
def _plan_open(step: Step) -> str:
    return yes_no(may_hold(step.facts, asked_plan(step), step.terms, step.day))


def _trial_is_wanted(moment: Moment) -> bool:
    return moment.action is None or moment.action.trial is not False


@reads("trial.again", "used_up")
@reads("trial.again", "yes", "no", condition=lambda moment: moment.state == "cancelled")
@reads("trial.days", "yes", "no", condition=lambda moment: not moment.plan.student and _trial_is_wanted(moment))
@reads("trial.student_months", "yes", "no", condition=lambda moment: moment.plan.student and _trial_is_wanted(moment))
def _trial_offered(step: Step) -> str:
    if not trial_is_unused(step.facts, step.terms, step.day):
        return "used_up"
    return yes_no(step.action.trial is not False and trial_end_day(asked_plan(step), step.terms, step.day) > step.day)


def _user(step: Step) -> str:
    by = step.action.by
    if by is None:
        return "member"
    return "family" if by in step.facts.family else "stranger"


@reads("refund.free_business_days", asked_on="opened_day")
def _free_days(step: Step) -> str:
    facts, terms = step.facts, step.terms
    days = on(terms.refund_free_business_days, facts.opened_day)
    if days is None or not facts.opened_day:
        return "outside"
    try:
        last_day = add_business_days(facts.opened_day, days, terms.holidays)
    except OutsideHolidaysError as error:
        unknown = ScenarioError(f"the refund depends on business days that are not known: {error}")
        unknown.missing = Missing("holidays", facts.opened_day)
        raise unknown from None
    return "inside" if step.day <= last_day else "outside"


def _target(step: Step) -> str:
    plan = asked_plan(step).id
    if plan == step.facts.plan:
        return "current"
    return "waiting" if plan == step.facts.next_plan else "other"


def _student_move(step: Step) -> str:
    return yes_no(asked_plan(step).student and not step.terms.plans[step.facts.plan].student)


@reads("family.limit", "open", "full")
def _family_place(step: Step) -> str:
    facts, terms = step.facts, step.terms
    if terms.plans[facts.plan].student:
        return "student_plan"
    if step.action.name in facts.family:
        return "listed"
    limit = on(terms.family_limit, step.day)
    return "full" if limit is not None and len(facts.family) >= limit else "open"


@reads("plan.change", "yes", asked_on="wished_day")
def _change_waits(step: Step) -> str:
    return yes_no(step.facts.next_plan is not None)


@reads("plan.change")
def _change_takes_effect(step: Step) -> str:
    return on(step.terms.plan_change, step.day)


@reads("student.paid_months", "same", condition=on_student_plan)
@reads("plan.change", "changed", asked_on="wished_day")
@reads("student.paid_months", "graduated")
def _plan_ahead(step: Step) -> str:
    return plan_ahead(step)[0]


def _owed_for(step: Step) -> str:
    owed = step.facts.owed
    assert owed is not None, "an outcome without a charge"
    return owed.kind


@reads("payment.retry_days", "retry", "last_retry", asked_on="first_due_day")
def _attempt(step: Step) -> str:
    if step.asking == "by_hand":
        return "by_hand"
    facts = step.facts
    assert facts.owed is not None, "a retry without a charge"
    schedule = on(step.terms.payment_retry_days, facts.owed.first_due_day)
    return "last_retry" if facts.retries + 1 >= len(schedule) else "retry"


GUARDS: Final[dict[str, Callable[[Step], str]]] = {
    "plan_open": _plan_open,
    "trial_offered": _trial_offered,
    "method_on_file": lambda step: yes_no(step.source.has_payment_method()),
    "user": _user,
    "shared": lambda step: yes_no(step.action.benefit in SHARED_BENEFITS),
    "when": lambda step: step.action.when or "later",
    "waiting": lambda step: step.facts.waiting,
    "used": lambda step: yes_no(step.facts.used),
    "free_days": _free_days,
    "reading": refund_reading,
    "target": _target,
    "change_waits": _change_waits,
    "student_move": _student_move,
    "change_takes_effect": _change_takes_effect,
    "plan_ahead": _plan_ahead,
    "ever_paid": lambda step: yes_no(step.facts.ever_paid),
    "misuse": lambda step: yes_no(bool(step.action.misuse)),
    "family_place": _family_place,
    "family_listed": lambda step: yes_no(step.action.name in step.facts.family),
    "owed_for": _owed_for,
    "attempt": _attempt,
}
