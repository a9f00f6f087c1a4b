"""What two timelines were given otherwise, in words, a line each: settings, values of the rule book, events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from membership_sim.rulebook.book import BookValue, RuleBook, ValueStep
from membership_sim.show.book_table import plan_about
from membership_sim.show.catalogue import Catalogue
from membership_sim.show.certainty import certainty_text, step_certainty
from membership_sim.show.field_kinds import split_path
from membership_sim.show.field_words import field_text, named_field
from membership_sim.show.text import printable
from membership_sim.show.values import step_text, with_unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from membership_sim.changes import InputChange
    from membership_sim.comparison import Comparison

_LONGEST_VALUE: Final = 100  # characters
_ZONE: Final = "rulebook.time_zone"


def input_lines(comparison: Comparison, words: Catalogue) -> list[str]:
    """Return what was given otherwise, a line each; of another time zone how sure it is stands beside it."""
    changes = comparison.input_changes
    told = {change.path for change in changes if not change.is_evidence}
    rules = {change.path: change.rule for change in changes if change.is_evidence}
    return [
        _input_line(change, change.rule or rules.get(change.path, ""), comparison, words)
        for change in changes
        if not (change.is_evidence and change.path in told)
    ]


def short(text: str) -> str:
    """Return the text of a value, its end left out when it is long."""
    from membership_sim.files.words import shortened

    return shortened(text, _LONGEST_VALUE)


def _input_line(change: InputChange, rule: str, comparison: Comparison, words: Catalogue) -> str:
    """Return one thing that was given otherwise, with its `rule` if it has one; of a value how sure each side is."""
    labels = words.labels
    books = [timeline.scenario.book for timeline in (comparison.before, comparison.after)]
    before, after = (
        _given_text(change.path, value, book, words)
        for value, book in zip((change.before, change.after), books, strict=True)
    )
    about = []
    if rule:
        known = "" if change.is_evidence else _known_text(change.path, books, words)
        about.append(labels["item"].format(name=rule, value=known) if known else rule)
    about += [] if change.is_read else [labels["nothing_rests_on_it"]]
    is_now = labels["is_now"].format(before=before, after=after)
    text = labels["item"].format(name=named_field(change.path, words), value=is_now)
    return printable(f"{text} ({labels['clauses'].join(about)})" if about else text)


def _known_text(path: str, books: list[RuleBook], words: Catalogue) -> str:
    """Return how sure a value is on each side that has it, once if that is the same; "" for no value."""
    name = path.removeprefix("with.")
    if path == _ZONE:
        found = [certainty_text(book.time_zone_certainty, book.time_zone_sources, words) for book in books]
    else:
        values = [(book, book.values[name].steps) for book in books if name in book.values]
        found = [
            words.labels["clauses"].join(dict.fromkeys(step_certainty(name, step, book, words) for step in steps))
            for book, steps in values
        ]
    if len(set(found)) < 2:
        return "".join(found[:1])
    return words.labels["is_now"].format(before=found[0], after=found[1])


def _given_text(path: str, given: object, book: RuleBook, words: Catalogue) -> str:
    """Return what was given on one side; null in a rule book is a value, which has a meaning."""
    start, _, name = path.partition(".")
    if start == "with" and name in book.values:
        return _value_text(book.values[name], book, words)
    if given is None:
        return words.labels["not_given"]
    match name.split(".", 1):
        case ["values", value] if start == "rulebook":
            given = _evidence(value, given, book, words)  # type: ignore[arg-type]
        case ["plans", plan] if start == "rulebook":
            return plan_about(book, plan, words)
    return short(field_text(*split_path(path), given, book.currency, words))


def _value_text(value: BookValue, book: RuleBook, words: Catalogue) -> str:
    """Return a value on a line; of many dated steps the earliest are left out, since the latest matter the most."""
    texts = [_step_text(step, value, book, words) for step in value.steps]
    left = texts
    while len(words.several(left)) > _LONGEST_VALUE and len(texts) > 1:
        texts = texts[1:]
        left = ["…", *texts]
    return short(words.several(left))


def _step_text(step: ValueStep, value: BookValue, book: RuleBook, words: Catalogue) -> str:
    """Return a step of a value, and of a fee the day for renewals where it is another."""
    text = step_text(step, value.name, book, words)
    if step.renewals_from_on in (None, step.from_on):
        return text
    renewals = words.labels["item"].format(name=words.labels["renewals_from"], value=words.day(step.renewals_from_on))
    return words.labels["named"].format(word=text, id=renewals)


def _evidence(value: str, known: Mapping[str, object], book: RuleBook, words: Catalogue) -> dict[str, object]:
    """Return what is known of a value, the other readings with their unit."""
    others = known.get("alternatives")
    if not isinstance(others, list):
        return dict(known)
    return {**known, "alternatives": [with_unit(other, value, book, words) for other in others]}
