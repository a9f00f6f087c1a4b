"""How sure a rule is, in words: its main statement, the parts that are known otherwise, and its notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from membership_sim.rulebook.book import RuleBook, ValueStep
from membership_sim.rules import RULES
from membership_sim.show.catalogue import Catalogue
from membership_sim.show.phrases import name
from membership_sim.show.values import rule_text
from membership_sim.values_behind import NamedStep
from membership_sim.verdicts import Cited, own_word


def certainty_text(certainty: str, sources: Sequence[str], words: Catalogue) -> str:
    """Return a certainty with its sources; what is assumed rests on none, so they are only to be seen.

    >>> from membership_sim.show.catalogue import catalogue
    >>> certainty_text("stated", ["A", "E"], catalogue()), certainty_text("assumed", ["P"], catalogue())
    ('stated by A, E', 'assumed, see P')
    """
    told = name(words, f"certainty.{certainty}")
    if not sources:
        return told
    label = words.labels["see" if certainty == "assumed" else "by"]
    return label.format(certainty=told, sources=words.several(list(sources)))


def certainty_words(rule_id: str, words: Catalogue) -> str:
    """Return how sure a rule is and by which sources, and how sure its parts are where that is otherwise.

    >>> from membership_sim.show.catalogue import catalogue
    >>> certainty_words("FAMILY-1", catalogue())
    'stated by E; in part reported by P; in part assumed'
    """
    return cited_certainty(own_word(rule_id), words)


def cited_certainty(cited: Cited, words: Catalogue) -> str:
    """Return how sure a rule is where it is cited, and how sure its parts are."""
    told = certainty_text(cited.certainty, cited.sources, words)
    for certainty, sources in cited.in_part:
        told = words.labels["in_part"].format(certainty=told, part=certainty_text(certainty, sources, words))
    return told


def step_certainty(value: str, step: ValueStep, book: RuleBook, words: Catalogue) -> str:
    """Return how sure a step of a value is and by which sources; one that a scenario replaced is chosen."""
    if value in book.overridden:
        return words.labels["chosen"]
    day = words.labels["day_assumed"] if step.days_assumed else ""
    return certainty_text(step.certainty, step.sources, words) + day


def certainty_beside(rule_id: str, values: Iterable[NamedStep], book: RuleBook, words: Catalogue) -> str:
    """Return how sure a rule is, and how sure those of its values are that are known otherwise than the rule is.

    >>> from membership_sim.show.catalogue import catalogue
    >>> book = RuleBook.load("amazon.com")
    >>> certainty_beside("PRICE-1", [("prices.annual", book.values["prices.annual"].steps[-1])], book, catalogue())
    'stated by P; in part assumed; prices.annual: reported by U'
    """
    own, told = own_word(rule_id), certainty_words(rule_id, words)
    alike = certainty_text(own.certainty, own.sources, words)
    known = dict.fromkeys((value, step_certainty(value, step, book, words)) for value, step in values)
    for value, certainty in known:
        if certainty != alike:
            told = words.labels["with_value"].format(certainty=told, name=value, known=certainty)
    return told


def note_texts(rule_id: str, words: Catalogue) -> list[str]:
    """Return the notes of a rule, each part with how sure it is.

    >>> from membership_sim.show.catalogue import catalogue
    >>> note_texts("TRIAL-1", catalogue())
    ['The day of joining counts as the first (reported by P).']
    """
    found = []
    for note, text in zip(RULES[rule_id].notes, words.statements[rule_id].notes, strict=True):
        if note.certainty is None:
            found.append(text)
        else:
            known = certainty_text(note.certainty, note.sources, words)
            found.append(words.labels["graded"].format(text=text, certainty=known))
    return found


def rule_in_full(
    rule_id: str,
    named: str,
    book: RuleBook,
    words: Catalogue,
    on: date | None = None,
    values: Iterable[NamedStep] = (),
) -> str:
    """Return a rule as it is in a book, on a day or at last, by how sure it and its `values` are, its notes after it.

    `named` stands in the place of its id.
    """
    text = rule_text(RULES[rule_id], book, words, on)
    for note in note_texts(rule_id, words):
        text = words.labels["and_then"].format(text=text, note=note)
    certainty = certainty_beside(rule_id, values, book, words)
    return words.labels["rule_in_full"].format(rule=named, certainty=certainty, text=text)
