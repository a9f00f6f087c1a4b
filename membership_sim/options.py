"""The member's question: for each action allowed now, what is charged and refunded, and when do benefits stop.

Each option is simulated on a copy of the member; nothing is worked out beside the machine.
"""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from membership_sim.calendar import anchored_day
from membership_sim.due import NEVER, next_due
from membership_sim.entries import ChargeEntry, DeclineEntry, Entry, RefundEntry, StateEntry
from membership_sim.lifecycle import ACTIONS, BENEFIT_STATES
from membership_sim.machine import candidates
from membership_sim.rulebook.model import SHORTEST_MONTH
from membership_sim.scenario import Action, Missing, ScenarioError, State
from membership_sim.simulate import Run

LOOK_AHEAD_PERIODS: Final = 2  # of the longest plan: a membership that still has benefits then goes on


class Option(NamedTuple):
    """What one action would do, if nothing else is done after it; amounts in minor units.

    `charged` and `refunded` are those of the day itself; `declined` says that a charge of that day would be declined.
    `next_charge_on` is the first charge after it and `next_amount` what it takes; None when none comes.
    `benefits_until` is the last day with benefits; None with `benefits_go_on` while they do, else there are none.
    `last_safe_on` is the last day, before the next charge or change of state, on which the same action would still be
    allowed and move the same money.

    `unknown` names a fee, or holidays, that the rule book does not have and the action needs, that day or later
    (PRICE-3). What would come after it is not told: no charge, and `benefits_go_on` is None unless they end before.
    Of an action that needs it that very day everything else is None. `missing` is the same in parts.
    """

    action: Action
    charged: int | None = None
    refunded: int | None = None
    declined: bool | None = None
    state: State | None = None
    next_charge_on: date | None = None
    next_amount: int | None = None
    benefits_until: date | None = None
    benefits_go_on: bool | None = None
    last_safe_on: date | None = None
    unknown: str | None = None
    missing: Missing | None = None


def options(run: Run) -> list[Option]:
    """Return every option of the member at this moment of the run, which stays untouched.

    Two actions that do the same, one of them with fewer arguments, are one option: without a trial to come, a join is
    the same with and without `trial: no`.
    """
    safe_day = last_quiet_day(run)
    found: list[Option] = []
    for do in ACTIONS:
        for action in candidates(run.step, do):
            option = try_option(run, action, safe_day)
            if option is not None and not any(_tells_it(other, option) for other in found):
                found.append(option)
    return found


def _tells_it(shorter: Option, option: Option) -> bool:
    """Tell whether another option does the same with no other arguments than these."""
    arguments = zip(shorter.action, option.action, strict=True)
    return shorter[1:] == option[1:] and all(theirs in (None, own) for theirs, own in arguments)


def try_option(run: Run, action: Action, safe_day: int | None) -> Option | None:
    """Return what the action would do today; None when it is refused."""
    today = run.facts.day
    copy = run.copy()
    try:
        if copy.act(today, action).refuses:
            return None
    except ScenarioError as error:
        return Option(action, unknown=_unknown(error), missing=error.missing)
    entries = list(copy.step.entries)
    state = copy.facts.state
    later, stopped_by = _look_ahead(copy, _horizon_day(run))
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
        None if go_on and stopped_by else go_on,
        _last_alike(run, action, safe_day, _money(entries)),
        _unknown(stopped_by) if stopped_by else None,
        stopped_by.missing if stopped_by else None,
    )


def _look_ahead(run: Run, horizon_day: int) -> tuple[list[Entry], ScenarioError | None]:
    """Advance to the horizon; return the entries, and what is not known if that ends the way, on a day left out."""
    count = len(run.step.entries)
    try:
        run.advance(horizon_day)
    except ScenarioError as error:
        return [entry for entry in run.step.entries[count:] if entry.day < run.facts.day], error
    return run.step.entries[count:], None


def _unknown(error: ScenarioError) -> str:
    return ", ".join(error.problems)


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
        try:
            refused = copy.act(day, action).refuses
        except ScenarioError:  # nobody knows what it would move on that day
            continue
        if not refused and _money(copy.step.entries) == money:
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
