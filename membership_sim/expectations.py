"""Whether a timeline is what its scenario expects: an entry for each expectation, and for each event its fate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from membership_sim.entries import Entry, RefusedEntry, entry_fields
from membership_sim.lifecycle import BENEFIT_STATES
from membership_sim.machine import LIFECYCLE, Accepted, Lifecycle, Refused
from membership_sim.matching import match
from membership_sim.scenario import Event, Expectation, Expected, Place, Scenario
from membership_sim.simulate import simulate
from membership_sim.timeline import Timeline

_DAY_FIELDS: Final = ("state", "benefits")  # without a kind, these are asked of the end of the day
Fields = dict[str, object]


class Finding(NamedTuple):
    """One thing that is not as expected, with its place in the file, and the difference line by line."""

    place: Place | None
    message: str
    difference: tuple[str, ...] = ()

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return "\n".join((where + self.message, *(f"    {line}" for line in self.difference)))


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
    wanted = {index: asked for index, item in enumerate(expected.entries) if (asked := _asked_of_entry(item))}
    by_day: dict[int, list[int]] = {}
    for number, entry in enumerate(timeline.entries):
        by_day.setdefault(entry.day, []).append(number)
    candidates = {
        index: [
            number
            for number in by_day.get(expected.entries[index].day, ())
            if not differences(asked, by_entry[number])
        ]
        for index, asked in wanted.items()
    }
    listed = {number for number, entry in enumerate(timeline.entries) if entry.kind in expected.complete}
    matches = match(candidates, listed)
    found: list[Finding] = []
    for index, item in enumerate(expected.entries):
        found += _check_day(timeline, item)
        if index in wanted and index not in matches:
            free = [number for number in range(len(by_entry)) if number not in matches.values()]
            found.append(_missing(item, wanted[index], [by_entry[number] for number in free]))
    for number in sorted(listed - set(matches.values())):
        message = f"{_about(by_entry[number])} is not listed, though `complete` names its kind"
        found.append(Finding(expected.place, message))
    return (*found, *_check_totals(timeline, expected))


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


def differences(asked: Fields, seen: Fields) -> list[str]:
    """Return a line for each field that is not as asked."""
    return [
        f"{name}: expected {_shown(value)}, seen {_shown(seen[name]) if name in seen else 'no such field'}"
        for name, value in asked.items()
        if name not in seen or seen[name] != value or type(seen[name]) is not type(value)
    ]


def _check_day(timeline: Timeline, item: Expectation) -> Iterator[Finding]:
    """Yield findings for the state and the benefits at the end of the day."""
    fields = dict(item.fields)
    asked: Fields = {} if "kind" in fields else {name: fields[name] for name in _DAY_FIELDS if name in fields}
    if not asked:
        return
    on = date.fromordinal(item.day)
    try:
        state = timeline.state_on(on)
    except ValueError as error:
        yield Finding(item.place, str(error))
        return
    seen: Fields = {"state": state, "benefits": state in BENEFIT_STATES}
    if "benefits" in asked:
        asked["benefits"] = asked["benefits"] in (True, "yes")
    lines = differences(asked, seen)
    if lines:
        yield Finding(item.place, f"the end of {on} is not as expected", tuple(lines))


def _missing(item: Expectation, asked: Fields, free: Sequence[Fields]) -> Finding:
    """Return the finding for an expectation without an entry, with the nearest one that serves no other."""
    on = str(date.fromordinal(item.day))
    kind = asked.get("kind", "entry")
    message = f"no {kind} of {on} is as expected"
    nearest = _nearest(free, lambda fields: fields["date"] == on, asked)
    if nearest is not None and ("kind" not in asked or nearest["kind"] == kind):
        return Finding(item.place, message, (f"nearest: {_about(nearest)}", *differences(asked, nearest)))
    wanted = ", ".join(f"{name} {_shown(value)}" for name, value in asked.items() if name != "kind")
    found = [f"expected: {kind}{': ' if wanted else ''}{wanted}"]
    elsewhere = _nearest(free, lambda fields: fields["date"] != on, asked)
    if elsewhere is not None and not differences(asked, elsewhere):
        found.append(f"but there is one on another day: {_about(elsewhere)}")
    elif not any(fields["date"] == on for fields in free):
        found.append(f"seen: nothing on {on} that serves no other expectation")
    else:
        found.append(f"seen: {', '.join(_about(fields) for fields in free if fields['date'] == on)}")
    return Finding(item.place, message, tuple(found))


def _nearest(free: Sequence[Fields], fits: Callable[[Fields], bool], asked: Fields) -> Fields | None:
    """Return the entry with the fewest differences, one of the kind that was asked for if there is one."""

    def distance(fields: Fields) -> tuple[bool, int]:
        return "kind" in asked and fields["kind"] != asked["kind"], len(differences(asked, fields))

    return min((fields for fields in free if fits(fields)), key=distance, default=None)


def _check_totals(timeline: Timeline, expected: Expected) -> Iterator[Finding]:
    seen: Fields = dict(timeline.totals._asdict())
    lines = differences(dict(expected.totals), seen)
    if lines:
        yield Finding(expected.place, "the totals are not as expected", tuple(lines))
    if expected.final_state not in (None, timeline.final_state):
        lines = differences({"final_state": expected.final_state}, {"final_state": timeline.final_state})
        yield Finding(expected.place, "the end of the run is not as expected", tuple(lines))


def _about(fields: Fields) -> str:
    amount = f" of {fields['amount']}" if "amount" in fields else ""
    name = fields.get("action") or fields.get("notice") or fields.get("benefit")
    return f"entry {fields['seq']}, {fields['kind']}{f' {name}' if name else ''}{amount} on {fields['date']}"


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_shown(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_shown, value)) + "]"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "null" if value is None else str(value)
