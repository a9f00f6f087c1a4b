"""Names, days and numbers as the language writes them: what sentences and tables are made of."""

from __future__ import annotations

from datetime import date

from membership_sim.money import Rate
from membership_sim.show.catalogue import Catalogue, catalogue
from membership_sim.show.text import printable


def name(words: Catalogue, key: str) -> str:
    """Return the word for an id of ours: the catalogue's, else the id itself with spaces."""
    return words.names.get(key) or key.replace("_", " ")


def named_action(words: Catalogue, do: str) -> str:
    """Return the catalogue's word for an action of any arguments, its id in brackets; where there is none, the id.

    >>> named_action(catalogue("ja"), "cancel"), named_action(catalogue(), "cancel")
    ('解約(cancel)', 'cancel')
    """
    word = words.names.get(f"do.{do}")
    return words.labels["named"].format(word=word, id=do) if word else do


def day_text(words: Catalogue, day: int | None) -> str | None:
    """Return a day as the language writes it; None and 0 ("does not apply") are None.

    >>> day_text(catalogue(), 739312), day_text(catalogue("ja"), 739312)
    ('2025-03-02', '2025年3月2日')
    """
    return words.day(date.fromordinal(day)) if day else None


def day_and_weekday(words: Catalogue, on: date) -> str:
    """Return a date with the day of the week.

    >>> day_and_weekday(catalogue(), date(2025, 3, 2)), day_and_weekday(catalogue("ja"), date(2025, 3, 2))
    ('2025-03-02 Sun', '2025年3月2日(日)')
    """
    return words.labels["day_and_weekday"].format(day=words.day(on), weekday=words.weekdays[on.weekday()])


def span_text(words: Catalogue, first_day: int, last_day: int) -> str:
    """Return a span of days; a single day once."""
    return words.days(words.day(date.fromordinal(first_day)), words.day(date.fromordinal(last_day)))


def plan_name(words: Catalogue, plan: str) -> str:
    """Return the catalogue's word for a plan that the shipped rule books have, else its id, safe to print."""
    return words.names.get(f"plan.{plan}") or printable(plan)


def book_text(words: Catalogue, text: str) -> str:
    """Return a text of a rule book in the language; one that no shipped book has stands as it is."""
    return words.book_texts.get(text, text)


def count(words: Catalogue, number: int, unit: str) -> str:
    """Return so many days or months.

    >>> count(catalogue(), 1, "day"), count(catalogue(), 3, "month"), count(catalogue("ja"), 3, "month")
    ('1 day', '3 months', '3か月')
    """
    return words.counted(number, f"{unit}s")


def percent(rate: Rate, lang: str = "en") -> str:
    """Return an exact rate in percent, without rounding.

    >>> percent(Rate(8875, 100000)), percent(Rate(1, 3))
    ('8.875 %', '1/3')
    """
    scaled, rest = divmod(rate.numerator * 10**8, rate.denominator)
    if rest:
        return f"{rate.numerator}/{rate.denominator}"
    whole, decimals = divmod(scaled, 10**6)
    number = f"{whole}.{decimals:06d}".rstrip("0").rstrip(".")
    return catalogue(lang).labels["percent"].format(number=number)
