"""A rule, or a day of a scenario, as data: JSON, with the page in words that `explain` shows."""

from __future__ import annotations

from datetime import date

from membership_sim.rulebook.book import RuleBook
from membership_sim.rules import RULES
from membership_sim.scenario import Scenario
from membership_sim.show.catalogue import catalogue
from membership_sim.show.explain import day_page, rule_page
from membership_sim.show.paint import Screen
from membership_sim.show.values import rule_text, sources_of
from membership_sim.simulate import Run, first_snapshot
from membership_sim.timeline import Timeline


def rule_data(rule_id: str, book: RuleBook, lang: str = "en") -> dict[str, object]:
    """Return a rule with the values of a book put in; of its notes, a part has its own certainty, a remark null."""
    rule, words = RULES[rule_id], catalogue(lang)
    notes = zip(rule.notes, words.statements[rule_id].notes, strict=True)
    return {
        "schema": "membership-sim/rule/1",
        "rule": rule_id,
        "title": words.rules[rule_id],
        "text": rule_text(rule, book, words),
        "certainty": rule.certainty,
        "sources": sources_of(rule.sources, book, words),
        "notes": [
            {"text": text, "certainty": note.certainty, "sources": sources_of(note.sources, book, words)}
            for note, text in notes
        ],
        "rulebook": {"name": book.name, "sha256": book.sha256},
        "page": rule_page(rule_id, book, words, Screen()),
    }


def day_data(scenario: Scenario, run: Run, lang: str = "en") -> dict[str, object]:
    """Return what happened on a day of a scenario; `run` is at its end, and stays untouched."""
    day, now = run.facts.day, run.snapshot()
    entries = tuple(entry for entry in run.step.entries if entry.day == day)
    return {
        "schema": "membership-sim/day/1",
        "title": scenario.title,
        "date": date.fromordinal(day).isoformat(),
        "state": now.state,
        "entries": Timeline(scenario, first_snapshot(scenario), entries, day, now).rows(lang),
        "page": day_page(scenario, run, catalogue(lang), Screen()),
    }
