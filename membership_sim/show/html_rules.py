"""The rules behind a timeline in HTML: what is assumed and could be otherwise, and every rule it cites in full."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element

from membership_sim.rulebook.book import RuleBook
from membership_sim.rules import RULES, Rule
from membership_sim.show.assumed_text import assumed_by_rule, value_texts
from membership_sim.show.catalogue import Catalogue
from membership_sim.show.certainty import certainty_beside, certainty_words, rule_in_full
from membership_sim.show.html import element, kept_days, kept_words
from membership_sim.show.values import sources_of
from membership_sim.timeline import Timeline
from membership_sim.values_behind import NamedStep, values_by_rule


def rule_lines(
    rules: Mapping[str, Iterable[NamedStep]], book: RuleBook, words: Catalogue, rules_at: str | None = None
) -> Element:
    """Return what each rule is about, and how sure it and its values are; a name leads to `rules_at` and its id."""
    lines = [
        _rule_line(rule, certainty_beside(rule, values, book, words), words, rules_at) for rule, values in rules.items()
    ]
    return element("ul", *lines, class_="rules")


def _rule_line(rule: str, certainty: str, words: Catalogue, rules_at: str | None) -> Element:
    told = {"certainty": certainty, "text": words.rules[rule]}
    return element("li", _named(rule, rules_at), words.labels["rule_in_full"].format(rule="", **told))


def _named(rule: str, rules_at: str | None) -> Element:
    return element("a", rule, href=f"#{rules_at}{rule}") if rules_at is not None else element("b", rule)


def assumed_rules(
    timeline: Timeline, words: Catalogue, level: int = 0, rules_at: str | None = None
) -> Element | None:
    """Return the assumed rules and values behind a timeline, values with what they could be; None for none."""
    book, lines = timeline.scenario.book, []
    for part in assumed_by_rule(timeline):
        if part.is_cited:
            lines.append(_rule_line(part.rule, certainty_words(part.rule, words), words, rules_at))
        texts = value_texts(part, book, words, with_others=True)
        lines += [element("li", _named(part.rule, rules_at), " ", *kept_days(text)) for text in texts]
    if not lines:
        return None
    heading = element(f"h{level}" if level else "p", words.labels["assumed"])
    return element("section", heading, element("ul", *lines, class_="rules"), class_="assumed")


def rules_in_full(timeline: Timeline, words: Catalogue, level: int, rules_at: str) -> Element | None:
    """Return every rule that the entries cite or that is assumed, in full, where `rule_lines` lead to, on expansion."""
    book, cited = timeline.scenario.book, _cited(timeline)
    if not cited:
        return None
    values = values_by_rule(timeline.entries, book, timeline.start)
    lines = []
    for rule in RULES:
        if rule in cited:
            text = kept_words(rule_in_full(rule, "", book, words, values=values.get(rule, ())))
            lines.append(element("li", element("b", rule), *text, id=f"{rules_at}{rule}"))
    heading = element("summary", element(f"h{level}", words.labels["rules_of"]))
    return element("details", heading, element("ul", *lines, class_="rules"), class_="in-full")


def _cited(timeline: Timeline) -> set[str]:
    return {rule for entry in timeline.entries for rule in entry.rules} | set(timeline.assumptions)


def source_list(timeline: Timeline, words: Catalogue, level: int = 0, in_full: bool = False) -> Element | None:
    """Return what the letters of the sources stand for that the cited rules and their values rest on; None for none.

    They are there on expansion; what is clicked is a heading of that `level`, or none with 0. `in_full` has those that
    only remarks name, too.
    """
    book = timeline.scenario.book
    values = values_by_rule(timeline.entries, book, timeline.start).values()
    named = {source for rule in _cited(timeline) for source in _sources(RULES[rule], in_full)}
    ids = sorted(named.union(*(step.sources for steps in values for _, step in steps)))
    if not ids:
        return None
    texts = sources_of(ids, book, words).items()
    lines = [element("li", element("b", id), " ", text) for id, text in texts]
    heading = words.labels["sources_of"]
    summary = element("summary", element(f"h{level}", heading) if level else heading)
    return element("details", summary, element("ul", *lines, class_="rules"))


def _sources(rule: Rule, in_full: bool) -> Iterable[str]:
    return rule.all_sources if in_full else (*rule.sources, *(each for _, part in rule.in_part for each in part))
