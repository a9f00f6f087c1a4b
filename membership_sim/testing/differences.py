"""In which entry two timelines differ first, in a few lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from membership_sim.entries import Entry
from membership_sim.entry_fields import entry_fields
from membership_sim.findings import Fields, differences, entry_in_short
from membership_sim.money import Currency
from membership_sim.scenario import Scenario
from membership_sim.show.words import because
from membership_sim.timeline import Timeline

OF_A_SCENARIO: Final = ("title", "book", "plan", "sales_tax", "given", "wallet", "payments", "until_day", "events")


def difference_lines(seen: object, expected: object) -> list[str] | None:
    """Return how two timelines, or two sequences of entries, differ; None for anything else."""
    if isinstance(seen, Timeline) and isinstance(expected, Timeline):
        return list(_of_timelines(seen, expected))
    ours, theirs = _entries(seen), _entries(expected)
    if ours is None or theirs is None or not (ours or theirs):
        return None
    return [f"{_counted(ours)} == {_counted(theirs)}", *_of_entries(ours, theirs, None, None)]


def _entries(value: object) -> Sequence[Entry] | None:
    is_many = isinstance(value, list | tuple) and all(isinstance(entry, Entry) for entry in value)
    return value if is_many and type(value) in (list, tuple) else None  # type: ignore[return-value]


def _counted(entries: Sequence[Entry]) -> str:
    return f"{len(entries)} entr{'ies' if len(entries) != 1 else 'y'}"


def _of_timelines(seen: Timeline, expected: Timeline) -> Iterator[str]:
    """Yield the first difference of the entries and the totals, or else in what the timelines are not the same."""
    yield f"{seen!r} == {expected!r}"
    if seen.entries != expected.entries:
        currencies = (seen.scenario.book.currency, expected.scenario.book.currency)
        yield from _of_entries(seen.entries, expected.entries, *currencies)
        totals = differences(dict(expected.totals._asdict()), dict(seen.totals._asdict()))
        yield from (f"total {line}" for line in totals)
        return
    yield "the entries are the same"
    dates = differences(_ends(expected), _ends(seen))
    parts = list(_parts_that_differ(seen.scenario, expected.scenario))
    yield from dates
    if parts:
        yield f"the scenarios differ in {', '.join(parts)}"
    if not dates and not parts:
        yield "the facts at the start or at the end differ"


def _ends(timeline: Timeline) -> Fields:
    return {"from": str(timeline.from_date), "until": str(timeline.until_date)}


def _parts_that_differ(seen: Scenario, expected: Scenario) -> Iterator[str]:
    for part in OF_A_SCENARIO:
        if getattr(seen, part) != getattr(expected, part):
            yield part.removesuffix("_day")


def _of_entries(
    seen: Sequence[Entry], expected: Sequence[Entry], currency: Currency | None, other_currency: Currency | None
) -> Iterator[str]:
    """Yield what the first entry that differs is on each side, field by field, and why it is there."""
    count = next((n for n, (ours, theirs) in enumerate(zip(seen, expected, strict=False)) if ours != theirs), None)
    if count is None:
        count = min(len(seen), len(expected))
    ours = seen[count] if count < len(seen) else None
    theirs = expected[count] if count < len(expected) else None
    yield f"the first {count} are the same, then" if count else "already the first differs"
    yield f"expected: {_in_short(theirs)}"
    yield f"seen: {_in_short(ours)}"
    if ours is not None and theirs is not None:
        yield from (f"    {line}" for line in differences(entry_fields(theirs), entry_fields(ours)))
    for label, entry, of in (("expected", theirs, other_currency), ("seen", ours, currency)):
        if entry is not None and of is not None:
            yield f"{label} because: {because(entry, of)} [{' '.join(entry.rules)}]"


def _in_short(entry: Entry | None) -> str:
    return "nothing more" if entry is None else entry_in_short(entry_fields(entry))
