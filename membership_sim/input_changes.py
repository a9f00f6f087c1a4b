"""In what two timelines were given something else: settings, values of the rule book, the start, events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, Final, NamedTuple

from membership_sim.assumptions import values_read
from membership_sim.moments import moments
from membership_sim.money import NO_TAX
from membership_sim.rulebook.book import BookValue, ValueStep
from membership_sim.timeline import Timeline

_SETTINGS: Final = ("plan", "sales_tax", "wallet", "payments", "until")


class InputChange(NamedTuple):
    """Something given that is another: its dotted path in the scenario's file, and what a file would say of it.

    None is not given. A value of the rule book has its `rule`, also where no `with` but the book itself is another;
    `is_read` is false for one on which no entry of either timeline rests.
    """

    path: str
    before: object
    after: object
    rule: str = ""
    is_read: bool = True


def input_changes(before: Timeline, after: Timeline) -> tuple[InputChange, ...]:
    """Return what was given otherwise, in the order of a file; values that nothing rests on stand last."""
    told, other = _told(before), _told(after)
    found = [*_differing(told, other, ("rulebook",)), *_value_changes(before, after)]
    found += _differing(told, other, _SETTINGS)
    found += _start_changes(told.get("given"), other.get("given"))
    found += _event_changes(told.get("events", []), other.get("events", []))
    return tuple(sorted(found, key=lambda change: not change.is_read))


def _told(timeline: Timeline) -> Mapping[str, Any]:
    """Return the file of a timeline's scenario; a sales tax that no file can say is told as a fraction."""
    from membership_sim.show.scenario_text import percentage, scenario_fields

    tax = timeline.scenario.sales_tax
    told = scenario_fields(timeline.scenario._replace(expected=None, sales_tax=NO_TAX))
    if tax != NO_TAX:
        try:
            told["sales_tax"] = percentage(tax)
        except ValueError:
            told["sales_tax"] = f"{tax.numerator}/{tax.denominator}"
    return told


def _differing(told: Mapping[str, Any], other: Mapping[str, Any], names: tuple[str, ...]) -> Iterator[InputChange]:
    for name in names:
        if told.get(name) != other.get(name):
            yield InputChange(name, told.get(name), other.get(name))


def _start_changes(told: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> Iterator[InputChange]:
    """Yield the facts of the start that differ, or the whole start where only one story has one."""
    if told is None or other is None:
        if told != other:
            yield InputChange("given", told, other)
        return
    for name in dict.fromkeys((*told, *other)):
        if told.get(name) != other.get(name):
            yield InputChange(f"given.{name}", told.get(name), other.get(name))


def _event_changes(told: list[Any], other: list[Any]) -> Iterator[InputChange]:
    """Yield the events that are others, too many or missing, by their numbers in the story that has them."""
    lines, others = list(map(str, told)), list(map(str, other))
    pairs = enumerate(zip(lines, others, strict=False))  # what begins alike needs no search
    alike = next((number for number, (line, other_line) in pairs if line != other_line), min(len(lines), len(others)))
    parts = SequenceMatcher(None, lines[alike:], others[alike:]).get_opcodes()
    for kind, start, end, other_start, other_end in parts:
        if kind == "equal":
            continue
        numbers, other_numbers = range(start, end), range(other_start, other_end)
        for number, other_number in zip_longest(*([alike + n for n in each] for each in (numbers, other_numbers))):
            ours = None if number is None else told[number]
            theirs = None if other_number is None else other[other_number]
            yield InputChange(f"events.{other_number if number is None else number}", ours, theirs)


def _value_changes(before: Timeline, after: Timeline) -> Iterator[InputChange]:
    """Yield the values of the rule books that differ; of the zone and the holidays there are no dotted names."""
    book, other = before.scenario.book, after.scenario.book
    names = dict.fromkeys((*book.values, *other.values))
    values = {name: [_told_value(its.values.get(name)) for its in (book, other)] for name in names}
    differ = {name: sides for name, sides in values.items() if sides[0] != sides[1]}
    read = {*_names_read(before), *_names_read(after)} if differ else set()
    for name, (told, told_other) in differ.items():
        rule = next(its.values[name].rule for its in (other, book) if name in its.values)
        yield InputChange(f"with.{name}", told, told_other, rule, name in read)
    for part in ("time_zone", "holidays"):
        if getattr(book, part) != getattr(other, part):
            yield InputChange(f"rulebook.{part}", getattr(book, part), getattr(other, part))


def _names_read(timeline: Timeline) -> Iterator[str]:
    for entry, moment in moments(timeline.entries, timeline.scenario.book, timeline.start):
        yield from (name for name, _ in values_read(entry, moment))


def _told_value(value: BookValue | None) -> object:
    """Return a value as `with` would have it; of a dated one each step with its days."""
    from membership_sim.show.yaml_text import plain

    if value is None:
        return None
    [first, *more] = value.steps
    if not more and first.from_on is None:
        return plain(first.value)
    return [plain(_step(step)) for step in value.steps]


def _step(step: ValueStep) -> Mapping[str, object]:
    days: dict[str, date | None] = {"from": step.from_on}
    if step.renewals_from_on != step.from_on:
        days["renewals_from"] = step.renewals_from_on
    return {"value": step.value, **{name: day for name, day in days.items() if day is not None}}

