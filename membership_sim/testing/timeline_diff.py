"""In which entry two timelines differ first, in so few lines that pytest shows them all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

from membership_sim.entries import Entry
from membership_sim.entry_fields import entry_fields
from membership_sim.files.words import shortened
from membership_sim.findings import Fields, differences, entry_in_short
from membership_sim.scenario import Scenario
from membership_sim.show.words import because
from membership_sim.timeline import Timeline

LONGEST_TITLE: Final = 30  # characters
OF_A_SCENARIO: Final = ("title", "book", "plan", "sales_tax", "given", "wallet", "payments", "until_day", "events")


def diff_lines(seen: object, expected: object) -> list[str] | None:
    """Return how two timelines, or two sequences of entries, differ; None for anything else."""
    if isinstance(seen, Timeline) and isinstance(expected, Timeline):
        return list(_of_timelines(seen, expected))
    ours, theirs = _entries(seen), _entries(expected)
    if ours is None or theirs is None or [*ours] == [*theirs]:  # a list is no tuple, whatever is in them
        return None
    return [f"{_counted(ours)} == {_counted(theirs)}", *_of_entries(ours, theirs)]


def _entries(value: object) -> Sequence[Entry] | None:
    is_many = type(value) in (list, tuple) and all(isinstance(entry, Entry) for entry in value)  # type: ignore[attr-defined]
    return value if is_many else None  # type: ignore[return-value]


def _counted(entries: Sequence[Entry]) -> str:
    return f"{len(entries)} entr{'ies' if len(entries) != 1 else 'y'}"


def _of_timelines(seen: Timeline, expected: Timeline) -> Iterator[str]:
    """Yield the first difference of the entries and the totals, or else in what the timelines are not the same."""
    yield f"{_named(seen)} == {_named(expected)}"
    if seen.entries != expected.entries:
        yield from _of_entries(seen.entries, expected.entries)
        totals = differences(dict(expected.totals._asdict()), dict(seen.totals._asdict()))
        yield from (f"totals: {'; '.join(totals)}" for _ in totals[:1])
        yield from _reasons(seen, expected)
        return
    dates = differences(_ends(expected), _ends(seen))
    parts = list(_parts_that_differ(seen.scenario, expected.scenario))
    yield "the entries are the same"
    yield from dates
    if parts:
        yield f"the scenarios differ in {', '.join(parts)}"
    if not dates and not parts:
        yield "the facts at the start or at the end differ"


def _named(timeline: Timeline) -> str:
    return f"<Timeline {shortened(timeline.scenario.title, LONGEST_TITLE)!r}, {_counted(timeline.entries)}>"


def _ends(timeline: Timeline) -> Fields:
    return {"from": str(timeline.from_date), "until": str(timeline.until_date)}


def _parts_that_differ(seen: Scenario, expected: Scenario) -> Iterator[str]:
    for part in OF_A_SCENARIO:
        if getattr(seen, part) != getattr(expected, part):
            yield part.removesuffix("_day")


def _of_entries(seen: Sequence[Entry], expected: Sequence[Entry]) -> Iterator[str]:
    """Yield what the first entry that differs is on each side, and if it is of one kind, its fields that differ."""
    ours, theirs = _first_that_differ(seen, expected)
    yield f"expected: {_in_short(theirs)}"
    yield f"seen: {_in_short(ours)}"
    if ours is not None and theirs is not None and ours.kind == theirs.kind:
        yield "; ".join(differences(entry_fields(theirs), entry_fields(ours)))


def _first_that_differ(seen: Sequence[Entry], expected: Sequence[Entry]) -> tuple[Entry | None, Entry | None]:
    pairs = zip_longest(seen, expected)
    return next((ours, theirs) for ours, theirs in pairs if ours != theirs)


def _reasons(seen: Timeline, expected: Timeline) -> Iterator[str]:
    """Yield why the first entry that differs is there, on each side."""
    ours, theirs = _first_that_differ(seen.entries, expected.entries)
    for label, entry, timeline in (("expected", theirs, expected), ("seen", ours, seen)):
        if entry is not None:
            yield f"{label} because: {because(entry, timeline.scenario.book.currency)} [{' '.join(entry.rules)}]"


def _in_short(entry: Entry | None) -> str:
    return "nothing more" if entry is None else entry_in_short(entry_fields(entry))
