"""The entry that a row writes about itself: the action, the refusal, the change of state, the charge, the decline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from membership_sim.entries import ActionEntry, ChargeEntry, DeclineEntry, RefusedEntry, StateEntry, UseEntry
from membership_sim.guards import asked_plan, trial_end_day, used_rule
from membership_sim.lifecycle import ACTIONS, VALUE_RULE, Effective, Row
from membership_sim.member import Owed, Step

Recorder = Callable[[Row, Step], None]
Effect = tuple[int | None, int | None]  # the day from which an action counts, the last day with benefits


def entry_kind(row: Row) -> str:
    """Return the kind of the row's own entry; "" for a due trigger that leaves the words to what follows."""
    if row.refuses:
        return "refused"
    if row.trigger == "taken":
        return "charge"
    if row.trigger == "declined":
        return "decline"
    if row.trigger == "use":
        return "use"
    if row.trigger in ACTIONS:
        return "action"
    return "state" if row.to else ""


def entry_rules(step: Step, row: Row) -> tuple[str, ...]:
    """Return the row's rules, a value's name replaced by the rule that the book gives for it."""
    if VALUE_RULE not in row.rules:
        return row.rules
    return tuple(used_rule(step) if rule == VALUE_RULE else rule for rule in row.rules)


def _ends_today(step: Step) -> Effect:
    since_day = step.facts.benefits_since_day
    return step.day, step.day - 1 if 0 < since_day < step.day else None


# From when an action counts, by the words of its row, and the last day that ends with benefits.
EFFECTIVE: Final[dict[Effective | None, Callable[[Step], Effect]]] = {
    None: lambda step: (None, None),
    "ends_today": _ends_today,
    "ended": lambda step: (step.facts.ended_day, None),
    "period_end": lambda step: (step.facts.end_day, step.facts.end_day - 1),
    "today": lambda step: (step.day, None),
    "renewal": lambda step: (step.facts.end_day if step.facts.waiting == "none" else None, None),
    "trial_end": lambda step: (trial_end_day(asked_plan(step), step.terms, step.day), None),
}


def record_action(row: Row, step: Step) -> None:
    """Write an accepted action with the day it takes effect and the last day that ends with benefits."""
    facts, action = step.facts, step.action
    effective_day, benefits_until_day = EFFECTIVE[row.effective](step)
    plan = asked_plan(step).id if action.do == "join" else facts.plan
    step.seq += 1
    step.entries.append(
        ActionEntry(
            step.seq, step.day, facts.state, entry_rules(step, row), row.id, action, plan, effective_day,
            benefits_until_day,
        )
    )  # fmt: skip


def record_refused(row: Row, step: Step) -> None:
    """Write a refused action and what is allowed now."""
    step.seq += 1
    step.entries.append(
        RefusedEntry(step.seq, step.day, step.facts.state, row.rules, row.id, step.action, step.lifecycle.allowed(step))
    )


def record_use(row: Row, step: Step) -> None:
    """Write an accepted use of a benefit."""
    action = step.action
    assert action.benefit is not None
    step.seq += 1
    step.entries.append(
        UseEntry(step.seq, step.day, step.facts.state, row.rules, row.id, action.benefit, action.by, action.value)
    )


def record_state(row: Row, step: Step) -> None:
    """Write a change of state that the calendar brought."""
    facts = step.facts
    since_day = {"paused": facts.paused_day, "suspended": facts.suspended_day}.get(step.from_state, facts.start_day)
    step.seq += 1
    step.entries.append(StateEntry(step.seq, step.day, facts.state, row.rules, row.id, step.from_state, since_day))


def money_rules(row: Row, owed: Owed) -> tuple[str, ...]:
    """Return the row's rules, and the one for added tax if there is any (BILL-3)."""
    return (*row.rules, "BILL-3") if owed.tax else row.rules


def record_charge(row: Row, step: Step) -> None:
    """Write a taken charge with the period that it pays for."""
    facts = step.facts
    owed = facts.owed
    assert owed is not None
    rules = money_rules(row, owed)
    step.seq += 1
    step.charge_seq = step.seq
    step.entries.append(
        ChargeEntry(
            step.seq, step.day, facts.state, rules, row.id, owed.amount, owed.tax, owed.plan, step.method,
            owed.start_day, owed.end_day, owed.price_from_day, owed.first_due_day, facts.tries + 1,
            step.terms.sales_tax,
        )
    )  # fmt: skip


def record_decline(row: Row, step: Step) -> None:
    """Write a declined charge with each method's reason; `attempt` counts the tries of this charge from 1."""
    facts = step.facts
    owed = facts.owed
    assert owed is not None
    rules = money_rules(row, owed)
    step.seq += 1
    step.entries.append(
        DeclineEntry(
            step.seq, step.day, facts.state, rules, row.id, owed.amount, owed.tax, owed.plan, facts.tries + 1,
            step.reasons, owed.price_from_day, owed.first_due_day, step.terms.sales_tax,
        )
    )  # fmt: skip


RECORDERS: Final[dict[str, Recorder]] = {
    "action": record_action,
    "refused": record_refused,
    "use": record_use,
    "state": record_state,
    "charge": record_charge,
    "decline": record_decline,
}
