"""A timeline as a table for a terminal: a day once, what happened, the amount, a change of state, the reason.

On a narrow screen the reason stands below what happened, on a wide one (`WIDE`) in a column of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple

from membership_sim.entries import Entry
from membership_sim.money import Currency
from membership_sim.scenario import State
from membership_sim.show.assumed_text import assumed_lines
from membership_sim.show.catalogue import Catalogue, catalogue
from membership_sim.show.grid import GAP, Cell, Column, lines, widest
from membership_sim.show.paint import KIND_LOOKS, STATE_LOOKS, Screen
from membership_sim.show.phrases import book_text, day_and_weekday, name, span_text
from membership_sim.show.templates import fill
from membership_sim.show.text import printable, wrap
from membership_sim.show.words import amount_of, because, what
from membership_sim.timeline import Timeline

WIDE: Final = 116  # cells from which on the reason has a column of its own
_WIDEST_WHAT: Final = 52
_WIDEST_NARROW: Final = 60
_INDENT: Final = 2
COLUMNS: Final = ("date", "what", "amount", "state")  # the labels of an entry's cells, before its reason
SUMS: Final = ("charged", "refunded", "net")  # those of the totals that are amounts


def tables(timelines: Sequence[Timeline], screen: Screen = Screen(), lang: str = "en") -> str:  # noqa: B008 - immutable
    """Return every timeline as a table, one below the other."""
    return "\n\n".join("\n".join(table(timeline, screen, lang)) for timeline in timelines) + "\n"


def table(timeline: Timeline, screen: Screen, lang: str = "en") -> list[str]:
    """Return the lines of a table: heading, entries by the day, totals, assumptions."""
    words, book = catalogue(lang), timeline.scenario.book
    rows = list(entry_rows(timeline.entries, timeline.start.state, book.currency, words))
    return [*_heading(timeline, words, screen), "", *body(rows, words, screen), "", *_footer(timeline, words, screen)]


def _heading(timeline: Timeline, words: Catalogue, screen: Screen) -> list[str]:
    return [
        *(screen.paint(line, "bold") for line in wrap(printable(timeline.scenario.title), screen.columns)),
        *(screen.paint(line, "dim") for line in wrap(about(timeline, words), screen.columns)),
    ]


def about(timeline: Timeline, words: Catalogue) -> str:
    """Return under which rule book the days were run, and which of its values were changed."""
    return printable(about_book(timeline, words, with_changes=True))


def about_book(timeline: Timeline, words: Catalogue, with_changes: bool = False) -> str:
    """Return which rule book a timeline rests on, from which day to which, and which values were replaced if asked."""
    book = timeline.scenario.book
    told: dict[str, str | None] = {
        "title": book_text(words, book.title),
        "name": book.name,
        "span": span_text(words, timeline.start.day, timeline.until_day),
        "changed": changed_values(timeline, words) if with_changes else None,
    }
    return fill(words.labels["heading"], told)


def changed_values(timeline: Timeline, words: Catalogue) -> str | None:
    """Return which values of the rule book a scenario replaced; None if it replaced none."""
    values = timeline.scenario.book.overridden
    return words.labels["changed"].format(values=words.several(list(values))) if values else None


class EntryRow(NamedTuple):
    """An entry as cells (date, what, amount, state) and its reason."""

    cells: list[Cell]
    reason: str


def entry_rows(entries: Iterable[Entry], state: State, currency: Currency, words: Catalogue) -> Iterator[EntryRow]:
    """Yield each entry as a row; a day stands once, and a state when it is another than before (`state` at first).

    The amount is what was moved, a refund below zero; what could not be taken stands in the words.
    """
    day = 0
    for entry in entries:
        on = date.fromordinal(entry.day)
        moved = 0 if entry.kind == "decline" else amount_of(entry) or 0
        moved = -moved if entry.kind == "refund" else moved
        look = KIND_LOOKS.get(entry.kind, "")
        cells = [
            Cell(day_and_weekday(words, on) if entry.day != day else ""),
            Cell(what(entry, currency, words.lang, with_amount=not moved), look),
            Cell(words.amount(moved, currency) if moved else "", look or "bold"),
            Cell(name(words, entry.state) if entry.state != state else "", STATE_LOOKS.get(entry.state, "")),
        ]
        yield EntryRow(cells, f"{because(entry, currency, words.lang)} [{' '.join(entry.rules)}]")
        day, state = entry.day, entry.state


def body(rows: Sequence[EntryRow], words: Catalogue, screen: Screen) -> list[str]:
    """Return the lines of the entries, with a heading; one that says so when nothing happens."""
    if not rows:
        return [screen.paint(words.labels["nothing"], "dim")]
    wide = screen.columns >= WIDE
    labels = (*COLUMNS, *(["why"] if wide else []))
    headings = [Cell(words.labels[label], "dim") for label in labels]
    columns = _columns(headings, rows, screen, wide)
    found = lines(headings, columns, screen)
    for row in rows:
        if wide:
            found += lines([*row.cells, Cell(row.reason, "dim")], columns, screen)
        else:
            found += _narrow(row.cells, columns, screen)
            indent = " " * (columns[0].cells + len(GAP) + _INDENT)
            found += [indent + screen.paint(line, "dim") for line in wrap(row.reason, screen.columns - len(indent))]
    return found


def _narrow(cells: Sequence[Cell], columns: Sequence[Column], screen: Screen) -> list[str]:
    """Return the line of an entry; what happened may run into the columns of amount and state when both are empty."""
    if cells[2].text or cells[3].text:
        return lines(cells, columns, screen)
    about = Column(screen.columns - columns[0].cells - len(GAP))
    return lines(cells[:2], [columns[0], about], screen)


def _columns(headings: Sequence[Cell], rows: Sequence[EntryRow], screen: Screen, wide: bool) -> list[Column]:
    """Return the columns: each as wide as it must be, what happened as it can be, and the reason the rest."""
    on, about, amount, state = (
        widest([headings[index].text, *(row.cells[index].text for row in rows)]) for index in range(4)
    )
    taken = on + amount + state + 3 * len(GAP)
    about = min(about, _WIDEST_WHAT) if wide else max(20, min(screen.columns - taken, _WIDEST_NARROW))
    columns = [Column(on), Column(about), Column(amount, right=True), Column(state)]
    return [*columns, Column(screen.columns - taken - about - len(GAP))] if wide else columns


def totals_text(timeline: Timeline, words: Catalogue) -> dict[str, str]:
    """Return the sums, the days with benefits and the state at the end, by their labels."""
    currency, totals = timeline.scenario.book.currency, timeline.totals
    days = timeline.until_day - timeline.start.day + 1
    return {
        **{field: words.amount(getattr(totals, field), currency) for field in SUMS},
        "benefit_days": words.labels["of_days"].format(part=totals.benefit_days, whole=days),
        "final_state": name(words, timeline.final_state),
    }


def totals_in_short(timeline: Timeline, words: Catalogue) -> str:
    """Return what it has cost in all, and on how many days there were benefits."""
    totals, days = timeline.totals, timeline.until_day - timeline.start.day + 1
    net = words.amount(totals.net, timeline.scenario.book.currency)
    return words.labels["totals_about"].format(net=net, part=totals.benefit_days, whole=days)


def _footer(timeline: Timeline, words: Catalogue, screen: Screen) -> list[str]:
    """Return the totals, the state at the end, and what is assumed."""
    totals, labels = totals_text(timeline, words), words.labels
    left = Column(widest(labels[label] for label in totals))
    right = Column(widest(totals[label] for label in SUMS), right=True)
    found = []
    for label, text in totals.items():
        look = STATE_LOOKS.get(timeline.final_state, "") if label == "final_state" else "bold"
        column = right if label in SUMS else Column(widest([text]))
        found += lines([Cell(labels[label]), Cell(text, look)], [left, column], screen)
    assumed = list(assumed_lines(timeline, words))
    if not assumed:
        return found
    ids = Column(widest(rule for rule, _ in assumed))
    about = Column(screen.columns - ids.cells - len(GAP))
    found += ["", screen.paint(labels["assumed"], "dim")]
    for rule, text in assumed:
        found += lines([Cell(rule, "dim"), Cell(printable(text), "dim")], [ids, about], screen)
    return found
