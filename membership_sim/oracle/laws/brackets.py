"""What the matrix puts in brackets: when an action that its state allows is refused by what it asks for, by which rule.

Each condition looks at the action and at what is known of the member; none asks the core.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from membership_sim.entries import UseEntry
from membership_sim.oracle.laws.known import Known, another_trial_day, trial_end_day
from membership_sim.oracle.laws.prices import student_plan_is_over
from membership_sim.oracle.laws.use import SHARED
from membership_sim.rulebook.model import on
from membership_sim.scenario import Action

Condition = Callable[[Any, Known, int], bool]  # of an action, or a use, on a day


def trial_is_due(join: Action, known: Known, day: int) -> bool:
    """Tell whether a join starts a trial: the plan has one, it is not declined, and the account has one left (JOIN-1,
    JOIN-2, TRIAL-4).
    """
    if join.trial is False:
        return False
    if known.trial_used:
        first_day = another_trial_day(known, day)
        if first_day is None or day < first_day:
            return False
    return trial_end_day(known, join.plan or known.plan, day) > day


def _is_closed(plan_id: str, known: Known, day: int) -> bool:
    """Tell whether it is a student plan that the account may not hold any more (PLAN-4)."""
    plan = known.terms.plans.get(plan_id)
    return plan is not None and plan.student and student_plan_is_over(known, day)


def _joins_closed_plan(join: Action, known: Known, day: int) -> bool:
    return _is_closed(join.plan or known.plan, known, day)


def _has_no_method(join: Action, known: Known, day: int) -> bool:
    """Tell whether a trial is due, with nothing but gift balances on file (JOIN-4)."""
    is_missing = all(method.kind == "gift_balance" for method in known.methods.values())
    return is_missing and trial_is_due(join, known, day)


def _is_not_shared(use: Action | UseEntry, known: Known, day: int) -> bool:
    return use.by is not None and (use.by not in known.family or use.benefit not in SHARED)


def _has_no_place(add: Action, known: Known, day: int) -> bool:
    limit = on(known.terms.family_limit, day)
    is_full = limit is not None and len(known.family) >= limit
    return is_full or add.name in known.family or known.held_plan().student


def _is_not_listed(remove: Action, known: Known, day: int) -> bool:
    return remove.name not in known.family


def _changes_nothing(change: Action, known: Known, day: int) -> bool:
    return change.to == known.plan and known.next_plan is None


def _changes_to_closed_plan(change: Action, known: Known, day: int) -> bool:
    wanted = str(change.to)
    return wanted != known.plan and wanted != known.next_plan and _is_closed(wanted, known, day)


# Of each action the rules that may refuse it where its state allows it, with their conditions, in the order of looking;
# `keep` is apart, it asks for nothing.
CONDITIONS: Final[dict[str, tuple[tuple[str, Condition], ...]]] = {
    "join": (("PLAN-4", _joins_closed_plan), ("JOIN-4", _has_no_method)),
    "use": (("FAMILY-1", _is_not_shared),),
    "change_plan": (("PLAN-1", _changes_nothing), ("PLAN-4", _changes_to_closed_plan)),
    "add_family": (("FAMILY-1", _has_no_place),),
    "remove_family": (("FAMILY-1", _is_not_listed),),
}


def refusing_rule(do: str, asked: Action | UseEntry, known: Known, day: int) -> str | None:
    """Return the rule by which an action that its state allows is refused; None if it is accepted."""
    for rule, refuses in CONDITIONS.get(do, ()):
        if refuses(asked, known, day):
            return rule
    return None
