"""Whether a story built in code can be run at all. Files find the same, and more, with the place of each problem.

First each part of the scenario is compared with its type; then the parts that are right are compared with each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, Final

from membership_sim.edge import refuse
from membership_sim.member import Snapshot
from membership_sim.money import Rate
from membership_sim.payments import file_action, misfit, misplaced
from membership_sim.rulebook.book import RuleBook
from membership_sim.rulebook.model import Terms
from membership_sim.scenario import (
    FIRST_YEAR,
    LAST_YEAR,
    Action,
    Event,
    Expected,
    Place,
    Scenario,
    ScriptLine,
    Wallet,
    names_known,
    wrong_arguments,
)
from membership_sim.typed import fits, shown, wrong_values

# What each part of a scenario is; of the events each is looked at by itself.
PARTS: Final[dict[str, Any]] = {
    "title": str,
    "book": RuleBook,
    "events": tuple[Event, ...],
    "plan": str,
    "wallet": Wallet,
    "payments": tuple[ScriptLine, ...] | None,
    "until_day": int | None,
    "given": Snapshot | None,
    "sales_tax": Rate,
    "expected": Expected | None,
}

DAYS: Final = range(date(FIRST_YEAR, 1, 1).toordinal(), date(LAST_YEAR, 12, 31).toordinal() + 1)

FITS: Final[dict[str, Callable[[Any], bool]]] = {
    **{part: fits(hint) for part, hint in PARTS.items()},
    "events": lambda events: type(events) is tuple and all(map(_is_event, events)),
    "until_day": lambda day: day is None or _is_day(day),
    "expected": lambda expected: expected is None or type(expected) is Expected,  # a run has no use for what is in it
}


def check_story(scenario: Scenario) -> None:
    """Raise ScenarioError with every problem of a scenario."""
    refuse(story_problems(scenario))


def story_problems(scenario: Scenario, names: dict[str, str] | None = None) -> Iterator[str]:
    """Yield what keeps a scenario from being run; `names` is what the caller calls its parts, where it differs."""
    wrong = {part for part in PARTS if not FITS[part](getattr(scenario, part))}
    for part in PARTS:
        if part in wrong:
            yield from _wrong_part(part, getattr(scenario, part), (names or {}).get(part, part))
    for check, parts in CHECKS:
        if wrong.isdisjoint(parts):
            yield from check(scenario)


def _wrong_part(part: str, value: Any, path: str) -> Iterator[str]:
    """Yield what in a part is not of its type."""
    if part == "until_day":
        yield from wrong_day(value, path)
    elif part == "events" and isinstance(value, tuple):
        for index, event in enumerate(value):
            if not _is_event(event):
                wrong = list(wrong_values(event, Event, f"events[{index}]"))
                yield from wrong or wrong_day(event.day, f"events[{index}].day")
    else:
        yield from wrong_values(value, PARTS[part], path)


def _is_day(day: object) -> bool:
    return type(day) is int and day in DAYS


def _is_event(event: object) -> bool:
    """Tell whether something is an event; whether its action has the arguments that it needs is another question."""
    return (
        type(event) is Event
        and type(event.action) is Action
        and _is_day(event.day)
        and (event.refused is False or fits(bool | str)(event.refused))
        and (event.place is None or type(event.place) is Place)
    )


def wrong_day(day: object, path: str) -> Iterator[str]:
    """Yield the problem of what is no number of a day that a story may name."""
    wrong = list(wrong_values(day, int, path, is_day=True))
    yield from wrong
    if not wrong and day not in DAYS:
        yield f"{path} is the number of a day outside of the years {FIRST_YEAR} to {LAST_YEAR}, those are allowed"


def _plan_problems(scenario: Scenario) -> Iterator[str]:
    if scenario.given is None:
        yield from plan_problems((scenario.plan,), scenario.book.base_terms)


def _wallet_problems(scenario: Scenario) -> Iterator[str]:
    if scenario.given is None:
        yield from wallet_problems(scenario.wallet)


def _given_problems(scenario: Scenario) -> Iterator[str]:
    if scenario.given is not None:
        yield from snapshot_problems(scenario.given, scenario.book.base_terms)


def snapshot_problems(start: Snapshot, terms: Terms) -> Iterator[str]:
    """Yield what no life comes to in a snapshot whose facts are of the right types, and what its wallet cannot hold."""
    from membership_sim.possible import impossible  # loaded only where there is a start to judge

    plans = {"plan": start.plan, "next_plan": start.next_plan, "owed.plan": start.owed.plan if start.owed else None}
    unknown = [fact for fact, plan in plans.items() if plan is not None and plan not in terms.plans]
    yield from plan_problems(plans.values(), terms)
    yield from map(str, impossible(start, terms, unknown))
    yield from wallet_problems(start.wallet)


def plan_problems(plans: Iterable[str | None], terms: Terms) -> Iterator[str]:
    """Yield each plan that the rule book does not have."""
    for plan in dict.fromkeys(plans):
        if plan is not None and plan not in terms.plans:
            yield f"unknown plan {shown(plan)}, the rule book has {', '.join(terms.plans)}"


def wallet_problems(wallet: Wallet) -> Iterator[str]:
    """Yield what no wallet of a file could hold (PAY-8); without a mark its first method is the default."""
    names = [method.name for method in wallet.methods]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield f"payment method {shown(name)} is on file {names.count(name)} times, names are unique"
    yield from filter(None, map(misplaced, wallet.methods))
    if wallet.default not in (None, Wallet().default, *names):
        yield f"unknown payment method {shown(wallet.default)} as default, on file: {', '.join(names) or 'nothing'}"


def _tax_problems(scenario: Scenario) -> Iterator[str]:
    if scenario.sales_tax.denominator == 0:
        yield "sales_tax has the denominator 0, allowed: a whole number, 1 or more"
    elif scenario.sales_tax.numerator and scenario.book.tax != "added":
        yield f"sales_tax beside the rule book {scenario.book.name}, whose fees include tax"


def _script_problems(scenario: Scenario) -> Iterator[str]:
    """Yield each line that does not name one try or day and one outcome, or that takes by what is never on file."""
    if not scenario.payments:
        return
    names = names_known(scenario.first_wallet, scenario.events)
    for index, line in enumerate(scenario.payments):
        where = f"payments[{index}]"
        if (line.number is None) == (line.day is None):
            yield f"{where} needs a number or a day, one of them"
        if (line.decline is None) == (line.take is None):
            yield f"{where} needs decline or take, one of them"
        if line.take is not None and line.take not in names:
            yield f"unknown payment method {shown(line.take)} in {where}, on file: {', '.join(names) or 'nothing'}"


def _event_problems(scenario: Scenario) -> Iterator[str]:
    """Yield each event whose arguments are wrong, that goes back, or that lies after `until` (TIME-2)."""
    start_day = scenario.given.day if scenario.given else scenario.events[0].day if scenario.events else 0
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
    if until_day is not None and until_day < start_day:
        yield f"until, {date.fromordinal(until_day)}, lies before the start of the run"


def _wallet_action_problems(scenario: Scenario) -> Iterator[str]:
    """Yield each wallet action that does not fit what is on file by then, as long as that is known (PAY-8)."""
    on_file = {method.name: method.kind for method in scenario.first_wallet.methods}
    for event in scenario.events:
        action = event.action
        if action.name is None and action.method is None:
            continue
        if wrong_arguments(action):
            return
        problem = misfit(on_file, action)
        if problem:
            yield f"{event.place}: {problem}" if event.place else problem
        else:
            file_action(on_file, action)


# Each check of what the parts say about each other, and the parts that must be right for it.
CHECKS: Final[tuple[tuple[Callable[[Scenario], Iterator[str]], tuple[str, ...]], ...]] = (
    (_plan_problems, ("book", "plan")),
    (_wallet_problems, ("wallet",)),
    (_given_problems, ("book", "given")),
    (_tax_problems, ("book", "sales_tax")),
    (_script_problems, ("payments", "wallet", "given", "events")),
    (_event_problems, ("events", "until_day", "given")),
    (_wallet_action_problems, ("events", "wallet", "given")),
)
