"""A timeline in HTML: its entries as a table, with the reason, the rules and their sources on expansion; its totals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from membership_sim.entries import Entry
from membership_sim.money import Currency
from membership_sim.show.catalogue import Catalogue, catalogue
from membership_sim.show.html import Column, cells, classes, element, fragment, html_table, kept_days
from membership_sim.show.html_limits import LAST_ROWS, MOST_ROWS
from membership_sim.show.html_rules import assumed_rules, rule_lines, source_list
from membership_sim.show.phrases import day_and_weekday
from membership_sim.show.table import COLUMNS, EntryRow, about, entry_rows, totals_text
from membership_sim.show.words import because, what_begins_with_name
from membership_sim.timeline import Timeline
from membership_sim.values_behind import values_behind


def timeline_fragment(timeline: Timeline, lang: str = "en") -> str:
    """Return a timeline as a piece of HTML with its looks, for a cell of a notebook: not all of very many entries."""
    words = catalogue(lang)
    return fragment(
        element("p", timeline.scenario.title, class_="title"),
        element("p", *kept_days(about(timeline, words)), class_="faint"),
        entries_box(timeline, words),
        totals_list(timeline, words),
        assumed_rules(timeline, words),
        source_list(timeline, words),
        lang=lang,
    )


def entries_box(timeline: Timeline, words: Catalogue) -> Element:
    """Return the entries in a box that is not too high; of very many the first and the last ones."""
    count = len(timeline.entries)
    left_out = range(MOST_ROWS - LAST_ROWS, count - LAST_ROWS) if count > MOST_ROWS else range(0)
    return element("div", timeline_table(timeline, words, left_out=left_out), class_="tall")


def timeline_table(
    timeline: Timeline,
    words: Catalogue,
    level: int = 0,
    rules_at: str | None = None,
    left_out: range = range(0),
) -> Element:
    """Return the entries as a table, or a paragraph that says so when there are none.

    The caption is a heading of that `level`. `rules_at` begins the ids under which a page has the rules, so that a
    rule's name leads there; without it the table links to nothing. A row says how many entries are `left_out`.
    """
    if not timeline.entries:
        return element("p", words.labels["nothing"], class_="faint")
    columns = [Column(words.labels[label], label) for label in COLUMNS]
    rows = list(_rows(timeline, words, rules_at, left_out))
    return html_table(words.labels["what"], columns, rows, level, class_="entries")


def _rows(timeline: Timeline, words: Catalogue, rules_at: str | None, left_out: range) -> Iterator[Element]:
    book, currency = timeline.scenario.book, timeline.scenario.book.currency
    shown = entry_rows(timeline.entries, timeline.start.state, currency, words)
    behind = values_behind(timeline.entries, book, timeline.start)
    for number, ((entry, values), row) in enumerate(zip(behind, shown, strict=True)):
        if number == left_out.start and left_out:
            told = words.labels["and_more"].format(count=f"{len(left_out):,}")
            yield element("tr", *cells(["", told, "", ""]), class_="faint")
        if number in left_out:
            continue
        reason = element("p", *kept_days(because(entry, currency, words.lang)))
        why = element("div", reason, rule_lines(values, book, words, rules_at), class_="why")
        yield _row(entry, row, why, currency, words)


def _row(entry: Entry, row: EntryRow, why: Element, currency: Currency, words: Catalogue) -> Element:
    """Return the row of an entry. Every row has its day, so that it can stand alone; one told already is `again`."""
    told, what, amount, state = row.cells
    on = date.fromordinal(entry.day)
    is_name = what_begins_with_name(entry, currency, words.lang)
    summary = element("summary", *kept_days(what.text), class_="literal" if is_name else None)
    return element(
        "tr",
        *cells([
            element("time", day_and_weekday(words, on), datetime=on.isoformat()),
            element("details", summary, why),
            amount.text,
            state_mark(entry.state, state.text) if state.text else None,
        ]),
        class_=classes(None if told.text else "again"),
        data_kind=entry.kind,
    )  # fmt: skip


def state_mark(state: str, text: str) -> Element:
    """Return a state's name beside a spot of the colour that it has in pictures."""
    return element("span", text, class_="state-mark", data_state=state)


def totals_list(timeline: Timeline, words: Catalogue) -> Element:
    """Return the sums, the days with benefits and the state at the end."""
    pairs = []
    for label, text in totals_text(timeline, words).items():
        shown = state_mark(timeline.final_state, text) if label == "final_state" else text
        value = element("dd", shown)
        pairs.append(element("div", element("dt", words.labels[label]), value))
    return element("dl", *pairs, class_="totals")
