"""The law of sentences: the numbers behind an amount stand in its `because`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final

from membership_sim.entries import ChargeEntry, DeclineEntry, RefundEntry
from membership_sim.money import Currency, Rate, format_amount
from membership_sim.oracle.dates import iso
from membership_sim.oracle.laws.law import Chapter, Told
from membership_sim.oracle.laws.refunds import BY_PERCENT
from membership_sim.rulebook.model import EVERY_DAY
from membership_sim.timeline import Timeline

WORDS: Final = Chapter()


_DATE: Final = re.compile(r"\b\d{4}-\d\d-\d\d\b")


def numbers(entry: ChargeEntry | DeclineEntry | RefundEntry, currency: Currency) -> Iterator[str]:
    """Yield the numbers of the formula behind an amount, as English writes them (BILL-3, PRICE-1, REFUND-2 to 5)."""
    if not isinstance(entry, RefundEntry):
        yield format_amount(entry.amount - entry.tax, currency)
        if entry.tax:
            yield format_amount(entry.tax, currency)
            if is_of_rate(entry):
                yield percent(entry.tax_rate)
        return
    yield format_amount(entry.charged, currency)
    if entry.whole:
        yield str(entry.part)
        yield str(entry.whole)
        if entry.message == BY_PERCENT:
            yield f"{100 * entry.part // entry.whole} %"
    elif entry.part:
        yield format_amount(entry.part, currency)


def is_of_rate(entry: ChargeEntry | DeclineEntry) -> bool:
    """Tell whether the tax is that of the entry's rate; a tax from before the run, or another system's, may not be."""
    rate = entry.tax_rate
    whole, rest = divmod((entry.amount - entry.tax) * rate.numerator, rate.denominator)
    return entry.tax == whole + (2 * rest >= rate.denominator)


def percent(rate: Rate) -> str:
    """Return a rate in percent, or as a fraction where six decimals are not enough.

    >>> percent(Rate(8875, 100_000)), percent(Rate(1, 10)), percent(Rate(1, 3))
    ('8.875 %', '10 %', '1/3')
    """
    share = Fraction(rate.numerator, rate.denominator) * 100
    if (share * 10**6).denominator > 1:
        return f"{rate.numerator}/{rate.denominator}"
    return f"{Decimal(share.numerator) / share.denominator:f} %"


def is_told(number: str, because: str) -> bool:
    """Tell whether a number stands in a sentence by itself, and not as a part of another one."""
    return re.search(rf"(?<![\w.,]){re.escape(number)}(?![\w]|[.,]\d)", because) is not None


@WORDS.words("BILL-3 PRICE-1 REFUND-2 REFUND-4 REFUND-5")
def formulas_show_their_numbers(timeline: Timeline) -> Told:
    """Every number of an amount's formula stands in its sentence."""
    currency = timeline.scenario.book.currency
    rows = timeline.rows()
    for entry, row in zip(timeline.entries, rows, strict=True):
        if isinstance(entry, ChargeEntry | DeclineEntry | RefundEntry):
            because = str(row["because"])
            step = 0 if isinstance(entry, RefundEntry) else entry.price_from_day
            if step > EVERY_DAY and iso(step) not in _DATE.findall(because):
                yield entry, f"{iso(step)} is not in: {because}"
            beside_dates = _DATE.sub(" ", because)
            for number in numbers(entry, currency):
                if not is_told(number, beside_dates):
                    yield entry, f"{number} is not in: {because}"
