"""What changed between two timelines, in HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element

from membership_sim.show.catalogue import Catalogue, catalogue
from membership_sim.show.comparison_text import (
    counts_line,
    field_lines,
    headline,
    reason_lines,
    state_line,
    totals_rows,
)
from membership_sim.show.given_text import input_lines
from membership_sim.show.html import Column, cells, element, fragment, html_table, kept_days
from membership_sim.show.html_limits import MOST_LINES, MOST_ROWS
from membership_sim.show.html_parts import left_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from membership_sim.changes import EntryChange
    from membership_sim.comparison import Comparison

_LOOKS: Final = {"is_gone": "bad", "is_new": "good"}


def comparison_fragment(comparison: Comparison, lang: str = "en") -> str:
    """Return a comparison: totals, what was given otherwise, days in another state, and the entries that differ."""
    words = catalogue(lang)
    labels = words.labels
    titles = [comparison.before.scenario.title, comparison.after.scenario.title]
    given = input_lines(comparison, words)
    states = [state_line(change, words) for change in comparison.state_changes]
    return fragment(
        element("p", labels["is_now"].format(before=titles[0], after=titles[1]), class_="title"),
        _totals(comparison, words),
        *_list(labels["given_otherwise"], given, words),
        *([] if given else [element("p", labels["given_alike"], class_="faint")]),
        *_list(labels["states_differ"], states, words),
        _entries(comparison, words),
        left_out(len(comparison.entry_changes) - MOST_ROWS, words),
        lang=lang,
    )


def _totals(comparison: Comparison, words: Catalogue) -> Element:
    columns = [Column(""), *(Column(words.labels[label], "number") for label in ("before", "after", "change"))]
    rows = [element("tr", *cells(row)) for row in totals_rows(comparison, words)]
    return html_table(words.labels["totals"], columns, rows)


def _list(heading: str, lines: Sequence[str], words: Catalogue) -> list[Element | None]:
    """Return a list with its heading; nothing for no line."""
    if not lines:
        return []
    items = (element("li", *kept_days(line)) for line in lines[:MOST_LINES])
    return [element("p", heading, class_="heading"), element("ul", *items), left_out(len(lines) - MOST_LINES, words)]


def _entries(comparison: Comparison, words: Catalogue) -> Element:
    """Return the entries that differ as a table, or only how many are the same."""
    counts = counts_line(comparison, words)
    if not comparison.entry_changes:
        return element("p", counts)
    rows = [_row(change, comparison, words) for change in comparison.entry_changes[:MOST_ROWS]]
    columns = [Column(words.labels["difference"]), Column(words.labels["what"], "what")]
    return element("div", html_table(counts, columns, rows), class_="tall")


def _row(change: EntryChange, comparison: Comparison, words: Catalogue) -> Element:
    label = "is_gone" if change.after is None else "is_new" if change.before is None else "is_changed"
    mark = element("span", words.labels[label], class_=_LOOKS.get(label))
    lines = [*field_lines(change, comparison, words), *reason_lines(change, comparison, words)]
    why = element("div", *(element("p", *kept_days(line)) for line in lines), class_="why")
    summary = element("summary", *kept_days(headline(change, comparison, words)))
    return element("tr", *cells([mark, element("details", summary, why)]))
