"""Other readings of a rule book: each listed alternative of a value or of its time zone, and two of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from membership_sim.findings import shown
from membership_sim.rulebook.book import BookValue, RuleBook, ValueStep
from membership_sim.scenario import MembershipError

_PRICES: Final = "prices."


class Reading(NamedTuple):
    """A rule book with other `values`: `text` has them as `with` takes them; `is_assumed` what they replace.

    A `zone` is where instants get their days instead; `with` does not take it.
    """

    text: str
    is_assumed: bool
    book: RuleBook
    values: tuple[tuple[str, Any], ...] = ()
    zone: str | None = None


def readings(book: RuleBook) -> Iterator[Reading]:
    """Yield the book under each alternative; one that the other values do not admit is left out."""
    for zone in book.time_zone_alternatives:
        is_assumed = book.time_zone_certainty == "assumed"
        yield Reading(f"time_zone: {zone}", is_assumed, replace(book, time_zone=zone), zone=zone)
    for name, value in book.values.items():
        is_assumed = any(step.certainty == "assumed" for step in value.steps)
        for other in _others(name, value):
            try:
                changed = book.with_values({name: other})
            except MembershipError:
                continue
            yield Reading(f"{name}: {shown(other)}", is_assumed, changed, ((name, other),))


def both(first: Reading, second: Reading, book: RuleBook) -> Reading | None:
    """Return the book under two readings at once; None for two of one value, or two that do not admit each other."""
    values = dict((*first.values, *second.values))
    if len(values) < len(first.values) + len(second.values) or (first.zone and second.zone):
        return None
    zone = first.zone or second.zone
    try:
        changed = book.with_values(values) if values else book
    except MembershipError:
        return None
    changed = replace(changed, time_zone=zone) if zone else changed
    text = f"{first.text} and {second.text}"
    return Reading(text, first.is_assumed and second.is_assumed, changed, tuple(values.items()), zone)


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
