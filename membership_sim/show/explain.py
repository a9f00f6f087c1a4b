"""A rule, or a day of a scenario, told in full: what happened, by which rules, on which values, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from membership_sim.due import NEVER, next_due
from membership_sim.entries import Entry
from membership_sim.lifecycle import BENEFIT_STATES, TABLE, VALUE_RULE, Row
from membership_sim.member import Facts, Snapshot
from membership_sim.money import Currency
from membership_sim.rulebook.book import BookValue, RuleBook
from membership_sim.rules import RULES
from membership_sim.scenario import STATES, Scenario
from membership_sim.show.book_table import source_lines, value_lines
from membership_sim.show.catalogue import Catalogue
from membership_sim.show.certainty import certainty_words, note_texts, rule_in_full
from membership_sim.show.grid import Cell, grid
from membership_sim.show.paint import Screen
from membership_sim.show.phrases import book_text, day_and_weekday, name, plan_name, span_text
from membership_sim.show.table import body, entry_rows
from membership_sim.show.text import printable, wrap
from membership_sim.show.values import rule_text, sources_of, values_of
from membership_sim.simulate import Run, first_snapshot
from membership_sim.values_behind import NamedStep, values_by_rule

_INDENT: Final = "  "


def rule_page(rule_id: str, book: RuleBook, words: Catalogue, screen: Screen) -> str:
    """Return a rule with the book's values put in, how sure it is, its values, its transitions, its sources."""
    rule = RULES[rule_id]
    values = values_of(rule_id, book)
    rows = [row for row in TABLE if rule_id in cited(row, book)]
    ids = [*rule.all_sources, *(source for value in values for step in value.steps for source in step.sources)]
    section = words.sections[rule_id.split("-")[0]]
    about = words.labels["rule_about"].format(section=section, certainty=certainty_words(rule_id, words))
    found = [
        screen.paint(f"{rule_id}  {words.rules[rule_id]}", "bold"),
        *(screen.paint(line, "dim") for line in wrap(about, screen.columns)),
        "",
        *wrap(printable(rule_text(rule, book, words)), screen.columns),
    ]
    notes = [line for note in note_texts(rule_id, words) for line in wrap(note, screen.columns)]
    if notes:
        found += ["", *(screen.paint(line, "dim") for line in notes)]
    if values:
        found += ["", screen.paint(words.labels["values_of"].format(book=printable(book.name)), "bold")]
        found += [*value_lines(values, book, words, screen), *_notes(values, words, screen)]
    if rows:
        found += ["", screen.paint(words.labels["rows_of"], "bold"), *_row_lines(rows, words, screen)]
    if ids:
        found += ["", screen.paint(words.labels["sources_of"], "bold")]
        found += source_lines(sources_of(sorted(ids), book, words), screen)
    return "\n".join(found) + "\n"


def _notes(values: Iterable[BookValue], words: Catalogue, screen: Screen) -> list[str]:
    """Return the notes beside the values, each once."""
    notes: dict[str, str] = {}
    for value in values:
        for step in value.steps:
            if step.note:
                notes.setdefault(book_text(words, step.note), value.name)
    items = [words.labels["item"].format(name=value_name, value=note) for note, value_name in notes.items()]
    return [screen.paint(line, "dim") for item in items for line in wrap(printable(item), screen.columns)]


def cited(row: Row, book: RuleBook) -> tuple[str, ...]:
    """Return the rules of a row, the book's rules in the place of a value's name."""
    used = dict.fromkeys(book.base_terms.refund_used_rule.values())
    return tuple(rule for own in row.rules for rule in (used if own == VALUE_RULE else (own,)))


def _row_lines(rows: Sequence[Row], words: Catalogue, screen: Screen) -> list[str]:
    cells = []
    for row in rows:
        sources = " ".join(state for state in STATES if state in row.sources) if len(row.sources) < len(STATES) else "*"
        to = words.labels["refuses"] if row.refuses else f"→ {row.to}" if row.to else ""
        cells.append([Cell(row.id), Cell(row.trigger), Cell(sources), Cell(to, "red" if row.refuses else "")])
    headings = [words.labels[label] for label in ("row", "trigger", "while", "to")]
    return grid(headings, cells, [False] * 4, screen, flexible=2)


