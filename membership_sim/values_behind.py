"""Which values of the rule book stand behind each entry, beside the rules that it cites for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from membership_sim.assumptions import values_read
from membership_sim.entries import Entry
from membership_sim.member import Snapshot
from membership_sim.moments import moments
from membership_sim.rulebook.book import RuleBook, ValueStep
from membership_sim.rulebook.model import EVERY_DAY

NamedStep: TypeAlias = tuple[str, ValueStep]  # a value's dotted name, and the step that was read

_TOLD_WITH_ANOTHER = ("refund", "notice")  # what these rest on was read for the entry before


def values_behind(
    entries: Iterable[Entry], book: RuleBook, start: Snapshot
) -> Iterator[tuple[Entry, Mapping[str, Sequence[NamedStep]]]]:
    """Yield each entry of a run from `start` with the values it rests on, by those of its rules that they belong to."""
    read: list[NamedStep] = []
    day = 0
    for entry, moment in moments(entries, book, start):
        if entry.kind not in _TOLD_WITH_ANOTHER or entry.day != day:
            read = []
        day = entry.day
        for name, asked_day in values_read(entry, moment):
            step = book.values[name].on(date.fromordinal(asked_day or EVERY_DAY))
            if step is not None and (name, step) not in read:
                read.append((name, step))
        yield entry, {rule: [its for its in read if book.values[its[0]].rule == rule] for rule in entry.rules}


def values_by_rule(
    entries: Iterable[Entry], book: RuleBook, start: Snapshot, on: date | None = None
) -> dict[str, list[NamedStep]]:
    """Return what the rules that the entries cite rest on, each step once, by rule id; of one day or of all."""
    found: dict[str, list[NamedStep]] = {}
    for entry, by_rule in values_behind(entries, book, start):
        for rule, values in by_rule.items() if on in (None, entry.on) else ():
            known = found.setdefault(rule, [])
            known += [its for its in values if its not in known]
    return found
