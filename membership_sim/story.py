"""Whether a story built in code can be run at all. Files find the same, and more, with the place of each problem."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import get_args

from membership_sim.member import Snapshot
from membership_sim.rulebook.model import Terms
from membership_sim.scenario import (
    DECLINE_REASONS,
    MethodKind,
    Scenario,
    ScenarioError,
    ScriptLine,
    Wallet,
    wrong_arguments,
)


def check_story(scenario: Scenario, start: Snapshot) -> None:
    """Raise ScenarioError with every problem of the start, the wallet, the script and the events of a scenario."""
    problems = [
        *snapshot_problems(start, scenario.book.base_terms),
        *script_problems(scenario.payments or ()),
        *event_problems(scenario, start.day),
    ]
    if scenario.until_day is not None and scenario.until_day < start.day:
        problems.append(f"until, {date.fromordinal(scenario.until_day)}, lies before the start of the run")
    if problems:
        raise ScenarioError(*problems)


def snapshot_problems(start: Snapshot, terms: Terms) -> Iterator[str]:
    """Yield everything about a snapshot that no life comes to, and what is wrong with its wallet."""
    newcomer = Snapshot("prospect", start.day, start.plan, wallet=start.wallet)
    if start != newcomer or start.plan not in terms.plans:  # the laws are loaded where there is something to judge
        from membership_sim.possible import impossible

        yield from map(str, impossible(start, terms))
    yield from wallet_problems(start.wallet)


def wallet_problems(wallet: Wallet) -> Iterator[str]:
    """Yield each payment method that no file could hold (PAY-2, PAY-8)."""
    seen: set[str] = set()
    for method in wallet.methods:
        if method.name in seen:
            yield f"payment method {method.name!r} is on file twice, names are unique"
        seen.add(method.name)
        if method.kind not in get_args(MethodKind):
            yield f"kind of {method.name!r} is {method.kind!r}, allowed: {', '.join(get_args(MethodKind))}"
        if type(method.amount) is not int or method.amount < 0:
            yield f"amount of {method.name!r} is {method.amount!r}, a whole number of minor units is allowed"
        if method.blocked is not None and method.blocked not in DECLINE_REASONS:
            yield f"reason of {method.name!r} is {method.blocked!r}, allowed: {', '.join(DECLINE_REASONS)}"


def script_problems(lines: tuple[ScriptLine, ...]) -> Iterator[str]:
    """Yield each scripted line that does not name one try or day, and one outcome."""
    for number, line in enumerate(lines, start=1):
        if (line.number is None) == (line.day is None):
            yield f"line {number} of payments needs a number or a day, one of them"
        if (line.decline is None) == (line.take is None):
            yield f"line {number} of payments needs decline or take, one of them"
        elif line.decline is not None and line.decline not in DECLINE_REASONS:
            yield f"reason of line {number} of payments is {line.decline!r}, allowed: {', '.join(DECLINE_REASONS)}"


def event_problems(scenario: Scenario, start_day: int) -> Iterator[str]:
    """Yield each event whose arguments are wrong, that goes back, or that lies after `until` (TIME-2)."""
    last_day, until_day = start_day, scenario.until_day
    for event in scenario.events:
        found = wrong_arguments(event.action)
        if event.day < last_day:
            back, before = date.fromordinal(event.day), date.fromordinal(last_day)
            found.append(f"dates go back to {back} after {before} (TIME-2)")
        else:
            last_day = event.day
        if until_day is not None and event.day > until_day:
            on, end = date.fromordinal(event.day), date.fromordinal(until_day)
            found.append(f"the event of {on} lies after until, {end}")
        where = f"{event.place}: " if event.place else ""
        yield from (where + problem for problem in found)
