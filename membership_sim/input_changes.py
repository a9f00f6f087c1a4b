"""In what two timelines were given something else: settings, values of the rule book, the start, events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date
from difflib import SequenceMatcher
from itertools import islice, takewhile, zip_longest
from typing import Any, Final, NamedTuple

from membership_sim.assumptions import values_read
from membership_sim.moments import moments
from membership_sim.money import NO_TAX, percentage
from membership_sim.plain import plain
from membership_sim.rulebook.book import BookValue, RuleBook, ValueStep
from membership_sim.rulebook.fields import plan_fields
from membership_sim.scenario_fields import scenario_fields
from membership_sim.timeline import Timeline

_SETTINGS: Final = ("plan", "sales_tax", "wallet", "payments", "until")
_MOST_SEARCHED: Final = 200  # events of one day
# The fields of a rule book on which nothing of a timeline rests, or that the others say already.
NOT_COMPARED: Final = frozenset({
    "name", "title", "sources", "told", "base_terms", "overridden",
    "time_zone_certainty", "time_zone_sources", "time_zone_alternatives",
})  # fmt: skip


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
    next_number = next_other = 0
    for number, other_number in (*_alike(told, other), (len(told), len(other))):
        for ours, theirs in zip_longest(range(next_number, number), range(next_other, other_number)):
            before, after = None if ours is None else told[ours], None if theirs is None else other[theirs]
            yield InputChange(f"events.{theirs if ours is None else ours}", before, after)
        next_number, next_other = number + 1, other_number + 1


def _alike(told: list[Any], other: list[Any]) -> Iterator[tuple[int, int]]:
    """Yield the numbers of the events that both stories have, in order.

    Only events of one day can be alike, and days do not go back: so each day is searched by itself.
    """
    days, other_days = _lines_of_days(told), _lines_of_days(other)
    for day, (first, lines) in days.items():
        other_first, others = other_days.get(day, (0, []))
        for start, other_start, count in _blocks(lines, others):
            yield from ((first + start + each, other_first + other_start + each) for each in range(count))


def _lines_of_days(told: list[Any]) -> dict[object, tuple[int, list[str]]]:
    """Return the events of each day as text, with the number of the first."""
    days: dict[object, tuple[int, list[str]]] = {}
    for number, event in enumerate(told):
        days.setdefault(event["date"], (number, []))[1].append(str(event))
    return days


def _blocks(lines: list[str], others: list[str]) -> Iterator[tuple[int, int, int]]:
    """Yield where lines are alike, and how many: those that begin or end alike, and what a search finds between them.

    A search takes time with the cube of the lines: where there are very many, those with one number are held together.
    """
    most = min(len(lines), len(others))
    start = _same_at_start(lines, others, most)
    end = _same_at_start(reversed(lines), reversed(others), most - start)
    middle, other_middle = lines[start : len(lines) - end], others[start : len(others) - end]
    yield 0, 0, start
    if max(len(middle), len(other_middle)) > _MOST_SEARCHED:
        pairs = enumerate(zip(middle, other_middle, strict=False), start)
        yield from ((number, number, 1) for number, (line, other_line) in pairs if line == other_line)
    else:
        for block in SequenceMatcher(None, middle, other_middle, autojunk=False).get_matching_blocks():
            yield start + block.a, start + block.b, block.size
    yield len(lines) - end, len(others) - end, end


def _same_at_start(lines: Iterable[str], others: Iterable[str], most: int) -> int:
    pairs = islice(zip(lines, others, strict=False), most)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _value_changes(before: Timeline, after: Timeline) -> Iterator[InputChange]:
    """Yield the values of the rule books that differ, then their other parts, which have no dotted names."""
    book, other = before.scenario.book, after.scenario.book
    names = dict.fromkeys((*book.values, *other.values))
    values = {name: [_told_value(its.values.get(name)) for its in (book, other)] for name in names}
    differ = {name: sides for name, sides in values.items() if sides[0] != sides[1]}
    read = {*_names_read(before), *_names_read(after)} if differ else set()
    for name, (told, told_other) in differ.items():
        rule = next(its.values[name].rule for its in (other, book) if name in its.values)
        yield InputChange(f"with.{name}", told, told_other, rule, name in read)
    parts, other_parts = _parts(book), _parts(other)
    yield from _differing(parts, other_parts, tuple(dict.fromkeys((*parts, *other_parts))))


def _parts(book: RuleBook) -> dict[str, object]:
    """Return what a book says beside its values, by paths, as its file would: its plans one by one."""
    names = [field.name for field in fields(book) if field.name not in NOT_COMPARED | {"values", "plans"}]
    parts = {f"rulebook.{name}": getattr(book, name) for name in names}
    return {
        **parts,
        "rulebook.currency": book.currency.code,
        **{f"rulebook.plans.{plan.id}": plan_fields(plan) for plan in book.plans.values()},
    }


def _names_read(timeline: Timeline) -> Iterator[str]:
    for entry, moment in moments(timeline.entries, timeline.scenario.book, timeline.start):
        yield from (name for name, _ in values_read(entry, moment))


def _told_value(value: BookValue | None) -> object:
    """Return a value as `with` would have it; of a dated one each step with its days."""
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

