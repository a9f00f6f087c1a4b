"""The rules behind a timeline in HTML: what is assumed and could be otherwise, and every rule it cites in full."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from membership_sim.rules import RULES
from membership_sim.show.catalogue import Catalogue
from membership_sim.show.explain import certainty_words
from membership_sim.show.html import element, kept_words
from membership_sim.show.values import rule_text, sources_of, values_of, with_unit
from membership_sim.timeline import Timeline


def rule_lines(rules: Iterable[str], words: Catalogue, rules_at: str | None = None) -> Element:
    """Return what each rule is about, and how sure it is by which sources; a name leads to `rules_at` and its id."""
    return element("ul", *(_rule_line(rule, words.rules[rule], words, rules_at) for rule in rules), class_="rules")


def _rule_line(rule: str, text: str, words: Catalogue, rules_at: str | None, *more: Element | None) -> Element:
    told = {"certainty": certainty_words(rule, words), "text": text}
    rest = words.labels["rule_in_full"].format(rule="", **told)
    named = element("a", rule, href=f"#{rules_at}{rule}") if rules_at is not None else element("b", rule)
    return element("li", named, rest, *more)


def assumed_rules(
    timeline: Timeline, words: Catalogue, level: int = 0, rules_at: str | None = None
) -> Element | None:
    """Return the assumed rules that a timeline rests on, each with the values that could be others; None for none."""
    if not timeline.assumptions:
        return None
    lines = [
        _rule_line(rule, words.rules[rule], words, rules_at, *_alternatives(rule, timeline, words))
        for rule in timeline.assumptions
    ]
    heading = element(f"h{level}" if level else "p", words.labels["assumed"])
    return element("section", heading, element("ul", *lines, class_="rules"), class_="assumed")


def _alternatives(rule: str, timeline: Timeline, words: Catalogue) -> list[Element]:
    """Return the values of a rule that could be others, as they are at the end of a timeline, with these others."""
    book = timeline.scenario.book
    found = []
    for value in values_of(rule, book):
        if value.alternatives and value.rule == rule:
            step = value.on(timeline.until_date) or value.steps[-1]
            readings = [with_unit(one, value.name, book, words) for one in (step.value, *value.alternatives)]
            text = words.labels["item"].format(name=value.name, value=_one_or_other(readings, words))
            found.append(element("li", text))
    if rule == "TIME-1" and book.time_zone_alternatives:
        found.append(element("li", _one_or_other([book.time_zone, *book.time_zone_alternatives], words)))
    return [element("ul", *found, class_="alternatives")] if found else []


def _one_or_other(readings: list[str], words: Catalogue) -> str:
    first, *others = readings
    return words.several([first, *(words.labels["or"].format(value=other) for other in others)])


def rules_in_full(timeline: Timeline, words: Catalogue, level: int, rules_at: str) -> Element | None:
    """Return every rule that the entries cite or that is assumed, in full, where `rule_lines` lead to, on expansion."""
    book, cited = timeline.scenario.book, _cited(timeline)
    if not cited:
        return None
    lines = []
    for rule in RULES:
        if rule in cited:
            told = {"certainty": certainty_words(rule, words), "text": rule_text(RULES[rule], book, words)}
            text = words.labels["rule_in_full"].format(rule="", **told)
            lines.append(element("li", element("b", rule), *kept_words(text), id=f"{rules_at}{rule}"))
    heading = element("summary", element(f"h{level}", words.labels["rules_of"]))
    return element("details", heading, element("ul", *lines, class_="rules"), class_="in-full")


def _cited(timeline: Timeline) -> set[str]:
    return {rule for entry in timeline.entries for rule in entry.rules} | set(timeline.assumptions)


def source_list(timeline: Timeline, words: Catalogue, level: int = 0) -> Element | None:
    """Return what the letters of the sources stand for that the cited rules rest on, on expansion; None for none.

    What is clicked is a heading of that `level`, or none with 0.
    """
    ids = sorted({source for rule in _cited(timeline) for source in RULES[rule].sources})
    if not ids:
        return None
    texts = sources_of(ids, timeline.scenario.book, words).items()
    lines = [element("li", element("b", id), " ", text) for id, text in texts]
    heading = words.labels["sources_of"]
    summary = element("summary", element(f"h{level}", heading) if level else heading)
    return element("details", summary, element("ul", *lines, class_="rules"))
