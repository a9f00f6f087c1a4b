"""A short story in the middle of a life as a vector tells it, and what comes of it in the model."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Final, NamedTuple

from membership_sim.entry_fields import entry_fields, iso
from membership_sim.machine import LIFECYCLE, Lifecycle
from membership_sim.member import Snapshot
from membership_sim.money import NO_TAX, Rate, percentage
from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import Event, Scenario, ScenarioError
from membership_sim.scenario_fields import event_fields
from membership_sim.simulate import simulate

TITLE: Final = "A vector"
UNKNOWN_RULE: Final = "PRICE-3"  # what the rule book does not know is not guessed
STORY_FIELDS: Final = ("rulebook", "with", "sales_tax", "given", "events", "until")
_ALWAYS_TOLD: Final = ("date", "state", "plan", "wallet", "default")

Replaced = tuple[tuple[str, object], ...]  # values of a book by their names


class Story(NamedTuple):
    """Who begins where, under which book with which values replaced, and what happens up to `until_day`."""

    book: RuleBook
    replaced: Replaced
    start: Snapshot
    events: tuple[Event, ...]
    until_day: int
    sales_tax: Rate = NO_TAX

    @property
    def scenario(self) -> Scenario:
        """The story as a scenario."""
        book = self.book.with_values(dict(self.replaced)) if self.replaced else self.book
        start = self.start
        return Scenario(TITLE, book, self.events, start.plan, start.wallet, None, self.until_day, start, self.sales_tax)

    def told(self) -> dict[str, Any]:
        """Return the story with the fields of a scenario file, without the facts that do not apply."""
        told: dict[str, Any] = {"rulebook": self.book.name}
        if self.replaced:
            told["with"] = dict(self.replaced)
        if self.sales_tax.numerator:
            told["sales_tax"] = percentage(self.sales_tax)
        given = {name: fact for name, fact in self.start.to_dict().items() if not _does_not_apply(name, fact)}
        return told | {"given": given, "events": list(map(event_fields, self.events)), "until": iso(self.until_day)}


@cache
def nothing() -> Mapping[str, Any]:
    """Return the value of each fact that does not apply, which a vector leaves out."""
    facts = Snapshot("prospect", date(2025, 1, 1).toordinal(), "monthly").to_dict()
    return {name: fact for name, fact in facts.items() if name not in _ALWAYS_TOLD}


def _does_not_apply(name: str, fact: object) -> bool:
    return name in nothing() and nothing()[name] == fact


def scenario_of(told: Mapping[str, Any]) -> Scenario:
    """Return the scenario that a vector, or a request of the protocol, tells.

    Raises InputError with what is wrong in it.
    """
    fields = {name: told[name] for name in STORY_FIELDS if told.get(name)}
    given = {**nothing(), **told["given"]}
    return Scenario.from_dict(fields | {"title": TITLE, "given": given, "events": told.get("events", [])})


def outcome(scenario: Scenario, lifecycle: Lifecycle = LIFECYCLE) -> dict[str, Any]:
    """Return what comes of a story, as plain values: its entries and last state, or the rule by which nobody knows.

    Raises ScenarioError for a story that cannot be told for another reason than a fee that is not known.
    """
    try:
        timeline = simulate(scenario, lifecycle=lifecycle)
    except ScenarioError as error:
        if error.missing is None or error.missing.kind != "fee":
            raise
        return {"unknown": UNKNOWN_RULE}
    return {"entries": [entry_fields(entry) for entry in timeline.entries], "final_state": timeline.final_state}
