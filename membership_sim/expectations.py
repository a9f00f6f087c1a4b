"""Whether a timeline is what its scenario expects: an entry for each expectation, and for each event its fate."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, Final, NamedTuple, TypeAlias

from membership_sim.entries import Entry, RefusedEntry
from membership_sim.entry_fields import entry_fields
from membership_sim.lifecycle import BENEFIT_STATES
from membership_sim.machine import LIFECYCLE, Accepted, Lifecycle, Refused
from membership_sim.matching import bits, first_bit, match
from membership_sim.scenario import Event, Expectation, Expected, Place, Scenario, State
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
    listed = {number for number, entry in enumerate(timeline.entries) if entry.kind in expected.complete}
    wanted = {index: asked for index, item in enumerate(expected.entries) if (asked := _asked_of_entry(item))}
    days = _days(timeline, expected, wanted, by_entry)
    matches = {index: number for day in days.values() for index, number in day.match(wanted, listed).items()}
    taken = set(matches.values())
    free = _Free([number for number in range(len(by_entry)) if number not in taken], by_entry)
    state_at_end = _states(timeline)
    found: list[Finding] = []
    for index, item in enumerate(expected.entries):
        found += _check_day(item, state_at_end)
        if index in wanted and index not in matches:
            found.append(_missing(item, wanted[index], days[item.day], free))
    for number in sorted(listed - taken):
        message = f"{_about(by_entry[number])} is not listed, though `complete` names its kind"
        found.append(Finding(expected.place, message))
    return (*found, *_check_totals(timeline, expected))


def _days(
    timeline: Timeline, expected: Expected, wanted: dict[int, Fields], by_entry: Sequence[Fields]
) -> dict[int, _Day]:
    """Return each day for which an entry is expected."""
    indexes: dict[int, list[int]] = {}
    for index in wanted:
        indexes.setdefault(expected.entries[index].day, []).append(index)
    numbers: dict[int, list[int]] = {}
    for number, entry in enumerate(timeline.entries):
        numbers.setdefault(entry.day, []).append(number)
    return {
        day: _Day(asking, numbers.get(day, []), by_entry, {name for index in asking for name in wanted[index]})
        for day, asking in indexes.items()
    }


class _Day:
    """A day's expectations and entries, by their numbers; sets of its entries are bits, in the order of `numbers`.

    `having` are the entries with a value of a field: what an expectation could have takes an `&` a field, not a
    comparison with every entry.
    """

    def __init__(self, indexes: list[int], numbers: list[int], by_entry: Sequence[Fields], names: set[str]) -> None:
        self.indexes = indexes
        self.numbers = numbers
        self.free = self.all = (1 << len(numbers)) - 1
        self.having: dict[_Key, int] = {}
        self.shown: str | None = None
        for place, number in enumerate(numbers):
            fields = by_entry[number]
            for name in names & fields.keys():
                key = _key(name, fields[name])
                self.having[key] = self.having.get(key, 0) | 1 << place

    def match(self, wanted: dict[int, Fields], listed: set[int]) -> dict[int, int]:
        """Return which entry serves which expectation; the others are `free`."""
        candidates = {place: self.as_asked(wanted[index]) for place, index in enumerate(self.indexes)}
        must = sum(1 << place for place, number in enumerate(self.numbers) if number in listed)
        found = match(candidates, must)
        self.free -= sum(1 << place for place in found.values())
        return {self.indexes[index]: self.numbers[place] for index, place in found.items()}

    def as_asked(self, asked: Fields) -> int:
        """Return the entries that have all of the fields."""
        members = self.all
        for name, value in asked.items():
            members &= self.having.get(_key(name, value), 0)
        return members

    def nearest(self, asked: Fields) -> int | None:
        """Return the first of the free entries with the fewest differences, of the kind if one is asked for."""
        best = [self.free & self.having.get(_key("kind", asked["kind"]), 0) if "kind" in asked else self.free]
        for name, value in asked.items():  # best[n] are those with at least n of the fields so far
            members = self.having.get(_key(name, value), 0)
            best.append(0)
            for count in range(len(best) - 1, 0, -1):
                best[count] |= best[count - 1] & members
        place = next((first_bit(members) for members in reversed(best) if members), None)
        return None if place is None else self.numbers[place]


class _Free:
    """The entries that serve no expectation, in order, and the first of them with the fields that are asked for."""

    def __init__(self, numbers: list[int], by_entry: Sequence[Fields]) -> None:
        self.numbers = numbers
        self.by_entry = by_entry
        self.firsts: dict[tuple[str, ...], dict[tuple[_Key, ...], int]] = {}

    def first(self, asked: Fields) -> int | None:
        """Return the first entry, of any day, that has all of the fields."""
        names = tuple(asked)
        if names not in self.firsts:
            having = [number for number in reversed(self.numbers) if self.by_entry[number].keys() >= asked.keys()]
            self.firsts[names] = {_keys(names, self.by_entry[number]): number for number in having}
        return self.firsts[names].get(_keys(names, asked))


_Key: TypeAlias = tuple[str, type, object]


def _keys(names: tuple[str, ...], fields: Fields) -> tuple[_Key, ...]:
    return tuple(_key(name, fields[name]) for name in names)


def _key(name: str, value: object) -> _Key:
    """Return what is equal for values between which `differences` sees none, and can be looked up."""
    return name, type(value), _frozen(value)


def _frozen(value: object) -> object:
    if isinstance(value, dict):
        return frozenset((name, _frozen(item)) for name, item in value.items())
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


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


def differences(asked: Fields, seen: Fields) -> list[str]:
    """Return a line for each field that is not as asked."""
    return [
        f"{name}: expected {_shown(value)}, seen {_shown(seen[name]) if name in seen else 'no such field'}"
        for name, value in asked.items()
        if name not in seen or seen[name] != value or type(seen[name]) is not type(value)
    ]


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


def _missing(item: Expectation, asked: Fields, day: _Day, free: _Free) -> Finding:
    """Return the finding for an expectation without an entry, with the nearest one that serves no other."""
    on = date.fromordinal(item.day)
    kind = asked.get("kind", "entry")
    message = f"no {kind} of {on} is as expected"
    nearest = day.nearest(asked)
    if nearest is not None:
        fields = free.by_entry[nearest]
        return Finding(item.place, message, (f"nearest: {_about(fields)}", *differences(asked, fields)))
    wanted = ", ".join(f"{name} {_shown(value)}" for name, value in asked.items() if name != "kind")
    found = [f"expected: {kind}{': ' if wanted else ''}{wanted}"]
    elsewhere = free.first(asked)
    if elsewhere is not None:
        found.append(f"but there is one on another day: {_about(free.by_entry[elsewhere])}")
    elif not day.free:
        found.append(f"seen: nothing on {on} that serves no other expectation")
    else:
        if day.shown is None:
            others = (free.by_entry[day.numbers[place]] for place in bits(day.free))
            day.shown = f"seen: {', '.join(map(_about, others))}"
        found.append(day.shown)
    return Finding(item.place, message, tuple(found))


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
