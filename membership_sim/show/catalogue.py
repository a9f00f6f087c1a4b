"""What a language must give: the words of every message, and how it writes names, amounts and days.

A language is one module that defines `CATALOGUE`; `LANGUAGES` names it. What a template is stands in `templates.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple

from membership_sim.money import Currency
from membership_sim.scenario import MembershipError
from membership_sim.typed import shown

if TYPE_CHECKING:
    from membership_sim.rulebook.parameters import Parameter

# The languages, each with the module of its catalogue.
LANGUAGES: Final[dict[str, str]] = {
    "en": "membership_sim.show.catalogue_en",
    "ja": "membership_sim.show.catalogue_ja",
}


class Statement(NamedTuple):
    """What a rule says, and its notes in their order: `rules.py` has how sure each is.

    `{pause.limit_days}` stands for a value of the rule book, `{pause.limit_days:unit}` for one with its unit.
    """

    text: str
    notes: tuple[str, ...] = ()


class Catalogue(NamedTuple):
    """The words of one language.

    `because` has the reason of every message id. `what` has the short text of an entry, by its message id or else its
    kind (an action's: `action.<name>`); `deeds` an action with its arguments. `names` are the words for states,
    notices, reasons, triggers, by their ids, where these are not good enough (`box.<state>` in a diagram). `rules` says
    in a line what each rule is about.
    `doubts` say why a record cannot be judged, by the kind of the doubt; `edits` what would explain one that diverges,
    by the kind of the edit; `nouns` name an action there, where `deeds` do not.
    `labels` are the words around: headings, footers, totals. `weekdays` start on Monday.

    `statements` are the rules in full, `sections` their headings by the letters of their ids, `sources` what the
    letters of the sources stand for. `fields` are what fields of entries and files are called (by `PLACE.FIELD` where
    they stand in a place of `field_kinds`), and the values of a rule book by their dotted names, where their own names
    are not good enough. `book_texts` has what the shipped rule books say in English: titles, notes, sources, what null
    means; a text that is not among them stands as it is.

    `day` writes a date, `month` its month; `days` takes two days as `day` writes them. `counted` writes so many
    "days", "months", "lines" or "members", `with_unit` the number of a rule book's value. `several` lists texts,
    `series` numbers.
    """

    lang: str
    because: Mapping[str, str]
    what: Mapping[str, str]
    deeds: Mapping[str, str]
    names: Mapping[str, str]
    rules: Mapping[str, str]
    labels: Mapping[str, str]
    doubts: Mapping[str, str]
    edits: Mapping[str, str]
    nouns: Mapping[str, str]
    weekdays: tuple[str, ...]
    amount: Callable[[int, Currency], str]
    days: Callable[[str, str], str]
    several: Callable[[list[str]], str]
    day: Callable[[date], str]
    month: Callable[[date], str]
    counted: Callable[[int, str], str]
    with_unit: Callable[[str, Parameter], str]
    series: Callable[[list[str]], str]
    statements: Mapping[str, Statement]
    sections: Mapping[str, str]
    sources: Mapping[str, str]
    fields: Mapping[str, str]
    book_texts: Mapping[str, str]

LABELLED: Final = ("amount", "benefits_until", "certainty", "date", "rule", "rulebook", "state")


def labelled(labels: Mapping[str, str]) -> dict[str, str]:
    """Return what the fields are called that are headings elsewhere: as these are."""
    return {field: labels[field] for field in LABELLED}


class UnknownLanguageError(MembershipError):
    """There is no catalogue of the language."""


def catalogue(lang: str = "en") -> Catalogue:
    """Return the catalogue of a language; raises UnknownLanguageError, which names those there are."""
    given: object = lang
    if not isinstance(given, str) or given not in LANGUAGES:
        raise UnknownLanguageError(f"unknown language {shown(lang)}, allowed: {', '.join(LANGUAGES)}")
    return _loaded(lang)


@cache
def _loaded(lang: str) -> Catalogue:
    found = import_module(LANGUAGES[lang]).CATALOGUE
    assert isinstance(found, Catalogue)
    return found
