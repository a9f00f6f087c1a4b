"""A rule book as a table and as JSON: its values, their dates, how sure they are, and what else they could be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from membership_sim.rulebook.book import BookValue, RuleBook, ValueStep
from membership_sim.show.catalogue import Catalogue
from membership_sim.show.certainty import step_certainty
from membership_sim.show.data import json_text
from membership_sim.show.grid import GAP, Cell, Column, grid, lines, widest
from membership_sim.show.paint import Screen
from membership_sim.show.phrases import book_text, count, name
from membership_sim.show.templates import fill
from membership_sim.show.text import printable, wrap
from membership_sim.show.values import parameter_of, sources_of, step_text, steps_on, with_unit

CERTAINTY_LOOKS = {"assumed": "yellow", "observed": "cyan"}


def book_table(book: RuleBook, words: Catalogue, screen: Screen, on: date | None = None) -> str:
    """Return the whole book, or its values on a day."""
    title, *about = about_book_lines(book, words, on)
    found = [
        *(screen.paint(line, "bold") for line in wrap(title, screen.columns)),
        *(screen.paint(line, "dim") for text in about for line in wrap(text, screen.columns)),
        "",
        *value_lines(book.values.values(), book, words, screen, on),
        "",
        *source_lines(sources_of(book.sources, book, words), screen),
    ]
    return "\n".join(found) + "\n"


def about_book_lines(book: RuleBook, words: Catalogue, on: date | None = None) -> list[str]:
    """Return the title of a book, on what it counts, and its plans."""
    labels = words.labels
    zone_certainty = name(words, f"certainty.{book.time_zone_certainty}")
    about = labels["book_about"].format(
        zone=labels["zone_about"].format(zone=book.time_zone, certainty=zone_certainty),
        currency=book.currency.code,
        tax=labels[f"tax_{book.tax}"],
        holidays=words.names.get(f"holidays.{book.holidays}", book.holidays),
    )
    told = {"title": book_text(words, book.title), "name": book.name, "span": words.day(on) if on else None}
    title = fill(labels["heading"], {**told, "changed": None})
    plans = words.several([plan_about(book, id, words) for id in book.plans])
    about_plans = labels["item"].format(name=labels["plans"], value=plans)
    return [printable(title), printable(about), printable(about_plans)]


def plan_about(book: RuleBook, id: str, words: Catalogue) -> str:
    """Return a plan with its word, its length, and whether it is one of students."""
    plan = book.plans[id]
    length = count(words, plan.months, "month") if plan.months else count(words, plan.days, "day")
    word = words.names.get(f"plan.{id}")
    told = {"plan": id, "word": word, "length": length, "student": words.labels["student"] if plan.student else None}
    return fill(words.labels["plan_about"], told)


def value_lines(
    values: Iterable[BookValue], book: RuleBook, words: Catalogue, screen: Screen, on: date | None = None
) -> list[str]:
    """Return values as a table, the other readings below each; fees have one of their own, with their dates."""
    found: list[str] = []
    for table in value_tables(values, book, words, on):
        headings = [words.labels[label] for label in table.labels]
        flexible = -1 if table.is_of_fees else 1
        rights = [table.is_of_fees and label == "is" for label in table.labels]
        found += ["", *grid(headings, table.rows, rights, screen, flexible)]
    return found[1:]


class ValueTable(NamedTuple):
    """Values, or fees with their dates, as rows; `labels` are those of the headings."""

    labels: tuple[str, ...]
    rows: list[list[Cell]]
    is_of_fees: bool


def value_tables(
    values: Iterable[BookValue], book: RuleBook, words: Catalogue, on: date | None = None
) -> Iterator[ValueTable]:
    """Yield the values that are no fees and then the fees, where there are any."""
    values = list(values)
    fees = [value for value in values if parameter_of(value.name).kind == "prices"]
    rows = [row for value in values if value not in fees for row in _value_rows(value, book, words, on)]
    if rows:
        yield ValueTable(("value", "is", "certainty", "rule"), rows, False)
    rows = [row for value in fees for row in _fee_rows(value, book, words, on)]
    if rows:
        yield ValueTable(("fee", "is", "new_from", "renewals_from", "certainty"), rows, True)


def _value_rows(value: BookValue, book: RuleBook, words: Catalogue, on: date | None) -> Iterator[list[Cell]]:
    title, rule = Cell(value.name), Cell(value.rule, "dim")
    for step in steps_on(value, on):
        text = step_text(step, value.name, book, words)
        yield [title, Cell(printable(text)), _certainty(step, value, book, words), rule]
        title = rule = Cell("")
    for other in value.alternatives:
        text = words.labels["or"].format(value=with_unit(other, value.name, book, words))
        yield [Cell(""), Cell(printable(text), "dim"), Cell(""), Cell("")]


def _fee_rows(value: BookValue, book: RuleBook, words: Catalogue, on: date | None) -> Iterator[list[Cell]]:
    title = Cell(value.name)
    for step in steps_on(value, on):
        days = [Cell(words.day(day) if day else "") for day in (step.from_on, step.renewals_from_on)]
        fee = Cell(with_unit(step.value, value.name, book, words))
        yield [title, fee, *days, _certainty(step, value, book, words)]
        title = Cell("")
    if title.text:
        yield [title, Cell(""), Cell(words.labels["not_yet"], "dim"), Cell(""), Cell("")]


def _certainty(step: ValueStep, value: BookValue, book: RuleBook, words: Catalogue) -> Cell:
    """Return how sure a value is and by which sources; one that a scenario replaced is chosen."""
    if value.name in book.overridden:
        return Cell(words.labels["chosen"], "bold")
    return Cell(printable(step_certainty(value.name, step, book, words)), CERTAINTY_LOOKS.get(step.certainty, ""))


def source_lines(sources: dict[str, str], screen: Screen) -> list[str]:
    """Return the sources spelled out."""
    ids = Column(widest(sources))
    about = Column(screen.columns - ids.cells - len(GAP))
    return [
        line
        for id, text in sources.items()
        for line in lines([Cell(printable(id), "dim"), Cell(printable(text), "dim")], [ids, about], screen)
    ]


def book_json(book: RuleBook, on: date | None = None) -> str:
    """Return the book as JSON, a value a line."""
    plans = {
        plan.id: {**({"months": plan.months} if plan.months else {"days": plan.days}), "student": plan.student}
        for plan in book.plans.values()
    }
    head = {
        "schema": "membership-sim/rulebook-values/1",
        "name": book.name,
        "title": book.title,
        "sha256": book.sha256,
        "date": on.isoformat() if on else None,
        "time_zone": book.time_zone,
        "time_zone_certainty": book.time_zone_certainty,
        "currency": book.currency.code,
        "tax": book.tax,
        "holidays": book.holidays,
        "plans": plans,
        "sources": book.sources,
    }
    fields = [f"{json_text(name)}: {json_text(value)}" for name, value in head.items()]
    values = ",\n  ".join(json_text(_value(value, book, on)) for value in book.values.values())
    return "{" + ",\n ".join([*fields, f'"values": [\n  {values}\n]']) + "}\n"


def _value(value: BookValue, book: RuleBook, on: date | None) -> dict[str, object]:
    parameter = parameter_of(value.name)
    return {
        "name": value.name,
        "what": parameter.what,
        "unit": parameter.unit or None,
        "rule": value.rule,
        "steps": [
            {
                "value": step.value,
                "from": step.from_on.isoformat() if step.from_on else None,
                "renewals_from": step.renewals_from_on.isoformat() if step.renewals_from_on else None,
                "certainty": None if value.name in book.overridden else step.certainty,
                "sources": list(step.sources),
                "days_assumed": step.days_assumed,
                "note": step.note or None,
            }
            for step in steps_on(value, on)
        ],
        "alternatives": list(value.alternatives),
    }
