"""The whole suite: every story, by its criterion."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final

from membership_sim.files.rulebook_file import shipped_names
from membership_sim.rulebook.book import RuleBook
from membership_sim.rulebook.model import Terms
from membership_sim.vectors import aftermath, amounts, boundaries
from membership_sim.vectors.cover import Feature
from membership_sim.vectors.lives import begin
from membership_sim.vectors.reach import Node, reached
from membership_sim.vectors.story import Replaced, Story
from membership_sim.vectors.walk import Walk
from membership_sim.vectors.worlds import (
    ANOTHER_TRIAL,
    FIRST_DAY,
    PLANS_AT_ONCE,
    prospects,
    replaced_worlds,
    suspended_soon,
    trial_again,
    world_of,
)

BOOK: Final = "amazon.co.jp"
FREE_DAYS_BOOK: Final = "amazon.com"  # which gives free days, that Japan does not know
PLAIN_BOOK: Final = "generic"  # whose values are all stated, so that nothing else is acceptable
LONGEST_CHAIN: Final = 6
AGAIN: Final[Replaced] = (("trial.again", {"after_months": 1}),)


def stories() -> Iterator[tuple[Feature, Story]]:
    """Yield every story with what it is there for."""
    yield from walked()
    book = RuleBook.load(BOOK)
    for found in boundaries.trials_again(book.with_values(dict(AGAIN))):
        yield found.named, found.story(book, AGAIN)
    yield from read_otherwise()
    told: list[Terms] = []
    for name in shipped_names():
        book = RuleBook.load(name)
        made = [amounts.refunds(book), amounts.taxes(book), aftermath.endings(book)]
        beside_refunds = book.base_terms._replace(refund_used={}, refund_used_rule={})
        if beside_refunds not in told:  # a book that only reads refunds otherwise turns on the same days
            told.append(beside_refunds)
            made.append(boundaries.of_book(book))
        for found in chain.from_iterable(made):
            yield found.named, found.story(book)


def read_otherwise() -> Iterator[tuple[Feature, Story]]:
    """Yield the stories that need other readings, or rows that only some books have."""
    book, american = RuleBook.load(BOOK), RuleBook.load("amazon.com")
    for make in (aftermath.charges, aftermath.used_up):
        for found in make(book):
            yield found.named, found.story(book)
    for replaced in (PLANS_AT_ONCE, ANOTHER_TRIAL):
        for found in aftermath.charges(book.with_values(dict(replaced))):
            named = Feature("aftermath", f"{replaced[0][0]}/{found.named.name}")
            yield named, found.story(book, replaced)
    for each, found in aftermath.readings(american):
        yield found.named, found.story(american, each)


def walked() -> Iterator[tuple[Feature, Story]]:
    """Yield the stories that the walk finds: of single moves, of what each row leaves behind, of pairs of rows."""
    book, free = RuleBook.load(BOOK), RuleBook.load(FREE_DAYS_BOOK)
    here, there = reached(*prospects(book)), reached(begin(free, FIRST_DAY, "monthly"))
    world, free_world = world_of(book, "", here), world_of(free, "cancel", there)
    otherwise = [*replaced_worlds(book, here.places), trial_again(book)]
    covered: set[Feature] = set()
    for each in (world, *otherwise, free_world, suspended_soon(free)):
        yield from each.stories(covered)
    told_rows: set[str] = set()
    for each in (free_world, world, *replaced_worlds(free, there.places), *otherwise):
        yield from each.left_behind(told_rows)
    start = begin(RuleBook.load(PLAIN_BOOK), FIRST_DAY, "monthly")
    for other, nodes in ((RuleBook.load(PLAIN_BOOK), [Node(start, start, (), "")]), (book, here.places)):
        for found in Walk(("pairs",), covered, LONGEST_CHAIN).stories(nodes):
            yield found.named, found.story(other)
