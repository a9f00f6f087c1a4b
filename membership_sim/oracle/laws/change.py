"""Other stories made from one: moved in time, with other prices, or with fewer or more events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

from membership_sim.rulebook.model import Terms
from membership_sim.scenario import Event, Scenario, names_known

T = TypeVar("T")
Change = Callable[[str, int], int]  # of a whole number in a field of this name

ERA_DAYS: Final = 146_097  # 400 years: the calendar's own period, weekdays included

# Fields that hold a day although their names do not end in `day`; 0 and None mean "does not apply".
_DAYS: Final = frozenset(("day", "month", "expires", "until", "new_from", "renewals_from"))
# Fields that hold an amount; `value` is a use's.
_AMOUNTS: Final = frozenset(("amount", "tax", "fee", "value", "used_value"))


def is_day(name: str) -> bool:
    """Tell whether a field of the story, of a snapshot or of an entry holds a day."""
    return name in _DAYS or name.endswith("_day")


def changed(value: T, change: Change) -> T:
    """Return a copy of named tuples all the way down, each whole number in a named field put through `change`.

    What is no named tuple keeps its values: the dated steps of `Terms` are changed by `moved_terms`.
    """
    return cast(T, _changed("", value, change))


def _changed(name: str, value: Any, change: Change) -> Any:
    if type(value) is int:
        return change(name, value)
    if hasattr(value, "_fields"):
        return value._make([_changed(field, part, change) for field, part in zip(value._fields, value, strict=True)])
    if type(value) is tuple:
        return tuple(_changed("", part, change) if hasattr(part, "_fields") else part for part in value)
    return value


def shift_days(days: int) -> Change:
    """Return the change that moves every day."""
    return lambda name, value: value + days if value and is_day(name) else value


def scale_amounts(factor: int) -> Change:
    """Return the change that multiplies every amount."""
    return lambda name, value: value * factor if name in _AMOUNTS else value


def with_story(scenario: Scenario, change: Change, terms: Terms) -> Scenario:
    """Return the scenario with its events, wallet, script and start changed, under changed terms."""
    return scenario._replace(
        book=scenario.book.with_terms(terms),
        events=tuple(changed(event, change) for event in scenario.events),
        wallet=changed(scenario.wallet, change),
        payments=None if scenario.payments is None else changed(scenario.payments, change),
        given=None if scenario.given is None else changed(scenario.given, change),
        until_day=None if scenario.until_day is None else change("until_day", scenario.until_day),
        expected=None,
    )


def moved(scenario: Scenario, days: int) -> Scenario:
    """Return the scenario on other days, its rule book and its public holidays with it."""
    return with_story(scenario, shift_days(days), moved_terms(scenario.book.base_terms, days))


def moved_terms(terms: Terms, days: int) -> Terms:
    """Return terms whose prices, dated values and public holidays lie on other days."""

    def dated(steps: Any) -> Any:
        return tuple((day + days, value) for day, value in steps)

    values: dict[str, Any] = {}
    for name, value in terms._asdict().items():
        if name == "plans":
            values[name] = {id: changed(plan, shift_days(days)) for id, plan in value.items()}
        elif name == "holidays":
            first_day, end_day = value.first_day + days, value.end_day + days
            moved_days = frozenset(day + days for day in value.days)
            values[name] = value._replace(first_day=first_day, end_day=end_day, days=moved_days)
        elif name == "refund_used":
            values[name] = {plan: dated(steps) for plan, steps in value.items()}
        elif isinstance(value, tuple) and not hasattr(value, "_fields"):
            values[name] = dated(value)
    return terms._replace(**values)


def scaled(scenario: Scenario, factor: int) -> Scenario:
    """Return the scenario with every price and amount multiplied."""
    change = scale_amounts(factor)
    terms = scenario.book.base_terms
    plans = {id: changed(plan, change) for id, plan in terms.plans.items()}
    return with_story(scenario, change, terms._replace(plans=plans))


def with_events(scenario: Scenario, events: tuple[Event, ...], until_day: int | None) -> Scenario:
    """Return the scenario with other events, to the end of a day."""
    return scenario._replace(events=events, until_day=until_day, expected=None)


def stands_alone(scenario: Scenario) -> bool:
    """Tell whether a part of a story still knows every method that its script takes by."""
    names = names_known(scenario.first_wallet, scenario.events)
    return all(line.take is None or line.take in names for line in scenario.payments or ())
