"""Whether a timeline is what its scenario expects: an entry for each expectation, and for each event its fate."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from membership_sim.entries import Entry, RefusedEntry
from membership_sim.entry_fields import entry_fields
from membership_sim.expected_days import ExpectedDay, FreeEntries
from membership_sim.findings import Fields, Finding, differences, entries_in_short, entry_in_short, shown
from membership_sim.lifecycle import BENEFIT_STATES
from membership_sim.machine import LIFECYCLE, Accepted, Lifecycle, Refused
from membership_sim.matching import bits
from membership_sim.scenario import Event, Expectation, Expected, Scenario, State
from membership_sim.simulate import simulate
from membership_sim.timeline import Timeline

__all__ = ["Finding", "Verdict", "check", "check_events", "judge", "run"]

_DAY_FIELDS: Final = ("state", "benefits")  # without a kind, these are asked of the end of the day


class Verdict(NamedTuple):
    """A scenario's timeline, and everything in it that was not expected."""

    timeline: Timeline
    findings: tuple[Finding, ...]


def run(scenario: Scenario, lifecycle: Lifecycle = LIFECYCLE) -> Verdict:
    """Simulate a scenario; findings are its refusals that were not expected, and the expected ones that did not come.

    Raises ScenarioError for a story that cannot be run.
    """
    fates: list[tuple[Event, Accepted | Refused]] = []
    timeline = simulate(scenario, lifecycle=lifecycle, on_event=lambda event, outcome: fates.append((event, outcome)))
    return Verdict(timeline, tuple(check_events(fates, timeline.entries)))


def judge(scenario: Scenario, lifecycle: Lifecycle = LIFECYCLE) -> Verdict:
    """Simulate a scenario and check its `expect` as well."""
    timeline, findings = run(scenario, lifecycle)
    if scenario.expected is not None:
        findings += check(timeline, scenario.expected)
    return Verdict(timeline, findings)


def check_events(fates: Sequence[tuple[Event, Accepted | Refused]], entries: Sequence[Entry]) -> Iterator[Finding]:
    """Yield a finding for each event that was refused or accepted against what the file says of it."""
    refusals = iter([entry for entry in entries if isinstance(entry, RefusedEntry)])
    for event, outcome in fates:
        refused = next(refusals) if outcome.refuses else None
        about = f"{event.action.do} on {date.fromordinal(event.day)}"
        if refused is None:
            if event.refused:
                rule = "" if event.refused is True else f" by {event.refused}"
                yield Finding(event.place, f"{about} was expected to be refused{rule}, but it was accepted")
        elif not event.refused:
            allowed = ", ".join(refused.allowed) or "nothing"
            refusal = f"refused by {refused.rules[0]} in state {refused.state}"
            yield Finding(event.place, f"{about} is {refusal}, allowed now: {allowed}")
        elif event.refused not in (True, refused.rules[0]):
            yield Finding(event.place, f"{about} is refused by {refused.rules[0]}, expected was {event.refused}")


def check(timeline: Timeline, expected: Expected) -> tuple[Finding, ...]:
    """Return everything in which the timeline is not as expected, in the order of the file.

    An expectation asks for an entry of its day with all of its fields, and no entry serves two expectations. Without a
    kind, `state` and `benefits` are those at the end of the day. `complete` kinds have no entry that is not listed.
    """
    asks_words = any(name == "because" for item in expected.entries for name, _ in item.fields)
    by_entry = [fields_of(entry, timeline, asks_words) for entry in timeline.entries]
    listed = {number for number, entry in enumerate(timeline.entries) if entry.kind in expected.complete}
    wanted = {index: asked for index, item in enumerate(expected.entries) if (asked := _asked_of_entry(item))}
    days = _days(timeline, expected, wanted, by_entry)
    matches = {index: number for day in days.values() for index, number in day.match(wanted, listed).items()}
    taken = set(matches.values())
    free = FreeEntries([number for number in range(len(by_entry)) if number not in taken], by_entry)
    state_at_end = _states(timeline)
    found: list[Finding] = []
    for index, item in enumerate(expected.entries):
        found += _check_day(item, state_at_end)
        if index in wanted and index not in matches:
            found.append(_missing(item, wanted[index], days[item.day], free))
    for number in sorted(listed - taken):
        message = f"{entry_in_short(by_entry[number])} is not listed, though `complete` names its kind"
        found.append(Finding(expected.place_of(f"complete.{timeline.entries[number].kind}"), message))
    return (*found, *_check_totals(timeline, expected))


