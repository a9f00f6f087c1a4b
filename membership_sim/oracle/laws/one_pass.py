"""The pass over the entries that feeds every single-pass law at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from membership_sim.entries import ActionEntry, ChargeEntry, DeclineEntry, Entry
from membership_sim.oracle.laws.follow import FOLLOW
from membership_sim.oracle.laws.known import Known
from membership_sim.oracle.laws.law import END, ENTRIES, EntryJudge, Law, Violation
from membership_sim.oracle.states import BENEFIT_STATES
from membership_sim.scenario import ARGUMENTS, STATES
from membership_sim.timeline import Timeline

EntryJudges = tuple[EntryJudge, ...]

_CHARGES: Final = (ChargeEntry, DeclineEntry)


class Judges(NamedTuple):
    """Who judges what: by the kind of entry, before it (by the state) and after it is known, and at the end; accepted
    actions by the state and their name.
    """

    of_entries: dict[type, tuple[Mapping[str, EntryJudges], EntryJudges]]
    of_actions: dict[tuple[str, str], EntryJudges]
    at_the_end: EntryJudges
    laws: Mapping[EntryJudge, Law]


def judges_of(laws: Sequence[Law]) -> Judges:
    """Return the judges of single-pass laws."""

    def bench(kind: str, after: bool, state: str = "", do: str = "") -> EntryJudges:
        sitting = (law for law in laws if kind in law.kinds and law.after == after)
        here = (law for law in sitting if after or kind == END or state in law.states)
        return tuple(law.judge for law in here if not do or do in law.actions)

    of_entries: dict[type, tuple[Mapping[str, EntryJudges], EntryJudges]] = {
        entry: ({state: bench(kind, False, state) for state in STATES}, bench(kind, True))
        for kind, entry in ENTRIES.items()
    }
    of_actions: dict[tuple[str, str], EntryJudges] = {
        (state, do): bench("action", False, state, do) for state in STATES for do in ARGUMENTS
    }
    return Judges(of_entries, of_actions, bench(END, False), {law.judge: law for law in laws})


def one_pass(timeline: Timeline, judges: Judges) -> Iterator[Violation]:
    """Yield what single-pass laws find wrong, in the order of the entries."""
    of_entries, of_actions = judges.of_entries, judges.of_actions
    known = Known(timeline)

    def told(judge: EntryJudge, entry: Entry | None) -> Violation:
        message = judge(timeline if entry is None else entry, known) or ""  # asked again: almost none is ever told
        return judges.laws[judge].violation(timeline, entry, message)

    for index, entry in enumerate(timeline.entries):
        kind = type(entry)
        known.index = index
        before, after = of_entries[kind]
        if kind is ActionEntry:
            bench = of_actions[known.state, entry.action.do]  # type: ignore[union-attr]
        else:
            if kind in _CHARGES:
                known.expect_charge(entry)  # type: ignore[arg-type]
            bench = before[known.state]
        for judge in bench:
            if judge(entry, known) is not None:
                yield told(judge, entry)
        if (day := entry.day) > known.day:
            if known.state in BENEFIT_STATES:
                known.benefit_days += day - known.day
            known.day = day
        FOLLOW[kind](entry, known)
        known.seq = entry.seq
        for judge in after:
            if judge(entry, known) is not None:
                yield told(judge, entry)
    if known.state in BENEFIT_STATES:
        known.benefit_days += timeline.until_day + 1 - known.day
    for judge in judges.at_the_end:
        if judge(timeline, known) is not None:
            yield told(judge, None)
