"""What two rule books say otherwise: values, what is known of them, other parts; and what of it timelines rest on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from typing import Final

from membership_sim.assumptions import values_read
from membership_sim.changes import InputChange, differing
from membership_sim.moments import moments
from membership_sim.plain import plain
from membership_sim.rulebook.book import BookValue, RuleBook
from membership_sim.rulebook.fields import plan_fields, step_fields
from membership_sim.timeline import Timeline

# The fields of a rule book that are words about it, or that the others say already.
NOT_COMPARED: Final = frozenset({"name", "title", "told", "base_terms", "overridden"})
_COMPARED_APART: Final = frozenset({
    "values", "plans", "sources", "time_zone_certainty", "time_zone_sources", "time_zone_alternatives",
})  # fmt: skip
_ZONE_RULE: Final = "TIME-1"
# Another value has other sources and alternatives as a matter of course: these are compared of the same value only.
_COMPARED_OF_ANOTHER: Final = ("rule", "certainty")

Evidence = Mapping[str, object]  # what is known of a value, by the names of a book's file


def book_changes(before: Timeline, after: Timeline) -> Iterator[InputChange]:
    """Yield the values that differ, each followed by what is known of it otherwise; then the other parts."""
    book, other = before.scenario.book, after.scenario.book
    names = dict.fromkeys((*book.values, *other.values))
    found = [(name, list(_value_changes(name, book, other))) for name in names]
    read = {*_names_read(before), *_names_read(after)} if any(changes for _, changes in found) else set()
    yield from (change._replace(is_read=name in read) for name, changes in found for change in changes)
    yield from (InputChange(*change) for change in differing(_parts(book), _parts(other)))
    is_same_zone = book.time_zone == other.time_zone
    yield from _known_otherwise("rulebook.time_zone", _of_zone(book), _of_zone(other), is_same_zone, _ZONE_RULE)
    shared = [id for id in book.sources if id in other.sources]
    for id, text, other_text in differing(book.sources, other.sources, shared):
        yield InputChange(f"rulebook.sources.{id}", text, other_text, is_read=False, is_evidence=True)


def _value_changes(name: str, book: RuleBook, other: RuleBook) -> Iterator[InputChange]:
    ours, theirs = book.values.get(name), other.values.get(name)
    sides = _as_given(ours), _as_given(theirs)
    rule = next(value.rule for value in (theirs, ours) if value)
    if sides[0] != sides[1]:
        yield InputChange(f"with.{name}", *sides, rule)
    if ours and theirs:
        known, known_other = _of_value(ours, book), _of_value(theirs, other)
        yield from _known_otherwise(f"rulebook.values.{name}", known, known_other, sides[0] == sides[1], rule)


def _known_otherwise(path: str, ours: Evidence, theirs: Evidence, is_same: bool, rule: str) -> Iterator[InputChange]:
    """Yield what is known otherwise of a value; what `with` replaced has a rule, and nothing else is known of it."""
    names = None if is_same else [name for name in _COMPARED_OF_ANOTHER if name in ours and name in theirs]
    found = [name for name, *_ in differing(ours, theirs, names)]
    if found:
        before, after = ({name: its[name] for name in found if its.get(name) is not None} for its in (ours, theirs))
        yield InputChange(path, before or None, after or None, rule, is_evidence=True)


def _of_value(value: BookValue, book: RuleBook) -> Evidence:
    """Return the rule of a value and what is known of it; of dated steps that differ a list."""
    if value.name in book.overridden:
        return {"rule": value.rule}
    days = ["assumed" if step.days_assumed else None for step in value.steps]
    return {
        "rule": value.rule,
        "certainty": _once(step.certainty for step in value.steps),
        "source": _once(_listed(step.sources) for step in value.steps),
        "days": _once(days),
        "alternatives": _listed(value.alternatives),
    }


def _of_zone(book: RuleBook) -> Evidence:
    return {
        "certainty": book.time_zone_certainty,
        "source": _listed(book.time_zone_sources),
        "alternatives": _listed(book.time_zone_alternatives),
    }


def _listed(items: Iterable[object]) -> object:
    return plain(list(items)) or None


def _once(items: Iterable[object]) -> object:
    """Return what all steps have, or the list of what each has."""
    first, *others = found = list(items)
    return first if all(item == first for item in others) else found


def _parts(book: RuleBook) -> dict[str, object]:
    """Return what a book says beside its values, by paths, as its file would: its plans one by one."""
    names = [field.name for field in fields(book) if field.name not in NOT_COMPARED | _COMPARED_APART]
    parts = {f"rulebook.{name}": getattr(book, name) for name in names}
    return {
        **parts,
        "rulebook.currency": book.currency.code,
        **{f"rulebook.plans.{plan.id}": plan_fields(plan) for plan in book.plans.values()},
    }


def _names_read(timeline: Timeline) -> Iterator[str]:
    for entry, moment in moments(timeline.entries, timeline.scenario.book, timeline.start):
        yield from (name for name, _ in values_read(entry, moment))


def _as_given(value: BookValue | None) -> object:
    """Return a value as `with` would have it; of a dated one each step as a book has it."""
    if value is None:
        return None
    [first, *more] = value.steps
    if not more and first.from_on is None:
        return plain(first.value)
    return [plain(step_fields(step, value.name)) for step in value.steps]