def _days(
    timeline: Timeline, expected: Expected, wanted: dict[int, Fields], by_entry: Sequence[Fields]
) -> dict[int, ExpectedDay]:
    """Return each day for which an entry is expected."""
    indexes: dict[int, list[int]] = {}
    for index in wanted:
        indexes.setdefault(expected.entries[index].day, []).append(index)
    numbers: dict[int, list[int]] = {}
    for number, entry in enumerate(timeline.entries):
        numbers.setdefault(entry.day, []).append(number)
    return {
        day: ExpectedDay(asking, numbers.get(day, []), by_entry, {name for index in asking for name in wanted[index]})
        for day, asking in indexes.items()
    }


def _states(timeline: Timeline) -> Callable[[int], State]:
    """Return how to ask for the state at the end of a day: `Timeline.state_on`, with the spans made only once."""
    spans = tuple(timeline.spans())
    starts = [span.start_day for span in spans]

    def state_at_end(day: int) -> State:
        if timeline.start.day <= day <= timeline.until_day:
            return spans[bisect_right(starts, day) - 1].state
        return timeline.state_on(date.fromordinal(day))  # which raises

    return state_at_end


def fields_of(entry: Entry, timeline: Timeline, with_words: bool = False) -> Fields:
    """Return what can be asked of an entry: its fields in the JSON, and `rule`, the deciding one."""
    fields: Fields = {**entry_fields(entry), "rule": entry.rules[0]}
    if with_words:
        from membership_sim.show.words import because

        fields["because"] = because(entry, timeline.scenario.book.currency)
    return fields


def _asked_of_entry(item: Expectation) -> Fields:
    """Return the fields that an entry must have; none are left when only the end of the day is asked for."""
    fields = dict(item.fields)
    return fields if "kind" in fields else {name: value for name, value in fields.items() if name not in _DAY_FIELDS}


def _check_day(item: Expectation, state_at_end: Callable[[int], State]) -> Iterator[Finding]:
    """Yield findings for the state and the benefits at the end of the day."""
    fields = dict(item.fields)
    asked: Fields = {} if "kind" in fields else {name: fields[name] for name in _DAY_FIELDS if name in fields}
    if not asked:
        return
    on = date.fromordinal(item.day)
    try:
        state = state_at_end(item.day)
    except ValueError as error:
        yield Finding(item.place, str(error))
        return
    seen: Fields = {"state": state, "benefits": state in BENEFIT_STATES}
    if "benefits" in asked:
        asked["benefits"] = asked["benefits"] in (True, "yes")
    lines = differences(asked, seen)
    if lines:
        yield Finding(item.place, f"the end of {on} is not as expected", tuple(lines))


def _missing(item: Expectation, asked: Fields, day: ExpectedDay, free: FreeEntries) -> Finding:
    """Return the finding for an expectation without an entry, with the nearest one that serves no other."""
    on = date.fromordinal(item.day)
    kind = asked.get("kind", "entry")
    message = f"no {kind} of {on} is as expected"
    nearest = day.nearest(asked)
    if nearest is not None:
        fields = free.by_entry[nearest]
        return Finding(item.place, message, (f"nearest: {entry_in_short(fields)}", *differences(asked, fields)))
    wanted = ", ".join(f"{name} {shown(value)}" for name, value in asked.items() if name != "kind")
    found = [f"expected: {kind}{': ' if wanted else ''}{wanted}"]
    elsewhere = free.first(asked)
    if elsewhere is not None:
        found.append(f"but there is one on another day: {entry_in_short(free.by_entry[elsewhere])}")
    elif not day.free:
        found.append(f"seen: nothing on {on} that serves no other expectation")
    else:
        others = (free.by_entry[day.numbers[place]] for place in bits(day.free))
        found.append(f"seen: {entries_in_short(others, day.free.bit_count())}")
    return Finding(item.place, message, tuple(found))


def _check_totals(timeline: Timeline, expected: Expected) -> Iterator[Finding]:
    seen: Fields = dict(timeline.totals._asdict())
    for name, value in expected.totals:
        lines = differences({name: value}, seen)
        if lines:
            yield Finding(expected.place_of(f"totals.{name}"), f"the total {name!r} is not as expected", tuple(lines))
    if expected.final_state not in (None, timeline.final_state):
        lines = differences({"final_state": expected.final_state}, {"final_state": timeline.final_state})
        yield Finding(expected.place_of("final_state"), "the end of the run is not as expected", tuple(lines))
