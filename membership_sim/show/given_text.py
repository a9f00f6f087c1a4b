"""What two timelines were given otherwise, in words, a line each: settings, values of the rule book, events."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from membership_sim.rulebook.book import RuleBook, ValueStep
from membership_sim.show.book_table import plan_about
from membership_sim.show.catalogue import Catalogue
from membership_sim.show.certainty import certainty_text, step_certainty
from membership_sim.show.field_kinds import split_path
from membership_sim.show.field_words import named_field
from membership_sim.show.sides import LONGEST, Side, is_now, marked_items, sides_text
from membership_sim.show.text import printable
from membership_sim.show.values import parameter_of, step_text, with_unit

if TYPE_CHECKING:
    from membership_sim.changes import InputChange
    from membership_sim.comparison import Comparison

_ZONE: Final = "rulebook.time_zone"


def input_lines(comparison: Comparison, words: Catalogue) -> list[str]:
    """Return what was given otherwise, a line each; of another time zone how sure it is stands beside it."""
    changes = comparison.input_changes
    books = [timeline.scenario.book for timeline in (comparison.before, comparison.after)]
    told = {change.path for change in changes if not change.is_evidence}
    rules = {change.path: change.rule for change in changes if change.is_evidence}
    shown = [_beside(change, told, books, words) if change.is_evidence else change for change in changes]
    return [
        _input_line(change, change.rule or rules.get(change.path, ""), books, words) for change in filter(None, shown)
    ]


def _beside(known: InputChange, told: set[str], books: list[RuleBook], words: Catalogue) -> InputChange | None:
    """Return what is known otherwise of a value, without what its own line tells; None if that is all."""
    line = known.path.replace("rulebook.values.", "with.", 1)
    if known.path in told:
        return None
    if line not in told or len(set(_known_texts(line, books, words))) < 2:
        return known
    before, after = (_without_certainty(side) for side in (known.before, known.after))
    return known._replace(before=before, after=after) if before or after else None


def _without_certainty(known: object) -> object:
    assert known is None or isinstance(known, Mapping), "what is known is a record"
    return {name: what for name, what in (known or {}).items() if name != "certainty"} or None


def _input_line(change: InputChange, rule: str, books: list[RuleBook], words: Catalogue) -> str:
    """Return one thing that was given otherwise, with its `rule` if it has one; of a value how sure each side is."""
    labels = words.labels
    about = []
    if rule:
        known = "" if change.is_evidence else _known_text(change.path, books, words)
        about.append(labels["item"].format(name=rule, value=known) if known else rule)
    about += [] if change.is_read else [labels["nothing_rests_on_it"]]
    text = labels["item"].format(name=named_field(change.path, words), value=_sides(change, books, words))
    return printable(f"{text} ({labels['clauses'].join(about)})" if about else text)


def _known_text(path: str, books: list[RuleBook], words: Catalogue) -> str:
    """Return how sure a value is on each side that has it, once if that is the same; "" for no value."""
    found = _known_texts(path, books, words)
    if len(set(found)) < 2:
        return "".join(found[:1])
    return words.labels["is_now"].format(before=found[0], after=found[1])


def _known_texts(path: str, books: list[RuleBook], words: Catalogue) -> list[str]:
    """Return how sure a value, or the time zone, is in each book that has it."""
    if path == _ZONE:
        return [certainty_text(book.time_zone_certainty, book.time_zone_sources, words) for book in books]
    name = path.removeprefix("with.")
    return [
        words.labels["clauses"].join(
            dict.fromkeys(step_certainty(name, step, book, words) for step in book.values[name].steps)
        )
        for book in books
        if name in book.values
    ]


def _sides(change: InputChange, books: list[RuleBook], words: Catalogue) -> str:
    """Return what was given on both sides; null in a rule book is a value, which has a meaning."""
    start, _, name = change.path.partition(".")
    if start == "with":
        return _values_text(change, books, words)
    given: tuple[object, ...] = (change.before, change.after)
    if change.path.startswith("rulebook.plans."):
        plan = change.path.removeprefix("rulebook.plans.")
        told = [_plan_text(plan, book, words) for book in books]
        return is_now(told[0], told[1], (change.before, change.after), words)
    if change.is_evidence:
        value = name.removeprefix("values.")
        given = tuple(_evidence(value, known, book, words) for known, book in zip(given, books, strict=True))
    absent = words.labels["not_given"]
    before, after = (Side(value, book.currency, absent) for value, book in zip(given, books, strict=True))
    return sides_text(*split_path(change.path), before, after, words)


def _plan_text(plan: str, book: RuleBook, words: Catalogue) -> str:
    return plan_about(book, plan, words) if plan in book.plans else words.labels["not_given"]


def _values_text(change: InputChange, books: list[RuleBook], words: Catalogue) -> str:
    """Return a value of each book; of dated ones that share steps those that differ."""
    name = change.path.removeprefix("with.")
    steps = [value_steps(name, book, words) for book in books]
    items, others = ([(step, step) for step in its] for its in steps)
    marked = marked_items(items, others, words) if items else ""
    before, after = (latest_text(its, words) if its else words.labels["not_given"] for its in steps)
    return marked or is_now(before, after, (change.before, change.after), words)


def value_steps(name: str, book: RuleBook, words: Catalogue) -> list[str]:
    """Return the steps of a value in a book, none if it does not have the value."""
    return [_step_text(step, name, book, words) for step in book.values[name].steps] if name in book.values else []


def latest_text(steps: list[str], words: Catalogue) -> str:
    """Return dated steps on a line; of many the earliest are left out, since the latest matter the most."""
    left = steps
    while len(words.several(left)) > LONGEST and len(steps) > 1:
        steps = steps[1:]
        left = ["…", *steps]
    return words.several(left)


def _step_text(step: ValueStep, name: str, book: RuleBook, words: Catalogue) -> str:
    """Return a step of a value, and of a fee the day for renewals where it is another."""
    text = step_text(step, name, book, words)
    if step.renewals_from_on in (None, step.from_on):
        return text
    renewals = words.labels["item"].format(name=words.labels["renewals_from"], value=words.day(step.renewals_from_on))
    return words.labels["named"].format(word=text, id=renewals)


def _evidence(value: str, known: object, book: RuleBook, words: Catalogue) -> object:
    """Return what is known of a value, the other readings with their unit."""
    others = known.get("alternatives") if isinstance(known, Mapping) else None
    if not isinstance(known, Mapping) or not isinstance(others, list) or value not in book.values:
        return known
    told = [with_unit(other, value, book, words) for other in others]
    if parameter_of(value).kind == "schedule":  # each is a list itself
        told = [f"({other})" for other in told]
    return {**known, "alternatives": told}
