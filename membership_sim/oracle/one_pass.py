"""The pass over the entries that feeds every single-pass law at once."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from membership_sim.entries import ChargeEntry, DeclineEntry
from membership_sim.oracle.follow import FOLLOW
from membership_sim.oracle.known import BENEFIT_STATES, Known
from membership_sim.oracle.law import END, ENTRIES, Judge, Law, Violation
from membership_sim.timeline import Timeline

Judges = tuple[tuple[Judge, Law], ...]

_CHARGES: Final = (ChargeEntry, DeclineEntry)


@lru_cache(maxsize=256)
def _judges(laws: tuple[Law, ...]) -> tuple[dict[type, tuple[Judges, Judges]], Judges]:
    """Return the judges of each kind of entry, before and after it is known, and those of the end."""

    def of(kind: str, after: bool) -> Judges:
        return tuple((law.judge, law) for law in laws if kind in law.kinds and law.after == after)

    return {entry: (of(kind, False), of(kind, True)) for kind, entry in ENTRIES.items()}, of(END, False)


def one_pass(timeline: Timeline, laws: Iterable[Law]) -> list[Violation]:
    """Return what single-pass laws find wrong, in the order of the entries."""
    judges, at_the_end = _judges(tuple(laws))
    known = Known(timeline)
    found = []
    for index, entry in enumerate(timeline.entries):
        kind = type(entry)
        known.index = index
        if kind in _CHARGES:
            known.expect_charge(entry)  # type: ignore[arg-type]
        before, after = judges[kind]
        for judge, law in before:
            message = judge(entry, known)
            if message is not None:
                found.append(law.violation(timeline, entry, message))
        if entry.day > known.day:
            if known.state in BENEFIT_STATES:
                known.benefit_days += entry.day - known.day
            known.day = entry.day
        FOLLOW[kind](entry, known)
        known.seq = entry.seq
        for judge, law in after:
            message = judge(entry, known)
            if message is not None:
                found.append(law.violation(timeline, entry, message))
    if known.state in BENEFIT_STATES:
        known.benefit_days += timeline.until_day + 1 - known.day
    for judge, law in at_the_end:
        message = judge(timeline, known)
        if message is not None:
            found.append(law.violation(timeline, None, message))
    return found
