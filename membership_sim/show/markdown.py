"""A timeline in Markdown: a heading, a table, the totals, what is assumed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from membership_sim.show.assumed_text import assumed_lines
from membership_sim.show.catalogue import Catalogue, catalogue
from membership_sim.show.phrases import day_and_weekday, name
from membership_sim.show.table import about_book, changed_values, totals_text
from membership_sim.show.text import printable
from membership_sim.show.words import amount_of, because, what
from membership_sim.timeline import Timeline

_MARKUP: Final = re.compile(r"([\\`*_{}\[\]<>#|~&$!])")


def escaped(text: str) -> str:
    r"""Return the text so that Markdown shows it as it is, in a table too.

    >>> print(escaped("a|b *c*"))
    a\|b \*c\*
    """
    return _MARKUP.sub(r"\\\1", printable(text))


def as_markdown(timelines: Sequence[Timeline], lang: str = "en") -> str:
    """Return every timeline with a heading of its own."""
    return "\n".join(_document(timeline, catalogue(lang)) for timeline in timelines)


def _document(timeline: Timeline, words: Catalogue) -> str:
    labels, changed = words.labels, changed_values(timeline, words)
    headings = ["date", "what", "amount", "state", "why", "rules"]
    found = [f"## {escaped(timeline.scenario.title)}", "", escaped(about_book(timeline, words)), ""]
    if changed:
        found += [escaped(changed), ""]
    found += [_row([labels[heading] for heading in headings]), "| --- | --- | ---: | --- | --- | --- |"]
    found += _entries(timeline, words)
    found += ["", *_footer(timeline, words)]
    return "\n".join(found) + "\n"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _entries(timeline: Timeline, words: Catalogue) -> list[str]:
    currency = timeline.scenario.book.currency
    found = []
    for entry in timeline.entries:
        amount = amount_of(entry)
        on = date.fromordinal(entry.day)
        cells = [
            day_and_weekday(words, on),
            what(entry, currency, words.lang, with_amount=False),
            "" if amount is None else words.amount(amount, currency),
            name(words, entry.state),
            because(entry, currency, words.lang),
            " ".join(entry.rules),
        ]
        found.append(_row([escaped(cell) for cell in cells]))
    return found


def _footer(timeline: Timeline, words: Catalogue) -> list[str]:
    labels = words.labels
    found = [_item(labels[label], text, words) for label, text in totals_text(timeline, words).items()]
    assumed = [_item(rule, escaped(text), words) for rule, text in assumed_lines(timeline, words)]
    if assumed:
        found += ["", labels["item_no_value"].format(name=labels["assumed"]), "", *assumed]
    return found


def _item(label: str, text: str, words: Catalogue) -> str:
    return f"- {words.labels['item'].format(name=label, value=text)}"
