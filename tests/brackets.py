"""When an action that the matrix puts in brackets is refused, and by which rule: typed by hand from the specification.

Each condition looks at plain facts of a snapshot, at the action and at the values of the rule book; none asks the core.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from membership_sim.machine import Accepted, Refused
from membership_sim.member import Snapshot
from membership_sim.oracle.matrix import CELLS
from membership_sim.rulebook.model import Terms
from membership_sim.scenario import Action
from tests.naive.calendar import add_months


class Asked(NamedTuple):
    """An action on the day of a member's facts, under a rule book's terms."""

    facts: Snapshot
    action: Action
    terms: Terms

    @property
    def plan(self) -> str:
        """The plan that the action names, else the one held last."""
        return self.action.plan or self.action.to or self.facts.plan

    def value(self, steps: Any) -> Any:
        """Return the step of a dated value that holds today; the first holds on every day before it too."""
        begun = [value for first_day, value in steps if first_day <= self.facts.day]
        return begun[-1] if begun else steps[0][1]


def is_student(plan: str) -> bool:
    """Tell whether a plan is for students: in every book of the tests its name says so."""
    return plan.startswith("student_")


def closed_student_plan(asked: Asked) -> bool:
    """PLAN-4: a graduate, or one with 48 paid student months, is refused a student plan."""
    facts, most_months = asked.facts, asked.value(asked.terms.student_paid_months)
    is_graduate = facts.graduation_day != 0 and facts.graduation_day <= facts.day
    studied_long = most_months is not None and facts.student_months >= most_months
    return is_student(asked.plan) and (is_graduate or studied_long)


def trial_without_method(asked: Asked) -> bool:
    """JOIN-4: a trial begins (JOIN-1, JOIN-2, TRIAL-4) with nothing on file, or gift balances alone."""
    facts, terms = asked.facts, asked.terms
    length = asked.value(terms.trial_student_months if is_student(asked.plan) else terms.trial_days)
    if asked.action.trial is False or length == 0 or (facts.trial_used and not trial_again(asked)):
        return False
    return {method.kind for method in facts.wallet.methods} <= {"gift_balance"}


def trial_again(asked: Asked) -> bool:
    """TRIAL-4: so many months after the last membership's end day."""
    facts, months = asked.facts, asked.value(asked.terms.trial_again)
    if months is None or facts.ended_day == 0:
        return False
    return date.fromordinal(facts.day) >= add_months(date.fromordinal(facts.ended_day), months)


def use_not_shared(asked: Asked) -> bool:
    """FAMILY-1: use by someone who is not on the list, or of a benefit that is not shared."""
    by = asked.action.by
    return by is not None and (by not in asked.facts.family or asked.action.benefit not in ("delivery", "sales"))


def no_place_in_family(asked: Asked) -> bool:
    """FAMILY-1: one more than the limit, one who is on the list already, one on a student plan."""
    facts, most = asked.facts, asked.value(asked.terms.family_limit)
    is_full = most is not None and len(facts.family) >= most
    return is_full or asked.action.name in facts.family or is_student(facts.plan)


def not_in_family(asked: Asked) -> bool:
    """FAMILY-1: removing one who is not on the list."""
    return asked.action.name not in asked.facts.family


def nothing_to_change(asked: Asked) -> bool:
    """PLAN-1: the current plan is asked for, and no change waits."""
    return asked.action.to == asked.facts.plan and asked.facts.next_plan is None


def change_to_closed_plan(asked: Asked) -> bool:
    """PLAN-4, after the current plan (PLAN-1) and a repeated wish (CANCEL-3)."""
    return asked.action.to not in (asked.facts.plan, asked.facts.next_plan) and closed_student_plan(asked)


def nothing_waits(asked: Asked) -> bool:
    """CANCEL-4: neither a cancel nor a pause waits."""
    return asked.facts.waiting == "none"


# Of each action the states, and the rules that may refuse it there with their conditions, in the order of looking.
Conditions = tuple[tuple[str, Callable[[Asked], bool]], ...]
BRACKETS: dict[str, tuple[str, Conditions]] = {
    "join": ("prospect cancelled", (("PLAN-4", closed_student_plan), ("JOIN-4", trial_without_method))),
    "use": ("trial paid past_due", (("FAMILY-1", use_not_shared),)),
    "keep": ("trial paid", (("CANCEL-4", nothing_waits),)),
    "change_plan": ("trial paid", (("PLAN-1", nothing_to_change), ("PLAN-4", change_to_closed_plan))),
    "add_family": ("trial paid past_due", (("FAMILY-1", no_place_in_family),)),
    "remove_family": ("trial paid past_due suspended paused", (("FAMILY-1", not_in_family),)),
}
CONDITIONS = {(do, state): found for do, (states, found) in BRACKETS.items() for state in states.split()}


def refusing_rule(asked: Asked) -> str | None:
    """Return the rule by which the specification refuses the action, or None if it is accepted."""
    place = asked.action.do, asked.facts.state
    cell = CELLS[place]
    if place in CONDITIONS:
        return next((rule for rule, holds in CONDITIONS[place] if holds(asked)), None)
    return None if cell in ("✓", "=") else cell


def agrees(asked: Asked, outcome: Accepted | Refused) -> bool:
    """Tell whether an answer is the specification's."""
    return (outcome.rule if outcome.refuses else None) == refusing_rule(asked)
