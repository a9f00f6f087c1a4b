"""Stories from a seed, quickly and without Hypothesis: the same ones that `strategies` draws."""

from __future__ import annotations

from membership_sim.rulebook.book import RuleBook
from membership_sim.scenario import Scenario
from membership_sim.testing.choosing import seeded
from membership_sim.testing.telling import StoryUnderWay


def story(seed: int, book: RuleBook | None = None, max_years: int = 10) -> Scenario:
    """Return the story of a seed, of at most so many years; without a book its rule book is made from the seed too.

    >>> story(7) == story(7)
    True
    >>> story(7, RuleBook.load("generic")).book.name
    'generic'
    """
    from membership_sim.testing.books import rule_book

    choose = seeded(seed)
    return StoryUnderWay(choose, rule_book(choose) if book is None else book, max_years, f"Story {seed}").tell(choose)
