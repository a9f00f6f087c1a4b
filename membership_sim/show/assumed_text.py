"""What is assumed behind a timeline, in words: rules that are, and values of rules that are known better."""

from __future__ import annotations

from collections.abc import Iterator

from membership_sim.assumptions import TIME_ZONE, Assumed, assumed_parts
from membership_sim.rulebook.book import RuleBook, ValueStep
from membership_sim.show.catalogue import Catalogue
from membership_sim.show.values import step_text, with_unit
from membership_sim.timeline import Timeline


def assumed_by_rule(timeline: Timeline) -> tuple[Assumed, ...]:
    """Return what is assumed behind a timeline, by rule id."""
    return assumed_parts(timeline.entries, timeline.scenario.book, timeline.start)


def assumed_lines(timeline: Timeline, words: Catalogue) -> Iterator[tuple[str, str]]:
    """Yield what is assumed, each with the id of its rule: what a rule is about, or a value as it was asked for."""
    for part in assumed_by_rule(timeline):
        if part.is_cited:
            yield part.rule, words.rules[part.rule]
        for text in value_texts(part, timeline.scenario.book, words):
            yield part.rule, text


def value_texts(part: Assumed, book: RuleBook, words: Catalogue, with_others: bool = False) -> Iterator[str]:
    """Yield the assumed values of a rule, each with what the rule is about; `with_others` with its alternatives."""
    for name, step in part.values:
        readings = [_reading(name, step, book, words)]
        if with_others and step.certainty == "assumed":
            readings += [words.labels["or"].format(value=other) for other in _others(name, book, words)]
        told = {"name": name, "value": words.several(readings), "rule": words.rules[part.rule]}
        yield words.labels["assumed_value"].format(**told)


def _reading(name: str, step: ValueStep, book: RuleBook, words: Catalogue) -> str:
    """Return a value, and from which day on; a price whose amount is known says that its days are assumed."""
    text = str(step.value) if name == TIME_ZONE else step_text(step, name, book, words)
    return text + (words.labels["day_assumed"] if step.days_assumed else "")


def _others(name: str, book: RuleBook, words: Catalogue) -> list[str]:
    if name == TIME_ZONE:
        return list(book.time_zone_alternatives)
    return [with_unit(other, name, book, words) for other in book.values[name].alternatives]
