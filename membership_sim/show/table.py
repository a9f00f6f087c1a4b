"""A timeline as a table for a terminal: a day once, what happened, the amount, a change of state, the reason.

On a narrow screen the reason stands below what happened, on a wide one (`WIDE`) in a column of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from membership_sim.entries import Entry
from membership_sim.show.catalogue import Catalogue, catalogue
from membership_sim.show.grid import GAP, Cell, Column, lines, widest
from membership_sim.show.paint import KIND_LOOKS, STATE_LOOKS, Screen
from membership_sim.show.text import printable, wrap
from membership_sim.show.words import amount_of, because, name, what
from membership_sim.timeline import Timeline

WIDE: Final = 116  # cells from which on the reason has a column of its own
_WIDEST_WHAT: Final = 46
_INDENT: Final = 2
Rows = list[tuple[Entry, list[Cell], str]]


def tables(timelines: Sequence[Timeline], screen: Screen = Screen(), lang: str = "en") -> str:  # noqa: B008 - immutable
    """Return every timeline as a table, one below the other."""
    return "\n\n".join("\n".join(table(timeline, screen, lang)) for timeline in timelines) + "\n"


def table(timeline: Timeline, screen: Screen, lang: str = "en") -> list[str]:
    """Return the lines of a table: heading, entries by the day, totals, assumptions."""
    words = catalogue(lang)
    rows = list(_rows(timeline, words))
    return [*_heading(timeline, words, screen), "", *_body(rows, words, screen), "", *_footer(timeline, words, screen)]


def _heading(timeline: Timeline, words: Catalogue, screen: Screen) -> list[str]:
    book = timeline.scenario.book
    span = words.days(str(timeline.from_date), str(timeline.until_date))
    title = [screen.paint(line, "bold") for line in wrap(printable(timeline.scenario.title), screen.columns)]
    about = f"{printable(book.title)} ({printable(book.name)}), {span}"
    if book.overridden:
        about += ", " + words.labels["changed"].format(values=", ".join(book.overridden))
    return [*title, *(screen.paint(line, "dim") for line in wrap(about, screen.columns))]


def _rows(timeline: Timeline, words: Catalogue) -> Iterator[tuple[Entry, list[Cell], str]]:
    """Yield each entry with its cells (date, what, amount, state) and its reason; a day and a state stand once."""
    currency = timeline.scenario.book.currency
    day, state = 0, timeline.start.state
    for entry in timeline.entries:
        on = date.fromordinal(entry.day)
        moved = 0 if entry.kind == "decline" else amount_of(entry) or 0
        moved = -moved if entry.kind == "refund" else moved
        look = KIND_LOOKS.get(entry.kind, "")
        cells = [
            Cell(f"{on} {words.weekdays[on.weekday()]}" if entry.day != day else ""),
            Cell(what(entry, currency, words.lang, with_amount=not moved), look),
            Cell(words.amount(moved, currency) if moved else "", look or "bold"),
            Cell(name(words, entry.state) if entry.state != state else "", STATE_LOOKS.get(entry.state, "")),
        ]
        yield entry, cells, f"{because(entry, currency, words.lang)} [{' '.join(entry.rules)}]"
        day, state = entry.day, entry.state


def _body(rows: Rows, words: Catalogue, screen: Screen) -> list[str]:
    if not rows:
        return [screen.paint(words.labels["nothing"], "dim")]
    headings = [Cell(words.labels[label], "dim") for label in ("date", "what", "amount", "state")]
    least = [widest([heading.text, *(cells[index].text for _, cells, _ in rows)]) for index, heading in enumerate(headings)]
    wide = screen.columns >= WIDE
    taken = least[0] + least[2] + least[3] + len(GAP) * 3
    what_cells = min(least[1], _WIDEST_WHAT) if wide else max(20, min(screen.columns - taken, 60))
    columns = [Column(least[0]), Column(what_cells), Column(least[2], right=True), Column(least[3])]
    if wide:
        columns.append(Column(screen.columns - taken - what_cells - len(GAP)))
        headings.append(Cell(words.labels["why"], "dim"))
    found = lines(headings, columns, screen)
    for _, cells, reason in rows:
        if wide:
            found += lines([*cells, Cell(reason, "dim")], columns, screen)
        else:
            found += lines(cells, columns, screen)
            indent = " " * (columns[0].cells + len(GAP) + _INDENT)
            found += [indent + screen.paint(line, "dim") for line in wrap(reason, screen.columns - len(indent))]
    return found


def _footer(timeline: Timeline, words: Catalogue, screen: Screen) -> list[str]:
    """Return the totals, the state at the end, and what is assumed."""
    currency, totals, labels = timeline.scenario.book.currency, timeline.totals, words.labels
    amounts = {field: words.amount(getattr(totals, field), currency) for field in ("charged", "refunded", "net")}
    days = timeline.until_day - timeline.start.day + 1
    facts = {
        **amounts,
        "benefit_days": labels["of_days"].format(part=totals.benefit_days, whole=days),
        "final_state": name(words, timeline.final_state),
    }
    left = Column(widest(labels[label] for label in facts))
    right = Column(widest(amounts.values()), right=True)
    found = []
    for label, text in facts.items():
        look = STATE_LOOKS.get(timeline.final_state, "") if label == "final_state" else "bold"
        column = right if label in amounts else Column(widest([text]))
        found += lines([Cell(labels[label]), Cell(text, look)], [left, column], screen)
    if not timeline.assumptions:
        return found
    ids = Column(widest(timeline.assumptions))
    about = Column(screen.columns - ids.cells - len(GAP))
    found += ["", screen.paint(labels["assumed"], "dim")]
    for rule in timeline.assumptions:
        found += lines([Cell(rule, "dim"), Cell(words.rules[rule], "dim")], [ids, about], screen)
    return found
