"""The member's question: for each action allowed now, what is charged and refunded, and when do benefits stop.

Each option is simulated on a copy of the member; nothing is worked out beside the machine.
"""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from membership_sim.calendar import SHORTEST_MONTH, anchored_day
from membership_sim.due import NEVER, next_due
from membership_sim.entries import ChargeEntry, DeclineEntry, Entry, RefundEntry, StateEntry
from membership_sim.lifecycle import ACTIONS, BENEFIT_STATES
from membership_sim.machine import candidates
from membership_sim.scenario import Action, ScenarioError, State
from membership_sim.simulate import Run

LOOK_AHEAD_PERIODS: Final = 2  # of the longest plan: a membership that still has benefits then goes on


class Option(NamedTuple):
    """What one action would do, if nothing else is done after it; amounts in minor units.

    `charged` and `refunded` are those of the day itself; `declined` says that a charge of that day would be declined.
    `next_charge_on` is the first charge after it and `next_amount` what it takes; None when none comes.
    `benefits_until` is the last day with benefits; None with `benefits_go_on` while they do, else there are none.
    `last_safe_on` is the last day, before the next charge or change of state, on which the same action would still be
    allowed and move the same money.
    """

    action: Action
    charged: int
    refunded: int
    declined: bool
    state: State
    next_charge_on: date | None
    next_amount: int | None
    benefits_until: date | None
    benefits_go_on: bool
    last_safe_on: date | None


def options(run: Run) -> list[Option]:
    """Return every option of the member at this moment of the run, which stays untouched.

    What needs a fee or holidays that the rule book does not know is no option.
    """
    safe_day = last_quiet_day(run)
    found = []
    for do in ACTIONS:
        for action in candidates(run.step, do):
            try:
                option = try_option(run, action, safe_day)
            except ScenarioError:  # it needs a fee, or holidays, that the rule book does not know (PRICE-3)
                continue
            if option is not None:
                found.append(option)
    return found


def try_option(run: Run, action: Action, safe_day: int | None) -> Option | None:
    """Return what the action would do today; None when it is refused."""
    today = run.facts.day
    copy = run.copy()
    if copy.act(today, action).refuses:
        return None
    entries = list(copy.step.entries)
    state = copy.facts.state
    copy.advance(_horizon_day(run))
    later = copy.step.entries[len(entries) :]
    next_charge = next((entry for entry in later if isinstance(entry, ChargeEntry)), None)
    until_day, go_on = _benefits(state, later)
    return Option(
        action,
        *_money(entries),
        any(isinstance(entry, DeclineEntry) for entry in entries),
        state,
        date.fromordinal(next_charge.day) if next_charge else None,
        next_charge.amount if next_charge else None,
        date.fromordinal(until_day) if until_day else None,
        go_on,
        _last_alike(run, action, safe_day, _money(entries)),
    )


def last_quiet_day(run: Run) -> int | None:
    """Return the day before the next charge, decline or change of state if nothing is done; None when none comes."""
    copy = run.copy()
    while next_due(copy.facts, copy.terms)[0] < NEVER:
        due_day = next_due(copy.facts, copy.terms)[0]
        try:
            copy.advance(due_day)
        except ScenarioError:
            return due_day - 1
        for entry in copy.step.entries:
            if isinstance(entry, ChargeEntry | DeclineEntry | StateEntry):
                return entry.day - 1
    return None


def _last_alike(run: Run, action: Action, safe_day: int | None, money: tuple[int, int]) -> date | None:
    """Return the last day, up to the safe one, on which the action would move the same money, tried on copies."""
    if safe_day is None:
        return None
    for day in range(safe_day, run.facts.day - 1, -1):
        copy = run.copy()
        if not copy.act(day, action).refuses and _money(copy.step.entries) == money:
            return date.fromordinal(day)
    return None


def _money(entries: list[Entry]) -> tuple[int, int]:
    """Return what the entries charge and what they refund."""
    charged = sum(entry.amount for entry in entries if isinstance(entry, ChargeEntry))
    return charged, sum(entry.amount for entry in entries if isinstance(entry, RefundEntry))


def _horizon_day(run: Run) -> int:
    """Return the day up to which an option is followed."""
    plans = run.terms.plans.values()
    months = max(plan.months + plan.days // SHORTEST_MONTH + 1 for plan in plans)
    return anchored_day(run.facts.day, LOOK_AHEAD_PERIODS * max(months, 12))


def _benefits(state: State, later: list[Entry]) -> tuple[int | None, bool]:
    """Return the last day of the benefits that `state` gives, and whether they go on past the horizon instead."""
    if state not in BENEFIT_STATES:
        return None, False
    end_day = next((entry.day for entry in later if entry.state not in BENEFIT_STATES), None)
    return (None, True) if end_day is None else (end_day - 1, False)
