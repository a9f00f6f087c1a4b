"""The values of a rule book in words, and the texts of the rules with them put in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Final

from membership_sim.counts import counted
from membership_sim.rulebook.book import BookValue, RuleBook, ValueStep
from membership_sim.rulebook.parameters import PARAMETERS, Parameter
from membership_sim.rules import RULES, SOURCES, Rule
from membership_sim.show.catalogue import Catalogue
from membership_sim.show.phrases import book_text

_BRACES: Final = re.compile(r"\{([a-z_.]+(?:PLAN)?)(:unit)?\}")
_COUNTED: Final = re.compile(_BRACES.pattern + r"(?: ((?:business )?days))?")  # and the noun that may agree with it


@cache
def parameter_of(name: str) -> Parameter:
    """Return the parameter of a dotted name, `prices.PLAN` for `prices.annual`."""
    return next(
        parameter
        for parameter in PARAMETERS
        if parameter.name == name
        or (parameter.name.endswith("PLAN") and name.startswith(parameter.name.removesuffix("PLAN")))
    )


def bare(value: object, name: str, book: RuleBook, words: Catalogue) -> str:
    """Return a value without its unit: a fee with its sign, null by its meaning, days as a list.

    >>> from membership_sim.show.catalogue import catalogue
    >>> book = RuleBook.load("amazon.co.jp")
    >>> [bare(value, name, book, catalogue()) for name, value in
    ...  [("payment.retry_days", [3, 7, 14]), ("refund.paid_within_business_days", [3, 5]), ("prices.annual", 5900)]]
    ['3, 7 and 14', '3 to 5', '¥5,900']
    """
    parameter = parameter_of(name)
    if value is None:
        return words.labels["null"].format(meaning=_null(parameter, words))
    if parameter.kind == "prices" and isinstance(value, int):
        return words.amount(value, book.currency)
    if isinstance(value, list | tuple):
        numbers = [str(number) for number in value]
        if parameter.kind == "range":
            first, last = numbers[0], numbers[-1]
            return first if first == last else words.labels["range"].format(first=first, last=last)
        return words.series(numbers)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {item}" for key, item in value.items())
    return str(value)


def with_unit(value: object, name: str, book: RuleBook, words: Catalogue) -> str:
    """Return a value with its unit, such as "365 days"."""
    text = bare(value, name, book, words)
    parameter = parameter_of(name)
    if value is None:
        return _null(parameter, words)
    counts = parameter.unit and parameter.kind in ("whole", "schedule", "range")
    return words.with_unit(text, parameter) if counts else text


def step_text(step: ValueStep, name: str, book: RuleBook, words: Catalogue) -> str:
    """Return a value with its unit, and from which day on it holds, if it is a dated one."""
    text = with_unit(step.value, name, book, words)
    return words.labels["from_day"].format(value=text, day=words.day(step.from_on)) if step.from_on else text


def _null(parameter: Parameter, words: Catalogue) -> str:
    """Return what it means that a value is null."""
    return book_text(words, parameter.null)


def steps_on(value: BookValue, on: date | None) -> tuple[ValueStep, ...]:
    """Return the steps in force on a day: of a price also the one for renewals, if it is another; all without a day."""
    if on is None:
        return value.steps
    renewals = [step for step in value.steps if step.renewals_from_on is None or step.renewals_from_on <= on]
    found = [value.on(on), *(renewals[-1:] if parameter_of(value.name).kind == "prices" else [])]
    return tuple(step for step in value.steps if any(step is other for other in found))


def rule_text(rule: Rule, book: RuleBook, words: Catalogue, on: date | None = None) -> str:
    """Return the text of a rule with the values of a book in the place of their names (without a day: the latest).

    >>> from membership_sim.show.catalogue import catalogue
    >>> rule_text(RULES["PAUSE-3"], RuleBook.load("amazon.co.jp"), catalogue())[:32]
    'A pause lasts at most 365 days: '
    """
    return with_values(words.statements[rule.id].text, book, words, on)


def with_values(text: str, book: RuleBook, words: Catalogue, on: date | None = None) -> str:
    """Return a text with the values of a book in the place of their names (without a day: the latest)."""

    def put_in(found: re.Match[str]) -> str:
        name = found[1]
        if name.endswith("PLAN"):
            prefix = name.removesuffix("PLAN")
            return words.several([other for other in book.values if other.startswith(prefix)])
        if name not in book.values:
            return name
        value = book.values[name]
        step = (value.on(on) if on else None) or value.steps[-1]
        if found[2]:
            return with_unit(step.value, name, book, words)
        number = bare(step.value, name, book, words)
        return counted(number, found[3]) if found[3] else number

    return _COUNTED.sub(put_in, text)


def values_of(rule_id: str, book: RuleBook) -> list[BookValue]:
    """Return the values of the book that belong to a rule, or stand in its text."""
    named = {name for name, _ in _BRACES.findall(RULES[rule_id].text)}
    return [
        value
        for value in book.values.values()
        if value.rule == rule_id or value.name in named or parameter_of(value.name).name in named
    ]


def sources_of(ids: Iterable[str], book: RuleBook, words: Catalogue) -> dict[str, str]:
    """Return the sources spelled out, by their ids, each once; those of the book as it spells them out itself."""
    own = {id: text for id, text in book.sources.items() if text != SOURCES.get(id)}
    return {id: book_text(words, own.get(id) or words.sources.get(id, "")) for id in dict.fromkeys(ids)}