def day_page(scenario: Scenario, run: Run, words: Catalogue, screen: Screen) -> str:
    """Return a day of a scenario: `run` is at its end, and stays untouched."""
    on = date.fromordinal(run.facts.day)
    currency, labels = scenario.book.currency, words.labels
    entries = [entry for entry in run.step.entries if entry.day == run.facts.day]
    before = [entry for entry in run.step.entries if entry.day < run.facts.day]
    state = before[-1].state if before else scenario.given.state if scenario.given else "prospect"
    book_name = printable(scenario.book.name)
    found = [
        *(screen.paint(line, "bold") for line in wrap(printable(scenario.title), screen.columns)),
        screen.paint(labels["day_and_book"].format(day=day_and_weekday(words, on), book=book_name), "dim"),
        "",
        *body(list(entry_rows(entries, state, currency, words)), words, screen),
        "",
        screen.paint(labels["at_the_end"], "bold"),
        *_state_lines(run, currency, words, screen),
        "",
        screen.paint(labels["due_next"], "bold"),
        *_next_lines(run, currency, words, screen),
    ]
    rules = list(dict.fromkeys(rule for entry in entries for rule in entry.rules))
    if rules:
        found += ["", screen.paint(labels["rules_of"], "bold")]
        values = values_by_rule(run.step.entries, scenario.book, first_snapshot(scenario), on)
        for rule_id in rules:
            found += _rule_lines(rule_id, scenario.book, on, values[rule_id], words, screen)
    return "\n".join(found) + "\n"


def _rule_lines(
    rule_id: str, book: RuleBook, on: date, values: Iterable[NamedStep], words: Catalogue, screen: Screen
) -> list[str]:
    """Return a rule as it was on a day, with the `values` that were read, the lines after its first indented."""
    text = rule_in_full(rule_id, rule_id, book, words, on, values)
    first, *rest = wrap(printable(text), screen.columns - len(_INDENT))
    return [first, *(_INDENT + line for line in rest)]


def _state_lines(run: Run, currency: Currency, words: Catalogue, screen: Screen) -> list[str]:
    return wrap(words.several(state_texts(run.facts, currency, words)), screen.columns)


def state_texts(facts: Facts | Snapshot, currency: Currency, words: Catalogue) -> list[str]:
    """Return what holds: the state, the plan, the period, what waits, what is owed."""
    labels = words.labels
    benefits = labels["benefits"] if facts.state in BENEFIT_STATES else labels["no_benefits"]
    told = [name(words, facts.state), benefits, plan_name(words, facts.plan)]
    if facts.end_day:
        told.append(labels["period"].format(span=span_text(words, facts.start_day, facts.end_day - 1)))
    if facts.waiting != "none":
        told.append(labels["waits"].format(wish=name(words, f"wish.{facts.waiting}")))
    if facts.next_plan:
        told.append(labels["plan_waits"].format(plan=plan_name(words, facts.next_plan)))
    if facts.owed:
        told.append(labels["owes"].format(amount=words.amount(facts.owed.amount, currency)))
    return told


def _next_lines(run: Run, currency: Currency, words: Catalogue, screen: Screen) -> list[str]:
    entries = next_entries(run)
    if not entries:
        return [words.labels["nothing_due"]]
    return body(list(entry_rows(entries, run.facts.state, currency, words)), words, screen)


def next_entries(run: Run) -> list[Entry]:
    """Return what the next due day brings, tried on a copy; nothing when nothing is due.

    Raises ScenarioError for a fee that is not known.
    """
    due_day, _ = next_due(run.facts, run.terms)
    if due_day >= NEVER:
        return []
    copy = run.copy()
    copy.advance(due_day)
    return list(copy.step.entries)
