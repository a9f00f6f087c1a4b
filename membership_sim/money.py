"""Whole minor units, and every rounding by its name.

An amount is an `int` of the currency's minor unit (yen, cents); no float ever touches it (BILL-3).
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple


class Currency(NamedTuple):
    """A currency: its ISO code, the sign before an amount and its decimals (ISO 4217)."""

    code: str
    sign: str
    decimals: int


CURRENCIES: Final = {
    currency.code: currency
    for currency in (
        Currency("JPY", "¥", 0),
        Currency("USD", "$", 2),
        Currency("EUR", "€", 2),
        Currency("GBP", "£", 2),
        Currency("CAD", "CA$", 2),
        Currency("AUD", "A$", 2),
        Currency("INR", "₹", 2),
        Currency("KRW", "₩", 0),
    )
}


class Rate(NamedTuple):
    """An exact fraction, such as a sales tax of 8.875 % = 8875/100000."""

    numerator: int
    denominator: int


NO_TAX: Final = Rate(0, 1)


MOST_DECIMALS: Final = 6  # of a percentage in a file
PERCENTAGE: Final = rf"[0-9]{{1,2}}(\.[0-9]{{1,{MOST_DECIMALS}}})? ?%"


def parse_rate(text: str) -> Rate:
    """Return the exact rate of a percentage written out, such as a sales tax (BILL-3).

    Raises ValueError for anything but a `PERCENTAGE`.

    >>> parse_rate("8.875%")
    Rate(numerator=8875, denominator=100000)
    """
    if not re.fullmatch(PERCENTAGE, text, re.ASCII):
        raise ValueError(f"{text!r} is no percentage such as '8.875%'")
    whole, _, decimals = text.removesuffix("%").rstrip().partition(".")
    return Rate(int(whole + decimals), 100 * 10 ** len(decimals))


def percentage(rate: Rate) -> str:
    """Return the rate as files write it; `parse_rate` gives the same fraction back, if a file can hold that one.

    Raises ValueError for a rate that is no percentage of `MOST_DECIMALS` decimals.

    >>> percentage(Rate(8875, 100000)), percentage(Rate(1, 8))
    ('8.875%', '12.5%')
    """
    hundredfold = rate.numerator * 100
    exact = [shift for shift in range(MOST_DECIMALS + 1) if hundredfold * 10**shift % rate.denominator == 0]
    if not exact:
        raise ValueError(f"{rate} is no percentage of at most {MOST_DECIMALS} decimals")
    decimals = next((found for found in exact if rate.denominator == 100 * 10**found), exact[0])
    digits = hundredfold * 10**decimals // rate.denominator
    whole, part = divmod(digits, 10**decimals)
    return f"{whole}.{part:0{decimals}d}%" if decimals else f"{whole}%"


def tax_half_up(fee: int, rate: Rate) -> int:
    """Return the sales tax on `fee` in minor units, half a unit rounded up (BILL-3).

    >>> tax_half_up(1499, Rate(8875, 100000))
    133
    """
    return (2 * fee * rate.numerator + rate.denominator) // (2 * rate.denominator)


def share_down(amount: int, part: int, whole: int) -> int:
    """Return `amount` × `part` ÷ `whole`, rounded down to a minor unit (REFUND-2, REFUND-5).

    >>> share_down(5900, 2, 12)
    983
    """
    return amount * part // whole


def whole_percent(part: int, whole: int) -> int:
    """Return `part` of `whole` in full percent, rounded down (REFUND-2).

    >>> whole_percent(62, 366)
    16
    """
    return 100 * part // whole


def format_amount(amount: int, currency: Currency) -> str:
    """Return the amount with its sign, as English prints it.

    >>> format_amount(5900, CURRENCIES["JPY"]), format_amount(-1499, CURRENCIES["USD"])
    ('¥5,900', '-$14.99')
    """
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), 10**currency.decimals)
    decimals = f".{rest:0{currency.decimals}d}" if currency.decimals else ""
    return f"{sign}{currency.sign}{whole:,}{decimals}"
