"""The law of sentences: the numbers behind an amount stand in its `because`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from membership_sim.entries import ChargeEntry, DeclineEntry, RefundEntry
from membership_sim.money import Currency, format_amount
from membership_sim.oracle.dates import iso
from membership_sim.oracle.law import Chapter, Told
from membership_sim.timeline import Timeline

WORDS: Final = Chapter()


def numbers(entry: ChargeEntry | DeclineEntry | RefundEntry, currency: Currency) -> Iterator[str]:
    """Yield the numbers of the formula behind an amount, as English writes them (BILL-3, PRICE-1, REFUND-2 to 5)."""
    if not isinstance(entry, RefundEntry):
        yield format_amount(entry.amount - entry.tax, currency)
        if entry.tax:
            yield format_amount(entry.tax, currency)
        if entry.price_from_day > 1:
            yield iso(entry.price_from_day)
        return
    yield format_amount(entry.charged, currency)
    if entry.whole:
        yield str(entry.part)
        yield str(entry.whole)
    elif entry.part:
        yield format_amount(entry.part, currency)


@WORDS.words("BILL-3 PRICE-1 REFUND-2 REFUND-4 REFUND-5")
def formulas_show_their_numbers(timeline: Timeline) -> Told:
    """Every number of an amount's formula stands in its sentence."""
    currency = timeline.scenario.book.currency
    rows = timeline.rows()
    for entry, row in zip(timeline.entries, rows, strict=True):
        if isinstance(entry, ChargeEntry | DeclineEntry | RefundEntry):
            because = str(row["because"])
            for number in numbers(entry, currency):
                if not re.search(rf"(?<![\w.,]){re.escape(number)}(?![\w]|[.,]\d)", because):
                    yield entry, f"{number} is not in: {because}"
