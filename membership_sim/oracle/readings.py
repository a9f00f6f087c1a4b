"""Other readings of a rule book: each listed alternative of a value, one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from membership_sim.findings import shown
from membership_sim.rulebook.book import BookValue, RuleBook, ValueStep
from membership_sim.scenario import MembershipError

_PRICES: Final = "prices."


class Reading(NamedTuple):
    """A rule book with one alternative: `text` is the value as `with` takes it, `is_assumed` that it replaces."""

    text: str
    is_assumed: bool
    book: RuleBook


def readings(book: RuleBook) -> Iterator[Reading]:
    """Yield the book under each alternative; one that the other values do not admit is left out."""
    for name, value in book.values.items():
        is_assumed = any(step.certainty == "assumed" for step in value.steps)
        for other in _others(name, value):
            try:
                changed = book.with_values({name: other})
            except MembershipError:
                continue
            yield Reading(f"{name}: {shown(other)}", is_assumed, changed)


def _others(name: str, value: BookValue) -> Iterator[Any]:
    """Yield what may stand in the place of a value: of fees a table each, with one of its own assumed fees replaced."""
    for alternative in value.alternatives:
        if not name.startswith(_PRICES):
            yield _plain(alternative)
            continue
        for step in value.steps:
            if step.certainty == "assumed":
                yield [_price(other, alternative if other is step else other.value) for other in value.steps]


def _price(step: ValueStep, fee: object) -> dict[str, object]:
    days = {"new_from": step.from_on, "renewals_from": step.renewals_from_on}
    return {"fee": fee} | {name: day for name, day in days.items() if day is not None}


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value
